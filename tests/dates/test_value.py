"""EventDate as a value: what holds for every date, equality, repr, and what may stand for a date."""

import copy
import itertools
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events.dates import EventDate, as_event_date
from ca_events.dates.edtf import read
from ca_events.errors import DateError

days = st.dates(min_value=date(10, 1, 1), max_value=date(9998, 12, 31)).map(date.isoformat)
unqualified = st.one_of(
    days,
    days.map(lambda day: day[:7]),
    days.map(lambda day: day[:4]),
    days.map(lambda day: day[:8] + "XX"),
    days.map(lambda day: day[:4] + "-XX"),
    days.map(lambda day: day[:4] + "-XX-XX"),
    days.map(lambda day: day[:3] + "X"),
    days.filter(lambda day: day[:2] != "00").map(lambda day: day[:2] + "XX"),
    st.tuples(days, st.sampled_from(["21", "22", "23", "24"])).map(lambda pair: f"{pair[0][:4]}-{pair[1]}"),
)
parts = st.tuples(unqualified, st.sampled_from(["", "", "~", "?", "%"])).map("".join)
ends = st.one_of(parts, parts, parts, st.sampled_from(["", ".."]))
spans = st.tuples(ends, ends).map("/".join)
windows = st.tuples(ends.filter(lambda end: end != ".."), ends.filter(lambda end: end != "..")).map(
    lambda pair: f"[{pair[0]}..{pair[1]}]"
)
texts = st.one_of(parts, spans.filter(read), windows.filter(read), st.just("XXXX"))
dates = texts.map(EventDate.parse)


def assert_ordered(*bounds: date | None) -> None:
    known = [day for day in bounds if day is not None]
    assert known == sorted(known)


@given(dates)
def test_bounds_are_in_order_wherever_they_are_known(parsed):
    assert_ordered(parsed.earliest, parsed.latest_start, parsed.latest)
    assert_ordered(parsed.earliest, parsed.earliest_end, parsed.latest)


@given(dates)
def test_a_bound_is_missing_only_where_a_state_says_why(parsed):
    assert (parsed.earliest is None) == (parsed.start_state != "known")
    assert (parsed.latest is None) == (parsed.end_state != "known")
    if parsed.kind != "span":
        assert (parsed.latest_start, parsed.earliest_end) == (parsed.latest, parsed.earliest)
    else:
        assert (parsed.latest_start is None) == (parsed.start_state == "open")
        assert (parsed.earliest_end is None) == (parsed.end_state == "open")


@given(texts)
def test_reading_the_canonical_text_gives_the_same_date(text):
    parsed = EventDate.parse(text)
    again = EventDate.parse(parsed.edtf)
    assert again == parsed
    assert hash(again) == hash(parsed)
    assert attrs.asdict(again) == attrs.asdict(parsed)
    assert parsed.edtf == text


@given(dates)
def test_repr_evaluates_back_and_copies_are_equal(parsed):
    assert eval(repr(parsed)) == parsed
    assert pickle.loads(pickle.dumps(parsed)) == parsed
    assert attrs.asdict(copy.deepcopy(parsed)) == attrs.asdict(parsed)


@given(unqualified, st.sampled_from("~?%"))
def test_a_qualifier_never_moves_a_bound(text, qualifier):
    plain, marked = EventDate.parse(text), EventDate.parse(text + qualifier)
    assert marked.members == plain.members
    assert (marked.latest_start, marked.earliest_end) == (plain.latest_start, plain.earliest_end)
    assert marked != plain
    assert (marked.approximate, marked.uncertain) == (qualifier in "~%", qualifier in "?%")


@given(days.filter(lambda day: day[:2] != "00"))
def test_masking_a_digit_more_only_widens(day):
    steps = [day, day[:8] + "XX", day[:4] + "-XX-XX", day[:3] + "X", day[:2] + "XX"]
    parsed = [EventDate.parse(step) for step in steps]
    for narrow, wide in itertools.pairwise(parsed):
        assert wide.earliest <= narrow.earliest
        assert wide.latest >= narrow.latest
        assert wide.members != narrow.members


@given(st.text(max_size=200))
def test_any_text_is_read_or_raises_a_date_error(text):
    check_read_or_refused(text)


@given(st.text(alphabet="0123456789X-~?%/.[]{},T:Zuxs ", max_size=24))
def test_any_text_that_looks_like_a_date_is_read_or_raises_a_date_error(text):
    check_read_or_refused(text)


def check_read_or_refused(text: str) -> None:
    try:
        parsed = EventDate.parse(text)
    except DateError:
        assert read(text) is None
    else:
        assert EventDate.parse(parsed.edtf) == parsed


def test_the_possible_days_are_one_pair_without_holes():
    assert EventDate.parse("2013-02").members == ((date(2013, 2, 1), date(2013, 2, 28)),)
    assert EventDate.parse("2013/..").members == ((date(2013, 1, 1), None),)


def test_equality_is_of_canonical_texts_and_not_of_bounds():
    assert EventDate.parse("2013") != EventDate.parse("2013-XX")
    assert EventDate.parse("2005/2012") != EventDate.parse("[2005..2012]")
    assert len({EventDate.parse("2013"), EventDate.parse("2013"), EventDate.parse("2014")}) == 2


def test_there_is_no_less_than():
    with pytest.raises(TypeError, match="'<' not supported"):
        EventDate.parse("2012") < EventDate.parse("2013")  # noqa: B015


def test_a_date_is_frozen_and_cannot_contradict_its_text():
    parsed = EventDate.parse("2013")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        parsed.earliest = date(1999, 1, 1)
    assert attrs.evolve(parsed, text="2014") == EventDate.parse("2014")
    assert str(EventDate.parse("2013-09~")) == "2013-09~"


def test_a_number_is_no_text():
    with pytest.raises(TypeError) as caught:
        EventDate.parse(2013)
    assert str(caught.value) == "EventDate.parse takes text, not 2013 (int)."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2013-09~", "2013-09~"),
        (EventDate.parse("2013/.."), "2013/.."),
        (date(13, 9, 7), "0013-09-07"),
        (datetime(2013, 9, 7, 23, 59, tzinfo=UTC), "2013-09-07"),
    ],
)
def test_what_stands_for_a_date_becomes_one(value, expected):
    assert as_event_date(value) == EventDate.parse(expected)


def test_what_does_not_stand_for_a_date_is_refused():
    with pytest.raises(TypeError) as caught:
        as_event_date(2013)
    assert str(caught.value) == "2013 is a number; write a year as text, '2013'."
    with pytest.raises(TypeError) as caught:
        as_event_date(2013.5)
    assert str(caught.value) == (
        "2013.5 (float) is no date; give EDTF text such as '2001-06', an EventDate, a datetime.date or a pandas "
        "Timestamp or Period."
    )


def test_importing_the_dates_loads_neither_pandas_nor_numpy():
    code = "import sys, ca_events.dates; print(sorted({'pandas', 'numpy', 'narwhals'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
