"""An estimate of agreement with what is uncertain about it.

A coefficient computed from 60 units is a guess about all units that these coders might have coded by these rules. The
interval, from resampled units (`intervals`), says how good a guess. Coders are taken as they are: it says nothing about
other coders. Resampling single pairs of codes, as some programs do, takes the pairs of one unit for independent; with
three coders and more its intervals are too narrow.

What a sample cannot tell is not told: where no two coders ever disagreed, resampling shows no disagreement either, so
there is no interval, and the note says how much disagreement such a sample may still hide.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import attrs
import numpy as np

from ca_events.coding.intervals import SAME, Wanted, bootstrap_interval, jackknife_interval, resampled
from ca_events.coding.ratings import Ratings
from ca_events.coding.sums import Statistic

FEW = 10
"""Units that a code must have, for an interval to be relied on."""


BELOW = (
    "The coefficient lies below -1, because agreement and chance come from different units (many were coded once), or "
    "by weights or distances of your own."
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
    0.531 [-0.364, 1.000]
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
        if np.isnan(self.low):
            return f"{_three(self.value)} [no interval]"
        return f"{_three(self.value)} [{_three(self.low)}, {_three(self.high)}]"

    def probability(self, threshold: float) -> float:
        """Say how often resamples reach a threshold.

        Parameters
        ----------
        threshold
            Such as 0.8.

        Returns
        -------
        float
            The share of resamples, as they were drawn, with this value or more; after a jackknife, of the normal curve
            with its standard error; NaN where there is no interval. It is a share of resamples, not a belief about the
            true value.
        """
        if len(self.draws):
            defined = self.draws[np.isfinite(self.draws)]
            return float(np.mean(defined >= threshold)) if np.isfinite(self.low) else float("nan")
        if not self.se > 0 or np.isnan(self.low):
            return float("nan")
        return 1.0 - NormalDist(self.value, self.se).cdf(threshold)


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
    if value < -1 - SAME:
        found = attrs.evolve(found, note=_also(found.note, BELOW))
    if np.isnan(value):
        return attrs.evolve(found, note=_also(found.note, _undefined(kept)))
    if wanted.interval is None:
        return found
    if unanimous(kept):
        return attrs.evolve(found, note=_also(found.note, _hidden(kept, wanted.confidence)))
    if found.n_pairable < 3:
        return attrs.evolve(found, note=_also(found.note, "an interval needs three units or more."))
    draws = found.draws
    if wanted.interval == "jackknife":
        made = jackknife_interval(
            value, statistic.without_one(kept.frequency), kept.frequency, wanted.confidence
        )
    else:
        draws = resampled(statistic, kept.frequency, wanted)
        made = bootstrap_interval(value, draws, found.n_pairable, wanted.confidence)
    made["note"] = " ".join(filter(None, [found.note, made.get("note"), _rare(kept)]))
    return attrs.evolve(found, draws=draws, **made)


def _three(value: float) -> str:
    """Write a number to three decimals; what rounds to nothing has no sign."""
    return f"{round(value, 3) + 0.0:.3f}"


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
    """Warn where nearly all units that two coders coded have one and the same code."""
    pairable = (ratings.codes >= 0).sum(axis=1) > 1
    codes, frequency = ratings.codes[pairable], ratings.frequency[pairable]
    times = np.bincount((codes + 1).ravel(), weights=np.repeat(frequency, codes.shape[1]))[1:]
    common = int(np.argmax(times))
    units = int(frequency[((codes >= 0) & (codes != common)).any(axis=1)].sum())
    if units >= FEW:
        return ""
    have = "1 unit has" if units == 1 else f"{units} units have"
    others = [code for code in np.flatnonzero(times) if code != common]
    if len(others) == 1:
        which = f"the code {_shown(ratings.values[others[0]])}"
    else:
        which = f"a code other than {_shown(ratings.values[common])}"
    return f"Only {have} {which}; with fewer than {FEW}, an interval is not to be relied on."


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
