"""Read the Extended Date/Time Format (EDTF, ISO 8601-2:2019), strictly.

EDTF is the notation in which libraries and archives write dates that are known in part. This module reads its
level 0 (`2001-06-15`, `2001-06`, `2001`, `2001/2005`) and level 1 (`2001~`, `2001-21`, `200X`, `2001-XX`,
`2001/..`) whole, and of level 2 sets (`[2001,2003..2005]`, `{2001,2003}`), parts of the year (codes 21 to 41),
masks anywhere (`2001-XX-31`), also in the ends of a span, and marks on single components (`2001-06~-15`). It
works out which days a text allows, and it reads a text or refuses it: there is no leniency, no clock, no locale.
`read` answers ``None`` for what it refuses; `ca_events.dates.refusals` then finds the words that say why.

What the standard leaves open is decided here:

- Years run from 0001 to 9999. A text that allows a day outside them (`00XX`, the winter `9999-24`) is
  refused. `XXXX` alone says that nothing is known; `XXXX-12-25` that the year is not.
- The seasons 21 to 24 (and 25 to 28, which say so) are March to May, June to August, September to November, and
  December to February of the next year, as in the northern half of the world; 29 to 32 are those of the southern
  half, from September on.
- A time of day is checked and dropped: the day stays as it is written, whatever its time zone. The ends of an
  interval have no time of day (the Library of Congress says so for level 0).
- An interval is reversed, and refused, if no choice of its days puts the start before or on the end.
  `2004/2004` and `2004-06/2004` are fine.
- An interval or set without any date (`../..`) is refused: it says nothing, and nothing known is `XXXX`.
- Masks in a span or set may leave at most 5,000 separate stretches of days.
- The elements of a set are written in the order of their first days, each once.

>>> read("2001-24").latest
datetime.date(2002, 2, 28)
>>> read("2001-06-15T10:00:00Z").edtf
'2001-06-15'
>>> print(read("2013-02-30"))
None
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from ca_events.dates.parts import (
    PRECISIONS,
    Days,
    Part,
    Precision,
    days_of_part,
    joined,
    most_stretches,
    read_part,
)

Kind = Literal["date", "window", "span", "set"]
State = Literal["known", "open", "unknown"]

LONGEST = 1000
MOST_STRETCHES = 5000
NOTHING_KNOWN = "XXXX"

# The first and the last day there are stand for the days of an element without a limit.
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()

_UNSTATED: dict[str, State] = {"": "unknown", "..": "open"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


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
    gaps: bool


class Element(NamedTuple):
    """An element of a set: a date, or all from one date to another; None where there is no limit."""

    edtf: str
    start: Part | None
    end: Part | None


def read(text: str) -> Reading | None:
    """Read a text, or return ``None`` if it is no EDTF that the library supports.

    Parameters
    ----------
    text
        The text, without blanks around it.

    Returns
    -------
    Reading or None
        Canonical text, kind, bounds, states, precision, qualifiers and whether there are gaps.

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
        return _without_bounds(text, False, False, False)
    if text[:1] in ("[", "{"):
        return _read_set(text)
    if "/" in text:
        return _read_span(text)
    part = read_part(text)
    if part is None:
        return None
    if NOTHING_KNOWN in part.edtf:
        return _without_bounds(part.edtf, part.approximate, part.uncertain, part.gaps)
    return Reading(
        part.edtf,
        "date",
        part.first,
        part.last,
        part.last,
        part.first,
        "known",
        "known",
        part.precision,
        part.approximate,
        part.uncertain,
        part.gaps,
    )


# A table asks for the same few dates with gaps again at every count, and "XXXX-12-25" has ten thousand ranges.
@lru_cache(maxsize=128)
def starts_and_ends(edtf: str) -> tuple[Days, Days]:
    """List the days on which a date can have begun and on which it can have ended.

    Parameters
    ----------
    edtf
        A text that `read` reads. A missing end of a span is given as the first or the last day there is.

    Returns
    -------
    tuple of tuple of tuple of int
        Ranges of ordinal numbers of days, in order; both the same unless it is a span.

    Examples
    --------
    >>> starts, ends = starts_and_ends("[2010,2012]")
    >>> len(starts), starts == ends
    (2, True)
    """
    if edtf[:1] in ("[", "{"):
        elements = [_read_element(element) for element in edtf[1:-1].split(",")]
        days = _days_of_elements([element for element in elements if element is not None])
        return days, days
    if "/" not in edtf:
        days = days_of_part(edtf)
        return days, days
    left, _, right = edtf.partition("/")
    starts = ((FIRST_DAY, LAST_DAY),) if left in _UNSTATED else days_of_part(left)
    ends = ((FIRST_DAY, LAST_DAY),) if right in _UNSTATED else days_of_part(right)
    # The start is not after the end, so that each limits the other.
    return _clipped(starts, FIRST_DAY, ends[-1][1]), _clipped(ends, starts[0][0], LAST_DAY)


def _read_day(text: str) -> Reading | None:
    """Read `YYYY-MM-DD`, by far the most frequent form, on a short road."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Reading(text, "date", day, day, day, day, "known", "known", "day", False, False, False)


def _without_bounds(edtf: str, approximate: bool, uncertain: bool, gaps: bool) -> Reading:
    """Read a date of which the year is not known."""
    nothing: State = "unknown"
    return Reading(
        edtf, "date", None, None, None, None, nothing, nothing, "unknown", approximate, uncertain, gaps
    )


def _read_span(text: str) -> Reading | None:
    """Read `a/b` and its open and unknown ends: something that went on."""
    left, _, right = text.partition("/")
    start_state, end_state = _UNSTATED.get(left, "known"), _UNSTATED.get(right, "known")
    start = _read_end(left) if start_state == "known" else None
    end = _read_end(right) if end_state == "known" else None
    if (start is None and start_state == "known") or (end is None and end_state == "known"):
        return None
    if start is None and end is None:
        return None
    earliest, latest = start and start.first, end and end.last
    if earliest is not None and latest is not None and earliest > latest:
        return None
    gaps = (start is not None and start.gaps) or (end is not None and end.gaps)
    if gaps and _too_many([part for part in (start, end) if part is not None]):
        return None
    # The start is not after the end: a known end also limits the start, and a known start the end.
    latest_start = latest if start is None else _last_until(start, latest or start.last)
    earliest_end = earliest if end is None else _first_from(end, earliest or end.first)
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
        *_together([part for part in (start, end) if part is not None]),
        gaps,
    )


def _last_until(part: Part, day: date) -> date:
    """Give the last possible day of a date that does not lie after another day."""
    if not part.gaps or part.last <= day:
        return min(part.last, day)
    days = days_of_part(part.edtf)
    return date.fromordinal(
        max(min(last, day.toordinal()) for first, last in days if first <= day.toordinal())
    )


def _first_from(part: Part, day: date) -> date:
    """Give the first possible day of a date that does not lie before another day."""
    if not part.gaps or part.first >= day:
        return max(part.first, day)
    days = days_of_part(part.edtf)
    return date.fromordinal(
        min(max(first, day.toordinal()) for first, last in days if last >= day.toordinal())
    )


def _read_end(text: str) -> Part | None:
    """Read an end of a span, which has no time of day and some year."""
    part = None if "T" in text else read_part(text)
    return None if part is None or NOTHING_KNOWN in part.edtf else part


# Sets ----------------------------------------------------------------------------------------------


def _read_set(text: str) -> Reading | None:
    """Read `[a,b..c]`, one event on one unknown day, or `{a,b..c}`, several dates."""
    if text[-1:] != {"[": "]", "{": "}"}[text[0]]:
        return None
    texts = text[1:-1].split(",")
    elements = []
    for place, one in enumerate(texts):
        element = _read_element(one)
        if element is None or (element.start is None and place > 0):
            return None
        if element.end is None and place < len(texts) - 1:
            return None
        elements.append(element)
    if _too_many(_parts(elements)):
        return None
    elements = sorted({element.edtf: element for element in elements}.values(), key=_order)
    edtf = text[0] + ",".join(element.edtf for element in elements) + text[-1]
    return _read_window(edtf, elements) if text[0] == "[" else _read_all(edtf, elements)


def _read_element(text: str) -> Element | None:
    """Read `a`, `a..b`, `..b` or `a..`; an element that is reversed is none."""
    left, dots, right = text.partition("..")
    start = _read_end(left) if left else None
    if not dots:
        return None if start is None else Element(start.edtf, start, start)
    end = _read_end(right) if right else None
    if (left and start is None) or (right and end is None) or (start is None and end is None):
        return None
    if start is not None and end is not None and start.first > end.last:
        return None
    return Element(f"{start.edtf if start else ''}..{end.edtf if end else ''}", start, end)


def _order(element: Element) -> tuple[bool, bool, date, date, str]:
    """Order elements by their days; what has no beginning stands first, and what has no end last."""
    first = date.min if element.start is None else element.start.first
    last = date.max if element.end is None else element.end.last
    return element.start is not None, element.end is None, first, last, element.edtf


def _read_window(edtf: str, elements: Sequence[Element]) -> Reading:
    """Read one event on one unknown day among those of the elements."""
    days = _days_of_elements(elements)
    bounded = all(element.start for element in elements), all(element.end for element in elements)
    first = date.fromordinal(days[0][0]) if bounded[0] else None
    last = date.fromordinal(days[-1][1]) if bounded[1] else None
    return Reading(
        edtf,
        "window",
        first,
        last,
        last,
        first,
        "known" if bounded[0] else "unknown",
        "known" if bounded[1] else "unknown",
        *_together(_parts(elements)),
        len(days) > 1,
    )


def _read_all(edtf: str, elements: Sequence[Element]) -> Reading:
    """Read several dates: it begins with the first of them to happen, and ends with the last."""
    starts = [element.start for element in elements if element.start is not None]
    ends = [element.end for element in elements if element.end is not None]
    open_start, open_end = len(starts) < len(elements), len(ends) < len(elements)
    earliest = None if open_start else min(part.first for part in starts)
    latest = None if open_end else max(part.last for part in ends)
    # The first of all days is not after the last, as in a span.
    latest_start = None if open_start else min(part.last for part in (*starts, *ends))
    earliest_end = None if open_end else max(part.first for part in (*starts, *ends))
    return Reading(
        edtf,
        "set",
        earliest,
        latest,
        latest_start,
        earliest_end,
        "open" if open_start else "known",
        "open" if open_end else "known",
        *_together(_parts(elements)),
        len(_days_of_elements(elements)) > 1,
    )


def _days_of_elements(elements: Sequence[Element]) -> Days:
    """List all days that the elements allow."""
    found: list[tuple[int, int]] = []
    for _, start, end in elements:
        if start is not None and start is end and start.gaps:
            found += days_of_part(start.edtf)
        else:
            first = FIRST_DAY if start is None else start.first.toordinal()
            found.append((first, LAST_DAY if end is None else end.last.toordinal()))
    return joined(found)


def _parts(elements: Sequence[Element]) -> list[Part]:
    """List the stated dates of a set; an element that is one date is its own start and end, and is listed once."""
    ends = [part for _, start, end in elements for part in ((start,) if start is end else (start, end))]
    return [part for part in ends if part is not None]


def _too_many(parts: Sequence[Part]) -> bool:
    """Say whether dates with gaps leave more stretches of days than anybody means."""
    return sum(most_stretches(part.edtf) for part in parts if part.gaps) > MOST_STRETCHES


def _clipped(days: Days, first: int, last: int) -> Days:
    """Keep the days from the first to the last."""
    return tuple((max(one, first), min(other, last)) for one, other in days if one <= last and other >= first)


def _together(parts: Sequence[Part]) -> tuple[Precision, bool, bool]:
    """Give the coarser precision of the stated dates, and whether any of them is approximate or uncertain."""
    precision = max((part.precision for part in parts), key=PRECISIONS.index)
    return precision, any(part.approximate for part in parts), any(part.uncertain for part in parts)
