"""From one release of a study to the next: which cells changed, which events came in, which are gone.

Data that are cited must say what became of a number. The rows that this module gives are those of `changes.csv` and
`withdrawn.csv`; only the reasons are missing, because nobody knows them but the one who made the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import attrs
import numpy as np
import pandas as pd

from ca_events.assembly import text_of_frame
from ca_events.collection import Events
from ca_events.register_links import CAME_IN
from ca_events.study import Change, Tombstone
from ca_events.study.sheet import Row


class Difference(NamedTuple):
    """What is different between two releases.

    Attributes
    ----------
    changes : pandas.DataFrame
        One row a changed cell, in the columns of ``changes.csv``; an event that came in has one row, with the field
        ``id``.
    withdrawn : pandas.DataFrame
        One row an event that is gone, in the columns of ``withdrawn.csv``.
    """

    changes: pd.DataFrame
    withdrawn: pd.DataFrame


def difference(old: Events, new: Events, *, version: str) -> Difference:
    """Compare the events of two releases cell by cell.

    Parameters
    ----------
    old, new
        The events of the release before and of the one to come.
    version
        The version of the data in which the changes stand first.

    Returns
    -------
    Difference
        Changes and withdrawn events, in the order of `new` and of `old`; the column reason is empty and waits.

    Examples
    --------
    >>> import ca_events as ca
    >>> before = ca.Events([ca.Event(id="E1", date="1997", title="A pipeline is agreed on")])
    >>> after = ca.Events([ca.Event(id="E1", date="1997-09-24", title="A pipeline is agreed on")])
    >>> difference(before, after, version="0.2.0").changes[["id", "field", "old", "new"]].values.tolist()
    [['E1', 'date', '1997', '1997-09-24']]
    """
    before, after = _texts(old), _texts(new)
    changes = [(version, event, CAME_IN, "", event, "") for event in after.index if event not in before.index]
    changes += [(version, *cell, "") for cell in _changed(before, after)]
    place = {event: number for number, event in enumerate(after.index)}
    changes.sort(key=lambda change: place[change[1]])
    gone = before[~before.index.isin(after.index)]
    cells = zip(gone.index, gone["date"], gone["title"], strict=True)
    withdrawn = [(event, version, date, title, "", "") for event, date, title in cells]
    return Difference(_table(Change, changes), _table(Tombstone, withdrawn))


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """Give event, column, old and new text of each cell that changed."""
    common = [event for event in after.index if event in before.index]
    columns = [*after.columns, *(name for name in before.columns if name not in after.columns)]
    was, now = (frame.reindex(index=common, columns=columns, fill_value="") for frame in (before, after))
    for row, column in np.argwhere((was != now).to_numpy()):
        yield common[row], columns[column], was.iloc[row, column], now.iloc[row, column]


def _table(record: type[Row], rows: Sequence[tuple[str, ...]]) -> pd.DataFrame:
    """Make a table in the columns of a register."""
    columns = [field.name for field in attrs.fields(record) if "write" in field.metadata]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _texts(events: Events) -> pd.DataFrame:
    """Give the stored cells as text, by id."""
    table = text_of_frame(events.to_pandas(), events.study)
    cells: dict[str, Any] = {
        name: [column.texts[place] for place in column.places] for name, column in table.columns.items()
    }
    return pd.DataFrame(cells, dtype=object).set_index("id")
