"""The rows of the registers: what a study knows of actors, sources, evidence, periods, searches and figures.

The fields of each class are the columns of its file, in order; where a column has a name that Python keeps for
itself (``from``), the metadata of the field give the name of the column. Values may be given as they stand in
a cell (``"2012-11-15/.."``) or as objects. Columns that begin with ``x_`` are in `own`.
"""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from ca_events.cells import (
    CellError,
    parse_currency,
    parse_date,
    parse_day,
    parse_id,
    parse_ids,
    parse_line,
    parse_number,
    parse_text,
    write_date,
    write_day,
    write_id,
    write_ids,
    write_number,
    write_text,
)
from ca_events.dates import EventDate
from ca_events.study.fields import (
    parse_actor_kind,
    parse_key,
    parse_language,
    parse_languages,
    parse_level,
    parse_limit,
    parse_name,
    parse_names,
    parse_optional_date,
    parse_source_kind,
    parse_stance,
    parse_stretch,
    write_names,
    write_optional_date,
)
from ca_events.study.sheet import Row

# How a field is written, what a table of pandas holds for it, and whether a spreadsheet could take it for a formula.
ID = {"write": write_id}
IDS = {"write": write_ids}
TEXT = {"write": write_text, "free": True}
NAMES = {"write": write_names, "free": True}
DATE = {"write": write_date}
OPTIONAL_DATE = {"write": write_optional_date}
DAY = {"write": write_day, "frame": "day"}
NUMBER = {"write": write_number, "frame": "number"}


@attrs.frozen(kw_only=True)
class Actor(Row):
    """A state, body, firm, person or group that takes part in events.

    Parameters
    ----------
    id, name
        The id used in `events.csv`, and the name to be printed.
    aliases
        Other names and spellings, in any language.
    kind
        One of state, organisation, ministry, province, bank, company, person, group.
    parent
        The actor above it: the ministry of a state, the subsidiary of a company.
    members
        The members of a group or organisation.
    country
        The id of its state.
    region
        A word such as ``central_asia``.
    rank, track
        How high it stands, and in which line of authority.
    first_day, last_day
        The columns ``from`` and ``to``: since when and until when it exists or, of a person, holds the office.
    iso3, cow, fips, cameo
        Codes of countries in other schemes.
    own
        The user's own columns.

    Examples
    --------
    >>> Actor(id="KAZ", name="Kazakhstan", kind="state", first_day="1991-12-16").first_day
    datetime.date(1991, 12, 16)
    """

    id: str = attrs.field(converter=parse_key, metadata=ID)
    name: str = attrs.field(converter=parse_name, metadata=TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=parse_names, metadata=NAMES)
    kind: str = attrs.field(converter=parse_actor_kind, metadata=ID)
    parent: str = attrs.field(default="", converter=parse_id, metadata=ID)
    members: tuple[str, ...] = attrs.field(default=(), converter=parse_ids, metadata=IDS)
    country: str = attrs.field(default="", converter=parse_id, metadata=ID)
    region: str = attrs.field(default="", converter=parse_id, metadata=ID)
    rank: str = attrs.field(default="", converter=parse_id, metadata=ID)
    track: str = attrs.field(default="", converter=parse_id, metadata=ID)
    first_day: datetime.date | None = attrs.field(
        default=None, converter=parse_day, metadata=DAY | {"column": "from"}
    )
    last_day: datetime.date | None = attrs.field(
        default=None, converter=parse_day, metadata=DAY | {"column": "to"}
    )
    iso3: str = attrs.field(default="", converter=parse_id, metadata=ID)
    cow: str = attrs.field(default="", converter=parse_id, metadata=ID)
    fips: str = attrs.field(default="", converter=parse_id, metadata=ID)
    cameo: str = attrs.field(default="", converter=parse_id, metadata=ID)

    @last_day.validator
    def _check_days(self, attribute: Any, value: datetime.date | None) -> None:
        """Refuse an end before the beginning."""
        _in_order(self.first_day, value)


@attrs.frozen(kw_only=True)
class Source(Row):
    """A text on which events rest.

    Parameters
    ----------
    id
        The id used in `events.csv` and `evidence.csv`.
    author, title, publisher
        As in a bibliography.
    family
        The publishing house behind the publisher: two texts of one family are not independent.
    kind
        One of legal_text, official, filing, agency, local_media, foreign_media, party_state_media, research,
        dataset, think_tank, ngo, blog.
    language
        Two letters of ISO 639-1.
    date
        When it was published, in EDTF, or None.
    url, archived
        Where it is, and where a copy is kept.
    accessed
        The day on which it was read.
    note
        Anything else.
    own
        The user's own columns.
    """

    id: str = attrs.field(converter=parse_key, metadata=ID)
    author: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    title: str = attrs.field(converter=parse_name, metadata=TEXT)
    publisher: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    family: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    kind: str = attrs.field(converter=parse_source_kind, metadata=ID)
    language: str = attrs.field(default="", converter=parse_language, metadata=ID)
    date: EventDate | None = attrs.field(default=None, converter=parse_optional_date, metadata=OPTIONAL_DATE)
    url: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    archived: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    accessed: datetime.date | None = attrs.field(default=None, converter=parse_day, metadata=DAY)
    note: str = attrs.field(default="", converter=parse_text, metadata=TEXT)


@attrs.frozen(kw_only=True)
class Evidence(Row):
    """What one source says about one field of one event.

    Parameters
    ----------
    event, field
        The id of the event and the column that the evidence is about.
    source, locator
        The id of the source and the place in it, such as a page.
    value
        The value as the source states it.
    accessed
        The day on which it was read.
    stance
        ``supports`` (or ``""``, which means the same) or ``conflicts``: the source says something else than the event.
    own
        The user's own columns.
    """

    event: str = attrs.field(converter=parse_key, metadata=ID)
    field: str = attrs.field(converter=parse_key, metadata=ID)
    source: str = attrs.field(converter=parse_key, metadata=ID)
    locator: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    value: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    accessed: datetime.date | None = attrs.field(default=None, converter=parse_day, metadata=DAY)
    stance: str = attrs.field(default="", converter=parse_stance, metadata=ID)


@attrs.frozen(kw_only=True)
class Period(Row):
    """A named stretch of days in a set of periods, such as an administration.

    Parameters
    ----------
    set, id
        The set and the id in it; together they are written ``administration:xi``.
    label
        The name to be printed.
    date
        A span of days in EDTF (the end may be open), or a day.
    note
        Why these days.
    own
        The user's own columns.

    Examples
    --------
    >>> Period(set="administration", id="xi", label="Xi", date="2012-11-15/..").key
    'administration:xi'
    """

    set: str = attrs.field(converter=parse_key, metadata=ID)
    id: str = attrs.field(converter=parse_key, metadata=ID)
    label: str = attrs.field(converter=parse_name, metadata=TEXT)
    date: EventDate = attrs.field(converter=parse_stretch, metadata=DATE)
    note: str = attrs.field(default="", converter=parse_text, metadata=TEXT)

    @property
    def key(self) -> str:
        """The set and the id, as in ``administration:xi``."""
        return f"{self.set}:{self.id}"


@attrs.frozen(kw_only=True)
class CoverageRow(Row):
    """What was searched for, where, for which years, and how thoroughly.

    Parameters
    ----------
    code
        A code of the variable category, which stands for all below it; ``""`` for all.
    actor
        An actor, a region, or ``""`` for all actors.
    start, end
        The columns ``from`` and ``to``: a year, a month or a day, both included.
    level
        ``census`` (all were looked for against a list), ``threshold`` (all above the bar), ``as_found`` (no claim).
    bar
        The bar of a threshold.
    list
        The list against which was searched.
    languages
        The languages in which was searched.
    searched_on
        The day of the search.
    note
        Anything else.
    own
        The user's own columns.
    """

    code: str = attrs.field(default="", converter=parse_id, metadata=ID)
    actor: str = attrs.field(default="", converter=parse_id, metadata=ID)
    start: EventDate = attrs.field(converter=parse_limit, metadata=DATE | {"column": "from"})
    end: EventDate = attrs.field(converter=parse_limit, metadata=DATE | {"column": "to"})
    level: str = attrs.field(converter=parse_level, metadata=ID)
    bar: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    list: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    languages: tuple[str, ...] = attrs.field(default=(), converter=parse_languages, metadata=IDS)
    searched_on: datetime.date | None = attrs.field(default=None, converter=parse_day, metadata=DAY)
    note: str = attrs.field(default="", converter=parse_text, metadata=TEXT)

    @end.validator
    def _check_days(self, attribute: Any, value: EventDate) -> None:
        """Refuse an end before the beginning."""
        _in_order(self.first_day, self.last_day)

    @property
    def first_day(self) -> datetime.date:
        """The first day that was searched."""
        return self.start.earliest or datetime.date.min

    @property
    def last_day(self) -> datetime.date:
        """The last day that was searched."""
        return self.end.latest or datetime.date.max


@attrs.frozen(kw_only=True)
class Indicator(Row):
    """A figure that describes a time, and is no event: trade of a year, a stock, a share.

    Parameters
    ----------
    measure
        What is measured.
    date
        The time it is about, in EDTF.
    actors
        Whom it is about.
    value, low, high
        The figure and its bounds.
    unit, currency
        What it is counted in.
    reporter, flow, vintage
        Who reports it, in which direction, and in which edition of the statistics.
    source
        The id of its source.
    note
        Anything else.
    own
        The user's own columns.
    """

    measure: str = attrs.field(converter=parse_key, metadata=ID)
    date: EventDate = attrs.field(converter=parse_date, metadata=DATE)
    actors: tuple[str, ...] = attrs.field(default=(), converter=parse_ids, metadata=IDS)
    value: float | None = attrs.field(default=None, converter=parse_number, metadata=NUMBER)
    low: float | None = attrs.field(default=None, converter=parse_number, metadata=NUMBER)
    high: float | None = attrs.field(default=None, converter=parse_number, metadata=NUMBER)
    unit: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    currency: str = attrs.field(default="", converter=parse_currency, metadata=ID)
    reporter: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    flow: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    vintage: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    source: str = attrs.field(default="", converter=parse_id, metadata=ID)
    note: str = attrs.field(default="", converter=parse_text, metadata=TEXT)

    @high.validator
    def _check_bounds(self, attribute: Any, value: float | None) -> None:
        """Refuse a lower bound above the value, or a value above the upper bound."""
        stated = [number for number in (self.low, self.value, value) if number is not None]
        if stated != sorted(stated):
            raise CellError("low, value and high are not in order; low is the least and high the greatest.")


def _in_order(first: datetime.date | None, last: datetime.date | None) -> None:
    """Refuse a last day before the first."""
    if first is not None and last is not None and last < first:
        raise CellError(f"to ({last}) lies before from ({first}); the first day comes first.")
