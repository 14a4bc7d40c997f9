"""One code, one look, in every figure.

When "economic" is blue in the first figure and red in the second, readers draw wrong conclusions. A code's colour,
hatch and marker follow from its place in the codebook, never from what happens to be in the data: they stay the
same when other codes are filtered away. The first part of a code (``economic`` in ``economic.energy``) gives the
hue, so that a family of codes is seen as one; within the family the tint, the hatch and the marker differ. No two
neighbours rest on hue alone: a figure printed in grey can still be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import attrs

NONE: Final = "(none)"
SEVERAL: Final = "(several)"
# Neighbours differ in lightness by at least 15 (CIE L*), and each hue is told from the others with the three
# common deficiencies of colour vision (after the schemes of Paul Tol and of Okabe and Ito).
HUES: Final = ("#004488", "#ddaa33", "#bb5566", "#88ccee", "#332288", "#44aa99", "#882255", "#ee8866")
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "<", "p", ">", "h")
MARKER_NAMES: Final = {
    "o": "circle",
    "s": "square",
    "^": "triangle",
    "D": "diamond",
    "v": "triangle pointing down",
    "P": "plus",
    "X": "cross",
    "<": "triangle pointing left",
    "p": "pentagon",
    ">": "triangle pointing right",
    "h": "hexagon",
    "d": "thin diamond",
    "*": "star",
}
HATCHES: Final = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "++++")
# Part of white (positive) or black (negative) mixed into the hue of the family.
SHADES: Final = (0.0, 0.45, -0.35, 0.7, 0.25)
GREY: Final = "#7a7a7a"
LIGHT: Final = 60.0


@attrs.frozen(kw_only=True)
class Identity:
    """How a code looks: `color` of marks, `tint` of what is only possible, `ink` of hatches and words on it."""

    code: str
    label: str
    color: str
    tint: str
    ink: str
    hatch: str
    marker: str

    @property
    def outline(self) -> str:
        """The colour of thin lines: a light colour is darkened, since a pale hair line is lost in print."""
        return mix(self.color, -0.3) if lightness(self.color) >= LIGHT else self.color


def identities(codes: Iterable[str], labels: Mapping[str, str] | None = None) -> dict[str, Identity]:
    """Give each code its look.

    Parameters
    ----------
    codes
        All codes of the variable in the order of the codebook, whether they occur in the data or not.
    labels
        Code -> label; a code without one is named by itself.

    Returns
    -------
    dict of str to Identity
        In the same order; ``(none)`` and ``(several)`` are always there, last, in grey.

    Examples
    --------
    >>> looks = identities(["political", "economic", "economic.energy"])
    >>> looks["economic"].color, looks["economic"].marker
    ('#ddaa33', 's')
    >>> identities(["political", "economic"])["economic"] == looks["economic"]
    True
    """
    names = labels or {}
    families: dict[str, int] = {}
    ranks: dict[str, tuple[int, int]] = {}
    sizes: dict[tuple[str, int], int] = {}
    wanted = [code for code in codes if code not in (NONE, SEVERAL)]
    for code in _with_ancestors(wanted):
        root, depth = code.split(".")[0], code.count(".")
        family = families.setdefault(root, len(families))
        rank = sizes.get((root, depth), 0)
        sizes[root, depth] = rank + 1
        ranks[code] = (family, 0 if depth == 0 else rank + depth)
    looks = {code: _identity(code, names.get(code, code), *ranks[code]) for code in wanted}
    for code, marker, hatch in ((NONE, "d", ""), (SEVERAL, "*", "**")):
        looks[code] = Identity(
            code=code,
            label=names.get(code, code.strip("()")),
            color=GREY,
            tint=mix(GREY, 0.7),
            ink="#ffffff",
            hatch=hatch,
            marker=marker,
        )
    return looks


def _with_ancestors(codes: Iterable[str]) -> list[str]:
    """List the codes with those above them put in before, so that cutting to a depth changes no look."""
    seen: dict[str, None] = {}
    for code in codes:
        parts = code.split(".")
        for depth in range(1, len(parts) + 1):
            seen.setdefault(".".join(parts[:depth]))
    return list(seen)


def _identity(code: str, label: str, family: int, rank: int) -> Identity:
    """Make the look of the code with a rank in a family."""
    # Rounds of eight families and of five shades: hatch and marker move on by other steps, so pairs stay apart.
    turn = family // len(HUES) + rank
    color = mix(HUES[family % len(HUES)], SHADES[rank % len(SHADES)])
    return Identity(
        code=code,
        label=label,
        color=color,
        tint=mix(color, 0.7),
        ink="#ffffff" if lightness(color) < LIGHT else "#222222",
        hatch=HATCHES[(family + turn) % len(HATCHES)],
        marker=MARKERS[(family + turn) % len(MARKERS)],
    )


def mix(color: str, part: float) -> str:
    """Mix a colour with white (part above 0) or with black (below 0); solid, since print has no transparency.

    Examples
    --------
    >>> mix("#000000", 0.5), mix("#ffffff", -1.0)
    ('#808080', '#000000')
    """
    goal = 255 if part >= 0 else 0
    mixed = [round(channel + (goal - channel) * abs(part)) for channel in _channels(color)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def lightness(color: str) -> float:
    """Give the lightness (CIE L*, 0 black to 100 white) of a colour: what is left of it in greyscale.

    Examples
    --------
    >>> round(lightness("#ffffff")), round(lightness("#000000"))
    (100, 0)
    """
    luminance = relative_luminance(color)
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def relative_luminance(color: str) -> float:
    """Give the luminance of an sRGB colour between 0 and 1."""
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (value / 255 for value in _channels(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21 (WCAG); words need 4.5.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 3)
    21.0
    """
    light, dark = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _channels(color: str) -> list[int]:
    """Split ``#rrggbb`` into three numbers."""
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]
