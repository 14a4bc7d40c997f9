"""An estimate of agreement with what is uncertain about it.

A coefficient computed from 60 units is a guess about all units that these coders might have coded by these rules. The
interval says how good a guess: units are drawn again with replacement, and the coefficient computed anew, a thousand
times. Coders are taken as they are: the interval says nothing about other coders. Resampling single pairs of codes, as
some programs do, takes the pairs of one unit for independent; with three coders and more its intervals are too narrow.

What a sample cannot tell is not told: where no two coders ever disagreed, resampling shows no disagreement either, so
there is no interval, and the note says how much disagreement such a sample may still hide.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist
from typing import Any

import attrs
import numpy as np

from ca_events.coding.choices import CodingError, require_choice
from ca_events.coding.ratings import Integers, Numbers, Ratings
from ca_events.coding.sums import CELLS, Statistic

FEW = 10
"""Units that a code must have, for intervals to be trusted."""

SAME = 1e-9
"""Coefficients that lie no farther apart differ by rounding."""

INTERVALS = ("bootstrap", "jackknife")

ALIKE = (
    "all resamples give the same value: resampling cannot show what did not occur, so there is no interval."
)


@attrs.frozen(kw_only=True)
class Estimate:
    """A coefficient of agreement with its interval.

    Attributes
    ----------
    name : str
        The coefficient.
    value : float
        The estimate; NaN where it is not defined, and `note` says why.
    low, high : float
        Ends of the interval; NaN where the sample cannot tell.
    se : float
        Standard error.
    n_units, n_pairable, n_coders : int
        Units that anybody coded, units that two coders or more coded, coders.
    missing : float
        Share of units x coders without a code.
    method : str
        How value and interval were computed, for a paper.
    note : str
        What must be known besides; often empty.
    draws : ndarray
        The coefficient of each resample, for `probability`; empty without resamples.

    Examples
    --------
    >>> from ca_events.coding.agreement import krippendorff_alpha
    >>> alpha = krippendorff_alpha([[1, 1], [1, 2], [2, 2], [2, 2], [1, 1], [1, 1], [2, 1], [2, 2]])
    >>> print(alpha)
    0.531 [-0.190, 1.000]
    >>> round(float(alpha), 3)
    0.531
    """

    name: str
    value: float
    low: float = float("nan")
    high: float = float("nan")
    se: float = float("nan")
    n_units: int
    n_pairable: int
    n_coders: int
    missing: float
    method: str
    note: str = ""
    draws: Any = attrs.field(factory=lambda: np.empty(0), repr=False, eq=False)

    def __float__(self) -> float:
        """Give the value."""
        return float(self.value)

    def __str__(self) -> str:
        """Show the value with its interval, to three decimals."""
        if np.isnan(self.value):
            return "not defined"
        return f"{self.value:.3f} " + (
            "[no interval]" if np.isnan(self.low) else f"[{self.low:.3f}, {self.high:.3f}]"
        )

    def probability(self, threshold: float) -> float:
        """Say how often resamples reach a threshold.

        Parameters
        ----------
        threshold
            Such as 0.8.

        Returns
        -------
        float
            The share of resamples with this value or more; after a jackknife, of the normal curve with its standard
            error; NaN where there is no interval. It is a share of resamples, not a belief about the true value.
        """
        if len(self.draws):
            defined = self.draws[np.isfinite(self.draws)]
            return float(np.mean(defined >= threshold)) if np.isfinite(self.low) else float("nan")
        if not self.se > 0 or np.isnan(self.low):
            return float("nan")
        return 1.0 - NormalDist(self.value, self.se).cdf(threshold)


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
        if isinstance(self.draws, bool) or not isinstance(self.draws, int) or self.draws < 100:
            raise CodingError(
                f"draws={self.draws!r}; an interval needs 100 resamples or more, 1,000 are usual."
            )
        if not 0.5 <= self.confidence < 1:
            raise CodingError(f"confidence={self.confidence!r}; it lies between 0.5 and 1, as 0.95 does.")
        seeded = isinstance(self.rng, int | np.integer) and not isinstance(self.rng, bool) and self.rng >= 0
        if not seeded and not isinstance(self.rng, np.random.Generator):
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
        return f"{share} interval by bootstrap of units (percentile, {self.draws:,} draws, {seed})"


def estimated(name: str, ratings: Ratings, kept: Ratings, statistic: Statistic, wanted: Wanted) -> Estimate:
    """Compute a coefficient and its interval.

    Parameters
    ----------
    name
        The coefficient, in words.
    ratings
        All ratings, for the numbers of units and coders.
    kept
        The rows that the statistic is about.
    statistic
        The coefficient as a function of weights.
    wanted
        How the interval is made.

    Returns
    -------
    Estimate
        With a note where something could not be told.
    """
    found = Estimate(
        name=name, value=float("nan"), n_units=ratings.n_units, n_pairable=ratings.n_pairable,
        n_coders=ratings.n_coders, missing=ratings.missing, method=f"{name}; {wanted.words}",
    )  # fmt: skip
    if not ratings.n_pairable:
        return attrs.evolve(found, note="no unit was coded by two coders, so nothing can be compared.")
    if len(ratings.coders) > ratings.frequency.sum():
        found = attrs.evolve(
            found, note="there are more coders (columns) than units (rows); units belong in rows."
        )
    value = float(statistic.at(kept.frequency[None, :].astype(np.float64))[0])
    found = attrs.evolve(found, value=value)
    if np.isnan(value):
        return attrs.evolve(found, note=_also(found.note, _undefined(kept)))
    if wanted.interval is None:
        return found
    if unanimous(kept):
        return attrs.evolve(found, note=_also(found.note, _hidden(kept, wanted.confidence)))
    if kept.frequency.sum() < 3:
        return attrs.evolve(found, note=_also(found.note, "an interval needs three units or more."))
    draws = found.draws
    if wanted.interval == "jackknife":
        made = _jackknife(value, statistic.without_one(kept.frequency), kept.frequency, wanted)
    else:
        draws = resampled(statistic, kept.frequency, wanted)
        made = _bootstrap(draws, wanted)
    made["note"] = " ".join(filter(None, [found.note, made.get("note"), _rare(kept)]))
    return attrs.evolve(found, draws=draws, **made)


def _also(first: str, second: str) -> str:
    """Join two remarks."""
    return f"{first} {second}".strip()


def unanimous(ratings: Ratings) -> bool:
    """Say whether no two coders gave different codes to a unit."""
    given = np.where(ratings.codes >= 0, ratings.codes, ratings.codes.max(axis=1, keepdims=True))
    return bool((given == given[:, :1]).all())


def _undefined(ratings: Ratings) -> str:
    """Say why a coefficient is not defined."""
    used = np.unique(ratings.codes[ratings.codes >= 0])
    if len(used) == 1:
        return (
            f"every code is {_shown(ratings.values[used[0]])}: without variation, agreement beyond chance is not "
            "defined. Percent agreement is 1."
        )
    return "agreement by chance would be perfect, or a coder coded nothing, so agreement beyond chance is not defined."


def _rare(ratings: Ratings) -> str:
    """Warn where one of two codes has too few units for an interval to be trusted."""
    used = np.unique(ratings.codes[ratings.codes >= 0])
    if len(used) != 2:
        return ""
    units = [int(ratings.frequency[(ratings.codes == code).any(axis=1)].sum()) for code in used]
    if min(units) >= FEW:
        return ""
    rarest = ratings.values[used[int(np.argmin(units))]]
    have = "1 unit has" if min(units) == 1 else f"{min(units)} units have"
    return f"Only {have} the code {_shown(rarest)}; with fewer than {FEW}, intervals are too narrow."


def _shown(value: Any) -> str:
    """Write a code; a set with its codes in order."""
    return "{" + "; ".join(sorted(map(str, value))) + "}" if isinstance(value, frozenset) else repr(value)


def _hidden(ratings: Ratings, confidence: float) -> str:
    """Say what a sample without a disagreement may hide (the exact binomial bound, near 3 / n)."""
    units = int(ratings.frequency[(ratings.codes >= 0).sum(axis=1) > 1].sum())
    share = 1.0 - (1.0 - confidence) ** (1.0 / units)
    return (
        f"no disagreement in {units:,} units: resampling cannot show what did not occur, so there is no interval. "
        f"Up to {100 * share:.1f} % of all units may be disagreed about ({100 * confidence:g} % bound)."
    )


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
            continue
        weights = np.empty((size, rows))
        for number in range(size):
            weights[number] = np.bincount(row_of[rng.integers(0, units, units)], minlength=rows)
        yield weights


def _jackknife(value: float, left_out: Numbers, frequency: Integers, wanted: Wanted) -> dict[str, Any]:
    """Give standard error and interval from leaving out one unit after the other (Quenouille, Tukey)."""
    units = frequency.sum()
    if np.isnan(left_out).any():
        return {"note": "without one of the units the coefficient is not defined, so there is no interval."}
    middle = (frequency * left_out).sum() / units
    se = float(np.sqrt((units - 1) / units * (frequency * (left_out - middle) ** 2).sum()))
    if se <= SAME:
        return {"note": ALIKE}
    z = NormalDist().inv_cdf(0.5 + wanted.confidence / 2)
    # Odd distances, or many missing codes, may bring a coefficient below -1, and then there is no end to cut at.
    low = value - z * se if value < -1 else max(value - z * se, -1.0)
    return {"se": se, "low": low, "high": min(value + z * se, 1.0)}


def _bootstrap(draws: Numbers, wanted: Wanted) -> dict[str, Any]:
    """Give standard error and interval from resamples: their spread, and their quantiles (Efron's percentile method).

    Quantiles corrected for bias and skewness (BCa) were tried too: of 50 units they cover up to 98 % where 95 are
    promised, the plain ones 93 to 96 (`benchmarks/coverage.py`).
    """
    defined = draws[np.isfinite(draws)]
    undefined = len(draws) - len(defined)
    if undefined > (1 - wanted.confidence) / 2 * len(draws):
        return {
            "note": f"{undefined:,} of {len(draws):,} resamples have no variation, so there is no interval; more units "
            "with the rare codes are needed."
        }
    if np.ptp(defined) <= SAME:
        return {"note": ALIKE}
    low, high = np.quantile(defined, [(1 - wanted.confidence) / 2, (1 + wanted.confidence) / 2])
    note = f"{undefined:,} of {len(draws):,} resamples, without variation, are left out." if undefined else ""
    return {"se": float(defined.std(ddof=1)), "low": float(low), "high": float(high), "note": note}
