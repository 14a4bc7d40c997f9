"""One date as people type it: "15 June 2001", "mid-2013", "Q1 2023", "the early 1990s".

A phrase is matched as a whole against a short list of patterns; nothing is read from a part of it. What a phrase states
is kept as `Stated`: perhaps a year is missing, because the phrase next to it says it ("18-19 May 2023"), and perhaps
there are several readings ("03/04/2005"), which are all kept.

Vague words stand for thirds, which are always approximate. *Beginning* and *start* mean the same as *early*, *middle*
as *mid*, *end* as *late*:

=====  ===============  ============  ============  ===============
word   of a month       of a year     of a decade   of a century
=====  ===============  ============  ============  ===============
early  days 1 to 10     months 1-4    years 0 to 3  years 1 to 33
mid    days 11 to 20    months 5-8    years 4 to 6  years 34 to 66
late   days 21 to last  months 9-12   years 7 to 9  years 67 to 100
=====  ===============  ============  ============  ===============

(Of the hundred years that *1900s* can mean: 1900 to 1932, 1933 to 1965, 1966 to 1999.)

Halves are exact: days 1 to 15 and the rest, months 1-6 and 7-12, years 0 to 4 and 5 to 9, years 1 to 50 and 51 to 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from ca_events.dates.parts import month_length, read_part, symbol
from ca_events.dates.prose.patterns import (
    ABOUT,
    LEADS,
    MONTH_NAMES,
    NUMBERED,
    ORDINALS,
    PERHAPS,
    SEASONS,
    WEEKDAY,
    patterns,
)
from ca_events.dates.prose.translation import MONTHS, WEEKDAYS

# Centuries that are offered for a year of two digits when nobody has said which.
CENTURIES = (19, 20)

# What is a month, or a part of a year in EDTF, besides being two years.
_MONTH_OR_YEARS = r"(?a)\d{4}[/-](?:0?[1-9]|1[0-2])|\d{4}-(?:2[1-9]|3\d|4[01])"

# Which years of ten, and of a hundred, belong to each third and each half; days of a month likewise.
_THIRDS = {10: ((0, 3), (4, 6), (7, 9)), 100: ((0, 32), (33, 65), (66, 99))}
_HALVES = {10: ((0, 4), (5, 9)), 100: ((0, 49), (50, 99))}
_THIRDS_OF_MONTH = ((1, 10), (11, 20), (21, 31))
_HALVES_OF_MONTH = ((1, 15), (16, 31))


class Stated(NamedTuple):
    """What a phrase states; None for what it leaves to its neighbours.

    Attributes
    ----------
    year, month, day
        Numbers.
    code
        The EDTF code of a part of the year: season, quarter, third, half.
    first, last
        First and last element, as EDTF, of a phrase that is none of these: a decade, part of a month.
    marks
        ``~`` and ``?``, as far as they apply to the whole.
    weekday
        The day of the week that is written with it, Monday 0.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    code: int | None = None
    first: str = ""
    last: str = ""
    marks: frozenset[str] = frozenset()
    weekday: int | None = None

    def texts(self) -> tuple[str, str] | None:
        """Write the first and the last element in EDTF (the same if it is one); None if it is no date."""
        mark = symbol(self.marks)
        if self.first:
            texts = self.first, self.last
        elif self.year is None or (self.day is not None and self.month is None):
            return None
        else:
            second = self.code if self.month is None else self.month
            tail = [part for part in (second, self.day) if part is not None]
            texts = ("-".join([f"{self.year:04d}", *(f"{part:02d}" for part in tail)]),) * 2
        marked = texts[0] + mark, texts[1] + mark
        return marked if all(read_part(text) for text in marked) else None

    def marked(self, marks: frozenset[str]) -> Stated:
        """Add marks."""
        return self._replace(marks=self.marks | marks) if marks else self


class Reader:
    """Reads phrases; notes on the way why something was not read.

    Parameters
    ----------
    dayfirst
        Whether the day stands before the month in 03/04/2005; None if nobody knows.
    century
        The first two digits of years of which only the last two are written; None if nobody knows.

    Attributes
    ----------
    reasons : list of str
        What was wrong with phrases that looked like dates.
    """

    def __init__(self, dayfirst: bool | None, century: int | None) -> None:
        self.dayfirst = dayfirst
        self.century = century
        self.reasons: list[str] = []

    def phrase(self, text: str, *, alone: bool = False) -> list[Stated]:
        """List all readings of a phrase.

        Parameters
        ----------
        text
            The phrase.
        alone
            Whether it is all that there is. Among other words, 2003-04 is refused: as a month it would make a date,
            and as two years it would often make none, and so the month would be guessed.
        """
        text = without_leads(text)
        marks, text = marks_of(text)
        text = without_leads(text)
        if not alone and second_year(text) and re.fullmatch(_MONTH_OR_YEARS, text):
            self.reasons.append(
                f"{text} can be a month or two years; name the month, or write both years in full"
            )
            return []
        found = [stated.marked(marks) for stated in self._readings(text)]
        return list(dict.fromkeys(found))

    def _readings(self, text: str) -> Iterator[Stated]:
        """Try every pattern."""
        text, weekday = _without_weekday(text)
        for name, pattern in patterns():
            match = pattern.fullmatch(text)
            if match:
                for stated in getattr(self, f"_read_{name}")(match):
                    found = stated._replace(weekday=weekday)
                    if (weekday is None or stated.day is not None) and self.is_on(found):
                        yield found

    def is_on(self, stated: Stated) -> bool:
        """Say whether a day is the day of the week that is written with it, as far as it is known."""
        weekday = stated.weekday
        if weekday is None or stated.year is None or stated.month is None or stated.day is None:
            return True
        try:
            day = date(stated.year, stated.month, stated.day)
        except ValueError:
            return False
        if day.weekday() != weekday:
            names = [WEEKDAYS[number].capitalize() for number in (day.weekday(), weekday)]
            self.reasons.append(f"{day.isoformat()} was a {names[0]}, not a {names[1]}")
        return day.weekday() == weekday

    def years(self, text: str) -> list[int]:
        """List the years that two or four digits can mean."""
        digits = text.lstrip("'")
        if len(digits) == 4:
            return [int(digits)]
        centuries = CENTURIES if self.century is None else (self.century,)
        return [100 * century + int(digits) for century in centuries]

    # One method for each pattern of `ca_events.dates.prose.patterns`

    def _read_words(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read a date with the name of its month."""
        parts = match.groupdict()
        month = MONTH_NAMES[parts["month"].rstrip(".")]
        day = int(re.sub(r"\D", "", parts["day"])) if parts.get("day") else None
        years: list[int | None] = list(self.years(parts["year"])) if parts.get("year") else [None]
        for year in years:
            if day is not None and not 1 <= day <= month_length(2000 if year is None else year, month):
                self.reasons.append(
                    f"there is no {day} {MONTHS[month - 1].capitalize()} {year or ''}".rstrip()
                )
            else:
                yield Stated(year=year, month=month, day=day)

    _read_day_month_year = _read_month_day_year = _read_year_month_day = _read_words
    _read_month_year = _read_year_month = _read_day_month = _read_month_day = _read_month = _read_words

    def _read_short_year(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read 15-Jun-01, in which either number can be the year."""
        month, orders = MONTH_NAMES[match["month"].rstrip(".")], [(match["one"], match["two"])]
        if self.dayfirst is None:
            orders.append((match["two"], match["one"]))
        for day, digits in orders:
            for year in self.years(digits.zfill(2)):
                if 1 <= int(day) <= month_length(year, month):
                    yield Stated(year=year, month=month, day=int(day))

    def _read_year(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read a year."""
        yield from (Stated(year=year) for year in self.years(match["year"]))

    def _read_day(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read a day whose month the neighbour states."""
        day = int(re.sub(r"\D", "", match["day"]))
        years: list[int | None] = list(self.years(match["year"])) if match["year"] else [None]
        if 1 <= day <= 31:
            yield from (Stated(year=year, day=day) for year in years)

    def _read_iso(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read a day in numbers that begins with its year."""
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if not 1 <= month <= 12:
            self.reasons.append(f"there is no month {month}")
        elif not 1 <= day <= month_length(year, month):
            self.reasons.append(f"there is no {day} {MONTHS[month - 1].capitalize()} {year}")
        else:
            yield Stated(year=year, month=month, day=day)

    def _read_month_number(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read 06/2001 and 2001-06; a number above 12 would be taken for a part of the year in EDTF."""
        if 1 <= int(match["month"]) <= 12:
            yield Stated(year=int(match["year"]), month=int(match["month"]))

    _read_iso_month = _read_month_number

    def _read_numbers(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read a date in numbers that ends with its year: either order of day and month."""
        one, two = int(match["one"]), int(match["two"])
        orders = (
            [(one, two), (two, one)]
            if self.dayfirst is None
            else [(one, two) if self.dayfirst else (two, one)]
        )
        found = {(year, month, day): None for year in self.years(match["year"]) for day, month in orders}
        if self.dayfirst is None and len(match["year"]) == 2:
            found |= {(year, two, int(match["year"])): None for year in self.years(match["one"].zfill(2))}
        for year, month, day in found:
            if 1 <= month <= 12 and 1 <= day <= month_length(year, month):
                yield Stated(year=year, month=month, day=day)

    def _read_code(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read 2001-21, a part of a year in EDTF."""
        yield Stated(year=int(match["year"]), code=int(match["code"]))

    def _read_season(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read a season; a winter belongs to two years, and one year alone does not say which."""
        code = SEASONS[match["season"]]
        years: list[int | None] = list(self.years(match["year"])) if match["year"] else [None]
        for year in years:
            if code != SEASONS["winter"] or year is None:
                yield Stated(year=year, code=code)
            else:
                yield from (Stated(year=begin, code=code) for begin in (year - 1, year))

    def _read_winter(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read winter 2008/09."""
        year, second = int(match["year"]), match["second"]
        if int(second) == (year + 1) % 10 ** len(second):
            yield Stated(year=year, code=SEASONS["winter"])

    def _read_quarter(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read a quarter of a year."""
        yield from self._numbered_part(match, 32)

    def _read_half(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read a half of a year."""
        yield from self._numbered_part(match, 39)

    _read_quarter_after = _read_quarter_first = _read_quarter_words = _read_quarter
    _read_half_after = _read_half_first = _read_half

    def _numbered_part(self, match: re.Match[str], before: int) -> Iterator[Stated]:
        """Read the n-th part of a year, whose code is n more than `before`."""
        years: list[int | None] = list(self.years(match["year"])) if match["year"] else [None]
        yield from (Stated(year=year, code=before + _number(match["number"])) for year in years)

    def _read_half_words(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read the first or second half of a year, a month, a decade or a century."""
        place = _number(match["number"]) - 1
        for whole in self.phrase(match["whole"]):
            yield from self._part(whole, place, code=40, years=_HALVES, days=_HALVES_OF_MONTH)

    def _read_ten_days(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read the exact thirds of a month that Chinese has words for."""
        first, last = {"first ten": (1, 10), "second ten": (11, 20), "last": (21, 31)}[match["which"]]
        for whole in self.phrase(match["whole"]):
            if whole.month is not None and whole.year is not None and whole.day is None:
                yield _days_of(whole, first, last)

    def _read_third(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read early, mid and late: thirds of a year, a month, a decade or a century."""
        words = ("early|begin|start", "mid", "late|end|close|year-end")
        place = next(place for place, pattern in enumerate(words) if re.match(pattern, match["word"]))
        for whole in self.phrase(match["whole"]):
            for stated in self._part(whole, place, code=37, years=_THIRDS, days=_THIRDS_OF_MONTH):
                yield stated.marked(frozenset("~"))

    def _part(
        self,
        whole: Stated,
        place: int,
        *,
        code: int,
        years: Mapping[int, tuple[tuple[int, int], ...]],
        days: tuple[tuple[int, int], ...],
    ) -> Iterator[Stated]:
        """Give a part of a year, a month, a decade or a century."""
        run = _years_of(whole)
        if run is not None:
            first, length = run
            begin, end = years[length][place]
            yield Stated(first=f"{first + begin:04d}", last=f"{first + end:04d}", marks=whole.marks)
        elif whole.year is None or whole.day is not None:
            return
        elif whole.code is not None:
            self.reasons.append("parts of a season, a quarter or a half are not defined")
        elif whole.month is None:
            yield Stated(year=whole.year, code=code + place, marks=whole.marks)
        else:
            yield _days_of(whole, *days[place])

    def _read_decade(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read 1990s; 1900s can be ten years or a hundred."""
        for year in self.years(match["year"]):
            yield Stated(first=f"{year // 10:03d}X", last=f"{year // 10:03d}X")
            if len(match["year"]) == 4 and year % 100 == 0:
                yield Stated(first=f"{year // 100:02d}XX", last=f"{year // 100:02d}XX")

    def _read_masked(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read 199X, EDTF in the midst of words."""
        yield Stated(first=match[0].upper(), last=match[0].upper())

    def _read_century(self, match: re.Match[str]) -> Iterator[Stated]:
        """Read the 20th century: the years 1901 to 2000."""
        word = match["number"]
        number = int(re.sub(r"\D", "", word)) if word[0].isdigit() else NUMBERED.index(word) + 1
        if 1 <= number <= 99:
            yield Stated(first=f"{100 * number - 99:04d}", last=f"{100 * number:04d}")


def marks_of(text: str) -> tuple[frozenset[str], str]:
    """Take the words that say approximate or uncertain from a text."""
    marks = set()
    while True:
        about = re.match(rf"(?:{ABOUT}) ?(?=\S)", text)
        found = about or re.match(f"(?:{PERHAPS}),? ", text)
        if found is None:
            break
        marks.add("~" if about else "?")
        text = text[found.end() :]
    doubt = re.search(r" ?(?:([~?%])|\(\?\))$", text)
    if doubt:
        marks |= {"%": {"~", "?"}, "~": {"~"}}.get(doubt[1], {"?"})
        text = text[: doubt.start()]
    return frozenset(marks), text


def second_year(text: str) -> str:
    """Give the second year of 2015-16, shortened as within one century; an empty text if it is no such pair.

    Examples
    --------
    >>> second_year("2015-16"), second_year("1999/00"), second_year("2013-09")
    ('2016', '2000', '')
    """
    found = re.fullmatch(r"(?a)(\d{4}) ?[/-] ?(\d{1,2})", text)
    if found is None:
        return ""
    first, digits = found.groups()
    if first.endswith("99") and digits == "00":
        return f"{int(first) + 1:04d}"
    second = first[: 4 - len(digits)] + digits
    return second if second > first else ""


def without_leads(text: str) -> str:
    """Take away the prepositions and articles before a date."""
    return re.sub(rf"^{LEADS}+", "", text)


def _without_weekday(text: str) -> tuple[str, int | None]:
    """Take away the day of the week, and give its number."""
    found = re.match(rf"({WEEKDAY})\.?,? (?:the )?(?=\S)", text)
    if found:
        text = text[found.end() :]
    else:
        found = re.search(rf",? \(?({WEEKDAY})\)?$", text)
        if found is None:
            return text, None
        text = text[: found.start()]
    return text, next(number for number, name in enumerate(WEEKDAYS) if name.startswith(found[1][:3]))


def _number(word: str) -> int:
    """Read a small number: 2, 2nd, second, latter, ii."""
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "latter": 2, "last": 4}
    if word in roman:
        return roman[word]
    return int(word[0]) if word[0].isdigit() else ORDINALS.index(word) + 1


def _years_of(stated: Stated) -> tuple[int, int] | None:
    """Give the first year and the number of years of a decade or a century."""
    if re.fullmatch(r"\d{3}X", stated.first):
        return int(stated.first[:3]) * 10, 10
    if re.fullmatch(r"\d\dXX", stated.first):
        return int(stated.first[:2]) * 100, 100
    if re.fullmatch(r"\d\d01", stated.first) and re.fullmatch(r"\d\d00", stated.last):
        return int(stated.first), 100
    return None


def _days_of(month: Stated, first: int, last: int) -> Stated:
    """Give some days of a month."""
    assert month.year is not None
    assert month.month is not None
    last = min(last, month_length(month.year, month.month))
    start = f"{month.year:04d}-{month.month:02d}"
    return Stated(first=f"{start}-{first:02d}", last=f"{start}-{last:02d}", marks=month.marks)
