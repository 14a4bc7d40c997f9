"""A counted table laid out as a grid: codes by bins, for bars and for heatmaps.

The table has one row for each bin and code that was counted. A figure also needs the cells that have no row, and must
not call them zero: nobody may have looked. They stay missing here. The own rows of a table (undated, open, unknown,
outside), which belong to no bin, are kept apart at its end; there a missing cell is a true zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.plots.choices import FigureError
from ca_events.plots.identity import Identity, identities

VALUES = ("definite", "expected", "possible")
OWN = ("undated", "open", "unknown", "outside")
PAIRS = ("actor", "dyad", "role")
# Chances of a thousand events add up to a little less than a thousand.
ROUNDING = 0.01
ADVICE = "give the codes labels in another script"

Numbers = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True, eq=False)
class Grid:
    """Counts as arrays of codes by bins; NaN where nothing is known.

    Attributes
    ----------
    bins, own : tuple of str
        The bins in order, and the own rows that occur.
    names : dict
        Bin -> what a reader is to see for it: the label of a period; bins without one are named by themselves.
    codes : tuple of str
        The codes with a row, in their order; one empty code when the table has no `by`.
    by, title : str
        Name and label of the variable.
    labels : dict
        Code -> label, as far as the table has them.
    looks : dict
        Code -> its look; of all codes of the variable, drawn or not.
    definite, expected, possible : numpy.ndarray
        Codes by bins and own rows.
    events : int or None
        How many events were counted.
    count : str
        ``began``, ``ended`` or ``active``.
    unit : str
        What the bins are; ``""`` for one bin of all.
    selection : str
        Which events, in words.
    part : bool
        Whether rows were taken out of the table after it was counted; `events` then counts those of the whole.
    folded : tuple of str
        Codes that were taken out by `fold`.
    """

    bins: tuple[str, ...]
    own: tuple[str, ...]
    names: dict[str, str]
    codes: tuple[str, ...]
    by: str
    title: str
    labels: dict[str, str]
    looks: dict[str, Identity]
    definite: Numbers
    expected: Numbers
    possible: Numbers
    events: int | None
    count: str
    unit: str
    selection: str
    part: bool = False
    folded: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: pd.DataFrame) -> Grid:
        """Lay out a table of counts.

        Parameters
        ----------
        table
            As `Events.counts` gives it: ``bin``, at most one variable, ``definite``, ``expected``, ``possible``.

        Returns
        -------
        Grid
            The arrays.

        Raises
        ------
        FigureError
            When columns are missing, or when the table has more than one variable.
        """
        by = _variable(table)
        bins, own = _bins(table)
        every = _levels(table[by]) if by else [""]
        present = set(table[by].astype(str)) if by else {""}
        codes = [code for code in every if code in present]
        values = {name: _array(table, name, by, codes, [*bins, *own], len(bins)) for name in VALUES}
        labels = dict(table.attrs.get("labels", {}).get(by, {})) if by else {}
        events = table.attrs.get("events")
        return cls(
            bins=tuple(bins),
            own=tuple(own),
            names=dict(table.attrs.get("labels", {}).get("bin", {})),
            codes=tuple(codes),
            by=by,
            title=_title(by),
            labels=labels,
            looks=identities(every, labels),
            events=None if events is None else int(events),
            count=str(table.attrs.get("count", "began")),
            unit=str(table.attrs.get("bins", "bin") or ""),
            selection=str(table.attrs.get("selection", "")),
            part=_is_part(table, by),
            definite=values["definite"],
            expected=values["expected"],
            possible=values["possible"],
        )

    @property
    def words(self) -> list[str]:
        """All words of a figure that come from the data."""
        return [self.title, *map(self.label, self.codes), *map(self.bin_name, self.bins)]

    def value(self, name: str) -> Numbers:
        """Give the array of ``definite``, ``expected`` or ``possible``."""
        return {"definite": self.definite, "expected": self.expected, "possible": self.possible}[name]

    @property
    def columns(self) -> tuple[str, ...]:
        """Bins and own rows."""
        return self.bins + self.own

    @property
    def many(self) -> bool:
        """Whether an event counts under several codes, so that sums count codes and not events."""
        if not self.by or self.events is None:
            return self.by in PAIRS
        return self.by in PAIRS or float(np.nansum(self.definite)) > self.events

    @property
    def searched(self) -> npt.NDArray[np.bool_]:
        """Whether a count is known, cell by cell."""
        return ~np.isnan(self.possible)

    @property
    def incomplete(self) -> bool:
        """Whether the search is known to have holes: then a number beside the holes may be too low as well.

        A cell with events says how many were found, and a table cannot say whether all were looked for.
        """
        return bool(self.folded) or not self.searched.all()

    @property
    def partly(self) -> npt.NDArray[np.bool_]:
        """Which columns have a count for some codes only."""
        return np.asarray(self.searched.any(axis=0) & ~self.searched.all(axis=0))

    @property
    def nowhere(self) -> npt.NDArray[np.bool_]:
        """Which columns have no count for any code."""
        return (
            np.asarray(~self.searched.any(axis=0)) if self.codes else np.zeros(len(self.columns), dtype=bool)
        )

    @property
    def drawn(self) -> tuple[str, ...]:
        """The codes of which something is certain or possible."""
        return tuple(
            code
            for code, row in zip(self.codes, self.possible, strict=True)
            if np.nan_to_num(row).max(initial=0.0) > 0
        )

    def fold(self) -> Grid:
        """Take out the codes that have no count in any bin and no events outside the bins, unless all are such."""
        bins = len(self.bins)
        counted = self.searched[:, :bins].any(axis=1)
        elsewhere = (np.nan_to_num(self.possible[:, bins:]) > 0).any(axis=1)
        blank: npt.NDArray[np.bool_] = np.asarray(~counted & ~elsewhere)
        if blank.all():
            return self
        return attrs.evolve(
            self,
            codes=tuple(code for code, out in zip(self.codes, blank, strict=True) if not out),
            folded=tuple(code for code, out in zip(self.codes, blank, strict=True) if out),
            definite=self.definite[~blank],
            expected=self.expected[~blank],
            possible=self.possible[~blank],
        )

    def bin_name(self, name: str) -> str:
        """Name a bin or own row."""
        return self.names.get(name, name)

    def label(self, code: str) -> str:
        """Name a code."""
        return self.looks[code].label if code in self.looks else self.labels.get(code, code)


def require_table(table: object, figure: str) -> None:
    """Refuse what was not counted yet, such as a collection of events."""
    if not isinstance(table, pd.DataFrame):
        raise FigureError(f"{figure} draws a table that was counted: give it events.counts(...)")


def _variable(table: pd.DataFrame) -> str:
    """Find the one variable of a table of counts, or ``""``."""
    names = [str(name) for name in table.columns]
    missing = [name for name in ("bin", *VALUES) if name not in names]
    if missing:
        raise FigureError(
            f"the table has no column {', '.join(repr(name) for name in missing)}; "
            "give the table that events.counts(...) returns, not the events."
        )
    by = [name for name in names if name not in ("bin", *VALUES)]
    if len(by) > 1:
        raise FigureError(
            f"the table has the variables {', '.join(by)}; a figure shows one: count by one variable, "
            "or keep the rows of one code of the others and drop their columns."
        )
    return by[0] if by else ""


def _bins(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Split the bins from the own rows."""
    present = set(table["bin"].astype(str))
    edges = [str(edge[0]) for edge in table.attrs.get("edges", ())]
    levels = _levels(table["bin"])
    bins = edges or [level for level in levels if level not in OWN]
    own = [level for level in levels if level in OWN and level not in bins and level in present]
    return bins, own


def _levels(column: pd.Series) -> list[str]:
    """List the categories of a column in order, or its values as they come."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [str(level) for level in column.cat.categories]
    return [str(level) for level in column.drop_duplicates()]


def _is_part(table: pd.DataFrame, by: str) -> bool:
    """Say whether rows are lacking: `attrs` survive a filter of pandas, and then speak of a table that is not there.

    A whole table has a row for each code that has a label, and each of its events counts in it as one at least: its
    chances over all bins and own rows add up to one (to more if it counts under several codes or in several bins).
    """
    events = table.attrs.get("events")
    if events is None:
        return False
    labels = table.attrs.get("labels", {}).get(by, {}) if by else {}
    if not set(labels) <= set(table[by].astype(str) if by else ()):
        return True
    chances = table["expected"].astype("Float64").fillna(table["possible"].astype("Float64"))
    return float(chances.sum()) < int(events) - ROUNDING


def _array(
    table: pd.DataFrame, name: str, by: str, codes: Sequence[str], columns: Sequence[str], placed: int
) -> Numbers:
    """Put one column of numbers into an array of codes by columns."""
    array = np.full((len(codes), len(columns)), np.nan)
    array[:, placed:] = 0.0
    row_of = {code: number for number, code in enumerate(codes)}
    column_of = {column: number for number, column in enumerate(columns)}
    names = table[by].astype(str) if by else [""] * len(table)
    for bin_name, code, value in zip(table["bin"].astype(str), names, table[name], strict=True):
        if bin_name in column_of:
            array[row_of[code], column_of[bin_name]] = np.nan if pd.isna(value) else float(value)
    return array


def _title(by: str) -> str:
    """Name the variable in a figure."""
    return by.replace("_", " ")
