"""Matching two lists of events: seconds, peak memory, how many of the true pairs are found, and how many false ones.

Run ``python benchmarks/matching.py [EVENTS]``. The first list is made up: events of 1991 to 2025. In both lists a third
of the events are dated to a month or a year only. Seven tenths of the second list are copies of events of the first: a
copy may be dated some days off or less exactly, lose an actor, be titled in other words, or be put into a neighbouring
category. The rest are other events. The ids say nothing; which event is a copy of which is kept aside.

Two halves of the bundled study have no event in common, so that whatever is matched there is a false pair: related
events, such as the founding of an organisation and the summit at which it was founded.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import numpy as np
import pandas as pd
from measure import clock, peak

import ca_events as ca
from ca_events.coding.matching import match_events

STATES = ["CHN", "KAZ", "KGZ", "TJK", "TKM", "UZB", "RUS"]
FIRMS = [f"FIRM{number:02d}" for number in range(40)]
CATEGORIES = [
    f"{top}.kind{number:02d}"
    for top in ("political", "economic", "security", "social")
    for number in range(11)
]
ACTS = ["agrees to", "signs", "announces", "opens", "finishes", "suspends", "visits", "discusses", "extends"]
THINGS = [
    "a gas pipeline",
    "a loan",
    "a railway",
    "a border post",
    "joint exercises",
    "a summit",
    "a power plant",
]
THINGS += [
    "a refinery",
    "a cultural centre",
    "a road",
    "a uranium deal",
    "a free trade zone",
    "a visa regime",
]
PLACES = [
    "Almaty",
    "Bishkek",
    "Beijing",
    "Tashkent",
    "Dushanbe",
    "Ashgabat",
    "Osh",
    "Urumqi",
    "Khorgos",
    "Aktau",
]
FIRST = dt.date(1991, 1, 1).toordinal()
LAST = dt.date(2025, 12, 31).toordinal()

LEAST = (0.5, 0.55, 0.6, 0.7)
SEEDS = range(6)

Row = dict[str, str]


def event(rng: np.random.Generator) -> dict[str, Any]:
    """Make one event as it happened."""
    actors = {"CHN", str(rng.choice(STATES[1:]))}
    if rng.random() < 0.4:
        actors.add(str(rng.choice(FIRMS)))
    words = [
        str(rng.choice(PLACES)),
        str(rng.choice(ACTS)),
        str(rng.choice(THINGS)),
        "in",
        str(rng.choice(PLACES)),
    ]
    return {
        "day": dt.date.fromordinal(int(rng.integers(FIRST, LAST + 1))),
        "actors": sorted(actors),
        "category": str(rng.choice(CATEGORIES)),
        "words": words,
    }


def coded(happened: dict[str, Any], rng: np.random.Generator, *, careless: bool) -> Row:
    """Write an event down as a coder would; a careless one differs from what happened."""
    day, actors, category, words = (happened[name] for name in ("day", "actors", "category", "words"))
    if careless:
        if rng.random() < 0.25:
            day += dt.timedelta(int(rng.integers(-3, 4)))
        if rng.random() < 0.2 and len(actors) > 2:
            actors = actors[:-1]
        if rng.random() < 0.2:
            category = str(rng.choice([code for code in CATEGORIES if code[:4] == category[:4]]))
        words = [word if rng.random() > 0.2 else str(rng.choice(ACTS + THINGS)) for word in words]
    exactness = rng.random()
    text = day.isoformat() if exactness < 2 / 3 else day.isoformat()[: 7 if exactness < 5 / 6 else 4]
    return {"date": text, "title": " ".join(words), "actors": "; ".join(actors), "category": category}


def collection(rows: list[Row], mark: str, rng: np.random.Generator) -> tuple[ca.Events, list[str]]:
    """Give rows ids that say nothing, and make events of them."""
    ids = [f"{mark}{number:05d}" for number in rng.permutation(len(rows))]
    return ca.Events(pd.DataFrame([{"id": name, **row} for name, row in zip(ids, rows, strict=True)])), ids


def lists(size: int) -> tuple[ca.Events, ca.Events, set[tuple[str, str]]]:
    """Make both lists and the true pairs."""
    rng = np.random.default_rng(7)
    common = size * 7 // 10
    happened = [event(rng) for _ in range(2 * size - common)]
    first, ids = collection([coded(one, rng, careless=False) for one in happened[:size]], "A", rng)
    theirs = happened[:common] + happened[size:]
    second, others = collection([coded(one, rng, careless=True) for one in theirs], "B", rng)
    return first, second, set(zip(ids[:common], others[:common], strict=True))


def precision_and_recall(matching: Any, true: set[tuple[str, str]]) -> tuple[float, float]:
    """Give the share of matched pairs that are right, and of true pairs that are found."""
    pairs = matching.pairs
    right = len(true & set(zip(pairs["a"], pairs["b"], strict=True)))
    return right / len(pairs), right / len(true)


def falsely_matched(least: float) -> list[int]:
    """Match disjoint halves of the bundled study, and count."""
    events = ca.load()
    frame = events.to_pandas()
    counted = []
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(len(frame))
        halves = [
            ca.Events(frame.iloc[np.sort(part)].reset_index(drop=True), events.study)
            for part in np.array_split(order, 2)
        ]
        counted.append(len(match_events(*halves, least=least).pairs))
    return counted


def main(size: int) -> None:
    """Match, and print what came of it."""
    first, second, true = lists(size)
    match_events(first[:20], second[:20])  # imports scipy
    seconds, matching = clock(lambda: match_events(first, second))
    print(f"{size:,} and {size:,} events: {seconds:.2f} s")
    print(f"{len(true):,} true pairs, {len(matching.pairs):,} matched")
    for least in LEAST:
        chosen = matching if least == LEAST[0] else match_events(first, second, least=least)
        precision, recall = precision_and_recall(chosen, true)
        halves = ", ".join(map(str, falsely_matched(least)))
        print(
            f"least {least}: precision {precision:.3f}, recall {recall:.3f}; of disjoint halves {halves} pairs"
        )
    agreed, _ = clock(lambda: matching.agreement(["date", "actors", "category"]))
    print(f"agreement on date, actors, category: {agreed:.2f} s")
    made = f"import matching; first, second, true = matching.lists({size})"
    without = peak(made)
    print(
        f"peak: {peak(made + '; matching.match_events(first, second)'):.0f} MB, {without:.0f} of it for the lists"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
