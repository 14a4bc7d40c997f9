"""Dates with gaps: the few texts for which first and last day do not say all.

`[2010,2012]` is not 2011, and `1985-XX-31` none of the days between. The bound columns of a frame hold the first and
the last day of such a date; what lies between is looked up here, once per collection, and by text: a table of a million
events has only a few texts of this kind, and most tables have none.
"""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw

from ca_events.dates import EventDate
from ca_events.engines import ColumnTypes, as_text, collect, distinct
from ca_events.errors import DateError

# Elements of a set, and masked digits that are followed by stated ones; some of these dates have no gap after all.
SUSPECT = r",|X[?~%]?-?[?~%]?[0-9]"


def dates_with_gaps(frame: Any) -> tuple[EventDate, ...]:
    """List the different dates of a frame that have gaps, in the order of their texts; runs one small query.

    Parameters
    ----------
    frame
        Native frame of any engine with the columns ``date``, ``earliest`` and ``latest``.

    Returns
    -------
    tuple of EventDate
        Their `text` is what stands in the frame, which need not be canonical. Texts that are no date are left out;
        `Events.problems` finds them.

    Examples
    --------
    >>> import pandas as pd
    >>> from ca_events.dates import columns
    >>> texts = pd.Series(["2010", "[2010,2012]", "2010-06-XX"], name="date")
    >>> dates_with_gaps(columns(texts).assign(date=texts))
    (EventDate.parse('[2010,2012]'),)
    """
    lazy = nw.from_native(frame).lazy()
    text = as_text("date", ColumnTypes(lazy)["date"])
    uncertain = (
        (nw.col("earliest") != nw.col("latest")) | nw.col("earliest").is_null() | nw.col("latest").is_null()
    )
    # Different texts first: a pattern costs more than finding out that a text has been seen.
    different = distinct(lazy.filter(uncertain).select(text), "date")
    texts = different.filter(nw.col("date").str.contains(SUSPECT))
    found = []
    for text in sorted(collect(texts)["date"].to_list()):
        try:
            date = EventDate.parse(text)
        except DateError:
            continue
        if date.gaps:
            found.append(date)
    return tuple(found)
