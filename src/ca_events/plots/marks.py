"""Marks that claim no more than is known.

A figure that puts "2009" on 1 January 2009 tells a lie, and a reader cannot see it. Here a known day is a point; a
month, a year or a window in which one unknown day counts is a light bar as long as what is possible; what went on
is a bar, solid from the last day it can have begun to the first day it can have ended and light where it may have
gone on. A bar too short to be seen, such as two days among many years, stands in a hollow lozenge: the bar keeps its
true length, and the lozenge only points at it. An approximate date has open, dashed sides; an uncertain one a question
mark; an end stated to be open is an arrow; an end that nobody knows fades out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs

from ca_events.plots.datewords import Bounds

FADE = 30.0
# Size of the question mark of an uncertain date, in thicknesses of a bar.
QUESTION = 1.3
EDGE = 0.5
# Thickness of bars and size of symbols, in font sizes.
MARK = 0.72
# A bar shorter than this part of a symbol is drawn in a lozenge.
SHORT = 0.5
DAYS_FROM_1970 = date(1970, 1, 1).toordinal()


@attrs.frozen(kw_only=True)
class Mark:
    """What is drawn for one date, in days as matplotlib counts them (days since 1970).

    Attributes
    ----------
    shape : str
        ``point`` (a known day), ``window`` (one unknown day) or ``span`` (went on).
    first, last : float or None
        The outermost possible days; None where there is no bound.
    sure : tuple of (float, float) or None
        Of a span: the days on which it certainly went on; an end is None where it goes on without end.
    before, after : str
        What lies beyond `first` and `last`: ``known`` (nothing), ``open`` (arrow) or ``unknown`` (fade).
    anchor : float or None
        The day from which the leader to the label starts; None: the edge of the axis.
    approximate, uncertain : bool
        As in the date.
    """

    shape: str
    first: float | None
    last: float | None
    sure: tuple[float | None, float | None] | None = None
    before: str = "known"
    after: str = "known"
    anchor: float | None
    approximate: bool = False
    uncertain: bool = False


def day_number(day: date | None) -> float | None:
    """Count a day as matplotlib does: days since 1970-01-01.

    Examples
    --------
    >>> day_number(date(1970, 1, 2))
    1.0
    """
    return None if day is None else float(day.toordinal() - DAYS_FROM_1970)


def mark_of(bounds: Bounds) -> Mark:
    """Choose the mark of a date from its bounds alone.

    Parameters
    ----------
    bounds
        What is known.

    Returns
    -------
    Mark
        The mark; its ends equal the bounds.

    Examples
    --------
    >>> year = Bounds(
    ...     earliest=date(1970, 1, 1),
    ...     latest=date(1970, 12, 31),
    ...     latest_start=date(1970, 12, 31),
    ...     earliest_end=date(1970, 1, 1),
    ... )
    >>> mark = mark_of(year)
    >>> mark.shape, mark.first, mark.last
    ('window', 0.0, 364.0)
    """
    first, last = day_number(bounds.earliest), day_number(bounds.latest)
    begun, ended = day_number(bounds.latest_start), day_number(bounds.earliest_end)
    sure: tuple[float | None, float | None] | None = None
    anchor: float | None
    if first is not None and first == last:
        shape, anchor = "point", first
    elif bounds.kind == "span":
        shape = "span"
        sure = _sure(begun, ended, bounds)
        anchor = next((day for day in (first, begun, last, ended) if day is not None), None)
        if first is not None and begun is not None:
            anchor = (first + begun) / 2
    else:
        shape = "window"
        anchor = (
            (first + last) / 2 if first is not None and last is not None else first if last is None else last
        )
    return Mark(
        shape=shape,
        first=first,
        last=last,
        sure=sure,
        before=bounds.start_state if first is None else "known",
        after=bounds.end_state if last is None else "known",
        anchor=anchor,
        approximate=bounds.approximate,
        uncertain=bounds.uncertain,
    )


def placed_by(mark: Mark, place: Callable[[float], float]) -> Mark:
    """Put a mark on an axis of another unit, such as years; what is known of it stays as it is."""

    def put(day: float | None) -> float | None:
        """Place a day that may be missing."""
        return None if day is None else place(day)

    sure = None if mark.sure is None else (put(mark.sure[0]), put(mark.sure[1]))
    return attrs.evolve(mark, first=put(mark.first), last=put(mark.last), anchor=put(mark.anchor), sure=sure)


def shifted(mark: Mark, days: float) -> Mark:
    """Move a mark by days.

    Examples
    --------
    >>> shifted(Mark(shape="point", first=10.0, last=10.0, anchor=10.0), -4.0).first
    6.0
    """
    return placed_by(mark, lambda day: day + days)


def outermost(mark: Mark, edges: tuple[float, float]) -> tuple[float, float]:
    """Give the first and last day that a mark names: a stated open end goes on to the edge of the axis.

    An end that nobody knows is at the last day that is known; there the mark fades out.
    """
    known = [day for day in (mark.first, mark.last, *(mark.sure or ())) if day is not None]
    first = edges[0] if mark.before == "open" else min(known)
    last = edges[1] if mark.after == "open" else max(known)
    return (first if mark.first is None else mark.first, last if mark.last is None else mark.last)


def clipped(mark: Mark, days: tuple[float, float], *, edges: tuple[float, float]) -> Mark | None:
    """Cut a mark to the days of one row of a segmented axis; None if it has no day there.

    Parameters
    ----------
    mark
        The mark.
    days
        First and last day of the row.
    edges
        First and last day of all rows: a mark with an open end goes on to them, and only there ends in an arrow. An end
        that nobody knows fades out in the row of the last known day.

    Returns
    -------
    Mark or None
        The part in the row; an end that lies in another row is cut off straight.
    """
    low, high = days
    first, last = outermost(mark, edges)
    if first > high or last < low:
        return None
    begins, ends = mark.first is None and first >= low, mark.last is None and last <= high
    sure = mark.sure
    if sure is not None:
        begun = max(low, low if sure[0] is None else sure[0])
        ended = min(high, high if sure[1] is None else sure[1])
        sure = None if begun > ended else (begun, ended)
        if sure is not None and begins and mark.sure is not None and mark.sure[0] is None:
            sure = (None, sure[1])
        if sure is not None and ends and mark.sure is not None and mark.sure[1] is None:
            sure = (sure[0], None)
    return attrs.evolve(
        mark,
        first=None if begins else max(first, low),
        last=None if ends else min(last, high),
        before=mark.before if begins else "known",
        after=mark.after if ends else "known",
        sure=sure,
    )


def _sure(
    begun: float | None, ended: float | None, bounds: Bounds
) -> tuple[float | None, float | None] | None:
    """Find the days on which a span certainly went on: None for an end means without end."""
    from_start = bounds.start_state == "open" or begun is not None
    to_end = bounds.end_state == "open" or ended is not None
    if not (from_start and to_end):
        return None
    start = None if bounds.start_state == "open" else begun
    end = None if bounds.end_state == "open" else ended
    return (start, end) if start is None or end is None or start <= end else None


def extent(mark: Mark, limits: tuple[float, float], scale: float) -> tuple[float, float]:
    """Give the days that a mark covers on the paper: no bound is an arrow to the edge, or a fade.

    Parameters
    ----------
    mark
        The mark.
    limits
        First and last day of the axis.
    scale
        Days per point.

    Returns
    -------
    tuple of (float, float)
        Days; equal to the bounds where there are bounds.
    """
    low, high = limits
    fade = FADE * scale
    inner = [day for day in (mark.first, mark.last, *(mark.sure or ())) if day is not None]
    return (
        mark.first
        if mark.first is not None
        else _beyond(mark.before, low, max(low, min(inner, default=low) - fade)),
        mark.last
        if mark.last is not None
        else _beyond(mark.after, high, min(high, max(inner, default=high) + fade)),
    )


def _beyond(state: str, edge: float, faded: float) -> float:
    """Give the end of a mark that has no bound: the edge of the axis for an arrow, or where the fade ends."""
    return edge if state == "open" else faded


def covered(mark: Mark, limits: tuple[float, float], scale: float, size: float) -> tuple[float, float]:
    """Give the points along the axis that a mark takes, its marker and its question mark included."""
    first, last = extent(mark, limits, scale)
    middle, half = (first + last) / 2 / scale, max((last - first) / scale, size) / 2
    return middle - half, middle + half + (QUESTION * size if mark.uncertain else 0.0)


def short(mark: Mark, limits: tuple[float, float], scale: float, size: float) -> bool:
    """Say whether a bar is too short on the paper to be seen, so that it needs a lozenge around it."""
    first, last = extent(mark, limits, scale)
    return mark.shape != "point" and (last - first) / scale < SHORT * size
