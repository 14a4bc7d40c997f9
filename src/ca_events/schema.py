"""The canonical columns of an event table: their names, their order, and what each one holds.

Every study has the same fixed columns; the variables of its codebook follow, then columns of the user's own, whose
names begin with ``x_``. Any other column is an error, because a misspelt column is a variable that silently stays
empty. Each column names the parser and writer of its kind of cell, the same that convert the field of an `Event`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import attrs

from ca_events import cells
from ca_events.dates import DATE_COLUMNS
from ca_events.errors import Problem, nearest
from ca_events.study import OWN_PREFIX, Study

Kind = Literal["text", "category", "number", "edition", "date"]


@attrs.frozen
class Column:
    """What one column holds.

    Attributes
    ----------
    name : str
        Name of the column.
    parse, write : callable
        Text of a cell -> value, and back; the converters of `Event`.
    kind : str
        How the frame stores it: ``text``, ``category`` (a vocabulary), ``number``, ``edition``, ``date``.
    holds : str
        What its cells say, in a sentence for the page of columns.
    free : bool
        Free text, which files escape so that no spreadsheet runs it.
    suspect : re.Pattern or None
        A character that a cell may not hold. Texts without one need no closer look, so that a million titles are
        cleared by one search.
    """

    name: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    kind: Kind
    holds: str = ""
    free: bool = False
    suspect: re.Pattern[str] | None = None


FIXED = (
    Column(
        "id",
        cells.parse_id,
        cells.write_id,
        "text",
        suspect=cells.NOT_IN_ID,
        holds="Identifies the event for ever; opaque, never reused, unchanged when a date is corrected.",
    ),
    Column(
        "date",
        cells.parse_date,
        cells.write_date,
        "date",
        holds="When it happened, in EDTF: `2013-09-07`, `2013-09`, `2013~`, a span `2023-05-18/2023-05-19`, "
        "a window `[2005..2012]` or `[2005,2007]`, `XXXX` when nothing is known.",
    ),
    Column(
        "title",
        cells.parse_line,
        cells.write_text,
        "text",
        free=True,
        suspect=cells.NOT_IN_LINE,
        holds="What happened: one line in the coder's own words.",
    ),
    Column(
        "actors",
        cells.parse_actors,
        cells.write_actors,
        "category",
        holds="Who took part: ids of the register of actors, each with a role where one is stated: "
        "`CHN:lender; KGZ:borrower`.",
    ),
    Column(
        "place",
        cells.parse_line,
        cells.write_text,
        "text",
        free=True,
        suspect=cells.NOT_IN_LINE,
        holds="Where it happened, by name.",
    ),
    Column(
        "lat",
        cells.parse_latitude,
        cells.write_number,
        "number",
        holds="Latitude of the place, decimal degrees.",
    ),
    Column(
        "lon",
        cells.parse_longitude,
        cells.write_number,
        "number",
        holds="Longitude of the place, decimal degrees.",
    ),
    Column(
        "amount",
        cells.parse_amount,
        cells.write_number,
        "number",
        holds="A sum of money as stated, in units of the currency, nominal.",
    ),
    Column(
        "amount_low",
        cells.parse_amount,
        cells.write_number,
        "number",
        holds="The least sum that a source states, where sources differ.",
    ),
    Column(
        "amount_high",
        cells.parse_amount,
        cells.write_number,
        "number",
        holds="The greatest sum that a source states, where sources differ.",
    ),
    Column(
        "currency",
        cells.parse_currency,
        cells.write_id,
        "category",
        holds="Currency of the sum, ISO 4217.",
    ),
    Column(
        "quantity",
        cells.parse_amount,
        cells.write_number,
        "number",
        holds="A number of anything but money.",
    ),
    Column(
        "quantity_unit",
        cells.parse_id,
        cells.write_id,
        "category",
        holds="What the quantity counts; a code of the vocabulary `quantity_unit`.",
    ),
    Column(
        "chain",
        cells.parse_id,
        cells.write_id,
        "text",
        suspect=cells.NOT_IN_ID,
        holds="Id shared by the stages of one deal or project.",
    ),
    Column(
        "series",
        cells.parse_id,
        cells.write_id,
        "category",
        holds="Id shared by the editions of a series, such as a yearly exercise.",
    ),
    Column(
        "edition",
        cells.parse_edition,
        cells.write_edition,
        "edition",
        holds="Number of the edition within its series, from 1.",
    ),
    Column(
        "related",
        cells.parse_related,
        cells.write_related,
        "text",
        holds="Typed links to other events: `part_of: E0012`; the relation is a code of the vocabulary `relation`.",
    ),
    Column(
        "sources",
        cells.parse_ids,
        cells.write_ids,
        "category",
        holds="Who says so: ids of the register of sources.",
    ),
    Column(
        "coder",
        cells.parse_id,
        cells.write_id,
        "category",
        holds="Who coded the event, as a role name.",
    ),
    Column(
        "coded_on",
        cells.parse_day,
        cells.write_day,
        "category",
        holds="The day it was coded.",
    ),
    Column(
        "codebook_version",
        cells.parse_id,
        cells.write_id,
        "category",
        holds="The version of the codebook it was coded under.",
    ),
    Column(
        "note",
        cells.parse_text,
        cells.write_text,
        "text",
        free=True,
        suspect=cells.NOT_IN_TEXT,
        holds="Remarks: reasoning, conflicts, what was not opened.",
    ),
)
FIXED_NAMES = tuple(column.name for column in FIXED)
NUMBERS = frozenset(column.name for column in FIXED if column.kind in ("number", "edition"))
REQUIRED = ("id", "date", "title")
REQUIRED_IN_STUDY = ("id", "date", "title", "actors", "sources")


def is_own(name: str) -> bool:
    """Say whether a column is the user's own."""
    return name.startswith(OWN_PREFIX)


def variable_column(name: str) -> Column:
    """Describe the column of a codebook variable."""
    return Column(name, cells.parse_codes, cells.write_codes, "category")


def extra_column(name: str) -> Column:
    """Describe a column of the user's own: text that nobody checks."""
    return Column(name, str, str, "text", free=True)


def stored_columns(names: Iterable[str], study: Study | None) -> tuple[Column, ...]:
    """List the columns that a file of events stores, in canonical order.

    Parameters
    ----------
    names
        The columns that are there; those of the user's own (``x_``) come last, in their order.
    study
        The study whose variables follow the fixed columns; without one, every other name is a variable.

    Returns
    -------
    tuple of Column
        Fixed columns, variables, the user's own.
    """
    given = list(names)
    if study is None:
        taken = {*FIXED_NAMES, *DATE_COLUMNS}
        variables = [name for name in given if name not in taken and not is_own(name)]
    else:
        variables = list(study.codebook.columns)
    own = [name for name in given if is_own(name)]
    return (*FIXED, *map(variable_column, variables), *map(extra_column, own))


def header_problems(names: Sequence[str], study: Study | None, *, file: str = "") -> list[Problem]:
    """Find columns that are missing, misspelt or not the study's.

    Parameters
    ----------
    names
        The columns that are there.
    study
        The study; without one, unknown names are taken for variables unless they look misspelt.
    file
        Name for messages.

    Returns
    -------
    list of Problem
        Empty when the header is good.
    """
    fixed = FIXED_NAMES
    variables = [] if study is None else list(study.codebook.columns)
    required = [*(REQUIRED if study is None else REQUIRED_IN_STUDY), *variables]
    missing = [name for name in required if name not in names]
    absent = [name for name in (*fixed, *variables) if name not in names]
    line = 1 if file else None
    problems = []
    for name in names:
        if name in fixed or name in variables or is_own(name):
            continue
        alike = nearest(name, absent)
        problem = _unknown_column(name, study, alike)
        if problem:
            problems.append(Problem(problem, file=file, line=line, column=name, nearest=alike))
            missing = [other for other in missing if other != alike]
    for name in missing:
        message = (
            f"the column is missing; add it{' to the header' if file else ''} (its cells may stay empty)."
        )
        if name in REQUIRED:
            message = "the column is missing; every event needs it."
        problems.append(Problem(message, file=file, line=line, column=name))
    return problems


def _unknown_column(name: str, study: Study | None, alike: str) -> str:
    """Say what is wrong with a column that is neither fixed nor a variable; ``""`` if nothing."""
    if name in DATE_COLUMNS:
        return "the column is computed from date; remove it."
    if study is not None and name in study.codebook.derived:
        return "the column is derived, not coded; remove it."
    if study is not None:
        return (
            f"is no column of events and no variable of the codebook {study.codebook.id!r}; "
            f"a column of your own has a name that begins with x_."
        )
    if not name:
        return "a column has no name."
    return "looks like a misspelt column." if alike else ""
