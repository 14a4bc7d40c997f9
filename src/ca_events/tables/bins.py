"""Bins: the stretches of time into which a table sorts events.

Bins are years, quarters, months or decades, the periods of a set that a study defines (administrations, phases), or
no division at all. Calendar bins lie side by side without end; a set of periods has gaps, begins and ends, and the
border between two periods may itself be known only to the year. Such a set is cut at every day on which anything
changes: each *piece* then belongs to one period for certain, to none (*outside*), or to several that may hold it, among
which its days are shared equally.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from ca_events.study.registers import OVERLAPPING_SET
from ca_events.tables.days import FAR, Days, Flags, Numbers, Shares, day_number, first_days, months_of
from ca_events.tables.words import OWN_ROWS, TableError, refuse_unknown

if TYPE_CHECKING:
    from ca_events.study import Period, Study

# Writes a day to be compared with a column; see ca_events.engines.ColumnTypes.day.
Literal = Callable[[dt.date], Any]

MONTHS = {"year": 12, "quarter": 3, "month": 1, "decade": 120}
FIRST_DAY = day_number(dt.date.min)
LAST_DAY = day_number(dt.date.max)


@attrs.frozen(kw_only=True, eq=False)
class Pieces:
    """Stretches of days, one after another, and the bins to which their days belong.

    The bins of piece ``i`` are ``bin[start[i]:start[i + 1]]``; the one after the last bin means outside. A day gives
    each of them the share `weight`; `sure` says that it certainly belongs there.
    """

    first: Days
    last: Days
    start: Numbers
    bin: Numbers
    weight: Shares
    sure: Flags


@attrs.frozen(kw_only=True, eq=False)
class Bins:
    """Bins in their order, with their first and last days; all arrays have one entry for each bin.

    `sure_first` and `sure_last` bound the days that certainly belong to a bin; they are its first and last days unless
    it is a period whose border is not known to the day. `pieces` is None for calendar bins, which are their own.
    """

    labels: tuple[str, ...]
    first: Days
    last: Days
    sure_first: Days
    sure_last: Days
    pieces: Pieces | None = None

    def touched(self, first: Days, last: Days) -> Flags:
        """Say which bins lie between the first and the last bin that some ranges of days touch."""
        if self.pieces is None and len(first):
            touched: Flags = (self.first <= last.max()) & (self.last >= first.min())
            return touched
        pairs = zip(self.first, self.last, strict=True)
        return np.array([np.any((first <= end) & (last >= begin)) for begin, end in pairs], dtype=bool)


class Grid(Protocol):
    """A way of dividing time, before it is known how much of it is needed."""

    @property
    def names(self) -> dict[str, str]:
        """The labels of bins that have one besides their id."""
        ...

    def number(self, day: nw.Expr, literal: Literal) -> nw.Expr:
        """Give the number of the bin or piece of a day, as an expression that every engine can run; never negative."""
        ...

    def day(self, number: Numbers) -> Days:
        """Give some day of each bin or piece with these numbers."""
        ...

    def bins(self, first: int, last: int) -> Bins:
        """Make the bins for the days from `first` to `last`."""
        ...


@attrs.frozen
class Calendar:
    """Years, quarters, months or decades: bins of so many months."""

    months: int
    names: dict[str, str] = attrs.field(factory=dict, init=False)

    def number(self, day: nw.Expr, literal: Literal) -> nw.Expr:
        """Count the months from year 0 to a day, and divide by the months of a bin."""
        year = _whole(day.dt.year())
        if self.months % 12 == 0:
            return year if self.months == 12 else year // (self.months // 12)
        months = year * 12 + _whole(day.dt.month()) - 1
        return months if self.months == 1 else months // self.months

    def day(self, number: Numbers) -> Days:
        """Give the first day of each bin."""
        month = number * self.months
        return np.maximum(first_days(month // 12, month % 12 + 1), FIRST_DAY)

    def bins(self, first: int, last: int) -> Bins:
        """Make the bins that hold the days from `first` to `last`; none if `last` lies before `first`."""
        ends = months_of(np.array([first, last], dtype="int64")) // self.months
        number = np.arange(ends[0], ends[1] + 1 if first <= last else ends[0], dtype="int64")
        begin = self.day(number)
        end = self.day(number + 1) - 1
        labels = tuple(self._label(int(one)) for one in number)
        return Bins(labels=labels, first=begin, last=end, sure_first=begin, sure_last=end)

    def _label(self, number: int) -> str:
        """Write the name of a bin: 2001, 2001-Q1, 2001-06, 1990s."""
        year, month = divmod(number * self.months, 12)
        if self.months == 12:
            return f"{year:04}"
        if self.months == 120:
            return f"{year:04}s"
        return f"{year:04}-Q{month // 3 + 1}" if self.months == 3 else f"{year:04}-{month + 1:02}"


@attrs.frozen(kw_only=True, eq=False)
class PeriodGrid:
    """The periods of a set, cut into pieces."""

    whole: Bins
    pieces: Pieces
    names: dict[str, str]

    def number(self, day: nw.Expr, literal: Literal) -> nw.Expr:
        """Count the pieces that have begun by a day, without the first."""
        begun: list[nw.Expr] = [
            (day >= literal(_day(border))).cast(nw.Int64) for border in self.pieces.first[1:].tolist()
        ]
        # A single piece has the number 0, which is also what a known day gives here.
        return functools.reduce(operator.add, begun or [day.is_null().cast(nw.Int64)])

    def day(self, number: Numbers) -> Days:
        """Give a day of each piece; the first piece has no first one."""
        first, last = self.pieces.first[number], self.pieces.last[number]
        return np.where(first > -FAR, first, last)

    def bins(self, first: int, last: int) -> Bins:
        """Give all periods, whatever days are needed."""
        return self.whole


def grid_of(bins: str | None, study: Study | None) -> Grid:
    """Find the division of time that a word names."""
    if bins is None:
        return _grid(("all",), np.array([[-FAR], [FAR], [-FAR], [FAR]], dtype="int64"), {})
    if bins in MONTHS:
        return Calendar(MONTHS[bins])
    if bins == OVERLAPPING_SET:
        raise TableError(
            f"the set {bins!r} is no set of bins: its periods may overlap, so an event would be in several of them. "
            "Draw it over a figure, or choose another set."
        )
    sets = [] if study is None else [name for name in study.periods.sets if name != OVERLAPPING_SET]
    if study is None or bins not in sets:
        advice = "" if study is not None else "A set of periods can be named once the events have a study."
        raise refuse_unknown("kind of bins", bins, [*MONTHS, "None", *sets], advice)
    return _period_grid(study.periods.set(bins))


def _period_grid(periods: Sequence[Period]) -> PeriodGrid:
    """Cut the periods of a set into pieces."""
    ordered = sorted(
        periods, key=lambda one: (one.date.earliest or dt.date.min, one.date.latest or dt.date.max)
    )
    dates = [period.date for period in ordered]
    edges = [
        [day_number(date.earliest, -FAR) for date in dates],
        [day_number(date.latest, FAR) for date in dates],
        [day_number(date.latest_start, -FAR) for date in dates],
        [day_number(date.earliest_end, FAR) for date in dates],
    ]
    labels = tuple(period.id for period in ordered)
    return _grid(labels, np.array(edges, dtype="int64"), {period.id: period.label for period in ordered})


def _grid(labels: tuple[str, ...], edges: Days, names: dict[str, str]) -> PeriodGrid:
    """Make the grid of periods with these first, last, surely first and surely last days."""
    pieces = _pieces(edges)
    first, last, sure_first, sure_last = edges
    whole = Bins(
        labels=labels, first=first, last=last, sure_first=sure_first, sure_last=sure_last, pieces=pieces
    )
    return PeriodGrid(whole=whole, pieces=pieces, names=names)


def _pieces(edges: Days) -> Pieces:
    """Cut time wherever a period begins or ends, or begins or ends to be certain."""
    first, last, sure_first, sure_last = edges
    sure = sure_first <= sure_last
    borders = [first, last + 1, sure_first[sure], sure_last[sure] + 1]
    cuts = np.unique(np.concatenate([[-FAR], *borders]))
    cuts = cuts[cuts <= LAST_DAY]
    ends = np.append(cuts[1:] - 1, LAST_DAY)
    members: list[tuple[int, float, bool]] = []
    start = [0]
    for begin, end in zip(cuts, ends, strict=True):
        certain = np.flatnonzero(sure & (sure_first <= begin) & (sure_last >= end))
        held = certain if len(certain) else np.flatnonzero((first <= begin) & (last >= end))
        outside = len(first) + OWN_ROWS.index("outside")
        chosen = held.tolist() or [outside]
        alone = len(chosen) == 1 and (len(certain) == 1 or len(held) == 0)
        members += [(one, 1 / len(chosen), alone) for one in chosen]
        start.append(len(members))
    bins, weights, flags = zip(*members, strict=True)
    return Pieces(
        first=cuts,
        last=ends,
        start=np.array(start, dtype="int64"),
        bin=np.array(bins, dtype="int64"),
        weight=np.array(weights, dtype="float64"),
        sure=np.array(flags, dtype=bool),
    )


def _whole(number: nw.Expr) -> nw.Expr:
    """Make room for arithmetic: small integers overflow, and a missing value is a fraction on some engines."""
    return number.fill_null(1).cast(nw.Int64)


def _day(number: int) -> dt.date:
    """Give the day with a number."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=number)
