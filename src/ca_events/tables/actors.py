"""Who takes part in events, and what occurs together in one event."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from ca_events.engines import collect, groupable, texts
from ca_events.tables.days import Numbers
from ca_events.tables.groups import COUNT, lazy_frame
from ca_events.tables.keys import DYAD, by_of, participants_of, steps
from ca_events.tables.shape import described, labels_of, order_of, ordered
from ca_events.tables.words import NO_VALUE, TableError

if TYPE_CHECKING:
    from ca_events.study import Study


def cooccurrence(
    frame: Any, *, by: str = "actor", study: Study | None = None, depth: int | None = 1
) -> pd.DataFrame:
    """Count the events in which two values occur together.

    Parameters
    ----------
    frame
        Native frame of any engine in the canonical columns, already filtered.
    by
        ``"actor"``, ``"role"``, or a variable that may have several codes.
    study
        The study that gives order and labels; None for none.
    depth
        To which level codes of a hierarchy are cut, None for not at all.

    Returns
    -------
    pandas.DataFrame
        Columns ``first``, ``second``, ``events``: one row for each unordered pair of different values that occurs.

    Raises
    ------
    UnknownCode
        If `by` is a word that is not allowed.
    TableError
        If `by` is ``"dyad"``, which is a pair already, or the frame lacks a column.

    Examples
    --------
    >>> frame = pd.DataFrame({"actors": ["CHN:lender; KAZ:borrower", "CHN; KAZ; UZB", "UZB"]})
    >>> print(cooccurrence(frame).to_string(index=False))
    first second  events
      CHN    KAZ       2
      CHN    UZB       1
      KAZ    UZB       1
    """
    if by == DYAD:
        raise TableError("a dyad is a pair of actors already; use by='actor'.")
    lazy = nw.from_native(frame).lazy()
    chosen = by_of(by, depth=depth, study=study, columns=lazy.collect_schema().names())
    (column,) = chosen.columns
    plan = groupable(lazy_frame(frame, [column]), [column])
    found = collect(plan.group_by(column).agg(nw.len().alias(COUNT)))
    events: Counter[str] = Counter(dict(zip(texts(found[column]), found[COUNT].to_list(), strict=True)))
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for cell, number in events.items():
        values = [key[0] for key in chosen.keys({column: cell}) if key[0] != NO_VALUE]
        single.update(dict.fromkeys(values, int(number)))
        pairs.update(dict.fromkeys(itertools.combinations(values, 2), int(number)))
    order = order_of(by, single, depth, study)
    return _pair_table(pairs, order, by=by, study=study, events=int(sum(events.values())))


def _pair_table(
    pairs: Counter[tuple[str, str]], order: list[str], *, by: str, study: Study | None, events: int
) -> pd.DataFrame:
    """Sort each pair and the pairs by the order of their values, and add up."""
    rank = {value: place for place, value in enumerate(order)}
    added: Counter[tuple[int, int]] = Counter()
    for (one, other), number in pairs.items():
        first, second = sorted((rank[one], rank[other]))
        added[first, second] += number
    rows = sorted(added)
    table = pd.DataFrame(
        {
            "first": ordered([row[0] for row in rows], order),
            "second": ordered([row[1] for row in rows], order),
            "events": pd.array([added[row] for row in rows], dtype="Int64"),
        }
    )
    shown = [order[place] for place in sorted({place for row in rows for place in row})]
    return described(table, by=(by,), labels={by: labels_of(by, shown, study)}, more={"events": events})


def participants(frame: Any) -> pd.DataFrame:
    """List who took part in which event, one row for each participant.

    Parameters
    ----------
    frame
        Native frame of any engine in the canonical columns.

    Returns
    -------
    pandas.DataFrame
        Columns ``id`` (text), ``actor`` and ``role`` (categories; ``""`` for no role), sorted by id, actor and role.

    Raises
    ------
    TableError
        If the frame lacks a column.

    Examples
    --------
    >>> frame = pd.DataFrame({"id": ["E1", "E2"], "actors": ["CHN:lender; KAZ", ""]})
    >>> print(participants(frame).to_string(index=False))
    id actor   role
    E1   CHN lender
    E1   KAZ
    """
    found = collect(lazy_frame(frame, ["id", "actors"]).select("id", "actors").sort("id"))
    codes, distinct = pd.factorize(np.array(texts(found["actors"]), dtype=object))
    lists = [participants_of(str(cell)) for cell in distinct]
    flat = list(itertools.chain.from_iterable(lists))
    lengths = np.array([len(one) for one in lists], dtype="int64")
    begin = np.cumsum(lengths) - lengths
    row, step = steps(lengths[codes])
    member = begin[codes[row]] + step
    ids = pd.Series(texts(found["id"]), dtype="str").take(row).reset_index(drop=True)
    roles = ("" if role == NO_VALUE else role for _, role in flat)
    return pd.DataFrame(
        {
            "id": ids,
            "actor": _category((actor for actor, _ in flat), member),
            "role": _category(roles, member),
        }
    )


def _category(values: Iterable[str], member: Numbers) -> pd.Categorical[str]:
    """Make a column of categories from few values and the position of each row's value among them."""
    codes, distinct = pd.factorize(np.array(list(values), dtype=object), sort=True)
    return pd.Categorical.from_codes(codes[member], categories=pd.Index(distinct, dtype="str"))
