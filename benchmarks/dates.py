"""Reading, asking and sorting dates that are known in part, beside `edtf`, `undate` and bare pandas.

Run ``python benchmarks/dates.py [ROWS]``; the peers are ``pip install edtf==5.0.2 undate==0.8.0``, and one that is
missing is named. CPU seconds, best of the rounds, ours and the peers in turn in one process. The peers need minutes for
what takes us less than a second, so that they read 500 texts and the rest is worked out (marked ~): in proportion to
the texts, or to the distinct texts when what was read before is remembered. They read fewer forms than we do and not
always with the same result, as `tests/dates/test_against_edtf.py` lists; here they are only timed.

What goes on to pandas is compared with what a careful user would write who knows the bounds; both give the same rows.
"""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import random
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
from made_up import columns, study
from measure import HERE, best, cpu

import ca_events as ca
from ca_events import query
from ca_events.dates import EventDate
from ca_events.dates import columns as date_columns
from ca_events.errors import DateError

ROUNDS = 5
SAMPLE = 500
LONGEST = 200
HOSTILE = 3000
FIRST, LAST = pd.Timestamp("2010-01-01"), pd.Timestamp("2012-12-31")

# Share of each form in a table of events, in per cent.
SHARES = {"day": 45, "month": 20, "year": 15, "span": 8, "qualified": 5, "decade": 4, "open": 3}

# Name of a form: how a text of it is made from a year.
FORMS: dict[str, str] = {
    "day": "{year}-06-15",
    "month": "{year}-06",
    "year": "{year}",
    "decade": "{decade}X",
    "time of day": "{year}-06-15T10:00:00Z",
    "masked month and day": "{year}-XX-XX",
    "qualified": "{year}-06~",
    "season": "{year}-24",
    "quarter": "{year}-33",
    "span": "{year}/2030",
    "open end": "{year}-06-15/..",
    "unknown end": "{year}/",
    "open start": "../{year}",
    "window": "[{year}..2030]",
    "window without a start": "[..{year}]",
    "one of several": "[{year},2028,2030]",
    "all of several": "{{{year},2030-12}}",
    "masked year, day": "{decade}X-12-25",
    "masked month": "{year}-1X",
    "31st of some month": "{year}-XX-31",
    "month of a millennium": "{millennium}XXX-12",
    "day of no year": "XXXX-12-XX",
    "group qualified": "{year}-06~-11",
    "components qualified": "?{year}-06-~11",
    "span with masks": "{year}-06-XX/2030-07-03",
    "span with marks": "{year}-06-~01/2030-06-~20",
}


def mixed(count: int, seed: int) -> list[str]:
    """Make texts as they stand in tables of policy events; the same for the same seed."""
    chance = random.Random(seed)
    kinds = chance.choices(list(SHARES), weights=list(SHARES.values()), k=count)
    return [_text(kind, chance) for kind in kinds]


def _text(kind: str, chance: random.Random) -> str:
    """Make one text of a kind."""
    year = chance.randint(1990, 2024)
    if kind == "day":
        return f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    if kind == "month":
        return f"{year}-{chance.randint(1, 12):02}"
    if kind == "span":
        return f"{year}/{year + chance.randint(1, 9)}"
    ending = {"year": "", "qualified": chance.choice("?~%"), "open": "/.."}
    return f"{year // 10}X" if kind == "decade" else f"{year}{ending[kind]}"


def peers() -> dict[str, Callable[[str], Any]]:
    """Give what reads one text and says its bounds, by the name of the package."""
    found: dict[str, Callable[[str], Any]] = {}
    warnings.simplefilter("ignore")  # they call what newer releases of their parsers warn about
    if importlib.util.find_spec("edtf"):
        from edtf import parse_edtf

        def read_with_edtf(text: str) -> Any:
            parsed = parse_edtf(text)
            return parsed.lower_strict(), parsed.upper_strict()

        found["edtf"] = read_with_edtf
    if importlib.util.find_spec("undate"):
        from undate.converters.edtf import EDTFDateConverter

        reader = EDTFDateConverter()

        def read_with_undate(text: str) -> Any:
            parsed = reader.parse(text)
            return parsed.earliest, parsed.latest

        found["undate"] = read_with_undate
    for name in ("edtf", "undate"):
        print(f"{name} {version(name)}" if name in found else f"{name} is not installed: not compared")
    return found


def head(title: str) -> None:
    """Print the head of a table."""
    print(f"\n{title}\n\n| | goal | ours | peer | ours / peer | |\n|---|---|---|---|---|---|")


def row(what: str, goal: str, ours: str, peer: str = "", ratio: float | None = None, *, met: bool) -> None:
    """Print a row of a table."""
    share = "" if ratio is None else f"{ratio:.2f}" if ratio >= 0.1 else f"1 / {1 / ratio:,.0f}"
    print(f"| {what} | {goal} | {ours} | {peer} | {share} | {'met' if met else '**missed**'} |", flush=True)


# Reading ---------------------------------------------------------------------------------------------


def cold(rows: int) -> float:
    """Compute the columns once in a process of its own and give the CPU seconds, imports excluded."""
    program = (
        f"import sys, time; sys.path.insert(0, {str(HERE)!r})\n"
        f"from dates import date_columns, mixed\ntexts = mixed({rows}, 2)\n"
        "begin = time.process_time(); date_columns(texts); print(time.process_time() - begin)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def each(read: Callable[[str], Any], texts: list[str]) -> Callable[[], Any]:
    """Make a job that reads texts one by one."""
    return lambda: [read(text) for text in texts]


def read_many(rows: int, readers: dict[str, Callable[[str], Any]]) -> None:
    """Compare reading a column of texts."""
    texts = mixed(rows, 2)
    distinct = list(dict.fromkeys(texts))
    fresh = min(cold(rows) for _ in range(3))
    warm = best({"ours": lambda: date_columns(texts)}, ROUNDS)["ours"]
    goal = 0.5 * rows / 100_000
    head(f"{rows:,} texts to columns, {len(distinct):,} of them distinct: CPU s")
    row("in a fresh process, without its imports", f"{goal:.2g}", f"{fresh:.3f}", met=fresh <= goal)
    row("in this process", f"{goal:.2g}", f"{warm:.3f}", met=warm <= goal)
    for name, read in readers.items():
        for what, some in (("each text", texts), ("each distinct text", distinct)):
            sample = some[:SAMPLE]
            theirs = cpu(each(read, sample)) / len(sample) * len(some)
            ours = f"{warm:.3f}"
            row(f"{name}, {what}", f"{goal:.2g}", ours, f"~{theirs:.0f}", warm / theirs, met=warm <= goal)


def read_one(readers: dict[str, Callable[[str], Any]]) -> None:
    """Compare reading one text of each form."""
    head("One text of each form: microseconds")
    for form, template in FORMS.items():
        years = range(1900, 2020)
        texts = [template.format(year=year, decade=year // 10, millennium=year // 1000) for year in years]
        mine = best({"ours": each(EventDate.parse, texts * 10)}, ROUNDS)["ours"] / len(texts) / 10 * 1e6
        times = {name: by_peer(read, texts[::12]) for name, read in readers.items()}
        said = ", ".join(
            f"{name} {'fails' if peer is None else f'{peer:,.0f}'}" for name, peer in times.items()
        )
        least = min((peer for peer in times.values() if peer is not None), default=None)
        ratio = None if least is None else mine / least
        row(f"{form}, `{texts[-1]}`", "25", f"{mine:.1f}", said, ratio, met=mine <= 25)


def by_peer(read: Callable[[str], Any], texts: list[str]) -> float | None:
    """Give the microseconds that a peer takes for one text; None if it refuses or crashes."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # edtf prints what it stumbles over
            return best({"peer": each(read, texts)}, 2)["peer"] / len(texts) * 1e6
    except Exception:
        return None


# Asking and sorting ----------------------------------------------------------------------------------


def made(rows: int) -> ca.Events:
    """Make events whose dates are mixed."""
    return ca.Events(pd.DataFrame(columns(rows) | {"date": mixed(rows, 2)}), study())


def possibly(frame: pd.DataFrame) -> pd.Series[bool]:
    """Ask by hand which events could have a day in the window."""
    early, late = frame["earliest"], frame["latest"]
    return (early.isna() | (early <= LAST)) & (late.isna() | (late >= FIRST))


def definitely(frame: pd.DataFrame) -> pd.Series[bool]:
    """Ask by hand which events certainly have a day in the window."""
    inside = (frame["earliest"] >= FIRST) & (frame["latest"] <= LAST)
    goes_on = (frame["end_state"] == "open") & frame["earliest_end"].isna()
    span = (frame["latest_start"] <= LAST) & ((frame["earliest_end"] >= FIRST) | goes_on)
    is_span = frame["date_kind"] == "span"
    return (is_span & span) | (~is_span & inside)


def ask(events: ca.Events) -> None:
    """Compare masks, filters and the sort."""
    frame = events.to_pandas()
    head(f"Window 2010 to 2012 on {len(frame):,} rows of pandas, and the sort: CPU ms")
    for how, bare in (("possible", possibly), ("definite", definitely)):
        ask_window(events, frame, how, bare)
    keys = ["earliest", "latest", "date", "id"]
    jobs = {
        "ours": lambda: events.sort().to_frame(),
        "bare": lambda: frame.sort_values(keys, na_position="first"),
    }
    same(list(jobs["ours"]()["id"]), list(jobs["bare"]()["id"]), "sort")
    compare("sort by four keys", jobs, most=1.2)


def ask_window(
    events: ca.Events, frame: pd.DataFrame, how: Any, bare: Callable[[pd.DataFrame], pd.Series[bool]]
) -> None:
    """Compare the mask of a window, and the filter by it."""
    bounds = nw.from_native(frame)
    dtype = bounds.schema["earliest"]

    def mask() -> Any:
        kept = query.overlaps(
            FIRST.date(), LAST.date(), how=how, dtype=dtype, missing=False, column=bounds.get_column
        )
        return kept.to_native()

    def between() -> ca.Events:
        return events.between("2010", "2012", how=how)

    def by_hand() -> pd.DataFrame:
        return frame[bare(frame)]

    same(list(mask()), list(bare(frame)), f"mask, {how}")
    same(list(between().to_pandas()["id"]), list(by_hand()["id"]), f"filter, {how}")
    hits = int(bare(frame).sum())
    masks = {"ours": mask, "bare": lambda: bare(frame)}
    compare(f"mask, {how} ({hits:,} hits)", masks, most_ms=2 * len(frame) / 100_000)
    compare(f"filter, {how}: to_frame", {"ours": lambda: between().to_frame(), "bare": by_hand}, most=1.3)
    compare(f"filter, {how}: to_pandas", {"ours": lambda: between().to_pandas(), "bare": by_hand}, most=1.3)
    lengths = {"ours": lambda: len(between()), "bare": lambda: len(by_hand())}
    compare(f"filter, {how}: len", lengths, most=1.3)


def same(ours: list[Any], bare: list[Any], what: str) -> None:
    """Stop if the two do not give the same."""
    if ours != bare:
        raise SystemExit(f"{what}: the rows differ")


def compare(
    what: str,
    jobs: dict[str, Callable[[], Any]],
    *,
    most_ms: float | None = None,
    most: float | None = None,
) -> None:
    """Time two jobs and print how they stand to the goal, in milliseconds or as a ratio."""
    times = best(jobs, 3 * ROUNDS)
    mine, theirs = times["ours"] * 1000, times["bare"] * 1000
    ratio = mine / theirs
    met = mine <= most_ms if most_ms is not None else ratio <= (most or 0)
    goal = f"{most_ms:g} ms" if most_ms is not None else f"{most:g} x"
    row(what, goal, f"{mine:.2f}", f"{theirs:.2f}", ratio, met=met)


# Hostile texts ---------------------------------------------------------------------------------------

REPEATED = (
    "X|1|9999|?|~|%|.|..|/|-|,|[|]|{|}| |\n|\x00|T|T1:|1985-|1985/|1985,|1985..|XXXX-|?1985-|1985~-|~~1985|-1985|"
    "Y1E9|1985-XX-31/|1 |1. |1st |31 |May |May-|March 1 |1985 |1985-1986 |19|19th |'85 |85/|and |or |to |between |"
    "between 1985 and |from 1985 |until |mid-|early |late |the |about |c. |circa |winter |Q1 |century |1990s |s|BC |"
    '(|)|(1985) |"|\u0661|\uff11|\u2013|\u00a0|\u202e|\ud800|\U0001f4c5|e\u0301|\u0130|\u00df|\u4e94\u6708'
).split("|")
ELEMENTS = (
    "XXX1-XX-X1 1XXX-XX-31 XX1X-XX-XX X1X1-1X-2X 1XXX-XX-XX.. XXX1-XX-30..XXX9 19XX-02-29 XXXX-12-25".split()
)
WORDS = (
    "January may Sept. spring winter early mid late circa about before after between and from to until since the of "
    "century decade 1990s 19th 3rd Q2 first half quarter 2005 05 12 31 1 03/04/2005 2005-06 - / , . ? ~ \u2013"
).split()
MARKS = "0123456789XX--..,,/[]{}?~%TZ: "


def hostile() -> list[str]:
    """Make random and hostile texts of up to 200 characters."""
    chance = random.Random(3)
    texts = [(piece * LONGEST)[:length] for piece in REPEATED for length in (LONGEST, LONGEST - 1)]
    for element in ELEMENTS:
        varied = ",".join(
            element[:-1] + str(number % 10) for number in range((LONGEST - 1) // (len(element) + 1))
        )
        texts += [element, f"{element}/{element}", f"[{varied}]", f"{{{varied}}}"]
    makers = (_of_marks, _of_words, _of_masks, _of_anything)
    while len(texts) < HOSTILE:
        texts.append(makers[len(texts) % len(makers)](chance, chance.randint(1, LONGEST)))
    return texts


def _of_marks(chance: random.Random, size: int) -> str:
    """Make a text of the characters of the format."""
    return "".join(chance.choices(MARKS, k=size))


def _of_words(chance: random.Random, size: int) -> str:
    """Make a text of the words of dates."""
    return " ".join(chance.choices(WORDS, k=size))[:size]


def _of_masks(chance: random.Random, size: int) -> str:
    """Make a set of days with masks in any place."""
    days = ["{}{}{}{}-{}{}-{}{}".format(*chance.choices("XXX012", k=8)) for _ in range(size // 11)]
    return chance.choice(("[{}]", "{{{}}}")).format(",".join(days))


def _of_anything(chance: random.Random, size: int) -> str:
    """Make a text of any characters."""
    return "".join(chr(chance.randint(1, chance.choice((127, 0xFFFF)))) for _ in range(size))


def slowest(read: Callable[[str], Any], texts: list[str]) -> tuple[float, str]:
    """Give the CPU seconds of the text that takes longest; one that seems slow is timed three times."""

    def seconds(text: str) -> float:
        begin = time.process_time()
        with contextlib.suppress(DateError):
            read(text)
        return time.process_time() - begin

    seconds(texts[0])
    found = (0.0, "")
    for text in texts:
        taken = seconds(text)
        if taken > 0.005:
            taken = min(taken, seconds(text), seconds(text))
        found = max(found, (taken, text))
    return found


def endure() -> None:
    """Find the slowest of many hostile texts; any error but a `DateError` stops the script."""
    texts = hostile()
    head(f"The slowest of {len(texts):,} random and hostile texts of up to {LONGEST} characters: CPU ms")
    for name in ("parse", "interpret"):
        read = getattr(EventDate, name, None)
        if read is None:
            print(f"| {name} | 50 | not there | | | |")
            continue
        seconds, text = slowest(read, texts)
        shown = text if len(text) <= 40 else f"{text[:40]}..."
        row(f"{name}: {shown!a}".replace("|", "/"), "50", f"{seconds * 1000:.1f}", met=seconds <= 0.05)


# What people type ------------------------------------------------------------------------------------


def human() -> list[tuple[str, str]]:
    """Read the two tables of human dates, which were written without knowledge of any reader."""
    found = []
    for name in ("human_dates.csv", "paper_dates.csv"):
        with (HERE.parent / "tests" / "dates" / name).open(encoding="utf-8", newline="") as lines:
            found += [(row["text"], row["expected"]) for row in csv.DictReader(lines)]
    return found


def human_readers() -> dict[str, Callable[[str], str]]:
    """Give the readers of human text that are installed: each gives EDTF, or an empty text where it refuses."""
    readers: dict[str, Callable[[str], str]] = {"ours": lambda text: EventDate.interpret(text).edtf}
    if importlib.util.find_spec("edtf"):
        from edtf import text_to_edtf

        readers["edtf.text_to_edtf"] = lambda text: text_to_edtf(text) or ""
    if importlib.util.find_spec("dateutil"):
        from dateutil import parser

        readers["dateutil.parser.parse"] = lambda text: parser.parse(text).date().isoformat()
    return readers


def understand() -> None:
    """Count what readers of human text make of the tables: right, another date, refused, a guess between two."""
    table = human()
    readable = [(text, expected) for text, expected in table if ": " not in expected and expected != "REFUSE"]
    others = [text for text, expected in table if ": " in expected or expected == "REFUSE"]
    print(f"\nDates as people type them: {len(readable)} readable, {len(others)} ambiguous or none\n")
    print("| reader | right | another date, without a word | refused | of the others: a silent guess |")
    print("|---|---|---|---|---|")
    for name, reader in human_readers().items():
        answers = [_answer(reader, text) for text, _ in readable]
        right = sum(answer == expected for answer, (_, expected) in zip(answers, readable, strict=True))
        refused = answers.count("")
        guesses = sum(_answer(reader, text) != "" for text in others)
        print(f"| {name} | {right} | {len(readable) - right - refused} | {refused} | {guesses} |")


def _answer(reader: Callable[[str], str], text: str) -> str:
    """Read a text, as canonical EDTF where that can be told."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = reader(text)
        except Exception:
            return ""
    try:
        return EventDate.parse(found).edtf if found else ""
    except DateError:
        return found


def main(rows: int) -> None:
    """Measure and print a table for each question."""
    print(
        f"Python {sys.version.split()[0]}, pandas {pd.__version__}, ca_events from {Path(ca.__file__).parent}"
    )
    readers = peers()
    read_many(rows, readers)
    read_one(readers)
    ask(made(rows))
    endure()
    understand()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
