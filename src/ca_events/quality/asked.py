"""Events as the tables of quality read them: as rows, with the decade in which each began at the earliest."""

from __future__ import annotations

import pandas as pd

from ca_events.collection import Events
from ca_events.errors import CaEventsError
from ca_events.review.rows import Rows
from ca_events.study import Study

DECADE = 10
UNDATED = "no year"


def study_of(events: Events) -> Study:
    """Give the study of events, which they must have."""
    if events.study is None:
        raise CaEventsError("quality is measured against a study; read the events with theirs.")
    return events.study


def rows_of(events: Events) -> Rows:
    """Give events as rows; they must have a study."""
    study = study_of(events)
    return Rows(events.to_pandas().reset_index(drop=True), study)


def years(rows: Rows) -> list[str]:
    """Give the year of the first possible day of each event; one that is open or unknown at its beginning has none."""
    return [UNDATED if pd.isna(day) else f"{day.year:04d}" for day in rows.frame["earliest"]]


def decades(rows: Rows) -> list[str]:
    """Give the decade of the first possible day of each event."""
    return [year if year == UNDATED else f"{int(year) // DECADE * DECADE:04d}s" for year in years(rows)]
