"""Add up amounts, with what is not known about them and about their dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from ca_events.dates import EventDate
from ca_events.tables.bins import grid_of
from ca_events.tables.counting import needed_bins, shown_bins
from ca_events.tables.groups import COUNT, Groups, gaps_of, grouped, lazy_frame
from ca_events.tables.keys import By, Part, by_of
from ca_events.tables.shape import Cells, edges, finished, orders_of, with_attributes
from ca_events.tables.spread import PLACES, extents, places_of
from ca_events.tables.tally import Keyed, Measure, Tally, tally

if TYPE_CHECKING:
    from ca_events.study import Study

CURRENCY, BASIS = "currency", "amount_basis"
PACKAGE = "package"
AMOUNTS = ("amount", "amount_low", "amount_high")

MEASURES = (
    Measure("definite", "definite", "low"),
    Measure("expected", "share", "amount"),
    Measure("possible", "possible", "high"),
    Measure("n", "possible", "known"),
    Measure("n_unknown", "possible", "not known"),
)
SUMS = ("definite", "expected", "possible")


def totals(
    frame: Any,
    *,
    study: Study | None = None,
    by: str | Sequence[str] | None = "category",
    bins: str | None = "year",
    depth: int | None = 1,
    gaps: Sequence[EventDate] | None = None,
) -> pd.DataFrame:
    """Add up amounts by bin, code, currency and basis; an amount belongs to the day on which its event began.

    No sum is ever filled in: where no row stands, no amount and no event without one can be.

    Parameters
    ----------
    frame
        Native frame of any engine in the canonical columns, already filtered.
    study, by, bins, depth, gaps
        As for `counts`; `by` need not name ``currency`` and ``amount_basis``, by which every table of sums is divided.

    Returns
    -------
    pandas.DataFrame
        Columns ``bin``, one for each of `by`, ``currency``, ``amount_basis``; ``definite`` (the lower bounds of
        amounts certainly in the bin), ``expected`` (amounts, each times the share of its possible days in the bin),
        ``possible`` (the upper bounds of all amounts that could be in it); ``n`` (events with an amount that could be
        in the bin) and ``n_unknown`` (events without one). The sums are NA where there is no amount, and for the basis
        ``package``, the headline of many papers, which is never added to anything. An amount counts under each code
        of its event, so rows of different codes may not be added up.

    Raises
    ------
    UnknownCode
        If `by` or `bins` is a word that is not allowed; the message names those that are.
    TableError
        If the table makes no sense, or the frame lacks a column.

    Examples
    --------
    >>> from ca_events.dates import columns
    >>> dates = ["2001-06-15", "2001-07", "[2001-12-31..2002-01-01]"]
    >>> frame = columns(dates).assign(date=dates)
    >>> frame["currency"] = "USD"
    >>> frame["amount"], frame["amount_low"], frame["amount_high"] = [5.0, None, 8.0], [4.0, None, None], None
    >>> print(totals(frame, by=None).drop(columns="amount_basis").to_string(index=False))
     bin currency  definite  expected  possible  n  n_unknown
    2001      USD       4.0       9.0      13.0  2          1
    2002      USD       0.0       4.0       8.0  1          0
    """
    lazy = lazy_frame(frame, [*AMOUNTS, CURRENCY])
    columns = lazy.collect_schema().names()
    names = [name for name in ([by] if isinstance(by, str) else by or ()) if name not in (CURRENCY, BASIS)]
    chosen = _with_currency(by_of(names, depth=depth, study=study, columns=columns), columns)
    grid = grid_of(bins, study)
    place = PLACES["began"]
    found_gaps = gaps_of(frame) if gaps is None else gaps
    groups = _with_unknown(
        grouped(frame, cells=chosen.columns, place=place, grid=grid, gaps=found_gaps, measures=_measures())
    )
    places = places_of(groups, "began", study)
    ranges = extents(places)
    every = needed_bins(grid, ranges, None)
    shown = shown_bins(every, ranges, None)
    keyed = Keyed.of(groups, chosen)
    cells = _sums(tally(groups, keyed, places, bins=every, shown=shown, measures=MEASURES), chosen)
    orders = orders_of(chosen, cells.keys, study)
    table = finished(
        cells, names=chosen.names, orders=orders, bins=every, shown=shown, whole=("n", "n_unknown")
    )
    events = int(groups.sums[COUNT].sum())
    more = {"events": events, "count": "began", "bins": bins, "edges": edges(every, shown)}
    return with_attributes(table, grid=grid, names=chosen.names, study=study, more=more)


def _with_currency(by: By, columns: Sequence[str]) -> By:
    """Divide by currency and basis too, each taken as it stands; a study need not have a basis."""
    parts = [*by.parts, Part((CURRENCY,), CURRENCY, _as_it_stands)]
    if BASIS in columns:
        parts.append(Part((BASIS,), BASIS, _as_it_stands))
    else:
        parts.append(Part((BASIS,), CURRENCY, lambda cell: ()))
    return By(names=(*by.names, CURRENCY, BASIS), parts=tuple(parts), depth=by.depth)


def _as_it_stands(cell: str) -> list[tuple[str]]:
    """Take a cell for one value: an amount has one currency and one basis."""
    return [(cell,)] if cell else []


def _measures() -> dict[str, nw.Expr]:
    """Name what is added up of each event; a missing bound is the amount itself."""
    amount, low, high = (nw.col(name).cast(nw.Float64) for name in AMOUNTS)
    known = ~(amount.is_null() | amount.is_nan())
    amount = nw.when(known).then(amount)
    return {
        "amount": amount,
        "low": nw.when(known & ~(low.is_null() | low.is_nan())).then(low).otherwise(amount),
        "high": nw.when(known & ~(high.is_null() | high.is_nan())).then(high).otherwise(amount),
        "known": known.cast(nw.Int64),
    }


def _with_unknown(groups: Groups) -> Groups:
    """Count the events without an amount: all but those that have one."""
    return attrs.evolve(groups, sums=groups.sums | {"not known": groups.sums[COUNT] - groups.sums["known"]})


def _sums(found: Tally, by: By) -> Cells:
    """Leave out the sums of packages, and those to which no amount belongs: nothing is not a sum of zero."""
    basis = by.names.index(BASIS)
    package = np.array([key[basis] == PACKAGE for key in found.keys], dtype=bool)[found.key]
    never = np.zeros(len(package), dtype=bool)
    none = package | (found.sums["n"] == 0)
    missing = {name: none if name in SUMS else never for name in found.sums}
    return Cells(keys=found.keys, key=found.key, bin=found.bin, sums=found.sums, missing=missing)
