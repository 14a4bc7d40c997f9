"""The page `docs/scale.md` does what it says: its programs run, and print the same on every engine."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import ca_events as ca

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
DATA = Path(__file__).parents[2] / "data"


def program(name: str) -> str:
    """Give the program of the page that follows a marker."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n```python\n(.*?)```", text, re.DOTALL)
    assert found is not None, name
    return found[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder with the file that the page makes first."""
    pytest.importorskip("pyarrow")
    monkeypatch.chdir(tmp_path)
    exec(program("first"), {})
    assert (tmp_path / "events.parquet").exists()
    return tmp_path


def printed(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Run a program and give what it prints."""
    capsys.readouterr()
    exec(program(name), {})
    return capsys.readouterr().out


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_programs_print_the_same(engine: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip(engine)
    expected = printed("pandas", capsys)
    economy = ca.load().between("2013-09", "2017").where(category="economic").involving("KAZ")
    assert expected.startswith(f"{len(economy)}\n")
    assert printed(engine, capsys) == expected


def test_the_program_of_spark_prints_the_same(
    spark: object, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Java does not go to another folder.
    text = program("pyspark").replace('"events.parquet"', repr(str(folder / "events.parquet")))
    capsys.readouterr()
    exec(text, {})
    assert capsys.readouterr().out == printed("pandas", capsys)


def test_the_programs_differ_in_the_reader_only() -> None:
    lines = {name: program(name).splitlines() for name in ("pandas", "polars", "duckdb", "pyspark")}
    assert {name: len(text) for name, text in lines.items()} == dict.fromkeys(lines, 7)
    assert len({tuple(text[-2:]) for text in lines.values()}) == 1


def test_a_table_goes_part_by_part(folder: Path) -> None:
    shutil.copy(DATA / "events.csv", folder / "events.csv")
    exec(program("parts").replace("1_000_000", "50"), {})
    assert len(list(folder.glob("events-*.parquet"))) == -(-len(ca.load()) // 50)
    pl = pytest.importorskip("polars")
    events = ca.Events(pl.scan_parquet("events-*.parquet"), ca.load().study)
    assert list(events.sort()) == list(ca.load().sort())
    assert events.problems().empty
