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
    >>> for first, last in coverage.stretches("economic.loan"):
    ...     print(first, "to", last)
    1992-01-01 to 2012-12-31
    >>> for first, last in coverage.stretches("economic"):
    ...     print(first, "to", last)
    1992-01-01 to 2001-12-31
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
        return stretches_of(self.searches(code, actor))

    def searches(self, code: str, actor: str = "") -> tuple[CoverageRow, ...]:
        """Give the searches, census or threshold, that were made for a code and an actor.

        Parameters
        ----------
        code
            A code of the variable category, or ``""`` for all of them.
        actor
            The id of an actor, a region, or ``""`` for all actors.

        Returns
        -------
        tuple of CoverageRow
            Those for the code itself and for all above it, those for the widest code first.
        """
        places = self._places(actor)
        return tuple(
            row for above in _upwards(code) for row in self._by_code.get(above, ()) if row.actor in places
        )

    def _places(self, actor: str) -> set[str]:
        """Give what a row may name to cover an actor: the actor, its region, the regions above, or all."""
        region = self.actors.region(actor) if actor in self.actors else actor
        return {actor, *_upwards(region)}


def stretches_of(rows: Iterable[CoverageRow]) -> tuple[tuple[datetime.date, datetime.date], ...]:
    """Join the days of searches.

    Parameters
    ----------
    rows
        The searches.

    Returns
    -------
    tuple of (datetime.date, datetime.date)
        First and last days; searches that touch or overlap are one stretch.

    Examples
    --------
    >>> made = [CoverageRow(start=year, end=year, level="census") for year in ("1992", "1993", "2001")]
    >>> [(first.year, last.year) for first, last in stretches_of(made)]
    [(1992, 1993), (2001, 2001)]
    """
    found: list[tuple[datetime.date, datetime.date]] = []
    for first, last in sorted((row.first_day, row.last_day) for row in rows):
        if found and first.toordinal() <= found[-1][1].toordinal() + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def _upwards(word: str) -> list[str]:
    """Give a dotted word, all above it, and the empty word that stands for everything.

    Examples
    --------
    >>> _upwards("economic.finance.loan")
    ['', 'economic', 'economic.finance', 'economic.finance.loan']
    """
    parts = word.split(".") if word else []
    return [".".join(parts[:length]) for length in range(len(parts) + 1)]
