"""What a coder may answer: codes, that none applies, that one cannot tell; and what an empty cell means.

Three answers look alike and are not. *None applies* is a judgement: the coder looked and found that no code fits; two
coders who say so agree. *Cannot tell* is a judgement too: the sources do not say; it is no code, and unless asked
otherwise takes no part in a coefficient, but is counted. *Not coded* is no judgement: nobody looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ca_events.cells import LIST_SEPARATOR, CellError, parse_codes
from ca_events.errors import UnknownCode, nearest
from ca_events.study import Variable

NONE_APPLIES: Final = "(none applies)"
CANNOT_TELL: Final = "(cannot tell)"
NOT_CODED: Final = ""
SPECIAL: Final = (NONE_APPLIES, CANNOT_TELL)


def parse_answer(text: str, variable: Variable) -> str:
    """Read an answer to the question of a variable; give its one way of writing.

    Parameters
    ----------
    text
        The cell: codes separated by semicolons, ``(none applies)``, ``(cannot tell)``, or nothing.
    variable
        The variable, whose codes are allowed, retired ones too.

    Returns
    -------
    str
        Codes sorted and separated by ``"; "``, or the special answer as it is.

    Raises
    ------
    CellError
        For an unknown code, several codes where one is allowed, or a special answer among codes.

    Examples
    --------
    >>> from ca_events.study import Code, Variable
    >>> issues = Variable(id="issues", values="many", codes=[
    ...     Code(id="economic", variable="issues"), Code(id="energy", variable="issues")])
    >>> parse_answer("energy;economic", issues), parse_answer("(none applies)", issues)
    ('economic; energy', '(none applies)')
    """
    stripped = text.strip()
    if stripped in (*SPECIAL, NOT_CODED):
        return stripped
    for special in SPECIAL:
        if special in text:
            raise CellError(f"has {special} beside something else; it stands alone.")
    try:
        codes = parse_codes(text)
    except CellError as error:
        near = nearest(stripped, SPECIAL)
        if "(" in text or near:
            hint = f" Nearest: {near!r}." if near else ""
            raise CellError(f"is no answer; the special answers are {' and '.join(SPECIAL)}.{hint}") from None
        if ";" in text:
            raise
        raise CellError(f"{error} Without a code: {' or '.join(SPECIAL)}.") from None
    if variable.values == "one" and len(codes) > 1:
        raise CellError(f"has {len(codes)} codes; the variable {variable.id!r} takes one.")
    for code in codes:
        try:
            variable.path(code)
        except UnknownCode as error:
            raise CellError(f"{error} Without a code: {' or '.join(SPECIAL)}.") from None
    return LIST_SEPARATOR.join(codes)


def codes_of(answer: str) -> tuple[str, ...]:
    """Give the codes of an answer; a special answer and an empty one have none.

    Examples
    --------
    >>> codes_of("economic; energy"), codes_of("(none applies)")
    (('economic', 'energy'), ())
    """
    return () if answer in (*SPECIAL, NOT_CODED) else tuple(answer.split(LIST_SEPARATOR))


def answer_of(codes: Iterable[str]) -> str:
    """Write codes as an answer; no codes are the answer that none applies.

    Examples
    --------
    >>> answer_of(["energy", "economic"]), answer_of([])
    ('economic; energy', '(none applies)')
    """
    return LIST_SEPARATOR.join(sorted(codes)) or NONE_APPLIES
