"""Zeros: which empty cells of a table say "nothing happened", and which say "nobody looked".

A zero stands only where the study's coverage says that every code of the cell was searched for (a census, or all
above a threshold) in the whole bin, and where the selection left none of its days out. All other empty cells are NA.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs
import numpy as np

from ca_events.tables.bins import Bins
from ca_events.tables.days import FAR, NO_DAY, Days, Flags, day_number
from ca_events.tables.keys import ACTOR, BETWEEN, DYAD, By, Key, cut, variable_of
from ca_events.tables.words import NO_VALUE, Scope

if TYPE_CHECKING:
    from ca_events.study import Study

CATEGORY = "category"


@attrs.frozen(kw_only=True, eq=False)
class Fill:
    """The keys that are shown in every bin, and where a cell of theirs may say zero.

    Attributes
    ----------
    keys
        The keys.
    wanted
        For each bin, whether empty cells in it are shown at all.
    zero
        For each key and bin, whether an empty cell is a zero.
    telling
        For each bin, whether it is shown for its zeros alone: they lie in the time of the study.
    """

    keys: list[Key]
    wanted: Flags
    zero: Flags
    telling: Flags


def claims(study: Study | None) -> bool:
    """Say whether a study says anything about what was searched for."""
    return study is not None and len(study.coverage) > 0


def searched_days(study: Study | None, scope: Scope) -> tuple[int, int] | None:
    """Give the first and last day for which bins may be shown though nothing happened, or None."""
    if study is None or not claims(study):
        return None
    first = max(day_number(study.start), day_number(scope.first))
    last = min(day_number(study.end, FAR), day_number(scope.last, FAR))
    return (first, last) if first != NO_DAY and last != FAR and first <= last else None


def fill_of(keys: list[Key], *, by: By, study: Study, scope: Scope, bins: Bins) -> Fill:
    """Find the empty cells that are shown, and which of them are zeros.

    Parameters
    ----------
    keys
        The keys that occur.
    by
        The columns of the table.
    study
        The study with its coverage.
    scope
        What the selection left out.
    bins
        All bins that may be shown.

    Returns
    -------
    Fill
        Keys in no particular order.
    """
    chosen = _all_keys(keys, by, study, scope) if scope.fill else list(keys) or [()] * (not by.names)
    first, last, usable = _whole_days(bins, study, scope)
    usable &= (first >= day_number(scope.first, -FAR)) & (last <= day_number(scope.last, FAR))
    usable &= scope.zeros
    searches = _Searches(study, first, last)
    zero = np.array(
        [searches.covered(_codes(key, by, study), _actors(key, by, scope)) for key in chosen], dtype=bool
    )
    wanted = (bins.last >= day_number(scope.first, -FAR)) & (bins.first <= day_number(scope.last, FAR))
    zero = zero.reshape(len(chosen), len(bins.labels)) & usable
    begin, end = searched_days(study, scope) or (FAR, -FAR)
    telling = zero.any(axis=0) & (bins.last >= begin) & (bins.first <= end)
    return Fill(keys=chosen, wanted=wanted, zero=zero, telling=telling)


def _whole_days(bins: Bins, study: Study, scope: Scope) -> tuple[Days, Days, Flags]:
    """Give the days that must have been searched; a bin without end is as long as the selection and the study."""
    begin = max(day_number(study.start), day_number(scope.first))
    end = min(day_number(study.end, FAR), day_number(scope.last, FAR))
    first = np.where(bins.first > -FAR, bins.first, begin)
    last = np.where(bins.last < FAR, bins.last, end)
    return first, last, (first != NO_DAY) & (last != FAR) & (first <= last)


def _all_keys(keys: list[Key], by: By, study: Study, scope: Scope) -> list[Key]:
    """Combine all values of each column with all of the others."""
    values = []
    for place, name in enumerate(by.names):
        occurring = [key[place] for key in keys]
        values.append(dict.fromkeys([*_known_values(name, by.depth, study, scope), *occurring]))
    return list(itertools.product(*values))


def _known_values(name: str, depth: int | None, study: Study, scope: Scope) -> list[str]:
    """Give the values that a column may show though they do not occur.

    Of actors these are only those that were asked for: a register lists hundreds for whom nobody expects a row.
    """
    if name == ACTOR:
        return list(scope.actors)
    variable = variable_of(name, study)
    if variable is None:
        return []
    return [cut(code, depth, variable) for code in variable.leaves() if not variable.codes[code].retired]


def _codes(key: Key, by: By, study: Study) -> tuple[str, ...]:
    """Give the categories that must have been searched for before the cell of a key can be a zero."""
    category = study.codebook[CATEGORY]
    code = dict(zip(by.names, key, strict=True)).get(CATEGORY, NO_VALUE)
    leaves = category.leaves(code if code in category.codes else None)
    return tuple(leaf for leaf in leaves if not category.codes[leaf].retired) or leaves


def _actors(key: Key, by: By, scope: Scope) -> tuple[str, ...]:
    """Give the actors that every event in the cell of a key involves.

    A search for all events of one of them finds all events of the cell. If there is none, the search must have been
    for all actors, which coverage writes as an empty text.
    """
    named = dict(zip(by.names, key, strict=True))
    actors = [*scope.actors, *named.get(DYAD, "").split(BETWEEN), named.get(ACTOR, "")]
    return tuple(dict.fromkeys(actor for actor in actors if actor and actor != NO_VALUE)) or ("",)


class _Searches:
    """Which bins were searched for which codes and actors, each pair looked up once."""

    def __init__(self, study: Study, first: Days, last: Days) -> None:
        self._coverage = study.coverage
        self._first = first
        self._last = last
        self._known: dict[tuple[str, str], Flags] = {}

    def covered(self, codes: tuple[str, ...], actors: tuple[str, ...]) -> Flags:
        """Say for each bin whether all codes were searched for with one of the actors."""
        found = np.zeros(len(self._first), dtype=bool)
        for actor in actors:
            found |= np.logical_and.reduce([self._one(code, actor) for code in codes])
        return found

    def _one(self, code: str, actor: str) -> Flags:
        """Say for each bin whether all of it was searched for one code and actor."""
        if (code, actor) not in self._known:
            found = np.zeros(len(self._first), dtype=bool)
            for begin, end in self._coverage.stretches(code, actor):
                found |= (self._first >= day_number(begin)) & (self._last <= day_number(end))
            self._known[code, actor] = found
        return self._known[code, actor]
