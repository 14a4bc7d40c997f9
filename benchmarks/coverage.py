"""How often intervals of agreement hold the true value: a simulation.

Run ``python benchmarks/coverage.py [SAMPLES]``. Every unit has a true code. A coder knows it with the probability
sqrt(alpha), and else draws a code by its share, so that Krippendorff's alpha of all units that could be coded is
exactly `alpha`, and the other coefficients follow from the probabilities of all pairs of codes. An interval of 95 %
should hold the true value in 95 of 100 samples. Each sample has a seed of its own, for its codes and its resamples.

Beside the library's interval (quantiles of resamples, expanded, and corrected for bias outwards) stand those of the
same resamples as they are (percentile), only expanded, only corrected, both (corrected inwards too), and corrected for
bias and skewness (BCa, Efron 1987), the library's jackknife, and Krippendorff's own bootstrap of pairs of codes (2006),
as R's `icr` computes it: pairs of codes are drawn from all pairs of the sample, and the disagreement expected by chance
stays as it was. All but the jackknife are judged on the samples that have an interval of the library. No interval is
given where nobody disagreed, where alpha is not defined, or where too many resamples have no variation. An interval is
too high that lies wholly above the true value: it promises more agreement than there is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from statistics import NormalDist
from typing import Any

import attrs
import numpy as np

from ca_events.coding.agreement import cohen_kappa, gwet_ac, krippendorff_alpha
from ca_events.coding.estimate import FEW, Estimate
from ca_events.coding.intervals import SAME, student_quantile
from ca_events.coding.ratings import ratings_of
from ca_events.coding.sums import alpha_statistic

SAMPLES = 5_000
DRAWS = 1000
PIECE = 250
PREVALENCES = (0.5, 0.3, 0.7, 0.2, 0.1, 0.05, 0.02)
ALPHAS = (0.6, 0.8)
SCALE = (0.1, 0.2, 0.4, 0.2, 0.1)
TEN = (0.1,) * 10
QUANTILES = ("percentile", "expanded", "corrected", "both")
METHODS = ("ours", *QUANTILES, "BCa", "pairs", "jackknife")
UNANIMOUS, UNDEFINED, RESAMPLES = "unanimous", "undefined", "resamples"

Interval = tuple[float, float]
NONE: Interval = (float("nan"), float("nan"))


@attrs.frozen(kw_only=True)
class Design:
    """One kind of sample: so many units and coders, codes with these shares, this alpha.

    Two codes of a unit are equal if both coders know it, and else drawn apart from each other by their shares, so alpha
    is the same with any distance.
    """

    alpha: float
    shares: tuple[float, ...]
    units: int = 50
    coders: int = 2
    missing: float = 0.0
    distance: str = "nominal"

    @property
    def words(self) -> str:
        """Say which samples these are."""
        codes = (
            f"prevalence {self.shares[0]:g}"
            if len(self.shares) == 2
            else f"{len(self.shares)} codes ({', '.join(f'{share:g}' for share in self.shares)})"
        )
        missing = f", {100 * self.missing:g} % missing" if self.missing else ""
        scale = "" if self.distance == "nominal" else f"{self.distance}, "
        return f"{scale}{self.units} units, {self.coders} coders{missing}, {codes}"

    @property
    def joint(self) -> Any:
        """Give the probability of each pair of codes of two coders, over all true codes."""
        knows, shares = np.sqrt(self.alpha), np.array(self.shares)
        given = knows * np.eye(len(shares)) + (1 - knows) * shares
        return np.einsum("t,ti,tj->ij", shares, given, given)

    @property
    def true(self) -> dict[str, float]:
        """Give the coefficients of all units that could be coded."""
        joint = self.joint
        agreed, margin = np.trace(joint), joint.sum(axis=0)
        same = (margin**2).sum()
        at_a_loss = (margin * (1 - margin)).sum() / (len(margin) - 1)
        beyond = (agreed - same) / (1 - same)
        assert abs(beyond - self.alpha) < 1e-12
        return {"alpha": beyond, "kappa": beyond, "AC1": (agreed - at_a_loss) / (1 - at_a_loss)}

    def sample(self, rng: np.random.Generator) -> Any:
        """Make one sample, units x coders."""
        codes = np.arange(len(self.shares))
        shape = (self.units, self.coders)
        truth = rng.choice(codes, size=(self.units, 1), p=self.shares)
        knows = rng.random(shape) < np.sqrt(self.alpha)
        cells = np.where(knows, truth, rng.choice(codes, size=shape, p=self.shares)).astype(float)
        if self.missing:
            cells[rng.random(shape) < self.missing] = np.nan
        return cells


@attrs.frozen
class Outcome:
    """What one sample gave: the intervals, why alpha has none, units of the rarest code, whether the note warns."""

    intervals: dict[str, Interval]
    reason: str
    rarest: int
    warned: bool


def outcome(design: Design, number: int) -> Outcome:
    """Make the sample of this number and all its intervals."""
    kind = [
        design.units,
        design.coders,
        len(design.shares),
        round(1000 * design.shares[0]),
        round(10 * design.alpha),
    ]
    rng = np.random.default_rng([number, *kind])
    cells = design.sample(rng)
    found = krippendorff_alpha(cells, distance=design.distance, draws=DRAWS, rng=number)
    jackknife = krippendorff_alpha(cells, distance=design.distance, interval="jackknife")
    intervals = {"ours": _ends(found), "jackknife": _ends(jackknife)}
    intervals |= quantile_intervals(found)
    nominal = design.distance == "nominal"
    if nominal and not np.isnan(found.low):
        intervals["BCa"] = bca_interval(found, cells)
        intervals["pairs"] = pairs_interval(cells, found.value, rng)
    codes = list(range(len(design.shares)))
    if nominal:
        intervals |= _all_of("AC1", gwet_ac(cells, categories=codes, draws=DRAWS, rng=number))
    if nominal and design.coders == 2:
        intervals |= _all_of("kappa", cohen_kappa(cells, draws=DRAWS, rng=number))
    comparable = cells[(~np.isnan(cells)).sum(axis=1) > 1]
    rarest = min(int((comparable == code).any(axis=1).sum()) for code in codes)
    return Outcome(intervals, _reason(found), rarest, f"fewer than {FEW}" in found.note)


def quantile_intervals(found: Estimate) -> dict[str, Interval]:
    """Take the quantiles of resamples as they are, expanded, corrected for bias both ways, or both."""
    if np.isnan(found.low):
        return dict.fromkeys(QUANTILES, NONE)
    draws = found.draws[np.isfinite(found.draws)]
    usual = student_quantile(0.975, 10**9)
    # Every unit of these samples takes part, but for some with missing codes.
    reach = np.sqrt(found.n_pairable / (found.n_pairable - 1)) * student_quantile(0.975, found.n_pairable - 1)
    bias = _bias(draws, found.value)
    normal = NormalDist()
    made = {}
    moved = {"corrected", "both"}
    wider = {"expanded", "both"}
    for name in QUANTILES:
        middle, half = 2 * bias if name in moved else 0.0, reach if name in wider else usual
        low, high = np.quantile(draws, [normal.cdf(middle - half), normal.cdf(middle + half)])
        made[name] = float(low), float(high)
    return made


def _bias(draws: Any, value: float) -> float:
    """Say how far the middle of resamples lies from the estimate, written apart from the library that is measured."""
    away = draws - value  # no farther than rounding from the estimate counts half
    below = (away < -SAME).mean() + (np.abs(away) <= SAME).mean() / 2
    least = 0.5 / len(draws)
    return NormalDist().inv_cdf(min(max(below, least), 1 - least))


def _all_of(name: str, found: Estimate) -> dict[str, Interval]:
    """Give the intervals of another coefficient."""
    return {name: _ends(found)} | {
        f"{name}, {kind}": ends for kind, ends in quantile_intervals(found).items()
    }


def bca_interval(found: Estimate, cells: Any) -> Interval:
    """Correct the quantiles of resamples for bias and skewness (BCa; Efron 1987)."""
    kept = ratings_of(cells).gathered(anonymous=True).with_codes(2)
    left_out = alpha_statistic(kept, None).without_one(kept.frequency)
    known = np.isfinite(left_out)
    times, values = kept.frequency[known], left_out[known]
    apart = np.average(values, weights=times) - values
    spread = (times * apart**2).sum()
    skew = (times * apart**3).sum() / (6 * spread**1.5) if spread > 0 else 0.0
    draws = found.draws[np.isfinite(found.draws)]
    normal, bias = NormalDist(), _bias(draws, found.value)
    shifted = [bias + normal.inv_cdf(side) for side in (0.025, 0.975)]
    low, high = np.quantile(draws, [normal.cdf(bias + z / max(1 - skew * z, 0.05)) for z in shifted])
    return float(low), float(high)


def _ends(found: Estimate) -> Interval:
    """Give the ends of an interval."""
    return found.low, found.high


def _reason(found: Estimate) -> str:
    """Say why there is no interval; nothing where there is one."""
    if not np.isnan(found.low):
        return ""
    if np.isnan(found.value):
        return UNDEFINED
    return UNANIMOUS if "no disagreement" in found.note else RESAMPLES


def pairs_interval(cells: Any, alpha: float, rng: np.random.Generator) -> Interval:
    """Give the quantiles of Krippendorff's bootstrap of pairs, for nominal codes (as in R's icr, without its code).

    A unit with m codes has m (m - 1) / 2 pairs, each of which counts 2 / ((m - 1) n De) in 1 - alpha if it disagrees.
    Every pair is replaced by one from all pairs of the sample, so that of the pairs of units with m codes a binomial
    number disagrees.
    """
    given = ~np.isnan(cells)
    size = given.sum(axis=1)
    pairs = size * (size - 1) // 2
    same = sum(((cells == code).sum(axis=1) ** 2 for code in np.unique(cells[given])), np.zeros(len(cells)))
    apart = (size**2 - same) / 2
    weighted = {m: 2 / (m - 1) for m in np.unique(size) if m > 1}
    observed = sum(weight * apart[size == m].sum() for m, weight in weighted.items())
    lost = np.zeros(DRAWS)
    for m, weight in weighted.items():
        lost += weight * rng.binomial(pairs[size == m].sum(), apart.sum() / pairs.sum(), size=DRAWS)
    low, high = np.quantile(1 - (1 - alpha) * lost / observed, (0.025, 0.975))
    return float(low), float(high)


def _piece(job: tuple[Design, int, int]) -> list[Outcome]:
    """Make the samples from one number to another."""
    design, first, last = job
    return [outcome(design, number) for number in range(first, last)]


def share(hits: Iterable[bool]) -> str:
    """Write a share in per cent with the error of the simulation, which all or none cannot show."""
    known = np.array(list(hits), dtype=float)
    if not len(known):
        return "-"
    found = known.mean()
    if found in (0, 1):
        return f"{known.sum():,.0f} of {len(known):,}"
    return f"{100 * found:.1f} ± {100 * np.sqrt(found * (1 - found) / len(known)):.1f}"


def coverage(outcomes: Iterable[Outcome], method: str, true: float) -> tuple[str, str, str]:
    """Give coverage, mean width, and share without an interval."""
    ends = np.array([one.intervals.get(method, NONE) for one in outcomes]).reshape(-1, 2)
    got = ends[np.isfinite(ends[:, 0])]
    if not len(got):
        return "-", "-", "-"
    # An end that is the true value but for rounding holds it.
    holds = (got[:, 0] <= true + SAME) & (got[:, 1] >= true - SAME)
    width = f"{(got[:, 1] - got[:, 0]).mean():.2f}"
    return share(holds), width, percent(1 - len(got) / len(ends))


def percent(part: float) -> str:
    """Write a share in per cent."""
    return f"{100 * part:.1f}" if part else "0"


def default_row(design: Design, outcomes: list[Outcome]) -> list[str]:
    """Tell how the default interval of alpha fares, with and without the samples that the note warns of."""
    true = design.true["alpha"]
    if len(design.shares) == 2:
        assert all(one.warned == (one.rarest < FEW) for one in outcomes if not one.reason)
    covered, width, _ = coverage(outcomes, "ours", true)
    reasons = [
        percent(np.mean([one.reason == why for one in outcomes])) for why in (UNANIMOUS, UNDEFINED, RESAMPLES)
    ]
    few, enough = ([one for one in outcomes if (one.rarest < FEW) is rare] for rare in (True, False))
    parts = [coverage(some, "ours", true)[0] if some else "-" for some in (few, enough)]
    too_high = [one.intervals["ours"][0] > true + SAME for one in outcomes if not one.reason]
    return [
        covered,
        percent(sum(too_high) / max(len(too_high), 1)),
        width,
        *reasons,
        percent(len(few) / len(outcomes)),
        *parts,
    ]


def peer_row(design: Design, outcomes: list[Outcome]) -> list[str]:
    """Set the default interval of alpha beside the others."""
    true, cells = design.true["alpha"], []
    for method in METHODS:
        covered, width, without = coverage(outcomes, method, true)
        cells += [covered, width]
    return [*cells, without]


def other_row(design: Design, outcomes: list[Outcome]) -> list[str]:
    """Tell how the default intervals of AC1 and kappa fare, and other quantiles beside them."""
    cells = []
    for name in ("AC1", "kappa"):
        judged = [one for one in outcomes if name in one.intervals]
        true = design.true[name]
        others = [coverage(judged, f"{name}, {kind}", true)[0] for kind in QUANTILES]
        cells += [f"{true:.3f}", *coverage(judged, name, true), *others]
    return cells


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print a table."""
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def designs() -> list[Design]:
    """Give all designs: two codes with rare and common ones, more and fewer units, more coders, more codes."""
    found = [Design(alpha=alpha, shares=(one, 1 - one)) for alpha in ALPHAS for one in PREVALENCES]
    for alpha in ALPHAS:
        found += [Design(alpha=alpha, shares=(0.3, 0.7), units=units) for units in (30, 100, 200)]
        found.append(Design(alpha=alpha, shares=(0.3, 0.7), coders=3, missing=0.15))
        found += [Design(alpha=alpha, shares=(0.4, 0.3, 0.2, 0.1)), Design(alpha=alpha, shares=TEN, units=60)]
        for distance in ("ordinal", "interval"):
            found += [
                Design(alpha=alpha, shares=SCALE, distance=distance, units=units) for units in (50, 100, 200)
            ]
    return found


def simulated(samples: int) -> Iterator[tuple[Design, list[Outcome]]]:
    """Run all designs on two processes."""
    begin = time.perf_counter()
    with get_context("spawn").Pool(2) as pool:
        for design in designs():
            jobs = [(design, one, min(one + PIECE, samples)) for one in range(0, samples, PIECE)]
            yield design, [one for piece in pool.map(_piece, jobs, chunksize=1) for one in piece]
            print(f"{time.perf_counter() - begin:.0f} s: {design.alpha:g}, {design.words}", file=sys.stderr)


def main(samples: int = SAMPLES) -> None:
    """Run all designs and print the tables."""
    every = list(simulated(samples))
    names = ["alpha", "samples of"]
    told = [[f"{design.alpha:g}", design.words] for design, _ in every]
    reasons = [f"none: {why}" for why in (UNANIMOUS, UNDEFINED, RESAMPLES)]
    few = [f"fewer than {FEW} units of a code", "coverage of these", "of the others"]
    others_told = ["coverage", "width", "none", *QUANTILES]
    methods = [word for method in METHODS for word in (method, "width")]
    table(
        f"Alpha, default interval ({samples:,} samples a row); per cent.",
        [*names, "coverage", "too high", "width", *reasons, *few],
        [[*name, *default_row(*one)] for name, one in zip(told, every, strict=True)],
    )
    table(
        "Alpha, eight intervals: coverage and mean width.",
        [*names, *methods, "no jackknife"],
        [[*name, *peer_row(*one)] for name, one in zip(told, every, strict=True)],
    )
    table(
        f"Default interval of two other coefficients ({samples:,} samples a row).",
        [*names, "true AC1", *others_told, "true kappa", *others_told],
        [
            [*name, *other_row(*one)]
            for name, one in zip(told, every, strict=True)
            if one[0].distance == "nominal"
        ],
    )


if __name__ == "__main__":
    main(*(int(argument.replace("_", "")) for argument in sys.argv[1:2]))
