"""Zeros: where coverage says that all was searched, and nowhere else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from ca_events.tables import Scope, counts


def cells(table: pd.DataFrame) -> dict[tuple[str, ...], float | None]:
    """Give what is expected in each cell, None where it is missing."""
    keys = [column for column in table.columns if column not in ("definite", "expected", "possible")]
    missing = table[["definite", "expected", "possible"]].isna()
    assert missing.all(axis=1).equals(missing.any(axis=1))
    rows = zip(*(table[name].astype("str") for name in keys), strict=True)
    return dict(zip(rows, [None if pd.isna(value) else value for value in table["expected"]], strict=True))


def test_without_coverage_nothing_is_filled(frame_of: Any, study: Any) -> None:
    table = counts(frame_of(["2000", "2002"], category=["economic"] * 2), study=study, scope=Scope())
    assert cells(table) == {("2000", "economic"): 1, ("2002", "economic"): 1}


def test_a_zero_stands_only_where_every_code_below_was_searched_in_the_whole_bin(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    study = new_study(
        coverage=[
            covering("economic.loan", "2000", "2002"),
            covering("economic.trade", "2001", "2002-06", level="threshold"),
            covering("security", "2000", "2003", level="as_found"),
        ]
    )
    table = counts(frame_of(["2000", "2003"], category=["security.drill", "economic.loan"]), study=study)
    assert cells(table) == {
        ("2000", "security"): 1,
        ("2000", "economic"): None,
        ("2001", "security"): None,
        ("2001", "economic"): 0,
        ("2002", "security"): None,
        ("2002", "economic"): None,
        ("2003", "security"): None,
        ("2003", "economic"): 1,
    }
    deep = cells(counts(frame_of(["2000"], category=["security.drill"]), study=study, depth=2))
    assert deep["2002", "economic.loan"] == 0
    assert deep["2002", "economic.trade"] is None
    assert ("2001", "security") not in deep


def test_all_categories_must_have_been_searched_for_a_zero_of_anything_else(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    part = new_study(coverage=[covering("economic", "2000", "2002")])
    whole = new_study(coverage=[covering("", "2000", "2002")])
    frame = frame_of(["2000", "2002"], topic=["gas", "gas"])
    assert cells(counts(frame, study=part, by=None)) == {("2000",): 1, ("2001",): None, ("2002",): 1}
    assert cells(counts(frame, study=whole, by=None)) == {("2000",): 1, ("2001",): 0, ("2002",): 1}
    topics = cells(counts(frame, study=whole, by="topic"))
    assert (topics["2001", "gas"], topics["2000", "water"]) == (0, 0)


def test_covered_bins_are_shown_within_the_study_and_the_selection(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    study = new_study(coverage=[covering("", "1990", "2010")])
    frame = frame_of(["2001"], category=["economic"])
    shown = ["2000", "2001", "2002", "2003"]
    assert list(counts(frame, study=study, by=None)["bin"]) == shown
    assert list(counts(frame_of([]), study=study, by=None)["bin"]) == shown
    scope = Scope(first=dt.date(2001, 1, 1), last=dt.date(2002, 12, 31))
    assert list(counts(frame, study=study, by=None, scope=scope)["bin"]) == ["2001", "2002"]


def test_a_period_after_the_study_is_not_shown_for_its_zeros(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    study = new_study(coverage=[covering("", "1990", "2010")], end="2001-12-31")
    assert list(counts(frame_of([]), study=study, by=None, bins="phase")["bin"]) == ["first", "second"]


def test_a_bin_that_the_selection_cuts_is_never_zero_and_one_beyond_it_is_not_filled(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    study = new_study(coverage=[covering("", "1990", "2010")])
    scope = Scope(first=dt.date(2001, 7, 1), last=dt.date(2003, 12, 31))
    frame = frame_of(["[2000-12-01..2001-08-01]", "2002"], category=["security", "economic"])
    assert {
        place: value for place, value in cells(counts(frame, study=study, scope=scope)).items() if not value
    } == {
        ("2001", "economic"): None,
        ("2002", "security"): 0,
        ("2003", "security"): 0,
        ("2003", "economic"): 0,
    }


def test_codes_that_do_not_occur_are_filled_only_if_the_selection_allows(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    study = new_study(coverage=[covering("", "2001", "2002")])
    frame = frame_of(["2001"], category=["economic.loan"])
    assert ("2001", "security") in cells(counts(frame, study=study, scope=Scope(fill=True)))
    assert cells(counts(frame, study=study, scope=Scope(fill=False))) == {
        ("2001", "economic"): 1,
        ("2002", "economic"): 0,
    }
    assert cells(counts(frame_of([]), study=study, by=None, scope=Scope(fill=False))) == {
        ("2001",): 0,
        ("2002",): 0,
    }


def test_a_search_for_one_actor_makes_zeros_for_that_actor_and_its_pairs(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    study = new_study(coverage=[covering("", "2001", "2002", actor="KAZ")])
    frame = frame_of(["2001", "2001", "2001"], actors=["CHN; KAZ", "CHN; UZB", ""])
    assert cells(counts(frame, study=study, by="actor")) == {
        ("2001", "KAZ"): 1,
        ("2001", "CHN"): 2,
        ("2001", "UZB"): 1,
        ("2001", "(none)"): 1,
        ("2002", "KAZ"): 0,
        ("2002", "CHN"): None,
        ("2002", "UZB"): None,
        ("2002", "(none)"): None,
    }
    pairs = cells(counts(frame, study=study, by="dyad"))
    assert (pairs["2002", "CHN - KAZ"], pairs["2002", "CHN - UZB"]) == (0, None)
    assert list(counts(frame, study=study, by=None)["bin"]) == ["2001"]
    asked = counts(frame, study=study, by=None, scope=Scope(actors=("CHN", "KAZ")))
    assert cells(asked) == {("2001",): 3, ("2002",): 0}
    nobody = counts(frame_of([]), study=study, by="actor", scope=Scope(actors=("KAZ",)))
    assert cells(nobody) == {("2001", "KAZ"): 0, ("2002", "KAZ"): 0}


def test_several_columns_are_filled_in_all_combinations(frame_of: Any, new_study: Any, covering: Any) -> None:
    study = new_study(coverage=[covering("economic", "2001", "2001")], start="2001-01-01", end="2001-12-31")
    frame = frame_of(["2001", "2001"], category=["economic", "security"], actors=["KAZ", "UZB"])
    table = cells(counts(frame, study=study, by=["category", "actor"]))
    assert table == {
        ("2001", "security", "KAZ"): None,
        ("2001", "security", "UZB"): 1,
        ("2001", "economic", "KAZ"): 1,
        ("2001", "economic", "UZB"): 0,
    }
    assert len(counts(frame, study=study, by=["category", "actor"], scope=Scope(fill=False))) == 2


def test_one_bin_and_an_open_period_are_as_long_as_the_study(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    rows = [covering("economic", "2000-01-10", "2003-11-20")]
    study = new_study(coverage=rows)
    frame = frame_of(["2001"], category=["security"])
    assert cells(counts(frame, study=study, bins=None)) == {("all", "security"): 1, ("all", "economic"): 0}
    table = cells(counts(frame_of(["2003"], category=["security"]), study=study, bins="reign"))
    assert table == {("new", "security"): 1, ("new", "economic"): 0}
    endless = new_study(coverage=rows, end=None)
    assert cells(counts(frame, study=endless, bins=None))["all", "economic"] is None


def test_beside_an_event_without_a_place_its_code_has_no_zeros(
    frame_of: Any, new_study: Any, covering: Any
) -> None:
    study = new_study(coverage=[covering("", "2001", "2001")])
    table = counts(frame_of(["XXXX"], category=["economic"]), study=study)
    assert cells(table) == {("2001", "security"): 0, ("2001", "economic"): None, ("undated", "economic"): 1}
