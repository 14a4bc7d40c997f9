"""The plan of a lying timeline: labels hang at their own dates, like flags on poles.

Every label begins at its date and runs to the right of its stem; a label that reaches over later dates is lifted
above theirs. Nothing overlaps, no stem runs through a label, and a reader finds the date of a label by its place.
The price is height: the form suits up to about thirty events.
"""

from __future__ import annotations

from collections.abc import Sequence

from ca_events.plots.chronology import Entry
from ca_events.plots.labels import Box, staircase
from ca_events.plots.lettering import LINE, text_width, wrap
from ca_events.plots.plan import EDGE, LANE, STRIP, Label, Line, Plan, anchors_of, lanes_of
from ca_events.plots.ruler import Band, axis_limits, band_lanes, ticks

CHARACTERS = 11.0
STEM = 0.45
CLEAR = 6.0


def plan_lying(entries: Sequence[Entry], bands: Sequence[Band], *, width: float, size: float) -> Plan:
    """Plan a lying timeline of a width.

    Parameters
    ----------
    entries
        The events in order.
    bands
        Periods.
    width
        Points along the axis, labels at its end included.
    size
        Font size.

    Returns
    -------
    Plan
        The plan; `room` is what it needs below and above.
    """
    limits = axis_limits(entry.mark for entry in entries)
    strips = max(band_lanes(bands), default=-1) + 1
    texts = [_lines(entry, min(CHARACTERS * size, 0.45 * width), size) for entry in entries]
    widths = [_wide(lines, size) for lines in texts]
    heights = [(len(lines) * LINE + 0.5) * size for lines in texts]
    days = limits[1] - limits[0]
    shares = anchors_of(entries, limits, 1.0)
    # The axis ends early enough for the last labels to fit beside their stems.
    length = min(
        [width - 2 * size, *((width - wide) / (share / days) for wide, share in zip(widths, shares, strict=True) if share)]
    )
    length = max(length, 0.4 * width)
    scale = days / length
    starts = anchors_of(entries, limits, scale)
    sides, bases = staircase(starts, [wide + 0.5 * size for wide in widths], heights)
    lanes = lanes_of(entries, sides, limits, scale, LANE * size)
    reach = (_reach(sides, lanes, 1), _reach(sides, lanes, -1))
    half = 0.85 * size
    core = (half, half + strips * STRIP * size)
    outer = {1: core[0] + reach[0] * LANE * size + EDGE, -1: core[1] + reach[1] * LANE * size + EDGE}
    middles = [side * (outer[side] - (lane + 0.5) * LANE * size) for side, lane in zip(sides, lanes, strict=True)]
    labels = [
        _label(texts[i], starts[i], widths[i], sides[i], outer[sides[i]] + CLEAR + bases[i], middles[i], heights[i], size)
        for i in range(len(entries))
    ]
    room = {side: outer[side] + CLEAR for side in (1, -1)}
    for index, side in enumerate(sides):
        room[side] = max(room[side], outer[side] + CLEAR + bases[index] + heights[index])
    return Plan(
        upright=False, limits=limits, length=length, room=(room[-1], room[1]), core=core, reach=reach,
        middles=tuple(middles), labels=tuple(labels), ticks=tuple(ticks(limits, length, _tick_room(limits, size))),
        strips=strips, needed=room[-1] + room[1], size=size,
    )


def _tick_room(limits: tuple[float, float], size: float) -> float:
    """Ask for as much room as the words of the ticks take."""
    words = [tick.words for tick in ticks(limits, 500.0, 40.0)]
    return max((text_width(word, size) for word in words), default=0.0) + 0.9 * size


def _lines(entry: Entry, wide: float, size: float) -> tuple[str, ...]:
    """Break a label into lines: the date first."""
    return (*wrap(entry.words, wide, size), *wrap(entry.label, wide, size))


def _wide(lines: Sequence[str], size: float) -> float:
    """Give the room that the lines take beside the stem, the symbol before the first line included."""
    indents = [1.35 * size if number == 0 else STEM * size for number in range(len(lines))]
    return max(indent + text_width(line, size) for indent, line in zip(indents, lines, strict=True)) + 0.2 * size


def _reach(sides: Sequence[int], lanes: Sequence[int], side: int) -> int:
    """Count the lanes on a side."""
    return max((lane + 1 for lane, chosen in zip(lanes, sides, strict=True) if chosen == side), default=0)


def _label(
    lines: Sequence[str], start: float, wide: float, side: int, base: float, middle: float, height: float, size: float
) -> Label:
    """Set the lines of one flag: they are read downwards on both sides of the axis."""
    top = base + height if side > 0 else -base
    set_lines = []
    for number, words in enumerate(lines):
        indent = (1.35 if number == 0 else STEM) * size
        across = top - (0.85 + number * LINE) * size
        set_lines.append(
            Line(along=start + indent, across=across, words=words, align="left", weight="normal")
        )
    bottom = top - height
    far = top - 0.25 * size if side > 0 else bottom + 0.45 * size
    return Label(
        lines=tuple(set_lines),
        box=Box(bottom, start, top, start + wide),
        leader=((middle, start), (far, start)),
        symbol=(top - 0.5 * size, start + 0.75 * size),
        drift=0.0,
    )
