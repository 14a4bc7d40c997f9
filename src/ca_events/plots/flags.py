"""Labels that hang at their own dates along a lying axis, like flags on poles: pure geometry in points.

Each label stands on a straight stem that rises from its date; a reader finds the date by going straight down. Three
rules keep such a figure clean. No two labels overlap. No stem runs through the label of another event: where a label
reaches over another date, the event of that date has the lower label, or it stands on the other side of the axis. And
no label leaves the figure.

These rules decide in what order labels can be hung: from the axis outwards. A label can be hung as soon as no event
that still waits on the same side lies under it; it is then as near to the axis as the labels under it permit. At every
step the label is hung whose far edge is lowest. What a label costs is not only its height, however: all waiting events
under it are driven to the other side of the axis, so every one of them counts as a fraction of a line. How large a
fraction is best differs from figure to figure. Therefore the whole figure is hung several times, with different
fractions and slightly different priorities (taken from a fixed table, so that a figure is always the same), and the
lowest one is kept. The best order so far is then varied again.

Events so far from each other that their labels cannot meet are placed independently: an event of 2024 does not move
a label of 1992.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from ca_events.plots.labels import SLACK

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

# Fractions of a line that a driven-off event counts.
CROWDING = (0.3, 0.5)
# The most by which a priority is varied, in lines, in each round.
VARIED = (0.4, 0.4, 0.4)
# In lines: what it costs to run to the left, and to sit over the stem; what salience is worth; what a stem costs.
LEFT = 0.05
OVER = 0.25
SALIENCE = 0.5
STEM = 0.02
# How many cells of work a component may take in all.
EFFORT = 3_000_000
TRIALS = 16
OUTSIDE = 2.0**20
BARRED = 2.0**30


@attrs.frozen(kw_only=True)
class Flag:
    """Where one label hangs.

    Attributes
    ----------
    side : int
        1 above the axis, -1 below.
    shape : int
        Which of the given shapes was chosen.
    lean : int
        1: the label begins at its stem; -1: it ends there; 0: it sits over the stem.
    left : float
        Left edge of the label.
    base : float
        Distance of its near edge from the start of the label zone; at least 0.
    """

    side: int
    shape: int
    lean: int
    left: float
    base: float


@attrs.frozen(kw_only=True, eq=False)
class _Choices:
    """All ways to hang the labels of one component; their room includes the gap at both ends."""

    starts: Numbers
    owner: Counts
    shape: Counts
    lean: Counts
    left: Numbers
    right: Numbers
    height: Numbers
    cost: Numbers
    first: Counts
    under: Numbers
    beneath: npt.NDArray[np.bool_]

    @property
    def line(self) -> float:
        """Give the least height of a label, the unit of all costs."""
        return float(self.height.min())


@attrs.frozen(kw_only=True, eq=False)
class _Hung:
    """Several trials to hang the labels of a component: for each trial and event the way chosen."""

    way: Counts
    side: Counts
    base: Numbers


def place_flags(
    starts: Sequence[float],
    shapes: Sequence[Sequence[tuple[float, float]]],
    *,
    low: float,
    high: float,
    gap: float = 2.0,
    sides: Sequence[int] = (1, -1),
    weights: Sequence[float] | None = None,
) -> list[Flag]:
    """Hang labels at their own dates along a horizontal axis, without overlaps and as low as can be found.

    Parameters
    ----------
    starts
        Position of each stem, increasing.
    shapes
        For each label the shapes that it may take: width and height, the blank between labels above one another
        included in the height.
    low, high
        Bounds of the room. A label wider than the room begins at `low`.
    gap
        Least distance of a label from any stem beside it; labels side by side keep twice as much.
    sides
        The sides allowed: 1 above the axis, -1 below.
    weights
        Salience; where it is a toss-up the heavier label is nearer to the axis.

    Returns
    -------
    list of Flag
        Where each label hangs, in the order given.

    Examples
    --------
    >>> for flag in place_flags([10.0, 20.0, 120.0], [[(50.0, 9.0)]] * 3, low=0.0, high=150.0, sides=(1,)):
    ...     print(flag.lean, flag.left, flag.base)
    1 12.0 9.0
    1 22.0 0.0
    -1 68.0 9.0
    """
    flags: list[Flag] = []
    if not starts:
        return flags
    bounds = (min(low, starts[0]) - gap, max(high, starts[-1]) + gap)
    heaviest = max(weights, default=0.0) if weights else 0.0
    for begin, end in pairwise(_cuts(starts, shapes, gap)):
        choices = _choices(starts[begin:end], shapes[begin:end], bounds, gap)
        salience = np.zeros(end - begin)
        if weights and heaviest > 0:
            salience += np.asarray(weights[begin:end], dtype=float) / heaviest
        flags.extend(_component(choices, salience, sides, gap))
    return flags


def _cuts(starts: Sequence[float], shapes: Sequence[Sequence[tuple[float, float]]], gap: float) -> list[int]:
    """Cut the events where no label before can meet one behind, however they run."""
    widest = [max(width for width, _ in shape) + 2 * gap for shape in shapes]
    reach = np.maximum.accumulate([start + width for start, width in zip(starts, widest, strict=True)])
    back = np.minimum.accumulate([start - width for start, width in zip(starts, widest, strict=True)][::-1])[
        ::-1
    ]
    inner = [index for index in range(1, len(starts)) if reach[index - 1] <= back[index]]
    return [0, *inner, len(starts)]


def _choices(
    starts: Sequence[float],
    shapes: Sequence[Sequence[tuple[float, float]]],
    bounds: tuple[float, float],
    gap: float,
) -> _Choices:
    """List every shape and direction of every label; what leaves the room only as the last resort."""
    rows: list[tuple[float, ...]] = []
    first = [0]
    line = min(height for shape in shapes for _, height in shape)
    for number, (start, options) in enumerate(zip(starts, shapes, strict=True)):
        narrow = min(range(len(options)), key=lambda index: options[index][0])
        for index, (width, height) in enumerate(options):
            room = width + 2 * gap
            over = max(min(start - room / 2, bounds[1] - room), bounds[0])
            for lean, left, cost in ((1, start, 0.0), (-1, start - room, LEFT), (0, over, OVER)):
                outside = max(0.0, bounds[0] - left) + max(0.0, left + room - bounds[1])
                if outside > SLACK and index != narrow:
                    continue
                if outside > SLACK:
                    cost += OUTSIDE + outside
                rows.append((number, index, lean, left, left + room, height, cost * line))
        first.append(len(rows))
    table = np.array(rows, dtype=float)
    owner, shape, lean = (table[:, column].astype(np.int64) for column in range(3))
    left, right = table[:, 3], table[:, 4]
    stems = np.asarray(starts, dtype=float)
    under = (stems[:, None] > left + SLACK) & (stems[:, None] < right - SLACK)
    under[owner, np.arange(len(owner))] = False
    return _Choices(
        starts=stems, owner=owner, shape=shape, lean=lean, left=left, right=right, height=table[:, 5],
        cost=table[:, 6], first=np.array(first), under=under.astype(float),
        beneath=np.ascontiguousarray(under.T),
    )  # fmt: skip


def _component(choices: _Choices, salience: Numbers, sides: Sequence[int], gap: float) -> list[Flag]:
    """Hang the labels of a component in many trials and keep the best."""
    number, ways = len(choices.starts), len(choices.owner)
    trials = int(max(1, min(TRIALS, EFFORT // (number * ways))))
    if number == 1:
        trials = 1
    best: tuple[float, Any] | None = None
    centre = np.zeros((len(sides), number))
    crowding = np.resize(CROWDING, trials)
    for turn, varied in enumerate(VARIED):
        noise = centre + varied * _table(trials, turn, len(sides), number)
        if turn == 0:
            noise[0] = 0.0
        hung = _hang(choices, noise - SALIENCE * salience, crowding)
        costs = _costs(choices, hung, salience, len(sides))
        winner = int(np.argmin(costs))
        if best is None or costs[winner] < best[0] - SLACK:
            best = (float(costs[winner]), (hung.way[winner], hung.side[winner], hung.base[winner]))
            centre, crowding = noise[winner], np.full(trials, crowding[winner])
        if trials == 1:
            break
    assert best is not None
    return [
        Flag(
            side=sides[side],
            shape=int(choices.shape[way]),
            lean=int(choices.lean[way]),
            left=float(choices.left[way]) + gap,
            base=float(base),
        )
        for way, side, base in zip(*best[1], strict=True)
    ]


def _table(trials: int, turn: int, sides: int, number: int) -> Numbers:
    """Give evenly strewn numbers between -0.5 and 0.5, always the same ones."""
    place = np.arange(1, trials * sides * number + 1) + 7919 * turn
    strewn = np.modf(np.sin(place * 12.9898) * 43758.5453)[0] % 1.0
    return strewn.reshape(trials, sides, number) - 0.5


def _costs(choices: _Choices, hung: _Hung, salience: Numbers, sides: int) -> Numbers:
    """Weigh each trial: what is outside, then height, then the length of the stems."""
    tops = hung.base + choices.height[hung.way]
    heights = [np.where(hung.side == side, tops, 0.0).max(axis=1) for side in range(sides)]
    cost = sum(heights) + 0.1 * (np.max(heights, axis=0) - np.min(heights, axis=0))
    cost = cost + STEM * (hung.base * (1 + salience)).sum(axis=1)
    return np.asarray(cost + 0.2 * choices.cost[hung.way].sum(axis=1))


def _hang(choices: _Choices, priority: Numbers, crowding: Numbers) -> _Hung:
    """Hang all labels from the axis outwards, in all trials at once."""
    trials, sides, number = priority.shape
    ways, every, under = len(choices.owner), np.arange(trials), choices.under
    crowd = (choices.line * crowding)[:, None]
    # What a way costs beside its distance: with every event in the way that cannot go elsewhere it is barred.
    worth = choices.cost + choices.height + choices.line * priority[:, :, choices.owner]
    worth += under.sum(axis=0) * (crowd[:, :, None] if sides > 1 else BARRED)
    base = np.zeros_like(worth)
    free = np.full((trials, number), sides > 1)
    hung = _Hung(
        way=np.zeros((trials, number), dtype=np.int64),
        side=np.zeros((trials, number), dtype=np.int64),
        base=np.zeros((trials, number)),
    )
    for _ in range(number):
        side, way = np.divmod((base + worth).reshape(trials, -1).argmin(axis=1), ways)
        event, near = choices.owner[way], base[every, side, way]
        hung.way[every, event], hung.side[every, event], hung.base[every, event] = way, side, near
        over = np.where(_meets(choices, way), (near + choices.height[way])[:, None], 0.0)
        base[every, side] = np.maximum(base[every, side], over)
        # The stem of this event is no longer in the way of any other.
        bound = ~free[every, event]
        free[every, event] = False
        worth[every, side] -= under[event] * np.where(bound[:, None], BARRED, crowd)
        if sides > 1:
            worth[every, 1 - side] -= under[event] * np.where(bound[:, None], 0.0, crowd)
            _drive(choices, worth, free, (side, way), crowd)
        for trial, (begin, end) in enumerate(zip(choices.first[event], choices.first[event + 1], strict=True)):
            worth[trial, :, begin:end] = np.inf
    return hung


def _meets(choices: _Choices, way: Counts) -> npt.NDArray[np.bool_]:
    """Say for each trial which ways are over or under the chosen one."""
    left, right = choices.left[way][:, None] + SLACK, choices.right[way][:, None] - SLACK
    return np.asarray((choices.left < right) & (choices.right > left))


def _drive(
    choices: _Choices,
    worth: Numbers,
    free: npt.NDArray[np.bool_],
    chosen: tuple[Counts, Counts],
    crowd: Numbers,
) -> None:
    """Send the free events under the label just hung to the other side (changes `worth` and `free`)."""
    side, way = chosen
    trial, event = np.nonzero(free & choices.beneath[way])
    if not len(trial):
        return
    free[trial, event] = False
    heads = np.flatnonzero(np.diff(trial, prepend=-1))
    moved, counts = trial[heads], np.add.reduceat(choices.under[event], heads)
    worth[moved] -= (counts * crowd[moved])[:, None]
    worth[moved, 1 - side[moved]] += counts * BARRED
    for one, here, begin, end in zip(
        trial, side[trial], choices.first[event], choices.first[event + 1], strict=True
    ):
        worth[one, here, begin:end] = np.inf
