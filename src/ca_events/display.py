"""What a collection and a study show of themselves: a headline, a few rows, a citation.

A long list is cut in its middle, so that both ends of a chronology are seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_events.errors import shorten
from ca_events.study import Study

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

SHOWN_EVENTS = 10
TITLE_LENGTH = 80
Row = tuple[str, str, str]


def as_text(rows: nw.DataFrame[Any] | None, selection: str) -> str:
    """Show a collection as text: a headline and a few rows; without rows, the selection.

    Parameters
    ----------
    rows
        The collected rows, or None for a lazy collection.
    selection
        What was asked, in words.

    Returns
    -------
    str
        One line for the headline and one for each row shown.
    """
    if rows is None:
        return f"Events (lazy, nothing has run): {selection}"
    lines = few_rows(rows)
    width = max((len(date) for _, date, _ in lines), default=0)
    shown = [f"  {identifier}  {date:<{width}}  {title}".rstrip() for identifier, date, title in lines]
    return "\n".join([f"Events: {headline(rows)}", *shown])


def as_html(rows: nw.DataFrame[Any] | None, selection: str) -> str:
    """Show a collection as a small table for notebooks; every text is escaped.

    Parameters
    ----------
    rows, selection
        As in `as_text`.

    Returns
    -------
    str
        HTML.
    """
    import html

    if rows is None:
        return f"<p>{html.escape(as_text(rows, selection))}</p>"
    lines = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>"
        for line in few_rows(rows)
    )
    head = "<tr><th>id</th><th>date</th><th>title</th></tr>"
    return f"<p>{html.escape(f'Events: {headline(rows)} ({selection})')}</p><table>{head}{lines}</table>"


def headline(rows: nw.DataFrame[Any]) -> str:
    """Give the number of events and the days they reach over.

    Parameters
    ----------
    rows
        The collected rows with the columns ``date``, ``earliest`` and ``latest``.

    Returns
    -------
    str
        Such as ``"2 events, 2001-06-15 to 2005-12-31"``.
    """
    number = len(rows)
    counted = f"{number:,} event{'' if number == 1 else 's'}"
    if number == 1:
        return f"{counted}, {rows['date'][0]}"
    first, last = rows["earliest"].min(), rows["latest"].max()
    if number == 0 or first is None or last is None:
        return counted
    return f"{counted}, {str(first)[:10]} to {str(last)[:10]}"


def few_rows(rows: nw.DataFrame[Any], shown: int = SHOWN_EVENTS) -> list[Row]:
    """Give id, date and title of the first and last rows, with a row of dots for those between."""
    listed = rows.select("id", "date", "title")
    if len(listed) <= shown:
        return [_row(cells) for cells in listed.iter_rows()]
    half = shown // 2
    first, last = listed[:half], listed[len(listed) - half :]
    dots = ("...", "", f"({len(listed) - 2 * half:,} more)")
    return [*map(_row, first.iter_rows()), dots, *map(_row, last.iter_rows())]


def _row(cells: tuple[Any, ...]) -> Row:
    """Give a row as texts, the title cut to a readable length."""
    identifier, date, title = cells
    return str(identifier), str(date), shorten(str(title), TITLE_LENGTH)


def citation(study: Study, *, version: str = "") -> str:
    """Say how a study is cited.

    Parameters
    ----------
    study
        The study.
    version
        Said in place of the study's own version, for a version with a checksum.

    Returns
    -------
    str
        One sentence: authors, title, version, licence; what the study does not say is left out.
    """
    authors = "; ".join(study.authors)
    said = version or study.version
    parts = [f"{study.title or study.name} [data set]", f"version {said}" if said else "", study.licence]
    return (
        f"{authors}. {', '.join(part for part in parts if part)}."
        if authors
        else f"{', '.join(filter(None, parts))}."
    )
