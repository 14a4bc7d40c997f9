"""A study as a whole: reading a folder, saving it, building one in memory, and the rules between its files."""

from __future__ import annotations

import copy
import datetime
import pickle
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

import ca_events.study
from ca_events.errors import InvalidData, UnknownCode
from ca_events.study import (
    Actor,
    Actors,
    Code,
    Codebook,
    CoverageRow,
    Derived,
    Evidence,
    Evidences,
    Indicator,
    Period,
    Source,
    Study,
    Variable,
)
from ca_events.study.toml_slips import slips

STUDY = """# A remark that must survive.
[study]
name = "rivers"
title = "Rivers of Asia"
version = "0.1.0"
licence = "CC BY 4.0"
authors = ["A. Hope", "B. Zenda"]
from = 1991-12-26
to = "2020-12-31"
"""
CODEBOOK = """# Another remark.
[codebook]
id = "rivers"
version = "1.0.0"
[variable.category]
values = "one"
hierarchical = true
[code.category.economic]
definition = "About money."
[code.category."economic.loan"]
parent = "economic"
definition = "A loan."
[variable.region]
values = "many"
hierarchical = true
derived = { from = "actors", field = "region" }
[code.region.asia]
definition = "Asia."
[code.region."asia.central"]
parent = "asia"
definition = "Central Asia."
"""
FILES = {
    "study.toml": STUDY,
    "codebook.toml": CODEBOOK,
    "actors.csv": (
        "name,id,aliases,kind,parent,members,country,region,rank,track,from,to,iso3,cow,fips,cameo\r\n"
        "Kazakhstan,KAZ,,state,,,,asia.central,,,1991-12-16,,KAZ,705,KZ,\r\n"
    ),
    "sources.csv": (
        "id,author,title,publisher,family,kind,language,date,url,archived,accessed,note\n"
        "S1,,Treaty,,,official,,2001,,,,\n"
    ),
    "periods.csv": "set,id,label,date,note\nadministration,xi,Xi,2012-11-15/..,\n",
    "coverage.csv": (
        "code,actor,from,to,level,bar,list,languages,searched_on,note\n"
        "economic,asia,1992,2020,census,,list of loans,en; ru,2024-01-31,\n"
    ),
    "indicators.csv": (
        "measure,date,actors,value,low,high,unit,currency,reporter,flow,vintage,source,note\n"
        "trade,2001,KAZ,1.5,,,billion,USD,,,,S1,\n"
    ),
    "evidence.csv": "event,field,source,locator,value,accessed,stance\nE1,date,S1,p. 3,June,2024-01-31,\n",
}
EMPTY_BOOK = Codebook(
    id="b", version="1", variables=[Variable(id="category", values="one", hierarchical=True)]
)


def folder(path: Path, **changes: str | None) -> Path:
    """Write the files of a study, some of them changed or left out (dots in names are written as two underscores)."""
    path.mkdir(exist_ok=True)
    named = {name.replace("__", "."): text for name, text in changes.items()}
    for name, text in (FILES | named).items():
        if text is not None:
            (path / name).write_bytes(text.encode())
    return path


def contents(path: Path) -> dict[str, bytes]:
    """Give the files of a folder."""
    return {file.name: file.read_bytes() for file in path.iterdir()}


def problems(path: Path) -> list[str]:
    """Give the problems of a study, one line each."""
    with pytest.raises(InvalidData) as caught:
        Study.read(path)
    return [str(problem) for problem in caught.value.problems]


def test_study_is_read_from_its_files(tmp_path: Path) -> None:
    study = Study.read(folder(tmp_path))
    assert (study.name, study.title, study.version) == ("rivers", "Rivers of Asia", "0.1.0")
    assert (study.licence, study.authors) == ("CC BY 4.0", ("A. Hope", "B. Zenda"))
    assert (study.start, study.end) == (datetime.date(1991, 12, 26), datetime.date(2020, 12, 31))
    assert study.codebook.columns == ("category",)
    assert study.actors.resolve("kazakhstan") == "KAZ"
    assert study.period("administration:xi").label == "Xi"
    assert study.evidence.about("E1")[0].value == "June"
    assert study.indicators.of("trade")[0].value == 1.5
    assert study.sources["S1"].title == "Treaty"


def test_coverage_of_a_study_knows_the_regions_of_its_actors(tmp_path: Path) -> None:
    study = Study.read(folder(tmp_path))
    searched = ((datetime.date(1992, 1, 1), datetime.date(2020, 12, 31)),)
    assert study.coverage.stretches("economic.loan", "KAZ") == searched
    moved = attrs.evolve(study, actors=[attrs.evolve(study.actors["KAZ"], region="")])
    assert moved.coverage.stretches("economic.loan", "KAZ") == ()


def test_registers_are_optional(tmp_path: Path) -> None:
    without = {name.replace(".", "__"): None for name in FILES if name.endswith(".csv")}
    study = Study.read(folder(tmp_path, **without))
    assert len(study.actors) == len(study.sources) == len(study.coverage) == 0


def test_saving_an_unchanged_study_writes_every_file_byte_for_byte(tmp_path: Path) -> None:
    study = Study.read(folder(tmp_path / "one"))
    study.save(tmp_path / "two")
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_saving_writes_only_changed_files_anew(tmp_path: Path) -> None:
    study = Study.read(folder(tmp_path / "one"))
    changed = attrs.evolve(
        study,
        version="0.2.0",
        actors=[*study.actors, Actor(id="CHN", name="China", aliases="=1+1; 中国", kind="state")],
    )
    changed.save(tmp_path / "two")
    before, after = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert {name for name in before if before[name] != after[name]} == {"study.toml", "actors.csv"}
    assert Study.read(tmp_path / "two") == changed
    assert after["actors.csv"].decode().splitlines() == [
        "id,name,aliases,kind,parent,members,country,region,rank,track,from,to,iso3,cow,fips,cameo",
        "KAZ,Kazakhstan,,state,,,,asia.central,,,1991-12-16,,KAZ,705,KZ,",
        "CHN,China,'=1+1; 中国,state,,,,,,,,,,,,",
    ]
    assert after["study.toml"].decode() == (
        '[study]\nname = "rivers"\ntitle = "Rivers of Asia"\nversion = "0.2.0"\nlicence = "CC BY 4.0"\n'
        'authors = [\n    "A. Hope",\n    "B. Zenda",\n]\nfrom = 1991-12-26\nto = 2020-12-31\n'
    )


def test_file_that_is_changed_and_changed_back_keeps_its_remarks(tmp_path: Path) -> None:
    study = Study.read(folder(tmp_path / "one"))
    back = attrs.evolve(attrs.evolve(study, name="other"), name="rivers")
    back.save(tmp_path / "two")
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_saving_is_the_same_every_time_and_never_touches_events(tmp_path: Path) -> None:
    study = attrs.evolve(Study.read(folder(tmp_path / "one")), title="New", periods=())
    for name in ("two", "three"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.csv").write_bytes(b"mine")
        study.save(tmp_path / name)
    assert contents(tmp_path / "two") == contents(tmp_path / "three")
    assert contents(tmp_path / "two")["events.csv"] == b"mine"


def test_emptied_register_leaves_no_old_rows_behind(tmp_path: Path) -> None:
    study = Study.read(folder(tmp_path))
    emptied = attrs.evolve(study, periods=())
    emptied.save(tmp_path)
    assert (tmp_path / "periods.csv").read_text(encoding="utf-8") == "set,id,label,date,note\n"
    assert Study.read(tmp_path) == emptied


def test_study_in_memory_needs_only_a_name_and_a_codebook(tmp_path: Path) -> None:
    study = Study(name="rivers", codebook=EMPTY_BOOK)
    study.save(tmp_path / "new" / "deep")
    assert sorted(contents(tmp_path / "new" / "deep")) == ["codebook.toml", "study.toml"]
    assert Study.read(tmp_path / "new" / "deep") == study


def test_saving_an_empty_register_over_an_old_file_empties_it(tmp_path: Path) -> None:
    study = Study(name="rivers", codebook=EMPTY_BOOK)
    study.save(folder(tmp_path))
    assert Study.read(tmp_path) == study


def test_study_is_a_value(tmp_path: Path) -> None:
    study = Study.read(folder(tmp_path))
    assert hash(study) == hash(Study.read(tmp_path))
    assert pickle.loads(pickle.dumps(study)) == copy.deepcopy(study) == study
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        study.name = "other"  # type: ignore[misc]


def test_repr_is_one_line(tmp_path: Path) -> None:
    assert repr(Study.read(folder(tmp_path))) == (
        "Study('rivers', version '0.1.0': 4 codes in 2 variables, 1 actor, 1 source, 1 piece of evidence, 1 period, "
        "1 search, 1 figure)"
    )
    assert repr(Study(name="rivers", codebook=EMPTY_BOOK)) == "Study('rivers': 0 codes in 1 variable)"


def test_missing_folder_and_missing_files(tmp_path: Path) -> None:
    place = tmp_path / "nothing"
    assert problems(place) == [
        f"{place}: there is no such folder; a study is a folder with study.toml and codebook.toml in it."
    ]
    place.mkdir()
    assert problems(place) == [
        "study.toml: the file is missing; every study has study.toml and codebook.toml.",
        "codebook.toml: the file is missing; every study has study.toml and codebook.toml.",
    ]


def test_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    place = folder(
        tmp_path,
        study__toml=STUDY.replace("title", "titel"),
        codebook__toml=CODEBOOK.replace('definition = "A loan."\n', ""),
        sources__csv=FILES["sources.csv"].replace("official", "offical"),
        evidence__csv=FILES["evidence.csv"] + "E2,date,S2,,,,\n",
    )
    assert problems(place) == [
        "study.toml, line 4: [study]: 'titel' is no key of this table. "
        "Allowed: name, title, version, licence, authors, from, to. Nearest valid value: 'title'.",
        'codebook.toml, line 10: [code.category."economic.loan"]: definition is missing; '
        "say when the code is to be used.",
        "sources.csv, line 2, column kind: 'offical': is not allowed. Nearest: 'official'. Allowed: legal_text, "
        "official, filing, agency, local_media, foreign_media, party_state_media, research, dataset, think_tank, ngo, "
        "blog.",
        "evidence.csv, line 3, column source: 'S2': there is no such source in sources.csv.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "rivers"\n', "", "line 2: [study]: name must not be empty."),
        ('"rivers"', '"two\\nlines"', "line 3: [study]: name runs over more than one line; keep it to one."),
    ],
)
def test_name_is_a_line_of_text(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert problems(folder(tmp_path, study__toml=STUDY.replace(old, new))) == [
        f'study.toml, {message} It is a line of text, such as name = "My study".'
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("1991-12-26", "2021-01-01", "line 9: [study]: to (2020-12-31) lies before from (2021-01-01)."),
        ("1991-12-26", "1991", "line 8: [study]: from must be a day of the calendar, such as 1991-12-26."),
        (
            "2020-12-31",
            "2020-02-30",
            "line 9: [study]: to must be a day of the calendar, such as 1991-12-26.",
        ),
        (
            '["A. Hope", "B. Zenda"]',
            '"A. Hope"',
            'line 7: [study]: authors must be a list of texts, such as ["one", "two"].',
        ),
        ('"rivers"', "3", 'line 3: [study]: name must be a text in quotes, such as "signed".'),
        (
            "[study]\n",
            "[stdy]\nx = 1\n[study]\n",
            "line 2: [stdy]: study.toml has only the table [study]; everything stands below that header.",
        ),
        (
            '"rivers"',
            "rivers",
            "line 3: this is not valid TOML: Invalid value. Texts stand in quotes and lists in [ ].",
        ),
    ],
)
def test_mistakes_in_study_toml(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert problems(folder(tmp_path, study__toml=STUDY.replace(old, new))) == [f"study.toml, {message}"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "title = \u201cRivers of Kazakhstan\u2019s west\u201d",
            'the quotes are curly; write straight ones: title = "Rivers of Kazakhstan\u2019s west".',
        ),
        ("title = \u00abRivers\u00bb", 'the quotes are curly; write straight ones: title = "Rivers".'),
        ("title = \u2018Rivers\u2019", 'the quotes are curly; write straight ones: title = "Rivers".'),
        ('title = "Rivers\u201d', 'the quotes are curly; write straight ones: title = "Rivers".'),
        (
            "authors = [\u201cA. Hope\u201d, \u201cB. Zenda\u201d]",
            'the quotes are curly; write straight ones: authors = ["A. Hope", "B. Zenda"].',
        ),
        (
            'title = \u201cThe "new" road\u201d',
            'the quotes are curly; write straight ones: title = "text".',
        ),
        (
            'title = "Rivers of Kazakhstan\u2019s west',
            'a quote has no partner; a text begins and ends with " on the same line, as in key = "text".',
        ),
        (
            'authors = ["A. Hope, "B. Zenda"]',
            'a quote has no partner; a text begins and ends with " on the same line, as in key = "text".',
        ),
        (
            'title = "The "new" road"',
            'a quote inside the text ends it; begin and end the text with " and write \\" for each inside.',
        ),
        (
            "title = 'Kazakhstan's road'",
            'a quote inside the text ends it; begin and end the text with " and write \\" for each inside.',
        ),
        (
            "from = 01.01.1991",
            "'01.01.1991' is no day here; write year-month-day without quotes, such as from = 1991-12-26.",
        ),
        (
            "from = 1991/1/1 # the first day",
            "'1991/1/1' is no day here; write year-month-day without quotes, such as from = 1991-12-26.",
        ),
        ("from = 1991-02-30", "'1991-02-30' is no day of the calendar."),
        ("version = 0.1.0", "'0.1.0' stands in quotes: write version = \"0.1.0\"."),
        ("title=TRUE", "'TRUE' must be in small letters: write title = true."),
        (
            "title = '''Rivers",
            "a text that begins with ''' is not closed; write ''' at its end.",
        ),
        ('title = """Rivers', 'a text that begins with """ is not closed; write """ at its end.'),
    ],
)
def test_slips_in_toml_are_recognised_and_say_what_to_write(tmp_path: Path, line: str, message: str) -> None:
    text = f'[study]\nname = "rivers"\n{line}\n'
    assert problems(folder(tmp_path, study__toml=text)) == [f"study.toml, line 3: {message}"]


def test_all_slips_come_at_once_beside_what_the_reader_says(tmp_path: Path) -> None:
    text = "[study]\nname = rivers\nauthors = [\n  \u201cA. Hope\u201d,\n]\nversion = 0.1.0\n"
    assert problems(folder(tmp_path, study__toml=text)) == [
        "study.toml, line 2: this is not valid TOML: Invalid value. Texts stand in quotes and lists in [ ].",
        'study.toml, line 4: the quotes are curly; write straight ones: "A. Hope".',
        "study.toml, line 6: '0.1.0' stands in quotes: write version = \"0.1.0\".",
    ]


@given(
    st.dictionaries(
        st.text("ab-", min_size=1),
        st.text("a\"'\\#,=[\n \u201c\u2019")
        | st.booleans()
        | st.dates()
        | st.floats(allow_nan=False)
        | st.lists(st.text("a\"'\\\u201d")),
    )
)
def test_nothing_in_valid_toml_is_taken_for_a_slip(table: dict[str, object]) -> None:
    assert slips(tomli_w.dumps(table)) == []


def test_lines_of_a_long_text_are_not_taken_for_slips() -> None:
    text = 'a = """one line"""\nb = """\nc = True\n\u201cd\u201d\n"""\nc = True\n'
    assert slips(text) == [(6, "'True' must be in small letters: write c = true.")]


def test_remarks_are_not_taken_for_slips() -> None:
    assert slips("# \u201ca\u201d = True\na = 1 # it's \"odd\nb = [ # \u201c\n'c', # d\n]\n") == []


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("sources.csv", "save it as 'CSV UTF-8'"),
        ("codebook.toml", "save it as UTF-8"),
        ("study.toml", "save it as UTF-8"),
    ],
)
def test_file_in_another_encoding_is_one_problem_among_others(tmp_path: Path, name: str, remedy: str) -> None:
    place = folder(tmp_path, periods__csv=FILES["periods.csv"].replace("2012-11-15/..", "2012"))
    words = FILES[name].replace("Treaty", "Traité").replace("remark", "rémark")
    line = next(number for number, text in enumerate(words.splitlines(), start=1) if "é" in text)
    (place / name).write_bytes(words.encode("cp1252"))
    found = problems(place)
    assert len(found) == 2
    assert found[0] == (
        f"{name}, line {line}: byte 0xe9 is not UTF-8; the file looks like cp1252, an older encoding; {remedy}."
    )
    assert found[1].startswith("periods.csv, line 2, column date: ")


def test_register_with_semicolons_is_told_once_and_not_told_of_an_option_that_it_has_not(
    tmp_path: Path,
) -> None:
    text = FILES["actors.csv"].replace(",", ";")
    assert problems(folder(tmp_path, actors__csv=text)) == [
        "actors.csv, line 1: the cells are separated by ';'; save the file with commas (CSV UTF-8)."
    ]


def test_ids_of_a_register_that_lacks_a_column_are_not_called_unknown(tmp_path: Path) -> None:
    text = FILES["actors.csv"].replace("name,id", "name,idd")
    assert problems(folder(tmp_path, actors__csv=text)) == [
        "actors.csv, line 1, column idd: there is no such column here; columns of your own begin with x_. "
        "Nearest valid value: 'id'."
    ]


def test_utf16_in_a_study_is_told_without_an_option_that_it_has_not(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / "periods.csv").write_bytes(FILES["periods.csv"].encode("utf-16"))
    assert problems(place) == ["periods.csv: the file is UTF-16; save it as 'CSV UTF-8'."]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("events.csv", ", or read it with ca.read_csv"),
        ("events.xlsx", ", or read it with ca.read_excel"),
        ("study.toml", ""),
    ],
)
def test_file_in_place_of_the_folder_is_told(tmp_path: Path, name: str, other: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    assert problems(tmp_path / name) == [f"{tmp_path / name}: is a file; give the folder it is in{other}."]


def test_spreadsheet_in_place_of_a_register_is_not_passed_over(tmp_path: Path) -> None:
    place = folder(tmp_path, actors__csv=None, indicators__csv=None, coverage__csv=None)
    (place / "actors.xlsx").write_bytes(b"x")
    (place / "sources.xlsx").write_bytes(b"x")  # sources.csv is there, so this one is somebody's own.
    assert problems(place) == [
        "actors.xlsx: a study does not read a file of this kind; save it as actors.csv (CSV UTF-8)."
    ]


def test_rows_of_a_register_keep_their_lines_which_do_not_count_in_comparisons(tmp_path: Path) -> None:
    text = FILES["evidence.csv"] + 'E1,note,S1,,"two\nlines",,\nE1,title,S1,,,,\n'
    read = Study.read(folder(tmp_path, evidence__csv=text)).evidence
    assert [(line, row.field) for line, row in read.numbered()] == [(2, "date"), (3, "note"), (5, "title")]
    made = Evidences(read.rows)
    assert [line for line, _ in made.numbered()] == [None, None, None]
    assert made == read
    assert hash(made) == hash(read)


def test_file_whose_name_is_almost_that_of_a_register_is_not_passed_over(tmp_path: Path) -> None:
    place = folder(tmp_path, actors__csv=None, indicators__csv=None, evidence__csv=None)
    (place / "Actors.csv").write_text("x", encoding="utf-8")
    (place / "source.csv").write_text(
        "x", encoding="utf-8"
    )  # sources.csv is there, so this one is somebody's own.
    (place / "verdicts.csv").write_text("x", encoding="utf-8")
    assert problems(place) == [
        "Actors.csv: a study does not read a file of this name; rename it actors.csv if it is that."
    ]


def test_evidence_names_columns_and_sources_of_the_study(tmp_path: Path) -> None:
    text = FILES["evidence.csv"] + "E1,catgory,S1,,,,\nE1,x_mine,S1,,,,\nE1,region,S1x,,,,\n"
    assert problems(folder(tmp_path, evidence__csv=text)) == [
        "evidence.csv, line 3, column field: 'catgory': field names a column of events.csv; there is none of this "
        "name. Nearest valid value: 'category'.",
        "evidence.csv, line 5, column source: 'S1x': there is no such source in sources.csv. "
        "Nearest valid value: 'S1'.",
        "evidence.csv, line 5, column field: 'region': field names a column of events.csv; there is none of this "
        "name. Nearest valid value: 'edition'.",
    ]


def test_coverage_names_codes_actors_and_regions_of_the_study(tmp_path: Path) -> None:
    rows = ("economic.loans,KAZ", ",asia.centrl", ",asia.central", ",asia", ",", "stage,KAS")
    text = FILES["coverage.csv"] + "".join(f"{row},1992,2020,census,,,,,\n" for row in rows)
    assert problems(folder(tmp_path, coverage__csv=text)) == [
        "coverage.csv, line 3, column code: 'economic.loans': there is no such code of the variable category. "
        "Nearest valid value: 'economic.loan'.",
        "coverage.csv, line 4, column actor: 'asia.centrl': there is no such actor or region in actors.csv. "
        "Nearest valid value: 'asia.central'.",
        "coverage.csv, line 8, column code: 'stage': there is no such code of the variable category.",
        "coverage.csv, line 8, column actor: 'KAS': there is no such actor or region in actors.csv. "
        "Nearest valid value: 'KAZ'.",
    ]


def test_figures_name_sources_and_actors_of_the_study(tmp_path: Path) -> None:
    text = FILES["indicators.csv"] + "trade,2002,KAZ; KGZ; UZX,2,,,,,,,,S2,\n"
    assert problems(folder(tmp_path, indicators__csv=text)) == [
        "indicators.csv, line 3, column actors: 'KGZ': there is no such actor in actors.csv. "
        "Nearest valid value: 'KAZ'.",
        "indicators.csv, line 3, column actors: 'UZX': there is no such actor in actors.csv.",
        "indicators.csv, line 3, column source: 'S2': there is no such source in sources.csv.",
    ]


def test_words_of_actors_are_codes_of_the_variable_computed_from_them(tmp_path: Path) -> None:
    text = FILES["actors.csv"].replace("asia.central", "asia.centre")
    assert problems(folder(tmp_path, actors__csv=text)) == [
        "actors.csv, line 2, column region: 'asia.centre': is no code of the variable 'region', "
        "which takes its values from this column. Nearest valid value: 'asia.central'."
    ]


def test_own_column_of_actors_can_feed_a_computed_variable() -> None:
    bloc = Variable(
        id="bloc",
        values="many",
        derived=Derived(taken_from="actors", field="x_bloc"),
        codes=[Code(id="east", variable="bloc", definition="East.")],
    )
    book = attrs.evolve(EMPTY_BOOK, variables=[*EMPTY_BOOK.variables.values(), bloc])
    actors = [Actor(id="A", name="A", kind="state", own={"x_bloc": "est"})]
    with pytest.raises(InvalidData) as caught:
        Study(name="x", codebook=book, actors=actors)
    assert str(caught.value) == (
        "1 problem:\nactors.csv, column x_bloc: 'est': is no code of the variable 'bloc', "
        "which takes its values from this column. Nearest valid value: 'east'."
    )


def test_study_in_memory_keeps_the_rules_between_files() -> None:
    with pytest.raises(InvalidData) as caught:
        Study(
            name="",
            codebook=EMPTY_BOOK,
            start="2001-01-01",
            end="2000-01-01",
            sources=[Source(id="S1", title="T", kind="ngo")],
            evidence=[Evidence(event="E1", field="date", source="S2")],
            coverage=[CoverageRow(code="economic", actor="KAZ", start="1992", end="2001", level="census")],
            indicators=[Indicator(measure="trade", date="2001", actors="KAZ")],
            periods=[Period(set="a", id="b", label="B", date="2001-01-01")],
        )
    assert str(caught.value) == (
        "6 problems:\n"
        '[study]: name must not be empty. It is a line of text, such as name = "My study".\n'
        "[study]: to (2000-01-01) lies before from (2001-01-01).\n"
        "indicators.csv, column actors: 'KAZ': there is no such actor in actors.csv.\n"
        "coverage.csv, column code: 'economic': there is no such code of the variable category.\n"
        "coverage.csv, column actor: 'KAZ': there is no such actor or region in actors.csv.\n"
        "evidence.csv, column source: 'S2': there is no such source in sources.csv."
    )


def test_changing_the_codebook_of_a_study_checks_the_rest_against_it_with_lines(tmp_path: Path) -> None:
    study = Study.read(folder(tmp_path))
    with pytest.raises(InvalidData) as caught:
        attrs.evolve(study, codebook=EMPTY_BOOK)
    assert str(caught.value) == (
        "1 problem:\ncoverage.csv, line 2, column code: 'economic': "
        "there is no such code of the variable category."
    )


def test_unknown_period_of_a_study(tmp_path: Path) -> None:
    with pytest.raises(UnknownCode) as caught:
        Study.read(folder(tmp_path)).period("administration:hu")
    assert str(caught.value) == (
        "'administration:hu' is no period of the study. Nearest: 'administration:xi'. Allowed: administration:xi."
    )


def test_register_alone_reports_the_name_of_the_file_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id\nA\nA\n", encoding="utf-8")
    with pytest.raises(InvalidData) as caught:
        Actors.read(path)
    assert {problem.file for problem in caught.value.problems} == {"mine.csv"}


def test_public_names_are_there_and_a_wrong_one_is_refused() -> None:
    assert dir(ca_events.study) == sorted(ca_events.study.__all__)
    assert all(getattr(ca_events.study, name) is not None for name in ca_events.study.__all__)
    with pytest.raises(AttributeError, match=r"^module 'ca_events\.study' has no attribute 'Studie'$"):
        ca_events.study.Studie  # noqa: B018


def test_importing_the_study_loads_no_pandas() -> None:
    code = "import sys; from ca_events.study import Study; print(*{'pandas', 'numpy', 'narwhals'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
