"""How the benchmarks measure: CPU seconds in one process, seconds on the clock for engines of several cores, peaks."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def cpu(job: Callable[[], Any]) -> float:
    """Time one call in CPU seconds."""
    gc.collect()
    begin = time.process_time()
    job()
    return time.process_time() - begin


def best(jobs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Time jobs in turn, round after round, and give the least CPU seconds of each."""
    least = dict.fromkeys(jobs, float("inf"))
    for _ in range(rounds):
        for name, job in jobs.items():
            least[name] = min(least[name], cpu(job))
    return least


def peak(code: str) -> float:
    """Run code in a process of its own and give its peak memory in MB (Linux)."""
    program = f"import sys; sys.path.insert(0, {str(HERE)!r})\n{code}\n"
    program += (
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1]) / 1024


def clock(job: Callable[[], Any]) -> tuple[float, Any]:
    """Time one call on the clock, and give what it gave."""
    gc.collect()
    begin = time.perf_counter()
    result = job()
    return time.perf_counter() - begin, result


def peak_now() -> float:
    """Give the peak memory of this process, and of those that it started, such as a Java machine, in MB (Linux)."""
    own = Path("/proc/self/status").read_text(encoding="utf-8")
    me = own.split("\nPid:\t")[1].split()[0]
    texts = [own]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text(encoding="utf-8")
        except OSError:
            continue
        if f"\nPPid:\t{me}\n" in text:
            texts.append(text)
    return sum(float(text.split("VmHWM:")[1].split()[0]) / 1024 for text in texts if "VmHWM:" in text)
