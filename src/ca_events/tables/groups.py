"""The engine half of every table: group the events where they are, and bring only the groups home.

Ten million events have few different days and codes. They are grouped twice, with spellings that every engine
understands: events whose day is certain by cell and bin; the rest by cell and their exact bounds. What comes back is
small, and everything that needs a codebook, periods or exact shares is done with it afterwards.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.dates import EventDate
from ca_events.engines import ColumnTypes, collect, day_digits, groupable, texts
from ca_events.gaps import dates_with_gaps
from ca_events.tables.bins import Grid
from ca_events.tables.days import Days, Flags, Numbers, Shares, day_numbers
from ca_events.tables.words import TableError

BOUNDS = ("earliest", "latest_start", "earliest_end", "latest")
STATES = ("start_state", "end_state")
DATE_PARTS = (*BOUNDS, "date_kind", *STATES)
COUNT = "n"

# Ids hold no blank, so that these can never be the name of a variable.
NUMBER = "bin number"
GAPPED = "date with gaps"


@attrs.frozen(kw_only=True, eq=False)
class Groups:
    """Events that agree in all that a table asks for; each array has one entry for each group.

    Attributes
    ----------
    cells
        For each column that is grouped by: the positions of the cells among the distinct texts, and those texts.
    earliest, latest_start, earliest_end, latest
        Bounds; `ca_events.tables.days.NO_DAY` where there is none.
    span
        Whether the events went on; all others are one event on one day.
    start_open, end_open
        Whether that end is stated to be open.
    gapped
        Position among `gaps`, -1 for all other dates.
    gaps
        The dates that have gaps between their bounds.
    sums
        What was added up, by name; the number of events is ``n``.
    """

    cells: dict[str, tuple[Numbers, list[str]]]
    earliest: Days
    latest_start: Days
    earliest_end: Days
    latest: Days
    span: Flags
    start_open: Flags
    end_open: Flags
    gapped: Numbers
    gaps: tuple[EventDate, ...]
    sums: dict[str, Shares]

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.span)


def lazy_frame(frame: Any, needed: Sequence[str]) -> nw.LazyFrame[Any]:
    """Take a frame of any engine, and refuse it if a column is missing."""
    lazy: nw.LazyFrame[Any] = nw.from_native(frame).lazy()
    present = set(lazy.collect_schema().names())
    missing = [name for name in dict.fromkeys(needed) if name not in present]
    if missing:
        raise TableError(
            f"the frame has no column {', '.join(map(repr, missing))}. A table is made of the canonical columns "
            "and of those that ca_events.dates.columns computes from the column date."
        )
    return lazy


def gaps_of(frame: Any) -> tuple[EventDate, ...]:
    """Look for the dates of a frame that have gaps, one small query."""
    lazy_frame(frame, ["date", *DATE_PARTS])
    return dates_with_gaps(frame)


def grouped(
    frame: Any,
    *,
    cells: Sequence[str],
    place: tuple[str, str],
    grid: Grid,
    gaps: Sequence[EventDate],
    measures: Mapping[str, nw.Expr] | None = None,
) -> Groups:
    """Group events on their engine and bring the groups home, in an order that does not depend on the engine.

    Parameters
    ----------
    frame
        Native frame in the canonical columns.
    cells
        Columns to group by.
    place
        The two bounds between which an event lies; where they are equal its day is certain.
    grid
        The division of time.
    gaps
        The dates of the frame that have gaps, which bounds do not describe; their events are grouped by text besides.
    measures
        Numbers to be added up, by name, besides the number of events.

    Returns
    -------
    Groups
        The groups; one day of a bin stands for all certain days in it.
    """
    measures = measures or {}
    keys = [*cells, *DATE_PARTS]
    lazy = groupable(lazy_frame(frame, keys), keys)
    literal = functools.partial(ColumnTypes(lazy).day, place[0])
    parts = [*DATE_PARTS, GAPPED] if gaps else list(DATE_PARTS)
    gapped = [_text_with_gaps(gaps)] if gaps else []
    lazy = lazy.select(*cells, *DATE_PARTS, *gapped, *(value.alias(name) for name, value in measures.items()))
    first, last = map(nw.col, place)
    # Events of an uncertain day fall into the bin -1, which is quicker than leaving them out before grouping. This is
    # arithmetic and no when-then, because older versions of narwhals stumble over a constant beside an empty column.
    number = (
        ((first == last).cast(nw.Int64) * (grid.number(first, literal) + 1) - 1).fill_null(-1).alias(NUMBER)
    )
    certain = _added_up(lazy.select(*cells, *measures, number), [*cells, NUMBER], list(measures))
    uncertain = (first != last) | first.is_null() | last.is_null()
    rest = _added_up(lazy.filter(uncertain), [*cells, *parts], list(measures))
    # The bounds become integers only now, when there are few of them.
    rest = rest.with_columns(*(day_digits(nw.col(name)).alias(name) for name in BOUNDS))
    names = [*measures, COUNT]
    tables = [_of_certain(collect(certain), cells, grid, names), _of_rest(collect(rest), cells, names, gaps)]
    return _sorted(pd.concat(tables, ignore_index=True), cells, names, gaps)


def _text_with_gaps(gaps: Sequence[EventDate]) -> nw.Expr:
    """Give the text of a date with gaps, and none for all others."""
    written = [date.text for date in gaps]
    return nw.when(nw.col("date").is_in(written)).then(nw.col("date")).alias(GAPPED)


def _added_up(lazy: nw.LazyFrame[Any], keys: Sequence[str], measures: Sequence[str]) -> nw.LazyFrame[Any]:
    """Add up the measures of each group, and count its events."""
    return lazy.group_by(*keys).agg(*(nw.col(name).sum() for name in measures), nw.len().alias(COUNT))


def _of_certain(
    frame: nw.DataFrame[Any], cells: Sequence[str], grid: Grid, names: Sequence[str]
) -> pd.DataFrame:
    """Turn groups by cell and bin into groups by cell and day."""
    number = _numbers(frame, NUMBER)
    table = _table(frame, cells, names)[number >= 0].reset_index(drop=True)
    for name in BOUNDS:
        table[name] = grid.day(number[number >= 0])
    return table.assign(span=False, start_open=False, end_open=False, gapped=-1)


def _of_rest(
    frame: nw.DataFrame[Any], cells: Sequence[str], names: Sequence[str], gaps: Sequence[EventDate]
) -> pd.DataFrame:
    """Read the groups by cell and bounds."""
    table = _table(frame, cells, names)
    for name in BOUNDS:
        table[name] = day_numbers(_numbers(frame, name))
    for name, column, word in (
        ("span", "date_kind", "span"),
        ("start_open", "start_state", "open"),
        ("end_open", "end_state", "open"),
    ):
        table[name] = np.array([cell == word for cell in frame[column].to_list()], dtype=bool)
    position = {date.text: place for place, date in enumerate(gaps)}
    found = [position.get(text, -1) for text in frame[GAPPED].to_list()] if gaps else -1
    return table.assign(gapped=np.array(found, dtype="int64"))


def _table(frame: nw.DataFrame[Any], cells: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
    """Read cells and sums; columns of cells are named by position, so that no variable can stand in the way."""
    columns: dict[Any, Any] = {f"cell {place}": texts(frame[name]) for place, name in enumerate(cells)}
    columns |= {f"sum {name}": np.nan_to_num(frame[name].to_numpy().astype("float64")) for name in names}
    return pd.DataFrame(columns)


def _numbers(frame: nw.DataFrame[Any], name: str) -> Numbers:
    """Read integers, which some engines hand out as decimal numbers."""
    return frame[name].to_numpy().astype("int64")


def _sorted(
    table: pd.DataFrame, cells: Sequence[str], names: Sequence[str], gaps: Sequence[EventDate]
) -> Groups:
    """Put the groups into one order: sums of fractions depend on it in their last digits."""
    coded: list[tuple[npt.NDArray[np.intp], list[str]]] = []
    for place in range(len(cells)):
        codes, distinct = pd.factorize(table[f"cell {place}"].to_numpy(dtype=object), sort=True)
        coded.append((codes, [str(text) for text in distinct]))
    described = (*BOUNDS, "span", "start_open", "end_open", "gapped")
    plain = [table[name].to_numpy() for name in described]
    order = np.lexsort([*reversed(plain), *(codes for codes, _ in reversed(coded))])
    columns = {name: table[name].to_numpy()[order] for name in described}
    return Groups(
        cells={name: (codes[order], distinct) for name, (codes, distinct) in zip(cells, coded, strict=True)},
        gaps=tuple(gaps),
        sums={name: table[f"sum {name}"].to_numpy()[order] for name in names},
        **columns,
    )
