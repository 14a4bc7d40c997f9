"""What a coefficient of agreement allows to say, with its interval.

Krippendorff's customary thresholds: rely on variables with an alpha of .800 and more, draw tentative conclusions above
.667. They are conventions. An estimate from a sample may lie on the other side of a threshold than the true value, so
a verdict never looks at the estimate alone.
"""

from __future__ import annotations

import math

from ca_events.coding.estimate import Estimate

THRESHOLDS = (0.667, 0.8)


def verdict(
    alpha: Estimate, *, thresholds: tuple[float, float] = THRESHOLDS, independent: bool = True
) -> str:
    """Say in words what an alpha and its interval allow.

    Parameters
    ----------
    alpha
        The estimate.
    thresholds
        For tentative conclusions, and for reliance.
    independent
        Whether the coders were independent of one another; if not, the words are about consistency.

    Returns
    -------
    str
        Such as ``"tentative: the estimate lies between .667 and .800; interval [.612, .840] includes .667 and .800"``.

    Examples
    --------
    >>> import numpy as np
    >>> from ca_events.coding.agreement import krippendorff_alpha
    >>> ratings = np.tile([[1, 1], [2, 2], [1, 1], [2, 2], [1, 2]], (10, 1))
    >>> verdict(krippendorff_alpha(ratings))
    'not reliable: the estimate lies below .667; interval [.366, .837] includes .667 and .800'
    """
    low, high = thresholds
    word = "reliable" if independent else "consistent"
    if math.isnan(alpha.value):
        return f"not defined: {alpha.note}"
    if alpha.value >= high:
        said = f"{word}: the estimate lies at {decimals(high)} or above"
    elif alpha.value >= low:
        said = f"tentative: the estimate lies between {decimals(low)} and {decimals(high)}"
    else:
        said = f"not {word}: the estimate lies below {decimals(low)}"
    if math.isnan(alpha.low):
        return f"{said}, but without an interval: {alpha.note}"
    inside = [decimals(limit) for limit in thresholds if alpha.low < limit <= alpha.high]
    shown = f"interval [{decimals(alpha.low)}, {decimals(alpha.high)}]"
    if inside:
        return f"{said}; {shown} includes {' and '.join(inside)}"
    side = "above" if alpha.low >= high else "below" if alpha.high < low else "between these"
    return f"{said}; {shown} lies wholly {side}"


def decimals(number: float) -> str:
    """Write a coefficient as papers do: three decimals, without the zero before the point."""
    text = f"{number:.3f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
