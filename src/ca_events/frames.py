"""The door of the library: any engine's frame in, the same kind out.

A pandas or polars frame that is at hand is read like a file, cell kind by cell kind, and comes out canonical, because a
list written ``CHN;KAZ`` or a stale bound would give a wrong answer without a word. A lazy frame (polars, DuckDB,
PySpark) is taken as it is, because nothing may run before a question is asked; it must bring the computed columns,
which `Events.to_parquet` writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from ca_events.assembly import assemble, canonical, text_column, text_of_events, text_of_frame
from ca_events.dates import DATE_COLUMNS, EventDate
from ca_events.engines import ColumnTypes, collect, is_nothing, is_three_valued, require_open
from ca_events.errors import CaEventsError, InvalidData, Problem
from ca_events.event import Amount, Event
from ca_events.gaps import dates_with_gaps
from ca_events.lazy_columns import SPELLINGS, require_columns
from ca_events.reading import TextTable
from ca_events.schema import FIXED, FIXED_NAMES, NUMBERS, is_own, stored_columns
from ca_events.stale import misspelt_cells, stale_cells
from ca_events.study import Study

CHUNK = 10_000


class Known:
    """A canonical frame and what is known of it, each thing looked up once, when it is first asked for.

    Parameters
    ----------
    frame
        Native frame in the canonical columns.
    """

    def __init__(self, frame: Any) -> None:
        wrapped = nw.from_native(frame)
        self._frame = frame
        self._schema: ColumnTypes | None = None
        self._gaps: tuple[EventDate, ...] | None = None
        self.is_lazy = isinstance(wrapped, nw.LazyFrame)
        self.three_valued = is_three_valued(wrapped)

    def plan(self) -> nw.LazyFrame[Any]:
        """Give the frame as a plan; one whose connection is closed is refused."""
        if self.is_lazy:
            require_open(self._frame)
        plan: nw.LazyFrame[Any] = nw.from_native(self._frame).lazy()
        return plan

    @property
    def schema(self) -> ColumnTypes:
        """The columns and their types."""
        if self._schema is None:
            self._schema = ColumnTypes(self.plan())
        return self._schema

    def gaps(self) -> tuple[EventDate, ...]:
        """Give the dates with gaps; the first call runs one query."""
        if self._gaps is None:
            self._gaps = dates_with_gaps(self.plan().to_native())
        return self._gaps

    def cells(self, name: str) -> list[str] | None:
        """Give the distinct cells of a column where they are at hand: pandas categories."""
        if isinstance(self._frame, pd.DataFrame) and isinstance(self._frame[name].dtype, pd.CategoricalDtype):
            return list(self._frame[name].cat.categories)
        return None


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
        For a lazy frame without the computed columns.
    TypeError
        For what is neither events nor a frame.
    """
    data = nw.to_native(data, pass_through=True)
    if isinstance(data, pd.DataFrame):
        return _assembled(text_of_frame(data, study), study)
    if isinstance(data, Sequence) and not isinstance(data, str):
        strangers = [item for item in data if not isinstance(item, Event)]
        if strangers:
            raise TypeError(f"a list of events holds Event objects; it has a {type(strangers[0]).__name__}.")
        return _assembled(text_of_events(data, study), study)
    if isinstance(data, str | Path):
        raise _stranger(
            "a path; read the file first, as with ca.read_csv, pl.scan_parquet or duckdb.read_parquet"
        )
    try:
        require_open(data)
        frame = nw.from_native(data)
    except TypeError as error:
        raise _stranger(type(data).__name__) from error
    if frame.implementation.value not in SPELLINGS:
        raise _stranger(f"one of {frame.implementation.value}")
    if isinstance(frame, nw.DataFrame):
        checked = _assembled(_text_of_rows(frame, study), study)
        return as_engine(checked, nw.get_native_namespace(frame))
    require_columns(frame, study)
    return frame.to_native()


def _stranger(what: str) -> TypeError:
    """Say what a collection can be made of."""
    return TypeError(
        f"Events takes Event objects or a frame of pandas, polars, DuckDB or PySpark, not {what}."
    )


def _assembled(table: TextTable, study: Study | None) -> pd.DataFrame:
    """Assemble columns of text; all problems are raised at once. A frame may be a part, so links are not followed."""
    frame, problems = assemble(table, study, whole=False)
    if problems:
        raise InvalidData(problems)
    return frame


def as_engine(frame: pd.DataFrame, backend: Any) -> Any:
    """Give a canonical pandas frame as a frame of another eager engine, with plain types.

    Parameters
    ----------
    frame
        The canonical pandas frame.
    backend
        The engine's module, such as polars.

    Returns
    -------
    frame
        Text, numbers, days, truth values; null where a value is missing.
    """
    kinds = {"M": nw.Date(), "f": nw.Float64(), "i": nw.Int64(), "b": nw.Boolean()}
    schema = {name: kinds.get(frame[name].dtype.kind, nw.String()) for name in frame.columns}
    values = {
        name: [None if pd.isna(value) else value for value in _objects(frame[name])] for name in frame.columns
    }
    return nw.from_dict(values, schema=schema, backend=backend).to_native()


def _objects(series: pd.Series[Any]) -> list[Any]:
    """Give the values of a pandas column as plain objects, days as dates."""
    return (series.dt.date if series.dtype.kind == "M" else series.astype(object)).tolist()


def to_pandas(frame: Any, study: Study | None) -> pd.DataFrame:
    """Collect a canonical frame of another engine into a canonical pandas frame."""
    return canonical(_text_of_rows(nw.from_native(frame).lazy(), study), study)


def _text_of_rows(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], study: Study | None) -> TextTable:
    """Bring home what a frame of another engine stores, as text, one column after the other."""
    computed = {*DATE_COLUMNS, *(() if study is None else study.codebook.derived)}
    names = [name for name in frame.collect_schema().names() if name not in computed]
    rows = frame if isinstance(frame, nw.DataFrame) else collect(frame.select(*names))
    columns = {name: text_column(pd.Series(rows[name].to_list(), dtype=object, name=name)) for name in names}
    return TextTable("", columns, starts=np.arange(len(rows)))


def problems_of(frame: Any, study: Study | None, *, whole: bool) -> list[Problem]:
    """Check a canonical frame of any engine against a study.

    Parameters
    ----------
    frame
        Native frame; of a lazy one the computed columns are compared with their origin too.
    study
        The study; None leaves codes and registers unchecked.
    whole
        Whether these are all events of the study, so that links must have their event.

    Returns
    -------
    list of Problem
        Empty when all is well.
    """
    if isinstance(frame, pd.DataFrame):
        return assemble(text_of_frame(frame, study), study, whole=whole)[1]
    lazy = nw.from_native(frame).lazy()
    table = _text_of_rows(lazy, study)
    problems = assemble(table, study, whole=whole)[1]
    return problems or [*misspelt_cells(table, study), *stale_cells(lazy, study)]


def moved(rows: nw.LazyFrame[Any] | nw.DataFrame[Any], study: Study | None, other: Study | None) -> Any:
    """Fit rows to another study: derived columns go, variables that they lack come in empty."""
    present = rows.collect_schema().names()
    derived = [name for name in _outdated(study, other) if name in present]
    lacking = [name for name in (() if other is None else other.codebook.columns) if name not in present]
    kept = rows.drop(derived) if derived else rows
    return kept.with_columns(*(nw.lit("").alias(name) for name in lacking)) if lacking else kept


def _outdated(study: Study | None, other: Study | None) -> list[str]:
    """List the derived variables of a study that another one does not derive in the same way."""
    if study is None:
        return []
    if other is None or study.actors != other.actors:
        return list(study.codebook.derived)
    kept = [
        name for name in other.codebook.derived if other.codebook[name] == study.codebook.variables.get(name)
    ]
    return [name for name in study.codebook.derived if name not in kept]


def joined(one: pd.DataFrame, other: pd.DataFrame, study: Study | None) -> pd.DataFrame:
    """Join two canonical frames of one study; an event that stands in both is taken once.

    Raises
    ------
    CaEventsError
        If an id stands for different events.
    """
    both = pd.concat([one.astype(object), other.astype(object)], ignore_index=True)
    table = text_of_frame(both, study)
    cells = [[column.texts[place] for place in column.places.tolist()] for column in table.columns.values()]
    seen: dict[str, tuple[str, ...]] = {}
    kept = []
    for place, (identifier, row) in enumerate(zip(both["id"], zip(*cells, strict=True), strict=True)):
        if seen.setdefault(identifier, row) is row:
            kept.append(place)
        elif seen[identifier] != row:
            raise CaEventsError(f"the id {identifier!r} stands for different events in the two collections.")
    rows = np.array(kept, dtype=np.intp)
    columns = {name: column.keep(rows) for name, column in table.columns.items()}
    return canonical(TextTable("", columns), study)


def stored_rows(frame: nw.LazyFrame[Any], study: Study | None) -> nw.DataFrame[Any]:
    """Fetch the columns of a frame that make an `Event`, in canonical order, one query."""
    return collect(
        frame.select(*(column.name for column in stored_columns(_stored_names(frame, study), study)))
    )


def records(rows: nw.DataFrame[Any]) -> Iterator[Event]:
    """Turn rows with the stored columns into `Event` objects, about 20 microseconds an event."""
    names = rows.columns
    variables = [name for name in names[len(FIXED) :] if not is_own(name)]
    own = [name for name in names if is_own(name)]
    for begin in range(0, len(rows), CHUNK):
        part = rows[begin : begin + CHUNK]
        columns = [_values(name, part[name]) for name in names]
        for cells in zip(*columns, strict=True):
            yield _record(dict(zip(names, cells, strict=True)), variables, own)


def _stored_names(frame: nw.LazyFrame[Any], study: Study | None) -> list[str]:
    """List the columns of a frame that are stored, not computed."""
    derived = set() if study is None else set(study.codebook.derived)
    return [name for name in frame.collect_schema().names() if name not in derived]


def _values(name: str, column: nw.Series[Any]) -> list[Any]:
    """Give the values of a column as an event takes them: a missing number is None, a missing text is empty."""
    values = [None if is_nothing(value) else value for value in column.to_list()]
    if name == "edition":
        return [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]
    if name in NUMBERS:
        return [
            value if value is None or isinstance(value, int | float) else float(value) for value in values
        ]
    return ["" if value is None else str(value) if is_own(name) else value for value in values]


def _record(row: dict[str, Any], variables: Iterable[str], own: Iterable[str]) -> Event:
    """Build one event from its row."""
    fields = {name: row[name] for name in FIXED_NAMES}
    value, low, high = (fields.pop(name) for name in ("amount", "amount_low", "amount_high"))
    currency = fields.pop("currency")
    return Event(
        **fields,
        amount=None if value is None else Amount(value, currency, low, high),
        codes={name: row[name] for name in variables},
        extra={name: row[name] for name in own},
    )
