"""Which bins an event certainly is in, how likely it is in each, and which it could be in.

The answer is a list of *lines*: this group of events and this bin, whether it certainly is there, and the share of
possible worlds in which it is (every possible day equally likely). No line means that it cannot be there.

An event that cannot be placed for the question asked (when did it begin, when did it end) stands in a row of its own
after the bins, so that nothing is lost. Where one side of its date is known, it is besides *possible* in each bin that
is shown and that it could be in: of an event of ``[..1999]`` it is not known when it happened, but not after 1999.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from ca_events.tables.bins import Bins
from ca_events.tables.days import FAR, NO_DAY, Days, Flags, Numbers, Shares, day_number
from ca_events.tables.groups import Groups
from ca_events.tables.keys import steps
from ca_events.tables.stretches import NONE, Stretches
from ca_events.tables.words import OWN_ROWS

if TYPE_CHECKING:
    from ca_events.study import Study

PLACES: dict[str, tuple[str, str]] = {
    "began": ("earliest", "latest_start"),
    "ended": ("earliest_end", "latest"),
    "active": ("earliest", "latest"),
}


@attrs.frozen(kw_only=True, eq=False)
class Lines:
    """Groups of events and the bins that they could be in; each array has one entry for each line.

    `bin` is a position among the bins; positions after the last are the `OWN_ROWS`. `share` is NaN where it has no
    meaning.
    """

    row: Numbers
    bin: Numbers
    definite: Flags
    share: Shares


@attrs.frozen(kw_only=True, eq=False)
class Places:
    """Where groups lie in time, for one question; each array has one entry for each group.

    Attributes
    ----------
    first, last
        The range of days that decides which bins are shown; `NO_DAY` at both where there is none.
    begin, sure_begin
        First day on which it can be there, and first on which it certainly is, if it still is; beyond all days where
        nothing is known.
    sure_end, end
        The same for the end.
    begin_known, end_known
        Whether begin and end lie in a range that is known on both sides.
    span
        Whether it is there on all days from its begin to its end, and not on one of them.
    own
        The row of its own: a position in `OWN_ROWS`, -1 for none.
    gapped
        Position of a date with gaps among those in `begins` and `ends`, -1 for all others.
    begins, ends
        The days from `begin` to `sure_begin`, and from `sure_end` to `end`, of the dates with gaps.
    """

    first: Days
    last: Days
    begin: Days
    sure_begin: Days
    sure_end: Days
    end: Days
    begin_known: Flags
    end_known: Flags
    span: Flags
    own: Numbers
    gapped: Numbers
    begins: Stretches
    ends: Stretches

    def take(self, rows: Numbers | Flags | slice) -> Places:
        """Pick groups by position."""
        return attrs.evolve(self, **{name: getattr(self, name)[rows] for name in ARRAYS})


ARRAYS = tuple(field.name for field in attrs.fields(Places) if field.name not in ("begins", "ends"))


def places_of(groups: Groups, count: str, study: Study | None) -> Places:
    """Say where groups lie in time for a question: when they began, when they ended, or when they were active."""
    one_day = _one_day(groups, count)
    if count != "active" or not groups.span.any():
        return one_day
    spans = _spans(groups, study)
    mixed = {name: np.where(groups.span, getattr(spans, name), getattr(one_day, name)) for name in ARRAYS}
    return attrs.evolve(one_day, **mixed)


def _one_day(groups: Groups, count: str) -> Places:
    """Place what happens on one day between two bounds: a begin, an end, or a whole event that is no span."""
    first, last = (getattr(groups, name) for name in PLACES[count])
    placed = (first != NO_DAY) & (last != NO_DAY)
    stated_open = groups.end_open if count == "ended" else groups.start_open
    own = np.where(stated_open, OWN_ROWS.index("open"), OWN_ROWS.index("unknown"))
    bounds = (groups.earliest, groups.latest_start, groups.earliest_end, groups.latest)
    nothing = np.logical_and.reduce([bound == NO_DAY for bound in bounds])
    own[nothing] = OWN_ROWS.index("undated")
    begins, ends = _stretches(groups, count)
    return Places(
        first=np.where(placed, first, NO_DAY),
        last=np.where(placed, last, NO_DAY),
        begin=first,
        sure_begin=last,
        sure_end=first,
        end=last,
        begin_known=placed,
        end_known=placed,
        span=np.zeros(len(groups), dtype=bool),
        own=np.where(placed, -1, own),
        gapped=groups.gapped,
        begins=begins,
        ends=ends,
    )


def _stretches(groups: Groups, count: str) -> tuple[Stretches, Stretches]:
    """Give the days of dates with gaps that a question is about: of the begin, of the end, or of the whole event."""
    if count == "active":
        starts, ends = (
            Stretches.of([date.starts for date in groups.gaps]),
            [date.ends for date in groups.gaps],
        )
        return starts, Stretches.of(ends)
    asked = Stretches.of([date.ends if count == "ended" else date.starts for date in groups.gaps])
    return asked, asked


def _spans(groups: Groups, study: Study | None) -> Places:
    """Place what went on.

    A side that is stated to be open reaches to the first or the last day of the study. One that is not known reaches
    nowhere for certain: all that is sure is that it cannot have ended before it began.
    """
    first_day = day_number(None if study is None else study.start)
    last_day = day_number(None if study is None else study.end)
    no_begin, no_end = groups.earliest == NO_DAY, groups.latest == NO_DAY
    begin = np.where(no_begin, -FAR, groups.earliest)
    end = np.where(no_end, FAR, groups.latest)
    stretched = groups.start_open & (first_day != NO_DAY)
    sure_begin = np.where(stretched, np.minimum(first_day, end), end)
    sure_begin = np.where(groups.latest_start == NO_DAY, sure_begin, groups.latest_start)
    stretched = groups.end_open & (last_day != NO_DAY)
    sure_end = np.where(stretched, np.maximum(last_day, begin), begin)
    sure_end = np.where(groups.earliest_end == NO_DAY, sure_end, groups.earliest_end)
    endless = (groups.start_open & (first_day == NO_DAY)) | (groups.end_open & (last_day == NO_DAY))
    return Places(
        first=np.where(no_begin, np.minimum(sure_begin, sure_end), begin),
        last=np.where(no_end, np.maximum(sure_begin, sure_end), end),
        begin=begin,
        sure_begin=sure_begin,
        sure_end=sure_end,
        end=end,
        begin_known=~no_begin & (groups.latest_start != NO_DAY),
        end_known=~no_end & (groups.earliest_end != NO_DAY),
        span=np.ones(len(groups), dtype=bool),
        own=np.where(endless, OWN_ROWS.index("open"), -1),
        gapped=groups.gapped,
        begins=NONE,
        ends=NONE,
    )


def lines_of(places: Places, bins: Bins, shown: slice) -> Lines:
    """Spread groups over bins.

    Parameters
    ----------
    places
        Where the groups lie.
    bins
        All bins that may be needed.
    shown
        Those of them that are shown.

    Returns
    -------
    Lines
        In no particular order; the rows are positions in `places`.
    """
    placed = np.flatnonzero(~places.span & (places.first != NO_DAY))
    half = np.flatnonzero(~places.span & (places.first == NO_DAY))
    spans = np.flatnonzero(places.span)
    own = np.flatnonzero(places.own >= 0)
    found = [
        _relabel(_days(places.take(placed), bins), placed),
        _relabel(_half_known(places.take(half), bins, shown), half),
        _relabel(_active(places.take(spans), bins, shown), spans),
        _certain(own, len(bins.labels) + places.own[own]),
    ]
    if bins.pieces is not None and len(spans):
        found.append(_relabel(_active_outside(places.take(spans), bins), spans))
    return Lines(
        **{
            field.name: np.concatenate([getattr(one, field.name) for one in found])
            for field in attrs.fields(Lines)
        }
    )


def _days(places: Places, bins: Bins) -> Lines:
    """Spread one day over its possible days: every one of them is equally likely."""
    owner, first, last = _possible_days(places)
    begins, ends = (bins.first, bins.last) if bins.pieces is None else (bins.pieces.first, bins.pieces.last)
    start = np.searchsorted(begins, first, side="right") - 1
    stop = np.searchsorted(begins, last, side="right") - 1
    stretch, step = steps(stop - start + 1)
    piece = start[stretch] + step
    days = np.minimum(last[stretch], ends[piece]) - np.maximum(first[stretch], begins[piece]) + 1
    if bins.pieces is None and not np.any(places.gapped >= 0):
        length = last - first + 1
        return Lines(row=stretch, bin=piece, definite=(start == stop)[stretch], share=days / length[stretch])
    total = np.bincount(owner, last - first + 1, len(places.span)).astype("float64")
    if bins.pieces is None:
        alike = days.astype("float64")
        return _added(owner[stretch], piece, alike, alike, total, bins)
    # One piece may belong to several periods, and one period to several pieces.
    again, step = steps(bins.pieces.start[piece + 1] - bins.pieces.start[piece])
    member = bins.pieces.start[piece[again]] + step
    sure, likely = days[again] * bins.pieces.sure[member], days[again] * bins.pieces.weight[member]
    return _added(owner[stretch][again], bins.pieces.bin[member], sure, likely, total, bins)


def _possible_days(places: Places) -> tuple[Numbers, Days, Days]:
    """Give the possible days as stretches: position of the group, first and last day; one each where no gaps are."""
    gapped = np.flatnonzero(places.gapped >= 0)
    row = np.arange(len(places.span))
    if not len(gapped):
        return row, places.begin, places.end
    whole = np.flatnonzero(places.gapped < 0)
    date = places.gapped[gapped]
    line, step = steps(places.begins.begin[date + 1] - places.begins.begin[date])
    place = places.begins.begin[date][line] + step
    return (
        np.concatenate([whole, gapped[line]]),
        np.concatenate([places.begin[whole], places.begins.first[place]]),
        np.concatenate([places.end[whole], places.begins.last[place]]),
    )


def _added(row: Numbers, column: Numbers, sure: Shares, likely: Shares, length: Shares, bins: Bins) -> Lines:
    """Add up the days of groups in each bin, those that are sure and those that are likely to be there."""
    count = len(bins.labels) + len(OWN_ROWS)
    cell, line = np.unique(row * count + column, return_inverse=True)
    certain = np.bincount(line, sure, len(cell))
    share = np.bincount(line, likely, len(cell))
    row = cell // count
    return Lines(row=row, bin=cell % count, definite=certain == length[row], share=share / length[row])


def _half_known(places: Places, bins: Bins, shown: slice) -> Lines:
    """Let an event with one known side be possible in each shown bin that it could be in."""
    some = (places.begin != NO_DAY) | (places.end != NO_DAY)
    end = np.where(places.end == NO_DAY, FAR, places.end)
    # A begin of NO_DAY already lies before all days.
    row, column = _pairs(places.begin, end, some, bins, shown)
    gapped = places.gapped[row]
    could = np.ones(len(row), dtype=bool)
    at = np.flatnonzero(gapped >= 0)
    could[at] = places.begins.meets(gapped[at], bins.first[column[at]], bins.last[column[at]])
    row, column = row[could], column[could]
    return Lines(row=row, bin=column, definite=np.zeros(len(row), dtype=bool), share=np.zeros(len(row)))


def _active(places: Places, bins: Bins, shown: slice) -> Lines:
    """Spread what went on: in a bin if it began by the bin's last day and did not end before its first."""
    row, column = _pairs(places.begin, places.end, np.ones(len(places.span), dtype=bool), bins, shown)
    at = places.take(row)
    definite = (at.sure_begin <= bins.sure_last[column]) & (at.sure_end >= bins.sure_first[column])
    definite &= bins.sure_first[column] <= bins.sure_last[column]
    share = _begun(at, bins.last[column]) * _going_on(at, bins.first[column])
    return Lines(row=row, bin=column, definite=definite, share=np.where(definite, 1.0, share))


def _active_outside(places: Places, bins: Bins) -> Lines:
    """Say which spans have days outside all periods of a set.

    A span has none if it began and ended in one unbroken run of periods; the chance of that is added up over the runs.
    """
    runs, gaps = _runs_and_gaps(bins)
    definite = np.zeros(len(places.span), dtype=bool)
    possible = definite.copy()
    for first, last in gaps:
        definite |= (places.sure_begin <= last) & (places.sure_end >= first)
        possible |= (places.first <= last) & (places.last >= first)
    known = places.begin_known & places.end_known
    inside = np.zeros(len(places.span))
    for first, last in runs:
        ends = _share(places, "end", np.full(len(known), first), np.full(len(known), last))
        inside += _share(places, "begin", np.full(len(known), first), np.full(len(known), last)) * ends
    share = np.where(definite, 1.0, np.where(known, 1.0 - inside, np.nan))
    row = np.flatnonzero(possible)
    outside = np.full(len(row), len(bins.labels) + OWN_ROWS.index("outside"))
    return Lines(row=row, bin=outside, definite=definite[row], share=share[row])


def _begun(places: Places, day: Days) -> Shares:
    """Give the chance that it has begun by a day on which it can have begun; NaN if nothing says how likely."""
    share = np.where(places.begin_known, _share(places, "begin", places.begin, day), np.nan)
    return np.where(day >= places.sure_begin, 1.0, share)


def _going_on(places: Places, day: Days) -> Shares:
    """Give the chance that it has not ended before a day on which it can have gone on; NaN if nothing says."""
    share = np.where(places.end_known, _share(places, "end", day, places.end), np.nan)
    return np.where(day <= places.sure_end, 1.0, share)


def _share(places: Places, side: Literal["begin", "end"], first: Days, last: Days) -> Shares:
    """Give the share of the days on which it can have begun, or ended, that lies between two days."""
    begin, end, stretches = (
        (places.begin, places.sure_begin, places.begins)
        if side == "begin"
        else (places.sure_end, places.end, places.ends)
    )
    days = np.minimum(end, last) - np.maximum(begin, first) + 1
    share: Shares = np.maximum(days, 0) / np.maximum(end - begin + 1, 1)
    at = np.flatnonzero(places.gapped >= 0)
    if len(at):
        share[at] = stretches.share(places.gapped[at], first[at], last[at])
    return share


def _pairs(begin: Days, end: Days, wanted: Flags, bins: Bins, shown: slice) -> tuple[Numbers, Numbers]:
    """Pair groups with the shown bins that they touch: position of the group, position of the bin."""
    if bins.pieces is None:
        start = np.maximum(np.searchsorted(bins.last, begin), shown.start)
        stop = np.minimum(np.searchsorted(bins.first, end, side="right"), shown.stop)
        row, step = steps(np.where(wanted, np.maximum(stop - start, 0), 0))
        return row, start[row] + step
    column = np.arange(shown.start, shown.stop)
    touches = (begin[:, None] <= bins.last[column]) & (end[:, None] >= bins.first[column]) & wanted[:, None]
    row, place = np.nonzero(touches)
    return row, column[place]


def _runs_and_gaps(bins: Bins) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Join the pieces that follow one another inside, or outside, all periods."""
    runs: list[tuple[int, int]] = []
    gaps: list[tuple[int, int]] = []
    if bins.pieces is not None:
        outside = bins.pieces.bin[bins.pieces.start[:-1]] >= len(bins.labels)
        for first, last, gap in zip(
            bins.pieces.first.tolist(), bins.pieces.last.tolist(), outside, strict=True
        ):
            joined = gaps if gap else runs
            if joined and joined[-1][1] == first - 1:
                joined[-1] = (joined[-1][0], last)
            else:
                joined.append((first, last))
    return runs, gaps


def _relabel(lines: Lines, rows: Numbers) -> Lines:
    """Let lines speak of groups by their positions in the whole."""
    return attrs.evolve(lines, row=rows[lines.row])


def _certain(rows: Numbers, column: Numbers) -> Lines:
    """Put groups into rows of their own, for certain."""
    return Lines(row=rows, bin=column, definite=np.ones(len(rows), dtype=bool), share=np.ones(len(rows)))


def extents(places: Places) -> tuple[Days, Days]:
    """Give the ranges of days that decide which bins are shown."""
    placed = places.first != NO_DAY
    return places.first[placed], places.last[placed]
