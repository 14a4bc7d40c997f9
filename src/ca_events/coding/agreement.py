"""Coefficients of agreement between coders.

Two coders who toss coins agree half of the time. A coefficient of agreement therefore compares the agreement seen with
the one to be expected by chance; the coefficients differ in what they mean by chance. *Krippendorff's alpha* takes it
from all codes given, works for any number of coders with missing codes, and for codes, ranks, numbers, sets and trees.
*Cohen's* and *Conger's kappa* take it from the shares of each coder, *Scott's pi* and *Fleiss' kappa* from the shares
of all. Where one code is very frequent, all of these fall, although coders nearly always agree; *Gwet's AC1* does not
fall, and *Brennan and Prediger's* coefficient takes every code for equally likely. Print two of them, and the shares.

All functions take units x coders: a frame, an array or a list of rows, None or NaN where a coder did not code a unit;
`Judgements.table` gives such a frame. All give an `Estimate` with an interval from resampled units.

>>> ratings = [["loan", "loan"], ["grant", "loan"], ["visit", "visit"], ["visit", "visit"]]
>>> print(round(float(krippendorff_alpha(ratings)), 3), float(percent_agreement(ratings)))
0.632 0.75
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import attrs
import numpy as np

from ca_events.coding.choices import CodingError
from ca_events.coding.credits import Weights, likeness_of, require_order, weights_words
from ca_events.coding.distances import Distance, distance_matrix, numbers_of
from ca_events.coding.estimate import Estimate, estimated, unanimous
from ca_events.coding.intervals import Wanted
from ca_events.coding.ratings import Numbers, Ratings, ratings_of
from ca_events.coding.sums import (
    Statistic,
    alpha_statistic,
    coder_statistic,
    interval_statistic,
    loss_statistic,
    number_statistic,
    ordinal_statistic,
    percent_statistic,
    shares_statistic,
)

Rng: TypeAlias = "int | np.random.Generator"


def percent_agreement(
    ratings: Any,
    *,
    interval: str | None = "bootstrap",
    draws: int = 1000,
    rng: Rng = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Give the share of pairs of codes that are equal, averaged over units; chance is not taken into account.

    Parameters
    ----------
    ratings
        Units x coders, None or NaN where a code is missing; of judgements, `Judgements.table`.
    interval
        ``"bootstrap"`` (quantiles of resampled units, expanded and corrected), ``"jackknife"``, or None.
    draws
        Number of resamples.
    rng
        A seed, or a ``numpy.random.Generator``.
    confidence
        Of the interval.

    Returns
    -------
    Estimate
        Where all codes agree, the lower end is the exact binomial bound.

    Raises
    ------
    CodingError
        For data that are no ratings.

    Examples
    --------
    >>> float(percent_agreement([["loan", "loan"], ["grant", "loan"]]))
    0.5
    """
    wanted = Wanted(interval=interval, draws=draws, rng=rng, confidence=confidence)
    read = ratings_of(ratings)
    kept = read.gathered(anonymous=True).with_codes(2)
    found = estimated("percent agreement", read, kept, percent_statistic(kept), wanted)
    if interval is None or not found.n_pairable or not unanimous(kept):
        # A jackknife knows nothing of 0 %; NaN, no interval, stays.
        return attrs.evolve(found, low=max(found.low, 0.0))
    bound = "percent agreement; exact one-sided binomial bound"
    note = "no disagreement, so the lower end is the exact binomial bound; resampling could not show one."
    low = (1 - confidence) ** (1 / found.n_pairable)
    return attrs.evolve(found, low=low, high=1.0, method=bound, note=note)


def krippendorff_alpha(
    ratings: Any,
    *,
    distance: Distance = "nominal",
    categories: Sequence[Any] | None = None,
    interval: str | None = "bootstrap",
    draws: int = 1000,
    rng: Rng = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Give Krippendorff's alpha: 1 - observed / expected disagreement.

    Parameters
    ----------
    ratings
        Units x coders, None or NaN where a code is missing; of judgements, `Judgements.table`.
    distance
        How far codes lie apart: ``"nominal"``, ``"ordinal"``, ``"interval"``, ``"ratio"``; ``"masi"`` or ``"jaccard"``
        for sets; ``"hierarchical"`` for codes such as ``economic.trade``; a function of two codes; or a square matrix
        (a frame labelled with the codes, or an array in the order of `categories`), both taken as they are.
    categories
        The codes in their order, which ``"ordinal"`` needs where codes are no numbers.
    interval, draws, rng, confidence
        As in `percent_agreement`.

    Returns
    -------
    Estimate
        Units with fewer than two codes take no part. NaN where all codes are the same.

    Raises
    ------
    CodingError
        For data that are no ratings, or that the distance cannot compare.

    Notes
    -----
    Krippendorff (2011), Computing Krippendorff's alpha-reliability. No unit with a missing code is dropped that has two
    others.

    Examples
    --------
    >>> round(float(krippendorff_alpha([[1, 1], [2, 2], [3, 2], [3, 3]], distance="ordinal")), 3)
    0.79
    """
    wanted = Wanted(interval=interval, draws=draws, rng=rng, confidence=confidence)
    read = ratings_of(ratings, categories=categories)
    kept = read.gathered(anonymous=True).with_codes(2)
    name = f"Krippendorff's alpha ({distance if isinstance(distance, str) else 'own'} distance)"
    return estimated(name, read, kept, _alpha(kept, distance), wanted)


def _alpha(ratings: Ratings, distance: Distance) -> Statistic:
    """Choose the quickest way to the alpha of a distance."""
    if isinstance(distance, str) and distance == "nominal":
        return alpha_statistic(ratings, None)
    if isinstance(distance, str) and distance == "interval":
        return interval_statistic(ratings, numbers_of(ratings.values, distance))
    if isinstance(distance, str) and distance == "ordinal":
        require_order(ratings, "distance='ordinal'")
        return ordinal_statistic(ratings)
    return alpha_statistic(ratings, distance_matrix(distance, ratings.values))


def cohen_kappa(
    ratings: Any,
    *,
    weights: Weights = None,
    categories: Sequence[Any] | None = None,
    interval: str | None = "bootstrap",
    draws: int = 1000,
    rng: Rng = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Give Cohen's kappa of two coders: chance agreement from the shares of each.

    Parameters
    ----------
    ratings
        Units x two coders; units that one of them did not code are left out; `n_pairable` counts the rest.
    weights
        None: codes agree or do not. ``"linear"`` and ``"quadratic"`` give credit to codes that are near to each
        other; a matrix holds the credit of each pair (1 on the diagonal), in the order of `categories` or with labels.
    categories
        The codes in their order.
    interval, draws, rng, confidence
        As in `percent_agreement`.

    Returns
    -------
    Estimate
        NaN where both coders gave one and the same code always.

    Raises
    ------
    CodingError
        For more or fewer than two coders, and as in `krippendorff_alpha`.

    Notes
    -----
    Cohen (1960; with weights 1968).

    Examples
    --------
    >>> float(cohen_kappa([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]))
    0.5
    """
    read = _pair(ratings, categories, "Cohen's kappa is of two coders; take conger_kappa")
    name = f"Cohen's kappa{weights_words(weights)}"
    wanted = Wanted(interval=interval, draws=draws, rng=rng, confidence=confidence)
    kept = read.coded_by((0, 1)).gathered(anonymous=False)
    return estimated(name, read, kept, coder_statistic(kept, likeness_of(weights, read)), wanted)


def scott_pi(
    ratings: Any,
    *,
    categories: Sequence[Any] | None = None,
    interval: str | None = "bootstrap",
    draws: int = 1000,
    rng: Rng = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Give Scott's pi of two coders: chance agreement from the shares of both together.

    Parameters
    ----------
    ratings
        Units x two coders; units that one of them did not code are left out.
    categories
        The codes in their order.
    interval, draws, rng, confidence
        As in `percent_agreement`.

    Returns
    -------
    Estimate
        NaN where only one code was given.

    Raises
    ------
    CodingError
        For more or fewer than two coders.

    Notes
    -----
    Scott (1955). For more coders it is Fleiss' kappa.

    Examples
    --------
    >>> round(float(scott_pi([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]])), 3)
    0.467
    """
    read = _pair(ratings, categories, "Scott's pi is of two coders; take fleiss_kappa")
    wanted = Wanted(interval=interval, draws=draws, rng=rng, confidence=confidence)
    kept = read.coded_by((0, 1)).gathered(anonymous=True)
    return estimated("Scott's pi", read, kept, shares_statistic(kept, np.eye(len(read.values))), wanted)


def fleiss_kappa(
    ratings: Any,
    *,
    weights: Weights = None,
    categories: Sequence[Any] | None = None,
    interval: str | None = "bootstrap",
    draws: int = 1000,
    rng: Rng = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Give Fleiss' kappa of any number of coders: chance agreement from the shares of all.

    Parameters
    ----------
    ratings
        Units x coders, None or NaN where a code is missing.
    weights, categories
        As in `cohen_kappa`.
    interval, draws, rng, confidence
        As in `percent_agreement`.

    Returns
    -------
    Estimate
        NaN where only one code was given.

    Raises
    ------
    CodingError
        As in `krippendorff_alpha`.

    Notes
    -----
    Fleiss (1971); with missing codes as in Gwet (2014): shares over units with any code, agreement over units with two.

    Examples
    --------
    >>> round(float(fleiss_kappa([["a", "a", "a"], ["a", "b", "b"], ["b", "b", "b"]])), 3)
    0.55
    """
    read = ratings_of(ratings, categories=categories)
    wanted = Wanted(interval=interval, draws=draws, rng=rng, confidence=confidence)
    return _by_chance(f"Fleiss' kappa{weights_words(weights)}", read, weights, shares_statistic, wanted)


def conger_kappa(
    ratings: Any,
    *,
    weights: Weights = None,
    categories: Sequence[Any] | None = None,
    interval: str | None = "bootstrap",
    draws: int = 1000,
    rng: Rng = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Give Conger's kappa: Cohen's for any number of coders.

    Parameters
    ----------
    ratings
        Units x coders, None or NaN where a code is missing.
    weights, categories
        As in `cohen_kappa`.
    interval, draws, rng, confidence
        As in `percent_agreement`.

    Returns
    -------
    Estimate
        NaN where only one code was given, or a coder gave none.

    Raises
    ------
    CodingError
        As in `krippendorff_alpha`.

    Notes
    -----
    Conger (1980); with missing codes as in Gwet (2014).

    Examples
    --------
    >>> round(float(conger_kappa([["a", "a", "a"], ["a", "b", "b"], ["b", "b", "b"]])), 3)
    0.571
    """
    read = ratings_of(ratings, categories=categories)
    wanted = Wanted(interval=interval, draws=draws, rng=rng, confidence=confidence)
    kept = read.gathered(anonymous=False).with_codes(1)
    name = f"Conger's kappa{weights_words(weights)}"
    return estimated(name, read, kept, coder_statistic(kept, likeness_of(weights, read)), wanted)


def brennan_prediger(
    ratings: Any,
    *,
    weights: Weights = None,
    categories: Sequence[Any] | None = None,
    interval: str | None = "bootstrap",
    draws: int = 1000,
    rng: Rng = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Give Brennan and Prediger's kappa, which for two coders is Bennett's S: every code is equally likely by chance.

    Parameters
    ----------
    ratings
        Units x coders, None or NaN where a code is missing.
    weights
        As in `cohen_kappa`.
    categories
        All codes that could have been given; their number makes the agreement by chance. Those that occur if left out.
    interval, draws, rng, confidence
        As in `percent_agreement`.

    Returns
    -------
    Estimate
        NaN with a single code.

    Raises
    ------
    CodingError
        As in `krippendorff_alpha`.

    Notes
    -----
    Bennett, Alpert and Goldstein (1954); Brennan and Prediger (1981); with missing codes as in Gwet (2014).

    Examples
    --------
    >>> float(brennan_prediger([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]))
    0.5
    """
    read = ratings_of(ratings, categories=categories)
    wanted = Wanted(interval=interval, draws=draws, rng=rng, confidence=confidence)
    name = f"Brennan and Prediger's kappa{weights_words(weights)}, {len(read.values)} codes"
    return _by_chance(name, read, weights, number_statistic, wanted)


def gwet_ac(
    ratings: Any,
    *,
    weights: Weights = None,
    categories: Sequence[Any] | None = None,
    interval: str | None = "bootstrap",
    draws: int = 1000,
    rng: Rng = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Give Gwet's AC1, or with weights AC2: chance agreement only where coders are at a loss.

    Parameters
    ----------
    ratings
        Units x coders, None or NaN where a code is missing.
    weights
        As in `cohen_kappa`.
    categories
        All codes that could have been given; those that occur if left out. Their number takes part in the formula.
    interval, draws, rng, confidence
        As in `percent_agreement`.

    Returns
    -------
    Estimate
        NaN with a single code.

    Raises
    ------
    CodingError
        As in `krippendorff_alpha`.

    Notes
    -----
    Gwet (2008; 2014, chapters 4 and 5).

    Examples
    --------
    >>> round(float(gwet_ac([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]])), 3)
    0.529
    """
    read = ratings_of(ratings, categories=categories)
    wanted = Wanted(interval=interval, draws=draws, rng=rng, confidence=confidence)
    kind = (
        f"Gwet's AC1, {len(read.values)} codes" if weights is None else f"Gwet's AC2{weights_words(weights)}"
    )
    return _by_chance(kind, read, weights, loss_statistic, wanted)


def _by_chance(
    name: str, read: Ratings, weights: Weights, make: Callable[[Ratings, Numbers], Statistic], wanted: Wanted
) -> Estimate:
    """Compute a coefficient that does not ask who gave a code."""
    kept = read.gathered(anonymous=True).with_codes(1)
    return estimated(name, read, kept, make(kept, likeness_of(weights, read)), wanted)


def _pair(ratings: Any, categories: Sequence[Any] | None, advice: str) -> Ratings:
    """Read the ratings of exactly two coders."""
    read = ratings_of(ratings, categories=categories)
    if len(read.coders) != 2:
        raise CodingError(f"{advice} for these {len(read.coders)}, or choose two columns.")
    return read
