"""All rules of a review, and the table of what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import pandas as pd

from ca_events.cells import LIST_SEPARATOR
from ca_events.collection import Events
from ca_events.errors import CaEventsError
from ca_events.review import amounts, chains, parties, support, twins
from ca_events.review.rows import Remark, Rows

Rule = Callable[[Rows], Iterator[Remark]]

# The order in which a review is read: what cannot stand before what deserves a look.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "stage": chains.stage_and_unit,
        "stage-order": chains.stage_order,
        "requires": chains.companions,
        "in-office": parties.in_office,
        "confidence": support.confidence,
        "package": amounts.packages,
        "amount-twice": amounts.amounts_twice,
        "place": parties.places,
        "named-twice": parties.named_twice,
        "duplicate": twins.duplicates,
        "evidence": support.evidence,
        "single-family": support.single_family,
    }
)


def remarks(events: Events) -> pd.DataFrame:
    """Review events: find what contradicts itself and what deserves a second look.

    Parameters
    ----------
    events
        Events with a study, whose codebook says which stages a unit admits (`unit`), which come first (`after`) and
        what a code requires beside it (`requires`).

    Returns
    -------
    pandas.DataFrame
        One row a remark: ``rule``, ``kind`` (``contradiction`` or ``doubt``), ``events`` (ids), ``message``; in the
        order of `RULES`, and within a rule in that of the events.

    Raises
    ------
    CaEventsError
        If the events have no study.

    Examples
    --------
    >>> import ca_events as ca
    >>> found = remarks(ca.load().where(category="security.exercise"))
    >>> list(found.columns)
    ['rule', 'kind', 'events', 'message']
    """
    if events.study is None:
        raise CaEventsError("a review needs the study of the events; read them with one.")
    rows = Rows(events.to_pandas().reset_index(drop=True), events.study)
    found = [remark for rule in RULES.values() for remark in rule(rows)]
    return pd.DataFrame(
        {
            "rule": [remark.rule for remark in found],
            "kind": [remark.kind for remark in found],
            "events": [LIST_SEPARATOR.join(remark.events) for remark in found],
            "message": [remark.message for remark in found],
        },
        dtype=object,
    )
