"""Fixtures of all tests: a small study, files of events, and the engines that queries and tables run on."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

from ca_events.dates import DATE_COLUMNS
from ca_events.study import EVENT_COLUMNS, Actor, Codebook, Period, Source, Study

# How long an example takes says how busy the machine is, and nothing about what it shows. A fixture that lasts for
# all examples (a study, a folder whose files are written anew) is meant. Where a change is judged, every run draws
# the same examples, with any release of hypothesis; everywhere else a run draws new ones.
settings.register_profile(
    "ca_events",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize="CI" in os.environ,
)
settings.load_profile("ca_events")

Make = Callable[[pd.DataFrame], Any]

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


CONNECTIONS: list[Any] = []


def plain(frame: pd.DataFrame, *, missing_texts: bool) -> dict[str, list[Any]]:
    """Give the columns as lists of plain values; an empty text may be written as a missing one."""
    columns = {}
    for name, column in frame.items():
        values = column.dt.date if column.dtype.kind == "M" else column.astype(object)
        columns[name] = [None if pd.isna(value) else value for value in values]
        if missing_texts and name not in ("id", "date", *DATE_COLUMNS):
            columns[name] = [None if value == "" else value for value in columns[name]]
    return columns


def polars_frame(frame: pd.DataFrame, *, missing_texts: bool = False) -> Any:
    """Make a polars frame with plain types."""
    pl = pytest.importorskip("polars")
    kinds = {"M": pl.Date, "f": pl.Float64, "i": pl.Int64, "b": pl.Boolean}
    columns = plain(frame, missing_texts=missing_texts)
    schema = {name: kinds.get(frame[name].dtype.kind, pl.String) for name in frame}
    return pl.DataFrame(columns, schema=schema)


def polars_lazy(frame: pd.DataFrame) -> Any:
    """Make a lazy frame with moments instead of days."""
    import polars as pl

    made = polars_frame(frame).lazy()
    return made.with_columns(pl.col(pl.Date).cast(pl.Datetime("ms")))


def polars_missing(frame: pd.DataFrame) -> Any:
    """Make a lazy frame with missing texts, NaN for missing numbers, and categories.

    Every column of text that may hold categories does, each with a vocabulary of its own.
    """
    import polars as pl

    # Cast before the frame becomes lazy: polars 1.30 panics where a frame holds categories, not where a plan casts.
    held = polars_frame(frame, missing_texts=True).with_columns(
        pl.col(pl.Float64).fill_null(float("nan")),
        pl.col(pl.String).exclude("id", "date").cast(pl.Categorical),
    )
    return held.lazy()


def duckdb_private(frame: pd.DataFrame) -> Any:
    """Make a relation on a private connection, with moments instead of days."""
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    # Older releases close a connection that nobody holds, under the relations that were made on it.
    CONNECTIONS.append(connection)
    return _duckdb_relation(connection, frame, "timestamp", missing_texts=False)


def duckdb_shared(frame: pd.DataFrame) -> Any:
    """Make a relation on the connection that all share, with days and missing texts."""
    duckdb = pytest.importorskip("duckdb")
    return _duckdb_relation(duckdb.default_connection(), frame, "date", missing_texts=True)


def _duckdb_relation(connection: Any, frame: pd.DataFrame, day: str, *, missing_texts: bool) -> Any:
    """Make a relation from text, each column cast to its type: no other library takes part."""
    kinds = {"M": day, "f": "double", "i": "bigint", "b": "boolean"}
    columns = {
        name: [None if value is None else str(value) for value in values]
        for name, values in plain(frame, missing_texts=missing_texts).items()
    }
    texts = connection.from_df(pd.DataFrame(columns, dtype=object))
    if not len(frame):
        texts = connection.sql("select " + ", ".join(f"'' as {name}" for name in columns) + " where false")
    casts = (f"cast({name} as {kinds.get(frame[name].dtype.kind, 'varchar')}) as {name}" for name in frame)
    return texts.project(", ".join(casts))


QUICK_KINDS: dict[str, Make] = {
    "polars": polars_frame,
    "polars lazy, moments": polars_lazy,
    "polars lazy, missing texts": polars_missing,
    "DuckDB, private, moments": duckdb_private,
    "DuckDB, shared, missing texts": duckdb_shared,
}
ENGINES: dict[str, Make] = {"pandas": lambda frame: frame} | {
    name: make
    for name, make in QUICK_KINDS.items()
    if name not in ("polars", "DuckDB, shared, missing texts")
}


@pytest.fixture(scope="session")
def plain_columns() -> Callable[..., dict[str, list[Any]]]:
    """Give the function that writes the columns of a frame as lists of plain values."""
    return plain


@pytest.fixture(scope="session")
def quick_kinds() -> dict[str, Make]:
    """Give the kinds of frame beside pandas that answer quickly; PySpark is in `tests/engines`."""
    return QUICK_KINDS


@pytest.fixture
def engines() -> dict[str, Make]:
    """Give the engines by name that most tests run on: each turns a pandas frame into its own."""
    return ENGINES


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Make:
    """Give one engine after the other."""
    return ENGINES[request.param]
