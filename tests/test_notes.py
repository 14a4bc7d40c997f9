"""Notes: what is allowed and still worth a look."""

from __future__ import annotations

import ca_events as ca
from ca_events.notes import notes
from ca_events.study import Study


def test_events_outside_the_study_and_uncoded_ones_are_mentioned(study: Study) -> None:
    loan = {"category": "economic.loan", "amount_basis": "loan_face"}
    made = [
        ca.Event(id="E1", date="2001", title="A", chain="road", amount=ca.Amount(5, "USD"), codes=loan),
        ca.Event(id="E2", date="2002", title="", chain="road", amount=ca.Amount(6, "USD"), codes=loan),
        ca.Event(id="E3", date="2003", title="C", chain="rail", amount=ca.Amount(7, "USD"), codes=loan),
        ca.Event(id="E4", date="[2026..]", title="D"),
    ]
    assert list(notes(ca.Events(made, study), study)) == [
        "1 event is certainly outside the days of study.toml.",
        "1 event is without a title.",
        "1 event is without a category.",
    ]


def test_the_bundled_study_needs_no_note() -> None:
    events = ca.load()
    assert events.study is not None
    assert list(notes(events, events.study)) == []
