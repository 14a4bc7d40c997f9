"""Mistakes that people make in TOML files, recognised by the look of the line.

Python's own reader says of most of them only "invalid value", and stops at the first. A word processor turns straight
quotes into curly ones, a spreadsheet writes TRUE, a day is written as one speaks it: each of these has a remedy of
its own, and all of them are told at once.
"""

from __future__ import annotations

import datetime
import re

_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=\s*(.*)""")
_PASSED_OVER = re.compile(
    r"""
    "{3}.*?"{3} | '{3}.*?'{3}        # a long text that ends on its line
    | "{3} | '{3}                    # the beginning of one that does not
    | "(?:[^"\\]|\\.)*" | '[^']*'    # a text
    | \#.*                           # a remark
    """,
    re.VERBOSE,
)
_TRIPLES = ('"""', "'''")
_CURLY_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_CURLY_SINGLE = ("\u2018", "\u2019", "\u201a", "\u201b", "\u2039", "\u203a")
_DAY = re.compile(r"\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}", re.ASCII)
_VERSION = re.compile(r"\d+(?:\.\d+){2,}\S*", re.ASCII)


def slips(text: str) -> list[tuple[int, str]]:
    r"""Find the lines of a TOML file that hold a mistake of a known kind.

    Parameters
    ----------
    text
        The text of a file that is no valid TOML.

    Returns
    -------
    list of (int, str)
        The lines, and what to write there.

    Examples
    --------
    >>> slips('[study]\nname = "Rivers"\nfrom = 1.1.1991')
    [(3, "'1.1.1991' is no day here; write year-month-day without quotes, such as from = 1991-12-26.")]
    """
    found: list[tuple[int, str]] = []
    begun, quotes = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if quotes:
            quotes = "" if quotes in line else quotes
            continue
        key, value = _parted(line.strip())
        outside = _outside(value)
        quotes = next((triple for triple in _TRIPLES if triple in outside), "")
        if quotes:
            begun = number
        elif message := _slip(key, value, outside):
            found.append((number, message))
    if quotes:
        found.append((begun, f"a text that begins with {quotes} is not closed; write {quotes} at its end."))
    return found


def _outside(value: str) -> str:
    """Give what stands outside of texts and remarks; three quotes that begin a long text are kept."""
    return _PASSED_OVER.sub(lambda found: found.group() if found.group() in _TRIPLES else "", value)


def _slip(key: str, value: str, outside: str) -> str:
    """Say what is wrong with a line and what to write, ``""`` if it is nothing that is known."""
    if any(quote in outside for quote in _CURLY_DOUBLE) or outside.lstrip("[{ ").startswith(_CURLY_SINGLE):
        return f"the quotes are curly; write straight ones: {key}{_straight(value)}."
    if '"' in outside:
        return 'a quote has no partner; a text begins and ends with " on the same line, as in key = "text".'
    if value.startswith(('"', "'")) and outside.strip()[:1] not in ("", ",", "]", "}"):
        return r'a quote inside the text ends it; begin and end the text with " and write \" for each inside.'
    return _bare_slip(key, outside.strip()) if key else ""


def _parted(line: str) -> tuple[str, str]:
    """Part a line into ``key = `` and the value; a line of a longer list is a value alone."""
    found = _KEY.fullmatch(line)
    if found:
        return f"{found.group(1)} = ", found.group(2)
    return "", line if line.startswith(('"', "'", *_CURLY_DOUBLE, *_CURLY_SINGLE)) else ""


def _straight(value: str) -> str:
    """Write a value with straight quotes; an example if that alone does not mend it."""
    import tomllib

    doubles = value.rstrip(", ").translate(dict.fromkeys(map(ord, _CURLY_DOUBLE), '"'))
    for mended in (doubles, doubles.translate(dict.fromkeys(map(ord, _CURLY_SINGLE), '"'))):
        try:
            tomllib.loads(f"x = {mended}")
        except tomllib.TOMLDecodeError:
            continue
        return mended
    return '"text"'


def _bare_slip(key: str, value: str) -> str:
    """Find what is wrong with a value without quotes."""
    if value.lower() in ("true", "false") and value not in ("true", "false"):
        return f"{value!r} must be in small letters: write {key}{value.lower()}."
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return "" if _is_day(value) else f"{value!r} is no day of the calendar."
    if _DAY.fullmatch(value):
        example = f"{key}1991-12-26"
        return f"{value!r} is no day here; write year-month-day without quotes, such as {example}."
    if _VERSION.fullmatch(value):
        return f'{value!r} stands in quotes: write {key}"{value}".'
    return ""


def _is_day(value: str) -> bool:
    """Say whether there is such a day."""
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True
