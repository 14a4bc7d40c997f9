"""From a sheet of an Excel workbook to columns of text.

A workbook knows types, and its types are its own guesses: a cell that shows "Sep-13" may hold a day of 2013 or 2026. So
a date cell is handed on as the text of what the workbook holds, and the date reader refuses it with the remedy; a
number is written without a needless point.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ca_events import cells, files
from ca_events.errors import InvalidData, MissingExtra, Problem
from ca_events.reading import TextColumn, TextTable

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_sheet(path: str | os.PathLike[str], *, sheet: str | int = 0) -> TextTable:
    """Read one sheet of an Excel workbook into columns of text.

    Parameters
    ----------
    path
        The ``.xlsx`` file; the first row of the sheet names the columns.
    sheet
        Name of the sheet, or its position counted from 0.

    Returns
    -------
    TextTable
        The columns; empty rows at the end are left out.

    Raises
    ------
    MissingExtra
        Without openpyxl.
    InvalidData
        When there is no such file or sheet, when it is no workbook, or when the sheet is empty.
    """
    place = files.require_file(path)
    shown, written = _rows(place, sheet, values=True), _rows(place, sheet, values=False)
    names = [str(value) for value in shown[0]] if shown else []
    dated = [name in ("date", "coded_on") for name in names]
    rows = [
        [_cell_text(value, dated=is_dated) for value, is_dated in zip(row, dated, strict=True)]
        for row in shown
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    header = tuple(rows[0]) if rows else ()
    while header and not header[-1]:
        header = header[:-1]
    problems = files.header_problems(header, file=place.name, delimiter=",")
    if problems:
        raise InvalidData(problems)
    width = len(header)
    wide = "has a cell to the right of the last named column; name the column or empty the cell."
    faults = [
        Problem(wide, file=place.name, line=line) for line, row in enumerate(rows, 1) if any(row[width:])
    ]
    faults += _formulas_without_value(shown, written, header, file=place.name)
    columns = {
        name: TextColumn.of(row[position] if position < len(row) else "" for row in rows[1:])
        for position, name in enumerate(header)
    }
    return TextTable(place.name, columns, tuple(faults), starts=np.arange(2, len(rows) + 1))


def _rows(place: Path, sheet: str | int, *, values: bool) -> list[tuple[Any, ...]]:
    """Read the cells of a sheet: the values last computed, or the formulas as written."""
    if importlib.util.find_spec("openpyxl") is None:
        raise MissingExtra("Excel files need openpyxl: pip install 'ca-events[excel]'.")
    import openpyxl

    try:
        book = openpyxl.load_workbook(place, data_only=values)
    except Exception as error:
        raise InvalidData([Problem(f"is no Excel workbook (.xlsx): {error}.", file=place.name)]) from error
    names = book.sheetnames
    if isinstance(sheet, int):
        sheet = names[sheet] if 0 <= sheet < len(names) else str(sheet)
    if sheet not in names:
        raise InvalidData([Problem(f"has no sheet {sheet!r}; it has {', '.join(names)}.", file=place.name)])
    return list(book[sheet].iter_rows(values_only=True))


def _formulas_without_value(
    shown: Sequence[Sequence[Any]], written: Sequence[Sequence[Any]], header: Sequence[str], *, file: str
) -> Iterator[Problem]:
    """Find formulas that no spreadsheet program has computed: their cells would read as empty."""
    message = "is a formula whose value the workbook does not hold; replace it by its value."
    for line, (values, formulas) in enumerate(zip(shown, written, strict=True), start=1):
        for name, value, formula in zip(header, values, formulas, strict=False):
            if value is None and formula is not None:
                written_as = str(getattr(formula, "text", formula))
                yield Problem(message, file=file, line=line, column=name, value=written_as)


def _cell_text(value: object, *, dated: bool) -> str:
    """Give the text of a cell; `dated` for the columns of dates."""
    if value is None:
        return ""
    if dated and isinstance(value, dt.date):
        # In the form a spreadsheet shows, so that the date reader says what has happened and suggests no day.
        return f"{value.day}-{MONTHS[value.month - 1]}-{value.year:04d}"
    if isinstance(value, float):
        return cells.write_number(value)
    return str(value)
