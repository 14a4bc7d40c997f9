"""The main job: the figures of a study, each with the table behind it.

A reader of a new study wants to see it before asking anything of it: the chronology, the events by year, how the
categories are spread over time. These figures need no choices, so that any study can be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ca_events import plots
from ca_events.collection import Events

SHORT = 25
LANDMARK = "landmark"


def draw_all(events: Events, folder: str | Path) -> Iterator[Path]:
    """Draw the standard figures of a collection and write them.

    Parameters
    ----------
    events
        The events.
    folder
        Where the files go; created when missing.

    Yields
    ------
    pathlib.Path
        Each file written: PDF, SVG and PNG, the table as CSV, caption and alternative text as TXT.
    """
    place = Path(folder)
    ordered = events.sort()
    chief = landmarks(ordered)
    periods = _first_set(events)
    with plots.style("double"):
        yield from plots.save(plots.timeline(ordered, periods=periods), place / "timeline_all")
        yield from plots.save(plots.timeline(chief, periods=periods), place / "timeline")
        latest = chief[max(0, len(chief) - SHORT) :]
        yield from plots.save(plots.timeline(latest, orientation="horizontal"), place / "timeline_horizontal")
        yield from plots.save(plots.counts(events.counts()), place / "counts_by_year")
        table = events.counts(bins=periods or "decade", depth=2)
        yield from plots.save(plots.heatmap(table), place / "categories_by_period")


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
    return next((name for name in sets if name != "shock"), None)
