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
    Indicator,
    Period,
    Source,
    Study,
    Variable,
)

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
        "name,id,aliases,kind,parent,members,country,region,rank,track,from,to,iso3,cow,fips\r\n"
        "Kazakhstan,KAZ,,state,,,,asia.central,,,1991-12-16,,KAZ,705,KZ\r\n"
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
    "evidence.csv": "event,field,source,locator,value,accessed\nE1,date,S1,p. 3,June,2024-01-31\n",
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
    assert study.coverage.covers(
        ["economic.loan"], "KAZ", datetime.date(1992, 1, 1), datetime.date(2020, 12, 31)
    )
    moved = attrs.evolve(study, actors=[attrs.evolve(study.actors["KAZ"], region="")])
    assert not moved.coverage.covers(
        ["economic.loan"], "KAZ", datetime.date(1992, 1, 1), datetime.date(1992, 1, 1)
    )


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
        "id,name,aliases,kind,parent,members,country,region,rank,track,from,to,iso3,cow,fips",
        "KAZ,Kazakhstan,,state,,,,asia.central,,,1991-12-16,,KAZ,705,KZ",
        "CHN,China,'=1+1; 中国,state,,,,,,,,,,,",
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
        evidence__csv=FILES["evidence.csv"] + "E2,date,S2,,,\n",
    )
    assert problems(place) == [
        "study.toml, line 4: [study]: 'titel' is no key of this table. "
        "Allowed: name, title, version, licence, authors, from, to. Nearest valid value: 'title'.",
        'codebook.toml, line 10: [code.category."economic.loan"]: definition is missing; '
        "say when the code is to be used.",
        "sources.csv, line 2, column kind: 'offical': is not allowed; allowed: legal_text, official, filing, agency, "
        "local_media, foreign_media, party_state_media, research, dataset, think_tank, ngo, blog. Nearest: 'official'.",
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


def test_file_in_another_encoding_is_one_problem_among_others(tmp_path: Path) -> None:
    place = folder(tmp_path, study__toml=STUDY.replace("title", "titel"))
    (place / "sources.csv").write_bytes(FILES["sources.csv"].replace("Treaty", "Traité").encode("cp1252"))
    found = problems(place)
    assert found[1].startswith("sources.csv, line 2: byte 0xe9 is not UTF-8")
    assert found[0].startswith("study.toml, line 4: ")


def test_file_whose_name_is_almost_that_of_a_register_is_not_passed_over(tmp_path: Path) -> None:
    place = folder(tmp_path, actors__csv=None, indicators__csv=None, evidence__csv=None)
    (place / "Actors.csv").write_text("x", encoding="utf-8")
    (place / "source.csv").write_text(
        "x", encoding="utf-8"
    )  # sources.csv is there, so this one is somebody's own.
    (place / "claims.csv").write_text("x", encoding="utf-8")
    assert problems(place) == [
        "Actors.csv: a study does not read a file of this name; rename it actors.csv if it is that."
    ]


def test_evidence_names_columns_and_sources_of_the_study(tmp_path: Path) -> None:
    text = FILES["evidence.csv"] + "E1,catgory,S1,,,\nE1,x_mine,S1,,,\nE1,region,S1x,,,\n"
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
    text = FILES["indicators.csv"] + "trade,2002,KAZ; KGZ,2,,,,,,,,S2,\n"
    assert problems(folder(tmp_path, indicators__csv=text)) == [
        "indicators.csv, line 3, column actors: 'KGZ': there is no such actor in actors.csv. "
        "Nearest valid value: 'KAZ'.",
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
