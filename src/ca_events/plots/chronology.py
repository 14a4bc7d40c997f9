"""The table behind a timeline: one row an event, with its words, its code and its bounds.

A figure draws a table that can be printed. This one holds what a timeline shows and nothing else, so that it can be
read, corrected and published beside the figure. Rows without any date stay in it, marked ``drawn = False``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs
import pandas as pd

from ca_events.dates import DATE_COLUMNS
from ca_events.errors import nearest
from ca_events.plots.choices import FigureError
from ca_events.plots.datewords import Bounds, date_words
from ca_events.plots.identity import NONE, SEVERAL
from ca_events.plots.marks import Mark, mark_of

if TYPE_CHECKING:
    from ca_events.collection import Events

COLUMNS = ("id", "label", "date_words", "code", "drawn", "date", *DATE_COLUMNS)


@attrs.frozen(kw_only=True)
class Entry:
    """One event of a timeline, ready to be placed."""

    id: str
    label: str
    words: str
    code: str
    mark: Mark


def timeline_table(
    events: Events, *, by: str | None = "category", depth: int | None = 1, label: str = "title"
) -> pd.DataFrame:
    """Make the table that a timeline draws.

    Parameters
    ----------
    events
        The events.
    by
        The variable that gives marks their look, or None for one look. A column of codes; an event with several
        codes of it is shown as ``(several)``, one with none as ``(none)``.
    depth
        To which depth codes of a hierarchical variable are cut; None: as they are.
    label
        The column with the words of the labels.

    Returns
    -------
    pandas.DataFrame
        Columns ``id, label, date_words, code, drawn, date`` and the date columns, in the order of the dates. Its
        ``attrs`` hold ``by`` (name of the variable), ``title`` (its label), ``codes`` (all codes in order),
        ``labels`` (code -> label) and ``selection`` (which events these are, in words).

    Raises
    ------
    FigureError
        When these are no events, or when they have no such column.
    """
    if not hasattr(events, "selection") or not hasattr(events, "to_pandas"):
        raise FigureError(
            f"timeline takes events, not {type(events).__name__}; give it what ca.load(...) returns, or a part of it; "
            "ca.Events(...) makes events of a table or of a list of records."
        )
    frame = events.sort().to_pandas()
    for name in (label, *([by] if by else [])):
        _require_column(frame, name)
    names = Codes.of(events, frame, by, depth)
    bounds = [row_bounds(row) for row in records(frame[list(DATE_COLUMNS)])]
    table = pd.DataFrame(
        {
            "id": frame["id"].astype(str),
            "label": [_words(text) for text in frame[label]],
            "date_words": [date_words(bound) for bound in bounds],
            "code": [names.cut(cell) for cell in frame[by]] if by else "",
            "drawn": [not bound.undated for bound in bounds],
            "date": frame["date"].astype(str),
        }
        | {name: frame[name] for name in DATE_COLUMNS}
    )
    table = table.reset_index(drop=True)
    table.attrs = {
        "by": by or "",
        "title": names.title,
        "codes": names.order,
        "labels": dict(names.labels),
        "selection": str(events.selection),
    }
    return table


@attrs.frozen(kw_only=True)
class Codes:
    """The codes of a variable cut to a depth: their order, their labels and how a cell is cut."""

    title: str = ""
    order: tuple[str, ...] = ()
    labels: Mapping[str, str] = attrs.field(factory=dict)
    depth: int | None = None

    @classmethod
    def of(cls, events: Events, frame: pd.DataFrame, by: str | None, depth: int | None) -> Codes:
        """Take order and labels from the codebook; without a study, from the codes that occur."""
        if by is None:
            return cls()
        codebook = events.study.codebook if events.study is not None else None
        if codebook is None or by not in codebook:
            cells = {code for cell in frame[by] for code in _codes(cell)}
            bare = cls(title=by, depth=depth)
            return attrs.evolve(
                bare, order=tuple(dict.fromkeys(sorted(bare.shorten(code) for code in cells)))
            )
        variable = codebook[by]
        bare = cls(title=variable.label, depth=depth if variable.hierarchical else None)
        order = tuple(dict.fromkeys(bare.shorten(code) for code in variable.codes))
        labels = {code: variable.codes[code].label for code in order}
        return attrs.evolve(bare, order=order, labels=labels)

    def shorten(self, code: str) -> str:
        """Cut one code; a dotted id begins with the ids above it."""
        return code if self.depth is None else ".".join(code.split(".")[: self.depth])

    def cut(self, cell: object) -> str:
        """Cut a cell to the one code that is shown for it."""
        found = list(dict.fromkeys(self.shorten(code) for code in _codes(cell)))
        return (NONE, *found)[-1] if len(found) < 2 else SEVERAL


def entries_of(table: pd.DataFrame) -> list[Entry]:
    """Turn the rows that can be drawn into entries, in an order that does not depend on that of the rows.

    Parameters
    ----------
    table
        As made by `timeline_table`.

    Returns
    -------
    list of Entry
        By the day of their anchors, then by mark and id.
    """
    made = [
        Entry(
            id=str(row["id"]),
            label=str(row["label"]),
            words=str(row["date_words"]),
            code=str(row["code"]),
            mark=mark_of(row_bounds(row)),
        )
        for row in records(table.loc[table["drawn"].astype(bool)])
    ]
    return sorted(made, key=_order)


def _order(entry: Entry) -> tuple[float, float, str, str]:
    """Sort by anchor, then by end, then by id and label."""
    anchor = entry.mark.anchor
    last = entry.mark.last
    return (
        float("-inf") if anchor is None else anchor,
        float("inf") if last is None else last,
        entry.id,
        entry.label,
    )


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """List the rows of a small table as dictionaries."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def row_bounds(row: Mapping[str, object]) -> Bounds:
    """Read the bounds in the date columns of one row."""
    return Bounds(
        earliest=_day(row["earliest"]),
        latest=_day(row["latest"]),
        latest_start=_day(row["latest_start"]),
        earliest_end=_day(row["earliest_end"]),
        kind=str(row["date_kind"]),
        start_state=str(row["start_state"]),
        end_state=str(row["end_state"]),
        approximate=bool(row["approximate"]),
        uncertain=bool(row["uncertain"]),
    )


def _day(value: object) -> date | None:
    """Turn a timestamp into a day, and a missing one into None."""
    if value is None or value is pd.NaT:
        return None
    return pd.Timestamp(value).date()  # type: ignore[arg-type]


def _codes(cell: object) -> list[str]:
    """Split a cell of codes."""
    return [code for code in ("" if cell is None else str(cell)).split("; ") if code]


def _words(cell: object) -> str:
    """Turn a cell into the words of a label; one that is missing has none."""
    return "" if cell is None or pd.isna(cell) else str(cell)  # type: ignore[call-overload]


def _require_column(frame: pd.DataFrame, name: str) -> None:
    """Refuse a column that is not there."""
    names: Sequence[str] = [str(column) for column in frame.columns]
    if name not in names:
        near = nearest(name, names)
        hint = f" Nearest: {near!r}." if near else ""
        raise FigureError(
            f"the events have no column {name!r}.{hint} See events.to_pandas().columns for all."
        )
