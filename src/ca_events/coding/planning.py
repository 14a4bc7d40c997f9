"""How many units must be coded twice, for an interval that is narrow enough to say something."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import ceil, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

from ca_events.coding.choices import CodingError
from ca_events.coding.estimate import Estimate

LEAST = 30
"""Units below which widths cannot be planned: the approximation fails, and a few units show too few disagreements."""


def units_for_width(
    width: float,
    *,
    pilot: Estimate | None = None,
    alpha: float = 0.8,
    prevalence: Sequence[float] = (0.5, 0.5),
    coders: int = 2,
    confidence: float = 0.95,
) -> int:
    """Say how many units must be coded for an interval of alpha that is so wide.

    Parameters
    ----------
    width
        From the low end of the interval to the high end, such as 0.2.
    pilot
        An estimate from a first sample, which then decides alone, with its own confidence. Without one it is assumed
        that each coder knows the right code of a unit with probability sqrt(alpha) and else draws one by prevalence,
        which makes nominal alpha what it is said to be.
    alpha, prevalence, coders
        Assumed without a pilot: the agreement, the share of each code, the number of coders.
    confidence
        Of the interval.

    Returns
    -------
    int
        Units coded by all these coders, 30 at least. It is a plan and no promise: widths vary from sample to sample.

    Raises
    ------
    CodingError
        For numbers that make no sense together.

    Examples
    --------
    >>> units_for_width(0.2, alpha=0.8)
    139
    >>> units_for_width(0.2, alpha=0.8, prevalence=[0.05, 0.95])
    768
    """
    if not 0 < width < 2:
        raise CodingError(f"width is {width!r}; an interval of alpha is wider than 0 and narrower than 2.")
    if pilot is not None:
        if not isinstance(pilot, Estimate):
            raise CodingError(f"pilot={pilot!r} is no Estimate, as krippendorff_alpha gives one.")
        now = pilot.high - pilot.low
        if not now > 0:
            raise CodingError(
                "the pilot has no interval, so nothing can be planned from it; code more units first."
            )
        return max(LEAST, ceil(pilot.n_pairable * (now / width) ** 2))
    shares = np.asarray(prevalence, dtype=np.float64)
    if len(shares) < 2 or not shares.min() > 0 or abs(shares.sum() - 1) > 1e-6:
        raise CodingError(f"prevalence is {prevalence!r}; give the share of each code, above 0, together 1.")
    if not 0 <= alpha < 1 or coders < 2 or len(shares) ** coders > 1_000_000:
        raise CodingError(
            f"alpha={alpha!r} with {coders!r} coders and {len(shares)} codes cannot be planned; alpha lies from 0 to "
            "below 1, coders are two or a few."
        )
    if not 0.5 <= confidence < 1:
        raise CodingError(f"confidence={confidence!r}; it lies between 0.5 and 1, as 0.95 does.")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    return max(LEAST, ceil((2 * z * _unit_error(alpha, shares, coders) / width) ** 2))


def _unit_error(alpha: float, shares: Any, coders: int) -> float:
    """Give the standard error of nominal alpha times the root of the units, when there are many units.

    All rows of codes are listed with their probability, and the influence of each on alpha (the delta method) gives the
    variance.
    """
    knows = sqrt(alpha)
    rows = np.array(list(product(range(len(shares)), repeat=coders)))
    # Given the right code, each coder gives it with knows + (1 - knows) x its share, another with (1 - knows) x share.
    given = (1 - knows) * shares[None, :] + knows * np.eye(len(shares))
    chance = sum(shares[right] * given[right][rows].prod(axis=1) for right in range(len(shares)))
    counts = (rows[:, :, None] == np.arange(len(shares))).sum(axis=1)
    apart = (coders**2 - (counts**2).sum(axis=1)) / (coders - 1)
    observed, expected = chance @ apart / coders, 1 - (shares**2).sum()
    # alpha = 1 - observed / expected, with expected = 1 - sum of squared shares.
    slope = -apart / coders / expected - observed / expected**2 * 2 * (counts / coders) @ shares
    return float(sqrt(chance @ (slope - chance @ slope) ** 2))
