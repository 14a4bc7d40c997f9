"""The kinds of cell that the registers have beyond those of events: names, kinds, levels, stretches of days.

Like the parsers of `ca_events.cells`, each takes the text of a cell or a value that is already parsed, and raises
`CellError` with what is wrong and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ca_events.cells import LIST_SEPARATOR, CellError, parse_id, parse_ids, parse_line, parse_text
from ca_events.dates import EventDate, as_event_date
from ca_events.errors import allowed
from ca_events.mapping import FrozenMapping
from ca_events.study.columns import OWN_PREFIX

ACTOR_KINDS = FrozenMapping(
    {
        "state": "a country",
        "organisation": "an organisation of states; it acts for itself, not for its members",
        "ministry": "a ministry or another body of a government, a party or an organisation",
        "province": "a part of a state",
        "bank": "a bank or fund",
        "company": "a firm",
        "person": "a person in one office; each office held is a row of its own",
        "group": "a name for several actors; a question about the group finds its members",
    }
)
"""The kinds of actor, with what each means."""

SOURCE_KINDS = FrozenMapping(
    {
        "legal_text": "the text of a treaty, law or contract",
        "official": "a page or paper of a government, an embassy or an organisation",
        "filing": "what a firm files with an exchange or an authority",
        "agency": "a news agency",
        "local_media": "newspapers and broadcasters of the country where it happened",
        "foreign_media": "newspapers and broadcasters of other countries",
        "party_state_media": "media that a ruling party or a government runs",
        "research": "books and papers by researchers",
        "dataset": "a collection of data",
        "think_tank": "papers of a think tank",
        "ngo": "papers of a non-governmental organisation",
        "blog": "blogs and posts",
    }
)
"""The kinds of source, with what each means."""

LEVELS = FrozenMapping(
    {
        "census": "all cases were looked for, against a list: an empty year is a zero",
        "threshold": "all cases above the bar were looked for: an empty year is a zero",
        "as_found": "what was come across: an empty year says nothing",
    }
)
"""How thoroughly was searched, with what each word means."""

STANCES = FrozenMapping(
    {
        "supports": "it states what the cell holds; an empty cell means this",
        "conflicts": "it states something else, which was set aside; the note of the event says why",
    }
)
"""How a piece of evidence stands to the cell that it is about, with what each word means."""

FINDINGS = FrozenMapping(
    {
        "right": "the source bears the cell out",
        "wrong": "the source says something else; the cell was mended",
        "cannot_tell": "the source could not be opened again, or does not say",
    }
)
"""What a second look at a source found, with what each word means."""

CLAIM_KINDS = FrozenMapping(
    {
        "figure": "a number",
        "sequence": "what came before what",
        "comparison": "more or less than somewhere or at some other time",
        "cause": "why something happened; events can be consistent with it at most",
    }
)
"""The kinds of claim, with what each means."""

VERDICTS = FrozenMapping(
    {
        "agrees": "the data say so too",
        "partly": "the data bear a part of it out",
        "differs": "the data say otherwise",
        "untestable": "it cannot be tested with these data",
    }
)
"""What a test of a claim may say, with what each word means."""

_LANGUAGE = re.compile(r"[a-z]{2}")
_LANGUAGE_ADVICE = "write the two letters of ISO 639-1, such as en, ru or zh."


def parse_key(value: str) -> str:
    """Read an id that must not be empty.

    Examples
    --------
    >>> parse_key("KAZ")
    'KAZ'
    """
    if not value:
        raise CellError("must not be empty.")
    return parse_id(value)


def parse_name(value: str) -> str:
    """Read a line of text that must not be empty.

    Examples
    --------
    >>> parse_name("Kazakhstan")
    'Kazakhstan'
    """
    if not value.strip():
        raise CellError("must not be empty.")
    return parse_line(value)


def parse_names(value: str | Iterable[str]) -> tuple[str, ...]:
    """Read names separated by semicolons; their order is kept.

    Examples
    --------
    >>> parse_names("PRC; 中国")
    ('PRC', '中国')
    """
    names = (
        tuple(name.strip() for name in value.split(";")) if isinstance(value, str) and value else tuple(value)
    )
    for name in names:
        if not name or name != name.strip() or ";" in name:
            raise CellError("has an empty name; names are separated by one semicolon: A; B.")
        parse_line(name)
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise CellError(f"has {' and '.join(map(repr, twice))} twice; each name stands once.")
    return names


def write_names(value: Iterable[str]) -> str:
    """Write names as one cell."""
    return LIST_SEPARATOR.join(value)


def _word(value: str, words: Iterable[str]) -> str:
    """Read one word of a list of words."""
    if value in words:
        return value
    raise CellError(f"{'is not allowed' if value else 'must not be empty'}. {allowed(value, words)}")


def parse_actor_kind(value: str) -> str:
    """Read the kind of an actor, one of `ACTOR_KINDS`."""
    return _word(value, ACTOR_KINDS)


def parse_source_kind(value: str) -> str:
    """Read the kind of a source, one of `SOURCE_KINDS`."""
    return _word(value, SOURCE_KINDS)


def parse_level(value: str) -> str:
    """Read how thoroughly was searched, one of `LEVELS`."""
    return _word(value, LEVELS)


def parse_claim_kind(value: str) -> str:
    """Read the kind of a claim, one of `CLAIM_KINDS`."""
    return _word(value, CLAIM_KINDS)


def parse_verdict(value: str) -> str:
    """Read the verdict on a claim, one of `VERDICTS`, or nothing."""
    return _word(value, VERDICTS) if value else ""


def parse_finding(value: str) -> str:
    """Read what a second look found, one of `FINDINGS`."""
    return _word(value, FINDINGS)


def parse_stance(value: str) -> str:
    """Read how a piece of evidence stands to the cell, one of `STANCES`, or nothing."""
    return _word(value, STANCES) if value else ""


def parse_language(value: str) -> str:
    """Read a language as two small letters (ISO 639-1), or nothing.

    Examples
    --------
    >>> parse_language("ru")
    'ru'
    """
    if value and not _LANGUAGE.fullmatch(value):
        raise CellError(f"is no language; {_LANGUAGE_ADVICE}")
    return value


def parse_languages(value: str | Iterable[str]) -> tuple[str, ...]:
    """Read a list of languages; all that are none are named.

    Examples
    --------
    >>> parse_languages("ru; en")
    ('en', 'ru')
    """
    languages = parse_ids(value)
    wrong = [language for language in languages if not _LANGUAGE.fullmatch(language)]
    if len(wrong) > 1:
        raise CellError(f"{' and '.join(map(repr, wrong))} are no languages; {_LANGUAGE_ADVICE}")
    if wrong:
        named = f"{wrong[0]!r} " if len(languages) > 1 else ""
        raise CellError(f"{named}is no language; {_LANGUAGE_ADVICE}")
    return languages


def parse_optional_date(value: str | EventDate | None) -> EventDate | None:
    """Read a date in EDTF, or nothing."""
    return None if value is None or value == "" else as_event_date(value)


def write_optional_date(value: EventDate | None) -> str:
    """Write a date in EDTF; nothing becomes an empty cell."""
    return "" if value is None else value.edtf


def _stated(value: str | EventDate) -> EventDate:
    """Read a date in EDTF that must not be left out."""
    if value == "":
        raise CellError("must not be empty.")
    return as_event_date(value)


def parse_stretch(value: str | EventDate) -> EventDate:
    """Read the days of a period: a day, or a span whose end may be open.

    Examples
    --------
    >>> parse_stretch("2012-11-15/..").kind
    'span'
    """
    date = _stated(value)
    if date.kind == "span" or (
        date.kind == "date" and date.precision == "day" and date.earliest == date.latest
    ):
        return date
    raise CellError(
        "is no period; write a day or a span of days, such as 2002-11-15/2012-11-14 or 2012-11-15/..."
    )


def parse_limit(value: str | EventDate) -> EventDate:
    """Read the first or last day of a search: a year, a month or a day.

    Examples
    --------
    >>> parse_limit("1992").earliest
    datetime.date(1992, 1, 1)
    """
    date = _stated(value)
    plain = date.kind == "date" and date.precision in ("day", "month", "year") and not date.approximate
    if not plain or date.gaps or date.uncertain or date.earliest is None or date.latest is None:
        raise CellError(
            "is no limit of a search; write a year, a month or a day, such as 1992 or 1992-01-03."
        )
    return date


def parse_own(value: Mapping[str, str] | Iterable[tuple[str, str]]) -> FrozenMapping[str]:
    """Take the user's own columns, whose names begin with ``x_``."""
    cells = FrozenMapping(value)
    for name, text in cells.items():
        if not name.startswith(OWN_PREFIX):
            raise CellError(f"{name!r} is no column of one's own; its name must begin with {OWN_PREFIX}.")
        parse_text(text)
    return cells
