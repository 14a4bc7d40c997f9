"""The codebook: which variables are coded, with which codes, and what each of them means.

A codebook is a plain-text file that a reader can print and a program can obey. The same file says what a coder
may type, expands ``economic`` into all codes below it, orders the bars of every figure, and carries a
version, so that a table can say under which rules it was coded.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from ca_events.errors import InvalidData, UnknownCode, allowed
from ca_events.mapping import FrozenMapping
from ca_events.study import codebook_file, toml_text
from ca_events.study.codebook_page import page
from ca_events.study.codebook_rules import codebook_faults
from ca_events.study.columns import VOCABULARIES
from ca_events.study.text_files import read_text
from ca_events.study.variables import Variable

if TYPE_CHECKING:
    import pandas as pd

FILE = "codebook.toml"


def _by_name(variables: Mapping[str, Variable] | Iterable[Variable]) -> FrozenMapping[Variable]:
    """Order variables by their names as given."""
    if isinstance(variables, Mapping):
        return FrozenMapping(variables)
    return FrozenMapping((variable.id, variable) for variable in variables)


@attrs.frozen(kw_only=True, repr=False)
class Codebook:
    """Variables and codes of a study, checked.

    Parameters
    ----------
    id
        The id of the codebook.
    version
        Its version, written on every row that is coded under it.
    title
        Its title.
    variables
        The variables in their order: a list, or a mapping from name to variable.

    Raises
    ------
    InvalidData
        With everything that breaks a rule.

    Examples
    --------
    >>> book = Codebook.parse('''
    ... [codebook]
    ... id = "rivers"
    ... version = "1.0.0"
    ... [variable.category]
    ... values = "one"
    ... hierarchical = true
    ... [code.category.treaty]
    ... definition = "A treaty about a river is signed."
    ... ''')
    >>> book["category"].check("treaty").definition
    'A treaty about a river is signed.'
    >>> book
    Codebook('rivers', version '1.0.0': 1 code of category)
    """

    id: str
    version: str
    title: str = ""
    variables: FrozenMapping[Variable] = attrs.field(converter=_by_name)

    def __attrs_post_init__(self) -> None:
        """Refuse a codebook that breaks a rule."""
        faults = codebook_faults(self.id, self.version, self.variables)
        if faults:
            raise InvalidData(toml_text.problems(faults))

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Codebook:
        """Read a codebook file.

        Parameters
        ----------
        path
            The file, usually named ``codebook.toml``.

        Returns
        -------
        Codebook
            The codebook.

        Raises
        ------
        InvalidData
            With all problems and their lines.

        Examples
        --------
        A new study has a codebook to begin from:

        >>> import tempfile
        >>> from ca_events import Study
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     study = Study.new(folder, name="rivers")
        ...     book = Codebook.read(f"{folder}/codebook.toml")
        >>> book["category"].descendants("economic")
        ('economic', 'economic.loan')
        """
        text, file = read_text(path)
        return cls.parse(text, file=file)

    @classmethod
    def parse(cls, text: str, *, file: str = FILE) -> Codebook:
        """Read a codebook from text.

        Parameters
        ----------
        text
            TOML.
        file
            The name that messages give to the file.

        Returns
        -------
        Codebook
            The codebook.

        Raises
        ------
        InvalidData
            With all problems and their lines.
        """
        found = codebook_file.contents(toml_text.load(text, file=file))
        book = {"id": "", "version": "", "title": ""} | found.book
        refused = {fault.key for fault in found.faults if fault.path == ("codebook",)}
        shown = {key: "refused" if key in refused else word for key, word in book.items()}
        variables = _by_name(found.variables)
        faults = found.faults + codebook_faults(shown["id"], shown["version"], variables)
        if faults:
            raise InvalidData(toml_text.problems(faults, text=text, file=file))
        return cls(**book, variables=variables)

    @property
    def columns(self) -> tuple[str, ...]:
        """The coded variables, which are columns of `events.csv`, in order."""
        return tuple(
            name
            for name, variable in self.variables.items()
            if variable.derived is None and name not in VOCABULARIES
        )

    @property
    def derived(self) -> tuple[str, ...]:
        """The computed variables, in order."""
        return tuple(name for name, variable in self.variables.items() if variable.derived is not None)

    def __getitem__(self, name: str) -> Variable:
        """Give the variable of that name; UnknownCode names the nearest otherwise."""
        if name not in self.variables:
            known = allowed(name, self.variables)
            raise UnknownCode(f"{name!r} is no variable of the codebook {self.id!r}. {known}")
        return self.variables[name]

    def __contains__(self, name: object) -> bool:
        """Say whether there is a variable of that name."""
        return name in self.variables

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the variables, in order."""
        return iter(self.variables)

    def __len__(self) -> int:
        """Count the variables."""
        return len(self.variables)

    def __repr__(self) -> str:
        """Show the codebook on one line."""
        parts = [
            f"{len(variable.codes):,} code{'' if len(variable.codes) == 1 else 's'} of {name}"
            for name, variable in self.variables.items()
        ]
        return f"Codebook({self.id!r}, version {self.version!r}: {', '.join(parts)})"

    def to_toml(self) -> str:
        """Write the codebook as the text of a TOML file.

        Returns
        -------
        str
            Text that `parse` turns into an equal codebook.
        """
        import tomli_w

        book = {"id": self.id, "version": self.version, "title": self.title}
        return tomli_w.dumps(codebook_file.tables(book, self.variables))

    def to_markdown(self) -> str:
        """Write the codebook as a page to be read.

        Returns
        -------
        str
            Markdown: the variables in order, below each its codes with definition, rules and examples.
        """
        return page(self.title or self.id, self.version, self.variables)

    def to_frame(self) -> pd.DataFrame:
        """Give the codebook as a table.

        Returns
        -------
        pandas.DataFrame
            One row a code. Lists are joined with ``"; "``.
        """
        import pandas as pd

        names = ["variable", "code", "depth", *codebook_file.CODE_KEYS]
        rows = []
        for name, variable in self.variables.items():
            for code in variable.codes.values():
                cells: list[object] = [name, code.id, len(variable.path(code.id))]
                for key in codebook_file.CODE_KEYS:
                    value = getattr(code, key)
                    if key in codebook_file.LISTS_BY_WORD:
                        value = tuple(f"{word} {', '.join(codes)}" for word, codes in value.items())
                    cells.append("; ".join(value) if isinstance(value, tuple) else value)
                rows.append(cells)
        return pd.DataFrame(rows, columns=names).astype({"depth": "int64"})
