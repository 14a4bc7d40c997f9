"""The chronology figure: what happened when, every label readable, every date honest.

The upright form is the usual one: the years run down the middle of the page, dates and titles stand beside them in
two columns, in order, joined to their marks by short lines. The figure grows as tall as its labels need. The lying
form suits up to about 25 events in a low figure: labels hang at their dates like flags. Either can be divided into
lanes, one for each country or code; a lying one can be cut into rows of ten years; and either can count years since an
event instead of those of the calendar.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from operator import index
from typing import TYPE_CHECKING, Literal, SupportsIndex

import attrs
import pandas as pd

from ca_events.plots.beginnings import beginnings_of, since_words
from ca_events.plots.choices import FigureError, require_choice
from ca_events.plots.chronology import Entry, entries_of, timeline_table
from ca_events.plots.datewords import Bounds
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.label_drawing import looks_of
from ca_events.plots.labels import NOTHING, Placement
from ca_events.plots.overflow import OVERFLOWS, settle
from ca_events.plots.page import Page
from ca_events.plots.panels import Panel, lane_panels, one_panel, row_panels
from ca_events.plots.sizes import POINTS, lay_out, require_own, require_plain, size_of
from ca_events.plots.style import current
from ca_events.plots.timeline_words import ADVICE, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ca_events.collection import Events

ORIENTATIONS = ("auto", "vertical", "horizontal")
# `auto` lays a timeline down for at most so many labels, if the figure is then no higher than this part of its width.
AUTO_LABELS = 25
AUTO_HEIGHT = 0.6
# A figure of more labels than this would be metres long.
MOST_LABELS = 2500
MOST_MARKS = 10_000


@attrs.frozen(kw_only=True)
class Layout:
    """How a timeline is laid out; what the keywords of `timeline` of the same names say."""

    orientation: str = "auto"
    overflow: str = "grow"
    years_per_row: int | None = None
    since: Mapping[str, date] | None = None
    periods: tuple[tuple[str, Bounds], ...] = ()
    remarks: tuple[str, ...] = ()
    legend: bool = True


LAYOUT = Layout()


def timeline(
    events: Events,
    *,
    ax: Axes | None = None,
    orientation: Literal["auto", "vertical", "horizontal"] = "auto",
    label: str | None = "title",
    by: str | None = "category",
    depth: int | None = 1,
    lanes: str | None = None,
    lane_order: Sequence[str] | None = None,
    periods: str | None = None,
    overflow: Literal["grow", "wrap", "number", "drop", "raise"] = "grow",
    salience: str | None = None,
    years_per_row: int | None = None,
    since: str | Mapping[str, str] | None = None,
    legend: bool = True,
) -> Axes:
    """Draw a chronology: one mark and one label for every event that has a date.

    Labels never overlap. A known day is a point; a month, a year or a window is a bar as wide as what is possible; a
    course of events is a bar, dark where it certainly went on. Events without any date are named below the figure.

    Parameters
    ----------
    events
        The events.
    ax
        Axes to draw on; their size is kept, and a warning says so when the labels need more. None: a new figure as
        wide as the surrounding `style` says.
    orientation
        ``vertical`` (time runs down), ``horizontal``, or ``auto``: horizontal for at most 25 labels, if the figure
        is then no higher than 0.6 of its width (or fits the given axes), else vertical; of lanes, the lower figure.
    label
        The column with the words of the labels; None: marks without labels.
    by
        The variable that gives colour and symbol, or None.
    depth
        To which depth its codes, and those of `lanes`, are cut; None: as they are.
    lanes
        Divide the figure: ``country`` (the states that take part), ``actor``, or a variable. An event with several
        stands in each of its lanes.
    lane_order
        The lanes shown, in their order, by id or name; None: all that occur.
    periods
        The name of a set of periods of the study, drawn as bands.
    overflow
        What happens when labels, broken into lines, need more room than there is: the figure grows (``grow``; given
        axes cannot); it keeps the height of the `style` (or axes) and a warning says what it lacks (``wrap``); events
        in a crowd get keys, listed by `plots.key_list` (``number``); labels are left out, named below the figure
        (``drop``); `FigureError` (``raise``).
    salience
        A coded variable or a column of numbers that says how much each event matters. Those that matter most stand
        nearest to their dates, and keep their labels longest.
    years_per_row
        Cut a horizontal timeline into rows of so many years: 10 for decades.
    since
        The id of an event from which the axis counts in years; with lanes also one id for each lane, by lane. It must
        have a known day.
    legend
        Whether to draw the legend.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. Time is in days since 1970-01-01, as matplotlib counts them unless its epoch was changed (with
        `since`, in days after that event; in rows, as if each began on the first day of the first); across the axis
        the unit is one point.

    Raises
    ------
    FigureError
        For axes that share limits, hold a figure already or are not plain, for an unknown variable, column,
        orientation, lane or set of periods, for options that exclude each other, for more than 2,500 labels, and with
        ``overflow="raise"`` when labels lack room.
    """
    require_choice("orientation", orientation, ORIENTATIONS)
    require_choice("overflow", overflow, OVERFLOWS)
    if lane_order is not None and lanes is None:
        raise FigureError("lane_order= chooses among lanes, and there are none; give lanes= as well.")
    table = timeline_table(
        events, by=by, depth=depth, label=label, lanes=lanes, lane_order=lane_order, salience=salience
    )
    beginnings = beginnings_of(table, since, dict(table.attrs["lanes"]))
    layout = Layout(
        orientation=orientation,
        overflow=overflow,
        years_per_row=years_per_row,
        since=None if beginnings is None else {lane: first.day for lane, first in beginnings.items()},
        periods=tuple(period_bounds(events, periods)),
        remarks=() if beginnings is None else (since_words(beginnings, dict(table.attrs["lanes"])),),
        legend=legend,
    )
    return draw_timeline(table, ax=ax, layout=layout, labelled=label is not None)


def period_bounds(events: Events, name: str | None) -> list[tuple[str, Bounds]]:
    """Take label and bounds of each period of a set from the study of the events."""
    if name is None:
        return []
    if events.study is None:
        raise FigureError(
            f"periods={name!r} needs a study, and these events have none; use events.with_study(study)."
        )
    return [
        (
            period.label,
            Bounds(
                earliest=period.date.earliest,
                latest=period.date.latest,
                latest_start=period.date.latest_start,
                earliest_end=period.date.earliest_end,
                kind=period.date.kind,
                start_state=period.date.start_state,
                end_state=period.date.end_state,
            ),
        )
        for period in events.study.periods.set(name)
    ]


def draw_timeline(
    table: pd.DataFrame, *, ax: Axes | None = None, layout: Layout = LAYOUT, labelled: bool = True
) -> Axes:
    """Draw the table of a timeline.

    Parameters
    ----------
    table
        As made by `timeline_table`.
    ax
        As in `timeline`.
    layout
        How it is laid out; unasked as `timeline` does.
    labelled
        Whether marks have labels.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.
    """
    refuse_contradictions(table, layout, labelled=labelled)
    preset = current()
    width, room = (preset.width * POINTS, None) if ax is None else measured(ax)
    if room is None and layout.overflow != "grow":
        room = preset.height * POINTS
    with with_glyphs(words_of(table, layout.periods), advice=ADVICE, stacklevel=3) as glyphs:
        page = page_of(table, layout, width=width, size=preset.fontsize, labelled=labelled)
        page = settled(stood(page, layout, room, free=ax is None), layout, room)
        sheet = page.sheet(room)
        natural = page.height(sheet)
        height = natural if room is None or (ax is None and not page.upright) else room
        height = height if room is None else min(height, room)
        report = page.report(sheet, height)
        if not report.fits:
            words = too_small(report, overflow=layout.overflow, given=ax is not None)
            if layout.overflow == "raise":
                raise FigureError(words)
            warnings.warn(words, stacklevel=3)
        ax = new_axes(width, height) if ax is None else ax
        page.draw(ax, sheet, height=height)
        box_letters(ax, glyphs)
    return ax


def measured(ax: Axes) -> tuple[float, float]:
    """Measure given axes without the frame and ticks that a timeline takes away."""
    require_plain(ax)
    require_own(ax)
    ax.set_axis_off()
    lay_out(ax)
    return size_of(ax)


def refuse_contradictions(table: pd.DataFrame, layout: Layout, *, labelled: bool) -> None:
    """Refuse options that exclude each other, and more than a figure can hold."""
    rows = layout.years_per_row
    if rows is not None:
        if isinstance(rows, bool) or not isinstance(rows, SupportsIndex) or not 1 <= index(rows) <= 1000:
            raise FigureError(
                f"years_per_row is {rows!r}; it is a whole number of years from 1 to 1,000: 10 for decades."
            )
        others = {
            "orientation='vertical'": layout.orientation == "vertical",
            "lanes=": bool(table.attrs.get("lanes")),
            "since=": layout.since is not None,
        }
        for name, given in others.items():
            if given:
                raise FigureError(
                    f"years_per_row= cuts one horizontal axis into rows; leave it or {name} out."
                )
    if layout.periods and layout.since is not None and len(set(layout.since.values())) > 1:
        raise FigureError(
            "periods= are days of the calendar, and with since= each lane counts from another day; leave one of "
            "them out."
        )
    drawn = int(table["drawn"].astype(bool).sum())
    most = MOST_LABELS if labelled else MOST_MARKS
    if drawn > most:
        what = "labels" if labelled else "marks"
        fewer = "events.where(salience=...), events.between(...)" + (
            ", or label=None for marks" if labelled else ""
        )
        raise FigureError(
            f"a timeline holds {most:,} {what} and these are {drawn:,}; draw fewer ({fewer}), or count them: "
            "plots.counts(events.counts())."
        )


def page_of(table: pd.DataFrame, layout: Layout, *, width: float, size: float, labelled: bool) -> Page:
    """Gather what is to be drawn on a width; upright until it is decided otherwise."""
    entries = tuple(attrs.evolve(entry, labelled=labelled) for entry in entries_of(table))
    lanes = dict(table.attrs.get("lanes", {}))

    def divide(entries: Sequence[Entry]) -> tuple[Panel, ...]:
        """Divide the figure into panels."""
        if layout.years_per_row is not None:
            return row_panels(entries, layout.periods, index(layout.years_per_row))
        if lanes:
            return lane_panels(entries, layout.periods, lanes, since=layout.since)
        return one_panel(entries, layout.periods, since=(layout.since or {}).get(""))

    return Page(
        table=table,
        entries=entries,
        divide=divide,
        looks=looks_of(table),
        legend=layout.legend,
        width=width,
        upright=True,
        size=size,
        rows=layout.years_per_row is not None,
        remarks=layout.remarks,
    )


def stood(page: Page, layout: Layout, room: float | None, *, free: bool) -> Page:
    """Stand the page upright or lay it down; `free` means that its height may still be chosen."""
    lying = attrs.evolve(page, upright=False)
    if layout.years_per_row is not None or layout.orientation == "horizontal":
        return lying
    if layout.orientation == "vertical":
        return page
    if page.entries and not any(entry.labelled for entry in page.entries):
        return lying
    lanes = len(page.divide(page.entries)) > 1
    if not lanes and sum(entry.labelled for entry in page.entries) > AUTO_LABELS:
        return page
    sheet = lying.sheet(None)
    height = lying.height(sheet)
    report = lying.report(sheet, height if room is None or free else room)
    if lanes:
        # Of lanes, which need room both ways, those are taken that make the lower figure.
        return lying if report.fits and not page.fits(0.9 * height) else page
    limit = AUTO_HEIGHT * page.width if free else room
    low = limit is not None and height <= min(limit, room or limit) + NOTHING
    return lying if low and report.fits else page


def settled(page: Page, layout: Layout, room: float | None) -> Page:
    """Take labels away until the others fit, if that was asked for."""
    if room is None:
        return page
    entries = settle(
        page.entries, lambda part: attrs.evolve(page, entries=tuple(part)).fits(room), layout.overflow
    )
    return attrs.evolve(page, entries=entries)


def new_axes(width: float, height: float) -> Axes:
    """Make a figure of a size in points that its axes fill."""
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(width / POINTS, height / POINTS), layout="none", facecolor="white")
    return figure.add_axes((0.0, 0.0, 1.0, 1.0))


def too_small(report: Placement, *, overflow: str, given: bool) -> str:
    """Say that a page is too small for its labels, and what to do that was not done."""
    width, height = report.width / POINTS, report.height / POINTS
    ways = ["Make the figure larger", "draw fewer events"]
    if overflow != "number":
        ways.append("give keys for labels (overflow='number')")
    if report.needed_width > report.width + NOTHING:
        trouble = f"the labels need axes {report.needed_width / POINTS:.1f} in wide and these are {width:.1f} in wide"
    elif report.needed_height > report.height + NOTHING:
        trouble = f"the labels need axes {report.needed_height / POINTS:.1f} in high and these are {height:.1f} in high"
        ways.append(
            f"{'leave ax out and the figure grows' if given else 'let the figure grow'} (overflow='grow')"
        )
    else:
        trouble = f"{report.outside:,} of {report.placed:,} labels find no room on axes {width:.1f} in wide"
    return f"{trouble}: labels run over the edge. {', '.join(ways[:-1])}, or {ways[-1]}."
