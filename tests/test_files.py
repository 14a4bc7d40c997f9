"""Files: written whole or not at all, read with true line numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events import files

CELL = st.text(st.sampled_from("ab,;\"\n\r 'x\u4e1d"), max_size=6)


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6)
    )
)
def test_cells_come_back_and_each_row_names_the_line_it_begins_on(rows: list[list[str]]) -> None:
    width = len(rows[0]) if rows else 2
    header = [f"c{number}" for number in range(width)]
    text = files.format_csv(header, rows)
    table = files.parse_csv(text, file="f.csv")
    assert table.problems == []
    assert [cells for _, cells in table.rows] == [tuple(row) for row in rows]
    line = 2
    for (found, _), row in zip(table.rows, rows, strict=True):
        assert found == line
        line += 1 + sum(len(cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1 for cell in row)


def test_a_failed_write_leaves_every_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(OSError):  # noqa: PT011
        files.write_files(tmp_path, {"b.csv": b"new", "a.csv": b"new"})
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_a_write_keeps_the_permissions_of_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "a.csv").chmod(0o640)
    files.write_file(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o640


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    files.write_files(tmp_path / "one" / "two", {"a.txt": b"x"})
    assert (tmp_path / "one" / "two" / "a.txt").read_bytes() == b"x"


@pytest.mark.parametrize(("data", "line"), [(b"a\nb\n", 3), (b"a\r\nb\r\n", 3), (b"a\rb\r", 3), (b"a", 1)])
def test_lines_are_counted_for_every_line_end(data: bytes, line: int) -> None:
    assert files.line_of(data, len(data)) == line
