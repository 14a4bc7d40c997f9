"""The plan of a lying timeline: labels hang at their own dates, like flags on poles.

Every label begins (or ends) at its date and stands beside its pole; a label that reaches over other dates is lifted
above theirs. Nothing overlaps, no pole runs through a label, and a reader finds the date of a label by its place. A
label may be broken into lines of several widths; the placement takes those that keep the figure low.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ca_events.plots.chronology import Entry
from ca_events.plots.flags import Flag, place_flags
from ca_events.plots.labels import SLACK, Box
from ca_events.plots.lettering import LINE, line_width, narrowest, run_in, text_width
from ca_events.plots.plan import (
    EDGE,
    STRIP,
    TRACK,
    Label,
    Line,
    Plan,
    Setting,
    anchors_of,
    reach_of,
    tracks_of,
)

# A label is set in one to so many lines.
MOST_LINES = 6
# Widths of lines, in font sizes, that are tried where nothing wider finds room.
NARROW = (11.0, 7.5, 5.0)
INDENT = 1.45
STEM = 0.2
CLEAR = 6.0
Text = tuple[tuple[str, str], ...]


def plan_lying(entries: Sequence[Entry], setting: Setting) -> Plan:
    """Plan a lying timeline.

    Parameters
    ----------
    entries
        The events in order.
    setting
        What there is to work with.

    Returns
    -------
    Plan
        The plan; `room` is what it needs below and above.
    """
    size, limits = setting.size, setting.limits
    margin = max(setting.tick_width / 2, size) if setting.margin is None else setting.margin
    length = max(setting.width - 2 * margin, size)
    scale = (limits[1] - limits[0]) / length
    starts = anchors_of(entries, limits, scale)
    texts = {index: _texts(entry, setting) for index, entry in enumerate(entries) if entry.labelled}
    paper = (-margin, length + margin)
    flags = _hung(entries, texts, starts, paper=paper, setting=setting)
    if any(_beyond(texts[index], flag, paper, size) for index, flag in flags.items()):
        # Poles bar every other place: with words broken, labels are narrow enough to hang between them.
        texts = {index: [*text, *_broken(entries[index], size)] for index, text in texts.items()}
        flags = _hung(entries, texts, starts, paper=paper, setting=setting)
    sides = [flags[index].side if index in flags else setting.sides[0] for index in range(len(entries))]
    tracks = tracks_of(entries, sides, limits, scale, TRACK * size)
    reach = reach_of(sides, tracks)
    core = (0.85 * size, (0.85 + setting.strips * STRIP) * size) if setting.ruler else (0.0, 0.0)
    outer = {1: core[0] + reach[0] * TRACK * size + EDGE, -1: core[1] + reach[1] * TRACK * size + EDGE}
    middles = [
        side * (outer[side] - (track + 0.5) * TRACK * size) for side, track in zip(sides, tracks, strict=True)
    ]
    labels: list[Label | None] = [None] * len(entries)
    room = {side: outer[side] + (CLEAR if side in setting.sides else 0.0) for side in (1, -1)}
    for index, flag in flags.items():
        label = _label(
            texts[index][flag.shape], flag, start=starts[index], outer=outer[flag.side], middle=middles[index],
            size=size, keyed=bool(entries[index].number),
        )  # fmt: skip
        labels[index] = label
        if label.box is not None:
            room[flag.side] = max(room[flag.side], abs(label.box.left), abs(label.box.right))
    return Plan(
        limits=limits, length=length, room=(room[-1], room[1]), core=core, reach=reach,
        middles=tuple(middles), labels=tuple(labels),
        ticks=tuple(setting.ticks(length, setting.tick_width + 0.9 * size)), ruler=setting.ruler,
        needed=room[-1] + room[1], size=size, margin=margin, missing=_missing(texts, setting),
    )  # fmt: skip


def _hung(
    entries: Sequence[Entry],
    texts: Mapping[int, Sequence[Text]],
    starts: Sequence[float],
    *,
    paper: tuple[float, float],
    setting: Setting,
) -> dict[int, Flag]:
    """Hang the labels of those entries that have any."""
    shapes = [
        [_shape(text, setting.size, keyed=bool(entries[index].number)) for text in texts[index]]
        for index in texts
    ]
    flags = place_flags(
        [starts[index] for index in texts],
        shapes,
        low=paper[0],
        high=paper[1],
        sides=setting.sides,
        # Between 0 and 1, whatever the others are: a far event changes nothing here.
        weights=[entries[index].weight / (1.0 + entries[index].weight) for index in texts],
    )
    return dict(zip(texts, flags, strict=True))


def _beyond(texts: Sequence[Text], flag: Flag, paper: tuple[float, float], size: float) -> bool:
    """Say whether a label hangs over the edge of the paper."""
    wide, _ = _shape(texts[flag.shape], size)
    return flag.left < paper[0] - SLACK or flag.left + wide > paper[1] + SLACK


def _broken(entry: Entry, size: float) -> list[Text]:
    """Break a label into lines so narrow that words are broken too; a key cannot be broken."""
    return [] if entry.number else [run_in(entry.words, entry.label, wide * size, size) for wide in NARROW]


def _texts(entry: Entry, setting: Setting) -> list[Text]:
    """Break a label in several ways, from the widest to the narrowest, each with more lines than the one before."""
    if entry.number:
        return [((entry.number, ""),)]
    room = setting.width - 2 * setting.size
    texts = narrowest(entry.words, entry.label, setting.size, most=MOST_LINES)
    fitting = [text for text in texts if _shape(text, setting.size)[0] <= room]
    return fitting or [run_in(entry.words, entry.label, room - INDENT * setting.size, setting.size)]


def _shape(text: Text, size: float, *, keyed: bool = False) -> tuple[float, float]:
    """Give the room that a label takes beside its pole, the symbol before its first line included."""
    if keyed:
        return text_width(text[0][0], size, weight="bold") + 2 * STEM * size, 1.3 * size
    indents = [INDENT * size if number == 0 else STEM * size for number in range(len(text))]
    wide = max(indent + line_width(*line, size) for indent, line in zip(indents, text, strict=True))
    return wide + 0.2 * size, (len(text) * LINE + 0.5) * size


def _missing(texts: dict[int, list[Text]], setting: Setting) -> float:
    """Say by how much the widest label is wider than the paper."""
    widest = max((_shape(text[-1], setting.size)[0] for text in texts.values()), default=0.0)
    return max(0.0, widest - setting.width)


def _label(
    text: Text, flag: Flag, *, start: float, outer: float, middle: float, size: float, keyed: bool
) -> Label:
    """Set the lines of one flag: they are read downwards on both sides of the axis."""
    wide, height = _shape(text, size, keyed=keyed)
    side = flag.side
    # A label that sits over its stem is set like one that runs to the right.
    away = -1.0 if flag.lean < 0 else 1.0
    base = outer + CLEAR + flag.base
    top = base + height if side > 0 else -base
    bottom = top - height
    edge = flag.left if away > 0 else flag.left + wide
    indents = [STEM * size if keyed or row else INDENT * size for row in range(len(text))]
    lines = tuple(
        Line(
            along=edge + away * indent,
            across=top - (0.85 + row * LINE) * size,
            lead=lead,
            words=words,
            align="right" if away < 0 else "left",
        )
        for row, (indent, (lead, words)) in enumerate(zip(indents, text, strict=True))
    )
    # The pole runs along the whole label beside it, and ends below (above) one that sits on it.
    far, near = (top - 0.25 * size, bottom) if side > 0 else (bottom + 0.45 * size, top)
    tip = far if flag.lean else near
    return Label(
        lines=lines,
        box=Box(bottom, flag.left, top, flag.left + wide),
        leader=((middle, start), (tip, start)),
        symbol=None if keyed else (top - 0.5 * size, edge + away * 0.75 * size),
        drift=max(0.0, flag.left - start, start - flag.left - wide),
    )
