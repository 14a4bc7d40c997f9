"""The log of decisions: only ever added to, last line in force, and nothing decided that nobody decided."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events import coding
from ca_events.coding.adjudication import COLUMNS
from ca_events.errors import InvalidData
from ca_events.study import Codebook

Judged = Callable[..., coding.Judgements]
NONE, UNTOLD = coding.NONE_APPLIES, coding.CANNOT_TELL
Answers = dict[tuple[str, str, str], str]


def decision(unit: str = "E1", final: str = "economic", **more: str) -> coding.Decision:
    """Make a decision about the category."""
    made = {"variable": "category", "by": "cora", "reason": "The text says so."} | more
    return coding.Decision(unit=unit, final=final, **made)


def lines_of(log: coding.AdjudicationLog, *columns: str) -> list[list[str]]:
    """Give some columns of a log as lists."""
    found: list[list[str]] = log.frame[list(columns)].to_numpy().tolist()
    return found


answers = st.dictionaries(
    st.tuples(
        st.sampled_from(["E1", "E2"]), st.sampled_from(["category", "issues"]), st.sampled_from(["a", "b", "c"])
    ),
    st.sampled_from([NONE, UNTOLD, "", "energy", "energy; water", "economic", "political"]),
    min_size=1,
).map(
    lambda cells: {
        key: value
        for key, value in cells.items()
        if value in (NONE, UNTOLD, "") or (key[1] == "issues") == value.startswith("energy")
    }
).filter(bool)  # fmt: skip
steps = st.tuples(
    answers,
    st.booleans(),
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.integers(0, 3),
            st.sampled_from(["r", "=1+1", "'q', \"r\"", "'=1"]),
            st.sampled_from(["", "-rule\r\ntwo", "one\rtwo"]),
        ),
        max_size=2,
    ),
)


def judgements_from(cells: Answers, book: Codebook) -> coding.Judgements:
    """Make judgements of unit, variable, coder -> answer."""
    return coding.Judgements.of(
        [
            {"unit": unit, "variable": variable, "coder": coder, "value": value}
            for (unit, variable, coder), value in cells.items()
        ],
        book,
    )


def decisions_from(cells: Answers, picked: list[Any]) -> list[coding.Decision]:
    """Make sound decisions about what somebody judged, one each at most."""
    judged = sorted({(unit, variable) for (unit, variable, _), value in cells.items() if value})
    made: dict[tuple[str, str], coding.Decision] = {}
    for place, choice, reason, rule in picked:
        if judged:
            unit, variable = judged[place % len(judged)]
            codes = ("energy", "water; energy") if variable == "issues" else ("economic", "political")
            finals = (NONE, UNTOLD, *codes)
            made[unit, variable] = coding.Decision(
                unit=unit, variable=variable, final=finals[choice], by="cora", reason=reason, rule=rule
            )
    return list(made.values())


class Model:
    """What should be in force, reckoned without the log: (unit, variable) -> seen, final, status."""

    def __init__(self) -> None:
        """Begin with nothing decided."""
        self.force: dict[tuple[str, str], tuple[str, str, str]] = {}
        self.decided: dict[tuple[tuple[str, str], str], str] = {}
        self.made: dict[tuple[str, str, str], str] = {}

    def step(self, cells: Answers, decisions: list[coding.Decision], *, majority: bool) -> None:
        """Apply one call."""
        by_unit: dict[tuple[str, str], dict[str, str]] = {}
        for unit, variable, coder in sorted(cells):
            if cells[unit, variable, coder]:
                by_unit.setdefault((unit, variable), {})[coder] = cells[unit, variable, coder]
        decided = {(one.unit, one.variable): "; ".join(sorted(one.final.split("; "))) for one in decisions}
        for key, said in by_unit.items():
            texts = list(said.values())
            seen = " | ".join(f"{coder}: {text}" for coder, text in said.items())
            most = max(texts, key=texts.count)
            if key in decided:
                self.made[*key, seen] = decided[key]
            # What somebody decided about these very answers holds, whatever was answered meanwhile.
            if (*key, seen) in self.made:
                self.force[key] = (seen, self.made[*key, seen], "adjudicated")
            elif len(texts) == 1:
                continue
            elif len(set(texts)) == 1:
                self.force[key] = (seen, most, "agreed")
            elif majority and len(texts) >= 3 and texts.count(most) > len(texts) / 2:
                self.force[key] = (seen, most, "majority")
            else:
                self.force[key] = (seen, "", "unresolved")


@given(st.lists(steps, min_size=1, max_size=5))
@settings(max_examples=60)
def test_a_log_is_only_added_to_and_its_last_lines_are_what_was_decided(
    book: Codebook, calls: list[Any]
) -> None:
    model, old = Model(), b""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        for number, (cells, majority, picked) in enumerate(calls):
            judgements, decisions = judgements_from(cells, book), decisions_from(cells, picked)
            before = judgements.frame.copy()
            options: dict[str, Any] = {"decisions": decisions, "majority": majority}
            log = coding.adjudicate(judgements, path, decided_on=f"2026-11-0{number + 1}", **options)
            pd.testing.assert_frame_equal(judgements.frame, before)
            new = path.read_bytes()
            assert new.startswith(old)
            again = coding.adjudicate(judgements, path, decided_on="2027-01-01", **options)
            assert path.read_bytes() == new
            pd.testing.assert_frame_equal(again.frame, log.frame)
            told = {(line["unit"], line["variable"]) for line in log.frame.to_dict("records")}
            answered = {(unit, variable) for (unit, variable, _), value in cells.items() if value}
            assert log.alone == again.alone == len(answered - told)
            pd.testing.assert_frame_equal(coding.read_log(path).frame, log.frame)
            model.step(cells, decisions, majority=majority)
            found = {
                (line["unit"], line["variable"]): (line["seen"], line["final"], line["status"])
                for line in log.in_force.to_dict("records")
            }
            assert found == model.force
            reasons = {(one.unit, one.variable): (one.reason, one.rule, one.by) for one in decisions}
            for line in log.in_force.to_dict("records"):
                key = (line["unit"], line["variable"])
                if key in reasons:
                    assert (line["reason"], line["rule"], line["by"]) == reasons[key]
            for variable in ("category", "issues"):
                assert log.final(variable) == {
                    unit: final
                    for (unit, name), (_, final, status) in model.force.items()
                    if name == variable and status != "unresolved"
                }
            assert set(log.unresolved["status"]) <= {"unresolved"}
            assert len(log.unresolved) == sum(status == "unresolved" for _, _, status in model.force.values())
            old = new


def test_agreement_majority_and_the_rest_are_told_apart(judged: Judged, tmp_path: Path) -> None:
    made = judged(
        E1=["economic", "economic"],
        E2=["economic", "political"],
        E3=["economic", "economic", "political"],
        E4=["economic", "economic", "political", "political.visit"],
        E5=["economic", "economic", "political", "political"],
        E6=["economic"],
        E7=[UNTOLD, UNTOLD, "political"],
        E8=[NONE, NONE],
        E9=["economic", "economic", "", "political", "economic"],
    )
    plain = coding.adjudicate(made, tmp_path / "plain.csv", decided_on="2026-11-28")
    assert lines_of(plain, "unit", "final", "status") == [
        ["E1", "economic", "agreed"],
        *([unit, "", "unresolved"] for unit in ("E2", "E3", "E4", "E5", "E7")),
        ["E8", NONE, "agreed"],
        ["E9", "", "unresolved"],
    ]
    log = coding.adjudicate(made, tmp_path / "log.csv", decided_on="2026-11-28", majority=True)
    assert lines_of(log, "unit", "final", "status") == [
        ["E1", "economic", "agreed"],
        ["E2", "", "unresolved"],
        ["E3", "economic", "majority"],
        ["E4", "", "unresolved"],
        ["E5", "", "unresolved"],
        ["E7", UNTOLD, "majority"],
        ["E8", NONE, "agreed"],
        ["E9", "economic", "majority"],
    ]
    assert log.alone == 1
    assert repr(log) == (
        "AdjudicationLog: 2 agreed, 3 majority, 3 unresolved; 1 judged by one coder only, without a line"
    )
    assert repr(coding.AdjudicationLog(log.frame.iloc[:0])) == "AdjudicationLog: empty"
    assert log.frame["seen"].iloc[-1] == "a: economic | b: economic | d: political | e: economic"
    assert log.unresolved["unit"].tolist() == ["E2", "E4", "E5"]
    assert log.final("category")["E7"] == UNTOLD
    assert set(log.frame["codebook_version"]) == {"1.2.0"}
    assert set(log.frame["decided_on"]) == {"2026-11-28"}
    assert len(log) == 8


def test_a_decision_overrules_agreement_and_may_be_about_what_one_coder_judged(
    judged: Judged, tmp_path: Path
) -> None:
    made = judged(E1=["economic", "economic"], E2=["political"])
    path = tmp_path / "log.csv"
    decisions = [decision("E1", NONE), decision("E2", "political.visit", rule="political: Exclude")]
    log = coding.adjudicate(made, path, decided_on="2026-11-28", decisions=decisions)
    assert lines_of(log, "unit", "seen", "final", "status", "by", "rule", "reason") == [
        ["E1", "a: economic | b: economic", NONE, "adjudicated", "cora", "", "The text says so."],
        ["E2", "a: political", "political.visit", "adjudicated", "cora", "political: Exclude", "The text says so."],
    ]  # fmt: skip
    later = coding.adjudicate(made, path, decided_on="2026-11-29")
    pd.testing.assert_frame_equal(later.frame, log.frame)


def test_a_decision_is_open_again_when_somebody_answers_otherwise(judged: Judged, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    first = judged(E1=["economic", "political"])
    coding.adjudicate(first, path, decided_on="2026-11-01", decisions=[decision()])
    coding.adjudicate(judged(E1=["economic", "political.visit"]), path, decided_on="2026-11-02")
    log = coding.adjudicate(judged(E1=["political.visit", "political.visit"]), path, decided_on="2026-11-03")
    assert lines_of(log, "seen", "final", "status", "by", "decided_on") == [
        ["a: economic | b: political", "economic", "adjudicated", "cora", "2026-11-01"],
        ["a: economic | b: political.visit", "", "unresolved", "", "2026-11-02"],
        ["a: political.visit | b: political.visit", "political.visit", "agreed", "", "2026-11-03"],
    ]
    assert log.in_force["status"].tolist() == ["agreed"]


def test_a_decision_holds_again_when_the_answers_are_again_those_that_were_decided_about(
    judged: Judged, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    first, second = judged(E1=["economic", "political"]), judged(E1=["economic", "economic"])
    coding.adjudicate(first, path, decided_on="2026-11-01", decisions=[decision(final="economic.loan")])
    coding.adjudicate(first, path, decided_on="2026-11-02", decisions=[decision(final="political")])
    coding.adjudicate(second, path, decided_on="2026-11-03")
    log = coding.adjudicate(first, path, decided_on="2026-11-04")
    assert lines_of(log, "final", "status", "by", "reason") == [
        ["economic.loan", "adjudicated", "cora", "The text says so."],
        ["political", "adjudicated", "cora", "The text says so."],
        ["economic", "agreed", "", ""],
        ["political", "adjudicated", "cora", "The text says so."],
    ]


def test_deciding_otherwise_is_a_new_line_and_deciding_the_same_is_none(
    judged: Judged, tmp_path: Path
) -> None:
    path, made = tmp_path / "log.csv", judged(E1=["economic", "political"])
    calls = [
        [decision()],
        [decision()],
        [decision(final=" economic ")],
        [decision(reason="Another.")],
        [decision(final="political", reason="Another.")],
    ]
    for day, decisions in enumerate(calls, start=1):
        log = coding.adjudicate(made, path, decided_on=f"2026-11-0{day}", decisions=decisions)
    assert lines_of(log, "final", "reason", "decided_on") == [
        ["economic", "The text says so.", "2026-11-01"],
        ["economic", "Another.", "2026-11-04"],
        ["political", "Another.", "2026-11-05"],
    ]
    assert log.in_force["final"].tolist() == ["political"]


def test_the_order_of_codes_in_a_decision_does_not_matter(judged: Judged, tmp_path: Path) -> None:
    made = judged("issues", E1=["water", "energy"])
    decisions = [decision(variable="issues", final="water;energy")]
    log = coding.adjudicate(made, tmp_path / "log.csv", decided_on="2026-11-28", decisions=decisions)
    assert log.final("issues") == {"E1": "energy; water"}


WRONG: list[tuple[list[coding.Decision], str]] = [
    ([decision("E3")], "the decision about 'category' of 'E3' is about what nobody judged; look for a "
        "slip in the unit or the variable."),
    ([decision("E2")], "the decision about 'category' of 'E2' is about what nobody judged; look for a "
        "slip in the unit or the variable."),
    ([decision(variable="stage", final="signed")], "the decision about 'stage' of 'E1' is about what "
        "nobody judged; look for a slip in the unit or the variable."),
    ([decision(), decision(final="political")], "the decision about 'category' of 'E1' stands twice; keep one."),
    ([decision(variable="catgory")], "the decision about 'catgory' of 'E1': variable 'catgory': is no "
        "coded variable of the codebook. Nearest: 'category'. Allowed: category, issues, stage."),
    ([decision(variable="region", final="central_asia")], "the decision about 'region' of 'E1': variable "
        "'region': is no coded variable of the codebook. Allowed: category, issues, stage."),
    ([decision(final="economic.barter")], "the decision about 'category' of 'E1': final "
        "'economic.barter': the code 'economic.barter' of the variable 'category' was retired in version "
        "1.1.0; use 'economic.loan' instead."),
    ([decision(final=" economic.barter ")], "the decision about 'category' of 'E1': final ' "
        "economic.barter ': the code 'economic.barter' of the variable 'category' was retired in version "
        "1.1.0; use 'economic.loan' instead."),
    ([decision(final="loan")], "the decision about 'category' of 'E1': final 'loan': 'loan' is no code "
        "of the variable 'category'. Allowed: political, political.visit, economic, economic.loan, "
        "economic.barter. Without a code: (none applies) or (cannot tell)."),
    ([decision(final="economic; political")], "the decision about 'category' of 'E1': final 'economic; "
        "political': has 2 codes; the variable 'category' takes one."),
    ([decision(final="")], "the decision about 'category' of 'E1': final '': is empty; a decision says what is final."),
    ([decision(final=" ")], "the decision about 'category' of 'E1': final '': is empty; a decision says "
        "what is final."),
    ([decision(by="")], "the decision about 'category' of 'E1': by '': must not be empty."),
    ([decision(by="Anna B.")], "the decision about 'category' of 'E1': by 'Anna B.': 'Anna B.' is no id; "
        "an id holds only letters A-Z and a-z, digits, _ . and -."),
    ([decision(reason=" ")], "the decision about 'category' of 'E1': reason ' ': must not be empty. A "
        "decision says why."),
    ([decision(reason="a\nb")], "the decision about 'category' of 'E1': reason 'a\\nb': runs over more "
        "than one line; keep it to one. A decision says why."),
    ([decision(rule="\x07")], "the decision about 'category' of 'E1': rule '\\x07': holds a control "
        "character or a broken character; retype the text."),
]  # fmt: skip


@pytest.mark.parametrize(("decisions", "message"), WRONG)
def test_a_decision_that_is_not_sound_is_refused_and_nothing_is_written(
    judged: Judged, tmp_path: Path, decisions: list[coding.Decision], message: str
) -> None:
    path = tmp_path / "log.csv"
    with pytest.raises(coding.CodingError) as error:
        coding.adjudicate(
            judged(E1=["economic", "political"], E2=["", ""]), path, decided_on="2026-11-28", decisions=decisions
        )  # fmt: skip
    assert str(error.value) == message
    assert not path.exists()


def test_the_day_of_a_decision_is_a_day(judged: Judged, tmp_path: Path) -> None:
    for day, message in [
        ("2026-02-30", "decided_on='2026-02-30' is no day; a day is written 2024-05-01."),
        ("28.11.2026", "decided_on='28.11.2026' is no day; a day is written 2024-05-01."),
        ("", "decided_on is empty; give the day, such as '2026-11-28'."),
    ]:
        with pytest.raises(coding.CodingError) as error:
            coding.adjudicate(judged(E1=["economic"]), tmp_path / "log.csv", decided_on=day)
        assert str(error.value) == message
    assert not list(tmp_path.iterdir())


def test_a_log_without_decisions_has_its_header(judged: Judged, tmp_path: Path) -> None:
    path = tmp_path / "new" / "log.csv"
    log = coding.adjudicate(judged(E1=["economic"]), path, decided_on="2026-11-28")
    assert len(log) == 0
    assert path.read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"
    assert list(log.in_force.columns) == list(COLUMNS)
    grown = coding.adjudicate(judged(E1=["economic", "economic"]), path, decided_on="2026-11-28")
    assert len(grown) == len(coding.read_log(path)) == 1


def test_a_round_is_decided_alone(book: Codebook, tmp_path: Path) -> None:
    rows = [
        {"unit": "E1", "variable": "stage", "coder": coder, "value": value, "round": number}
        for coder, value, number in [
            ("a", "signed", "1"), ("b", "announced", "1"), ("a", "signed", "2"), ("b", "signed", "2"),
        ]
    ]  # fmt: skip
    made, path = coding.Judgements.of(rows, book), tmp_path / "log.csv"
    with pytest.raises(coding.CodingError, match=r"^there are judgements of the rounds 1, 2; "):
        coding.adjudicate(made, path, decided_on="2026-11-28")
    assert not path.exists()
    for number in (1, 2):
        log = coding.adjudicate(made, path, decided_on="2026-11-28", round=number)
    assert lines_of(log, "seen", "status") == [
        ["a: signed | b: announced", "unresolved"],
        ["a: signed | b: signed", "agreed"],
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.rstrip(b"\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n").rstrip(b"\r\n"),
    ],
)
def test_a_log_that_a_spreadsheet_saved_goes_on(
    judged: Judged, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    path, made = tmp_path / "log.csv", judged(E1=["economic", "political"], E2=["economic", "political"])
    before = coding.adjudicate(made, path, decided_on="2026-11-28")
    data = change(path.read_bytes())
    path.write_bytes(data)
    log = coding.adjudicate(made, path, decided_on="2026-11-29", decisions=[decision("E2", reason="=x")])
    assert path.read_bytes().startswith(data)
    assert lines_of(log, "unit", "status") == [
        ["E1", "unresolved"],
        ["E2", "unresolved"],
        ["E2", "adjudicated"],
    ]
    pd.testing.assert_frame_equal(log.frame.iloc[:2], before.frame)
    pd.testing.assert_frame_equal(coding.read_log(path).frame, log.frame)


def test_columns_in_another_order_or_of_ones_own_do_not_mix_up_a_log(judged: Judged, tmp_path: Path) -> None:
    path, made = tmp_path / "log.csv", judged(E1=["economic", "political"])
    coding.adjudicate(made, path, decided_on="2026-11-28")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)[list(COLUMNS[::-1])]
    frame.insert(3, "x_mine", "my remark")
    frame.to_csv(path, index=False)
    old = path.read_bytes()
    log = coding.adjudicate(made, path, decided_on="2026-11-29", decisions=[decision(rule="=rule")])
    assert path.read_bytes().startswith(old)
    assert lines_of(log, "unit", "variable", "final", "status", "by", "rule", "decided_on") == [
        ["E1", "category", "", "unresolved", "", "", "2026-11-28"],
        ["E1", "category", "economic", "adjudicated", "cora", "=rule", "2026-11-29"],
    ]
    pd.testing.assert_frame_equal(coding.read_log(path).frame, log.frame)
    with path.open(encoding="utf-8", newline="") as lines:
        assert [row["x_mine"] for row in csv.DictReader(lines)] == ["my remark", ""]


def test_a_damaged_log_is_refused_with_its_lines_and_left_alone(judged: Judged, tmp_path: Path) -> None:
    path, made = tmp_path / "log.csv", judged(E1=["economic", "political"])
    coding.adjudicate(made, path, decided_on="2026-11-28")
    header, line = path.read_text(encoding="utf-8").splitlines()
    wrong = {
        "\n".join([header, line.replace("unresolved", "decided"), line + ",x", "", line[:20]]): (
            "4 problems:\n"
            "log.csv, line 2, column status: 'decided': is no status. Allowed: agreed, majority, "
            "adjudicated, unresolved.\n"
            "log.csv, line 3: has 11 cells, the header has 10; a cell that holds the delimiter must "
            "stand between double quotes.\n"
            "log.csv, line 4: the line is blank; delete it.\n"
            "log.csv, line 5: has 3 cells, the header has 10; a cell or a delimiter is missing."
        ),
        header.replace("final", "finale").replace("rule,", "") + "\n" + line: (
            "4 problems:\n"
            "log.csv, line 1, column finale: is no column here. Nearest: 'final'. Allowed: unit, "
            "variable, seen, final, "
            "status, by, rule, reason, codebook_version, decided_on.\n"
            "log.csv, line 1, column final: the column is missing; the file has unit, variable, seen, "
            "final, status, by, "
            "rule, reason, codebook_version, decided_on.\n"
            "log.csv, line 1, column rule: the column is missing; the file has unit, variable, seen, "
            "final, status, by, "
            "rule, reason, codebook_version, decided_on.\n"
            "log.csv, line 2: has 10 cells, the header has 9; a cell that holds the delimiter must stand "
            "between double quotes."
        ),
        header.replace(",", ";"): (
            "1 problem:\nlog.csv, line 1: the cells are separated by ';'; save the file with commas (CSV UTF-8)."
        ),
        "": "1 problem:\nlog.csv, line 1: the file is empty; its first line must name the columns.",
        header + '\n"E1,category': (
            "1 problem:\nlog.csv, line 2: a quoted cell is not closed or goes on after its quote (unexpected end of "
            "data); close it, and double quotes inside it."
        ),
    }  # fmt: skip
    for text, message in wrong.items():
        path.write_text(text, encoding="utf-8")
        reads: list[Callable[[], coding.AdjudicationLog]] = [
            lambda: coding.read_log(path),
            lambda: coding.adjudicate(made, path, decided_on="2026-11-29"),
        ]
        for read in reads:
            with pytest.raises(InvalidData) as error:
                read()
            assert str(error.value) == message
        assert path.read_text(encoding="utf-8") == text


def test_there_must_be_a_log_to_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidData) as error:
        coding.read_log(tmp_path / "log.csv")
    assert str(error.value) == f"1 problem:\n{tmp_path / 'log.csv'}: there is no such file."


def fill_in(path: Path, final: Mapping[str, str]) -> None:
    """Fill in a sheet of decisions as a spreadsheet would save it."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for unit, answer in final.items():
        frame.loc[frame["unit"] == unit, ["final", "by", "rule", "reason"]] = [
            answer, "cora", "'=rule", f"Because, of {unit}",
        ]  # fmt: skip
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def test_a_sheet_of_decisions_goes_out_empty_and_comes_back_filled_in(
    judged: Judged, book: Codebook, tmp_path: Path
) -> None:
    made = judged(
        E1=["economic", "political"], E2=["economic", "economic"], E3=["economic", "economic.loan"],
        E4=["economic.loan", "economic"], E5=["economic"], E6=[UNTOLD, NONE],
    )  # fmt: skip
    sheet, path = tmp_path / "decisions.csv", tmp_path / "log.csv"
    coding.write_decision_sheet(made, sheet)
    frame = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    assert list(frame.columns) == [
        "unit", "variable", "final", "by", "rule", "reason", "x_codes", "x_rules", "x_sources", "x_notes",
    ]  # fmt: skip
    assert frame["unit"].tolist() == coding.disagreements(made)["unit"].tolist()
    assert set(frame["unit"]) == {"E1", "E3", "E4", "E6"}
    assert (frame[["final", "by", "rule", "reason"]] == "").all(axis=None)
    assert coding.read_decisions(sheet, book) == []
    fill_in(sheet, {"E1": "political.visit", "E6": NONE})
    decisions = coding.read_decisions(sheet, book)
    assert [(one.unit, one.final, one.by, one.rule, one.reason) for one in decisions] == [
        ("E1", "political.visit", "cora", "=rule", "Because, of E1"),
        ("E6", NONE, "cora", "=rule", "Because, of E6"),
    ]
    log = coding.adjudicate(made, path, decided_on="2026-11-28", decisions=decisions)
    assert log.final("category") == {"E1": "political.visit", "E2": "economic", "E6": NONE}
    assert log.unresolved["unit"].tolist() == ["E3", "E4"]
    second = coding.write_decision_sheet(made, tmp_path / "second.csv", log=log)
    assert pd.read_csv(second)["unit"].tolist() == ["E3", "E4"]
    fill_in(second, {"E3": "economic", "E4": UNTOLD})
    log = coding.adjudicate(
        made, path, decided_on="2026-11-29", decisions=coding.read_decisions(second, book)
    )
    assert log.unresolved.empty
    assert pd.read_csv(coding.write_decision_sheet(made, tmp_path / "third.csv", log=log)).empty


def test_what_was_answered_otherwise_since_the_log_was_written_is_in_the_sheet_again(
    judged: Judged, tmp_path: Path
) -> None:
    before = judged(E1=["economic", "economic"], E2=["economic", "political"], E3=["economic", "political"])
    log = coding.adjudicate(
        before, tmp_path / "log.csv", decided_on="2026-11-28", decisions=[decision("E2"), decision("E3")]
    )
    after = judged(
        E1=["economic", "political"], E2=["economic", "political.visit"], E3=["economic", "political"]
    )
    sheet = coding.write_decision_sheet(after, tmp_path / "sheet.csv", log=log)
    assert set(pd.read_csv(sheet)["unit"]) == {"E1", "E2"}


def test_a_sheet_of_decisions_replaces_no_file_and_runs_no_formula(book: Codebook, tmp_path: Path) -> None:
    rows = [
        {"unit": "E1", "variable": "stage", "coder": "a", "value": "signed", "note": "=1"},
        {"unit": "E1", "variable": "stage", "coder": "b", "value": "announced", "note": ""},
    ]
    made, path = coding.Judgements.of(rows, book), tmp_path / "decisions.csv"
    coding.write_decision_sheet(made, path)
    with path.open(encoding="utf-8", newline="") as lines:
        cells = next(csv.DictReader(lines))
    assert cells["x_notes"] == "a: =1"
    assert not any(cell[:1] in ("=", "+", "-", "@") for cell in cells.values() if cell)
    old = path.read_bytes()
    with pytest.raises(coding.CodingError) as error:
        coding.write_decision_sheet(made, path)
    assert str(error.value) == (
        f"{path} is there already, and somebody may have decided in it; name another file."
    )
    assert path.read_bytes() == old


def refusal(sheet: Path, book: Codebook) -> str:
    """All that is wrong in a sheet of decisions."""
    with pytest.raises(InvalidData) as error:
        coding.read_decisions(sheet, book)
    return str(error.value)


def test_a_sheet_of_decisions_that_is_wrong_is_refused_with_every_line(
    book: Codebook, tmp_path: Path
) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(
        "unit,variable,final,by,rule,reason,x_codes\n"
        'E1,category,economic.barter,cora,,"Two\nlines",\n'
        "E2,catgory,economic,cora,,Yes,\n"
        "E3,category,,,,,\n"
        "E4,issues,(None applies),,,,\n"
        "E5,issues,energy,cora,,Yes\n",
        encoding="utf-8",
    )
    assert refusal(path, book) == (
        "7 problems:\n"
        "decisions.csv, line 2, column final: 'economic.barter': the code 'economic.barter' of the "
        "variable 'category' was "
        "retired in version 1.1.0; use 'economic.loan' instead.\n"
        "decisions.csv, line 2, column reason: 'Two\\nlines': runs over more than one line; keep it to "
        "one. A decision says why.\n"
        "decisions.csv, line 4, column variable: 'catgory': is no coded variable of the codebook. Nearest: 'category'. "
        "Allowed: category, issues, stage.\n"
        "decisions.csv, line 6, column final: '(None applies)': is no answer; the special answers are "
        "(none applies) and "
        "(cannot tell). Nearest: '(none applies)'.\n"
        "decisions.csv, line 6, column by: must not be empty.\n"
        "decisions.csv, line 6, column reason: must not be empty. A decision says why.\n"
        "decisions.csv, line 7: has 6 cells, the header has 7; a cell or a delimiter is missing."
    )
    path.write_text("unit,variable,final,by,resaon\nE1,stage,signed,cora,Yes\n", encoding="utf-8")
    assert refusal(path, book) == (
        "3 problems:\n"
        "decisions.csv, line 1, column resaon: is no column here. Nearest: 'reason'. Allowed: unit, "
        "variable, final, by, "
        "rule, reason.\n"
        "decisions.csv, line 1, column rule: the column is missing; the file has unit, variable, final, "
        "by, rule, reason.\n"
        "decisions.csv, line 1, column reason: the column is missing; the file has unit, variable, "
        "final, by, rule, reason."
    )


def test_a_decision_holds_again_when_its_answers_come_back(judged: Judged, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    first, second = judged(E1=["economic", "political"]), judged(E1=["economic", "political.visit"])
    coding.adjudicate(first, path, decided_on="2026-11-28", decisions=[decision("E1", "economic")])
    assert coding.adjudicate(second, path, decided_on="2026-11-29").final("category") == {}
    log = coding.adjudicate(first, path, decided_on="2026-11-30")
    assert log.final("category") == {"E1": "economic"}
    assert log.frame["status"].tolist() == ["adjudicated", "unresolved", "adjudicated"]
    assert log.frame["decided_on"].tolist() == ["2026-11-28", "2026-11-29", "2026-11-30"]


def test_a_log_whose_lines_cannot_be_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    header = "unit,variable,seen,final,status,by,rule,reason,codebook_version,decided_on"
    path.write_text(
        f"{header}\nE1,stage,a: x | b: x,,agreed,,,,1.0.0,2026-11-28\n"
        "E2,stage,a: x | b: y,x,unresolved,,,,1.0.0,yesterday\n"
        ",stage,a: x | b: y,x,adjudicated,,,,1.0.0,2026-11-28\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidData) as error:
        coding.read_log(path)
    assert str(error.value) == (
        "6 problems:\n"
        "log.csv, line 2, column final: is empty, and the line is agreed.\n"
        "log.csv, line 3, column decided_on: 'yesterday': is no day; a day is written 2024-05-01.\n"
        "log.csv, line 3, column final: 'x': must be empty where nobody has decided.\n"
        "log.csv, line 4, column unit: must not be empty.\n"
        "log.csv, line 4, column by: is empty; a decision says who decided and why.\n"
        "log.csv, line 4, column reason: is empty; a decision says who decided and why."
    )


def test_a_reason_without_a_final_answer_is_not_passed_over(book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(
        "unit,variable,final,by,rule,reason\n"
        "E1,stage,,cora,,It was signed\n"
        "E2,stage,,cora,rule 3,\n"
        "E3,stage,,cora,,\n"
        "E4,stage,signed,cora,,Yes\n"
        "E5,stage,,cora,rule 3,It was signed\n",
        encoding="utf-8",
    )
    assert refusal(path, book) == (
        "3 problems:\n"
        "decisions.csv, line 2, column final: is empty, and the line has a reason; write what is final, or empty the "
        "line.\n"
        "decisions.csv, line 3, column final: is empty, and the line has a rule; write what is final, or empty the "
        "line.\n"
        "decisions.csv, line 6, column final: is empty, and the line has a reason; write what is final, or empty the "
        "line."
    )


def test_a_sheet_of_decisions_may_come_back_with_semicolons(book: Codebook, tmp_path: Path) -> None:
    comma, semicolon = tmp_path / "comma.csv", tmp_path / "semicolon.csv"
    comma.write_text(
        'unit,variable,final,by,rule,reason\nE1,issues,energy; water,cora,,"Both, as said"\n',
        encoding="utf-8",
    )
    semicolon.write_text(
        'unit;variable;final;by;rule;reason\nE1;issues;"energy; water";cora;;Both, as said\n',
        encoding="utf-8",
    )
    (one,), (other,) = (coding.read_decisions(path, book) for path in (comma, semicolon))
    assert one == other
    assert other.final == "energy; water"


def test_a_log_is_a_file_of_ours_and_keeps_its_commas(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("unit;variable;seen\n", encoding="utf-8")
    with pytest.raises(InvalidData) as error:
        coding.read_log(log)
    assert str(error.value) == (
        "1 problem:\nlog.csv, line 1: the cells are separated by ';'; save the file with commas (CSV UTF-8)."
    )


def test_a_unit_decided_twice_in_a_sheet_is_named_with_both_lines(book: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(
        "unit,variable,final,by,rule,reason\nE1,stage,signed,cora,,Yes\nE1,issues,energy,cora,,Yes\n"
        "E1,stage,announced,cora,,No\n",
        encoding="utf-8",
    )
    assert refusal(path, book) == (
        "1 problem:\n"
        "decisions.csv, line 4, column unit: 'E1': the decision about 'stage' stands in line 2 already; keep one."
    )
