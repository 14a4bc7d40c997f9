"""The axis of bins under bars and heatmaps: the bins in order, then, apart, what belongs to none of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np
from matplotlib.lines import Line2D

from ca_events.plots.grid import Grid, Numbers
from ca_events.plots.legend import COLUMN, HANDLE, PAD, columns_for, line_length, split
from ca_events.plots.lettering import line_height, text_width, wrap
from ca_events.plots.style import HAIR

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

GAP = 0.7
FEW = 12
POINTS = 72.0
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)
# Names of bins may take this many lines, or stand upright and be this long (points), or only some are written.
LINES = 4
UPRIGHT = 90.0
UPRIGHT_STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
# Parts of the width to which the entries of a key are broken for a trial.
BREAKS = (1.0, 0.5, 0.38, 0.3)
AT_LEAST = "not fully searched: counts are at least"


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


@attrs.frozen(kw_only=True)
class TickWords:
    """What is written under the bins: words (with line breaks) of those that are `shown`, and of the own rows."""

    shown: tuple[int, ...]
    words: tuple[str, ...]
    own: tuple[str, ...]
    upright: bool
    own_upright: bool
    size: float

    @property
    def height(self) -> float:
        """Room below the axis in points."""
        lines = max((words.count("\n") + 1 for words in self.words), default=1) * line_height(self.size)
        longest = max((line_length(words, self.size) for words in self.words), default=0.0)
        own = max((text_width(words, self.size) for words in self.own), default=0.0)
        return max(longest if self.upright else lines, own if self.own_upright else 0.0)


def tick_words(grid: Grid, room: float, size: float) -> TickWords:
    """Choose what is written under bins that have a room in points each, so that nothing overlaps.

    In this order: names on a line; of years every second, fifth or tenth; names on several lines; names that stand
    upright; of those every second, third, ...
    """
    names = [grid.bin_name(name) for name in grid.bins]
    own_upright = any(text_width(name, size) > room for name in grid.own)
    made = TickWords(
        shown=tuple(range(len(names))), words=tuple(names), own=grid.own, upright=False, own_upright=own_upright,
        size=size,
    )  # fmt: skip
    crowding = (max((text_width(name, size) for name in names), default=0.0) + 0.5 * size) / room
    if crowding <= 1:
        return made
    if all(name.isdigit() for name in names):
        step = next((step for step in STEPS if step >= crowding), STEPS[-1])
        return _thinned(made, [number for number, name in enumerate(names) if int(name) % step == 0])
    words = [word for name in names for word in name.split()]
    level = [wrap(name, room - 0.5 * size, size) for name in names]
    if max(text_width(word, size) for word in words) <= room - 0.5 * size and max(map(len, level)) <= LINES:
        return attrs.evolve(made, words=tuple("\n".join(lines) for lines in level))
    broken = [wrap(name, UPRIGHT, size) for name in names]
    if max(map(len, broken)) * line_height(size) <= room:
        return attrs.evolve(made, words=tuple("\n".join(lines) for lines in broken), upright=True)
    step = next((step for step in UPRIGHT_STEPS if step * room >= line_height(size)), UPRIGHT_STEPS[-1])
    return _thinned(attrs.evolve(made, upright=True), list(range(0, len(names), step)))


def _thinned(made: TickWords, shown: Sequence[int]) -> TickWords:
    """Keep the words of some bins."""
    return attrs.evolve(made, shown=tuple(shown), words=tuple(made.words[number] for number in shown))


def bin_ticks(ax: Axes, grid: Grid, spots: Numbers, size: float) -> None:
    """Write the names of bins, and upright or level those of the own rows, which are always named."""
    low, high = limits(grid)
    ax.set_xlim(low, high)
    room = width_of(ax) / (high - low)
    made = tick_words(grid, room, size)
    if grid.own and not made.upright and len(made.shown) < len(grid.bins):
        # The last name must not touch the first name of the own rows, which stands upright beside it.
        free = spots[len(grid.bins)] * room - size
        keep = [
            (number, words)
            for number, words in zip(made.shown, made.words, strict=True)
            if spots[number] * room + text_width(words, size) / 2 < free
        ]
        made = attrs.evolve(made, shown=tuple(n for n, _ in keep), words=tuple(words for _, words in keep))
    places = [spots[number] for number in made.shown] + list(spots[len(grid.bins) :])
    ax.set_xticks(places, [*made.words, *made.own], fontsize=size)
    ax.tick_params(axis="x", width=HAIR, length=2.5)
    for number, text in enumerate(ax.get_xticklabels()):
        own = number >= len(made.shown)
        text.set_parse_math(False)
        text.set_rotation(90 if (made.own_upright if own else made.upright) else 0)
        if own:
            text.set_fontstyle("italic")


def draw_key(ax: Axes, handles: Sequence[Artist], size: float) -> None:
    """Draw a key above axes, no wider than they are: rows filled evenly, and long entries on several lines."""
    if not handles:
        return
    words, columns = key_words([str(handle.get_label()) for handle in handles], width_of(ax) - size, size)
    legend = ax.legend(
        list(handles), words, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns,
        frameon=False, fontsize=size, borderaxespad=0.2, borderpad=0.2, handlelength=HANDLE, handletextpad=PAD,
        columnspacing=COLUMN,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def key_words(entries: Sequence[str], width: float, size: float) -> tuple[list[str], int]:
    """Break the entries of a key into lines and choose its columns: as low as can be, with few breaks."""
    widest = width / 1.04 - (HANDLE + PAD + COLUMN) * size
    found = []
    for part in BREAKS:
        words = ["\n".join(wrap(entry, max(6 * size, part * widest), size)) for entry in entries]
        columns = columns_for(words, width, size)
        lines = [entry.count("\n") + 1 for entry in words]
        found.append((max(sum(column) for column in split(lines, columns)), sum(lines), words, columns))
    best = min(found, key=lambda made: made[:2])
    return best[2], best[3]


def at_least() -> Artist:
    """Make the entry of the key that is there whenever the search was not complete."""
    return Line2D(
        [],
        [],
        linestyle="none",
        marker="$\\geq$",
        markersize=5.0,
        color="#000000",
        markeredgewidth=0.0,
        label=AT_LEAST,
    )


def width_of(ax: Axes) -> float:
    """Give the width of axes in points."""
    figure = ax.get_figure(root=True)
    dpi = figure.dpi if figure is not None else POINTS
    return float(ax.get_window_extent().width) * POINTS / dpi


def settle(ax: Axes, *, least: float = 0.0) -> None:
    """Let a figure of our own find the place of its axes; make it taller if they are less than `least` points high."""
    figure = ax.get_figure(root=True)
    if figure is None:
        return
    figure.draw_without_rendering()
    lacking = least - float(ax.get_window_extent().height) * POINTS / figure.dpi
    if lacking > 1.0:
        width, height = figure.get_size_inches()
        figure.set_size_inches(width, height + lacking / POINTS)


def new_axes(width: float, height: float) -> Axes:
    """Make a figure of a size in inches with room for what stands around its axes."""
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(width, height), layout="constrained")
    return figure.add_subplot()
