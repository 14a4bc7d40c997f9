"""Marks that claim no more than is known.

A figure that puts "2009" on 1 January 2009 tells a lie, and a reader cannot see it. Here a known day is a point; a
month, a year or a window in which one unknown day counts is a light bar as long as what is possible; what went on
is a bar, solid from the last day it can have begun to the first day it can have ended and light where it may have
gone on. A bar too short to be seen, such as two days among many years, stands in a hollow lozenge: the bar keeps its
true length, and the lozenge only points at it. An approximate date has open, dashed sides; an uncertain one a question
mark; an end stated to be open is an arrow; an end that nobody knows fades out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs

from ca_events.plots.canvas import Canvas
from ca_events.plots.datewords import Bounds
from ca_events.plots.identity import Identity, mix

FADE = 30.0
FADE_STEPS = 6
ARROW = 4.0
# Size of the question mark of an uncertain date, in thicknesses of a bar.
QUESTION = 1.3
EDGE = 0.5
# A bar shorter than this part of a symbol is drawn in a lozenge of that other part.
SHORT = 0.5
LOZENGE = 0.9
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


def draw_mark(
    canvas: Canvas,
    mark: Mark,
    look: Identity,
    *,
    across: float,
    size: float,
    limits: tuple[float, float],
    gid: str,
    within: bool = False,
) -> None:
    """Draw a mark with its middle at a distance across the strip.

    Parameters
    ----------
    canvas
        What is drawn on.
    mark
        The mark.
    look
        Colour and marker of its code.
    across
        Points across.
    size
        Thickness of bars and size of markers in points.
    limits
        First and last day of the axis.
    gid
        Name of its artists in the SVG.
    within
        Whether its question mark, too, must stay within the limits.
    """
    edges = (across - size / 2, across + size / 2)
    if short(mark, limits, canvas.scale, size):
        _lozenge(canvas, mark, look, edges, limits, gid)
    DRAWERS[mark.shape](canvas, mark, look, edges, limits, gid)
    if mark.uncertain:
        # Beyond the end of the mark, where tracks keep room for it.
        beside = 0.5 * size + 0.55 * QUESTION * size
        day = extent(mark, limits, canvas.scale)[1] + beside * canvas.scale
        if within:
            day = min(day, limits[1] - 0.5 * QUESTION * size * canvas.scale)
        name = f"{gid}-uncertain"
        canvas.text(
            day, across, "?", size=QUESTION * size, align="center", weight="bold", valign="center", gid=name
        )


def _draw_point(
    canvas: Canvas,
    mark: Mark,
    look: Identity,
    edges: tuple[float, float],
    limits: tuple[float, float],
    gid: str,
) -> None:
    """Draw a known day: filled, or hollow when it is approximate."""
    hollow = mark.approximate
    canvas.dot(
        mark.first if mark.first is not None else limits[0],
        sum(edges) / 2,
        marker=look.marker,
        size=edges[1] - edges[0] - (0.9 if hollow else 0.0),
        color="#ffffff" if hollow else look.color,
        edge=look.outline if hollow else "#ffffff",
        width=0.9 if hollow else 0.4,
        gid=gid,
    )


def _lozenge(
    canvas: Canvas,
    mark: Mark,
    look: Identity,
    edges: tuple[float, float],
    limits: tuple[float, float],
    gid: str,
) -> None:
    """Draw a hollow lozenge around a bar that is too short to be seen."""
    day, middle = sum(extent(mark, limits, canvas.scale)) / 2, sum(edges) / 2
    half = LOZENGE / 2 * (edges[1] - edges[0])
    along = half * canvas.scale
    canvas.wedge(
        (day - along, day, day + along, day),
        (middle, middle + 1.2 * half, middle, middle - 1.2 * half),
        color="#ffffff",
        edge=look.outline,
        width=0.8,
        zorder=1.95,
        gid=f"{gid}-short",
    )


def _draw_bar(
    canvas: Canvas,
    mark: Mark,
    look: Identity,
    edges: tuple[float, float],
    limits: tuple[float, float],
    gid: str,
) -> None:
    """Draw what is possible as a light bar and what is certain as a solid one in it."""
    first, last = extent(mark, limits, canvas.scale)
    if mark.before == "unknown":
        inside = _fade(canvas, look, edges, (_inner(mark, last, min), first), gid)
        first = inside
    if mark.after == "unknown":
        inside = _fade(canvas, look, edges, (_inner(mark, first, max), last), gid)
        last = inside
    outline = look.outline if not mark.approximate else "none"
    if last > first or mark.shape == "window":
        canvas.bar((first, last), edges, color=look.tint, edge=outline, width=EDGE, zorder=2.0, gid=gid)
    if mark.sure is not None:
        low = mark.sure[0] if mark.sure[0] is not None else first
        high = mark.sure[1] if mark.sure[1] is not None else last
        canvas.bar(
            (low, high), edges, color=look.color, edge=look.outline, width=EDGE, zorder=2.2, gid=f"{gid}-sure"
        )
    if mark.approximate:
        # Open ends: only the long sides are drawn, and dashed.
        for edge in edges:
            canvas.line(
                (first, last), (edge, edge), color=look.outline, width=0.8, dashes=(2.0, 1.4), zorder=2.4
            )
    for state, tip, inward in ((mark.before, first, 1.0), (mark.after, last, -1.0)):
        if state == "open":
            _arrow(canvas, look, edges, tip, inward * ARROW * canvas.scale, f"{gid}-open")


def _inner(mark: Mark, fallback: float, choose: Callable[[list[float]], float]) -> float:
    """Find the last day from which an unknown end is reckoned."""
    days = [day for day in (mark.first, mark.last, *(mark.sure or ())) if day is not None]
    return choose(days) if days else fallback


def _fade(
    canvas: Canvas, look: Identity, edges: tuple[float, float], days: tuple[float, float], gid: str
) -> float:
    """Draw a bar that grows paler from the first day to the second; return the first day."""
    start, end = days
    step = (end - start) / FADE_STEPS
    for number in range(FADE_STEPS):
        pale = mix(look.color, 0.5 + 0.5 * number / FADE_STEPS)
        piece = sorted((start + number * step, start + (number + 1) * step))
        canvas.bar((piece[0], piece[1]), edges, color=pale, zorder=1.9, gid=f"{gid}-unknown")
    return start


def _arrow(
    canvas: Canvas, look: Identity, edges: tuple[float, float], tip: float, back: float, gid: str
) -> None:
    """Draw an arrow head whose tip is on the edge of the axis."""
    middle, half = sum(edges) / 2, (edges[1] - edges[0]) * 0.9
    # White behind the head, so that the bar does not show beside its tip.
    canvas.bar(
        (min(tip, tip + back), max(tip, tip + back)),
        (edges[0] - 0.4, edges[1] + 0.4),
        color="#ffffff",
        zorder=2.5,
    )
    canvas.wedge(
        (tip, tip + back, tip + back),
        (middle, middle - half, middle + half),
        color=look.color,
        zorder=2.6,
        gid=gid,
    )


DRAWERS: Mapping[
    str, Callable[[Canvas, Mark, Identity, tuple[float, float], tuple[float, float], str], None]
] = {"point": _draw_point, "window": _draw_bar, "span": _draw_bar}
