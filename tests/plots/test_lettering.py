from __future__ import annotations

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from ca_events.plots.lettering import line_width, run_in, text_width, wrap

words = st.text(st.characters(codec="latin-1", categories=["L", "N", "P"]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, max_size=12), st.floats(20, 200))
def test_wrapped_lines_fit_and_lose_no_letter(parts: list[str], width: float) -> None:
    text = " ".join(parts)
    lines = wrap(text, width, 7.0)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 7.0) <= width or len(line) == 1 for line in lines)


@settings(max_examples=40, deadline=None)
@given(words, st.lists(words, max_size=10), st.floats(60, 200))
def test_lines_with_a_bold_date_fit(lead: str, parts: list[str], width: float) -> None:
    lines = run_in(lead, " ".join(parts), width, 7.0)
    assert all(line_width(*line, 7.0) <= width + 0.01 for line in lines)
    assert "".join(line[0] for line in lines) == lead


def test_line_breaks_in_a_text_are_kept() -> None:
    assert wrap("one\ntwo", 500.0, 7.0) == ("one", "two")
    assert wrap("", 500.0, 7.0) == ("",)


def test_a_long_word_is_broken_and_not_cut_off() -> None:
    lines = wrap("x" * 60, 50.0, 7.0)
    assert len(lines) > 1
    assert "".join(lines) == "x" * 60


@pytest.mark.parametrize("dpi", [100, 120, 200, 600])
def test_no_screen_needs_more_room_than_was_reckoned(dpi: int) -> None:
    figure = Figure(dpi=dpi)
    with mpl.rc_context({"text.hinting": "force_autohint"}):
        for text in (
            "18-19 May 2023 meeting 1111",
            "Karimov in Beijing: documents for over thirty",
            "Xinjiang",
        ):
            drawn = figure.text(0, 0, text, fontsize=7.0)
            assert drawn.get_window_extent().width * 72 / dpi <= text_width(text, 7.0) + 72 / dpi
