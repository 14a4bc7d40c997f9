"""The chronology figure: what happened when, every label readable, every date honest.

The upright form is the usual one: the years run down the middle of the page, dates and titles stand beside them in
two columns, in order, joined to their marks by short lines. The figure grows as tall as its labels need. The lying
form suits up to about thirty events in a low figure.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import pandas as pd

from ca_events.plots.choices import FigureError, require_choice
from ca_events.plots.chronology import timeline_table
from ca_events.plots.datewords import Bounds
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.page import Page
from ca_events.plots.style import current

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ca_events.collection import Events

ORIENTATIONS = ("vertical", "horizontal")
POINTS = 72.0
ADVICE = "give label= a column in another script"


def timeline(
    events: Events,
    *,
    ax: Axes | None = None,
    orientation: Literal["vertical", "horizontal"] = "vertical",
    by: str | None = "category",
    depth: int | None = 1,
    periods: str | None = None,
    label: str = "title",
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
        wide as the surrounding `style` says and as tall as the labels need.
    orientation
        ``vertical`` (time runs down) or ``horizontal`` (for up to about thirty events).
    by
        The variable that gives colour and symbol, or None.
    depth
        To which depth its codes are cut; None: as they are.
    periods
        The name of a set of periods of the study, drawn as bands.
    label
        The column with the words of the labels.
    legend
        Whether to draw the key.

    Returns
    -------
    matplotlib.axes.Axes
        The axes. Time is in days as matplotlib counts them; across the axis the unit is one point.

    Raises
    ------
    FigureError
        For an unknown orientation or column, or for periods without a study.
    """
    require_choice("orientation", orientation, ORIENTATIONS)
    table = timeline_table(events, by=by, depth=depth, label=label)
    return draw_timeline(
        table, ax=ax, orientation=orientation, periods=period_bounds(events, periods), legend=legend
    )


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
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    orientation: str = "vertical",
    periods: Iterable[tuple[str, Bounds]] = (),
    legend: bool = True,
) -> Axes:
    """Draw the table of a timeline.

    Parameters
    ----------
    table
        As made by `timeline_table`.
    ax, orientation, legend
        As in `timeline`.
    periods
        Label and bounds of each period.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.
    """
    upright = require_choice("orientation", orientation, ORIENTATIONS) == "vertical"
    bands = list(periods)
    preset = current()
    width, height = (preset.width * POINTS, None) if ax is None else size_of(ax)
    with with_glyphs(words_of(table, bands), advice=ADVICE, stacklevel=3) as glyphs:
        page = Page.of(table, bands, legend=legend, width=width, upright=upright, size=preset.fontsize)
        plan = page.plan(height)
        if ax is None or height is None:
            height = page.height(plan)
            ax = new_axes(width, height)
        elif page.height(plan, needed=True) > height + 1.0:
            warnings.warn(too_small(page.height(plan, needed=True), height), stacklevel=3)
        page.draw(ax, plan, height=height)
        box_letters(ax, glyphs)
    return ax


def words_of(table: pd.DataFrame, periods: Iterable[tuple[str, Bounds]]) -> list[str]:
    """List all words of a timeline that come from the data."""
    labels = dict(table.attrs.get("labels", {})).values()
    cells = [str(cell) for name in ("id", "label", "code") for cell in table[name]]
    return [*cells, *map(str, labels), *(label for label, _ in periods)]


def size_of(ax: Axes) -> tuple[float, float]:
    """Give width and height of axes in points; they depend on the figure's inches and not on its dpi."""
    figure = ax.get_figure(root=True)
    box = ax.get_window_extent()
    dpi = figure.dpi if figure is not None else POINTS
    return box.width * POINTS / dpi, box.height * POINTS / dpi


def new_axes(width: float, height: float) -> Axes:
    """Make a figure of a size in points that its axes fill."""
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(width / POINTS, height / POINTS), layout="none")
    return figure.add_axes((0.0, 0.0, 1.0, 1.0))


def too_small(needed: float, height: float) -> str:
    """Say that given axes are too low, and what to do."""
    return (
        f"the labels need axes {needed / POINTS:.1f} in high and these are {height / POINTS:.1f} in high: labels run "
        "over the edge. Make the figure higher, draw fewer events, or leave ax out and the figure grows."
    )
