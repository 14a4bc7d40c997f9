"""Frames that cannot be asked are refused at once, in words, with the command that mends them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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


ZONED = (
    "1 problem:\ncolumn earliest: holds moments in the time zone Asia/Almaty, and a moment is another day elsewhere; "
    "leave out the columns computed from date, and they are computed anew: frame.drop(['earliest', 'latest', "
    "'latest_start', 'earliest_end', 'precision', 'date_kind', 'start_state', 'end_state', 'approximate', "
    "'uncertain'])."
)


def test_zones_and_nanoseconds(lazy: Any, polars: Any) -> None:
    assert refused(lazy.with_columns(polars.col("earliest").dt.replace_time_zone("Asia/Almaty"))) == ZONED
    fine = lazy.with_columns(polars.col("latest").dt.cast_time_unit("ns"))
    assert refused(fine) == (
        "1 problem:\ncolumn latest: counts nanoseconds, which reach from 1677 to 2262 only; it must hold days: "
        "frame.with_columns(pl.col('latest').cast(pl.Date))."
    )


def test_what_is_said_of_moments_in_a_zone_gives_the_right_day(lazy: Any, polars: Any, parquet: Path) -> None:
    zoned = lazy.with_columns(polars.col("earliest").dt.replace_time_zone("Asia/Almaty"))
    less = eval(ZONED.partition("anew: ")[2].rstrip("."), {"frame": zoned})
    command = refused(less).partition("Add them once: ")[2].partition(", then")[0]
    command = command.replace("events-computed.parquet", str(parquet))
    eval(command, {"ca": ca, "frame": less, "study": None})
    events = ca.Events(polars.scan_parquet(parquet))
    assert list(events.between("2001-06-15", "2001-06-15", how="definite")) == MADE[:1]
    assert sorted(events, key=lambda event: event.id) == MADE


def test_the_columns_of_a_file_of_ones_own_are_added_by_the_same_command(polars: Any) -> None:
    frame = polars.LazyFrame({"id": ["E1"], "date": ["2001"], "title": ["A"]})
    assert refused(frame) == (
        "the lazy frame lacks the columns computed from date (earliest, latest, latest_start, earliest_end, precision, "
        "date_kind, start_state, end_state, approximate, uncertain) and 19 more. Add them once: "
        "ca.Events(frame.collect(), study).to_parquet('events-computed.parquet'), then scan that file; a large frame "
        "part by part, each into a file of its own."
    )


def test_each_command_of_polars_mends(lazy: Any, polars: Any) -> None:
    wrong = lazy.with_columns(
        polars.col("amount").cast(polars.String), polars.col("latest").dt.cast_time_unit("ns")
    )
    with pytest.raises(InvalidData) as caught:
        ca.Events(wrong)
    for problem in caught.value.problems:
        command = problem.message.rpartition(": ")[2].rstrip(".")
        wrong = eval(command, {"frame": wrong, "pl": polars})
    assert sorted(ca.Events(wrong), key=lambda event: event.id) == MADE


@pytest.mark.parametrize("cast", ["earliest::varchar", "latest::timestamp_ns", "amount::varchar"])
def test_each_command_of_duckdb_mends(relation: Any, cast: str) -> None:
    name = cast.partition(":")[0]
    wrong = relation.project(f"* replace ({cast} as {name})")
    with pytest.raises(InvalidData) as caught:
        ca.Events(wrong)
    command = caught.value.problems[0].message.partition(": ")[2].rstrip(".")
    assert command.startswith("frame.project('* replace (cast(")
    mended = eval(command, {"frame": wrong})
    assert sorted(ca.Events(mended), key=lambda event: event.id) == MADE


def test_duckdb_is_told_how_to_leave_out_moments_in_a_zone(relation: Any) -> None:
    zoned = relation.project("* replace (earliest::timestamptz as earliest)")
    command = refused(zoned).partition("anew: ")[2].rstrip(".")
    assert "Add them once: ca.Events(frame.df(), study)" in refused(eval(command, {"frame": zoned}))


def test_each_command_of_spark_mends(spark_kinds: dict[str, Make]) -> None:
    good = spark_kinds["PySpark"](ca.Events(MADE).to_pandas())
    wrong = good.withColumn("amount", good["amount"].cast("string"))
    wrong = wrong.withColumn("earliest", wrong["earliest"].cast("string"))
    text = refused(wrong)
    assert text == (
        "2 problems:\n"
        "column amount: holds String; it must hold numbers: "
        "frame.withColumn('amount', frame['amount'].cast('double')).\n"
        "column earliest: holds String; it must hold days: "
        "frame.withColumn('earliest', frame['earliest'].cast('date'))."
    )
    for line in text.splitlines()[1:]:
        wrong = eval(line.rpartition(": ")[2].rstrip("."), {"frame": wrong})
    assert sorted(ca.Events(wrong), key=lambda event: event.id) == MADE
    zoned = good.withColumn("earliest", good["earliest"].cast("timestamp"))
    command = refused(zoned).partition("anew: ")[2].rstrip(".")
    assert "holds moments in the time zone Pacific/Auckland" in refused(zoned)
    assert "Add them once: ca.Events(frame.toPandas(), study)" in refused(eval(command, {"frame": zoned}))


def test_names_that_stand_twice(relation: Any) -> None:
    assert (
        refused(relation.project("*, title as title"))
        == "1 problem:\ncolumn title: stands twice among the columns."
    )
    assert refused(relation.project("*, 1 as x_A, 2 as x_a")) == (
        "1 problem:\ncolumn x_a: is the same name as 'x_A' to this engine."
    )


def test_names_that_stand_twice_on_spark(spark_kinds: dict[str, Make]) -> None:
    good = spark_kinds["PySpark"](ca.Events(MADE).to_pandas())
    assert (
        refused(good.select("*", good["title"]))
        == "1 problem:\ncolumn title: stands twice among the columns."
    )


def test_a_closed_connection_of_duckdb(parquet: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    frame = connection.read_parquet(str(ca.Events(MADE).to_parquet(parquet)))
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
        assert str(caught.value) == (
            "amount is compared with a number, a text, a day, True or False; got Expr."
        )
        with pytest.raises(TypeError, match="a day, True or False; got Series"):
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
    expected = ca.Events.of_checked(frame, whole.study).problems()
    assert sorted(found[["column", "value"]].to_numpy().tolist()) == sorted(
        [["actors", "ATLANTIS"], ["category", "economic.lone"], ["date", "2013-02-30"], ["id", "E0002"]]
    )
    assert sorted(found["message"]) == sorted(expected["message"])


def test_frames_of_other_libraries_are_refused(lazy: Any) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(TypeError) as caught:
        ca.Events(lazy.collect().to_arrow())
    assert str(caught.value) == (
        "Events takes Event objects or a frame of pandas, polars, DuckDB or PySpark, not one of pyarrow."
    )


def test_frames_that_narwhals_has_wrapped_are_taken(quick_kinds: dict[str, Make]) -> None:
    import narwhals.stable.v2 as nw

    frame = ca.Events(MADE).to_pandas()
    for native in (frame, *(make(frame) for make in quick_kinds.values())):
        assert sorted(ca.Events(nw.from_native(native)), key=lambda event: event.id) == MADE


def test_a_path_is_no_frame_and_a_name_no_study(parquet: Path) -> None:
    for path in (parquet, str(parquet)):
        with pytest.raises(TypeError) as caught:
            ca.Events(path)
        assert str(caught.value) == (
            "Events takes Event objects or a frame of pandas, polars, DuckDB or PySpark, not a path; read the file "
            "first, as with ca.read_csv, pl.scan_parquet or duckdb.read_parquet."
        )
    with pytest.raises(TypeError) as caught:
        ca.Events(MADE, "my-study")  # type: ignore[arg-type]
    assert str(caught.value) == "study is 'my-study'; give a Study, as Study.read(folder) does, or None."


def test_a_file_that_may_be_scanned_is_not_overwritten(parquet: Path, polars: Any) -> None:
    whole = ca.Events(MADE).to_parquet(parquet).read_bytes()
    part = ca.Events(polars.scan_parquet(parquet)).between("2001", "2001")
    with pytest.raises(CaEventsError) as caught:
        part.to_parquet(parquet)
    assert str(caught.value) == (
        f"{parquet} is there already, and may be the file that these events are read from; name another one, or "
        "replace it with overwrite=True."
    )
    assert parquet.read_bytes() == whole
    part.to_parquet(parquet, overwrite=True)
    assert list(ca.Events(polars.scan_parquet(parquet))) == MADE[:1]


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyarrow" else found(name))
    with pytest.raises(ca.MissingExtra) as caught:
        ca.Events(MADE).to_parquet(tmp_path / "events.parquet")
    assert str(caught.value) == "Parquet files need pyarrow: pip install 'ca-events[parquet]'."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["polars", "polars lazy, moments", "DuckDB, private, moments"])
def test_polars_and_duckdb_write_without_pyarrow(
    kind: str, quick_kinds: dict[str, Make], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import importlib.util

    events = ca.Events(quick_kinds[kind](ca.Events(MADE).to_pandas()))
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyarrow" else found(name))
    assert events.between("2001", "2001").to_parquet(tmp_path / "events.parquet").exists()


def test_without_pyarrow_spark_names_its_extra(
    monkeypatch: pytest.MonkeyPatch, spark_kinds: dict[str, Make]
) -> None:
    import importlib.util

    events = ca.Events(spark_kinds["PySpark"](ca.Events(MADE).to_pandas()))
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyarrow" else found(name))
    with pytest.raises(ca.MissingExtra) as caught:
        len(events)
    assert str(caught.value) == "rows of PySpark are fetched with pyarrow: pip install 'ca-events[spark]'."


def test_conditions_know_truth_values_and_texts() -> None:
    events = ca.Events(MADE)
    assert len(events.filter(ca.col("approximate") == events.to_pandas()["approximate"].iloc[0])) == 2
    with pytest.raises(TypeError) as caught:
        events.filter(ca.col("amount").contains("5"))
    assert str(caught.value) == "amount holds no text; it cannot contain '5'."


def test_bounds_with_an_hour_lie_on_their_day_and_are_a_problem(lazy: Any, polars: Any) -> None:
    moved = lazy.with_columns(polars.col(polars.Datetime) + polars.duration(hours=15))
    events = ca.Events(moved)
    for how in ("possible", "definite"):
        assert [event.id for event in events.between("2001-06-15", "2001-06-15", how=how)] == ["E1"]
    found = events.problems()
    wanted = "holds '2001-06-15 15:00:00', and date '2001-06-15' gives '2001-06-15'; compute it anew."
    assert (
        found["column"].tolist()
        == ["earliest"] * 2 + ["latest"] * 2 + ["latest_start"] * 2 + ["earliest_end"] * 2
    )
    assert (found["message"] == wanted).sum() == 4


def test_ids_and_dates_are_texts_because_rows_are_sorted_by_them(lazy: Any, polars: Any) -> None:
    wrong = lazy.with_columns(polars.col("id").cast(polars.Enum(["E2", "E1"])))
    assert refused(wrong) == (
        "1 problem:\ncolumn id: holds Enum(categories=['E2', 'E1']); it must hold text: "
        "frame.with_columns(pl.col('id').cast(pl.String))."
    )


def test_a_missing_date_beside_dates_with_gaps_is_kept(quick_kinds: dict[str, Make], polars: Any) -> None:
    made = [ca.Event(id="E1", date="[2010,2012]"), ca.Event(id="E2", date="XXXX")]
    frame = quick_kinds["polars lazy, moments"](ca.Events(made).to_pandas())
    events = ca.Events(frame.with_columns(polars.col("date").replace("XXXX", None)))
    assert len(events.between("2011", "2011")) == 1
    assert events.problems()["message"].tolist() == [
        "no EDTF date: the cell is empty. Write 'XXXX' for an event of which no date is known."
    ]


def test_numbers_of_every_kind_can_be_compared(lazy_kind: Make) -> None:
    import decimal
    import fractions

    import numpy as np

    events = ca.Events(lazy_kind(ca.Events(MADE).to_pandas()))
    for number in (1, 1.5, decimal.Decimal("1.5"), fractions.Fraction(3, 2), np.int64(1), np.float32(1.5)):
        assert len(events.filter(ca.col("amount") > number)) == 1
        assert len(events.filter(ca.col("edition") > number)) == 1
    assert len(events.filter(ca.col("amount") < 10**20)) == 1
    assert len(events.filter(ca.col("amount").is_in(range(600)))) == 1
    assert len(events.filter(ca.col("id").is_in([f"E{number}" for number in range(2, 2000)]))) == 1
    assert len(events.filter(ca.col("earliest").is_in(["2001-06-15", "2005"]))) == 2
    refusals = {
        "amount is compared with NaN, which is no number; is_missing() asks for missing ones.": lambda: (
            ca.col("amount") < float("nan")
        ),
        "amount holds no truth values; it cannot be compared with True.": lambda: ca.col("amount") == True,  # noqa: E712
        "approximate holds True or False; it cannot be compared with 0.5.": lambda: (
            ca.col("approximate") < 0.5
        ),
        "earliest holds days; compare it with a day such as '2013-09-07', not with 1.5.": lambda: (
            ca.col("earliest") > decimal.Decimal("1.5")
        ),
    }
    for text, condition in refusals.items():
        with pytest.raises(TypeError) as caught:
            events.filter(condition())
        assert str(caught.value).replace("Decimal('1.5')", "1.5") == text


def test_moments_of_ones_own_are_compared_with_no_day(lazy: Any, polars: Any) -> None:
    own = lazy.with_columns(x_t=polars.col("earliest").dt.replace_time_zone("Asia/Almaty"))
    with pytest.raises(TypeError) as caught:
        ca.Events(own).filter(ca.col("x_t") > "2001")
    assert str(caught.value) == (
        "x_t holds moments in the time zone Asia/Almaty; make days of them first, as you mean them."
    )


def test_names_that_spark_cannot_ask_for(spark_kinds: dict[str, Make]) -> None:
    frame = ca.Events(MADE).to_pandas().assign(**{"x_a.b": "", "x_`": ""})
    assert refused(spark_kinds["PySpark"](frame)) == (
        "2 problems:\n"
        "column x_a.b: PySpark takes a dot or a backtick in a name for something else; rename the column.\n"
        "column x_`: PySpark takes a dot or a backtick in a name for something else; rename the column."
    )
