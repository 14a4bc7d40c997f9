"""Dates as people type them: what is read, what can be two dates, what is no date, and what the messages say."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ca_events.dates import EventDate
from ca_events.dates.edtf import read
from ca_events.dates.prose import answers
from ca_events.errors import AmbiguousDate, DateError

HERE = Path(__file__).parent
READ = (
    "Read are, among others: 15 June 2001; June 2001; mid-2013; the early 1990s; spring 2003; Q1 2023; first half of "
    "2014; 18-19 May 2023; 2015-16; from 2005 to 2012; between 2005 and 2012; 2005 or 2006; since 2013; until 2020; "
    "by 1999; before 1999; circa 1997; 7 сентября 2013 г.; 2013年9月7日; and EDTF."
)
CENTURY = "give the first two digits of the years, such as 19 for 1900 to 1999, or None."
AMBIGUOUS = "AMBIGUOUS: "


def rows_of(name: str) -> list[tuple[str, str]]:
    """Read a table of texts and what an honest reader makes of them, written without knowledge of our reader."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return [(row["text"], row["expected"]) for row in csv.DictReader(lines)]


# The first table was made up to be realistic and nasty; the second was copied from papers and working notes.
TABLE = [*rows_of("human_dates.csv"), *rows_of("paper_dates.csv")]


def answer_to(text: str) -> str:
    try:
        return EventDate.interpret(text).edtf
    except AmbiguousDate as error:
        return AMBIGUOUS + " | ".join(date.edtf for date in error.candidates)
    except DateError:
        return "REFUSE"


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[repr(text) for text, _ in TABLE])
def test_people_are_understood_or_asked_or_refused_but_never_guessed_at(text, expected):
    if expected.startswith(AMBIGUOUS):
        candidates = expected.removeprefix(AMBIGUOUS).split(" | ")
        expected = AMBIGUOUS + " | ".join(sorted(candidates))
    assert answer_to(text) == expected


def test_the_tables_hold_all_three_answers_in_numbers():
    assert sum(expected == "REFUSE" for _, expected in TABLE) > 100
    assert sum(expected.startswith(AMBIGUOUS) for _, expected in TABLE) > 30
    assert sum(read(expected) is not None for _, expected in TABLE) > 380


RUSSIAN_MONTHS = (
    "январь января январе янв. | февраль февраля феврале фев. февр. | март марта марте мар. | апрель апреля апреле "
    "апр. | май мая мае | июнь июня июне июн. | июль июля июле июл. | август августа августе авг. | сентябрь сентября "
    "сентябре сен. сент. | октябрь октября октябре окт. | ноябрь ноября ноябре ноя. нояб. "
    "| декабрь декабря декабре дек."
).split("|")
RUSSIAN_SEASONS = "весна весной весны весну | лето летом лета | осень осенью осени".split("|")
RUSSIAN_WEEKDAYS = (
    "понедельник пн | вторник вт | среда ср | четверг чт | пятница пт | суббота сб | воскресенье вс".split(
        "|"
    )
)
CHINESE_WEEKDAYS = "一二三四五六日"


def test_every_russian_and_chinese_word_for_months_seasons_and_weekdays_is_read():
    for number, words in enumerate(RUSSIAN_MONTHS, 1):
        for word in words.split():
            assert answer_to(f"5 {word} 2013 года") == f"2013-{number:02d}-05", word
            assert answer_to(f"{word} 2013 г.") == f"2013-{number:02d}", word
    for number, words in enumerate(RUSSIAN_SEASONS):
        for word in words.split():
            assert answer_to(f"{word} 2003 года") == f"2003-{21 + number}", word
    # 2 September 2013 was a Monday.
    for number, words in enumerate(RUSSIAN_WEEKDAYS):
        for word in words.split():
            assert answer_to(f"{word}, {number + 2} сентября 2013 г.") == f"2013-09-{number + 2:02d}", word
            assert answer_to(f"{word}, {number + 3} сентября 2013 г.") == "REFUSE", word
    for number, character in enumerate(CHINESE_WEEKDAYS):
        for name in ("星期", "周", "礼拜"):
            assert answer_to(f"2013年9月{number + 2}日{name}{character}") == f"2013-09-{number + 2:02d}", (
                character
            )


def test_every_word_that_is_read_is_known_to_the_messages():
    for text, expected in TABLE:
        if text.isascii() and read(expected):
            words = re.findall(r"(?<![\da-z])[a-z]+", text.casefold())
            # "Day" is known in "present day" alone, so that May Day can be told what is wrong with it.
            assert set(words) - {"day"} <= answers._KNOWN, text


@pytest.mark.parametrize(
    ("text", "dayfirst", "century", "expected"),
    [
        ("03/04/2005", True, None, "2005-04-03"),
        ("03/04/2005", False, None, "2005-03-04"),
        ("03/04/05", True, 20, "2005-04-03"),
        ("15/06/98", None, 19, "1998-06-15"),
        ("15 June '01", None, 20, "2001-06-15"),
        ("15-Jun-01", True, 20, "2001-06-15"),
        ("the '90s", None, 19, "199X"),
        ("early 90s", None, 19, "[1990~..1993~]"),
        ("07.09.2013 г.", None, None, "2013-09-07"),
        ("07.09.2013 г.", False, None, "2013-07-09"),
        ("between 03/04/2005 and 05/04/2005", True, None, "[2005-04-03..2005-04-05]"),
    ],
)
def test_what_is_said_beforehand_leaves_one_reading(text, dayfirst, century, expected):
    assert EventDate.interpret(text, dayfirst, century).edtf == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("first half of the 1990s", "[1990..1994]"),
        ("second half of June 2001", "[2001-06-16..2001-06-30]"),
        ("first half of February 2000", "[2000-02-01..2000-02-15]"),
        ("early 20th century", "[1901~..1933~]"),
        ("late 19th century", "[1867~..1900~]"),
        ("second half of the 19th century", "[1851..1900]"),
        ("circa mid-2013", "2013-38~"),
        ("probably late 2013", "2013-39%"),
        ("by the early 1990s", "[..1993~]"),
        ("before spring 2003", "[..2003-02-28]"),
        ("after circa 1997", "[1998~..]"),
        ("after the 1990s", "[2000-01-01..]"),
        ("late 2013 or early 2014", "[2013-39~,2014-37~]"),
        ("the early 1990s or 2005", "[1990~..1993~,2005]"),
        ("from the 1990s to 2005", "199X/2005"),
        ("2001-06-15 00:00:00", "2001-06-15"),
        ("2013-09~", "2013-09~"),
        ("[2005..2012]", "[2005..2012]"),
        ("XXXX", "XXXX"),
    ],
)
def test_parts_and_combinations_follow_the_documented_table(text, expected):
    assert EventDate.interpret(text).edtf == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("May Day", "'Day' has no meaning here (at character 5)"),
        ("$2005 million", "'$' has no meaning here (at character 1)"),
        ("page 1992", "'page' has no meaning here (at character 1)"),
        ("", "it is empty"),
        ("15 June", "no year is stated"),
        ("late March", "no year is stated"),
        ("31 June 2001", "there is no 31 June 2001"),
        ("2001-02-30", "there is no 30 February 2001"),
        ("2001-13-01", "there is no month 13"),
        ("Monday, 15 June 2001", "2001-06-15 was a Friday, not a Monday"),
        ("2012 to 2005", "it ends before it begins"),
        ("FY2015", "such a year begins on another day in each country; write its days as a span"),
        ("next year", "it is told from the day on which it was written, which is not known here"),
        ("n.d.", "it holds no date; an event of which no date is known is written XXXX"),
        ("late summer 2003", "parts of a season, a quarter or a half are not defined"),
        (
            "from the early 1990s to 2005",
            "the end of a span is one date in EDTF, and not one of several years or days; write the one that is meant",
        ),
        ("Sep-13", "a spreadsheet has probably rewritten this cell, and it no longer says which date it was"),
        ("2001 (revised)", "only the date itself is read, without what is said about it in parentheses"),
        ("20013", "its parts do not make one date"),
        (
            "1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9 or 10 or 11 or 12 or 13 May 2001",
            "at most 12 dates are read together",
        ),
    ],
)
def test_a_refusal_says_why_and_what_is_read(text, reason):
    with pytest.raises(DateError) as caught:
        EventDate.interpret(text)
    shown = text if len(text) <= 60 else f"{text[:28]}...{text[-28:]}"
    assert str(caught.value) == f"{shown!r} cannot be read as a date: {reason}.\n{READ}"


def test_a_text_of_over_200_characters_is_refused_without_being_read():
    with pytest.raises(DateError) as caught:
        EventDate.interpret("June 2001 " * 21)
    assert "it has 210 characters, and at most 200 are read." in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "03/04/2005",
            "'03/04/2005' can be 2005-03-04 or 2005-04-03. Say dayfirst=True or dayfirst=False, or write the one "
            "that is meant.",
        ),
        ("2003-04", "'2003-04' can be 2003-04 or 2003/2004. Write the one that is meant."),
        (
            "the 90s",
            "'the 90s' can be 199X or 209X. Say century=19 or century=20, or write the one that is meant.",
        ),
        (
            "03/04/05",
            "'03/04/05' can be 1903-04-05 or 1905-03-04 or 1905-04-03 or 2003-04-05 or 2005-03-04 or 2005-04-03. Say "
            "dayfirst=True or dayfirst=False and century=19 or century=20, or write the one that is meant.",
        ),
    ],
)
def test_an_ambiguous_text_says_what_it_can_be_and_how_to_say_which(text, message):
    with pytest.raises(AmbiguousDate) as caught:
        EventDate.interpret(text)
    assert str(caught.value) == message
    assert isinstance(caught.value, DateError)
    assert [date.edtf for date in caught.value.candidates] == re.findall(
        r"\d{3,4}[\dX/-]*", message.split("can be")[1]
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"century": 1900},
            "century is 1900; " + CENTURY,
        ),
        (
            {"century": True},
            "century is True; " + CENTURY,
        ),
        ({"dayfirst": "yes"}, "dayfirst is 'yes'; it is True, False or None."),
    ],
)
def test_options_that_make_no_sense_are_refused(options, message):
    with pytest.raises((TypeError, ValueError), match="is") as caught:
        EventDate.interpret("2001", **options)
    assert str(caught.value) == message


def test_a_number_is_no_text():
    with pytest.raises(TypeError) as caught:
        EventDate.interpret(2013)
    assert str(caught.value) == "EventDate.interpret takes text, not 2013 (int)."


WORDS = (
    "early mid late the of in from to between and or since until by before after circa probably winter spring "
    "half first quarter Q1 H2 May June Sept. Friday 15 18-19 2nd 2001 2005 1990s '98 20th century 03/04/2005 "
    "2003-04 - – / , ? ( ) с по до года сентября 2013年 9月 7日 初 至 XXXX [2001..2005] .. ~"
).split()


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)))
@example("2013年9月初")
@example("от до")
@example("0000-0")
@example("'00s")
@example("winter 1")
@example("0 May 2001")
def test_any_text_is_read_or_raises_a_date_error(text):
    try:
        found = [EventDate.interpret(text)]
    except AmbiguousDate as error:
        found, message = list(error.candidates), str(error)
    except DateError as error:
        found, message = [], str(error)
    else:
        message = ""
    assert len(found) == len(set(found))
    assert len(message) < 1000
    assert [date for date in found if EventDate.parse(date.edtf) != date] == []


@given(
    # A time of day is dropped, so that its last digit makes no other date.
    st.sampled_from([text for text, expected in TABLE if expected != "REFUSE" and ":" not in text]),
    st.sampled_from("a7*²件й"),
)
def test_a_character_more_is_never_left_out_of_the_reading(text, character):
    for changed in (f"{text}{character}", f"{character}{text}"):
        answer = answer_to(changed)
        # A digit more can make another date, but never the same one.
        assert answer == "REFUSE" or (character in "a7" and answer != answer_to(text))


@given(st.dates().map(lambda day: day.isoformat()), st.sampled_from(["", "~", "?"]))
def test_edtf_days_are_read_as_they_are(day, mark):
    assert EventDate.interpret(day + mark) == EventDate.parse(day + mark)


@pytest.mark.parametrize("text", [text for text, expected in TABLE if read(expected)])
def test_upper_case_and_wide_blanks_change_nothing(text):
    wide = text.upper().replace(" ", "\u00a0 ")
    assert answer_to(wide) == answer_to(text)
