"""A dictionary that cannot be changed.

A codebook is quoted in papers, so it must not change behind anybody's back while a program runs. Its
collections are therefore read-only, keep the order of the file, and can be compared and used as keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

V = TypeVar("V")


def _pairs(value: Mapping[str, V] | Iterable[tuple[str, V]]) -> tuple[tuple[str, V], ...]:
    """Give the pairs of a mapping, in its order, each key once."""
    return tuple(dict(value).items())


@attrs.frozen(eq=False, repr=False)
class FrozenMapping(Mapping[str, V]):
    """A read-only, hashable mapping that keeps its order.

    Two of them are equal when they hold equal pairs in the same order; against any other mapping the order
    does not count.

    Parameters
    ----------
    pairs
        A mapping, or pairs of key and value.

    Examples
    --------
    >>> crosswalk = FrozenMapping({"cameo": ("071",), "plover": ("AID",)})
    >>> crosswalk["cameo"]
    ('071',)
    >>> crosswalk == {"plover": ("AID",), "cameo": ("071",)}
    True
    """

    pairs: tuple[tuple[str, V], ...] = attrs.field(default=(), converter=_pairs)
    _index: dict[str, V] = attrs.field(init=False)

    @_index.default
    def _make_index(self) -> dict[str, V]:
        """Look keys up in a dictionary: a codebook may have hundreds of codes."""
        return dict(self.pairs)

    def __getitem__(self, key: str) -> V:
        """Give the value of a key."""
        return self._index[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the keys in order."""
        return iter(self._index)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._index)

    def __eq__(self, other: object) -> bool:
        """Compare pairs in order; compare with other mappings without order."""
        if isinstance(other, FrozenMapping):
            return bool(self.pairs == other.pairs)
        if isinstance(other, Mapping):
            return self._index == dict(other)
        return NotImplemented

    def __hash__(self) -> int:
        """Hash the pairs."""
        return hash(self.pairs)

    def __repr__(self) -> str:
        """Show the mapping as it would be typed."""
        return f"FrozenMapping({self._index!r})"


def frozen_lists(
    value: Mapping[str, Iterable[str]] | Iterable[tuple[str, Any]],
) -> FrozenMapping[tuple[str, ...]]:
    """Freeze a mapping of lists, lists included."""
    return FrozenMapping({key: texts(items) for key, items in dict(value).items()})


def frozen_words(value: Mapping[str, str] | Iterable[tuple[str, str]]) -> FrozenMapping[str]:
    """Freeze a mapping of words."""
    return FrozenMapping(value)


def texts(value: Iterable[str]) -> tuple[str, ...]:
    """Freeze a list of texts; one text is not taken for the list of its letters.

    Examples
    --------
    >>> texts(["loans", "credit lines"])
    ('loans', 'credit lines')
    """
    if isinstance(value, str):
        raise TypeError(f"{value!r} is one text where a list of texts belongs; write [{value!r}].")
    return tuple(value)
