from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.text import Text

from ca_events import plots
from ca_events.plots.time_axis import time_axis, year_number

READING = (
    "Points are known days; bars are as long as what is possible and dark where an event certainly went on. "
    "Labels stand in the order of the dates."
)
ROWS = [
    ("2001-06-15", "Founding of an organisation", "political"),
    ("2005", "Loan", "economic"),
    ("2008-03", "Visit", ""),
    ("2011/2012", "Programme", "economic"),
    ("2013-09-07", "Speech at a university", "political"),
]
MANY = [
    (
        f"20{number % 19 + 1:02d}-{number % 12 + 1:02d}-11",
        f"Event {number} with a long name of words",
        "political",
    )
    for number in range(40)
]
NEITHER = "and these are neither dates nor years; draw the data over dates or over years such as 2013, then annotate."
LINEAR = "annotate needs a linear time axis that runs from left to right."
PERIODS = (
    "pandas has drawn this axis in periods, which are neither days nor years; draw it with plot(x_compat=True), or "
    "with ax.plot(series.index.to_timestamp(), series)."
)


def dated_axes(
    *, low: int = 2000, high: int = 2020, size: tuple[float, float] = (7, 5), **options: Any
) -> Any:
    ax = Figure(figsize=size, **options).add_subplot()
    ax.plot(
        [date(year, 1, 1) for year in range(low, high + 1)], [3 + year % 7 for year in range(low, high + 1)]
    )
    return ax


def yearly_axes(*, low: int = 2000, high: int = 2020, size: tuple[float, float] = (7, 5)) -> Any:
    ax = Figure(figsize=size).add_subplot()
    ax.plot(range(low, high + 1), [3 + year % 7 for year in range(low, high + 1)])
    return ax


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(plots.FigureError) as error:
        call()
    return str(error.value)


def overlays(ax: Any) -> list[Any]:
    return list(ax.child_axes)


def label_boxes(ax: Any) -> dict[str, list[Any]]:
    """Pixel boxes of the lines of each label, as they are drawn."""
    ax.figure.canvas.draw()
    found: dict[str, list[Any]] = {}
    for number, overlay in enumerate(overlays(ax)):
        for text in overlay.texts:
            if text.get_text():
                found.setdefault(f"{number}-{text.get_gid()}", []).append(text.get_window_extent())
    return found


def assert_readable(ax: Any) -> None:
    """No label overlaps another, all lie inside the axes, and the data lie below the lowest."""
    boxes = label_boxes(ax)
    assert boxes
    pixel = ax.figure.dpi / 72
    shrunk = [(name, box.padded(-1.0 * pixel)) for name, lines in boxes.items() for box in lines]
    page = ax.get_window_extent()
    for place, (name, box) in enumerate(shrunk):
        assert page.x0 <= box.x0 <= box.x1 <= page.x1
        assert page.y0 <= box.y0 <= box.y1 <= page.y1
        assert not any(box.overlaps(other) for one, other in shrunk[:place] if one != name)
    lowest = min(box.y0 for _, box in shrunk)
    for line in ax.lines:
        if str(line.get_gid()).startswith("through"):
            continue
        assert max(ax.transData.transform(np.column_stack(line_data(ax, line)))[:, 1]) < lowest


def line_data(ax: Any, line: Any) -> tuple[Any, Any]:
    return ax.convert_xunits(line.get_xdata()), line.get_ydata()


def mark_ends(ax: Any, name: str) -> tuple[float, float]:
    """Left and right end of a mark, in pixels."""
    ax.figure.canvas.draw()
    (overlay,) = overlays(ax)
    for line in overlay.lines:
        if line.get_gid() == f"mark-{name}":
            ((x, _),) = overlay.transData.transform(line.get_xydata())
            return x, x
    (bar,) = [patch for patch in overlay.patches if patch.get_gid() == f"mark-{name}"]
    ends = [(bar.get_x(), 0.0), (bar.get_x() + bar.get_width(), 0.0)]
    (first, _), (last, _) = overlay.transData.transform(ends)
    return first, last


def pixels(ax: Any, *places: float) -> tuple[float, ...]:
    return tuple(ax.transData.transform((place, 1.0))[0] for place in places)


def test_marks_lie_where_a_date_axis_puts_their_days(make_events: Callable[..., Any]) -> None:
    ax = dated_axes()
    assert plots.annotate(ax, make_events(ROWS)) is ax
    for name, days in {
        "E000": ("2001-06-15", "2001-06-15"),
        "E001": ("2005-01-01", "2005-12-31"),
        "E002": ("2008-03-01", "2008-03-31"),
        "E003": ("2011-01-01", "2012-12-31"),
        "E004": ("2013-09-07", "2013-09-07"),
    }.items():
        wanted = pixels(ax, *(float(date2num(date.fromisoformat(day))) for day in days))
        assert mark_ends(ax, name) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(("year_at", "back"), [("start", 0.0), ("middle", 0.5)])
def test_marks_lie_where_an_axis_of_years_puts_their_days(
    make_events: Callable[..., Any], year_at: Any, back: float
) -> None:
    ax = yearly_axes()
    plots.annotate(ax, make_events(ROWS), year_at=year_at)
    for name, years in {
        "E000": (2001 + 165 / 365,) * 2,
        "E001": (2005.0, 2005 + 364 / 365),
        "E002": (2008 + 60 / 366, 2008 + 90 / 366),
        "E003": (2011.0, 2012 + 365 / 366),
        "E004": (2013 + 249 / 365,) * 2,
    }.items():
        assert mark_ends(ax, name) == pytest.approx(pixels(ax, *(year - back for year in years)), abs=1e-6)


@given(st.dates())
def test_number_of_a_day_is_in_its_year_and_grows_with_the_days(day: date) -> None:
    count = float(day.toordinal() - date(1970, 1, 1).toordinal())
    assert day.year <= year_number(count) < day.year + 1
    if day < date.max:
        assert year_number(count) < year_number(count + 1)
    if (day.month, day.day) == (1, 1):
        assert year_number(count) == day.year


def test_epoch_of_matplotlib_is_that_of_the_axis(make_events: Callable[..., Any]) -> None:
    axis = time_axis(dated_axes())
    assert axis.place(0.0) == date2num(date(1970, 1, 1))
    assert axis.place(365.0) == date2num(date(1971, 1, 1))


@pytest.mark.parametrize("make", [dated_axes, yearly_axes])
@pytest.mark.parametrize("rows", [ROWS, MANY[:16]])
def test_labels_overlap_nothing_and_stand_inside_above_the_data(
    make_events: Callable[..., Any], make: Callable[..., Any], rows: Any
) -> None:
    ax = make()
    plots.annotate(ax, make_events(rows))
    report = plots.placement(ax)
    assert (report.placed, report.overlaps, report.outside) == (len(rows), 0, 0)
    assert_readable(ax)


@settings(
    max_examples=8,
    derandomize=True,
    # Drawing is slow: the first example that fails is told, and no smaller one is looked for.
    phases=(Phase.explicit, Phase.generate),
)
@given(
    st.lists(
        st.tuples(
            st.dates(date(2000, 1, 1), date(2020, 1, 1)).map(str), st.text("abc de", min_size=1, max_size=40)
        ),
        min_size=1,
        max_size=14,
    ),
    st.sampled_from([(3.5, 3.0), (7.0, 4.0)]),
)
@example([("2000-01-01", ""), ("2003-02-01", ""), ("2010-02-01", ""), ("2013-08-10", "")], (3.5, 3.0))
def test_any_labels_are_readable(
    make_events: Callable[..., Any], made: list[tuple[str, str]], size: tuple[float, float]
) -> None:
    ax = dated_axes(size=size)
    plots.annotate(ax, make_events([(day, words, "political") for day, words in made]))
    report = plots.placement(ax)
    assert (report.placed, report.overlaps, report.outside) == (len(made), 0, 0)
    assert_readable(ax)


@pytest.mark.parametrize("scale", ["log", "symlog"])
def test_labels_stand_above_data_on_a_logarithmic_axis(make_events: Callable[..., Any], scale: str) -> None:
    ax = Figure(figsize=(7, 5)).add_subplot()
    ax.plot(range(2000, 2021), [10.0 ** (year % 5) for year in range(21)])
    ax.set_yscale(scale)
    low, high = ax.get_ylim()
    plots.annotate(ax, make_events(ROWS))
    assert ax.get_ylim()[0] == pytest.approx(low)
    assert ax.get_ylim()[1] > high
    assert_readable(ax)


def test_labels_stand_above_data_on_an_axis_that_counts_downwards(make_events: Callable[..., Any]) -> None:
    ax = yearly_axes()
    ax.invert_yaxis()
    low, high = ax.get_ylim()
    plots.annotate(ax, make_events(ROWS))
    assert ax.get_ylim()[0] == low
    assert ax.get_ylim()[1] < high < low
    assert_readable(ax)


def test_limit_is_left_alone_where_no_room_was_asked_for(make_events: Callable[..., Any]) -> None:
    ax = dated_axes()
    before = ax.get_ylim()
    plots.annotate(ax, make_events(ROWS), make_room=False)
    assert ax.get_ylim() == before
    assert plots.placement(ax).outside == 0
    roomy = dated_axes()
    plots.annotate(roomy, make_events(ROWS))
    assert roomy.get_ylim()[0] == before[0]
    assert roomy.get_ylim()[1] > before[1]


def test_nothing_else_of_the_figure_is_touched(make_events: Callable[..., Any]) -> None:
    figure = Figure(figsize=(9, 5))
    ax, other = figure.subplots(1, 2)
    for one in (ax, other):
        one.plot([date(2000, 1, 1), date(2020, 1, 1)], [1, 2], label="trade")
        one.set(title="Trade", xlabel="Year", ylabel="Sum")
        one.legend()
    figure.canvas.draw()
    settings_before = dict(mpl.rcParams)
    children, kept = other.get_children(), ax.get_children()
    (line,) = ax.lines
    data, style = line.get_xydata().copy(), (line.get_color(), line.get_zorder())
    xlim, place = ax.get_xlim(), ax.get_position().bounds
    ticks = [text.get_text() for text in ax.get_xticklabels()]
    limits = (other.get_xlim(), other.get_ylim())
    plots.annotate(ax, make_events(ROWS))
    figure.canvas.draw()
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == settings_before
    assert figure.axes == [ax, other]
    assert other.get_children() == children
    assert (other.get_xlim(), other.get_ylim()) == limits
    assert set(kept) <= set(ax.get_children())
    assert ax.lines[0] is line
    assert (line.get_xydata() == data).all()
    assert (line.get_color(), line.get_zorder()) == style
    assert (ax.get_xlim(), ax.get_position().bounds) == (xlim, place)
    assert [text.get_text() for text in ax.get_xticklabels()] == ticks
    assert (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) == ("Trade", "Year", "Sum")
    assert ax.axison


def test_labels_fit_axes_that_a_layout_places(make_events: Callable[..., Any]) -> None:
    figure = Figure(figsize=(7, 5), layout="constrained")
    ax, other = figure.subplots(2, 1, height_ratios=[3, 1])
    ax.plot(range(2000, 2021), [1e6 * (1 + year % 7) for year in range(21)])
    ax.set(title="A title", ylabel="A sum of money")
    other.plot([1, 2], [3, 4])
    plots.annotate(ax, make_events(MANY[:12]))
    report = plots.placement(ax)
    assert (report.placed, report.overlaps, report.outside) == (12, 0, 0)
    for _ in range(2):
        assert_readable(ax)
    for name, year in (("E000", 2001 + 10 / 365), ("E001", 2002 + 41 / 365)):
        assert mark_ends(ax, name) == pytest.approx(pixels(ax, year, year), abs=1e-6)


def test_day_is_led_through_the_data_by_a_line_and_a_longer_time_by_one_at_each_end(
    make_events: Callable[..., Any],
) -> None:
    ax = dated_axes()
    before = list(ax.patches)
    plots.annotate(ax, make_events(ROWS))
    (overlay,) = overlays(ax)
    through = [line for line in overlay.lines if str(line.get_gid()).startswith("through")]
    days = {gid: sorted(line.get_xdata()[0] for line in through if line.get_gid() == gid) for gid in (
        "through-E000", "through-E001")}  # fmt: skip
    assert days["through-E000"] == [date2num(date(2001, 6, 15))]
    assert days["through-E001"] == [date2num(date(2005, 1, 1)), date2num(date(2005, 12, 31))]
    ax.figure.canvas.draw()
    bottom = overlay.transData.transform(through[0].get_xydata())[0, 1]
    assert bottom == pytest.approx(ax.get_window_extent().y0)
    # Nothing that covers data lies on the axes of the user.
    assert list(ax.patches) == before


def test_image_and_twin_below_an_annotated_window_stay_as_they_were(make_events: Callable[..., Any]) -> None:
    ax = plt.figure(figsize=(7, 4), dpi=100).add_axes((0.1, 0.1, 0.8, 0.8))
    ax.imshow([[1.0] * 26] * 5, extent=(1995, 2021, 0, 5), aspect="auto", cmap="Reds", vmin=0, vmax=1)
    plots.annotate(ax, make_events([("2005/2012", "Loan", "")]))
    ax.figure.canvas.draw()
    drawn = np.asarray(ax.figure.canvas.buffer_rgba())
    inside, outside = (
        ax.transData.transform((year, 0.5)).round().astype(int).tolist() for year in (2009.0, 1998.0)
    )
    colours = [drawn[drawn.shape[0] - row, column].tolist() for column, row in (inside, outside)]
    assert colours[0] == colours[1] != [255, 255, 255, 255]


@pytest.mark.parametrize("make", [dated_axes, yearly_axes])
def test_events_outside_the_axis_are_not_drawn_and_are_counted(
    make_events: Callable[..., Any], make: Callable[..., Any]
) -> None:
    ax = make()
    rows = [*ROWS, ("1995-01-01", "Before", ""), ("2031", "After", ""), ("XXXX", "Memo", "")]
    plots.annotate(ax, make_events(rows))
    (overlay,) = overlays(ax)
    drawn = {str(artist.get_gid()) for artist in overlay.get_children()}
    assert not any("E005" in gid or "E006" in gid for gid in drawn)
    assert plots.placement(ax).placed == 5
    assert plots.caption(ax) == (
        f"8 events (all events). 1 undated not drawn. {READING} Not drawn: 2 outside the axis."
    )
    assert plots.alt_text(ax).endswith("Not drawn: 1 undated (Memo). Not drawn: 2 outside the axis.")
    assert len(plots.table(ax)) == 8


def test_event_that_reaches_into_the_axis_is_drawn_as_far_as_it_does(make_events: Callable[..., Any]) -> None:
    ax = yearly_axes()
    ax.set_xlim(2000, 2020)
    plots.annotate(ax, make_events([("1990/2004", "Long", ""), ("1999-12-31", "Just before", "")]))
    assert plots.placement(ax).placed == 1
    assert plots.caption(ax).endswith(" Not drawn: 1 outside the axis.")
    (overlay,) = overlays(ax)
    (line,) = [line for line in overlay.lines if line.get_gid() == "through-E000"]
    assert list(line.get_xdata()) == [2004 + 365 / 366] * 2


@pytest.mark.parametrize("text", ["1950/", "/2035", "1950/..", "../2035", "1950-01-01/", "/1950", "2035/.."])
def test_every_label_has_a_mark_that_can_be_seen(make_events: Callable[..., Any], text: str) -> None:
    ax = yearly_axes()
    plots.annotate(ax, make_events([(text, "Event", "political")]))
    overlay = overlays(ax)[0]
    left, right = ax.get_xlim()
    labelled = any(str(one.get_gid()) == "label-E000" for one in overlay.texts)
    seen = any(
        patch.get_x() < right and patch.get_x() + patch.get_width() > left
        for patch in overlay.patches
        if str(patch.get_gid()).startswith("mark-E000") and hasattr(patch, "get_width")
    )
    assert labelled == seen
    assert plots.caption(ax).endswith("Not drawn: 1 outside the axis.") == (not seen)


def log_x(ax: Any) -> None:
    ax.plot([2000, 2020], [1, 2])
    ax.set_xscale("log")


def inverted(ax: Any) -> None:
    ax.plot([date(2000, 1, 1), date(2020, 1, 1)], [1, 2])
    ax.invert_xaxis()


def yearly_periods(ax: Any) -> None:
    pd.Series([1, 2, 3], index=pd.period_range("2000", "2002", freq="Y")).plot(ax=ax)


def monthly_stamps(ax: Any) -> None:
    pd.Series(range(24), index=pd.date_range("2000-01-31", periods=24, freq="ME")).plot(ax=ax)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (log_x, LINEAR),
        (inverted, LINEAR),
        (yearly_periods, PERIODS),
        (monthly_stamps, PERIODS),
        (lambda ax: ax.bar(["a", "b"], [1, 2], width=1.0), f"the x axis runs from -0.6 to 1.6, {NEITHER}"),
        (lambda ax: None, f"the x axis runs from 0 to 1, {NEITHER}"),
        (
            lambda ax: (ax.plot([1, 2]), ax.set_xlim(9000, 10_000)),
            f"the x axis runs from 9000 to 10000, {NEITHER}",
        ),
        (lambda ax: ax.set_xlim(-300, 300), f"the x axis runs from -300 to 300, {NEITHER}"),
    ],
)
def test_axes_that_count_neither_dates_nor_years_are_refused_and_left_alone(
    make_events: Callable[..., Any], draw: Callable[[Any], object], words: str
) -> None:
    ax = Figure(figsize=(7, 5)).add_subplot()
    draw(ax)
    before, limits = ax.get_children(), ax.get_ylim()
    assert refused(lambda: plots.annotate(ax, make_events(ROWS))) == words
    assert (ax.get_children(), ax.get_ylim()) == (before, limits)


def test_categories_that_look_like_years_are_no_years(make_events: Callable[..., Any]) -> None:
    ax = Figure(figsize=(7, 5)).add_subplot()
    ax.bar(["2000", "2010", "2020"], [1, 2, 3])
    ax.set_xlim(1, 2)
    assert refused(lambda: plots.annotate(ax, make_events(ROWS))) == f"the x axis runs from 1 to 2, {NEITHER}"


def test_ways_out_that_the_message_names_do_work(make_events: Callable[..., Any]) -> None:
    series = pd.Series(range(240), index=pd.date_range("2000-01-31", periods=240, freq="ME"))
    first, second = (Figure(figsize=(7, 5)).add_subplot() for _ in range(2))
    series.plot(ax=first, x_compat=True)
    periods = series.set_axis(pd.period_range("2000-01", periods=240, freq="M"))
    second.plot(periods.index.to_timestamp(), periods)
    for ax in (first, second):
        plots.annotate(ax, make_events(ROWS))
        (wanted,) = pixels(ax, float(date2num(date(2013, 9, 7))))
        assert mark_ends(ax, "E004") == pytest.approx((wanted, wanted), abs=1e-6)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"overflow": "grow"},
            "overflow='grow' is not allowed; use one of 'wrap', 'number', 'drop', 'raise'.",
        ),
        ({"year_at": "end"}, "year_at='end' is not allowed; use one of 'start', 'middle'."),
        (
            {"label": "titel"},
            "the events have no column 'titel'. Nearest: 'title'. See events.to_pandas().columns for all.",
        ),
    ],
)
def test_unknown_options_are_refused(
    make_events: Callable[..., Any], options: dict[str, Any], words: str
) -> None:
    assert refused(lambda: plots.annotate(dated_axes(), make_events(ROWS), **options)) == words


def too_high(ax: Any, needed: str) -> str:
    height = ax.get_window_extent().height / ax.figure.dpi
    return (
        f"the labels need {needed} in of axes that are {height:.1f} in high, more than 60% of them. Make the figure "
        "larger, annotate fewer events, or give keys for labels (overflow='number')."
    )


def test_labels_in_want_of_room_get_keys(make_events: Callable[..., Any]) -> None:
    events = make_events(MANY)
    ax = dated_axes(size=(7, 4))
    plots.annotate(ax, events)
    report = plots.placement(ax)
    keys = plots.key_list(ax).table
    assert 0 < report.numbered == len(keys) < 40
    assert (report.placed, report.dropped, report.overlaps, report.outside) == (40, 0, 0, 0)
    assert list(keys["key"]) == list(range(1, len(keys) + 1))
    (overlay,) = overlays(ax)
    for key, name in zip(keys["key"], keys["id"], strict=True):
        assert [text.get_text() for text in overlay.texts if text.get_gid() == f"label-{name}"] == [str(key)]
    title = dict(zip(events.frame["id"], events.frame["title"], strict=True))
    assert list(keys["label"]) == [title[name] for name in keys["id"]]
    assert plots.caption(ax) == (
        f"40 events (all events). {READING} Numbers are keys to the list of {len(keys)} events."
    )
    assert plots.table(ax).columns[0] == "key"
    assert_readable(ax)


def test_labels_in_want_of_room_are_dropped_and_named_in_the_description(
    make_events: Callable[..., Any],
) -> None:
    ax = dated_axes(size=(7, 3))
    events = make_events(MANY)
    plots.annotate(ax, events, overflow="drop")
    report = plots.placement(ax)
    assert (report.placed + report.dropped, report.numbered, report.overlaps, report.outside) == (40, 0, 0, 0)
    assert 0 < report.dropped < 40
    (overlay,) = overlays(ax)
    labelled = {str(text.get_gid())[6:] for text in overlay.texts}
    bare = events.frame.loc[~events.frame["id"].isin(labelled)].sort_values("date")
    more = f"; and {len(bare) - 12} more" if len(bare) > 12 else ""
    named = "; ".join(bare["title"].iloc[:12])
    assert plots.alt_text(ax).endswith(f"Without a label for want of room: {len(bare)} ({named}{more}).")
    assert_readable(ax)


def test_dropping_every_label_is_said(make_events: Callable[..., Any]) -> None:
    ax = dated_axes(size=(7, 0.6))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plots.annotate(ax, make_events(ROWS), overflow="drop")
    assert plots.placement(ax).dropped == 5
    assert "Without a label for want of room: 5 (Founding of an organisation; Loan; " in plots.alt_text(ax)


def test_labels_in_want_of_room_are_warned_of_or_refused(make_events: Callable[..., Any]) -> None:
    events = make_events(MANY)
    ax = dated_axes(size=(7, 3))
    with pytest.warns(UserWarning, match="^the labels need ") as caught:
        plots.annotate(ax, events, overflow="wrap")
    assert [one.filename for one in caught] == [__file__]
    assert (plots.placement(ax).placed, plots.placement(ax).overlaps) == (40, 0)
    words = str(caught[0].message)
    assert words == too_high(ax, words.split()[3])
    assert float(words.split()[3]) > 0.6 * 3 * 0.77
    fresh = dated_axes(size=(7, 3))
    before, limits = fresh.get_children(), fresh.get_ylim()
    assert refused(lambda: plots.annotate(fresh, events, overflow="raise")) == words
    assert (fresh.get_children(), fresh.get_ylim()) == (before, limits)
    plots.annotate(fresh, make_events(ROWS[:2]), overflow="raise")
    assert plots.placement(fresh).placed == 2


def test_salient_events_keep_their_labels(make_events: Callable[..., Any]) -> None:
    events = make_events(MANY)
    events.frame["worth"] = [9 if number in (3, 22) else 1 for number in range(40)]
    ax = dated_axes(size=(7, 4))
    plots.annotate(ax, events, salience="worth")
    assert not {"E003", "E022"} & set(plots.key_list(ax).table["id"])
    assert len(plots.key_list(ax).table) > 0


def test_marks_alone_have_no_labels(make_events: Callable[..., Any]) -> None:
    ax = dated_axes()
    plots.annotate(ax, make_events(ROWS), label=None, by=None)
    (overlay,) = overlays(ax)
    assert [text for text in overlay.texts if text.get_text()] == []
    assert plots.placement(ax).placed == 0
    assert plots.key_list(ax).table.empty
    assert "Without a label" not in plots.alt_text(ax)


@pytest.mark.parametrize("rows", [[], [("XXXX", "Memo", "")], [("1950-01-01", "Old", "")]], ids=str)
def test_nothing_to_write_leaves_the_data_where_they_were(make_events: Callable[..., Any], rows: Any) -> None:
    ax = dated_axes()
    before = ax.get_ylim()
    plots.annotate(ax, make_events(rows))
    assert ax.get_ylim() == before
    assert plots.placement(ax).placed == 0
    assert plots.key_list(ax).table.empty
    assert len(plots.table(ax)) == len(rows)
    ax.figure.canvas.draw()


def test_words_of_empty_annotations(make_events: Callable[..., Any]) -> None:
    ax = dated_axes()
    plots.annotate(ax, make_events([]))
    assert plots.caption(ax) == "0 events (all events)."
    assert plots.alt_text(ax) == "Timeline of 0 events (all events)."


def test_caption_and_description_name_what_is_drawn(make_events: Callable[..., Any]) -> None:
    ax = dated_axes()
    plots.annotate(ax, make_events(ROWS), by="category")
    assert plots.caption(ax) == (
        f"5 events (all events). {READING} Symbols: circle Political, square Economic, thin diamond none."
    )
    assert plots.alt_text(ax) == (
        "Timeline of 5 events (all events). They reach from 15 Jun 2001 to 7 Sep 2013. "
        "By Category: Economic 2, Political 2, none 1. "
        "Precision of the dates: known day 2, month 1, year 1, course of events 1. "
        "First: 15 Jun 2001, Founding of an organisation. Last: 7 Sep 2013, Speech at a university."
    )


def test_description_of_what_is_drawn_leaves_out_what_is_not(make_events: Callable[..., Any]) -> None:
    ax = dated_axes()
    plots.annotate(ax, make_events([("1950-01-01", "Old", "political"), *ROWS]))
    words = plots.alt_text(ax)
    assert "They reach from 15 Jun 2001 to 7 Sep 2013." in words
    assert "First: 15 Jun 2001, Founding of an organisation." in words


def test_second_annotation_of_the_same_axes_is_refused(make_events: Callable[..., Any]) -> None:
    ax = dated_axes(size=(7, 6))
    plots.annotate(ax, make_events(ROWS[:3]))
    with pytest.raises(plots.FigureError) as error:
        plots.annotate(ax, make_events([("2003-05-05", "Another event", "")]))
    assert str(error.value) == (
        "something of ca_events is drawn on these axes already, and labels of a second call would lie over it; "
        "annotate all events in one call (events + others)."
    )


def test_letters_without_a_glyph_are_warned_of_once(make_events: Callable[..., Any]) -> None:
    ax = dated_axes()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        plots.annotate(ax, make_events([("2005", "\N{EGYPTIAN HIEROGLYPH A001}", "")]))
        ax.figure.canvas.draw()
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert "\N{EGYPTIAN HIEROGLYPH A001}" not in {
        text.get_text() for text in ax.findobj(Text) if isinstance(text, Text)
    }
