"""Alpha and its interval beside krippendorff, nltk, simpledorff and irrCAC: seconds, peak memory, value.

Run ``python benchmarks/agreement.py [SECONDS]``; the peers are ``pip install krippendorff==0.9.0 nltk==3.10.4
simpledorff==0.0.2 irrCAC==0.4.4``, and one that is missing is named. Five made-up coders know the true one of ten codes
three times in four and else draw any; a fifth of the cells is missing. Set-valued codes are 150 sets of one to three
of twelve labels, with MASI distances. Every case runs in a process of its own, which is stopped after SECONDS (120) and
not tried with more units. Seconds are CPU seconds of one call, the best of up to five calls; the peak is that of the
whole process with its imports. Each peer gets the data in the form that it reads, whose making is not timed.

krippendorff gives no interval: a loop over 100 resamples of units is timed, and ten times as much is shown (marked ~).
irrCAC always gives one, from a formula. What krippendorff needs of MASI, all distances between sets, is made for it
beforehand.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from measure import cpu, peak_now

CODERS, CODES, SETS, LABELS = 5, 10, 150, 12
KNOWN, MISSING = 0.75, 0.2
UNITS = (1_000, 10_000, 100_000)
LONGEST = 120
ROUNDS, ENOUGH = 5, 10.0
DRAWS, PEER_DRAWS = 1000, 100

Call = Callable[[], Any]


def made(units: int, codes: int = CODES) -> Any:
    """Make codes, coders x units, NaN where one is missing; the same for the same number of units."""
    chance = np.random.default_rng(7)
    truth = chance.integers(0, codes, units)
    knows = chance.random((CODERS, units)) < KNOWN
    cells = np.where(knows, truth, chance.integers(0, codes, (CODERS, units))).astype(float)
    cells[chance.random((CODERS, units)) < MISSING] = np.nan
    return cells


def label_sets() -> list[frozenset[int]]:
    """Make the sets that stand for the codes."""
    chance = np.random.default_rng(3)
    found: set[frozenset[int]] = set()
    while len(found) < SETS:
        found.add(frozenset(map(int, chance.choice(LABELS, chance.integers(1, 4), replace=False))))
    return sorted(found, key=sorted)


def made_sets(units: int) -> Any:
    """Make sets of labels, units x coders, None where one is missing."""
    sets = label_sets()
    cells = np.empty((units, CODERS), dtype=object)
    for (coder, unit), code in np.ndenumerate(made(units, SETS)):
        cells[unit, coder] = None if np.isnan(code) else sets[int(code)]
    return cells


def given(cells: Any) -> Iterator[tuple[str, str, int]]:
    """Go through coder, unit and code of every cell that is not missing."""
    for coder, unit in zip(*np.nonzero(~np.isnan(cells)), strict=True):
        yield f"coder {coder}", str(unit), int(cells[coder, unit])


def counted(cells: Any, codes: int) -> Any:
    """Count the codes of each unit (units x codes)."""
    return np.stack([(cells == code).sum(axis=0) for code in range(codes)], axis=1)


def ours(units: int, sets: bool = False, **options: Any) -> Call:
    """Alpha of this library."""
    from ca_events.coding.agreement import krippendorff_alpha

    cells = made_sets(units) if sets else made(units).T
    options = {"interval": None, **options} | ({"distance": "masi"} if sets else {})
    return lambda: krippendorff_alpha(cells, **options)


def with_krippendorff(units: int, level: str) -> Call:
    """Alpha of krippendorff."""
    import krippendorff

    cells = made(units)
    return lambda: krippendorff.alpha(cells, level_of_measurement=level)


def with_krippendorff_loop(units: int) -> Call:
    """Make an interval with krippendorff: units are drawn again and again."""
    import krippendorff

    cells = made(units)

    def loop() -> str:
        counts, chance = counted(cells, CODES), np.random.default_rng(0)
        draws = [
            krippendorff.alpha(
                value_counts=counts[chance.integers(0, units, units)], level_of_measurement="nominal"
            )
            for _ in range(PEER_DRAWS)
        ]
        return interval(*np.quantile(draws, (0.025, 0.975)))

    return loop


def with_krippendorff_sets(units: int) -> Call:
    """Set-valued alpha of krippendorff."""
    import krippendorff

    sets = label_sets()
    apart = np.array([[masi(one, other) for other in sets] for one in sets])
    counts = counted(made(units, SETS), SETS)

    def distance(_one: Any, _other: Any, i1: Any, i2: Any, n_v: Any, dtype: Any) -> Any:
        return apart[i1, i2]

    return lambda: krippendorff.alpha(value_counts=counts, level_of_measurement=distance)


def masi(one: frozenset[int], other: frozenset[int]) -> float:
    """Give the MASI distance of two sets that are not empty."""
    common = len(one & other)
    likeness = 1 if one == other else 2 / 3 if common == min(len(one), len(other)) else 1 / 3
    return 1 - likeness * common / len(one | other)


def with_nltk(units: int) -> Call:
    """Alpha of nltk."""
    from nltk.metrics.agreement import AnnotationTask

    cells = list(given(made(units)))
    return lambda: AnnotationTask(cells).alpha()


def with_nltk_sets(units: int) -> Call:
    """Set-valued alpha of nltk."""
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import masi_distance

    sets = label_sets()
    cells = [(coder, unit, sets[code]) for coder, unit, code in given(made(units, SETS))]
    return lambda: AnnotationTask(cells, masi_distance).alpha()


def with_simpledorff(units: int) -> Call:
    """Alpha of simpledorff."""
    import pandas as pd
    import simpledorff

    cells = pd.DataFrame(given(made(units)), columns=["coder", "unit", "code"])
    names = {"experiment_col": "unit", "annotator_col": "coder", "class_col": "code"}
    return lambda: simpledorff.calculate_krippendorffs_alpha_for_df(cells, **names)


def with_irrcac(units: int) -> Call:
    """Alpha of irrCAC, which always comes with an interval."""
    import pandas as pd
    from irrCAC.raw import CAC

    cells = pd.DataFrame(made(units).T)

    def call() -> str:
        found = CAC(cells).krippendorff()["est"]
        return f"{found['coefficient_value']:.4f} {interval(*found['confidence_interval'])}"

    return call


def interval(low: float, high: float) -> str:
    """Write an interval."""
    return f"[{low:.4f}, {high:.4f}]"


CASES: dict[str, tuple[str, Callable[[int], Call]]] = {
    "alpha, nominal: ours": ("ca_events", ours),
    "alpha, nominal: krippendorff": ("krippendorff", lambda units: with_krippendorff(units, "nominal")),
    "alpha, nominal: nltk": ("nltk", with_nltk),
    "alpha, nominal: simpledorff": ("simpledorff", with_simpledorff),
    "alpha, ordinal: ours": ("ca_events", lambda units: ours(units, distance="ordinal")),
    "alpha, ordinal: krippendorff": ("krippendorff", lambda units: with_krippendorff(units, "ordinal")),
    "alpha and interval, 1,000 draws: ours": (
        "ca_events",
        lambda units: ours(units, interval="bootstrap", draws=DRAWS),
    ),
    "alpha and interval, ordinal: ours": (
        "ca_events",
        lambda units: ours(units, interval="bootstrap", draws=DRAWS, distance="ordinal"),
    ),
    "interval, ~1,000 draws: krippendorff, loop": ("krippendorff", with_krippendorff_loop),
    "alpha and interval, a formula: irrCAC": ("irrCAC", with_irrcac),
    "alpha, 150 sets: ours": ("ca_events", lambda units: ours(units, sets=True)),
    "alpha and interval, 150 sets: ours": (
        "ca_events",
        lambda units: ours(units, sets=True, interval="bootstrap", draws=DRAWS),
    ),
    "alpha, 150 sets: krippendorff": ("krippendorff", with_krippendorff_sets),
    "alpha, 150 sets: nltk": ("nltk", with_nltk_sets),
}
MOST = {"alpha, 150 sets: krippendorff": 10_000}  # ten times as many need 50 GB
TIMES = {"interval, ~1,000 draws: krippendorff, loop": DRAWS / PEER_DRAWS}


def one(name: str, units: int) -> None:
    """Measure one case in this process, and print what was found."""
    warnings.simplefilter("ignore")  # some peers use what newer releases of their libraries warn about
    call = CASES[name][1](units)
    seconds: list[float] = []
    found: list[Any] = []
    while len(seconds) < ROUNDS and sum(seconds) < ENOUGH:
        seconds.append(cpu(lambda: found.append(call())))
    print(json.dumps({"seconds": min(seconds), "peak": peak_now(), "value": _shown(found[-1])}))


def _shown(value: Any) -> str:
    """Write a value, with its interval where there is one."""
    if isinstance(value, str):
        return value
    ends = (
        f" {interval(value.low, value.high)}"
        if getattr(value, "method", None) and value.low == value.low
        else ""
    )
    return f"{float(value):.4f}{ends}"


def measured(name: str, units: int, longest: int) -> tuple[str, bool]:
    """Measure one case in a process of its own; say what came out, and whether more units are worth trying."""
    command = [sys.executable, __file__, "--one", name, str(units)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=longest, check=False)
    except subprocess.TimeoutExpired:
        return f"> {longest} s", False
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["killed"])[-1][:80], False
    found = json.loads(done.stdout.splitlines()[-1])
    times = TIMES.get(name, 1)
    seconds = f"~{times * found['seconds']:.2g}" if times > 1 else f"{found['seconds']:.2g}"
    return f"{seconds} s, {found['peak']:.0f} MB: {found['value']}", True


def row(name: str, longest: int) -> list[str]:
    """Measure one case for all numbers of units."""
    if importlib.util.find_spec(CASES[name][0]) is None:
        return ["not installed", *("" for _ in UNITS[1:])]
    cells: list[str] = []
    more = True
    for units in UNITS:
        more = more and units <= MOST.get(name, units)
        found, more = measured(name, units, longest) if more else ("-", False)
        cells.append(found)
    return cells


def imports() -> None:
    """Print what the memory of a process is made of before it computes anything."""
    print("\n| a process that only imports | MB |\n|---|---|")
    for name in ("sys", "numpy", "pandas", "ca_events.coding.agreement", "krippendorff", "nltk.metrics.agreement",
                 "simpledorff", "irrCAC.raw"):  # fmt: skip
        if importlib.util.find_spec(name.split(".")[0]) is None:
            print(f"| {name} | not installed |")
            continue
        code = f"import sys; sys.path.insert(0, {sys.path[0]!r}); import {name}; from pathlib import Path\n"
        code += "print(Path('/proc/self/status').read_text(encoding='utf-8').split('VmHWM:')[1].split()[0])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        print(f"| {name} | {float(done.stdout.split()[-1]) / 1024:.0f} |")


def main(longest: int = LONGEST) -> None:
    """Measure all cases and print a table."""
    print(f"| | {' | '.join(f'{units:,} units' for units in UNITS)} |\n|{'---|' * (len(UNITS) + 1)}")
    for name in CASES:
        print(f"| {name} | {' | '.join(row(name, longest))} |", flush=True)
    imports()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:2]))
