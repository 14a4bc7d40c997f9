"""How many events in each bin, with what is certain told from what is possible.

An event dated "2005" may belong to any month of that year, one dated "2012 or 2013" to either year. A bar that simply
counts it somewhere is a guess. Here the bar is what certainly belongs to the bin and the whisker reaches to what could
belong to it. Where nobody searched and nothing was found there is no zero, but a thin strip under the axis; and
wherever a table has such holes, the key and the caption say that all its counts are at least what happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import attrs
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from ca_events.plots.attached import Attached, attach
from ca_events.plots.bin_axis import (
    POINTS,
    at_least,
    bin_ticks,
    centres,
    draw_key,
    gap_after,
    limits,
    new_axes,
    settle,
)
from ca_events.plots.choices import FigureError, require_choice
from ca_events.plots.counted_words import count_caption, describe_counts
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.grid import ADVICE, Grid, Numbers, require_table
from ca_events.plots.identity import Identity
from ca_events.plots.style import HAIR, current

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

PLAIN: Final = "#4a4a4a"
WIDTH: Final = 0.8
SHOWS: Final = ("definite", "expected")
ARRANGEMENTS: Final = ("stacked", "grouped")
# More codes than these cannot be told apart by hue and hatch.
MOST_CODES: Final = 12
WHISKER: Final = "certain to possible"
NOT_SEARCHED: Final = "strip: nothing found, not fully searched"
PARTLY_SEARCHED: Final = "strip: partly searched"
STRIP: Final = 0.03
STRIP_INK: Final = "#b4b4b4"
PARTLY_INK: Final = "#dedede"
# With holes in more than this part of the bins, strips say less than one sentence in the caption.
MOST: Final = 0.75
# Part of the height of a new figure that is left to the bars.
LEAST: Final = 0.62


def counts(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    show: Literal["definite", "expected"] = "definite",
    arrange: Literal["stacked", "grouped"] = "stacked",
    legend: bool = True,
) -> Axes:
    """Draw counts as bars: what is certain as a bar, what is possible as a whisker.

    Stacked bars have one whisker, from the sum of what is certain to the sum of what is possible. Where each event has
    one code these sums are the counts of events; where it may have several, they count codes, and the axis says so.
    Grouped bars have a whisker each.

    Parameters
    ----------
    table
        As `Events.counts` gives it, with at most one variable.
    ax
        Axes to draw on; None: a new figure as the surrounding `style` says, taller where names and key need it.
    show
        What the bar shows: ``definite``, or ``expected`` (every possible day equally likely).
    arrange
        ``stacked`` or ``grouped``; without a variable both are the same.
    legend
        Whether to draw the key.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. Bins stand at 0, 1, 2, ...; undated, open, unknown and outside stand apart at the right.

    Raises
    ------
    FigureError
        For a table that is none of counts, with several variables, or with more than twelve codes to draw.
    """
    require_choice("show", show, SHOWS)
    require_choice("arrange", arrange, ARRANGEMENTS)
    require_table(table, "counts")
    grid = Grid.of(table)
    if len(grid.drawn) > MOST_CODES:
        raise FigureError(
            f"{len(grid.drawn)} codes are too many for one figure; keep the largest, cut the depth, "
            "or draw plots.heatmap"
        )
    preset = current()
    bars = Bars(
        grid=grid, show=show, size=preset.fontsize, grouped=arrange == "grouped" and len(grid.codes) > 1
    )
    own = ax is None
    with with_glyphs(grid.words, advice=ADVICE, stacklevel=2) as glyphs:
        ax = new_axes(preset.width, preset.height) if ax is None else ax
        bars.draw(ax, own=own)
        if legend:
            bars.key(ax)
        if own:
            settle(ax, least=LEAST * preset.height * POINTS)
        box_letters(ax, glyphs)
    words = describe_counts(grid, show)
    attach(ax, Attached(kind="counts", table=table.copy(), caption=count_caption(grid, show), alt=words))
    return ax


@attrs.frozen(kw_only=True, eq=False)
class Bars:
    """Bars of a grid."""

    grid: Grid
    show: str
    size: float
    grouped: bool

    def draw(self, ax: Axes, *, own: bool) -> None:
        """Draw strips, bars, whiskers and axes; a figure of our `own` settles before its bins are named."""
        grid = self.grid
        spots = centres(len(grid.bins), len(grid.own))
        if self.grouped:
            self._grouped(ax, spots)
        else:
            self._stacked(ax, spots)
        if grid.own and grid.bins:
            middle = len(grid.bins) - 0.5 + gap_after(len(grid.bins)) / 2
            ax.axvline(middle, color="#999999", linewidth=HAIR, linestyle=(0, (2, 2)), gid="own")
        if not grid.columns:
            ax.text(
                0.5, 0.5, "no events", transform=ax.transAxes, ha="center", va="center", fontsize=self.size
            )
        self._sides(ax, spots)
        if own:
            settle(ax)
        bin_ticks(ax, grid, spots, self.size)

    def _sides(self, ax: Axes, spots: Numbers) -> None:
        """Draw the axis of counts, the base line and the strips below it."""
        top = self._top()
        strips = self._strips(ax, spots, top)
        ax.set_xlim(*limits(self.grid))
        ax.set_ylim(-STRIP * top if strips else 0.0, top)
        if strips:
            ax.axhline(0.0, color="#000000", linewidth=HAIR, zorder=2.5)
            ax.spines["bottom"].set_visible(False)
        ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        ax.set_ylabel(self._unit(), fontsize=self.size)
        ax.tick_params(axis="y", labelsize=self.size, width=HAIR)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            ax.spines[side].set_linewidth(HAIR)

    @property
    def strips_of_part(self) -> bool:
        """Whether bins without a count for some codes have a strip: not where nearly all bins would."""
        lacking = self.grid.partly.sum() + self.grid.nowhere.sum()
        return bool(self.grid.partly.any() and lacking <= MOST * len(self.grid.bins))

    def _unit(self) -> str:
        """Say what is counted."""
        kind = f" {self.grid.count}" if self.grid.count in ("ended", "active") else ""
        if self.grid.many:
            return f"Events{kind} x {self.grid.title} (an event may count under several)"
        return f"Events{kind}"

    def _top(self) -> float:
        """Find the upper end of the axis: a little above the highest whisker."""
        highest = self.grid.possible if self.grouped else np.nansum(self.grid.possible, axis=0)
        found = highest[~np.isnan(highest)] if highest.size else highest
        return max(1.0, float(found.max(initial=0.0))) * 1.08

    def _strips(self, ax: Axes, spots: Numbers, top: float) -> bool:
        """Draw a thin strip under bins without a count, a pale one where some codes have one; say if there is any."""
        inks = [(self.grid.nowhere, STRIP_INK)]
        if self.strips_of_part:
            inks.append((self.grid.partly, PARTLY_INK))
        for flags, ink in inks:
            for number in np.flatnonzero(flags):
                ax.add_patch(
                    Rectangle(
                        (spots[number] - 0.5, -0.8 * STRIP * top), 1.0, 0.5 * STRIP * top, facecolor=ink,
                        edgecolor="none", zorder=0.5, gid=f"not-searched-{self.grid.columns[number]}",
                    )
                )  # fmt: skip
        return any(flags.any() for flags, _ in inks)

    def _look(self, code: str) -> Identity:
        """Give the look of a code; without a variable, dark grey."""
        if self.grid.by:
            return self.grid.looks[code]
        return Identity(code="", label="", color=PLAIN, tint=PARTLY_INK, ink="#ffffff", hatch="", marker="o")

    def _stacked(self, ax: Axes, spots: Numbers) -> None:
        """Draw one bar a bin, its codes on one another, and one whisker."""
        values = np.nan_to_num(self.grid.value(self.show))
        floor = np.zeros(len(spots))
        for row, code in enumerate(self.grid.codes):
            self._bars(ax, spots, values[row], floor, WIDTH, code)
            floor = floor + values[row]
        certain = np.nansum(self.grid.definite, axis=0) if len(self.grid.codes) else floor
        possible = np.nansum(self.grid.possible, axis=0) if len(self.grid.codes) else floor
        self._whiskers(ax, spots, certain, possible, WIDTH)

    def _grouped(self, ax: Axes, spots: Numbers) -> None:
        """Draw a bar and a whisker for each code beside one another."""
        width = WIDTH / len(self.grid.codes)
        for row, code in enumerate(self.grid.codes):
            places = spots - WIDTH / 2 + (row + 0.5) * width
            values = np.nan_to_num(self.grid.value(self.show)[row])
            self._bars(ax, places, values, np.zeros(len(spots)), width, code)
            self._whiskers(ax, places, self.grid.definite[row], self.grid.possible[row], width)

    def _bars(
        self, ax: Axes, places: Numbers, values: Numbers, floor: Numbers, width: float, code: str
    ) -> None:
        """Draw the bars of one code that have a height."""
        look = self._look(code)
        tall = values > 0
        bars = ax.bar(
            places[tall], values[tall], width=width, bottom=floor[tall], color=look.color, edgecolor=look.ink,
            hatch=look.hatch, linewidth=0.4, zorder=2.0, label=look.label or "_events",
        )  # fmt: skip
        for bar in bars:
            bar.set_gid(f"bar-{code or 'events'}")

    def _whiskers(self, ax: Axes, places: Numbers, low: Numbers, high: Numbers, width: float) -> None:
        """Draw whiskers from what is certain to what is possible, where they differ."""
        for place, first, last in zip(places, low, high, strict=True):
            if np.isnan(first) or np.isnan(last) or last <= first:
                continue
            cap = min(0.22, 0.35 * width)
            line = [(place - cap, last), (place + cap, last), (place, last), (place, first)]
            if self.show == "expected":
                # The foot of the whisker lies within the bar: it gets a cap, and a white rim to be seen.
                line += [(place - cap, first), (place + cap, first)]
                ax.plot(
                    *zip(*line, strict=True), color="#ffffff", linewidth=2.0, zorder=3.0, gid="whisker-rim"
                )
            ax.plot(*zip(*line, strict=True), color="#000000", linewidth=0.8, zorder=3.1, gid="whisker")

    def key(self, ax: Axes) -> None:
        """Draw the key above the axes."""
        handles: list[Artist] = []
        for code in self.grid.drawn if self.grid.by else ():
            look = self._look(code)
            handles.append(
                Patch(
                    facecolor=look.color,
                    edgecolor=look.ink,
                    hatch=look.hatch,
                    linewidth=0.4,
                    label=look.label,
                )
            )
        if (np.nan_to_num(self.grid.possible) > np.nan_to_num(self.grid.definite)).any():
            handles.append(
                Line2D([], [], color="#000000", linewidth=0.8, marker="|", markersize=4.0, label=WHISKER)
            )
        if self.grid.nowhere.any():
            handles.append(
                Line2D([], [], color=STRIP_INK, linewidth=3.0, solid_capstyle="butt", label=NOT_SEARCHED)
            )
        if self.strips_of_part:
            handles.append(
                Line2D([], [], color=PARTLY_INK, linewidth=3.0, solid_capstyle="butt", label=PARTLY_SEARCHED)
            )
        if self.grid.incomplete:
            handles.append(at_least())
        draw_key(ax, handles, self.size)
