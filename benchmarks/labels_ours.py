"""Our placement on the page of the benchmark: what `plots.timeline` does, with labels of words alone.

Positions come from the inches of the page and not from its pixels. Beside a vertical axis labels have one line, and
those that a crowd moves to an outer column up to three. Along a horizontal axis they are broken into one to four lines;
beyond sixty labels, numbers stand for them.
"""

from __future__ import annotations

import numpy as np
from labels_peers import Placed, frame_of, spots_of, to_pixels, write_at
from matplotlib.axes import Axes
from matplotlib.text import Text

from ca_events.plots.columns import Room, Shape, stand
from ca_events.plots.flags import place_flags
from ca_events.plots.labels import choose_sides
from ca_events.plots.lettering import narrowest, text_width

ARM = 12.0
STEM = 1.8
# Room of one line, and distance of two lines, in font sizes: at 72 dots per inch letters are up to 7.5 % higher.
LINE = 1.075
PITCH = 1.1
# What several lines of matplotlib stand off from where they are asked to stand, in font sizes.
BLANK = 0.045
# The middle of a line above its baseline, in font sizes; `matplotlib` sets lines closer with a spacing below 1.2.
MIDDLE = 0.26
SPACING = 1.05
LABELS = 60


def broken(label: str, lines: int, fontsize: float) -> list[tuple[str, ...]]:
    """Break a label into one to so many lines, each time as narrow as can be."""
    return [tuple(line for _, line in text) for text in narrowest("", label, fontsize, most=lines)]


def width_of(lines: tuple[str, ...], fontsize: float) -> float:
    """Measure the widest line."""
    return max(text_width(line, fontsize) for line in lines)


def place_vertical(ax: Axes, x: np.ndarray, labels: list[str], fontsize: float) -> Placed:
    """Place labels on both sides of a vertical axis, as near to their dates as can be, crowds in two columns."""
    left, low, right, top = frame_of(ax)
    spots = spots_of(ax, x, vertical=True)
    targets = (top - spots[:, 1]).tolist()
    half = LINE * fontsize / 2
    sides = choose_sides(targets, [2 * half] * len(x))
    texts: list[Text | None] = [None] * len(x)
    leaders: list[np.ndarray | None] = [None] * len(x)
    room = Room(low=0.0, high=top - low, width=(right - left) / 2 - ARM - 2.0, gap=4.0, channel=1.5)

    def shape(lines: tuple[str, ...]) -> Shape:
        """Give the room of a label."""
        beyond = height_of(lines, fontsize) - half if len(lines) > 1 else half
        return Shape(width_of(lines, fontsize), half, beyond)

    for side in (1, -1):
        mine = [index for index, chosen in enumerate(sides) if chosen == side]
        units, places = stand(
            [targets[index] for index in mine],
            [shape((labels[index],)) for index in mine],
            lambda number, mine=mine: [shape(lines) for lines in broken(labels[mine[number]], 3, fontsize)],
            room=room,
        )
        for unit, place in zip(units, places, strict=True):
            for member, anchor in zip(unit.members, unit.anchors, strict=True):
                index, outer = mine[member], member == unit.outer
                lines = broken(labels[index], 3, fontsize)[unit.shape] if outer else (labels[index],)
                begin = ARM + (unit.inner + room.gap if outer else 0.0)
                end = (spots[index, 0] + side * begin, top - place - anchor)
                path = [spots[index], end]
                if outer:
                    pass_at = top - place - unit.channel
                    path[1:1] = [
                        (spots[index, 0] + side * ARM, pass_at),
                        (end[0] - side * (room.gap - 1.5), pass_at),
                    ]
                texts[index] = written(
                    ax, lines, fontsize, (end[0] + side * 2.0, end[1]), "left" if side > 0 else "right"
                )
                leaders[index] = to_pixels(ax, path)
    return texts, leaders


def written(ax: Axes, lines: tuple[str, ...], fontsize: float, spot: tuple[float, float], align: str) -> Text:
    """Write lines of which the middle of the first is at a height."""
    x, y = spot
    baseline = y - (MIDDLE + (len(lines) - 1) * PITCH) * fontsize
    text = write_at(ax, "\n".join(lines), fontsize, (x, baseline), align)
    text.set_multialignment(align)
    if len(lines) > 1:
        text.set_linespacing(SPACING)
    return text


def place_horizontal(ax: Axes, x: np.ndarray, labels: list[str], fontsize: float) -> Placed:
    """Hang labels at their dates above and below a horizontal axis; numbers, where there are many."""
    left, _, right, _ = frame_of(ax)
    spots = spots_of(ax, x, vertical=False)
    words = labels if len(labels) <= LABELS else [str(number + 1) for number in range(len(labels))]
    ways = [broken(word, 4, fontsize) for word in words]
    flags = place_flags(
        spots[:, 0].tolist(),
        [[(width_of(lines, fontsize), height_of(lines, fontsize)) for lines in way] for way in ways],
        low=left,
        high=right,
        gap=STEM,
    )
    texts: list[Text | None] = []
    leaders: list[np.ndarray | None] = []
    for spot, way, flag in zip(spots, ways, flags, strict=True):
        lines = way[flag.shape]
        wide, high = width_of(lines, fontsize), height_of(lines, fontsize)
        near = spot[1] + flag.side * (ARM + flag.base)
        top = near + high if flag.side > 0 else near
        x_of = {1: flag.left, 0: flag.left + wide / 2, -1: flag.left + wide}[flag.lean]
        align = {1: "left", 0: "center", -1: "right"}[flag.lean]
        texts.append(written(ax, lines, fontsize, (x_of, top - LINE * fontsize / 2), align))
        leaders.append(to_pixels(ax, [spot, (spot[0], near)]))
    return texts, leaders


def height_of(lines: tuple[str, ...], fontsize: float) -> float:
    """Give the room of a label along the stem."""
    return (LINE + (len(lines) - 1) * PITCH + (2 * BLANK if len(lines) > 1 else BLANK)) * fontsize


place_vertical.vertical = True  # type: ignore[attr-defined]
