from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from matplotlib.dates import date2num

from ca_events import dates, plots
from ca_events.plots.chronology import Entry, entries_of
from ca_events.plots.datewords import Bounds
from ca_events.plots.marks import DAYS_FROM_1970, Mark, clipped
from ca_events.plots.panels import Panel, lane_panels, one_panel, row_panels
from ca_events.plots.ruler import axis_limits, days_of

quick = settings(
    max_examples=40,
    phases=(Phase.explicit, Phase.generate),
)
known_days = st.dates(date(1962, 1, 1), date(2029, 12, 31)).map(str)
some_dates = st.one_of(
    known_days,
    st.tuples(known_days, known_days).map(lambda pair: "/".join(sorted(pair))),
    st.tuples(known_days, known_days).map(lambda pair: "[{}..{}]".format(*sorted(pair))),
    st.sampled_from(
        [
            "2001",
            "1999-05",
            "199X",
            "2005/2012",
            "2001?",
            "2013-09~",
            "2009-12-31/2010-01-01",
            "2009/2010",
            "2013/..",
            "../2003",
            "2013/",
            "/2003",
            "2019/..",
            "2009-12-31/..",
            "../1980-01-01",
            "2010/..",
        ]
    ),
)
lists = st.lists(some_dates, min_size=1, max_size=8)


def number(day: date) -> int:
    return day.toordinal() - DAYS_FROM_1970


def day_of(count: float) -> date:
    return date.fromordinal(int(count // 1) + DAYS_FROM_1970)


def rows_of(panels: Sequence[Panel]) -> list[tuple[float, float]]:
    """First day of each row, and the first day after it, in days of the calendar."""
    begins = [panel.limits[0] + panel.shift for panel in panels]
    years = [day_of(begin).year for begin in begins]
    step = years[1] - years[0] if len(years) > 1 else None
    ends = [*begins[1:], float(number(date(years[-1] + step, 1, 1))) if step else panels[-1].limits[1]]
    return list(zip(begins, ends, strict=True))


def reached(mark: Mark, low: float, high: float) -> tuple[int, int]:
    """The first and the last day that a mark reaches: without a stated end to the end of the axis, with an unknown one
    no further than what is known."""
    inner = [day for day in (mark.first, mark.last, *(mark.sure or ())) if day is not None]
    first = mark.first if mark.first is not None else low if mark.before == "open" else min(inner)
    last = mark.last if mark.last is not None else high - 1 if mark.after == "open" else max(inner)
    return int(first), int(last)


@pytest.fixture
def make_entries(make_table: Callable[..., Any]) -> Callable[[Sequence[str]], list[Entry]]:
    return lambda texts: entries_of(make_table([(text, f"Event of {text}", "political") for text in texts]))


@quick
@given(lists, st.sampled_from([2, 5, 10, 25]))
@example(["2019/.."], 2)
def test_every_event_is_labelled_in_one_row_and_marked_in_every_row_that_it_reaches(
    make_entries: Callable[..., list[Entry]], texts: list[str], years: int
) -> None:
    entries = make_entries(texts)
    panels = row_panels(entries, (), years)
    rows = rows_of(panels)
    # Open ends reach to the edges of the figure. These are whole rows: a long axis leaves room beyond the last day
    # that is named ("2019/..": into January 2020), which is no reason for one more row.
    low, high = rows[0][0], rows[-1][1]
    named = days_of(entry.mark for entry in entries)
    assert low <= min(named) < rows[0][1]
    assert rows[-1][0] <= max(named) < high
    for entry in entries:
        places = [
            place for place, panel in enumerate(panels)
            for one in panel.entries if one.name == entry.name and one.labelled
        ]  # fmt: skip
        assert len(places) == 1
        begin, end = rows[places[0]]
        anchor = low if entry.mark.anchor is None else entry.mark.anchor
        assert begin <= min(max(anchor, low), high - 1) < end
        # Brute force: the rows in which the days of the event lie, day by day.
        first, last = reached(entry.mark, low, high)
        wanted = {day_of(day).year // years * years for day in range(first, last + 1)}
        marked = {
            day_of(begin).year for (begin, _), panel in zip(rows, panels, strict=True)
            if any(one.name == entry.name for one in panel.entries)
        }  # fmt: skip
        assert marked == wanted


@quick
@given(lists, st.sampled_from([2, 5, 10, 25]))
@example(["2001-06-15", "2013/..", "2018-05-05"], 10)
@example(["2001-06-15", "2013/..", "2019-05-05"], 10)
@example(["2001-06-15", "../2013", "2018-05-05"], 10)
def test_ends_inside_a_row_are_the_bounds_and_open_ends_stand_only_where_the_mark_ends(
    make_entries: Callable[..., list[Entry]], texts: list[str], years: int
) -> None:
    entries = make_entries(texts)
    panels = row_panels(entries, (), years)
    whole = {entry.name: entry for entry in entries}
    for (begin, end), panel in zip(rows_of(panels), panels, strict=True):
        for one in panel.entries:
            mark, part = whole[one.name].mark, one.mark
            assert attrs.evolve(one, mark=mark, labelled=True) == whole[one.name]
            assert (part.shape, part.approximate, part.uncertain) == (
                mark.shape, mark.approximate, mark.uncertain,
            )  # fmt: skip
            if part.first is not None:
                assert part.first + panel.shift == max(begin, begin if mark.first is None else mark.first)
            if part.last is not None:
                assert part.last + panel.shift == min(end - 1, end - 1 if mark.last is None else mark.last)
            if part.sure is not None and mark.sure is not None:
                for found, stated, edge in zip(part.sure, mark.sure, (begin, end - 1), strict=True):
                    if found is not None and stated is not None and begin <= stated <= end - 1:
                        assert found + panel.shift == stated
                    elif found is not None:
                        assert found + panel.shift == edge
    for entry in entries:
        parts = [one.mark for panel in panels for one in panel.entries if one.name == entry.name]
        for side, missing in (("before", entry.mark.first is None), ("after", entry.mark.last is None)):
            states = [getattr(part, side) for part in parts]
            own = states.pop(0 if side == "before" else -1)
            # An end that is open or unknown is so in one row, where it is; elsewhere the mark is cut off straight.
            assert own == getattr(entry.mark, side)
            assert set(states) <= {"known"}
            bounds = [part.first if side == "before" else part.last for part in parts]
            assert sum(bound is None for bound in bounds) == int(missing)


@quick
@given(lists, st.sampled_from([2, 10]))
def test_rows_follow_one_another_and_begin_with_round_years(
    make_entries: Callable[..., list[Entry]], texts: list[str], years: int
) -> None:
    entries = make_entries(texts)
    panels = row_panels(entries, (), years)
    firsts = [day_of(panel.limits[0] + panel.shift) for panel in panels]
    assert all((day.month, day.day, day.year % years) == (1, 1, 0) for day in firsts)
    assert [day.year for day in firsts] == list(range(firsts[0].year, firsts[-1].year + 1, years))
    assert len({panel.limits for panel in panels}) == 1
    assert panels[0].shift == 0
    low, high = panels[0].limits
    longest = max((date(day.year + years, 1, 1) - day).days for day in firsts)
    assert high - low == longest
    assert not any(panel.since for panel in panels)


def test_more_rows_than_a_figure_holds_are_refused(make_entries: Callable[..., list[Entry]]) -> None:
    with pytest.raises(plots.FigureError) as error:
        row_panels(make_entries(["1200", "2001"]), (), 10)
    assert str(error.value) == (
        "years_per_row=10 makes 81 rows, and a figure holds 60; give more years to a row, or draw a shorter time "
        "(events.between)."
    )


def test_days_before_1970_begin_in_the_row_of_their_year(make_entries: Callable[..., list[Entry]]) -> None:
    (panel,) = row_panels(make_entries(["1960-01-01", "1969-12-31"]), (), 10)
    assert day_of(panel.limits[0]) == date(1960, 1, 1)


def test_open_end_is_an_arrow_in_the_last_row_even_if_the_axis_ends_with_the_row(
    make_events: Callable[..., Any],
) -> None:
    for last in ("2018-05-05", "2019-05-05"):
        rows = [("2001-06-15", "a", "political"), ("2013/..", "b", "economic"), (last, "c", "security")]
        ax = plots.timeline(make_events(rows), years_per_row=10)
        gids = [str(patch.get_gid()) for patch in ax.patches]
        assert gids.count("mark-E001-open") == 1


def test_event_before_the_first_year_of_the_first_row_is_no_row_of_its_own(
    make_entries: Callable[..., list[Entry]],
) -> None:
    panels = row_panels(make_entries(["1991-12-25", "2001", "2025-12-31"]), (), 10)
    assert [day_of(panel.limits[0] + panel.shift).year for panel in panels] == [1990, 2000, 2010, 2020]
    assert [len(panel.entries) for panel in panels] == [1, 1, 0, 1]


@pytest.mark.parametrize(
    "texts",
    [["2007-06-01", "2009-12-20"], ["2010-01-05", "2012-06-01"], ["2000-01-01", "2002-12-31"]],
    ids=str,
)
def test_no_row_stands_empty_before_the_first_event_or_after_the_last(
    make_entries: Callable[..., list[Entry]], texts: list[str]
) -> None:
    panels = row_panels(make_entries(texts), (), 10)
    assert [len(panel.entries) for panel in panels] == [2]


def test_rows_of_no_events_are_one() -> None:
    (panel,) = row_panels((), [("First", bounds_of("1965/1975"))], 10)
    assert (panel.entries, panel.bands) == ((), ())


def test_marks_without_a_day_in_a_row_are_cut_away() -> None:
    mark = Mark(shape="window", first=10.0, last=20.0, anchor=15.0)
    assert clipped(mark, (21.0, 30.0), edges=(0.0, 40.0)) is None
    assert clipped(mark, (0.0, 9.0), edges=(0.0, 40.0)) is None
    for days in ((20.0, 30.0), (0.0, 10.0), (12.0, 15.0)):
        part = clipped(mark, days, edges=(0.0, 40.0))
        assert part is not None
        assert (part.first, part.last) == (max(days[0], 10.0), min(days[1], 20.0))


def bounds_of(text: str) -> Bounds:
    found = dates.EventDate.parse(text)
    return Bounds(
        earliest=found.earliest, latest=found.latest, latest_start=found.latest_start,
        earliest_end=found.earliest_end, kind=found.kind, start_state=found.start_state, end_state=found.end_state,
    )  # fmt: skip


def test_periods_are_cut_to_their_rows_and_keep_their_days(make_entries: Callable[..., list[Entry]]) -> None:
    periods = [("First", bounds_of("1995/2003-05-31")), ("Second", bounds_of("2003-06/.."))]
    panels = row_panels(make_entries(["1991", "2001", "2015"]), periods, 10)
    found = [
        (band.label, day_of(band.first + panel.shift), day_of(band.last + panel.shift))
        for panel in panels for band in panel.bands
    ]  # fmt: skip
    assert found == [
        ("First", date(1995, 1, 1), date(2000, 1, 1)),
        ("First", date(2000, 1, 1), date(2003, 5, 31)),
        ("Second", date(2003, 6, 1), date(2010, 1, 1)),
        ("Second", date(2010, 1, 1), date(2020, 1, 1)),
    ]
    assert panels[0].bands[0].sure[0] == number(date(1995, 12, 31))


def test_period_that_begins_with_a_row_is_not_in_the_row_before(
    make_entries: Callable[..., list[Entry]],
) -> None:
    panels = row_panels(make_entries(["2001", "2015"]), [("New", bounds_of("2010/2012"))], 10)
    assert [[band.label for band in panel.bands] for panel in panels] == [[], ["New"]]


def test_rows_are_drawn_below_one_another_with_their_own_years_and_periods(
    make_events: Callable[..., Any],
) -> None:
    rows = [("1993-05-01", "One", "political"), ("2004", "Two", "economic"), ("2013/..", "Three", "security")]
    rows += [("2015-03-03", "Four", ""), ("2022-02-02", "Five", "")]
    events = make_events(rows, [("Early", "1995/2003"), ("Late", "2004/..")])
    ax = plots.timeline(events, years_per_row=10, periods="set")
    report = plots.placement(ax)
    assert (report.placed, report.overlaps, report.outside, report.dropped) == (5, 0, 0, 0)
    years = [text for text in ax.texts if text.get_gid() == "year"]
    heights = sorted({round(text.get_position()[1], 3) for text in years}, reverse=True)
    assert len(heights) == 4
    for height, first in zip(heights, (1990, 2000, 2010, 2020), strict=True):
        shown = [text for text in years if round(text.get_position()[1], 3) == height]
        assert {int(text.get_text()) for text in shown} <= set(range(first, first + 11))
        for text in shown:
            # Rows lie under one another as if each began on the first day of the first.
            wanted = number(date(int(text.get_text()), 1, 1)) - number(date(first, 1, 1))
            assert text.get_position()[0] == number(date(1990, 1, 1)) + wanted
    names = [text.get_text() for text in ax.texts if str(text.get_gid()).endswith("-name")]
    assert [name for name in names if name] == ["Early", "Early", "Late", "Late", "Late"]
    assert plots.caption(ax).startswith("5 events (all events). Points are known days; ")
    # The mark of what goes on is in its own row and in the next one, its label in one.
    bars = [patch for patch in ax.patches if patch.get_gid() == "mark-E002"]
    assert len(bars) == 2
    assert len([line for line in ax.lines if line.get_gid() == "leader-E002"]) == 1


def test_label_over_a_whole_row_keeps_its_date_words(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events([("1985/2015", "Long", ""), ("2001-01-01", "Day", "")]), years_per_row=10)
    words = " ".join(text.get_text() for text in ax.texts if text.get_gid() == "label-E000")
    assert words == "1985\N{EN DASH}2015 Long"
    assert len([patch for patch in ax.patches if patch.get_gid() == "mark-E000"]) == 4


@pytest.mark.parametrize("bad", [0, -10, 1001, 2.5, "10", True])
def test_years_of_a_row_that_are_no_whole_number_are_refused(
    make_events: Callable[..., Any], bad: Any
) -> None:
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(make_events([("2001", "a", "")]), years_per_row=bad)
    assert str(error.value) == (
        f"years_per_row is {bad!r}; it is a whole number of years from 1 to 1,000: 10 for decades."
    )


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"orientation": "vertical"}, "orientation='vertical'"),
        ({"lanes": "category"}, "lanes="),
        ({"since": "E000"}, "since="),
    ],
)
def test_rows_and_what_excludes_them_are_refused(
    make_events: Callable[..., Any], options: dict[str, Any], name: str
) -> None:
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(make_events([("2001-01-01", "a", "political")]), years_per_row=10, **options)
    assert str(error.value) == f"years_per_row= cuts one horizontal axis into rows; leave it or {name} out."


@pytest.mark.parametrize("orientation", ["auto", "horizontal"])
@pytest.mark.parametrize("years", [1, 1000])
def test_rows_are_horizontal_whatever_their_years(
    make_events: Callable[..., Any], orientation: Any, years: int
) -> None:
    ax = plots.timeline(
        make_events([("2001-07-01", "a", ""), ("2003-07-01", "b", "")]),
        years_per_row=years,
        orientation=orientation,
    )
    rulers = [line for line in ax.lines if line.get_gid() == "ruler"]
    assert len({line.get_ydata()[0] for line in rulers}) == 2 * (3 if years == 1 else 1)


def test_periods_with_a_beginning_for_each_lane_are_refused(make_events: Callable[..., Any]) -> None:
    rows = [("2001-06-15", "a", "political"), ("2005-03-01", "b", "security")]
    events = make_events(rows, [("First", "1995/2003")])
    since = {"political": "E000", "security": "E001"}
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(events, periods="set", lanes="category", since=since)
    assert str(error.value) == (
        "periods= are days of the calendar, and with since= each lane counts from another day; leave one of "
        "them out."
    )
    # One day for all lanes is one calendar.
    ax = plots.timeline(events, periods="set", lanes="category", since=dict.fromkeys(since, "E000"))
    assert [text.get_text() for text in ax.texts if str(text.get_gid()).endswith("-name")] == ["First"]


@quick
@given(lists, st.dates(date(1950, 1, 1), date(2030, 1, 1)))
def test_marks_are_moved_by_exactly_the_days_of_the_beginning(
    make_entries: Callable[..., list[Entry]], texts: list[str], day: date
) -> None:
    entries = make_entries(texts)
    (panel,) = one_panel(entries, [("All", bounds_of("1990/1995"))], since=day)
    assert (panel.since, panel.shift) == (True, number(day))
    for old, new in zip(entries, panel.entries, strict=True):
        for name in ("first", "last", "anchor"):
            before, after = getattr(old.mark, name), getattr(new.mark, name)
            assert after == (None if before is None else before - number(day))
        assert (new.mark.before, new.mark.after) == (old.mark.before, old.mark.after)
        assert new.words == old.words
        if old.mark.sure is not None:
            assert new.mark.sure == tuple(None if one is None else one - number(day) for one in old.mark.sure)
        else:
            assert new.mark.sure is None
    # Day 0 is on the axis, and so is every known day.
    low, high = panel.limits
    known = [one for new in panel.entries for one in (new.mark.first, new.mark.last) if one is not None]
    assert low <= min([0.0, *known])
    assert high >= max([0.0, *known])
    assert low / 365.2425 == pytest.approx(round(low / 365.2425), abs=1e-9)
    for band in panel.bands:
        first, last = (number(edge) - number(day) for edge in (date(1990, 1, 1), date(1995, 12, 31)))
        assert band.first == pytest.approx(max(low, first), abs=1e-6)
        assert band.last == pytest.approx(min(high, last), abs=1e-6)


def test_lanes_share_their_days_and_each_counts_from_its_own() -> None:
    def entry(name: str, day: date, lane: str) -> Entry:
        mark = Mark(
            shape="point", first=float(number(day)), last=float(number(day)), anchor=float(number(day))
        )
        return Entry(id=name, label=name, words="", code="", mark=mark, lane=lane)

    entries = [
        entry("A", date(2001, 1, 1), "x"), entry("B", date(2003, 1, 1), "y"), entry("C", date(2010, 5, 5), "x"),
    ]  # fmt: skip
    lanes = {"y": "Ypsilon", "x": "Ix", "z": "Empty"}
    plain = lane_panels(entries, [("P", bounds_of("2001/2002"))], lanes)
    assert [panel.title for panel in plain] == ["Ypsilon", "Ix", "Empty"]
    assert [[one.id for one in panel.entries] for panel in plain] == [["B"], ["A", "C"], []]
    assert {panel.limits for panel in plain} == {axis_limits(one.mark for one in entries)}
    assert [panel.shift for panel in plain] == [0.0, 0.0, 0.0]
    assert len({panel.bands for panel in plain}) == 1
    since = {"x": date(2001, 1, 1), "y": date(2002, 1, 1), "z": date(2000, 1, 1)}
    moved = lane_panels(entries, (), lanes, since=since)
    assert len({panel.limits for panel in moved}) == 1
    assert [[one.mark.first for one in panel.entries] for panel in moved] == [
        [365.0],
        [0.0, (date(2010, 5, 5) - date(2001, 1, 1)).days],
        [],
    ]
    assert [panel.shift for panel in moved] == [number(since["y"]), number(since["x"]), number(since["z"])]


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_drawn_lanes_have_one_scale(make_events: Callable[..., Any], orientation: Any) -> None:
    rows = [("2001-06-15", "a", "political"), ("2015-03-01", "b", "security")]
    ax = plots.timeline(make_events(rows), lanes="category", orientation=orientation)
    rulers = [line for line in ax.lines if line.get_gid() == "ruler"]
    along = {tuple(line.get_ydata() if orientation == "vertical" else line.get_xdata()) for line in rulers}
    assert len(along) == 1
    across = 0 if orientation == "vertical" else 1
    assert len({line.get_xydata()[0, across] for line in rulers}) >= 2
    for name, day in (("mark-E000-political", date(2001, 6, 15)), ("mark-E001-security", date(2015, 3, 1))):
        (dot,) = [line for line in ax.lines if line.get_gid() == name]
        assert dot.get_xydata()[0, 1 - across] == date2num(day)


def test_row_marks_of_a_figure_are_days_in_the_row(make_events: Callable[..., Any]) -> None:
    days = [date(1991, 3, 1) + timedelta(days=777 * place) for place in range(17)]
    ax = plots.timeline(make_events([(str(day), "E", "") for day in days]), years_per_row=10)
    for place, day in enumerate(days):
        (dot,) = [line for line in ax.lines if line.get_gid() == f"mark-E{place:03d}"]
        start = date(day.year // 10 * 10, 1, 1)
        assert dot.get_xdata()[0] == date2num(date(1990, 1, 1)) + (day - start).days


def test_table_of_rows_has_each_event_once(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events([("1985/2015", "Long", ""), ("2001-01-01", "Day", "")]), years_per_row=10)
    table: pd.DataFrame = plots.table(ax)
    assert list(table["id"]) == ["E000", "E001"]
    assert re.match(r"Timeline of 2 events \(all events\)\. ", plots.alt_text(ax))
