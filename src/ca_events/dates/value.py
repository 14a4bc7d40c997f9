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

from ca_events.dates import relations
from ca_events.dates.edtf import Kind, Precision, Reading, State, read
from ca_events.dates.refusals import date_error
from ca_events.dates.relations import How, Truth, reach
from ca_events.dates.spelling import spell

if TYPE_CHECKING:
    import pandas as pd

    DateLike: TypeAlias = "str | date | pd.Period | EventDate"


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
        The text as typed; takes no part in equality.
    edtf : str
        The canonical text.
    kind : {"date", "window", "span"}
        A date or window is one event on one unknown day; a span went on from a start to an end.
    earliest, latest : datetime.date or None
        The first day on which it can have begun, the last on which it can have ended.
    latest_start, earliest_end : datetime.date or None
        The last day on which it can have begun, the first on which it can have ended.
    start_state, end_state : {"known", "open", "unknown"}
        Whether that end is stated, stated to be open (``..``), or not known.
    precision : {"day", "month", "season", "year", "decade", "century", "unknown"}
        How exactly it is stated; of a span or window, the coarser of its stated ends.
    approximate, uncertain : bool
        Whether it, or one of its ends, bears ``~`` or ``?`` (``%`` is both). They never move a bound.

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
            EDTF level 0 or 1, a window ``[a..b]``, or ``XXXX`` when nothing is known.

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

    def __repr__(self) -> str:
        """Give the call that makes an equal date."""
        return f"EventDate.parse({self.edtf!r})"

    def __str__(self) -> str:
        """Give the canonical text."""
        return self.edtf

    @property
    def members(self) -> tuple[tuple[date | None, date | None], ...]:
        """The possible days as pairs of a first and a last day, in order, without days that lie between."""
        return ((self.earliest, self.latest),)

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
