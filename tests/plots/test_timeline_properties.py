"""Whole timelines of any events: nothing is lost, nothing overlaps, and every mark ends where its date does."""

from __future__ import annotations

import random
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.text import Text

from ca_events import plots
from ca_events.dates import EventDate

# Whole figures take their time: few of them, and no minutes spent on making one that fails smaller.
few = settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
LONG = "Transcontinentalinfrastructureinvestmentcooperationagreement"

days = st.dates(date(1991, 1, 1), date(2026, 1, 1)).map(str)
months = st.dates(date(1991, 1, 1), date(2026, 1, 1)).map(lambda day: f"{day:%Y-%m}")
years = st.integers(1991, 2025).map(str)
ends = st.tuples(years, st.integers(0, 6)).map(lambda pair: (pair[0], str(int(pair[0]) + pair[1])))
some_dates = st.one_of(
    days,
    # Many events on few days.
    st.sampled_from(["2001-06-15", "2001-06-16", "2013-09-07"]),
    months,
    years,
    st.sampled_from(["199X", "200X", "2001-21", "2005-XX-31"]),
    ends.map(lambda pair: f"[{pair[0]}..{pair[1]}]"),
    ends.map(lambda pair: f"{pair[0]}/{pair[1]}"),
    years.map(lambda year: f"{year}/.."),
    years.map(lambda year: f"{year}/"),
    years.map(lambda year: f"../{year}"),
    years.map(lambda year: f"[..{year}]"),
    st.tuples(st.one_of(days, months, years), st.sampled_from("?~%")).map("".join),
)
titles = st.one_of(
    st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "Zs"]), max_size=70),
    st.text(st.characters(min_codepoint=0x410, max_codepoint=0x44F), max_size=60),
    st.lists(
        st.sampled_from(["Договор", "на", "границе", "signed", "US$", "5\nbillion", LONG]), max_size=9
    ).map(" ".join),
)
codes = st.sampled_from(["political", "economic", "economic.energy", "security", "political; security", ""])
rows = st.lists(st.tuples(some_dates, titles, codes), max_size=25)
widths = st.sampled_from([3.3, 4.9, 7.0])
WAYS: dict[str, dict[str, Any]] = {
    "upright": {"orientation": "vertical"},
    "lying": {"orientation": "horizontal"},
    "upright lanes": {"orientation": "vertical", "lanes": "category"},
    "lying lanes": {"orientation": "horizontal", "lanes": "category"},
    "rows": {"years_per_row": 10},
    "upright since": {"orientation": "vertical", "since": "2001-06-15"},
    "lying since": {"orientation": "horizontal", "since": "2001-06-15"},
    "lying lanes since": {"orientation": "horizontal", "since": "2001-06-15", "lanes": "category"},
}
BEGIN = date2num(date(2001, 6, 15))


def draw(events: Any, way: str, *, width: float = 7.0) -> Any:
    """Draw a timeline in one of the ways, on a new figure.

    Upright lanes are side by side: where four of them have no room for their words and marks, the figure says so, and
    is drawn wider.
    """
    for wide in (width, 10.0, 14.0, 20.0) if way == "upright lanes" else (width,):
        with (
            mpl.rc_context({"figure.figsize": (wide, 3.0), "font.size": 7.0}),
            warnings.catch_warnings(record=True) as said,
        ):
            warnings.simplefilter("error")
            # An old matplotlib may use what a new pyparsing calls outdated: no word of ours.
            warnings.filterwarnings("ignore", category=DeprecationWarning)
            if way == "upright lanes":
                warnings.filterwarnings(
                    "always",
                    message=rf"the labels need axes \d+\.\d in wide and these are {wide:.1f} in wide",
                )
            ax = plots.timeline(events, **WAYS[way])
        assert bool(said) == (plots.placement(ax).needed_width > plots.placement(ax).width + 1.0)
        if not said:
            return ax
        plt.close(ax.figure)
    raise AssertionError("no width is enough")


def wanted(ax: Any) -> dict[str, str]:
    """Give what each label has to say, without blanks, by its name."""
    table = plots.table(ax)
    lanes = table["lane"] if "lane" in table else [""] * len(table)
    return {
        f"label-{name}-{lane}" if lane else f"label-{name}": "".join(f"{words}{label}".split())
        for name, lane, words, label, drawn in zip(
            table["id"], lanes, table["date_words"], table["label"], table["drawn"], strict=True
        )
        if drawn
    }


def said(ax: Any) -> dict[str, Counter[str]]:
    """Count the letters of each label, in whatever pieces it is drawn."""
    found: dict[str, Counter[str]] = {}
    for text in ax.texts:
        if str(text.get_gid()).startswith("label-"):
            found.setdefault(text.get_gid(), Counter()).update("".join(text.get_text().split()))
    return found


def artists(ax: Any) -> list[tuple[str, ...]]:
    """Describe all that is drawn, to compare two figures."""
    found = []
    for artist in ax.get_children():
        place: Any = ""
        if isinstance(artist, Text):
            place = (artist.get_text(), artist.get_position())
        elif hasattr(artist, "get_xydata"):
            place = artist.get_xydata().tolist()
        elif hasattr(artist, "get_path"):
            place = artist.get_patch_transform().transform(artist.get_path().vertices).tolist()
        found.append((type(artist).__name__, str(artist.get_gid()), str(place)))
    return found


@few
@given(rows, st.sampled_from(list(WAYS)), widths)
def test_every_dated_event_is_labelled_once_in_each_lane(
    make_events: Callable[..., Any], made: list[tuple[str, str, str]], way: str, width: float
) -> None:
    ax = draw(make_events(made), way, width=width)
    plt.close(ax.figure)
    report = plots.placement(ax)
    texts = wanted(ax)
    assert said(ax) == {name: Counter(words) for name, words in texts.items()}
    assert (report.placed, report.dropped, report.numbered) == (len(texts), 0, 0)
    assert (report.overlaps, report.outside) == (0, 0)
    assert report.needed_height <= report.height + 1e-6
    assert report.needed_width <= report.width + 1e-6
    leaders = Counter(line.get_gid() for line in ax.lines if str(line.get_gid()).startswith("leader-"))
    assert leaders == dict.fromkeys((name.replace("label-", "leader-") for name in texts), 1)


@few
@given(rows, st.sampled_from(list(WAYS)), widths)
def test_drawn_labels_neither_overlap_nor_leave_the_page(
    make_events: Callable[..., Any], made: list[tuple[str, str, str]], way: str, width: float
) -> None:
    # The report of the library is not asked; boxes are those of the letters as drawn.
    ax = draw(make_events(made), way, width=width)
    ax.figure.set_dpi(200)
    ax.figure.canvas.draw()
    boxes = [
        (text.get_gid(), text.get_window_extent().padded(-1.0))
        for text in ax.texts
        if str(text.get_gid()).startswith("label-") and text.get_text().strip()
    ]
    width, height = ax.figure.bbox.size
    plt.close(ax.figure)
    assert [
        (one, two)
        for number, (one, first) in enumerate(boxes)
        for two, second in boxes[:number]
        if one != two and first.overlaps(second)
    ] == []
    assert [
        name for name, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ] == []


@few
@given(rows, st.sampled_from(list(WAYS)))
def test_the_same_events_give_the_same_artists_at_any_resolution(
    make_events: Callable[..., Any], made: list[tuple[str, str, str]], way: str
) -> None:
    first, second = draw(make_events(made), way), draw(make_events(made), way)
    assert artists(first) == artists(second)
    placed = []
    for dpi in (72, 300):
        ax = Figure(figsize=(7, 9), dpi=dpi).add_axes((0, 0, 1, 1))
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="the labels need axes")
            plots.timeline(make_events(made), ax=ax, **WAYS[way])
        placed.append([(text.get_gid(), text.get_text(), *text.get_position()) for text in ax.texts])
    plt.close("all")
    assert [text[:2] for text in placed[0]] == [text[:2] for text in placed[1]]
    for one, two in zip(*placed, strict=True):
        assert one[2:] == pytest.approx(two[2:], abs=1e-6)


@few
@given(rows, st.sampled_from(list(WAYS)), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing_that_is_drawn(
    make_events: Callable[..., Any], made: list[tuple[str, str, str]], way: str, dice: random.Random
) -> None:
    events, mixed = make_events(made), make_events(made)
    order = list(range(len(made)))
    dice.shuffle(order)
    mixed.frame = mixed.frame.iloc[order]
    first, second = (sorted(artists(draw(some, way))) for some in (events, mixed))
    plt.close("all")
    assert first == second


def possible(ax: Any, name: str, *, upright: bool) -> Iterator[tuple[float, float]]:
    """Give first and last day of each piece of a mark: of its point, or of all bars of what is possible."""
    for artist in ax.get_children():
        if re.fullmatch(rf"mark-{name}(-(political|economic|security|\(none\)))?", str(artist.get_gid())):
            if hasattr(artist, "get_bbox"):
                box = artist.get_bbox()
                yield (box.y0, box.y1) if upright else (box.x0, box.x1)
            else:
                along = artist.get_ydata() if upright else artist.get_xdata()
                yield float(min(along)), float(max(along))


bounded = st.one_of(
    days,
    months,
    years,
    st.sampled_from(["199X", "200X", "2001-21", "2005-XX-31"]),
    ends.map(lambda pair: f"[{pair[0]}..{pair[1]}]"),
    ends.map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.tuples(st.one_of(days, months, years), st.sampled_from("?~%")).map("".join),
)


@few
@given(
    st.lists(st.tuples(bounded, st.just("Event"), codes), min_size=1, max_size=12),
    st.sampled_from(list(WAYS)),
)
def test_ends_of_drawn_marks_are_the_bounds_of_the_dates(
    make_events: Callable[..., Any], made: list[tuple[str, str, str]], way: str
) -> None:
    ax = draw(make_events(made), way)
    plt.close(ax.figure)
    shift = BEGIN if "since" in way else 0.0
    parsed = [EventDate.parse(text) for text, _, _ in made]
    decade = min(day.earliest for day in parsed).year // 10 * 10
    begins = [date2num(date(decade + 10 * row, 1, 1)) for row in range(5)]
    for number, day in enumerate(parsed):
        first, last = date2num(day.earliest), date2num(day.latest)
        pieces = sorted(possible(ax, f"E{number:03d}", upright="upright" in way))
        if way != "rows":
            assert set(pieces) == {(first - shift, last - shift)}
            continue
        # Every row shows its part of the mark, as if the row began with the first of all.
        parts = [
            (max(first, begin) - begin + begins[0], min(last, end - 1) - begin + begins[0])
            for begin, end in zip(begins, [*begins[1:], begins[-1] + 3653], strict=True)
            if first < end and last >= begin
        ]
        assert pieces == sorted(parts)


@few
@given(
    st.lists(st.tuples(ends, codes), min_size=1, max_size=8),
    st.sampled_from(["upright", "lying", "lying lanes", "upright since", "lying since"]),
)
def test_what_is_dark_is_what_is_certain(
    make_events: Callable[..., Any], made: list[tuple[tuple[str, str], str]], way: str
) -> None:
    events = make_events([(f"{first}/{last}", "Course", code) for (first, last), code in made])
    ax = draw(events, way)
    plt.close(ax.figure)
    shift = BEGIN if "since" in way else 0.0
    for number, ((first, last), _) in enumerate(made):
        dark = {
            (box.y0, box.y1) if "upright" in way else (box.x0, box.x1)
            for box in (
                patch.get_bbox()
                for patch in ax.patches
                if re.fullmatch(rf"mark-E{number:03d}(-.+)?-sure", str(patch.get_gid()))
            )
        }
        begun, ended = date2num(date(int(first), 12, 31)), date2num(date(int(last), 1, 1))
        assert dark == ({(begun - shift, ended - shift)} if first < last else set())


@few
@given(rows, st.sampled_from(["upright", "lying", "rows", "lying lanes"]), st.integers(3, 9))
@example(
    made=[
        ("200X", "US$ signed 5\nbillion signed Договор", "economic.energy"),
        ("2018/", "", "economic.energy"),
        ("2017/..", "þI", "economic.energy"),
        ("2000/", "b/ð%9", ""),
        ("[..2009]", "US$", ""),
        ("[..1994]", f"US$ границе US$ {LONG} US$ границе границе signed Договор", "economic"),
        ("2004", "US$ signed", ""),
        ("2000-05", "ЧшЫд", "political"),
        ("2009-02", "и", "political"),
        ("2001-06-15", "5\nbillion 5\nbillion", "political; security"),
        ("2022/", f"на signed {LONG}", "political; security"),
        ("1995/1998", "BF)1", "economic"),
    ],
    way="lying lanes",
    height=5,
)
def test_each_key_stands_for_one_event_and_is_explained(
    make_events: Callable[..., Any], made: list[tuple[str, str, str]], way: str, height: int
) -> None:
    with (
        mpl.rc_context({"figure.figsize": (4.9, height), "font.size": 7.0}),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", message="the labels need axes")
        ax = plots.timeline(make_events(made), overflow="number", **WAYS[way])
    plt.close(ax.figure)
    keys = plots.key_list(ax).table
    events = {
        name for name, drawn in zip(plots.table(ax)["id"], plots.table(ax)["drawn"], strict=True) if drawn
    }
    assert list(keys["key"]) == list(range(1, len(keys) + 1))
    assert set(keys["id"]) <= events
    assert plots.placement(ax).overlaps == 0
    # At every place of an event stands its key or the words of its label, and nothing is left out. An event of several
    # lanes may be written in one and have its key in another.
    key_of = dict(zip(keys["id"], map(str, keys["key"]), strict=True))
    written: list[str] = []
    numbers: list[tuple[str, str]] = []
    for name, letters in said_in_order(ax).items():
        if Counter(letters) == Counter(wanted(ax)[name]):
            written.append(name)
        else:
            # Neighbours may have their keys on one line.
            numbers.extend((number, lane_of(name)) for number in letters.split(","))
    lacking = [name for name in wanted(ax) if name not in written]
    assert sorted(numbers) == sorted((key_of[name.split("-")[1]], lane_of(name)) for name in lacking)
    assert {number for number, _ in numbers} == set(key_of.values())


def lane_of(name: str) -> str:
    """Give the lane of a label by its name, "" where there is one axis."""
    return "-".join(name.split("-")[2:])


def said_in_order(ax: Any) -> dict[str, str]:
    """Join the pieces of each label in the order of drawing."""
    found: dict[str, str] = {}
    for text in ax.texts:
        if str(text.get_gid()).startswith("label-"):
            found[text.get_gid()] = found.get(text.get_gid(), "") + "".join(text.get_text().split())
    return found
