"""What a timeline says in words: its caption, its description for those who cannot see it, its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from ca_events.dates import PRECISIONS
from ca_events.errors import shorten
from ca_events.plots.chronology import Entry, records, row_bounds
from ca_events.plots.datewords import Bounds, period_words

SHOWN_UNDATED = 12
# What to do without a font that has the letters of a label.
ADVICE = "give label= a column in another script"
KNOWN = "known day"
WINDOW = "one day of a window"
ENDS = "known first and last day"
COURSE = "course of events"
NAMES = {"half": "half year", "quadrimester": "third of a year"}
EXACTNESS = (KNOWN, ENDS, *(NAMES.get(unit, unit) for unit in PRECISIONS if unit != "day"), WINDOW, COURSE)
READING = (
    "Points are known days; bars are as long as what is possible and dark where an event certainly went on."
)
ORDER = "Labels stand in the order of the dates."


def words_of(table: pd.DataFrame, periods: Iterable[tuple[str, Bounds]] = ()) -> list[str]:
    """List all words of a timeline that come from the data."""
    labels = dict(table.attrs.get("labels", {})).values()
    lanes = dict(table.attrs.get("lanes", {})).values()
    cells = [str(cell) for name in ("id", "label", "code") for cell in table[name]]
    return [*cells, *map(str, labels), *map(str, lanes), *(label for label, _ in periods)]


def notes_of(table: pd.DataFrame, entries: Sequence[Entry]) -> list[str]:
    """Say which events a figure does not show, or shows without a label.

    Parameters
    ----------
    table
        As made by `timeline_table`.
    entries
        What is drawn.

    Returns
    -------
    list of str
        Sentences; none where everything is drawn and labelled.
    """
    rows = records(_undated(table))
    undated = [str(row["label"]).strip() or str(row["id"]) for row in rows]
    labelled = {entry.id for entry in entries if entry.labelled}
    bare = list({entry.id: entry for entry in entries if entry.dropped and entry.id not in labelled}.values())
    notes = []
    if undated:
        notes.append(f"Not drawn: {len(undated):,} undated ({_listed(undated)}).")
    if bare:
        named = _listed([shorten(entry.label.strip() or entry.id) for entry in bare])
        notes.append(f"Without a label for want of room: {len(bare):,} ({named}).")
    elsewhere = int(table.attrs.get("elsewhere", 0))
    if elsewhere:
        notes.append(f"In none of these lanes: {_counted(elsewhere)}.")
    return notes


def _listed(names: Sequence[str]) -> str:
    """List names, the first dozen of many."""
    shown = "; ".join(" ".join(name.split()) for name in names[:SHOWN_UNDATED])
    more = f"; and {len(names) - SHOWN_UNDATED:,} more" if len(names) > SHOWN_UNDATED else ""
    return f"{shown}{more}"


def _each_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep one row an event: one of several lanes has a row for each."""
    return rows.drop_duplicates("id")


def _undated(table: pd.DataFrame) -> pd.DataFrame:
    """Give id and label of the events that have no date at all."""
    named = table[["earliest", "latest", "latest_start", "earliest_end"]].notna().any(axis=1)
    return _each_once(table.loc[~named, ["id", "label"]])


def caption_of(table: pd.DataFrame, entries: Sequence[Entry]) -> str:
    """Write the caption of a timeline."""
    events = _each_once(table)
    undated = len(_undated(table))
    missing = f" {undated:,} undated not drawn." if undated else ""
    reading = f" {READING}" if events["drawn"].any() else ""
    if any(entry.labelled for entry in entries):
        reading += f" {ORDER}"
    elsewhere = int(table.attrs.get("elsewhere", 0))
    outside = f" {_counted(elsewhere).capitalize()} in none of these lanes." if elsewhere else ""
    keys = len({entry.number for entry in entries if entry.number})
    numbered = f" Numbers are keys to the list of {_counted(keys)}." if keys else ""
    return f"{_counted(len(events) + elsewhere)}{_selected(table)}.{missing}{outside}{reading}{numbered}"


def describe(table: pd.DataFrame, entries: Sequence[Entry]) -> str:
    """Describe a timeline in one paragraph.

    Parameters
    ----------
    table
        As made by `timeline_table`.
    entries
        What is drawn.

    Returns
    -------
    str
        How many events, from when to when, of which codes, how precisely dated, and what is not drawn.
    """
    events = _each_once(table)
    drawn = events.loc[events["drawn"].astype(bool)]
    elsewhere = int(table.attrs.get("elsewhere", 0))
    parts = [f"Timeline of {_counted(len(events) + elsewhere)}{_selected(table)}."]
    if len(drawn):
        bounds = [row_bounds(row) for row in records(drawn)]
        parts += [_reach(bounds), _codes(drawn), _precision(drawn), _lanes(table), _first_and_last(drawn)]
    parts += notes_of(table, entries)
    return " ".join(part for part in parts if part)


def _lanes(table: pd.DataFrame) -> str:
    """Count the events of each lane, in their order."""
    lanes = dict(table.attrs.get("lanes", {}))
    counted = (
        Counter(str(lane) for lane in table.loc[table["drawn"].astype(bool), "lane"]) if lanes else Counter()
    )
    listed = ", ".join(f"{label} {counted[lane]:,}" for lane, label in lanes.items())
    return f"Lanes: {listed}." if listed else ""


def _counted(number: int) -> str:
    """Count events."""
    return f"{number:,} event{'' if number == 1 else 's'}"


def _selected(table: pd.DataFrame) -> str:
    """Say which events, if that is known."""
    selection = str(table.attrs.get("selection", "")).strip()
    return f" ({selection})" if selection else ""


def _reach(bounds: list[Bounds]) -> str:
    """Say from when to when the events may reach."""
    known = [
        day
        for bound in bounds
        for day in (bound.earliest, bound.latest_start, bound.earliest_end, bound.latest)
        if day is not None
    ]
    first, last = min(known), max(known)
    return f"They reach from {period_words(first, first)} to {period_words(last, last)}."


def _codes(drawn: pd.DataFrame) -> str:
    """Count the codes, most frequent first."""
    if not drawn.attrs.get("by"):
        return ""
    labels = dict(drawn.attrs.get("labels", {}))
    counted = sorted(
        Counter(str(code) for code in drawn["code"]).items(), key=lambda pair: (-pair[1], pair[0])
    )
    listed = ", ".join(f"{labels.get(code, code.strip('()'))} {number:,}" for code, number in counted)
    return f"By {drawn.attrs.get('title') or drawn.attrs['by']}: {listed}."


def _precision(drawn: pd.DataFrame) -> str:
    """Count how precisely the events are dated; one unknown day of a window is not a known day."""
    counted = Counter(_exactness(row) for row in records(drawn))
    listed = ", ".join(f"{word} {counted[word]:,}" for word in EXACTNESS if counted[word])
    return f"Precision of the dates: {listed}."


def _exactness(row: Mapping[str, object]) -> str:
    """Say of one row how exactly its date is known."""
    bounds = row_bounds(row)
    if bounds.earliest is not None and bounds.earliest == bounds.latest:
        return KNOWN
    if bounds.kind == "span":
        ends = (bounds.earliest, bounds.latest)
        return ENDS if None not in ends and ends == (bounds.latest_start, bounds.earliest_end) else COURSE
    # A window may be stated by two days, and is no known day for that.
    if bounds.kind == "window" or row["precision"] == "day":
        return WINDOW
    return NAMES.get(str(row["precision"]), str(row["precision"]))


def _first_and_last(drawn: pd.DataFrame) -> str:
    """Name the first and the last event."""
    rows = records(drawn[["date_words", "label"]])
    named = [
        ", ".join(words for words in (str(row["date_words"]), " ".join(str(row["label"]).split())) if words)
        for row in rows
    ]
    return f"First: {named[0]}." + (f" Last: {named[-1]}." if len(named) > 1 else "")
