"""What the cells of an event table must agree with: the study's registers, and one another.

A parser of `ca_events.cells` knows the text of one cell. The rules here know the rest: that a code stands in the
codebook, that an actor and a source are registered, that an id is not used twice, that a sum of money says its
currency and its basis. Each rule looks at distinct values, so a million rows cost little more than a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.errors import CaEventsError, UnknownCode, nearest
from ca_events.reading import TextColumn
from ca_events.schema import Column
from ca_events.study import Study

Rows = npt.NDArray[np.intp]


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
        empty = np.array([not text for text in self.text.texts], dtype=bool)
        return empty[self.text.codes] if len(empty) else np.zeros(0, dtype=bool)

    def numbers(self) -> npt.NDArray[np.float64]:
        """Give the number of each row, NaN where there is none."""
        distinct = np.array([np.nan if value is None else value for value in self.parsed], dtype=np.float64)
        return distinct[self.text.codes] if len(distinct) else np.zeros(0)

    def judge(self, judge: Callable[[Any], tuple[str, str] | None]) -> Iterator[Finding]:
        """Judge each distinct value that could be parsed: None, or a message and the nearest valid value."""
        for position, value in enumerate(self.parsed):
            verdict = None if value is None else judge(value)
            if verdict:
                yield Finding(self.name, self.text.rows_of([position]), *verdict)


Columns = Mapping[str, ParsedColumn]


def check(columns: Columns, study: Study | None) -> Iterator[Finding]:
    """Apply every rule.

    Parameters
    ----------
    columns
        Column name -> parsed column; all fixed columns and variables.
    study
        The study that says what exists; None leaves codes, actors and sources unchecked.

    Yields
    ------
    Finding
        What is wrong, and in which rows.
    """
    known = set(columns["id"].text.texts)
    yield from _ids(columns["id"], known)
    yield from _related_ids(columns["related"], known)
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
    texts = pd.Series(ids.text.texts, dtype=object).take(ids.text.codes).reset_index(drop=True)
    again = (texts.duplicated() & (texts != "")).to_numpy()
    yield from _where("id", again, "the id is used already; an id stands for one event.")


def _related_ids(related: ParsedColumn, known: set[str]) -> Iterator[Finding]:
    """Refuse links to events that are not there."""

    def judge(links: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
        for _, event in links:
            if event not in known:
                return f"there is no event {event!r}.", nearest(event, known) if len(known) < 10_000 else ""
        return None

    if not {event for links in related.parsed if links for _, event in links} <= known:
        yield from related.judge(judge)


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
    for name, bound, beyond in (("amount_low", low, low > value), ("amount_high", high, high < value)):
        lacking = ~np.isnan(bound) & columns["amount"].is_empty()
        yield from _where(name, lacking, "bounds an amount that is not given; fill in amount.")
        side = "above" if name == "amount_low" else "below"
        yield from _where(name, beyond, f"is {side} the amount.")


def _quantities(columns: Columns) -> Iterator[Finding]:
    """Refuse a quantity without its unit."""
    lacking = ~columns["quantity"].is_empty() & columns["quantity_unit"].is_empty()
    yield from _where("quantity_unit", lacking, "a quantity needs its unit.")


def _codes(columns: Columns, study: Study) -> Iterator[Finding]:
    """Refuse codes that the codebook does not know or has retired, and several where one is allowed."""
    for name in study.codebook.columns:

        def judge(codes: tuple[str, ...], name: str = name) -> tuple[str, str] | None:
            variable = study.codebook[name]
            if len(codes) > 1 and variable.values == "one":
                return f"holds {len(codes)} codes; the variable {name!r} takes one.", ""
            return next(filter(None, (_code_trouble(study, name, code) for code in codes)), None)

        if study.codebook[name].codes:
            yield from columns[name].judge(judge)


def _vocabularies(columns: Columns, study: Study) -> Iterator[Finding]:
    """Refuse roles, relations and units that the codebook does not know."""
    picks: dict[str, tuple[str, Callable[[Any], Iterable[str]]]] = {
        "role": ("actors", lambda pairs: [role for _, role in pairs if role]),
        "relation": ("related", lambda pairs: [relation for relation, _ in pairs]),
        "quantity_unit": ("quantity_unit", lambda unit: [unit] if unit else []),
    }
    for vocabulary, (column, pick) in picks.items():
        if vocabulary not in study.codebook:
            continue

        def judge(
            value: Any, vocabulary: str = vocabulary, pick: Callable[[Any], Iterable[str]] = pick
        ) -> tuple[str, str] | None:
            troubles = (_code_trouble(study, vocabulary, code) for code in pick(value))
            return next(filter(None, troubles), None)

        used = {code for value in columns[column].parsed if value for code in pick(value)}
        if any(_code_trouble(study, vocabulary, code) for code in used):
            yield from columns[column].judge(judge)


def _code_trouble(study: Study, name: str, code: str) -> tuple[str, str] | None:
    """Ask the codebook about one code."""
    variable = study.codebook[name]
    if code in variable.codes and not variable.codes[code].retired:
        return None
    try:
        variable.check(code)
    except UnknownCode as error:
        near = "" if code in variable.codes else nearest(code, variable.codes)
        return str(error).replace(f" Nearest: {near!r}.", "") if near else str(error), near
    return None


def _registered(columns: Columns, study: Study) -> Iterator[Finding]:
    """Refuse actors and sources that are not in their registers; a study without a register leaves them free."""

    def judge_actors(pairs: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
        for actor, _ in pairs:
            if actor not in study.actors:
                return f"{actor!r} is no actor of actors.csv.", _nearest_actor(study, actor)
        return None

    def judge_sources(sources: Iterable[str]) -> tuple[str, str] | None:
        for source in sources:
            if source not in study.sources:
                return f"{source!r} is no source of sources.csv.", nearest(source, study.sources.ids)
        return None

    if len(study.actors):
        yield from columns["actors"].judge(judge_actors)
    if len(study.sources):
        yield from columns["sources"].judge(judge_sources)


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
