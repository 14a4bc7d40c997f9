"""Where labels go: pure geometry in points, without events and without matplotlib.

Beside a vertical axis the task has an exact answer. The labels of one side keep the order of their dates, each
wants to stand at its own date, and two neighbours need the room that their heights ask for. Counting the room
that all earlier labels need turns this into *isotonic regression*: find the increasing sequence nearest to a given
one. Pooling neighbours that are out of order (pool adjacent violators) solves it in one pass. Because order is
kept, no two leader lines cross. Distances count as they are, not squared: of a crowd, as many labels as can be
stand near their dates, and those that matter most (`weights`) before others.

Along a horizontal axis a label begins at its own date and hangs beside its stem; an earlier label that reaches over
later dates is lifted above theirs. No stem then runs through a label, and each label stands exactly at its date.
"""

from __future__ import annotations

import math
from bisect import bisect, insort
from collections.abc import Sequence
from itertools import pairwise

import attrs

SLACK = 1e-6
# Points by which a page may be too small for nobody to see it.
NOTHING = 1.0
# After a blank of so many of its heights a label is dealt to a side as if it were the first.
FAR = 8.0


@attrs.frozen
class Box:
    """A rectangle in points: `left` < `right`, `low` < `high`."""

    left: float
    low: float
    right: float
    high: float

    def overlaps(self, other: Box) -> bool:
        """Say whether two boxes share more than an edge."""
        return (
            self.left < other.right - SLACK
            and other.left < self.right - SLACK
            and self.low < other.high - SLACK
            and other.low < self.high - SLACK
        )

    def inside(self, other: Box) -> bool:
        """Say whether this box lies within another."""
        return (
            self.left >= other.left - SLACK
            and self.right <= other.right + SLACK
            and self.low >= other.low - SLACK
            and self.high <= other.high + SLACK
        )


@attrs.frozen(kw_only=True)
class Placement:
    """How the labels of a figure were placed.

    Attributes
    ----------
    placed : int
        Labels drawn, keys included.
    wrapped : int
        Those with more than one line.
    numbered : int
        Events of which only a numbered key is drawn (``overflow="number"``).
    dropped : int
        Events with a mark and no label (``overflow="drop"``); 0 unless asked for.
    overlaps : int
        Pairs of labels that overlap: 0.
    outside : int
        Labels that reach over the edge of the axes, because given axes were too small; else 0.
    leader_length : float
        Points of leader line in all.
    displacement : float
        Points by which labels stand away from their dates, summed.
    needed_width, needed_height : float
        Size in points that the axes should have.
    width, height : float
        Size in points that they have.
    """

    placed: int
    wrapped: int
    numbered: int = 0
    dropped: int = 0
    overlaps: int
    outside: int
    leader_length: float
    displacement: float
    needed_width: float
    needed_height: float
    width: float
    height: float

    @property
    def fits(self) -> bool:
        """Whether all labels have room."""
        return (
            self.outside == 0
            and self.needed_width <= self.width + NOTHING
            and self.needed_height <= self.height + NOTHING
        )


def isotonic(
    pools: Sequence[Sequence[tuple[float, float]]], *, low: float = -math.inf, high: float = math.inf
) -> list[float]:
    """Find the nondecreasing levels that are nearest to pools of values: the least sum of weighted distances.

    Neighbours out of order are pooled and take their weighted median (pool adjacent violators); where a whole
    interval is as near, its point nearest to the mean.

    Parameters
    ----------
    pools
        For each level the values that it should be near to, each with its weight, above 0.
    low, high
        Bounds; where they leave no room, the lower one holds.

    Returns
    -------
    list of float
        The levels, none smaller than the one before.

    References
    ----------
    Robertson, T., Wright, F. T. and Dykstra, R. L. (1988), *Order Restricted Statistical Inference*, section 1.4
    (the algorithm, for any convex distance).

    Examples
    --------
    >>> isotonic([[(1.0, 1.0)], [(3.0, 1.0)], [(2.0, 1.0)], [(4.0, 1.0)]])
    [1.0, 2.5, 2.5, 4.0]
    """
    # Clipping the best sequence without bounds gives the best within bounds.
    return [max(min(level, high), low) for level in _pooled(pools)]


def _pooled(given: Sequence[Sequence[tuple[float, float]]]) -> list[float]:
    """Pool adjacent violators, beginning with pools that may have several values."""
    pools: list[list[tuple[float, float]]] = []
    levels: list[float] = []
    sizes: list[int] = []
    for first in given:
        pool = sorted(first)
        level, size = _median(pool), 1
        while levels and levels[-1] > level:
            # Both are sorted, and sorting two sorted runs is a merge.
            pool = sorted(pools.pop() + pool)
            size += sizes.pop()
            levels.pop()
            level = _median(pool)
        pools.append(pool)
        levels.append(level)
        sizes.append(size)
    return [level for level, size in zip(levels, sizes, strict=True) for _ in range(size)]


def _median(pool: Sequence[tuple[float, float]]) -> float:
    """Find the weighted median of sorted pairs of value and weight; of an interval, the point nearest to the mean."""
    total = sum(weight for _, weight in pool)
    below = 0.0
    for number, (value, weight) in enumerate(pool):
        below += weight
        if 2 * below > total * (1 + 1e-12):
            return value
        if 2 * below >= total * (1 - 1e-12):
            mean = sum(value * weight for value, weight in pool) / total
            return min(max(mean, value), pool[number + 1][0])
    return pool[-1][0]


def choose_sides(targets: Sequence[float], heights: Sequence[float]) -> list[int]:
    """Deal labels to the two sides of an axis, in date order, each to the side that is free sooner.

    Labels far from the one before begin anew, so that what happens far away changes nothing here.

    Parameters
    ----------
    targets
        Wanted positions, increasing.
    heights
        Room that each label needs.

    Returns
    -------
    list of int
        -1 or 1 for each label; the first goes to 1 (right, or above).

    Examples
    --------
    >>> choose_sides([0.0, 1.0, 2.0], [10.0, 10.0, 10.0])
    [1, -1, 1]
    """
    free = {-1: -math.inf, 1: -math.inf}
    sides: list[int] = []
    for index, (target, height) in enumerate(zip(targets, heights, strict=True)):
        begin = max(free.values()) + FAR * height < target - height / 2
        other = 1 if begin else -sides[index - 1]
        # On a tie the sides take turns, so that quiet years do not pile up on one side.
        side = other if free[other] <= max(free[-other], target - height) else -other
        free[side] = max(free[side], target - height / 2) + height
        sides.append(side)
    return sides


def staircase(
    starts: Sequence[float],
    widths: Sequence[float],
    heights: Sequence[float],
    *,
    sides: Sequence[int] = (1, -1),
) -> tuple[list[int], list[float]]:
    """Hang labels at their own dates along a horizontal axis, lifted above every later label they reach over.

    Parameters
    ----------
    starts
        Position of each stem, increasing; the label begins there and runs to the right.
    widths, heights
        Of the labels, gaps included.
    sides
        The sides allowed: 1 above the axis, -1 below.

    Returns
    -------
    tuple of (list of int, list of float)
        For each label its side, and the distance of its near edge from the axis region.

    Examples
    --------
    >>> staircase([0.0, 10.0, 80.0], [50.0, 50.0, 50.0], [9.0, 9.0, 9.0], sides=(1,))
    ([1, 1, 1], [9.0, 0.0, 0.0])
    """
    number = len(starts)
    chosen = [sides[0]] * number
    bases = [0.0] * number
    for index in range(number - 1, -1, -1):
        reach = starts[index] + widths[index]
        best: dict[int, float] = {}
        for side in sides:
            best[side] = max(
                (
                    bases[later] + heights[later]
                    for later in range(index + 1, number)
                    if chosen[later] == side and starts[later] < reach
                ),
                default=0.0,
            )
        previous = -chosen[index + 1] if index + 1 < number else sides[0]
        chosen[index] = min(sides, key=lambda side: (best[side], side != previous))
        bases[index] = best[chosen[index]]
    return chosen, bases


def pack_tracks(spans: Sequence[tuple[float, float]], *, gap: float = 0.0) -> list[int]:
    """Give each span the first track in which it touches no earlier span (first fit, in the order given).

    Examples
    --------
    >>> pack_tracks([(0.0, 10.0), (5.0, 15.0), (12.0, 20.0)])
    [0, 1, 0]
    """
    tracks: list[list[tuple[float, float]]] = []
    chosen: list[int] = []
    for start, end in spans:
        number = next((n for n, track in enumerate(tracks) if _free(track, start, end, gap)), len(tracks))
        if number == len(tracks):
            tracks.append([])
        insort(tracks[number], (start, end))
        chosen.append(number)
    return chosen


def _free(track: Sequence[tuple[float, float]], start: float, end: float, gap: float) -> bool:
    """Say whether a span touches none of a track; those in it touch no other, so only neighbours count."""
    place = bisect(track, (start, end))
    before = place == 0 or track[place - 1][1] + gap <= start
    return before and (place == len(track) or end + gap <= track[place][0])


def count_overlaps(boxes: Sequence[Box]) -> int:
    """Count pairs of boxes that overlap (sweep from low to high)."""
    ordered = sorted(boxes, key=lambda box: (box.low, box.left))
    pairs = 0
    for index, box in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.low >= box.high - SLACK:
                break
            pairs += box.overlaps(other)
    return pairs


def path_length(points: Sequence[tuple[float, float]]) -> float:
    """Measure a line through points."""
    return sum(math.dist(first, second) for first, second in pairwise(points))
