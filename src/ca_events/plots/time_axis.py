"""A time axis that somebody else has drawn: whether it counts days or years, and where on it a day is.

Yearly figures are often drawn over plain numbers (1991, 1992, ...), daily ones over dates. On an axis of numbers the
number 2013 may mean the first day of that year, or the year as a whole, drawn at its middle; nothing in the figure says
which, so the author does.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import attrs
from matplotlib.dates import date2num
from matplotlib.units import ConversionInterface

from ca_events.plots.choices import FigureError
from ca_events.plots.marks import DAYS_FROM_1970

if TYPE_CHECKING:
    from matplotlib.axes import Axes

YEARS = (1, 9999)
YEAR_AT = ("start", "middle")


@attrs.frozen(kw_only=True)
class TimeAxis:
    """The limits of an axis in its own unit, and what turns a day (counted from 1970) into that unit."""

    limits: tuple[float, float]
    place: Callable[[float], float]


def time_axis(ax: Axes, *, year_at: str = "start") -> TimeAxis:
    """Recognise the time axis of axes.

    Parameters
    ----------
    ax
        Axes whose x axis counts dates, or years as plain numbers.
    year_at
        On an axis of numbers: what the number of a year means, its first day (``start``) or the whole year, drawn at
        its middle (``middle``).

    Returns
    -------
    TimeAxis
        Its limits, and where a day is on it.

    Raises
    ------
    FigureError
        When it is no such axis.
    """
    low, high = (float(end) for end in ax.get_xlim())
    if not low < high or ax.get_xscale() != "linear":
        raise FigureError("annotate needs a linear time axis that runs from left to right.")
    converter = ax.xaxis.get_converter()
    name = type(converter).__name__
    if getattr(ax, "freq", None) is not None or name == "PeriodConverter":
        raise FigureError(
            "pandas has drawn this axis in periods, which are neither days nor years; draw it with "
            "plot(x_compat=True), or with ax.plot(series.index.to_timestamp(), series)."
        )
    if converter is not None and "Date" in name:
        epoch = float(date2num(date(1970, 1, 1)))  # type: ignore[no-untyped-call]
        return TimeAxis(limits=(low, high), place=lambda day: day + epoch)
    plain = converter is None or not isinstance(converter, ConversionInterface) or name == "DecimalConverter"
    if not plain or not (YEARS[0] <= low and high <= YEARS[1]):
        raise FigureError(
            f"the x axis runs from {low:g} to {high:g}, and these are neither dates nor years; draw the data over "
            "dates or over years such as 2013, then annotate."
        )
    back = 0.5 if year_at == "middle" else 0.0
    return TimeAxis(limits=(low, high), place=lambda day: year_number(day) - back)


def year_number(day: float) -> float:
    """Give the year of a day as a number, with the part of the year that has passed.

    Examples
    --------
    >>> year_number(0.0), year_number(364.0) < 1971
    (1970.0, True)
    """
    found = date.fromordinal(int(day // 1) + DAYS_FROM_1970)
    first = date(found.year, 1, 1).toordinal() - DAYS_FROM_1970
    return found.year + (day - first) / (366 if calendar.isleap(found.year) else 365)
