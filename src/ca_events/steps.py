"""The filters of a collection, and what they say in words.

A selection is a list of steps. Each step keeps its words, so that a figure can say what it shows, and what the tables
must know: which days a window allows, which actors are asked for, and which columns were looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from ca_events.tables import Scope

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw


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
    """

    words: str
    test: nw.Expr
    columns: frozenset[str]
    first: dt.date | None = None
    last: dt.date | None = None
    actors: tuple[str, ...] = ()


def scope_of(steps: Sequence[Step], by: str | Iterable[str] | None) -> Scope:
    """Say what a selection limits, for tables that fill in zeros.

    A zero may be filled in for a code that does not occur only if no filter has looked at the variable itself.
    """
    firsts = [step.first for step in steps if step.first is not None]
    lasts = [step.last for step in steps if step.last is not None]
    actors = dict.fromkeys(actor for step in steps for actor in step.actors)
    names = [by] if isinstance(by, str) else by or ()
    columns = frozenset("actors" if name in ("actor", "dyad", "role") else name for name in names)
    touched = any(step.columns & columns for step in steps)
    required: list[str] = list(actors)
    return Scope(
        first=max(firsts, default=None), last=min(lasts, default=None), fill=not touched, actors=required
    )
