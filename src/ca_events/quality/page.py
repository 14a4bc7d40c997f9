"""The tables of quality as a page to be read, with a sentence on what each may be used for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import attrs
import pandas as pd

from ca_events import markdown
from ca_events.cells import LIST_SEPARATOR
from ca_events.coding import Judgements, report
from ca_events.collection import Events
from ca_events.errors import CaEventsError, counted
from ca_events.quality.asked import study_of
from ca_events.quality.conflicts import conflicts, contested
from ca_events.quality.rereading import (
    ALL,
    exact_interval,
    is_known,
    recheck_table,
    segmentation,
)
from ca_events.quality.searches import AS_FOUND, coverage_map
from ca_events.quality.sourcing import languages, precision, single_family, sourcing
from ca_events.review import remarks
from ca_events.study import CoverageRow

# A language has a column of its own if so many events rest on it; the others share one.
LANGUAGE_BAR = 0.02
# A usual size of a sample of second looks, for comparison.
USUAL = 150
SIGNS = {"census": "C", "threshold": "T"}
UNKNOWN = "\N{EN DASH}"
NOTHING = "Nothing of this kind has been recorded."


def quality_page(
    events: Events,
    *,
    places: Iterable[str] | None = None,
    judgements: Judgements | None = None,
    independent: bool | None = None,
    more: Sequence[str] = (),
) -> str:
    """Write the report on the quality of a study.

    Parameters
    ----------
    events
        All events of the study; a selection or a part is refused, for a page about it would claim zeros.
    places
        The columns of the map of coverage, as in `coverage_map`; None takes the actors and regions that coverage.csv
        names.
    judgements
        What several coders said of the same events; None leaves the section out.
    independent
        Whether they worked independently of one another, as in `ca_events.coding.report`; must be said with
        `judgements`.
    more
        Sections of one's own, in Markdown, each with its heading of the second level.

    Returns
    -------
    str
        Markdown, one section for each of: what was searched, what events rest on, how exactly they are dated, where
        sources conflict, what is denied, agreement of coders, cells started again, texts read afresh, one's own, what a
        review doubts.

    Raises
    ------
    CaEventsError
        If the events have no study or are not all of it, or if judgements come without `independent`, or
        it without them.
    UnknownCode
        If a place is neither an actor of the register nor a region.

    Examples
    --------
    >>> import ca_events as ca
    >>> text = quality_page(ca.load(), places=["KAZ", "TKM"])
    >>> text.splitlines()[0]
    "# How good the data of 'China's engagement with Central Asia since 1991' are"
    """
    study = study_of(events)
    if not events.is_whole:
        raise CaEventsError(
            f"the report is about all events of a study, and these are a selection ({events.selection}); "
            "ask the single tables of ca.quality instead."
        )
    if judgements is None and independent is not None:
        raise CaEventsError(
            "independent says how coders worked, and there are no judgements; give them, or leave it out."
        )
    if judgements is not None and independent is None:
        raise CaEventsError(
            "say independent=True or False with judgements: whether the coders worked on their own."
        )
    named = dict.fromkeys(row.actor for row in study.coverage if row.actor) if places is None else places
    version = f", version {study.version} of the data" if study.version else ""
    parts = [
        f"# How good the data of '{study.title or study.name}' are",
        f"{len(events):,} events{version}. Every number on this page is counted from the files of the study when the "
        "page is generated.",
        _searched(events, list(named)),
        _sourced(events),
        _dated(events),
        _conflicting(events),
    ]
    if judgements is not None:
        parts.append(_agreement(judgements, bool(independent)))
    parts += [_rechecked(events), _segmented(events), *more, _doubts(events)]
    return "\n\n".join(parts) + "\n"


def markdown_table(table: pd.DataFrame, **written: Callable[[Any], str]) -> str:
    """Write a table with pipes; a missing value is a dash.

    Parameters
    ----------
    table
        The table.
    **written
        How the cells of a column are written, by its name; the others are written as they are.

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> print(markdown_table(pd.DataFrame({"share": [0.25, None]}), share=per_cent))
    | share |
    | --- |
    | 25.0 % |
    | \N{EN DASH} |
    """
    rows = [
        [UNKNOWN if pd.isna(value) else written.get(str(name), str)(value) for name, value in row.items()]
        for row in table.to_dict("records")
    ]
    return markdown.table(map(str, table.columns), rows)


def per_cent(share: float) -> str:
    """Write a share in per cent, with one decimal.

    Examples
    --------
    >>> per_cent(0.0243)
    '2.4 %'
    """
    return f"{share * 100:.1f} %"


def _searched(events: Events, places: list[str]) -> str:
    """Write what was searched, as a map and as a list of searches."""
    study = study_of(events)
    table = coverage_map(events, places)
    wide = {"leaf": list(dict.fromkeys(table["leaf"]))}
    for place, part in table.groupby("place", sort=False):
        wide[str(place)] = [_map_cell(row) for row in part.to_dict("records")]
    lines = [
        "## What was searched",
        "Number of events by leaf and place. C: census, all that meet the rule were looked for. T: threshold, all that "
        "meet the bar below were looked for. A small letter: only on a part of the days of the study; a number after + "
        "lies outside those days. Without a letter: as found; a missing event then says nothing, and shares and trends "
        "over time are not findings. An event may stand in several columns.",
        markdown_table(pd.DataFrame(wide)) if places else "No places were named for the map.",
        "The searches, with what they covered and what they were checked against (`coverage.csv`):",
    ]
    claimed = _searches(row for row in study.coverage if row.level != AS_FOUND)
    claimed["what"] = claimed["what"].where(claimed["what"] != "", "all")
    lines.append(markdown_table(claimed) if len(claimed) else NOTHING)
    found = _searches(row for row in study.coverage if row.level == AS_FOUND and row.note)
    if len(found):
        found = found[["leaf", "for", "days", "what is missing"]]
        lines += ["For these nothing is claimed, and this is why:", markdown_table(found)]
    return "\n\n".join(lines)


def _searches(rows: Iterable[CoverageRow]) -> pd.DataFrame:
    """List searches; those that differ by the actor only are one line."""
    said: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        days = f"{row.start.edtf} to {row.end.edtf}"
        key = (row.code, row.level, days, row.bar, row.list, ", ".join(row.languages), row.note)
        said.setdefault(key, []).append(row.actor or "all")
    columns = ["leaf", "level", "days", "what", "checked against", "languages", "what is missing"]
    table = pd.DataFrame(list(said), columns=columns, dtype=object)
    table.insert(1, "for", [", ".join(who) for who in said.values()])
    return table


def _map_cell(cell: Mapping[Hashable, Any]) -> str:
    """Write level and number; a zero is written only where it is one."""
    if cell["level"] == AS_FOUND:
        return str(cell["events"]) if cell["events"] else ""
    sign = SIGNS[cell["level"]] if cell["whole"] else SIGNS[cell["level"]].lower()
    more = f" + {cell['elsewhen']}" if cell["elsewhen"] else ""
    return f"{sign} {cell['events'] - cell['elsewhen']}{more}"


def _sourced(events: Events) -> str:
    """Write what events rest on."""
    spoken = languages(events)
    total = spoken.iloc[-1]
    named = [name for name in spoken.columns if name not in ("began", "events", "one_language")]
    shown = [name for name in named if total[name] >= LANGUAGE_BAR * total["events"]]
    rest = [name for name in named if name not in shown]
    narrow = spoken[["began", "events", *shown, "one_language"]]
    left_out = f" Left out, because few events have them: {', '.join(rest)}." if rest else ""
    return "\n\n".join(
        [
            "## What events rest on",
            "Two texts are independent only if they come from two families of publishers: a reprint, or another "
            "outlet of one house, adds nothing.",
            markdown_table(sourcing(events), sources=lambda mean: f"{mean:.2f}", two_families_share=per_cent),
            "Events by the year of their first possible day and by the languages of their sources; an event with "
            "sources in several languages stands in several columns. `one_language`: all sources of the event are in "
            "one language. What was not written in these languages, or is no longer on the web, was hardly found."
            f"{left_out}",
            markdown_table(narrow),
        ]
    )


def _dated(events: Events) -> str:
    """Write how exactly events are dated."""
    return "\n\n".join(
        [
            "## How exactly events are dated",
            "Counts over time give such dates bounds (definite, expected, possible). `qualified`: marked as "
            "approximate or uncertain.",
            markdown_table(precision(events)),
        ]
    )


def _conflicting(events: Events) -> str:
    """Write where sources conflict, and what a party denies."""
    table = conflicts(events)
    said = f"{counted(len(table), 'statement')} about {counted(table['id'].nunique(), 'event')} set aside; both sides "
    said += "are in `evidence.csv`."
    lines = ["## Where sources conflict", *([said, markdown_table(table)] if len(table) else [NOTHING])]
    lines.append("## What is denied")
    if "attestation" not in study_of(events).codebook:
        lines.append("The codebook has no variable `attestation`, so nobody could say so.")
    else:
        denied = contested(events)
        said = "Events of which a party denies what another source affirms; a count of them is a count of reports."
        lines += [said, markdown_table(denied)] if len(denied) else [NOTHING]
    return "\n\n".join(lines)


def _agreement(judgements: Judgements, independent: bool) -> str:
    """Write the report on agreement as a section."""
    made = attrs.evolve(report(judgements, independent=independent), title="How far coders agree")
    return made.to_markdown(level=2, codes=False).strip()


def _rechecked(events: Events) -> str:
    """Write how often cells proved wrong when they were started again."""
    table = recheck_table(events)
    lines = ["## Cells started again from the source"]
    if table["checked"].sum() == 0:
        return "\n\n".join([*lines, NOTHING])
    whole = table[table["field"] == ALL].iloc[0]
    right, wrong, checked = (int(whole[name]) for name in ("right", "wrong", "checked"))
    said = f"{counted(checked, 'event')} drawn at random and started again from the source"
    if right + wrong:
        said += f"; {right + wrong:,} could be judged (every cell told, or one wrong), and {wrong:,} of "
        said += "them had a wrong cell. "
        said += f"So the share of events with a wrong cell lies between {per_cent(whole['low'])} and "
        said += f"{per_cent(whole['high'])} (exact interval, 95 %). Wrong cells were mended; the table counts them as "
        said += "they were."
        said += _spared(table)
    else:
        said += "; none could be told."
    lines += [said, markdown_table(table, wrong_share=per_cent, low=per_cent, high=per_cent)]
    cells = [
        [check.event, check.field, check.coded, check.found, check.note]
        for check in study_of(events).rechecks
        if check.finding == "wrong"
    ]
    if cells:
        lines.append(markdown.table(["event", "field", "cell was", "source says", "what was done"], cells))
    return "\n\n".join(lines)


def _spared(table: pd.DataFrame) -> str:
    """Say what it does not promise that no wrong cell was found in a column; nothing if each had some."""
    spared = table[(table["field"] != ALL) & (table["wrong"] == 0) & (table["right"] > 0)]
    if spared.empty:
        return ""
    column = spared.sort_values("right", kind="stable").iloc[-1]
    return (
        f" Where no wrong cell was found there may be some all the same: none in {column['right']:,} "
        f"({column['field']}) leaves room for a share of {per_cent(column['high'])}, and none in {USUAL} would leave "
        f"room for {per_cent(exact_interval(0, USUAL)[1])}."
    )


def _segmented(events: Events) -> str:
    """Write which events a second reader found in the same texts."""
    table = segmentation(events)
    whole = table.iloc[-1]
    lines = ["## Texts read afresh"]
    if len(table) == 1:
        return "\n\n".join([*lines, NOTHING])
    found, known, new = (int(whole[name]) for name in ("found", "in_study", "not_in_study"))
    lines.append(
        f"A second reader, who did not know the events of the study, read {counted(len(table) - 1, 'source text')} and "
        f"listed the events in them: {found:,}, of these in the study {known:,}, not in it {new:,}. The study rests "
        f"{counted(int(whole['of_study']), 'event')} on these texts; not found again: {int(whole['missed']):,}."
    )
    study = study_of(events)
    missing = [
        [row.source, row.date.edtf if row.date else "", row.found, row.why]
        for row in study.segments
        if row.found and not is_known(row, study)
    ]
    if missing:
        lines.append(markdown.table(["source", "date", "found", "why the study does not have it"], missing))
    return "\n\n".join(lines)


def _doubts(events: Events) -> str:
    """Write what a review contradicts or doubts."""
    found = remarks(events)
    shown = found[found["rule"] != "single-family"]
    lines = ["## What a review doubts"]
    lines.append(
        "`ca-events check` refuses what contradicts itself; the rest deserves a second look."
        if len(shown)
        else "A review finds nothing to doubt."
    )
    if len(shown):
        lines.append(markdown_table(shown))
    alone = single_family(events)
    lines.append("### Events on one family of publishers")
    alone["ids"] = alone["ids"].map(LIST_SEPARATOR.join)
    alone["family"] = alone["family"].where(alone["family"] != "", "(no source)")
    lines.append(markdown_table(alone) if len(alone) else NOTHING)
    return "\n\n".join(lines)
