"""Cells of a lazy frame that nothing has checked: stale ones, and ones that no question would find.

A lazy frame is taken as it is, so a bound that was computed before its date was corrected would answer with a wrong
day, and a list written ``CHN;KAZ`` would never be found. Whoever asks for problems is told: the different dates and
lists are brought home, computed anew, and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from ca_events.assembly import canonical
from ca_events.dates import DATE_COLUMNS
from ca_events.engines import collect, day_digits, distinct, is_nothing, texts
from ca_events.errors import Problem
from ca_events.reading import TextColumn, TextTable
from ca_events.schema import stored_columns
from ca_events.study import Study

DAY = 10**8  # above every day written as YYYYMMDD


def stale_cells(frame: nw.LazyFrame[Any], study: Study | None) -> list[Problem]:
    """Find computed and derived cells that their origin does not give; one small query for each origin.

    Parameters
    ----------
    frame
        Canonical frame whose stored cells have no problems.
    study
        The study that derives variables; None for none.

    Returns
    -------
    list of Problem
        One for each column, distinct origin and cell.
    """
    problems = _compared(frame, ("date",), DATE_COLUMNS, None)
    origins: dict[tuple[str, ...], list[str]] = {}
    codebook = {} if study is None else study.codebook.variables
    for name, variable in codebook.items():
        if variable.derived is not None:
            origins.setdefault(variable.derived.taken_from, []).append(name)
    for columns, names in origins.items():
        problems += _compared(frame, columns, names, study)
    return problems


def misspelt_cells(table: TextTable, study: Study | None) -> list[Problem]:
    """Find cells that can be read, but are not written as questions look for them.

    Parameters
    ----------
    table
        The stored columns as text, without problems.
    study
        The study whose variables they hold.

    Returns
    -------
    list of Problem
        One for each column and distinct cell.
    """
    return [
        Problem(
            f"is not written as questions look for it; write {written!r}.", column=column.name, value=text
        )
        for column in stored_columns(table.columns, study)
        if column.kind == "category" or column.name in ("id", "related")
        for text in (table.columns[column.name].texts if column.name in table.columns else ())
        if (written := column.write(column.parse(text))) != text
    ]


def _compared(
    frame: nw.LazyFrame[Any], origin: Sequence[str], names: Sequence[str], study: Study | None
) -> list[Problem]:
    """Compare columns with what their origin, one column or several, gives."""
    schema = frame.collect_schema()
    comparable = frame.select(*origin, *(_comparable(name, schema[name]) for name in names))
    found = collect(distinct(comparable, *origin, *names))
    cells = {column: texts(found[column]) for column in origin}
    dates = TextColumn.constant("XXXX", len(found))
    columns = {"date": dates} | {column: TextColumn.of(held) for column, held in cells.items()}
    expected = canonical(TextTable("", columns), study)
    rows = zip(*cells.values(), strict=True)
    given = [" and ".join(map("{} {!r}".format, origin, row)) for row in rows]
    gives = "gives" if len(origin) == 1 else "give"
    problems = []
    for name in names:
        held = [_shown(value) for value in found[name].to_list()]
        for source, cell, right in zip(given, held, _texts(expected[name]), strict=True):
            if cell != right:
                message = f"holds {cell!r}, and {source} {gives} {right!r}; compute it anew."
                problems.append(Problem(message, column=name))
    return list(dict.fromkeys(problems))


def _comparable(name: str, dtype: Any) -> nw.Expr:
    """Write a column so that it can be grouped by and fetched on every engine: days as integers."""
    column = nw.col(name)
    if dtype == nw.Date:
        return day_digits(column).alias(name)
    if dtype == nw.Datetime:
        parts = (column.dt.hour(), column.dt.minute(), column.dt.second())
        hour, minute, second = (part.fill_null(0).cast(nw.Int64) for part in parts)
        # A bound with an hour is stale too: it was a moment somewhere, and no day.
        return (day_digits(column) + DAY * (hour * 3600 + minute * 60 + second)).alias(name)
    return column if dtype == nw.Boolean else column.cast(nw.String)


def _shown(value: Any) -> str:
    """Write what a frame holds, a day as a day."""
    if is_nothing(value):
        return ""
    if isinstance(value, str | bool):
        return str(value)
    seconds, digits = divmod(int(value), DAY)
    year, day = divmod(digits, 10000)
    hour = f" {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}" if seconds else ""
    return f"{year:04}-{day // 100:02}-{day % 100:02}{hour}" if value else ""


def _texts(series: pd.Series[Any]) -> list[str]:
    """Write what was expected in the same way."""
    if series.dtype.kind == "M":
        return ["" if pd.isna(day) else day.date().isoformat() for day in series]
    return [str(value) for value in series.tolist()]
