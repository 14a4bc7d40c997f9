"""What coding refuses, said once."""

from __future__ import annotations

from collections.abc import Iterable

from ca_events.errors import CaEventsError, choice_trouble


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
    if value in words:
        return value
    raise CodingError(choice_trouble(name, value, words))
