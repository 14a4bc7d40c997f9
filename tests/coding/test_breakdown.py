"""Agreement code by code, pair by pair, coder by coder, by depth, batch and round, and the misclassification matrix."""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events import coding
from ca_events.coding.agreement import krippendorff_alpha
from ca_events.study import Codebook

BOOK = Codebook.parse("""
[codebook]
id = "small"
version = "1.0.0"
[variable.category]
values = "one"
hierarchical = true
[code.category.b]
definition = "B."
[code.category."b.z"]
parent = "b"
definition = "Z."
[code.category."b.y"]
parent = "b"
definition = "Y."
[code.category.a]
definition = "A."
[variable.issues]
values = "many"
[code.issues.p]
definition = "P."
[code.issues.q]
definition = "Q."
""")
CODES = ("b.z", "b.y", "a", coding.NONE_APPLIES)
Cells = list[list[str | None]]


def judged(cells: Cells, variable: str = "category", **more: list[str]) -> coding.Judgements:
    """Make judgements of units x coders; coders are named a, b, c, ..."""
    rows = [
        {"unit": f"U{unit}", "variable": variable, "coder": "abcdef"[coder], "value": value}
        | {name: column[unit] for name, column in more.items()}
        for unit, row in enumerate(cells)
        for coder, value in enumerate(row)
        if value is not None
    ]
    return coding.Judgements.of(rows, BOOK)


tables = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from((*CODES, None)), min_size=coders, max_size=coders), min_size=1, max_size=12
    )
).filter(lambda rows: any(cell for row in rows for cell in row))  # fmt: skip


@given(tables)
@settings(max_examples=60)
def test_by_category_agrees_with_counting_pairs(cells: Cells) -> None:
    table = coding.by_category(judged(cells), draws=100).set_index("code")
    seen = []
    for code in CODES:
        pairs = [
            (one == code, other == code)
            for row in cells
            for one, other in permutations([cell for cell in row if cell is not None], 2)
        ]
        paired = [[cell for cell in row if cell is not None] for row in cells]
        paired = [row for row in paired if len(row) > 1]
        times = sum(row.count(code) for row in paired)
        if not times:
            assert code not in table.index
            continue
        seen.append(code)
        row = table.loc[code]
        assert row["judgements"] == times
        assert row["units"] == sum(code in row for row in paired)
        assert row["prevalence"] == pytest.approx(times / sum(map(len, paired)))
        given_first = [second for first, second in pairs if first]
        assert row["agreement"] == pytest.approx(sum(given_first) / len(given_first))
        binary = [[None if cell is None else int(cell == code) for cell in row] for row in cells]
        expected = krippendorff_alpha(binary, interval=None).value
        assert row["alpha"] == pytest.approx(expected, nan_ok=True)
    assert list(table.index) == seen  # the order of the codebook, special answers last


def test_a_code_of_a_set_is_measured_as_given_or_not() -> None:
    cells: Cells = [["p; q", "p"], ["q", "q"], [coding.NONE_APPLIES, "p"], ["p", "p"]]
    table = coding.by_category(judged(cells, "issues")).set_index("code")
    assert table["judgements"].to_dict() == {"p": 5, "q": 3}
    binary = {"p": [[1, 1], [0, 0], [0, 1], [1, 1]], "q": [[1, 0], [1, 1], [0, 0], [0, 0]]}
    for code, rows in binary.items():
        assert table.loc[code, "alpha"] == pytest.approx(krippendorff_alpha(rows, interval=None).value)


def test_pairs_have_their_own_units() -> None:
    cells: Cells = [["a", "a", "b.z"], ["a", None, "a"], ["b.z", "b.z", None], ["b.y", "a", "b.y"]]
    table = coding.by_pair(judged(cells))
    assert table[["first", "second", "units"]].to_numpy().tolist() == [
        ["a", "b", 3],
        ["a", "c", 3],
        ["b", "c", 2],
    ]
    assert table["percent"].tolist() == pytest.approx([2 / 3, 2 / 3, 0.0])
    first = krippendorff_alpha([["a", "a"], ["b.z", "b.z"], ["b.y", "a"]], interval=None)
    assert table.loc[0, "alpha"] == pytest.approx(first.value)


def test_consensus_leaves_the_coder_out_and_ties_too() -> None:
    cells: Cells = [
        ["a", "a", "a", "b.z"],  # the others of a: a a b.z -> a; of d: a
        ["a", "b.z", "a", "b.z"],  # of a: b.z a b.z -> b.z; of b: a a b.z -> a
        ["a", "b.y", "b.z", None],  # of a: divided
        ["b.z", "b.z", "b.z", "b.z"],
    ]
    table = coding.by_coder(judged(cells)).set_index("coder")
    assert table["units"].to_dict() == {"a": 3, "b": 3, "c": 3, "d": 3}
    assert table["percent"].to_dict() == pytest.approx({"a": 2 / 3, "b": 2 / 3, "c": 2 / 3, "d": 1 / 3})


def test_coders_are_measured_against_final_codes() -> None:
    cells: Cells = [["a", "b.z"], ["b.z", "b.z"], ["b.y", "a"]]
    gold = {"U0": "a", "U1": "b.z"}
    table = coding.by_coder(judged(cells), gold=gold).set_index("coder")
    assert table["units"].tolist() == [2, 2]
    assert table["percent"].to_dict() == {"a": 1.0, "b": 0.5}
    square = coding.confusion(judged(cells), gold=gold)
    assert square.attrs["words"] == "judgements by final (rows) and coded (columns)"
    assert square.loc["a", "b.z"] == 1
    assert square.loc["b.z", "b.z"] == 2
    assert square.to_numpy().sum() == 4


def test_depths_forgive_what_differs_below_them() -> None:
    cells: Cells = [["b.z", "b.y"], ["b.z", "b.z"], ["a", "a"], ["a", "b.y"]]
    table = coding.by_depth(judged(cells)).set_index("depth")
    assert list(table.index) == ["1", "2", "hierarchical"]
    assert table["percent"].tolist() == [0.75, 0.5, 0.5]
    roots = [[cell[0] for cell in row if cell] for row in cells]
    assert table.loc["1", "alpha"] == pytest.approx(krippendorff_alpha(roots, interval=None).value)
    assert table.loc["2", "alpha"] < table.loc["hierarchical", "alpha"] < table.loc["1", "alpha"]


def test_a_variable_without_a_tree_has_no_depths() -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.by_depth(judged([["p", "q"]], "issues"))
    assert str(error.value) == "'issues' has no tree of single codes; depths are of hierarchical variables."


def test_batches_follow_the_days_of_coding() -> None:
    cells: Cells = [["a", "a"], ["a", "b.z"], ["b.z", "b.z"], ["b.z", None], ["b.y", "a"]]
    days = ["2026-03-02", "2026-03-01", "2026-03-03", "2026-03-01", "2026-03-01"]
    table = coding.by_batch(judged(cells, coded_on=days), size=2)
    assert table[["batch", "first", "last", "units"]].to_numpy().tolist() == [
        [1, "U1", "U4", 2],
        [2, "U0", "U2", 2],
    ]
    assert table["percent"].tolist() == [0.0, 1.0]
    with pytest.raises(coding.CodingError, match=r"^size is 1; a batch has two units or more\.$"):
        coding.by_batch(judged(cells), size=1)


def test_rounds_compare_a_coder_with_herself() -> None:
    first, second = judged([["a", "a"], ["b.z", "a"]]), judged([["a", "b.y"], ["b.z", None]])
    both = coding.Judgements.of(pd.concat([first.frame, second.frame.assign(round="3")]), BOOK)
    table = coding.by_round(both)
    assert table[["coder", "first", "second", "units", "percent"]].to_numpy().tolist() == [
        ["a", 1, 3, 2, 1.0],
        ["b", 1, 3, 1, 0.0],
    ]
    assert len(coding.by_round(first)) == 0


@given(tables)
@settings(max_examples=60)
def test_coincidences_are_symmetric_and_sum_to_the_codes_given(cells: Cells) -> None:
    judgements = judged(cells)
    square = coding.confusion(judgements)
    if len(judgements.coders) == 2:
        both = [
            row
            for row in judgements.table().to_numpy(dtype=object)
            if row[0] is not None and row[1] is not None
        ]
        assert square.to_numpy().sum() == len(both)
        for row in square.index:
            for column in square.columns:
                assert square.loc[row, column] == sum((one, other) == (row, column) for one, other in both)
        return
    table = coding.by_category(judgements, draws=100).set_index("code")["judgements"]
    assert np.allclose(square, square.T)
    assert {code: pytest.approx(total) for code, total in square.sum(axis=1).items()} == table.to_dict()


def test_two_coders_of_several_can_be_compared() -> None:
    cells: Cells = [["a", "a", "b.z"], ["b.y", "a", "b.z"]]
    square = coding.confusion(judged(cells), coders=("c", "a"))
    assert (square.index.name, square.columns.name) == ("c", "a")
    assert square.loc["b.z", "b.y"] == 1
    assert square.attrs["words"] == "units by c (rows) and a (columns)"
    with pytest.raises(coding.CodingError) as error:
        coding.confusion(judged(cells), coders=("c", "x"))
    assert str(error.value) == "there is no coder 'x'. Allowed: a, b, c."


def test_sets_do_not_stand_for_one_another() -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.confusion(judged([["p", "q"]], "issues"))
    assert str(error.value) == (
        "units may have several codes of 'issues', so none stands for another; see by_category."
    )


def test_a_specific_agreement_of_nothing_is_not_known() -> None:
    table = coding.by_category(judged([["a", None], ["b.z", "b.z"], ["b.y", "b.z"]])).set_index("code")
    assert "a" not in table.index
    assert table.loc["b.y", "agreement"] == 0.0
    assert math.isnan(table.loc["b.y", "low"])


def everything(judgements: coding.Judgements) -> list[Any]:
    """Give every table of a set of judgements."""
    return [coding.by_pair(judgements), coding.by_coder(judgements), coding.by_category(judgements)]


def test_the_same_seed_gives_the_same_tables_whatever_the_order_of_rows() -> None:
    rng = np.random.default_rng(3)
    cells: Cells = [[str(rng.choice(CODES[:3])) for _ in range(3)] for _ in range(20)]
    judgements = judged(cells)
    shuffled = coding.Judgements.of(judgements.frame.sample(frac=1, random_state=1), BOOK)
    for one, other in zip(everything(judgements), everything(shuffled), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_a_final_code_that_is_missing_in_a_column_is_left_out() -> None:
    cells: Cells = [["a", "b.z"], ["a", "a"], ["b.y", "b.y"]]
    expected = coding.by_coder(judged(cells), gold={"U0": "a", "U2": "b.y"})
    for missing in (None, float("nan"), pd.NA, ""):
        column = pd.Series(["a", missing, "b.y"], index=["U0", "U1", "U2"], dtype=object)
        pd.testing.assert_frame_equal(coding.by_coder(judged(cells), gold=column), expected)
    assert expected["units"].tolist() == [2, 2]


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        ([("U0", "a")], "gold is a list; give unit and final code, as AdjudicationLog.final does."),
        ({"U0": 5}, "gold of 'U0' is 5; give a code as text, or a set of codes."),
        (pd.Series(["a", "b.z"], index=["U0", "U0"]), "gold names the unit 'U0' twice; keep one final code."),
        ({"X": "a"}, "gold has no code for any of the units; its keys are units, its values final codes."),
    ],
    ids=["list", "number", "twice", "other units"],
)
def test_final_codes_that_are_none_are_refused(gold: Any, message: str) -> None:
    for function in (coding.by_coder, coding.confusion):
        with pytest.raises(coding.CodingError) as error:
            function(judged([["a", "b.z"]]), gold=gold)
        assert str(error.value) == message


@pytest.mark.parametrize(
    "function",
    [
        coding.by_category, coding.by_pair, coding.by_coder, coding.by_depth, coding.by_batch, coding.by_round,
        coding.confusion, coding.disagreements,
    ],
)  # fmt: skip
def test_a_frame_is_no_judgements(function: Any) -> None:
    with pytest.raises(coding.CodingError) as error:
        function(judged([["a", "a"]]).frame)
    assert str(error.value) == (
        "judgements are wanted, not DataFrame; read_judgements reads files, Judgements.of takes rows."
    )


@pytest.mark.parametrize("size", ["a", 2.5, None, 1, True])
def test_a_batch_has_a_whole_number_of_units(size: Any) -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.by_batch(judged([["a", "a"], ["a", "a"]]), size=size)
    assert str(error.value) == f"size is {size!r}; a batch has two units or more."


def test_sets_have_no_order() -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.by_pair(judged([["p", "q"], ["p; q", "p"]], "issues"), distance="ordinal")
    assert str(error.value) == (
        "'issues' takes several codes a unit, and sets have no order, which distance='ordinal' needs; take 'masi' or "
        "'jaccard'."
    )
