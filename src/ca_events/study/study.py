"""A study: everything that a collection of events rests on, apart from the events themselves.

A study is a folder of plain files that any spreadsheet or editor opens: who made it (`study.toml`), the codebook
(`codebook.toml`) and, as far as they are needed, registers of actors, sources, evidence, periods, coverage and
figures. `Study.new` lays out such a folder, `Study.read` reads it and reports all mistakes of all files
at once, `Study.save` writes it. A file that was not changed is written as it was found, comments included.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from ca_events.cells import parse_day
from ca_events.errors import InvalidData, counted
from ca_events.files import write_files
from ca_events.mapping import FrozenMapping, texts
from ca_events.study import scaffolding, study_file, toml_text
from ca_events.study.actors import Actors
from ca_events.study.claims import Claim, Claims
from ca_events.study.codebook import FILE as CODEBOOK_FILE
from ca_events.study.codebook import Codebook
from ca_events.study.coverage import Coverage
from ca_events.study.folder import REGISTERS, FileAsRead, read_folder
from ca_events.study.history import Change, Changes, Tombstone, Withdrawn
from ca_events.study.records import Actor, CoverageRow, Evidence, Indicator, Period, Source
from ca_events.study.registers import Evidences, Indicators, Periods, Register, Sources
from ca_events.study.rereading import Recheck, Rechecks, Segment, Segments
from ca_events.study.study_rules import study_problems


# A function for each register and no factory of them: the type checker reads converters only where they have names.
def _actors(value: Actors | Iterable[Actor]) -> Actors:
    """Make the register of a list of rows."""
    return value if isinstance(value, Actors) else Actors(value)


def _sources(value: Sources | Iterable[Source]) -> Sources:
    """Make the register of a list of rows."""
    return value if isinstance(value, Sources) else Sources(value)


def _evidence(value: Evidences | Iterable[Evidence]) -> Evidences:
    """Make the register of a list of rows."""
    return value if isinstance(value, Evidences) else Evidences(value)


def _periods(value: Periods | Iterable[Period]) -> Periods:
    """Make the register of a list of rows."""
    return value if isinstance(value, Periods) else Periods(value)


def _coverage(value: Coverage | Iterable[CoverageRow]) -> Coverage:
    """Make the register of a list of rows."""
    return value if isinstance(value, Coverage) else Coverage(value)


def _indicators(value: Indicators | Iterable[Indicator]) -> Indicators:
    """Make the register of a list of rows."""
    return value if isinstance(value, Indicators) else Indicators(value)


def _claims(value: Claims | Iterable[Claim]) -> Claims:
    """Make the register of a list of rows."""
    return value if isinstance(value, Claims) else Claims(value)


def _changes(value: Changes | Iterable[Change]) -> Changes:
    """Make the register of a list of rows."""
    return value if isinstance(value, Changes) else Changes(value)


def _withdrawn(value: Withdrawn | Iterable[Tombstone]) -> Withdrawn:
    """Make the register of a list of rows."""
    return value if isinstance(value, Withdrawn) else Withdrawn(value)


def _rechecks(value: Rechecks | Iterable[Recheck]) -> Rechecks:
    """Make the register of a list of rows."""
    return value if isinstance(value, Rechecks) else Rechecks(value)


def _segments(value: Segments | Iterable[Segment]) -> Segments:
    """Make the register of a list of rows."""
    return value if isinstance(value, Segments) else Segments(value)


@attrs.frozen(kw_only=True, repr=False)
class Study:
    """What a study knows apart from its events.

    Parameters
    ----------
    name, title
        A short name and the full title.
    version, licence, authors
        The version of the data, the licence they are under, and who made them.
    start, end
        The first and the last day that the study is about (``from`` and ``to`` in study.toml).
    codebook
        The codebook.
    actors, sources, evidence, periods, coverage, indicators, claims, changes, withdrawn, rechecks, segments
        The registers, or lists of their rows; empty if left out.

    Raises
    ------
    InvalidData
        With everything that the parts name and that is not there.

    Examples
    --------
    >>> book = Codebook.parse('''
    ... [codebook]
    ... id = "rivers"
    ... version = "1.0.0"
    ... [variable.category]
    ... values = "one"
    ... hierarchical = true
    ... [code.category.treaty]
    ... definition = "A treaty about a river is signed."
    ... ''')
    >>> Study(name="rivers", codebook=book, actors=[Actor(id="KAZ", name="Kazakhstan", kind="state")])
    Study('rivers': 1 code in 1 variable, 1 actor)
    """

    name: str
    title: str = ""
    version: str = ""
    licence: str = ""
    authors: tuple[str, ...] = attrs.field(default=(), converter=texts)
    start: datetime.date | None = attrs.field(default=None, converter=parse_day)
    end: datetime.date | None = attrs.field(default=None, converter=parse_day)
    codebook: Codebook
    actors: Actors = attrs.field(factory=Actors, converter=_actors)
    sources: Sources = attrs.field(factory=Sources, converter=_sources)
    evidence: Evidences = attrs.field(factory=Evidences, converter=_evidence)
    periods: Periods = attrs.field(factory=Periods, converter=_periods)
    coverage: Coverage = attrs.field(factory=Coverage, converter=_coverage)
    indicators: Indicators = attrs.field(factory=Indicators, converter=_indicators)
    claims: Claims = attrs.field(factory=Claims, converter=_claims)
    changes: Changes = attrs.field(factory=Changes, converter=_changes)
    withdrawn: Withdrawn = attrs.field(factory=Withdrawn, converter=_withdrawn)
    rechecks: Rechecks = attrs.field(factory=Rechecks, converter=_rechecks)
    segments: Segments = attrs.field(factory=Segments, converter=_segments)
    _files: FrozenMapping[FileAsRead] = attrs.field(default=(), converter=FrozenMapping, eq=False)

    def __attrs_post_init__(self) -> None:
        """Refuse parts that do not fit together; tell the coverage where actors are."""
        faults = study_file.study_faults(self.name, self.start, self.end)
        sheets = {name: getattr(self, name).sheet() for name in REGISTERS}
        problems = toml_text.problems(faults) + study_problems(sheets, self.codebook)
        if problems:
            raise InvalidData(problems)
        object.__setattr__(self, "coverage", attrs.evolve(self.coverage, actors=self.actors))

    @classmethod
    def read(cls, folder: str | os.PathLike[str]) -> Study:
        """Read the files of a study, all but events.csv.

        Parameters
        ----------
        folder
            The folder; ``study.toml`` and ``codebook.toml`` must be in it, the registers may be.

        Returns
        -------
        Study
            The study.

        Raises
        ------
        InvalidData
            With all problems of all files and their lines.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     study = Study.new(folder, name="rivers")
        ...     Study.read(folder) == study
        True
        """
        return cls(**read_folder(folder))

    @classmethod
    def new(cls, folder: str | os.PathLike[str], *, name: str) -> Study:
        """Lay out the folder of a new study, with a commented codebook and three example events.

        Parameters
        ----------
        folder
            A folder that is not there yet or is empty.
        name
            The name of the study, one line of text.

        Returns
        -------
        Study
            The study as it now stands in the folder.

        Raises
        ------
        FolderInUse
            If there are files in the folder.
        InvalidData
            If the name is not a line of text.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     study = Study.new(folder, name="rivers")
        >>> study.name, study.codebook.columns
        ('rivers', ('category', 'stage', 'amount_basis', 'confidence'))
        """
        faults = study_file.study_faults(name, None, None)
        if faults:
            raise InvalidData(toml_text.problems(faults))
        scaffolding.lay_out(folder, name)
        return cls.read(folder)

    def save(self, folder: str | os.PathLike[str]) -> None:
        """Write the files of the study, all but events.csv.

        A file whose content is the same as when it was read is written byte for byte as it was read. A register without
        rows is written only where its file exists already or did when the study was read.

        Parameters
        ----------
        folder
            The folder; it is made if it is not there.

        Examples
        --------
        A study is changed by making a new one; what did not change is written as it was, remarks included.

        >>> import attrs, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     study = Study.new(folder, name="rivers")
        ...     kenya = Actor(id="KEN", name="Kenya", kind="state")
        ...     attrs.evolve(study, actors=[*study.actors, kenya]).save(folder)
        ...     "KEN" in Study.read(folder).actors
        True
        """
        place = Path(folder)
        contents = {}
        for file, value in self._values().items():
            known = self._files.get(file)
            if known is not None and known.value == value:
                contents[file] = known.data
            elif not isinstance(value, Register) or len(value) or known or (place / file).exists():
                contents[file] = _text_of(value).encode()
        write_files(place, contents)

    def period(self, key: str) -> Period:
        """Give a period of one of the sets.

        Parameters
        ----------
        key
            The set and the id, as in ``"administration:xi"``.

        Returns
        -------
        Period
            The period.

        Raises
        ------
        UnknownCode
            If there is no such period.
        """
        return self.periods[key]

    def __repr__(self) -> str:
        """Show the study on one line."""
        codes = sum(len(variable.codes) for variable in self.codebook.variables.values())
        parts = [f"{counted(codes, 'code')} in {counted(len(self.codebook), 'variable')}"]
        parts += [
            counted(len(getattr(self, name)), cls.NOUN, cls.NOUNS)
            for name, cls in REGISTERS.items()
            if len(getattr(self, name))
        ]
        version = f", version {self.version!r}" if self.version else ""
        return f"Study({self.name!r}{version}: {', '.join(parts)})"

    def _values(self) -> dict[str, Any]:
        """Give what each file of the study says."""
        names = ("name", "title", "version", "licence", "authors", "start", "end")
        values: dict[str, Any] = {
            study_file.FILE: study_file.complete({name: getattr(self, name) for name in names}),
            CODEBOOK_FILE: self.codebook,
        }
        return values | {cls.FILE: getattr(self, name) for name, cls in REGISTERS.items()}


def _text_of(value: Any) -> str:
    """Write the text of a file."""
    if isinstance(value, Codebook):
        return value.to_toml()
    return value.to_csv() if isinstance(value, Register) else study_file.text(dict(value))
