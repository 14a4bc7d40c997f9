"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import csv
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import ca_events as ca
from ca_events.cli import main

Captured = pytest.CaptureFixture[str]
# What a review says of the events of a new study.
ALONE = (
    "Note (single-family): EX001: 1 event rests on one family of publishers, Government of Ruritania.\n"
    "Note (single-family): EX002; EX003: 2 events rest on one family of publishers, Strelsau Herald.\n"
)


def test_a_new_study_is_checked_counted_cited_and_drawn(tmp_path: Path, capsys: Captured) -> None:
    folder, out = tmp_path / "my-study", tmp_path / "drawn"
    assert main(["new", str(folder)]) == 0
    assert capsys.readouterr().out == (
        f"{folder}: a new study, my-study. Read {folder / 'README.md'} and begin there.\n"
    )
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == f"my-study: 3 events, no problems.\n{ALONE}"
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
        == f"china-central-asia: {len(ca.load()):,} events, no problems."
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
    (folder / "actors.csv").unlink()
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "mine: 3 events, no problems.",
        "Note: 1 event is certainly outside the days of study.toml.",
        "Note: actors.csv is missing or empty, so the column actors was not checked.",
        "Note: sources.csv is missing or empty, so the column sources was not checked.",
    ]


def test_check_names_the_line_of_a_contradiction_and_fails(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    events = (folder / "events.csv").read_text(encoding="utf-8")
    (folder / "events.csv").write_text(events.replace("2001-06-15", "1850-06-15", 1), encoding="utf-8")
    assert main(["check", str(folder)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        "events.csv, line 2: 'EX001': FRE (Freedonia) is there since 1991-03-01, and the event is of 1850-06-15. "
        "[in-office]",
        "1 problem",
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
    assert capsys.readouterr().out == f"mine: 3 events, no problems.\n{ALONE}"


def test_a_saved_part_is_checked_as_a_part(tmp_path: Path, capsys: Captured) -> None:
    folder = ca.load().where(category="economic").save(tmp_path / "part")
    assert main(["check", str(folder)]) == 1
    capsys.readouterr()
    assert main(["check", "--part", str(folder)]) == 0


def filled(sheet: Path, codes: dict[str, str]) -> None:
    """Fill the column category of a sheet."""
    with sheet.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row["category"] = codes.get(row["unit"], "(cannot tell)")
    with sheet.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_two_coders_come_from_sheets_to_a_paragraph_and_into_the_study(
    tmp_path: Path, capsys: Captured
) -> None:
    study = tmp_path / "mine"
    main(["new", str(study)])
    events = ca.load(study)
    codes = {event.id: event.category for event in events}
    other = dict(codes)
    first = next(iter(codes))
    book = events.study.codebook["category"]  # type: ignore[union-attr]
    other[first] = next(code for code in book.leaves() if code != codes[first])
    sheets = {name: tmp_path / f"{name}.csv" for name in ("anna", "ben")}
    for name, sheet in sheets.items():
        words = ["--coder", name, "--study", str(study), "--blind", "title", "--variables", "category"]
        assert main(["agreement", "--template", str(sheet), *words]) == 0
        assert "x_title" not in sheet.read_text(encoding="utf-8")
    filled(sheets["anna"], codes)
    filled(sheets["ben"], other)
    capsys.readouterr()
    files = [str(sheet) for sheet in sheets.values()]
    page = tmp_path / "report.md"
    assert main(["agreement", *files, "--study", str(study), "--markdown", str(page)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Intercoder agreement\n")
    assert "3 units were given to 2 coders (anna, ben) working independently" in printed
    assert page.read_text(encoding="utf-8").startswith("# Intercoder agreement\n")
    judgements = ca.coding.read_judgements(files, events)
    decision = ca.coding.Decision(
        unit=first, variable="category", final=other[first], by="carla", reason="The narrower rule."
    )
    log = tmp_path / "adjudications.csv"
    ca.coding.adjudicate(judgements, log, decisions=[decision], decided_on="2026-11-28")
    before = (study / "events.csv").read_bytes()
    assert main(["apply", str(log), str(study)]) == 0
    assert capsys.readouterr().out == (
        f"{first} category: {codes[first]} -> {other[first]} (adjudicated by carla: The narrower rule.)\n"
        "1 cell to change; 0 unresolved.\nNothing is written; add --write to write events.csv.\n"
    )
    assert (study / "events.csv").read_bytes() == before
    assert main(["apply", str(log), str(study), "--write"]) == 0
    assert ca.load(study)[first].category == other[first]
    assert [event.category for event in ca.load(study)][1:] == list(codes.values())[1:]
    capsys.readouterr()
    assert main(["apply", str(log), str(study)]) == 0
    assert capsys.readouterr().out == "0 cells to change; 0 unresolved.\n"


def test_problems_of_judgements_end_with_status_one(tmp_path: Path, capsys: Captured) -> None:
    sheet = tmp_path / "anna.csv"
    sheet.write_text(
        "unit,coder,category\nE0001,anna,politcal.visit\nE9999,anna,(none applies)\n", encoding="utf-8"
    )
    assert main(["agreement", str(sheet)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = printed.err.splitlines()
    assert lines[0].startswith(
        "anna.csv, line 2, column category: 'politcal.visit': 'politcal.visit' is no code of "
    )
    assert lines[1].startswith("anna.csv, line 3, column unit: 'E9999': there is no such event.")
    assert lines[2:] == ["2 problems"]


def test_units_that_are_no_events_are_taken_as_they_are_and_said_so(tmp_path: Path, capsys: Captured) -> None:
    files = []
    for coder in ("anna", "ben"):
        files.append(tmp_path / f"{coder}.csv")
        rows = "\n".join(f"page_{number},{coder},political.visit" for number in range(3))
        files[-1].write_text(f"unit,coder,category\n{rows}\n", encoding="utf-8")
    assert main(["agreement", *map(str, files)]) == 0
    assert capsys.readouterr().out.startswith(
        "Note: no unit is an event of the study, so units are taken as they are.\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            [],
            "give files of judgements to be measured, or --template OUT --coder NAME for a sheet to fill in.",
        ),
        (["--template", "out.csv"], "--template needs the name of the coder: --coder anna."),
    ],
)
def test_the_command_agreement_says_what_it_needs(words: list[str], message: str, capsys: Captured) -> None:
    assert main(["agreement", *words]) == 1
    assert capsys.readouterr().err == f"ca-events: {message}\n"
