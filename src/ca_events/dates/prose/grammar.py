"""Read dates as people type them in papers, without guessing.

The whole text must be understood; a date is never picked out of a sentence, and no clock, locale or language setting
of the computer has a say. Every reading that the text allows is worked out. One reading is the answer; several are
`AmbiguousDate`, with all of them as candidates; none is a `DateError` that says why.

Words decide between what went on and what happened once: *from 2005 to 2012* is a span, *between 2005 and 2012* a
window. *By 1999* and *before 1999* limit one event; *since 2013* and *until 2020* are about something that went on.

>>> readings("18-19 May 2023", dayfirst=None, century=None)[0]
['2023-05-18/2023-05-19']
>>> readings("03/04/2005", dayfirst=None, century=None)[0]
['2005-03-04', '2005-04-03']
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from ca_events.dates.edtf import read
from ca_events.dates.parts import read_part, symbol
from ca_events.dates.prose.phrases import Reader, Stated, marks_of, second_year, without_leads
from ca_events.dates.prose.translation import translations

LONGEST = 200
MOST_JOINED = 12
MOST_READINGS = 64

# Patterns are kept as text and compiled when a text is first read: most programs read EDTF alone.
_DASHES = "--+|[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]"
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"'}
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
_ENCLOSED = (("(", ")"), ('"', '"'), ("'", "'"), ("\u300c", "\u300d"))

# One winter, which belongs to two years.
_ONE_WINTER = r"(?:in )?(?:the )?winter (?:of )?\d{4} ?[/-] ?(?:\d\d?|\d{4})"
_BETWEEN = "(?:sometime |some time )?between "
_PRESENT = "(?:the )?(?:present|present day|now|today|date|ongoing)"
_BY = "(?:by the end of|before the end of|by|no later than|not later than|not after|at the latest in)"
_FROM = "(?:no earlier than|not earlier than|not before)"
_NO_END = (
    "the end of a span is one date in EDTF, and not one of several years or days; write the one that is meant"
)


def readings(text: str, *, dayfirst: bool | None, century: int | None) -> tuple[list[str], list[str]]:
    """List all readings of a text, and what was wrong on the way.

    Parameters
    ----------
    text
        Any text.
    dayfirst
        Whether the day stands before the month in 03/04/2005; None if that is not known.
    century
        First two digits of years of which only the last two are written; None if they are not known.

    Returns
    -------
    readings : list of str
        EDTF texts, in canonical form and in order, each once.
    reasons : list of str
        Why parts of the text that look like dates are none.
    """
    if len(text) > LONGEST:
        return [], [f"it has {len(text):,} characters, and at most {LONGEST} are read"]
    plain = _plain(text)
    if not plain:
        return [], ["it is empty"]
    texts, russian = translations(plain)
    reader = Reader(True if russian and dayfirst is None else dayfirst, century)
    grammar = _Grammar(reader)
    found = [edtf for one in texts for edtf in grammar.whole(one)]
    if grammar.unwritten:
        # A reading that EDTF cannot write is one all the same: what is left is not the only one.
        found = []
    # EDTF is a way of typing dates too, and may be one reading among others (2003-04).
    canonical = {reading.edtf: None for edtf in (*found, text.strip()) if (reading := read(edtf))}
    if not canonical and any(_is_reversed(edtf) for edtf in found):
        reader.reasons.append("it ends before it begins")
    return sorted(canonical), list(dict.fromkeys(reader.reasons))


def _is_reversed(edtf: str) -> bool:
    """Say whether a span or window could be read if its ends changed places."""
    for joint in ("/", ".."):
        start, _, end = edtf.strip("[]").partition(joint)
        if start and end and read(f"{end}/{start}"):
            return True
    return False


def _plain(text: str) -> str:
    """Put a text into lower case with plain hyphens, quotes and single blanks, without what encloses it."""
    text = re.sub(_DASHES, "-", text.translate(_FULL_WIDTH))
    for typeset, plain in _QUOTES.items():
        text = text.replace(typeset, plain)
    text = " ".join(text.split()).lower()
    for opening, closing in _ENCLOSED:
        if len(text) > 2 and text[0] == opening and text[-1] == closing and opening not in text[1:-1]:
            text = text[1:-1].strip()
    return re.sub(r"(?<=\d)\.$", "", text)


class _Grammar:
    """What can be made of phrases: spans, windows, choices, open ends."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        # Whether some reading is a span that EDTF cannot write.
        self.unwritten = False

    def whole(self, text: str) -> Iterator[str]:
        """Give all readings of a whole text."""
        text = re.sub(r"^(?:in|on|at|as of|as at|around) (?=circa|about|around|c\.)", "", text)
        marks, bare = marks_of(text)
        rules = (
            *(self._single, self._pair, self._slash, self._span),
            *(self._window, self._limit, self._ongoing, self._several),
        )
        for rule in rules:
            for edtf in rule(bare):
                yield _marked(edtf, marks)

    def _single(self, text: str) -> Iterator[str]:
        """Read one phrase."""
        for first, last in self._parts(text, alone=True):
            yield first if first == last else f"[{first}..{last}]"

    def _parts(self, text: str, *, alone: bool = False) -> Iterator[tuple[str, str]]:
        """Give first and last element of each reading of a phrase that leaves nothing out."""
        for stated in self.reader.phrase(text, alone=alone):
            texts = stated.texts()
            if texts is not None:
                yield texts
            elif stated.year is None:
                self.reader.reasons.append("no year is stated")

    def _ends(self, text: str) -> Iterator[str]:
        """Give each reading of a phrase as an end of a span; none at all if EDTF cannot write one of them."""
        found = list(self._parts(text))
        if all(first == last for first, last in found):
            yield from (first for first, _ in found)
        else:
            self._leave_unwritten()

    def _leave_unwritten(self) -> None:
        """Note that a reading has no EDTF."""
        self.unwritten = True
        self.reader.reasons.append(_NO_END)

    def _pair(self, text: str) -> Iterator[str]:
        """Read 2015-16: two years, of which the second is shortened as within one century."""
        bare = without_leads(text)
        second = second_year(bare)
        if second:
            yield f"{bare[:4]}/{second}"
        if re.fullmatch(r"\d{4} - \d\d?", bare):
            # With blanks it looks more like two years, but it is what 2003-04 becomes in some hands.
            yield f"{bare[:4]}-{bare[7:]:0>2}"

    def _slash(self, text: str) -> Iterator[str]:
        """Read June/July 2001, which can be from the one to the other, or one of the two."""
        if not re.search("[a-z]", text) or re.fullmatch(_ONE_WINTER, text):
            return
        for first, second in _splits(text, " ?/ ?"):
            for start, end in self._joined([first, second]):
                if start[0] == start[1] and end[0] == end[1]:
                    yield from (f"{start[0]}/{end[0]}", f"[{start[0]},{end[0]}]")

    def _span(self, text: str) -> Iterator[str]:
        """Read from A to B, A to B, A - B."""
        begin = re.match("from ", text)
        body = text[begin.end() :] if begin else text
        if re.fullmatch(_ONE_WINTER, body):
            return
        for first, second in _splits(body, r" (?:to|until|till|through|up to) | ?- ?"):
            if re.fullmatch(_PRESENT, second):
                yield from (f"{start}/.." for start in self._ends(first))
                continue
            joint = body[len(first) : len(body) - len(second)]
            for start, end in self._joined([first, second], shared=not begin and joint == "-"):
                if start[0] != start[1] or end[0] != end[1]:
                    self._leave_unwritten()
                elif start != end:
                    yield f"{start[0]}/{end[0]}"
        if re.fullmatch(r"\d{4}/\d{4}", body):
            yield body

    def _window(self, text: str) -> Iterator[str]:
        """Read between A and B, A or B."""
        between = re.match(_BETWEEN, text)
        if between:
            marks, body = marks_of(text[between.end() :])
            for first, second in _splits(body, " and "):
                for start, end in self._joined([first, second]):
                    yield _marked(f"[{start[0]}..{end[1]}]", marks)
            return
        body = re.sub("^(?:in )?either ", "", text)
        for elements in _lists(body, "or"):
            for found in self._joined(elements, shared=True):
                yield f"[{','.join(_element(one) for one in found)}]"

    def _several(self, text: str) -> Iterator[str]:
        """Read A and B: several dates."""
        if not re.match(_BETWEEN, text):
            for elements in _lists(text, "and"):
                for found in self._joined(elements, shared=True):
                    yield f"{{{','.join(_element(one) for one in found)}}}"

    def _limit(self, text: str) -> Iterator[str]:
        """Read by, before and after: one event on one side of a date."""
        rules: tuple[tuple[str, Callable[[str, str], str | None]], ...] = (
            (f"{_BY} ", lambda first, last: f"[..{last}]"),
            (f"{_FROM} ", lambda first, last: f"[{first}..]"),
            (
                "(?:before (?!the end of )|prior to |earlier than |pre-)",
                lambda first, last: _beside(first, -1),
            ),
            ("(?:after |later than |post-)", lambda first, last: _beside(last, 1)),
        )
        for words, write in rules:
            found = re.match(words, text)
            if found:
                written = (write(*parts) for parts in self._parts(text[found.end() :]))
                yield from (edtf for edtf in written if edtf is not None)
        for ending, write in ((" or (?:later|after)", rules[1][1]), (" or (?:earlier|before)", rules[0][1])):
            behind = re.fullmatch(f"(.+){ending}", text)
            if behind:
                yield from (edtf for parts in self._parts(behind[1]) if (edtf := write(*parts)))

    def _ongoing(self, text: str) -> Iterator[str]:
        """Read since A, from A on, until B: what went on, with one end stated."""
        onwards = re.fullmatch(r"(?:from |since )?(.+?),? (?:onwards?|on|and after|to date)", text)
        since = re.fullmatch("(?:ever )?(?:since|from|starting in|starting from) (.+)", text)
        for found in (onwards, since):
            if found:
                yield from (f"{start}/.." for start in self._ends(found[1]))
        until = re.fullmatch("(?:until|till|through|up to|up until) (?:the end of )?(.+)", text)
        if until:
            yield from (f"/{end}" for end in self._ends(until[1]))

    def _joined(self, texts: Sequence[str], *, shared: bool = False) -> Iterator[list[tuple[str, str]]]:
        """Read phrases that may leave out what a neighbour states.

        With `shared`, what stands before a first year may be meant for the others too: "May 2001 or 2002".
        """
        if any(re.fullmatch(r"\d\d?", text) for text in texts) and not re.search("[a-z]{3}", " ".join(texts)):
            return  # a bare day takes its month from words alone
        if len(texts) > MOST_JOINED:
            self.reader.reasons.append(f"at most {MOST_JOINED} dates are read together")
            return
        readings_of_each = [self.reader.phrase(text) for text in texts]
        if math.prod(map(len, readings_of_each)) > MOST_READINGS:
            self.reader.reasons.append(f"it can be read in more than {MOST_READINGS} ways")
            return
        for combined in itertools.product(*readings_of_each):
            completed = _completed(combined)
            if completed is None or not all(self.reader.is_on(stated) for stated in completed):
                continue
            for filled in (completed, _headed(completed)) if shared else (completed,):
                found = [parts for stated in filled if (parts := stated.texts()) is not None]
                if len(found) == len(filled):
                    yield found


def _completed(stated: Sequence[Stated]) -> list[Stated] | None:
    """Fill in what phrases leave to their neighbours, or None if they do not fit together.

    The year stands with the last phrase (18-19 May 2023) or with the first (2013年9月7日至9日); the month with the last
    or the first as well (May 18-19, 2023). What is filled in must be larger than what is stated.
    """
    found = list(stated)
    for place in range(1, len(found)):
        if found[0].year is not None and found[place].year is None and not found[place].first:
            found[place] = _with_larger(found[place], found[place - 1])
        elif found[place].month is None and found[place].day is not None:
            found[place] = found[place]._replace(month=found[place - 1].month)
    for place in reversed(range(len(found) - 1)):
        if found[place].year is None and not found[place].first:
            found[place] = _with_larger(found[place], found[place + 1])
    return found if _fit(stated, found) else None


def _headed(stated: Sequence[Stated]) -> list[Stated]:
    """Let bare years share what stands before the first year."""
    head = stated[0]
    return [
        one._replace(month=head.month, day=head.day, code=head.code)
        if not one.first and one.month is None and one.code is None
        else one
        for one in stated
    ]


def _fit(stated: Sequence[Stated], completed: Sequence[Stated]) -> bool:
    """Say whether phrases are exact enough for those that borrow their year: "June - 2003" is no span."""
    for place, one in enumerate(stated):
        if one.year is not None or one.first:
            continue
        others = [other for at, other in enumerate(stated) if at != place]
        if not any(other.code or other.month or other.day for other in others):
            return False
        if one.day is not None and any(other.day is None for other in completed):
            return False
    return True


def _with_larger(stated: Stated, neighbour: Stated) -> Stated:
    """Take the year, and for a bare day the month too, from the neighbour."""
    month = stated.month
    if month is None and stated.code is None and stated.day is not None:
        month = neighbour.month
    return stated._replace(year=neighbour.year, month=month)


def _splits(text: str, pattern: str) -> Iterator[tuple[str, str]]:
    """Cut a text in two at each place where the pattern stands."""
    for found in re.finditer(pattern, text):
        if found.start() > 0 and found.end() < len(text):
            yield text[: found.start()], text[found.end() :]


def _lists(text: str, word: str) -> Iterator[list[str]]:
    """Cut "A, B and C" at the word and, if there are commas between dates, at these too."""
    head, joint, tail = text.rpartition(f" {word} ")
    if joint:
        yield [*re.split(f" {word} ", head), tail]
        if "," in head:
            yield [*(part for part in re.split(rf", ?| {word} ", head) if part), tail]


def _element(parts: tuple[str, str]) -> str:
    """Write an element of a set."""
    return parts[0] if parts[0] == parts[1] else f"{parts[0]}..{parts[1]}"


def _beside(text: str, step: int) -> str | None:
    """Write the window that ends before a date (step -1), or begins after it (step 1), in the unit of the date."""
    part = read_part(text)
    assert part is not None
    edge = part.first if step < 0 else part.last
    if edge in (date.min, date.max):
        return None
    day = edge + timedelta(days=step)
    length = {"year": 4, "month": 7}.get(part.precision, 10) if not part.gaps else 10
    doubts = {mark for mark, holds in (("~", part.approximate), ("?", part.uncertain)) if holds}
    written = day.isoformat()[:length] + symbol(doubts)
    return f"[..{written}]" if step < 0 else f"[{written}..]"


def _marked(edtf: str, marks: frozenset[str]) -> str:
    """Mark every date of a text."""
    if not marks:
        return edtf
    return re.sub(r"([\dX]+(?:-[\dX]+)*)([~?%]?)", lambda found: found[1] + symbol({*found[2], *marks}), edtf)
