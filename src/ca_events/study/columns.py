"""The names of the columns of `events.csv`.

Every study has the same fixed columns; the variables of its codebook follow them. A variable therefore may not
take the name of a fixed column, of a column computed from the date, or of a column of a table of counts.
"""

from __future__ import annotations

from ca_events.dates import DATE_COLUMNS

EVENT_COLUMNS = (
    "id",
    "date",
    "title",
    "actors",
    "place",
    "lat",
    "lon",
    "amount",
    "amount_low",
    "amount_high",
    "currency",
    "quantity",
    "quantity_unit",
    "chain",
    "series",
    "edition",
    "related",
    "sources",
    "coder",
    "coded_on",
    "codebook_version",
    "note",
)
"""The fixed columns, in the order in which they are written."""

VOCABULARIES = ("role", "relation", "quantity_unit")
"""Variables whose codes are words inside a fixed column, so that they are no columns of their own."""

TABLE_COLUMNS = ("actor", "dyad", "bin", "definite", "expected", "possible", "n", "n_unknown")
"""Names that tables of counts and totals use for themselves."""

BINS = ("year", "quarter", "month", "decade")
"""The calendar bins of tables, which no set of periods may be called."""

OWN_ROWS = ("undated", "open", "unknown", "outside")
"""The rows after the bins of a table: events, or days of events, that belong to no bin."""

OWN_PREFIX = "x_"
"""Columns that begin so are the user's own: kept as text and never checked."""


def why_reserved(name: str) -> str:
    """Say what a name already means, or ``""`` when a variable may have it.

    Upper and lower case count as the same, because some database engines read column names that way.

    Examples
    --------
    >>> why_reserved("Title")
    'a fixed column of events.csv'
    >>> why_reserved("stage")
    ''
    """
    folded = name.casefold()
    if folded in VOCABULARIES:
        return "" if name in VOCABULARIES else f"the variable {folded!r} in other letters"
    if folded in EVENT_COLUMNS:
        return "a fixed column of events.csv"
    if folded in DATE_COLUMNS:
        return "a column computed from the date"
    if folded in TABLE_COLUMNS:
        return "a column of the tables of counts"
    return "a column of the user's own, which is never checked" if folded.startswith(OWN_PREFIX) else ""
