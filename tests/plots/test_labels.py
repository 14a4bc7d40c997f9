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
    staircase,
)


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
    fitted = isotonic([[pair] for pair in pairs])
    assert all(first <= second + 1e-9 for first, second in itertools.pairwise(fitted))
    cost = sum(w * abs(fit - value) for fit, value, w in zip(fitted, values, weights, strict=True))
    assert cost == pytest.approx(least_cost(values, weights), abs=1e-6)


def test_of_equal_solutions_the_one_nearest_to_the_mean_is_taken() -> None:
    assert isotonic([[(3.0, 1.0)], [(1.0, 1.0)]]) == [2.0, 2.0]
    assert isotonic([[(level, 1.0)] for level in (9.0, 3.0, 1.0, 1.0)]) == [3.0] * 4
    assert isotonic([[(9.0, 1.0), (3.0, 1.0)], [(1.0, 1.0), (1.0, 1.0)]]) == [3.0, 3.0]


def test_isotonic_heeds_weights_and_bounds() -> None:
    assert isotonic([[(5.0, 1.0)], [(1.0, 9.0)]]) == [1.0, 1.0]
    assert isotonic([[(5.0, 1.0)], [(9.0, 1.0)]], low=7.0, high=8.0) == [7.0, 8.0]
    assert isotonic([]) == []


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
def test_a_label_far_before_or_after_changes_no_side(
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
