"""From files to events: a study folder, a CSV file, a sheet of a workbook.

Every file is read whole and checked whole; what is wrong is raised at once, with the lines.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from ca_events import bundled
from ca_events.assembly import assemble, unescaped
from ca_events.collection import EVENTS_FILE, Events
from ca_events.errors import InvalidData, Problem
from ca_events.reading import Origin, TextTable, read_table
from ca_events.register_links import register_problems
from ca_events.study import Study
from ca_events.workbook import read_sheet


def load(path: str | os.PathLike[str] | None = None, *, part: bool = False) -> Events:
    """Load a study folder with its events, checked.

    Parameters
    ----------
    path
        The folder; None loads the bundled study, China's engagement with Central Asia since 1991.
    part
        Whether the folder holds a part of a study, so that links may lead to events that are not in it, and tables
        claim no zeros.

    Returns
    -------
    Events
        All events of the study.

    Raises
    ------
    InvalidData
        With every problem of the study's files and of its events.

    Examples
    --------
    >>> events = load()
    >>> events.study.name
    'china-central-asia'
    """
    folder = Path(path) if path is not None else bundled.folder()
    problems: list[Problem] = []
    study = None
    try:
        study = Study.read(folder)
    except InvalidData as error:
        problems += error.problems
        if not folder.is_dir():
            raise
    frame, found, table = _checked(folder / EVENTS_FILE, study, part=part)
    problems += found
    if study is not None and table is not None:
        problems += register_problems(study, table, whole=not part)
    if problems:
        raise InvalidData(problems)
    return Events.of_checked(frame, study, origin=Origin(folder / EVENTS_FILE, part=part))


def _checked(
    file: Path, study: Study | None, *, part: bool
) -> tuple[pd.DataFrame, list[Problem], TextTable | None]:
    """Read and check the events of a folder; give the frame, the problems and the text."""
    try:
        table = unescaped(read_table(file, fixed=True), study)
    except InvalidData as error:
        return pd.DataFrame(), list(error.problems), None
    frame, problems = assemble(table, study, whole=not part)
    return frame, problems, table


def read_csv(
    path: str | os.PathLike[str],
    study: Study | None = None,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    part: bool = False,
) -> Events:
    r"""Read events from a CSV file, checked.

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
    part
        Whether the file holds a part of a study, so that links may lead to events that are not in it, and tables claim
        no zeros.

    Returns
    -------
    Events
        One for each line.

    Raises
    ------
    InvalidData
        With every problem of the file and its line.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "mine.csv"
    ...     _ = file.write_text("id,date,title\nE1,2001~,A treaty is signed\n", encoding="utf-8")
    ...     events = read_csv(file)
    >>> events
    Events: 1 event, 2001~
      E1  2001~  A treaty is signed
    """
    table = unescaped(read_table(path, delimiter=delimiter, encoding=encoding), study)
    return _events(table, study, origin=Origin(path, delimiter, encoding, part))


def read_excel(
    path: str | os.PathLike[str], study: Study | None = None, *, sheet: str | int = 0, part: bool = False
) -> Events:
    """Read events from a sheet of an Excel workbook, checked (extra ``excel``).

    Parameters
    ----------
    path
        The ``.xlsx`` file; the first row of the sheet names the columns.
    study
        As in `read_csv`.
    sheet
        Name of the sheet, or its position counted from 0.
    part
        As in `read_csv`.

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
    return _events(read_sheet(path, sheet=sheet), study, origin=Origin(path, part=part))


def _events(table: TextTable, study: Study | None, *, origin: Origin) -> Events:
    """Assemble the events of a table; all its problems are raised at once."""
    frame, problems = assemble(table, study, whole=not origin.part)
    if problems:
        raise InvalidData(problems)
    return Events.of_checked(frame, study, origin=origin)
