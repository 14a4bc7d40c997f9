"""The register of actors: who takes part in events, by which names, and who belongs to whom.

Actors form trees: a ministry, a bank and a province stand below their state, a subsidiary below its company. A
question about an actor finds all below it. A group (the five states of Central Asia) has members instead, and a
question about the group finds them and all below them. An organisation also has members, but acts for itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import attrs

from ca_events.errors import Problem, UnknownCode, allowed, nearest
from ca_events.study.records import Actor
from ca_events.study.registers import KeyedRegister
from ca_events.study.sheet import Sheet


def _folded(name: str) -> str:
    """Make a name comparable: capital letters, blanks and ways of writing one character do not count."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _names(actor: Actor) -> set[str]:
    """Give all names of an actor, comparable."""
    return {_folded(name) for name in (actor.id, actor.name, *actor.aliases)}


@attrs.frozen(repr=False)
class Actors(KeyedRegister[Actor]):
    """The actors of a study.

    Parameters
    ----------
    rows
        The actors.

    Examples
    --------
    >>> actors = Actors([
    ...     Actor(id="CHN", name="China", aliases="PRC; 中国", kind="state"),
    ...     Actor(id="EXIM", name="Export-Import Bank", kind="bank", parent="CHN"),
    ... ])
    >>> actors.resolve("prc")
    'CHN'
    >>> actors.below("CHN")
    ('CHN', 'EXIM')
    """

    RECORD = Actor
    FILE = "actors.csv"
    NOUN = "actor"

    _by_name: dict[str, list[str]] = attrs.field(init=False, eq=False)
    _children: dict[str, list[str]] = attrs.field(init=False, eq=False)

    @_by_name.default
    def _make_names(self) -> dict[str, list[str]]:
        """Find actors by their names."""
        return _by_name(self.rows)

    @_children.default
    def _make_children(self) -> dict[str, list[str]]:
        """Find the actors right below another."""
        children: dict[str, list[str]] = {}
        for actor in self.rows:
            children.setdefault(actor.parent, []).append(actor.id)
        return children

    @classmethod
    def problems(cls, sheet: Sheet[Any]) -> list[Problem]:
        """Find ids that stand twice, unknown actors, circles of parents and names of two actors."""
        return [*super().problems(sheet), *_unknown(sheet), *_circles(sheet), *_shared_names(sheet)]

    def resolve(self, name: str) -> str:
        """Find the id of an actor by id, name or alias; capital letters do not count.

        Parameters
        ----------
        name
            An id, a name or an alias.

        Returns
        -------
        str
            The id.

        Raises
        ------
        UnknownCode
            If no actor or more than one has that name.
        """
        if name in self:
            return name
        found = self._by_name.get(_folded(name), [])
        if len(found) > 1:
            raise UnknownCode(
                f"{name!r} is the name of {len(found)} actors: {', '.join(found)}. Give one of these ids."
            )
        if not found:
            names = [text for actor in self.rows for text in (actor.id, actor.name, *actor.aliases)]
            known = allowed(name, names, instead="Allowed are the ids, names and aliases of actors.csv.")
            raise UnknownCode(f"{name!r} is no actor of the study. {known}")
        return found[0]

    def children(self, name: str) -> tuple[str, ...]:
        """Give the actors right below an actor.

        Parameters
        ----------
        name
            An id, a name or an alias.

        Returns
        -------
        tuple of str
            Ids in the order of the register.

        Raises
        ------
        UnknownCode
            If there is no such actor.
        """
        return tuple(self._children.get(self.resolve(name), ()))

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Give the actors above an actor.

        Parameters
        ----------
        name
            An id, a name or an alias.

        Returns
        -------
        tuple of str
            Ids, the parent first; empty at the top.

        Raises
        ------
        UnknownCode
            If there is no such actor.
        """
        found = []
        parent = self[self.resolve(name)].parent
        while parent:
            found.append(parent)
            parent = self[parent].parent
        return tuple(found)

    def below(self, name: str) -> tuple[str, ...]:
        """Give an actor and all below it.

        Parameters
        ----------
        name
            An id, a name or an alias.

        Returns
        -------
        tuple of str
            Ids in the order of the register, that of the actor itself included.

        Raises
        ------
        UnknownCode
            If there is no such actor.
        """
        return self._closure([self.resolve(name)], members=False)

    def reach(self, name: str) -> tuple[str, ...]:
        """Give the actors for which an actor stands in a question.

        Parameters
        ----------
        name
            An id, a name or an alias.

        Returns
        -------
        tuple of str
            The actor and all below it; for a group also its members and all below them.

        Raises
        ------
        UnknownCode
            If there is no such actor.
        """
        return self._closure([self.resolve(name)], members=True)

    def region(self, name: str) -> str:
        """Give the region of an actor: its own, or that of its parent, or that of its state.

        Parameters
        ----------
        name
            An id, a name or an alias.

        Returns
        -------
        str
            The word in the column region, ``""`` if there is none.

        Raises
        ------
        UnknownCode
            If there is no such actor.
        """
        line = [self.resolve(name)]
        line += self.ancestors(line[0])
        states = [self[actor].country for actor in line if self[actor].country]
        return next((self[actor].region for actor in (*line, *states) if self[actor].region), "")

    def states(self, name: str) -> tuple[str, ...]:
        """Give the states behind an actor: its own, those of the actors above it, or of a group those of its members.

        A joint company in Kyrgyzstan below a Chinese firm has two. The members of an organisation do not stand behind
        it: it acts as itself.

        Parameters
        ----------
        name
            An id, a name or an alias.

        Returns
        -------
        tuple of str
            Ids, its own first and then those above it, or in the order of the members; empty if it belongs to no state.

        Raises
        ------
        UnknownCode
            If there is no such actor.

        Examples
        --------
        >>> china = Actor(id="CHN", name="China", kind="state")
        >>> bank = Actor(id="EXIM", name="Export-Import Bank of China", kind="bank", parent="CHN")
        >>> Actors([china, bank]).states("Export-Import Bank of China")
        ('CHN',)
        """
        return tuple(dict.fromkeys(self._states(self.resolve(name), frozenset())))

    def _states(self, actor: str, seen: frozenset[str]) -> list[str]:
        """Find the states of an actor; groups may be members of each other."""
        if actor in seen:
            return []
        if self[actor].kind == "group" and self[actor].members:
            found = (self._states(member, seen | {actor}) for member in self[actor].members)
            return [state for states in found for state in states]
        line = [self[one] for one in (actor, *self.ancestors(actor))]
        states = [one.country or (one.id if one.kind == "state" else "") for one in line]
        return [state for state in states if state]

    def _closure(self, waiting: list[str], *, members: bool) -> tuple[str, ...]:
        """Follow children, and the members of groups, until nothing new comes."""
        found = set(waiting)
        while waiting:
            actor = waiting.pop()
            new = [*self._children.get(actor, ())]
            if members and self[actor].kind == "group":
                new += self[actor].members
            new = [other for other in new if other not in found]
            found.update(new)
            waiting += new
        return tuple(actor for actor in self.ids if actor in found)


def _by_name(rows: Iterable[Actor]) -> dict[str, list[str]]:
    """Map each comparable name to the ids of the actors that have it."""
    found: dict[str, list[str]] = {}
    for actor in rows:
        for name in _names(actor):
            found.setdefault(name, []).append(actor.id)
    return found


def _unknown(sheet: Sheet[Actor]) -> list[Problem]:
    """Find parents, members and states that are not in the register."""
    kinds = {actor.id: actor.kind for actor in sheet.rows}
    found = []
    for line, actor in sheet.numbered():
        named = [("parent", actor.parent), ("country", actor.country)]
        named += [("members", member) for member in actor.members]
        for column, other in named:
            if other and other not in sheet.ids:
                message = "there is no actor with this id in the register."
                found.append(sheet.problem(line, column, other, message, nearest(other, sheet.ids)))
            elif column == "country" and kinds.get(other, "state") != "state":
                message = f"country names a state; this actor is of the kind {kinds[other]}."
                found.append(sheet.problem(line, column, other, message))
    return found


def _circles(sheet: Sheet[Actor]) -> list[Problem]:
    """Find parents that lead back to where they began, each circle once."""
    parents = {actor.id: actor.parent for actor in sheet.rows}
    found = []
    done: set[str] = set()
    for line, actor in sheet.numbered():
        way: list[str] = []
        here = actor.id
        while here in parents and here not in done and here not in way:
            way.append(here)
            here = parents[here]
        if here in way:
            words = " -> ".join([*way[way.index(here) :], here])
            message = f"the parents go round in a circle: {words}. End it."
            found.append(sheet.problem(line, "parent", actor.parent, message))
        done.update(way)
    return found


def _shared_names(sheet: Sheet[Actor]) -> list[Problem]:
    """Find names that mean two actors; persons may share one, since each office held is a row of its own."""
    owner: dict[str, Actor] = {}
    found = []
    for line, actor in sheet.numbered():
        for name in (actor.id, actor.name, *actor.aliases):
            other = owner.setdefault(_folded(name), actor)
            if other.id != actor.id and {other.kind, actor.kind} != {"person"}:
                column = "id" if name == actor.id else "name" if name == actor.name else "aliases"
                message = f"the name means {other.id} already; a name or alias means one actor."
                found.append(sheet.problem(line, column, name, message))
    return found
