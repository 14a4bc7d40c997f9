"""How wide a text is in print, and how it is broken into lines.

On screen, letters are pulled to whole pixels ("hinting"): the same label is up to six per cent narrower on screen
than in the PDF that is sent to the journal. Labels that just do not overlap on screen then do overlap in print.
Text is therefore measured from the outlines of its letters, in points, which is what PDF and SVG hold.
"""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

LINE = 1.22
ASCENT = 0.76


@lru_cache(maxsize=65536)
def _width(text: str, size: float, weight: str, family: tuple[str, ...]) -> float:
    """Measure one line; remembered, because the same words come back in every figure."""
    properties = FontProperties(family=list(family), size=size, weight=weight)
    width, _, _ = TextToPath().get_text_width_height_descent(text, properties, False)  # type: ignore[arg-type]
    return float(width)


def text_width(text: str, size: float, *, weight: str = "normal") -> float:
    """Measure the width of one line in points, from letter outlines.

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
    return _width(text, size, weight, tuple(FontProperties().get_family()))


def line_height(size: float) -> float:
    """Give the distance of two baselines in points."""
    return LINE * size


def wrap(text: str, width: float, size: float, *, weight: str = "normal") -> tuple[str, ...]:
    """Break a text into lines that are no wider than a width.

    Lines break at blanks; line breaks in the text are kept; a word that is wider than the line (a long name, or
    Chinese, which has no blanks) is broken between letters. Nothing is cut off.

    Parameters
    ----------
    text
        The text.
    width
        Points. A line has at least one letter, however narrow the width.
    size, weight
        Of the font.

    Returns
    -------
    tuple of str
        The lines, at least one.

    Examples
    --------
    >>> wrap("Central Asia-China gas pipeline opened", 90.0, 7.0)
    ('Central Asia-China gas', 'pipeline opened')
    >>> wrap("signed\\nand ratified", 90.0, 7.0)
    ('signed', 'and ratified')
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split():
            candidate = f"{line} {word}" if line else word
            if text_width(candidate, size, weight=weight) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            *whole, line = _break_word(word, width, size, weight)
            lines.extend(whole)
        lines.append(line)
    return tuple(lines)


def _break_word(word: str, width: float, size: float, weight: str) -> list[str]:
    """Break one word between letters into pieces no wider than a width."""
    pieces: list[str] = []
    piece = ""
    for letter in word:
        if piece and text_width(piece + letter, size, weight=weight) > width:
            pieces.append(piece)
            piece = letter
        else:
            piece += letter
    return [*pieces, piece]
