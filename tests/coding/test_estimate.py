"""Intervals: what they are computed from, what a sample cannot tell, and the words that say so."""

from __future__ import annotations

import inspect
import itertools
import math
import tomllib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

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
from ca_events.coding.intervals import _weights, bootstrap_interval, student_quantile
from ca_events.coding.ratings import Ratings, ratings_of
from ca_events.coding.verdicts import decimals, verdict

Rows = list[list[Any]]

# Each way to a coefficient: its function, its options, how many codes a unit must have to take part, and whether it
# matters who gave a code.
WAYS: dict[str, tuple[Callable[..., Estimate], dict[str, Any], int, bool]] = {
    "percent": (percent_agreement, {}, 2, False),
    "alpha nominal": (krippendorff_alpha, {}, 2, False),
    "alpha ordinal": (krippendorff_alpha, {"distance": "ordinal"}, 2, False),
    "alpha interval": (krippendorff_alpha, {"distance": "interval"}, 2, False),
    "alpha ratio": (krippendorff_alpha, {"distance": "ratio"}, 2, False),
    "cohen": (cohen_kappa, {}, 2, True),
    "cohen quadratic": (cohen_kappa, {"weights": "quadratic"}, 2, True),
    "scott": (scott_pi, {}, 2, False),
    "fleiss": (fleiss_kappa, {}, 1, False),
    "conger linear": (conger_kappa, {"weights": "linear"}, 1, True),
    "brennan": (brennan_prediger, {}, 1, False),
    "gwet": (gwet_ac, {}, 1, False),
    "gwet quadratic": (gwet_ac, {"weights": "quadratic"}, 1, False),
}
CODES = [1, 2, 3, 4]

every_way = pytest.mark.parametrize("way", WAYS)


def estimate(way: str, data: Any, **options: Any) -> Estimate:
    """Compute a coefficient; the codes that could have been given are named, so that resamples have the same."""
    function, own, _, _ = WAYS[way]
    if function is not percent_agreement:
        own = {**own, "categories": CODES}
    return function(data, **own, **options)


def kept_by(way: str, rows: Rows) -> Ratings:
    """Give the rows that a coefficient is about, in their order."""
    _, _, least, named = WAYS[way]
    categories = None if way == "percent" else CODES
    return ratings_of(rows, categories=categories).gathered(anonymous=not named).with_codes(least)


def coded(
    seed: int,
    coders: int = 2,
    units: int = 60,
    missing: float = 0.0,
    shares: tuple[float, ...] = (0.4, 0.3, 0.2, 0.1),
    knows: float = 0.7,
) -> Rows:
    """Make units x coders of 1, 2, ...: coders know the code of a unit or guess by the shares of the codes."""
    rng = np.random.default_rng(seed)
    right = rng.choice(len(shares), size=(units, 1), p=shares)
    guess = rng.choice(len(shares), size=(units, coders), p=shares)
    cells = (np.where(rng.random((units, coders)) < knows, right, guess) + 1).astype(object)
    cells[rng.random((units, coders)) < missing] = None
    return [list(row) for row in cells]


def is_nan(*numbers: float) -> bool:
    """Say whether all are NaN."""
    return all(math.isnan(number) for number in numbers)


# The two ways to an interval, written out.


@every_way
@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), units=st.integers(3, 25), missing=st.sampled_from([0.0, 0.25]))
def test_the_jackknife_leaves_out_one_unit_after_the_other(
    way: str, seed: int, units: int, missing: float
) -> None:
    rows = coded(seed, units=units, missing=missing)
    least = WAYS[way][2]
    taking_part = [row for row in rows if sum(cell is not None for cell in row) >= least]
    found = estimate(way, rows, interval="jackknife")
    compared = [row for row in rows if sum(cell is not None for cell in row) > 1]
    assume(len(compared) >= 3 and any(len({*row} - {None}) > 1 for row in rows))
    left_out = np.array(
        [
            float(estimate(way, taking_part[:place] + taking_part[place + 1 :], interval=None))
            for place in range(len(taking_part))
        ]
    )
    number = len(taking_part)
    expected = math.sqrt((number - 1) / number * ((left_out - left_out.mean()) ** 2).sum())
    if is_nan(expected) or expected < 1e-8:
        assert is_nan(found.se, found.low, found.high)
        assert found.note
        return
    assert found.se == pytest.approx(expected, rel=1e-6)
    # With many missing codes kappa may lie below -1: agreement and shares are of different units.
    least_value = 0.0 if way == "percent" else -1.0 if found.value >= -1 else -math.inf
    half = 1.959963984540054 * expected
    assert found.low == pytest.approx(max(found.value - half, least_value), abs=1e-6)
    assert found.high == pytest.approx(min(found.value + half, 1.0), abs=1e-6)


@every_way
@pytest.mark.parametrize(
    ("units", "missing"), [(15, 0.3), (1500, 0.0)], ids=["few units", "many equal units"]
)
def test_a_draw_is_the_coefficient_of_the_units_that_were_drawn(way: str, units: int, missing: float) -> None:
    rows = coded(7, units=units, missing=missing)
    found = estimate(way, rows, draws=100, rng=4)
    kept = kept_by(way, rows)
    weights = np.concatenate(list(_weights(kept.frequency, 100, np.random.default_rng(4))))
    assert (weights.sum(axis=1) == kept.frequency.sum()).all()
    for draw, weight in list(zip(found.draws, weights, strict=True))[:8]:
        drawn = [
            [None if code < 0 else kept.values[code] for code in row]
            for row, times in zip(kept.codes, weight.astype(int), strict=True)
            for _ in range(times)
        ]
        assert draw == pytest.approx(float(estimate(way, drawn, interval=None)), abs=1e-10, nan_ok=True)


@pytest.mark.parametrize("empty_rows", [0, 40], ids=["at once", "unit by unit"])
def test_both_ways_of_drawing_units_draw_alike(empty_rows: int) -> None:
    # Rows that no unit has change only by which way units are drawn.
    frequency = np.array([50, 30, 15, 5] + [0] * empty_rows)
    draws = np.concatenate(list(_weights(frequency, 20_000, np.random.default_rng(1))))
    assert draws.shape == (20_000, 4 + empty_rows)
    assert (draws.sum(axis=1) == 100).all()
    assert not draws[:, 4:].any()
    shares = frequency[:4] / 100
    # Five standard errors of a mean; of a variance, about 1 % each.
    np.testing.assert_allclose(draws[:, :4].mean(axis=0), 100 * shares, atol=5 * 5 / math.sqrt(20_000))
    covariance = 100 * (np.diag(shares) - np.outer(shares, shares))
    np.testing.assert_allclose(np.cov(draws[:, :4].T), covariance, atol=1.3)
    np.testing.assert_allclose(draws[:, :4].var(axis=0), np.diag(covariance), rtol=0.06)


@pytest.mark.parametrize("interval", ["bootstrap", "jackknife"])
@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), units=st.integers(3, 40), missing=st.sampled_from([0.0, 0.3]))
def test_ordinal_alpha_is_the_same_whichever_way_ranks_are_given(
    interval: str, seed: int, units: int, missing: float
) -> None:
    rows = coded(seed, coders=3, units=units, missing=missing)
    options: dict[str, Any] = {
        "distance": "ordinal", "categories": CODES, "draws": 100, "interval": interval, "rng": seed
    }  # fmt: skip
    pairs = krippendorff_alpha(rows, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ca_events.coding.sums.FEW_CODES", 0)
        ranks = krippendorff_alpha(rows, **options)
    for name in ("value", "low", "high", "se"):
        assert getattr(pairs, name) == pytest.approx(getattr(ranks, name), abs=1e-9, nan_ok=True), name
    np.testing.assert_allclose(pairs.draws, ranks.draws, atol=1e-10)
    assert pairs.note == ranks.note


@pytest.mark.parametrize("distance", ["nominal", "ordinal", "ordinal of many codes", "interval", "ratio"])
def test_what_is_computed_piece_by_piece_is_the_same(distance: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = coded(2, coders=4, units=50, missing=0.2)
    if distance == "ordinal of many codes":
        distance = "ordinal"
        monkeypatch.setattr("ca_events.coding.sums.FEW_CODES", 0)

    def both() -> list[Estimate]:
        return [
            krippendorff_alpha(rows, distance=distance, draws=250, interval=interval)
            for interval in ("bootstrap", "jackknife")
        ]

    whole = both()
    # Room for few rows and few draws at a time.
    monkeypatch.setattr("ca_events.coding.intervals.CELLS", 150)
    monkeypatch.setattr("ca_events.coding.sums.CELLS", 150)
    for part, expected in zip(both(), whole, strict=True):
        assert len(part.draws) == len(expected.draws)
        np.testing.assert_allclose(part.draws, expected.draws, atol=1e-12)
        assert (part.low, part.high, part.se) == pytest.approx(
            (expected.low, expected.high, expected.se), abs=1e-9
        )


@every_way
def test_bootstrap_and_jackknife_give_about_the_same_standard_error(way: str) -> None:
    rows = coded(11, units=200)
    bootstrap, jackknife = (estimate(way, rows, interval=interval) for interval in ("bootstrap", "jackknife"))
    # 1,000 draws know their own spread to 2 %; both estimate the same thing.
    assert bootstrap.se / jackknife.se == pytest.approx(1.0, abs=0.1)
    assert bootstrap.low == pytest.approx(jackknife.low, abs=0.4 * jackknife.se)
    assert bootstrap.high == pytest.approx(jackknife.high, abs=0.4 * jackknife.se)


def interval_alpha_of_places(numbers: np.ndarray) -> Callable[..., Any]:
    """Give interval alpha of two coders as scipy asks for it: of the places of units, along an axis."""

    def statistic(places: Any, axis: int = -1) -> Any:
        drawn = numbers[places.astype(int)]  # ..., units, coders
        count = drawn.shape[-2] * 2
        observed = ((drawn[..., 0] - drawn[..., 1]) ** 2).mean(axis=-1)
        flat = drawn.reshape(*drawn.shape[:-2], count)
        return 1 - observed / (2 * flat.var(axis=-1) * count / (count - 1))

    return statistic


def scores(units: int = 60) -> np.ndarray:
    """Make scores without ties, few units and a long tail."""
    rng = np.random.default_rng(9)
    true = rng.exponential(size=(units, 1)) ** 2
    return true + rng.normal(scale=0.8, size=(units, 2))


def expanded_and_corrected(draws: Any, value: float, units: int, confidence: float) -> Any:
    """Give the ends of the interval with the quantiles of scipy, from the formulas of Hesterberg and Efron.

    The outer of the ends with and without the correction for bias.
    """
    reach = math.sqrt(units / (units - 1)) * stats.t.ppf(0.5 + confidence / 2, units - 1)
    # Draws that equal the estimate count half: kind="mean".
    bias = stats.norm.ppf(stats.percentileofscore(draws, value, kind="mean") / 100)
    plain, moved = (
        np.quantile(draws, stats.norm.cdf([middle - reach, middle + reach])) for middle in (0.0, 2 * bias)
    )
    return min(plain[0], moved[0]), max(plain[1], moved[1])


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("units", [8, 60])
def test_the_interval_is_that_of_its_sources(units: int, confidence: float) -> None:
    found = krippendorff_alpha(scores(units), distance="interval", draws=2000, confidence=confidence)
    expected = expanded_and_corrected(found.draws, found.value, units, confidence)
    assert (found.low, found.high) == pytest.approx(tuple(expected), abs=1e-3 * found.se)
    # These draws tend to lie too low, so the plain quantile ends sooner.
    assert (found.draws < found.value).mean() > 0.51
    assert found.high > np.quantile(found.draws, 0.5 + confidence / 2)


def test_from_draws_of_scipy_comes_nearly_the_same_interval() -> None:
    numbers = scores()
    found = krippendorff_alpha(numbers, distance="interval", draws=10_000, rng=1)
    # The seed had another name in older releases.
    seed = "rng" if "rng" in inspect.signature(stats.bootstrap).parameters else "random_state"
    theirs = stats.bootstrap(
        (np.arange(len(numbers)),), interval_alpha_of_places(numbers), n_resamples=10_000, method="percentile",
        vectorized=True, batch=500, **{seed: np.random.default_rng(2)},
    )  # fmt: skip
    low, high = expanded_and_corrected(theirs.bootstrap_distribution, found.value, len(numbers), 0.95)
    # Quantiles in the long tail of 10,000 draws are known to about 0.06 standard errors each; nearly four times both.
    assert found.low == pytest.approx(low, abs=0.3 * found.se)
    assert found.high == pytest.approx(high, abs=0.3 * found.se)
    assert found.se == pytest.approx(float(theirs.standard_error), rel=0.06)


def test_draws_that_equal_the_estimate_count_half_on_either_side() -> None:
    # 2 of 5 draws lie below the estimate, 2 equal it, 1 lies above: 60 % and not 40 or 80 lie below.
    draws = np.repeat([0.1, 0.2, 0.3, 0.3, 0.4], 200) + np.linspace(-1e-11, 1e-11, 1000)
    made = bootstrap_interval(0.3, draws, 1000, 0.5)
    levels = stats.norm.cdf([-stats.norm.ppf(0.75), 2 * stats.norm.ppf(0.6) + stats.norm.ppf(0.75)])
    assert levels == pytest.approx([0.25, 0.881], abs=1e-3)
    assert (made["low"], made["high"]) == pytest.approx(tuple(np.quantile(draws, levels)), abs=1e-6)
    # Had they counted whole, or not at all, the upper end would be another.
    assert stats.norm.cdf(2 * stats.norm.ppf(0.4) + stats.norm.ppf(0.75)) < 0.8 < levels[1]


@settings(max_examples=60)
@given(
    seed=st.integers(0, 10**6), units=st.integers(3, 12), knows=st.sampled_from([0.2, 0.6, 0.95]),
    shares=st.sampled_from([(0.5, 0.5), (0.9, 0.1)]),
)  # fmt: skip
def test_an_interval_holds_its_estimate(
    seed: int, units: int, knows: float, shares: tuple[float, ...]
) -> None:
    found = krippendorff_alpha(coded(seed, units=units, knows=knows, shares=shares), rng=seed, draws=200)
    assume(math.isfinite(found.low))
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("number", [200, 1000, 5000])
def test_an_interval_holds_an_estimate_that_all_draws_miss(number: int) -> None:
    draws = np.linspace(0.1, 0.5, number)
    below, above = (bootstrap_interval(value, draws, 40, 0.95) for value in (0.05, 0.55))
    assert below["low"] == 0.05
    assert above["high"] == 0.55
    # Half a draw is the least that can lie beyond it.
    reach = math.sqrt(40 / 39) * stats.t.ppf(0.975, 39)
    bias = 2 * stats.norm.ppf(0.5 / number)
    for made, end, level in ((above, "low", -reach), (below, "high", reach)):
        assert made[end] == pytest.approx(np.quantile(draws, stats.norm.cdf(level)), abs=1e-6)
    assert above["high"] > np.quantile(draws, stats.norm.cdf(reach - bias))
    assert below["low"] < np.quantile(draws, stats.norm.cdf(bias - reach))


@pytest.mark.parametrize(("freedom", "near"), [(2, 0.01), (4, 1e-3), (10, 1e-4), (49, 1e-6), (100_000, 1e-9)])
def test_the_quantile_of_student_is_that_of_scipy(freedom: int, near: float) -> None:
    for share in (0.75, 0.9, 0.975):
        assert student_quantile(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=near)
    assert student_quantile(0.995, freedom) == pytest.approx(stats.t.ppf(0.995, freedom), rel=4.2 * near)
    # Table 26.10 of Abramowitz and Stegun.
    assert student_quantile(0.975, 30) == pytest.approx(2.042, abs=5e-4)


def test_an_interval_of_units_is_not_as_narrow_as_one_of_pairs() -> None:
    examples = tomllib.loads(Path(__file__).with_name("printed_examples.toml").read_text(encoding="utf-8"))
    (example,) = [
        one
        for one in examples["dataset"]
        if one["id"] == "Hayes and Krippendorff 2007, five observers, 40 units"
    ]
    rows = [
        [None if cell == "." else int(cell) for cell in unit.split()]
        for unit in example["ratings"].strip().split("\n")
    ]
    found = krippendorff_alpha(rows, distance="ordinal", draws=2000)
    # The interval of whole units by the R package icr is [.625, .842]. Drawing pairs, as if each pair of a unit were a
    # unit, gives [.715, .813].
    assert (found.low, found.high) == pytest.approx((0.625, 0.842), abs=0.02)
    assert found.high - found.low > 1.8 * (0.813 - 0.715)


# One seed, one interval.


@every_way
def test_one_seed_gives_one_interval_and_another_seed_another(way: str) -> None:
    rows = coded(3)
    found = estimate(way, rows, draws=200, rng=5)
    assert estimate(way, rows, draws=200, rng=5) == found
    other = estimate(way, rows, draws=200, rng=6)
    assert other.value == found.value
    assert (other.low, other.high) != (found.low, found.high)


def test_a_generator_goes_on_where_it_stood() -> None:
    rows = coded(3)
    rng = np.random.default_rng(5)
    first, second = (krippendorff_alpha(rows, rng=rng) for _ in range(2))
    assert first.se == krippendorff_alpha(rows, rng=5).se
    assert second.se != first.se
    assert first.method.endswith(
        "(expanded percentiles, bias-corrected outwards, 1,000 draws, a generator of the user's)"
    )


def test_rounding_does_not_decide_on_which_side_of_the_estimate_draws_lie() -> None:
    # With few units many draws give the estimate again. Another unit of measurement rounds otherwise.
    rows = [[2, 2], [1, 1], [2, 1], [2, 1], [2, 1], [2, 2]]
    found = krippendorff_alpha(rows, distance="interval", draws=200)
    assert np.isclose(found.draws, found.value).mean() > 0.1
    for step in (0.1, 1 / 3, 0.7, 1e5):
        again = krippendorff_alpha(np.array(rows) * step, distance="interval", draws=200)
        assert (again.low, again.high) == pytest.approx((found.low, found.high), abs=1e-9), step


def test_more_confidence_needs_a_wider_interval() -> None:
    rows = coded(3)
    for interval in ("bootstrap", "jackknife"):
        ends = [
            krippendorff_alpha(rows, interval=interval, confidence=share) for share in (0.5, 0.8, 0.95, 0.99)
        ]
        for narrow, wide in itertools.pairwise(ends):
            assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


@pytest.mark.parametrize("times", [4, 9])
def test_the_same_data_many_times_keep_percent_agreement_and_narrow_the_interval(times: int) -> None:
    rows = coded(8, units=80)
    for interval in ("bootstrap", "jackknife"):
        once, often = (percent_agreement(data, interval=interval) for data in (rows, rows * times))
        assert often.value == pytest.approx(once.value, abs=1e-12)
        assert often.n_pairable == times * once.n_pairable
        shrunk = (often.high - often.low) / (once.high - once.low)
        assert shrunk == pytest.approx(1 / math.sqrt(times), rel=0.1)
    # A mean: its error is known.
    exact = math.sqrt((80 - 1) / (80 * times - 1))
    assert often.se / once.se == pytest.approx(exact)


# What a sample cannot tell.


def rare(units: int, with_code: int) -> Rows:
    """Make units of which a few have the code b, the first of them by one coder only."""
    return [["a", "b"], *([["b", "b"]] * (with_code - 1)), *([["a", "a"]] * (units - with_code))]


def test_resamples_without_variation_are_left_out_and_counted() -> None:
    found = krippendorff_alpha(rare(50, 4))
    undefined = int(np.isnan(found.draws).sum())
    assert 1 <= undefined <= 25
    assert len(found.draws) == 1000
    assert found.note == (
        f"{undefined} of 1,000 resamples, which cannot be measured, are left out. Only 4 units have the code 'b'; with "
        "fewer than 10, an interval is not to be relied on."
    )
    defined = found.draws[np.isfinite(found.draws)]
    assert found.se == pytest.approx(defined.std(ddof=1))
    assert defined.min() <= found.low < found.value < found.high <= defined.max()


def test_with_too_many_resamples_without_variation_there_is_no_interval() -> None:
    found = krippendorff_alpha(rare(50, 2))
    undefined = int(np.isnan(found.draws).sum())
    # (48 / 50) ** 50 = 13 %.
    assert undefined == pytest.approx(130, abs=40)
    assert is_nan(found.low, found.high, found.se, found.probability(0.5))
    assert found.note == (
        f"{undefined} of 1,000 resamples cannot be measured, for want of variation or of units coded twice, so there "
        "is no interval; more units with the rare codes are needed. Only 2 units have the code 'b'; with fewer than "
        "10, an interval is not to be relied on."
    )
    assert str(found).endswith(" [no interval]")


@pytest.mark.parametrize(("units", "said"), [(9, True), (10, False)])
@pytest.mark.parametrize("interval", ["bootstrap", "jackknife"])
def test_fewer_than_ten_units_with_a_code_are_said_to_make_an_interval_unreliable(
    interval: str, units: int, said: bool
) -> None:
    found = krippendorff_alpha(rare(200, units), interval=interval)
    note = "Only 9 units have the code 'b'; with fewer than 10, an interval is not to be relied on."
    assert found.note == (note if said else "")
    assert math.isfinite(found.low)


def test_a_third_code_of_which_nothing_can_be_compared_does_not_hide_a_rare_one() -> None:
    rows = [*rare(200, 6), ["c", None]]
    note = "Only 6 units have the code 'b'; with fewer than 10, an interval is not to be relied on."
    assert krippendorff_alpha(rows).note == note
    assert krippendorff_alpha(rare(200, 6), categories=["a", "b", "c", "d"]).note == note


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("units", [5, 40, 1200])
@every_way
def test_without_any_disagreement_there_is_no_interval_but_a_bound(
    way: str, units: int, confidence: float
) -> None:
    rows: Rows = [[code, code] for code in (1, 2, 3, 4, 1)] * (units // 5)
    # Units that one coder left out say nothing about disagreement.
    rows += [[1, None]] * 7
    found = estimate(way, rows, confidence=confidence)
    # The largest share of disagreement with which none is seen in so many units with the probability that is left.
    share = float(stats.beta.ppf(confidence, 1, units))
    assert stats.binom.pmf(0, units, share) == pytest.approx(1 - confidence)
    assert found.value == 1.0
    assert is_nan(found.se)
    assert len(found.draws) == 0
    if way == "percent":
        assert (found.low, found.high) == pytest.approx((1 - share, 1.0))
        assert found.method == "percent agreement; exact one-sided binomial bound"
        assert found.note == (
            "no disagreement, so the lower end is the exact binomial bound; resampling could not show one."
        )
        return
    assert is_nan(found.low, found.high, found.probability(0.8))
    assert str(found) == "1.000 [no interval]"
    assert found.note == (
        f"no disagreement in {units:,} units: resampling cannot show what did not occur, so there is no interval. Up "
        f"to {100 * share:.1f} % of all units may be disagreed about ({100 * confidence:g} % bound)."
    )


@pytest.mark.parametrize("interval", ["bootstrap", "jackknife"])
def test_where_every_code_is_the_same_percent_agreement_is_one_with_the_exact_bound(interval: str) -> None:
    found = percent_agreement([["a", "a"]] * 30, interval=interval)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.05 ** (1 / 30))
    assert is_nan(percent_agreement([["a", "a"]] * 30, interval=None).low)


@pytest.mark.parametrize("interval", ["bootstrap", "jackknife"])
@pytest.mark.parametrize("function", [percent_agreement, krippendorff_alpha, brennan_prediger, scott_pi])
def test_without_any_agreement_there_is_no_interval_of_no_width(
    function: Callable[..., Estimate], interval: str
) -> None:
    found = function([["a", "b"]] * 30, interval=interval)
    assert found.value <= 0
    assert is_nan(found.low, found.high, found.se, found.probability(0.8))
    assert found.note == (
        "all resamples give the same value: resampling cannot show what did not occur, so there is no interval."
    )


@pytest.mark.parametrize("interval", ["bootstrap", "jackknife"])
def test_two_units_have_no_interval(interval: str) -> None:
    found = krippendorff_alpha([["a", "b"], ["b", "b"]], interval=interval)
    assert found.value == 0.0
    assert is_nan(found.low, found.high, found.se)
    assert found.note == "an interval needs three units or more."


def test_a_jackknife_that_loses_the_only_variation_has_no_interval() -> None:
    found = krippendorff_alpha(rare(20, 1), interval="jackknife")
    assert math.isfinite(found.value)
    assert is_nan(found.low, found.high, found.se)
    assert found.note == (
        "without one of the units the coefficient is not defined, so there is no interval. Only 1 unit has the code "
        "'b'; with fewer than 10, an interval is not to be relied on."
    )


def test_a_jackknife_interval_holds_its_estimate_even_below_minus_one() -> None:
    # Only with distances that take most codes for the same.
    far = ({"a", "b"}, {"c", "d"})
    rows = [["a", "b"], ["c", "d"]] * 3 + [["a", "c"]]
    found = krippendorff_alpha(
        rows, distance=lambda one, other: float({one, other} in far), interval="jackknife"
    )
    assert found.value < -1
    assert found.value - found.low == pytest.approx(1.959963984540054 * found.se)
    assert found.low < found.value < found.high


@pytest.mark.parametrize("interval", ["bootstrap", "jackknife"])
def test_percent_agreement_and_its_interval_lie_between_none_and_all(interval: str) -> None:
    for rows in ([["a", "b"], ["c", "d"], ["a", "a"]], [["a", "a"], ["c", "c"], ["a", "b"]]):
        found = percent_agreement(rows, interval=interval)
        assert 0.0 <= found.low <= found.value <= found.high <= 1.0


def test_without_an_interval_asked_for_there_is_none() -> None:
    found = krippendorff_alpha(coded(3), interval=None)
    assert is_nan(found.low, found.high, found.se, found.probability(0.8))
    assert (len(found.draws), found.note) == (0, "")


# What an estimate says of itself.


def test_the_probability_of_a_threshold_is_the_share_of_resamples_that_reach_it() -> None:
    found = krippendorff_alpha(coded(3, knows=0.9), draws=500)
    for threshold in (0.5, 0.667, 0.8, float(found.draws[17]), 1.0):
        assert found.probability(threshold) == sum(draw >= threshold for draw in found.draws) / 500
    assert 0 < found.probability(0.8) < found.probability(0.667) < 1
    assert (found.probability(-2), found.probability(2)) == (1.0, 0.0)


def test_resamples_without_variation_do_not_count_against_a_threshold() -> None:
    found = krippendorff_alpha(rare(50, 4))
    defined = found.draws[np.isfinite(found.draws)]
    assert len(defined) < len(found.draws)
    assert found.probability(-2) == 1.0
    assert found.probability(0.8) == sum(draw >= 0.8 for draw in defined) / len(defined)


def test_after_a_jackknife_the_probability_is_that_of_a_normal_curve() -> None:
    found = krippendorff_alpha(coded(3, knows=0.9), interval="jackknife")
    for threshold in (0.5, 0.667, 0.8):
        expected = stats.norm.sf(threshold, loc=found.value, scale=found.se)
        assert found.probability(threshold) == pytest.approx(expected)
    assert found.probability(found.value) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("options", "method"),
    [
        (
            {},
            "95 % interval by bootstrap of units (expanded percentiles, bias-corrected outwards, 1,000 draws, seed 0)",
        ),
        (
            {"draws": 2500, "rng": 7, "confidence": 0.9},
            "90 % interval by bootstrap of units (expanded percentiles, bias-corrected outwards, 2,500 draws, seed 7)",
        ),
        ({"interval": "jackknife", "confidence": 0.999}, "99.9 % interval by jackknife over units"),
        ({"interval": None}, "no interval asked for"),
    ],
    ids=str,
)
def test_the_method_can_be_put_into_a_paper(options: dict[str, Any], method: str) -> None:
    rows = coded(3)
    assert krippendorff_alpha(rows, **options).method == (
        f"Krippendorff's alpha (nominal distance); {method}"
    )
    found = gwet_ac(rows, weights="linear", categories=CODES, **options)
    assert found.method == f"Gwet's AC2, linear weights; {method}"


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (lambda rows: percent_agreement(rows, interval=None), "percent agreement"),
        (
            lambda rows: krippendorff_alpha(rows, distance=lambda a, b: float(a != b), interval=None),
            "Krippendorff's alpha (own distance)",
        ),
        (
            lambda rows: krippendorff_alpha(rows, distance="ordinal", interval=None),
            "Krippendorff's alpha (ordinal distance)",
        ),
        (lambda rows: cohen_kappa(rows, interval=None), "Cohen's kappa"),
        (
            lambda rows: cohen_kappa(rows, weights="quadratic", interval=None),
            "Cohen's kappa, quadratic weights",
        ),
        (lambda rows: cohen_kappa(rows, weights=np.eye(4), interval=None), "Cohen's kappa, own weights"),
        (lambda rows: scott_pi(rows, interval=None), "Scott's pi"),
        (lambda rows: fleiss_kappa(rows, interval=None), "Fleiss' kappa"),
        (
            lambda rows: conger_kappa(rows, weights="linear", interval=None),
            "Conger's kappa, linear weights",
        ),
        (lambda rows: brennan_prediger(rows, interval=None), "Brennan and Prediger's kappa, 4 codes"),
        (
            lambda rows: brennan_prediger(rows, categories=range(1, 8), interval=None),
            "Brennan and Prediger's kappa, 7 codes",
        ),
        (lambda rows: gwet_ac(rows, interval=None), "Gwet's AC1, 4 codes"),
    ],
)
def test_a_coefficient_says_which_it_is(made: Callable[[Rows], Estimate], name: str) -> None:
    assert made(coded(3)).name == name


def test_an_estimate_is_a_number_and_shows_itself_with_its_interval() -> None:
    found = krippendorff_alpha(coded(3))
    assert float(found) == found.value
    assert str(found) == f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


@pytest.mark.parametrize(
    "function",
    [
        percent_agreement,
        krippendorff_alpha,
        cohen_kappa,
        scott_pi,
        fleiss_kappa,
        conger_kappa,
        brennan_prediger,
        gwet_ac,
    ],
)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"interval": "boot"},
            "interval='boot' is not allowed; use one of 'bootstrap', 'jackknife'. Nearest: 'bootstrap'.",
        ),
        (
            {"interval": "jacknife"},
            "interval='jacknife' is not allowed; use one of 'bootstrap', 'jackknife'. Nearest: 'jackknife'.",
        ),
        ({"draws": 99}, "draws=99; an interval needs 100 resamples or more, 1,000 are usual."),
        ({"draws": 1000.0}, "draws=1000.0; an interval needs 100 resamples or more, 1,000 are usual."),
        ({"draws": True}, "draws=True; an interval needs 100 resamples or more, 1,000 are usual."),
        ({"confidence": 95}, "confidence=95; it lies between 0.5 and 1, as 0.95 does."),
        ({"confidence": 1.0}, "confidence=1.0; it lies between 0.5 and 1, as 0.95 does."),
        ({"confidence": 0.05}, "confidence=0.05; it lies between 0.5 and 1, as 0.95 does."),
        ({"confidence": math.nan}, "confidence=nan; it lies between 0.5 and 1, as 0.95 does."),
        ({"rng": None}, "rng=None; give a seed (a whole number from 0 up) or a numpy Generator."),
        ({"rng": -1}, "rng=-1; give a seed (a whole number from 0 up) or a numpy Generator."),
        ({"rng": True}, "rng=True; give a seed (a whole number from 0 up) or a numpy Generator."),
        ({"rng": "x"}, "rng='x'; give a seed (a whole number from 0 up) or a numpy Generator."),
    ],
    ids=str,
)
def test_every_coefficient_refuses_what_makes_no_interval(
    function: Callable[..., Estimate], options: dict[str, Any], said: str
) -> None:
    with pytest.raises(CodingError) as error:
        function([["a", "b"], ["b", "b"], ["a", "a"]], **options)
    assert str(error.value) == said


# Verdicts.


def between(value: float, low: float, high: float, note: str = "") -> Estimate:
    """Make an estimate with an interval."""
    return Estimate(
        name="alpha", value=value, low=low, high=high, n_units=9, n_pairable=9, n_coders=2, missing=0.0,
        method="", note=note,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (
            0.9,
            0.85,
            0.95,
            "reliable: estimate .900; interval [.850, .950] lies at .800 or above",
        ),
        (
            0.9,
            0.8,
            0.95,
            "reliable: estimate .900; interval [.800, .950] lies at .800 or above",
        ),
        (0.8, 0.7, 0.9, "tentative: estimate .800; interval [.700, .900] includes .800"),
        (
            0.85,
            0.6,
            1.0,
            "not settled: estimate .850; interval [.600, 1.000] includes .667 and .800",
        ),
        (
            0.7,
            0.6,
            0.8,
            "not settled: estimate .700; interval [.600, .800] includes .667 and .800",
        ),
        (
            0.667,
            0.5,
            0.75,
            "not settled: estimate .667; interval [.500, .750] includes .667",
        ),
        (
            0.7,
            0.667,
            0.79,
            "tentative: estimate .700; interval [.667, .790] lies between .667 and .800",
        ),
        (
            0.5,
            -0.1,
            0.6,
            "not reliable: estimate .500; interval [-.100, .600] lies below .667",
        ),
        (
            -1.0,
            -1.0,
            0.667,
            "not settled: estimate -1.000; interval [-1.000, .667] includes .667",
        ),
    ],
)
def test_a_verdict_looks_at_the_whole_interval(value: float, low: float, high: float, said: str) -> None:
    assert verdict(between(value, low, high)) == said
    assert verdict(between(value, low, high), independent=False) == said.replace("reliable", "consistent")


def test_a_verdict_without_an_interval_says_why() -> None:
    assert verdict(between(1.0, math.nan, math.nan, "no disagreement.")) == (
        "not settled: estimate 1.000, without an interval: no disagreement."
    )
    assert verdict(between(math.nan, math.nan, math.nan, "every code is 'a'.")) == (
        "not defined: every code is 'a'."
    )


def test_other_thresholds_are_named() -> None:
    assert verdict(between(0.7, 0.55, 0.85), thresholds=(0.6, 0.75)) == (
        "not settled: estimate .700; interval [.550, .850] includes .600 and .750"
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.5, ".500"), (-0.25, "-.250"), (1.0, "1.000"), (-1.5, "-1.500"), (0.9996, ">.999"), (0.0, ".000"),
        (-0.0001, ".000"), (10.05, "10.050"),
    ],
)  # fmt: skip
def test_coefficients_are_written_as_papers_do(number: float, text: str) -> None:
    assert decimals(number) == text


# What hostile readers found.


def test_one_number_far_from_all_others_takes_no_interval_away() -> None:
    rng = np.random.default_rng(3)
    true = rng.integers(1, 60, 60)
    usual = np.column_stack([true, np.where(rng.random(60) < 0.8, true, rng.integers(1, 60, 60))]).astype(
        float
    )
    for far in (1e9, 5.3e9, 1e15):
        rows = np.vstack([usual, [far, far]])
        values = np.unique(rows)
        # A matrix of squared differences is computed without sums of squares.
        matrix = (values[:, None] - values[None, :]) ** 2
        for interval in ("bootstrap", "jackknife"):
            found = krippendorff_alpha(rows, distance="interval", interval=interval)
            plain = krippendorff_alpha(rows, distance=matrix, categories=values.tolist(), interval=interval)
            assert found.note == plain.note == ""
            assert (found.value, found.low, found.high) == pytest.approx(
                (plain.value, plain.low, plain.high), abs=1e-6
            )


@pytest.mark.parametrize("distance", ["interval", "ratio"])
@pytest.mark.parametrize("unit", [1e-300, 1e-160, 1e160, 1e300, 4e307])
def test_alpha_of_numbers_does_not_depend_on_their_unit(distance: str, unit: float) -> None:
    rows = np.array(coded(3, units=30), dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, expected = (
            krippendorff_alpha(data, distance=distance, draws=100) for data in (rows * unit, rows)
        )
    assert (found.value, found.low, found.high) == pytest.approx(
        (expected.value, expected.low, expected.high)
    )


@pytest.mark.parametrize("distance", ["interval", "ordinal"])
def test_perfect_agreement_is_one_and_not_nearly(distance: str) -> None:
    numbers = np.round(np.random.default_rng(0).random((60, 1)) * 10, 2)
    found = krippendorff_alpha(np.repeat(numbers, 3, axis=1), distance=distance)
    assert len(np.unique(numbers)) > 30
    assert found.value == 1.0


@pytest.mark.parametrize("codes", [(1, 2, 3, 4), (1, 2)])
@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), units=st.integers(3, 30), missing=st.sampled_from([0.0, 0.2]))
def test_two_coders_may_change_places(codes: tuple[int, ...], seed: int, units: int, missing: float) -> None:
    rows = coded(seed, units=units, missing=missing, shares=tuple([1 / len(codes)] * len(codes)))
    for function in (cohen_kappa, conger_kappa):
        one, two = (
            function(data, categories=codes, draws=100) for data in (rows, [row[::-1] for row in rows])
        )
        for name in ("value", "low", "high", "se"):
            assert getattr(one, name) == pytest.approx(getattr(two, name), abs=1e-12, nan_ok=True)
        assert one.note == two.note


def test_coders_who_gave_all_codes_equally_often_may_change_places() -> None:
    # The same shares, but what one calls 2 the other calls 1 and not the other way round.
    rows = [[1, 2], [2, 3], [3, 1], [1, 1], [2, 2], [3, 3], [1, 2], [2, 3], [3, 1], [3, 3]]
    one, two = (cohen_kappa(data) for data in (rows, [row[::-1] for row in rows]))
    assert (one.low, one.high, one.se) == (two.low, two.high, two.se)


@pytest.mark.parametrize("interval", ["bootstrap", "jackknife"])
def test_an_interval_ends_at_minus_one_unless_its_estimate_lies_lower(interval: str) -> None:
    single = [["a", None]] * 100 + [[None, "b"]] * 100
    found = fleiss_kappa([["a", "b"], ["a", "a"], ["b", "b"], ["a", "a"], *single], interval=interval)
    assert -1 <= found.low <= found.value <= found.high <= 1
    below = fleiss_kappa([["a", "b"], ["a", "b"], ["a", "a"], *[["a", None]] * 200], interval=interval)
    assert below.value < -1
    assert below.note.startswith(
        "The coefficient lies below -1, because agreement and chance come from different units (many were coded once), "
        "or by weights or distances of your own."
    )
    assert is_nan(below.low) or below.low <= below.value


def test_units_that_one_coder_coded_do_not_make_an_interval_reliable() -> None:
    rows = [["y", "y"]] * 3 + [["n", "n"]] * 8 + [["y", "n"]]
    single = [["y", None]] * 10 + [["n", None]] * 40
    note = "Only 4 units have the code 'y'; with fewer than 10, an interval is not to be relied on."
    for function in (gwet_ac, krippendorff_alpha, fleiss_kappa):
        for data in (rows, rows + single):
            assert note in function(data).note, function
    few = gwet_ac([["a", "b"], ["a", "a"], *[["a", None]] * 10, *[["b", None]] * 12])
    assert is_nan(few.low)
    assert few.note == "an interval needs three units or more."


def test_of_several_codes_it_is_said_where_nearly_all_units_have_the_same() -> None:
    rows = [["y", "y"]] * 3 + [["n", "n"]] * 44 + [["y", "n"], ["x", "n"]]
    note = "Only 5 units have a code other than 'n'; with fewer than 10, an interval is not to be relied on."
    assert krippendorff_alpha(rows).note.endswith(note)
    assert krippendorff_alpha(rows + [["x", "y"]] * 5).note == ""


def test_what_rounds_to_nothing_has_no_sign() -> None:
    found = krippendorff_alpha(coded(3))
    tiny = attrs.evolve(found, value=-0.0001, low=-0.0004, high=0.0001)
    assert str(tiny) == "0.000 [0.000, 0.000]"
    assert str(attrs.evolve(found, value=-0.0006, low=-0.12, high=0.0)) == "-0.001 [-0.120, 0.000]"


@pytest.mark.parametrize("confidence", ["a", None, True, 0.9999999999999999, 1.0, 0.4, float("nan")])
def test_a_confidence_that_is_none_is_refused(confidence: Any) -> None:
    with pytest.raises(CodingError) as error:
        krippendorff_alpha(coded(3), confidence=confidence)
    assert str(error.value) == f"confidence={confidence!r}; it lies between 0.5 and 1, as 0.95 does."


def test_other_things_than_words_are_no_way_to_an_interval() -> None:
    with pytest.raises(CodingError) as error:
        krippendorff_alpha(coded(3), interval=np.array([1, 2]))  # type: ignore[arg-type]
    assert str(error.value) == ("interval=array([1, 2]) is not allowed; use one of 'bootstrap', 'jackknife'.")
    assert len(krippendorff_alpha(coded(3), draws=np.int64(200)).draws) == 200
