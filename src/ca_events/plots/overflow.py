"""What happens when a page is too small for all labels: said, never silent.

A page of a given size holds only so many words. The choice is the author's: let the figure grow, keep its size and be
told what does not fit, give keys (numbers) to events of a crowd and print the list of keys below the figure, leave
labels of the least important events out, or be refused. Those that matter least lose their label first, and of equals
those in the thickest crowd.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import attrs
import pandas as pd

from ca_events.plots.chronology import Entry
from ca_events.plots.key_list import KeyList

Place = tuple[str, str]

OVERFLOWS = ("grow", "wrap", "number", "drop", "raise")
# A crowd is judged by the distance to so many of the nearest neighbours.
NEIGHBOURS = 2


def settle(
    entries: Sequence[Entry], fits: Callable[[Sequence[Entry]], bool], overflow: str
) -> tuple[Entry, ...]:
    """Take labels away until the others fit, as few as can be.

    Parameters
    ----------
    entries
        The events in order.
    fits
        Says whether the labels of such events have room.
    overflow
        ``number`` or ``drop``; else nothing is taken away.

    Returns
    -------
    tuple of Entry
        The same events in the same order, some with keys or without labels. Where not even keys for all have room, all
        have keys.
    """
    if overflow not in ("number", "drop") or fits(entries):
        return tuple(entries)
    order = sacrificed(entries)
    # The fewest that make the rest fit, by halving: with more taken away no less fits, but for a line or two.
    few, many = 0, len(order)
    while few + 1 < many:
        middle = (few + many) // 2
        if fits(_without(entries, order[:middle], overflow)):
            many = middle
        else:
            few = middle
    return _without(entries, order[:many], overflow)


def sacrificed(entries: Sequence[Entry]) -> list[Place]:
    """List events in the order in which they lose their labels: the least important first, then the most crowded."""
    crowd: dict[Place, float] = {}
    for lane in dict.fromkeys(entry.lane for entry in entries):
        days = sorted((_day(entry), entry.place) for entry in entries if entry.lane == lane)
        for number, (day, place) in enumerate(days):
            near = days[max(0, number - NEIGHBOURS) : number + NEIGHBOURS + 1]
            # The first distance is that to itself; where there are too few neighbours, there is no crowd.
            away = sorted(abs(other - day) for other, _ in near)
            crowd[place] = away[NEIGHBOURS] if len(away) > NEIGHBOURS else math.inf
    labelled = [entry for entry in entries if entry.labelled]
    labelled.sort(key=lambda entry: (entry.weight, crowd[entry.place], _day(entry), entry.place))
    return [entry.place for entry in labelled]


def _day(entry: Entry) -> float:
    """Give the day where the label of an event wants to stand."""
    mark = entry.mark
    return next((day for day in (mark.anchor, mark.first, mark.last) if day is not None), 0.0)


def _without(entries: Sequence[Entry], chosen: Sequence[Place], overflow: str) -> tuple[Entry, ...]:
    """Take the labels of some events away; keys count in the order of the dates."""
    gone = set(chosen)
    if overflow == "drop":
        return tuple(
            attrs.evolve(entry, labelled=False, dropped=True) if entry.place in gone else entry
            for entry in entries
        )
    # An event that stands in several lanes has one key.
    keys: dict[str, str] = {}
    for entry in entries:
        if entry.place in gone:
            keys.setdefault(entry.id, str(len(keys) + 1))
    return tuple(
        attrs.evolve(entry, number=keys[entry.id]) if entry.place in gone else entry for entry in entries
    )


def keys_of(entries: Sequence[Entry]) -> KeyList:
    """List the keys of events."""
    return KeyList.of((entry.number, entry.words, entry.label, entry.id) for entry in entries if entry.number)


def behind(table: pd.DataFrame, entries: Sequence[Entry], keys: KeyList) -> pd.DataFrame:
    """Say in the table behind a figure which events have keys, and which have no label for want of room.

    Parameters
    ----------
    table
        As made by `timeline_table`.
    entries
        What is drawn.
    keys
        Their keys.

    Returns
    -------
    pandas.DataFrame
        The table, with a first column ``key`` where there are any, and ``labelled`` where a label was left out.
    """
    known = dict(zip(keys.table["id"], keys.table["key"], strict=True))
    dropped = {entry.place for entry in entries if entry.dropped}
    made = table
    if dropped:
        lanes = made["lane"] if "lane" in made else [""] * len(made)
        bare = [pair in dropped for pair in zip(made["id"], lanes, strict=True)]
        made = made.assign(
            labelled=[drawn and not lost for drawn, lost in zip(made["drawn"], bare, strict=True)]
        )
    if known:
        made = made.copy()
        column = pd.Series([known.get(name) for name in made["id"]], index=made.index, dtype="Int64")
        made.insert(0, "key", column)
    return made
