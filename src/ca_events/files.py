"""Text files, read without surprises and written without accidents.

Spreadsheets and editors damage files in a few well-known ways: another encoding, semicolons for commas, a cell
too few in a line, a stray zero byte. This module finds such damage and says on which line it is, with the line
numbers that an editor shows (a quoted cell may run over several lines). Writing is all or nothing: a file is
written beside its final place and then renamed, so that a crash leaves the old one whole.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs

from ca_events.errors import InvalidData, Problem

CP1252_HINT = (
    "is not UTF-8; the file looks like cp1252, the encoding of older spreadsheets. "
    "Save it as 'CSV UTF-8', or read it with encoding='cp1252'."
)
SAVE_WITH_COMMAS = "save the file with commas (CSV UTF-8)"
SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers")
_DELIMITERS = {";": "';'", "\t": "a tab", ",": "','", "|": "'|'"}


@attrs.frozen
class Table:
    """The cells of a delimited file as text.

    Attributes
    ----------
    header : tuple of str
        The cells of the first line.
    rows : list of (int, tuple of str)
        For each record the line on which it begins, and its cells, as many as the header has.
    problems : list of Problem
        Records with too few or too many cells, blank lines and the like; such records are not in `rows`.
    """

    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    problems: list[Problem]


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Read a file whole; a folder or a missing file raises `InvalidData`."""
    return require_file(path).read_bytes()


def require_file(path: str | os.PathLike[str]) -> Path:
    """Return the path if it is a file; a folder or a missing file raises `InvalidData`."""
    place = Path(path)
    if place.is_dir():
        raise InvalidData([Problem("is a folder; name a file in it.", file=str(path))])
    if not place.is_file():
        beside = spreadsheet_beside(place)
        hint = f"; {beside} is here: save it as {place.name} (CSV UTF-8)" if beside else ""
        raise InvalidData([Problem(f"there is no such file{hint}.", file=str(path))])
    return place


def spreadsheet_beside(place: Path) -> str:
    """Name the spreadsheet that stands where a CSV file is looked for, ``""`` if there is none."""
    names = [place.with_suffix(ending) for ending in SPREADSHEETS] if place.suffix == ".csv" else []
    return next((other.name for other in names if other.is_file()), "")


def decode(data: bytes, *, file: str, encoding: str = "utf-8", remedy: str = "") -> str:
    """Turn the bytes of a file into text; a byte order mark is dropped.

    Parameters
    ----------
    data
        The bytes.
    file
        Name for messages.
    encoding
        Any codec that Python knows.
    remedy
        What to do about another encoding, such as ``"save it as UTF-8"``, where no encoding can be named.

    Raises
    ------
    InvalidData
        For zero bytes, for bytes of another encoding (with their line), for an unknown encoding.
    """
    problem = bytes_problem(data, file=file, encoding=encoding, remedy=remedy)
    if problem:
        raise InvalidData([problem])
    return data.decode(plain_encoding(encoding))


def plain_encoding(encoding: str) -> str:
    """Name the codec that also swallows a byte order mark."""
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def bytes_problem(data: bytes, *, file: str, encoding: str, remedy: str = "") -> Problem | None:
    """Find what makes bytes unreadable as text, or return None; `remedy` as in `decode`."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and "16" not in encoding and "32" not in encoding:
        advice = remedy or "save it as 'CSV UTF-8', or read it with encoding='utf-16'"
        return Problem(f"the file is UTF-16; {advice}.", file=file)
    if b"\0" in data and "16" not in encoding and "32" not in encoding:
        if data.startswith(b"PK"):
            return Problem("is a workbook of Excel and no text file; save it as 'CSV UTF-8'.", file=file)
        line = line_of(data, data.index(b"\0"))
        return Problem(
            "holds a zero byte: the file is damaged or no text file; save it again.", file=file, line=line
        )
    try:
        data.decode(encoding)
    except LookupError:
        return Problem(f"there is no encoding {encoding!r}; utf-8 and cp1252 are usual.", file=file)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{data[error.start]:02x}"
        utf8 = plain_encoding(encoding) == "utf-8-sig"
        trouble = CP1252_HINT if utf8 else f"is not {encoding}; name the encoding the file was saved in."
        if remedy:
            trouble = f"is not UTF-8; the file looks like cp1252, an older encoding; {remedy}."
        return Problem(f"{byte} {trouble}", file=file, line=line_of(data, error.start))
    return None


def line_of(data: bytes, position: int) -> int:
    """Give the line of a byte, counted from 1; CRLF and a lone CR end a line as LF does."""
    before = data[:position]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def parse_csv(text: str, *, file: str, delimiter: str = ",", remedy: str = "") -> Table:
    r"""Split delimited text into cells and find every line that has too few or too many.

    Parameters
    ----------
    text
        The text of the file.
    file
        Name for messages.
    delimiter
        The one character between cells.
    remedy
        As in `header_problems`.

    Returns
    -------
    Table
        Header, well-formed rows with their lines, and the problems; nothing but the problem if the header is empty
        or separated by another character.

    Examples
    --------
    >>> table = parse_csv("id,name\nKAZ,Kazakhstan\nUZB\n", file="actors.csv")
    >>> table.rows
    [(2, ('KAZ', 'Kazakhstan'))]
    >>> print(table.problems[0])
    actors.csv, line 3: has 1 cell, the header has 2; a cell or a delimiter is missing.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    problems: list[Problem] = []
    line = 1
    try:
        header = tuple(next(reader, ()))
        problems += header_problems(header, file=file, delimiter=delimiter, remedy=remedy)
        if problems and len(header) < 2:
            return Table((), [], problems)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                rows.append((line, tuple(cells)))
            else:
                problems.append(width_problem(cells, len(header), file=file, line=line))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(quote_problem(error, file=file, line=line))
    return Table(header, rows, problems)


def delimiter_of(text: str, column: str) -> str:
    """Say what separates the cells of a file: in much of Europe spreadsheets write semicolons, and the header shows it.

    Parameters
    ----------
    text
        The file.
    column
        A column that it has.

    Returns
    -------
    str
        A semicolon if the first line has this column between semicolons and no comma, else a comma.

    Examples
    --------
    >>> delimiter_of("unit;coder", "unit"), delimiter_of("unit,coder", "unit")
    (';', ',')
    """
    header = next(iter(text.splitlines()), "").replace('"', "")
    semicolons = "," not in header and ";" in header and column in map(str.strip, header.split(";"))
    return ";" if semicolons else ","


def header_problems(header: Sequence[str], *, file: str, delimiter: str, remedy: str = "") -> list[Problem]:
    """Find what is wrong with a header line before its names are judged.

    Parameters
    ----------
    header
        The cells of the first line.
    file
        Name for messages.
    delimiter
        The character at which the line was split.
    remedy
        What to do about another delimiter, such as `SAVE_WITH_COMMAS`, where none can be named.

    Returns
    -------
    list of Problem
        Everything that is wrong.
    """
    if not any(header):
        return [Problem("the file is empty; its first line must name the columns.", file=file, line=1)]
    if len(header) == 1:
        for other, shown in _DELIMITERS.items():
            if other != delimiter and other in header[0]:
                found = f"the cells are separated by {shown}"
                advice = f", not by {delimiter!r}; read the file with delimiter={other!r}."
                return [Problem(f"{found}; {remedy}." if remedy else found + advice, file=file, line=1)]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    unnamed = [Problem(_unnamed(header), file=file, line=1)] if "" in header else []
    return unnamed + [
        Problem("stands twice in the header.", file=file, line=1, column=name) for name in doubled
    ]


def _unnamed(header: Sequence[str]) -> str:
    """Say which columns have no name; those at the end are what a spreadsheet leaves behind."""
    places = [place for place, name in enumerate(header, start=1) if not name]
    at_the_end = places == list(range(len(header) - len(places) + 1, len(header) + 1))
    if len(places) == 1:
        return f"column {places[0]} has no name; {'delete it' if at_the_end else 'name it or delete it'}."
    if at_the_end and len(places) > 2:
        shown = f"{places[0]} to {places[-1]}"
    else:
        shown = f"{', '.join(map(str, places[:-1]))} and {places[-1]}"
    return f"columns {shown} have no name; {'delete them' if at_the_end else 'name or delete them'}."


def width_problem(cells: Sequence[str], width: int, *, file: str, line: int) -> Problem:
    """Describe a record with too few or too many cells."""
    number = len(cells)
    if number == 0:
        return Problem("the line is blank; delete it.", file=file, line=line)
    counted = f"has {number} cell{'' if number == 1 else 's'}, the header has {width}; "
    if number < width:
        return Problem(counted + "a cell or a delimiter is missing.", file=file, line=line)
    return Problem(
        counted + "a cell that holds the delimiter must stand between double quotes.", file=file, line=line
    )


def format_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write cells as CSV text: commas, LF, quotes only where needed.

    A lone carriage return would end the line when the file is read, and the csv module of Python 3.11 does not
    quote it; where one stands, every cell is quoted.
    """
    listed = [header, *rows]
    lone_return = any("\r" in cell for cells in listed for cell in cells)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if lone_return else csv.QUOTE_MINIMAL)
    writer.writerows(listed)
    return out.getvalue()


@contextmanager
def written_beside(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a place beside a file to write to; when all went well, what was written takes the file's place.

    Parameters
    ----------
    path
        The file; its folder is created when missing.

    Yields
    ------
    pathlib.Path
        Where to write.

    Raises
    ------
    InvalidData
        If a folder has that name.
    """
    place = Path(path)
    if place.is_dir():
        raise InvalidData([Problem("is a folder; name a file in it.", file=str(path))])
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(place)
    try:
        yield beside
        _replace(beside, place)
    finally:
        beside.unlink(missing_ok=True)


def write_file(path: str | os.PathLike[str], data: bytes) -> Path:
    """Write a file beside its place and rename it; a folder in its place is refused."""
    with written_beside(path) as beside:
        beside.write_bytes(data)
    return Path(path)


def write_files(folder: str | os.PathLike[str], contents: Mapping[str, bytes]) -> None:
    """Write several files of a folder: all beside their places first, then all renamed.

    Parameters
    ----------
    folder
        The folder; created when missing.
    contents
        File name -> bytes.

    Raises
    ------
    OSError
        When the disk refuses; files already there are then as they were, unless renaming itself failed midway.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Path, Path]] = []
    try:
        for name, data in contents.items():
            place = target / name
            beside = _beside(place)
            written.append((beside, place))
            beside.write_bytes(data)
        for beside, place in written:
            _replace(beside, place)
    finally:
        for beside, _ in written:
            beside.unlink(missing_ok=True)


def _beside(place: Path) -> Path:
    """Name a file that is not there yet, beside another."""
    return place.with_name(f".{place.name}.{os.urandom(8).hex()}")


def _replace(beside: Path, place: Path) -> None:
    """Put a file in the place of another, with the rights of that one."""
    if place.exists():
        beside.chmod(place.stat().st_mode)
    beside.replace(place)


def quote_problem(error: csv.Error, *, file: str, line: int) -> Problem:
    """Say what the csv module found wrong, in words about the file."""
    if "field limit" in str(error):
        limit = f"{csv.field_size_limit():,}"
        return Problem(
            f"a cell holds more than {limit} characters, or a quote is not closed.", file=file, line=line
        )
    return Problem(
        f"a quoted cell is not closed or goes on after its quote ({error}); close it, and double quotes inside it.",
        file=file,
        line=line,
    )
