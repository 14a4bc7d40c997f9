"""The report on agreement as text, Markdown, LaTeX and HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ca_events.coding.table_text import UNKNOWN, as_rows
from ca_events.markdown import escaped
from ca_events.markdown import table as pipes

if TYPE_CHECKING:
    import pandas as pd

    from ca_events.coding.report import Report

_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", UNKNOWN: "--",
}  # fmt: skip


def markdown(report: Report, *, level: int = 1, codes: bool = True) -> str:
    """Write title, paragraph, table, notes and, if asked for, the table of codes of each variable."""
    parts = [f"{'#' * level} {report.title}", report.paragraph, _markdown_table(report.table)]
    if report.notes:
        parts.append("\n".join(f"- {escaped(note)}" for note in report.notes))
    for name, table in report.categories.items() if codes else ():
        parts += [f"{'#' * (level + 1)} {escaped(name)}: code by code", _markdown_table(table)]
        if name in report.confusions:
            square = report.confusions[name]
            words = square.attrs["words"]
            parts += [
                f"{'#' * (level + 2)} {escaped(name)}: which codes for which",
                f"{escaped(words)}.",
                _markdown_table(mixed_up(square)),
            ]
    return "\n\n".join(parts) + "\n"


def _markdown_table(table: pd.DataFrame) -> str:
    """Write a table with pipes."""
    return pipes([str(name) for name in table.columns], as_rows(table))


def mixed_up(square: pd.DataFrame) -> pd.DataFrame:
    """List the pairs of different codes of a confusion table that occur, most frequent first."""
    import pandas as pd

    row_name, column_name = square.index.name, square.columns.name
    twice = square.attrs["words"].startswith("coincidences")  # Both ways: one of them is enough.
    rows = [
        {row_name: row, column_name: column, "times": square.loc[row, column]}
        for place, row in enumerate(square.index)
        for column in (square.columns[place:] if twice else square.columns)
        if row != column and square.loc[row, column] > 0
    ]
    table = pd.DataFrame(rows, columns=[row_name, column_name, "times"])
    return table.sort_values("times", ascending=False, kind="stable", ignore_index=True)


def latex(report: Report) -> str:
    """Write the table with the rules of booktabs, notes below; the verdict is left to the text."""
    table = report.table.drop(columns="verdict")
    kinds = "".join("l" if name in ("variable", "distance") else "r" for name in table.columns)
    lines = [
        rf"% {report.title}. Needs \usepackage{{booktabs}}.",
        rf"\begin{{tabular}}{{{kinds}}}",
        r"\toprule",
    ]
    lines += [_latex_row([_heading(str(name)) for name in table.columns]), r"\midrule"]
    lines += [_latex_row([_escaped(cell) for cell in row]) for row in as_rows(table)]
    lines += [r"\bottomrule", r"\end{tabular}"]
    notes = [_escaped(note) for note in report.notes]
    if notes:
        lines += ["", r"{\par\smallskip\footnotesize", *notes, r"\par}"]
    return "\n".join(lines) + "\n"


def _heading(name: str) -> str:
    """Write the head of a column."""
    shown = {"percent": "agreement", "ac1": "AC1", "alpha": r"$\alpha$", "cannot_tell": "cannot tell"}.get(
        name
    )
    return shown or _escaped(name).replace(r"\textgreater{}=", r"$\geq$").replace("P(alpha", r"P($\alpha$")


def _escaped(text: str) -> str:
    """Keep LaTeX from reading signs in a text."""
    return "".join(_LATEX.get(letter, letter) for letter in text)


def _latex_row(cells: Sequence[str]) -> str:
    """Write a row."""
    return " & ".join(cells) + r" \\"


def html_page(report: Report) -> str:
    """Write title, table, notes and paragraph for a notebook; every text is escaped."""
    notes = "".join(f"<li>{html.escape(note)}</li>" for note in report.notes)
    return (
        f"<h4>{html.escape(report.title)}</h4>{_html_table(report.table)}"
        + (f"<ul>{notes}</ul>" if notes else "")
        + f"<p>{html.escape(report.paragraph)}</p>"
    )


def _html_table(table: Any) -> str:
    """Write a table."""
    head = "".join(f"<th>{html.escape(str(name))}</th>" for name in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in as_rows(table)
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def plain(report: Report) -> str:
    """Write title, table and notes as text, the verdict of each variable on a line of its own."""
    table = report.table.drop(columns="verdict")
    rows = [[str(name) for name in table.columns], *as_rows(table)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.columns))]
    lines = [report.title, ""]
    for row in rows:
        cells = [
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines.append("")
    lines += [
        f"{name}: {words}"
        for name, words in zip(report.table["variable"], report.table["verdict"], strict=True)
    ]
    lines += ["", *(f"- {note}" for note in report.notes)] if report.notes else []
    return "\n".join(lines)
