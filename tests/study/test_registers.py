"""The registers: what their files may hold, what is said of a bad one, and that nothing is lost on the way."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.cells import CellError
from ca_events.dates import refusal
from ca_events.errors import InvalidData, UnknownCode
from ca_events.study import (
    Actor,
    Actors,
    Change,
    Changes,
    Claim,
    Claims,
    Coverage,
    CoverageRow,
    Evidence,
    Evidences,
    Indicator,
    Indicators,
    Period,
    Periods,
    Recheck,
    Rechecks,
    Segment,
    Segments,
    Source,
    Sources,
    Tombstone,
    Withdrawn,
)
from ca_events.study.fields import CLAIM_KINDS, FINDINGS, VERDICTS

ACTORS = "id,name,aliases,kind,parent,members,country,region,rank,track,from,to,iso3,cow,fips,cameo"
SOURCES = "id,author,title,publisher,family,kind,language,date,url,archived,accessed,note"
PERIODS = "set,id,label,date,note"
COVERAGE = "code,actor,from,to,level,bar,list,languages,searched_on,note"
INDICATORS = "measure,date,actors,value,low,high,unit,currency,reporter,flow,vintage,source,note"
EVIDENCE = "event,field,source,locator,value,accessed,stance"


def problems(register: Any, *lines: str) -> list[str]:
    """Give the problems of a file, one line each."""
    with pytest.raises(InvalidData) as caught:
        register.parse("\n".join(lines) + "\n")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("register", "header"),
    [
        (Actors, ACTORS),
        (Sources, SOURCES),
        (Evidences, EVIDENCE),
        (Periods, PERIODS),
        (Coverage, COVERAGE),
        (Indicators, INDICATORS),
    ],
)
def test_empty_register_is_written_as_its_header(register: Any, header: str) -> None:
    assert register().to_csv() == header + "\n"
    assert register.parse(header + "\n") == register()
    assert list(register().to_frame().columns) == header.split(",")


def test_columns_may_stand_in_any_order() -> None:
    periods = Periods.parse("note,date,label,id,set\nwhy,2012-11-15/..,Xi,xi,administration\n")
    assert periods == Periods(
        [Period(set="administration", id="xi", label="Xi", date="2012-11-15/..", note="why")]
    )


def test_misspelt_column_is_told_once() -> None:
    assert problems(Periods, "set,id,lable,date,note", "a,b,c,2001,d") == [
        "periods.csv, line 1, column lable: there is no such column here; columns of your own begin with x_. "
        "Nearest valid value: 'label'.",
    ]


def test_missing_column_names_all_that_the_file_has() -> None:
    assert problems(Periods, "set,id,date,remark", "a,b,2001,d") == [
        "periods.csv, line 1, column remark: there is no such column here; columns of your own begin with x_.",
        "periods.csv, line 1, column label: the column is missing; "
        "this file has the columns set, id, label, date, note.",
        "periods.csv, line 1, column note: the column is missing; "
        "this file has the columns set, id, label, date, note.",
    ]


def test_columns_without_a_name_are_told_beside_the_bad_cells() -> None:
    assert problems(Periods, PERIODS + ",,", "a,b,B,2001,,,") == [
        "periods.csv, line 1: columns 6 and 7 have no name; delete them.",
        "periods.csv, line 2, column date: '2001': is no period; write a day or a span of days, "
        "such as 2002-11-15/2012-11-14 or 2012-11-15/...",
    ]


def test_empty_file_is_told_once() -> None:
    assert problems(Periods, "") == [
        "periods.csv, line 1: the file is empty; its first line must name the columns."
    ]


def test_columns_of_ones_own_are_kept_as_text() -> None:
    text = PERIODS + ",x_seen\na,b,B,2001-01-01,,007\na,c,C,2002-01-01,,'=1+1\n"
    periods = Periods.parse(text)
    assert [period.own["x_seen"] for period in periods] == ["007", "=1+1"]
    assert periods.to_csv() == text
    assert list(periods.to_frame()["x_seen"]) == ["007", "=1+1"]


def test_rows_with_different_columns_of_their_own_get_all_of_them() -> None:
    one = Period(set="a", id="b", label="B", date="2001-01-01", own={"x_one": "1"})
    two = Period(set="a", id="c", label="C", date="2002-01-01", own={"x_two": "2"})
    periods = Periods([one, two])
    assert [dict(period.own) for period in periods] == [
        {"x_one": "1", "x_two": ""},
        {"x_one": "", "x_two": "2"},
    ]
    assert Periods.parse(periods.to_csv()) == periods


def test_column_of_ones_own_must_begin_with_x() -> None:
    with pytest.raises(CellError, match=r"^'mine' is no column of one's own; its name must begin with x_\.$"):
        Period(set="a", id="b", label="B", date="2001-01-01", own={"mine": "1"})


def test_every_bad_cell_of_a_file_is_told_with_its_line() -> None:
    lines = (
        ACTORS,
        '"KAZ","Kazakh\nstan",,sate,,,,central asia,,,1991-13-16,,,,,',
        ",,,state,,,,,,,,,,,,",
        "KGZ,Kyrgyzstan,a;;b,state,,,,,,,2001-01-01,2000-01-01,,,,",
        "TJK,Tajikistan,,state,,,,,,,2001-01-01,2000-01-01,,,,",
    )
    assert problems(Actors, *lines) == [
        r"actors.csv, line 2, column name: 'Kazakh\nstan': runs over more than one line; keep it to one.",
        "actors.csv, line 2, column kind: 'sate': is not allowed. Nearest: 'state'. Allowed: state, organisation, "
        "ministry, province, bank, company, person, group.",
        "actors.csv, line 2, column region: 'central asia': 'central asia' is no id; "
        "an id holds only letters A-Z and a-z, digits, _ . and -.",
        "actors.csv, line 2, column from: '1991-13-16': is no day; a day is written 2024-05-01.",
        "actors.csv, line 4, column id: must not be empty.",
        "actors.csv, line 4, column name: must not be empty.",
        "actors.csv, line 5, column aliases: 'a;;b': has an empty name; names are separated by one semicolon: A; B.",
        "actors.csv, line 6: to (2000-01-01) lies before from (2001-01-01); the first day comes first.",
    ]


def test_short_line_is_told_beside_the_other_problems() -> None:
    assert problems(Periods, PERIODS, "a,b", "a,c,C,2013-13-01,") == [
        "periods.csv, line 2: has 2 cells, the header has 5; a cell or a delimiter is missing.",
        f"periods.csv, line 3, column date: '2013-13-01': is {refusal('2013-13-01')}",
    ]


@pytest.mark.parametrize("date", ["2001", "[2001-01-01..2002-01-01]", "XXXX", "2001-01-XX"])
def test_period_is_a_day_or_a_span(date: str) -> None:
    assert problems(Periods, PERIODS, f"a,b,B,{date},") == [
        f"periods.csv, line 2, column date: {date!r}: is no period; write a day or a span of days, "
        "such as 2002-11-15/2012-11-14 or 2012-11-15/...",
    ]


def test_period_without_a_date() -> None:
    assert problems(Periods, PERIODS, "a,b,B,,") == ["periods.csv, line 2, column date: must not be empty."]


@pytest.mark.parametrize("limit", ["199X", "1992~", "1992/1995", "XXXX"])
def test_limit_of_a_search_is_a_year_a_month_or_a_day(limit: str) -> None:
    assert problems(Coverage, COVERAGE, f",,{limit},2001,census,,,,,") == [
        f"coverage.csv, line 2, column from: {limit!r}: is no limit of a search; write a year, a month or a day, "
        "such as 1992 or 1992-01-03.",
    ]


def test_search_that_ends_before_it_begins() -> None:
    assert problems(Coverage, COVERAGE, ",,2001,2000,census,,,,,") == [
        "coverage.csv, line 2: to (2000-12-31) lies before from (2001-01-01); the first day comes first."
    ]


def test_level_kind_and_language_name_what_is_allowed() -> None:
    assert problems(Coverage, COVERAGE, ",,2001,2002,cencus,,,russian,,") == [
        "coverage.csv, line 2, column level: 'cencus': is not allowed. Nearest: 'census'. "
        "Allowed: census, threshold, as_found.",
        "coverage.csv, line 2, column languages: 'russian': is no language; "
        "write the two letters of ISO 639-1, such as en, ru or zh.",
    ]
    assert problems(Sources, SOURCES, "S1,,T,,,,,,,,,") == [
        "sources.csv, line 2, column kind: must not be empty. Allowed: legal_text, official, filing, agency, "
        "local_media, foreign_media, party_state_media, research, dataset, think_tank, ngo, blog."
    ]


def test_all_that_is_wrong_in_a_list_is_named() -> None:
    assert problems(
        Coverage, COVERAGE, ",,2001,2002,census,,,russian; en; 1,,", ",,2001,2002,census,,,en; x,,"
    ) == [
        "coverage.csv, line 2, column languages: 'russian; en; 1': '1' and 'russian' are no languages; "
        "write the two letters of ISO 639-1, such as en, ru or zh.",
        "coverage.csv, line 3, column languages: 'en; x': 'x' is no language; "
        "write the two letters of ISO 639-1, such as en, ru or zh.",
    ]
    assert problems(Actors, ACTORS, "A,Aa,b; c; b; c,state,,,,,,,,,,,,") == [
        "actors.csv, line 2, column aliases: 'b; c; b; c': has 'b' and 'c' twice; each name stands once."
    ]


def test_claims_have_a_kind_and_a_verdict_that_are_known() -> None:
    header = "id,source,locator,claim,kind,data,query,verdict,why,note"
    assert Claims.parse(f"{header}\nC1,S1,,Trade doubled,figure,,,agrees,,\n").of("S1")[0].id == "C1"
    assert problems(
        Claims,
        header,
        "C1,S1,,Trade doubled,figures,,,agree,,",
        ",,,,,,,,,",
        "C3,S1,,A,cause,,,,,",
        "C3,S1,,B,cause,,,,,",
    ) == [
        "claims.csv, line 2, column kind: 'figures': is not allowed. Nearest: 'figure'. "
        f"Allowed: {', '.join(CLAIM_KINDS)}.",
        "claims.csv, line 2, column verdict: 'agree': is not allowed. Nearest: 'agrees'. "
        f"Allowed: {', '.join(VERDICTS)}.",
        "claims.csv, line 3, column id: must not be empty.",
        "claims.csv, line 3, column source: must not be empty.",
        "claims.csv, line 3, column claim: must not be empty.",
        f"claims.csv, line 3, column kind: must not be empty. Allowed: {', '.join(CLAIM_KINDS)}.",
        "claims.csv, line 5, column id: 'C3': the id stands already on line 4; an id is used once.",
    ]


def test_claims_are_found_by_source() -> None:
    claims = Claims([Claim(id="C1", source="S1", claim="A", kind="cause")])
    with pytest.raises(UnknownCode) as caught:
        claims.of("S2")
    assert str(caught.value) == "no claim is of the source 'S2'. Allowed: S1."


def test_figures_must_be_numbers_in_order() -> None:
    assert problems(Indicators, INDICATORS, "trade,2001,,1e,,,,,,,,,", "trade,2001,,5,6,7,,,,,,,") == [
        "indicators.csv, line 2, column value: '1e': is no number; "
        "write digits with a decimal point and nothing else, as in 5300000 or 60.3.",
        "indicators.csv, line 3: low, value and high are not in order; low is the least and high the greatest.",
    ]


def test_duplicate_ids_name_the_first_line() -> None:
    assert problems(Sources, SOURCES, "S1,,T,,,ngo,,,,,,", "S1,,U,,,ngo,,,,,,") == [
        "sources.csv, line 3, column id: 'S1': the id stands already on line 2; an id is used once."
    ]
    with pytest.raises(InvalidData) as caught:
        Sources([Source(id="S1", title="T", kind="ngo"), Source(id="S1", title="U", kind="ngo")])
    assert str(caught.value) == (
        "1 problem:\nsources.csv, column id: 'S1': the id stands already; an id is used once."
    )


def test_one_id_may_stand_in_two_sets_of_periods() -> None:
    periods = Periods.parse(PERIODS + "\na,one,A,2001-01-01,\nb,one,B,2001-01-01,\n")
    assert periods.ids == ("a:one", "b:one")
    assert problems(Periods, PERIODS, "a,one,A,2001-01-01,", "a,one,B,2005-01-01,") == [
        "periods.csv, line 3, column id: 'a:one': the id stands already on line 2; an id is used once."
    ]


def test_periods_of_a_set_must_not_have_a_certain_day_in_common() -> None:
    lines = (PERIODS, "a,one,A,1993-03-15/2002-11-15,", "a,two,B,2002-11-15/..,", "a,three,C,2020-01-01/..,")
    words = "the periods of a set follow one another (only the set shock may overlap)."
    assert problems(Periods, *lines) == [
        "periods.csv, line 3, column date: '2002-11-15/..': overlaps a:one (1993-03-15/2002-11-15), "
        f"for instance on 2002-11-15; {words}",
        "periods.csv, line 4, column date: '2020-01-01/..': overlaps a:two (2002-11-15/..), "
        f"for instance on 2020-01-01; {words}",
    ]


@pytest.mark.parametrize(
    "dates", [("1992/1999~", "1999/2017"), ("../2000-01-01", "2000-01-02/.."), ("2001/", "2002/..")]
)
def test_periods_that_may_but_need_not_overlap_are_allowed(dates: tuple[str, str]) -> None:
    assert (
        len(Periods([Period(set="a", id=f"p{n}", label="P", date=date) for n, date in enumerate(dates)])) == 2
    )


def test_shocks_may_overlap() -> None:
    dates = ("2020-01-01/2023-01-08", "2022-02-24")
    assert (
        len(Periods([Period(set="shock", id=f"p{n}", label="P", date=date) for n, date in enumerate(dates)]))
        == 2
    )


def test_unknown_period_and_set_name_the_nearest() -> None:
    periods = Periods([Period(set="administration", id="xi", label="Xi", date="2012-11-15/..")])
    assert periods["administration:xi"].label == "Xi"
    with pytest.raises(UnknownCode) as caught:
        periods["administration:ix"]
    assert str(caught.value) == (
        "'administration:ix' is no period of the study. Nearest: 'administration:xi'. Allowed: administration:xi."
    )
    with pytest.raises(UnknownCode) as caught:
        periods.set("administrations")
    assert str(caught.value) == (
        "'administrations' is no set of periods of the study. Nearest: 'administration'. Allowed: administration."
    )


def test_evidence_is_found_by_event_and_field() -> None:
    rows = [Evidence(event="E1", field=field, source="S1") for field in ("date", "amount")]
    evidence = Evidences([*rows, Evidence(event="E2", field="date", source="S1")])
    assert evidence.about("E1") == tuple(rows)
    assert evidence.about("E1", "amount") == (rows[1],)
    assert evidence.about("E3") == ()


def test_figures_are_found_by_measure() -> None:
    indicators = Indicators([Indicator(measure="trade", date="2001", value="1.5")])
    assert indicators.of("trade")[0].value == 1.5
    with pytest.raises(UnknownCode) as caught:
        indicators.of("trad")
    assert str(caught.value) == "'trad' is no measure of the study. Nearest: 'trade'. Allowed: trade."


def test_frame_types_numbers_and_days_and_leaves_the_rest_text() -> None:
    frame = Indicators([Indicator(measure="trade", date="2001~", actors="B; A", value=2)]).to_frame()
    assert frame.loc[0, ["measure", "date", "actors"]].tolist() == ["trade", "2001~", "A; B"]
    assert frame["value"].tolist() == [2.0]
    assert frame["value"].dtype == np.float64
    assert np.isnan(frame.loc[0, "low"])
    days = Actors([Actor(id="A", name="A", kind="state", first_day="0850-01-01")]).to_frame()
    assert days["from"].dtype == days["to"].dtype == np.dtype("datetime64[s]")
    assert days["from"].iloc[0] == pd.Timestamp("0850-01-01").as_unit("s")
    assert days["to"].isna().all()


def test_a_register_is_shown_on_one_line() -> None:
    assert repr(Sources([Source(id="S1", title="T", kind="ngo")])) == "Sources(1 row)"
    assert repr(Coverage()) == "Coverage(0 rows)"


# Every character that a cell can hold: quotes, commas, formulas, any script; line breaks where they are allowed.
LINE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), max_size=12
) | st.sampled_from(["=1+1", "'=1+1", "-", '"', 'a "b", c', "@x", "中国", "Қазақстан", "a; b", " ", "'"])
TEXT = st.lists(LINE, max_size=3).map("\n".join)
NAME = LINE.filter(str.strip)
ALIASES = st.lists(
    LINE.map(lambda text: text.replace(";", "").strip()).filter(bool),
    unique_by=lambda name: name.casefold(),
    max_size=3,
)
WORD = st.text("abcXYZ019_.-", min_size=1, max_size=5)
MAYBE_WORD = WORD | st.just("")
DAY = st.none() | st.dates()
DATE = st.sampled_from(
    ["2001", "2001-06~", "[2005..2012]", "2013/..", "../2005", "XXXX", "199X", "1999-12-31"]
)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
OWN = st.fixed_dictionaries({"x_a": TEXT, "x_=b": LINE}) | st.just({})
LANGUAGE = st.sampled_from(["", "en", "zh"])


def rows(record: Any, **fields: Any) -> Any:
    """Lists of rows of one class."""
    return st.lists(st.builds(record, own=OWN, **fields), max_size=4)


def numbered(made: list[Any], field: str) -> list[Any]:
    """Give rows ids of their own."""
    return [record_with(row, **{field: f"n{number}"}) for number, row in enumerate(made)]


def record_with(row: Any, **changes: Any) -> Any:
    """Change fields of a row."""
    return attrs.evolve(row, **changes)


SOURCE_ROWS = rows(
    Source,
    id=WORD,
    author=LINE,
    title=NAME,
    publisher=LINE,
    family=LINE,
    kind=st.sampled_from(["official", "blog"]),
    language=LANGUAGE,
    date=DATE | st.none(),
    url=LINE,
    archived=LINE,
    accessed=DAY,
    note=TEXT,
).map(lambda made: numbered(made, "id"))
EVIDENCE_ROWS = rows(
    Evidence,
    event=WORD,
    field=WORD,
    source=WORD,
    locator=LINE,
    value=TEXT,
    accessed=DAY,
    stance=st.sampled_from(["", "supports", "conflicts"]),
)
RECHECK_ROWS = rows(
    Recheck,
    event=WORD,
    field=WORD,
    source=WORD,
    coded=TEXT,
    found=TEXT,
    finding=st.sampled_from(sorted(FINDINGS)),
    note=TEXT,
    checked_on=DAY,
)
SEGMENT_ROWS = rows(
    Segment,
    source=WORD,
    date=DATE | st.none(),
    found=LINE,
    category=st.tuples(WORD),
    events=st.tuples(WORD),
    why=TEXT,
)
CLAIM_ROWS = rows(
    Claim,
    id=WORD,
    source=WORD,
    locator=LINE,
    claim=NAME,
    kind=st.sampled_from(sorted(CLAIM_KINDS)),
    data=TEXT,
    query=TEXT,
    verdict=st.sampled_from(["", *sorted(VERDICTS)]),
    why=TEXT,
    note=TEXT,
).map(lambda made: numbered(made, "id"))
# Each cell changes once: a log is a chain.
CHANGE_ROWS = (
    rows(Change, version=NAME, id=WORD, field=WORD, old=TEXT, new=TEXT, reason=NAME)
    .map(lambda made: numbered(made, "id"))
    .map(lambda made: [row for row in made if row.old != row.new])
)
WITHDRAWN_ROWS = rows(
    Tombstone, id=WORD, version=NAME, date=LINE, title=LINE, reason=NAME, replaced_by=st.tuples(WORD)
).map(lambda made: numbered(made, "id"))
PERIOD_ROWS = rows(
    Period,
    set=st.just("shock"),
    id=WORD,
    label=NAME,
    date=st.sampled_from(["2001-01-01", "2001/..", "../2002-01"]),
    note=TEXT,
).map(lambda made: numbered(made, "id"))
COVERAGE_ROWS = rows(
    CoverageRow,
    code=MAYBE_WORD,
    actor=MAYBE_WORD,
    start=st.sampled_from(["1992", "1992-01", "1992-01-03"]),
    end=st.sampled_from(["1999", "2001-02-28"]),
    level=st.sampled_from(["census", "threshold", "as_found"]),
    bar=LINE,
    list=LINE,
    languages=st.lists(st.sampled_from(["en", "ru", "zh"]), unique=True),
    searched_on=DAY,
    note=TEXT,
)
INDICATOR_ROWS = rows(
    Indicator,
    measure=WORD,
    date=DATE,
    actors=st.lists(WORD, unique=True, max_size=3),
    value=NUMBER,
    unit=LINE,
    currency=st.sampled_from(["", "USD"]),
    reporter=LINE,
    flow=LINE,
    vintage=LINE,
    source=MAYBE_WORD,
    note=TEXT,
)
ACTOR_ROWS = rows(
    Actor,
    id=WORD,
    name=NAME,
    aliases=ALIASES,
    kind=st.just("person"),  # Only persons may share a name.
    region=MAYBE_WORD,
    rank=MAYBE_WORD,
    track=MAYBE_WORD,
    first_day=DAY,
    iso3=MAYBE_WORD,
    cow=MAYBE_WORD,
    fips=MAYBE_WORD,
    cameo=MAYBE_WORD,
).map(lambda made: numbered(made, "id"))


@pytest.mark.parametrize(
    ("register", "made"),
    [
        (Sources, SOURCE_ROWS),
        (Evidences, EVIDENCE_ROWS),
        (Rechecks, RECHECK_ROWS),
        (Segments, SEGMENT_ROWS),
        (Claims, CLAIM_ROWS),
        (Changes, CHANGE_ROWS),
        (Withdrawn, WITHDRAWN_ROWS),
        (Periods, PERIOD_ROWS),
        (Coverage, COVERAGE_ROWS),
        (Indicators, INDICATOR_ROWS),
        (Actors, ACTOR_ROWS),
    ],
)
def test_reading_what_was_written_gives_the_same_register(register: Any, made: Any) -> None:
    @settings(max_examples=40)
    @given(made)
    def check(rows_made: list[Any]) -> None:
        written = register(rows_made)
        read = register.parse(written.to_csv())
        assert read == written
        assert read.to_csv() == written.to_csv()

    check()


def test_days_may_be_given_as_text_or_as_dates() -> None:
    by_text = Actor(id="A", name="A", kind="state", first_day="1991-12-16")
    assert by_text == Actor(id="A", name="A", kind="state", first_day=datetime.date(1991, 12, 16))
