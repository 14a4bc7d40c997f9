from __future__ import annotations

import itertools
import warnings

import matplotlib as mpl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from ca_events.plots.glyphs import lacking_letters
from ca_events.plots.lettering import SCREEN, line_width, narrowest, run_in, text_width, wrap

words = st.text(st.characters(codec="latin-1", categories=["L", "N", "P"]), min_size=1, max_size=12)


@settings(max_examples=60)
@given(st.lists(words, max_size=12), st.floats(20, 200))
def test_wrapped_lines_fit_and_lose_no_letter(parts: list[str], width: float) -> None:
    text = " ".join(parts)
    lines = wrap(text, width, 7.0)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 7.0) <= width or len(line) == 1 for line in lines)


@settings(max_examples=40)
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


def widest(lines: tuple[tuple[str, str], ...]) -> float:
    """The widest of some lines."""
    return max(line_width(lead, words, 7.0) for lead, words in lines)


@settings(max_examples=40)
@given(st.sampled_from(["", "15 Jun 2001", "between 2005 and 2012"]), st.lists(words, max_size=7))
def test_narrowest_breaks_lose_no_letter_and_grow_narrower_with_more_lines(
    lead: str, parts: list[str]
) -> None:
    text = " ".join(parts)
    found = narrowest(lead, text, 7.0, most=4)
    counts = [len(lines) for lines in found]
    assert counts == sorted(set(counts))
    widths = [widest(lines) for lines in found]
    assert widths == sorted(widths, reverse=True)
    for lines in found:
        assert [first for first, _ in lines] == [lead, *[""] * (len(lines) - 1)]
        assert "".join("".join(words for _, words in lines).split()) == "".join(text.split())


@settings(max_examples=40)
@given(st.lists(words, min_size=1, max_size=7), st.integers(1, 4))
def test_no_other_break_into_so_many_lines_is_narrower(parts: list[str], count: int) -> None:
    parts = [part for part in " ".join(parts).split() if "-" not in part] or ["word"]
    best = min(
        max(text_width(" ".join(parts[begin:end]), 7.0) for begin, end in itertools.pairwise(ends))
        for lines in range(1, min(count, len(parts)) + 1)
        for cuts in itertools.combinations(range(1, len(parts)), lines - 1)
        for ends in ([0, *cuts, len(parts)],)
    )
    assert widest(narrowest("", " ".join(parts), 7.0, most=count)[-1]) == pytest.approx(best)


def test_line_breaks_of_a_label_are_kept_in_its_narrowest_breaks() -> None:
    assert narrowest("2001", "signed\nand ratified", 7.0, most=2) == [
        (("2001", "signed"), ("", "and ratified"))
    ]
    assert narrowest("", "", 7.0, most=3) == [(("", ""),)]
    assert narrowest("2001", "a\nb\nc", 7.0, most=2) == [(("2001", "a"), ("", "b"), ("", "c"))]


def test_chinese_is_broken_between_letters_but_not_before_a_stop() -> None:
    stop = "\N{IDEOGRAPHIC FULL STOP}"
    text = "\N{CJK UNIFIED IDEOGRAPH-4E2D}\N{CJK UNIFIED IDEOGRAPH-56FD}" * 4 + stop
    found = narrowest("", text, 7.0, most=3)
    assert len(found) == 3
    assert not any(line.startswith(stop) for lines in found for _, line in lines)


@settings(max_examples=60)
@given(
    st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0x52F, categories=["L", "N", "P", "Zs"]), max_size=40
    )
)
@example("O-O-O")
def test_room_of_a_line_is_that_of_its_outlines_or_a_little_more(text: str) -> None:
    properties = FontProperties(size=7.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outlines = TextToPath().get_text_width_height_descent(text, properties, False)[0]
    known = not lacking_letters(text, properties.get_family())
    room = text_width(text, 7.0) / SCREEN
    # The outlines are rounded to parts of a point.
    assert room >= outlines - 1e-3 * len(text) or not known
    # Kerning brings letters nearer, at most by a fifth of a size for a pair.
    assert room <= outlines + 0.2 * 7.0 * len(text) or not known


def test_letter_that_no_font_has_is_measured_as_the_box_that_is_drawn_for_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # An old matplotlib may use what a new pyparsing calls outdated: no word of ours.
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        assert text_width("\N{EGYPTIAN HIEROGLYPH A001}", 7.0) == text_width("\N{WHITE SQUARE}", 7.0) > 0
