"""What happens when a page is too small for all labels: said, never silent.

A page of a given size holds only so many words. The choice is the author's: let the figure grow, keep its size and be
told what does not fit, give keys (numbers) to events of a crowd and print the list of keys below the figure, leave
labels of the least important events out, or be refused. Those that matter least lose their label first, and of equals
those in the thickest crowd.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import pandas as pd

from ca_events.plots.chronology import Entry

OVERFLOWS = ("grow", "wrap", "number", "drop", "raise")
# A crowd is judged by the distance to so many of the nearest neighbours.
NEIGHBOURS = 2


def settle(
    entries: Sequence[Entry], fits: Callable[[Sequence[Entry]], bool], overflow: str
) -> tuple[Entry, ...]:
    """Take labels away until the others fit, as few as can be.

    Parameters
    ----------
    entries
        The events in order.
    fits
        Says whether the labels of such events have room.
    overflow
        ``number`` or ``drop``; else nothing is taken away.

    Returns
    -------
    tuple of Entry
        The same events in the same order, some with keys or without labels. Where not even keys for all have room, all
        have keys.
    """
    if overflow not in ("number", "drop") or fits(entries):
        return tuple(entries)
    order = sacrificed(entries)
    # The fewest that make the rest fit, by halving: with more taken away no less fits, but for a line or two.
    few, many = 0, len(order)
    while few + 1 < many:
        middle = (few + many) // 2
        if fits(_without(entries, order[:middle], overflow)):
            many = middle
        else:
            few = middle
    return _without(entries, order[:many], overflow)


def sacrificed(entries: Sequence[Entry]) -> list[str]:
    """List events in the order in which they lose their labels: the least important first, then the most crowded."""
    days = sorted((entry.mark.anchor or 0.0, entry.name) for entry in entries)
    crowd = {}
    for place, (day, name) in enumerate(days):
        near = days[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
        # The first distance is that to itself.
        crowd[name] = sorted(abs(other - day) for other, _ in near)[: NEIGHBOURS + 1][-1]
    labelled = [entry for entry in entries if entry.labelled]
    labelled.sort(key=lambda entry: (entry.weight, crowd[entry.name], entry.mark.anchor or 0.0, entry.name))
    return [entry.name for entry in labelled]


def _without(entries: Sequence[Entry], chosen: Sequence[str], overflow: str) -> tuple[Entry, ...]:
    """Take the labels of some events away; keys count in the order of the dates."""
    gone = set(chosen)
    if overflow == "drop":
        return tuple(
            attrs.evolve(entry, labelled=False, dropped=True) if entry.name in gone else entry
            for entry in entries
        )
    # An event that stands in several lanes has one key.
    keys: dict[str, str] = {}
    for entry in entries:
        if entry.name in gone:
            keys.setdefault(entry.id, str(len(keys) + 1))
    return tuple(
        attrs.evolve(entry, number=keys[entry.id]) if entry.name in gone else entry for entry in entries
    )


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
    def of(cls, entries: Sequence[Entry]) -> KeyList:
        """List the keys of events, each once."""
        rows = {
            entry.number: (int(entry.number), entry.words, " ".join(entry.label.split()), entry.id)
            for entry in entries
            if entry.number
        }
        frame = pd.DataFrame(sorted(rows.values()), columns=["key", "date_words", "label", "id"])
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


def behind(table: pd.DataFrame, entries: Sequence[Entry], keys: KeyList) -> pd.DataFrame:
    """Say in the table behind a figure which events have keys, and which have no label for want of room.

    Parameters
    ----------
    table
        As made by `timeline_table`.
    entries
        What is drawn.
    keys
        Their keys.

    Returns
    -------
    pandas.DataFrame
        The table, with a first column ``key`` where there are any, and ``labelled`` where a label was left out.
    """
    known = dict(zip(keys.table["id"], keys.table["key"], strict=True))
    dropped = {(entry.id, entry.lane) for entry in entries if entry.dropped}
    made = table
    if dropped:
        lanes = made["lane"] if "lane" in made else [""] * len(made)
        bare = [pair in dropped for pair in zip(made["id"], lanes, strict=True)]
        made = made.assign(
            labelled=[drawn and not lost for drawn, lost in zip(made["drawn"], bare, strict=True)]
        )
    if known:
        made = made.copy()
        column = pd.Series([known.get(name) for name in made["id"]], index=made.index, dtype="Int64")
        made.insert(0, "key", column)
    return made


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
