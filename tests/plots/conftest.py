"""Small tables for figures: events as a stub with what a timeline asks of a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace

import matplotlib as mpl
import pandas as pd
import pytest

from ca_events import dates
from ca_events.plots.chronology import timeline_table
from ca_events.study import Codebook

BOOK = """
[codebook]
id = "small"
version = "1.0.0"
[variable.category]
label = "Category"
values = "one"
hierarchical = true
[code.category.political]
label = "Political"
definition = "Politics."
[code.category.economic]
label = "Economic"
definition = "Economy."
[code.category."economic.energy"]
label = "Energy"
parent = "economic"
definition = "Energy."
[code.category.security]
label = "Security"
definition = "Security."
"""


class StubEvents:
    """The part of a collection that figures use."""

    def __init__(self, rows: Sequence[tuple[str, str, str]], periods: Sequence[tuple[str, str]] = ()) -> None:
        frame = pd.DataFrame(rows, columns=["date", "title", "category"], dtype=object)
        frame.insert(0, "id", [f"E{number:03d}" for number in range(len(rows))])
        self.frame = pd.concat([frame, dates.columns(frame["date"])], axis=1)
        made = [SimpleNamespace(label=label, date=dates.EventDate.parse(text)) for label, text in periods]
        self.study = SimpleNamespace(codebook=Codebook.parse(BOOK), periods={"set": made})
        self.study.periods = SimpleNamespace(set=lambda name: made)
        self.selection = "all events"

    def sort(self) -> StubEvents:
        return self

    def to_pandas(self) -> pd.DataFrame:
        return self.frame


@pytest.fixture(autouse=True)
def _no_figures_left() -> Iterator[None]:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


@pytest.fixture
def make_events() -> Callable[..., StubEvents]:
    return StubEvents


@pytest.fixture
def make_table() -> Callable[[Sequence[tuple[str, str, str]]], pd.DataFrame]:
    return lambda rows: timeline_table(StubEvents(rows))  # type: ignore[arg-type]


@pytest.fixture
def counted() -> pd.DataFrame:
    """Counts of two codes in three years, with an undated row and a cell that nobody searched."""
    rows = [
        ("2001", "political", 2, 2.0, 2), ("2001", "economic", 1, 1.5, 3),
        ("2002", "political", 0, 0.5, 1), ("2002", "economic", pd.NA, pd.NA, pd.NA),
        ("2003", "political", pd.NA, pd.NA, pd.NA), ("2003", "economic", pd.NA, pd.NA, pd.NA),
        ("undated", "political", 1, 1.0, 1),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["bin", "category", "definite", "expected", "possible"])
    table["bin"] = pd.Categorical(table["bin"], ["2001", "2002", "2003", "undated"], ordered=True)
    table["category"] = pd.Categorical(table["category"], ["political", "economic", "security"], ordered=True)
    table = table.astype({"definite": "Int64", "expected": "Float64", "possible": "Int64"})
    table.attrs = {
        "events": 5,
        "count": "began",
        "by": ("category",),
        "bins": "year",
        "edges": tuple((year, f"{year}-01-01", f"{year}-12-31") for year in ("2001", "2002", "2003")),
        "labels": {"category": {"political": "Political", "economic": "Economic"}},
        "selection": "all events",
    }
    return table
