"""Read a TOML file so that every mistake in it can be shown by its line.

TOML is the plain-text form in which a codebook is written: headers in square brackets, below each one lines of
``key = "value"``. Python's own reader forgets on which line a value stood, so the lines are looked up again
in the text, and only when there is something to complain about.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from ca_events.errors import InvalidData, Problem, nearest
from ca_events.study.toml_slips import slips

Path = tuple[str, ...]
Check = Callable[[Any], Any]

_ERROR_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$")
_KEY_LINE = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*[.=]""")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@attrs.frozen
class Fault:
    """One mistake in a TOML file, known by its table and key; its line is found later.

    Parameters
    ----------
    path
        The names in the header of the table, such as ``("code", "stage", "signed")``.
    message
        What is wrong and what is allowed.
    key
        The key inside the table, or ``""`` for the table itself.
    nearest
        The nearest valid word, or ``""``.
    """

    path: Path
    message: str
    key: str = attrs.field(default="", kw_only=True)
    nearest: str = attrs.field(default="", kw_only=True)


def load(text: str, *, file: str) -> dict[str, Any]:
    r"""Read TOML text into dictionaries.

    Parameters
    ----------
    text
        The content of the file.
    file
        Its name, for messages.

    Returns
    -------
    dict
        Tables and values in the order of the file.

    Raises
    ------
    InvalidData
        If the text is not TOML; repeated headers and the slips of `toml_slips` are all listed.

    Examples
    --------
    >>> load('[study]\nname = "Rivers"', file="study.toml")
    {'study': {'name': 'Rivers'}}
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        found = _ERROR_LINE.search(str(err))
        line = int(found.group(1)) if found else None
        reason = _ERROR_LINE.sub("", str(err))
        known = [Problem(message, file=file, line=number) for number, message in slips(text)]
        repeated = _repeated(text, file)
        if not (line is None and known) and line not in [problem.line for problem in known + repeated]:
            message = f"this is not valid TOML: {reason}. Texts stand in quotes and lists in [ ]."
            repeated = [Problem(message, file=file, line=line)]
        found_problems = sorted(
            known + repeated, key=lambda problem: (problem.line is None, problem.line or 0)
        )
        raise InvalidData(found_problems) from err


def _repeated(text: str, file: str) -> list[Problem]:
    """Give a problem for every header that the text has already used."""
    first: dict[Path, int] = {}
    problems = []
    for line, path in _headers(text):
        if path in first:
            message = f"{header(path)} already begins on line {first[path]}; an id is used once."
            problems.append(Problem(message, file=file, line=line))
        first.setdefault(path, line)
    return problems


def header(path: Path) -> str:
    """Write the header of a table as it stands in a file.

    Examples
    --------
    >>> print(header(("code", "category", "economic.loan")))
    [code.category."economic.loan"]
    """
    words = (name if _BARE_KEY.fullmatch(name) else _quoted(name) for name in path)
    return f"[{'.'.join(words)}]"


def _quoted(name: str) -> str:
    """Put a key in quotes."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def problems(faults: Iterable[Fault], *, text: str = "", file: str = "") -> list[Problem]:
    """Turn faults into problems with their lines, in the order of the lines.

    Parameters
    ----------
    faults
        What is wrong.
    text
        The TOML text; without it there are no lines.
    file
        Its name.

    Returns
    -------
    list of Problem
        One for each fault.
    """
    faults = list(faults)
    lines = _lines_of(text) if faults and text else {}
    found = [
        Problem(
            f"{header(fault.path)}: {fault.message}",
            file=file,
            line=lines.get((fault.path, fault.key), lines.get((fault.path, ""))),
            nearest=fault.nearest,
        )
        for fault in faults
    ]
    return sorted(found, key=lambda problem: (problem.line is None, problem.line or 0))


def _headers(text: str) -> list[tuple[int, Path]]:
    """List the headers of a TOML text with their line numbers."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("["):
            path = _header_path(line)
            if path:
                found.append((number, path))
    return found


def _header_path(line: str) -> Path:
    """Give the names in a header line, ``()`` for a line that is none."""
    import tomllib

    try:
        table: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    names = []
    while isinstance(table, dict) and table:
        name, table = next(iter(table.items()))
        names.append(name)
    return tuple(names)


def _lines_of(text: str) -> dict[tuple[Path, str], int]:
    """Map every table, and every key in a table, to the line where it first stands."""
    headers = dict(_headers(text))
    lines: dict[tuple[Path, str], int] = {}
    path: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        path = headers.get(number, path)
        if number in headers:
            # A table may be known by its first sub-table only, so each part of the header gets a line.
            for length in range(1, len(path) + 1):
                lines.setdefault((path[:length], ""), number)
            continue
        found = _KEY_LINE.match(line)
        if found:
            lines.setdefault((path, next(group for group in found.groups() if group is not None)), number)
    return lines


def read_table(
    table: Mapping[str, Any], path: Path, checks: Mapping[str, Check]
) -> tuple[dict[str, Any], list[Fault]]:
    """Take the known keys of a table, each through its check.

    Parameters
    ----------
    table
        The table as read.
    path
        The names in its header.
    checks
        For every allowed key the function that checks its value; it raises ValueError with a message.

    Returns
    -------
    dict
        The values that passed.
    list of Fault
        Unknown keys and values that did not pass.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in table.items():
        if key not in checks:
            message = f"{key!r} is no key of this table. Allowed: {', '.join(checks)}."
            faults.append(Fault(path, message, key=key, nearest=nearest(key, checks)))
            continue
        try:
            values[key] = checks[key](value)
        except ValueError as err:
            faults.append(Fault(path, f"{key} {err}", key=key))
    return values, faults


def text_value(value: Any) -> str:
    """Check a text."""
    if not isinstance(value, str):
        raise ValueError('must be a text in quotes, such as "signed".')
    return value


def texts_value(value: Any) -> tuple[str, ...]:
    """Check a list of texts."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('must be a list of texts, such as ["one", "two"].')
    return tuple(value)


def flag_value(value: Any) -> bool:
    """Check a yes or no."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes.")
    return value


def day_value(value: Any) -> datetime.date:
    """Check a day, written as a TOML date or as a text."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("must be a day of the calendar, such as 1991-12-26.")
