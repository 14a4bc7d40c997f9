"""Dates as people type them in papers: "15 June 2001", "mid-2013", "between 2005 and 2012", "с 2013 года".

`translation` puts Russian and Chinese into English words, `phrases` reads one date, `grammar` what is made of several
(spans, windows, choices), and `answers` turns the readings into one date or an error that can be mended. All of it is
loaded when the first text is read: most programs read EDTF alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ca_events.dates.prose.answers import ambiguous as ambiguous
    from ca_events.dates.prose.answers import interpreted as interpreted

__all__ = ["ambiguous", "interpreted"]

if not TYPE_CHECKING:  # Hidden from the type checker, which would otherwise accept every misspelt name.

    def __getattr__(name: str) -> object:
        """Load what the package is asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.answers"), name)
        globals()[name] = value
        return value
