"""What people are told about a text that is no date: whole messages, and hints that are themselves valid."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_events.dates import EventDate, refusal
from ca_events.dates.edtf import read
from ca_events.errors import DateError

ACCEPTED = (
    "Accepted: 2013, 2013-09, 2013-09-15, 2013-21 (21 to 24 seasons, 33 to 36 quarters, 37 to 39 thirds, 40 and 41 "
    "halves), X for any digit (201X, 2013-XX, 2013-XX-15), ~ ? or % at the end (2013~) or beside one part (2013-~09); "
    "spans 2005/2012, 2005/.., ../2012, 2005/, /2012; one event on one of several days [2005..2012], [..2012], "
    "[2005..], [2005,2007]; several dates {2005,2007}; XXXX when nothing is known."
)
RETYPE = "Format the column as text and type the date again from the source, such as 2001-06-15 or 2001-06."
REWRITTEN = "a spreadsheet has probably rewritten this cell"
LOST = f"{REWRITTEN}, and it no longer says which date it was. {RETYPE}"
UNDATED = "Write 'XXXX' for an event of which no date is known."
CODES = "months are 01 to 12, parts of a year 21 to 41"

SPREADSHEETS = {
    "Sep-13": LOST,
    "13-Sep": LOST,
    "15-Jun-01": LOST,
    "jun-2001": LOST,
    "37412": f"{REWRITTEN}: it holds the number by which spreadsheets count days. {RETYPE}",
    "37412.5": f"{REWRITTEN}: it holds the number by which spreadsheets count days. {RETYPE}",
    "15/06/2001": f"{REWRITTEN}. Format the column as text and type '2001-06-15'.",
    "6/15/2001": f"{REWRITTEN}. Format the column as text and type '2001-06-15'.",
    "5.5.2005": f"{REWRITTEN}. Format the column as text and type '2005-05-05'.",
    "03/04/2005": (
        f"{REWRITTEN}, and it can be 2005-03-04 or 2005-04-03. "
        "Format the column as text and type the one that the source gives."
    ),
    "15/06/01": LOST,
    "31/02/2001": LOST,
    "2001-06-15 00:00:00": f"{REWRITTEN} (at character 11). Format the column as text and type '2001-06-15'.",
    "2013.0": f"{REWRITTEN} (at character 5). Format the column as text and type '2013'.",
}
HABITS = {
    "2005-2012": (
        "two years are joined by a hyphen (at character 5). Write '2005/2012' for a span (it went on from the one to "
        "the other), '[2005..2012]' for a window (it happened on one unknown day between them)."
    ),
    "2005..2012": (
        "a window stands in brackets (at character 5). Write '2005/2012' for a span (it went on from the one to "
        "the other), '[2005..2012]' for a window (it happened on one unknown day between them)."
    ),
    "": f"the cell is empty. {UNDATED}",
    " \t": f"the cell is empty. {UNDATED}",
    "n/a": f"it holds no date at all. {UNDATED}",
    "../..": f"it holds no date at all. {UNDATED}",
    "[..]": f"it holds no date at all. {UNDATED}",
    "XXXX~": f"it holds no date at all. {UNDATED}",
    "?XXXX": f"it holds no date at all (at character 2). {UNDATED}",
    "[XXXX,2001]": f"it holds no date at all (at character 2). {UNDATED}",
    "2001/XXXX-XX?": f"it holds no date at all (at character 6). {UNDATED}",
    " 2013": "there is a blank around it (at character 1). Write '2013'.",
    "2013\n": "there is a blank around it (at character 5). Write '2013'.",
    "2005 / 2012": "there is a blank in it (at character 5). Write '2005/2012'.",
    "c. 2013": "an approximate date is marked by ~ at its end (at character 1). Write '2013~'.",
    "1990s": "the last digit of a decade is written X (at character 4). Write '199X'.",
    "2019-Q3": "quarters are the parts 33 to 36 of a year. Write '2019-35'.",
    "June 15, 2001": (
        "a month is written as a number. Write the year first, such as 2001-06-15 or 2001-06; EventDate.interpret "
        "reads dates as people type them."
    ),
    "199u": "an unknown digit is a capital X (at character 4). Write '199X'.",
    "2004/open": "an end that is open is written with two dots (at character 6). Write '2004/..'.",
    "unknown/2004": "an end that is not known is left empty (at character 1). Write '/2004'.",
    "[XXXX..2004]": "an end that is not known is left empty (at character 2). Write '[..2004]'.",
    "2013?~": "approximate and uncertain together are written % (at character 5). Write '2013%'.",
    "2001/06/15": "year, month and day are joined by hyphens (at character 5). Write '2001-06-15'.",
    "20010615": "year, month and day are joined by hyphens (at character 5). Write '2001-06-15'.",
    "2001-6-5": "month and day have two digits (at character 6). Write '2001-06-05'.",
    "6/2001": "the year comes first (at character 1). Write '2001-06'.",
    "2001-06-15T10:00": "the time is not written in full (at character 17). Write '2001-06-15T10:00:00'.",
    "2001\u201306": "a dash stands in the place of a hyphen (at character 5). Write '2001-06'.",
    "\u0662\u0660\u0661\u0663": "a digit of another script stands here (at character 1). Write '2013'.",
    "2012/2005": "the end lies before the start (at character 6). Write '2005/2012' if that is meant.",
    "[2012..2005]": "the end lies before the start (at character 8). Write '[2005..2012]' if that is meant.",
    "2004-01T10:00:00": (
        "a time of day follows a valid day and is written T10:00:00, T10:00:00Z or T10:00:00+05:00. "
        "Leave the time away: only the day is kept."
    ),
    "2004-01-01T10:00:00~": "a date with a time of day takes no ~ ? or %. Leave the time away.",
    "{2003,2004-01-01T10:00:00}": (
        "a date in a span or set has no time of day (at character 17). Leave the time away: only the day is kept."
    ),
    "XXXX-12/2004": (
        "a date in a span or set has a year (at character 1). Leave an end that is not known empty."
    ),
    "2003/2004-01-01T10:00:00": (
        "a date in a span or set has no time of day (at character 16). Leave the time away: only the day is kept."
    ),
}
WITHOUT_HINT = {
    "2013-02-30": "February 2013 has 28 days (at character 9)",
    "1900-02-29": "February 1900 has 28 days (at character 9)",
    "2004/2005-06-31": "June 2005 has 30 days (at character 14)",
    "2013-13": f"there is no month 13; {CODES} (at character 6)",
    "2013-42": f"there is no month 42; {CODES} (at character 6)",
    "2013-21-05": "a part of a year (21 to 41) takes no day (at character 9)",
    "9999-24": "it lasts into the year 10000, and years after 9999 are not supported (at character 6)",
    "00XX": "it allows the year 0000, and years before 0001 are not supported (at character 1)",
    "0000-01": "years before 0001 are not supported (at character 1)",
    "-0500": "years before 0001 are not supported (at character 1)",
    "Y17000": "years outside 0001 to 9999 (Y) are not supported (at character 1)",
    "17E7": "exponential years (E) are not supported (at character 1)",
    "1950S2": "significant digits (S) are not supported (at character 1)",
    "850": "a year has four digits (at character 1)",
    "2005/12": "a year has four digits (at character 6)",
    "2004-2X": "X stands for a digit of a month; parts of a year (21 to 41) are written in full (at character 6)",
    "2004-02-3X": "February 2004 has 29 days (at character 9)",
    "19X1-02-29": "none of the months that are meant has such a day (at character 9)",
    "2004??-06": "~ ? and % stand once, beside a year, a month or a day (at character 5)",
    "[2005..2006": "the [ is not closed by ] (at character 12)",
    "{2005": "the { is not closed by } (at character 6)",
    "2005..2006]": "the ] is not opened by [ (at character 1)",
    "[2005,..2006]": "only the first date of a set is open before it (at character 7)",
    "[2005..,2006]": "only the last date of a set is open after it (at character 6)",
    "[2005,2006-13]": f"there is no month 13; {CODES} (at character 12)",
    "[2005,2013-09..2013-14]": f"there is no month 14; {CODES} (at character 21)",
    "[2001,2012..2005]": "the end lies before the start (at character 13)",
    "[2001,2002]/2005": "an end of a span is one date, and no set (at character 1)",
    "XXXX-02-30": "none of the months that are meant has such a day (at character 9)",
    "[2005,]": "it has none of the accepted forms (at character 7)",
    "{2010,2015}~": "~ ? and % stand beside a date in the set, not behind the set (at character 12)",
    "XXX1-XX-X1/2005": "its masks allow more than 5,000 separate stretches of days (at character 1)",
    "[XXX1-XX-X1,2005]": "its masks allow more than 5,000 separate stretches of days (at character 1)",
    "2005/2006/2007": "a span has one slash (at character 10)",
    "[2005..hello]": "'h' has no meaning here (at character 8)",
    "2012-2005": "two years are joined by a hyphen (at character 5)",
    "2013-123": "it has none of the accepted forms (at character 1)",
}


def message_of(text: str) -> str:
    with pytest.raises(DateError) as caught:
        EventDate.parse(text)
    return str(caught.value)


@pytest.mark.parametrize(("text", "words"), (SPREADSHEETS | HABITS).items(), ids=repr)
def test_damage_and_habits_are_named_with_what_to_write_instead(text, words):
    assert message_of(text) == f"{text!r} is no EDTF date: {words}\n{ACCEPTED}"
    assert refusal(text) == f"no EDTF date: {words}"


@pytest.mark.parametrize(("text", "words"), WITHOUT_HINT.items(), ids=repr)
def test_other_mistakes_are_named_with_their_place_and_the_accepted_forms(text, words):
    assert message_of(text) == f"{text!r} is no EDTF date: {words}.\n{ACCEPTED}"
    assert refusal(text) == f"no EDTF date: {words}. {ACCEPTED}"


def test_a_long_text_is_shortened_in_the_message():
    assert message_of("x" * 1001) == (
        f"'{'x' * 28}...{'x' * 28}' is no EDTF date: it has 1,001 characters, and at most 1,000 are read.\n{ACCEPTED}"
    )


def test_a_valid_date_has_no_refusal():
    assert refusal("2013-09~") == ""


def test_every_form_that_a_message_calls_accepted_is_accepted():
    forms = re.sub(r"\(21 to 24.*?\)", "", ACCEPTED.removeprefix("Accepted: "))
    found = [word.strip(",;()") for word in forms.split() if re.search(r"\d", word)]
    assert len(found) == 19
    assert [word for word in found if read(word) is None] == []
    assert EventDate.parse("XXXX").precision == "unknown"


@given(st.text(alphabet="0123456789X-~?%/.[],T:uxsc ", max_size=20))
def test_whatever_a_message_says_to_write_can_be_read(text):
    if read(text) is None:
        suggested = re.findall(r"(?:Write|type|, )'([^']*)' ?(?:for a|if|\.)", refusal(text))
        assert [word for word in suggested if read(word) is None] == []


@given(st.text(max_size=200))
def test_there_is_a_reason_for_every_refusal_and_for_nothing_else(text):
    assert (refusal(text) == "") == (read(text) is not None)
