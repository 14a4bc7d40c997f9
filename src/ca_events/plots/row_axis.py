"""Rows from above, each with a name at its left and numbers in words at its right.

A figure of coefficients is read like a table: what is measured at the left, where it lies in the middle, the number
itself at the right. Names are as long as coders make them. They are broken into lines, after the dots and strokes of
which codes are made, and a row grows with its lines; nothing is cut off.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.plots.bin_axis import POINTS, width_of
from ca_events.plots.choices import FigureError
from ca_events.plots.lettering import LINE, text_width, wrap
from ca_events.plots.style import HAIR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Numbers = npt.NDArray[np.float64]

MINUS: Final = "\N{MINUS SIGN}"
GUIDE: Final = "#dedede"
INK: Final = "#222222"
# Blank between the lines of two rows, and beside the axes, in font sizes.
APART: Final = 0.4
BESIDE: Final = 0.8
# Parts of the width of a figure: for the axes at least, for names at least, for names at most.
AXES: Final = 0.28
SHORT: Final = 0.2
LONG: Final = 0.42
# What margins and gaps take, in font sizes; and part of a given figure's width that its axes are taken to have.
MARGINS: Final = 3.0
USUAL: Final = 0.775
PIECES: Final = re.compile(r"[^\s._/-]*[\s._/-]+|[^\s._/-]+")


@attrs.frozen(kw_only=True)
class Rows:
    """Names and numbers of rows, broken into lines; heights and places are counted in rows of one line."""

    names: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, ...], ...]
    size: float

    @classmethod
    def of(cls, names: Sequence[str], notes: Sequence[Sequence[str]], *, width: float, size: float) -> Rows:
        """Share a width in points among names, axes and numbers, so that rows are as low as can be."""
        free = (1 - AXES) * width - MARGINS * size
        level = widest((", ".join(parts) for parts in notes), size)
        broken = widest((f"{part}," for parts in notes for part in parts), size)
        short = min(widest(names, size), SHORT * width)
        rooms = [level if level <= free - short else max(broken, free - short), broken]
        made = []
        for room in rooms:
            lines = tuple(part_lines(parts, room, size) for parts in notes)
            taken = widest((line for parts in lines for line in parts), size)
            beside = max(SHORT * width, min(free - taken, LONG * width))
            wrapped = tuple(name_lines(name, beside, size) for name in names)
            made.append(cls(names=wrapped, notes=lines, size=size))
        return min(made, key=lambda rows: rows.height)

    @property
    def unit(self) -> float:
        """Height of a row of one line in points."""
        return (LINE + APART) * self.size

    @property
    def heights(self) -> Numbers:
        """Height of each row."""
        lines = [max(len(name), len(note)) for name, note in zip(self.names, self.notes, strict=True)]
        return np.array([(count * LINE + APART) / (LINE + APART) for count in lines], dtype=np.float64)

    @property
    def places(self) -> Numbers:
        """Middle of each row: 0, 1, 2, ... where all have one line."""
        heights = self.heights
        return np.cumsum(heights) - heights / 2 - 0.5

    @property
    def low(self) -> float:
        """Lower edge of the last row."""
        return float(self.heights.sum()) - 0.5 if self.names else 0.5

    @property
    def height(self) -> float:
        """Height of all rows in points."""
        return (self.low + 0.5) * self.unit

    def draw(self, ax: Axes, *, empty: str) -> None:
        """Draw a faint line for each row, its name and its numbers; without rows, say that it is `empty`."""
        ax.set_ylim(self.low, -0.5)
        write_names(ax, self.places, self.names, self.size)
        low, high = ax.get_xlim()
        if self.names:
            ax.hlines(self.places, low, high, color=GUIDE, linewidth=HAIR, zorder=0.5, gid="guide")
        for place, lines in zip(self.places, self.notes, strict=True):
            ax.annotate(
                "\n".join(lines), (1.0, place), xycoords=ax.get_yaxis_transform(), xytext=(BESIDE * self.size, 0.0),
                textcoords="offset points", ha="left", va="center_baseline", fontsize=self.size,
                annotation_clip=False, parse_math=False, gid="note",
            )  # fmt: skip
        if not self.names:
            ax.text(0.5, 0.5, empty, transform=ax.transAxes, ha="center", va="center", fontsize=self.size)
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)
        ax.spines["bottom"].set_linewidth(HAIR)
        ax.tick_params(axis="x", labelsize=self.size, width=HAIR, length=2.5)


def write_names(ax: Axes, places: Numbers, names: Sequence[Sequence[str]], size: float) -> None:
    """Write the names of rows at the left of axes."""
    ax.set_yticks(places, ["\n".join(lines) for lines in names], fontsize=size)
    ax.tick_params(axis="y", length=0, pad=BESIDE * size)
    for text in ax.get_yticklabels():
        text.set_parse_math(False)


def width_for(ax: Axes | None, width: float) -> float:
    """Give the points that names, axes and numbers share: of a figure of a width in inches, or about given axes."""
    return width * POINTS if ax is None else width_of(ax) / USUAL


def widest(texts: Iterable[str], size: float) -> float:
    """Measure the widest of texts in points; 0 for none."""
    return max((text_width(text, size) for text in texts), default=0.0)


def name_lines(name: str, width: float, size: float) -> tuple[str, ...]:
    """Break a name into lines of a width at blanks, dots, strokes and underscores, and between letters if need be.

    Examples
    --------
    >>> name_lines("economic.energy.gas_pipelines", 60.0, 7.0)
    ('economic.', 'energy.gas_', 'pipelines')
    """
    lines: list[str] = []
    line = ""
    for piece in PIECES.findall(" ".join(name.split())):
        if text_width((line + piece).rstrip(), size) <= width:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        *whole, last = wrap(piece, width, size)
        lines.extend(whole)
        line = last + (" " if piece.endswith(" ") else "")
    return (*lines, line.rstrip())


def part_lines(parts: Sequence[str], width: float, size: float) -> tuple[str, ...]:
    """Put parts, with commas between them, on as few lines of a width as can be; no part is broken.

    Examples
    --------
    >>> part_lines(["0.81", "n = 57"], 80.0, 7.0), part_lines(["0.81", "n = 57"], 30.0, 7.0)
    (('0.81, n = 57',), ('0.81,', 'n = 57'))
    """
    lines: list[str] = []
    for number, part in enumerate(parts):
        words = f"{part}," if number + 1 < len(parts) else part
        if lines and text_width(f"{lines[-1]} {words}", size) <= width + 1e-6:
            lines[-1] += f" {words}"
        else:
            lines.append(words)
    return tuple(lines)


def code_words(code: Any) -> str:
    """Write a code: a set of codes as in its cell; what has no words says so.

    Examples
    --------
    >>> code_words(frozenset({"trade", "energy"})), code_words(frozenset()), code_words(""), code_words(3)
    ('energy; trade', '(none applies)', '(empty)', '3')
    """
    if isinstance(code, frozenset | set | list | tuple):
        return "; ".join(sorted(map(str, code))) or "(none applies)"
    if code is None or pd.isna(code):
        return "(missing)"
    return " ".join(str(code).split()) or "(empty)"


def require_columns(table: object, figure: str, names: Sequence[str], rows: str) -> pd.DataFrame:
    """Return a table that has all columns, else name those that are missing."""
    if not isinstance(table, pd.DataFrame):
        raise FigureError(
            f"{figure} draws a table, not {type(table).__name__}; give a pandas frame with {rows} and the columns "
            f"{', '.join(names)}."
        )
    missing = [name for name in names if name not in table.columns]
    if missing:
        found = ", ".join(map(str, table.columns)) or "none"
        hint = (
            f" {missing[0]!r} is its index: give table.reset_index()."
            if missing[0] in table.index.names
            else ""
        )
        raise FigureError(
            f"the table has no column {', '.join(map(repr, missing))}; {figure} draws {rows}, with the columns "
            f"{', '.join(names)}. Columns found: {found}.{hint}"
        )
    twice = [name for name in dict.fromkeys(map(str, table.columns)) if list(table.columns).count(name) > 1]
    if twice:
        raise FigureError(f"the table has the column {twice[0]!r} more than once; keep the one to draw.")
    return table


def numbers_of(
    table: pd.DataFrame, name: str, rows: Sequence[str], *, low: float = -math.inf, high: float = math.inf
) -> Numbers:
    """Read a column as numbers within bounds, NaN where a cell is empty; without the column all are NaN."""
    if name not in table.columns:
        return np.full(len(table), np.nan)
    numbers = np.full(len(table), np.nan)
    for place, cell in enumerate(table[name]):
        if cell is None or cell is pd.NA or cell is pd.NaT:
            continue
        try:
            number = float(cell)
        except (TypeError, ValueError):
            raise FigureError(
                f"{name} of {rows[place]!r} is {cell!r}; it must be a number, or empty."
            ) from None
        if not math.isnan(number) and not (low <= number <= high and math.isfinite(number)):
            allowed = (
                f"from {low:g} to {high:g}"
                if math.isfinite(high)
                else f"from {low:g} up"
                if math.isfinite(low)
                else "finite"
            )
            raise FigureError(f"{name} of {rows[place]!r} is {number:g}; it must be {allowed}, or empty.")
        numbers[place] = number
    return numbers


def require_intervals(rows: Sequence[str], value: Numbers, low: Numbers, high: Numbers, name: str) -> None:
    """Refuse half an interval, one that is upside down, and one about nothing."""
    for place, row in enumerate(rows):
        empty = math.isnan(low[place]), math.isnan(high[place])
        if any(empty) != all(empty):
            has, lacks = ("high", "low") if empty[0] else ("low", "high")
            raise FigureError(f"{row!r} has a {has} and no {lacks}; an interval has both ends, or none.")
        if low[place] > high[place]:
            raise FigureError(
                f"{row!r} has low {low[place]:g} above high {high[place]:g}; low is the lower end."
            )
        if math.isnan(value[place]) and not all(empty):
            raise FigureError(
                f"{row!r} has an interval and no {name}; leave low and high empty where {name} is not defined."
            )
