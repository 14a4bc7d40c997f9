"""Add up what falls into each cell of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import attrs
import numpy as np

from ca_events.tables.bins import Bins
from ca_events.tables.days import Numbers, Shares
from ca_events.tables.groups import Groups
from ca_events.tables.keys import By, Key, expand, steps
from ca_events.tables.spread import Lines, Places, lines_of
from ca_events.tables.words import OWN_ROWS

# So many lines are held at once: an event that may lie in any of a thousand months has a thousand of them.
LINES = 2_000_000


@attrs.frozen
class Measure:
    """A column of a table: which sum of a group is added up, and how much of it counts in a bin.

    Attributes
    ----------
    name
        The name of the column.
    counts
        All of it if the events certainly are there; the share of possible worlds; all of it if they could be there.
    sum
        The sum of the group.
    """

    name: str
    counts: Literal["definite", "share", "possible"]
    sum: str


@attrs.frozen(kw_only=True, eq=False)
class Tally:
    """The cells of a table in which something could be; each array has one entry for each cell.

    `key` is a position in `keys`, `bin` a position among the bins and, after them, the `OWN_ROWS`.
    """

    keys: list[Key]
    key: Numbers
    bin: Numbers
    sums: dict[str, Shares]


@attrs.frozen(kw_only=True, eq=False)
class Keyed:
    """Groups with the keys under which their events count; a group has one line in `row` and `key` for each."""

    row: Numbers
    key: Numbers
    keys: list[Key]

    @classmethod
    def of(cls, groups: Groups, by: By) -> Keyed:
        """Find the keys of groups."""
        row, key, keys = expand(groups, by)
        return cls(row=row, key=key, keys=keys)


def tally(
    groups: Groups, keyed: Keyed, places: Places, *, bins: Bins, shown: slice, measures: Sequence[Measure]
) -> Tally:
    """Add up groups in the cells of a table.

    Parameters
    ----------
    groups, keyed, places
        The groups, their keys, and where they lie in time.
    bins, shown
        All bins that may be needed, and those that are shown.
    measures
        What is added up.

    Returns
    -------
    Tally
        The cells in the order of keys and bins.
    """
    count = len(bins.labels) + len(OWN_ROWS)
    cells: list[Numbers] = [np.zeros(0, dtype="int64")]
    values: dict[str, list[Shares]] = {measure.name: [np.zeros(0)] for measure in measures}
    for lines in _portions(places, bins, shown):
        line, key = _with_keys(lines, keyed, len(groups))
        cell, place = np.unique(key * count + lines.bin[line], return_inverse=True)
        cells.append(cell)
        for measure in measures:
            weights = groups.sums[measure.sum][lines.row[line]] * _factor(lines, measure)[line]
            values[measure.name].append(_summed(place, weights, len(cell)))
    cell, place = np.unique(np.concatenate(cells), return_inverse=True)
    added = {name: _summed(place, np.concatenate(parts), len(cell)) for name, parts in values.items()}
    return Tally(keys=keyed.keys, key=cell // count, bin=cell % count, sums=added)


def _portions(places: Places, bins: Bins, shown: slice) -> Iterator[Lines]:
    """Spread some groups at a time over the bins."""
    size = max(LINES // max(len(bins.labels), 1), 1)
    for begin in range(0, len(places.span), size):
        lines = lines_of(places.take(slice(begin, begin + size)), bins, shown)
        yield attrs.evolve(lines, row=lines.row + begin)


def _with_keys(lines: Lines, keyed: Keyed, groups: int) -> tuple[Numbers, Numbers]:
    """Repeat each line for each key of its group: position of the line, position of the key."""
    lengths = np.bincount(keyed.row, minlength=groups)
    begin = np.cumsum(lengths) - lengths
    line, step = steps(lengths[lines.row])
    return line, keyed.key[begin[lines.row[line]] + step]


def _summed(place: Numbers, weights: Shares, length: int) -> Shares:
    """Add up weights by place."""
    return np.bincount(place, weights, length).astype("float64", copy=False)


def _factor(lines: Lines, measure: Measure) -> Shares:
    """Say how much of a group counts on each line."""
    if measure.counts == "possible":
        return np.ones(len(lines.row))
    return lines.share if measure.counts == "share" else lines.definite.astype("float64")
