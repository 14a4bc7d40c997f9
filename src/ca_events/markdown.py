"""Text that Markdown shows as it is, and tables with pipes: for pages whose cells come from a study."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SIGNS = re.compile(r"([\\`*_<>\[\]|])")


def escaped(text: str) -> str:
    r"""Put a text on one line and keep Markdown from reading signs in it.

    Parameters
    ----------
    text
        The text.

    Returns
    -------
    str
        With a backslash before each sign that could mean something.

    Examples
    --------
    >>> print(escaped("a_b | c"))
    a\_b \| c
    """
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table with pipes.

    Parameters
    ----------
    header
        The names of the columns.
    rows
        The cells of each row, as texts.

    Returns
    -------
    str
        Markdown, without a line break at the end; signs in the cells are escaped.

    Examples
    --------
    >>> print(table(["leaf", "events"], [["visit", "3"]]))
    | leaf | events |
    | --- | --- |
    | visit | 3 |
    """
    names = [escaped(name) for name in header]
    lines = [_pipes(names), "|" + " --- |" * len(names)]
    return "\n".join([*lines, *(_pipes(map(escaped, row)) for row in rows)])


def _pipes(cells: Iterable[str]) -> str:
    """Write a line of a table."""
    return "| " + " | ".join(cells) + " |"
