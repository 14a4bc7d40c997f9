"""What a timeline says in words: its caption, its description for those who cannot see it, its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from ca_events.dates import PRECISIONS
from ca_events.plots.chronology import records, row_bounds
from ca_events.plots.datewords import Bounds, period_words

SHOWN_UNDATED = 12
KNOWN = "known day"
WINDOW = "one day of a window"
ENDS = "known first and last day"
COURSE = "course of events"
NAMES = {"half": "half year", "quadrimester": "third of a year"}
EXACTNESS = (KNOWN, ENDS, *(NAMES.get(unit, unit) for unit in PRECISIONS if unit != "day"), WINDOW, COURSE)
READING = (
    "Points are known days; bars are as long as what is possible and dark where an event certainly went on. "
    "Labels stand in the order of the dates."
)


def undated_note(table: pd.DataFrame) -> str:
    """Name the events that have no date, which no mark can show.

    Parameters
    ----------
    table
        As made by `timeline_table`.

    Returns
    -------
    str
        One sentence, or ``""``.
    """
    rows = records(table.loc[~table["drawn"].astype(bool), ["id", "label"]])
    names = [str(row["label"]).strip() or str(row["id"]) for row in rows]
    if not names:
        return ""
    shown = "; ".join(" ".join(name.split()) for name in names[:SHOWN_UNDATED])
    more = f"; and {len(names) - SHOWN_UNDATED:,} more" if len(names) > SHOWN_UNDATED else ""
    return f"Not drawn: {len(names):,} undated ({shown}{more})."


def caption_of(table: pd.DataFrame) -> str:
    """Write the caption of a timeline."""
    undated = int((~table["drawn"].astype(bool)).sum())
    missing = f" {undated:,} undated not drawn." if undated else ""
    reading = f" {READING}" if undated < len(table) else ""
    return f"{_counted(len(table))}{_selected(table)}.{missing}{reading}"


def describe(table: pd.DataFrame) -> str:
    """Describe a timeline in one paragraph.

    Parameters
    ----------
    table
        As made by `timeline_table`.

    Returns
    -------
    str
        How many events, from when to when, of which codes, how precisely dated, and what is not drawn.
    """
    drawn = table.loc[table["drawn"].astype(bool)]
    parts = [f"Timeline of {_counted(len(table))}{_selected(table)}."]
    if len(drawn):
        bounds = [row_bounds(row) for row in records(drawn)]
        parts += [_reach(bounds), _codes(drawn), _precision(drawn)]
        parts.append(_first_and_last(drawn))
    parts.append(undated_note(table))
    return " ".join(part for part in parts if part)


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
