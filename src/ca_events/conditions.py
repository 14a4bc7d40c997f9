"""Conditions on a column, written as a comparison: ``ca.col("amount") > 1e9``.

The named questions of `Events` (`between`, `where`, `involving`) cover most needs; a condition covers the rest. It is
the same on every engine: a comparison with a missing value is false, whatever the engine thinks of missing values.
A condition can say itself in words, so that a selection built from it can be printed under a figure.
"""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NoReturn

import attrs
import narwhals.stable.v2 as nw

from ca_events.dates import EventDate, as_event_date
from ca_events.engines import ColumnTypes, as_text, is_missing, is_text
from ca_events.errors import CaEventsError
from ca_events.query import any_of

# What a column can be compared with, and a pandas Period besides, which is known by its name.
COMPARABLE = (str, numbers.Real, Decimal, dt.date, EventDate)

Build = Callable[[ColumnTypes], nw.Expr]


@attrs.frozen(eq=False, repr=False)
class Condition:
    """Something that is true or false of each event; join with ``&`` (and), ``|`` (or), ``~`` (not).

    Attributes
    ----------
    words : str
        The condition in words.
    columns : frozenset of str
        The columns it looks at.
    """

    words: str
    columns: frozenset[str]
    _build: Build = attrs.field(alias="build")

    def expression(self, schema: ColumnTypes) -> nw.Expr:
        """Give the portable expression for a frame with this schema.

        Raises
        ------
        CaEventsError
            If the frame has no such column.
        """
        unknown = sorted(self.columns - set(schema))
        if unknown:
            raise CaEventsError(
                f"there is no column {unknown[0]!r}; the columns are {', '.join(map(str, schema))}."
            )
        return self._build(schema)

    def __and__(self, other: Condition) -> Condition:
        """Ask that both hold."""
        return self._join(other, "and", lambda one, two: one & two)

    def __or__(self, other: Condition) -> Condition:
        """Ask that at least one holds."""
        return self._join(other, "or", lambda one, two: one | two)

    def __invert__(self) -> Condition:
        """Keep the rest, the events where the value is missing included."""
        return Condition(f"not ({self.words})", self.columns, build=lambda schema: ~self._build(schema))

    def __bool__(self) -> NoReturn:
        """Refuse ``and``, ``or`` and ``not``, which Python would decide before any event is looked at."""
        raise TypeError(
            "a condition has no truth of its own; join conditions with & | ~, each in parentheses."
        )

    def __repr__(self) -> str:
        """Show the words."""
        return f"<Condition: {self.words}>"

    def _join(self, other: Condition, word: str, join: Callable[[nw.Expr, nw.Expr], nw.Expr]) -> Condition:
        """Join two conditions."""
        if not isinstance(other, Condition):
            raise TypeError(f"a condition is joined with a condition, not with {type(other).__name__}.")
        return Condition(
            f"({self.words}) {word} ({other.words})",
            self.columns | other.columns,
            build=lambda schema: join(self._build(schema), other._build(schema)),
        )


@attrs.frozen(eq=False)
class ColumnReference:
    """A column by name, to be compared with a value; made by `col`."""

    name: str

    def __gt__(self, value: object) -> Condition:
        """Greater than."""
        return self._compare(">", value, lambda column, literal: column > literal)

    def __ge__(self, value: object) -> Condition:
        """Greater than or equal to."""
        return self._compare(">=", value, lambda column, literal: column >= literal)

    def __lt__(self, value: object) -> Condition:
        """Less than."""
        return self._compare("<", value, lambda column, literal: column < literal)

    def __le__(self, value: object) -> Condition:
        """Less than or equal to."""
        return self._compare("<=", value, lambda column, literal: column <= literal)

    def __eq__(self, value: object) -> Condition:  # type: ignore[override]
        """Equal to."""
        return self._compare("is", value, lambda column, literal: column == literal)

    def __ne__(self, value: object) -> Condition:  # type: ignore[override]
        """Different from, and not missing."""
        return self._compare("is not", value, lambda column, literal: column != literal)

    __hash__ = None  # type: ignore[assignment]

    def is_in(self, values: Iterable[object]) -> Condition:
        """Equal to one of the values."""
        listed = [self._checked(value) for value in values]
        if not listed:
            raise CaEventsError("is_in needs at least one value.")

        def build(schema: ColumnTypes) -> nw.Expr:
            column, dtype = as_text(self.name, schema[self.name]), schema[self.name]
            literals = [_literal(self.name, value, schema) for value in listed]
            if is_text(dtype):
                return _with_missing(column, column.is_in(literals), dtype, holds="" in literals)
            return _with_missing(
                column, any_of([column == literal for literal in literals]), dtype, holds=False
            )

        words = f"{self.name} is one of {', '.join(map(str, listed))}"
        return Condition(words, frozenset({self.name}), build=build)

    def is_missing(self) -> Condition:
        """Has no value: an empty text, no number, no day."""

        def build(schema: ColumnTypes) -> nw.Expr:
            dtype = schema[self.name]
            column = as_text(self.name, dtype)
            missing = is_missing(column, dtype)
            return missing | (column == "") if is_text(dtype) else missing

        return Condition(f"{self.name} is missing", frozenset({self.name}), build=build)

    def contains(self, text: str) -> Condition:
        """Hold a text, upper and lower case told apart."""

        def build(schema: ColumnTypes) -> nw.Expr:
            if not is_text(schema[self.name]):
                raise TypeError(f"{self.name} holds no text; it cannot contain {text!r}.")
            column = as_text(self.name, schema[self.name])
            return _with_missing(column, column.str.contains(text, literal=True), nw.String, holds=text == "")

        return Condition(f"{self.name} contains {text!r}", frozenset({self.name}), build=build)

    def _checked(self, value: Any) -> Any:
        """Refuse what a column cannot be compared with."""
        if type(value).__name__ in ("bool", "bool_"):
            return bool(value)  # that of numpy, by its new and its old name
        if not isinstance(value, COMPARABLE) and type(value).__name__ != "Period":
            raise TypeError(
                f"{self.name} is compared with a number, a text, a day, True or False; got {type(value).__name__}."
            )
        if isinstance(value, float) and math.isnan(value):
            raise TypeError(
                f"{self.name} is compared with NaN, which is no number; is_missing() asks for missing ones."
            )
        return value

    def _compare(self, sign: str, value: object, compare: Callable[[Any, Any], Any]) -> Condition:
        """Compare with a literal of the column's own type; missing values compare as false."""
        value = self._checked(value)
        if self.name == "date" and sign in (">", ">=", "<", "<="):
            raise TypeError(
                "dates that are known in part have no order, and as texts a wrong one; ask with between, or compare a "
                "bound, as in ca.col('earliest') >= '2011'."
            )

        def build(schema: ColumnTypes) -> nw.Expr:
            column = as_text(self.name, schema[self.name])  # pandas puts no order on categories
            literal = _literal(self.name, value, schema)
            holds = is_text(schema[self.name]) and compare("", literal)
            return _with_missing(column, compare(column, literal), schema[self.name], holds=holds)

        return Condition(f"{self.name} {sign} {value}", frozenset({self.name}), build=build)


def col(name: str) -> ColumnReference:
    """Name a column, to compare it with a value in `Events.filter`.

    Parameters
    ----------
    name
        A canonical column, a variable, or a column of your own.

    Returns
    -------
    ColumnReference
        Supports ``> >= < <= == !=``, `is_in`, `is_missing` and `contains`; days are EDTF text or dates.

    Examples
    --------
    >>> (col("amount") > 1e9) & (col("currency") == "USD")
    <Condition: (amount > 1000000000.0) and (currency is USD)>
    """
    return ColumnReference(name)


def _with_missing(column: nw.Expr, test: nw.Expr, dtype: Any, *, holds: bool) -> nw.Expr:
    """Decide a test where the value is missing: a missing text is an empty one, of which the test `holds` or not."""
    missing = is_missing(column, dtype)
    return missing | test if holds else ~missing & test


def _literal(name: str, value: Any, schema: ColumnTypes) -> Any:
    """Give a value in the type of the column it is compared with."""
    dtype = schema[name]
    if dtype == nw.Date or dtype == nw.Datetime:
        if dtype == nw.Datetime and dtype.time_zone:
            raise TypeError(
                f"{name} holds moments in the time zone {dtype.time_zone}; make days of them first, as you mean them."
            )
        day = None if isinstance(value, numbers.Real | Decimal) else as_event_date(value).earliest
        if day is None:
            raise TypeError(
                f"{name} holds days; compare it with a day such as '2013-09-07', not with {value!r}."
            )
        return schema.day(name, day)
    if dtype == nw.Boolean or isinstance(value, bool):
        if dtype != nw.Boolean or not isinstance(value, bool):
            held = "True or False" if dtype == nw.Boolean else "no truth values"
            raise TypeError(f"{name} holds {held}; it cannot be compared with {value!r}.")
        return value
    if is_text(dtype) != isinstance(value, str):
        kind = "text" if is_text(dtype) else "numbers"
        raise TypeError(f"{name} holds {kind}; it cannot be compared with {value!r}.")
    if isinstance(value, str):
        return value
    # In the plain numbers that every engine takes.
    return int(value) if isinstance(value, numbers.Integral) and abs(int(value)) < 2**63 else float(value)
