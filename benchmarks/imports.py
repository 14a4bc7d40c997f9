"""What it costs to import the library and to load the bundled study, beside `attrs` and pandas.

Run ``python benchmarks/imports.py``. CPU seconds of whole processes, best of nine, the commands in turn; what a bare
Python costs is measured too and taken off, so that the ratios compare the imports alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROUNDS = 9
COMMANDS = {
    "bare Python": "pass",
    "import attrs": "import attrs",
    "import ca_events": "import ca_events",
    "from ca_events import EventDate, Codebook": "from ca_events import EventDate, Codebook",
    "import pandas": "import pandas",
    "ca.load()": "import ca_events as ca; ca.load()",
}


def cpu(arguments: list[str]) -> float:
    """Run a process and give its CPU seconds."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"failed: {arguments}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure and print."""
    best = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(ROUNDS):
        for name, code in COMMANDS.items():
            best[name] = min(best[name], cpu([sys.executable, "-c", code]))
    bare = best["bare Python"]
    for name, seconds in best.items():
        print(
            f"{name}: {seconds * 1000:.0f} ms, {max(seconds - bare, 0) * 1000:.0f} ms without the bare Python"
        )
    attrs, pandas = best["import attrs"] - bare, best["import pandas"] - bare
    names = best["from ca_events import EventDate, Codebook"]
    print(
        f"EventDate and Codebook / attrs: {(names - bare) / attrs:.2f} ({names / best['import attrs']:.2f} whole)"
    )
    print(f"import ca_events / attrs: {(best['import ca_events'] - bare) / attrs:.2f}")
    load = best["ca.load()"]
    print(
        f"ca.load() / import pandas: {(load - bare) / pandas:.2f} ({load / best['import pandas']:.2f} whole)"
    )
    with tempfile.TemporaryDirectory() as folder:
        job = [sys.executable, "-m", "ca_events", "figures", "--out", str(Path(folder) / "figures")]
        print(f"main job: {min(cpu(job) for _ in range(3)):.1f} s")


if __name__ == "__main__":
    main()
