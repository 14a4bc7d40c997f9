"""Events whose dates are completed: every date that has two limits becomes a day that was chosen.

The chosen days are made up, so a completed collection is for statistics alone: it says in its selection how the days
were chosen, and it cannot be written as a study. An end that is open or not known stays what it is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.assembly import take_text
from ca_events.dates import DATE_COLUMNS, columns
from ca_events.dates.arrays import NO_DAY, distinct_dates
from ca_events.dates.resolving import PossibleDays

Days = npt.NDArray[np.int64]


class Completion:
    """The ways in which the dates of a frame can be completed.

    Parameters
    ----------
    frame
        Canonical pandas frame.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        parsed, codes, _ = distinct_dates(frame["date"])
        self._frame = frame
        # Days are drawn in the order of the ids, so that one seed gives one result, however an engine orders its rows.
        order = np.argsort(frame["id"].to_numpy(dtype=object), kind="stable")
        self._place = np.argsort(order, kind="stable")
        self._possible = PossibleDays.of(parsed).take(codes[order])
        self._states = [frame[name].astype(object).to_numpy() for name in ("start_state", "end_state")]

    def frame(self, how: str, generator: np.random.Generator | None) -> pd.DataFrame:
        """Complete the dates once.

        Parameters
        ----------
        how
            ``"earliest"``, ``"latest"``, ``"midpoint"`` or ``"random"``.
        generator
            The source of chance for ``"random"``.

        Returns
        -------
        pandas.DataFrame
            The same rows; the date and all that is computed from it say the chosen days, without doubt.
        """
        start, end = self._possible.resolved(how, generator)
        texts = self._texts(start[self._place], end[self._place])
        completed = self._frame.copy(deep=False)
        dates = columns(texts)
        for name in DATE_COLUMNS:
            completed[name] = dates[name].to_numpy() if dates[name].dtype.kind in "Mb" else dates[name].array
        completed["date"] = take_text(texts, np.arange(len(texts), dtype=np.int32))
        return completed

    def _texts(self, start: Days, end: Days) -> list[str]:
        """Write the chosen days in EDTF; a date without a chosen day keeps its text."""
        texts: list[str] = self._frame["date"].to_list()
        first, last = (np.datetime_as_string(days.astype("datetime64[D]")).tolist() for days in (start, end))
        span = self._possible.span[self._place]
        unstated = {"open": "..", "unknown": "", "known": ""}
        for row in np.flatnonzero((start != NO_DAY) | (end != NO_DAY)).tolist():
            if not span[row]:
                texts[row] = first[row]
                continue
            sides = [
                side[row] if days[row] != NO_DAY else unstated[states[row]]
                for side, days, states in zip((first, last), (start, end), self._states, strict=True)
            ]
            texts[row] = "/".join(sides)
        return texts
