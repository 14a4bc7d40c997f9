"""Fixtures of the tests of coding: a study whose codebook has changed, its events, and judgements in few words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import ca_events as ca
from ca_events import coding
from ca_events.study import Actor, Codebook, Source, Study

CODEBOOK = """
[codebook]
id = "rivers"
version = "1.2.0"

[variable.category]
values = "one"
hierarchical = true
[code.category.political]
definition = "Acts of states."
[code.category."political.visit"]
parent = "political"
definition = "A visit."
include = ["working visits"]
exclude = ["transit -> political"]
[code.category.economic]
definition = "Money and works."
[code.category."economic.loan"]
parent = "economic"
definition = "A loan."
since = "1.1.0"
[code.category."economic.barter"]
parent = "economic"
definition = "Goods for goods."
retired = "1.1.0"
replaced_by = ["economic.loan"]

[variable.issues]
values = "many"
[code.issues.energy]
definition = "Energy."
[code.issues.water]
definition = "Water."
[code.issues.transport]
definition = "Roads and rails."

[variable.stage]
values = "one"
[code.stage.announced]
definition = "Said."
[code.stage.signed]
definition = "Signed."

[variable.region]
values = "many"
derived = { from = "actors", field = "region" }
[code.region.central_asia]
definition = "The five."
"""


@pytest.fixture(scope="session")
def rivers() -> Study:
    """Give a study with a codebook in which codes came and went."""
    return Study(
        name="rivers",
        title="Rivers",
        version="0.1",
        start="1991-01-01",
        end="2025-12-31",
        codebook=Codebook.parse(CODEBOOK),
        actors=[
            Actor(id="CHN", name="China", kind="state"),
            Actor(id="KAZ", name="Kazakhstan", kind="state", region="central_asia"),
        ],
        sources=[
            Source(id="src_a", title="A page", kind="agency", url="https://example.org/a"),
            Source(id="src_b", title="B", kind="official"),
        ],
    )


@pytest.fixture(scope="session")
def book(rivers: Study) -> Codebook:
    """Give the codebook of the study."""
    return rivers.codebook


@pytest.fixture(scope="session")
def river_events(rivers: Study) -> ca.Events:
    """Give nine events: coded and not, dated and not, one with a title that a spreadsheet would run."""
    made = [
        ("E1", "2001-03-01", "political.visit", "", ""),
        ("E2", "2001", "economic.loan", "energy; water", "announced"),
        ("E3", "2002-05", "economic", "water", "signed"),
        ("E4", "2002-05-06", "political", "", ""),
        ("E5", "2003", "", "", ""),
        ("E6", "XXXX", "economic.loan", "energy", ""),
        ("E7", "2003-01-01/2005-02-03", "economic.loan", "", "signed"),
        ("E8", "2003-07-08", "political.visit", "transport", "announced"),
        ("E9", "2004", "", "", "signed"),
    ]
    return ca.Events(
        [
            ca.Event(
                id=identifier,
                date=date,
                title=f"=Title {identifier}",
                actors="CHN; KAZ",
                sources="src_a; src_b",
                note=f"Note {identifier}",
                codes={"category": category, "issues": issues, "stage": stage},
            )
            for identifier, date, category, issues, stage in made
        ],
        rivers,
    )


Judged = Callable[..., coding.Judgements]


@pytest.fixture(scope="session")
def judged(book: Codebook) -> Judged:
    """Give a function that makes judgements: ``judged(E1=["economic", None])``, by coders a, b, c, ..."""

    def make(variable: str = "category", **units: list[str | None]) -> coding.Judgements:
        rows = [
            {"unit": unit, "variable": variable, "coder": coder, "value": value}
            for unit, values in units.items()
            for coder, value in zip("abcdef", values, strict=False)
            if value is not None
        ]
        return coding.Judgements.of(rows, book)

    return make
