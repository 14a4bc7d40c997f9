"""Who disagrees: each pair of coders, each coder against the others, each coder against what was coded before.

Of three coders or more one may read a rule otherwise than the rest, and the coefficient of all together does not say
which. And a coder who codes the same units again after some weeks shows how steady the coding is: agreement with
oneself is the most that agreement with others can be expected to reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from ca_events.coding.distances import Distance
from ca_events.coding.judgements import Judgements, require_judgements
from ca_events.coding.measuring import aligned, measured


def by_pair(
    judgements: Judgements,
    variable: str | None = None,
    *,
    distance: Distance | None = None,
    cannot_tell: str = "missing",
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Measure agreement for each pair of coders.

    Parameters
    ----------
    judgements, variable, cannot_tell
        As in `ca_events.coding.by_category`.
    distance
        As in `ca_events.coding.agreement.krippendorff_alpha`; what fits the variable if left out.
    rng
        A seed or a ``numpy.random.Generator``.

    Returns
    -------
    pandas.DataFrame
        ``first``, ``second``, ``units`` that both coded, ``percent``, ``alpha``, ``low``, ``high``. A square:
        ``table.pivot(index="first", columns="second", values="alpha")``.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> print(by_pair(judgements)[["first", "second", "units", "percent"]].round(2).to_string(index=False))
    first second  units  percent
     anna    ben      3     0.67
    """
    require_judgements(judgements)
    chosen = judgements.variable(variable)
    table = judgements.table(chosen.id, cannot_tell=cannot_tell)
    rows = [
        {"first": first, "second": second, **measured(table[[first, second]], chosen, distance, rng=rng)}
        for first, second in combinations(table.columns, 2)
    ]
    return pd.DataFrame(rows, columns=["first", "second", "units", "percent", "alpha", "low", "high"])


def by_coder(
    judgements: Judgements,
    variable: str | None = None,
    *,
    gold: Mapping[str, Any] | pd.Series[Any] | None = None,
    distance: Distance | None = None,
    cannot_tell: str = "missing",
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Measure how each coder agrees with the consensus of the others, or with final codes.

    Parameters
    ----------
    judgements, variable, distance, cannot_tell, rng
        As in `by_pair`.
    gold
        Unit -> final answer, as `AdjudicationLog.final` gives it, or a set of codes. If left out, the answer most
        frequent among the *other* coders, also if only one of them judged the unit.

    Returns
    -------
    pandas.DataFrame
        ``coder``, ``units``, ``percent``, ``alpha``, ``low``, ``high``, ``divided`` (units left out because the others
        are divided). As the doubtful units are left out, agreement with a consensus is an upper limit.

    Raises
    ------
    CodingError
        For final codes that the variable does not have, or about none of the units.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> final = {"E0001": "mou", "E0003": "mou"}
    >>> print(by_coder(judgements, gold=final)[["coder", "units", "percent"]].to_string(index=False))
    coder  units  percent
     anna      2      0.5
      ben      2      1.0
    """
    require_judgements(judgements)
    chosen = judgements.variable(variable)
    table = judgements.table(chosen.id, cannot_tell=cannot_tell)
    rows = []
    for coder in table.columns:
        others = table.drop(columns=coder)
        other = _consensus(others) if gold is None else aligned(gold, table.index, chosen, cannot_tell)
        both = pd.DataFrame({"coder": table[coder], "consensus": other}, dtype=object)
        divided = table[coder].notna() & other.isna() & others.notna().any(axis=1)
        left_out = int(divided.sum()) if gold is None else 0
        rows.append({"coder": coder, **measured(both, chosen, distance, rng=rng), "divided": left_out})
    return pd.DataFrame(rows, columns=["coder", "units", "percent", "alpha", "low", "high", "divided"])


def _consensus(table: pd.DataFrame) -> pd.Series[Any]:
    """Give the answer that most coders gave; None where two answers are equally frequent."""
    answers: list[Any] = []
    for cells in table.to_numpy(dtype=object):
        counted = Counter(cell for cell in cells if cell is not None).most_common(2)
        clear = len(counted) == 1 or (len(counted) == 2 and counted[0][1] > counted[1][1])
        answers.append(counted[0][0] if clear else None)
    return pd.Series(answers, index=table.index, dtype=object)


def by_round(
    judgements: Judgements, *, cannot_tell: str = "missing", rng: int | np.random.Generator = 0
) -> pd.DataFrame:
    """Measure how coders agree with themselves from one round to a later one.

    This is the stability of a coder over time, and no agreement between coders.

    Parameters
    ----------
    judgements
        Judgements of several rounds.
    cannot_tell, rng
        As in `by_pair`.

    Returns
    -------
    pandas.DataFrame
        ``variable``, ``coder``, ``first``, ``second`` (rounds), ``units``, ``percent``, ``alpha``, ``low``, ``high``;
        without rows if there is one round.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> again = rows.assign(round="2", value="signed")
    >>> judgements = ca.coding.Judgements.of(pd.concat([rows.assign(round="1"), again]), ca.load())
    >>> print(by_round(judgements)[["coder", "first", "second", "units", "percent"]].round(2).to_string(index=False))
    coder  first  second  units  percent
     anna      1       2      3     0.67
      ben      1       2      3     0.33
    """
    require_judgements(judgements)
    rows = []
    for name in judgements.variables:
        chosen = judgements.codebook[name]
        tables = {
            number: judgements.only(variables=[name], round=number).table(name, cannot_tell=cannot_tell)
            for number in _rounds_of(judgements, name)
        }
        for first, second in combinations(tables, 2):
            for coder in tables[first].columns.intersection(tables[second].columns):
                both = pd.DataFrame(
                    {"first": tables[first][coder], "second": tables[second][coder]}, dtype=object
                )
                found = measured(both, chosen, None, rng=rng)
                if found["units"]:
                    keys = {"variable": name, "coder": coder, "first": first, "second": second}
                    rows.append({**keys, **found})
    columns = ["variable", "coder", "first", "second", "units", "percent", "alpha", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _rounds_of(judgements: Judgements, variable: str) -> tuple[int, ...]:
    """Give the rounds in which a variable was coded."""
    frame = judgements.frame[judgements.frame["variable"] == variable]
    return tuple(sorted({int(text) for text in frame["round"]}))
