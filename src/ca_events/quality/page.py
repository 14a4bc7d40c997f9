"""The tables of quality as a page to be read, with a sentence on what each may be used for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from ca_events.cells import LIST_SEPARATOR
from ca_events.coding import Judgements, report
from ca_events.collection import Events
from ca_events.quality.asked import rows_of
from ca_events.quality.conflicts import conflicts, contested
from ca_events.quality.rereading import ALL, exact_interval, recheck_table, segmentation
from ca_events.quality.searches import AS_FOUND, coverage_map
from ca_events.quality.sourcing import languages, precision, sourcing
from ca_events.review import remarks
from ca_events.study import CoverageRow, Study

# A language has a column of its own if so many events rest on it; the others share one.
LANGUAGE_BAR = 0.02
SIGNS = {"census": "C", "threshold": "T"}
UNKNOWN = "\N{EN DASH}"
NOTHING = "Nothing of this kind has been recorded."


def quality_page(
    events: Events,
    *,
    actors: Iterable[str],
    judgements: Judgements | None = None,
    independent: bool = True,
    more: Sequence[str] = (),
) -> str:
    """Write the report on the quality of a study.

    Parameters
    ----------
    events
        All events of the study.
    actors
        Ids of the actors or regions of the map of coverage, such as the states that the study is about.
    judgements
        What several coders said of the same events; None leaves the section out.
    independent
        Whether they worked independently of one another, as in `ca_events.coding.report`.
    more
        Sections of one's own, in Markdown, each with its heading of the second level.

    Returns
    -------
    str
        Markdown, one section for each of: what was searched, what events rest on, how exactly they are dated, where
        sources conflict, what is disputed, agreement of coders, cells read again, texts read again, what a review
        doubts.

    Raises
    ------
    CaEventsError
        If the events have no study.
    UnknownCode
        If an actor is neither in the register nor a region.

    Examples
    --------
    >>> import ca_events as ca
    >>> text = quality_page(ca.load(), actors=["KAZ", "TKM"])
    >>> text.splitlines()[0]
    "# How good the data of 'China's engagement with Central Asia since 1991' are"
    """
    study = rows_of(events).study
    version = f", version {study.version} of the data" if study.version else ""
    parts = [
        f"# How good the data of '{study.title or study.name}' are",
        f"{len(events):,} events{version}. Every number on this page is counted from the files of the study when the "
        "page is generated.",
        _searched(events, list(actors)),
        _sourced(events),
        _dated(events),
        _conflicting(events),
    ]
    if judgements is not None:
        parts.append(_agreement(judgements, independent))
    parts += [_rechecked(events), _segmented(events), *more, _doubts(events)]
    return "\n\n".join(parts) + "\n"


def markdown_table(table: pd.DataFrame, **written: Callable[[object], str]) -> str:
    """Write a table with pipes.

    Parameters
    ----------
    table
        The table.
    **written
        How the cells of a column are written, by its name; numbers and texts are written as they are.

    Returns
    -------
    str
        Markdown. A missing value is a dash.
    """
    lines = [
        "| " + " | ".join(_cell(name) for name in table.columns) + " |",
        "|---" * len(table.columns) + "|",
    ]
    for row in table.itertuples(index=False):
        cells = [
            written.get(str(name), _cell)(value) if value == value and value is not None else UNKNOWN
            for name, value in zip(table.columns, row, strict=True)
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def per_cent(value: object) -> str:
    """Write a share in per cent, one decimal."""
    return f"{float(str(value)) * 100:.1f} %"


def _cell(value: object) -> str:
    """Write a cell so that Markdown reads no sign in it."""
    return " ".join(str(value).replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").split())


def _searched(events: Events, actors: list[str]) -> str:
    """Write what was searched, as a map and as a list of bars."""
    study = rows_of(events).study
    table = coverage_map(events, actors)
    order = list(dict.fromkeys(table["leaf"]))
    by_place = {(row["leaf"], row["actor"]): row for row in table.to_dict("records")}
    wide = {"leaf": order}
    for actor in actors:
        wide[actor] = [_map_cell(by_place[leaf, actor], study) for leaf in order]
    lines = [
        "## What was searched",
        "Number of events by leaf and actor. C: census, all that meet the rule were looked for. T: threshold, all that "
        "meet the bar below were looked for. A small letter: only in a part of the days of the study. Without a "
        "letter: as found; a missing event then says nothing, and shares and trends over time are not findings. An "
        "event may stand in several columns.",
        markdown_table(pd.DataFrame(wide)) if actors else "No actors were named for the map.",
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


def _map_cell(cell: Mapping[Hashable, Any], study: Study) -> str:
    """Write level and number; a zero is written only where it is one."""
    if cell["level"] == AS_FOUND:
        return str(cell["events"]) if cell["events"] else ""
    whole = any(
        (study.start is None or first <= study.start) and (study.end is None or last >= study.end)
        for first, last in study.coverage.stretches(cell["leaf"], cell["actor"])
    )
    sign = SIGNS[cell["level"]]
    return f"{sign if whole else sign.lower()} {cell['events']}"


def _sourced(events: Events) -> str:
    """Write what events rest on."""
    spoken = languages(events)
    total = spoken.iloc[-1]
    named = [name for name in spoken.columns if name not in ("year", "events", "one_language")]
    shown = [name for name in named if total[name] >= LANGUAGE_BAR * total["events"]]
    rest = [name for name in named if name not in shown]
    narrow = spoken[["year", "events", *shown, "one_language"]]
    left_out = f" Left out, because few events have them: {', '.join(rest)}." if rest else ""
    return "\n\n".join(
        [
            "## What events rest on",
            "Two texts are independent only if they come from two families of publishers: a reprint, or another "
            "outlet of one house, adds nothing.",
            markdown_table(
                sourcing(events), sources=lambda mean: f"{float(str(mean)):.2f}", two_families_share=per_cent
            ),
            "Events by year and by the languages of their sources; an event with sources in several languages "
            "stands in several columns. `one_language`: all sources of the event are in one language. What was not "
            f"written in these languages, or is no longer on the web, was hardly found.{left_out}",
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
    """Write where sources conflict, and what is disputed."""
    table = conflicts(events)
    count = table["id"].nunique()
    denied = contested(events)
    return "\n\n".join(
        [
            "## Where sources conflict",
            f"{len(table):,} statements about {count:,} events were set aside; both sides are kept in `evidence.csv`."
            if len(table)
            else NOTHING,
            *([markdown_table(table)] if len(table) else []),
            "## What is disputed",
            "Events of which a party denies what another source affirms; a count of them is a count of reports."
            if len(denied)
            else NOTHING,
            *([markdown_table(denied)] if len(denied) else []),
        ]
    )


def _agreement(judgements: Judgements, independent: bool) -> str:
    """Write the report on agreement, one level lower than it stands alone."""
    made = report(judgements, independent=independent)
    notes = "\n".join(f"- {_cell(note)}" for note in made.notes)
    lines = made.to_markdown().splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("|"))
    table = [line for line in lines[first:] if line][: len(made.table) + 2]
    return "\n\n".join(["## How far coders agree", made.paragraph, "\n".join(table), notes])


def _rechecked(events: Events) -> str:
    """Write how often cells proved wrong when they were started again."""
    table = recheck_table(events)
    if table["checked"].sum() == 0:
        return f"## Cells started again from the source\n\n{NOTHING}"
    whole = table[table["field"] == ALL].iloc[0]
    told = int(whole["right"] + whole["wrong"])
    bound = f"{per_cent(whole['low'])} and {per_cent(whole['high'])}" if told else "0 % and 100 %"
    spared = per_cent(exact_interval(0, told)[1]) if told else "100 %"
    cells = pd.DataFrame(
        [
            [check.event, check.field, check.coded, check.found, check.note]
            for check in rows_of(events).study.rechecks
            if check.finding == "wrong"
        ],
        columns=["event", "field", "cell was", "source says", "what was done"],
    )
    return "\n\n".join(
        [
            "## Cells started again from the source",
            f"{int(whole['checked']):,} events were drawn at random and started again from the source. Of the {told:,} "
            f"that could be told, {int(whole['wrong']):,} had a wrong cell; so the share of events with a wrong cell "
            f"lies between {bound} (exact interval, 95 %). {told:,} events with no error at all would still leave "
            f"room for a share of {spared}. Wrong cells were mended; the table counts them as they were.",
            markdown_table(table, wrong_share=per_cent, low=per_cent, high=per_cent),
            *([markdown_table(cells)] if len(cells) else []),
        ]
    )


def _segmented(events: Events) -> str:
    """Write which events a second reader found in the same texts."""
    table = segmentation(events)
    whole = table.iloc[-1]
    if len(table) == 1:
        return f"## Texts read afresh\n\n{NOTHING}"
    missing = [row for row in rows_of(events).study.segments if row.found and not row.events]
    reasons = pd.DataFrame(
        [[row.source, row.date.edtf if row.date else "", row.found, row.why] for row in missing],
        columns=["source", "date", "found", "why the study does not have it"],
    )
    found, known, new = (int(whole[name]) for name in ("found", "in_study", "not_in_study"))
    return "\n\n".join(
        [
            "## Texts read afresh",
            f"A second reader, who did not know the events of the study, read {len(table) - 1:,} source texts and "
            f"listed the events in them: {found:,}, of which {known:,} are in the study and {new:,} are not. Of the "
            f"{int(whole['of_study']):,} events that the study rests on these texts, {int(whole['missed']):,} were not "
            "found again.",
            *([markdown_table(reasons)] if len(reasons) else []),
        ]
    )


def _doubts(events: Events) -> str:
    """Write what a review contradicts or doubts."""
    found = remarks(events)
    lines = [
        [row["rule"], row["kind"], len(row["events"].split(LIST_SEPARATOR)), row["message"]]
        for row in found.to_dict("records")
        if row["rule"] != "single-family"
    ]
    alone = found[found["rule"] == "single-family"]
    table = pd.DataFrame(lines, columns=["rule", "kind", "events", "remark"])
    families = [
        (
            len(row["events"].split(LIST_SEPARATOR)),
            row["message"].rpartition(", ")[2].rstrip("."),
            row["events"],
        )
        for row in alone.to_dict("records")
    ]
    single = pd.DataFrame(
        [(family, count, ids) for count, family, ids in sorted(families, key=lambda one: (-one[0], one[1]))],
        columns=["family", "events", "ids"],
    )
    return "\n\n".join(
        [
            "## What a review doubts",
            "`ca-events check` finds no contradiction in a study that loads; what follows deserves a second look."
            if not (found["kind"] == "contradiction").any()
            else "Contradictions come first.",
            markdown_table(table) if len(table) else NOTHING,
            "### Events on one family of publishers",
            markdown_table(single) if len(single) else NOTHING,
        ]
    )
