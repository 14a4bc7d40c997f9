"""The list that explains the keys of a figure: numbers that stand for labels where a page is too small.

The figure shows where the events are, the list below it what they were. It is made for the place where the figure will
be printed: a table for a notebook, running text for a caption, Markdown or LaTeX for a manuscript.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import pandas as pd


@attrs.frozen(kw_only=True, eq=False)
class KeyList:
    """The list that explains the keys of a figure, to be printed below it.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns ``key``, ``date_words``, ``label`` and ``id``, a row a key; empty where nothing is numbered.
    """

    table: pd.DataFrame

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str, str]]) -> KeyList:
        """List keys, each once: number, date in words, label and id of its event."""
        made = {
            int(key): (int(key), words, " ".join(label.split()), name) for key, words, label, name in rows
        }
        frame = pd.DataFrame(
            [made[key] for key in sorted(made)], columns=["key", "date_words", "label", "id"]
        )
        return cls(table=frame.astype({"key": "int64", "date_words": object, "label": object, "id": object}))

    def _lines(self) -> list[tuple[int, str, str]]:
        """Give key, date and label of each row."""
        columns = (self.table[name] for name in ("key", "date_words", "label"))
        return [(int(key), str(words), str(label)) for key, words, label in zip(*columns, strict=True)]

    def to_text(self) -> str:
        r"""Write the list as running text for a caption.

        Returns
        -------
        str
            ``1: 7 Jun 2002, Charter signed; 2: ...``, ending with a full stop; ``""`` for an empty list.

        Examples
        --------
        >>> table = pd.DataFrame({"key": [1], "date_words": ["2002"], "label": ["Charter"], "id": ["E1"]})
        >>> KeyList(table=table).to_text()
        '1: 2002, Charter.'
        """
        parts = [
            f"{key}: {', '.join(part for part in (words, label) if part)}"
            for key, words, label in self._lines()
        ]
        return "; ".join(parts) + ("." if parts else "")

    def to_markdown(self) -> str:
        """Write the list as a Markdown table.

        Returns
        -------
        str
            A row a key; a bar in a label is escaped.
        """
        rows = [
            f"| {key} | {_escaped(words, MARKDOWN)} | {_escaped(label, MARKDOWN)} |"
            for key, words, label in self._lines()
        ]
        return "\n".join(["| Key | Date | Event |", "|---:|---|---|", *rows]) + "\n"

    def to_latex(self) -> str:
        """Write the list as a LaTeX ``tabular``.

        Returns
        -------
        str
            A row a key, with lines of the package *booktabs*; what LaTeX takes for commands is escaped.
        """
        rows = [
            f"{key} & {_escaped(words, LATEX)} & {_escaped(label, LATEX)} \\\\"
            for key, words, label in self._lines()
        ]
        head = ["\\begin{tabular}{rll}", "\\toprule", "Key & Date & Event \\\\", "\\midrule"]
        return "\n".join([*head, *rows, "\\bottomrule", "\\end{tabular}"]) + "\n"


MARKDOWN = {"\\": "\\\\", "|": "\\|", "*": "\\*", "_": "\\_", "`": "\\`", "<": "&lt;"}
LATEX = {
    "\\": "\\textbackslash{}",
    "{": "\\{",
    "}": "\\}",
    "$": "\\$",
    "&": "\\&",
    "%": "\\%",
    "#": "\\#",
    "_": "\\_",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\N{EN DASH}": "--",
}


def _escaped(text: str, signs: dict[str, str]) -> str:
    """Replace signs that a language takes for commands."""
    return "".join(signs.get(letter, letter) for letter in text)
