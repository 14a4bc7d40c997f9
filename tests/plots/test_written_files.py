"""Labels counted again in the files that go to the journal: the report of the library is not asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib.font_manager import fontManager

from ca_events import plots
from ca_events.plots.glyphs import FALLBACKS

from .written_files import Paper, give_colours, read_pdf, read_svg

LONG = "Transcontinentalinfrastructureinvestmentcooperationagreement"
TITLES = (
    "Treaty on good-neighbourliness signed",
    "Loan of US$ 5 billion for the railway; 85% from one bank, the rest from the budget",
    f"{LONG} of the two sides",
    "Визит министра иностранных дел; подписано совместное заявление",
    "Official confirms the offer of a free-trade office",
    "Pipeline opened\nby four presidents\n\nand in use since",
    "Öl & Gas: “façade” of čooperation, naïve or not? (Åland, Łódź)",
    "Саммит",
    "",
    "Высокопревосходительственнейшийпредставительнаявстречасовета",
)
DAYS = (
    "1992-01-03", "1992", "1994-04", "1996-04-26", "1996-04-26", "1996-04-26", "1997-06~", "199X", "2001-06-15",
    "2001-06-15", "2001-06-16", "[2001..2003]", "2003/2005", "2005-07-05", "2005-07-05?", "2006-01/..",
    "2006-06-15", "2007-08", "2009-12-14", "2009-12-14", "2010/", "2011-02-11", "2012-06-06", "2013-09-07",
    "2013-09-07", "2013-09-07", "2013-09-07", "2013-09", "2014-05-21", "2015-05-08", "2016-06-22", "2017-06-08",
    "2018-06", "2019-06-14", "2020-03", "2022-02-04", "2022-09-15", "2023-05-18", "2023-05-19", "2024-07-03",
    "XXXX",
)  # fmt: skip
CODES = ("political", "economic", "economic.energy", "security", "political; economic", "")
MADE = [(day, TITLES[number % len(TITLES)], CODES[number % len(CODES)]) for number, day in enumerate(DAYS)]
CHINESE = "中华人民共和国和哈萨克斯坦联合声明"
PERIODS = [("First", "1991-12/1997-12"), ("A second period", "1998/2012"), ("Third", "2013/..")]

# Width, height and lettering of the surroundings, and the options.
WAYS: dict[str, tuple[tuple[float, float, float], dict[str, Any]]] = {
    "upright": ((7.0, 3.6, 7.0), {"orientation": "vertical", "periods": "set"}),
    "upright in a narrow column": ((3.3, 2.6, 7.0), {"orientation": "vertical"}),
    "upright, for a slide": ((10.0, 5.6, 13.0), {"orientation": "vertical"}),
    "lying": ((7.0, 3.6, 7.0), {"orientation": "horizontal", "periods": "set"}),
    "upright lanes": ((7.0, 3.6, 7.0), {"orientation": "vertical", "lanes": "category"}),
    "lying lanes": ((7.0, 3.6, 7.0), {"orientation": "horizontal", "lanes": "category"}),
    "rows of ten years": ((4.9, 3.2, 7.5), {"years_per_row": 10, "periods": "set"}),
    "upright, years since": ((4.9, 3.2, 7.5), {"orientation": "vertical", "since": "E008"}),
    "lying lanes, years since": (
        (7.0, 3.6, 7.0),
        {"orientation": "horizontal", "since": "E008", "lanes": "category"},
    ),
    "upright, keys": ((7.0, 3.6, 7.0), {"orientation": "vertical", "overflow": "number"}),
    "lying, keys": ((5.5, 3.4, 7.5), {"orientation": "horizontal", "overflow": "number"}),
    "rows, keys": ((4.9, 8.0, 7.5), {"years_per_row": 10, "overflow": "number"}),
}


@pytest.fixture
def chinese_font(tmp_path: Path) -> Iterator[None]:
    """Give the fallback font of this computer; where there is none, one whose letters are all squares."""
    known = list(fontManager.ttflist)
    if not {font.name for font in known}.intersection(FALLBACKS):
        fontManager.addfont(font_of_squares(tmp_path / "squares.ttf"))
    yield
    fontManager.ttflist[:] = known
    fontManager._findfont_cached.cache_clear()


def font_of_squares(path: Path) -> Path:
    """Make a font in which each Chinese letter of the titles is a square; each a little different."""
    glyphs = {".notdef": 500, **{f"u{ord(letter):04X}": ord(letter) % 300 for letter in CHINESE}}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(letter): f"u{ord(letter):04X}" for letter in CHINESE})
    drawn = {}
    for name, notch in glyphs.items():
        pen = TTGlyphPen(None)
        pen.moveTo((50, -100))
        for point in ((50, 850), (950, 850), (950, notch), (900, -100)):
            pen.lineTo(point)
        pen.closePath()
        drawn[name] = pen.glyph()
    builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": FALLBACKS[0], "styleName": "Regular", "psName": "Squares-Regular"})
    builder.setupOS2(sTypoAscender=880)
    builder.setupPost()
    builder.save(path)
    return path


def written(figure: Any, folder: Path) -> dict[str, Paper]:
    """Save a figure and read it again."""
    names = give_colours(figure)
    pdf, svg, *_ = plots.save(figure, folder / "figure", formats=["pdf", "svg"])
    return {"PDF": read_pdf(pdf, names), "SVG": read_svg(svg)}


def in_words(ax: Any) -> dict[str, str]:
    """Give what each label has to say, without blanks, from the table behind the figure."""
    table = plots.table(ax)
    table = table[table["drawn"].astype(bool)]
    lane = table["lane"] if "lane" in table else [""] * len(table)
    return {
        f"{event}-{where}" if where else event: "".join(normalize("NFKC", words + label).split())
        for event, where, words, label in zip(
            table["id"], lane, table["date_words"], table["label"], strict=True
        )
    }


def check_files(ax: Any, papers: dict[str, Paper]) -> None:
    """Check that nothing overlaps or is lost, and that all say the same."""
    said = {name: "".join(letters) for name, letters in papers["PDF"].read().items()}
    keys = dict(zip(plots.key_list(ax).table["id"], plots.key_list(ax).table["key"], strict=True))
    wanted = in_words(ax)
    # Keys that are near to one another share a line, which belongs to the first of them.
    keyed = {name for name in wanted if name.partition("-")[0] in keys}
    shared = [int(key) for name in keyed & set(said) for key in said[name].split(",")]
    assert sorted(shared) == sorted(keys[name.partition("-")[0]] for name in keyed)
    assert {name: words for name, words in said.items() if name not in keyed} == {
        name: words for name, words in wanted.items() if name not in keyed
    }
    check_same_letters(papers["PDF"], papers["SVG"])
    for medium, paper in papers.items():
        assert (medium, paper.overlapping()) == (medium, [])
        assert (medium, paper.outside()) == (medium, {})
        assert (medium, paper.crossed()) == (medium, [])
        assert len(paper.leaders) == len(wanted)


def check_same_letters(pdf: Paper, svg: Paper) -> None:
    """Check that each outline in the SVG stands for one letter in the PDF, in all labels, and each letter for one."""
    letters, outlines = pdf.read(), svg.read()
    assert {name: len(found) for name, found in letters.items()} == {
        name: len(found) for name, found in outlines.items()
    }
    pairs = {pair for name in letters for pair in zip(outlines[name], letters[name], strict=True)}
    assert len({outline for outline, _ in pairs}) == len(pairs)
    fonts = {(outline.rpartition("-")[0], letter) for outline, letter in pairs}
    assert len(fonts) == len(pairs)


@pytest.mark.parametrize("way", WAYS)
def test_labels_in_written_files_are_whole_and_apart(
    make_events: Callable[..., Any], tmp_path: Path, way: str
) -> None:
    (width, height, lettering), options = WAYS[way]
    with mpl.rc_context({"figure.figsize": (width, height), "font.size": lettering}):
        ax = plots.timeline(make_events(MADE, PERIODS), **options)
        papers = written(ax.figure, tmp_path)
    check_files(ax, papers)
    assert bool(len(plots.key_list(ax).table)) == ("keys" in way)


@pytest.mark.parametrize("size", [(7.0, 5.0), (3.5, 7.0)])
def test_annotations_in_written_files_are_whole_and_apart(
    make_events: Callable[..., Any], tmp_path: Path, size: tuple[float, float]
) -> None:
    with plots.style():
        figure, ax = plt.subplots(figsize=size, layout="constrained")
        ax.plot([1990, 2010, 2027], [1.0, 9.0, 4.0])
        plots.annotate(ax, make_events(MADE))
        papers = written(figure, tmp_path)
    check_files(ax, papers)
    assert len(plots.key_list(ax).table) > 0


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_chinese_labels_in_written_files_are_whole_and_apart(
    make_events: Callable[..., Any], tmp_path: Path, orientation: str
) -> None:
    # matplotlib before 3.11 writes a blank after a letter of a fallback font wider into an SVG than it measures it.
    blank = " " if tuple(map(int, mpl.__version__.split(".")[:2])) >= (3, 11) else ""
    rows = [
        (day, f"{CHINESE[: 3 + number % 15]}{blank}{title}{CHINESE * (number % 4)}", code)
        for number, (day, title, code) in enumerate(MADE[:24])
    ]
    with plots.style("page"):
        ax = plots.timeline(make_events(rows), orientation=orientation)
        papers = written(ax.figure, tmp_path)
    check_files(ax, papers)


def figure_of(texts: dict[str, tuple[float, float, str]], leaders: dict[str, Any]) -> Any:
    """Draw texts and lines at points of a page of 200 by 100."""
    figure = plt.figure(figsize=(200 / 72, 100 / 72))
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 200), ylim=(0, 100))
    ax.set_axis_off()
    for name, (x, y, words) in texts.items():
        ax.text(x, y, words, fontsize=10, gid=f"label-{name}")
    for name, corners in leaders.items():
        ax.plot(*zip(*corners, strict=True), gid=f"leader-{name}", color="#9a9a9a", linewidth=0.5)
    return figure


def test_reader_counts_the_faults_of_a_bad_figure(tmp_path: Path) -> None:
    texts = {
        "A": (20, 50, "Hxgd first"),
        "B": (60, 54, "Hxgd second"),
        "C": (20, 20, "Hxgd third"),
        "D": (195, 80, "Hxgd"),
    }
    # One leader runs through C, one through its own label and along the upper edge of C, one round the corner of A.
    leaders = {
        "A": [(10, 90), (30, 10)],
        "B": [(85, 56), (130, 57), (130, 31), (20, 31)],
        "C": [(5, 95), (5, 23), (19, 23)],
    }
    for medium, paper in written(figure_of(texts, leaders), tmp_path).items():
        assert (medium, paper.overlapping()) == (medium, [("label-A", "label-B")])
        assert (medium, paper.crossed()) == (medium, [("leader-A", "label-C")])
        assert (medium, paper.outside()) == (medium, {"label-D": 4})
        assert paper.size == pytest.approx((200, 100))


def test_reader_finds_no_fault_where_texts_only_come_near(tmp_path: Path) -> None:
    texts = {
        "A": (20, 50, "Hxgd first"),
        "B": (76, 50, "Hxgd second"),
        "C": (20, 38, "Hxgd third"),
        "D": (170, 80, "Hxgd"),
    }
    leaders = {"A": [(10, 90), (18, 55)], "B": [(75, 10), (75, 90)], "C": [(20, 60.5), (150, 60.5)]}
    for paper in written(figure_of(texts, leaders), tmp_path).values():
        assert paper.overlapping() == []
        assert paper.crossed() == []
        assert paper.outside() == {}


def test_reader_sees_a_label_that_is_lost_or_says_something_else(
    make_events: Callable[..., Any], tmp_path: Path
) -> None:
    ax = plots.timeline(make_events(MADE[:4]))
    labels = [text for text in ax.texts if text.get_gid() == "label-E002"]
    good = written(ax.figure, tmp_path)
    check_files(ax, good)
    labels[-1].set_text(labels[-1].get_text().swapcase())
    changed = written(ax.figure, tmp_path)
    with pytest.raises(AssertionError):
        check_files(ax, changed)
    with pytest.raises(AssertionError):
        check_same_letters(good["PDF"], changed["SVG"])
    for text in labels:
        text.remove()
    with pytest.raises(AssertionError):
        check_files(ax, written(ax.figure, tmp_path))
