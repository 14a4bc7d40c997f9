"""The kinds of frame that events may come in on, each made from a canonical pandas frame.

PySpark is here and not among the engines of the other tests, because a small question takes it a fifth of a second.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ca_events.dates import DATE_COLUMNS

Kinds = dict[str, Callable[[pd.DataFrame], Any]]

CONNECTIONS: list[Any] = []


def plain(frame: pd.DataFrame, *, missing_texts: bool) -> dict[str, list[Any]]:
    """Give the columns as lists of plain values; an empty text may be written as a missing one."""
    columns = {}
    for name, column in frame.items():
        values = column.dt.date if column.dtype.kind == "M" else column.astype(object)
        columns[name] = [None if pd.isna(value) else value for value in values]
        if missing_texts and name not in ("id", "date", *DATE_COLUMNS):
            columns[name] = [None if value == "" else value for value in columns[name]]
    return columns


def polars_frame(frame: pd.DataFrame, *, missing_texts: bool = False) -> Any:
    """Make a polars frame with plain types."""
    pl = pytest.importorskip("polars")
    kinds = {"M": pl.Date, "f": pl.Float64, "i": pl.Int64, "b": pl.Boolean}
    columns = plain(frame, missing_texts=missing_texts)
    schema = {name: kinds.get(frame[name].dtype.kind, pl.String) for name in frame}
    return pl.DataFrame(columns, schema=schema)


def polars_lazy(frame: pd.DataFrame) -> Any:
    """Make a lazy frame with moments instead of days."""
    import polars as pl

    made = polars_frame(frame).lazy()
    return made.with_columns(pl.col(pl.Date).cast(pl.Datetime("ms")))


def polars_missing(frame: pd.DataFrame) -> Any:
    """Make a lazy frame with missing texts, NaN for missing numbers, and categories."""
    import polars as pl

    made = polars_frame(frame, missing_texts=True).lazy()
    return made.with_columns(
        pl.col(pl.Float64).fill_null(float("nan")), pl.col("actors").cast(pl.Categorical)
    )


def duckdb_private(frame: pd.DataFrame) -> Any:
    """Make a relation on a private connection, with moments instead of days."""
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    # Older releases close a connection that nobody holds, under the relations that were made on it.
    CONNECTIONS.append(connection)
    return _duckdb_relation(connection, frame, "timestamp", missing_texts=False)


def duckdb_shared(frame: pd.DataFrame) -> Any:
    """Make a relation on the connection that all share, with days and missing texts."""
    duckdb = pytest.importorskip("duckdb")
    return _duckdb_relation(duckdb.default_connection(), frame, "date", missing_texts=True)


def _duckdb_relation(connection: Any, frame: pd.DataFrame, day: str, *, missing_texts: bool) -> Any:
    """Make a relation from text, each column cast to its type: no other library takes part."""
    kinds = {"M": day, "f": "double", "i": "bigint", "b": "boolean"}
    columns = {
        name: [None if value is None else str(value) for value in values]
        for name, values in plain(frame, missing_texts=missing_texts).items()
    }
    texts = connection.from_df(pd.DataFrame(columns, dtype=object))
    if not len(frame):
        texts = connection.sql("select " + ", ".join(f"'' as {name}" for name in columns) + " where false")
    casts = (f"cast({name} as {kinds.get(frame[name].dtype.kind, 'varchar')}) as {name}" for name in frame)
    return texts.project(", ".join(casts))


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Give a session of PySpark in a time zone of its own; without Java the tests are skipped, or must not be."""
    reason = ""
    if importlib.util.find_spec("pyspark") is None:
        reason = "PySpark is not installed: pip install 'ca-events[spark]'."
    elif shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        reason = "PySpark needs Java 17 or newer; no java was found."
    if reason:
        if os.environ.get("CA_EVENTS_SPARK") == "required":
            pytest.fail(f"CA_EVENTS_SPARK=required, and {reason}")
        pytest.skip(f"The engine PySpark is not tested. {reason}")
    session = _spark_session()
    yield session
    session.stop()


def _spark_session() -> Any:
    """Start a small local session, far from the zone of any tester."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.sql.session.timeZone": "Pacific/Auckland",
        "spark.ui.showConsoleProgress": "false",
        # Plans are read by a test, and not cut.
        "spark.sql.maxMetadataStringLength": "100000",
    }
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def _spark_frame(session: Any, frame: pd.DataFrame, *, moments: bool, missing_texts: bool) -> Any:
    """Make a data frame of PySpark with days, or with moments that belong to no zone."""
    from pyspark.sql import types

    kinds = {"M": types.DateType(), "f": types.DoubleType(), "i": types.LongType(), "b": types.BooleanType()}
    fields = [
        types.StructField(name, kinds.get(frame[name].dtype.kind, types.StringType())) for name in frame
    ]
    rows = list(zip(*plain(frame, missing_texts=missing_texts).values(), strict=True))
    made = session.createDataFrame(rows, types.StructType(fields))
    days = [name for name in frame if frame[name].dtype.kind == "M"]
    for name in days if moments else ():
        made = made.withColumn(name, made[name].cast("timestamp_ntz"))
    return made


@pytest.fixture(scope="session")
def quick_kinds() -> Kinds:
    """Give the kinds of frame beside pandas that answer quickly."""
    return {
        "polars": polars_frame,
        "polars lazy, moments": polars_lazy,
        "polars lazy, missing texts": polars_missing,
        "DuckDB, private, moments": duckdb_private,
        "DuckDB, shared, missing texts": duckdb_shared,
    }


@pytest.fixture(scope="session")
def spark_kinds(spark: Any) -> Kinds:
    """Give the kinds of frame of PySpark."""
    return {
        "PySpark": lambda frame: _spark_frame(spark, frame, moments=False, missing_texts=False),
        "PySpark, moments, missing texts": lambda frame: _spark_frame(
            spark, frame, moments=True, missing_texts=True
        ),
    }


@pytest.fixture(params=["polars lazy, moments", "DuckDB, private, moments", "PySpark"])
def lazy_kind(request: pytest.FixtureRequest, quick_kinds: Kinds) -> Callable[[pd.DataFrame], Any]:
    """Give one lazy engine after the other."""
    kinds = request.getfixturevalue("spark_kinds") if request.param == "PySpark" else quick_kinds
    return kinds[request.param]


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """Give a place for a Parquet file."""
    pytest.importorskip("pyarrow")
    return tmp_path / "events.parquet"
