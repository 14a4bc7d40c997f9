"""Which codes are given for which: the misclassification matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ca_events.coding.choices import CodingError
from ca_events.coding.judgements import Judgements, require_judgements
from ca_events.coding.measuring import aligned, order_of
from ca_events.errors import allowed


def confusion(
    judgements: Judgements,
    variable: str | None = None,
    *,
    coders: tuple[str, str] | None = None,
    gold: Mapping[str, Any] | pd.Series[Any] | None = None,
    cannot_tell: str = "missing",
) -> pd.DataFrame:
    """Count which codes are given for which: the misclassification matrix.

    Parameters
    ----------
    judgements, variable, cannot_tell
        As in `by_category`; the variable takes one code a unit.
    coders
        Two coders: rows are the codes of the first, columns those of the second. If left out and there are more than
        two, all coders are taken together, and each pair of codes of a unit with m codes counts 1 / (m - 1) both ways
        (Krippendorff's coincidences), so that a row sums to how often its code was given.
    gold
        Final codes, unit -> code: rows are these, columns the codes that coders gave.

    Returns
    -------
    pandas.DataFrame
        Square, codes in the order of the codebook; ``attrs["words"]`` says what is counted.

    Raises
    ------
    CodingError
        For a variable of several codes a unit, for coders who are not two or not there, and for final codes that the
        variable does not have, or about none of the units.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> print(confusion(judgements).to_string())
    ben     mou  signed
    anna
    mou       1       0
    signed    1       1
    """
    require_judgements(judgements)
    chosen = judgements.variable(variable)
    if chosen.values == "many":
        raise CodingError(
            f"units may have several codes of {chosen.id!r}, so none stands for another; see by_category."
        )
    table = judgements.table(chosen.id, cannot_tell=cannot_tell)
    names = list(table.columns) if coders is None else _two(coders, list(table.columns))
    if gold is not None:
        final = aligned(gold, table.index, chosen, cannot_tell)
        pairs = Counter(
            (right, cell) for name in names for right, cell in zip(final, table[name], strict=True)
            if right is not None and cell is not None
        )  # fmt: skip
        axes, words = ("final", "coded"), "judgements"
    elif len(names) == 2:
        rows = table[names].to_numpy(dtype=object)
        pairs = Counter((one, other) for one, other in rows if one is not None and other is not None)
        axes, words = (str(names[0]), str(names[1])), "units"
    else:
        pairs, axes, words = _coincidences(table), ("code", "other code"), "coincidences"
    given = {code for pair in pairs for code in pair}
    order = [code for code in order_of(chosen, list(given)) or () if code in given]
    cells = [[pairs.get((row, column), 0) for column in order] for row in order]
    square = pd.DataFrame(cells, index=pd.Index(order, name=axes[0]), columns=pd.Index(order, name=axes[1]))
    square.attrs["words"] = f"{words} by {axes[0]} (rows) and {axes[1]} (columns)"
    return square


def _two(coders: Sequence[str], there: Sequence[str]) -> list[str]:
    """Require two different coders who are there."""
    if isinstance(coders, str) or len(set(coders)) != 2 or len(coders) != 2:
        raise CodingError(
            f"coders={coders!r}; name two different coders, or leave them out for all together."
        )
    for name in coders:
        if name not in there:
            raise CodingError(f"there is no coder {name!r}. {allowed(name, there)}")
    return list(coders)


def _coincidences(table: pd.DataFrame) -> Counter[Any]:
    """Count pairs of codes of the same unit, each 1 / (m - 1) times."""
    pairs: Counter[Any] = Counter()
    for cells in table.to_numpy(dtype=object):
        given = [cell for cell in cells if cell is not None]
        for place, one in enumerate(given):
            for other in given[:place] + given[place + 1 :]:
                pairs[one, other] += 1 / (len(given) - 1)  # type: ignore[assignment]
    return pairs
