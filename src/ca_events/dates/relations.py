"""Say whether one date is before, after, during, over or around another: yes, no, or maybe.

A text such as `2013-09` allows thirty days, and `2005/2012` allows many starts and many ends. Each choice of
days that a text allows is a *possible world*. A relation is judged in all the worlds of both texts: it is
`Truth.YES` if it holds in every one, `Truth.NO` if it holds in none, and `Truth.MAYBE` otherwise. So
`2013-09` is surely before `2014`, surely not after it, and perhaps before `2013-09-15`.

- A *date* or *window* happened on one unknown day among its possible days.
- A *span* has a start and an end, each among its possible days, the start never after the end.
- An *open* end (`..`) has no day at all: it lies beyond every day. An *unknown* end may be any day, or open.
- A window without a limit (`[..1999]`) still happened on a day, however far away.

No world is ever listed. The four extremes of a date, earliest and latest start, earliest and latest end,
decide every relation exactly; the tests compare the formulas with a full enumeration over a small calendar.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from ca_events.dates.value import EventDate

How = Literal["definite", "possible"]


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
    """The extremes of a date as numbers of days: what its possible worlds can reach."""

    earliest_start: float
    latest_start: float
    earliest_end: float
    latest_end: float
    one_day: bool


def reach(day: EventDate) -> Reach:
    """Give the extremes of a date, with open, unknown and unlimited ends as numbers."""
    if day.kind != "span":
        # A day without a limit is finite all the same; no relation below can tell it from an infinite one.
        first, last = _number(day.earliest, -math.inf), _number(day.latest, math.inf)
        return Reach(first, last, first, last, one_day=True)
    # `None` is an open end, beyond all days, or an unknown one, which may be as far as that.
    return Reach(
        _number(day.earliest, -math.inf),
        _number(day.latest_start, -math.inf),
        _number(day.earliest_end, math.inf),
        _number(day.latest, math.inf),
        one_day=False,
    )


def before(one: Reach, other: Reach) -> Truth:
    """Judge whether every day of the one lies before every day of the other."""
    return _truth(
        always=one.latest_end < other.earliest_start,
        sometimes=one.earliest_end < other.latest_start,
    )


def overlaps(one: Reach, other: Reach) -> Truth:
    """Judge whether the two have a day in common."""
    return _truth(
        always=one.latest_start <= other.earliest_end and other.latest_start <= one.earliest_end,
        sometimes=one.earliest_start <= other.latest_end and other.earliest_start <= one.latest_end,
    )


def within(inner: Reach, outer: Reach) -> Truth:
    """Judge whether no day of the inner lies outside the outer."""
    # Only something that can shrink to one day can lie within something that is one day.
    fits = not outer.one_day or inner.earliest_end <= inner.latest_start
    return _truth(
        always=outer.latest_start <= inner.earliest_start and inner.latest_end <= outer.earliest_end,
        sometimes=fits
        and outer.earliest_start <= inner.latest_start
        and inner.earliest_end <= outer.latest_end,
    )


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
