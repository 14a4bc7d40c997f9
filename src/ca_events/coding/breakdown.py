"""Where coders disagree: code by code, at each depth of the tree, batch after batch.

One coefficient for a variable hides where the trouble is: a codebook may be clear but for two codes that everybody
mixes up, or clear in its roots and not in its leaves, or all grow careless after fifty events. Every table here has
the numbers that it rests on beside the coefficient. `coders` asks who disagrees.
"""

from __future__ import annotations

import attrs
import numpy as np
import pandas as pd

from ca_events.coding.choices import CodingError, is_whole
from ca_events.coding.distances import Distance
from ca_events.coding.estimate import FEW, estimated
from ca_events.coding.intervals import Wanted
from ca_events.coding.judgements import Judgements, require_judgements
from ca_events.coding.measuring import measured, order_of, replaced
from ca_events.coding.ratings import Integers, Ratings, ratings_of
from ca_events.coding.sums import alpha_statistic, chance_statistic, counts_of, specific_statistic

NO_INTERVAL = Wanted(interval=None)
CATEGORY_COLUMNS = (
    "code", "judgements", "units", "prevalence", "agreement", "agreement_low", "agreement_high", "alpha", "low", "high",
    "ac1",
)  # fmt: skip


def ratings_about(
    judgements: Judgements, variable: str | None = None, *, cannot_tell: str = "missing"
) -> Ratings:
    """Give the judgements about a variable as ratings whose values stand in the order of the codebook."""
    chosen = judgements.variable(variable)
    table = judgements.table(chosen.id, cannot_tell=cannot_tell)
    read = ratings_of(table)
    if chosen.values == "many":
        return read
    place = {code: number for number, code in enumerate(order_of(chosen, read.values) or ())}
    return ratings_of(table, categories=sorted(read.values, key=place.__getitem__))


def by_category(
    judgements: Judgements,
    variable: str | None = None,
    *,
    cannot_tell: str = "missing",
    draws: int = 1000,
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Measure agreement code by code: each against all the others.

    Parameters
    ----------
    judgements
        Judgements of one round.
    variable
        The variable; may be left out if only one was coded.
    cannot_tell
        As in `Judgements.table`.
    draws, rng
        As in `ca_events.coding.agreement.krippendorff_alpha`.

    Returns
    -------
    pandas.DataFrame
        Of the units that two coders or more judged, a row for each code that was given, in the order of the codebook
        (by letter, where units may have several): ``code``; ``judgements``, how often it was given; ``units`` to which
        anybody gave it; ``prevalence``, its share of judgements; ``agreement``, the chance that another coder
        gives it when one did (specific agreement, Uebersax 1982), with ``agreement_low`` and ``agreement_high``;
        ``alpha`` of given or not given, with ``low`` and ``high``; ``ac1``. Intervals are left out where fewer than ten
        units have the code, or another.

    Raises
    ------
    CodingError
        As in `Judgements.table`.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> print(by_category(judgements)[["code", "judgements", "agreement"]].round(2).to_string(index=False))
      code  judgements  agreement
       mou           3       0.67
    signed           3       0.67
    """
    require_judgements(judgements)
    ratings = ratings_about(judgements, variable, cannot_tell=cannot_tell)
    wanted = Wanted(draws=draws, rng=rng)
    rows = []
    for code, codes in _one_by_one(ratings):
        both = attrs.evolve(ratings, codes=codes, values=("other", code), ordered=False)
        kept = both.gathered(anonymous=True).with_codes(2)
        counts = counts_of(kept.codes, 2)[:, 1]
        m = (kept.codes >= 0).sum(axis=1)
        given = float(kept.frequency @ counts)
        alpha = estimated("alpha", both, kept, alpha_statistic(kept, None), wanted)
        specific = estimated("specific agreement", both, kept, specific_statistic(kept), wanted)
        units = int(kept.frequency @ (counts > 0))
        enough = min(units, int(kept.frequency @ (counts < m))) >= FEW
        rows.append(
            {
                "code": code,
                "judgements": int(given),
                "units": units,
                "prevalence": given / float(kept.frequency @ m) if len(m) else np.nan,
                "agreement": specific.value,
                "agreement_low": specific.low if enough else np.nan,
                "agreement_high": specific.high if enough else np.nan,
                "alpha": alpha.value,
                "low": alpha.low if enough else np.nan,
                "high": alpha.high if enough else np.nan,
                "ac1": _ac1(both),
            }
        )
    table = pd.DataFrame(rows, columns=CATEGORY_COLUMNS)
    table = table[table["judgements"] > 0].reset_index(drop=True)
    table.attrs["interval"] = wanted.words
    return table


def _one_by_one(ratings: Ratings) -> list[tuple[str, Integers]]:
    """Give for each code who gave it (1) and who did not (0); of sets, each code that is in any."""
    missing = ratings.codes < 0
    if not any(isinstance(value, frozenset) for value in ratings.values):
        return [
            (str(value), np.where(missing, -1, ratings.codes == number).astype(np.int64))
            for number, value in enumerate(ratings.values)
        ]
    found = []
    for code in sorted({code for value in ratings.values for code in value}):
        holds = np.array([code in value for value in ratings.values])
        found.append((str(code), np.where(missing, -1, holds[ratings.codes]).astype(np.int64)))
    return found


def _ac1(ratings: Ratings) -> float:
    """Give Gwet's AC1 of a code given or not given."""
    kept = ratings.gathered(anonymous=True).with_codes(1)
    statistic = chance_statistic(kept, np.eye(2), lambda shares: (shares * (1 - shares)).sum(axis=1))
    return estimated("AC1", ratings, kept, statistic, NO_INTERVAL).value


def by_depth(
    judgements: Judgements,
    variable: str | None = None,
    *,
    cannot_tell: str = "missing",
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Measure agreement at each depth of a hierarchical variable: on the roots, on the level below, ...

    Parameters
    ----------
    judgements, variable, cannot_tell, rng
        As in `by_pair`.

    Returns
    -------
    pandas.DataFrame
        ``depth`` (1 for the roots; the last row, ``hierarchical``, gives credit for what codes share from the root),
        ``units``, ``percent``, ``alpha``, ``low``, ``high``.

    Raises
    ------
    CodingError
        If the variable is not hierarchical, or takes several codes.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["political", "economic.trade"], ["political", "economic.finance"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="category")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> print(by_depth(judgements)[["depth", "units", "percent"]].to_string(index=False))
           depth  units  percent
               1      2      1.0
               2      2      0.5
               3      2      0.5
    hierarchical      2      0.5
    """
    require_judgements(judgements)
    chosen = judgements.variable(variable)
    if not chosen.hierarchical or chosen.values == "many":
        raise CodingError(f"{chosen.id!r} has no tree of single codes; depths are of hierarchical variables.")
    table = judgements.table(chosen.id, cannot_tell=cannot_tell)
    deepest = max((len(chosen.path(code)) for code in chosen.codes), default=1)
    rows = []
    for depth in range(1, deepest + 1):
        cut = {code: chosen.cut(code, depth) for code in chosen.codes}
        at_depth = replaced(table, cut)
        rows.append({"depth": str(depth), **measured(at_depth, chosen, "nominal", rng=rng)})
    rows.append({"depth": "hierarchical", **measured(table, chosen, "hierarchical", rng=rng)})
    return pd.DataFrame(rows, columns=["depth", "units", "percent", "alpha", "low", "high"])


def by_batch(
    judgements: Judgements,
    variable: str | None = None,
    *,
    size: int = 25,
    distance: Distance | None = None,
    cannot_tell: str = "missing",
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Measure agreement batch after batch, to see whether coders drift apart.

    Parameters
    ----------
    judgements, variable, distance, cannot_tell, rng
        As in `by_pair`.
    size
        Units in a batch. They come in the order of the day on which they were last coded; those of one day in the order
        of the file.

    Returns
    -------
    pandas.DataFrame
        ``batch``, ``first`` and ``last`` unit, ``units`` that two coders or more judged, ``percent``, ``alpha``,
        ``low``, ``high``. The last batch may be smaller.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> print(by_batch(judgements, size=2)[["batch", "first", "last", "percent"]].to_string(index=False))
     batch first  last  percent
         1 E0001 E0002      1.0
         2 E0003 E0003      0.0
    """
    require_judgements(judgements)
    chosen = judgements.variable(variable)
    if not is_whole(size) or size < 2:
        raise CodingError(f"size is {size!r}; a batch has two units or more.")
    table = judgements.table(chosen.id, cannot_tell=cannot_tell)
    frame = judgements.frame[judgements.frame["variable"] == chosen.id]
    days = frame.groupby("unit")["coded_on"].max().reindex(table.index).fillna("")
    table = table.iloc[np.argsort(days.to_numpy(dtype=str), kind="stable")]
    table = table[table.notna().sum(axis=1) > 1]
    rows = []
    for number, first in enumerate(range(0, len(table), size), start=1):
        part = table.iloc[first : first + size]
        ends = {"batch": number, "first": part.index[0], "last": part.index[-1]}
        rows.append({**ends, **measured(part, chosen, distance, rng=rng)})
    return pd.DataFrame(rows, columns=["batch", "first", "last", "units", "percent", "alpha", "low", "high"])
