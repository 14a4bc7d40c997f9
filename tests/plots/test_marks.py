from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from matplotlib.dates import date2num
from matplotlib.legend import Legend

from ca_events.dates import EventDate
from ca_events.plots.datewords import Bounds, date_words
from ca_events.plots.marks import mark_of
from ca_events.plots.timeline import Layout, draw_timeline, size_of

DASH = "\N{EN DASH}"


def bounds(text: str) -> Bounds:
    parsed = EventDate.parse(text)
    return Bounds(
        earliest=parsed.earliest,
        latest=parsed.latest,
        latest_start=parsed.latest_start,
        earliest_end=parsed.earliest_end,
        kind=parsed.kind,
        start_state=parsed.start_state,
        end_state=parsed.end_state,
        approximate=parsed.approximate,
        uncertain=parsed.uncertain,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2001-06-15", "15 Jun 2001"),
        ("2001-06", "Jun 2001"),
        ("2001", "2001"),
        ("2001-21", f"Mar{DASH}May 2001"),
        ("2001-24", f"Dec 2001 {DASH} Feb 2002"),
        ("199X", "1990s"),
        ("19XX", "20th c."),
        ("2001-33", f"Jan{DASH}Mar 2001"),
        ("2001-38~", f"c. May{DASH}Aug 2001"),
        ("2001-41", f"Jul{DASH}Dec 2001"),
        ("2001-XX-31", "between 31 Jan and 31 Dec 2001"),
        ("2001-06-2X", "between 20 and 29 Jun 2001"),
        ("[2010,2012]", "between 2010 and 2012"),
        ("2001~", "c. 2001"),
        ("2001-06?", "Jun 2001?"),
        ("2001%", "c. 2001?"),
        ("2005/2012", f"2005{DASH}2012"),
        ("[2005..2012]", "between 2005 and 2012"),
        ("[2007-07-17..2007-07-18]", "17 or 18 Jul 2007"),
        ("[2007-07-17..2007-07-20]", "between 17 and 20 Jul 2007"),
        ("[1994-04-18..1994-04]", "between 18 and 30 Apr 1994"),
        ("[2004..2004-06-17]", "between 1 Jan and 17 Jun 2004"),
        ("[2003..2004-06-17]", "between 1 Jan 2003 and 17 Jun 2004"),
        ("[2003-11..2004]", "between Nov 2003 and Dec 2004"),
        ("[2004-03..2004-06]", "between Mar and Jun 2004"),
        ("[2003-12..2004-02]", "between Dec 2003 and Feb 2004"),
        ("[2001-06-30..2001-07-01]", "30 Jun or 1 Jul 2001"),
        ("[2001-12-31..2002-01-01]", "31 Dec 2001 or 1 Jan 2002"),
        ("[2004-01-01..2004-12-31]", "2004"),
        ("[2004-04-01..2004-04-30]", "Apr 2004"),
        ("2023-03-30/2023-03", f"30 Mar {DASH} 30 or 31 Mar 2023"),
        ("2001-06-03/2001-06-07", f"3{DASH}7 Jun 2001"),
        ("2001-05-28/2001-06-03", f"28 May {DASH} 3 Jun 2001"),
        ("2001-03/2003-06", f"Mar 2001 {DASH} Jun 2003"),
        ("2013/..", "since 2013"),
        ("2013/", f"2013{DASH}?"),
        ("../2005", "until 2005"),
        ("/2005", f"?{DASH}2005"),
        ("[..1999]", "by 1999"),
        ("[2005..]", "2005 or later"),
        ("XXXX", "undated"),
    ],
)
def test_date_is_said_in_short_words(text: str, words: str) -> None:
    assert date_words(bounds(text)) == words


def test_day_is_a_point_and_all_else_a_bar() -> None:
    texts = ("2001-06-15", "2001-06", "2001", "[2001..2003]", "2001/2003")
    shapes = {text: mark_of(bounds(text)).shape for text in texts}
    assert shapes == {
        "2001-06-15": "point",
        "2001-06": "window",
        "2001": "window",
        "[2001..2003]": "window",
        "2001/2003": "span",
    }


def drawn(ax: Any, gid: str) -> list[Any]:
    return [artist for artist in ax.get_children() if artist.get_gid() == gid]


def along(ax: Any, artist: Any, orientation: str) -> tuple[float, float]:
    """First and last day of an artist."""
    if hasattr(artist, "get_bbox"):
        box = artist.get_bbox()
        pair = (box.y0, box.y1) if orientation == "vertical" else (box.x0, box.x1)
    else:
        data = artist.get_ydata() if orientation == "vertical" else artist.get_xdata()
        pair = (min(data), max(data))
    return pair


def key_words(ax: Any) -> list[str]:
    keys = [artist for artist in ax.get_children() if isinstance(artist, Legend)]
    return [text.get_text() for key in keys for text in key.get_texts()]


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
@pytest.mark.parametrize(
    "text", ["2001-06-15", "2001-06", "2001-22", "2001", "199X", "[2005..2012]", "2005/2012", "2001~"]
)
def test_drawn_ends_equal_the_bounds(text: str, orientation: str, make_table: Callable[..., Any]) -> None:
    ax = draw_timeline(
        make_table([(text, "one", "political"), ("1995-03-04", "two", "")]),
        layout=Layout(orientation=orientation),
    )
    parsed = EventDate.parse(text)
    (mark,) = drawn(ax, "mark-E000")
    assert along(ax, mark, orientation) == (date2num(parsed.earliest), date2num(parsed.latest))


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
@pytest.mark.parametrize("text", ["[2009-06-24..2009-06-25]", "2009-06-24/2009-06-26"])
def test_bar_too_short_to_see_keeps_its_length_and_has_a_lozenge(
    text: str, orientation: str, make_table: Callable[..., Any]
) -> None:
    made = [(text, "one", "political"), ("1995-03-04", "two", ""), ("2005", "three", "")]
    ax = draw_timeline(make_table(made), layout=Layout(orientation=orientation))
    parsed = EventDate.parse(text)
    first, last = date2num(parsed.earliest), date2num(parsed.latest)
    assert along(ax, drawn(ax, "mark-E000")[0], orientation) == (first, last)
    (lozenge,) = drawn(ax, "mark-E000-short")
    places = lozenge.get_xy()[:, 1 if orientation == "vertical" else 0]
    assert (places.min() + places.max()) / 2 == pytest.approx((first + last) / 2)
    low, high = sorted(ax.get_ylim() if orientation == "vertical" else ax.get_xlim())
    side = size_of(ax)[1 if orientation == "vertical" else 0]
    assert (places.max() - places.min()) / (high - low) * side > 3.0
    assert lozenge.get_facecolor()[:3] == (1.0, 1.0, 1.0)
    assert not drawn(ax, "mark-E002-short")
    assert "in a lozenge: a bar too short to see" in key_words(ax)


def test_key_has_no_lozenge_when_all_bars_can_be_seen(make_table: Callable[..., Any]) -> None:
    ax = draw_timeline(
        make_table([("2009-06", "one", "political"), ("2009-08-04", "two", "")]),
        layout=Layout(orientation="vertical"),
    )
    assert not drawn(ax, "mark-E000-short")
    assert key_words(ax) == ["Political", "none", "known day", "one day within the bar, which is unknown"]


def test_span_is_dark_from_its_latest_start_to_its_earliest_end(make_table: Callable[..., Any]) -> None:
    ax = draw_timeline(make_table([("2005/2012", "one", "political")]), layout=Layout(orientation="vertical"))
    (sure,) = drawn(ax, "mark-E000-sure")
    assert along(ax, sure, "vertical") == (date2num(date(2005, 12, 31)), date2num(date(2012, 1, 1)))


def test_year_is_not_drawn_at_its_first_of_january(make_table: Callable[..., Any]) -> None:
    ax = draw_timeline(
        make_table([("2009", "one", "political"), ("2001-02-03", "two", "political")]),
        layout=Layout(orientation="vertical"),
    )
    (mark,) = drawn(ax, "mark-E000")
    first, last = along(ax, mark, "vertical")
    assert last - first == 364
    leader = drawn(ax, "leader-E000")[0].get_ydata()
    assert leader[0] == pytest.approx((first + last) / 2)


def test_open_end_is_an_arrow_to_the_edge_and_unknown_end_fades(make_table: Callable[..., Any]) -> None:
    ax = draw_timeline(
        make_table([("2001/..", "one", "political"), ("2001/", "two", ""), ("2010-01-01", "three", "")]),
        layout=Layout(orientation="vertical"),
    )
    assert len(drawn(ax, "mark-E000-open")) == 1
    assert along(ax, drawn(ax, "mark-E000-sure")[0], "vertical")[0] == date2num(date(2001, 12, 31))
    colors = [patch.get_facecolor()[0] for patch in drawn(ax, "mark-E001-unknown")]
    assert len(colors) > 3
    assert colors == sorted(colors)
    assert not drawn(ax, "mark-E001-open")


def test_approximate_mark_has_dashed_sides_and_no_ends(make_table: Callable[..., Any]) -> None:
    made = [("2001~", "one", "political"), ("2005~", "two", "political"), ("2005", "three", "")]
    ax = draw_timeline(make_table(made), layout=Layout(orientation="vertical"))
    bar, *sides = drawn(ax, "mark-E000")[:1] + [line for line in ax.lines if line.is_dashed()]
    assert bar.get_edgecolor()[3] == 0
    assert len(sides) == 4


def test_uncertain_mark_bears_a_question_mark(make_table: Callable[..., Any]) -> None:
    ax = draw_timeline(
        make_table([("2001?", "one", "political"), ("2002", "two", "political")]),
        layout=Layout(orientation="vertical"),
    )
    assert [text.get_text() for text in drawn(ax, "mark-E000-uncertain")] == ["?"]
    assert not drawn(ax, "mark-E001-uncertain")


def test_approximate_day_is_a_hollow_point(make_table: Callable[..., Any]) -> None:
    ax = draw_timeline(
        make_table([("2001-06-15~", "one", "political"), ("2001-06-15", "two", "political")]),
        layout=Layout(orientation="vertical"),
    )
    fills = [drawn(ax, f"mark-E00{number}")[0].get_markerfacecolor() for number in (0, 1)]
    assert fills == ["#ffffff", "#004488"]
