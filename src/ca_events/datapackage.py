"""A description of a study that other programs read: a Data Package of the Frictionless standards.

``datapackage.json`` names every table of the study with its checksum, and every column with its type and with what it
may hold: the codes of the codebook, dates as EDTF writes them, ids of the register of actors. So a reader without this
library, in any language, can check that the files are those that were published and that no cell holds what the
codebook does not know. The description is generated; it is never edited.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from ca_events.collection import EVENTS_FILE
from ca_events.errors import CaEventsError
from ca_events.files import read_bytes, write_file
from ca_events.reading import read_table
from ca_events.schema import FIXED, REQUIRED_IN_STUDY
from ca_events.study import Study, Variable
from ca_events.study.folder import REGISTERS
from ca_events.study.registers_page import HOLDS, WORDS

FILE = "datapackage.json"
PROFILE = "tabular-data-package"
LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": ("CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "MIT": ("MIT License", "https://opensource.org/license/mit"),
}

# EDTF as events may have it (ISO 8601-2:2019): digits may be unspecified (X) and qualified (~ ? %); a window stands in
# brackets, a span has a slash. That a day exists (31 February) is more than a pattern can say: `check` says it.
_YEAR = r"(?!0000)[\dX]{4}"
_PART = r"(?:2[1-9]|3\d|4[01])"
_MONTH = r"(?:0[1-9X]|1[0-2X]|X[\dX])"
_DAY = r"(?:0[1-9X]|[12][\dX]|3[01X]|X[\dX])"
_SIGN = r"[~?%]?"
_ONE = f"{_SIGN}{_YEAR}{_SIGN}(?:-{_SIGN}(?:{_PART}{_SIGN}|{_MONTH}{_SIGN}(?:-{_SIGN}{_DAY}{_SIGN})?))?"
# The dates of a window or a span have a year.
_DATED = f"(?!{_SIGN}XXXX){_ONE}"
_STEP = rf"{_DATED}(?:\.\.{_DATED})?"
_WINDOW = rf"\[(?:{_DATED}\.\.|(?:\.\.{_DATED}|{_STEP})(?:,{_STEP})*(?:,{_DATED}\.\.)?)\]"
_SPAN = rf"(?:{_DATED}|\.\.)?/(?:{_DATED}|\.\.)?"
# A date of which nothing is known is written in one way.
_NOTHING = rf"{_SIGN}XXXX{_SIGN}(?:-{_SIGN}XX{_SIGN}){{0,2}}"
# A span has at least one end that is stated.
EDTF = rf"^(?!(?:\.\.)?/(?:\.\.)?$)(?:XXXX|(?!{_NOTHING}$){_ONE}|{_WINDOW}|{_SPAN})$"

# Columns of registers that hold ids of other files, and which.
KEYS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "actors": {"parent": ("", "id"), "country": ("", "id")},
    "evidence": {"event": ("events", "id"), "source": ("sources", "id")},
    "indicators": {"source": ("sources", "id")},
    "claims": {"source": ("sources", "id")},
    "segments": {"source": ("sources", "id")},
}


def datapackage(study: Study, folder: str | os.PathLike[str]) -> dict[str, Any]:
    """Describe the files of a study.

    Parameters
    ----------
    study
        The study.
    folder
        The folder with its files, which are measured and not changed.

    Returns
    -------
    dict
        The description, as it stands in ``datapackage.json``.

    Raises
    ------
    CaEventsError
        If there is no events.csv in the folder.

    Examples
    --------
    >>> from ca_events import bundled
    >>> package = datapackage(Study.read(bundled.folder()), bundled.folder())
    >>> [resource["name"] for resource in package["resources"]][:3]
    ['events', 'actors', 'sources']
    """
    place = Path(folder)
    if not (place / EVENTS_FILE).is_file():
        raise CaEventsError(f"there is no {EVENTS_FILE} in {place}; a data package describes a whole study.")
    resources = [_table("events", place / EVENTS_FILE, _event_schema(study, place))]
    for name, register in REGISTERS.items():
        if (place / register.FILE).is_file():
            resources.append(
                _table(name, place / register.FILE, _register_schema(name, register.RECORD, place))
            )
    package: dict[str, Any] = {
        "profile": PROFILE,
        "name": re.sub(r"[^a-z0-9._-]+", "-", study.name.lower()).strip("-") or "study",
        "title": study.title or study.name,
        "version": study.version,
        "contributors": [{"title": name, "role": "author"} for name in study.authors],
    }
    licence = study.licence.replace(" ", "-")
    if licence in LICENCES:
        title, address = LICENCES[licence]
        package["licenses"] = [{"name": licence, "title": title, "path": address}]
    elif study.licence:
        package["licenses"] = [{"name": study.licence}]
    return {key: value for key, value in package.items() if value} | {"resources": resources}


def write_datapackage(study: Study, folder: str | os.PathLike[str]) -> Path:
    """Write ``datapackage.json`` into the folder of a study.

    Parameters
    ----------
    study, folder
        As in `datapackage`.

    Returns
    -------
    pathlib.Path
        The file.
    """
    path = Path(folder) / FILE
    write_file(path, text_of(datapackage(study, folder)).encode("utf-8"))
    return path


def text_of(package: Mapping[str, Any]) -> str:
    """Write a description as the text of its file."""
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _table(name: str, file: Path, schema: dict[str, Any]) -> dict[str, Any]:
    """Describe one file: what it is called, what it weighs, what it holds."""
    data = read_bytes(file)
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema,
    }


def _event_schema(study: Study, place: Path) -> dict[str, Any]:
    """Describe the columns of events.csv in the order in which they stand there."""
    known = {column.name: _fixed_field(column.name, column.kind, column.holds, study) for column in FIXED}
    for name in study.codebook.columns:
        known[name] = _coded_field(study.codebook[name], study)
    fields = [known.get(name) or {"name": name, "type": "string"} for name in _header(place / EVENTS_FILE)]
    return {"fields": fields, "primaryKey": "id", "missingValues": [""]}


def _header(file: Path) -> list[str]:
    """Give the names of the columns of a file."""
    return list(read_table(file).columns)


def _fixed_field(name: str, kind: str, holds: str, study: Study) -> dict[str, Any]:
    """Describe a fixed column of events."""
    types = {"number": "number", "edition": "integer"}
    limits: dict[str, Any] = (
        {"required": True} if name in REQUIRED_IN_STUDY and name in ("id", "date") else {}
    )
    if name == "id":
        limits |= {"unique": True, "pattern": r"^[A-Za-z0-9_.-]+$"}
    elif name == "date":
        limits["pattern"] = EDTF
    elif name == "actors":
        limits["pattern"] = _pairs(study.actors.ids, _words(study, "role"))
    elif name == "related":
        limits["pattern"] = _list(rf"(?:{_any(_words(study, 'relation'))}): [A-Za-z0-9_.-]+")
    elif name == "sources":
        limits["pattern"] = _list(r"[A-Za-z0-9_.-]+")
    elif name == "currency":
        limits["pattern"] = "^[A-Z]{3}$"
    elif name == "quantity_unit" and "quantity_unit" in study.codebook:
        limits["enum"] = list(_words(study, "quantity_unit"))
    elif name in ("lat", "lon"):
        bound = 90 if name == "lat" else 180
        limits |= {"minimum": -bound, "maximum": bound}
    return _field(name, types.get(kind, "string"), holds, limits)


def _coded_field(variable: Variable, study: Study) -> dict[str, Any]:
    """Describe the column of a variable: its codes, or ids of the register of actors."""
    words = study.actors.ids if variable.register else _words(study, variable.id)
    limits: dict[str, Any] = {}
    if words:
        limits = {"enum": list(words)} if variable.values == "one" else {"pattern": _list(_any(words))}
    return _field(variable.id, "string", " ".join(variable.definition.split()), limits)


def _words(study: Study, variable: str) -> tuple[str, ...]:
    """Give the codes of a variable that are in use."""
    if variable not in study.codebook:
        return ()
    return tuple(code.id for code in study.codebook[variable].codes.values() if not code.retired)


def _any(words: Iterable[str]) -> str:
    """Write a pattern that takes one of some words, or any id where none are listed."""
    listed = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    return f"(?:{listed})" if listed else r"[A-Za-z0-9_.-]+"


def _list(item: str) -> str:
    """Write a pattern that takes a list of items."""
    return f"^{item}(?:; *{item})*$"


def _pairs(actors: Iterable[str], roles: Iterable[str]) -> str:
    """Write a pattern that takes actors with their roles."""
    return _list(f"{_any(actors)}(?::{_any(roles)})?")


def _register_schema(name: str, record: type, place: Path) -> dict[str, Any]:
    """Describe the columns of a register in the order in which they stand in its file."""
    known = {field["name"]: field for field in _register_fields(name, record)}
    header = _header(place / REGISTERS[name].FILE)
    fields = [known.get(column) or {"name": column, "type": "string"} for column in header]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if name != "changes" and any(field["name"] == "id" for field in fields):
        schema["primaryKey"] = ["set", "id"] if name == "periods" else "id"
    keys = {
        column: key
        for column, key in KEYS.get(name, {}).items()
        if column in header and _is_described(place, key[0])
    }
    if keys:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": resource, "fields": field}}
            for column, (resource, field) in keys.items()
        ]
    return schema


def _is_described(place: Path, resource: str) -> bool:
    """Say whether a resource to which a key leads is in the package; "" is the file itself, events always is."""
    return resource in ("", "events") or (place / REGISTERS[resource].FILE).is_file()


def _register_fields(name: str, record: type) -> Iterator[dict[str, Any]]:
    """Describe each column that a register has."""
    types = {"day": "date", "number": "number"}
    for field in attrs.fields(record):
        if "write" not in field.metadata:
            continue
        column = field.metadata.get("column", field.name)
        limits: dict[str, Any] = {"required": True} if field.default is attrs.NOTHING else {}
        words = WORDS.get(name, {}).get(column)
        if words is not None:
            limits["enum"] = list(words)
        yield _field(
            column, types.get(field.metadata.get("frame", ""), "string"), HOLDS[name][column], limits
        )


def _field(name: str, kind: str, holds: str, limits: Mapping[str, Any]) -> dict[str, Any]:
    """Describe one column."""
    field: dict[str, Any] = {"name": name, "type": kind, "description": holds}
    if limits:
        field["constraints"] = dict(limits)
    return field
