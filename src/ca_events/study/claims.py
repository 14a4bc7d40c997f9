"""Claims: what the literature says that the events may bear out, or not.

A paper's figure, order of events, comparison or cause is kept as a row of its own, in other words than the paper's,
with what is needed to test it. The verdict belongs to whoever tests it; that a claim cannot be tested with the data at
hand is a verdict too.
"""

from __future__ import annotations

from typing import Any

import attrs

from ca_events.cells import parse_line, parse_text
from ca_events.errors import UnknownCode, allowed
from ca_events.study.fields import parse_claim_kind, parse_key, parse_name, parse_verdict
from ca_events.study.records import ID, TEXT
from ca_events.study.registers import KeyedRegister
from ca_events.study.sheet import Row


@attrs.frozen(kw_only=True)
class Claim(Row):
    """Something that a source claims about many events together.

    Parameters
    ----------
    id
        Its id.
    source, locator
        The id of the source that claims it, and the place in it.
    claim
        What is claimed, in own words.
    kind
        ``figure``, ``sequence``, ``comparison`` or ``cause``.
    data, query
        What is needed to test it, and what would be asked.
    verdict
        ``agrees``, ``partly``, ``differs``, ``untestable``, or ``""`` as long as nobody has tested it.
    why
        The reason for the verdict.
    note
        Anything else.
    own
        The user's own columns.
    """

    id: str = attrs.field(converter=parse_key, metadata=ID)
    source: str = attrs.field(converter=parse_key, metadata=ID)
    locator: str = attrs.field(default="", converter=parse_line, metadata=TEXT)
    claim: str = attrs.field(converter=parse_name, metadata=TEXT)
    kind: str = attrs.field(converter=parse_claim_kind, metadata=ID)
    data: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    query: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    verdict: str = attrs.field(default="", converter=parse_verdict, metadata=ID)
    why: str = attrs.field(default="", converter=parse_text, metadata=TEXT)
    note: str = attrs.field(default="", converter=parse_text, metadata=TEXT)


@attrs.frozen(repr=False)
class Claims(KeyedRegister[Claim]):
    """The claims that a study is about.

    Parameters
    ----------
    rows
        The claims.

    Examples
    --------
    >>> claims = Claims([Claim(id="C1", source="S1", claim="Trade doubled from 2001 to 2003.", kind="figure")])
    >>> [claim.id for claim in claims.of("S1")]
    ['C1']
    """

    RECORD = Claim
    FILE = "claims.csv"
    NOUN = "claim"

    def of(self, source: str) -> tuple[Claim, ...]:
        """Give the claims of one source.

        Parameters
        ----------
        source
            The id of the source.

        Returns
        -------
        tuple of Claim
            In the order of the file.

        Raises
        ------
        UnknownCode
            If no claim is of that source.
        """
        found = tuple(row for row in self.rows if row.source == source)
        if not found:
            known: dict[str, Any] = dict.fromkeys(row.source for row in self.rows)
            raise UnknownCode(f"no claim is of the source {source!r}. {allowed(source, known)}")
        return found
