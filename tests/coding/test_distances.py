"""Distances between codes and credits for near ones: their bounds, their rules, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events.coding import CodingError
from ca_events.coding.agreement import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
)
from ca_events.coding.credits import likeness_of
from ca_events.coding.distances import distance_matrix, hierarchical, jaccard, masi
from ca_events.coding.ratings import ratings_of

sets = st.frozensets(st.sampled_from("abcde"))
paths = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=4).map(".".join)
numbers = st.lists(st.floats(0, 1e6), min_size=1, max_size=6, unique=True)


@given(one=sets, other=sets, third=sets)
@pytest.mark.parametrize("distance", [masi, jaccard])
def test_distances_between_sets_are_symmetric_and_zero_only_between_equal_sets(
    distance: Callable[[Any, Any], float], one: frozenset[str], other: frozenset[str], third: frozenset[str]
) -> None:
    assert distance(one, other) == distance(other, one)
    assert 0 <= distance(one, other) <= 1
    assert (distance(one, other) == 0) == (one == other)
    assert (distance(one, other) == 1) == (one != other and not one & other)
    assert distance(one, third) <= distance(one, other) + distance(other, third) + 1e-12


@given(one=sets, other=sets)
def test_masi_is_jaccard_with_less_credit_for_sets_that_are_not_equal(
    one: frozenset[str], other: frozenset[str]
) -> None:
    shared = Fraction(len(one & other), len(one | other) or 1)
    inside = Fraction(2, 3) if one < other or other < one else Fraction(1, 3)
    expected = 1 - shared * inside if one != other else Fraction(0)
    assert masi(one, other) == pytest.approx(float(expected), abs=1e-12)
    assert masi(one, other) >= jaccard(one, other)


@pytest.mark.parametrize(
    ("one", "other", "by_masi", "by_jaccard"),
    [
        ("", "", 0, 0),
        ("", "a", 1, 1),
        ("a", "a", 0, 0),
        ("a", "b", 1, 1),
        ("a", "ab", 1 - 1 / 2 * 2 / 3, 1 / 2),
        ("abcd", "ab", 1 - 1 / 2 * 2 / 3, 1 / 2),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3, 2 / 3),
    ],
)
def test_distances_between_sets_worked_by_hand(
    one: str, other: str, by_masi: float, by_jaccard: float
) -> None:
    assert masi(one, other) == pytest.approx(by_masi, abs=1e-12)
    assert jaccard(one, other) == pytest.approx(by_jaccard, abs=1e-12)


@given(one=paths, other=paths)
def test_codes_of_a_tree_are_symmetric_and_as_far_apart_as_their_unshared_way(one: str, other: str) -> None:
    apart = hierarchical(one, other)
    assert apart == hierarchical(other, one)
    assert (apart == 0) == (one == other)
    assert (apart == 1) == (one.split(".")[0] != other.split(".")[0])


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("a.b.c", "a.b.c", 0),
        ("a.b.c", "a.b.d", 1 / 3),
        ("a.b.c", "a.b", 1 / 3),
        ("a.b.c", "a.d.c", 2 / 3),  # What comes after the first difference is shared by name only.
        ("a.b.c", "a", 2 / 3),
        ("ab.c", "a.c", 1),  # Ids are compared part by part, not letter by letter.
        ("a", "b", 1),
    ],
)
def test_codes_of_a_tree_worked_by_hand(one: str, other: str, apart: float) -> None:
    assert hierarchical(one, other) == pytest.approx(apart, abs=1e-12)


@pytest.mark.parametrize("distance", ["masi", "jaccard", "hierarchical", "nominal"])
@given(data=st.data())
def test_the_matrix_of_a_named_distance_holds_its_function(distance: str, data: st.DataObject) -> None:
    kind = sets if distance in ("masi", "jaccard") else paths
    values = data.draw(st.lists(kind, max_size=6, unique=True))
    function: Callable[[Any, Any], float] = {
        "masi": masi,
        "jaccard": jaccard,
        "hierarchical": hierarchical,
        "nominal": lambda one, other: float(one != other),
    }[distance]
    expected = np.array([[function(one, other) for other in values] for one in values])
    np.testing.assert_array_equal(
        distance_matrix(distance, values), expected.reshape(len(values), len(values))
    )


@given(values=numbers)
def test_ratio_distance_is_the_squared_difference_as_a_share_of_the_sum(values: list[float]) -> None:
    made = distance_matrix("ratio", values)
    for row, one in enumerate(values):
        for column, other in enumerate(values):
            expected = ((one - other) / (one + other)) ** 2 if one + other else 0.0
            assert made[row, column] == pytest.approx(expected, abs=1e-15)


def test_zero_is_as_far_from_any_number_as_ratio_distance_goes() -> None:
    np.testing.assert_array_equal(distance_matrix("ratio", [0, 1, 1000])[0], [0, 1, 1])


def test_a_function_a_frame_and_an_array_give_the_same_matrix() -> None:
    values = ["x", "y", "z"]
    cost = np.array([[0, 1, 5], [1, 0, 2], [5, 2, 0]])
    # The frame has another order and more codes than occur: its labels decide.
    frame = pd.DataFrame(np.pad(cost, (0, 1)), index=[*values, "w"], columns=[*values, "w"])
    frame = frame.loc[["w", "z", "x", "y"], ["y", "w", "x", "z"]]

    def asked(one: str, other: str) -> int:
        return int(cost[values.index(one), values.index(other)])

    for distance in (cost, frame, asked):
        np.testing.assert_array_equal(distance_matrix(distance, values), cost)


def test_what_a_function_gives_is_not_squared() -> None:
    rows = [[1, 4], [2, 2], [4, 4], [1, 1], [2, 4]]
    plain = krippendorff_alpha(rows, distance=lambda one, other: abs(one - other), interval=None)
    squared = krippendorff_alpha(rows, distance=lambda one, other: (one - other) ** 2, interval=None)
    assert float(squared) == pytest.approx(
        float(krippendorff_alpha(rows, distance="interval", interval=None))
    )
    assert float(plain) != pytest.approx(float(squared), abs=0.01)


ROWS = [["a", "b"], ["a", "a"]]
LETTERS = ["a", "b"]


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (
            "masy",
            "distance='masy' is not allowed; use one of 'nominal', 'ordinal', 'interval', 'ratio', 'masi', "
            "'jaccard', 'hierarchical'. Nearest: 'masi'.",
        ),
        (
            None,
            "distance=None is not allowed; use one of 'nominal', 'ordinal', 'interval', 'ratio', 'masi', "
            "'jaccard', 'hierarchical'.",
        ),
        (
            [[0, 1], [1, 0]],
            "distance=[[0, 1], [1, 0]] is not allowed; use one of 'nominal', 'ordinal', 'interval', 'ratio', "
            "'masi', 'jaccard', 'hierarchical'.",
        ),
        (
            lambda one, other: -1.0 if one != other else 0.0,
            "the distance from 'a' to 'b' is -1 and back -1; a distance is a number from 0 up, the same both ways.",
        ),
        (
            lambda one, other: {"ab": 1.0, "ba": 2.0}.get(one + other, 0.0),
            "the distance from 'a' to 'b' is 1 and back 2; a distance is a number from 0 up, the same both ways.",
        ),
        (lambda one, other: 0.5, "the distance from 'a' to itself is 0.5; it is 0."),
        (
            lambda one, other: math.inf if one != other else 0.0,
            "the distance from 'a' to 'b' is inf and back inf; a distance is a number from 0 up, the same both ways.",
        ),
        (
            lambda one, other: math.nan if one != other else 0.0,
            "the distance from 'a' to 'b' is nan and back nan; a distance is a number from 0 up, the same both ways.",
        ),
        (lambda one, other: math.nan, "the distance from 'a' to itself is nan; it is 0."),
        (
            np.array([[0, 1], [2, 0]]),
            "the distance from 'a' to 'b' is 1 and back 2; a distance is a number from 0 up, the same both ways.",
        ),
        (np.eye(2), "the distance from 'a' to itself is 1; it is 0."),
        (
            1 - np.eye(3),
            "the matrix of distances has the shape (3, 3); there are 2 values: 'a', 'b'. Name them with a frame, or "
            "give categories.",
        ),
        (
            pd.DataFrame(1 - np.eye(2), index=["a", "c"], columns=["a", "c"]),
            "the matrix of distances has no row or column 'b'; give it one for every code.",
        ),
        (
            pd.DataFrame(1 - np.eye(2), index=["a", "b"], columns=["a", "c"]),
            "the matrix of distances has no row or column 'b'; give it one for every code.",
        ),
        (
            pd.DataFrame(1 - np.eye(3), index=list("aba"), columns=list("abc")),
            "the matrix of distances names 'a' twice; each code stands once.",
        ),
    ],
)
def test_what_is_no_distance_is_refused(distance: Any, said: str) -> None:
    with pytest.raises(CodingError) as error:
        krippendorff_alpha(ROWS, distance=distance)
    assert str(error.value) == said


@pytest.mark.parametrize(
    ("distance", "rows", "said"),
    [
        (
            "ordinal",
            ROWS,
            "distance='ordinal' needs the order of the codes, and 'a' is no number; give it with categories=[...], "
            "the least first.",
        ),
        ("interval", ROWS, "distance='interval' compares numbers, and 'a' is none; write numbers."),
        ("ratio", ROWS, "distance='ratio' compares numbers, and 'a' is none; write numbers."),
        (
            "interval",
            [["1", "2"]],
            "distance='interval' compares numbers, and '1' is none; write numbers.",
        ),
        (
            "interval",
            [[True, False]],
            "distance='interval' compares numbers, and False is none; write numbers.",
        ),
        (
            "interval",
            [[1, math.inf]],
            "distance='interval' compares numbers, and inf is none; write numbers.",
        ),
        (
            "ratio",
            [[1, -2.5], [3, 3]],
            "distance='ratio' needs numbers from zero up, and there is -2.5; take distance='interval'.",
        ),
        ("masi", ROWS, "distance='masi' compares sets of codes, and 'a' is none; write each cell as a set."),
        (
            "jaccard",
            [[1, 2]],
            "distance='jaccard' compares sets of codes, and 1 is none; write each cell as a set.",
        ),
        (
            "hierarchical",
            [[1, 2]],
            "distance='hierarchical' compares codes such as 'economic.trade', and 1 is none.",
        ),
        (
            "hierarchical",
            [[{"a"}, {"a"}]],
            "distance='hierarchical' compares codes such as 'economic.trade', and frozenset({'a'}) is none.",
        ),
    ],
)
def test_codes_that_a_distance_cannot_compare_are_refused(
    distance: str, rows: list[list[Any]], said: str
) -> None:
    with pytest.raises(CodingError) as error:
        krippendorff_alpha(rows, distance=distance)
    assert str(error.value) == said


@pytest.mark.parametrize("number", [2, 3, 5])
def test_linear_and_quadratic_credit_falls_from_one_to_nothing(number: int) -> None:
    ratings = ratings_of([list(range(number))])
    for weights, power in (("linear", 1), ("quadratic", 2)):
        made = likeness_of(weights, ratings)
        for row in range(number):
            for column in range(number):
                expected = 1 - (abs(row - column) / (number - 1)) ** power
                assert made[row, column] == pytest.approx(expected, abs=1e-12)
    np.testing.assert_array_equal(likeness_of(None, ratings), np.eye(number))


def test_a_labelled_matrix_of_credits_is_read_by_its_labels() -> None:
    ratings = ratings_of([["a", "b", "c"]])
    credit = np.array([[1, 0.5, 0.1], [0.5, 1, 0.2], [0.1, 0.2, 1]])
    frame = pd.DataFrame(credit, index=list("abc"), columns=list("abc")).loc[list("cab"), list("bca")]
    for weights in (credit, credit.tolist(), frame):
        np.testing.assert_array_equal(likeness_of(weights, ratings), credit)


SHARED = "weights are credits from 0 to 1, the same both ways, and 1 for equal codes."


@pytest.mark.parametrize("coefficient", [cohen_kappa, fleiss_kappa, conger_kappa, brennan_prediger, gwet_ac])
@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("cubic", "weights='cubic' is not allowed; use one of 'linear', 'quadratic'."),
        (
            "linear",
            "weights='linear' needs the order of the codes, and 'a' is no number; give it with categories=[...], the "
            "least first.",
        ),
        (
            "quadratic",
            "weights='quadratic' needs the order of the codes, and 'a' is no number; give it with categories=[...], "
            "the least first.",
        ),
        (np.eye(3), "the matrix of weights has the shape (3, 3); there are 2 codes: 'a', 'b'."),
        ([1, 1], "the matrix of weights has the shape (2,); there are 2 codes: 'a', 'b'."),
        (1 - np.eye(2), SHARED),  # Distances where credits are meant.
        ([[1, 0.5], [0.4, 1]], SHARED),
        ([[1, -0.5], [-0.5, 1]], SHARED),
        ([[1, 1.5], [1.5, 1]], SHARED),
        ([[1, math.nan], [math.nan, 1]], SHARED),
        (
            pd.DataFrame([[1.0]], index=["a"], columns=["a"]),
            "the matrix of weights has no row or column 'b'; give it one for every code.",
        ),
    ],
    ids=str,
)
def test_what_are_no_weights_is_refused_by_every_kappa(
    coefficient: Callable[..., Any], weights: Any, said: str
) -> None:
    with pytest.raises(CodingError) as error:
        coefficient(ROWS, weights=weights)
    assert str(error.value) == said


def test_a_function_or_a_frame_that_gives_no_number_is_named() -> None:
    for answer in (None, "far"):
        with pytest.raises(CodingError) as error:
            krippendorff_alpha([["a", "b"], ["a", "a"]], distance=lambda one, other, answer=answer: answer)
        assert str(error.value) == f"the distance from 'a' to 'a' is {answer!r}, which is no number."
    frame = pd.DataFrame([["0", "far"], ["far", "0"]], index=["a", "b"], columns=["a", "b"])
    with pytest.raises(CodingError) as error:
        krippendorff_alpha([["a", "b"], ["a", "a"]], distance=frame)
    assert str(error.value) == "the distance from 'a' to 'b' is 'far', which is no number."


def test_a_whole_number_too_large_for_a_computer_is_named() -> None:
    with pytest.raises(CodingError) as error:
        krippendorff_alpha([[10**400, 10**400], [1, 2]], distance="interval")
    assert (
        str(error.value) == f"distance='interval' compares numbers, and {10**400!r} is none; write numbers."
    )
