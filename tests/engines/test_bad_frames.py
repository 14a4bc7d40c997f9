"""Frames that cannot be asked are refused at once, in words, with the command that mends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import ca_events as ca
from ca_events.errors import CaEventsError, InvalidData

Make = Callable[[pd.DataFrame], Any]
MADE = [
    ca.Event(id="E1", date="2001-06-15", title="A", actors="CHN; KAZ", amount=ca.Amount(5, "USD"), edition=2),
    ca.Event(id="E2", date="[2005..2006]", title="B"),
]


def refused(frame: Any) -> str:
    """Give the whole text with which a frame is refused."""
    with pytest.raises(CaEventsError) as caught:
        ca.Events(frame)
    return str(caught.value)


@pytest.fixture
def polars() -> Any:
    """Give polars."""
    return pytest.importorskip("polars")


@pytest.fixture
def lazy(polars: Any, quick_kinds: dict[str, Make]) -> Any:
    """Give a good lazy frame."""
    return quick_kinds["polars lazy, moments"](ca.Events(MADE).to_pandas())


@pytest.fixture
def relation(quick_kinds: dict[str, Make]) -> Any:
    """Give a good relation."""
    return quick_kinds["DuckDB, private, moments"](ca.Events(MADE).to_pandas())


def test_missing_and_misspelt_columns(lazy: Any) -> None:
    assert refused(lazy.drop("title", "amount")) == (
        "2 problems:\n"
        "column title: the column is missing; every event needs it.\n"
        "column amount: the column is missing."
    )
    assert refused(lazy.rename({"actors": "actor"})) == (
        "2 problems:\n"
        "column actor: looks like a misspelt column. Nearest valid value: 'actors'.\n"
        "column actors: the column is missing."
    )


def test_wrong_types_are_all_said_with_the_command(lazy: Any, polars: Any) -> None:
    wrong = lazy.with_columns(
        polars.col("earliest", "amount").cast(polars.String),
        polars.col("approximate").cast(polars.Int8),
        polars.col("edition").cast(polars.String),
        polars.col("date").cast(polars.Binary),
        latest=None,
    )
    assert refused(wrong) == (
        "6 problems:\n"
        "column date: holds Binary; it must hold text: frame.with_columns(pl.col('date').cast(pl.String)).\n"
        "column amount: holds String; it must hold numbers: frame.with_columns(pl.col('amount').cast(pl.Float64)).\n"
        "column edition: holds String; it must hold numbers: frame.with_columns(pl.col('edition').cast(pl.Float64)).\n"
        "column earliest: holds String; it must hold days: frame.with_columns(pl.col('earliest').cast(pl.Date)).\n"
        "column latest: holds Unknown; it must hold days: frame.with_columns(pl.col('latest').cast(pl.Date)).\n"
        "column approximate: holds Int8; it must hold truth values: "
        "frame.with_columns(pl.col('approximate').cast(pl.Boolean))."
    )


def test_zones_and_nanoseconds(lazy: Any, polars: Any) -> None:
    zoned = lazy.with_columns(polars.col("earliest").dt.replace_time_zone("Asia/Almaty"))
    assert refused(zoned) == (
        "1 problem:\ncolumn earliest: holds moments in the time zone Asia/Almaty; an event has a day, whatever the "
        "zone of the reader: frame.with_columns(pl.col('earliest').cast(pl.Date))."
    )
    fine = lazy.with_columns(polars.col("latest").dt.cast_time_unit("ns"))
    assert refused(fine) == (
        "1 problem:\ncolumn latest: counts nanoseconds, which reach from 1677 to 2262 only; it must hold days: "
        "frame.with_columns(pl.col('latest').cast(pl.Date))."
    )


def test_each_command_of_polars_mends(lazy: Any, polars: Any) -> None:
    wrong = lazy.with_columns(
        polars.col("amount").cast(polars.String), polars.col("latest").dt.replace_time_zone("UTC")
    )
    with pytest.raises(InvalidData) as caught:
        ca.Events(wrong)
    for problem in caught.value.problems:
        command = problem.message.rpartition(": ")[2].rstrip(".")
        wrong = eval(command, {"frame": wrong, "pl": polars})
    assert sorted(ca.Events(wrong), key=lambda event: event.id) == MADE


@pytest.mark.parametrize("cast", ["earliest::timestamptz", "latest::timestamp_ns", "amount::varchar"])
def test_each_command_of_duckdb_mends(relation: Any, cast: str) -> None:
    name = cast.partition(":")[0]
    wrong = relation.project(f"* replace ({cast} as {name})")
    with pytest.raises(InvalidData) as caught:
        ca.Events(wrong)
    command = caught.value.problems[0].message.partition(": ")[2].rstrip(".")
    assert command.startswith("frame.project('* replace (cast(")
    mended = eval(command, {"frame": wrong})
    assert sorted(ca.Events(mended), key=lambda event: event.id) == MADE


def test_each_command_of_spark_mends(spark_kinds: dict[str, Make]) -> None:
    good = spark_kinds["PySpark"](ca.Events(MADE).to_pandas())
    wrong = good.withColumn("amount", good["amount"].cast("string"))
    wrong = wrong.withColumn("earliest", wrong["earliest"].cast("timestamp"))
    assert refused(wrong) == (
        "2 problems:\n"
        "column amount: holds String; it must hold numbers: "
        "frame.withColumn('amount', frame['amount'].cast('double')).\n"
        "column earliest: holds moments in the time zone Pacific/Auckland; an event has a day, whatever the zone of "
        "the reader: frame.withColumn('earliest', frame['earliest'].cast('date'))."
    )
    for name, kind in (("amount", "double"), ("earliest", "date")):
        wrong = wrong.withColumn(name, wrong[name].cast(kind))
    assert sorted(ca.Events(wrong), key=lambda event: event.id) == MADE


def test_names_that_stand_twice(relation: Any, spark_kinds: dict[str, Make]) -> None:
    assert (
        refused(relation.project("*, title as title"))
        == "1 problem:\ncolumn title: stands twice among the columns."
    )
    assert refused(relation.project("*, 1 as x_A, 2 as x_a")) == (
        "1 problem:\ncolumn x_a: is the same name as 'x_A' to this engine."
    )
    good = spark_kinds["PySpark"](ca.Events(MADE).to_pandas())
    assert (
        refused(good.select("*", good["title"]))
        == "1 problem:\ncolumn title: stands twice among the columns."
    )


def test_a_closed_connection_of_duckdb(quick_kinds: dict[str, Make]) -> None:
    duckdb = pytest.importorskip("duckdb")
    good = quick_kinds["polars"](ca.Events(MADE).to_pandas())
    connection = duckdb.connect()
    connection.execute("create table events as select * from good")
    frame = connection.table("events")
    events = ca.Events(frame)
    asked = events.between("2001", "2002")
    connection.close()
    text = (
        "the connection of DuckDB is closed, so the events on it are gone; "
        "open another one and make the collection anew."
    )
    assert refused(frame) == text
    for use in (len, list, ca.Events.counts, ca.Events.funnel, ca.Events.to_frame, ca.Events.to_pandas):
        for closed in (events, asked):
            with pytest.raises(CaEventsError) as caught:
                use(closed)
            assert str(caught.value) == text
    assert (
        repr(asked)
        == "Events (lazy, nothing has run): between 2001 and 2002 (possible) [no study: codes unchecked]"
    )
    assert good.shape[0] == 2


STOPPED = """
import sys
import pytest
import ca_events as ca
from pyspark.sql import SparkSession
session = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
           .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate())
frame = session.read.parquet(sys.argv[1])
events = ca.Events(frame)
asked = events.between("2001", "2002")
session.stop()
text = "the session of Spark was stopped, so the events on it are gone; open another one and make the collection anew."
for use in (lambda: ca.Events(frame), lambda: len(events), lambda: len(asked), events.counts, events.to_frame):
    try:
        use()
    except ca.CaEventsError as error:
        assert str(error) == text, error
    else:
        raise AssertionError("a stopped session was used")
print("refused")
"""


def test_a_stopped_session_of_spark(spark: Any, parquet: Any) -> None:
    import subprocess
    import sys

    path = str(ca.Events(MADE).to_parquet(parquet))
    done = subprocess.run([sys.executable, "-c", STOPPED, path], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "refused", done.stderr


def test_predicates_of_other_libraries(lazy: Any, polars: Any, relation: Any) -> None:
    import duckdb
    import narwhals.stable.v2 as nw

    for frame in (lazy, relation, ca.Events(MADE).to_pandas()):
        events = ca.Events(frame)
        for predicate, name in (
            (polars.col("amount") > 5, "Expr"),
            (nw.col("amount") > 5, "Expr"),
            (duckdb.ColumnExpression("amount") > 5, None),
            (pd.Series([True, False]), "Series"),
            (lambda row: True, "function"),
            ("amount > 5", "str"),
        ):
            with pytest.raises(TypeError) as caught:
                events.filter(predicate)  # type: ignore[arg-type]
            assert str(caught.value) == (
                "filter takes a condition made with ca.col, such as ca.col('amount') > 1e9, "
                f"not {name or type(predicate).__name__}."
            )
        with pytest.raises(TypeError) as caught:
            _ = ca.col("amount") > polars.col("amount_low")
        assert str(caught.value) == "amount is compared with a number, a text or a day; got Expr."
        with pytest.raises(TypeError, match="amount is compared with a number, a text or a day; got Series"):
            _ = ca.col("amount") > pd.Series([1])
        with pytest.raises(TypeError, match="a condition is joined with a condition, not with Expr"):
            (ca.col("amount") > 5) & (polars.col("amount") > 5)


def test_moments_in_a_zone_are_refused_in_frames_at_hand(polars: Any) -> None:
    moment = pd.Timestamp("2001-06-15", tz="Asia/Almaty")
    text = (
        "the column 'date' holds moments in the time zone Asia/Almaty; an event has a day, whatever the zone of the "
        "reader. Make it the day that is meant, as in frame['date'].dt.strftime('%Y-%m-%d')."
    )
    frame = pd.DataFrame({"id": ["E1"], "date": [moment], "title": ["A"]})
    assert refused(frame) == text
    assert refused(polars.DataFrame({"id": ["E1"], "date": [moment.to_pydatetime()], "title": ["A"]})) == text
    mended = frame.assign(date=frame["date"].dt.strftime("%Y-%m-%d"))
    assert ca.Events(mended)["E1"].date.edtf == "2001-06-15"


def test_nanoseconds_of_frames_at_hand_are_days_or_refused() -> None:
    days = pd.DataFrame(
        {"id": ["E1"], "date": pd.Series(["2001-06-15"]).astype("datetime64[ns]"), "title": ["A"]}
    )
    assert ca.Events(days)["E1"].date.edtf == "2001-06-15"
    instant = days.assign(date=pd.Series([pd.Timestamp("2001-06-15 00:00:00.000000001")]))
    assert "no EDTF date" in refused(instant)


def test_problems_finds_what_was_computed_from_another_date(lazy_kind: Make) -> None:
    whole = ca.load()
    frame = whole.to_pandas()
    frame["region"] = frame["region"].astype(object)
    frame.loc[0, ["earliest", "precision", "region"]] = [pd.Timestamp("1999-12-31"), "year", "western"]
    frame.loc[1, "approximate"] = not frame.loc[1, "approximate"]
    frame.loc[2, "latest"] = pd.NaT
    texts = frame["date"].tolist()
    held = whole.to_pandas()
    found = ca.Events(lazy_kind(frame), whole.study).problems()
    assert sorted(zip(found["column"], found["message"], strict=True)) == sorted(
        [
            ("approximate", f"holds 'True', and date {texts[1]!r} gives 'False'; compute it anew."),
            (
                "earliest",
                f"holds '1999-12-31', and date {texts[0]!r} gives '{held['earliest'][0].date()}'; compute it anew.",
            ),
            (
                "latest",
                f"holds '', and date {texts[2]!r} gives '{held['latest'][2].date()}'; compute it anew.",
            ),
            (
                "precision",
                f"holds 'year', and date {texts[0]!r} gives '{held['precision'][0]}'; compute it anew.",
            ),
            (
                "region",
                f"holds 'western', and actors {held['actors'][0]!r} gives {held['region'][0]!r}; compute it anew.",
            ),
        ]
    )


def test_problems_finds_lists_that_questions_would_not_find(lazy_kind: Make) -> None:
    frame = ca.Events(MADE).to_pandas()
    frame["actors"] = ["KAZ;CHN", ""]
    events = ca.Events(lazy_kind(frame))
    found = events.problems()
    assert found[["column", "value", "message"]].to_numpy().tolist() == [
        ["actors", "KAZ;CHN", "is not written as questions look for it; write 'CHN; KAZ'."]
    ]


def test_problems_finds_bad_cells_on_every_engine(lazy_kind: Make) -> None:
    whole = ca.load()
    frame = whole.to_pandas()
    for name in ("category", "actors"):
        frame[name] = frame[name].astype(object)
    frame.loc[0, ["id", "category", "actors", "date"]] = ["E0002", "economic.lone", "ATLANTIS", "2013-02-30"]
    found = ca.Events(lazy_kind(frame), whole.study).problems()
    assert {"id", "category", "actors", "date"} <= set(found["column"])
