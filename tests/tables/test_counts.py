"""Counts: the words of the design, one by one, and the same table on every engine."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from ca_events.errors import CaEventsError, UnknownCode
from ca_events.study import Period
from ca_events.study.columns import BINS
from ca_events.tables import TableError, cooccurrence, counts, tally, totals
from ca_events.tables.bins import MONTHS

DATES = [
    "2001-06-15", "2001-06", "2001", "2001-21", "[2001-12-31..2002-01-02]", "[..1999]", "[2003..]", "XXXX",
    "2000/2002", "2002-05-05/..", "2001/", "../2001", "/2003", "0850-03-01", "200X", "2001-04-15",
]  # fmt: skip
CELLS = {
    "category": ["economic.loan", "economic.trade", "", "security.drill"] * 4,
    "topic": ["gas", "gas; water.dam", "", "water.canal; water.dam"] * 4,
    "actors": ["CHN:lender; KAZ:borrower", "CHN; KAZ; UZB", "", "EXIM:lender"] * 4,
    "amount": [5.0, None, 2.5, 8.0] * 4,
    "amount_low": [4.0, None, None, None] * 4,
    "amount_high": [None, None, 3.0, 9.0] * 4,
    "currency": ["USD", "", "USD", "CNY"] * 4,
    "amount_basis": ["loan_face", "", "package", "loan_face"] * 4,
}


def lines(table: pd.DataFrame) -> list[list[Any]]:
    """Give the rows of a table as lists, NA as None."""
    plain = table.astype(object)
    return [[None if pd.isna(cell) else cell for cell in row] for row in plain.itertuples(index=False)]


@pytest.mark.parametrize("count", ["began", "ended", "active"])
@pytest.mark.parametrize("bins", ["year", "quarter", "month", "decade", None, "phase", "reign"])
def test_counts_are_the_same_on_every_engine(
    engine: Any, frame_of: Any, study: Any, count: str, bins: str
) -> None:
    frame = frame_of(DATES, **CELLS)
    wanted = counts(frame, study=study, by=["topic", "actor"], bins=bins, count=count)
    assert_frame_equal(
        counts(engine(frame), study=study, by=["topic", "actor"], bins=bins, count=count),
        wanted,
        check_exact=True,
    )


def test_totals_are_the_same_on_every_engine(engine: Any, frame_of: Any, study: Any) -> None:
    frame = frame_of(DATES, **CELLS)
    assert_frame_equal(
        totals(engine(frame), study=study, bins="quarter"), totals(frame, study=study, bins="quarter")
    )


def test_the_order_of_the_rows_does_not_change_the_last_digit(engine: Any, frame_of: Any) -> None:
    dates = [f"[2001-01-01..2002-{month:02}-{day:02}]" for month in range(1, 13) for day in range(1, 28)]
    frame = frame_of(dates)
    wanted = counts(frame, by=None)["expected"].tolist()
    for seed in range(4):
        shuffled = engine(frame.sample(frac=1, random_state=seed))
        assert counts(shuffled, by=None)["expected"].tolist() == wanted


def test_many_groups_are_counted_in_portions_that_add_up(
    frame_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = frame_of(DATES, **CELLS)
    table = counts(frame, by="topic", count="active")
    monkeypatch.setattr(tally, "LINES", 3)
    assert_frame_equal(counts(frame, by="topic", count="active"), table)


def test_a_period_may_end_with_the_calendar(frame_of: Any, new_study: Any) -> None:
    study = new_study(periods=[Period(set="age", id="all", label="All", date="0001-01-01/9999-12-31")])
    assert lines(counts(frame_of(["2001"]), study=study, by=None, bins="age")) == [["all", 1, 1.0, 1]]


def test_a_frame_of_plain_text_columns_gives_the_same_table(frame_of: Any, study: Any) -> None:
    frame = frame_of(DATES, **CELLS)
    plain = frame.astype({name: object for name in frame.select_dtypes("category")})
    assert_frame_equal(counts(plain, study=study), counts(frame, study=study))


def test_bins_stand_in_order_and_own_rows_after_them(frame_of: Any) -> None:
    table = counts(frame_of(["[..1999]", "2001", "XXXX", "2003-05", "../2002"]), by=None)
    assert lines(table) == [
        ["2001", 1, 1.0, 1],
        ["2003", 1, 1.0, 1],
        ["undated", 1, 1.0, 1],
        ["open", 1, 1.0, 1],
        ["unknown", 1, 1.0, 1],
    ]
    assert table["bin"].cat.ordered
    assert list(table["bin"].cat.categories) == ["2001", "2002", "2003", "undated", "open", "unknown"]


def test_an_event_with_one_known_side_is_possible_in_shown_bins_only(frame_of: Any) -> None:
    table = counts(frame_of(["1998", "2000", "[..1999]"]), by=None)
    assert lines(table) == [
        ["1998", 1, 1.0, 2],
        ["1999", 0, 0.0, 1],
        ["2000", 1, 1.0, 1],
        ["unknown", 1, 1.0, 1],
    ]


def test_an_unknown_end_is_possible_in_every_shown_bin_after_the_start(frame_of: Any) -> None:
    table = counts(frame_of(["2012", "2013/", "2015", "2014/.."]), by=None, count="ended")
    assert lines(table) == [
        ["2012", 1, 1.0, 1],
        ["2013", 0, 0.0, 1],
        ["2014", 0, 0.0, 1],
        ["2015", 1, 1.0, 2],
        ["open", 1, 1.0, 1],
        ["unknown", 1, 1.0, 1],
    ]


def test_an_open_span_is_active_for_certain_until_the_study_ends(frame_of: Any, new_study: Any) -> None:
    frame = frame_of(["2002-03-04/..", "2005"])
    until = counts(frame, study=new_study(end="2004-02-01"), by=None, count="active")
    assert lines(until) == [
        ["2002", 1, 1.0, 1],
        ["2003", 1, 1.0, 1],
        ["2004", 1, 1.0, 1],
        ["2005", 1, None, 2],
    ]
    without = counts(frame, by=None, count="active")
    assert lines(without)[1:] == [
        ["2003", 0, None, 1],
        ["2004", 0, None, 1],
        ["2005", 1, None, 2],
        ["open", 1, 1.0, 1],
    ]


def test_active_multiplies_begun_by_not_ended(frame_of: Any) -> None:
    table = counts(frame_of(["2001-06/2001-08"]), by=None, bins="month", count="active")
    assert lines(table) == [["2001-06", 1, 1.0, 1], ["2001-07", 1, 1.0, 1], ["2001-08", 1, 1.0, 1]]
    table = counts(frame_of(["2001/2001"]), by=None, bins="quarter", count="active")
    days = [90, 91, 92, 92]
    chances = [sum(days[: place + 1]) / 365 * sum(days[place:]) / 365 for place in range(4)]
    assert list(table["expected"]) == pytest.approx(chances)
    assert list(table["definite"]) == [0, 0, 0, 0]


def test_a_day_on_an_unknown_border_is_certainly_in_neither_period(frame_of: Any, study: Any) -> None:
    table = counts(frame_of(["2002-06-01", "2001-04-15", "2001-07-01"]), study=study, by=None, bins="phase")
    assert lines(table) == [["second", 1, 1.5, 2], ["third", 0, 0.5, 1], ["outside", 1, 1.0, 1]]


def test_periods_are_named_in_the_attributes_and_stand_in_order_of_time(frame_of: Any, study: Any) -> None:
    table = counts(frame_of(["2000-03", "2003-01", "XXXX"]), study=study, by=None, bins="phase")
    assert table.attrs == {
        "events": 3,
        "count": "began",
        "by": (),
        "bins": "phase",
        "edges": (
            ("first", "2000-02-15", "2001-03-31"),
            ("second", "2001-05-01", "2002-12-31"),
            ("third", "2002-01-01", "2003-06-30"),
        ),
        "labels": {"bin": {"first": "The first", "third": "The third"}},
        "selection": "",
    }


def test_an_open_period_has_an_empty_last_edge(frame_of: Any, study: Any) -> None:
    table = counts(frame_of(["2003-01"]), study=study, by=None, bins="reign")
    assert table.attrs["edges"] == (("new", "2002-01-01", ""),)


def test_one_bin_for_all_time_still_has_rows_for_what_has_no_place(frame_of: Any) -> None:
    table = counts(frame_of(["2001", "XXXX", "2002/.."]), by=None, bins=None, count="ended")
    assert lines(table) == [["all", 1, 1.0, 1], ["undated", 1, 1.0, 1], ["open", 1, 1.0, 1]]
    assert table.attrs["edges"] == (("all", "", ""),)


@pytest.mark.parametrize(
    ("bins", "labels"),
    [
        ("year", ["1999", "2000"]),
        ("quarter", ["1999-Q4", "2000-Q1"]),
        ("month", ["1999-12", "2000-01"]),
        ("decade", ["1990s", "2000s"]),
    ],
)
def test_calendar_bins_have_their_usual_names(frame_of: Any, bins: str, labels: list[str]) -> None:
    assert list(counts(frame_of(["1999-12-31", "2000-01-01"]), by=None, bins=bins)["bin"]) == labels


def test_the_first_and_the_last_year_of_the_calendar_can_be_counted(engine: Any, frame_of: Any) -> None:
    frame = frame_of(["0001-01-01", "9999-12-31"])
    table = counts(engine(frame), by=None, bins="decade")
    assert lines(table) == [["0000s", 1, 1.0, 1], ["9990s", 1, 1.0, 1]]
    assert table.attrs["edges"][0] == ("0000s", "0001-01-01", "0009-12-31")
    assert table.attrs["edges"][-1] == ("9990s", "9990-01-01", "9999-12-31")


def test_codes_are_cut_and_an_event_counts_once_under_each_different_code(frame_of: Any, study: Any) -> None:
    frame = frame_of(["2001"] * 3, topic=["water.canal; water.dam", "gas; water.dam", ""])
    shallow = counts(frame, study=study, by="topic")
    assert lines(shallow) == [
        ["2001", "water", 2, 2.0, 2],
        ["2001", "gas", 1, 1.0, 1],
        ["2001", "(none)", 1, 1.0, 1],
    ]
    deep = counts(frame, study=study, by="topic", depth=2)
    assert list(deep["topic"]) == ["water.dam", "water.canal", "gas", "(none)"]
    assert list(counts(frame, by="topic")["topic"]) == ["gas", "water", "(none)"]
    assert list(counts(frame, by="topic", depth=None)["topic"]) == [
        "gas",
        "water.canal",
        "water.dam",
        "(none)",
    ]


def test_a_variable_that_is_no_hierarchy_is_not_cut_at_its_dots(frame_of: Any, study: Any) -> None:
    frame = frame_of(["2001"], stage=["signed.now"])
    assert list(counts(frame, study=study, by="stage")["stage"]) == ["signed.now"]


def test_codes_stand_in_the_order_of_the_codebook_and_all_of_them_are_categories(
    frame_of: Any, study: Any
) -> None:
    table = counts(frame_of(["2001"] * 2, category=["economic.loan", "security"]), study=study)
    assert list(table["category"]) == ["security", "economic"]
    assert list(table["category"].cat.categories) == ["security", "economic"]
    assert table.attrs["labels"] == {"category": {"security": "Security", "economic": "Economy"}}
    other = counts(frame_of(["2001"], category=["economic"]), study=study)
    assert list(other["category"].cat.categories) == ["security", "economic"]


def test_actors_stand_in_the_order_of_the_register(frame_of: Any, study: Any) -> None:
    frame = frame_of(["2001"] * 2, actors=["CHN; KAZ:borrower", "CHN:lender; UZB"])
    table = counts(frame, study=study, by="actor")
    assert list(table["actor"]) == ["KAZ", "CHN", "UZB"]
    assert table.attrs["labels"]["actor"] == {"KAZ": "Kazakhstan", "CHN": "China", "UZB": "Uzbekistan"}
    pairs = counts(frame, study=study, by="dyad")
    assert list(pairs["dyad"]) == ["CHN - KAZ", "CHN - UZB"]
    assert pairs.attrs["labels"]["dyad"]["CHN - KAZ"] == "China - Kazakhstan"
    assert list(counts(frame, study=study, by="role")["role"]) == ["lender", "borrower"]


def test_an_actor_with_two_roles_counts_once_and_makes_no_pair_with_itself(frame_of: Any) -> None:
    frame = frame_of(["2001"], actors=["CHN:guest; CHN:host"])
    assert lines(counts(frame, by="actor")) == [["2001", "CHN", 1, 1.0, 1]]
    assert lines(counts(frame, by="dyad")) == [["2001", "(none)", 1, 1.0, 1]]


def test_actor_and_role_together_keep_each_role_with_its_actor(frame_of: Any) -> None:
    frame = frame_of(["2001"], actors=["CHN:lender; KAZ:borrower; UZB"])
    table = counts(frame, by=["role", "actor"])
    assert lines(table[["role", "actor"]]) == [["borrower", "KAZ"], ["lender", "CHN"], ["(none)", "UZB"]]


def test_an_empty_frame_gives_an_empty_table(engine: Any, frame_of: Any, study: Any) -> None:
    frame = engine(frame_of([]))
    table = counts(frame, study=study)
    assert len(table) == 0
    types = {name: str(dtype) for name, dtype in table.dtypes.items()}
    assert types == {
        "bin": "category", "category": "category", "definite": "Int64", "expected": "Float64", "possible": "Int64",
    }  # fmt: skip
    assert table.attrs["events"] == 0
    assert table.attrs["edges"] == ()
    assert len(counts(frame, study=study, by=None, bins="phase", count="active")) == 0
    sums = totals(frame, study=study)
    assert {name: str(dtype) for name, dtype in sums.dtypes.items()} == {
        "bin": "category", "category": "category", "currency": "category", "amount_basis": "category",
        "definite": "Float64", "expected": "Float64", "possible": "Float64", "n": "Int64", "n_unknown": "Int64",
    }  # fmt: skip
    assert list(cooccurrence(frame).columns) == ["first", "second", "events"]


def refusal(error: type[CaEventsError], frame: pd.DataFrame, **question: Any) -> str:
    """Give the text of the error that a question raises."""
    with pytest.raises(error) as raised:
        counts(frame, **question)
    return str(raised.value)


def test_a_question_that_makes_no_sense_is_refused_with_what_is_allowed(frame_of: Any, study: Any) -> None:
    frame = frame_of(["2001"])
    assert refusal(UnknownCode, frame, study=study, by="topics") == (
        "'topics' is no variable to count by. Nearest: 'topic'. "
        "Allowed: category, topic, stage, amount_basis, actor, dyad, role."
    )
    assert refusal(UnknownCode, frame[["id", "date_kind", "topic"]], by=["topic", "place"]) == (
        "'place' is no variable to count by. Allowed: topic, actor, dyad, role."
    )
    assert refusal(UnknownCode, frame, bins="months") == (
        "'months' is no kind of bins. Nearest: 'month'. Allowed: year, quarter, month, decade, None. "
        "A set of periods can be named once the events have a study."
    )
    assert refusal(UnknownCode, frame, study=study, bins="phases") == (
        "'phases' is no kind of bins. Nearest: 'phase'. "
        "Allowed: year, quarter, month, decade, None, phase, reign, blur."
    )
    assert refusal(UnknownCode, frame, count="begun") == (
        "'begun' is no count. Nearest: 'began'. Allowed: began, ended, active."
    )
    assert refusal(TableError, frame, study=study, bins="shock") == (
        "the set 'shock' is no set of bins: its periods may overlap, so an event would be in several of them. "
        "Draw it over a figure, or choose another set."
    )
    assert refusal(TableError, frame, by=["topic", "topic"]) == "by names 'topic' twice."
    assert refusal(TableError, frame, depth=0) == (
        "depth is 0; it is 1 for the roots, 2 for the level below them, None for all levels."
    )
    assert refusal(TableError, frame[["category", "date_kind"]], by="category") == (
        "the frame has no column 'date', 'earliest', 'latest_start', 'earliest_end', 'latest', 'start_state', "
        "'end_state'. "
        "A table is made of the canonical columns and of those that ca_events.dates.columns computes from the "
        "column date."
    )


def test_columns_of_the_user_are_not_counted_by(frame_of: Any) -> None:
    frame = frame_of(["2001"]).assign(x_mine="a")
    assert "x_mine" not in refusal(UnknownCode, frame, by="nothing")


def test_the_calendar_bins_are_those_that_no_set_of_periods_may_be_called():
    assert tuple(MONTHS) == BINS


def test_a_date_with_gaps_whose_end_has_none_keeps_its_code_among_others(study: Any, frame_of: Any) -> None:
    """Its start has gaps, its end is one stretch of days: as many stretches as events, in another order."""
    frame = frame_of(["2001-XX-01/2002-01", "2001-01-01"], category=["economic", "security"])
    table = counts(frame, study=study, count="ended")[["bin", "category", "definite"]]
    assert sorted(map(tuple, table.astype(str).to_numpy().tolist())) == [
        ("2001", "security", "1"),
        ("2002", "economic", "1"),
    ]
