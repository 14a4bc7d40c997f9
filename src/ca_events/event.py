"""One coded event, as a value.

`Event` is the row contract of the library: what happened, when, to whom, in which codes, and who says so. It is
frozen: a changed event is a new one (``attrs.evolve``). An event knows neither its collection nor a codebook;
whether its codes and actors exist is judged by the study it is put in.

Fields take the text of a spreadsheet cell or the value itself:

>>> event = Event(id="E1", date="2013-09~", title="A states a plan", actors="KAZ; CHN:proposer",
...               codes={"category": "political.visit"})
>>> event.date.earliest
datetime.date(2013, 9, 1)
>>> event.actors[0]
Participant(actor='CHN', role='proposer')
>>> event.category
'political.visit'
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from ca_events import cells
from ca_events.dates import EventDate
from ca_events.errors import CaEventsError
from ca_events.mapping import FrozenMapping

V = TypeVar("V")


@attrs.frozen
class Participant:
    """Who took part in an event, and in which role.

    Parameters
    ----------
    actor
        Id in the study's register of actors.
    role
        Code of the codebook's vocabulary ``role``; ``""`` where none is stated.
    """

    actor: str = attrs.field(converter=cells.parse_id)
    role: str = attrs.field(default="", converter=cells.parse_id)

    def __iter__(self) -> Iterator[str]:
        """Unpack as ``actor, role``."""
        return iter((self.actor, self.role))


@attrs.frozen
class Related:
    """A typed link from one event to another.

    Parameters
    ----------
    relation
        Code of the codebook's vocabulary ``relation``, such as ``part_of``.
    event
        Id of the other event.
    """

    relation: str = attrs.field(converter=cells.parse_id)
    event: str = attrs.field(converter=cells.parse_id)

    def __iter__(self) -> Iterator[str]:
        """Unpack as ``relation, event``."""
        return iter((self.relation, self.event))


@attrs.frozen
class Amount:
    """A sum of money as stated, with the bounds that sources give for it.

    Parameters
    ----------
    value
        The sum in units of the currency, nominal.
    currency
        Code of ISO 4217.
    low, high
        Least and greatest sum stated; None means that no other sum is stated.

    Raises
    ------
    CaEventsError
        For a negative or non-numeric sum, an unknown or missing currency, a sum outside its bounds.

    Examples
    --------
    >>> Amount("5300000000", "USD")
    Amount(value=5300000000.0, currency='USD', low=None, high=None)
    """

    value: float = attrs.field(converter=cells.parse_amount)
    currency: str = attrs.field(converter=cells.parse_currency)
    low: float | None = attrs.field(default=None, converter=cells.parse_amount)
    high: float | None = attrs.field(default=None, converter=cells.parse_amount)

    def __attrs_post_init__(self) -> None:
        """Refuse a sum without value or currency, or outside its bounds."""
        if self.value is None:
            raise cells.CellError("an amount needs a value.")
        if not self.currency:
            raise cells.CellError("an amount needs a currency, a code of ISO 4217 such as USD.")
        if self.low is not None and self.low > self.value:
            raise cells.CellError(f"the low bound {self.low:g} is above the amount {self.value:g}.")
        if self.high is not None and self.high < self.value:
            raise cells.CellError(f"the high bound {self.high:g} is below the amount {self.value:g}.")


class FilledMapping(FrozenMapping[V]):
    """A mapping whose empty entries do not count: left empty and left out are the same."""

    def filled(self) -> dict[str, V]:
        """Give the entries that hold something."""
        return {name: value for name, value in self.items() if value}

    def __eq__(self, other: object) -> bool:
        """Compare what is filled."""
        return self.filled() == other.filled() if isinstance(other, FilledMapping) else NotImplemented

    def __hash__(self) -> int:
        """Hash what is filled."""
        return hash(frozenset(self.filled().items()))

    def __repr__(self) -> str:
        """Show what is filled, as a dict."""
        return repr(self.filled())


class Codes(FilledMapping[tuple[str, ...]]):
    """The codes of an event: variable -> tuple of codes, empty where nothing is coded."""


class Extra(FilledMapping[str]):
    """The user's own ``x_`` columns of an event: name -> text."""


def _participants(value: str | Iterable[Participant | tuple[str, str]]) -> tuple[Participant, ...]:
    """Turn a cell or pairs into participants."""
    return tuple(Participant(actor, role) for actor, role in cells.parse_actors(value))  # type: ignore[arg-type]


def _related(value: str | Iterable[Related | tuple[str, str]]) -> tuple[Related, ...]:
    """Turn a cell or pairs into typed links."""
    return tuple(Related(relation, event) for relation, event in cells.parse_related(value))  # type: ignore[arg-type]


def _codes(value: Mapping[str, str | Iterable[str]]) -> Codes:
    """Turn variable -> cell or codes into `Codes`."""
    return Codes((name, cells.parse_codes(codes)) for name, codes in value.items())


def _extra(value: Mapping[str, str]) -> Extra:
    """Turn the user's own columns into `Extra`."""
    for name in value:
        if not name.startswith("x_"):
            raise CaEventsError(f"{name!r} is no column of the user's own; its name begins with x_.")
    return Extra((name, str(text)) for name, text in value.items())


def _filled(_: Any, attribute: attrs.Attribute[Any], value: str) -> None:
    """Refuse an empty field that must say something."""
    if not value:
        raise cells.CellError(f"an event needs its {attribute.name}; it is empty.")


@attrs.frozen(kw_only=True, repr=False)
class Event:
    """One coded event: what happened, when, to whom, and who says so.

    Parameters
    ----------
    id
        Opaque and never reused; letters, digits, ``_ . -``.
    date
        EDTF text or `EventDate`; ``XXXX`` where nothing is known.
    title
        One line in the coder's own words.
    actors
        Participants, or the cell ``CHN:lender; KAZ:borrower``.
    place
        Where it happened.
    lat, lon
        Decimal degrees.
    amount
        `Amount`, or None.
    quantity, quantity_unit
        A number of anything but money, and its unit.
    chain
        Id shared by the stages of one deal or project.
    series, edition
        Id of a series of like events, and the number within it.
    related
        Typed links to other events, or the cell ``signs: E3; part_of: E1``.
    sources
        Ids in the register of sources.
    coder, coded_on, codebook_version, note
        Who coded it, on which day, under which version, and remarks.
    codes
        Variable -> code, or several.
    extra
        The user's own ``x_`` columns.

    Raises
    ------
    CaEventsError
        For a cell that does not hold what its field asks for; `DateError` for a date.

    Examples
    --------
    >>> Event(id="E1", date="2005", title="A meeting").date.precision
    'year'
    """

    id: str = attrs.field(converter=cells.parse_id, validator=_filled)
    date: EventDate = attrs.field(converter=cells.parse_date)
    title: str = attrs.field(default="", converter=cells.parse_line)
    actors: tuple[Participant, ...] = attrs.field(default=(), converter=_participants)
    place: str = attrs.field(default="", converter=cells.parse_line)
    lat: float | None = attrs.field(default=None, converter=cells.parse_latitude)
    lon: float | None = attrs.field(default=None, converter=cells.parse_longitude)
    amount: Amount | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.instance_of(Amount))
    )
    quantity: float | None = attrs.field(default=None, converter=cells.parse_amount)
    quantity_unit: str = attrs.field(default="", converter=cells.parse_id)
    chain: str = attrs.field(default="", converter=cells.parse_id)
    series: str = attrs.field(default="", converter=cells.parse_id)
    edition: int | None = attrs.field(default=None, converter=cells.parse_edition)
    related: tuple[Related, ...] = attrs.field(default=(), converter=_related)
    sources: tuple[str, ...] = attrs.field(default=(), converter=cells.parse_ids)
    coder: str = attrs.field(default="", converter=cells.parse_id)
    coded_on: dt.date | None = attrs.field(default=None, converter=cells.parse_day)
    codebook_version: str = attrs.field(default="", converter=cells.parse_id)
    note: str = attrs.field(default="", converter=cells.parse_text)
    codes: Codes = attrs.field(default=Codes(), converter=_codes)
    extra: Extra = attrs.field(default=Extra(), converter=_extra)

    @property
    def category(self) -> str:
        """The event's category, ``""`` where it is not coded."""
        return next(iter(self.codes.get("category", ())), "")

    def __repr__(self) -> str:
        """Show the fields that are filled, as a call that builds the event again."""
        shown = [f"id={self.id!r}", f"date={self.date.edtf!r}"]
        for field in attrs.fields(Event)[2:]:
            value = getattr(self, field.name)
            if value != field.default:
                shown.append(f"{field.name}={_shown(field.name, value)!r}")
        return f"Event({', '.join(shown)})"


def _shown(name: str, value: Any) -> Any:
    """Give a field in its shortest form that reads back."""
    if name == "actors":
        return cells.write_actors(value)
    if name == "related":
        return cells.write_related(value)
    return cells.write_day(value) if name == "coded_on" else value
