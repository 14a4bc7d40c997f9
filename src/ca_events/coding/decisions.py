"""Decisions of somebody who looked at a unit again, typed in a program or filled into a sheet."""

from __future__ import annotations

from pathlib import Path

import attrs

from ca_events.cells import CellError, parse_text, unescape_text
from ca_events.coding.answers import NOT_CODED, parse_answer
from ca_events.errors import InvalidData, Problem, UnknownCode, allowed
from ca_events.files import SAVE_WITH_COMMAS, delimiter_of, parse_csv
from ca_events.study import Codebook
from ca_events.study.fields import parse_key, parse_name
from ca_events.study.text_files import read_text

SHEET = ("unit", "variable", "final", "by", "rule", "reason")
FREE = ("seen", "rule", "reason")
Line = dict[str, str]


@attrs.frozen(kw_only=True)
class Decision:
    """What somebody decided about one unit and variable.

    Parameters
    ----------
    unit, variable
        What it is about.
    final
        The answer: codes separated by ``"; "``, ``(none applies)`` or ``(cannot tell)``.
    by
        Who decided.
    reason
        Why, in a sentence.
    rule
        The rule of the codebook that decided.
    """

    unit: str
    variable: str
    final: str
    by: str
    reason: str
    rule: str = ""


def read_decisions(path: str | Path, codebook: Codebook) -> list[Decision]:
    r"""Read a sheet of decisions; lines whose ``final``, ``rule`` and ``reason`` are empty are not decided yet.

    Parameters
    ----------
    path
        CSV with ``unit, variable, final, by, rule, reason``, separated by commas or, where the first line shows it, by
        semicolons; columns that begin with ``x_`` are not read.
    codebook
        The codebook.

    Returns
    -------
    list of Decision
        In the order of the file.

    Raises
    ------
    InvalidData
        With every problem and its line, among others a reason or a rule without a final answer.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import ca_events as ca
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "decisions.csv"
    ...     lines = "unit,variable,final,by,rule,reason\nE0003,stage,signed,carla,,The treaty was signed.\n"
    ...     _ = file.write_text(lines, encoding="utf-8")
    ...     (decision,) = read_decisions(file, ca.load().study.codebook)
    >>> decision.final, decision.by
    ('signed', 'carla')
    """
    lines, problems = read_lines(path, SHEET, semicolons=True)
    decisions: list[Decision] = []
    decided_in: dict[tuple[str, str], int] = {}
    for file, line, cells in lines:
        if not cells["final"]:
            begun = "reason" if cells["reason"] else "rule" if cells["rule"] else ""
            if begun:
                words = f"is empty, and the line has a {begun}; write what is final, or empty the line."
                problems.append(Problem(words, file=file, line=line, column="final"))
            continue
        decision = Decision(**cells)
        before = decided_in.setdefault((decision.unit, decision.variable), line)
        if before != line:
            words = f"the decision about {decision.variable!r} stands in line {before} already; keep one."
            problems.append(Problem(words, file=file, line=line, column="unit", value=decision.unit))
        problems += [
            Problem(message, file=file, line=line, column=column, value=value or None)
            for column, value, message in troubles_of(decision, codebook)
        ]
        decisions.append(decision)
    if problems:
        raise InvalidData(sorted(problems, key=lambda problem: problem.line or 0))
    return decisions


def read_lines(
    path: str | Path, columns: tuple[str, ...], *, semicolons: bool = False
) -> tuple[list[tuple[str, int, Line]], list[Problem]]:
    """Read the lines of a file with these columns, which semicolons may separate if asked for."""
    text, file = read_text(path)
    delimiter = delimiter_of(text, columns[0]) if semicolons else ","
    table = parse_csv(text, file=file, delimiter=delimiter, remedy=SAVE_WITH_COMMAS)
    problems = list(table.problems)
    strange = [name for name in table.header if name and name not in columns and not name.startswith("x_")]
    lost = [name for name in columns if name not in table.header]
    if table.header:
        problems += [
            Problem(f"is no column here. {allowed(name, columns)}", file=file, line=1, column=name)
            for name in strange
        ]
        problems += [
            Problem(
                f"the column is missing; the file has {', '.join(columns)}.", file=file, line=1, column=name
            )
            for name in lost
        ]
    if lost or not table.header:
        return [], problems
    place = {name: position for position, name in enumerate(table.header)}
    lines = []
    for line, cells in table.rows:
        made = {name: cells[place[name]] for name in columns}
        made |= {name: unescape_text(made[name]) for name in columns if name in FREE}
        lines.append((file, line, made))
    return lines, problems


def troubles_of(decision: Decision, codebook: Codebook) -> list[tuple[str, str, str]]:
    """Find what is wrong with a decision: column, value, message."""
    found = []
    if decision.variable not in codebook.columns:
        words = f"is no coded variable of the codebook. {allowed(decision.variable, codebook.columns)}"
        return [("variable", decision.variable, words)]
    variable = codebook[decision.variable]
    try:
        for code in parse_answer(decision.final, variable).split("; "):
            if code in variable.codes:
                variable.check(code)
        if decision.final.strip() == NOT_CODED:
            found.append(("final", "", "is empty; a decision says what is final."))
    except (CellError, UnknownCode) as error:
        found.append(("final", decision.final, str(error)))
    for column in ("unit", "by"):
        try:
            parse_key(getattr(decision, column))
        except CellError as error:
            found.append((column, getattr(decision, column), str(error)))
    try:
        parse_text(decision.rule)
    except CellError as error:
        found.append(("rule", decision.rule, str(error)))
    try:
        parse_name(decision.reason)
    except CellError as error:
        found.append(("reason", decision.reason, f"{error} A decision says why."))
    return found
