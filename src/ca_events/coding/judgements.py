"""Judgements: who gave which code to which unit, by which rules, in which round, resting on which sources.

A judgement is one answer of one coder to one question (a variable of the codebook) about one unit (mostly an event).
Judgements are the raw material of agreement and are never changed: what coders agree on afterwards is written beside
them (`ca_events.coding.adjudicate`). A coder may be a person, a program or a language model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import pandas as pd

from ca_events.cells import (
    escape_text,
)
from ca_events.coding.answers import CANNOT_TELL, NONE_APPLIES, NOT_CODED, codes_of
from ca_events.coding.choices import CodingError, require_choice, require_study
from ca_events.coding.judgement_rules import COLUMNS, FREE, REQUIRED, checked
from ca_events.coding.version_order import version_key
from ca_events.collection import Events
from ca_events.errors import InvalidData, Problem, allowed, counted
from ca_events.files import format_csv, write_file
from ca_events.study import Codebook, Study, Variable


@attrs.frozen(eq=False, repr=False)
class Judgements:
    """Judgements that were checked against a codebook.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a judgement, all text: ``unit, variable, coder, value, codebook_version, round, coded_on, confidence,
        sources, note``.
    codebook : Codebook
        The codebook.
    study : Study or None
        The study, where one was given.

    Examples
    --------
    >>> from ca_events.study import Codebook
    >>> book = Codebook.parse('''
    ... [codebook]
    ... id = "rivers"
    ... version = "1.0.0"
    ... [variable.category]
    ... values = "one"
    ... hierarchical = true
    ... [code.category.treaty]
    ... definition = "A treaty is signed."
    ... ''')
    >>> judgements = Judgements.of([
    ...     {"unit": "E1", "variable": "category", "coder": "anna", "value": "treaty"},
    ...     {"unit": "E1", "variable": "category", "coder": "ben", "value": "(cannot tell)"},
    ... ], book)
    >>> judgements
    Judgements: 2 of 2 coders about 1 unit and 1 variable
    """

    frame: pd.DataFrame
    codebook: Codebook
    study: Study | None = None

    @classmethod
    def of(
        cls, rows: Iterable[Mapping[str, str]] | pd.DataFrame, rules: Codebook | Study | Events
    ) -> Judgements:
        """Make judgements of rows in memory, checked like a file.

        Parameters
        ----------
        rows
            Dictionaries, or a frame with these columns; ``unit``, ``variable``, ``coder`` and ``value`` must be there.
            A missing cell is an empty one. Read a frame with every cell as text, ``dtype=str``.
        rules
            The codebook, or a study or events that have one; with events, units must be among them.

        Returns
        -------
        Judgements
            In the order given.

        Raises
        ------
        InvalidData
            With all problems.
        CodingError
            For a version of the codebook that is a number and not text.
        """
        listed = _records(rows)
        strange = dict.fromkeys(name for row in listed for name in row if name not in COLUMNS)
        lost = [name for name in REQUIRED if listed and not any(name in row for row in listed)]
        problems = [
            Problem(f"is no column of judgements. {allowed(name, COLUMNS)}", column=name) for name in strange
        ]
        problems += [
            Problem("the column is missing; every judgement needs it.", column=name) for name in lost
        ]
        if problems:
            raise InvalidData(problems)
        cells = [[row.get(name, "") for name in COLUMNS] for row in listed]
        return cls(*checked(cells, [("", None, "value")] * len(cells), rules))

    @property
    def units(self) -> tuple[str, ...]:
        """The units that were to be coded, in the order in which they first come."""
        return tuple(dict.fromkeys(self.frame["unit"]))

    @property
    def coders(self) -> tuple[str, ...]:
        """The coders, sorted."""
        return tuple(sorted(set(self.frame["coder"])))

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables, in the order of the codebook."""
        used = set(self.frame["variable"])
        return tuple(name for name in self.codebook.columns if name in used)

    @property
    def rounds(self) -> tuple[int, ...]:
        """The rounds, sorted."""
        return tuple(sorted({int(text) for text in self.frame["round"]}))

    def only(
        self,
        *,
        variables: Sequence[str] | None = None,
        coders: Sequence[str] | None = None,
        units: Sequence[str] | None = None,
        round: int | None = None,
    ) -> Judgements:
        """Keep the judgements about some variables or units, by some coders, of one round.

        Parameters
        ----------
        variables, coders, units
            Names; None keeps all.
        round
            Number of the round; None keeps all.

        Returns
        -------
        Judgements
            Those kept.

        Raises
        ------
        CodingError
            For a name that does not occur.
        """
        kept = pd.Series(True, index=self.frame.index)
        for column, wanted in (("variable", variables), ("coder", coders), ("unit", units)):
            if wanted is None:
                continue
            names = [wanted] if isinstance(wanted, str) else list(wanted)
            there = dict.fromkeys(self.frame[column])
            for name in names:
                if name not in there:
                    raise CodingError(
                        f"there is no judgement with the {column} {name!r}. {allowed(name, there)}"
                    )
            kept &= self.frame[column].isin(names)
        if round is not None:
            if round not in self.rounds:
                listed = ", ".join(map(str, self.rounds)) or "none"
                raise CodingError(f"there is no judgement of round {round!r}; there are rounds {listed}.")
            kept &= self.frame["round"] == str(int(round))
        return attrs.evolve(self, frame=self.frame[kept].reset_index(drop=True))

    def variable(self, name: str | None = None) -> Variable:
        """Give one variable of the codebook: the only one that was coded if left out.

        Parameters
        ----------
        name
            The name.

        Returns
        -------
        Variable
            The variable.

        Raises
        ------
        CodingError
            If there are several and none was named, or it was not coded.
        """
        if name is None:
            if len(self.variables) != 1:
                listed = ", ".join(self.variables) or "none"
                raise CodingError(
                    f"the judgements are about {len(self.variables)} variables ({listed}); name one."
                )
            name = self.variables[0]
        if name not in self.variables:
            raise CodingError(f"nobody coded the variable {name!r}. {allowed(name, self.variables)}")
        return self.codebook[name]

    def table(self, variable: str | None = None, *, cannot_tell: str = "missing") -> pd.DataFrame:
        """Give the judgements about one variable as units x coders, which every coefficient takes.

        Parameters
        ----------
        variable
            The variable; may be left out if only one was coded.
        cannot_tell
            ``"missing"``: who cannot tell takes no part; ``"code"``: it is an answer like any other.

        Returns
        -------
        pandas.DataFrame
            The units and coders of this variable. Cells are codes, or frozen sets of codes where a unit may have
            several; None where a unit was not coded.
            That none applies is the code ``(none applies)``, or the empty set.

        Raises
        ------
        CodingError
            If a coder judged a unit in several rounds; choose one with `only`.
        """
        require_choice("cannot_tell", cannot_tell, ("missing", "code"))
        chosen = self.variable(variable)
        rows = self.frame[(self.frame["variable"] == chosen.id) & (self.frame["value"] != NOT_CODED)]
        if rows.duplicated(["unit", "coder"]).any():
            listed = ", ".join(map(str, self.rounds))
            raise CodingError(
                f"there are judgements of the rounds {listed}; choose one with only(round=...)."
            )
        answers = {answer: cell_of(answer, chosen, cannot_tell) for answer in set(rows["value"])}
        asked = self.frame[self.frame["variable"] == chosen.id]
        units_asked, coders_asked = list(dict.fromkeys(asked["unit"])), sorted(set(asked["coder"]))
        table = pd.DataFrame(None, index=units_asked, columns=coders_asked, dtype=object)
        table.index.name, table.columns.name = "unit", "coder"
        cells = table.to_numpy(dtype=object, copy=True)
        units = {unit: place for place, unit in enumerate(table.index)}
        coders = {coder: place for place, coder in enumerate(table.columns)}
        cells[:] = None
        for unit, coder, answer in zip(rows["unit"], rows["coder"], rows["value"], strict=True):
            cells[units[unit], coders[coder]] = answers[answer]
        # Without this type pandas 3 would make texts of its own kind, in which None becomes NaN.
        return pd.DataFrame(cells, index=table.index, columns=table.columns, dtype=object)

    def to_csv(self, path: str | Path) -> Path:
        """Write the judgements as a long table that `read_judgements` reads back.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        pathlib.Path
            The file written.
        """
        rows = [
            [escape_text(cell) if name in FREE else cell for name, cell in zip(COLUMNS, row, strict=True)]
            for row in self.frame[list(COLUMNS)].itertuples(index=False, name=None)
        ]
        return write_file(path, format_csv(COLUMNS, rows).encode("utf-8"))

    def __len__(self) -> int:
        """Count the judgements, those of an empty value included."""
        return len(self.frame)

    def __repr__(self) -> str:
        """Show how many there are."""
        return (
            f"Judgements: {len(self):,} of {counted(len(self.coders), 'coder')} about "
            f"{counted(len(self.units), 'unit')} and {counted(len(self.variables), 'variable')}"
        )


def require_judgements(value: Any) -> None:
    """Refuse what are no judgements, with the way to have them."""
    if not isinstance(value, Judgements):
        raise CodingError(
            f"judgements are wanted, not {type(value).__name__}; read_judgements reads files, Judgements.of takes rows."
        )


def cell_of(answer: str, variable: Variable, cannot_tell: str) -> Any:
    """Give an answer as the cell of a table of ratings."""
    if answer == CANNOT_TELL and cannot_tell == "missing":
        return None
    if variable.values == "many":
        return frozenset({CANNOT_TELL} if answer == CANNOT_TELL else codes_of(answer))
    return answer


def _records(rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> list[dict[str, str]]:
    """Give rows as dictionaries of text; a missing cell is an empty one."""
    listed: Iterable[Mapping[Any, Any]] = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else rows
    return [{str(name): _text(str(name), cell) for name, cell in row.items()} for row in listed]


def _text(name: str, cell: Any) -> str:
    """Give a cell as text; a number is no version, for 1.10 read as a number is 1.1."""
    if isinstance(cell, str):
        return cell
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return ""
    if name == "codebook_version":
        version_key(cell)
    return str(cell)


def judgements_of(
    events: Events,
    *,
    variables: Sequence[str] | None = None,
    coder: str | None = None,
    empty: str = "not coded",
) -> Judgements:
    """Take the codes of events as the judgements of who coded them.

    Parameters
    ----------
    events
        Events with a study.
    variables
        The variables; all that are coded if left out.
    coder
        The name of the coder; the column ``coder`` of the events if left out.
    empty
        What an empty cell means: ``"not coded"`` or ``"none applies"``.

    Returns
    -------
    Judgements
        One for each event and variable.

    Raises
    ------
    CodingError
        Without a study, for an unknown variable, or an event whose coder is not stated.

    Examples
    --------
    >>> import ca_events as ca
    >>> judgements_of(ca.load()[:20], variables=["category", "stage"], coder="anna")
    Judgements: 40 of 1 coder about 20 units and 2 variables
    """
    require_choice("empty", empty, ("not coded", "none applies"))
    book = require_study(events).codebook
    names = list(book.columns) if variables is None else list(variables)
    for name in names:
        if name not in book.columns:
            raise CodingError(f"{name!r} is no coded variable. {allowed(name, book.columns)}")
    frame = events.to_pandas()
    if coder is None and (frame["coder"] == "").any():
        lost = frame.loc[frame["coder"] == "", "id"].iloc[0]
        raise CodingError(f"the event {lost!r} does not say who coded it; name the coder with coder=...")
    rows = []
    for event in frame.to_dict("records"):
        for name in names:
            rows.append(
                {
                    "unit": event["id"],
                    "variable": name,
                    "coder": coder or event["coder"],
                    "value": event[name] or ("" if empty == "not coded" else NONE_APPLIES),
                    "codebook_version": event["codebook_version"],
                    "coded_on": "" if pd.isna(event["coded_on"]) else str(event["coded_on"])[:10],
                    "sources": event["sources"],
                }
            )
    return Judgements.of(rows, events)
