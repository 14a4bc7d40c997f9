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
from ca_events.plots.choices import FigureError
from ca_events.plots.datewords import Bounds, date_words
from ca_events.plots.event_codes import Codes, lane_cells, require_column, weights_of
from ca_events.plots.marks import Mark, mark_of

if TYPE_CHECKING:
    from ca_events.collection import Events

CATEGORY = "category"
COLUMNS = ("id", "label", "date_words", "code", "drawn", "date", *DATE_COLUMNS)


@attrs.frozen(kw_only=True)
class Entry:
    """One event of a timeline, ready to be placed.

    Attributes
    ----------
    id, label, words, code : str
        Its id, its label, its date in words, and its code.
    mark : Mark
        What is drawn for its date.
    lane : str
        The lane in which it stands.
    weight : float
        What a point of distance from its date costs.
    labelled : bool
        Whether it has a label or a key beside its mark.
    number : str
        Its key, where a key stands for its label.
    dropped : bool
        Whether its label was left out for want of room.
    """

    id: str
    label: str
    words: str
    code: str
    mark: Mark
    lane: str = ""
    weight: float = 1.0
    labelled: bool = True
    number: str = ""
    dropped: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Its id and its lane, by which it is known among the entries of a figure."""
        return self.id, self.lane

    @property
    def name(self) -> str:
        """Name of its artists: an event that stands in several lanes is drawn in each."""
        return f"{self.id}-{self.lane}" if self.lane else self.id


def timeline_table(
    events: Events,
    *,
    by: str | None = "category",
    depth: int | None = 1,
    label: str | None = "title",
    lanes: str | None = None,
    lane_order: Sequence[str] | None = None,
    salience: str | None = None,
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
        The column with the words of the labels; None: marks without labels.
    lanes, lane_order
        By what the figure is divided, and which lanes are shown in which order; see `lane_cells`.
    salience
        The column that says how much each event matters; see `weights_of`.

    Returns
    -------
    pandas.DataFrame
        Columns ``id, label, date_words, code, drawn, date`` and the date columns, in the order of the dates; with
        lanes also ``lane`` (an event of several lanes has a row for each), with salience also ``weight``. Its
        ``attrs`` hold ``by`` (name of the variable), ``title`` (its label), ``codes`` (all codes in order),
        ``labels`` (code -> label), ``lanes`` (lane -> label), ``elsewhere`` (how many events are in none of them) and
        ``selection`` (which events these are, in words).

    Raises
    ------
    FigureError
        When these are no events, or when they have no such column.
    """
    if not hasattr(events, "selection") or not hasattr(events, "to_pandas"):
        raise FigureError(
            f"timeline takes events, not {type(events).__name__}; give it what ca.load(...) returns, or a part of it; "
            "ca.Events(...) makes events of a table or of a list of ca.Event objects."
        )
    frame = events.sort().to_pandas()
    if by == CATEGORY and by not in frame.columns and events.study is None:
        # Events without a study need have no codes at all.
        by = None
    for name in (label, by, salience):
        if name is not None:
            require_column(frame, name)
    names = Codes.of(events, frame, by, depth)
    bounds = [row_bounds(row) for row in records(frame[list(DATE_COLUMNS)])]
    table = pd.DataFrame(
        {
            "id": frame["id"].astype(str),
            "label": [_words(text) for text in frame[label]] if label is not None else "",
            "date_words": [date_words(bound) for bound in bounds],
            "code": [names.cut(cell) for cell in frame[by]] if by else "",
            "drawn": [not bound.undated for bound in bounds],
            "date": frame["date"].astype(str),
        }
        | {name: frame[name] for name in DATE_COLUMNS}
    )
    if salience is not None:
        table["weight"] = weights_of(events, frame, salience)
    places = None if lanes is None else lane_cells(events, frame, lanes, order=lane_order, depth=depth)
    if places is not None:
        table.insert(table.columns.get_loc("date"), "lane", places.cells)  # type: ignore[arg-type]
        table = table.explode("lane").dropna(subset="lane")
    table = table.reset_index(drop=True)
    table.attrs = {
        "lanes": dict(places.labels) if places else {},
        "elsewhere": sum(not cell for cell in places.cells) if places else 0,
        "by": by or "",
        "title": names.title,
        "codes": names.order,
        "labels": dict(names.labels),
        "selection": str(events.selection),
    }
    return table


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
            lane=str(row.get("lane", "")),
            weight=float(row.get("weight", 1.0)),  # type: ignore[arg-type]
        )
        for row in records(table.loc[table["drawn"].astype(bool)])
    ]
    return sorted(made, key=_order)


def _order(entry: Entry) -> tuple[float, float, str, str, str]:
    """Sort by anchor, then by end, then by id, label and lane."""
    anchor = entry.mark.anchor
    last = entry.mark.last
    return (
        float("-inf") if anchor is None else anchor,
        float("inf") if last is None else last,
        entry.id,
        entry.label,
        entry.lane,
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


def _words(cell: object) -> str:
    """Turn a cell into the words of a label; one that is missing has none, and a byte order mark is no letter."""
    return "" if cell is None or pd.isna(cell) else str(cell).replace("\ufeff", "")  # type: ignore[call-overload]
