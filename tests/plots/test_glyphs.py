from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib.font_manager import fontManager

from ca_events import plots
from ca_events.plots.glyphs import Glyphs

ROWS = [("2001-05-05", "中国 and 日本 signed", "political"), ("XXXX", "中間", "外")]
ADVICE = "they are drawn as boxes. Install a font that has them, such as Noto Sans CJK SC, or"


@pytest.fixture(autouse=True)
def _no_fonts_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = [font for font in fontManager.ttflist if "DejaVu" in font.name]
    monkeypatch.setattr(fontManager, "ttflist", fonts)
    fontManager._findfont_cached.cache_clear()


def font_with(letters: str, name: str, path: Path) -> None:
    """Make a font in which each letter is a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 700), (700, 700), (700, 0)):
        pen.lineTo(point)
    pen.closePath()
    glyphs = [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(letter): f"u{ord(letter):04X}" for letter in letters})
    builder.setupGlyf(dict.fromkeys(glyphs, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (800, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name.replace(" ", "")})
    builder.setupOS2(sTypoAscender=800)
    builder.setupPost()
    builder.save(path)
    fontManager.addfont(path)


def said_by(draw: Callable[[], Any], path: Path) -> tuple[Any, list[tuple[str, str]]]:
    """Draw and save; return the axes and all warnings with the files that they point at."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ax = draw()
        ax.figure.canvas.draw()
        plots.save(ax, path / "figure")
    return ax, [(str(warning.message), warning.filename) for warning in caught]


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_letters_without_a_font_are_named_once_and_drawn_as_boxes(
    make_events: Callable[..., Any], tmp_path: Path, orientation: str
) -> None:
    events = make_events(ROWS)
    ax, said = said_by(lambda: plots.timeline(events, orientation=orientation), tmp_path)
    named = (
        f"no font found has the letters 中 国 外 日 本 間; {ADVICE} give label= a column in another script."
    )
    assert said == [(named, __file__)]
    words = [text.get_text() for text in ax.texts]
    assert "□□ and □□ signed" in words
    assert "Not drawn: 1 undated (□□)." in words
    assert list(plots.table(ax)["label"]) == ["中国 and 日本 signed", "中間"]
    assert "First: 5 May 2001, 中国 and 日本 signed." in plots.alt_text(ax)


@pytest.mark.parametrize("draw", [plots.counts, plots.heatmap])
def test_names_of_bins_and_codes_are_looked_up_too(tmp_path: Path, draw: Any) -> None:
    cells = {"bin": ["年", "b"], "stage": ["中国", "one"]}
    table = pd.DataFrame({**cells, "definite": [1, 2], "expected": [1.0, 2.0], "possible": [1, 2]})
    ax, said = said_by(lambda: draw(table), tmp_path)
    named = f"no font found has the letters 中 国 年; {ADVICE} give the codes labels in another script."
    assert said == [(named, __file__)]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["□", "b"]
    assert set(plots.table(ax)["stage"]) == {"中国", "one"}


def test_first_font_that_is_installed_draws_the_letters(
    make_events: Callable[..., Any], tmp_path: Path
) -> None:
    for name in ("SimHei", "Source Han Sans SC"):
        font_with("中国日本間外", name, tmp_path / f"{name}.ttf")
    ax, said = said_by(lambda: plots.timeline(make_events(ROWS)), tmp_path)
    assert said == []
    (text,) = [text for text in ax.texts if "中国" in text.get_text()]
    assert list(text.get_fontfamily()) == ["sans-serif", "Source Han Sans SC"]
    # Latin words alone leave the font as it is.
    plain = plots.timeline(make_events([("2001", "Founding", "political")]))
    assert {tuple(text.get_fontfamily()) for text in plain.texts} == {("sans-serif",)}


def test_many_letters_without_a_font_are_counted_and_unseen_ones_named_by_their_code() -> None:
    letters = "".join(chr(number) for number in range(0x4E00, 0x4E0F)) + "\ue999 \n"
    assert Glyphs.of([letters]).warning("look away") == (
        "no font found has the letters 一 丁 丂 七 丄 丅 丆 万 丈 三 上 下 and 4 more; "
        "they are drawn as boxes. Install a font that has them, such as Noto Sans CJK SC, or look away."
    )
    assert "the letters U+E999; " in Glyphs.of(["\ue999"]).warning("look away")
