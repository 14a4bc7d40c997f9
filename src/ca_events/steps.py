"""The filters of a collection, and what they say in words.

A selection is a list of steps. Each step keeps its words, so that a figure can say what it shows, and what the tables
must know: which days a window allows, which actors are asked for, and which columns were looked at. Questions of time,
conditions and texts become steps here, questions in the study's own terms (codes with all below them, actors by name)
in `ca_events.coded_steps`; what a question means for a frame is decided in `ca_events.query`.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from ca_events import query
from ca_events.conditions import Condition
from ca_events.dates import EventDate, as_event_date
from ca_events.dates.relations import How
from ca_events.engines import ColumnTypes, as_text, is_text
from ca_events.errors import CaEventsError
from ca_events.study import Period, Study
from ca_events.tables import Scope

SEARCHED = ("title", "note")


@attrs.frozen(eq=False)
class Step:
    """One filter: its words, its test, and what it limits.

    Attributes
    ----------
    words : str
        What is asked, in words.
    test : narwhals.Expr
        The test, true for the events that are kept.
    columns : frozenset of str
        The columns that the test looks at.
    first, last : datetime.date or None
        The window of days, for a question about time.
    actors : tuple of str
        The actors all of whom must take part.
    zeros : bool
        Whether "none of these events" says something about the world. A window, codes and actors do; a row number or
        a comparison may pick events by their very place in time, and a zero beside them would be empty talk.
    bounds_alone : bool
        Whether the test looks at first and last days alone, so that dates with gaps must be looked at besides.
    at_hand : callable or None
        Makes the same test of columns that are at hand, which on pandas is quicker than an expression.
    """

    words: str
    test: nw.Expr
    columns: frozenset[str]
    first: dt.date | None = None
    last: dt.date | None = None
    actors: tuple[str, ...] = ()
    zeros: bool = False
    bounds_alone: bool = False
    at_hand: Callable[[query.Column], nw.Series[Any]] | None = None

    def mask(self, frame: nw.DataFrame[Any], gaps: Callable[[], Sequence[EventDate]]) -> nw.Series[Any]:
        """Apply the test to a frame that is at hand."""
        if self.at_hand is None:
            return frame.select(self.exact(gaps).alias("mask"))["mask"]
        kept = self.at_hand(frame.get_column)
        dropped = query.not_in_gap(self.first, self.last, gaps()) if self.bounds_alone else None
        return kept if dropped is None else kept & frame.select(dropped.alias("mask"))["mask"]

    def exact(self, gaps: Callable[[], Sequence[EventDate]]) -> nw.Expr:
        """Give the test for a frame with these dates with gaps, which are asked for only if they matter."""
        dropped = query.not_in_gap(self.first, self.last, gaps()) if self.bounds_alone else None
        return self.test if dropped is None else self.test & dropped


@attrs.frozen(eq=False)
class Asked:
    """Whom a question is put to: a frame, as far as a question must know it.

    Attributes
    ----------
    study : Study or None
        The study that says what codes and actors mean.
    schema : ColumnTypes
        The columns of the frame.
    cells : callable
        Column -> its distinct cells where they are at hand, else None.
    three_valued : bool
        Whether a comparison with a missing day is missing too, and not false.
    """

    study: Study | None
    schema: ColumnTypes
    cells: Callable[[str], Sequence[str] | None]
    three_valued: bool = True

    def text(self, name: str) -> nw.Expr:
        """Give a column of text; one whose distinct cells are at hand is compared as it stands."""
        return nw.col(name) if self.cells(name) is not None else as_text(name, self.schema[name])

    def holds(self, name: str, items: Sequence[str]) -> nw.Expr:
        """Ask whether a list cell holds one of the items."""
        cells = self.cells(name)
        if cells is not None:
            return nw.col(name).is_in(query.cells_with(cells, items))
        return query.holds_any_of(self.text(name), items)


def window_step(asked: Asked, first: dt.date | None, last: dt.date | None, *, how: How, words: str) -> Step:
    """Ask for events that have a day in a window.

    Parameters
    ----------
    asked
        Whom the question is put to.
    first, last
        First and last day of the window; None leaves a side open.
    how
        ``"possible"`` or ``"definite"``.
    words
        The window in words.

    Returns
    -------
    Step
        The question.

    Raises
    ------
    CaEventsError
        If the window ends before it begins, or for another `how`.
    """
    if how not in ("possible", "definite"):
        raise CaEventsError(f"how is {how!r}; it is 'possible' or 'definite'.")
    if first is not None and last is not None and first > last:
        raise CaEventsError(f"the window ends before it begins: {first.isoformat()} to {last.isoformat()}.")
    literal = functools.partial(asked.schema.day, "earliest")
    asks = functools.partial(
        query.overlaps, first, last, how=how, literal=literal, three_valued=asked.three_valued
    )
    # What certainly lies in a window has its first and last day in it, whatever lies between them. Events that are only
    # possibly in the window are gone when it is asked for definite ones: no zero can be claimed.
    possible = how == "possible"
    return Step(
        f"{words} ({how})",
        asks(),
        frozenset({"date"}),
        first=first,
        last=last,
        zeros=possible,
        bounds_alone=possible,
        at_hand=lambda column: asks(column=column),
    )


def first_day(start: Any) -> dt.date | None:
    """Give the day on which a window begins; a date that has no first day is refused."""
    if start is None:
        return None
    day = _one_date(start).earliest
    if day is None:
        raise CaEventsError(f"{start!s} has no first day; give None for a window without a beginning.")
    return day


def last_day(end: Any) -> dt.date | None:
    """Give the day on which a window ends; a date that has no last day is refused."""
    if end is None:
        return None
    day = _one_date(end).latest
    if day is None:
        raise CaEventsError(f"{end!s} has no last day; give None for a window without an end.")
    return day


def _one_date(value: Any) -> EventDate:
    """Read a border of a window, which is one date."""
    date = as_event_date(value)
    if date.kind == "set":
        raise CaEventsError(f"{date} is several dates; a window begins and ends with one.")
    return date


def period_step(asked: Asked, period: Period, *, how: How) -> Step:
    """Ask for events that have a day in a period.

    The borders of a period may be known only to the year. What could lie in it is asked of all its possible days, what
    certainly lies in it of its certain days alone.

    Parameters
    ----------
    asked
        Whom the question is put to.
    period
        The period.
    how
        ``"possible"`` or ``"definite"``.

    Returns
    -------
    Step
        The question.
    """
    date, words = period.date, f"during {period.label}"
    if how != "definite":
        return window_step(asked, date.earliest, date.latest, how=how, words=words)
    first = date.earliest if date.start_state == "open" else date.latest_start
    last = date.latest if date.end_state == "open" else date.earliest_end
    if first is not None and last is not None and first > last:
        return Step(f"{words} ({how})", query.is_any_of(nw.col("id"), []), frozenset({"date"}))
    return window_step(asked, first, last, how=how, words=words)


def condition_step(asked: Asked, condition: Condition) -> Step:
    """Ask for events for which a condition holds.

    Parameters
    ----------
    asked
        Whom the question is put to.
    condition
        Made with `ca_events.col`.

    Returns
    -------
    Step
        The question.

    Raises
    ------
    TypeError
        For anything but a condition.
    CaEventsError
        For a column that is not there.
    """
    if not isinstance(condition, Condition):
        raise TypeError(
            f"filter takes a condition made with ca.col, such as ca.col('amount') > 1e9, "
            f"not {type(condition).__name__}."
        )
    return Step(condition.words, condition.expression(asked.schema), condition.columns)


def text_step(asked: Asked, text: str, columns: Sequence[str]) -> Step:
    """Ask for events that mention a text.

    Parameters
    ----------
    asked
        Whom the question is put to.
    text
        Looked for as it stands, upper and lower case alike.
    columns
        The columns to look in.

    Returns
    -------
    Step
        The question.

    Raises
    ------
    CaEventsError
        For a column that is not there.
    """
    if not isinstance(text, str):
        raise TypeError(f"search takes a text, not {text!r}.")
    columns = [columns] if isinstance(columns, str) else list(columns)
    if not columns:
        raise CaEventsError("search needs at least one column to look in.")
    absent = [name for name in columns if name not in asked.schema]
    if absent:
        raise CaEventsError(f"there is no column {absent[0]!r}.")
    numbers = [name for name in columns if not is_text(asked.schema[name])]
    if numbers:
        raise CaEventsError(
            f"the column {numbers[0]!r} holds no text; ask with filter, as in ca.col('amount') > 5."
        )
    words = f"mentioning {text!r}" + ("" if columns == list(SEARCHED) else f" in {' or '.join(columns)}")
    return Step(words, query.mentions(text, map(asked.text, columns)), frozenset(columns))


def scope_of(steps: Sequence[Step], by: str | Iterable[str] | None) -> Scope:
    """Say what a selection limits, for tables that fill in zeros.

    A zero may be filled in for a code that does not occur only if no filter has looked at the variable itself, and at
    all only if every filter is one that zeros can be claimed under.

    Parameters
    ----------
    steps
        The filters.
    by
        What the table is grouped by.

    Returns
    -------
    Scope
        The window of days, the actors asked for, whether absent codes may be filled in, whether zeros may be claimed.
    """
    firsts = [step.first for step in steps if step.first is not None]
    lasts = [step.last for step in steps if step.last is not None]
    names = [by] if isinstance(by, str) else by or ()
    columns = frozenset("actors" if name in ("actor", "dyad", "role") else name for name in names)
    return Scope(
        first=max(firsts, default=None),
        last=min(lasts, default=None),
        fill=not any(step.columns & columns for step in steps),
        zeros=all(step.zeros for step in steps),
        actors=tuple(dict.fromkeys(actor for step in steps for actor in step.actors)),
    )
