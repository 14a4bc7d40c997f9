"""Codes by bins as shaded cells, with the numbers written in them.

Shade shows the pattern, numbers carry the finding: "2-5" says that two events certainly belong to the cell and five
could. A cell in which nothing was found and nobody looked for all is white with a small dash; one that was searched and
found empty is white with a zero. Codes of a hierarchy stand under the code above them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

import attrs
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from ca_events.plots.attached import Attached, attach
from ca_events.plots.bin_axis import (
    POINTS,
    at_least,
    bin_ticks,
    centres,
    draw_key,
    limits,
    new_axes,
    settle,
    tick_words,
    width_of,
)
from ca_events.plots.choices import require_choice
from ca_events.plots.counted_words import HEATMAP, describe_counts, heat_caption
from ca_events.plots.datewords import DASH
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.grid import ADVICE, PAIRS, VALUES, Grid, Numbers, require_table
from ca_events.plots.identity import contrast, mix
from ca_events.plots.lettering import line_height, text_width
from ca_events.plots.style import HAIR, current

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

DEEP: Final = "#08306b"
DARK_INK: Final = "#000000"
LIGHT_INK: Final = "#ffffff"
ROW: Final = 2.0
KEY_STEPS: Final = 4
# Room above a group of rows, and of the line with its name, in rows.
APART: Final = 0.35
HEAD: Final = 0.9
LINE: Final = "#c8c8c8"
PALE: Final = "#e6e6e6"
DASH_INK: Final = "#b4b4b4"
FIELD: Final = "#f2f2f2"
# Part of the width of a cell that a level number may fill.
FILLED: Final = 0.92
NOT_SEARCHED: Final = "nothing found, not fully searched"


def heatmap(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    value: Literal["definite", "expected", "possible"] = "definite",
    annotate: bool = True,
    all_rows: bool = False,
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
        Whether to write the numbers: ``2``, or ``2-5`` for two certain and five possible. They are left out where
        cells are too small for them; the caption says so.
    all_rows
        Whether to draw also the codes that were not searched and have no events; else the caption names them.
    legend
        Whether to draw the key.

    Returns
    -------
    matplotlib.axes.Axes
        The axes; rows from above in the order of the codebook, those of a hierarchy under the code above them.

    Raises
    ------
    FigureError
        For a table that is none of counts, or with several variables.
    """
    require_choice("value", value, VALUES)
    require_table(table, "heatmap")
    grid = Grid.of(table)
    preset = current()
    heat = Heat.of(grid if all_rows else grid.fold(), value=value, size=preset.fontsize)
    own = ax is None
    with with_glyphs(grid.words, advice=ADVICE, stacklevel=2) as glyphs:
        ax = new_axes(preset.width, heat.height(preset.width) / POINTS) if ax is None else ax
        heat.draw(ax, own=own)
        small = annotate and not heat.fits(*cell_of(ax, heat))
        if annotate and not small:
            heat.annotate(ax)
        if legend:
            heat.key(ax, shades=small or not annotate)
        if own:
            settle(ax, least=(heat.low + 0.5) * ROW * preset.fontsize)
        box_letters(ax, glyphs)
    words = describe_counts(heat.grid, value, form=HEATMAP)
    said = heat_caption(heat.grid, value, small=small)
    attach(ax, Attached(kind="heatmap", table=table.copy(), caption=said, alt=words))
    return ax


@attrs.frozen(kw_only=True, eq=False)
class Heat:
    """A grid of shaded cells: where its rows stand, and the names of groups of rows."""

    grid: Grid
    value: str
    size: float
    rows: tuple[float, ...]
    heads: tuple[tuple[float, str], ...]

    @classmethod
    def of(cls, grid: Grid, *, value: str, size: float) -> Heat:
        """Give each row its place, those of a hierarchy under the names of the codes above them."""
        nested = grid.by not in PAIRS and any("." in code for code in grid.codes)
        rows, heads = grouped_rows(grid) if nested else ([float(row) for row in range(len(grid.codes))], [])
        return cls(grid=grid, value=value, size=size, rows=tuple(rows), heads=tuple(heads))

    @property
    def low(self) -> float:
        """The lower edge of the last row, which is the height of all in rows when the first begins at -0.5."""
        return self.rows[-1] + 0.5 if self.rows else 0.5

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
        labels = [*(self.grid.label(code) for code in self.grid.codes), *(words for _, words in self.heads)]
        names = max((text_width(words, self.size, weight="bold") for words in labels), default=0.0)
        low, high = limits(self.grid)
        cell = max(20.0, inches * POINTS - names - 4 * self.size) / (high - low)
        upright = self.widest() > FILLED * cell and line_height(self.size) <= cell
        row = max(ROW * self.size, self.widest() + 0.8 * self.size if upright else 0.0)
        bins = tick_words(self.grid, cell, self.size).height
        return (self.low + 0.5) * row + bins + 6 * self.size

    def fits(self, width: float, height: float) -> bool:
        """Say whether the numbers fit cells of a width and a height in points, level or upright."""
        along, across = (width, height) if self.widest() <= FILLED * width else (height, width)
        return self.widest() <= along and line_height(self.size) <= across

    def draw(self, ax: Axes, *, own: bool) -> None:
        """Draw the cells and both axes; a figure of our `own` settles before its bins are named."""
        values = self.grid.value(self.value)
        for row in range(len(self.grid.codes)):
            for column, spot in enumerate(self.spots):
                self._cell(ax, row, column, spot, values[row, column])
        self._dashes(ax)
        self._names(ax)
        ax.tick_params(axis="both", length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
        if not values.size:
            ax.text(
                0.5, 0.5, "no events", transform=ax.transAxes, ha="center", va="center", fontsize=self.size
            )
        if own:
            settle(ax)
        bin_ticks(ax, self.grid, self.spots, self.size)
        ax.tick_params(axis="x", length=0)

    def _names(self, ax: Axes) -> None:
        """Write the names of rows, and in bold those of groups of them."""
        ax.set_xlim(*limits(self.grid))
        ax.set_ylim(self.low, -0.5)
        names = [self.grid.label(code) or "events" for code in self.grid.codes]
        places = [place for place, _ in self.heads]
        ax.set_yticks(
            [*self.rows, *places], [*names, *(words for _, words in self.heads)], fontsize=self.size
        )
        for number, text in enumerate(ax.get_yticklabels()):
            text.set_parse_math(False)
            if number >= len(names):
                text.set_fontweight("bold")

    def _dashes(self, ax: Axes) -> None:
        """Put a small dash into each cell without a number."""
        rows, columns = np.nonzero(~self.grid.searched)
        if len(rows):
            places = np.array(self.rows)
            ax.plot(
                self.spots[columns], places[rows], linestyle="none", marker="_", markersize=0.8 * self.size,
                color=DASH_INK, markeredgewidth=0.8, zorder=1.2, gid="not-searched",
            )  # fmt: skip

    def _cell(self, ax: Axes, row: int, column: int, spot: float, count: float) -> None:
        """Draw one cell: shaded, or empty where there is no number."""
        known = bool(self.grid.searched[row, column])
        shade = "#ffffff" if not known else FIELD if np.isnan(count) else self.shade(float(count))
        ax.add_patch(
            Rectangle(
                (spot - 0.5, self.rows[row] - 0.5), 1.0, 1.0, facecolor=shade, edgecolor=LINE if known else PALE,
                linewidth=HAIR, zorder=1.0 if known else 0.9,
                gid=f"cell-{self.grid.codes[row]}-{self.grid.columns[column]}",
            )
        )  # fmt: skip

    def annotate(self, ax: Axes) -> None:
        """Write the numbers, upright where cells are narrower than they."""
        upright = self.widest() > FILLED * cell_of(ax, self)[0]
        values = self.grid.value(self.value)
        for row in range(len(self.grid.codes)):
            for column, spot in enumerate(self.spots):
                words = self.words(row, column)
                if words:
                    ink = self.ink(float(np.nan_to_num(values[row, column])))
                    ax.text(
                        spot, self.rows[row], words, ha="center", va="center" if upright else "center_baseline",
                        color=ink, fontsize=self.size, rotation=90 if upright and len(words) > 1 else 0, zorder=3.0,
                    )  # fmt: skip

    def ink(self, count: float) -> str:
        """Choose the ink that reads better on the shade of a count."""
        shade = self.shade(count)
        return max((DARK_INK, LIGHT_INK), key=lambda ink: contrast(ink, shade))

    def key(self, ax: Axes, *, shades: bool) -> None:
        """Draw the key above the axes: shades where no numbers are written, and what was not searched."""
        handles: list[Artist] = []
        if shades:
            steps = sorted({round(self.top * part / KEY_STEPS) for part in range(KEY_STEPS + 1)})
            for step in steps:
                handles.append(
                    Patch(facecolor=self.shade(step), edgecolor=LINE, linewidth=HAIR, label=str(step))
                )
        elif self.value != "expected" and (self.grid.possible > self.grid.definite).any():
            handles.append(
                Patch(facecolor="none", edgecolor="none", label=f"2{DASH}5: 2 certain, 5 possible")
            )
        if not self.grid.searched.all():
            handles.append(
                Line2D(
                    [], [], linestyle="none", marker="_", markersize=0.8 * self.size, color=DASH_INK,
                    markeredgewidth=0.8, label=NOT_SEARCHED,
                )
            )  # fmt: skip
        if self.grid.incomplete:
            handles.append(at_least())
        draw_key(ax, handles, self.size)


def cell_of(ax: Axes, heat: Heat) -> tuple[float, float]:
    """Measure the cells of a heatmap on its axes: width and height in points."""
    low, high = limits(heat.grid)
    width = width_of(ax)
    box = ax.get_window_extent()
    return width / (high - low), float(box.height) * width / float(box.width) / (heat.low + 0.5)


def grouped_rows(grid: Grid) -> tuple[list[float], list[tuple[float, str]]]:
    """Place rows in groups, one for each first part of the codes, with a gap and a name above each group."""
    rows: list[float] = []
    heads: list[tuple[float, str]] = []
    spot = -0.5
    for root, found in groupby(grid.codes, key=lambda code: code.split(".")[0]):
        codes = list(found)
        spot += APART if rows else 0.0
        if codes != [root]:
            heads.append((spot + HEAD / 2, root_name(grid, root)))
            spot += HEAD
        rows += [spot + 0.5 + number for number in range(len(codes))]
        spot += len(codes)
    return rows, heads


def root_name(grid: Grid, root: str) -> str:
    """Name a code above others; a table that was cut below it brings no label for it."""
    label = grid.label(root)
    return label if label != root else root.replace("_", " ").capitalize()
