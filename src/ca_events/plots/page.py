"""A timeline on its page: the sheet drawn, with legend and notes below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import NullFormatter, NullLocator

from ca_events.plots.attached import Attached, attach
from ca_events.plots.canvas import Canvas
from ca_events.plots.chronology import Entry
from ca_events.plots.identity import Identity
from ca_events.plots.label_drawing import draw_label
from ca_events.plots.labels import Box, Placement
from ca_events.plots.legend import LegendBlock, code_block, draw_block, kinds_of, mark_block
from ca_events.plots.lettering import LINE, line_height, wrap
from ca_events.plots.mark_drawing import draw_mark
from ca_events.plots.marks import MARK, short
from ca_events.plots.overflow import behind, keys_of
from ca_events.plots.panels import Panel
from ca_events.plots.plan import NOTE_SIZE, Plan
from ca_events.plots.ruler import band_note, band_words, in_calendar
from ca_events.plots.ruler_drawing import draw_bands, draw_ruler
from ca_events.plots.sheet import Sheet, lying_sheet, upright_sheet
from ca_events.plots.timeline_words import caption_of, describe, notes_of

MARGIN = 3.0
LEAST = 20.0
ROUNDS = 3

Divide = Callable[[Sequence[Entry]], tuple[Panel, ...]]


@attrs.frozen(kw_only=True, eq=False)
class Page:
    """All that goes on the paper: panels, looks, legend and notes. Lengths in points.

    `rows` says that panels are rows of one time; `remarks` are sentences to be written below the drawing.
    """

    table: pd.DataFrame
    entries: tuple[Entry, ...]
    divide: Divide
    looks: dict[str, Identity]
    legend: bool
    width: float
    upright: bool
    size: float
    rows: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def inner(self) -> float:
        """Width without margins."""
        return self.width - 2 * MARGIN

    def sheet(self, height: float | None) -> Sheet:
        """Place everything; of a given height, legend and notes take their part first."""
        panels = self.divide(self.entries)
        if not self.upright:
            return lying_sheet(panels, width=self.inner, size=self.size, rows=self.rows)
        sheet = upright_sheet(panels, width=self.inner, size=self.size, length=height)
        if height is None:
            return sheet
        # The foot and the labels beyond the ends depend a little on the scale, and the scale on what they leave.
        for _ in range(ROUNDS):
            taken = sheet.head + sum(sheet.over) + self.size + self.foot(panels, sheet.scale)
            sheet = upright_sheet(panels, width=self.inner, size=self.size, length=max(LEAST, height - taken))
        return sheet

    def height(self, sheet: Sheet, *, needed: bool = False) -> float:
        """Give the height of the whole page; `needed`: the least in which no label runs over the edge."""
        foot = self.foot(sheet.panels, sheet.scale)
        if not self.upright:
            return sum(sheet.room) + foot + self.size
        return sheet.head + (sheet.needed if needed else sheet.span) + self.size + foot

    def fits(self, height: float) -> bool:
        """Say whether all labels have room in a height (and the page is wide enough)."""
        return self.report(self.sheet(height), height).fits

    def report(self, sheet: Sheet, height: float) -> Placement:
        """Judge the placement on a page of a height."""
        return sheet.report(
            size=(self.width, height),
            needed=(self.width + sheet.missing, self.height(sheet, needed=True)),
            frame=self._label_room(sheet, height),
        )

    def blocks(self, panels: Sequence[Panel], scale: float) -> list[LegendBlock]:
        """Make the legend: codes, and kinds of marks, of which some depend on how long a day is on paper."""
        if not self.legend or not self.entries:
            return []
        kinds = kinds_of(entry.mark for entry in self.entries)
        if any(
            short(entry.mark, panel.limits, scale, MARK * self.size)
            for panel in panels
            for entry in panel.entries
        ):
            kinds.add("short")
        blocks = [mark_block(kinds, width=self.inner, size=self.size)]
        if self.table.attrs.get("by"):
            codes = (entry.code for entry in self.entries)
            blocks.insert(0, code_block(codes, self.looks, width=self.inner, size=self.size))
        return blocks

    def notes(self, panels: Sequence[Panel], scale: float) -> list[str]:
        """Say what is not in the drawing: events without a date or a label, periods too short for their names."""
        size = self.size * NOTE_SIZE
        unnamed = dict.fromkeys(
            band for panel in panels for band in panel.bands if not band_words(band, scale, size)
        )
        if self.rows:
            # A period may be cut short by the end of a row and be named in another.
            named = {band.label for panel in panels for band in panel.bands if band_words(band, scale, size)}
            unnamed = {band: None for band in unnamed if band.label not in named}
        texts = [*self.remarks, *notes_of(self.table, self.entries), band_note(list(unnamed))]
        return [line for text in texts if text for line in wrap(text, self.inner, size)]

    def foot(self, panels: Sequence[Panel], scale: float) -> float:
        """Room that legend and notes take below the drawing."""
        notes = len(self.notes(panels, scale)) * line_height(self.size * NOTE_SIZE)
        legend = sum(block.height for block in self.blocks(panels, scale))
        return notes + legend + (1.4 * self.size if notes or legend else 0.0)

    def draw(self, ax: Axes, sheet: Sheet, *, height: float) -> None:
        """Draw the page on axes of a height."""
        canvas = Canvas(ax=ax, upright=self.upright, start=sheet.limits[0], scale=sheet.scale)
        floor = self._set_frame(canvas, sheet, height)
        if not self.entries:
            self._say_empty(canvas, sheet)
        for panel, plan, offset in zip(sheet.panels, sheet.plans, sheet.offsets, strict=True):
            self._draw_panel(attrs.evolve(canvas, offset=offset), panel, plan)
        self._draw_titles(canvas, sheet)
        self._draw_foot(canvas, sheet, floor)
        self._attach(ax, sheet, height)

    def _attach(self, ax: Axes, sheet: Sheet, height: float) -> None:
        """Leave table, words and report on the axes."""
        keys = keys_of(self.entries)
        attach(
            ax,
            Attached(
                kind="timeline",
                table=behind(self.table, self.entries, keys),
                caption=" ".join([caption_of(self.table, self.entries), *self.remarks]),
                alt=" ".join([describe(self.table, self.entries), *self.remarks]),
                placement=self.report(sheet, height),
                keys=keys,
            ),
        )

    def _draw_panel(self, canvas: Canvas, panel: Panel, plan: Plan) -> None:
        """Draw one axis with its events."""
        if not self.entries:
            return
        draw_bands(canvas, plan, panel.bands)
        draw_ruler(canvas, plan)
        for entry, label, middle in zip(panel.entries, plan.labels, plan.middles, strict=True):
            draw_mark(
                canvas, entry.mark, self.looks[entry.code], across=middle, size=MARK * self.size,
                limits=plan.limits, gid=f"mark-{entry.name}",
            )  # fmt: skip
            if label is not None:
                draw_label(canvas, entry, label, self.looks[entry.code], size=self.size)

    def _say_empty(self, canvas: Canvas, sheet: Sheet) -> None:
        """Say that there is nothing to draw; an axis would show years that nobody asked for."""
        canvas.text(
            sum(sheet.limits) / 2,
            0.0,
            "no dated events",
            size=self.size,
            align="center",
            valign="center",
            color="#555555",
        )

    def _draw_titles(self, canvas: Canvas, sheet: Sheet) -> None:
        """Write the titles of lanes."""
        for title in sheet.titles:
            for row, words in enumerate(title.lines):
                along, across = title.along, title.across
                if not self.upright:
                    across += (len(title.lines) - 1 - row) * LINE * self.size
                else:
                    along -= sheet.over[0] + (0.9 + (len(title.lines) - 1 - row) * LINE) * self.size
                canvas.text(canvas.day(along), across, words, size=self.size, weight="bold", gid="lane")

    def _set_frame(self, canvas: Canvas, sheet: Sheet, height: float) -> float:
        """Set the limits of the axes so that one unit across is one point; return where the foot begins."""
        ax = canvas.ax
        ax.set_axis_off()
        foot = self.foot(sheet.panels, sheet.scale)
        since = sheet.panels[0].since
        if self.upright:
            top = -sheet.head - sheet.over[0]
            bottom = top + height
            left = -sheet.room[0] - MARGIN
            ax.set_xlim(left, left + self.width)
            ax.set_ylim(canvas.day(bottom), canvas.day(top))
            _count_days(ax.yaxis, ax.get_ylim(), since=since)
            return bottom - foot
        spare = height - self.height(sheet)
        low = -(sheet.room[0] + foot + self.size / 2 + spare / 2)
        begin = -sheet.margin - MARGIN
        ax.set_xlim(canvas.day(begin), canvas.day(begin + self.width))
        ax.set_ylim(low, low + height)
        _count_days(ax.xaxis, ax.get_xlim(), since=since)
        return low + foot

    def _label_room(self, sheet: Sheet, height: float) -> Box:
        """Give the box (across, along) in which labels are inside."""
        if self.upright:
            left = -sheet.room[0] - MARGIN
            top = -sheet.head - sheet.over[0]
            foot = self.foot(sheet.panels, sheet.scale)
            return Box(left, top, left + self.width, top + height - foot)
        spare = (height - self.height(sheet)) / 2
        return Box(
            -sheet.room[0] - spare,
            -sheet.margin - MARGIN,
            sheet.room[1] + spare + self.size,
            self.inner - sheet.margin + MARGIN,
        )

    def _draw_foot(self, canvas: Canvas, sheet: Sheet, floor: float) -> None:
        """Draw legend and notes below the drawing, from `floor` on."""
        size = self.size * NOTE_SIZE
        # Downwards is onwards along an upright axis, and towards smaller numbers across a lying one.
        down = 1.0 if self.upright else -1.0
        spot = floor + down * 0.7 * self.size
        begin = -sheet.room[0] if self.upright else canvas.day(-sheet.margin)
        for block in self.blocks(sheet.panels, sheet.scale):
            draw_block(canvas.ax, block, x=begin, y=canvas.day(spot) if self.upright else spot)
            spot += down * block.height
        for number, words in enumerate(self.notes(sheet.panels, sheet.scale)):
            along = spot + down * (0.9 * size + number * line_height(size))
            day, across = (canvas.day(along), begin) if self.upright else (begin, along)
            canvas.text(day, across, words, size=size, color="#444444", gid="note")


def _count_days(axis: Axis, days: tuple[float, float], *, since: bool) -> None:
    """Let an axis count days; the paper around events of the year 1 or 9999 may lie beyond the calendar."""
    if since:
        return
    axis.axis_date()
    if not in_calendar(days):
        # The axis is not drawn, but matplotlib names its days whenever it lists the texts of a figure.
        axis.set_major_locator(NullLocator())
        axis.set_major_formatter(NullFormatter())
