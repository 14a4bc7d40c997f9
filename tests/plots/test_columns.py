from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.plots.columns import Room, Shape, Unit, fold, single, stack, stand
from ca_events.plots.labels import Box, count_overlaps

WIDE = 200.0
ROOM = Room(low=-1e6, high=1e6, width=WIDE, gap=5.0, channel=2.0)

lines = st.tuples(st.floats(20, WIDE), st.floats(3, 6), st.floats(3, 20)).map(lambda sizes: Shape(*sizes))
one_line = st.floats(20, WIDE).map(lambda width: Shape(width, 4.0, 4.0))


def broken(shape: Shape) -> list[Shape]:
    """Shapes of a label in one, two and three lines of equal width."""
    return [Shape(shape.width / count, shape.above, shape.below + (count - 1) * 8.0) for count in (1, 2, 3)]


def boxes_of(units: Sequence[Unit], places: Sequence[float], shapes: Sequence[Shape]) -> list[Box]:
    """The box of every label: inner ones begin at 0, an outer one behind them."""
    found = []
    for unit, place in zip(units, places, strict=True):
        for member, anchor in zip(unit.members, unit.anchors, strict=True):
            outer = member == unit.outer
            shape = broken(shapes[member])[unit.shape] if outer else shapes[member]
            left = unit.inner + ROOM.gap if outer else 0.0
            middle = place + anchor
            found.append(Box(left, middle - shape.above, left + shape.width, middle + shape.below))
    return found


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 300), lines), max_size=25))
def test_labels_overlap_nothing_and_stay_in_the_width_and_in_order(
    labels: list[tuple[float, Shape]],
) -> None:
    labels.sort(key=lambda label: label[0])
    targets, shapes = [target for target, _ in labels], [shape for _, shape in labels]
    units, places = stand(targets, shapes, lambda index: broken(shapes[index]), room=ROOM)
    assert [member for unit in units for member in unit.members] == list(range(len(labels)))
    boxes = boxes_of(units, places, shapes)
    assert count_overlaps(boxes) == 0
    assert all(box.right <= WIDE + 1e-6 for box in boxes)
    for (unit, place), (_, after) in itertools.pairwise(list(zip(units, places, strict=True))):
        assert after >= place + unit.height - 1e-6


@settings(max_examples=60)
@given(st.lists(one_line, min_size=2, max_size=12))
def test_leader_of_an_outer_label_passes_between_its_neighbours_and_through_none(shapes: list[Shape]) -> None:
    units = fold(range(len(shapes)), shapes, lambda index: broken(shapes[index]), room=ROOM)
    for unit in units:
        if unit.outer is None:
            continue
        tops = {
            member: anchor - shapes[member].above
            for member, anchor in zip(unit.members, unit.anchors, strict=True)
            if member != unit.outer
        }
        for member, top in tops.items():
            bottom = top + shapes[member].height
            if member < unit.outer:
                assert bottom <= unit.channel - ROOM.channel / 2 + 1e-6
            else:
                assert top >= unit.channel + ROOM.channel / 2 - 1e-6


def best_height(shapes: Sequence[Shape]) -> float:
    """The least height in all, by trying every way to cut labels into runs and every outer label and shape."""
    count = len(shapes)
    best = float("inf")
    for cuts in itertools.product([False, True], repeat=count - 1):
        ends = [0, *(place + 1 for place, cut in enumerate(cuts) if cut), count]
        height = 0.0
        for begin, end in itertools.pairwise(ends):
            run = range(begin, end)
            if len(run) == 1:
                height += shapes[begin].height
                continue
            ways = [
                max(sum(shapes[one].height for one in run if one != outer) + ROOM.channel, shape.height)
                for outer in run
                for shape in broken(shapes[outer])
                if max(shapes[one].width for one in run if one != outer) + ROOM.gap + shape.width <= WIDE
            ]
            height += min(ways, default=float("inf")) if len(run) <= 4 else float("inf")
        best = min(best, height)
    return best


@settings(max_examples=40)
@given(st.lists(one_line, min_size=1, max_size=6))
def test_crowd_is_folded_to_nearly_the_least_height(shapes: list[Shape]) -> None:
    units = fold(range(len(shapes)), shapes, lambda index: broken(shapes[index]), room=ROOM)
    height = sum(unit.height for unit in units)
    # A fold that saves less than this part of a line is not made, in each of at most so many units.
    assert best_height(shapes) - 1e-6 <= height <= best_height(shapes) + 0.15 * 8.0 * len(shapes) / 2 + 1e-6
    assert height <= 8.0 * len(shapes) + 1e-6


@given(st.lists(st.tuples(st.floats(0, 200), one_line), min_size=1, max_size=12))
def test_labels_with_room_are_not_folded(labels: list[tuple[float, Shape]]) -> None:
    targets = [40.0 * number for number in range(len(labels))]
    shapes = [shape for _, shape in labels]
    units, places = stand(targets, shapes, lambda index: broken(shapes[index]), room=ROOM)
    assert all(unit.outer is None for unit in units)
    assert [place + shape.above for place, shape in zip(places, shapes, strict=True)] == pytest.approx(
        targets
    )


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 100), one_line), min_size=1, max_size=15), st.integers(0, 14))
def test_a_label_far_away_moves_nothing(labels: list[tuple[float, Shape]], other: int) -> None:
    labels.sort(key=lambda label: label[0])
    targets, shapes = [target for target, _ in labels], [shape for _, shape in labels]
    near = stand(targets, shapes, lambda index: broken(shapes[index]), room=ROOM)
    far = shapes[other % len(shapes)]
    more = [*shapes, far]
    units, places = stand([*targets, 5000.0], more, lambda index: broken(more[index]), room=ROOM)
    assert (units[:-1], places[:-1]) == (near[0], pytest.approx(near[1]))


def test_heavy_label_of_a_crowd_stays_at_its_date() -> None:
    wide = Shape(150.0, 4.0, 4.0)
    units, places = stand(
        [50.0, 50.0, 50.0], [wide] * 3, lambda index: [wide], room=ROOM, weights=[1.0, 1.0, 9.0]
    )
    assert places[-1] + units[-1].anchors[-1] == pytest.approx(50.0)


def test_keys_that_share_a_line_are_placed_together() -> None:
    keys = Unit(members=(0, 1, 2), anchors=(4.0, 4.0, 4.0), height=8.0)
    assert stack([keys, single(3, Shape(20.0, 4.0, 4.0))], [10.0, 12.0, 30.0, 31.0], room=ROOM) == [8.0, 27.0]


def test_nothing_is_placed_of_nothing() -> None:
    assert stand([], [], lambda index: [], room=ROOM) == ([], [])


def test_what_has_no_room_runs_over_the_end_rather_than_overlap() -> None:
    wide = Shape(150.0, 4.0, 4.0)
    tight = Room(low=0.0, high=20.0, width=WIDE, gap=5.0, channel=2.0)
    _, places = stand([5.0, 5.0, 5.0], [wide] * 3, lambda index: [wide], room=tight)
    assert places == pytest.approx([0.0, 8.0, 16.0])
