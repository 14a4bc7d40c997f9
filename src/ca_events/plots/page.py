"""A timeline on its page: the plan drawn, with key and notes below it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import NullFormatter, NullLocator

from ca_events.plots.attached import Attached, attach
from ca_events.plots.canvas import Canvas
from ca_events.plots.chronology import Entry, entries_of
from ca_events.plots.datewords import Bounds
from ca_events.plots.identity import Identity, identities
from ca_events.plots.key import KeyBlock, code_block, draw_block, kinds_of, mark_block
from ca_events.plots.labels import Box
from ca_events.plots.lettering import GAP, line_height, wrap
from ca_events.plots.marks import draw_mark, short
from ca_events.plots.plan import NOTE_SIZE, Label, Line, Plan, plan_upright
from ca_events.plots.plan_lying import plan_lying
from ca_events.plots.ruler import Band, axis_limits, band_note, band_words, bands_of, in_calendar
from ca_events.plots.ruler_drawing import draw_bands, draw_ruler
from ca_events.plots.timeline_words import caption_of, describe, undated_note

MARGIN = 3.0
ONE_LOOK = "#444444"
LEAST = 20.0
# Thickness of bars and size of symbols, in font sizes.
MARK = 0.72


def looks_of(table: pd.DataFrame) -> dict[str, Identity]:
    """Give each code of the table its look; with no variable chosen, one dark look for all."""
    if table.attrs.get("by"):
        codes = dict.fromkeys([*table.attrs.get("codes", ()), *(str(code) for code in table["code"])])
        return identities(codes, table.attrs.get("labels"))
    one = Identity(code="", label="", color=ONE_LOOK, tint="#cccccc", ink="#ffffff", hatch="", marker="o")
    return {str(code): one for code in ("", *table["code"])}


@attrs.frozen(kw_only=True, eq=False)
class Page:
    """All that goes on the paper: entries, looks, bands, key and notes. Lengths in points."""

    table: pd.DataFrame
    entries: tuple[Entry, ...]
    looks: dict[str, Identity]
    bands: tuple[Band, ...]
    legend: bool
    width: float
    upright: bool
    size: float

    @classmethod
    def of(
        cls,
        table: pd.DataFrame,
        periods: Sequence[tuple[str, Bounds]],
        *,
        legend: bool,
        width: float,
        upright: bool,
        size: float,
    ) -> Page:
        """Gather what is to be drawn on a width."""
        entries = entries_of(table)
        marks = [entry.mark for entry in entries]
        return cls(
            table=table,
            entries=tuple(entries),
            looks=looks_of(table),
            # Without a date there is no axis, and nothing for a period to be drawn along.
            bands=tuple(bands_of(periods, axis_limits(marks))) if marks else (),
            legend=legend and bool(marks),
            width=width,
            upright=upright,
            size=size,
        )

    @property
    def inner(self) -> float:
        """Width without margins."""
        return self.width - 2 * MARGIN

    @property
    def head(self) -> float:
        """Room above an upright axis."""
        return 1.2 * self.size

    def blocks(self, scale: float) -> list[KeyBlock]:
        """Make the key: codes, and kinds of marks, of which some depend on how long a day is on paper."""
        if not self.legend:
            return []
        marks = [entry.mark for entry in self.entries]
        kinds = kinds_of(marks)
        if any(short(mark, axis_limits(marks), scale, MARK * self.size) for mark in marks):
            kinds.add("short")
        blocks = [mark_block(kinds, width=self.inner, size=self.size)]
        if self.table.attrs.get("by"):
            codes = (entry.code for entry in self.entries)
            blocks.insert(0, code_block(codes, self.looks, width=self.inner, size=self.size))
        return blocks

    def notes(self, scale: float) -> list[str]:
        """Say what is not in the drawing: events without a date, periods too short for their names."""
        size = self.size * NOTE_SIZE
        short = [band for band in self.bands if not band_words(band, scale, size)]
        texts = [text for text in (undated_note(self.table), band_note(short)) if text]
        return [line for text in texts for line in wrap(text, self.inner, size)]

    def foot(self, scale: float) -> float:
        """Room that key and notes take below the drawing."""
        notes = len(self.notes(scale)) * line_height(self.size * NOTE_SIZE)
        key = sum(block.height for block in self.blocks(scale))
        return notes + key + (1.4 * self.size if notes or key else 0.0)

    def plan(self, height: float | None) -> Plan:
        """Place everything; of a given height, key and notes take their part first."""
        if not self.upright:
            return plan_lying(self.entries, self.bands, width=self.inner, size=self.size)
        length = None
        if height is not None:
            low, high = axis_limits(entry.mark for entry in self.entries)
            rest = max(LEAST, height - self.head - self.size)
            # The foot depends a little on the scale, and the scale on what the foot leaves: two rounds settle it.
            length = max(LEAST, rest - self.foot((high - low) / rest))
            length = max(LEAST, rest - self.foot((high - low) / length))
        return plan_upright(self.entries, self.bands, width=self.inner, length=length, size=self.size)

    def height(self, plan: Plan, *, needed: bool = False) -> float:
        """Give the height of the whole page; `needed`: the least in which no label runs over the edge."""
        if not self.upright:
            return sum(plan.room) + self.foot(plan.scale) + self.size
        return self.head + (plan.needed if needed else plan.length) + self.size + self.foot(plan.scale)

    def draw(self, ax: Axes, plan: Plan, *, height: float) -> None:
        """Draw the page on axes of a height."""
        canvas = Canvas(ax=ax, upright=self.upright, start=plan.limits[0], scale=plan.scale)
        floor = self._set_frame(canvas, plan, height)
        if self.entries:
            draw_bands(canvas, plan, self.bands)
            draw_ruler(canvas, plan)
        else:
            self._say_empty(canvas, plan)
        for entry, label, middle in zip(self.entries, plan.labels, plan.middles, strict=True):
            self._draw_entry(canvas, plan, entry, label, middle)
        self._draw_foot(canvas, plan, floor)
        report = plan.report(
            height=height, needed=self.height(plan, needed=True), frame=self._label_room(plan, height)
        )
        attach(
            ax,
            Attached(
                kind="timeline",
                table=self.table,
                caption=caption_of(self.table),
                alt=describe(self.table),
                placement=report,
            ),
        )

    def _say_empty(self, canvas: Canvas, plan: Plan) -> None:
        """Say that there is nothing to draw; an axis would show years that nobody asked for."""
        canvas.text(
            sum(plan.limits) / 2,
            0.0,
            "no dated events",
            size=self.size,
            align="center",
            valign="center",
            color="#555555",
        )

    def _draw_entry(self, canvas: Canvas, plan: Plan, entry: Entry, label: Label, middle: float) -> None:
        """Draw mark, leader, symbol and words of one event."""
        look = self.looks[entry.code]
        across, along = zip(*label.leader, strict=True)
        days = [canvas.day(point) for point in along]
        canvas.line(days, across, color="#9a9a9a", width=0.45, zorder=1.2, gid=f"leader-{entry.id}")
        draw_mark(
            canvas,
            entry.mark,
            look,
            across=middle,
            size=MARK * self.size,
            limits=plan.limits,
            gid=f"mark-{entry.id}",
        )
        canvas.dot(
            canvas.day(label.symbol[1]), label.symbol[0], marker=look.marker, size=0.62 * self.size,
            color=look.color, edge=look.color, width=0.0, gid=f"symbol-{entry.id}",
        )  # fmt: skip
        for line in label.lines:
            self._draw_line(canvas, line, f"label-{entry.id}")

    def _draw_line(self, canvas: Canvas, line: Line, gid: str) -> None:
        """Write one line of a label: the date in bold, then words."""
        day, gap = canvas.day(line.along), GAP * self.size
        bold_first = bool(line.lead) and (line.align == "left" or not line.words)
        text = canvas.text(
            day, line.across, line.lead if bold_first else line.words, size=self.size, align=line.align,
            weight="bold" if bold_first else "normal", gid=gid,
        )  # fmt: skip
        if bold_first and line.words:
            canvas.follow(text, line.words, gap=gap, gid=gid)
        elif line.lead and line.words:
            canvas.lead(text, line.lead, gap=gap, gid=gid)

    def _set_frame(self, canvas: Canvas, plan: Plan, height: float) -> float:
        """Set the limits of the axes so that one unit across is one point; return where the foot begins."""
        ax = canvas.ax
        ax.set_axis_off()
        if self.upright:
            top, bottom = -self.head, height - self.head
            ax.set_xlim(-plan.room[0] - MARGIN, plan.room[1] + MARGIN)
            ax.set_ylim(canvas.day(bottom), canvas.day(top))
            self._count_days(ax.yaxis, ax.get_ylim())
            return bottom - self.foot(plan.scale)
        spare = height - self.height(plan)
        low = -(plan.room[0] + self.foot(plan.scale) + self.size / 2 + spare / 2)
        begin = -plan.margin - MARGIN - self.size
        ax.set_xlim(canvas.day(begin), canvas.day(begin + self.width))
        ax.set_ylim(low, low + height)
        self._count_days(ax.xaxis, ax.get_xlim())
        return low + self.foot(plan.scale)

    def _count_days(self, axis: Axis, days: tuple[float, float]) -> None:
        """Let an axis count days; the paper around events of the year 1 or 9999 may lie beyond the calendar."""
        axis.axis_date()
        if not in_calendar(days):
            # The axis is not drawn, but matplotlib names its days whenever it lists the texts of a figure.
            axis.set_major_locator(NullLocator())
            axis.set_major_formatter(NullFormatter())

    def _label_room(self, plan: Plan, height: float) -> Box:
        """Give the box (across, along) in which labels are inside."""
        if self.upright:
            return Box(-plan.room[0] - MARGIN, -self.head, plan.room[1] + MARGIN, plan.length + self.size)
        spare = (height - self.height(plan)) / 2
        begin = -plan.margin - self.size
        return Box(-plan.room[0] - spare, begin, plan.room[1] + spare + self.size, begin + self.inner)

    def _draw_foot(self, canvas: Canvas, plan: Plan, floor: float) -> None:
        """Draw key and notes below the drawing, from `floor` on."""
        size = self.size * NOTE_SIZE
        # Downwards is onwards along an upright axis, and towards smaller numbers across a lying one.
        down = 1.0 if self.upright else -1.0
        spot = floor + down * 0.7 * self.size
        begin = -plan.room[0] if self.upright else canvas.day(-plan.margin - self.size)
        for block in self.blocks(plan.scale):
            draw_block(canvas.ax, block, x=begin, y=canvas.day(spot) if self.upright else spot)
            spot += down * block.height
        for number, words in enumerate(self.notes(plan.scale)):
            along = spot + down * (0.9 * size + number * line_height(size))
            day, across = (canvas.day(along), begin) if self.upright else (begin, along)
            canvas.text(day, across, words, size=size, color="#444444", gid="note")
