"""The list of disagreements against a slow and plain reckoning."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events import coding
from ca_events.coding.disagreements import COLUMNS
from ca_events.study import Codebook

Judged = Callable[..., coding.Judgements]
NONE, UNTOLD = coding.NONE_APPLIES, coding.CANNOT_TELL
CATEGORIES = ["political", "political.visit", "economic", "economic.loan", NONE, UNTOLD, "", None]
SETS = ["energy", "energy; water", "water", "energy; transport; water", NONE, UNTOLD, "", None]


def tree_distance(one: str, other: str) -> Fraction:
    """Compare two answers of the tree by their common way from the root; special answers have nothing in common."""
    ways = [[text] if "(" in text else text.split(".") for text in (one, other)]
    common = 0
    while all(len(way) > common for way in ways) and ways[0][common] == ways[1][common]:
        common += 1
    return 1 - Fraction(common, max(map(len, ways)))


def masi_distance(one: str, other: str) -> Fraction:
    """Compare two sets by what they share, and by whether one holds the other (Passonneau 2006)."""
    sets = [set() if text == NONE else set(text.split("; ")) for text in (one, other)]
    if sets[0] == sets[1]:
        return Fraction(0)
    common = sets[0] & sets[1]
    if not common:
        return Fraction(1)
    whole = Fraction(2, 3) if common in sets else Fraction(1, 3)
    return 1 - Fraction(len(common), len(sets[0] | sets[1])) * whole


def plain_list(
    cells: list[list[str | None]], distance: Callable[[str, str], Fraction]
) -> list[tuple[str, str, Fraction, str, int]]:
    """List unit, who said what, distance, confusion and frequency, unit by unit."""
    found = []
    for number, row in enumerate(cells):
        given_answers = [(coder, text) for coder, text in zip("abcd", row, strict=False) if text]
        texts = [text for _, text in given_answers]
        if len(set(texts)) < 2:
            continue
        pairs = [distance(one, other) for one, other in combinations(texts, 2)]
        said = " | ".join(f"{coder}: {text}" for coder, text in given_answers)
        found.append(
            (f"U{number}", said, sum(pairs, Fraction(0)) / len(pairs), " | ".join(sorted(set(texts))))
        )
    times = [row[3] for row in found]
    return [(*row, times.count(row[3])) for row in found]


@pytest.mark.parametrize(
    ("variable", "answers", "distance"),
    [("category", CATEGORIES, tree_distance), ("issues", SETS, masi_distance)],
)
@given(st.data())
@settings(max_examples=80)
def test_distance_frequency_and_cost_are_those_of_a_plain_reckoning(
    judged: Judged,
    variable: str,
    answers: list[str | None],
    distance: Callable[[str, str], Fraction],
    data: st.DataObject,
) -> None:
    row = st.lists(st.sampled_from(answers), min_size=2, max_size=4)
    cells = data.draw(st.lists(row, min_size=1, max_size=10))
    made = judged(variable, **{f"U{number}": row for number, row in enumerate(cells)})
    table = coding.disagreements(made)
    assert list(table.columns) == list(COLUMNS)
    wanted = sorted(plain_list(cells, distance), key=lambda line: -line[2] * line[4])
    # Equal costs may come in any order of floating point, so order is held to costs and lines to their units.
    assert table["cost"].tolist() == pytest.approx([float(line[2] * line[4]) for line in wanted])
    assert table["cost"].is_monotonic_decreasing
    lines = {line[0]: line for line in wanted}
    assert set(table["unit"]) == set(lines)
    for found in table.to_dict("records"):
        _, said, apart, confusion, times = lines[found["unit"]]
        assert [found["variable"], found["codes"], found["confusion"]] == [variable, said, confusion]
        assert found["distance"] == pytest.approx(float(apart))
        assert found["frequency"] == times


def test_what_is_mixed_up_often_comes_before_what_is_far_apart_but_rare(judged: Judged) -> None:
    made = judged(
        E1=["political", "economic"],
        E2=["economic.loan", "economic"], E3=["economic", "economic.loan"], E4=["economic.loan", "economic"],
        E5=["economic", "economic"], E6=["economic"],
    )  # fmt: skip
    table = coding.disagreements(made)
    assert table["unit"].tolist() == ["E2", "E3", "E4", "E1"]
    assert table["distance"].tolist() == [0.5, 0.5, 0.5, 1.0]
    assert table["frequency"].tolist() == [3, 3, 3, 1]
    assert table["cost"].tolist() == [1.5, 1.5, 1.5, 1.0]
    assert table["confusion"].tolist() == ["economic | economic.loan"] * 3 + ["economic | political"]


def test_variables_are_listed_together_and_their_confusions_apart(book: Codebook) -> None:
    rows = [
        {"unit": unit, "variable": variable, "coder": coder, "value": value}
        for unit, variable, values in [
            ("E1", "category", [NONE, UNTOLD]), ("E1", "stage", [NONE, UNTOLD]), ("E2", "stage", [UNTOLD, NONE]),
        ]
        for coder, value in zip("ab", values, strict=True)
    ]  # fmt: skip
    made = coding.Judgements.of(rows, book)
    table = coding.disagreements(made)
    assert table[["unit", "variable", "frequency"]].to_numpy().tolist() == [
        ["E1", "stage", 2],
        ["E2", "stage", 2],
        ["E1", "category", 1],
    ]
    assert coding.disagreements(made, "category")["unit"].tolist() == ["E1"]


def test_the_rules_sources_and_remarks_on_a_line_are_those_at_stake(book: Codebook) -> None:
    def row(coder: str, value: str, **more: str) -> dict[str, str]:
        return {"unit": "E1", "coder": coder, "value": value, "variable": "category"} | more

    made = coding.Judgements.of(
        [
            row("ben", "political.visit", sources="src_b; src_a", note="He only flew over."),
            row("anna", "economic", sources="src_a", note=""),
            row("cora", "", note="Not read yet."),
            row("ben", "signed", variable="stage", sources="src_z", note="Elsewhere."),
        ],
        book,
    )
    assert coding.disagreements(made).to_dict("records") == [
        {
            "unit": "E1",
            "variable": "category",
            "codes": "anna: economic | ben: political.visit",
            "distance": 1.0,
            "confusion": "economic | political.visit",
            "frequency": 1,
            "cost": 1.0,
            "rules": "political.visit: A visit. Include: working visits. Exclude: transit -> political. | "
            "economic: Money and works.",
            "sources": "src_a; src_b",
            "notes": "ben: He only flew over. | cora: Not read yet.",
        }
    ]


def test_codes_that_all_share_are_not_at_stake(judged: Judged) -> None:
    table = coding.disagreements(judged("issues", E1=["energy; water", "energy", "energy; transport"]))
    assert table.loc[0, "rules"] == "water: Water. | transport: Roads and rails."
    assert coding.disagreements(judged("issues", E1=["energy", UNTOLD])).loc[0, "rules"] == "energy: Energy."


def test_where_all_agree_the_table_is_empty_and_has_its_columns(judged: Judged) -> None:
    table = coding.disagreements(judged(E1=["economic", "economic"], E2=["political"], E3=["", None]))
    assert table.shape == (0, len(COLUMNS))
    assert list(table.columns) == list(COLUMNS)


def test_a_distance_of_ones_own_is_taken_for_its_variable(judged: Judged) -> None:
    made = judged(E1=["economic", "economic.loan"], E2=["political", "economic"])
    nominal = coding.disagreements(made, distances={"category": "nominal"})
    assert nominal["distance"].tolist() == [1.0, 1.0]
    half = coding.disagreements(made, distances={"category": lambda one, other: 0.25 * (one != other)})
    assert half["cost"].tolist() == [0.25, 0.25]
    labels = ["economic", "economic.loan", "political"]
    matrix = pd.DataFrame(np.array([[0, 3, 1], [3, 0, 2], [1, 2, 0]]), index=labels, columns=labels)
    table = coding.disagreements(made, distances={"category": matrix})
    assert dict(zip(table["unit"], table["distance"], strict=True)) == {"E1": 3.0, "E2": 1.0}
    jaccard = coding.disagreements(
        judged("issues", E1=["energy; water", "energy"]), distances={"issues": "jaccard"}
    )
    assert jaccard["distance"].tolist() == [0.5]


def test_distances_that_do_not_fit_are_refused(judged: Judged) -> None:
    made = judged(E1=["economic", "political"])
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"catgory": "nominal"}, "distances names 'catgory', which nobody coded. Nearest: 'category'. "
            "Allowed: category."),
        ({"stage": "nominal"}, "distances names 'stage', which nobody coded. Allowed: category."),
        ({"category": "ordinal"}, "category: disagreements about codes are not ranked by distance='ordinal'."),
        ({"category": "masi"}, "distance='masi' compares sets of codes, and 'economic' is none; write "
            "each cell as a set."),
    ]  # fmt: skip
    for distances, message in wrong:
        with pytest.raises(coding.CodingError) as error:
            coding.disagreements(made, distances=distances)
        assert str(error.value) == message
    with pytest.raises(coding.CodingError) as error:
        coding.disagreements(made, "stage")
    assert str(error.value) == "nobody coded the variable 'stage'. Allowed: category."


def test_a_round_is_chosen_where_there_are_several(book: Codebook) -> None:
    rows = [
        {"unit": "E1", "variable": "stage", "coder": coder, "value": value, "round": number}
        for coder, value, number in [
            ("a", "signed", "1"), ("b", "announced", "1"), ("a", "signed", "2"), ("b", "signed", "2"),
        ]
    ]  # fmt: skip
    made = coding.Judgements.of(rows, book)
    assert len(coding.disagreements(made, round=1)) == 1
    assert coding.disagreements(made, round=2).empty
    with pytest.raises(coding.CodingError) as error:
        coding.disagreements(made)
    assert str(error.value) == ("there are judgements of the rounds 1, 2; choose one with only(round=...).")
