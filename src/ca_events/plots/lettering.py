"""How wide a text is in print, and how it is broken into lines.

On screen, letters are pulled to whole pixels ("hinting"): the same label is up to six per cent narrower on screen
than in the PDF that is sent to the journal, or wider. Labels that just do not overlap on screen then do overlap in
print. Text is therefore measured from the outlines of its letters, in points, which is what PDF and SVG hold, and
given the few per cent more that a screen may take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font, Kerning, LoadFlags
from matplotlib.textpath import TextToPath

LINE = 1.22
# The most by which hinting widens a line of 7 points at 100 to 600 dpi (matplotlib 3.11); at 72 dpi, where letters
# are a few pixels, a short word may be wider still.
SCREEN = 1.075
# Blank between a bold date and the words after it, in font sizes; how much wider bold letters are at most.
GAP = 0.5
BOLD = 1.25


# One ideograph or syllable with the marks that may not begin a line, or a run of other letters.
IDEOGRAPHS = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff][\u3001\u3002\uff0c\uff1a\uff1b\uff01\uff1f\u300b\u201d\uff09]*"
    "|[^\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
# What is drawn for a letter that no font has.
MISSING = "\N{WHITE SQUARE}"
# Scripts whose letters join or change places: Hebrew to the scripts of India and South-east Asia, Mongolian.
SHAPED = re.compile("[\u0590-\u109f\u1200-\u1cff\ua840-\ua95f\ufb1d-\ufdff\ufe70-\ufeff\u200d]")
# Size at which letters are measured; FreeType counts advances in parts of 65,536, and kerning in parts of 64.
SCALE, FIXED, PARTS = 100.0, 65536.0, 64.0
# The widths of a text of more pieces are not all tried, only even shares of its length, and these many times wider.
MOST_PIECES = 60
LOOSE = (1.02, 1.1, 1.25, 1.5)
# Words of so many letters are not broken at their hyphens, but where nothing else helps.
UNBROKEN = 16
GENERIC = ("serif", "sans-serif", "sans serif", "sans", "cursive", "fantasy", "monospace")
Families = tuple[tuple[str, ...], ...]


def _families() -> Families:
    """Name the fonts of the surroundings: the families, and what stands for a generic one."""
    settings: Mapping[str, Any] = mpl.rcParams  # type: ignore[assignment]
    families = tuple(settings["font.family"])
    return (
        families,
        # A font that is added later may be one of them.
        (str(len(fontManager.ttflist)),),
        *(
            tuple(settings[f"font.{name}"])
            for name in families
            if name in GENERIC and f"font.{name}" in settings
        ),
    )


@lru_cache(maxsize=65536)
def _width(text: str, size: float, weight: str, families: Families) -> float:
    """Measure one line; remembered, because the same words come back in every figure."""
    if SHAPED.search(text):
        # Letters of these scripts change with their neighbours: the whole line is set.
        properties = FontProperties(family=list(families[0]), size=size, weight=weight)
        width, _, _ = TextToPath().get_text_width_height_descent(text, properties, False)
        return float(width)
    alone = sum(_advance(letter, weight, families) for letter in text)
    return size * (alone + sum(map(_pairs(weight, families).__getitem__, pairwise(text))))


@lru_cache(maxsize=16384)
def _advance(letter: str, weight: str, families: Families) -> float:
    """Measure one letter in font sizes, without hinting."""
    font = _font_of(letter, weight, families)
    if font is None:
        # It will be drawn as a box.
        return _advance(MISSING, weight, families) if letter != MISSING else 1.0
    font.set_size(SCALE, 72.0)
    return font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / FIXED / SCALE


class _Pairs(dict[tuple[str, str], float]):
    """How far kerning pushes two letters apart ("O-"), in font sizes, measured at the first question.

    What kerning brings nearer is left out.
    """

    def __init__(self, weight: str, families: Families) -> None:
        """Begin without any."""
        super().__init__()
        self.fonts = (weight, families)

    def __missing__(self, pair: tuple[str, str]) -> float:
        """Measure two letters, and remember them."""
        self[pair] = _apart(pair, *self.fonts)
        return self[pair]


@lru_cache(maxsize=64)
def _pairs(weight: str, families: Families) -> _Pairs:
    """Give the pairs of letters of a font that were measured so far."""
    return _Pairs(weight, families)


def _apart(pair: tuple[str, str], weight: str, families: Families) -> float:
    """Measure how far kerning pushes two letters apart."""
    font = _font_of(pair[0], weight, families)
    if font is None or font is not _font_of(pair[1], weight, families):
        return 0.0
    font.set_size(SCALE, 72.0)
    left, right = map(font.get_char_index, map(ord, pair))
    # Releases differ in whether they set it in fractions of a pixel.
    found = max(font.get_kerning(left, right, mode) for mode in (Kerning.UNFITTED, Kerning.DEFAULT))
    return max(0.0, found / PARTS / SCALE)


def _font_of(letter: str, weight: str, families: Families) -> FT2Font | None:
    """Find the first font that has a letter."""
    fonts = map(get_font, _fonts(weight, families))
    return next((font for font in fonts if font.get_char_index(ord(letter))), None)


@lru_cache(maxsize=64)
def _fonts(weight: str, families: Families) -> tuple[str, ...]:
    """Find the files of the fonts of the families that are installed, or the one that stands in for all."""
    found = []
    for family in families[0]:
        try:
            found.append(findfont(FontProperties(family=[family], weight=weight), fallback_to_default=False))
        except ValueError:
            continue
    return tuple(found) or (findfont(FontProperties(family=list(families[0]), weight=weight)),)


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


def narrowest(lead: str, text: str, size: float, *, most: int) -> list[tuple[tuple[str, str], ...]]:
    """Break a text into one line, two lines, three lines and so on, each time as narrow as can be.

    Parameters
    ----------
    lead
        What is set in bold before the text: the date; may be empty.
    text
        The text; its line breaks are kept.
    size
        Font size.
    most
        The most lines wanted.

    Returns
    -------
    list of tuple of (str, str)
        For each number of lines that the text can have, its lines as in `run_in`: the widest first. One item at least,
        if the text has more line breaks than lines are wanted. Words are not broken, but Chinese and Japanese may be
        broken between any two letters.

    Examples
    --------
    >>> for lines in narrowest("2001", "Shanghai Five becomes a club", 7.0, most=3):
    ...     print(lines)
    (('2001', 'Shanghai Five becomes a club'),)
    (('2001', 'Shanghai'), ('', 'Five becomes a club'))
    (('2001', ''), ('', 'Shanghai Five'), ('', 'becomes a club'))
    """
    return list(_narrowest(lead, text, size, most, _families()))


@lru_cache(maxsize=16384)
def _narrowest(
    lead: str, text: str, size: float, most: int, families: Families
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Find the narrowest breaks; remembered, because a layout is tried in many ways with the same words."""
    tokens = _tokens(text, size)
    if len(tokens) > MOST_PIECES:
        return _coarse(lead, text, size, most)
    blank = SCREEN * _width(" ", size, "normal", families)
    taken = text_width(lead, size, weight="bold") + GAP * size if lead else 0.0
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    # A line is as wide as some of the words in a row: only these widths need to be tried.
    ends = [0.0, *accumulate(wide + (blank if glue == " " else 0.0) for glue, _, wide in tokens)]
    widths = sorted(
        {
            round(ends[end] - ends[begin] - (blank if tokens[begin][0] == " " else 0.0) + start, 6)
            for begin in range(len(tokens))
            for end in range(begin + 1, len(tokens) + 1)
            for start in ((0.0, taken) if begin == 0 else (0.0,))
        }
        | {taken}
    )
    least = max([taken, *(token[2] for token in tokens)])
    widths = [width for width in widths if width >= least - 1e-6]
    for lines in range(1, most + 1):
        low, high = 0, len(widths)
        while low < high:
            middle = (low + high) // 2
            if len(_filled(tokens, taken, widths[middle] + 1e-6, blank)) <= lines:
                high = middle
            else:
                low = middle + 1
        if low < len(widths):
            filled = _filled(tokens, taken, widths[low] + 1e-6, blank)
            found.setdefault(len(filled), _with_lead(lead, filled))
    if not found:
        found[0] = _with_lead(lead, _filled(tokens, taken, widths[-1] + 1e-6, blank))
    return tuple(found[lines] for lines in sorted(found))


def _coarse(lead: str, text: str, size: float, most: int) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Break a very long text into nearly even lines: to try all its widths would take too long."""
    wide = line_width(lead, " ".join(text.split()), size)
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for lines in range(1, most + 1):
        for loose in LOOSE:
            broken = run_in(lead, text, loose * wide / lines, size)
            if len(broken) <= lines or loose == LOOSE[-1]:
                found.setdefault(len(broken), broken)
                break
    return tuple(found[lines] for lines in sorted(found))


def _filled(tokens: Sequence[tuple[str, str, float]], taken: float, width: float, blank: float) -> list[str]:
    """Fill lines of a width with words, the first line after what is taken of it."""
    lines, room = [""], width - taken
    for glue, word, wide in tokens:
        more = wide + (blank if glue == " " and lines[-1] else 0.0)
        if glue == "\n" or more > room:
            # The first line may stay without words beside its lead.
            lines.append(word)
            room = width - wide
        else:
            lines[-1] += (glue if lines[-1] else "") + word
            room -= more
    return lines


def _with_lead(lead: str, lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Put the lead before the first line; without one, a first line that stayed empty is no line."""
    kept = list(lines) if lead or len(lines) < 2 or lines[0] else list(lines[1:])
    return tuple((lead if number == 0 else "", line) for number, line in enumerate(kept))


def _tokens(text: str, size: float) -> list[tuple[str, str, float]]:
    """List the pieces between which a line may break: what stands before each, the piece, its width."""
    found: list[tuple[str, str, float]] = []
    for number, paragraph in enumerate(text.splitlines()):
        glue = "\n" if number and found else " "
        for word in paragraph.split():
            for piece in _pieces(word):
                found.append((glue, piece, text_width(piece, size)))
                glue = ""
            glue = " "
    return found


def _pieces(word: str) -> list[str]:
    """Part a word where a line may break: a long one after a hyphen, and between Chinese or Japanese letters."""
    parts = re.split(r"(?<=[^-]-)(?=[^-\d])", word) if len(word) > UNBROKEN else [word]
    return [piece for part in parts for piece in IDEOGRAPHS.findall(part)]


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
