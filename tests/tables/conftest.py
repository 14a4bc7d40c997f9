"""A small study, and frames of events with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

from ca_events.dates import columns
from ca_events.study import Actor, Codebook, CoverageRow, Period, Study

CODEBOOK = """
[codebook]
id = "small"
version = "1.0.0"
[variable.category]
values = "one"
hierarchical = true
[code.category.security]
label = "Security"
definition = "."
[code.category."security.drill"]
parent = "security"
definition = "."
[code.category.economic]
label = "Economy"
definition = "."
[code.category."economic.loan"]
parent = "economic"
definition = "."
[code.category."economic.trade"]
parent = "economic"
definition = "."
[variable.topic]
values = "many"
hierarchical = true
[code.topic.water]
definition = "."
[code.topic."water.dam"]
parent = "water"
definition = "."
[code.topic."water.canal"]
parent = "water"
definition = "."
[code.topic.gas]
definition = "."
[variable.stage]
values = "one"
[code.stage."signed.now"]
definition = "."
[code.stage.done]
definition = "."
[variable.role]
values = "one"
[code.role.lender]
label = "Lender"
definition = "."
[code.role.borrower]
definition = "."
[variable.amount_basis]
values = "one"
[code.amount_basis.package]
definition = "."
[code.amount_basis.loan_face]
definition = "."
"""

# The border between the second and the third period is known only to lie in 2002; April 2001 is in none.
PERIODS = [
    Period(set="phase", id="third", label="The third", date="2002/2003-06-30"),
    Period(set="phase", id="first", label="The first", date="2000-02-15/2001-03-31"),
    Period(set="phase", id="second", label="The second", date="2001-05-01/2002"),
    Period(set="reign", id="old", label="Old", date="1990-01-01/2001-12-31"),
    Period(set="reign", id="new", label="New", date="2002-01-01/.."),
    Period(set="blur", id="early", label="Early", date="2000/2001-06-30"),
    Period(set="blur", id="late", label="Late", date="2001/2002-12-31"),
    Period(set="shock", id="crash", label="Crash", date="2001-09-11"),
]
ACTORS = [
    Actor(id="KAZ", name="Kazakhstan", kind="state", region="central_asia"),
    Actor(id="CHN", name="China", kind="state"),
    Actor(id="UZB", name="Uzbekistan", kind="state", region="central_asia"),
    Actor(id="EXIM", name="Export-Import Bank", kind="bank", parent="CHN"),
]

MakeStudy = Callable[..., Study]
MakeFrame = Callable[..., pd.DataFrame]


def make_study(**changes: Any) -> Study:
    """Make the study; some of its parts may be changed."""
    parts: dict[str, Any] = {"start": "2000-01-10", "end": "2003-11-20", "actors": ACTORS, "periods": PERIODS}
    return Study(name="small", codebook=Codebook.parse(CODEBOOK), **(parts | changes))


def make_frame(dates: Sequence[str], **cells: Sequence[Any]) -> pd.DataFrame:
    """Make a canonical frame, as read, of dates and the columns given."""
    table = columns(pd.Series(list(dates), dtype=object))
    words = {name: "" for name in ("category", "topic", "stage", "amount_basis", "actors", "currency")}
    numbers = dict.fromkeys(("amount", "amount_low", "amount_high"), float("nan"))
    for name, empty in {**words, **numbers}.items():
        values = pd.Series(list(cells.get(name, [empty] * len(dates))), dtype=object, index=table.index)
        table[name] = values.astype("category") if name in words else values.astype("float64")
    table.insert(0, "date", pd.Series(list(dates), dtype=object, index=table.index))
    table.insert(
        0, "id", pd.Series([f"E{place:03}" for place in range(len(dates))], dtype=object, index=table.index)
    )
    return table


def searched(code: str, start: str, end: str, *, actor: str = "", level: str = "census") -> CoverageRow:
    """Write a row of coverage."""
    return CoverageRow(code=code, actor=actor, start=start, end=end, level=level)


@pytest.fixture
def study() -> Study:
    """Give the study, which has no coverage."""
    return make_study()


@pytest.fixture
def new_study() -> MakeStudy:
    """Give the maker of studies."""
    return make_study


@pytest.fixture
def frame_of() -> MakeFrame:
    """Give the maker of frames."""
    return make_frame


@pytest.fixture
def covering() -> Callable[..., CoverageRow]:
    """Give the writer of coverage rows."""
    return searched
