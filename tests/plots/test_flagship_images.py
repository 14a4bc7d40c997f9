"""Five figures compared with pictures of them that somebody has looked at.

Releases of matplotlib pull letters to pixels in different ways, and a page of letters that moved by a fraction of a
pixel would differ more than one mark that is missing. Letters are therefore drawn as outlines, large, and made small
again; what is compared is blurred a little, and in small tiles, so that no mark is lost among white paper. Measured
in the worst tile of all figures: matplotlib 3.10 and 3.11 differ by 2.4, any mark that is taken away makes 8.3 or more,
and any label that is moved by 15 points 18 or more. `TOLERANCE` stands between them. The key is left out, because the
height of its rows is matplotlib's; that it shows the marks as they are is a test of its own.

When a figure is meant to look otherwise, renew the pictures, look at every one of them, and commit those that changed::

    CA_EVENTS_RENEW_IMAGES=1 python -m pytest tests/plots/test_flagship_images.py

After a failure the picture drawn and its difference from the one expected are in the folder that the message names.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.legend import Legend
from matplotlib.patheffects import Normal
from matplotlib.testing.compare import calculate_rms, compare_images
from matplotlib.text import Annotation, Text
from PIL import Image, ImageFilter

from ca_events import plots

BASELINE = Path(__file__).parent / "baseline"
RENEW = os.environ.get("CA_EVENTS_RENEW_IMAGES") == "1"
# Pixels per inch; how much larger it is drawn; pixels of a tile, and of the blur.
DPI = 100
LARGER = 6
TILE = 25
BLUR = 1.5
TOLERANCE = 5.0
PERIODS = [("First years", "1991-12/1997-12"), ("Second period", "1998/2012"), ("Third", "2013/..")]
MADE = [
    ("1992-01-03", "Diplomatic relations", "political"),
    ("1993", "First pipeline studied", "economic.energy"),
    ("1994-04", "Prime minister visits five capitals", "political"),
    ("1996-04-26", "Treaty on confidence in border areas signed by five presidents", "security"),
    ("1996-04-26", "Statement on trade", "economic"),
    ("[1997..1999]", "Loan, on a day that no source names", "economic"),
    ("1998-07-04", "Border agreement", "security"),
    ("2000~", "Consulates opened", "political"),
    ("2001-06-15", "Organisation founded", "political"),
    ("2002/2005", "Road built", "economic"),
    ("2003-08", "First exercise", "security"),
    ("2004-06-17?", "Structure for talks agreed", ""),
    ("2005-07-05", "Договор подписан", "political"),
    ("2006-01/..", "Pipeline in use", "economic.energy"),
    ("2008-08", "Meeting of ministers", "political"),
    ("2009-12-14", "Gas pipeline opened", "economic.energy"),
    ("2011/", "Long talks", "economic"),
    ("2012-06-06", "Strategic partnership", "political"),
    ("2013-09-07", "Speech on the belt of trade", "economic"),
    ("2013-09-09", "Visit", "political"),
    ("2015-05-08", "Two programmes linked", "economic"),
    ("2017-06-08", "Enlargement", "political"),
    ("2020-03", "Aid", ""),
    ("2023-05-18", "Summit of six", "political"),
]  # fmt: skip
# Width, height and lettering of the surroundings, and the options.
FIGURES: dict[str, tuple[tuple[float, float, float], dict[str, Any]]] = {
    "vertical-periods": ((7.0, 3.6, 7.0), {"orientation": "vertical", "periods": "set"}),
    "horizontal": ((7.0, 3.6, 7.0), {"orientation": "horizontal"}),
    "numbered-keys": ((4.9, 2.4, 7.5), {"orientation": "vertical", "overflow": "number"}),
    "lanes": ((7.0, 3.6, 7.0), {"orientation": "horizontal", "lanes": "category", "label": None}),
    "rows": ((4.9, 3.6, 7.5), {"years_per_row": 10, "periods": "set"}),
}


def drawn(events: Any, name: str, *, legend: bool = False) -> Any:
    """Draw one of the figures."""
    (width, height, lettering), options = FIGURES[name]
    with mpl.rc_context({"figure.figsize": (width, height), "font.size": lettering}):
        return plots.timeline(events, legend=legend, **options)


def picture(figure: Any, path: Path) -> Path:
    """Write a figure as a small PNG."""
    for text in figure.findobj(Text):
        text.set_path_effects([Normal()])
    with mpl.rc_context({"text.hinting": "none", "path.snap": False}):
        figure.savefig(path, dpi=LARGER * DPI)
    with Image.open(path) as large:
        size = (large.width // LARGER, large.height // LARGER)
        small = large.convert("RGB").resize(size, Image.Resampling.BOX)
    small.quantize(256, method=Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
    return path


def worst_tile(expected: Path, actual: Path) -> tuple[float, tuple[int, int]]:
    """Compare two pictures tile by tile: give the greatest difference, and the left upper corner of its tile."""
    first, second = (blurred(path) for path in (expected, actual))
    assert first.shape == second.shape, f"{expected} and {actual} differ in size"
    return max(
        (calculate_rms(first[tile], second[tile]), (tile[1].start, tile[0].start))
        for tile in (
            (slice(top, top + TILE), slice(left, left + TILE))
            for top in range(0, first.shape[0], TILE)
            for left in range(0, first.shape[1], TILE)
        )
    )


def blurred(path: Path) -> np.ndarray:
    """Read a picture."""
    with Image.open(path) as read:
        return np.asarray(read.convert("RGB").filter(ImageFilter.GaussianBlur(BLUR)), dtype=float)


@pytest.mark.parametrize("name", FIGURES)
def test_figure_looks_as_it_did_when_somebody_looked(
    make_events: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    expected = BASELINE / f"{name}.png"
    actual = picture(drawn(make_events(MADE, PERIODS), name).figure, tmp_path / f"{name}.png")
    if RENEW:
        BASELINE.mkdir(exist_ok=True)
        shutil.copyfile(actual, expected)
    difference, corner = worst_tile(expected, actual)
    if difference > TOLERANCE:
        # Writes NAME-failed-diff.png beside the picture.
        compare_images(str(expected), str(actual), tol=0.0)
        pytest.fail(f"{name} differs by {difference:.1f} at pixel {corner}; see {tmp_path}")


@pytest.mark.parametrize("name", FIGURES)
def test_comparison_sees_a_lost_mark_and_a_label_that_moved(
    make_events: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    whole = picture((ax := drawn(make_events(MADE, PERIODS), name)).figure, tmp_path / "whole.png")
    # The mark that makes the least difference of all is a point or bar of this event.
    for mark in (mark for mark in ax.get_children() if str(mark.get_gid()).startswith("mark-E003")):
        mark.set_visible(False)
    assert worst_tile(whole, picture(ax.figure, tmp_path / "lost.png"))[0] > 1.5 * TOLERANCE
    labels = [text.get_gid() for text in ax.texts if str(text.get_gid()).startswith("label-")]
    assert bool(labels) == (name != "lanes")
    if labels:
        ax = drawn(make_events(MADE, PERIODS), name)
        move(ax, labels[len(labels) // 2], 15.0)
        assert worst_tile(whole, picture(ax.figure, tmp_path / "moved.png"))[0] > 1.5 * TOLERANCE


def move(ax: Any, gid: str, points: float) -> None:
    """Move the lines of a label; what follows a line is tied to it."""
    for text in ax.texts:
        if text.get_gid() == gid and not isinstance(text, Annotation):
            x, y = ax.transData.transform(text.get_position())
            y += points / 72 * ax.figure.dpi
            text.set_position(ax.transData.inverted().transform((x, y)))


def test_pictures_are_small() -> None:
    assert {path.stem for path in BASELINE.glob("*.png")} == set(FIGURES)
    assert max(path.stat().st_size for path in BASELINE.glob("*.png")) <= 60_000


@pytest.mark.parametrize("name", ["vertical-periods", "horizontal", "lanes", "rows"])
def test_key_shows_each_code_as_its_marks_look(make_events: Callable[..., Any], name: str) -> None:
    rows = [(day, "Event", code) for day, code in zip(("1992-03-01", "1995-03-01", "2003-03-01"),
            ("political", "economic.energy", "security"), strict=True)]  # fmt: skip
    ax = drawn(make_events(rows, PERIODS), name, legend=True)
    names = ("Political", "Economic", "Security")
    handles = {
        text.get_text(): handle
        for key in ax.get_children()
        if isinstance(key, Legend)
        for text, handle in zip(key.get_texts(), key.legend_handles, strict=True)
    }
    for number, code in enumerate(names):
        (mark,) = [line for line in ax.lines if str(line.get_gid()).startswith(f"mark-E{number:03d}")]
        assert handles[code].get_markerfacecolor() == mark.get_markerfacecolor()
        assert handles[code].get_marker() == mark.get_marker()
