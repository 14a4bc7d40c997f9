"""Which codes are taken for which: codes by one coder against codes by the other, as shaded cells with numbers.

Where coders agree the count stands on the diagonal, and there it is usually so much larger than anywhere else that a
shade for all cells shows only that coders mostly agree. The diagonal is therefore outlined and not shaded, and the
shade belongs to what the figure is for: the cells beside it, up to the fullest of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import pandas as pd
from matplotlib.patches import Patch, Rectangle

from ca_events.plots.agreement import SHOWN
from ca_events.plots.attached import Attached, attach
from ca_events.plots.bin_axis import POINTS, draw_key, new_axes, settle, width_of
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.grid import ADVICE
from ca_events.plots.heatmap import DARK_INK, FILLED, LIGHT_INK, LINE
from ca_events.plots.identity import contrast
from ca_events.plots.lettering import BOLD, line_height, text_width
from ca_events.plots.meetings import Meetings
from ca_events.plots.row_axis import (
    PIECES,
    Numbers,
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
TALLEST: Final = 540.0
# Rows of few codes are taller than their numbers need.
ROOMY: Final = 2.6
FEW: Final = 8
# Names of columns that stand upright may be so long (points), those that lie have so many lines.
UPRIGHT: Final = 100.0
LYING: Final = 3
STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
KEY_STEPS: Final = 4
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
        not be whole numbers. ``table.index.name`` and ``table.columns.name`` name the coders. The same name in both (or
        ``code`` and ``other code``) and the same cells on both sides of the diagonal make a table of coincidences,
        without order of coders.
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
    2 codes, anna (rows) against ben (columns): 20 pairs of codes, of which 90 % are the same code. Outlined and not \
shaded: the same code. Shade: different codes, darkest for 2, the most in one cell. Empty: 0.
    """
    meetings = Meetings.of(table)
    preset = current()
    own = ax is None
    with with_glyphs(meetings.words, advice=ADVICE, stacklevel=2) as glyphs:
        layout = Layout.of(meetings, width=width_for(ax, preset.width), ax=ax, size=preset.fontsize)
        ax = new_axes(preset.width, layout.height / POINTS) if ax is None else ax
        layout.draw(ax, meetings)
        if own:
            settle(ax)
        draw_key(ax, layout.key(meetings), layout.size)
        if own:
            settle(ax, least=float(layout.heights.sum()))
        box_letters(ax, glyphs)
    said = [meetings.caption, *layout.said(meetings)]
    attach(ax, Attached(kind="confusion", table=meetings.printable, caption=" ".join(said), alt=meetings.alt))
    return ax


@attrs.frozen(kw_only=True, eq=False)
class Layout:
    """Where cells lie and what is written: heights of rows in points, names in lines, the size of numbers.

    `ticks` are the columns that are named, by number where the rows are `numbered`; numbers in cells have the size
    `small`, None where they do not fit.
    """

    names: tuple[tuple[str, ...], ...]
    head: tuple[str, ...]
    heights: Numbers
    numbered: bool
    ticks: dict[int, tuple[str, ...]]
    upright: bool
    small: float | None
    turned: bool
    size: float

    @classmethod
    def of(cls, meetings: Meetings, *, width: float, ax: Axes | None, size: float) -> Layout:
        """Share a width in points among names and columns, and choose what fits; given axes have their height."""
        codes = meetings.codes
        number = max(1, len(codes))
        room = min(NAMES * width, max(widest(codes, size), BOLD * text_width(meetings.rows, size), 3 * size))
        columns = column_names(codes, (width - room - 4 * size) / number, size)
        numbered = columns is None
        if numbered:
            codes = tuple(f"{place} {code}" for place, code in enumerate(codes, start=1))
            room = min(NAMES * width, max(room, widest(codes, size)))
        cell = (width - room - 4 * size) / number
        ticks, upright = columns or column_numbers(number, cell, size)
        names = tuple(name_lines(code, room, size) for code in codes)
        lines = np.array([len(name) for name in names], dtype=np.float64)
        least = (ROOMY if len(codes) <= FEW else 1.6) * size
        longest = widest((meetings.number(float(count)) for count in meetings.cells.flat), 1.0)
        if ax is None:
            small, turned = number_size(longest, cell, TALLEST / number - 0.5 * size, size)
            least = max(least, longest * small + 0.5 * size) if small and turned else least
        heights = np.maximum(least, line_height(size) * lines + 0.4 * size)
        if ax is not None:
            heights = heights * height_of(ax) / heights.sum() if len(heights) else heights
            small, turned = number_size(longest, cell, float(heights.min(initial=math.inf)), size)
        return cls(
            names=names, head=name_lines(meetings.rows, room / BOLD, size), heights=heights, numbered=numbered,
            ticks=ticks, upright=upright, small=small, turned=turned, size=size,
        )  # fmt: skip

    @property
    def edges(self) -> Numbers:
        """The edges of rows, counted in the lowest of them: -0.5, 0.5, 1.5, ... where all are alike."""
        lower: Numbers = np.concatenate([[0.0], np.cumsum(self.heights)])
        return lower / float(self.heights.min(initial=math.inf)) - 0.5

    @property
    def height(self) -> float:
        """Height of a new figure in points."""
        below = max((widest(lines, self.size) for lines in self.ticks.values()), default=0.0) if self.upright else (
            line_height(self.size) * max((len(lines) for lines in self.ticks.values()), default=1)
        )  # fmt: skip
        rows = max(float(self.heights.sum()), 3 * self.size)
        return rows + below + 6 * self.size + line_height(self.size) * max(0, len(self.head) - 1)

    def draw(self, ax: Axes, meetings: Meetings) -> None:
        """Draw cells, numbers and names."""
        edges, number = self.edges, len(self.names)
        places = (edges[1:] + edges[:-1]) / 2
        ax.set_xlim(-0.5, max(number, 1) - 0.5)
        ax.set_ylim(edges[-1] if number else 0.5, -0.5)
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.hlines(
            edges, -0.5, number - 0.5, color=LINE, linewidth=HAIR, zorder=1.5, clip_on=False, gid="line"
        )
        ax.vlines(
            np.arange(number + 1) - 0.5,
            -0.5,
            edges[-1],
            color=LINE,
            linewidth=HAIR,
            zorder=1.5,
            clip_on=False,
            gid="line",
        )
        for row, column in zip(*np.nonzero(meetings.cells + np.eye(number)), strict=True):
            self._cell(ax, meetings, int(row), int(column))
        if not number:
            ax.text(
                0.5, 0.5, "no codes", transform=ax.transAxes, ha="center", va="center", fontsize=self.size
            )
        write_names(ax, places, self.names, self.size)
        ax.set_xticks(
            list(self.ticks), ["\n".join(lines) for lines in self.ticks.values()], fontsize=self.size
        )
        ax.tick_params(axis="x", length=0)
        for text in ax.get_xticklabels():
            text.set_parse_math(False)
            text.set_rotation(90 if self.upright else 0)
        ax.set_xlabel(
            "\n".join(name_lines(meetings.columns, max(width_of(ax) / BOLD, 6 * self.size), self.size)),
            fontsize=self.size, fontweight="bold", parse_math=False,
        )  # fmt: skip
        ax.annotate(
            "\n".join(self.head), (0.0, 1.0), xycoords="axes fraction", xytext=(-0.8 * self.size, 0.4 * self.size),
            textcoords="offset points", ha="right", va="bottom", fontsize=self.size, fontweight="bold",
            annotation_clip=False, parse_math=False, gid="head",
        )  # fmt: skip

    def _cell(self, ax: Axes, meetings: Meetings, row: int, column: int) -> None:
        """Draw one cell: outlined on the diagonal, else shaded; and its number."""
        top, bottom = self.edges[row], self.edges[row + 1]
        count, same = float(meetings.cells[row, column]), row == column
        shade = "#ffffff" if same else meetings.shade(count)
        cell = Rectangle(
            (column - 0.5, top), 1.0, bottom - top, facecolor=shade, edgecolor=OUTLINE if same else "none",
            linewidth=0.9 if same else 0.0, zorder=2.0 if same else 1.0, clip_on=False, gid=f"cell-{row}-{column}",
        )  # fmt: skip
        # Two thousand cells lie within the axes anyway, and would be measured at every layout.
        cell.set_in_layout(False)
        ax.add_patch(cell)
        if self.small is not None and count:
            words = meetings.number(count)
            ax.text(
                column, (top + bottom) / 2, words, ha="center", va="center" if self.turned else "center_baseline",
                color=max((DARK_INK, LIGHT_INK), key=lambda ink: contrast(ink, shade)), fontsize=self.small,
                rotation=90 if self.turned and len(words) > 1 else 0, zorder=3.0, gid=f"number-{row}-{column}",
                in_layout=False,
            )  # fmt: skip

    def key(self, meetings: Meetings) -> list[Artist]:
        """Make the entries of the key: the outline, and the shades, by steps where no numbers are written."""
        made = [Patch(facecolor="#ffffff", edgecolor=OUTLINE, linewidth=0.9, label="same code")]
        if meetings.most and self.small is not None:
            made.append(_shade(meetings, meetings.most, "different codes (darker: more)"))
        elif meetings.most:
            steps = [meetings.most * part / KEY_STEPS for part in range(1, KEY_STEPS + 1)]
            if meetings.whole:
                steps = sorted({max(1.0, float(round(step))) for step in steps})
            first, *others = [meetings.number(step) for step in steps]
            labels = [f"different codes: {first}", *others]
            made += [_shade(meetings, *entry) for entry in zip(steps, labels, strict=True)]
        return list(made) if len(self.names) else []

    def said(self, meetings: Meetings) -> list[str]:
        """Say in the caption what found no room in the figure."""
        parts = []
        if self.small is None and meetings.cells.any():
            worst = meetings.worst(SHOWN)
            parts.append("The cells are too small for their numbers, which are in the table.")
            parts += [f"Different codes that met most often: {worst}."] if worst else []
        if self.numbered and len(self.ticks) == len(self.names):
            parts.append("Columns have the numbers of the rows.")
        elif self.numbered:
            parts.append("Columns stand in the order of the rows, whose numbers some of them bear.")
        return parts


def number_size(longest: float, cell: float, row: float, size: float) -> tuple[float | None, bool]:
    """Choose the size of numbers in cells and whether they stand upright; None where they would be too small.

    `longest` is the width of the longest number at one point; `cell` and `row` are width and height of a cell.
    """
    if not longest:
        return size, False
    for along, across, turned in ((cell, row, False), (row, cell, True)):
        fitting = min(size, FILLED * along / longest, across / line_height(1.0))
        if fitting >= SMALL * size:
            return fitting, turned
    return None, False


def column_names(
    codes: Sequence[str], cell: float, size: float
) -> tuple[dict[int, tuple[str, ...]], bool] | None:
    """Break the names of columns so that they fit: lying on some lines, else upright; None where neither fits."""
    lying = [name_lines(code, cell - 0.6 * size, size) for code in codes]
    pieces = [piece.strip() for code in codes for piece in PIECES.findall(code)]
    whole = widest(pieces, size) <= cell - 0.6 * size
    if whole and max(map(len, lying), default=1) <= LYING:
        return dict(enumerate(lying)), False
    upright = [name_lines(code, UPRIGHT, size) for code in codes]
    if max(map(len, upright)) * line_height(size) <= cell:
        return dict(enumerate(upright)), True
    return None


def column_numbers(number: int, cell: float, size: float) -> tuple[dict[int, tuple[str, ...]], bool]:
    """Give columns numbers from 1: lying, upright, or only some of them."""
    wide = text_width(str(number), size) + 0.5 * size
    if wide > cell and line_height(size) <= cell:
        return {place: (str(place + 1),) for place in range(number)}, True
    step = next((step for step in STEPS if step * cell >= wide), STEPS[-1])
    return {place: (str(place + 1),) for place in range(number) if (place + 1) % step == 0}, False


def height_of(ax: Axes) -> float:
    """Give the height of axes in points."""
    box = ax.get_window_extent()
    return float(box.height) * width_of(ax) / float(box.width)


def _shade(meetings: Meetings, count: float, words: str) -> Patch:
    """Make an entry of the key with the shade of a count."""
    return Patch(facecolor=meetings.shade(count), edgecolor=LINE, linewidth=HAIR, label=words)
