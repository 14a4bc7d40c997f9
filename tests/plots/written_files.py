"""Labels read again from the files that were written, without asking matplotlib where it has put them.

A PDF is read by pdfminer.six, letter by letter: a box is as wide as the letter's advance and as high as the lettering.
In an SVG letters are outlines; they are read as XML, and a box is drawn around the points of an outline, which is never
smaller than its ink. A PDF names nothing, so every label and every leader first gets a colour of its own that no eye
tells from black or grey. All lengths are in points, y upwards from the lower left corner of the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import attrs
import numpy as np

Rectangle = tuple[float, float, float, float]
Names = dict[tuple[int, ...], str]
# Boxes that share less than this do not count as overlapping.
TOUCH = 0.1
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
KINDS = ("label-", "leader-")


@attrs.frozen
class Letter:
    """One visible letter: the name of the text it belongs to, what it is, where it stands on its line, its box."""

    owner: str
    what: str
    x: float
    baseline: float
    box: Rectangle


@attrs.frozen
class Paper:
    """What stands on a page: all letters, and the corners of the leaders by name."""

    size: tuple[float, float]
    letters: list[Letter]
    leaders: dict[str, list[tuple[float, float]]]

    def labels(self) -> dict[str, list[list[Letter]]]:
        """Give the letters of each label, line by line, as they are read."""
        return {
            owner: list(_lines([letter for letter in self.letters if letter.owner == owner]))
            for owner in dict.fromkeys(letter.owner for letter in self.letters)
            if owner.startswith("label-")
        }

    def read(self) -> dict[str, list[str]]:
        """Give what each label says, letter by letter and without blanks, by the name behind ``label-``."""
        return {
            owner.removeprefix("label-"): [letter.what for line in lines for letter in line]
            for owner, lines in self.labels().items()
        }

    def overlapping(self) -> list[tuple[str, str]]:
        """List the pairs of labels that overlap."""
        boxes = {owner: [_around(line) for line in lines] for owner, lines in self.labels().items()}
        return [
            (one, two)
            for one, two in combinations(boxes, 2)
            if any(_share(first, second) for first in boxes[one] for second in boxes[two])
        ]

    def outside(self) -> dict[str, int]:
        """Count the letters that are not wholly on the page, by what they belong to (labels, or all else)."""
        width, height = self.size
        return Counter(
            letter.owner
            for letter in self.letters
            if min(letter.box[:2]) < -TOUCH or letter.box[2] > width + TOUCH or letter.box[3] > height + TOUCH
        )

    def crossed(self) -> list[tuple[str, str]]:
        """List the leaders that run through the label of another event, each with that label."""
        return [
            (leader, owner)
            for owner, lines in self.labels().items()
            for leader, corners in self.leaders.items()
            if leader.removeprefix("leader-") != owner.removeprefix("label-")
            and any(_meets(piece, _around(line)) for piece in pairwise(corners) for line in lines)
        ]


def give_colours(figure: Any) -> Names:
    """Give every label and every leader of a figure a colour of its own; tell which is whose."""
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    names: Names = {}
    for artist in figure.findobj(lambda artist: isinstance(artist, Text | Line2D)):
        gid = str(artist.get_gid())
        if gid.startswith(KINDS):
            number = list(dict.fromkeys([*names.values(), gid])).index(gid)
            # Never a grey, which a PDF would write in another way.
            colour = (number // 64, number % 64, 77)
            names[colour] = gid
            artist.set_color(tuple(level / 255 for level in colour))
    return names


def read_pdf(path: Path, names: Names) -> Paper:
    """Read the one page of a PDF."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTChar, LTCurve

    (page,) = extract_pages(path, laparams=None)
    paper = Paper((page.width, page.height), [], {})
    for item in _items(page):
        if isinstance(item, LTChar) and not item.get_text().isspace():
            owner = names.get(_levels(item.graphicstate.ncolor), "")
            # A ligature is one letter here, and reads as two.
            what = unicodedata.normalize("NFKC", item.get_text())
            paper.letters.append(Letter(owner, what, *item.matrix[4:], tuple(item.bbox)))
        elif isinstance(item, LTCurve) and _levels(item.stroking_color) in names:
            paper.leaders.setdefault(names[_levels(item.stroking_color)], []).extend(item.pts)
    return paper


def read_svg(path: Path) -> Paper:
    """Read an SVG of matplotlib in which letters are outlines."""
    root = ElementTree.fromstring(path.read_bytes())
    *_, width, height = (float(number) for number in root.attrib["viewBox"].split())
    outlines = {path.get("id"): path for path in root.iter(f"{SVG}path") if path.get("id")}
    paper = Paper((width, height), [], {})
    turned = np.array([[1.0, 0.0, 0.0], [0.0, -1.0, height], [0.0, 0.0, 1.0]])
    for owner, element, matrix in _elements(root, "", turned):
        if element.tag == f"{SVG}path" and owner.startswith("leader-"):
            paper.leaders[owner] = [
                tuple(spot) for spot in _spots(element) @ matrix[:2, :2].T + matrix[:2, 2]
            ]
        name = str(element.get(HREF)).removeprefix("#")
        # Symbols are used like letters, but only the outlines of letters are scaled.
        if element.tag != f"{SVG}use" or "scale" not in outlines[name].get("transform", ""):
            continue
        spots = _spots(outlines[name])
        matrix = matrix @ _matrix(f"translate({element.get('x', 0)} {element.get('y', 0)})")
        x, baseline = matrix[:2, 2]
        matrix = matrix @ _matrix(outlines[name].attrib["transform"])
        if len(spots):
            ink = spots @ matrix[:2, :2].T + matrix[:2, 2]
            paper.letters.append(Letter(owner, name, x, baseline, (*ink.min(axis=0), *ink.max(axis=0))))
    return paper


def _items(container: Iterable[Any]) -> Iterator[Any]:
    """List what is drawn on a page of a PDF."""
    for item in container:
        if hasattr(item, "__iter__"):
            yield from _items(item)
        else:
            yield item


def _levels(colour: Any) -> tuple[int, ...]:
    """Give the colour of something in a PDF, which may be one grey, in whole numbers."""
    levels = colour if isinstance(colour, tuple | list) else (colour,)
    return tuple(round(255 * float(level or 0.0)) for level in levels)


def _elements(
    parent: ElementTree.Element, owner: str, matrix: np.ndarray
) -> Iterator[tuple[str, ElementTree.Element, np.ndarray]]:
    """List what is drawn in an SVG, each with the named group it stands in and its way to the page."""
    for child in parent:
        inner = matrix @ _matrix(child.get("transform", ""))
        gid = child.get("id", "")
        mine = gid if child.tag == f"{SVG}g" and gid.startswith(KINDS) else owner
        if child.tag != f"{SVG}defs":
            yield mine, child, inner
            yield from _elements(child, mine, inner)


def _matrix(text: str) -> np.ndarray:
    """Turn a list of transforms into a matrix."""
    whole = np.eye(3)
    for name, inside in re.findall(r"(\w+)\s*\(([^)]*)\)", text):
        numbers = [float(number) for number in NUMBER.findall(inside)]
        step = np.eye(3)
        if name == "translate":
            step[: len(numbers), 2] = numbers
        elif name == "scale":
            step[0, 0], step[1, 1] = numbers[0], numbers[-1]
        elif name == "rotate" and len(numbers) == 1:
            turn = np.exp(1j * np.radians(numbers[0]))
            step[:2, :2] = [[turn.real, -turn.imag], [turn.imag, turn.real]]
        else:
            raise ValueError(f"a transform that is not known: {name}({inside})")
        whole = whole @ step
    return whole


def _spots(path: ElementTree.Element) -> np.ndarray:
    """List the points of a path, those that only bend a curve included."""
    commands = path.get("d", "")
    if unknown := set(re.findall("[A-Za-z]", commands)) - set("MLQCZz"):
        raise ValueError(f"commands that are not known: {unknown}")
    return np.array([float(number) for number in NUMBER.findall(commands)]).reshape(-1, 2)


def _lines(letters: list[Letter]) -> Iterator[list[Letter]]:
    """Put the letters of a text in lines, downwards, and each line in order."""
    line: list[Letter] = []
    for letter in sorted(letters, key=lambda letter: -letter.baseline):
        if line and line[-1].baseline - letter.baseline > 1.0:
            yield sorted(line, key=lambda letter: letter.x)
            line = []
        line.append(letter)
    if line:
        yield sorted(line, key=lambda letter: letter.x)


def _around(line: list[Letter]) -> Rectangle:
    """Give the box around a line."""
    left, low, right, high = zip(*(letter.box for letter in line), strict=True)
    return min(left), min(low), max(right), max(high)


def _share(one: Rectangle, two: Rectangle) -> bool:
    """Say whether two boxes overlap."""
    return all(min(one[axis + 2], two[axis + 2]) - max(one[axis], two[axis]) > TOUCH for axis in (0, 1))


def _meets(piece: tuple[tuple[float, float], tuple[float, float]], box: Rectangle) -> bool:
    """Say whether a straight line runs through a box."""
    enter, leave = 0.0, 1.0
    for axis in (0, 1):
        begin, way = piece[0][axis], piece[1][axis] - piece[0][axis]
        low, high = box[axis] + TOUCH, box[axis + 2] - TOUCH
        if abs(way) < 1e-9:
            if not low < begin < high:
                return False
            continue
        one, two = sorted(((low - begin) / way, (high - begin) / way))
        enter, leave = max(enter, one), min(leave, two)
    return enter < leave
