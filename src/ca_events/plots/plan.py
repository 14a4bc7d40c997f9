"""Where everything on a timeline goes, before anything is drawn.

A plan is made of points of print. It is made once, from text measured by its outlines, so that the same figure comes
out on a screen and in print, and so that the height the figure needs is known before there is a figure.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ca_events.plots.canvas import Align
from ca_events.plots.chronology import Entry
from ca_events.plots.labels import (
    Box,
    Placement,
    choose_sides,
    count_overlaps,
    pack_lanes,
    path_length,
    spread,
)
from ca_events.plots.lettering import LINE, line_width, run_in, text_width
from ca_events.plots.marks import covered
from ca_events.plots.ruler import Band, Tick, axis_limits, band_lanes, ticks

LANE = 1.05
STRIP = 1.45
LEADER = 14.0
EDGE = 1.0
ABOVE, BELOW = 0.45, 0.59
ONE_SIDED = 370.0
LEAST_LENGTH = 130.0
NOTE_SIZE = 0.93
# A figure grows until labels are this many lines from their dates on the average, or as long as a tall page.
GROWTHS = (1.06, 1.15, 1.25, 1.4, 1.6, 1.8, 2.0)
NEAR = 2.5
LONGEST = 860.0


@attrs.frozen(kw_only=True)
class Line:
    """One line of text: where its baseline begins (or ends, flush right), a lead in bold, and words."""

    along: float
    across: float
    lead: str
    words: str
    align: Align


@attrs.frozen(kw_only=True)
class Label:
    """A placed label: its lines, its box (across, along), its leader, and where its symbol stands."""

    lines: tuple[Line, ...]
    box: Box
    leader: tuple[tuple[float, float], ...]
    symbol: tuple[float, float]
    drift: float


@attrs.frozen(kw_only=True)
class Plan:
    """A whole timeline in points: along the axis from its beginning, across it from its middle."""

    upright: bool
    limits: tuple[float, float]
    length: float
    room: tuple[float, float]
    core: tuple[float, float]
    reach: tuple[int, int]
    middles: tuple[float, ...]
    labels: tuple[Label, ...]
    ticks: tuple[Tick, ...]
    strips: int
    needed: float
    size: float
    margin: float = 0.0

    @property
    def scale(self) -> float:
        """Days per point."""
        return (self.limits[1] - self.limits[0]) / self.length

    def report(self, *, height: float, needed: float, frame: Box) -> Placement:
        """Judge the placement within the box (across, along) that labels may fill."""
        boxes = [label.box for label in self.labels]
        return Placement(
            placed=len(boxes),
            wrapped=sum(len(label.lines) > 1 for label in self.labels),
            overlaps=count_overlaps(boxes),
            outside=sum(not box.inside(frame) for box in boxes),
            leader_length=sum(path_length(label.leader) for label in self.labels),
            displacement=sum(label.drift for label in self.labels),
            needed_height=needed,
            height=height,
        )


def lanes_of(
    entries: Sequence[Entry], sides: Sequence[int], limits: tuple[float, float], scale: float, size: float
) -> list[int]:
    """Give each mark a lane beside the axis so that none hides another; lane 0 lies next to the labels.

    Points come first, so that they stand in one line; bars take the first free lane behind them.
    """
    lanes = [0] * len(entries)
    for side in (1, -1):
        mine = [index for index, chosen in enumerate(sides) if chosen == side]
        mine.sort(key=lambda index: entries[index].mark.shape != "point")
        spans = [covered(entries[index].mark, limits, scale, size) for index in mine]
        for index, lane in zip(mine, pack_lanes(spans, gap=0.4), strict=True):
            lanes[index] = lane
    return lanes


def anchors_of(entries: Sequence[Entry], limits: tuple[float, float], scale: float) -> list[float]:
    """Give the position along the axis, in points, at which each label wants to stand."""
    low, high = limits
    days = [low if entry.mark.anchor is None else entry.mark.anchor for entry in entries]
    return [(min(max(day, low), high) - low) / scale for day in days]


def plan_upright(
    entries: Sequence[Entry], bands: Sequence[Band], *, width: float, length: float | None, size: float
) -> Plan:
    """Plan an upright timeline of a width; a length that is not given is chosen so that labels stand near their dates.

    Parameters
    ----------
    entries
        The events in order.
    bands
        Periods.
    width
        Points across.
    length
        Points along the axis, or None.
    size
        Font size.

    Returns
    -------
    Plan
        The plan.
    """
    limits = axis_limits(entry.mark for entry in entries)
    strips = max(band_lanes(bands), default=-1) + 1
    both = width >= ONE_SIDED
    reach = (1, 1 if both else 0)
    for _ in range(6):
        columns = Columns.of(entries, width, size, limits, strips, reach, both)
        chosen = columns.layout(entries, limits, length)
        if chosen.reach[0] <= reach[0] and chosen.reach[1] <= reach[1]:
            break
        reach = (max(reach[0], chosen.reach[0]), max(reach[1], chosen.reach[1]))
    return chosen


@attrs.frozen(kw_only=True)
class Columns:
    """The columns of an upright timeline: titles, dates, marks, years, marks, dates, titles."""

    size: float
    both: bool
    strips: int
    reach: tuple[int, int]
    core: tuple[float, float]
    text: float
    room: tuple[float, float]

    @classmethod
    def of(
        cls,
        entries: Sequence[Entry],
        width: float,
        size: float,
        limits: tuple[float, float],
        strips: int,
        reach: tuple[int, int],
        both: bool,
    ) -> Columns:
        """Divide the width."""
        words = max((text_width(tick.words, size) for tick in ticks(limits, 500.0, 12.0)), default=0.0)
        half = words / 2 + 0.45 * size
        core = (half, half + strips * STRIP * size)
        marks = (reach[0] + reach[1]) * LANE * size + 2 * EDGE
        sides = 2 if both else 1
        rest = (width - sum(core) - marks) / sides - LEADER - 1.1 * size - 1.0
        text = max(6 * size, rest)
        right = core[0] + reach[0] * LANE * size + EDGE + LEADER + 1.1 * size + text
        return cls(
            size=size,
            both=both,
            strips=strips,
            reach=reach,
            core=core,
            text=text,
            room=(width - right, right),
        )

    def layout(self, entries: Sequence[Entry], limits: tuple[float, float], length: float | None) -> Plan:
        """Place labels beside an axis of a length, or of the length that they ask for."""
        texts = [run_in(entry.words, entry.label, self.text, self.size) for entry in entries]
        counts = [len(text) for text in texts]
        heights = [(ABOVE + BELOW + (count - 1) * LINE) * self.size + 0.32 * self.size for count in counts]
        needed = max(LEAST_LENGTH, sum(heights) / (2 if self.both else 1))
        if length is None:
            return self._grown(entries, limits, needed)
        scale = (limits[1] - limits[0]) / length
        targets = anchors_of(entries, limits, scale)
        sides = choose_sides(targets, heights) if self.both else [1] * len(entries)
        lanes = lanes_of(entries, sides, limits, scale, LANE * self.size)
        places, full = self._spread(targets, sides, counts, length)
        used = [max((lanes[i] + 1 for i, s in enumerate(sides) if s == side), default=0) for side in (1, -1)]
        middles = [self._middle(side, lane) for side, lane in zip(sides, lanes, strict=True)]
        labels = [
            self._label(texts[i], sides[i], targets[i], places[i], middles[i]) for i in range(len(entries))
        ]
        return Plan(
            upright=True,
            limits=limits,
            length=length,
            room=self.room,
            core=self.core,
            reach=(max(used[0], self.reach[0]), max(used[1], self.reach[1])),
            middles=tuple(middles),
            labels=tuple(labels),
            ticks=tuple(ticks(limits, length, 1.5 * self.size)),
            strips=self.strips,
            needed=max(full, LEAST_LENGTH),
            size=self.size,
        )

    def _spread(
        self, targets: Sequence[float], sides: Sequence[int], counts: Sequence[int], length: float
    ) -> tuple[list[float], float]:
        """Place the labels of both sides along the axis; say also how long the fuller side is."""
        gap = 0.16 * self.size
        places = [0.0] * len(targets)
        full = 0.0
        for side in (1, -1):
            mine = [index for index, chosen in enumerate(sides) if chosen == side]
            above = [ABOVE * self.size + gap for _ in mine]
            below = [(BELOW + (counts[index] - 1) * LINE) * self.size + gap for index in mine]
            spot = spread([targets[index] for index in mine], above, below, low=0.0, high=length)
            full = max(full, sum(above) + sum(below))
            for index, place in zip(mine, spot, strict=True):
                places[index] = place
        return places, full

    def _grown(self, entries: Sequence[Entry], limits: tuple[float, float], needed: float) -> Plan:
        """Lengthen the axis until labels stand near their dates on the average, within reason."""
        for growth in GROWTHS:
            plan = self.layout(entries, limits, growth * needed + 2 * self.size)
            near = sum(label.drift for label in plan.labels) <= NEAR * self.size * len(entries)
            if plan.needed <= plan.length and (near or plan.length >= max(LONGEST, 1.25 * needed)):
                break
        return plan

    def inner(self, side: int) -> float:
        """Give the edge of the ruler on a side."""
        return self.core[0] if side > 0 else self.core[1]

    def outer(self, side: int) -> float:
        """Give the edge of the marks on a side."""
        return self.inner(side) + self.reach[0 if side > 0 else 1] * LANE * self.size + EDGE

    def _middle(self, side: int, lane: int) -> float:
        """Give the middle of a lane, counted from the labels inwards."""
        return side * (self.outer(side) - (lane + 0.5) * LANE * self.size)

    def _label(
        self, text: tuple[tuple[str, str], ...], side: int, target: float, place: float, middle: float
    ) -> Label:
        """Set the lines of one label beside the axis."""
        size, outer = self.size, self.outer(side)
        edge = outer + LEADER + 1.1 * size
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
        reach = edge + max(line_width(lead, words, size) for lead, words in text)
        near, far = sorted((side * (outer + LEADER), side * reach))
        return Label(
            lines=lines,
            box=Box(near, place - ABOVE * size, far, place + (BELOW + (len(text) - 1) * LINE) * size),
            leader=((middle, target), (side * outer, target), (side * (outer + LEADER), place)),
            symbol=(side * (outer + LEADER + 0.45 * size), place),
            drift=abs(place - target),
        )
