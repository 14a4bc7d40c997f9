"""Which codes are taken for which: codes by one coder against codes by the other, as shaded cells with numbers.

Where coders agree the count stands on the diagonal, and there it is usually so much larger than anywhere else that a
shade for all cells shows only that coders mostly agree. The diagonal is therefore outlined and not shaded, and the
shade belongs to what the figure is for: the cells beside it, up to the fullest of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
import pandas as pd
from matplotlib.patches import Patch, Rectangle

from ca_events.plots.agreement import SHOWN, counted
from ca_events.plots.attached import Attached, attach
from ca_events.plots.bin_axis import POINTS, draw_key, new_axes, settle, width_of
from ca_events.plots.choices import FigureError
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.grid import ADVICE
from ca_events.plots.heatmap import DARK_INK, DEEP, FILLED, LIGHT_INK, LINE
from ca_events.plots.identity import contrast, mix
from ca_events.plots.lettering import BOLD, line_height, text_width
from ca_events.plots.row_axis import (
    Numbers,
    Rows,
    code_words,
    name_lines,
    widest,
    width_for,
    write_names,
)
from ca_events.plots.style import HAIR, current

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

OUTLINE: Final = "#000000"
# Numbers in cells may be this part of the lettering small, and all rows together so many points tall for them.
SMALL: Final = 0.72
TALLEST: Final = 600.0
# Rows of few codes are taller than their numbers need.
ROOMY: Final = 2.6
FEW: Final = 8
# Names of columns that stand upright may be so long (points), those that lie have so many lines.
UPRIGHT: Final = 100.0
LYING: Final = 3
STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
KEY_STEPS: Final = 3
# Part of the width of a figure for the names of rows.
NAMES: Final = 0.34


def confusion(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how often a code by one coder met a code by the other; agreement outlined, disagreement shaded.

    Numbers are left out where cells are too small for them, and names of columns give way to the numbers of rows where
    they would touch; the caption says so. In a single column up to about 15 codes have their numbers, across two
    columns about 45.

    Parameters
    ----------
    table
        Square: in rows the codes by one coder, in columns those by the other, in cells how often they met, which need
        not be whole numbers. ``table.index.name`` and ``table.columns.name`` name the coders; the same name in both
        and the same cells on both sides of the diagonal make a table of coincidences, without order of coders.
    ax
        Axes to draw on, of a figure with ``layout="constrained"``; None: a new figure, as wide as the surrounding
        `style` says and as tall as its rows need.

    Returns
    -------
    matplotlib.axes.Axes
        The axes; columns at 0, 1, 2, ... in the order of the rows. `plots.table` gives the table with the codes of the
        rows as its first column.

    Raises
    ------
    FigureError
        For a table that is not square, or with cells that are no counts.

    Examples
    --------
    >>> import pandas as pd
    >>> from matplotlib.figure import Figure
    >>> from ca_events.plots import caption
    >>> table = pd.DataFrame([[8, 2], [0, 10]], index=["visit", "talks"], columns=["visit", "talks"])
    >>> ax = confusion(table.rename_axis(index="anna", columns="ben"), ax=Figure(layout="constrained").add_subplot())
    >>> print(caption(ax))
    2 codes by anna (rows) and by ben (columns): 20 pairs of codes, of which 90 % are the same code. Outlined and not \
shaded: the same code. Shade: different codes, darkest for 2, the most in one cell. Empty: 0.
    """
    meetings = Meetings.of(table)
    preset = current()
    own = ax is None
    with with_glyphs(meetings.words, advice=ADVICE, stacklevel=2) as glyphs:
        layout = Layout.of(meetings, width=width_for(ax, preset.width), size=preset.fontsize)
        ax = new_axes(preset.width, layout.height / POINTS) if ax is None else ax
        chart = Chart(meetings=meetings, layout=layout)
        chart.draw(ax)
        if own:
            settle(ax)
        chart.name_columns(ax)
        fit = chart.annotate(ax)
        chart.key(ax, shades=fit is None)
        if own:
            settle(ax, least=layout.rows.low_points)
        box_letters(ax, glyphs)
    said = meetings.caption(small=fit is None, numbered=layout.numbered)
    attach(ax, Attached(kind="confusion", table=meetings.printable, caption=said, alt=meetings.alt))
    return ax
