"""Rules about who took part: in office, in the right place, and named once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ca_events.errors import CaEventsError
from ca_events.review.rows import Remark, Rows
from ca_events.study import Actors


def in_office(rows: Rows) -> Iterator[Remark]:
    """Find actors that did not exist, or were not in office, on any possible day of the event."""
    register = rows.study.actors
    named = [tuple(actor for actor, _ in cell) for cell in rows.actors]
    for variable in rows.study.codebook.columns:
        if rows.study.codebook[variable].register:
            named = [(*some, *more) for some, more in zip(named, rows.codes(variable), strict=True)]
    first, last = rows.frame["earliest"].tolist(), rows.frame["latest"].tolist()
    for place, actors in enumerate(named):
        for actor in dict.fromkeys(actors):
            if actor not in register:
                continue
            row = register[actor]
            early = row.last_day is not None and _is_after(first[place], row.last_day)
            late = row.first_day is not None and _is_after(row.first_day, last[place])
            if early or late:
                since = f"since {row.first_day}" if late else f"until {row.last_day}"
                date = rows.frame["date"].iloc[place]
                message = f"{actor} ({row.name}) is there {since}, and the event is of {date}."
                yield Remark("in-office", "contradiction", (rows.ids[place],), message)


def _is_after(one: Any, other: Any) -> bool:
    """Say whether a day lies after another; an unknown one does not."""
    if pd.isna(one) or pd.isna(other):
        return False
    return _day(one) > _day(other)


def _day(value: Any) -> datetime.date:
    """Give the day of a moment."""
    return value.date() if isinstance(value, pd.Timestamp) else value


def places(rows: Rows) -> Iterator[Remark]:
    """Find places in a state none of whose actors takes part.

    Where an organisation takes part whose members the register does not list, such as the United Nations, nobody can
    say which states are at home in it, and the place is not doubted.
    """
    register = rows.study.actors
    states = {place: _state_of(register, place) for place in map(str, rows.frame["place"].unique())}
    named = {actor for cell in rows.actors for actor, _ in cell if actor in register}
    home = {actor: _at_home(register, actor) for actor in named}
    anywhere = {actor for actor in named if register[actor].kind == "organisation" and not home[actor]}
    for name, place, actors in zip(rows.ids, rows.frame["place"], rows.actors, strict=True):
        state, here = states[str(place)], [actor for actor, _ in actors if actor in named]
        if state and not any(actor in anywhere or state in home[actor] for actor in here):
            message = f"it took place in {place}, and no actor of {state} takes part; is the place or an actor wrong?"
            yield Remark("place", "doubt", (name,), message)


def _state_of(register: Actors, place: str) -> str:
    """Give the state that the last part of a place names; none if the register has no such state."""
    country = place.rpartition(",")[2].strip()
    try:
        found = register.resolve(country) if country else ""
    except CaEventsError:
        return ""
    return found if found and register[found].kind == "state" else ""


def _at_home(register: Actors, actor: str) -> set[str]:
    """Give the states on whose ground an actor is at home: those behind it, and the members of its organisation."""
    line = (actor, *register.ancestors(actor))
    return {*register.states(actor), *(member for one in line for member in register[one].members)}


def named_twice(rows: Rows) -> Iterator[Remark]:
    """Find actors listed beside their state in the same role: a firm's deal coded as an act of the state too."""
    register = rows.study.actors
    for name, actors in zip(rows.ids, rows.actors, strict=True):
        for actor, role in actors:
            line = register.ancestors(actor) if actor in register else ()
            above = [other for other in line if register[other].kind == "state"]
            for other, its_role in actors:
                if other in above and its_role == role:
                    words = f"as {role!r}" if role else "without a role"
                    message = (
                        f"{actor} and its state {other} are both listed {words}; list who acted: {actor} alone is "
                        f"found as {other} too."
                    )
                    yield Remark("named-twice", "doubt", (name,), message)
