"""Codes by bins as shaded cells, with the numbers written in them.

Shade shows the pattern, numbers carry the finding: "2-5" says that two events certainly belong to the cell and five
could. A cell that nobody searched is hatched; a cell that was searched and found empty is white with a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import attrs
import numpy as np
import pandas as pd
from matplotlib.patches import Patch, Rectangle

from ca_events.plots.attached import Attached, attach
from ca_events.plots.bin_axis import bin_ticks, centres, draw_key, limits, new_axes, width_of
from ca_events.plots.choices import require_choice
from ca_events.plots.counted_words import describe_counts, heat_caption
from ca_events.plots.counts import FIELD, FIELD_HATCH, FIELD_INK, NOT_SEARCHED
from ca_events.plots.datewords import DASH
from ca_events.plots.grid import VALUES, Grid, Numbers
from ca_events.plots.identity import contrast, mix
from ca_events.plots.lettering import text_width
from ca_events.plots.style import HAIR, current

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DEEP: Final = "#08306b"
DARK_INK: Final = "#000000"
LIGHT_INK: Final = "#ffffff"
ROW: Final = 2.0
POINTS: Final = 72.0
KEY_STEPS: Final = 4


def heatmap(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    value: Literal["definite", "expected", "possible"] = "definite",
    annotate: bool = True,
    legend: bool = True,
) -> Axes:
    """Draw counts as a heatmap: codes in rows, bins in columns.

    Parameters
    ----------
    table
        As `Events.counts` gives it, with at most one variable.
    ax
        Axes to draw on; None: a new figure, as wide as the surrounding `style` says and as tall as its rows need.
    value
        What the shade shows.
    annotate
        Whether to write the numbers: ``2``, or ``2-5`` for two certain and five possible.
    legend
        Whether to draw the key.

    Returns
    -------
    matplotlib.axes.Axes
        The axes; rows from above in the order of the codebook.

    Raises
    ------
    FigureError
        For a table that is none of counts, or with several variables.
    """
    require_choice("value", value, VALUES)
    grid = Grid.of(table)
    preset = current()
    heat = Heat(grid=grid, value=value, size=preset.fontsize)
    if ax is None:
        ax = new_axes(preset.width, heat.height(preset.width) / POINTS)
    heat.draw(ax)
    if annotate:
        heat.annotate(ax)
    if legend:
        heat.key(ax, shades=not annotate)
    words = describe_counts(grid, value, form="Heatmap")
    attach(ax, Attached(kind="heatmap", table=table.copy(), caption=heat_caption(grid, value), alt=words))
    return ax


@attrs.frozen(kw_only=True, eq=False)
class Heat:
    """A grid of shaded cells."""

    grid: Grid
    value: str
    size: float

    @property
    def spots(self) -> Numbers:
        """The middles of the columns."""
        return centres(len(self.grid.bins), len(self.grid.own))

    @property
    def top(self) -> float:
        """The count of the darkest shade."""
        values = self.grid.value(self.value)
        return max(1.0, float(np.nan_to_num(values).max(initial=0.0)))

    def shade(self, count: float) -> str:
        """Give the shade of a count: white for none, then one hue whose lightness falls evenly."""
        return mix(DEEP, 1.0 - (0.12 + 0.88 * count / self.top)) if count > 0 else "#ffffff"

    def words(self, row: int, column: int) -> str:
        """Write what a cell holds."""
        low, high = self.grid.definite[row, column], self.grid.possible[row, column]
        if self.value == "expected":
            expected = self.grid.expected[row, column]
            return "" if np.isnan(expected) else f"{expected:.1f}".removesuffix(".0")
        if np.isnan(low) or np.isnan(high):
            return ""
        return f"{low:.0f}" if high <= low else f"{low:.0f}{DASH}{high:.0f}"

    def widest(self) -> float:
        """Measure the longest number."""
        rows, columns = self.grid.possible.shape
        words = [self.words(row, column) for row in range(rows) for column in range(columns)]
        return max((text_width(word, self.size) for word in words), default=0.0)

    def height(self, inches: float) -> float:
        """Choose the height of a new figure in points: rows tall enough for their numbers, and the axis."""
        names = max((text_width(self.grid.label(code), self.size) for code in self.grid.codes), default=0.0)
        low, high = limits(self.grid)
        cell = max(20.0, inches * POINTS - names - 4 * self.size) / (high - low)
        row = max(ROW * self.size, self.widest() + 0.8 * self.size if self.widest() > 0.92 * cell else 0.0)
        bins = max((text_width(name, self.size) for name in self.grid.columns), default=0.0)
        return max(1, len(self.grid.codes)) * row + bins + 6 * self.size

    def draw(self, ax: Axes) -> None:
        """Draw the cells and both axes."""
        values = self.grid.value(self.value)
        for row in range(len(self.grid.codes)):
            for column, spot in enumerate(self.spots):
                self._cell(ax, row, column, spot, values[row, column])
        bin_ticks(ax, self.grid, self.spots, self.size)
        ax.set_ylim(max(1, len(self.grid.codes)) - 0.5, -0.5)
        ax.set_yticks(
            range(len(self.grid.codes)),
            [self.grid.label(code) or "events" for code in self.grid.codes],
            fontsize=self.size,
        )
        ax.tick_params(axis="both", length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
        if not values.size:
            ax.text(
                0.5, 0.5, "no events", transform=ax.transAxes, ha="center", va="center", fontsize=self.size
            )

    def _cell(self, ax: Axes, row: int, column: int, spot: float, count: float) -> None:
        """Draw one cell: shaded, or hatched where nobody searched."""
        known = bool(self.grid.searched[row, column])
        unknown_count = known and np.isnan(count)
        ax.add_patch(
            Rectangle(
                (spot - 0.5, row - 0.5), 1.0, 1.0,
                facecolor=FIELD if not known or unknown_count else self.shade(float(count)),
                edgecolor=FIELD_INK if not known else "#c8c8c8",
                hatch=None if known else FIELD_HATCH,
                linewidth=HAIR, zorder=1.0 if known else 0.9,
                gid=f"cell-{self.grid.codes[row]}-{self.grid.columns[column]}",
            )
        )  # fmt: skip

    def annotate(self, ax: Axes) -> None:
        """Write the numbers, upright where cells are narrower than they."""
        low, high = limits(self.grid)
        upright = self.widest() > 0.92 * width_of(ax) / (high - low)
        values = self.grid.value(self.value)
        for row in range(len(self.grid.codes)):
            for column, spot in enumerate(self.spots):
                words = self.words(row, column)
                if words:
                    ink = self.ink(float(np.nan_to_num(values[row, column])))
                    ax.text(
                        spot, row, words, ha="center", va="center_baseline" if not upright else "center", color=ink,
                        fontsize=self.size, rotation=90 if upright and len(words) > 1 else 0, zorder=3.0,
                    )  # fmt: skip

    def ink(self, count: float) -> str:
        """Choose the ink that reads better on the shade of a count."""
        shade = self.shade(count)
        return max((DARK_INK, LIGHT_INK), key=lambda ink: contrast(ink, shade))

    def key(self, ax: Axes, *, shades: bool) -> None:
        """Draw the key above the axes: shades where no numbers are written, and what hatching means."""
        handles = []
        if shades:
            steps = sorted({round(self.top * part / KEY_STEPS) for part in range(KEY_STEPS + 1)})
            for step in steps:
                handles.append(
                    Patch(facecolor=self.shade(step), edgecolor="#c8c8c8", linewidth=HAIR, label=str(step))
                )
        elif self.value != "expected" and (self.grid.possible > self.grid.definite).any():
            handles.append(
                Patch(facecolor="none", edgecolor="none", label=f"2{DASH}5: 2 certain, 5 possible")
            )
        if not self.grid.searched.all():
            handles.append(
                Patch(
                    facecolor=FIELD,
                    edgecolor=FIELD_INK,
                    hatch=FIELD_HATCH,
                    linewidth=HAIR,
                    label=NOT_SEARCHED,
                )
            )
        draw_key(ax, handles, self.size)
