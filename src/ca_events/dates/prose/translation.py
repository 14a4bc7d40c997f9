"""Russian and Chinese dates, put into the English words that the reader of human dates knows.

A translation is made of the whole text or not at all: what has no entry here stays as it is, and the reader then
refuses the text. Nothing is looked up in a locale, and a word that can mean two things (Russian *до*, "until" or
"before") gives two translations.

>>> translations("в сентябре 2013 года")
(['in september 2013'], True)
>>> translations("2013年9月7日")[0]
['2013 september 7']
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ca_events.dates import parts

MONTHS = tuple(name.lower() for name in parts.MONTHS)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def translations(text: str) -> tuple[list[str], bool]:
    """Translate a text in lower case, and say whether it was Russian.

    Parameters
    ----------
    text
        Lower case, with plain hyphens and single blanks.

    Returns
    -------
    texts : list of str
        The text itself if it is in neither language.
    russian : bool
        Whether it was Russian, where 07.09.2013 is the seventh of September.
    """
    if re.search("[\u4e00-\u9fff]", text):
        return [_from_chinese(text)], False
    if re.search("[а-яё]", text):
        return _from_russian(text), True
    return [text], False


# Russian -------------------------------------------------------------------------------------------

_STEMS = {
    "январ": "january",
    "феврал": "february",
    "март": "march",
    "апрел": "april",
    "июн": "june",
    "июл": "july",
    "август": "august",
    "сентябр": "september",
    "октябр": "october",
    "ноябр": "november",
    "декабр": "december",
}
_ABBREVIATED = {
    "янв": 1, "фев": 2, "февр": 2, "мар": 3, "апр": 4, "июн": 6, "июл": 7,
    "авг": 8, "сен": 9, "сент": 9, "окт": 10, "ноя": 11, "нояб": 11, "дек": 12,
}  # fmt: skip
_RUSSIAN = {
    **dict.fromkeys(("май", "мая", "мае", "маем", "маю"), "may"),
    **dict.fromkeys(("в", "во"), "in"),
    **dict.fromkeys(("с", "со", "от"), "from"),
    "по": "to",
    "к": "by",
    "между": "between",
    "и": "and",
    "или": "or",
    "либо": "or",
    "после": "after",
    "около": "about",
    "ок": "about",
    "примерно": "about",
    "приблизительно": "about",
    "вероятно": "probably",
    "возможно": "possibly",
    **dict.fromkeys(("начале", "начало", "начала", "началу", "началом"), "early"),
    **dict.fromkeys(("середине", "середина", "середины", "середину"), "mid"),
    **dict.fromkeys(("конце", "конец", "конца", "концу"), "late"),
    **dict.fromkeys(("весна", "весной", "весны", "весну", "весне"), "spring"),
    **dict.fromkeys(("лето", "летом", "лета", "лету"), "summer"),
    **dict.fromkeys(("осень", "осенью", "осени"), "autumn"),
    **dict.fromkeys(("зима", "зимой", "зимы", "зиму", "зиме"), "winter"),
    **dict.fromkeys(("первая", "первой", "первое", "первом", "первый", "первую", "первого"), "first"),
    **dict.fromkeys(("вторая", "второй", "второе", "втором", "вторую", "второго"), "second"),
    **dict.fromkeys(("третий", "третьем", "третьего"), "third"),
    **dict.fromkeys(("четвертый", "четвертом", "четвёртый", "четвёртом", "четвертого"), "fourth"),
    **dict.fromkeys(("половина", "половине", "половину", "половины", "полугодие", "полугодии"), "half of"),
    **dict.fromkeys(("квартал", "квартале", "квартала", "кв"), "quarter"),
    **dict.fromkeys(("понедельник", "пн"), "monday"),
    **dict.fromkeys(("вторник", "вт"), "tuesday"),
    **dict.fromkeys(("среда", "среду", "ср"), "wednesday"),
    **dict.fromkeys(("четверг", "чт"), "thursday"),
    **dict.fromkeys(("пятница", "пятницу", "пт"), "friday"),
    **dict.fromkeys(("суббота", "субботу", "сб"), "saturday"),
    **dict.fromkeys(("воскресенье", "воскресение", "вс"), "sunday"),
}  # fmt: skip
_ENDING = "(?:ь|е|я|ю|ем|ём|а|у|ом)?"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11,
          "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20,
          "xxi": 21}  # fmt: skip
_CYRILLIC_ROMAN = str.maketrans({"х": "x", "і": "i"})


def _from_russian(text: str) -> list[str]:
    """Translate word by word; *до* gives two texts."""
    text = re.sub(r"^«(\d\d?)»", r"\1", text)
    # A Latin c is often typed for the Cyrillic one, which means "from" and not "circa".
    text = re.sub(r"^c (?=\d|[а-яё])", "с ", text)
    text = re.sub(r"(\d0)-(?:е|х|ые|ых)(?: ?(?:годы|годов|годах|гг\.?))?(?!\w)", r"\1s", text)
    text = re.sub(r"(?<![\w-])(\d\d?)-?(?:го|ого|ый|й|ой|я|ая|е|м|ом)(?= [а-яё])", r"\1", text)
    text = re.sub(r"([ivxхі]+) (?:век[еаи]?|в\.)(?!\w)", _century, text)
    text = re.sub(r"(\d) ?(?:года?м?и?|году|годов|годы|годах|гг?\.?)(?!\w)", r"\1", text)
    for phrase, english in (
        ("по настоящее время", "to present"),
        ("по сей день", "to present"),
        ("до настоящего времени", "to present"),
        ("не позднее", "no later than"),
        ("не позже", "no later than"),
        ("до конца", "до the end of"),
        ("к концу", "by the end of"),
        ("не ранее", "no earlier than"),
        ("не раньше", "no earlier than"),
        ("по состоянию на", "as of"),
    ):
        text = text.replace(phrase, english)
    texts = [text]
    if re.match(r"до\b", text):
        # "Until" is about what went on, "before" about one event; the text does not say which.
        texts = [re.sub(r"^до\b", word, text) for word in ("until", "before")]
    elif re.match(r"по\b", text):
        texts = [re.sub(r"^по\b", "through", text)]
    elif re.match(r"(?:с|со|от)\b", text):
        texts = [re.sub(r"\bдо\b", "to", text)]
    return [_tidy(re.sub(r"[а-яё]+\.?", _russian_word, one)) for one in texts]


def _russian_word(found: re.Match[str]) -> str:
    """Translate one word, or leave it."""
    word = found[0].rstrip(".")
    if word in _RUSSIAN:
        return _RUSSIAN[word]
    for stem, month in _STEMS.items():
        if re.fullmatch(stem + _ENDING, word):
            return month
    return MONTHS[_ABBREVIATED[word] - 1] if word in _ABBREVIATED else found[0]


def _century(found: re.Match[str]) -> str:
    """Write a century that is numbered in Roman digits, which may be typed with Cyrillic letters."""
    number = _ROMAN.get(found[1].translate(_CYRILLIC_ROMAN))
    return found[0] if number is None else f"{number}th century"


# Chinese -------------------------------------------------------------------------------------------

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_NUMERAL = "[零〇○一二三四五六七八九十]+"
_UNIT = "(?=年|月|日|号|世纪|季度)"

_SEASON = {"春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter"}
_TEN_DAYS = {"上": "first ten days", "中": "second ten days", "下": "last days"}

_CHINESE: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"[（(]?(?:星期|周|礼拜)([一二三四五六日天])[)）]?", lambda found: f" ({_weekday(found[1])})"),
    (rf"({_NUMERAL}){_UNIT}", lambda found: _numeral(found[1])),
    (r"(\d\d?)世纪(\d0)年代", lambda found: f"{int(found[1]) - 1:02}{found[2]}s"),
    (r"(\d{4}|\d0)年代", r"\1s"),
    (r"(\d\d?)世纪", r"\1th century"),
    (r"(\d{1,2}th century)初期?", r"early \1"),
    (r"(\d{1,2}th century)中[期叶]?", r"mid \1"),
    (r"(\d{1,2}th century)(?:末期?|后期|晚期)", r"late \1"),
    (r"(\d{4})年?[-至](\d{4})年?冬[季天]?", r"winter \1-\2"),
    (r"(\d{4})年?上半年", r"first half of \1"),
    (r"(\d{4})年?下半年", r"second half of \1"),
    (r"(\d{4})年?第?([1-4])季度", r"q\2 \1"),
    (r"(\d{4})年?(春|夏|秋|冬)[季天]?", lambda found: f"{_SEASON[found[2]]} {found[1]}"),
    (
        r"(\d{4})年(\d\d?)月(上|中|下)旬",
        lambda found: f"{_TEN_DAYS[found[3]]} of {_month(found[2])} {found[1]}",
    ),
    (r"(\d{4}年\d\d?月|\d{4}年|\d{2,4}s)(?:年|月)?(?:初期?|初头)", r"early \1"),
    (r"(\d{4}年\d\d?月|\d{4}年|\d{2,4}s)(?:年|月)?中期?(?!旬)", r"mid \1"),
    (r"(\d{4}年\d\d?月|\d{4}年|\d{2,4}s)(?:年|月)?(?:底|末期?|后期)", r"late \1"),
    (r"^(?:自从?|从)?(.+?)(?:以来|起|至今|到现在)$", r"since \1"),
    (r"^(?:约|大约)", "about "),
    (r"^(.+?)(?:左右|前后)$", r"about \1"),
    (r"^(?:截至|截止)", "as of "),
    (r"^(?:在|于)", "in "),
    (r"^(.+?)(?:以前|之前|前)$", r"before \1"),
    (r"^(.+?)(?:以后|之后|后)$", r"after \1"),
    (r"^[从自](.+?)[至到]", r"from \1 to "),
    (r"^自(.+)$", r"since \1"),
    (r"[至到~\uff5e]", " to "),
    (r"或者?", " or "),
    (r"[和与及、]", " and "),
    (r"(?<!\d)(1[0-2]|0?[1-9])月", lambda found: f" {_month(found[1])} "),
    (r"(\d)[日号]", r"\1 "),
    (r"(\d{4})年", r"\1 "),
)


def _from_chinese(text: str) -> str:
    """Translate by replacing one form after the other."""
    text = re.sub(r"\s+", "", text)
    for pattern, replacement in _CHINESE:
        text = re.sub(pattern, replacement, text)
    return _tidy(text)


def _numeral(text: str) -> str:
    """Write a Chinese number in digits: digit by digit, or with tens."""
    if "十" not in text:
        return "".join(str(_DIGITS[character]) for character in text)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return text
    return str(10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0))


def _month(digits: str) -> str:
    """Name a month; a number that is none stays."""
    return MONTHS[int(digits) - 1] if 1 <= int(digits) <= 12 else digits


def _weekday(character: str) -> str:
    """Name a day of the week."""
    return WEEKDAYS["一二三四五六日".index("日" if character == "天" else character)]


def _tidy(text: str) -> str:
    """Leave one blank between words."""
    return re.sub(r"\s+", " ", text).strip()
