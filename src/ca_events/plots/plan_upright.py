"""The plan of an upright timeline: years run downwards, labels stand beside them in columns.

Two columns where the page is wide enough, one in a narrow column or in a lane. Labels keep the order of their dates and
stand as near to them as their heights allow; each is joined to its mark by a short line. Where short labels crowd, a
column is set double.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ca_events.plots.chronology import Entry
from ca_events.plots.columns import Room, Shape, Unit, stack, stand
from ca_events.plots.labels import Box, choose_sides
from ca_events.plots.lettering import BOLD, LINE, line_width, narrowest, run_in, wrap
from ca_events.plots.plan import (
    EDGE,
    STRIP,
    TRACK,
    Label,
    Line,
    Plan,
    Setting,
    anchors_of,
    reach_of,
    tracks_of,
)

LEADER = 14.0
ABOVE, BELOW = 0.45, 0.59
GAP = 0.16
# Narrower pages have labels on one side only.
ONE_SIDED = 370.0
LEAST_LENGTH = 130.0
# The narrowest column of words, in font sizes.
LEAST_WORDS = 6.0
# Keys of marks that are nearer than so many font sizes share a line: as few as bring all into the room.
SHARED = (1.2, 2.5, 5.0, 10.0, 20.0)
# How far labels of the first and last dates may stand beyond the ends of the axis, in font sizes.
OVERHANG = 8.0
# A label in an outer column has at most so many lines.
OUTER_LINES = 3


def plan_upright(entries: Sequence[Entry], setting: Setting, length: float) -> Plan:
    """Plan an upright timeline on an axis of a length.

    Parameters
    ----------
    entries
        The events in order.
    setting
        What there is to work with.
    length
        Points along the axis.

    Returns
    -------
    Plan
        The plan.
    """
    reach = (1, 1 if -1 in setting.sides else 0)
    # Tracks of marks take from the width of the columns, and so change the height of labels and the tracks in turn.
    for _ in range(6):
        plan = Columns.of(setting, reach).layout(entries, length)
        if plan.reach[0] <= reach[0] and plan.reach[1] <= reach[1]:
            break
        reach = (max(reach[0], plan.reach[0]), max(reach[1], plan.reach[1]))
    return plan


@attrs.frozen(kw_only=True)
class Spot:
    """Where a label goes: its lines, its first line along the axis, and, in an outer column, how far out and how."""

    lines: tuple[tuple[str, str], ...]
    along: float
    outwards: float = 0.0
    channel: float | None = None


@attrs.frozen(kw_only=True)
class Columns:
    """The columns of an upright timeline: titles, dates, marks, years, marks, dates, titles."""

    setting: Setting
    reach: tuple[int, int]
    core: tuple[float, float]
    text: float
    room: tuple[float, float]
    missing: float

    @classmethod
    def of(cls, setting: Setting, reach: tuple[int, int]) -> Columns:
        """Divide the width."""
        size, sides = setting.size, len(setting.sides)
        half = setting.tick_width / 2 + 0.45 * size if setting.ruler else 0.0
        core = (half, half + setting.strips * STRIP * size if setting.ruler else 0.0)
        marks = sum(reach) * TRACK * size + 2 * EDGE
        rest = (setting.width - sum(core) - marks) / sides - LEADER - 1.1 * size - 1.0
        text = max(LEAST_WORDS * size, rest)
        right = core[0] + reach[0] * TRACK * size + EDGE + LEADER + 1.1 * size + text
        return cls(
            setting=setting,
            reach=reach,
            core=core,
            text=text,
            room=(setting.width - right if sides == 2 else core[1], right),
            missing=sides * (text - rest),
        )

    @property
    def size(self) -> float:
        """The font size."""
        return self.setting.size

    def layout(self, entries: Sequence[Entry], length: float) -> Plan:
        """Place labels beside an axis of a length."""
        limits = self.setting.limits
        scale = (limits[1] - limits[0]) / length
        targets = anchors_of(entries, limits, scale)
        sides = self._sides(entries, targets)
        tracks = tracks_of(entries, sides, limits, scale, TRACK * self.size)
        middles = [self._middle(side, track) for side, track in zip(sides, tracks, strict=True)]
        labels: list[Label | None] = [None] * len(entries)
        full = 0.0
        for side in self.setting.sides:
            mine = [index for index, entry in enumerate(entries) if sides[index] == side and entry.labelled]
            spots, needed = self._side(entries, mine, targets, length)
            full = max(full, needed)
            for index, spot in spots.items():
                labels[index] = self._label(
                    spot, side, targets[index], middles[index], keyed=bool(entries[index].number)
                )
        used = reach_of(sides, tracks)
        boxes = [label.box for label in labels if label is not None and label.box is not None]
        return Plan(
            limits=limits,
            length=length,
            room=self.room,
            core=self.core,
            reach=(max(used[0], self.reach[0]), max(used[1], self.reach[1])),
            middles=tuple(middles),
            labels=tuple(labels),
            ticks=tuple(self.setting.ticks(length, 1.5 * self.size)),
            ruler=self.setting.ruler,
            # What runs farther over the end has no room, and the report says so.
            over=(
                min(max([0.0, *(-box.low for box in boxes)]), OVERHANG * self.size),
                min(max([0.0, *(box.high - length for box in boxes)]), OVERHANG * self.size),
            ),
            needed=full,
            size=self.size,
            missing=self.missing,
        )

    def _sides(self, entries: Sequence[Entry], targets: Sequence[float]) -> list[int]:
        """Deal labels to the sides; a mark without a label takes no room and follows the others."""
        if len(self.setting.sides) == 1:
            return [self.setting.sides[0]] * len(entries)
        heights = [
            self._height(len(self._lines(entry))) if entry.labelled else TRACK * self.size
            for entry in entries
        ]
        return choose_sides(targets, heights)

    def _lines(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        """Break the words of a label into lines."""
        if entry.number:
            return ((entry.number, ""),)
        return run_in(entry.words, entry.label, self.text, self.size)

    def _height(self, lines: int) -> float:
        """Room along the axis for a label with so many lines."""
        return (ABOVE + BELOW + (lines - 1) * LINE + 2 * GAP) * self.size

    def _side(
        self, entries: Sequence[Entry], mine: Sequence[int], targets: Sequence[float], length: float
    ) -> tuple[dict[int, Spot], float]:
        """Place the labels of one side along the axis; say also how much room they need."""
        over = OVERHANG * self.size
        room = Room(
            low=-over,
            high=length + over,
            width=1.1 * self.size + self.text,
            gap=0.6 * self.size,
            channel=0.3 * self.size,
        )
        if any(entries[index].number for index in mine):
            return self._keyed_side(entries, mine, targets, length, room)
        texts = [self._lines(entries[index]) for index in mine]
        units, places = stand(
            [targets[index] for index in mine],
            [self._shape(text) for text in texts],
            lambda number: [self._shape(text) for text in self._narrower(entries[mine[number]])],
            room=room,
            weights=[entries[index].weight for index in mine],
        )
        spots = {}
        for unit, place in zip(units, places, strict=True):
            for member, anchor in zip(unit.members, unit.anchors, strict=True):
                outer = member == unit.outer
                spots[mine[member]] = Spot(
                    lines=self._narrower(entries[mine[member]])[unit.shape] if outer else texts[member],
                    along=place + anchor,
                    outwards=unit.inner + room.gap if outer else 0.0,
                    channel=place + unit.channel if outer else None,
                )
        return spots, sum(unit.height for unit in units)

    def _keyed_side(
        self,
        entries: Sequence[Entry],
        mine: Sequence[int],
        targets: Sequence[float],
        length: float,
        room: Room,
    ) -> tuple[dict[int, Spot], float]:
        """Place labels and keys; keys of marks near to one another share a line, so that they stand beside them."""
        for near in SHARED:
            groups = _groups(entries, mine, targets, near * self.size)
            texts = [self._joined([entries[index] for index in group]) for group in groups]
            shapes = [self._shape(text) for text in texts]
            if sum(shape.height for shape in shapes) <= length:
                break
        units = [
            Unit(members=tuple(group), anchors=(shape.above,) * len(group), height=shape.height)
            for group, shape in zip(groups, shapes, strict=True)
        ]
        weights = [entry.weight for entry in entries]
        places = stack(units, targets, room=room, weights=weights)
        spots = {
            index: Spot(lines=text if rank == 0 else (), along=place + unit.anchors[0])
            for unit, place, text in zip(units, places, texts, strict=True)
            for rank, index in enumerate(unit.members)
        }
        return spots, sum(unit.height for unit in units)

    def _joined(self, members: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
        """Write the keys of several events into one line, or the label of one."""
        if len(members) == 1:
            return self._lines(members[0])
        keys = ", ".join(entry.number for entry in members)
        return tuple((line, "") for line in wrap(keys, self.text / BOLD, self.size))

    def _narrower(self, entry: Entry) -> list[tuple[tuple[str, str], ...]]:
        """Give the ways to set a label in an outer column: the widest first."""
        return narrowest(entry.words, entry.label, self.size, most=OUTER_LINES)

    def _shape(self, text: tuple[tuple[str, str], ...]) -> Shape:
        """Give the room that a label takes, its symbol included."""
        return Shape(
            width=1.1 * self.size + max(line_width(lead, words, self.size) for lead, words in text),
            above=(ABOVE + GAP) * self.size,
            below=(BELOW + GAP + (len(text) - 1) * LINE) * self.size,
        )

    def inner(self, side: int) -> float:
        """Give the edge of the ruler on a side."""
        return self.core[0] if side > 0 else self.core[1]

    def outer(self, side: int) -> float:
        """Give the edge of the marks on a side."""
        return self.inner(side) + self.reach[0 if side > 0 else 1] * TRACK * self.size + EDGE

    def _middle(self, side: int, track: int) -> float:
        """Give the middle of a track, counted from the labels inwards."""
        return side * (self.outer(side) - (track + 0.5) * TRACK * self.size)

    def _label(self, spot: Spot, side: int, target: float, middle: float, *, keyed: bool) -> Label:
        """Set the lines of one label beside the axis; a key needs no symbol."""
        size, outer, place = self.size, self.outer(side), spot.along
        begin = outer + LEADER + spot.outwards
        edge = begin + (0.35 if keyed else 1.1) * size
        lines = tuple(
            Line(
                along=place + (0.36 + number * LINE) * size,
                across=side * edge,
                lead=lead,
                words=words,
                align="left" if side > 0 else "right",
            )
            for number, (lead, words) in enumerate(spot.lines)
        )
        box = None
        if lines:
            reach = edge + max(line_width(lead, words, size) for lead, words in spot.lines)
            near, far = sorted((side * begin, side * reach))
            box = Box(near, place - ABOVE * size, far, place + (BELOW + (len(lines) - 1) * LINE) * size)
        path = [(middle, target), (side * outer, target)]
        if spot.channel is not None:
            # Between two labels of the inner column, then to the first line of its own.
            path += [
                (side * (outer + LEADER), spot.channel),
                (side * (begin - 0.4 * size), spot.channel),
            ]
        return Label(
            lines=lines,
            box=box,
            leader=(*path, (side * begin, place)),
            symbol=None if keyed else (side * (begin + 0.45 * size), place),
            drift=abs(place - target),
        )


def _groups(
    entries: Sequence[Entry], mine: Sequence[int], targets: Sequence[float], near: float
) -> list[list[int]]:
    """Group neighbouring events with keys whose marks are near to one another; every other event is alone."""
    groups: list[list[int]] = []
    for index in mine:
        first = groups[-1][0] if groups else index
        keyed = entries[index].number and entries[first].number
        if groups and keyed and targets[index] - targets[first] <= near:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups
