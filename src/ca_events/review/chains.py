"""Rules about what follows what: the unit of an act, its stage, and the stages of a deal one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from ca_events.review.rows import Remark, Rows

# Units of which every act has a stage, where the codebook says which stages a unit admits.
STAGED = {"instrument", "milestone", "status"}


def stage_and_unit(rows: Rows) -> Iterator[Remark]:
    """Find stages that the unit of the category does not admit, and acts that lack one."""
    book = rows.study.codebook
    if "stage" not in book or not any(code.unit for code in book["stage"].codes.values()):
        return
    admitted = {name: set(code.unit) for name, code in book["stage"].codes.items()}
    units = {name: set(code.unit) for name, code in book["category"].codes.items()}
    for name, categories, stages in zip(rows.ids, rows.codes("category"), rows.codes("stage"), strict=True):
        for category in categories:
            unit = units.get(category, set())
            words = " or ".join(sorted(unit))
            if not stages and unit and unit <= STAGED:
                message = (
                    f"{category} is a unit of the kind {words}, and no stage is coded; say how far it is."
                )
                yield Remark("stage", "contradiction", (name,), message)
            for stage in stages:
                if unit and not unit & admitted.get(stage, set()):
                    fitting = [code for code, kinds in admitted.items() if kinds & unit]
                    allowed = f"allowed are {', '.join(fitting)}" if fitting else "leave it empty"
                    message = (
                        f"the stage {stage!r} does not fit {category}, a unit of the kind {words}; {allowed}."
                    )
                    yield Remark("stage", "contradiction", (name,), message)


def stage_order(rows: Rows) -> Iterator[Remark]:
    """Find stages of one chain that stand in an order that no choice of possible days makes right."""
    book = rows.study.codebook
    if "stage" not in book:
        return
    chains: dict[str, list[int]] = defaultdict(list)
    for place, chain in enumerate(rows.frame["chain"]):
        if chain:
            chains[str(chain)].append(place)
    stages = rows.codes("stage")
    first, last = rows.frame["earliest"], rows.frame["latest_start"]
    for chain, places in chains.items():
        for place in places:
            for stage in stages[place]:
                for before in book["stage"].codes[stage].after:
                    earlier = [other for other in places if before in stages[other]]
                    if earlier and all(_is_before(last.iloc[place], first.iloc[other]) for other in earlier):
                        nearest = min(earlier, key=lambda other: first.iloc[other])
                        message = (
                            f"in the chain {chain!r} the stage {stage!r} comes before {before!r} ({rows.ids[nearest]}) "
                            "whatever days are meant; mend a day or a stage, or make two chains of it."
                        )
                        yield Remark(
                            "stage-order", "contradiction", (rows.ids[place], rows.ids[nearest]), message
                        )


def _is_before(last: pd.Timestamp, first: pd.Timestamp) -> bool:
    """Say whether a last possible day lies before a first possible one; an unknown day may be any."""
    return bool(pd.notna(last) and pd.notna(first) and last < first)


def companions(rows: Rows) -> Iterator[Remark]:
    """Find codes that stand without the codes of other variables that they require."""
    book = rows.study.codebook
    for variable in book.columns:
        for code in book[variable].codes.values():
            for other, wanted in code.requires.items():
                fitting = {below for word in wanted for below in book[other].descendants(word)}
                held = rows.codes(other)
                for place in rows.with_code(variable, code.id):
                    if not fitting & set(held[place]):
                        stands = "; ".join(held[place]) or "nothing"
                        message = (
                            f"the {variable} {code.id!r} goes with the {other} {' or '.join(wanted)}, and here stands "
                            f"{stands}."
                        )
                        yield Remark("requires", "contradiction", (rows.ids[place],), message)
