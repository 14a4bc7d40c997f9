"""Judgements in memory: what is checked, and that the kinds of empty answer stay apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ca_events as ca
from ca_events import coding
from ca_events.coding.judgement_rules import COLUMNS
from ca_events.errors import InvalidData
from ca_events.study import Codebook, Study

Judged = Callable[..., coding.Judgements]
NONE, UNTOLD = coding.NONE_APPLIES, coding.CANNOT_TELL
Row = Mapping[str, Any]


def row(unit: str = "E1", value: str = "economic", coder: str = "anna", **more: Any) -> dict[str, Any]:
    """Give the row of a judgement about the category."""
    return {"unit": unit, "variable": "category", "coder": coder, "value": value} | more


def refusal(rows: Sequence[Row] | pd.DataFrame, rules: Any) -> str:
    """Give the text with which rows are refused."""
    with pytest.raises(InvalidData) as error:
        coding.Judgements.of(rows, rules)
    return str(error.value)


def test_cells_come_back_in_their_one_way_of_writing(book: Codebook) -> None:
    made = coding.Judgements.of(
        [
            row(
                value=" economic ",
                coded_on="2026-02-28",
                sources="src_b;src_a",
                note=" as it is ",
                confidence="high",
            ),
            row(
                variable="issues", value="water;energy", round="2", codebook_version="1.1.0", confidence="0.5"
            ),
        ],
        book,
    )
    assert list(made.frame.columns) == list(COLUMNS)
    assert made.frame.to_numpy().tolist() == [
        ["E1", "category", "anna", "economic", "", "1", "2026-02-28", "high", "src_a; src_b", " as it is "],
        ["E1", "issues", "anna", "energy; water", "1.1.0", "2", "", "0.5", "", ""],
    ]
    assert all(isinstance(cell, str) for cell in made.frame.to_numpy().ravel())


def test_checking_what_was_checked_changes_nothing(book: Codebook) -> None:
    made = coding.Judgements.of([row(), row("E2", ""), row("E2", NONE, "ben", round="2")], book)
    pd.testing.assert_frame_equal(coding.Judgements.of(made.frame, book).frame, made.frame)
    assert coding.Judgements.of([], book).frame.shape == (0, len(COLUMNS))
    pd.testing.assert_frame_equal(
        coding.Judgements.of(made.frame.iloc[:0], book).frame, coding.Judgements.of([], book).frame
    )


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_cell_is_an_empty_one_and_no_word(book: Codebook, nothing: Any) -> None:
    rows = [row(note=nothing, sources=nothing, confidence=nothing, round=nothing, codebook_version=nothing)]
    for given_rows in (rows, pd.DataFrame(rows)):
        made = coding.Judgements.of(given_rows, book)
        assert made.frame.iloc[0].tolist() == ["E1", "category", "anna", "economic", "", "1", "", "", "", ""]
    uncoded = coding.Judgements.of([row(value=nothing)], book)
    assert uncoded.frame["value"].tolist() == [""]


def test_a_list_is_no_cell(book: Codebook) -> None:
    text = refusal([row(variable="issues") | {"value": ["energy", "water"]}], book)
    assert text.startswith("1 problem:\ncolumn value: \"['energy', 'water']\": ")


def test_a_version_that_is_a_number_is_refused_because_a_zero_is_lost(book: Codebook) -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.Judgements.of(pd.DataFrame([row(codebook_version=1.1)]), book)
    assert str(error.value) == (
        "the version 1.1 is no text; as a number, 1.10 would be 1.1. Write it as text, and read tables with every cell "
        "as text, such as pandas.read_csv(file, dtype=str)."
    )


def test_whole_numbers_of_rounds_and_units_are_read(book: Codebook) -> None:
    made = coding.Judgements.of(pd.DataFrame({**row(), "unit": [7, 8], "round": [1, 2]}), book)
    assert made.units == ("7", "8")
    assert made.rounds == (1, 2)
    assert (
        refusal(pd.DataFrame({**row(), "unit": ["E1", "E2"], "round": [1.0, None]}), book)
        == "1 problem:\ncolumn round: '1.0': is no round; write a whole number from 1 up."
    )


def test_columns_that_are_strange_or_missing_are_named_all_at_once(book: Codebook) -> None:
    assert refusal([{"unit": "E1", "varible": "category", "coder": "anna"}], book) == (
        "3 problems:\n"
        "column varible: is no column of judgements. Nearest: 'variable'. Allowed: unit, variable, coder, value, "
        "codebook_version, round, coded_on, confidence, sources, note.\n"
        "column variable: the column is missing; every judgement needs it.\n"
        "column value: the column is missing; every judgement needs it."
    )


def test_everything_that_is_wrong_with_a_row_is_said(book: Codebook) -> None:
    wrong = row(
        "E 1", "loan", "", round="0", coded_on="2026-02-30", confidence="very high", sources="a,b", note="#REF!"
    )  # fmt: skip
    no_id = "is no id; an id holds only letters A-Z and a-z, digits, _ . and -"
    assert refusal([wrong], book) == (
        "8 problems:\n"
        f"column unit: 'E 1': 'E 1' {no_id}.\n"
        "column coder: must not be empty.\n"
        "column round: '0': is no round; write a whole number from 1 up.\n"
        "column coded_on: '2026-02-30': is no day; a day is written 2024-05-01.\n"
        f"column confidence: 'very high': 'very high' {no_id}.\n"
        f"column sources: 'a,b': 'a,b' {no_id}; several are separated by a semicolon and a blank, as in A; B.\n"
        "column note: '#REF!': is the error value of a spreadsheet; type the text again.\n"
        "column value: 'loan': 'loan' is no code of the variable 'category'. Allowed: political, "
        "political.visit, economic, economic.loan, economic.barter. Without a code: (none applies) or (cannot tell)."
    )


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-2-3", "3.2.2026", "2026", "2026-02", "2026-02-03T10:00", "?"]
)
def test_what_is_no_day_is_refused(book: Codebook, day: str) -> None:
    assert refusal([row(coded_on=day)], book) == (
        f"1 problem:\ncolumn coded_on: {day!r}: is no day; a day is written 2024-05-01."
    )


@pytest.mark.parametrize("number", ["0", "1.0", "01", "-1", "+1", "1e3", " 1", "first", "1234567890"])
def test_what_is_no_round_is_refused(book: Codebook, number: str) -> None:
    assert refusal([row(round=number)], book) == (
        f"1 problem:\ncolumn round: {number!r}: is no round; write a whole number from 1 up."
    )


def test_variables_that_are_unknown_derived_or_empty_are_refused(book: Codebook) -> None:
    rows = [
        row(variable="catgory"),
        row(variable="region", value="central_asia"),
        row(variable=""),
        row(variable="stage "),
    ]
    assert refusal(rows, book) == (
        "4 problems:\n"
        "column variable: 'catgory': is no coded variable of the codebook. Nearest: 'category'. "
        "Allowed: category, issues, stage.\n"
        "column variable: 'region': is derived, not coded. Allowed: category, issues, stage.\n"
        "column variable: must not be empty.\n"
        "column variable: 'stage ': 'stage ' has a blank before or after it; remove it."
    )


def test_units_are_checked_against_events_and_sources_against_the_study(
    book: Codebook, rivers: Study, river_events: ca.Events
) -> None:
    rows = [row("E10", sources="src_a; src_z"), row("e1", coder="ben")]
    source = "column sources: 'src_z': there is no such source in sources.csv."
    assert refusal(rows, river_events) == (
        "3 problems:\n"
        "column unit: 'E10': there is no such event. Nearest: 'E1'. A unit is the id of an event.\n"
        f"{source}\n"
        "column unit: 'e1': there is no such event. Nearest: 'E1'. A unit is the id of an event."
    )
    assert refusal(rows, rivers) == f"1 problem:\n{source}"
    assert coding.Judgements.of(rows, book).units == ("E10", "e1")


def test_a_selection_of_events_has_fewer_units(river_events: ca.Events) -> None:
    some = river_events.where(stage="signed")
    assert coding.Judgements.of([row("E3")], some).units == ("E3",)
    assert refusal([row("E1")], some).startswith("1 problem:\ncolumn unit: 'E1': there is no such event. ")


VERSIONS = [
    ("economic.loan", "", ""),
    ("economic.loan", "1.2.0", ""),
    ("economic.loan", "1.2", ""),
    ("economic.loan", "1.1", ""),
    ("economic.loan", "1.0.9", "value: 'economic.loan': came in version 1.1.0, and this was coded under "
        "1.0.9; mend the code or the version."),
    ("economic.barter", "1.0.9", ""),
    ("economic.barter", "0.10", ""),
    ("economic.barter", "1.1", "value: 'economic.barter': was retired in version 1.1.0, and this was "
        "coded under 1.1; use 'economic.loan' instead."),
    ("economic.barter", "", "value: 'economic.barter': was retired in version 1.1.0, and this was coded "
        "under 1.2.0; use 'economic.loan' instead."),
    ("economic", "1.10.0", "codebook_version: '1.10.0': is later than the codebook, which has version "
        "1.2.0; read them with its own."),
    ("economic", "2", "codebook_version: '2': is later than the codebook, which has version 1.2.0; read "
        "them with its own."),
    ("", "2", "codebook_version: '2': is later than the codebook, which has version 1.2.0; read them with its own."),
    ("economic", "draft", ""),
    ("economic.loan", "draft", ""),
    ("economic.barter", "draft", "value: 'economic.barter': was retired in version 1.1.0, and this was "
        "coded under draft; use 'economic.loan' instead."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "version", "trouble"), VERSIONS)
def test_a_code_must_have_been_there_in_the_version_it_was_given_under(
    book: Codebook, code: str, version: str, trouble: str
) -> None:
    rows = [row(value=code, codebook_version=version)]
    if trouble:
        assert refusal(rows, book) == f"1 problem:\ncolumn {trouble}"
    else:
        assert coding.Judgements.of(rows, book).frame["value"].tolist() == [code]


def test_a_version_that_is_that_of_the_codebook_is_written_as_there(book: Codebook) -> None:
    written = ["1.2", "1.2.0", "1.2.0.0", "1.1", "1.1.0", "draft", ""]
    rows = [row(f"E{place}", codebook_version=version) for place, version in enumerate(written)]
    assert coding.Judgements.of(rows, book).frame["codebook_version"].tolist() == [
        "1.2.0", "1.2.0", "1.2.0", "1.1", "1.1.0", "draft", "",
    ]  # fmt: skip


def test_each_retired_code_of_a_set_is_named() -> None:
    codebook = Codebook.parse("""
[codebook]
id = "c"
version = "2"
[variable.category]
values = "one"
hierarchical = true
[code.category.x]
definition = "X."
[variable.v]
values = "many"
[code.v.a]
definition = "A."
retired = "2"
[code.v.b]
definition = "B."
[code.v.c]
definition = "C."
retired = "1.5"
replaced_by = ["b"]
""")
    assert refusal([row(variable="v", value="a; b; c")], codebook) == (
        "2 problems:\n"
        "column value: 'a': was retired in version 2, and this was coded under 2; nothing replaces it.\n"
        "column value: 'c': was retired in version 1.5, and this was coded under 2; use 'b' instead."
    )


def test_a_judgement_that_stands_twice_is_refused_even_if_it_is_the_same(book: Codebook) -> None:
    assert refusal([row(), row("E2"), row(), row(value="political")], book) == (
        "2 problems:\n"
        + "\n".join(
            ["column unit: 'E1': anna judged category of this unit twice in round 1; keep one, or give the second "
             "another round."] * 2
        )
    )  # fmt: skip
    apart = [row(), row(round="2"), row(coder="ben"), row(variable="stage", value="signed"), row("E2")]
    assert len(coding.Judgements.of(apart, book)) == 5


def test_a_cell_that_was_left_empty_is_no_judgement_and_so_no_second_one(book: Codebook) -> None:
    made = coding.Judgements.of([row(value=""), row(), row(value="")], book)
    assert made.table().to_numpy().tolist() == [["economic"]]


def test_a_coder_has_one_spelling(book: Codebook) -> None:
    assert refusal([row(), row("E2", coder="Anna"), row("E3", coder="ben"), row("E4", coder="Anna")], book) == (
        "2 problems:\n"
        + "\n".join(["column coder: 'Anna': is 'anna', but for upper and lower case; a coder has one spelling."] * 2)
    )  # fmt: skip


def test_units_whose_ids_differ_by_case_are_two_because_ids_may(book: Codebook) -> None:
    made = coding.Judgements.of([row("a1"), row("A1", coder="ben")], book)
    assert made.units == ("a1", "A1")
    assert coding.disagreements(made).empty


@pytest.mark.parametrize("rules", [None, "codebook.toml", {}])
def test_rules_must_be_rules(rules: Any) -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.Judgements.of([], rules)
    assert str(error.value) == (
        "judgements are checked against a Codebook, a Study, or Events with a study, not "
        f"{type(rules).__name__}."
    )


def test_events_without_a_study_have_no_rules(river_events: ca.Events) -> None:
    bare = river_events.with_study(None)
    with pytest.raises(coding.CodingError, match=r"or Events with a study, not Events\.$"):
        coding.Judgements.of([], bare)
    with pytest.raises(coding.CodingError) as error:
        coding.judgements_of(bare)
    assert str(error.value) == "the events have no study, so there is no codebook; see Events.with_study."


answers = st.sampled_from(["economic", "political", "political.visit", NONE, UNTOLD, "", None])
sets = st.sampled_from(["energy", "energy; water", "water", NONE, UNTOLD, "", None])
grids = st.dictionaries(
    st.tuples(st.sampled_from(["E1", "E2", "E3"]), st.sampled_from(["anna", "ben", "cora"])),
    st.tuples(answers, sets),
    min_size=1,
)


@given(grids, st.sampled_from(["missing", "code"]))
def test_a_table_holds_every_answer_in_its_place_and_nothing_else(
    book: Codebook, grid: dict[tuple[str, str], tuple[str | None, str | None]], cannot_tell: str
) -> None:
    rows = [
        row(unit, value, coder, variable=variable)
        for (unit, coder), given_answers in grid.items()
        for variable, value in zip(("category", "issues"), given_answers, strict=True)
        if value is not None
    ]
    made = coding.Judgements.of(rows, book)
    for place, variable in enumerate(("category", "issues")):
        if variable not in made.variables:
            assert all(given_answers[place] is None for given_answers in grid.values())
            continue
        table = made.table(variable, cannot_tell=cannot_tell)
        asked = [one for one in rows if one["variable"] == variable]
        assert list(table.index) == list(dict.fromkeys(one["unit"] for one in asked))
        assert list(table.columns) == sorted({one["coder"] for one in asked})
        for unit in table.index:
            for coder in table.columns:
                text = grid.get((unit, coder), (None, None))[place]
                cell = table.loc[unit, coder]
                if text in (None, "") or (text == UNTOLD and cannot_tell == "missing"):
                    assert cell is None
                elif variable == "category":
                    assert cell == text
                elif text == NONE:
                    assert cell == frozenset()
                else:
                    assert cell == frozenset(str(text).split("; "))


def test_none_applies_cannot_tell_and_not_coded_are_three_all_the_way(judged: Judged) -> None:
    made = judged(
        "issues",
        E1=["energy", NONE], E2=[NONE, NONE], E3=[UNTOLD, "water"], E4=["", "water"],
        E5=["water", "water"], E6=[UNTOLD, UNTOLD], E7=["energy", "water"], E8=[UNTOLD, NONE],
    )  # fmt: skip
    line = coding.report(made, draws=100).table.iloc[0]
    assert line["missing"] == 1 / 16
    assert line["cannot_tell"] == 4 / 16
    assert [line["units"], line["coders"], line["pairable"]] == [8, 2, 4]
    assert line["percent"] == 2 / 4
    assert coding.report(made, draws=100, cannot_tell="code").table.iloc[0]["pairable"] == 7
    assert coding.report(made, draws=100, cannot_tell="code").table.iloc[0]["percent"] == 3 / 7
    listed = coding.disagreements(made).set_index("unit")
    assert sorted(listed.index) == ["E1", "E3", "E7", "E8"]
    assert listed["distance"].tolist() == [1.0] * 4
    assert listed["codes"].to_dict() == {
        "E1": "a: energy | b: (none applies)",
        "E3": "a: (cannot tell) | b: water",
        "E7": "a: energy | b: water",
        "E8": "a: (cannot tell) | b: (none applies)",
    }


def test_a_word_for_cannot_tell_that_does_not_exist_is_refused(judged: Judged) -> None:
    with pytest.raises(coding.CodingError) as error:
        judged(E1=["economic"]).table(cannot_tell="codes")
    assert str(error.value) == (
        "cannot_tell='codes' is not allowed; use one of 'missing', 'code'. Nearest: 'code'."
    )


def test_coders_without_a_unit_in_common_make_a_table_with_holes(book: Codebook) -> None:
    made = coding.Judgements.of([row("E1"), row("E2", coder="ben")], book)
    assert made.table().to_numpy().tolist() == [["economic", None], [None, "economic"]]
    assert coding.disagreements(made).empty
    assert np.isnan(coding.report(made, draws=100).table["alpha"].iloc[0])


def test_rounds_of_one_coder_about_one_unit_are_not_mixed(book: Codebook) -> None:
    made = coding.Judgements.of([row(), row(round="2", value="political"), row("E2", round="12")], book)
    assert made.rounds == (1, 2, 12)
    with pytest.raises(coding.CodingError) as error:
        made.table()
    assert str(error.value) == (
        "there are judgements of the rounds 1, 2, 12; choose one with only(round=...)."
    )
    assert made.only(round=2).table().to_numpy().tolist() == [["political"]]
    assert made.only(round=12).units == ("E2",)


def test_only_keeps_what_was_asked_for(book: Codebook) -> None:
    made = coding.Judgements.of(
        [row(), row(coder="ben"), row("E2"), row("E2", variable="stage", value="signed")], book
    )
    assert made.only(units=["E2"], variables="stage").frame["value"].tolist() == ["signed"]
    assert made.only(coders="anna").coders == ("anna",)
    assert made.only(coders=[]).units == ()
    assert len(made.only()) == len(made) == 4
    numbers: list[Any] = [1, 1.0, np.int64(1), np.float64(1)]
    for number in numbers:
        assert len(made.only(round=number)) == 4


def test_only_refuses_what_does_not_occur(book: Codebook) -> None:
    made = coding.Judgements.of([row(), row(coder="ben", round="2")], book)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"coders": ["bem"]}, "there is no judgement with the coder 'bem'. Nearest: 'ben'. Allowed: anna, ben."),
        ({"units": "E9"}, "there is no judgement with the unit 'E9'. Allowed: E1."),
        ({"variables": ["stage"]}, "there is no judgement with the variable 'stage'. Allowed: category."),
        ({"round": 3}, "there is no judgement of round 3; there are rounds 1, 2."),
        ({"round": "1"}, "there is no judgement of round '1'; there are rounds 1, 2."),
    ]  # fmt: skip
    for options, message in wrong:
        with pytest.raises(coding.CodingError) as error:
            made.only(**options)
        assert str(error.value) == message


def test_a_variable_is_named_where_there_are_several(book: Codebook) -> None:
    made = coding.Judgements.of([row(variable="stage", value="signed"), row()], book)
    assert made.variables == ("category", "stage")
    wrong = [
        (made, None, "the judgements are about 2 variables (category, stage); name one."),
        (made, "issues", "nobody coded the variable 'issues'. Allowed: category, stage."),
        (
            coding.Judgements.of([], book),
            None,
            "the judgements are about 0 variables (none); name one.",
        ),
    ]
    for judgements, name, message in wrong:
        with pytest.raises(coding.CodingError) as error:
            judgements.table(name)
        assert str(error.value) == message
    assert made.only(variables="stage").variable().id == "stage"


def test_judgements_say_how_many_they_are(book: Codebook) -> None:
    made = coding.Judgements.of([row(), row(coder="ben"), row("E2", variable="stage", value="")], book)
    assert repr(made) == "Judgements: 3 of 2 coders about 2 units and 2 variables"
    assert len(made) == 3


def test_the_codes_of_events_become_judgements_of_their_coder(river_events: ca.Events) -> None:
    made = coding.judgements_of(river_events, coder="anna")
    frame = river_events.to_pandas()
    wanted = {
        (event["id"], name, event[name])
        for event in frame.to_dict("records")
        for name in ("category", "issues", "stage")
    }
    assert set(zip(made.frame["unit"], made.frame["variable"], made.frame["value"], strict=True)) == wanted
    assert len(made) == len(wanted) == 27
    assert made.table("stage")["anna"].isna().sum() == (frame["stage"] == "").sum()
    assert set(made.frame["coder"]) == {"anna"}
    assert set(made.frame["sources"]) == {"src_a; src_b"}
    everything = coding.judgements_of(
        river_events, coder="anna", empty="none applies", variables=["stage", "category"]
    )
    assert len(everything) == 2 * len(frame)
    values = everything.frame.set_index(["unit", "variable"])["value"]
    assert [values["E5", "category"], values["E5", "stage"]] == [NONE, NONE]


def test_events_tell_coder_day_and_version_of_their_judgements(rivers: Study) -> None:
    event = ca.Event(
        id="E1",
        date="2001",
        title="T",
        coder="cora",
        coded_on="2026-02-03",
        codebook_version="1.1.0",
        codes={"stage": "signed"},
    )
    made = coding.judgements_of(ca.Events([event], rivers), variables=["stage"])
    found = made.frame.iloc[0].to_dict()
    assert found == {
        "unit": "E1", "variable": "stage", "coder": "cora", "value": "signed", "codebook_version": "1.1.0",
        "round": "1", "coded_on": "2026-02-03", "confidence": "", "sources": "", "note": "",
    }  # fmt: skip


def test_events_that_cannot_be_judgements_are_refused(river_events: ca.Events) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "the event 'E1' does not say who coded it; name the coder with coder=..."),
        ({"coder": "a", "variables": ["region"]}, "'region' is no coded variable. Allowed: category, issues, stage."),
        ({"coder": "a", "variables": ["stag"]}, "'stag' is no coded variable. Nearest: 'stage'. Allowed: "
            "category, issues, stage."),
        ({"coder": "a", "empty": "none"}, "empty='none' is not allowed; use one of 'not coded', 'none applies'."),
    ]  # fmt: skip
    for options, message in wrong:
        with pytest.raises(coding.CodingError) as error:
            coding.judgements_of(river_events, **options)
        assert str(error.value) == message
