"""The patterns of dates as people type them, and the words in them.

Each pattern is matched against a whole phrase in lower case; its name says which method of
`ca_events.dates.prose.phrases.Reader` reads it.
"""

from __future__ import annotations

import functools
import re

from ca_events.dates.prose.translation import MONTHS

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
ORDINALS = ("first", "second", "third", "fourth")
NUMBERED = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first",
)  # fmt: skip
MONTH_NAMES = {name: number for number, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {
    "sept": 9
}

# Words for thirds, without and with "of" behind them.
VAGUE = ("early|mid|late|year-end", "middle|beginning|beginnings|start|end|close")
WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
ABOUT = r"circa|cca\.?|ca\.?|c\.|c(?=[ \d])|about|around|approximately|approx\.?|roughly|~"
PERHAPS = "probably|possibly|perhaps|maybe|presumably"
LEADS = "(?:(?:in|on|at|during|dated|as of|as at|the years?|years?|the|sometime in|some time in) )"

_MONTH = "(?:" + "|".join(sorted(MONTH_NAMES, key=len, reverse=True)) + r")\.?"
_DAY = r"\d\d?(?:st|nd|rd|th)?"
_YEAR = r"(?:\d{4}|'\d\d)"


@functools.cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compile the patterns, when the first text is read.

    Returns
    -------
    tuple of tuple
        Name and pattern, in no order that matters: every pattern that matches gives readings.
    """
    day, month, year = rf"(?P<day>{_DAY})", rf"(?P<month>{_MONTH})", rf"(?P<year>{_YEAR})"
    number = r"(?P<number>first|second|third|fourth|last|[1-4](?:st|nd|rd|th)?|iv|i{1,3})"
    of_year = rf"(?: (?:of )?(?:the year )?{year})?"
    written = {
        "day_month_year": rf"{day}(?:[ ./-]|,? of |, )? ?{month}[ ,./-]*(?:of )?{year}",
        "month_day_year": rf"{month} ?{day}[,.]? ?(?:of )?{year}",
        "year_month_day": rf"(?P<year>\d{{4}})(?:,? |-){month}[ -]{day}",
        "month_year": rf"{month}[ ,-]*(?:of )?{year}",
        "year_month": rf"(?P<year>\d{{4}}),? {month}",
        "day_month": rf"{day}(?:[ .-]|,? of )? ?{month}",
        "month_day": rf"{month} ?{day}",
        "month": month,
        "short_year": rf"(?P<one>\d\d?)[ -](?P<month>{_MONTH})[ -](?P<two>\d\d)",
        "year": year,
        "day": rf"{day}(?:,? (?P<year>\d{{4}}))?",
        "iso": r"(?P<year>\d{4})(?P<sign>[/.-])(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)"
        r"(?:[ t]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?",
        "iso_month": r"(?P<year>\d{4})[/-](?P<month>\d\d?)",
        "month_number": r"(?P<month>\d\d?)[/.-](?P<year>\d{4})",
        "numbers": r"(?P<one>\d\d?)(?P<sign>[/.-])(?P<two>\d\d?)(?P=sign)(?P<year>\d{4}|\d\d)",
        "code": r"(?P<year>\d{4})-(?P<code>2[1-9]|3\d|4[01])",
        "season": rf"(?P<season>{'|'.join(SEASONS)})(?: (?:of )?{year})?",
        "winter": r"winter (?:of )?(?P<year>\d{4})[/-](?P<second>\d{4}|\d\d?)",
        "quarter": rf"q(?P<number>[1-4])(?:[ /-]?(?:of )?{year})?",
        "quarter_after": r"(?P<year>\d{4})[ /-]?q(?P<number>[1-4])",
        "quarter_first": rf"(?P<number>[1-4])q{of_year}",
        "quarter_words": rf"{number} quarter{of_year}",
        "half": rf"h(?P<number>[12])(?:[ /-]?(?:of )?{year})?",
        "half_after": r"(?P<year>\d{4})[ /-]?h(?P<number>[12])",
        "half_first": rf"(?P<number>[12])h{of_year}",
        "half_words": r"(?P<number>first|second|latter|1st|2nd|ii?) half (?:of )?(?P<whole>.+)",
        "ten_days": r"(?P<which>first ten|second ten|last) days of (?P<whole>.+)",
        "third": rf"(?P<word>{VAGUE[0]}|(?:{VAGUE[1]})(?: of)?)(?: in)?[ -](?P<whole>.+)",
        "decade": r"(?P<year>\d{3}0|'?\d0)'?s",
        "masked": r"(?=[\d-]*x)[\dx]{4}(?:-[\dx]{2}){0,2}",
        "century": rf"(?P<number>\d\d?(?:st|nd|rd|th)|{'|'.join(reversed(NUMBERED))}) century",
    }
    return tuple((name, re.compile(pattern, re.ASCII)) for name, pattern in written.items())
