"""The report on quality: every section is there, says what it counts, and never a number that is not in the study."""

from __future__ import annotations

import csv
from pathlib import Path

import attrs
import pandas as pd
import pytest

import ca_events as ca
from ca_events import cli, quality
from ca_events.quality.page import markdown_table, per_cent
from ca_events.study import Recheck, Study

CODING = Path(__file__).parents[2] / "notebooks" / "coding"
HEADINGS = [
    "## What was searched",
    "## What events rest on",
    "## How exactly events are dated",
    "## Where sources conflict",
    "## What is denied",
    "## Cells started again from the source",
    "## Texts read afresh",
    "## What a review doubts",
]
NOTHING = "Nothing of this kind has been recorded."
COVERAGE = "code,actor,from,to,level,bar,list,languages,searched_on,note\n"
EVIDENCE = "event,field,source,locator,value,accessed,stance\n"
RECHECKS = "event,field,source,coded,found,finding,note,checked_on\n"
SEGMENTS = "source,date,found,category,events,why\n"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Lay out a new study, which has neither searches nor second looks."""
    Study.new(tmp_path / "mine", name="mine")
    return tmp_path / "mine"


def written(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def put(folder: Path, event: str, **cells: str) -> None:
    """Change cells of an event of events.csv."""
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["id"] == event).update(cells)
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def sections(text: str) -> dict[str, str]:
    """Give each section of the second level by its heading."""
    parts = text.split("\n## ")
    return {f"## {part.partition(chr(10))[0]}": part.partition("\n")[2].strip() for part in parts[1:]}


def section(folder: Path, heading: str) -> str:
    return sections(quality.quality_page(ca.load(folder)))[f"## {heading}"]


def table_of(text: str) -> list[list[str]]:
    """Give the cells of the lines of tables, split at the pipes that are no text."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    return [line.replace(r"\|", "\0")[2:-2].split(" | ") for line in lines]


def test_a_study_without_any_of_it_says_so_in_every_section(new: Path) -> None:
    found = sections(quality.quality_page(ca.load(new), places=["FRE"]))
    assert list(found) == HEADINGS
    assert found["## Where sources conflict"] == NOTHING
    assert found["## Texts read afresh"] == NOTHING
    assert found["## Cells started again from the source"] == NOTHING
    assert found["## What was searched"].endswith(NOTHING)
    assert found["## What is denied"] == (
        "The codebook has no variable `attestation`, so nobody could say so."
    )
    assert found["## What a review doubts"].splitlines()[0] == "A review finds nothing to doubt."


def test_a_zero_stands_in_the_map_only_where_it_is_one(new: Path) -> None:
    written(
        new,
        "coverage.csv",
        f"{COVERAGE}political.treaty,RUR,1990,2030,census,,,,,\n"
        "economic.loan,RUR,1999,2001,threshold,big ones,a list,en,,\n"
        "political.visit,RUR,1990,2030,threshold,big ones,a list,en,,\n",
    )
    text = sections(quality.quality_page(ca.load(new), places=["RUR", "FRE"]))["## What was searched"]
    lines = table_of(text)
    assert lines[:5] == [
        ["leaf", "RUR", "FRE"],
        ["political.visit", "T 0", ""],
        ["political.treaty", "C 1", "1"],
        ["economic.loan", "t 0 + 1", "1"],
        ["social.protest", "1", ""],
    ]
    assert ["economic.loan", "RUR", "threshold", "1999 to 2001", "big ones", "a list", "en", ""] in lines


def test_without_places_the_map_has_those_of_the_searches(new: Path) -> None:
    assert "No places were named for the map." in section(new, "What was searched")
    written(
        new,
        "coverage.csv",
        f"{COVERAGE}political.treaty,RUR,1990,2030,census,,,,,\n,east,1990,2030,census,,,,,\n"
        "economic.loan,RUR,1990,2030,census,,,,,\n,,1990,1991,census,,,,,\n",
    )
    assert table_of(section(new, "What was searched"))[0] == ["leaf", "RUR", "east"]


def test_searches_that_differ_by_the_actor_are_one_line_and_as_found_says_why(new: Path) -> None:
    written(
        new,
        "coverage.csv",
        f"{COVERAGE}economic.loan,RUR,1999,2001,census,,,,,\neconomic.loan,FRE,1999,2001,census,,,,,\n"
        ",,2003,2004,census,,,,,\nsocial.protest,FRE,1999,2001,as_found,,,,,nobody looked\n"
        "social.protest,RUR,1999,2001,as_found,,,,,\n",
    )
    text = section(new, "What was searched")
    assert table_of(text.partition("The searches")[2])[1:] == [
        ["economic.loan", "RUR, FRE", "census", "1999 to 2001", "all", "", "", ""],
        ["", "all", "census", "2003 to 2004", "all", "", "", ""],
        ["leaf", "for", "days", "what is missing"],
        ["social.protest", "FRE", "1999 to 2001", "nobody looked"],
    ]


def test_sections_of_ones_own_come_before_the_doubts(new: Path) -> None:
    text = quality.quality_page(ca.load(new), places=[], more=["## Ten questions\n\nNone yet."])
    assert list(sections(text))[-2:] == ["## Ten questions", "## What a review doubts"]


def test_a_part_has_no_page_for_it_would_claim_zeros(new: Path) -> None:
    events = ca.load(new)
    for part, words in (
        (events.where(category="economic"), "category economic"),
        (events[:1], "events 1 to 1"),
        (events.search("treaty").where(category="political"), None),
        (ca.load(new, part=True), None),
    ):
        with pytest.raises(ca.CaEventsError) as refused:
            quality.quality_page(part)
        assert str(refused.value) == (
            f"the report is about all events of a study, and these are a selection ({words or part.selection}); "
            "ask the single tables of ca.quality instead."
        )
    assert quality.quality_page(events.sort()).startswith("# How good the data of 'Example: ")


def test_a_place_that_is_none_is_refused(new: Path) -> None:
    with pytest.raises(ca.UnknownCode) as refused:
        quality.quality_page(ca.load(new), places=["RUS"])
    assert str(refused.value) == (
        "'RUS' is no actor of the study. Nearest: 'RUR'. Allowed are the ids, names and aliases of actors.csv."
    )


@pytest.mark.parametrize(
    ("findings", "says"),
    [
        (
            ["right", "right"],
            "2 events drawn at random and started again from the source; 2 could be judged (every cell told, or one "
            "wrong), and 0 of them had a wrong cell. So the share of events with a wrong cell lies between 0.0 % and "
            "84.2 % (exact interval, 95 %). Wrong cells were mended; the table counts them as they were. Where no "
            "wrong cell was found there may be some all the same: none in 2 (date) leaves room for a share of 84.2 %, "
            "and none in 150 would leave room for 2.4 %.",
        ),
        (
            ["right"],
            "1 event drawn at random and started again from the source; 1 could be judged (every cell told, or one "
            "wrong), and 0 of them had a wrong cell. So the share of events with a wrong cell lies between 0.0 % and "
            "97.5 % (exact interval, 95 %). Wrong cells were mended; the table counts them as they were. Where no "
            "wrong cell was found there may be some all the same: none in 1 (date) leaves room for a share of 97.5 %, "
            "and none in 150 would leave room for 2.4 %.",
        ),
        (["cannot_tell"], "1 event drawn at random and started again from the source; none could be told."),
    ],
)
def test_no_error_found_is_no_promise_of_none(new: Path, findings: list[str], says: str) -> None:
    rows = (f"EX00{place},date,,,,{finding},,\n" for place, finding in enumerate(findings, 1))
    written(new, "rechecks.csv", RECHECKS + "".join(rows))
    assert section(new, "Cells started again from the source").splitlines()[0] == says


def test_wrong_cells_are_listed_and_signs_in_them_break_no_table(new: Path) -> None:
    written(
        new,
        "rechecks.csv",
        f'{RECHECKS}EX001,title,SRC1,"Old | t\\x\nnext",new *one*,wrong,mended,\nEX002,date,SRC2,,,cannot_tell,,\n',
    )
    text = section(new, "Cells started again from the source")
    assert text.splitlines()[-1] == r"| EX001 | title | Old \| t\\x next | new \*one\* | mended |"
    assert [line[:5] for line in table_of(text)] == [
        ["field", "checked", "right", "wrong", "cannot\\_tell"],
        ["title", "1", "0", "1", "0"],
        ["date", "1", "0", "0", "1"],
        ["all", "2", "0", "1", "1"],
        ["event", "field", "cell was", "source says", "what was done"],
        ["EX001", "title", "Old \0 t\\\\x next", r"new \*one\*", "mended"],
    ]


def test_texts_read_afresh_say_what_was_found_and_why_it_is_not_there(new: Path) -> None:
    written(
        new,
        "segments.csv",
        f"{SEGMENTS}SRC1,2001-06-15,a treaty,political.treaty,EX001,\nSRC2,2003,a bank | opens,,,no act of states\n"
        "SRC2,,a fair,,,no act of states\nSRC2,2003-09,a loan,,EX002,\n",
    )
    text = section(new, "Texts read afresh")
    assert text.splitlines()[0] == (
        "A second reader, who did not know the events of the study, read 2 source texts and listed the events in "
        "them: 4, of these in the study 2, not in it 2. The study rests 3 events on these texts; not found again: 1."
    )
    assert table_of(text)[1:] == [
        ["SRC2", "2003", "a bank \0 opens", "no act of states"],
        ["SRC2", "", "a fair", "no act of states"],
    ]


def test_conflicting_statements_are_counted_and_listed(new: Path) -> None:
    written(new, "evidence.csv", f"{EVIDENCE}EX001,date,SRC2,,14 June 2001,,conflicts\n")
    text = section(new, "Where sources conflict")
    assert text.splitlines()[0] == "1 statement about 1 event set aside; both sides are in `evidence.csv`."
    assert table_of(text)[1][2:6] == ["date", "2001-06-15", "14 June 2001", "Strelsau Herald"]


def test_what_a_party_denies_is_listed_where_the_codebook_knows_of_it(new: Path) -> None:
    book = (new / "codebook.toml").read_text(encoding="utf-8")
    written(
        new,
        "codebook.toml",
        f'{book}\n[variable.attestation]\nvalues = "one"\n'
        '[code.attestation.denied]\ndefinition = "A party denies it."\n',
    )
    text = (new / "events.csv").read_text(encoding="utf-8").splitlines()
    written(
        new, "events.csv", "\n".join([f"{text[0]},attestation", *(f"{line}," for line in text[1:])]) + "\n"
    )
    assert section(new, "What is denied") == NOTHING
    put(new, "EX002", attestation="denied")
    denied = section(new, "What is denied")
    assert denied.splitlines()[0] == (
        "Events of which a party denies what another source affirms; a count of them is a count of reports."
    )
    assert [line[0] for line in table_of(denied)] == ["id", "EX002"]


def test_doubts_name_their_events_and_families_keep_their_names(new: Path) -> None:
    sources = (new / "sources.csv").read_text(encoding="utf-8")
    written(
        new,
        "sources.csv",
        sources.replace("Strelsau Herald,Strelsau Herald", "Foo,'Foo, Inc.'").replace("'", '"'),
    )
    put(new, "EX001", sources="", confidence="low")
    put(new, "EX003", place="Zenda, Freedonia")
    text = section(new, "What a review doubts")
    assert text.splitlines()[0] == (
        "`ca-events check` refuses what contradicts itself; the rest deserves a second look."
    )
    doubts, families = text.split("### Events on one family of publishers")
    assert table_of(doubts) == [
        ["rule", "kind", "events", "message"],
        [
            "place",
            "doubt",
            "EX003",
            "it took place in Zenda, Freedonia, and no actor of FRE takes part; is the place or an actor wrong?",
        ],
    ]
    assert table_of(families) == [
        ["family", "events", "ids"],
        ["Foo, Inc.", "2", "EX002; EX003"],
        ["(no source)", "1", "EX001"],
    ]


def test_agreement_is_called_what_it_is() -> None:
    events = ca.load()
    judgements = ca.coding.read_judgements([CODING / f"coder_{name}.csv" for name in "ab"], events)
    for independent, words, never in (
        (False, "This is a check of consistency", "working independently"),
        (True, "working independently", "check of consistency"),
    ):
        text = quality.quality_page(events, places=["KAZ"], judgements=judgements, independent=independent)
        found = sections(text)["## How far coders agree"]
        assert words in found
        assert never not in found
        for variable in judgements.variables:
            assert f"| {variable} |" in found


def test_judgements_come_with_a_word_on_independence() -> None:
    events = ca.load()
    judgements = ca.coding.read_judgements([CODING / f"coder_{name}.csv" for name in "ab"], events)
    with pytest.raises(ca.CaEventsError) as refused:
        quality.quality_page(events, judgements=judgements)
    assert str(refused.value) == (
        "say independent=True or False with judgements: whether the coders worked on their own."
    )


def test_a_cell_cannot_break_its_table() -> None:
    table = pd.DataFrame({"a|b": ["one | two\nthree", "a\\|b\\", None], "n": [1, 2, 3]}, dtype=object)
    assert markdown_table(table).splitlines() == [
        r"| a\|b | n |",
        "| --- | --- |",
        r"| one \| two three | 1 |",
        r"| a\\\|b\\ | 2 |",
        "| \N{EN DASH} | 3 |",
    ]


def test_columns_are_written_as_told_and_missing_shares_are_a_dash() -> None:
    table = pd.DataFrame({"share": [0.0243, float("nan"), 1.0]})
    assert markdown_table(table, share=per_cent).splitlines()[2:] == [
        "| 2.4 % |",
        "| \N{EN DASH} |",
        "| 100.0 % |",
    ]


def test_the_command_prints_the_page(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["quality", str(new), "--places", "FRE, RUR"]) == 0
    assert capsys.readouterr().out == quality.quality_page(ca.load(new), places=["FRE", "RUR"])
    assert cli.main(["quality", str(new)]) == 0
    assert capsys.readouterr().out == quality.quality_page(ca.load(new))


def test_the_command_refuses_an_unknown_place(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["quality", str(new), "--places", "RUS"]) == 1
    assert capsys.readouterr().err == (
        "ca-events: 'RUS' is no actor of the study. Nearest: 'RUR'. Allowed are the ids, names and aliases of "
        "actors.csv.\n"
    )


def sheets(folder: Path) -> list[str]:
    """Write the judgements of two coders of the events of a new study."""
    for coder in ("anna", "ben"):
        lines = [f"EX00{place},{coder},political.treaty\n" for place in (1, 2, 3)]
        written(folder, f"{coder}.csv", "unit,coder,category\n" + "".join(lines))
    return [str(folder / f"{coder}.csv") for coder in ("anna", "ben")]


@pytest.mark.parametrize("study_last", [False, True])
def test_files_of_judgements_are_named_one_by_one_and_do_not_eat_the_study(
    new: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], study_last: bool
) -> None:
    words = [word for file in sheets(tmp_path) for word in ("--judgements", file)]
    assert cli.main(["quality", *([*words, str(new)] if study_last else [str(new), *words])]) == 0
    events = ca.load(new)
    judgements = ca.coding.read_judgements(sheets(tmp_path), events)
    assert capsys.readouterr().out == quality.quality_page(events, judgements=judgements, independent=True)


def test_passes_of_one_coder_are_no_independent_coders(
    new: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [word for file in sheets(tmp_path) for word in ("--judgements", file)]
    assert cli.main(["quality", str(new), "--one-coder", *words]) == 0
    assert "This is a check of consistency" in sections(capsys.readouterr().out)["## How far coders agree"]


def test_one_coder_without_judgements_is_refused(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["quality", str(new), "--one-coder"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "ca-events: --one-coder speaks of judgements; give their files with --judgements.\n"


def test_rechecks_of_other_events_do_not_count(new: Path) -> None:
    events = ca.load(new)
    assert events.study is not None
    study = attrs.evolve(events.study, rechecks=[Recheck(event="EX001", field="date", finding="right")])
    part = events.with_study(study).where(category="economic")
    assert quality.recheck_table(part)["checked"].sum() == 0
