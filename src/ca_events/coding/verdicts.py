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
        A word, the estimate, and where its interval lies. The word looks at the whole interval: *reliable* if it lies
        at the higher threshold or above, *tentative* if at the lower or above, *not reliable* if below the lower one;
        else, and without an interval, *not settled*.

    Examples
    --------
    >>> import numpy as np
    >>> from ca_events.coding.agreement import krippendorff_alpha
    >>> ratings = np.tile([[1, 1], [2, 2], [1, 1], [2, 2], [1, 2]], (10, 1))
    >>> verdict(krippendorff_alpha(ratings))
    'not settled: estimate .604; interval [.363, .841] includes .667 and .800'
    """
    low, high = thresholds
    if math.isnan(alpha.value):
        return f"not defined: {alpha.note}"
    estimate = f"estimate {decimals(alpha.value)}"
    if math.isnan(alpha.low):
        return f"not settled: {estimate}, without an interval: {alpha.note}"
    word = verdict_word(alpha.low, alpha.high, thresholds=thresholds, independent=independent)
    shown = f"interval [{decimals(alpha.low)}, {decimals(alpha.high)}]"
    inside = [decimals(limit) for limit in dict.fromkeys(thresholds) if alpha.low < limit <= alpha.high]
    if inside:
        return f"{word}: {estimate}; {shown} includes {' and '.join(inside)}"
    if alpha.low >= high:
        return f"{word}: {estimate}; {shown} lies at {decimals(high)} or above"
    side = f"below {decimals(low)}" if alpha.high < low else f"between {decimals(low)} and {decimals(high)}"
    return f"{word}: {estimate}; {shown} lies {side}"


def verdict_word(
    lower: float, upper: float, *, thresholds: tuple[float, float] = THRESHOLDS, independent: bool = True
) -> str:
    """Give the word for an interval of alpha.

    Parameters
    ----------
    lower, upper
        Its ends; NaN for no interval.
    thresholds, independent
        As in `verdict`.

    Returns
    -------
    str
        Such as ``"tentative"``.

    Examples
    --------
    >>> verdict_word(0.81, 0.9), verdict_word(0.7, 0.9), verdict_word(0.5, 0.9), verdict_word(0.1, 0.5)
    ('reliable', 'tentative', 'not settled', 'not reliable')
    """
    low, high = thresholds
    word = "reliable" if independent else "consistent"
    if lower >= high:
        return word
    if lower >= low:
        return "tentative"
    return f"not {word}" if upper < low else "not settled"


def decimals(number: float) -> str:
    """Write a coefficient as papers do: three decimals, without the zero before the point; never 1.000 for less.

    Examples
    --------
    >>> decimals(0.8123), decimals(-0.0001), decimals(0.9997), decimals(1.0)
    ('.812', '.000', '>.999', '1.000')
    """
    text = f"{number:z.3f}"
    if text == "1.000" and number < 1:
        return ">.999"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def per_cent(share: float) -> str:
    """Write a share in whole per cent, halves upward; never 0 or 100 for a little more or less.

    Examples
    --------
    >>> per_cent(0.625), per_cent(0.9996), per_cent(0.0004), per_cent(1.0)
    ('63 %', '>99 %', '<1 %', '100 %')
    """
    whole = math.floor(100 * share + 0.5 + 1e-9)
    if whole >= 100 and share < 1:
        return ">99 %"
    return "<1 %" if whole <= 0 < share else f"{whole} %"
