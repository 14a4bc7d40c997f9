"""Labels that hang at their own dates along a lying axis, like flags on poles: pure geometry in points.

Each label stands on a straight stem that rises from its date; a reader finds the date by going straight down. Three
rules keep such a figure clean. No two labels overlap. No stem runs through the label of another event: where a label
reaches over another date, the event of that date has the lower label, or it stands on the other side of the axis. And
no label leaves the figure, unless the dates leave it no room at all (then the caller sees it outside).

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

import attrs
import numpy as np
import numpy.typing as npt

from ca_events.plots.labels import SLACK, staircase

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

# Fractions of a line that a driven-off event counts.
CROWDING = (0.3, 0.5)
# How often the best so far is varied, and over how many lines a priority is strewn.
ROUNDS = 3
VARIED = 0.4
# In lines: what it costs to run to the left, and to sit over the stem; what salience is worth.
LEFT = 0.05
OVER = 0.25
SALIENCE = 0.5
# How many points of height weigh as much as a point of stem, a point by which one side is higher than the other, and
# a point of the costs above.
STEM = 0.02
UNEVEN = 0.1
TASTE = 0.2
# The most trials in one round, and how many events times ways all trials of a round may have.
EFFORT = 1_150_000
TRIALS = 14
# Nobody prints so many labels: from here on only the narrowest shapes; from there on a plain staircase.
MANY = 500
ENDLESS = 3000
# What lies outside the room is the last resort; what another stem bars cannot be chosen at all.
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
    under: npt.NDArray[np.float32]
    beneath: npt.NDArray[np.bool_]

    @property
    def line(self) -> float:
        """Give the least height of a label, the unit of all costs."""
        return float(self.height.min())


@attrs.frozen(kw_only=True, eq=False)
class _Hung:
    """Several trials: for each trial and event the way chosen, the side by its number, and the base."""

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
        Salience from 0 to 1; where it is a toss-up the heavier label is nearer to the axis.

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
    0 95.0 0.0
    """
    flags: list[Flag] = []
    if not starts:
        return flags
    bounds = (min(low, starts[0]) - gap, max(high, starts[-1]) + gap)
    heavy = np.zeros(len(starts)) if weights is None else np.asarray(weights, dtype=float)
    for begin, end in pairwise(_cuts(starts, shapes, gap)):
        if end - begin > ENDLESS:
            flags.extend(_stairs(starts[begin:end], shapes[begin:end], sides, gap))
            continue
        choices = _choices(starts[begin:end], shapes[begin:end], bounds, gap)
        flags.extend(_component(choices, heavy[begin:end], sides, gap))
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
        narrow = _narrowest(options)
        for index, (width, height) in enumerate(options):
            room = width + 2 * gap
            over = max(min(start - room / 2, bounds[1] - room), bounds[0])
            for lean, left, taste in ((1, start, 0.0), (-1, start - room, LEFT), (0, over, OVER)):
                outside = max(0.0, bounds[0] - left) + max(0.0, left + room - bounds[1])
                if index != narrow and (outside > SLACK or len(starts) > MANY):
                    continue
                cost = taste * line + (OUTSIDE + min(outside, OUTSIDE) if outside > SLACK else 0.0)
                rows.append((number, index, lean, left, left + room, height, cost))
        first.append(len(rows))
    table = np.array(rows, dtype=float)
    owner = table[:, 0].astype(np.int64)
    stems = np.asarray(starts, dtype=float)
    under = (stems[:, None] > table[:, 3] + SLACK) & (stems[:, None] < table[:, 4] - SLACK)
    under[owner, np.arange(len(owner))] = False
    return _Choices(
        starts=stems, owner=owner, shape=table[:, 1].astype(np.int64), lean=table[:, 2].astype(np.int64),
        left=table[:, 3], right=table[:, 4], height=table[:, 5], cost=table[:, 6], first=np.array(first),
        under=under.astype(np.float32), beneath=np.ascontiguousarray(under.T),
    )  # fmt: skip


def _narrowest(options: Sequence[tuple[float, float]]) -> int:
    """Find the narrowest shape."""
    return min(range(len(options)), key=lambda index: options[index][0])


def _stairs(
    starts: Sequence[float],
    shapes: Sequence[Sequence[tuple[float, float]]],
    sides: Sequence[int],
    gap: float,
) -> list[Flag]:
    """Hang a great many labels in a plain staircase, all running to the right."""
    narrow = [_narrowest(options) for options in shapes]
    widths = [options[index][0] + 2 * gap for options, index in zip(shapes, narrow, strict=True)]
    heights = [options[index][1] for options, index in zip(shapes, narrow, strict=True)]
    chosen = zip(*staircase(starts, widths, heights, sides=sides), narrow, starts, strict=True)
    return [
        Flag(side=side, shape=shape, lean=1, left=start + gap, base=base)
        for side, base, shape, start in chosen
    ]


def _component(choices: _Choices, salience: Numbers, sides: Sequence[int], gap: float) -> list[Flag]:
    """Hang the labels of a component in many trials and keep the best."""
    number = len(choices.starts)
    trials = int(max(1, min(TRIALS, EFFORT // (number * len(choices.owner))))) if number > 1 else 1
    centre, crowding = np.zeros((len(sides), number)), np.resize(CROWDING, trials)
    none = np.zeros(number, dtype=np.int64)
    least, best = np.inf, (none, none, np.zeros(number))
    for turn in range(ROUNDS if trials > 1 else 1):
        priority = centre + VARIED * _table(trials, turn, len(sides), number)
        # The first trial of a round is not varied.
        priority[0] = centre
        hung = _hang(choices, priority - SALIENCE * salience, crowding)
        costs = _costs(choices, hung, salience, len(sides))
        winner = int(np.argmin(costs))
        if costs[winner] < least - SLACK:
            least, best = costs[winner], (hung.way[winner], hung.side[winner], hung.base[winner])
            centre, crowding = priority[winner], np.full(trials, crowding[winner])
    return [
        Flag(
            side=sides[int(side)],
            shape=int(choices.shape[way]),
            lean=int(choices.lean[way]),
            left=float(choices.left[way]) + gap,
            base=float(base),
        )
        for way, side, base in zip(*best, strict=True)
    ]


def _table(trials: int, turn: int, sides: int, number: int) -> Numbers:
    """Give evenly strewn numbers between -0.5 and 0.5, always the same ones."""
    # The mixing of MurmurHash3, in whole numbers: the same on every machine.
    count = trials * sides * number
    mixed = np.arange(turn * count + 1, turn * count + count + 1, dtype=np.uint32) * np.uint32(2654435761)
    mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(2246822507)
    mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(3266489909)
    return (mixed ^ (mixed >> np.uint32(16))).reshape(trials, sides, number) / 2.0**32 - 0.5


def _costs(choices: _Choices, hung: _Hung, salience: Numbers, sides: int) -> Numbers:
    """Weigh each trial: what is outside, then height, then the length of the stems."""
    tops = hung.base + choices.height[hung.way]
    heights = np.array([np.where(hung.side == side, tops, 0.0).max(axis=1) for side in range(sides)])
    stems = (hung.base * (1 + salience)).sum(axis=1)
    # Leaning left and sitting over the stem count less here than where there is a choice at once.
    taste = choices.cost[hung.way].sum(axis=1)
    uneven = heights.max(axis=0) - heights.min(axis=0)
    return np.asarray(heights.sum(axis=0) + UNEVEN * uneven + STEM * stems + TASTE * taste)


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
        bars = BARRED * (np.arange(sides) == side[:, None])
        relief = np.where(free[every, event][:, None], crowd, bars)
        worth -= under[event][:, None, :] * relief[:, :, None]
        free[every, event] = False
        if sides > 1:
            _drive(choices, worth, free, (side, way), crowd)
        for trial, (begin, end) in enumerate(
            zip(choices.first[event], choices.first[event + 1], strict=True)
        ):
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
