"""The computed date columns of many values at once."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events.dates import CATEGORIES, DATE_COLUMNS, EventDate, as_event_date, bounds, columns
from ca_events.dates.refusals import ACCEPTED
from ca_events.errors import DateError, InvalidData

FORMS = [
    *("0001-01-01", "9999-12-31", "2001-06-15", "2001-06~", "2001", "2001-24?", "199X", "19XX%", "2001-XX"),
    *("2005/2012", "2013/..", "2013/", "../2005", "/2005", "[2005..2012]", "[..1999]", "[2005..]", "XXXX"),
    *("2001-33", "2001-38~", "2001-41", "1985-XX-31", "[2010,2012]", "1985-XX-31/1987", "XXXX-12-25", "1XXX"),
]
BOUNDS = DATE_COLUMNS[:4]
WORDS = DATE_COLUMNS[4:8]
FLAGS = DATE_COLUMNS[8:]


@given(st.lists(st.sampled_from(FORMS), max_size=30))
def test_every_row_says_what_the_date_of_its_text_says(texts):
    table = columns(texts)
    assert tuple(table.columns) == DATE_COLUMNS
    assert len(table) == len(texts)
    for position, text in enumerate(texts):
        parsed = EventDate.parse(text)
        row = table.iloc[position]
        for name in BOUNDS:
            found = None if pd.isna(row[name]) else date.fromisoformat(row[name].isoformat()[:10])
            assert found == getattr(parsed, name)
        assert (row["precision"], row["date_kind"]) == (parsed.precision, parsed.kind)
        assert (row["start_state"], row["end_state"]) == (parsed.start_state, parsed.end_state)
        assert (row["approximate"], row["uncertain"]) == (parsed.approximate, parsed.uncertain)


@pytest.mark.parametrize("texts", [[], ["2001"], FORMS], ids=["none", "one", "all"])
def test_types_and_categories_do_not_depend_on_the_values(texts):
    table = columns(texts)
    assert {name: str(table[name].dtype) for name in BOUNDS} == dict.fromkeys(BOUNDS, "datetime64[s]")
    assert {name: tuple(table[name].cat.categories) for name in WORDS} == dict(CATEGORIES)
    assert not any(table[name].cat.ordered for name in WORDS)
    assert {name: str(table[name].dtype) for name in FLAGS} == dict.fromkeys(FLAGS, "bool")


def test_the_first_and_the_last_year_survive():
    table = columns(["0001-01-01", "9999-12-31"])
    assert [day.isoformat() for day in table["earliest"]] == ["0001-01-01T00:00:00", "9999-12-31T00:00:00"]


def test_the_categories_are_sorted_words():
    assert CATEGORIES["precision"] == tuple(
        "century day decade half millennium month quadrimester quarter season unknown year".split()
    )
    assert CATEGORIES["date_kind"] == ("date", "set", "span", "window")
    assert CATEGORIES["start_state"] == CATEGORIES["end_state"] == ("known", "open", "unknown")


def test_a_series_hands_its_index_on():
    texts = pd.Series(["2001", "2002", "2001"], index=["c", "a", "c"], name="date")
    assert list(columns(texts).index) == ["c", "a", "c"]


@pytest.mark.parametrize(
    "values",
    [
        ("2001", "XXXX", "2001"),
        pd.Index(["2001", "XXXX", "2001"]),
        np.array(["2001", "XXXX", "2001"]),
        pd.Categorical(["2001", "XXXX", "2001"]),
        pd.Series(["2001", "XXXX", "2001"], dtype="string"),
        pd.Series(["2001", "XXXX", "2001"], dtype="object"),
        [EventDate.parse("2001"), EventDate.parse("XXXX"), pd.Period("2001", "Y")],
        (text for text in ("2001", "XXXX", "2001")),
    ],
    ids=lambda values: type(values).__name__,
)
def test_the_container_and_the_type_of_the_text_make_no_difference(values):
    pd.testing.assert_frame_equal(columns(values), columns(["2001", "XXXX", "2001"]))


def test_days_of_numpy_are_days():
    days = np.array(["0001-01-01", "2001-06-15"], dtype="datetime64[D]")
    pd.testing.assert_frame_equal(columns(days), columns(["0001-01-01", "2001-06-15"]))


def test_timestamps_are_days():
    stamps = pd.Series(pd.to_datetime(["2001-06-15 12:00", "2001-06-16 00:00"]))
    pd.testing.assert_frame_equal(columns(stamps), columns(["2001-06-15", "2001-06-16"]))


def test_one_moment_in_two_time_zones_can_be_two_days():
    tokyo = pd.Timestamp("2005-06-16 01:00", tz="Asia/Tokyo")
    same = tokyo.tz_convert("UTC")
    for moments in ([tokyo, same], [tokyo.to_pydatetime(), same.to_pydatetime()]):
        assert [str(day)[:10] for day in columns(moments)["earliest"]] == ["2005-06-16", "2005-06-15"]
        assert [str(day)[:10] for day in columns(moments[::-1])["earliest"]] == ["2005-06-15", "2005-06-16"]


def test_years_and_months_of_numpy_do_not_become_days():
    months = np.array(["2005-06", "2005-07"], dtype="datetime64[M]")
    pd.testing.assert_frame_equal(columns(months), columns(["2005-06", "2005-07"]))
    years = np.array(["2005"], dtype="datetime64[Y]")
    pd.testing.assert_frame_equal(columns(years), columns(["2005"]))
    with pytest.raises(TypeError, match="weeks of numpy are no dates"):
        columns(np.array(["2005-06-02"], dtype="datetime64[W]"))


def test_a_frame_is_no_column():
    with pytest.raises(TypeError) as caught:
        columns(pd.DataFrame({"date": ["2001"]}))
    assert (
        str(caught.value)
        == "columns takes one column of dates, not a frame; pick the column, as in frame['date']."
    )


def test_a_period_outside_the_years_is_a_date_error():
    with pytest.raises(DateError) as caught:
        as_event_date(pd.Period("9999-12-31", freq="W"))
    assert str(caught.value) == (
        "the period 9999-12-27/10000-01-02 has days outside the years 0001 to 9999, which are not supported."
    )


def test_each_distinct_text_is_read_once(monkeypatch):
    seen = []
    read_one = as_event_date
    monkeypatch.setattr(
        "ca_events.dates.arrays.as_event_date", lambda text: seen.append(text) or read_one(text)
    )
    assert len(columns(["2001", "2002"] * 1000)) == 2000
    assert seen == ["2001", "2002"]


def test_every_distinct_bad_text_is_listed_once_with_its_first_position():
    with pytest.raises(InvalidData) as caught:
        columns(["2001", "Sep-13", "2013-02-30", "Sep-13", "", "hello", None, "2001"])
    assert str(caught.value) == (
        "5 problems:\n"
        "'Sep-13': no EDTF date: a spreadsheet has probably rewritten this cell, and it no longer says which date "
        "it was. Format the column as text and type the date again from the source, such as 2001-06-15 or 2001-06. "
        "First at position 1.\n"
        "'2013-02-30': no EDTF date: February 2013 has 28 days (at character 9). ACCEPTED "
        "First at position 2.\n"
        "'': no EDTF date: the cell is empty. Write 'XXXX' for an event of which no date is known. "
        "First at position 4.\n"
        "'hello': no EDTF date: 'h' has no meaning here (at character 1). ACCEPTED First at position 5.\n"
        "'': no EDTF date: the cell is empty. Write 'XXXX' for an event of which no date is known. "
        "First at position 6."
    ).replace("ACCEPTED", ACCEPTED)
    assert [problem.value for problem in caught.value.problems] == ["Sep-13", "2013-02-30", "", "hello", ""]


def test_values_of_another_type_are_listed_too():
    with pytest.raises(InvalidData) as caught:
        columns(["2001", 2001])
    assert str(caught.value) == (
        "1 problem:\n'2001': 2001 is a number; write a year as text, '2001'. First at position 1."
    )


def test_one_text_is_not_taken_for_its_characters():
    with pytest.raises(TypeError) as caught:
        columns("2001")
    assert (
        str(caught.value) == "columns takes many dates, not the one text '2001'; use EventDate.parse for one."
    )


def test_bounds_are_small_arrays_in_the_order_of_the_dates():
    arrays = bounds([EventDate.parse(text) for text in FORMS])
    assert tuple(arrays) == DATE_COLUMNS
    assert {name: str(array.dtype) for name, array in arrays.items()} == (
        dict.fromkeys(BOUNDS, "datetime64[s]") | dict.fromkeys(WORDS, "int8") | dict.fromkeys(FLAGS, "bool")
    )
    assert [CATEGORIES["date_kind"][code] for code in arrays["date_kind"]] == [
        EventDate.parse(t).kind for t in FORMS
    ]
    assert {len(array) for array in bounds([]).values()} == {0}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (pd.Timestamp("2013-09-07 23:59"), "2013-09-07"),
        (pd.Timestamp("2013-09-07 23:59", tz="Asia/Almaty"), "2013-09-07"),
        (pd.Period("2013", "Y"), "2013"),
        (pd.Period("0850", "Y"), "0850"),
        (pd.Period("2300-02", "M"), "2300-02"),
        (pd.Period("2013-09-07", "D"), "2013-09-07"),
        (pd.Period("2013-09-07 10:00", "h"), "2013-09-07"),
        (pd.Period("2013Q2", "Q"), "2013-34"),
        (pd.Period("2013Q4", "Q"), "2013-36"),
        (pd.Period("2013Q1", "Q-NOV"), "[2012-12..2013-02]"),
        (pd.Period("2013-09-07", "W-SUN"), "[2013-09-02..2013-09-08]"),
        (pd.Period(year=2013, freq="Y-JUN"), "[2012-07..2013-06]"),
    ],
    ids=str,
)
def test_pandas_points_and_periods_become_dates(value, expected):
    assert as_event_date(value) == EventDate.parse(expected)


def test_a_missing_time_is_a_date_error():
    with pytest.raises(DateError) as caught:
        as_event_date(pd.NaT)
    assert str(caught.value) == "NaT is no date. An event of which no date is known is written XXXX."
