"""Reading and checking a large CSV file, beside plain `pandas.read_csv` of the same file.

Run ``python benchmarks/reading.py [ROWS]``. CPU seconds, best of five, the two in turn in one process; process peaks
are measured in processes of their own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def cpu(function: object) -> float:
    """Time one call."""
    import gc

    gc.collect()
    begin = time.process_time()
    function()  # type: ignore[operator]
    return time.process_time() - begin


def peak(code: str, path: Path) -> float:
    """Run code in a process of its own and give its peak memory in MB."""
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); path = {str(path)!r}\n{code}\n"
    )
    program += (
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1]) / 1024


def main(rows: int, rounds: int) -> None:
    """Measure and print."""
    import pandas as pd
    from made_up import study, write_csv

    import ca_events as ca
    from ca_events.errors import InvalidData

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

        jobs = {
            "plain": lambda: pd.read_csv(clean),
            "str": lambda: pd.read_csv(clean, dtype=str),
            "ours": lambda: ca.read_csv(clean, made),
            "bad cells": lambda: read_bad(spoilt),
            "bad cells and widths": lambda: read_bad(short),
        }
        best = {name: float("inf") for name in jobs}
        for _ in range(rounds):
            for name, job in jobs.items():
                best[name] = min(best[name], cpu(job))
        try:
            import pyarrow

            arrow = f"pyarrow {pyarrow.__version__}"
        except ImportError:
            arrow = "no pyarrow"
        print(f"{rows:,} events, {clean.stat().st_size / 1e6:.0f} MB, pandas {pd.__version__}, {arrow}")
        print("CPU s, best: " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in best.items()))
        print(
            f"ours / plain {best['ours'] / best['plain']:.2f}; ours / dtype=str {best['ours'] / best['str']:.2f}"
        )
        for name, path in (("bad cells", spoilt), ("bad cells and widths", short)):
            print(
                f"{name}: {best[name] / best['ours']:.2f} x clean; bad lines {len(lines[path]):,}, "
                f"missed {len(lines[path] - found[path])}, others named {len(found[path] - lines[path])}"
            )
        setup = "import ca_events as ca; from made_up import study; made = study()\n"
        base = peak(setup + "import pandas, narwhals, ca_events.loading", clean)
        whole = peak(setup + "events = ca.read_csv(path, made)", clean)
        size = ca.read_csv(clean, made).to_pandas().memory_usage(index=True, deep=False).sum() / 2**20
        deep = ca.read_csv(clean, made).to_pandas().memory_usage(index=True, deep=True).sum() / 2**20
        print(
            f"process peak {whole:.0f} MB, before reading {base:.0f} MB; frame {deep:.0f} MB (shallow {size:.0f}); "
            f"peak / frame {(whole - base) / deep:.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
