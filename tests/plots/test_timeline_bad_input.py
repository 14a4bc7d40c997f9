"""Whole figures of input that is empty, crowded or strange: a figure, or one clear message."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.font_manager import fontManager

from ca_events import plots

LONG = "Transcontinentalinfrastructureinvestmentcooperationagreement"
DAY = "2001-06-15"
WAYS: dict[str, dict[str, Any]] = {
    "upright": {"orientation": "vertical"},
    "lying": {"orientation": "horizontal"},
    "upright lanes": {"orientation": "vertical", "lanes": "category"},
    "lying lanes": {"orientation": "horizontal", "lanes": "category"},
    "rows": {"years_per_row": 10},
    "upright since": {"orientation": "vertical", "since": DAY},
    "lying since": {"orientation": "horizontal", "since": DAY},
    "annotate": {},
}
every_way = pytest.mark.parametrize("way", WAYS)
Rows = list[tuple[str, str, str]]


def draw(events: Any, way: str, *, width: float = 7.0, **options: Any) -> Any:
    """Draw a timeline on a new figure, or annotate a curve."""
    with mpl.rc_context({"figure.figsize": (width, 6.0), "font.size": 7.0}):
        if way != "annotate":
            return plots.timeline(events, **WAYS[way], **options)
        ax = plt.figure(layout="constrained").add_subplot()
        ax.plot([1990, 2030], [1.0, 2.0])
        return plots.annotate(ax, events, **options)


def labels(ax: Any) -> dict[str, str]:
    """Join the words of each label, without blanks, by the id of its event (and its lane)."""
    found: dict[str, str] = {}
    for text in ax.figure.findobj(mpl.text.Text):
        kind, _, name = str(text.get_gid()).partition("-")
        if kind == "label":
            found[name] = found.get(name, "") + "".join(text.get_text().split())
    return found


def check_drawn(ax: Any, path: Path) -> None:
    """Check that a figure is clean and can be saved without another word."""
    report = plots.placement(ax)
    assert (report.overlaps, report.outside) == (0, 0)
    ax.figure.canvas.draw()
    plots.save(ax, path / "figure", formats=["svg"])


@every_way
@pytest.mark.parametrize("made", [[], [("XXXX", "Undated", "political")]], ids=["no event", "only undated"])
def test_nothing_to_draw_is_said_in_words(
    make_events: Callable[..., Any], tmp_path: Path, way: str, made: Rows
) -> None:
    ax = draw(make_events(made, [("First", "1995/2003")]), way)
    assert labels(ax) == {}
    assert plots.placement(ax).placed == 0
    assert plots.alt_text(ax).startswith(f"Timeline of {len(made)} event{'s' * (not made)} (all events).")
    assert ("Not drawn: 1 undated (Undated)." in plots.alt_text(ax)) == bool(made)
    check_drawn(ax, tmp_path)


@every_way
def test_one_event_is_drawn_and_labelled(make_events: Callable[..., Any], tmp_path: Path, way: str) -> None:
    ax = draw(make_events([(DAY, "Founding", "political")]), way)
    assert list(labels(ax).values()) in (["15Jun2001Founding"], ["Founding15Jun2001"])
    check_drawn(ax, tmp_path)


@every_way
def test_many_events_on_one_day_are_all_labelled(
    make_events: Callable[..., Any], tmp_path: Path, way: str
) -> None:
    # Twenty keys on one pole are more than the part of the axes that annotations may take.
    most = 12 if way == "annotate" else 20
    rows = [(DAY, f"Event {number}", ("political", "security", "")[number % 3]) for number in range(most)]
    ax = draw(make_events(rows), way)
    assert len(labels(ax)) == most
    marks = [
        tuple(map(float, mark.get_xydata()[0]))
        for mark in ax.figure.findobj(mpl.lines.Line2D)
        if str(mark.get_gid()).startswith("mark-")
    ]
    assert len(set(marks)) == len(marks) == most
    check_drawn(ax, tmp_path)


@every_way
def test_words_of_sixty_letters_in_a_narrow_column_are_whole_or_the_figure_says_so(
    make_events: Callable[..., Any], tmp_path: Path, way: str
) -> None:
    rows = [(f"{year}-05-05", f"{LONG} {year}", ("political", "")[year % 2]) for year in range(1995, 2013, 2)]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ax = draw(make_events(rows), way, width=3.3)
    said = [str(warning.message) for warning in caught]
    if said:
        assert [re.search(r"labels (need|find no room)", words) is not None for words in said] == [True]
    else:
        check_drawn(ax, tmp_path)
    assert plots.placement(ax).overlaps == 0
    if not len(plots.key_list(ax).table):
        letters = {name: Counter(words) for name, words in labels(ax).items()}
        assert list(letters.values()) == [Counter(f"5May{day[:4]}{LONG}{day[:4]}") for day, _, _ in rows]


@every_way
def test_line_breaks_in_a_label_end_a_line_and_draw_nothing_else(
    make_events: Callable[..., Any], tmp_path: Path, way: str
) -> None:
    ax = draw(make_events([(DAY, "signed\nand\r\n\n\tratified\u2028soon", "political")]), way)
    pieces = [
        text.get_text()
        for text in ax.figure.findobj(mpl.text.Text)
        if str(text.get_gid()).startswith("label-")
    ]
    assert not any(re.search(r"[\n\r\t\u2028]", piece) for piece in pieces)
    assert Counter("".join(labels(ax).values())) == Counter("15Jun2001signedandratifiedsoon")
    check_drawn(ax, tmp_path)


@every_way
def test_letters_that_no_font_has_are_named_once_and_drawn_as_boxes(
    make_events: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(
        fontManager, "ttflist", [font for font in fontManager.ttflist if "DejaVu" in font.name]
    )
    fontManager._findfont_cached.cache_clear()
    events = make_events([(DAY, "中国 signed", "political"), ("2005", "中", "外")], [("時", "1995/2003")])
    options = {"periods": "set"} if way in ("upright", "lying", "rows") else {}
    with pytest.warns(UserWarning, match="^no font found") as caught:
        ax = draw(events, way, **options)
    # Annotations show no codes.
    named = "中 国" if way == "annotate" else "中 国 外 時" if options else "中 国 外"
    assert [str(warning.message) for warning in caught] == [
        f"no font found has the letters {named}; they are drawn as boxes. Install a font that has them, such as "
        "Noto Sans CJK SC, or give label= a column in another script."
    ]
    assert {Counter(words)["□"] for words in labels(ax).values()} == {1, 2}
    drawn = "".join(text.get_text() for text in ax.figure.findobj(mpl.text.Text))
    assert not set(drawn) & set("中国外時")
    check_drawn(ax, tmp_path)


@every_way
def test_titles_of_blanks_or_without_a_word_leave_the_date(
    make_events: Callable[..., Any], tmp_path: Path, way: str
) -> None:
    rows = [
        (DAY, "", "political"),
        ("2003-05-05", " \n ", ""),
        ("2005", "\u200b", ""),
        ("2006", "$\\frac{", ""),
    ]
    ax = draw(make_events(rows), way)
    assert [words.replace("\u200b", "") for words in labels(ax).values()][:3] == [
        "15Jun2001",
        "5May2003",
        "2005",
    ]
    assert "$\\frac{" in "".join(labels(ax).values())
    check_drawn(ax, tmp_path)
