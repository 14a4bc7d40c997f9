"""Files: written whole or not at all, read with true line numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events import files
from ca_events.errors import InvalidData

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


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("id,date,", "column 3 has no name; delete it."),
        ("id,date,,", "columns 3 and 4 have no name; delete them."),
        ("id,date,,,,", "columns 3 to 6 have no name; delete them."),
        ("id,,date", "column 2 has no name; name it or delete it."),
        ("id,,date,,title,", "columns 2, 4 and 6 have no name; name or delete them."),
    ],
)
def test_columns_without_a_name_are_named_by_their_places(header: str, message: str) -> None:
    table = files.parse_csv(header + "\n", file="f.csv")
    assert [str(problem) for problem in table.problems] == [f"f.csv, line 1: {message}"]


def test_names_that_stand_twice_are_told_beside_columns_without_a_name() -> None:
    table = files.parse_csv("id,date,id,\n", file="f.csv")
    assert [str(problem) for problem in table.problems] == [
        "f.csv, line 1: column 4 has no name; delete it.",
        "f.csv, line 1, column id: stands twice in the header.",
    ]


@pytest.mark.parametrize(("other", "shown"), [(";", "';'"), ("\t", "a tab"), ("|", "'|'")])
def test_another_delimiter_is_the_only_problem_and_the_remedy_may_be_given(other: str, shown: str) -> None:
    text = f"id{other}date\nE1{other}2001, perhaps\n"
    plain = files.parse_csv(text, file="f.csv")
    assert plain.header == ()
    assert plain.rows == []
    assert [str(problem) for problem in plain.problems] == [
        f"f.csv, line 1: the cells are separated by {shown}, not by ','; read the file with delimiter={other!r}."
    ]
    told = files.parse_csv(text, file="f.csv", remedy=files.SAVE_WITH_COMMAS)
    assert [str(problem) for problem in told.problems] == [
        f"f.csv, line 1: the cells are separated by {shown}; save the file with commas (CSV UTF-8)."
    ]


def test_comma_is_named_where_another_delimiter_was_asked_for() -> None:
    table = files.parse_csv("id,date\n", file="f.csv", delimiter=";")
    assert [str(problem) for problem in table.problems] == [
        "f.csv, line 1: the cells are separated by ',', not by ';'; read the file with delimiter=','."
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"a\n\xe9",
            "f.txt, line 2: byte 0xe9 is not UTF-8; the file looks like cp1252, an older encoding; mend it.",
        ),
        (b"\xff\xfea", "f.txt: the file is UTF-16; mend it."),
    ],
)
def test_remedy_for_another_encoding_may_be_given(data: bytes, message: str) -> None:
    with pytest.raises(InvalidData) as caught:
        files.decode(data, file="f.txt", remedy="mend it")
    assert [str(problem) for problem in caught.value.problems] == [message]


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods", ".numbers"])
def test_spreadsheet_beside_a_missing_csv_file_is_named(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"events{ending}").write_bytes(b"x")
    with pytest.raises(InvalidData) as caught:
        files.require_file(tmp_path / "events.csv")
    assert [str(problem) for problem in caught.value.problems] == [
        f"{tmp_path / 'events.csv'}: there is no such file; events{ending} is here: save it as events.csv (CSV UTF-8)."
    ]


def test_spreadsheet_is_not_named_beside_a_missing_file_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "events.xlsx").write_bytes(b"x")
    with pytest.raises(InvalidData) as caught:
        files.require_file(tmp_path / "events.parquet")
    assert [str(problem) for problem in caught.value.problems] == [
        f"{tmp_path / 'events.parquet'}: there is no such file."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unit;coder\nE1;a, b\n", ";"),
        ('"unit";"coder"\n', ";"),
        ("unit; coder\rE1;a\r", ";"),
        (" unit ;coder", ";"),
        ("unit,coder\nE1;2,a\n", ","),
        ("unit;a,b\n", ","),
        ("unit", ","),
        ("coder;value\n", ","),
        ("", ","),
    ],
)
def test_semicolons_separate_cells_where_the_header_says_so(text: str, expected: str) -> None:
    assert files.delimiter_of(text, "unit") == expected
