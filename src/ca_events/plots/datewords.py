"""A date in as few words as a label has room for, saying no more than is known.

``2013-09`` becomes "Sep 2013" and never "1 Sep 2013"; a window of which one unknown day counts becomes "between
2005 and 2012", a course of events "2005 - 2012" with a dash. The words are made from the bounds alone, so that the
label says what the mark beside it shows. English month names, whatever the settings of the computer.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import attrs

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DASH = "\N{EN DASH}"
UNDATED = "undated"


@attrs.frozen(kw_only=True)
class Bounds:
    """What is known of a date: one row of the date columns, with None where a bound is missing."""

    earliest: date | None
    latest: date | None
    latest_start: date | None
    earliest_end: date | None
    kind: str = "date"
    start_state: str = "known"
    end_state: str = "known"
    approximate: bool = False
    uncertain: bool = False

    @property
    def undated(self) -> bool:
        """Whether nothing at all is known."""
        return not any((self.earliest, self.latest, self.latest_start, self.earliest_end))


def date_words(bounds: Bounds) -> str:
    """Say a date in a short human form.

    Parameters
    ----------
    bounds
        What is known.

    Returns
    -------
    str
        Such as ``15 Jun 2001``, ``Sep 2013``, ``c. 1994``, ``2005?``, ``between 2005 and 2012``, ``since 2013``.

    Examples
    --------
    >>> whole = Bounds(
    ...     earliest=date(2013, 9, 1),
    ...     latest=date(2013, 9, 30),
    ...     latest_start=date(2013, 9, 30),
    ...     earliest_end=date(2013, 9, 1),
    ... )
    >>> date_words(whole)
    'Sep 2013'
    >>> date_words(attrs.evolve(whole, approximate=True, uncertain=True))
    'c. Sep 2013?'
    """
    if bounds.undated:
        return UNDATED
    words = _span_words(bounds) if bounds.kind == "span" else _single_words(bounds)
    return f"{'c. ' if bounds.approximate else ''}{words}{'?' if bounds.uncertain else ''}"


def _single_words(bounds: Bounds) -> str:
    """Say one event on a day that may be unknown."""
    if bounds.earliest is None or bounds.latest is None:
        if bounds.latest is not None:
            return f"by {period_words(bounds.latest, bounds.latest, closing=True)}"
        start = bounds.earliest or bounds.earliest_end
        return f"{period_words(start, start, opening=True)} or later" if start else UNDATED
    if bounds.kind == "date" or bounds.earliest == bounds.latest:
        named = _named(bounds.earliest, bounds.latest)
        if named:
            return named
    # Days that are no whole unit are one unknown day among them (the 31st of some month), and no course of events.
    return _window_words(bounds.earliest, bounds.latest)


def _window_words(first: date, last: date) -> str:
    """Say one unknown day between two: whole years or months if both ends are just that, else days.

    Examples
    --------
    >>> _window_words(date(2003, 1, 1), date(2004, 12, 31)), _window_words(date(2004, 1, 1), date(2004, 6, 30))
    ('between 2003 and 2004', 'between Jan and Jun 2004')
    >>> _window_words(date(1994, 4, 18), date(1994, 4, 30))
    'between 18 and 30 Apr 1994'
    """
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        start, end = str(first.year), str(last.year)
    elif first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        start, end = (f"{MONTHS[day.month - 1]} {day.year}" for day in (first, last))
    else:
        start, end = _day(first), _day(last)
    if start == end:
        return start
    # What both ends have in common, " Apr 1994" or " 2004", is said once.
    common = f" {MONTHS[last.month - 1]} {last.year}" if start.count(" ") > 1 else ""
    for shared in (common, f" {last.year}"):
        if shared and start.endswith(shared):
            start = start.removesuffix(shared)
            break
    return f"{start} or {end}" if (last - first).days == 1 else f"between {start} and {end}"


def _span_words(bounds: Bounds) -> str:
    """Say what went on from a start to an end."""
    start = _edge(bounds.earliest, bounds.latest_start)
    end = _edge(bounds.earliest_end, bounds.latest)
    if bounds.end_state == "open":
        return f"since {start}" if start else "always"
    if bounds.start_state == "open":
        return f"until {end}"
    if bounds.end_state == "unknown" or bounds.start_state == "unknown":
        return f"{start if bounds.start_state == 'known' else '?'}{DASH}{end if bounds.end_state == 'known' else '?'}"
    first, last = bounds.earliest, bounds.latest
    if first and last and first == bounds.latest_start and last == bounds.earliest_end:
        return _days(first, last)
    return _joined(start, end)


def _edge(first: date | None, last: date | None) -> str:
    """Say one end of a course of events from its two bounds."""
    if first is None and last is None:
        return ""
    if first is None or last is None:
        return period_words(first or last, first or last)
    # Days that are no whole month or year are one unknown day among them, and not themselves a course of events.
    return _named(first, last) or _window_words(first, last)


def _joined(start: str, end: str) -> str:
    """Join two ends; a year that both have is said once."""
    if start == end:
        return start
    if " " not in start and " " not in end:
        return f"{start}{DASH}{end}"
    if start[-5:] == end[-5:] and start[-5:-4] == " " and DASH not in start + end:
        return f"{start[:-5]} {DASH} {end}"
    return f"{start} {DASH} {end}"


def _days(first: date, last: date) -> str:
    """Say a course of days: ``3-7 Jun 2001``, ``28 May - 3 Jun 2001``."""
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{_day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} {DASH} {_day(last)}"
    return f"{_day(first)} {DASH} {_day(last)}"


def period_words(
    first: date | None, last: date | None, *, opening: bool = False, closing: bool = False
) -> str:
    """Say the days from first to last as a day, month, year, decade or century if they are just that.

    With `opening`, a day that begins a year or month is said as that year or month ("2005 or later"); with
    `closing`, one that ends it ("by 2012").

    Examples
    --------
    >>> period_words(date(1990, 1, 1), date(1999, 12, 31))
    '1990s'
    >>> period_words(date(2012, 12, 31), date(2012, 12, 31), closing=True)
    '2012'
    """
    if first is None or last is None:
        return ""
    if first == last and (opening or closing):
        step = timedelta(days=1)
        if (opening and (first.month, first.day) == (1, 1)) or (
            closing and (first.month, first.day) == (12, 31)
        ):
            return str(first.year)
        if (opening and first.day == 1) or (closing and first != date.max and (first + step).day == 1):
            return f"{MONTHS[first.month - 1]} {first.year}"
    return _named(first, last) or _days(first, last)


def _named(first: date, last: date) -> str:
    """Name a whole day, month, run of months, year, run of years, decade or century; else ``""``."""
    if first == last:
        return _day(first)
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return ""
    if (first.month, last.month) == (1, 12):
        return _years(first.year, last.year)
    start, end = MONTHS[first.month - 1], f"{MONTHS[last.month - 1]} {last.year}"
    if first.year != last.year:
        return f"{start} {first.year} {DASH} {end}"
    return end if first.month == last.month else f"{start}{DASH}{end}"


def _years(first: int, last: int) -> str:
    """Name whole years."""
    if first == last:
        return str(first)
    if first % 10 == 0 and last == first + 9:
        return f"{first}s"
    if (first % 100, last) in ((1, first + 99), (0, first + 99)):
        return f"{first // 100 + 1}th c." if first // 100 + 1 < 21 else f"{first // 100 + 1}st c."
    return f"{first}{DASH}{last}"


def _day(day: date) -> str:
    """Name a day."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
