"""Dates do not depend on when, where and on whose computer they are read, and are taken in every form."""

from __future__ import annotations

import ast
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ca_events as ca
import ca_events.dates
from ca_events.cells import parse_day
from ca_events.study import Actor, CoverageRow, Indicator, Period, Source, Study

ROOM = Path(ca_events.dates.__file__).parent
CLOCK_AND_LOCALE = {
    "today",
    "now",
    "utcnow",
    "localtime",
    "gmtime",
    "time",
    "time_ns",
    "strftime",
    "strptime",
}
CLOCK_AND_LOCALE |= {
    "fromtimestamp",
    "astimezone",
    "tzset",
    "getlocale",
    "setlocale",
    "month_name",
    "day_name",
}

READ_ALL = """
import csv, hashlib, sys
import ca_events as ca
answers = []
with open(sys.argv[1], encoding="utf-8", newline="") as lines:
    for row in csv.DictReader(lines):
        for read in (ca.EventDate.parse, ca.EventDate.interpret):
            try:
                date = read(row["text"])
                answers.append(f"{date} {date.earliest} {date.latest}")
            except ca.DateError as error:
                answers.append(str(error))
print(hashlib.sha256("\\n".join(answers).encode()).hexdigest())
"""


def test_no_module_asks_the_clock_or_the_locale() -> None:
    found = []
    for path in sorted(ROOM.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in CLOCK_AND_LOCALE:
                found.append(f"{path.name}:{node.lineno}: {node.attr}")
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
                found += [
                    f"{path.name}: {name}"
                    for name in names
                    if name in ("time", "locale", "zoneinfo", "random")
                ]
    assert found == []
    assert len(list(ROOM.rglob("*.py"))) > 10


def answers_under(**environment: str) -> str:
    file = Path(__file__).parent / "human_dates.csv"
    plain = {
        name: value for name, value in os.environ.items() if name not in ("TZ", "LANG", "LC_ALL", "LC_TIME")
    }
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(file)],
        capture_output=True,
        text=True,
        check=True,
        env=plain | environment,
    )
    return done.stdout


def test_time_zone_and_locale_change_no_answer() -> None:
    here = answers_under(TZ="UTC", LC_ALL="C.UTF-8")
    assert answers_under(TZ="Pacific/Kiritimati", LC_ALL="ru_RU.UTF-8") == here
    assert answers_under(TZ="America/Adak", LC_ALL="C", PYTHONHASHSEED="1") == here


DAYS = [
    "2013-09-07",
    ca.EventDate.parse("2013-09-07"),
    dt.date(2013, 9, 7),
    dt.datetime(2013, 9, 7, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=-9))),
    pd.Timestamp("2013-09-07 10:00"),
    pd.Timestamp("2013-09-07 23:59", tz="Asia/Almaty"),
    pd.Period("2013-09-07", "D"),
]
DAY = dt.date(2013, 9, 7)
EVENTS = ca.Events([ca.Event(id="E1", date="2013-09-07", title="A speech")])
TAKERS: dict[str, Callable[[Any], Any]] = {
    "EventDate.overlaps": lambda day: (
        DAY if ca.EventDate.parse("2013-09-07").overlaps(day) is ca.Truth.YES else None
    ),
    "Event.date": lambda day: ca.Event(id="E1", date=day, title="").date.earliest,
    "Event.coded_on": lambda day: ca.Event(id="E1", date="2013", title="", coded_on=day).coded_on,
    "Events.between": lambda day: DAY if len(EVENTS.between(day, day)) == 1 else None,
    "Events.filter": lambda day: DAY if len(EVENTS.filter(ca.col("earliest") == day)) == 1 else None,
    "Period.date": lambda day: Period(set="a", id="b", label="c", date=day).date.earliest,
    "CoverageRow.start": lambda day: CoverageRow(start=day, end=day, level="census").first_day,
    "CoverageRow.searched_on": lambda day: (
        CoverageRow(start="2001", end="2002", level="census", searched_on=day).searched_on
    ),
    "Indicator.date": lambda day: Indicator(measure="m", date=day).date.latest,
    "Source.date": lambda day: Source(id="s", title="t", kind="agency", date=day).date.earliest,
    "Source.accessed": lambda day: Source(id="s", title="t", kind="agency", accessed=day).accessed,
    "Actor.first_day": lambda day: Actor(id="KAZ", name="K", kind="state", first_day=day).first_day,
    "Study.start": lambda day: Study(name="s", start=day, codebook=ca.load().study.codebook).start,
    "dates.columns": lambda day: ca.dates.columns([day])["earliest"][0].date(),
    "dates.resolve": lambda day: ca.dates.resolve([day], "latest")["end"][0].date(),
    "parse_day": parse_day,
}


@pytest.mark.parametrize("taker", TAKERS)
def test_whatever_takes_a_date_takes_it_in_every_form(taker: str) -> None:
    for day in DAYS:
        found = TAKERS[taker](day)
        assert found == DAY, day
        assert type(found) is dt.date, day


def test_several_dates_are_no_date_of_an_event(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text('id,date,title\nE1,"{2005,2007}",Two loans\nE2,"[2005,2007]",A loan\n', encoding="utf-8")
    with pytest.raises(ca.InvalidData) as caught:
        ca.read_csv(file)
    assert str(caught.value) == (
        "1 problem:\n"
        "events.csv, line 2, column date: '{2005,2007}': is several dates; write one row for each event, or "
        "'[2005,2007]' for one event on one of these days."
    )
    with pytest.raises(ValueError, match="several dates"):
        ca.Event(id="E1", date="{2005,2007}", title="")
