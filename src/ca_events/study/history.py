"""The history of the rows: what was changed in which version and why, and which rows were withdrawn.

A number that was printed in a paper must be found again, and a number that has changed must say why. So every cell that
is changed after a release gets a row in the log of changes, and a row that proves wrong is withdrawn, not deleted: its
id stays taken, with the reason and the event that replaces it.
"""

from __future__ import annotations

from typing import Any

import attrs

from ca_events.cells import parse_ids, parse_line, parse_text
from ca_events.errors import Problem
from ca_events.study.fields import parse_key, parse_name
from ca_events.study.records import ID, IDS, TEXT
from ca_events.study.registers import KeyedRegister, Register
from ca_events.study.sheet import Row, Sheet


@attrs.frozen(kw_only=True)
class Change(Row):
    """One cell of one event that was changed after a release.

    Parameters
    ----------
    version
        The version of the data in which the new value stands first.
    id, field
        The id of the event and the column of `events.csv`; an event that came in has the field ``id``.
    old, new
        The cell before and after.
    reason
        Why.
    own
        The user's own columns.
    """

    version: str = attrs.field(converter=parse_name, metadata=TEXT)
    id: str = attrs.field(converter=parse_key, metadata=ID)
    field: str = attrs.field(converter=parse_key, metadata=ID)
    old: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    new: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    reason: str = attrs.field(converter=parse_name, metadata=TEXT)


@attrs.frozen(kw_only=True)
class Tombstone(Row):
    """What is left of an event that was withdrawn.

    Parameters
    ----------
    id
        The id of the event; it is never used again.
    version
        The version of the data from which on it is gone.
    date, title
        What it said when it was withdrawn.
    reason
        Why it was withdrawn.
    replaced_by
        The ids of the events that stand in its place.
    own
        The user's own columns.
    """

    id: str = attrs.field(converter=parse_key, metadata=ID)
    version: str = attrs.field(converter=parse_name, metadata=TEXT)
    date: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    title: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    reason: str = attrs.field(converter=parse_name, metadata=TEXT)
    replaced_by: tuple[str, ...] = attrs.field(default=(), converter=parse_ids, metadata=IDS)


@attrs.frozen(repr=False)
class Changes(Register[Change]):
    """The log of changes, the oldest first.

    Parameters
    ----------
    rows
        The changes.

    Examples
    --------
    >>> log = Changes([
    ...     Change(version="0.2.0", id="E1", field="date", old="1997", new="1997-09-24", reason="day found"),
    ... ])
    >>> [change.new for change in log.of("E1")]
    ['1997-09-24']
    """

    RECORD = Change
    FILE = "changes.csv"
    NOUN = "change"

    @classmethod
    def problems(cls, sheet: Sheet[Any]) -> list[Problem]:
        """Find changes that begin with something else than the one before left."""
        left: dict[tuple[str, str], str] = {}
        found = []
        for line, row in sheet.numbered():
            before = left.setdefault((row.id, row.field), row.old)
            if before != row.old:
                message = f"the change before left {before!r} in this cell; a log is a chain of changes."
                found.append(sheet.problem(line, "old", row.old, message))
            if row.old == row.new:
                found.append(
                    sheet.problem(line, "new", row.new, "is what was there before; nothing changed.")
                )
            left[row.id, row.field] = row.new
        return found

    def of(self, event: str) -> tuple[Change, ...]:
        """Give the changes of one event.

        Parameters
        ----------
        event
            Its id.

        Returns
        -------
        tuple of Change
            The oldest first; empty if it was never changed.
        """
        return tuple(row for row in self.rows if row.id == event)


@attrs.frozen(repr=False)
class Withdrawn(KeyedRegister[Tombstone]):
    """The events that were withdrawn.

    Parameters
    ----------
    rows
        What is left of them.
    """

    RECORD = Tombstone
    FILE = "withdrawn.csv"
    NOUN = "withdrawn event"
