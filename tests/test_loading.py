"""Reading files of events: what is refused, in which words, and on which line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import ca_events as ca
from ca_events.errors import InvalidData
from ca_events.study import EVENT_COLUMNS, Study

Write = Callable[..., Path]
GOOD = {"id": "E1", "date": "2001-06-15", "title": "A meeting", "category": "political.visit"}


def problems(path: Path, study: Study | None = None, **options: str) -> list[str]:
    """Read a file that must be refused and give its problems as texts."""
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(InvalidData) as caught:
        ca.read_csv(path, study, **options)
    if path.is_file():
        assert path.read_bytes() == before
    return [str(problem) for problem in caught.value.problems]


def test_a_good_file_reads(write_events: Write, study: Study) -> None:
    path = write_events(
        GOOD, {**GOOD, "id": "E2", "actors": "KAZ:borrower;EXIM:lender", "sources": "src_b; src_a"}
    )
    events = ca.read_csv(path, study)
    assert len(events) == 2
    assert events["E2"].actors == (ca.Participant("EXIM", "lender"), ca.Participant("KAZ", "borrower"))
    assert events["E2"].sources == ("src_a", "src_b")


CELLS = {
    "date impossible": (
        {"date": "2013-02-30"},
        "events.csv, line 2, column date: '2013-02-30': no EDTF date: February 2013 has 28 days (at character 9)",
    ),
    "date reversed": ({"date": "2005-2012"}, "2005/2012"),
    "date by a spreadsheet, month": ({"date": "Sep-13"}, "spreadsheet"),
    "date by a spreadsheet, serial": ({"date": "37412"}, "spreadsheet"),
    "date by a spreadsheet, day first": ({"date": "15/06/2001"}, "spreadsheet"),
    "empty date": ({"date": ""}, "events.csv, line 2, column date: '': "),
    "empty id": ({"id": ""}, "events.csv, line 2, column id: '': an event needs an id; it is empty."),
    "bad id": (
        {"id": "E 1"},
        "events.csv, line 2, column id: 'E 1': is no id; an id holds only letters A-Z and a-z, digits, _ . and -.",
    ),
    "unknown code": (
        {"category": "economic.lone"},
        "events.csv, line 2, column category: 'economic.lone': is no code of the variable 'category'. Allowed: "
        "political, political.visit, economic, economic.loan, economic.barter. Nearest valid value: 'economic.loan'.",
    ),
    "retired code": (
        {"category": "economic.barter"},
        "events.csv, line 2, column category: 'economic.barter': the code 'economic.barter' of the variable 'category' "
        "was retired in version 0.9.0; use 'economic.loan' instead.",
    ),
    "two codes for one": (
        {"category": "political; economic"},
        "events.csv, line 2, column category: 'political; economic': holds 2 codes; the variable 'category' takes one.",
    ),
    "unknown stage": (
        {"stage": "sined"},
        "events.csv, line 2, column stage: 'sined': is no code of the variable 'stage'. Allowed: announced, signed. "
        "Nearest valid value: 'signed'.",
    ),
    "unknown basis": (
        {"amount": "5", "currency": "USD", "amount_basis": "face"},
        "events.csv, line 2, column amount_basis: 'face': is no code of the variable 'amount_basis'. "
        "Allowed: loan_face. Nearest valid value: 'loan_face'.",
    ),
    "unknown actor": (
        {"actors": "KAZ; ATLANTIS"},
        "events.csv, line 2, column actors: 'KAZ; ATLANTIS': 'ATLANTIS' is no actor of actors.csv.",
    ),
    "actor by its name": (
        {"actors": "China"},
        "events.csv, line 2, column actors: 'China': is no actor of actors.csv. Nearest valid value: 'CHN'.",
    ),
    "unknown role": (
        {"actors": "EXIM:lendor"},
        "events.csv, line 2, column actors: 'EXIM:lendor': 'lendor' is no code of the variable 'role'. "
        "Allowed: lender, borrower. Nearest valid value: 'lender'.",
    ),
    "two colons": (
        {"actors": "EXIM:lender:first"},
        "events.csv, line 2, column actors: 'EXIM:lender:first': has two colons; an actor is written ACTOR or "
        "ACTOR:role.",
    ),
    "empty item": (
        {"actors": "EXIM;;KAZ"},
        "events.csv, line 2, column actors: 'EXIM;;KAZ': has an empty item between separators; write A; B with nothing "
        "before, between or after.",
    ),
    "sources separated by commas": (
        {"sources": "src_a, src_b"},
        "events.csv, line 2, column sources: 'src_a, src_b': is no id; an id holds only letters A-Z and a-z, digits, "
        "_ . and -; several are separated by a semicolon and a blank, as in A; B.",
    ),
    "a blank beside the colon": (
        {"actors": "EXIM : lender"},
        "events.csv, line 2, column actors: 'EXIM : lender': is no participant; an actor is written ACTOR or "
        "ACTOR:role; there is no blank beside the colon.",
    ),
    "twice in a list": (
        {"sources": "src_a; src_a"},
        "events.csv, line 2, column sources: 'src_a; src_a': names 'src_a' twice.",
    ),
    "two unknown actors": (
        {"actors": "KAZ; MARS; ATLANTIS"},
        [
            "events.csv, line 2, column actors: 'KAZ; MARS; ATLANTIS': 'ATLANTIS' is no actor of actors.csv.",
            "events.csv, line 2, column actors: 'KAZ; MARS; ATLANTIS': 'MARS' is no actor of actors.csv.",
        ],
    ),
    "unknown source": (
        {"sources": "src_c"},
        "events.csv, line 2, column sources: 'src_c': is no source of sources.csv. Nearest valid value: 'src_b'.",
    ),
    "unknown currency": (
        {"amount": "5", "currency": "US$", "amount_basis": "loan_face"},
        "events.csv, line 2, column currency: 'US$': is no currency code; write the three letters of ISO 4217, as in "
        "USD, CNY or KZT.",
    ),
    "unknown relation": (
        {"related": "sings: E1"},
        [
            "events.csv, line 2, column related: 'sings: E1': links an event to itself.",
            "events.csv, line 2, column related: 'sings: E1': 'sings' is no code of the variable 'relation'. "
            "Allowed: signs. Nearest valid value: 'signs'.",
        ],
    ),
    "unknown event": (
        {"related": "signs: E9"},
        "events.csv, line 2, column related: 'signs: E9': there is no event 'E9'; a file that holds a part of a "
        "study is read with part=True.",
    ),
    "amount no number": (
        {"amount": "5,300", "currency": "USD", "amount_basis": "loan_face"},
        "events.csv, line 2, column amount: '5,300': is no number; write digits with a decimal point and nothing else, "
        "as in 5300000 or 60.3.",
    ),
    "amount negative": (
        {"amount": "-5", "currency": "USD", "amount_basis": "loan_face"},
        "events.csv, line 2, column amount: '-5': is negative; an amount is 0 or more.",
    ),
    "amount above its high": (
        {"amount": "5", "amount_high": "4", "currency": "USD", "amount_basis": "loan_face"},
        "events.csv, line 2, column amount_high: '4': is below the amount.",
    ),
    "amount below its low": (
        {"amount": "5", "amount_low": "6", "currency": "USD", "amount_basis": "loan_face"},
        "events.csv, line 2, column amount_low: '6': is above the amount.",
    ),
    "bounds without amount": (
        {"amount_low": "6"},
        "events.csv, line 2, column amount_low: '6': bounds an amount that is not given; fill in amount.",
    ),
    "amount without currency": (
        {"amount": "5", "amount_basis": "loan_face"},
        "events.csv, line 2, column currency: '': an amount needs its currency, a code of ISO 4217 such as USD.",
    ),
    "amount without basis": (
        {"amount": "5", "currency": "USD"},
        "events.csv, line 2, column amount_basis: '': an amount needs its amount_basis.",
    ),
    "amount shortened": (
        {"amount": "5.31E+09", "currency": "USD", "amount_basis": "loan_face"},
        "events.csv, line 2, column amount: '5.31E+09': was shortened by a spreadsheet; format the column as a number "
        "and type all its digits.",
    ),
    "currency without amount": (
        {"currency": "USD"},
        "events.csv, line 2, column currency: 'USD': is the currency of an amount that is not given; fill in amount or "
        "empty it.",
    ),
    "unit without quantity": (
        {"quantity_unit": "km"},
        "events.csv, line 2, column quantity_unit: 'km': is the unit of a quantity that is not given.",
    ),
    "error value of a spreadsheet": (
        {"title": "#REF!"},
        "events.csv, line 2, column title: '#REF!': is the error value of a spreadsheet; type the text again.",
    ),
    "quantity without unit": (
        {"quantity": "5"},
        "events.csv, line 2, column quantity_unit: '': a quantity needs its unit.",
    ),
    "latitude": ({"lat": "91", "lon": "0"}, "is no latitude; degrees from -90 to 90."),
    "half a place": ({"lat": "41"}, "events.csv, line 2, column lon: '': has a latitude but no longitude."),
    "title of two lines": (
        {"title": "one\ntwo"},
        "events.csv, line 2, column title: 'one\\ntwo': runs over more than one line; keep it to one.",
    ),
}


@pytest.mark.parametrize("name", list(CELLS))
def test_each_bad_cell_is_named_with_its_line(name: str, write_events: Write, study: Study) -> None:
    cells, text = CELLS[name]
    found = problems(write_events({**GOOD, **cells}), study)
    if isinstance(text, list):
        assert found == text
        return
    assert len(found) == 1
    if text.startswith("events.csv") and text.endswith("."):
        assert found == [text]
    else:
        assert text in found[0]


def test_all_problems_come_at_once_in_the_order_of_the_lines(write_events: Write, study: Study) -> None:
    path = write_events(
        {**GOOD, "date": "2013-02-30", "stage": "sined"},
        {**GOOD, "id": "E2", "note": "two\nlines"},
        {**GOOD, "id": "E2"},
        {**GOOD, "id": "E3", "actors": "ATLANTIS"},
    )
    assert [text.split(":")[0] for text in problems(path, study)] == [
        "events.csv, line 2, column date",
        "events.csv, line 2, column stage",
        "events.csv, line 5, column id",
        "events.csv, line 6, column actors",
    ]


def test_duplicate_id_is_named_where_it_stands_again(write_events: Write) -> None:
    assert problems(write_events(GOOD, GOOD)) == [
        "events.csv, line 3, column id: 'E1': the id is used already; an id stands for one event."
    ]


def test_missing_and_misspelt_columns(write_events: Write, study: Study) -> None:
    names = tuple(name for name in EVENT_COLUMNS if name != "sources")
    path = write_events(columns=(*names, "categroy", "mechanism", "stage", "amount_basis"))
    assert problems(path, study) == [
        "events.csv, line 1, column categroy: is no column of events and no variable of the codebook 'small'; a column "
        "of your own has a name that begins with x_. Nearest valid value: 'category'.",
        "events.csv, line 1, column sources: the column is missing; add it to the header (its cells may stay empty).",
    ]


def test_without_a_study_a_misspelt_fixed_column_is_still_found(write_events: Write) -> None:
    assert problems(write_events(columns=("id", "date", "titel"))) == [
        "events.csv, line 1, column titel: looks like a misspelt column. Nearest valid value: 'title'."
    ]
    assert problems(write_events(columns=("id", "title"))) == [
        "events.csv, line 1, column date: the column is missing; every event needs it."
    ]


def test_computed_and_derived_columns_are_refused_in_a_file(write_events: Write, study: Study) -> None:
    path = write_events(
        columns=(*EVENT_COLUMNS, "category", "mechanism", "stage", "amount_basis", "earliest", "region")
    )
    assert problems(path, study) == [
        "events.csv, line 1, column earliest: the column is computed from date; remove it.",
        "events.csv, line 1, column region: the column is derived, not coded; remove it.",
    ]


def test_too_few_and_too_many_cells_and_blank_lines_keep_true_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        'id,date,title,note\nE1,2001,A,"two\nlines"\nE2,2001,B\nE3,2001,C,\n\nE4,20x1,D,\n', encoding="utf-8"
    )
    found = problems(path)
    assert found[0] == "events.csv, line 4: has 3 cells, the header has 4; a cell or a delimiter is missing."
    assert found[1] == "events.csv, line 6: the line is blank; delete it."
    assert found[2].startswith("events.csv, line 7, column date: '20x1': ")
    assert len(found) == 3


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_line_with_too_many_cells_is_found_wherever_it_stands(line: int, tmp_path: Path) -> None:
    rows = ["E1,2001,A,", "E2,2001,B,", "E3,2001,C,"]
    rows[line - 1] += ",surplus"
    path = tmp_path / "events.csv"
    path.write_text("id,date,title,note\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert problems(path) == [
        f"events.csv, line {line + 1}: has 5 cells, the header has 4; "
        "a cell that holds the delimiter must stand between double quotes."
    ]


def test_a_file_whose_every_line_is_one_cell_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("id,date,title\nE1,2001,A,\nE2,2002,B,\n", encoding="utf-8")
    assert [text[:18] for text in problems(path)] == ["events.csv, line 2", "events.csv, line 3"]


def test_one_cell_too_few_and_one_too_many_do_not_cancel_out(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("id,date,title\nE1,2001,A\nE2,2002\nE3,2003,C,\nE4,2004,D\n", encoding="utf-8")
    assert [text[:18] for text in problems(path)] == ["events.csv, line 3", "events.csv, line 4"]


FILES = {
    "semicolons": (
        b"id;date;title\nE1;2001;A\n",
        "events.csv, line 1: the cells are separated by ';', not by ','; read the file with delimiter=';'.",
    ),
    "cp1252": (
        "id,date,title\nE1,2001,Caf\u00e9\n".encode("cp1252"),
        "events.csv, line 2: byte 0xe9 is not UTF-8; the file looks like cp1252, the encoding of older spreadsheets. "
        "Save it as 'CSV UTF-8', or read it with encoding='cp1252'.",
    ),
    "zero byte": (
        b"id,date,title\nE1,2001,A\nE2,20\x0001,B\n",
        "events.csv, line 3: holds a zero byte: the file is damaged or no text file; save it again.",
    ),
    "zero byte in the header": (
        b"id,da\x00te,title\nE1,2001,A\n",
        "events.csv, line 1: holds a zero byte: the file is damaged or no text file; save it again.",
    ),
    "utf-16": (
        "id,date,title\n".encode("utf-16"),
        "events.csv: the file is UTF-16; save it as 'CSV UTF-8', or read it with encoding='utf-16'.",
    ),
    "empty": (b"", "events.csv, line 1: the file is empty; its first line must name the columns."),
    "doubled column": (
        b"id,date,title,title\nE1,2001,A,B\n",
        "events.csv, line 1, column title: stands twice in the header.",
    ),
}


@pytest.mark.parametrize("name", list(FILES))
def test_files_that_are_no_table_are_refused(name: str, tmp_path: Path) -> None:
    data, text = FILES[name]
    path = tmp_path / "events.csv"
    path.write_bytes(data)
    assert problems(path) == [text]


def test_an_unclosed_quote_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text('id,date,title\nE1,2001,A\nE2,2002,"B\nE3,2003,C\n', encoding="utf-8")
    assert problems(path) == [
        "events.csv, line 3: a quoted cell is not closed or goes on after its quote (unexpected end of data); "
        "close it, and double quotes inside it."
    ]


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"{tmp_path}: is a folder; name a file in it."]
    assert problems(tmp_path / "none.csv") == [f"{tmp_path / 'none.csv'}: there is no such file."]


def test_other_delimiters_and_encodings_read_when_named(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes("id;date;title\nE1;2001;Caf\u00e9, the second\n".encode("cp1252"))
    events = ca.read_csv(path, delimiter=";", encoding="cp1252")
    assert events["E1"].title == "Caf\u00e9, the second"


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("id,date,title\n", encoding="utf-8")
    assert problems(path, encoding="utf-99") == [
        "events.csv: there is no encoding 'utf-99'; utf-8 and cp1252 are usual."
    ]


def test_a_byte_order_mark_and_crlf_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(b'\xef\xbb\xbfid,date,title,note\r\nE1,2001,A,"x\r\ny"\r\nE2,bad,B,\r\n')
    assert problems(path)[0].startswith("events.csv, line 4, column date: 'bad': ")
    path.write_bytes(b"\xef\xbb\xbfid,date,title\r\nE1,2001,A\r\n")
    assert ca.read_csv(path)["E1"].title == "A"


def test_a_header_alone_is_an_empty_collection(write_events: Write, study: Study) -> None:
    events = ca.read_csv(write_events(), study)
    assert len(events) == 0
    assert list(events) == []
    assert events.counts().empty


def test_codes_that_look_like_numbers_or_missing_values_stay_text(write_events: Write) -> None:
    path = write_events(
        {"id": "010", "date": "2001", "title": "NA", "x_code": "NaN", "place": "null"},
        columns=("id", "date", "title", "place", "x_code"),
    )
    event = ca.read_csv(path)["010"]
    assert (event.id, event.title, event.place, event.extra["x_code"]) == ("010", "NA", "null", "NaN")


def test_columns_of_the_users_own_are_never_checked_or_lost(
    write_events: Write, study: Study, tmp_path: Path
) -> None:
    columns = (*EVENT_COLUMNS, "category", "mechanism", "stage", "amount_basis", "x_mine")
    events = ca.read_csv(write_events({**GOOD, "x_mine": " =1;;,\n"}, columns=columns), study)
    assert events["E1"].extra["x_mine"] == " =1;;,\n"
    again = ca.read_csv(events.to_csv(tmp_path / "again.csv"), study)
    assert list(again) == list(events)


def test_the_bundled_study_loads_and_its_evidence_is_about_its_events() -> None:
    events = ca.load()
    ids = {event.id for event in events}
    assert len(ids) >= 60
    assert events.study is not None
    assert {row.event for row in events.study.evidence} <= ids
    assert events.problems().empty


def test_evidence_about_an_event_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    source = ca.Study.new(folder, name="mine").sources.ids[0]
    (folder / "evidence.csv").write_text(
        f"event,field,source,locator,value,accessed,stance\nE77,date,{source},,2001,,\n", encoding="utf-8"
    )
    with pytest.raises(InvalidData) as caught:
        ca.load(folder)
    assert [str(problem) for problem in caught.value.problems] == [
        "evidence.csv, line 2, column event: 'E77': there is no such event in events.csv."
    ]


def test_problems_of_the_study_and_of_its_events_come_together(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    actors, events = folder / "actors.csv", folder / "events.csv"
    actors.write_text(actors.read_text(encoding="utf-8").replace("state", "estate", 1), encoding="utf-8")
    events.write_text(events.read_text(encoding="utf-8").replace("2001-06-15", "Jun-01", 1), encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        ca.load(folder)
    assert {problem.file for problem in caught.value.problems} == {"actors.csv", "events.csv"}


def test_a_part_of_a_study_is_read_when_it_is_called_one(write_events: Write, study: Study) -> None:
    path = write_events({**GOOD, "related": "signs: E9"})
    assert ca.read_csv(path, study, part=True)["E1"].related == (ca.Related("signs", "E9"),)


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n"])
def test_a_delimiter_is_one_character(delimiter: str, write_events: Write) -> None:
    with pytest.raises(ca.CaEventsError) as caught:
        ca.read_csv(write_events(GOOD), delimiter=delimiter)
    assert (
        str(caught.value)
        == f"the delimiter is {delimiter!r}; it is one character, usually ',' or ';' or a tab."
    )


STRAY = {
    "one that opens a cell and swallows a row": 'E1,2001,A,"remark\nE2,2002,B,"x"\nE3,2003,C,\n',
    "text after a closing quote": 'E1,2001,"A" b,\nE2,2002,B,\n',
    "one that is never closed": 'E1,2001,A,\nE2,2002,"B,\nE3,2003,C,\n',
}


@pytest.mark.parametrize("name", list(STRAY))
def test_a_stray_quote_never_swallows_a_row_without_a_word(name: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("id,date,title,note\n" + STRAY[name], encoding="utf-8")
    assert any("a quoted cell is not closed or goes on after its quote" in text for text in problems(path))


def test_a_quote_inside_a_cell_without_quotes_is_a_letter_like_others(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        'id,date,title,note\nE1,2001,a 5" pipe,b\nE2,2002,"say ""yes"", now",""\n', encoding="utf-8"
    )
    assert [event.title for event in ca.read_csv(path)] == ['a 5" pipe', 'say "yes", now']


def test_a_very_long_remark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"id,date,title,note\nE1,2001,A,{'x' * 200_000}\n", encoding="utf-8")
    assert len(ca.read_csv(path)["E1"].note) == 200_000


def test_an_excel_sheet_reads_like_a_file(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "date", "title", "amount", "currency", None])
    sheet.append(["E1", "2001-06-15", "A", 5300000, "USD", None])
    sheet.append(["E2", 2005, "B", None, None, None])
    book.save(tmp_path / "events.xlsx")
    events = ca.read_excel(tmp_path / "events.xlsx")
    assert events["E1"].amount == ca.Amount(5300000, "USD")
    assert events["E2"].date.edtf == "2005"


def test_an_excel_date_cell_is_refused_because_the_spreadsheet_made_it(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    import datetime

    book = openpyxl.Workbook()
    book.active.append(["id", "date", "title"])
    book.active.append(["E1", datetime.datetime(2013, 9, 1), "A"])  # noqa: DTZ001
    book.save(tmp_path / "events.xlsx")
    with pytest.raises(
        InvalidData, match=r"events.xlsx, line 2, column date: '1-Sep-2013'.*no longer says which date it was"
    ):
        ca.read_excel(tmp_path / "events.xlsx")


def test_what_is_no_sheet_is_refused(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "events"
    book.active.append(["id", "date", "title"])
    book.active.append(["E1", "2001", "A", "beyond"])
    book.active.append(["E2", "2001-13", "B"])
    book.create_sheet("empty")
    path = tmp_path / "events.xlsx"
    book.save(path)

    def refused(**options: object) -> list[str]:
        with pytest.raises(InvalidData) as caught:
            ca.read_excel(path, **options)  # type: ignore[arg-type]
        return [str(problem) for problem in caught.value.problems]

    assert refused(sheet="none") == ["events.xlsx: has no sheet 'none'; it has events, empty."]
    assert refused(sheet=-3) == ["events.xlsx: has no sheet '-3'; it has events, empty."]
    assert refused(sheet="empty") == [
        "events.xlsx, line 1: the file is empty; its first line must name the columns."
    ]
    found = refused()
    assert found[0] == (
        "events.xlsx, line 2: has a cell to the right of the last named column; name the column or empty the cell."
    )
    assert found[1].startswith("events.xlsx, line 3, column date: '2001-13': ")
    path.write_bytes(b"no workbook")
    assert refused()[0].startswith("events.xlsx: is no Excel workbook (.xlsx): ")


def test_a_formula_without_a_value_is_refused_and_not_taken_for_an_empty_cell(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["id", "date", "title", "amount"])
    book.active.append(["E1", "2001", "A", "=5*1000000"])
    book.save(tmp_path / "events.xlsx")
    with pytest.raises(InvalidData) as caught:
        ca.read_excel(tmp_path / "events.xlsx")
    assert [str(problem) for problem in caught.value.problems] == [
        "events.xlsx, line 2, column amount: '=5*1000000': is a formula whose value the workbook does not hold; "
        "replace it by its value."
    ]


def test_a_workbook_cell_is_not_unescaped(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["id", "date", "title"])
    book.active.append(["E1", "2001", "'-x"])
    book.save(tmp_path / "events.xlsx")
    assert ca.read_excel(tmp_path / "events.xlsx")["E1"].title == "'-x"


def test_without_openpyxl_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ca_events import workbook

    (tmp_path / "events.xlsx").write_bytes(b"")
    monkeypatch.setattr(workbook.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ca.MissingExtra) as caught:
        ca.read_excel(tmp_path / "events.xlsx")
    assert str(caught.value) == "Excel files need openpyxl: pip install 'ca-events[excel]'."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (
            b"id;date;title\nE1;2001;A\n",
            "events.csv, line 1: the cells are separated by ';'; save the file with commas (CSV UTF-8).",
        ),
        (
            "id,date,title\nE1,2001,Caf\u00e9\n".encode("cp1252"),
            "events.csv, line 2: byte 0xe9 is not UTF-8; the file looks like cp1252, an older encoding; save it as "
            "'CSV UTF-8'.",
        ),
    ],
)
def test_in_the_folder_of_a_study_the_remedy_is_one_that_can_be_had(
    data: bytes, text: str, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    (folder / "events.csv").write_bytes(data)
    with pytest.raises(InvalidData) as caught:
        ca.load(folder)
    assert [str(problem) for problem in caught.value.problems] == [text]


@pytest.mark.parametrize("name", ["actors.csv.txt", "actors (1).csv", "actors.CSV"])
def test_a_register_under_another_name_is_not_passed_over(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    (folder / "actors.csv").rename(folder / name)
    with pytest.raises(InvalidData) as caught:
        ca.load(folder)
    assert str(caught.value.problems[0]) == (
        f"{name}: a study does not read a file of this name; rename it actors.csv if it is that."
    )


def test_a_folder_in_the_place_of_a_register_is_not_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    (folder / "actors.csv").unlink()
    (folder / "actors.csv").mkdir()
    with pytest.raises(InvalidData) as caught:
        ca.load(folder)
    assert str(caught.value.problems[0]) == "actors.csv: is a folder; the study needs a file of this name."


def test_names_that_tables_use_already_are_refused_for_periods(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    ca.Study.new(folder, name="mine")
    (folder / "periods.csv").write_text(
        "set,id,label,date,note\nyear,one,One,2001-01-01/2002-12-31,\nera,outside,Two,2001-01-01/2002-12-31,\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidData) as caught:
        ca.load(folder)
    assert [str(problem) for problem in caught.value.problems] == [
        "periods.csv, line 2, column set: 'year': means calendar bins already (year, quarter, month, decade); give the "
        "set another name.",
        "periods.csv, line 3, column id: 'outside': is a row of every table already (undated, open, unknown, outside); "
        "give the period another id.",
    ]


def test_rows_that_a_spreadsheet_has_appended_are_one_problem_each(write_events: Write, study: Study) -> None:
    assert problems(write_events(GOOD, {}, {**GOOD, "id": "E2", "date": "2001-13"}, {}), study)[::2] == [
        "events.csv, line 3: the row is empty; delete it.",
        "events.csv, line 5: the row is empty; delete it.",
    ]


def test_a_delimiter_beyond_ascii_reads(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("id\u00a7date\u00a7title\nE1\u00a72001\u00a7A\n", encoding="utf-8")
    assert ca.read_csv(path, delimiter="\u00a7")["E1"].title == "A"


def test_utf_32_reads_when_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes("id,date,title\nE1,2001,A\n".encode("utf-32"))
    assert ca.read_csv(path, encoding="utf-32")["E1"].title == "A"
