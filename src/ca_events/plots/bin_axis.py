"""The axis of bins under bars and heatmaps: the bins in order, then, apart, what belongs to none of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ca_events.plots.grid import Grid, Numbers
from ca_events.plots.key import COLUMN, HANDLE, PAD, columns_for
from ca_events.plots.lettering import text_width
from ca_events.plots.style import HAIR

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

GAP = 0.7
FEW = 12
POINTS = 72.0
STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


def centres(bins: int, own: int) -> Numbers:
    """Give the middles of bins (0, 1, 2, ...) and, after a gap, of the own rows."""
    gap = gap_after(bins)
    places = [float(number) for number in range(bins)] + [bins + gap + number for number in range(own)]
    return np.array(places, dtype=np.float64)


def gap_after(bins: int) -> float:
    """Give the gap between bins and own rows, in bins."""
    return 0.0 if not bins else GAP if bins > FEW else GAP / 2


def limits(grid: Grid) -> tuple[float, float]:
    """Give the ends of the axis of bins."""
    spots = centres(len(grid.bins), len(grid.own))
    return (-0.6, float(spots[-1]) + 0.6) if len(spots) else (-0.6, 0.6)


def bin_ticks(ax: Axes, grid: Grid, spots: Numbers, size: float) -> None:
    """Write the names of bins: level where they fit, every second or fifth year, else upright; own rows always."""
    low, high = limits(grid)
    ax.set_xlim(low, high)
    room = width_of(ax) / (high - low)
    widest = max((text_width(name, size) for name in grid.bins), default=0.0) + 0.5 * size
    step, upright = _step(grid, widest / room)
    # The last name must not touch the first name of the own rows, which stands upright beside it.
    free = (spots[len(grid.bins)] * room - size) if grid.own else np.inf
    shown = [
        number
        for number, name in enumerate(grid.bins)
        if (step == 1 or _round(name, number, step))
        and (step == 1 or spots[number] * room + text_width(name, size) / 2 < free)
    ]
    places = [spots[number] for number in shown] + list(spots[len(grid.bins) :])
    names = [grid.bins[number] for number in shown] + list(grid.own)
    ax.set_xticks(places, names, fontsize=size)
    ax.tick_params(axis="x", width=HAIR, length=2.5)
    for number, text in enumerate(ax.get_xticklabels()):
        text.set_parse_math(False)
        own = number >= len(shown)
        if (own and text_width(text.get_text(), size) > room) or (upright and not own):
            text.set_rotation(90)
        if own:
            text.set_fontstyle("italic")


def _step(grid: Grid, crowding: float) -> tuple[int, bool]:
    """Choose every how many bins are named, and whether the names stand upright."""
    if crowding <= 1:
        return 1, False
    if grid.unit == "year" or all(name.isdigit() for name in grid.bins):
        return next((step for step in STEPS if step >= crowding), STEPS[-1]), False
    return (1, True) if len(grid.bins) <= 60 else (12, True)


def _round(name: str, number: int, step: int) -> bool:
    """Choose the bins that are named: round years, else every so many."""
    return int(name) % step == 0 if name.isdigit() else number % step == 0


def draw_key(ax: Axes, handles: Sequence[Artist], size: float) -> None:
    """Draw a key above axes, in as many columns as fit their width."""
    words = [str(handle.get_label()) for handle in handles]
    if not words:
        return
    columns = columns_for(words, width_of(ax), size)
    legend = ax.legend(
        handles=list(handles), loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns,
        frameon=False, fontsize=size, borderaxespad=0.2, handlelength=HANDLE, handletextpad=PAD, columnspacing=COLUMN,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def width_of(ax: Axes) -> float:
    """Give the width of axes in points."""
    figure = ax.get_figure(root=True)
    dpi = figure.dpi if figure is not None else POINTS
    return float(ax.get_window_extent().width) * POINTS / dpi


def new_axes(width: float, height: float) -> Axes:
    """Make a figure of a size in inches with room for what stands around its axes."""
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(width, height), layout="constrained")
    return figure.add_subplot()
