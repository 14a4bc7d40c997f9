"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import ca_events as ca
from ca_events.cells import escape_text
from ca_events.cli import main

Captured = pytest.CaptureFixture[str]
# What a review says of the events of a new study.
ALONE = (
    "Note (single-family): 3 events rest on one family of publishers or none; ca-events quality lists them.\n"
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


def test_an_event_without_a_source_rests_on_no_family_and_one_event_is_one(
    tmp_path: Path, capsys: Captured
) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    changed(folder, "EX001", sources="SRC1; SRC2")
    changed(folder, "EX002", sources="SRC1; SRC2")
    changed(folder, "EX003", sources="")
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "mine: 3 events, no problems.",
        "Note (single-family): 1 event rests on one family of publishers or none; ca-events quality lists them.",
    ]
    changed(folder, "EX003", sources="SRC1; SRC2")
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == "mine: 3 events, no problems.\n"


def changed(folder: Path, event: str, **cells: str) -> None:
    """Change cells of an event of events.csv, as a person does."""
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["id"] == event).update(cells)
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def release(folder: Path, version: str, log: str = "") -> Path:
    """Lay out a release of a study."""
    ca.Study.new(folder, name="mine")
    study = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(study.replace('"0.1.0"', f'"{version}"'), encoding="utf-8")
    if log:
        (folder / "changes.csv").write_text(f"version,id,field,old,new,reason\n{log}", encoding="utf-8")
    return folder


TREATY = "Example: Ruritania and Freedonia sign a treaty of friendship"


def test_what_changed_between_two_releases_is_listed_for_the_log(tmp_path: Path, capsys: Captured) -> None:
    old, new = release(tmp_path / "old", "1.0.0"), release(tmp_path / "new", "1.1.0")
    assert main(["changes", str(old), str(new)]) == 0
    assert capsys.readouterr().out == "version,id,field,old,new,reason\n"
    changed(new, "EX003", place="Strelsau, Ruritania")
    changed(new, "EX001", date="2001-06-16")
    changed(new, "EX002", amount="25000000.50", chain="")
    assert main(["changes", str(old), str(new)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "version,id,field,old,new,reason",
        "1.1.0,EX001,date,2001-06-15,2001-06-16,",
        "1.1.0,EX002,amount,25000000,25000000.5,",
        "1.1.0,EX002,chain,border_road,,",
        '1.1.0,EX003,place,Zenda,"Strelsau, Ruritania",',
    ]


def test_events_that_came_in_and_that_are_gone_are_listed(tmp_path: Path, capsys: Captured) -> None:
    old, new = release(tmp_path / "old", "1.0.0"), release(tmp_path / "new", "1.1.0")
    lines = (new / "events.csv").read_text(encoding="utf-8").splitlines()
    kept = [line.replace("EX003", "EX004") for line in lines if not line.startswith("EX001")]
    kept = [line.replace("follows: EX001", "") for line in kept]
    (new / "events.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert main(["changes", str(old), str(new)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "version,id,field,old,new,reason",
        "1.1.0,EX002,related,follows: EX001,,",
        "1.1.0,EX004,id,,EX004,",
    ]
    assert main(["changes", str(old), str(new), "--withdrawn"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "id,version,date,title,reason,replaced_by",
        f"EX001,1.1.0,2001-06-15,{TREATY},,",
        "EX003,1.1.0,[2004..2006],Example: Traders in Freedonia demonstrate against the new border fees,,",
    ]


def test_a_cell_that_was_changed_before_may_change_again(tmp_path: Path, capsys: Captured) -> None:
    logged = f"1.1.0,EX001,title,{TREATY},Second,typing error\n"
    old, new = release(tmp_path / "old", "1.1.0", logged), release(tmp_path / "new", "1.2.0", logged)
    changed(old, "EX001", title="Second")
    changed(new, "EX001", title="Third")
    with pytest.raises(ca.InvalidData):
        ca.load(new)
    assert main(["changes", str(old), str(new)]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines() == ["version,id,field,old,new,reason", "1.2.0,EX001,title,Second,Third,"]
    rows = printed.splitlines()[1].removesuffix(",") + ",a better title\n"
    (new / "changes.csv").write_text(f"version,id,field,old,new,reason\n{logged}{rows}", encoding="utf-8")
    assert [change.new for change in ca.load(new).study.changes] == ["Second", "Third"]  # type: ignore[union-attr]


@pytest.mark.parametrize("title", ["=1+1", "'=1+1", "-5", "@home", "'quoted'", 'a "b", c'])
def test_a_list_of_changes_runs_no_formula_and_fits_the_log(
    tmp_path: Path, capsys: Captured, title: str
) -> None:
    old, new = release(tmp_path / "old", "1.0.0"), release(tmp_path / "new", "1.1.0")
    changed(new, "EX001", title=escape_text(title))
    assert ca.load(new)["EX001"].title == title
    changed(new, "EX002", lat="-12.5", lon="-0.5")
    assert main(["changes", str(old), str(new)]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["field"] for row in rows] == ["title", "lat", "lon"]
    assert all(cell[:1] not in set("=+-@") or not cell for row in rows for cell in row.values())
    with (new / "changes.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"reason": "found"} for row in rows)
    study = ca.load(new).study
    assert study is not None
    assert [change.new for change in study.changes] == [title, "-12.5", "-0.5"]


@pytest.mark.parametrize(
    "command", [["changes", "{0}", "{1}"], ["changes", "{1}", "{0}"], ["package", "{1}"]]
)
def test_a_study_that_is_not_there_has_no_changes_and_no_package(
    tmp_path: Path, capsys: Captured, command: list[str]
) -> None:
    there, missing = release(tmp_path / "there", "1.0.0"), tmp_path / "missing"
    assert main([word.format(there, missing) for word in command]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        f"{missing}: there is no such folder; a study is a folder with study.toml and codebook.toml in it.",
        "1 problem",
    ]
    assert not missing.exists()


def test_a_release_without_a_version_has_no_log(tmp_path: Path, capsys: Captured) -> None:
    old, new = release(tmp_path / "old", "1.0.0"), release(tmp_path / "new", "")
    changed(new, "EX001", date="2001-06-16")
    assert main(["changes", str(old), str(new)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"ca-events: {new} has no version, and every change stands first in one; give study.toml a version.\n"
    )


def test_a_package_describes_the_files_of_a_study(tmp_path: Path, capsys: Captured) -> None:
    folder = release(tmp_path / "mine", "1.0.0")
    assert main(["package", str(folder)]) == 0
    assert capsys.readouterr().out == f"{folder / 'datapackage.json'}\n"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["path"] for resource in package["resources"]] == [
        "events.csv",
        "actors.csv",
        "sources.csv",
        "periods.csv",
    ]
    assert package["version"] == "1.0.0"


def test_a_study_with_a_problem_gets_no_package(tmp_path: Path, capsys: Captured) -> None:
    folder = release(tmp_path / "mine", "1.0.0")
    changed(folder, "EX001", date="2001-02-30")
    assert main(["package", str(folder)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("events.csv, line 2, column date: '2001-02-30': ")
    assert not (folder / "datapackage.json").exists()


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
