"""Events written into a figure that somebody else has drawn: loans above the curve of trade, summits above oil prices.

The labels stand at the top of the axes, placed as on a horizontal timeline; below them the marks say how exactly each
date is known; a thin line (two, where the day is not known) leads through the data. The upper limit of the
axes is raised, so that no label covers the data.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

import attrs
import pandas as pd

from ca_events.plots.attached import Attached, attach, attachments
from ca_events.plots.canvas import Canvas
from ca_events.plots.choices import FigureError, require_choice
from ca_events.plots.chronology import Entry, entries_of, timeline_table
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.identity import MARKER_NAMES, Identity
from ca_events.plots.label_drawing import draw_label, looks_of
from ca_events.plots.labels import NOTHING, Box, Placement
from ca_events.plots.mark_drawing import draw_mark
from ca_events.plots.marks import MARK, outermost, placed_by
from ca_events.plots.overflow import OVERFLOWS, behind, keys_of, settle
from ca_events.plots.panels import Panel
from ca_events.plots.plan import Setting
from ca_events.plots.plan_lying import plan_lying
from ca_events.plots.sheet import Sheet
from ca_events.plots.sizes import POINTS, lay_out, require_plain, size_of
from ca_events.plots.style import current
from ca_events.plots.time_axis import YEAR_AT, TimeAxis, time_axis
from ca_events.plots.timeline_words import ADVICE, caption_of, describe, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ca_events.collection import Events

# Axes of somebody else do not grow.
CHOICES = OVERFLOWS[1:]
# Labels may take this part of the height; the rest is for the data.
MOST = 0.6
# Whatever the labels need, this is the most of the height that is taken from the data.
MOST_RAISED = 0.9
# Blank between the uppermost label and the frame, in font sizes.
BLANK = 0.4
KIND = "annotations"
HAIR = "#8a8a8a"


def annotate(
    ax: Axes,
    events: Events,
    *,
    label: str | None = "title",
    by: str | None = None,
    depth: int | None = 1,
    overflow: Literal["wrap", "number", "drop", "raise"] = "number",
    salience: str | None = None,
    year_at: Literal["start", "middle"] = "start",
    make_room: bool = True,
) -> Axes:
    """Write events into axes with a time axis, above the data that are drawn there.

    Call it last: labels are placed for the size and the x limits that the axes have now.

    Parameters
    ----------
    ax
        Axes whose x axis counts dates, or years as plain numbers.
    events
        The events; those outside the axis are not drawn, and are counted in the caption.
    label, depth, salience
        As in `timeline`.
    by
        The variable that gives colour and symbol, named in the caption, since there is no legend; None: one look.
    overflow
        What happens when labels need more than 0.6 of the height: keys, listed by `plots.key_list` (``number``); labels
        left out, named in the description (``drop``); a warning (``wrap``); `FigureError` (``raise``).
    year_at
        On an axis of numbers: whether 2013 means the first day of that year (``start``) or the year as a whole
        (``middle``), as in a table of yearly sums.
    make_room
        Whether to raise the upper limit of the y axis, so that labels cover no data. Axes twinned with these keep
        their limits, and a legend its place.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    FigureError
        For axes on which something of ours is drawn already or that are not plain, an axis that counts neither dates
        nor years, an unknown column, and with ``overflow="raise"`` when labels lack room.
    """
    require_choice("overflow", overflow, CHOICES)
    require_choice("year_at", year_at, YEAR_AT)
    if attachments(ax):
        raise FigureError(
            "something of ca_events is drawn on these axes already, and labels of a second call would lie over it; "
            "annotate all events in one call (events + others)."
        )
    table = timeline_table(events, by=by, depth=depth, label=label, salience=salience)
    require_plain(ax)
    lay_out(ax)
    axis = time_axis(ax, year_at=year_at)
    entries, outside = inside(entries_of(table), axis)
    entries = [attrs.evolve(entry, labelled=label is not None) for entry in entries]
    with with_glyphs(words_of(table), advice=ADVICE, stacklevel=2) as glyphs:
        sheet_of = partial(laid, axis=axis, size=size_of(ax), fontsize=current().fontsize)
        chosen = settle(entries, lambda part: judged(sheet_of(part)).fits, overflow)
        sheet = sheet_of(chosen)
        report = judged(sheet)
        if not report.fits:
            if overflow == "raise":
                raise FigureError(too_high(report, overflow=overflow))
            warnings.warn(too_high(report, overflow=overflow), stacklevel=2)
        if make_room and chosen:
            raise_limit(ax, min(needs(sheet) / report.height, MOST_RAISED))
        overlay = ax.inset_axes((0.0, 0.0, 1.0, 1.0), sharex=ax, zorder=5.0)
        _draw(overlay, sheet, looks_of(table), height=report.height)
        box_letters(overlay, glyphs)
    table["drawn"] = table["drawn"] & ~table["id"].isin(outside)
    words = symbol_words(chosen, looks_of(table)) if by is not None else ""
    attach(ax, _attached(table, chosen, report, outside=len(outside), words=words))
    return ax


def laid(entries: Sequence[Entry], *, axis: TimeAxis, size: tuple[float, float], fontsize: float) -> Sheet:
    """Place marks and labels at the top of axes of a size in points."""
    width, height = size
    setting = Setting(width=width, size=fontsize, limits=axis.limits, sides=(1,), ruler=False, margin=0.0)
    plan = plan_lying(entries, setting)
    return Sheet(
        panels=(Panel(entries=tuple(entries), limits=axis.limits),),
        plans=(plan,),
        offsets=(height - plan.room[1] - BLANK * fontsize,),
        titles=(),
        room=(0.0, height),
        head=0.0,
    )


def judged(sheet: Sheet) -> Placement:
    """Judge a placement: labels must stay within the axes, and leave the greater part of the height to the data."""
    height, width = sheet.room[1], sheet.length
    return sheet.report(
        size=(width, height),
        needed=(width + sheet.missing, max(height, needs(sheet) / MOST)),
        frame=Box(0.0, 0.0, height, width),
    )


def inside(entries: Sequence[Entry], axis: TimeAxis) -> tuple[list[Entry], list[str]]:
    """Put marks on the axis; leave out those of which no part lies on it, and name them by their ids."""
    kept, gone = [], []
    for entry in entries:
        mark = placed_by(entry.mark, axis.place)
        first, last = outermost(mark, axis.limits)
        if first <= axis.limits[1] and last >= axis.limits[0]:
            kept.append(attrs.evolve(entry, mark=mark))
        else:
            gone.append(entry.id)
    return kept, gone


def needs(sheet: Sheet) -> float:
    """Give the height that marks and labels take."""
    plan = sheet.plans[0]
    return plan.room[1] + BLANK * plan.size


def raise_limit(ax: Axes, part: float) -> None:
    """Raise the upper limit of the y axis so that what was drawn leaves a part of the height free at the top."""
    low, high = ax.get_ylim()
    scale = ax.yaxis.get_transform()
    start, end = (float(value) for value in scale.transform([low, high]))
    top = start + (end - start) / (1.0 - part)
    ax.set_ylim(low, float(scale.inverted().transform([top])[0]))


def too_high(report: Placement, *, overflow: str) -> str:
    """Say that labels take too much of the axes, and what to do."""
    width, height = report.width / POINTS, report.height / POINTS
    if report.needed_width > report.width + NOTHING:
        trouble = f"the labels need axes {report.needed_width / POINTS:.1f} in wide and these are {width:.1f} in wide"
    elif report.needed_height > report.height + NOTHING:
        trouble = (
            f"the labels need {report.needed_height * MOST / POINTS:.1f} in of axes that are {height:.1f} in "
            f"high, more than {MOST:.0%} of them"
        )
    else:
        trouble = f"{report.outside:,} of {report.placed:,} labels find no room on axes {width:.1f} in wide"
    fewer = "annotate fewer events"
    ways = f"or {fewer}" if overflow == "number" else f"{fewer}, or give keys for labels (overflow='number')"
    return f"{trouble}. Make the figure larger, {ways}."


def _draw(overlay: Axes, sheet: Sheet, looks: dict[str, Identity], *, height: float) -> None:
    """Draw marks and labels on transparent axes above those of the data."""
    overlay.set_axis_off()
    overlay.set_ylim(0.0, height)
    plan = sheet.plans[0]
    canvas = Canvas(
        ax=overlay, upright=False, start=plan.limits[0], scale=plan.scale, offset=sheet.offsets[0]
    )
    for entry, label, middle in zip(sheet.panels[0].entries, plan.labels, plan.middles, strict=True):
        look = looks[entry.code]
        _lead_through(canvas, entry, middle, plan.limits)
        draw_mark(
            canvas, entry.mark, look, across=middle, size=MARK * plan.size, limits=plan.limits,
            gid=f"mark-{entry.name}", within=True,
        )  # fmt: skip
        if label is not None:
            draw_label(canvas, entry, label, look, size=plan.size)


def _lead_through(canvas: Canvas, entry: Entry, middle: float, limits: tuple[float, float]) -> None:
    """Lead from a mark through the data: one line for a day, one from each end of days of which one is meant.

    Lines and no bands: a band would cover what lies behind it, such as an image or the curve of a twin.
    """
    ends = [day for day in (entry.mark.first, entry.mark.last) if day is not None]
    for day in dict.fromkeys(ends):
        if limits[0] <= day <= limits[1]:
            canvas.line(
                (day, day), (-canvas.offset, middle), color=HAIR, width=0.4, dashes=(3.0, 2.0), zorder=1.0,
                gid=f"through-{entry.name}",
            )  # fmt: skip


def symbol_words(entries: Sequence[Entry], looks: Mapping[str, Identity]) -> str:
    """Say what the symbols stand for."""
    present = {entry.code for entry in entries}
    named = [f"{MARKER_NAMES[look.marker]} {look.label}" for code, look in looks.items() if code in present]
    return f" Symbols: {', '.join(named)}." if named else ""


def _attached(
    table: pd.DataFrame, entries: Sequence[Entry], report: Placement, *, outside: int, words: str
) -> Attached:
    """Gather table, words and report."""
    beyond = f" Not drawn: {outside:,} outside the axis." if outside else ""
    keys = keys_of(entries)
    return Attached(
        kind=KIND,
        table=behind(table, entries, keys),
        caption=caption_of(table, entries) + words + beyond,
        alt=describe(table, entries) + beyond,
        placement=report,
        keys=keys,
    )
