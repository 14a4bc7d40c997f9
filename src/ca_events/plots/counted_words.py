"""What bars and heatmaps say in words: captions, and descriptions for those who cannot see them."""

from __future__ import annotations

import numpy as np

from ca_events.plots.grid import Grid

SHOWN = 5
OWN_WORDS = {
    "undated": "undated",
    "open": "without a stated end",
    "unknown": "with an unknown end or beginning",
    "outside": "outside the bins",
}


def count_caption(grid: Grid, show: str) -> str:
    """Write the caption of a bar chart of counts."""
    bar = "Bars: what certainly belongs to the bin" if show == "definite" else "Bars: expected counts"
    return (
        f"{_what(grid)}. {bar}; whiskers reach from what is certain to what is possible.{_not_searched(grid)}"
    )


def heat_caption(grid: Grid, value: str) -> str:
    """Write the caption of a heatmap."""
    cells = {"definite": "certain", "expected": "expected", "possible": "possible"}[value]
    return (
        f"{_what(grid)}. Shade: {cells} counts; a range in a cell reaches from what is certain to what is possible."
        f"{_not_searched(grid)}"
    )


def describe_counts(grid: Grid, show: str, *, form: str = "Bar chart") -> str:
    """Describe counts in one paragraph.

    Parameters
    ----------
    grid
        The counts.
    show
        Which value is shown.
    form
        The form of the figure.

    Returns
    -------
    str
        What was counted, the highest bins, the codes, what was not searched and what is in no bin.
    """
    parts = [f"{form} of {_lower(_what(grid))}."]
    if grid.bins:
        parts += [_highest(grid), _by_code(grid)]
    parts += [_own(grid), _not_searched(grid).strip()]
    return " ".join(part for part in parts if part)


def _what(grid: Grid) -> str:
    """Say what was counted."""
    number = "Events" if grid.events is None else f"{grid.events:,} event{'' if grid.events == 1 else 's'}"
    verb = {"began": "by start", "ended": "by end", "active": "while active"}.get(grid.count, grid.count)
    reach = f", {grid.bins[0]} to {grid.bins[-1]}" if len(grid.bins) > 1 else ""
    by = f" and {grid.title}" if grid.by else ""
    selection = f" ({grid.selection})" if grid.selection else ""
    return f"{number}{selection} {verb}, by {grid.unit}{by}{reach}"


def _lower(text: str) -> str:
    """Begin with a small letter."""
    return text[:1].lower() + text[1:]


def _range(low: float, high: float) -> str:
    """Say a count, with what is possible where that is more."""
    return f"{low:,.0f}" if high <= low else f"{low:,.0f} (up to {high:,.0f})"


def _highest(grid: Grid) -> str:
    """Name the bins with most events."""
    low = np.nansum(grid.definite, axis=0)[: len(grid.bins)]
    high = np.nansum(grid.possible, axis=0)[: len(grid.bins)]
    order = sorted(range(len(grid.bins)), key=lambda number: (-low[number], -high[number], number))
    named = [
        f"{grid.bins[number]}: {_range(low[number], high[number])}"
        for number in order[:SHOWN]
        if high[number]
    ]
    return f"Most, certain first: {', '.join(named)}." if named else "No events in the bins."


def _by_code(grid: Grid) -> str:
    """Sum up the codes over the bins."""
    if not grid.by:
        return ""
    low = np.nansum(grid.definite, axis=1)
    order = sorted(range(len(grid.codes)), key=lambda number: (-low[number], number))
    named = [f"{grid.label(grid.codes[number])} {low[number]:,.0f}" for number in order]
    return f"Certain in one bin, by {grid.title}: {', '.join(named)}." if named else ""


def _own(grid: Grid) -> str:
    """Say what is in no bin."""
    columns = grid.possible[:, len(grid.bins) :]
    named = [
        f"{np.nansum(columns[:, number]):,.0f} {OWN_WORDS.get(name, name)}"
        for number, name in enumerate(grid.own)
        if np.nansum(columns[:, number]) > 0
    ]
    return f"In no bin: {', '.join(named)}." if named else ""


def _not_searched(grid: Grid) -> str:
    """Say where nobody searched."""
    searched = grid.searched[:, : len(grid.bins)]
    if not searched.size or searched.all():
        return ""
    whole = int((~searched.any(axis=0)).sum())
    part = int((~searched.all(axis=0)).sum()) - whole
    named = [f"{whole:,} bin{'' if whole == 1 else 's'} not fully searched" if whole else ""]
    named.append(f"{part:,} bin{'' if part == 1 else 's'} not fully searched for every code" if part else "")
    return f" Hatched: {', '.join(name for name in named if name)}; no zero is claimed there."
