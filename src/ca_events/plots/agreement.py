"""How far coders agree: a coefficient per variable, and how disputed each code is.

Another coder given the same rules and sources should give the same codes. Krippendorff's alpha says how far that held:
1 where coders always agreed, 0 where they agreed no more than codes dealt out by chance would. It is an estimate from
the units that two coders or more coded, so it is drawn with its interval: a dot above a threshold says little when its
whisker reaches far below. One number for a variable also hides where the trouble lies. `disagreement` shows it code by
code, and draws codes that were hardly ever given as what they are: too few to judge.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from matplotlib.ticker import MaxNLocator

from ca_events.errors import counted, joined
from ca_events.plots.attached import Attached, attach
from ca_events.plots.bin_axis import POINTS, new_axes, settle, width_of
from ca_events.plots.choices import FigureError
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.labels import isotonic
from ca_events.plots.lettering import text_width
from ca_events.plots.row_axis import (
    INK,
    MINUS,
    Numbers,
    Rows,
    code_words,
    numbers_of,
    require_columns,
    require_intervals,
    width_for,
)
from ca_events.plots.style import HAIR, current

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

ADVICE: Final = "give the variables names in another script"
CUSTOMARY: Final = (0.667, 0.8)
MOST_THRESHOLDS: Final = 4
ROW_WORDS: Final = "one row per variable"
COLUMNS: Final = ("variable", "alpha", "low", "high")
THRESHOLD: Final = "#7a7a7a"
# Height of the slanted end of a threshold below its number, in font sizes.
SLANT: Final = 0.9
# A description says all rows when they are few, else those that matter.
ALL_SAID: Final = 12
SHOWN: Final = 5
# Perfect agreement may be computed as a little more than 1.
ROUNDING: Final = 1e-9


def agreement(
    table: pd.DataFrame, *, ax: Axes | None = None, thresholds: Iterable[float] = CUSTOMARY
) -> Axes:
    """Draw Krippendorff's alpha of each variable as a dot with its interval, and the numbers beside it.

    A row without alpha says that it is not defined and has no dot; one without an interval has an open dot and says
    so. The axis begins at 0, or lower where a value or an interval does.

    Parameters
    ----------
    table
        One row per variable, drawn from above, with the columns ``variable``, ``alpha``, ``low``, ``high``. May have
        ``pairable`` (units that two coders or more coded) and ``distance`` and ``coders``, which are said in the
        caption where they are the same for all rows, else beside the name of the variable. What the interval is may
        be said in words as ``table.attrs["interval"]``, such as ``"95 % bootstrap interval"``.
    ax
        Axes to draw on, of a figure with ``layout="constrained"``; None: a new figure, as wide as the surrounding
        `style` says and as tall as its rows need.
    thresholds
        Values with a thin line across all rows, four at most.

    Returns
    -------
    matplotlib.axes.Axes
        The axes; rows of one line stand at 0, 1, 2, ... from above.

    Raises
    ------
    FigureError
        For a table without these columns, for numbers that cannot be, half an interval, or too many thresholds.

    References
    ----------
    Krippendorff, K. (2004), "Reliability in Content Analysis", *Human Communication Research* 30(3), 411-433: rely on
    variables with alpha of .800 or more, draw tentative conclusions from .667 on.

    Examples
    --------
    >>> import pandas as pd
    >>> from matplotlib.figure import Figure
    >>> from ca_events.plots import caption
    >>> table = pd.DataFrame({"variable": ["issue"], "alpha": [0.81], "low": [0.72], "high": [0.89]})
    >>> ax = agreement(table, ax=Figure(layout="constrained").add_subplot())
    >>> print(caption(ax))
    Krippendorff's alpha of 1 variable: 1 is perfect agreement, 0 is what chance would give. Whiskers and brackets: \
low to high of the table. Lines: 0.667 and 0.8, from which Krippendorff allows tentative and firm conclusions.
    """
    lines = _thresholds(thresholds)
    alphas = Alphas.of(require_columns(table, "agreement", COLUMNS, ROW_WORDS), lines)
    preset = current()
    own = ax is None
    with with_glyphs(alphas.names, advice=ADVICE, stacklevel=2) as glyphs:
        rows = Rows.of(alphas.names, alphas.notes, width=width_for(ax, preset.width), size=preset.fontsize)
        ax = new_axes(preset.width, rows.height / POINTS + 7 * rows.size / POINTS) if ax is None else ax
        alphas.draw(ax, rows)
        if own:
            settle(ax)
        alphas.number_axis(ax, rows.size)
        alphas.label_thresholds(ax, rows.size)
        if own:
            settle(ax, least=rows.height)
        box_letters(ax, glyphs)
    attach(ax, Attached(kind="agreement", table=table.copy(), caption=alphas.caption, alt=alphas.alt))
    return ax


@attrs.frozen(kw_only=True, eq=False)
class Alphas:
    """Coefficients with their intervals, and the words about them; `said` is what is true of all rows."""

    names: tuple[str, ...]
    said: str
    alpha: Numbers
    low: Numbers
    high: Numbers
    pairable: Numbers
    thresholds: tuple[float, ...]
    interval: str

    @classmethod
    def of(cls, table: pd.DataFrame, thresholds: tuple[float, ...]) -> Alphas:
        """Read a table of coefficients."""
        plain = [code_words(name) for name in table["variable"]]
        columns = {name: numbers_of(table, name, plain) for name in COLUMNS[1:]}
        for place, alpha in enumerate(columns["alpha"]):
            if alpha > 1 + ROUNDING:
                raise FigureError(f"alpha of {plain[place]!r} is {alpha:g}; it is never above 1.")
        require_intervals(plain, columns["alpha"], columns["low"], columns["high"], "alpha")
        said = [_qualifiers(table, name) for name in ("distance", "coders") if name in table.columns]
        same = [words[0] for words in said if words and len(set(words)) == 1 and words[0]]
        differing = [words for words in said if len(set(words)) > 1]
        beside = [", ".join(filter(None, words)) for words in zip(*differing, strict=True)] or [""] * len(
            plain
        )
        return cls(
            names=tuple(
                f"{name} ({words})" if words else name for name, words in zip(plain, beside, strict=True)
            ),
            said=f" ({', '.join(same)})" if same else "",
            pairable=numbers_of(table, "pairable", plain, low=0),
            thresholds=thresholds,
            interval=str(table.attrs.get("interval", "low to high of the table")),
            **columns,
        )

    @property
    def bounds(self) -> tuple[float, float]:
        """The ends of the axis: all that is drawn, 0 and 1."""
        shown = [0.0, 1.0, *self.thresholds, *self.alpha, *self.low, *self.high]
        known = [number for number in shown if not math.isnan(number)]
        return min(known), max(known)

    @property
    def notes(self) -> list[list[str]]:
        """The numbers of each row in words, in parts that may stand on lines of their own."""
        made = []
        for alpha, low, high, pairable in zip(self.alpha, self.low, self.high, self.pairable, strict=True):
            if math.isnan(alpha):
                parts = ["not defined"]
            elif math.isnan(low):
                parts = [coefficient(alpha), "no interval"]
            else:
                parts = [f"{coefficient(alpha)} [{coefficient(low)}, {coefficient(high)}]"]
            made.append([*parts, *([] if math.isnan(pairable) else [f"n = {pairable:,.10g}"])])
        return made

    def draw(self, ax: Axes, rows: Rows) -> None:
        """Draw thresholds, whiskers and dots."""
        ax.set_xlim(*self.bounds)
        rows.draw(ax, empty="no variables")
        for threshold in self.thresholds:
            ax.axvline(
                threshold, color=THRESHOLD, linewidth=HAIR, linestyle=(0, (4, 2)), zorder=1.0, gid="threshold"
            )
        if self.bounds[0] < 0:
            ax.axvline(0.0, color=THRESHOLD, linewidth=HAIR, zorder=1.0, gid="zero")
        for place, alpha, low, high in zip(rows.places, self.alpha, self.low, self.high, strict=True):
            if math.isnan(alpha):
                continue
            sure = not math.isnan(low)
            if sure:
                ax.plot(
                    [low, high], [place, place], color=INK, linewidth=1.0, solid_capstyle="butt", zorder=2.0,
                    clip_on=False, gid="whisker",
                )  # fmt: skip
            ax.plot(
                [alpha], [place], linestyle="none", marker="o", markersize=0.62 * rows.size,
                markerfacecolor=INK if sure else "#ffffff", markeredgecolor=INK, markeredgewidth=0.8, zorder=3.0,
                clip_on=False, gid="dot" if sure else "open-dot",
            )  # fmt: skip
        ax.set_xlabel("Krippendorff's alpha", fontsize=rows.size)

    def number_axis(self, ax: Axes, size: float) -> None:
        """Put as many ticks on the axis as their numbers have room."""
        low, high = self.bounds
        most = max(2, min(10, int(width_of(ax) / (3.3 * size))))
        places = MaxNLocator(nbins=most, steps=[1, 2, 5, 10]).tick_values(low, high)
        # Ticks beyond an end by rounding would move it.
        inside = [place for place in places if low - ROUNDING <= place <= high + ROUNDING]
        ax.set_xticks([min(max(place, low), high) for place in inside])

    def label_thresholds(self, ax: Axes, size: float) -> None:
        """Write the thresholds above their lines, pushed apart where they would touch."""
        low, high = self.bounds
        scale = width_of(ax) / (high - low)
        words = [f"{threshold:g}".replace("-", MINUS) for threshold in self.thresholds]
        spots = [scale * threshold for threshold in self.thresholds]
        apart = spread(spots, [text_width(word, size) + 0.6 * size for word in words])
        for word, threshold, spot, place in zip(words, self.thresholds, spots, apart, strict=True):
            ax.annotate(
                word, (threshold, 1.0), xycoords=ax.get_xaxis_transform(), xytext=(place - spot, SLANT * size),
                textcoords="offset points", ha="center", va="bottom", fontsize=size, color="#444444",
                annotation_clip=False, parse_math=False, gid="threshold-number",
                arrowprops={
                    "arrowstyle": "-", "color": THRESHOLD, "linewidth": HAIR, "shrinkA": 0.0, "shrinkB": 0.0,
                    "relpos": (0.5, 0.0),
                },
            )  # fmt: skip

    @property
    def caption(self) -> str:
        """The caption."""
        known = ~np.isnan(self.alpha)
        below = ", below 0 coders agree less than that" if self.bounds[0] < 0 else ""
        parts = [
            f"Krippendorff's alpha of {counted(len(self.names), 'variable')}{self.said}: 1 is perfect agreement, "
            f"0 is what chance would give{below}."
        ]
        if (known & ~np.isnan(self.low)).any():
            parts.append(f"Whiskers and brackets: {self.interval}.")
        if (known & np.isnan(self.low)).any():
            parts.append("Open dots: no interval.")
        if not np.isnan(self.pairable).all():
            parts.append("n: units that two coders or more coded.")
        if self.thresholds:
            lines = joined([f"{threshold:g}".replace("-", MINUS) for threshold in self.thresholds])
            proposed = ", from which Krippendorff allows tentative and firm conclusions"
            noun = "Lines" if len(self.thresholds) > 1 else "Line"
            parts.append(f"{noun}: {lines}{proposed if self.thresholds == CUSTOMARY else ''}.")
        if not known.all():
            parts.append(f"Not defined: {joined(self._named(~known))}.")
        return " ".join(parts)

    def _named(self, which: Sequence[bool] | Any) -> list[str]:
        """Name the rows of a mask."""
        return [name for name, wanted in zip(self.names, which, strict=True) if wanted]

    @property
    def alt(self) -> str:
        """The description: how many variables reach the thresholds, and the numbers."""
        known = int((~np.isnan(self.alpha)).sum())
        number = len(self.names)
        parts = [f"Dot chart of Krippendorff's alpha of {counted(number, 'variable')}{self.said}."]
        for threshold in sorted(self.thresholds, reverse=True) if known else ():
            words = f"{threshold:g}".replace("-", MINUS)
            reached = int((self.alpha >= threshold).sum())
            whole = int((self.low >= threshold).sum())
            parts.append(f"Alpha is at least {words} in {reached} of {known}, the whole interval in {whole}.")
        told = [f"{name} {', '.join(note)}" for name, note in zip(self.names, self.notes, strict=True)]
        if number <= ALL_SAID:
            return " ".join([*parts, *([f"From above: {'; '.join(told)}."] if told else [])])
        order = sorted(
            range(number), key=lambda place: (math.isnan(self.alpha[place]), self.alpha[place], place)
        )
        parts += (
            [f"Lowest: {'; '.join(told[place] for place in order[: min(SHOWN, known)])}."] if known else []
        )
        return " ".join(
            [*parts, *([f"Not defined: {number - known} of {number}."] if known < number else [])]
        )


def coefficient(number: float) -> str:
    """Write a coefficient with three decimals, as thresholds have, and a true minus sign; no negative zero.

    Examples
    --------
    >>> coefficient(0.8149), coefficient(-0.0001), coefficient(1.0)
    ('0.815', '0.000', '1.000')
    """
    return f"{number:z.3f}".replace("-", MINUS)


def spread(spots: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Move the middles of labels in a row just so far that none touches the next.

    Examples
    --------
    >>> spread([0.0, 4.0, 50.0], [10.0, 10.0, 10.0])
    [-3.0, 7.0, 50.0]
    """
    needed = [0.0]
    for first, second in pairwise(widths):
        needed.append(needed[-1] + (first + second) / 2)
    levels = isotonic([[(spot - need, 1.0)] for spot, need in zip(spots, needed, strict=False)])
    return [level + need for level, need in zip(levels, needed, strict=False)]


def _thresholds(given: Iterable[float]) -> tuple[float, ...]:
    """Check thresholds and sort them."""
    try:
        found = sorted({float(number) for number in given})
    except (TypeError, ValueError):
        found = [math.nan]
    if len(found) > MOST_THRESHOLDS or not all(-1 <= number <= 1 for number in found):
        raise FigureError(
            f"thresholds={given!r} is not allowed; give up to {MOST_THRESHOLDS} numbers from -1 to 1, such as "
            "(0.667, 0.8), or () for none."
        )
    return tuple(found)


def _qualifiers(table: pd.DataFrame, name: str) -> list[str]:
    """Say of each row by which distance, or by how many coders or by whom."""
    words = []
    for cell in table[name]:
        if code_words(cell) in ("(missing)", "(empty)"):
            words.append("")
        elif name == "distance":
            words.append(f"{code_words(cell)} distance")
        elif isinstance(cell, int | float | np.number):
            words.append(f"{cell:,g} coder{'' if cell == 1 else 's'}")
        else:
            words.append(f"coders {code_words(cell)}")
    return words
