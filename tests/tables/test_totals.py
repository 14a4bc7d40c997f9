"""Totals against a plain loop, and what is never added up."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.dates import EventDate
from ca_events.errors import UnknownCode
from ca_events.tables import totals

amounts = st.one_of(st.none(), st.integers(0, 50).map(float))
rows_of_money = st.lists(
    st.tuples(
        st.sampled_from(
            ["2001-06-15", "2001", "[2001-12-31..2002-01-02]", "[2001-07..2003-02]", "2002-05/..", "XXXX"]
        ),
        st.sampled_from(["economic.loan", "economic.trade", "security.drill"]),
        amounts,
        st.one_of(st.none(), st.integers(0, 5)),
        st.one_of(st.none(), st.integers(0, 5)),
        st.sampled_from(["USD", "CNY", ""]),
        st.sampled_from(["loan_face", "package", ""]),
    ),
    max_size=8,
)


def by_hand(rows: list[tuple[Any, ...]]) -> dict[tuple[str, ...], list[float]]:
    """Add up by year, root, currency and basis, row by row."""
    found: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0] * 5)
    for text, code, amount, below, above, currency, basis in rows:
        date = EventDate.parse(text)
        years = [("undated", 1.0)]
        if date.earliest and date.latest_start:
            first, last = date.earliest.toordinal(), date.latest_start.toordinal()
            days = [date.earliest.fromordinal(number).year for number in range(first, last + 1)]
            years = [(str(year), days.count(year) / len(days)) for year in sorted(set(days))]
        for year, share in years:
            line = found[year, code.split(".")[0], currency or "(none)", basis or "(none)"]
            if amount is None:
                line[4] += 1
                continue
            line[0] += (amount if below is None else amount - below) * (share == 1)
            line[1] += amount * share
            line[2] += amount if above is None else amount + above
            line[3] += 1
    for key, line in found.items():
        if key[3] == "package" or not line[3]:
            line[:3] = [math.nan] * 3
    return dict(found)


@settings(max_examples=60)
@given(rows=rows_of_money)
def test_totals_equal_a_plain_loop(
    rows: list[tuple[Any, ...]], engines: Any, study: Any, frame_of: Any
) -> None:
    frame = frame_of(
        [row[0] for row in rows],
        category=[row[1] for row in rows],
        amount=[row[2] for row in rows],
        amount_low=[None if None in row[2:4] else row[2] - row[3] for row in rows],
        amount_high=[None if None in (row[2], row[4]) else row[2] + row[4] for row in rows],
        currency=[row[5] for row in rows],
        amount_basis=[row[6] for row in rows],
    )
    wanted = by_hand(rows)
    for name in ("pandas", "polars lazy, missing texts"):
        table = totals(engines[name](frame), study=study)
        keys = zip(*(table[name].astype("str") for name in table.columns[:4]), strict=True)
        lines = table.iloc[:, 4:].astype("Float64").to_numpy(dtype=float, na_value=math.nan).tolist()
        found = dict(zip(keys, lines, strict=True))
        assert set(found) == set(wanted)
        for key, line in wanted.items():
            assert found[key] == pytest.approx(line, nan_ok=True), key
        assert table.attrs["events"] == len(rows)


def test_a_package_is_counted_but_never_added_up(frame_of: Any) -> None:
    frame = frame_of(
        ["2001"] * 3,
        amount=[9, 2, 3],
        currency=["USD"] * 3,
        amount_basis=["package", "loan_face", "loan_face"],
    )
    table = totals(frame, by=None)
    assert list(table["amount_basis"]) == ["loan_face", "package"]
    assert [None if pd.isna(value) else value for value in table["expected"]] == [5.0, None]
    assert list(table["n"]) == [2, 1]


def test_events_without_an_amount_are_counted_and_make_no_sum_of_zero(frame_of: Any) -> None:
    frame = frame_of(["2001", "2001"], amount=[None, None], amount_low=[None, 4.0], currency=["", "USD"])
    table = totals(frame, by=None)
    assert table[["definite", "expected", "possible"]].isna().all(axis=None)
    assert list(table["n_unknown"]) == [1, 1]


def test_currency_and_basis_always_divide_and_need_not_be_named(frame_of: Any) -> None:
    frame = frame_of(["2001"], amount=[1], currency=["USD"])
    columns = ["bin", "currency", "amount_basis", "definite", "expected", "possible", "n", "n_unknown"]
    assert list(totals(frame, by=["currency", "amount_basis"]).columns) == columns
    assert list(totals(frame.drop(columns="amount_basis"), by=None).columns) == columns


def test_totals_know_rows_of_their_own_and_periods(frame_of: Any, study: Any) -> None:
    frame = frame_of(["2001-04-30/..", "[2003..]"], amount=[4, 6], currency=["USD", "USD"])
    table = totals(frame, study=study, by=None, bins="phase")
    assert list(zip(table["bin"], table["definite"], table["possible"], strict=True)) == [
        ("unknown", 6.0, 6.0),
        ("outside", 4.0, 4.0),
    ]
    assert table.attrs["bins"] == "phase"


def test_totals_refuse_an_unknown_variable(frame_of: Any) -> None:
    with pytest.raises(UnknownCode) as raised:
        totals(frame_of(["2001"]), by="stages")
    assert str(raised.value) == (
        "'stages' is no variable to count by. Nearest: 'stage'. "
        "Allowed: category, topic, stage, amount_basis, actor, dyad, role."
    )
