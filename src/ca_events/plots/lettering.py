"""How wide a text is in print, and how it is broken into lines.

On screen, letters are pulled to whole pixels ("hinting"): the same label is up to six per cent narrower on screen
than in the PDF that is sent to the journal, or wider. Labels that just do not overlap on screen then do overlap in
print. Text is therefore measured from the outlines of its letters, in points, which is what PDF and SVG hold, and
given the few per cent more that a screen may take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

LINE = 1.22
# The most by which hinting widens a line of 7 points at 100 to 600 dpi (matplotlib 3.11); at 72 dpi, where letters
# are a few pixels, a short word may be wider still.
SCREEN = 1.075
# Blank between a bold date and the words after it, in font sizes; how much wider bold letters are at most.
GAP = 0.5
BOLD = 1.25


GENERIC = ("serif", "sans-serif", "sans serif", "sans", "cursive", "fantasy", "monospace")
Families = tuple[tuple[str, ...], ...]


def _families() -> Families:
    """Name the fonts of the surroundings: the families, and what stands for a generic one."""
    settings: Mapping[str, Any] = mpl.rcParams  # type: ignore[assignment]
    families = tuple(settings["font.family"])
    return (
        families,
        *(
            tuple(settings[f"font.{name}"])
            for name in families
            if name in GENERIC and f"font.{name}" in settings
        ),
    )


@lru_cache(maxsize=65536)
def _width(text: str, size: float, weight: str, families: Families) -> float:
    """Measure one line; remembered, because the same words come back in every figure."""
    properties = FontProperties(family=list(families[0]), size=size, weight=weight)
    width, _, _ = TextToPath().get_text_width_height_descent(text, properties, False)
    return float(width)


def text_width(text: str, size: float, *, weight: str = "normal") -> float:
    """Measure the room for the width of one line in points, on paper and on any screen.

    Parameters
    ----------
    text
        One line, without a line break.
    size
        Font size in points.
    weight
        ``normal`` or ``bold``.

    Returns
    -------
    float
        Points; 0 for empty text.

    Examples
    --------
    >>> text_width("Astana", 14.0) > text_width("Astana", 7.0) > 0
    True
    """
    if not text:
        return 0.0
    return SCREEN * _width(text, size, weight, _families())


def line_height(size: float) -> float:
    """Give the distance of two baselines in points."""
    return LINE * size


def wrap(text: str, width: float, size: float, *, first: float | None = None) -> tuple[str, ...]:
    r"""Break a text into lines that are no wider than a width.

    Lines break at blanks; line breaks in the text are kept; a word that is wider than the line (a long name, or
    Chinese, which has no blanks) is broken between letters. Nothing is cut off.

    Parameters
    ----------
    text
        The text.
    width
        Points. A line has at least one letter, however narrow the width.
    size
        Font size.
    first
        Width of the first line, which may stay empty; None: as the others.

    Returns
    -------
    tuple of str
        The lines, at least one.

    Examples
    --------
    >>> wrap("Central Asia-China gas pipeline opened", 95.0, 7.0)
    ('Central Asia-China gas', 'pipeline opened')
    >>> wrap("signed\nand ratified", 95.0, 7.0)
    ('signed', 'and ratified')
    >>> wrap("of good-neighbourliness", 60.0, 7.0)
    ('of good-', 'neighbourliness')
    """
    return _wrap(text, width, size, width if first is None else first, _families())


@lru_cache(maxsize=16384)
def _wrap(text: str, width: float, size: float, first: float, families: Families) -> tuple[str, ...]:
    """Break a text; remembered, because a layout is tried in many ways with the same words.

    Words are measured one by one: a blank has no kerning.
    """
    blank_width = SCREEN * _width(" ", size, "normal", families)
    lines: list[str] = []
    room = first
    for paragraph in text.splitlines() or [""]:
        line, taken = "", 0.0
        for blank, word in _words(paragraph, width, size):
            wide = text_width(word, size)
            more = taken + (blank_width if blank else 0.0) + wide if line else wide
            if more <= room:
                line, taken = (f"{line}{blank}{word}" if line else word), more
                continue
            if line or room < width:
                lines.append(line)
                room = width
            *whole, line = _break_word(word, width, size)
            lines.extend(whole)
            taken = text_width(line, size)
        lines.append(line)
        room = width
    return tuple(lines)


def run_in(lead: str, text: str, width: float, size: float) -> tuple[tuple[str, str], ...]:
    """Break a text into lines of which the first begins with a lead in bold.

    Parameters
    ----------
    lead
        What is set in bold before the text: the date.
    text
        The text.
    width
        Points.
    size
        Font size.

    Returns
    -------
    tuple of (str, str)
        For each line its lead (empty but for the first) and its words. A lead too wide for the line has lines of its
        own.

    Examples
    --------
    >>> run_in("15 Jun 2001", "Shanghai Cooperation Organisation founded", 130.0, 7.0)
    (('15 Jun 2001', 'Shanghai'), ('', 'Cooperation Organisation founded'))
    """
    taken = text_width(lead, size, weight="bold") + GAP * size
    if taken <= 0.8 * width:
        first, *others = wrap(text, width, size, first=width - taken)
        return ((lead, first), *(("", line) for line in others))
    leads = wrap(lead, width / BOLD, size)
    return (*((line, "") for line in leads), *(("", line) for line in wrap(text, width, size)))


def line_width(lead: str, words: str, size: float) -> float:
    """Measure the room for a line with its lead."""
    gap = GAP * size if lead and words else 0.0
    return text_width(lead, size, weight="bold") + gap + text_width(words, size)


def _words(text: str, width: float, size: float) -> Iterator[tuple[str, str]]:
    """Give the words of a text, each with the blank before it; one too wide for a line is parted at its hyphens."""
    for word in text.split():
        first, *others = re.split(r"(?<=-)(?=[^-])", word) if text_width(word, size) > width else [word]
        yield " ", first
        for part in others:
            yield "", part


def _break_word(word: str, width: float, size: float) -> list[str]:
    """Break one word between letters into pieces no wider than a width."""
    pieces: list[str] = []
    piece = ""
    for letter in word:
        if piece and text_width(piece + letter, size) > width:
            pieces.append(piece)
            piece = letter
        else:
            piece += letter
    return [*pieces, piece]
