"""The ruler of a timeline drawn: tints of periods, ticks and years."""

from __future__ import annotations

from collections.abc import Sequence

from ca_events.plots.canvas import Canvas
from ca_events.plots.plan import NOTE_SIZE, STRIP, TRACK, Plan
from ca_events.plots.ruler import Band, band_tracks, band_words

TINTS = ("#f0f0f0", "#fafafa")
STRIP_TINTS = ("#d6d6d6", "#e9e9e9")
MAYBE = "#f6f6f6"
RULE = "#555555"
GRID = "#dddddd"
# A period shorter than so many points is a line.
THIN = 1.0


def marks_edge(plan: Plan, side: int) -> float:
    """Give the distance of the outer edge of the marks from the middle of the ruler."""
    index = 0 if side > 0 else 1
    return plan.core[index] + plan.reach[index] * TRACK * plan.size


def draw_bands(canvas: Canvas, plan: Plan, bands: Sequence[Band]) -> None:
    """Tint the periods between the marks and write their names in a strip beside the years, where years stand."""
    left, right = -marks_edge(plan, -1), marks_edge(plan, 1)
    for number, (band, track) in enumerate(zip(bands, band_tracks(bands), strict=True)):
        gid = f"period-{number}"
        far = -plan.core[0] - track * STRIP * plan.size
        strip = (far - (STRIP - 0.15) * plan.size, far - 0.1 * plan.size)
        if (band.last - band.first) / canvas.scale < THIN:
            # A day among years would not be seen.
            day = (band.first + band.last) / 2
            canvas.line(
                (day, day), (left, right), color=RULE, width=0.5, dashes=(1.0, 1.5), zorder=0.7, gid=gid
            )
        if track == 0:
            canvas.bar((band.first, band.last), (left, right), color=TINTS[number % 2], zorder=0.2, gid=gid)
        if not plan.ruler:
            continue
        canvas.bar((band.first, band.last), strip, color=MAYBE, zorder=0.3)
        if band.sure[0] < band.sure[1]:
            canvas.bar(band.sure, strip, color=STRIP_TINTS[number % 2], zorder=0.4, gid=f"{gid}-sure")
        words = band_words(band, plan.scale, plan.size * NOTE_SIZE)
        canvas.text(
            (band.first + band.last) / 2,
            sum(strip) / 2,
            words,
            size=plan.size * NOTE_SIZE,
            align="center",
            valign="center",
            color="#333333",
            rotation=90.0 if canvas.upright else 0.0,
            gid=f"{gid}-name",
        )


def draw_ruler(canvas: Canvas, plan: Plan) -> None:
    """Draw the two edges of the ruler, its ticks and its years."""
    right, left = plan.core[0], -plan.core[0]
    edge = {1: marks_edge(plan, 1), -1: -marks_edge(plan, -1)}
    for across in dict.fromkeys((left, right)):
        canvas.line(plan.limits, (across, across), color=RULE, width=0.5, zorder=1.4, gid="ruler")
    for tick in plan.ticks:
        day = (tick.day, tick.day)
        if tick.words:
            canvas.line(day, (right, edge[1]), color=GRID, width=0.4, zorder=0.6)
            canvas.line(day, (left, edge[-1]), color=GRID, width=0.4, zorder=0.6)
        if not plan.ruler:
            continue
        if tick.words:
            canvas.text(
                tick.day, 0.0, tick.words, size=plan.size, align="center", valign="center_baseline",
                color="#222222", gid="year",
            )  # fmt: skip
        reach = (0.38 if tick.words else 0.2) * plan.size if canvas.upright else 0.2 * plan.size
        canvas.line(day, (right - reach, right), color=RULE, width=0.4, zorder=1.4)
        canvas.line(day, (left, left + reach), color=RULE, width=0.4, zorder=1.4)
