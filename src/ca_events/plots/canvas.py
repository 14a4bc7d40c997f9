"""A strip of paper along a time axis, upright or lying.

Both timelines are one drawing seen two ways. Along the strip runs time, in days as matplotlib counts them; across it
positions are in points of print, positive to the right of an upright axis and above a lying one. Drawing code says
when and how far across, and the canvas turns that into x and y.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

import attrs
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Annotation, Text

Align = Literal["left", "center", "right"]
Drawn = TypeVar("Drawn", Rectangle, Polygon, Line2D)


@attrs.frozen(kw_only=True, eq=False)
class Canvas:
    """Axes with a direction and a scale.

    Attributes
    ----------
    ax : matplotlib.axes.Axes
        What is drawn on.
    upright : bool
        Whether time runs downwards (else to the right).
    start : float
        The day at the beginning of the axis.
    scale : float
        Days per point.
    offset : float
        How far across the axes the strip lies.
    """

    ax: Axes
    upright: bool
    start: float
    scale: float
    offset: float = 0.0

    def day(self, points: float) -> float:
        """Turn points after the beginning of the axis into a day."""
        return self.start + points * self.scale

    def bar(
        self,
        days: tuple[float, float],
        across: tuple[float, float],
        *,
        color: str,
        edge: str = "none",
        width: float = 0.0,
        zorder: float = 2.0,
        gid: str = "",
    ) -> Rectangle:
        """Draw a solid bar between two days."""
        (first, last), (near, far) = days, (across[0] + self.offset, across[1] + self.offset)
        corner = (near, first) if self.upright else (first, near)
        sides = (far - near, last - first) if self.upright else (last - first, far - near)
        patch = Rectangle(
            corner, *sides, facecolor=color, edgecolor=edge, linewidth=width, zorder=zorder, joinstyle="miter"
        )
        return self._add(patch, gid)

    def wedge(
        self,
        days: Sequence[float],
        across: Sequence[float],
        *,
        color: str,
        edge: str = "none",
        width: float = 0.0,
        zorder: float = 2.0,
        gid: str = "",
    ) -> Polygon:
        """Draw a filled shape."""
        patch = Polygon(
            list(self.xy(days, across)),
            closed=True,
            facecolor=color,
            edgecolor=edge,
            linewidth=width,
            zorder=zorder,
        )
        return self._add(patch, gid)

    def line(
        self,
        days: Sequence[float],
        across: Sequence[float],
        *,
        color: str,
        width: float = 0.5,
        dashes: tuple[float, float] | None = None,
        zorder: float = 1.0,
        gid: str = "",
    ) -> Line2D:
        """Draw a line through points."""
        xs, ys = zip(*self.xy(days, across), strict=True)
        line = Line2D(xs, ys, color=color, linewidth=width, zorder=zorder, solid_capstyle="butt")
        if dashes is not None:
            line.set_linestyle((0, dashes))
            line.set_dash_capstyle("butt")
        return self._add(line, gid)

    def dot(
        self,
        day: float,
        across: float,
        *,
        marker: str,
        size: float,
        color: str,
        edge: str,
        width: float = 0.5,
        zorder: float = 4.0,
        gid: str = "",
    ) -> Line2D:
        """Draw one marker."""
        ((x, y),) = self.xy([day], [across])
        line = Line2D([x], [y], linestyle="none", marker=marker, markersize=size, zorder=zorder)
        line.set_markerfacecolor(color)
        line.set_markeredgecolor(edge)
        line.set_markeredgewidth(width)
        return self._add(line, gid)

    def text(
        self,
        day: float,
        across: float,
        words: str,
        *,
        size: float,
        align: Align = "left",
        color: str = "#000000",
        weight: str = "normal",
        rotation: float = 0.0,
        valign: Literal["baseline", "center", "center_baseline"] = "baseline",
        gid: str = "",
    ) -> Text:
        """Write one line; a dollar sign is a dollar sign and begins no formula."""
        ((x, y),) = self.xy([day], [across])
        text = self.ax.text(
            x,
            y,
            words,
            fontsize=size,
            ha=align,
            va=valign,
            color=color,
            weight=weight,
            rotation=rotation,
            parse_math=False,
            zorder=5.0,
        )
        if gid:
            text.set_gid(gid)
        return text

    def lead(self, follower: Text, words: str, *, gap: float, gid: str = "") -> Annotation:
        """Write bold words before a line that is set flush right, wherever that line begins on this medium."""
        return self._beside(follower, words, weight="bold", fraction=0.0, gap=-gap, gid=gid)

    def follow(self, leader: Text, words: str, *, gap: float, gid: str = "") -> Annotation:
        """Write words after bold ones that are set flush left, wherever those end on this medium."""
        return self._beside(leader, words, weight="normal", fraction=1.0, gap=gap, gid=gid)

    def _beside(
        self, other: Text, words: str, *, weight: str, fraction: float, gap: float, gid: str
    ) -> Annotation:
        """Write words at an end of another text; its width differs a little from screen to paper."""
        text = self.ax.annotate(
            words,
            xy=(fraction, other.get_position()[1]),
            xycoords=(other, "data"),
            xytext=(gap, 0.0),
            textcoords="offset points",
            ha="left" if fraction else "right",
            va="baseline",
            fontsize=other.get_fontsize(),
            color="#000000",
            weight=weight,
            parse_math=False,
            annotation_clip=False,
            zorder=5.0,
        )
        if gid:
            text.set_gid(gid)
        return text

    def xy(self, days: Sequence[float], across: Sequence[float]) -> list[tuple[float, float]]:
        """Turn days and positions across into x and y."""
        places = [place + self.offset for place in across]
        pairs = zip(places, days, strict=True) if self.upright else zip(days, places, strict=True)
        return list(pairs)

    def _add(self, artist: Drawn, gid: str) -> Drawn:
        """Put an artist on the axes as it is; the limits are set by the layout."""
        if gid:
            artist.set_gid(gid)
        self.ax.add_artist(artist)
        return artist
