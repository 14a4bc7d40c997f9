"""Who goes with whom, when several events could be the same one.

A visit that both coders found may look a little like the summit of the next day too. Taking the best pair first, then
the best of the rest, can leave two events alone that would have made a good pair; so all pairs of a group of competing
events are chosen at once, such that the sum of their scores is as large as it can be (the assignment problem; Kuhn
1955, *Naval Research Logistics Quarterly* 2). That may part a pair that scores highest, if the partners of both gain
more.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ca_events.coding.candidates import Numbers, Scored, Side
from ca_events.errors import MissingExtra

# A group of more cells than this (32 MB of scores) is solved by the slower way that holds its pairs only.
CELLS_AT_ONCE = 2**22


def assign(pairs: Scored, one: Side, other: Side) -> Scored:
    """Choose pairs one to one, such that the sum of their scores is maximal.

    Ties are settled by ids: events stand in the order of their ids, the side of a group whose events come first leads
    whichever list it is of, and among events that are alike in all their scores the first ids are matched, with one
    another. So neither the order of rows nor that of the lists plays a part.

    Parameters
    ----------
    pairs
        The pairs that may be matched, sorted by both positions; their scores are above zero.
    one, other
        The lists.

    Returns
    -------
    Scored
        The pairs chosen, sorted.

    Raises
    ------
    MissingExtra
        If events compete for one another and scipy is missing.
    """
    chosen = [_group(group, one, other) for group in _groups(pairs, len(one), len(other))]
    found = Scored.joined(chosen)
    return found.taken(np.lexsort((found.b, found.a)))


def _groups(pairs: Scored, n_one: int, n_other: int) -> Iterator[Scored]:
    """Part the pairs into groups that share no event."""
    label = np.arange(n_one + n_other)
    a, b = pairs.a, pairs.b + n_one
    while True:
        # Every event takes the least label of its partners, and then that of the event which it names.
        least = np.minimum(label[a], label[b])
        new = label.copy()
        np.minimum.at(new, a, least)
        np.minimum.at(new, b, least)
        new = new[new]
        if (new == label).all():
            break
        label = new
    order = np.argsort(label[a], kind="stable")
    edges = np.flatnonzero(np.diff(label[a][order], prepend=-1)).tolist()
    for begin, end in itertools.pairwise([*edges, len(order)]):
        yield pairs.taken(order[begin:end])


def _group(pairs: Scored, one: Side, other: Side) -> Scored:
    """Choose the pairs of one group."""
    rows, columns = np.unique(pairs.a), np.unique(pairs.b)
    if len(pairs.a) == 1:
        return pairs
    if len(rows) == 1:
        return pairs.best()
    if len(columns) == 1:
        return pairs.turned().best().turned()
    first, second = _content(one, rows), _content(other, columns)
    if first == second:
        # Every event has itself in the other list, and no pair scores higher. Only so is the result sure to be the same
        # when equal lists change places: no side comes first.
        return pairs.taken(np.searchsorted(rows, pairs.a) == np.searchsorted(columns, pairs.b))
    if second < first:
        return _settled(pairs.turned()).turned()
    return _settled(pairs)


def _content(side: Side, events: Numbers) -> list[tuple[Any, ...]]:
    """Give all that is compared, in the order of ids."""
    cells = side.cells.to_numpy()[events].tolist()
    days = zip(side.first[events].tolist(), side.last[events].tolist(), strict=True)
    return [(*texts, *limits) for texts, limits in zip(cells, days, strict=True)]


def _settled(pairs: Scored) -> Scored:
    """Solve a group whose leading side is first, and give the first of like events the first partners."""
    pairs = pairs.taken(np.lexsort((pairs.b, pairs.a)))
    chosen = pairs.taken(_solved(pairs))
    partner = _by_id(pairs, dict(zip(chosen.a.tolist(), chosen.b.tolist(), strict=True)))
    turned = pairs.turned().taken(np.lexsort((pairs.a, pairs.b)))
    back = _by_id(turned, {b: a for a, b in partner.items()})
    n_columns = int(pairs.b.max()) + 1
    wanted = np.array([a * n_columns + b for b, a in back.items()], dtype="int64")
    return pairs.taken(np.isin(pairs.a * n_columns + pairs.b, wanted))


def _by_id(pairs: Scored, partner: dict[int, int]) -> dict[int, int]:
    """Give the partners of events that are alike in all their scores to the first of them, in order."""
    alike: dict[tuple[bytes, bytes], list[int]] = {}
    edges = [*np.flatnonzero(np.diff(pairs.a, prepend=-1)).tolist(), len(pairs.a)]
    for begin, end in itertools.pairwise(edges):
        key = pairs.b[begin:end].tobytes(), pairs.score[begin:end].tobytes()
        alike.setdefault(key, []).append(int(pairs.a[begin]))
    settled: dict[int, int] = {}
    for events in alike.values():
        taken = sorted(partner[event] for event in events if event in partner)
        settled.update(zip(events, taken, strict=False))
    return settled


def _solved(pairs: Scored) -> Numbers:
    """Solve the assignment problem of a group, and give the positions of the chosen pairs."""
    rows, row = np.unique(pairs.a, return_inverse=True)
    columns, column = np.unique(pairs.b, return_inverse=True)
    if len(rows) * len(columns) > CELLS_AT_ONCE:
        return _solved_sparse(row, column, pairs.score, (len(rows), len(columns)))
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError:
        raise MissingExtra(_NEEDED) from None
    # A pair that may not be matched scores nothing, so that it never takes the place of one that may.
    position = np.full((len(rows), len(columns)), -1, dtype="int64")
    position[row, column] = np.arange(len(row))
    scores = np.zeros(position.shape)
    scores[row, column] = pairs.score
    found: Numbers = position[linear_sum_assignment(scores, maximize=True)]
    return found[found >= 0]


def _solved_sparse(row: Numbers, column: Numbers, score: Any, shape: tuple[int, int]) -> Numbers:
    """Solve a group without a table of all its cells: each row may also stay alone, in a column of its own."""
    try:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import min_weight_full_bipartite_matching
    except ImportError:
        raise MissingExtra(_NEEDED) from None
    n_rows, n_columns = shape
    alone = np.arange(n_rows)
    # A cost of zero would be no entry at all: staying alone costs 2, a pair 2 less its score.
    costs = np.concatenate([2 - score, np.full(n_rows, 2.0)])
    # Older releases of scipy take no longer integers than these.
    places = tuple(
        np.concatenate(parts).astype("int32") for parts in ((row, alone), (column, n_columns + alone))
    )
    graph = csr_array((costs, places), shape=(n_rows, n_columns + n_rows))
    chosen_rows, chosen_columns = min_weight_full_bipartite_matching(graph)
    paired = chosen_columns < n_columns
    keys = row * n_columns + column
    order = np.argsort(keys)
    wanted = chosen_rows[paired].astype("int64") * n_columns + chosen_columns[paired]
    found: Numbers = order[np.searchsorted(keys[order], wanted)]
    return found


_NEEDED = (
    "events of the two lists compete for one another, and choosing the best pairs needs scipy: "
    "pip install 'ca-events[scipy]'."
)
