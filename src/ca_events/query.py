"""Questions to a frame of events, as expressions that every engine can run.

The functions here know no study: they get plain texts and days and give a portable expression (narwhals), which
pandas evaluates at once and a lazy engine adds to its plan. What "could be" and "certainly is" mean for a date that
is only partly known is decided here, on the computed bounds of the canonical frame.

A day outside the window can never make an event *definite*; a bound that is open or unknown never makes it
*impossible*. So ``definite`` hits are always among the ``possible`` ones.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from ca_events.cells import LIST_SEPARATOR
from ca_events.dates import EventDate
from ca_events.dates.relations import How

Column = Callable[[str], Any]

# Up to this many texts are looked for one by one; a longer list is quicker as one pattern.
FEW = 4


def overlaps(
    first: dt.date | None,
    last: dt.date | None,
    *,
    how: How,
    literal: Callable[[dt.date], Any],
    three_valued: bool = True,
    column: Column = nw.col,
) -> Any:
    """Ask whether some day of the event lies in a window of days.

    The test looks at bounds alone. Dates with gaps that lie in a gap must be dropped with `not_in_gap`.

    Parameters
    ----------
    first, last
        First and last day of the window, both inside it; None leaves that side open.
    how
        ``"possible"`` keeps an event if it could be so, ``"definite"`` if it is so whatever the unknown days are.
    literal
        Writes a day to be compared with the bound columns; see `ca_events.engines.ColumnTypes.day`.
    three_valued
        Whether a comparison with a missing bound is missing, as on most engines, and not false.
    column
        Gives a column by its name: as an expression, or the column of a frame that is at hand.

    Returns
    -------
    narwhals.Expr or narwhals.Series
        Boolean; null, which a filter takes for no, where an event is not definite because a bound is missing.
    """
    begin = None if first is None else literal(first)
    # The first day after the window, so that a bound with an hour lies on its day.
    after = None if last in (None, dt.date.max) else literal(last + dt.timedelta(days=1))
    if how == "possible":
        return _possibly(begin, after, three_valued=three_valued, column=column)
    # It certainly has a day in the window if it certainly has begun by the last day and certainly has not ended
    # before its first. One event on an unknown day has begun for certain only on the last of its possible days, and so
    # the same two bounds say that all of them lie inside.
    tests = []
    if begin is not None:
        tests.append((column("earliest_end") >= begin) | (column("end_state") == "open"))
    if after is not None:
        tests.append((column("latest_start") < after) | (column("start_state") == "open"))
    elif last is not None:
        tests.append(~column("latest_start").is_null() | (column("start_state") == "open"))
    return _all(tests, column)


def not_in_gap(first: dt.date | None, last: dt.date | None, gaps: Iterable[EventDate]) -> nw.Expr | None:
    """Drop the dates with gaps none of whose possible days lies in a window.

    Parameters
    ----------
    first, last
        The window.
    gaps
        The dates of the frame that have gaps.

    Returns
    -------
    narwhals.Expr or None
        None if there is nothing to drop.

    Examples
    --------
    >>> not_in_gap(dt.date(2011, 1, 1), dt.date(2012, 1, 1), [EventDate.parse("[2010,2012]")]) is None
    True
    """
    absent = [date.text for date in gaps if not _meets(date, first, last)]
    return ~nw.col("date").fill_null("").is_in(absent) if absent else None


def _meets(date: EventDate, first: dt.date | None, last: dt.date | None) -> bool:
    """Say whether a window holds one of the possible days of a date."""
    return any(
        (last is None or begin is None or begin <= last) and (first is None or end is None or end >= first)
        for begin, end in date.members
    )


def _possibly(begin: Any, after: Any, *, three_valued: bool, column: Column) -> Any:
    """Ask whether an event can have begun by the end and ended after the beginning; a missing bound passes."""
    sides = []
    if after is not None:
        sides.append((column("earliest"), column("earliest") >= after))
    if begin is not None:
        sides.append((column("latest"), column("latest") < begin))
    if three_valued:
        return _all([bound.is_null() | ~outside for bound, outside in sides], column)
    if len(sides) == 2:
        return ~(sides[0][1] | sides[1][1])
    return ~sides[0][1] if sides else _all([], column)


def _all(tests: Sequence[Any], column: Column) -> Any:
    """Join tests by *and*; none at all is true for every event."""
    joined = ~column("date_kind").is_null()
    for position, test in enumerate(tests):
        joined = test if position == 0 else joined & test
    return joined


def is_any_of(column: nw.Expr, codes: Iterable[str]) -> nw.Expr:
    """Ask whether a cell holds one of the codes; the empty one is found where a text is missing, too.

    A few codes are compared one by one, because that is what engines ask of a file before they read it.
    """
    listed = list(codes)
    few = 0 < len(listed) <= FEW
    found = any_of([column == code for code in listed]) if few else column.is_in(listed)
    return found | column.is_null() if "" in listed else found


def is_at_or_below(column: nw.Expr, codes: Sequence[str]) -> nw.Expr:
    """Ask whether a cell of a one-valued column holds one of some codes, or a code below one of them.

    Parameters
    ----------
    column
        A column of dotted codes, one a cell.
    codes
        At least one code.

    Returns
    -------
    narwhals.Expr
        Boolean; null where the cell is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = nw.from_native(pd.DataFrame({"category": ["economic", "economic.loan", "economics"]}))
    >>> frame.filter(is_at_or_below(nw.col("category"), ["economic"]))["category"].to_list()
    ['economic', 'economic.loan']
    """
    return any_of([test for code in codes for test in (column == code, column.str.starts_with(f"{code}."))])


def holds_any_of(column: nw.Expr, items: Sequence[str]) -> nw.Expr:
    """Ask whether a list cell holds one of the items, such as ``CHN`` or ``CHN:lender``.

    Parameters
    ----------
    column
        A column of lists: ``actors`` or a many-valued variable.
    items
        What is looked for. An item without a colon also finds ``item:role``.

    Returns
    -------
    narwhals.Expr
        Boolean; null where the cell is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = nw.from_native(pd.DataFrame({"actors": ["CHN; KAZ:host", "KAZ", "CHNX"]}))
    >>> frame.filter(holds_any_of(nw.col("actors"), ["CHN"]))["actors"].to_list()
    ['CHN; KAZ:host']
    """
    if len(items) > FEW:
        return column.str.contains(_pattern(items))
    fenced = nw.concat_str(nw.lit(LIST_SEPARATOR), column, nw.lit(";"))
    found = []
    for item in items:
        whole = any_of([fenced.str.contains(text, literal=True) for text in _fenced(item)])
        # The plain search first: a file can be asked for it, and few cells are left to be put between separators.
        found.append(column.str.contains(item, literal=True) & whole)
    return any_of(found) if found else column.is_in([])


def cells_with(cells: Iterable[str], items: Sequence[str]) -> list[str]:
    """Pick the cells that hold one of the items; where all distinct cells are at hand, each is looked at once.

    Examples
    --------
    >>> cells_with(["CHN; KAZ:host", "KAZ"], ["CHN"])
    ['CHN; KAZ:host']
    """
    wanted = re.compile(_pattern(items))
    return [cell for cell in cells if wanted.search(cell)]


def any_of(tests: Sequence[nw.Expr]) -> nw.Expr:
    """Join tests, at least one, by *or*; by halves, because a long chain of them would be too deep for Python."""
    middle = len(tests) // 2
    return tests[0] if len(tests) == 1 else any_of(tests[:middle]) | any_of(tests[middle:])


def _fenced(item: str) -> list[str]:
    """Spell an item as it stands between separators, with and without a role."""
    whole = [f"{LIST_SEPARATOR}{item};"]
    return whole if ":" in item else [*whole, f"{LIST_SEPARATOR}{item}:"]


def _pattern(items: Sequence[str]) -> str:
    """Spell items as one pattern that every engine's dialect reads alike; ids may hold a dot."""
    words = "|".join(item.replace(".", r"\.") + ("" if ":" in item else "(?::[^;]*)?") for item in items)
    return rf"(?:^|; )(?:{words})(?:;|$)" if items else "[^\\s\\S]"


def mentions(text: str, columns: Iterable[nw.Expr]) -> nw.Expr:
    """Ask whether one of the text columns holds a text, upper and lower case alike; a missing text is an empty one.

    Two letters become small in two ways, by themselves or by what stands beside them, and engines differ: the Greek
    sigma at the end of a word, and the Turkish capital I with a dot. Both ways are brought to one.
    """
    wanted = text.lower()
    alike = [(other, one) for other, one in (("\u03c2", "\u03c3"), ("i\u0307", "i")) if one in _alike(wanted)]
    found = []
    for column in columns:
        lower = column.fill_null("").str.to_lowercase()
        for other, one in alike:
            lower = lower.str.replace_all(other, one, literal=True)
        found.append(lower.str.contains(_alike(wanted), literal=True))
    return any_of(found)


def _alike(text: str) -> str:
    """Bring the two ways in which some letters become small to one."""
    return text.replace("\u03c2", "\u03c3").replace("i\u0307", "i")


def sorted_by_date(frame: nw.LazyFrame[Any], *, descending: bool = False) -> nw.LazyFrame[Any]:
    """Sort events by what is known of their days.

    The order is total and the same on every engine: first possible day (an open or unknown start first), last
    possible day, the text of the date, the id. It claims nothing about what came before what.
    """
    return frame.sort("earliest", "latest", "date", "id", descending=descending, nulls_last=descending)
