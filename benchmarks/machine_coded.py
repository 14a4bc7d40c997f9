"""Make-believe machine-coded events as Parquet: many, thin, dated to the day, in the order of time.

The columns are the canonical ones, as `Events.to_parquet` writes them; the file is made a million rows at a time,
straight from arrays, because a made-up row needs no checking. One date in a thousand is known to the month only.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ca_events.dates import DATE_COLUMNS, columns
from ca_events.schema import FIXED_NAMES, NUMBERS
from ca_events.study import Actor, Code, Codebook, Study, Variable
from ca_events.writing import ROW_GROUP

PART = 1_000_000
ROOTS = [f"{number:02d}" for number in range(1, 21)]
CODES = [code for root in ROOTS for code in (root, *(f"{root}.{leaf}" for leaf in range(10)))]
NAMED = ["CHN", "RUS", "USA", "KAZ", "KGZ", "TJK", "TKM", "UZB"]
STATES = [*NAMED, *(f"{a}{b}{c}" for a, b, c in itertools.product("ABCDEFGH", "XYZ", "MNOPQRST"))][:200]
FIRMS = [f"CHN.FIRM{number:02d}" for number in range(12)]
BASES = ["", "loan_face", "package"]
FIRST = np.datetime64("1991-01-01")


def study() -> Study:
    """Make the study that the events belong to."""
    categories = [
        Code(id=code, variable="category", definition=code, parent=code.rpartition(".")[0]) for code in CODES
    ]
    bases = [Code(id=code, variable="amount_basis", definition=code) for code in BASES if code]
    book = Codebook(
        id="machine",
        version="1",
        variables=[
            Variable(id="category", values="one", hierarchical=True, codes=categories),
            Variable(id="amount_basis", values="one", codes=bases),
        ],
    )
    actors = [Actor(id=name, name=f"State {name}", kind="state") for name in STATES]
    actors += [Actor(id=name, name=f"Firm {name}", kind="company", parent="CHN") for name in FIRMS]
    return Study(name="machine", codebook=book, actors=actors)


def write(path: Path, rows: int) -> None:
    """Write a file of so many events, the same for the same number."""
    rng = np.random.default_rng(7)
    path.parent.mkdir(parents=True, exist_ok=True)
    weights = 1 / np.arange(1, len(STATES) + len(FIRMS) + 1)
    names = sorted([*STATES, *FIRMS])
    order = rng.permutation(len(names))
    weights = weights[order] / weights.sum()
    shares = rng.dirichlet(np.full(len(CODES), 0.3))
    writer = None
    for begin in range(0, rows, PART):
        table = _part(rng, begin, min(PART, rows - begin), rows, names=names, weights=weights, shares=shares)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=ROW_GROUP)
    if writer is not None:
        writer.close()


def _part(
    rng: np.random.Generator, begin: int, size: int, rows: int, *, names: list[str], weights: Any, shares: Any
) -> pa.Table:
    """Make some rows; later years have more events, and the file goes with time."""
    days = int((np.datetime64("2026-01-01") - FIRST).astype(int))
    place = np.sort((begin + rng.random(size) * size) / rows)
    day = (np.sqrt(place) * days).astype("int64")
    vague = rng.random(size) < 0.001
    texts = (FIRST + np.arange(days)).astype(str)
    months = np.array([text[:7] for text in texts])
    words, codes = np.unique(np.where(vague, months[day], texts[day]), return_inverse=True)
    bounds = columns(words.tolist())
    one, two = (rng.choice(len(names), size, p=weights) for _ in range(2))
    pair = np.minimum(one, two) * len(names) + np.maximum(one, two)
    pairs, member = np.unique(pair, return_inverse=True)
    cells = [_cell(names[value // len(names)], names[value % len(names)]) for value in pairs.tolist()]
    known = rng.random(size) < 0.05
    numbers = np.arange(begin, begin + size)
    made: dict[str, Any] = {name: _constant("", size) for name in FIXED_NAMES}
    made |= {name: pa.nulls(size, pa.int64() if name == "edition" else pa.float64()) for name in NUMBERS}
    made["id"] = pa.array(np.char.add("G", np.char.zfill(numbers.astype(str), 9)))
    made["date"] = _taken(words.tolist(), codes)
    made["title"] = _taken([f"machine-coded: {cell}" for cell in cells], member)
    made["actors"] = _taken(cells, member)
    made["amount"] = pa.array(rng.integers(1, 4000, size) * 250_000.0, mask=~known)
    made["currency"] = _taken(["", "USD", "CNY"], np.where(known, rng.integers(1, 3, size), 0))
    made["sources"] = _taken(["wire_a", "wire_b"], rng.integers(0, 2, size))
    made["category"] = _taken(CODES, rng.choice(len(CODES), size, p=shares))
    made["amount_basis"] = _taken(BASES, np.where(known, rng.integers(1, 3, size), 0))
    for name in DATE_COLUMNS:
        made[name] = _computed(bounds[name], codes)
    return pa.table(made)


def _cell(one: str, two: str) -> str:
    """Write who took part; a state that deals with itself stands once."""
    return one if one == two else f"{one}; {two}"


def _taken(texts: list[str], places: Any) -> Any:
    """Give a column of text from few different ones."""
    return pa.DictionaryArray.from_arrays(pa.array(places.astype("int32")), pa.array(texts)).cast(pa.string())


def _constant(text: str, size: int) -> Any:
    """Give a column with one text."""
    return _taken([text], np.zeros(size))


def _computed(column: Any, places: Any) -> Any:
    """Give a computed column."""
    if column.dtype.kind == "M":
        return pa.array(column.to_numpy().astype("datetime64[D]")[places], type=pa.date32())
    if column.dtype.kind == "b":
        return pa.array(column.to_numpy()[places])
    return _taken([str(text) for text in column.cat.categories], column.cat.codes.to_numpy()[places])
