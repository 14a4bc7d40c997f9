"""One day for each date, for those who must have one: earliest, latest, midpoint, or drawn at random.

A method that needs one day (a survival model, a plot of points) forces a choice upon dates that are only known in part.
Each choice bends the result in its own way: the *earliest* day piles up on 1 January, the *midpoint* on 2 July. Nothing
in the library makes the choice by itself. A *random* draw, repeated many times, is the honest one: the spread of the
results over the draws shows what hangs on the unknown days (`ca_events.tables.sensitivity`).

Of a span the start and the end are chosen, each among its own days, the end never before the start; where the two can
be the same day, one chance draws both. An end that is open or not known stays so,
and a date without any limit to one side has no day to choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from ca_events.dates.arrays import EPOCH, NO_DAY, distinct_dates
from ca_events.dates.edtf import starts_and_ends
from ca_events.dates.value import EventDate

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Numbers = npt.NDArray[np.int64]

Resolve = Literal["earliest", "latest", "midpoint", "random"]
RESOLVE: tuple[Resolve, ...] = get_args(Resolve)


def resolve(values: Iterable[Any], how: Resolve, *, rng: Any = None) -> pd.DataFrame:
    """Choose one day for each date.

    Parameters
    ----------
    values
        EDTF texts, or other values that `as_event_date` takes; of n dates.
    how
        ``"earliest"``, ``"latest"``, ``"midpoint"`` (the middle one of the possible days, the earlier of two) or
        ``"random"`` (every possible day equally likely).
    rng
        For ``"random"``: a seed or a ``numpy.random.Generator``.

    Returns
    -------
    pandas.DataFrame
        Columns ``start`` and ``end``, ``datetime64[s]``, n rows: the same day twice unless the date is a span; NaT
        where there is no day to choose. A Series hands its index on.

    Raises
    ------
    ValueError
        For an unknown `how`, a random draw without `rng`, or `rng` without a random draw.
    InvalidData
        If any value is no date.

    Examples
    --------
    >>> resolve(["2001", "2005-06/2005-07-02", "2013/.."], "midpoint")
           start        end
    0 2001-07-02 2001-07-02
    1 2005-06-15 2005-07-02
    2 2013-07-02        NaT
    """
    import pandas as pd

    parsed, codes, index = distinct_dates(values)
    start, end = PossibleDays.of(parsed).take(codes).resolved(how, generator(how, rng))
    columns = {"start": start, "end": end}
    days = {name: day.astype("datetime64[D]").astype("datetime64[s]") for name, day in columns.items()}
    return pd.DataFrame(days, index=index)


def generator(how: str, rng: Any) -> np.random.Generator | None:
    """Check how days are to be chosen, and make the source of chance.

    Raises
    ------
    ValueError
        For an unknown `how`, a random draw without `rng`, or `rng` without a random draw.
    """
    import numpy as np

    if how not in RESOLVE:
        raise ValueError(f"{how!r} is no way to choose a day; it is one of {', '.join(RESOLVE)}.")
    if how != "random":
        if rng is not None:
            raise ValueError(f"rng is for random draws; {how!r} draws nothing.")
        return None
    if rng is None:
        raise ValueError("a random draw needs rng, such as rng=1, so that it can be repeated.")
    return np.random.default_rng(rng)


class PossibleDays(NamedTuple):
    """The days on which events can have begun and ended; each array has one entry for an event.

    Attributes
    ----------
    first_start, last_start, first_end, last_end
        Numbers of days since 1970; `ca_events.dates.arrays.NO_DAY` where there is none.
    span
        Whether start and end are two days, and not one.
    gapped
        Position among the stretches, -1 where every day between the bounds is possible.
    starts, ends
        For each date with gaps, its days as an array of stretches with two columns.
    """

    first_start: Numbers
    last_start: Numbers
    first_end: Numbers
    last_end: Numbers
    span: npt.NDArray[np.bool_]
    gapped: Numbers
    starts: Sequence[Numbers] = ()
    ends: Sequence[Numbers] = ()

    @classmethod
    def of(cls, parsed: Sequence[EventDate]) -> PossibleDays:
        """Take the days of dates."""
        import numpy as np

        bounds = {
            "first_start": [_number(date.earliest) for date in parsed],
            "last_start": [_number(date.latest_start) for date in parsed],
            "first_end": [_number(date.earliest_end) for date in parsed],
            "last_end": [_number(date.latest) for date in parsed],
        }
        with_gaps = [date for date in parsed if date.gaps]
        position = {id(date): place for place, date in enumerate(with_gaps)}
        days = [stretches_of(date) for date in with_gaps]
        return cls(
            **{name: np.array(numbers, dtype="int64") for name, numbers in bounds.items()},
            span=np.array([date.kind in ("span", "set") for date in parsed], dtype=bool),
            gapped=np.array([position.get(id(date), -1) for date in parsed], dtype="int64"),
            starts=[starts for starts, _ in days],
            ends=[ends for _, ends in days],
        )

    def completed(self, how: str, rng: np.random.Generator | None) -> dict[str, Numbers]:
        """Choose days, and give the four bounds of what is then known; parameters as for `resolved`.

        Returns
        -------
        dict of str to numpy.ndarray
            ``start`` and ``end``, the chosen days; and ``earliest``, ``latest_start``, ``earliest_end``, ``latest``:
            where no day could be chosen for one side, it is limited by the day of the other.
        """
        import numpy as np

        start, end = self.resolved(how, rng)
        started, ended = start != NO_DAY, end != NO_DAY
        last_start = np.where(
            ended & (self.last_start != NO_DAY), np.minimum(self.last_start, end), self.last_start
        )
        first_end = np.where(
            started & (self.first_end != NO_DAY), np.maximum(self.first_end, start), self.first_end
        )
        return {
            "start": start,
            "end": end,
            "earliest": np.where(started, start, self.first_start),
            "latest_start": np.where(started, start, last_start),
            "earliest_end": np.where(ended, end, first_end),
            "latest": np.where(ended, end, self.last_end),
        }

    def take(self, rows: npt.NDArray[np.intp]) -> PossibleDays:
        """Pick events by position."""
        arrays = ("first_start", "last_start", "first_end", "last_end", "span", "gapped")
        return self._replace(**{name: getattr(self, name)[rows] for name in arrays})

    def resolved(self, how: str, rng: np.random.Generator | None) -> tuple[Numbers, Numbers]:
        """Choose a start and an end for each event; `NO_DAY` where there is none to choose.

        Parameters
        ----------
        how
            See `resolve`.
        rng
            The source of chance for ``"random"``.

        Returns
        -------
        tuple of numpy.ndarray
            Start and end.
        """
        import numpy as np

        chance = None if rng is None else rng.random(len(self.span))
        start = self._chosen(self.first_start, self.last_start, self.starts, how, chance)
        # Where start and end can be the same day, one chance draws both: each of their days stays equally likely, as it
        # is for what is expected, and the end does not come before the start.
        overlapping = (
            (self.last_start == NO_DAY) | (self.first_end == NO_DAY) | (self.last_start > self.first_end)
        )
        other = chance
        if rng is not None and chance is not None:
            other = np.where(overlapping, chance, rng.random(len(self.span)))
        end = self._chosen(self.first_end, self.last_end, self.ends, how, other)
        for row in np.flatnonzero(self.span & (start != NO_DAY) & (end != NO_DAY) & (end < start)):
            # Only gaps can bring the end before the start: the first day after it, then, on which it can have ended.
            later = _days_at(
                self.ends[self.gapped[row]], start[row], self.last_end[row], np.zeros(1, dtype="int64")
            )
            end[row] = later[0]
        # An end that is not known has a first possible day, but none to choose.
        return start, np.where(self.span, end, start)

    def _chosen(
        self,
        first: Numbers,
        last: Numbers,
        stretches: Sequence[Numbers],
        how: str,
        chance: npt.NDArray[np.float64] | None,
    ) -> Numbers:
        """Choose a day between two for each event; `chance` lies between 0 and 1."""
        import numpy as np

        known = (first != NO_DAY) & (last != NO_DAY)
        length = np.where(known, last - first + 1, 1)
        # Events of one date with gaps have the same days: one look at them serves all.
        gapped = [(date, np.flatnonzero(known & (self.gapped == date))) for date in range(len(stretches))]
        gapped = [(date, rows) for date, rows in gapped if len(rows)]
        for date, rows in gapped:
            length[rows] = _lengths(stretches[date], first[rows[0]], last[rows[0]]).sum()
        if how == "earliest":
            place = np.zeros(len(first), dtype="int64")
        elif how == "latest":
            place = length - 1
        elif how == "midpoint":
            place = (length - 1) // 2
        else:
            assert chance is not None
            place = np.floor(chance * length).astype("int64")
        day = np.where(known, first + place, NO_DAY)
        for date, rows in gapped:
            day[rows] = _days_at(stretches[date], first[rows[0]], last[rows[0]], place[rows])
        return day


def stretches_of(date: EventDate) -> tuple[Numbers, Numbers]:
    """Give the possible days of start and end as arrays of stretches with two columns, in days since 1970.

    Examples
    --------
    >>> stretches_of(EventDate.parse("[1970-01-01,1970-01-03]"))[0].tolist()
    [[0, 0], [2, 2]]
    """
    import numpy as np

    starts, ends = (np.array(days, dtype="int64") - EPOCH for days in starts_and_ends(date.edtf))
    return starts, ends


def _lengths(stretches: Numbers, first: int, last: int) -> Numbers:
    """Count the days of each stretch that lie between two days."""
    import numpy as np

    days = np.minimum(stretches[:, 1], last) - np.maximum(stretches[:, 0], first) + 1
    counted: Numbers = np.maximum(days, 0)
    return counted


def _days_at(stretches: Numbers, first: int, last: int, places: Numbers) -> Numbers:
    """Give the days at some places among those of all stretches that lie between two days."""
    import numpy as np

    lengths = _lengths(stretches, first, last)
    after = np.cumsum(lengths)
    at = np.searchsorted(after, places, side="right")
    days: Numbers = np.maximum(stretches[at, 0], first) + places - (after - lengths)[at]
    return days


def _number(day: date | None) -> int:
    """Give a day as a number."""
    return NO_DAY if day is None else day.toordinal() - EPOCH
