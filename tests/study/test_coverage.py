"""A zero may be claimed only for days that were searched; the answer is checked day by day."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.study import Actor, Actors, Coverage, CoverageRow

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


def covers(rows: list[CoverageRow], codes: list[str], actor: str, first: int, last: int) -> bool:
    """Ask for whole years."""
    return Coverage(rows, actors=ACTORS).covers(codes, actor, day(first), day(last, 12, 31))


def test_row_covers_its_years_and_no_day_more() -> None:
    coverage = Coverage([row("", "", "1992", "2001")])
    assert coverage.covers(["economic"], "", day(1992), day(2001, 12, 31))
    assert not coverage.covers(["economic"], "", day(1991, 12, 31), day(2001, 12, 31))
    assert not coverage.covers(["economic"], "", day(1992), day(2002))


def test_rows_that_follow_one_another_cover_together() -> None:
    assert covers([row("", "", "2000-07", "2001"), row("", "", "1999", "2000-06-30")], ["a"], "", 1999, 2001)
    assert not covers(
        [row("", "", "2000-07-02", "2001"), row("", "", "1999", "2000-06-30")], ["a"], "", 1999, 2001
    )


def test_long_row_is_not_cut_by_a_short_one_inside_it() -> None:
    assert covers([row("", "", "1990", "2010"), row("", "", "1995", "1996")], ["a"], "", 2005, 2006)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("economic", True), ("economic.loan", True), ("economical", False), ("political", False), ("", False)],
)
def test_row_of_a_code_covers_every_code_below_it(code: str, expected: bool) -> None:
    assert covers([row("economic", "", "1992", "2001")], [code], "", 1992, 2001) is expected


def test_row_without_a_code_covers_all() -> None:
    assert covers([row("", "", "1992", "2001")], ["economic.loan", "political", ""], "", 1992, 2001)


def test_every_code_must_be_covered() -> None:
    rows = [row("economic", "", "1992", "2001"), row("political", "", "1995", "2001")]
    assert not covers(rows, ["economic", "political"], "", 1992, 2001)
    assert covers(rows, ["economic", "political"], "", 1995, 2001)


def test_nothing_is_covered_for_no_code() -> None:
    assert not covers([row("", "", "1992", "2001")], [], "", 1992, 2001)


@pytest.mark.parametrize(("level", "expected"), [("census", True), ("threshold", True), ("as_found", False)])
def test_only_census_and_threshold_count(level: str, expected: bool) -> None:
    assert covers([row("", "", "1992", "2001", level)], ["a"], "", 1992, 2001) is expected


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
    assert covers([row("", named, "1992", "2001")], ["a"], asked, 1992, 2001) is expected


def test_last_day_before_the_first_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^last is 1990-01-01, before first \(1991-01-01\); the first day comes first\.$"
    ):
        Coverage().covers(["a"], "", day(1991), day(1990))


CODES = st.sampled_from(["", "a", "a.b", "a.c", "ab"])
PLACES = st.sampled_from(["", "KAZ", "SRB", "central_asia", "balkans"])
MONTHS = st.integers(0, 7)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(CODES, PLACES, MONTHS, MONTHS, st.sampled_from(["census", "as_found"])), max_size=6),
    st.lists(CODES, min_size=1, max_size=2),
    PLACES,
    MONTHS,
    MONTHS,
)
def test_answer_is_the_same_when_every_day_is_looked_up(
    searches: list[tuple[str, str, int, int, str]], codes: list[str], place: str, one: int, two: int
) -> None:
    rows = [
        row(code, actor, f"2000-{min(a, b) + 1:02}", f"2000-{max(a, b) + 1:02}", level)
        for code, actor, a, b, level in searches
    ]
    first, last = day(2000, min(one, two) + 1, 3), day(2000, max(one, two) + 1, 25)
    region = {"KAZ": "central_asia", "SRB": "balkans.western"}.get(place, place)

    def searched(code: str, number: int) -> bool:
        return any(
            search.level == "census"
            and (search.code in ("", code) or code.startswith(search.code + "."))
            and (search.actor in ("", place, region) or region.startswith(search.actor + "."))
            and search.first_day.toordinal() <= number <= search.last_day.toordinal()
            for search in rows
        )

    expected = all(
        searched(code, number) for code in codes for number in range(first.toordinal(), last.toordinal() + 1)
    )
    assert Coverage(rows, actors=ACTORS).covers(codes, place, first, last) is expected
