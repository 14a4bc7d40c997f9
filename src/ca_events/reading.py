"""From a delimited file to columns of text, with every line accounted for.

A table of a million events repeats itself: a few thousand dates, a few hundred actors, a few dozen codes. So
each column is kept as its *distinct* texts and, for every row, the number of its text. Whatever is done to a
value later (parsing, checking, counting) is done once per distinct text.

Programs that read tables fill up short lines and cut long ones without a word, which moves a value into the
wrong column. Here the delimiters of the file are counted against those of the cells; only a file in which every
line has as many cells as the header passes, and otherwise each wrong line is named.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import re
import warnings
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events import files
from ca_events.errors import CaEventsError, InvalidData, Problem

CHUNK = 1 << 22
SAMPLE = 10_000
QUOTE = ord('"')
SAVE_ANEW = "save it as 'CSV UTF-8'"

Places = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]
PANDAS_MAJOR = int(pd.__version__.split(".")[0])

_QUOTED = re.compile(rb'"[^"]*"')


@attrs.frozen(eq=False, slots=False)
class TextColumn:
    """A column of text as its distinct texts.

    Attributes
    ----------
    places : numpy.ndarray of int
        For each row the position of its text in `texts`.
    series : pandas.Series or None
        The column as it was read, where nearly every row has its own text; looking for equal ones would then cost
        more than it saves.
    """

    places: Places
    _distinct: list[str] | None = None
    series: pd.Series[str] | None = None

    @cached_property
    def texts(self) -> list[str]:
        """The texts, in order of first appearance; each once, unless the column was read with one a row."""
        if self._distinct is None:
            return [] if self.series is None else self.series.to_numpy(dtype=object).tolist()
        return self._distinct

    @classmethod
    def of(cls, cells_of: Iterable[str]) -> TextColumn:
        """Find the distinct texts of a column."""
        series = cells_of if isinstance(cells_of, pd.Series) else pd.Series(list(cells_of), dtype=object)
        seen = series.head(SAMPLE).nunique()
        if seen > 0.9 * SAMPLE:
            return cls(np.arange(len(series), dtype=np.int32), series=series)
        if seen == 1 and bool((series == series.iloc[0]).all()):
            return cls.constant(series.iloc[0], len(series))
        places, distinct = pd.factorize(series)
        return cls(places.astype(np.int32), distinct.to_numpy(dtype=object).tolist())

    @classmethod
    def constant(cls, text: str, rows: int) -> TextColumn:
        """Make a column that holds one text in every row."""
        return cls(np.zeros(rows, dtype=np.int32), [text] if rows else [])

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.places)

    def encoded(self) -> bytes:
        """Give all texts in one, as UTF-8: a character that is not in it is in none of them."""
        if self.series is not None and isinstance(self.series.dtype, pd.ArrowDtype):
            return _arrow_bytes(self.series)
        return "".join(self.texts).encode("utf-8", "surrogatepass")

    def rows_of(self, positions: Iterable[int]) -> Rows:
        """Give the rows whose text is one of those at the given positions of `texts`."""
        wanted = np.zeros(len(self.texts), dtype=bool)
        wanted[list(positions)] = True
        return np.flatnonzero(wanted[self.places])

    def is_empty(self) -> npt.NDArray[np.bool_]:
        """Say for each row whether its cell is empty."""
        empty = np.array([not text for text in self.texts], dtype=bool)
        return empty[self.places] if len(empty) else np.zeros(0, dtype=bool)

    def count(self, character: str) -> int:
        """Count a character over all rows."""
        total = self.encoded().count(character.encode("utf-8"))
        if total == 0 or self.series is not None:
            return total
        counts = [text.count(character) for text in self.texts]
        return int(np.dot(np.bincount(self.places, minlength=len(counts)), counts))

    def line_breaks(self) -> Rows | None:
        """Count the line ends inside each row's cell, CRLF as one; None if there are none at all."""
        whole = self.encoded()
        if b"\n" not in whole and b"\r" not in whole:
            return None
        return np.array([_line_breaks(text) for text in self.texts], dtype=np.intp)[self.places]

    def keep(self, rows: Rows) -> TextColumn:
        """Give the column with these rows only."""
        return TextColumn(self.places[rows], self.texts)


def _resolved(path: str | os.PathLike[str]) -> Path:
    """Give the place a path leads to, links followed."""
    return Path(path).resolve()


@attrs.frozen
class Origin:
    """The file that a table was read from, and how.

    Attributes
    ----------
    path : pathlib.Path
        The file, resolved.
    delimiter, encoding : str
        As it was read.
    part : bool
        Whether it holds a part of a study only.
    """

    path: Path = attrs.field(converter=_resolved)
    delimiter: str = ","
    encoding: str = "utf-8"
    part: bool = False

    def ids(self) -> set[str]:
        """Give the ids that stand in the file now; an unreadable or missing file has none to lose."""
        try:
            table = read_table(self.path, delimiter=self.delimiter, encoding=self.encoding)
        except InvalidData:
            return set()
        return set(table.columns["id"].texts) if "id" in table.columns else set()


@attrs.frozen(eq=False)
class TextTable:
    """A file as columns of text.

    Attributes
    ----------
    file : str
        Name for messages.
    columns : mapping of str to TextColumn
        In the order of the file.
    problems : tuple of Problem
        Lines that have too few or too many cells; such lines are not in the columns.
    """

    file: str
    columns: Mapping[str, TextColumn]
    problems: tuple[Problem, ...] = ()
    starts: Rows | None = None
    header_lines: int = 1

    def __len__(self) -> int:
        """Count the rows."""
        return len(next(iter(self.columns.values()), ()))

    def last_row(self) -> list[str]:
        """Give the cells of the last row."""
        return [column.texts[column.places[-1]] for column in self.columns.values() if len(column)]

    def lines(self) -> Rows:
        """Give for each row the line on which it begins, as an editor counts."""
        if self.starts is not None:
            return self.starts
        breaks = np.zeros(len(self), dtype=np.intp)
        for column in self.columns.values():
            counts = column.line_breaks()
            if counts is not None:
                breaks += counts
        before = np.concatenate([[0], np.cumsum(breaks)[:-1]]) if len(breaks) else breaks
        return self.header_lines + 1 + np.arange(len(self)) + before


def read_table(
    path: str | os.PathLike[str], *, delimiter: str = ",", encoding: str = "utf-8", fixed: bool = False
) -> TextTable:
    """Read a delimited file into columns of text.

    Parameters
    ----------
    path
        The file; its first line names the columns.
    delimiter
        The one character between cells.
    encoding
        Any codec that Python knows; a byte order mark is dropped.
    fixed
        Whether delimiter and encoding are fixed, as in the folder of a study, so that the remedy for others is to save
        the file anew.

    Returns
    -------
    TextTable
        The columns, and the problems of lines that have too few or too many cells.

    Raises
    ------
    InvalidData
        When the file cannot be read as a table at all: a folder, no such file, empty, another encoding, another
        delimiter, zero bytes, a quote that is not closed.
    """
    if len(delimiter) != 1 or delimiter in '"\n\r':
        raise CaEventsError(
            f"the delimiter is {delimiter!r}; it is one character, usually ',' or ';' or a tab."
        )
    place = files.require_file(path)
    source = _Source.of(place, encoding, remedy=SAVE_ANEW if fixed else "")
    header, header_lines, first_width = source.head(delimiter)
    remedy = files.SAVE_WITH_COMMAS if fixed else ""
    problems = files.header_problems(header, file=source.file, delimiter=delimiter, remedy=remedy)
    if problems:
        raise InvalidData(problems)
    found = source.scan(delimiter)
    if first_width > len(header) or found is None or not delimiter.isascii():
        return _read_slowly(source, delimiter)
    try:
        raw, skipped = _read_raw(source, delimiter)
    except (UnicodeDecodeError, pd.errors.ParserError):
        return _read_slowly(source, delimiter)
    # Each column is let go as soon as its distinct texts are known, or all would be in memory twice.
    columns = {
        name: TextColumn.of(raw.pop(str(read_as))) for name, read_as in zip(header, list(raw), strict=True)
    }
    inside = sum(column.count(delimiter) for column in columns.values())
    inside += sum(name.count(delimiter) for name in header)
    table = TextTable(source.file, columns, header_lines=header_lines)
    if skipped:
        return _read_slowly(source, delimiter)
    if found != inside + (len(table) + 1) * (len(header) - 1):
        return _without_short_lines(source, delimiter, table)
    return table


@attrs.frozen(eq=False)
class _Source:
    """The bytes of a file: on disk when they are UTF-8, else decoded and in memory."""

    file: str
    path: Path
    data: bytes | None = None
    remedy: str = ""

    @classmethod
    def of(cls, path: Path, encoding: str, *, remedy: str) -> _Source:
        """Open a file in its encoding."""
        if files.plain_encoding(encoding) == "utf-8-sig":
            return cls(path.name, path, remedy=remedy)
        text = files.decode(path.read_bytes(), file=path.name, encoding=encoding)
        return cls(path.name, path, text.encode("utf-8"), remedy)

    def stream(self) -> io.BufferedReader | io.BytesIO:
        """Open the bytes from their beginning."""
        return self.path.open("rb") if self.data is None else io.BytesIO(self.data)

    def read(self) -> bytes:
        """Give all bytes."""
        return self.path.read_bytes() if self.data is None else self.data

    def text(self) -> str:
        """Give all text; bytes of another encoding raise `InvalidData`."""
        return files.decode(self.read(), file=self.file, remedy=self.remedy)

    def head(self, delimiter: str) -> tuple[tuple[str, ...], int, int]:
        """Give the header, the number of its lines, and the width of the first record (0 where it is not known)."""
        with io.TextIOWrapper(self.stream(), encoding="utf-8-sig", errors="replace", newline="") as lines:
            reader = csv.reader(lines, delimiter=delimiter)
            try:
                header = tuple(next(reader, ()))
            except csv.Error as error:
                self.text()
                raise InvalidData([files.quote_problem(error, file=self.file, line=1)]) from error
            height = reader.line_num
            try:
                return header, height, len(next(reader, ()))
            except csv.Error:
                return header, height, 0

    def scan(self, delimiter: str) -> int | None:
        """Count the delimiters in the bytes; None if a quote stands where the fast parser cannot be trusted.

        Counted from the first, every second quote closes a cell or is the first of two that stand for one. So an even
        one must follow a delimiter, a line end or a quote, and an odd one must precede one; anything else is a stray
        quote, behind which a parser may swallow whole lines. Zero bytes raise `InvalidData`.
        """
        wanted = delimiter.encode("utf-8")
        data = (
            np.frombuffer(self.data, dtype=np.uint8)
            if self.data is not None
            else np.memmap(self.path, np.uint8)
        )
        beside = np.zeros(256, dtype=bool)
        beside[[*b'"\r\n', wanted[-1]]] = True
        begin = 3 if bytes(data[:3]) == b"\xef\xbb\xbf" else 0
        total, quotes = 0, 0
        for start in range(begin, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            if not chunk.all():
                self.text()
            total += (
                int(np.count_nonzero(chunk == wanted[0])) if len(wanted) == 1 else bytes(chunk).count(wanted)
            )
            places = np.flatnonzero(chunk == QUOTE) + start
            odd = (np.arange(quotes, quotes + len(places)) % 2).astype(bool)
            opening, closing = places[~odd], places[odd]
            well_opened = (opening == begin) | beside[data[opening - 1]]
            well_closed = (closing == len(data) - 1) | beside[data[np.minimum(closing + 1, len(data) - 1)]]
            if not (well_opened.all() and well_closed.all()):
                return None
            quotes += len(places)
        return total if quotes % 2 == 0 else None


def _read_raw(source: _Source, delimiter: str) -> tuple[pd.DataFrame, bool]:
    """Read all cells as text; say also whether lines with too many cells were left out."""
    with source.stream() as stream, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        raw = pd.read_csv(
            stream,
            sep=delimiter,
            dtype=_text_dtype(),
            na_filter=False,
            skip_blank_lines=False,
            index_col=False,
            on_bad_lines="warn",
            encoding="utf-8",
            engine="c",
        )
    return raw, any(issubclass(warning.category, pd.errors.ParserWarning) for warning in caught)


def _text_dtype() -> Any:
    """Choose the dtype that the parser fills fastest: Arrow text on pandas 3 with pyarrow, else objects."""
    if PANDAS_MAJOR >= 3 and importlib.util.find_spec("pyarrow") is not None:
        import pyarrow as pa

        return pd.ArrowDtype(pa.large_string())
    return object


def _without_short_lines(source: _Source, delimiter: str, table: TextTable) -> TextTable:
    """Name the lines that have too few cells and leave them out.

    The parser has filled such a line with empty cells at its end, so only rows whose last cell is empty are looked at.
    """
    width = len(table.columns)
    wanted = delimiter.encode("utf-8")
    starts = table.lines()
    ends = np.append(starts[1:], starts[-1:] + 1 + sum(map(_line_breaks, table.last_row())))
    lines = source.read().splitlines()
    last = list(table.columns.values())[-1]
    suspects = last.rows_of([position for position, text in enumerate(last.texts) if not text])
    problems, short = [], []
    for row, begin, end in zip(
        suspects.tolist(), starts[suspects].tolist(), ends[suspects].tolist(), strict=True
    ):
        record = lines[begin - 1] if end == begin + 1 else b"\n".join(lines[begin - 1 : end - 1])
        found = (_QUOTED.sub(b"", record) if b'"' in record else record).count(wanted) + 1
        if found < width:
            short.append(row)
            blank = [""] * found if record else []
            problems.append(files.width_problem(blank, width, file=source.file, line=begin))
    if not short:
        return _read_slowly(source, delimiter)
    kept = np.delete(np.arange(len(table)), short)
    columns = {name: column.keep(kept) for name, column in table.columns.items()}
    return TextTable(source.file, columns, tuple(problems), starts=starts[kept])


def _read_slowly(source: _Source, delimiter: str) -> TextTable:
    """Read cell by cell: the way for files that the fast parser cannot be trusted with."""
    table = files.parse_csv(source.text(), file=source.file, delimiter=delimiter)
    columns = {
        name: TextColumn.of(row[position] for _, row in table.rows)
        for position, name in enumerate(table.header)
    }
    starts = np.array([line for line, _ in table.rows], dtype=np.intp)
    return TextTable(source.file, columns, tuple(table.problems), starts=starts)


def _arrow_bytes(series: pd.Series[str]) -> bytes:
    """Give the texts of an Arrow column in one, straight from its buffers."""
    import pyarrow as pa

    array = pa.array(series)
    parts = []
    for chunk in array.chunks if isinstance(array, pa.ChunkedArray) else [array]:
        _, offsets, data = chunk.buffers()
        wide = np.int64 if pa.types.is_large_string(chunk.type) else np.int32
        ends = np.frombuffer(offsets, dtype=wide)[[chunk.offset, chunk.offset + len(chunk)]]
        if data is not None:
            parts.append(data.to_pybytes()[ends[0] : ends[1]])
    return b"".join(parts)


def _line_breaks(text: str) -> int:
    """Count the line ends inside a cell; CRLF is one."""
    if "\n" not in text and "\r" not in text:
        return 0
    return text.count("\n") + text.count("\r") - text.count("\r\n")
