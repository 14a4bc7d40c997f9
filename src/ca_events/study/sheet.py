"""One reader, one writer and one table for every register.

The class of a row says which columns its file has and what each may hold; everything else is the same for all
registers and stands here once. Reading gathers every problem of a file before anything is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from ca_events.cells import escape_text, unescape_text
from ca_events.dates import refusal
from ca_events.errors import DateError, Problem, nearest
from ca_events.files import SAVE_WITH_COMMAS, format_csv, parse_csv
from ca_events.mapping import FrozenMapping
from ca_events.study.columns import OWN_PREFIX
from ca_events.study.fields import parse_own

if TYPE_CHECKING:
    import pandas as pd


@attrs.frozen(kw_only=True)
class Row:
    """What the rows of all registers have in common: the user's own columns.

    Parameters
    ----------
    own
        The columns that begin with ``x_``, kept as text.
    """

    own: FrozenMapping[str] = attrs.field(default=(), converter=parse_own)


R = TypeVar("R", bound=Row)


@attrs.frozen
class Column:
    """A column of a register: its name, the field behind it, and how it is read and written."""

    name: str
    field: str
    parse: Callable[[Any], Any]
    write: Callable[[Any], str]
    free: bool
    frame: str


@attrs.frozen
class Sheet(Generic[R]):
    """The rows of a register with their lines.

    Attributes
    ----------
    file : str
        The name of the file.
    rows : tuple
        The rows that could be read.
    lines : tuple of int or None
        Their lines; None where there is no file.
    ids : frozenset of str
        The ids in the file, those of rows that could not be read included.
    problems : tuple of Problem
        What could not be read.
    readable : bool
        False if no row could be told from another, so that nothing is known of what is not in the file.
    """

    file: str
    rows: tuple[R, ...] = ()
    lines: tuple[int | None, ...] = ()
    ids: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    readable: bool = True

    def lacks(self, key: str) -> bool:
        """Say whether an id is certainly not in the file."""
        return self.readable and key not in self.ids

    def numbered(self) -> list[tuple[int | None, R]]:
        """Give each row with its line."""
        return list(zip(self.lines, self.rows, strict=True))

    def problem(self, line: int | None, column: str, value: str, message: str, near: str = "") -> Problem:
        """Make a problem of this file."""
        return Problem(message, file=self.file, line=line, column=column, value=value or None, nearest=near)


def columns_of(record: type) -> tuple[Column, ...]:
    """List the columns of a register.

    Parameters
    ----------
    record
        The class of its rows.

    Returns
    -------
    tuple of Column
        In the order in which they are written.
    """
    found = []
    for field in attrs.fields(record):
        how = field.metadata
        if "write" in how:
            name = how.get("column", field.name)
            free, frame = how.get("free", False), how.get("frame", "text")
            found.append(Column(name, field.name, field.converter, how["write"], free, frame))
    return tuple(found)


def read_sheet(record: type[R], text: str, *, file: str) -> Sheet[R]:
    """Read the text of a register.

    Parameters
    ----------
    record
        The class of its rows.
    text
        The text of the file.
    file
        Its name.

    Returns
    -------
    Sheet
        The rows that could be read, and all problems.
    """
    columns = columns_of(record)
    table = parse_csv(text, file=file, remedy=SAVE_WITH_COMMAS)
    problems = list(table.problems)
    rows: list[R] = []
    lines: list[int | None] = []
    missing = _header_problems(columns, table.header, file) if any(table.header) else []
    problems += missing
    place = {name: position for position, name in enumerate(table.header)}
    ids = {cells[place["id"]] for _, cells in table.rows} if "id" in place else set()
    if missing or not table.header:
        return Sheet(file, ids=frozenset(ids), problems=tuple(problems), readable=False)
    read = _Reader(columns, table.header, file)
    for line, cells in table.rows:
        values, bad = read.values(line, cells)
        if not bad:
            try:
                rows.append(record(**values))
                lines.append(line)
            except ValueError as err:  # The cells are sound one by one, but not together.
                bad = [Problem(str(err), file=file, line=line)]
        problems += bad
    problems.sort(key=lambda problem: problem.line or 0)
    return Sheet(file, tuple(rows), tuple(lines), frozenset(ids), tuple(problems))


def _header_problems(columns: Sequence[Column], header: Sequence[str], file: str) -> list[Problem]:
    """Compare the columns that are there with those that must be."""
    wanted = [column.name for column in columns]
    unknown = [name for name in header if name and name not in wanted and not name.startswith(OWN_PREFIX)]
    missing = [name for name in wanted if name not in header]
    meant = {name: nearest(name, missing) for name in unknown}
    unknown_here = f"there is no such column here; columns of your own begin with {OWN_PREFIX}."
    missing_here = f"the column is missing; this file has the columns {', '.join(wanted)}."
    problems = [
        Problem(unknown_here, file=file, line=1, column=name, nearest=near) for name, near in meant.items()
    ]
    # A missing column that an unknown one was meant to be is mended by the same stroke.
    lost = [name for name in missing if name not in meant.values()]
    return problems + [Problem(missing_here, file=file, line=1, column=name) for name in lost]


class _Reader:
    """Reads the cells of one file; each distinct text of a column is parsed once."""

    def __init__(self, columns: Sequence[Column], header: Sequence[str], file: str) -> None:
        """Find the place of each column."""
        self.file = file
        self.columns: list[tuple[Column, int, dict[str, Any]]] = [
            (column, header.index(column.name), {}) for column in columns
        ]
        self.own = [(name, position) for position, name in enumerate(header) if name.startswith(OWN_PREFIX)]

    def values(self, line: int, cells: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
        """Give the values of a row by field, or what is wrong with its cells."""
        values: dict[str, Any] = {}
        problems = []
        for column, position, known in self.columns:
            cell = cells[position]
            if cell not in known:
                known[cell] = _parsed(column, cell)
            if isinstance(known[cell], _Refused):
                problems.append(self._problem(known[cell].message, line, column.name, cell))
            values[column.field] = known[cell]
        own = {name: unescape_text(cells[position]) for name, position in self.own}
        try:
            values["own"] = parse_own(own)
        except ValueError as err:
            problems.append(self._problem(str(err), line, "", ""))
        return values, problems

    def _problem(self, message: str, line: int, column: str, cell: str) -> Problem:
        """Make the problem of a cell."""
        return Problem(message, file=self.file, line=line, column=column, value=cell or None)


@attrs.frozen
class _Refused:
    """Stands for a cell that could not be read."""

    message: str


def _parsed(column: Column, cell: str) -> Any:
    """Parse a cell."""
    try:
        return column.parse(unescape_text(cell) if column.free else cell)
    except DateError:
        return _Refused(f"is {refusal(cell)}")
    except ValueError as err:
        return _Refused(str(err))


def _own_columns(rows: Iterable[Row]) -> list[str]:
    """List the user's own columns in the order in which they first come."""
    return list(dict.fromkeys(name for row in rows for name in row.own))


def with_own_columns(rows: Iterable[Any]) -> tuple[Any, ...]:
    """Give every row all of the user's own columns, as a file has them."""
    rows = tuple(rows)
    names = _own_columns(rows)
    return tuple(
        row
        if list(row.own) == names
        else attrs.evolve(row, own={name: row.own.get(name, "") for name in names})
        for row in rows
    )


def write_sheet(record: type[R], rows: Sequence[R]) -> str:
    """Write rows as the text of a register, which `read_sheet` reads back.

    Parameters
    ----------
    record
        The class of the rows.
    rows
        The rows, each with the same columns of the user's own.

    Returns
    -------
    str
        CSV text.
    """
    columns, own = columns_of(record), _own_columns(rows)
    lines = []
    for row in rows:
        cells = [(column.free, column.write(getattr(row, column.field))) for column in columns]
        cells += [(True, row.own[name]) for name in own]
        lines.append([escape_text(text) if free else text for free, text in cells])
    return format_csv([*(column.name for column in columns), *own], lines)


def frame_of(record: type[R], rows: Sequence[R]) -> pd.DataFrame:
    """Give rows as a table: numbers and days typed, everything else text as in the file.

    Parameters
    ----------
    record
        The class of the rows.
    rows
        The rows.

    Returns
    -------
    pandas.DataFrame
        The columns of the file.
    """
    import numpy as np
    import pandas as pd

    data: dict[str, Any] = {}
    for column in columns_of(record):
        values = [getattr(row, column.field) for row in rows]
        if column.frame == "number":
            data[column.name] = np.array(values, dtype="float64")
        elif column.frame == "day":
            data[column.name] = np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
        else:
            data[column.name] = pd.Series([column.write(value) for value in values], dtype="str")
    for name in _own_columns(rows):
        data[name] = pd.Series([row.own[name] for row in rows], dtype="str")
    return pd.DataFrame(data)
