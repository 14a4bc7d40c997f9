"""Collections: rows in and out, joining, saving, showing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events.dates import DATE_COLUMNS
from ca_events.errors import CaEventsError, InvalidData, UnknownCode
from ca_events.schema import FIXED_NAMES
from ca_events.study import CoverageRow, Study
from ca_events.testing import event_lists, studies

Engine = Callable[[pd.DataFrame], Any]
MADE = [
    ca.Event(
        id="E1",
        date="2005",
        title="A loan",
        actors="EXIM:lender; KGZ:borrower",
        codes={"category": "economic.loan"},
    ),
    ca.Event(id="E2", date="2001-06-15", title="A visit", actors="CHN; KAZ", codes={"mechanism": "sco; bri"}),
    ca.Event(id="E3", date="[..1999]", title='<b>Bold</b> & "quoted"', sources="src_a", note="=1+1"),
]


@settings(max_examples=50)
@given(st.data())
def test_reading_what_was_written_gives_the_same_study(tmp_path: Path, data: st.DataObject) -> None:
    study = data.draw(studies())
    made = data.draw(event_lists(study))
    events = ca.Events(made, study)
    assert list(events) == made
    folder = events.save(tmp_path / "study")
    again = ca.load(folder)
    assert list(again) == made
    assert again.study == study
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again.save(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(ca.Events(events.to_pandas(), study)) == made
    assert list(ca.read_csv(events.to_csv(tmp_path / "plain.csv"))) == made


@settings(max_examples=25)
@given(st.data())
def test_every_engine_gives_the_same_events_back(engine: Engine, data: st.DataObject) -> None:
    study = data.draw(studies())
    made = data.draw(event_lists(study))
    frame = ca.Events(made, study).to_pandas()
    events = ca.Events(engine(frame), study)
    assert sorted(events, key=lambda event: event.id) == sorted(made, key=lambda event: event.id)
    assert len(events) == len(made)
    pd.testing.assert_frame_equal(
        events.to_pandas().sort_values("id", ignore_index=True), frame.sort_values("id", ignore_index=True)
    )
    assert type(events.to_frame()) is type(engine(frame))


@settings(max_examples=20)
@given(st.data())
def test_parquet_brings_back_the_same_events(tmp_path: Path, data: st.DataObject) -> None:
    pytest.importorskip("pyarrow")
    study = data.draw(studies())
    made = data.draw(event_lists(study))
    path = ca.Events(made, study).to_parquet(tmp_path / "events.parquet", overwrite=True)
    assert list(ca.Events(pd.read_parquet(path), study)) == made
    pl = pytest.importorskip("polars")
    scanned = ca.Events(pl.scan_parquet(path), study)
    assert scanned.is_lazy
    assert sorted(scanned, key=lambda event: event.id) == sorted(made, key=lambda event: event.id)


def test_the_frame_has_the_canonical_columns_in_their_order(study: Study) -> None:
    frame = ca.Events(MADE, study).to_pandas()
    variables = ("category", "mechanism", "stage", "amount_basis", "region")
    assert list(frame.columns) == [*FIXED_NAMES, *variables, *DATE_COLUMNS]
    assert frame["region"].tolist() == ["central_asia", "central_asia", ""]
    assert str(frame["earliest"].dtype) == "datetime64[s]"
    assert not frame[["title", "actors", "category", "note"]].isna().any().any()


def test_dates_outside_the_reach_of_nanoseconds_survive() -> None:
    events = ca.Events([ca.Event(id="E1", date="0850"), ca.Event(id="E2", date="9999-12-31")])
    assert [str(day)[:10] for day in events.to_pandas()["earliest"]] == ["0850-01-01", "9999-12-31"]


def test_unchanged_files_of_a_study_are_copied_byte_for_byte(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    ca.load(folder).save(tmp_path / "copy")
    names = {path.name for path in folder.iterdir()} - {"README.md"}
    for name in names:
        assert (tmp_path / "copy" / name).read_bytes() == (folder / name).read_bytes(), name
    assert b"#" in (tmp_path / "copy" / "codebook.toml").read_bytes()


def test_a_part_is_never_written_over_the_whole_it_was_read_from(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    file = folder / "events.csv"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    whole = ca.load(folder)
    part = whole.where(category="economic")
    assert len(part) == 1
    ways: list[Callable[[], object]] = [
        lambda: part.save(folder),
        lambda: part.to_csv(file),
        lambda: part.with_study(whole.study).save(folder),
        lambda: whole[:1].save(folder),
        lambda: (whole[:1] + part).to_csv(file),
        lambda: (ca.Events([ca.Event(id="NEW1", date="2010", title="N")], whole.study) + part).save(folder),
    ]
    for write in ways:
        with pytest.raises(
            CaEventsError, match=r"^writing to .*events.csv would delete [12] of the events that these"
        ):
            write()
    with pytest.raises(CaEventsError) as caught:
        ca.read_csv(file, whole.study).where(category="economic").to_csv(file)
    assert str(caught.value) == (
        f"writing to {file} would delete 2 of the events that these were read with (category economic); "
        "name another place."
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    part.save(tmp_path / "elsewhere")
    again = ca.load(tmp_path / "elsewhere", part=True)
    assert list(again) == list(part)
    assert again.selection == "a part of a study"
    assert again.problems().empty


def test_a_file_with_other_delimiters_is_guarded_and_written_back(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes("id;date;title\nE1;2001;Caf\u00e9\nE2;2002;B\n".encode("cp1252"))
    events = ca.read_csv(file, delimiter=";", encoding="cp1252")
    with pytest.raises(CaEventsError, match="would delete 1 of the events"):
        events[:1].to_csv(file)
    assert list(ca.read_csv(events.to_csv(file))) == list(events)


def test_events_can_be_added_to_the_study_they_were_read_from(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    whole = ca.load(folder)
    more = whole + ca.Events([ca.Event(id="NEW1", date="2010", title="One more")], whole.study)
    more.save(folder)
    assert len(ca.load(folder)) == 4


def test_adding_events_keeps_the_coverage_of_a_study_and_taking_some_away_does_not(
    study: Study, tmp_path: Path
) -> None:
    covered = attrs.evolve(study, coverage=[CoverageRow(code="", start="1991", end="2020", level="census")])
    folder = ca.Events(MADE, covered).save(tmp_path / "whole")
    whole = ca.load(folder)
    new = ca.Events([ca.Event(id="NEW1", date="2010", title="One more")], whole.study)
    before = (folder / "coverage.csv").read_bytes()
    (whole + new).save(folder)
    assert (folder / "coverage.csv").read_bytes() == before
    for number, part in enumerate((whole[1:], whole.where(mechanism="bri") + new)):
        saved = ca.load(part.save(tmp_path / f"part{number}"), part=True)
        assert saved.study is not None
        assert len(saved.study.coverage) == 0
    again = ca.read_csv(folder / "events.csv", whole.study, part=True).save(tmp_path / "again")
    assert len(ca.Study.read(again).coverage) == 0


@pytest.mark.parametrize("question", [{"category": "economic"}, {"category": "social"}])
def test_a_selection_of_the_bundled_study_can_leave_the_library(
    engine: Engine, question: dict[str, str], tmp_path: Path
) -> None:
    whole = ca.load()
    events = ca.Events(engine(whole.to_pandas()), whole.study)
    part = events.where(**question).sort()
    made = list(part)
    assert made
    assert list(ca.Events(part.to_pandas(), whole.study)) == made
    assert list(ca.read_csv(part.to_csv(tmp_path / "part.csv"), whole.study, part=True)) == made
    folder = part.save(tmp_path / "part")
    again = ca.load(folder, part=True)
    assert list(again) == made
    assert again.study is not None
    assert {row.event for row in again.study.evidence} == {event.id for event in made}
    assert part.problems().empty
    both = part + whole.where(category="security")
    assert len(both) == len(made) + len(whole.where(category="security"))


def test_the_frames_handed_out_are_copies(study: Study) -> None:
    events = ca.Events(MADE, study)
    for give in (events.to_frame, events.to_pandas, events.sort().to_frame):
        frame = give()
        frame.loc[0, "id"] = "changed"
        assert [event.id for event in events] == ["E1", "E2", "E3"]
        assert frame.index.tolist() == [0, 1, 2]
    assert events.sort(descending=True).to_pandas().index.tolist() == [0, 1, 2]
    with pytest.raises(AttributeError):
        events.study = None  # type: ignore[misc]


def test_without_a_study_there_is_no_folder_to_save() -> None:
    with pytest.raises(
        CaEventsError,
        match=r"^the events have no study, so there is no study folder; see Events.with_study\.$",
    ):
        ca.Events(MADE).save("x")


def test_formulas_are_escaped_in_the_file_and_nowhere_else(tmp_path: Path) -> None:
    events = ca.Events(MADE)
    text = events.to_csv(tmp_path / "e.csv").read_text(encoding="utf-8")
    assert "'=1+1" in text
    assert events["E3"].note == "=1+1"
    assert ca.read_csv(tmp_path / "e.csv")["E3"].note == "=1+1"


def test_it_shows_both_ends_and_escapes_what_a_notebook_would_run(study: Study) -> None:
    events = ca.Events(MADE, study)
    assert repr(events) == (
        "Events: 3 events, 2001-06-15 to 2005-12-31\n"
        "  E1  2005        A loan\n"
        "  E2  2001-06-15  A visit\n"
        '  E3  [..1999]    <b>Bold</b> & "quoted"'
    )
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp;" in events._repr_html_()
    assert "<b>" not in events._repr_html_()
    many = ca.Events([ca.Event(id=f"E{number}", date="2001") for number in range(30)])
    assert repr(many).splitlines()[6] == "  ...        (20 more)"
    assert repr(ca.Events([])) == "Events: 0 events"


def test_ids_positions_and_slices(study: Study) -> None:
    events = ca.Events(MADE, study)
    assert events["E2"] == events[1] == events[-2] == MADE[1]
    assert list(events[1:]) == MADE[1:]
    assert list(events[1:].where(mechanism="bri")) == [MADE[1]]
    assert events[1:].selection == "events 2 to 3"
    assert events[-2:].selection == "events 2 to 3"
    assert events[::2].selection == "2 events picked by their places"
    assert events[7:9].selection == "0 events picked by their places"
    with pytest.raises(CaEventsError) as refused:
        events[::-1]
    assert str(refused.value) == "a slice goes forward; sort(descending=True) turns the order round."
    assert events[1:].funnel()["events"].tolist() == [3, 2]
    assert events[np.int64(1)] == MADE[1]
    with pytest.raises(UnknownCode, match=r"^there is no event 'E9' in this selection\.$"):
        events["E9"]
    with pytest.raises(IndexError, match=r"^position 3 is outside the 3 events\.$"):
        events[3]


def test_joining_takes_an_event_once_and_refuses_two_under_one_id(study: Study) -> None:
    events = ca.Events(MADE, study)
    joined = events.where(mechanism="bri") + events.between("2005", "2005")
    assert {event.id for event in joined} == {"E1", "E2"}
    assert list(events + events) == MADE
    assert joined.selection == "(mechanism bri) and also (between 2005 and 2005 (possible))"
    other = ca.Events([ca.Event(id="E1", date="2006")], study)
    with pytest.raises(
        CaEventsError, match=r"^the id 'E1' stands for different events in the two collections\.$"
    ):
        events + other
    with pytest.raises(CaEventsError) as caught:
        events + ca.Events(MADE)
    assert (
        str(caught.value)
        == "the two collections have different studies; bring one over with with_study first."
    )


def test_another_study_checks_anew_and_keeps_the_rows(engine: Engine, study: Study) -> None:
    whole = ca.Events(engine(ca.Events(MADE, study).to_pandas()), study)
    chosen = whole.where(region="central_asia").sort()
    moved = chosen.with_study(None)
    assert moved.selection == "region central_asia [no study: codes unchecked]"
    assert [event.id for event in moved] == [event.id for event in chosen] == ["E2", "E1"]
    assert [event.id for event in moved.where(mechanism="bri")] == ["E2"]
    assert [event.id for event in whole.with_study(study).sort()] == [event.id for event in whole.sort()]


def test_a_study_that_does_not_allow_the_codes_is_refused(study: Study) -> None:
    plain = ca.Events(MADE).between("2001", None)
    assert plain.with_study(study).selection == "between 2001 and the last day (possible)"
    wrong = ca.Events([ca.Event(id="E1", date="2001", codes={"category": "nothing"})])
    with pytest.raises(InvalidData, match="'nothing'"):
        wrong.with_study(study)


def test_events_and_frames_are_checked_at_the_door(study: Study) -> None:
    with pytest.raises(InvalidData) as caught:
        ca.Events([ca.Event(id="E1", date="2001", actors="ATLANTIS"), ca.Event(id="E1", date="2001")], study)
    assert [str(problem) for problem in caught.value.problems] == [
        "column id: 'E1': the id is used already; an id stands for one event.",
        "column actors: 'ATLANTIS': is no actor of actors.csv.",
    ]
    frame = ca.Events(MADE, study).to_pandas()
    frame.loc[0, "date"] = "2013-02-30"
    with pytest.raises(InvalidData, match="February 2013 has 28 days"):
        ca.Events(frame, study)
    with pytest.raises(
        TypeError,
        match=r"^Events takes Event objects or a frame of pandas, polars, DuckDB or PySpark, not int\.$",
    ):
        ca.Events(3)
    with pytest.raises(TypeError, match=r"^a list of events holds Event objects; it has a dict\.$"):
        ca.Events([{"id": "E1"}])


def test_stale_date_columns_of_a_frame_are_computed_anew() -> None:
    frame = ca.Events(MADE).to_pandas()
    frame.loc[0, "date"] = "2010"
    assert [event.id for event in ca.Events(frame).between("2010", "2010", how="definite")] == ["E1"]


def test_a_plain_frame_needs_only_id_date_and_title() -> None:
    frame = pd.DataFrame({"id": ["E1"], "date": ["2001"], "title": ["A"], "amount": [None], "x_mine": ["m"]})
    event = ca.Events(frame)["E1"]
    assert (event.date.edtf, event.amount, event.extra["x_mine"]) == ("2001", None, "m")


def test_a_lazy_frame_without_computed_columns_is_refused_with_the_command(study: Study) -> None:
    pl = pytest.importorskip("polars")
    frame = pl.LazyFrame(
        {name: [""] for name in (*FIXED_NAMES, "category", "mechanism", "stage", "amount_basis", "region")}
    )
    with pytest.raises(CaEventsError) as caught:
        ca.Events(frame, study)
    assert str(caught.value) == (
        "the lazy frame lacks the columns computed from date (earliest, latest, latest_start, earliest_end, precision, "
        "date_kind, start_state, end_state, approximate, uncertain). Add them once: "
        "ca.Events(frame.collect(), study).to_parquet('events-computed.parquet'), then scan that file; a large frame "
        "part by part, each into a file of its own."
    )


def test_a_duckdb_relation_is_told_its_own_command(study: Study) -> None:
    duckdb = pytest.importorskip("duckdb")
    frame = ca.Events(MADE, study).to_pandas().drop(columns=list(DATE_COLUMNS)).astype(str)
    connection = duckdb.connect()
    with pytest.raises(CaEventsError, match=r"Add them once: ca\.Events\(frame\.df\(\), study\)\.to_parquet"):
        ca.Events(connection.from_df(frame), study)


def test_a_lazy_collection_runs_nothing_to_show_itself_and_has_no_positions(study: Study) -> None:
    pl = pytest.importorskip("polars")

    def explode(frame: Any) -> Any:
        raise AssertionError("the plan ran")

    lazy = pl.from_pandas(ca.Events(MADE, study).to_pandas().astype({"edition": "float"})).lazy()
    watched = ca.Events(lazy.map_batches(explode, schema=lazy.collect_schema()), study)
    asked = watched.between("2001", "2002").where(category="economic").involving("CHN").search("x").sort()
    assert repr(asked) == f"Events (lazy, nothing has run): {asked.selection}"
    with pytest.raises(TypeError, match=r"^a lazy collection has no positions; ask for an id, or collect it"):
        asked[0]


def test_an_eager_polars_frame_is_read_like_a_file(study: Study) -> None:
    pl = pytest.importorskip("polars")
    plain = pl.DataFrame(
        {"id": ["E1", "E2"], "date": ["2005", "2001"], "title": ["A", None], "actors": ["KAZ;CHN", ""]}
    )
    events = ca.Events(plain)
    assert isinstance(events.to_frame(), pl.DataFrame)
    assert [event.id for event in events.involving("CHN")] == ["E1"]
    assert [event.id for event in events.between("2005", "2005")] == ["E1"]
    assert events["E2"].title == ""
    with pytest.raises(InvalidData) as caught:
        ca.Events(pl.DataFrame({"id": ["E1", "E1"], "date": ["2013-02-30", "2001"], "title": ["A", "B"]}))
    assert [problem.column for problem in caught.value.problems] == ["date", "id"]
    stored = ca.Events(MADE, study).to_pandas().drop(columns=list(DATE_COLUMNS))
    full = {
        name: [None if pd.isna(value) else value for value in stored[name].astype(object)] for name in stored
    }
    assert list(ca.Events(pl.DataFrame(full), study)) == MADE


def test_sources_and_citation_belong_to_the_selection(study: Study) -> None:
    events = ca.Events(MADE, study)
    assert events.sources["id"].tolist() == ["src_a"]
    assert events.where(mechanism="bri").sources.empty
    assert events.where(mechanism="bri").cite() == (
        "A small study [data set], version 0.1. Selection: mechanism bri (n = 1)."
    )


def test_tables_carry_the_words_of_their_selection(study: Study) -> None:
    table = ca.Events(MADE, study).between("2001", "2005").counts(by=None)
    assert table.attrs["selection"] == "between 2001 and 2005 (possible)"
    assert table.attrs["events"] == 2
    chosen = ca.Events(MADE, study).where(mechanism="bri")
    for other in (chosen.totals(), chosen.participants(), chosen.cooccurrence()):
        assert other.attrs["selection"] == "mechanism bri"


def test_a_part_that_was_saved_claims_no_zeros(study: Study, tmp_path: Path) -> None:
    covered = attrs.evolve(study, coverage=[CoverageRow(code="", start="1991", end="2020", level="census")])
    made = [
        ca.Event(id=f"E{year}", date=str(year), codes={"category": "economic.loan"})
        for year in range(2001, 2006)
    ]
    whole = ca.Events(made, covered)
    folder = whole[2:].save(tmp_path / "part")
    for events in (ca.load(folder, part=True), ca.read_csv(folder / "events.csv", covered, part=True)):
        table = events.counts(by=None)
        assert not (table["possible"] == 0).fillna(False).any()
    assert (ca.load(whole.save(tmp_path / "whole")).counts(by=None)["possible"] == 0).any()


def test_no_zero_stands_beside_an_undated_event_of_the_same_code(study: Study) -> None:
    covered = attrs.evolve(study, coverage=[CoverageRow(code="", start="1991", end="2020", level="census")])
    made = [
        ca.Event(id="E1", date="XXXX", codes={"category": "economic"}),
        ca.Event(id="E2", date="2001", codes={"category": "political"}),
    ]
    table = ca.Events(made, covered).counts()
    zeros = table[(table["possible"] == 0).fillna(False)]
    assert "economic" not in zeros["category"].tolist()
    assert "political" in zeros["category"].tolist()


def test_columns_of_the_users_own_may_hold_anything() -> None:
    frame = pd.DataFrame(
        {
            "id": ["E1", "E2"],
            "date": ["2001", "2002"],
            "title": ["a", "b"],
            "x_a": ["#N/A", "a\x07"],
            "x_long": [1234567890123456789, 1234567890123456790],
        }
    )
    events = ca.Events(frame)
    assert [event.extra["x_a"] for event in events] == ["#N/A", "a\x07"]
    assert [event.extra["x_long"] for event in events] == ["1234567890123456789", "1234567890123456790"]


def test_odd_frames_are_refused_in_a_sentence() -> None:
    good = {"id": ["E1"], "date": ["2001"], "title": ["a"]}
    with pytest.raises(CaEventsError) as caught:
        ca.Events(pd.DataFrame({**good, "actors": [["CHN"]]}))
    assert str(caught.value) == (
        "the column 'actors' holds lists or other objects; write them as text, such as 'CHN; KAZ'."
    )
    with pytest.raises(CaEventsError) as caught:
        ca.Events(pd.DataFrame([["E1", "2001", "a", "b"]], columns=["id", "date", "title", "title"]))
    assert str(caught.value) == "the frame has more than one column 'title'."
