"""Variables and their codes: the questions that a coder answers, and the answers allowed.

A *variable* is a question asked of every event ("what kind of act is it?"); a *code* is one of the answers,
with a definition that tells a coder when to use it. The codes of a hierarchical variable form a tree:
``economic.finance.loan`` stands below ``economic.finance``, and a question about the parent finds all below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from ca_events.errors import UnknownCode, allowed
from ca_events.mapping import FrozenMapping, frozen_lists, frozen_words, texts

UNITS = ("occasion", "instrument", "milestone", "incident", "status")


@attrs.frozen(kw_only=True)
class Code:
    """One code of a variable.

    Parameters
    ----------
    id
        The id as it stands in the cells of `events.csv`.
    variable
        The name of its variable.
    label
        How figures and tables name it; the id when left out.
    definition
        When the code is to be used.
    include, exclude
        Cases that belong here, and cases that belong elsewhere (``"equity -> economic.energy"``).
    examples
        Cases to which the code is given.
    near_misses
        Cases that look like it and get another code (``"a road paid by a grant -> economic.finance.grant"``).
    parent
        The id of the code above it in a hierarchical variable.
    unit
        The kinds of unit that it admits, of `UNITS`.
    after
        Codes of the same variable that come earlier in a chain: no event has this code before the first of theirs.
    requires
        What else must be coded where this code is: a variable and those of its codes that fit, such as
        ``{"category": ["economic.finance.loan"]}``; a code stands for all below it.
    crosswalk
        Codes of other schemes, such as ``{"cameo": ["071"]}``.
    since, retired
        The codebook versions in which it came and in which it went.
    replaced_by
        What to use in place of a retired code.

    Examples
    --------
    >>> code = Code(id="signed", variable="stage", definition="A binding text is signed.")
    >>> code.label
    'signed'
    """

    id: str
    variable: str
    label: str = attrs.field(default=attrs.Factory(lambda self: self.id, takes_self=True))
    definition: str = ""
    include: tuple[str, ...] = attrs.field(default=(), converter=texts)
    exclude: tuple[str, ...] = attrs.field(default=(), converter=texts)
    examples: tuple[str, ...] = attrs.field(default=(), converter=texts)
    near_misses: tuple[str, ...] = attrs.field(default=(), converter=texts)
    parent: str = ""
    unit: tuple[str, ...] = attrs.field(default=(), converter=texts)
    after: tuple[str, ...] = attrs.field(default=(), converter=texts)
    requires: FrozenMapping[tuple[str, ...]] = attrs.field(default=(), converter=frozen_lists)
    crosswalk: FrozenMapping[tuple[str, ...]] = attrs.field(default=(), converter=frozen_lists)
    since: str = ""
    retired: str = ""
    replaced_by: tuple[str, ...] = attrs.field(default=(), converter=texts)


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    """Take one name for a list of one."""
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen(kw_only=True)
class Derived:
    """Where the values of a computed variable come from.

    Parameters
    ----------
    taken_from
        ``"actors"``, or a variable whose words are actors, for a column of the register of actors; else the name of a
        coded variable, or of several: the first of them whose code the map knows decides.
    field
        The column of the register, such as ``"region"``.
    of, not_of
        Only actors that stand below this one, or only those that do not.
    map
        For coded variables: a code of theirs, which stands for all below it -> the code of this variable.

    Examples
    --------
    >>> Derived(taken_from="people", field="rank", of="CHN").taken_from
    ('people',)
    """

    taken_from: tuple[str, ...] = attrs.field(converter=_names)
    field: str = ""
    of: str = ""
    not_of: str = ""
    map: FrozenMapping[str] = attrs.field(default=(), converter=frozen_words)


def _by_id(codes: Mapping[str, Code] | Iterable[Code]) -> FrozenMapping[Code]:
    """Order codes by their ids as given."""
    if isinstance(codes, Mapping):
        return FrozenMapping(codes)
    return FrozenMapping((code.id, code) for code in codes)


@attrs.frozen(kw_only=True)
class Variable:
    """A question asked of every event, with its codes.

    A `Codebook` checks its variables; one made on its own is not checked.

    Parameters
    ----------
    id
        The name, which is the name of the column.
    label
        How figures and tables name it; the id when left out.
    definition
        What is asked.
    values
        ``"one"`` if an event has one code at most, ``"many"`` if it may have several.
    hierarchical
        Whether codes stand below others.
    register
        ``"actors"`` if the words are ids of that register, as those of office-holders are; the variable has no codes
        of its own then.
    derived
        Where the values come from if they are computed and not coded. One with ``values="one"`` takes the first
        of its codes, in their order, that is found.
    codes
        The codes in their order: a list, or a mapping from id to code.

    Examples
    --------
    >>> category = Variable(id="category", values="one", hierarchical=True, codes=[
    ...     Code(id="economic", variable="category", definition="About money."),
    ...     Code(id="economic.loan", variable="category", parent="economic", definition="A loan."),
    ... ])
    >>> category.descendants("economic")
    ('economic', 'economic.loan')
    >>> category.cut("economic.loan", 1)
    'economic'
    """

    id: str
    label: str = attrs.field(default=attrs.Factory(lambda self: self.id, takes_self=True))
    definition: str = ""
    values: str
    hierarchical: bool = False
    register: str = ""
    derived: Derived | None = None
    codes: FrozenMapping[Code] = attrs.field(default=(), converter=_by_id)

    def roots(self) -> tuple[str, ...]:
        """Give the codes that have no parent, in order.

        Returns
        -------
        tuple of str
            Their ids.
        """
        return tuple(code.id for code in self.codes.values() if not code.parent)

    def path(self, code: str) -> tuple[str, ...]:
        """Give the codes from the root down to a code.

        Parameters
        ----------
        code
            The id of a code, retired or not.

        Returns
        -------
        tuple of str
            The root first, the code itself last.

        Raises
        ------
        UnknownCode
            If the variable has no such code.
        """
        self._known(code)
        path = [code]
        while (parent := self.codes[path[-1]].parent) in self.codes and parent not in path:
            path.append(parent)
        return tuple(reversed(path))

    def descendants(self, code: str) -> tuple[str, ...]:
        """Give a code and all codes below it, in the order of the codebook.

        Parameters
        ----------
        code
            The id of a code, retired or not.

        Returns
        -------
        tuple of str
            Ids, that of the code itself included.

        Raises
        ------
        UnknownCode
            If the variable has no such code.
        """
        self._known(code)
        below = self._below()
        found = {code}
        waiting = [code]
        while waiting:
            new = [child for child in below.get(waiting.pop(), ()) if child not in found]
            found.update(new)
            waiting.extend(new)
        return tuple(other for other in self.codes if other in found)

    def leaves(self, code: str | None = None) -> tuple[str, ...]:
        """Give the codes that have nothing below them.

        Parameters
        ----------
        code
            Only those below this code (or the code itself if it is a leaf); all of the variable if left out.

        Returns
        -------
        tuple of str
            Ids in the order of the codebook.

        Raises
        ------
        UnknownCode
            If the variable has no such code.
        """
        below = self._below()
        return tuple(
            other for other in (self.codes if code is None else self.descendants(code)) if other not in below
        )

    def cut(self, code: str, depth: int) -> str:
        """Give the code that stands above a code at some depth.

        Parameters
        ----------
        code
            The id of a code, retired or not.
        depth
            1 for the root, 2 for the level below it, and so on.

        Returns
        -------
        str
            The id of the ancestor; the code itself if it stands no deeper.

        Raises
        ------
        UnknownCode
            If the variable has no such code.
        ValueError
            If the depth is less than 1.
        """
        if depth < 1:
            raise ValueError(
                f"depth is {depth}; it is 1 for the roots, 2 for the level below them, and so on."
            )
        path = self.path(code)
        return path[min(depth, len(path)) - 1]

    def check(self, code: str) -> Code:
        """Check that a code may be given to an event.

        Parameters
        ----------
        code
            The id to be used.

        Returns
        -------
        Code
            The code.

        Raises
        ------
        UnknownCode
            If the variable has no such code, or if it is retired; the message names what to use.

        Examples
        --------
        >>> stage = Variable(id="stage", values="one", codes=[Code(id="signed", variable="stage")])
        >>> stage.check("sined")
        Traceback (most recent call last):
        ca_events.errors.UnknownCode: 'sined' is no code of the variable 'stage'. Nearest: 'signed'. Allowed: signed.
        """
        self._known(code)
        found = self.codes[code]
        if found.retired:
            words = " or ".join(map(repr, found.replaced_by))
            use = f"use {words} instead" if words else "nothing replaces it"
            raise UnknownCode(
                f"the code {code!r} of the variable {self.id!r} was retired in version {found.retired}; {use}."
            )
        return found

    def _below(self) -> dict[str, list[str]]:
        """Map each code that has children to them."""
        below: dict[str, list[str]] = {}
        for code in self.codes.values():
            if code.parent:
                below.setdefault(code.parent, []).append(code.id)
        return below

    def _known(self, code: str) -> None:
        """Refuse an id that is no code of this variable."""
        if code not in self.codes:
            raise UnknownCode(f"{code!r} is no code of the variable {self.id!r}. {allowed(code, self.codes)}")
