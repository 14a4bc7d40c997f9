"""A variable measured unasked: with the distance that fits it, its answers in the order of the codebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ca_events.cells import CellError
from ca_events.coding.agreement import krippendorff_alpha, percent_agreement
from ca_events.coding.answers import SPECIAL, answer_of, parse_answer
from ca_events.coding.choices import CodingError
from ca_events.coding.distances import Distance
from ca_events.coding.estimate import Estimate
from ca_events.coding.judgements import cell_of
from ca_events.study import Variable


def usual_distance(variable: Variable) -> str:
    """Give the distance that fits a variable unasked: MASI for several codes a unit, else nominal."""
    return "masi" if variable.values == "many" else "nominal"


def order_of(variable: Variable, answers: Sequence[Any]) -> list[str] | None:
    """Give all answers to a variable of one code in the order of the codebook; None where cells are sets."""
    if variable.values == "many":
        return None
    given = set(answers)
    return [*variable.codes, *(special for special in SPECIAL if special in given)]


def measured(
    table: pd.DataFrame, variable: Variable, distance: Distance | None, *, rng: int | np.random.Generator = 0
) -> dict[str, Any]:
    """Give units, percent agreement and alpha of a table of ratings, for a row of a table."""
    table = comparable(table, distance)
    alpha = alpha_of(table, variable, distance, rng=rng)
    percent = percent_agreement(table, interval=None)
    return {
        "units": alpha.n_pairable,
        "percent": percent.value,
        "alpha": alpha.value,
        "low": alpha.low,
        "high": alpha.high,
    }


def alpha_of(
    table: pd.DataFrame, variable: Variable, distance: Distance | None, *, draws: int = 1000,
    rng: int | np.random.Generator = 0,
) -> Estimate:  # fmt: skip
    """Give the alpha of a variable: with the distance that fits it, its codes in the order of the codebook."""
    chosen = usual_distance(variable) if distance is None else distance
    given = {cell for cell in table.to_numpy(dtype=object).ravel() if cell is not None}
    categories = None
    if is_ordinal(chosen):
        if variable.values == "many":
            raise CodingError(
                f"{variable.id!r} takes several codes a unit, and sets have no order, which distance='ordinal' needs; "
                "take 'masi' or 'jaccard'."
            )
        categories = [code for code in variable.codes if code in given]
        table = comparable(table, chosen)
    return krippendorff_alpha(table, distance=chosen, categories=categories, draws=draws, rng=rng)


def comparable(table: pd.DataFrame, distance: Distance | None) -> pd.DataFrame:
    """Leave out the answers that a distance cannot compare: among ranks, those that are no code."""
    return replaced(table, dict.fromkeys(SPECIAL)) if is_ordinal(distance) else table


def aligned(
    gold: Mapping[str, Any] | pd.Series[Any], units: pd.Index[Any], variable: Variable, cannot_tell: str
) -> pd.Series[Any]:
    """Give the final answer about each unit as a cell of ratings, None where there is none."""
    if not isinstance(gold, Mapping | pd.Series):
        raise CodingError(
            f"gold is a {type(gold).__name__}; give unit and final code, as AdjudicationLog.final does."
        )
    if isinstance(gold, pd.Series) and not gold.index.is_unique:
        twice = gold.index[gold.index.duplicated()][0]
        raise CodingError(f"gold names the unit {twice!r} twice; keep one final code.")
    known = dict(gold.items())
    if not set(known).intersection(units):
        raise CodingError(
            "gold has no code for any of the units; its keys are units, its values final codes."
        )
    answers: list[Any] = []
    for unit in units:
        final = known.get(unit)
        # An empty cell of a sheet: nobody has decided.
        if final is None or final is pd.NA or final != final or final == "":
            answers.append(None)
            continue
        try:
            answer = parse_answer(final if isinstance(final, str) else answer_of(final), variable)
        except CellError as error:
            raise CodingError(f"gold of {unit!r}: {error}") from None
        except TypeError:
            raise CodingError(
                f"gold of {unit!r} is {final!r}; give a code as text, or a set of codes."
            ) from None
        answers.append(cell_of(answer, variable, cannot_tell))
    return pd.Series(answers, index=units, dtype=object)


def is_ordinal(distance: Distance | None) -> bool:
    """Say whether a distance is that of ranks; a matrix or a function is none that is known by name."""
    return isinstance(distance, str) and distance == "ordinal"


def unranked_of(table: pd.DataFrame) -> int:
    """Count the answers that have no rank: that none applies, or that one cannot tell."""
    return int(sum(cell in SPECIAL for cell in table.to_numpy(dtype=object).ravel() if isinstance(cell, str)))


def replaced(table: pd.DataFrame, changes: Mapping[str, str | None]) -> pd.DataFrame:
    """Replace some codes; a missing cell stays None."""
    cells = table.to_numpy(dtype=object, copy=True)
    for place, cell in np.ndenumerate(cells):
        cells[place] = changes.get(cell, cell)
    return pd.DataFrame(cells, index=table.index, columns=table.columns, dtype=object)
