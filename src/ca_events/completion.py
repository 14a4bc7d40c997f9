"""Events whose dates are completed: every date that has two limits becomes a day that was chosen.

The chosen days are made up, so a completed collection is for statistics alone: it says in its selection how the days
were chosen, and it cannot be written as a study. An end that is open or not known stays what it is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.assembly import take_text
from ca_events.dates import Possible, distinct_dates
from ca_events.dates.arrays import NO_DAY

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
        self._possible = Possible.of(parsed).take(codes)
        self._kinds = frame["date_kind"].astype(object).to_numpy()
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
            The same rows; text, bounds, precision and kind of the date say the chosen days.
        """
        days = self._possible.completed(how, generator)
        start, end = days.pop("start"), days.pop("end")
        completed = self._frame.copy(deep=False)
        for name, bound in days.items():
            completed[name] = bound.astype("datetime64[D]").astype("datetime64[s]")
        whole = (start != NO_DAY) & (end != NO_DAY)
        kinds = np.where(whole & (self._kinds == "window"), "date", self._kinds)
        precisions = np.where(whole, "day", self._frame["precision"].astype(object).to_numpy())
        for name, words in (("date_kind", kinds), ("precision", precisions)):
            completed[name] = pd.Categorical(words, categories=self._frame[name].cat.categories)
        completed["date"] = self._texts(start, end)
        return completed

    def _texts(self, start: Days, end: Days) -> pd.Series[str]:
        """Write the chosen days in EDTF; a date without a chosen day keeps its text."""
        texts = self._frame["date"].to_list()
        first, last = (np.datetime_as_string(days.astype("datetime64[D]")).tolist() for days in (start, end))
        unstated = {"open": "..", "unknown": "", "known": ""}
        for row in np.flatnonzero((start != NO_DAY) | (end != NO_DAY)).tolist():
            if not self._possible.span[row]:
                texts[row] = first[row]
                continue
            sides = [
                side[row] if days[row] != NO_DAY else unstated[states[row]]
                for side, days, states in zip((first, last), (start, end), self._states, strict=True)
            ]
            texts[row] = "/".join(sides)
        completed: pd.Series[str] = pd.Series(
            take_text(texts, np.arange(len(texts), dtype=np.int32)), index=self._frame.index
        )
        return completed
