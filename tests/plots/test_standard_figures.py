"""The main job: a chronology that is cut by periods leaves no event out, and puts none where it cannot be."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events.figures import PAGE, _pages, standard_figures
from ca_events.study import Codebook, Period, Study

BOOK = """
[codebook]
id = "cut"
version = "1.0.0"

[variable.category]
values = "one"
hierarchical = true
[code.category.visit]
definition = "A visit."

[variable.salience]
values = "one"
[code.salience.landmark]
definition = "A landmark."
"""
ERAS = [
    Period(set="era", id="early", label="Early", date="1990-01-01/1999-12-31"),
    Period(set="era", id="late", label="Late", date="2000-01-01/2009-12-31"),
]
DRAWN_ALWAYS = ["timeline_horizontal", "counts_by_year", "categories_by_period"]


def chronology(dates: list[str], *, periods: list[Period] | None = None, salience: str = "") -> ca.Events:
    """One event for each date, E0 and so on."""
    codes = {"category": "visit"} | ({"salience": salience} if salience else {})
    study = Study(name="cut", codebook=Codebook.parse(BOOK), periods=ERAS if periods is None else periods)
    made = [
        ca.Event(id=f"E{place}", date=date, title=f"Visit {place}", codes=codes)
        for place, date in enumerate(dates)
    ]
    return ca.Events(made, study)


def pages(events: ca.Events, periods: str | None = "era") -> dict[str, list[str]]:
    return {name: [event.id for event in part] for name, part in _pages(events, periods).items()}


LONG = ["1995"] * PAGE


def test_a_short_chronology_is_not_cut() -> None:
    assert pages(chronology(["1995", "2005", "1980"])) == {"": ["E0", "E1", "E2"]}
    assert list(pages(chronology(LONG))) == [""]
    assert list(pages(chronology([*LONG, "1995"]))) == ["_in_early"]


def test_a_long_chronology_without_periods_or_study_is_not_cut() -> None:
    long = [*LONG, "2005"]
    assert list(pages(chronology(long, periods=[]), None)) == [""]
    alone = ca.Events([ca.Event(id=f"E{place}", date=date) for place, date in enumerate(long)])
    assert list(pages(alone)) == [""]


def test_an_event_stands_on_every_page_where_it_may_lie_and_the_others_come_last() -> None:
    dates = [
        "[1999..2000]",
        "1999-12-31/2000-01-02",
        "1980",
        "2030",
        "2005",
        "1989/1990",
        "XXXX",
        "2009-12-31",
    ]
    found = pages(chronology([*dates, *LONG]))
    assert list(found) == ["_in_early", "_in_late", "_in_no_period"]
    assert [name for name in found["_in_early"] if int(name[1:]) < len(dates)] == ["E0", "E1", "E5", "E6"]
    assert found["_in_late"] == ["E0", "E1", "E4", "E6", "E7"]
    assert found["_in_no_period"] == ["E2", "E3"]


def test_a_period_without_events_has_no_page_and_all_outside_stand_on_one() -> None:
    assert list(pages(chronology([*LONG, "1980"]))) == ["_in_early", "_in_no_period"]
    outside = pages(chronology(["1950"] * (PAGE + 1)))
    assert list(outside) == ["_in_no_period"]
    assert len(outside["_in_no_period"]) == PAGE + 1


DAYS = st.dates(datetime.date(1988, 1, 1), datetime.date(2012, 12, 31))
SPANS = st.tuples(DAYS, DAYS).map(sorted)


@settings(max_examples=25)
@given(st.lists(SPANS, min_size=PAGE + 1, max_size=PAGE + 8))
def test_cut_pages_hold_what_a_look_at_the_days_puts_there(spans: list[list[datetime.date]]) -> None:
    found = pages(
        chronology([f"{first}" if first == last else f"[{first}..{last}]" for first, last in spans])
    )
    limits = {"_in_early": (1990, 1999), "_in_late": (2000, 2009)}
    expected = {
        name: [f"E{place}" for place, (a, b) in enumerate(spans) if a.year <= last and b.year >= first]
        for name, (first, last) in limits.items()
    }
    placed = {name for names in expected.values() for name in names}
    expected["_in_no_period"] = [f"E{n}" for n in range(len(spans)) if f"E{n}" not in placed]
    assert found == {name: names for name, names in expected.items() if names}


def test_each_page_has_two_figures_and_no_other_figure_gets_its_name() -> None:
    named = [
        Period(set="era", id="horizontal", label="H", date="1990-01-01/1999-12-31"),
        Period(set="era", id="all", label="A", date="2000-01-01/2009-12-31"),
    ]
    figures = standard_figures(chronology([*LONG, "2005", "2030"], periods=named))
    assert list(figures) == [
        *DRAWN_ALWAYS,
        "timeline_in_horizontal",
        "timeline_numbered_in_horizontal",
        "timeline_in_all",
        "timeline_numbered_in_all",
        "timeline_in_no_period",
        "timeline_numbered_in_no_period",
    ]


@pytest.mark.parametrize(("salience", "landmarks"), [("", 3), ("landmark", 1)])
def test_landmarks_stand_for_a_chronology_only_where_there_are_some(salience: str, landmarks: int) -> None:
    first = chronology(["2001"], salience=salience)
    rest = chronology(["2002", "2003", "2004"])
    events = ca.Events([*first, *[event for event in rest if event.id != "E0"]], first.study)
    figures = standard_figures(events)
    all_too = ["timeline_all"] if landmarks < len(events) else []
    assert list(figures) == [*DRAWN_ALWAYS, "timeline", "timeline_numbered", *all_too]
