"""Labels beside one side of an upright axis, and what is done with a crowd.

Each label wants to stand at its own date. Where more dates come together than lines have room, labels are pushed away
from them, and the reader has to follow long leaders. Such a crowd is set in two columns if its labels are short enough:
of every few labels, one is moved outside, broken into more lines, beside the others. Its leader runs to it between two
labels of the inner column, so that the order of the dates is kept and no leader crosses another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

import attrs

from ca_events.plots.labels import SLACK, isotonic

# Of at most so many labels, one is moved outside; it must save this part of a label's height.
MOST = 4
WORTH = 0.15
# A crowd is set in two columns when a label in it stands away from its date by more than this part of its height.
AWAY = 0.7


@attrs.frozen
class Shape:
    """Room of a label: its width, and how far it reaches before and after the middle of its first line."""

    width: float
    above: float
    below: float

    @property
    def height(self) -> float:
        """Room along the axis."""
        return self.above + self.below


@attrs.frozen(kw_only=True)
class Unit:
    """Labels that are placed together.

    Attributes
    ----------
    members : tuple of int
        The labels, in order.
    anchors : tuple of float
        How far after the beginning of the unit the first line of each stands.
    height : float
        Room along the axis.
    outer : int or None
        Which label stands in the outer column.
    shape : int
        Which of its further shapes it has.
    channel : float
        How far after the beginning its leader passes the inner column.
    inner : float
        Width of the inner column.
    """

    members: tuple[int, ...]
    anchors: tuple[float, ...]
    height: float
    outer: int | None = None
    shape: int = 0
    channel: float = 0.0
    inner: float = 0.0


@attrs.frozen(kw_only=True)
class Room:
    """What a side of an axis offers: its ends, the width for labels, and blanks between columns and for a leader."""

    low: float
    high: float
    width: float
    gap: float
    channel: float


def single(index: int, shape: Shape) -> Unit:
    """Make a unit of one label."""
    return Unit(members=(index,), anchors=(shape.above,), height=shape.height, inner=shape.width)


def stand(
    targets: Sequence[float],
    shapes: Sequence[Shape],
    further: Callable[[int], Sequence[Shape]],
    *,
    room: Room,
    weights: Sequence[float] | None = None,
) -> tuple[list[Unit], list[float]]:
    """Place the labels of one side of an axis, its crowds in two columns.

    Parameters
    ----------
    targets
        Wanted positions, increasing.
    shapes
        The room that each label takes.
    further
        Gives the shapes that a label may have in an outer column, the widest first; asked for crowds only.
    room
        What the side offers.
    weights
        What a point of distance costs each label; None: all the same.

    Returns
    -------
    tuple of (list of Unit, list of float)
        The units in order, and where each begins. What has no room runs over `room.high`.

    Examples
    --------
    >>> line = Shape(40.0, 4.0, 4.0)
    >>> room = Room(low=0.0, high=100.0, width=100.0, gap=5.0, channel=2.0)
    >>> units, places = stand([50.0, 51.0, 52.0], [line] * 3, lambda index: [line], room=room)
    >>> [(unit.members, unit.outer) for unit in units], places
    ([((0,), None), ((1, 2), 1)], [38.0, 46.0])
    """
    units = [single(index, shape) for index, shape in enumerate(shapes)]
    places = stack(units, targets, room=room, weights=weights)
    further = cache(further)
    folded: list[Unit] = []
    for first, last in _crowds(units, places):
        away = max(
            abs(places[one] + units[one].anchors[0] - targets[one]) - AWAY * units[one].height
            for one in range(first, last)
        )
        folded += (
            fold(range(first, last), shapes, further, room=room)
            if last - first > 1 and away > 0
            else units[first:last]
        )
    if len(folded) < len(units):
        places = stack(folded, targets, room=room, weights=weights)
    return folded, places


def stack(
    units: Sequence[Unit], targets: Sequence[float], *, room: Room, weights: Sequence[float] | None = None
) -> list[float]:
    """Place units along the axis: no overlap, order kept, their labels as near to the targets as can be.

    Parameters
    ----------
    units
        In order.
    targets, weights
        Of the labels, by their numbers.
    room
        Its ends count.

    Returns
    -------
    list of float
        Where each unit begins.
    """
    begins = [0.0]
    for unit in units:
        begins.append(begins[-1] + unit.height)
    pools = [
        [
            (targets[member] - anchor - begin, weights[member] if weights else 1.0)
            for member, anchor in zip(unit.members, unit.anchors, strict=True)
        ]
        for unit, begin in zip(units, begins, strict=False)
    ]
    levels = isotonic(pools, low=room.low, high=room.high - begins[-1])
    return [level + begin for level, begin in zip(levels, begins, strict=False)]


def fold(
    members: Sequence[int],
    shapes: Sequence[Shape],
    further: Callable[[int], Sequence[Shape]],
    *,
    room: Room,
) -> list[Unit]:
    """Divide labels in order into units of the least height in all (dynamic programming over the labels).

    Parameters
    ----------
    members
        The labels of a crowd, in order.
    shapes, further, room
        As in `stand`.

    Returns
    -------
    list of Unit
        The units in order.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    made: list[Unit | None] = [None]
    for end in range(1, len(members) + 1):
        choices: list[tuple[float, int, Unit]] = []
        for begin in range(max(0, end - MOST), end):
            part = members[begin:end]
            unit = (
                single(part[0], shapes[part[0]]) if len(part) == 1 else _beside(part, shapes, further, room)
            )
            if unit is not None:
                choices.append((best[begin][0] + unit.height, best[begin][1] + len(part) - 1, unit))
        height, moved, unit = min(choices, key=lambda choice: choice[:2])
        best.append((height, moved))
        made.append(unit)
    units: list[Unit] = []
    end = len(members)
    while end:
        last = made[end]
        assert last is not None
        units.append(last)
        end -= len(last.members)
    return units[::-1]


def _beside(
    members: Sequence[int],
    shapes: Sequence[Shape],
    further: Callable[[int], Sequence[Shape]],
    room: Room,
) -> Unit | None:
    """Move that one of several labels outside which makes the unit lowest; None if it saves too little."""
    plain = sum(shapes[member].height for member in members)
    least = min(shapes[member].height for member in members)
    found: Unit | None = None
    for outer in members:
        inner = [member for member in members if member != outer]
        wide = max(shapes[member].width for member in inner)
        inside = sum(shapes[member].height for member in inner) + room.channel
        if inside >= plain - WORTH * least:
            continue
        for number, shape in enumerate(further(outer)):
            if wide + room.gap + shape.width <= room.width + SLACK:
                height = max(inside, shape.height)
                if height < plain - WORTH * least and (found is None or height < found.height - SLACK):
                    found = _unit(members, outer, number, shapes, shape, height, inside, room)
                break
    return found


def _unit(
    members: Sequence[int],
    outer: int,
    number: int,
    shapes: Sequence[Shape],
    shape: Shape,
    height: float,
    inside: float,
    room: Room,
) -> Unit:
    """Set the labels of a unit: the inner ones below one another, with a channel where the outer one belongs."""
    anchors: list[float] = []
    spot = (height - inside) / 2
    channel = 0.0
    for member in members:
        if member == outer:
            channel = spot + room.channel / 2
            spot += room.channel
            anchors.append((height - shape.height) / 2 + shape.above)
        else:
            anchors.append(spot + shapes[member].above)
            spot += shapes[member].height
    inner = max(shapes[member].width for member in members if member != outer)
    return Unit(
        members=tuple(members),
        anchors=tuple(anchors),
        height=height,
        outer=outer,
        shape=number,
        channel=channel,
        inner=inner,
    )


def _crowds(units: Sequence[Unit], places: Sequence[float]) -> list[tuple[int, int]]:
    """Find the runs of units that touch one another: first, and one after the last."""
    if not units:
        return []
    cuts = [
        number + 1
        for number, ((unit, place), (_, after)) in enumerate(pairwise(list(zip(units, places, strict=True))))
        if after - place > unit.height + SLACK
    ]
    return list(pairwise([0, *cuts, len(units)]))
