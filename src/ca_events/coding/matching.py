"""Did two coders find the same events? Matching of two lists of dated events.

Whether two coders gave the same codes can only be asked of events that both have. Where each coder decides alone what
is an event, their lists differ first in that: one took three days of talks for one event, the other for three; one
overlooked a loan. `match_events` says which event of one list is which of the other, and which ones have no other. The
share that was found by both comes first in a report, the agreement on codes after it, because agreement on events that
both found says nothing about those that one did not.

Pairs whose days of beginning allow it are scored by date, actors, category and title; those with a high enough score
are matched one to one, such that the sum of scores is maximal.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from ca_events.coding.assignment import assign
from ca_events.coding.candidates import (
    FARTHEST_TOLERANCE,
    FIELDS,
    Floats,
    Numbers,
    Scored,
    Side,
    scored_pairs,
    sides_of,
    similarities,
)
from ca_events.coding.choices import CodingError
from ca_events.coding.matched import Listed, Matching
from ca_events.collection import Events
from ca_events.errors import allowed

WEIGHTS: Mapping[str, float] = MappingProxyType({"date": 0.35, "actors": 0.3, "category": 0.15, "title": 0.2})
"""How much each similarity counts in a score. The date counts most, because what happened on another day is another
event; then who took part; the title, which each coder words alone, and the category, which is to be compared
afterwards, count less. Whoever wants agreement on categories to owe nothing to the matching gives them no weight."""


def match_events(
    a: Events,
    b: Events,
    *,
    tolerance: int = 3,
    least: float = 0.5,
    weights: Mapping[str, float] | None = None,
) -> Matching:
    """Find which events of two lists are the same, one to one.

    Parameters
    ----------
    a, b
        The lists of two coders, or of a coder and a machine. Their ids need not have anything to do with each other.
    tolerance
        How many days may lie between the days on which two events can have begun (`earliest` to `latest_start`). Events
        of which nothing is known, ``XXXX``, may be any. Of dates with gaps, such as ``[2010,2012]``, the days between
        count as possible.
    least
        The least score of a match, from 0 to 1.
    weights
        Field -> weight, for those that are not to have their weight of `WEIGHTS` (date 0.35, actors 0.3, category 0.15,
        title 0.2). 0 leaves a field out of the score.

    Returns
    -------
    Matching
        Pairs, and the events of either list that have no partner.

    Raises
    ------
    CodingError
        For what are no events, an id that stands twice in a list, and options that make no sense.
    MissingExtra
        If events compete for one another, which needs scipy.

    Notes
    -----
    The score of a pair is the weighted mean of four similarities, each from 0 to 1:

    - date: common days / all days of the two windows of possible days of beginning, so that equal days give 1, and a
      day in a month 1/30. Windows that lie *g* days apart give (1 - g / (tolerance + 1)) / (days of both - 1), which is
      less than windows of these lengths with one common day give; exact days one day apart 0.75 with a tolerance of 3.
    - actors: common / all actors (Jaccard), whatever their roles.
    - category: shared depth / depth of the deeper code.
    - title: twice the common / all three-letter pieces (Dice), without capitals and punctuation.

    What cannot be compared is left out of the mean: dates with a side that has no limit, actors where neither event has
    any, categories or titles where one is empty. A pair that scores 0 is never matched.

    Events that could be the same directly or through others make a group; in each group the sum of scores is maximal
    (`scipy.optimize.linear_sum_assignment`). So the best pair of all may be parted where two good ones come of it. Ties
    are settled by ids; neither the order of rows nor that of the lists matters.

    Memory grows with the pairs that score at least `least`: others are compared in blocks and forgotten, and a group of
    more than four million cells is solved without a table of them.

    Examples
    --------
    >>> from ca_events import Event, Events
    >>> mine = Events([
    ...     Event(id="A1", date="2013-09-07", title="Xi speaks in Astana", actors="CHN; KAZ"),
    ...     Event(id="A2", date="2014", title="A loan to Kyrgyzstan", actors="CHN; KGZ"),
    ... ])
    >>> yours = Events([
    ...     Event(id="B1", date="2013-09-08", title="Speech of Xi in Astana", actors="CHN; KAZ"),
    ...     Event(id="B2", date="2013-09-07", title="A gas field is opened", actors="CHN; TKM"),
    ... ])
    >>> matching = match_events(mine, yours)
    >>> print(matching.pairs[["a", "b", "score", "date"]].round(2).to_string(index=False))
     a  b  score  date
    A1 B1   0.81  0.75
    >>> print(matching.only_b[["id", "title", "nearest", "score"]].round(2).to_string(index=False))
    id                 title nearest  score
    B2 A gas field is opened      A1   0.53
    """
    days, floor, shares = _tolerance(tolerance), _least(least), _weights(weights)
    frames = _frame(a, "a"), _frame(b, "b")
    one, other = sides_of(*frames)
    pairs, best_of_one, best_of_other = scored_pairs(one, other, tolerance=days, least=floor, weights=shares)
    chosen = assign(pairs, one, other)
    found = similarities(one, other, chosen.a, chosen.b, days)
    return Matching(
        pairs=_pair_table(one, other, chosen, found),
        only_a=_alone(one, other, chosen.a, best_of_one),
        only_b=_alone(other, one, chosen.b, best_of_other),
        tolerance=days,
        least=floor,
        weights=MappingProxyType(shares),
        lists=(Listed(frames[0].set_index("id"), a.study), Listed(frames[1].set_index("id"), b.study)),
    )


def _tolerance(value: Any) -> int:
    """Take a number of days, or say what one is."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < 0:
        raise CodingError(f"tolerance is {value!r}; it is a whole number of days, 0 or more.")
    return min(int(value), FARTHEST_TOLERANCE)


def _is_number(value: Any) -> bool:
    """Say whether a value is a number of Python or numpy; True and False are none."""
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _least(value: Any) -> float:
    """Take a score, or say what one is."""
    if not _is_number(value) or not 0 <= value <= 1:
        raise CodingError(f"least is {value!r}; a score lies between 0 and 1, such as 0.5.")
    return float(value)


def _weights(given: Any) -> dict[str, float]:
    """Put the weights that are given in the place of the usual ones, or say what is wrong with them."""
    if not isinstance(given, Mapping | None):
        raise CodingError(
            f"weights is {given!r}; give a dictionary of field and weight, such as {{'title': 0}}."
        )
    weights = dict(WEIGHTS)
    for name, value in (given or {}).items():
        if name not in weights:
            raise CodingError(f"weights has {name!r}, which is not compared. {allowed(str(name), weights)}")
        if not _is_number(value) or not 0 <= value < math.inf:
            raise CodingError(f"the weight of {name!r} is {value!r}; it is a number, 0 or more.")
        weights[name] = float(value)
    if not any(weights.values()):
        raise CodingError("all weights are 0; at least one field must count.")
    return weights


def _frame(events: Any, name: str) -> pd.DataFrame:
    """Fetch the rows of a collection in the order of ids, which must name one event each."""
    if not isinstance(events, Events):
        raise CodingError(
            f"{name} is a {type(events).__name__}; match_events takes two Events, as ca_events.load, "
            "ca_events.read_csv and ca_events.Events(frame, study) give them."
        )
    frame = events.to_pandas()
    ids = [str(found) for found in frame["id"]]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    twice = [ids[place] for before, place in itertools.pairwise(order) if ids[before] == ids[place]]
    if twice:
        raise CodingError(
            f"the id {twice[0]!r} stands twice in {name}; pairs are named by ids, so each event needs one of its own."
        )
    return frame.iloc[order].reset_index(drop=True)


def _by_date(side: Side, events: Numbers) -> Numbers:
    """Order events by their first possible days, unknown ones first, then last days, then ids."""
    return np.lexsort((events, side.last[events], side.first[events]))


def _pair_table(one: Side, other: Side, chosen: Scored, found: Mapping[str, Floats]) -> pd.DataFrame:
    """Make the table of pairs, by date and id of the first list."""
    ids = [side.cells["id"].to_numpy() for side in (one, other)]
    columns: dict[str, Any] = {
        "a": pd.Series(ids[0][chosen.a], dtype="str"),
        "b": pd.Series(ids[1][chosen.b], dtype="str"),
        "score": chosen.score,
    }
    columns |= {name: found[name] for name in FIELDS}
    order = _by_date(one, chosen.a)
    return pd.DataFrame(columns).take(order).reset_index(drop=True)


def _alone(side: Side, other: Side, matched: Numbers, best: Scored) -> pd.DataFrame:
    """Make the table of the events without a partner, each with the event that is most like it."""
    alone = np.setdiff1d(np.arange(len(side)), matched)
    alone = alone[_by_date(side, alone)]
    nearest, score = np.full(len(side), "", dtype=object), np.full(len(side), np.nan)
    nearest[best.a] = other.cells["id"].to_numpy()[best.b]
    score[best.a] = best.score
    columns = {name: side.cells[name].to_numpy()[alone] for name in ("id", "date", "title")}
    texts = {
        name: pd.Series(cells, dtype="str") for name, cells in (columns | {"nearest": nearest[alone]}).items()
    }
    return pd.DataFrame({**texts, "score": score[alone]})
