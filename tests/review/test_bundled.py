"""The bundled study under review: nothing contradicts itself, and what is doubtful is known."""

from __future__ import annotations

import ca_events as ca
from ca_events.review import remarks


def test_the_bundled_study_does_not_contradict_itself() -> None:
    found = remarks(ca.load())
    contradictions = found[found["kind"] == "contradiction"]
    assert contradictions.to_dict("records") == []


def test_every_date_amount_and_quantity_of_the_bundled_study_has_evidence() -> None:
    found = remarks(ca.load())
    assert found[found["rule"] == "evidence"].to_dict("records") == []


def test_three_of_five_events_rest_on_two_families_of_publishers_and_all_on_one() -> None:
    events = ca.load()
    found = remarks(events)
    alone = found[found["rule"] == "single-family"]
    assert not alone["message"].str.contains("no source").any()
    single = sum(len(ids.split("; ")) for ids in alone["events"])
    assert single / len(events) <= 0.4
