from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events import plots
from ca_events.plots.beginnings import beginnings_of, since_words
from ca_events.plots.ruler import YEAR, limits_since, ticks_since

MINUS = "\N{MINUS SIGN}"
ROWS = [
    ("1997-01-05", "Before", "political"),
    ("2001-06-15", "Charter\nsigned", "political"),
    ("2003-09", "Month only", "security"),
    ("2004-02-29", "Patrol", "security"),
    ("2005/2007", "Programme", "economic"),
    ("2006-05-05/2006-05-05", "One day", "economic"),
    ("XXXX", "Memorandum", "economic"),
]
NOT_KNOWN = (
    "and years cannot be counted from it. Choose an event with a known day, or give the day itself: "
    "since='2001-06-15'."
)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(plots.FigureError) as error:
        call()
    return str(error.value)


def notes_of(ax: Any) -> str:
    return " ".join(text.get_text() for text in ax.texts if text.get_gid() == "note")


def along(ax: Any, name: str, orientation: str) -> list[float]:
    """The places along the axis of the mark of an event, in the unit of the axis."""
    axis = 1 if orientation == "vertical" else 0
    for line in ax.lines:
        if line.get_gid() == f"mark-{name}":
            return [float(line.get_xydata()[0, axis])]
    (bar,) = [patch for patch in ax.patches if patch.get_gid() == f"mark-{name}"]
    start = bar.get_y() if orientation == "vertical" else bar.get_x()
    return [start, start + (bar.get_height() if orientation == "vertical" else bar.get_width())]


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("E001", "Years since: Charter signed (15 Jun 2001)."),
        ("2001-06-15", "Years since: 15 Jun 2001."),
    ],
)
def test_axis_counts_days_since_an_event_or_a_day_and_the_figure_says_so(
    make_events: Callable[..., Any], orientation: Any, since: str, words: str
) -> None:
    ax = plots.timeline(make_events(ROWS), since=since, orientation=orientation)
    first = date(2001, 6, 15)
    assert along(ax, "E001", orientation) == [0.0]
    assert along(ax, "E000", orientation) == [(date(1997, 1, 5) - first).days]
    assert along(ax, "E003", orientation) == [(date(2004, 2, 29) - first).days]
    assert along(ax, "E004", orientation) == [
        (date(2005, 1, 1) - first).days, (date(2007, 12, 31) - first).days,
    ]  # fmt: skip
    assert notes_of(ax).startswith(words)
    assert plots.caption(ax).endswith(words)
    # The words of a label are those of the calendar.
    assert "15 Jun 2001" in [text.get_text() for text in ax.texts if text.get_gid() == "label-E001"]
    assert plots.placement(ax).placed == 6


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_words_of_the_axis_are_years_with_a_sign(make_events: Callable[..., Any], orientation: Any) -> None:
    ax = plots.timeline(make_events(ROWS), since="E001", orientation=orientation)
    shown = {text.get_text(): text for text in ax.texts if text.get_gid() == "year"}
    assert "0" in shown
    assert all(re.fullmatch(rf"0|\+[1-9]\d*|{MINUS}[1-9]\d*", words) for words in shown)
    assert {words[0] for words in shown} == {"0", "+", MINUS}
    axis = 1 if orientation == "vertical" else 0
    for words, text in shown.items():
        years = int(words.replace(MINUS, "-"))
        assert text.get_position()[axis] == pytest.approx(years * YEAR)


def test_minor_ticks_have_no_words_and_far_years_are_counted_in_steps() -> None:
    ticks = ticks_since((-800.0, 5 * YEAR), 300.0, 10.0)
    assert [tick.words for tick in ticks] == [f"{MINUS}2", f"{MINUS}1", "0", "+1", "+2", "+3", "+4", "+5"]
    far = ticks_since((0.0, 1000 * YEAR), 300.0, 20.0)
    assert [tick.words for tick in far if tick.words][:3] == ["0", "+100", "+200"]
    assert any(tick.words == "" for tick in far)


@given(st.floats(-40_000, 40_000), st.floats(1.0, 40_000), st.floats(50, 2000), st.floats(5, 60))
def test_words_since_a_day_are_far_enough_apart_and_at_their_years(
    low: float, span: float, length: float, room: float
) -> None:
    ticks = ticks_since((low, low + span), length, room)
    worded = [tick for tick in ticks if tick.words]
    assert all(low - 1e-6 <= tick.day <= low + span + 1e-6 for tick in ticks)
    for tick in worded:
        assert tick.day == pytest.approx(int(tick.words.replace(MINUS, "-")) * YEAR)
    if len(worded) > 1:
        gaps = [second.day - first.day for first, second in itertools.pairwise(worded)]
        assert min(gaps) / (span / length) >= room - 1e-6


def test_limits_hold_day_zero_and_whole_years() -> None:
    assert limits_since([]) == (0.0, YEAR)


@pytest.mark.parametrize("since", ["E002", "E004", "E006"])
def test_event_whose_day_is_not_known_is_refused(make_events: Callable[..., Any], since: str) -> None:
    words = {"E002": "Sep 2003", "E004": "2005\N{EN DASH}2007", "E006": "undated"}[since]
    assert refused(lambda: plots.timeline(make_events(ROWS), since=since)) == (
        f"since='{since}': the day of this event is not known ({words}), {NOT_KNOWN}"
    )


def test_span_of_one_day_is_a_known_day(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events(ROWS), since="E005")
    assert notes_of(ax).startswith("Years since: One day (5 May 2006).")


@pytest.mark.parametrize(
    ("since", "hint"),
    [
        ("E01", " Nearest: 'E001'."), ("2001", " Nearest: 'E001'."), ("2001-06", ""), ("2001-06-31", ""),
        ("the charter", ""), ("XXXX", ""), ("2001-06-15/..", ""), ("2001-06-15/2002", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_is_neither_an_event_nor_a_day_is_refused_with_the_nearest(
    make_events: Callable[..., Any], since: str, hint: str
) -> None:
    assert refused(lambda: plots.timeline(make_events(ROWS), since=since)) == (
        f"since={since!r} is neither the id of an event of the figure nor a day such as '2001-06-15'.{hint}"
    )


def test_event_that_stands_in_no_lane_is_no_event_of_the_figure(make_events: Callable[..., Any]) -> None:
    words = refused(
        lambda: plots.timeline(make_events(ROWS), since="E001", lanes="category", lane_order=["security"])
    )
    assert words.startswith("since='E001' is neither the id of an event of the figure nor a day such as ")


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
@pytest.mark.parametrize(
    "names", [("political", "economic", "security"), ("Political", "Economic", "Security")]
)
def test_each_lane_counts_from_its_own_event(
    make_events: Callable[..., Any], orientation: Any, names: tuple[str, str, str]
) -> None:
    since = dict(zip(names, ("E001", "2005-01-01", "E003"), strict=True))
    ax = plots.timeline(make_events(ROWS), lanes="category", since=since, orientation=orientation)
    assert along(ax, "E001-political", orientation) == [0.0]
    assert along(ax, "E000-political", orientation) == [(date(1997, 1, 5) - date(2001, 6, 15)).days]
    assert along(ax, "E003-security", orientation) == [0.0]
    assert along(ax, "E004-economic", orientation) == [0.0, (date(2007, 12, 31) - date(2005, 1, 1)).days]
    words = (
        "Years since, by lane: Political: Charter signed (15 Jun 2001); Economic: 1 Jan 2005; "
        "Security: Patrol (29 Feb 2004)."
    )
    assert notes_of(ax).startswith(words)
    assert plots.caption(ax).endswith(words)


def test_one_event_for_all_lanes_is_said_once(make_events: Callable[..., Any]) -> None:
    since = dict.fromkeys(["political", "economic", "security"], "E001")
    for given_since in ("E001", since):
        ax = plots.timeline(make_events(ROWS), lanes="category", since=given_since)
        assert notes_of(ax).startswith("Years since: Charter signed (15 Jun 2001).")
        assert along(ax, "E003-security", "vertical" if ax.yaxis_inverted() else "horizontal") == [
            (date(2004, 2, 29) - date(2001, 6, 15)).days
        ]


def test_unknown_lane_is_refused_with_the_nearest(make_events: Callable[..., Any]) -> None:
    for name, hint in (("Politics", " Nearest: 'Political'."), ("qqq", "")):
        since = {"political": "E001", "economic": "E001", "security": "E001", name: "E001"}
        assert refused(
            lambda since=since: plots.timeline(make_events(ROWS), lanes="category", since=since)
        ) == (f"since= names {name!r}, which is no lane of the figure.{hint}")


def test_lanes_without_a_beginning_are_refused_by_name(make_events: Callable[..., Any]) -> None:
    assert refused(
        lambda: plots.timeline(make_events(ROWS), lanes="category", since={"Economic": "E001"})
    ) == (
        "since= names no event for the lanes Political, Security; add one for each, or leave these "
        "lanes out with lane_order=."
    )


def test_a_beginning_for_each_lane_without_lanes_is_refused(make_events: Callable[..., Any]) -> None:
    assert refused(lambda: plots.timeline(make_events(ROWS), since={"political": "E001"})) == (
        "since= names an event for each lane, and there are no lanes; name one event, or give lanes= as well."
    )


def test_lane_whose_event_has_no_known_day_is_refused(make_events: Callable[..., Any]) -> None:
    since = {"political": "E001", "economic": "E004", "security": "E003"}
    assert refused(lambda: plots.timeline(make_events(ROWS), lanes="category", since=since)) == (
        f"since='E004': the day of this event is not known (2005\N{EN DASH}2007), {NOT_KNOWN}"
    )


def test_two_beginnings_for_one_lane_are_not_taken_for_one(make_events: Callable[..., Any]) -> None:
    since = {"political": "E001", "Political": "E000", "economic": "E001", "security": "E001"}
    with pytest.raises(plots.FigureError):
        plots.timeline(make_events(ROWS), lanes="category", since=since)


def test_event_without_a_label_is_named_by_its_id(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events(ROWS), since="E001", label=None)
    assert notes_of(ax).startswith("Years since: E001 (15 Jun 2001).")


def test_nothing_is_counted_from_where_nothing_was_named(make_table: Callable[..., Any]) -> None:
    assert beginnings_of(make_table(ROWS), None, {}) is None


def test_words_of_beginnings(make_table: Callable[..., Any]) -> None:
    found = beginnings_of(make_table(ROWS), {"A": "E001", "b": "2004-01-01"}, {"a": "A", "b": "B"})
    assert found is not None
    assert {lane: first.day for lane, first in found.items()} == {
        "a": date(2001, 6, 15), "b": date(2004, 1, 1),
    }  # fmt: skip
    assert since_words(found, {"a": "A", "b": "B"}) == (
        "Years since, by lane: A: Charter signed (15 Jun 2001); B: 1 Jan 2004."
    )


def test_description_says_from_what_the_axis_counts(make_events: Callable[..., Any]) -> None:
    # Who cannot see the axis reads the description, and not the note.
    ax = plots.timeline(make_events(ROWS), since="E001")
    assert "Years since: Charter signed (15 Jun 2001)." in plots.alt_text(ax)
