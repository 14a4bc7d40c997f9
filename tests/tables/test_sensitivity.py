"""Counts of chosen days, and what a statistic owes to the days that nobody knows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events.dates import DATE_COLUMNS
from ca_events.errors import CaEventsError
from ca_events.study import CoverageRow
from ca_events.tables import TableError, counts, sensitivity
from ca_events.testing import event_dates

Engine = Callable[[pd.DataFrame], Any]


def events_of(*dates: Any) -> ca.Events:
    return ca.Events([ca.Event(id=f"E{number}", date=date, title="") for number, date in enumerate(dates)])


@pytest.mark.parametrize(
    ("dates", "how", "count", "expected"),
    [
        (["[2005..2012]"], "earliest", "began", {"2005": 1}),
        (["[2005..2012]"], "latest", "began", {"2012": 1}),
        (["[2005..2012]"], "midpoint", "began", {"2008": 1}),
        (["[2010,2012]"], "midpoint", "began", {"2012": 1}),
        (["2005/2007"], "midpoint", "ended", {"2007": 1}),
        (["2005/2007"], "midpoint", "active", {"2005": 1, "2006": 1, "2007": 1}),
        (["2013/", "XXXX", "[..1999]"], "midpoint", "ended", {"undated": 1, "unknown": 2}),
        (["2013/..", "XXXX", "2001"], "latest", "began", {"2001": 1, "2013": 1, "undated": 1}),
    ],
)
def test_a_chosen_day_is_counted_in_one_bin(
    dates: list[str], how: str, count: str, expected: dict[str, int]
) -> None:
    table = events_of(*dates).counts(by=None, count=count, resolve=how)
    rows = zip(table["bin"].astype(str), table["definite"].tolist(), strict=True)
    assert {name: number for name, number in rows if number} == expected


@settings(max_examples=25)
@given(
    st.lists(event_dates(), min_size=1, max_size=12),
    st.sampled_from(["earliest", "latest", "midpoint"]),
    st.sampled_from(["began", "ended", "active"]),
)
def test_counting_chosen_days_is_choosing_and_then_counting(dates: list[Any], how: str, count: str) -> None:
    events = events_of(*dates)
    table = events.counts(by=None, count=count, resolve=how)
    again = events.resolve(how).counts(by=None, count=count)
    pd.testing.assert_frame_equal(table, again)


@settings(max_examples=20)
@given(st.lists(event_dates(), min_size=1, max_size=12), st.integers(0, 1000))
def test_one_seed_gives_one_table_on_every_engine(engine: Engine, dates: list[Any], seed: int) -> None:
    events = events_of(*dates)
    table = events.counts(by=None, resolve="random", rng=seed)
    other = ca.Events(engine(events.to_pandas())).counts(by=None, resolve="random", rng=seed)
    pd.testing.assert_frame_equal(table, other)
    assert table["expected"].sum() == len(dates)


def test_random_counts_agree_with_the_expected_ones_in_the_long_run() -> None:
    dates = ["[2010,2012-06]"] * 5_000 + ["2010/2010"] * 5_000
    events = events_of(*dates)
    for count in ("began", "ended"):
        expected = (
            events.counts(by=None, bins="quarter", count=count).set_index("bin")["expected"].astype(float)
        )
        table = events.counts(by=None, bins="quarter", count=count, resolve="random", rng=5)
        drawn = table.set_index("bin")["definite"].reindex(expected.index).fillna(0).astype(float)
        # Each of the 10,000 events falls into a bin or not: the variance is at most a quarter each.
        assert (np.abs(drawn - expected) <= 4 * np.sqrt(len(dates) * 0.25)).all()
        assert drawn.sum() == len(dates)


def test_a_table_of_chosen_days_says_so_and_claims_no_zeros(frame_of: Any, new_study: Any) -> None:
    rows = [CoverageRow(code="", actor="", start="2000", end="2003", level="census")]
    frame, study = (
        frame_of(["2000", "[2001..2003]"], category=["economic", "economic"]),
        new_study(coverage=rows),
    )
    assert (counts(frame, study=study)["possible"] == 0).any()
    table = counts(frame, study=study, resolve="midpoint")
    assert table.attrs["resolve"] == "midpoint"
    assert not (table["possible"] == 0).any()
    assert "resolve" not in counts(frame, study=study).attrs
    words = events_of("2001").counts(by=None, resolve="random", rng=1).attrs["selection"]
    assert words == ("all events [no study: codes unchecked]; every event on a random day of those it can be")


@pytest.mark.parametrize(
    ("resolve", "rng", "message"),
    [
        ("random", None, "a random draw needs rng, such as rng=1, so that it can be repeated."),
        ("midpoint", 1, "rng is for random draws; 'midpoint' draws nothing."),
        (None, 1, "rng is for resolve='random'; nothing else draws."),
        ("mean", None, "'mean' is no way to choose a day. Allowed: earliest, latest, midpoint, random."),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(resolve: Any, rng: Any, message: str) -> None:
    with pytest.raises((ValueError, CaEventsError), match=r"rng|way") as caught:
        events_of("2001").counts(resolve=resolve, rng=rng)
    assert str(caught.value) == message


# Collections with chosen days


@settings(max_examples=25)
@given(st.lists(event_dates(), min_size=1, max_size=8), st.sampled_from(["earliest", "midpoint", "random"]))
def test_a_completed_collection_is_a_canonical_one(dates: list[Any], how: str) -> None:
    events = events_of(*dates)
    completed = events.resolve(how, rng=1 if how == "random" else None)
    frame = completed.to_pandas()
    pd.testing.assert_frame_equal(frame[list(DATE_COLUMNS)], ca.dates.columns(frame["date"]))
    for event, before in zip(completed, events, strict=True):
        assert event.id == before.id
        for day, ranges in ((event.date.earliest, before.date.starts), (event.date.latest, before.date.ends)):
            if day is not None and event.date.precision == "day":
                assert any((one or day) <= day <= (other or day) for one, other in ranges)


def test_chosen_days_are_never_written_as_data(tmp_path: Any) -> None:
    completed = ca.load().resolve("midpoint")
    for write in (completed.to_csv, completed.to_parquet, completed.save, (completed + completed).to_csv):
        with pytest.raises(CaEventsError) as caught:
            write(tmp_path / "events.csv")
        assert str(caught.value) == (
            "the days of these events were chosen, not stated by a source, and are not written as data; "
            "to_pandas() gives them as a table."
        )
    assert list(tmp_path.iterdir()) == []
    assert completed.selection == "all events; every event on its midpoint day of those it can be"


def test_a_selection_is_made_before_the_days_are_chosen() -> None:
    events = events_of("2001", "2002-06").between("2001-03", "2001-04")
    assert [event.date.edtf for event in events.resolve("latest")] == ["2001-12-31"]


# Sensitivity


def first_half(events: ca.Events) -> int:
    return len(events.between("2001-01", "2001-06"))


def by_year(events: ca.Events) -> pd.Series[float]:
    table = events.counts(by=None)
    return table.set_index(table["bin"].astype(str))["definite"].astype("float64")


def test_the_interval_of_a_count_is_that_of_the_binomial_it_is() -> None:
    # Ten events, each in the first half of 2001 with the chance 181 / 365.
    table = sensitivity(events_of(*["2001"] * 10, "2001-05"), first_half, draws=1_000, rng=1)
    chance = 181 / 365
    assert table.loc["statistic", "mean"] == pytest.approx(
        1 + 10 * chance, abs=4 * math.sqrt(10 * chance * (1 - chance) / 1_000)
    )
    # The quantiles 0.025 and 0.975 of the binomial of ten draws are 2 and 8.
    assert table.loc["statistic", ["low", "median", "high"]].tolist() == [3.0, 6.0, 9.0]
    assert table.attrs == {"draws": 1_000, "level": 0.95, "events": 11, "incomplete": 0}


def test_what_hangs_on_no_unknown_day_does_not_vary() -> None:
    table = sensitivity(events_of("2001-05-01", "2001-02"), first_half, draws=50, rng=1)
    assert table.loc["statistic"].tolist() == [2.0, 2.0, 2.0, 2.0, 0.0]


def test_a_series_gives_one_row_for_each_label() -> None:
    events = events_of("[2001-12-31..2002-01-01]", "2002", "[2010,2012]")
    table = sensitivity(events, by_year, draws=100, fill=0, rng=2)
    assert list(table.index) == ["2001", "2002", "2010", "2012"]
    assert table.loc["2002", ["low", "high"]].tolist() == [1.0, 2.0]
    assert table["mean"].sum() == pytest.approx(3)
    pd.testing.assert_frame_equal(table, sensitivity(events, by_year, draws=100, fill=0, rng=2))


def test_labels_in_another_order_are_the_same_labels() -> None:
    def shuffled(events: ca.Events) -> pd.Series[float]:
        first = first_half(events)
        pair = [("a", 1.0), ("b", float(first))]
        return pd.Series(dict(pair if first else pair[::-1]))

    table = sensitivity(events_of("2001"), shuffled, draws=40, rng=1)
    assert table["mean"]["a"] == 1.0
    assert 0 < table["mean"]["b"] < 1


def test_ends_that_cannot_be_drawn_are_counted() -> None:
    table = sensitivity(events_of("2013/", "XXXX", "2001", "2005/.."), len, draws=2, rng=1)
    assert (table.attrs["events"], table.attrs["incomplete"]) == (4, 3)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"draws": 1}, "draws is 1; it is a whole number of at least 2."),
        ({"level": 95}, "level is 95; it lies between 0 and 1, such as 0.95."),
        (
            {"statistic": by_year},
            "the label '2001' stands in some draws and not in others; give fill, such as fill=0 where a missing label "
            "means that nothing is there.",
        ),
        (
            {"statistic": lambda events: "many"},
            "the statistic gives str; it must give a number or a Series of numbers.",
        ),
        (
            {"statistic": lambda events: pd.Series([1, 2], index=["a", "a"])},
            "the statistic gives a label twice; group it, so that each label stands once.",
        ),
    ],
)
def test_a_statistic_or_an_option_that_makes_no_sense_is_refused(
    options: dict[str, Any], message: str
) -> None:
    asked = {"statistic": first_half, "draws": 40, "rng": 1} | options
    with pytest.raises(TableError) as caught:
        sensitivity(events_of("[2001-12-31..2002-01-01]"), **asked)
    assert str(caught.value) == message
