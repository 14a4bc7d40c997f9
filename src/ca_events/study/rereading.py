"""Reading again: what a second look at the sources found, so that a reader knows how often the study is wrong.

Two questions are asked of a data set that people cite. Are its cells right? Rows are drawn at random and started again
from the source: each cell that was looked at is a row of `rechecks.csv`, whatever came of it. And does it find the
events? Source texts are read afresh by somebody who does not know what was made of them: each event that this reader
found is a row of `segments.csv`, with the events of the study that it is, or none. Both files keep what was found; how
often is counted from them (`ca_events.quality`).
"""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from ca_events.cells import parse_codes, parse_day, parse_ids, parse_line, parse_text
from ca_events.dates import EventDate
from ca_events.study.fields import parse_finding, parse_key, parse_optional_date
from ca_events.study.records import DAY, ID, IDS, OPTIONAL_DATE, TEXT
from ca_events.study.registers import Register
from ca_events.study.sheet import Row


@attrs.frozen(kw_only=True)
class Recheck(Row):
    """One cell of one event that was started again from the source.

    Parameters
    ----------
    event, field
        The id of the event and the column of `events.csv`.
    source
        The id of the source that was read again; "" if none could be opened.
    coded, found
        What the cell said when it was looked at, and what the source says, in a few words.
    finding
        ``right``, ``wrong`` or ``cannot_tell``.
    note
        What was done about it.
    checked_on
        The day of the second look.
    own
        The user's own columns.
    """

    event: str = attrs.field(converter=parse_key, metadata=ID)
    field: str = attrs.field(converter=parse_key, metadata=ID)
    source: str = attrs.field(default="", converter=parse_line, metadata=ID)
    coded: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    found: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    finding: str = attrs.field(converter=parse_finding, metadata=ID)
    note: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    checked_on: datetime.date | None = attrs.field(default=None, converter=parse_day, metadata=DAY)


@attrs.frozen(kw_only=True)
class Segment(Row):
    """One event that a second reader found in a source, or the remark that there is none in it.

    Parameters
    ----------
    source
        The id of the source.
    date
        The date of what was found, or None if the text gives none.
    found
        What it is, in own words; empty if the text was read and there is no event in it.
    category
        The code that the second reader gave; empty if none fits.
    events
        The ids of the events of the study that it is; none if the study does not have it.
    why
        Why the study does not have it, or has it otherwise.
    own
        The user's own columns.
    """

    source: str = attrs.field(converter=parse_key, metadata=ID)
    date: EventDate | None = attrs.field(default=None, converter=parse_optional_date, metadata=OPTIONAL_DATE)
    found: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    category: tuple[str, ...] = attrs.field(default=(), converter=parse_codes, metadata=IDS)
    events: tuple[str, ...] = attrs.field(default=(), converter=parse_ids, metadata=IDS)
    why: str = attrs.field(default="", converter=parse_text, metadata=TEXT)


@attrs.frozen(repr=False)
class Rechecks(Register[Recheck]):
    """The cells that were started again from the source.

    Parameters
    ----------
    rows
        What was found, cell by cell.

    Examples
    --------
    >>> checks = Rechecks([Recheck(event="E1", field="date", coded="2001-06-15", finding="right")])
    >>> [check.finding for check in checks]
    ['right']
    """

    RECORD = Recheck
    FILE = "rechecks.csv"
    NOUN = "cell read again"
    NOUNS = "cells read again"


@attrs.frozen(repr=False)
class Segments(Register[Segment]):
    """The events that a second reader found in source texts.

    Parameters
    ----------
    rows
        What was found, text by text.

    Examples
    --------
    >>> found = Segments([Segment(source="S1", found="two ministers meet", events="E1")])
    >>> found.sources
    ('S1',)
    """

    RECORD = Segment
    FILE = "segments.csv"
    NOUN = "event found again"
    NOUNS = "events found again"

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources that were read afresh, in the order of the file."""
        found: dict[str, Any] = dict.fromkeys(row.source for row in self.rows)
        return tuple(found)
