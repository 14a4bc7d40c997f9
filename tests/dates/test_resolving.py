"""One day for each date: only possible days are chosen, each as it is said to be."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events.dates import resolve
from ca_events.errors import InvalidData
from ca_events.testing import event_dates

CHOICES = ("earliest", "latest", "midpoint", "random")


def chosen(texts: list[str], how: str, rng: int | None = 1) -> list[tuple[str, str]]:
    table = resolve(texts, how, rng=rng if how == "random" else None)
    days = [[None if pd.isna(day) else str(day)[:10] for day in table[name]] for name in ("start", "end")]
    return list(zip(*days, strict=True))


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "midpoint"),
    [
        ("2001-06-15", "2001-06-15", "2001-06-15", "2001-06-15"),
        ("2001", "2001-01-01", "2001-12-31", "2001-07-02"),
        ("2001-06~", "2001-06-01", "2001-06-30", "2001-06-15"),
        ("[2010,2012]", "2010-01-01", "2012-12-31", "2012-01-01"),
        ("1985-XX-31", "1985-01-31", "1985-12-31", "1985-07-31"),
        ("0001-01-01", "0001-01-01", "0001-01-01", "0001-01-01"),
        ("999X", "9990-01-01", "9999-12-31", "9994-12-31"),
    ],
)
def test_one_event_is_put_on_one_of_its_days(text, earliest, latest, midpoint):
    found = {how: chosen([text], how)[0] for how in ("earliest", "latest", "midpoint")}
    assert found == {how: (day, day) for how, day in zip(found, (earliest, latest, midpoint), strict=True)}


@pytest.mark.parametrize(
    ("text", "how", "start", "end"),
    [
        ("2005/2012", "earliest", "2005-01-01", "2012-01-01"),
        ("2005/2012", "latest", "2005-12-31", "2012-12-31"),
        ("2004/2004", "latest", "2004-12-31", "2004-12-31"),
        ("2004-06/2004", "midpoint", "2004-06-15", "2004-09-15"),
        ("2004/2004", "midpoint", "2004-07-01", "2004-07-01"),
        ("1985-XX-31/1985-06-30", "latest", "1985-05-31", "1985-06-30"),
        ("1985-03-15/1985-XX-31", "earliest", "1985-03-15", "1985-03-31"),
        ("2013/..", "earliest", "2013-01-01", None),
        ("2013/", "latest", "2013-12-31", None),
        ("/2013", "latest", None, "2013-12-31"),
        ("[..1999]", "latest", None, None),
        ("XXXX", "midpoint", None, None),
        ("XXXX-12-25", "earliest", None, None),
    ],
)
def test_start_and_end_of_a_span_are_chosen_and_what_is_not_known_stays_so(text, how, start, end):
    assert chosen([text], how) == [(start, end)]


@given(st.lists(event_dates(), min_size=1, max_size=6), st.sampled_from(CHOICES), st.integers(0, 10**6))
def test_only_possible_days_are_chosen_and_no_end_lies_before_its_start(dates, how, seed):
    for date, (start, end) in zip(dates, chosen([date.edtf for date in dates], how, seed), strict=True):
        for day, ranges, missing in (
            (start, date.starts, date.earliest is None or date.latest_start is None),
            (end, date.ends, date.earliest_end is None or date.latest is None),
        ):
            assert (day is None) == missing
            if day is not None:
                assert any(first <= dt.date.fromisoformat(day) <= last for first, last in ranges)
        if start and end:
            assert start <= end
        if date.kind != "span":
            assert start == end


def test_every_possible_day_is_drawn_equally_often():
    drawn = resolve(["[2001-01-01..2001-01-03,2001-01-10]"] * 40_000, "random", rng=7)["start"]
    shares = drawn.value_counts(normalize=True)
    assert sorted(str(day)[:10] for day in shares.index) == [
        "2001-01-01",
        "2001-01-02",
        "2001-01-03",
        "2001-01-10",
    ]
    # Four standard errors of a share of a quarter.
    assert np.abs(shares - 0.25).max() < 4 * math.sqrt(0.25 * 0.75 / 40_000)


def test_each_day_of_start_and_end_is_drawn_equally_often_where_the_two_can_meet():
    drawn = resolve(["2001-01-01/2001-01-04", "2001-01/2001-01"] * 20_000, "random", rng=2).iloc[1::2]
    assert (drawn["start"] <= drawn["end"]).all()
    for name in ("start", "end"):
        shares = drawn[name].dt.day.value_counts(normalize=True)
        assert len(shares) == 31
        # Four standard errors of a share of one in thirty-one.
        assert (shares - 1 / 31).abs().max() < 4 * math.sqrt(1 / 31 * 30 / 31 / 20_000)


def test_one_seed_gives_one_draw_and_another_seed_another():
    texts = ["2001", "2005/2012", "[2010,2012]"] * 20
    pd.testing.assert_frame_equal(resolve(texts, "random", rng=3), resolve(texts, "random", rng=3))
    assert not resolve(texts, "random", rng=3).equals(resolve(texts, "random", rng=4))


def test_a_series_hands_its_index_on_and_days_keep_their_unit():
    table = resolve(pd.Series(["2001", "XXXX"], index=["a", "b"]), "earliest")
    assert list(table.index) == ["a", "b"]
    assert {str(dtype) for dtype in table.dtypes} == {"datetime64[s]"}


@pytest.mark.parametrize(
    ("how", "rng", "message"),
    [
        ("mean", None, "'mean' is no way to choose a day; it is one of earliest, latest, midpoint, random."),
        ("midpoint", 1, "rng is for random draws; 'midpoint' draws nothing."),
        ("random", None, "a random draw needs rng, such as rng=1, so that it can be repeated."),
    ],
)
def test_a_choice_that_is_not_known_or_cannot_be_repeated_is_refused(how, rng, message):
    with pytest.raises(ValueError, match=r"rng|way") as caught:
        resolve(["2001"], how, rng=rng)
    assert str(caught.value) == message


def test_what_is_no_date_is_listed():
    with pytest.raises(InvalidData) as caught:
        resolve(["2001", "Sep-13"], "earliest")
    assert [(problem.value, problem.message[-21:]) for problem in caught.value.problems] == [
        ("Sep-13", "First at position 1.".rjust(21))
    ]
