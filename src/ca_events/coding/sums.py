"""Coefficients as functions of sums over units, so that a thousand resamples cost little more than one.

Every coefficient of agreement is a formula of a few sums: how often pairs of codes disagree within units, and how often
each code was given. The sums of a resample are those of the sample with other weights. So the *features* of a unit are
computed once, a resample is a product of weights and features, and without one unit they are the sum of the rest.
Nothing here ever holds units x codes x codes. Alpha and percent agreement are asked of rows with two codes or more, the
others of rows with one or more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import attrs
import numpy as np
import numpy.typing as npt

from ca_events.coding.ratings import Integers, Numbers, Ratings

CELLS = 4_000_000
"""Cells of the largest table that is made at one time (32 MB)."""

FEW_CODES = 30
"""Ordered codes up to which counting all pairs of codes is quicker than ranking all rows anew."""


class Statistic(Protocol):
    """A coefficient as a function of the weights of rows."""

    def at(self, weights: Numbers) -> Numbers:
        """Give the coefficient for each row of weights (draws x rows)."""

    def without_one(self, frequency: Integers) -> Numbers:
        """Give, for each row, the coefficient of the sample without one unit of that row."""


@attrs.frozen(eq=False)
class SumStatistic:
    """A coefficient that is a formula of weighted sums of features.

    Attributes
    ----------
    codes : ndarray of int, shape (rows, coders)
        The rows.
    width : int
        The number of features.
    features : callable
        Codes of some rows -> features (rows x width).
    formula : callable
        Sums of features (draws x width) -> coefficients (draws); NaN where it is not defined.
    """

    codes: Integers
    width: int
    features: Callable[[Integers], Numbers]
    formula: Callable[[Numbers], Numbers]

    def at(self, weights: Numbers) -> Numbers:
        """Give the coefficient for each row of weights."""
        return self.formula(self._totals(weights))

    def without_one(self, frequency: Integers) -> Numbers:
        """Give, for each row, the coefficient of the sample without one unit of that row."""
        sums = np.array([frequency[rows] @ part for rows, part in self._parts()]).reshape(-1, self.width)
        found = [np.empty(0)]
        for place, (rows, part) in enumerate(self._parts()):
            others = np.delete(sums, place, axis=0).sum(axis=0)
            found.append(self.formula(others + _without_each(part, frequency[rows])))
        return np.concatenate(found)

    def _totals(self, weights: Numbers) -> Numbers:
        """Add up the features under each row of weights."""
        totals = np.zeros((len(weights), self.width))
        for rows, part in self._parts():
            totals += weights[:, rows] @ part
        return totals

    def _parts(self) -> Iterator[tuple[slice, Numbers]]:
        """Go through the features piece by piece, so that many codes of many units need little memory."""
        step = max(1, CELLS // max(self.width, 1))
        for first in range(0, len(self.codes), step):
            rows = slice(first, first + step)
            yield rows, self.features(self.codes[rows])


@attrs.frozen(eq=False)
class RankStatistic:
    """Ordinal alpha of many codes: ranks, which change with every resample, are given to all rows anew.

    Ordinal alpha is interval alpha of the ranks. Of few codes, counting pairs is quicker: `ordinal_statistic` chooses.

    Attributes
    ----------
    codes : ndarray of int, shape (rows, coders)
        Rows with two codes or more.
    n_values : int
        The number of codes.
    """

    codes: Integers
    n_values: int

    def at(self, weights: Numbers) -> Numbers:
        """Give the coefficient for each row of weights."""
        given = self.codes >= 0
        places = np.where(given, self.codes, 0)
        per_code = np.zeros((len(weights), self.n_values))
        flat, row_of = self.codes[given], np.nonzero(given)[0]
        for number, row in enumerate(weights):
            per_code[number] = np.bincount(flat, weights=row[row_of], minlength=self.n_values)
        ranks = np.cumsum(per_code, axis=1) - per_code / 2
        found = np.empty((len(weights), 4))
        for number, rank in enumerate(ranks):
            # Ranks are taken from their middle, so that no digits are lost in the squares.
            x = np.where(given, (rank - rank.mean())[places], 0.0)
            found[number] = weights[number] @ _moments(x, given)
        return interval_formula(found)

    def without_one(self, frequency: Integers) -> Numbers:
        """Give, for each row, the coefficient of the sample without one unit of that row."""
        step = max(1, CELLS // max(len(frequency), 1))
        parts = [np.empty(0)]
        for first in range(0, len(frequency), step):
            size = min(step, len(frequency) - first)
            weights = np.repeat(frequency[None, :].astype(np.float64), size, axis=0)
            weights[np.arange(size), first + np.arange(size)] -= 1.0
            parts.append(self.at(weights))
        return np.concatenate(parts)


def ordinal_statistic(ratings: Ratings) -> Statistic:
    """Krippendorff's alpha for ordered codes.

    Source: Krippendorff (2011): the distance between two codes is the squared difference of their mean ranks among all
    codes given. How often each two codes meet in a unit are sums over units; only the ranks change from draw to draw.
    """
    n_values = len(ratings.values)
    if n_values > FEW_CODES:
        return RankStatistic(ratings.codes, n_values)
    one, other = np.triu_indices(n_values, 1)

    def features(codes: Integers) -> Numbers:
        counts = counts_of(codes, n_values)
        pairs = counts[:, one] * counts[:, other]
        return np.column_stack([pairs / (counts.sum(axis=1, keepdims=True) - 1), counts])

    def formula(totals: Numbers) -> Numbers:
        pairs, each = totals[:, : len(one)], totals[:, len(one) :]
        ranks = np.cumsum(each, axis=1) - each / 2
        apart = (ranks[:, one] - ranks[:, other]) ** 2
        expected = (each[:, one] * each[:, other] * apart).sum(axis=1)
        return _one_minus((pairs * apart).sum(axis=1) * (each.sum(axis=1) - 1), expected)

    return SumStatistic(ratings.codes, len(one) + n_values, features, formula)


def _without_each(part: Numbers, frequency: Integers) -> Numbers:
    """Add up all rows but one unit of each row, without taking a large number away from a larger one."""
    times = part * frequency[:, None]
    nothing = np.zeros((1, part.shape[1]))
    before = np.concatenate([nothing, np.cumsum(times[:-1], axis=0)])
    after = np.concatenate([np.cumsum(times[:0:-1], axis=0)[::-1], nothing])
    return np.asarray(before + after + part * (frequency[:, None] - 1))


def counts_of(codes: Integers, n_values: int) -> Numbers:
    """Count each code in each row (rows x codes)."""
    rows = np.repeat(np.arange(len(codes)), codes.shape[1])
    # Missing codes are counted in a column of their own, which is dropped.
    places = rows * (n_values + 1) + codes.ravel() + 1
    counted = np.bincount(places, minlength=len(codes) * (n_values + 1))
    return counted.reshape(len(codes), n_values + 1)[:, 1:].astype(np.float64)


def alpha_statistic(ratings: Ratings, matrix: Numbers | None) -> SumStatistic:
    """Krippendorff's alpha with a matrix of distances; None stands for the nominal one.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability: 1 - observed / expected disagreement, where
    a unit with m codes counts its pairs m - 1 times less.
    """
    n_values = len(ratings.values)

    def features(codes: Integers) -> Numbers:
        counts = counts_of(codes, n_values)
        m = counts.sum(axis=1)
        apart = m**2 - (counts**2).sum(axis=1) if matrix is None else _pairs_apart(codes, counts, matrix)
        return np.column_stack([apart / (m - 1), counts])

    def formula(totals: Numbers) -> Numbers:
        observed, each = totals[:, 0], totals[:, 1:]
        n = each.sum(axis=1)
        expected = n**2 - (each**2).sum(axis=1) if matrix is None else ((each @ matrix) * each).sum(axis=1)
        return _one_minus(observed * (n - 1), expected)

    return SumStatistic(ratings.codes, n_values + 1, features, formula)


def _pairs_apart(codes: Integers, counts: Numbers, matrix: Numbers) -> Numbers:
    """Add up the distances between all ordered pairs of codes of each row."""
    coders = codes.shape[1]
    if coders * (coders - 1) // 2 > matrix.shape[0]:
        return np.asarray(((counts @ matrix) * counts).sum(axis=1))
    padded = np.pad(
        matrix, ((0, 1), (0, 1))
    )  # The code -1, missing, is the last row: no distance from anything.
    total = np.zeros(len(codes))
    for one in range(coders):
        for other in range(one):
            total += padded[codes[:, one], codes[:, other]]
    return 2 * total


def interval_statistic(ratings: Ratings, numbers: Numbers) -> SumStatistic:
    """Krippendorff's alpha for numbers with squared differences, from sums and sums of squares."""
    # Alpha does not depend on where numbers begin, nor on their unit. From the median, squares keep their digits also
    # in resamples without the one number that is far from all others; and none is too large.
    given = np.repeat(ratings.codes, ratings.frequency, axis=0)
    middle = numbers - (np.median(numbers[given[given >= 0]]) if (given >= 0).any() else 0.0)
    values = np.append(middle / max(np.abs(middle).max(initial=0.0), np.finfo(np.float64).tiny), 0.0)

    def features(codes: Integers) -> Numbers:
        # The code -1, missing, is the last of the values and adds nothing.
        return _moments(values[codes], codes >= 0)

    return SumStatistic(ratings.codes, 4, features, interval_formula)


def _moments(x: Numbers, given: npt.NDArray[np.bool_]) -> Numbers:
    """Give for each row: squared differences of its pairs / (m - 1), m, sum, sum of squares; x is 0 where missing."""
    count = given.sum(axis=1)
    first, second = x.sum(axis=1), (x**2).sum(axis=1)
    apart = np.maximum(2 * (count * second - first**2), 0.0)
    # What is left of equal numbers after rounding is no disagreement.
    highest, least = (np.where(given, x, end) for end in (-np.inf, np.inf))
    apart[highest.max(axis=1, initial=-np.inf) <= least.min(axis=1, initial=np.inf)] = 0.0
    return np.column_stack([apart / (count - 1), count, first, second])


def interval_formula(totals: Numbers) -> Numbers:
    """Give alpha from the sums of `_moments`."""
    observed, n, first, second = totals.T
    expected = 2 * (n * second - first**2)
    expected = np.where(expected > 1e-12 * np.maximum(n * second, 1e-300), expected, 0.0)
    return _one_minus(observed * (n - 1), expected)


def chance_statistic(
    ratings: Ratings, likeness: Numbers, chance: Callable[[Numbers], Numbers]
) -> SumStatistic:
    """Coefficients that compare the agreement of pairs with one expected from the share of each code.

    Source: Gwet (2014), Handbook of inter-rater reliability, with missing codes: agreement is averaged over units with
    two codes or more, shares over units with any.

    Parameters
    ----------
    ratings
        The ratings.
    likeness
        Credit for each pair of codes (codes x codes), 1 on the diagonal.
    chance
        Shares of the codes (draws x codes) -> agreement expected by chance.
    """
    n_values = len(ratings.values)

    def features(codes: Integers) -> Numbers:
        counts = counts_of(codes, n_values)
        m = counts.sum(axis=1)
        share = np.divide(counts, m[:, None], out=np.zeros_like(counts), where=m[:, None] > 0)
        return np.column_stack([_agreement(counts, m, likeness), m > 1, m > 0, share])

    def formula(totals: Numbers) -> Numbers:
        agreed = _ratio(totals[:, 0], totals[:, 1])
        shares = totals[:, 3:] / np.maximum(totals[:, 2:3], 1.0)
        return _beyond(agreed, chance(shares))

    return SumStatistic(ratings.codes, n_values + 3, features, formula)


def shares_statistic(ratings: Ratings, likeness: Numbers) -> SumStatistic:
    """Scott's pi and Fleiss' kappa: chance agreement from the shares of all coders together."""
    return chance_statistic(ratings, likeness, lambda shares: ((shares @ likeness) * shares).sum(axis=1))


def number_statistic(ratings: Ratings, likeness: Numbers) -> SumStatistic:
    """Bennett, Brennan and Prediger: chance agreement from the number of codes alone."""
    chance = likeness.sum() / max(likeness.size, 1)
    return chance_statistic(ratings, likeness, lambda shares: np.full(len(shares), chance))


def loss_statistic(ratings: Ratings, likeness: Numbers) -> SumStatistic:
    """Gwet's AC1 and AC2: chance agreement where coders are at a loss."""
    number = len(ratings.values)
    factor = likeness.sum() / (number * (number - 1)) if number > 1 else np.nan

    def chance(shares: Numbers) -> Numbers:
        return np.asarray(factor * (shares * (1 - shares)).sum(axis=1))

    return chance_statistic(ratings, likeness, chance)


def coder_statistic(ratings: Ratings, likeness: Numbers) -> SumStatistic:
    """Conger's kappa, which for two coders is Cohen's: each coder's own shares make the agreement by chance.

    Source: Conger (1980); with missing codes as in Gwet (2014).
    """
    n_values, coders = len(ratings.values), ratings.codes.shape[1]

    def features(codes: Integers) -> Numbers:
        counts = counts_of(codes, n_values)
        m = counts.sum(axis=1)
        own = (codes[:, :, None] == np.arange(n_values)).reshape(len(codes), -1)
        return np.column_stack([_agreement(counts, m, likeness), m > 1, own])

    def formula(totals: Numbers) -> Numbers:
        agreed = _ratio(totals[:, 0], totals[:, 1])
        each = totals[:, 2:].reshape(len(totals), coders, n_values)
        given = each.sum(axis=2, keepdims=True)
        shares = np.divide(each, given, out=np.full_like(each, np.nan), where=given > 0)
        summed = shares.sum(axis=1)
        both = ((summed @ likeness) * summed).sum(axis=1)
        same = np.einsum("dck,kl,dcl->d", shares, likeness, shares)
        return _beyond(agreed, (both - same) / (coders * (coders - 1)))

    return SumStatistic(ratings.codes, coders * n_values + 2, features, formula)


def percent_statistic(ratings: Ratings) -> SumStatistic:
    """Share of agreeing pairs within a unit, averaged over units."""
    n_values = len(ratings.values)

    def features(codes: Integers) -> Numbers:
        counts = counts_of(codes, n_values)
        m = counts.sum(axis=1)
        return np.column_stack([((counts**2).sum(axis=1) - m) / (m * (m - 1)), np.ones(len(codes))])

    return SumStatistic(ratings.codes, 2, features, lambda totals: _ratio(totals[:, 0], totals[:, 1]))


def specific_statistic(ratings: Ratings) -> SumStatistic:
    """Give the chance that another coder gives the second of two codes when one did (specific agreement)."""

    def features(codes: Integers) -> Numbers:
        given = (codes == 1).sum(axis=1)
        others = (codes >= 0).sum(axis=1) - 1
        return np.column_stack([given * (given - 1.0), given * others.astype(np.float64)])

    return SumStatistic(ratings.codes, 2, features, lambda totals: _ratio(totals[:, 0], totals[:, 1]))


def _agreement(counts: Numbers, m: Numbers, likeness: Numbers) -> Numbers:
    """Give the mean credit of the pairs of each row; 0 for rows without pairs."""
    credit = (counts * (counts @ likeness - 1)).sum(axis=1)
    pairs = m * (m - 1)
    return np.asarray(np.divide(credit, pairs, out=np.zeros_like(credit), where=pairs > 0))


def _ratio(top: Numbers, bottom: Numbers) -> Numbers:
    """Divide; NaN where there is nothing to divide by."""
    return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0))


def _one_minus(observed: Numbers, expected: Numbers) -> Numbers:
    """Give 1 - observed / expected; NaN where no disagreement can be expected."""
    return 1.0 - _ratio(observed, expected)


def _beyond(agreed: Numbers, chance: Numbers) -> Numbers:
    """Give agreement beyond chance as a share of what could be; NaN where chance alone agrees always."""
    return _ratio(agreed - chance, np.where(1.0 - chance > 1e-12, 1.0 - chance, 0.0))
