"""Every question and every table, on every kind of frame: the same rows, the same numbers.

What the answers mean is proved on pandas, against brute force (`tests/test_query.py`, `tests/tables`). Here pandas is
the reference, and all other engines must say what it says.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events.study import Study
from ca_events.testing import event_lists, studies

Kinds = dict[str, Callable[[pd.DataFrame], Any]]
Question = Callable[[ca.Events], ca.Events]
Table = Callable[[ca.Events], pd.DataFrame]

col = ca.col
FAR = dt.date(2008, 8, 8)

# Questions to the made-up study of ca_events.testing.
QUESTIONS: dict[str, Question] = {
    "all": lambda events: events,
    "between": lambda events: events.between("1999-03", "2007"),
    "between, definite": lambda events: events.between("1999-03", "2007", how="definite"),
    "since": lambda events: events.between("2001-06-15", None),
    "since, definite": lambda events: events.between("2001-06-15", None, how="definite"),
    "until": lambda events: events.between(None, "1999-12-31"),
    "until, definite": lambda events: events.between(None, "1999-12-31", how="definite"),
    "one day": lambda events: events.between(FAR, FAR),
    "all time": lambda events: events.between(None, None, how="definite"),
    "during": lambda events: events.during("era:early"),
    "during, definite": lambda events: events.during("era:late", how="definite"),
    "where root": lambda events: events.where(category="political"),
    "where leaf": lambda events: events.where(category="political.two.deep"),
    "where one of": lambda events: events.where(category=["political.one", "political.two"]),
    "where uncoded": lambda events: events.where(category=""),
    "where uncoded or": lambda events: events.where(category=["", "political"]),
    "where many": lambda events: events.where(mechanism="bri"),
    "where many, one of": lambda events: events.where(mechanism=["sco", "c5"]),
    "where many, uncoded": lambda events: events.where(mechanism=["", "c5"]),
    "where two variables": lambda events: events.where(mechanism="sco", stage="signed"),
    "where derived": lambda events: events.where(region="central_asia"),
    "where derived from a code": lambda events: events.where(step="deed"),
    "where exact": lambda events: events.where(currency=["USD", ""]),
    "without root": lambda events: events.without(category="political"),
    "without many": lambda events: events.without(mechanism="bri"),
    "without uncoded": lambda events: events.without(mechanism=""),
    "without exact": lambda events: events.without(currency="USD"),
    "without uncoded or": lambda events: events.without(stage=["", "signed"]),
    "involving, with all below": lambda events: events.involving("CHN"),
    "involving, exact": lambda events: events.involving("CHN", exact=True),
    "involving a group": lambda events: events.involving("C3"),
    "involving both": lambda events: events.involving("KAZ", "CHN"),
    "involving either": lambda events: events.involving("UZB", "firm.one", match="any"),
    "involving as": lambda events: events.involving("KAZ", role="lender"),
    "involving, by alias": lambda events: events.involving("Казахстан", role="host", exact=True),
    "involving, by Chinese name": lambda events: events.involving("中国"),
    "mentioning": lambda events: events.search("LOAN"),
    "mentioning Cyrillic": lambda events: events.search("ГАЗ"),
    "mentioning Chinese": lambda events: events.search("丝绸"),
    "mentioning a word that ends in sigma": lambda events: events.search("ΣΟΦΟΣ"),
    "mentioning a dotted I": lambda events: events.search("İstanbul"),
    "mentioning a small i": lambda events: events.search("istanbul"),
    "mentioning German": lambda events: events.search("ÜNÏCODE ß"),
    "mentioning a quote": lambda events: events.search('"'),
    "mentioning an apostrophe": lambda events: events.search("'", columns="title"),
    "mentioning a semicolon": lambda events: events.search("; ", columns=["title", "place", "x_a"]),
    "mentioning wildcards": lambda events: events.search("10%"),
    "mentioning a backslash": lambda events: events.search("\\"),
    "more than": lambda events: events.filter(col("amount") > 1000),
    "not more than": lambda events: events.filter(~(col("amount") > 1000)),
    "amount missing": lambda events: events.filter(col("amount").is_missing()),
    "low not missing": lambda events: events.filter(~col("amount_low").is_missing()),
    "quantity at most": lambda events: events.filter(col("quantity") <= 60_000.5),
    "edition": lambda events: events.filter(col("edition") >= 3),
    "text missing": lambda events: events.filter(col("place").is_missing()),
    "text is": lambda events: events.filter(col("stage") == "signed"),
    "text is not": lambda events: events.filter(col("stage") != "signed"),
    "text before": lambda events: events.filter(col("category") < "political"),
    "text contains": lambda events: events.filter(col("title").contains("газ")),
    "text contains not": lambda events: events.filter(~col("place").contains(";")),
    "one of": lambda events: events.filter(col("currency").is_in(["CNY", "USD"])),
    "bound since": lambda events: events.filter(col("earliest") >= FAR),
    "bound is": lambda events: events.filter(col("latest") == "2010-12-31"),
    "bound missing": lambda events: events.filter(col("latest").is_missing()),
    "flag": lambda events: events.filter(col("approximate") == True),  # noqa: E712
    "conditions joined": lambda events: events.filter(
        (col("amount") > 10) & ~(col("place") == "") | (col("x_a") == "loan")
    ),
    "a chain of questions": lambda events: (
        events.between("1990", "2020").involving("CHN").without(stage="signed").search("")
    ),
}

BY: tuple[Any, ...] = (
    None,
    "category",
    "mechanism",
    "stage",
    "region",
    "step",
    "actor",
    "dyad",
    "role",
    ["actor", "role"],
    ["category", "mechanism"],
)
BINS = ("year", "quarter", "month", "decade", "era", None)
COUNTS = ("began", "ended", "active")
HOW = ("earliest", "latest", "midpoint")


def without_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Write categories as text; on pandas a selection remembers those that it no longer has."""
    named = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(named, object))


def counting(by: Any, bins: str | None, count: str, depth: int | None = 1) -> Table:
    """Ask for a table of counts."""
    return lambda events: events.counts(by, bins, count=count, depth=depth)


def adding(by: Any, bins: str | None, depth: int | None = 1) -> Table:
    """Ask for a table of totals."""
    return lambda events: events.totals(by, bins, depth=depth)


def resolving(how: str, count: str) -> Table:
    """Ask for a table of chosen days."""
    return lambda events: events.counts(None, "year", count=count, resolve=how)


OTHER_TABLES: dict[str, Table] = {
    "deeper": counting("category", "year", "began", 2),
    "to the leaves": counting("category", "era", "active", None),
    "drawn": lambda events: events.counts("stage", "month", resolve="random", rng=7),
    "drawn, collected": lambda events: events.resolve("random", rng=7).counts(None, "month"),
    "sensitivity": lambda events: ca.tables.sensitivity(events, len, draws=2, rng=7),
    "participants": lambda events: events.participants(),
    "actors together": lambda events: events.cooccurrence(),
    "roles together": lambda events: events.cooccurrence("role"),
    "codes together": lambda events: events.cooccurrence("mechanism"),
    "sources": lambda events: events.sources,
    "problems": lambda events: events.problems(),
    "funnel": lambda events: events.funnel(),
    "rows": lambda events: without_categories(events.to_pandas().sort_values("id", ignore_index=True)),
}
TABLES: dict[str, Table] = {
    **{
        f"counts {by} {bins} {count}": counting(by, bins, count)
        for by in BY
        for bins in BINS
        for count in COUNTS
    },
    **{f"totals {by} {bins}": adding(by, bins) for by in BY for bins in BINS},
    **{f"{how} {count}": resolving(how, count) for how in HOW for count in COUNTS},
    **OTHER_TABLES,
}
# On an engine that takes a fifth of a second and more for each query: every pair of a grouping, bins and a question.
TABLES_IN_PAIRS = {
    name: table
    for name, table in TABLES.items()
    if name
    not in {
        f"counts {by} {bins} {count}"
        for first, by in enumerate(BY)
        for second, bins in enumerate(BINS)
        for third, count in enumerate(COUNTS)
        if (first + second) % len(COUNTS) != third
    }
}
# For what was shown once already.
FEW_TABLES = {
    name: table
    for number, (name, table) in enumerate(TABLES.items())
    if name in OTHER_TABLES or number % 7 == 0
}


def test_the_tables_of_a_slow_engine_hold_every_pair() -> None:
    named = [name.removeprefix("counts ") for name in TABLES_IN_PAIRS if name.startswith("counts ")]
    assert len(named) == len(BY) * len(BINS)
    for by, bins, count in itertools.product(map(str, BY), map(str, BINS), COUNTS):
        assert any(name.startswith(f"{by} {bins} ") for name in named)
        assert any(name.startswith(f"{by} ") and name.endswith(f" {count}") for name in named)
        assert any(name.endswith(f" {bins} {count}") for name in named)


def rows(events: ca.Events) -> list[ca.Event]:
    """Give the events in the order that is the same everywhere."""
    return list(events.sort())


def assert_same_table(ours: pd.DataFrame, reference: pd.DataFrame) -> None:
    """Compare two tables, and what they say of themselves; sums of fractions may differ in their last digits."""
    if not ours.equals(reference):  # the slow comparison, which also says what differs
        pd.testing.assert_frame_equal(ours, reference, rtol=1e-9, atol=1e-9)
    assert list(ours.dtypes) == list(reference.dtypes)
    assert ours.attrs.keys() == reference.attrs.keys()
    for name, value in reference.attrs.items():
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(ours.attrs[name], value)
        else:
            assert ours.attrs[name] == value, name


def compare(kinds: Kinds, whole: ca.Events, questions: list[str], tables: list[str]) -> None:
    """Put questions and tables to pandas and to all other kinds of frame."""
    frame = whole.to_pandas()
    others = {kind: ca.Events(make(frame), whole.study) for kind, make in kinds.items()}
    for name in questions:
        asked = QUESTIONS[name](whole)
        expected, selection = rows(asked), asked.selection
        for kind, events in others.items():
            ours = QUESTIONS[name](events)
            assert ours.selection == selection, (kind, name)
            assert rows(ours) == expected, (kind, name)
            assert len(ours) == len(expected), (kind, name)
    filtered = QUESTIONS[questions[0]]
    for name in tables:
        reference = TABLES[name](filtered(whole))
        for kind, events in others.items():
            try:
                assert_same_table(TABLES[name](filtered(events)), reference)
            except AssertionError as error:
                raise AssertionError(f"{kind}, {questions[0]}, table {name}: {error}") from error


def with_own_column(events: ca.Events) -> ca.Events:
    """Give events the column of one's own that some questions ask for."""
    frame = events.to_pandas()
    return ca.Events(frame if "x_a" in frame else frame.assign(x_a=""), events.study)


def draw_and_compare(kinds: Kinds, data: st.DataObject, size: int) -> None:
    """Make a study and events, draw some questions and tables, and compare."""
    study = data.draw(studies())
    made = data.draw(event_lists(study, max_size=size))
    questions = data.draw(st.lists(st.sampled_from(list(QUESTIONS)), min_size=3, max_size=3))
    tables = data.draw(st.lists(st.sampled_from(list(TABLES)), min_size=3, max_size=3))
    compare(kinds, with_own_column(ca.Events(made, study)), questions, tables)


@settings(max_examples=60)
@given(data=st.data())
def test_made_up_studies_on_quick_engines(quick_kinds: Kinds, data: st.DataObject) -> None:
    draw_and_compare(quick_kinds, data, 16)


# Without shrinking: an example of PySpark takes some seconds.
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_made_up_studies_on_spark(spark_kinds: Kinds, data: st.DataObject) -> None:
    draw_and_compare(spark_kinds, data, 24)


# Ties, dates of every kind, texts that break other programs, nothing at all: once more all questions and all tables.
DATES = (
    "2001-06-15", "2001-06-15", "2001-06", "2001", "200X", "2001-23", "2001-06-15~", "2005?", "2003/2006",
    "2003-05/..", "../2004", "2003/", "/2004", "[2001..2003]", "[..2002-05]", "[2004..]", "[2010,2012]",
    "1985-XX-31", "2001-06-XX", "XXXX", "XXXX-12-25", "1899-12-31", "2030", "2008-08-08", "2010-12-31",
)  # fmt: skip
TITLES = (
    "",
    'say "loan"',
    "a; b",
    "газ и нефть",
    "丝绸之路",
    "10% (a.b)",
    "back\\slash",
    "=1+1",
    "Ünïcode ẞ",
    "ΣΟΦΟΣ İstanbul",
    "σοφος istanbul",
    "the 'Loan'",
)


def _sum_of(number: int) -> ca.Amount:
    """Make a sum, some with bounds."""
    value, currency = number * 1e9 + 0.1, "USD" if number % 2 else "CNY"
    return ca.Amount(value, currency, value / 2, value * 2) if number % 4 == 0 else ca.Amount(value, currency)


def hard_events(study: Study) -> ca.Events:
    """Make events that are hard on engines."""
    codes = [*study.codebook["category"].codes, ""]
    lists = [
        "CHN:lender; KAZ:borrower",
        "KAZ",
        "",
        "EXIM; UZB:host",
        "CHN; CHN:host; KGZ",
        "firm.one:lender; KAZ:host",
        "KAZ:lender; UZB",
    ]
    made = []
    for number, date in enumerate([*DATES, *DATES]):
        amount = None if number % 3 == 0 else _sum_of(number)
        made.append(
            ca.Event(
                id=f"E{number:03}",
                date=date,
                title=TITLES[number % len(TITLES)],
                note="two\nlines; 'quoted'" if number % 4 == 0 else "",
                actors=lists[number % len(lists)],
                amount=amount,
                place=TITLES[(number * 5) % len(TITLES)].strip("="),
                sources="src_a; src_b" if number % 2 else "",
                edition=number % 5 or None,
                quantity=number * 7000.25 if number % 2 else None,
                quantity_unit="km" if number % 2 else "",
                extra={"x_a": "loan" if number % 3 else ""},
                codes={
                    "category": codes[number % len(codes)],
                    "mechanism": ("", "sco", "bri; sco", "c5")[number % 4],
                    "stage": ("", "announced", "signed")[number % 3],
                    "amount_basis": "" if amount is None else ("loan_face", "package")[number // 2 % 2],
                },
            )
        )
    return ca.Events(made, study)


@pytest.fixture(scope="module")
def made_up_study() -> Study:
    """Give a study with coverage, bounds and three roots."""
    from hypothesis import find

    return find(studies(), lambda study: bool(study.start and len(study.coverage) == 3))


def test_all_questions_and_tables_on_quick_engines(quick_kinds: Kinds, made_up_study: Study) -> None:
    events = hard_events(made_up_study)
    compare(quick_kinds, events, list(QUESTIONS), list(TABLES))


def test_all_tables_of_a_selection_on_quick_engines(quick_kinds: Kinds, made_up_study: Study) -> None:
    compare(quick_kinds, hard_events(made_up_study), ["a chain of questions"], list(FEW_TABLES))


def test_all_questions_and_tables_on_spark(spark_kinds: Kinds, made_up_study: Study) -> None:
    days = {"PySpark": spark_kinds["PySpark"]}
    compare(days, hard_events(made_up_study), list(QUESTIONS), list(TABLES_IN_PAIRS))


def test_moments_and_missing_texts_on_spark(spark_kinds: Kinds, made_up_study: Study) -> None:
    name = "PySpark, moments, missing texts"
    compare({name: spark_kinds[name]}, hard_events(made_up_study), list(QUESTIONS), list(FEW_TABLES))


def test_no_events_on_quick_engines(quick_kinds: Kinds, made_up_study: Study) -> None:
    compare(quick_kinds, with_own_column(ca.Events([], made_up_study)), list(QUESTIONS), list(FEW_TABLES))


def test_no_events_on_spark(spark_kinds: Kinds, made_up_study: Study) -> None:
    compare(
        spark_kinds, ca.Events([], made_up_study), ["all", "between", "where uncoded"], list(FEW_TABLES)[::3]
    )


BUNDLED_QUESTIONS: dict[str, Question] = {
    "all": lambda events: events,
    "window": lambda events: events.between("2013-09-07", "2017"),
    "certain": lambda events: events.between("2013-09-07", "2017", how="definite"),
    "codes": lambda events: events.where(category="economic"),
    "China and all below": lambda events: events.involving("China"),
    "by alias": lambda events: events.involving("Казахстан", "CHN"),
    "loans": lambda events: events.where(category="economic").filter(col("amount") >= 1e8),
}


def bundled_tables(study: Study) -> dict[str, Table]:
    """List the tables of the bundled study: every variable, who took part, every set of periods."""
    by = [*study.codebook.columns, *study.codebook.derived, "actor", "dyad", "role"]
    sets = [name for name in study.periods.sets if name != "shock"]
    found = {f"by {name}": counting(name, "year", "began") for name in by}
    found |= {f"in {name} {count}": counting("category", name, count) for name in sets for count in COUNTS}
    found |= {f"totals {name}": adding("category", name) for name in ("year", *sets)}
    return found | {
        "actors together": lambda events: events.cooccurrence(),
        "participants": lambda events: events.participants(),
        "sources": lambda events: events.sources,
        "problems": lambda events: events.problems(),
    }


def compare_bundled(kinds: Kinds) -> None:
    """Put questions and tables to the bundled study on pandas and on all other kinds of frame."""
    whole = ca.load()
    assert whole.study is not None
    frame = whole.to_pandas()
    others = {kind: ca.Events(make(frame), whole.study) for kind, make in kinds.items()}
    for name, question in BUNDLED_QUESTIONS.items():
        expected = rows(question(whole))
        assert expected, name
        for kind, events in others.items():
            assert rows(question(events)) == expected, (kind, name)
    for table in bundled_tables(whole.study).values():
        reference = table(whole)
        for events in others.values():
            assert_same_table(table(events), reference)


def test_the_bundled_study_on_quick_engines(quick_kinds: Kinds) -> None:
    compare_bundled(quick_kinds)


def test_the_bundled_study_on_spark(spark_kinds: Kinds) -> None:
    compare_bundled(spark_kinds)


FAR_DATES = ("0001", "0850", "1582-10-10", "1677-09-20", "2262-04-12", "9999-12-31", "2001/9999")


def compare_far_dates(kinds: Kinds) -> None:
    """Put events beyond the reach of nanoseconds, and before the calendar was reformed, to all kinds of frame."""
    whole = ca.Events([ca.Event(id=f"E{number}", date=date) for number, date in enumerate(FAR_DATES)])
    frame = whole.to_pandas()
    for kind, make in kinds.items():
        events = ca.Events(make(frame))
        assert rows(events) == rows(whole), kind
        for window in (
            ("0850", "0850"),
            ("1582-10-10", "1582-10-10"),
            ("1000", "1677-09-19"),
            ("9999", None),
        ):
            assert rows(events.between(*window)) == rows(whole.between(*window)), (kind, window)
        assert rows(events.filter(col("earliest") >= "1677-09-20")) == rows(
            whole.filter(col("earliest") >= "1677-09-20")
        )
        for bins in ("year", "decade", None):
            assert_same_table(events.counts(None, bins), whole.counts(None, bins))


def test_far_dates_on_quick_engines(quick_kinds: Kinds) -> None:
    compare_far_dates(quick_kinds)


def test_far_dates_on_spark(spark_kinds: Kinds) -> None:
    compare_far_dates(spark_kinds)


def test_every_question_finds_something_and_not_all(made_up_study: Study) -> None:
    """A question that keeps all rows or none compares nothing."""
    events = hard_events(made_up_study)
    empty = [name for name, question in QUESTIONS.items() if not len(question(events))]
    full = [name for name, question in QUESTIONS.items() if len(question(events)) == len(events)]
    assert empty == []
    assert full == ["all", "all time"]
