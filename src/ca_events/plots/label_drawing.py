"""A label drawn: its leader, the symbol of its code, its date in bold, its words."""

from __future__ import annotations

import pandas as pd

from ca_events.plots.canvas import Canvas
from ca_events.plots.chronology import Entry
from ca_events.plots.identity import Identity, identities
from ca_events.plots.lettering import GAP
from ca_events.plots.plan import Label, Line

ONE_LOOK = "#444444"


def looks_of(table: pd.DataFrame) -> dict[str, Identity]:
    """Give each code of the table its look; with no variable chosen, one dark look for all."""
    if table.attrs.get("by"):
        codes = dict.fromkeys([*table.attrs.get("codes", ()), *(str(code) for code in table["code"])])
        return identities(codes, table.attrs.get("labels"))
    one = Identity(code="", label="", color=ONE_LOOK, tint="#cccccc", ink="#ffffff", hatch="", marker="o")
    return {str(code): one for code in ("", *table["code"])}


def draw_label(canvas: Canvas, entry: Entry, label: Label, look: Identity, *, size: float) -> None:
    """Draw leader, symbol and words of one event.

    Parameters
    ----------
    canvas
        What is drawn on.
    entry
        The event.
    label
        Where its label goes.
    look
        Colour and marker of its code.
    size
        Font size.
    """
    across, along = zip(*label.leader, strict=True)
    days = [canvas.day(point) for point in along]
    canvas.line(days, across, color="#9a9a9a", width=0.45, zorder=1.2, gid=f"leader-{entry.name}")
    if label.symbol is not None:
        canvas.dot(
            canvas.day(label.symbol[1]), label.symbol[0], marker=look.marker, size=0.62 * size,
            color=look.color, edge=look.color, width=0.0, gid=f"symbol-{entry.name}",
        )  # fmt: skip
    for line in label.lines:
        _draw_line(canvas, line, f"label-{entry.name}", size)


def _draw_line(canvas: Canvas, line: Line, gid: str, size: float) -> None:
    """Write one line of a label: the date in bold, then words."""
    day, gap = canvas.day(line.along), GAP * size
    bold_first = bool(line.lead) and (line.align == "left" or not line.words)
    text = canvas.text(
        day, line.across, line.lead if bold_first else line.words, size=size, align=line.align,
        weight="bold" if bold_first else "normal", gid=gid,
    )  # fmt: skip
    if bold_first and line.words:
        canvas.follow(text, line.words, gap=gap, gid=gid)
    elif line.lead and line.words:
        canvas.lead(text, line.lead, gap=gap, gid=gid)
