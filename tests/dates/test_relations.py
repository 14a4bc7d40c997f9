"""Relations between partly known dates, compared with an enumeration of all possible worlds."""

import itertools
import math
import pickle
from datetime import date, timedelta

import numpy as np
import pytest

from ca_events.dates import EventDate, Truth
from ca_events.errors import DateError

# The calendar: February and March 2001, with some days around them for what lies before and after.
FIRST, LAST = date(2001, 1, 29), date(2001, 4, 3)
CALENDAR = [FIRST + timedelta(days) for days in range((LAST - FIRST).days + 1)]
ENDS = ("2001-02-10", "2001-02-11", "2001-02-20", "2001-02", "2001-03")
DATES = (*ENDS, "XXXX")
# Dates with gaps, and the texts of the days that they allow.
GAPS = {
    "2001-02-X1": ("2001-02-01", "2001-02-11", "2001-02-21"),
    "2001-02-X0": ("2001-02-10", "2001-02-20"),
    "[2001-02-11,2001-03]": ("2001-02-11", "2001-03"),
    "[2001-02-10..2001-02-12,2001-03-20]": ("2001-02-10", "2001-02-11", "2001-02-12", "2001-03-20"),
    "[..2001-02-10,2001-02-20]": ("2001-01", "2001-02-0", "2001-02-10", "2001-02-20"),
    "[2001-02-10,2001-02-20..]": ("2001-02-10", "2001-02-2", "2001-03", "2001-04"),
}
SPANS_WITH_GAPS = [
    ("2001-02-X1", "2001-02-20"),
    ("2001-02-X1", "2001-03"),
    ("2001-02-10", "2001-02-X1"),
    ("2001-02-X0", "2001-02-X1"),
    ("2001-02-X1", "2001-02-X0"),
    ("2001-02-X1", ""),
    ("2001-02-X0", ".."),
    ("..", "2001-02-X1"),
    ("", "2001-02-X0"),
]
PAIRS = [*itertools.product(ENDS, repeat=2), *((end, "") for end in ENDS), *(("", end) for end in ENDS)]


def days_of(text: str) -> list[float]:
    if text in GAPS:
        return [day for start in GAPS[text] for day in days_of(start)]
    return [day.toordinal() for day in CALENDAR if text == "XXXX" or day.isoformat().startswith(text)]


def worlds_of_days(first: str, last: str) -> np.ndarray:
    start = days_of(first)[0] if first else CALENDAR[0].toordinal()
    end = days_of(last)[-1] if last else CALENDAR[-1].toordinal()
    return np.array([(day, day) for day in range(int(start), int(end) + 1)], dtype=float)


def worlds_of_span(start: str, end: str) -> np.ndarray:
    everything = days_of("XXXX")
    starts = {"..": [-math.inf], "": [-math.inf, *everything]}.get(start) or days_of(start)
    ends = {"..": [math.inf], "": [*everything, math.inf]}.get(end) or days_of(end)
    return np.array([world for world in itertools.product(starts, ends) if world[0] <= world[1]])


def all_worlds() -> dict[str, np.ndarray]:
    worlds = {text: np.array([(day, day) for day in days_of(text)], dtype=float) for text in DATES}
    worlds |= {f"[{first}..{last}]": worlds_of_days(first, last) for first, last in PAIRS}
    worlds |= {text: np.array([(day, day) for day in days_of(text)], dtype=float) for text in GAPS}
    spans = [*PAIRS, *((end, "..") for end in ENDS), *(("..", end) for end in ENDS), *SPANS_WITH_GAPS]
    worlds |= {f"{start}/{end}": worlds_of_span(start, end) for start, end in spans}
    return {text: found for text, found in worlds.items() if len(found)}


WORLDS = all_worlds()
PARSED = {text: EventDate.parse(text) for text in WORLDS}


def judge(holds: np.ndarray) -> Truth:
    if holds.all():
        return Truth.YES
    return Truth.MAYBE if holds.any() else Truth.NO


def judge_all(one: np.ndarray, other: np.ndarray) -> dict[str, Truth]:
    start, end = one[:, :1], one[:, 1:]
    other_start, other_end = other[:, 0], other[:, 1]
    return {
        "before": judge(end < other_start),
        "after": judge(start > other_end),
        "during": judge((start >= other_start) & (end <= other_end)),
        "overlaps": judge((start <= other_end) & (end >= other_start)),
        "contains": judge((start <= other_start) & (end >= other_end)),
    }


def thinned(worlds: np.ndarray) -> np.ndarray:
    # Days between two that a text names are alike: a few of each stretch are enough for two events to differ.
    named = {day for text in ENDS for day in (days_of(text)[0], days_of(text)[-1])}
    named |= {day for text in ("2001-02-X1", "2001-02-X0", "2001-03-20") for day in days_of(text)}
    margins = {CALENDAR[0].toordinal(), CALENDAR[-1].toordinal()}
    near = {day + step for day in named | margins for step in (-2, -1, 0, 1, 2)} | {-math.inf, math.inf}
    return worlds[np.isin(worlds, list(near)).all(axis=1)]


@pytest.mark.parametrize("text", WORLDS)
def test_every_relation_agrees_with_the_enumeration_of_all_worlds(text):
    date, worlds = PARSED[text], thinned(WORLDS[text])
    for other, other_date in PARSED.items():
        expected = judge_all(worlds, thinned(WORLDS[other]))
        found = {name: getattr(date, name)(other_date) for name in expected}
        assert found == expected, other


def test_thinning_the_calendar_loses_no_answer():
    kinds = [
        "XXXX",
        "2001-02",
        "[2001-02-10..2001-02-20]",
        "[..2001-02-20]",
        "2001-02/2001-02-20",
        "2001-02/..",
    ]
    for one, other in itertools.product((WORLDS[text] for text in kinds), repeat=2):
        assert judge_all(one, other) == judge_all(thinned(one), thinned(other))


def test_the_enumeration_covers_every_kind_and_state_and_every_answer():
    assert {date.kind for date in PARSED.values()} == {"date", "window", "span"}
    assert {date.start_state for date in PARSED.values()} == {"known", "open", "unknown"}
    assert {date.end_state for date in PARSED.values()} == {"known", "open", "unknown"}
    pairs = list(itertools.product(PARSED.values(), repeat=2))
    for name in ("before", "after", "during", "overlaps", "contains"):
        assert {getattr(one, name)(other) for one, other in pairs} == set(Truth)


def test_gaps_are_part_of_the_enumeration():
    assert {text for text, parsed in PARSED.items() if parsed.gaps} == {
        *GAPS,
        *(f"{start}/{end}" for start, end in SPANS_WITH_GAPS),
    }


def test_an_unknown_day_in_one_of_two_years_is_not_in_the_year_between():
    either = EventDate.parse("[2010,2012]")
    assert either.overlaps("2011-01-01/2011-12-31") is Truth.NO
    assert either.overlaps("2010-01-01/2011-12-31") is Truth.MAYBE
    assert either.during("2010-01-01/2012-12-31") is Truth.YES


def test_no_relation_is_asked_of_several_dates_at_once():
    with pytest.raises(DateError) as caught:
        EventDate.parse("2009").before("{2010,2012}")
    assert str(caught.value) == (
        "'{2010,2012}' is several dates, and a relation is asked of one: write one date for each, or in [..] if it "
        "is one event on one of these days."
    )


def test_definite_implies_possible_and_both_agree_with_the_truth():
    for one, other in itertools.product(PARSED.values(), repeat=2):
        for name in ("before", "after", "during", "overlaps", "contains"):
            relation = getattr(one, name)
            truth = relation(other)
            assert relation(other, how="definite") is (truth is Truth.YES)
            assert relation(other, how="possible") is (truth is not Truth.NO)


def test_certainly_before_means_that_the_other_is_certainly_after_and_this_one_is_not():
    for one, other in itertools.product(PARSED.values(), repeat=2):
        if one.before(other) is Truth.YES:
            assert other.after(one) is Truth.YES
            assert one.after(other) is Truth.NO
            assert one.overlaps(other) is Truth.NO


def test_a_coarse_date_as_the_other_is_one_unknown_day_and_not_the_whole_period():
    june = EventDate.parse("2012-06")
    assert june.during("2012") is Truth.MAYBE
    assert june.during("2012-01-01/2012-12-31") is Truth.YES
    assert EventDate.parse("2012").overlaps("2012") is Truth.MAYBE


def test_a_relation_takes_whatever_stands_for_a_date():
    september = EventDate.parse("2013-09")
    assert september.before(date(2013, 10, 1)) is Truth.YES
    assert september.after(EventDate.parse("2013-08")) is Truth.YES
    assert september.before("2013-09-30") is Truth.MAYBE


def test_an_unknown_end_is_possible_after_the_start_and_certain_nowhere_after_it():
    ongoing = EventDate.parse("2013-09-07/")
    assert ongoing.overlaps("2013-09-07") is Truth.YES
    assert ongoing.overlaps("2013-09-08") is Truth.MAYBE
    assert EventDate.parse("2013-09-07/..").overlaps("9999-12-31") is Truth.YES


def test_a_truth_refuses_to_be_true_or_false():
    with pytest.raises(TypeError) as caught:
        bool(Truth.MAYBE)
    assert str(caught.value) == (
        "Truth.MAYBE is neither true nor false. Ask the relation with how='definite' (certainly) or "
        "how='possible' (could be), or compare with `is Truth.YES`."
    )


def test_a_truth_survives_pickling_and_its_repr_evaluates_back():
    for truth in Truth:
        assert pickle.loads(pickle.dumps(truth)) is truth
        assert eval(repr(truth)) is truth


def test_an_unknown_how_is_refused():
    with pytest.raises(ValueError, match="how") as caught:
        EventDate.parse("2013").before("2014", how="sure")
    assert str(caught.value) == (
        "how='sure' is not known; use how='definite' or how='possible', or leave it out for a Truth."
    )
