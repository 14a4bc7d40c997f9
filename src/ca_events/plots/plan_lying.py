"""The plan of a lying timeline: labels hang at their own dates, like flags on poles.

Every label begins at its date and runs away from its stem; a label that reaches over other dates is lifted above
theirs. Nothing overlaps, no stem runs through a label, and a reader finds the date of a label by its place. Early
labels may run to the left and late ones to the right, so that on each side two short staircases rise towards the
middle instead of one long one. Only the labels at the ends need to be narrow, to leave a long axis between them; all
others are as wide as the paper beside their dates allows, since a label of three lines is better than one of eight. The
price is height: the form suits up to about thirty events.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ca_events.plots.chronology import Entry
from ca_events.plots.labels import Box, staircase
from ca_events.plots.lettering import LINE, line_width, run_in, text_width
from ca_events.plots.plan import EDGE, LANE, STRIP, Label, Line, Plan, anchors_of, lanes_of
from ca_events.plots.ruler import Band, axis_limits, band_lanes, ticks

WRAPS = (11.0, 14.0, 18.0, 23.0)
WIDEST = (0.0, 18.0, 24.0, 30.0, 38.0)
LEAST_AXIS = 0.45
TRIED = 24
MANY = 60
INDENT = 1.35
STEM = 0.45
CLEAR = 6.0


@attrs.frozen(kw_only=True)
class Flags:
    """Labels wrapped to a width and dealt out: those before `split` run to the left of their stems.

    Attributes
    ----------
    lines : tuple of tuple of (str, str)
        The lines of each label: lead and words.
    widths, heights : tuple of float
        Room that each takes beside its stem.
    split : int
        How many run to the left.
    margin, length : float
        Where the axis begins, and its length.
    sides : tuple of int
        1 above, -1 below.
    bases : tuple of float
        Distance of each label from the marks.
    """

    lines: tuple[tuple[tuple[str, str], ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    split: int
    margin: float
    length: float
    sides: tuple[int, ...]
    bases: tuple[float, ...]

    @property
    def height(self) -> float:
        """Room above and below that the labels take."""
        tops = {1: 0.0, -1: 0.0}
        for side, base, height in zip(self.sides, self.bases, self.heights, strict=True):
            tops[side] = max(tops[side], base + height)
        return tops[1] + tops[-1]


def plan_lying(entries: Sequence[Entry], bands: Sequence[Band], *, width: float, size: float) -> Plan:
    """Plan a lying timeline of a width.

    Parameters
    ----------
    entries
        The events in order.
    bands
        Periods.
    width
        Points along the axis, labels at its ends included.
    size
        Font size.

    Returns
    -------
    Plan
        The plan; `room` is what it needs below and above.
    """
    limits = axis_limits(entry.mark for entry in entries)
    strips = max(band_lanes(bands), default=-1) + 1
    flags = best_flags(entries, limits, width=width, size=size)
    scale = (limits[1] - limits[0]) / flags.length
    starts = anchors_of(entries, limits, scale)
    lanes = lanes_of(entries, flags.sides, limits, scale, LANE * size)
    reach = (_reach(flags.sides, lanes, 1), _reach(flags.sides, lanes, -1))
    core = (0.85 * size, (0.85 + strips * STRIP) * size)
    outer = {1: core[0] + reach[0] * LANE * size + EDGE, -1: core[1] + reach[1] * LANE * size + EDGE}
    middles = [
        side * (outer[side] - (lane + 0.5) * LANE * size)
        for side, lane in zip(flags.sides, lanes, strict=True)
    ]
    labels = [
        _label(
            flags,
            number,
            start=starts[number],
            outer=outer[flags.sides[number]],
            middle=middles[number],
            size=size,
        )
        for number in range(len(entries))
    ]
    room = {side: outer[side] + CLEAR for side in (1, -1)}
    for side, base, height in zip(flags.sides, flags.bases, flags.heights, strict=True):
        room[side] = max(room[side], outer[side] + CLEAR + base + height)
    marked = ticks(limits, flags.length, _tick_room(limits, size))
    return Plan(
        upright=False, limits=limits, length=flags.length, room=(room[-1], room[1]), core=core, reach=reach,
        middles=tuple(middles), labels=tuple(labels), ticks=tuple(marked),
        strips=strips, needed=room[-1] + room[1], size=size, margin=flags.margin,
    )  # fmt: skip


def best_flags(entries: Sequence[Entry], limits: tuple[float, float], *, width: float, size: float) -> Flags:
    """Try several line widths and splits; keep the lowest figure whose axis is still long enough.

    Line widths are tried for the labels at the ends, which decide how long the axis is, and for the others.
    """
    shares = [share / (limits[1] - limits[0]) for share in anchors_of(entries, limits, 1.0)]
    splits = sorted({round(number * len(entries) / TRIED) for number in range(TRIED + 1)})
    words = Words(entries=tuple(entries), size=size, ticks=_tick_width(limits, size) / 2)
    # Very many labels make a figure that nobody prints: fewer trials will do.
    widest = WIDEST if len(entries) <= MANY else WIDEST[:1]
    tried = [
        _flags(words, shares, min(wide * size, 0.45 * width), most * size, split, width)
        for wide in WRAPS
        for split in splits
        for most in widest
        if not most or most > wide
    ]
    enough = [flags for flags in tried if flags.length >= LEAST_AXIS * width]
    return min(enough or tried, key=lambda flags: (flags.height, -flags.length))


@attrs.frozen(kw_only=True, eq=False)
class Words:
    """The words of the labels, broken to any width; remembered, since the same widths are tried often.

    `ticks` is half the width of the words of a tick, which may stand at the very end of the axis.
    """

    entries: tuple[Entry, ...]
    size: float
    ticks: float
    known: dict[tuple[int, int], tuple[tuple[str, str], ...]] = attrs.field(factory=dict)

    def lines(self, number: int, wide: float) -> tuple[tuple[str, str], ...]:
        """Break one label to a width, in whole font sizes so that few widths occur."""
        key = (number, int(wide / self.size))
        if key not in self.known:
            entry = self.entries[number]
            self.known[key] = run_in(entry.words, entry.label, key[1] * self.size, self.size)
        return self.known[key]


def _flags(
    words: Words, shares: Sequence[float], wide: float, most: float, split: int, width: float
) -> Flags:
    """Wrap the labels at the ends to a width, all others to at most another, and deal them out with a split."""
    size = words.size
    lines = [words.lines(number, wide) for number in range(len(shares))]
    widths = [_wide(text, size) for text in lines]
    margin, length = _axis(
        shares, widths, split, width - size, ends=(max(0.0, words.ticks - size), words.ticks)
    )
    starts = [share * length for share in shares]
    for number, start in enumerate(starts):
        # Room to the edge of the paper on the side to which the label runs.
        free = margin + start if number < split else width - size - margin - start
        room = min(most, free - (INDENT + 0.3) * size)
        if room > wide:
            wider = words.lines(number, room)
            if len(wider) < len(lines[number]) and _wide(wider, size) <= free:
                lines[number], widths[number] = wider, _wide(wider, size)
    heights = [(len(text) * LINE + 0.5) * size for text in lines]
    roomy = [room + 0.5 * size for room in widths]
    sides, bases = staircase(starts[split:], roomy[split:], heights[split:])
    mirrored = [-start for start in reversed(starts[:split])]
    left = staircase(mirrored, roomy[:split][::-1], heights[:split][::-1])
    return Flags(
        lines=tuple(lines), widths=tuple(widths), heights=tuple(heights), split=split, margin=margin, length=length,
        sides=tuple(left[0][::-1] + sides), bases=tuple(left[1][::-1] + bases),
    )  # fmt: skip


def _axis(
    shares: Sequence[float], widths: Sequence[float], split: int, width: float, *, ends: tuple[float, float]
) -> tuple[float, float]:
    """Find the longest axis, and where it begins, so that the labels at both ends stay on the paper.

    `ends` is the room that the words of the ruler need before and behind the axis.
    """
    before, behind = ends
    length = width - before - behind
    for right, wide in zip(shares[split:], widths[split:], strict=True):
        if right > 0:
            length = min(length, (width - before - wide) / right)
        for left, other in zip(shares[:split], widths[:split], strict=True):
            if right > left:
                length = min(length, (width - wide - other) / (right - left))
    for left, other in zip(shares[:split], widths[:split], strict=True):
        if left < 1:
            length = min(length, (width - behind - other) / (1 - left))
    length = max(length, 0.3 * width)
    margin = max(
        [before, *(other - left * length for left, other in zip(shares[:split], widths[:split], strict=True))]
    )
    return margin, length


def _tick_room(limits: tuple[float, float], size: float) -> float:
    """Ask for as much room as the words of the ticks take."""
    return _tick_width(limits, size) + 0.9 * size


def _tick_width(limits: tuple[float, float], size: float) -> float:
    """Measure the widest words of a tick."""
    words = [tick.words for tick in ticks(limits, 500.0, 40.0)]
    return max((text_width(word, size) for word in words), default=0.0)


def _wide(lines: Sequence[tuple[str, str]], size: float) -> float:
    """Give the room that the lines take beside the stem, the symbol before the first line included."""
    indents = [INDENT * size if number == 0 else STEM * size for number in range(len(lines))]
    return (
        max(indent + line_width(*line, size) for indent, line in zip(indents, lines, strict=True))
        + 0.2 * size
    )


def _reach(sides: Sequence[int], lanes: Sequence[int], side: int) -> int:
    """Count the lanes on a side."""
    return max((lane + 1 for lane, chosen in zip(lanes, sides, strict=True) if chosen == side), default=0)


def _label(flags: Flags, number: int, *, start: float, outer: float, middle: float, size: float) -> Label:
    """Set the lines of one flag: they are read downwards on both sides of the axis."""
    side, height = flags.sides[number], flags.heights[number]
    away = -1.0 if number < flags.split else 1.0
    base = outer + CLEAR + flags.bases[number]
    top = base + height if side > 0 else -base
    lines = tuple(
        Line(
            along=start + away * (INDENT if row == 0 else STEM) * size,
            across=top - (0.85 + row * LINE) * size,
            lead=lead,
            words=words,
            align="right" if away < 0 else "left",
        )
        for row, (lead, words) in enumerate(flags.lines[number])
    )
    bottom = top - height
    tip = top - 0.25 * size if side > 0 else bottom + 0.45 * size
    near, far = sorted((start, start + away * flags.widths[number]))
    return Label(
        lines=lines,
        box=Box(bottom, near, top, far),
        leader=((middle, start), (tip, start)),
        symbol=(top - 0.5 * size, start + away * 0.75 * size),
        drift=0.0,
    )
