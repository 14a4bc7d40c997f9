"""Who gave which code to which unit: the table that every coefficient of agreement is computed from.

Units (events, or single decisions about them) stand in rows, coders in columns. A cell is a code, a number, or a set
of codes. A cell that is missing (None, NaN) was not coded: it is no category of its own and takes no part. A set
without codes is a judgement like any other: "none applies".
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from ca_events.coding.choices import CodingError
from ca_events.errors import shorten

Integers: TypeAlias = "npt.NDArray[np.int64]"
Numbers: TypeAlias = "npt.NDArray[np.float64]"

MISSING = -1


@attrs.frozen(eq=False)
class Ratings:
    """Codes as whole numbers, equal rows gathered.

    Attributes
    ----------
    codes : ndarray of int, shape (rows, coders)
        Position of each code among `values`, -1 where it is missing.
    frequency : ndarray of int, shape (rows,)
        How many units have that row.
    values : tuple
        The codes, in order.
    coders : tuple
        The names of the columns.
    ordered : bool
        Whether the order of the values means something: they are numbers, or the order was stated.
    """

    codes: Integers
    frequency: Integers
    values: tuple[Any, ...]
    coders: tuple[Any, ...]
    ordered: bool

    @property
    def n_units(self) -> int:
        """The number of units that anybody coded."""
        return int(self.frequency[(self.codes >= 0).any(axis=1)].sum())

    @property
    def n_pairable(self) -> int:
        """The number of units that two coders or more coded; only these tell anything about agreement."""
        return int(self.frequency[(self.codes >= 0).sum(axis=1) > 1].sum())

    @property
    def n_coders(self) -> int:
        """The number of coders who coded anything."""
        return int((self.codes >= 0).any(axis=0).sum())

    @property
    def missing(self) -> float:
        """The share of cells without a code, of the units and coders that have any."""
        cells = self.n_units * self.n_coders
        given = int(((self.codes >= 0).sum(axis=1) * self.frequency).sum())
        return 1.0 - given / cells if cells else float("nan")

    def gathered(self, *, anonymous: bool) -> Ratings:
        """Gather units with equal rows, in an order that does not depend on that of the units.

        Parameters
        ----------
        anonymous
            Whether it does not matter who gave a code, so that rows are equal if they hold the same codes.

        Returns
        -------
        Ratings
            The same units in fewer rows.
        """
        order = range(len(self.coders)) if anonymous else self._coder_order()
        codes = np.sort(self.codes, axis=1) if anonymous else self.codes[:, order]
        base = len(self.values) + 1
        if codes.shape[1] * np.log2(base) < 62:
            powers = base ** np.arange(codes.shape[1], dtype=np.int64)[::-1]
            _, first, inverse = np.unique((codes + 1) @ powers, return_index=True, return_inverse=True)
        else:
            _, first, inverse = np.unique(codes, axis=0, return_index=True, return_inverse=True)
        frequency = np.bincount(inverse.ravel(), weights=self.frequency, minlength=len(first))
        coders = tuple(self.coders[coder] for coder in order)
        return attrs.evolve(self, codes=codes[first], frequency=frequency.astype(np.int64), coders=coders)

    def _coder_order(self) -> list[int]:
        """Put coders into an order that does not depend on that of the columns, so that the same units are drawn.

        It is that of how often each gave which code; of two who gave all equally often, that of their pairs of codes.
        """
        given = [
            np.bincount(column + 1, weights=self.frequency, minlength=len(self.values) + 1).tolist()
            for column in self.codes.T
        ]
        order = sorted(range(len(given)), key=given.__getitem__)
        if len(order) == 2 and given[0] == given[1]:
            base = len(self.values) + 1
            pairs = [
                np.unique((self.codes[:, one] + 1) * base + self.codes[:, other] + 1, return_inverse=True)
                for one, other in ((0, 1), (1, 0))
            ]
            there, back = (
                (keys.tolist(), np.bincount(places.ravel(), weights=self.frequency).tolist())
                for keys, places in pairs
            )
            order = [1, 0] if back < there else [0, 1]
        return order

    def with_codes(self, least: int) -> Ratings:
        """Keep the units that have so many codes or more."""
        kept = (self.codes >= 0).sum(axis=1) >= least
        return attrs.evolve(self, codes=self.codes[kept], frequency=self.frequency[kept])

    def coded_by(self, coders: Sequence[int]) -> Ratings:
        """Keep some of the coders, and of the units those that all of them coded."""
        codes = self.codes[:, list(coders)]
        kept = (codes >= 0).all(axis=1)
        names = tuple(self.coders[coder] for coder in coders)
        return attrs.evolve(self, codes=codes[kept], frequency=self.frequency[kept], coders=names)


def ratings_of(data: Any, *, categories: Sequence[Any] | None = None) -> Ratings:
    """Read ratings from a frame or an array.

    Parameters
    ----------
    data
        Units x coders: a pandas frame, an array or a list of lists. Cells are texts, numbers, or sets of texts (set,
        tuple or list); None, NaN and masked cells are missing. The text ``"nan"`` is a code, but refused in an array of
        texts.
    categories
        All codes in their order; those that occur, sorted, if left out. It says what the order is (of codes that are
        no numbers), and which codes could have been given.

    Returns
    -------
    Ratings
        The codes as whole numbers.

    Raises
    ------
    CodingError
        For data without two dimensions, a unit or coder that stands twice, texts mixed with numbers, codes that are not
        among the categories, and categories that name a code twice or hold a missing one.

    Examples
    --------
    >>> ratings = ratings_of([["loan", "loan"], ["grant", None]])
    >>> ratings.values, ratings.codes.tolist()
    (('grant', 'loan'), [[1, 1], [0, -1]])
    """
    if isinstance(data, Ratings):
        if categories is not None:
            raise CodingError("these ratings know their codes already; give categories where they are read.")
        return data
    if categories is not None and (isinstance(categories, str) or not isinstance(categories, Iterable)):
        raise CodingError(f"categories is {categories!r}; give a list of codes in their order.")
    cells, coders = _cells(data)
    numbers, values = _factorized(cells)
    _require_alike(values)
    listed = _listed(values) if categories is None else [_value(category) for category in categories]
    place = {value: position for position, value in enumerate(listed)}
    if len(place) < len(listed):
        twice = next(value for value in listed if listed.count(value) > 1)
        raise CodingError(f"categories names {twice!r} twice; each code stands once.")
    lost = [value for value in listed if not isinstance(value, frozenset) and pd.isna(value)]
    if lost:
        raise CodingError(f"categories holds {lost[0]!r}, which stands for a missing code; leave it out.")
    strange = [value for value in values if value not in place]
    if strange:
        shown = ", ".join(repr(value) for value in strange[:5])
        raise CodingError(
            f"the ratings hold {shown}, not among the categories; add it to categories, or mend it."
        )
    new = np.array([*(place[value] for value in values), MISSING], dtype=np.int64)
    codes = new[numbers].reshape(cells.shape)
    numeric = all(isinstance(value, int | float | np.number) for value in listed)
    frequency = np.ones(len(codes), dtype=np.int64)
    return Ratings(codes, frequency, tuple(listed), coders, numeric or categories is not None)


def _cells(data: Any) -> tuple[npt.NDArray[Any], tuple[Any, ...]]:
    """Give the cells as an array with two dimensions, and the names of the coders."""
    if isinstance(data, pd.DataFrame):
        for what, labels in (("unit", data.index), ("coder", data.columns)):
            if not labels.is_unique:
                raise CodingError(
                    f"the {what} {labels[labels.duplicated()][0]!r} stands twice; a {what} stands once."
                )
        if "unit" in data.columns:
            raise CodingError(
                "the frame has a column 'unit', which is no coder; make it the index: set_index('unit')."
            )
        cells = data.to_numpy(dtype=None if _all_numbers(data) else object)
        return cells, tuple(data.columns)
    if not isinstance(data, np.ndarray):
        rows = _rows(data)
        widths = {len(row) for row in rows}
        if len(widths) > 1:
            raise CodingError(
                f"the rows have {min(widths)} to {max(widths)} cells; every unit has a cell for each coder."
            )
        data = np.empty((len(rows), widths.pop() if widths else 0), dtype=object)
        for number, row in enumerate(rows):
            for position, cell in enumerate(row):
                data[number, position] = cell
    else:
        data = _of_array(data)
    if data.ndim != 2:
        raise CodingError(f"ratings have two dimensions, units x coders; these have {data.ndim}.")
    return data, tuple(range(data.shape[1]))


def _of_array(data: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Give the cells of an array, masked ones as None; refuse texts that numpy may have made of missing cells."""
    if isinstance(data, np.ma.MaskedArray):
        cells = _of_array(np.asarray(data.data)).astype(object)
        cells[np.ma.getmaskarray(data)] = None
        return cells
    if data.dtype.kind == "S":
        raise CodingError("the array holds bytes; give texts, as a list of rows, a frame, or dtype=object.")
    if data.dtype.kind in "UT":
        made = next((text for text in ("nan", "None", "<NA>", "NaT") if (data == text).any()), None)
        if made is not None:
            raise CodingError(
                f"the array of texts has {made!r}, which is what numpy makes of a missing cell among texts. Make a "
                "list of rows, a frame, or an array with dtype=object from the cells themselves; this array has lost "
                "what was missing."
            )
        return np.asarray(data.astype(object))
    if data.dtype.kind in "mM" and data.ndim == 2:
        return pd.DataFrame(data).to_numpy(dtype=object)
    return np.asarray(data)


def _rows(data: Any) -> list[list[Any]]:
    """Give a list of rows; what else can be gone through (a text, a dictionary, a column) would be taken apart."""
    if not isinstance(data, list | tuple):
        raise CodingError(
            f"ratings are a pandas frame, an array or a list of rows, units x coders; this is a {type(data).__name__}."
        )
    for number, row in enumerate(data):
        if not isinstance(row, list | tuple | np.ndarray | pd.Series):
            raise CodingError(
                f"ratings are a list of rows, units x coders; row {number} is {shorten(repr(row))}, no list of cells."
            )
    return [list(_of_array(row)) if isinstance(row, np.ndarray) else list(row) for row in data]


def _all_numbers(data: pd.DataFrame) -> bool:
    """Say whether all columns are plain numpy numbers, which need not become objects."""
    return all(isinstance(kind, np.dtype) and kind.kind in "iuf" for kind in data.dtypes)


def _factorized(cells: npt.NDArray[Any]) -> tuple[Integers, list[Hashable]]:
    """Give each distinct cell a number; missing ones have -1."""
    flat = cells.ravel()
    if flat.dtype == object:
        kinds = set(map(type, flat))
        flat = _hashable(flat, kinds)
        _require_truths_alone(flat, kinds)
    numbers, distinct = pd.factorize(flat)
    return numbers.astype(np.int64), [_plain(value) for value in distinct]


def _hashable(flat: npt.NDArray[Any], kinds: set[type]) -> npt.NDArray[Any]:
    """Turn lists, tuples and sets of codes into frozen sets; refuse what is no cell."""
    if kinds <= {str, int, float, bool, type(None)}:
        return flat
    made = flat.copy()
    for position, cell in enumerate(flat):
        try:
            made[position] = _value(cell)
            hash(made[position])
        except TypeError:
            raise CodingError(
                f"the ratings hold {shorten(repr(cell))}; a cell is a text, a number, or a set of texts."
            ) from None
    return made


def _require_truths_alone(flat: npt.NDArray[Any], kinds: set[type]) -> None:
    """Refuse True and False beside numbers: True and 1 would be one code."""
    if not kinds & {bool, np.bool_}:
        return
    for cell in flat:
        number = isinstance(cell, int | float | np.number) and not isinstance(cell, bool)
        if number and cell == cell:
            raise CodingError(f"the ratings mix True or False with the number {cell!r}; write all alike.")


def _value(cell: Any) -> Any:
    """Give a cell as the value it stands for: several codes are a set."""
    return frozenset(cell) if isinstance(cell, set | list | tuple | frozenset) else cell


def _plain(value: Any) -> Any:
    """Turn a number of numpy into one of Python."""
    return value.item() if isinstance(value, np.generic) else value


def _require_alike(values: Collection[Any]) -> None:
    """Refuse empty texts, and texts beside numbers: ``"1"`` and ``1`` would be two codes that nobody told apart."""
    if "" in values:
        raise CodingError("the ratings hold an empty text; write None or NaN where a coder gave no code.")
    texts = [value for value in values if isinstance(value, str)]
    others = [value for value in values if not isinstance(value, str)]
    if texts and others:
        raise CodingError(
            f"the ratings mix kinds of cell: {shorten(texts[0])!r} is text, {others[0]!r} is not; write all alike."
        )
    sets = [value for value in others if isinstance(value, frozenset)]
    if sets and len(sets) < len(others):
        alone = next(value for value in others if not isinstance(value, frozenset))
        raise CodingError(f"the ratings mix sets of codes and the single {alone!r}; write all alike.")


def _listed(values: Collection[Any]) -> list[Any]:
    """Sort values: numbers by size, texts by letter, sets by their codes."""
    try:
        return sorted(
            values, key=lambda value: sorted(map(str, value)) if isinstance(value, frozenset) else value
        )
    except TypeError:
        shown = ", ".join(repr(value) for value in list(values)[:5])
        raise CodingError(
            f"the ratings hold {shown}, which have no order together; write texts or numbers."
        ) from None
