"""What coding refuses, said once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from ca_events.collection import Events
from ca_events.errors import CaEventsError, choice_trouble
from ca_events.study import Study


class CodingError(CaEventsError, ValueError):
    """Something cannot be measured, sampled or decided as asked; the message says what is allowed."""


def require_choice(name: str, value: str, allowed: Iterable[str]) -> str:
    """Return the value if it is one of the allowed words, else raise `CodingError` with all of them.

    Examples
    --------
    >>> require_choice("interval", "bootstrap", ["bootstrap", "jackknife"])
    'bootstrap'
    >>> require_choice("interval", "half", ["bootstrap", "jackknife"])
    Traceback (most recent call last):
        ...
    ca_events.coding.choices.CodingError: interval='half' is not allowed; use one of 'bootstrap', 'jackknife'.
    """
    words = list(allowed)
    if isinstance(value, str) and value in words:
        return value
    raise CodingError(choice_trouble(name, value, words))


def is_whole(value: Any) -> bool:
    """Say whether a value is a whole number, of Python or numpy; True and False are none.

    Examples
    --------
    >>> is_whole(3), is_whole(np.int64(3)), is_whole(3.0), is_whole(True)
    (True, True, False, False)
    """
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def require_study(events: Events) -> Study:
    """Give the study of events, whose codebook coding needs; `CodingError` where there is none."""
    if events.study is None:
        raise CodingError("the events have no study, so there is no codebook; see Events.with_study.")
    return events.study


def require_absent(path: str | Path, filled: str) -> Path:
    """Give the place of a sheet that is to be written; one that is there may hold what people filled in."""
    place = Path(path)
    if place.exists():
        raise CodingError(f"{place} is there already, and {filled}; name another file.")
    return place
