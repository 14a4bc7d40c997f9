"""The rules that a codebook must keep, each with the words that say how it was broken.

Nothing is raised here: every function gives the faults it finds, so that a codebook is mended in one sitting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ca_events.errors import nearest
from ca_events.study.columns import OWN_PREFIX, VOCABULARIES, why_reserved
from ca_events.study.toml_text import Fault, Path
from ca_events.study.variables import UNITS, Code, Derived, Variable

ACTOR_FIELDS = ("kind", "country", "region", "rank", "track")

_ID = re.compile(r"[A-Za-z0-9_.-]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def codebook_faults(book_id: str, version: str, variables: Mapping[str, Variable]) -> list[Fault]:
    """Check a whole codebook.

    Parameters
    ----------
    book_id, version
        What `[codebook]` says.
    variables
        The variables by name.

    Returns
    -------
    list of Fault
        Everything that is wrong.
    """
    faults = []
    if not book_id:
        faults.append(Fault(("codebook",), 'id is missing; give one, such as id = "my-study".'))
    elif not _ID.fullmatch(book_id):
        faults.append(Fault(("codebook",), f"id {_id_words(book_id)}", key="id"))
    if not version.strip():
        faults.append(Fault(("codebook",), 'version is missing; give one, such as version = "1.0.0".'))
    for variable in variables.values():
        faults += _name_faults(variable, variables)
        faults += _variable_faults(variable)
        faults += _derived_faults(variable, variables)
        for code in variable.codes.values():
            faults += _code_faults(code, variable)
            faults += _companion_faults(code, variable, variables)
        faults += _tree_faults(variable)
    return faults + list(_category_faults(variables))


def _id_words(text: str) -> str:
    """Say what an id may be."""
    return f"is {text!r}; an id has only letters A-Z and a-z, digits, and the signs _ . -"


def _name_faults(variable: Variable, variables: Mapping[str, Variable]) -> Iterator[Fault]:
    """Check that the name of a variable can be the name of a column."""
    path = ("variable", variable.id)
    if not _NAME.fullmatch(variable.id):
        yield Fault(
            path, "the name of a variable has only letters A-Z and a-z, digits and _, and no digit first."
        )
    elif meaning := why_reserved(variable.id):
        yield Fault(path, f"the name is taken: it is {meaning}. Choose another name.")
    twins = [name for name in variables if name.casefold() == variable.id.casefold()]
    if twins and twins[0] != variable.id:
        yield Fault(
            path, f"the name differs from {twins[0]!r} in upper and lower case only. Choose another name."
        )


def _variable_faults(variable: Variable) -> Iterator[Fault]:
    """Check what a variable says of itself."""
    path = ("variable", variable.id)
    if variable.values == "":
        yield Fault(path, 'values is missing; say values = "one" or values = "many".')
    elif variable.values not in ("one", "many"):
        word = variable.values
        yield Fault(
            path,
            f'values is {word!r}; it is "one" (one code an event) or "many" (several).',
            key="values",
            nearest=nearest(word, ("one", "many")),
        )
    if variable.register and variable.register != "actors":
        message = (
            f"register is {variable.register!r}; the one register whose ids a variable may hold is 'actors'."
        )
        yield Fault(path, message, key="register")
    if variable.register and (variable.codes or variable.derived or variable.id in VOCABULARIES):
        message = "register says that the words are ids; such a variable has no codes and is not derived."
        yield Fault(path, message, key="register")
    for key, code in variable.codes.items():
        if code.variable != variable.id or code.id != key:
            yield Fault(path, f"the code {code.id!r} says that it belongs to the variable {code.variable!r}.")


def _derived_faults(variable: Variable, variables: Mapping[str, Variable]) -> Iterator[Fault]:
    """Check where a computed variable takes its values from."""
    derived, path = variable.derived, ("variable", variable.id)
    if derived is None:
        return
    if variable.id in VOCABULARIES:
        yield Fault(path, "holds the words of a fixed column and cannot be derived.", key="derived")
    if derived.of and derived.not_of:
        yield Fault(path, "derived has of and not_of; give one of them.", key="derived")
    of_actors = [name == "actors" or _is_of_actors(variables.get(name)) for name in derived.taken_from]
    if all(of_actors):
        if len(of_actors) > 1:
            yield Fault(path, "derived takes a field of actors from one column.", key="derived")
        if derived.field not in ACTOR_FIELDS and not derived.field.startswith(OWN_PREFIX):
            message = (
                f"derived takes the field {derived.field!r} from actors; "
                f"allowed are {', '.join(ACTOR_FIELDS)} and the x_ columns of actors.csv."
            )
            yield Fault(path, message, key="derived", nearest=nearest(derived.field, ACTOR_FIELDS))
        if derived.map:
            yield Fault(
                path, "derived has a map; only values taken from a variable are mapped.", key="derived"
            )
        return
    yield from _map_faults(variable, derived, variables)


def _is_of_actors(variable: Variable | None) -> bool:
    """Say whether the words of a variable are actors."""
    return variable is not None and variable.register == "actors"


def _map_faults(variable: Variable, derived: Derived, variables: Mapping[str, Variable]) -> Iterator[Fault]:
    """Check the map from codes of other variables."""
    path = ("variable", variable.id)
    coded = {name: other for name, other in variables.items() if other.derived is None}
    strange = [name for name in derived.taken_from if name not in coded]
    for name in strange:
        message = f'derived is from {name!r}; allowed is from = "actors" or a variable that is coded.'
        yield Fault(path, message, key="derived", nearest=nearest(name, ("actors", *coded)))
    if strange:
        return
    if not derived.map or derived.field or derived.of or derived.not_of:
        yield Fault(
            path, "derived from a variable needs a map from its codes to the codes here.", key="derived"
        )
    origins = [coded[name] for name in derived.taken_from]
    names = " or ".join(repr(name) for name in derived.taken_from)
    known = [code for origin in origins for code in origin.codes]
    for old, new in derived.map.items():
        for word, allowed, owner in ((old, known, names), (new, list(variable.codes), repr(variable.id))):
            if word not in allowed and (allowed is known or allowed):
                message = f"the map of derived names {word!r}, which is no code of the variable {owner}."
                yield Fault(path, message, key="derived", nearest=nearest(word, allowed))


def _code_faults(code: Code, variable: Variable) -> Iterator[Fault]:
    """Check one code apart from its place in the tree."""
    path = _path(code)
    if not _ID.fullmatch(code.id):
        yield Fault(path, f"the id {_id_words(code.id)}")
    if not code.definition.strip():
        yield Fault(path, "definition is missing; say when the code is to be used.", key="definition")
    for unit in code.unit:
        if unit not in UNITS:
            message = f"unit {unit!r} is none of {', '.join(UNITS)}."
            yield Fault(path, message, key="unit", nearest=nearest(unit, UNITS))
    if code.replaced_by and not code.retired:
        message = 'replaced_by stands only with retired = "the version in which the code went".'
        yield Fault(path, message, key="replaced_by")
    for other in code.replaced_by:
        if other == code.id or other not in variable.codes:
            message = f"replaced_by {other!r} is no other code of the variable {variable.id!r}."
            choices = [name for name in variable.codes if name != code.id]
            yield Fault(path, message, key="replaced_by", nearest=nearest(other, choices))


def _companion_faults(code: Code, variable: Variable, variables: Mapping[str, Variable]) -> Iterator[Fault]:
    """Check what a code says of codes before it and beside it."""
    path = _path(code)
    others = [name for name in variable.codes if name != code.id]
    for other in code.after:
        if other not in others:
            message = f"after {other!r} is no other code of the variable {variable.id!r}."
            yield Fault(path, message, key="after", nearest=nearest(other, others))
    for name, codes in code.requires.items():
        if name not in variables or name == variable.id or variables[name].derived is not None:
            message = f"requires {name!r}, which is no other variable that is coded."
            others = [other for other in variables if other != name]
            yield Fault(path, message, key="requires", nearest=nearest(name, others))
            continue
        for other in codes:
            if other not in variables[name].codes:
                message = f"requires {other!r}, which is no code of the variable {name!r}."
                yield Fault(path, message, key="requires", nearest=nearest(other, variables[name].codes))


def _tree_faults(variable: Variable) -> Iterator[Fault]:
    """Check the parents of the codes of a variable."""
    circles = _circles(variable) if variable.hierarchical else []
    for circle in circles:
        words = " -> ".join((*circle, circle[0]))
        yield Fault(
            _path(variable.codes[circle[0]]),
            f"the parents go round in a circle: {words}. End it.",
            key="parent",
        )
    in_circle = {code for circle in circles for code in circle}
    for code in variable.codes.values():
        if not variable.hierarchical:
            if code.parent:
                message = f"parent is given, but [variable.{variable.id}] does not say hierarchical = true."
                yield Fault(_path(code), message, key="parent")
        elif code.id not in in_circle:
            yield from _parent_faults(code, variable)


def _circles(variable: Variable) -> list[list[str]]:
    """Find parents that lead back to where they began, each circle once."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in variable.codes:
        way: list[str] = []
        code = start
        while code in variable.codes and code not in done and code not in way:
            way.append(code)
            code = variable.codes[code].parent
        if code in way:
            found.append(way[way.index(code) :])
        done.update(way)
    return found


def _parent_faults(code: Code, variable: Variable) -> Iterator[Fault]:
    """Check that the id of a code and its parent say the same."""
    path, above = _path(code), code.id.rpartition(".")[0]
    others = [other for other in variable.codes if other != code.id]
    if code.parent and code.parent not in variable.codes:
        message = f"parent {code.parent!r} is no code of the variable {variable.id!r}."
        yield Fault(path, message, key="parent", nearest=nearest(code.parent, others))
    elif code.parent and not above:
        message = (
            f"the parent {code.parent!r} does not fit the id {code.id!r}, which has no dot and so stands below "
            f"nothing; delete the parent, or name a new code {f'{code.parent}.{code.id}'!r}."
        )
        yield Fault(path, message, key="parent")
    elif above and above not in variable.codes:
        message = f"the id has dots, so it stands below {above!r}, which is no code of the variable {variable.id!r}."
        yield Fault(path, message, nearest=nearest(above, others))
    elif code.parent not in ("", above):
        message = f'the parent {code.parent!r} does not fit the id {code.id!r}; write parent = "{above}".'
        yield Fault(path, message, key="parent")
    elif above != code.parent:
        yield Fault(
            path, f'the id says that it stands below {above!r}: write parent = "{above}".', key="parent"
        )


def _category_faults(variables: Mapping[str, Variable]) -> Iterator[Fault]:
    """Check the one variable that every study has."""
    category, path = variables.get("category"), ("variable", "category")
    if category is None:
        yield Fault(
            path,
            "is missing; every codebook defines the variable category, with one code an event.",
            nearest=nearest("category", variables),
        )
        return
    if not category.hierarchical:
        yield Fault(
            path, "the variable category is hierarchical: write hierarchical = true.", key="hierarchical"
        )
    if category.values == "many":
        yield Fault(path, 'an event has one category: write values = "one".', key="values")
    if category.derived is not None:
        yield Fault(path, "the variable category is coded and cannot be derived.", key="derived")


def _path(code: Code) -> Path:
    """Give the table of a code."""
    return ("code", code.variable, code.id)
