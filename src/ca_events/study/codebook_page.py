"""The codebook as a page to be read: what goes into the appendix of a paper and into the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ca_events.study.columns import VOCABULARIES
from ca_events.study.variables import Code, Derived, Variable

_SIGNS = re.compile(r"([\\`*<\[\]]|(?<!\w)_|_(?!\w))")


def page(title: str, version: str, variables: Mapping[str, Variable]) -> str:
    """Write the codebook as Markdown.

    Parameters
    ----------
    title, version
        What stands at the top.
    variables
        The variables in their order.

    Returns
    -------
    str
        The page, ending with a line break.
    """
    lines = [f"# {_plain(title)}", "", f"Version {_plain(version)}."]
    for variable in variables.values():
        lines += ["", *_variable_lines(variable)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Put text on one line and keep Markdown from reading signs in it."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def _variable_lines(variable: Variable) -> Iterator[str]:
    """Write the section of a variable."""
    yield f"## {_plain(variable.label)} (`{variable.id}`)"
    if variable.definition:
        yield ""
        yield _plain(variable.definition)
    yield ""
    yield f"*{_kind(variable)}*"
    for code in variable.codes.values():
        yield ""
        yield from _code_lines(code)


def _kind(variable: Variable) -> str:
    """Say in a sentence how the variable is filled in."""
    how_many = "One code an event" if variable.values == "one" else "Several codes an event"
    tree = "; a code includes all codes below it" if variable.hierarchical else ""
    if variable.id in VOCABULARIES:
        return f"Words of a fixed column, not a column of its own{tree}."
    if variable.derived is not None:
        return f"Computed from {_origin(variable.derived)}, never typed{tree}."
    if variable.register:
        how_many = f"{'One id' if variable.values == 'one' else 'Ids'} of {variable.register}.csv"
    return f"{how_many}{tree}."


def _origin(derived: Derived) -> str:
    """Name what a computed variable is taken from."""
    if derived.field:
        who = "" if derived.taken_from == ("actors",) else f", for the {derived.taken_from[0]} of the event"
        who += f", below {derived.of}" if derived.of else ""
        who += f", not below {derived.not_of}" if derived.not_of else ""
        return f"the column {derived.field} of the register of actors{who}"
    names = " and ".join(derived.taken_from)
    return f"the variable{'s' if len(derived.taken_from) > 1 else ''} {names}"


def _listed(words: Mapping[str, tuple[str, ...]]) -> str:
    """Write lists that stand under words."""
    return "; ".join(f"{word} {', '.join(codes)}" for word, codes in words.items())


def _code_lines(code: Code) -> Iterator[str]:
    """Write the entry of a code."""
    yield f"### `{code.id}` {_plain(code.label)}"
    yield ""
    yield _plain(code.definition)
    notes = [
        ("Include", "; ".join(code.include)),
        ("Exclude", "; ".join(code.exclude)),
        ("Examples", "; ".join(code.examples)),
        ("Near misses", "; ".join(code.near_misses)),
        ("Unit", ", ".join(code.unit)),
        ("After", ", ".join(code.after)),
        ("Requires", _listed(code.requires)),
        ("Crosswalk", _listed(code.crosswalk)),
        ("Since", code.since),
        ("Retired", code.retired),
        ("Replaced by", ", ".join(code.replaced_by)),
    ]
    if any(text for _, text in notes):
        yield ""
    for name, text in notes:
        if text:
            yield f"- {name}: {_plain(text)}"
