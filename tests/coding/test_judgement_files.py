"""Files of judgements: long and wide, damaged and whole, and where exactly they are wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events import coding
from ca_events.cells import CellError, parse_text
from ca_events.errors import InvalidData
from ca_events.study import Codebook, Study

Write = Callable[..., Path]
NONE, UNTOLD = coding.NONE_APPLIES, coding.CANNOT_TELL
IS_NO_ID = "is no id; an id holds only letters A-Z and a-z, digits, _ . and -"
CATEGORIES = "Allowed: political, political.visit, economic, economic.loan, economic.barter."
NO_CODE = "Without a code: (none applies) or (cannot tell)."


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes a file of text or bytes."""

    def made(content: str | bytes, name: str = "anna.csv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return made


def refusal(paths: Any, rules: Codebook | Study | ca.Events) -> str:
    """Give the text with which files are refused."""
    with pytest.raises(InvalidData) as error:
        coding.read_judgements(paths, rules)
    return str(error.value)


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Write rows as a spreadsheet does: CRLF, quotes where needed."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def is_text(text: str) -> bool:
    """Say whether a cell may hold a text."""
    try:
        parse_text(text)
    except CellError:
        return False
    return True


notes = st.one_of(
    st.text(st.sampled_from("'=+-@\t\r\n\",; a\u2028\x85é\ufeff"), max_size=6), st.text(max_size=8)
).filter(is_text)
keys = st.tuples(
    st.sampled_from(["E1", "001", "-5", "a.b", "1e5"]),
    st.sampled_from(["category", "issues", "stage"]),
    st.sampled_from(["anna", "ben", "gpt-4.1", "-x"]),
    st.sampled_from(["1", "2", "10"]),
)
pools = {
    "category": ["economic", "political.visit", NONE, UNTOLD, ""],
    "issues": ["energy", "energy; water", "energy; transport; water", NONE, UNTOLD, ""],
    "stage": ["signed", NONE, UNTOLD, ""],
}


@st.composite
def rows_of_judgements(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw judgements that may be made."""
    made = []
    for unit, variable, coder, number in draw(st.lists(keys, unique=True, max_size=8)):
        made.append(
            {
                "unit": unit,
                "variable": variable,
                "coder": coder,
                "value": draw(st.sampled_from(pools[variable])),
                "codebook_version": draw(st.sampled_from(["", "1.2.0", "1.1", "draft", "1.0"])),
                "round": number,
                "coded_on": draw(st.sampled_from(["", "2026-11-28"])),
                "confidence": draw(st.sampled_from(["", "0.5", "low", "-1"])),
                "sources": draw(st.sampled_from(["", "src_a", "src_a; src_b"])),
                "note": draw(notes),
            }
        )
    return made


@given(rows_of_judgements())
@settings(max_examples=100)
def test_judgements_that_were_written_are_read_back_as_they_were(
    rivers: Study, rows: list[dict[str, str]]
) -> None:
    made = coding.Judgements.of(rows, rivers)
    with TemporaryDirectory() as folder:
        path = made.to_csv(Path(folder) / "long.csv")
        again = coding.read_judgements(path, rivers)
        assert again.frame.to_numpy().tolist() == made.frame.to_numpy().tolist()
        pd.testing.assert_frame_equal(again.frame, made.frame)
        first = path.read_bytes()
        assert again.to_csv(path).read_bytes() == first


def test_no_note_is_run_by_a_spreadsheet(book: Codebook, tmp_path: Path) -> None:
    texts = ['=HYPERLINK("x")', "+1", "-1", "@x", "\t=1", "'=SUM(A1)", "'quoted'"]
    rows = [
        {"unit": f"E{i}", "variable": "stage", "coder": "a", "value": "signed", "note": text}
        for i, text in enumerate(texts)
    ]
    path = coding.Judgements.of(rows, book).to_csv(tmp_path / "long.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        cells = [row["note"] for row in csv.DictReader(lines)]
    assert cells == ["'" + text for text in texts[:-1]] + [texts[-1]]
    assert coding.read_judgements(path, book).frame["note"].tolist() == texts


grids = st.lists(
    st.tuples(
        st.sampled_from(["E1", "E2", "E3", "E4"]),
        st.sampled_from(["anna", "ben"]),
        st.sampled_from(pools["category"]),
        st.sampled_from(pools["issues"]),
        st.sampled_from(pools["stage"]),
        notes,
    ),
    unique_by=lambda row: row[:2],
    max_size=6,
)


@given(grids, st.permutations(["unit", "coder", "issues", "stage", "category", "x_seen", "note"]))
def test_a_wide_file_says_the_same_as_a_long_one(
    book: Codebook, grid: list[tuple[str, ...]], order: list[str]
) -> None:
    names = ("unit", "coder", "category", "issues", "stage", "note")
    rows = [dict(zip(names, row, strict=True)) | {"x_seen": "loan; not a code"} for row in grid]
    # What stands after the apostrophe of a formula is the text, in a wide file as in a long one.
    escaped = [row | {"note": ca.cells.escape_text(row["note"])} for row in rows]
    wide = as_csv([order, *([row[name] for name in order] for row in escaped)])
    variables = [name for name in order if name in ("category", "issues", "stage")]
    long = as_csv(
        [
            ["value", "variable", "coder", "unit", "note"],
            *([row[name], name, row["coder"], row["unit"], row["note"]] for row in escaped for name in variables),
        ]
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / "wide.csv", Path(folder) / "long.csv"]
        for path, text in zip(paths, (wide, long), strict=True):
            path.write_bytes(text.encode("utf-8"))
        found = [coding.read_judgements(path, book) for path in paths]
    pd.testing.assert_frame_equal(found[0].frame, found[1].frame)
    assert len(found[0]) == 3 * len(grid)
    assert set(found[0].frame["note"]) == {row["note"] for row in rows}


def test_what_a_wide_line_says_beside_its_codes_is_about_each_of_them(rivers: Study, write: Write) -> None:
    path = write(
        "unit,coder,codebook_version,round,coded_on,confidence,sources,stage,issues,note\n"
        "E1,anna,1.1.0,2,2026-11-28,high,src_b;src_a,signed,,mind\n"
    )
    shared = ["1.1.0", "2", "2026-11-28", "high", "src_a; src_b", "mind"]
    assert coding.read_judgements(path, rivers).frame.to_numpy().tolist() == [
        ["E1", "stage", "anna", "signed", *shared],
        ["E1", "issues", "anna", "", *shared],
    ]


def test_several_files_are_read_as_one(book: Codebook, write: Write) -> None:
    wide = write("unit,coder,stage,category\nE1,anna,signed,economic\n")
    long = write("unit,variable,coder,value\nE1,stage,ben,announced\nE2,stage,ben,signed\n", "ben.csv")
    made = coding.read_judgements([wide, str(long)], book)
    assert made.frame[["unit", "variable", "coder", "value"]].to_numpy().tolist() == [
        ["E1", "stage", "anna", "signed"],
        ["E1", "category", "anna", "economic"],
        ["E1", "stage", "ben", "announced"],
        ["E2", "stage", "ben", "signed"],
    ]
    assert coding.read_judgements((wide, long), book).units == ("E1", "E2")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\r"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"),
        lambda text: text.rstrip(b"\n"),
        lambda text: b"\n".join(
            b",".join(b'"' + cell + b'"' for cell in line.split(b",")) for line in text.splitlines()
        ),
    ],
)
def test_line_ends_marks_and_quotes_of_spreadsheets_change_nothing(
    book: Codebook, write: Write, change: Callable[[bytes], bytes]
) -> None:
    text = "unit,coder,stage,note\nE1,anna,signed,Ертіс\nE2,anna,,\n".encode()
    plain = coding.read_judgements(write(text), book)
    pd.testing.assert_frame_equal(coding.read_judgements(write(change(text)), book).frame, plain.frame)
    assert plain.frame["note"].tolist() == ["Ертіс", ""]


def test_files_of_another_encoding_or_with_semicolons_are_named_with_the_remedy(
    book: Codebook, write: Write, tmp_path: Path
) -> None:
    text = "unit,coder,stage,note\r\nE1,anna,signed,plain\r\nE2,anna,signed,Müller\r\n"
    (tmp_path / "five.xlsx").write_bytes(b"PK\0")
    paths = [
        write(text.encode("cp1252"), "one.csv"),
        write(text.encode("utf-16"), "two.csv"),
        write(text.replace(",", ";").replace("unit", "units"), "three.csv"),
        write(text.replace(",", "\t"), "four.csv"),
        tmp_path / "five.csv",
        write("", "six.csv"),
        write("\n\n", "seven.csv"),
        tmp_path,
        write(b"PK\x03\x04\0\0", "eight.xlsx"),
    ]
    assert refusal(paths, book) == (
        "9 problems:\n"
        "one.csv, line 3: byte 0xfc is not UTF-8; the file looks like cp1252, an older encoding; save it "
        "as 'CSV UTF-8'.\n"
        "two.csv: the file is UTF-16; save it as 'CSV UTF-8'.\n"
        "three.csv, line 1: the cells are separated by ';'; save the file with commas (CSV UTF-8).\n"
        "four.csv, line 1: the cells are separated by a tab; save the file with commas (CSV UTF-8).\n"
        f"{tmp_path / 'five.csv'}: there is no such file; five.xlsx is here: save it as five.csv (CSV UTF-8).\n"
        "six.csv, line 1: the file is empty; its first line must name the columns.\n"
        "seven.csv, line 1: the file is empty; its first line must name the columns.\n"
        f"{tmp_path}: is a folder; name a file in it.\n"
        "eight.xlsx: is a workbook of Excel and no text file; save it as 'CSV UTF-8'."
    )


def test_semicolons_of_a_spreadsheet_are_read_as_commas_are(book: Codebook, write: Write) -> None:
    rows = [
        ["unit", "coder", "issues", "x_seen", "note"],
        ["E1", "anna", "energy; water", "a, b; c", "One, two; three"],
        ["E2", "anna", "", "", '"Quoted"'],
    ]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    plain = coding.read_judgements(write(as_csv(rows)), book)
    found = coding.read_judgements(write("\ufeff" + out.getvalue()), book)
    pd.testing.assert_frame_equal(found.frame, plain.frame)
    assert found.frame["note"].tolist() == ["One, two; three", '"Quoted"']
    assert found.table("issues")["anna"].tolist() == [frozenset({"energy", "water"}), None]
    loose = write("unit;coder;issues\r\nE1;anna;energy; water\r\n", "loose.csv")
    assert refusal(loose, book) == (
        "1 problem:\nloose.csv, line 2: has 4 cells, the header has 3; a cell that holds the delimiter must stand "
        "between double quotes."
    )


def test_semicolons_are_read_where_the_first_line_shows_them(book: Codebook, write: Write) -> None:
    comma = write('unit,coder,issues,note\nE1,anna,energy; water,"a, b"\n', "comma.csv")
    semicolon = write('unit;coder;issues;note\nE1;anna;"energy; water";a, b\n', "semicolon.csv")
    one, other = (coding.read_judgements(path, book).frame for path in (comma, semicolon))
    pd.testing.assert_frame_equal(one, other)
    assert one["note"].tolist() == ["a, b"]


def test_a_file_with_a_header_alone_has_no_judgements(book: Codebook, write: Write) -> None:
    for header in ("unit,coder,stage", "unit,variable,coder,value\r\n"):
        made = coding.read_judgements(write(header), book)
        assert repr(made) == "Judgements: 0 of 0 coders about 0 units and 0 variables"


def test_lines_are_counted_as_an_editor_does(book: Codebook, write: Write) -> None:
    path = write(
        'unit,coder,stage,note\r\nE1,anna,signed,"two\r\nlines"\r\n\r\nE2,anna,singed,"a\nb\rc"\r\n'
        "E3,anna\r\nE4,anna,signed,a,b\r\n,,,\r\nE5,anna,Signed,last\r\n"
    )
    stages = "Allowed: announced, signed."
    assert refusal(path, book) == (
        "7 problems:\n"
        "anna.csv, line 4: the line is blank; delete it.\n"
        "anna.csv, line 5, column stage: 'singed': 'singed' is no code of the variable 'stage'. Nearest: "
        f"'signed'. {stages} {NO_CODE}\n"
        "anna.csv, line 8: has 2 cells, the header has 4; a cell or a delimiter is missing.\n"
        "anna.csv, line 9: has 5 cells, the header has 4; a cell that holds the delimiter must stand "
        "between double quotes.\n"
        "anna.csv, line 10, column unit: must not be empty.\n"
        "anna.csv, line 10, column coder: must not be empty.\n"
        "anna.csv, line 11, column stage: 'Signed': 'Signed' is no code of the variable 'stage'. "
        f"Nearest: 'signed'. {stages} {NO_CODE}"
    )


def test_a_quote_that_is_not_closed_is_refused_and_swallows_no_line_in_silence(
    book: Codebook, write: Write
) -> None:
    path = write('unit,coder,stage,note\nE1,anna,signed,\nE2,anna,signed,"open\nE3,anna,signed,\n')
    assert refusal(path, book) == (
        "1 problem:\nanna.csv, line 3: a quoted cell is not closed or goes on after its quote (unexpected end of "
        "data); close it, and double quotes inside it."
    )


def test_the_problems_of_all_files_come_at_once_in_the_order_of_files_and_lines(
    river_events: ca.Events, write: Write, tmp_path: Path
) -> None:
    ben = write(
        "unit,variable,coder,value,sources,coded_on,x_eye\nE1,category,ben,N/A,src_z,,?\nE99,stage,ben,signed,,2026-02-30,\n",
        "ben.csv",
    )
    anna = write("unit,coder,category,issues,stage\nE1 ,anna,loan,energy;,?\nE2,anna,(None applies),none,\n")
    missing = tmp_path / "cora.csv"
    first = [
        "ben.csv, line 2, column sources: 'src_z': there is no such source in sources.csv.",
        f"ben.csv, line 2, column value: 'N/A': 'N/A' {IS_NO_ID}. {NO_CODE}",
        "ben.csv, line 3, column coded_on: '2026-02-30': is no day; a day is written 2024-05-01.",
        "ben.csv, line 3, column unit: 'E99': there is no such event. Nearest: 'E9'. A unit is the id of an event.",
    ]  # fmt: skip
    second = [
        "anna.csv, line 2, column unit: 'E1 ': 'E1 ' has a blank before or after it; remove it.",
        "anna.csv, line 2, column category: 'loan': 'loan' is no code of the variable 'category'. "
        f"{CATEGORIES} {NO_CODE}",
        "anna.csv, line 2, column issues: 'energy;': has an empty item between separators; write A; B "
        "with nothing before, between or after.",
        f"anna.csv, line 2, column stage: '?': '?' {IS_NO_ID}. {NO_CODE}",
        "anna.csv, line 3, column category: '(None applies)': is no answer; the special answers are "
        "(none applies) and (cannot tell). Nearest: '(none applies)'.",
        "anna.csv, line 3, column issues: 'none': 'none' is no code of the variable 'issues'. Allowed: "
        f"energy, water, transport. {NO_CODE}",
    ]
    third = [f"{missing}: there is no such file."]
    assert refusal([ben, anna, missing], river_events) == "\n".join(["11 problems:", *first, *second, *third])
    assert refusal([missing, anna, ben], river_events) == "\n".join(["11 problems:", *third, *second, *first])


def test_what_is_wrong_with_a_whole_wide_line_is_said_once(river_events: ca.Events, write: Write) -> None:
    path = write(
        "unit,coder,category,issues,stage,round,sources\nE77,anna,economic,energy,signed,0,src_x\nE77,anna,,,,,\n"
    )
    assert refusal(path, river_events) == (
        "4 problems:\n"
        "anna.csv, line 2, column round: '0': is no round; write a whole number from 1 up.\n"
        "anna.csv, line 2, column unit: 'E77': there is no such event. Nearest: 'E7'. A unit is the id of an event.\n"
        "anna.csv, line 2, column sources: 'src_x': there is no such source in sources.csv.\n"
        "anna.csv, line 3, column unit: 'E77': there is no such event. Nearest: 'E7'. A unit is the id of an event."
    )


def test_a_judgement_that_stands_twice_names_file_and_line_of_the_first(book: Codebook, write: Write) -> None:
    one = write('unit,coder,stage,note\nE1,anna,signed,"a\nb"\nE2,anna,,\nE1,anna,announced,\n')
    two = write(
        "unit,variable,coder,value,round\n"
        "E2,stage,anna,signed,1\nE1,stage,anna,signed,\nE1,stage,anna,signed,2\n",
        "two.csv",
    )
    twice = (
        "column unit: 'E1': anna judged stage of this unit twice in round 1, first in anna.csv, line 2; keep one, or "
        "give the second another round."
    )
    assert refusal([one, two], book) == (f"2 problems:\nanna.csv, line 5, {twice}\ntwo.csv, line 3, {twice}")


def test_a_file_that_is_named_twice_is_read_twice_and_refused(book: Codebook, write: Write) -> None:
    path = write("unit,coder,stage\nE1,anna,signed\n")
    assert refusal([path, path], book) == (
        "1 problem:\nanna.csv, line 2, column unit: 'E1': anna judged stage of this unit twice in round 1, first in "
        "anna.csv, line 2; keep one, or give the second another round."
    )


def test_a_coder_whose_name_differs_by_case_is_refused_with_the_first_place(
    book: Codebook, write: Write
) -> None:
    one = write("unit,coder,stage,category\nE1,anna,signed,economic\n")
    two = write("unit,coder,stage,category\nE1,Anna,signed,economic\n", "two.csv")
    assert refusal([one, two], book) == (
        "1 problem:\ntwo.csv, line 2, column coder: 'Anna': is 'anna' in anna.csv, line 2, but for upper and lower "
        "case; a coder has one spelling."
    )


HEADERS = [
    (
        "unit,varible,coder,value",
        ["column varible: is no column of judgements; columns of your own begin with x_. Nearest valid "
            "value: 'variable'."],
    ),
    (
        "unit,variable,coder,valu,remark",
        [
            "column valu: is no column of judgements; columns of your own begin with x_. Nearest valid value: 'value'.",
            "column remark: is no column of judgements; columns of your own begin with x_.",
        ],
    ),
    (
        "Unit,coder ,stage",
        [
            "column Unit: is no column of judgements and no variable of the codebook; columns of your "
            "own begin with x_. Nearest valid value: 'unit'.",
            "column coder : is no column of judgements and no variable of the codebook; columns of your "
            "own begin with x_. Nearest valid value: 'coder'.",
        ],
    ),
    (
        "unit,coder,stag,category",
        ["column stag: is no column of judgements and no variable of the codebook; columns of your own "
            "begin with x_. Nearest valid value: 'stage'."],
    ),
    ("unit,coder,region,stage", ["column region: is derived, not coded; remove it."]),
    ("unit,stage,category", ["column coder: the column is missing; every line needs it."]),
    (
        "unit,variable",
        [
            "column coder: the column is missing; every line needs it.",
            "column value: the column is missing; every line needs it.",
        ],
    ),
    (
        "unit,variable,coder,value,stage",
        ["column stage: is no column of judgements; columns of your own begin with x_."],
    ),
    (
        "unit,coder,note",
        [
            ": there is no judgement in this file: a long table has the columns unit, variable, coder, "
            "value; a wide one "
            "unit, coder and the variables (category, issues, stage)."
        ],
    ),
    ("unit,coder,stage,stage", ["column stage: stands twice in the header."]),
    ("unit,unit,coder,stage", ["column unit: stands twice in the header."]),
    ("unit,coder,,stage", [": column 3 has no name; name it or delete it."]),
]  # fmt: skip


@pytest.mark.parametrize(("header", "troubles"), HEADERS)
def test_a_header_that_is_wrong_is_refused_with_the_nearest_name(
    book: Codebook, write: Write, header: str, troubles: list[str]
) -> None:
    values = {
        "unit": "E1",
        "variable": "stage",
        "coder": "anna",
        "value": "signed",
        "stage": "signed",
        "category": "economic",
    }
    row = [values.get(name, "") for name in header.split(",")]
    text = refusal(write(as_csv([header.split(","), row])), book)
    lines = [f"anna.csv, line 1{'' if trouble.startswith(':') else ', '}{trouble}" for trouble in troubles]
    number = len(troubles)
    assert text == "\n".join([f"{number} problem{'' if number == 1 else 's'}:", *lines])


def test_a_variable_may_be_called_as_a_column_of_judgements_in_a_wide_file(write: Write) -> None:
    codebook = Codebook.parse("""
[codebook]
id = "c"
version = "1"
[variable.category]
values = "one"
hierarchical = true
[code.category.x]
definition = "X."
[variable.confidence]
values = "one"
[code.confidence.high]
definition = "Trusts."
""")
    path = write("unit,coder,confidence,category\nE1,anna,high,x\n")
    found = coding.read_judgements(path, codebook).frame
    assert found[["variable", "value", "confidence"]].to_numpy().tolist() == [
        ["confidence", "high", ""],
        ["category", "x", ""],
    ]


def test_more_problems_than_are_shown_are_counted(book: Codebook, write: Write) -> None:
    path = write("unit,coder,stage\n" + "".join(f"E{number},anna,?\n" for number in range(40)))
    with pytest.raises(InvalidData) as error:
        coding.read_judgements(path, book)
    assert len(error.value.problems) == 40
    assert [problem.line for problem in error.value.problems] == list(range(2, 42))
    assert str(error.value).endswith("\n... and 15 more; the error's to_frame() has all of them.")


def test_rules_and_files_must_be_given(book: Codebook, write: Write) -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.read_judgements([], book)
    assert str(error.value) == "no file is named; give one file of judgements or several."
    rules: Any = "codebook.toml"
    with pytest.raises(coding.CodingError) as error:
        coding.read_judgements(write("unit,coder\n"), rules)
    assert str(error.value) == "judgements are checked against a Codebook, a Study, or Events with a study."
