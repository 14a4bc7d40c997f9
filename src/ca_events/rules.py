"""What the cells of an event table must agree with: the study's registers, and one another.

A parser of `ca_events.cells` knows the text of one cell. The rules here know the rest: that a code stands in the
codebook, that an actor and a source are registered, that an id is not used twice, that a sum of money says its
currency and its basis. Each rule looks at distinct values, so a million rows cost little more than a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.errors import CaEventsError, UnknownCode, allowed, nearest
from ca_events.reading import TextColumn
from ca_events.schema import Column
from ca_events.study import Study, Variable

Rows = npt.NDArray[np.intp]
# Among more ids than this no nearest one is looked for: it would take seconds and help nobody.
FEW = 10_000

Pick = Callable[[Any], Iterable[str]]
Judge = Callable[[str], tuple[str, str] | None]


@attrs.frozen(eq=False)
class Finding:
    """The same thing wrong in one or more rows of a column."""

    column: str
    rows: Rows
    message: str
    nearest: str = ""


@attrs.frozen(eq=False)
class ParsedColumn:
    """A column of text with the value of each distinct text; None where a text could not be parsed."""

    column: Column
    text: TextColumn
    findings: list[Finding]
    _values: list[Any] | None = None

    @property
    def parsed(self) -> list[Any]:
        """The value of each distinct text; the texts themselves where a text is its own value."""
        return self.text.texts if self._values is None else self._values

    @property
    def is_text(self) -> bool:
        """Whether every text is its own value."""
        return self._values is None

    @property
    def name(self) -> str:
        """Name of the column."""
        return self.column.name

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.text)

    def is_empty(self) -> npt.NDArray[np.bool_]:
        """Say for each row whether its cell is empty."""
        return self.text.is_empty()

    def numbers(self) -> npt.NDArray[np.float64]:
        """Give the number of each row, NaN where there is none."""
        distinct = np.array([np.nan if value is None else value for value in self.parsed], dtype=np.float64)
        return distinct[self.text.places] if len(distinct) else np.zeros(0)

    def judge_words(self, pick: Pick, judge: Judge) -> Iterator[Finding]:
        """Judge every word of every cell, each distinct word once.

        Parameters
        ----------
        pick
            Value of a cell -> the words in it.
        judge
            Word -> None, or what is wrong with it and the nearest valid word.

        Yields
        ------
        Finding
            One for each bad word of each distinct cell.
        """
        used = {word for value in self.parsed if value for word in pick(value)}
        verdicts = {word: verdict for word in used if (verdict := judge(word))}
        if not verdicts:
            return
        for position, value in enumerate(self.parsed):
            for word in dict.fromkeys(pick(value) if value else ()):
                if word in verdicts:
                    yield Finding(self.name, self.text.rows_of([position]), *verdicts[word])


Columns = Mapping[str, ParsedColumn]


def check(columns: Columns, study: Study | None, *, whole: bool) -> Iterator[Finding]:
    """Apply every rule.

    Parameters
    ----------
    columns
        Column name -> parsed column; all fixed columns and variables.
    study
        The study that says what exists; None leaves codes, actors and sources unchecked.
    whole
        Whether these are all events of the study, so that a link must lead to one of them.

    Yields
    ------
    Finding
        What is wrong, and in which rows.
    """
    known = set(columns["id"].text.texts)
    yield from _ids(columns["id"], known)
    if whole:
        yield from _links(columns["related"], known)
    yield from _self_links(columns["related"], columns["id"])
    yield from _places(columns)
    yield from _amounts(columns, with_basis="amount_basis" in columns)
    yield from _quantities(columns)
    if study is not None:
        yield from _codes(columns, study)
        yield from _registered(columns, study)
        yield from _vocabularies(columns, study)


def _ids(ids: ParsedColumn, known: set[str]) -> Iterator[Finding]:
    """Refuse empty ids and ids used twice."""
    if "" in known:
        yield from _where("id", ids.is_empty(), "an event needs an id; it is empty.")
    if len(known) == len(ids):
        return
    texts = pd.Series(ids.text.texts, dtype=object).take(ids.text.places).reset_index(drop=True)
    again = (texts.duplicated() & (texts != "")).to_numpy()
    yield from _where("id", again, "the id is used already; an id stands for one event.")


def _links(related: ParsedColumn, known: set[str]) -> Iterator[Finding]:
    """Refuse links to events that are not there."""

    def judge(event: str) -> tuple[str, str] | None:
        if event in known:
            return None
        part = "a file that holds a part of a study is read with part=True."
        return f"there is no event {event!r}; {part}", nearest(event, known) if len(known) < FEW else ""

    yield from related.judge_words(lambda links: [event for _, event in links], judge)


def _self_links(related: ParsedColumn, ids: ParsedColumn) -> Iterator[Finding]:
    """Refuse an event that is linked to itself."""
    linked = [position for position, links in enumerate(related.parsed) if links]
    if not linked:
        return
    rows = related.text.rows_of(linked)
    cells = zip(related.text.places[rows].tolist(), ids.text.places[rows].tolist(), strict=True)
    itself = [any(event == ids.text.texts[own] for _, event in related.parsed[links]) for links, own in cells]
    wrong = np.zeros(len(related), dtype=bool)
    wrong[rows[itself]] = True
    yield from _where("related", wrong, "links an event to itself.")


def _places(columns: Columns) -> Iterator[Finding]:
    """Refuse half a coordinate."""
    lat, lon = columns["lat"].is_empty(), columns["lon"].is_empty()
    yield from _where("lat", lat & ~lon, "has a longitude but no latitude.")
    yield from _where("lon", lon & ~lat, "has a latitude but no longitude.")


def _amounts(columns: Columns, *, with_basis: bool) -> Iterator[Finding]:
    """Refuse sums without currency or basis, bounds without a sum, and sums outside their bounds."""
    value, low, high = (columns[name].numbers() for name in ("amount", "amount_low", "amount_high"))
    stated = ~np.isnan(value)
    if stated.any():
        lacking = stated & columns["currency"].is_empty()
        yield from _where(
            "currency", lacking, "an amount needs its currency, a code of ISO 4217 such as USD."
        )
        if with_basis:
            basis = columns["amount_basis"]
            yield from _where("amount_basis", stated & basis.is_empty(), "an amount needs its amount_basis.")
    idle = ~columns["currency"].is_empty() & columns["amount"].is_empty()
    yield from _where(
        "currency", idle, "is the currency of an amount that is not given; fill in amount or empty it."
    )
    for name, bound, beyond in (("amount_low", low, low > value), ("amount_high", high, high < value)):
        lacking = ~np.isnan(bound) & columns["amount"].is_empty()
        yield from _where(name, lacking, "bounds an amount that is not given; fill in amount.")
        side = "above" if name == "amount_low" else "below"
        yield from _where(name, beyond, f"is {side} the amount.")


def _quantities(columns: Columns) -> Iterator[Finding]:
    """Refuse a quantity without its unit."""
    lacking = ~columns["quantity"].is_empty() & columns["quantity_unit"].is_empty()
    yield from _where("quantity_unit", lacking, "a quantity needs its unit.")
    idle = columns["quantity"].is_empty() & ~columns["quantity_unit"].is_empty()
    yield from _where("quantity_unit", idle, "is the unit of a quantity that is not given.")


def _codes(columns: Columns, study: Study) -> Iterator[Finding]:
    """Refuse codes that the codebook does not know or has retired, and several where one is allowed."""
    for name in study.codebook.columns:
        variable, column = study.codebook[name], columns[name]
        if not variable.codes:
            continue
        yield from column.judge_words(_itself, partial(_code_trouble, variable))
        if variable.values == "one":
            for position, codes in enumerate(column.parsed):
                if codes and len(codes) > 1:
                    message = f"holds {len(codes)} codes; the variable {name!r} takes one."
                    yield Finding(name, column.text.rows_of([position]), message)


def _vocabularies(columns: Columns, study: Study) -> Iterator[Finding]:
    """Refuse roles, relations and units that the codebook does not know."""
    picks: dict[str, tuple[str, Pick]] = {
        "role": ("actors", lambda pairs: [role for _, role in pairs if role]),
        "relation": ("related", lambda pairs: [relation for relation, _ in pairs]),
        "quantity_unit": ("quantity_unit", lambda unit: [unit]),
    }
    for name, (column, pick) in picks.items():
        if name in study.codebook:
            yield from columns[column].judge_words(pick, partial(_code_trouble, study.codebook[name]))


def _code_trouble(variable: Variable, code: str) -> tuple[str, str] | None:
    """Ask a variable about one code."""
    if code not in variable.codes:
        message = f"{code!r} is no code of the variable {variable.id!r}. {allowed('', variable.codes)}"
        return message, nearest(code, variable.codes)
    if not variable.codes[code].retired:
        return None
    try:
        variable.check(code)
    except UnknownCode as error:
        return str(error), ""
    return None


def _registered(columns: Columns, study: Study) -> Iterator[Finding]:
    """Refuse actors and sources that are not in their registers; a study without a register leaves them free."""
    actors, sources = study.actors, study.sources

    def judge_actor(actor: str) -> tuple[str, str] | None:
        return (
            None
            if actor in actors
            else (f"{actor!r} is no actor of actors.csv.", _nearest_actor(study, actor))
        )

    def judge_source(source: str) -> tuple[str, str] | None:
        return (
            None
            if source in sources
            else (f"{source!r} is no source of sources.csv.", nearest(source, sources.ids))
        )

    if len(actors):
        yield from columns["actors"].judge_words(lambda pairs: [actor for actor, _ in pairs], judge_actor)
        for name in study.codebook.columns:
            if study.codebook[name].register:
                yield from columns[name].judge_words(_itself, judge_actor)
    if len(sources):
        yield from columns["sources"].judge_words(_itself, judge_source)


def _itself(words: Iterable[str]) -> Iterable[str]:
    """Pick all: the value of the cell is its words."""
    return words


def _nearest_actor(study: Study, name: str) -> str:
    """Name the actor that is meant: the one with that alias, else the one with the nearest id."""
    try:
        return study.actors.resolve(name)
    except CaEventsError:
        return nearest(name, study.actors.ids)


def _where(column: str, wrong: npt.NDArray[np.bool_], message: str) -> Iterator[Finding]:
    """Make a finding of the rows that are wrong, if there are any."""
    rows = np.flatnonzero(wrong)
    if len(rows):
        yield Finding(column, rows, message)
