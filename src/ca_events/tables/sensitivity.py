"""What a result owes to the days that nobody knows: recompute it over random completions of the dates.

Each draw puts every event on one of its possible days, all equally likely and each event on its own, and computes the
statistic anew (multiple imputation of dates; see Crema 2012, *Journal of Archaeological Method and Theory* 19, on
Monte Carlo treatment of time spans). The spread over the draws is the uncertainty that comes from the dates alone; that
of the events themselves, or of their coding, comes on top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
import pandas as pd

from ca_events.tables.words import TableError

VALUE = "statistic"


class Completable(Protocol):
    """Something whose dates can be completed at random, such as `ca_events.Events`."""

    def completions(self, draws: int, *, rng: Any) -> Iterator[Any]:
        """Give random completions, one after the other."""
        ...


def sensitivity(
    events: Completable,
    statistic: Callable[[Any], Any],
    *,
    draws: int = 1000,
    level: float = 0.95,
    fill: float | None = None,
    rng: Any,
) -> pd.DataFrame:
    """Recompute a statistic over random completions of the dates, and give its interval.

    Parameters
    ----------
    events
        `ca_events.Events`.
    statistic
        Takes `Events` in which every date that has two limits is one day (or, of what went on, a first and a last day),
        and gives a number or a Series of numbers.
    draws
        How many completions, at least 2.
    level
        The share of the draws that lies in the interval, between 0 and 1.
    fill
        The value of a label that a draw does not have, such as 0 for counts. None refuses results whose labels differ.
    rng
        A seed or a ``numpy.random.Generator``; one seed gives one result.

    Returns
    -------
    pandas.DataFrame
        One row for each label of the statistic (the row ``statistic`` for a number): ``low``, ``median`` and ``high``
        (the quantiles that enclose `level`), ``mean``, and ``varies``, the share of draws that differ from the median.
        ``attrs`` has ``draws``, ``level``, ``events``, and ``incomplete``: the events that still have a side without a
        day, because it is not known or stated to be open.

    Raises
    ------
    TableError
        If the results are no numbers or their labels differ, or an option makes no sense.
    ValueError
        Without `rng`.

    Examples
    --------
    >>> from ca_events import Event, Events
    >>> events = Events([Event(id="E1", date="2001", title="A loan"), Event(id="E2", date="2001-05", title="A visit")])
    >>> def in_the_first_half(drawn):
    ...     return len(drawn.between("2001-01", "2001-06"))
    >>> sensitivity(events, in_the_first_half, draws=200, rng=1)[["low", "median", "high"]]
               low  median  high
    statistic  1.0     1.0   2.0
    """
    if isinstance(draws, bool) or not hasattr(draws, "__index__") or draws < 2:
        raise TableError(f"draws is {draws!r}; it is a whole number of at least 2.")
    if not isinstance(level, float) or not 0 < level < 1:
        raise TableError(f"level is {level!r}; it lies between 0 and 1, such as 0.95.")
    results: list[pd.Series[float]] = []
    count = incomplete = 0
    for drawn in events.completions(int(draws), rng=rng):
        if not results:
            count, incomplete = _undrawn(drawn.to_pandas())
        results.append(_numbers(statistic(drawn)))
    table = _summary(_aligned(results, fill), level)
    for name, value in {"draws": draws, "level": level, "events": count, "incomplete": incomplete}.items():
        table.attrs[name] = value
    return table


def _undrawn(frame: pd.DataFrame) -> tuple[int, int]:
    """Count the events, and those of which a day is still not known."""
    open_side = (frame["earliest"] != frame["latest_start"]) | (frame["earliest_end"] != frame["latest"])
    return len(frame), int(open_side.sum())


def _numbers(result: Any) -> pd.Series[float]:
    """Take a result as a Series of numbers."""
    series = result if isinstance(result, pd.Series) else pd.Series([result], index=[VALUE])
    if series.index.has_duplicates:
        raise TableError("the statistic gives a label twice; group it, so that each label stands once.")
    if series.isna().any():
        label = series.index[series.isna().to_numpy()][0]
        raise TableError(
            f"the statistic gives no number for {label!r} in one of the draws; decide what it is then."
        )
    try:
        return series.astype("float64")
    except (TypeError, ValueError) as error:
        raise TableError(
            f"the statistic gives {type(result).__name__}; it must give a number or a Series of numbers."
        ) from error


def _aligned(results: list[pd.Series[float]], fill: float | None) -> pd.DataFrame:
    """Put the results side by side, one column a draw."""
    first = results[0].index
    labels = set(first)
    if all(len(result) == len(first) and labels.issuperset(result.index) for result in results):
        return pd.DataFrame(
            np.column_stack([result.reindex(first).to_numpy() for result in results]), index=first
        )
    if fill is None:
        missing = next(label for result in results for label in first.symmetric_difference(result.index))
        raise TableError(
            f"the label {missing!r} stands in some draws and not in others; give fill, such as fill=0 where a missing "
            "label means that nothing is there."
        )
    every = results[0].index
    for result in results[1:]:
        every = every.union(result.index)
    return pd.DataFrame(
        np.column_stack([result.reindex(every, fill_value=fill).to_numpy() for result in results]),
        index=every,
    )


def _summary(values: pd.DataFrame, level: float) -> pd.DataFrame:
    """Give the interval of each row."""
    drawn = values.to_numpy()
    low, median, high = np.quantile(drawn, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=1)
    return pd.DataFrame(
        {
            "low": low,
            "median": median,
            "high": high,
            "mean": drawn.mean(axis=1),
            "varies": (drawn != median[:, None]).mean(axis=1),
        },
        index=values.index,
    )
