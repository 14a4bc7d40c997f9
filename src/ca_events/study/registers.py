"""The registers of a study: lists of sources, evidence, periods and figures, each read from one CSV file.

A register is a fixed list of rows with the questions that belong to it. It refuses rows that contradict one
another (two rows with one id, two administrations at the same time) as soon as it is made, whether the rows come
from a file or from a program.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self

import attrs

from ca_events.errors import InvalidData, Problem, UnknownCode, allowed
from ca_events.study.columns import BINS, OWN_ROWS
from ca_events.study.records import Evidence, Indicator, Period, Source
from ca_events.study.sheet import R, Row, Sheet, frame_of, read_sheet, with_own_columns, write_sheet
from ca_events.study.text_files import read_text

if TYPE_CHECKING:
    import pandas as pd

OVERLAPPING_SET = "shock"


@attrs.frozen(repr=False)
class Register(Generic[R]):
    """Rows of one kind.

    Parameters
    ----------
    rows
        The rows in their order.
    lines
        Their lines in the file that they were read from; used in messages only.

    Raises
    ------
    InvalidData
        If rows contradict one another.
    """

    RECORD: ClassVar[type[Row]]
    FILE: ClassVar[str]
    NOUN: ClassVar[str]
    NOUNS: ClassVar[str] = ""

    rows: tuple[R, ...] = attrs.field(default=(), converter=with_own_columns)
    lines: tuple[int | None, ...] = attrs.field(default=(), eq=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse rows that contradict one another."""
        problems = self.problems(self.sheet())
        if problems:
            raise InvalidData(problems)

    @classmethod
    def parse(cls, text: str, *, file: str = "") -> Self:
        """Read the register from the text of its file.

        Parameters
        ----------
        text
            CSV text.
        file
            The name for messages; the usual one if left out.

        Returns
        -------
        Register
            The register.

        Raises
        ------
        InvalidData
            With all problems and their lines.
        """
        sheet = cls.read_rows(text, file=file or cls.FILE)
        problems = [*sheet.problems, *cls.problems(sheet)]
        if problems:
            raise InvalidData(problems)
        return cls.of_sheet(sheet)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Self:
        """Read the register from its file.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Register
            The register.

        Raises
        ------
        InvalidData
            With all problems and their lines.
        """
        text, file = read_text(path)
        return cls.parse(text, file=file)

    @classmethod
    def read_rows(cls, text: str, *, file: str) -> Sheet[Any]:
        """Read the rows of a file without judging them together."""
        return read_sheet(cls.RECORD, text, file=file)

    @classmethod
    def of_sheet(cls, sheet: Sheet[Any]) -> Self:
        """Make the register of rows that were read."""
        return cls(sheet.rows, lines=sheet.lines)

    @classmethod
    def problems(cls, sheet: Sheet[Any]) -> list[Problem]:
        """Give what contradicts itself among rows; nothing unless a register has rules."""
        return []

    def numbered(self) -> list[tuple[int | None, R]]:
        """Give each row with the line on which it was read, None for rows that came from no file."""
        lines = self.lines if len(self.lines) == len(self.rows) else (None,) * len(self.rows)
        return list(zip(lines, self.rows, strict=True))

    def sheet(self) -> Sheet[R]:
        """Give the rows with their lines, as the rules want them."""
        lines = tuple(line for line, _ in self.numbered())
        ids = frozenset(str(getattr(row, "id", "")) for row in self.rows)
        return Sheet(self.FILE, self.rows, lines, ids)

    def to_csv(self) -> str:
        """Write the register as the text of its file.

        Returns
        -------
        str
            Text that `parse` turns into an equal register.
        """
        return write_sheet(self.RECORD, self.rows)

    def to_frame(self) -> pd.DataFrame:
        """Give the register as a table.

        Returns
        -------
        pandas.DataFrame
            The columns of its file; numbers and days typed, everything else text.
        """
        return frame_of(self.RECORD, self.rows)

    def __iter__(self) -> Iterator[R]:
        """Go through the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Show the register on one line."""
        return f"{type(self).__name__}({len(self.rows):,} row{'' if len(self.rows) == 1 else 's'})"


@attrs.frozen(repr=False)
class KeyedRegister(Register[R]):
    """A register whose rows have ids.

    Parameters
    ----------
    rows
        The rows in their order.
    """

    _index: dict[str, R] = attrs.field(init=False, eq=False)

    @_index.default
    def _make_index(self) -> dict[str, R]:
        """Find rows by their ids."""
        return {self.key_of(row): row for row in self.rows}

    @classmethod
    def key_of(cls, row: Any) -> str:
        """Give the id by which a row is found."""
        return str(row.id)

    @classmethod
    def problems(cls, sheet: Sheet[Any]) -> list[Problem]:
        """Find ids that stand twice."""
        first: dict[str, int | None] = {}
        found = []
        for line, row in sheet.numbered():
            key = cls.key_of(row)
            if key in first:
                where = "" if first[key] is None else f" on line {first[key]}"
                message = f"the id stands already{where}; an id is used once."
                found.append(sheet.problem(line, "id", key, message))
            first.setdefault(key, line)
        return found

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in their order."""
        return tuple(self._index)

    def __contains__(self, key: object) -> bool:
        """Say whether there is a row with that id."""
        return key in self._index

    def __getitem__(self, key: str) -> R:
        """Give the row with that id; UnknownCode names the nearest otherwise."""
        if key not in self._index:
            raise UnknownCode(f"{key!r} is no {self.NOUN} of the study. {allowed(key, self._index)}")
        return self._index[key]


@attrs.frozen(repr=False)
class Sources(KeyedRegister[Source]):
    """The sources of a study.

    Parameters
    ----------
    rows
        The sources.

    Examples
    --------
    >>> sources = Sources([Source(id="S1", title="Joint statement", kind="official")])
    >>> sources["S1"].title
    'Joint statement'
    """

    RECORD = Source
    FILE = "sources.csv"
    NOUN = "source"


@attrs.frozen(repr=False)
class Evidences(Register[Evidence]):
    """What sources say about fields of events.

    Parameters
    ----------
    rows
        The pieces of evidence.
    """

    RECORD = Evidence
    FILE = "evidence.csv"
    NOUN = "piece of evidence"
    NOUNS = "pieces of evidence"

    def about(self, event: str, field: str = "") -> tuple[Evidence, ...]:
        """Give the evidence about an event.

        Parameters
        ----------
        event
            The id of the event.
        field
            Only about this column; about all of them if left out.

        Returns
        -------
        tuple of Evidence
            In the order of the file.
        """
        return tuple(row for row in self.rows if row.event == event and field in ("", row.field))


@attrs.frozen(repr=False)
class Indicators(Register[Indicator]):
    """Figures about times and actors.

    Parameters
    ----------
    rows
        The figures.
    """

    RECORD = Indicator
    FILE = "indicators.csv"
    NOUN = "figure"

    def of(self, measure: str) -> tuple[Indicator, ...]:
        """Give the figures of one measure.

        Parameters
        ----------
        measure
            Its name.

        Returns
        -------
        tuple of Indicator
            In the order of the file.

        Raises
        ------
        UnknownCode
            If there is no such measure.
        """
        found = tuple(row for row in self.rows if row.measure == measure)
        if not found:
            known = dict.fromkeys(row.measure for row in self.rows)
            raise UnknownCode(f"{measure!r} is no measure of the study. {allowed(measure, known)}")
        return found


@attrs.frozen(repr=False)
class Periods(KeyedRegister[Period]):
    """The sets of periods of a study.

    Parameters
    ----------
    rows
        The periods. Two of one set must not have a certain day in common, except in the set ``shock``.

    Examples
    --------
    >>> periods = Periods([
    ...     Period(set="administration", id="hu", label="Hu", date="2002-11-15/2012-11-14"),
    ...     Period(set="administration", id="xi", label="Xi", date="2012-11-15/.."),
    ... ])
    >>> [period.label for period in periods.set("administration")]
    ['Hu', 'Xi']
    >>> periods["administration:xi"].date.edtf
    '2012-11-15/..'
    """

    RECORD = Period
    FILE = "periods.csv"
    NOUN = "period"

    @classmethod
    def key_of(cls, row: Any) -> str:
        """Give set and id."""
        return str(row.key)

    @classmethod
    def problems(cls, sheet: Sheet[Any]) -> list[Problem]:
        """Find ids that stand twice, and periods that overlap."""
        found = super().problems(sheet)
        rows: list[tuple[int | None, Period]] = sheet.numbered()
        for line, row in rows:
            if row.set in BINS:
                message = f"means calendar bins already ({', '.join(BINS)}); give the set another name."
                found.append(sheet.problem(line, "set", row.set, message))
            if row.id in OWN_ROWS:
                message = (
                    f"is a row of every table already ({', '.join(OWN_ROWS)}); give the period another id."
                )
                found.append(sheet.problem(line, "id", row.id, message))
        for (_, earlier), (line, later) in combinations(rows, 2):
            if earlier.set != later.set or earlier.set == OVERLAPPING_SET or earlier.id == later.id:
                continue
            day = _common_day(earlier, later)
            if day:
                message = (
                    f"overlaps {earlier.key} ({earlier.date.edtf}), for instance on {day}; "
                    f"the periods of a set follow one another (only the set {OVERLAPPING_SET} may overlap)."
                )
                found.append(sheet.problem(line, "date", later.date.edtf, message))
        return found

    @property
    def sets(self) -> tuple[str, ...]:
        """The names of the sets in their order."""
        return tuple(dict.fromkeys(period.set for period in self.rows))

    def set(self, name: str) -> tuple[Period, ...]:
        """Give the periods of a set.

        Parameters
        ----------
        name
            The name of the set.

        Returns
        -------
        tuple of Period
            In the order of the file.

        Raises
        ------
        UnknownCode
            If there is no such set.
        """
        found = tuple(period for period in self.rows if period.set == name)
        if not found:
            raise UnknownCode(f"{name!r} is no set of periods of the study. {allowed(name, self.sets)}")
        return found


def _common_day(one: Period, other: Period) -> datetime.date | None:
    """Give the first day on which two periods certainly both are, or None."""
    (first, last), (other_first, other_last) = _certain_days(one), _certain_days(other)
    common_first, common_last = max(first, other_first), min(last, other_last)
    return common_first if common_first <= common_last else None


def _certain_days(period: Period) -> tuple[datetime.date, datetime.date]:
    """Give the first and last day on which a period certainly is; an open side has no end."""
    first, last = period.date.latest_start, period.date.earliest_end
    return first or datetime.date.min, last or datetime.date.max
