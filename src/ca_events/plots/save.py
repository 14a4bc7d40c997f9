"""One call that writes all a journal asks for: the figure, the table behind it, its caption and its description.

The same figure gives the same bytes, today and next year (with the same version of matplotlib): no file says when it
was made, and the names inside an SVG follow from its content. A replication archive can therefore be compared file by
file. Fonts are embedded in the PDF, whose text can be searched and copied; in the SVG letters are outlines, because a
browser that puts another font in their place would bring labels to overlap.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ca_events.files import write_files
from ca_events.plots.attached import Attached, figure_attachments
from ca_events.plots.choices import FigureError

FORMATS = ("pdf", "svg", "png")


def save(
    figure: Figure | Axes,
    path: str | os.PathLike[str],
    *,
    formats: Sequence[str] | None = None,
    dpi: int = 300,
) -> list[Path]:
    """Write a figure with the table behind it (CSV) and its caption and description (text).

    Parameters
    ----------
    figure
        The figure, or axes of it.
    path
        Folder and name without an ending, such as ``figures/timeline``; the folder is made. A name that ends in
        ``.pdf``, ``.svg`` or ``.png`` asks for that one format.
    formats
        ``pdf``, ``svg``, ``png``; None: all three, or that of the name.
    dpi
        Resolution of the PNG.

    Returns
    -------
    list of pathlib.Path
        The files written: the formats in their order, then the tables (``NAME.csv``; several: ``NAME-1.csv``, ...) and
        ``NAME.txt``. All are written beside their places first and then renamed.

    Raises
    ------
    FigureError
        For an ending or a format that is not known, or for a path that names a folder.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> from matplotlib.figure import Figure
    >>> from ca_events.plots.counts import counts
    >>> figure = Figure()
    >>> table = pd.DataFrame({"bin": ["2001"], "definite": [2], "expected": [2.0], "possible": [3]})
    >>> ax = counts(table, ax=figure.add_subplot())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print([written.name for written in save(ax, Path(folder) / "figure", formats=["pdf"])])
    ['figure.pdf', 'figure.csv', 'figure.txt']
    """
    _refuse_folder(os.fspath(path))
    place, wanted = _name_and_formats(Path(path), formats)
    whole = _whole(figure)
    attached = figure_attachments(whole)
    words = _words(attached)
    contents = {f"{place.name}.{form}": _picture(whole, form, words, dpi) for form in wanted}
    for number, item in enumerate(attached, start=1):
        ending = "" if len(attached) == 1 else f"-{number}"
        contents[f"{place.name}{ending}.csv"] = table_csv(item.table).encode()
    if words:
        contents[f"{place.name}.txt"] = words.encode()
    write_files(place.parent, contents)
    return [place.parent / name for name in contents]


def table_csv(table: pd.DataFrame) -> str:
    """Write a table as CSV: days without a time, empty cells for what is missing, LF at line ends."""
    return table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")


def _refuse_folder(path: str) -> None:
    """Refuse a path without a name for the files; they would be written beside the folder."""
    if path.endswith(("/", os.sep)) or Path(path).is_dir():
        example = (Path(path) / "timeline").as_posix()
        raise FigureError(f"{path!r} names a folder; give a name in it, such as {example}.")


def _name_and_formats(path: Path, formats: Sequence[str] | None) -> tuple[Path, tuple[str, ...]]:
    """Settle what is written and under which name."""
    allowed = ", ".join(FORMATS)
    ending = path.suffix[1:].lower()
    if ending and ending not in FORMATS:
        raise FigureError(
            f"{path.name!r} ends in '.{ending}', which is no format; the formats are {allowed}. "
            "Give a name without a dot, and formats=[...] for a choice."
        )
    if formats is None:
        return path.with_suffix(""), (ending,) if ending else FORMATS
    wanted = tuple(dict.fromkeys(formats))
    unknown = [form for form in wanted if form not in FORMATS]
    if unknown or not wanted:
        raise FigureError(f"formats={list(wanted)!r} is not allowed; choose some of {allowed}.")
    if ending and wanted != (ending,):
        raise FigureError(
            f"{path.name!r} asks for {ending} and formats={list(wanted)!r} for others; give one of them."
        )
    return path.with_suffix(""), wanted


def _whole(figure: Figure | Axes) -> Figure:
    """Find the figure of axes."""
    if isinstance(figure, Figure):
        return figure
    found = figure.get_figure(root=True) if isinstance(figure, Axes) else None
    if found is None:
        raise FigureError(f"save takes a figure or its axes, not {type(figure).__name__}.")
    return found


def _picture(figure: Figure, form: str, words: str, dpi: int) -> bytes:
    """Draw a figure into bytes that do not depend on the day."""
    head = words.split("\n")[0]
    metadata: dict[str, dict[str, str | None]] = {
        "pdf": {"CreationDate": None, "ModDate": None, "Title": head or None, "Subject": words or None},
        "svg": {"Date": None, "Title": head or None, "Description": words or None},
        "png": {"Title": head, "Description": words},
    }
    chosen = {
        key: value for key, value in metadata[form].items() if value is not None or key.endswith("Date")
    }
    # Names in an SVG are salted with its content: two figures on one page must not share names.
    salt = hashlib.sha256(words.encode()).hexdigest()
    settings: dict[Any, Any] = {
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": salt,
        "svg.id": None,
        "pdf.compression": 6,
        "savefig.bbox": None,
        "savefig.facecolor": "auto",
        "savefig.transparent": False,
        "text.hinting": "none",
    }
    buffer = io.BytesIO()
    _begin_layout_anew(figure)
    with mpl.rc_context({key: value for key, value in settings.items() if key in mpl.rcParams}):
        figure.savefig(buffer, format=form, dpi=dpi, metadata=chosen)
    return buffer.getvalue()


def _begin_layout_anew(figure: Figure) -> None:
    """Put axes that a layout engine places back to where it found them.

    The engine moves them a little at each drawing, by rounding; the same figure saved twice would differ.
    """
    if figure.get_layout_engine() is None:
        return
    for ax in figure.axes:
        spec = ax.get_subplotspec()
        if spec is not None:
            ax.set_subplotspec(spec)


def _words(attached: Sequence[Attached]) -> str:
    """Write caption, keys and description of everything in the figure."""
    parts = [
        f"{item.caption}\n\n"
        + (f"Keys: {item.keys.to_text()}\n\n" if item.keys is not None and item.keys.to_text() else "")
        + f"Description: {item.alt}\n"
        for item in attached
    ]
    return "\n".join(parts)
