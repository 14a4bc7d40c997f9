"""Which codes are disputed: for each code, how often another coder did not give it when one did.

A variable may be reliable on the whole because two frequent codes are, while the rare code that the paper is about is
a matter of taste. Specific agreement asks of one code only: when a coder gave it, how probable is it that another did?
What lacks to 1 is drawn as a bar. A code that was given three times says nothing, however long its bar; such bars are
hollow.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from ca_events.errors import counted, joined
from ca_events.plots.agreement import ALL_SAID, SHOWN, coefficient
from ca_events.plots.attached import Attached, attach
from ca_events.plots.bin_axis import POINTS, new_axes, settle, width_of
from ca_events.plots.choices import FigureError
from ca_events.plots.glyphs import box_letters, with_glyphs
from ca_events.plots.grid import ADVICE
from ca_events.plots.row_axis import (
    INK,
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

COLUMNS: Final = ("code", "judgements", "agreement")
# The ends of the interval of the agreement; ``low`` and ``high`` of such a table are those of alpha.
LOW: Final = "agreement_low"
HIGH: Final = "agreement_high"
ROW_WORDS: Final = "one row per code"
# Codes given less often are too few to judge.
FEW: Final = 10
BAR: Final = "#9a9a9a"
PALE: Final = "#8a8a8a"
# Part of a row of one line that a bar is high.
TALL: Final = 0.56
# Distances of ticks that may be, in shares.
STEPS: Final = (0.1, 0.2, 0.25, 0.5)


def disagreement(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw for each code how often another coder did not give it when one did, the most disputed code above.

    Parameters
    ----------
    table
        One row per code with the columns ``code``, ``judgements`` (how often it was given, by all coders) and
        ``agreement`` (specific agreement: the chance that another coder gives the code when one gave it). May have
        ``units`` (to which it was given), ``agreement_low`` and ``agreement_high``, and ``alpha``. What the interval is
        may be said in words as ``table.attrs["interval"]``.
    ax
        Axes to draw on, of a figure with ``layout="constrained"``; None: a new figure, as wide as the surrounding
        `style` says and as tall as its rows need.

    Returns
    -------
    matplotlib.axes.Axes
        The axes; bars are 1 - agreement. `plots.table` gives the rows in the order of the figure: by disagreement, then
        by judgements, codes without a number last.

    Raises
    ------
    FigureError
        For a table without these columns, or for numbers that cannot be.

    References
    ----------
    Cicchetti, D. V. and Feinstein, A. R. (1990), "High agreement but low kappa: II. Resolving the paradoxes", *Journal
    of Clinical Epidemiology* 43(6), 551-558 (specific agreement).

    Examples
    --------
    >>> import pandas as pd
    >>> from matplotlib.figure import Figure
    >>> from ca_events.plots import alt_text
    >>> table = pd.DataFrame({"code": ["visit", "loan"], "judgements": [34, 8], "agreement": [0.88, 0.5]})
    >>> ax = disagreement(table, ax=Figure(layout="constrained").add_subplot())
    >>> print(alt_text(ax))
    Bar chart of disagreement on 2 codes. From above: loan 50 %, given 8 times; visit 12 %, given 34 times. \
Given fewer than 10 times, too few to judge: loan.
    """
    require_columns(table, "disagreement", COLUMNS, ROW_WORDS)
    ordered = _ordered(table)
    disputes = Disputes.of(ordered)
    preset = current()
    own = ax is None
    with with_glyphs(disputes.names, advice=ADVICE, stacklevel=2) as glyphs:
        rows = Rows.of(
            disputes.names, disputes.notes, width=width_for(ax, preset.width), size=preset.fontsize
        )
        ax = new_axes(preset.width, (rows.height + 5 * rows.size) / POINTS) if ax is None else ax
        disputes.draw(ax, rows)
        if own:
            settle(ax)
        step = next((step for step in STEPS if step * width_of(ax) >= 5.0 * rows.size), STEPS[-1])
        places = np.linspace(0.0, 1.0, round(1 / step) + 1)
        ax.set_xticks(places, [f"{100 * place:.0f} %" for place in places], fontsize=rows.size)
        if own:
            settle(ax, least=rows.height)
        box_letters(ax, glyphs)
    attach(ax, Attached(kind="disagreement", table=ordered, caption=disputes.caption, alt=disputes.alt))
    return ax


@attrs.frozen(kw_only=True, eq=False)
class Disputes:
    """Codes in the order of the figure, each with its share of disagreement (`share`) and that share's interval."""

    names: tuple[str, ...]
    judgements: Numbers
    units: Numbers
    share: Numbers
    low: Numbers
    high: Numbers
    alpha: Numbers | None
    interval: str

    @classmethod
    def of(cls, table: pd.DataFrame) -> Disputes:
        """Turn agreement into disagreement, and its interval upside down."""
        names = tuple(code_words(code) for code in table["code"])
        judgements = numbers_of(table, "judgements", names, low=0)
        for name, number in zip(names, judgements, strict=True):
            if math.isnan(number):
                raise FigureError(
                    f"judgements of {name!r} is empty; say how often the code was given, 0 if never."
                )
        shares = {
            name: 1.0 - numbers_of(table, name, names, low=0, high=1) for name in ("agreement", LOW, HIGH)
        }
        require_intervals(names, shares["agreement"], 1.0 - shares[LOW], 1.0 - shares[HIGH], "agreement")
        return cls(
            names=names,
            judgements=judgements,
            units=numbers_of(table, "units", names, low=0),
            share=shares["agreement"],
            low=shares[HIGH],
            high=shares[LOW],
            alpha=numbers_of(table, "alpha", names) if "alpha" in table.columns else None,
            interval=str(table.attrs.get("interval", "low to high of the agreement")),
        )

    @property
    def few(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which codes were given too few times to judge, or to too few units."""
        return (self.judgements < FEW) | (self.units < FEW)

    @property
    def too_few(self) -> str:
        """What is too few, in words."""
        return f"{FEW} times" + ("" if np.isnan(self.units).all() else f" or to fewer than {FEW} units")

    @property
    def notes(self) -> list[list[str]]:
        """The numbers of each row in words, in parts that may stand on lines of their own."""
        made = []
        for place, share in enumerate(self.share):
            low, high = self.low[place], self.high[place]
            interval = "" if math.isnan(low) else f" [{percent(low)}, {percent(high)}]"
            parts = ["not defined" if math.isnan(share) else f"{percent(share)} %{interval}"]
            parts.append(_given(self.judgements[place]))
            if self.alpha is not None:
                alpha = self.alpha[place]
                parts.append(f"alpha {'not defined' if math.isnan(alpha) else coefficient(alpha)}")
            made.append(parts)
        return made

    def draw(self, ax: Axes, rows: Rows) -> None:
        """Draw bars and whiskers."""
        ax.set_xlim(0.0, 1.0)
        rows.draw(ax, empty="no codes")
        for place, share, low, high, few in zip(
            rows.places, self.share, self.low, self.high, self.few, strict=True
        ):
            if math.isnan(share):
                continue
            (bar,) = ax.barh(
                [place], [share], height=TALL, facecolor="#ffffff" if few else BAR,
                edgecolor=PALE if few else INK, linewidth=0.6, zorder=2.0, clip_on=False,
            )  # fmt: skip
            bar.set_gid("hollow-bar" if few else "bar")
            if not math.isnan(low):
                ax.plot(
                    [low, high], [place, place], color=PALE if few else "#000000", linewidth=0.9,
                    solid_capstyle="butt", marker="|", markersize=0.5 * rows.size, markeredgewidth=0.9,
                    zorder=3.0, clip_on=False, gid="whisker",
                )  # fmt: skip
        ax.axvline(0.0, color="#000000", linewidth=HAIR, zorder=2.5, gid="base")
        ax.set_xlabel("Another coder did not give the code", fontsize=rows.size)

    @property
    def caption(self) -> str:
        """The caption."""
        number = len(self.names)
        parts = [
            f"Disagreement on {counted(number, 'code')}: of the times that a coder gave the code, the share in which "
            "another coder did not (1 minus specific agreement)."
        ]
        if not np.isnan(self.low).all():
            parts.append(f"Whiskers and brackets: {self.interval}.")
        if self.alpha is not None:
            parts.append("Alpha: Krippendorff's alpha of the code.")
        if self.few.any():
            parts.append(
                f"Hollow: {counted(int(self.few.sum()), 'code')} given fewer than {self.too_few}, too few to judge."
            )
        if np.isnan(self.share).any():
            parts.append(f"Not defined: {joined(self._named(np.isnan(self.share)))}.")
        return " ".join(parts)

    def _named(self, which: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[str]:
        """Name the codes of a mask."""
        return [name for name, wanted in zip(self.names, which, strict=True) if wanted]

    @property
    def alt(self) -> str:
        """The description: the codes, of many only the most disputed of those that were given often enough."""
        number = len(self.names)
        parts = [f"Bar chart of disagreement on {counted(number, 'code')}."]
        told = [f"{name} {', '.join(note)}" for name, note in zip(self.names, self.notes, strict=True)]
        if number > ALL_SAID:
            clear = np.flatnonzero(~self.few & ~np.isnan(self.share))[:SHOWN]
            told = [told[place] for place in clear]
        if told:
            where = f"Most disputed of those given {FEW} times or more" if number > ALL_SAID else "From above"
            parts.append(f"{where}: {'; '.join(told)}.")
        if self.few.any():
            parts.append(
                f"Given fewer than {self.too_few}, too few to judge: {joined(self._named(self.few))}."
            )
        return " ".join(parts)


def percent(share: float) -> str:
    """Write a share in per cent; what is not quite nothing or all never looks like it.

    Examples
    --------
    >>> percent(0.12), percent(0.001), percent(0.0), percent(0.999), percent(1.0)
    ('12', '<1', '0', '>99', '100')
    """
    whole = f"{100 * share:.0f}"
    if whole == "0" and share > 1e-12:
        return "<1"
    return ">99" if whole == "100" and share < 1 - 1e-12 else whole


def _given(number: float) -> str:
    """Say how often a code was given."""
    return {0.0: "never given", 1.0: "given once"}.get(number, f"given {number:,.10g} times")


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Sort codes by disagreement, then by how often they were given; without a number last."""
    disputes = Disputes.of(table)
    order = sorted(
        range(len(table)),
        key=lambda place: (
            math.isnan(disputes.share[place]),
            -float(np.nan_to_num(disputes.share[place])),
            -float(disputes.judgements[place]),
        ),
    )
    return table.iloc[order].reset_index(drop=True)
