from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import pytest

from ca_events.plots.identity import HUES, MARKERS, identities, lightness


def test_neighbouring_roots_differ_in_grey_and_in_marker_and_hatch() -> None:
    assert all(
        abs(lightness(first) - lightness(second)) >= 15 for first, second in itertools.pairwise(HUES[:4])
    )
    looks = [
        look
        for look in identities([f"c{number}" for number in range(6)]).values()
        if look.code.startswith("c")
    ]
    assert len({look.marker for look in looks}) == 6
    assert len({look.hatch for look in looks}) == 6


def test_many_codes_have_looks_of_their_own() -> None:
    codes = [f"{root}.{leaf}" for root in "abcd" for leaf in "pqrstuvwxyz"]
    looks = identities(codes)
    assert len({(look.color, look.marker, look.hatch) for look in looks.values()}) == len(looks)
    assert len(MARKERS) == len(set(MARKERS))


def test_cutting_to_a_depth_changes_no_look() -> None:
    leaves = identities(
        ["economic.energy.gas", "economic.energy.oil", "economic.mining.gold", "security.police"]
    )
    middles = identities(["economic", "economic.energy", "economic.mining", "security", "security.police"])
    assert leaves["security.police"] == middles["security.police"]
    assert identities(["economic.energy", "economic.mining"])["economic.mining"] == middles["economic.mining"]


def test_words_on_a_color_are_readable() -> None:
    from ca_events.plots.identity import contrast

    looks = identities([f"c{number}" for number in range(8)])
    assert min(contrast(look.color, look.ink) for look in looks.values()) > 2.5


def test_all_neighbouring_hues_differ_in_grey() -> None:
    assert min(abs(lightness(one) - lightness(two)) for one, two in itertools.pairwise(HUES)) >= 15


@pytest.mark.parametrize("number", range(1, 9))
def test_any_two_codes_of_a_figure_differ_in_grey_or_in_marker_and_hatch(number: int) -> None:
    # With what stands for no code and for several, which any figure may show beside them.
    looks = list(identities([f"c{place}" for place in range(number)]).values())
    assert len(looks) == number + 2
    for one, two in itertools.combinations(looks, 2):
        apart = abs(lightness(one.color) - lightness(two.color)) >= 15
        assert apart or (one.marker != two.marker and one.hatch != two.hatch), (one.code, two.code)


@pytest.mark.parametrize("number", range(1, 9))
def test_roots_keep_hue_marker_and_hatch_when_others_are_filtered_away(number: int) -> None:
    book = [f"c{place}" for place in range(8)]
    whole = identities(book)
    # What occurs in the data is no argument of identities: a figure gives it the whole codebook, in its order.
    assert {code: look for code, look in identities(book[:number]).items() if code in whole} == {
        code: whole[code] for code in [*book[:number], "(none)", "(several)"]
    }


Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

# What is left of a colour (linear RGB) without one kind of cones: Machado, Oliveira and Fernandes, "A
# Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and
# Computer Graphics 15 (2009), 1291-1298; severity 1.0.
DEFICIENCIES: dict[str, Matrix] = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
# From linear sRGB to XYZ under D65 (IEC 61966-2-1).
TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041),
)  # fmt: skip


def times(matrix: Matrix, column: Sequence[float]) -> list[float]:
    return [sum(factor * value for factor, value in zip(row, column, strict=True)) for row in matrix]


def seen_as(color: str, deficiency: str) -> tuple[float, float, float]:
    """CIE L*, a*, b* of a colour as it is seen with a deficiency."""
    coded = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in coded]
    shown = [min(1.0, max(0.0, one)) for one in times(DEFICIENCIES[deficiency], linear)]
    parts = [
        one / white for one, white in zip(times(TO_XYZ, shown), times(TO_XYZ, (1.0, 1.0, 1.0)), strict=True)
    ]
    x, y, z = (one ** (1 / 3) if one > 216 / 24389 else (24389 / 27 * one + 16) / 116 for one in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, two: str, deficiency: str) -> float:
    """Colour difference (CIE76) of two colours as they are seen with a deficiency."""
    return math.dist(seen_as(one, deficiency), seen_as(two, deficiency))


def test_measure_of_colours_is_that_of_the_standard() -> None:
    assert seen_as("#ffffff", "none") == pytest.approx((100.0, 0.0, 0.0), abs=1e-4)
    assert seen_as("#ff0000", "none") == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    for color in HUES:
        assert seen_as(color, "none")[0] == pytest.approx(lightness(color), abs=0.02)
    for matrix in DEFICIENCIES.values():
        # Grey is seen as grey with every deficiency.
        assert times(matrix, (1.0, 1.0, 1.0)) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)
    # Red and a dark green that only a full set of cones tells apart.
    assert difference("#b00000", "#665800", "none") > 50
    assert difference("#b00000", "#665800", "deuteranopia") < 25


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_first_six_hues_are_told_apart_with_every_deficiency_of_colour_vision(deficiency: str) -> None:
    for one, two in itertools.combinations(HUES[:6], 2):
        assert difference(one, two, deficiency) >= 10, (one, two)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_all_hues_are_told_apart_by_hue_or_by_symbol_and_hatch(deficiency: str) -> None:
    looks = list(identities([f"c{place}" for place in range(8)]).values())[:8]
    for one, two in itertools.combinations(looks, 2):
        apart = difference(one.color, two.color, deficiency)
        other = one.marker != two.marker and one.hatch != two.hatch
        assert apart >= 10 or (other and apart >= 5), (one.color, two.color)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_first_four_hues_are_far_apart(deficiency: str) -> None:
    # Most figures have no more: the bundled study has four roots.
    assert min(difference(*pair, deficiency) for pair in itertools.combinations(HUES[:4], 2)) >= 30
