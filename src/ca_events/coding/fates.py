"""What became of the codes of an older codebook: each change as a row that says itself in a sentence.

A retired code names what replaces it, and that may have been retired in its turn. So a code is followed to the codes
in use. Where the ways come together in one code, nothing is left to judge; where they do not, or a way leads
nowhere, somebody must look at the unit again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import attrs

from ca_events.errors import joined
from ca_events.study import Code, Codebook, Variable

CARRIED = ("renamed", "merged")

Codes = Mapping[str, Code]
Row = tuple[str, str, str, str, str]

_POINTER = re.compile(r"(?<=-> )(?:[A-Za-z_][A-Za-z0-9_]*:)?[A-Za-z0-9_.-]+$", re.ASCII)


@attrs.frozen
class _Fate:
    """What became of a code that was in use and is retired."""

    change: str
    into: tuple[str, ...]
    words: str


def change_rows(old: Codebook, new: Codebook) -> list[Row]:
    """Describe what changed between two codebooks.

    Parameters
    ----------
    old, new
        Two versions of one codebook; whether they are is not checked here.

    Returns
    -------
    list of tuple
        Variable, code, change, replacements, sentence; `ca_events.coding.versions.codebook_changes` says what
        they hold and in which order they stand.
    """
    shared = [name for name in old if name in new]
    fates = {name: _fates(old[name].codes, new[name].codes) for name in shared}
    carried = {
        f"{name}:{code}": fate.into[0]
        for name in shared
        for code, fate in fates[name].items()
        if fate.change in CARRIED
    }
    rows: list[Row] = []
    for name in dict.fromkeys((*old, *new)):
        if name in fates:
            rows += _variable_rows(old[name], new[name])
            rows += _code_rows(old[name], new[name], fates[name], carried)
        else:
            rows.append(_lone_variable(new[name], is_new=True) if name in new else _lone_variable(old[name]))
    return rows


def _lone_variable(variable: Variable, *, is_new: bool = False) -> Row:
    """Describe a variable that is in one of the codebooks only."""
    count = len(variable.codes)
    words = f"is new, with {count:,} code{'' if count == 1 else 's'}" if is_new else "is gone"
    change = "variable added" if is_new else "variable removed"
    return (variable.id, "", change, "", f"The variable {variable.id!r} {words}.")


def _variable_rows(old: Variable, new: Variable) -> list[Row]:
    """Describe what changed of a variable itself."""
    rows: list[Row] = []
    if old.values != new.values:
        now, was = ("one code", "several") if new.values == "one" else ("several codes", "one")
        words = f"The variable {new.id!r} takes {now} a unit now; it took {was}."
        rows.append((new.id, "", "values changed", new.values, words))
    if _plain(old.definition) != _plain(new.definition):
        words = f"The variable {new.id!r} was redefined: its definition differs."
        rows.append((new.id, "", "redefined", "", words))
    return rows


def _code_rows(
    old: Variable, new: Variable, fates: Mapping[str, _Fate], carried: Mapping[str, str]
) -> list[Row]:
    """Describe what changed of the codes of a variable that is in both codebooks."""
    rows: list[Row] = []
    for name, code in old.codes.items():
        now = new.codes.get(name)
        if now is None:
            was = f", retired in version {code.retired}," if code.retired else ""
            how = "is gone" if code.retired else "is gone without having been retired"
            words = f"The code {name!r}{was} {how}; this breaks the rule that codes are never deleted."
            rows.append((new.id, name, "removed", "", words))
        elif code.retired:
            if not now.retired and not any(name in fate.into for fate in fates.values()):
                words = f"The code {name!r}, retired in version {code.retired}, is in use again."
                rows.append((new.id, name, "added", "", words))
        elif now.retired:
            fate = fates[name]
            rows.append((new.id, name, fate.change, "; ".join(fate.into), fate.words))
            if fate.change == "renamed":
                rows += _redefined(code, new.codes[fate.into[0]], carried)
        else:
            if code.parent != now.parent:
                places = [
                    f"below {parent!r}" if parent else "at the top" for parent in (now.parent, code.parent)
                ]
                words = f"The code {name!r} stands {places[0]} now; it stood {places[1]}."
                rows.append((new.id, name, "moved", "", words))
            rows += _redefined(code, now, carried)
    targets = {target for fate in fates.values() for target in fate.into}
    for name, code in new.codes.items():
        if name not in old.codes and not code.retired and name not in targets:
            rows.append((new.id, name, "added", "", f"The code {name!r} is new."))
    return rows


def _redefined(old: Code, new: Code, carried: Mapping[str, str]) -> list[Row]:
    """Describe which rules of a code differ, if any do."""

    def cases(texts: Iterable[str]) -> list[str]:
        return sorted(_POINTER.sub(follow, _plain(text)) for text in texts)

    def follow(found: re.Match[str]) -> str:
        owner, _, code = found[0].rpartition(":")
        target = carried.get(f"{owner or new.variable}:{code}", code)
        return f"{owner}:{target}" if owner else target

    differ = [] if _plain(old.definition) == _plain(new.definition) else ["definition"]
    differ += [key for key in ("include", "exclude") if cases(getattr(old, key)) != cases(getattr(new, key))]
    if not differ:
        return []
    renamed = "" if old.id == new.id else f" when it became {new.id!r}"
    verb = "differs" if len(differ) == 1 else "differ"
    words = f"The code {old.id!r} was redefined{renamed}: its {joined(differ)} {verb}."
    return [(new.variable, old.id, "redefined", new.id if renamed else "", words)]


def _fates(old: Codes, new: Codes) -> dict[str, _Fate]:
    """Find what became of every code that was in use in the old codes and is retired in the new ones."""
    ways = {name: reached(name, new) for name in new if new[name].retired}
    return {
        name: _fate(new[name], old, new, ways)
        for name, code in old.items()
        if not code.retired and name in ways
    }


def _fate(code: Code, old: Codes, new: Codes, ways: Mapping[str, Sequence[str]]) -> _Fate:
    """Say what became of one retired code."""
    living, stuck = ends(code.id, new)
    gone = f"The code {code.id!r} was retired in version {code.retired}"
    if not living:
        others = [repr(name) for name in ways[code.id] if name != code.id]
        lost = (
            f"what was to replace it is retired as well: {joined(others)}"
            if others
            else "nothing replaces it"
        )
        return _Fate("retired", (), f"{gone}; {lost}.")
    if stuck:
        verb = "is" if len(stuck) == 1 else "are"
        where = f"use {joined(map(repr, living), 'or')} where it fits"
        lost = f"{joined(map(repr, stuck))} {verb} retired and nothing in use takes the rest"
        return _Fate("split", living, f"{gone} and split: {where}; {lost}.")
    if len(living) > 1:
        return _Fate("split", living, f"{gone} and split into {joined(map(repr, living))}.")
    target = living[0]
    # A code on the same chain of renamings is the same code under another name, unless both were in use at once.
    others = [
        name
        for name, way in ways.items()
        if target in way
        and name != code.id
        and ((name in old and not old[name].retired) or (name not in ways[code.id] and code.id not in way))
    ]
    if target not in old and not others:
        return _Fate("renamed", living, f"The code {code.id!r} is called {target!r} now.")
    existed = ", which existed before" if target in old else ""
    together = f", together with {joined(map(repr, others))}" if others else ""
    return _Fate("merged", living, f"The code {code.id!r} was merged into {target!r}{existed}{together}.")


def reached(code: str, codes: Codes) -> tuple[str, ...]:
    """Follow `replaced_by` from a code as far as it leads.

    Parameters
    ----------
    code
        The id of a code.
    codes
        The codes of its variable by id.

    Returns
    -------
    tuple of str
        The ids on the way, each once; the code itself is among them only if the way goes round in a circle.

    Examples
    --------
    >>> codes = {
    ...     "sea": Code(id="sea", variable="topic", retired="1.1", replaced_by=["lake"]),
    ...     "lake": Code(id="lake", variable="topic", retired="1.2", replaced_by=["water"]),
    ...     "water": Code(id="water", variable="topic"),
    ... }
    >>> reached("sea", codes)
    ('lake', 'water')
    """
    found: dict[str, None] = {}
    waiting = list(reversed(codes[code].replaced_by))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting.extend(reversed(codes[name].replaced_by))
    return tuple(found)


def ends(code: str, codes: Codes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find where the replacements of a retired code end.

    Parameters
    ----------
    code
        The id of a retired code.
    codes
        The codes of its variable by id.

    Returns
    -------
    living : tuple of str
        The codes in use.
    stuck : tuple of str
        The other retired codes on the way that nothing replaces, or from which the way goes round in a circle.

    Examples
    --------
    >>> codes = {
    ...     "sea": Code(id="sea", variable="topic", retired="1.1", replaced_by=["lake", "water"]),
    ...     "lake": Code(id="lake", variable="topic", retired="1.2"),
    ...     "water": Code(id="water", variable="topic"),
    ... }
    >>> ends("sea", codes)
    (('water',), ('lake',))
    """
    way = reached(code, codes)
    living = tuple(name for name in way if not codes[name].retired)
    retired = [name for name in way if codes[name].retired and name != code]
    stuck = [name for name in retired if not codes[name].replaced_by or name in reached(name, codes)]
    return living, tuple(stuck)


def _plain(text: str) -> str:
    """Make every run of spaces and line breaks one space."""
    return " ".join(text.split())
