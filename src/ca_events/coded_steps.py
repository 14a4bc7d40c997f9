"""Filters in the study's own terms: codes with all that stand below them, and actors by name.

The codebook says what stands below a code, the register of actors who belongs to whom. Without a study a question is
taken as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import narwhals.stable.v2 as nw

from ca_events import query
from ca_events.cells import parse_id
from ca_events.dates import DATE_COLUMNS
from ca_events.errors import CaEventsError, UnknownCode, nearest
from ca_events.schema import FIXED_NAMES, is_own
from ca_events.steps import Asked, Step

EXACT_COLUMNS = (
    "id",
    "place",
    "currency",
    "quantity_unit",
    "chain",
    "series",
    "coder",
    "coded_on",
    "codebook_version",
)


def code_step(asked: Asked, name: str, wanted: str | Iterable[str], *, keep: bool) -> Step:
    """Ask for events that have one of the codes, or, with ``keep=False``, for those that have none of them.

    Parameters
    ----------
    asked
        Whom the question is put to.
    name
        A variable, or a column that is matched exactly.
    wanted
        A code or several; ``""`` asks for events without one.
    keep
        Whether events with the codes are kept or dropped.

    Returns
    -------
    Step
        The question.

    Raises
    ------
    UnknownCode
        For a variable or code that the study does not know.
    """
    codes = _wanted_codes(name, wanted)
    lists = _holds_lists(asked, name)
    found = _with_descendants(asked, name, codes)
    if lists:
        test = asked.holds(name, [parse_id(code) for code in found if code])
        test = test | query.is_any_of(asked.text(name), [""]) if "" in found else test
    else:
        test = _one_valued_test(asked, name, codes, found)
    words = f"{name}{'' if keep else ' not'} {' or '.join(code or '(none)' for code in codes)}"
    # A missing text is an empty one: without the second half, lazy engines would drop such rows here, and pandas not.
    dropped = ~test if "" in found else ~test | nw.col(name).is_null()
    kept = test if keep else dropped
    return Step(words, kept, frozenset({name}), zeros=name not in EXACT_COLUMNS)


def _one_valued_test(asked: Asked, name: str, codes: Sequence[str], found: Sequence[str]) -> nw.Expr:
    """Ask for codes with all below them: where cells are at hand by a list, else by how their ids begin."""
    column = asked.text(name)
    below = len(found) > len(codes)
    if below and "" not in codes and len(codes) <= query.FEW and asked.cells(name) is None:
        return query.is_at_or_below(column, codes)
    return query.is_any_of(column, found)


def _wanted_codes(name: str, wanted: str | Iterable[str]) -> list[str]:
    """List the codes that are asked for."""
    codes = (
        [wanted] if isinstance(wanted, str) else list(wanted) if isinstance(wanted, Iterable) else [wanted]
    )
    strangers = [code for code in codes if not isinstance(code, str)]
    if strangers:
        raise TypeError(
            f"where({name}=...) takes a code or several, as texts, not {strangers[0]!r}; "
            f"compare numbers and days with filter, as in filter(ca.col('amount') > 5)."
        )
    if not codes:
        raise CaEventsError(f"where({name}=[]) asks for no code; give at least one.")
    return codes


def _holds_lists(asked: Asked, name: str) -> bool:
    """Say whether cells of a column may hold several codes; a column that has no codes is refused."""
    study = asked.study
    if name in EXACT_COLUMNS:
        return False
    variables = [column for column in asked.schema if column not in (*FIXED_NAMES, *DATE_COLUMNS)]
    variables = [column for column in variables if not is_own(column)]
    if name in variables:
        if study is None:
            return True
        variable = study.codebook[name]
        return variable.values == "many" or variable.derived is not None or bool(variable.register)
    hint = nearest(name, [*variables, *EXACT_COLUMNS])
    raise UnknownCode(
        f"there is no variable {name!r}."
        + (f" Nearest: {hint!r}." if hint else "")
        + (" Participants are asked for with involving." if name in ("actors", "actor") else "")
        + (" Windows of time are asked for with between." if name in ("year", "date", "period") else "")
    )


def _with_descendants(asked: Asked, name: str, codes: Sequence[str]) -> list[str]:
    """Add what stands below each code, as the codebook has it, or the register where the words are actors."""
    if asked.study is None or name in EXACT_COLUMNS:
        return list(codes)
    variable, actors = asked.study.codebook[name], asked.study.actors
    if variable.register and not len(actors):
        return list(codes)
    below = actors.reach if variable.register else variable.descendants
    found: dict[str, None] = {}
    for code in codes:
        found |= dict.fromkeys(below(code) if code else ("",))
    return list(found)


def actor_step(asked: Asked, actors: Sequence[str], *, match: str, role: str | None, exact: bool) -> Step:
    """Ask for events in which actors take part.

    Parameters
    ----------
    asked
        Whom the question is put to.
    actors
        Ids or names, at least one.
    match
        ``"all"`` or ``"any"``.
    role
        Only in this role.
    exact
        Take each actor for itself alone, without those below it.

    Returns
    -------
    Step
        The question.

    Raises
    ------
    UnknownCode
        For an unknown actor or role.
    CaEventsError
        Without an actor, or for another `match`.
    """
    if match not in ("all", "any"):
        raise CaEventsError(f"match is {match!r}; it is 'all' or 'any'.")
    if not actors:
        raise CaEventsError("involving needs at least one actor.")
    study = asked.study
    if role is not None and study is not None and "role" in study.codebook:
        study.codebook["role"].check(role)
    if not all(isinstance(actor, str) for actor in actors):
        raise TypeError("involving takes actors one by one, as in involving('CHN', 'KAZ').")
    registered = None if study is None or not len(study.actors) else study.actors
    ids = [parse_id(actor) if registered is None else registered.resolve(actor) for actor in actors]
    tests = []
    for actor in ids:
        reached = [actor] if exact or registered is None else registered.reach(actor)
        items = [other if role is None else f"{other}:{role}" for other in reached]
        tests.append(asked.holds("actors", items))
    join = nw.all_horizontal if match == "all" else nw.any_horizontal
    words = f"involving {(' and ' if match == 'all' else ' or ').join(ids)}"
    words += (f" as {role}" if role else "") + (" (exact)" if exact else "")
    required = tuple(ids) if match == "all" else ()
    return Step(words, join(*tests, ignore_nulls=False), frozenset({"actors"}), actors=required, zeros=True)
