from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from ca_events import plots

ROWS = [
    ("2001-06-15", "Founding", "political"),
    ("2005", "Loan", "economic"),
    ("XXXX", "Unknown", "security"),
]


def test_saved_files_are_the_same_bytes_again(
    tmp_path: Path, make_events: Callable[..., Any], counted: pd.DataFrame
) -> None:
    for name, draw in (
        ("timeline", lambda: plots.timeline(make_events(ROWS))),
        ("counts", lambda: plots.counts(counted)),
        ("heatmap", lambda: plots.heatmap(counted)),
    ):
        first = plots.save(draw(), tmp_path / "one" / name)
        ax = draw()
        second = plots.save(ax, tmp_path / "two" / name)
        third = plots.save(ax.figure, tmp_path / "three" / name)
        assert [path.name for path in first] == [
            f"{name}.{end}" for end in ("pdf", "svg", "png", "csv", "txt")
        ]
        for one, two, three in zip(first, second, third, strict=True):
            assert one.read_bytes() == two.read_bytes() == three.read_bytes()


def test_table_and_words_stand_beside_the_figure(tmp_path: Path, make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events(ROWS))
    plots.save(ax, tmp_path / "figure", formats=["svg"])
    table = pd.read_csv(tmp_path / "figure.csv", dtype=str, keep_default_na=False)
    assert list(table["label"]) == ["Founding", "Loan", "Unknown"]
    assert list(table["earliest"]) == ["2001-06-15", "2005-01-01", ""]
    words = (tmp_path / "figure.txt").read_text(encoding="utf-8")
    assert words == f"{plots.caption(ax)}\n\nDescription: {plots.alt_text(ax)}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figure.csv", "figure.svg", "figure.txt"]


def test_pdf_embeds_true_type_fonts_and_no_file_knows_the_day(
    tmp_path: Path, make_events: Callable[..., Any]
) -> None:
    plots.save(plots.timeline(make_events(ROWS)), tmp_path / "figure")
    pdf = (tmp_path / "figure.pdf").read_bytes()
    assert b"/CIDFontType2" in pdf
    assert b"/Type3" not in pdf
    assert b"CreationDate" not in pdf
    svg = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert "dc:date" not in svg
    assert "<text" not in svg


def test_several_axes_give_several_tables(tmp_path: Path, counted: pd.DataFrame) -> None:
    figure = Figure(figsize=(7, 6))
    for draw, ax in zip((plots.counts, plots.heatmap), figure.subplots(2), strict=True):
        draw(counted, ax=ax)
    written = plots.save(figure, tmp_path / "both", formats=["png"], dpi=60)
    assert [path.name for path in written] == ["both.png", "both-1.csv", "both-2.csv", "both.txt"]


def test_figure_without_a_table_is_saved_alone(tmp_path: Path) -> None:
    written = plots.save(Figure(figsize=(1, 1)), tmp_path / "bare.png", dpi=50)
    assert [path.name for path in written] == ["bare.png"]


def test_ending_of_the_name_chooses_the_format(tmp_path: Path) -> None:
    assert [path.name for path in plots.save(Figure(figsize=(1, 1)), tmp_path / "one.svg")] == ["one.svg"]
    with pytest.raises(plots.FigureError) as error:
        plots.save(Figure(), tmp_path / "one.jpg")
    assert str(error.value) == (
        "'one.jpg' ends in '.jpg', which is no format; the formats are pdf, svg, png. "
        "Give a name without a dot, and formats=[...] for a choice."
    )
    with pytest.raises(plots.FigureError) as error:
        plots.save(Figure(), tmp_path / "one.pdf", formats=["svg"])
    assert str(error.value) == "'one.pdf' asks for pdf and formats=['svg'] for others; give one of them."
    with pytest.raises(plots.FigureError) as error:
        plots.save(Figure(), tmp_path / "one", formats=["eps"])
    assert str(error.value) == "formats=['eps'] is not allowed; choose some of pdf, svg, png."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.svg"]


def test_saving_changes_no_setting_and_not_the_figure(tmp_path: Path, counted: pd.DataFrame) -> None:
    ax = plots.counts(counted)
    before, size, dpi = dict(mpl.rcParams), tuple(ax.figure.get_size_inches()), ax.figure.dpi
    plots.save(ax, tmp_path / "figure", formats=["png"])
    assert dict(mpl.rcParams) == before
    assert (tuple(ax.figure.get_size_inches()), ax.figure.dpi) == (size, dpi)


def test_attached_table_survives_copying_of_the_figure(counted: pd.DataFrame) -> None:
    import pickle

    ax = plots.counts(counted, ax=Figure(figsize=(7, 4)).add_subplot())
    copied = pickle.load(io.BytesIO(pickle.dumps(ax.figure)))
    pd.testing.assert_frame_equal(plots.table(copied.axes[0]), counted)


@pytest.mark.parametrize("name", ["single", "page", "one-half", "double", "slide"])
def test_style_sets_width_and_puts_everything_back(name: str, counted: pd.DataFrame) -> None:
    before = dict(mpl.rcParams)
    with plots.style(name) as preset:
        ax = plots.counts(counted)
        assert ax.figure.get_size_inches()[0] == preset.width
        assert ax.get_xticklabels()[0].get_fontsize() == preset.fontsize
        ax.figure.canvas.draw()
    assert dict(mpl.rcParams) == before


def test_path_that_names_a_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    for path, example in (("fo/", "fo/timeline"), ("there", "there/timeline"), ("there/", "there/timeline"),
                          ("", "timeline")):  # fmt: skip
        with pytest.raises(plots.FigureError) as error:
            plots.save(Figure(), path)
        assert str(error.value) == f"{path!r} names a folder; give a name in it, such as {example}."
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
