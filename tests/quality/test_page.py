"""The report on quality: every section is there, says what it counts, and never a number that is not in the study."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ca_events as ca
from ca_events import cli, quality
from ca_events.quality.page import markdown_table
from ca_events.study import Recheck, Study

HEADINGS = [
    "## What was searched",
    "## What events rest on",
    "## How exactly events are dated",
    "## Where sources conflict",
    "## What is disputed",
    "## Cells started again from the source",
    "## Texts read afresh",
    "## What a review doubts",
]


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Lay out a new study, which has neither searches nor second looks."""
    Study.new(tmp_path / "mine", name="mine")
    return tmp_path / "mine"


def sections(text: str) -> dict[str, str]:
    """Give each section of the second level by its heading."""
    parts = text.split("\n## ")
    return {f"## {part.partition(chr(10))[0]}": part.partition("\n")[2].strip() for part in parts[1:]}


def test_a_study_without_any_of_it_says_so_in_every_section(new: Path) -> None:
    found = sections(quality.quality_page(ca.load(new), actors=["FRE"]))
    assert list(found) == HEADINGS
    assert found["## Texts read afresh"] == "Nothing of this kind has been recorded."
    assert found["## Cells started again from the source"] == "Nothing of this kind has been recorded."
    assert found["## What was searched"].endswith("Nothing of this kind has been recorded.")


def test_a_zero_stands_in_the_map_only_where_it_is_one(new: Path) -> None:
    (new / "coverage.csv").write_text(
        "code,actor,from,to,level,bar,list,languages,searched_on,note\n"
        "political.treaty,RUR,1990,2030,census,,,,,\n"
        "economic.loan,RUR,1999,2001,threshold,big ones,a list,en,,\n",
        encoding="utf-8",
    )
    text = sections(quality.quality_page(ca.load(new), actors=["RUR", "FRE"]))["## What was searched"]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert "| political.treaty | C 1 | 1 |" in lines
    assert "| economic.loan | t 1 | 1 |" in lines
    assert "| economic.loan | RUR | threshold | 1999 to 2001 | big ones | a list | en |  |" in lines
    leaves = [line for line in lines if line.count("|") == 4]
    assert all("0" not in line for line in leaves)


def test_sections_of_ones_own_come_before_the_doubts(new: Path) -> None:
    text = quality.quality_page(ca.load(new), actors=[], more=["## Ten questions\n\nNone yet."])
    assert list(sections(text))[-2:] == ["## Ten questions", "## What a review doubts"]


@pytest.mark.parametrize(
    ("findings", "says"),
    [
        (
            ["right", "right"],
            "2 events were drawn at random and started again from the source. Of the 2 that could be told, 0 had a "
            "wrong cell; so the share of events with a wrong cell lies between 0.0 % and 84.2 % (exact interval, 95 "
            "%). 2 events with no error at all would still leave room for a share of 84.2 %. Wrong cells were "
            "mended; the table counts them as they were.",
        ),
        (
            ["cannot_tell"],
            "1 events were drawn at random and started again from the source. Of the 0 that could be told, 0 had a "
            "wrong cell; so the share of events with a wrong cell lies between 0 % and 100 % (exact interval, 95 %). "
            "0 events with no error at all would still leave room for a share of 100 %. Wrong cells were mended; the "
            "table counts them as they were.",
        ),
    ],
)
def test_no_error_found_is_no_promise_of_none(new: Path, findings: list[str], says: str) -> None:
    (new / "rechecks.csv").write_text(
        "event,field,source,coded,found,finding,note,checked_on\n"
        + "".join(f"EX00{place},date,,,,{finding},,\n" for place, finding in enumerate(findings, 1)),
        encoding="utf-8",
    )
    text = sections(quality.quality_page(ca.load(new), actors=[]))["## Cells started again from the source"]
    assert text.splitlines()[0] == says


def test_agreement_is_called_what_it_is() -> None:
    events = ca.load()
    files = [Path("notebooks/coding") / f"coder_{name}.csv" for name in "ab"]
    judgements = ca.coding.read_judgements(files, events)
    text = sections(quality.quality_page(events, actors=["KAZ"], judgements=judgements, independent=False))[
        "## How far coders agree"
    ]
    assert "not independent of one another" in text
    assert "check of consistency" in text
    for variable in judgements.variables:
        assert f"| {variable} |" in text


def test_a_cell_cannot_break_its_table() -> None:
    table = pd.DataFrame({"a|b": ["one | two\nthree", None], "n": [1, 2]}, dtype=object)
    assert markdown_table(table) == "| a\\|b | n |\n|---|---|\n| one \\| two three | 1 |\n| \N{EN DASH} | 2 |"


def test_the_command_prints_the_page(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["quality", str(new), "--actors", "FRE, RUR"]) == 0
    assert capsys.readouterr().out == quality.quality_page(ca.load(new), actors=["FRE", "RUR"])


def test_the_command_refuses_an_unknown_actor(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["quality", str(new), "--actors", "RUS"]) == 1
    assert capsys.readouterr().err == (
        "ca-events: 'RUS' is no actor of the study. Nearest: 'RUR'. Allowed are the ids, names and aliases of "
        "actors.csv.\n"
    )


def test_rechecks_of_other_events_do_not_count(new: Path) -> None:
    events = ca.load(new)
    assert events.study is not None
    import attrs

    study = attrs.evolve(events.study, rechecks=[Recheck(event="EX001", field="date", finding="right")])
    part = events.with_study(study).where(category="economic")
    assert quality.recheck_table(part)["checked"].sum() == 0
