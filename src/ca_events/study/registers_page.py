"""The registers as a page to be read: each column with what it holds, each closed list of words with its meanings.

The same text stands in the documentation and in the README of every new study. The columns themselves come from the
classes of the rows, so that a column without its explanation is found at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ca_events.mapping import FrozenMapping
from ca_events.study.columns import OWN_PREFIX
from ca_events.study.fields import ACTOR_KINDS, CLAIM_KINDS, FINDINGS, LEVELS, SOURCE_KINDS, STANCES, VERDICTS
from ca_events.study.folder import REGISTERS

INTRODUCTION = (
    "Every register has all of these columns, in any order; the cells of those in bold must be filled, all others may "
    f"stay empty. Columns of your own begin with `{OWN_PREFIX}`. Lists are separated by a semicolon and a blank. A day "
    "is written `2024-05-01`, a date in EDTF."
)

ABOUT: Mapping[str, str] = FrozenMapping(
    {
        "actors": "States, bodies, firms, persons and groups that take part in events.",
        "sources": "The texts on which events rest.",
        "evidence": "What one source says about one field of one event.",
        "periods": "Sets of periods by which events can be counted. The periods of a set follow one another; only "
        "those of the set `shock` may overlap.",
        "coverage": "What was searched for, so that a zero can be told from a gap. Several rows may cover a stretch of "
        "years together.",
        "indicators": "Figures about a time that are no events: trade of a year, a stock, a share.",
        "claims": "What sources claim about many events together, and what a test of it said.",
        "changes": "Cells of `events.csv` that were changed after a release, the oldest change first.",
        "withdrawn": "Events that were withdrawn: what is left of them, so that an id is never used again.",
        "rechecks": "Cells of `events.csv` that were drawn at random and started again from the source, whatever came "
        "of it.",
        "segments": "Events that a second reader found in source texts, without knowing what the study made of them.",
    }
)

HOLDS: Mapping[str, Mapping[str, str]] = FrozenMapping(
    {
        "actors": {
            "id": "Stands in `events.csv`; never reused.",
            "name": "The name to be printed.",
            "aliases": "List of other names and spellings, in any language; a name means one actor only.",
            "kind": "One of the words below.",
            "parent": "Id of the actor above it: the state of a ministry or bank, the parent company of a subsidiary. "
            "A question about an actor finds all below it.",
            "members": "List of the ids of the members of a group or organisation.",
            "country": "Id of its state.",
            "region": "A word such as `central_asia`; with dots if regions stand below others.",
            "rank": "A word of your own that says how high in its line of authority.",
            "track": "A word of your own that names the line of authority, such as `government` or `military`.",
            "from": "First day on which it exists or, of a person, holds the office.",
            "to": "Last such day.",
            "iso3": "Code of the country in ISO 3166-1, three letters.",
            "cow": "Code of the country in the Correlates of War project.",
            "fips": "Code of the country in FIPS 10-4.",
            "cameo": "Code of the actor in CAMEO: state and role, such as `CHNMIL`.",
        },
        "sources": {
            "id": "Stands in `events.csv` and `evidence.csv`; never reused.",
            "author": "As in a bibliography.",
            "title": "As in a bibliography.",
            "publisher": "As in a bibliography.",
            "family": "The house behind the publisher: two texts of one family are not independent of one another.",
            "kind": "One of the words below.",
            "language": "Two letters of ISO 639-1, such as `en`.",
            "date": "When it was published, in EDTF.",
            "url": "Where it is.",
            "archived": "Where a copy is kept.",
            "accessed": "The day on which it was read.",
            "note": "Anything else.",
        },
        "evidence": {
            "event": "Id of the event.",
            "field": "The column of `events.csv` that the evidence is about.",
            "source": "Id of the source.",
            "locator": "The place in the source, such as a page.",
            "value": "The value as the source states it.",
            "accessed": "The day on which it was read.",
            "stance": "One of the words below; empty means that it supports the cell.",
        },
        "periods": {
            "set": "Name of the set, such as `administration`.",
            "id": "Id within the set; a period is named by both, as in `administration:xi`.",
            "label": "The name to be printed.",
            "date": "A span of days in EDTF, `2002-11-15/2012-11-14`, its end may be open, `2012-11-15/..`; or a day.",
            "note": "Why these days.",
        },
        "coverage": {
            "code": "A code of the variable `category`, which stands for all below it; empty for all codes.",
            "actor": "Id of an actor, or a region; empty for all actors.",
            "from": "The first year, month or day that was searched.",
            "to": "The last one; all of it was searched.",
            "level": "One of the words below.",
            "bar": "Of a threshold: above which size all cases were looked for.",
            "list": "The list against which was searched.",
            "languages": "List of the languages in which was searched, two letters each.",
            "searched_on": "The day of the search.",
            "note": "Anything else.",
        },
        "indicators": {
            "measure": "What is measured.",
            "date": "The time it is about, in EDTF.",
            "actors": "List of the ids of the actors it is about.",
            "value": "The figure.",
            "low": "Its lower bound.",
            "high": "Its upper bound.",
            "unit": "What it is counted in.",
            "currency": "Three letters of ISO 4217.",
            "reporter": "Who reports it.",
            "flow": "In which direction, such as `imports`.",
            "vintage": "The edition of the statistics.",
            "source": "Id of the source.",
            "note": "Anything else.",
        },
        "claims": {
            "id": "Its id.",
            "source": "Id of the source that claims it.",
            "locator": "The place in the source, such as a page.",
            "claim": "What is claimed, in own words.",
            "kind": "One of the words below.",
            "data": "What is needed to test it.",
            "query": "What would be asked of the data.",
            "verdict": "What a test of the claim says; empty as long as nobody has tested it.",
            "why": "The reason for the verdict.",
            "note": "Anything else.",
        },
        "changes": {
            "version": "The version of the data in which the new value stands first.",
            "id": "Id of the event.",
            "field": "The column of `events.csv`; `id` for an event that came in.",
            "old": "The cell before.",
            "new": "The cell after.",
            "reason": "Why it was changed.",
        },
        "withdrawn": {
            "id": "Id of the event.",
            "version": "The version of the data from which on it is gone.",
            "date": "Its date when it was withdrawn.",
            "title": "Its title when it was withdrawn.",
            "reason": "Why it was withdrawn.",
            "replaced_by": "List of the ids of the events that stand in its place.",
        },
        "rechecks": {
            "event": "Id of the event.",
            "field": "The column of `events.csv`.",
            "source": "Id of the source that was read again; empty if none could be opened.",
            "coded": "What the cell said when it was looked at.",
            "found": "What the source says, in a few words.",
            "finding": "One of the words below.",
            "note": "What was done about it.",
            "checked_on": "The day of the second look.",
        },
        "segments": {
            "source": "Id of the source.",
            "date": "The date of what was found, in EDTF; empty if the text gives none.",
            "found": "What it is, in own words; empty if the text was read and there is no event in it.",
            "category": "The code that the second reader gave; empty if none fits.",
            "events": "List of the ids of the events of the study that it is; empty if the study does not have it.",
            "why": "Why the study does not have it, or has it otherwise.",
        },
    }
)

WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = FrozenMapping(
    {
        "actors": {"kind": ACTOR_KINDS},
        "sources": {"kind": SOURCE_KINDS},
        "coverage": {"level": LEVELS},
        "claims": {"kind": CLAIM_KINDS, "verdict": VERDICTS},
        "evidence": {"stance": STANCES},
        "rechecks": {"finding": FINDINGS},
    }
)
"""The closed lists of words: register, column, and each word with its meaning."""


def registers_page(*, level: int = 1) -> str:
    """Write the page.

    Parameters
    ----------
    level
        The level of its heading.

    Returns
    -------
    str
        Markdown: for each register a table of its columns, and of its words where only some are allowed.
    """
    blocks = [f"{'#' * level} The columns of the registers", INTRODUCTION]
    for name, register in REGISTERS.items():
        blocks += [f"{'#' * (level + 1)} `{register.FILE}`", ABOUT[name], _columns(name, register.RECORD)]
        for column, words in WORDS.get(name, {}).items():
            blocks.append(_table(column, "means", {f"`{word}`": text for word, text in words.items()}))
    return "\n\n".join(blocks) + "\n"


def _columns(name: str, record: type) -> str:
    """Write the table of the columns of a register; those that must be filled are in bold."""
    rows = {}
    for field in attrs.fields(record):
        if "write" in field.metadata:
            column = field.metadata.get("column", field.name)
            shown = f"**`{column}`**" if field.default is attrs.NOTHING else f"`{column}`"
            rows[shown] = HOLDS[name][column]
    return _table("column", "holds", rows)


def _table(first: str, second: str, rows: Mapping[str, str]) -> str:
    """Write a table of two columns."""
    return "\n".join(
        [f"| {first} | {second} |", "|---|---|", *(f"| {left} | {right} |" for left, right in rows.items())]
    )
