"""The plan of an upright timeline: years run downwards, labels stand beside them in columns.

Two columns where the page is wide enough, one in a narrow column or in a lane. Labels keep the order of their dates and
stand as near to them as their heights allow; each is joined to its mark by a short line.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ca_events.plots.chronology import Entry
from ca_events.plots.labels import Box, choose_sides, spread
from ca_events.plots.lettering import LINE, line_width, run_in, wrap
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


@attrs.frozen
class Unit:
    """What stands together in one place of a column: one label, or keys that share a line."""

    members: tuple[int, ...]
    lines: tuple[tuple[str, str], ...]


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
        full = LEAST_LENGTH
        for side in self.setting.sides:
            mine = [index for index, entry in enumerate(entries) if sides[index] == side and entry.labelled]
            for shared in SHARED:
                units = self._units(entries, mine, targets, shared * self.size)
                places, needed = self._spread(entries, units, targets, length)
                if needed <= length:
                    break
            full = max(full, needed)
            for unit, place in zip(units, places, strict=True):
                for rank, index in enumerate(unit.members):
                    lines = unit.lines if rank == 0 else ()
                    labels[index] = self._label(
                        lines, side, targets[index], place, middles[index], keyed=bool(entries[index].number)
                    )
        used = reach_of(sides, tracks)
        boxes = [label.box for label in labels if label is not None and label.box is not None]
        return Plan(
            upright=True,
            limits=limits,
            length=length,
            room=self.room,
            core=self.core,
            reach=(max(used[0], self.reach[0]), max(used[1], self.reach[1])),
            middles=tuple(middles),
            labels=tuple(labels),
            ticks=tuple(self.setting.ticks(length, 1.5 * self.size)),
            ruler=self.setting.ruler,
            over=(
                max([0.0, *(-box.low for box in boxes)]),
                max([0.0, *(box.high - length for box in boxes)]),
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

    def _units(
        self, entries: Sequence[Entry], mine: Sequence[int], targets: Sequence[float], near: float
    ) -> list[Unit]:
        """Put the keys of marks near to one another into one line, so that they stand beside their marks."""
        groups: list[list[int]] = []
        for index in mine:
            first = groups[-1][0] if groups else index
            keyed = entries[index].number and entries[first].number
            if groups and keyed and targets[index] - targets[first] <= near:
                groups[-1].append(index)
            else:
                groups.append([index])
        units = []
        for group in groups:
            if len(group) == 1:
                units.append(Unit((group[0],), self._lines(entries[group[0]])))
                continue
            keys = ", ".join(entries[index].number for index in group)
            units.append(
                Unit(tuple(group), tuple((line, "") for line in wrap(keys, self.text / 1.25, self.size)))
            )
        return units

    def _spread(
        self, entries: Sequence[Entry], units: Sequence[Unit], targets: Sequence[float], length: float
    ) -> tuple[list[float], float]:
        """Place the labels of one side along the axis; say also how much room they need."""
        gap = GAP * self.size
        above = [ABOVE * self.size + gap for _ in units]
        below = [(BELOW + (len(unit.lines) - 1) * LINE) * self.size + gap for unit in units]
        wanted = [targets[unit.members[len(unit.members) // 2]] for unit in units]
        weights = [sum(entries[index].weight for index in unit.members) for unit in units]
        over = OVERHANG * self.size
        places = spread(wanted, above, below, weights=weights, low=-over, high=length + over)
        return places, sum(above) + sum(below)

    def inner(self, side: int) -> float:
        """Give the edge of the ruler on a side."""
        return self.core[0] if side > 0 else self.core[1]

    def outer(self, side: int) -> float:
        """Give the edge of the marks on a side."""
        return self.inner(side) + self.reach[0 if side > 0 else 1] * TRACK * self.size + EDGE

    def _middle(self, side: int, track: int) -> float:
        """Give the middle of a track, counted from the labels inwards."""
        return side * (self.outer(side) - (track + 0.5) * TRACK * self.size)

    def _label(
        self,
        text: tuple[tuple[str, str], ...],
        side: int,
        target: float,
        place: float,
        middle: float,
        *,
        keyed: bool,
    ) -> Label:
        """Set the lines of one label beside the axis; a key needs no symbol."""
        size, outer = self.size, self.outer(side)
        edge = outer + LEADER + (0.35 if keyed else 1.1) * size
        lines = tuple(
            Line(
                along=place + (0.36 + number * LINE) * size,
                across=side * edge,
                lead=lead,
                words=words,
                align="left" if side > 0 else "right",
            )
            for number, (lead, words) in enumerate(text)
        )
        box = None
        if lines:
            reach = edge + max(line_width(lead, words, size) for lead, words in text)
            near, far = sorted((side * (outer + LEADER), side * reach))
            box = Box(near, place - ABOVE * size, far, place + (BELOW + (len(text) - 1) * LINE) * size)
        return Label(
            lines=lines,
            box=box,
            leader=((middle, target), (side * outer, target), (side * (outer + LEADER), place)),
            symbol=None if keyed else (side * (outer + LEADER + 0.45 * size), place),
            drift=abs(place - target),
        )
