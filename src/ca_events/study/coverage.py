"""Coverage: what was searched for, so that a zero can be told from a gap.

That no loan is listed for 1994 may mean that there was none, or that nobody looked. Only a search that was meant to
find all cases (a *census*), or all above a stated bar (a *threshold*), turns an empty year into a zero. Several rows
may cover a stretch of years together.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import attrs

from ca_events.study.actors import Actors
from ca_events.study.records import CoverageRow
from ca_events.study.registers import Register

SEARCHED = ("census", "threshold")


@attrs.frozen(repr=False)
class Coverage(Register[CoverageRow]):
    """The searches of a study.

    Parameters
    ----------
    rows
        The searches.
    actors
        The register that says which region an actor belongs to; a `Study` puts its own here.

    Examples
    --------
    >>> coverage = Coverage([
    ...     CoverageRow(code="economic", start="1992", end="2001", level="census"),
    ...     CoverageRow(code="economic.loan", start="2002", end="2012", level="threshold"),
    ... ])
    >>> import datetime
    >>> coverage.covers(["economic.loan"], "", datetime.date(1999, 1, 1), datetime.date(2005, 12, 31))
    True
    >>> coverage.covers(["economic"], "", datetime.date(1999, 1, 1), datetime.date(2005, 12, 31))
    False
    """

    RECORD = CoverageRow
    FILE = "coverage.csv"
    NOUN = "search"
    NOUNS = "searches"

    actors: Actors = attrs.field(factory=Actors, eq=False, kw_only=True)
    _by_code: dict[str, list[CoverageRow]] = attrs.field(init=False, eq=False)

    @_by_code.default
    def _make_index(self) -> dict[str, list[CoverageRow]]:
        """Keep the searches that count by their codes."""
        found: dict[str, list[CoverageRow]] = {}
        for row in self.rows:
            if row.level in SEARCHED:
                found.setdefault(row.code, []).append(row)
        return found

    def covers(self, codes: Iterable[str], actor: str, first: datetime.date, last: datetime.date) -> bool:
        """Say whether every day of a stretch was searched for every one of some codes.

        Parameters
        ----------
        codes
            Codes of the variable category; without any, nothing is covered.
        actor
            The id of an actor, a region, or ``""`` for all actors.
        first, last
            The first and the last day, both included.

        Returns
        -------
        bool
            True only if rows of the level census or threshold together cover all of it.

        Raises
        ------
        ValueError
            If the last day lies before the first.
        """
        if last < first:
            raise ValueError(f"last is {last}, before first ({first}); the first day comes first.")
        wanted = list(dict.fromkeys(codes))
        return bool(wanted) and all(
            any(start <= first and last <= end for start, end in self.stretches(code, actor))
            for code in wanted
        )

    def stretches(self, code: str, actor: str = "") -> tuple[tuple[datetime.date, datetime.date], ...]:
        """Give the stretches of days that were searched for a code and an actor.

        Parameters
        ----------
        code
            A code of the variable category, or ``""`` for all of them.
        actor
            The id of an actor, a region, or ``""`` for all actors.

        Returns
        -------
        tuple of (datetime.date, datetime.date)
            First and last days; searches that touch or overlap are one stretch.
        """
        places = self._places(actor)
        days = sorted(
            (row.first_day, row.last_day)
            for above in _upwards(code)
            for row in self._by_code.get(above, ())
            if row.actor in places
        )
        found: list[tuple[datetime.date, datetime.date]] = []
        for first, last in days:
            if found and first.toordinal() <= found[-1][1].toordinal() + 1:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            else:
                found.append((first, last))
        return tuple(found)

    def _places(self, actor: str) -> set[str]:
        """Give what a row may name to cover an actor: the actor, its region, the regions above, or all."""
        region = self.actors.region(actor) if actor in self.actors else actor
        return {actor, *_upwards(region)}


def _upwards(word: str) -> list[str]:
    """Give a dotted word, all above it, and the empty word that stands for everything.

    Examples
    --------
    >>> _upwards("economic.finance.loan")
    ['', 'economic', 'economic.finance', 'economic.finance.loan']
    """
    parts = word.split(".") if word else []
    return [".".join(parts[:length]) for length in range(len(parts) + 1)]
