"""Tables of quality: what they count is counted by hand here, and nothing is left out."""

from __future__ import annotations

from math import comb
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ca_events as ca
from ca_events import quality
from ca_events.study import (
    Actor,
    Codebook,
    CoverageRow,
    Evidence,
    Recheck,
    Segment,
    Source,
    Study,
)

BOOK = """
[codebook]
id = "measured"
version = "1.0.0"

[variable.category]
values = "one"
hierarchical = true
[code.category.visit]
definition = "A visit."
[code.category.deal]
definition = "A deal."
[code.category."deal.loan"]
parent = "deal"
definition = "A loan."

[variable.attestation]
values = "one"
[code.attestation.denied]
definition = "A party denies it."
"""


@pytest.fixture(scope="module")
def measured() -> ca.Events:
    """Five events of two states, on sources of three houses in two languages."""
    study = Study(
        name="measured",
        codebook=Codebook.parse(BOOK),
        actors=[
            Actor(id="CHN", name="China", kind="state"),
            Actor(id="KAZ", name="Kazakhstan", aliases="Qazaqstan", kind="state", region="asia.central"),
            Actor(id="KGZ", name="Kyrgyzstan", kind="state", region="asia.central"),
            Actor(id="KMG", name="KazMunayGas", kind="company", parent="KAZ"),
        ],
        sources=[
            Source(id="a1", title="A", family="a", kind="agency", language="en"),
            Source(id="a2", title="A again", family="a", kind="official", language="ru"),
            Source(id="b1", title="B", publisher="House B", kind="agency", language="en"),
            Source(id="mute", title="No language", kind="blog"),
        ],
        evidence=[
            Evidence(event="E1", field="date", source="a1", value="15 June"),
            Evidence(event="E1", field="date", source="b1", value="14 June", stance="conflicts"),
            Evidence(event="E2", field="amount", source="mute", value="6 USD", stance="conflicts"),
            Evidence(event="E2", field="amount", source="a2", value="5 USD", stance="supports"),
        ],
        coverage=[
            CoverageRow(
                code="deal", actor="KAZ", start="1995", end="2004", level="threshold", bar="any size"
            ),
            CoverageRow(code="deal.loan", actor="KAZ", start="2005", end="2010", level="census"),
            CoverageRow(code="visit", actor="asia.central", start="1995", end="2010", level="as_found"),
        ],
        rechecks=[
            Recheck(
                event="E1", field="date", coded="2001-06-15", found="15 June", finding="right", source="a1"
            ),
            Recheck(event="E1", field="category", coded="visit", found="a loan", finding="wrong"),
            Recheck(event="E2", field="date", coded="2001-07", finding="cannot_tell"),
        ],
        segments=[
            Segment(source="a1", date="2001-06-15", found="a visit", category="visit", events="E1"),
            Segment(source="a1", found="a toast", why="no act of its own"),
            Segment(source="b1", found="an act of others"),
            Segment(source="mute"),
        ],
    )
    made = (
        event("E1", "2001-06-15", "One", "CHN; KAZ", "a1; b1", "visit", note="b1 is late"),
        event(
            "E2",
            "2001-07",
            "Two",
            "CHN; KMG",
            "a1; a2",
            "deal.loan",
            amount=ca.Amount(value=5, currency="USD"),
        ),
        event("E3", "1999~", "Three", "CHN; KGZ", "mute", "visit", attestation="denied"),
        event("E4", "../2003-01-01", "Four", "CHN; KAZ", "", "deal"),
        event("E5", "2012-01-01/2012-01-03", "Five", "CHN; KGZ", "a1; a2; b1", "visit"),
    )
    return ca.Events(made, study)


def event(
    name: str,
    date: str,
    title: str,
    actors: str,
    sources: str,
    category: str,
    attestation: str = "",
    **cells: Any,
) -> ca.Event:
    codes = {"category": category} | ({"attestation": attestation} if attestation else {})
    return ca.Event(id=name, date=date, title=title, actors=actors, sources=sources, codes=codes, **cells)


def rows(table: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in table.to_dict("records")]


def test_two_texts_of_one_house_are_one_family_and_an_event_may_have_no_source(measured: ca.Events) -> None:
    table = quality.sourcing(measured).set_index("began")
    assert list(table.index) == ["1990s", "2000s", "2010s", "no year", "all"]
    assert table.loc["all", ["events", "two_families", "one_family", "no_source"]].tolist() == [5, 2, 2, 1]
    assert table.loc["2000s", ["events", "two_families", "one_family", "no_source"]].tolist() == [2, 1, 1, 0]
    assert table.loc["all", "sources"] == pytest.approx(8 / 5)
    assert table.loc["no year", "two_families_share"] == 0


def test_an_event_counts_in_each_language_of_its_sources_once(measured: ca.Events) -> None:
    assert rows(quality.languages(measured)) == [
        {"began": "1999", "events": 1, "en": 0, "ru": 0, "not stated": 1, "one_language": 1},
        {"began": "2001", "events": 2, "en": 2, "ru": 1, "not stated": 0, "one_language": 1},
        {"began": "2012", "events": 1, "en": 1, "ru": 1, "not stated": 0, "one_language": 0},
        {"began": "no year", "events": 1, "en": 0, "ru": 0, "not stated": 0, "one_language": 0},
        {"began": "all", "events": 5, "en": 3, "ru": 2, "not stated": 1, "one_language": 2},
    ]


def test_precision_counts_every_event_once(measured: ca.Events) -> None:
    table = quality.precision(measured)
    kinds = [name for name in table.columns if name not in ("began", "events", "qualified")]
    assert (table[kinds].sum(axis=1) == table["events"]).all()
    assert table.set_index("began").loc["1990s", "qualified"] == 1


def cells(table: Any, leaf: str, place: str) -> dict[str, Any]:
    """The row of a map for a leaf and a place, without the two."""
    (row,) = rows(table[(table["leaf"] == leaf) & (table["place"] == place)])
    return {name: cell for name, cell in row.items() if name not in ("leaf", "place")}


NOT_SEARCHED = {"level": "as_found", "days": "", "whole": False, "bar": ""}


def test_the_map_has_all_leaves_and_used_inner_codes_for_each_place(measured: ca.Events) -> None:
    table = quality.coverage_map(measured, ["KAZ", "asia"])
    assert list(table.columns) == ["leaf", "place", "level", "days", "whole", "bar", "events", "elsewhen"]
    assert table[["leaf", "place"]].values.tolist() == [
        [leaf, place] for place in ("KAZ", "asia") for leaf in ("visit", "deal", "deal.loan")
    ]
    unused = ca.Events([found for found in measured if found.id != "E4"], measured.study)
    assert quality.coverage_map(unused, ["KAZ"])["leaf"].tolist() == ["visit", "deal.loan"]


def test_a_census_of_some_days_makes_no_census_of_all_that_were_searched(measured: ca.Events) -> None:
    table = quality.coverage_map(measured, ["KAZ"])
    days = {"days": "1995-01-01 to 2010-12-31", "bar": "any size"}
    loans = cells(table, "deal.loan", "KAZ")
    assert {name: loans[name] for name in ("level", "days", "bar", "events", "elsewhen")} == days | {
        "level": "threshold",
        "events": 1,
        "elsewhen": 0,
    }
    assert cells(table, "visit", "KAZ") == NOT_SEARCHED | {"events": 1, "elsewhen": 0}


def test_events_of_a_firm_count_for_its_state_and_a_search_for_the_state_is_none_for_the_firm(
    measured: ca.Events,
) -> None:
    table = quality.coverage_map(measured, ["KMG"])
    assert cells(table, "deal.loan", "KMG") == NOT_SEARCHED | {"events": 1, "elsewhen": 0}
    assert cells(table, "visit", "KMG") == NOT_SEARCHED | {"events": 0, "elsewhen": 0}


def searched(measured: ca.Events, *searches: CoverageRow, **limits: str) -> ca.Events:
    """The same events in a study with other searches."""
    study = attrs.evolve(measured.study, coverage=searches, **limits)
    return ca.Events(list(measured), study)


def search(actor: str, start: str, end: str, level: str = "census", code: str = "visit") -> CoverageRow:
    return CoverageRow(code=code, actor=actor, start=start, end=end, level=level)


def test_names_and_aliases_of_an_actor_mean_the_same_row_of_the_map(measured: ca.Events) -> None:
    by_name = quality.coverage_map(measured, ["Kazakhstan", "Qazaqstan"])
    by_id = quality.coverage_map(measured, ["KAZ", "KAZ"])
    assert by_name.equals(by_id)
    assert "threshold" in by_id["level"].tolist()


def test_a_region_was_searched_on_the_days_on_which_each_of_its_states_was(measured: ca.Events) -> None:
    days = {"start": "1995-01-01", "end": "2010-12-31"}
    events = searched(measured, search("KAZ", "1995", "2004"), search("KGZ", "2000", "2010"), **days)
    # E3 is of 1999 and E5 of 2012.
    assert cells(quality.coverage_map(events, ["asia"]), "visit", "asia") == {
        "level": "census",
        "days": "2000-01-01 to 2004-12-31",
        "whole": False,
        "bar": "",
        "events": 3,
        "elsewhen": 2,
    }
    one_is_missing = searched(measured, search("KAZ", "1995", "2004"))
    found = cells(quality.coverage_map(one_is_missing, ["asia"]), "visit", "asia")
    assert found == NOT_SEARCHED | {"events": 3, "elsewhen": 0}
    apart = searched(measured, search("KAZ", "1995", "1999"), search("KGZ", "2000", "2010"))
    assert cells(quality.coverage_map(apart, ["asia"]), "visit", "asia")["level"] == "as_found"


def test_a_region_is_as_thorough_as_the_least_thorough_search_of_its_states(measured: ca.Events) -> None:
    events = searched(
        measured, search("KAZ", "1995", "2010"), search("KGZ", "1995", "2010", level="threshold")
    )
    table = quality.coverage_map(events, ["asia.central", "KAZ", "KGZ"])
    assert [cells(table, "visit", place)["level"] for place in ("asia.central", "KAZ", "KGZ")] == [
        "threshold",
        "census",
        "threshold",
    ]


def test_the_whole_is_all_days_of_the_study_in_one_stretch(measured: ca.Events) -> None:
    limits = {"start": "1995-01-01", "end": "2010-12-31"}
    for searches, whole in (
        ([search("KAZ", "1995", "2010")], True),
        ([search("KAZ", "1990", "2004"), search("KAZ", "2005", "2020")], True),
        ([search("KAZ", "1995", "2010-12-30")], False),
        ([search("KAZ", "1995-01-02", "2010")], False),
        ([search("KAZ", "1995", "2001"), search("KAZ", "2003", "2010")], False),
    ):
        table = quality.coverage_map(searched(measured, *searches, **limits), ["KAZ"])
        assert cells(table, "visit", "KAZ")["whole"] is whole


def test_only_events_that_lie_certainly_on_other_days_are_elsewhen(measured: ca.Events) -> None:
    def of_visits(start: str, end: str) -> list[int]:
        events = searched(measured, search("KGZ", start, end))
        found = cells(quality.coverage_map(events, ["KGZ"]), "visit", "KGZ")
        return [found["events"], found["elsewhen"]]

    assert of_visits("1999", "2012") == [2, 0]
    assert of_visits("1999-12-31", "2011") == [2, 1]
    assert of_visits("2012-01-03", "2020") == [2, 1]
    assert of_visits("2012-01-04", "2020") == [2, 2]


def test_a_region_that_no_actor_has_is_refused_with_the_nearest(measured: ca.Events) -> None:
    with pytest.raises(ca.UnknownCode) as refused:
        quality.coverage_map(measured, ["KAX"])
    assert str(refused.value) == (
        "'KAX' is no actor of the study. Nearest: 'KAZ'. Allowed are the ids, names and aliases of actors.csv."
    )


def test_conflicts_show_cell_and_statement_side_by_side(measured: ca.Events) -> None:
    assert rows(quality.conflicts(measured)) == [
        {
            "id": "E1",
            "title": "One",
            "field": "date",
            "cell": "2001-06-15",
            "stated": "14 June",
            "source": "House B",
            "note": "b1 is late",
        },
        {
            "id": "E2",
            "title": "Two",
            "field": "amount",
            "cell": "5",
            "stated": "6 USD",
            "source": "No language",
            "note": "",
        },
    ]
    assert rows(quality.conflicts(measured.where(category="deal")))[0]["id"] == "E2"
    assert quality.contested(measured)["id"].tolist() == ["E3"]


def test_an_event_is_wrong_if_one_of_its_cells_is(measured: ca.Events) -> None:
    table = quality.recheck_table(measured).set_index("field")
    assert table.loc["all", ["checked", "right", "wrong", "cannot_tell"]].tolist() == [2, 0, 1, 1]
    assert table.loc["date", ["checked", "right", "wrong", "cannot_tell"]].tolist() == [2, 1, 0, 1]
    assert table.loc["date", "low"] == 0
    assert table.loc["date", "high"] == pytest.approx(1 - 0.025)
    assert table.loc["all", "wrong_share"] == 1


def test_what_could_not_be_told_has_no_share() -> None:
    study = Study(
        name="s",
        codebook=Codebook.parse(BOOK),
        rechecks=[Recheck(event="E1", field="date", finding="cannot_tell")],
    )
    table = quality.recheck_table(
        ca.Events([ca.Event(id="E1", date="2001", codes={"category": "visit"})], study)
    )
    assert table[["wrong_share", "low", "high"]].isna().all(axis=None)


def test_segments_are_compared_in_both_directions(measured: ca.Events) -> None:
    assert rows(quality.segmentation(measured)) == [
        {"source": "a1", "found": 2, "in_study": 1, "not_in_study": 1, "of_study": 3, "missed": 2},
        {"source": "b1", "found": 1, "in_study": 0, "not_in_study": 1, "of_study": 2, "missed": 2},
        {"source": "mute", "found": 0, "in_study": 0, "not_in_study": 0, "of_study": 1, "missed": 1},
        {"source": "all", "found": 3, "in_study": 1, "not_in_study": 2, "of_study": 4, "missed": 3},
    ]


def test_an_event_in_two_texts_is_one_event_and_missed_only_if_found_in_neither(measured: ca.Events) -> None:
    def total(*segments: Segment) -> tuple[int, int]:
        events = ca.Events(list(measured), attrs.evolve(measured.study, segments=segments))
        (row,) = rows(quality.segmentation(events).tail(1))
        return row["of_study"], row["missed"]

    # E1 and E5 rest on a1 and on b1, E2 on a1 alone.
    assert total(Segment(source="a1"), Segment(source="b1")) == (3, 3)
    assert total(Segment(source="a1", found="a visit", events="E1"), Segment(source="b1")) == (3, 2)
    both = [Segment(source=source, found="a visit", events="E1; E5") for source in ("a1", "b1")]
    assert total(*both) == (3, 1)


def test_a_part_is_measured_by_its_own_events_alone(measured: ca.Events) -> None:
    loans = measured.where(category="deal")
    assert quality.recheck_table(loans).set_index("field").loc["all", "checked"] == 1
    assert [(row["source"], row["of_study"]) for row in rows(quality.segmentation(loans))] == [
        ("a1", 1),
        ("b1", 0),
        ("mute", 0),
        ("all", 1),
    ]


def test_families_list_their_events_largest_first_and_none_is_lost(measured: ca.Events) -> None:
    assert rows(quality.single_family(measured)) == [
        {"family": "", "events": 1, "ids": ("E4",)},
        {"family": "a", "events": 1, "ids": ("E2",)},
        {"family": "mute", "events": 1, "ids": ("E3",)},
    ]


def test_years_and_decades_stand_in_the_order_of_time() -> None:
    dates = ["1012", "0957-03", "199X", "[1999..2008]", "2000-01-01", "../2003", "XXXX", "0007"]
    made = [event(f"E{place}", date, "An act", "", "", "visit") for place, date in enumerate(dates)]
    events = ca.Events(made, Study(name="old", codebook=Codebook.parse(BOOK)))
    by_decade = ["0000s", "0950s", "1010s", "1990s", "2000s", "no year", "all"]
    table = quality.sourcing(events)
    assert table["began"].tolist() == by_decade
    assert table["events"].tolist() == [1, 1, 1, 2, 1, 2, 8]
    by_year = quality.languages(events)
    assert by_year["began"].tolist() == ["0007", "0957", "1012", "1990", "1999", "2000", "no year", "all"]
    assert by_year["events"].tolist() == [1, 1, 1, 1, 1, 1, 2, 8]


def test_a_date_that_is_known_by_its_decade_does_not_take_the_place_of_the_labels() -> None:
    made = [event(f"E{place}", date, "A", "", "", "visit") for place, date in enumerate(["199X", "2001"])]
    table = quality.precision(ca.Events(made, Study(name="old", codebook=Codebook.parse(BOOK))))
    assert table.columns.is_unique
    assert table.iloc[:, 0].tolist() == ["1990s", "2000s", "all"]


def test_evidence_against_an_empty_cell_is_listed_with_nothing_beside_it(measured: ca.Events) -> None:
    against = [
        Evidence(event="E1", field=field, source="b1", value=value, stance="conflicts")
        for field, value in (("edition", "third"), ("lat", "41 N"), ("place", "Almaty"))
    ]
    events = ca.Events(list(measured), attrs.evolve(measured.study, evidence=against))
    assert [(row["field"], row["cell"], row["stated"]) for row in rows(quality.conflicts(events))] == [
        ("edition", "", "third"),
        ("lat", "", "41 N"),
        ("place", "", "Almaty"),
    ]


@pytest.mark.parametrize(
    ("number", "written"), [(1e15, "1000000000000000"), (0.1, "0.1"), (2.5e9, "2500000000")]
)
def test_numbers_in_conflict_are_written_as_in_the_file(number: float, written: str) -> None:
    study = Study(
        name="s",
        codebook=Codebook.parse(BOOK),
        sources=[Source(id="a", title="A", kind="blog")],
        evidence=[Evidence(event="E1", field="amount", source="a", value="other", stance="conflicts")],
    )
    made = event("E1", "2001", "A", "", "a", "deal.loan", amount=ca.Amount(value=number, currency="USD"))
    assert quality.conflicts(ca.Events([made], study))["cell"].tolist() == [written]


def test_without_a_study_nothing_is_measured() -> None:
    alone = ca.Events([ca.Event(id="E1", date="2001", codes={"category": "visit"})])
    for table in (
        quality.sourcing,
        quality.languages,
        quality.precision,
        quality.conflicts,
        quality.contested,
        quality.recheck_table,
        quality.segmentation,
        quality.single_family,
        lambda events: quality.coverage_map(events, []),
        quality.quality_page,
    ):
        with pytest.raises(ca.CaEventsError) as refused:
            table(alone)
        assert str(refused.value) == "quality is measured against a study; read the events with theirs."


@pytest.mark.parametrize(
    ("hits", "trials"),
    [
        (0, 30),
        (0, 150),
        (3, 150),
        (10, 10),
        (1, 2),
        (149, 150),
        (40, 1000),
        (1, 1030),
        (10, 1500),
        (500, 1100),
        (20_000, 50_000),
        (49_999, 50_000),
        (50_000, 50_000),
    ],
)
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.999])
def test_exact_intervals_are_quantiles_of_the_beta_distribution(
    hits: int, trials: int, confidence: float
) -> None:
    beta = pytest.importorskip("scipy.stats").beta
    tail = (1 - confidence) / 2
    low = beta.ppf(tail, hits, trials - hits + 1) if hits else 0
    high = beta.ppf(1 - tail, hits + 1, trials - hits) if hits < trials else 1
    found = quality.exact_interval(hits, trials, confidence=confidence)
    assert found == pytest.approx((low, high), rel=1e-9, abs=1e-12)


def test_an_exact_interval_takes_whole_numbers_of_numpy() -> None:
    assert quality.exact_interval(np.int64(3), np.int32(150)) == quality.exact_interval(3, 150)


@given(trials=st.integers(1, 60), data=st.data())
def test_an_exact_interval_leaves_out_what_is_too_unlikely_and_no_more(
    trials: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, trials))
    low, high = quality.exact_interval(hits, trials)
    assert 0 <= low <= hits / trials <= high <= 1

    def at_most(share: float, most: int) -> float:
        return sum(comb(trials, n) * share**n * (1 - share) ** (trials - n) for n in range(most + 1))

    if hits < trials:
        assert at_most(high, hits) == pytest.approx(0.025, abs=1e-6)
    if hits > 0:
        assert 1 - at_most(low, hits - 1) == pytest.approx(0.025, abs=1e-6)


@pytest.mark.parametrize(
    ("hits", "trials", "confidence"),
    [
        (1, 0, 0.95),
        (3, 2, 0.95),
        (-1, 2, 0.95),
        (1, 2, 1.0),
        (1.0, 2, 0.95),
        (True, 2, 0.95),
        (1, True, 0.95),
        (0, 0, 0.95),
        (1, 2, 0),
        (1, 2, -0.5),
        (1, 2, 95),
        (1, 2, float("nan")),
        (float("nan"), 2, 0.95),
        ("1", 2, 0.95),
    ],
)
def test_what_is_no_share_is_refused(hits: Any, trials: Any, confidence: Any) -> None:
    with pytest.raises(ca.CaEventsError) as refused:
        quality.exact_interval(hits, trials, confidence=confidence)
    assert str(refused.value) == (
        f"{hits!r} of {trials!r} with confidence {confidence!r} is no share; "
        "give whole numbers, hits from 0 to trials, and a confidence between 0 and 1."
    )


RECHECKS = "event,field,source,coded,found,finding,note,checked_on"
SEGMENTS = "source,date,found,category,events,why"


def test_all_that_is_wrong_with_second_looks_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    study = Study.new(folder, name="rivers")
    source = study.sources.rows[0].id
    (folder / "rechecks.csv").write_text(
        f"{RECHECKS}\nEX001,dat,{source},,,right,,\nEX001,date,nobody,,,right,,\nEX001,date,,,,perhaps,,\n",
        encoding="utf-8",
    )
    (folder / "segments.csv").write_text(
        f"{SEGMENTS}\n{source},2001,two meet,no_code,,\nnobody,,they part,,,\n{source},2001-13,they part,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(ca.InvalidData) as refused:
        Study.read(folder)
    messages = [str(problem) for problem in refused.value.problems]
    assert [message.partition(":")[0] for message in messages] == [
        "rechecks.csv, line 4, column finding",
        "segments.csv, line 4, column date",
        "segments.csv, line 2, column category",
        "segments.csv, line 3, column source",
        "rechecks.csv, line 2, column field",
        "rechecks.csv, line 3, column source",
    ]


def test_second_looks_at_events_that_are_not_there_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    study = Study.new(folder, name="rivers")
    source = study.sources.rows[0].id
    (folder / "rechecks.csv").write_text(f"{RECHECKS}\nEX777,date,,,,right,,\n", encoding="utf-8")
    (folder / "segments.csv").write_text(f"{SEGMENTS}\n{source},,two meet,,EX001; EX778,\n", encoding="utf-8")
    with pytest.raises(ca.InvalidData) as refused:
        ca.load(folder)
    assert [str(problem).partition(" Nearest")[0] for problem in refused.value.problems] == [
        "rechecks.csv, line 2, column event: 'EX777': there is no such event in events.csv.",
        "segments.csv, line 2, column events: 'EX778': there is no such event in events.csv.",
    ]
