"""Made-up dates, events and studies for property tests (needs hypothesis: extra ``test``).

A program that counts events should be tested with dates that are only partly known, titles full of quotes and other
scripts, actors in several roles. These strategies make them; each draws small examples first.

>>> from hypothesis import given
>>> @given(event_dates())
... def test_first_day_is_not_after_the_last(date):
...     assert date.earliest is None or date.latest is None or date.earliest <= date.latest
>>> test_first_day_is_not_after_the_last()
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import attrs
from hypothesis import strategies as st

from ca_events.dates import EventDate
from ca_events.errors import DateError
from ca_events.event import Amount, Event
from ca_events.study import Actor, Code, Codebook, CoverageRow, Derived, Period, Source, Study, Variable

ROLES = ("lender", "borrower", "host")
UNITS = ("km", "troops")
RELATIONS = ("signs", "part_of")
# Id, aliases in other scripts, region.
STATES = (
    ("CHN", "中国; Китай", ""),
    ("KAZ", "Қазақстан; Казахстан", "central_asia"),
    ("KGZ", "Кыргызстан", "central_asia"),
    ("UZB", "Ўзбекистон", "central_asia"),
)
FIRMS = ("EXIM", "CN-XJ", "firm.one")
SOURCES = ("src_a", "src_b", "src_c")

# Text that spreadsheets, CSV files and query engines stumble over, among ordinary words.
_PIECES = (
    "loan",
    "=1+1",
    "-",
    "@",
    "'",
    '"',
    ";",
    "; ",
    ",",
    ":",
    "газ",
    "丝绸之路",
    " ",
    "10%",
    "\\",
    "<b>",
)


def event_dates(*, first_year: int = 1985, last_year: int = 2030) -> st.SearchStrategy[EventDate]:
    """Make dates of every kind that an event can have: days to decades, spans, windows, gaps, open and unknown ends.

    Parameters
    ----------
    first_year, last_year
        The years drawn from.

    Returns
    -------
    hypothesis.strategies.SearchStrategy
        Of `EventDate`.
    """
    days = st.dates(dt.date(first_year, 1, 1), dt.date(last_year, 12, 31))
    years = st.integers(first_year, last_year).map("{:04d}".format)
    plain = st.one_of(
        days.map(dt.date.isoformat),
        days.map(lambda day: day.isoformat()[:7]),
        years,
        years.map(lambda year: year[:3] + "X"),
        st.tuples(years, st.integers(21, 41)).map(lambda pair: f"{pair[0]}-{pair[1]}"),
        days.map(lambda day: day.isoformat()[:8] + "XX"),
        days.map(lambda day: day.isoformat()[:5] + "XX" + day.isoformat()[7:]),
        days.map(lambda day: day.isoformat()[:3] + "X" + day.isoformat()[4:]),
    )
    part_marked = days.map(lambda day: f"{day.isoformat()[:7]}~{day.isoformat()[7:]}")
    qualified = st.one_of(
        st.tuples(plain, st.sampled_from(["", "", "~", "?", "%"])).map("".join), part_marked
    )
    ends = st.one_of(qualified, qualified, st.sampled_from(["..", ""]))
    spans = st.tuples(ends, ends).map("/".join)
    limits = st.one_of(qualified, st.just(""))
    windows = st.tuples(limits, limits).map(lambda pair: f"[{pair[0]}..{pair[1]}]")
    choices = st.lists(qualified, min_size=2, max_size=3).map(lambda found: f"[{','.join(found)}]")
    texts = st.one_of(qualified, qualified, spans, windows, choices, st.just("XXXX"))
    return texts.filter(_is_date).map(EventDate.parse)


def _is_date(text: str) -> bool:
    """Say whether a text is a date; a span drawn from two ends may be reversed."""
    try:
        EventDate.parse(text)
    except DateError:
        return False
    return True


def titles() -> st.SearchStrategy[str]:
    """Make titles of one line that are hard on files.

    Returns
    -------
    hypothesis.strategies.SearchStrategy
        Of str.
    """
    return st.lists(st.sampled_from(_PIECES), max_size=4).map("".join)


def studies() -> st.SearchStrategy[Study]:
    """Make small studies: a codebook with a tree, a many-valued variable and vocabularies, and registers.

    Returns
    -------
    hypothesis.strategies.SearchStrategy
        Of `Study`.
    """
    return st.builds(_study, st.integers(1, 3), bounded=st.booleans(), covered=st.booleans())


def _study(roots: int, *, bounded: bool, covered: bool) -> Study:
    """Build one study."""
    tops = ("political", "economic", "social")[:roots]
    categories = [code for top in tops for code in (top, f"{top}.one", f"{top}.two", f"{top}.two.deep")]
    codes = {
        "category": categories,
        "mechanism": ["sco", "bri", "c5"],
        "stage": ["announced", "signed"],
        "amount_basis": ["loan_face", "package"],
        "role": list(ROLES),
        "relation": list(RELATIONS),
        "quantity_unit": list(UNITS),
    }
    variables = [
        Variable(
            id=name,
            values="many" if name == "mechanism" else "one",
            hierarchical=name == "category",
            codes=[
                Code(id=code, variable=name, definition=f"About {code}.", parent=code.rpartition(".")[0])
                for code in listed
            ],
        )
        for name, listed in codes.items()
    ]
    variables += [
        Variable(
            id="region",
            values="many",
            derived=Derived(taken_from="actors", field="region"),
            codes=[Code(id="central_asia", variable="region", definition="The three.")],
        ),
        Variable(
            id="step",
            values="one",
            derived=Derived(taken_from="stage", map={"announced": "word", "signed": "deed"}),
            codes=[Code(id=code, variable="step", definition=f"A {code}.") for code in ("word", "deed")],
        ),
    ]
    actors = [
        Actor(id=name, name=f"State {name}", aliases=aliases, kind="state", region=region)
        for name, aliases, region in STATES
    ]
    actors += [Actor(id=name, name=f"Firm {name}", kind="company", parent="CHN") for name in FIRMS]
    actors.append(Actor(id="C3", name="The three", kind="group", members="KAZ; KGZ; UZB"))
    return Study(
        name="made-up",
        start="1991-01-01" if bounded else "",
        end="2025-12-31" if bounded else "",
        codebook=Codebook(id="made-up", version="1", variables=variables),
        actors=actors,
        coverage=[CoverageRow(code=top, start="1991", end="2010", level="census") for top in tops]
        if covered
        else [],
        sources=[Source(id=name, title=f"Page {name}", kind="agency") for name in SOURCES],
        periods=[
            Period(set="era", id="early", label="Early", date="1991-01-01/2004-06-30"),
            Period(set="era", id="late", label="Late", date="2006-01-01/.."),
        ],
    )


def events(
    study: Study | None = None, *, ids: st.SearchStrategy[str] | None = None
) -> st.SearchStrategy[Event]:
    """Make events that obey a study; every field is drawn.

    Parameters
    ----------
    study
        A study made by `studies`; None codes nothing.
    ids
        Where ids are drawn from.

    Returns
    -------
    hypothesis.strategies.SearchStrategy
        Of `Event`.
    """
    words = st.from_regex(r"[A-Za-z0-9_.\-]{1,8}", fullmatch=True)
    word = st.just("") | words
    participants = st.tuples(
        st.sampled_from([*(name for name, _, _ in STATES), *FIRMS]), st.sampled_from(["", *ROLES])
    )
    lines = st.lists(titles(), max_size=3)
    return st.builds(
        _event,
        identifier=ids or words,
        date=event_dates(),
        title=titles(),
        actors=st.lists(participants, unique=True, max_size=4),
        place=titles(),
        where=st.none() | st.tuples(st.integers(-90, 90), st.integers(-180, 180)),
        amount=st.none() | _amounts(),
        quantity=st.none() | st.integers(0, 10**6).map(lambda number: number / 8),
        chain=word,
        series=word,
        edition=st.none() | st.integers(1, 99),
        sources=st.lists(st.sampled_from(SOURCES), unique=True),
        coder=word,
        coded_on=st.none() | st.dates(),
        codebook_version=word,
        note=st.tuples(lines, st.sampled_from(["\n", "\r\n", "\r"])).map(lambda pair: pair[1].join(pair[0])),
        extra=st.dictionaries(st.sampled_from(["x_a", "x_b"]), titles()),
        picks=st.randoms(use_true_random=False),
        study=st.just(study),
    )


def _amounts() -> st.SearchStrategy[Amount]:
    """Make sums of money, some with bounds."""
    sums = st.integers(0, 10**12).map(float)
    currencies = st.sampled_from(["USD", "CNY"])
    bounded = st.tuples(sums, sums, sums).map(sorted)
    with_bounds = st.builds(
        lambda low_to_high, currency: Amount(low_to_high[1], currency, low_to_high[0], low_to_high[2]),
        bounded,
        currencies,
    )
    return st.builds(Amount, sums, currencies) | with_bounds


def _event(
    *,
    identifier: str,
    where: tuple[float, float] | None,
    quantity: float | None,
    picks: random.Random,
    study: Study | None,
    **fields: Any,
) -> Event:
    """Build one event, its codes picked from the study's codebook."""
    codes = {}
    for variable in () if study is None else map(study.codebook.__getitem__, study.codebook.columns):
        number = picks.randint(0, 2 if variable.values == "many" else 1)
        codes[variable.id] = tuple(picks.sample(list(variable.codes), number))
    if "amount_basis" in codes:
        codes["amount_basis"] = () if fields["amount"] is None else ("loan_face",)
    latitude, longitude = where or (None, None)
    return Event(
        id=identifier,
        lat=latitude,
        lon=longitude,
        quantity=quantity,
        quantity_unit="" if quantity is None else picks.choice(UNITS),
        codes=codes,
        **fields,
    )


def event_lists(study: Study | None = None, *, max_size: int = 8) -> st.SearchStrategy[list[Event]]:
    """Make lists of events with ids of their own.

    Parameters
    ----------
    study
        As in `events`.
    max_size
        How many at most.

    Returns
    -------
    hypothesis.strategies.SearchStrategy
        Of lists of `Event`.
    """
    made = st.lists(events(study), max_size=max_size, unique_by=lambda event: event.id)
    return st.builds(_linked, made, st.randoms(use_true_random=False))


def _linked(made: list[Event], picks: random.Random) -> list[Event]:
    """Link some events to others of the list."""
    linked = []
    for event in made:
        other = picks.choice(made).id
        link = other != event.id and picks.random() < 0.5
        linked.append(attrs.evolve(event, related=[(picks.choice(RELATIONS), other)]) if link else event)
    return linked
