from __future__ import annotations

import itertools
import random
import warnings
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.text import Text

from ca_events import plots
from ca_events.plots.chronology import timeline_table
from ca_events.plots.timeline import Layout, draw_timeline, size_of

ROWS = [
    ("2001-06-15", "Founding of an organisation with quite a long name", "political"),
    ("2005", "Loan", "economic.energy"),
    ("2005-03", "Visit", ""),
    ("2013/..", "Programme", "economic"),
    ("XXXX", "Memorandum without a date", "security"),
]
texts = st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "Zs"]), max_size=70)
days = st.dates(date(1991, 1, 1), date(2026, 1, 1)).map(str)
some_dates = st.one_of(
    days, st.sampled_from(["2001", "1999-05", "199X", "2005/2012", "2013/..", "2001?", "2013-09~"])
)
rows = st.lists(st.tuples(some_dates, texts, st.sampled_from(["political", "economic", ""])), max_size=40)
fixtures = settings(max_examples=15)


def words_of(ax: Any, number: int) -> str:
    """All words of one label, as they are read."""
    found = [text for text in ax.texts if text.get_gid() == f"label-E{number:03d}"]
    return " ".join(text.get_text() for text in found)


@fixtures
@given(rows, st.sampled_from(["vertical", "horizontal"]), st.sampled_from([3.5, 7.0]))
def test_every_dated_event_is_labelled_once_without_overlap(
    make_table: Callable[..., Any], made: list[tuple[str, str, str]], orientation: str, width: float
) -> None:
    with mpl.rc_context({"figure.figsize": (width, 3.0), "font.size": 7.0}):
        ax = draw_timeline(make_table(made), layout=Layout(orientation=orientation))
    plt.close(ax.figure)
    report = plots.placement(ax)
    assert (report.placed, report.overlaps, report.outside) == (len(made), 0, 0)
    assert report.needed_height <= report.height + 1e-6
    assert {text.get_gid() for text in ax.texts if str(text.get_gid()).startswith("label")} == {
        f"label-E{number:03d}" for number in range(len(made))
    }


@fixtures
@given(rows, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(
    make_table: Callable[..., Any], made: list[tuple[str, str, str]], dice: random.Random
) -> None:
    table = make_table(made)
    order = list(range(len(table)))
    dice.shuffle(order)
    shuffled = table.iloc[order]
    shuffled.attrs = table.attrs

    def seen(ax: Any) -> list[Any]:
        return sorted((str(text.get_gid()), text.get_text(), text.get_position()) for text in ax.texts)

    first, second = (Figure(figsize=(7, 9)).add_subplot() for _ in range(2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert seen(draw_timeline(table, ax=first, layout=Layout(orientation="vertical"))) == seen(
            draw_timeline(shuffled, ax=second, layout=Layout(orientation="vertical"))
        )


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
@pytest.mark.parametrize("dpi", [72, 100, 200])
def test_drawn_words_do_not_overlap_on_any_screen(
    make_table: Callable[..., Any], orientation: str, dpi: int
) -> None:
    start = date(2001, 1, 1)
    dates = [str(start + timedelta(days=97 * number % 4000)) for number in range(30)]
    made = [(day, f"Event with number {number} " * 2, "political") for number, day in enumerate(dates)]
    ax = draw_timeline(make_table(made), layout=Layout(orientation=orientation))
    ax.figure.set_dpi(dpi)
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    # A pixel at each edge is antialiasing; lines of one label stand close to one another.
    shrunk = [box.padded(-1.0 * dpi / 72) for box in boxes]
    page = ax.get_window_extent()
    assert sum(first.overlaps(second) for i, first in enumerate(shrunk) for second in shrunk[:i]) == 0
    assert all(
        page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in shrunk
    )


def test_resolution_moves_nothing(make_table: Callable[..., Any]) -> None:
    table = make_table(ROWS)
    positions = []
    for dpi in (72, 300):
        ax = Figure(figsize=(7, 6), dpi=dpi).add_subplot()
        draw_timeline(table, ax=ax, layout=Layout(orientation="vertical"))
        positions.append([(text.get_text(), text.get_position()) for text in ax.texts])
    assert [words for words, _ in positions[0]] == [words for words, _ in positions[1]]
    for (_, first), (_, second) in zip(*positions, strict=True):
        assert first == pytest.approx(second, abs=1e-6)


def test_table_holds_words_codes_and_undated_rows(make_events: Callable[..., Any]) -> None:
    table = timeline_table(make_events(ROWS))
    assert list(table["date_words"]) == ["15 Jun 2001", "2005", "Mar 2005", "since 2013", "undated"]
    assert list(table["code"]) == ["political", "economic", "(none)", "economic", "security"]
    assert list(table["drawn"]) == [True, True, True, True, False]
    assert table.attrs["codes"] == ("political", "economic", "security")
    assert table.attrs["labels"]["economic"] == "Economic"


def test_undated_events_are_named_below_the_figure(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events(ROWS))
    notes = [text.get_text() for text in ax.texts if text.get_gid() == "note"]
    assert notes == ["Not drawn: 1 undated (Memorandum without a date)."]
    assert "Not drawn: 1 undated (Memorandum without a date)." in plots.alt_text(ax)
    assert "1 undated not drawn." in plots.caption(ax)


def test_empty_collection_gives_labelled_empty_axes(make_events: Callable[..., Any]) -> None:
    for orientation in ("vertical", "horizontal"):
        ax = plots.timeline(make_events([], [("First", "1995/2003")]), orientation=orientation, periods="set")
        assert [text.get_text() for text in ax.texts] == ["no dated events"]
        assert (list(ax.lines), list(ax.patches), ax.axison) == ([], [], False)
        assert plots.caption(ax) == "0 events (all events)."
        assert plots.placement(ax).placed == 0
        assert plots.alt_text(ax) == "Timeline of 0 events (all events)."


def test_only_undated_events_are_named(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events([("XXXX", "Nothing known", "political")]))
    assert plots.placement(ax).placed == 0
    assert "Not drawn: 1 undated (Nothing known)." in plots.alt_text(ax)


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_one_event_and_many_on_one_day(make_events: Callable[..., Any], orientation: str) -> None:
    for number in (1, 12):
        ax = plots.timeline(
            make_events([("2001-06-15", "Same day", "political")] * number), orientation=orientation
        )
        report = plots.placement(ax)
        assert (report.placed, report.overlaps, report.outside) == (number, 0, 0)
        middles = {tuple(line.get_data()[0]) + tuple(line.get_data()[1]) for line in ax.lines
                   if str(line.get_gid()).startswith("mark")}  # fmt: skip
        assert len(middles) == number


def test_line_break_and_dollar_signs_in_a_label_are_kept(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events([("2001-06-15", "US$ 5 and\n$6 million", "political")]))
    assert words_of(ax, 0) == "15 Jun 2001 US$ 5 and $6 million"
    assert not any(text.get_parse_math() for text in ax.texts)
    ax.figure.canvas.draw()


def test_periods_are_bands_with_names(make_events: Callable[..., Any]) -> None:
    spans = [("First", "1995/2003-05-31"), ("Second", "2003-06/..")]
    ax = plots.timeline(make_events(ROWS, spans), periods="set")
    assert [text.get_text() for text in ax.texts if str(text.get_gid()).endswith("-name")] == [
        "First",
        "Second",
    ]


def test_periods_without_a_study_are_refused(make_events: Callable[..., Any]) -> None:
    events = make_events(ROWS)
    events.study = None
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(events, periods="set")
    assert str(error.value) == (
        "periods='set' needs a study, and these events have none; use events.with_study(study)."
    )


def test_unknown_column_and_orientation_are_refused_with_the_nearest(make_events: Callable[..., Any]) -> None:
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(make_events(ROWS), label="titel")
    assert str(error.value) == (
        "the events have no column 'titel'. Nearest: 'title'. See events.to_pandas().columns for all."
    )
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(make_events(ROWS), orientation="upright")
    assert (
        str(error.value)
        == "orientation='upright' is not allowed; use one of 'auto', 'vertical', 'horizontal'."
    )


def test_given_axes_are_the_only_thing_touched(make_events: Callable[..., Any]) -> None:
    figure = Figure(figsize=(7, 6))
    ax, other = figure.subplots(1, 2, width_ratios=[4, 1])
    before, settings_before = other.get_children(), dict(mpl.rcParams)
    place = ax.get_position().bounds
    assert plots.timeline(make_events(ROWS), ax=ax) is ax
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == settings_before
    assert other.get_children() == before
    assert figure.axes == [ax, other]
    assert ax.get_position().bounds == place


def test_new_figure_changes_no_setting_and_is_as_high_as_it_needs(make_events: Callable[..., Any]) -> None:
    before = dict(mpl.rcParams)
    low = plots.timeline(make_events(ROWS))
    high = plots.timeline(make_events(ROWS * 20))
    assert dict(mpl.rcParams) == before
    assert size_of(low)[0] == pytest.approx(7 * 72)
    assert size_of(high)[1] > 2 * size_of(low)[1]


def test_axes_that_are_too_low_are_reported(make_events: Callable[..., Any]) -> None:
    ax = Figure(figsize=(7, 2)).add_subplot()
    with pytest.warns(
        UserWarning, match=r"^the labels need axes \d+\.\d in high and these are 1\.5 in high: "
    ):
        plots.timeline(make_events(ROWS * 10), ax=ax)
    assert plots.placement(ax).overlaps == 0
    assert plots.placement(ax).outside > 0


def test_axes_of_the_needed_height_hold_all_labels(make_events: Callable[..., Any]) -> None:
    events = make_events(ROWS * 10)
    needed = plots.placement(plots.timeline(events)).needed_height
    ax = Figure(figsize=(7, needed / 72 * 1.05)).add_axes((0, 0, 1, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # An old matplotlib may use what a new pyparsing calls outdated: no word of ours.
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        plots.timeline(events, ax=ax)
    assert plots.placement(ax).outside == 0


def test_code_keeps_its_look_when_others_are_filtered_away(make_events: Callable[..., Any]) -> None:
    def look(rows: list[tuple[str, str, str]]) -> tuple[str, str]:
        ax = plots.timeline(make_events(rows))
        mark = next(line for line in ax.lines if line.get_gid() == "mark-E000")
        return mark.get_color(), mark.get_marker()

    security = ("2001-01-01", "one", "security")
    assert look([security]) == look([security, ("2002-01-01", "two", "political")])


def test_description_counts_codes_and_precision(make_events: Callable[..., Any]) -> None:
    assert plots.alt_text(plots.timeline(make_events(ROWS))) == (
        "Timeline of 5 events (all events). They reach from 15 Jun 2001 to 31 Dec 2013. "
        "By Category: Economic 2, none 1, Political 1. "
        "Precision of the dates: known day 1, month 1, year 1, course of events 1. "
        "First: 15 Jun 2001, Founding of an organisation with quite a long name. Last: since 2013, Programme. "
        "Not drawn: 1 undated (Memorandum without a date)."
    )


def test_unknown_day_of_a_window_is_not_called_a_known_day(make_events: Callable[..., Any]) -> None:
    texts = [
        "2001-06-15",
        "[2009-06-24..2009-06-25]",
        "[2004-01-01..2004-06-17]",
        "[2001..2003]",
        "199X",
        "2001-21",
    ]
    made = [(text, text, "political") for text in (*texts, "2001-06-15/2001-06-15", "2001/2002-05-03")]
    made += [("2001-06-15/2001-06-17", "visit", "political"), ("2001-06-15/..", "since a day", "political")]
    assert (
        "Precision of the dates: known day 2, known first and last day 1, season 1, decade 1, "
        "one day of a window 3, course of events 2. " in plots.alt_text(plots.timeline(make_events(made)))
    )


def test_what_is_no_collection_of_events_is_refused(make_events: Callable[..., Any]) -> None:
    events = make_events(ROWS)
    for wrong, name in ((events.to_pandas(), "DataFrame"), ("2001", "str")):
        with pytest.raises(plots.FigureError) as error:
            plots.timeline(wrong)
        assert str(error.value) == (
            f"timeline takes events, not {name}; give it what ca.load(...) returns, or a part of it; "
            "ca.Events(...) makes events of a table or of a list of ca.Event objects."
        )


def test_lying_figure_of_long_labels_stays_low(make_table: Callable[..., Any]) -> None:
    start = date(2001, 1, 1)
    words = "Foreign ministers of the five states and of their neighbour hold a meeting by video"
    made = [(str(start + timedelta(days=350 * number)), words, "political") for number in range(25)]
    ax = draw_timeline(make_table(made), layout=Layout(orientation="horizontal"))
    report = plots.placement(ax)
    assert (report.overlaps, report.outside) == (0, 0)
    assert size_of(ax)[1] <= 6.5 * 72


ENDS = (
    ["9999-12-31"],
    ["9999-12-01", "9999-12-31"],
    ["9999-10-01", "9999-12-31"],
    ["9998", "9999"],
    ["9999-12-31/.."],
    ["0001-01-01"],
    ["0001-01-01", "0001-03-20"],
    ["../0003"],
    ["0001-01-01", "9999-12-31"],
)


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
@pytest.mark.parametrize("made", ENDS, ids=str)
def test_events_at_the_ends_of_the_calendar_are_drawn(
    make_events: Callable[..., Any], orientation: str, made: list[str]
) -> None:
    ax = plots.timeline(make_events([(day, "Event", "political") for day in made]), orientation=orientation)
    ax.figure.canvas.draw()
    # Listing the texts of a figure asks matplotlib for the names of all days on its axes.
    assert {"year"} <= {text.get_gid() for text in ax.figure.findobj(Text)}
    ruler = [line for line in ax.lines if line.get_gid() == "ruler"]
    along = [
        day for line in ruler for day in (line.get_ydata() if orientation == "vertical" else line.get_xdata())
    ]
    assert date2num(date.min) <= min(along) < max(along) <= date2num(date.max)


def test_first_day_of_the_calendar_is_a_tick(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events([("0001-01-01", "Event", "political")]))
    assert [text.get_text() for text in ax.texts if text.get_gid() == "year"] == ["1 Jan 1", "2 Jan 1"]


@pytest.mark.parametrize("width", [3.5, 7.0])
@pytest.mark.parametrize(
    "made",
    [
        ["2001-05-05"],
        ["2001-05-05", "2001-06-01"],
        ["2001-05-05", "2002-01-07"],
        ["1991", "2025-06-01", "2025"],
    ],
    ids=str,
)
def test_words_of_a_lying_ruler_are_whole_in_the_figure(
    make_events: Callable[..., Any], made: list[str], width: float
) -> None:
    with mpl.rc_context({"figure.figsize": (width, 3.0), "font.size": 7.0}):
        ax = plots.timeline(
            make_events([(day, "Event", "political") for day in made]), orientation="horizontal"
        )
    ax.figure.set_dpi(300)
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_gid() == "year"]
    assert boxes
    assert min(box.x0 for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= ax.figure.bbox.x1
    assert not any(first.overlaps(second) for first, second in itertools.pairwise(boxes))


def test_label_that_is_missing_leaves_the_date_alone(make_events: Callable[..., Any]) -> None:
    rows = [(day, "", "political") for day in ("2001-06-15", "2005", "2006", "XXXX")]
    events = make_events(rows)
    events.frame["amount"] = [float("nan"), 5.5, float("nan"), float("nan")]
    events.frame["count"] = pd.array([pd.NA, 7, pd.NA, pd.NA], dtype="Int64")
    for label, number in (("amount", "5.5"), ("count", "7")):
        ax = plots.timeline(events, label=label)
        written = [text.get_text() for text in ax.texts if str(text.get_gid()).startswith("label")]
        assert sorted(written) == sorted(["15 Jun 2001", "2005", number, "2006"])
        assert plots.alt_text(ax).endswith("First: 15 Jun 2001. Last: 2006. Not drawn: 1 undated (E003).")
        assert list(plots.table(ax)["label"]) == ["", number, "", ""]


def test_asking_empty_axes_is_refused() -> None:
    ax = Figure().add_subplot()
    for ask in (plots.alt_text, plots.caption, plots.table):
        with pytest.raises(plots.FigureError) as error:
            ask(ax)
        assert str(error.value) == (
            "nothing of ca_events is drawn on these axes; draw a timeline, counts or a heatmap first."
        )
    with pytest.raises(plots.FigureError) as error:
        plots.placement(ax)
    assert str(error.value) == (
        "no timeline is drawn on these axes; only plots.timeline and plots.annotate place labels."
    )
