"""What changed between two releases, and registers that must agree with the events."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ca_events as ca
from ca_events.changelog import difference
from ca_events.errors import InvalidData
from ca_events.study import Changes, Study

NAMES = st.sampled_from(["E1", "E2", "E3", "E4"])
CELLS = st.fixed_dictionaries(
    {
        "date": st.sampled_from(["2001", "2001-05-01", "2002"]),
        "title": st.sampled_from(["A", "B; with, signs"]),
        "note": st.sampled_from(["", "two\nlines"]),
        "quantity": st.sampled_from(["", "5", "7.5"]),
        "quantity_unit": st.just("km"),
        "edition": st.sampled_from(["", "3"]),
    }
)
RELEASES = st.dictionaries(NAMES, CELLS, max_size=4)


def events_of(rows: dict[str, dict[str, str]]) -> ca.Events:
    made = []
    for name, cells in rows.items():
        unit = cells["quantity_unit"] if cells["quantity"] else ""
        made.append(ca.Event(id=name, **(cells | {"quantity_unit": unit})))
    return ca.Events(made)


@given(RELEASES, RELEASES)
def test_the_changes_lead_from_the_old_release_to_the_new(
    old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]
) -> None:
    found = difference(events_of(old), events_of(new), version="2")
    assert set(found.withdrawn["id"]) == set(old) - set(new)
    came = set(found.changes.loc[found.changes["field"] == "id", "id"])
    assert came == set(new) - set(old)
    rows = {name: dict(cells) for name, cells in old.items() if name in new}
    for cells in rows.values():
        cells["quantity_unit"] = "km" if cells["quantity"] else ""
    for change in found.changes.itertuples():
        if change.field != "id":
            assert rows[change.id][change.field] == change.old
            rows[change.id][change.field] = change.new
    assert {name: events_of({name: new[name]})[name] for name in rows} == {
        name: events_of({name: cells})[name] for name, cells in rows.items()
    }


def test_the_rows_are_those_of_the_registers() -> None:
    old = ca.Events([ca.Event(id="E1", date="1997", title="A"), ca.Event(id="E2", date="1998", title="B")])
    new = ca.Events(
        [ca.Event(id="E3", date="1999", title="C"), ca.Event(id="E1", date="1997-05-01", title="A")]
    )
    changes, withdrawn = difference(old, new, version="0.2.0")
    assert changes.to_dict("list") == {
        "version": ["0.2.0", "0.2.0"],
        "id": ["E3", "E1"],
        "field": ["id", "date"],
        "old": ["", "1997"],
        "new": ["E3", "1997-05-01"],
        "reason": ["", ""],
    }
    assert withdrawn.to_dict("records") == [
        {"id": "E2", "version": "0.2.0", "date": "1998", "title": "B", "reason": "", "replaced_by": ""}
    ]
    filled = changes.assign(reason="found")
    assert len(Changes.parse(filled.to_csv(index=False))) == 2


def test_nothing_changed_gives_empty_tables() -> None:
    same = ca.Events([ca.Event(id="E1", date="1997", title="A")])
    changes, withdrawn = difference(same, same, version="2")
    assert (len(changes), len(withdrawn), list(withdrawn.columns)[:2]) == (0, 0, ["id", "version"])
    assert isinstance(changes, pd.DataFrame)


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(InvalidData) as refused:
        ca.load(folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_log_must_end_with_what_the_cells_hold(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    Study.new(folder, name="mine")
    (folder / "changes.csv").write_text(
        "version,id,field,old,new,reason\n"
        "2,EX001,title,Before,Another title,typing error\n"
        "2,EX002,id,,EX002,found\n"
        "2,EX009,title,A,B,typing error\n"
        "2,EX001,colour,A,B,typing error\n",
        encoding="utf-8",
    )
    held = ca.load(Study.new(tmp_path / "same", name="same") and tmp_path / "same")["EX001"].title
    told = problems_of(folder)
    assert told[0].startswith(
        "changes.csv, line 5, column field: 'colour': field names a column of events.csv;"
    )
    (folder / "changes.csv").write_text(
        (folder / "changes.csv").read_text(encoding="utf-8").replace("2,EX001,colour,A,B,typing error\n", ""),
        encoding="utf-8",
    )
    assert problems_of(folder) == [
        "changes.csv, line 4, column id: 'EX009': there is no such event in events.csv, and none was withdrawn.",
        f"changes.csv, line 2, column new: 'Another title': the cell of events.csv holds {held!r}; "
        "log the change that made it so.",
    ]


def test_a_log_is_a_chain_of_changes() -> None:
    with pytest.raises(InvalidData) as refused:
        Changes.parse(
            "version,id,field,old,new,reason\n2,E1,date,1997,1998,a\n3,E1,date,1999,2000,b\n3,E1,note,x,x,c\n"
        )
    assert [str(problem) for problem in refused.value.problems] == [
        "changes.csv, line 3, column old: '1999': the change before left '1998' in this cell; a log is a chain of "
        "changes.",
        "changes.csv, line 4, column new: 'x': is what was there before; nothing changed.",
    ]


def test_a_withdrawn_event_is_gone_and_what_replaces_it_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    Study.new(folder, name="mine")
    head = "id,version,date,title,reason,replaced_by\n"
    (folder / "withdrawn.csv").write_text(
        f"{head}EX001,2,1997,A,twice,EX002\nEX009,2,1997,B,twice,EX010\n", encoding="utf-8"
    )
    assert problems_of(folder) == [
        "withdrawn.csv, line 2, column id: 'EX001': the event is withdrawn and stands in events.csv; "
        "a withdrawn id is never used again.",
        "withdrawn.csv, line 3, column replaced_by: 'EX010': there is no such event in events.csv. "
        "Nearest valid value: 'EX003'.",
    ]
    (folder / "withdrawn.csv").write_text(f"{head}EX009,2,1997,B,twice,EX001\n", encoding="utf-8")
    assert ca.load(folder).study.withdrawn["EX009"].replaced_by == ("EX001",)  # type: ignore[union-attr]
