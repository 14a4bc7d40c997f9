"""What is wrong with a figure of labels, read from the screen and from the files that were written.

A label that just fits on the screen may overlap in print, because a screen pulls letters to whole pixels. The same
figure is therefore read on six media: drawn at 72, 100, 200 and 600 dots per inch, as a PDF and as an SVG. On the
screens the boxes of texts are those that matplotlib gives. The files are read by others: the PDF by pdfminer.six
(a box for each letter: as wide as its advance, as high as the font), the SVG by the reader below (the outlines of
the letters alone, the ink). Leaders are read from the same files as their labels.

To tell labels apart in a PDF, which has no names, every label and every leader is given a colour of its own, dark
greys and middle greys that differ in their last bits. In an SVG each has its name. A label that is not found again
in a file, or reads otherwise there, is an error.

All lengths are in points, x to the right and y upwards from the lower left corner of the page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import attrs
import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

POINTS = 72.0
SCREENS = (72, 100, 200, 600)
MEDIA = (*map(str, SCREENS), "PDF", "SVG")
# The resolution at which figures are laid out, and at which distances are measured.
DPI = 200
# Boxes that share less are taken to touch: half a pixel at 200 dpi. So are leaders and boxes.
TOUCH = 0.18
# Leaders cross when the ends of each lie on both sides of the other by more than this.
ASIDE = 0.01
# Colours: three digits of four bits, added to a level of grey; leaders are lighter than labels. A little more blue
# tells all of them from the black and the greys of everything else on the page.
DIGIT = 16
LABEL_GREY, LEADER_GREY = 0, 128
FILES = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "path.simplify": False,
    "savefig.bbox": None,
    "svg.hashsalt": "labels",
}
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@attrs.frozen(kw_only=True, eq=False)
class Reading:
    """What one medium shows: rows of owner, x, y, x, y.

    Attributes
    ----------
    boxes : numpy.ndarray
        Boxes of labels (low corner, high corner), one for each text or line.
    segments : numpy.ndarray
        Straight pieces of leaders (begin, end).
    frame : tuple of float
        The box in which labels are inside.
    """

    boxes: np.ndarray
    segments: np.ndarray
    frame: tuple[float, float, float, float]

    def whole(self, owner: int) -> np.ndarray:
        """Give the box around all lines of a label."""
        mine = self.boxes[self.boxes[:, 0] == owner]
        return np.r_[mine[:, 1:3].min(axis=0), mine[:, 3:].max(axis=0)]


@attrs.frozen(kw_only=True)
class Faults:
    """Pairs of labels that overlap, labels outside, leaders through labels of others, pairs of leaders that cross."""

    overlaps: int
    outside: int
    through: int
    crossings: int


@attrs.frozen(kw_only=True, eq=False)
class Sheet:
    """A figure whose labels and leaders are known by name.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    frame : tuple of float
        The box of the axes.
    texts : dict
        Name of a label -> its texts, of which each is a line or a part of it.
    lines : dict
        Name of a label -> its leader.
    """

    figure: Figure
    frame: tuple[float, float, float, float]
    texts: Mapping[str, list[Text]]
    lines: Mapping[str, Line2D]

    @classmethod
    def of(cls, figure: Figure, frame: tuple[float, float, float, float]) -> Sheet:
        """Gather labels and leaders by their names: ``label-NAME`` and ``leader-NAME``."""
        texts: dict[str, list[Text]] = {}
        lines: dict[str, Line2D] = {}
        for artist in figure.findobj(lambda artist: isinstance(artist, Text | Line2D)):
            kind, _, name = str(artist.get_gid()).partition("-")
            if kind == "label" and isinstance(artist, Text):
                texts.setdefault(name, []).append(artist)
            elif kind == "leader" and isinstance(artist, Line2D):
                lines[name] = artist
        sheet = cls(figure=figure, frame=frame, texts=texts, lines=lines)
        sheet._colour()
        return sheet

    def _colour(self) -> None:
        """Give every label and leader a colour of its own."""
        for number, name in enumerate(self.texts):
            for text in self.texts[name]:
                text.set_color(_colour_of(number, LABEL_GREY))
            if name in self.lines:
                self.lines[name].set_color(_colour_of(number, LEADER_GREY))

    def screen(self, dpi: int) -> Reading:
        """Read the figure as matplotlib measures it at a resolution."""
        before = self.figure.dpi
        self.figure.dpi = dpi
        renderer = RendererAgg(8, 8, dpi)  # the size of its paper does not matter for measuring
        scale = POINTS / dpi
        boxes, segments = [], []
        for number, (name, texts) in enumerate(self.texts.items()):
            boxes += [(number, *(text.get_window_extent(renderer).extents * scale)) for text in texts]
            if name in self.lines:
                line = self.lines[name]
                points = line.get_transform().transform(np.column_stack(line.get_data(orig=False)))
                segments += pieces(number, points * scale)
        self.figure.dpi = before
        return self._reading(boxes, segments)

    def _reading(self, boxes: list[Any], segments: list[Any]) -> Reading:
        """Make a reading; every label must have been found."""
        found = np.array(boxes, dtype=float).reshape(-1, 5)
        if lost := set(range(len(self.texts))) - {int(owner) for owner in found[:, 0]}:
            raise ValueError(f"labels not found again: {[list(self.texts)[number] for number in lost]}")
        return Reading(boxes=found, segments=np.array(segments, dtype=float).reshape(-1, 5), frame=self.frame)

    def pdf(self, content: bytes) -> Reading:
        """Read the figure from its PDF; a box for each label and line of it."""
        from pdfminer.high_level import extract_pages
        from pdfminer.layout import LTChar, LTCurve

        texts = {_colour_of(number, LABEL_GREY): number for number in range(len(self.texts))}
        leaders = {_colour_of(number, LEADER_GREY): number for number in range(len(self.texts))}
        segments: list[Any] = []
        rows: dict[tuple[int, float], list[Any]] = {}
        words: dict[int, str] = {}
        for item in _pdf_items(extract_pages(io.BytesIO(content), laparams=None)):
            if isinstance(item, LTChar):
                number = _known(item.graphicstate.ncolor, texts)
                if number is not None:
                    words[number] = words.get(number, "") + item.get_text()
                    rows.setdefault((number, round(item.matrix[5], 2)), []).append(item.bbox)
            elif isinstance(item, LTCurve) and item.stroke:
                number = _known(item.stroking_color, leaders)
                if number is not None:
                    segments += pieces(number, np.array(item.pts))
        for number, name in enumerate(self.texts):
            wanted = "".join(text.get_text() for text in self.texts[name])
            # In the order of drawing, which is that of the words but for a date before a line that is flush right.
            if sorted(words.get(number, "")) != sorted(wanted.replace("\n", "")):
                raise ValueError(f"label {name!r} reads {words.get(number)!r} in the PDF and not {wanted!r}")
        return self._reading([(number, *_union(row)) for (number, _), row in rows.items()], segments)

    def svg(self, content: bytes) -> Reading:
        """Read the figure from its SVG; a box for each label and line of it."""
        numbers = {name: number for number, name in enumerate(self.texts)}
        root = ElementTree.fromstring(content)
        glyphs = {path.get("id"): path for path in root.iter(f"{SVG}path") if path.get("id")}
        height = float(str(root.get("viewBox")).split()[3])
        turned = np.array([[1.0, 0.0, 0.0], [0.0, -1.0, height], [0.0, 0.0, 1.0]])
        boxes: list[Any] = []
        segments: list[Any] = []
        for group, matrix in _groups(root, turned):
            kind, _, name = str(group.get("id")).partition("-")
            if kind == "leader" and name in numbers:
                for path in group.iter(f"{SVG}path"):
                    segments += pieces(numbers[name], _apply(matrix, _outline(path.get("d", ""))[:, -2:]))
            elif kind == "label" and name in numbers:
                boxes += [(numbers[name], *box) for box in _ink(group, matrix, glyphs)]
        return self._reading(boxes, segments)

    def files(self) -> dict[str, bytes]:
        """Write the figure as PDF and SVG."""
        written = {}
        with mpl.rc_context(FILES):
            for form in ("pdf", "svg"):
                buffer = io.BytesIO()
                self.figure.savefig(buffer, format=form)
                written[form] = buffer.getvalue()
        return written

    def media(self, files: Mapping[str, bytes]) -> dict[str, Reading]:
        """Read the figure on all media."""
        screens = {str(dpi): self.screen(dpi) for dpi in SCREENS}
        return screens | {"PDF": self.pdf(files["pdf"]), "SVG": self.svg(files["svg"])}


def pieces(owner: int, points: np.ndarray) -> list[tuple[float, ...]]:
    """Cut a line through points into its straight pieces."""
    return [(owner, *begin, *end) for begin, end in pairwise(points)]


def _colour_of(number: int, grey: int) -> tuple[float, float, float]:
    """Give the colour of a number: its digits in red, green and blue, over a level of grey."""
    if number >= DIGIT**3:
        raise ValueError(f"no more than {DIGIT**3} labels can be told apart by colour")
    digits = (number // DIGIT**2, number // DIGIT % DIGIT, DIGIT + number % DIGIT)
    red, green, blue = ((grey + digit) / 255 for digit in digits)
    return red, green, blue


def _known(colour: Any, colours: Mapping[tuple[float, float, float], int]) -> int | None:
    """Find whose colour it is; a grey may be written as one number."""
    levels = tuple(colour) if isinstance(colour, tuple | list) else (colour,)
    if None in levels or len(levels) not in (1, 3):
        return None
    red, green, blue = (round(255 * float(level)) / 255 for level in (*levels, *levels, *levels)[:3])
    return colours.get((red, green, blue))


def _pdf_items(items: Iterable[Any]) -> Iterator[Any]:
    """List what is drawn on pages of a PDF, in the order of drawing."""
    from pdfminer.layout import LTContainer

    for item in items:
        if isinstance(item, LTContainer):
            yield from _pdf_items(item)
        else:
            yield item


def _union(boxes: Any) -> np.ndarray:
    """Give the box around boxes."""
    array = np.array(boxes)
    return np.r_[array[:, :2].min(axis=0), array[:, 2:].max(axis=0)]


def _groups(element: ElementTree.Element, matrix: np.ndarray) -> Iterator[tuple[Any, np.ndarray]]:
    """List the groups of an SVG, each with the matrix that leads from it to the page."""
    for child in element.iterfind(f"{SVG}g"):
        inner = matrix @ _matrix(child.get("transform", ""))
        yield child, inner
        yield from _groups(child, inner)


def _matrix(text: str) -> np.ndarray:
    """Turn a list of transforms into a matrix."""
    whole = np.eye(3)
    for name, inside in re.findall(r"(\w+)\s*\(([^)]*)\)", text):
        numbers = [float(number) for number in NUMBER.findall(inside)]
        step = np.eye(3)
        if name == "translate":
            step[:2, 2] = (*numbers, 0.0)[:2]
        elif name == "scale":
            step[0, 0], step[1, 1] = numbers[0], numbers[-1]
        elif name == "rotate" and len(numbers) == 1:
            cos, sin = np.cos(np.radians(numbers[0])), np.sin(np.radians(numbers[0]))
            step[:2, :2] = [[cos, -sin], [sin, cos]]
        elif name == "matrix":
            step[:2] = np.array(numbers).reshape(3, 2).T
        else:
            raise ValueError(f"a transform that the reader does not know: {name}({inside})")
        whole = whole @ step
    return whole


def _apply(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Transform points."""
    return points @ matrix[:2, :2].T + matrix[:2, 2]


def _outline(path: str) -> np.ndarray:
    """Read the commands M, L and Q of a path: a row each of begin, control point and end."""
    rows: list[list[float]] = []
    here = start = [0.0, 0.0]
    for command, inside in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(number) for number in NUMBER.findall(inside)]
        if command not in "MLQzZ":
            raise ValueError(f"a command that the reader does not know: {command}")
        step = 4 if command == "Q" else 2
        for place in range(0, len(numbers), step):
            control, end = numbers[place : place + 2], numbers[place + step - 2 : place + step]
            begin = end if command == "M" else here
            rows.append([*begin, *(control if command == "Q" else begin), *end])
            here = end
        start = here if command == "M" else start
        here = start if command in "zZ" else here
    return np.array(rows).reshape(-1, 6)


def _extremes(outline: np.ndarray) -> np.ndarray:
    """Give ends and turning points of the curves of an outline, so that a box around them is a box around the ink."""
    begin, control, end = outline[:, :2], outline[:, 2:4], outline[:, 4:]
    bend = begin - 2 * control + end
    turn = np.clip(np.divide(begin - control, bend, out=np.zeros_like(bend), where=bend != 0), 0, 1)
    both = [turn[:, [axis]] for axis in (0, 1)]
    curves = [(1 - t) ** 2 * begin + 2 * t * (1 - t) * control + t**2 * end for t in both]
    # A straight line has its begin as control point, and its turning point is there too.
    return np.concatenate([begin, end, *curves])


def _ink(group: ElementTree.Element, matrix: np.ndarray, glyphs: Mapping[Any, Any]) -> list[np.ndarray]:
    """Give the boxes around the ink of the lines of a text."""
    lines = []
    for line, inner in [(group, matrix), *_groups(group, matrix)]:
        points = []
        for use in line.iterfind(f"{SVG}use"):
            glyph = glyphs[str(use.get(HREF)).removeprefix("#")]
            outline = _extremes(_outline(glyph.get("d", "")))
            steps = (use.get("transform", ""), f"translate({use.get('x', 0)} {use.get('y', 0)})")
            to_page = inner @ _matrix(" ".join((*steps, glyph.get("transform", ""))))
            points.append(_apply(to_page, outline))
        if points and len(ink := np.concatenate(points)):
            lines.append(np.r_[ink.min(axis=0), ink.max(axis=0)])
    return lines


def faults(reading: Reading) -> Faults:
    """Count what is wrong on one medium."""
    owner, low, high = reading.boxes[:, 0], reading.boxes[:, 1:3], reading.boxes[:, 3:]
    shared = np.minimum(high[:, None], high[None]) - np.maximum(low[:, None], low[None])
    first, second = np.nonzero((shared > TOUCH).all(axis=-1) & (owner[:, None] < owner[None]))
    left, bottom, right, top = reading.frame
    beyond = (low < np.array([left, bottom]) - TOUCH) | (high > np.array([right, top]) + TOUCH)
    return Faults(
        overlaps=len(set(zip(owner[first], owner[second], strict=True))),
        outside=len(set(owner[beyond.any(axis=1)])),
        through=leaders_through(reading),
        crossings=leader_crossings(reading.segments),
    )


def leaders_through(reading: Reading) -> int:
    """Count pairs of a leader and a label of another event through which it runs."""
    pairs: set[tuple[float, float]] = set()
    owners, begins = reading.segments[:, 0], reading.segments[:, 1:3]
    along = reading.segments[:, 3:] - begins
    flat = np.abs(along) < 1e-9
    safe = np.where(flat, 1.0, along)
    for owner, *box in reading.boxes:
        low, high = np.array(box[:2]) + TOUCH, np.array(box[2:]) - TOUCH
        if (low >= high).any():
            continue
        within = (begins > low) & (begins < high)
        one, two = (low - begins) / safe, (high - begins) / safe
        enter = np.where(flat, np.where(within, 0.0, 2.0), np.minimum(one, two)).max(axis=1, initial=0.0)
        leave = np.where(flat, 1.0, np.maximum(one, two)).min(axis=1, initial=1.0)
        hit = (np.maximum(enter, 0.0) < np.minimum(leave, 1.0)) & (owners != owner)
        pairs.update((leader, owner) for leader in owners[hit])
    return len(pairs)


def leader_crossings(segments: np.ndarray) -> int:
    """Count pairs of leaders that cross; leaders that only meet, or run along each other, do not."""
    owner, begin, end = segments[:, 0], segments[:, 1:3], segments[:, 3:]
    along = end - begin
    length = np.maximum(np.hypot(*along.T), 1e-9)
    pairs: set[tuple[float, float]] = set()
    for index in range(len(segments)):
        rest = slice(index + 1, None)
        mine = [_aside(begin[index], along[index], length[index], other[rest]) for other in (begin, end)]
        yours = [_aside(begin[rest], along[rest], length[rest], spot[index]) for spot in (begin, end)]
        crossed = (owner[rest] != owner[index]) & _both_sides(*mine) & _both_sides(*yours)
        pairs.update(tuple(sorted((owner[index], other))) for other in owner[rest][crossed])
    return len(pairs)


def _aside(begin: np.ndarray, along: np.ndarray, length: Any, spot: np.ndarray) -> np.ndarray:
    """Measure how far a spot lies to the left of a line."""
    way = spot - begin
    return (along[..., 0] * way[..., 1] - along[..., 1] * way[..., 0]) / length


def _both_sides(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Say whether one of two spots lies clearly left and the other clearly right."""
    return (np.minimum(one, two) < -ASIDE) & (np.maximum(one, two) > ASIDE)


def measures(
    reading: Reading, names: list[str], spots: np.ndarray, *, vertical: bool
) -> dict[str, float | int]:
    """Measure how labels stand to their markers."""
    own = [number for number, name in enumerate(names) if name.isdecimal()]
    boxes = np.array([reading.whole(number) for number in own])
    mine = spots[[int(names[number]) for number in own]]
    low, high = boxes[:, :2], boxes[:, 2:]
    away = np.maximum(np.maximum(low[:, None] - spots[None], spots[None] - high[:, None]), 0.0)
    distances = np.hypot(away[..., 0], away[..., 1])
    to_own = np.hypot(*np.maximum(np.maximum(low - mine, mine - high), 0.0).T)
    if vertical:
        along = np.abs((low[:, 1] + high[:, 1]) / 2 - mine[:, 1])
    else:
        along = np.maximum(np.maximum(low[:, 0] - mine[:, 0], mine[:, 0] - high[:, 0]), 0.0)
    lines = reading.segments[:, 3:] - reading.segments[:, 1:3]
    return {
        "displacement": float(along.sum()) / POINTS,
        "near": int((distances.min(axis=1) < to_own - POINTS / DPI).sum()),
        "leaders": float(np.hypot(*lines.T).sum()) / POINTS,
        "height": float(reading.boxes[:, 4].max() - reading.boxes[:, 2].min()) / POINTS,
    }
