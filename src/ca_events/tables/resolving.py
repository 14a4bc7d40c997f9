"""Counts of chosen days: each group of events is put on one day, for those who must have one.

See `ca_events.dates.resolving` for what each choice does to the result. A random draw chooses a day for every single
event; the groups come home in an order that does not depend on the engine, so that one seed gives one table on all of
them.
"""

from __future__ import annotations

import attrs
import numpy as np

from ca_events.dates.arrays import NO_DAY as NO_DATE
from ca_events.dates.resolving import PossibleDays, stretches_of
from ca_events.tables.days import NO_DAY, Days
from ca_events.tables.groups import COUNT, Groups


def resolved(groups: Groups, how: str, rng: np.random.Generator | None) -> Groups:
    """Put each group of events on one day, or for what went on, on one first and one last day.

    Parameters
    ----------
    groups
        The groups, with the number of events as their sum.
    how
        ``"earliest"``, ``"latest"``, ``"midpoint"`` or ``"random"``.
    rng
        The source of chance for ``"random"``.

    Returns
    -------
    Groups
        With bounds that are equal wherever a day could be chosen; drawn events are groups of one.
    """
    certain = (groups.earliest == groups.latest_start) & (groups.earliest_end == groups.latest)
    number = groups.sums[COUNT].astype("int64")
    rows = np.repeat(np.arange(len(groups)), np.where((how == "random") & ~certain, number, 1))
    stretches = [stretches_of(date) for date in groups.gaps]
    possible = PossibleDays(
        first_start=_dates(groups.earliest),
        last_start=_dates(groups.latest_start),
        first_end=_dates(groups.earliest_end),
        last_end=_dates(groups.latest),
        span=groups.span,
        gapped=groups.gapped,
        starts=[starts for starts, _ in stretches],
        ends=[ends for _, ends in stretches],
    ).take(rows)
    days = {name: np.where(day == NO_DATE, NO_DAY, day) for name, day in possible.completed(how, rng).items()}
    chosen = (days["start"] != NO_DAY) | (days["end"] != NO_DAY)
    return attrs.evolve(
        groups,
        earliest=days["earliest"],
        latest_start=days["latest_start"],
        earliest_end=days["earliest_end"],
        latest=days["latest"],
        cells={name: (codes[rows], distinct) for name, (codes, distinct) in groups.cells.items()},
        span=groups.span[rows],
        start_open=groups.start_open[rows],
        end_open=groups.end_open[rows],
        gapped=np.where(chosen, -1, groups.gapped[rows]),
        sums={COUNT: np.where((how == "random") & ~certain, 1, number)[rows].astype("float64")},
    )


def _dates(days: Days) -> Days:
    """Write a missing day as dates do."""
    return np.where(days == NO_DAY, NO_DATE, days)
