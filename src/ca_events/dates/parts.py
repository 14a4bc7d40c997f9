"""One date of the Extended Date/Time Format: a day, a month, a year, and what is masked or doubted in it.

A date has up to three components, joined by hyphens. Any digit may be masked by ``X`` (`1985-XX-31` is the 31st of
some month), the second component may be a part of the year other than a month (`2001-21` is spring, `2001-33` the
first quarter), and each component may be qualified: `~` says approximate, `?` uncertain, `%` both. A qualifier to the
right of a component is about it and everything to its left, one to its left about it alone.

>>> part = read_part("?2004-06-~11")
>>> part.edtf, part.approximate, part.uncertain
('2004?-06-~11', True, True)
>>> len(days_of_part("1985-XX-31"))
7
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator, Sequence, Set
from datetime import date
from itertools import islice, product
from typing import Literal, NamedTuple, get_args

Precision = Literal[
    "day",
    "month",
    "season",
    "quarter",
    "quadrimester",
    "half",
    "year",
    "decade",
    "century",
    "millennium",
    "unknown",
]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)
"""From the finest to the coarsest."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

Days = tuple[tuple[int, int], ...]
"""Days as ranges of their ordinal numbers, in order, with other days between any two ranges."""

LAST_YEAR = 9999

_DAYS_OF_MONTH = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Code: first month, number of months. A part that runs beyond December ends in the next year.
_NORTH, _SOUTH = (3, 6, 9, 12), (9, 12, 3, 6)
PARTS_OF_YEAR: dict[int, tuple[int, int, Precision]] = {
    **{21 + place: (month, 3, "season") for place, month in enumerate(_NORTH)},
    **{25 + place: (month, 3, "season") for place, month in enumerate(_NORTH)},
    **{29 + place: (month, 3, "season") for place, month in enumerate(_SOUTH)},
    **{33 + place: (3 * place + 1, 3, "quarter") for place in range(4)},
    **{37 + place: (4 * place + 1, 4, "quadrimester") for place in range(3)},
    **{40 + place: (6 * place + 1, 6, "half") for place in range(2)},
}

_PART = re.compile(
    r"([?~%]?)([\dX]{4})([?~%]?)(?:-([?~%]?)([\dX]{2})([?~%]?)(?:-([?~%]?)([\dX]{2})([?~%]?)(T.*)?)?)?",
    re.ASCII,
)
# Kept as text and compiled when a time of day is first read: few dates have one. A shift of minus zero has no meaning.
_TIME = (
    r"(?a)T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
    r"(?:Z|(?!-00(?::00)?(?![:\d]))[+-](?:[01]\d|2[0-3])(?::[0-5]\d)?)?"
)
_TRAILING_MASK = "[^X]+X*(?:-X+)*"
_BY_FIRST_MASK: tuple[Precision, ...] = (
    "unknown", "millennium", "century", "decade", "year", "year", "month", "month",
)  # fmt: skip


class Part(NamedTuple):
    """One date: on its own, as an end of a span, or as an element of a set.

    `gaps` says that not every day from the first to the last is possible, as in `1985-XX-31`.
    """

    edtf: str
    first: date
    last: date
    precision: Precision
    approximate: bool
    uncertain: bool
    gaps: bool


def month_length(year: int, month: int) -> int:
    """Count the days of a month.

    Examples
    --------
    >>> month_length(1900, 2), month_length(2000, 2)
    (28, 29)
    """
    return 29 if month == 2 and isleap(year) else _DAYS_OF_MONTH[month]


def read_part(text: str) -> Part | None:
    """Read one date, or return ``None`` if it is none.

    Parameters
    ----------
    text
        A date without interval and set; a time of day may follow a plain day and is dropped.

    Returns
    -------
    Part or None
        Canonical text, first and last day, precision and qualifiers.

    Examples
    --------
    >>> read_part("2001-24").last
    datetime.date(2002, 2, 28)
    """
    found = _PART.fullmatch(text)
    if found is None:
        return None
    before_year, year, after_year, before_month, month, after_month, before_day, day, after_day, time = (
        found.groups()
    )
    marks = (before_year, after_year, before_month, after_month, before_day, after_day)
    if time and not re.fullmatch(_TIME, time):
        return None
    if not any(marks):
        # By far the most dates are not qualified.
        edtf, approximate, uncertain = text[:10] if time else text, False, False
    elif time:
        return None
    else:
        edtf, approximate, uncertain = _qualified((year, month, day), marks)
    if "X" in text:
        days = None if time else _masked(year, month, day)
    else:
        days = _plain(int(year), month, day)
    return None if days is None else Part(edtf, *days[:3], approximate, uncertain, days[3])


def days_of_part(text: str) -> Days:
    """List the possible days of a date that `read_part` reads, as ranges of ordinal numbers.

    Examples
    --------
    >>> days_of_part("2001-06-2X") == ((date(2001, 6, 20).toordinal(), date(2001, 6, 29).toordinal()),)
    True
    """
    found = _PART.fullmatch(text)
    assert found is not None
    return tuple(_joined(_ranges(*found.group(2, 5, 8))))


def joined(ranges: Sequence[tuple[int, int]]) -> Days:
    """Sort ranges of days and join those that touch.

    Examples
    --------
    >>> joined([(5, 6), (1, 2), (3, 3)])
    ((1, 3), (5, 6))
    """
    return tuple(_joined(iter(sorted(ranges))))


def _plain(year: int, month: str | None, day: str | None) -> tuple[date, date, Precision, bool] | None:
    """Give first day, last day and precision of a date without masks."""
    if year == 0:
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31), "year", False
    code = int(month)
    if code in PARTS_OF_YEAR:
        found = None if day else _part_of_year(year, code)
        return None if found is None else (*found, PARTS_OF_YEAR[code][2], False)
    if not 1 <= code <= 12:
        return None
    length = month_length(year, code)
    if day is None:
        return date(year, code, 1), date(year, code, length), "month", False
    if not 1 <= int(day) <= length:
        return None
    exact = date(year, code, int(day))
    return exact, exact, "day", False


def _part_of_year(year: int, code: int) -> tuple[date, date] | None:
    """Give the first and last day of a part of a year; one that ends after the year 9999 has none."""
    first, months, _ = PARTS_OF_YEAR[code]
    last = first + months - 1
    ending, last = (year, last) if last <= 12 else (year + 1, last - 12)
    if ending > LAST_YEAR:
        return None
    return date(year, first, 1), date(ending, last, month_length(ending, last))


# Masks ---------------------------------------------------------------------------------------------


def _masked(year: str, month: str | None, day: str | None) -> tuple[date, date, Precision, bool] | None:
    """Give first day, last day, precision and gaps of a date with masks."""
    text = year + (month or "") + (day or "")
    # What allows the year 0000 would allow a day that no calendar has; XXXX alone says "some year".
    if year != "XXXX" and int(year.replace("X", "0")) == 0:
        return None
    if year == "XXXX" and (month is None or set(text) == {"X"}):
        return None
    if month and int(month.replace("X", "0")) > 12 and not _is_part_of_every_year(year, month, day):
        return None
    # Masks at the very end are whole months, years or decades; others leave days out.
    trailing = re.fullmatch(_TRAILING_MASK, "-".join(digits for digits in (year, month, day) if digits))
    precision = _BY_FIRST_MASK[text.index("X")]
    if trailing and day in (None, "XX") and month in (None, "XX"):
        first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
        return date(first_year, 1, 1), date(last_year, 12, 31), precision, False
    first = next(_ranges(year, month, day), None)
    last = next(_ranges(year, month, day, backwards=True), None)
    if first is None or last is None:
        return None
    gaps = not trailing and len(list(islice(_joined(_ranges(year, month, day)), 2))) > 1
    return date.fromordinal(first[0]), date.fromordinal(last[1]), precision, gaps


def most_stretches(edtf: str) -> int:
    """Give a number of stretches of days that a date with masks does not exceed.

    Years, months and days that follow one another are one stretch: `1XXX-01-XX` has one a year, not one a day.

    Examples
    --------
    >>> most_stretches("1985-XX-31"), most_stretches("15XX-12-25"), most_stretches("15XX-12-XX")
    (7, 100, 100)
    """
    found = _PART.fullmatch(edtf)
    assert found is not None
    year, month, day = found.group(2, 5, 8)
    # Of whole years, those that differ in their last digits follow one another. No year has more than a leap year.
    whole = month in (None, "XX") and day in (None, "XX")
    in_a_year = 1 if whole else sum(1 for _ in _joined(_ranges("2000", month, day)))
    most: int = 10 ** (year.rstrip("X") if whole else year).count("X") * in_a_year
    return most


def _is_part_of_every_year(year: str, month: str, day: str | None) -> bool:
    """Say whether a second number above 12 is a part of all the years that are meant, and stands alone."""
    if "X" in month or day or int(month) not in PARTS_OF_YEAR:
        return False
    return _part_of_year(int(year.replace("X", "9")), int(month)) is not None


def _ranges(
    year: str, month: str | None, day: str | None, *, backwards: bool = False
) -> Iterator[tuple[int, int]]:
    """Go through the possible days, range by range, forwards or backwards; ranges may touch."""
    is_part = month is not None and int(month.replace("X", "0")) > 12
    step = -1 if backwards else 1
    months = [int(month or 0)] if is_part else _numbers(month or "XX", 12)[::step]
    days = None if day in (None, "XX") else _numbers(day or "", 31)[::step]
    whole_years = days is None and month in (None, "XX")
    if not months or (days is not None and not days):
        return
    for number in _years(year, backwards):
        if whole_years:
            yield date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal()
            continue
        for code in months:
            if code > 12:
                found = _part_of_year(number, code)
                if found is not None:
                    yield found[0].toordinal(), found[1].toordinal()
                continue
            begin, length = date(number, code, 1).toordinal() - 1, month_length(number, code)
            if days is None:
                yield begin + 1, begin + length
            else:
                yield from ((begin + one, begin + one) for one in days if one <= length)


def _numbers(digits: str, most: int) -> Sequence[int]:
    """List the months or days that two digits allow."""
    if digits == "XX":
        return range(1, most + 1)
    if "X" not in digits:
        return [int(digits)] if 1 <= int(digits) <= most else []
    one, ten = (1, 10 * int(digits[0])) if digits[1] == "X" else (10, int(digits[1]))
    return [number for number in range(ten, ten + 10 * one, one) if 1 <= number <= most]


def _years(digits: str, backwards: bool) -> Iterator[int]:
    """Go through the years that four digits allow."""
    if "X" not in digits:
        return iter((int(digits),))
    any_digit = "9876543210" if backwards else "0123456789"
    written = product(*(any_digit if digit == "X" else digit for digit in digits))
    return (year for year in map(int, map("".join, written)) if year > 0)


def _joined(ranges: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join ranges that touch; they come in order."""
    current = next(ranges, None)
    if current is None:
        return
    for first, last in ranges:
        if first <= current[1] + 1:
            current = (current[0], max(current[1], last))
        else:
            yield current
            current = (first, last)
    yield current


# Qualifiers ----------------------------------------------------------------------------------------


def _qualified(
    components: tuple[str, str | None, str | None], marks: tuple[str | None, ...]
) -> tuple[str, bool, bool]:
    """Give the canonical text, and whether any component is approximate, or uncertain.

    The standard prefers one mark for the whole date, then one for a group from the left, then single ones
    (ISO 8601-2:2019, 8.2.4).
    """
    stated = [component for component in components if component is not None]
    found = []
    for place in range(len(stated)):
        about = [marks[2 * place], *marks[2 * place + 1 :: 2]]
        found.append(symbol({mark for mark in about if mark}))
    run = next((place for place, mark in enumerate(found) if mark != found[0]), len(found))
    texts = []
    for place, (component, mark) in enumerate(zip(stated, found, strict=True)):
        if place < run:
            texts.append(component + (mark if place == run - 1 else ""))
        else:
            texts.append(mark + component)
    return (
        "-".join(texts),
        any(mark in ("~", "%") for mark in found),
        any(mark in ("?", "%") for mark in found),
    )


def symbol(marks: Set[str]) -> str:
    """Combine marks: approximate and uncertain together are written %.

    Examples
    --------
    >>> symbol({"~"}), symbol({"~", "?"}), symbol(set())
    ('~', '%', '')
    """
    return "%" if len(marks) > 1 else "".join(marks)
