"""Queries against a brute-force reading of their meaning, on every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events import frames
from ca_events.dates import EventDate
from ca_events.errors import CaEventsError, UnknownCode
from ca_events.study import CoverageRow, Study
from ca_events.testing import event_dates, event_lists, studies

Engine = Callable[[pd.DataFrame], Any]
FIRST, LAST = dt.date.min, dt.date.max


def worlds(date: EventDate) -> list[tuple[dt.date, dt.date]]:
    """List pairs of first and last day that a date allows: all combinations of the days that matter."""
    if date.kind != "span":
        low, high = date.earliest or FIRST, date.latest or LAST
        return [(day, day) for day in (low, high)]
    starts = {date.earliest or FIRST, date.latest_start or FIRST}
    ends = {date.earliest_end or LAST, date.latest or LAST}
    return [(start, max(start, end)) for start in starts for end in ends]


def possibly(date: EventDate, first: dt.date, last: dt.date) -> bool:
    """Say whether some day could lie in the window: it meets one of the stretches of possible days."""
    return any((begin or FIRST) <= last and (end or LAST) >= first for begin, end in date.members)


def definitely(date: EventDate, first: dt.date, last: dt.date) -> bool:
    """Say whether some day lies in the window in every world."""
    return all(start <= last and end >= first for start, end in worlds(date))


windows = st.tuples(st.dates(dt.date(1984, 1, 1), dt.date(2031, 1, 1)), st.integers(0, 4000)).map(
    lambda pair: (pair[0], pair[0] + dt.timedelta(days=pair[1]))
)


@settings(max_examples=60)
@given(st.lists(event_dates(), min_size=1, max_size=25), windows)
def test_between_is_what_every_world_says(engine: Engine, dates: list[EventDate], window: Any) -> None:
    first, last = window
    made = [ca.Event(id=f"E{number}", date=date) for number, date in enumerate(dates)]
    events = ca.Events(engine(ca.Events(made).to_pandas()))
    possible = {event.id for event in events.between(first, last)}
    definite = {event.id for event in events.between(first, last, how="definite")}
    assert possible == {event.id for event in made if possibly(event.date, first, last)}
    assert definite == {event.id for event in made if definitely(event.date, first, last)}
    assert definite <= possible


GAPPED = ["[2010,2012]", "2011", "1985-XX-31", "2011-06-15", "[..2009,2012]", "2010/2012", "[2010-06,2012~]"]


def test_an_event_is_not_possible_in_a_gap_of_its_date(engine: Engine) -> None:
    frame = ca.Events(
        [ca.Event(id=f"E{number}", date=date) for number, date in enumerate(GAPPED)]
    ).to_pandas()
    events = ca.Events(engine(frame))
    assert [event.date.edtf for event in events.between("2011", "2011").sort()] == [
        "2010/2012",
        "2011",
        "2011-06-15",
    ]
    assert len(events.between("1985-06-01", "1985-06-30")) == 1
    assert [event.date.edtf for event in events.between("1985-05-31", "1985-06-30").sort()] == [
        "[..2009,2012]",
        "1985-XX-31",
    ]
    assert [event.date.edtf for event in events.between("2010", "2012", how="definite").sort()] == [
        "2010/2012",
        "[2010,2012]",
        "[2010-06,2012~]",
        "2011",
        "2011-06-15",
    ]
    late = events.between("2011", None)
    assert list(late.funnel()["events"]) == [7, 6]
    assert len(late) == len(list(late)) == 6


def test_dates_with_gaps_are_looked_for_once_for_a_collection_and_all_made_from_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    look = frames.dates_with_gaps
    monkeypatch.setattr(frames, "dates_with_gaps", lambda frame: looked.append(frame) or look(frame))
    events = ca.Events(engine(ca.Events([ca.Event(id="E1", date="[2010,2012]")]).to_pandas()))
    asked = events.between("2011", "2011")
    assert looked == []
    assert len(asked) == 0
    assert len(events.between("2012", "2012")) == len(asked.counts(by=None)) + 1
    assert len(looked) == 1


def test_a_window_begins_and_ends_with_one_date() -> None:
    events = ca.Events([ca.Event(id="E1", date="2011")])
    with pytest.raises(CaEventsError) as caught:
        events.between("{2010,2012}", "2013")
    assert str(caught.value) == "{2010,2012} is several dates; a window begins and ends with one."


@settings(max_examples=40)
@given(st.data())
def test_filters_lose_nothing_and_double_nothing(engine: Engine, data: st.DataObject) -> None:
    study = data.draw(studies())
    made = data.draw(event_lists(study, max_size=12))
    events = ca.Events(engine(ca.Events(made, study).to_pandas()), study)
    code = data.draw(st.sampled_from([*study.codebook["category"].codes]))
    kept, dropped = events.where(category=code), events.without(category=code)
    ids = [event.id for event in events]
    assert sorted([event.id for event in kept] + [event.id for event in dropped]) == sorted(ids)
    assert {event.id for event in kept} == {
        event.id for event in made if event.category == code or event.category.startswith(code + ".")
    }
    assert [event.id for event in kept.where(category=code)] == [event.id for event in kept]
    several = events.where(mechanism=["sco", "bri"])
    assert {event.id for event in several} == {
        event.id for event in made if {"sco", "bri"} & set(event.codes["mechanism"])
    }
    without = events.without(mechanism="bri")
    assert {event.id for event in without} == {
        event.id for event in made if "bri" not in event.codes["mechanism"]
    }
    assert len(several) == several.funnel()["events"].iloc[-1]


@settings(max_examples=40)
@given(st.data())
def test_involving_reads_actors_whole(engine: Engine, data: st.DataObject) -> None:
    study = data.draw(studies())
    made = data.draw(event_lists(study, max_size=12))
    events = ca.Events(engine(ca.Events(made, study).to_pandas()), study)
    chinese = {"CHN", "EXIM", "CN-XJ", "firm.one"}

    def ids(selected: ca.Events) -> set[str]:
        return {event.id for event in selected}

    def listed(event: ca.Event) -> set[str]:
        return {participant.actor for participant in event.actors}

    assert ids(events.involving("CHN")) == {event.id for event in made if chinese & listed(event)}
    assert ids(events.involving("CHN", exact=True)) == {event.id for event in made if "CHN" in listed(event)}
    assert ids(events.involving("C3")) == {
        event.id for event in made if {"KAZ", "KGZ", "UZB"} & listed(event)
    }
    assert ids(events.involving("CHN", "KAZ")) == {
        event.id for event in made if chinese & listed(event) and "KAZ" in listed(event)
    }
    assert ids(events.involving("KGZ", "KAZ", match="any")) == {
        event.id for event in made if {"KAZ", "KGZ"} & listed(event)
    }
    assert ids(events.involving("State KAZ", role="lender")) == {
        event.id for event in made if ca.Participant("KAZ", "lender") in event.actors
    }


@settings(max_examples=30)
@given(st.data())
def test_sort_is_total_and_blind_to_the_order_of_rows(engine: Engine, data: st.DataObject) -> None:
    made = data.draw(event_lists(max_size=10))
    shuffled = data.draw(st.permutations(made))
    orders = []
    for listed in (made, shuffled):
        events = ca.Events(engine(ca.Events(list(listed)).to_pandas()))
        orders.append([event.id for event in events.sort()])
        assert orders[-1] == [event.id for event in events.sort(descending=True)][::-1]
    assert orders[0] == orders[1]
    bounds = {event.id: event.date.earliest or FIRST for event in made}
    assert [bounds[name] for name in orders[0]] == sorted(bounds.values())


def test_an_id_that_begins_another_or_holds_a_dot_is_told_apart(engine: Engine) -> None:
    made = [
        ca.Event(id="E1", date="2001", actors="firm.one"),
        ca.Event(id="E2", date="2001", actors="firmxone"),
        ca.Event(id="E3", date="2001", actors="KAZ2; firm.one:lender"),
        ca.Event(id="E4", date="2001", actors="KAZ"),
    ]
    events = ca.Events(engine(ca.Events(made).to_pandas()))
    assert [event.id for event in events.involving("firm.one").sort()] == ["E1", "E3"]
    assert [event.id for event in events.involving("KAZ").sort()] == ["E4"]
    many = events.involving("KAZ", "a", "b", "c", "firm.one", "e", match="any")
    assert [event.id for event in many.sort()] == ["E1", "E3", "E4"]


def test_search_looks_for_the_text_as_it_stands(engine: Engine) -> None:
    made = [
        ca.Event(id="E1", date="2001", title="Газ and 10% (a.b)"),
        ca.Event(id="E2", date="2001", title="aXb", note="ГАЗ"),
    ]
    events = ca.Events(engine(ca.Events(made).to_pandas()))
    assert {event.id for event in events.search("газ")} == {"E1", "E2"}
    assert {event.id for event in events.search("a.b")} == {"E1"}
    assert {event.id for event in events.search("10% (")} == {"E1"}


def test_conditions_agree_about_missing_values(engine: Engine) -> None:
    made = [
        ca.Event(id="E1", date="2001", amount=ca.Amount(5, "USD"), edition=3),
        ca.Event(id="E2", date="2013/..", place="Almaty"),
    ]
    events = ca.Events(engine(ca.Events(made).to_pandas()))

    def ids(condition: Any) -> list[str]:
        return [event.id for event in events.filter(condition).sort()]

    assert ids(ca.col("amount") > 1) == ["E1"]
    assert ids(ca.col("amount") != 5) == []
    assert ids(~(ca.col("amount") > 1)) == ["E2"]
    assert ids(ca.col("amount").is_missing()) == ["E2"]
    assert ids(ca.col("place").is_missing()) == ["E1"]
    assert ids(ca.col("place").contains("lma") | (ca.col("edition") == 3)) == ["E1", "E2"]
    assert ids(ca.col("place").is_in(["Almaty", "Astana"])) == ["E2"]
    assert ids(ca.col("earliest") >= "2010") == ["E2"]
    assert ids(ca.col("latest") <= dt.date(2001, 12, 31)) == ["E1"]


def test_a_window_is_inclusive_at_both_ends(engine: Engine) -> None:
    made = [
        ca.Event(id="E1", date="2012-12-31"),
        ca.Event(id="E2", date="2001-01-01"),
        ca.Event(id="E3", date="2013"),
    ]
    events = ca.Events(engine(ca.Events(made).to_pandas()))
    assert {event.id for event in events.between("2001", "2012")} == {"E1", "E2"}
    assert {event.id for event in events.between(pd.Period("2001"), pd.Timestamp("2012-12-31"))} == {
        "E1",
        "E2",
    }
    assert {event.id for event in events.between(None, "2011")} == {"E2"}
    assert {event.id for event in events.between("2012-12-31", None)} == {"E1", "E3"}


def test_questions_that_cannot_be_asked_say_why(study: Study) -> None:
    events = ca.Events([ca.Event(id="E1", date="2001", actors="KAZ")], study)
    refusals: list[tuple[Callable[[], Any], type[Exception], str]] = [
        (
            lambda: events.between("2012", "2001"),
            CaEventsError,
            "the window ends before it begins: 2012-01-01 to 2001-12-31.",
        ),
        (
            lambda: events.between("2001", "2002", how="maybe"),
            CaEventsError,  # type: ignore[arg-type]
            "how is 'maybe'; it is 'possible' or 'definite'.",
        ),
        (
            lambda: events.where(categry="economic"),
            UnknownCode,
            "there is no variable 'categry'. Nearest: 'category'.",
        ),
        (
            lambda: events.where(year="2011"),
            UnknownCode,
            "there is no variable 'year'. Windows of time are asked for with between.",
        ),
        (
            lambda: events.where(category=[]),
            CaEventsError,
            "where(category=[]) asks for no code; give at least one.",
        ),
        (
            lambda: events.where(category=3),  # type: ignore[arg-type]
            TypeError,
            "where(category=...) takes a code or several, as texts, not 3; compare numbers and days with filter, as in "
            "filter(ca.col('amount') > 5).",
        ),
        (
            lambda: events.involving(["CHN", "KAZ"]),  # type: ignore[arg-type]
            TypeError,
            "involving takes actors one by one, as in involving('CHN', 'KAZ').",
        ),
        (
            lambda: events.between(2001, 2012),  # type: ignore[arg-type]
            TypeError,
            "2001 is a number; write a year as text, '2001'.",
        ),
        (
            lambda: events.counts("year"),
            UnknownCode,
            "'year' is no variable to count by. Allowed: category, mechanism, stage, amount_basis, region, actor, "
            "dyad, role. Bins are named apart: bins='year'.",
        ),
        (
            lambda: events.between("XXXX", "2001"),
            CaEventsError,
            "XXXX has no first day; give None for a window without a beginning.",
        ),
        (
            lambda: events.between("2001", "2013/.."),
            CaEventsError,
            "2013/.. has no last day; give None for a window without an end.",
        ),
        (
            lambda: ca.Events([]).involving("A|C"),
            CaEventsError,
            "'A|C' is no id; an id holds only letters A-Z and a-z, digits, _ . and -.",
        ),
        (
            lambda: ca.Events([]).where(amount="5"),
            UnknownCode,
            "there is no variable 'amount'.",
        ),
        (
            lambda: events.where(actors="KAZ"),
            UnknownCode,
            "there is no variable 'actors'. Participants are asked for with involving.",
        ),
        (
            lambda: events.where(category="economic.lone"),
            UnknownCode,
            "'economic.lone' is no code of the variable 'category'. Nearest: 'economic.loan'. Allowed: political, "
            "political.visit, economic, economic.loan, economic.barter.",
        ),
        (
            lambda: events.involving("KAS"),
            UnknownCode,
            "'KAS' is no actor of the study. Nearest: 'KAZ'. Allowed are the ids, names and aliases of actors.csv.",
        ),
        (lambda: events.involving(), CaEventsError, "involving needs at least one actor."),
        (
            lambda: events.involving("KAZ", match="some"),
            CaEventsError,
            "match is 'some'; it is 'all' or 'any'.",
        ),
        (
            lambda: events.involving("KAZ", role="lendor"),
            UnknownCode,
            "'lendor' is no code of the variable 'role'. Nearest: 'lender'. Allowed: lender, borrower.",
        ),
        (
            lambda: events.during("era:lat"),
            UnknownCode,
            "'era:lat' is no period of the study. Nearest: 'era:late'. Allowed: era:early, era:late.",
        ),
        (
            lambda: events.filter(events.to_pandas()["id"] == "E1"),
            TypeError,  # type: ignore[arg-type]
            "filter takes a condition made with ca.col, such as ca.col('amount') > 1e9, not Series.",
        ),
        (
            lambda: events.filter(ca.col("amonut") > 1),
            CaEventsError,
            "there is no column 'amonut'; the columns are",
        ),
        (
            lambda: events.filter(ca.col("amount") > "1"),
            TypeError,
            "amount holds numbers; it cannot be compared with '1'.",
        ),
        (
            lambda: events.filter(ca.col("place") > 1),
            TypeError,
            "place holds text; it cannot be compared with 1.",
        ),
        (
            lambda: events.filter(ca.col("earliest") > 2001),
            TypeError,
            "earliest holds days; compare it with a day such as '2013-09-07', not with 2001.",
        ),
        (
            lambda: bool(ca.col("amount") > 1),
            TypeError,
            "a condition has no truth of its own; join conditions with & | ~, each in parentheses.",
        ),
        (lambda: events.search("x", columns=["titel"]), CaEventsError, "there is no column 'titel'."),
    ]
    for ask, kind, text in refusals:
        with pytest.raises(kind) as caught:
            ask()
        said = str(caught.value)
        assert (said[: len(text)] if text.endswith("are") else said) == text


def test_the_selection_says_every_question(study: Study) -> None:
    events = ca.Events([ca.Event(id="E1", date="2001", actors="KAZ")], study)
    asked = (
        events.between("2001", "2012")
        .during("era:early", how="definite")
        .where(category=["economic", "political"])
        .without(stage="signed")
        .involving("China", "KAZ", match="any")
        .involving("KAZ", role="borrower", exact=True)
        .filter(ca.col("amount") > 1)
        .search("loan")
    )
    assert asked.selection == (
        "between 2001 and 2012 (possible); during Early (definite); category economic or political; stage not signed; "
        "involving CHN or KAZ; involving KAZ as borrower (exact); amount > 1; mentioning 'loan'"
    )
    assert events.selection == "all events"
    assert ca.Events([]).selection == "all events [no study: codes unchecked]"
    assert asked.funnel()["events"].tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_a_derived_variable_can_be_asked_for(engine: Engine, study: Study) -> None:
    made = [
        ca.Event(id="E1", date="2001", actors="KMG; EXIM"),
        ca.Event(id="E2", date="2001", actors="CHN"),
    ]
    events = ca.Events(engine(ca.Events(made, study).to_pandas()), study)
    assert [event.id for event in events.where(region="central_asia")] == ["E1"]
    assert [event.id for event in events.without(region="central_asia")] == ["E2"]


def test_during_asks_definitely_only_of_the_certain_days_of_a_period(engine: Engine) -> None:
    period = ca.Period(set="phase", id="one", label="One", date="2002/2003-06-30")
    made = [
        ca.Event(id="E1", date="2002-03-01"),
        ca.Event(id="E2", date="2002-12-31"),
        ca.Event(id="E3", date="2003-06-30"),
        ca.Event(id="E4", date="2003-07-01"),
    ]
    events = ca.Events(engine(ca.Events(made).to_pandas()))
    assert {event.id for event in events.during(period)} == {"E1", "E2", "E3"}
    assert {event.id for event in events.during(period, how="definite")} == {"E2", "E3"}
    nowhere = ca.Period(set="phase", id="two", label="Two", date="2002/2002")
    assert len(events.during(nowhere, how="definite")) == 0


COVERED = CoverageRow(code="", start="1991", end="2020", level="census")
YEARLY = [
    ca.Event(id=f"E{year}", date=str(year), codes={"category": "economic.loan"}) for year in range(2001, 2006)
]


def zero_years(events: ca.Events, study: Study) -> list[str]:
    """List the years of 2001 to 2005 for which a table says that nothing happened."""
    table = events.counts(by=None)
    none = table[(table["possible"] == 0).fillna(False)]
    return [year for year in none["bin"].tolist() if "2001" <= year <= "2005"]


def test_no_zero_is_claimed_for_what_a_filter_left_out(engine: Engine, study: Study) -> None:
    covered = attrs.evolve(study, coverage=[COVERED])
    whole = ca.Events(ca.Events(YEARLY, covered).to_pandas(), covered)
    events = ca.Events(engine(whole.to_pandas()), covered)
    assert zero_years(events, covered) == []
    assert zero_years(events.where(category="political"), covered) == ["2001", "2002", "2003", "2004", "2005"]
    hiding = [
        events.between("2002", "2003"),
        events.between("2002-06", "2003-06", how="definite"),
        events.filter(ca.col("earliest") >= "2003"),
        events.filter(ca.col("id") == "E2003"),
        events.search("nothing"),
        events.where(id=["E2003"]),
        events.where(coder="nobody"),
        events.where(category="economic").with_study(covered).filter(ca.col("id") == "E2003"),
        whole[2:],
        whole[:1] + whole[4:],
    ]
    for selection in hiding:
        assert zero_years(selection, covered) == [], selection.selection
