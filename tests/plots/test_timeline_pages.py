"""What a timeline asks of its axes, and what it says when a page is too small for its words."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

import ca_events as ca
from ca_events import plots
from ca_events.plots.legend import LegendBlock

FORMS: tuple[dict[str, Any], ...] = (
    {"orientation": "vertical"},
    {"orientation": "horizontal"},
    {"years_per_row": 10},
    {"lanes": "category", "orientation": "vertical"},
    {"lanes": "category", "orientation": "horizontal"},
)
ROWS = [("2001-06-15", "Founding of an organisation", "political"), ("2005-03", "Loan", "economic")]


def test_axes_that_share_limits_are_refused(make_events: Callable[..., Any]) -> None:
    for sharing in ({"sharex": True}, {"sharey": True}):
        upper, _ = Figure().subplots(2, 1, **sharing)
        with pytest.raises(plots.FigureError) as error:
            plots.timeline(make_events(ROWS), ax=upper)
        assert str(error.value) == (
            "a timeline sets the limits of its axes, and these share theirs with others; make the axes without "
            "sharex and sharey."
        )


def test_axes_that_hold_a_figure_already_are_refused(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events(ROWS))
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(make_events(ROWS), ax=ax)
    assert str(error.value) == (
        "something of ca_events is drawn on these axes already, and a timeline would lie over it; give it axes "
        "of its own."
    )


def test_axes_that_are_not_plain_are_refused(make_events: Callable[..., Any]) -> None:
    ax = Figure().add_subplot(projection="polar")
    for draw in (
        lambda: plots.timeline(make_events(ROWS), ax=ax),
        lambda: plots.annotate(ax, make_events(ROWS)),
    ):
        with pytest.raises(plots.FigureError) as error:
            draw()
        assert str(error.value) == (
            "figures of ca_events need plain axes, and these are polar; make them with plt.subplots()."
        )


def test_lane_order_without_lanes_is_refused(make_events: Callable[..., Any]) -> None:
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(make_events(ROWS), lane_order=["political"])
    assert str(error.value) == "lane_order= chooses among lanes, and there are none; give lanes= as well."


@pytest.mark.parametrize("order", [[], "political"])
def test_lane_order_that_is_no_list_of_lanes_is_refused(make_events: Callable[..., Any], order: Any) -> None:
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(make_events(ROWS), lanes="category", lane_order=order)
    assert str(error.value) == (
        f"lane_order is {order!r}; it is a list of lanes, such as ['category', ...], with one at least."
    )


def test_period_of_one_day_is_a_line_and_is_named_in_the_note(make_events: Callable[..., Any]) -> None:
    events = make_events(ROWS, [("Attack", "2003-09-11"), ("Elsewhere", "1980-01-01")])
    for orientation in ("vertical", "horizontal"):
        ax = plots.timeline(events, periods="set", orientation=orientation)
        (line,) = [line for line in ax.lines if line.get_gid() == "period-0"]
        days = line.get_ydata() if orientation == "vertical" else line.get_xdata()
        assert set(days) == {(pd.Timestamp("2003-09-11") - pd.Timestamp("1970-01-01")).days}
        note = " ".join(text.get_text() for text in ax.texts if text.get_gid() == "note")
        assert note == "Short periods without a name in the figure: Attack (2003)."


def test_dots_in_words_and_numbers_of_ones_own_part_nothing() -> None:
    frame = pd.DataFrame(
        {
            "id": list("ABCD"), "date": ["2001-05-01", "2002-06-02", "2003-07", "2004"], "title": list("abcd"),
            "x_region": ["U.S.", "U.K.", "France", None], "x_score": [1.25, 1.75, 2.5, None],
        }
    )  # fmt: skip
    events = ca.Events(frame)
    assert list(plots.table(plots.timeline(events, by="x_region"))["code"]) == [
        "U.S.",
        "U.K.",
        "France",
        "(none)",
    ]
    ax = plots.timeline(events, lanes="x_region", orientation="vertical")
    titles = [text.get_text() for text in ax.texts if text.get_gid() == "lane"]
    assert titles == ["France", "U.K.", "U.S.", "none"]


def test_events_without_a_study_are_drawn_with_one_look() -> None:
    ax = plots.timeline(ca.Events([ca.Event(id="A", date="2001", title="\ufeffAgreement")]))
    assert plots.placement(ax).placed == 1
    assert list(plots.table(ax)["label"]) == ["Agreement"]


def test_one_lane_keeps_its_title(make_events: Callable[..., Any]) -> None:
    for orientation in ("vertical", "horizontal"):
        ax = plots.timeline(
            make_events(ROWS), lanes="category", lane_order=["Political"], orientation=orientation
        )
        assert [text.get_text() for text in ax.texts if text.get_gid() == "lane"] == ["Political"]


@pytest.mark.parametrize(("size", "letters"), [((2.0, 3.0), 9.0), ((1.5, 2.0), 7.0), ((3.5, 3.0), 14.0)])
def test_words_of_months_keep_apart_on_a_narrow_axis(
    make_events: Callable[..., Any], size: tuple[float, float], letters: float
) -> None:
    with mpl.rc_context({"figure.figsize": size, "font.size": letters}), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ax = plots.timeline(
            make_events([("2013-02-03", "A", ""), ("2015-10-05", "B", "")]), orientation="horizontal"
        )
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_gid() == "year"]
    assert boxes
    assert not any(one.overlaps(other) for number, one in enumerate(boxes) for other in boxes[:number])


def test_words_of_the_legend_that_are_too_wide_are_broken() -> None:
    block = LegendBlock.of([], ["one day within the bar, which is unknown", "short"], width=90.0, size=7.0)
    assert block.columns == 1
    assert block.words[0].count("\n") >= 1
    assert block.words[0].replace("\n", " ") == "one day within the bar, which is unknown"
    assert block.height > LegendBlock.of([], ["short", "short"], width=60.0, size=7.0).height


def test_letters_are_dark_on_white_whatever_the_style_of_the_surroundings(
    make_events: Callable[..., Any],
) -> None:
    with plt.style.context("dark_background"):
        ax = plots.timeline(make_events(ROWS), orientation="horizontal")
    assert mpl.colors.to_hex(ax.figure.get_facecolor()) == "#ffffff"
    for text in ax.figure.findobj(mpl.text.Text):
        if text.get_text():
            assert max(mpl.colors.to_rgb(text.get_color())) < 0.4


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 9000), min_size=1, max_size=14),
    st.sampled_from([(7.0, 9.0), (7.0, 2.5), (3.3, 5.0), (3.3, 1.5)]),
    st.sampled_from(["grow", "wrap", "number", "drop", "raise"]),
    st.sampled_from(FORMS),
)  # fmt: skip
def test_a_figure_is_silent_exactly_if_every_label_lies_on_the_paper(
    make_events: Callable[..., Any], days: list[int], size: tuple[float, float], overflow: Any, options: Any
) -> None:
    start = pd.Timestamp("1995-01-01")
    rows = [
        (
            str((start + pd.Timedelta(days=day)).date()),
            f"Event {day} with some words",
            ["political", "economic"][day % 2],
        )
        for day in days
    ]
    ax = Figure(figsize=size).add_axes((0, 0, 1, 1))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            plots.timeline(make_events(rows), ax=ax, overflow=overflow, **options)
        except plots.FigureError:
            assert overflow == "raise"
            return
    assert overflow != "raise" or not caught
    ax.figure.dpi = 300
    ax.figure.canvas.draw()
    page = ax.figure.bbox.padded(1.0)
    inside = all(
        page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        for box in (text.get_window_extent() for text in ax.texts if str(text.get_gid()).startswith("label"))
    )
    # What has no room is said; what is said may be that the legend, and not a label, has none.
    assert inside or len(caught) == 1
    assert bool(caught) == (not plots.placement(ax).fits)
