"""Write days, timestamps and pandas periods as EDTF text, the one way in which a date enters the library.

A `datetime` or pandas Timestamp is reduced to its day, as it is written in its own time zone. A pandas Period
is the window of its days, written in the shortest way: a year, a month, a day, `2013-34` for the second quarter,
or `[2012-07..2013-06]` for a year that begins in July. pandas is looked up only if it is loaded already, since no
Period can exist without it.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from ca_events.dates.parts import month_length
from ca_events.errors import DateError

if TYPE_CHECKING:
    import pandas as pd


def spell(value: object) -> str:
    """Give the EDTF text of a value that stands for a date.

    Parameters
    ----------
    value
        EDTF text (returned as it is), ``datetime.date``, ``datetime.datetime``, pandas Timestamp or Period.

    Returns
    -------
    str
        The text, not yet checked.

    Raises
    ------
    DateError
        If the value is a missing time such as ``pandas.NaT``.
    TypeError
        If the value is of any other type.

    Examples
    --------
    >>> from datetime import date
    >>> spell(date(2001, 6, 15))
    '2001-06-15'
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        # pandas.NaT counts as a datetime, but its year is a float that is not a number.
        if not isinstance(value.year, int):
            raise DateError("NaT is no date. An event of which no date is known is written XXXX.")
        return _day(value)
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, pandas.Period):
        return _period(value)
    if isinstance(value, int) and not isinstance(value, bool):
        raise TypeError(f"{value!r} is a number; write a year as text, {str(value)!r}.")
    raise TypeError(
        f"{value!r} ({type(value).__name__}) is no date; give EDTF text such as '2001-06', an EventDate, "
        "a datetime.date or a pandas Timestamp or Period."
    )


def _period(period: pd.Period) -> str:
    """Write the days of a Period."""
    # start_time and end_time would leave the years that pandas 2 holds in nanoseconds.
    first, last = period.asfreq("D", how="start"), period.asfreq("D", how="end")
    try:
        start, end = date(first.year, first.month, first.day), date(last.year, last.month, last.day)
    except ValueError as error:
        raise DateError(
            f"the period {period} has days outside the years 0001 to 9999, which are not supported."
        ) from error
    if start == end:
        return _day(start)
    if start.day != 1 or end.day != month_length(end.year, end.month):
        return f"[{_day(start)}..{_day(end)}]"
    if (start.year, start.month) == (end.year, end.month):
        return _day(start)[:7]
    if start.year == end.year and (start.month, end.month) == (1, 12):
        return _day(start)[:4]
    if start.year == end.year and start.month % 3 == 1 and end.month == start.month + 2:
        return f"{_day(start)[:4]}-{33 + start.month // 3}"
    return f"[{_day(start)[:7]}..{_day(end)[:7]}]"


def _day(day: date) -> str:
    """Write a day, or the day of a point in time."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
