"""What a figure refuses, said once.

A figure that cannot be drawn as asked says so before anything is drawn: what was wrong, what is allowed, what to do.
"""

from __future__ import annotations

from collections.abc import Iterable

from ca_events.errors import CaEventsError, choice_trouble


class FigureError(CaEventsError, ValueError):
    """A figure cannot be made as asked; the message says what is allowed."""


def require_choice(name: str, value: str, allowed: Iterable[str]) -> str:
    """Return the value if it is one of the allowed words, else raise `FigureError` with all of them.

    Examples
    --------
    >>> require_choice("orientation", "vertical", ["horizontal", "vertical"])
    'vertical'
    >>> require_choice("orientation", "upright", ["horizontal", "vertical"])
    Traceback (most recent call last):
        ...
    ca_events.plots.choices.FigureError: orientation='upright' is not allowed; use one of 'horizontal', 'vertical'.
    """
    words = list(allowed)
    if value in words:
        return value
    raise FigureError(choice_trouble(name, value, words))
