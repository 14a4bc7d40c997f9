"""Panels laid on a page: lanes beside one another or rows below one another, on one scale.

An upright sheet has one length for all its lanes; it may be chosen, so that labels stand near their dates. A lying
sheet is as high as its labels make it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import attrs

from ca_events.plots.labels import Box, Placement, count_overlaps, path_length
from ca_events.plots.lettering import BOLD, LINE, wrap
from ca_events.plots.panels import Panel
from ca_events.plots.plan import Plan, Setting
from ca_events.plots.plan_lying import plan_lying
from ca_events.plots.plan_upright import LEAST_LENGTH, ONE_SIDED, plan_upright
from ca_events.plots.ruler import band_tracks

# A figure grows until labels are this many lines from their dates on the average, or as long as a tall page.
GROWTHS = (1.06, 1.15, 1.25, 1.4, 1.6, 1.8, 2.0)
NEAR = 2.5
LONGEST = 860.0
# Blank between two lanes, in font sizes.
BETWEEN = 1.0


@attrs.frozen(kw_only=True)
class Title:
    """The title of a lane: its lines, and where it begins: along in points, across in points."""

    lines: tuple[str, ...]
    along: float
    across: float


@attrs.frozen(kw_only=True)
class Sheet:
    """Plans and where they lie: `offsets` says how far across the middle of each axis is.

    `room` is what all of them take across, below (or left of) 0 and above (or right of) it; `head` the room above an
    upright axis.
    """

    panels: tuple[Panel, ...]
    plans: tuple[Plan, ...]
    offsets: tuple[float, ...]
    titles: tuple[Title, ...]
    room: tuple[float, float]
    head: float

    @property
    def limits(self) -> tuple[float, float]:
        """First and last day."""
        return self.plans[0].limits

    @property
    def length(self) -> float:
        """Length of the axes."""
        return self.plans[0].length

    @property
    def scale(self) -> float:
        """Days per point."""
        return self.plans[0].scale

    @property
    def margin(self) -> float:
        """Where the axes begin along the paper."""
        return self.plans[0].margin

    @property
    def over(self) -> tuple[float, float]:
        """How far labels stand beyond the ends of the axes."""
        before, after = zip(*(plan.over for plan in self.plans), strict=True)
        return max(before), max(after)

    @property
    def span(self) -> float:
        """Length of the axes with the labels beyond their ends."""
        return self.over[0] + self.length + self.over[1]

    @property
    def needed(self) -> float:
        """The least length of an upright sheet in which all labels have room."""
        return max(plan.needed for plan in self.plans)

    @property
    def missing(self) -> float:
        """The width that is lacking."""
        return sum(plan.missing for plan in self.plans)

    @property
    def drift(self) -> float:
        """How far labels are from their dates on the average."""
        labels = [label for plan in self.plans for label in plan.placed]
        return sum(label.drift for label in labels) / max(1, len(labels))

    def boxes(self) -> list[Box]:
        """List the boxes of all labels (across, along)."""
        return [
            attrs.evolve(box, left=box.left + offset, right=box.right + offset)
            for plan, offset in zip(self.plans, self.offsets, strict=True)
            for box in (label.box for label in plan.placed)
            if box is not None
        ]

    def report(self, *, size: tuple[float, float], needed: tuple[float, float], frame: Box) -> Placement:
        """Judge the placement on a page of a size within the box (across, along) that labels may fill."""
        labels = [label for plan in self.plans for label in plan.placed]
        entries = [entry for panel in self.panels for entry in panel.entries]
        boxes = self.boxes()
        return Placement(
            placed=len(labels),
            wrapped=sum(len(label.lines) > 1 and label.symbol is not None for label in labels),
            numbered=len({entry.id for entry in entries if entry.labelled and entry.number}),
            dropped=len({entry.place for entry in entries if entry.dropped}),
            overlaps=count_overlaps(boxes),
            outside=sum(not box.inside(frame) for box in boxes),
            leader_length=sum(path_length(label.leader) for label in labels),
            displacement=sum(label.drift for label in labels),
            needed_width=needed[0],
            needed_height=needed[1],
            width=size[0],
            height=size[1],
        )


def upright_sheet(panels: Sequence[Panel], *, width: float, size: float, length: float | None) -> Sheet:
    """Lay panels beside one another.

    Parameters
    ----------
    panels
        From left to right.
    width
        Points across.
    size
        Font size.
    length
        Points along the axes; None: as many as bring the labels near to their dates, within reason.

    Returns
    -------
    Sheet
        The sheet.
    """
    if len(panels) == 1 and not panels[0].title:
        sides = (1, -1) if width >= ONE_SIDED else (1,)
        lay = partial(_one, panels[0], _setting(panels[0], width=width, size=size, sides=sides))
    else:
        lay = partial(_lanes, panels, width=width, size=size)
    return lay(length=length) if length is not None else _grown(lay, size)


def lying_sheet(panels: Sequence[Panel], *, width: float, size: float, rows: bool) -> Sheet:
    """Lay panels below one another, the first on top.

    Parameters
    ----------
    panels
        From top to bottom.
    width
        Points along.
    size
        Font size.
    rows
        Whether the panels are rows of one time, each with its own years, or lanes, which share those at the bottom.

    Returns
    -------
    Sheet
        The sheet.
    """
    single = len(panels) == 1
    plans, titles = [], []
    for number, panel in enumerate(panels):
        setting = _setting(
            panel, width=width, size=size, sides=(1, -1) if rows or single else (1,),
            ruler=rows or number == len(panels) - 1,
        )  # fmt: skip
        plans.append(plan_lying(panel.entries, setting))
    offsets = [0.0] * len(panels)
    top = plans[-1].room[1]
    for number in range(len(panels) - 1, -1, -1):
        if number < len(panels) - 1:
            offsets[number] = top + plans[number].room[0]
            top = offsets[number] + plans[number].room[1]
        if panels[number].title:
            lines = wrap(panels[number].title, width / BOLD, size)
            titles.append(Title(lines=lines, along=-plans[number].margin, across=top + 0.5 * size))
            top += (1.9 + LINE * (len(lines) - 1)) * size
    return Sheet(
        panels=tuple(panels),
        plans=tuple(plans),
        offsets=tuple(offsets),
        titles=tuple(reversed(titles)),
        room=(plans[-1].room[0], top),
        head=0.0,
    )


def _setting(
    panel: Panel, *, width: float, size: float, sides: tuple[int, ...], ruler: bool = True
) -> Setting:
    """Say what the plan of a panel has to work with."""
    return Setting(
        width=width,
        size=size,
        limits=panel.limits,
        sides=sides,
        ruler=ruler,
        strips=max(band_tracks(panel.bands), default=-1) + 1,
        shift=panel.shift,
        since=panel.since,
    )


def _one(panel: Panel, setting: Setting, *, length: float) -> Sheet:
    """Lay the one panel of a sheet."""
    plan = plan_upright(panel.entries, setting, length)
    return Sheet(
        panels=(panel,), plans=(plan,), offsets=(0.0,), titles=(), room=plan.room, head=1.2 * setting.size
    )


def _lanes(panels: Sequence[Panel], *, width: float, size: float, length: float) -> Sheet:
    """Lay lanes beside one another; the years stand left of the first."""
    first = _setting(panels[0], width=width, size=size, sides=(1,))
    # What the years and the names of periods take, as the plan of the first lane will take it.
    ruler = sum(plan_upright((), first, length).core)
    lane = (width - ruler - (len(panels) - 1) * BETWEEN * size) / len(panels)
    plans, offsets, titles = [], [], []
    edge = 0.0
    for number, panel in enumerate(panels):
        setting = _setting(
            panel, width=lane + (ruler if number == 0 else 0.0), size=size, sides=(1,), ruler=number == 0
        )
        plan = plan_upright(panel.entries, setting, length)
        offsets.append(edge)
        titles.append(
            Title(lines=wrap(panel.title, lane / BOLD, size), along=0.0, across=edge + plan.core[0])
        )
        edge += plan.room[1] + BETWEEN * size
        plans.append(plan)
    lines = max(len(title.lines) for title in titles)
    return Sheet(
        panels=tuple(panels),
        plans=tuple(plans),
        offsets=tuple(offsets),
        titles=tuple(titles),
        room=(plans[0].room[0], edge - BETWEEN * size),
        head=(1.2 + lines * LINE) * size,
    )


def _grown(lay: Callable[..., Sheet], size: float) -> Sheet:
    """Lengthen the axes until labels stand near their dates on the average, within reason."""
    needed = LEAST_LENGTH
    # On a short axis marks need many tracks, which make columns narrow and labels high: begin with a longer one.
    for _ in range(3):
        needed = max(LEAST_LENGTH, lay(length=2 * needed).needed)
    best = lay(length=GROWTHS[0] * needed + 2 * size)
    for before, growth in pairwise(GROWTHS):
        fits = best.needed <= best.span
        if fits and (best.drift <= NEAR * size or best.length >= max(LONGEST, 1.25 * needed)):
            break
        longer = lay(length=growth * needed + 2 * size)
        # Labels of one day do not come nearer on a longer axis: it must win more than it costs.
        if fits and longer.drift > best.drift * (2 - growth / before):
            break
        best = longer
    return best
