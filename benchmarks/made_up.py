"""Make-believe events for the benchmarks: the same rows for the same number, whatever the machine."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from ca_events.study import EVENT_COLUMNS, Actor, Code, Codebook, Source, Study, Variable

CODES = {
    "category": [
        root
        for top in ("political", "economic", "security", "social")
        for root in (top, *(f"{top}.kind{number:02d}" for number in range(11)))
    ],
    "format": ["bilateral", "multilateral", "unilateral"],
    "mechanism": ["sco", "bri", "c5", "cica", "un"],
    "stage": ["announced", "signed", "built", "operating"],
    "amount_basis": ["package", "loan_face", "contract_value"],
    "confidence": ["high", "medium", "low"],
}
VOCABULARIES = {
    "role": ["lender", "borrower", "host", "visitor"],
    "relation": ["signs", "part_of"],
    "quantity_unit": ["km", "troops"],
}
STATES = ["CHN", "KAZ", "KGZ", "TJK", "TKM", "UZB", "RUS"]
IMPRECISE = [
    "2005",
    "2005-06",
    "2013~",
    "[2005..2012]",
    "2005/2012",
    "2013/..",
    "2014/",
    "199X",
    "[..1999]",
    "2010-23",
]


def study() -> Study:
    """Make the study that the events belong to."""

    def variable(name: str, codes: list[str]) -> Variable:
        return Variable(
            id=name,
            values="many" if name == "mechanism" else "one",
            hierarchical=name == "category",
            codes=[
                Code(id=code, variable=name, definition=code, parent=code.rpartition(".")[0])
                for code in codes
            ],
        )

    book = Codebook(
        id="made-up",
        version="1",
        variables=[variable(name, codes) for name, codes in {**CODES, **VOCABULARIES}.items()],
    )
    firms = [f"FIRM{number:02d}" for number in range(40)]
    actors = [Actor(id=name, name=f"State {name}", kind="state") for name in STATES]
    actors += [Actor(id=name, name=f"Firm {name}", kind="company", parent="CHN") for name in firms]
    sources = [Source(id=f"src_{number:04d}", title=f"Page {number}", kind="agency") for number in range(500)]
    return Study(name="made-up", codebook=book, actors=actors, sources=sources)


def columns(rows: int, *, imprecise: float = 0.01) -> dict[str, list[str]]:
    """Make the text of all columns."""
    rng = np.random.default_rng(7)

    def pick(words: list[str], size: int = rows) -> list[str]:
        return np.array(words, dtype=object)[rng.integers(0, len(words), size)].tolist()

    days = (np.datetime64("1991-01-01") + rng.integers(0, 12_800, rows)).astype(str).astype(object)
    vague = rng.random(rows) < imprecise
    days[vague] = pick(IMPRECISE, int(vague.sum()))
    pairs = [
        f"{one}:{role}; {other}"
        for one in ("CHN", "FIRM01", "FIRM07", "FIRM33")
        for other in STATES[1:]
        for role in ("lender", "visitor")
    ]
    pairs += [f"{one}:host; {other}:visitor" for one in STATES[1:] for other in STATES[1:] if one != other]
    pairs = ["; ".join(sorted(pair.split("; "))) for pair in pairs]
    has_amount = rng.random(rows) < 0.2
    two_lines = np.arange(rows) % 10 == 0
    ids = [f"E{number:08d}" for number in range(rows)]
    link = rng.random(rows) < 0.05
    targets = rng.integers(0, rows, rows)
    quantity = pick(["", "", "100", "2500"])
    text = {
        "id": ids,
        "date": days.tolist(),
        "title": [f"Event number {number}, in which a state signs a paper" for number in range(rows)],
        "actors": pick(pairs),
        "place": pick(["Almaty", "Bishkek", "Beijing", "Tashkent", "Dushanbe", ""]),
        "lat": pick(["43.25", "42.87", "39.9"]),
        "lon": pick(["76.95", "74.6", "116.4"]),
        "amount": np.where(has_amount, pick([str(n * 250_000) for n in range(1, 4000)]), "").tolist(),
        "amount_low": [""] * rows,
        "amount_high": [""] * rows,
        "currency": np.where(has_amount, pick(["USD", "CNY", "KZT"]), "").tolist(),
        "quantity": quantity,
        "quantity_unit": ["km" if number else "" for number in quantity],
        "chain": pick([""] * 9 + [f"chain-{n}" for n in range(300)]),
        "series": pick(["", "", "", "peace_mission"]),
        "edition": pick(["", "3"]),
        "related": [f"signs: {ids[targets[n]]}" if link[n] else "" for n in range(rows)],
        "sources": pick([f"src_{n:04d}" for n in range(500)]),
        "coder": ["coder_a"] * rows,
        "coded_on": pick(["2026-11-21", "2026-11-22"]),
        "codebook_version": ["1"] * rows,
        "note": np.where(two_lines, "a remark\non two lines, with a comma", "").tolist(),
    }
    codes = {name: pick([*words, ""]) for name, words in CODES.items()}
    codes["amount_basis"] = np.where(has_amount, pick(CODES["amount_basis"]), "").tolist()
    codes["mechanism"] = pick([*CODES["mechanism"], "bri; sco", "c5; un", ""])
    return {name: text[name] for name in EVENT_COLUMNS} | codes


def write_csv(path: Path, rows: int, *, bad: int = 0, widths: bool = False) -> list[int]:
    """Write the events as a CSV file and give the lines that are spoilt, with `widths` some by a missing cell."""
    table = columns(rows)
    names = list(table)
    step = rows // bad if bad else rows + 1
    lines = []
    line = 2
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        for number, cells in enumerate(zip(*table.values(), strict=True)):
            row = list(cells)
            if bad and number % step == step // 2:
                lines.append(line)
                row = _spoilt(row, names, number // step, widths=widths)
            writer.writerow(row)
            line += 1 + sum(cell.count("\n") for cell in row)
    return lines


def _spoilt(row: list[str], names: list[str], number: int, *, widths: bool) -> list[str]:
    """Spoil a row in one of seven ways."""
    ways = [
        ("date", "2013-02-30"),
        ("category", "economic.lone"),
        ("actors", "KAZ:host:x"),
        ("actors", "ATLANTIS"),
        ("place", "two\nlines"),
        ("sources", "src_9999"),
        None if widths else ("lat", "north"),
    ]
    spoil = ways[number % 7]
    if spoil is None:
        return row[:-1]
    return [spoil[1] if name == spoil[0] else cell for name, cell in zip(names, row, strict=True)]
