"""The main job: the figures of a study, each with the table behind it.

A reader of a new study wants to see it before asking anything of it: the chronology, the events by year, how the
categories are spread over periods, who takes part. These figures need no choices, so any study can be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ca_events import plots
from ca_events.collection import Events

LANDMARKS = 30


def draw_all(events: Events, folder: Path) -> Iterator[Path]:
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
    with plots.style("page"):
        yield from plots.save(plots.timeline(events.sort()), folder / "timeline")
        yield from plots.save(plots.counts(events.counts()), folder / "counts_by_year")
        yield from plots.save(plots.heatmap(events.counts(bins="decade", depth=2)), folder / "categories_by_decade")
