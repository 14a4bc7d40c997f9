"""Timelines and event coding: dated political events, coded, sourced, queried, counted and drawn.

The names below are loaded when they are first used, so that ``import ca_events`` is quick and needs neither pandas nor
matplotlib. `ca_events.testing` needs hypothesis and is not among them, so that ``from ca_events import *`` works
without it. ``ca.load()`` gives the bundled study; `docs/design.md` shows how the rooms hang together.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ca_events import coding as coding
    from ca_events import dates as dates
    from ca_events import plots as plots
    from ca_events import quality as quality
    from ca_events import review as review
    from ca_events import tables as tables
    from ca_events import testing as testing
    from ca_events.bundled import cite as cite
    from ca_events.bundled import data_version as data_version
    from ca_events.collection import Events as Events
    from ca_events.conditions import col as col
    from ca_events.dates import EventDate as EventDate
    from ca_events.dates import Truth as Truth
    from ca_events.errors import AmbiguousDate as AmbiguousDate
    from ca_events.errors import CaEventsError as CaEventsError
    from ca_events.errors import DateError as DateError
    from ca_events.errors import InvalidData as InvalidData
    from ca_events.errors import MissingExtra as MissingExtra
    from ca_events.errors import Problem as Problem
    from ca_events.errors import UnknownCode as UnknownCode
    from ca_events.event import Amount as Amount
    from ca_events.event import Event as Event
    from ca_events.event import Participant as Participant
    from ca_events.event import Related as Related
    from ca_events.loading import load as load
    from ca_events.loading import read_csv as read_csv
    from ca_events.loading import read_excel as read_excel
    from ca_events.study import Codebook as Codebook
    from ca_events.study import Period as Period
    from ca_events.study import Study as Study

__all__ = [
    "AmbiguousDate",
    "Amount",
    "CaEventsError",
    "Codebook",
    "DateError",
    "Event",
    "EventDate",
    "Events",
    "InvalidData",
    "MissingExtra",
    "Participant",
    "Period",
    "Problem",
    "Related",
    "Study",
    "Truth",
    "UnknownCode",
    "cite",
    "coding",
    "col",
    "data_version",
    "dates",
    "load",
    "plots",
    "quality",
    "read_csv",
    "read_excel",
    "review",
    "tables",
]

_HOME = {
    "bundled": ["cite", "data_version"],
    "collection": ["Events"],
    "conditions": ["col"],
    "dates": ["EventDate", "Truth"],
    "errors": [
        "AmbiguousDate",
        "CaEventsError",
        "DateError",
        "InvalidData",
        "MissingExtra",
        "Problem",
        "UnknownCode",
    ],
    "event": ["Amount", "Event", "Participant", "Related"],
    "loading": ["load", "read_csv", "read_excel"],
    "study": ["Codebook", "Period", "Study"],
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}
_ROOMS = ("coding", "dates", "plots", "quality", "review", "tables", "testing")

if not TYPE_CHECKING:  # Hidden from the type checker, which would otherwise accept every misspelt name.

    def __getattr__(name: str) -> object:
        """Load the module of a public name."""
        if name in _ROOMS:
            return import_module(f"{__name__}.{name}")
        if name == "__version__":
            return import_module("importlib.metadata").version("ca-events")
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """List the public names."""
        return __all__
