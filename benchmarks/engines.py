"""The same questions on four engines, ours beside code written by hand for each, on a million to fifty million rows.

Run ``python benchmarks/engines.py FOLDER [ROWS ...]``; files that are not in the folder are made. Every engine runs in
a process of its own, ours and the hand-written code in turn, best of three, seconds on the clock, because engines use
all cores; what both give is compared. A second process runs ours alone, for its peak memory.

Five questions are asked (four for the number of events, the fifth for the rows themselves), then three tables. The
hand-written tables answer a poorer question: no dates that are known in part, no bounds, no pairs of actors.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import machine_coded
from measure import clock, peak_now

import ca_events as ca

ROUNDS = 3
ENGINES = ("pandas", "polars", "duckdb", "pyspark")
MOST = {"pandas": 10_000_000, "pyspark": 50_000_000}
FIRST, LAST = dt.date(2013, 9, 7), dt.date(2014, 8, 31)
SHOWN = ["id", "date", "actors", "category"]
QUESTIONS = ("between", "between, definite", "where", "involving", "three at once, rows")
TABLES = ("counts", "totals", "cooccurrence")
Job = Callable[[], Any]


def ours(events: ca.Events, fetch: Callable[[Any], list[Any]]) -> dict[str, Job]:
    """Give the questions and tables in our words; `fetch` brings home the columns `SHOWN` of a native frame."""
    three = events.between(FIRST, LAST).where(category="04").involving("KAZ")
    return {
        "between": lambda: len(events.between(FIRST, LAST)),
        "between, definite": lambda: len(events.between(FIRST, LAST, how="definite")),
        "where": lambda: len(events.where(category="04")),
        "involving": lambda: len(events.involving("KAZ")),
        "three at once, rows": lambda: fetch(three.to_frame()),
        "counts": lambda: events.counts(),
        "totals": lambda: events.totals(),
        "cooccurrence": lambda: events.cooccurrence(),
    }


def pandas_jobs(path: Path) -> tuple[Any, Callable[[Any], list[Any]], dict[str, Job]]:
    """Give the frame, how rows are fetched, and the hand-written code of pandas."""
    import pandas as pd

    frame = ca.Events(pd.read_parquet(path), machine_coded.study()).to_pandas()
    first, last = pd.Timestamp(FIRST), pd.Timestamp(LAST)

    def window() -> Any:
        early, late = frame["earliest"], frame["latest"]
        return (early.isna() | (early <= last)) & (late.isna() | (late >= first))

    def certain() -> Any:
        begun = (frame["latest_start"] <= last) | (frame["start_state"] == "open")
        return begun & ((frame["earliest_end"] >= first) | (frame["end_state"] == "open"))

    def actor() -> Any:
        cells = frame["actors"].cat.categories
        return frame["actors"].isin([cell for cell in cells if "KAZ" in cell.split("; ")])

    def category() -> Any:
        return frame["category"].isin([code for code in machine_coded.CODES if code.startswith("04")])

    def year() -> Any:
        return frame["earliest"].dt.year

    return (
        ca.Events.of_checked(frame, machine_coded.study()),
        lambda native: native[SHOWN].to_numpy().tolist(),
        {
            "between": lambda: int(window().sum()),
            "between, definite": lambda: int(certain().sum()),
            "where": lambda: int(category().sum()),
            "involving": lambda: int(actor().sum()),
            "three at once, rows": lambda: (
                frame.loc[window() & category() & actor(), SHOWN].to_numpy().tolist()
            ),
            "counts": lambda: frame.groupby([year(), "category"], observed=True).size(),
            "totals": lambda: frame.groupby([year(), "category", "currency", "amount_basis"], observed=True)[
                "amount"
            ].sum(),
            "cooccurrence": lambda: frame.groupby("actors", observed=True).size(),
        },
    )


def polars_jobs(path: Path) -> tuple[Any, Callable[[Any], list[Any]], dict[str, Job]]:
    """Give the frame, how rows are fetched, and the hand-written code of polars."""
    import polars as pl

    frame, c = pl.scan_parquet(path), pl.col
    window = (c("earliest").is_null() | (c("earliest") <= LAST)) & (
        c("latest").is_null() | (c("latest") >= FIRST)
    )
    certain = ((c("latest_start") <= LAST) | (c("start_state") == "open")) & (
        (c("earliest_end") >= FIRST) | (c("end_state") == "open")
    )
    category = c("category").is_in([code for code in machine_coded.CODES if code.startswith("04")])
    fenced = pl.concat_str([pl.lit("; "), c("actors"), pl.lit(";")])
    actor = fenced.str.contains("; KAZ;", literal=True) | fenced.str.contains("; KAZ:", literal=True)
    year, root = c("earliest").dt.year().alias("year"), c("category").str.slice(0, 2).alias("root")

    def counted(*tests: Any) -> Job:
        return lambda: frame.filter(*tests).select(pl.len()).collect(engine="streaming").item()

    return (
        ca.Events(frame, machine_coded.study()),
        lambda native: native.select(SHOWN).collect(engine="streaming").rows(),
        {
            "between": counted(window),
            "between, definite": counted(certain),
            "where": counted(category),
            "involving": counted(actor),
            "three at once, rows": lambda: (
                frame.filter(window, category, actor).select(SHOWN).collect(engine="streaming").rows()
            ),
            "counts": lambda: frame.group_by(year, root).len().collect(engine="streaming"),
            "totals": lambda: (
                frame.group_by(year, root, "currency", "amount_basis")
                .agg(c("amount").sum())
                .collect(engine="streaming")
            ),
            "cooccurrence": lambda: frame.group_by("actors").len().collect(engine="streaming"),
        },
    )


def sql_tests() -> dict[str, str]:
    """Write the questions in SQL, as DuckDB and PySpark take it."""
    codes = ", ".join(f"'{code}'" for code in machine_coded.CODES if code.startswith("04"))
    return {
        "between": f"(earliest is null or earliest <= date '{LAST}') and (latest is null or latest >= date '{FIRST}')",
        "between, definite": f"(latest_start <= date '{LAST}' or start_state = 'open') "
        f"and (earliest_end >= date '{FIRST}' or end_state = 'open')",
        "where": f"category in ({codes})",
        "involving": "(contains(concat('; ', actors, ';'), '; KAZ;') or contains(concat('; ', actors, ';'), '; KAZ:'))",
    }


def sql_jobs(table: str, run: Callable[[str], list[Any]]) -> dict[str, Job]:
    """Give the hand-written code in SQL."""
    tests = sql_tests()
    three = " and ".join(tests[name] for name in ("between", "where", "involving"))
    year, root = "year(earliest)", "substr(category, 1, 2)"
    statements = {name: f"select count(*) from {table} where {test}" for name, test in tests.items()}
    jobs: dict[str, Job] = {name: lambda text=text: run(text)[0][0] for name, text in statements.items()}
    jobs["three at once, rows"] = lambda: run(f"select {', '.join(SHOWN)} from {table} where {three}")
    jobs["counts"] = lambda: run(f"select {year}, {root}, count(*) from {table} group by {year}, {root}")
    keys = f"{year}, {root}, currency, amount_basis"
    jobs["totals"] = lambda: run(f"select {keys}, sum(amount) from {table} group by {keys}")
    jobs["cooccurrence"] = lambda: run(f"select actors, count(*) from {table} group by actors")
    return jobs


def duckdb_jobs(path: Path) -> tuple[Any, Callable[[Any], list[Any]], dict[str, Job]]:
    """Give the relation, how rows are fetched, and the hand-written code of DuckDB."""
    import duckdb

    connection = duckdb.connect()
    events = ca.Events(connection.read_parquet(str(path)), machine_coded.study())
    jobs = sql_jobs(f"read_parquet('{path}')", lambda text: connection.execute(text).fetchall())
    return events, lambda native: native.select(*SHOWN).fetchall(), jobs


def pyspark_jobs(path: Path) -> tuple[Any, Callable[[Any], list[Any]], dict[str, Job]]:
    """Give the data frame, how rows are fetched, and the hand-written code of PySpark."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g")
    for name in ("spark.driver.bindAddress", "spark.driver.host"):
        builder = builder.config(name, "127.0.0.1")
    builder = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    frame = session.read.parquet(str(path))
    frame.createOrReplaceTempView("events")

    def run(text: str) -> list[Any]:
        return session.sql(text).toArrow().to_pandas().to_numpy().tolist()

    def fetch(native: Any) -> list[Any]:
        return native.select(*SHOWN).toArrow().to_pandas().to_numpy().tolist()

    return ca.Events(frame, machine_coded.study()), fetch, sql_jobs("events", run)


JOBS = {"pandas": pandas_jobs, "polars": polars_jobs, "duckdb": duckdb_jobs, "pyspark": pyspark_jobs}


def compared(engine: str, path: Path) -> dict[str, Any]:
    """Measure one engine beside hand-written code."""
    begin = time.perf_counter()
    events, fetch, by_hand = JOBS[engine](path)
    found: dict[str, Any] = {"load": time.perf_counter() - begin}
    mine = ours(events, fetch)
    found["first counts"] = clock(mine["counts"])[0]
    for name in (*QUESTIONS, *TABLES):
        times: dict[str, float] = {"ours": math.inf, "hand": math.inf}
        for _ in range(ROUNDS):
            for who, job in (("ours", mine[name]), ("hand", by_hand[name])):
                seconds, result = clock(job)
                times[who] = min(times[who], seconds)
                if name in QUESTIONS:
                    answer = sorted(map(tuple, result)) if isinstance(result, list) else result
                    if found.setdefault(f"answer {name}", answer) != answer:
                        raise SystemExit(f"{engine}, {name}: ours and the hand-written code differ")
        found[name] = times
    found["rows"] = {name: _size(found.pop(f"answer {name}")) for name in QUESTIONS}
    return found


def _size(answer: Any) -> int:
    """Count what a question found."""
    return len(answer) if isinstance(answer, list) else int(answer)


def alone(engine: str, path: Path) -> dict[str, Any]:
    """Ask every question once, ours alone, for the memory it takes."""
    events, fetch, _ = JOBS[engine](path)
    for job in ours(events, fetch).values():
        job()
    return {"peak": peak_now()}


def in_process(what: str, engine: str, path: Path) -> dict[str, Any]:
    """Run a part of the measurement in a process of its own."""
    command = [sys.executable, __file__, what, engine, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{what} {engine} {path}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def main(folder: Path, sizes: list[int]) -> None:
    """Measure and print one table for each number of rows."""
    for rows in sizes:
        path = folder / f"{rows}.parquet"
        if not path.exists():
            machine_coded.write(path, rows)
        print(f"\n{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB: ours, by hand in s (ratio)")
        engines = [engine for engine in ENGINES if rows <= MOST.get(engine, rows)]
        found = {engine: in_process("compared", engine, path) for engine in engines}
        print(f"| | {' | '.join(engines)} |\n|{'---|' * (len(engines) + 1)}")
        for name in (*QUESTIONS, *TABLES):
            print(f"| {name} | {' | '.join(_cell(found[engine][name]) for engine in engines)} |")
        means = [_mean([found[engine][name] for name in QUESTIONS]) for engine in engines]
        print(f"| **geometric mean of the questions** | {' | '.join(f'**{mean:.2f}**' for mean in means)} |")
        firsts = " | ".join(f"{found[engine]['first counts']:.2f}" for engine in engines)
        print(f"| first counts of a collection, s | {firsts} |")
        peaks = [in_process("alone", engine, path)["peak"] for engine in engines]
        print(f"| peak memory, ours alone, MB | {' | '.join(f'{peak:,.0f}' for peak in peaks)} |")
        loads = " | ".join(f"{found[engine]['load']:.1f}" for engine in engines)
        print(f"| until the collection is there, s | {loads} |")
        print(f"events found: {found[engines[0]]['rows']}", flush=True)


def _cell(times: dict[str, float]) -> str:
    """Write two times and their ratio."""
    mine, hand = times["ours"], times["hand"]
    return f"{mine:.3f}, {hand:.3f} ({mine / hand:.2f})"


def _mean(times: list[dict[str, float]]) -> float:
    """Give the geometric mean of the ratios."""
    return math.exp(sum(math.log(one["ours"] / one["hand"]) for one in times) / len(times))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    if sys.argv[1] in ("compared", "alone"):
        measure = compared if sys.argv[1] == "compared" else alone
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
    else:
        main(Path(sys.argv[1]), [int(rows) for rows in sys.argv[2:]] or [1_000_000, 10_000_000, 50_000_000])
