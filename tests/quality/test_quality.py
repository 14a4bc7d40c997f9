"""Tables of quality: what they count is counted by hand here, and nothing is left out."""

from __future__ import annotations

from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

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
            Actor(id="KAZ", name="Kazakhstan", kind="state", region="asia.central"),
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
    table = quality.sourcing(measured).set_index("decade")
    assert list(table.index) == ["1990s", "2000s", "2010s", "no year", "all"]
    assert table.loc["all", ["events", "two_families", "one_family", "no_source"]].tolist() == [5, 2, 2, 1]
    assert table.loc["2000s", ["events", "two_families", "one_family", "no_source"]].tolist() == [2, 1, 1, 0]
    assert table.loc["all", "sources"] == pytest.approx(8 / 5)
    assert table.loc["no year", "two_families_share"] == 0


def test_an_event_counts_in_each_language_of_its_sources_once(measured: ca.Events) -> None:
    assert rows(quality.languages(measured)) == [
        {"year": "1999", "events": 1, "en": 0, "ru": 0, "not stated": 1, "one_language": 1},
        {"year": "2001", "events": 2, "en": 2, "ru": 1, "not stated": 0, "one_language": 1},
        {"year": "2012", "events": 1, "en": 1, "ru": 1, "not stated": 0, "one_language": 0},
        {"year": "no year", "events": 1, "en": 0, "ru": 0, "not stated": 0, "one_language": 0},
        {"year": "all", "events": 5, "en": 3, "ru": 2, "not stated": 1, "one_language": 2},
    ]


def test_precision_counts_every_event_once(measured: ca.Events) -> None:
    table = quality.precision(measured)
    kinds = [name for name in table.columns if name not in ("decade", "events", "qualified")]
    assert (table[kinds].sum(axis=1) == table["events"]).all()
    assert table.set_index("decade").loc["1990s", "qualified"] == 1


def test_the_coverage_map_takes_the_most_thorough_search_and_counts_firms_for_their_state(
    measured: ca.Events,
) -> None:
    table = quality.coverage_map(measured, ["KAZ", "asia", "KMG"])
    assert rows(table[table["leaf"] == "deal.loan"]) == [
        {
            "leaf": "deal.loan",
            "actor": "KAZ",
            "level": "census",
            "stretches": "1995-01-01 to 2010-12-31",
            "bar": "any size",
            "events": 1,
        },
        {"leaf": "deal.loan", "actor": "asia", "level": "as_found", "stretches": "", "bar": "", "events": 1},
        {"leaf": "deal.loan", "actor": "KMG", "level": "as_found", "stretches": "", "bar": "", "events": 1},
    ]
    assert table[(table["leaf"] == "visit") & (table["actor"] == "asia")]["events"].tolist() == [3]


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
        {"source": "all", "found": 3, "in_study": 1, "not_in_study": 2, "of_study": 6, "missed": 5},
    ]


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
    ):
        with pytest.raises(ca.CaEventsError) as refused:
            table(alone)
        assert str(refused.value) == "quality is measured against a study; read the events with theirs."


@pytest.mark.parametrize(
    ("hits", "trials"), [(0, 30), (0, 150), (3, 150), (10, 10), (1, 2), (149, 150), (40, 1000)]
)
def test_exact_intervals_are_those_of_scipy(hits: int, trials: int) -> None:
    known = stats.binomtest(hits, trials).proportion_ci(confidence_level=0.95, method="exact")
    assert quality.exact_interval(hits, trials) == pytest.approx((known.low, known.high), abs=1e-12)


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
    ("hits", "trials", "confidence"), [(1, 0, 0.95), (3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0), (1.0, 2, 0.95)]
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
