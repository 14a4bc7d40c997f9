"""Who took part, and who with whom."""

from __future__ import annotations

from typing import Any

import pytest

from ca_events.errors import UnknownCode
from ca_events.tables import TableError, cooccurrence, participants

ACTORS = ["CHN:lender; KAZ:borrower", "CHN; KAZ; UZB", "", "CHN:guest; CHN:host", "CHN; KAZ"]


def test_cooccurrence_counts_events_once_for_each_pair(engine: Any, frame_of: Any, study: Any) -> None:
    table = cooccurrence(engine(frame_of(["2001"] * 5, actors=ACTORS)), study=study)
    assert table.astype({"first": str, "second": str}).to_numpy().tolist() == [
        ["KAZ", "CHN", 3],
        ["KAZ", "UZB", 1],
        ["CHN", "UZB", 1],
    ]
    assert str(table["events"].dtype) == "Int64"
    assert table.attrs["events"] == 5
    assert table.attrs["by"] == ("actor",)
    assert table.attrs["labels"] == {"actor": {"KAZ": "Kazakhstan", "CHN": "China", "UZB": "Uzbekistan"}}


def test_cooccurrence_of_codes_cuts_them_first(frame_of: Any, study: Any) -> None:
    frame = frame_of(
        ["2001"] * 3, topic=["water.canal; water.dam", "gas; water.dam", "gas; water.canal; water.dam"]
    )
    assert cooccurrence(frame, by="topic", study=study)["events"].tolist() == [2]
    deep = cooccurrence(frame, by="topic", study=study, depth=2)
    assert list(zip(deep["first"], deep["second"], deep["events"], strict=True)) == [
        ("water.dam", "water.canal", 2),
        ("water.dam", "gas", 2),
        ("water.canal", "gas", 1),
    ]


def test_cooccurrence_refuses_pairs_of_pairs_and_unknown_words(frame_of: Any) -> None:
    with pytest.raises(TableError) as raised:
        cooccurrence(frame_of(["2001"]), by="dyad")
    assert str(raised.value) == "a dyad is a pair of actors already; use by='actor'."
    with pytest.raises(UnknownCode) as unknown:
        cooccurrence(frame_of(["2001"]), by="actors")
    assert str(unknown.value) == (
        "'actors' is no variable to count by. Nearest: 'actor'. "
        "Allowed: category, topic, stage, amount_basis, actor, dyad, role."
    )


def test_participants_are_one_row_each_and_the_same_on_every_engine(engine: Any, frame_of: Any) -> None:
    table = participants(engine(frame_of(["2001"] * 5, actors=ACTORS).iloc[::-1]))
    assert table.astype(str).to_numpy().tolist() == [
        ["E000", "CHN", "lender"],
        ["E000", "KAZ", "borrower"],
        ["E001", "CHN", ""],
        ["E001", "KAZ", ""],
        ["E001", "UZB", ""],
        ["E003", "CHN", "guest"],
        ["E003", "CHN", "host"],
        ["E004", "CHN", ""],
        ["E004", "KAZ", ""],
    ]
    assert list(table["actor"].cat.categories) == ["CHN", "KAZ", "UZB"]


def test_participants_of_nothing_are_none(engine: Any, frame_of: Any) -> None:
    table = participants(engine(frame_of([])))
    assert list(table.columns) == ["id", "actor", "role"]
    assert len(table) == 0
