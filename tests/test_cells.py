"""Cells: text to value and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events import cells
from ca_events.dates import EventDate
from ca_events.testing import event_dates

ids = st.from_regex(r"[A-Za-z0-9_.\-]{1,6}", fullmatch=True)
pairs = st.tuples(ids, ids)

KINDS: dict[str, tuple[Callable[..., Any], Callable[..., str], st.SearchStrategy[Any]]] = {
    "id": (cells.parse_id, cells.write_id, ids | st.just("")),
    "ids": (cells.parse_ids, cells.write_ids, st.lists(ids, unique=True)),
    "codes": (cells.parse_codes, cells.write_codes, st.lists(ids, unique=True)),
    "actors": (
        cells.parse_actors,
        cells.write_actors,
        st.lists(st.tuples(ids, ids | st.just("")), unique=True),
    ),
    "related": (cells.parse_related, cells.write_related, st.lists(pairs, unique=True)),
    "date": (cells.parse_date, cells.write_date, event_dates()),
    "day": (cells.parse_day, cells.write_day, st.none() | st.dates()),
    "number": (
        cells.parse_number,
        cells.write_number,
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
    ),
    "amount": (
        cells.parse_amount,
        cells.write_number,
        st.none() | st.floats(0, 1e300, allow_subnormal=False),
    ),
    "edition": (cells.parse_edition, cells.write_edition, st.none() | st.integers(1, 999_999_999)),
    "currency": (cells.parse_currency, cells.write_id, st.sampled_from(["", "USD", "CNY", "KZT"])),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_what_is_written_reads_back_and_parsing_twice_is_parsing_once(kind: str) -> None:
    parse, write, values = KINDS[kind]

    @given(values)
    def check(value: Any) -> None:
        parsed = parse(value)
        assert parse(write(parsed)) == parsed
        assert parse(parsed) == parsed
        assert write(parse(write(parsed))) == write(parsed)

    check()


@given(st.text())
def test_escaping_is_a_bijection_and_nothing_written_runs_in_a_spreadsheet(text: str) -> None:
    written = cells.escape_text(text)
    assert cells.unescape_text(written) == text
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(
    st.from_regex(r"'{0,3}[=+\-@\t\r'a].?", fullmatch=True),
    st.from_regex(r"'{0,3}[=+\-@\t\r'a].?", fullmatch=True),
)
def test_different_texts_are_never_written_alike(one: str, other: str) -> None:
    assert (cells.escape_text(one) == cells.escape_text(other)) == (one == other)


@given(st.text())
def test_text_that_no_spreadsheet_runs_is_written_as_it_is(text: str) -> None:
    if not text.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r")):
        assert cells.escape_text(text) == text


@given(st.text(max_size=30))
def test_any_text_is_parsed_or_refused_as_a_value_error(text: str) -> None:
    for parse, write, _ in KINDS.values():
        try:
            value = parse(text)
        except ValueError:
            continue
        assert parse(write(value)) == value


REFUSED = [
    (cells.parse_id, " CHN", "' CHN' has a blank before or after it; remove it."),
    (cells.parse_id, "丝", "'丝' is no id; an id holds only letters A-Z and a-z, digits, _ . and -."),
    (
        cells.parse_ids,
        "a;",
        "has an empty item between separators; write A; B with nothing before, between or after.",
    ),
    (
        cells.parse_ids,
        " ",
        "has an empty item between separators; write A; B with nothing before, between or after.",
    ),
    (cells.parse_ids, "a; a", "names 'a' twice."),
    (cells.parse_actors, "A:x; A:x", "names 'A:x' twice."),
    (cells.parse_actors, "A:", "'A:' is no participant; an actor is written ACTOR or ACTOR:role."),
    (cells.parse_related, "E1", "'E1' is no link; a link is written relation: EVENT, as in signs: E0003."),
    (cells.parse_day, "2024-02-30", "is no day; a day is written 2024-05-01."),
    (cells.parse_day, "20240501", "is no day; a day is written 2024-05-01."),
    (cells.parse_number, float("inf"), "is no finite number."),
    (
        cells.parse_number,
        "1e9",
        "was shortened by a spreadsheet; format the column as a number and type all its digits.",
    ),
    (
        cells.parse_number,
        "٣",
        "is no number; write digits with a decimal point and nothing else, as in 5300000 or 60.3.",
    ),
    (
        cells.parse_number,
        "60.3 %",
        "is no number; write digits with a decimal point and nothing else, as in 5300000 or 60.3.",
    ),
    (cells.parse_edition, "0", "is no edition; write a whole number from 1 up."),
    (cells.parse_edition, True, "is no edition; write a whole number from 1 up."),
    (
        cells.parse_currency,
        "usd",
        "is no currency code; write the three letters of ISO 4217, as in USD, CNY or KZT.",
    ),
    (cells.parse_longitude, "-181", "is no longitude; degrees from -180 to 180."),
    (cells.parse_text, "a\x01b", "holds a control character or a broken character; retype the text."),
    (cells.parse_text, "a\ud800", "holds a control character or a broken character; retype the text."),
    (cells.parse_line, "a\u2028b", "runs over more than one line; keep it to one."),
]


@pytest.mark.parametrize(("parse", "text", "message"), REFUSED)
def test_what_is_wrong_is_said_in_full(parse: Callable[[Any], Any], text: Any, message: str) -> None:
    with pytest.raises(cells.CellError) as caught:
        parse(text)
    assert str(caught.value) == message


def test_actors_keep_one_actor_in_two_roles_and_come_out_sorted() -> None:
    assert cells.parse_actors("KAZ:host; CHN:visitor;KAZ:borrower") == (
        ("CHN", "visitor"),
        ("KAZ", "borrower"),
        ("KAZ", "host"),
    )


def test_a_date_may_be_a_date_already() -> None:
    date = EventDate.parse("2013~")
    assert cells.parse_date(date) is date
