"""Which events are coded twice.

Agreement is measured on a sample that nobody chose: it is drawn by chance, within strata, so that rare kinds of events
are in it. The sheets that the coders get list the events in random order and without the codes. What the first coder
wrote in other columns may give the code away (a title "Loan for a pipeline" does), so columns can be left out of the
sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pandas as pd

from ca_events.cells import CellError, escape_text
from ca_events.coding.answers import NOT_CODED
from ca_events.coding.choices import CodingError, is_whole, require_absent, require_choice, require_study
from ca_events.coding.judgements import Judgements
from ca_events.collection import Events
from ca_events.errors import allowed
from ca_events.files import format_csv, write_file
from ca_events.study import Study
from ca_events.study.fields import parse_key

SHOWN = (
    "date",
    "title",
    "actors",
    "place",
    "amount",
    "currency",
    "quantity",
    "quantity_unit",
    "sources",
    "note",
)
ALLOCATIONS = ("proportional", "equal")
FORMS = ("wide", "long")
YEAR = "year"


@attrs.frozen(eq=False, repr=False)
class Sample:
    """Events drawn for double coding.

    Attributes
    ----------
    units : tuple of str
        Their ids, in random order.
    strata : pandas.DataFrame
        ``stratum``, ``events`` (in the collection), ``drawn``.
    words : str
        How the sample was drawn, for a paper.
    context : pandas.DataFrame
        What the coders see of each event, a column ``x_...`` each.
    variables : tuple of str
        What they code.
    version : str
        The version of the codebook.
    """

    units: tuple[str, ...]
    strata: pd.DataFrame
    words: str
    context: pd.DataFrame
    variables: tuple[str, ...]
    version: str

    def sheet(self, coder: str, *, form: str = "wide") -> pd.DataFrame:
        """Give the sheet of a coder, to be filled in.

        Parameters
        ----------
        coder
            The coder's name: letters, digits, ``_ . -``.
        form
            ``"wide"``: one row a unit, with an empty column for each variable; ``"long"``: one row a unit and variable,
            with room for the sources and the confidence of each judgement.

        Returns
        -------
        pandas.DataFrame
            ``unit, coder, codebook_version``, what may be seen (``x_...``), and empty columns.

        Raises
        ------
        CodingError
            For a name that could not be read back, or another form.
        """
        require_choice("form", form, FORMS)
        try:
            parse_key(coder)
        except CellError as error:
            raise CodingError(f"coder={coder!r}: {error}") from None
        frame = pd.DataFrame({"unit": self.units, "coder": coder, "codebook_version": self.version})
        frame = pd.concat([frame, self.context.reset_index(drop=True)], axis=1)
        empty = (*self.variables, "note")
        if form == "long":
            variables = pd.DataFrame({"variable": self.variables})
            frame = frame.merge(variables, how="cross")
            empty = ("value", "confidence", "sources", "note")
        for name in empty:
            frame[name] = ""
        return frame

    def to_csv(self, path: str | Path, *, coder: str, form: str = "wide") -> Path:
        """Write the sheet of a coder, which `read_judgements` reads when it is filled in.

        Parameters
        ----------
        path
            The file; one that is there already is not replaced, for it may hold codes.
        coder, form
            As in `sheet`.

        Returns
        -------
        pathlib.Path
            The file written.

        Raises
        ------
        CodingError
            If there is such a file, or as in `sheet`.
        """
        place = require_absent(path, "a coder may have filled it in")
        sheet = self.sheet(coder, form=form)
        # The id of a unit is read as it stands, so it is written as it is.
        rows = [
            [
                str(cell) if name == "unit" else escape_text(str(cell))
                for name, cell in zip(sheet, row, strict=True)
            ]
            for row in sheet.itertuples(index=False, name=None)
        ]
        return write_file(place, format_csv(list(sheet.columns), rows).encode("utf-8"))

    def __len__(self) -> int:
        """Count the units."""
        return len(self.units)

    def __repr__(self) -> str:
        """Show how the sample was drawn."""
        return f"Sample: {self.words}"


def double_coding_sample(
    events: Events,
    n: int,
    *,
    by: str | Sequence[str] | None = "category",
    rng: int | np.random.Generator,
    depth: int = 1,
    allocation: str = "proportional",
    blind: Sequence[str] = (),
    variables: Sequence[str] | None = None,
) -> Sample:
    """Draw events for double coding, by chance within strata.

    Parameters
    ----------
    events
        The events to draw from, with a study.
    n
        How many.
    by
        What makes the strata: a variable with one code an event, ``"year"`` (of the first possible day), several of
        these, or None. Events without a code are a stratum of their own.
    rng
        A seed or a ``numpy.random.Generator``.
    depth
        Where a hierarchical variable is cut.
    allocation
        ``"proportional"``: as many of each stratum as its size asks for, but one at least; ``"equal"``: as many of
        each, which is better for rare codes, while shares in the sample are then not those of the data.
    blind
        Columns that the coders must not see, such as ``("title", "note")``.
    variables
        What is to be coded; all variables of the codebook if left out.

    Returns
    -------
    Sample
        With the sheets for the coders.

    Raises
    ------
    CodingError
        For more events than there are, fewer than strata, and names that are unknown.

    Examples
    --------
    >>> import ca_events as ca
    >>> sample = double_coding_sample(ca.load(), 20, rng=1, blind=("title", "note"), variables=["category"])
    >>> len(sample), list(sample.sheet("anna").columns)[:4]
    (20, ['unit', 'coder', 'codebook_version', 'x_date'])
    """
    study = require_study(events)
    require_choice("allocation", allocation, ALLOCATIONS)
    names = tuple(study.codebook.columns) if variables is None else tuple(variables)
    for name in names:
        if name not in study.codebook.columns:
            raise CodingError(f"{name!r} is no coded variable. {allowed(name, study.codebook.columns)}")
    for name in blind:
        if name not in SHOWN:
            raise CodingError(f"blind names {name!r}, which no sheet shows. {allowed(name, SHOWN)}")
    if rng is None:
        raise CodingError("a sample needs rng, such as rng=1, so that it can be drawn again.")
    chance = np.random.default_rng(rng)
    frame = events.to_pandas().sort_values("id", kind="stable", ignore_index=True)
    if not is_whole(n) or not 1 <= n <= len(frame):
        raise CodingError(
            f"n is {n!r}; it is a whole number, and there are {len(frame)} events to draw from."
        )
    keys = [by] if isinstance(by, str) else list(by or ())
    strata = _strata(frame, keys, study, depth)
    sizes = strata.value_counts(sort=False).sort_index()
    drawn = allocated(sizes.to_numpy(), n, equal=allocation == "equal")
    chosen: list[int] = []
    for name, number in zip(sizes.index, drawn, strict=True):
        places = np.flatnonzero((strata == name).to_numpy())
        chosen += chance.choice(places, size=number, replace=False).tolist()
    chosen = chance.permutation(sorted(chosen)).tolist()
    seed = "" if isinstance(rng, np.random.Generator) else f", seed {rng}"
    stratified = f", stratified by {' and '.join(keys)} ({allocation} allocation)" if keys else ""
    hidden = f"; left out of the coders' sheets: {', '.join(blind)}" if blind else ""
    return Sample(
        units=tuple(frame["id"].iloc[chosen]),
        strata=pd.DataFrame({"stratum": sizes.index, "events": sizes.to_numpy(), "drawn": drawn}),
        words=f"{n:,} of {len(frame):,} events, drawn at random{stratified}{seed}{hidden}.",
        context=_context(frame.iloc[chosen], study, blind),
        variables=names,
        version=study.codebook.version,
    )


def _strata(frame: pd.DataFrame, keys: Sequence[str], study: Study, depth: int) -> pd.Series[Any]:
    """Name the stratum of each event."""
    names = pd.Series([""] * len(frame), dtype=object)
    single = [name for name in study.codebook.columns if study.codebook[name].values == "one"]
    for key in keys:
        if key == YEAR:
            days = [None if pd.isna(day) else day for day in frame["earliest"]]
            words = ["undated" if day is None else str(day)[:4] for day in days]
        elif key in single:
            variable = study.codebook[key]
            words = [
                variable.cut(code, depth) if code else "(not coded)" for code in frame[key].astype(object)
            ]
        else:
            raise CodingError(f"by names {key!r}, which makes no strata. {allowed(key, [*single, YEAR])}")
        names = pd.Series(
            [f"{name} / {word}" if name else word for name, word in zip(names, words, strict=True)]
        )
    return names


def allocated(sizes: Any, n: int, *, equal: bool = False) -> list[int]:
    """Share a sample out among strata: whole numbers, one at least, none more than there are.

    Parameters
    ----------
    sizes
        Events in each stratum.
    n
        Size of the sample.
    equal
        Whether all strata get as many, instead of as many as their size asks for.

    Returns
    -------
    list of int
        They sum to `n`.

    Raises
    ------
    CodingError
        For fewer units than strata.

    Examples
    --------
    >>> allocated([90, 9, 1], 10)
    [8, 1, 1]
    >>> allocated([90, 9, 1], 10, equal=True)
    [5, 4, 1]
    """
    numbers = [int(size) for size in sizes]
    if n < len(numbers):
        raise CodingError(f"n is {n}, and there are {len(numbers)} strata; draw more, or stratify by less.")
    drawn = [1] * len(numbers)
    wanted = [1.0 if equal else float(size) for size in numbers]
    while sum(drawn) < n:
        # The next unit goes to the stratum that is furthest below its share (the highest quotient, as in elections).
        open_ones = [place for place, size in enumerate(numbers) if drawn[place] < size]
        best = max(open_ones, key=lambda place: (wanted[place] / (drawn[place] + 0.5), -place))
        drawn[best] += 1
    return drawn


def _context(frame: pd.DataFrame, study: Study, blind: Sequence[str]) -> pd.DataFrame:
    """Give what coders see of the events; sources with title and address."""
    sources = {source.id: source for source in study.sources}

    def named(cell: str) -> str:
        listed = [(name, sources.get(name)) for name in cell.split("; ") if name]
        return " | ".join(
            name if row is None else f"{row.title} ({row.url})" if row.url else row.title
            for name, row in listed
        )

    columns: dict[str, list[str]] = {}
    for name in SHOWN:
        if name in blind:
            continue
        cells = ["" if pd.isna(cell) else cell for cell in frame[name].astype(object)]
        if name in ("amount", "quantity"):
            cells = [format(cell, ".15g") if cell != "" else "" for cell in cells]
        columns[f"x_{name}"] = [named(cell) if name == "sources" else str(cell) for cell in cells]
    return pd.DataFrame(columns)


def share_double_coded(judgements: Judgements, events: Events) -> float:
    """Give the share of events that two coders or more judged.

    Parameters
    ----------
    judgements
        The judgements; those about other units do not count.
    events
        All events.

    Returns
    -------
    float
        From 0 to 1; NaN without events.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> share_double_coded(judgements, ca.load()[:12])
    0.25
    """
    identifiers = set(events.to_pandas()["id"])
    frame = judgements.frame[judgements.frame["value"] != NOT_CODED]
    coders = frame[frame["unit"].isin(identifiers)].groupby("unit")["coder"].nunique()
    return float((coders > 1).sum() / len(identifiers)) if identifiers else float("nan")
