"""The report on the bundled study: current, and its ten questions have the answers that were counted by hand."""

from __future__ import annotations

import csv
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

import ca_events as ca
from ca_events import bundled, coding, quality
from ca_events.assembly import text_of_frame

ROOT = Path(__file__).parents[1]
PAGE = runpy.run_path(str(ROOT / "docs" / "quality.py"))
QUESTIONS: tuple[Any, ...] = PAGE["QUESTIONS"]


@pytest.fixture(scope="module")
def events() -> ca.Events:
    return ca.load()


def rows(name: str) -> list[dict[str, str]]:
    """Read a file of the bundled study."""
    with (bundled.folder() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.words[:40])
def test_a_question_has_the_answer_that_was_counted_by_hand(events: ca.Events, question: Any) -> None:
    assert len(question.ask(events)) == question.answer


def test_there_are_ten_questions_and_their_events_have_evidence(events: ca.Events) -> None:
    assert events.study is not None
    assert len(QUESTIONS) == 10
    for question in QUESTIONS:
        for event in question.ask(events):
            assert events.study.evidence.about(event.id, "date")


def test_at_least_150_events_were_coded_twice_and_150_started_again(events: ca.Events) -> None:
    judgements = coding.read_judgements([bundled.folder() / "double_coding.csv"], events)
    table = judgements.table("category").replace("", None)
    assert len(table.dropna()) >= 150
    assert events.study is not None
    assert len({check.event for check in events.study.rechecks}) >= 150
    assert len(events.study.segments.sources) >= 40


def test_every_disagreement_of_the_second_pass_is_settled(events: ca.Events) -> None:
    judgements = coding.read_judgements([bundled.folder() / "double_coding.csv"], events)
    open_ones = {(row.unit, row.variable) for row in coding.disagreements(judgements).itertuples()}
    settled = {(row["unit"], row["variable"]) for row in rows("adjudications.csv")}
    assert open_ones <= settled


def alike(one: str, other: str) -> bool:
    """Whether two cells are the same text or, however it is written, the same number."""
    try:
        return one == other or float(one) == float(other)
    except ValueError:
        return False


def test_what_proved_wrong_in_the_second_look_is_no_longer_so(events: ca.Events) -> None:
    assert events.study is not None
    table = text_of_frame(events.to_pandas(), events.study)
    texts = {name: [column.texts[place] for place in column.places] for name, column in table.columns.items()}
    row = {name: number for number, name in enumerate(texts["id"])}
    wrong = [check for check in events.study.rechecks if check.finding == "wrong"]
    assert wrong
    for check in wrong:
        assert check.note, check
        if check.event not in events.study.withdrawn:
            assert not alike(texts[check.field][row[check.event]], check.coded), check


def test_the_final_codes_of_what_was_recoded_stand_in_the_data(events: ca.Events) -> None:
    frame = events.to_pandas().set_index("id")
    settled = [row for row in rows("adjudications.csv") if row["by"] and not row["final"].startswith("(")]
    assert {row["variable"] for row in settled} == {"category", "format", "issues", "mechanism", "stage"}
    for row in settled:
        cell = set(frame.loc[row["unit"], row["variable"]].split("; "))
        # The root of the leaf came to all issues after the log.
        allowed = {frame.loc[row["unit"], "category"].split(".")[0]} if row["variable"] == "issues" else set()
        assert cell - allowed == set(row["final"].split("; ")) - allowed, row


def test_titles_neither_praise_nor_blame_nor_guess_at_motives(events: ca.Events) -> None:
    praise = re.compile(
        r"\b(historic|generous|debt[- ]trap|in order to|to counter|successful|brutal)\b", re.IGNORECASE
    )
    assert [event.title for event in events if praise.search(event.title)] == []


def test_the_page_says_that_the_second_pass_is_no_second_person(events: ca.Events) -> None:
    judgements = coding.read_judgements([bundled.folder() / "double_coding.csv"], events)
    text = quality.quality_page(events, judgements=judgements, independent=False)
    assert "check of consistency" in text
    assert "working independently" not in text
    table = quality.recheck_table(events).set_index("field")
    assert f"{int(table.loc['all', 'checked'])} events drawn at random" in text
    assert "check of consistency" in (ROOT / "docs" / "data_quality.md").read_text(encoding="utf-8")
