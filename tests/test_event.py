"""The record: what it holds, what it refuses, and that it is the row contract."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ca_events as ca
from ca_events.errors import CaEventsError
from ca_events.schema import FIXED_NAMES
from ca_events.study import EVENT_COLUMNS
from ca_events.testing import events, studies


@given(st.data())
def test_an_event_reads_back_from_its_repr_and_equal_events_have_equal_hashes(data: st.DataObject) -> None:
    event = data.draw(events(data.draw(studies())))
    names = {name: getattr(ca, name) for name in ("Event", "Amount")}
    again = eval(repr(event), names)  # the repr is a promise that it reads back
    assert again == event
    assert hash(again) == hash(event)
    assert pickle.loads(pickle.dumps(event)) == event
    assert attrs.evolve(event, title=event.title) == event


def test_the_fields_of_an_event_are_the_columns_of_a_file() -> None:
    fields = [field.name for field in attrs.fields(ca.Event) if field.name not in ("codes", "extra")]
    columns = [name for name in FIXED_NAMES if name not in ("amount_low", "amount_high", "currency")]
    assert fields == columns
    assert EVENT_COLUMNS == FIXED_NAMES


def test_a_variable_left_empty_is_the_same_as_one_left_out() -> None:
    one = ca.Event(id="E1", date="2001", codes={"stage": "", "category": "a"})
    other = ca.Event(id="E1", date="2001", codes={"category": "a"})
    assert one == other
    assert hash(one) == hash(other)
    assert one.codes["stage"] == ()
    assert other.category == "a"
    with pytest.raises(KeyError):
        other.codes["stage"]


def test_an_event_is_frozen() -> None:
    event = ca.Event(id="E1", date="2001")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.title = "other"  # type: ignore[misc]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"id": ""}, "an event needs its id; it is empty."),
    ({"title": "a\nb"}, "runs over more than one line; keep it to one."),
    ({"quantity": -1}, "is negative; an amount is 0 or more."),
    ({"extra": {"mine": "a"}}, "'mine' is no column of the user's own; its name begins with x_."),
    (
        {"actors": [("CHN", "a b")]},
        "'a b' is no id; an id holds only letters A-Z and a-z, digits, _ . and -.",
    ),
]


@pytest.mark.parametrize(("fields", "message"), REFUSED)
def test_what_an_event_refuses(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(CaEventsError) as caught:
        ca.Event(**{"id": "E1", "date": "2001", **fields})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((None, "USD"), "an amount needs a value."),
        ((5, ""), "an amount needs a currency, a code of ISO 4217 such as USD."),
        ((5, "USD", 6), "the low bound 6 is above the amount 5."),
        ((5, "USD", None, 4), "the high bound 4 is below the amount 5."),
    ],
)
def test_what_an_amount_refuses(values: tuple[Any, ...], message: str) -> None:
    with pytest.raises(CaEventsError) as caught:
        ca.Amount(*values)
    assert str(caught.value) == message
