"""What an event is in a figure: its code, its lane, and how much it matters.

A codebook knows the order of its codes, and figures follow it: a lane stands where its code stands, and a code of
`salience` that comes earlier is worth more. Without a codebook the codes that occur are taken as they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
import pandas as pd

from ca_events.cells import LIST_SEPARATOR
from ca_events.errors import nearest
from ca_events.plots.choices import FigureError
from ca_events.plots.identity import NONE, SEVERAL

if TYPE_CHECKING:
    from ca_events.collection import Events

CODE = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*")
ACTOR, COUNTRY = "actor", "country"
MOST_LANES = 12
# A code of salience is worth this many times as much as the one after it.
STEP = 3.0


@attrs.frozen(kw_only=True)
class Codes:
    """The codes of a variable cut to a depth: their order, their labels and how a cell is cut."""

    title: str = ""
    order: tuple[str, ...] = ()
    labels: Mapping[str, str] = attrs.field(factory=dict)
    depth: int | None = None

    @classmethod
    def of(cls, events: Events, frame: pd.DataFrame, by: str | None, depth: int | None) -> Codes:
        """Take order and labels from the codebook; without a study, from the codes that occur."""
        if by is None:
            return cls()
        codebook = events.study.codebook if events.study is not None else None
        if codebook is None or by not in codebook:
            cells = {code for cell in frame[by] for code in codes_of(cell)}
            # Dots part codes from those above them; in words and numbers of the user's own they mean nothing.
            dotted = events.study is None and all(CODE.fullmatch(code) for code in cells)
            bare = cls(title=by, depth=depth if dotted else None)
            return attrs.evolve(
                bare, order=tuple(dict.fromkeys(sorted(bare.shorten(code) for code in cells)))
            )
        variable = codebook[by]
        bare = cls(title=variable.label, depth=depth if variable.hierarchical else None)
        order = tuple(dict.fromkeys(bare.shorten(code) for code in variable.codes))
        labels = {code: variable.codes[code].label for code in order}
        return attrs.evolve(bare, order=order, labels=labels)

    def shorten(self, code: str) -> str:
        """Cut one code; a dotted id begins with the ids above it."""
        return code if self.depth is None else ".".join(code.split(".")[: self.depth])

    def cut(self, cell: object) -> str:
        """Cut a cell to the one code that is shown for it."""
        found = list(dict.fromkeys(self.shorten(code) for code in codes_of(cell)))
        return (NONE, *found)[-1] if len(found) < 2 else SEVERAL


def codes_of(cell: object) -> list[str]:
    """Split a cell of codes."""
    return [code for code in ("" if cell is None else str(cell)).split(LIST_SEPARATOR) if code]


def require_column(frame: pd.DataFrame, name: str) -> None:
    """Refuse a column that is not there."""
    names: Sequence[str] = [str(column) for column in frame.columns]
    if name not in names:
        near = nearest(name, names)
        hint = f" Nearest: {near!r}." if near else ""
        raise FigureError(
            f"the events have no column {name!r}.{hint} See events.to_pandas().columns for all."
        )


@attrs.frozen(kw_only=True)
class Lanes:
    """In which lanes each event stands (none: in none that is shown), and the lanes in order with their labels."""

    cells: tuple[tuple[str, ...], ...]
    labels: Mapping[str, str]


def lane_cells(
    events: Events,
    frame: pd.DataFrame,
    lanes: str,
    *,
    order: Sequence[str] | None = None,
    depth: int | None = 1,
) -> Lanes:
    """Say in which lanes of a figure each event stands.

    Parameters
    ----------
    events
        The events.
    frame
        Their rows.
    lanes
        ``country`` (the states of those who take part, by the register of actors; a group stands for its members),
        ``actor`` (those who are listed), or a column of codes. An event with several stands in each of its lanes.
    order
        The lanes shown, in order, as ids or names; None: all that occur, in the order of the codebook or of the
        register, and one for events that have none.
    depth
        To which depth codes of a hierarchical variable are cut.

    Returns
    -------
    Lanes
        The lanes.

    Raises
    ------
    FigureError
        For an unknown column or lane, for countries without a study, and for more lanes than a page can hold.
    """
    if isinstance(order, str) or (order is not None and not order):
        raise FigureError(
            f"lane_order is {order!r}; it is a list of lanes, such as [{lanes!r}, ...], with one at least."
        )
    if lanes in (ACTOR, COUNTRY):
        require_column(frame, "actors")
        actors = None if events.study is None else events.study.actors
        listed = [[item.partition(":")[0] for item in codes_of(cell)] for cell in frame["actors"]]
        if lanes == COUNTRY:
            if actors is None:
                raise FigureError(
                    "lanes='country' needs the register of actors of a study, and these events have no study; use "
                    "events.with_study(study), or lanes='actor'."
                )
            named = {actor for row in listed for actor in row if actor in actors}
            states = {actor: actors.states(actor) for actor in named}
            listed = [[state for actor in row for state in states.get(actor, ())] for row in listed]
        found = [tuple(dict.fromkeys(row)) for row in listed]
        known = {actor.id: actor.name for actor in actors.rows} if actors is not None else {}
    else:
        require_column(frame, lanes)
        codes = Codes.of(events, frame, lanes, depth)
        found = [
            tuple(dict.fromkeys(codes.shorten(code) for code in codes_of(cell))) for cell in frame[lanes]
        ]
        known = {code: codes.labels.get(code, code) for code in codes.order}
    return _chosen(lanes, found, known, order)


def _chosen(
    lanes: str, found: Sequence[tuple[str, ...]], known: Mapping[str, str], order: Sequence[str] | None
) -> Lanes:
    """Keep the lanes that are shown."""
    present = {lane for cell in found for lane in cell}
    if order is None:
        names = [lane for lane in known if lane in present] + sorted(present - set(known))
        cells = [cell or (NONE,) for cell in found]
        names += [NONE] if NONE in {lane for cell in cells for lane in cell} else []
    else:
        names = [_lane_id(lanes, name, {**{lane: lane for lane in present}, **known}) for name in order]
        cells = [tuple(lane for lane in cell if lane in names) for cell in found]
    if len(names) > MOST_LANES:
        raise FigureError(
            f"lanes={lanes!r} makes {len(names):,} lanes, and a page holds {MOST_LANES}; choose some with "
            f"lane_order=[{names[0]!r}, {names[1]!r}, ...], or filter the events first."
        )
    return Lanes(cells=tuple(cells), labels={lane: known.get(lane, lane.strip("()")) for lane in names})


def _lane_id(lanes: str, name: str, known: Mapping[str, str]) -> str:
    """Find a lane by its id or its name."""
    if name in known:
        return name
    by_name = {label: lane for lane, label in known.items()}
    if name in by_name:
        return by_name[name]
    near = nearest(name, [*known, *by_name])
    hint = f" Nearest: {near!r}." if near else ""
    raise FigureError(f"lane_order names {name!r}, which is no lane of {lanes!r}.{hint}")


def weights_of(events: Events, frame: pd.DataFrame, salience: str) -> list[float]:
    """Say how much each event matters, so that those that matter most stand nearest to their dates.

    Parameters
    ----------
    events
        The events.
    frame
        Their rows.
    salience
        A coded variable, whose first code is the weightiest (each code counts three times as much as the next, no
        code as the last), or a column of numbers above 0.

    Returns
    -------
    list of float
        Weights, 1 or more for codes.

    Raises
    ------
    FigureError
        When the column holds neither codes of the codebook nor numbers above 0.
    """
    codebook = events.study.codebook if events.study is not None else None
    if codebook is not None and salience in codebook:
        order = list(codebook[salience].codes)
        worth = {code: STEP ** (len(order) - 1 - number) for number, code in enumerate(order)}
        return [
            max((worth.get(code, 1.0) for code in codes_of(cell)), default=1.0) for cell in frame[salience]
        ]
    numbers = [_number(value) for value in frame[salience]]
    bad = [value for value, number in zip(frame[salience], numbers, strict=True) if not number > 0]
    if bad:
        raise FigureError(
            f"salience={salience!r} is neither a variable of the codebook nor a column of numbers above 0: it holds "
            f"{bad[0]!r}. Name a coded variable, such as 'salience', or fill a column of numbers."
        )
    return numbers


def _number(value: object) -> float:
    """Read a number; NaN for anything else."""
    try:
        number = float(str(value))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
