"""Intervals from a sample of units: units drawn again with replacement, or left out one after the other.

The *bootstrap* takes the sample for all units that there are, draws as many from it, a thousand times, and looks how
far the coefficient wanders. Its quantiles are no interval yet: they are too narrow, as a standard deviation is that
divides by n and not by n - 1, and most draws may lie on one side of the estimate. So the quantiles are *expanded*, as
much as Student's t is wider than the normal curve (Hesterberg 2015), and *corrected for bias*, by how far the middle of
the draws lies from the estimate (Efron 1981; 1987), but only outwards. Where few units are disagreed about, a
coefficient takes few values, and hardly more than chance decides on which side of the estimate most draws lie; a
correction inwards would then promise too much. `benchmarks/coverage.py` shows what becomes of samples with a known
truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from statistics import NormalDist
from typing import Any

import attrs
import numpy as np

from ca_events.coding.choices import CodingError, is_whole, require_choice
from ca_events.coding.ratings import Integers, Numbers
from ca_events.coding.sums import CELLS, Statistic

SAME = 1e-9
"""Coefficients that lie no farther apart differ by rounding."""

DRAWN = 65_536
"""Units that are drawn at one time."""

INTERVALS = ("bootstrap", "jackknife")

ALIKE = (
    "all resamples give the same value: resampling cannot show what did not occur, so there is no interval."
)


@attrs.frozen(kw_only=True)
class Wanted:
    """How an interval is wanted: by which method, from how many draws of which generator, how wide.

    Parameters
    ----------
    interval
        ``"bootstrap"``, ``"jackknife"``, or None for no interval.
    draws
        Number of resamples.
    rng
        A seed or a ``numpy.random.Generator``.
    confidence
        Such as 0.95.
    """

    interval: str | None = "bootstrap"
    draws: int = 1000
    rng: int | np.random.Generator = 0
    confidence: float = 0.95

    def __attrs_post_init__(self) -> None:
        """Refuse what makes no interval."""
        if self.interval is not None:
            require_choice("interval", self.interval, INTERVALS)
        if not is_whole(self.draws) or self.draws < 100:
            raise CodingError(
                f"draws={self.draws!r}; an interval needs 100 resamples or more, 1,000 are usual."
            )
        share = self.confidence
        number = isinstance(share, int | float | np.number) and not isinstance(share, bool)
        if not number or not 0.5 <= share < 1 or 0.5 + share / 2 == 1:
            raise CodingError(f"confidence={self.confidence!r}; it lies between 0.5 and 1, as 0.95 does.")
        if not isinstance(self.rng, np.random.Generator) and not (is_whole(self.rng) and self.rng >= 0):
            raise CodingError(
                f"rng={self.rng!r}; give a seed (a whole number from 0 up) or a numpy Generator."
            )

    @property
    def words(self) -> str:
        """Say how the interval is made, for a paper."""
        share = f"{100 * self.confidence:g} %"
        if self.interval is None:
            return "no interval asked for"
        if self.interval == "jackknife":
            return f"{share} interval by jackknife over units"
        seed = (
            "a generator of the user's" if isinstance(self.rng, np.random.Generator) else f"seed {self.rng}"
        )
        kind = "expanded percentiles, bias-corrected outwards"
        return f"{share} interval by bootstrap of units ({kind}, {self.draws:,} draws, {seed})"


def resampled(statistic: Statistic, frequency: Integers, wanted: Wanted) -> Numbers:
    """Draw units with replacement and compute the coefficient of each draw.

    The rows stand in an order of their own (`Ratings.gathered`), so that one seed gives one result, whatever the order
    of the units.
    """
    rng = np.random.default_rng(wanted.rng)
    return np.concatenate([statistic.at(weights) for weights in _weights(frequency, wanted.draws, rng)])


def _weights(frequency: Integers, draws: int, rng: np.random.Generator) -> Iterator[Numbers]:
    """Draw how often each row comes, some draws at a time."""
    units, rows = int(frequency.sum()), len(frequency)
    step = max(1, CELLS // rows)
    # Many equal rows: draw their numbers at once. Else draw unit by unit and count. Both have the same distribution.
    at_once = rows * 16 < units
    row_of = np.repeat(np.arange(rows), frequency)
    for first in range(0, draws, step):
        size = min(step, draws - first)
        if at_once:
            yield rng.multinomial(units, frequency / units, size=size).astype(np.float64)
        else:
            yield _counted(row_of, rows, size, rng)


def _counted(row_of: Integers, rows: int, draws: int, rng: np.random.Generator) -> Numbers:
    """Draw unit by unit and count the rows, for as many draws together as the processor keeps at hand."""
    units = len(row_of)
    step = max(1, DRAWN // units)
    weights = np.empty((draws, rows))
    for first in range(0, draws, step):
        size = min(step, draws - first)
        places = row_of[rng.integers(0, units, (size, units))] + rows * np.arange(size)[:, None]
        counted = np.bincount(places.ravel(), minlength=size * rows)
        weights[first : first + size] = counted.reshape(size, rows)
    return weights


def jackknife_interval(
    value: float, left_out: Numbers, frequency: Integers, confidence: float
) -> dict[str, Any]:
    """Give standard error and interval from leaving out one unit after the other (Quenouille, Tukey)."""
    units = frequency.sum()
    if np.isnan(left_out).any():
        return {"note": "without one of the units the coefficient is not defined, so there is no interval."}
    middle = (frequency * left_out).sum() / units
    se = float(np.sqrt((units - 1) / units * (frequency * (left_out - middle) ** 2).sum()))
    if se <= SAME:
        return {"note": ALIKE}
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    return {"se": se, "low": _cut(value - z * se, value), "high": min(value + z * se, 1.0)}


def _cut(low: float, value: float) -> float:
    """Cut the lower end of an interval at -1; a coefficient that lies lower itself has no end to cut at."""
    return low if value < -1 else max(low, -1.0)


def bootstrap_interval(value: float, draws: Numbers, units: int, confidence: float) -> dict[str, Any]:
    """Give standard error and interval from resamples: their spread, and their quantiles, expanded and corrected.

    Parameters
    ----------
    value
        The coefficient of the sample.
    draws
        The coefficients of the resamples.
    units
        How many units two coders or more coded; these tell about agreement.
    confidence
        Such as 0.95.

    Returns
    -------
    dict
        Fields of an `Estimate`; without ends where resampling cannot tell, and the note says why.

    Notes
    -----
    Expanded quantiles: Hesterberg (2015), What teachers should know about the bootstrap, The American Statistician 69.
    Correction for bias: Efron (1987), Better bootstrap confidence intervals, Journal of the American Statistical
    Association 82; draws that equal the estimate count half on either side. To take both together, and to leave an end
    where it is that the correction would move towards the estimate, is our own choice (`benchmarks/coverage.py`).
    """
    defined = draws[np.isfinite(draws)]
    undefined = len(draws) - len(defined)
    if undefined > (1 - confidence) / 2 * len(draws):
        return {
            "note": f"{undefined:,} of {len(draws):,} resamples cannot be measured, for want of variation or of units "
            "coded twice, so there is no interval; more units with the rare codes are needed."
        }
    if np.ptp(defined) <= SAME:
        return {"note": ALIKE}
    normal, away = NormalDist(), defined - value
    below = (away < -SAME).mean() + (np.abs(away) <= SAME).mean() / 2
    least = 0.5 / len(defined)
    bias = 2 * normal.inv_cdf(min(max(below, least), 1 - least))
    reach = sqrt(units / (units - 1)) * student_quantile(0.5 + confidence / 2, units - 1)
    ends = [normal.cdf(min(bias, 0.0) - reach), normal.cdf(max(bias, 0.0) + reach)]
    low, high = (float(end) for end in np.quantile(defined, ends))
    # Where all draws lie on one side of the estimate, the interval holds it nevertheless.
    low, high = _cut(min(low, value), value), max(high, value)
    note = (
        f"{undefined:,} of {len(draws):,} resamples, which cannot be measured, are left out."
        if undefined
        else ""
    )
    return {"low": low, "high": high, "se": float(defined.std(ddof=1)), "note": note}


def student_quantile(share: float, freedom: int) -> float:
    """Give a quantile of Student's t distribution, for 95 % within 1 % from two degrees of freedom on.

    For 99 % it is 4 % too small with two degrees of freedom, and within 1 % from four on.

    Source: Abramowitz and Stegun (1964), Handbook of mathematical functions, 26.7.5.
    """
    z = NormalDist().inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return z + sum((term / freedom**power for power, term in enumerate(terms, start=1)), 0.0)
