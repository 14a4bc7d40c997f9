"""The data package: every cell is what its description allows, and what the codebook does not know is not allowed."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import ca_events as ca
from ca_events import bundled
from ca_events.datapackage import EDTF, FILE, datapackage, text_of, write_datapackage
from ca_events.errors import CaEventsError
from ca_events.study import Study

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
    ],
)
def test_what_is_no_date_of_an_event_does_not_fit(text: str) -> None:
    assert not re.fullmatch(EDTF, text)


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
