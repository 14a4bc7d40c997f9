"""Count events, with what is not known about their dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from ca_events.dates import EventDate
from ca_events.dates.resolving import RESOLVE, generator
from ca_events.tables.bins import Bins, Grid, grid_of
from ca_events.tables.days import Days
from ca_events.tables.fill import Fill, claims, fill_of, searched_days
from ca_events.tables.groups import COUNT, gaps_of, grouped
from ca_events.tables.keys import by_of
from ca_events.tables.resolving import resolved
from ca_events.tables.shape import Cells, edges, finished, orders_of, with_attributes
from ca_events.tables.spread import PLACES, extents, places_of
from ca_events.tables.tally import Keyed, Measure, Tally, tally
from ca_events.tables.words import OWN_ROWS, Scope, TableError, refuse_unknown

if TYPE_CHECKING:
    from ca_events.study import Study

MEASURES = (
    Measure("definite", "definite", COUNT),
    Measure("expected", "share", COUNT),
    Measure("possible", "possible", COUNT),
)
WHOLE = ("definite", "possible")


def counts(
    frame: Any,
    *,
    study: Study | None = None,
    by: str | Sequence[str] | None = "category",
    bins: str | None = "year",
    depth: int | None = 1,
    count: str = "began",
    resolve: str | None = None,
    rng: Any = None,
    scope: Scope | None = None,
    gaps: Sequence[EventDate] | None = None,
) -> pd.DataFrame:
    """Count events by bin and code: certainly there, expected there, possibly there.

    Parameters
    ----------
    frame
        Native frame of pandas, polars (lazy or not), DuckDB or PySpark in the canonical columns, already filtered.
    study
        The study whose codebook, actors, periods and coverage are used; None for none.
    by
        A coded variable, ``"actor"``, ``"dyad"`` (each unordered pair of actors in an event), ``"role"``, a list of
        these, or None. An event counts once under each different value, under ``(none)`` if it has none.
    bins
        ``"year"``, ``"quarter"``, ``"month"``, ``"decade"``, a set of periods of the study, or None for one bin.
    depth
        To which level codes of a hierarchy are cut: 1 for the roots, None for not at all.
    count
        Which question: in which bin did it begin (``"began"``), end (``"ended"``), or in which was it going on
        (``"active"``)?
    resolve
        None counts honestly. ``"earliest"``, ``"latest"``, ``"midpoint"`` and ``"random"`` put every event on one day
        that was chosen, for those who must have one: the three numbers are then the same, but for events that have no
        day to choose, and no zero is claimed. See `ca_events.dates.resolve` for what the choice means.
    rng
        For ``resolve="random"``: a seed or a ``numpy.random.Generator``.
    scope
        What the selection left out; without it, zeros are filled as if nothing had been left out.
    gaps
        The dates of the frame that have gaps, if they are known; None looks for them, one small query.

    Returns
    -------
    pandas.DataFrame
        Columns ``bin``, one for each of `by`, ``definite``, ``expected``, ``possible``. After the bins stand rows for
        what cannot be placed: ``undated``, ``open``, ``unknown``, and ``outside`` all periods of a set. A cell that is
        missing cannot hold an event; NA or zero stand there if the study has coverage, zero only where all was
        searched. ``attrs`` says how many events were counted, and how.

    Raises
    ------
    UnknownCode
        If `by`, `bins` or `count` is a word that is not allowed; the message names those that are.
    TableError
        If the table makes no sense, or the frame lacks a column.

    Notes
    -----
    For ``"active"``, what went on is in a bin if it began by its last day and did not end before its first; the chance
    of that is the product of the two, each possible day equally likely. It is 1 where both are certain, and NA where
    one of them hangs on a bound that is not known: so for an event with unknown end in every bin that begins after the
    first day on which it can have ended. A stated open end is certain up to the study's last day, an open start from
    its first.

    Examples
    --------
    >>> from ca_events.dates import columns
    >>> dates = ["2001-06-15", "2001/2002", "[2001-12-31..2002-01-01]", "XXXX"]
    >>> frame = columns(dates).assign(date=dates)
    >>> frame["stage"] = ["signed", "", "signed", "signed"]
    >>> print(counts(frame, by="stage").to_string(index=False))
        bin  stage  definite  expected  possible
       2001 signed         1       1.5         2
       2001 (none)         1       1.0         1
       2002 signed         0       0.5         1
    undated signed         1       1.0         1
    """
    if count not in PLACES:
        raise refuse_unknown("count", count, PLACES)
    scope = scope or Scope()
    if resolve not in (None, *RESOLVE):
        raise refuse_unknown("way to choose a day", resolve, RESOLVE)
    if resolve is None and rng is not None:
        raise TableError("rng is for resolve='random'; nothing else draws.")
    chance = None if resolve is None else generator(resolve, rng)
    columns = nw.from_native(frame).lazy().collect_schema().names()
    chosen = by_of(by, depth=depth, study=study, columns=columns)
    grid = grid_of(bins, study)
    found_gaps = gaps_of(frame) if gaps is None else gaps
    groups = grouped(frame, cells=chosen.columns, place=PLACES[count], grid=grid, gaps=found_gaps)
    events = int(groups.sums[COUNT].sum())
    if resolve is not None:
        # A day that was chosen for an event says nothing about the bins in which it is not.
        groups, scope = resolved(groups, resolve, chance), attrs.evolve(scope, zeros=False)
    places = places_of(groups, count, study)
    keyed = Keyed.of(groups, chosen)
    ranges = extents(places)
    every = needed_bins(grid, ranges, searched_days(study, scope))
    fill = None
    if study is not None and claims(study):
        fill = fill_of(keyed.keys, by=chosen, study=study, scope=scope, bins=every)
    shown = shown_bins(every, ranges, fill)
    found = tally(groups, keyed, places, bins=every, shown=shown, measures=MEASURES)
    cells = _with_empty_cells(found, shown, fill)
    orders = orders_of(chosen, cells.keys, study)
    table = finished(cells, names=chosen.names, orders=orders, bins=every, shown=shown, whole=WHOLE)
    more = {"events": events, "count": count, "bins": bins, "edges": edges(every, shown)}
    more |= {} if resolve is None else {"resolve": resolve}
    return with_attributes(table, grid=grid, names=chosen.names, study=study, more=more)


def needed_bins(grid: Grid, ranges: tuple[Days, Days], searched: tuple[int, int] | None) -> Bins:
    """Make the bins from the first to the last day that may be needed."""
    first = [int(ranges[0].min())] if len(ranges[0]) else []
    last = [int(ranges[1].max())] if len(ranges[1]) else []
    if searched is not None:
        first.append(searched[0])
        last.append(searched[1])
    return grid.bins(min(first), max(last)) if first else grid.bins(0, -1)


def shown_bins(bins: Bins, ranges: tuple[Days, Days], fill: Fill | None) -> slice:
    """Find the bins from the first to the last in which an event can be placed, or a zero stands."""
    wanted = bins.touched(*ranges)
    if fill is not None:
        wanted = wanted | fill.telling
    places = np.flatnonzero(wanted)
    return slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0, 0)


def _with_empty_cells(found: Tally, shown: slice, fill: Fill | None) -> Cells:
    """Add the cells in which nothing can be: zero where all was searched, missing elsewhere."""
    unknown = {name: np.isnan(values) for name, values in found.sums.items()}
    if fill is None:
        return Cells(keys=found.keys, key=found.key, bin=found.bin, sums=found.sums, missing=unknown)
    keys = list(dict.fromkeys([*found.keys, *fill.keys]))
    place = {key: number for number, key in enumerate(keys)}
    taken = np.array([place[key] for key in found.keys], dtype="int64")[found.key]
    empty = np.zeros((len(keys), len(fill.wanted)), dtype=bool)
    rows = np.array([place[key] for key in fill.keys], dtype="int64")
    empty[rows, shown] = fill.wanted[shown]
    inside = found.bin < len(fill.wanted)
    empty[taken[inside], found.bin[inside]] = False
    key, column = np.nonzero(empty)
    zero = np.zeros_like(empty)
    zero[rows] = fill.zero
    # An event that cannot be placed could be in any bin: beside it, none of its code's bins is empty for certain.
    floating = (found.bin >= len(fill.wanted)) & (found.bin != len(fill.wanted) + OWN_ROWS.index("outside"))
    zero[taken[floating]] = False
    missing = ~zero[key, column]
    return Cells(
        keys=keys,
        key=np.concatenate([taken, key]),
        bin=np.concatenate([found.bin, column]),
        sums={name: np.concatenate([values, np.zeros(len(key))]) for name, values in found.sums.items()},
        missing={name: np.concatenate([flags, missing]) for name, flags in unknown.items()},
    )
