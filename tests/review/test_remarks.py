"""A review: every rule finds what it is about, says it whole, and is silent where all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ca_events as ca
from ca_events.review import RULES, remarks
from ca_events.study import Actor, Codebook, Evidence, Source, Study

BOOK = """
[codebook]
id = "reviewed"
version = "1.0.0"

[variable.category]
values = "one"
hierarchical = true
[code.category.visit]
definition = "A visit."
unit = ["occasion"]
[code.category.deal]
definition = "A deal."
[code.category."deal.loan"]
parent = "deal"
definition = "A loan."
unit = ["instrument"]
[code.category."deal.road"]
parent = "deal"
definition = "A road."
unit = ["instrument", "milestone"]
[code.category.attack]
definition = "An attack."
unit = ["incident"]

[variable.stage]
values = "one"
[code.stage.announced]
definition = "Said."
unit = ["instrument", "status"]
[code.stage.signed]
definition = "Signed."
unit = ["instrument"]
after = ["announced"]
[code.stage.operating]
definition = "Runs."
unit = ["milestone"]
after = ["announced", "signed"]
[code.stage.cancelled]
definition = "Given up."
unit = ["occasion", "instrument", "milestone"]

[variable.amount_basis]
values = "one"
[code.amount_basis.loan_face]
definition = "The sum lent."
requires = { category = ["deal"] }
[code.amount_basis.package]
definition = "Many papers."

[variable.people]
values = "many"
register = "actors"

[variable.confidence]
values = "one"
[code.confidence.high]
definition = "Sure."
[code.confidence.low]
definition = "Unsure."

[variable.relation]
values = "one"
[code.relation.part_of]
definition = "A part."
"""


@pytest.fixture(scope="module")
def reviewed() -> Study:
    return Study(
        name="reviewed",
        codebook=Codebook.parse(BOOK),
        actors=[
            Actor(id="CHN", name="China", kind="state"),
            Actor(id="KAZ", name="Kazakhstan", kind="state"),
            Actor(id="KGZ", name="Kyrgyzstan", aliases="Kyrgyz Republic", kind="state"),
            Actor(id="EXIM", name="Exim", kind="bank", parent="CHN", first_day="1994-07-01"),
            Actor(id="SCO", name="The organisation", kind="organisation", members="CHN; KGZ"),
            Actor(id="RATS", name="Its structure", kind="organisation", parent="SCO"),
            Actor(id="UN", name="United Nations", kind="organisation"),
            Actor(id="UNESCO", name="A body of it", kind="organisation", parent="UN"),
            Actor(id="CHNU", name="A university", kind="organisation", parent="CHN"),
            Actor(id="JV", name="A joint firm", kind="company", country="KAZ"),
            Actor(
                id="hu",
                name="Hu Jintao",
                kind="person",
                parent="CHN",
                first_day="2003-03-15",
                last_day="2013-03-13",
            ),
        ],
        sources=[
            Source(id="a1", title="A", family="a", kind="agency"),
            Source(id="a2", title="A again", family="a", kind="official"),
            Source(id="b1", title="B", family="b", kind="agency"),
            Source(id="law", title="The law", family="c", kind="legal_text"),
            Source(id="alone", title="No house", kind="blog"),
        ],
    )


def found(study: Study, *made: ca.Event, rule: str) -> list[tuple[str, str, str]]:
    """Kind, events and message of what one rule finds."""
    table = remarks(ca.Events(made, study))
    return [tuple(row) for row in table.loc[table["rule"] == rule, ["kind", "events", "message"]].to_numpy()]


def event(name: str, day: str = "2005-05-05", title: str = "", **cells: Any) -> ca.Event:
    """An event with codes given as texts: category, stage, ..."""
    codes = {key: cells.pop(key) for key in list(cells) if key in Codebook.parse(BOOK).columns}
    return ca.Event(id=name, date=day, title=title or f"Title of {name}", codes=codes, **cells)


def test_a_stage_must_fit_the_unit_and_acts_that_have_stages_need_one(reviewed: Study) -> None:
    made = (
        event("E1", category="visit", stage="signed"),
        event("E2", category="deal.loan"),
        event("E3", category="attack", stage="cancelled"),
        event("E4", category="deal.road", stage="operating"),
        event("E5", category="visit", stage="cancelled"),
        event("E6", category="deal", stage="operating"),
        event("E7", category="visit"),
    )
    assert found(reviewed, *made, rule="stage") == [
        (
            "contradiction",
            "E1",
            "the stage 'signed' does not fit visit, a unit of the kind occasion; allowed are cancelled.",
        ),
        (
            "contradiction",
            "E2",
            "deal.loan is a unit of the kind instrument, and no stage is coded; say how far it is.",
        ),
        (
            "contradiction",
            "E3",
            "the stage 'cancelled' does not fit attack, a unit of the kind incident; leave it empty.",
        ),
    ]


def test_a_stage_before_the_one_it_follows_is_a_contradiction_only_if_no_day_saves_it(
    reviewed: Study,
) -> None:
    made = (
        event("E1", "2004-12-31", category="deal.road", stage="operating", chain="road"),
        event("E2", "2005", category="deal.road", stage="signed", chain="road"),
        event("E3", "2005-06-01", category="deal.road", stage="operating", chain="rail"),
        event("E4", "2005", category="deal.road", stage="signed", chain="rail"),
        event("E5", "[..2003]", category="deal.road", stage="signed", chain="rail"),
        event("E6", "2001", category="deal.road", stage="operating"),
        event("E7", "2002", category="deal.road", stage="signed"),
    )
    assert found(reviewed, *made, rule="stage-order") == [
        (
            "contradiction",
            "E1; E2",
            "in the chain 'road' the stage 'operating' comes before 'signed' (E2) whatever days are meant; "
            "mend a day or a stage, or make two chains of it.",
        )
    ]


DAYS = st.dates(date(2000, 1, 1), date(2000, 1, 12))
WINDOWS = st.lists(st.tuples(DAYS, DAYS, st.sampled_from(["announced", "signed", "operating"])), max_size=5)


@given(WINDOWS)
def test_stage_order_agrees_with_trying_all_days(windows: list[tuple[date, date, str]]) -> None:
    book = Codebook.parse(BOOK)
    study = Study(name="x", codebook=book)
    spans = [(min(one, other), max(one, other), stage) for one, other, stage in windows]
    made = [
        event(
            f"E{n}",
            f"[{first}..{last}]" if first != last else f"{first}",
            category="deal.road",
            stage=stage,
            chain="c",
        )
        for n, (first, last, stage) in enumerate(spans)
    ]
    told = {row[1].partition("; ")[0] for row in found(study, *made, rule="stage-order")}
    wrong = set()
    for n, (first, last, stage) in enumerate(spans):
        days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        for before in book["stage"].codes[stage].after:
            others = [other for other in spans if other[2] == before]
            if others and not any(day >= other[0] for day in days for other in others):
                wrong.add(f"E{n}")
    assert told == wrong


def test_a_code_without_what_it_requires_is_a_contradiction(reviewed: Study) -> None:
    amount = ca.Amount(5, "USD")
    made = (
        event("E1", category="visit", amount=amount, amount_basis="loan_face"),
        event("E2", category="deal.loan", stage="signed", amount=amount, amount_basis="loan_face"),
        event("E3", amount=amount, amount_basis="loan_face"),
    )
    assert found(reviewed, *made, rule="requires") == [
        (
            "contradiction",
            "E1",
            "the amount_basis 'loan_face' goes with the category deal, and here stands visit.",
        ),
        (
            "contradiction",
            "E3",
            "the amount_basis 'loan_face' goes with the category deal, and here stands nothing.",
        ),
    ]


def test_nobody_acts_out_of_office_on_every_possible_day(reviewed: Study) -> None:
    made = (
        event("E1", "2003-03-14", actors="CHN; KAZ", people="hu"),
        event("E2", "2003-03", actors="CHN; KAZ", people="hu"),
        event("E3", "2013-03-14", actors="hu; KAZ"),
        event("E4", "1994", actors="EXIM; KAZ"),
        event("E5", "[..1994-06]", actors="EXIM; KAZ"),
        event("E6", "2013/..", actors="KAZ", people="hu"),
    )
    assert found(reviewed, *made, rule="in-office") == [
        ("contradiction", "E1", "hu (Hu Jintao) is there since 2003-03-15, and the event is of 2003-03-14."),
        ("contradiction", "E3", "hu (Hu Jintao) is there until 2013-03-13, and the event is of 2013-03-14."),
        ("contradiction", "E5", "EXIM (Exim) is there since 1994-07-01, and the event is of [..1994-06]."),
    ]


def test_high_confidence_needs_two_families_or_a_legal_text(reviewed: Study) -> None:
    made = (
        event("E1", confidence="high", sources="a1; a2"),
        event("E2", confidence="high", sources="a1; b1"),
        event("E3", confidence="high", sources="law"),
        event("E4", confidence="low", sources="a1"),
        event("E5", confidence="high"),
    )
    message = "confidence is high, and there is neither a second family of publishers nor a legal text."
    assert found(reviewed, *made, rule="confidence") == [
        ("contradiction", "E1", message),
        ("contradiction", "E5", message),
    ]


def test_packages_are_no_parts_and_no_chains_and_hold_their_parts(reviewed: Study) -> None:
    def package(name: str, value: float, **cells: Any) -> ca.Event:
        return event(name, amount=ca.Amount(value, "USD"), amount_basis="package", **cells)

    def loan(name: str, value: float, currency: str = "USD", **cells: Any) -> ca.Event:
        cells = {"category": "deal.loan", "stage": "signed", "amount_basis": "loan_face"} | cells
        return event(name, amount=ca.Amount(value, currency), **cells)

    made = (
        package("E1", 100, chain="road"),
        package("E2", 50, related="part_of: E1"),
        loan("E3", 60, related="part_of: E1"),
        loan("E4", 41, related="part_of: E1"),
        loan("E5", 900, "CNY", related="part_of: E1"),
        package("E6", 10),
        loan("E7", 10, related="part_of: E6"),
    )
    assert found(reviewed, *made, rule="package") == [
        ("contradiction", "E1", "a package is many deals, and a chain is one; give the chains to its parts."),
        ("doubt", "E1; E3; E4", "its parts come to 101 USD, more than the package of 100."),
        (
            "contradiction",
            "E2; E1",
            "a package is the headline of many papers; this one is part of E1: code its papers.",
        ),
    ]


def test_a_chain_with_two_amounts_of_one_basis_is_a_doubt(reviewed: Study) -> None:
    def loan(name: str, chain: str) -> ca.Event:
        cells = {"category": "deal.loan", "stage": "signed", "amount_basis": "loan_face", "chain": chain}
        return event(name, amount=ca.Amount(5, "USD"), **cells)

    made = (loan("E1", "road"), loan("E2", "road"), loan("E3", "rail"), loan("E4", ""), loan("E5", ""))
    assert found(reviewed, *made, rule="amount-twice") == [
        ("doubt", "E1; E2", "the chain 'road' has more than one amount of the basis 'loan_face': E1, E2.")
    ]


def test_a_place_in_a_state_that_takes_no_part_is_a_doubt(reviewed: Study) -> None:
    made = (
        event("E1", actors="CHN; KAZ", place="Bishkek, Kyrgyz Republic"),
        event("E2", actors="SCO", place="Bishkek, Kyrgyzstan"),
        event("E3", actors="JV", place="Almaty, Kazakhstan"),
        event("E4", actors="EXIM", place="Beijing, China"),
        event("E5", actors="CHN", place="Geneva, Switzerland"),
        event("E6", actors="CHN", place="Bishkek"),
        event("E7", actors="CHN; UN:forum", place="Bishkek, Kyrgyzstan"),
    )
    assert found(reviewed, *made, rule="place") == [
        (
            "doubt",
            "E1",
            "it took place in Bishkek, Kyrgyz Republic, and no actor of KGZ takes part; is the place or an actor "
            "wrong?",
        )
    ]


def test_an_organisation_meets_at_home_with_its_members_and_anywhere_if_none_is_listed(
    reviewed: Study,
) -> None:
    actors = ("SCO", "RATS", "UN", "UNESCO", "CHN; UNESCO", "CHNU")

    def doubted(place: str) -> list[str]:
        made = [event(f"E{number}", actors=some, place=place) for number, some in enumerate(actors)]
        return [events for _, events, _ in found(reviewed, *made, rule="place")]

    assert doubted("Bishkek, Kyrgyzstan") == ["E5"]
    assert doubted("Almaty, Kazakhstan") == ["E0", "E1", "E5"]


def test_actors_that_no_register_has_are_passed_over_in_a_lazy_frame(reviewed: Study) -> None:
    polars = pytest.importorskip("polars")
    made = [event("E1", actors="EXIM; KAZ", place="Bishkek, Kyrgyzstan")]
    frame = ca.Events(made, reviewed).to_pandas()
    frame = frame.assign(actors="KZ; XM", category=frame["category"].astype(object))
    table = remarks(ca.Events(polars.from_pandas(frame).lazy(), reviewed))
    assert list(table.loc[table["rule"].isin(["place", "named-twice"]), "rule"]) == ["place"]


def test_a_firm_and_its_state_in_one_role_are_a_doubt(reviewed: Study) -> None:
    made = (
        event("E1", actors="CHN; EXIM; KAZ"),
        event("E2", actors="CHN:lender; EXIM:lender; KAZ:borrower"),
        event("E3", actors="CHN:visitor; EXIM:lender"),
        event("E4", actors="EXIM; KAZ"),
    )
    assert found(reviewed, *made, rule="named-twice") == [
        (
            "doubt",
            "E1",
            "EXIM and its state CHN are both listed without a role; list who acted: EXIM alone is found as CHN too.",
        ),
        (
            "doubt",
            "E2",
            "EXIM and its state CHN are both listed as 'lender'; list who acted: EXIM alone is found as CHN too.",
        ),
    ]


def test_rows_that_look_like_one_act_are_a_doubt(reviewed: Study) -> None:
    title = "China and Kazakhstan sign an agreement on a road"
    made = (
        event("E1", "2005-05-05", title, actors="CHN:signatory; KAZ"),
        event("E2", "2005-05", f"{title} near the border", actors="KAZ; CHN"),
        event("E3", "2005-06-01", title, actors="CHN; KAZ"),
        event("E4", "2005-05-05", title, actors="CHN; KGZ"),
        event("E5", "2005-05-05", "Two presidents meet for talks", actors="CHN; KAZ"),
        event("E6", "2005-05-05", title, actors="CHN; KAZ", stage="signed"),
        event("E7", "2005-05-05", title),
        event("E8", "2005-05-05", title),
    )
    assert found(reviewed, *made, rule="duplicate") == [
        ("doubt", "E1; E2", "the same actors, days and stage, and titles alike: are they one act?")
    ]


def test_dates_and_amounts_without_evidence_are_a_doubt_where_evidence_is_kept(reviewed: Study) -> None:
    made = (
        event("E1", quantity="5", quantity_unit="km"),
        event("E2", amount=ca.Amount(1, "USD"), amount_basis="package"),
    )
    assert found(reviewed, *made, rule="evidence") == []
    kept = attrs.evolve(reviewed, evidence=[Evidence(event="E1", field="date", source="a1")])
    words = "evidence.csv says nothing of its {}; add source, place in it and what it states."
    assert found(kept, *made, rule="evidence") == [
        ("doubt", "E2", words.format("date")),
        ("doubt", "E2", words.format("amount")),
        ("doubt", "E1", words.format("quantity")),
    ]


def test_a_source_that_speaks_against_a_date_is_no_evidence_for_it(reviewed: Study) -> None:
    against = Evidence(event="E1", field="date", source="a1", stance="conflicts")
    words = "evidence.csv says nothing of its date; add source, place in it and what it states."
    assert found(attrs.evolve(reviewed, evidence=[against]), event("E1"), rule="evidence") == [
        ("doubt", "E1", words)
    ]
    for_it = Evidence(event="E1", field="date", source="a2")
    assert found(attrs.evolve(reviewed, evidence=[against, for_it]), event("E1"), rule="evidence") == []


def test_codes_that_the_codebook_does_not_know_are_passed_over_in_a_lazy_frame(reviewed: Study) -> None:
    polars = pytest.importorskip("polars")
    made = [event(name, category="deal", stage="signed", chain="c") for name in ("E1", "E2")]
    frame = ca.Events(made, reviewed).to_pandas()
    frame = frame.assign(stage=frame["stage"].astype(object).replace("signed", "sgned"))
    lazy = polars.from_pandas(frame.assign(category=frame["category"].astype(object))).lazy()
    assert "sgned" not in " ".join(remarks(ca.Events(lazy, reviewed))["message"])


def test_events_on_one_family_are_listed_family_by_family(reviewed: Study) -> None:
    made = (
        event("E1", sources="a1; a2"),
        event("E2", sources="a1; b1"),
        event("E3", sources="a2"),
        event("E4", sources="alone"),
        event("E5"),
    )
    assert found(reviewed, *made, rule="single-family") == [
        ("doubt", "E5", "1 event rests on no source of the register."),
        ("doubt", "E1; E3", "2 events rest on one family of publishers, a."),
        ("doubt", "E4", "1 event rests on one family of publishers, alone."),
    ]


def test_a_study_that_declares_nothing_is_asked_nothing(study: Study) -> None:
    made = [
        ca.Event(id="E1", date="2001", title="A", actors="CHN; KAZ", codes={"stage": "signed"}),
        ca.Event(id="E2", date="2002", title="B", sources="src_a; src_b", codes={"category": "political"}),
    ]
    bare = attrs.evolve(study, sources=[])
    assert remarks(ca.Events(made[:1], bare)).empty
    assert list(remarks(ca.Events(made[1:], study))["rule"]) == []


def test_no_events_have_no_remarks_and_events_without_a_study_are_refused(reviewed: Study) -> None:
    table = remarks(ca.Events([], reviewed))
    assert (list(table.columns), len(table)) == (["rule", "kind", "events", "message"], 0)
    with pytest.raises(ca.errors.CaEventsError) as refused:
        remarks(ca.Events([event("E1")]))
    assert str(refused.value) == "a review needs the study of the events; read them with one."


def test_remarks_stand_in_the_order_of_the_rules(reviewed: Study) -> None:
    made = (event("E1", category="deal.loan"), event("E2", category="visit", stage="signed", sources="a1"))
    names = list(remarks(ca.Events(made, reviewed))["rule"])
    assert names == sorted(names, key=list(RULES).index)
    assert len(set(names)) > 1


def test_every_engine_gives_the_same_remarks(reviewed: Study, engine: Callable[..., Any]) -> None:
    made = ca.Events(
        (event("E1", category="deal.loan"), event("E2", "1993", actors="EXIM; CHN", sources="a1")), reviewed
    )
    other = ca.Events(engine(made.to_pandas()), reviewed)
    assert remarks(other).to_dict("list") == remarks(made).to_dict("list")
