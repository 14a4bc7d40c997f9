"""Rules about money: what would be counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ca_events.review.rows import Remark, Rows

# The headline of many papers, which is added to nothing.
PACKAGE = "package"
PART_OF = "part_of"


def amounts_twice(rows: Rows) -> Iterator[Remark]:
    """Find chains in which a sum of one basis stands more than once, so that a total would count the deal twice."""
    if "amount_basis" not in rows.frame:
        return
    frame = rows.frame
    stated = frame[frame["amount"].notna() & (frame["chain"] != "")]
    for (chain, basis), group in stated.groupby(["chain", "amount_basis"], observed=True):
        if len(group) > 1:
            ids = tuple(sorted(group["id"]))
            message = (
                f"the chain {chain!r} has more than one amount of the basis {basis!r}: {', '.join(ids)}."
            )
            yield Remark("amount-twice", "doubt", ids, message)


def packages(rows: Rows) -> Iterator[Remark]:
    """Find packages that are parts of something, and parts that come to more than their package."""
    if "amount_basis" not in rows.frame:
        return
    amounts, currencies = rows.frame["amount"].tolist(), rows.frame["currency"].astype(object).tolist()
    packed = set(rows.with_code("amount_basis", PACKAGE))
    places = rows.place_of
    parts: dict[int, list[int]] = defaultdict(list)
    for place, links in enumerate(rows.related):
        for relation, other in links:
            if relation == PART_OF and other in places:
                parts[places[other]].append(place)
    for place in sorted(packed):
        name = rows.ids[place]
        above = [other for relation, other in rows.related[place] if relation == PART_OF]
        if above:
            message = (
                f"a package is the headline of many papers; this one is part of {above[0]}: code its papers."
            )
            yield Remark("package", "contradiction", (name, *above), message)
        if rows.frame["chain"].iloc[place]:
            message = "a package is many deals, and a chain is one; give the chains to its parts."
            yield Remark("package", "contradiction", (name,), message)
        within = [
            part for part in parts[place] if currencies[part] == currencies[place] and part not in packed
        ]
        total = sum(amounts[part] for part in within if amounts[part] == amounts[part])
        if total > amounts[place]:
            sums = f"{total:,.0f} {currencies[place]}, more than the package of {amounts[place]:,.0f}"
            message = f"its parts come to {sums}."
            yield Remark("package", "doubt", (name, *(rows.ids[part] for part in within)), message)
