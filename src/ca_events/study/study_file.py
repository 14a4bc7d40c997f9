"""The file study.toml: what a study is called, whose it is, under which licence, and which days it is about."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from ca_events.cells import CellError
from ca_events.mapping import FrozenMapping
from ca_events.study import toml_text
from ca_events.study.fields import parse_name
from ca_events.study.toml_text import Fault, day_value, text_value, texts_value

FILE = "study.toml"
KEYS = {
    "name": text_value,
    "title": text_value,
    "version": text_value,
    "licence": text_value,
    "authors": texts_value,
    "from": day_value,
    "to": day_value,
}


def study_faults(name: str, start: datetime.date | None, end: datetime.date | None) -> list[Fault]:
    """Check what a study says of itself.

    Parameters
    ----------
    name
        Its name.
    start, end
        Its first and last day.

    Returns
    -------
    list of Fault
        Everything that is wrong.
    """
    faults = []
    try:
        parse_name(name)
    except CellError as err:
        message = f'name {err} It is a line of text, such as name = "My study".'
        faults.append(Fault(("study",), message, key="name"))
    if start is not None and end is not None and end < start:
        faults.append(Fault(("study",), f"to ({end}) lies before from ({start}).", key="to"))
    return faults


def contents(text: str, *, file: str = FILE) -> tuple[dict[str, Any], list[Fault]]:
    """Read study.toml.

    Parameters
    ----------
    text
        The text of the file.
    file
        Its name.

    Returns
    -------
    dict
        The fields of `Study` that it gives.
    list of Fault
        Everything that is wrong.

    Raises
    ------
    InvalidData
        If the text is no TOML.
    """
    tables = toml_text.load(text, file=file)
    faults = [
        Fault((name,), "study.toml has only the table [study]; everything stands below that header.")
        for name in tables
        if name != "study"
    ]
    table = tables.get("study", {})
    if not isinstance(table, dict):
        return {}, faults
    values, found = toml_text.read_table(table, ("study",), KEYS)
    values = {{"from": "start", "to": "end"}.get(key, key): value for key, value in values.items()}
    faults += found
    refused = {fault.key for fault in found}
    checked = study_faults(values.get("name", ""), values.get("start"), values.get("end"))
    return values, faults + [fault for fault in checked if fault.key not in refused]


def complete(values: Mapping[str, Any]) -> FrozenMapping[Any]:
    """Fill in what study.toml leaves out, so that two contents can be compared.

    Parameters
    ----------
    values
        The fields of `Study` that the file gives.

    Returns
    -------
    FrozenMapping
        All fields that the file can give, in order.
    """
    given = {"name": "", "title": "", "version": "", "licence": "", "authors": (), "start": None, "end": None}
    return FrozenMapping({name: values.get(name, empty) for name, empty in given.items()})


def text(values: Mapping[str, Any]) -> str:
    """Write study.toml, without the keys that say nothing.

    Parameters
    ----------
    values
        The fields of `Study`.

    Returns
    -------
    str
        TOML.
    """
    import tomli_w

    fields = {"from": "start", "to": "end"}
    found = {key: values[fields.get(key, key)] for key in KEYS}
    kept = {key: list(value) if isinstance(value, tuple) else value for key, value in found.items() if value}
    return tomli_w.dumps({"study": kept})
