from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

from ca_events import plots
from ca_events.plots.agreement import coefficient, spread
from ca_events.plots.confusion import Layout, column_names, column_numbers, number_size
from ca_events.plots.disagreement import percent
from ca_events.plots.identity import contrast, lightness
from ca_events.plots.lettering import line_height, text_width
from ca_events.plots.meetings import Meetings
from ca_events.plots.row_axis import Rows, code_words, name_lines, part_lines
from ca_events.plots.style import PRESETS

NAN = math.nan
LONG = "how strongly the governments of the region objected to the project, on a scale from nought to ten"
ODD = [
    "$x_1$ and $y",
    "economic.energy.gas_pipelines_and_their_stations",
    LONG,
    "A" * 60,
    "100 % \\alpha_^{}",
]


@pytest.fixture
def alphas() -> pd.DataFrame:
    """Coefficients of five variables: two plain, one below 0, one without an interval, one not defined."""
    rows = [
        ("category", 0.814, 0.72, 0.89, 57), ("issue", 0.7, 0.61, 0.83, 56), ("side", -0.2, -0.45, 0.08, 1204),
        ("actor", 0.9, NAN, NAN, 3), ("place", NAN, NAN, NAN, 0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["variable", "alpha", "low", "high", "pairable"])


@pytest.fixture
def disputes() -> pd.DataFrame:
    """Specific agreement of five codes, not in the order of the figure."""
    rows = [
        ("visit", 34, 0.88, 0.7, 0.95), ("never", 0, NAN, NAN, NAN), ("loan", 8, 0.25, 0.0, 0.6),
        ("treaty", 56, 1.0, NAN, NAN), ("talks", 120, 0.25, 0.2, 0.3),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["code", "judgements", "agreement", "agreement_low", "agreement_high"])


def square(cells: Any, codes: list[Any], rows: Any = "anna", columns: Any = "ben") -> pd.DataFrame:
    return pd.DataFrame(cells, index=codes, columns=codes).rename_axis(index=rows, columns=columns)


def crossed(number: int, *, names: list[str] | None = None, most: int = 60) -> pd.DataFrame:
    """Make a table of confusions of some size, always the same."""
    place = np.arange(number)
    cells = (7 * place[:, None] + 3 * place[None, :]) % 11 // 10 + np.diag(most + place % 9)
    return square(cells, names or [f"economic.code_{code}" for code in place])


def by_gid(ax: Any, start: str) -> list[Any]:
    found = [(str(artist.get_gid() or ""), artist) for artist in ax.get_children()]
    return [
        artist for gid, artist in found if gid == start or (gid.startswith(f"{start}-") and gid[-1].isdigit())
    ]


def notes(ax: Any) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in by_gid(ax, "note")]


def row_names(ax: Any) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.get_yticklabels()]


def points_of(ax: Any, gid: str) -> list[tuple[float, float]]:
    return [(line.get_xdata()[0], line.get_ydata()[0]) for line in by_gid(ax, gid)]


def spans_of(ax: Any) -> list[tuple[float, float, float]]:
    return [(*line.get_xdata(), line.get_ydata()[0]) for line in by_gid(ax, "whisker")]


def faults(ax: Any, dpi: int) -> list[str]:
    """Name each text that overlaps another or lies outside the paper."""
    figure = ax.figure
    figure.set_dpi(dpi)
    figure.draw_without_rendering()
    # An annotation's own extent has its arrow as well.
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    found = [(text.get_text(), Text.get_window_extent(text)) for text in texts]
    page = figure.bbox.padded(0.5)
    outside = [
        f"{words!r} lies outside"
        for words, box in found
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1
    ]
    edges = np.array([box.padded(-0.3 * dpi / 72).extents for _, box in found]).reshape(-1, 4)
    left, low, right, high = edges.T
    over = (left[:, None] < right) & (left < right[:, None]) & (low[:, None] < high) & (low < high[:, None])
    pairs = zip(*np.nonzero(np.triu(over, 1)), strict=True)
    return outside + [f"{found[one][0]!r} lies over {found[other][0]!r}" for one, other in pairs]


def drawn(draw: Any, table: pd.DataFrame, name: str) -> Any:
    """Draw in a style and check that nothing overlaps or is lost, that the width is right and letters are not small."""
    with plots.style(name):
        ax = draw(table)
        for dpi in (100, 300):
            assert faults(ax, dpi) == []
    assert ax.figure.get_size_inches()[0] == PRESETS[name].width
    sizes = {text.get_fontsize() for text in ax.figure.findobj(Text) if text.get_text()}
    assert min(sizes) >= 0.72 * PRESETS[name].fontsize
    return ax


def wrong(draw: Any, *given: Any, **options: Any) -> str:
    with pytest.raises(plots.FigureError) as error:
        draw(*given, **options)
    return str(error.value)


# Agreement


def test_dots_and_whiskers_stand_where_the_table_says(alphas: pd.DataFrame) -> None:
    ax = plots.agreement(alphas)
    assert points_of(ax, "dot") == [(0.814, 0.0), (0.7, 1.0), (-0.2, 2.0)]
    assert points_of(ax, "open-dot") == [(0.9, 3.0)]
    assert spans_of(ax) == [(0.72, 0.89, 0.0), (0.61, 0.83, 1.0), (-0.45, 0.08, 2.0)]
    assert ax.get_xlim() == (-0.45, 1.0)
    assert ax.get_ylim() == (4.5, -0.5)
    assert list(ax.get_yticks()) == [0, 1, 2, 3, 4]
    assert row_names(ax) == ["category", "issue", "side", "actor", "place"]
    (filled, *_), (hollow,) = by_gid(ax, "dot"), by_gid(ax, "open-dot")
    assert lightness(filled.get_markerfacecolor()) < 30
    assert lightness(hollow.get_markerfacecolor()) == pytest.approx(100)


def test_numbers_stand_in_words_beside_each_row(alphas: pd.DataFrame) -> None:
    ax = plots.agreement(alphas)
    assert notes(ax) == [
        "0.814 [0.720, 0.890], n = 57",
        "0.700 [0.610, 0.830], n = 56",
        "−0.200 [−0.450, 0.080], n = 1,204",  # noqa: RUF001
        "0.900, no interval, n = 3",
        "not defined, n = 0",
    ]
    assert [note.xy[1] for note in by_gid(ax, "note")] == [0, 1, 2, 3, 4]
    assert notes(plots.agreement(alphas.drop(columns="pairable").head(1))) == ["0.814 [0.720, 0.890]"]
    unknown = alphas.astype({"pairable": "Int64"}).head(2)
    unknown.loc[0, "pairable"] = pd.NA
    assert notes(plots.agreement(unknown)) == ["0.814 [0.720, 0.890]", "0.700 [0.610, 0.830], n = 56"]


def test_axis_begins_at_0_or_below_it_and_has_a_line_there(alphas: pd.DataFrame) -> None:
    above = plots.agreement(alphas.head(2))
    assert above.get_xlim() == (0.0, 1.0)
    assert not by_gid(above, "zero")
    assert [line.get_xdata()[0] for line in by_gid(plots.agreement(alphas), "zero")] == [0.0]
    least = alphas.head(1).assign(alpha=-1.0, low=NAN, high=NAN)
    assert plots.agreement(least).get_xlim() == (-1.0, 1.0)
    assert plots.agreement(alphas.head(1).assign(high=1.08)).get_xlim() == (0.0, 1.08)


def test_thresholds_are_lines_with_their_numbers(alphas: pd.DataFrame) -> None:
    ax = plots.agreement(alphas)
    assert points_of(ax, "threshold") == [(0.667, 0), (0.8, 0)]
    said = {text.get_text(): text.xy[0] for text in by_gid(ax, "threshold-number")}
    assert said == {"0.667": 0.667, "0.8": 0.8}
    other = plots.agreement(alphas, thresholds=[0.9, -0.5])
    assert [text.get_text() for text in by_gid(other, "threshold-number")] == ["−0.5", "0.9"]  # noqa: RUF001
    assert other.get_xlim() == (-0.5, 1.0)
    none = plots.agreement(alphas, thresholds=())
    assert not by_gid(none, "threshold")
    assert "Line" not in plots.caption(none)


@pytest.mark.parametrize("given", [(0.1, 0.2, 0.3, 0.4, 0.5), (1.2,), (NAN,), 0.8, ("high",)])
def test_thresholds_that_cannot_be_are_refused(alphas: pd.DataFrame, given: Any) -> None:
    assert wrong(plots.agreement, alphas, thresholds=given) == (
        f"thresholds={given!r} is not allowed; give up to 4 numbers from -1 to 1, such as (0.667, 0.8), or () for none."
    )


def test_what_is_the_same_in_all_rows_is_said_once_and_what_differs_in_each(alphas: pd.DataFrame) -> None:
    table = alphas.head(2).assign(distance="nominal", coders=3)
    ax = plots.agreement(table)
    assert row_names(ax) == ["category", "issue"]
    assert plots.caption(ax).startswith(
        "Krippendorff's alpha of 2 variables (nominal distance, 3 coders): 1 is "
    )
    twice = table.assign(variable="category", distance=["nominal", "masi"], coders=[1, 2])
    ax = plots.agreement(twice)
    assert row_names(ax) == ["category (nominal distance, 1 coder)", "category (masi distance, 2 coders)"]
    assert plots.caption(ax).startswith("Krippendorff's alpha of 2 variables: ")
    pairs = plots.agreement(table.assign(coders=["anna; ben", None]))
    assert row_names(pairs) == ["category (coders anna; ben)", "issue"]


def test_caption_explains_what_is_drawn_and_nothing_else(alphas: pd.DataFrame) -> None:
    assert plots.caption(plots.agreement(alphas)) == (
        "Krippendorff's alpha of 5 variables: 1 is perfect agreement, 0 is what chance would give, below 0 coders "
        "agree less than that. Whiskers and brackets: low to high of the table. Open dots: no interval. "
        "n: units that two coders or more coded. Lines: 0.667 and 0.8, from which Krippendorff allows tentative and "
        "firm conclusions. Not defined: place."
    )
    plain = alphas.head(1).drop(columns="pairable")
    plain.attrs["interval"] = "95 % bootstrap interval"
    assert plots.caption(plots.agreement(plain, thresholds=[0.75])) == (
        "Krippendorff's alpha of 1 variable: 1 is perfect agreement, 0 is what chance would give. "
        "Whiskers and brackets: 95 % bootstrap interval. Line: 0.75."
    )


def test_description_counts_what_reaches_the_thresholds_and_says_the_rows(alphas: pd.DataFrame) -> None:
    assert plots.alt_text(plots.agreement(alphas)) == (
        "Dot chart of Krippendorff's alpha of 5 variables. Alpha is at least 0.8 in 2 of 4, the whole interval in 0. "
        "Alpha is at least 0.667 in 3 of 4, the whole interval in 1. From above: category 0.814 [0.720, 0.890], n = "
        "57; issue 0.700 [0.610, 0.830], n = 56; side −0.200 [−0.450, 0.080], n = 1,204; "  # noqa: RUF001
        "actor 0.900, no interval, n = 3; place not defined, n = 0."
    )
    many = pd.concat([alphas] * 3, ignore_index=True)
    many["alpha"] = [0.9 - place / 100 if place != 4 else NAN for place in range(15)]
    many["low"] = many["high"] = NAN
    assert plots.alt_text(plots.agreement(many, thresholds=())) == (
        "Dot chart of Krippendorff's alpha of 15 variables. Lowest: place 0.760, no interval, n = 0; "
        "actor 0.770, no interval, n = 3; side 0.780, no interval, n = 1,204; issue 0.790, no interval, n = 56; "
        "category 0.800, no interval, n = 57. Not defined: 1 of 15."
    )


def test_tables_of_something_else_are_refused(alphas: pd.DataFrame, disputes: pd.DataFrame) -> None:
    assert wrong(plots.agreement, alphas.drop(columns=["alpha", "high"])) == (
        "the table has no column 'alpha', 'high'; agreement draws one row per variable, with the columns variable, "
        "alpha, low, high. Columns found: variable, low, pairable."
    )
    assert wrong(plots.agreement, alphas.set_index("variable")) == (
        "the table has no column 'variable'; agreement draws one row per variable, with the columns variable, alpha, "
        "low, high. Columns found: alpha, low, high, pairable. 'variable' is its index: give table.reset_index()."
    )
    assert wrong(plots.agreement, pd.DataFrame()) == (
        "the table has no column 'variable', 'alpha', 'low', 'high'; agreement draws one row per variable, with the "
        "columns variable, alpha, low, high. Columns found: none."
    )
    assert wrong(plots.disagreement, [1]) == (
        "disagreement draws a table, not list; give a pandas frame with one row per code and the columns code, "
        "judgements, agreement."
    )
    assert wrong(plots.disagreement, disputes.drop(columns="agreement")) == (
        "the table has no column 'agreement'; disagreement draws one row per code, with the columns code, judgements, "
        "agreement. Columns found: code, judgements, agreement_low, agreement_high."
    )
    assert wrong(plots.agreement, alphas[["variable", "alpha", "alpha", "low", "high"]]) == (
        "the table has the column 'alpha' more than once; keep the one to draw."
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"alpha": "high"}, "alpha of 'category' is 'high'; it must be a number, or empty."),
        ({"alpha": 1.2}, "alpha of 'category' is 1.2; it is never above 1."),
        ({"low": -math.inf}, "low of 'category' is -inf; it must be finite, or empty."),
        ({"pairable": -2}, "pairable of 'category' is -2; it must be from 0 up, or empty."),
        ({"low": 0.95}, "'category' has low 0.95 above high 0.89; low is the lower end."),
        ({"low": NAN}, "'category' has a high and no low; an interval has both ends, or none."),
        ({"high": None}, "'category' has a low and no high; an interval has both ends, or none."),
        (
            {"alpha": NAN},
            "'category' has an interval and no alpha; leave low and high empty where alpha is not defined.",
        ),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_row(
    alphas: pd.DataFrame, cells: dict[str, Any], said: str
) -> None:
    table = alphas.astype(object)
    for name, cell in cells.items():
        table.loc[0, name] = cell
    assert wrong(plots.agreement, table) == said


# Thousandths: an axis that ends at the millionth part of a billionth below 0 ends at 0.
thousandths = st.integers(0, 500).map(lambda number: number / 1000)
alpha_rows = st.tuples(
    st.one_of(st.just(NAN), st.integers(-1000, 1000).map(lambda number: number / 1000)),
    thousandths,
    thousandths,
    st.booleans(),
)


@settings(max_examples=15)
@given(st.lists(alpha_rows, min_size=1, max_size=8), st.sampled_from(["single", "double"]))
def test_every_row_is_drawn_once_and_where_it_belongs(rows: list[Any], name: str) -> None:
    table = pd.DataFrame(
        [
            (f"v{place}", alpha, NAN if bare else alpha - below, NAN if bare else min(1.0, alpha + above))
            for place, (alpha, below, above, bare) in enumerate(rows)
        ],
        columns=["variable", "alpha", "low", "high"],
    )
    table.loc[table["alpha"].isna(), ["low", "high"]] = NAN
    ax = drawn(plots.agreement, table, name)
    known, sure = table[table["alpha"].notna()], table[table["low"].notna()]
    assert sorted(points_of(ax, "dot") + points_of(ax, "open-dot"), key=lambda spot: spot[1]) == [
        (alpha, float(place)) for place, alpha in known["alpha"].items()
    ]
    assert spans_of(ax) == [(row["low"], row["high"], float(place)) for place, row in sure.iterrows()]
    assert len(notes(ax)) == len(rows)
    assert notes(ax).count("not defined") == len(table) - len(known)
    low, high = ax.get_xlim()
    assert low == min([0.0, *known["alpha"], *sure["low"]])
    assert high == 1.0
    plt.close("all")


# Disagreement


def bars_of(ax: Any) -> list[tuple[str, float, float]]:
    bars = [patch for patch in ax.patches if str(patch.get_gid()).endswith("bar")]
    return [(bar.get_gid(), bar.get_width(), bar.get_y() + bar.get_height() / 2) for bar in bars]


def test_bars_are_the_share_of_disagreement_from_the_most_disputed_code(disputes: pd.DataFrame) -> None:
    ax = plots.disagreement(disputes)
    assert row_names(ax) == ["talks", "loan", "visit", "treaty", "never"]
    assert [(gid, place) for gid, _, place in bars_of(ax)] == [
        ("bar", 0.0), ("hollow-bar", 1.0), ("bar", 2.0), ("bar", 3.0),
    ]  # fmt: skip
    assert [width for _, width, _ in bars_of(ax)] == pytest.approx([0.75, 0.75, 0.12, 0.0])
    assert np.array(spans_of(ax)) == pytest.approx(
        np.array([(0.7, 0.8, 0.0), (0.4, 1.0, 1.0), (0.05, 0.3, 2.0)])
    )
    assert all(patch.get_x() == 0 for patch in ax.patches)
    assert ax.get_xlim() == (0.0, 1.0)
    assert notes(ax) == [
        "75 % [70, 80], given 120 times",
        "75 % [40, 100], given 8 times",
        "12 % [5, 30], given 34 times",
        "0 %, given 56 times",
        "not defined, never given",
    ]
    assert list(plots.table(ax)["code"]) == row_names(ax)
    assert plots.table(ax).columns.tolist() == disputes.columns.tolist()


def test_codes_given_fewer_than_ten_times_are_hollow_and_said_to_be_too_few(disputes: pd.DataFrame) -> None:
    ax = plots.disagreement(disputes.assign(judgements=[10, 9, 1, 11, 12]))
    filled = {gid: patch.get_facecolor() for patch in ax.patches if (gid := patch.get_gid())}
    assert filled["hollow-bar"][:3] == (1.0, 1.0, 1.0)
    assert 0.3 < filled["bar"][0] < 0.8
    assert [gid for gid, *_ in bars_of(ax)] == ["bar", "hollow-bar", "bar", "bar"]
    assert plots.caption(ax) == (
        "Disagreement on 5 codes: of the times that a coder gave the code, the share in which another coder did not "
        "(1 minus specific agreement). Whiskers and brackets: low to high of the agreement. "
        "Hollow: 2 codes given fewer than 10 times, too few to judge. Not defined: never."
    )
    assert plots.alt_text(ax) == (
        "Bar chart of disagreement on 5 codes. From above: talks 75 % [70, 80], given 12 times; "
        "loan 75 % [40, 100], given once; visit 12 % [5, 30], given 10 times; treaty 0 %, given 11 times; "
        "never not defined, given 9 times. Given fewer than 10 times, too few to judge: loan and never."
    )


def test_codes_given_to_fewer_than_ten_units_are_hollow_too(disputes: pd.DataFrame) -> None:
    table = disputes.drop(columns=["agreement_low", "agreement_high"]).assign(units=[9, 0, 4, 20, 10])
    ax = plots.disagreement(table)
    assert [gid for gid, *_ in bars_of(ax)] == ["bar", "hollow-bar", "hollow-bar", "bar"]
    said = "fewer than 10 times or to fewer than 10 units, too few to judge"
    assert f"Hollow: 3 codes given {said}." in plots.caption(ax)
    assert plots.alt_text(ax).endswith(f"Given {said}: loan, visit and never.")


def test_alpha_of_a_code_is_said_where_the_table_has_it(disputes: pd.DataFrame) -> None:
    table = disputes.drop(columns=["agreement_low", "agreement_high"]).assign(
        alpha=[0.86, NAN, 0.2, 1.0, 0.5]
    )
    ax = plots.disagreement(table)
    assert notes(ax)[-2:] == [
        "0 %, given 56 times, alpha 1.000",
        "not defined, never given, alpha not defined",
    ]
    assert "Alpha: Krippendorff's alpha of the code." in plots.caption(ax)
    assert "Whiskers" not in plots.caption(ax)
    assert not by_gid(ax, "whisker")


def test_description_of_many_codes_names_the_most_disputed_that_were_given_often_enough() -> None:
    table = pd.DataFrame(
        {
            "code": [f"c{place}" for place in range(14)],
            "judgements": [3, *range(20, 33)],
            "agreement": [0.0, *(0.3 + place / 20 for place in range(13))],
        }
    )
    assert plots.alt_text(plots.disagreement(table)) == (
        "Bar chart of disagreement on 14 codes. Most disputed of those given 10 times or more: c1 70 %, given 20 "
        "times; c2 65 %, given 21 times; c3 60 %, given 22 times; c4 55 %, given 23 times; c5 50 %, given 24 times. "
        "Given fewer than 10 times, too few to judge: c0."
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"agreement": 88}, "agreement of 'visit' is 88; it must be from 0 to 1, or empty."),
        ({"agreement_low": -0.1}, "agreement_low of 'visit' is -0.1; it must be from 0 to 1, or empty."),
        (
            {"judgements": None},
            "judgements of 'visit' is empty; say how often the code was given, 0 if never.",
        ),
        ({"judgements": -1}, "judgements of 'visit' is -1; it must be from 0 up, or empty."),
        ({"agreement_high": NAN}, "'visit' has a low and no high; an interval has both ends, or none."),
        ({"agreement_low": 0.99}, "'visit' has low 0.99 above high 0.95; low is the lower end."),
        (
            {"agreement": NAN},
            "'visit' has an interval and no agreement; leave low and high empty where agreement is not defined.",
        ),
    ],
)
def test_disagreement_that_cannot_be_is_refused_by_code(
    disputes: pd.DataFrame, cells: dict[str, Any], said: str
) -> None:
    table = disputes.astype(object)
    for name, cell in cells.items():
        table.loc[0, name] = cell
    assert wrong(plots.disagreement, table) == said


@given(st.floats(0, 1))
def test_percents_and_coefficients_never_say_more_than_there_is(share: float) -> None:
    words = percent(share)
    if words.isdigit():
        assert abs(100 * share - int(words)) <= 0.5 + 1e-9
        assert words != "0" or share < 1e-9
        assert words != "100" or share > 1 - 1e-9
    else:
        assert (words == "<1" and 0 < share < 0.01) or (words == ">99" and 0.99 < share < 1)
    assert abs(float(coefficient(share)) - share) <= 0.0005 + 1e-9
    assert coefficient(-share) in (f"−{coefficient(share)}", "0.000")  # noqa: RUF001


# Confusion


def cells_of(ax: Any) -> dict[tuple[float, float], Any]:
    """Give the cells drawn by their middles."""
    return {
        (cell.get_x() + cell.get_width() / 2, cell.get_y() + cell.get_height() / 2): cell
        for cell in by_gid(ax, "cell")
    }


def numbers_in(ax: Any) -> dict[tuple[float, float], str]:
    return {text.get_position(): text.get_text() for text in by_gid(ax, "number")}


def test_cells_hold_their_counts_and_empty_ones_are_blank() -> None:
    table = square([[50, 3, 0], [1, 40, 0], [0, 6, 0]], ["visit", "loan", "treaty"])
    ax = plots.confusion(table)
    assert numbers_in(ax) == {(0, 0): "50", (1, 0): "3", (0, 1): "1", (1, 1): "40", (1, 2): "6"}
    assert set(cells_of(ax)) == {*numbers_in(ax), (2, 2)}
    assert row_names(ax) == ["visit", "loan", "treaty"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["visit", "loan", "treaty"]
    assert list(ax.get_xticks()) == list(ax.get_yticks()) == [0, 1, 2]
    assert ax.get_xlabel() == "ben"
    assert [text.get_text() for text in by_gid(ax, "head")] == ["anna"]


def test_agreement_is_outlined_and_only_disagreement_is_shaded_up_to_its_most() -> None:
    ax = plots.confusion(square([[50, 3, 0], [1, 40, 0], [0, 6, 0]], ["visit", "loan", "treaty"]))
    cells = cells_of(ax)
    shades = {spot: lightness(hexed(cell.get_facecolor())) for spot, cell in cells.items()}
    for place in range(3):
        assert shades[place, place] == pytest.approx(100)
        assert cells[place, place].get_edgecolor() == (0, 0, 0, 1)
        assert cells[place, place].get_linewidth() > 0.5
    assert shades[1, 2] < shades[1, 0] < shades[0, 1] < 95
    assert shades[1, 2] < 25
    assert {cells[spot].get_linewidth() for spot in ((1, 2), (1, 0), (0, 1))} == {0.0}
    for text in by_gid(ax, "number"):
        assert contrast(hexed(cells[text.get_position()].get_facecolor()), text.get_color()) > 4.5
    assert key_of(ax) == ["same code", "different codes (darker: more)"]


def hexed(color: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in color[:3])


def key_of(ax: Any) -> list[str]:
    return [" ".join(text.get_text().split()) for text in ax.get_legend().get_texts()]


def test_columns_are_put_in_the_order_of_the_rows_and_frame_index_and_name_the_coders() -> None:
    table = square([[1, 2], [3, 4]], ["a", "b"])[["b", "a"]]
    ax = plots.confusion(table)
    assert numbers_in(ax) == {(0, 0): "1", (1, 0): "2", (0, 1): "3", (1, 1): "4"}
    behind = plots.table(ax)
    expected = pd.DataFrame({"anna \\ ben": ["a", "b"], "a": [1, 3], "b": [2, 4]})
    pd.testing.assert_frame_equal(behind, expected, check_dtype=False)


def test_caption_and_description_of_two_coders_say_who_said_what() -> None:
    ax = plots.confusion(square([[50, 3, 0], [1, 40, 0], [0, 0, 0]], ["visit", "loan", "treaty"]))
    what = "3 codes, anna (rows) against ben (columns): 94 pairs of codes, of which 96 % are the same code."
    assert plots.caption(ax) == (
        f"{what} Outlined and not shaded: the same code. Shade: different codes, darkest for 3, the most in one cell. "
        "Empty: 0."
    )
    assert plots.alt_text(ax) == (
        f"Heatmap of {what} Different codes that met most often: anna visit, ben loan: 3; anna loan, ben visit: 1. "
        "Never given: treaty."
    )
    agreed = plots.confusion(square([[1]], ["a"], None, None))
    assert plots.caption(agreed) == (
        "1 code: 1 coincidence, of which 100 % are the same code; each difference stands in two cells. "
        "Outlined and not shaded: the same code. No two different codes met. Empty: 0."
    )
    unnamed = plots.confusion(square([[1, 2], [0, 1]], ["a", "b"], "code", "code"))
    assert plots.caption(unnamed).startswith(
        "2 codes, one coder (rows) against the other coder (columns): 4 pairs"
    )
    final = plots.confusion(square([[1, 2], [0, 1]], ["a", "b"], "final", "coded"))
    assert plots.alt_text(final).endswith("Different codes that met most often: final a, coded b: 2.")
    half = plots.confusion(square([[1, 2], [0, 1]], ["a", "b"], "anna", None))
    assert plots.caption(half).startswith(
        "2 codes, anna (rows) against the other coder (columns): 4 pairs of codes"
    )


def test_coincidences_need_not_be_whole_and_each_pair_is_said_once() -> None:
    cells = [[120.5, 2.25, 0.04], [2.25, 8.0, 0], [0.04, 0, 10]]
    ax = plots.confusion(square(cells, ["a", "b", "c"], "code", "code"))
    assert numbers_in(ax) == {
        (0, 0): "120", (1, 0): "2.2", (2, 0): "<0.1", (0, 1): "2.2", (1, 1): "8", (0, 2): "<0.1", (2, 2): "10",
    }  # fmt: skip
    assert plots.alt_text(ax) == (
        "Heatmap of 3 codes: 143.1 coincidences, of which 97 % are the same code; each difference stands in two cells. "
        "Different codes that met most often: a and b: 2.2; a and c: <0.1."
    )
    assert plots.caption(ax).endswith(" Numbers are rounded; those in the table are not.")
    assert plots.table(ax)["a"].tolist() == [120.5, 2.25, 0.04]
    assert ax.get_xlabel() == "code"
    other = plots.confusion(square(cells, ["a", "b", "c"], "code", "other code"))
    assert plots.alt_text(other) == plots.alt_text(ax)
    assert other.get_xlabel() == "other code"


def test_faults_of_a_figure_are_found() -> None:
    ax = Figure(figsize=(3, 2)).add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    for words, place in (("one", 0.30), ("two", 0.33), ("three", 0.6), ("four", 0.97)):
        ax.text(place, 0.5, words)
    assert faults(ax, 100) == ["'four' lies outside", "'one' lies over 'two'"]


@pytest.mark.parametrize("name", ["single", "double"])
@pytest.mark.parametrize("number", [1, 2, 8, 15, 24, 45])
def test_confusions_of_up_to_45_codes_are_legible(name: str, number: int) -> None:
    ax = drawn(plots.confusion, crossed(number), name)
    assert ax.figure.get_size_inches()[1] < 9.5
    assert ax.get_window_extent().width > 0.6 * ax.figure.bbox.width
    numbered = row_names(ax)[0].startswith("1 ")
    small = "too small for their numbers" in plots.caption(ax)
    assert (numbered, small) == (name == "single" and number > 15,) * 2
    assert len(cells_of(ax)) == np.count_nonzero(crossed(number))
    if not numbered:
        assert [text.get_text().replace("\n", "") for text in ax.get_xticklabels()] == row_names(ax)
        assert len(numbers_in(ax)) == np.count_nonzero(crossed(number))
        return
    assert not numbers_in(ax)
    assert key_of(ax) == ["same code", "different codes: 1"]
    words = "Columns stand in the order of the rows, whose numbers some of them bear."
    assert plots.caption(ax).endswith(f" {words}")
    for place, text in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True):
        assert row_names(ax)[int(place)].split()[0] == text.get_text()


def test_columns_with_long_names_have_the_numbers_of_their_rows() -> None:
    codes = [f"{LONG}, item {place}" for place in range(6)]
    ax = drawn(plots.confusion, crossed(6, names=codes), "single")
    assert row_names(ax) == [f"{place} {code}" for place, code in enumerate(codes, start=1)]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["1", "2", "3", "4", "5", "6"]
    assert plots.caption(ax).endswith(" Columns have the numbers of the rows.")


def test_shades_without_numbers_are_explained_by_steps() -> None:
    table = crossed(45)
    table.iloc[0, 1] = 12
    with plots.style("single"):
        ax = plots.confusion(table)
    assert key_of(ax) == ["same code", "different codes: 3", "6", "9", "12"]
    assert (
        "Different codes that met most often: anna economic.code_0, ben economic.code_1: 12; "
        in plots.caption(ax)
    )


def test_confusion_refuses_what_is_not_square_or_not_counted() -> None:
    table = square([[1, 2], [3, 4]], ["a", "b"])
    assert wrong(plots.confusion, [[1]]) == (
        "confusion draws a square table of counts, not list; give a pandas frame with codes by one coder in rows and "
        "those by the other in columns, such as pd.crosstab makes."
    )
    assert wrong(plots.confusion, table.rename(columns={"b": "c"})) == (
        "confusion draws a square table, with the same codes in rows and columns; only in rows: 'b'; only in columns: "
        "'c'. Give table.reindex(index=codes, columns=codes, fill_value=0) with all codes."
    )
    assert wrong(plots.confusion, table[["a"]]) == (
        "confusion draws a square table, with the same codes in rows and columns; only in rows: 'b'. "
        "Give table.reindex(index=codes, columns=codes, fill_value=0) with all codes."
    )
    assert wrong(plots.confusion, pd.concat([table, table])) == (
        "the code 'a' has several rows; sum them up before drawing."
    )
    assert wrong(plots.confusion, table[["a", "b", "b"]]) == (
        "the code 'b' has several columns; sum them up before drawing."
    )
    for cell, said in ((-1, "-1"), (NAN, "nan"), (None, "None"), (math.inf, "inf"), ("x", "'x'")):
        bad = table.astype(object)
        bad.loc["a", "b"] = cell
        assert wrong(plots.confusion, bad) == (
            f"the cell of row 'a' and column 'b' is {said}; it must be a count from 0 up, 0 for none."
        )


def test_codes_of_other_kinds_are_written_in_words() -> None:
    sets = [frozenset({"trade", "energy"}), frozenset()]
    assert row_names(plots.confusion(square([[1, 0], [0, 1]], sets))) == ["energy; trade", "(none applies)"]
    assert row_names(plots.confusion(square([[1, 0, 0], [0, 1, 0], [0, 0, 3]], [1, "", None]))) == [
        "1", "(empty)", "(missing)",
    ]  # fmt: skip
    assert code_words(" two\n lines ") == "two lines"


# All three


def agreement_table(names: list[str]) -> pd.DataFrame:
    place = np.arange(len(names))
    alpha = np.where(place % 6 == 5, NAN, 0.95 - place % 7 / 8)
    return pd.DataFrame(
        {"variable": names, "alpha": alpha, "low": alpha - 0.2, "high": alpha + 0.05, "pairable": 30 * place}
    )


def disagreement_table(names: list[str]) -> pd.DataFrame:
    place = np.arange(len(names))
    agreement = np.where(place % 6 == 5, NAN, 0.9 - place % 7 / 10)
    return pd.DataFrame(
        {"code": names, "judgements": 5 * place, "agreement": agreement, "agreement_low": agreement - 0.1,
         "agreement_high": agreement + 0.1, "alpha": agreement - 0.05}
    )  # fmt: skip


def confusion_table(names: list[str]) -> pd.DataFrame:
    return crossed(len(names), names=names)


MADE = [
    (plots.agreement, agreement_table),
    (plots.disagreement, disagreement_table),
    (plots.confusion, confusion_table),
]


@pytest.mark.parametrize("name", ["single", "double"])
@pytest.mark.parametrize(("draw", "made"), MADE)
def test_odd_and_long_names_are_whole_and_nothing_overlaps(draw: Any, made: Any, name: str) -> None:
    ax = drawn(draw, made(ODD), name)
    said = [label.replace(" ", "") for label in row_names(ax)]
    for odd in ODD:
        assert any(label.endswith(odd.replace(" ", "")) for label in said)
    assert not any(text.get_parse_math() for text in [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels()]
                   if "$" in text.get_text())  # fmt: skip


@pytest.mark.parametrize("name", ["single", "double"])
@pytest.mark.parametrize("number", [0, 1, 60])
@pytest.mark.parametrize(("draw", "made"), MADE[:2])
def test_tables_of_no_one_and_sixty_rows_are_drawn(draw: Any, made: Any, number: int, name: str) -> None:
    ax = drawn(draw, made([f"variable_{place}" for place in range(number)]), name)
    assert len(row_names(ax)) == len(notes(ax)) == number
    # In one column the numbers of a code stand on several lines.
    assert ax.figure.get_size_inches()[1] < {"single": 18, "double": 11}[name]
    rows = ax.get_window_extent().height / ax.figure.dpi * 72
    assert rows >= number * line_height(7.0)
    assert plots.caption(ax)
    assert len(plots.table(ax)) == number


def test_empty_tables_say_so(alphas: pd.DataFrame, disputes: pd.DataFrame) -> None:
    for draw, table, words in (
        (plots.agreement, alphas, "no variables"),
        (plots.disagreement, disputes, "no codes"),
        (plots.confusion, square(np.zeros((0, 0)), []), "no codes"),
    ):
        ax = drawn(draw, table.head(0), "single")
        assert words in [text.get_text() for text in ax.texts]
    assert (
        plots.alt_text(plots.agreement(alphas.head(0))) == "Dot chart of Krippendorff's alpha of 0 variables."
    )
    assert plots.alt_text(plots.disagreement(disputes.head(0))) == "Bar chart of disagreement on 0 codes."


@pytest.mark.parametrize(("draw", "made"), MADE)
def test_letters_that_no_font_has_are_named_once(
    draw: Any, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = [font for font in fontManager.ttflist if "DejaVu" in font.name]
    monkeypatch.setattr(fontManager, "ttflist", fonts)
    fontManager._findfont_cached.cache_clear()
    with pytest.warns(UserWarning, match="no font found has the letters 中 国") as caught:
        ax = draw(made(["中国", "b"]))
    assert faults(ax, 100) == []
    assert [warning.filename for warning in caught] == [__file__]
    assert sorted(row_names(ax)) == ["b", "□□"]
    assert "中国" in plots.table(ax).iloc[:, 0].tolist()


@pytest.mark.parametrize(("draw", "made"), MADE)
def test_figures_are_saved_with_their_table_and_words_and_always_alike(
    draw: Any, made: Any, tmp_path: Path
) -> None:
    table = made(["one", "two", "three"])
    for folder in ("first", "second"):
        with plots.style("single"):
            ax = draw(table)
        plots.save(ax, tmp_path / folder / "figure")
        plots.save(ax, tmp_path / f"{folder}-again" / "figure")
    written = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert written == ["figure.csv", "figure.pdf", "figure.png", "figure.svg", "figure.txt"]
    for folder in ("second", "first-again", "second-again"):
        for name in written:
            assert (tmp_path / folder / name).read_bytes() == (tmp_path / "first" / name).read_bytes(), name
    behind = pd.read_csv(tmp_path / "first" / "figure.csv")
    assert sorted(behind.iloc[:, 0]) == ["one", "three", "two"]
    words = (tmp_path / "first" / "figure.txt").read_text()
    assert words == f"{plots.caption(ax)}\n\nDescription: {plots.alt_text(ax)}\n"


@pytest.mark.parametrize(("draw", "made"), MADE)
def test_given_axes_are_drawn_on_and_the_table_is_left_alone(draw: Any, made: Any) -> None:
    figure = Figure(figsize=(7, 4), layout="constrained")
    ax = figure.add_subplot()
    table = made(["one", "two", "three"])
    copy = table.copy()
    assert draw(table, ax=ax) is ax
    assert figure.axes == [ax]
    assert tuple(figure.get_size_inches()) == (7, 4)
    assert faults(ax, 100) == []
    pd.testing.assert_frame_equal(table, copy)
    assert plots.table(ax) is not plots.table(ax)


def test_numbers_are_left_out_of_given_axes_that_are_too_low() -> None:
    low, high = (Figure(figsize=(5, height)).add_subplot() for height in (0.3, 3.0))
    assert not numbers_in(plots.confusion(crossed(4), ax=low))
    assert numbers_in(plots.confusion(crossed(4), ax=high))


# The geometry


words = st.text(st.sampled_from("ab_. -/中$"), max_size=40)


@given(words, st.floats(20, 200))
def test_names_lose_no_letter_when_they_are_broken(name: str, width: float) -> None:
    lines = name_lines(name, width, 7.0)
    assert "".join(lines).replace(" ", "") == "".join(name.split())
    assert all(text_width(line, 7.0) <= width for line in lines)
    assert len(lines) == 1 or text_width(" ".join(name.split()), 7.0) > width


@given(
    st.lists(st.sampled_from(["0.81", "n = 57", "not defined", "given 1,000 times"]), max_size=4),
    st.floats(1, 200),
)
def test_parts_of_a_note_are_never_broken(parts: list[str], width: float) -> None:
    lines = part_lines(parts, width, 7.0)
    assert " ".join(lines) == ", ".join(parts)
    assert all(line.rstrip(",") in parts or text_width(line, 7.0) <= width + 0.001 for line in lines)


@given(
    st.lists(
        st.tuples(words, st.lists(st.sampled_from(["0.81", "n = 57"]), min_size=1, max_size=2)), max_size=6
    )
)
def test_rows_lie_below_one_another_with_room_for_all_their_lines(rows: list[Any]) -> None:
    made = Rows.of([name for name, _ in rows], [parts for _, parts in rows], width=252.0, size=7.0)
    edges = made.places[:, None] + made.heights[:, None] / 2 * np.array([-1, 1])
    assert edges[1:, 0] == pytest.approx(edges[:-1, 1])
    for name, note, height in zip(made.names, made.notes, made.heights, strict=True):
        assert height * made.unit > max(len(name), len(note)) * line_height(7.0)
    if rows:
        assert edges[0, 0] == pytest.approx(-0.5)
        assert edges[-1, 1] == pytest.approx(made.low)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=5).map(sorted), st.floats(5, 30))
def test_labels_that_would_touch_are_moved_just_apart(spots: list[float], width: float) -> None:
    placed = spread(spots, [width] * len(spots))
    gaps = np.diff(placed)
    assert (gaps >= width - 1e-6).all()
    if (np.diff(spots) >= width).all():
        assert placed == pytest.approx(spots)
    # A label that moved stands against a neighbour.
    for place, (spot, now) in enumerate(zip(spots, placed, strict=True)):
        near = [gap for gap in gaps[max(0, place - 1) : place + 1] if gap < width + 1e-6]
        assert near or now == pytest.approx(spot)


@given(st.floats(1, 60), st.floats(1, 60), st.floats(0.5, 4))
def test_numbers_in_cells_fit_or_are_left_out(cell: float, row: float, longest: float) -> None:
    size, turned = number_size(longest, cell, row, 7.0)
    along, across = (row, cell) if turned else (cell, row)
    if size is None:
        assert min(cell / longest, row) < 7.0 or min(row / longest, cell) < 7.0
        assert max(cell, row) / longest < 7.0 or min(cell, row) < line_height(7.0)
    else:
        assert 0.72 * 7.0 <= size <= 7.0
        assert longest * size <= along
        assert line_height(size) <= across + 1e-9


@given(st.integers(1, 200), st.floats(2, 80))
def test_numbers_of_columns_never_touch(number: int, cell: float) -> None:
    ticks, upright = column_numbers(number, cell, 7.0)
    assert all(words == (str(place + 1),) for place, words in ticks.items())
    step = min(np.diff(list(ticks)), default=math.inf)
    assert step * cell >= (line_height(7.0) if upright else text_width(str(number), 7.0))
    assert not upright or len(ticks) == number


def test_names_of_columns_lie_where_they_can_then_stand_then_give_way() -> None:
    codes = ["economic.energy", "visit"]
    assert column_names(codes, 60.0, 7.0) == ({0: ("economic.", "energy"), 1: ("visit",)}, False)
    assert column_names(codes, 20.0, 7.0) == ({0: ("economic.energy",), 1: ("visit",)}, True)
    assert column_names(codes, 8.0, 7.0) is None


def test_rows_of_given_axes_fill_them() -> None:
    ax = Figure(figsize=(5, 3)).add_subplot()
    made = Layout.of(Meetings.of(crossed(4)), width=360.0, ax=ax, size=7.0)
    assert made.heights.sum() == pytest.approx(ax.get_window_extent().height / ax.figure.dpi * 72)
