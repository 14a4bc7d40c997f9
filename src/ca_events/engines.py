"""What engines do differently, said once.

pandas, polars, DuckDB and PySpark agree on most questions but not on all: how a day is compared with a column of days,
how a missing number is written, how a plan is run, what becomes of a frame whose connection is closed. The rest of the
library asks here and is the same on every engine.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from ca_events.errors import CaEventsError, MissingExtra


class ColumnTypes(Mapping[str, Any]):
    """The columns of a frame with their types (narwhals), and how a day is written to be compared with one of them.

    Parameters
    ----------
    frame
        The frame; it is not run.
    """

    def __init__(self, frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> None:
        self._types = dict(frame.collect_schema())
        self._spark = frame.implementation.is_pyspark()

    def __getitem__(self, name: str) -> Any:
        """Give the type of a column."""
        return self._types[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the columns."""
        return iter(self._types)

    def __len__(self) -> int:
        """Count the columns."""
        return len(self._types)

    def day(self, name: str, day: dt.date) -> Any:
        """Write a day to be compared with a column: engines do not mix dates and datetimes.

        PySpark gets a text that it makes a date of itself, whatever the column holds. A datetime would be a moment in
        the time zone of the session, so that the day of an event depended on where the cluster stands; and a date
        would go through the old calendar of Java, which has other days before 1583.
        """
        if self._spark:
            return nw.lit(day.isoformat()).cast(nw.Date)
        if self._types[name] == nw.Date:
            return day
        return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001


def is_missing(column: nw.Expr, dtype: Any) -> nw.Expr:
    """Ask for missing values: some frames write a missing number as null, some as NaN, which is above all numbers."""
    return column.is_null() | column.is_nan() if dtype in (nw.Float64, nw.Float32) else column.is_null()


def is_nothing(value: Any) -> bool:
    """Say whether a value that was fetched is one of the ways to write that there is none."""
    return (
        value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and math.isnan(value))
    )


def is_three_valued(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> bool:
    """Say whether a comparison with a missing day is missing too, neither true nor false; on pandas it is false."""
    return not frame.implementation.is_pandas()


def is_text(dtype: Any) -> bool:
    """Say whether a column holds text."""
    return dtype == nw.String or is_vocabulary(dtype)


def is_vocabulary(dtype: Any) -> bool:
    """Say whether a column holds text as categories, which some engines neither compare nor search as text."""
    return dtype == nw.Categorical or isinstance(dtype, nw.Enum)


def as_text(name: str, dtype: Any) -> nw.Expr:
    """Give a column of text as text, whatever type it is stored in."""
    column = nw.col(name)
    return column.cast(nw.String) if is_vocabulary(dtype) else column


def groupable(plan: nw.LazyFrame[Any], names: Sequence[str]) -> nw.LazyFrame[Any]:
    """Turn categories into text where some release of the engine cannot group by them.

    polars 1.30, the oldest release that is taken, ends with a panic where a column of categories that the frame holds
    is a key of a grouping; newer ones are asked in the same way. On pandas grouping by categories is the quicker way,
    so they stay.
    """
    if not plan.implementation.is_polars():
        return plan
    schema = plan.collect_schema()
    vocabularies = [as_text(name, schema[name]) for name in names if is_vocabulary(schema[name])]
    return plan.with_columns(*vocabularies) if vocabularies else plan


def distinct(plan: nw.LazyFrame[Any], *names: str) -> nw.LazyFrame[Any]:
    """Give the different rows of some columns, in no order.

    They are found by grouping, which must count something: `unique` would let PySpark number all rows to find the
    first.
    """
    return groupable(plan, names).group_by(*names).agg(nw.len().alias("rows alike")).select(*names)


def texts(column: nw.Series[Any]) -> list[str]:
    """Give the cells of a text column; a missing one is empty."""
    return [cell if isinstance(cell, str) else "" for cell in column.to_list()]


def day_digits(day: nw.Expr) -> nw.Expr:
    """Write a day as the integer YYYYMMDD, a missing one as 0; the small integers of some engines would overflow."""
    parts = (day.dt.year(), day.dt.month(), day.dt.day())
    year, month, number = (part.fill_null(0).cast(nw.Int64) for part in parts)
    return year * 10000 + month * 100 + number


def require_open(frame: Any) -> None:
    """Refuse a native frame whose connection was closed, before anything is built on it.

    Parameters
    ----------
    frame
        Frame of any engine.

    Raises
    ------
    CaEventsError
        For a relation of a closed DuckDB connection, or a data frame of a stopped Spark session.
    TypeError
        If it is no frame.
    """
    # A closed relation cannot even say its columns, so it is known by its name.
    if type(frame).__name__ == "DuckDBPyRelation":
        _require_open_relation(frame)
    elif (wrapped := nw.from_native(frame)).implementation.is_pyspark():
        try:
            _ = wrapped.to_native().sparkSession.sparkContext.defaultParallelism
        except Exception as error:
            raise _gone("session of Spark was stopped") from error


def _require_open_relation(relation: Any) -> None:
    """Refuse a relation of a closed connection."""
    import duckdb

    try:
        # Up to DuckDB 1 a closed relation still knows its columns; fetching no rows costs a look at the file.
        new = int(duckdb.__version__.partition(".")[0]) >= 2
        _ = relation.columns if new else relation.limit(0).fetchall()
    except duckdb.ConnectionException as error:
        raise _gone("connection of DuckDB is closed") from error


def _gone(what: str) -> CaEventsError:
    """Say that the engine is not there any more."""
    return CaEventsError(
        f"the {what}, so the events on it are gone; open another one and make the collection anew."
    )


def collect(plan: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
    """Run a plan and give its rows.

    polars stays polars, because it needs pyarrow to become pandas, and works through a file piece by piece; PySpark
    needs pyarrow anyhow, and its own way to pandas loses the years before 1678.

    Raises
    ------
    MissingExtra
        On PySpark without pyarrow.
    """
    engine = plan.implementation
    if engine.is_polars():
        return plan.collect(engine="streaming")
    if not engine.is_pyspark():
        return plan.collect("pandas")
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtra("rows of PySpark are fetched with pyarrow: pip install 'ca-events[spark]'.")
    return plan.collect("pyarrow")
