"""Codes of units by coders: what is missing, what is a code, what is refused."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.coding import CodingError
from ca_events.coding.ratings import Ratings, ratings_of

cells = st.sampled_from(["a", "b", "c", None])
tables = st.integers(1, 4).flatmap(
    lambda coders: st.lists(st.lists(cells, min_size=coders, max_size=coders), min_size=1, max_size=12)
)


def decoded(ratings: Ratings) -> list[list[Any]]:
    """Write the codes back, unit by unit."""
    rows = [[None if code < 0 else ratings.values[code] for code in row] for row in ratings.codes.tolist()]
    return [row for row, times in zip(rows, ratings.frequency, strict=True) for _ in range(times)]


def object_array(rows: list[list[Any]]) -> np.ndarray:
    """Make an array of objects with two dimensions, whatever the cells are."""
    made = np.empty((len(rows), len(rows[0])), dtype=object)
    for number, row in enumerate(rows):
        for position, cell in enumerate(row):
            made[number, position] = cell
    return made


@given(rows=tables)
def test_every_code_comes_back_where_it_was(rows: list[list[Any]]) -> None:
    assert decoded(ratings_of(rows)) == rows


@given(rows=tables, extra=st.lists(st.sampled_from("defg"), max_size=3, unique=True))
def test_categories_decide_the_order_and_what_could_have_been_given(
    rows: list[list[Any]], extra: list[str]
) -> None:
    categories = [*extra, "c", "a", "b"]
    read = ratings_of(rows, categories=categories)
    assert read.values == tuple(categories)
    assert decoded(read) == rows


@given(rows=tables)
def test_the_numbers_of_units_and_coders_are_those_counted_by_hand(rows: list[list[Any]]) -> None:
    read = ratings_of(rows)
    coded = [row for row in rows if any(cell is not None for cell in row)]
    coders = [column for column in zip(*rows, strict=True) if any(cell is not None for cell in column)]
    assert read.n_units == len(coded)
    assert read.n_pairable == sum(sum(cell is not None for cell in row) > 1 for row in rows)
    assert read.n_coders == len(coders)
    if coded:
        empty = sum(cell is None for row in coded for cell in row) - len(coded) * (len(rows[0]) - len(coders))
        assert read.missing == pytest.approx(empty / (len(coded) * len(coders)), abs=1e-12)
    else:
        assert np.isnan(read.missing)


@pytest.mark.parametrize("anonymous", [True, False])
@given(rows=tables)
def test_gathering_loses_no_unit(anonymous: bool, rows: list[list[Any]]) -> None:
    def bag(units: list[list[Any]]) -> Counter[tuple[Any, ...]]:
        return Counter(tuple(sorted(map(str, unit))) if anonymous else tuple(unit) for unit in units)

    gathered = ratings_of(rows).gathered(anonymous=anonymous)
    # Coders may stand in another order, with their names.
    back = np.argsort(gathered.coders)
    assert bag([[row[place] for place in back] for row in decoded(gathered)]) == bag(rows)
    assert len(gathered.codes) == len(bag(rows))


@pytest.mark.parametrize("anonymous", [True, False])
@given(rows=tables, turn=st.randoms(use_true_random=False))
def test_gathered_rows_stand_in_one_order_whatever_that_of_the_units(
    anonymous: bool, rows: list[list[Any]], turn: Any
) -> None:
    other = rows.copy()
    turn.shuffle(other)
    one, two = (ratings_of(units).gathered(anonymous=anonymous) for units in (rows, other))
    np.testing.assert_array_equal(one.codes, two.codes)
    np.testing.assert_array_equal(one.frequency, two.frequency)


@pytest.mark.parametrize("anonymous", [True, False])
def test_with_very_many_coders_rows_are_still_told_apart(anonymous: bool) -> None:
    # So many that a row does not fit into one whole number.
    rng = np.random.default_rng(0)
    few = rng.integers(0, 6, (5, 60))
    rows = few[rng.integers(0, 5, 40)]
    gathered = ratings_of(rows).gathered(anonymous=anonymous)
    assert len(gathered.codes) == 5
    assert gathered.frequency.sum() == 40


@settings(max_examples=40)
@given(rows=tables)
def test_frame_array_and_list_of_lists_are_read_alike(rows: list[list[Any]]) -> None:
    expected = ratings_of(rows)
    for data in (
        pd.DataFrame(object_array(rows)),
        pd.DataFrame(object_array(rows)).astype("string"),
        pd.DataFrame(object_array(rows)).astype("category"),
        object_array(rows),
        tuple(map(tuple, rows)),
        [np.array(row, dtype=object) for row in rows],
    ):
        read = ratings_of(data)
        assert read.values == expected.values
        np.testing.assert_array_equal(read.codes, expected.codes)


@pytest.mark.parametrize(
    "missing", [None, float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT, np.datetime64("NaT")], ids=repr
)
@pytest.mark.parametrize("code", ["a", 1, 2.5, frozenset({"a"})], ids=repr)
def test_none_nan_na_and_nat_are_all_missing(missing: Any, code: Any) -> None:
    rows = [[code, missing], [missing, code]]
    for data in (rows, object_array(rows), pd.DataFrame(object_array(rows))):
        read = ratings_of(data)
        assert read.values == (code,)
        assert read.codes.tolist() == [[0, -1], [-1, 0]]


@pytest.mark.parametrize("text", ["nan", "NaN", "None", "<NA>", "NA"])
def test_a_text_that_looks_like_missing_is_a_code(text: str) -> None:
    rows = [[text, None], ["loan", text]]
    for data in (rows, object_array(rows), pd.DataFrame(rows), pd.DataFrame(rows, dtype="string")):
        assert decoded(ratings_of(data)) == rows


@pytest.mark.parametrize("made", ["nan", "None", "<NA>", "NaT"])
def test_what_numpy_made_of_a_missing_cell_among_texts_is_no_code(made: str) -> None:
    missing = {"nan": np.nan, "None": None, "<NA>": pd.NA, "NaT": pd.NaT}[made]
    arrays = [np.array([["a", "b"], ["a", missing]], dtype=str)]
    if hasattr(np, "dtypes") and hasattr(np.dtypes, "StringDType"):
        arrays.append(arrays[0].astype(np.dtypes.StringDType()))
    arrays.append(list(arrays[0]))
    for cells in arrays:
        with pytest.raises(CodingError) as error:
            ratings_of(cells)
        assert str(error.value) == (
            f"the array of texts has '{made}', which is what numpy makes of a missing cell among texts. Make a list of "
            "rows, a frame, or an array with dtype=object from the cells themselves; this array has lost what was "
            "missing."
        )


def test_bytes_are_refused_and_texts_that_only_look_alike_are_read() -> None:
    with pytest.raises(CodingError) as error:
        ratings_of(np.array([["a", "b"]], dtype="S"))
    assert str(error.value) == (
        "the array holds bytes; give texts, as a list of rows, a frame, or dtype=object."
    )
    for codes in (["b", "nanna"], ["n", "o"], ["na", "no"]):
        assert ratings_of(np.array([codes])).values == tuple(codes)


def test_a_masked_cell_is_missing_whatever_lies_under_the_mask() -> None:
    mask = [[False, False], [True, False], [False, False]]
    for cells in ([[1, 1], [9, 1], [2, 2]], [["a", "a"], ["nan", "a"], ["b", "b"]]):
        masked = np.ma.masked_array(np.array(cells, dtype=object), mask=mask)
        rows = [
            [None if hidden else cell for cell, hidden in zip(*row, strict=True)]
            for row in zip(cells, mask, strict=True)
        ]
        assert decoded(ratings_of(masked)) == rows
    numbers = np.ma.masked_array([[1.0, 1.0], [9.0, 1.0]], mask=[[0, 0], [1, 0]])
    assert decoded(ratings_of(numbers)) == [[1.0, 1.0], [None, 1.0]]


def test_days_in_an_array_are_no_numbers() -> None:
    days = np.array([["2020-01-01", "2020-01-02"]], dtype="datetime64[ns]")
    assert all(isinstance(value, pd.Timestamp) for value in ratings_of(days).values)


@pytest.mark.parametrize("rows", [[[1, True], [2, 2]], [[True, 1], [2, 2]], [[True, 0.5], [None, False]]])
def test_true_and_one_are_not_one_code(rows: list[list[Any]]) -> None:
    number = next(
        cell for cell in itertools.chain(*rows) if cell not in (None,) and not isinstance(cell, bool)
    )
    for data in (rows, object_array(rows), pd.DataFrame(object_array(rows))):
        with pytest.raises(CodingError) as error:
            ratings_of(data)
        assert str(error.value) == (
            f"the ratings mix True or False with the number {number!r}; write all alike."
        )
    assert ratings_of([[True, float("nan")], [False, None]]).values == (False, True)


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        ([["a", {"b": 1}]], {}, "the ratings hold {'b': 1}; a cell is a text, a number, or a set of texts."),
        ([["a", [["b"]]]], {}, "the ratings hold [['b']]; a cell is a text, a number, or a set of texts."),
        ([[1j, 2]], {}, "the ratings hold 1j, 2, which have no order together; write texts or numbers."),
        ([["a", "b"]], {"categories": 5}, "categories is 5; give a list of codes in their order."),
        ([["a", "b"]], {"categories": "ab"}, "categories is 'ab'; give a list of codes in their order."),
    ],
    ids=str,
)
def test_what_is_no_cell_and_no_list_of_codes_is_refused_in_our_words(
    data: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(CodingError) as error:
        ratings_of(data, **options)
    assert str(error.value) == message


def test_a_set_without_codes_is_a_code_and_not_missing() -> None:
    read = ratings_of([[set(), None], [frozenset(), {"loan"}]])
    assert read.values == (frozenset(), frozenset({"loan"}))
    assert read.codes.tolist() == [[0, -1], [0, 1]]


def test_sets_tuples_and_lists_of_codes_are_the_same_whatever_their_order() -> None:
    read = ratings_of([[{"a", "b"}, ("b", "a")], [["a", "b", "a"], frozenset("ab")]])
    assert read.values == (frozenset("ab"),)
    assert (read.codes == 0).all()


@pytest.mark.parametrize(
    ("data", "values", "ordered"),
    [
        ([[10, 9], [2, 1]], (1, 2, 9, 10), True),
        ([["10", "9"]], ("10", "9"), False),
        (np.array([[3, 1], [2, 1]], dtype=np.uint8), (1, 2, 3), True),
        (np.array([[1.0, np.nan]]), (1.0,), True),
        ([[1, 1.0]], (1,), True),
        (pd.DataFrame({"one": pd.array([1, None], dtype="Int64"), "two": [1, 2]}), (1, 2), True),
        (np.array([["b", "a"]]), ("a", "b"), False),
        ([[dt.date(2020, 1, 2), dt.date(2019, 1, 1)]], (dt.date(2019, 1, 1), dt.date(2020, 1, 2)), False),
        ([[{"b"}, {"a", "c"}]], (frozenset("ac"), frozenset("b")), False),
    ],
)
def test_values_are_sorted_by_size_or_letter_and_only_numbers_have_an_order(
    data: Any, values: tuple[Any, ...], ordered: bool
) -> None:
    read = ratings_of(data)
    assert read.values == values
    assert read.ordered is ordered


def test_numbers_of_numpy_become_numbers_of_python() -> None:
    assert [type(value) for value in ratings_of([[np.int8(1), np.float32(2.5)]]).values] == [int, float]


def test_categories_give_words_an_order() -> None:
    assert ratings_of([["low", "high"]], categories=["low", "high"]).ordered


def test_codes_that_a_missing_one_made_floats_are_found_among_whole_categories() -> None:
    read = ratings_of(np.array([[1.0, np.nan], [2.0, 1.0]]), categories=[2, 1, 3])
    assert read.codes.tolist() == [[1, -1], [0, 1]]


def test_coders_have_the_names_of_the_columns() -> None:
    frame = pd.DataFrame([["x", "y"]], columns=["Aigul", "Bek"])
    assert ratings_of(frame).coders == ("Aigul", "Bek")
    assert ratings_of(frame.to_numpy()).coders == (0, 1)


def test_coded_by_keeps_the_units_that_all_of_these_coders_coded() -> None:
    read = ratings_of(
        pd.DataFrame([["a", "b", None], ["a", None, "b"], ["b", "b", "b"]], columns=["x", "y", "z"])
    )
    kept = read.coded_by((2, 0))
    assert kept.coders == ("z", "x")
    assert decoded(kept) == [["b", "a"], ["b", "b"]]


def test_reading_does_not_change_the_data() -> None:
    rows = object_array([[["a"], {"b"}], [None, ("a",)]])
    before = rows.copy()
    ratings_of(rows)
    assert all(one is other for one, other in zip(rows.ravel(), before.ravel(), strict=True))


def test_ratings_that_were_read_are_taken_as_they_are() -> None:
    read = ratings_of([["a", "b"]])
    assert ratings_of(read) is read


TWICE = pd.DataFrame([["a", "b"], ["a", "a"]], index=["U1", "U1"], columns=["x", "y"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (np.zeros(3), "ratings have two dimensions, units x coders; these have 1."),
        (np.zeros((2, 2, 2)), "ratings have two dimensions, units x coders; these have 3."),
        ([["a", "b"], ["a"]], "the rows have 1 to 2 cells; every unit has a cell for each coder."),
        (
            ["loan", "visa"],
            "ratings are a list of rows, units x coders; row 0 is 'loan', no list of cells.",
        ),
        (
            [["loan", "visa"], {"loan"}],
            "ratings are a list of rows, units x coders; row 1 is {'loan'}, no list of cells.",
        ),
        ([1, 2], "ratings are a list of rows, units x coders; row 0 is 1, no list of cells."),
        (
            {"ab": ["a", "b"], "cd": ["a", "b"]},
            "ratings are a pandas frame, an array or a list of rows, units x coders; this is a dict.",
        ),
        (
            pd.Series(["ab", "cd"]),
            "ratings are a pandas frame, an array or a list of rows, units x coders; this is a Series.",
        ),
        ("abc", "ratings are a pandas frame, an array or a list of rows, units x coders; this is a str."),
        (None, "ratings are a pandas frame, an array or a list of rows, units x coders; this is a NoneType."),
        (TWICE, "the unit 'U1' stands twice; a unit stands once."),
        (
            pd.DataFrame([["a", "b"]], columns=["x", "x"]),
            "the coder 'x' stands twice; a coder stands once.",
        ),
        (
            [["1", 1], [1, "1"]],
            "the ratings mix kinds of cell: '1' is text, 1 is not; write all alike.",
        ),
        (
            pd.DataFrame({"x": [1, 2], "y": ["1", "2"]}),
            "the ratings mix kinds of cell: '1' is text, 1 is not; write all alike.",
        ),
        (
            [["a", {"a"}]],
            "the ratings mix kinds of cell: 'a' is text, frozenset({'a'}) is not; write all alike.",
        ),
        ([[3, {"a"}]], "the ratings mix sets of codes and the single 3; write all alike."),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_are_no_ratings_is_refused(data: Any, said: str) -> None:
    with pytest.raises(CodingError) as error:
        ratings_of(data)
    assert str(error.value) == said


def test_a_frame_of_polars_is_not_read_coder_by_coder() -> None:
    polars = pytest.importorskip("polars")
    with pytest.raises(CodingError) as error:
        ratings_of(polars.DataFrame({"x": ["a", "b", "a"], "y": ["a", "b", "b"]}))
    assert str(error.value) == (
        "ratings are a pandas frame, an array or a list of rows, units x coders; this is a DataFrame."
    )


@pytest.mark.parametrize(
    ("categories", "said"),
    [
        (["a", "b", "a"], "categories names 'a' twice; each code stands once."),
        (["a"], "the ratings hold 'b', not among the categories; add it to categories, or mend it."),
        ([], "the ratings hold 'a', 'b', not among the categories; add it to categories, or mend it."),
        # A missing code among the categories would be one more code that chance could hit.
        (["a", "b", None], "categories holds None, which stands for a missing code; leave it out."),
        (["a", "b", np.nan], "categories holds nan, which stands for a missing code; leave it out."),
        (["a", "b", pd.NA], "categories holds <NA>, which stands for a missing code; leave it out."),
    ],
    ids=str,
)
def test_categories_that_do_not_fit_are_refused(categories: list[Any], said: str) -> None:
    with pytest.raises(CodingError) as error:
        ratings_of([["a", "b"], ["b", None]], categories=categories)
    assert str(error.value) == said


def test_of_many_strange_codes_five_are_named() -> None:
    with pytest.raises(CodingError) as error:
        ratings_of([list("abcdefg")], categories=["z"])
    assert str(error.value) == (
        "the ratings hold 'a', 'b', 'c', 'd', 'e', not among the categories; add it to categories, or mend it."
    )


def test_categories_for_ratings_that_were_read_are_refused() -> None:
    with pytest.raises(CodingError) as error:
        ratings_of(ratings_of([["a", "b"]]), categories=["a", "b", "c"])
    assert str(error.value) == (
        "these ratings know their codes already; give categories where they are read."
    )


@pytest.mark.parametrize("data", [[], [[], []], pd.DataFrame(), np.empty((0, 2)), [[None, None]]], ids=repr)
def test_nothing_at_all_is_no_units(data: Any) -> None:
    read = ratings_of(data)
    assert (read.n_units, read.n_pairable, read.n_coders) == (0, 0, 0)
    assert np.isnan(read.missing)
    assert read.gathered(anonymous=True).n_units == 0


def test_an_empty_text_and_a_column_of_units_are_refused() -> None:
    with pytest.raises(CodingError) as error:
        ratings_of([["loan", ""], ["", ""]])
    assert str(error.value) == "the ratings hold an empty text; write None or NaN where a coder gave no code."
    with pytest.raises(CodingError) as error:
        ratings_of(pd.DataFrame({"unit": ["E1"], "anna": ["loan"], "ben": ["loan"]}))
    assert str(error.value) == (
        "the frame has a column 'unit', which is no coder; make it the index: set_index('unit')."
    )
