"""What the cells of judgements must agree with: the codebook and its versions, the study, and one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from ca_events.cells import CellError, parse_day, parse_edition, parse_id, parse_ids, parse_text, write_ids
from ca_events.coding.answers import NOT_CODED, codes_of, parse_answer
from ca_events.coding.choices import CodingError
from ca_events.coding.versions import version_key
from ca_events.collection import Events
from ca_events.errors import InvalidData, Problem, allowed
from ca_events.study import Code, Codebook, Study, Variable
from ca_events.study.fields import parse_key

COLUMNS = (
    "unit", "variable", "coder", "value", "codebook_version", "round", "coded_on", "confidence", "sources", "note",
)  # fmt: skip
KEY = ("unit", "variable", "coder", "round")
REQUIRED = ("unit", "variable", "coder", "value")
FREE = ("note",)
Place = tuple[str, int | None, str]
"""File, line, and the column in which the answer stands: ``value``, or in a wide file the variable."""


def _parse_round(text: str) -> str:
    """Read the number of a round; an empty cell is the first."""
    try:
        return str(parse_edition(text) or 1)
    except CellError:
        raise CellError("is no round; write a whole number from 1 up.") from None


def _parse_day(text: str) -> str:
    """Read a day, or nothing."""
    day = parse_day(text)
    return "" if day is None else day.isoformat()


PARSERS: Mapping[str, Callable[[str], str]] = {
    "unit": parse_key,
    "variable": parse_key,
    "coder": parse_key,
    "codebook_version": parse_id,
    "round": _parse_round,
    "coded_on": _parse_day,
    "confidence": parse_id,
    "sources": lambda text: write_ids(parse_ids(text)),
    "note": parse_text,
}


def checked(
    rows: Sequence[Sequence[str]], places: Sequence[Place], rules: Codebook | Study | Events
) -> tuple[pd.DataFrame, Codebook, Study | None]:
    """Check rows of cells, in the order of `COLUMNS`.

    Parameters
    ----------
    rows
        The cells.
    places
        For each row where it came from.
    rules
        The codebook, or a study or events that have one.

    Returns
    -------
    tuple
        The frame of canonical cells in the order given, the codebook, and the study where there is one.

    Raises
    ------
    InvalidData
        With all problems.
    """
    check = _Check.of(rules)
    made = [check.row(cells, place) for cells, place in zip(rows, places, strict=True)]
    if check.problems:
        raise InvalidData(check.problems)
    frame = pd.DataFrame(made, columns=list(COLUMNS), dtype=object).astype("str")
    return frame, check.codebook, check.study


class _Check:
    """Checks judgements row by row; each distinct cell of a column is parsed once."""

    def __init__(self, codebook: Codebook, study: Study | None, units: Iterable[str] | None) -> None:
        """Begin with nothing found."""
        self.codebook, self.study = codebook, study
        self.units = None if units is None else dict.fromkeys(units)
        self.problems: list[Problem] = []
        self.seen: dict[tuple[str, ...], Place] = {}
        self.known: dict[tuple[str, str], str | CellError] = {}
        self.spelled: dict[str, tuple[str, Place]] = {}

    @classmethod
    def of(cls, rules: Codebook | Study | Events) -> _Check:
        """Take what the rules know."""
        if isinstance(rules, Codebook):
            return cls(rules, None, None)
        if isinstance(rules, Study):
            return cls(rules.codebook, rules, None)
        if isinstance(rules, Events) and rules.study is not None:
            return cls(rules.study.codebook, rules.study, rules.to_pandas()["id"])
        raise CodingError(
            f"judgements are checked against a Codebook, a Study, or Events with a study, not {type(rules).__name__}."
        )

    def row(self, cells: Sequence[str], place: Place) -> list[str]:
        """Check one row and give its canonical cells."""
        made = dict(zip(COLUMNS, cells, strict=True))
        sound = {name for name in PARSERS if self._cell(name, made, place)}
        self._known_things(made, sound, place)
        if made["variable"] in self.codebook.columns:
            self._value(made, place, versioned="codebook_version" in sound)
        if sound.issuperset(KEY):
            self._once(made, place)
        return [made[name] for name in COLUMNS]

    def _cell(self, name: str, made: dict[str, str], place: Place) -> bool:
        """Read a cell of a plain column; say whether it is sound."""
        text = made[name]
        if (name, text) not in self.known:
            try:
                self.known[name, text] = PARSERS[name](text)
            except CellError as error:
                self.known[name, text] = error
        found = self.known[name, text]
        if isinstance(found, CellError):
            self._report(name, text, str(found), place)
            return False
        made[name] = found
        return True

    def _known_things(self, made: Mapping[str, str], sound: set[str], place: Place) -> None:
        """Check that unit, variable and sources are there, and that a coder has one spelling."""
        if self.units is not None and "unit" in sound and made["unit"] not in self.units:
            words = allowed(made["unit"], self.units, instead="A unit is the id of an event.")
            self._report("unit", made["unit"], f"there is no such event. {words}", place)
        name, book = made["variable"], self.codebook
        if "variable" in sound and name not in book.columns:
            words = (
                "is derived, not coded." if name in book.derived else "is no coded variable of the codebook."
            )
            self._report("variable", name, f"{words} {allowed(name, book.columns)}", place)
        if self.study is not None and len(self.study.sources) and "sources" in sound:
            for source in parse_ids(made["sources"]):
                if source not in self.study.sources:
                    self._report("sources", source, "there is no such source in sources.csv.", place)
        if "coder" in sound:
            spelling, first = self.spelled.setdefault(made["coder"].casefold(), (made["coder"], place))
            if spelling != made["coder"]:
                words = (
                    f"is {spelling!r}{_at(first)}, but for upper and lower case; a coder has one spelling."
                )
                self._report("coder", made["coder"], words, place)

    def _once(self, made: Mapping[str, str], place: Place) -> None:
        """Check that a coder judged once in a round; a cell that was left empty is no judgement."""
        if made["value"] == NOT_CODED:
            return
        key = tuple(made[name] for name in KEY)
        if key in self.seen:
            self._report("unit", made["unit"], self._twice(made, self.seen[key]), place)
        self.seen.setdefault(key, place)

    def _value(self, made: dict[str, str], place: Place, *, versioned: bool) -> None:
        """Check the answer against its variable and the version."""
        variable = self.codebook[made["variable"]]
        key = (f"value of {variable.id}", made["value"])
        if key not in self.known:
            try:
                self.known[key] = parse_answer(made["value"], variable)
            except CellError as error:
                self.known[key] = error
        found = self.known[key]
        if isinstance(found, CellError):
            self._report(place[2], made["value"], str(found), place)
        else:
            made["value"] = found
        if versioned:
            if _same(made["codebook_version"], self.codebook.version):
                made["codebook_version"] = self.codebook.version  # A spreadsheet may have made 1 of 1.0.
            codes = () if isinstance(found, CellError) else codes_of(found)
            self._version(variable, codes, made["codebook_version"] or self.codebook.version, place)

    def _version(self, variable: Variable, codes: Iterable[str], version: str, place: Place) -> None:
        """Check that the codes were there in the version they were given under, and that it is known."""
        for code in codes:
            if trouble := self._out_of_version(variable.codes[code], version):
                self._report(place[2], code, trouble, place)
        if version != self.codebook.version and _later(version, self.codebook.version):
            words = f"is later than the codebook, which has version {self.codebook.version}; read them with its own."
            self._report("codebook_version", version, words, place)

    @staticmethod
    def _out_of_version(code: Code, version: str) -> str:
        """Say why a code could not be given under a version, ``""`` if it could."""
        if code.retired and not _later(code.retired, version):
            words = " or ".join(map(repr, code.replaced_by))
            use = f"use {words} instead" if words else "nothing replaces it"
            return f"was retired in version {code.retired}, and this was coded under {version}; {use}."
        if code.since and _later(code.since, version):
            return f"came in version {code.since}, and this was coded under {version}; mend the code or the version."
        return ""

    def _twice(self, made: Mapping[str, str], first: Place) -> str:
        """Say that a judgement stands twice."""
        where = f", first{_at(first)}" if _at(first) else ""
        return (
            f"{made['coder']} judged {made['variable']} of this unit twice in round {made['round']}{where}; "
            "keep one, or give the second another round."
        )

    def _report(self, column: str, value: str, message: str, place: Place) -> None:
        """Keep a problem."""
        file, line, _ = place
        self.problems.append(Problem(message, file=file, line=line, column=column, value=value or None))


def _at(place: Place) -> str:
    """Say where something stands; rows in memory stand nowhere."""
    file, line, _ = place
    return "" if line is None else f" in {file}, line {line}"


def _same(version: str, other: str) -> bool:
    """Say whether two versions are one, such as 1.0 and 1.0.0."""
    try:
        return version_key(version) == version_key(other)
    except CodingError:
        return False


def _later(version: str, other: str) -> bool:
    """Say whether a version is later than another; versions that are no numbers are never compared."""
    try:
        return version_key(version) > version_key(other)
    except CodingError:
        return False
