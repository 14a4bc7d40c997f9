"""Lay out the folder of a new study: files with explanations and examples, to be changed and added to.

The texts are plain files in the folder `scaffold` beside this module; the columns of the registers come from the one
page that explains them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from ca_events.errors import CaEventsError
from ca_events.files import write_files
from ca_events.study.registers_page import registers_page

NAMES = (
    "README.md",
    "study.toml",
    "codebook.toml",
    "events.csv",
    "actors.csv",
    "sources.csv",
    "periods.csv",
)
NAME_MARK = "@NAME@"
REGISTERS_MARK = "@REGISTERS@\n"
QUOTED_NAME_MARK = '"@QUOTED_NAME@"'


class FolderInUse(CaEventsError, FileExistsError):
    """A folder that already holds files, so that nothing new is laid out in it."""


def lay_out(folder: str | os.PathLike[str], name: str) -> None:
    """Write the files of a new study.

    Parameters
    ----------
    folder
        A folder that is not there yet or is empty.
    name
        The name of the study.

    Raises
    ------
    FolderInUse
        If there are files in the folder, or a file is in its place.
    """
    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise FolderInUse(
            f"{str(place)!r} is in use; a new study needs a folder that is empty or not there yet."
        )
    write_files(place, {file: _text(file, name).encode() for file in NAMES})


def _text(file: str, name: str) -> str:
    """Give the text of a file with the name of the study filled in."""
    text = (Path(__file__).parent / "scaffold" / file).read_text(encoding="utf-8")
    text = text.replace(REGISTERS_MARK, registers_page(level=2))
    # A TOML text in quotes follows the rules of JSON; characters outside ASCII stay as they are.
    return text.replace(QUOTED_NAME_MARK, json.dumps(name, ensure_ascii=False)).replace(NAME_MARK, name)
