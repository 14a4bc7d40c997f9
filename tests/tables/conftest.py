"""A small study, frames of events with it, and the engines that hold them, DuckDB among them."""

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
    table.insert(
        0, "id", pd.Series([f"E{place:03}" for place in range(len(dates))], dtype=object, index=table.index)
    )
    return table


def searched(code: str, start: str, end: str, *, actor: str = "", level: str = "census") -> CoverageRow:
    """Write a row of coverage."""
    return CoverageRow(code=code, actor=actor, start=start, end=end, level=level)


def to_polars(frame: pd.DataFrame) -> Any:
    """Make a lazy polars frame; column by column, because the short way needs pyarrow."""
    polars = pytest.importorskip("polars")
    columns = {}
    for name, column in frame.items():
        if column.dtype.kind == "M":
            days = [None if pd.isna(day) else day.to_pydatetime() for day in column]
            columns[name] = polars.Series(days, dtype=polars.Datetime("ms"))
        elif column.dtype.kind in "fbi":
            columns[name] = polars.Series(column.to_numpy(), nan_to_null=True)
        else:
            columns[name] = polars.Series(column.tolist(), dtype=polars.String)
    return polars.LazyFrame(columns)


def to_polars_dates(frame: pd.DataFrame) -> Any:
    """Make a lazy polars frame whose days are dates without a time, and whose missing numbers are not null but NaN."""
    polars = pytest.importorskip("polars")
    lazy = to_polars(frame)
    schema = lazy.collect_schema()
    days = [name for name, dtype in schema.items() if dtype == polars.Datetime]
    return lazy.with_columns(
        polars.col(days).cast(polars.Date), polars.col(polars.Float64).fill_null(float("nan"))
    )


def to_duckdb(frame: pd.DataFrame) -> Any:
    """Make a relation on a private connection of DuckDB, which knows no categories."""
    duckdb = pytest.importorskip("duckdb")
    plain = frame.copy()
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            plain[name] = column.astype("str")
        elif column.dtype.kind == "M":
            plain[name] = column.astype("datetime64[us]")
    return duckdb.connect().from_df(plain)


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "polars lazy": to_polars,
    "polars lazy, dates": to_polars_dates,
    "duckdb": to_duckdb,
}


@pytest.fixture
def engines() -> dict[str, Callable[[pd.DataFrame], Any]]:
    """Give all engines by name: each turns a pandas frame into its own."""
    return ENGINES


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Callable[[pd.DataFrame], Any]:
    """Give one engine after the other; a new one is one line above."""
    return ENGINES[request.param]


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
