"""The same numbers as other programs, on made-up data with few and many coders, missing and very frequent codes.

Programs that compare coders for a living: krippendorff, NLTK, scikit-learn, statsmodels, and irrCAC by Gwet's formulas
(which is skipped where it is not installed, as it holds scipy back).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as their_fleiss_kappa

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
from ca_events.coding.distances import hierarchical

Codes = np.ndarray

CLOSE = 1e-9


def coded(seed: int, coders: int, units: int, codes: int, missing: float, skew: float, knows: float) -> Codes:
    """Make units x coders of 1, 2, ...: coders know the code of a unit or guess by the shares of the codes."""
    rng = np.random.default_rng(seed)
    shares = skew ** np.arange(codes)
    shares /= shares.sum()
    right = rng.choice(codes, size=(units, 1), p=shares)
    guess = rng.choice(codes, size=(units, coders), p=shares)
    given_codes = np.where(rng.random((units, coders)) < knows, right, guess) + 1.0
    given_codes[rng.random((units, coders)) < missing] = np.nan
    return given_codes


def tables(coders: tuple[int, int] = (2, 6), missing: tuple[float, ...] = (0.0, 0.2, 0.6)) -> Any:
    """Draw such tables."""
    return st.builds(
        coded,
        seed=st.integers(0, 2**32 - 1),
        coders=st.integers(*coders),
        units=st.integers(2, 60),
        codes=st.integers(2, 6),
        missing=st.sampled_from(missing),
        skew=st.sampled_from([1.0, 0.5, 0.1]),
        knows=st.sampled_from([0.0, 0.6, 0.9]),
    )


def value(function: Callable[..., Any], data: Any, **options: Any) -> float:
    """Compute one of ours."""
    return float(function(data, interval=None, **options))


def quiet(function: Callable[..., Any], *arguments: Any, **options: Any) -> float:
    """Compute one of theirs; NaN where it divides by zero or refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return float(function(*arguments, **options))
        except (ValueError, ZeroDivisionError):
            return float("nan")


def same(ours: float, theirs: float) -> bool:
    """Compare two numbers; two that are not defined are the same."""
    return ours == pytest.approx(theirs, abs=CLOSE, rel=CLOSE, nan_ok=True)


def triples(data: Any) -> list[tuple[str, str, Any]]:
    """Write ratings as coder, item, label."""
    return [
        (f"coder {coder}", f"unit {unit}", cell)
        for unit, row in enumerate(data)
        for coder, cell in enumerate(row)
        if cell is not None and cell == cell
    ]


@settings(max_examples=50)
@given(data=tables())
def test_alpha_of_every_level_is_that_of_krippendorff(data: Codes) -> None:
    for level in ("nominal", "ordinal", "interval", "ratio"):
        theirs = quiet(krippendorff.alpha, data.T, level_of_measurement=level)
        assert same(value(krippendorff_alpha, data, distance=level), theirs), level


@settings(max_examples=50)
@given(data=tables(), stretch=st.sampled_from([0.01, 1.0, 1000.0]), shift=st.sampled_from([0.0, 1e6]))
def test_alpha_of_numbers_that_are_no_ranks_is_that_of_krippendorff(
    data: Codes, stretch: float, shift: float
) -> None:
    numbers = (data - 1) ** 2 * stretch + shift  # Zero is among them.
    for level in ("ordinal", "interval", "ratio"):
        theirs = quiet(krippendorff.alpha, numbers.T, level_of_measurement=level)
        ours = value(krippendorff_alpha, numbers, distance=level)
        # Far from zero both lose digits of the differences.
        assert ours == pytest.approx(theirs, abs=1e-7, nan_ok=True), level


@settings(max_examples=40)
@given(data=tables(), seed=st.integers(0, 1000))
def test_alpha_with_an_own_distance_is_that_of_krippendorff_and_nltk(data: Codes, seed: int) -> None:
    cost = np.random.default_rng(seed).integers(0, 5, (7, 7)).astype(float)
    cost = np.triu(cost, 1) + np.triu(cost, 1).T

    def distance(one: Any, other: Any) -> float:
        return float(cost[int(one), int(other)])

    def by_matrix(one: Any, other: Any, **_: Any) -> Any:
        return cost[one.astype(int), other.astype(int)]

    ours = value(krippendorff_alpha, data, distance=distance)
    assert same(ours, quiet(krippendorff.alpha, data.T, level_of_measurement=by_matrix))
    if np.isfinite(ours):
        assert same(ours, AnnotationTask(triples(data), distance=distance).alpha())


SETS = [frozenset(chosen) for size in (1, 2, 3, 4) for chosen in combinations("pqrs", size)]


@settings(max_examples=40)
@given(data=tables(), seed=st.integers(0, 1000))
def test_alpha_of_sets_is_that_of_nltk(data: Codes, seed: int) -> None:
    # The empty set is left out: NLTK divides by zero when two of them meet.
    chosen = np.random.default_rng(seed).choice(len(SETS), 7, replace=False)
    rows = [[None if np.isnan(cell) else SETS[chosen[int(cell)]] for cell in row] for row in data]
    # Older releases of NLTK write 2/3 as 0.67 in theirs.
    exact = {} if masi_distance({1}, {1, 2}) == pytest.approx(2 / 3, abs=1e-9) else {"masi": exact_masi}
    for name, distance in ({"masi": masi_distance, "jaccard": jaccard_distance} | exact).items():
        ours = value(krippendorff_alpha, rows, distance=name)
        if np.isfinite(ours):
            assert same(ours, AnnotationTask(triples(rows), distance=distance).alpha()), name


def exact_masi(one: frozenset[str], other: frozenset[str]) -> float:
    """Passonneau's distance with exact thirds."""
    common = len(one & other)
    thirds = 3 if one == other else 2 if common in (len(one), len(other)) else 1 if common else 0
    return 1 - common / len(one | other) * thirds / 3


@settings(max_examples=40)
@given(data=tables())
def test_alpha_of_a_tree_is_that_of_nltk_with_the_same_distance(data: Codes) -> None:
    leaves = ["d", "a.b", "a.c", "a", "b.a.a", "b.a.b", "c"]
    rows = [[None if np.isnan(cell) else leaves[int(cell)] for cell in row] for row in data]
    ours = value(krippendorff_alpha, rows, distance="hierarchical")
    if np.isfinite(ours):
        assert same(ours, AnnotationTask(triples(rows), distance=hierarchical).alpha())


def test_where_all_codes_are_the_same_others_say_one_and_we_say_that_it_is_not_defined() -> None:
    rows = [["a", "a"]] * 5
    assert AnnotationTask(triples(rows)).alpha() == 1
    assert np.isnan(value(krippendorff_alpha, rows))


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
@settings(max_examples=50)
@given(data=tables(coders=(2, 2)))
def test_cohens_kappa_is_that_of_scikit_learn_and_statsmodels(weights: str | None, data: Codes) -> None:
    # They do not know missing codes: only units that both coded may be shown to them.
    ours = value(cohen_kappa, data, weights=weights, categories=range(1, 7))
    both = data[~np.isnan(data).any(axis=1)].astype(int)
    assume(np.isfinite(ours))
    labels = list(range(1, 7))
    assert same(ours, cohen_kappa_score(both[:, 0], both[:, 1], weights=weights, labels=labels))
    table = np.zeros((6, 6))
    np.add.at(table, (both[:, 0] - 1, both[:, 1] - 1), 1)
    assert same(ours, cohens_kappa(table, wt=weights, return_results=False))


@settings(max_examples=30)
@given(data=tables(coders=(2, 2)), seed=st.integers(0, 1000))
def test_cohens_kappa_with_own_credits_is_that_of_statsmodels(data: Codes, seed: int) -> None:
    credit = np.triu(np.random.default_rng(seed).random((6, 6)), 1)
    credit = credit + credit.T + np.eye(6)
    both = data[~np.isnan(data).any(axis=1)].astype(int)
    ours = value(cohen_kappa, data, weights=credit, categories=range(1, 7))
    assume(np.isfinite(ours))
    table = np.zeros((6, 6))
    np.add.at(table, (both[:, 0] - 1, both[:, 1] - 1), 1)
    assert same(ours, cohens_kappa(table, weights=1 - credit, return_results=False))


@settings(max_examples=50)
@given(data=tables(missing=(0.0,)))
def test_fleiss_kappa_and_brennan_prediger_are_those_of_statsmodels(data: Codes) -> None:
    table, codes = aggregate_raters(data.astype(int))
    ours = value(fleiss_kappa, data)
    assert same(ours, quiet(their_fleiss_kappa, table))
    ours = value(brennan_prediger, data)
    theirs = quiet(their_fleiss_kappa, table, method="randolph")
    assert same(ours, theirs)
    # Codes that could have been given make agreement by chance less likely.
    wide = np.pad(table, ((0, 0), (0, 3)))
    more = [*codes.tolist(), 97, 98, 99]
    assert same(value(brennan_prediger, data, categories=more), quiet(their_fleiss_kappa, wide, "randolph"))


@settings(max_examples=30)
@given(data=tables(coders=(2, 2), missing=(0.0,)))
def test_pi_s_and_percent_of_two_coders_are_those_of_nltk(data: Codes) -> None:
    task = AnnotationTask(triples(data))
    assert same(value(percent_agreement, data), task.avg_Ao())
    assume(len(np.unique(data)) > 1)
    assert same(value(scott_pi, data), task.pi())
    assert same(value(brennan_prediger, data), task.S())
    assert same(value(cohen_kappa, data), task.kappa())


@settings(max_examples=30)
@given(data=tables(missing=(0.0,)))
def test_fleiss_and_conger_of_many_coders_are_those_of_nltk(data: Codes) -> None:
    # NLTK has them as pi and as the kappa of Davies and Fleiss.
    assume(len(np.unique(data)) > 1)
    task = AnnotationTask(triples(data))
    assert same(value(fleiss_kappa, data), task.pi())
    assert same(value(conger_kappa, data), task.multi_kappa())


@pytest.fixture(scope="module")
def irrcac() -> Callable[[Codes, str, str], dict[str, Any]]:
    """Give irrCAC, told which categories there are.

    Left to itself it takes NaN for one more category, which changes Brennan and Prediger's and Gwet's coefficients.
    Only whole numbers without a gap are the same question for both: it takes linear weights from the size of numbers,
    we from the place of a code among the categories.
    """
    module = pytest.importorskip("irrCAC.raw")

    def estimated(data: Codes, weights: str, method: str) -> dict[str, Any]:
        categories = [float(code) for code in range(1, 7)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer = module.CAC(pd.DataFrame(data), weights=weights, categories=categories, digits=12)
            return dict(getattr(peer, method)()["est"])

    return estimated


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
@settings(max_examples=20)
@given(data=tables())
def test_with_missing_codes_all_coefficients_are_those_of_gwets_handbook(
    irrcac: Callable[[Codes, str, str], dict[str, Any]], weights: str | None, data: Codes
) -> None:
    given_codes = ~np.isnan(data)
    assume((given_codes.sum(axis=1) > 1).any())
    assume(given_codes.any(axis=0).all())
    # Its standard error needs two units, and without one there is no coefficient either.
    assume(given_codes.any(axis=1).sum() > 1)
    for function, method in (
        (fleiss_kappa, "fleiss"),
        (conger_kappa, "conger"),
        (brennan_prediger, "bp"),
        (gwet_ac, "gwet"),
    ):
        ours = value(function, data, weights=weights, categories=range(1, 7))
        if np.isnan(ours):
            # Only a code that alone was given may be undefined.
            assert len(np.unique(data[given_codes])) == 1
            continue
        theirs = irrcac(data, weights or "identity", method)
        assert same(ours, float(theirs["coefficient_value"])), method
        if weights is None:
            assert same(value(percent_agreement, data), float(theirs["pa"]))


@settings(max_examples=20)
@given(data=tables())
def test_alpha_with_missing_codes_is_that_of_gwets_handbook(
    irrcac: Callable[[Codes, str, str], dict[str, Any]], data: Codes
) -> None:
    # Its standard error needs two units, and without one there is no coefficient either.
    assume(((~np.isnan(data)).sum(axis=1) > 1).sum() > 1)
    for distance, weights in (("nominal", "identity"), ("interval", "quadratic")):
        ours = value(krippendorff_alpha, data, distance=distance)
        if np.isfinite(ours):
            theirs = irrcac(data, weights, "krippendorff")["coefficient_value"]
            assert same(ours, float(theirs)), distance


def test_the_standard_error_of_a_large_sample_is_near_that_of_gwets_handbook(
    irrcac: Callable[[Codes, str, str], dict[str, Any]],
) -> None:
    # His is linearised, ours leaves out unit after unit: two estimates of one thing, as long as no code is missing.
    data = coded(seed=5, coders=3, units=400, codes=4, missing=0.0, skew=0.6, knows=0.7)
    for function, method in (
        (fleiss_kappa, "fleiss"),
        (conger_kappa, "conger"),
        (brennan_prediger, "bp"),
        (gwet_ac, "gwet"),
        (krippendorff_alpha, "krippendorff"),
    ):
        ours = function(data, interval="jackknife", categories=range(1, 7)).se
        assert ours == pytest.approx(irrcac(data, "identity", method)["se"], rel=0.01), method


@pytest.mark.parametrize("codes", [29, 30, 31, 32, 60])
def test_ordinal_alpha_of_few_and_of_many_codes_is_that_of_krippendorff(codes: int) -> None:
    # Of many codes alpha is computed in another way than of few.
    cells = np.random.default_rng(codes).integers(0, codes, (80, 3)).astype(float)
    cells[:, 1] = np.where(np.arange(80) % 4, cells[:, 0], cells[:, 1])
    cells[:codes, 2] = np.arange(codes)
    cells[5::9, 1] = np.nan
    assert len(np.unique(cells[np.isfinite(cells)])) == codes
    theirs = krippendorff.alpha(reliability_data=cells.T, level_of_measurement="ordinal")
    assert float(krippendorff_alpha(cells, distance="ordinal", interval=None)) == pytest.approx(
        theirs, abs=CLOSE
    )
