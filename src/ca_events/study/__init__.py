"""What a study knows apart from its events: codebook, actors, sources, evidence, periods, coverage, figures.

A name is loaded when it is first used, so that somebody who wants only a codebook does not wait for the registers.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ca_events.study.actors import Actors as Actors
    from ca_events.study.claims import Claim as Claim
    from ca_events.study.claims import Claims as Claims
    from ca_events.study.codebook import Codebook as Codebook
    from ca_events.study.columns import EVENT_COLUMNS as EVENT_COLUMNS
    from ca_events.study.columns import OWN_PREFIX as OWN_PREFIX
    from ca_events.study.columns import VOCABULARIES as VOCABULARIES
    from ca_events.study.coverage import Coverage as Coverage
    from ca_events.study.history import Change as Change
    from ca_events.study.history import Changes as Changes
    from ca_events.study.history import Tombstone as Tombstone
    from ca_events.study.history import Withdrawn as Withdrawn
    from ca_events.study.records import Actor as Actor
    from ca_events.study.records import CoverageRow as CoverageRow
    from ca_events.study.records import Evidence as Evidence
    from ca_events.study.records import Indicator as Indicator
    from ca_events.study.records import Period as Period
    from ca_events.study.records import Source as Source
    from ca_events.study.registers import Evidences as Evidences
    from ca_events.study.registers import Indicators as Indicators
    from ca_events.study.registers import Periods as Periods
    from ca_events.study.registers import Sources as Sources
    from ca_events.study.rereading import Recheck as Recheck
    from ca_events.study.rereading import Rechecks as Rechecks
    from ca_events.study.rereading import Segment as Segment
    from ca_events.study.rereading import Segments as Segments
    from ca_events.study.scaffolding import FolderInUse as FolderInUse
    from ca_events.study.study import Study as Study
    from ca_events.study.variables import Code as Code
    from ca_events.study.variables import Derived as Derived
    from ca_events.study.variables import Variable as Variable

__all__ = [
    "EVENT_COLUMNS",
    "OWN_PREFIX",
    "VOCABULARIES",
    "Actor",
    "Actors",
    "Change",
    "Changes",
    "Claim",
    "Claims",
    "Code",
    "Codebook",
    "Coverage",
    "CoverageRow",
    "Derived",
    "Evidence",
    "Evidences",
    "FolderInUse",
    "Indicator",
    "Indicators",
    "Period",
    "Periods",
    "Recheck",
    "Rechecks",
    "Segment",
    "Segments",
    "Source",
    "Sources",
    "Study",
    "Tombstone",
    "Variable",
    "Withdrawn",
]

_HOME = {
    "actors": ["Actors"],
    "codebook": ["Codebook"],
    "columns": ["EVENT_COLUMNS", "OWN_PREFIX", "VOCABULARIES"],
    "coverage": ["Coverage"],
    "claims": ["Claim", "Claims"],
    "history": ["Change", "Changes", "Tombstone", "Withdrawn"],
    "records": ["Actor", "CoverageRow", "Evidence", "Indicator", "Period", "Source"],
    "registers": ["Evidences", "Indicators", "Periods", "Sources"],
    "rereading": ["Recheck", "Rechecks", "Segment", "Segments"],
    "scaffolding": ["FolderInUse"],
    "study": ["Study"],
    "variables": ["Code", "Derived", "Variable"],
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

if not TYPE_CHECKING:  # Hidden from the type checker, which would otherwise accept every misspelt name.

    def __getattr__(name: str) -> object:
        """Load the module of a public name."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """List the public names."""
        return __all__
