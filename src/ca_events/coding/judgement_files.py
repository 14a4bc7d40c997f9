"""Judgements from the files that coders fill in: long ones, a line a judgement, and wide ones, a line a unit.

A spreadsheet with a line for each unit and a column for each variable is easier to fill in; a line for each judgement
has room for its own sources and remarks. Both are read alike, and so are several files of several coders. In a wide
file an empty cell means *not coded*.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ca_events.cells import unescape_text
from ca_events.coding.choices import CodingError
from ca_events.coding.judgement_rules import COLUMNS, FREE, REQUIRED, Place, checked
from ca_events.coding.judgements import Judgements
from ca_events.collection import Events
from ca_events.errors import InvalidData, Problem, nearest
from ca_events.files import SAVE_WITH_COMMAS, Table, delimiter_of, parse_csv
from ca_events.study import Codebook, Study
from ca_events.study.columns import OWN_PREFIX
from ca_events.study.text_files import read_text

AnyPath = str | os.PathLike[str]
Rows = list[tuple[list[str], Place]]


def read_judgements(paths: AnyPath | Sequence[AnyPath], rules: Codebook | Study | Events) -> Judgements:
    r"""Read judgements from one file or several, long or wide, checked.

    Parameters
    ----------
    paths
        CSV files in UTF-8, cells separated by commas or, where the first line shows it, by semicolons. A long one has
        the columns ``unit, variable, coder, value`` and may have ``codebook_version, round, coded_on, confidence,
        sources, note``. A wide one has ``unit, coder``, a column for each variable, and may have the others, which then
        are about the whole line. Columns that begin with ``x_`` are for the eye and not read.
    rules
        The codebook, or a study or events that have one. With a study sources are checked, with events units too.

    Returns
    -------
    Judgements
        Of all files together.

    Raises
    ------
    InvalidData
        With every problem of every file and its line: among others a judgement that stands twice, a code that is
        unknown, or was retired in the version it was coded under.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import ca_events as ca
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "anna.csv"
    ...     _ = file.write_text("unit,coder,category\nE0001,anna,political.recognition\n", encoding="utf-8")
    ...     judgements = read_judgements(file, ca.load())
    >>> judgements
    Judgements: 1 of 1 coder about 1 unit and 1 variable
    """
    listed = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not listed:
        raise CodingError("no file is named; give one file of judgements or several.")
    book = rules if isinstance(rules, Codebook) else _codebook(rules)
    rows: Rows = []
    problems: list[Problem] = []
    for path in listed:
        try:
            text, file = read_text(path)
        except InvalidData as error:
            problems += error.problems
            continue
        table = parse_csv(text, file=file, delimiter=delimiter_of(text, "unit"), remedy=SAVE_WITH_COMMAS)
        problems += table.problems
        if table.header:
            found, wrong = _rows(table, book, file)
            rows += found
            problems += wrong
    try:
        judgements = Judgements(*checked([cells for cells, _ in rows], [place for _, place in rows], rules))
    except InvalidData as error:
        problems += error.problems
    if problems:
        places: dict[str, int] = {}
        for place, path in enumerate(listed):
            places.setdefault(str(path), place)
            places.setdefault(Path(path).name, place)
        problems.sort(key=lambda problem: (places.get(problem.file, -1), problem.line or 0))
        # A cell that is about a whole line of a wide file was read with every variable, and is wrong once.
        raise InvalidData(dict.fromkeys(problems))
    return judgements


def named_units(paths: Sequence[AnyPath]) -> set[str]:
    """Give the units that files name, whatever else may be wrong in them.

    Parameters
    ----------
    paths
        CSV files.

    Returns
    -------
    set of str
        The cells of the columns ``unit``; of a file that cannot be read, none.
    """
    found: set[str] = set()
    for path in paths:
        try:
            text, file = read_text(path)
        except InvalidData:
            continue
        table = parse_csv(text, file=file, delimiter=delimiter_of(text, "unit"))
        if "unit" in table.header:
            place = table.header.index("unit")
            found.update(cells[place] for _, cells in table.rows)
    return found


def _codebook(rules: Study | Events) -> Codebook:
    """Give the codebook of a study or of events."""
    study = rules.study if isinstance(rules, Events) else rules
    if not isinstance(study, Study):
        raise CodingError("judgements are checked against a Codebook, a Study, or Events with a study.")
    return study.codebook


def _rows(table: Table, book: Codebook, file: str) -> tuple[Rows, list[Problem]]:
    """Give the judgements of a file as rows of cells."""
    header = table.header
    wide = "variable" not in header and "value" not in header
    variables = [name for name in dict.fromkeys(header) if name in book.columns] if wide else []
    problems = _header_problems(header, book, file, wide=wide)
    if problems:
        return [], problems
    place = {name: position for position, name in enumerate(header)}
    rows: Rows = []
    for line, cells in table.rows:
        shared = {
            name: unescape_text(cells[place[name]]) if name in FREE else cells[place[name]]
            for name in COLUMNS
            if name in place and name not in variables
        }
        if not wide:
            rows.append(([shared.get(name, "") for name in COLUMNS], (file, line, "value")))
            continue
        for variable in variables:
            made = shared | {"variable": variable, "value": cells[place[variable]]}
            rows.append(([made.get(name, "") for name in COLUMNS], (file, line, variable)))
    return rows, []


def _header_problems(header: Sequence[str], book: Codebook, file: str, *, wide: bool) -> list[Problem]:
    """Find columns that are missing or have no meaning."""
    if wide:
        required: tuple[str, ...] = ("unit", "coder")
        known = [*(name for name in COLUMNS if name not in ("variable", "value")), *book.columns]
    else:
        required, known = REQUIRED, [*COLUMNS]
    absent = [name for name in known if name not in header]
    problems = []
    meant = set()
    for name in header:
        if name and name not in known and not name.startswith(OWN_PREFIX):
            near = nearest(name, absent)
            meant.add(near)
            words = "is derived, not coded; remove it." if name in book.derived else (
                f"is no column of judgements{' and no variable of the codebook' if wide else ''}; "
                f"columns of your own begin with {OWN_PREFIX}."
            )  # fmt: skip
            problems.append(Problem(words, file=file, line=1, column=name, nearest=near))
    for name in required:
        if name not in header and name not in meant:
            problems.append(
                Problem("the column is missing; every line needs it.", file=file, line=1, column=name)
            )
    if wide and not meant and not any(name in book.columns for name in header):
        words = (
            "there is no judgement in this file: a long table has the columns unit, variable, coder, value; a wide one "
            f"unit, coder and the variables ({', '.join(book.columns)})."
        )
        problems.append(Problem(words, file=file, line=1))
    return problems
