"""Reading large tables as distinct texts: the fast way and the careful way agree."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events import files, reading

CELL = st.text(st.sampled_from("ab,\"\n '4e1d\u4e1d"), max_size=5)


def written(path: Path, rows: list[list[str]]) -> Path:
    """Write rows of any width."""
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)
    return path


@settings(max_examples=150)
@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=8))
def test_fast_reading_finds_what_reading_cell_by_cell_finds(tmp_path: Path, rows: list[list[str]]) -> None:
    path = written(tmp_path / "t.csv", [["one", "two", "three"], *rows])
    careful = files.parse_csv(path.read_text(encoding="utf-8"), file="t.csv")
    table = reading.read_table(path)
    assert sorted(map(str, table.problems)) == sorted(map(str, careful.problems))
    cells = [[column.texts[place] for place in column.places] for column in table.columns.values()]
    assert list(zip(*cells, strict=True)) == [row for _, row in careful.rows]
    assert table.lines().tolist() == [line for line, _ in careful.rows]


def test_more_rows_than_the_sample_all_different_or_all_the_same(tmp_path: Path) -> None:
    number = reading.SAMPLE + 50
    rows = [[f"E{row}", "same", "x" if row % 2 else "y,z"] for row in range(number)]
    table = reading.read_table(written(tmp_path / "t.csv", [["id", "constant", "two"], *rows]))
    assert len(table) == number
    assert [len(column.texts) for column in table.columns.values()] == [number, 1, 2]
    assert table.columns["two"].count(",") == number // 2
    assert table.lines()[-1] == number + 1


def test_without_pyarrow_the_same_cells_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "t.csv", [["a", "b"], ["010", "NA"], ["1.0", ""]])
    monkeypatch.setattr(reading, "_text_dtype", lambda: object)
    table = reading.read_table(path)
    assert [column.texts for column in table.columns.values()] == [["010", "1.0"], ["NA", ""]]
