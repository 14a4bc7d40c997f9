"""Days as plain numbers, so that ranges of days can be compared and measured without a loop.

Day 0 is 1 January 1970. Engines send days as integers ``YYYYMMDD`` (years before 1677 would not survive the
nanoseconds that some of them use), with 0 where a bound is open or unknown.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FAR = 10**8
"""A day later than all others; ``-FAR`` is earlier than all others."""

NO_DAY = -(10**9)
"""Stands where there is no day because a bound is open or unknown."""

_EPOCH = dt.date(1970, 1, 1).toordinal()


def day_number(day: dt.date | None, otherwise: int = NO_DAY) -> int:
    """Give the number of a day; None becomes `otherwise`.

    Examples
    --------
    >>> day_number(dt.date(1970, 1, 2))
    1
    """
    return otherwise if day is None else day.toordinal() - _EPOCH


def day_text(number: int) -> str:
    """Write a day as ``YYYY-MM-DD``; no day, or one beyond all others, as an empty text.

    Examples
    --------
    >>> day_text(1), day_text(FAR)
    ('1970-01-02', '')
    """
    if abs(number) >= FAR:
        return ""
    return dt.date.fromordinal(number + _EPOCH).isoformat()


def day_numbers(digits: Numbers) -> Days:
    """Turn integers ``YYYYMMDD`` into day numbers, 0 into `NO_DAY`.

    Examples
    --------
    >>> day_numbers(np.array([19700102, 0])).tolist()
    [1, -1000000000]
    """
    known = digits > 0
    days = first_days(digits // 10000, digits // 100 % 100) + digits % 100 - 1
    return np.where(known, days, NO_DAY)


def first_days(year: Numbers, month: Numbers) -> Days:
    """Give the first days of months; a month after December belongs to the next year.

    Examples
    --------
    >>> first_days(np.array([1970, 1969]), np.array([2, 13])).tolist()
    [31, 0]
    """
    months = (year - 1970) * 12 + month - 1
    return months.astype("datetime64[M]").astype("datetime64[D]").astype("int64")


def months_of(days: Days) -> Numbers:
    """Count the months from year 0 to the month of each day: ``year * 12 + month - 1``.

    Examples
    --------
    >>> months_of(np.array([0])).tolist() == [1970 * 12]
    True
    """
    return days.astype("datetime64[D]").astype("datetime64[M]").astype("int64") + 1970 * 12
