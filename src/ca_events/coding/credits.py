"""Credit for codes that are not equal but near: the weights of weighted kappas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from ca_events.coding.choices import CodingError, require_choice
from ca_events.coding.ratings import Numbers, Ratings

Weights: TypeAlias = "str | Sequence[Sequence[float]] | np.ndarray | pd.DataFrame | None"

WEIGHTS = ("linear", "quadratic")


def weights_words(weights: Weights) -> str:
    """Name the weights."""
    if weights is None:
        return ""
    return f", {weights} weights" if isinstance(weights, str) else ", own weights"


def likeness_of(weights: Weights, ratings: Ratings) -> Numbers:
    """Give the credit for each pair of codes, 1 on the diagonal."""
    number = len(ratings.values)
    if weights is None:
        return np.eye(number)
    if isinstance(weights, str):
        require_choice("weights", weights, WEIGHTS)
        require_order(ratings, f"weights={weights!r}")
        place = np.arange(number)
        apart = np.abs(place[:, None] - place[None, :]) / max(number - 1, 1)
        return np.asarray(1.0 - (apart if weights == "linear" else apart**2))
    if isinstance(weights, pd.DataFrame):
        lost = [
            value for value in ratings.values if value not in weights.index or value not in weights.columns
        ]
        if lost:
            raise CodingError(
                f"the matrix of weights has no row or column {lost[0]!r}; give it one for every code."
            )
        weights = weights.loc[list(ratings.values), list(ratings.values)].to_numpy()
    matrix = np.asarray(weights, dtype=np.float64)
    if matrix.shape != (number, number):
        raise CodingError(
            f"the matrix of weights has the shape {matrix.shape}; there are {number} codes: "
            f"{', '.join(map(repr, ratings.values[:10]))}."
        )
    sound = np.isfinite(matrix).all() and (matrix == matrix.T).all() and (np.diag(matrix) == 1).all()
    if not sound or matrix.min(initial=0.0) < 0 or matrix.max(initial=1.0) > 1:
        raise CodingError("weights are credits from 0 to 1, the same both ways, and 1 for equal codes.")
    return matrix


def require_order(ratings: Ratings, what: str) -> None:
    """Refuse to invent an order of words."""
    if not ratings.ordered:
        raise CodingError(
            f"{what} needs the order of the codes, and {ratings.values[0]!r} is no number; give it with "
            f"categories=[...], the least first."
        )
