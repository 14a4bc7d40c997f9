"""How a timeline is divided: one axis, a lane for each country or code, a row for each decade.

Every part is a panel: events with an axis of their own. Where the axis is not that of the calendar, its marks are moved
by whole days: the rows of a segmented timeline lie under one another as if each began on the day of the first, and a
timeline that is aligned on an event counts from the day of that event. What a mark claims is never changed by it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from ca_events.plots.choices import FigureError
from ca_events.plots.chronology import Entry
from ca_events.plots.datewords import Bounds
from ca_events.plots.marks import DAYS_FROM_1970, clipped, shifted
from ca_events.plots.ruler import YEAR, Band, axis_limits, bands_of, days_of, limits_since

MOST_ROWS = 60
Periods = Sequence[tuple[str, Bounds]]


@attrs.frozen(kw_only=True)
class Panel:
    """One axis: its title, its events in order, its days, and the periods along it.

    `shift` is how many days the axis lies before the calendar, `since` whether it counts years since an event.
    """

    title: str = ""
    entries: tuple[Entry, ...]
    limits: tuple[float, float]
    bands: tuple[Band, ...] = ()
    shift: float = 0.0
    since: bool = False


def one_panel(entries: Sequence[Entry], periods: Periods, *, since: date | None = None) -> tuple[Panel, ...]:
    """Put everything along one axis, which may count from a day."""
    return lane_panels(entries, periods, {"": ""}, since={"": since} if since else None)


def lane_panels(
    entries: Sequence[Entry],
    periods: Periods,
    lanes: Mapping[str, str],
    *,
    since: Mapping[str, date] | None = None,
) -> tuple[Panel, ...]:
    """Give each lane a panel; all have the same days.

    Parameters
    ----------
    entries
        The events in order, each with its lane.
    periods
        Label and bounds of each period.
    lanes
        The lanes in order, with their titles.
    since
        The day from which each lane counts; None: the calendar.

    Returns
    -------
    tuple of Panel
        In the order of the lanes.
    """
    shifts = {lane: _day(since[lane]) if since else 0.0 for lane in lanes}
    moved = [
        attrs.evolve(entry, mark=shifted(entry.mark, -shifts[entry.lane])) if since else entry
        for entry in entries
    ]
    marks = [entry.mark for entry in moved]
    limits = limits_since(marks) if since else axis_limits(marks)
    # Without a date there is no axis, and nothing for a period to be drawn along.
    return tuple(
        Panel(
            title=title,
            entries=tuple(entry for entry in moved if entry.lane == lane),
            limits=limits,
            bands=_bands(periods, limits, shifts[lane]) if marks else (),
            shift=shifts[lane],
            since=since is not None,
        )
        for lane, title in lanes.items()
    )


def row_panels(entries: Sequence[Entry], periods: Periods, years: int) -> tuple[Panel, ...]:
    """Cut time into rows of so many years, each a panel.

    Parameters
    ----------
    entries
        The events in order.
    periods
        Label and bounds of each period.
    years
        Years in a row; a row of ten begins with a year that ends in 0.

    Raises
    ------
    FigureError
        For more than 60 rows.

    Returns
    -------
    tuple of Panel
        From the first row to the last, those without events between them included. An event has its label in the row
        where its label would stand on one long axis, and its mark in every row that it reaches.
    """
    days = days_of(entry.mark for entry in entries) or [0.0]
    first, last = (date.fromordinal(math.floor(day) + DAYS_FROM_1970).year for day in (min(days), max(days)))
    starts = range(first // years * years, last + 1, years)
    if len(starts) > MOST_ROWS:
        raise FigureError(
            f"years_per_row={years} makes {len(starts):,} rows, and a figure holds {MOST_ROWS}; give more years to a "
            "row, or draw a shorter time (events.between)."
        )
    begins = [_new_year(start) for start in starts]
    ends = [_new_year(start + years) for start in starts]
    length = max(end - begin for begin, end in zip(begins, ends, strict=True))
    edges = (begins[0], ends[-1] - 1)
    limits = (begins[0], begins[0] + length)
    panels = []
    for begin, end in zip(begins, ends, strict=True):
        shift = begin - begins[0]
        cut = [
            (clipped(entry.mark, (begin, end - 1), edges=edges), _stands_in(entry, begin, end, edges))
            for entry in entries
        ]
        members = tuple(
            attrs.evolve(entry, mark=shifted(mark, -shift), labelled=entry.labelled and here)
            for entry, (mark, here) in zip(entries, cut, strict=True)
            if mark is not None
        )
        panels.append(
            Panel(
                entries=members,
                limits=limits,
                bands=_bands(periods, (limits[0], limits[0] + end - begin), shift) if entries else (),
                shift=shift,
            )
        )
    return tuple(panels)


def _stands_in(entry: Entry, begin: float, end: float, edges: tuple[float, float]) -> bool:
    """Say whether the label of an event stands in a row."""
    anchor = edges[0] if entry.mark.anchor is None else min(max(entry.mark.anchor, edges[0]), edges[1])
    return begin <= anchor < end


def _bands(periods: Periods, limits: tuple[float, float], shift: float) -> tuple[Band, ...]:
    """Cut periods to an axis that lies `shift` days before the calendar."""
    found = bands_of(periods, (limits[0] + shift, limits[1] + shift))
    return tuple(
        attrs.evolve(
            band,
            first=band.first - shift,
            last=band.last - shift,
            sure=(band.sure[0] - shift, band.sure[1] - shift),
        )
        for band in found
    )


def _day(day: date) -> float:
    """Count a day as matplotlib does."""
    return float(day.toordinal() - DAYS_FROM_1970)


def _new_year(year: int) -> float:
    """Give the number of the first day of a year; beyond the calendar, by the length of a year."""
    if 1 <= year <= date.max.year:
        return _day(date(year, 1, 1))
    return _day(date(1, 1, 1)) + (year - 1) * YEAR
