"""Final codes on their way into events.csv: first the list of what would change, then the events with it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ca_events.coding.adjudication import AdjudicationLog
from ca_events.coding.answers import codes_of
from ca_events.coding.choices import CodingError, require_study
from ca_events.collection import Events
from ca_events.errors import InvalidData, UnknownCode, allowed
from ca_events.files import SAVE_WITH_COMMAS, format_csv, parse_csv, write_file
from ca_events.study.text_files import read_text

COLUMNS = ("id", "variable", "old", "new", "status", "by", "reason")


def final_changes(events: Events, log: AdjudicationLog) -> pd.DataFrame:
    """List what the final codes of a log would change in events.

    Parameters
    ----------
    events
        The events, with a study.
    log
        The log of decisions.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``variable``, ``old``, ``new``, ``status``, ``by``, ``reason``; only cells that would change. What is
        unresolved changes nothing; that none applies, or that one cannot tell, empties the cell.

    Raises
    ------
    CodingError
        For units that are no events, and variables or codes that the codebook of the events does not have.

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
    >>> final_changes(events, log)[["id", "old", "new"]].to_dict("records")
    [{'id': 'E0003', 'old': 'in_force', 'new': 'signed'}]
    """
    book = require_study(events).codebook
    cells = {row["id"]: row for row in events.to_pandas().to_dict("records")}
    rows = []
    force = log.in_force
    lost = [unit for unit in force["unit"] if unit not in cells]
    if lost:
        words = allowed(lost[0], cells, instead="A unit is the id of an event.")
        raise CodingError(f"the log decides about {lost[0]!r}, which is no event here. {words}")
    for line in force[force["status"] != "unresolved"].to_dict("records"):
        name = line["variable"]
        if name not in book.columns:
            raise CodingError(
                f"the log decides about {name!r}, no coded variable. {allowed(name, book.columns)}"
            )
        for code in codes_of(line["final"]):
            try:
                book[name].check(code)
            except UnknownCode as error:
                raise CodingError(f"the log decides about {name!r} of {line['unit']!r}: {error}") from None
        old, new = str(cells[line["unit"]][name]), "; ".join(codes_of(line["final"]))
        if old != new:
            rows.append(
                {
                    "id": line["unit"],
                    "old": old,
                    "new": new,
                    **{key: line[key] for key in COLUMNS if key in line},
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def with_final_codes(events: Events, log: AdjudicationLog) -> Events:
    """Give the events with the final codes of a log.

    Parameters
    ----------
    events, log
        As in `final_changes`, which lists what changes.

    Returns
    -------
    Events
        Checked anew. Who coded an event, and when, stays as it was: the log says who decided.

    Raises
    ------
    CodingError
        As in `final_changes`.

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
    >>> with_final_codes(events, log).to_pandas().set_index("id").at["E0003", "stage"]
    'signed'
    """
    return events.with_codes(_cells(final_changes(events, log)))


def _cells(changes: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Give the new cells: (id, variable) -> codes."""
    keys = zip(changes["id"], changes["variable"], strict=True)
    return dict(zip(keys, changes["new"], strict=True))


def write_final_codes(events: Events, log: AdjudicationLog, path: str | Path) -> Path:
    """Write the final codes of a log into a file of events, and leave every other cell as it is written there.

    Parameters
    ----------
    events
        The events of that file, with their study.
    log
        The log of decisions.
    path
        The file, mostly ``events.csv``.

    Returns
    -------
    pathlib.Path
        The file, written beside its place and renamed.

    Raises
    ------
    CodingError
        As in `final_changes`, and if the file does not hold these events, each once, or other codes of them.
    InvalidData
        If the file cannot be read, or the events would break a rule.

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
    ...     study = events.save(Path(folder) / "study")
    ...     path = write_final_codes(events, log, Path(folder) / "study" / "events.csv")
    ...     ca.load(Path(folder) / "study").to_pandas().set_index("id").at["E0003", "stage"]
    'signed'
    """
    changes = final_changes(events, log)
    events.with_codes(_cells(changes))  # Refuses codes that would break a rule of the study.
    text, file = read_text(path)
    table = parse_csv(text, file=file, remedy=SAVE_WITH_COMMAS)
    if table.problems:
        raise InvalidData(table.problems)
    place = {name: position for position, name in enumerate(table.header)}
    rows = [list(cells) for _, cells in table.rows]
    lines: dict[str, list[list[str]]] = {}
    for cells in rows if "id" in place else ():
        lines.setdefault(cells[place["id"]], []).append(cells)
    for row in changes.to_dict("records"):
        identifier, name = row["id"], row["variable"]
        found = lines.get(identifier, [])
        if not found or name not in place:
            raise CodingError(f"{file} has no cell {name!r} of {identifier!r}; these are other events.")
        if len(found) > 1:
            raise CodingError(f"{file} has {len(found)} lines with the id {identifier!r}; an id stands once.")
        cell = found[0][place[name]]
        if _listed(cell) != _listed(row["old"]):
            raise CodingError(
                f"{file} has {cell!r} as {name!r} of {identifier!r}, and the events have {row['old']!r}; the file "
                "was changed after they were read: read it again."
            )
        found[0][place[name]] = row["new"]
    return write_file(path, format_csv(table.header, rows).encode("utf-8"))


def _listed(cell: str) -> list[str]:
    """Give the codes of a cell of a file, in whatever order and with whatever blanks they are written there."""
    return sorted(code.strip() for code in cell.split(";"))
