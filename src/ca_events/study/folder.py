"""Read the folder of a study: every file, every problem, then one answer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import attrs

from ca_events.errors import InvalidData, Problem
from ca_events.files import read_bytes, spreadsheet_beside
from ca_events.mapping import FrozenMapping
from ca_events.study import study_file, toml_text
from ca_events.study.actors import Actors
from ca_events.study.claims import Claims
from ca_events.study.codebook import FILE as CODEBOOK_FILE
from ca_events.study.codebook import Codebook
from ca_events.study.coverage import Coverage
from ca_events.study.history import Changes, Withdrawn
from ca_events.study.registers import Evidences, Indicators, Periods, Register, Sources
from ca_events.study.rereading import Rechecks, Segments
from ca_events.study.sheet import Sheet
from ca_events.study.study_rules import study_problems
from ca_events.study.text_files import text_of

REGISTERS: Mapping[str, type[Register[Any]]] = {
    "actors": Actors,
    "sources": Sources,
    "evidence": Evidences,
    "periods": Periods,
    "coverage": Coverage,
    "indicators": Indicators,
    "claims": Claims,
    "changes": Changes,
    "withdrawn": Withdrawn,
    "rechecks": Rechecks,
    "segments": Segments,
}
ALIKE = 0.9
READERS = {".csv": "ca.read_csv", ".xlsx": "ca.read_excel"}


@attrs.frozen
class FileAsRead:
    """The bytes of a file and the value that they mean, kept so that an unchanged file is written unchanged.

    Attributes
    ----------
    data : bytes
        The file.
    value : object
        What it says.
    """

    data: bytes
    value: Any


def read_folder(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """Read all files of a study but events.csv.

    Parameters
    ----------
    folder
        The folder.

    Returns
    -------
    dict
        The arguments of `Study`.

    Raises
    ------
    InvalidData
        With all problems of all files.
    """
    place = Path(folder)
    if place.is_file():
        reader = READERS.get(place.suffix.lower())
        other = f", or read it with {reader}" if reader else ""
        raise InvalidData([Problem(f"is a file; give the folder it is in{other}.", file=str(folder))])
    if not place.is_dir():
        message = "there is no such folder; a study is a folder with study.toml and codebook.toml in it."
        raise InvalidData([Problem(message, file=str(folder))])
    return _Reading(place).everything()


class _Reading:
    """One reading of one folder; gathers what is found and what is wrong."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing."""
        self.folder = folder
        self.problems: list[Problem] = []
        self.files: dict[str, FileAsRead] = {}
        self.sheets: dict[str, Sheet[Any]] = {}

    def everything(self) -> dict[str, Any]:
        """Read file after file; refuse the study if anything is wrong in any of them."""
        values = self._study()
        codebook = self._codebook()
        registers = {name: self._register(name, cls) for name, cls in REGISTERS.items()}
        self._misnamed()
        if self.problems:
            raise InvalidData([*self.problems, *study_problems(self.sheets, codebook)])
        return values | registers | {"codebook": codebook, "files": FrozenMapping(self.files)}

    def _study(self) -> dict[str, Any]:
        """Read study.toml."""
        data = self._bytes(study_file.FILE, required=True)
        if data is None:
            return {}
        try:
            text = text_of(data, file=study_file.FILE)
            values, faults = study_file.contents(text)
        except InvalidData as err:
            self.problems += err.problems
            return {}
        self.problems += toml_text.problems(faults, text=text, file=study_file.FILE)
        self.files[study_file.FILE] = FileAsRead(data, study_file.complete(values))
        return values

    def _codebook(self) -> Codebook | None:
        """Read codebook.toml."""
        data = self._bytes(CODEBOOK_FILE, required=True)
        if data is None:
            return None
        try:
            codebook = Codebook.parse(text_of(data, file=CODEBOOK_FILE))
        except InvalidData as err:
            self.problems += err.problems
            return None
        self.files[CODEBOOK_FILE] = FileAsRead(data, codebook)
        return codebook

    def _register(self, name: str, cls: type[Register[Any]]) -> Register[Any]:
        """Read a register; without its file it is empty."""
        self.sheets[name] = Sheet(cls.FILE)
        data = self._bytes(cls.FILE, required=False)
        if data is None:
            return cls()
        self.sheets[name] = Sheet(cls.FILE, readable=False)
        try:
            sheet = cls.read_rows(text_of(data, file=cls.FILE), file=cls.FILE)
            self.sheets[name] = sheet
            if sheet.problems:
                raise InvalidData([*sheet.problems, *cls.problems(sheet)])
            register = cls.of_sheet(sheet)
        except InvalidData as err:
            self.problems += err.problems
            return cls()
        self.files[cls.FILE] = FileAsRead(data, register)
        return register

    def _bytes(self, name: str, *, required: bool) -> bytes | None:
        """Read a file; None if it is not there."""
        if (self.folder / name).is_dir():
            self.problems.append(Problem("is a folder; the study needs a file of this name.", file=name))
            return None
        if not (self.folder / name).is_file():
            if required:
                message = "the file is missing; every study has study.toml and codebook.toml."
                self.problems.append(Problem(message, file=name))
            return None
        return read_bytes(self.folder / name)

    def _misnamed(self) -> None:
        """Find files that are almost registers by their name or kind: they would be passed over in silence."""
        there = {path.name for path in self.folder.iterdir() if ".csv" in path.name.lower()}
        wanted = [cls.FILE for cls in REGISTERS.values()]
        absent = [name for name in wanted if name not in there]
        for file in absent:
            if beside := spreadsheet_beside(self.folder / file):
                message = f"a study does not read a file of this kind; save it as {file} (CSV UTF-8)."
                self.problems.append(Problem(message, file=beside))
        for name in sorted(there.difference(wanted)):
            for file in absent:
                if _is_alike(name, file):
                    message = f"a study does not read a file of this name; rename it {file} if it is that."
                    self.problems.append(Problem(message, file=name))


def _is_alike(name: str, file: str) -> bool:
    """Say whether a name is that of a file but for a slip, or for what a browser or editor adds to it."""
    bare, stem = name.casefold().partition(".csv")[0], file.partition(".")[0]
    added = bare.startswith(stem) and not any(letter.isalpha() for letter in bare[len(stem) :])
    return added or SequenceMatcher(None, name.casefold(), file).ratio() >= ALIKE
