"""How far two codes lie apart: what a disagreement costs.

Not all disagreements are equally bad. *Nominal* codes agree or do not. *Ordinal* ones are ranks, *interval* and *ratio*
numbers. Sets of codes may share some: `masi` and `jaccard`. Codes of a tree may be told apart near the root or at the
tips: `hierarchical`. A distance is 0 between equal codes and the larger, the worse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ca_events.coding.choices import CodingError, require_choice
from ca_events.coding.ratings import Numbers

Distance: TypeAlias = "str | Callable[[Any, Any], float] | pd.DataFrame | np.ndarray"

BY_NUMBER = ("ordinal", "interval", "ratio")
BY_SET = ("masi", "jaccard")
DISTANCES = ("nominal", *BY_NUMBER, *BY_SET, "hierarchical")


def masi(one: Iterable[Any], other: Iterable[Any]) -> float:
    """Give the MASI distance between two sets of codes.

    Parameters
    ----------
    one, other
        Sets of codes; two empty ones are equal, an empty one is wholly unlike any other.

    Returns
    -------
    float
        1 - J x M, where J is the share of common codes and M is 1 for equal sets, 2/3 where one holds the other, 1/3
        where they overlap, 0 where they have nothing in common (Passonneau 2006, Measuring agreement on set-valued
        items).

    Examples
    --------
    >>> masi({"energy"}, {"energy", "economic"})
    0.6666666666666667
    """
    first, second = frozenset(one), frozenset(other)
    common = len(first & second)
    if first == second:
        return 0.0
    if not common:
        return 1.0
    likeness = 2 / 3 if first < second or second < first else 1 / 3
    return 1.0 - common / len(first | second) * likeness


def jaccard(one: Iterable[Any], other: Iterable[Any]) -> float:
    """Give the Jaccard distance between two sets of codes.

    Parameters
    ----------
    one, other
        Sets of codes; two empty ones are equal.

    Returns
    -------
    float
        1 - the share of common codes among all codes of both.

    Examples
    --------
    >>> jaccard({"energy"}, {"energy", "economic"})
    0.5
    """
    first, second = frozenset(one), frozenset(other)
    return 0.0 if first == second else 1.0 - len(first & second) / len(first | second)


def hierarchical(one: str, other: str) -> float:
    """Give the distance between two codes of a tree, with credit for what they share from the root.

    Parameters
    ----------
    one, other
        Codes whose ids name their way from the root, such as ``economic.finance.loan``.

    Returns
    -------
    float
        1 - shared depth / depth of the deeper code: 0 for equal codes, 1 for different roots.

    Examples
    --------
    >>> hierarchical("economic.finance.loan", "economic.trade")
    0.6666666666666667
    """
    first, second = one.split("."), other.split(".")
    shared = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        shared += 1
    return 1.0 - shared / max(len(first), len(second))


def distance_matrix(distance: Distance, values: Sequence[Any]) -> Numbers:
    """Give the distance of every value from every other.

    Parameters
    ----------
    distance
        ``"nominal"``, ``"ratio"``, ``"masi"``, ``"jaccard"``, ``"hierarchical"``, a function of two values, or a square
        matrix: an array in the order of the values, or a frame whose labels are the values.
    values
        The values.

    Returns
    -------
    ndarray, shape (values, values)
        Symmetric, zero on the diagonal. What a function or matrix gives is taken as it is, and not squared.

    Raises
    ------
    CodingError
        For values that the distance cannot compare, and for a distance that is negative, not symmetric, not a number,
        or not zero from a value to itself.
    """
    if isinstance(distance, pd.DataFrame):
        return _checked(_of_frame(distance, values), values)
    if isinstance(distance, np.ndarray):
        if distance.shape != (len(values), len(values)):
            raise CodingError(
                f"the matrix of distances has the shape {distance.shape}; there are {len(values)} values: "
                f"{', '.join(map(repr, values[:10]))}. Name them with a frame, or give categories."
            )
        return _checked(np.asarray(distance, dtype=np.float64), values)
    if callable(distance):
        asked = [[_number(distance(one, other), one, other) for other in values] for one in values]
        return _checked(np.array(asked).reshape(len(values), len(values)), values)
    require_choice("distance", distance, DISTANCES)
    if distance == "nominal":
        return 1.0 - np.eye(len(values))
    if distance == "ratio":
        return _ratio(numbers_of(values, distance))
    function = _named(distance, values)
    matrix = np.zeros((len(values), len(values)))
    for row, one in enumerate(values):
        for column in range(row):
            matrix[row, column] = matrix[column, row] = function(one, values[column])
    return matrix


def numbers_of(values: Sequence[Any], distance: str) -> Numbers:
    """Give values as numbers; `CodingError` names the first that is none."""
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise CodingError(
                f"distance={distance!r} compares numbers, and {value!r} is none; write numbers."
            )
    return np.array(values, dtype=np.float64)


def _is_finite(value: float) -> bool:
    """Say whether a number is one that a computer can divide by: an integer may be too large."""
    try:
        return bool(np.isfinite(float(value)))
    except OverflowError:
        return False


def _number(value: Any, one: Any, other: Any) -> float:
    """Take what a function says as a distance."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise CodingError(
            f"the distance from {one!r} to {other!r} is {value!r}, which is no number."
        ) from None


def _ratio(numbers: Numbers) -> Numbers:
    """Give ((c - k) / (c + k)) squared; 0 for equal values, zero included (Krippendorff 2011)."""
    if len(numbers) and numbers.min() < 0:
        raise CodingError(
            f"distance='ratio' needs numbers from zero up, and there is {numbers.min():g}; take distance='interval'."
        )
    if (
        numbers.max(initial=0.0) > np.finfo(np.float64).max / 2
    ):  # Ratios know no unit, and sums must be finite.
        numbers = numbers / 2
    total = numbers[:, None] + numbers[None, :]
    apart = numbers[:, None] - numbers[None, :]
    return np.divide(apart, total, out=np.zeros_like(apart), where=total > 0) ** 2


def _named(distance: str, values: Sequence[Any]) -> Callable[[Any, Any], float]:
    """Give the function of a distance between sets or codes of a tree, for values that it can compare."""
    sets = distance in BY_SET
    for value in values:
        if sets and not isinstance(value, frozenset):
            raise CodingError(
                f"distance={distance!r} compares sets of codes, and {value!r} is none; write each cell as a set."
            )
        if not sets and not isinstance(value, str):
            raise CodingError(
                f"distance={distance!r} compares codes such as 'economic.trade', and {value!r} is none."
            )
    return {"masi": masi, "jaccard": jaccard, "hierarchical": hierarchical}[distance]


def _of_frame(frame: pd.DataFrame, values: Sequence[Any]) -> Numbers:
    """Take the distances between values from a labelled matrix."""
    lost = [value for value in values if value not in frame.index or value not in frame.columns]
    if lost:
        raise CodingError(
            f"the matrix of distances has no row or column {lost[0]!r}; give it one for every code."
        )
    for labels in (frame.index, frame.columns):
        if not labels.is_unique:
            raise CodingError(
                f"the matrix of distances names {labels[labels.duplicated()][0]!r} twice; each code stands once."
            )
    cells = frame.loc[list(values), list(values)].to_numpy(dtype=object)
    asked = [
        [_number(cell, one, other) for cell, other in zip(row, values, strict=True)]
        for row, one in zip(cells, values, strict=True)
    ]
    return np.array(asked, dtype=np.float64).reshape(len(values), len(values))


def _checked(matrix: Numbers, values: Sequence[Any]) -> Numbers:
    """Refuse what is no distance."""
    for position, value in enumerate(values):
        if matrix[position, position] != 0:
            raise CodingError(
                f"the distance from {value!r} to itself is {matrix[position, position]:g}; it is 0."
            )
    rows, columns = np.nonzero(~((matrix >= 0) & np.isfinite(matrix) & (matrix == matrix.T)))
    if len(rows):
        one, other = values[rows[0]], values[columns[0]]
        raise CodingError(
            f"the distance from {one!r} to {other!r} is {matrix[rows[0], columns[0]]:g} and back "
            f"{matrix[columns[0], rows[0]]:g}; a distance is a number from 0 up, the same both ways."
        )
    return matrix
