"""The pages on which labels are placed, and the peers that place them.

The events are made up for measuring: shaped like those of a real chronology of China and Central Asia, crowded
around a few years, some on the same day, with labels of 15 to 60 letters. Their dates are approximate; nobody should
quote them. The same seed gives the same events for ever, so that figures can be compared.

Whatever places labels is called as ``place(ax, x, labels, fontsize)``. The axes are 7 inches wide and their limits
set: the marker of an event is at ``(x[i], 0)`` in data, on a vertical axis (``place.vertical = True``) at
``(0, x[i])``, the earliest on top. Returned are a `Text` for every event, None where one was left out, and for every
event its leader as points in pixels of the display, or None. More texts on the axes (a key) are the placer's own.

The settings of the peers are the best of those that were tried; a peer that is not installed raises `ImportError`.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

Placed = tuple[list[Text | None], list[np.ndarray | None]]
Placer = Callable[[Axes, np.ndarray, list[str], float], Placed]

POINTS = 72.0
WIDTH = 7.0
HEIGHTS = {30: 4.0, 60: 6.0, 120: 9.0, 250: 18.0}
# Height in inches for each label of a page that is not in the list.
EACH = 0.072
LIMITS = mdates.date2num(dt.date(1990, 7, 1)), mdates.date2num(dt.date(2026, 7, 1))

KNOWN = """\
1992-01-02|China-Uzbekistan diplomatic relations
1992-01-03|China-Kazakhstan diplomatic relations
1992-01-04|China-Tajikistan diplomatic relations
1992-01-05|China-Kyrgyzstan diplomatic relations
1992-01-06|China-Turkmenistan diplomatic relations
1994-04-26|China-Kazakhstan boundary agreement
1994-04-18|Li Peng tours Central Asia
1996-04-26|Shanghai Five agreement on confidence-building
1996-07-04|China-Kyrgyzstan border agreement
1997-04-24|Treaty on reducing border forces, Moscow
1997-09-24|CNPC acquires Aktobemunaigaz stake
1999-08-26|Second China-Kyrgyzstan border agreement
2001-06-15|SCO founded in Shanghai
2002-06-07|SCO Charter signed, St Petersburg
2002-05-17|China-Tajikistan border demarcation deal
2004-06-17|SCO anti-terrorist structure opens, Tashkent
2005-07-05|Astana SCO summit calls for US base timeline
2005-10-26|CNPC buys PetroKazakhstan for $4.2bn
2005-12-15|Atasu-Alashankou oil pipeline opened
2006-04-03|China-Turkmenistan gas purchase framework
2007-07-17|Turkmen gas sales contract, 30 bcm for 30 years
2007-08-16|SCO treaty on long-term good-neighbourliness
2009-04-16|$10bn loan-for-oil deal with Kazakhstan
2009-06-06|$4bn South Yolotan loan to Turkmenistan
2009-12-14|Central Asia-China gas pipeline Line A opens
2010-10-20|Line B of gas pipeline completed
2011-06-13|China-Kazakhstan strategic partnership upgrade
2013-09-03|Xi state visit to Turkmenistan, Galkynysh
2013-09-07|Xi proposes Silk Road Economic Belt, Astana
2013-09-08|CNPC buys 8.33% of Kashagan
2014-05-31|Line C of gas pipeline operational
2014-09-13|Construction of Line D starts in Tajikistan
2014-12-14|Kazakhstan-China $14bn capacity agreement
2016-08-30|Bombing at Chinese embassy, Bishkek
2016-06-22|Angren-Pap railway tunnel opened
2017-06-09|India and Pakistan join SCO, Astana
2017-05-14|First Belt and Road Forum, Beijing
2018-01-26|Bishkek power plant failure after refit
2018-06-10|Qingdao SCO summit
2019-09-03|Protest against Chinese factories, Zhanaozen
2020-07-16|First China-Central Asia foreign ministers meeting
2022-01-25|Virtual China-Central Asia summit, 30 years
2022-09-14|Xi visits Kazakhstan, first trip since pandemic
2022-09-15|Samarkand SCO summit, CKU railway agreement
2023-05-18|China-Central Asia summit, Xi'an
2023-10-17|Third Belt and Road Forum, Beijing
2024-06-06|China-Kyrgyzstan-Uzbekistan railway signed
2024-07-04|Belarus joins SCO at Astana summit
2024-12-27|CKU railway construction begins
2025-06-17|Second China-Central Asia summit, Astana"""
COUNTRIES = ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"]
PATTERNS = [
    "{c} visa agreement",
    "Xi-{c} leaders meet on sidelines",
    "{c} Eximbank road loan ${m}m",
    "{c} currency swap",
    "SCO ministers meet, {c}",
    "{c}-China intergovernmental commission, session {k}",
    "{c} power line loan ${m}m signed",
    "CNPC and {c} sign gas price addendum",
    "Border post reopened, {c}",
    "{c} debt rescheduling request",
    "Confucius Institute opens, {c}",
    "Joint counter-terror exercise with {c}",
    "{c} land-lease protests",
    "Strategic partnership declared with {c}",
    "{c} cement plant commissioned (${m}m)",
]
# Year, standard deviation in years and weight of the crowds.
PEAKS = [
    (1992, 0.5, 8),
    (1996.5, 1, 8),
    (2001.5, 0.8, 9),
    (2005.5, 1, 10),
    (2009, 1.2, 16),
    (2013.7, 0.6, 16),
    (2016, 1, 9),
    (2018.5, 1, 9),
    (2022.7, 0.5, 16),
    (2024.3, 0.8, 14),
    (2008, 9, 12),
]
SAME_DAY = 0.08


def dataset(number: int, seed: int) -> tuple[np.ndarray, list[str]]:
    """Make sorted events.

    Parameters
    ----------
    number
        How many.
    seed
        Of the random numbers.

    Returns
    -------
    tuple of (numpy.ndarray, list of str)
        Days as matplotlib counts them, and labels.
    """
    rng = random.Random(seed)
    events = [(dt.date.fromisoformat(line[:10]), line[11:]) for line in KNOWN.splitlines()]
    rng.shuffle(events)
    while len(events) < number:
        day = rng.choice(events)[0] if rng.random() < SAME_DAY else crowded_day(rng)
        label = rng.choice(PATTERNS).format(
            c=rng.choice(COUNTRIES), m=rng.randrange(20, 900), k=rng.randrange(2, 19)
        )
        if 15 <= len(label) <= 60:
            events.append((day, label))
    events = sorted(events[:number])
    return np.array([mdates.date2num(day) for day, _ in events]), [label for _, label in events]


def crowded_day(rng: random.Random) -> dt.date:
    """Draw a day near one of the peaks."""
    middle, deviation, _ = rng.choices(PEAKS, [weight for *_, weight in PEAKS])[0]
    year = min(max(rng.gauss(middle, deviation), 1991.5), 2025.8)
    return dt.date(int(year), 1, 1) + dt.timedelta(days=int(year % 1 * 365))


def page(number: int, *, vertical: bool, dpi: float) -> tuple[Figure, Axes]:
    """Make the page for a number of labels: a time axis and nothing else."""
    figure = plt.figure(figsize=(WIDTH, HEIGHTS.get(number, max(4.0, EACH * number))), dpi=dpi)
    if vertical:
        ax = figure.add_axes((0.01, 0.01, 0.98, 0.98), xlim=(-1, 1), ylim=LIMITS[::-1])
        ax.set_axis_off()
        ax.axvline(0, color="k", linewidth=0.8)
    else:
        ax = figure.add_axes((0.01, 0.03, 0.98, 0.96), xlim=LIMITS, ylim=(-1, 1))
        ax.xaxis.set_major_locator(mdates.YearLocator(5))
        ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
        ax.tick_params(labelsize=7)
        ax.yaxis.set_visible(False)
        ax.axhline(0, color="k", linewidth=0.8)
    # The renderer is made here, so that no placer pays for it.
    figure.canvas.get_renderer()  # type: ignore[attr-defined]
    return figure, ax


def frame_of(ax: Axes) -> tuple[float, float, float, float]:
    """Give the box of axes in points."""
    width, height = ax.figure.get_size_inches() * POINTS
    box = ax.get_position()
    return box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height


def spots_of(ax: Axes, x: np.ndarray, *, vertical: bool) -> np.ndarray:
    """Give the places of markers in points."""
    left, low, right, high = frame_of(ax)
    zeros = np.zeros(len(x))
    fractions = ax.transLimits.transform(np.c_[zeros, x] if vertical else np.c_[x, zeros])
    return fractions * (right - left, high - low) + (left, low)


def write_at(ax: Axes, label: str, fontsize: float, spot: tuple[float, float], align: str) -> Text:
    """Write a label whose baseline begins, or ends, at a place in points."""
    x, y = spot / (ax.figure.get_size_inches() * POINTS)
    words = {"fontsize": fontsize, "ha": align, "va": "baseline", "parse_math": False}
    return ax.text(x, y, label, transform=ax.figure.transFigure, **words)


def to_pixels(ax: Axes, points: Sequence[Sequence[float]]) -> np.ndarray:
    """Turn points into pixels of the display."""
    return np.array(points) * ax.figure.dpi / POINTS


def place_gallery(ax: Axes, x: np.ndarray, labels: list[str], fontsize: float) -> Placed:
    """Place as the timeline in matplotlib's gallery does: stems of six heights in turn, the text beside the tip."""
    heights = np.resize([-5, 5, -3, 3, -1, 1], len(x)) / 5.5
    texts = [
        ax.annotate(
            label,
            (day, height),
            xytext=(-3, math.copysign(3, height)),
            textcoords="offset points",
            ha="right",
            va="bottom" if height > 0 else "top",
            fontsize=fontsize,
        )
        for day, height, label in zip(x, heights, labels, strict=True)
    ]
    stems = [ax.transData.transform([(day, 0), (day, top)]) for day, top in zip(x, heights, strict=True)]
    return list(texts), list(stems)


def place_adjusttext(ax: Axes, x: np.ndarray, labels: list[str], fontsize: float) -> Placed:
    """Let adjustText work as it does without settings: until its time is up."""
    return _adjusted(ax, x, labels, fontsize)


def place_adjusttext_tuned(ax: Axes, x: np.ndarray, labels: list[str], fontsize: float) -> Placed:
    """Let adjustText work for 500 rounds, with little force: the best of six settings that were tried."""
    return _adjusted(
        ax,
        x,
        labels,
        fontsize,
        iter_lim=500,
        prevent_crossings=False,
        force_text=(0.2, 0.6),
        force_pull=(0.002, 0.002),
    )


def place_textalloc(ax: Axes, x: np.ndarray, labels: list[str], fontsize: float) -> Placed:
    """Let textalloc try many places for each label, far ones too, with a small margin, as its author advises."""
    import textalloc

    seed_globally()
    zeros = np.zeros(len(x))
    *_, texts, _ = textalloc.allocate(
        ax,
        x,
        zeros,
        labels,
        x_scatter=x,
        y_scatter=zeros,
        textsize=fontsize,
        x_lines=[np.array(ax.get_xlim())],
        y_lines=[np.zeros(2)],
        max_distance=0.9,
        min_distance=0.005,
        margin=0.002,
        nbr_candidates=2000,
        draw_lines=False,
    )
    texts = [*texts, *[None] * (len(x) - len(texts))]
    return texts, nearest_leaders(ax, x, texts)


def place_labella(ax: Axes, x: np.ndarray, labels: list[str], fontsize: float) -> Placed:
    """Let labella lay out each side of the axis, every other label on each; draw its leaders as it draws them."""
    unit = ax.figure.dpi / POINTS
    sizes = text_sizes(ax, labels, fontsize)
    spots = ax.transData.transform(np.c_[x, np.zeros(len(x))])
    row = sizes[:, 1].max() * 1.05
    texts: list[Text | None] = [None] * len(x)
    leaders: list[np.ndarray | None] = [None] * len(x)
    for first, sign in ((0, 1), (1, -1)):
        chosen = range(first, len(x), 2)
        for node in _nodes(chosen, spots[:, 0] - ax.bbox.x0, sizes[:, 0], unit, ax.bbox.width):
            index, steps = node.data, node.getPathFromRoot()
            # Layer by layer away from the axis: a row of labels, then a gap in which leaders change their place.
            edges = [
                spots[index, 1] + sign * (7 * unit + layer * (row + 2 * unit)) for layer in range(len(steps))
            ]
            points = [tuple(spots[index])]
            for step, edge in zip(steps, edges, strict=True):
                points += [
                    (ax.bbox.x0 + step.currentPos, edge),
                    (ax.bbox.x0 + step.currentPos, edge + sign * row),
                ]
            leaders[index] = np.array(points[:-1])
            left = ax.bbox.x0 + node.currentPos - sizes[index, 0] / 2
            texts[index] = write(ax, labels[index], fontsize, left, edges[-1] - (row if sign < 0 else 0))
    return texts, leaders


def _nodes(chosen: Sequence[int], wanted: np.ndarray, widths: np.ndarray, unit: float, width: float) -> Any:
    """Lay out some labels with labella on a line of a width, all in pixels."""
    from labella.force import Force
    from labella.node import Node

    nodes = [Node(wanted[index], widths[index], data=index) for index in chosen]
    options = {
        "minPos": 0,
        "maxPos": width,
        "nodeSpacing": 1.5 * unit,
        "stubWidth": 0.7 * unit,
        "density": 0.85,
    }
    force = Force(options)
    force.nodes(nodes)
    force.compute()
    return nodes


def _adjusted(ax: Axes, x: np.ndarray, labels: list[str], fontsize: float, **settings: Any) -> Placed:
    """Start labels above and below the axis in turn, and let adjustText push them apart."""
    from adjustText import adjust_text

    seed_globally()
    starts = np.where(np.arange(len(x)) % 2, 0.1, -0.1)
    texts = [
        ax.text(day, start, label, fontsize=fontsize, ha="center", va="center")
        for day, start, label in zip(x, starts, labels, strict=True)
    ]
    zeros = [0] * len(x)
    adjust_text(texts, target_x=list(x), target_y=zeros, x=list(x), y=zeros, ax=ax, **settings)
    return list(texts), nearest_leaders(ax, x, texts)


def seed_globally() -> None:
    """Seed the generators from which peers draw, so that they have every chance to repeat themselves."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - the old generator is the one that the peers use


def text_sizes(ax: Axes, labels: Sequence[str], fontsize: float) -> np.ndarray:
    """Measure width and height of labels in pixels."""
    text = ax.text(0, 0, "", fontsize=fontsize)
    sizes = []
    for label in labels:
        text.set_text(label)
        box = text.get_window_extent()
        sizes.append((box.width, box.height))
    text.remove()
    return np.array(sizes)


def write(ax: Axes, label: str, fontsize: float, left: float, low: float) -> Text:
    """Write a label with its lower left corner at a pixel."""
    width, height = ax.figure.bbox.size
    spot = (left / width, low / height)
    return ax.text(*spot, label, fontsize=fontsize, transform=ax.figure.transFigure, ha="left", va="bottom")


def nearest_leaders(ax: Axes, x: np.ndarray, texts: Sequence[Text | None]) -> list[np.ndarray | None]:
    """Join each marker to the nearest point of its label, for peers that draw no leaders of their own."""
    leaders: list[np.ndarray | None] = []
    for spot, text in zip(ax.transData.transform(np.c_[x, np.zeros(len(x))]), texts, strict=True):
        box = None if text is None else text.get_window_extent()
        leaders.append(None if box is None else np.array([spot, np.clip(spot, box.min, box.max)]))
    return leaders
