"""Answers: codes, and the two answers that are no codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events.cells import CellError
from ca_events.coding.answers import (
    CANNOT_TELL,
    NONE_APPLIES,
    NOT_CODED,
    answer_of,
    codes_of,
    parse_answer,
)
from ca_events.study import Code, Codebook, Variable

ISSUES = ("energy", "transport", "water")
blanks = st.text(" ", max_size=2)


@given(st.permutations(ISSUES), st.integers(1, 3), st.lists(blanks, min_size=6, max_size=6))
def test_order_and_blanks_of_codes_do_not_matter(
    book: Codebook, codes: list[str], number: int, spaces: list[str]
) -> None:
    kept = codes[:number]
    text = ";".join(f"{spaces[2 * i]}{code}{spaces[2 * i + 1]}" for i, code in enumerate(kept))
    read = parse_answer(text, book["issues"])
    assert read == "; ".join(sorted(kept))
    assert parse_answer(read, book["issues"]) == read
    assert set(codes_of(read)) == set(kept)
    assert answer_of(codes_of(read)) == answer_of(kept) == read


@pytest.mark.parametrize("answer", [NONE_APPLIES, CANNOT_TELL, NOT_CODED])
@pytest.mark.parametrize("variable", ["category", "issues"])
def test_the_answers_without_a_code_stay_what_they_are(book: Codebook, answer: str, variable: str) -> None:
    assert parse_answer(answer, book[variable]) == answer
    assert parse_answer(f"  {answer} ", book[variable]) == answer
    assert codes_of(answer) == ()


def test_the_answers_without_a_code_are_three() -> None:
    assert len({NONE_APPLIES, CANNOT_TELL, NOT_CODED}) == 3
    assert answer_of([]) == NONE_APPLIES


def test_a_retired_code_is_an_answer_because_it_may_have_been_given_under_an_old_version(
    book: Codebook,
) -> None:
    assert parse_answer("economic.barter", book["category"]) == "economic.barter"


def test_a_code_that_looks_like_a_special_answer_is_a_code() -> None:
    variable = Variable(
        id="v", values="many", codes=[Code(id=name, variable="v") for name in ("none_applies", "cannot-tell")]
    )
    assert parse_answer("none_applies;cannot-tell", variable) == "cannot-tell; none_applies"


NO_CODE = "Without a code: (none applies) or (cannot tell)."
IS_NO_ID = "is no id; an id holds only letters A-Z and a-z, digits, _ . and -"
CATEGORIES = "Allowed: political, political.visit, economic, economic.loan, economic.barter."
SPECIAL = "is no answer; the special answers are (none applies) and (cannot tell)."
WRONG = [
    ("category", "N/A", f"'N/A' {IS_NO_ID}. {NO_CODE}"),
    ("category", "?", f"'?' {IS_NO_ID}. {NO_CODE}"),
    ("category", "-", f"'-' is no code of the variable 'category'. {CATEGORIES} {NO_CODE}"),
    ("category", "none", f"'none' is no code of the variable 'category'. {CATEGORIES} {NO_CODE}"),
    (
        "category",
        "Economic",
        f"'Economic' is no code of the variable 'category'. Nearest: 'economic'. {CATEGORIES} {NO_CODE}",
    ),
    (
        "stage",
        "energy",
        f"'energy' is no code of the variable 'stage'. Allowed: announced, signed. {NO_CODE}",
    ),
    ("category", "a loan", f"'a loan' {IS_NO_ID}. {NO_CODE}"),
    ("issues", "energy, water", f"'energy, water' {IS_NO_ID}; several are separated by a semicolon and a "
        f"blank, as in A; B. {NO_CODE}"),
    ("category", "(None applies)", f"{SPECIAL} Nearest: '(none applies)'."),
    ("category", "(NONE APPLIES)", f"{SPECIAL} Nearest: '(none applies)'."),
    ("category", "none applies", f"{SPECIAL} Nearest: '(none applies)'."),
    ("issues", "cannot tell", f"{SPECIAL} Nearest: '(cannot tell)'."),
    ("issues", "(can't tell)", f"{SPECIAL} Nearest: '(cannot tell)'."),
    ("issues", "(x)", SPECIAL),
    ("issues", "energy; (Cannot tell)", f"{SPECIAL} Nearest: '(cannot tell)'."),
    ("issues", "energy; (cannot tell)", "has (cannot tell) beside something else; it stands alone."),
    ("issues", "(none applies); energy", "has (none applies) beside something else; it stands alone."),
    ("issues", "(none applies); (cannot tell)", "has (none applies) beside something else; it stands alone."),
    ("category", "economic; political", "has 2 codes; the variable 'category' takes one."),
    ("issues", "energy; energy", "names 'energy' twice."),
    ("issues", "energy;; water", "has an empty item between separators; write A; B with nothing before, "
        "between or after."),
    ("issues", "energy;", "has an empty item between separators; write A; B with nothing before, between or after."),
]  # fmt: skip


@pytest.mark.parametrize(("variable", "text", "message"), WRONG)
def test_what_is_no_answer_is_refused_with_what_is_allowed(
    book: Codebook, variable: str, text: str, message: str
) -> None:
    with pytest.raises(CellError) as error:
        parse_answer(text, book[variable])
    assert str(error.value) == message
