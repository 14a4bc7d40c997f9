"""Fixtures of all tests: a small study, files of events, and the engines that queries and tables run on."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ca_events.study import EVENT_COLUMNS, Actor, Codebook, Period, Source, Study

CODEBOOK = """
[codebook]
id = "small"
version = "1.0.0"

[variable.category]
values = "one"
hierarchical = true
[code.category.political]
definition = "Acts of states."
[code.category."political.visit"]
parent = "political"
definition = "A visit."
[code.category.economic]
definition = "Money and works."
[code.category."economic.loan"]
parent = "economic"
definition = "A loan."
[code.category."economic.barter"]
parent = "economic"
definition = "Goods for goods."
retired = "0.9.0"
replaced_by = ["economic.loan"]

[variable.mechanism]
values = "many"
[code.mechanism.sco]
definition = "SCO."
[code.mechanism.bri]
definition = "Belt and Road."

[variable.stage]
values = "one"
[code.stage.announced]
definition = "Said."
[code.stage.signed]
definition = "Signed."

[variable.amount_basis]
values = "one"
[code.amount_basis.loan_face]
definition = "The sum lent."

[variable.region]
values = "many"
derived = { from = "actors", field = "region" }
[code.region.central_asia]
definition = "The five."

[variable.role]
values = "one"
[code.role.lender]
definition = "Lends."
[code.role.borrower]
definition = "Borrows."

[variable.relation]
values = "one"
[code.relation.signs]
definition = "Signs what was announced."

[variable.quantity_unit]
values = "one"
[code.quantity_unit.km]
definition = "Kilometres."
"""


@pytest.fixture(scope="session")
def study() -> Study:
    """Give a small study with a codebook, actors, sources and a set of periods."""
    return Study(
        name="small",
        title="A small study",
        version="0.1",
        start="1991-01-01",
        end="2025-12-31",
        codebook=Codebook.parse(CODEBOOK),
        actors=[
            Actor(id="CHN", name="China", aliases="PRC; 中国", kind="state"),
            Actor(id="EXIM", name="Export-Import Bank of China", kind="bank", parent="CHN"),
            Actor(id="CN-XJ", name="Xinjiang", kind="province", parent="CHN"),
            Actor(id="KAZ", name="Kazakhstan", kind="state", region="central_asia"),
            Actor(id="KMG", name="KazMunayGas", kind="company", parent="KAZ", country="KAZ"),
            Actor(id="KGZ", name="Kyrgyzstan", kind="state", region="central_asia"),
            Actor(id="C2", name="The two", kind="group", members="KAZ; KGZ"),
            Actor(
                id="SCO",
                name="Shanghai Cooperation Organisation",
                kind="organisation",
                members="CHN; KAZ; KGZ",
            ),
        ],
        sources=[
            Source(id="src_a", title="A page", kind="agency"),
            Source(id="src_b", title="B", kind="official"),
        ],
        periods=[
            Period(set="era", id="early", label="Early", date="1991-01-01/2004-12-31"),
            Period(set="era", id="late", label="Late", date="2005-01-01/.."),
        ],
    )


VARIABLES = ("category", "mechanism", "stage", "amount_basis")


@pytest.fixture
def write_events(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes rows (dicts of the cells that are not empty) as an events file."""

    def write(*rows: dict[str, str], name: str = "events.csv", columns: tuple[str, ...] = ()) -> Path:
        header = columns or (*EVENT_COLUMNS, *VARIABLES)
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(header)
            writer.writerows([row.get(column, "") for column in header] for row in rows)
        return path

    return write


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


# Older releases of DuckDB close a connection that nobody holds, under the relations that were made on it.
CONNECTIONS: list[Any] = []


def to_duckdb(frame: pd.DataFrame) -> Any:
    """Make a relation on a private connection of DuckDB, which knows no categories."""
    duckdb = pytest.importorskip("duckdb")
    plain = frame.copy()
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            plain[name] = column.astype("str")
        elif column.dtype.kind == "M":
            plain[name] = column.astype("datetime64[us]")
    connection = duckdb.connect()
    CONNECTIONS.append(connection)
    return connection.from_df(plain)


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
