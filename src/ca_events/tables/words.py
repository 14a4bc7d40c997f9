"""What counts and totals may be asked, and how they answer a question that makes no sense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from ca_events.errors import CaEventsError, UnknownCode, nearest
from ca_events.study.columns import OWN_ROWS as OWN_ROWS

NO_VALUE = "(none)"
"""Stands in a column of a table for events without a value."""


class TableError(CaEventsError, ValueError):
    """A table that cannot be made of these events in the way that was asked."""


def _listed(actors: Iterable[str]) -> tuple[str, ...]:
    """Keep ids as a tuple."""
    return tuple(actors)


@attrs.frozen(kw_only=True)
class Scope:
    """What the selection says about the events that it left out.

    A zero says that nothing happened. It is true only where the selection did not leave out what happened, so a
    filtered collection hands on what it filtered by.

    Parameters
    ----------
    first, last
        The days to which the selection is limited; None if it is not.
    fill
        Whether codes that do not occur may be shown at all: not if the selection names the codes it wants.
    zeros
        Whether a zero may be claimed at all: not if events were picked by what a table cannot see.
    actors
        The actors that every event of the selection must involve.

    Examples
    --------
    >>> Scope(first=dt.date(2001, 1, 1)).fill
    True
    """

    first: dt.date | None = None
    last: dt.date | None = None
    fill: bool = True
    zeros: bool = True
    actors: tuple[str, ...] = attrs.field(default=(), converter=_listed)


def refuse_unknown(kind: str, word: object, allowed: Iterable[str], advice: str = "") -> UnknownCode:
    """Make the error for a word that is none of those allowed; the message names them.

    Examples
    --------
    >>> print(refuse_unknown("count", "begun", ["began", "ended", "active"]))
    'begun' is no count. Nearest: 'began'. Allowed: began, ended, active.
    """
    names = list(allowed)
    near = nearest(word, names) if isinstance(word, str) else ""
    hint = f" Nearest: {near!r}." if near else ""
    return UnknownCode(f"{word!r} is no {kind}.{hint} Allowed: {', '.join(names)}.{advice and ' ' + advice}")
