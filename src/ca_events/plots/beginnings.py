"""The day from which a timeline counts, when it counts years since an event.

To compare how five relations went on after their recognition, each is laid beside the others as if all had begun on one
day. That takes a known day: years since "2001" would be off by up to a year, and a reader could not see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs
import pandas as pd

from ca_events.dates import EventDate
from ca_events.errors import DateError, nearest
from ca_events.plots.choices import FigureError
from ca_events.plots.chronology import records, row_bounds
from ca_events.plots.datewords import date_words, period_words


@attrs.frozen
class Beginning:
    """A day to count from, and what happened on it."""

    day: date
    words: str


def beginnings_of(
    table: pd.DataFrame, since: str | Mapping[str, str] | None, lanes: Mapping[str, str]
) -> dict[str, Beginning] | None:
    """Find the day from which each lane counts.

    Parameters
    ----------
    table
        As made by `timeline_table`.
    since
        The id of an event in it, or a day (EDTF); or one for each lane, by the lane's id or name.
    lanes
        The lanes with their titles; empty for one axis.

    Returns
    -------
    dict of str to Beginning, or None
        By lane, ``""`` where there are no lanes; None when `since` is None.

    Raises
    ------
    FigureError
        For an unknown event or lane, a lane without an event, or an event whose day is not known.
    """
    if since is None:
        return None
    if not isinstance(since, Mapping):
        first = _beginning(table, since)
        return dict.fromkeys(lanes or ("",), first)
    names = {**{title: lane for lane, title in lanes.items()}, **{lane: lane for lane in lanes}}
    if not lanes:
        raise FigureError(
            "since= names an event for each lane, and there are no lanes; name one event, or give lanes= as well."
        )
    for name in since:
        if name not in names:
            near = nearest(name, names)
            hint = f" Nearest: {near!r}." if near else ""
            raise FigureError(f"since= names {name!r}, which is no lane of the figure.{hint}")
    twice = [lanes[lane] for lane in lanes if sum(names[name] == lane for name in since) > 1]
    if twice:
        raise FigureError(f"since= names the lane {twice[0]} twice, by its id and by its name; name it once.")
    found = {names[name]: _beginning(table, event) for name, event in since.items()}
    lacking = [title for lane, title in lanes.items() if lane not in found]
    if lacking:
        raise FigureError(
            f"since= names no event for the lanes {', '.join(lacking)}; add one for each, or leave these "
            "lanes out with lane_order=."
        )
    return found


def _beginning(table: pd.DataFrame, since: str) -> Beginning:
    """Find the day of an event, or read a day."""
    rows = records(table.loc[table["id"] == str(since)])
    if not rows:
        return _day(table, since)
    bounds = row_bounds(rows[0])
    if bounds.earliest is None or bounds.earliest != bounds.latest or bounds.approximate:
        raise FigureError(
            f"since={since!r}: the day of this event is not known ({date_words(bounds)}), and years cannot be counted "
            "from it. Choose an event with a known day, or give the day itself: since='2001-06-15'."
        )
    label = " ".join(str(rows[0]["label"]).split()) or str(since)
    return Beginning(bounds.earliest, f"{label} ({period_words(bounds.earliest, bounds.earliest)})")


def _day(table: pd.DataFrame, since: str) -> Beginning:
    """Read a day, or refuse what is neither a day nor the id of an event that is drawn."""
    try:
        parsed = EventDate.parse(str(since))
    except DateError:
        parsed = None
    if parsed is None or parsed.earliest is None or parsed.earliest != parsed.latest or parsed.approximate:
        near = nearest(str(since), [str(name) for name in table["id"]])
        hint = f" Nearest: {near!r}." if near else ""
        raise FigureError(
            f"since={since!r} is neither the id of an event of the figure nor a day such as '2001-06-15'.{hint}"
        )
    return Beginning(parsed.earliest, period_words(parsed.earliest, parsed.earliest))


def since_words(beginnings: Mapping[str, Beginning], lanes: Mapping[str, str]) -> str:
    """Say from what the axis counts."""
    words = {first.words for first in beginnings.values()}
    if len(words) == 1:
        return f"Years since: {words.pop()}."
    named = "; ".join(f"{lanes[lane]}: {beginnings[lane].words}" for lane in lanes)
    return f"Years since, by lane: {named}."
