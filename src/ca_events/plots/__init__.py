"""Figures for print: a table in, axes out.

Every figure draws a table that can be printed, claims no more than its dates and counts support, and looks the same
in every file and on every machine. `timeline` and `annotate` take events; `counts` and `heatmap` take a table that was
counted already, `agreement`, `confusion` and `disagreement` one of `ca_events.coding`. All return matplotlib axes and
change no setting; `save` writes the files that a journal asks for, with the table behind the figure.
"""

from ca_events.plots.agreement import agreement
from ca_events.plots.annotate import annotate
from ca_events.plots.attached import alt_text, caption, key_list, placement, table
from ca_events.plots.choices import FigureError
from ca_events.plots.confusion import confusion
from ca_events.plots.counts import counts
from ca_events.plots.disagreement import disagreement
from ca_events.plots.heatmap import heatmap
from ca_events.plots.save import save
from ca_events.plots.style import style
from ca_events.plots.timeline import timeline

__all__ = [
    "FigureError",
    "agreement",
    "alt_text",
    "annotate",
    "caption",
    "confusion",
    "counts",
    "disagreement",
    "heatmap",
    "key_list",
    "placement",
    "save",
    "style",
    "table",
    "timeline",
]


def __dir__() -> list[str]:
    """List the public names and not the modules behind them."""
    return __all__
