"""What bars and heatmaps say in words: captions, and descriptions for those who cannot see them."""

from __future__ import annotations

import numpy as np

from ca_events.plots.grid import Grid

SHOWN = 5
HEATMAP = "Heatmap"
ENTRIES = "entries (an event counts under each of its codes)"
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


def heat_caption(grid: Grid, value: str, *, small: bool = False) -> str:
    """Write the caption of a heatmap; `small`: its cells are too small for their numbers."""
    cells = {"definite": "certain", "expected": "expected", "possible": "possible"}[value]
    numbers = (
        ". The cells are too small for their numbers, which are in the table"
        if small
        else "; a range in a cell reaches from what is certain to what is possible"
    )
    return f"{_what(grid)}. Shade: {cells} counts{numbers}.{_not_searched(grid, cells=True)}"


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
        parts += [_highest(grid) if grid.unit else "", _by_code(grid)]
    parts += [_own(grid), _not_searched(grid, cells=form == HEATMAP).strip()]
    return " ".join(part for part in parts if part)


def _what(grid: Grid) -> str:
    """Say what was counted."""
    number = "Events" if grid.events is None else _number(grid.events, "event")
    part = "A part of a table of " if grid.part else ""
    verb = {"began": "by start", "ended": "by end", "active": "while active"}.get(grid.count, grid.count)
    reach = f", {grid.bin_name(grid.bins[0])} to {grid.bin_name(grid.bins[-1])}" if len(grid.bins) > 1 else ""
    names = [grid.unit.replace("_", " "), grid.title if grid.by else ""]
    by = " and ".join(name for name in names if name)
    selection = f" ({grid.selection})" if grid.selection else ""
    entries = f", in {ENTRIES}" if grid.many else ""
    return f"{part}{number}{selection} {verb}{f', by {by}' if by else ''}{reach}{entries}"


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
        f"{grid.bin_name(grid.bins[number])}: {_range(low[number], high[number])}"
        for number in order[:SHOWN]
        if high[number]
    ]
    most = "Most entries" if grid.many else "Most"
    return f"{most}, certain first: {', '.join(named)}." if named else "No events in the bins."


def _by_code(grid: Grid) -> str:
    """Sum up the codes over the bins; of a code without any count no sum is said, not even zero."""
    if not grid.by:
        return ""
    low = np.nansum(grid.definite[:, : len(grid.bins)], axis=1)
    known = [number for number in range(len(grid.codes)) if grid.searched[number, : len(grid.bins)].any()]
    order = sorted(known, key=lambda number: (-low[number], number))
    named = [f"{grid.label(grid.codes[number])} {low[number]:,.0f}" for number in order]
    return f"Certain in one bin, by {grid.title}: {', '.join(named)}." if named else ""


def _own(grid: Grid) -> str:
    """Say what is in no bin."""
    columns = grid.possible[:, len(grid.bins) :]
    named = [
        f"{_unplaced(grid, round(np.nansum(columns[:, number])))} {OWN_WORDS.get(name, name)}"
        for number, name in enumerate(grid.own)
        if np.nansum(columns[:, number]) > 0
    ]
    return f"In no bin: {', '.join(named)}." if named else ""


def _unplaced(grid: Grid, number: int) -> str:
    """Count what is in no bin."""
    return f"{number:,} {'entry' if number == 1 else 'entries'}" if grid.many else f"{number:,}"


def _not_searched(grid: Grid, *, cells: bool = False) -> str:
    """Say that counts are at least, and where not even that is known."""
    if not grid.incomplete:
        return ""
    parts = [
        "Not fully searched, so counts are at least what happened",
        *(_cells(grid) if cells else _strips(grid)),
    ]
    folded = ", ".join(grid.label(code) for code in grid.folded)
    return f" {'; '.join(parts)}." + (f" Not searched and without events: {folded}." if folded else "")


def _cells(grid: Grid) -> list[str]:
    """Count the cells of a heatmap without a number."""
    number = int((~grid.searched).sum())
    return (
        [f"a dash marks {_number(number, 'cell')} in which nothing was found and no zero is claimed"]
        if number
        else []
    )


def _strips(grid: Grid) -> list[str]:
    """Count the bins of a bar chart without a count for any code, and for some."""
    whole, part, total = int(grid.nowhere.sum()), int(grid.partly.sum()), len(grid.bins)
    said = (
        [f"a strip marks {_number(whole, 'bin')} in which nothing was found and no zero is claimed"]
        if whole
        else []
    )
    if part and part + whole == total:
        said.append(
            "every bin lacks a count for some code" if not whole else "all others lack a count for some code"
        )
    elif part:
        said.append(
            f"{part:,} of {_number(total, 'bin')} {'lacks' if part == 1 else 'lack'} a count for some code"
        )
    return said


def _number(number: int, what: str) -> str:
    """Count things."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
