"""Where coders disagree: by code, by pair of coders, by coder, by depth of the tree, by batch, between rounds.

One coefficient for a variable hides where the trouble is: a codebook may be clear but for two codes that everybody
mixes up, or one coder of four may read a rule otherwise, or all grow careless after fifty events. Every table here
has the numbers that it rests on beside the coefficient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import attrs
import numpy as np
import pandas as pd

from ca_events.cells import CellError
from ca_events.coding.answers import answer_of, parse_answer
from ca_events.coding.choices import CodingError
from ca_events.coding.distances import Distance
from ca_events.coding.estimate import FEW, estimated
from ca_events.coding.intervals import Wanted
from ca_events.coding.judgements import Judgements, cell_of
from ca_events.coding.measuring import measured, order_of, replaced
from ca_events.coding.ratings import Integers, Ratings, ratings_of
from ca_events.coding.sums import alpha_statistic, chance_statistic, counts_of, specific_statistic
from ca_events.study import Variable

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
        A row for each code that was given, in the order of the codebook (by letter, where units may have several):
        ``code``; ``judgements``, how often it was given to units that two coders or more judged; ``units`` to which
        anybody gave it; ``prevalence``, its share among these judgements; ``agreement``, the chance that another coder
        gives it when one did (specific agreement, Uebersax 1982), with ``agreement_low`` and ``agreement_high``;
        ``alpha`` of given or not given, with ``low`` and ``high``; ``ac1``. Intervals are left out where fewer than ten
        units have the code, or another.

    Raises
    ------
    CodingError
        As in `Judgements.table`.
    """
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
        As in `by_category`.
    distance
        As in `ca_events.coding.agreement.krippendorff_alpha`; what fits the variable if left out.
    rng
        A seed or a ``numpy.random.Generator``.

    Returns
    -------
    pandas.DataFrame
        ``first``, ``second``, ``units`` that both coded, ``percent``, ``alpha``, ``low``, ``high``. A square:
        ``table.pivot(index="first", columns="second", values="alpha")``.
    """
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
    """
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


def aligned(
    gold: Mapping[str, Any] | pd.Series[Any], units: pd.Index[Any], variable: Variable, cannot_tell: str
) -> pd.Series[Any]:
    """Give the final answer about each unit as a cell of ratings, None where there is none."""
    known = dict(gold.items())
    if not set(known).intersection(units):
        raise CodingError(
            "gold has no code for any of the units; its keys are units, its values final codes."
        )
    answers: list[Any] = []
    for unit in units:
        final = known.get(unit)
        if final is None:
            answers.append(None)
            continue
        try:
            answer = parse_answer(final if isinstance(final, str) else answer_of(final), variable)
        except CellError as error:
            raise CodingError(f"gold of {unit!r}: {error}") from None
        answers.append(cell_of(answer, variable, cannot_tell))
    return pd.Series(answers, index=units, dtype=object)


def _consensus(table: pd.DataFrame) -> pd.Series[Any]:
    """Give the answer that most coders gave; None where two answers are equally frequent."""
    answers: list[Any] = []
    for cells in table.to_numpy(dtype=object):
        counted = Counter(cell for cell in cells if cell is not None).most_common(2)
        clear = len(counted) == 1 or (len(counted) == 2 and counted[0][1] > counted[1][1])
        answers.append(counted[0][0] if clear else None)
    return pd.Series(answers, index=table.index, dtype=object)


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
    """
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
    """
    chosen = judgements.variable(variable)
    if size < 2:
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
    """
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
