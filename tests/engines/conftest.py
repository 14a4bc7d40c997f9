"""PySpark as one more kind of frame; it is not among the engines of other tests, because it takes its time."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

Kinds = dict[str, Callable[[pd.DataFrame], Any]]


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


def _spark_frame(
    session: Any,
    frame: pd.DataFrame,
    plain_columns: Callable[..., Any],
    *,
    moments: bool,
    missing_texts: bool,
) -> Any:
    """Make a data frame of PySpark with days, or with moments that belong to no zone."""
    from pyspark.sql import types

    kinds = {"M": types.DateType(), "f": types.DoubleType(), "i": types.LongType(), "b": types.BooleanType()}
    fields = [
        types.StructField(name, kinds.get(frame[name].dtype.kind, types.StringType())) for name in frame
    ]
    rows = list(zip(*plain_columns(frame, missing_texts=missing_texts).values(), strict=True))
    made = session.createDataFrame(rows, types.StructType(fields))
    days = [name for name in frame if frame[name].dtype.kind == "M"]
    for name in days if moments else ():
        made = made.withColumn(name, made[name].cast("timestamp_ntz"))
    return made


@pytest.fixture(scope="session")
def spark_kinds(spark: Any, plain_columns: Callable[..., Any]) -> Kinds:
    """Give the kinds of frame of PySpark."""

    def make(moments_and_missing: bool) -> Callable[[pd.DataFrame], Any]:
        return lambda frame: _spark_frame(
            spark, frame, plain_columns, moments=moments_and_missing, missing_texts=moments_and_missing
        )

    return {"PySpark": make(False), "PySpark, moments, missing texts": make(True)}


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
