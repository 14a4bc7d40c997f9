"""The list of disagreements, the costliest first.

A disagreement costs more, the further the codes lie apart and the more often the same codes are mixed up: clearing up
one rule then settles many units. The list shows who gave which code, the rules of the codebook for the codes at stake,
the sources, and what the coders remarked, so that two people can talk about each line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from ca_events.coding.answers import SPECIAL, answer_of
from ca_events.coding.choices import CodingError
from ca_events.coding.distances import Distance, distance_matrix
from ca_events.coding.judgements import Judgements, require_judgements
from ca_events.coding.measuring import usual_distance
from ca_events.errors import allowed
from ca_events.study import Code, Variable

COLUMNS = (
    "unit",
    "variable",
    "codes",
    "distance",
    "confusion",
    "frequency",
    "cost",
    "rules",
    "sources",
    "notes",
)
BETWEEN = " | "


def disagreements(
    judgements: Judgements,
    variable: str | None = None,
    *,
    distances: Mapping[str, Distance] | None = None,
    round: int | None = None,
) -> pd.DataFrame:
    """List the units about which coders disagree, by cost.

    Parameters
    ----------
    judgements
        The judgements.
    variable
        Only this variable; all if left out.
    distances
        Variable -> distance. Unasked, codes of a tree have the hierarchical one, sets MASI, all others the nominal one.
    round
        Which round; needed where there are several.

    Returns
    -------
    pandas.DataFrame
        ``unit``, ``variable``; ``codes``, who gave which; ``distance``, the mean over pairs of coders; ``confusion``,
        the codes at stake; ``frequency``, units with the same confusion; ``cost``, distance x frequency; ``rules`` of
        the codebook for these codes; ``sources`` and ``notes`` of the coders. That one cannot tell is no code, but lies
        as far from any code as can be.

    Raises
    ------
    CodingError
        As in `Judgements.table`, and for an unknown variable in `distances`.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> print(disagreements(judgements)[["unit", "codes", "cost"]].to_string(index=False))
     unit                   codes  cost
    E0003 anna: signed | ben: mou   1.0
    """
    require_judgements(judgements)
    chosen = judgements if round is None else judgements.only(round=round)
    for name in distances or {}:
        if name not in chosen.variables:
            raise CodingError(
                f"distances names {name!r}, which nobody coded. {allowed(name, chosen.variables)}"
            )
    names = chosen.variables if variable is None else (chosen.variable(variable).id,)
    parts = [_of_variable(chosen, name, (distances or {}).get(name)) for name in names]
    rows = [row for part in parts for row in part]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"distance": "float64", "cost": "float64"})
    return table.sort_values("cost", ascending=False, kind="stable", ignore_index=True)


def _of_variable(judgements: Judgements, name: str, own: Distance | None) -> list[dict[str, Any]]:
    """List the disagreements about one variable."""
    variable = judgements.codebook[name]
    answers = answers_by_unit(judgements, name)
    divided = {unit: given for unit, given in answers.items() if len(set(given.values())) > 1}
    apart = _distances(variable, own, [answer for given in divided.values() for answer in given.values()])
    confusions = {unit: BETWEEN.join(sorted(set(given.values()))) for unit, given in divided.items()}
    frequency = Counter(confusions.values())
    said = judgements.frame[judgements.frame["variable"] == name].groupby("unit", sort=False)
    rows = []
    for unit, given in divided.items():
        pairs = list(combinations(given.values(), 2))
        distance = sum(apart[pair] for pair in pairs) / len(pairs)
        lines = said.get_group(unit)
        times = frequency[confusions[unit]]
        rows.append(
            {
                "unit": unit,
                "variable": name,
                "codes": seen(given),
                "distance": distance,
                "confusion": confusions[unit],
                "frequency": times,
                "cost": distance * times,
                "rules": _rules(variable, given.values()),
                "sources": "; ".join(
                    sorted({one for cell in lines["sources"] for one in cell.split("; ") if one})
                ),
                "notes": BETWEEN.join(
                    f"{coder}: {note}"
                    for coder, note in zip(lines["coder"], lines["note"], strict=True)
                    if note
                ),
            }
        )
    return rows


def answers_by_unit(judgements: Judgements, variable: str) -> dict[str, dict[str, str]]:
    """Give for each unit who answered what, coders in order; not coded is no answer."""
    table = judgements.table(variable, cannot_tell="code")
    found: dict[str, dict[str, str]] = {}
    for unit, cells in zip(table.index, table.to_numpy(dtype=object), strict=True):
        given = {
            str(coder): cell if isinstance(cell, str) else _written(cell)
            for coder, cell in zip(table.columns, cells, strict=True)
            if cell is not None
        }
        if given:
            found[str(unit)] = given
    return found


def _written(cell: frozenset[str]) -> str:
    """Write a set of codes as an answer."""
    return next(iter(cell)) if len(cell) == 1 else answer_of(cell)


def seen(given: Mapping[str, str]) -> str:
    """Write who answered what."""
    return BETWEEN.join(f"{coder}: {answer}" for coder, answer in given.items())


def _distances(variable: Variable, own: Distance | None, answers: list[str]) -> dict[tuple[str, str], float]:
    """Give the distance between any two answers."""
    unlike = sorted(set(answers))
    usual = "hierarchical" if variable.hierarchical and variable.values == "one" else usual_distance(variable)
    distance = usual if own is None else own
    if isinstance(distance, str) and distance in ("ordinal", "interval", "ratio"):
        raise CodingError(
            f"{variable.id}: disagreements about codes are not ranked by distance={distance!r}."
        )
    values: list[Any] = [_as_value(answer, variable) for answer in unlike]
    matrix = distance_matrix(distance, values)
    return {
        (one, other): float(matrix[row, column])
        for row, one in enumerate(unlike)
        for column, other in enumerate(unlike)
    }


def _as_value(answer: str, variable: Variable) -> Any:
    """Give an answer as a distance compares it."""
    if variable.values == "one":
        return answer
    return frozenset() if answer == SPECIAL[0] else frozenset(answer.split("; "))


def _rules(variable: Variable, answers: Any) -> str:
    """Quote the rules for the codes at stake, those that all share left out."""
    given = [set(answer.split("; ")) for answer in answers]
    at_stake = set().union(*given) - set.intersection(*given)
    return BETWEEN.join(_rule(code) for code in variable.codes.values() if code.id in at_stake)


def _rule(code: Code) -> str:
    """Write the rule of a code."""
    parts = [code.definition]
    parts += [f"Include: {'; '.join(code.include)}."] if code.include else []
    parts += [f"Exclude: {'; '.join(code.exclude)}."] if code.exclude else []
    return f"{code.id}: {' '.join(parts)}"
