"""Reading and checking a large CSV file, beside plain `pandas.read_csv` of the same file.

Run ``python benchmarks/reading.py [ROWS [ROUNDS]]``, with and without pyarrow. CPU seconds, best of five, the jobs in
turn in one process; process peaks are measured in processes of their own.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

import pandas as pd
from made_up import study, write_csv
from measure import best, peak

import ca_events as ca
from ca_events.errors import InvalidData


def main(rows: int, rounds: int) -> None:
    """Measure and print."""
    made = study()
    with tempfile.TemporaryDirectory() as folder:
        clean, spoilt, short = (Path(folder) / f"{name}.csv" for name in ("clean", "spoilt", "short"))
        write_csv(clean, rows)
        lines = {spoilt: set(write_csv(spoilt, rows, bad=1000))}
        lines[short] = set(write_csv(short, rows, bad=1000, widths=True))
        found: dict[Path, set[int | None]] = {}

        def read_bad(path: Path) -> None:
            try:
                ca.read_csv(path, made)
            except InvalidData as error:
                found[path] = {problem.line for problem in error.problems}

        seconds = best(
            {
                "plain": lambda: pd.read_csv(clean),
                "dtype=str": lambda: pd.read_csv(clean, dtype=str),
                "ours": lambda: ca.read_csv(clean, made),
                "bad cells": lambda: read_bad(spoilt),
                "bad cells and widths": lambda: read_bad(short),
            },
            rounds,
        )
        arrow = "with pyarrow" if importlib.util.find_spec("pyarrow") else "without pyarrow"
        print(f"{rows:,} events, {clean.stat().st_size / 1e6:.0f} MB, pandas {pd.__version__} {arrow}")
        print("CPU s: " + ", ".join(f"{name} {value:.2f}" for name, value in seconds.items()))
        ours = seconds["ours"]
        print(
            f"ours / plain {ours / seconds['plain']:.2f}; ours / dtype=str {ours / seconds['dtype=str']:.2f}"
        )
        for name, path in (("bad cells", spoilt), ("bad cells and widths", short)):
            print(
                f"{name}: {seconds[name] / ours:.2f} x clean; bad lines {len(lines[path]):,}, "
                f"missed {len(lines[path] - found[path])}, others named {len(found[path] - lines[path])}"
            )
        setup = f"import ca_events as ca; from made_up import study; made = study(); path = {str(clean)!r}\n"
        before = peak(setup + "import pandas, narwhals, ca_events.loading")
        whole = peak(setup + "events = ca.read_csv(path, made)")
        frame = ca.read_csv(clean, made).to_pandas().memory_usage(deep=True).sum() / 2**20
        print(
            f"process peak {whole:.0f} MB, of which {before:.0f} MB before reading; frame {frame:.0f} MB: "
            f"{whole / frame:.2f} x the frame, {(whole - before) / frame:.2f} x without what was there before"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
