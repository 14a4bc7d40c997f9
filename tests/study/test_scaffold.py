"""A new study: complete, explained, and sound from the first minute."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ca_events.cells import parse_actors, parse_date, parse_ids, parse_related
from ca_events.errors import CaEventsError, InvalidData
from ca_events.study import EVENT_COLUMNS, FolderInUse, Study
from ca_events.study.folder import REGISTERS
from ca_events.study.registers_page import HOLDS, WORDS, registers_page
from ca_events.study.sheet import columns_of


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "deep" / "study"
    Study.new(place, name="rivers")
    return place


def events(place: Path) -> list[dict[str, str]]:
    """Give the rows of events.csv."""
    with (place / "events.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_new_study_has_all_files_and_can_be_read(place: Path) -> None:
    assert sorted(path.name for path in place.iterdir()) == [
        "README.md",
        "actors.csv",
        "codebook.toml",
        "events.csv",
        "periods.csv",
        "sources.csv",
        "study.toml",
    ]
    assert Study.read(place).name == "rivers"


def test_new_study_is_given_back_and_saves_as_it_was_laid_out(tmp_path: Path) -> None:
    study = Study.new(tmp_path / "one", name="rivers")
    study.save(tmp_path / "two")
    for path in (tmp_path / "two").iterdir():
        assert path.read_bytes() == (tmp_path / "one" / path.name).read_bytes()


def test_codebook_of_a_new_study_has_the_usual_variables_with_full_codes(place: Path) -> None:
    book = Study.read(place).codebook
    assert list(book) == ["category", "stage", "amount_basis", "confidence", "role", "relation"]
    for code in book["category"].codes.values():
        assert code.definition
        assert code.include
        assert code.exclude


def test_header_of_events_is_the_canonical_one(place: Path) -> None:
    header = (place / "events.csv").read_text(encoding="utf-8").splitlines()[0]
    assert tuple(header.split(",")) == EVENT_COLUMNS + Study.read(place).codebook.columns


def test_example_events_hold_a_day_a_month_and_a_window_and_obey_the_study(place: Path) -> None:
    study, rows = Study.read(place), events(place)
    assert [row["date"] for row in rows] == ["2001-06-15", "2003-09~", "[2004..2006]"]
    assert [parse_date(row["date"]).kind for row in rows] == ["date", "date", "window"]
    for row in rows:
        assert row["title"].startswith("Example: ")
        assert row["codebook_version"] == study.codebook.version
        for name in study.codebook.columns:
            if row[name]:
                study.codebook[name].check(row[name])
        for actor, role in parse_actors(row["actors"]):
            assert actor in study.actors
            assert study.codebook["role"].check(role).id == role
        for relation, event in parse_related(row["related"]):
            assert study.codebook["relation"].check(relation).id == relation
            assert event in [other["id"] for other in rows]
        assert all(source in study.sources for source in parse_ids(row["sources"]))


def test_readme_has_the_name_the_three_commands_and_sound_dates(place: Path) -> None:
    text = (place / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# rivers\n")
    for command in ("ca-events check .", "ca-events figures . --out figures", "ca-events count ."):
        assert f"\n{command}\n" in text
    table = text.partition("## Dates")[2].partition("## Three commands")[0]
    dates = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    assert len(dates) == 10
    assert [parse_date(date).edtf for date in dates] == dates


def test_readme_explains_every_column_of_every_register_and_every_word(place: Path) -> None:
    text = (place / "README.md").read_text(encoding="utf-8")
    assert text.endswith(registers_page(level=2))
    for name, register in REGISTERS.items():
        part = text.partition(f"\n### `{register.FILE}`\n")[2].partition("\n### ")[0]
        columns = [column.name for column in columns_of(register.RECORD)]
        words = [word for listed in WORDS.get(name, {}).values() for word in listed]
        shown = [line.split("`")[1] for line in part.splitlines() if line.startswith(("| `", "| **`"))]
        assert shown == columns + words
        assert list(HOLDS[name]) == columns


def test_bold_columns_of_the_page_are_those_that_must_be_filled() -> None:
    bold = [line.split("`")[1] for line in registers_page().splitlines() if line.startswith("| **`")]
    assert bold == [
        *("id", "name", "kind"),
        *("id", "title", "kind"),
        *("event", "field", "source"),
        *("set", "id", "label", "date"),
        *("from", "to", "level"),
        *("measure", "date"),
        *("id", "source", "claim", "kind"),
        *("version", "id", "field", "reason"),
        *("id", "version", "reason"),
        *("event", "field", "finding"),
        "source",
    ]


def test_readme_has_a_row_of_coverage_that_can_be_copied(place: Path) -> None:
    text = (place / "README.md").read_text(encoding="utf-8")
    rows = text.partition("```\ncode,actor,")[2].partition("```")[0]
    (place / "coverage.csv").write_text("code,actor," + rows, encoding="utf-8")
    study = Study.read(place)
    assert study.coverage.stretches("political.treaty", "FRE") == ((study.start, study.end),)


def test_readme_says_how_to_switch_the_environment_on_and_what_the_rarer_columns_mean(place: Path) -> None:
    text = (place / "README.md").read_text(encoding="utf-8")
    assert "`source .venv/bin/activate`, on Windows `.venv\\Scripts\\activate`" in text
    assert 'grey as "not fully searched"' in text
    table = text.partition("Some columns of `events.csv`")[2].partition("## Dates")[0]
    names = {name for line in table.splitlines() for name in line.partition(" | ")[0].split("`")[1::2]}
    assert {"chain", "series", "edition", "quantity", "quantity_unit", "related"} <= names <= {*EVENT_COLUMNS}


@pytest.mark.parametrize("name", ['My "river" study', "Ø 中国", "back\\slash", "it's = [odd] #1"])
def test_any_line_of_text_can_be_the_name(tmp_path: Path, name: str) -> None:
    assert Study.new(tmp_path / "study", name=name).name == name


@pytest.mark.parametrize("name", ["", "two\nlines", "bell\x07", "del\x7f"])
def test_other_names_are_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidData):
        Study.new(tmp_path / "study", name=name)
    assert not (tmp_path / "study").exists()


def test_empty_folder_may_be_used(tmp_path: Path) -> None:
    assert Study.new(tmp_path, name="rivers").name == "rivers"


def test_folder_with_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FolderInUse) as caught:
        Study.new(tmp_path, name="rivers")
    assert str(caught.value) == (
        f"{str(tmp_path)!r} is in use; a new study needs a folder that is empty or not there yet."
    )
    assert isinstance(caught.value, FileExistsError)
    assert isinstance(caught.value, CaEventsError)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study").write_text("x", encoding="utf-8")
    with pytest.raises(FolderInUse):
        Study.new(tmp_path / "study", name="rivers")
