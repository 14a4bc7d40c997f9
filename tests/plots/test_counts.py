from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from ca_events import plots


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


def test_bins_not_searched_are_hatched_and_are_no_zero(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted)
    fields = {field.get_gid(): field for field in by_gid(ax, "not-searched")}
    assert set(fields) == {"not-searched-2002", "not-searched-2003"}
    assert fields["not-searched-2003"].get_hatch() == "////"
    assert fields["not-searched-2003"].get_height() > 5
    assert fields["not-searched-2002"].get_y() < 0
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert words == [
        "Political",
        "Economic",
        "certain to possible",
        "not fully searched",
        "below the axis: not fully searched for every code",
    ]


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
    assert cells["cell-economic-2002"].get_hatch() == "////"
    assert cells["cell-political-2002"].get_hatch() is None
    assert cells["cell-economic-undated"].get_facecolor()[:3] == (1.0, 1.0, 1.0)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Political", "Economic"]


def test_heatmap_shades_grow_darker_and_words_stay_readable(counted: pd.DataFrame) -> None:
    from ca_events.plots.grid import Grid
    from ca_events.plots.heatmap import Heat
    from ca_events.plots.identity import contrast, lightness

    heat = Heat(grid=Grid.of(counted), value="possible", size=7.0)
    steps = [lightness(heat.shade(count)) for count in np.linspace(0, 3, 31)]
    assert steps == sorted(steps, reverse=True)
    assert min(contrast(heat.shade(count), heat.ink(count)) for count in np.linspace(0, 3, 31)) > 4.5


def test_heatmap_without_numbers_explains_its_shades(counted: pd.DataFrame) -> None:
    ax = plots.heatmap(counted, annotate=False, value="possible")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "0",
        "1",
        "2",
        "3",
        "not fully searched",
    ]
    assert not [text for text in ax.texts if text.get_text()]


def test_descriptions_name_what_is_certain_possible_and_missing(counted: pd.DataFrame) -> None:
    ax = plots.counts(counted)
    assert plots.alt_text(ax) == (
        "Bar chart of 6 events (all events) by start, by year and category, 2001 to 2003. "
        "Most, certain first: 2001: 3 (up to 5), 2002: 0 (up to 1). "
        "Certain in one bin, by category: Political 3, Economic 1. In no bin: 1 undated. "
        "Hatched: 1 bin not fully searched, 1 bin not fully searched for every code; no zero is claimed there."
    )
