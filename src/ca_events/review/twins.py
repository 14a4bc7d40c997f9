"""The rule about duplicates: one act that stands in two rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from ca_events.review.rows import Remark, Rows

# Share of the words of two titles that are common to both, of all words in either, from which they count as alike.
ALIKE = 0.6


def duplicates(rows: Rows) -> Iterator[Remark]:
    """Find events of the same actors on the same possible days whose titles are alike."""
    words = [frozenset(re.findall(r"\w+", str(title).casefold())) for title in rows.frame["title"]]
    first, last = rows.frame["earliest"].tolist(), rows.frame["latest"].tolist()
    stages = rows.codes("stage")
    towns = [str(place).casefold() for place in rows.frame["place"]]
    for places in _same_actors(rows):
        places.sort(key=lambda place: (pd.isna(first[place]), first[place], place))
        for position, one in enumerate(places):
            for other in places[position + 1 :]:
                if not _may_meet(first[other], last[one]):
                    break
                if _elsewhere(towns[one], towns[other]):
                    continue
                if stages[one] == stages[other] and _alike(words[one], words[other]):
                    ids = (rows.ids[min(one, other)], rows.ids[max(one, other)])
                    message = "the same actors, days and stage, and titles alike: are they one act?"
                    yield Remark("duplicate", "doubt", ids, message)


def _same_actors(rows: Rows) -> list[list[int]]:
    """Gather events whose actors and category are the same, whatever their roles."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, (actors, category) in enumerate(zip(rows.actors, rows.codes("category"), strict=True)):
        if actors:
            groups[(tuple(sorted({actor for actor, _ in actors})), category)].append(place)
    return [places for places in groups.values() if len(places) > 1]


def _may_meet(first: pd.Timestamp, last: pd.Timestamp) -> bool:
    """Say whether an event that begins on a day at the earliest may share a day with one that ends on another."""
    return bool(pd.isna(first) or pd.isna(last) or first <= last)


def _elsewhere(one: str, other: str) -> bool:
    """Say whether two places are stated and are not the same: a protest in two towns is two events."""
    return bool(one and other and one != other)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two titles share most of their words."""
    return bool(one or other) and len(one & other) >= ALIKE * len(one | other)
