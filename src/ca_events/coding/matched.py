"""What matching two lists of events has found: the pairs, the events left over, and whether the pairs agree.

Matched pairs look more alike than they are, because they were chosen for being alike: a coder who dates an event quite
otherwise loses the pair, and with it the disagreement. Agreement on what was matched by is therefore an upper limit;
the table of agreement says of each field whether it is one.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import numpy as np
import pandas as pd

from ca_events.coding.agreement import krippendorff_alpha
from ca_events.coding.candidates import FIELDS, actors_of, texts_of
from ca_events.coding.choices import CodingError
from ca_events.errors import allowed
from ca_events.schema import FIXED_NAMES, stored_columns
from ca_events.study import Study, Variable

ALWAYS = ("date", "actors", "category")
COLUMNS = ("field", "pairs", "one_only", "equal", "alpha", "low", "high", "days", "matched_by", "distance")
BY_DAYS = "1 - overlap of possible days"


@attrs.frozen(eq=False)
class Listed:
    """One of the lists that were matched.

    Attributes
    ----------
    rows : pandas.DataFrame
        Its canonical frame, indexed by id.
    study : Study or None
        Its study.
    """

    rows: pd.DataFrame
    study: Study | None

    def variables(self) -> list[str]:
        """Name the coded variables, in order."""
        names = [str(name) for name in self.rows.columns]
        stored = [column.name for column in stored_columns(["id", *names], self.study)]
        return [
            name for name in stored if name in names and name not in FIXED_NAMES and not name.startswith("x_")
        ]

    def variable(self, name: str) -> Variable | None:
        """Give what the codebook says of a variable, if there is one."""
        return self.study.codebook[name] if self.study is not None and name in self.study.codebook else None


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Matching:
    """Two lists of events, matched one to one; made by `match_events`.

    Attributes
    ----------
    tolerance : int
        How many days may lie between two possible days of beginning.
    least : float
        The least score of a match.
    weights : Mapping
        Field -> weight in the score.
    """

    _pairs: pd.DataFrame
    _only_a: pd.DataFrame
    _only_b: pd.DataFrame
    tolerance: int
    least: float
    weights: Mapping[str, float]
    _lists: tuple[Listed, Listed]

    @property
    def pairs(self) -> pd.DataFrame:
        """The matches: ids `a` and `b`, `score`, and the similarities of date, actors, category and title.

        They are ordered by date and id of the first list. NaN is a similarity that was left out of the score.
        """
        return self._pairs.copy()

    @property
    def only_a(self) -> pd.DataFrame:
        """The events of the first list without a partner.

        Columns `id`, `date`, `title`; `nearest`, the id of the event of the other list that scores highest with it and
        is near enough in time, even if that score is too low or that event has another partner (``""`` if none has
        anything in common with it); and `score`, that of the two.
        """
        return self._only_a.copy()

    @property
    def only_b(self) -> pd.DataFrame:
        """The events of the second list without a partner, as in `only_a`."""
        return self._only_b.copy()

    @property
    def n_a(self) -> int:
        """The number of events of the first list."""
        return len(self._lists[0].rows)

    @property
    def n_b(self) -> int:
        """The number of events of the second list."""
        return len(self._lists[1].rows)

    @property
    def n_matched(self) -> int:
        """The number of pairs."""
        return len(self._pairs)

    @property
    def found(self) -> float:
        """The share of all events that both lists have: 2 x pairs / (events of both), Dice; NaN if there are none."""
        return _share(2 * self.n_matched, self.n_a + self.n_b)

    @property
    def share_a(self) -> float:
        """The share of the first list that is matched; NaN if it is empty."""
        return _share(self.n_matched, self.n_a)

    @property
    def share_b(self) -> float:
        """The share of the second list that is matched; NaN if it is empty."""
        return _share(self.n_matched, self.n_b)

    def __repr__(self) -> str:
        """Show the counts on one line."""
        return f"Matching: {self._counted()}"

    def _repr_html_(self) -> str:
        """Show the same in notebooks."""
        return f"<p>{html.escape(repr(self))}</p>"

    def _counted(self) -> str:
        """Say how many events are matched and how many are not."""
        return (
            f"{self.n_matched:,} {'pair' if self.n_matched == 1 else 'pairs'} of {self.n_a:,} and {self.n_b:,} events; "
            f"{len(self._only_a):,} only in A, {len(self._only_b):,} only in B"
        )

    def summary(self) -> str:
        r"""Say what was found and how, for a paper.

        Returns
        -------
        str
            First how many events both lists have and how many one of them, then the rules of the matching, then what
            that means for agreement.

        Examples
        --------
        >>> from ca_events import Event, Events
        >>> from ca_events.coding.matching import match_events
        >>> mine = Events([Event(id="A1", date="2001", title="A loan"), Event(id="A2", date="2005", title="A visit")])
        >>> yours = Events([Event(id="B1", date="2001", title="The loan")])
        >>> print(match_events(mine, yours, weights={"category": 0}).summary().replace(". ", ".\n"))
        Of 2 events in list A and 1 event in list B, 1 pair was matched; 1 event is only in A and 0 events are only in B
        (2 x pairs / all events = 0.667).
        Events were matched one to one, with the greatest sum of scores, if the possible days of their beginning lie at
        most 3 days apart and their score is at least 0.5: the weighted mean of the similarities of date (0.35), actors
        (0.3) and title (0.2).
        Agreement on what was matched by is higher than by chance, because pairs were chosen for it.
        """
        matched, only_a, only_b = self.n_matched, len(self._only_a), len(self._only_b)
        used = [f"{name} ({self.weights[name]:g})" for name in FIELDS if self.weights[name] > 0]
        parts = f"{', '.join(used[:-1])} and {used[-1]}" if len(used) > 1 else used[0]
        scores = (
            f"the weighted mean of the similarities of {parts}"
            if len(used) > 1
            else f"the similarity of {parts}"
        )
        share = "" if self.n_a + self.n_b == 0 else f" (2 x pairs / all events = {self.found:.3f})"
        return (
            f"Of {_events(self.n_a)} in list A and {_events(self.n_b)} in list B, {matched:,} "
            f"{'pair was' if matched == 1 else 'pairs were'} matched; {_events(only_a, verb=True)} only in A and "
            f"{_events(only_b, verb=True)} only in B{share}. Events were matched one to one, with the greatest sum of "
            f"scores, if the possible days of their beginning lie at most {self.tolerance:,} "
            f"{'day' if self.tolerance == 1 else 'days'} apart and their score is at least {self.least:g}: {scores}. "
            "Agreement on what was matched by is higher than by chance, because pairs were chosen for it."
        )

    def agreement(
        self, fields: str | Iterable[str] | None = None, *, rng: int | np.random.Generator = 0
    ) -> pd.DataFrame:
        """Say how far the matched pairs agree, field by field.

        Fields that were used for matching agree more than by chance, because pairs were chosen for it: their values are
        upper limits, and `matched_by` marks them. What a coder overlooked is in none of these numbers; report `found`
        first.

        Parameters
        ----------
        fields
            ``"date"``, ``"actors"``, ``"place"`` and coded variables of both lists; None for all of these but place.
        rng
            A seed or a ``numpy.random.Generator``, for the intervals.

        Returns
        -------
        pandas.DataFrame
            A row for each field. `pairs`: those in which both lists have a value, and `one_only` those in which one has
            none (a date: no first or last possible day of beginning), which take no part. `equal`: the share with the
            same value; of dates, with the same possible days of beginning. `alpha` (Krippendorff's) with `low` and
            `high`; NaN where it is not defined. `days`: of dates, the median of the days between the middles of the two
            windows. `matched_by`: whether the field had a weight in the matching. `distance`: how values are compared
            for alpha: of dates 1 - common / all possible days, of actors (whatever their roles) ``jaccard``, of
            variables with several codes an event ``masi``, of hierarchical ones ``hierarchical``, else ``nominal``.
            Without a codebook, a variable with two codes in any cell has several, and one with a dot is hierarchical.

        Raises
        ------
        CodingError
            For a field that is not in both lists.

        Examples
        --------
        >>> from ca_events import Event, Events
        >>> from ca_events.coding.matching import match_events
        >>> titles = ["A loan", "A visit", "A treaty", "A summit"]
        >>> def coded(*stages):
        ...     rows = zip(range(2001, 2005), titles, stages)
        ...     return Events([Event(id=f"E{y}", date=str(y), title=t, codes={"stage": s}) for y, t, s in rows])
        >>> yours = coded("signed", "held", "agreed", "held")
        >>> matching = match_events(coded("signed", "held", "signed", "held"), yours)
        >>> matching.agreement("stage", rng=1)[["field", "pairs", "equal", "alpha", "distance"]].round(2)
           field  pairs  equal  alpha distance
        0  stage      4   0.75   0.63  nominal
        """
        first, second = self._lists
        variables = [name for name in first.variables() if name in second.variables()]
        known = [*ALWAYS[:2], *(name for name in ALWAYS[2:] if name in variables)]
        known += [name for name in variables if name not in known]
        wanted = known if fields is None else [fields] if isinstance(fields, str) else list(fields)
        for name in wanted:
            if name not in (*known, "place"):
                raise CodingError(
                    f"{name!r} is no field that both lists have. {allowed(str(name), [*known, 'place'])}"
                )
        rows = [self._agreement(name, rng) for name in wanted]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        return table.astype({"pairs": "int64", "one_only": "int64", "matched_by": "bool"})

    def _agreement(self, field: str, rng: Any) -> dict[str, Any]:
        """Measure the agreement on one field."""
        ids = self._pairs["a"].tolist(), self._pairs["b"].tolist()
        sides = [listed.rows.loc[of_list] for listed, of_list in zip(self._lists, ids, strict=True)]
        days = float("nan")
        distance: Any
        if field == "date":
            values = [_windows(rows) for rows in sides]
            words, distance, days = BY_DAYS, *_day_distances(values)
        else:
            words = distance = self._distance(field)
            values = [_values(rows, field, words) for rows in sides]
        ratings = pd.DataFrame({"a": values[0], "b": values[1]}, dtype=object)
        told = ratings.notna()
        both = ratings[told.all(axis=1)]
        row = {
            "field": field,
            "pairs": len(both),
            "one_only": int((told["a"] != told["b"]).sum()),
            "equal": _share(
                sum(one == other for one, other in zip(both["a"], both["b"], strict=True)), len(both)
            ),
            "days": days,
            "matched_by": field == "date" or self.weights.get(field, 0) > 0,
            "distance": words,
        }
        if len(both):
            alpha = krippendorff_alpha(both, distance=distance, rng=rng)
            row |= {"alpha": float(alpha), "low": alpha.low, "high": alpha.high}
        return row

    def _distance(self, field: str) -> str:
        """Say how values of a field are compared."""
        if field == "actors":
            return "jaccard"
        if field == "place":
            return "nominal"
        variable = self._lists[0].variable(field) or self._lists[1].variable(field)
        cells = {cell for listed in self._lists for cell in texts_of(listed.rows, field)}
        if any(";" in cell for cell in cells) or (variable is not None and variable.values == "many"):
            return "masi"
        dotted = any("." in cell for cell in cells) if variable is None else variable.hierarchical
        return "hierarchical" if dotted else "nominal"


def _share(part: int, whole: int) -> float:
    """Divide, NaN where there is nothing to divide by."""
    return part / whole if whole else float("nan")


def _events(count: int, *, verb: bool = False) -> str:
    """Count events in words."""
    one = count == 1
    return f"{count:,} {'event' if one else 'events'}" + (f" {'is' if one else 'are'}" if verb else "")


def _values(rows: pd.DataFrame, field: str, distance: str) -> list[Any]:
    """Read the cells of a field: texts, or sets of what they list; None where nothing is stated."""
    cells = texts_of(rows, field)
    if field == "actors":
        return [frozenset(actors_of(cell)) or None for cell in cells]
    if distance == "masi":
        return [frozenset(code for code in cell.split("; ") if code) or None for cell in cells]
    return [cell.strip() or None for cell in cells]


def _windows(rows: pd.DataFrame) -> list[str | None]:
    """Write the first and the last possible day of beginning as a text; None where a side has no limit."""
    limits = [
        rows[name].to_numpy(dtype="datetime64[s]").astype("datetime64[D]")
        for name in ("earliest", "latest_start")
    ]
    known = ~(np.isnat(limits[0]) | np.isnat(limits[1]))
    texts = [np.datetime_as_string(days).tolist() for days in limits]
    return [
        f"{first}/{last}" if told else None for first, last, told in zip(*texts, known.tolist(), strict=True)
    ]


def _day_distances(values: list[list[str | None]]) -> tuple[pd.DataFrame, float]:
    """Give the distances between all windows, and the median days between the middles of those that are pairs."""
    windows = sorted({window for side in values for window in side if window is not None})
    limits = (
        np.array([window.split("/") for window in windows], dtype="datetime64[D]")
        .astype("int64")
        .reshape(-1, 2)
    )
    first, last = limits[:, 0], limits[:, 1]
    common = np.minimum.outer(last, last) - np.maximum.outer(first, first) + 1
    common = np.maximum(common, 0)
    length = last - first + 1
    distances = 1 - common / (np.add.outer(length, length) - common)
    middle = dict(zip(windows, ((first + last) / 2).tolist(), strict=True))
    apart = [abs(middle[one] - middle[other]) for one, other in zip(*values, strict=True) if one and other]
    return pd.DataFrame(distances, index=windows, columns=windows), float(
        np.median(apart)
    ) if apart else float("nan")
