"""A zero may be claimed only for days that were searched; the answer is checked day by day."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.study import Actor, Actors, Coverage, CoverageRow
from ca_events.study.coverage import stretches_of

ACTORS = Actors(
    [
        Actor(id="KAZ", name="Kazakhstan", kind="state", region="central_asia"),
        Actor(id="SRB", name="Serbia", kind="state", region="balkans.western"),
        Actor(id="KMG", name="KazMunayGas", kind="company", country="KAZ"),
        Actor(id="CHN", name="China", kind="state"),
    ]
)


def day(year: int, month: int = 1, number: int = 1) -> datetime.date:
    """Make a day."""
    return datetime.date(year, month, number)


def row(code: str, actor: str, start: str, end: str, level: str = "census") -> CoverageRow:
    """Make a search."""
    return CoverageRow(code=code, actor=actor, start=start, end=end, level=level)


def stretches(
    rows: list[CoverageRow], code: str, actor: str = ""
) -> tuple[tuple[datetime.date, datetime.date], ...]:
    """Ask which days were searched."""
    return Coverage(rows, actors=ACTORS).stretches(code, actor)


YEARS = ((day(1992), day(2001, 12, 31)),)


def test_row_covers_its_years_and_no_day_more() -> None:
    assert stretches([row("", "", "1992", "2001")], "economic") == YEARS
    assert stretches([row("", "", "1992-02", "1992-02")], "economic") == ((day(1992, 2), day(1992, 2, 29)),)
    assert stretches([], "economic") == ()


def test_rows_that_follow_one_another_cover_together() -> None:
    one = row("", "", "1999", "2000-06-30")
    assert stretches([row("", "", "2000-07", "2001"), one], "a") == ((day(1999), day(2001, 12, 31)),)
    assert stretches([row("", "", "2000-07-02", "2001"), one], "a") == (
        (day(1999), day(2000, 6, 30)),
        (day(2000, 7, 2), day(2001, 12, 31)),
    )


def test_long_row_is_not_cut_by_a_short_one_inside_it() -> None:
    rows = [row("", "", "1990", "2010"), row("", "", "1995", "1996")]
    assert stretches(rows, "a") == ((day(1990), day(2010, 12, 31)),)


def test_last_day_of_the_calendar_has_no_next_one() -> None:
    rows = [row("", "", "1990", "9999"), row("", "", "1995", "1996")]
    assert stretches(rows, "a") == ((day(1990), day(9999, 12, 31)),)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("economic", True), ("economic.loan", True), ("economical", False), ("political", False), ("", False)],
)
def test_row_of_a_code_covers_every_code_below_it(code: str, expected: bool) -> None:
    assert stretches([row("economic", "", "1992", "2001")], code) == (YEARS if expected else ())


@pytest.mark.parametrize("code", ["economic.loan", "political", ""])
def test_row_without_a_code_covers_all(code: str) -> None:
    assert stretches([row("", "", "1992", "2001")], code) == YEARS


def test_rows_of_different_codes_stand_apart() -> None:
    rows = [row("economic", "", "1992", "2001"), row("political", "", "1995", "2001")]
    assert stretches(rows, "economic") == YEARS
    assert stretches(rows, "political") == ((day(1995), day(2001, 12, 31)),)


@pytest.mark.parametrize(("level", "expected"), [("census", True), ("threshold", True), ("as_found", False)])
def test_only_census_and_threshold_count(level: str, expected: bool) -> None:
    assert stretches([row("", "", "1992", "2001", level)], "a") == (YEARS if expected else ())


@pytest.mark.parametrize(
    ("named", "asked", "expected"),
    [
        ("", "KAZ", True),
        ("", "central_asia", True),
        ("KAZ", "KAZ", True),
        ("KAZ", "SRB", False),
        ("KAZ", "", False),
        ("KAZ", "KMG", False),
        ("central_asia", "KAZ", True),
        ("central_asia", "KMG", True),
        ("central_asia", "CHN", False),
        ("central_asia", "central_asia", True),
        ("central_asia", "", False),
        ("balkans", "SRB", True),
        ("balkans.western", "SRB", True),
        ("balkans.western", "balkans", False),
    ],
)
def test_row_of_a_region_covers_its_actors_and_a_row_without_an_actor_covers_all(
    named: str, asked: str, expected: bool
) -> None:
    assert stretches([row("", named, "1992", "2001")], "a", asked) == (YEARS if expected else ())


CODES = st.sampled_from(["", "a", "a.b", "a.c", "ab"])
PLACES = st.sampled_from(["", "KAZ", "SRB", "central_asia", "balkans"])
MONTHS = st.integers(0, 7)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(CODES, PLACES, MONTHS, MONTHS, st.sampled_from(["census", "as_found"])), max_size=6),
    CODES,
    PLACES,
)
def test_stretches_hold_the_days_that_are_found_when_every_day_is_looked_up(
    searches: list[tuple[str, str, int, int, str]], code: str, place: str
) -> None:
    rows = [
        row(name, actor, f"2000-{min(a, b) + 1:02}", f"2000-{max(a, b) + 1:02}", level)
        for name, actor, a, b, level in searches
    ]
    region = {"KAZ": "central_asia", "SRB": "balkans.western"}.get(place, place)

    def searched(number: int) -> bool:
        return any(
            search.level == "census"
            and (search.code in ("", code) or code.startswith(search.code + "."))
            and (search.actor in ("", place, region) or region.startswith(search.actor + "."))
            and search.first_day.toordinal() <= number <= search.last_day.toordinal()
            for search in rows
        )

    found = stretches(rows, code, place)
    days = [number for first, last in found for number in range(first.toordinal(), last.toordinal() + 1)]
    whole_year = range(day(1999, 12, 31).toordinal(), day(2001).toordinal() + 1)
    assert days == [number for number in whole_year if searched(number)]
    assert all(last.toordinal() + 1 < first.toordinal() for (_, last), (first, _) in pairwise(found))


NEARBY = st.dates(day(2000, 2, 20), day(2000, 3, 10))


@given(st.lists(st.tuples(NEARBY, NEARBY, st.sampled_from(["census", "threshold"])), max_size=6))
def test_joined_days_are_the_days_of_all_searches_one_by_one(
    searches: list[tuple[datetime.date, datetime.date, str]],
) -> None:
    rows = [row("", "", str(min(a, b)), str(max(a, b)), level) for a, b, level in searches]
    found = stretches_of(rows)
    days = [number for first, last in found for number in range(first.toordinal(), last.toordinal() + 1)]
    looked_at = {
        number for a, b, _ in searches for number in range(min(a, b).toordinal(), max(a, b).toordinal() + 1)
    }
    assert days == sorted(looked_at)
    assert all(last.toordinal() + 1 < first.toordinal() for (_, last), (first, _) in pairwise(found))
    assert stretches_of(reversed(rows)) == found


def test_searches_to_the_last_day_that_there_is_are_joined() -> None:
    rows = [row("", "", "9998", "9999-12-31"), row("", "", "9999-12-31", "9999-12-31")]
    assert stretches_of(rows) == ((day(9998), day(9999, 12, 31)),)
