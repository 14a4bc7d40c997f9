"""Say whether one date is before, after, during, over or around another: yes, no, or maybe.

A text such as `2013-09` allows thirty days, and `2005/2012` allows many starts and many ends. Each choice of
days that a text allows is a *possible world*. A relation is judged in all the worlds of both texts: it is
`Truth.YES` if it holds in every one, `Truth.NO` if it holds in none, and `Truth.MAYBE` otherwise. So
`2013-09` is surely before `2014`, surely not after it, and perhaps before `2013-09-15`.

- A *date* or *window* happened on one unknown day among its possible days.
- A *span* has a start and an end, each among its possible days, the start never after the end.
- An *open* end (`..`) has no day at all: it lies beyond every day. An *unknown* end may be any day, or open.
- A window without a limit (`[..1999]`) still happened on a day, however far away.
- A date with gaps (`[2010,2012]`, `1985-XX-31`) happened on none of the days between.
- A set `{..}` is several dates, and no relation is asked of several at once.

No world is ever listed. The four extremes of a date, earliest and latest start, earliest and latest end, decide
what holds in every world; its days, as ranges, decide what holds in some. The tests compare the formulas with a
full enumeration over a small calendar.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple

from ca_events.dates.edtf import FIRST_DAY, LAST_DAY, starts_and_ends
from ca_events.dates.parts import Days
from ca_events.errors import DateError, shorten

if TYPE_CHECKING:
    from datetime import date

    from ca_events.dates.value import EventDate

How = Literal["definite", "possible"]
Ranges = tuple[tuple[float, float], ...]


class Truth(Enum):
    """The answer to a question about partly known dates: `YES`, `NO` or `MAYBE`.

    It has no truth value of its own, because `if a.before(b):` would silently treat a maybe as a yes.

    Examples
    --------
    >>> from ca_events.dates import EventDate
    >>> EventDate.parse("2013-09").before("2013-09-15")
    Truth.MAYBE
    >>> EventDate.parse("2013-09").before("2013-09-15", how="possible")
    True
    """

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"

    def __bool__(self) -> bool:
        """Refuse to be taken for true or false."""
        raise TypeError(
            f"{self!r} is neither true nor false. Ask the relation with how='definite' (certainly) or "
            "how='possible' (could be), or compare with `is Truth.YES`."
        )

    def __repr__(self) -> str:
        """Give the name that evaluates back."""
        return f"Truth.{self.name}"


class Reach(NamedTuple):
    """What the possible worlds of a date can reach: the extremes, and the days of start and end as ranges."""

    earliest_start: float
    latest_start: float
    earliest_end: float
    latest_end: float
    starts: Ranges
    ends: Ranges
    one_day: bool


def reach(day: EventDate) -> Reach:
    """Give what a date can reach, with open, unknown and unlimited ends as numbers."""
    if day.kind == "set":
        raise DateError(
            f"{shorten(day.edtf)!r} is several dates, and a relation is asked of one: write one date for each, or "
            "in [..] if it is one event on one of these days."
        )
    one_day = day.kind != "span"
    if one_day:
        # A day without a limit is finite all the same; no relation below can tell it from an infinite one.
        first, last = _number(day.earliest, -math.inf), _number(day.latest, math.inf)
        extremes = first, last, first, last
    else:
        # `None` is an open end, beyond all days, or an unknown one, which may be as far as that.
        extremes = (
            _number(day.earliest, -math.inf),
            _number(day.latest_start, -math.inf),
            _number(day.earliest_end, math.inf),
            _number(day.latest, math.inf),
        )
    starts: Ranges = (extremes[:2],)
    ends: Ranges = (extremes[2:],)
    if day.gaps:
        found = starts_and_ends(day.edtf)
        starts = starts if day.latest_start is None and not one_day else _unlimited(found[0], *extremes[:2])
        ends = ends if day.earliest_end is None and not one_day else _unlimited(found[1], *extremes[2:])
    return Reach(*extremes, starts, ends, one_day)


def before(one: Reach, other: Reach) -> Truth:
    """Judge whether every day of the one lies before every day of the other."""
    return _truth(
        always=one.latest_end < other.earliest_start,
        sometimes=one.earliest_end < other.latest_start,
    )


def overlaps(one: Reach, other: Reach) -> Truth:
    """Judge whether the two have a day in common."""
    always = one.latest_start <= other.earliest_end and other.latest_start <= one.earliest_end
    if one.one_day and other.one_day:
        sometimes = _meet(one.starts, other.starts)
    elif one.one_day or other.one_day:
        day, span = (one, other) if one.one_day else (other, one)
        sometimes = _meet(day.starts, ((span.earliest_start, span.latest_end),))
    else:
        sometimes = one.earliest_start <= other.latest_end and other.earliest_start <= one.latest_end
    return _truth(always=always, sometimes=sometimes)


def within(inner: Reach, outer: Reach) -> Truth:
    """Judge whether no day of the inner lies outside the outer."""
    always = outer.latest_start <= inner.earliest_start and inner.latest_end <= outer.earliest_end
    if outer.one_day:
        # Only something that can shrink to one day can lie within something that is one day.
        shrunk = inner.starts if inner.one_day else _common(inner.starts, inner.ends)
        sometimes = _meet(shrunk, outer.starts)
    elif inner.one_day:
        sometimes = _meet(inner.starts, ((outer.earliest_start, outer.latest_end),))
    else:
        # Its shortest course inside the outer's longest one must not end before it begins.
        begins = [
            max(first, outer.earliest_start) for first, last in inner.starts if last >= outer.earliest_start
        ]
        ends = [min(last, outer.latest_end) for first, last in inner.ends if first <= outer.latest_end]
        sometimes = bool(begins and ends) and min(begins) <= max(ends)
    return _truth(always=always, sometimes=sometimes)


def _meet(one: Ranges, other: Ranges) -> bool:
    """Say whether two lists of ranges have a day in common."""
    return bool(_common(one, other))


def _common(one: Ranges, other: Ranges) -> Ranges:
    """List the days that are in both; ranges are in order."""
    found = []
    place = 0
    for first, last in one:
        while place < len(other) and other[place][1] < first:
            place += 1
        for begin, end in other[place:]:
            if begin > last:
                break
            found.append((max(first, begin), min(last, end)))
    return tuple(found)


def _unlimited(days: Days, first: float, last: float) -> Ranges:
    """Let ranges that go to the first or last day there is reach as far as the extremes do."""
    ranges: list[tuple[float, float]] = list(days)
    if ranges[0][0] == FIRST_DAY:
        ranges[0] = (first, ranges[0][1])
    if ranges[-1][1] == LAST_DAY:
        ranges[-1] = (ranges[-1][0], last)
    return tuple(ranges)


def answer(truth: Truth, how: How | None) -> Truth | bool:
    """Turn a truth into what the caller asked for: itself, or a plain bool for `how`."""
    if how is None:
        return truth
    if how == "definite":
        return truth is Truth.YES
    if how == "possible":
        return truth is not Truth.NO
    raise ValueError(
        f"how={how!r} is not known; use how='definite' or how='possible', or leave it out for a Truth."
    )


def _truth(*, always: bool, sometimes: bool) -> Truth:
    """Combine "in every world" and "in some world"."""
    if always:
        return Truth.YES
    return Truth.MAYBE if sometimes else Truth.NO


def _number(day: date | None, missing: float) -> float:
    """Give a day as a number of days, so that the infinite compares with it."""
    return missing if day is None else day.toordinal()
