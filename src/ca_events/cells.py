"""One parser and one writer for each kind of cell.

A study is kept in spreadsheets, so every value begins as the text of a cell. This module says what each kind
of cell may hold. A parser (``parse_``) turns text into a value or raises `CellError` with what is wrong and
what is allowed; its writer (``write_``) gives the one canonical text of a value. The parsers are the
converters of `ca_events.Event`, and the same functions are mapped over the distinct values of a whole column:
there is one truth about what a cell means. A parser leaves a value that is already parsed as it is, so
``parse(parse(x)) == parse(x)``.

Lists are separated by a semicolon and a blank and stand in sorted order, because their order means nothing:
``CHN:lender; KAZ:borrower``.

Free text has one trap: a spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula.
`escape_text` puts an apostrophe in front when a file is written and `unescape_text` takes it away when one is
read, so that every text comes back unchanged. Both belong to the file only; no value in memory is escaped.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from ca_events.dates import EventDate, as_event_date
from ca_events.errors import CaEventsError, shorten

if TYPE_CHECKING:
    from ca_events.dates.value import DateLike

LIST_SEPARATOR = "; "
Item = TypeVar("Item", str, tuple[str, str])

_ID = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_SHORTENED = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+", re.ASCII)
_SHEET_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_RUNS_WHEN_WRITTEN = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_LINE_BREAK = re.compile(r"[\n\r\x85\u2028\u2029]")

NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]", re.ASCII)
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NOT_IN_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")

# ISO 4217: the codes in use, and those of the states of the former USSR and Europe retired since 1991.
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    UYU UZS VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG
    AZM BEF BYB BYR CSD DEM EEK ESP FRF GRD HRK ITL LTL LVL NLG PTE ROL RUR SIT SKK TJR TMM UAK XEU YUM
    """.split()
)


class CellError(CaEventsError, ValueError):
    """A cell that does not hold what its column asks for."""


def parse_id(value: str) -> str:
    """Read an id: letters, digits, ``_``, ``.`` and ``-``; empty stays empty.

    Examples
    --------
    >>> parse_id("E0001")
    'E0001'
    """
    if value and not _ID.fullmatch(value):
        raise CellError(_id_trouble(value))
    return value


def write_id(value: str) -> str:
    """Write an id: as it is."""
    return value


def parse_ids(value: str | Iterable[str]) -> tuple[str, ...]:
    """Read a list of ids into a sorted tuple.

    Examples
    --------
    >>> parse_ids("src_b; src_a")
    ('src_a', 'src_b')
    """
    items = _split(value) if isinstance(value, str) else list(value)
    for item in items:
        if not _ID.fullmatch(item):
            raise CellError(_id_trouble(item))
    return _sorted_once(items)


def write_ids(value: Iterable[str]) -> str:
    """Write a list of ids, sorted."""
    return LIST_SEPARATOR.join(sorted(value))


def parse_codes(value: str | Iterable[str]) -> tuple[str, ...]:
    """Read a list of codes; whether the codebook knows them is not judged here."""
    return parse_ids(value)


def write_codes(value: Iterable[str]) -> str:
    """Write a list of codes, sorted."""
    return write_ids(value)


def parse_actors(value: str | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Read who took part: ``actor`` or ``actor:role``, separated by semicolons.

    Examples
    --------
    >>> parse_actors("KAZ:borrower; CHN")
    (('CHN', ''), ('KAZ', 'borrower'))
    """
    if not isinstance(value, str):
        return _sorted_once([(actor, role) for actor, role in value])
    pairs = []
    for item in _split(value):
        actor, colon, role = item.partition(":")
        if ":" in role:
            raise CellError(f"{item!r} has two colons; an actor is written ACTOR or ACTOR:role.")
        if not _ID.fullmatch(actor) or (colon and not _ID.fullmatch(role)):
            raise CellError(
                f"{item!r} is no participant; an actor is written ACTOR or ACTOR:role{_hint(item)}."
            )
        pairs.append((actor, role))
    return _sorted_once(pairs)


def write_actors(value: Iterable[tuple[str, str]]) -> str:
    """Write participants as ``actor:role``, sorted.

    Examples
    --------
    >>> write_actors([("KAZ", "borrower"), ("CHN", "")])
    'CHN; KAZ:borrower'
    """
    return LIST_SEPARATOR.join(
        f"{actor}:{role}" if role else actor for actor, role in sorted(map(tuple, value))
    )


def parse_related(value: str | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Read typed links to other events: ``relation: event id``, separated by semicolons.

    Examples
    --------
    >>> parse_related("signs: E0003; part_of: E0001")
    (('part_of', 'E0001'), ('signs', 'E0003'))
    """
    if not isinstance(value, str):
        return _sorted_once([(relation, event) for relation, event in value])
    pairs = []
    for item in _split(value):
        relation, _, event = item.partition(":")
        event = event.strip(" ")
        if not _ID.fullmatch(relation) or not _ID.fullmatch(event):
            raise CellError(f"{item!r} is no link; a link is written relation: EVENT, as in signs: E0003.")
        pairs.append((relation, event))
    return _sorted_once(pairs)


def write_related(value: Iterable[tuple[str, str]]) -> str:
    """Write typed links as ``relation: event``, sorted."""
    return LIST_SEPARATOR.join([f"{relation}: {event}" for relation, event in sorted(map(tuple, value))])


def parse_date(value: DateLike) -> EventDate:
    """Read the date of an event, written in EDTF; see `ca_events.dates`.

    Raises
    ------
    DateError
        If it is no date.
    CellError
        If it is several dates, which are several events.
    """
    date = as_event_date(value)
    if date.kind == "set":
        either = f"[{date.edtf[1:-1]}]"
        raise CellError(
            f"{shorten(date.edtf)!r} is several dates; write one row for each event, or {shorten(either)!r} for one "
            "event on one of these days."
        )
    return date


def write_date(value: EventDate) -> str:
    """Write a date in canonical EDTF."""
    return value.edtf


def parse_day(value: DateLike | None) -> dt.date | None:
    """Read a plain calendar day, ``2024-05-01``, or whatever else stands for one; empty gives None."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str) and not _DAY.fullmatch(value):
            raise ValueError
        date = as_event_date(value)
        if date.earliest is None or date.earliest != date.latest:
            raise ValueError
    except ValueError:
        raise CellError("is no day; a day is written 2024-05-01.") from None
    return date.earliest


def write_day(value: dt.date | None) -> str:
    """Write a day as ``YYYY-MM-DD``, None as an empty cell."""
    return "" if value is None else value.isoformat()


def parse_number(value: str | float | None) -> float | None:
    """Read a number with a decimal point and no separators; empty gives None.

    Examples
    --------
    >>> parse_number("5300000000")
    5300000000.0
    >>> parse_number("5,300")
    Traceback (most recent call last):
    ca_events.cells.CellError: is no number; write digits with a decimal point and nothing else, as in 5300000 or 60.3.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if _SHORTENED.fullmatch(value):
            raise CellError(
                "was shortened by a spreadsheet; format the column as a number and type all its digits."
            )
        if not _NUMBER.fullmatch(value):
            raise CellError(
                "is no number; write digits with a decimal point and nothing else, as in 5300000 or 60.3."
            )
        value = float(value)
    if not math.isfinite(value):
        raise CellError("is no finite number.")
    return float(value)


def write_number(value: float | None) -> str:
    """Write a number so that it reads back exactly; whole numbers without a point.

    Examples
    --------
    >>> write_number(5300000000.0)
    '5300000000'
    """
    if value is None or math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else format(Decimal(repr(float(value))), "f")


def parse_amount(value: str | float | None) -> float | None:
    """Read a sum of money or a quantity: a number that is not negative."""
    return _within(parse_number(value), 0, math.inf, "is negative; an amount is 0 or more.")


def parse_latitude(value: str | float | None) -> float | None:
    """Read a latitude in decimal degrees, -90 to 90."""
    return _within(parse_number(value), -90, 90, "is no latitude; degrees from -90 to 90.")


def parse_longitude(value: str | float | None) -> float | None:
    """Read a longitude in decimal degrees, -180 to 180."""
    return _within(parse_number(value), -180, 180, "is no longitude; degrees from -180 to 180.")


def parse_edition(value: str | int | None) -> int | None:
    """Read the number of an edition in a series: 1, 2, 3, ...; empty gives None."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if not re.fullmatch(r"[1-9][0-9]{0,8}", value):
            raise CellError("is no edition; write a whole number from 1 up.")
        return int(value)
    if isinstance(value, bool) or not 1 <= value < 1_000_000_000:
        raise CellError("is no edition; write a whole number from 1 up.")
    return int(value)


def write_edition(value: int | None) -> str:
    """Write an edition number, None as an empty cell."""
    return "" if value is None else str(value)


def parse_currency(value: str) -> str:
    """Read a currency code of ISO 4217, such as USD or CNY; empty stays empty."""
    if value and value not in CURRENCIES:
        raise CellError("is no currency code; write the three letters of ISO 4217, as in USD, CNY or KZT.")
    return value


def parse_text(value: str) -> str:
    """Read free text, which may run over several lines."""
    if _SHEET_ERROR.fullmatch(value):
        raise CellError("is the error value of a spreadsheet; type the text again.")
    if NOT_IN_TEXT.search(value):
        raise CellError("holds a control character or a broken character; retype the text.")
    return value


def parse_line(value: str) -> str:
    """Read free text of one line."""
    if _LINE_BREAK.search(value):
        raise CellError("runs over more than one line; keep it to one.")
    return parse_text(value)


def write_text(value: str) -> str:
    """Write free text: as it is; a file writer escapes it with `escape_text`."""
    return value


def escape_text(value: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Examples
    --------
    >>> escape_text("=SUM(A1:A9)")
    "'=SUM(A1:A9)"
    >>> escape_text("'Eternal' partnership")
    "'Eternal' partnership"
    """
    return "'" + value if _RUNS_WHEN_WRITTEN.match(value) else value


def unescape_text(text: str) -> str:
    """Undo `escape_text`; every other text stays as it is.

    Examples
    --------
    >>> unescape_text("'=SUM(A1:A9)")
    '=SUM(A1:A9)'
    """
    return text[1:] if _ESCAPED.match(text) else text


def _split(text: str) -> list[str]:
    """Split a list cell at its semicolons; an empty item is an error."""
    if not text:
        return []
    if ";" not in text and text[0] != " " and text[-1] != " ":
        return [text]
    items = [item.strip(" ") for item in text.split(";")]
    if "" in items:
        raise CellError(
            "has an empty item between separators; write A; B with nothing before, between or after."
        )
    return items


def _sorted_once(items: list[Item]) -> tuple[Item, ...]:
    """Sort the items; one that stands twice is an error."""
    if len(items) < 2:
        return tuple(items)
    ordered = sorted(items)
    for first, second in pairwise(ordered):
        if first == second:
            raise CellError(f"names {first if isinstance(first, str) else ':'.join(first)!r} twice.")
    return tuple(ordered)


def _id_trouble(value: str) -> str:
    """Say why a text is no id."""
    if value != value.strip():
        return f"{value!r} has a blank before or after it; remove it."
    return f"{value!r} is no id; an id holds only letters A-Z and a-z, digits, _ . and -{_hint(value)}."


def _hint(item: str) -> str:
    """Say what a person probably meant."""
    if "," in item:
        return "; several are separated by a semicolon and a blank, as in A; B"
    return "; there is no blank beside the colon" if " :" in item or ": " in item else ""


def _within(value: float | None, low: float, high: float, message: str) -> float | None:
    """Pass a number through that lies within its bounds."""
    if value is not None and not low <= value <= high:
        raise CellError(message)
    return value
