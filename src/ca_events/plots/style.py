"""Publication settings that end where their block ends.

A journal prints a figure in one column, in two, or across the page, and asks for lettering of seven or eight
points at that size. A figure that is scaled afterwards has the wrong lettering, so its width is chosen before it
is drawn. `style` sets width and lettering for a ``with`` block and puts every setting back when the block ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import matplotlib as mpl

from ca_events.plots.choices import require_choice


@attrs.frozen(kw_only=True)
class Preset:
    """Width (inches), height (inches) and lettering (points) of a printed figure."""

    width: float
    height: float
    fontsize: float


PRESETS = {
    "single": Preset(width=3.5, height=2.6, fontsize=7.0),
    "page": Preset(width=4.9, height=3.2, fontsize=7.5),
    "one-half": Preset(width=5.5, height=3.4, fontsize=7.5),
    "double": Preset(width=7.0, height=3.6, fontsize=7.0),
    "slide": Preset(width=10.0, height=5.6, fontsize=13.0),
}
HAIR = 0.5


def settings(preset: Preset) -> dict[Any, Any]:
    """Give the matplotlib settings of a preset: embedded fonts, hair lines, lettering of one size."""
    return {
        "figure.figsize": (preset.width, preset.height),
        "figure.dpi": 100.0,
        "savefig.dpi": 300.0,
        "font.family": ["sans-serif"],
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": preset.fontsize,
        "axes.titlesize": preset.fontsize,
        "axes.labelsize": preset.fontsize,
        "xtick.labelsize": preset.fontsize,
        "ytick.labelsize": preset.fontsize,
        "legend.fontsize": preset.fontsize,
        "figure.titlesize": preset.fontsize,
        "axes.linewidth": HAIR,
        "xtick.major.width": HAIR,
        "ytick.major.width": HAIR,
        "hatch.linewidth": HAIR,
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "svg.fonttype": "path",
    }


@contextmanager
def style(name: str = "double") -> Iterator[Preset]:
    """Use publication settings inside a ``with`` block and put all settings back after it.

    Parameters
    ----------
    name
        ``single`` (one column, 3.5 in), ``page`` (text width of a one-column journal, 4.9 in), ``one-half``
        (5.5 in), ``double`` (two columns, 7 in) or ``slide`` (10 in, large lettering).

    Yields
    ------
    Preset
        Its width, height and lettering.

    Raises
    ------
    FigureError
        When there is no such style.

    Examples
    --------
    >>> import matplotlib
    >>> before = matplotlib.rcParams["font.size"]
    >>> with style("single") as preset:
    ...     print(preset.width, matplotlib.rcParams["font.size"])
    3.5 7.0
    >>> matplotlib.rcParams["font.size"] == before
    True
    """
    preset = PRESETS[require_choice("style", name, PRESETS)]
    with mpl.rc_context(settings(preset)):
        yield preset


def current() -> Preset:
    """Say which width and lettering the surroundings ask for.

    matplotlib's untouched defaults (10 points on 6.4 x 4.8 inches) are read as no statement and give the preset
    ``double``: lettering of 10 points is too large for a journal, and 60 labels would not fit.
    """
    width, height = (float(side) for side in mpl.rcParams["figure.figsize"])
    fontsize = float(mpl.rcParams["font.size"])
    default = mpl.rcParamsDefault
    if [width, height] == list(default["figure.figsize"]) and fontsize == default["font.size"]:
        return PRESETS["double"]
    return Preset(width=width, height=height, fontsize=fontsize)
