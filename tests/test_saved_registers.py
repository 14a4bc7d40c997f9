"""Claims, history and second looks of a study: written and read again, and of a part only what is its own."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

import ca_events as ca
from ca_events.study import (
    Change,
    Claim,
    CoverageRow,
    Evidence,
    Recheck,
    Segment,
    Study,
    Tombstone,
)

KEPT = (
    "claims",
    "changes",
    "withdrawn",
    "rechecks",
    "segments",
    "evidence",
    "coverage",
    "sources",
    "actors",
    "periods",
)


@pytest.fixture
def told(tmp_path: Path) -> ca.Events:
    """A study with everything that a study can say of its events, which itself stands on no disk."""
    Study.new(tmp_path / "first", name="told")
    events = ca.load(tmp_path / "first")
    assert events.study is not None
    place = {event.id: event.place for event in events}
    study = attrs.evolve(
        events.study,
        claims=[
            Claim(
                id="C1",
                source="SRC1",
                claim="Loans rose, then fell.",
                kind="figure",
                verdict="differs",
                why="=no",
            ),
            Claim(id="C2", source="SRC2", claim="Roads follow loans.", kind="sequence"),
        ],
        changes=[
            Change(version="2", id="EX001", field="place", old="A", new="B", reason="found"),
            Change(
                version="3", id="EX001", field="place", old="B", new=place["EX001"], reason="found, again"
            ),
            Change(
                version="3", id="EX009", field="title", old="-1", new="two\nlines", reason="for the record"
            ),
        ],
        withdrawn=[
            Tombstone(
                id="EX009",
                version="3",
                date="2001",
                title="Twice",
                reason="a double",
                replaced_by="EX002; EX003",
            )
        ],
        rechecks=[
            Recheck(
                event="EX001",
                field="place",
                source="SRC1",
                coded="A",
                found="in B",
                finding="wrong",
                note="mended",
            ),
            Recheck(event="EX002", field="date", finding="cannot_tell", checked_on="2026-01-02"),
        ],
        segments=[
            Segment(
                source="SRC1",
                date="2001-06-15",
                found="a treaty",
                category="political.treaty",
                events="EX001; EX002",
            ),
            Segment(source="SRC2", found="a fair", why="no act of states"),
            Segment(source="SRC2"),
        ],
        evidence=[
            Evidence(event="EX001", field="date", source="SRC1", value="15 June"),
            Evidence(event="EX003", field="date", source="SRC2", value="2003", stance="conflicts"),
        ],
        coverage=[CoverageRow(code="political", actor="RUR", start="1991", end="2020", level="census")],
    )
    return ca.Events(list(events), study)


def registers(study: Study | None) -> dict[str, list[object]]:
    return {name: list(getattr(study, name)) for name in KEPT}


def test_a_study_that_was_written_is_read_as_it_was(told: ca.Events, tmp_path: Path) -> None:
    assert told.study is not None
    assert all(len(rows) for rows in registers(told.study).values())
    told.study.save(tmp_path / "again")
    read = Study.read(tmp_path / "again")
    assert registers(read) == registers(told.study)
    assert read == told.study


def test_events_that_were_saved_are_loaded_with_all_that_is_said_of_them(
    told: ca.Events, tmp_path: Path
) -> None:
    read = ca.load(told.save(tmp_path / "again"))
    assert registers(read.study) == registers(told.study)
    assert read.study == told.study
    assert list(read) == list(told)
    twice = ca.load(read.save(tmp_path / "twice"))
    assert twice.study == told.study
    names = [path.name for path in sorted((tmp_path / "again").iterdir())]
    assert names == [path.name for path in sorted((tmp_path / "twice").iterdir())]
    for name in names:
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "twice" / name).read_bytes()


def test_a_saved_part_keeps_what_is_said_of_its_events_and_nothing_of_the_whole(
    told: ca.Events, tmp_path: Path
) -> None:
    whole = ca.load(told.save(tmp_path / "whole"))
    part = whole.where(category="political")
    assert [event.id for event in part] == ["EX001"]
    read = ca.load(part.save(tmp_path / "part"), part=True)
    assert [event.id for event in read] == ["EX001"]
    found, before = registers(read.study), registers(told.study)
    assert [row.event for row in read.study.rechecks] == ["EX001"]  # type: ignore[union-attr]
    assert [row.event for row in read.study.evidence] == ["EX001"]  # type: ignore[union-attr]
    for name in ("changes", "withdrawn", "segments", "coverage"):
        assert found[name] == [], name
    for name in ("claims", "sources", "actors", "periods"):
        assert found[name] == before[name], name
    assert registers(whole.study) == before


def test_a_part_without_links_to_others_can_become_a_study_of_its_own(
    told: ca.Events, tmp_path: Path
) -> None:
    whole = ca.load(told.save(tmp_path / "whole"))
    folder = whole.where(category="political").save(tmp_path / "part")
    assert [event.id for event in ca.load(folder)] == ["EX001"]


def test_second_looks_at_a_withdrawn_event_stay_with_the_whole(told: ca.Events, tmp_path: Path) -> None:
    assert told.study is not None
    gone = Recheck(event="EX009", field="date", source="SRC2", coded="2001", finding="right")
    study = attrs.evolve(told.study, rechecks=[*told.study.rechecks, gone])
    study.save(tmp_path / "whole")
    told.to_csv(tmp_path / "whole" / "events.csv")
    whole = ca.load(tmp_path / "whole")
    assert whole.study is not None
    assert whole.study.rechecks == study.rechecks
    assert ca.load(whole.save(tmp_path / "again")).study == whole.study


RECHECKS = "event,field,source,coded,found,finding,note,checked_on\n"
STANDS = "the cell was found wrong and is as it was; mend it, or say what it was found to be."


def study_with(folder: Path, rechecks: str, **cells: str) -> Path:
    """A new study with second looks, in which EX001 has other cells."""
    Study.new(folder, name="mine")
    events = ca.load(folder)
    first, *rest = events
    changed = attrs.evolve(first, **cells) if cells else first
    ca.Events([changed, *rest], events.study).to_csv(folder / "events.csv")
    (folder / "rechecks.csv").write_text(RECHECKS + rechecks, encoding="utf-8")
    return folder


def told_of(folder: Path) -> list[str]:
    with pytest.raises(ca.InvalidData) as refused:
        ca.load(folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_cell_that_was_found_wrong_and_stands_is_refused(tmp_path: Path) -> None:
    folder = study_with(
        tmp_path / "mine",
        "EX001,date,,2001-06-15,16 June,wrong,,\nEX001,category,,political.treaty,a loan,wrong,,\n"
        "EX002,date,,2003-09~,,right,,\nEX003,date,,[2004..2006],,cannot_tell,,\nEX001,place,,Zenda,,wrong,mended,\n",
    )
    assert told_of(folder) == [
        f"rechecks.csv, line 2, column finding: 'wrong': {STANDS}",
        f"rechecks.csv, line 3, column finding: 'wrong': {STANDS}",
    ]


@pytest.mark.parametrize(
    ("field", "cells", "coded", "stands"),
    [
        ("lat", {"lat": 41.3, "lon": 69.2}, "41.30", True),
        ("lat", {"lat": 41.3, "lon": 69.2}, "41.31", False),
        ("lat", {"lat": -41.5, "lon": 69.2}, "'-41.5", True),
        ("title", {"title": "=1+1"}, "'=1+1", True),
        ("edition", {"edition": 3}, "3", True),
        ("edition", {"edition": 3}, "4", False),
        ("edition", {}, "", True),
        ("sources", {}, "SRC1", True),
        ("sources", {}, "SRC2", False),
        ("lat", {"lat": 41.3, "lon": 69.2}, "in the north", False),
    ],
)
def test_cells_that_mean_the_same_are_the_same_however_they_are_written(
    tmp_path: Path, field: str, cells: dict[str, str], coded: str, stands: bool
) -> None:
    folder = study_with(tmp_path / "mine", f"EX001,{field},,{coded},another,wrong,,\n", **cells)
    if stands:
        assert told_of(folder) == [f"rechecks.csv, line 2, column finding: 'wrong': {STANDS}"]
    else:
        assert len(ca.load(folder)) == 3


def test_a_part_is_not_asked_for_cells_that_stand(tmp_path: Path) -> None:
    folder = study_with(tmp_path / "mine", "EX001,date,,2001-06-15,16 June,wrong,,\nEX777,date,,,,right,,\n")
    assert len(ca.load(folder, part=True)) == 3
    assert told_of(folder) == [
        f"rechecks.csv, line 2, column finding: 'wrong': {STANDS}",
        "rechecks.csv, line 3, column event: 'EX777': there is no such event in events.csv.",
    ]
