"""What a new version of the codebook means for what is coded already.

A codebook changes while people code: a code proves too wide and is split, two are never told apart and are
merged, a definition gets a new sentence. Nothing is deleted. A code that goes is *retired*, and the codebook says
what replaces it. So three questions have an answer. What changed between two versions (`codebook_changes`)?
Which cells can be rewritten without looking at the source again (`carry_over`)? And which units were coded under
rules that no longer hold, so that somebody must look again (`carry_over`, `outdated`)?

A code is carried over only where the codebook leaves one place for it to go. Everything else is a list of work
for people, with the reason in a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import pandas as pd

from ca_events.coding.answers import NOT_CODED, SPECIAL
from ca_events.coding.choices import CodingError, require_choice
from ca_events.coding.fates import CARRIED, Codes, Row, change_rows, ends
from ca_events.coding.version_order import code_key
from ca_events.coding.version_order import version_key as version_key
from ca_events.errors import joined
from ca_events.study import Codebook

COLUMNS = ("variable", "code", "change", "into", "words")
ANEW = ("split", "retired", "removed", "redefined", "variable removed", "values changed")
UNCHANGED = ("added", "moved", "variable added")
SHOWN = 3


def codebook_changes(old: Codebook, new: Codebook) -> pd.DataFrame:
    """List what changed between two versions of a codebook.

    A code that goes is followed through `replaced_by`, over codes that were retired in their turn, to the codes in
    use in `new`. What came and went between the two versions is therefore not listed.

    Parameters
    ----------
    old, new
        Two versions of one codebook.

    Returns
    -------
    pandas.DataFrame
        Columns ``variable, code, change, into, words``, all text; `attrs` has the two versions as ``"from"`` and
        ``"to"``. Variables and codes stand in the order of `old`, then what is only in `new`. `into` is what to use
        instead, joined with ``"; "``; `words` says the change in a sentence. `change` is one of

        - ``added``: new, or in use again; not the target of a change below;
        - ``renamed``: goes over to one code that is new and replaces nothing else;
        - ``merged``: goes over to one code that existed before, or that takes in others besides;
        - ``split``: has several replacements, or one in use and others that lead nowhere;
        - ``retired``: nothing in use replaces it;
        - ``removed``: deleted, which breaks the rule that codes are only retired;
        - ``redefined``: definition, include or exclude differ. Labels, examples, spaces and the order of cases do
          not count, nor does a pointer (``"-> loan"``) that follows a renamed or merged code. A code that was
          renamed and redefined has two rows. With an empty code, the definition of the variable differs;
        - ``moved``: has another parent. As ids have the parent in them, this happens only where a variable whose
          ids have dots becomes hierarchical, or ceases to be; any other move is a renaming;
        - ``variable added``, ``variable removed``, ``values changed`` (`into` says ``one`` or ``many``): `code` is
          empty.

        How a derived variable is computed is not compared.

    Raises
    ------
    CodingError
        If the ids differ, a version cannot be compared, `old` is the newer one, or both are of the same version and
        would give a row here: rows coded under that version could not be told apart, so the version must be raised.

    Examples
    --------
    >>> text = '''
    ... [codebook]
    ... id = "rivers"
    ... version = "1.0"
    ... [variable.category]
    ... values = "one"
    ... hierarchical = true
    ... [code.category.loan]
    ... definition = "A loan."
    ... '''
    >>> later = text.replace('"1.0"', '"1.1"') + '''
    ... retired = "1.1"
    ... replaced_by = ["credit"]
    ... [code.category.credit]
    ... definition = "A loan."
    ... since = "1.1"
    ... '''
    >>> changes = codebook_changes(Codebook.parse(text), Codebook.parse(later))
    >>> changes[["variable", "code", "change", "into"]]
       variable  code   change    into
    0  category  loan  renamed  credit
    >>> changes["words"][0]
    "The code 'loan' is called 'credit' now."
    """
    if old.id != new.id:
        raise CodingError(
            f"the codebooks are {old.id!r} and {new.id!r}; give two versions of one codebook, with the same id."
        )
    before, after = version_key(old.version), version_key(new.version)
    if before > after:
        raise CodingError(
            f"the old codebook is version {old.version} and the new one {new.version}; give the older version first."
        )
    rows = change_rows(old, new)
    if rows and before == after:
        raise CodingError(_same_version(new, rows))
    changes = pd.DataFrame(rows, columns=list(COLUMNS)).astype(str)
    changes.attrs.update({"from": old.version, "to": new.version})
    return changes


def carry_over(codes: pd.DataFrame, changes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Carry coded units over to a new version of the codebook, and list those that people must code anew.

    Parameters
    ----------
    codes
        Columns ``unit, variable, value``, coded under the version from which `changes` begins; `value` is codes
        joined with ``"; "``. ``"(none applies)"``, ``"(cannot tell)"`` and empty cells are no codes and pass as
        they are; whether a new code would now fit them is asked by `outdated`. Other columns are kept as they are,
        `codebook_version` too. Rows of several versions are carried over version by version: a code that was
        retired before the older version is not among the changes and passes as it is.
    changes
        What `codebook_changes` gave.

    Returns
    -------
    carried : pandas.DataFrame
        All rows of `codes` in their order. Where a code was renamed or merged, `value` has its replacement, codes
        sorted, each once; every other cell is as it was, also in the rows that must be coded anew.
    anew : pandas.DataFrame
        The rows of `codes`, as they were, whose code was split, retired with nothing in its place, removed or
        redefined, whose variable was removed or asks something else, that have several codes where one is now
        allowed, or that had to name one code where several now are; `why` says which.

    Raises
    ------
    CodingError
        If a column is missing, a cell is no text, or `changes` has a change of an unknown kind.

    Examples
    --------
    >>> changes = pd.DataFrame(
    ...     [
    ...         ["topic", "sea", "merged", "water", "The code 'sea' was merged into 'water'."],
    ...         ["topic", "gas", "retired", "", "The code 'gas' was retired; nothing replaces it."],
    ...     ],
    ...     columns=["variable", "code", "change", "into", "words"],
    ... )
    >>> codes = pd.DataFrame({"unit": ["u1", "u2"], "variable": "topic", "value": ["sea; water", "gas"]})
    >>> carried, anew = carry_over(codes, changes)
    >>> carried["value"].tolist()
    ['water', 'gas']
    >>> anew[["unit", "why"]].values.tolist()
    [['u2', "The code 'gas' was retired; nothing replaces it."]]
    """
    rules = _rules(changes)
    _texts(codes, "unit", "codes")
    variables, values = (_texts(codes, name, "codes") for name in ("variable", "value"))
    _refuse_why(codes)
    cells = list(zip(variables, values, strict=True))
    judged = {cell: _carried(*cell, rules) for cell in dict.fromkeys(cells)}
    carried = codes.copy()
    if any(judged[cell][0] != cell[1] for cell in cells):
        # Cells that stay are taken as they stood: a missing one is not turned into an empty text.
        written = [
            judged[cell][0] if judged[cell][0] != cell[1] else stood
            for cell, stood in zip(cells, codes["value"].tolist(), strict=True)
        ]
        kind = codes["value"].dtype
        # A categorical column has no place for a new code, and becomes one of texts.
        carried["value"] = pd.Series(
            written, index=codes.index, dtype=None if isinstance(kind, pd.CategoricalDtype) else kind
        ).array
    return carried, _with_why(codes, [judged[cell][1] for cell in cells])


def outdated(codes: pd.DataFrame, codebook: Codebook, *, changes: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the rows that were coded under an older version of the codebook, where that matters.

    It matters where a code was retired after the version of the row, and where the variable has since gained codes,
    so that another answer could now be right; the latter also for rows without a code. A code that came when those
    that it replaces went, and only replaces what was in use at the version of the row, answers nothing new and does
    not count. A changed definition leaves no trace in a codebook; with `changes` it is known and counts.

    Parameters
    ----------
    codes
        Columns ``unit, variable, value, codebook_version``; an empty version means that of `codebook`.
    codebook
        The codebook in force. Codes without `since` count as always there.
    changes
        The table of `codebook_changes` from the older codebook to this one: rows coded under the older version (or one
        before it) are then also listed for codes whose rules were changed.

    Returns
    -------
    pandas.DataFrame
        The rows of `codes` concerned, with `why`. Rows coded under the version of `codebook` are never listed. A
        row whose code was retired already in the version under which it was coded is a mistake of coding, not an
        outdated row, and is not listed for it: checking the table against the codebook finds it. A row under an
        older version with a code or variable that the codebook does not have is listed.

    Raises
    ------
    CodingError
        If a column is missing, a cell is no text, a version cannot be compared, or rows were coded under a version
        newer than that of `codebook`.

    Examples
    --------
    >>> book = Codebook.parse('''
    ... [codebook]
    ... id = "rivers"
    ... version = "1.1"
    ... [variable.category]
    ... values = "one"
    ... hierarchical = true
    ... [code.category.loan]
    ... definition = "A loan."
    ... [code.category.gift]
    ... definition = "A gift."
    ... since = "1.1"
    ... ''')
    >>> codes = pd.DataFrame({"unit": ["u1", "u2"], "variable": "category", "value": "loan"})
    >>> outdated(codes.assign(codebook_version=["1.0", "1.1"]), book)[["unit", "why"]].values.tolist()
    [['u1', "After version 1.0 the variable 'category' gained 'gift'."]]
    """
    _texts(codes, "unit", "codes")
    names = ("variable", "value", "codebook_version")
    variables, values, versions = (_texts(codes, name, "codes") for name in names)
    _refuse_why(codes)
    current = version_key(codebook.version)
    newer = {text: key for text in dict.fromkeys(versions) if text and (key := version_key(text)) > current}
    if newer:
        versions = sorted(newer, key=lambda text: (newer[text], text))
        raise CodingError(
            f"the column codebook_version has {joined(versions)}, but the codebook {codebook.id!r} is version "
            f"{codebook.version}; read the newer codebook, or correct the column."
        )
    cells = list(zip(variables, values, versions, strict=True))
    redefined = {} if changes is None else _redefined(changes)
    whys = {cell: _why_outdated(*cell, codebook, redefined) for cell in dict.fromkeys(cells)}
    return _with_why(codes, [whys[cell] for cell in cells])


def _redefined(changes: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Give the codes, and variables (with an empty code), whose rules were changed, with the words for it."""
    cells = zip(*(_texts(changes, name, "changes") for name in COLUMNS), strict=True)
    return {(variable, code): words for variable, code, change, _, words in cells if change == "redefined"}


@attrs.frozen
class _Rules:
    """What a table of changes says of the cells of older rows."""

    targets: dict[tuple[str, str], str]
    reasons: dict[tuple[str, str], list[str]]
    counted: dict[str, tuple[str, str]]


def _rules(changes: pd.DataFrame) -> _Rules:
    """Read a table of changes, which somebody may have stored and edited."""
    rules = _Rules({}, {}, {})
    cells = zip(*(_texts(changes, name, "changes") for name in COLUMNS), strict=True)
    for variable, code, change, into, words in cells:
        require_choice("change", change, (*CARRIED, *ANEW, *UNCHANGED))
        if change in CARRIED:
            if len(_split(into)) != 1:
                raise CodingError(
                    f"the table changes says that the code {code!r} of the variable {variable!r} was {change}, into "
                    f"{into!r}; name exactly one code there, or make the row anew with codebook_changes."
                )
            rules.targets[variable, code] = into.strip()
        elif change == "values changed":
            rules.counted[variable] = (into, words or change)
        elif change in ANEW:
            rules.reasons.setdefault((variable, code), []).append(words or change)
    return rules


def _carried(variable: str, value: str, rules: _Rules) -> tuple[str, str]:
    """Give a cell under the new version, and why it must be coded anew (or an empty text)."""
    used = _split(value)
    if not used:
        return value, ""
    after = sorted({rules.targets.get((variable, code), code) for code in used})
    why = [words for code in ("", *used) for words in rules.reasons.get((variable, code), ())]
    allowed, words = rules.counted.get(variable, ("", ""))
    if allowed == "many" or (allowed == "one" and len(after) > 1):
        why.insert(0, words)
    is_moved = any((variable, code) in rules.targets for code in used)
    return "; ".join(after) if is_moved else value, " ".join(dict.fromkeys(why))


def _why_outdated(
    variable: str, value: str, version: str, codebook: Codebook, redefined: Mapping[tuple[str, str], str]
) -> str:
    """Say why a cell is outdated, or give an empty text."""
    key = version_key(version or codebook.version)
    if key == version_key(codebook.version):
        return ""
    here = f"in version {codebook.version} of the codebook {codebook.id!r}"
    if variable not in codebook:
        return f"The variable {variable!r} is not {here}."
    codes, used = codebook[variable].codes, _split(value)
    reasons = [redefined[variable, code] for code in ("", *used) if (variable, code) in redefined]
    for name in used:
        if name not in codes:
            reasons.append(f"The code {name!r} is not {here}.")
        elif codes[name].retired and code_key(codes[name], "retired") > key:
            living, stuck = ends(name, codes)
            fits = " where it fits" if stuck else " instead"
            use = f"use {joined(map(repr, living), 'or')}{fits}" if living else "nothing replaces it"
            reasons.append(f"The code {name!r} was retired in version {codes[name].retired}; {use}.")
    gained = [name for name in _gained(codes, key) if name not in used]
    if gained:
        shown = [repr(name) for name in gained[:SHOWN]]
        more = [f"{len(gained) - SHOWN:,} more"] if len(gained) > SHOWN else []
        reasons.append(f"After version {version} the variable {variable!r} gained {joined([*shown, *more])}.")
    return " ".join(reasons)


def _gained(codes: Codes, key: tuple[int, ...]) -> list[str]:
    """Find the codes in use that came after a version and answer what no code answered then."""
    came = {name: code_key(code, "since") for name, code in codes.items()}
    went = {name: code_key(code, "retired") for name, code in codes.items() if code.retired}
    opens: dict[str, bool] = {}

    def opens_ground(name: str) -> bool:
        if name not in opens:
            # What goes round in a circle proves nothing, so it is listed rather than passed over.
            opens[name] = True
            if came[name] <= key:
                opens[name] = name in went and went[name] <= key
            else:
                replaced = [old for old in went if name in codes[old].replaced_by and went[old] <= came[name]]
                opens[name] = not replaced or any(map(opens_ground, replaced))
        return opens[name]

    return [name for name in codes if name not in went and opens_ground(name)]


def _texts(frame: pd.DataFrame, column: str, name: str) -> list[str]:
    """Take a column as texts, a missing cell as an empty one; anything else is refused."""
    if column not in frame.columns:
        raise CodingError(
            f"the table {name} has no column {column!r}; it has {', '.join(map(repr, frame.columns)) or 'none'}."
        )
    cells = []
    for place, cell in enumerate(frame[column].tolist()):
        if not isinstance(cell, str):
            if not (pd.api.types.is_scalar(cell) and pd.isna(cell)):
                raise CodingError(
                    f"the column {column!r} of the table {name} has {cell!r} in row {place + 1:,}, which is no text; "
                    "read the table with every cell as text, such as pandas.read_csv(file, dtype=str)."
                )
            cell = ""
        cells.append(cell)
    return cells


def _split(value: str) -> list[str]:
    """Give the codes of a cell."""
    if value.strip() in (*SPECIAL, NOT_CODED):
        return []
    return [item for part in value.split(";") if (item := part.strip())]


def _refuse_why(codes: pd.DataFrame) -> None:
    """Refuse a table whose own column `why` would be lost."""
    if "why" in codes.columns:
        raise CodingError(
            "the table codes has a column 'why' already, which would be overwritten; rename it or drop it."
        )


def _with_why(codes: pd.DataFrame, whys: Sequence[str]) -> pd.DataFrame:
    """Keep the rows that have a reason, and write it beside them."""
    kept = codes.loc[np.array([bool(why) for why in whys], dtype=bool)]
    return kept.assign(why=pd.Series([why for why in whys if why], dtype=str).array)


def _same_version(codebook: Codebook, rows: Sequence[Row]) -> str:
    """Say that two codebooks of one version differ, and in what."""
    differences = " ".join(f"{row[0]}: {row[4]}" for row in rows[:SHOWN])
    more = f" And {len(rows) - SHOWN:,} more." if len(rows) > SHOWN else ""
    return (
        f"both codebooks {codebook.id!r} are version {codebook.version}, but they differ, so that the version of a "
        f"row would not say under which of them it was coded. Raise the version of the newer one. "
        f"Differences: {differences}{more}"
    )
