"""How large given axes are in points, and whether they can be drawn on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_events.plots.attached import attachments
from ca_events.plots.choices import FigureError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 72.0


def require_plain(ax: Axes) -> None:
    """Refuse axes on which a point of paper is no point: polar ones, maps, three dimensions."""
    if ax.name != "rectilinear":
        raise FigureError(
            f"figures of ca_events need plain axes, and these are {ax.name}; make them with plt.subplots()."
        )


def require_own(ax: Axes) -> None:
    """Refuse axes that are shared with others, or on which something of ours is drawn: one would hide the other."""
    shared = (ax.get_shared_x_axes(), ax.get_shared_y_axes())
    if any(len(group.get_siblings(ax)) > 1 for group in shared):
        raise FigureError(
            "a timeline sets the limits of its axes, and these share theirs with others; make the axes without "
            "sharex and sharey."
        )
    if attachments(ax):
        raise FigureError(
            "something of ca_events is drawn on these axes already, and a timeline would lie over it; give it axes "
            "of its own."
        )


def lay_out(ax: Axes) -> None:
    """Let a layout engine, or an aspect, give axes their final size before they are measured."""
    figure = ax.get_figure(root=True)
    if figure is not None and figure.get_layout_engine() is not None:
        figure.draw_without_rendering()
    ax.apply_aspect()


def size_of(ax: Axes) -> tuple[float, float]:
    """Give width and height of axes in points; they depend on the figure's inches and not on its dpi."""
    figure = ax.get_figure(root=True)
    box = ax.get_window_extent()
    dpi = figure.dpi if figure is not None else POINTS
    return float(box.width) * POINTS / dpi, float(box.height) * POINTS / dpi
