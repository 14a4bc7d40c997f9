"""The last step: from sums in cells to a pandas table that can be read, printed and drawn."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pandas as pd

from ca_events.tables.bins import Bins, Grid
from ca_events.tables.days import Flags, Numbers, Shares, day_text
from ca_events.tables.keys import ACTOR, BETWEEN, DYAD, By, Key, cut, variable_of
from ca_events.tables.words import NO_VALUE, OWN_ROWS

if TYPE_CHECKING:
    from ca_events.study import Study


@attrs.frozen(kw_only=True, eq=False)
class Cells:
    """Cells of a table, one entry in every array for each; `missing` says that a value is not known."""

    keys: list[Key]
    key: Numbers
    bin: Numbers
    sums: dict[str, Shares]
    missing: dict[str, Flags]


def finished(
    cells: Cells,
    *,
    names: Sequence[str],
    orders: Sequence[Sequence[str]],
    bins: Bins,
    shown: slice,
    whole: Iterable[str],
) -> pd.DataFrame:
    """Make the table: rows sorted by bin and then by the other columns.

    Parameters
    ----------
    cells
        What is in it.
    names, orders
        The columns between the bin and the values, and their values in order.
    bins, shown
        All bins, and those that are shown.
    whole
        The columns of values that are whole numbers.

    Returns
    -------
    pandas.DataFrame
        Column ``bin``, the columns `names`, and the values.
    """
    count = len(bins.labels)
    own = [place for place in range(len(OWN_ROWS)) if np.any(cells.bin == count + place)]
    labels = [*bins.labels[shown], *(OWN_ROWS[place] for place in own)]
    position = np.full(count + len(OWN_ROWS), -1)
    position[shown] = np.arange(shown.stop - shown.start)
    position[[count + place for place in own]] = shown.stop - shown.start + np.arange(len(own))
    codes = [position[cells.bin]]
    for place, order in enumerate(orders):
        rank = {value: number for number, value in enumerate(order)}
        codes.append(np.array([rank[key[place]] for key in cells.keys], dtype="int64")[cells.key])
    rows = np.lexsort(codes[::-1])
    columns: dict[Hashable, Any] = {
        name: ordered(code[rows], order)
        for name, code, order in zip(("bin", *names), codes, (labels, *orders), strict=True)
    }
    for name, values in cells.sums.items():
        columns[name] = numbers(values[rows], cells.missing[name][rows], whole=name in whole)
    return pd.DataFrame(columns)


def ordered(codes: Sequence[int] | Numbers, order: Sequence[str]) -> pd.Categorical[str]:
    """Make a column of words in order, from the position of each."""
    categories = pd.Index(list(order), dtype="str")
    return pd.Categorical.from_codes(np.asarray(codes, dtype="int64"), categories=categories, ordered=True)


def numbers(
    values: Shares, missing: Flags, *, whole: bool
) -> pd.arrays.IntegerArray | pd.arrays.FloatingArray:
    """Make a column of numbers that may be missing."""
    filled = np.where(missing, 0.0, values)
    if whole:
        return pd.arrays.IntegerArray(np.rint(filled).astype("int64"), missing)
    return pd.arrays.FloatingArray(filled, missing)


def orders_of(by: By, keys: Sequence[Key], study: Study | None) -> list[list[str]]:
    """Put the values of each column in order."""
    return [
        order_of(name, {key[place] for key in keys}, by.depth, study) for place, name in enumerate(by.names)
    ]


def order_of(name: str, values: Iterable[str], depth: int | None, study: Study | None) -> list[str]:
    """Put the values of a column in order: codebook or register first, then the alphabet, events without a value last.

    All codes of a codebook are listed whether they occur or not, so that a code has the same place in every table.
    """
    present = set(values)
    known: list[str] = []
    variable = variable_of(name, study)
    if variable is not None:
        known = list(dict.fromkeys(cut(code, depth, variable) for code in variable.codes))
    elif study is not None and name in (ACTOR, DYAD):
        rank = {actor: place for place, actor in enumerate(study.actors.ids)}
        places = {value: [rank.get(actor, len(rank)) for actor in value.split(BETWEEN)] for value in present}
        known = sorted(present - {NO_VALUE}, key=lambda value: (places[value], value))
    others = sorted(present - {*known, NO_VALUE})
    return [*known, *others, *([NO_VALUE] if NO_VALUE in present else [])]


def labels_of(name: str, values: Iterable[str], study: Study | None) -> dict[str, str]:
    """Give the words that a reader is to see for values; nothing for those that have none but themselves."""
    if study is None:
        return {}
    variable = variable_of(name, study)
    found: dict[str, str] = {}
    for value in values:
        if variable is not None and value in variable.codes:
            found[value] = variable.codes[value].label
        elif name in (ACTOR, DYAD):
            actors = value.split(BETWEEN)
            if all(actor in study.actors for actor in actors):
                found[value] = BETWEEN.join(study.actors[actor].name for actor in actors)
    return found


def with_attributes(
    table: pd.DataFrame, *, grid: Grid, names: Sequence[str], study: Study | None, more: Mapping[str, Any]
) -> pd.DataFrame:
    """Write on a table what was counted, in words that a figure can use."""
    labels = {name: labels_of(name, present(table[name]), study) for name in names}
    if grid.names:
        labels["bin"] = {value: grid.names[value] for value in present(table["bin"]) if value in grid.names}
    return described(table, by=names, labels=labels, more=more)


def described(
    table: pd.DataFrame, *, by: Sequence[str], labels: dict[str, dict[str, str]], more: Mapping[str, Any]
) -> pd.DataFrame:
    """Write on a table what it is; the collection from which it comes adds its selection in words."""
    for name, value in {**more, "by": tuple(by), "labels": labels, "selection": ""}.items():
        table.attrs[name] = value
    return table


def present(column: pd.Series[Any]) -> list[str]:
    """Give the values that occur in a column of a table, in order."""
    codes = np.unique(column.cat.codes.to_numpy())
    return [str(column.cat.categories[code]) for code in codes.tolist()]


def edges(bins: Bins, shown: slice) -> tuple[tuple[str, str, str], ...]:
    """Give label, first and last day of each shown bin; empty where a bin has no end."""
    found = zip(bins.labels[shown], bins.first[shown].tolist(), bins.last[shown].tolist(), strict=True)
    return tuple((label, day_text(first), day_text(last)) for label, first, last in found)
