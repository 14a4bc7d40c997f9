"""What second looks at the sources say: how often cells are wrong, and which events a second reader found."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ca_events.coding.choices import is_whole
from ca_events.collection import Events
from ca_events.errors import CaEventsError
from ca_events.quality.asked import rows_of
from ca_events.study import Segment, Study

ALL = "all"


def exact_interval(hits: int, trials: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Give the exact interval of a share.

    Parameters
    ----------
    hits, trials
        How many of how many, such as wrong cells among cells that were looked at.
    confidence
        Between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper end, 0 to 1. With no hit at all the lower end is 0, and the upper one is what so small a sample
        cannot rule out: about 3.7 / `trials` at 95 %.

    Raises
    ------
    CaEventsError
        If the numbers do not fit together.

    Notes
    -----
    Clopper, C. J., and Pearson, E. S. (1934), "The use of confidence or fiducial limits illustrated in the case of the
    binomial", *Biometrika* 26(4), 404-413.

    Examples
    --------
    >>> low, high = exact_interval(0, 150)
    >>> print(f"{low:.3f} to {high:.3f}")
    0.000 to 0.024
    """
    if not (is_whole(hits) and is_whole(trials) and 0 <= hits <= trials >= 1 and 0 < confidence < 1):
        message = f"{hits!r} of {trials!r} with confidence {confidence!r} is no share"
        raise CaEventsError(
            f"{message}; give whole numbers, hits from 0 to trials, and a confidence between 0 and 1."
        )
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else 1 - _share_where(trials - hits, trials, tail)
    high = 1.0 if hits == trials else _share_where(hits, trials, tail)
    return low, high


def _share_where(most: int, trials: int, tail: float) -> float:
    """Find the share at which `most` hits or fewer have the probability `tail`, by halving."""
    # Logarithms, because the number of ways to have half of 1,100 hits is above every float.
    counts = np.arange(most + 1)
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, trials + 1)))])
    ways = factorials[trials] - factorials[counts] - factorials[trials - counts]
    low, high = 0.0, 1.0
    for _ in range(60):
        share = (low + high) / 2
        logs = ways + counts * np.log(share) + (trials - counts) * np.log1p(-share)
        low, high = (share, high) if np.exp(logs).sum() > tail else (low, share)
    return (low + high) / 2


def recheck_table(events: Events) -> pd.DataFrame:
    """Count how often cells that were started again from the source proved wrong.

    Parameters
    ----------
    events
        Events with a study that keeps `rechecks.csv`.

    Returns
    -------
    pandas.DataFrame
        One row a column of events, and one for ``all``, which counts events: ``field``, ``checked``, ``right``,
        ``wrong``, ``cannot_tell``, ``wrong_share`` (of those that could be told), ``low`` and ``high`` (exact interval
        at 95 %; NaN where nothing could be told). An event is wrong if one of its cells is, and right only if all
        that were looked at are.

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> recheck_table(ca.load()).columns.tolist()
    ['field', 'checked', 'right', 'wrong', 'cannot_tell', 'wrong_share', 'low', 'high']
    """
    rows = rows_of(events)
    here = set(rows.ids)
    checks = [check for check in rows.study.rechecks if check.event in here]
    findings: dict[str, list[str]] = {}
    per_event: dict[str, list[str]] = {}
    for check in checks:
        findings.setdefault(check.field, []).append(check.finding)
        per_event.setdefault(check.event, []).append(check.finding)
    findings[ALL] = [_worst(found) for found in per_event.values()]
    columns = ["field", "checked", "right", "wrong", "cannot_tell", "wrong_share", "low", "high"]
    return pd.DataFrame([_counted(field, found) for field, found in findings.items()], columns=columns)


def _worst(findings: list[str]) -> str:
    """Sum up the cells of one event: wrong if one is, right only if all are."""
    return next((word for word in ("wrong", "cannot_tell") if word in findings), "right")


def _counted(field: str, findings: list[str]) -> dict[str, object]:
    """Make a line of the table."""
    right, wrong = findings.count("right"), findings.count("wrong")
    told = right + wrong
    low, high = exact_interval(wrong, told) if told else (float("nan"), float("nan"))
    return {
        "field": field,
        "checked": len(findings),
        "right": right,
        "wrong": wrong,
        "cannot_tell": len(findings) - told,
        "wrong_share": wrong / told if told else float("nan"),
        "low": low,
        "high": high,
    }


def is_known(segment: Segment, study: Study) -> bool:
    """Say whether the study has an event that was found in a text, or one of several, and has not withdrawn it."""
    return any(event not in study.withdrawn for event in segment.events)


def segmentation(events: Events) -> pd.DataFrame:
    """Compare the events that a second reader found in source texts with those of the study.

    Parameters
    ----------
    events
        Events with a study that keeps `segments.csv`.

    Returns
    -------
    pandas.DataFrame
        One row a source that was read afresh, and one for ``all``: ``source``, ``found`` (events of the second reader),
        ``in_study`` (of these), ``not_in_study``, ``of_study`` (events of the study that rest on this source) and
        ``missed`` (of these, those that the second reader did not find in it). In the row ``all`` an event that rests
        on two of the texts counts once, and is missed only if it was found in neither.

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> segmentation(ca.load()).columns.tolist()
    ['source', 'found', 'in_study', 'not_in_study', 'of_study', 'missed']
    """
    rows = rows_of(events)
    columns = ["source", "found", "in_study", "not_in_study", "of_study", "missed"]
    resting: dict[str, set[str]] = {}
    for name, sources in zip(rows.ids, rows.sources, strict=True):
        for source in sources:
            resting.setdefault(source, set()).add(name)
    segments = rows.study.segments
    found_again = {event for row in segments for event in row.events}
    table: list[list[object]] = []
    everything: set[str] = set()
    for source in segments.sources:
        found = [row for row in segments if row.source == source and row.found]
        known = sum(is_known(row, rows.study) for row in found)
        here = resting.get(source, set())
        named = {event for row in found for event in row.events}
        table.append([source, len(found), known, len(found) - known, len(here), len(here - named)])
        everything |= here
    counts = pd.DataFrame(table, columns=columns)
    sums = [int(counts[name].sum()) for name in columns[1:4]]
    # An event that rests on two of the texts is one event, and found again if it was found in either.
    total = [ALL, *sums, len(everything), len(everything - found_again)]
    return pd.concat([counts, pd.DataFrame([total], columns=columns)], ignore_index=True)
