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
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from ca_events.cells import LIST_SEPARATOR
from ca_events.dates.relations import How
from ca_events.engines import day_literal

# Up to this many texts are looked for one by one; a longer list is quicker as one pattern.
LITERALS = 4


def overlaps(first: dt.date | None, last: dt.date | None, *, how: How, dtype: Any) -> nw.Expr:
    """Ask whether some day of the event lies in a window of days.

    Parameters
    ----------
    first, last
        First and last day of the window, both inside it; None leaves that side open.
    how
        ``"possible"`` keeps an event if it could be so, ``"definite"`` if it is so whatever the unknown days are.
    dtype
        Type of the bound columns: narwhals ``Date`` or ``Datetime``.

    Returns
    -------
    narwhals.Expr
        Boolean, never null.
    """
    return _possibly(first, last, dtype) if how == "possible" else _definitely(first, last, dtype)


def _possibly(first: dt.date | None, last: dt.date | None, dtype: Any) -> nw.Expr:
    """Keep events that could have a day in the window."""
    tests = []
    if last is not None:
        tests.append(_null_or(nw.col("earliest"), nw.col("earliest") <= day_literal(last, dtype)))
    if first is not None:
        tests.append(_null_or(nw.col("latest"), nw.col("latest") >= day_literal(first, dtype)))
    return _all(tests)


def _definitely(first: dt.date | None, last: dt.date | None, dtype: Any) -> nw.Expr:
    """Keep events that certainly have a day in the window.

    One event on an unknown day must have all its possible days inside. A span must certainly have begun by the
    window's last day and certainly not have ended before its first.
    """
    inside, reaches = [], []
    if first is not None:
        begin = day_literal(first, dtype)
        inside.append(_known(nw.col("earliest"), nw.col("earliest") >= begin))
        goes_on = (nw.col("end_state") == "open") & nw.col("earliest_end").is_null()
        reaches.append(goes_on | _known(nw.col("earliest_end"), nw.col("earliest_end") >= begin))
    if last is not None:
        end = day_literal(last, dtype)
        inside.append(_known(nw.col("latest"), nw.col("latest") <= end))
        always = (nw.col("start_state") == "open") & nw.col("latest_start").is_null()
        reaches.append(always | _known(nw.col("latest_start"), nw.col("latest_start") <= end))
    span = nw.col("date_kind") == "span"
    return (span & _all(reaches)) | (~span & _all(inside))


def _null_or(column: nw.Expr, test: nw.Expr) -> nw.Expr:
    """Let a missing bound pass: engines differ in what they make of a comparison with null."""
    return column.is_null() | test


def _known(column: nw.Expr, test: nw.Expr) -> nw.Expr:
    """Let a missing bound fail."""
    return ~column.is_null() & test


def _all(tests: Sequence[nw.Expr]) -> nw.Expr:
    """Join tests by *and*; none at all is true for every event."""
    joined = ~nw.col("date_kind").is_null()
    for position, test in enumerate(tests):
        joined = test if position == 0 else joined & test
    return joined


def is_any_of(column: str, codes: Iterable[str]) -> nw.Expr:
    """Ask whether the cell of a one-valued column holds one of the codes."""
    return nw.col(column).is_in(list(codes))


def holds_any_of(column: str, items: Sequence[str], *, known: Sequence[str] | None = None) -> nw.Expr:
    """Ask whether a list cell holds one of the items, such as ``CHN`` or ``CHN:lender``.

    Parameters
    ----------
    column
        A column of lists: ``actors`` or a many-valued variable.
    items
        What is looked for. An item without a colon also finds ``item:role``.
    known
        All distinct cells of the column, where they are at hand (pandas categories): each is looked at once, and the
        rows are then picked by membership.

    Returns
    -------
    narwhals.Expr
        Boolean.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = nw.from_native(pd.DataFrame({"actors": ["CHN; KAZ:host", "KAZ", "CHNX"]}))
    >>> frame.filter(holds_any_of("actors", ["CHN"]))["actors"].to_list()
    ['CHN; KAZ:host']
    """
    if known is not None:
        wanted = re.compile(_pattern(items))
        return nw.col(column).is_in([cell for cell in known if wanted.search(cell)])
    if len(items) > LITERALS:
        return nw.col(column).str.contains(_pattern(items))
    fenced = nw.concat_str(nw.lit(LIST_SEPARATOR), nw.col(column), nw.lit(";"))
    found = [fenced.str.contains(text, literal=True) for item in items for text in _fenced(item)]
    return nw.any_horizontal(*found, ignore_nulls=False) if found else nw.col(column).is_in([])


def _fenced(item: str) -> list[str]:
    """Spell an item as it stands between separators, with and without a role."""
    whole = [f"{LIST_SEPARATOR}{item};"]
    return whole if ":" in item else [*whole, f"{LIST_SEPARATOR}{item}:"]


def _pattern(items: Sequence[str]) -> str:
    """Spell items as one pattern that every engine's dialect reads alike; ids may hold a dot."""
    words = "|".join(item.replace(".", r"\.") + ("" if ":" in item else "(?::[^;]*)?") for item in items)
    return rf"(?:^|; )(?:{words})(?:;|$)" if items else "[^\\s\\S]"


def mentions(text: str, columns: Iterable[str]) -> nw.Expr:
    """Ask whether one of the text columns holds a text, upper and lower case alike."""
    wanted = text.lower()
    found = [nw.col(name).str.to_lowercase().str.contains(wanted, literal=True) for name in columns]
    return nw.any_horizontal(*found, ignore_nulls=False)


def sorted_by_date(frame: nw.LazyFrame[Any], *, descending: bool = False) -> nw.LazyFrame[Any]:
    """Sort events by what is known of their days.

    The order is total and the same on every engine: first possible day (an open or unknown start first), last
    possible day, the text of the date, the id. It claims nothing about what came before what.
    """
    return frame.sort("earliest", "latest", "date", "id", descending=descending, nulls_last=descending)
