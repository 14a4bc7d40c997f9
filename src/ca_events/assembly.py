"""From columns of text to the canonical frame.

This is where text becomes data. Each distinct text is parsed once by the parser of its column; the rules are
checked; and only when nothing is wrong is the frame put together, by taking from the small arrays of distinct
values. All that is wrong is given with the line of the file, so that a table is mended in one sitting.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events import cells
from ca_events.dates import CATEGORIES, DATE_COLUMNS, EventDate, bounds, refusal
from ca_events.derivation import derived
from ca_events.errors import CaEventsError, Problem
from ca_events.event import Event
from ca_events.reading import PANDAS_MAJOR, Places, TextColumn, TextTable
from ca_events.rules import Columns, Finding, ParsedColumn, check
from ca_events.schema import FIXED_NAMES, Column, header_problems, is_own, stored_columns
from ca_events.study import Study

# The dtype of a column of text: pandas 2 knows none of its own.
TEXT: Any = "str" if PANDAS_MAJOR >= 3 else object


def assemble(
    table: TextTable, study: Study | None, *, whole: bool = True
) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn columns of text into the canonical frame and gather all that is wrong.

    Parameters
    ----------
    table
        Columns of text; free text not escaped.
    study
        The study that says which codes, actors and sources exist; None leaves them unchecked.
    whole
        Whether these are all events of the study, so that a link must lead to one of them.

    Returns
    -------
    frame : pandas.DataFrame
        The canonical columns, one row an event, in the order of the table; empty when there are problems.
    problems : list of Problem
        In the order of the lines.
    """
    header = header_problems(list(table.columns), study, file=table.file)
    if header:
        return pd.DataFrame(), [*header, *table.problems]
    table = _without_blank_rows(table)
    columns = _all_parsed(table, study)
    findings = [finding for column in columns.values() for finding in column.findings]
    findings += check(columns, study, whole=whole)
    problems = [*table.problems, *_located(findings, table)]
    if problems:
        return pd.DataFrame(), sorted(problems, key=lambda problem: problem.line or 0)
    return _frame(columns, study), []


def _without_blank_rows(table: TextTable) -> TextTable:
    """Leave out rows in which every cell is empty, which spreadsheets append; each is one problem."""
    blank = table.columns["id"].is_empty()
    if not blank.any():
        return table
    for column in table.columns.values():
        blank &= column.is_empty()
    rows = np.flatnonzero(blank)
    if not len(rows):
        return table
    lines = table.lines()
    empty = [
        Problem("the row is empty; delete it.", file=table.file, line=int(lines[row]))
        for row in rows.tolist()
    ]
    kept = np.flatnonzero(~blank)
    columns = {name: column.keep(kept) for name, column in table.columns.items()}
    return attrs.evolve(table, columns=columns, problems=(*table.problems, *empty), starts=lines[kept])


def canonical(table: TextTable, study: Study | None) -> pd.DataFrame:
    """Turn columns of text that were checked before into the canonical frame."""
    return _frame(_all_parsed(table, study), study)


def _all_parsed(table: TextTable, study: Study | None) -> dict[str, ParsedColumn]:
    """Parse every column; one that is not there is empty."""
    columns: dict[str, ParsedColumn] = {}
    for column in stored_columns(table.columns, study):
        text = table.columns.get(column.name)
        columns[column.name] = _parsed(column, TextColumn.constant("", len(table)) if text is None else text)
    return columns


def unescaped(table: TextTable, study: Study | None) -> TextTable:
    """Undo the escape of free text in a table that was read from a file."""
    free = {column.name for column in stored_columns(table.columns, study) if column.free}
    columns = {name: _unescaped(column) if name in free else column for name, column in table.columns.items()}
    return attrs.evolve(table, columns=columns)


def _unescaped(column: TextColumn) -> TextColumn:
    """Undo the escape of one column."""
    if b"'" not in column.encoded():
        return column
    return TextColumn(column.places, [cells.unescape_text(text) for text in column.texts])


def text_of_events(events: Sequence[Event], study: Study | None) -> TextTable:
    """Write events as columns of text; a variable of the study that no event codes is an empty column."""
    variables = dict.fromkeys(() if study is None else study.codebook.columns)
    variables |= dict.fromkeys(name for event in events for name in event.codes)
    own = dict.fromkeys(name for event in events for name in event.extra)
    columns: dict[str, list[str]] = {}
    for column in stored_columns([*variables, *own], None):
        columns[column.name] = [_cell(event, column) for event in events]
    return TextTable("", {name: TextColumn.of(texts) for name, texts in columns.items()})


def _cell(event: Event, column: Column) -> str:
    """Write one field of an event."""
    name = column.name
    if is_own(name):
        return event.extra.get(name, "")
    if name in ("amount", "amount_low", "amount_high", "currency"):
        part = {"amount": "value", "amount_low": "low", "amount_high": "high"}.get(name, name)
        return "" if event.amount is None else column.write(getattr(event.amount, part))
    if name in ("actors", "related"):
        return column.write(getattr(event, name))
    return column.write(getattr(event, name) if name in FIXED_NAMES else event.codes.get(name, ()))


def text_of_frame(frame: pd.DataFrame, study: Study | None) -> TextTable:
    """Write a pandas frame as columns of text; computed and derived columns are left out.

    Parameters
    ----------
    frame
        One row an event, with canonical or text columns; missing values count as empty.
    study
        The study whose derived columns are left out too.

    Returns
    -------
    TextTable
        Columns of text, to be assembled.
    """
    names = [str(name) for name in frame.columns]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise CaEventsError(f"the frame has more than one column {doubled[0]!r}.")
    frame = frame.set_axis(names, axis=1)
    computed = set(DATE_COLUMNS)
    computed |= set() if study is None else set(study.codebook.derived)
    kept = [name for name in names if name not in computed]
    return TextTable("", {name: text_column(frame[name]) for name in kept}, starts=np.arange(len(frame)))


def text_column(series: pd.Series[Any]) -> TextColumn:
    """Write the values of a frame's column as text, each distinct one once.

    Parameters
    ----------
    series
        The values; those that are missing count as empty.

    Returns
    -------
    TextColumn
        Their texts.

    Raises
    ------
    CaEventsError
        If it holds lists or other objects, or moments in a time zone.
    """
    try:
        places, distinct = pd.factorize(series, use_na_sentinel=False)
    except TypeError as error:
        raise CaEventsError(
            f"the column {series.name!r} holds lists or other objects; write them as text, such as 'CHN; KAZ'."
        ) from error
    _refuse_zones(str(series.name), distinct)
    texts = [_text_of(value) for value in distinct.tolist()]
    if len(set(texts)) < len(texts):
        return TextColumn.of(np.array(texts, dtype=object)[places].tolist())
    return TextColumn(places.astype(np.int32), texts)


def _refuse_zones(name: str, values: Iterable[Any]) -> None:
    """Refuse moments in a time zone: which day they are depends on where one stands."""
    zones = (value.tzinfo for value in values if isinstance(value, dt.datetime) and value.tzinfo is not None)
    zone = next(zones, None)
    if zone is not None and not is_own(name):
        raise CaEventsError(
            f"the column {name!r} holds moments in the time zone {zone}; an event has a day, whatever the zone of the "
            f"reader. Make it the day that is meant, as in frame[{name!r}].dt.strftime('%Y-%m-%d')."
        )


def _text_of(value: Any) -> str:
    """Write a value of a frame as the text of a cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, EventDate):
        return value.edtf
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time() and not getattr(value, "nanosecond", 0):
        return value.date().isoformat()
    if isinstance(value, float):
        return cells.write_number(value)
    return str(value)


def _parsed(column: Column, text: TextColumn) -> ParsedColumn:
    """Parse each distinct text of a column."""
    if column.suspect is not None and _is_clear(text.encoded(), column.suspect):
        return ParsedColumn(column, text, [])
    values: list[Any] = []
    findings: list[Finding] = []
    for position, value in enumerate(text.texts):
        try:
            values.append(column.parse(value))
        except ValueError as error:
            values.append(None)
            message = (refusal(value) if column.kind == "date" else "") or str(error)
            findings.append(Finding(column.name, text.rows_of([position]), message))
    return ParsedColumn(column, text, findings, values)


def _is_clear(whole: bytes, suspect: re.Pattern[str]) -> bool:
    """Say whether no text of a column holds a suspect character; all are looked at in one search."""
    if b"#" in whole and suspect is not cells.NOT_IN_ID:
        return False  # perhaps the error value of a spreadsheet, such as #REF!
    codes = np.frombuffer(whole, dtype=np.uint8)
    if suspect is not cells.NOT_IN_ID and (not len(codes) or (codes.min() >= 32 and codes.max() < 127)):
        return True
    return not suspect.search(whole.decode("utf-8", "surrogatepass"))


def _located(findings: Iterable[Finding], table: TextTable) -> list[Problem]:
    """Turn findings into problems with file, line and value."""
    problems = []
    lines: npt.NDArray[np.intp] | None = None
    for finding in findings:
        if lines is None:
            lines = table.lines()
        column = table.columns.get(finding.column)
        for row in finding.rows.tolist():
            value = None if column is None else column.texts[column.places[row]]
            problems.append(
                Problem(
                    finding.message.removeprefix(f"{value!r} "),
                    file=table.file,
                    line=int(lines[row]) if table.file else None,
                    column=finding.column,
                    value=value,
                    nearest=finding.nearest,
                )
            )
    return problems


def _frame(columns: Columns, study: Study | None) -> pd.DataFrame:
    """Put the canonical frame together from columns without problems."""
    data: dict[str, Any] = {}
    for name, column in columns.items():
        if not is_own(name):
            data[name] = _stored(column)
    if study is not None:
        for name in study.codebook.derived:
            texts, places = derived(study.codebook[name], columns, study)
            data[name] = _category(texts, places)
    for name, column in columns.items():
        if is_own(name):
            data[name] = _stored(column)
    data |= _date_columns(columns["date"])
    return pd.DataFrame(data, copy=False)


def _stored(parsed: ParsedColumn) -> Any:
    """Give a column as the frame stores it."""
    column, places = parsed.column, parsed.text.places
    if column.kind == "number":
        return parsed.numbers()
    if column.kind == "edition":
        return pd.array(parsed.parsed, dtype="Int64").take(places)
    if parsed.is_text and parsed.text.series is not None:
        return parsed.text.series.astype("str")
    texts = [column.write(value) for value in parsed.parsed]
    return _category(texts, places) if column.kind == "category" else take_text(texts, places)


def take_text(texts: Sequence[str], places: Places) -> Any:
    """Give a text for each row."""
    if PANDAS_MAJOR >= 3:
        return pd.array(texts, dtype="str").take(places)
    return np.array(texts, dtype=object)[places]


def _category(texts: Sequence[str], places: Places) -> pd.Categorical:
    """Give a vocabulary column: categories sorted, so that sorting agrees with text on other engines."""
    categories = sorted(set(texts))
    order = {text: place for place, text in enumerate(categories)}
    mapped = np.array([order[text] for text in texts], dtype=np.min_scalar_type(-len(categories) - 1))
    index = pd.Index(categories, dtype=TEXT)
    return pd.Categorical.from_codes(mapped[places] if len(places) else places, categories=index)


def _date_columns(dates: ParsedColumn) -> Mapping[str, Any]:
    """Compute the date columns, once per distinct date."""
    small = bounds(dates.parsed)
    places = dates.text.places
    return {
        name: pd.Categorical.from_codes(array[places], categories=pd.Index(CATEGORIES[name], dtype=TEXT))
        if name in CATEGORIES
        else array[places]
        for name, array in small.items()
    }
