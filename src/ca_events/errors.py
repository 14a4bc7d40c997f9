"""What can go wrong, said so that it can be mended.

Every error of the library inherits from `CaEventsError` and from the built-in that people expect
(`ValueError`, `LookupError`, ...). A message says what was wrong, where, what is allowed and what to do.
A file is never refused for its first mistake only: all its problems are gathered as `Problem` records and
raised once as `InvalidData`, so that a table coded by hand is mended in one sitting.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    import pandas as pd

SHOWN_PROBLEMS = 25
SHOWN_CHARACTERS = 60
SHOWN_WORDS = 12


class CaEventsError(Exception):
    """Base of every error that the library raises on purpose."""


class DateError(CaEventsError, ValueError):
    """A text that is no date: in the Extended Date/Time Format (EDTF), or as people type them."""


class AmbiguousDate(DateError):
    """A text that can be more than one date; nothing is guessed.

    Parameters
    ----------
    message
        What it can be, and how to say which is meant.
    candidates
        The dates that it can be (`ca_events.EventDate`).

    Attributes
    ----------
    candidates : tuple of EventDate
        In the order of their EDTF texts.
    """

    def __init__(self, message: str, candidates: Iterable[Any] = ()) -> None:
        self.candidates = tuple(candidates)
        super().__init__(message, self.candidates)

    def __str__(self) -> str:
        """Give the message alone."""
        return str(self.args[0])


class UnknownCode(CaEventsError, LookupError):
    """A code, actor, role, source, period or event id that the study does not know."""


class MissingExtra(CaEventsError, ImportError):
    """An optional package is needed; the message names the extra that installs it."""


@attrs.frozen
class Problem:
    """One thing that is wrong in a file or a frame, and where.

    Parameters
    ----------
    message
        What is wrong and what is allowed, as one or two sentences.
    file
        Name of the file, or ``""`` for data that came from no file.
    line
        Line of the file, counted from 1 as an editor counts; ``None`` where a line has no meaning.
    column
        Name of the column.
    value
        The offending value as it stands there.
    nearest
        The nearest valid value, or ``""``.
    """

    message: str
    file: str = attrs.field(default="", kw_only=True)
    line: int | None = attrs.field(default=None, kw_only=True)
    column: str = attrs.field(default="", kw_only=True)
    value: str | None = attrs.field(default=None, kw_only=True)
    nearest: str = attrs.field(default="", kw_only=True)

    def __str__(self) -> str:
        """Give the problem as one line: place, value, message, nearest valid value."""
        place = ", ".join(
            part
            for part in (
                self.file,
                "" if self.line is None else f"line {self.line}",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        value = "" if self.value is None else f"{shorten(self.value)!r}: "
        ending = f" Nearest valid value: {self.nearest!r}." if self.nearest else ""
        return f"{place}: {value}{self.message}{ending}" if place else f"{value}{self.message}{ending}"


class InvalidData(CaEventsError, ValueError):
    """Data that break the rules of their study: all problems at once.

    Parameters
    ----------
    problems
        The problems, at least one.

    Attributes
    ----------
    problems : tuple of Problem
        All of them; the text shows the first 25.

    Examples
    --------
    >>> error = InvalidData([Problem("no such code.", file="events.csv", line=3, column="stage", value="sined")])
    >>> print(error)
    1 problem:
    events.csv, line 3, column stage: 'sined': no such code.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """List the problems, one a line."""
        total = len(self.problems)
        lines = [f"{self.counted()}:"]
        lines += [str(problem) for problem in self.problems[:SHOWN_PROBLEMS]]
        if total > SHOWN_PROBLEMS:
            lines.append(f"... and {total - SHOWN_PROBLEMS:,} more; the error's to_frame() has all of them.")
        return "\n".join(lines)

    def counted(self) -> str:
        """Count the problems in words, such as ``"2 problems"``."""
        return counted(len(self.problems), "problem")

    def to_frame(self) -> pd.DataFrame:
        """Give the problems as a table.

        Returns
        -------
        pandas.DataFrame
            Columns ``file, line, column, value, message, nearest``; one row a problem.
        """
        return problems_frame(self.problems)


def problems_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Give problems as a pandas table with one row each (`line` is a nullable integer)."""
    import pandas as pd

    names = ["file", "line", "column", "value", "message", "nearest"]
    rows = [[getattr(problem, name) for name in names] for problem in problems]
    return pd.DataFrame(rows, columns=names).astype({"line": "Int64"})


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return the allowed word most like the given one, or ``""`` when none is alike.

    Examples
    --------
    >>> nearest("sined", ["signed", "ratified"])
    'signed'
    >>> nearest("xyz", ["signed", "ratified"])
    ''
    >>> nearest("4", ["14", "04", "041"])  # a spreadsheet takes the zeros away
    '04'
    """
    from difflib import get_close_matches

    candidates = list(allowed)
    padded = [candidate for candidate in candidates if candidate.lstrip("0") == word != ""]
    if padded:
        return padded[0]
    folded = {candidate.casefold(): candidate for candidate in reversed(candidates)}
    found = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def allowed(word: str, words: Iterable[str], *, instead: str = "") -> str:
    """Say which words are allowed, the nearest first; long lists are cut.

    Parameters
    ----------
    word
        The word that is not allowed.
    words
        Those that are.
    instead
        A sentence that says what is allowed where a list of the words would not help.

    Returns
    -------
    str
        One or two sentences.

    Examples
    --------
    >>> allowed("sined", ["signed", "ratified"])
    "Nearest: 'signed'. Allowed: signed, ratified."
    """
    names = list(words)
    if not names and not instead:
        return "It has none."
    near = nearest(word, names)
    rest = f", ... ({len(names):,} in all)" if len(names) > SHOWN_WORDS else ""
    listed = instead or f"Allowed: {', '.join(names[:SHOWN_WORDS])}{rest}."
    return f"Nearest: {near!r}. {listed}" if near else listed


def choice_trouble(name: str, value: object, words: Iterable[str]) -> str:
    """Say that an argument is none of the words that are allowed.

    Parameters
    ----------
    name
        The argument.
    value
        What was given.
    words
        What is allowed.

    Returns
    -------
    str
        One or two sentences.

    Examples
    --------
    >>> choice_trouble("bins", "years", ["year", "month"])
    "bins='years' is not allowed; use one of 'year', 'month'. Nearest: 'year'."
    """
    listed = list(words)
    near = nearest(value, listed) if isinstance(value, str) else ""
    ending = f" Nearest: {near!r}." if near else ""
    return f"{name}={value!r} is not allowed; use one of {', '.join(map(repr, listed))}.{ending}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Count things in words.

    Parameters
    ----------
    number
        How many.
    noun, plural
        What; the plural if it is more than the noun and an s.

    Returns
    -------
    str
        Number and noun.

    Examples
    --------
    >>> counted(1, "event"), counted(1234, "event"), counted(2, "body", "bodies")
    ('1 event', '1,234 events', '2 bodies')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def joined(words: Iterable[str], last: str = "and") -> str:
    """Join words as a sentence does.

    Parameters
    ----------
    words
        The words.
    last
        What stands before the last of several.

    Returns
    -------
    str
        The words.

    Examples
    --------
    >>> joined(["a", "b", "c"], "or"), joined(["a"])
    ('a, b or c', 'a')
    """
    *first, end = [*words] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def shorten(text: str, length: int = SHOWN_CHARACTERS) -> str:
    """Cut a long value in the middle so that a message stays readable."""
    if len(text) <= length:
        return text
    half = length // 2 - 2
    return f"{text[:half]}...{text[-half:]}"
