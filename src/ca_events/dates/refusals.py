"""Say why a text is no date, where it goes wrong, and what was probably meant.

The reader is strict, so people will meet these messages; they are written to be mended from. Three things are
told apart. Damage done by a spreadsheet (`Sep-13`, `37412`, `6/15/2001`) is named as such, and no date is
suggested unless only one day can be meant: the cell must be typed again from the source. A habit with one
plain meaning (`1990s`, `c. 2013`, `2005-2012`) gets the EDTF that says it. Everything else is taken apart
until the first wrong place is found.

A suggestion is always read before it is made, so that no message advises a text that would be refused in
turn.

>>> print(date_error("2013-02-30"))
'2013-02-30' is no EDTF date: February 2013 has 28 days (at character 9).
Accepted: 2013, 2013-09, 2013-09-15, 2013-21 (21 to 24 seasons, 33 to 36 quarters, 37 to 39 thirds, 40 and 41 halves), \
X for any digit (201X, 2013-XX, 2013-XX-15), ~ ? or % at the end (2013~) or beside one part (2013-~09); spans \
2005/2012, 2005/.., ../2012, 2005/, /2012; one event on one of several days [2005..2012], [..2012], [2005..], \
[2005,2007]; several dates {2005,2007}; XXXX when nothing is known.
>>> print(refusal("1990s"))
no EDTF date: the last digit of a decade is written X (at character 4). Write '199X'.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ca_events.dates.edtf import LONGEST, MOST_STRETCHES, NOTHING_KNOWN, read
from ca_events.dates.parts import MONTHS, PARTS_OF_YEAR, month_length, read_part
from ca_events.errors import DateError, shorten

ACCEPTED = (
    "Accepted: 2013, 2013-09, 2013-09-15, 2013-21 (21 to 24 seasons, 33 to 36 quarters, 37 to 39 thirds, 40 and 41 "
    "halves), X for any digit (201X, 2013-XX, 2013-XX-15), ~ ? or % at the end (2013~) or beside one part (2013-~09); "
    "spans 2005/2012, 2005/.., ../2012, 2005/, /2012; one event on one of several days [2005..2012], [..2012], "
    "[2005..], [2005,2007]; several dates {2005,2007}; XXXX when nothing is known."
)

_MONTH_NAME = "(?:" + "|".join(rf"{name[:3]}(?:{name[3:]})?\.?" for name in MONTHS) + r"|Sept\.?)"

_REWRITTEN = "a spreadsheet has probably rewritten this cell"
_RETYPE = "Format the column as text and type the date again from the source, such as 2001-06-15 or 2001-06."
_UNDATED = f"Write {NOTHING_KNOWN!r} for an event of which no date is known."
_NO_TIME = "a date in a span or set has no time of day"
_DAY_ONLY = "Leave the time away: only the day is kept."
_TOO_MANY = f"its masks allow more than {MOST_STRETCHES:,} separate stretches of days"
_CODES = "months are 01 to 12, parts of a year 21 to 41"


class Fault(NamedTuple):
    """What is wrong with a text: the reason, the place (counted from 0) and what to write instead."""

    reason: str
    at: int | None = None
    hint: str = ""

    def moved(self, by: int) -> Fault:
        """Speak of a place in a longer text."""
        return self._replace(at=by + (self.at or 0))


def date_error(text: str) -> DateError:
    """Make the error for a text that is no date: reason, place, hint, and below them what is accepted."""
    return DateError(f"{shorten(text)!r} is {_sentence(_fault(text))}\n{ACCEPTED}")


def refusal(text: str) -> str:
    """Say in one line, without repeating the text, why it is no date.

    This is the message for a table of problems, where the value stands in a column of its own.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The reason, the place and the hint, or the accepted forms where there is no hint; ``""`` for a valid
        date.

    Examples
    --------
    >>> print(refusal(""))
    no EDTF date: the cell is empty. Write 'XXXX' for an event of which no date is known.
    """
    if read(text) is not None:
        return ""
    fault = _fault(text)
    return _sentence(fault) if fault.hint else f"{_sentence(fault)} {ACCEPTED}"


def _sentence(fault: Fault) -> str:
    """Write a fault out."""
    place = "" if fault.at is None else f" (at character {fault.at + 1})"
    return f"no EDTF date: {fault.reason}{place}.{' ' if fault.hint else ''}{fault.hint}"


def _fault(text: str) -> Fault:
    """Find what is wrong, from the most telling sign to the least."""
    if len(text) > LONGEST:
        return Fault(f"it has {len(text):,} characters, and at most {LONGEST:,} are read")
    if not text.strip():
        return Fault("the cell is empty", hint=_UNDATED)
    if text != text.strip():
        bare = text.strip()
        at = 0 if text[0].isspace() else len(text.rstrip())
        hint = f"Write {bare!r}." if read(bare) else ""
        return Fault("there is a blank around it", at, hint=hint)
    return _damage(text) or _habit(text) or _mended(text) or _fault_in_structure(text)


# Patterns are kept as text and compiled when a text is first refused: most programs never meet a faulty date.

# Damage done by spreadsheets -----------------------------------------------------------------------

_NAMED_MONTH = rf"(?ai)\d{{1,4}}-{_MONTH_NAME}(?:-\d{{2,4}})?|{_MONTH_NAME}-\d{{1,4}}"
_SERIAL = r"(?a)\d{5}(?:[.,]\d+)?"
_NUMBERS = r"(?a)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)"
_POINT_IN_TIME = r"(?a)(\d{4}-\d\d-\d\d) \d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
_DECIMAL_YEAR = r"(?a)(\d{4})[.,]0+"


def _damage(text: str) -> Fault | None:
    """Recognise what spreadsheets make of dates."""
    if re.fullmatch(_NAMED_MONTH, text):
        return Fault(f"{_REWRITTEN}, and it no longer says which date it was", hint=_RETYPE)
    if re.fullmatch(_SERIAL, text):
        return Fault(f"{_REWRITTEN}: it holds the number by which spreadsheets count days", hint=_RETYPE)
    if numbers := re.fullmatch(_NUMBERS, text):
        return _rewritten_numbers(numbers[1], numbers[3], numbers[4])
    kept = re.fullmatch(_POINT_IN_TIME, text) or re.fullmatch(_DECIMAL_YEAR, text)
    if kept and read(kept[1]):
        return Fault(_REWRITTEN, len(kept[1]), hint=f"Format the column as text and type {kept[1]!r}.")
    return None


def _rewritten_numbers(one: str, two: str, year: str) -> Fault:
    """Suggest the day of `15/06/2001`, but only if the other order of day and month is none."""
    orders = [f"{year}-{month:0>2}-{day:0>2}" for month, day in ((two, one), (one, two))]
    possible = sorted({day for day in orders if read_part(day)})
    if len(possible) == 1:
        return Fault(_REWRITTEN, hint=f"Format the column as text and type {possible[0]!r}.")
    if possible:
        reason = f"{_REWRITTEN}, and it can be {possible[0]} or {possible[1]}"
        return Fault(reason, hint="Format the column as text and type the one that the source gives.")
    return Fault(f"{_REWRITTEN}, and it no longer says which date it was", hint=_RETYPE)


# Habits with one meaning ---------------------------------------------------------------------------

_DASH = "[-\u2010-\u2015\u2212]"
_YEARS = rf"(?a)(\d{{4}})\s?{_DASH}\s?(\d{{4}})"
_BARE_WINDOW = r"([^\[\]{},/]*?)\.\.\.?([^\[\]{},/.]*)"
_ABOUT = r"(?ai)(?:circa|cca|ca|c|about|around|approx)\.?\s*(\d\S*)"
_QUARTER = r"(?ai)(\d{4})[ -]?Q([1-4])|Q([1-4])[ -/]?(\d{4})"
_NOTHING = r"(?i)nan|nat|none|null|<na>|n/?a|n\.? ?d\.?|unknown|undated|no date|-+|\?+"
_NO_DATE_AT_ALL = r"(?:\.\.)?/(?:\.\.)?|\[?\.\.\]?|XXXX(?:-XX(?:-XX)?)?[~?%]?"
_WORDS = rf"(?ai)[\d ,./-]*{_MONTH_NAME}[\d ,./-]*"


def _habit(text: str) -> Fault | None:
    """Recognise ways of writing that people bring along."""
    if years := re.fullmatch(_YEARS, text):
        return _two_dates(text, years[1], years[2], "two years are joined by a hyphen")
    if window := re.fullmatch(_BARE_WINDOW, text):
        two = _two_dates(text, window[1], window[2], "a window stands in brackets")
        if two.hint:
            return two
    if re.fullmatch(_NOTHING, text) or re.fullmatch(_NO_DATE_AT_ALL, text):
        return Fault("it holds no date at all", hint=_UNDATED)
    if about := re.fullmatch(_ABOUT, text):
        written = f"{about[1]}~"
        if read(written):
            return Fault("an approximate date is marked by ~ at its end", 0, hint=f"Write {written!r}.")
    if quarter := re.fullmatch(_QUARTER, text):
        return _quarter(quarter[1] or quarter[4], int(quarter[2] or quarter[3]))
    if re.fullmatch(_WORDS, text):
        return Fault(
            "a month is written as a number",
            hint="Write the year first, such as 2001-06-15 or 2001-06; EventDate.interpret reads dates as people "
            "type them.",
        )
    return None


def _two_dates(text: str, start: str, end: str, reason: str) -> Fault:
    """Explain a span and a window, which are easily mistaken for one another."""
    span, window = f"{start or '..'}/{end or '..'}", f"[{start}..{end}]"
    hint = ""
    if read(span) and read(window):
        hint = (
            f"Write {span!r} for a span (it went on from the one to the other), {window!r} for a window "
            "(it happened on one unknown day between them)."
        )
    return Fault(reason, len(start) if text.startswith(start) else None, hint=hint)


def _quarter(year: str, number: int) -> Fault:
    """Write a quarter by its code."""
    written = f"{year}-{32 + number}"
    hint = f"Write {written!r}." if read(written) else ""
    return Fault("quarters are the parts 33 to 36 of a year", hint=hint)


# Slips that one replacement mends ------------------------------------------------------------------


def _pad(found: re.Match[str]) -> str:
    """Fill a month or day up to two digits."""
    return f"-{found[1]:0>2}"


def _year_first(found: re.Match[str]) -> str:
    """Write `6/2001` as a month."""
    return f"{found[2]}-{found[1]:0>2}"


def _ascii_digit(found: re.Match[str]) -> str:
    """Give the ASCII digit for a digit of another script; other characters stay."""
    return str(int(found[0])) if found[0].isdecimal() else found[0]


_SLIPS: tuple[tuple[str, str, str | Callable[[re.Match[str]], str]], ...] = (
    ("a digit of another script stands here", r"[^\x00-\x7f]", _ascii_digit),
    ("a dash stands in the place of a hyphen", "[\u2010-\u2015\u2212]", "-"),
    ("an unknown digit is a capital X", r"[xu]", "X"),
    ("the last digit of a decade is written X", r"0'?s$", "X"),
    ("an end that is open is written with two dots", r"\bopen\b|\.\.\.+|\u2026", ".."),
    ("an end that is not known is left empty", r"\b(?:unknown|XXXX)\b", ""),
    ("approximate and uncertain together are written %", r"\?~|~\?", "%"),
    ("there is a blank in it", r"\s+", ""),
    (
        "year, month and day are joined by hyphens",
        r"^(\d{4})([/.])(\d\d?)\2(\d\d?)$",
        r"\1-\3-\4",
    ),
    ("year, month and day are joined by hyphens", r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3"),
    ("the year comes first", r"(?a)^(\d\d?)[/.-](\d{4})$", _year_first),
    ("month and day have two digits", r"(?a)(?<=\d)-(\d)(?!\d)", _pad),
    ("the time is not written in full", r"(?a)(T\d\d:\d\d)(?![:\d])", r"\1:00"),
)


def _mended(text: str) -> Fault | None:
    """Try each slip in turn; the first whose replacement makes a date of the text is it."""
    for reason, pattern, replacement in _SLIPS:
        mended = re.sub(pattern, replacement, text)
        if mended != text and read(mended):
            pairs = enumerate(zip(text, mended, strict=False))
            at = next((at for at, (old, new) in pairs if old != new), min(len(text), len(mended)))
            return Fault(reason, at, hint=f"Write {mended!r}.")
    return None


# Everything else: take the text apart --------------------------------------------------------------

_SHAPE = r"(?a)[~?%]?([\dX]{4})[~?%]?(?:-[~?%]?([\dX]{2})[~?%]?(?:-[~?%]?([\dX]{2})[~?%]?)?)?(T.*)?"
_OTHER_YEARS = (
    (r"(?as)-\d.*", "years before 0001 are not supported"),
    (r"(?s)Y.*", "years outside 0001 to 9999 (Y) are not supported"),
    (r"(?as)\d+E.*", "exponential years (E) are not supported"),
    (r"(?as)\d+S.*", "significant digits (S) are not supported"),
    (r"(?as)\d{1,3}(?:-.*|[~?%])?", "a year has four digits"),
    (r"(?as)\d{5,}.*", "a year has four digits"),
)


def _fault_in_structure(text: str) -> Fault:
    """Take a set or span apart and find the faulty date."""
    for opening, closing in ("[]", "{}"):
        if text.startswith(opening):
            if not text.endswith(closing):
                if f"{closing}/" in text:
                    return Fault("an end of a span is one date, and no set", 0)
                if re.fullmatch(r"(?s).*[\]}][~?%]+", text):
                    return Fault(
                        "~ ? and % stand beside a date in the set, not behind the set", len(text) - 1
                    )
                return Fault(f"the {opening} is not closed by {closing}", len(text))
            return _fault_in_set(text)
        if text.endswith(closing):
            return Fault(f"the {closing} is not opened by {opening}", 0)
    if "/" in text:
        second = text.find("/", text.index("/") + 1)
        if second >= 0:
            return Fault("a span has one slash", second)
        return _fault_in_ends(text, text.partition("/")[0], offset=0, between="/", closing="")
    return _fault_in_part(text)


def _fault_in_set(text: str) -> Fault:
    """Find the faulty element of a set."""
    elements = text[1:-1].split(",")
    if len(elements) == 1 and ".." in text:
        return _fault_in_ends(text, text[1:-1].partition("..")[0], offset=1, between="..", closing=text[-1])
    at = 1
    for place, element in enumerate(elements):
        begins, ends = place == 0, place == len(elements) - 1
        if element.startswith("..") and not begins:
            return Fault("only the first date of a set is open before it", at)
        if element.endswith("..") and not ends:
            return Fault("only the last date of a set is open after it", at + len(element) - 2)
        if ".." in element:
            fault = _fault_in_ends(element, element.partition("..")[0], offset=0, between="..", closing="")
            if not read(f"[{element}]"):
                return fault.moved(at)
        elif "T" in element and read_part(element):
            return Fault(_NO_TIME, at + element.index("T"), hint=_DAY_ONLY)
        elif read_part(element) is None or NOTHING_KNOWN in element:
            fault = _fault_in_part(element)
            return fault.moved(at)
        at += len(element) + 1
    return Fault(_TOO_MANY, 0)


def _fault_in_ends(text: str, left: str, *, offset: int, between: str, closing: str) -> Fault:
    """Find the faulty end, or else the order of the ends."""
    right_at = offset + len(left) + len(between)
    right = text[right_at : len(text) - len(closing)]
    for part, at in ((left, offset), (right, right_at)):
        if "T" in part and read_part(part):
            return Fault(_NO_TIME, at + part.index("T"), hint=_DAY_ONLY)
        unstated = part == "" or (part == ".." and between == "/")
        if not unstated and (read_part(part) is None or NOTHING_KNOWN in part):
            fault = _fault_in_part(part)
            return fault.moved(at)
    if read_part(left) and read_part(right) and not _is_reversed(left, right):
        return Fault(_TOO_MANY, 0)
    exchanged = f"{text[:offset]}{right}{between}{left}{closing}"
    hint = f"Write {exchanged!r} if that is meant." if read(exchanged) else ""
    return Fault("the end lies before the start", right_at, hint=hint)


def _is_reversed(left: str, right: str) -> bool:
    """Say whether one date certainly lies after another."""
    start, end = read_part(left), read_part(right)
    return start is not None and end is not None and start.first > end.last


def _fault_in_part(part: str) -> Fault:
    """Find what is wrong with one date."""
    for pattern, reason in _OTHER_YEARS:
        if re.fullmatch(pattern, part):
            return Fault(reason, 0)
    shape = re.fullmatch(_SHAPE, part)
    if shape:
        return _fault_in_digits(shape, part)
    if re.search(r"[~?%]{2}|[~?%]-(?![~?%\dX])", part):
        place = re.search(r"[~?%]", part)
        return Fault(
            "~ ? and % stand once, beside a year, a month or a day", place.start() if place else None
        )
    strange = re.search(r"[^\dX~?%T:Z+-]", part, re.ASCII)
    if strange:
        return Fault(f"{strange[0]!r} has no meaning here", strange.start())
    return Fault("it has none of the accepted forms", 0)


def _fault_in_digits(shape: re.Match[str], part: str) -> Fault:
    """Find the wrong number in a date that has the right shape."""
    year, month, day, time = shape.groups()
    if year == "XXXX" and read_part(part):
        return Fault(
            "a date in a span or set has a year", shape.start(1), hint="Leave an end that is not known empty."
        )
    if (year, month or "XX", day or "XX", time) == ("XXXX", "XX", "XX", None):
        return Fault("it holds no date at all", shape.start(1), hint=_UNDATED)
    if "X" in year and year != "XXXX" and int(year.replace("X", "0")) == 0:
        return Fault("it allows the year 0000, and years before 0001 are not supported", shape.start(1))
    if year == "0000":
        return Fault("years before 0001 are not supported", shape.start(1))
    if month is not None:
        fault = _fault_in_month(month, day, at=shape.start(2), day_at=shape.start(3))
        if fault is None and day is not None and read_part(f"{year}-{month}-{day}") is None:
            fault = _fault_in_day(year, month, at=shape.start(3))
        if fault is not None:
            return fault
    if time is not None and re.search("[~?%]", part):
        return Fault("a date with a time of day takes no ~ ? or %", hint="Leave the time away.")
    reason = "a time of day follows a valid day and is written T10:00:00, T10:00:00Z or T10:00:00+05:00"
    return Fault(reason, hint=_DAY_ONLY)


def _fault_in_month(month: str, day: str | None, *, at: int, day_at: int) -> Fault | None:
    """Say what is wrong with the second number of a date."""
    code = int(month.replace("X", "0"))
    if code > 12 and "X" in month:
        return Fault("X stands for a digit of a month; parts of a year (21 to 41) are written in full", at)
    if code in PARTS_OF_YEAR:
        if day is not None:
            return Fault("a part of a year (21 to 41) takes no day", day_at)
        return Fault("it lasts into the year 10000, and years after 9999 are not supported", at)
    if code > 12 or month == "00":
        return Fault(f"there is no month {month}; {_CODES}", at)
    return None


def _fault_in_day(year: str, month: str, *, at: int) -> Fault:
    """Say what is wrong with the third number of a date."""
    if "X" in year + month:
        return Fault("none of the months that are meant has such a day", at)
    return Fault(f"{MONTHS[int(month) - 1]} {year} has {month_length(int(year), int(month))} days", at)
