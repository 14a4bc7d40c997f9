from __future__ import annotations

import itertools

from ca_events.plots.identity import HUES, MARKERS, identities, lightness


def test_neighbouring_roots_differ_in_grey_and_in_marker_and_hatch() -> None:
    assert all(
        abs(lightness(first) - lightness(second)) >= 14 for first, second in itertools.pairwise(HUES[:4])
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
