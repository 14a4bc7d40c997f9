"""Matching of two lists of events: compared with brute force, turned round, shuffled, and worked out by hand."""

from __future__ import annotations

import itertools
import math
import re
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events.coding import assignment, candidates
from ca_events.coding.agreement import krippendorff_alpha
from ca_events.coding.choices import CodingError
from ca_events.coding.distances import hierarchical, jaccard, masi
from ca_events.coding.matched import Matching
from ca_events.coding.matching import WEIGHTS, match_events
from ca_events.testing import event_lists, studies

pytest.importorskip("scipy.optimize")

quick = settings(max_examples=40)

FIELDS = ["date", "actors", "category", "title"]
DATES = [
    "2001-05-01",
    "2001-05-02",
    "2001-05-06",
    "2001-05",
    "2001",
    "XXXX",
    "[2001-05-03..]",
    "[2000,2002]",
    "2001/..",
]
ACTORS = ["", "CHN", "CHN:host; KAZ", "KAZ", "CHN; KAZ; KGZ"]
CODES = ["", "economic", "economic.loan", "economic.barter", "political"]
TITLES = ["", "A loan", "a LOAN!", "A visit", "The loan of a visit", "?"]


def event(
    name: str, date: str = "2001-05-01", title: str = "A loan", actors: str = "", category: str = ""
) -> ca.Event:
    codes = {"category": category}
    return ca.Event(id=name, date=date, title=title, actors=actors, codes=codes)


def collected(*rows: tuple[str, ...]) -> ca.Events:
    return ca.Events([event(*row) for row in rows])


def lists(max_size: int = 4) -> st.SearchStrategy[list[ca.Event]]:
    """Events of few different dates, actors, codes and titles, so that many scores are equal."""
    fields = [st.sampled_from(values) for values in (DATES, TITLES, ACTORS, CODES)]
    made = st.builds(event, st.sampled_from(["E1", "E2", "E3", "X", "x", "Y-1"]), *fields)
    return st.lists(made, max_size=max_size, unique_by=lambda one: one.id)


def reference(one: ca.Event, other: ca.Event, tolerance: int) -> dict[str, float] | None:
    """Similarities of two events, by the definitions and one pair at a time; None if they are no candidates."""
    first, last = zip(*[(e.date.earliest, e.date.latest_start) for e in (one, other)], strict=True)
    if all(day is not None for day in (*first, *last)):
        days = [
            set(range(begin.toordinal(), end.toordinal() + 1)) for begin, end in zip(first, last, strict=True)
        ]
        gap = max(map(min, days)) - min(map(max, days))
        if gap > tolerance:
            return None
        date = len(days[0] & days[1]) / len(days[0] | days[1])
        if not date:
            date = (1 - gap / (tolerance + 1)) / (len(days[0]) + len(days[1]) - 1)
    else:
        for begin, end in ((first[0], last[1]), (first[1], last[0])):
            if begin is not None and end is not None and (begin - end).days > tolerance:
                return None
        date = math.nan
    found = {"date": date, "actors": math.nan, "category": math.nan, "title": math.nan}
    who = [{actor.actor for actor in e.actors} for e in (one, other)]
    if any(who):
        found["actors"] = 1 - jaccard(*who)
    codes = [e.codes["category"] for e in (one, other)]
    if all(codes):
        found["category"] = 1 - hierarchical(codes[0][0], codes[1][0])
    words = [" ".join(re.findall(r"\w+", e.title.casefold())) for e in (one, other)]
    if all(words):
        pieces = [{f" {text} "[place : place + 3] for place in range(len(text))} for text in words]
        found["title"] = 2 * len(pieces[0] & pieces[1]) / (len(pieces[0]) + len(pieces[1]))
    return found


def reference_score(found: dict[str, float] | None, weights: dict[str, float]) -> float:
    """Weighted mean of those that are there; 0 for what cannot be compared."""
    told = [name for name in FIELDS if found is not None and not math.isnan(found[name])]
    weight = sum(weights[name] for name in told)
    return sum(weights[name] * found[name] for name in told) / weight if found and weight else 0.0


def greatest_sum(scores: np.ndarray, least: float) -> float:
    """Try every one-to-one assignment."""
    allowed = np.where((scores >= least - 1e-9) & (scores > 0), scores, 0)
    rows, columns = allowed.shape
    if rows > columns:
        allowed, rows, columns = allowed.T, columns, rows
    return max(
        sum(allowed[row, column] for row, column in enumerate(chosen))
        for chosen in itertools.permutations(range(columns), rows)
    )


def pairs_of(matching: Matching) -> list[tuple[str, str]]:
    return list(zip(matching.pairs["a"], matching.pairs["b"], strict=True))


def only(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(table.fillna({"score": -1}).itertuples(index=False, name=None))


weight_choices = st.sampled_from(
    [{}, {"title": 0}, {"date": 0, "category": 2.5}, {"actors": 0, "category": 0}]
)
leasts = st.sampled_from([0, 0.2, 0.5, 0.8, 1])
tolerances = st.sampled_from([0, 3, 200])


@quick
@given(lists(), lists(), tolerances, leasts, weight_choices)
def test_no_assignment_has_a_greater_sum_and_every_number_is_as_defined(
    one: list[ca.Event], other: list[ca.Event], tolerance: int, least: float, weights: dict[str, float]
) -> None:
    matching = match_events(
        ca.Events(one), ca.Events(other), tolerance=tolerance, least=least, weights=weights
    )
    used = {**WEIGHTS, **weights}
    found = {(a.id, b.id): reference(a, b, tolerance) for a in one for b in other}
    scores = {key: reference_score(value, used) for key, value in found.items()}
    for row in matching.pairs.to_dict("records"):
        key = row["a"], row["b"]
        assert row["score"] == pytest.approx(scores[key])
        assert row["score"] >= least - 1e-9
        assert [row[name] for name in FIELDS] == pytest.approx(
            [found[key][name] for name in FIELDS], nan_ok=True
        )
    table = np.array([[scores[a.id, b.id] for b in other] for a in one]).reshape(len(one), len(other))
    assert matching.pairs["score"].sum() == pytest.approx(greatest_sum(table, least))
    for side, position in ((matching.only_a, 0), (matching.only_b, 1)):
        for name, nearest, score in side[["id", "nearest", "score"]].itertuples(index=False):
            own = {key: value for key, value in scores.items() if key[position] == name and value > 0}
            best = max(own.values(), default=math.nan)
            assert score == pytest.approx(best, nan_ok=True)
            alike = {key[1 - position] for key, value in own.items() if value > best - 1e-9}
            assert nearest == min(alike, default="")


@quick
@given(lists(6), lists(6), tolerances, leasts)
def test_turning_the_lists_round_turns_the_pairs_round(
    one: list[ca.Event], other: list[ca.Event], tolerance: int, least: float
) -> None:
    straight = match_events(ca.Events(one), ca.Events(other), tolerance=tolerance, least=least)
    turned = match_events(ca.Events(other), ca.Events(one), tolerance=tolerance, least=least)
    assert sorted(pairs_of(straight)) == sorted((a, b) for b, a in pairs_of(turned))
    assert only(straight.only_a) == only(turned.only_b)
    assert only(straight.only_b) == only(turned.only_a)


@quick
@given(lists(6), lists(6), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(one: list[ca.Event], other: list[ca.Event], chance: Any) -> None:
    first = match_events(ca.Events(one), ca.Events(other))
    shuffled = [chance.sample(rows, len(rows)) for rows in (one, other)]
    second = match_events(*map(ca.Events, shuffled))
    for name in ("pairs", "only_a", "only_b"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


@quick
@given(studies().flatmap(lambda study: st.tuples(st.just(study), event_lists(study), event_lists(study))))
def test_no_event_is_lost_and_none_is_there_twice(
    drawn: tuple[ca.Study, list[ca.Event], list[ca.Event]],
) -> None:
    study, *rows = drawn
    matching = match_events(*(ca.Events(found, study) for found in rows), least=0.3)
    for side, table, found in zip("ab", (matching.only_a, matching.only_b), rows, strict=True):
        ids = [*matching.pairs[side], *table["id"]]
        assert sorted(ids) == sorted(one.id for one in found)
    assert (matching.n_a, matching.n_b) == (len(rows[0]), len(rows[1]))
    assert matching.n_matched == len(matching.pairs)


@quick
@given(lists(6))
def test_a_list_matches_itself(rows: list[ca.Event]) -> None:
    matching = match_events(ca.Events(rows), ca.Events(rows))
    assert all(a == b for a, b in pairs_of(matching))
    empty = [one.id for one in rows if reference_score(reference(one, one, 3), dict(WEIGHTS)) == 0]
    assert sorted(matching.only_a["id"]) == sorted(empty)


windows = st.lists(
    st.tuples(st.none() | st.integers(0, 30), st.integers(0, 12), st.booleans()).map(
        lambda drawn: (
            -candidates.FAR if drawn[0] is None else drawn[0],
            candidates.FAR if drawn[2] else (drawn[0] or 0) + drawn[1],
        )
    ),
    max_size=12,
)


def side(days: list[tuple[int, int]]) -> candidates.Side:
    limits = np.array(days, dtype="int64").reshape(-1, 2)
    return candidates.Side(pd.DataFrame(), limits[:, 0], limits[:, 1], {})


@quick
@given(windows, windows, st.integers(0, 5), st.sampled_from([1, 7, 2**17]))
def test_the_window_join_finds_every_pair_once(
    one: list[tuple[int, int]], other: list[tuple[int, int]], tolerance: int, block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "BLOCK", block)
        blocks = [
            (a.tolist(), b.tolist()) for a, b in candidates.candidates(side(one), side(other), tolerance)
        ]
    found = sorted(pair for a, b in blocks for pair in zip(a, b, strict=True))
    assert found == [
        (i, j)
        for i, (first, last) in enumerate(one)
        for j, (second, end) in enumerate(other)
        if first - end <= tolerance and second - last <= tolerance
    ]
    owners = [set(a) for a, _ in blocks]
    assert sum(map(len, owners)) == len(set().union(*owners))


def many(mark: str, seed: int) -> ca.Events:
    rng = np.random.default_rng(seed)
    picked = [
        [values[place] for place in rng.integers(0, len(values), 60)]
        for values in (DATES, TITLES, ACTORS, CODES)
    ]
    return collected(*zip([f"{mark}{number:02d}" for number in range(60)], *picked, strict=True))


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = match_events(many("A", 1), many("B", 2), least=0.3)
    monkeypatch.setattr(candidates, "BLOCK", 1)
    blocks = match_events(many("A", 1), many("B", 2), least=0.3)
    for name in ("pairs", "only_a", "only_b"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(blocks, name))


@pytest.mark.parametrize("least", [0.3, 0.6, 0.9])
def test_a_group_that_is_too_large_for_a_table_has_the_same_sum(
    monkeypatch: pytest.MonkeyPatch, least: float
) -> None:
    table = match_events(many("A", 1), many("B", 2), least=least)
    monkeypatch.setattr(assignment, "CELLS_AT_ONCE", 0)
    sparse = match_events(many("A", 1), many("B", 2), least=least)
    assert table.n_matched > 5
    assert sparse.pairs["score"].sum() == pytest.approx(table.pairs["score"].sum())
    assert sparse.pairs["a"].is_unique
    assert sparse.pairs["b"].is_unique


def test_similarities_are_as_worked_out_by_hand() -> None:
    one = collected(("A", "2001-05-01", "The loan", "CHN:lender; KAZ", "economic.finance.loan"))
    other = collected(("B", "2001-05-03", "A loan", "KAZ; KGZ; CHN", "economic.finance"))
    (row,) = match_events(one, other).pairs.to_dict("records")
    # Two days apart; 2 of 3 actors; depth 2 of 3; " lo", "loa", "oan", "an " of 8 and 6 pieces.
    date, actors, category, title = 1 - 2 / 4, 2 / 3, 2 / 3, 2 * 4 / (8 + 6)
    assert [row[name] for name in FIELDS] == pytest.approx([date, actors, category, title])
    assert row["score"] == pytest.approx(0.35 * date + 0.3 * actors + 0.15 * category + 0.2 * title)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2001-05-01", "2001-05-01", 1),
        ("2001-05", "2001-05~", 1),
        ("2001-05-01", "2001-05", 1 / 31),
        ("2001-05", "2001", 31 / 365),
        ("2001-05-01/2001-06-01", "2001-05-01", 1),
        ("[2010,2012]", "2011", 365 / (365 + 365 + 366)),
        ("2001-05-01", "2001-05-02", 3 / 4),
        ("2001-05-01", "2001-05-04", 1 / 4),
        ("2001-04-29", "2001-05", 2 / 4 / 31),
        ("2001/..", "2001-05", 31 / 365),
        ("[2001..]", "2001-05-01", math.nan),
        ("XXXX", "XXXX", math.nan),
    ],
)
def test_dates_are_compared_by_their_possible_days(first: str, second: str, expected: float) -> None:
    pairs = match_events(collected(("A", first)), collected(("B", second)), least=0).pairs
    assert pairs["date"].tolist() == pytest.approx([expected], nan_ok=True)


@quick
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 10))
def test_days_apart_fall_with_the_gap_and_stay_below_one_day_in_common(
    one: int, other: int, tolerance: int
) -> None:
    def date(gap: int) -> float:
        first, second = side([(0, one)]), side([(one + gap, one + gap + other)])
        zero = np.zeros(1, dtype="int64")
        return float(candidates._date_similarity(first, second, zero, zero, tolerance)[0])

    found = [date(gap) for gap in range(tolerance + 1)]
    assert found == sorted(set(found), reverse=True)
    assert found[0] == pytest.approx(1 / (one + other + 1))
    assert found[-1] > 0


def test_one_day_more_than_the_tolerance_is_no_candidate() -> None:
    one, other = collected(("A", "2001-05-01")), collected(("B", "2001-05-04"))
    assert match_events(one, other, tolerance=3).n_matched == 1
    missed = match_events(one, other, tolerance=2)
    assert missed.n_matched == 0
    assert missed.only_a["nearest"].tolist() == [""]
    assert missed.only_a["score"].isna().all()


def test_the_greatest_sum_parts_the_best_pair() -> None:
    one = collected(("A1", "2001-05-02"), ("A2", "2001-05-01"))
    other = collected(("B1", "2001-05-02"), ("B2", "2001-05-03"))
    # A1 and B1 have the same day, which gives 1. A2 is near B1 alone and B2 near A1 alone: with a tolerance of one day
    # 0.5 each, which is too low to be matched; with one of two days 2/3 each, and together more than 1.
    strict = match_events(one, other, tolerance=1, weights={"title": 0}, least=0.6)
    assert pairs_of(strict) == [("A1", "B1")]
    wide = match_events(one, other, tolerance=2, weights={"title": 0}, least=0.6)
    assert pairs_of(wide) == [("A2", "B1"), ("A1", "B2")]


def test_a_pair_below_least_is_never_matched_to_fill_a_group() -> None:
    one = collected(("A1", "2001-05-01"), ("A2", "2001-05-02"))
    other = collected(("B1", "2001-05-01"), ("B2", "2001-05-09"))
    matching = match_events(one, other, weights={"title": 0})
    assert pairs_of(matching) == [("A1", "B1")]
    assert matching.only_a[["id", "nearest", "score"]].to_numpy().tolist() == [["A2", "B1", 0.75]]
    assert matching.only_b[["id", "nearest"]].to_numpy().tolist() == [["B2", ""]]


def test_of_duplicates_the_first_ids_are_matched_with_one_another() -> None:
    two = collected(("B2",), ("B1",))
    three = collected(("A3",), ("A1",), ("A2",))
    assert pairs_of(match_events(three, two)) == [("A1", "B1"), ("A2", "B2")]
    assert match_events(three, two).only_a["id"].tolist() == ["A3"]
    assert pairs_of(match_events(two, three)) == [("B1", "A1"), ("B2", "A2")]
    assert pairs_of(match_events(three, collected(("B1",)))) == [("A1", "B1")]


def test_events_alike_in_all_their_scores_are_matched_in_the_order_of_ids() -> None:
    one = collected(("E0", "2001-05-02"), ("E1", "2001-05-01"), ("E2", "2001-05-02"))
    other = collected(("E0",), ("E1",), ("E2",))
    assert sorted(pairs_of(match_events(one, other))) == [("E0", "E0"), ("E1", "E1"), ("E2", "E2")]


days_of_may = st.lists(st.integers(1, 20).map("2001-05-{:02d}".format), max_size=6)


@quick
@given(days_of_may, days_of_may, st.sampled_from([2**22, 0]))
@example(
    [f"2001-05-{day}" for day in ("06", "02", "07", "08", "19")],
    [f"2001-05-{day}" for day in ("17", "05", "09", "12", "18")],
    2**22,
)
@example(
    ["2001-05-08", "2001-05-04"],
    [f"2001-05-{day}" for day in ("05", "15", "12", "15", "16", "02")],
    0,
)
def test_ties_are_settled_the_same_way_when_the_lists_are_turned_round(
    one: list[str], other: list[str], cells: int
) -> None:
    # Scores that fall evenly with the gap have many different assignments of the same sum.
    lists = [collected(*((f"E{number}", day) for number, day in enumerate(days))) for days in (one, other)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "CELLS_AT_ONCE", cells)
        straight = match_events(*lists, tolerance=40, weights={"title": 0})
        turned = match_events(*reversed(lists), tolerance=40, weights={"title": 0})
    assert sorted(pairs_of(straight)) == sorted((a, b) for b, a in pairs_of(turned))


def test_the_nearest_of_equal_ones_is_that_of_the_first_id() -> None:
    matching = match_events(
        collected(("A1", "2001-05-01")), collected(("B2", "2001-05-02"), ("B1", "2001-05-02")), least=1
    )
    assert matching.only_a["nearest"].tolist() == ["B1"]


def test_an_undated_event_may_be_any_and_its_date_is_left_out() -> None:
    others = collected(("B", "2020-01-01", "A loan"), ("C", "1995", "Loan to Kyrgyzstan"), ("D", "XXXX", "?"))
    matching = match_events(collected(("A", "XXXX", "A loan to Kyrgyzstan")), others)
    assert pairs_of(matching) == [("A", "C")]
    assert matching.pairs["date"].isna().all()
    assert matching.pairs["score"].tolist() == pytest.approx(matching.pairs["title"].tolist())


def test_events_with_nothing_in_common_are_not_matched_even_if_least_is_zero() -> None:
    matching = match_events(collected(("A", "XXXX", "A loan")), collected(("B", "XXXX", "Visit")), least=0)
    assert matching.n_matched == 0
    assert matching.only_b["nearest"].tolist() == [""]


def test_titles_without_a_letter_are_left_out() -> None:
    pairs = match_events(collected(("A", "2001", "?!")), collected(("B", "2001", "A loan"))).pairs
    assert pairs[["score", "date"]].to_numpy().tolist() == [[1, 1]]
    assert pairs[["actors", "category", "title"]].isna().all(axis=None)


def test_titles_in_other_scripts_are_compared() -> None:
    pairs = match_events(collected(("A", "2001", "丝绸之路")), collected(("B", "2001", "«丝绸之路»"))).pairs
    assert pairs["title"].tolist() == [1]


def test_empty_lists_have_no_shares() -> None:
    none = ca.Events([])
    matching = match_events(none, none)
    assert (matching.n_a, matching.n_b, matching.n_matched) == (0, 0, 0)
    assert all(math.isnan(share) for share in (matching.found, matching.share_a, matching.share_b))
    assert list(matching.pairs.columns) == ["a", "b", "score", *FIELDS]
    assert list(matching.only_a.columns) == ["id", "date", "title", "nearest", "score"]
    table = matching.agreement()
    assert table["pairs"].tolist() == [0, 0]
    assert table[["equal", "alpha", "low", "high", "days"]].isna().all(axis=None)
    assert matching.summary().startswith(
        "Of 0 events in list A and 0 events in list B, 0 pairs were matched; 0 events are only in A and 0 events are "
        "only in B. Events were matched"
    )


def test_a_lone_event_is_only_in_one_list() -> None:
    matching = match_events(collected(("A",)), ca.Events([]))
    (row,) = matching.only_a.to_dict("records")
    assert math.isnan(row.pop("score"))
    assert row == {"id": "A", "date": "2001-05-01", "title": "A loan", "nearest": ""}
    assert (matching.found, matching.share_a) == (0, 0)
    assert math.isnan(matching.share_b)


def test_shares_are_of_the_list_they_are_named_after() -> None:
    matching = match_events(
        collected(("A1",), ("A2", "1999"), ("A3", "1998"), ("A4", "1997")), collected(("B1",))
    )
    assert (matching.found, matching.share_a, matching.share_b) == (2 / 5, 1 / 4, 1)


def test_lists_are_ordered_by_date_and_then_id() -> None:
    rows = [("4", "2001"), ("2", "XXXX"), ("3", "1999"), ("1", "2001")]
    matching = match_events(collected(*rows), ca.Events([]))
    assert matching.only_a["id"].tolist() == ["2", "3", "1", "4"]
    alike = match_events(collected(*rows), collected(*rows))
    assert alike.pairs["a"].tolist() == ["2", "3", "1", "4"]


def test_the_bundled_study_matches_itself_with_or_without_its_study() -> None:
    events = ca.load()
    whole = match_events(events, events)
    assert all(a == b for a, b in pairs_of(whole))
    assert (whole.n_matched, whole.found) == (len(events), 1)
    assert (whole.pairs["score"] == 1).all()
    bare = match_events(events.with_study(None), events)
    pd.testing.assert_frame_equal(bare.pairs, whole.pairs)


def test_a_lazy_collection_is_matched_like_its_rows() -> None:
    polars = pytest.importorskip("polars")
    events = ca.load()
    frame = events.to_pandas()
    columns = {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame}
    for name in ("earliest", "latest", "latest_start", "earliest_end"):
        columns[name] = [None if day is None or pd.isna(day) else day.date() for day in columns[name]]
    lazy = ca.Events(polars.DataFrame(columns, infer_schema_length=None).lazy(), events.study)
    assert lazy.is_lazy
    part = events.between("2010", "2015")
    for name in ("pairs", "only_a", "only_b"):
        expected = getattr(match_events(events, part), name)
        pd.testing.assert_frame_equal(getattr(match_events(lazy, part), name), expected)


def test_tables_are_copies() -> None:
    matching = match_events(collected(("A",)), collected(("B",), ("C", "1999")))
    pairs, rest = matching.pairs, matching.only_b
    pairs.loc[0, "a"] = "changed"
    rest.loc[0, "id"] = "changed"
    assert pairs_of(matching) == [("A", "B")]
    assert matching.only_b["id"].tolist() == ["C"]


def test_a_matching_shows_its_counts() -> None:
    matching = match_events(collected(("A",), ("A2", "1999")), collected(("B",)))
    shown = "Matching: 1 pair of 2 and 1 events; 1 only in A, 0 only in B"
    assert repr(matching) == shown
    assert matching._repr_html_() == f"<p>{shown}</p>"


def test_the_summary_says_first_what_was_found_and_then_by_which_rules() -> None:
    one = collected(("A1",), ("A2", "2005-01-01"), ("A3", "1999"))
    other = collected(("B1",), ("B2", "2005-01-02"))
    assert match_events(one, other, tolerance=1, least=0.25, weights={"date": 2}).summary() == (
        "Of 3 events in list A and 2 events in list B, 2 pairs were matched; 1 event is only in A and 0 events are "
        "only in B (2 x pairs / all events = 0.800). Events were matched one to one, with the greatest sum of scores, "
        "if the possible days of their beginning lie at most 1 day apart and their score is at least 0.25: the "
        "weighted mean of the similarities of date (2), actors (0.3), category (0.15) and title (0.2). Agreement on "
        "what was matched by is higher than by chance, because pairs were chosen for it."
    )
    alone = match_events(one, other, weights={"actors": 0, "category": 0, "title": 0}).summary()
    assert "at least 0.5: the similarity of date (0.35). Agreement" in alone


# Agreement on the pairs


def coded(mark: str, *rows: tuple[str, str, str, str]) -> ca.Events:
    """Events of different years, which match in their order."""
    return ca.Events(
        [
            ca.Event(
                id=f"{mark}{number}",
                date=date,
                title=f"Event {number}",
                actors=actors,
                place="Astana",
                codes={"stage": stage, "mechanism": mechanism.split("; ") if mechanism else ()},
            )
            for number, (date, actors, stage, mechanism) in enumerate(rows)
        ]
    )


@pytest.fixture
def coded_twice() -> Matching:
    one = coded(
        "A",
        ("2001-01-01", "CHN; KAZ", "signed", "bri; sco"),
        ("2002-01-01", "CHN; KGZ", "signed", "bri"),
        ("2003-01", "CHN", "built", ""),
        ("XXXX", "", "built", "sco"),
        ("2005-01-01", "CHN; UZB", "", "sco"),
    )
    other = coded(
        "B",
        ("2001-01-01", "CHN:host; KAZ", "signed", "bri"),
        ("2002-01-02", "CHN", "built", "bri"),
        ("2003-01-06", "CHN", "built", ""),
        ("2004-01-01", "", "built", "sco; c5"),
        ("2005-01-01", "", "signed", "sco"),
    )
    matching = match_events(one, other, least=0.2, weights={"category": 0})
    assert pairs_of(matching) == [(f"A{n}", f"B{n}") for n in (3, 0, 1, 2, 4)]
    return matching


def test_agreement_is_that_of_the_pairs_field_by_field(coded_twice: Matching) -> None:
    table = coded_twice.agreement().set_index("field")
    assert table.index.tolist() == ["date", "actors", "stage", "mechanism"]
    assert list(table.columns) == [
        "pairs", "one_only", "equal", "alpha", "low", "high", "days", "matched_by", "distance",
    ]  # fmt: skip
    assert table["pairs"].to_dict() == {"date": 4, "actors": 3, "stage": 4, "mechanism": 4}
    assert table["one_only"].to_dict() == {"date": 1, "actors": 1, "stage": 1, "mechanism": 0}
    assert table["equal"].to_dict() == {"date": 0.5, "actors": 2 / 3, "stage": 0.75, "mechanism": 0.5}
    assert table["matched_by"].to_dict() == {"date": True, "actors": True, "stage": False, "mechanism": False}
    assert table["distance"].to_dict() == {
        "date": "1 - overlap of possible days",
        "actors": "jaccard",
        "stage": "nominal",
        "mechanism": "masi",
    }


def alpha_by_hand(pairs: list[tuple[Any, Any]], distance: Any) -> float:
    values = list(itertools.chain.from_iterable(pairs))
    apart = [distance(one, other) for one, other in itertools.permutations(values, 2)]
    return 1 - np.mean([distance(*pair) for pair in pairs]) / np.mean(apart)


def test_alpha_takes_the_distance_that_it_names(coded_twice: Matching) -> None:
    alpha = coded_twice.agreement().set_index("field")["alpha"]
    actors = [({"CHN", "KAZ"}, {"CHN", "KAZ"}), ({"CHN", "KGZ"}, {"CHN"}), ({"CHN"}, {"CHN"})]
    mechanism = [({"bri", "sco"}, {"bri"}), ({"bri"}, {"bri"}), ({"sco"}, {"sco", "c5"}), ({"sco"}, {"sco"})]
    stage = [("signed", "signed"), ("signed", "built"), ("built", "built"), ("built", "built")]
    days = [({1}, {1}), ({400}, {401}), (set(range(800, 831)), {805}), ({1500}, {1500})]
    assert alpha["actors"] == pytest.approx(alpha_by_hand(actors, jaccard))
    assert alpha["mechanism"] == pytest.approx(alpha_by_hand(mechanism, masi))
    assert alpha["stage"] == pytest.approx(alpha_by_hand(stage, lambda one, other: one != other))
    assert alpha["date"] == pytest.approx(alpha_by_hand(days, jaccard))


def test_days_are_the_median_between_the_middles_of_the_windows(coded_twice: Matching) -> None:
    table = coded_twice.agreement(["date", "stage"])
    # 0, 1, 10 (16 January and 6 January) and 0 days.
    assert table["days"].tolist() == pytest.approx([0.5, math.nan], nan_ok=True)


def test_intervals_are_those_of_the_coefficient_and_the_seed(coded_twice: Matching) -> None:
    ratings = pd.DataFrame(
        {"a": ["signed", "signed", "built", "built"], "b": ["signed", "built", "built", "built"]}
    )
    expected = krippendorff_alpha(ratings, rng=4)
    (row,) = coded_twice.agreement("stage", rng=4).to_dict("records")
    assert [row["alpha"], row["low"], row["high"]] == pytest.approx(
        [expected.value, expected.low, expected.high], nan_ok=True
    )


def test_place_is_asked_for(coded_twice: Matching) -> None:
    (row,) = coded_twice.agreement(["place"]).to_dict("records")
    assert (row["pairs"], row["equal"], row["distance"]) == (5, 1, "nominal")


def test_a_codebook_says_which_variables_are_hierarchical_or_have_several_codes(study: ca.Study) -> None:
    rows = [("E1", "2001", "A loan", "CHN", "economic"), ("E2", "2002", "A visit", "KAZ", "political")]
    events = [ca.Events([event(*row) for row in rows])] * 2
    with_study = [each.with_study(study) for each in events]
    for lists in (with_study, [events[0], with_study[1]], [with_study[0], events[1]]):
        distance = match_events(*lists).agreement().set_index("field")["distance"]
        assert distance["category"] == "hierarchical"
    distance = match_events(*with_study).agreement().set_index("field")["distance"]
    assert distance.to_dict() == {
        "date": "1 - overlap of possible days",
        "actors": "jaccard",
        "category": "hierarchical",
        "mechanism": "masi",
        "stage": "nominal",
        "amount_basis": "nominal",
    }
    bare = match_events(*events).agreement().set_index("field")["distance"]
    assert bare["category"] == "nominal"


def test_own_columns_and_derived_variables_are_not_compared() -> None:
    events = ca.load()
    fields = match_events(events, events).agreement(rng=1)["field"].tolist()
    assert fields == ["date", "actors", *events.study.codebook.columns]


# What is refused


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tolerance": -1}, "tolerance is -1; it is a whole number of days, 0 or more."),
        ({"tolerance": 1.5}, "tolerance is 1.5; it is a whole number of days, 0 or more."),
        ({"tolerance": True}, "tolerance is True; it is a whole number of days, 0 or more."),
        ({"least": 1.1}, "least is 1.1; a score lies between 0 and 1, such as 0.5."),
        ({"least": math.nan}, "least is nan; a score lies between 0 and 1, such as 0.5."),
        ({"least": "0.5"}, "least is '0.5'; a score lies between 0 and 1, such as 0.5."),
        (
            {"weights": {"titel": 1}},
            "weights has 'titel', which is not compared. Nearest: 'title'. Allowed: date, actors, category, title.",
        ),
        ({"weights": {"title": -1}}, "the weight of 'title' is -1; it is a number, 0 or more."),
        ({"weights": {"title": math.inf}}, "the weight of 'title' is inf; it is a number, 0 or more."),
        ({"weights": dict.fromkeys(FIELDS, 0)}, "all weights are 0; at least one field must count."),
        (
            {"weights": [1, 2]},
            "weights is [1, 2]; give a dictionary of field and weight, such as {'title': 0}.",
        ),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(CodingError) as error:
        match_events(ca.Events([]), ca.Events([]), **options)
    assert str(error.value) == message


def test_what_is_no_collection_is_refused() -> None:
    with pytest.raises(CodingError) as error:
        match_events(ca.Events([]), pd.DataFrame())
    assert str(error.value) == (
        "b is a DataFrame; match_events takes two Events, as ca_events.load, ca_events.read_csv and "
        "ca_events.Events(frame, study) give them."
    )


def test_an_id_that_stands_twice_is_refused() -> None:
    frame = collected(("A",)).to_pandas()
    events = ca.Events.of_checked(pd.concat([frame, frame], ignore_index=True), None)
    with pytest.raises(CodingError) as error:
        match_events(events, collected(("A",)))
    assert str(error.value) == (
        "the id 'A' stands twice in a; pairs are named by ids, so each event needs one of its own."
    )


def test_agreement_on_a_field_of_one_list_is_refused(coded_twice: Matching) -> None:
    with pytest.raises(CodingError) as error:
        coded_twice.agreement(["stage", "category"])
    assert str(error.value) == (
        "'category' is no field that both lists have. Allowed: date, actors, stage, mechanism, place."
    )


def test_scipy_is_needed_only_where_events_compete(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("scipy.optimize", "scipy.sparse", "scipy.sparse.csgraph"):
        monkeypatch.setitem(sys.modules, name, None)
    one, other = collected(("A1",), ("A2", "1999")), collected(("B1",), ("B2", "1999"), ("B3", "1999"))
    assert pairs_of(match_events(one, other)) == [("A2", "B2"), ("A1", "B1")]
    message = (
        "events of the two lists compete for one another, and choosing the best pairs needs scipy: "
        "pip install 'ca-events[scipy]'."
    )
    for cells in (assignment.CELLS_AT_ONCE, 0):
        monkeypatch.setattr(assignment, "CELLS_AT_ONCE", cells)
        with pytest.raises(ca.MissingExtra) as error:
            match_events(collected(("A1",), ("A2",)), collected(("B1",), ("B2",)))
        assert str(error.value) == message


def test_a_huge_tolerance_takes_all_pairs() -> None:
    matching = match_events(
        collected(("A", "0001")), collected(("B", "9999-12-31")), tolerance=10**30, least=0
    )
    assert matching.n_matched == 1
