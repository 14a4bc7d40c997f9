"""The EDTF reader beside the package `edtf` 5.0.2: the two agree, except where the list below says why they do not.

The list is `DISAGREEMENTS`. Each row names a form, a text of that form, what edtf says of it, what we say, who is
right, and by which words. A row fails as soon as either side changes its mind. Texts made at random that fall under a
row are left out by the predicate of the row; of all others the bounds and qualifiers are the same, or both refuse.

LoC is the specification of the Library of Congress of 4 February 2019, https://www.loc.gov/standards/datetime/; parts
1 and 2 are those of ISO 8601:2019. Their clauses are quoted after the notes of another implementation
(`docs/spec-notes.md` of monumental-archive/edtf), because the text of the standard is not free.
"""

from __future__ import annotations

import contextlib
import io
import re
from calendar import isleap
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ca_events.dates import EventDate
from ca_events.errors import DateError

edtf = pytest.importorskip("edtf")

# edtf calls what newer releases of pyparsing warn about.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

REFUSED = "refused"


# What each says --------------------------------------------------------------------------------------


def ours(text: str) -> str:
    try:
        parsed = EventDate.parse(text)
    except DateError:
        return REFUSED
    return spelt(parsed.earliest, parsed.latest, parsed.approximate, parsed.uncertain)


def theirs(text: str) -> str:
    """Give what edtf says: a crash is named, an open end is infinite, and a set knows no qualifiers."""
    return said_by_edtf(text, lambda found: [found])


def translated(text: str) -> str:
    """Give what edtf says in our terms: no bound at an open end, and for a set the qualifiers of its members."""
    said = said_by_edtf(text, lambda found: getattr(found, "objects", [found]))
    return said.replace("-inf", "none").replace("inf", "none")


def said_by_edtf(text: str, bearers: Callable[[Any], Any]) -> str:
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints what it stumbles over
            found = edtf.parse_edtf(text)
        bounds = found.lower_strict(), found.upper_strict()
    except edtf.EDTFParseException:
        return REFUSED
    except (AttributeError, TypeError, ValueError) as error:
        return type(error).__name__
    both = any(one.is_uncertain_and_approximate for one in bearers(found))
    approximate = both or any(one.is_approximate for one in bearers(found))
    uncertain = both or any(one.is_uncertain for one in bearers(found))
    return spelt(*bounds, approximate, uncertain)


def spelt(first: Any, last: Any, approximate: bool, uncertain: bool) -> str:
    return f"{spelt_day(first)} to {spelt_day(last)}{' ~' if approximate else ''}{' ?' if uncertain else ''}"


def spelt_day(day: Any) -> str:
    if day is None:
        return "none"
    if isinstance(day, date):
        return day.isoformat()
    return str(day) if isinstance(day, float) else "{:04}-{:02}-{:02}".format(*day[:3])


# Which form a text has -------------------------------------------------------------------------------

MASKED_AT_LEVEL_1 = re.compile(r"\d\d\dX|\d\dXX|\dXXX|\d{4}-XX|\d{4}-\d\d-XX|\d{4}-XX-XX")
PARTLY_MASKED_DAY = re.compile(r"[\dX]{4}-[\dX]{2}-(?:\dX|X\d)")
PARTLY_MASKED_MONTH = re.compile(r"[\dX]{4}-(?:\dX|X\d)")
PART_OF_YEAR = re.compile(r"[\dX]{4}-(?:2[1-9]|3\d|4[01])")
LONG_MONTHS = ("01", "03", "05", "07", "08", "10", "12")


def ends(text: str) -> list[str]:
    """Give the two ends of an interval."""
    return [] if is_set(text) or "/" not in text else text.split("/")


def is_set(text: str) -> bool:
    return text[:1] in ("[", "{")


def elements(text: str) -> list[str]:
    return text[1:-1].split(",") if is_set(text) else []


def dates(text: str) -> list[str]:
    return [one for one in re.split(r"[\[\]{},/]|\.\.", text) if one]


def bare(one: str) -> str:
    """Give a date without its marks and time of day."""
    return re.sub(r"[?~%]|T.*", "", one)


def marks(text: str) -> int:
    return len(re.findall(r"[?~%]", text))


def is_marked_inside(one: str) -> bool:
    """Say whether a mark stands anywhere but at the very end, which is level 2."""
    return marks(one[:-1]) > 0


def is_masked_and_marked(one: str) -> bool:
    """Say whether a date is masked and marked, but not as level 1 allows it."""
    at_level_1 = MASKED_AT_LEVEL_1.fullmatch(bare(one)) and not is_marked_inside(one)
    return "X" in one and marks(one) > 0 and not at_level_1


def has_crowded_marks(one: str) -> bool:
    """Say whether a mark to the right of a month or day, or on both sides of a year, is not the only one."""
    year, *rest = one.split("-")
    return marks(one) > 1 and (marks(year) > 1 or any(part[-1:] in tuple("?~%") for part in rest))


def is_a_29_february_without_a_leap_year(one: str) -> bool:
    found = re.fullmatch(r"(\d{4})-02-29", bare(one))
    return found is not None and not isleap(int(found[1]))


def is_a_day_that_no_month_has(one: str) -> bool:
    """Say whether a day is beyond its month in a date that is masked or marked inside."""
    month, day = bare(one)[5:7], bare(one)[8:]
    beyond = (month == "02" and day == "30") or (day == "31" and month not in (*LONG_MONTHS, "XX"))
    return beyond and ("X" in one or is_marked_inside(one))


def allows_the_year_0(one: str) -> bool:
    return "X" in one and int(bare(one)[:4].replace("X", "0")) == 0


def is_reversed(left: str, right: str) -> bool:
    try:
        first, last = EventDate.parse(left).earliest, EventDate.parse(right).latest
    except DateError:
        return False
    return first is not None and last is not None and first > last


def is_a_reversed_interval(text: str) -> bool:
    return len(ends(text)) == 2 and is_reversed(*ends(text))


def has_a_reversed_range(text: str) -> bool:
    return any(is_reversed(*one.split("..")) for one in elements(text) if one.count("..") == 1)


def has_an_uneven_range(text: str) -> bool:
    """Say whether a range of a set has an end that is more than a plain date, or ends of two precisions."""
    pairs = [[end for end in one.split("..") if end] for one in elements(text) if ".." in one]
    plain = re.compile(r"\d{4}(-\d\d){0,2}")
    return any(
        len({len(end) for end in pair}) > 1 or not all(plain.fullmatch(end) for end in pair) for pair in pairs
    )


def is_a_set_of_all_with_an_open_range_and_more(text: str) -> bool:
    is_open = any(one.startswith("..") or one.endswith("..") for one in elements(text))
    return text[:1] == "{" and is_open and len(elements(text)) > 1


def is_of_no_year(text: str) -> bool:
    return bare(text)[:4] == "XXXX" and not ends(text)


def has_an_unstated_end_beside_level_2(text: str) -> bool:
    """Say whether one end of an interval is open or unknown, and the other masked or marked inside."""
    return any(end in ("", "..") for end in ends(text)) and any(
        "X" in end or is_marked_inside(end) for end in ends(text)
    )


def has_a_marked_end_beside_level_2(text: str) -> bool:
    """Say whether one end of an interval is marked as in level 1, and the other masked or marked inside."""
    level_2 = ["X" in end or is_marked_inside(end) for end in ends(text)]
    return any(level_2) and any(
        marks(end) and not other for end, other in zip(ends(text), level_2, strict=True)
    )


def any_date(test: Callable[[str], object]) -> Callable[[str], bool]:
    return lambda text: any(test(one) for one in dates(text))


def any_end(test: Callable[[str], object]) -> Callable[[str], bool]:
    return lambda text: any(test(end) for end in ends(text))


def found(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).search


# The list --------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A disagreement: the form, a text, what each says, who is right (or that it is open), and why.

    `skips` tells a text of this form from others. It is None where the two can be compared all the same.
    """

    form: str
    text: str
    edtf: str
    ours: str
    right: str
    reason: str
    skips: Callable[[str], object] | None


# fmt: off
DISAGREEMENTS = [
    # Other bounds.
    Row("an unknown end", "1992/", "1992-01-01 to 2002-01-01", "1992-01-01 to none", "ours",
        "part 2, 10.2 c and LoC level 1: the end is unknown; the ten years are edtf's DELTA_IF_UNKNOWN",
        lambda text: ends(text)[1:] == [""]),
    Row("an unknown start", "/2006", "1996-12-31 to 2006-12-31", "none to 2006-12-31", "ours",
        "part 2, 10.2 d and LoC level 1: the start is unknown; the ten years are edtf's DELTA_IF_UNKNOWN",
        lambda text: ends(text)[:1] == [""]),
    Row("an open end", "1985/..", "1985-01-01 to inf", "1985-01-01 to none", "open",
        "both mean no bound; edtf's is a float, which cannot be compared with its other bounds", None),
    Row("an open start", "../1985", "-inf to 1985-12-31", "none to 1985-12-31", "open",
        "as for an open end", None),
    Row("a winter", "2001-24", "2001-12-01 to 2001-12-31", "2001-12-01 to 2002-02-28", "ours",
        "part 2, 4.8.1 names no months; edtf's appsettings call December alone a simplification",
        lambda text: bare((ends(text) or [text])[-1])[4:] == "-24"),
    Row("a northern winter", "2003-28", "2003-12-01 to 2003-12-31", "2003-12-01 to 2004-02-29", "ours",
        "as for a winter", lambda text: bare(text)[4:] == "-28"),
    Row("a southern summer", "2001-30", "2001-12-01 to 2001-12-31", "2001-12-01 to 2002-02-28", "ours",
        "as for a winter", lambda text: bare(text)[4:] == "-30"),
    Row("29 February of a masked year", "198X-02-29", "1980-02-29 to 1989-02-29",
        "1980-02-29 to 1988-02-29", "ours",
        "part 1, 4.2.1: 1989 has no 29 February; part 2, 9.2.2: a mask allows only what is a date",
        any_date(lambda one: "X" in one[:4] and bare(one)[4:] == "-02-29")),
    Row("no year at all", "XXXX", "0000-01-01 to 9999-12-31", "none to none", "open",
        "part 2, 9.2.1.2 c: some year from 0000 to 9999; we take it to say that nothing is known",
        is_of_no_year),
    Row("a day of no year", "XXXX-12-XX", "0000-12-01 to 9999-12-31", "none to none", "open",
        "LoC level 2: some day in December in some year; we give no bounds rather than those of the calendar",
        is_of_no_year),
    # Qualifiers lost.
    Row("a qualified member of a set", "[1667,1668?]", "1667-01-01 to 1668-12-31",
        "1667-01-01 to 1668-12-31 ?", "ours",
        "part 2, 8.2.1: the member is uncertain, and edtf knows it of the member, but not of the set", None),
    # What the standard has and edtf refuses or crashes on.
    Row("a month masked in part", "1984-1X", "AttributeError", "1984-10-01 to 1984-12-31", "ours",
        "LoC level 2 prints it: some month from October to December 1984",
        any_date(lambda one: PARTLY_MASKED_MONTH.fullmatch(bare(one)))),
    Row("a month masked in part, with a day", "1985-0X-31", "ValueError", "1985-01-31 to 1985-08-31",
        "ours", "part 2, 9.2.2; edtf reads it and cannot say its bounds",
        any_date(lambda one: PARTLY_MASKED_MONTH.match(bare(one)) and len(bare(one)) == 10)),
    Row("a day masked in part", "1985-04-2X", "ValueError", "1985-04-20 to 1985-04-29", "ours",
        "part 2, 9.2.2; edtf reads it and cannot say its bounds",
        any_date(lambda one: PARTLY_MASKED_DAY.fullmatch(bare(one)))),
    Row("a masked month in an interval", "2000-XX/2001", "AttributeError", "2000-01-01 to 2001-12-31",
        "ours", "LoC level 2: an end may have unspecified digits",
        any_end(found(r"^[?~%]?\d{4}[?~%]?-[?~%]?XX[?~%]?$"))),
    Row("a masked month in a set", "[1667,1668-XX]", "AttributeError", "1667-01-01 to 1668-12-31", "ours",
        "part 2, 6.1: the elements are dates, which may differ in precision",
        lambda text: is_set(text) and any(re.fullmatch(r"\d{4}-XX", bare(one)) for one in dates(text))),
    Row("a qualified part of a year", "2011-23~", REFUSED, "2011-09-01 to 2011-11-30 ~", "ours",
        "part 2, 4.8.1 and 8.4.2: it stands for a month, and that may be qualified; edtf reads it as an end",
        lambda text: marks(text) and PART_OF_YEAR.fullmatch(bare(text))),
    Row("a quarter or the like in an interval", "2001-33/2001-34", REFUSED, "2001-01-01 to 2001-06-30",
        "ours", "part 2, 4.8.1 and 10.2: an end is a date; edtf allows the seasons 21 to 24",
        any_end(lambda end: PART_OF_YEAR.fullmatch(bare(end)) and int(bare(end)[5:]) > 24)),
    Row("a part of a year in a set", "[1985-21,1986]", REFUSED, "1985-03-01 to 1986-12-31", "ours",
        "part 2, 4.8.1 and 6.1: an element is a date",
        lambda text: is_set(text) and any(PART_OF_YEAR.fullmatch(bare(one)) for one in dates(text))),
    Row("a part of a masked year", "198X-21", REFUSED, "1980-03-01 to 1989-05-31", "open",
        "part 2, 4.8.1 and 9.2.2 neither show nor forbid it",
        any_date(lambda one: "X" in one and PART_OF_YEAR.fullmatch(bare(one)))),
    Row("qualifiers of a group and of a component", "2004-06?-~11", REFUSED, "2004-06-11 to 2004-06-11 ~ ?",
        "ours",
        "part 2, 8.4.6 prints it; edtf wants a qualifier on the right of a month or day to be the only one",
        any_date(has_crowded_marks)),
    Row("masks and qualifiers inside one date", "156X-12~", REFUSED, "1560-12-01 to 1569-12-31 ~", "ours",
        "part 2, 8.2 and 9.2.2 are not said to exclude each other; edtf allows both for the masks of level 1",
        any_date(is_masked_and_marked)),
    Row("a masked and qualified end", "198X?/1999", REFUSED, "1980-01-01 to 1999-12-31 ?", "ours",
        "part 2, 10.3.2: an end may be a qualified date; edtf reads the same date alone",
        any_end(lambda end: "X" in end and marks(end))),
    Row("a qualified end opposite one of level 2", "2004-?06/2005?", REFUSED, "2004-06-01 to 2005-12-31 ?",
        "ours",
        "part 2, 10.3.2 and 10.3.3: each end is qualified by itself", has_a_marked_end_beside_level_2),
    Row("an open end opposite one of level 2", "198X/..", REFUSED, "1980-01-01 to none", "ours",
        "part 2, 10.2 a: the other end is a date", has_an_unstated_end_beside_level_2),
    Row("an open start opposite an end of level 2", "../198X", "TypeError", "none to 1989-12-31", "ours",
        "part 2, 10.2 b: the other end is a date", has_an_unstated_end_beside_level_2),
    Row("a set of all with an open range and more", "{..1984,1990}", "TypeError", "none to 1990-12-31",
        "ours", "part 2, 6.3 d; edtf compares a float with a time",
        is_a_set_of_all_with_an_open_range_and_more),
    Row("a range between two precisions", "[1984..1985-04]", REFUSED, "1984-01-01 to 1985-04-30", "open",
        "part 2, 6.3 c: both sides should be of the same precision, which is advice", has_an_uneven_range),
    Row("a masked or qualified end of a range", "[2005-06~..200X?]", REFUSED,
        "2005-06-01 to 2009-12-31 ~ ?", "open",
        "part 2, 6.3 shows plain dates only; we take all days from the first possible one to the last",
        has_an_uneven_range),
    Row("a set of one date", "[1985]", REFUSED, "1985-01-01 to 1985-12-31", "open",
        "part 2, 6 and LoC print none, and rule none out",
        lambda text: is_set(text) and len(elements(text)) == 1 and ".." not in text),
    Row("a leap second", "2016-12-31T23:59:60Z", REFUSED, "2016-12-31 to 2016-12-31", "ours",
        "part 1, 4.3.10: the second is 60 in a leap second", found(r"T\d\d:\d\d:60")),
    Row("no shift from UTC", "1985-04-12T23:20:30+00:00", REFUSED, "1985-04-12 to 1985-04-12", "ours",
        "part 1, 4.3.13: + means ahead of UTC, or equal", found(r"T.*[+-]00(:00)?$")),
    Row("a far shift from UTC", "1985-04-12T23:20:30+15:00", REFUSED, "1985-04-12 to 1985-04-12", "open",
        "part 1, 4.3.13 sets no limit; no clock on earth is so far ahead",
        found(r"T.*[+-](14(?!:00)|1[5-9]|2\d)")),
    # What edtf reads and the standard does not have.
    Row("29 February of another year", "1900-02-29", "1900-02-29 to 1900-02-29", REFUSED, "ours",
        "part 1, 4.2.1: a leap year is divisible by four, and if it is a centennial year by four hundred",
        any_date(is_a_29_february_without_a_leap_year)),
    Row("a day that its month never has, after a qualified month", "2004-06~-31",
        "2004-06-31 to 2004-06-31 ~", REFUSED, "ours",
        "part 1, 4.2.1: June has 30 days", any_date(is_a_day_that_no_month_has)),
    Row("a day that its month never has, in a masked year", "198X-04-31", "1980-04-31 to 1989-04-31",
        REFUSED, "ours", "part 1, 4.2.1: April has 30 days", any_date(is_a_day_that_no_month_has)),
    Row("a reversed interval", "2000/1999", "2000-01-01 to 1999-12-31", REFUSED, "ours",
        "an interval starts before it ends; part 2, 7.14.2 calls the reverse invalid in the explicit form",
        is_a_reversed_interval),
    Row("a reversed range of all", "{1672..1670}", "1672-01-01 to 1670-12-31", REFUSED, "ours",
        "part 2, 6.3 c: all between the two, from the first to the second", has_a_reversed_range),
    Row("a reversed range of one", "[2012..2005]", "2012-01-01 to 2005-12-31", REFUSED, "ours",
        "part 2, 6.3 c: all between the two, from the first to the second", has_a_reversed_range),
    Row("an interval without any date", "../..", "-inf to inf", REFUSED, "ours",
        "part 2, 10.2 and LoC show none; it would say nothing", lambda text: ends(text) and not dates(text)),
    Row("a blank before", " 1863-03-29", "1863-03-29 to 1863-03-29", REFUSED, "ours",
        "part 1, 3.2.1: there are no spaces", found(r"\s")),
    Row("a line end after", "1985\n", "1985-01-01 to 1985-12-31", REFUSED, "ours",
        "part 1, 3.2.1", found(r"\s")),
    Row("a blank in an interval", "1985 /1986", "1985-01-01 to 1986-12-31", REFUSED, "ours",
        "part 1, 3.2.1", found(r"\s")),
    Row("a blank in a set", "[1667, 1668]", "1667-01-01 to 1668-12-31", REFUSED, "ours",
        "part 2, 6.1 note: no spaces after commas", found(r"\s")),
    Row("a time of a month", "2004-01T10:00:00", "2004-01-01 to 2004-01-31", REFUSED, "ours",
        "part 1, 5.4.1: the date before a time is complete", found(r"^\d{4}(-\d\d)?T")),
    Row("24 o'clock", "1985-04-12T24:00:00", "1985-04-12 to 1985-04-12", REFUSED, "ours",
        "part 1, 5.3.2 rules it out (an amendment of 2022 lets it in again, as the end of the day)",
        found("T24:")),
    # What the standard has and we do not support: years outside 1 to 9999, and years by significant digits.
    Row("a negative year", "-1985", "-1985-01-01 to -1985-12-31", REFUSED, "edtf",
        "LoC level 1; Python has no such days", found("^-")),
    Row("the year 0", "0000", "0000-01-01 to 0000-12-31", REFUSED, "edtf",
        "part 1, 4.3.2; Python has no such days", found("^0000")),
    Row("a mask that allows the year 0", "00XX", "0000-01-01 to 0099-12-31", REFUSED, "edtf",
        "part 2, 9.2.1.2 c; Python has no such days", any_date(allows_the_year_0)),
    Row("an interval that ends in no year", "1985/XXXX", "1985-01-01 to 9999-12-31", REFUSED, "open",
        "an end that is not known is left empty", any_date(allows_the_year_0)),
    Row("a year of more digits", "Y170000002", "170000002-01-01 to 170000002-12-31", REFUSED, "edtf",
        "LoC level 1; Python has no such days", found("^Y")),
    Row("significant digits", "1950S2", "1950-01-01 to 1950-12-31", REFUSED, "open",
        "LoC level 2: some year from 1900 to 1999, estimated to be 1950; edtf's fuzzy bounds say so",
        found("S")),
]
# fmt: on


def is_listed(text: str) -> bool:
    return any(row.skips(text) for row in DISAGREEMENTS if row.skips is not None)


ROWS = pytest.mark.parametrize("row", DISAGREEMENTS, ids=lambda row: row.form)


@ROWS
def test_a_disagreement_stands_as_the_list_has_it(row):
    assert (theirs(row.text), ours(row.text)) == (row.edtf, row.ours)
    assert row.edtf != row.ours
    assert row.right in ("ours", "edtf", "open")


@ROWS
def test_a_row_leaves_out_its_own_text_unless_the_two_can_be_compared(row):
    assert bool(row.skips and row.skips(row.text)) is (translated(row.text) != row.ours)


# The examples of the Library of Congress -------------------------------------------------------------

# All that are printed, by heading.
PRINTED = {
    # Level 0: date; date and time; time interval.
    "1985-04-12": "1985-04-12 to 1985-04-12",
    "1985-04": "1985-04-01 to 1985-04-30",
    "1985": "1985-01-01 to 1985-12-31",
    "1985-04-12T23:20:30": "1985-04-12 to 1985-04-12",
    "1985-04-12T23:20:30Z": "1985-04-12 to 1985-04-12",
    "1985-04-12T23:20:30-04": "1985-04-12 to 1985-04-12",
    "1985-04-12T23:20:30+04:30": "1985-04-12 to 1985-04-12",
    "1964/2008": "1964-01-01 to 2008-12-31",
    "2004-06/2006-08": "2004-06-01 to 2006-08-31",
    "2004-02-01/2005-02-08": "2004-02-01 to 2005-02-08",
    "2004-02-01/2005-02": "2004-02-01 to 2005-02-28",
    "2004-02-01/2005": "2004-02-01 to 2005-12-31",
    "2005/2006-02": "2005-01-01 to 2006-02-28",
    # Level 1: letter-prefixed calendar year; seasons; qualification of a date.
    "Y170000002": REFUSED,
    "Y-170000002": REFUSED,
    "2001-21": "2001-03-01 to 2001-05-31",
    "1984?": "1984-01-01 to 1984-12-31 ?",
    "2004-06~": "2004-06-01 to 2004-06-30 ~",
    "2004-06-11%": "2004-06-11 to 2004-06-11 ~ ?",
    # Level 1: unspecified digits from the right.
    "201X": "2010-01-01 to 2019-12-31",
    "20XX": "2000-01-01 to 2099-12-31",
    "2004-XX": "2004-01-01 to 2004-12-31",
    "1985-04-XX": "1985-04-01 to 1985-04-30",
    "1985-XX-XX": "1985-01-01 to 1985-12-31",
    # Level 1: extended interval; negative calendar year.
    "1985-04-12/..": "1985-04-12 to none",
    "1985-04/..": "1985-04-01 to none",
    "1985/..": "1985-01-01 to none",
    "../1985-04-12": "none to 1985-04-12",
    "../1985-04": "none to 1985-04-30",
    "../1985": "none to 1985-12-31",
    "1985-04-12/": "1985-04-12 to none",
    "1985-04/": "1985-04-01 to none",
    "1985/": "1985-01-01 to none",
    "/1985-04-12": "none to 1985-04-12",
    "/1985-04": "none to 1985-04-30",
    "/1985": "none to 1985-12-31",
    "-1985": REFUSED,
    # Level 2: exponential year; significant digits; sub-year groupings.
    "Y-17E7": REFUSED,
    "1950S2": REFUSED,
    "Y171010000S3": REFUSED,
    "Y3388E2S3": REFUSED,
    "2001-34": "2001-04-01 to 2001-06-30",
    # Level 2: set representation.
    "[1667,1668,1670..1672]": "1667-01-01 to 1672-12-31",
    "[..1760-12-03]": "none to 1760-12-03",
    "[1760-12..]": "1760-12-01 to none",
    "[1760-01,1760-02,1760-12..]": "1760-01-01 to none",
    "[1667,1760-12]": "1667-01-01 to 1760-12-31",
    "[..1984]": "none to 1984-12-31",
    "{1667,1668,1670..1672}": "1667-01-01 to 1672-12-31",
    "{1960,1961-12}": "1960-01-01 to 1961-12-31",
    "{..1984}": "none to 1984-12-31",
    # Level 2: qualification of a group, and of a component (2004-06-11% is printed twice).
    "2004-06~-11": "2004-06-11 to 2004-06-11 ~",
    "2004?-06-11": "2004-06-11 to 2004-06-11 ?",
    "?2004-06-~11": "2004-06-11 to 2004-06-11 ~ ?",
    "2004-%06-11": "2004-06-11 to 2004-06-11 ~ ?",
    # Level 2: unspecified digit; interval.
    "156X-12-25": "1560-12-25 to 1569-12-25",
    "15XX-12-25": "1500-12-25 to 1599-12-25",
    "XXXX-12-XX": "none to none",
    "1XXX-XX": "1000-01-01 to 1999-12-31",
    "1XXX-12": "1000-12-01 to 1999-12-31",
    "1984-1X": "1984-10-01 to 1984-12-31",
    "2004-06-~01/2004-06-~20": "2004-06-01 to 2004-06-20 ~",
    "2004-06-XX/2004-07-03": "2004-06-01 to 2004-07-03",
}


@pytest.mark.parametrize("text", PRINTED)
def test_printed_examples_are_read_as_printed_and_edtf_differs_only_where_the_list_says_so(text):
    assert ours(text) == PRINTED[text]
    assert (translated(text) != PRINTED[text]) is is_listed(text)


@pytest.mark.parametrize("code", range(42))
def test_the_second_number_of_a_date_means_the_same_to_both_but_for_the_winters(code):
    text = f"2003-{code:02}"
    assert (translated(text) != ours(text)) is is_listed(text) is (code in (24, 28, 30))


# Texts made at random --------------------------------------------------------------------------------

YEARS = st.integers(1000, 2999)
MARKS = st.sampled_from("?~%")


def two_digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least, most).map("{:02}".format)


def days(years: st.SearchStrategy[int], *, loose: bool = False) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw one, two or three components, not always of a day that exists; loose ones go beyond the calendar."""
    parts = (years.map(str), two_digits(1 - loose, 12 + loose), two_digits(1 - loose, 31 + loose))
    return st.one_of(*(st.tuples(*parts[:length]) for length in (1, 2, 3, 3)))


def plain(years: st.SearchStrategy[int], *, loose: bool = False) -> st.SearchStrategy[str]:
    return days(years, loose=loose).map("-".join)


def parts_of_year(years: st.SearchStrategy[int], last: int = 41) -> st.SearchStrategy[str]:
    return st.builds("{}-{}".format, years, st.integers(21, last))


def marked(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put a mark at the end."""
    return st.builds(str.__add__, texts, MARKS)


@st.composite
def marked_inside(draw: st.DrawFn, years: st.SearchStrategy[int]) -> str:
    """Put one to three marks to the left and right of components."""
    components = draw(days(years))
    places = draw(st.sets(st.integers(0, 2 * len(components) - 1), min_size=1, max_size=3))
    around = [draw(MARKS) if place in places else "" for place in range(2 * len(components))]
    return "-".join(around[2 * place] + part + around[2 * place + 1] for place, part in enumerate(components))


@st.composite
def masked(draw: st.DrawFn, years: st.SearchStrategy[int], *, loose: bool = False) -> str:
    """Put masks over any digits: more often over a whole month or day, because edtf cannot read the others."""
    year, *rest = draw(days(years, loose=loose))
    masks = [draw(st.sampled_from(["....", "....", "...X", "..XX", ".XXX", ".X..", "..X.", "X...", "X..X"]))]
    masks += [draw(st.sampled_from(["..", "..", "..", "XX", "XX", "XX", ".X", "X."])) for _ in rest]
    covered = [
        "".join("X" if cover == "X" else digit for digit, cover in zip(part, mask, strict=True))
        for part, mask in zip([year, *rest], masks, strict=True)
    ]
    return "-".join(covered)


def qualified(years: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    return st.one_of(
        marked(plain(years)), marked(masked(years)), marked(parts_of_year(years)), marked_inside(years)
    )


@st.composite
def times(draw: st.DrawFn) -> str:
    day = st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(date.isoformat)
    clock = ":".join([draw(two_digits(0, 24)), draw(two_digits(0, 59)), draw(two_digits(0, 60))])
    shift = st.one_of(
        st.sampled_from(["", "", "Z"]),
        st.builds("{}{}".format, st.sampled_from("+-"), two_digits(0, 15)),
        st.builds("{}{}:{}".format, st.sampled_from("+-"), two_digits(0, 15), two_digits(0, 59)),
    )
    return f"{draw(st.one_of(day, day, day, plain(YEARS)))}T{clock}{draw(shift)}"


@st.composite
def intervals(draw: st.DrawFn) -> str:
    year = draw(YEARS)

    def end(years: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
        simple = plain(years)
        return st.one_of(
            simple,
            simple,
            marked(simple),
            parts_of_year(years, last=24),
            marked(parts_of_year(years)),
            masked(years),
            marked_inside(years),
            st.sampled_from(["", ".."]),
        )

    return f"{draw(end(st.just(year)))}/{draw(end(st.integers(year, year + 2)))}"


@st.composite
def sets(draw: st.DrawFn) -> str:
    year = draw(YEARS)
    years = st.integers(year, year + 5)
    simple = plain(years)
    even = st.integers(1, 3).flatmap(
        lambda length: st.tuples(*[days(years).filter(lambda parts: len(parts) == length)] * 2)
    )
    ranged = even.map(lambda pair: "..".join(sorted("-".join(parts) for parts in pair)))
    uneven = st.builds("{}..{}".format, st.one_of(simple, marked(simple)), simple)
    one = st.one_of(
        simple, simple, ranged, ranged, marked(simple), masked(years), marked_inside(years), uneven
    )
    members = draw(st.lists(one, min_size=1, max_size=3))
    if draw(st.integers(0, 4)) == 0:
        members.insert(0, f"..{draw(simple)}")
    if draw(st.integers(0, 4)) == 0:
        members.append(f"{draw(simple)}..")
    return draw(st.sampled_from(["[{}]", "{{{}}}"])).format(",".join(members))


FORMS = {
    "plain": plain(YEARS, loose=True),
    "part of a year": parts_of_year(YEARS, last=42),
    "qualified": qualified(YEARS),
    "masked": masked(YEARS, loose=True),
    "time": times(),
    "interval": intervals(),
    "set": sets(),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_the_list_does_not_hold_is_read_alike_or_refused_by_both(form, data):
    text = data.draw(FORMS[form], label="text")
    assume(not is_listed(text))
    assert ours(text) == translated(text)
