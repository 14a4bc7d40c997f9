"""Variables that are computed and not coded: from the register of actors, or from other variables.

The region of an event is that of its actors, the rank of China's side that of the office-holders who acted for it,
and whether an act is words, a paper or a deed follows from its category and its stage. Nobody codes these by hand, so
nobody can code them otherwise than the register and the codebook say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ca_events import cells
from ca_events.rules import Columns
from ca_events.study import Derived, Study, Variable

Places = npt.NDArray[Any]


def derived(variable: Variable, columns: Columns, study: Study) -> tuple[list[str], Places]:
    """Compute a variable, once for each distinct cell (or row of cells) that it is taken from.

    Parameters
    ----------
    variable
        A variable that is derived.
    columns
        The parsed columns of events.
    study
        Register of actors and codebook.

    Returns
    -------
    texts : list of str
        The cells.
    places : numpy.ndarray of int
        For each event, which of them is its own.
    """
    rule = variable.derived
    assert rule is not None
    origins = [columns[name] for name in rule.taken_from]
    rows, places = _distinct_rows([origin.text.places for origin in origins])
    texts = []
    for row in rows:
        values = [origin.parsed[place] for origin, place in zip(origins, row, strict=True)]
        found = _of_actors(rule, values[0], study) if rule.field else _of_codes(rule, values, study)
        texts.append(cells.write_codes(_fitting(variable, found - {""})))
    return texts, places


def _distinct_rows(columns: Sequence[Places]) -> tuple[list[tuple[int, ...]], Places]:
    """Give the distinct rows of some columns of whole numbers, and which of them each row is."""
    table = np.stack(columns, axis=1)
    rows, places = np.unique(table, axis=0, return_inverse=True)
    return [tuple(row) for row in rows.tolist()], places.reshape(-1)


def _of_actors(rule: Derived, value: Iterable[str | tuple[str, str]], study: Study) -> set[str]:
    """Look the field of actors up; the region is inherited from parent or state."""
    found = set()
    for word in value:
        actor = word if isinstance(word, str) else word[0]
        if actor not in study.actors:
            continue
        line = (actor, *study.actors.ancestors(actor))
        if (rule.of and rule.of not in line) or (rule.not_of and rule.not_of in line):
            continue
        if rule.field == "region":
            found.add(study.actors.region(actor))
        else:
            row = study.actors[actor]
            found.add(str(row.own.get(rule.field) or getattr(row, rule.field, "") or ""))
    return found


def _of_codes(rule: Derived, values: Sequence[Iterable[str]], study: Study) -> set[str]:
    """Map codes; the first variable of which the map knows a code decides."""
    for name, codes in zip(rule.taken_from, values, strict=True):
        paths = [study.codebook[name].path(code) for code in codes if code in study.codebook[name].codes]
        nearest = [next((above for above in reversed(path) if above in rule.map), "") for path in paths]
        found = {rule.map[code] for code in nearest if code}
        if found:
            return found
    return set()


def _fitting(variable: Variable, found: set[str]) -> Iterable[str]:
    """Keep the first code in the order of the codebook where a variable takes one."""
    if variable.values == "many" or len(found) < 2:
        return found
    order = list(variable.codes)
    return [min(found, key=lambda code: (order.index(code) if code in order else len(order), code))]
