"""Where sources say different things, and where what happened is itself disputed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ca_events.cells import write_number
from ca_events.collection import Events
from ca_events.quality.asked import rows_of
from ca_events.review.support import CONFLICTS

DENIED = "denied"


def conflicts(events: Events) -> pd.DataFrame:
    """List what sources state against a cell, with why it was set aside.

    Parameters
    ----------
    events
        Events with a study, whose evidence says which pieces conflict (`stance`).

    Returns
    -------
    pandas.DataFrame
        One row a piece of evidence with the stance ``conflicts``, in the order of the events: ``id``, ``title``,
        ``field``, ``cell`` (what the event says), ``stated`` (what the source says), ``source`` (its publisher or
        title) and ``note`` (the note of the event).

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> table = conflicts(ca.load())
    >>> table[table["id"] == "E0031"][["field", "cell", "stated"]].values.tolist()
    [['date', '2004-06-17', 'June 7, 2004']]
    """
    rows = rows_of(events)
    columns = ["id", "title", "field", "cell", "stated", "source", "note"]
    places = rows.place_of
    pieces = [piece for piece in rows.study.evidence if piece.stance == CONFLICTS and piece.event in places]
    table = []
    for piece in sorted(pieces, key=lambda piece: places[piece.event]):
        row = rows.frame.loc[places[piece.event]]
        source = rows.study.sources[piece.source]
        cell = row[piece.field] if piece.field in row else ""
        table.append(
            {
                "id": piece.event,
                "title": row["title"],
                "field": piece.field,
                "cell": _text(cell),
                "stated": piece.value,
                "source": source.publisher or source.title,
                "note": row["note"],
            }
        )
    return pd.DataFrame(table, columns=columns, dtype=object)


def contested(events: Events) -> pd.DataFrame:
    """List the events that a party to them denies.

    Parameters
    ----------
    events
        Events with a study whose codebook has the variable `attestation`.

    Returns
    -------
    pandas.DataFrame
        One row an event with the code ``denied``: ``id``, ``date``, ``title``, ``note``.

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> contested(ca.load()).columns.tolist()
    ['id', 'date', 'title', 'note']
    """
    rows = rows_of(events)
    places = rows.with_code("attestation", DENIED)
    return rows.frame.loc[places, ["id", "date", "title", "note"]].reset_index(drop=True)


def _text(cell: Any) -> str:
    """Write a cell as it stands in the file: whole numbers without a fraction, nothing for nothing."""
    if pd.isna(cell):
        return ""
    return write_number(cell) if isinstance(cell, float) else str(cell)
