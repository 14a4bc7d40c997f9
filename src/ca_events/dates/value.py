"""`EventDate`: the date of one event, as far as it is known.

Two kinds of not knowing are kept apart. A *window* (`[2005..2012]`, and likewise the plain `2005`) is one
event on one day that is not known. A *span* (`2005/2012`) is something that went on from a day in 2005 to a
day in 2012. Both have four bounds: the first and the last day on which it can have begun, and the first and
the last on which it can have ended. A bound is ``None`` where the text sets none; the states say whether that
end is open (stated to go on) or not known.

The text is the truth and everything else is worked out from it, so that a value cannot contradict itself.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeAlias, overload

import attrs

from ca_events.dates import prose, relations
from ca_events.dates.edtf import FIRST_DAY, LAST_DAY, Kind, Reading, State, read, starts_and_ends
from ca_events.dates.parts import Days, Precision
from ca_events.dates.refusals import date_error
from ca_events.dates.relations import How, Truth, reach
from ca_events.dates.spelling import spell
from ca_events.errors import AmbiguousDate

if TYPE_CHECKING:
    import pandas as pd

    DateLike: TypeAlias = "str | date | pd.Period | EventDate"

DayRanges: TypeAlias = "tuple[tuple[date | None, date | None], ...]"


@attrs.frozen(kw_only=True, order=False, repr=False)
class EventDate:
    """The date of one event, with what is not known about it.

    Make one with `EventDate.parse`. Two dates are equal if their canonical texts are; there is no `<`,
    because between partly known dates it has no honest answer: ask `before` or `after`, or sort by a bound.

    Parameters
    ----------
    text
        EDTF text.

    Attributes
    ----------
    text : str
        The EDTF text that it was made from; takes no part in equality.
    edtf : str
        The canonical text.
    kind : {"date", "window", "span", "set"}
        A date or window is one event on one unknown day; a span went on from a start to an end; a set ``{..}`` is
        several dates.
    earliest, latest : datetime.date or None
        The first day on which it can have begun, the last on which it can have ended.
    latest_start, earliest_end : datetime.date or None
        The last day on which it can have begun, the first on which it can have ended.
    start_state, end_state : {"known", "open", "unknown"}
        Whether that end is stated, stated to be open (``..``), or not known.
    precision : str
        The smallest unit that holds all its days: day, month, season, quarter, quadrimester, half (of a year), year,
        decade, century, millennium, unknown; of a span, window or set, the coarsest of its stated dates.
    approximate, uncertain : bool
        Whether it, or some part of it, bears ``~`` or ``?`` (``%`` is both). They never move a bound.
    gaps : bool
        Whether not every day between the bounds is possible (``[2010,2012]``, ``1985-XX-31``); `members` has the days.

    Raises
    ------
    DateError
        If the text is no EDTF that the library supports.

    Examples
    --------
    >>> date = EventDate.parse("2013-09~")
    >>> date
    EventDate.parse('2013-09~')
    >>> date.earliest, date.latest, date.approximate
    (datetime.date(2013, 9, 1), datetime.date(2013, 9, 30), True)
    """

    text: str = attrs.field(eq=False)
    edtf: str = attrs.field(init=False)
    kind: Kind = attrs.field(init=False, eq=False)
    earliest: date | None = attrs.field(init=False, eq=False)
    latest: date | None = attrs.field(init=False, eq=False)
    latest_start: date | None = attrs.field(init=False, eq=False)
    earliest_end: date | None = attrs.field(init=False, eq=False)
    start_state: State = attrs.field(init=False, eq=False)
    end_state: State = attrs.field(init=False, eq=False)
    precision: Precision = attrs.field(init=False, eq=False)
    approximate: bool = attrs.field(init=False, eq=False)
    uncertain: bool = attrs.field(init=False, eq=False)
    gaps: bool = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Work out everything from the text."""
        reading = read(self.text)
        if reading is None:
            raise date_error(self.text)
        for name, value in zip(Reading._fields, reading, strict=True):
            object.__setattr__(self, name, value)

    @classmethod
    def parse(cls, text: str) -> EventDate:
        """Read EDTF text, strictly.

        Parameters
        ----------
        text
            EDTF: levels 0 and 1, and of level 2 sets, parts of the year (21 to 41), masks and marks on single
            components; ``XXXX`` when nothing is known. See `ca_events.dates` for a table of forms.

        Returns
        -------
        EventDate
            The date.

        Raises
        ------
        DateError
            If the text is no EDTF that the library supports; the message says why and what is accepted.
        TypeError
            If it is no text.

        Examples
        --------
        >>> EventDate.parse("2013/..").end_state
        'open'
        """
        if not isinstance(text, str):
            raise TypeError(f"EventDate.parse takes text, not {text!r} ({type(text).__name__}).")
        return cls(text=str(text))

    @classmethod
    def interpret(cls, text: str, dayfirst: bool | None = None, century: int | None = None) -> EventDate:
        """Read a date as people type it, without guessing.

        The whole text must be a date; there is no clock and no locale. What is read, and what vague words stand for, is
        in the documentation under "How dates work here".

        Parameters
        ----------
        text
            Such as ``"15 June 2001"``, ``"mid-2013"``, ``"18-19 May 2023"``, ``"since 2013"``; English, Russian or
            Chinese, or EDTF.
        dayfirst
            Whether the day stands before the month in ``03/04/2005``; left out, such a text is refused.
        century
            The first two digits of years of which only the last two are written: 19 makes ``'98`` 1998. Left out,
            such a text is refused.

        Returns
        -------
        EventDate
            The date. Vague parts (*early*, *mid*, *late*) are marked approximate.

        Raises
        ------
        AmbiguousDate
            If the text can be more than one date; the error has them as `candidates`.
        DateError
            If it can be none; the message says why.
        TypeError
            If it is no text.

        Examples
        --------
        >>> EventDate.interpret("between 2005 and 2012"), EventDate.interpret("from 2005 to 2012")
        (EventDate.parse('[2005..2012]'), EventDate.parse('2005/2012'))
        >>> EventDate.interpret("03/04/2005", dayfirst=True)
        EventDate.parse('2005-04-03')
        >>> EventDate.interpret("2003-04")
        Traceback (most recent call last):
            ...
        ca_events.errors.AmbiguousDate: '2003-04' can be 2003-04 or 2003/2004. Write the one that is meant.
        """
        found = prose.interpreted(text, dayfirst=dayfirst, century=century)
        if len(found) > 1:
            message = prose.ambiguous(text, found, dayfirst=dayfirst, century=century)
            raise AmbiguousDate(message, [cls(text=edtf) for edtf in found])
        return cls(text=found[0])

    def __repr__(self) -> str:
        """Give the call that makes an equal date."""
        return f"EventDate.parse({self.edtf!r})"

    def __str__(self) -> str:
        """Give the canonical text."""
        return self.edtf

    @property
    def members(self) -> DayRanges:
        """The possible days as ranges of a first and a last day, in order; None where nothing limits them.

        Of a span these are all days from its earliest to its latest. Of a set they are the days of all its dates.

        Examples
        --------
        >>> len(EventDate.parse("[2010,2012]").members)
        2
        """
        if not self.gaps or self.kind == "span":
            return ((self.earliest, self.latest),)
        return _ranges(starts_and_ends(self.edtf)[0], self.earliest, self.latest)

    @property
    def starts(self) -> DayRanges:
        """The days on which it can have begun, as ranges; a stated open start has none.

        Examples
        --------
        >>> EventDate.parse("2004-06-XX/2004-06-02").starts
        ((datetime.date(2004, 6, 1), datetime.date(2004, 6, 2)),)
        """
        if self.start_state == "open":
            return ()
        if not self.gaps or self.kind == "set":
            return ((self.earliest, self.latest_start),)
        return _ranges(starts_and_ends(self.edtf)[0], self.earliest, self.latest_start)

    @property
    def ends(self) -> DayRanges:
        """The days on which it can have ended, as ranges; a stated open end has none."""
        if self.end_state == "open":
            return ()
        if not self.gaps or self.kind == "set":
            return ((self.earliest_end, self.latest),)
        return _ranges(starts_and_ends(self.edtf)[1], self.earliest_end, self.latest)

    @overload
    def before(self, other: DateLike, *, how: None = None) -> Truth: ...
    @overload
    def before(self, other: DateLike, *, how: How) -> bool: ...
    def before(self, other: DateLike, *, how: How | None = None) -> Truth | bool:
        """Say whether it was over before the other began.

        Parameters
        ----------
        other
            EDTF text, EventDate, ``datetime.date``, pandas Timestamp or Period.
        how
            ``"definite"`` asks whether it certainly holds, ``"possible"`` whether it can hold; both give a
            bool.

        Returns
        -------
        Truth or bool
            Without `how`: YES if it holds for every choice of days that both texts allow, NO if for none,
            else MAYBE.

        Examples
        --------
        >>> EventDate.parse("2013-09").before("2014")
        Truth.YES
        """
        return relations.answer(relations.before(reach(self), reach(as_event_date(other))), how)

    @overload
    def after(self, other: DateLike, *, how: None = None) -> Truth: ...
    @overload
    def after(self, other: DateLike, *, how: How) -> bool: ...
    def after(self, other: DateLike, *, how: How | None = None) -> Truth | bool:
        """Say whether it began after the other was over; parameters and result as for `before`.

        Examples
        --------
        >>> EventDate.parse("2013/").after("2013-06-30")
        Truth.MAYBE
        """
        return relations.answer(relations.before(reach(as_event_date(other)), reach(self)), how)

    @overload
    def during(self, other: DateLike, *, how: None = None) -> Truth: ...
    @overload
    def during(self, other: DateLike, *, how: How) -> bool: ...
    def during(self, other: DateLike, *, how: How | None = None) -> Truth | bool:
        """Say whether no day of it lies outside the other; parameters and result as for `before`.

        The other is a date of an event too: `2012` is *one unknown day* of 2012. To ask whether something
        fell within the whole of 2012, give the span of its days.

        Examples
        --------
        >>> EventDate.parse("2012-06").during("2012")
        Truth.MAYBE
        >>> EventDate.parse("2012-06").during("2012-01-01/2012-12-31")
        Truth.YES
        """
        return relations.answer(relations.within(reach(self), reach(as_event_date(other))), how)

    @overload
    def overlaps(self, other: DateLike, *, how: None = None) -> Truth: ...
    @overload
    def overlaps(self, other: DateLike, *, how: How) -> bool: ...
    def overlaps(self, other: DateLike, *, how: How | None = None) -> Truth | bool:
        """Say whether the two have a day in common; parameters and result as for `before`.

        Examples
        --------
        >>> EventDate.parse("2005/2012").overlaps("2008-08-08")
        Truth.YES
        """
        return relations.answer(relations.overlaps(reach(self), reach(as_event_date(other))), how)

    @overload
    def contains(self, other: DateLike, *, how: None = None) -> Truth: ...
    @overload
    def contains(self, other: DateLike, *, how: How) -> bool: ...
    def contains(self, other: DateLike, *, how: How | None = None) -> Truth | bool:
        """Say whether no day of the other lies outside it; parameters and result as for `before`.

        Examples
        --------
        >>> EventDate.parse("2005/..").contains("2013-09")
        Truth.YES
        """
        return relations.answer(relations.within(reach(as_event_date(other)), reach(self)), how)


def _ranges(days: Days, first: date | None, last: date | None) -> DayRanges:
    """Write ranges of day numbers as days; a bound that is missing at either end stays missing."""
    found: list[tuple[date | None, date | None]] = [
        (date.fromordinal(one), date.fromordinal(other)) for one, other in days
    ]
    if first is None and days[0][0] == FIRST_DAY:
        found[0] = (None, found[0][1])
    if last is None and days[-1][1] == LAST_DAY:
        found[-1] = (found[-1][0], None)
    return tuple(found)


def as_event_date(value: DateLike) -> EventDate:
    """Turn whatever stands for a date into an EventDate.

    Parameters
    ----------
    value
        EDTF text, EventDate, ``datetime.date``, ``datetime.datetime``, pandas Timestamp or Period. A point in
        time is reduced to its day as written in its own time zone; a Period is the window of its days.

    Returns
    -------
    EventDate
        The date; an EventDate is returned as it is.

    Raises
    ------
    DateError
        If text is no EDTF that the library supports, or the value is ``NaT``.
    TypeError
        If the value is of any other type.

    Examples
    --------
    >>> as_event_date(date(2001, 6, 15))
    EventDate.parse('2001-06-15')
    """
    return value if isinstance(value, EventDate) else EventDate(text=spell(value))
