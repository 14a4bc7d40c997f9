"""Marks drawn: points, bars that are dark where an event certainly went on, arrows, fades, lozenges, question marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ca_events.plots.canvas import Canvas
from ca_events.plots.identity import Identity, mix
from ca_events.plots.marks import EDGE, QUESTION, Mark, extent, short

FADE_STEPS = 6
ARROW = 4.0
LOZENGE = 0.9


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
