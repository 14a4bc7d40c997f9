"""Final codes on their way into the events: exactly the cells that differ, and nothing beside them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events import coding
from ca_events.coding.adjudication import COLUMNS
from ca_events.study import Study

NONE, UNTOLD = coding.NONE_APPLIES, coding.CANNOT_TELL
VARIABLES = ("category", "issues", "stage")
FINALS = {
    "category": ["economic", "economic.loan", "political.visit", NONE, UNTOLD],
    "issues": ["energy", "energy; water", "transport", NONE, UNTOLD],
    "stage": ["announced", "signed", NONE, UNTOLD],
}


def log_of(*lines: tuple[str, str, str, str]) -> coding.AdjudicationLog:
    """Make a log of unit, variable, final and status."""
    rows = []
    for unit, variable, final, status in lines:
        by = {"by": "cora", "reason": f"Of {unit}."} if status == "adjudicated" else {}
        row = dict.fromkeys(COLUMNS, "") | {"unit": unit, "variable": variable, "final": final}
        rows.append(row | {"status": status} | by)
    return coding.AdjudicationLog(pd.DataFrame(rows, columns=list(COLUMNS), dtype=object).astype("str"))


def cells_of(events: ca.Events) -> dict[str, dict[str, str]]:
    """Give the cells as `to_csv` writes them: id -> column -> text."""
    with TemporaryDirectory() as folder:
        path = events.to_csv(Path(folder) / "events.csv")
        with path.open(encoding="utf-8", newline="") as lines:
            return {row["id"]: row for row in csv.DictReader(lines)}


@st.composite
def logs(draw: st.DrawFn) -> coding.AdjudicationLog:
    """Draw logs with old lines and unresolved ones."""
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        unit, variable = f"E{draw(st.integers(1, 9))}", draw(st.sampled_from(VARIABLES))
        status = draw(st.sampled_from(["agreed", "majority", "adjudicated", "unresolved"]))
        final = "" if status == "unresolved" else draw(st.sampled_from(FINALS[variable]))
        lines.append((unit, variable, final, status))
    return log_of(*lines)


@given(logs())
@settings(max_examples=30)
def test_exactly_the_cells_that_differ_are_listed_and_changed(
    river_events: ca.Events, log: coding.AdjudicationLog
) -> None:
    before = cells_of(river_events)
    changes = coding.final_changes(river_events, log)
    wanted: dict[tuple[str, str], str] = {}
    decided: dict[tuple[str, str], tuple[str, str]] = {}
    for line in log.frame.to_dict("records"):
        decided[line["unit"], line["variable"]] = (line["final"], line["status"])
    for key, (final, status) in decided.items():
        cell = "" if final in (NONE, UNTOLD) else final
        if status != "unresolved" and cell != before[key[0]][key[1]]:
            wanted[key] = cell
    assert list(changes.columns) == ["id", "variable", "old", "new", "status", "by", "reason"]
    assert len(changes) == len(wanted)
    for row in changes.to_dict("records"):
        key = (row["id"], row["variable"])
        assert row["new"] == wanted[key]
        assert row["old"] == before[row["id"]][row["variable"]]
        assert row["status"] == decided[key][1]
        assert row["reason"] == (f"Of {row['id']}." if row["status"] == "adjudicated" else "")
    changed = coding.with_final_codes(river_events, log)
    expected = {name: dict(row) for name, row in before.items()}
    for (unit, variable), cell in wanted.items():
        expected[unit][variable] = cell
    assert cells_of(changed) == expected
    assert list(cells_of(changed)) == list(before)
    assert cells_of(river_events) == before
    assert changed.problems().empty
    assert coding.final_changes(changed, log).empty
    assert cells_of(coding.with_final_codes(changed, log)) == expected


def test_the_list_of_changes_says_who_and_why(river_events: ca.Events) -> None:
    log = log_of(
        ("E1", "category", "economic", "agreed"),
        ("E1", "category", "political.visit", "adjudicated"),
        ("E2", "issues", "energy; water", "agreed"),
        ("E2", "category", NONE, "adjudicated"),
        ("E3", "stage", "", "unresolved"),
        ("E4", "issues", UNTOLD, "agreed"),
        ("E9", "category", "economic.loan", "majority"),
    )
    assert coding.final_changes(river_events, log).to_dict("records") == [
        {
            "id": "E2",
            "variable": "category",
            "old": "economic.loan",
            "new": "",
            "status": "adjudicated",
            "by": "cora",
            "reason": "Of E2.",
        },
        {
            "id": "E9",
            "variable": "category",
            "old": "",
            "new": "economic.loan",
            "status": "majority",
            "by": "",
            "reason": "",
        },
    ]


def test_codes_and_questions_follow_the_final_codes(river_events: ca.Events) -> None:
    changed = coding.with_final_codes(river_events, log_of(("E5", "category", "economic.loan", "agreed")))
    assert len(changed.where(category="economic")) == len(river_events.where(category="economic")) + 1
    assert changed.study is river_events.study
    coders = river_events.to_pandas()[["coder", "coded_on", "codebook_version"]]
    pd.testing.assert_frame_equal(changed.to_pandas()[["coder", "coded_on", "codebook_version"]], coders)


def test_own_columns_and_every_fixed_cell_stay_as_they_are(study: Study) -> None:
    event = ca.Event(
        id="E1", date="2001~/2003", title="'=T", actors="CHN:lender; KAZ", place="Aktau", lat=43.65, lon=51.16,
        amount=ca.Amount("5300000000.5", "USD", low="1"), quantity=60.3, quantity_unit="km", chain="c", series="s",
        edition=3, related="signs: E2", sources="src_a; src_b", coder="anna", coded_on="2026-01-02",
        codebook_version="1.0.0", note="=1+1\nq", codes={"amount_basis": "loan_face", "mechanism": "bri; sco"},
        extra={"x_own": "+1", "x_b": "1e5"},
    )  # fmt: skip
    events = ca.Events(
        [event, ca.Event(id="E2", date="XXXX", title="U", extra={"x_own": "", "x_b": ""})], study
    )
    before = cells_of(events)
    changed = cells_of(
        coding.with_final_codes(
            events,
            log_of(("E1", "category", "economic.loan", "agreed"), ("E1", "mechanism", "sco", "agreed")),
        )
    )
    before["E1"] |= {"category": "economic.loan", "mechanism": "sco"}
    assert changed == before


def test_other_engines_give_the_same_changes(
    river_events: ca.Events, rivers: Study, quick_kinds: dict[str, Callable[[pd.DataFrame], Any]]
) -> None:
    log = log_of(
        ("E5", "category", "economic.loan", "agreed"),
        ("E2", "issues", NONE, "agreed"),
        ("E5", "issues", NONE, "agreed"),
        ("E4", "stage", UNTOLD, "agreed"),
    )
    changes = coding.final_changes(river_events, log)
    assert len(changes) == 2
    wanted = cells_of(coding.with_final_codes(river_events, log))
    for make in quick_kinds.values():
        other = ca.Events(make(river_events.to_pandas()), rivers)
        pd.testing.assert_frame_equal(coding.final_changes(other, log), changes)
        assert cells_of(coding.with_final_codes(other, log)) == wanted


def test_judgements_and_a_log_become_events(river_events: ca.Events, tmp_path: Path) -> None:
    rows = [
        {"unit": unit, "variable": "stage", "coder": coder, "value": value}
        for unit, values in {"E1": ["signed", "signed"], "E2": ["signed", NONE], "E3": [NONE, NONE]}.items()
        for coder, value in zip("ab", values, strict=True)
    ]
    made = coding.Judgements.of(rows, river_events)
    decided = coding.Decision(unit="E2", variable="stage", final="signed", by="cora", reason="Signed.")
    log = coding.adjudicate(made, tmp_path / "log.csv", decided_on="2026-11-28", decisions=[decided])
    changed = coding.with_final_codes(river_events, coding.read_log(tmp_path / "log.csv"))
    assert cells_of(changed)["E1"]["stage"] == cells_of(changed)["E2"]["stage"] == "signed"
    assert cells_of(changed)["E3"]["stage"] == ""
    assert coding.final_changes(changed, log).empty


def raw_cells(path: Path) -> list[list[str]]:
    """Give the cells of a file as they are written."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def untidy(path: Path) -> Path:
    """Write a file of events with lists, own columns and lines as people leave them."""
    path.write_bytes(
        b"\xef\xbb\xbfx_own,id,title,date,category,issues,stage,actors,sources,note\r\n"
        b'"\'=1",E2,"A, ""quoted"" title",2001-05,economic.loan,water;energy,announced,KAZ;CHN,src_b;src_a,\'=1+1\r\n'
        b'+1,E1,Plain,2001,,"energy",,CHN,,"two\r\nlines"\r\n'
    )
    return path


def test_final_codes_are_written_into_a_file_that_is_otherwise_left_as_it_was(
    rivers: Study, tmp_path: Path
) -> None:
    path = untidy(tmp_path / "events.csv")
    events = ca.read_csv(path, rivers)
    before = raw_cells(path)
    log = log_of(
        ("E2", "category", "economic", "adjudicated"),
        ("E2", "issues", "energy; water", "agreed"),
        ("E1", "issues", "energy; transport", "majority"),
        ("E2", "stage", NONE, "agreed"),
    )
    assert coding.write_final_codes(events, log, path) == path
    after = raw_cells(path)
    expected = [list(cells) for cells in before]
    expected[1][4], expected[1][6], expected[2][5] = "economic", "", "energy; transport"
    assert after == expected
    again = ca.read_csv(path, rivers)
    assert cells_of(again) == cells_of(coding.with_final_codes(events, log))
    written = path.read_bytes()
    coding.write_final_codes(again, log, path)
    assert path.read_bytes() == written


def test_final_codes_are_not_written_into_a_file_of_other_events(rivers: Study, tmp_path: Path) -> None:
    path = untidy(tmp_path / "events.csv")
    events = ca.read_csv(path, rivers)
    log = log_of(("E1", "stage", "signed", "agreed"))
    text = path.read_bytes()
    wrong = [
        (text.replace(b",E1,", b",E3,"), "events.csv has no cell 'stage' of 'E1'; these are other events."),
        (text.replace(b",id,", b",x_id,"), "events.csv has no cell 'stage' of 'E1'; these are other events."),
        (text.replace(b",stage,", b",x_stage,"), "events.csv has no cell 'stage' of 'E1'; these are other events."),
        (text.replace(b",E2,", b",E1,"), "events.csv has 2 lines with the id 'E1'; an id stands once."),
        (
            text.replace(b'"energy",,', b'"energy",announced,'),
            "events.csv has 'announced' as 'stage' of 'E1', and the events have ''; the file was changed after they "
            "were read: read it again.",
        ),
    ]  # fmt: skip
    for changed, message in wrong:
        assert changed != text
        path.write_bytes(changed)
        with pytest.raises(coding.CodingError) as error:
            coding.write_final_codes(events, log, path)
        assert str(error.value) == message
        assert path.read_bytes() == changed
    path.write_bytes(text + b"E9\r\n")
    with pytest.raises(ca.InvalidData) as refused:
        coding.write_final_codes(events, log, path)
    assert str(refused.value) == (
        "1 problem:\nevents.csv, line 5: has 1 cell, the header has 10; a cell or a delimiter is missing."
    )


def test_lines_that_a_log_does_not_name_are_all_written(rivers: Study, tmp_path: Path) -> None:
    path = untidy(tmp_path / "events.csv")
    events = ca.read_csv(path, rivers).where(id="E1")
    double = path.read_bytes() + b"a,E7,Later,2002,,,,,,\r\nb,E7,Twice,2002,,,,,,\r\n"
    path.write_bytes(double)
    before = raw_cells(path)
    coding.write_final_codes(events, log_of(("E1", "stage", "signed", "agreed")), path)
    before[2][6] = "signed"
    assert raw_cells(path) == before


WRONG = [
    (("E10", "stage", "signed", "agreed"), "the log decides about 'E10', which is no event here. "
        "Nearest: 'E1'. A unit is the id of an event."),
    (("E10", "stage", "", "unresolved"), "the log decides about 'E10', which is no event here. Nearest: "
        "'E1'. A unit is the id of an event."),
    (("E1", "region", "central_asia", "agreed"), "the log decides about 'region', no coded variable. "
        "Allowed: category, issues, stage."),
    (("E1", "title", "x", "agreed"), "the log decides about 'title', no coded variable. Allowed: "
        "category, issues, stage."),
    (("E1", "stage", "singed", "agreed"), "the log decides about 'stage' of 'E1': 'singed' is no code of "
        "the variable 'stage'. Nearest: 'signed'. Allowed: announced, signed."),
    (("E1", "category", "economic.barter", "majority"), "the log decides about 'category' of 'E1': the "
        "code 'economic.barter' of the variable 'category' was retired in version 1.1.0; use "
        "'economic.loan' instead."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_a_log_that_does_not_fit_the_events_is_refused(
    river_events: ca.Events, line: tuple[str, str, str, str], message: str
) -> None:
    for use in (coding.final_changes, coding.with_final_codes):
        with pytest.raises(coding.CodingError) as error:
            use(river_events, log_of(line))
        assert str(error.value) == message


def test_a_selection_of_events_is_not_changed_by_a_log_about_others(river_events: ca.Events) -> None:
    log = log_of(("E1", "stage", "signed", "agreed"), ("E2", "stage", "signed", "agreed"))
    with pytest.raises(coding.CodingError, match=r"^the log decides about 'E2', which is no event here\. "):
        coding.with_final_codes(river_events.where(id="E1"), log)


def test_several_codes_where_one_is_allowed_never_come_into_the_events(river_events: ca.Events) -> None:
    log = log_of(("E1", "category", "economic; political", "agreed"))
    with pytest.raises(ca.InvalidData):
        coding.with_final_codes(river_events, log)


def test_events_without_a_study_have_no_codes_to_change(river_events: ca.Events) -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.final_changes(river_events.with_study(None), log_of())
    assert str(error.value) == ("the events have no study, so there is no codebook; see Events.with_study.")


def test_a_part_with_final_codes_does_not_overwrite_the_file_it_came_from(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    whole = ca.load(folder)
    first = next(iter(whole))
    other = next(code for code in whole.study.codebook["category"].leaves() if code != first.category)  # type: ignore[union-attr]
    judgements = coding.Judgements.of(
        [
            {"unit": first.id, "variable": "category", "coder": coder, "value": other}
            for coder in ("anna", "ben")
        ],
        whole,
    )
    log = coding.adjudicate(judgements, tmp_path / "log.csv", decided_on="2026-11-28")
    part = coding.with_final_codes(whole.where(category=first.category), log)
    assert part[first.id].category == other
    before = (folder / "events.csv").read_bytes()
    with pytest.raises(ca.CaEventsError, match="would delete 2 of the events"):
        part.to_csv(folder / "events.csv")
    assert (folder / "events.csv").read_bytes() == before
    assert part.selection == f"category {first.category}"
