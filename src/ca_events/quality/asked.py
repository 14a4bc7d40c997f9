"""Events as the tables of quality read them."""

from __future__ import annotations

from ca_events.collection import Events
from ca_events.errors import CaEventsError
from ca_events.review.rows import Rows

DECADE = 10
UNDATED = "no year"


def rows_of(events: Events) -> Rows:
    """Give events as rows; they must have a study."""
    if events.study is None:
        raise CaEventsError("quality is measured against a study; read the events with theirs.")
    return Rows(events.to_pandas().reset_index(drop=True), events.study)


def years(rows: Rows, *, step: int = 1) -> list[str]:
    """Give the year in which each event began at the earliest, or the first year of its decade.

    An event whose beginning is open or unknown has no year.
    """
    found = []
    for day in rows.frame["earliest"]:
        # NaT is not equal to itself; a day is a datetime or a date.
        found.append(UNDATED if day is None or day != day else f"{day.year // step * step}")
    return found
