"""What was searched: leaf by leaf and place by place, beside what is there.

A table of counts prints a zero only where somebody looked for everything. This map shows where that is so, for all
leaves of the category tree at once: how a leaf was searched for a state or a region, on which days, and how many events
there are. What was searched with less than all states of a region was not searched for the region.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import pandas as pd

from ca_events.collection import Events
from ca_events.quality.asked import rows_of
from ca_events.review.rows import Rows
from ca_events.study import Study
from ca_events.study.coverage import stretches_of

AS_FOUND = "as_found"
CENSUS = "census"
COLUMNS = ("leaf", "place", "level", "days", "whole", "bar", "events", "elsewhen")
Days = tuple[datetime.date, datetime.date]


def coverage_map(events: Events, places: Iterable[str]) -> pd.DataFrame:
    """Say for each leaf of the category tree and each place how it was searched, and how many events there are.

    Parameters
    ----------
    events
        All events of a study.
    places
        Ids, names or aliases of actors, such as the states that a study is about, and regions. An event counts for an
        actor if that actor or one below it took part, and for a region if one of its states did.

    Returns
    -------
    pandas.DataFrame
        One row a code and place, for all leaves and those inner codes that events have: ``leaf``, ``place``, ``level``
        (``census`` if censuses alone cover all the days that were searched, else ``threshold``; ``as_found`` where
        nobody claims a search), ``days`` (that were searched, as text), ``whole`` (whether these are all days of the
        study), ``bar`` (what was looked for; several searches are separated by a semicolon), ``events`` and, among
        these, ``elsewhen``: those that lie certainly outside the days that were searched. A region was searched as its
        states were, all of them, and by the least thorough of their searches.

    Raises
    ------
    CaEventsError
        If the events have no study.
    UnknownCode
        If a place is neither an actor of the register nor a region.

    Examples
    --------
    >>> import ca_events as ca
    >>> table = coverage_map(ca.load(), ["Kazakhstan", "TKM"])
    >>> table[table["leaf"] == "political.border"][["place", "level"]].values.tolist()
    [['KAZ', 'threshold'], ['TKM', 'census']]
    """
    rows = rows_of(events)
    leaves = _codes(rows)
    table = []
    for place in places:
        region = _is_region(rows.study, place)
        name = place if region else rows.study.actors.resolve(place)
        states = _states(rows.study, name) if region else [name]
        there = _involved(rows, states)
        for leaf in leaves:
            table.append(_row(rows, leaf, name, states, there))
    return pd.DataFrame(table, columns=list(COLUMNS))


def _codes(rows: Rows) -> list[str]:
    """Give the leaves and the inner codes that are used, in the order of the codebook."""
    category = rows.study.codebook["category"]
    used = {code for cell in rows.codes("category") for code in cell}
    leaves = set(category.leaves())
    return [code for code in category.codes if code in leaves or code in used]


def _is_region(study: Study, place: str) -> bool:
    """Say whether a word is a region, or one above some, and no actor."""
    return place not in study.actors and bool(_states(study, place))


def _states(study: Study, region: str) -> list[str]:
    """Give the states of a region."""
    return [
        row.id
        for row in study.actors
        if row.kind == "state" and (row.region == region or row.region.startswith(f"{region}."))
    ]


def _involved(rows: Rows, states: Sequence[str]) -> list[int]:
    """Give the events in which some actors, or actors for which they stand, took part."""
    wanted = {actor for state in states for actor in rows.study.actors.reach(state)}
    return [place for place, parties in enumerate(rows.actors) if any(name in wanted for name, _ in parties)]


def _row(rows: Rows, leaf: str, name: str, states: Sequence[str], there: Sequence[int]) -> dict[str, object]:
    """Make a line of the map."""
    study = rows.study
    codes = rows.codes("category")
    found = [place for place in there if leaf in codes[place]]
    # What holds for a region by itself holds for its states as well: `searches` looks upwards.
    each = [study.coverage.searches(leaf, state) for state in states]
    days = _common([stretches_of(searches) for searches in each])
    censuses = _common([stretches_of(row for row in searches if row.level == CENSUS) for searches in each])
    searched = [row for searches in each for row in searches] if days else []
    level = AS_FOUND if not days else CENSUS if censuses == days else "threshold"
    return {
        "leaf": leaf,
        "place": name,
        "level": level,
        "days": "; ".join(f"{first} to {last}" for first, last in days),
        "whole": any(_holds(study, first, last) for first, last in days),
        "bar": "; ".join(dict.fromkeys(row.bar for row in searched if row.bar)),
        "events": len(found),
        "elsewhen": sum(_elsewhen(rows, place, days) for place in found) if days else 0,
    }


def _common(stretches: Sequence[Sequence[Days]]) -> list[Days]:
    """Give the days that lie in a stretch of each list."""
    common = list(stretches[0]) if stretches else []
    for other in stretches[1:]:
        common = [
            (max(one[0], two[0]), min(one[1], two[1]))
            for one in common
            for two in other
            if max(one[0], two[0]) <= min(one[1], two[1])
        ]
    return common


def _holds(study: Study, first: datetime.date, last: datetime.date) -> bool:
    """Say whether a stretch holds all days of the study, which must be known for it."""
    if study.start is None or study.end is None:
        return False
    return first <= study.start and last >= study.end


def _elsewhen(rows: Rows, place: int, days: Sequence[Days]) -> bool:
    """Say whether an event lies certainly outside some stretches."""
    first, last = rows.possible_days[place]
    if first is None or last is None:
        return False
    return not any(start <= last and first <= end for start, end in days)
