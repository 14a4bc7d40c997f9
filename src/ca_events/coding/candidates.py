"""Which events of two lists could be the same one, and how alike they are.

Two coders who read the same page seldom write the same row: one dates a visit to the day, the other to the month; one
lists three actors, the other two; no title is like the other. So pairs are first narrowed to those whose days of
beginning allow that they are one event, and these are compared by date, actors, category and title, each from 0
(nothing in common) to 1 (the same).

What is compared is a set in each case: the actors without their roles, the category with all codes above it, the title
as the three-letter pieces of which it is made. A date is the set of days from the first to the last on which the event
can have begun; of a date with gaps, such as ``[2010,2012]``, the days between count as possible too.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.tables.keys import steps

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FIELDS = ("date", "actors", "category", "title")
CELLS = ("id", "date", "title", "actors", "category")

# Days are counted from 1970; no day of the calendar (years 1 to 9999) comes near.
FAR = 10**9
FARTHEST_TOLERANCE = 10**8
# So many pairs are compared at once: enough to keep numpy busy, few enough for any machine.
BLOCK = 2**17
# Scores are rounded to so many digits, because 0.35 + 0.15 is 0.5 on paper and a little less in binary; and `least` may
# have more of them.
DIGITS = 12
TINY = 1e-9


@attrs.frozen(eq=False)
class Sets:
    """A set of numbered members for each event, all in one array.

    Attributes
    ----------
    members : numpy.ndarray
        The members of the first event, of the second, and so on.
    begin, length : numpy.ndarray
        Where the members of an event begin, and how many there are.
    """

    members: Numbers
    begin: Numbers
    length: Numbers

    @classmethod
    def of(cls, sets: Iterable[Iterable[str]], vocabulary: dict[str, int]) -> Sets:
        """Make sets of numbers from sets of words; the vocabulary grows by those that are new."""
        lists = [[vocabulary.setdefault(word, len(vocabulary)) for word in words] for words in sets]
        length = np.array([len(found) for found in lists], dtype="int64")
        members = np.array(list(itertools.chain.from_iterable(lists)), dtype="int64")
        return cls(members, np.cumsum(length) - length, length)


@attrs.frozen(eq=False)
class Side:
    """One of the two lists, in the order of its ids, ready to be compared.

    Attributes
    ----------
    cells : pandas.DataFrame
        The texts of id, date, title, actors and category; a column that is missing is empty.
    first, last : numpy.ndarray
        The first and the last day on which each event can have begun, ``-FAR`` and ``FAR`` where there is no limit.
    sets : Mapping
        Actors, category and title as sets.
    """

    cells: pd.DataFrame
    first: Numbers
    last: Numbers
    sets: Mapping[str, Sets]

    def __len__(self) -> int:
        """Count the events."""
        return len(self.first)


def sides_of(one: pd.DataFrame, other: pd.DataFrame) -> tuple[Side, Side]:
    """Make two canonical frames comparable: the members of their sets get the same numbers.

    Parameters
    ----------
    one, other
        Canonical frames, each in the order of its ids.

    Returns
    -------
    tuple of Side
        The two lists.
    """
    vocabularies: dict[str, dict[str, int]] = {"actors": {}, "category": {}, "title": {}}
    first, second = (_side(frame, vocabularies) for frame in (one, other))
    return first, second


def _side(frame: pd.DataFrame, vocabularies: dict[str, dict[str, int]]) -> Side:
    """Read what is compared from one frame."""
    cells = pd.DataFrame({name: texts_of(frame, name) for name in CELLS}, dtype=object)
    members = {"actors": actors_of, "category": codes_with_those_above, "title": trigrams}
    sets = {}
    for name, read in members.items():
        # Most cells of a list stand there more than once, and reading one takes Python.
        known: dict[str, list[str]] = {}
        for cell in cells[name]:
            if cell not in known:
                known[cell] = sorted(read(cell))
        sets[name] = Sets.of((known[cell] for cell in cells[name]), vocabularies[name])
    return Side(cells, _days(frame["earliest"], -FAR), _days(frame["latest_start"], FAR), sets)


def texts_of(frame: pd.DataFrame, name: str) -> list[str]:
    """Give a column of texts, missing ones and those of a missing column as ``""``."""
    if name not in frame:
        return [""] * len(frame)
    return ["" if value is None or value != value else str(value) for value in frame[name].astype(object)]


def _days(column: pd.Series[pd.Timestamp], missing: int) -> Numbers:
    """Give days as numbers from 1970."""
    days = column.to_numpy(dtype="datetime64[s]").astype("datetime64[D]")
    return np.where(np.isnat(days), missing, days.astype("int64"))


def actors_of(cell: str) -> set[str]:
    """Give the ids of the actors of a cell, without their roles.

    Examples
    --------
    >>> sorted(actors_of("CHN:lender; KAZ:borrower; KAZ:host"))
    ['CHN', 'KAZ']
    """
    return {item.partition(":")[0] for item in cell.split("; ") if item}


def codes_with_those_above(cell: str) -> set[str]:
    """Give the codes of a cell with all codes above them.

    Of two single codes, the share that such sets have in common of the greater is the depth that the codes share,
    divided by the depth of the deeper one.

    Examples
    --------
    >>> sorted(codes_with_those_above("economic.finance.loan"))
    ['economic', 'economic.finance', 'economic.finance.loan']
    """
    return {
        ".".join(parts[:depth])
        for parts in (code.split(".") for code in cell.split("; ") if code)
        for depth in range(1, len(parts) + 1)
    }


def trigrams(title: str) -> set[str]:
    """Give the three-letter pieces of a title, without punctuation, capitals and lower case alike.

    What is no letter, accent or digit becomes a blank, several blanks become one, and one is put before and after, so
    that beginnings of words count and a title of a single letter has a piece too.

    Examples
    --------
    >>> sorted(trigrams("A loan!"))
    [' a ', ' lo', 'a l', 'an ', 'loa', 'oan']
    >>> trigrams("?!")
    set()
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    letters = [letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in folded]
    words = "".join(letters).split()
    text = f" {' '.join(words)} "
    return {text[place : place + 3] for place in range(len(text) - 2)} if words else set()


def candidates(one: Side, other: Side, tolerance: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Go through the pairs whose days of beginning come within some days of each other, block by block.

    Two windows meet if the second begins inside the first, or the first begins inside the second and after its first
    day; never both. So two sorted lists of first days, in which the ends are looked up, give every pair once and none
    that does not meet.

    Parameters
    ----------
    one, other
        The lists.
    tolerance
        How many days may lie between the nearest days of two windows: those of 1 and 4 May are 3 days from each other.

    Yields
    ------
    tuple of numpy.ndarray
        Positions in the first and in the second list, sorted; all pairs of an event of the first list are in one block.
    """
    low, high = one.first - tolerance, one.last + tolerance
    by_low, by_first = np.argsort(low, kind="stable"), np.argsort(other.first, kind="stable")
    lows, firsts = low[by_low], other.first[by_first]
    start = np.searchsorted(firsts, lows, side="left")
    stop = np.searchsorted(firsts, high[by_low], side="right")
    enter = np.searchsorted(lows, other.first, side="right")
    leave = np.searchsorted(lows, other.last, side="right")
    changes = np.bincount(enter, minlength=len(one) + 1) - np.bincount(leave, minlength=len(one) + 1)
    pairs = stop - start + np.cumsum(changes)[: len(one)]
    for begin, end in _stretches(pairs):
        row, step = steps(stop[begin:end] - start[begin:end])
        inside = by_first[start[begin + row] + step]
        enters = np.clip(enter, begin, end)
        around, further = steps(np.clip(leave, begin, end) - enters)
        a = by_low[np.concatenate([begin + row, enters[around] + further])]
        b = np.concatenate([inside, around])
        order = np.lexsort((b, a))
        yield a[order], b[order]


def _stretches(pairs: Numbers) -> Iterator[tuple[int, int]]:
    """Cut rows into stretches of about `BLOCK` pairs."""
    block = np.cumsum(pairs) // BLOCK
    edges = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(pairs)]
    for begin, end in itertools.pairwise(edges):
        if pairs[begin:end].any():
            yield begin, end


def similarities(one: Side, other: Side, a: Numbers, b: Numbers, tolerance: int) -> dict[str, Floats]:
    """Compare pairs of events, field by field.

    Parameters
    ----------
    one, other
        The lists.
    a, b
        Positions of the pairs in them, sorted by `a`.
    tolerance
        As in `candidates`.

    Returns
    -------
    dict of str to numpy.ndarray
        For each of `FIELDS` the similarity from 0 to 1, NaN where the events say too little to be compared: of dates
        with a side that has no limit, of actors where neither event has any, of categories and titles where one is
        empty.
    """
    found = {"date": _date_similarity(one, other, a, b, tolerance)}
    for name in ("actors", "category", "title"):
        first, second = one.sets[name], other.sets[name]
        common = _common(first, second, a, b)
        ours, theirs = first.length[a], second.length[b]
        if name == "actors":  # Jaccard
            shared, whole, told = common, ours + theirs - common, (ours > 0) | (theirs > 0)
        elif name == "category":  # depth in common / depth of the deeper code
            shared, whole, told = common, np.maximum(ours, theirs), (ours > 0) & (theirs > 0)
        else:  # Dice
            shared, whole, told = 2 * common, ours + theirs, (ours > 0) & (theirs > 0)
        found[name] = np.where(told, shared / np.maximum(whole, 1), np.nan)
    return found


def _date_similarity(one: Side, other: Side, a: Numbers, b: Numbers, tolerance: int) -> Floats:
    """Compare windows of days: the share of their days that is common; of those apart, a little that falls."""
    first, last = one.first[a], one.last[a]
    second_first, second_last = other.first[b], other.last[b]
    limited = (np.minimum(first, second_first) > -FAR) & (np.maximum(last, second_last) < FAR)
    # Days in common; where there are none, 1 - the days that lie between.
    common = np.minimum(last, second_last) - np.maximum(first, second_first) + 1
    total = (last - first + 1) + (second_last - second_first + 1)
    # One day in common is the least that overlapping windows of these widths have: 1 / (total - 1).
    apart = np.clip(1 - (1 - common) / (tolerance + 1), 0, None) / (total - 1)
    overlap = np.where(common > 0, common, 0) / (total - np.where(common > 0, common, 0))
    return np.where(limited, np.where(common > 0, overlap, apart), np.nan)


def _common(one: Sets, other: Sets, a: Numbers, b: Numbers) -> Numbers:
    """Count the members that the sets of each pair have in common; Python once for each event of the first list."""
    counts = np.zeros(len(a), dtype="int64")
    marked = np.zeros(1 + max(one.members.max(initial=0), other.members.max(initial=0)), dtype="bool")
    edges = [*np.flatnonzero(np.diff(a, prepend=-1)).tolist(), len(a)]
    for begin, end in itertools.pairwise(edges):
        event, partners = a[begin], b[begin:end]
        members = one.members[one.begin[event] : one.begin[event] + one.length[event]]
        if not len(members):
            continue
        lengths = other.length[partners]
        ends = np.cumsum(lengths)
        places = np.repeat(other.begin[partners] - ends + lengths, lengths) + np.arange(ends[-1])
        marked[members] = True
        hits = np.concatenate([[0], np.cumsum(marked[other.members[places]])])
        marked[members] = False
        counts[begin:end] = hits[ends] - hits[ends - lengths]
    return counts


def weighted(found: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Average similarities by their weights, of each pair those that it has; NaN where it has none that counts."""
    total = np.zeros(len(found["date"]))
    weight = np.zeros(len(found["date"]))
    for name in FIELDS:
        told = ~np.isnan(found[name])
        total += np.where(told, found[name], 0) * weights[name]
        weight += np.where(told, weights[name], 0)
    mean = np.divide(total, weight, out=np.full(len(total), np.nan), where=weight > 0)
    # What is equal on paper must be equal here, or ties would be settled by the last digit and not by ids.
    rounded: Floats = np.round(mean, DIGITS)
    return rounded


@attrs.frozen(eq=False)
class Scored:
    """Pairs with their scores.

    Attributes
    ----------
    a, b : numpy.ndarray
        Positions in the two lists.
    score : numpy.ndarray
        Their scores.
    """

    a: Numbers
    b: Numbers
    score: Floats

    def taken(self, which: npt.NDArray[np.bool_] | Numbers) -> Scored:
        """Take some of the pairs."""
        return Scored(self.a[which], self.b[which], self.score[which])

    def turned(self) -> Scored:
        """Turn the pairs round."""
        return Scored(self.b, self.a, self.score)

    def best(self) -> Scored:
        """Keep of each event of the first list the pair that scores highest; of equal ones that of the first id."""
        ordered = self.taken(np.lexsort((self.b, -self.score, self.a)))
        return ordered.taken(np.diff(ordered.a, prepend=-1) != 0)

    @staticmethod
    def joined(parts: Iterable[Scored]) -> Scored:
        """Put pairs together."""
        parts = [Scored(np.zeros(0, "int64"), np.zeros(0, "int64"), np.zeros(0)), *parts]
        a, b = (np.concatenate([getattr(part, name) for part in parts]) for name in ("a", "b"))
        return Scored(a, b, np.concatenate([part.score for part in parts]))


def scored_pairs(
    one: Side, other: Side, *, tolerance: int, least: float, weights: Mapping[str, float]
) -> tuple[Scored, Scored, Scored]:
    """Score all candidates, and keep those that may be matched and the best of each event.

    Parameters
    ----------
    one, other
        The lists.
    tolerance, least, weights
        As in `ca_events.coding.matching.match_events`.

    Returns
    -------
    tuple of Scored
        The pairs that score at least `least`, sorted by both positions; the best pair of each event of the first list,
        whatever its score; and that of each event of the second (turned round). A pair that has nothing in common is
        in none of them.
    """
    kept, of_one, of_other = [], [], []
    for a, b in candidates(one, other, tolerance):
        scored = Scored(a, b, weighted(similarities(one, other, a, b, tolerance), weights))
        scored = scored.taken(scored.score > 0)
        kept.append(scored.taken(scored.score >= least - TINY))
        of_one.append(scored.best())
        of_other.append(scored.turned().best())
    pairs = Scored.joined(kept)
    pairs = pairs.taken(np.lexsort((pairs.b, pairs.a)))
    return pairs, Scored.joined(of_one).best(), Scored.joined(of_other).best()
