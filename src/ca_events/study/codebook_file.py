"""The codebook as a TOML file: from text to variables and back.

A file has one table ``[codebook]``, a table ``[variable.NAME]`` for each variable and a table
``[code.NAME."id"]`` for each code. Whatever else stands in it is a mistake and is said to be one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ca_events.errors import nearest
from ca_events.study import toml_text
from ca_events.study.toml_text import Fault, Path, flag_value, text_value, texts_value
from ca_events.study.variables import Code, Derived, Variable


@attrs.frozen
class Contents:
    """What a codebook file says, as far as it could be read.

    Attributes
    ----------
    book : dict
        The keys of ``[codebook]``.
    variables : tuple of Variable
        The variables with their codes.
    faults : list of Fault
        What could not be read.
    """

    book: dict[str, str]
    variables: tuple[Variable, ...]
    faults: list[Fault]


def _crosswalk(value: Any) -> dict[str, tuple[str, ...]]:
    """Check the codes of other schemes."""
    if not isinstance(value, dict):
        raise ValueError('must name schemes with their codes, such as { cameo = ["071"] }.')
    try:
        return {scheme: texts_value(codes) for scheme, codes in value.items()}
    except ValueError as err:
        raise ValueError('must give every scheme a list of texts, such as { cameo = ["071"] }.') from err


def _derived(value: Any) -> Derived:
    """Check where a computed variable takes its values from."""
    fits = isinstance(value, dict) and set(value) <= {"from", *DERIVED_KEYS, "map"} and "from" in value
    if fits:
        origin, words = value["from"], value.get("map", {})
        named = [origin] if isinstance(origin, str) else origin
        fits = isinstance(named, list) and isinstance(words, dict)
        fits = fits and bool(named) and all(isinstance(name, str) for name in (*named, *words.values()))
        fits = fits and all(isinstance(value.get(key, ""), str) for key in DERIVED_KEYS)
    if not fits:
        raise ValueError(
            'must be { from = "actors", field = "region" } or { from = "a variable", map = { "its code" = "code" } }.'
        )
    return Derived(taken_from=named, map=words, **{key: value.get(key, "") for key in DERIVED_KEYS})


def _requires(value: Any) -> dict[str, tuple[str, ...]]:
    """Check what must be coded beside a code."""
    if not isinstance(value, dict):
        raise ValueError('must name variables with their codes, such as { category = ["economic.loan"] }.')
    try:
        return {variable: texts_value(codes) for variable, codes in value.items()}
    except ValueError as err:
        raise ValueError(
            'must give every variable a list of texts, such as { category = ["economic.loan"] }.'
        ) from err


# The keys of a table `derived` that hold one text.
DERIVED_KEYS = ("field", "of", "not_of")
BOOK_KEYS = {"id": text_value, "version": text_value, "title": text_value}
VARIABLE_KEYS = {
    "label": text_value,
    "definition": text_value,
    "values": text_value,
    "hierarchical": flag_value,
    "register": text_value,
    "derived": _derived,
}
CODE_KEYS = {
    "label": text_value,
    "parent": text_value,
    "definition": text_value,
    "include": texts_value,
    "exclude": texts_value,
    "examples": texts_value,
    "near_misses": texts_value,
    "unit": texts_value,
    "after": texts_value,
    "requires": _requires,
    "crosswalk": _crosswalk,
    "since": text_value,
    "retired": text_value,
    "replaced_by": texts_value,
}

# Keys of a code that hold lists under words.
LISTS_BY_WORD = ("requires", "crosswalk")


def contents(tables: Mapping[str, Any]) -> Contents:
    """Make variables and codes of the tables of a codebook file.

    Parameters
    ----------
    tables
        The file as `toml_text.load` gives it.

    Returns
    -------
    Contents
        What could be read, and the faults.
    """
    faults = [_unknown_table(name) for name in tables if name not in ("codebook", "variable", "code")]
    book = _table(tables, "codebook", faults)
    values, found = toml_text.read_table(book, ("codebook",), BOOK_KEYS)
    faults += found
    defined = _table(tables, "variable", faults)
    coded = _table(tables, "code", faults)
    for name in coded:
        if name not in defined:
            message = f"there is no [variable.{name}] to which these codes belong."
            faults.append(Fault(("code", name), message, nearest=nearest(name, defined)))
    variables = []
    for name in defined:
        path = ("variable", name)
        keys, found = toml_text.read_table(_table(defined, name, faults, path), path, VARIABLE_KEYS)
        codes = _codes(_table(coded, name, faults, ("code", name)), name, faults)
        # A key whose value was refused has its fault already; a stand-in keeps the rules from naming it again.
        stand_in = {"values": "one"} if any(fault.key == "values" for fault in found) else {"values": ""}
        variables.append(Variable(id=name, codes=codes, **(stand_in | keys)))
        faults += found
    return Contents(values, tuple(variables), faults)


def _unknown_table(name: str) -> Fault:
    """Say which tables there are."""
    message = 'a codebook has only the tables [codebook], [variable.NAME] and [code.NAME."id"].'
    return Fault((name,), message, nearest=nearest(name, ("codebook", "variable", "code")))


def _table(tables: Mapping[str, Any], name: str, faults: list[Fault], path: Path = ()) -> dict[str, Any]:
    """Take a table out of another; a value where a table belongs is a fault."""
    found = tables.get(name, {})
    if isinstance(found, dict):
        return found
    path = path or (name,)
    faults.append(
        Fault(path, f"must be a table: write the header {toml_text.header(path)} on a line of its own.")
    )
    return {}


def _codes(table: Mapping[str, Any], variable: str, faults: list[Fault]) -> list[Code]:
    """Read the codes of one variable."""
    codes = []
    for name in table:
        path = ("code", variable, name)
        own, nested = _split(_table(table, name, faults, path), path)
        for inside, _ in nested:
            right = toml_text.header(_quoted(inside))
            faults.append(Fault(inside, f"an id with dots stands in quotes: write {right}."))
        if own or not nested:  # Otherwise it exists only as the first part of an unquoted header.
            codes.append(_code(own, path, faults))
        codes += [_code(_split(entry, inside)[0], _quoted(inside), faults) for inside, entry in nested]
    return codes


def _quoted(path: Path) -> Path:
    """Give the path that an unquoted header was meant to have."""
    return (*path[:2], ".".join(path[2:]))


def _split(table: Mapping[str, Any], path: Path) -> tuple[dict[str, Any], list[tuple[Path, dict[str, Any]]]]:
    """Part a code's own keys from the tables inside it, which are ids whose dots were not quoted."""
    own: dict[str, Any] = {}
    nested: list[tuple[Path, dict[str, Any]]] = []
    for key, value in table.items():
        found: list[tuple[Path, dict[str, Any]]] = []
        if isinstance(value, dict) and key not in CODE_KEYS:
            inside = (*path, key)
            if not value or any(word in CODE_KEYS for word in value):
                found.append((inside, value))
            found += _split(value, inside)[1]
        if not found:
            own[key] = value
        nested += found
    return own, nested


def _code(table: Mapping[str, Any], path: Path, faults: list[Fault]) -> Code:
    """Read one code; a stand-in for a refused definition keeps the rules from missing it again."""
    keys, found = toml_text.read_table(table, path, CODE_KEYS)
    if any(fault.key == "definition" for fault in found):
        keys["definition"] = "refused"
    faults += found
    return Code(id=path[2], variable=path[1], **keys)


def tables(book: Mapping[str, str], variables: Mapping[str, Variable]) -> dict[str, Any]:
    """Make the tables of a codebook file, without the keys that say nothing.

    Parameters
    ----------
    book
        The keys of ``[codebook]``.
    variables
        The variables in their order.

    Returns
    -------
    dict
        Plain dictionaries and lists that a TOML writer takes.
    """
    return {
        "codebook": {key: value for key, value in book.items() if value},
        "variable": {name: _variable_table(variable) for name, variable in variables.items()},
        "code": {
            name: {code.id: _code_table(code) for code in variable.codes.values()}
            for name, variable in variables.items()
            if variable.codes
        },
    }


def _variable_table(variable: Variable) -> dict[str, Any]:
    """Make the table of a variable."""
    table: dict[str, Any] = {
        "label": variable.label,
        "definition": variable.definition,
        "values": variable.values,
    }
    if variable.hierarchical:
        table["hierarchical"] = True
    table["register"] = variable.register
    if variable.derived is not None:
        origin = variable.derived.taken_from
        table["derived"] = {"from": origin[0] if len(origin) == 1 else list(origin)}
        words = {key: getattr(variable.derived, key) for key in DERIVED_KEYS}
        table["derived"] |= {key: word for key, word in words.items() if word}
        if variable.derived.map:
            table["derived"]["map"] = dict(variable.derived.map)
    return {key: value for key, value in table.items() if value != ""}


def _code_table(code: Code) -> dict[str, Any]:
    """Make the table of a code."""
    table: dict[str, Any] = {}
    for key in CODE_KEYS:
        value = getattr(code, key)
        if not value:
            continue
        if key in LISTS_BY_WORD:
            table[key] = {word: list(codes) for word, codes in value.items()}
        else:
            table[key] = list(value) if isinstance(value, tuple) else value
    return table
