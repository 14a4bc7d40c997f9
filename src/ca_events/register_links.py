"""What the registers of a study say of its events must be so: evidence, second looks, changes, withdrawn events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ca_events.errors import CaEventsError, Problem, nearest, shorten
from ca_events.reading import TextTable
from ca_events.schema import Column, stored_columns
from ca_events.study import Study

# The field of a change that stands for the whole row: an event that came in.
CAME_IN = "id"


def register_problems(study: Study, table: TextTable, *, whole: bool) -> Iterator[Problem]:
    """Find what the registers say of events and is not so.

    Parameters
    ----------
    study
        The study with its registers.
    table
        The text of events.csv.
    whole
        Whether these are all events of the study; of a part, what is said of other events is let be: changes, withdrawn
        events, second looks.

    Yields
    ------
    Problem
        With the register and its line.
    """
    if "id" not in table.columns:
        return
    ids = table.columns["id"]
    rows = {ids.texts[place]: row for row, place in enumerate(ids.places.tolist())}
    for line, piece in study.evidence.numbered():
        if piece.event not in rows:
            yield _no_event("evidence.csv", line, "event", piece.event, rows)
    yield from _withdrawn(study, rows)
    if whole:
        yield from _reread(study, table, rows)
        yield from _changes(study, table, rows)


def _same(column: Column, one: str, other: str) -> bool:
    """Say whether two cells mean the same, however they are written (41.3 is 41.30)."""
    try:
        return bool(column.parse(one) == column.parse(other))
    except CaEventsError:
        return one == other


def _cell(table: TextTable, field: str, row: int) -> str:
    """Give the text of a cell."""
    column = table.columns[field]
    return str(column.texts[column.places[row]])


def _no_event(file: str, line: int | None, column: str, event: str, rows: Mapping[str, int]) -> Problem:
    """Say that there is no such event."""
    message = "there is no such event in events.csv."
    return Problem(message, file=file, line=line, column=column, value=event, nearest=nearest(event, rows))


def _withdrawn(study: Study, rows: Mapping[str, int]) -> Iterator[Problem]:
    """Find events that are withdrawn and still there."""
    for line, stone in study.withdrawn.numbered():
        if stone.id in rows:
            message = "the event is withdrawn and stands in events.csv; a withdrawn id is never used again."
            yield Problem(message, file="withdrawn.csv", line=line, column="id", value=stone.id)


def _reread(study: Study, table: TextTable, rows: Mapping[str, int]) -> Iterator[Problem]:
    """Find events that were read again and are not there (withdrawn ones may have been), and wrong cells that stand."""
    known = {column.name: column for column in stored_columns(list(table.columns), study)}
    for line, check in study.rechecks.numbered():
        if check.event not in rows:
            if check.event not in study.withdrawn:
                yield _no_event("rechecks.csv", line, "event", check.event, rows)
        elif check.finding == "wrong" and check.field in known:
            cell = _cell(table, check.field, rows[check.event])
            if _same(known[check.field], cell, check.coded):
                message = (
                    "the cell was found wrong and is as it was; mend it, or say what it was found to be."
                )
                yield Problem(message, file="rechecks.csv", line=line, column="finding", value=check.finding)
    for line, segment in study.segments.numbered():
        for event in segment.events:
            if event not in rows and event not in study.withdrawn:
                yield _no_event("segments.csv", line, "events", event, rows)


def _changes(study: Study, table: TextTable, rows: Mapping[str, int]) -> Iterator[Problem]:
    """Find changes of unknown events, and cells that are not what the last change made them."""
    last = {(change.id, change.field): (line, change) for line, change in study.changes.numbered()}
    for line, change in study.changes.numbered():
        if change.id not in rows and change.id not in study.withdrawn:
            message = "there is no such event in events.csv, and none was withdrawn."
            yield Problem(message, file="changes.csv", line=line, column="id", value=change.id)
    known = {column.name: column for column in stored_columns(list(table.columns), study)}
    for (event, field), (line, change) in last.items():
        if field == CAME_IN or event not in rows or field not in known:
            continue
        cell = _cell(table, field, rows[event])
        if not _same(known[field], cell, change.new):
            message = f"the cell of events.csv holds {shorten(cell)!r}; log the change that made it so."
            yield Problem(message, file="changes.csv", line=line, column="new", value=change.new)
    for line, stone in study.withdrawn.numbered():
        for other in stone.replaced_by:
            if other not in rows and other not in study.withdrawn:
                yield _no_event("withdrawn.csv", line, "replaced_by", other, rows)
