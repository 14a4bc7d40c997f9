"""What an event is counted under: from the text of its cells to the values in the columns of a table.

A cell may hold several codes, and each is cut to its ancestor at some depth; an event counts once under each
*different* value. Cells are read once per distinct text, after the engine has grouped by it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np

from ca_events.cells import LIST_SEPARATOR
from ca_events.dates import DATE_COLUMNS
from ca_events.study.columns import BINS, EVENT_COLUMNS, OWN_PREFIX
from ca_events.tables.days import Numbers
from ca_events.tables.groups import Groups
from ca_events.tables.words import NO_VALUE, TableError, refuse_unknown

if TYPE_CHECKING:
    from ca_events.study import Study, Variable

Key = tuple[str, ...]
Split = Callable[[str], Iterable[Key]]

ACTOR, DYAD, ROLE = "actor", "dyad", "role"
BETWEEN = " - "


@attrs.frozen
class Part:
    """Columns of the table that are read from one column of the frame."""

    names: tuple[str, ...]
    column: str
    split: Split


@attrs.frozen(kw_only=True)
class By:
    """The columns by which a table divides events, and how each is read.

    Attributes
    ----------
    names
        The columns of the table, in order.
    parts
        How they are read from the frame.
    depth
        To which depth codes are cut, None for not at all.
    """

    names: tuple[str, ...]
    parts: tuple[Part, ...]
    depth: int | None

    @property
    def columns(self) -> list[str]:
        """The columns of the frame that are needed."""
        return list(dict.fromkeys(part.column for part in self.parts))

    def keys(self, cells: dict[str, str]) -> list[Key]:
        """Give the different keys of an event with these cells."""
        found = [
            list(part.split(cells[part.column])) or [(NO_VALUE,) * len(part.names)] for part in self.parts
        ]
        read = [name for part in self.parts for name in part.names]
        order = [read.index(name) for name in self.names]
        rows = (tuple(itertools.chain.from_iterable(combined)) for combined in itertools.product(*found))
        return list(dict.fromkeys(tuple(row[place] for place in order) for row in rows))


def by_of(
    by: str | Sequence[str] | None, *, depth: int | None, study: Study | None, columns: Sequence[str]
) -> By:
    """Read what the user wants a table to be divided by.

    Parameters
    ----------
    by
        A name, several, or none.
    depth
        To which depth codes are cut.
    study
        The study that knows the variables; without one, every coded column of the frame is taken for one.
    columns
        The columns of the frame.

    Returns
    -------
    By
        The columns, checked.
    """
    names = (by,) if isinstance(by, str) else tuple(by or ())
    if depth is not None and (isinstance(depth, bool) or not isinstance(depth, int) or depth < 1):
        raise TableError(
            f"depth is {depth!r}; it is 1 for the roots, 2 for the level below them, None for all levels."
        )
    allowed = [*variables(study, columns), ACTOR, DYAD, ROLE]
    for name in names:
        if name not in allowed:
            advice = f"Bins are named apart: bins={name!r}." if name in BINS else ""
            raise refuse_unknown("variable to count by", name, allowed, advice)
        if names.count(name) > 1:
            raise TableError(f"by names {name!r} twice.")
    parts = [_part(name, depth, study) for name in names if name not in (ACTOR, ROLE)]
    if ACTOR in names and ROLE in names:
        # A role belongs to the participant who has it, not to everybody in the event.
        parts.append(Part((ACTOR, ROLE), "actors", participants_of))
    else:
        parts += [_part(name, depth, study) for name in names if name in (ACTOR, ROLE)]
    return By(names=names, parts=tuple(parts), depth=depth)


def variables(study: Study | None, columns: Sequence[str]) -> list[str]:
    """Name the columns of a frame that hold codes."""
    if study is not None:
        known = [*study.codebook.columns, *study.codebook.derived]
        return [name for name in known if name in columns]
    fixed = {*EVENT_COLUMNS, *DATE_COLUMNS}
    return [name for name in columns if name not in fixed and not name.startswith(OWN_PREFIX)]


def variable_of(name: str, study: Study | None) -> Variable | None:
    """Give the variable of the codebook that a column of a table shows, if it shows one."""
    if study is None or name in (ACTOR, DYAD) or name not in study.codebook:
        return None
    return study.codebook[name]


def cut(code: str, depth: int | None, variable: Variable | None) -> str:
    """Give the ancestor of a code at some depth; without a codebook, dots say what stands above what."""
    if depth is None or (variable is not None and not variable.hierarchical):
        return code
    if variable is None or code not in variable.codes:
        return ".".join(code.split(".")[:depth])
    return variable.cut(code, depth)


def participants_of(cell: str) -> list[tuple[str, str]]:
    """Read who took part and in which role; the cells of a frame have been checked.

    Examples
    --------
    >>> participants_of("CHN:lender; KAZ")
    [('CHN', 'lender'), ('KAZ', '(none)')]
    """
    items = (item.partition(":") for item in cell.split(LIST_SEPARATOR) if item)
    return [(actor, role or NO_VALUE) for actor, _, role in items]


def pairs_of(cell: str) -> list[Key]:
    """Read the unordered pairs of different actors.

    Examples
    --------
    >>> pairs_of("CHN:lender; KAZ:borrower")
    [('CHN - KAZ',)]
    """
    actors = sorted({actor for actor, _ in participants_of(cell)})
    return [(f"{first}{BETWEEN}{second}",) for first, second in itertools.combinations(actors, 2)]


def expand(groups: Groups, by: By) -> tuple[Numbers, Numbers, list[Key]]:
    """Give each group the keys of its cells: one line for each pair of a group and a key.

    Returns
    -------
    tuple
        Position of the group, position of the key, and the keys; lines are in the order of the groups.
    """
    combined = np.zeros(len(groups), dtype="int64")
    for codes, distinct in groups.cells.values():
        combined = combined * max(len(distinct), 1) + codes
    _, example, which = np.unique(combined, return_index=True, return_inverse=True)
    position: dict[Key, int] = {}
    lists: list[list[int]] = []
    for group in example.tolist():
        cells = {name: distinct[codes[group]] for name, (codes, distinct) in groups.cells.items()}
        lists.append([position.setdefault(key, len(position)) for key in by.keys(cells)])
    lengths = np.array([len(found) for found in lists], dtype="int64")
    flat = np.array(list(itertools.chain.from_iterable(lists)), dtype="int64")
    begin = np.cumsum(lengths) - lengths
    row, step = steps(lengths[which])
    return row, flat[begin[which][row] + step], list(position)


def steps(lengths: Numbers) -> tuple[Numbers, Numbers]:
    """Go through the members of groups of these lengths: position of the group, position inside it.

    Examples
    --------
    >>> [part.tolist() for part in steps(np.array([2, 0, 1]))]
    [[0, 0, 2], [0, 1, 0]]
    """
    row = np.repeat(np.arange(len(lengths)), lengths)
    begin = np.cumsum(lengths) - lengths
    return row, np.arange(len(row)) - begin[row]


def _part(name: str, depth: int | None, study: Study | None) -> Part:
    """Say how one column of the table is read."""
    if name == DYAD:
        return Part((name,), "actors", pairs_of)
    if name == ACTOR:
        return Part(
            (name,), "actors", lambda cell: dict.fromkeys((actor,) for actor, _ in participants_of(cell))
        )
    if name == ROLE:
        return Part((name,), "actors", _roles)
    variable = variable_of(name, study)
    return Part(
        (name,),
        name,
        lambda cell: dict.fromkeys(
            (cut(code, depth, variable),) for code in cell.split(LIST_SEPARATOR) if code
        ),
    )


def _roles(cell: str) -> Iterable[Key]:
    """Read the different roles; an event is without one only if no participant has any."""
    return dict.fromkeys((role,) for _, role in participants_of(cell) if role != NO_VALUE)
