"""The door of the library: any engine's frame in, the same kind out.

A pandas frame is read like a file, cell by cell kind, and comes out canonical. A polars frame gets its date columns.
A lazy frame (polars, DuckDB, PySpark) is taken as it is, because nothing may run before a question is asked; it must
bring the computed columns, which `Events.to_parquet` writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from ca_events.assembly import assemble, text_of_events, text_of_frame
from ca_events.dates import CATEGORIES, DATE_COLUMNS, EventDate, bounds
from ca_events.errors import CaEventsError, InvalidData, Problem
from ca_events.event import Amount, Event
from ca_events.schema import FIXED, header_problems, stored_columns
from ca_events.study import Study

CHUNK = 10_000


def enter(data: Any, study: Study | None) -> Any:
    """Take events or a frame in, and give the canonical native frame.

    Parameters
    ----------
    data
        `Event` objects, or a frame of pandas, polars, DuckDB or PySpark.
    study
        The study they belong to; None leaves codes unchecked.

    Returns
    -------
    frame
        Of the same engine; pandas for `Event` objects.

    Raises
    ------
    InvalidData
        With every problem of an eager frame or of the events.
    CaEventsError
        For a lazy frame without the computed columns, and for what is no frame at all.
    """
    if isinstance(data, pd.DataFrame):
        return _assembled(text_of_frame(data, study), study)
    if isinstance(data, Sequence) and not isinstance(data, str):
        strangers = [item for item in data if not isinstance(item, Event)]
        if strangers:
            raise TypeError(f"a list of events holds Event objects; it has a {type(strangers[0]).__name__}.")
        return _assembled(text_of_events(data, study), study)
    try:
        frame = nw.from_native(data)
    except TypeError as error:
        raise TypeError(
            f"Events takes Event objects or a frame of pandas, polars, DuckDB or PySpark, not {type(data).__name__}."
        ) from error
    if isinstance(frame, nw.DataFrame):
        frame = _with_dates(frame)
    _require_columns(list(frame.collect_schema().names()), study)
    return frame.to_native()


def _assembled(table: Any, study: Study | None) -> pd.DataFrame:
    """Assemble columns of text; all problems are raised at once."""
    frame, problems = assemble(table, study)
    if problems:
        raise InvalidData(problems)
    return frame


def _require_columns(names: Sequence[str], study: Study | None) -> None:
    """Refuse a frame that lacks canonical or computed columns."""
    derived = () if study is None else study.codebook.derived
    problems = header_problems([name for name in names if name not in (*DATE_COLUMNS, *derived)], study)
    expected = [column.name for column in FIXED] + list(derived)
    problems += [Problem("the column is missing.", column=name) for name in expected if name not in names]
    if problems:
        raise InvalidData(dict.fromkeys(problems))
    missing = [name for name in DATE_COLUMNS if name not in names]
    if missing:
        raise CaEventsError(
            f"the lazy frame lacks the columns computed from date ({', '.join(missing)}). Add them once: "
            "ca.Events(frame.collect(), study).to_parquet('events.parquet'), then scan that file."
        )


def _with_dates(frame: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Compute the date columns of an eager frame, each distinct text read once."""
    if "date" not in frame.columns:
        return frame
    texts = frame["date"].to_list()
    distinct = list(dict.fromkeys(texts))
    problems, parsed = [], []
    for text in distinct:
        try:
            parsed.append(EventDate.parse(text))
        except (ValueError, TypeError) as error:
            problems.append(Problem(str(error), column="date", value=str(text)))
    if problems:
        raise InvalidData(problems)
    places = {text: place for place, text in enumerate(distinct)}
    codes = np.array([places[text] for text in texts], dtype=np.intp)
    backend = nw.get_native_namespace(frame)
    series = []
    for name, array in bounds(parsed).items():
        taken = array[codes]
        values = [CATEGORIES[name][code] for code in taken] if name in CATEGORIES else taken
        if name in DATE_COLUMNS[:4]:
            values = taken.astype("datetime64[ms]")
        series.append(nw.new_series(name, values, backend=backend))
    return frame.with_columns(*series)


def to_pandas(frame: Any, study: Study | None) -> pd.DataFrame:
    """Collect a canonical frame of any engine into the canonical pandas frame.

    Examples
    --------
    >>> to_pandas(pd.DataFrame({"id": []}), None).empty
    True
    """
    if isinstance(frame, pd.DataFrame):
        return frame.copy(deep=False)
    return _assembled(text_of_frame(_as_objects(frame), study), study)


def _as_objects(frame: Any) -> pd.DataFrame:
    """Collect a frame of any engine into plain Python values."""
    if isinstance(frame, pd.DataFrame):
        return frame
    collected = collect(nw.from_native(frame).lazy())
    return pd.DataFrame(
        {name: pd.Series(collected[name].to_list(), dtype=object) for name in collected.columns}
    )


def moved(frame: Any, study: Study | None, other: Study | None) -> Any:
    """Fit the columns of a frame to another study: derived ones go, variables that it lacks come in empty."""
    native = nw.from_native(frame)
    derived = () if study is None else study.codebook.derived
    kept = native.drop(*derived, strict=False)
    present = kept.collect_schema().names()
    lacking = [name for name in (() if other is None else other.codebook.columns) if name not in present]
    return kept.with_columns(*(nw.lit("").alias(name) for name in lacking)).to_native()


def joined(
    one: pd.DataFrame, other: pd.DataFrame, study: Study | None, other_study: Study | None
) -> pd.DataFrame:
    """Join two canonical frames of one study; an event that stands in both is taken once.

    Raises
    ------
    CaEventsError
        If the studies differ, or an id stands for different events.
    """
    if study != other_study:
        raise CaEventsError(
            "the two collections have different studies; bring one over with with_study first."
        )
    plain = [frame.astype({name: object for name in frame.columns}) for frame in (one, other)]
    both = pd.concat(plain, ignore_index=True)
    rows = both.fillna("").astype(str).agg("\x1f".join, axis=1) if len(both) else pd.Series(dtype=str)
    kept = both[~rows.duplicated()]
    repeated = kept.loc[kept["id"].duplicated(), "id"].tolist()
    if repeated:
        raise CaEventsError(f"the id {repeated[0]!r} stands for different events in the two collections.")
    return _assembled(text_of_frame(kept.reset_index(drop=True), study), study)


def problems_of(frame: Any, study: Study | None) -> list[Problem]:
    """Check a canonical frame of any engine against a study."""
    return assemble(text_of_frame(_as_objects(frame), study), study)[1]


def collect(frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
    """Run a plan and give its rows."""
    return frame.collect()


def records(frame: nw.LazyFrame[Any], study: Study | None) -> Iterator[Event]:
    """Give the rows of a frame as `Event` objects, one query, about 20 microseconds an event."""
    names = [column.name for column in stored_columns(_stored_names(frame, study), study)]
    collected = collect(frame.select(*names))
    variables = [name for name in names[len(FIXED) :] if not name.startswith("x_")]
    own = [name for name in names if name.startswith("x_")]
    for begin in range(0, len(collected), CHUNK):
        part = collected[begin : begin + CHUNK]
        columns = [[_or_none(value) for value in part[name].to_list()] for name in names]
        for cells in zip(*columns, strict=True):
            yield _record(dict(zip(names, cells, strict=True)), variables, own)


def _stored_names(frame: nw.LazyFrame[Any], study: Study | None) -> list[str]:
    """List the columns of a frame that are stored, not computed."""
    derived = set() if study is None else set(study.codebook.derived)
    return [name for name in frame.collect_schema().names() if name not in derived]


def _or_none(value: Any) -> Any:
    """Give None for a missing value."""
    return None if value is pd.NA or (isinstance(value, float) and np.isnan(value)) else value


def _record(row: dict[str, Any], variables: Sequence[str], own: Sequence[str]) -> Event:
    """Build one event from its row."""
    fields = {column.name: row[column.name] for column in FIXED}
    value, low, high = (fields.pop(name) for name in ("amount", "amount_low", "amount_high"))
    currency = fields.pop("currency")
    return Event(
        **fields,
        amount=None if value is None else Amount(value, currency, low, high),
        codes={name: row[name] for name in variables},
        extra={name: row[name] for name in own},
    )
