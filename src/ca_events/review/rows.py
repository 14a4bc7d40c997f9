"""The rows of events as the rules of a review read them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal

import attrs
import pandas as pd

from ca_events.cells import parse_actors, parse_codes, parse_ids, parse_related
from ca_events.study import Study

Kind = Literal["contradiction", "doubt"]


@attrs.frozen
class Remark:
    """What a reader would say of one event, or of several together.

    Attributes
    ----------
    rule : str
        The name of the rule.
    kind : {"contradiction", "doubt"}
        Whether the cells cannot all be right, or may be right and deserve a second look.
    events : tuple of str
        The ids of the events.
    message : str
        What was found, and what to do.
    """

    rule: str
    kind: Kind
    events: tuple[str, ...]
    message: str


@attrs.frozen(eq=False, slots=False)
class Rows:
    """Events as a frame of pandas, with their study.

    Attributes
    ----------
    frame : pandas.DataFrame
        Canonical columns, one row an event, counted from 0.
    study : Study
        Their study.
    """

    frame: pd.DataFrame
    study: Study
    _codes: dict[str, list[tuple[str, ...]]] = attrs.field(factory=dict, init=False, repr=False)

    @cached_property
    def ids(self) -> list[str]:
        """The ids of the events."""
        return [str(name) for name in self.frame["id"]]

    @cached_property
    def possible_days(self) -> list[tuple[datetime.date | None, datetime.date | None]]:
        """The first and the last possible day of each event; None where it has no end."""
        sides = [[None if pd.isna(day) else pd.Timestamp(day).date() for day in self.frame[name]]
                 for name in ("earliest", "latest")]  # fmt: skip
        return list(zip(*sides, strict=True))

    @cached_property
    def actors(self) -> list[tuple[tuple[str, str], ...]]:
        """Who took part in each event: pairs of actor and role."""
        return self._parsed("actors", parse_actors)

    @cached_property
    def related(self) -> list[tuple[tuple[str, str], ...]]:
        """The links of each event: pairs of relation and event."""
        return self._parsed("related", parse_related)

    @cached_property
    def sources(self) -> list[tuple[str, ...]]:
        """The sources of each event that the register has."""
        known = self.study.sources
        cells = self._parsed("sources", parse_ids)
        return [tuple(source for source in cell if source in known) for cell in cells]

    def codes(self, variable: str) -> list[tuple[str, ...]]:
        """Give the codes of each event for a coded variable that the codebook has; none where there is no such column.

        A lazy frame may hold codes that the codebook does not know; `Events.problems` tells of those.
        """
        if variable not in self._codes:
            found: list[tuple[str, ...]] = [()] * len(self.frame)
            if variable in self.frame:
                known = self.study.codebook[variable].codes if variable in self.study.codebook else None
                cells = self._parsed(variable, parse_codes)
                found = [tuple(code for code in cell if not known or code in known) for cell in cells]
            self._codes[variable] = found
        return self._codes[variable]

    def with_code(self, variable: str, code: str) -> list[int]:
        """Give the places of the events that have a code."""
        return [place for place, codes in enumerate(self.codes(variable)) if code in codes]

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of each id."""
        return {name: place for place, name in enumerate(self.ids)}

    def _parsed(self, column: str, parse: Callable[[str], Any]) -> list[Any]:
        """Parse each distinct cell of a column once."""
        texts = self.frame[column].astype(object)
        values = {text: parse(str(text)) for text in texts.unique()}
        return [values[text] for text in texts]
