"""Which of two versions of a codebook is the later one."""

from __future__ import annotations

import re
from typing import Literal

from ca_events.coding.choices import CodingError
from ca_events.study import Code

_VERSION = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,18})*", re.ASCII)


def version_key(version: str) -> tuple[int, ...]:
    """Turn a version into a key by which versions are compared: 1.10.0 comes after 1.9.0, and 1.0 is 1.0.0.

    Parameters
    ----------
    version
        Whole numbers joined by dots.

    Returns
    -------
    tuple of int
        The numbers without the zeros at the end.

    Raises
    ------
    CodingError
        If the version is anything else; a number is refused too, for 1.10 read as a number is 1.1.

    Examples
    --------
    >>> version_key("1.10.0") > version_key("1.9.0")
    True
    >>> version_key("1.0.0")
    (1,)
    """
    if not isinstance(version, str):
        raise CodingError(
            f"the version {version!r} is no text; as a number, 1.10 would be 1.1. Write it as text, and read tables "
            "with every cell as text, such as pandas.read_csv(file, dtype=str)."
        )
    if not _VERSION.fullmatch(version):
        raise CodingError(
            f"the version {version!r} cannot be compared with others; a version is whole numbers joined by dots, "
            "such as 1.10.0."
        )
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def code_key(code: Code, field: Literal["since", "retired"]) -> tuple[int, ...]:
    """Give the key of the version in which a code came or went.

    Parameters
    ----------
    code
        The code.
    field
        Which of the two.

    Returns
    -------
    tuple of int
        The key; for a code that does not say it, one that is lower than any other.

    Raises
    ------
    CodingError
        If the version cannot be compared with others; the message names code and variable.

    Examples
    --------
    >>> code_key(Code(id="loan", variable="category", since="1.1"), "since")
    (1, 1)
    """
    text: str = getattr(code, field)
    try:
        return version_key(text) if text else ()
    except CodingError as err:
        raise CodingError(
            f"{field} of the code {code.id!r} of the variable {code.variable!r}: {err}"
        ) from err
