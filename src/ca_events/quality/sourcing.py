"""What events rest on: how many publishers, in which languages, and how exact their dates are.

An event is put into the year or decade of its first possible day, so that each stands once; counts with bounds are
those of `Events.counts`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import pandas as pd

from ca_events.collection import Events
from ca_events.dates import PRECISIONS
from ca_events.quality.asked import decades, rows_of, years
from ca_events.review.support import by_family, families

NO_LANGUAGE = "not stated"


def sourcing(events: Events) -> pd.DataFrame:
    """Count, decade by decade, on how many sources and publishers events rest.

    Parameters
    ----------
    events
        Events with a study.

    Returns
    -------
    pandas.DataFrame
        One row a decade of the first possible day (``began``), and one for ``all``: ``events``, ``sources`` (per event,
        mean), ``two_families`` and ``one_family`` and ``no_source`` (events), ``two_families_share`` (0 to 1). A source
        without a family is a family of its own publisher.

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> table = sourcing(ca.load().where(category="security.exercise"))
    >>> bool((table["two_families"] + table["one_family"] + table["no_source"] == table["events"]).all())
    True
    """
    rows = rows_of(events)
    held = [len(families(rows, place)) for place in range(len(rows.ids))]
    table = []
    for label, places in _groups(decades(rows)):
        sources = [len(rows.sources[place]) for place in places]
        count = len(places)
        two = sum(held[place] > 1 for place in places)
        none = sum(held[place] == 0 for place in places)
        table.append(
            {
                "began": label,
                "events": count,
                "sources": sum(sources) / count if count else float("nan"),
                "two_families": two,
                "one_family": count - two - none,
                "no_source": none,
                "two_families_share": two / count if count else float("nan"),
            }
        )
    return pd.DataFrame(table)


def single_family(events: Events) -> pd.DataFrame:
    """List the events that rest on one family of publishers, the largest family first.

    Parameters
    ----------
    events
        Events with a study.

    Returns
    -------
    pandas.DataFrame
        One row a family: ``family`` ("" for events without any source of the register), ``events`` (how many) and
        ``ids``.

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> table = single_family(ca.load().where(category="political.border"))
    >>> bool((table["ids"].map(len) == table["events"]).all())
    True
    """
    found = [(family, len(ids), tuple(ids)) for family, ids in by_family(rows_of(events)).items()]
    found.sort(key=lambda row: (-row[1], row[0]))
    return pd.DataFrame(found, columns=["family", "events", "ids"])


def languages(events: Events) -> pd.DataFrame:
    """Count, year by year, in which languages the sources of events are written.

    Parameters
    ----------
    events
        Events with a study.

    Returns
    -------
    pandas.DataFrame
        One row a year of the first possible day (``began``), and one for ``all``: ``events``, one column a language
        with the number of events that have a source in it (so the columns add up to more than the events), most
        frequent first, and ``one_language``, the events whose sources are all written in one.

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> table = languages(ca.load().where(category="security.exercise"))
    >>> table["began"].tolist()[-1], bool((table["en"] <= table["events"]).all())
    ('all', True)
    """
    rows = rows_of(events)
    written = [
        {rows.study.sources[name].language or NO_LANGUAGE for name in sources} for sources in rows.sources
    ]
    often = Counter(language for found in written for language in sorted(found))
    order = sorted(often, key=lambda language: (language == NO_LANGUAGE, -often[language], language))
    table = []
    for label, places in _groups(years(rows)):
        counted = {language: sum(language in written[place] for place in places) for language in order}
        single = sum(len(written[place]) == 1 for place in places)
        table.append({"began": label, "events": len(places)} | counted | {"one_language": single})
    return pd.DataFrame(table)


def precision(events: Events) -> pd.DataFrame:
    """Count, decade by decade, how exactly events are dated.

    Parameters
    ----------
    events
        Events with a study.

    Returns
    -------
    pandas.DataFrame
        One row a decade of the first possible day (``began``), and one for ``all``: ``events``, one column for each
        precision that occurs (``day``, ``month``, ...), finest first, and ``qualified``, those marked as
        approximate or uncertain.

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> table = precision(ca.load().where(category="security.exercise"))
    >>> table.columns[:3].tolist()
    ['began', 'events', 'day']
    """
    rows = rows_of(events)
    exact = [str(word) for word in rows.frame["precision"]]
    marked = [bool(a or b) for a, b in zip(rows.frame["approximate"], rows.frame["uncertain"], strict=True)]
    order = [word for word in PRECISIONS if word in exact]
    table = []
    for label, places in _groups(decades(rows)):
        counted = {word: sum(exact[place] == word for place in places) for word in order}
        qualified = sum(marked[place] for place in places)
        table.append({"began": label, "events": len(places)} | counted | {"qualified": qualified})
    return pd.DataFrame(table)


def _groups(labels: Iterable[str]) -> list[tuple[str, list[int]]]:
    """Gather places by label, in the order of the labels, and all of them at the end."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        found[label].append(place)
    everything = [place for places in found.values() for place in places]
    return [(label, found[label]) for label in sorted(found)] + [("all", sorted(everything))]
