"""What stands behind a figure: its table, its caption and its description in words.

A figure in a paper is an argument, and its reader may ask for the numbers. Every function of `ca_events.plots`
therefore leaves the table it drew, a caption and an alternative text (read aloud to those who cannot see the
figure) on the axes. They travel with the axes as an artist that draws nothing: they vanish when the axes are
cleared, and they are kept when a figure is copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from matplotlib.artist import Artist

from ca_events.plots.choices import FigureError
from ca_events.plots.key_list import KeyList
from ca_events.plots.labels import Placement

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure, SubFigure

NO_LABELS = "no timeline is drawn on these axes; only plots.timeline and plots.annotate place labels."
NOTHING = "nothing of ca_events is drawn on these axes; draw a timeline, counts or a heatmap first."


@attrs.frozen(kw_only=True, eq=False)
class Attached:
    """The table, the words and the placement report behind one drawing.

    Attributes
    ----------
    kind : str
        ``timeline``, ``annotations``, ``counts``, ``heatmap``, ``agreement``, ``confusion`` or ``disagreement``.
    table : pandas.DataFrame
        Exactly what was drawn.
    caption : str
        One or two sentences for the figure's caption.
    alt : str
        One paragraph that describes the figure.
    placement : Placement or None
        Where labels were placed by the library: how that went.
    keys : KeyList or None
        The list of keys, where the figure may have keys for labels.
    """

    kind: str
    table: pd.DataFrame
    caption: str
    alt: str
    placement: Placement | None = None
    keys: KeyList | None = None


class Keeper(Artist):
    """An artist that draws nothing and holds what is attached."""

    def __init__(self, attached: Attached) -> None:
        super().__init__()
        self.attached = attached
        self.set_in_layout(False)
        self.set_gid(f"ca-events-{attached.kind}")

    def draw(self, renderer: RendererBase) -> None:
        """Draw nothing."""


def attach(ax: Axes, attached: Attached) -> None:
    """Leave the table and the words on the axes."""
    ax.add_artist(Keeper(attached))


def attachments(ax: Axes) -> list[Attached]:
    """Return all that is attached to the axes, in the order of drawing."""
    return [child.attached for child in ax.get_children() if isinstance(child, Keeper)]


def figure_attachments(figure: Figure | SubFigure) -> list[Attached]:
    """Return all that is attached to the axes of a figure, axes by axes."""
    return [attached for ax in figure.axes for attached in attachments(ax)]


def alt_text(ax: Axes) -> str:
    """Describe a drawing in one paragraph, made from the table behind it.

    Parameters
    ----------
    ax
        Axes that a function of `ca_events.plots` has drawn on.

    Returns
    -------
    str
        The paragraph; where several things were drawn on the axes, theirs one after the other.

    Raises
    ------
    FigureError
        When nothing of `ca_events` is drawn there.
    """
    return " ".join(attached.alt for attached in _required(ax))


def caption(ax: Axes) -> str:
    """Give the caption of a drawing: what it shows, of which events, and how its marks are read.

    Parameters
    ----------
    ax
        Axes that a function of `ca_events.plots` has drawn on.

    Returns
    -------
    str
        One or two sentences.

    Raises
    ------
    FigureError
        When nothing of `ca_events` is drawn there.
    """
    return " ".join(attached.caption for attached in _required(ax))


def table(ax: Axes) -> pd.DataFrame:
    """Return the table behind a drawing, as a copy.

    Parameters
    ----------
    ax
        Axes that a function of `ca_events.plots` has drawn on.

    Returns
    -------
    pandas.DataFrame
        Exactly what was drawn last on these axes.

    Raises
    ------
    FigureError
        When nothing of `ca_events` is drawn there.
    """
    return _required(ax)[-1].table.copy()


def placement(ax: Axes) -> Placement:
    """Report how the labels of a timeline, or of annotations, were placed.

    Parameters
    ----------
    ax
        Axes with a timeline or annotations.

    Returns
    -------
    Placement
        How many labels were placed, numbered, dropped, how many overlap (none) or stand outside, the length of the
        leaders, the size that was needed.

    Raises
    ------
    FigureError
        When no timeline is drawn there.
    """
    found = [attached.placement for attached in attachments(ax) if attached.placement is not None]
    if not found:
        raise FigureError(NO_LABELS)
    return found[-1]


def key_list(ax: Axes) -> KeyList:
    """Give the list of the keys that stand for labels in a timeline, to be printed below it.

    Parameters
    ----------
    ax
        Axes with a timeline or annotations.

    Returns
    -------
    KeyList
        Its `table`, and as text, Markdown or LaTeX; empty where every event has its label.

    Raises
    ------
    FigureError
        When no timeline is drawn there.
    """
    found = [attached.keys for attached in attachments(ax) if attached.keys is not None]
    if not found:
        raise FigureError(NO_LABELS)
    return found[-1]


def _required(ax: Axes) -> list[Attached]:
    """Return what is attached, or refuse."""
    found = attachments(ax)
    if not found:
        raise FigureError(NOTHING)
    return found
