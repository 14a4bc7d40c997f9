"""What a lazy frame must bring: the canonical columns, the computed ones too, each of a type that can be asked.

Nothing may run at the door, so cells are not read there; but names and types are known without running anything, and a
frame that would fail hours later, or answer in moments of some time zone where days were asked for, is refused at once,
with all that is wrong and the command that mends it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from ca_events.dates import DATE_COLUMNS, DAY_COLUMNS, FLAG_COLUMNS
from ca_events.engines import is_text
from ca_events.errors import CaEventsError, InvalidData, Problem
from ca_events.schema import FIXED_NAMES, NUMBERS, header_problems, is_own
from ca_events.study import Study


@attrs.frozen
class Spelling:
    """How an engine spells what must be done to a frame.

    Attributes
    ----------
    rows : str
        Fetch all rows.
    cast : str
        Give a column another type; holds ``{name}`` and ``{type}``.
    drop : str
        Leave out the columns computed from the date.
    types : mapping of str to str
        What a column must hold (text, numbers, days, truth values) -> the type of it.
    """

    rows: str
    cast: str
    drop: str
    types: Mapping[str, str]


SPELLINGS = {
    "polars": Spelling(
        "frame.collect()",
        "frame.with_columns(pl.col('{name}').cast({type}))",
        f"frame.drop({list(DATE_COLUMNS)})",
        {"text": "pl.String", "numbers": "pl.Float64", "days": "pl.Date", "truth values": "pl.Boolean"},
    ),
    "duckdb": Spelling(
        "frame.df()",
        "frame.project('* replace (cast({name} as {type}) as {name})')",
        f"frame.project('* exclude ({', '.join(DATE_COLUMNS)})')",
        {"text": "varchar", "numbers": "double", "days": "date", "truth values": "boolean"},
    ),
    "pyspark": Spelling(
        "frame.toPandas()",
        "frame.withColumn('{name}', frame['{name}'].cast('{type}'))",
        f"frame.drop({', '.join(map(repr, DATE_COLUMNS))})",
        {"text": "string", "numbers": "double", "days": "date", "truth values": "boolean"},
    ),
}


UNQUOTED = "PySpark takes a dot or a backtick in a name for something else; rename the column."


def require_columns(frame: nw.LazyFrame[Any], study: Study | None) -> None:
    """Refuse a lazy frame that lacks canonical or computed columns, or holds the wrong types in them.

    Parameters
    ----------
    frame
        The frame; it is not run.
    study
        The study it belongs to; None for none.

    Raises
    ------
    InvalidData
        With every column that is there twice or that the engine cannot name; else with all that are missing, misspelt
        or of a wrong type.
    CaEventsError
        If only columns are missing that are computed, or that a file may leave out; the message has the command that
        adds them.
    """
    spelling = SPELLINGS[frame.implementation.value]
    names = _names(frame)
    unclear = _doubled(names, exact=frame.implementation.is_polars())
    if frame.implementation.is_pyspark():
        unclear += [Problem(UNQUOTED, column=name) for name in names if "." in name or "`" in name]
    if unclear:
        raise InvalidData(unclear)
    derived = () if study is None else study.codebook.derived
    problems = header_problems([name for name in names if name not in (*DATE_COLUMNS, *derived)], study)
    named = {problem.column for problem in problems}
    missing = [name for name in (*FIXED_NAMES, *derived) if name not in names and name not in named]
    computed = [name for name in DATE_COLUMNS if name not in names]
    if computed and not problems:
        raise CaEventsError(_command(computed, len(missing), spelling))
    schema = frame.collect_schema()
    problems += [Problem("the column is missing.", column=name) for name in (*missing, *computed)]
    problems += [_wrong_type(name, schema[name], spelling) for name in names if not _fits(name, schema[name])]
    if problems:
        raise InvalidData(problems)


def _command(computed: Sequence[str], more: int, spelling: Spelling) -> str:
    """Say how the columns are added that a file may leave out."""
    others = f" and {more} more" if more else ""
    return (
        f"the lazy frame lacks the columns computed from date ({', '.join(computed)}){others}. Add them once: "
        f"ca.Events({spelling.rows}, study).to_parquet('events-computed.parquet'), then scan that file; a large "
        "frame part by part, each into a file of its own."
    )


def _names(frame: nw.LazyFrame[Any]) -> list[str]:
    """List the names of the columns; a schema would show a name that stands twice only once."""
    if frame.implementation.is_polars():
        return frame.collect_schema().names()
    return list(frame.to_native().columns)


def _doubled(names: Sequence[str], *, exact: bool) -> list[Problem]:
    """Find names that stand twice; to DuckDB and PySpark capital letters make no difference."""
    first: dict[str, str] = {}
    problems = []
    for name in names:
        key = name if exact else name.lower()
        if key not in first:
            first[key] = name
        elif first[key] == name:
            problems.append(Problem("stands twice among the columns.", column=name))
        else:
            problems.append(Problem(f"is the same name as {first[key]!r} to this engine.", column=name))
    return problems


def _kind(name: str) -> str:
    """Say what a column must hold; nothing is asked of a user's own."""
    if name in DAY_COLUMNS:
        return "days"
    if name in FLAG_COLUMNS:
        return "truth values"
    if name in NUMBERS:
        return "numbers"
    return "" if is_own(name) else "text"


def _fits(name: str, dtype: Any) -> bool:
    """Say whether a column holds what it must."""
    kind = _kind(name)
    if kind == "days":
        return dtype == nw.Date or (dtype == nw.Datetime and not dtype.time_zone and dtype.time_unit != "ns")
    if name in ("id", "date"):
        # Rows are sorted by them, and categories have an order of their own.
        return bool(dtype == nw.String)
    if kind == "text":
        return is_text(dtype)
    if kind == "numbers":
        return bool(dtype.is_numeric())
    return not kind or dtype == nw.Boolean


def _wrong_type(name: str, dtype: Any, spelling: Spelling) -> Problem:
    """Say what a column holds, what it must hold, and how it gets there."""
    kind = _kind(name)
    if dtype == nw.Datetime and kind == "days" and dtype.time_zone:
        # No cast: which day is meant depends on the zone in which somebody once wrote midnight. The date says it.
        return Problem(
            f"holds moments in the time zone {dtype.time_zone}, and a moment is another day elsewhere; leave out the "
            f"columns computed from date, and they are computed anew: {spelling.drop}.",
            column=name,
        )
    command = spelling.cast.format(name=name, type=spelling.types[kind])
    if dtype == nw.Datetime and kind == "days":
        held = "counts nanoseconds, which reach from 1677 to 2262 only; it must hold days"
    else:
        held = f"holds {dtype}; it must hold {kind}"
    return Problem(f"{held}: {command}.", column=name)
