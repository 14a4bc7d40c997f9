"""Five figures compared with pictures of them that somebody has looked at.

The letters are drawn as outlines, because releases of matplotlib pull letters to pixels in different ways, and a whole
page of them would differ more than a mark that is missing. What is left differs by less than a third of `TOLERANCE`
between matplotlib 3.10 and 3.11; each picture is compared in tiles, so that one lost mark is not lost among white paper.

When a figure is meant to look otherwise, renew the pictures, look at each of them, and say in the change why::

    CA_EVENTS_RENEW_IMAGES=1 python -m pytest tests/plots/test_flagship_images.py -k figure_looks

where the tests that renew a picture are skipped. After a failure the picture drawn, and its difference from the one
expected, are in the temporary folder that pytest names.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.patheffects import Normal
from matplotlib.testing.compare import compare_images
from PIL import Image

from ca_events import plots

BASELINE = Path(__file__).parent / "baseline"
DPI = 100
TILE = 100
TOLERANCE = 6.0
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
    ("2005-07-05", "Договор о партнёрстве", "political"),
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


def drawn(events: Any, name: str) -> Any:
    """Draw one of the figures."""
    (width, height, lettering), options = FIGURES[name]
    with mpl.rc_context({"figure.figsize": (width, height), "font.size": lettering}):
        return plots.timeline(events, legend=False, **options)


def picture(figure: Any, path: Path) -> Path:
    """Write a figure as a small PNG with letters as outlines."""
    for text in figure.findobj(mpl.text.Text):
        text.set_path_effects([Normal()])
    with mpl.rc_context({"text.hinting": "none"}):
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
    Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)
    return path


def differing(expected: Path, actual: Path) -> dict[tuple[int, int], float]:
    """Compare two pictures tile by tile; give the tiles that differ too much, by their corner, with how much."""
    first, second = (np.asarray(Image.open(path).convert("RGB")) for path in (expected, actual))
    assert first.shape == second.shape
    found = {}
    for top in range(0, first.shape[0], TILE):
        for left in range(0, first.shape[1], TILE):
            tiles = []
            for path, whole in ((expected, first), (actual, second)):
                tiles.append(actual.parent / f"tile-{path.parent.name}-{top}-{left}.png")
                Image.fromarray(whole[top : top + TILE, left : left + TILE]).save(tiles[-1])
            result = compare_images(*map(str, tiles), tol=TOLERANCE, in_decorator=True)
            if result is not None:
                found[left, top] = round(float(result["rms"]), 1)
    return found
