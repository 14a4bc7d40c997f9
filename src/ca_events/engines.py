"""What engines do differently, said once.

pandas, polars, DuckDB and PySpark agree on most questions but not on all: how a day is compared with a column of days,
how a missing number is written, how a plan is run. The rest of the library asks here and is the same on every engine.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals.stable.v2 as nw


def day_literal(day: dt.date, dtype: Any) -> dt.date:
    """Give a day in the type of the column it is compared with: engines do not mix dates and datetimes."""
    return day if dtype == nw.Date else dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001


def is_missing(column: nw.Expr, dtype: Any) -> nw.Expr:
    """Ask for missing values: some frames write a missing number as null, some as NaN, which is above all numbers."""
    return column.is_null() | column.is_nan() if dtype in (nw.Float64, nw.Float32) else column.is_null()


def missing_compares_as_missing(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> bool:
    """Say whether a comparison with a missing day is missing too; with the days of pandas it is false."""
    return not frame.implementation.is_pandas()


def is_text(dtype: Any) -> bool:
    """Say whether a column holds text."""
    return dtype in (nw.String, nw.Categorical) or isinstance(dtype, nw.Enum)


def collect(plan: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
    """Run a plan and give its rows; polars stays polars, because it needs pyarrow to become pandas."""
    return plan.collect() if plan.implementation.is_polars() else plan.collect("pandas")
