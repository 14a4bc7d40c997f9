"""Flags on poles: whatever is asked for, the figure is clean, and near to the lowest one there is."""

from __future__ import annotations

from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.plots.flags import Flag, place_flags
from ca_events.plots.labels import Box, staircase

Shapes = list[list[tuple[float, float]]]

LOW, HIGH, GAP = 0.0, 500.0, 2.0
TINY = 1e-5


def boxes(flags: list[Flag], shapes: Shapes) -> list[Box]:
    """Give the boxes of the labels; those below the axis are negative."""
    found = []
    for flag, options in zip(flags, shapes, strict=True):
        width, height = options[flag.shape]
        low, high = sorted((flag.side * (1 + flag.base), flag.side * (1 + flag.base + height)))
        found.append(Box(flag.left, low, flag.left + width, high))
    return found


def faults(starts: list[float], shapes: Shapes, flags: list[Flag], gap: float = GAP) -> list[str]:
    """List every broken rule."""
    placed = boxes(flags, shapes)
    broken = [f"overlap {pair}" for pair in combinations(range(len(flags)), 2) if overlap(placed, pair)]
    for number, (start, flag) in enumerate(zip(starts, flags, strict=True)):
        for other, box in enumerate(placed):
            beside = start <= box.left - gap + TINY or start >= box.right + gap - TINY
            if other == number or flags[other].side != flag.side or beside:
                continue
            if flags[other].base < flag.base - TINY:
                broken.append(f"stem {number} through label {other}")
        edge = placed[number].left - gap if flag.lean > 0 else placed[number].right + gap
        if flag.lean and abs(edge - start) > TINY:
            broken.append(f"label {number} is away from its stem")
    return broken


def overlap(placed: list[Box], pair: tuple[int, int]) -> bool:
    """Say whether two boxes overlap, by more than rounding."""
    one, other = placed[pair[0]], placed[pair[1]]
    across = min(one.right, other.right) - max(one.left, other.left)
    return across > TINY and min(one.high, other.high) - max(one.low, other.low) > TINY


def height(flags: list[Flag], shapes: Shapes) -> float:
    """Add up the room above and below."""
    tops = {1: 0.0, -1: 0.0}
    for flag, options in zip(flags, shapes, strict=True):
        tops[flag.side] = max(tops[flag.side], flag.base + options[flag.shape][1])
    return sum(tops.values())


@st.composite
def figures(draw: st.DrawFn, most: int = 25) -> tuple[list[float], Shapes]:
    """Draw stems, many of them tied or crowded, and one to four shapes for each."""
    number = draw(st.integers(0, most))
    place = st.one_of(st.floats(LOW, HIGH), st.sampled_from([0.0, 20.0, 20.04, 250.0, 499.0, 500.0]))
    starts = sorted(draw(st.lists(place, min_size=number, max_size=number)))
    shape = st.tuples(st.floats(4.0, 160.0), st.sampled_from([8.5, 9.0, 17.5, 26.0, 35.0]))
    return starts, [draw(st.lists(shape, min_size=1, max_size=4)) for _ in starts]


@given(figures(), st.sampled_from([(1, -1), (1,), (-1,)]))
def test_clean(figure: tuple[list[float], Shapes], sides: tuple[int, ...]) -> None:
    starts, shapes = figure
    flags = place_flags(starts, shapes, low=LOW, high=HIGH, gap=GAP, sides=sides)
    assert len(flags) == len(starts)
    assert faults(starts, shapes, flags) == []
    assert all(flag.side in sides and flag.base >= 0 for flag in flags)
    assert all(0 <= flag.shape < len(options) for flag, options in zip(flags, shapes, strict=True))
    assert flags == place_flags(starts, shapes, low=LOW, high=HIGH, gap=GAP, sides=sides)


@given(figures(most=12))
def test_inside_where_every_label_has_room_at_its_own_date(figure: tuple[list[float], Shapes]) -> None:
    # With room at both ends the first label can always run to the left: then nothing may be outside.
    starts, shapes = figure
    flags = place_flags(starts, shapes, low=LOW - 170, high=HIGH + 170, gap=GAP)
    placed = boxes(flags, shapes)
    assert all(LOW - 170 - TINY <= box.left and box.right <= HIGH + 170 + TINY for box in placed)


@given(figures(most=8), st.floats(5.0, 60.0))
def test_a_room_too_narrow_is_no_crash_and_no_fault(figure: tuple[list[float], Shapes], room: float) -> None:
    starts, shapes = figure
    narrow = [start * room / HIGH for start in starts]
    flags = place_flags(narrow, shapes, low=0.0, high=room, gap=GAP)
    assert faults(narrow, shapes, flags) == []


def test_a_label_wider_than_the_room_begins_at_low() -> None:
    (flag,) = place_flags([30.0], [[(80.0, 9.0)]], low=10.0, high=60.0)
    assert flag == Flag(side=1, shape=0, lean=0, left=10.0, base=0.0)


def test_stems_outside_the_room_are_the_fault_of_the_caller_and_no_crash() -> None:
    starts, shapes = [-50.0, 700.0], [[(80.0, 9.0)], [(80.0, 9.0)]]
    assert faults(starts, shapes, place_flags(starts, shapes, low=0.0, high=500.0)) == []


def test_no_event() -> None:
    assert place_flags([], [], low=0.0, high=100.0) == []


def test_one_event_stands_at_its_date_and_runs_to_the_right() -> None:
    (flag,) = place_flags([50.0], [[(30.0, 9.0), (16.0, 18.0)]], low=0.0, high=100.0)
    assert flag == Flag(side=1, shape=0, lean=1, left=52.0, base=0.0)


def test_one_event_at_the_end_runs_to_the_left() -> None:
    (flag,) = place_flags([99.0], [[(30.0, 9.0)]], low=0.0, high=100.0)
    assert flag == Flag(side=1, shape=0, lean=-1, left=67.0, base=0.0)


def test_flags_of_one_day_share_a_pole() -> None:
    flags = place_flags([250.0] * 6, [[(40.0, 9.0)]] * 6, low=LOW, high=HIGH)
    assert faults([250.0] * 6, [[(40.0, 9.0)]] * 6, flags) == []
    assert {flag.lean for flag in flags} <= {1, -1}
    assert height(flags, [[(40.0, 9.0)]] * 6) == 27.0


@given(figures(most=10), figures(most=4))
def test_a_far_event_moves_nothing(
    figure: tuple[list[float], Shapes], other: tuple[list[float], Shapes]
) -> None:
    starts, shapes = figure
    far = [start + 2000.0 for start in other[0]]
    alone = place_flags(starts, shapes, low=LOW, high=4000.0)
    both = place_flags(starts + far, shapes + other[1], low=LOW, high=4000.0)
    assert both[: len(starts)] == alone


@given(st.floats(LOW, HIGH), st.permutations([(30.0, 9.0), (60.0, 9.0), (60.0, 18.0), (25.0, 9.0)]))
def test_the_order_of_ties_does_not_change_the_height(start: float, order: list[tuple[float, float]]) -> None:
    first: Shapes = [[shape] for shape in sorted(order)]
    second: Shapes = [[shape] for shape in order]
    heights = [
        height(place_flags([start] * 4, shapes, low=LOW, high=HIGH), shapes) for shapes in (first, second)
    ]
    assert heights[0] == pytest.approx(heights[1], abs=9.0)


def test_the_salient_label_is_nearer_where_it_is_a_toss_up() -> None:
    shapes: Shapes = [[(40.0, 9.0)]] * 4
    for salient in range(4):
        weights = [float(number == salient) for number in range(4)]
        flags = place_flags([1.0] * 4, shapes, low=0.0, high=60.0, sides=(1,), weights=weights)
        assert sorted(flag.base for flag in flags) == [0.0, 9.0, 18.0, 27.0]
        assert flags[salient].base == 0.0


def lowest(starts: list[float], shapes: Shapes, sides: tuple[int, ...]) -> float:
    """Find the least height by trying every order, side, direction and shape."""
    ways = []
    for start, options in zip(starts, shapes, strict=True):
        own = []
        for width, tall in options:
            room = width + 2 * GAP
            over = max(min(start - room / 2, HIGH + GAP - room), LOW - GAP)
            lefts = {start, start - room, over}
            own += [
                (left, left + room, tall, side)
                for left in lefts
                if left >= LOW - GAP - TINY and left + room <= HIGH + GAP + TINY
                for side in sides
            ]
        ways.append(own)
    return min(
        hung(starts, chosen, order) for chosen in product(*ways) for order in permutations(range(len(starts)))
    )


def hung(
    starts: list[float], chosen: tuple[tuple[float, float, float, int], ...], order: tuple[int, ...]
) -> float:
    """Hang labels in an order, each as low as it can; infinite if a stem would run through a label."""
    tops = {1: 0.0, -1: 0.0}
    done: list[tuple[int, float]] = []
    for place, number in enumerate(order):
        left, right, tall, side = chosen[number]
        for later in order[place + 1 :]:
            if chosen[later][3] == side and left + TINY < starts[later] < right - TINY:
                return float("inf")
        base = 0.0
        for other, top in done:
            one, two, _, where = chosen[other]
            if where == side and one < right - TINY and left < two - TINY:
                base = max(base, top)
        done.append((number, base + tall))
        tops[side] = max(tops[side], base + tall)
    return sum(tops.values())


@settings(max_examples=40)
@given(
    st.lists(st.floats(0.0, 120.0), min_size=1, max_size=4),
    st.lists(st.floats(10.0, 90.0), min_size=4, max_size=4),
    st.sampled_from([(1,), (1, -1)]),
)
def test_tiny_figures_are_at_most_one_line_higher_than_the_lowest(
    places: list[float], widths: list[float], sides: tuple[int, ...]
) -> None:
    # The placement also minds the stems, the balance and its taste; a line is what it may pay for them.
    starts = sorted(place + 190 for place in places)
    shapes: Shapes = [[(width, 9.0)] for width in widths[: len(starts)]]
    found = height(place_flags(starts, shapes, low=LOW, high=HIGH, sides=sides), shapes)
    assert found <= lowest(starts, shapes, sides) + 9.0 + TINY


@given(figures(most=20))
def test_not_higher_than_the_plain_staircase(figure: tuple[list[float], Shapes]) -> None:
    starts, shapes = figure
    wide: Shapes = [options[:1] for options in shapes]
    flags = place_flags(starts, wide, low=LOW - 170, high=HIGH + 170)
    widths, heights = [[options[0][index] for options in wide] for index in (0, 1)]
    sides, bases = staircase(starts, [width + 2 * GAP for width in widths], heights)
    tops = [
        max((base + tall for base, tall, where in zip(bases, heights, sides, strict=True) if where == side), default=0)
        for side in (1, -1)
    ]  # fmt: skip
    assert height(flags, wide) <= sum(tops) + max(heights, default=0.0) + TINY


@pytest.mark.parametrize("number", [700, 3200])
def test_very_many_labels_still_end(number: int) -> None:
    starts = [place * 400.0 / number for place in range(number)]
    flags = place_flags(starts, [[(40.0, 9.0), (20.0, 18.0)]] * number, low=LOW, high=HIGH)
    assert len(flags) == number
    some = slice(0, number, 7)
    assert faults(starts[some], [[(40.0, 9.0), (20.0, 18.0)]] * len(starts[some]), flags[some]) == []
