"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import ca_events as ca
from ca_events.cli import main

Captured = pytest.CaptureFixture[str]


def test_a_new_study_is_checked_counted_cited_and_drawn(tmp_path: Path, capsys: Captured) -> None:
    folder, out = tmp_path / "my-study", tmp_path / "drawn"
    assert main(["new", str(folder)]) == 0
    assert capsys.readouterr().out == (
        f"{folder}: a new study, my-study. Read {folder / 'README.md'} and begin there.\n"
    )
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == "my-study: 3 events, no problems.\n"
    assert main(["count", str(folder), "--by", "", "--bins", ""]) == 0
    assert capsys.readouterr().out.split() == [
        "bin",
        "definite",
        "expected",
        "possible",
        "all",
        "3",
        "3.0",
        "3",
    ]
    assert main(["count", str(folder), "--csv"]) == 0
    assert capsys.readouterr().out.startswith("bin,category,definite,expected,possible\n")
    assert main(["cite", str(folder)]) == 0
    assert "Selection: all events (n = 3)." in capsys.readouterr().out
    assert main(["figures", str(folder), "--out", str(out)]) == 0
    written = capsys.readouterr().out.splitlines()
    assert sorted(written) == sorted(str(path) for path in out.iterdir())
    assert {path.suffix for path in out.iterdir()} == {".pdf", ".svg", ".png", ".csv", ".txt"}
    assert all(path.stat().st_size for path in out.iterdir())


def test_problems_go_to_the_error_stream_one_a_line(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "mine"
    main(["new", str(folder)])
    events = folder / "events.csv"
    text = events.read_text(encoding="utf-8")
    first = next(iter(ca.load(folder)))
    events.write_text(text.replace(f",{first.date.edtf},", ",2013-02-30,", 1), encoding="utf-8")
    capsys.readouterr()
    for command in (["check"], ["count"], ["figures", "--out", str(tmp_path / "out")]):
        assert main([command[0], str(folder), *command[1:]]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        lines = printed.err.splitlines()
        assert lines[0].startswith("events.csv, line 2, column date: '2013-02-30': ")
        assert lines[1:] == ["1 problem"]
    assert not (tmp_path / "out").exists()


def test_a_folder_in_use_and_a_missing_study_are_refused(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("precious", encoding="utf-8")
    assert main(["new", str(tmp_path / "full")]) == 1
    assert capsys.readouterr().err.startswith("ca-events: ")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert main(["check", str(tmp_path / "nothing")]) == 1
    assert str(tmp_path / "nothing") in capsys.readouterr().err


def test_a_wrong_command_ends_with_status_two(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["draw"])
    assert ended.value.code == 2
    assert "invalid choice: 'draw'" in capsys.readouterr().err


def test_the_bundled_study_is_meant_when_none_is_named(capsys: Captured) -> None:
    assert main(["check"]) == 0
    assert (
        capsys.readouterr().out.splitlines()[0]
        == f"china-central-asia: {len(ca.load())} events, no problems."
    )
    assert main(["cite"]) == 0
    assert capsys.readouterr().out == f"{ca.cite()}\n"


def test_an_unknown_variable_is_one_line_on_the_error_stream(capsys: Captured) -> None:
    assert main(["count", "--by", "categry"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ca_events", "cite"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{ca.cite()}\n"


def test_check_mentions_what_is_allowed_and_worth_a_look(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    events = (folder / "events.csv").read_text(encoding="utf-8")
    (folder / "events.csv").write_text(events.replace("2001-06-15", "1850-06-15", 1), encoding="utf-8")
    (folder / "sources.csv").unlink()
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "mine: 3 events, no problems.",
        "Note: 1 event is certainly outside the days of study.toml.",
        "Note: sources.csv is missing or empty, so the column sources was not checked.",
    ]


def test_the_version_is_printed(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"ca-events {version('ca-events')}\n"


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m ca_events count --by actor --bins month | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_an_event_that_reaches_into_the_study_is_not_outside(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    events = (folder / "events.csv").read_text(encoding="utf-8")
    (folder / "events.csv").write_text(events.replace("2001-06-15", "0001/9999", 1), encoding="utf-8")
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == "mine: 3 events, no problems.\n"


def test_a_saved_part_is_checked_as_a_part(tmp_path: Path, capsys: Captured) -> None:
    folder = ca.load().where(category="economic").save(tmp_path / "part")
    assert main(["check", str(folder)]) == 1
    capsys.readouterr()
    assert main(["check", "--part", str(folder)]) == 0
