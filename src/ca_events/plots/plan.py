"""Where everything on a timeline goes, before anything is drawn.

A plan is made of points of print. It is made once, from text measured by its outlines, so that the same figure comes
out on a screen and in print, and so that the height the figure needs is known before there is a figure. Each stretch
of axis with its marks and labels is a plan of its own; a sheet puts several beside one another.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ca_events.plots.canvas import Align
from ca_events.plots.chronology import Entry
from ca_events.plots.labels import Box, pack_tracks
from ca_events.plots.lettering import text_width
from ca_events.plots.marks import covered
from ca_events.plots.ruler import Tick, ticks, ticks_since

TRACK = 1.05
STRIP = 1.45
EDGE = 1.0
NOTE_SIZE = 0.93


@attrs.frozen(kw_only=True)
class Setting:
    """What a plan has to work with.

    Attributes
    ----------
    width : float
        Points: across an upright axis, along a lying one.
    size : float
        Font size.
    limits : tuple of (float, float)
        First and last day of the axis, as it is drawn.
    sides : tuple of int
        Where labels may stand: 1 right or above, -1 left or below.
    ruler : bool
        Whether the words of the ticks stand along this axis.
    strips : int
        How many periods overlap at most.
    shift : float
        Days between the calendar and the axis; 0 where they are the same.
    since : bool
        Whether the axis counts years since an event, and not those of the calendar.
    margin : float or None
        Points along the paper before and behind a lying axis; None: as the words of its ticks need.
    """

    width: float
    size: float
    limits: tuple[float, float]
    sides: tuple[int, ...] = (1, -1)
    ruler: bool = True
    strips: int = 0
    shift: float = 0.0
    since: bool = False
    margin: float | None = None

    def ticks(self, length: float, room: float) -> list[Tick]:
        """Choose ticks on an axis of a length whose words are at least `room` points apart."""
        if self.since:
            return ticks_since(self.limits, length, room)
        low, high = self.limits
        found = ticks((low + self.shift, high + self.shift), length, room)
        return [Tick(tick.day - self.shift, tick.words) for tick in found]

    @property
    def tick_width(self) -> float:
        """Width of the widest words of a tick."""
        return max((text_width(tick.words, self.size) for tick in self.ticks(500.0, 12.0)), default=0.0)


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
    """A placed label: its lines, its box (across, along), its leader, and where its symbol stands.

    Keys that share a line have one box between them, held by the first.
    """

    lines: tuple[Line, ...]
    box: Box | None
    leader: tuple[tuple[float, float], ...]
    symbol: tuple[float, float] | None
    drift: float


@attrs.frozen(kw_only=True)
class Plan:
    """One axis with its marks and labels in points: along the axis from its beginning, across it from its middle.

    `room` is what it takes below (or left of) and above (or right of) the middle, `over` how far labels of an
    upright axis stand beyond its ends, `needed` the least length (with that) in which all its labels have room, or the
    height of a lying one; `missing` the width that it lacks.
    """

    limits: tuple[float, float]
    length: float
    room: tuple[float, float]
    core: tuple[float, float]
    reach: tuple[int, int]
    middles: tuple[float, ...]
    labels: tuple[Label | None, ...]
    ticks: tuple[Tick, ...]
    ruler: bool
    needed: float
    size: float
    margin: float = 0.0
    over: tuple[float, float] = (0.0, 0.0)
    missing: float = 0.0

    @property
    def scale(self) -> float:
        """Days per point."""
        return (self.limits[1] - self.limits[0]) / self.length

    @property
    def placed(self) -> list[Label]:
        """The labels that are drawn."""
        return [label for label in self.labels if label is not None]


def tracks_of(
    entries: Sequence[Entry], sides: Sequence[int], limits: tuple[float, float], scale: float, size: float
) -> list[int]:
    """Give each mark a track beside the axis so that none hides another; track 0 lies next to the labels.

    Points come first, so that they stand in one line; bars take the first free track behind them.
    """
    tracks = [0] * len(entries)
    for side in (1, -1):
        mine = [index for index, chosen in enumerate(sides) if chosen == side]
        mine.sort(key=lambda index: entries[index].mark.shape != "point")
        spans = [covered(entries[index].mark, limits, scale, size) for index in mine]
        for index, track in zip(mine, pack_tracks(spans, gap=0.4), strict=True):
            tracks[index] = track
    return tracks


def reach_of(sides: Sequence[int], tracks: Sequence[int]) -> tuple[int, int]:
    """Count the tracks on the side of 1 and on that of -1."""
    right, left = (
        max((track + 1 for track, chosen in zip(tracks, sides, strict=True) if chosen == side), default=0)
        for side in (1, -1)
    )
    return right, left


def anchors_of(entries: Sequence[Entry], limits: tuple[float, float], scale: float) -> list[float]:
    """Give the position along the axis, in points, at which each label wants to stand."""
    low, high = limits
    days = [low if entry.mark.anchor is None else entry.mark.anchor for entry in entries]
    return [(min(max(day, low), high) - low) / scale for day in days]
