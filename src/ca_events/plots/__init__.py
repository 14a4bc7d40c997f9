"""Figures for print: a table in, axes out.

Every figure draws a table that can be printed, draws only what its dates and counts support, and looks the same in
every file and on every machine. `timeline` takes events; `counts` and `heatmap` take a table that was counted
already. All return matplotlib axes and change no setting; `save` writes the files for a journal with the table behind
them.
"""

from ca_events.plots.attached import alt_text, caption, placement, table
from ca_events.plots.timeline import timeline

__all__ = ["alt_text", "caption", "placement", "table", "timeline"]
