"""The possible days of dates with gaps, as stretches of days.

Of most dates every day between two bounds is possible, and four numbers say all. `[2010,2012]` and `1985-XX-31` leave
days out between; the few texts of this kind in a table carry their stretches with them, so that shares and bins are
exact for them too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs
import numpy as np

from ca_events.tables.days import FAR, Days, Flags, Numbers, Shares, day_number
from ca_events.tables.keys import steps


@attrs.frozen(eq=False)
class Stretches:
    """Stretches of days of several dates; those of date ``i`` stand at ``begin[i]:begin[i + 1]``, in order."""

    first: Days
    last: Days
    begin: Numbers

    @classmethod
    def of(cls, dates: Sequence[Sequence[tuple[dt.date | None, dt.date | None]]]) -> Stretches:
        """Take the stretches of dates; a missing bound lies beyond all days.

        Examples
        --------
        >>> from ca_events.dates import EventDate
        >>> found = Stretches.of([EventDate.parse("[1970-01-01,1970-01-03]").members])
        >>> found.first.tolist(), found.last.tolist()
        ([0, 2], [0, 2])
        """
        ranges = [one for ranges in dates for one in ranges]
        return cls(
            first=np.array([day_number(first, -FAR) for first, _ in ranges], dtype="int64"),
            last=np.array([day_number(last, FAR) for _, last in ranges], dtype="int64"),
            begin=np.cumsum([0, *(len(ranges) for ranges in dates)], dtype="int64"),
        )

    def share(self, date: Numbers, first: Days, last: Days) -> Shares:
        """Give the share of the days of a date that lies between two days, for each line."""
        line, step = steps(self.begin[date + 1] - self.begin[date])
        place = self.begin[date][line] + step
        days = np.minimum(self.last[place], last[line]) - np.maximum(self.first[place], first[line]) + 1
        length = self.last[place] - self.first[place] + 1
        inside = np.bincount(line, np.maximum(days, 0), len(date))
        share: Shares = inside / np.maximum(np.bincount(line, length, len(date)), 1)
        return share

    def meets(self, date: Numbers, first: Days, last: Days) -> Flags:
        """Say whether a day of a date lies between two days, for each line."""
        line, step = steps(self.begin[date + 1] - self.begin[date])
        place = self.begin[date][line] + step
        touches = (self.first[place] <= last[line]) & (self.last[place] >= first[line])
        met: Flags = np.bincount(line, touches, len(date)) > 0
        return met


NONE = Stretches.of([])
