"""Letters that the font lacks: another font where one is installed, else one warning that names them.

Titles of sources and events may be Chinese, Japanese or Korean, and the font that comes with matplotlib has no such
letters: it draws an empty box for each and warns of each, once for every measurement. Here the letters are looked up
before anything is drawn. A font of this computer that is known to have them is added for the drawing; letters that no
font has are drawn as boxes, and said once.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import attrs
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text

from ca_events.plots.lettering import MISSING

FALLBACKS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "Arial Unicode MS",
)
SHOWN = 12


@attrs.frozen(kw_only=True)
class Glyphs:
    """The families to draw with, and the letters that none of them has, in the order of their codes."""

    families: tuple[str, ...]
    lacking: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Glyphs:
        """Look up the letters of texts in the font of the surroundings, then in the first fallback installed."""
        families = tuple(FontProperties().get_family())
        lacking = lacking_letters(set("".join(texts)), families)
        installed = {font.name for font in fontManager.ttflist}
        found = [family for family in FALLBACKS if family in installed][:1] if lacking else []
        return cls(families=(*families, *found), lacking=lacking_letters(lacking, found))

    def warning(self, advice: str) -> str:
        """Name the letters that are drawn as boxes and say what to do; `advice` is the way without a font."""
        named = " ".join(_named(letter) for letter in self.lacking[:SHOWN])
        more = f" and {len(self.lacking) - SHOWN:,} more" if len(self.lacking) > SHOWN else ""
        return (
            f"no font found has the letters {named}{more}; they are drawn as boxes. Install a font that has them, "
            f"such as {FALLBACKS[0]}, or {advice}."
        )


def lacking_letters(letters: Iterable[str], families: Sequence[str]) -> tuple[str, ...]:
    """Find the letters that no font of the families has; blanks and line breaks are no letters.

    Examples
    --------
    >>> lacking_letters("Astana \N{CJK UNIFIED IDEOGRAPH-4E2D}", ["DejaVu Sans"])
    ('中',)
    """
    wanted = sorted({letter for letter in letters if not letter.isspace()})
    for family in families if wanted else ():
        try:
            font = get_font(findfont(FontProperties(family=[family]), fallback_to_default=False))
        except ValueError:
            continue
        wanted = [letter for letter in wanted if not font.get_char_index(ord(letter))]
    return tuple(wanted)


@contextmanager
def with_glyphs(texts: Iterable[str], *, advice: str, stacklevel: int) -> Iterator[Glyphs]:
    """Draw with a font that has the letters of texts; warn once, at the caller, of those that no font has.

    `stacklevel` counts from the function with the ``with`` block, which has level 1. That function calls `box_letters`
    on its axes before the block ends.
    """
    glyphs = Glyphs.of(texts)
    if glyphs.lacking:
        # Two more levels: this function and the context manager around it.
        warnings.warn(glyphs.warning(advice), stacklevel=stacklevel + 2)
    with mpl.rc_context({"font.family": list(glyphs.families)}), warnings.catch_warnings():
        if glyphs.lacking:
            warnings.filterwarnings("ignore", message=r"Glyph \d+ ")
        yield glyphs


def box_letters(ax: Axes, glyphs: Glyphs) -> None:
    """Put a box for each letter that no font has, as matplotlib would at every drawing with a warning."""
    if not glyphs.lacking:
        return
    boxes = str.maketrans(dict.fromkeys(glyphs.lacking, MISSING))
    for axis in (ax.xaxis, ax.yaxis):
        names = [text.get_text() for text in axis.get_ticklabels()]
        if set("".join(names)).intersection(glyphs.lacking):
            # Names of ticks are written anew at each drawing, from what the axis keeps.
            axis.set_ticklabels([name.translate(boxes) for name in names])
    for text in ax.findobj(Text):
        if isinstance(text, Text) and tuple(text.get_fontfamily()) == glyphs.families:
            text.set_text(text.get_text().translate(boxes))


def _named(letter: str) -> str:
    """Name a letter; one that cannot be seen by its code."""
    return letter if letter.isprintable() else f"U+{ord(letter):04X}"
