"""The main job: the figures of a study, each with the table behind it.

A reader of a new study wants to see it before asking anything of it: the chronology upright, lying and with keys, the
events by year, how the categories are spread over time. These figures need no choices, so that any study can be drawn.
A chronology of many events is cut by the study's periods, one figure each, so that none is as long as a scroll.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ca_events import plots
from ca_events.collection import Events
from ca_events.conditions import col
from ca_events.files import write_files
from ca_events.study.registers import OVERLAPPING_SET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHORT = 25
# Labels from which on an upright chronology is cut by periods, and those that one long strip may have.
PAGE = 60
STRIP = 400
SALIENCE = "salience"
LANDMARK = "landmark"


def draw_all(
    events: Events, folder: str | Path, *, only: Collection[str] | None = None, dpi: int = 300
) -> list[Path]:
    """Draw the standard figures of a collection, then write them all.

    Parameters
    ----------
    events
        The events.
    folder
        Where the files go; created when missing. Nothing is written before everything is drawn.
    only
        Names of the figures that are wanted; None: all.
    dpi
        Resolution of the PNG.

    Returns
    -------
    list of pathlib.Path
        The files written: PDF, SVG and PNG, the table as CSV, caption and alternative text as TXT.

    Raises
    ------
    FigureError
        When `only` names a figure that there is not.
    """
    import matplotlib.pyplot as plt

    figures = standard_figures(events)
    unknown = [name for name in only or () if name not in figures]
    if unknown:
        raise plots.FigureError(f"no standard figure is named {unknown[0]!r}; they are {', '.join(figures)}.")
    drawn: dict[str, bytes] = {}
    with TemporaryDirectory() as beside, plots.style("double"):
        for name, draw in figures.items():
            if only is not None and name not in only:
                continue
            axes = draw()
            for path in plots.save(axes, Path(beside) / name, dpi=dpi):
                drawn[path.name] = path.read_bytes()
            plt.close(axes.get_figure(root=True))
    write_files(folder, drawn)
    return [Path(folder) / name for name in drawn]


def standard_figures(events: Events) -> dict[str, Callable[[], Axes]]:
    """Say how each standard figure is drawn.

    Parameters
    ----------
    events
        The events.

    Returns
    -------
    dict of str to callable
        By its name, what draws a figure and returns its axes.
    """
    ordered = events.sort()
    chief = landmarks(ordered)
    periods = _first_set(events)
    salience = SALIENCE if _has_salience(events) else None
    found: dict[str, Callable[[], Axes]] = {
        "timeline_horizontal": lambda: plots.timeline(
            chief[max(0, len(chief) - SHORT) :], orientation="horizontal", periods=periods
        ),
        "counts_by_year": lambda: _counts(events),
        "categories_by_period": lambda: plots.heatmap(events.counts(bins=periods or "decade", depth=2)),
    }
    for name, part in _pages(chief, periods).items():
        found |= _chronologies(name, part, periods, salience)
    if len(chief) < len(ordered) <= STRIP:
        found["timeline_all"] = lambda: plots.timeline(
            ordered, orientation="vertical", periods=periods, salience=salience
        )
    return found


def _pages(chief: Events, periods: str | None) -> dict[str, Events]:
    """Cut a chronology that is too long for a page by periods: ending of the name -> its events.

    What lies certainly in no period comes last, and an event that may lie in two stands in both.
    """
    if len(chief) <= PAGE or periods is None or chief.study is None:
        return {"": chief}
    cut = {f"_in_{period.id}": chief.during(period) for period in chief.study.periods.set(periods)}
    placed = {name for part in cut.values() for name in part.to_pandas()["id"]}
    others = [name for name in chief.to_pandas()["id"] if name not in placed]
    if others:
        cut["_in_no_period"] = chief.filter(col("id").is_in(others))
    return {name: part for name, part in cut.items() if len(part)}


def _chronologies(
    ending: str, chief: Events, periods: str | None, salience: str | None
) -> dict[str, Callable[[], Axes]]:
    """Say how the chronology of a page is drawn: upright, and low with keys."""
    return {
        f"timeline{ending}": lambda: plots.timeline(chief, orientation="vertical", periods=periods),
        f"timeline_numbered{ending}": lambda: plots.timeline(
            chief, orientation="horizontal", periods=periods, overflow="number", salience=salience
        ),
    }


def _counts(events: Events) -> Axes:
    """Draw the events of each year: bars, or a heat map of more codes than bars can tell apart."""
    by_year = events.counts()
    try:
        return plots.counts(by_year)
    except plots.FigureError:
        return plots.heatmap(by_year)


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
    if study is None or not _has_salience(events) or LANDMARK not in study.codebook[SALIENCE].codes:
        return events
    chosen = events.where(salience=LANDMARK)
    return chosen if len(chosen) else events


def _has_salience(events: Events) -> bool:
    """Say whether the codebook has a variable of salience."""
    return events.study is not None and SALIENCE in events.study.codebook


def _first_set(events: Events) -> str | None:
    """Name the study's first set of periods that does not overlap."""
    sets = () if events.study is None else events.study.periods.sets
    return next((name for name in sets if name != OVERLAPPING_SET), None)
