"""Queries and counts on many rows, beside the same question written by hand for each engine.

Run ``python benchmarks/queries.py [ROWS]``. CPU seconds, best of five, ours and the hand-written code in turn in one
process; both return the same rows and columns. A hand-written filter is what a careful user would write who knows the
bounds: it reads the computed columns, keeps open ends, and picks list cells by their distinct values.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
from made_up import columns, study
from measure import best

import ca_events as ca

ROUNDS = 5
FIRST, LAST = pd.Timestamp("2005-03-01"), pd.Timestamp("2009-12-31")
CATEGORIES = ["economic", *(f"economic.kind{number:02d}" for number in range(11))]
CHINESE = ["CHN", *(f"FIRM{number:02d}" for number in range(40))]


def made(rows: int) -> ca.Events:
    """Make the events as a canonical pandas frame: a million, several times over with ids of their own."""
    part = ca.Events(pd.DataFrame(columns(min(rows, 1_000_000))), study()).to_pandas()
    copies = max(1, rows // len(part))
    frame = pd.concat([part] * copies, ignore_index=True)
    frame["id"] = frame["id"] + "-" + pd.Series(range(len(frame))).floordiv(len(part)).astype("str")
    return ca.Events.of_checked(frame, study())


def pandas_pairs(events: ca.Events) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Give question -> ours, by hand."""
    frame = events.to_pandas()
    actors = frame["actors"].cat.categories

    def possible() -> Any:
        early, late = frame["earliest"], frame["latest"]
        return frame[(early.isna() | (early <= LAST)) & (late.isna() | (late >= FIRST))]

    def definite() -> Any:
        point = (frame["earliest"] >= FIRST) & (frame["latest"] <= LAST)
        goes_on = (frame["end_state"] == "open") & frame["earliest_end"].isna()
        span = (frame["latest_start"] <= LAST) & ((frame["earliest_end"] >= FIRST) | goes_on)
        is_span = frame["date_kind"] == "span"
        return frame[(is_span & span) | (~is_span & point)]

    def involving() -> Any:
        cells = [cell for cell in actors if any(item.split(":")[0] == "KAZ" for item in cell.split("; "))]
        return frame[frame["actors"].isin(cells)]

    def reach() -> Any:
        wanted = set(CHINESE)
        cells = [cell for cell in actors if any(item.split(":")[0] in wanted for item in cell.split("; "))]
        return frame[frame["actors"].isin(cells)]

    def both() -> Any:
        early, late = frame["earliest"], frame["latest"]
        cells = [cell for cell in actors if any(item.split(":")[0] == "KAZ" for item in cell.split("; "))]
        return frame[
            (early.isna() | (early <= LAST))
            & (late.isna() | (late >= FIRST))
            & frame["category"].isin(CATEGORIES)
            & frame["actors"].isin(cells)
        ]

    def bare() -> Any:
        return frame["category"].groupby([frame["earliest"].dt.year, frame["category"]], observed=True).size()

    return {
        "between, possible": (lambda: events.between("2005-03", "2009").to_frame(), possible),
        "between, definite": (lambda: events.between("2005-03", "2009", how="definite").to_frame(), definite),
        "where category": (
            lambda: events.where(category="economic").to_frame(),
            lambda: frame[frame["category"].isin(CATEGORIES)],
        ),
        "involving KAZ": (lambda: events.involving("KAZ").to_frame(), involving),
        "involving CHN (all below)": (lambda: events.involving("CHN").to_frame(), reach),
        "three questions": (
            lambda: events.between("2005-03", "2009").where(category="economic").involving("KAZ").to_frame(),
            both,
        ),
        "counts": (lambda: events.counts(), bare),
    }


def polars_pairs(events: ca.Events) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Give question -> ours, by hand."""
    pandas = events.to_pandas()
    plain = {
        name: pandas[name].astype(object) if pandas[name].dtype == "category" else pandas[name]
        for name in pandas
    }
    frame = pl.from_pandas(pd.DataFrame(plain)).lazy()
    ours = ca.Events(frame, events.study)
    first, last = FIRST.to_pydatetime(), LAST.to_pydatetime()
    early, late = pl.col("earliest"), pl.col("latest")
    window = (early.is_null() | (early <= last)) & (late.is_null() | (late >= first))
    inside = (early >= first) & (late <= last)
    goes_on = (pl.col("end_state") == "open") & pl.col("earliest_end").is_null()
    span = (pl.col("latest_start") <= last) & ((pl.col("earliest_end") >= first) | goes_on)
    certain = pl.when(pl.col("date_kind") == "span").then(span).otherwise(inside)
    fenced = pl.concat_str([pl.lit("; "), pl.col("actors"), pl.lit(";")])
    takes_part = fenced.str.contains("; KAZ;", literal=True) | fenced.str.contains("; KAZ:", literal=True)
    chinese = pl.col("actors").str.contains(rf"(?:^|; )(?:{'|'.join(CHINESE)})(?::[^;]*)?(?:;|$)")
    economic = pl.col("category").is_in(CATEGORIES)
    bare = frame.group_by(early.dt.year().alias("year"), "category").len()
    return {
        "between, possible": (
            lambda: ours.between("2005-03", "2009").to_frame().collect(),
            lambda: frame.filter(window).collect(),
        ),
        "between, definite": (
            lambda: ours.between("2005-03", "2009", how="definite").to_frame().collect(),
            lambda: frame.filter(certain).collect(),
        ),
        "where category": (
            lambda: ours.where(category="economic").to_frame().collect(),
            lambda: frame.filter(economic).collect(),
        ),
        "involving KAZ": (
            lambda: ours.involving("KAZ").to_frame().collect(),
            lambda: frame.filter(takes_part).collect(),
        ),
        "involving CHN (all below)": (
            lambda: ours.involving("CHN").to_frame().collect(),
            lambda: frame.filter(chinese).collect(),
        ),
        "three questions": (
            lambda: (
                ours.between("2005-03", "2009")
                .where(category="economic")
                .involving("KAZ")
                .to_frame()
                .collect()
            ),
            lambda: frame.filter(window, economic, takes_part).collect(),
        ),
        "counts": (lambda: ours.counts(), lambda: bare.collect()),
    }


def main(rows: int) -> None:
    """Measure and print a table for each engine."""
    events = made(rows)
    for engine, pairs in (("pandas", pandas_pairs(events)), ("polars lazy", polars_pairs(events))):
        print(
            f"\n{engine}, {len(events):,} rows\n| question | ours, s | by hand, s | ratio |\n|---|---|---|---|"
        )
        ratios = []
        for name, (ours, hand) in pairs.items():
            if name != "counts" and list(ours()["id"]) != list(hand()["id"]):
                raise SystemExit(f"{engine}, {name}: the rows differ")
            times = best({"ours": ours, "hand": hand}, ROUNDS)
            mine, theirs = times["ours"], times["hand"]
            print(f"| {name} | {mine:.2f} | {theirs:.2f} | {mine / theirs:.2f} |")
            if name != "counts":
                ratios.append(mine / theirs)
        print(
            f"| geometric mean of the queries | | | {math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f} |"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
