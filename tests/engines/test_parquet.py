"""Events written as Parquet by one engine and read by another are the same events."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ca_events as ca
from ca_events.dates import DATE_COLUMNS
from ca_events.errors import CaEventsError, InvalidData

Make = Callable[[pd.DataFrame], Any]
CONNECTIONS: list[Any] = []


def read_by(engine: str, path: Path, spark: Any = None) -> Any:
    """Scan a file with one engine."""
    if engine == "pandas":
        return pd.read_parquet(path)
    if engine == "polars":
        return pytest.importorskip("polars").scan_parquet(path)
    if engine == "duckdb":
        # Older releases close a connection that nobody holds.
        CONNECTIONS.append(pytest.importorskip("duckdb").connect())
        return CONNECTIONS[-1].read_parquet(str(path))
    return spark.read.parquet(str(path))


def assert_all_read(path: Path, expected: list[ca.Event], spark: Any) -> None:
    """Read a file with every engine."""
    study = ca.load().study
    for engine in ("pandas", "polars", "duckdb", *(("pyspark",) if spark else ())):
        events = ca.Events(read_by(engine, path, spark), study)
        assert list(events.sort()) == expected, engine
        found = events.problems()
        assert found[~found["message"].str.startswith("there is no event")].empty, (
            engine
        )  # a part has loose links


@pytest.mark.parametrize(
    "kind", ["pandas", "polars", "polars lazy, missing texts", "DuckDB, private, moments"]
)
def test_what_one_engine_writes_the_others_read(
    kind: str, quick_kinds: dict[str, Make], parquet: Path
) -> None:
    whole = ca.load()
    frame = whole.to_pandas()
    events = ca.Events(frame if kind == "pandas" else quick_kinds[kind](frame), whole.study)
    asked = events.between("2010", "2013")
    assert asked.to_parquet(parquet) == parquet
    assert_all_read(parquet, list(whole.between("2010", "2013").sort()), None)
    assert [path.name for path in parquet.parent.iterdir()] == [parquet.name]


@pytest.mark.parametrize("kind", ["PySpark", "PySpark, moments, missing texts"])
def test_what_spark_writes_the_others_read(
    kind: str, spark: Any, spark_kinds: dict[str, Make], parquet: Path
) -> None:
    whole = ca.load()
    events = ca.Events(spark_kinds[kind](whole.to_pandas()), whole.study).where(category="economic")
    events.to_parquet(parquet)
    assert_all_read(parquet, list(whole.where(category="economic").sort()), spark)
    folder = parquet.parent / "by the cluster"
    events.to_frame().write.parquet(str(folder))
    assert list(ca.Events(spark.read.parquet(str(folder)), whole.study).sort()) == list(events.sort())


def test_bounds_are_dates_in_a_file(parquet: Path) -> None:
    pl = pytest.importorskip("polars")
    schema = pl.scan_parquet(ca.load().to_parquet(parquet)).collect_schema()
    bounds = ("earliest", "latest", "latest_start", "earliest_end")
    assert {schema[name] for name in bounds} == {pl.Date}
    assert schema["edition"] == pl.Int64
    assert schema["approximate"] == pl.Boolean
    assert {schema[name] for name in ("id", "actors", "category", "region")} == {pl.String}


def test_no_events_make_a_file_that_can_be_read(parquet: Path) -> None:
    ca.Events([], ca.load().study).to_parquet(parquet)
    assert_all_read(parquet, [], None)


def test_a_failed_writing_leaves_the_old_file_and_nothing_else(parquet: Path) -> None:
    pl = pytest.importorskip("polars")
    before = ca.load().to_parquet(parquet).read_bytes()

    def explode(frame: Any) -> Any:
        raise ValueError("the disk of the cluster is full")

    lazy = pl.scan_parquet(parquet)
    broken = ca.Events(lazy.map_batches(explode, schema=lazy.collect_schema()), ca.load().study)
    with pytest.raises(Exception, match="the disk of the cluster is full"):
        broken.to_parquet(parquet, overwrite=True)
    assert parquet.read_bytes() == before
    assert [path.name for path in parquet.parent.iterdir()] == [parquet.name]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="is a folder; name a file in it"):
        ca.load().to_parquet(tmp_path)


def test_the_command_for_a_frame_without_computed_columns_works(parquet: Path) -> None:
    """Do as the message says, part by part, with a frame of text alone."""
    pl = pytest.importorskip("polars")
    whole = ca.load()
    stored = ca.Events(pl.from_pandas(whole.to_pandas().astype(object).fillna("").astype(str))).to_frame()
    frame = stored.lazy().drop(list(DATE_COLUMNS)).with_columns(pl.all().cast(pl.String).fill_null(""))
    with pytest.raises(CaEventsError, match=r"Add them once: ca\.Events\(frame\.collect\(\), study\)"):
        ca.Events(frame, whole.study)
    halves = [frame.slice(0, 70), frame.slice(70)]
    for number, half in enumerate(halves):
        ca.Events(half.collect(), whole.study).to_parquet(parquet.with_stem(f"part-{number}"))
    parts = ca.Events(pl.scan_parquet(parquet.with_name("part-*.parquet")), whole.study)
    assert list(parts.sort()) == list(whole.sort())
