"""Coefficients of agreement: against their definitions written out, what must not matter, and what has no answer."""

from __future__ import annotations

import math
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ca_events.coding import CodingError, Estimate
from ca_events.coding.agreement import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    scott_pi,
)
from ca_events.coding.distances import hierarchical, jaccard, masi

Rows = list[list[Any]]
Coefficient = Callable[..., Estimate]

MANY_CODERS: list[Coefficient] = [krippendorff_alpha, fleiss_kappa, conger_kappa, brennan_prediger, gwet_ac]
TWO_CODERS: list[Coefficient] = [cohen_kappa, scott_pi]
BEYOND_CHANCE = [*MANY_CODERS, *TWO_CODERS]
ALL: list[Coefficient] = [*BEYOND_CHANCE, percent_agreement]
# These do not ask who gave a code.
ANONYMOUS: list[Coefficient] = [
    krippendorff_alpha,
    fleiss_kappa,
    brennan_prediger,
    gwet_ac,
    scott_pi,
    percent_agreement,
]


def named(coefficients: Sequence[Coefficient]) -> pytest.MarkDecorator:
    """Run a test for each coefficient."""
    return pytest.mark.parametrize("coefficient", coefficients, ids=lambda function: function.__name__)


def coded(seed: int, coders: int, units: int, codes: int, missing: float, skew: float, knows: float) -> Rows:
    """Make units x coders of 1, 2, ...: coders know the code of a unit or guess by the shares of the codes."""
    rng = np.random.default_rng(seed)
    shares = skew ** np.arange(codes)
    shares /= shares.sum()
    right = rng.choice(codes, size=(units, 1), p=shares)
    guess = rng.choice(codes, size=(units, coders), p=shares)
    cells = (np.where(rng.random((units, coders)) < knows, right, guess) + 1).astype(object)
    cells[rng.random((units, coders)) < missing] = None
    return [list(row) for row in cells]


def tables(
    coders: tuple[int, int] = (2, 4),
    missing: tuple[float, ...] = (0.0, 0.3),
    units: tuple[int, int] = (2, 20),
    codes: tuple[int, int] = (2, 5),
) -> Any:
    """Draw such tables."""
    return st.builds(
        coded,
        seed=st.integers(0, 2**32 - 1),
        coders=st.integers(*coders),
        units=st.integers(*units),
        codes=st.integers(*codes),
        missing=st.sampled_from(missing),
        skew=st.sampled_from([1.0, 0.3]),
        knows=st.sampled_from([0.0, 0.6, 0.9]),
    )


def value(coefficient: Coefficient, data: Any, **options: Any) -> float:
    """Compute a coefficient without an interval."""
    return float(coefficient(data, interval=None, **options))


def same(one: float, other: float) -> bool:
    """Compare two numbers; two that are not defined are the same."""
    return one == pytest.approx(other, abs=1e-10, nan_ok=True)


def renamed(rows: Rows, names: dict[Any, Any]) -> Rows:
    """Give codes other names."""
    return [[None if cell is None else names[cell] for cell in row] for row in rows]


# What the papers say, in loops.


def alpha_by_hand(rows: Rows, distance: Callable[[Any, Any, dict[Any, float]], float]) -> float:
    """Krippendorff (2011): coincidences, their margins, observed and expected disagreement."""
    together: dict[tuple[Any, Any], float] = defaultdict(float)
    for row in rows:
        given_codes = [cell for cell in row if cell is not None]
        for one, other in permutations(range(len(given_codes)), 2):
            together[given_codes[one], given_codes[other]] += 1 / (len(given_codes) - 1)
    each: dict[Any, float] = defaultdict(float)
    for (one, _), times in together.items():
        each[one] += times
    n = sum(each.values())
    observed = sum(times * distance(one, other, each) for (one, other), times in together.items())
    expected = sum(
        each[one] * each[other] * distance(one, other, each) for one in each for other in each
    ) / max(n - 1, 1)
    return 1 - observed / expected if expected else math.nan


def by_rank(one: Any, other: Any, each: dict[Any, float]) -> float:
    """Squared number of codes between two, half of each included."""
    low, high = sorted((one, other))
    between = sum(times for code, times in each.items() if low <= code <= high)
    return float(between - (each[low] + each[high]) / 2) ** 2


def plain(distance: Callable[[Any, Any], float]) -> Callable[[Any, Any, Any], float]:
    """Make a distance that does not ask how often codes were given."""
    return lambda one, other, _: float(distance(one, other))


def agreed_by_hand(rows: Rows, credit: Callable[[Any, Any], float]) -> float:
    """Credit of all pairs of a unit, averaged over units with two codes."""
    units = []
    for row in rows:
        pairs = list(permutations([cell for cell in row if cell is not None], 2))
        if pairs:
            units.append(sum(credit(one, other) for one, other in pairs) / len(pairs))
    return sum(units) / len(units) if units else math.nan


def chance_by_hand(name: str, rows: Rows, codes: Sequence[Any], credit: Callable[[Any, Any], float]) -> float:
    """Gwet (2014): agreement by chance of each coefficient."""
    units = [[cell for cell in row if cell is not None] for row in rows]
    units = [unit for unit in units if unit]
    share = {code: sum(unit.count(code) / len(unit) for unit in units) / len(units) for code in codes}
    all_credit = sum(credit(one, other) for one in codes for other in codes)
    number = len(codes)
    if name == "fleiss_kappa":
        return sum(share[one] * share[other] * credit(one, other) for one in codes for other in codes)
    if name == "brennan_prediger":
        return all_credit / number**2
    if name == "gwet_ac":
        return all_credit / (number * (number - 1)) * sum(share[code] * (1 - share[code]) for code in codes)
    found = []
    for one, other in permutations(zip(*rows, strict=True), 2):
        left, right = ([cell for cell in coder if cell is not None] for coder in (one, other))
        if not left or not right:
            return math.nan
        found.append(
            sum(
                left.count(a) / len(left) * right.count(b) / len(right) * credit(a, b)
                for a in codes
                for b in codes
            )
        )
    return sum(found) / len(found)


@settings(max_examples=60)
@given(rows=tables())
def test_alpha_of_every_level_is_the_definition(rows: Rows) -> None:
    for level, distance in (
        ("nominal", plain(lambda one, other: one != other)),
        ("ordinal", by_rank),
        ("interval", plain(lambda one, other: (one - other) ** 2)),
        ("ratio", plain(lambda one, other: ((one - other) / (one + other)) ** 2)),
    ):
        assert same(value(krippendorff_alpha, rows, distance=level), alpha_by_hand(rows, distance)), level


@settings(max_examples=40)
@given(rows=tables(), seed=st.integers(0, 1000))
def test_alpha_of_sets_trees_and_own_distances_is_the_definition(rows: Rows, seed: int) -> None:
    rng = np.random.default_rng(seed)
    some = [frozenset(chosen) for size in (0, 1, 2, 3) for chosen in combinations("pqr", size)]
    sets = renamed(rows, {code: some[place] for code, place in enumerate(rng.permutation(len(some)))})
    paths = ["a", "a.b", "a.c", "a.c.d", "b", "b.b", "c.a.a", "c.a.b"]
    codes = renamed(rows, {code: paths[place] for code, place in enumerate(rng.permutation(len(paths)))})
    cost = np.triu(rng.integers(0, 4, (6, 6)), 1)
    cost = cost + cost.T

    def own(one: int, other: int) -> float:
        return float(cost[one, other])

    for data, option, distance in (
        (sets, "masi", masi),
        (sets, "jaccard", jaccard),
        (codes, "hierarchical", hierarchical),
        (rows, own, own),
        (rows, pd.DataFrame(cost), own),
    ):
        ours = value(krippendorff_alpha, data, distance=option)
        assert same(ours, alpha_by_hand(data, plain(distance)))


@pytest.mark.parametrize("weights", [None, "linear", "quadratic", "own"])
@named([fleiss_kappa, conger_kappa, brennan_prediger, gwet_ac])
@settings(max_examples=30)
@given(rows=tables())
def test_kappas_with_and_without_weights_are_their_definitions(
    coefficient: Coefficient, weights: str | None, rows: Rows
) -> None:
    codes = range(1, 6)
    power = {"linear": 1, "quadratic": 2}
    own = 1 / (1 + np.abs(np.subtract.outer(codes, codes)))

    def credit(one: int, other: int) -> float:
        if weights is None:
            return float(one == other)
        return (
            float(own[one - 1, other - 1])
            if weights == "own"
            else 1 - (abs(one - other) / 4) ** power[weights]
        )

    assume(any(cell is not None for row in rows for cell in row))
    chance = chance_by_hand(coefficient.__name__, rows, codes, credit)
    agreed = agreed_by_hand(rows, credit)
    expected = (agreed - chance) / (1 - chance) if 1 - chance > 1e-12 else math.nan
    ours = value(coefficient, rows, weights=own if weights == "own" else weights, categories=codes)
    assert same(ours, expected)


@settings(max_examples=60)
@given(rows=tables())
def test_percent_agreement_is_the_share_of_equal_pairs_within_units(rows: Rows) -> None:
    assert same(value(percent_agreement, rows), agreed_by_hand(rows, lambda one, other: one == other))


# How coefficients hang together.


@settings(max_examples=40)
@given(rows=tables(missing=(0.0,)))
def test_without_missing_codes_alpha_is_fleiss_kappa_mended_for_small_samples(rows: Rows) -> None:
    cells = len(rows) * len(rows[0])
    kappa = value(fleiss_kappa, rows)
    assert same(value(krippendorff_alpha, rows), 1 - (1 - kappa) * (cells - 1) / cells)


@settings(max_examples=40)
@given(rows=tables(coders=(2, 2)))
def test_of_two_coders_kappas_of_many_are_those_of_two(rows: Rows) -> None:
    both = [row for row in rows if None not in row]
    assume(both)
    categories = range(1, 6)
    for weights in (None, "linear", "quadratic"):
        assert same(
            value(conger_kappa, both, weights=weights, categories=categories),
            value(cohen_kappa, both, weights=weights, categories=categories),
        )
    assert same(value(fleiss_kappa, both), value(scott_pi, both))


@settings(max_examples=40)
@given(rows=tables(codes=(2, 2)))
def test_of_two_codes_all_weights_and_levels_are_the_same(rows: Rows) -> None:
    for coefficient in (fleiss_kappa, conger_kappa, brennan_prediger, gwet_ac):
        for weights in ("linear", "quadratic"):
            assert same(
                value(coefficient, rows, categories=(1, 2), weights=weights),
                value(coefficient, rows, categories=(1, 2)),
            )
    nominal = value(krippendorff_alpha, rows)
    for level in ("ordinal", "interval", "ratio"):
        assert same(value(krippendorff_alpha, rows, distance=level), nominal)


@settings(max_examples=40)
@given(rows=tables(coders=(2, 2)))
def test_units_with_a_missing_code_take_no_part_in_the_kappas_of_two_coders(rows: Rows) -> None:
    both = [row for row in rows if None not in row]
    for coefficient in TWO_CODERS:
        found = coefficient(rows, interval=None, categories=range(1, 6))
        assert found.n_pairable == len(both)
        assert found.n_units == sum(row != [None, None] for row in rows)
        assert same(float(found), value(coefficient, both or [[None, None]], categories=range(1, 6)))


def test_the_usual_distance_is_nominal() -> None:
    rows = [[1, 1], [2, 2], [3, 9], [9, 9], [1, 2]]
    found = krippendorff_alpha(rows)
    assert found.name == "Krippendorff's alpha (nominal distance)"
    assert float(found) == value(krippendorff_alpha, rows, distance="nominal")
    # By Krippendorff's worked way: 4 of 10 codes stand in pairs that differ.
    counts = {1: 3, 2: 3, 3: 1, 9: 3}
    expected = 1 - 4 / ((100 - sum(times**2 for times in counts.values())) / 9)
    assert float(found) == pytest.approx(expected)
    assert value(krippendorff_alpha, rows, distance="interval") != pytest.approx(expected, abs=0.01)


# What must not matter.


@named(ALL)
@settings(max_examples=20)
@given(rows=tables(coders=(2, 2)), turn=st.randoms(use_true_random=False))
def test_other_names_of_codes_change_nothing(coefficient: Coefficient, rows: Rows, turn: Any) -> None:
    names = ["nan", " ", "Visit", "loan", "заём", "10", "9"]
    turn.shuffle(names)
    assert same(value(coefficient, rows), value(coefficient, renamed(rows, dict(enumerate(names)))))


@settings(max_examples=20)
@given(rows=tables(), turn=st.randoms(use_true_random=False))
@pytest.mark.parametrize("distance", ["masi", "jaccard"])
def test_other_names_of_codes_in_sets_change_nothing(distance: str, rows: Rows, turn: Any) -> None:
    some = [set(), {"p"}, {"p", "q"}, {"q", "r"}, {"r"}, {"p", "q", "r"}]
    letters = list("xyz")
    turn.shuffle(letters)
    other = [{dict(zip("pqr", letters, strict=True))[code] for code in chosen} for chosen in some]
    one, two = (renamed(rows, dict(enumerate(sets))) for sets in (some, other))
    assert same(
        value(krippendorff_alpha, one, distance=distance), value(krippendorff_alpha, two, distance=distance)
    )


@named(BEYOND_CHANCE)
@settings(max_examples=20)
@given(rows=tables(coders=(2, 2)), turn=st.randoms(use_true_random=False))
def test_the_order_of_categories_changes_nothing_nominal(
    coefficient: Coefficient, rows: Rows, turn: Any
) -> None:
    categories = [1, 2, 3, 4, 5]
    expected = value(coefficient, rows, categories=categories)
    turn.shuffle(categories)
    assert same(value(coefficient, rows, categories=categories), expected)


@named(ALL)
@settings(max_examples=10)
@given(rows=tables(coders=(2, 2)), turn=st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing_not_even_the_interval(
    coefficient: Coefficient, rows: Rows, turn: Any
) -> None:
    found = coefficient(rows, draws=100)
    turn.shuffle(rows)
    again = coefficient(rows, draws=100)
    assert repr(again) == repr(found)
    np.testing.assert_array_equal(again.draws, found.draws)


@named(ANONYMOUS)
@settings(max_examples=10)
@given(rows=tables(coders=(2, 2)))
def test_the_order_of_coders_changes_nothing_not_even_the_interval(
    coefficient: Coefficient, rows: Rows
) -> None:
    found, again = (coefficient(data, draws=100) for data in (rows, [row[::-1] for row in rows]))
    assert repr(again) == repr(found)
    np.testing.assert_array_equal(again.draws, found.draws)


@named([krippendorff_alpha, fleiss_kappa, brennan_prediger, gwet_ac, percent_agreement])
@settings(max_examples=20)
@given(rows=tables(missing=(0.4,)), turn=st.randoms(use_true_random=False))
def test_which_of_many_coders_gave_a_code_changes_nothing(
    coefficient: Coefficient, rows: Rows, turn: Any
) -> None:
    # Not even if others coded each unit: what counts is which codes a unit got.
    other = [turn.sample(row, len(row)) for row in rows]
    assert same(value(coefficient, rows), value(coefficient, other))


@named([cohen_kappa, conger_kappa])
@settings(max_examples=30)
@given(rows=tables(coders=(2, 2)))
def test_two_coders_are_interchangeable(coefficient: Coefficient, rows: Rows) -> None:
    turned = [row[::-1] for row in rows]
    for weights in (None, "linear", "quadratic"):
        assert same(
            value(coefficient, rows, weights=weights, categories=range(1, 6)),
            value(coefficient, turned, weights=weights, categories=range(1, 6)),
        )


@settings(max_examples=30)
@given(rows=tables(), alone=st.lists(st.integers(1, 9), min_size=1, max_size=4))
@pytest.mark.parametrize("distance", ["nominal", "ordinal", "interval", "ratio"])
def test_units_with_a_single_code_change_nothing_in_alpha(
    distance: str, rows: Rows, alone: list[int]
) -> None:
    more = [*rows, *([code, *[None] * (len(rows[0]) - 1)] for code in alone)]
    found, again = (krippendorff_alpha(data, distance=distance, draws=100) for data in (rows, more))
    assert again.n_pairable == found.n_pairable
    assert again.n_units == found.n_units + len(alone)
    for field in ("value", "low", "high", "se"):
        assert same(getattr(found, field), getattr(again, field)), field


@settings(max_examples=30)
@given(rows=tables(), step=st.sampled_from([0.001, 3.0, 1e6]), start=st.sampled_from([-5.0, 0.0, 1e6]))
def test_levels_of_measurement_mean_what_they_say(rows: Rows, step: float, start: float) -> None:
    # Interval: where zero is and the unit do not matter. Ratio: the unit. Ordinal: nothing but the order.
    line = {code: start + step * code for code in range(1, 6)}
    for level, names in (
        ("interval", line),
        ("ordinal", line),
        ("ratio", {code: step * code for code in line}),
        ("ordinal", {code: math.exp(code) for code in line}),
    ):
        ours = value(krippendorff_alpha, renamed(rows, names), distance=level)
        # In front of a large zero some digits of the differences are lost.
        assert ours == pytest.approx(
            value(krippendorff_alpha, rows, distance=level), abs=1e-6, nan_ok=True
        ), level


@settings(max_examples=30)
@given(rows=tables())
def test_ordinal_words_with_their_order_are_ordinal_numbers(rows: Rows) -> None:
    words = ["none", "little", "some", "much", "all"]
    named_rows = renamed(rows, dict(enumerate(words, start=1)))
    assert same(
        value(krippendorff_alpha, named_rows, distance="ordinal", categories=words),
        value(krippendorff_alpha, rows, distance="ordinal"),
    )


@named(ALL)
@settings(max_examples=10)
@given(rows=tables(coders=(2, 2)))
def test_frame_array_and_list_of_lists_give_the_same_estimate(coefficient: Coefficient, rows: Rows) -> None:
    found = coefficient(rows, draws=100)
    array = np.array([[math.nan if cell is None else cell for cell in row] for row in rows], dtype=float)
    frame = pd.DataFrame(array, columns=["x", "y"])
    for data in (array, frame, frame.astype("Int64"), frame.astype(object).where(frame.notna(), None)):
        again = coefficient(data, draws=100)
        # A note may name a code, which is 1.0 where it was read from numbers with a decimal point.
        assert repr(again).replace(".0:", ":").replace(".0;", ";") == repr(found)


# What must come out.


@named(ALL)
@settings(max_examples=20)
@given(rows=tables(coders=(2, 2)))
def test_no_coefficient_is_above_one(coefficient: Coefficient, rows: Rows) -> None:
    found = value(coefficient, rows)
    assert math.isnan(found) or found <= 1 + 1e-12


@named(ALL)
@settings(max_examples=20)
@given(codes=st.lists(st.integers(1, 4), min_size=2, max_size=15))
def test_perfect_agreement_on_two_codes_or_more_is_one(coefficient: Coefficient, codes: list[int]) -> None:
    assume(len(set(codes)) > 1)
    assert value(coefficient, [[code, code] for code in codes]) == pytest.approx(1.0, abs=1e-12)


@named(MANY_CODERS)
def test_coders_who_toss_coins_agree_by_chance_only(coefficient: Coefficient) -> None:
    rng = np.random.default_rng(3)
    assert value(coefficient, rng.integers(0, 3, (20_000, 3))) == pytest.approx(0.0, abs=0.015)


@settings(max_examples=40)
@given(rows=tables(), levels=st.integers(2, 3))
def test_hierarchical_alpha_lies_between_those_of_the_levels_of_the_tree(rows: Rows, levels: int) -> None:
    # With all codes at the tips, the distance is the mean of the nominal ones of the levels.
    tips = ["a.a.a", "a.a.b", "a.b.a", "b.a.a", "b.b.a"]
    names = {code: ".".join(tip.split(".")[:levels]) for code, tip in enumerate(tips, start=1)}
    ours = value(krippendorff_alpha, renamed(rows, names), distance="hierarchical")
    cut = [
        value(
            krippendorff_alpha,
            renamed(rows, {code: ".".join(name.split(".")[: depth + 1]) for code, name in names.items()}),
        )
        for depth in range(levels)
    ]
    defined = [alpha for alpha in cut if math.isfinite(alpha)]
    if not defined:
        assert math.isnan(ours)
    else:
        assert min(defined) - 1e-12 <= ours <= max(defined) + 1e-12


def test_two_coders_who_both_say_that_none_applies_agree() -> None:
    rows: Rows = [[set(), set()], [{"p"}, {"p"}], [{"q"}, set()], [set(), set()]]
    found = krippendorff_alpha(rows, distance="masi", interval=None)
    # One pair of four differs wholly: observed 2 / 8. Codes: 5 empty, 2 p, 1 q.
    expected = 1 - 2 / ((64 - 25 - 4 - 1) / 7)
    assert float(found) == pytest.approx(expected)
    assert (found.n_units, found.missing) == (4, 0.0)
    assert value(krippendorff_alpha, rows, distance="jaccard") == pytest.approx(expected)


@named([brennan_prediger, gwet_ac])
def test_codes_that_nobody_gave_count_where_they_are_named(coefficient: Coefficient) -> None:
    rows = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]
    two, three = (
        coefficient(rows, interval=None, categories=codes) for codes in (["a", "b"], ["a", "b", "c"])
    )
    assert float(two) == float(coefficient(rows, interval=None))
    assert float(three) > float(two)
    assert "2 codes" in two.name
    assert "3 codes" in three.name


@pytest.mark.parametrize(
    "coefficient", [krippendorff_alpha, fleiss_kappa, conger_kappa, cohen_kappa, scott_pi]
)
def test_codes_that_nobody_gave_change_nothing_elsewhere(coefficient: Coefficient) -> None:
    rows = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]
    assert same(value(coefficient, rows, categories=["z", "a", "b", "c"]), value(coefficient, rows))


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_an_end_of_the_scale_that_nobody_gave_changes_nothing_in_weighted_kappa(weights: str) -> None:
    rows = [[1, 1], [1, 2], [3, 2], [3, 3], [2, 2]]
    assert same(
        value(cohen_kappa, rows, weights=weights, categories=[1, 2, 3, 4, 5]),
        value(cohen_kappa, rows, weights=weights),
    )


def test_many_frequent_pairs_make_kappa_fall_but_not_ac1() -> None:
    # Feinstein and Cicchetti's paradox: 90 % agree, one code is very frequent.
    rows = [["no", "no"]] * 90 + [["no", "yes"]] * 5 + [["yes", "no"]] * 5
    assert value(percent_agreement, rows) == 0.9
    assert value(cohen_kappa, rows) == pytest.approx(-1 / 19)
    assert value(krippendorff_alpha, rows) < 0
    # Agreement by chance: 2 x .05 x .95.
    assert value(gwet_ac, rows) == pytest.approx((0.9 - 0.095) / (1 - 0.095))
    assert value(brennan_prediger, rows) == pytest.approx(0.8)


# What has no answer.

ONLY_A = (
    "every code is 'a': without variation, agreement beyond chance is not defined. Percent agreement is 1."
)


@named(BEYOND_CHANCE)
@pytest.mark.parametrize("interval", [None, "bootstrap", "jackknife"])
def test_where_every_code_is_the_same_agreement_beyond_chance_is_not_defined(
    coefficient: Coefficient, interval: str | None
) -> None:
    found = coefficient([["a", "a"]] * 30, interval=interval)
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert math.isnan(found.se)
    assert found.note == ONLY_A
    assert str(found) == "not defined"


@pytest.mark.parametrize("distance", ["nominal", "ordinal", "interval", "ratio"])
def test_where_every_number_is_the_same_no_alpha_is_defined(distance: str) -> None:
    # A third is none that sums of squares give back exactly.
    found = krippendorff_alpha([[1 / 3] * 3] * 7, distance=distance)
    assert math.isnan(found.value)
    assert found.note == ONLY_A.replace("'a'", "0.3333333333333333")


def test_where_every_set_is_the_same_the_note_shows_it() -> None:
    found = krippendorff_alpha([[{"loan", "energy"}, {"loan", "energy"}]] * 4, distance="masi")
    assert math.isnan(found.value)
    assert found.note == ONLY_A.replace("'a'", "{energy; loan}")


@pytest.mark.parametrize(
    "rows", [[["a", None]], [["a", None], [None, "b"]], [[None, None]], [["a"], ["b"]], []]
)
@pytest.mark.parametrize(
    "coefficient", [*MANY_CODERS, percent_agreement], ids=lambda function: function.__name__
)
def test_without_a_unit_that_two_coded_nothing_can_be_compared(coefficient: Coefficient, rows: Rows) -> None:
    found = coefficient(rows)
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert found.n_pairable == 0
    assert found.note == "no unit was coded by two coders, so nothing can be compared."


@named(TWO_CODERS)
def test_without_a_unit_that_both_coded_kappas_of_two_have_nothing_to_compare(
    coefficient: Coefficient,
) -> None:
    found = coefficient([["a", None], [None, "b"]])
    assert math.isnan(found.value)
    assert found.note == "no unit was coded by two coders, so nothing can be compared."


@named(ALL)
def test_more_coders_than_units_look_like_a_table_on_its_side(coefficient: Coefficient) -> None:
    said = "there are more coders (columns) than units (rows); units belong in rows."
    assert coefficient([["a", "a"], ["a", "b"], ["b", "b"]], interval=None).note == ""
    assert coefficient([["a", "b"], ["b", "b"]], interval=None).note == ""
    assert coefficient([["a", "b"]], interval=None).note == said
    # What else is to be said comes after it.
    assert coefficient([["a", "b"]]).note == f"{said} an interval needs three units or more."


def test_a_coder_who_coded_nothing_leaves_congers_kappa_undefined() -> None:
    found = conger_kappa([["a", "a", None], ["b", "a", None], ["b", "b", None]])
    assert math.isnan(found.value)
    assert found.note == (
        "agreement by chance would be perfect, or a coder coded nothing, so agreement beyond chance is not defined."
    )


def test_codes_that_an_own_distance_does_not_tell_apart_leave_alpha_undefined() -> None:
    found = krippendorff_alpha([["a", "b"], ["b", "b"]], distance=lambda one, other: 0.0)
    assert math.isnan(found.value)
    assert found.note == (
        "agreement by chance would be perfect, or a coder coded nothing, so agreement beyond chance is not defined."
    )


@pytest.mark.parametrize(
    ("coefficient", "said"),
    [
        (
            cohen_kappa,
            "Cohen's kappa is of two coders; take conger_kappa for these 3, or choose two columns.",
        ),
        (scott_pi, "Scott's pi is of two coders; take fleiss_kappa for these 3, or choose two columns."),
    ],
)
def test_kappas_of_two_coders_refuse_a_third(coefficient: Coefficient, said: str) -> None:
    # Even one who coded nothing: which two were meant is for the user to say.
    with pytest.raises(CodingError) as error:
        coefficient([["a", "a", None], ["b", "a", None]])
    assert str(error.value) == said


def test_many_distinct_sets_need_little_memory() -> None:
    rng = np.random.default_rng(0)
    some = [frozenset(chosen) for size in (1, 2, 3) for chosen in combinations("abcdefghijklm", size)]
    right, other = rng.integers(0, 300, (2, 2000))
    rows = [
        [some[one], some[two if unsure else one]]
        for one, two, unsure in zip(right, other, rng.random(2000) < 0.3, strict=True)
    ]
    tracemalloc.start()
    try:
        found = krippendorff_alpha(rows, distance="masi")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 0.6 < found.low < found.value < found.high < 0.8
    # Units x sets x sets would be 1,440 MB, units x draws 16 MB.
    assert peak < 60e6
