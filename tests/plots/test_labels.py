from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.plots.labels import (
    Box,
    choose_sides,
    count_overlaps,
    isotonic,
    pack_tracks,
    path_length,
    spread,
    staircase,
)

numbers = st.floats(-1e4, 1e4)
reaches = st.floats(0.5, 60)


@given(st.lists(st.tuples(numbers, reaches, reaches), max_size=40))
def test_spread_labels_do_not_overlap_and_keep_their_order(labels: list[tuple[float, float, float]]) -> None:
    labels.sort()
    targets, above, below = ([label[part] for label in labels] for part in range(3))
    places = spread(targets, above, below)
    for first, second in itertools.pairwise(range(len(labels))):
        assert places[second] - places[first] >= below[first] + above[second] - 1e-6


@given(st.lists(st.tuples(st.floats(0, 500), reaches, reaches), min_size=1, max_size=30))
def test_spread_stays_within_bounds_whenever_there_is_room(labels: list[tuple[float, float, float]]) -> None:
    labels.sort()
    targets, above, below = ([label[part] for label in labels] for part in range(3))
    room = sum(above) + sum(below)
    places = spread(targets, above, below, low=0.0, high=room + 1.0)
    assert places[0] - above[0] >= -1e-6
    assert places[-1] + below[-1] <= room + 1.0 + 1e-6


@given(st.lists(numbers, max_size=30))
def test_labels_with_room_stay_at_their_dates(targets: list[float]) -> None:
    spaced = [number * 10.0 for number in range(len(targets))]
    assert spread(spaced, [5.0] * len(spaced), [5.0] * len(spaced)) == pytest.approx(spaced)


def test_spread_runs_over_the_end_rather_than_overlap() -> None:
    places = spread([0.0, 0.0, 0.0], [5.0] * 3, [5.0] * 3, low=0.0, high=12.0)
    assert places == pytest.approx([5.0, 15.0, 25.0])


def test_a_far_label_moves_nothing() -> None:
    near = spread([0.0, 1.0], [5.0, 5.0], [5.0, 5.0])
    assert spread([0.0, 1.0, 900.0], [5.0] * 3, [5.0] * 3)[:2] == near


def least_cost(values: list[float], weights: list[float]) -> float:
    """The least sum of weighted distances of any nondecreasing sequence: one of its best takes given values only."""
    levels = sorted(set(values))
    costs = [0.0] * len(levels)
    for value, weight in zip(values, weights, strict=True):
        best = math.inf
        for number, level in enumerate(levels):
            best = min(best, costs[number])
            costs[number] = best + weight * abs(value - level)
    return min(costs)


@given(
    st.lists(
        st.tuples(st.integers(-20, 20).map(float), st.sampled_from([1.0, 3.0, 9.0, 0.5])),
        min_size=1,
        max_size=30,
    )
)
def test_isotonic_is_nondecreasing_and_as_near_as_any(pairs: list[tuple[float, float]]) -> None:
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    fitted = isotonic(values, weights)
    assert all(first <= second + 1e-9 for first, second in itertools.pairwise(fitted))
    cost = sum(w * abs(fit - value) for fit, value, w in zip(fitted, values, weights, strict=True))
    assert cost == pytest.approx(least_cost(values, weights), abs=1e-6)


def test_heavy_label_stays_at_its_date_and_light_ones_make_room() -> None:
    places = spread([10.0, 10.0, 10.0], [5.0] * 3, [5.0] * 3, weights=[1.0, 1.0, 9.0])
    assert places == pytest.approx([-10.0, 0.0, 10.0])


def test_of_equal_solutions_the_one_nearest_to_the_mean_is_taken() -> None:
    assert isotonic([3.0, 1.0]) == [2.0, 2.0]
    assert (
        isotonic([9.0, 3.0, 1.0, 1.0]) == [3.0, 3.0, 3.0, 3.0] or isotonic([9.0, 3.0, 1.0, 1.0]) == [2.0] * 4
    )


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(10, 150), st.floats(5, 40)), max_size=25))
def test_flags_overlap_nothing_and_no_stem_runs_through_a_flag(
    flags: list[tuple[float, float, float]],
) -> None:
    flags.sort()
    starts, widths, heights = ([flag[part] for flag in flags] for part in range(3))
    sides, bases = staircase(starts, widths, heights)
    boxes = [
        Box(start, side * 1000 + base, start + width, side * 1000 + base + height)
        for start, width, height, side, base in zip(starts, widths, heights, sides, bases, strict=True)
    ]
    assert count_overlaps(boxes) == 0
    for first, second in itertools.permutations(range(len(flags)), 2):
        if sides[first] == sides[second] and starts[first] < starts[second] < starts[first] + widths[first]:
            assert bases[second] + heights[second] <= bases[first] + 1e-9


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 30)), max_size=25))
def test_marks_in_one_lane_do_not_touch(marks: list[tuple[float, float]]) -> None:
    spans = [(start, start + length) for start, length in marks]
    lanes = pack_tracks(spans)
    for first, second in itertools.combinations(range(len(spans)), 2):
        if lanes[first] == lanes[second]:
            assert spans[first][1] <= spans[second][0] or spans[second][1] <= spans[first][0]


def test_sides_take_turns_on_one_day_and_in_quiet_years() -> None:
    assert choose_sides([0.0] * 4, [9.0] * 4) == [1, -1, 1, -1]
    assert choose_sides([0.0, 50.0, 100.0], [9.0] * 3) == [1, -1, 1]


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(5, 40)), max_size=20),
    st.lists(st.floats(0, 200), min_size=1, max_size=9),
)
def test_a_label_far_before_or_after_changes_no_side_and_no_place(
    labels: list[tuple[float, float]], others: list[float]
) -> None:
    labels.sort()
    others.sort()
    targets, heights = [target for target, _ in labels], [height for _, height in labels]
    sides = choose_sides(targets, heights)
    before = [other - 2000.0 for other in others]
    after = [other + 2000.0 for other in others]
    lots = [7.0] * len(others)
    assert choose_sides(before + targets, lots + heights)[len(others) :] == sides
    assert choose_sides(targets + after, heights + lots)[: len(labels)] == sides
    halves = [height / 2 for height in heights]
    some = [3.5] * len(others)
    assert spread(before + targets, some + halves, some + halves)[len(others) :] == pytest.approx(
        spread(targets, halves, halves)
    )
    assert spread(targets + after, halves + some, halves + some)[: len(labels)] == pytest.approx(
        spread(targets, halves, halves)
    )


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 9), st.integers(1, 9)), max_size=15
    )
)
def test_overlaps_are_counted_as_by_brute_force(corners: list[tuple[int, int, int, int]]) -> None:
    boxes = [Box(left, low, left + width, low + height) for left, low, width, height in corners]
    brute = sum(first.overlaps(second) for first, second in itertools.combinations(boxes, 2))
    assert count_overlaps(boxes) == brute


def test_path_length_adds_up_pieces() -> None:
    assert path_length([(0.0, 0.0), (3.0, 4.0), (3.0, 6.0)]) == pytest.approx(7.0)
    assert path_length([(1.0, 1.0)]) == 0.0
