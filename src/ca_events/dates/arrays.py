"""Dates of many events at once: the computed columns of a frame.

A table of a million rows holds perhaps ten thousand different date texts. Each is read once; the columns are
then assembled by taking from small arrays, without Python per row. Days are `datetime64[s]`, which reaches
from year 1 to 9999 (nanoseconds would end in 2262). Where a bound is open or unknown it is `NaT`, and the
state column says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from ca_events.dates.edtf import Kind, State
from ca_events.dates.parts import Precision
from ca_events.dates.refusals import refusal
from ca_events.dates.spelling import spell
from ca_events.dates.value import EventDate, as_event_date
from ca_events.errors import DateError, InvalidData, Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

DAY_COLUMNS = ("earliest", "latest", "latest_start", "earliest_end")
FLAG_COLUMNS = ("approximate", "uncertain")
DATE_COLUMNS = (*DAY_COLUMNS, "precision", "date_kind", "start_state", "end_state", *FLAG_COLUMNS)

CATEGORIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "precision": tuple(sorted(get_args(Precision))),
        "date_kind": tuple(sorted(get_args(Kind))),
        "start_state": tuple(sorted(get_args(State))),
        "end_state": tuple(sorted(get_args(State))),
    }
)

EPOCH = date(1970, 1, 1).toordinal()
NO_DAY = -(2**63)  # what numpy reads as NaT


def columns(values: Iterable[Any]) -> pd.DataFrame:
    """Compute the date columns of many dates, each distinct one read once.

    Parameters
    ----------
    values
        EDTF texts, or other values that `as_event_date` takes.

    Returns
    -------
    pandas.DataFrame
        The columns `DATE_COLUMNS`, one row for each value; a Series hands its index on. Bounds are
        ``datetime64[s]`` with NaT for open and unknown, text columns categories (sorted, always all of them).

    Raises
    ------
    InvalidData
        If any value is no date: one problem for each distinct bad value, with its first position counted from
        0.

    Examples
    --------
    >>> columns(["2001-06-15", "2013/.."])[["earliest", "latest", "end_state"]]
        earliest     latest end_state
    0 2001-06-15 2001-06-15     known
    1 2013-01-01        NaT      open
    """
    import pandas as pd

    parsed, codes, index = distinct_dates(values)
    arrays = bounds(parsed)
    table: dict[str, Any] = {}
    for name in DATE_COLUMNS:
        taken = arrays[name].take(codes)
        known = CATEGORIES.get(name)
        table[name] = taken if known is None else pd.Categorical.from_codes(taken, categories=pd.Index(known))
    return pd.DataFrame(table, index=index)


def distinct_dates(values: Iterable[Any]) -> tuple[list[EventDate], npt.NDArray[np.intp], pd.Index[Any]]:
    """Read each distinct value once.

    Parameters
    ----------
    values
        As for `columns`.

    Returns
    -------
    dates : list of EventDate
        The distinct dates.
    codes : numpy.ndarray
        For each value its position among them.
    index : pandas.Index
        The index of a Series, else the numbers from 0.

    Raises
    ------
    InvalidData
        If any value is no date.
    """
    import pandas as pd

    series = _as_series(values)
    if series.dtype == object and pd.api.types.infer_dtype(series, skipna=True) != "string":
        # Points in time are equal across time zones, in which they may lie on different days.
        series = series.map(_as_text)
    codes, distinct = pd.factorize(series, use_na_sentinel=False)
    return _parse_all(distinct, codes), codes, series.index


def _as_text(value: Any) -> Any:
    """Write a point in time as its day; everything else stays."""
    return spell(value) if isinstance(value, datetime) and value == value else value


def bounds(parsed: Sequence[EventDate]) -> dict[str, npt.NDArray[Any]]:
    """Give the date columns of some dates as arrays, to be taken from by code.

    Parameters
    ----------
    parsed
        The distinct dates.

    Returns
    -------
    dict of str to numpy.ndarray
        For each of `DATE_COLUMNS`: ``datetime64[s]`` for the four bounds (NaT where there is none), ``int8``
        positions in ``CATEGORIES[name]`` for the four text columns, ``bool`` for the two flags.

    Examples
    --------
    >>> arrays = bounds([EventDate.parse("2001-06"), EventDate.parse("XXXX")])
    >>> [CATEGORIES["precision"][code] for code in arrays["precision"]]
    ['month', 'unknown']
    """
    import numpy as np

    arrays: dict[str, npt.NDArray[Any]] = {}
    for name in DATE_COLUMNS:
        found = [getattr(event_date, "kind" if name == "date_kind" else name) for event_date in parsed]
        if name in CATEGORIES:
            position = {word: code for code, word in enumerate(CATEGORIES[name])}
            arrays[name] = np.array([position[word] for word in found], dtype="int8")
        elif name in FLAG_COLUMNS:
            arrays[name] = np.array(found, dtype="bool")
        else:
            # Day numbers make the array several times quicker than date objects do.
            days = np.array(
                [NO_DAY if day is None else day.toordinal() - EPOCH for day in found], dtype="int64"
            )
            arrays[name] = days.astype("datetime64[D]").astype("datetime64[s]")
    return arrays


def _as_series(values: Iterable[Any]) -> pd.Series[Any]:
    """Wrap values in a Series; one text would otherwise be taken for its characters."""
    import numpy as np
    import pandas as pd

    if isinstance(values, pd.DataFrame):
        raise TypeError(
            "columns takes one column of dates, not a frame; pick the column, as in frame['date']."
        )
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        unit = np.datetime_data(values.dtype)[0]
        if unit == "W":
            raise TypeError("weeks of numpy are no dates; give pandas Periods, which say when a week begins.")
        if unit in ("Y", "M"):
            # A year or month stays what it is, and does not become its first day.
            texts = np.where(np.isnat(values), "", np.datetime_as_string(values))
            return pd.Series(texts.tolist(), dtype=object)
    if isinstance(values, str):
        raise TypeError(
            f"columns takes many dates, not the one text {values!r}; use EventDate.parse for one."
        )
    if isinstance(values, pd.Series):
        return values
    if isinstance(values, np.ndarray | pd.Index | pd.api.extensions.ExtensionArray):
        return pd.Series(values)
    # Without dtype=object, pandas would guess and move days into nanoseconds, out of their range.
    return pd.Series(list(values), dtype="object")


def _parse_all(distinct: Iterable[Any], codes: npt.NDArray[np.intp]) -> list[EventDate]:
    """Read the distinct values, or raise all their problems at once."""
    import numpy as np

    parsed: list[EventDate] = []
    wrong: dict[int, tuple[Any, str]] = {}
    for code, value in enumerate(distinct):
        try:
            parsed.append(as_event_date(value))
        except (DateError, TypeError) as error:
            wrong[code] = (value, str(error))
    if wrong:
        firsts = np.unique(codes, return_index=True)[1]
        raise InvalidData(_problem(*found, position=int(firsts[code])) for code, found in wrong.items())
    return parsed


def _problem(value: Any, message: str, *, position: int) -> Problem:
    """Describe a value that is no date; a missing one is an empty text."""
    import pandas as pd

    text = "" if pd.api.types.is_scalar(value) and pd.isna(value) else value
    if isinstance(text, str):
        message = refusal(text)
    return Problem(f"{message} First at position {position}.", value=str(text))
