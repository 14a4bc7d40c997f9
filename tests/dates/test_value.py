"""EventDate as a value: what holds for every date, equality, repr, and what may stand for a date."""

import copy
import itertools
import pickle
import re
import subprocess
import sys
from bisect import bisect
from calendar import isleap
from datetime import UTC, date, datetime, timedelta

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


def masked(day: str, places: list[int]) -> str:
    digits = list(day)
    for place in places:
        if digits[place] != "-":
            digits[place] = "X"
    return "".join(digits)


def qualified(day: str, marks: list[str]) -> str:
    year, month, number = day.split("-")
    return f"{marks[0]}{year}{marks[1]}-{marks[2]}{month}{marks[3]}-{marks[4]}{number}{marks[5]}"


masks = st.builds(masked, days, st.lists(st.integers(0, 9), min_size=1, max_size=3)).filter(read)
marks = st.lists(st.sampled_from(["", "", "", "~", "?", "%"]), min_size=6, max_size=6)
level_2 = st.one_of(
    masks,
    st.builds(qualified, days, marks),
    st.builds(qualified, masks.filter(lambda text: len(text) == 10), marks).filter(read),
    st.tuples(days, st.integers(21, 41)).map(lambda pair: f"{pair[0][:4]}-{pair[1]}").filter(read),
)
with_year = level_2.filter(lambda text: "XXXX" not in text)
ends = st.one_of(parts, parts, parts, with_year, st.sampled_from(["", ".."]))
spans = st.tuples(ends, ends).map("/".join)
limits = ends.filter(lambda end: end != "..")
elements = st.one_of(parts, with_year, st.tuples(limits, limits).map("..".join))
sets = st.tuples(st.sampled_from(["[]", "{}"]), st.lists(elements, min_size=1, max_size=3)).map(
    lambda pair: pair[0][0] + ",".join(pair[1]) + pair[0][1]
)
windows = st.tuples(limits, limits).map(lambda pair: f"[{pair[0]}..{pair[1]}]")
texts = st.one_of(
    parts, level_2, spans.filter(read), windows.filter(read), sets.filter(read), st.just("XXXX")
)
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
    if parsed.kind in ("date", "window"):
        assert (parsed.latest_start, parsed.earliest_end) == (parsed.latest, parsed.earliest)
    else:
        assert (parsed.latest_start is None) == (parsed.start_state == "open")
        assert (parsed.earliest_end is None) == (parsed.end_state == "open")


@given(dates)
def test_the_possible_days_are_in_order_with_gaps_between_and_end_at_the_bounds(parsed):
    for ranges, first, last in (
        (parsed.members, parsed.earliest, parsed.latest),
        (parsed.starts, parsed.earliest, parsed.latest_start),
        (parsed.ends, parsed.earliest_end, parsed.latest),
    ):
        for (_, one), (other, _) in itertools.pairwise(ranges):
            assert one + timedelta(days=1) < other
        if ranges and "XXXX-" not in parsed.edtf:
            assert (ranges[0][0], ranges[-1][1]) == (first, last)
    assert parsed.kind == "span" or (len(parsed.members) > 1) == parsed.gaps


@given(masks.filter(lambda text: len(text) == 10 and "XXXX" not in text))
def test_the_days_of_a_mask_are_the_days_whose_digits_fit(text):
    parsed = EventDate.parse(text)
    fitting = re.compile(text.replace("X", r"\d"))
    for first, last in parsed.members:
        for day in {first, last}:
            assert fitting.fullmatch(day.isoformat())
        for outside in (first - timedelta(days=1), last + timedelta(days=1)):
            assert not fitting.fullmatch(outside.isoformat())
    year = int(text[:4].replace("X", "9"))
    inside = [(first, last) for first, last in parsed.members if first.year == year]
    every = [date(year, 1, 1) + timedelta(days=step) for step in range(365 + isleap(year))]
    fit = sum(bool(fitting.fullmatch(day.isoformat())) for day in every)
    assert sum((min(last, every[-1]) - first).days + 1 for first, last in inside) == fit


@given(texts)
def test_reading_the_canonical_text_gives_the_same_date(text):
    parsed = EventDate.parse(text)
    again = EventDate.parse(parsed.edtf)
    assert again == parsed
    assert hash(again) == hash(parsed)
    assert attrs.asdict(attrs.evolve(parsed, text=parsed.edtf)) == attrs.asdict(again)


@given(st.one_of(parts, spans.filter(read), windows.filter(read)).filter(lambda text: "X" not in text))
def test_texts_of_levels_0_and_1_are_their_own_canonical_form(text):
    if not re.search(r"[~?%]\d|[~?%]-", text):
        assert EventDate.parse(text).edtf == text


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


@given(days.filter(lambda day: day[:2] != "00"), st.permutations(range(10)))
def test_masking_a_digit_more_only_widens(day, order):
    steps = [masked(day, order[:number]) for number in range(11)]
    steps = [step for step in steps if read(step)]
    for narrow, wide in itertools.pairwise(EventDate.parse(step) for step in dict.fromkeys(steps)):
        if "XXXX" in narrow.edtf or "XXXX" in wide.edtf:
            continue
        assert wide.earliest <= narrow.earliest
        assert wide.latest >= narrow.latest
        members = wide.members
        firsts = [first for first, _ in members]
        for one, other in narrow.members:
            first, last = members[bisect(firsts, one) - 1]
            assert first <= one
            assert other <= last


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
