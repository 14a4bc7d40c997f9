"""Read the Extended Date/Time Format (EDTF, ISO 8601-2:2019), strictly.

EDTF is the notation in which libraries and archives write dates that are known in part. This module reads its
level 0 (`2001-06-15`, `2001-06`, `2001`, `2001/2005`) and level 1 (`2001~`, `2001-21`, `200X`, `2001-XX`,
`2001/..`) whole, and of level 2 the window `[2001..2005]`. It works out which days a text allows, and it
reads a text or refuses it: there is no leniency, no clock, no locale. `read` answers ``None`` for what it
refuses; `ca_events.dates.refusals` then finds the words that say why.

What the standard leaves open is decided here:

- Years run from 0001 to 9999. A text that allows a day outside them (`00XX`, the winter `9999-24`) is
  refused.
- The seasons 21 to 24 are March to May, June to August, September to November, and December to February of
  the next year, as in the northern half of the world.
- A time of day is checked and dropped: the day stays as it is written, whatever its time zone. The ends of an
  interval have no time of day (the Library of Congress says so for level 0).
- An interval is reversed, and refused, if no choice of its days puts the start before or on the end.
  `2004/2004` and `2004-06/2004` are fine.
- An interval or window without any date (`../..`) is refused: it says nothing, and nothing known is `XXXX`.

>>> read("2001-24").latest
datetime.date(2002, 2, 28)
>>> read("2001-06-15T10:00:00Z").edtf
'2001-06-15'
>>> print(read("2013-02-30"))
None
"""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["date", "window", "span"]
State = Literal["known", "open", "unknown"]
Precision = Literal["day", "month", "season", "year", "decade", "century", "unknown"]

LONGEST = 1000
NOTHING_KNOWN = "XXXX"
PRECISIONS: tuple[Precision, ...] = ("day", "month", "season", "year", "decade", "century", "unknown")

_DAYS_OF_MONTH = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIRST_MONTH_OF_SEASON = {21: 3, 22: 6, 23: 9, 24: 12}
_UNSTATED: dict[str, State] = {"": "unknown", "..": "open"}

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE = re.compile(
    r"""(\d{4} | \d{3}X | \d\dXX)
        (?: - (\d\d|XX)
            (?: - (\d\d (T (?:[01]\d|2[0-3]) : [0-5]\d : (?:[0-5]\d|60)
                           (?: Z | [+-] (?:[01]\d|2[0-3]) (?: : [0-5]\d )? )? )?
                  | XX) )? )?
        ([~?%])?""",
    re.ASCII | re.VERBOSE,
)


class Reading(NamedTuple):
    """What a text says, in the words of `EventDate`, whose attributes have the same names."""

    edtf: str
    kind: Kind
    earliest: date | None
    latest: date | None
    latest_start: date | None
    earliest_end: date | None
    start_state: State
    end_state: State
    precision: Precision
    approximate: bool
    uncertain: bool


class Part(NamedTuple):
    """One date: on its own, or as an end of a span or window."""

    edtf: str
    first: date
    last: date
    precision: Precision
    qualifier: str


def read(text: str) -> Reading | None:
    """Read a text, or return ``None`` if it is no EDTF that the library supports.

    Parameters
    ----------
    text
        The text, without blanks around it.

    Returns
    -------
    Reading or None
        Canonical text, kind, bounds, states, precision and qualifiers.

    Examples
    --------
    >>> read("2005/..").end_state
    'open'
    """
    if _DAY.fullmatch(text):
        return _read_day(text)
    if len(text) > LONGEST:
        return None
    if text == NOTHING_KNOWN:
        nothing: State = "unknown"
        return Reading(text, "date", None, None, None, None, nothing, nothing, "unknown", False, False)
    if text.startswith("["):
        return _read_window(text)
    if "/" in text:
        return _read_span(text)
    part = read_part(text)
    if part is None:
        return None
    edtf, first, last, precision, qualifier = part
    approximate, uncertain = qualifier in ("~", "%"), qualifier in ("?", "%")
    return Reading(
        edtf, "date", first, last, last, first, "known", "known", precision, approximate, uncertain
    )


def read_part(text: str) -> Part | None:
    """Read one date, without interval or window, or return ``None``."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, time, qualifier = found.groups()
    if time and qualifier:
        return None
    days = _days(year, month, day and day[:2])
    if days is None:
        return None
    return Part(text[:10] if time else text, *days, qualifier or "")


def month_length(year: int, month: int) -> int:
    """Count the days of a month.

    Examples
    --------
    >>> month_length(1900, 2), month_length(2000, 2)
    (28, 29)
    """
    return 29 if month == 2 and isleap(year) else _DAYS_OF_MONTH[month]


def _read_day(text: str) -> Reading | None:
    """Read `YYYY-MM-DD`, by far the most frequent form, on a short road."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Reading(text, "date", day, day, day, day, "known", "known", "day", False, False)


def _days(year: str, month: str | None, day: str | None) -> tuple[date, date, Precision] | None:
    """Give the first and the last day that the digits allow, and the precision."""
    if "X" in year:
        return None if month else _masked_year(year)
    number = int(year)
    if number == 0:
        return None
    if month is None or month == "XX":
        # `2004-XX-05` masks digits inside a date, which is level 2.
        return (date(number, 1, 1), date(number, 12, 31), "year") if day in (None, "XX") else None
    code = int(month)
    if code in _FIRST_MONTH_OF_SEASON:
        return _season(number, code) if day is None else None
    if not 1 <= code <= 12:
        return None
    length = month_length(number, code)
    if day is None or day == "XX":
        return date(number, code, 1), date(number, code, length), "month"
    if not 1 <= int(day) <= length:
        return None
    exact = date(number, code, int(day))
    return exact, exact, "day"


def _masked_year(year: str) -> tuple[date, date, Precision] | None:
    """Give the days of a decade (`199X`) or century (`19XX`)."""
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first == 0:
        return None
    return date(first, 1, 1), date(last, 12, 31), "century" if year.endswith("XX") else "decade"


def _season(year: int, code: int) -> tuple[date, date, Precision] | None:
    """Give the days of a season; the winter of a year ends in the next one."""
    first = _FIRST_MONTH_OF_SEASON[code]
    ending, last = (year + 1, 2) if code == 24 else (year, first + 2)
    if ending > 9999:
        return None
    return date(year, first, 1), date(ending, last, month_length(ending, last)), "season"


def _read_window(text: str) -> Reading | None:
    """Read `[a..b]`, `[..b]` or `[a..]`: one event on one unknown day."""
    left, dots, right = text[1:-1].partition("..")
    if not dots or not text.endswith("]"):
        return None
    ends = _read_ends(left, right, {"": "unknown"})
    if ends is None:
        return None
    start, end, start_state, end_state = ends
    first, last = start and start.first, end and end.last
    edtf = f"[{start.edtf if start else ''}..{end.edtf if end else ''}]"
    return Reading(edtf, "window", first, last, last, first, start_state, end_state, *_together(start, end))


def _read_span(text: str) -> Reading | None:
    """Read `a/b` and its open and unknown ends: something that went on."""
    left, _, right = text.partition("/")
    ends = _read_ends(left, right, _UNSTATED)
    if ends is None:
        return None
    start, end, start_state, end_state = ends
    earliest, latest = start and start.first, end and end.last
    # The start is not after the end: a known end also limits the start, and a known start the end.
    latest_start = latest if start is None else min(start.last, latest or start.last)
    earliest_end = earliest if end is None else max(end.first, earliest or end.first)
    edtf = f"{start.edtf if start else left}/{end.edtf if end else right}"
    return Reading(
        edtf,
        "span",
        earliest,
        latest,
        None if start_state == "open" else latest_start,
        None if end_state == "open" else earliest_end,
        start_state,
        end_state,
        *_together(start, end),
    )


def _read_ends(
    left: str, right: str, unstated: dict[str, State]
) -> tuple[Part | None, Part | None, State, State] | None:
    """Read both ends; ``None`` if one cannot be read, if there is none, or if they are reversed."""
    start_state, end_state = unstated.get(left, "known"), unstated.get(right, "known")
    if "T" in left or "T" in right:
        return None
    start = read_part(left) if start_state == "known" else None
    end = read_part(right) if end_state == "known" else None
    if (start is None and start_state == "known") or (end is None and end_state == "known"):
        return None
    if start is None and end is None:
        return None
    if start is not None and end is not None and start.first > end.last:
        return None
    return start, end, start_state, end_state


def _together(start: Part | None, end: Part | None) -> tuple[Precision, bool, bool]:
    """Give the coarser precision of the stated ends, and whether any of them is approximate or uncertain."""
    parts = [part for part in (start, end) if part is not None]
    precision = max((part.precision for part in parts), key=PRECISIONS.index)
    qualifiers = {part.qualifier for part in parts}
    return precision, bool(qualifiers & {"~", "%"}), bool(qualifiers & {"?", "%"})
