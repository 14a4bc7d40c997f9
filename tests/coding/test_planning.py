"""How many units to code twice: against simulated samples, the formula for a pilot, and what cannot be planned."""

from __future__ import annotations

import itertools
import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from ca_events.coding import CodingError, Estimate, units_for_width
from ca_events.coding.agreement import krippendorff_alpha
from ca_events.coding.planning import LEAST
from ca_events.coding.ratings import ratings_of
from ca_events.coding.sums import alpha_statistic

Z = NormalDist().inv_cdf(0.975)


def simulated(
    seed: int, samples: int, units: int, alpha: float, prevalence: tuple[float, ...], coders: int
) -> np.ndarray:
    """Give alpha of many samples of coders who know the right code with probability sqrt(alpha) and else guess."""
    rng = np.random.default_rng(seed)
    shape = (samples * units, coders)
    right = rng.choice(len(prevalence), size=(samples * units, 1), p=prevalence)
    guess = rng.choice(len(prevalence), size=shape, p=prevalence)
    codes = np.where(rng.random(shape) < math.sqrt(alpha), right, guess)
    # Each kind of row once; a sample is how often it has each.
    kinds = np.array(list(itertools.product(range(len(prevalence)), repeat=coders)))
    kind_of = codes @ len(prevalence) ** np.arange(coders)[::-1]
    counts = np.bincount(
        np.repeat(np.arange(samples), units) * len(kinds) + kind_of, minlength=samples * len(kinds)
    )
    return alpha_statistic(ratings_of(kinds), None).at(counts.reshape(samples, -1).astype(float))


@pytest.mark.parametrize(
    ("width", "alpha", "prevalence", "coders"),
    [
        (0.2, 0.8, (0.5, 0.5), 2),
        (0.2, 0.667, (0.5, 0.5), 2),
        (0.2, 0.8, (0.1, 0.9), 2),
        (0.25, 0.8, (0.05, 0.95), 2),
        (0.15, 0.8, (0.4, 0.3, 0.2, 0.1), 2),
        (0.15, 0.8, (0.5, 0.5), 4),
        (0.2, 0.3, (0.6, 0.2, 0.2), 3),
        (0.3, 0.0, (0.5, 0.5), 2),
    ],
)
def test_alpha_of_simulated_samples_spreads_as_planned(
    width: float, alpha: float, prevalence: tuple[float, ...], coders: int
) -> None:
    units = units_for_width(width, alpha=alpha, prevalence=prevalence, coders=coders)
    assert units > LEAST
    found = simulated(1, 2000, units, alpha, prevalence, coders)
    # 2,000 samples know their own spread to about 1.6 %, and the plan is one for many units.
    assert found.std() == pytest.approx(width / (2 * Z), rel=0.08)
    assert found.mean() == pytest.approx(alpha, abs=0.01)


def test_intervals_of_simulated_samples_are_about_as_wide_as_planned() -> None:
    units = units_for_width(0.2, alpha=0.8)
    rng = np.random.default_rng(2)
    widths = []
    for _ in range(40):
        right = rng.integers(0, 2, (units, 1))
        codes = np.where(rng.random((units, 2)) < math.sqrt(0.8), right, rng.integers(0, 2, (units, 2)))
        found = krippendorff_alpha(codes, draws=400)
        widths.append(found.high - found.low)
    assert np.mean(widths) == pytest.approx(0.2, rel=0.1)


def test_half_the_width_needs_four_times_the_units() -> None:
    for narrow, wide in itertools.pairwise([0.025, 0.05, 0.1, 0.2]):
        # Both are rounded up.
        assert -4 < units_for_width(narrow) - 4 * units_for_width(wide) <= 0


def test_more_confidence_more_doubt_and_rarer_codes_need_more_units_and_more_coders_fewer() -> None:
    def rising(plans: list[int]) -> bool:
        return all(fewer < more for fewer, more in itertools.pairwise(plans))

    assert rising([units_for_width(0.1, confidence=share) for share in (0.8, 0.9, 0.95, 0.99)])
    assert rising([units_for_width(0.1, alpha=alpha) for alpha in (0.95, 0.9, 0.8, 0.7)])
    assert rising([units_for_width(0.1, prevalence=[share, 1 - share]) for share in (0.5, 0.2, 0.1, 0.02)])
    assert rising([units_for_width(0.1, coders=coders) for coders in (6, 4, 3, 2)])


def test_the_order_of_the_codes_does_not_matter() -> None:
    plans = {units_for_width(0.1, prevalence=shares) for shares in itertools.permutations([0.6, 0.3, 0.1])}
    assert len(plans) == 1


def pilot(low: float, high: float, n_pairable: int) -> Estimate:
    """Make an estimate with an interval; it holds more units than two coders coded."""
    return Estimate(
        name="alpha", value=0.7, low=low, high=high, n_units=2 * n_pairable, n_pairable=n_pairable, n_coders=2,
        missing=0.0, method="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "n_pairable", "width", "units"),
    [
        (0.5, 0.9, 50, 0.2, 200),
        (0.5, 0.9, 50, 0.4, 50),
        (0.55, 0.8, 60, 0.1, 375),
        (-0.2, 1.0, 31, 0.5, 179),  # 31 x 2.4 ^ 2 = 178.56.
        (0.75, 0.85, 400, 0.2, 100),
        (0.75, 0.85, 400, 1.0, LEAST),
    ],
)
def test_with_a_pilot_its_width_is_scaled_by_the_root_of_the_units(
    low: float, high: float, n_pairable: int, width: float, units: int
) -> None:
    # Where rounding leaves a little over, one unit more is no fault.
    assert units_for_width(width, pilot=pilot(low, high, n_pairable)) in (units, units + 1)


def test_a_pilot_that_was_coded_plans_what_is_then_found() -> None:
    rng = np.random.default_rng(6)

    def sample(units: int) -> np.ndarray:
        right = rng.integers(0, 3, (units, 1))
        return np.where(rng.random((units, 2)) < 0.85, right, rng.integers(0, 3, (units, 2)))

    units = units_for_width(0.1, pilot=krippendorff_alpha(sample(150)))
    found = krippendorff_alpha(sample(units))
    assert found.high - found.low == pytest.approx(0.1, rel=0.2)


def test_a_plan_has_thirty_units_at_least() -> None:
    assert LEAST == 30
    assert units_for_width(1.9) == 30
    assert units_for_width(1.9, pilot=pilot(0.7, 0.8, 10)) == 30


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"width": 0}, "width is 0; an interval of alpha is wider than 0 and narrower than 2."),
        ({"width": -0.2}, "width is -0.2; an interval of alpha is wider than 0 and narrower than 2."),
        ({"width": 20}, "width is 20; an interval of alpha is wider than 0 and narrower than 2."),
        ({"width": math.nan}, "width is nan; an interval of alpha is wider than 0 and narrower than 2."),
        (
            {"prevalence": [0.5, 0.4]},
            "prevalence is [0.5, 0.4]; give the share of each code, above 0, together 1.",
        ),
        ({"prevalence": [1.0]}, "prevalence is [1.0]; give the share of each code, above 0, together 1."),
        (
            {"prevalence": [1.0, 0.0]},
            "prevalence is [1.0, 0.0]; give the share of each code, above 0, together 1.",
        ),
        (
            {"prevalence": [1.5, -0.5]},
            "prevalence is [1.5, -0.5]; give the share of each code, above 0, together 1.",
        ),
        (
            {"prevalence": [0.5, math.nan]},
            "prevalence is [0.5, nan]; give the share of each code, above 0, together 1.",
        ),
        (
            {"alpha": 1.0},
            "alpha=1.0 with 2 coders and 2 codes cannot be planned; alpha lies from 0 to below 1, coders are two or a "
            "few.",
        ),
        (
            {"alpha": -0.1},
            "alpha=-0.1 with 2 coders and 2 codes cannot be planned; alpha lies from 0 to below 1, coders are two or a "
            "few.",
        ),
        (
            {"alpha": math.nan},
            "alpha=nan with 2 coders and 2 codes cannot be planned; alpha lies from 0 to below 1, coders are two or a "
            "few.",
        ),
        (
            {"coders": 1},
            "alpha=0.8 with 1 coders and 2 codes cannot be planned; alpha lies from 0 to below 1, coders are two or a "
            "few.",
        ),
        (
            {"coders": 20, "prevalence": [0.5, 0.3, 0.2]},
            "alpha=0.8 with 20 coders and 3 codes cannot be planned; alpha lies from 0 to below 1, coders are two or a "
            "few.",
        ),
        ({"confidence": 95}, "confidence=95; it lies between 0.5 and 1, as 0.95 does."),
        ({"confidence": 1.0}, "confidence=1.0; it lies between 0.5 and 1, as 0.95 does."),
    ],
    ids=str,
)
def test_what_makes_no_sense_together_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(CodingError) as error:
        units_for_width(**{"width": 0.2, **options})
    assert str(error.value) == said


def test_a_pilot_that_is_no_estimate_is_refused() -> None:
    with pytest.raises(CodingError) as error:
        units_for_width(0.2, pilot=0.8)  # type: ignore[arg-type]
    assert str(error.value) == "pilot=0.8 is no Estimate, as krippendorff_alpha gives one."


@pytest.mark.parametrize("rows", [[["a", "a"], ["b", "b"]] * 20, [["a", "a"]] * 20, [["a", None]]])
def test_nothing_is_planned_from_a_pilot_without_an_interval(rows: list[list[Any]]) -> None:
    with pytest.raises(CodingError) as error:
        units_for_width(0.2, pilot=krippendorff_alpha(rows))
    assert str(error.value) == (
        "the pilot has no interval, so nothing can be planned from it; code more units first."
    )
