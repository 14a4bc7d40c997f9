"""How large axes are in points, and which words are written on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from ca_events.plots.datewords import Bounds

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 72.0
ADVICE = "give label= a column in another script"


def words_of(table: pd.DataFrame, periods: Iterable[tuple[str, Bounds]] = ()) -> list[str]:
    """List all words of a timeline that come from the data."""
    labels = dict(table.attrs.get("labels", {})).values()
    lanes = dict(table.attrs.get("lanes", {})).values()
    cells = [str(cell) for name in ("id", "label", "code") for cell in table[name]]
    return [*cells, *map(str, labels), *map(str, lanes), *(label for label, _ in periods)]


def size_of(ax: Axes) -> tuple[float, float]:
    """Give width and height of axes in points; they depend on the figure's inches and not on its dpi."""
    figure = ax.get_figure(root=True)
    box = ax.get_window_extent()
    dpi = figure.dpi if figure is not None else POINTS
    return float(box.width) * POINTS / dpi, float(box.height) * POINTS / dpi
