"""What was searched: leaf by leaf and actor by actor, beside what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from ca_events.collection import Events
from ca_events.quality.asked import rows_of
from ca_events.study import Study
from ca_events.study.fields import LEVELS

AS_FOUND = "as_found"


def coverage_map(events: Events, actors: Iterable[str]) -> pd.DataFrame:
    """Say for each leaf of the category tree and each actor how it was searched, and how many events there are.

    Parameters
    ----------
    events
        Events with a study.
    actors
        Ids of actors or regions, such as the states that a study is about. An event counts for an actor if that actor
        or one below it took part.

    Returns
    -------
    pandas.DataFrame
        One row a leaf and actor: ``leaf``, ``actor``, ``level`` (the most thorough of the searches; ``as_found`` where
        nobody claims one), ``stretches`` (the days that were searched, as text), ``bar`` (what exactly was looked for;
        several searches are separated by a semicolon) and ``events``.

    Raises
    ------
    CaEventsError
        If the events have no study.
    UnknownCode
        If an actor is neither in the register nor a region.

    Examples
    --------
    >>> import ca_events as ca
    >>> table = coverage_map(ca.load(), ["KAZ", "TKM"])
    >>> table[table["leaf"] == "political.border"][["actor", "level"]].values.tolist()
    [['KAZ', 'threshold'], ['TKM', 'census']]
    """
    study = rows_of(events).study
    leaves = study.codebook["category"].leaves()
    table = []
    for actor in actors:
        ids = _actors(study, actor)
        codes = Counter(
            code for cell in rows_of(events.involving(*ids, match="any")).codes("category") for code in cell
        )
        for leaf in leaves:
            days = study.coverage.stretches(leaf, actor)
            searches = study.coverage.searches(leaf, actor)
            table.append(
                {
                    "leaf": leaf,
                    "actor": actor,
                    "level": min((row.level for row in searches), key=list(LEVELS).index, default=AS_FOUND),
                    "stretches": "; ".join(f"{first} to {last}" for first, last in days),
                    "bar": "; ".join(dict.fromkeys(row.bar for row in searches if row.bar)),
                    "events": codes[leaf],
                }
            )
    return pd.DataFrame(table, columns=["leaf", "actor", "level", "stretches", "bar", "events"])


def _actors(study: Study, actor: str) -> list[str]:
    """Give an actor, or the states of a region."""
    if actor in study.actors:
        return [actor]
    found = [row.id for row in study.actors if row.kind == "state" and _lies_in(row.region, actor)]
    return found or [study.actors.resolve(actor)]


def _lies_in(word: str, above: str) -> bool:
    """Say whether a dotted word is another or stands below it."""
    return word == above or word.startswith(f"{above}.")
