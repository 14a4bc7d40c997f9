from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from ca_events import dates, plots, tables
from ca_events.plots.grid import Grid
from ca_events.plots.legend import columns_for, needed_width, split
from ca_events.plots.style import PRESETS


def by_gid(ax: Any, start: str) -> list[Any]:
    return [artist for artist in ax.get_children() if str(artist.get_gid() or "").startswith(start)]


def test_bars_are_what_is_certain_and_whisker_reaches_to_what_is_possible(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted)
    heights = {bar.get_gid(): [] for bar in by_gid(ax, "bar")}
    for bar in by_gid(ax, "bar"):
        heights[bar.get_gid()].append((bar.get_x() + bar.get_width() / 2, bar.get_y(), bar.get_height()))
    assert heights["bar-political"][0] == pytest.approx((0.0, 0.0, 2.0))
    assert heights["bar-economic"][0] == pytest.approx((0.0, 2.0, 1.0))
    whiskers = [(min(line.get_ydata()), max(line.get_ydata())) for line in by_gid(ax, "whisker")]
    assert whiskers == [(3.0, 5.0), (0.0, 1.0)]


def test_grouped_bars_have_a_whisker_each(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted, arrange="grouped")
    whiskers = [(min(line.get_ydata()), max(line.get_ydata())) for line in by_gid(ax, "whisker")]
    assert whiskers == [(0.0, 1.0), (1.0, 3.0)]
    assert len({round(bar.get_x(), 6) for bar in by_gid(ax, "bar")}) == 3


def test_expected_bars_have_whiskers_from_certain_to_possible(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted.query("category == 'political'").drop(columns="category"), show="expected")
    assert [bar.get_height() for bar in by_gid(ax, "bar")] == [2.0, 0.5, 1.0]
    assert [line.get_gid() for line in by_gid(ax, "whisker")] == ["whisker-rim", "whisker"]


def legend_words(ax: Any) -> list[str]:
    return [" ".join(text.get_text().split()) for text in ax.get_legend().get_texts()]


def test_bins_not_searched_have_a_thin_strip_below_the_axis_and_no_zero(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted)
    strips = {strip.get_gid(): strip for strip in by_gid(ax, "not-searched")}
    assert set(strips) == {"not-searched-2002", "not-searched-2003"}
    low, high = ax.get_ylim()
    for strip in strips.values():
        assert strip.get_hatch() is None
        assert low < strip.get_y() < strip.get_y() + strip.get_height() < 0
        assert strip.get_height() < 0.02 * (high - low)
    # The strip under a bin with some count is the paler one.
    assert strips["not-searched-2002"].get_facecolor()[0] > strips["not-searched-2003"].get_facecolor()[0]
    assert legend_words(ax) == [
        "Political",
        "Economic",
        "certain to possible",
        "strip: nothing found, not fully searched",
        "strip: partly searched",
        "not fully searched: counts are at least",
    ]


def made_counts(cells: Sequence[tuple[str, str, int | None, int | None]], **attrs: Any) -> pd.DataFrame:
    """Make a table of counts from bin, code, definite and possible."""
    table = pd.DataFrame(cells, columns=["bin", "category", "definite", "possible"])
    table["expected"] = table["definite"].astype("Float64")
    for name in ("bin", "category"):
        table[name] = pd.Categorical(table[name], list(dict.fromkeys(table[name])), ordered=True)
    table = table.astype({"definite": "Int64", "possible": "Int64"})
    events = int(table["definite"].sum())
    table.attrs = {"events": events, "count": "began", "by": ("category",), "bins": "year", **attrs}
    return table


def test_table_without_holes_says_nothing_of_searching() -> None:
    table = made_counts([("2001", "one", 0, 0), ("2001", "two", 2, 3)])
    ax = plots.counts(table)
    assert legend_words(ax) == ["two", "certain to possible"]
    assert not by_gid(ax, "not-searched")
    assert plots.caption(ax) == (
        "2 events by start, by year and category. Bars: what certainly belongs to the bin; "
        "whiskers reach from what is certain to what is possible."
    )
    assert "searched" not in plots.alt_text(ax) + plots.caption(plots.heatmap(table))


def test_holes_in_nearly_all_bins_are_said_once_and_not_under_each() -> None:
    years = [str(year) for year in range(2001, 2009)]
    cells = [cell for year in years for cell in ((year, "one", 1, 1), (year, "two", None, None))]
    ax = plots.counts(made_counts(cells))
    assert not by_gid(ax, "not-searched")
    assert legend_words(ax) == ["one", "not fully searched: counts are at least"]
    said = "Not fully searched, so counts are at least what happened; every bin lacks a count for some code."
    assert plots.caption(ax).endswith(f" {said}")
    assert plots.alt_text(ax).endswith(f" {said}")
    # A code without any count has no sum, not even zero.
    assert "Certain in one bin, by category: one 8." in plots.alt_text(ax)
    last = made_counts([*cells[:-2], ("2008", "one", None, None), ("2008", "two", None, None)])
    ax = plots.counts(last)
    assert [strip.get_gid() for strip in by_gid(ax, "not-searched")] == ["not-searched-2008"]
    assert plots.caption(ax).endswith(
        "a strip marks 1 bin in which nothing was found and no zero is claimed; "
        "all others lack a count for some code."
    )


def test_code_that_is_only_possible_is_in_the_key() -> None:
    ax = plots.counts(made_counts([("2001", "one", 1, 1), ("2001", "two", 0, 2), ("2001", "three", 0, 0)]))
    assert legend_words(ax) == ["one", "two", "certain to possible"]


def test_more_codes_than_can_be_told_apart_are_refused() -> None:
    def table(number: int) -> pd.DataFrame:
        idle = [("2001", "idle", 0, 0), ("2001", "other", None, None)]
        return made_counts([("2001", f"c{code}", 1, 1) for code in range(number)] + idle)

    with pytest.raises(plots.FigureError) as error:
        plots.counts(table(13))
    assert str(error.value) == (
        "13 codes are too many for one figure; keep the largest, cut the depth, or draw plots.heatmap"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # An old matplotlib may use what a new pyparsing calls outdated: no word of ours.
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        plots.counts(table(12)).figure.canvas.draw()
        plots.heatmap(table(13)).figure.canvas.draw()


@pytest.mark.parametrize("name", ["single", "double"])
@pytest.mark.parametrize("number", [2, 5, 12])
def test_key_stays_within_the_axes_and_leaves_them_their_width(name: str, number: int) -> None:
    cells = [("2001", f"code number {code}", code, code + 1) for code in range(1, number + 1)]
    with plots.style(name):
        ax = plots.counts(made_counts([*cells, ("2002", "code number 1", None, None)]))
        ax.figure.canvas.draw()
        frame, key, page = ax.get_window_extent(), ax.get_legend().get_window_extent(), ax.figure.bbox
    assert frame.x0 - 1 <= key.x0
    assert key.x1 <= frame.x1 + 1
    assert key.y1 <= page.y1
    assert frame.width > 0.86 * page.width
    assert frame.height > 0.6 * PRESETS[name].height * ax.figure.dpi


@given(st.integers(1, 30), st.floats(60.0, 900.0))
def test_key_fills_its_rows_evenly(number: int, width: float) -> None:
    words = [f"entry {place}" for place in range(number)]
    columns = columns_for(words, width, 7.0)
    sizes = [len(part) for part in split(words, columns)]
    assert sum(sizes) == number
    assert max(sizes) - min(sizes) <= 1
    assert columns == 1 or needed_width(words, columns, 7.0) <= width


def test_events_instead_of_a_table_are_refused(make_events: Callable[..., Any]) -> None:
    for draw, name in ((plots.counts, "counts"), (plots.heatmap, "heatmap")):
        with pytest.raises(plots.FigureError) as error:
            draw(make_events([("2001", "one", "political")]))
        assert str(error.value) == f"{name} draws a table that was counted: give it events.counts(...)"


def period_table(number: int) -> pd.DataFrame:
    bins = [f"p{place}" for place in range(number)]
    labels = {name: f"Phase {place}: negotiations on the border" for place, name in enumerate(bins)}
    edges = tuple((name, f"{2000 + place}-01-01", f"{2000 + place}-12-31") for place, name in enumerate(bins))
    cells = [(name, "one", 2, 2) for name in bins]
    return made_counts(cells, bins="border_phase", edges=edges, labels={"bin": labels})


@pytest.mark.parametrize("draw", [plots.counts, plots.heatmap])
@pytest.mark.parametrize("name", ["single", "double"])
@pytest.mark.parametrize("number", [2, 6, 12, 40])
def test_labels_of_periods_are_written_and_do_not_overlap(draw: Any, name: str, number: int) -> None:
    with plots.style(name):
        ax = draw(period_table(number))
        ax.figure.canvas.draw()
        ticks = ax.get_xticklabels()
        boxes = [text.get_window_extent() for text in ticks]
        page = ax.figure.bbox.padded(1)
    said = [" ".join(text.get_text().split()) for text in ticks]
    step = number // len(said) + (number % len(said) > 0)
    assert said == [f"Phase {place}: negotiations on the border" for place in range(0, number, step)]
    assert step == 1 or number == 40
    assert sum(first.overlaps(second) for i, first in enumerate(boxes) for second in boxes[:i]) == 0
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 for box in boxes)


def test_captions_name_periods_by_their_labels() -> None:
    ax = plots.counts(period_table(2))
    assert plots.alt_text(ax) == (
        "Bar chart of 4 events by start, by border phase and category, "
        "Phase 0: negotiations on the border to Phase 1: negotiations on the border. "
        "Most, certain first: Phase 0: negotiations on the border: 2, Phase 1: negotiations on the border: 2. "
        "Certain in one bin, by category: one 4."
    )


NESTED = [
    ("2001", "political.visit", 1, 1),
    ("2001", "political.treaty", None, None),
    ("2001", "economic.energy", 0, 0),
    ("2001", "economic.mining", None, None),
    ("2001", "(none)", 2, 2),
]


def test_heatmap_puts_codes_under_the_code_above_them() -> None:
    ax = plots.heatmap(made_counts(NESTED, labels={"category": {"economic": "Economy"}}))
    rows = sorted(
        (place, text.get_text(), text.get_fontweight())
        for place, text in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    )
    assert [row[1:] for row in rows] == [
        ("Political", "bold"),
        ("political.visit", "normal"),
        ("Economy", "bold"),
        ("economic.energy", "normal"),
        ("none", "normal"),
    ]
    places = {text: place for place, text, _ in rows}
    cells = {cell.get_gid(): cell.get_y() + 0.5 for cell in by_gid(ax, "cell")}
    assert cells["cell-economic.energy-2001"] == places["economic.energy"]
    assert places["Economy"] - places["political.visit"] > 1.0
    assert {text.get_position(): text.get_text() for text in ax.texts}[0.0, places["none"]] == "2"


def test_heatmap_names_rows_without_any_count_in_its_caption() -> None:
    table = made_counts(NESTED)
    ax = plots.heatmap(table)
    assert plots.caption(ax).endswith(
        " Not fully searched, so counts are at least what happened."
        " Not searched and without events: political.treaty, economic.mining."
    )
    assert plots.alt_text(ax).endswith(" Not searched and without events: political.treaty, economic.mining.")
    assert legend_words(ax) == ["not fully searched: counts are at least"]
    assert len(plots.table(ax)) == 5
    every = plots.heatmap(table, all_rows=True)
    assert {"political.treaty", "economic.mining"} <= {text.get_text() for text in every.get_yticklabels()}
    assert plots.caption(every).endswith(
        "; a dash marks 2 cells in which nothing was found and no zero is claimed."
    )
    blank = plots.heatmap(made_counts([("2001", "one", None, None)]))
    assert [text.get_text() for text in blank.get_yticklabels()] == ["one"]


def test_own_rows_stand_apart_at_the_right(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted)
    ticks = dict(zip((text.get_text() for text in ax.get_xticklabels()), ax.get_xticks(), strict=True))
    assert ticks["2003"] == 2
    assert ticks["undated"] > 3
    assert by_gid(ax, "own")


def test_axis_says_when_sums_count_codes(counted: pd.DataFrame) -> None:
    assert plots.counts(counted).get_ylabel() == "Events"
    actors = counted.rename(columns={"category": "actor"})
    assert plots.counts(actors).get_ylabel() == "Events x actor (an event may count under several)"


def test_empty_table_gives_labelled_empty_axes(counted: pd.DataFrame) -> None:
    empty = pd.DataFrame({name: [] for name in ("bin", "definite", "expected", "possible")})
    for draw in (plots.counts, plots.heatmap):
        ax = draw(empty)
        assert [text.get_text() for text in ax.texts] == ["no events"]
        ax.figure.canvas.draw()


def test_wrong_tables_are_refused(counted: pd.DataFrame) -> None:
    with pytest.raises(plots.FigureError) as error:
        plots.counts(counted.drop(columns=["bin", "possible"]))
    assert str(error.value) == (
        "the table has no column 'bin', 'possible'; give the table that events.counts(...) returns, not the events."
    )
    with pytest.raises(plots.FigureError) as error:
        plots.heatmap(counted.assign(actor="KAZ"))
    assert str(error.value) == (
        "the table has the variables category, actor; a figure shows one: count by one variable, "
        "or keep the rows of one code of the others and drop their columns."
    )


@pytest.mark.parametrize("draw", [plots.counts, plots.heatmap])
def test_given_axes_are_the_only_thing_touched(draw: Any, counted: pd.DataFrame) -> None:
    import matplotlib.pyplot as plt

    figure = Figure(figsize=(7, 4))
    ax = figure.add_subplot()
    before = dict(mpl.rcParams)
    copy = counted.copy()
    assert draw(counted, ax=ax) is ax
    assert (plt.get_fignums(), figure.axes, dict(mpl.rcParams) == before) == ([], [ax], True)
    pd.testing.assert_frame_equal(counted, copy)
    pd.testing.assert_frame_equal(plots.table(ax), counted)


def test_heatmap_cells_say_range_zero_and_not_searched(counted: pd.DataFrame) -> None:
    ax = plots.heatmap(counted)
    said = {(text.get_position()): text.get_text() for text in ax.texts}
    assert said[0.0, 0] == "2"
    assert said[0.0, 1] == "1\N{EN DASH}3"
    assert said[1.0, 0] == "0\N{EN DASH}1"
    assert (1.0, 1) not in said
    cells = {cell.get_gid(): cell for cell in by_gid(ax, "cell")}
    assert cells["cell-economic-2002"].get_facecolor()[:3] == (1.0, 1.0, 1.0)
    assert cells["cell-political-2002"].get_facecolor()[:3] == (1.0, 1.0, 1.0)
    (dashes,) = by_gid(ax, "not-searched")
    assert sorted(zip(*dashes.get_data(), strict=True)) == [(1.0, 1.0), (2.0, 0.0), (2.0, 1.0)]
    assert not any(cell.get_hatch() for cell in cells.values())
    assert cells["cell-economic-undated"].get_facecolor()[:3] == (1.0, 1.0, 1.0)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Political", "Economic"]


def test_heatmap_shades_grow_darker_and_words_stay_readable(counted: pd.DataFrame) -> None:
    from ca_events.plots.grid import Grid
    from ca_events.plots.heatmap import Heat
    from ca_events.plots.identity import contrast, lightness

    heat = Heat.of(Grid.of(counted), value="possible", size=7.0)
    steps = [lightness(heat.shade(count)) for count in np.linspace(0, 3, 31)]
    assert steps == sorted(steps, reverse=True)
    assert min(contrast(heat.shade(count), heat.ink(count)) for count in np.linspace(0, 3, 31)) > 4.5


def test_heatmap_without_numbers_explains_its_shades(counted: pd.DataFrame) -> None:
    ax = plots.heatmap(counted, annotate=False, value="possible")
    assert legend_words(ax) == [
        "0",
        "1",
        "2",
        "3",
        "nothing found, not fully searched",
        "not fully searched: counts are at least",
    ]
    assert not [text for text in ax.texts if text.get_text()]


def test_descriptions_name_what_is_certain_possible_and_missing(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted)
    assert plots.alt_text(ax) == (
        "Bar chart of 5 events (all events) by start, by year and category, 2001 to 2003. "
        "Most, certain first: 2001: 3 (up to 5), 2002: 0 (up to 1). "
        "Certain in one bin, by category: Political 2, Economic 1. In no bin: 1 undated. "
        "Not fully searched, so counts are at least what happened; a strip marks 1 bin in which nothing was found "
        "and no zero is claimed; 1 of 3 bins lacks a count for some code."
    )
    assert plots.caption(plots.heatmap(counted)) == (
        "5 events (all events) by start, by year and category, 2001 to 2003. Shade: certain counts; a range in a cell "
        "reaches from what is certain to what is possible. Not fully searched, so counts are at least what happened; "
        "a dash marks 3 cells in which nothing was found and no zero is claimed."
    )


SEARCHED = (
    " Bars: what certainly belongs to the bin; whiskers reach from what is certain to what is possible."
)


def test_events_that_count_under_several_codes_are_called_entries() -> None:
    table = made_counts(
        [("2001", "visit", 2, 2), ("2001", "loan", 2, 2), ("2002", "loan", 1, 1), ("undated", "loan", 1, 1)],
        events=3,
    )
    ax = plots.counts(table)
    entries = "in entries (an event counts under each of its codes)"
    assert plots.caption(ax) == (
        f"3 events by start, by year and category, 2001 to 2002, {entries}.{SEARCHED} Not fully searched, so counts "
        "are at least what happened; 1 of 2 bins lacks a count for some code."
    )
    assert plots.alt_text(ax).startswith(
        f"Bar chart of 3 events by start, by year and category, 2001 to 2002, {entries}. "
        "Most entries, certain first: 2001: 4, 2002: 1. Certain in one bin, by category: loan 3, visit 2. "
        "In no bin: 1 entry undated. "
    )


@pytest.mark.parametrize("draw", [plots.counts, plots.heatmap])
def test_part_of_a_table_is_not_given_out_for_the_whole(draw: Any, counted: pd.DataFrame) -> None:
    part = "A part of a table of 5 events (all events) by start, by year and category, 2001 to 2003."
    whole = part.removeprefix("A part of a table of ")
    assert plots.caption(draw(counted)).startswith(whole)
    assert plots.caption(draw(counted.query("category == 'political'"))).startswith(part)
    assert plots.caption(draw(counted.query("bin != '2001'"))).startswith(part)
    assert plots.caption(draw(counted.query("bin != 'undated'"))).startswith(part)
    assert "of a part of a table of 5 events (all events)" in plots.alt_text(draw(counted.head(3)))


dated = st.sampled_from(["2001-06-15", "2001", "[2001-12-31..2002-01-01]", "2005/2012", "2013/..", "2013/",
                         "../2005", "/2005", "[..1999]", "[2005..]", "XXXX", "199X"])  # fmt: skip


@settings(max_examples=40)
@given(
    st.lists(st.tuples(dated, st.sampled_from(["signed", "draft", ""])), min_size=1, max_size=6),
    st.sampled_from(["year", "month", "decade", None]),
    st.sampled_from(["began", "ended", "active"]),
    st.sampled_from(["stage", None]),
)
def test_whole_tables_are_never_called_a_part(
    rows: list[tuple[str, str]], bins: str | None, count: str, by: str | None
) -> None:
    texts = [text for text, _ in rows]
    frame = dates.columns(texts).assign(date=texts)
    frame["stage"] = [stage for _, stage in rows]
    assert not Grid.of(tables.counts(frame, by=by, bins=bins, count=count)).part


def test_table_without_bins_is_not_counted_by_none() -> None:
    table = made_counts([("all", "one", 2, 2), ("all", "two", 1, 1)], bins=None, edges=(("all", "", ""),))
    ax = plots.counts(table)
    assert plots.caption(ax) == f"3 events by start, by category.{SEARCHED}"
    assert plots.alt_text(ax) == (
        "Bar chart of 3 events by start, by category. Certain in one bin, by category: one 2, two 1."
    )
    alone = table.drop(columns="category").head(1)
    alone.attrs["events"] = 2
    assert plots.caption(plots.counts(alone)) == f"2 events by start.{SEARCHED}"


def overlaps(ax: Any) -> int:
    """Count the pairs of texts on axes that overlap."""
    ax.figure.canvas.draw()
    texts = [text for text in (*ax.texts, *ax.get_xticklabels()) if text.get_text()]
    boxes = [text.get_window_extent().padded(-0.5) for text in texts]
    return sum(first.overlaps(second) for i, first in enumerate(boxes) for second in boxes[:i])


@pytest.mark.parametrize("name", ["single", "double"])
@pytest.mark.parametrize("months", [12, 60, 240])
def test_numbers_of_a_heatmap_never_overlap(name: str, months: int) -> None:
    bins = [f"{2001 + month // 12}-{month % 12 + 1:02d}" for month in range(months)]
    table = made_counts([(month, code, 10, 23) for month in bins for code in ("one", "two")], bins="month")
    with plots.style(name):
        ax = plots.heatmap(table)
        assert overlaps(ax) == 0
    said = "Shade: certain counts. The cells are too small for their numbers, which are in the table."
    assert (said in plots.caption(ax)) == (not ax.texts) == (months > 12)
    assert legend_words(ax) == (
        ["0", "2", "5", "8", "10"] if months > 12 else ["2\N{EN DASH}5: 2 certain, 5 possible"]
    )


def test_numbers_are_left_out_of_given_axes_that_are_too_low(counted: pd.DataFrame) -> None:
    low, high = (Figure(figsize=(5, height)).add_subplot() for height in (0.3, 3.0))
    assert not plots.heatmap(counted, ax=low).texts
    assert "too small for their numbers" in plots.caption(low)
    assert plots.heatmap(counted, ax=high).texts
    assert "too small for their numbers" not in plots.caption(high)


@pytest.mark.parametrize("draw", [plots.counts, plots.heatmap])
@pytest.mark.parametrize("own", [[], ["undated"]])
def test_names_of_very_many_bins_do_not_run_into_each_other(draw: Any, own: list[str]) -> None:
    for bins in (
        [f"{decade * 10:04d}s" for decade in range(1000)],
        [f"{year:04d}" for year in range(1, 3000)],
    ):
        cells = [(name, "one", 1 if number % 500 == 0 else 0, 1 if number % 500 == 0 else 0)
                 for number, name in enumerate([*bins, *own])]  # fmt: skip
        ax = draw(made_counts(cells))
        assert overlaps(ax) == 0
        assert 5 < len(ax.get_xticklabels()) < 60
