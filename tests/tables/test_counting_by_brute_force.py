"""Counts against a computation that looks at every possible day of every event, one after the other."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ca_events.dates import EventDate
from ca_events.study import Study
from ca_events.tables import OWN_ROWS, counts
from ca_events.testing import event_dates

Cell = tuple[float, float, float]
Table = dict[tuple[str, ...], Cell]
DAY = dt.timedelta(days=1)


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """List all days from the first to the last."""
    return [first + DAY * step for step in range((last - first).days + 1)]


def possible(ranges: Sequence[tuple[dt.date | None, dt.date | None]]) -> list[dt.date]:
    """List all days of ranges that are bounded."""
    return [day for first, last in ranges if first and last for day in days_between(first, last)]


class CalendarBins:
    """Bins of the calendar, found by writing the name of a day's bin."""

    def __init__(self, unit: str | None) -> None:
        self.unit = unit

    def name(self, day: dt.date) -> str:
        return {
            None: "all",
            "year": f"{day.year}",
            "month": f"{day.year}-{day.month:02}",
            "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
            "decade": f"{day.year // 10}0s",
        }[self.unit]

    def weights(self, day: dt.date) -> dict[str, float]:
        return {self.name(day): 1.0}

    def sure(self, day: dt.date) -> str:
        return self.name(day)

    def shown(self, days: Sequence[dt.date]) -> list[str]:
        return (
            list(dict.fromkeys(self.name(day) for day in days_between(min(days), max(days)))) if days else []
        )

    def hull(self, name: str) -> tuple[dt.date, dt.date]:
        if self.unit is None:
            return dt.date.min, dt.date.max
        year = int(name[:4])
        spans = {"decade": (1, 120), "year": (1, 12)}
        if self.unit in spans:
            month, length = spans[self.unit]
        elif self.unit == "quarter":
            month, length = int(name[-1]) * 3 - 2, 3
        else:
            month, length = int(name[-2:]), 1
        after = year * 12 + month - 1 + length
        return dt.date(year, month, 1), dt.date(after // 12, after % 12 + 1, 1) - DAY

    core = hull


class PeriodBins:
    """Periods, some of whose borders are not known."""

    def __init__(self, study: Study, name: str) -> None:
        self.dates = {period.id: period.date for period in study.periods.set(name)}
        self.order = sorted(self.dates, key=lambda one: self.dates[one].earliest or dt.date.min)

    def hull(self, name: str) -> tuple[dt.date, dt.date]:
        return self.dates[name].earliest or dt.date.min, self.dates[name].latest or dt.date.max

    def core(self, name: str) -> tuple[dt.date, dt.date]:
        return self.dates[name].latest_start or dt.date.min, self.dates[name].earliest_end or dt.date.max

    def holding(self, day: dt.date, days: Callable[[str], tuple[dt.date, dt.date]]) -> list[str]:
        return [name for name in self.order if days(name)[0] <= day <= days(name)[1]]

    def weights(self, day: dt.date) -> dict[str, float]:
        held = self.holding(day, self.core) or self.holding(day, self.hull) or ["outside"]
        return {name: 1 / len(held) for name in held}

    def sure(self, day: dt.date) -> str:
        held = self.holding(day, self.core)
        return held[0] if held else "" if self.holding(day, self.hull) else "outside"

    def shown(self, days: Sequence[dt.date]) -> list[str]:
        touched = [
            name in {one for day in days for one in self.holding(day, self.hull)} for name in self.order
        ]
        places = [place for place, flag in enumerate(touched) if flag]
        return self.order[places[0] : places[-1] + 1] if places else []


Bins = CalendarBins | PeriodBins


def place(date: EventDate, count: str) -> tuple[dt.date | None, dt.date | None]:
    """Give the two bounds between which an event began, ended, or happened."""
    if count == "began":
        return date.earliest, date.latest_start
    return (date.earliest_end, date.latest) if count == "ended" else (date.earliest, date.latest)


def ranges_of(date: EventDate, count: str) -> Sequence[tuple[dt.date | None, dt.date | None]]:
    """Give the possible days that a question is about."""
    ranges = {"began": date.starts, "ended": date.ends, "active": date.members}[count]
    return ranges or [place(date, count)]


def own_row(date: EventDate, count: str) -> str:
    """Name the row of an event that has no place."""
    if all(day is None for day in (date.earliest, date.latest, date.latest_start, date.earliest_end)):
        return "undated"
    state = date.end_state if count == "ended" else date.start_state
    return "open" if state == "open" else "unknown"


def span_bounds(date: EventDate, study: Study | None) -> tuple[dt.date | None, ...]:
    """Give first and surely first, surely last and last day of what went on."""
    start, end = (None, None) if study is None else (study.start, study.end)
    sure_first = date.latest_start
    if sure_first is None:
        assert date.latest is not None
        sure_first = min(start, date.latest) if start and date.start_state == "open" else date.latest
    sure_last = date.earliest_end
    if sure_last is None:
        assert date.earliest is not None
        sure_last = max(end, date.earliest) if end and date.end_state == "open" else date.earliest
    return date.earliest, sure_first, sure_last, date.latest


def days_of(date: EventDate, count: str, study: Study | None) -> list[dt.date]:
    """List the days that decide which bins are shown."""
    if count == "active" and date.kind == "span":
        first, sure_first, sure_last, last = span_bounds(date, study)
        known = [day for day in (sure_first, sure_last) if day is not None]
        return days_between(first or min(known), last or max(known))
    first, last = place(date, count)
    return [] if first is None or last is None else days_between(first, last)


def one_day(date: EventDate, count: str, bins: Bins, shown: Sequence[str]) -> dict[str, Cell]:
    """Count what happened on one day, by looking at every day."""
    first, last = place(date, count)
    if first is None or last is None:
        found = {own_row(date, count): (1.0, 1.0, 1.0)}
        ranges = ranges_of(date, count)
        for name in shown if first or last else ():
            begin, end = bins.hull(name)
            if any((one or dt.date.min) <= end and (other or dt.date.max) >= begin for one, other in ranges):
                found[name] = (0.0, 0.0, 1.0)
        return found
    days = possible(ranges_of(date, count))
    share: dict[str, float] = defaultdict(float)
    for day in days:
        for name, weight in bins.weights(day).items():
            share[name] += weight / len(days)
    sure = {bins.sure(day) for day in days}
    return {name: (float(sure == {name}), value, 1.0) for name, value in share.items()}


def chance(days: Sequence[dt.date], test: Callable[[dt.date], bool]) -> float:
    """Give the share of days that pass a test."""
    return sum(map(test, days)) / len(days)


def span(date: EventDate, bins: Bins, shown: Sequence[str], study: Study | None) -> dict[str, Cell]:
    """Count what went on, by looking at every day on which it can have begun and ended."""
    first, sure_first, sure_last, last = span_bounds(date, study)
    assert sure_first is not None
    assert sure_last is not None
    starts = possible(date.starts) if date.earliest and date.latest_start else []
    ends = possible(date.ends) if date.earliest_end and date.latest else []
    found = {}
    for name in shown:
        (begin, end), (core_begin, core_end) = bins.hull(name), bins.core(name)
        if (first or dt.date.min) > end or (last or dt.date.max) < begin:
            continue
        begun = 1.0 if sure_first <= end else math.nan
        if starts:
            begun = chance(starts, lambda day, end=end: day <= end)
        going = 1.0 if sure_last >= begin else math.nan
        if ends:
            going = chance(ends, lambda day, begin=begin: day >= begin)
        definite = core_begin <= core_end and sure_first <= core_end and sure_last >= core_begin
        found[name] = (float(definite), 1.0 if definite else begun * going, 1.0)
    start_open = date.start_state == "open" and (study is None or study.start is None)
    if start_open or (date.end_state == "open" and (study is None or study.end is None)):
        found["open"] = (1.0, 1.0, 1.0)
    if isinstance(bins, PeriodBins):
        found |= span_outside(date, bins, study, starts, ends)
    return found


def span_outside(
    date: EventDate, bins: PeriodBins, study: Study | None, starts: Sequence[dt.date], ends: Sequence[dt.date]
) -> dict[str, Cell]:
    """Say whether what went on has days outside all periods: not if it began and ended in one run of periods."""
    days = days_of(date, "active", study)
    gaps = {day for day in days if not bins.holding(day, bins.hull)}
    if not gaps:
        return {}
    run_of = dict(zip(days, itertools.accumulate(day in gaps for day in days), strict=True))
    _, sure_first, sure_last, _ = span_bounds(date, study)
    if starts and ends:
        same = [
            (a, b) for a in starts for b in ends if a not in gaps and b not in gaps and run_of[a] == run_of[b]
        ]
        share = 1 - len(same) / (len(starts) * len(ends))
        return {"outside": (float(not same), share, 1.0)}
    assert sure_first is not None
    assert sure_last is not None
    low, high = sorted((sure_first, sure_last))
    if sure_first <= sure_last:
        definite = any(low <= day <= high for day in gaps)
    else:
        definite = all(day in gaps for day in days_between(low, high))
    return {"outside": (float(definite), 1.0 if definite else math.nan, 1.0)}


def brute(dates: Sequence[str], keys: Sequence[Sequence[tuple[str, ...]]], **question: Any) -> Table:
    """Count everything, event by event."""
    study, count, bins = question["study"], question["count"], question["bins"]
    parsed = [EventDate.parse(text) for text in dates]
    shown = bins.shown([day for date in parsed for day in days_of(date, count, study)])
    table: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for date, under in zip(parsed, keys, strict=True):
        is_span = count == "active" and date.kind == "span"
        cells = span(date, bins, shown, study) if is_span else one_day(date, count, bins, shown)
        for name, cell in cells.items():
            for key in set(under):
                table[name, *key] = [sum(pair) for pair in zip(table[name, *key], cell, strict=True)]
    return {place: tuple(values) for place, values in table.items()}  # type: ignore[misc]


def read(table: pd.DataFrame) -> Table:
    """Read a table of counts as a dictionary."""
    keys = list(table.columns[:-3])
    rows = zip(*(table[name].astype("str") for name in keys), strict=True)
    numbers = (
        table[["definite", "expected", "possible"]].astype("Float64").to_numpy(dtype=float, na_value=math.nan)
    )
    return dict(zip(rows, map(tuple, numbers.tolist()), strict=True))


def assert_equal(found: Table, wanted: Table) -> None:
    """Compare two tables; the last digits of fractions may differ."""
    assert set(found) == set(wanted)
    for place_, cell in wanted.items():
        assert found[place_] == pytest.approx(cell, abs=1e-9, nan_ok=True), place_


days = st.dates(dt.date(1999, 11, 1), dt.date(2004, 2, 28))
points = st.one_of(
    days.map(str),
    days.map(lambda day: f"{day:%Y-%m}"),
    days.map(lambda day: f"{day:%Y}"),
    days.map(lambda day: f"{day:%Y}-2{(day.month + 2) // 3}"),
    days.map(lambda day: f"{day:%Y}-3{(day.month + 2) // 3 + 2}"),
    days.map(lambda day: f"{day:%Y}-XX-{day:%d}"),
    days.map(lambda day: f"{day:%Y-%m}-X{day:%d}"[:9] + f"{day:%d}"[1]),
    days.map(lambda day: f"200X-{day:%m-%d}"),
)


def parses(text: str) -> bool:
    """Say whether a text is a date; a window may end before it begins."""
    try:
        EventDate.parse(text)
    except ValueError:
        return False
    return True


ranges = st.tuples(points, points).flatmap(
    lambda pair: st.sampled_from([f"[{pair[0]}..{pair[1]}]", f"{pair[0]}/{pair[1]}"])
)
halves = points.flatmap(
    lambda point: st.sampled_from(
        [f"{point}/..", f"{point}/", f"../{point}", f"/{point}", f"[..{point}]", f"[{point}..]"]
    )
)
several = st.tuples(points, points, points).flatmap(
    lambda found: st.sampled_from(
        [
            f"[{found[0]},{found[1]}]",
            f"[{found[0]}..{found[1]},{found[2]}]",
            f"[..{found[0]},{found[1]}]",
            f"[{found[0]},{found[1]}..]",
        ]
    )
)
texts = st.one_of(
    points,
    ranges.filter(parses),
    halves,
    several.filter(parses),
    st.sampled_from(["XXXX", "200X", "XXXX-12-25"]),
)
events = st.lists(
    st.tuples(
        texts,
        st.sampled_from(["", "economic", "economic.loan", "economic.trade", "security.drill"]),
        st.sampled_from(["", "water.dam", "gas; water.dam", "water.canal; water.dam", "gas"]),
        st.sampled_from(["", "CHN", "CHN:lender; KAZ:borrower", "CHN; KAZ; UZB", "EXIM:lender; UZB"]),
    ),
    min_size=1,
    max_size=8,
)


def cut(code: str, depth: int) -> str:
    """Cut a dotted code."""
    return ".".join(code.split(".")[:depth])


def keys_of(event: tuple[str, str, str, str], by: Sequence[str], depth: int) -> list[tuple[str, ...]]:
    """Give what an event counts under, by the words of the design."""
    _, category, topic, actors = event
    pairs = [tuple(item.split(":")) for item in actors.split("; ") if item]
    names = sorted({pair[0] for pair in pairs})
    values = {
        "category": [cut(category, depth)] if category else [],
        "topic": [cut(code, depth) for code in topic.split("; ") if code],
        "actor": names,
        "role": [pair[1] for pair in pairs if len(pair) == 2],
        "dyad": [f"{one} - {other}" for one in names for other in names if one < other],
    }
    return list(itertools.product(*(values[name] or ["(none)"] for name in by)))


@pytest.mark.parametrize("count", ["began", "ended", "active"])
@settings(max_examples=60)
@given(
    rows=events,
    bins=st.sampled_from(["year", "quarter", "month", "decade", None, "phase", "reign", "blur"]),
    by=st.sampled_from([["category"], ["topic"], ["actor"], ["dyad"], ["role"], ["category", "topic"], []]),
    depth=st.integers(1, 2),
    bounded=st.booleans(),
)
@example(rows=[("../2002", "", "", "")], bins="year", by=[], depth=1, bounded=True)
@example(rows=[("[2000,2002]", "", "", "")], bins="year", by=[], depth=1, bounded=True)
@example(rows=[("2001-XX-31", "", "", "")], bins="month", by=[], depth=1, bounded=True)
@example(rows=[("2001-XX-31/2002-0X-30", "", "", "")], bins="quarter", by=[], depth=1, bounded=True)
@example(
    rows=[("[..2000,2002]", "", "", ""), ("2001", "", "", "")], bins="year", by=[], depth=1, bounded=True
)
@example(rows=[("../2002", "", "", "")], bins="month", by=[], depth=1, bounded=False)
@example(rows=[("2001/", "", "", "")], bins="month", by=[], depth=1, bounded=True)
@example(
    rows=[("2001-03-03", "", "", ""), ("2001-08", "", "", "")], bins="blur", by=[], depth=1, bounded=True
)
@example(
    rows=[("../1999", "gas", "", ""), ("2004-02/..", "", "", "")], bins="year", by=[], depth=1, bounded=True
)
@example(
    rows=[("2000/2001", "", "", ""), ("2001-04/2001", "", "", "")], bins="phase", by=[], depth=1, bounded=True
)
@example(
    rows=[("2001-04-03/2001-04", "", "", ""), ("[2001-04..]", "", "", "")],
    bins="phase",
    by=[],
    depth=1,
    bounded=True,
)
def test_counts_equal_a_count_by_hand_of_every_possible_day(
    count: str,
    rows: list[tuple[str, str, str, str]],
    bins: str | None,
    by: list[str],
    depth: int,
    bounded: bool,
    new_study: Any,
    frame_of: Any,
    engines: Any,
) -> None:
    study = new_study() if bounded else new_study(start=None, end=None)
    frame = frame_of(
        [row[0] for row in rows],
        category=[row[1] for row in rows],
        topic=[row[2] for row in rows],
        actors=[row[3] for row in rows],
    )
    grid = PeriodBins(study, bins) if bins in ("phase", "reign", "blur") else CalendarBins(bins)
    keys = [keys_of(row, by, depth) for row in rows]
    wanted = brute([row[0] for row in rows], keys, study=study, count=count, bins=grid)
    for name in ("pandas", "polars lazy, moments"):
        table = counts(engines[name](frame), study=study, by=by, bins=bins, depth=depth, count=count)
        found = read(table)
        assert_equal(found, wanted)
        assert table.attrs["events"] == len(rows)
        known = [cell for cell in found.values() if not math.isnan(cell[1])]
        assert all(0 <= cell[0] <= cell[1] + 1e-9 <= cell[2] + 2e-9 for cell in known)
        assert all(cell[0] <= cell[2] and cell[2] > 0 for cell in found.values())
        if count != "active":
            assert sum(cell[1] for cell in found.values()) == pytest.approx(
                sum(len(set(under)) for under in keys)
            )
            assert {label for label, *_ in found} - set(OWN_ROWS) <= {
                edge[0] for edge in table.attrs["edges"]
            }


@pytest.mark.parametrize("count", ["began", "ended"])
@settings(max_examples=100)
@given(
    dates=st.lists(event_dates(), min_size=1, max_size=20),
    bins=st.sampled_from(["year", "quarter", "month", "decade", None, "phase", "reign", "blur"]),
)
def test_what_is_expected_adds_up_to_the_number_of_events_with_the_rows_of_their_own(
    new_study: Any, frame_of: Any, count: str, dates: list[EventDate], bins: str | None
) -> None:
    frame = frame_of([date.edtf for date in dates])
    table = counts(frame, study=new_study(), by=None, bins=bins, count=count)
    assert table["expected"].sum() == pytest.approx(len(dates), abs=1e-9)
    assert (table["definite"] <= table["expected"] + 1e-9).all()
    assert (table["expected"] <= table["possible"] + 1e-9).all()
