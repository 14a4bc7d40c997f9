"""How often codes by one coder met codes by the other, and what is said about it in words.

The table is square: the same codes in rows and in columns. Two coders give a table with sides, more than two a table of
coincidences, in which each difference stands twice.
"""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np
import pandas as pd

from ca_events.errors import counted, joined
from ca_events.plots.agreement import SHOWN
from ca_events.plots.choices import FigureError
from ca_events.plots.disagreement import percent
from ca_events.plots.heatmap import DEEP
from ca_events.plots.identity import mix
from ca_events.plots.row_axis import Numbers, code_words


@attrs.frozen(kw_only=True, eq=False)
class Meetings:
    """How often codes met, as a square array, and the words about it; `both`: coincidences, without order of coders."""

    codes: tuple[str, ...]
    cells: Numbers
    rows: str
    columns: str
    both: bool

    @classmethod
    def of(cls, table: pd.DataFrame) -> Meetings:
        """Read a square table; its columns are put in the order of its rows."""
        if not isinstance(table, pd.DataFrame):
            raise FigureError(
                f"confusion draws a square table of counts, not {type(table).__name__}; give a pandas frame with codes "
                "by one coder in rows and those by the other in columns, such as pd.crosstab makes."
            )
        order = _columns_of_rows(table)
        codes = tuple(code_words(code) for code in table.index)
        cells = np.zeros((len(codes), len(codes)))
        for row, code in enumerate(codes):
            for place, column in enumerate(order):
                cells[row, place] = _count_of(table.iloc[row, column], code, codes[place])
        names = [
            None if name is None else code_words(name) for name in (table.index.name, table.columns.name)
        ]
        same = names[0] == names[1]
        both = (same or names[1] == f"other {names[0]}") and np.allclose(cells, cells.T)
        if both:
            names = [name or "code" for name in names]
        elif same:
            names = [None, None]
        rows, columns = names[0] or "one coder", names[1] or "the other coder"
        return cls(codes=codes, cells=cells, rows=rows, columns=columns, both=both)

    @property
    def words(self) -> list[str]:
        """All words of the figure that come from the data."""
        return [*self.codes, self.rows, self.columns]

    @property
    def apart(self) -> Numbers:
        """The cells with different codes; the diagonal is 0."""
        return self.cells - np.diag(np.diag(self.cells))

    @property
    def most(self) -> float:
        """The most in a cell with different codes."""
        return float(self.apart.max(initial=0.0))

    def shade(self, count: float) -> str:
        """Give the shade of a count of different codes: white for none, the darkest for the most."""
        return mix(DEEP, 1.0 - (0.12 + 0.88 * count / self.most)) if count > 0 else "#ffffff"

    @property
    def whole(self) -> bool:
        """Whether all counts are whole numbers."""
        return bool((self.cells == np.round(self.cells)).all())

    def number(self, count: float) -> str:
        """Write a count: whole, or below 100 with one decimal; what is little never looks like nothing."""
        if not count:
            return ""
        if self.whole or count >= 100:
            return f"{count:.0f}"
        return "<0.1" if count < 0.05 else f"{count:.1f}".removesuffix(".0")

    @property
    def what(self) -> str:
        """Say what met, and how much of it is agreement."""
        total, same = float(self.cells.sum()), float(np.trace(self.cells))
        noun = counted(len(self.codes), "code")
        if self.both:
            whose, pairs, rest = "", "coincidence", "; each difference stands in two cells"
        else:
            whose, pairs, rest = (
                f", {self.rows} (rows) against {self.columns} (columns)",
                "pair of codes",
                "",
            )
        plural = {"coincidence": "coincidences", "pair of codes": "pairs of codes"}[pairs]
        number = f"{total:,.1f}".removesuffix(".0")
        share = f", of which {percent(same / total)} % are the same code{rest}" if total else ""
        return f"{noun}{whose}: {number} {pairs if total == 1 else plural}{share}."

    @property
    def caption(self) -> str:
        """The caption, but for what depends on the size of the figure."""
        shade = (
            f"Shade: different codes, darkest for {self.number(self.most)}, the most in one cell."
            if self.most
            else "No two different codes met."
        )
        rounded = "" if self.whole else " Numbers are rounded; those in the table are not."
        return f"{self.what} Outlined and not shaded: the same code. {shade} Empty: 0.{rounded}"

    def worst(self, most: int) -> str:
        """List the different codes that met most often; in a table of coincidences each pair once."""
        apart = np.triu(self.apart) if self.both else self.apart
        order = np.argsort(-apart, axis=None, kind="stable")[:most]
        told = []
        for row, column in zip(*np.unravel_index(order, apart.shape), strict=True):
            one, other, count = self.codes[row], self.codes[column], float(apart[row, column])
            pair = f"{one} and {other}" if self.both else f"{self.rows} {one}, {self.columns} {other}"
            told += [f"{pair}: {self.number(count)}"] if count else []
        return "; ".join(told)

    @property
    def alt(self) -> str:
        """The description: agreement, the codes most often taken for one another, and those nobody gave."""
        worst = self.worst(SHOWN)
        idle = [code for code, one, other in zip(self.codes, self.cells.sum(1), self.cells.sum(0), strict=True)
                if not one + other]  # fmt: skip
        parts = [
            f"Heatmap of {self.what}",
            f"Different codes that met most often: {worst}." if worst else "",
            f"Never given: {joined(idle)}." if idle else "",
        ]
        return " ".join(filter(None, parts))

    @property
    def printable(self) -> pd.DataFrame:
        """The table with the codes of its rows as the first column, whose name says what rows and columns are."""
        made = pd.DataFrame(self.cells, columns=list(self.codes))
        if self.whole:
            made = made.astype("int64")
        made.insert(0, f"{self.rows} \\ {self.columns}", list(self.codes), allow_duplicates=True)
        return made


def _columns_of_rows(table: pd.DataFrame) -> list[int]:
    """Find for each row the place of the column with the same code; refuse a table that is not square."""
    rows, columns = (
        [None if code_words(code) == "(missing)" else code for code in axis] for axis in table.axes
    )
    for axis, codes in (("rows", rows), ("columns", columns)):
        twice = [code for place, code in enumerate(codes) if code in codes[:place]]
        if twice:
            raise FigureError(
                f"the code {code_words(twice[0])!r} has several {axis}; sum them up before drawing."
            )
    lone = [(axis, [code_words(code) for code in codes if code not in others])
            for axis, codes, others in (("rows", rows, columns), ("columns", columns, rows))]  # fmt: skip
    if any(codes for _, codes in lone):
        found = "; ".join(f"only in {axis}: {', '.join(map(repr, codes))}" for axis, codes in lone if codes)
        raise FigureError(
            f"confusion draws a square table, with the same codes in rows and columns; {found}. "
            "Give table.reindex(index=codes, columns=codes, fill_value=0) with all codes."
        )
    return [columns.index(code) for code in rows]


def _count_of(cell: Any, row: str, column: str) -> float:
    """Read a cell as a count."""
    try:
        count = math.nan if cell is None or cell is pd.NA else float(cell)
    except (TypeError, ValueError):
        count = math.nan
    if not (count >= 0 and math.isfinite(count)):
        raise FigureError(
            f"the cell of row {row!r} and column {column!r} is {cell!r}; it must be a count from 0 up, 0 for none."
        )
    return count
