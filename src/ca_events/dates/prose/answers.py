"""From the readings of a human text to one date, or to an error that can be mended.

This module holds the words of the refusals; what can be read is decided in `ca_events.dates.prose.grammar`.

>>> print(refused("May Day", []))
'May Day' cannot be read as a date: 'Day' has no meaning here (at character 5).
Read are, among others: 15 June 2001; June 2001; mid-2013; the early 1990s; spring 2003; Q1 2023; first half of 2014; \
18-19 May 2023; 2015-16; from 2005 to 2012; between 2005 and 2012; 2005 or 2006; since 2013; until 2020; by 1999; \
before 1999; circa 1997; 7 сентября 2013 г.; 2013年9月7日; and EDTF.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ca_events.dates.edtf import NOTHING_KNOWN
from ca_events.dates.prose.grammar import readings
from ca_events.dates.prose.patterns import (
    ABOUT,
    LEADS,
    MONTH_NAMES,
    NUMBERED,
    PERHAPS,
    SEASONS,
    VAGUE,
)
from ca_events.dates.prose.translation import WEEKDAYS
from ca_events.errors import DateError, shorten

READ = (
    "Read are, among others: 15 June 2001; June 2001; mid-2013; the early 1990s; spring 2003; Q1 2023; first half of "
    "2014; 18-19 May 2023; 2015-16; from 2005 to 2012; between 2005 and 2012; 2005 or 2006; since 2013; until 2020; "
    "by 1999; before 1999; circa 1997; 7 сентября 2013 г.; 2013年9月7日; and EDTF."
)
MOST_SHOWN = 6

# Words of `grammar`, beside those of the patterns.
_JOINING = (
    "and after before between by date earlier either end ever from later latest no not now of on ongoing onward "
    "onwards or post pre present prior since start starting the than through till to today until up"
)
_PATTERNS = " ".join([_JOINING, ABOUT, LEADS, PERHAPS, *NUMBERED, *VAGUE])
_KNOWN = frozenset(re.findall("[a-z]+", _PATTERNS)) | {
    *(*MONTH_NAMES, *SEASONS, *WEEKDAYS, *(name[:3] for name in WEEKDAYS)),
    *"tues wednes thur thurs satur quarter half century decade latter last st nd rd th s q h".split(),
}

_TELLING = (
    (
        r"\b(?:fy|fiscal|financial|academic|school)\b|fy\d",
        "such a year begins on another day in each country; write its days as a span",
    ),
    (
        r"^(?!.*\d{4}).*\b(?:last|next|this|ago|yesterday|today|tomorrow|previous|current|same|year before)\b",
        "it is told from the day on which it was written, which is not known here",
    ),
    (
        r"^(?:n\.? ?d\.?|nd|unknown|undated|no date|without date|nan|none|null|n/?a|-+|\?+)$",
        f"it holds no date; an event of which no date is known is written {NOTHING_KNOWN}",
    ),
    (
        r"^(?:[a-z]{3,4}-\d\d|\d\d?-[a-z]{3,4})$",
        "a spreadsheet has probably rewritten this cell, and it no longer says which date it was",
    ),
    (
        r"\((?!\?\)).+\)$",
        "only the date itself is read, without what is said about it in parentheses",
    ),
)


def interpreted(text: str, *, dayfirst: bool | None, century: int | None) -> list[str]:
    """Give the one reading of a text, or all if there are several; an error if there is none.

    Parameters
    ----------
    text, dayfirst, century
        As in `EventDate.interpret`.

    Returns
    -------
    list of str
        EDTF texts, at least one.

    Raises
    ------
    DateError
        If there is none.
    TypeError, ValueError
        For options that make no sense, or a text that is none.
    """
    if not isinstance(text, str):
        raise TypeError(f"EventDate.interpret takes text, not {text!r} ({type(text).__name__}).")
    if dayfirst is not None and not isinstance(dayfirst, bool):
        raise TypeError(f"dayfirst is {dayfirst!r}; it is True, False or None.")
    if century is not None and (
        isinstance(century, bool) or not isinstance(century, int) or not 0 <= century <= 99
    ):
        raise ValueError(
            f"century is {century!r}; give the first two digits of the years, such as 19 for 1900 to 1999, or None."
        )
    found, reasons = readings(str(text), dayfirst=dayfirst, century=century)
    if not found:
        raise DateError(refused(text, reasons))
    return found


def refused(text: str, reasons: Sequence[str]) -> str:
    """Say why a text cannot be read.

    Parameters
    ----------
    text
        The text.
    reasons
        What was wrong with parts of it that look like dates.

    Returns
    -------
    str
        The text, the reason, the place where it can be told, and what is read.
    """
    return f"{shorten(text)!r} cannot be read as a date: {_reason(text, reasons)}.\n{READ}"


def ambiguous(text: str, found: Sequence[str], *, dayfirst: bool | None, century: int | None) -> str:
    """Say which dates a text can be, and how to say which is meant.

    Parameters
    ----------
    text
        The text.
    found
        Its readings.
    dayfirst, century
        What was said about it.

    Returns
    -------
    str
        The readings, and the options that would leave fewer.
    """
    more = len(found) - MOST_SHOWN
    listed = " or ".join(found[:MOST_SHOWN]) + (f" or {more} others" if more > 0 else "")
    helpful = []
    if dayfirst is None and len(readings(text, dayfirst=True, century=century)[0]) < len(found):
        helpful.append("dayfirst=True or dayfirst=False")
    if century is None and len(readings(text, dayfirst=dayfirst, century=20)[0]) < len(found):
        helpful.append("century=19 or century=20")
    advice = f"Say {' and '.join(helpful)}, or write" if helpful else "Write"
    return f"{shorten(text)!r} can be {listed}. {advice} the one that is meant."


def _reason(text: str, reasons: Sequence[str]) -> str:
    """Find the most telling reason."""
    if reasons:
        return reasons[0]
    for pattern, reason in _TELLING:
        if re.search(pattern, text.strip(), re.ASCII | re.IGNORECASE):
            return reason
    for found in re.finditer(r"[^\W\d_]+|[^\w\s.,'’/\-\u2010-\u2015\u2212]", text):
        word = found[0].casefold()
        if word.isascii() and word not in _KNOWN:
            return f"{found[0]!r} has no meaning here (at character {found.start() + 1})"
    return "its parts do not make one date" if re.search(r"\d{3}", text) else "no year is stated"
