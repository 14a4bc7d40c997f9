"""The main job: the figures of a study, each with the table behind it.

A reader of a new study wants to see it before asking anything of it: the chronology, the events by year, how the
categories are spread over time. These figures need no choices, so that any study can be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ca_events import plots
from ca_events.collection import Events
from ca_events.files import write_files
from ca_events.study.registers import OVERLAPPING_SET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHORT = 25
LANDMARK = "landmark"


def draw_all(events: Events, folder: str | Path) -> list[Path]:
    """Draw the standard figures of a collection, then write them all.

    Parameters
    ----------
    events
        The events.
    folder
        Where the files go; created when missing. Nothing is written before everything is drawn.

    Returns
    -------
    list of pathlib.Path
        The files written: PDF, SVG and PNG, the table as CSV, caption and alternative text as TXT.
    """
    import matplotlib.pyplot as plt

    drawn: dict[str, bytes] = {}
    with TemporaryDirectory() as beside, plots.style("double"):
        for name, axes in _figures(events):
            for path in plots.save(axes, Path(beside) / name):
                drawn[path.name] = path.read_bytes()
            plt.close(axes.get_figure(root=True))
    write_files(folder, drawn)
    return [Path(folder) / name for name in drawn]


def _figures(events: Events) -> Iterator[tuple[str, Axes]]:
    """Draw one figure after the other."""
    ordered = events.sort()
    chief = landmarks(ordered)
    periods = _first_set(events)
    yield "timeline", plots.timeline(chief, periods=periods)
    if len(chief) < len(ordered):
        yield "timeline_all", plots.timeline(ordered, periods=periods)
    latest = chief[max(0, len(chief) - SHORT) :]
    yield "timeline_horizontal", plots.timeline(latest, orientation="horizontal")
    by_year = events.counts()
    try:
        yield "counts_by_year", plots.counts(by_year)
    except plots.FigureError:
        yield "counts_by_year", plots.heatmap(by_year)  # more codes than bars can tell apart
    yield "categories_by_period", plots.heatmap(events.counts(bins=periods or "decade", depth=2))


def landmarks(events: Events) -> Events:
    """Give the events that a short chronology shows: those coded as landmarks, or all where none is.

    Parameters
    ----------
    events
        The events.

    Returns
    -------
    Events
        Where the codebook has a code ``landmark`` of the variable ``salience`` and it is used, the events with it.
    """
    study = events.study
    if study is None or "salience" not in study.codebook or LANDMARK not in study.codebook["salience"].codes:
        return events
    chosen = events.where(salience=LANDMARK)
    return chosen if len(chosen) else events


def _first_set(events: Events) -> str | None:
    """Name the study's first set of periods that does not overlap."""
    sets = () if events.study is None else events.study.periods.sets
    return next((name for name in sets if name != OVERLAPPING_SET), None)
