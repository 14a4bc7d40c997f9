"""Worked examples from papers, handbooks and other programs: what they print must come out."""

from __future__ import annotations

import math
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ca_events.coding import agreement, distances
from ca_events.coding.estimate import Estimate

FILE = Path(__file__).with_name("printed_examples.toml")
FOUND = tomllib.loads(FILE.read_text(encoding="utf-8"))
DATASETS: list[dict[str, Any]] = FOUND["dataset"]
PAIRS: list[dict[str, Any]] = FOUND["pair"]
FORMS = {"rows", "sets", "patterns", "table", "counts"}
COEFFICIENTS = {
    "percent_agreement",
    "krippendorff_alpha",
    "cohen_kappa",
    "scott_pi",
    "fleiss_kappa",
    "conger_kappa",
    "brennan_prediger",
    "gwet_ac",
}


def code(text: str, dataset: dict[str, Any]) -> Any:
    """Read one cell of the file."""
    if text == ".":
        return None
    if dataset["form"] == "sets":
        return frozenset(part for part in text.strip("{}").split(",") if part)
    return int(text) if dataset.get("numbers") else text


def rows_of(dataset: dict[str, Any]) -> list[list[Any]]:
    """Write a dataset of any form as units x coders."""
    labels = dataset.get("labels", [])
    if dataset["form"] == "table":
        return [
            [labels[i], labels[j]]
            for i, line in enumerate(dataset["table"])
            for j, times in enumerate(line)
            for _ in range(times)
        ]
    if dataset["form"] == "counts":
        # Who gave a code is not known; the coefficients printed for such data do not ask.
        return [
            [label for label, times in zip(labels, line, strict=True) for _ in range(times)]
            for line in dataset["counts"]
        ]
    lines = [line.split() for line in dataset["ratings"].split("\n") if line]
    if dataset["form"] == "patterns":
        lines = [cells for times, *cells in lines for _ in range(int(times))]
    return [[code(cell, dataset) for cell in line] for line in lines]


def frame_of(dataset: dict[str, Any]) -> pd.DataFrame:
    """Make the frame that a user would have."""
    rows = rows_of(dataset)
    cells = np.empty((len(rows), len(rows[0])), dtype=object)
    for place, row in enumerate(rows):
        for column, cell in zip(range(cells.shape[1]), row, strict=True):
            cells[place, column] = cell
    return pd.DataFrame(cells, columns=[f"coder {number + 1}" for number in range(cells.shape[1])])


def options_of(dataset: dict[str, Any], printed: dict[str, Any]) -> dict[str, Any]:
    """Give the parameters of the coefficient."""
    options: dict[str, Any] = {}
    labels = [
        code(label, dataset) if isinstance(label, str) else label for label in dataset.get("labels", [])
    ]
    order = dataset.get("categories") or labels
    if order and printed["coefficient"] != "percent_agreement" and dataset["form"] != "sets":
        options["categories"] = order
    if "distance" in printed:
        options["distance"] = printed["distance"]
    if "weights" in printed:
        weights = printed["weights"]
        options["weights"] = weights if isinstance(weights, str) else np.array(weights)
    if "distances" in printed:
        cost = printed["distances"]
        options["distance"] = lambda one, other: float(cost[order.index(one)][order.index(other)])
    return options


def computed(dataset: dict[str, Any], printed: dict[str, Any], **more: Any) -> Estimate:
    """Compute the coefficient of an example."""
    function = getattr(agreement, printed["coefficient"])
    found = function(frame_of(dataset), **options_of(dataset, printed), **{"interval": None, **more})
    assert isinstance(found, Estimate)
    return found


def half_a_unit(text: str) -> float:
    """Give half a unit of the last printed decimal."""
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    return 0.5 * 10.0**exponent


def label_of(dataset: dict[str, Any], printed: dict[str, Any]) -> str:
    """Name an example."""
    how = printed.get("distance") or printed.get("weights") or ("own" if "distances" in printed else "")
    return f"{dataset['id']}: {printed['coefficient']} {how if isinstance(how, str) else 'own'} {printed['value']}"


ALL = [(dataset, printed) for dataset in DATASETS for printed in dataset["printed"]]
WITH_ERROR = [(dataset, printed) for dataset, printed in ALL if "standard_error" in printed]
MEANS = [
    (dataset, printed)
    for dataset, printed in WITH_ERROR
    if printed["coefficient"] in {"percent_agreement", "brennan_prediger"}
    and all(cell is not None for row in rows_of(dataset) for cell in row)
]


def named(examples: list[tuple[dict[str, Any], dict[str, Any]]]) -> pytest.MarkDecorator:
    """Run a test for each example, under its name."""
    return pytest.mark.parametrize(
        ("dataset", "printed"), [pytest.param(*example, id=label_of(*example)) for example in examples]
    )


@named(ALL)
def test_what_is_printed_comes_out(dataset: dict[str, Any], printed: dict[str, Any]) -> None:
    value = float(computed(dataset, printed))
    # The last digit of a double does not decide about a five at the end.
    assert abs(value - float(printed["value"])) <= half_a_unit(printed["value"]) + 1e-12


@named([example for example in WITH_ERROR if len(rows_of(example[0])) >= 85])
def test_with_many_units_the_jackknife_is_near_the_printed_standard_error(
    dataset: dict[str, Any], printed: dict[str, Any]
) -> None:
    # Printed ones are linearised: another estimate of the same thing.
    found = computed(dataset, printed, interval="jackknife").se
    rounding = half_a_unit(printed["standard_error"])
    assert found == pytest.approx(float(printed["standard_error"]), rel=0.025, abs=rounding)


@named(MEANS)
def test_the_jackknife_of_a_mean_is_the_printed_standard_error(
    dataset: dict[str, Any], printed: dict[str, Any]
) -> None:
    # Without missing codes these two are means over units, of which both methods know the error. Those printed for
    # tables divide by n, the others by n - 1.
    number = len(rows_of(dataset))
    scale = math.sqrt(number / (number - 1)) if dataset["form"] == "table" else 1.0
    found = computed(dataset, printed, interval="jackknife").se
    assert (
        abs(found / scale - float(printed["standard_error"]))
        <= half_a_unit(printed["standard_error"]) + 1e-12
    )


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['distance']} {pair['one']} {pair['other']}")
def test_printed_distances_between_sets_come_out(pair: dict[str, Any]) -> None:
    function = {"masi": distances.masi, "jaccard": distances.jaccard}[pair["distance"]]
    assert (
        abs(function(pair["one"], pair["other"]) - float(pair["value"])) <= half_a_unit(pair["value"]) + 1e-12
    )


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset["id"])
def test_units_and_coders_in_another_order_give_the_same(dataset: dict[str, Any]) -> None:
    frame = frame_of(dataset)
    for printed in dataset["printed"]:
        function, options = getattr(agreement, printed["coefficient"]), options_of(dataset, printed)
        turned = frame.iloc[::-1, ::-1]
        assert math.isclose(
            float(function(turned, **options, interval=None)),
            float(computed(dataset, printed)),
            abs_tol=1e-12,
        )


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset["id"])
def test_every_example_says_where_it_is_from(dataset: dict[str, Any]) -> None:
    assert dataset["citation"]
    assert dataset["seen"]
    assert isinstance(dataset["opened"], bool)
    assert dataset["form"] in FORMS
    assert dataset["opened"] or "memory" in dataset["seen"]
    for printed in dataset["printed"]:
        assert printed["coefficient"] in COEFFICIENTS
        # A number that the file does not write as text would lose the zeros at its end.
        assert isinstance(printed["value"], str)
        assert isinstance(printed.get("standard_error", ""), str)


def test_every_coefficient_has_examples_and_no_example_is_there_twice() -> None:
    assert {printed["coefficient"] for dataset in DATASETS for printed in dataset["printed"]} == COEFFICIENTS
    names = [dataset["id"] for dataset in DATASETS]
    assert len(names) == len(set(names))
