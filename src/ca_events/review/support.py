"""Rules about what events rest on: families of publishers, evidence, and the confidence that they allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ca_events.review.rows import Remark, Rows

HIGH = "high"
LEGAL = "legal_text"
CONFLICTS = "conflicts"


def families(rows: Rows, place: int) -> set[str]:
    """Give the families of publishers behind an event; where none is stated, the publisher stands for one."""
    found = (rows.study.sources[name] for name in rows.sources[place])
    return {source.family or source.publisher or source.id for source in found}


def by_family(rows: Rows) -> dict[str, list[str]]:
    """Gather the events that rest on one family of publishers by family; those that rest on none stand under ""."""
    alone: dict[str, list[str]] = defaultdict(list)
    for place, name in enumerate(rows.ids):
        found = families(rows, place)
        if len(found) < 2:
            alone["".join(found)].append(name)
    return dict(sorted(alone.items()))


def single_family(rows: Rows) -> Iterator[Remark]:
    """List the events that rest on one family of publishers, family by family, and those that rest on none."""
    if not len(rows.study.sources):
        return
    for family, alone in by_family(rows).items():
        names = tuple(alone)
        rest = f"{len(names)} event{' rests' if len(names) == 1 else 's rest'} on"
        message = (
            f"{rest} one family of publishers, {family}." if family else f"{rest} no source of the register."
        )
        yield Remark("single-family", "doubt", names, message)


def confidence(rows: Rows) -> Iterator[Remark]:
    """Find high confidence that rests neither on two families of publishers nor on a legal text."""
    if not len(rows.study.sources):
        return
    for place in rows.with_code("confidence", HIGH):
        kinds = {rows.study.sources[name].kind for name in rows.sources[place]}
        if len(families(rows, place)) < 2 and LEGAL not in kinds:
            message = (
                "confidence is high, and there is neither a second family of publishers nor a legal text."
            )
            yield Remark("confidence", "contradiction", (rows.ids[place],), message)


def evidence(rows: Rows) -> Iterator[Remark]:
    """Find dates and amounts for which no evidence is given, in a study that keeps evidence."""
    if not len(rows.study.evidence):
        return
    given = {(row.event, row.field) for row in rows.study.evidence if row.stance != CONFLICTS}
    for field in ("date", "amount", "quantity"):
        stated = rows.frame[field].notna() & (rows.frame[field] != "")
        for name, is_stated in zip(rows.ids, stated, strict=True):
            if is_stated and (name, field) not in given:
                message = (
                    f"evidence.csv says nothing of its {field}; add source, place in it and what it states."
                )
                yield Remark("evidence", "doubt", (name,), message)
