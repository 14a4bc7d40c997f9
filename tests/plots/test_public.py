from __future__ import annotations

from ca_events import plots


def test_room_shows_its_public_names_only() -> None:
    assert dir(plots) == sorted(plots.__all__)
