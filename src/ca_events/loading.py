"""From files to events: a study folder, a CSV file, a sheet of a workbook.

Every file is read whole and checked whole; what is wrong is raised at once, with the lines.
"""

from __future__ import annotations

import os
from pathlib import Path

from ca_events import bundled
from ca_events.assembly import assemble, unescaped
from ca_events.collection import EVENTS_FILE, Events
from ca_events.errors import InvalidData, Problem, nearest
from ca_events.reading import TextTable, read_sheet, read_table
from ca_events.study import Study


def load(path: str | os.PathLike[str] | None = None) -> Events:
    """Load a study folder with its events, checked.

    Parameters
    ----------
    path
        The folder; None loads the bundled study, China's engagement with Central Asia since 1991.

    Returns
    -------
    Events
        All events of the study.

    Raises
    ------
    InvalidData
        With every problem of the study's files, or of its events.

    Examples
    --------
    >>> events = load()
    >>> events.study.name
    'china-central-asia'
    """
    folder = Path(path) if path is not None else bundled.folder()
    study = Study.read(folder)
    table = read_table(folder / EVENTS_FILE)
    frame, problems = assemble(unescaped(table, study), study)
    problems += _evidence_problems(study, table)
    if problems:
        raise InvalidData(problems)
    return Events.of_checked(frame, study, origin=folder.resolve())


def read_csv(
    path: str | os.PathLike[str],
    study: Study | None = None,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Events:
    """Read events from a CSV file, checked.

    Parameters
    ----------
    path
        The file; its first line names the columns.
    study
        The study they belong to. None means no study: codes are not checked.
    delimiter
        The one character between cells.
    encoding
        Any codec that Python knows, such as ``"cp1252"``.

    Returns
    -------
    Events
        One for each line.

    Raises
    ------
    InvalidData
        With every problem of the file and its line.
    """
    return _events(read_table(path, delimiter=delimiter, encoding=encoding), study)


def read_excel(path: str | os.PathLike[str], study: Study | None = None, *, sheet: str | int = 0) -> Events:
    """Read events from a sheet of an Excel workbook, checked (extra ``excel``).

    Parameters
    ----------
    path
        The ``.xlsx`` file; the first row of the sheet names the columns.
    study
        As in `read_csv`.
    sheet
        Name or position of the sheet.

    Returns
    -------
    Events
        One for each row.

    Raises
    ------
    InvalidData
        With every problem of the sheet and its row.
    MissingExtra
        Without openpyxl.
    """
    return _events(read_sheet(path, sheet=sheet), study)


def _events(table: TextTable, study: Study | None) -> Events:
    """Assemble the events of a table; all its problems are raised at once."""
    frame, problems = assemble(unescaped(table, study), study)
    if problems:
        raise InvalidData(problems)
    return Events.of_checked(frame, study)


def _evidence_problems(study: Study, table: TextTable) -> list[Problem]:
    """Find rows of evidence for events that are not there."""
    ids = set(table.columns["id"].texts) if "id" in table.columns else set()
    message = "there is no such event in events.csv."
    return [
        Problem(
            message, file="evidence.csv", column="event", value=row.event, nearest=nearest(row.event, ids)
        )
        for row in study.evidence
        if ids and row.event not in ids
    ]
