"""Lazy stays lazy: what runs a query, how often, what reaches the file, and what is left alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

import ca_events as ca

Make = Callable[[pd.DataFrame], Any]


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give a list that grows with every query that is run."""
    run: list[Any] = []
    collect = nw.LazyFrame.collect

    def counted(plan: Any, *args: Any, **kwargs: Any) -> Any:
        run.append(plan)
        return collect(plan, *args, **kwargs)

    monkeypatch.setattr(nw.LazyFrame, "collect", counted)
    return run


@pytest.fixture
def lazy(lazy_kind: Make) -> ca.Events:
    """Give the bundled study on a lazy engine."""
    whole = ca.load()
    return ca.Events(lazy_kind(whole.to_pandas()), whole.study)


def test_asking_runs_nothing(lazy: ca.Events, queries: list[Any]) -> None:
    asked = (
        lazy.between("2001", "2013", how="definite")
        .between("2002", None)
        .during(next(iter(lazy.study.periods)))  # type: ignore[union-attr]
        .where(category="economic")
        .without(confidence="low")
        .involving("CHN", "KAZ")
        .filter(ca.col("amount") > 1)
        .search("pipeline")
        .sort()
    )
    assert asked.is_lazy
    assert asked.selection.startswith("between 2001 and 2013 (definite); between 2002")
    assert repr(asked) == f"Events (lazy, nothing has run): {asked.selection}"
    assert "nothing has run" in asked._repr_html_()
    lazy.with_study(None)
    assert queries == []


def test_dates_with_gaps_are_asked_for_once_when_rows_are_wanted(lazy: ca.Events, queries: list[Any]) -> None:
    asked = lazy.between("2001", "2013")
    asked.to_frame()
    assert len(queries) == 1
    asked.where(category="economic").to_frame()
    len(asked)
    assert len(queries) == 2


ONE_QUERY: dict[str, Callable[[ca.Events], Any]] = {
    "len": len,
    "iteration": list,
    "funnel": lambda events: events.funnel(),
    "by id": lambda events: events["E0001"],
    "sources": lambda events: events.sources,
    "participants": lambda events: events.participants(),
    "cooccurrence": lambda events: events.cooccurrence(),
    "to_pandas": lambda events: events.to_pandas(),
}


@pytest.mark.parametrize("name", ONE_QUERY)
def test_one_query_each(lazy: ca.Events, queries: list[Any], name: str) -> None:
    ONE_QUERY[name](lazy.where(category=["political", "economic", "security", "social"]))
    assert len(queries) == 1


def test_what_brings_rows_home_runs_as_many_queries_as_the_page_says(
    lazy: ca.Events, queries: list[Any], tmp_path: Path
) -> None:
    lazy.to_csv(tmp_path / "events.csv")
    assert len(queries) == 1
    _ = lazy + lazy
    assert len(queries) == 3
    lazy.problems()
    # Actors, from which the region is derived; actors with people; category with stage.
    assert lazy.study is not None
    derived = [variable.derived for variable in lazy.study.codebook.variables.values() if variable.derived]
    origins = len({one.taken_from for one in derived})
    assert origins == 3
    assert len(queries) == 3 + 2 + origins


@pytest.mark.parametrize("name", ["counts", "totals"])
def test_tables_run_two_queries_and_the_first_of_a_collection_one_more(
    lazy: ca.Events, queries: list[Any], name: str
) -> None:
    getattr(lazy, name)()
    assert len(queries) == 3
    getattr(lazy.where(category="economic"), name)()
    assert len(queries) == 5


def test_the_same_kind_of_frame_comes_out(lazy_kind: Make) -> None:
    whole = ca.load()
    frame = lazy_kind(whole.to_pandas())
    assert type(ca.Events(frame, whole.study).where(category="economic").to_frame()) is type(frame)


def test_a_file_of_polars_is_asked_before_it_is_read(parquet: Path) -> None:
    pl = pytest.importorskip("polars")
    whole = ca.load()
    events = ca.Events(pl.scan_parquet(whole.to_parquet(parquet)), whole.study)
    asked = events.between("2010", "2012").where(category="economic").involving("KAZ", exact=True)
    plan = asked.to_frame().explain()
    assert "FILTER" not in plan
    selection = plan.partition("SELECTION:")[2].partition("ESTIMATED")[0]
    assert all(f'col("{name}")' in selection for name in ("earliest", "latest", "category", "actors"))


def test_a_file_of_duckdb_is_asked_before_it_is_read(parquet: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    whole = ca.load()
    connection = duckdb.connect()
    events = ca.Events(connection.read_parquet(str(whole.to_parquet(parquet))), whole.study)
    asked = events.between("2010", "2012").where(category="economic").involving("KAZ", exact=True)
    plan = " ".join(asked.to_frame().explain().split())
    scan = plan.upper().rpartition("FUNCTION: ")[2]
    assert "FILTER" in scan, plan
    for name in ("EARLIEST", "LATEST", "CATEGORY", "ACTORS"):
        assert name in scan.rpartition("FILTERS")[2], plan


def test_a_file_of_spark_is_asked_before_it_is_read(spark: Any, parquet: Path) -> None:
    whole = ca.load()
    events = ca.Events(spark.read.parquet(str(whole.to_parquet(parquet))), whole.study)
    asked = {
        "between": (events.between("2010", "2012"), ["LessThan(earliest,2013-01-01)"]),
        "definite": (
            events.between("2010", None, how="definite"),
            ["GreaterThanOrEqual(earliest_end,2010-01-01)"],
        ),
        "where": (
            events.where(category="economic"),
            ["EqualTo(category,economic)", "StringStartsWith(category,economic.)"],
        ),
        "involving": (events.involving("KAZ", exact=True), ["StringContains(actors,KAZ)"]),
    }
    for selected, wanted in asked.values():
        plan = selected.to_frame()._jdf.queryExecution().toString()
        pushed = plan.rpartition("PushedFilters: ")[2].partition("ReadSchema")[0]
        assert all(text in pushed for text in wanted), plan


def test_the_session_of_the_user_is_not_touched(
    spark: Any, spark_kinds: dict[str, Make], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql import SparkSession

    def refuse(*args: Any) -> Any:
        raise AssertionError("a session was asked for, configured or stopped")

    def settings() -> dict[str, str]:
        return {row["key"]: row["value"] for row in spark.sql("set").collect()}

    whole = ca.load()
    before, native = settings(), spark_kinds["PySpark"](whole.to_pandas())
    for name in ("getOrCreate", "config", "create"):
        monkeypatch.setattr(SparkSession.Builder, name, refuse)
    monkeypatch.setattr(SparkSession, "stop", refuse)
    monkeypatch.setattr(type(spark.conf), "set", refuse)
    events = ca.Events(native, whole.study).between("2001", "2013")
    assert len(events) == len(whole.between("2001", "2013"))
    events.counts()
    events.problems()
    assert before
    assert settings() == before


PROGRAM = """
import sys
import ca_events as ca
study = ca.load().study
{make}
events = ca.Events(frame, study).between("2001", "2013").where(category="economic").involving("CHN")
assert len(events) == len(list(events)) > 0
events.counts(); events.totals(); events.cooccurrence(); events.participants(); events.funnel(); events.problems()
events.sources; events.to_pandas(); repr(events)
print(*sorted({{name.partition(".")[0] for name in sys.modules}} & {{"polars", "duckdb", "pyspark", "pyarrow"}}))
"""
MAKE = {
    "polars": "import polars; frame = polars.scan_parquet({path!r})",
    "duckdb": "import duckdb; frame = duckdb.read_parquet({path!r})",
    "pandas": "frame = ca.load().to_pandas()",
}


@pytest.mark.parametrize("engine", MAKE)
def test_one_engine_imports_no_other(engine: str, parquet: Path) -> None:
    pytest.importorskip(engine)
    path = str(ca.load().to_parquet(parquet))
    program = PROGRAM.format(make=MAKE[engine].format(path=path))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # pandas, which every table is made of, loads pyarrow by itself where it is installed.
    assert set(done.stdout.split()) - {"pyarrow"} == {engine} - {"pandas"}


def test_spark_imports_no_other_engine(spark: Any, parquet: Path) -> None:
    path = str(ca.load().to_parquet(parquet))
    program = PROGRAM.format(
        make=f"""
from pyspark.sql import SparkSession
session = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
           .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate())
frame = session.read.parquet({path!r})"""
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.splitlines()[-1].split()) - {"pyarrow"} == {"pyspark"}
