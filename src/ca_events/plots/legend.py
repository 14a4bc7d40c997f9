"""The legend of a timeline: what symbols stand for codes, and how the kinds of marks are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

import attrs
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ca_events.plots.identity import GREY, Identity, mix
from ca_events.plots.lettering import LINE, text_width, wrap
from ca_events.plots.marks import EDGE, Mark

Entry = TypeVar("Entry")

HANDLE = 1.9
PAD = 0.5
COLUMN = 1.6
ROW = 1.55
DARK = "#555555"

WORDS: Mapping[str, str] = {
    "point": "known day",
    "window": "one day within the bar, which is unknown",
    "short": "in a lozenge: a bar too short to see",
    "span": "went on (dark: certainly, light: possibly)",
    "approximate": "approximate: open ends",
    "uncertain": "uncertain",
    "open": "goes on, no end stated",
    "unknown": "end or beginning unknown",
}


@attrs.frozen(kw_only=True, eq=False)
class LegendBlock:
    """One block of the legend: handles with words, laid out in columns that fit a width."""

    handles: tuple[Artist | tuple[Artist, ...], ...]
    words: tuple[str, ...]
    columns: int
    size: float

    @property
    def height(self) -> float:
        """Height in points."""
        rows = -(-len(self.words) // self.columns) if self.words else 0
        more = sum(words.count("\n") for words in self.words)
        return (rows * ROW + more * LINE) * self.size

    @classmethod
    def of(
        cls,
        handles: Sequence[Artist | tuple[Artist, ...]],
        words: Sequence[str],
        *,
        width: float,
        size: float,
    ) -> LegendBlock:
        """Lay out handles with words in columns; words that are too wide for one column are broken into lines."""
        columns = columns_for(words, width, size)
        if columns == 1:
            room = width / 1.04 - (HANDLE + PAD + COLUMN) * size
            words = ["\n".join(wrap(text, max(room, size), size)) for text in words]
        return cls(handles=tuple(handles), words=tuple(words), columns=columns, size=size)


def code_block(
    codes: Iterable[str], looks: Mapping[str, Identity], *, width: float, size: float
) -> LegendBlock:
    """Make the block that names the codes drawn, in the order of the codebook."""
    present = set(codes)
    shown = [look for code, look in looks.items() if code in present]
    handles = tuple(
        Line2D(
            [],
            [],
            linestyle="none",
            marker=look.marker,
            markersize=0.8 * size,
            markerfacecolor=look.color,
            markeredgecolor="#ffffff",
            markeredgewidth=0.4,
        )
        for look in shown
    )
    return LegendBlock.of(handles, [look.label for look in shown], width=width, size=size)


def mark_block(kinds: Iterable[str], *, width: float, size: float) -> LegendBlock:
    """Make the block that explains the kinds of marks that occur, in the order of the legend."""
    found = set(kinds)
    kinds = [kind for kind in WORDS if kind in found]
    handles = tuple(_handle(kind, size) for kind in kinds)
    return LegendBlock.of(handles, [WORDS[kind] for kind in kinds], width=width, size=size)


def kinds_of(marks: Iterable[Mark]) -> set[str]:
    """Gather the kinds of marks that occur, as far as the dates decide; how long they are on paper decides the rest."""
    found: set[str] = set()
    for mark in marks:
        found.add(mark.shape)
        found.update(state for state in (mark.before, mark.after) if state != "known")
        found.update(name for name in ("approximate", "uncertain") if getattr(mark, name))
    return found


def columns_for(words: Sequence[str], width: float, size: float) -> int:
    """Find the number of columns in which the words fit a width, in as few rows as can be, evenly filled.

    Examples
    --------
    >>> columns_for(["one", "two", "three", "four", "five", "six"], 180.0, 7.0)
    3
    """
    for rows in range(1, len(words)):
        columns = -(-len(words) // rows)
        if needed_width(words, columns, size) <= width:
            return columns
    return 1


def needed_width(words: Sequence[str], columns: int, size: float) -> float:
    """Measure the room for words in columns."""
    texts = [max((line_length(word, size) for word in part), default=0.0) for part in split(words, columns)]
    return 1.04 * (sum(texts) + columns * (HANDLE + PAD + COLUMN) * size)


def split(entries: Sequence[Entry], columns: int) -> list[Sequence[Entry]]:
    """Deal entries to columns as matplotlib does: the first columns take one more.

    Examples
    --------
    >>> split("abcde", 3)
    ['ab', 'cd', 'e']
    """
    least, longer = divmod(len(entries), columns)
    ends = [number * least + min(number, longer) for number in range(columns + 1)]
    return [entries[start:end] for start, end in pairwise(ends)]


def line_length(words: str, size: float) -> float:
    """Measure the longest line of a text."""
    return max((text_width(line, size) for line in words.split("\n")), default=0.0)


def draw_block(ax: Axes, block: LegendBlock, *, x: float, y: float) -> Legend:
    """Draw a block with its upper left corner at a point of the axes."""
    legend = Legend(
        ax, list(block.handles), list(block.words), loc="upper left", bbox_to_anchor=(x, y),
        bbox_transform=ax.transData, ncols=block.columns, frameon=False, fontsize=block.size, labelcolor="#000000",
        borderpad=0.0,
        borderaxespad=0.0, handlelength=HANDLE, handletextpad=PAD, columnspacing=COLUMN, labelspacing=0.35,
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0.0)},
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)
    ax.add_artist(legend)
    return legend


def _handle(kind: str, size: float) -> Artist | tuple[Artist, ...]:
    """Draw a kind of mark in grey."""
    light = mix(GREY, 0.6)
    match kind:
        case "point":
            return Line2D([], [], linestyle="none", marker="o", markersize=0.8 * size, color=DARK)
        case "window":
            return Patch(facecolor=light, edgecolor=DARK, linewidth=EDGE)
        case "short":
            return Line2D(
                [],
                [],
                linestyle="none",
                marker="d",
                markersize=0.9 * size,
                markerfacecolor="#ffffff",
                markeredgecolor=DARK,
                markeredgewidth=0.8,
            )
        case "span":
            return (
                Patch(facecolor=light, edgecolor=DARK, linewidth=EDGE),
                Patch(facecolor=DARK, edgecolor=DARK, linewidth=EDGE),
                Patch(facecolor=light, edgecolor=DARK, linewidth=EDGE),
            )
        case "approximate":
            return Patch(facecolor=light, edgecolor=DARK, linewidth=0.8, linestyle=(0, (2.0, 1.4)))
        case "uncertain":
            return Line2D([], [], linestyle="none", marker="$?$", markersize=0.9 * size, color="#000000")
        case "open":
            return (
                Patch(facecolor=DARK, edgecolor=DARK, linewidth=EDGE),
                Line2D([], [], linestyle="none", marker=">", markersize=0.9 * size, color=DARK),
            )
        case _:
            return tuple(
                Patch(facecolor=mix(light, part), edgecolor="none") for part in (0.0, 0.33, 0.66, 0.9)
            )
