"""From what coders wrote to final codes, with a log that is only ever added to.

Where coders agree the code is final; where they do not, the majority may decide, or somebody who looks at the unit
again and says why. Every decision is a line of a log: what was seen, what was decided, by whom, by which rule, under
which version of the codebook. A later decision about the same unit is a new line; the old one stays. Judgements are
never changed, so that agreement can be measured again at any time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs
import pandas as pd

from ca_events.cells import CellError, escape_text, parse_day
from ca_events.coding.answers import NOT_CODED, parse_answer
from ca_events.coding.choices import CodingError, require_absent
from ca_events.coding.decisions import FREE, SHEET, Decision, Line, read_lines, troubles_of
from ca_events.coding.disagreements import answers_by_unit, disagreements, seen
from ca_events.coding.judgements import Judgements, require_judgements
from ca_events.errors import InvalidData, Problem, allowed
from ca_events.files import format_csv, parse_csv, write_file
from ca_events.study.fields import parse_key
from ca_events.study.text_files import text_of

COLUMNS = (
    "unit", "variable", "seen", "final", "status", "by", "rule", "reason", "codebook_version", "decided_on",
)  # fmt: skip
STATUSES = {
    "agreed": "all coders gave the same answer",
    "majority": "more than half of three coders or more gave it",
    "adjudicated": "somebody looked again and decided",
    "unresolved": "coders disagree and nobody has decided",
}


@attrs.frozen(eq=False, repr=False)
class AdjudicationLog:
    """All decisions, old ones too.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a decision, in the order in which they were made: ``unit, variable, seen, final, status, by, rule,
        reason, codebook_version, decided_on``.
    alone : int
        Units and variables that only one coder judged; nothing was compared there, and the log has no line about them.
    """

    frame: pd.DataFrame
    alone: int = 0

    @property
    def in_force(self) -> pd.DataFrame:
        """The last decision about each unit and variable."""
        return self.frame.drop_duplicates(["unit", "variable"], keep="last").reset_index(drop=True)

    @property
    def unresolved(self) -> pd.DataFrame:
        """The units and variables about which nobody has decided."""
        force = self.in_force
        return force[force["status"] == "unresolved"].reset_index(drop=True)

    def final(self, variable: str) -> dict[str, str]:
        """Give the final answers to a variable, for `ca_events.coding.by_coder` or `confusion` as ``gold``.

        Parameters
        ----------
        variable
            The variable.

        Returns
        -------
        dict of str to str
            Unit -> answer; what is unresolved is left out.
        """
        force = self.in_force
        kept = force[(force["variable"] == variable) & (force["status"] != "unresolved")]
        return dict(zip(kept["unit"], kept["final"], strict=True))

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.frame)

    def __repr__(self) -> str:
        """Count the decisions in force."""
        counted = self.in_force["status"].value_counts()
        parts = [f"{counted[name]:,} {name}" for name in STATUSES if name in counted]
        alone = f"; {self.alone:,} judged by one coder only, without a line" if self.alone else ""
        return f"AdjudicationLog: {', '.join(parts) or 'empty'}{alone}"


def write_decision_sheet(
    judgements: Judgements, path: str | Path, *, log: AdjudicationLog | None = None, round: int | None = None
) -> Path:
    """Write the disagreements as a sheet in which somebody decides.

    Parameters
    ----------
    judgements
        The judgements.
    path
        The CSV file; one that is there already is not replaced, for it may hold decisions.
    log
        Decisions made before; what they settled is left out, unless somebody answered otherwise since.
    round
        Which round; needed where there are several.

    Returns
    -------
    pathlib.Path
        The file, with empty columns ``final``, ``by``, ``rule`` and ``reason``; `read_decisions` reads it back.

    Raises
    ------
    CodingError
        If there is such a file.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     text = write_decision_sheet(judgements, Path(folder) / "decisions.csv").read_text(encoding="utf-8")
    >>> text.splitlines()[0]
    'unit,variable,final,by,rule,reason,x_codes,x_rules,x_sources,x_notes'
    """
    place = require_absent(path, "somebody may have decided in it")
    table = disagreements(judgements, round=round)
    if log is not None:
        settled = log.in_force[log.in_force["status"] != "unresolved"]
        known = set(zip(settled["unit"], settled["variable"], settled["seen"], strict=True))
        kept = [
            key not in known for key in zip(table["unit"], table["variable"], table["codes"], strict=True)
        ]
        table = table[kept]
    shown = [f"x_{name}" for name in ("codes", "rules", "sources", "notes")]
    rows = [
        [row["unit"], row["variable"], "", "", "", "", *(escape_text(str(row[name[2:]])) for name in shown)]
        for row in table.to_dict("records")
    ]
    return write_file(place, format_csv([*SHEET, *shown], rows).encode("utf-8"))


def adjudicate(
    judgements: Judgements,
    path: str | Path,
    *,
    decided_on: str,
    decisions: Iterable[Decision] = (),
    majority: bool = False,
    round: int | None = None,
) -> AdjudicationLog:
    """Add what is decided now to the log, and leave every line that is there as it is.

    Parameters
    ----------
    judgements
        The judgements; they are not changed. Units that only one coder judged need no decision and get none.
    path
        The log, a CSV file; it is made if it is not there.
    decided_on
        The day, such as ``"2026-11-28"``.
    decisions
        What somebody decided, from `read_decisions` or made in a program.
    majority
        Whether the answer of more than half of three coders or more is final where nobody decided.
    round
        Which round; needed where there are several.

    Returns
    -------
    AdjudicationLog
        The whole log. A unit gets a new line only if something changed: another answer was seen, or it was decided
        otherwise. A decision stands until then, or until coders answer otherwise.

    Raises
    ------
    CodingError
        For a decision that is not sound, or about a unit that nobody judged, or a second one about the same.
    InvalidData
        If the log is damaged.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     log = ca.coding.adjudicate(judgements, Path(folder) / "log.csv", decided_on="2026-11-28")
    >>> log
    AdjudicationLog: 2 agreed, 1 unresolved
    >>> log.unresolved[["unit", "seen"]].to_dict("records")
    [{'unit': 'E0003', 'seen': 'anna: signed | ben: mou'}]
    """
    require_judgements(judgements)
    chosen = judgements if round is None else judgements.only(round=round)
    day = _day(decided_on)
    place = Path(path)
    lines = _log_lines(place) if place.exists() else []
    past: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        past.setdefault((line["unit"], line["variable"]), []).append(line)
    decided = _by_key(decisions, chosen)
    stamp = {"codebook_version": chosen.codebook.version, "decided_on": day}
    added, alone = [], 0
    for name in chosen.variables:
        for unit, given in answers_by_unit(chosen, name).items():
            key = (unit, name)
            made = _line(unit, name, given, decided.get(key), past.get(key, []), majority=majority)
            if made is not None:
                added.append(made | stamp)
            alone += len(given) < 2 and key not in past and key not in decided
    if added or not place.exists():
        _append(place, added)
    return AdjudicationLog(_frame_of([*lines, *added]), alone)


def _frame_of(lines: list[Line]) -> pd.DataFrame:
    """Give lines as a frame of texts."""
    return pd.DataFrame(lines, columns=list(COLUMNS), dtype=object).astype("str")


def _day(text: str) -> str:
    """Read the day of a decision."""
    try:
        day = parse_day(text)
    except CellError as error:
        raise CodingError(f"decided_on={text!r} {error}") from None
    if day is None:
        raise CodingError("decided_on is empty; give the day, such as '2026-11-28'.")
    return day.isoformat()


def _by_key(decisions: Iterable[Decision], judgements: Judgements) -> dict[tuple[str, str], Decision]:
    """Order decisions by unit and variable; refuse what is not sound."""
    answered = judgements.frame[judgements.frame["value"] != NOT_CODED]
    judged = set(zip(answered["unit"], answered["variable"], strict=True))
    found: dict[tuple[str, str], Decision] = {}
    for decision in decisions:
        key = (decision.unit, decision.variable)
        where = f"the decision about {decision.variable!r} of {decision.unit!r}"
        for column, value, message in troubles_of(decision, judgements.codebook):
            raise CodingError(f"{where}: {column} {value!r}: {message}")
        if key not in judged:
            raise CodingError(
                f"{where} is about what nobody judged; look for a slip in the unit or the variable."
            )
        if key in found:
            raise CodingError(f"{where} stands twice; keep one.")
        found[key] = attrs.evolve(decision, final=parse_answer(decision.final, judgements.codebook[key[1]]))
    return found


def _line(
    unit: str, variable: str, given: Mapping[str, str], decision: Decision | None, past: list[Line], *, majority: bool
) -> Line | None:  # fmt: skip
    """Make the line about a unit; None if there is nothing new to say."""
    made = {"unit": unit, "variable": variable, "seen": seen(given)}
    last = past[-1] if past else None
    # A decision about the same answers holds again, whatever was seen meanwhile, in another round for instance.
    decided = [line for line in past if line["status"] == "adjudicated" and line["seen"] == made["seen"]]
    if decision is not None:
        final = {"final": decision.final, "status": "adjudicated", "by": decision.by}
        made |= final | {"rule": decision.rule, "reason": decision.reason}
    elif decided:
        made |= {name: decided[-1][name] for name in ("final", "status", "by", "rule", "reason")}
    elif len(given) < 2:
        return None
    else:
        made |= _settled(given, majority=majority)
    same = last is not None and all(last[name] == text for name, text in made.items())
    return None if same else made


def _settled(given: Mapping[str, str], *, majority: bool) -> Line:
    """Say what the answers themselves settle."""
    answer, times = Counter(given.values()).most_common(1)[0]
    line = {"by": "", "rule": "", "reason": ""}
    if times == len(given):
        return line | {"final": answer, "status": "agreed"}
    if majority and len(given) > 2 and 2 * times > len(given):
        return line | {"final": answer, "status": "majority"}
    return line | {"final": "", "status": "unresolved"}


def read_log(path: str | Path) -> AdjudicationLog:
    """Read a log of decisions.

    Parameters
    ----------
    path
        The file that `adjudicate` wrote.

    Returns
    -------
    AdjudicationLog
        All its lines.

    Raises
    ------
    InvalidData
        If there is no such file, or it is damaged.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import ca_events as ca
    >>> events = ca.load()
    >>> judgements = ca.coding.judgements_of(events, variables=["stage"], coder="anna")
    >>> decision = ca.coding.Decision(
    ...     unit="E0003", variable="stage", final="signed", by="carla", reason="Read again."
    ... )
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "log.csv"
    ...     log = ca.coding.adjudicate(judgements, file, decisions=[decision], decided_on="2026-11-28")
    ...     again = read_log(file)
    >>> again
    AdjudicationLog: 1 adjudicated
    """
    return AdjudicationLog(_frame_of(_log_lines(Path(path))))


def _log_lines(place: Path) -> list[Line]:
    """Read the lines of a log."""
    lines, problems = read_lines(place, COLUMNS)
    for file, line, cells in lines:
        problems += [
            Problem(message, file=file, line=line, column=column, value=cells[column] or None)
            for column, message in _damage(cells)
        ]
    if problems:
        raise InvalidData(sorted(problems, key=lambda problem: problem.line or 0))
    return [cells for _, _, cells in lines]


def _damage(cells: Line) -> list[tuple[str, str]]:
    """Find what cannot stand in a line of a log: column and message."""
    found = []
    for column, parse in (("unit", parse_key), ("variable", parse_key), ("decided_on", parse_day)):
        try:
            parse(cells[column])
        except CellError as error:
            found.append((column, str(error)))
    status = cells["status"]
    if status not in STATUSES:
        found.append(("status", f"is no status. {allowed(status, STATUSES)}"))
    elif (status == "unresolved") == bool(cells["final"]):
        words = (
            "must be empty where nobody has decided."
            if cells["final"]
            else f"is empty, and the line is {status}."
        )
        found.append(("final", words))
    if status == "adjudicated":
        found += [
            (name, "is empty; a decision says who decided and why.")
            for name in ("by", "reason")
            if not cells[name]
        ]
    return found


def _append(place: Path, added: list[Line]) -> None:
    """Write the log with new lines after the old bytes, beside its place, and rename it."""
    old = place.read_bytes() if place.exists() else b""
    # Somebody may have put the columns in another order, or added columns of their own.
    header = parse_csv(text_of(old, file=place.name), file=place.name).header if old else COLUMNS
    rows = [
        [escape_text(line.get(name, "")) if name in FREE else line.get(name, "") for name in header]
        for line in added
    ]
    text = format_csv(rows[0], rows[1:]) if old else format_csv(header, rows)
    old += b"" if not old or old.endswith(b"\n") else b"\n"
    write_file(place, old + text.encode("utf-8"))
