"""The data package: every cell is what its description allows, and what the codebook does not know is not allowed."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ca_events as ca
from ca_events import bundled
from ca_events.datapackage import EDTF, FILE, datapackage, text_of, write_datapackage
from ca_events.dates import refusal
from ca_events.errors import CaEventsError
from ca_events.study import Study
from ca_events.study.fields import CLAIM_KINDS, FINDINGS, VERDICTS

DATA = bundled.folder()


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    return datapackage(Study.read(DATA), DATA)


def fields(package: dict[str, Any], resource: str) -> dict[str, dict[str, Any]]:
    found = next(one for one in package["resources"] if one["name"] == resource)
    return {field["name"]: field for field in found["schema"]["fields"]}


def trouble(package: dict[str, Any], folder: Path) -> Iterator[str]:
    """What a reader that knows only the description finds wrong: patterns, lists of words, empty cells."""
    for resource in package["resources"]:
        known = fields(package, resource["name"])
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            assert list(known) == rows.fieldnames
            for row in rows:
                for name, cell in row.items():
                    limits = known[name].get("constraints", {})
                    where = f"{resource['path']} {name} {cell!r}"
                    if not cell:
                        if limits.get("required"):
                            yield where
                    elif ("enum" in limits and cell not in limits["enum"]) or (
                        "pattern" in limits and not re.fullmatch(limits["pattern"], cell)
                    ):
                        yield where


def test_the_bundled_study_is_as_it_is_described(package: dict[str, Any]) -> None:
    assert list(trouble(package, DATA)) == []


def test_the_description_in_the_folder_is_current(package: dict[str, Any]) -> None:
    current = (DATA / FILE).read_text(encoding="utf-8")
    assert current == text_of(package), "data/datapackage.json is stale: run python docs/generate.py"


def test_checksums_are_those_of_the_files(package: dict[str, Any]) -> None:
    for resource in package["resources"]:
        data = (DATA / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [
        ("category", "political.recognition", "political.recognised"),
        ("date", "1992-01-02", "2 January 1992"),
        ("date", "1992-01-02", "1992-13-02"),
        ("date", "1992-01-02", "1992-1-2"),
        ("actors", "CHN:signatory; UZB:signatory", "CHN:signer; UZB:signatory"),
        ("actors", "CHN:signatory; UZB:signatory", "CHN:signatory, UZB:signatory"),
        ("actors", "CHN:signatory; UZB:signatory", "PRC:signatory; UZB:signatory"),
        ("issues", "political", "politics"),
        ("date", "1992-01-02", ""),
    ],
)
def test_a_cell_that_the_codebook_does_not_know_is_found(
    package: dict[str, Any], tmp_path: Path, column: str, old: str, new: str
) -> None:
    for resource in package["resources"]:
        (tmp_path / resource["path"]).write_bytes((DATA / resource["path"]).read_bytes())
    with (DATA / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in rows if row["id"] == "E0002")
    assert row[column] == old
    row[column] = new
    with (tmp_path / "events.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert list(trouble(package, tmp_path)) == [f"events.csv {column} {new!r}"]


@given(ca.testing.event_dates())
def test_every_date_that_an_event_may_have_fits_the_pattern(date: ca.EventDate) -> None:
    if date.kind != "set":
        assert re.fullmatch(EDTF, date.edtf)


@pytest.mark.parametrize(
    "text",
    [
        "2001-00",
        "2001-13",
        "2001-01-40",
        "20011",
        "2001-1",
        "{2001,2002}",
        "[2001",
        "2001..2002",
        "May 2001",
        " 2001",
        "",
        "/",
        "..",
        "../",
        "/..",
        "../..",
        "2001//2002",
        "2001/2002/2003",
        "[]",
        "[..]",
        "[2001..2002]/2003",
        "[..2001..]",
        "[2001..2002..2003]",
        "1850S2",
        "Y-170000",
        "-0001",
        "0000",
        "2001-21-05",
    ],
)
def test_what_is_no_date_of_an_event_does_not_fit(text: str) -> None:
    assert not re.fullmatch(EDTF, text)


@pytest.mark.parametrize(
    "text",
    [
        "2001", "2001-06", "2001-06-15", "199X", "19XX", "XXXX", "2001-XX-XX", "2001-06-XX", "2001~", "2001-06?",
        "2001-~06-15", "2001-21", "2001-33", "2001/2002", "2001/..", "../2001", "2001/", "/2001", "2001~/2002-05?",
        "[2001,2003]", "[2001..2004]", "[..2001]", "[2001..]", "[2001-05-01,2001-05-03..2001-05-05]",
    ],
)  # fmt: skip
def test_dates_as_people_write_them_fit_the_pattern(text: str) -> None:
    assert ca.EventDate.parse(text).edtf == text
    assert re.fullmatch(EDTF, text)


# A pattern cannot know which days there are, nor which of two comes first; that is for `check`.
MORE_THAN_A_PATTERN_SAYS = re.compile(
    r"the end lies before the start|has \d+ days|none of the months that are meant|allows the year 0000|no date at all"
)


@given(st.from_regex(EDTF, fullmatch=True, alphabet=st.characters(max_codepoint=127)))
def test_what_fits_the_pattern_is_refused_only_for_days_that_there_are_not(text: str) -> None:
    why = refusal(text)
    assert not why or MORE_THAN_A_PATTERN_SAYS.search(why)


def keys(package: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Name each key: resource and column, and the resource and column to which it leads ("" is the file itself)."""
    for one in package["resources"]:
        for key in one["schema"].get("foreignKeys", ()):
            there = key["reference"]
            yield one["name"], key["fields"], there["resource"], there["fields"]


FILES = {
    "evidence.csv": "event,field,source,locator,value,accessed,stance\nEX001,date,SRC1,,15 June,,\n",
    "indicators.csv": (
        "measure,date,actors,value,low,high,unit,currency,reporter,flow,vintage,source,note\n"
        "trade,2001,,5,,,,,,,,,\n"
    ),
    "claims.csv": (
        "id,source,locator,claim,kind,data,query,verdict,why,note\nC1,SRC1,,Loans rose,figure,,,agrees,,\n"
    ),
    "rechecks.csv": "event,field,source,coded,found,finding,note,checked_on\nEX009,date,SRC1,,,right,,\n",
    "segments.csv": "source,date,found,category,events,why\nSRC1,,a treaty,political.treaty,EX001,\n",
    "withdrawn.csv": "id,version,date,title,reason,replaced_by\nEX009,2,,,twice,EX001\n",
    "changes.csv": "version,id,field,old,new,reason\n2,EX009,title,A,B,found\n",
}


def lay_out(folder: Path, *files: str) -> Study:
    """Lay out a new study with some more of its files."""
    Study.new(folder, name="mine")
    for name in files:
        (folder / name).write_text(FILES[name], encoding="utf-8")
    return Study.read(folder)


def test_keys_lead_to_columns_that_are_described_and_every_cell_finds_its_row(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    lay_out(folder, *FILES)
    study = ca.load(folder).study
    assert study is not None
    package = datapackage(study, folder)
    assert list(trouble(package, folder)) == []
    assert sorted(keys(package)) == [
        ("actors", "country", "", "id"),
        ("actors", "parent", "", "id"),
        ("claims", "source", "sources", "id"),
        ("evidence", "event", "events", "id"),
        ("evidence", "source", "sources", "id"),
        ("indicators", "source", "sources", "id"),
        ("segments", "source", "sources", "id"),
    ]
    cells = {}
    for one in package["resources"]:
        with (folder / one["path"]).open(encoding="utf-8", newline="") as file:
            cells[one["name"]] = list(csv.DictReader(file))
    for name, column, there, key in keys(package):
        known = {row[key] for row in cells[there or name]}
        assert {row[column] for row in cells[name]} - {""} <= known, (name, column)


def test_a_key_to_a_file_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    lay_out(folder, "indicators.csv")
    (folder / "sources.csv").unlink()
    package = datapackage(Study.read(folder), folder)
    assert [one["name"] for one in package["resources"]] == ["events", "actors", "periods", "indicators"]
    assert sorted(keys(package)) == [("actors", "country", "", "id"), ("actors", "parent", "", "id")]
    (folder / "actors.csv").unlink()
    assert list(keys(datapackage(Study.read(folder), folder))) == []


def test_the_bundled_keys_lead_to_resources_of_the_package(package: dict[str, Any]) -> None:
    names = {one["name"] for one in package["resources"]}
    for name, column, there, key in keys(package):
        assert column in fields(package, name)
        assert (there or name) in names
        assert key in fields(package, there or name)


def test_lists_with_any_blanks_after_the_semicolon_are_as_described(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    study = lay_out(folder)
    text = (folder / "events.csv").read_text(encoding="utf-8")
    cell = "FRE:signatory; RUR:signatory"
    for other in ("FRE:signatory;RUR:signatory", "FRE:signatory;  RUR:signatory"):
        (folder / "events.csv").write_text(text.replace(cell, other), encoding="utf-8")
        assert len(ca.load(folder)) == 3
        assert list(trouble(datapackage(study, folder), folder)) == []


@pytest.mark.parametrize(
    ("licence", "entry"),
    [
        (
            "CC BY 4.0",
            [
                {
                    "name": "CC-BY-4.0",
                    "title": "Creative Commons Attribution 4.0",
                    "path": "https://creativecommons.org/licenses/by/4.0/",
                }
            ],
        ),
        (
            "CC0-1.0",
            [
                {
                    "name": "CC0-1.0",
                    "title": "CC0 1.0 Universal",
                    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
                }
            ],
        ),
        ("Only for teaching", [{"name": "Only for teaching"}]),
        ("", None),
    ],
)
def test_a_licence_that_is_known_has_title_and_address(
    tmp_path: Path, licence: str, entry: list[dict[str, str]] | None
) -> None:
    study = attrs.evolve(lay_out(tmp_path / "mine"), licence=licence)
    assert datapackage(study, tmp_path / "mine").get("licenses") == entry


def test_a_new_study_has_a_licence_that_is_known(tmp_path: Path) -> None:
    (entry,) = datapackage(lay_out(tmp_path / "mine"), tmp_path / "mine")["licenses"]
    assert sorted(entry) == ["name", "path", "title"]


def test_words_of_registers_are_listed(tmp_path: Path) -> None:
    package = datapackage(lay_out(tmp_path / "mine", *FILES), tmp_path / "mine")
    for name, column, words in (
        ("rechecks", "finding", FINDINGS),
        ("claims", "kind", CLAIM_KINDS),
        ("claims", "verdict", VERDICTS),
    ):
        assert fields(package, name)[column]["constraints"]["enum"] == list(words), (name, column)


@pytest.mark.parametrize("name", ["Реки", "中国", "My study: rivers", "a.b_c-1"])
def test_the_name_of_a_package_says_something_in_the_letters_that_it_may_have(
    tmp_path: Path, name: str
) -> None:
    study = attrs.evolve(lay_out(tmp_path / "mine"), name=name)
    assert re.fullmatch(r"[a-z0-9._-]*[a-z0-9][a-z0-9._-]*", datapackage(study, tmp_path / "mine")["name"])


def test_a_study_of_ones_own_is_described_with_its_own_columns(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    study = Study.new(folder, name="My study: rivers")
    events = (folder / "events.csv").read_text(encoding="utf-8").splitlines()
    (folder / "events.csv").write_text(
        "\n".join([events[0] + ",x_mine", *(line + "," for line in events[1:])]) + "\n", encoding="utf-8"
    )
    package = json.loads(write_datapackage(study, folder).read_text(encoding="utf-8"))
    assert package["name"] == "my-study-rivers"
    assert fields(package, "events")["x_mine"] == {"name": "x_mine", "type": "string"}
    assert list(trouble(package, folder)) == []


def test_a_folder_without_events_is_refused(tmp_path: Path) -> None:
    study = Study.new(tmp_path / "mine", name="mine")
    with pytest.raises(CaEventsError) as refused:
        datapackage(study, tmp_path)
    assert str(refused.value) == (
        f"there is no events.csv in {tmp_path}; a data package describes a whole study."
    )
