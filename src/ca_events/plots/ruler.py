"""The time axis of a timeline: its limits, its ticks and the bands of its periods.

The axis is a ruler with the years written in its middle. Bands of periods are tints between the marks, where
positions are true dates; they do not run under the labels, which may stand a little away from their dates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import attrs

from ca_events.plots.datewords import DASH, MONTHS, Bounds
from ca_events.plots.labels import pack_tracks
from ca_events.plots.lettering import text_width
from ca_events.plots.marks import DAYS_FROM_1970, Mark, day_number

YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
DAY_STEPS = (1, 2, 7, 14, 28, 56)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 48)
MANY_DAYS = 3.5 * 365
YEAR = 365.2425
SOME_DAYS = 70.0
# The calendar of Python and matplotlib: 0001-01-01 to 9999-12-31.
FIRST_DAY = float(date.min.toordinal() - DAYS_FROM_1970)
LAST_DAY = float(date.max.toordinal() - DAYS_FROM_1970)


@attrs.frozen
class Tick:
    """A day on the axis with its words; without words it is a short minor tick."""

    day: float
    words: str


@attrs.frozen(kw_only=True)
class Band:
    """A period on the axis: the days it certainly covers, and where it may begin and end.

    `years` are those of the calendar in which it begins and ends.
    """

    label: str
    first: float
    last: float
    sure: tuple[float, float]
    years: tuple[int, int]


def axis_limits(marks: Iterable[Mark]) -> tuple[float, float]:
    """Choose first and last day: whole years over many years, else a little room on both sides."""
    days = days_of(marks)
    if not days:
        return 0.0, 365.0
    first, last = min(days), max(days)
    if last - first >= MANY_DAYS:
        start = _new_year(_date(first).year)
        end = _new_year(min(_date(last).year + 1, date.max.year))
        return start, max(end, last)
    room = max(1.0, 0.04 * (last - first))
    return max(FIRST_DAY, first - room), min(LAST_DAY, last + room)


def limits_since(marks: Iterable[Mark]) -> tuple[float, float]:
    """Choose the ends of an axis that counts years since day 0: whole years, day 0 among them."""
    days = [0.0, *days_of(marks)]
    first, last = math.floor(min(days) / YEAR), math.ceil(max(days) / YEAR)
    return first * YEAR, max(last, first + 1) * YEAR


def days_of(marks: Iterable[Mark]) -> list[float]:
    """List the days that marks name."""
    return [
        day
        for mark in marks
        for day in (mark.first, mark.last, mark.anchor, *(mark.sure or ()))
        if day is not None
    ]


def in_calendar(days: tuple[float, float]) -> bool:
    """Say whether all days have a date; matplotlib refuses to name others."""
    return FIRST_DAY <= min(days) and max(days) <= LAST_DAY


def ticks(limits: tuple[float, float], length: float, room: float) -> list[Tick]:
    """Choose ticks so that words are at least `room` points apart on an axis of a length in points.

    Parameters
    ----------
    limits
        First and last day.
    length
        Length of the axis in points.
    room
        Least distance of two words.

    Returns
    -------
    list of Tick
        In order; those between have no words.
    """
    first, last = limits
    scale = (last - first) / length
    if last - first >= MANY_DAYS:
        return _year_ticks(first, last, scale, room)
    if last - first >= SOME_DAYS:
        return _month_ticks(first, last, scale, room)
    step = next((step for step in DAY_STEPS if step / scale >= room), DAY_STEPS[-1])
    start = _date(first).toordinal() - DAYS_FROM_1970
    # The first day of the calendar has no day before it and may be a tick itself.
    begin = 0 if first == FIRST_DAY else 1
    numbers = [start + number for number in range(begin, int(last - first) + 2, step)]
    numbers = [number for number in numbers if number <= last]
    named = [(number, _date(number)) for number in numbers]
    return [Tick(float(number), f"{day.day} {MONTHS[day.month - 1]} {day.year}") for number, day in named]


def ticks_since(limits: tuple[float, float], length: float, room: float) -> list[Tick]:
    """Choose ticks that count years before and after day 0, with words at least `room` points apart.

    A year is one of 365.2425 days, as the Gregorian calendar has on the average: the years of several beginnings share
    one axis, and no day of the calendar is an anniversary of all.

    Examples
    --------
    >>> [tick.words for tick in ticks_since((-800.0, 800.0), 300.0, 10.0) if tick.words]
    ['\N{MINUS SIGN}2', '\N{MINUS SIGN}1', '0', '+1', '+2']
    """
    first, last = limits
    scale = (last - first) / length
    fine = next((step for step in YEAR_STEPS if step * YEAR / scale >= 2.5), 1000)
    coarse = next((step for step in YEAR_STEPS if step * YEAR / scale >= room and step % fine == 0), 1000)
    years = range(math.ceil(first / YEAR), math.floor(last / YEAR) + 1)
    return [
        Tick(year * YEAR, _years_words(year) if year % coarse == 0 else "")
        for year in years
        if year % fine == 0
    ]


def _years_words(years: int) -> str:
    """Write a number of years with its sign."""
    return f"\N{MINUS SIGN}{-years}" if years < 0 else f"+{years}" if years else "0"


def _year_ticks(first: float, last: float, scale: float, room: float) -> list[Tick]:
    """Make a tick a year (fewer over centuries), with words as often as they fit."""
    fine = next((step for step in YEAR_STEPS if step * 365 / scale >= 2.5), 1000)
    coarse = next((step for step in YEAR_STEPS if step * 365 / scale >= room and step % fine == 0), 1000)
    years = range(_date(first).year, _date(last).year + 1)
    return [
        Tick(_new_year(year), str(year) if year % coarse == 0 else "")
        for year in years
        if year % fine == 0 and first <= _new_year(year) <= last
    ]


def _month_ticks(first: float, last: float, scale: float, room: float) -> list[Tick]:
    """Make a tick a month, with words as often as they fit."""
    step = next((step for step in MONTH_STEPS if step * 30 / scale >= room), MONTH_STEPS[-1])
    made = []
    day = _date(first).replace(day=1)
    while (number := float(day.toordinal() - DAYS_FROM_1970)) <= last:
        if number >= first:
            words = (
                f"{MONTHS[day.month - 1]} {day.year}" if (12 * day.year + day.month - 1) % step == 0 else ""
            )
            made.append(Tick(number, words))
        if (day.year, day.month) == (date.max.year, date.max.month):
            break
        day = (day + timedelta(days=31)).replace(day=1)
    return made


def bands_of(periods: Iterable[tuple[str, Bounds]], limits: tuple[float, float]) -> list[Band]:
    """Cut periods to the axis; a period without an end runs to its edge, one off the axis is left out."""
    low, high = limits
    bands = []
    for label, bounds in periods:
        first, last = (day_number(day) for day in (bounds.earliest, bounds.latest))
        begun, ended = (day_number(day) for day in (bounds.latest_start, bounds.earliest_end))
        first = low if first is None else max(low, first)
        last = high if last is None else min(high, last)
        sure = (
            max(low, begun if begun is not None else first),
            min(high, ended if ended is not None else last),
        )
        day = first == last and bounds.earliest == bounds.latest
        if first < last or day:
            years = (_date(first).year, _date(last).year)
            bands.append(Band(label=label, first=first, last=last, sure=sure, years=years))
    return sorted(bands, key=lambda band: (band.first, band.last, band.label))


def band_tracks(bands: Sequence[Band]) -> list[int]:
    """Lay bands that overlap beside one another; neighbours that only touch share a track."""
    return pack_tracks([(min(band.first + 1, band.last), band.last) for band in bands])


def band_words(band: Band, scale: float, size: float) -> str:
    """Return the label of a band if it fits along it, else ``""`` (it is then named below the figure)."""
    fits = text_width(band.label, size) + 2 <= (band.last - band.first) / scale
    return band.label if fits else ""


def band_note(bands: Sequence[Band]) -> str:
    """Name the bands that are too short for their labels."""
    named = [f"{band.label} ({DASH.join(str(year) for year in dict.fromkeys(band.years))})" for band in bands]
    return f"Short periods without a name in the figure: {', '.join(named)}." if named else ""


def _date(number: float) -> date:
    """Turn a day number into a date, kept within the calendar."""
    return date.fromordinal(min(max(1, int(number // 1) + DAYS_FROM_1970), date.max.toordinal()))


def _new_year(year: int) -> float:
    """Give the number of the first day of a year."""
    return float(date(year, 1, 1).toordinal() - DAYS_FROM_1970)
