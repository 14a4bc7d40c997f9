from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs
import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from ca_events import plots
from ca_events.errors import shorten
from ca_events.plots.chronology import Entry
from ca_events.plots.key_list import KeyList
from ca_events.plots.marks import Mark
from ca_events.plots.overflow import behind, keys_of, sacrificed, settle
from ca_events.plots.sizes import size_of
from ca_events.plots.timeline import Layout, draw_timeline

CODES = ("political; security", "political")
Orientation = Literal["vertical", "horizontal"]
ORIENTATIONS = pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
ADVICE = (
    "labels run over the edge. Make the figure larger, draw fewer events, give keys for labels "
    "(overflow='number'), or leave ax out and the figure grows (overflow='grow')."
)
GROW = ADVICE.replace("leave ax out and the figure grows", "let the figure grow")
WIDE = (
    "labels run over the edge. Make the figure larger, draw fewer events, or give keys for labels "
    "(overflow='number')."
)
STYLE_HEIGHT = 3.6
MANY = [
    (
        f"20{number % 25:02d}-06-{number % 28 + 1:02d}",
        f"Event {number} whose name is so long that its words must stand in two lines at least",
        "political",
    )
    for number in range(30)
]
# Titles so long that a list of a dozen takes a good part of the page.
LONG = [(day, f"{title}, " + "and some more words of no weight " * 3, code) for day, title, code in MANY]
# Of a few the labels are placed quickly, and they are more than a low page holds.
FEW = MANY[:10]


def entry(
    name: str, day: float, *, weight: float = 1.0, lane: str = "", label: str = "a label", number: str = ""
) -> Entry:
    mark = Mark(shape="point", first=day, last=day, anchor=day)
    return Entry(
        id=name,
        label=label,
        words=f"day {day:g}",
        code="",
        mark=mark,
        lane=lane,
        weight=weight,
        number=number,
    )


def lost(before: Sequence[Entry], after: Sequence[Entry]) -> list[str]:
    """Names of those that have no label any more, a key or nothing in its place."""
    return [
        old.name for old, new in zip(before, after, strict=True) if (new.labelled, new.number) != (True, "")
    ]


made_entries = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from([1.0, 3.0, 9.0]), st.integers(1, 30)), max_size=9
).map(
    lambda rows: [
        entry(f"E{number}", float(day), weight=weight, label="x" * width)
        for number, (day, weight, width) in enumerate(sorted(rows))
    ]
)


@given(made_entries, st.integers(0, 120), st.sampled_from(["number", "drop"]))
def test_as_few_labels_as_needed_are_taken_least_salient_first(
    before: list[Entry], room: int, overflow: str
) -> None:
    def fits(part: Sequence[Entry]) -> bool:
        """Ask for room as wide as the words; a key takes none, so taking more away never fits less."""
        return sum(len(one.label) for one in part if one.labelled and not one.number) <= room

    after = settle(before, fits, overflow)
    order = sacrificed(before)
    # Brute force: the shortest beginning of the order without which the others fit.
    width = {one.place: len(one.label) for one in before}
    shortest = next(
        count for count in range(len(order) + 1) if sum(width[name] for name in order[count:]) <= room
    )
    assert set(lost(before, after)) == {name for name, _ in order[:shortest]}
    weights = {one.place: one.weight for one in before}
    gone = set(order[:shortest])
    assert max((weights[name] for name in gone), default=0.0) <= min(
        (weight for name, weight in weights.items() if name not in gone), default=9.0
    )
    assert [one.name for one in after] == [one.name for one in before]
    assert [attrs.evolve(one, number="", labelled=True, dropped=False) for one in after] == before
    assert [one.name for one in after if one.dropped] == (lost(before, after) if overflow == "drop" else [])


@given(made_entries, st.integers(0, 9))
def test_keys_count_from_one_in_the_order_of_the_dates(before: list[Entry], most: int) -> None:
    after = settle(before, lambda part: sum(not one.number for one in part) <= most, "number")
    keyed = [one for one in after if one.number]
    assert [one.number for one in keyed] == [str(number + 1) for number in range(len(keyed))]
    days = [one.mark.anchor for one in keyed]
    assert days == sorted(days, key=lambda day: day or 0.0)
    assert all(one.labelled for one in after)
    assert list(keys_of(after).table["key"]) == list(range(1, len(keyed) + 1))


@pytest.mark.parametrize("overflow", ["grow", "wrap", "raise"])
def test_other_ways_take_nothing_away(overflow: str) -> None:
    before = [entry("A", 1.0), entry("B", 2.0)]
    assert settle(before, lambda part: False, overflow) == tuple(before)


@pytest.mark.parametrize("overflow", ["number", "drop"])
def test_nothing_is_taken_away_where_all_fit(overflow: str) -> None:
    before = [entry("A", 1.0), entry("B", 2.0)]
    assert settle(before, lambda part: True, overflow) == tuple(before)
    assert settle([], lambda part: True, overflow) == ()


def test_all_are_numbered_or_dropped_where_nothing_fits() -> None:
    before = [entry("A", 1.0), entry("B", 2.0), entry("C", 3.0)]
    assert [one.number for one in settle(before, lambda part: False, "number")] == ["1", "2", "3"]
    assert [one.labelled for one in settle(before, lambda part: False, "drop")] == [False] * 3
    assert settle([], lambda part: False, "number") == ()


def test_an_event_that_had_no_label_gets_no_key() -> None:
    bare = attrs.evolve(entry("A", 1.0), labelled=False)
    assert [one.number for one in settle([bare, entry("B", 2.0)], lambda part: False, "number")] == ["", "1"]


def test_those_in_the_thickest_crowd_lose_their_labels_first() -> None:
    crowd = [entry(name, 100.0 + number) for number, name in enumerate("abc")]
    before = [entry("far", 0.0), *crowd, entry("later", 300.0), entry("last", 500.0)]
    assert {name for name, _ in sacrificed(before)[:3]} == {"a", "b", "c"}


def test_an_event_that_matters_more_is_kept_however_thick_the_crowd_around_it() -> None:
    crowd = [entry(name, 100.0 + number) for number, name in enumerate("abc")]
    before = [entry("far", 0.0), *crowd, entry("later", 300.0)]
    before[2] = attrs.evolve(before[2], weight=3.0)
    assert sacrificed(before)[-1] == ("b", "")
    after = settle(before, lambda part: sum(one.labelled for one in part) <= 1, "drop")
    assert [one.name for one in after if one.labelled] == ["b"]


def test_its_own_copies_in_other_lanes_are_no_crowd_around_an_event() -> None:
    lonely = [entry("lonely", 0.0, lane=lane) for lane in "xyz"]
    crowd = [entry(f"crowd{number}", 100.0 + number, lane="x") for number in range(4)]
    assert {name for name, _ in sacrificed([*lonely, *crowd])[:4]} == {one.id for one in crowd}


def test_an_event_of_several_lanes_has_one_key() -> None:
    before = [
        entry("A", 1.0, lane="x"), entry("B", 1.5, lane="x"), entry("A", 1.0, lane="y"),
        entry("C", 2.0, lane="y"), entry("B", 1.5, lane="y"),
    ]  # fmt: skip
    before.sort(key=lambda one: (one.mark.anchor or 0.0, one.id, one.lane))
    after = settle(before, lambda part: False, "number")
    assert {(one.id, one.number) for one in after} == {("A", "1"), ("B", "2"), ("C", "3")}
    table = keys_of(after).table
    assert table.to_dict("records") == [
        {"key": 1, "date_words": "day 1", "label": "a label", "id": "A"},
        {"key": 2, "date_words": "day 1.5", "label": "a label", "id": "B"},
        {"key": 3, "date_words": "day 2", "label": "a label", "id": "C"},
    ]


def listed(*labels: str) -> KeyList:
    return keys_of(
        [
            attrs.evolve(entry(f"E{number}", float(number), label=label), number=str(number))
            for number, label in enumerate(labels, start=1)
        ]
    )


def test_key_list_is_in_the_order_of_its_numbers_and_not_of_their_letters() -> None:
    keys = listed(*(f"label {number}" for number in range(1, 12)))
    assert list(keys.table["key"]) == list(range(1, 12))
    assert list(keys.table.columns) == ["key", "date_words", "label", "id"]
    assert keys.table["key"].dtype == "int64"
    assert keys.to_text().startswith("1: day 1, label 1; 2: day 2, label 2; 3: ")
    assert keys.to_text().endswith("; 11: day 11, label 11.")


def test_key_list_leaves_out_what_has_its_label() -> None:
    keys = keys_of([entry("A", 1.0), entry("B", 2.0, number="1"), entry("C", 3.0)])
    assert list(keys.table["id"]) == ["B"]


def test_key_list_as_text_names_date_and_label_and_joins_broken_lines() -> None:
    assert listed("two\nlines  and blanks", "").to_text() == "1: day 1, two lines and blanks; 2: day 2."


def test_key_list_as_markdown_escapes_what_markdown_takes_for_signs() -> None:
    assert listed("plain", r"a|b *c* _d_ `e` <f> \g").to_markdown() == (
        "| Key | Date | Event |\n|---:|---|---|\n| 1 | day 1 | plain |\n"
        r"| 2 | day 2 | a\|b \*c\* \_d\_ \`e\` &lt;f> \\g |" + "\n"
    )


def test_key_list_as_latex_escapes_what_latex_takes_for_commands() -> None:
    label = "a&b 5% $6 #7 x_y {z} ~ ^ \\ | 2001\N{EN DASH}2005"
    assert listed(label).to_latex() == (
        "\\begin{tabular}{rll}\n\\toprule\nKey & Date & Event \\\\\n\\midrule\n"
        "1 & day 1 & a\\&b 5\\% \\$6 \\#7 x\\_y \\{z\\} \\textasciitilde{} \\textasciicircum{} "
        "\\textbackslash{} | 2001--2005 \\\\\n"
        "\\bottomrule\n\\end{tabular}\n"
    )


@given(st.text(st.sampled_from("ab&%$#_{}~^\\| \N{EN DASH}"), max_size=12))
def test_no_sign_of_latex_is_left_bare(label: str) -> None:
    (row,) = [line for line in listed(label).to_latex().splitlines() if line.startswith("1 & ")]
    cell = row.removeprefix("1 & day 1 & ").removesuffix("\\\\").strip()
    commands = {"\\textbackslash{}": "\\", "\\textasciitilde{}": "~", "\\textasciicircum{}": "^"}
    commands |= {f"\\{sign}": sign for sign in "&%$#_{}"}
    pattern = "|".join(re.escape(command) for command in commands)
    assert not re.search(r"[&%$#_{}~^\\]", re.sub(pattern, "", cell))
    # Nothing but signs was changed: read back, the label is the same (broken lines and blanks joined).
    back = re.sub(pattern, lambda found: commands[found.group()], cell).replace("--", "\N{EN DASH}")
    assert back == " ".join(label.split())


def test_empty_key_list_says_nothing() -> None:
    keys = keys_of([entry("A", 1.0)])
    assert keys.table.empty
    assert list(keys.table.columns) == ["key", "date_words", "label", "id"]
    assert keys.to_text() == ""
    assert keys.to_markdown() == "| Key | Date | Event |\n|---:|---|---|\n"
    assert keys.to_latex() == (
        "\\begin{tabular}{rll}\n\\toprule\nKey & Date & Event \\\\\n\\midrule\n\\bottomrule\n\\end{tabular}\n"
    )
    table = pd.DataFrame({"id": ["A"], "drawn": [True]})
    assert behind(table, [entry("A", 1.0)], keys) is table


def test_key_list_of_empty_axes_is_refused() -> None:
    with pytest.raises(plots.FigureError) as error:
        plots.key_list(Figure().add_subplot())
    assert str(error.value) == (
        "no timeline is drawn on these axes; only plots.timeline and plots.annotate place labels."
    )


def test_key_list_of_counts_is_refused(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted, ax=Figure().add_subplot())
    with pytest.raises(plots.FigureError) as error:
        plots.key_list(ax)
    assert str(error.value) == (
        "no timeline is drawn on these axes; only plots.timeline and plots.annotate place labels."
    )


def has_words(ax: Any, name: str, title: str) -> bool:
    """Whether the label of an event has all the words of its title (and three of its date), in whichever order."""
    words = [
        word for text in ax.texts if text.get_gid() == f"label-{name}" for word in text.get_text().split()
    ]
    return len(words) == len(title.split()) + 3 and set(title.split()) <= set(words)


def written_keys(ax: Any) -> list[int]:
    """All keys that stand in the figure; some share a line."""
    texts = [text.get_text() for text in ax.texts if str(text.get_gid()).startswith("label-")]
    keys = [text for text in texts if re.fullmatch(r"[\d, ]+", text)]
    return sorted(int(key) for text in keys for key in re.findall(r"\d+", text))


def notes_of(ax: Any) -> str:
    return " ".join(text.get_text() for text in ax.texts if text.get_gid() == "note")


def lacking(ax: Any, advice: str = ADVICE) -> str:
    report = plots.placement(ax)
    return (
        f"the labels need axes {report.needed_height / 72:.1f} in high and these are "
        f"{report.height / 72:.1f} in high: {advice}"
    )


@ORIENTATIONS
def test_new_figure_that_grows_is_as_high_as_its_labels_need(
    make_events: Callable[..., Any], orientation: Orientation
) -> None:
    ax = plots.timeline(make_events(MANY), orientation=orientation)
    report = plots.placement(ax)
    assert size_of(ax)[1] == pytest.approx(report.height)
    assert report.height > STYLE_HEIGHT * 72
    assert (report.placed, report.numbered, report.dropped, report.overlaps, report.outside) == (
        30, 0, 0, 0, 0,
    )  # fmt: skip
    assert plots.key_list(ax).table.empty
    assert "key" not in plots.table(ax)


@ORIENTATIONS
def test_new_figure_that_wraps_keeps_its_height_and_says_what_it_lacks(
    make_events: Callable[..., Any], orientation: Orientation
) -> None:
    with pytest.warns(UserWarning, match="^the labels need axes") as caught:
        ax = plots.timeline(make_events(MANY), orientation=orientation, overflow="wrap")
    assert [str(one.message) for one in caught] == [lacking(ax, GROW)]
    assert caught[0].filename == __file__
    assert size_of(ax)[1] == pytest.approx(STYLE_HEIGHT * 72)
    report = plots.placement(ax)
    assert report.needed_height > report.height
    assert (report.placed, report.numbered, report.dropped, report.overlaps) == (30, 0, 0, 0)
    assert report.outside > 0


@ORIENTATIONS
@pytest.mark.parametrize("overflow", ["wrap", "number", "drop", "raise"])
def test_page_that_is_large_enough_loses_nothing_and_is_no_higher_than_the_style(
    make_events: Callable[..., Any], orientation: Orientation, overflow: Any
) -> None:
    ax = plots.timeline(make_events(FEW[:3]), orientation=orientation, overflow=overflow)
    report = plots.placement(ax)
    assert (report.placed, report.numbered, report.dropped, report.outside) == (3, 0, 0, 0)
    assert report.height <= STYLE_HEIGHT * 72 + 1e-6
    if orientation == "vertical":
        assert report.height == pytest.approx(STYLE_HEIGHT * 72)
    assert plots.key_list(ax).table.empty


@ORIENTATIONS
@pytest.mark.parametrize("given_axes", [False, True])
def test_numbered_figure_keeps_its_height_and_every_event_has_its_words_or_its_key(
    make_events: Callable[..., Any], orientation: Orientation, given_axes: bool
) -> None:
    events = make_events(MANY)
    ax = Figure(figsize=(7, 2.8)).add_axes((0, 0, 1, 1)) if given_axes else None
    drawn = plots.timeline(events, ax=ax, orientation=orientation, overflow="number")
    limit = (2.8 if given_axes else STYLE_HEIGHT) * 72
    report = plots.placement(drawn)
    assert size_of(drawn)[1] == pytest.approx(report.height)
    assert report.height == pytest.approx(limit) if given_axes else report.height <= limit + 1e-6
    assert (report.placed, report.dropped, report.overlaps, report.outside) == (30, 0, 0, 0)
    keys = plots.key_list(drawn).table
    assert 0 < report.numbered == len(keys) < 30
    assert list(keys["key"]) == list(range(1, len(keys) + 1)) == written_keys(drawn)
    title = dict(zip(events.frame["id"], events.frame["title"], strict=True))
    day = dict(zip(events.frame["id"], events.frame["date"], strict=True))
    assert [day[name] for name in keys["id"]] == sorted(day[name] for name in keys["id"])
    assert list(keys["label"]) == [title[name] for name in keys["id"]]
    for name in set(title) - set(keys["id"]):
        assert has_words(drawn, name, title[name])
    table = plots.table(drawn)
    assert table.columns[0] == "key"
    assert dict(table.dropna(subset="key")[["id", "key"]].values) == dict(keys[["id", "key"]].values)
    assert plots.caption(drawn).endswith(f" Numbers are keys to the list of {len(keys)} events.")
    assert "Without a label" not in plots.alt_text(drawn)


@ORIENTATIONS
@pytest.mark.parametrize("given_axes", [False, True])
def test_dropped_events_are_named_below_the_figure_and_in_the_description(
    make_events: Callable[..., Any], orientation: Orientation, given_axes: bool
) -> None:
    events = make_events(MANY)
    ax = Figure(figsize=(7, 3.7)).add_axes((0, 0, 1, 1)) if given_axes else None
    drawn = plots.timeline(events, ax=ax, orientation=orientation, overflow="drop")
    limit = (3.7 if given_axes else STYLE_HEIGHT) * 72
    report = plots.placement(drawn)
    assert report.height <= limit + 1e-6
    labelled = {str(text.get_gid())[6:] for text in drawn.texts if str(text.get_gid()).startswith("label-")}
    bare = events.frame.loc[~events.frame["id"].isin(labelled)].sort_values("date")
    assert 3 < len(bare) == report.dropped < 30
    assert (report.placed, report.numbered, report.overlaps) == (30 - len(bare), 0, 0)
    named = "; ".join(shorten(title) for title in bare["title"].iloc[:12])
    more = f"; and {len(bare) - 12} more" if len(bare) > 12 else ""
    note = f"Without a label for want of room: {len(bare)} ({named}{more})."
    assert list(plots.table(drawn)["labelled"]) == list(events.frame["id"].isin(labelled))
    assert notes_of(drawn) == note
    assert plots.alt_text(drawn).endswith(note)
    assert plots.key_list(drawn).table.empty
    # The mark of a dropped event is drawn all the same.
    marked = {str(line.get_gid()) for line in drawn.lines}
    assert {f"mark-{name}" for name in events.frame["id"]} <= marked


@ORIENTATIONS
@pytest.mark.parametrize("overflow", ["number", "drop"])
@pytest.mark.parametrize("height", [2.6, 3.3])
def test_what_was_made_to_fit_stands_inside(
    make_events: Callable[..., Any], orientation: Orientation, overflow: Any, height: float
) -> None:
    with mpl.rc_context({"figure.figsize": (7.0, height), "font.size": 7.0}):
        ax = plots.timeline(make_events(MANY), orientation=orientation, overflow=overflow)
    assert (plots.placement(ax).outside, plots.placement(ax).overlaps) == (0, 0)


def test_page_that_is_a_hair_too_low_for_the_labels_left_is_not_called_large_enough(
    make_events: Callable[..., Any],
) -> None:
    rows = [
        (
            f"20{number % 25:02d}-06-{number % 28 + 1:02d}",
            f"Event number {number} with a long name of words",
            "",
        )
        for number in range(60)
    ]
    ax = plots.timeline(make_events(rows), overflow="drop", orientation="horizontal")
    report = plots.placement(ax)
    assert report.outside == 0
    assert report.needed_height <= report.height + 1e-6


@ORIENTATIONS
def test_list_of_the_dropped_events_does_not_push_all_other_labels_out(
    make_events: Callable[..., Any], orientation: Orientation
) -> None:
    events = make_events(LONG)
    ax = plots.timeline(events, orientation=orientation, overflow="drop")
    # The page holds a few of these labels.
    few = plots.timeline(make_events(LONG[:3]), orientation=orientation, overflow="raise")
    assert plots.placement(few).placed == 3
    assert plots.placement(ax).placed >= 1
    assert f"Without a label for want of room: {plots.placement(ax).dropped} (" in plots.alt_text(ax)


@ORIENTATIONS
def test_dropping_every_label_is_not_silent(
    make_events: Callable[..., Any], orientation: Orientation
) -> None:
    ax = Figure(figsize=(3, 0.9)).add_axes((0, 0, 1, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plots.timeline(make_events(FEW[:4]), ax=ax, orientation=orientation, overflow="drop")
    report = plots.placement(ax)
    assert (report.placed, report.dropped) == (0, 4)
    titles = "; ".join(shorten(title) for title in sorted(title for _, title, _ in FEW[:4]))
    assert plots.alt_text(ax).endswith(f"Without a label for want of room: 4 ({titles}).")


def test_event_whose_label_stands_in_another_lane_is_not_said_to_have_none(
    make_events: Callable[..., Any],
) -> None:
    rows = [
        (f"2001-06-{place + 1:02d}", f"Event {place} with words", CODES[bool(place % 3)])
        for place in range(24)
    ]
    ax = Figure(figsize=(7, 3.4)).add_axes((0, 0, 1, 1))
    plots.timeline(make_events(rows), ax=ax, lanes="category", overflow="drop", orientation="vertical")
    report = plots.placement(ax)
    assert report.dropped > 0
    assert report.placed + report.dropped == 32
    written = {str(text.get_gid())[6:10] for text in ax.texts if str(text.get_gid()).startswith("label-")}
    nowhere = [title for place, (_, title, _) in enumerate(rows) if f"E{place:03d}" not in written]
    assert 0 < len(nowhere) <= 12
    assert plots.alt_text(ax).endswith(
        f"Without a label for want of room: {len(nowhere)} ({'; '.join(nowhere)})."
    )


@ORIENTATIONS
def test_nothing_is_dropped_where_no_labels_were_asked_for(
    make_events: Callable[..., Any], orientation: Orientation
) -> None:
    ax = plots.timeline(make_events(FEW), label=None, orientation=orientation)
    assert (plots.placement(ax).placed, plots.placement(ax).dropped) == (0, 0)
    assert "Without a label" not in plots.alt_text(ax) + notes_of(ax)


@ORIENTATIONS
def test_labels_that_lack_room_are_refused_before_anything_is_drawn(
    make_events: Callable[..., Any], orientation: Orientation
) -> None:
    events = make_events(MANY)
    with pytest.warns(UserWarning, match="^the labels need axes"):
        words = lacking(plots.timeline(events, orientation=orientation, overflow="wrap"), GROW)
    plt.close("all")
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(events, orientation=orientation, overflow="raise")
    assert str(error.value) == words
    assert plt.get_fignums() == []


@ORIENTATIONS
@pytest.mark.parametrize("overflow", ["grow", "wrap"])
def test_given_axes_keep_their_height_and_a_warning_says_what_they_lack(
    make_events: Callable[..., Any], orientation: Orientation, overflow: Any
) -> None:
    ax = Figure(figsize=(7, 1.5)).add_axes((0, 0, 1, 1))
    with pytest.warns(UserWarning, match="^the labels need axes") as caught:
        plots.timeline(make_events(FEW), ax=ax, orientation=orientation, overflow=overflow)
    assert [str(one.message) for one in caught] == [lacking(ax)]
    assert size_of(ax)[1] == pytest.approx(1.5 * 72)
    assert plots.placement(ax).placed == 10
    assert plots.placement(ax).outside > 0


@ORIENTATIONS
def test_given_axes_that_are_too_small_are_refused_and_left_empty(
    make_events: Callable[..., Any], orientation: Orientation
) -> None:
    ax = Figure(figsize=(7, 1.5)).add_axes((0, 0, 1, 1))
    before = ax.get_children()
    with pytest.raises(
        plots.FigureError, match=r"^the labels need axes \d\.\d in high and these are 1\.5 in"
    ):
        plots.timeline(make_events(FEW), ax=ax, orientation=orientation, overflow="raise")
    assert ax.get_children() == before


def test_axes_that_are_too_narrow_are_told_the_width_that_labels_need(
    make_events: Callable[..., Any],
) -> None:
    ax = Figure(figsize=(0.8, 9)).add_axes((0, 0, 1, 1))
    with pytest.warns(UserWarning, match="^the labels need axes") as caught:
        plots.timeline(make_events(FEW[:2]), ax=ax, orientation="vertical")
    report = plots.placement(ax)
    assert [str(one.message) for one in caught] == [
        f"the labels need axes {report.needed_width / 72:.1f} in wide and these are 0.8 in wide: {WIDE}"
    ]
    assert report.needed_width > report.width + 1.0


@pytest.mark.parametrize("overflow", ["grow", "wrap", "number", "drop", "raise"])
def test_low_axes_in_which_all_labels_stand_inside_lack_nothing(
    make_events: Callable[..., Any], overflow: Any
) -> None:
    rows = [("2001-06-15", "Charter", "political"), ("2005-03-01", "Loan", "political")]
    ax = Figure(figsize=(7, 2.0)).add_axes((0, 0, 1, 1))
    # pytest makes an error of a warning that says that labels run over the edge.
    plots.timeline(make_events(rows), ax=ax, orientation="vertical", overflow=overflow)
    report = plots.placement(ax)
    assert (report.placed, report.numbered, report.dropped, report.outside) == (2, 0, 0, 0)


def test_room_for_a_warning_and_none_for_nothing_agree(make_events: Callable[..., Any]) -> None:
    events = make_events(FEW)
    for orientation in ("vertical", "horizontal"):
        ax = Figure(figsize=(7, 1.5)).add_axes((0, 0, 1, 1))
        with pytest.warns(UserWarning, match="^the labels need"):
            plots.timeline(events, ax=ax, orientation=orientation)
        needed = plots.placement(ax).needed_height
        ax = Figure(figsize=(7, (needed + 14.0) / 72)).add_axes((0, 0, 1, 1))
        plots.timeline(events, ax=ax, orientation=orientation, overflow="raise")
        assert plots.placement(ax).outside == 0


@ORIENTATIONS
@pytest.mark.parametrize("overflow", ["number", "drop"])
def test_events_that_matter_most_keep_their_labels_longest(
    make_events: Callable[..., Any], orientation: Orientation, overflow: Any
) -> None:
    events = make_events(MANY)
    events.frame["weight_of"] = [9 if number % 6 == 0 else 1 for number in range(30)]
    ax = plots.timeline(events, orientation=orientation, overflow=overflow, salience="weight_of")
    heavy = events.frame.loc[events.frame["weight_of"] == 9]
    report = plots.placement(ax)
    assert report.numbered + report.dropped > 0
    for name, title in zip(heavy["id"], heavy["title"], strict=True):
        assert has_words(ax, name, title)


@ORIENTATIONS
def test_event_of_several_lanes_has_one_key_in_the_figure(
    make_events: Callable[..., Any], orientation: Orientation
) -> None:
    rows = [(f"2001-06-{number + 1:02d}", f"Event {number} with words", "political; security")
            for number in range(14)]  # fmt: skip
    ax = Figure(figsize=(7, 2.4)).add_axes((0, 0, 1, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plots.timeline(make_events(rows), ax=ax, lanes="category", overflow="number", orientation=orientation)
    keys = plots.key_list(ax).table
    assert list(keys["key"]) == list(range(1, len(keys) + 1))
    assert keys["id"].is_unique
    assert set(written_keys(ax)) == set(keys["key"])
    table = plots.table(ax)
    assert table.groupby("id")["key"].nunique().max() == 1
    assert plots.caption(ax).endswith(f" Numbers are keys to the list of {len(keys)} events.")


def test_saved_files_hold_the_keys(make_events: Callable[..., Any], tmp_path: Path) -> None:
    ax = plots.timeline(make_events(MANY), overflow="number", orientation="vertical")
    plots.save(ax, tmp_path / "figure", formats=["svg"])
    keys = plots.key_list(ax)
    assert (tmp_path / "figure.txt").read_text(encoding="utf-8") == (
        f"{plots.caption(ax)}\n\nKeys: {keys.to_text()}\n\nDescription: {plots.alt_text(ax)}\n"
    )
    saved = pd.read_csv(tmp_path / "figure.csv", dtype=str, keep_default_na=False)
    assert saved.columns[0] == "key"
    assert {row["id"]: row["key"] for row in saved.to_dict("records") if row["key"]} == {
        name: str(key) for name, key in zip(keys.table["id"], keys.table["key"], strict=True)
    }


def test_saved_files_of_a_figure_without_keys_hold_none(
    make_events: Callable[..., Any], tmp_path: Path
) -> None:
    ax = plots.timeline(make_events(FEW[:2]))
    plots.save(ax, tmp_path / "figure", formats=["svg"])
    assert "Keys:" not in (tmp_path / "figure.txt").read_text(encoding="utf-8")
    assert "key" not in pd.read_csv(tmp_path / "figure.csv").columns


def test_unknown_overflow_is_refused(make_events: Callable[..., Any]) -> None:
    with pytest.raises(plots.FigureError) as error:
        plots.timeline(make_events(FEW), overflow="numbers")  # type: ignore[arg-type]
    assert str(error.value) == (
        "overflow='numbers' is not allowed; use one of 'grow', 'wrap', 'number', 'drop', 'raise'. "
        "Nearest: 'number'."
    )


@pytest.mark.parametrize(
    ("labelled", "most", "what", "more"),
    [(True, 2500, "labels", ", or label=None for marks"), (False, 10_000, "marks", "")],
)
def test_more_than_a_page_can_hold_is_refused(
    make_table: Callable[..., Any], labelled: bool, most: int, what: str, more: str
) -> None:
    table = make_table([("2001-06-15", "Event", "political"), ("XXXX", "Memo", "political")])
    dated, undated = table.loc[table["drawn"]], table.loc[~table["drawn"]]
    # What has no date is not drawn and does not count.
    made = pd.concat([dated.iloc[[0] * (most + 1)], undated], ignore_index=True)
    made.attrs = table.attrs
    with pytest.raises(plots.FigureError) as error:
        draw_timeline(made, layout=Layout(), labelled=labelled)
    assert str(error.value) == (
        f"a timeline holds {most:,} {what} and these are {most + 1:,}; draw fewer "
        f"(events.where(salience=...), events.between(...){more}), or count them: plots.counts(events.counts())."
    )
