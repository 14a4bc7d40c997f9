"""From the bytes of a study's file to its text; nothing is guessed, and the advice fits the kind of file."""

from __future__ import annotations

import os
from pathlib import Path

from ca_events.files import decode, read_bytes


def text_of(data: bytes, *, file: str) -> str:
    """Give the text of a file of a study, which is always UTF-8.

    Parameters
    ----------
    data
        The bytes.
    file
        The name of the file.

    Returns
    -------
    str
        Its text.

    Raises
    ------
    InvalidData
        If it has another encoding.
    """
    remedy = "save it as 'CSV UTF-8'" if file.lower().endswith(".csv") else "save it as UTF-8"
    return decode(data, file=file, remedy=remedy)


def read_text(path: str | os.PathLike[str]) -> tuple[str, str]:
    """Give the text of a file and the name that messages give to the file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    tuple of str
        Text and name.

    Raises
    ------
    InvalidData
        If there is no such file, or it has another encoding.
    """
    name = Path(path).name
    return text_of(read_bytes(path), file=name), name
