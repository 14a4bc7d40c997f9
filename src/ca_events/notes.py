"""What is allowed and still worth a look: things that `ca-events check` mentions without refusing the study."""

from __future__ import annotations

from collections.abc import Iterator

from ca_events.collection import Events
from ca_events.study import Study


def notes(events: Events, study: Study) -> Iterator[str]:
    """Say what a coder may have overlooked.

    Parameters
    ----------
    events
        All events of the study.
    study
        Their study.

    Yields
    ------
    str
        One sentence each: events outside the study's days, cells that were not checked for want of a register, events
        without a title or category.
    """
    outside = len(events) - len(events.between(study.start, study.end))
    if outside:
        yield f"{_events(outside)} certainly outside the days of study.toml."
    frame = events.to_pandas()
    for register, column in ((study.actors, "actors"), (study.sources, "sources")):
        if not len(register) and (frame[column] != "").any():
            yield f"{column}.csv is missing or empty, so the column {column} was not checked."
    for column in ("title", "category"):
        empty = int((frame[column] == "").sum())
        if empty:
            yield f"{_events(empty)} without a {column}."


def _events(number: int) -> str:
    """Count events, with a verb."""
    return f"{number:,} event is" if number == 1 else f"{number:,} events are"
