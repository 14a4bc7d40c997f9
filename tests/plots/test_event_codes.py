from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import ca_events as ca
from ca_events import plots
from ca_events.plots.event_codes import Codes, lane_cells, weights_of
from ca_events.study import Actor, Codebook, Study

BOOK = """
[codebook]
id = "lanes"
version = "1.0.0"
[variable.category]
values = "one"
hierarchical = true
[code.category.political]
definition = "Acts of states."
"""


def holder(study: Any) -> Any:
    """The part of a collection that is asked for its study."""
    return SimpleNamespace(study=study)


def lanes_of(
    study: Any, lanes: str, cells: Sequence[str], **options: Any
) -> tuple[list[Any], dict[str, str]]:
    column = "actors" if lanes in ("country", "actor") else lanes
    made = lane_cells(holder(study), pd.DataFrame({column: list(cells)}), lanes, **options)
    return list(made.cells), dict(made.labels)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(plots.FigureError) as error:
        call()
    return str(error.value)


@pytest.fixture(scope="module")
def register() -> Study:
    """States that name themselves as their state, as in the bundled study."""
    return Study(
        name="lanes",
        title="Lanes",
        version="1",
        start="1991-01-01",
        end="2025-12-31",
        codebook=Codebook.parse(BOOK),
        actors=[
            Actor(id="CHN", name="China", kind="state", country="CHN"),
            Actor(id="KAZ", name="Kazakhstan", kind="state", country="KAZ"),
            Actor(id="KGZ", name="Kyrgyzstan", kind="state", country="KGZ"),
            Actor(id="XJ", name="Xinjiang", kind="province", parent="CHN", country="CHN"),
            Actor(id="XJ-FIRM", name="Firm in Xinjiang", kind="company", parent="XJ"),
            Actor(id="C2", name="The two", kind="group", members="KAZ; KGZ"),
            Actor(id="ALL", name="All of them", kind="group", members="C2; XJ"),
            Actor(id="KAZCIV", name="Residents", kind="group", parent="KAZ", country="KAZ"),
            Actor(id="UN", name="United Nations", kind="organisation"),
        ],
    )


@pytest.mark.parametrize(
    ("actors", "lanes"),
    [
        ("KAZ", ("KAZ",)),
        ("CHN:lender; KAZ:borrower", ("CHN", "KAZ")),
        ("XJ", ("CHN",)),
        ("XJ-FIRM", ("CHN",)),
        ("XJ; CHN", ("CHN",)),
        ("C2", ("KAZ", "KGZ")),
        ("ALL", ("KAZ", "KGZ", "CHN")),
        ("C2; KAZ", ("KAZ", "KGZ")),
        ("UN", ("(none)",)),
        ("UN; KGZ", ("KGZ",)),
        ("", ("(none)",)),
        ("NOBODY-KNOWS", ("(none)",)),
        ("KAZCIV", ("KAZ",)),
    ],
)
def test_country_lanes_are_the_states_of_those_who_take_part(
    register: Study, actors: str, lanes: tuple[str, ...]
) -> None:
    (cell,), _ = lanes_of(register, "country", [actors])
    assert cell == lanes


def test_state_of_the_register_without_a_country_is_its_own_state(study: Study) -> None:
    # So are the states of the study that `ca-events new` writes.
    cells, labels = lanes_of(study, "country", ["CHN", "KAZ", "EXIM", "CN-XJ", "C2"])
    assert cells == [("CHN",), ("KAZ",), ("CHN",), ("CHN",), ("KAZ", "KGZ")]
    assert labels == {"CHN": "China", "KAZ": "Kazakhstan", "KGZ": "Kyrgyzstan"}


def test_country_lanes_stand_in_the_order_of_the_register_and_those_without_a_state_last(
    register: Study,
) -> None:
    _, labels = lanes_of(register, "country", ["UN", "KGZ", "XJ"])
    assert list(labels.items()) == [("CHN", "China"), ("KGZ", "Kyrgyzstan"), ("(none)", "none")]


def test_actor_lanes_are_those_who_are_listed(register: Study) -> None:
    cells, labels = lanes_of(register, "actor", ["XJ; C2:host", "KAZ:guest", ""])
    assert cells == [("XJ", "C2"), ("KAZ",), ("(none)",)]
    assert list(labels.items()) == [
        ("KAZ", "Kazakhstan"), ("XJ", "Xinjiang"), ("C2", "The two"), ("(none)", "none"),
    ]  # fmt: skip


def test_actor_lanes_without_a_study_are_in_the_order_of_their_ids() -> None:
    cells, labels = lanes_of(None, "actor", ["KAZ; CHN", "AFG"])
    assert cells == [("KAZ", "CHN"), ("AFG",)]
    assert list(labels.items()) == [("AFG", "AFG"), ("CHN", "CHN"), ("KAZ", "KAZ")]


def test_country_lanes_without_a_study_are_refused() -> None:
    assert refused(lambda: lanes_of(None, "country", ["KAZ"])) == (
        "lanes='country' needs the register of actors of a study, and these events have no study; use "
        "events.with_study(study), or lanes='actor'."
    )


def test_lanes_of_a_variable_follow_the_codebook_and_an_event_stands_in_each_of_its_codes(
    study: Study,
) -> None:
    cells, labels = lanes_of(study, "mechanism", ["bri; sco", "bri", "", "sco; bri"])
    assert cells == [("bri", "sco"), ("bri",), ("(none)",), ("sco", "bri")]
    assert list(labels) == ["sco", "bri", "(none)"]


def test_codes_of_a_tree_are_cut_to_the_depth_and_stand_once(study: Study) -> None:
    rows = ["economic.loan", "political.visit", "economic"]
    assert lanes_of(study, "category", rows)[0] == [("economic",), ("political",), ("economic",)]
    assert list(lanes_of(study, "category", rows)[1]) == ["political", "economic"]
    cells, labels = lanes_of(study, "category", rows, depth=None)
    assert cells == [("economic.loan",), ("political.visit",), ("economic",)]
    assert list(labels) == ["political.visit", "economic", "economic.loan"]


def test_lanes_without_a_codebook_are_the_codes_that_occur() -> None:
    cells, labels = lanes_of(None, "kind", ["b.x", "a", "b.y; b.x"])
    assert cells == [("b",), ("a",), ("b",)]
    assert list(labels.items()) == [("a", "a"), ("b", "b")]


def test_lane_order_takes_ids_and_names_and_leaves_the_others_out(register: Study) -> None:
    rows = ["KAZ; CHN", "KGZ", "UN", "C2"]
    cells, labels = lanes_of(register, "country", rows, order=["Kyrgyzstan", "CHN"])
    assert cells == [("CHN",), ("KGZ",), (), ("KGZ",)]
    assert list(labels.items()) == [("KGZ", "Kyrgyzstan"), ("CHN", "China")]


def test_lane_of_the_register_in_which_no_event_stands_may_be_shown(register: Study) -> None:
    cells, labels = lanes_of(register, "country", ["KAZ"], order=["KGZ", "KAZ"])
    assert cells == [("KAZ",)]
    assert list(labels) == ["KGZ", "KAZ"]


def test_unknown_lane_is_refused_with_the_nearest(register: Study) -> None:
    assert refused(lambda: lanes_of(register, "country", ["KAZ"], order=["KAZ", "Kasachstan"])) == (
        "lane_order names 'Kasachstan', which is no lane of 'country'. Nearest: 'Kazakhstan'."
    )
    assert refused(lambda: lanes_of(register, "country", ["KAZ"], order=["qqqqqq"])) == (
        "lane_order names 'qqqqqq', which is no lane of 'country'."
    )


def test_unknown_column_is_refused_with_the_nearest(study: Study) -> None:
    frame = pd.DataFrame({"mechanism": ["bri"]})
    assert refused(lambda: lane_cells(holder(study), frame, "mechanisms")) == (
        "the events have no column 'mechanisms'. Nearest: 'mechanism'. See events.to_pandas().columns for all."
    )
    assert refused(lambda: lane_cells(holder(study), frame, "country")) == (
        "the events have no column 'actors'. See events.to_pandas().columns for all."
    )


@pytest.mark.parametrize("order", [None, [f"c{number:02d}" for number in range(13)]])
def test_more_lanes_than_a_page_holds_are_refused(order: list[str] | None) -> None:
    rows = [f"c{number:02d}" for number in range(13)]
    assert refused(lambda: lanes_of(None, "kind", rows, order=order)) == (
        "lanes='kind' makes 13 lanes, and a page holds 12; choose some with "
        "lane_order=['c00', 'c01', ...], or filter the events first."
    )
    assert len(lanes_of(None, "kind", rows[:12])[1]) == 12
    assert len(lanes_of(None, "kind", rows, order=rows[:12])[1]) == 12


def test_lane_for_events_without_a_code_counts_among_the_twelve() -> None:
    rows = [*(f"c{number:02d}" for number in range(12)), ""]
    assert refused(lambda: lanes_of(None, "kind", rows)).startswith("lanes='kind' makes 13 lanes, ")


def test_codes_of_no_variable_and_of_several_codes() -> None:
    frame = pd.DataFrame({"kind": ["b.x", "a; b"]})
    assert Codes.of(holder(None), frame, None, 1).order == ()
    codes = Codes.of(holder(None), frame, "kind", 1)
    assert (codes.order, codes.title) == (("a", "b"), "kind")
    assert [codes.cut(cell) for cell in ("b.x", "a; b", "b.x; b.y", "", None)] == [
        "b", "(several)", "b", "(none)", "(none)",
    ]  # fmt: skip


def notes_of(ax: Any) -> str:
    return " ".join(text.get_text() for text in ax.texts if text.get_gid() == "note")


def titles_of(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_gid() == "lane"]


ROWS = [
    ("2001-06-15", "Charter", "political"),
    ("2005", "Loan", "economic.energy; political"),
    ("2005-03", "Patrol", "security"),
    ("2006-01-02", "Nothing coded", ""),
    ("XXXX", "Memorandum", "security"),
]


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_event_of_several_lanes_is_drawn_in_each(make_events: Callable[..., Any], orientation: Any) -> None:
    ax = plots.timeline(make_events(ROWS), lanes="category", orientation=orientation)
    assert titles_of(ax) == ["Political", "Economic", "Security", "none"]
    marks = {str(artist.get_gid()) for artist in [*ax.lines, *ax.patches]}
    named = {
        gid for gid in marks if re.fullmatch(r"mark-E\d{3}-[a-z()]+", gid) and not gid.endswith("-short")
    }
    assert named == {
        "mark-E000-political", "mark-E001-political", "mark-E001-economic", "mark-E002-security",
        "mark-E003-(none)",
    }  # fmt: skip
    table = plots.table(ax)
    assert list(zip(table["id"], table["lane"], strict=True)) == [
        ("E000", "political"), ("E001", "economic"), ("E001", "political"), ("E002", "security"),
        ("E003", "(none)"), ("E004", "security"),
    ]  # fmt: skip
    report = plots.placement(ax)
    assert (report.placed, report.overlaps, report.outside) == (5, 0, 0)
    # An event of two lanes is one event, and an undated one is drawn in none.
    assert plots.caption(ax).startswith("5 events (all events). 1 undated not drawn. Points are known days; ")
    assert "Lanes: Political 2, Economic 1, Security 1, none 1." in plots.alt_text(ax)
    assert notes_of(ax) == "Not drawn: 1 undated (Memorandum)."


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_events_in_no_lane_are_counted_in_the_note_and_the_caption(
    make_events: Callable[..., Any], orientation: Any
) -> None:
    events = make_events(ROWS)
    ax = plots.timeline(
        events, lanes="category", lane_order=["Economic", "political"], orientation=orientation
    )
    assert titles_of(ax) == ["Economic", "Political"]
    assert notes_of(ax) == "In none of these lanes: 3 events."
    assert plots.caption(ax) == (
        "5 events (all events). 3 events in none of these lanes. Points are known days; bars are as long as what is "
        "possible and dark where an event certainly went on. Labels stand in the order of the dates."
    )
    assert plots.alt_text(ax).endswith("In none of these lanes: 3 events.")
    one = plots.timeline(events, lanes="category", lane_order=["economic", "political", "security"])
    assert notes_of(one) == "Not drawn: 1 undated (Memorandum). In none of these lanes: 1 event."
    assert " 1 undated not drawn. 1 event in none of these lanes." in plots.caption(one)


def test_lanes_in_which_no_event_stands_say_so(make_events: Callable[..., Any]) -> None:
    ax = plots.timeline(make_events(ROWS[:1]), lanes="category", lane_order=["security"])
    assert "no dated events" in [text.get_text() for text in ax.texts]
    assert notes_of(ax) == "In none of these lanes: 1 event."
    assert plots.caption(ax) == "1 event (all events). 1 event in none of these lanes."


@pytest.fixture(scope="module")
def bundled() -> ca.Events:
    return ca.load()


def test_lane_of_a_country_holds_every_event_in_which_the_country_is_involved(bundled: ca.Events) -> None:
    states = ["CHN", "KAZ", "KGZ", "TJK", "TKM", "UZB"]
    frame = bundled.sort().to_pandas()
    made = lane_cells(bundled, frame, "country", order=states)
    members = {actor.id: set(actor.members) for actor in bundled.study.actors.rows if actor.kind == "group"}
    for state in states:
        found = {name for name, cell in zip(frame["id"], made.cells, strict=True) if state in cell}
        # A question about a state does not ask for the groups of which it is a member; a lane does.
        inside = {name for name, states in members.items() if state in states}
        listed = [{item.partition(":")[0] for item in cell.split("; ")} for cell in frame["actors"]]
        grouped = {name for name, actors in zip(frame["id"], listed, strict=True) if actors & inside}
        # Nor does it ask for firms of a state that have no parent in the register.
        firms = {actor.id for actor in bundled.study.actors.rows if actor.country == state}
        owned = {name for name, actors in zip(frame["id"], listed, strict=True) if actors & firms}
        assert found == set(bundled.involving(state).to_pandas()["id"]) | grouped | owned


def test_lanes_of_the_bundled_study_show_what_their_table_holds(bundled: ca.Events) -> None:
    part = bundled.between("1996", "1998")
    ax = plots.timeline(part, lanes="country", lane_order=["Uzbekistan", "TKM"], orientation="vertical")
    assert titles_of(ax) == ["Uzbekistan", "Turkmenistan"]
    table = plots.table(ax)
    marks = {
        str(artist.get_gid()).removesuffix("-short").removesuffix("-sure")
        for artist in [*ax.lines, *ax.patches]
        if str(artist.get_gid()).startswith("mark-")
    }
    assert {f"mark-{name}-{lane}" for name, lane in zip(table["id"], table["lane"], strict=True)} == marks
    shown = set(table["id"])
    elsewhere = len(part) - len(shown)
    assert elsewhere > 0
    assert f"In none of these lanes: {elsewhere} events." in plots.alt_text(ax)


def weights(cells: Sequence[Any], study: Any = None, name: str = "worth") -> list[float]:
    return weights_of(holder(study), pd.DataFrame({name: list(cells)}), name)


def test_codes_that_come_earlier_in_the_codebook_are_worth_three_times_as_much(bundled: ca.Events) -> None:
    cells = ["routine", "landmark", "major", "", None, "major; landmark", "no such code"]
    assert weights(cells, bundled.study, "salience") == [1, 9, 3, 1, 1, 9, 1]


def test_numbers_are_weights_as_they_are() -> None:
    assert weights([2, 0.5, "3"]) == [2.0, 0.5, 3.0]
    assert weights(pd.Series([1, 7], dtype="Int64")) == [1.0, 7.0]
    assert weights([]) == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (0, "0"), (-1.5, "-1.5"), (float("nan"), "nan"), (float("inf"), "inf"), ("much", "'much'"), ("", "''"),
        (None, "None"), (True, "True"),
    ],
)  # fmt: skip
def test_what_is_no_number_above_zero_is_refused_as_a_weight(bad: Any, words: str) -> None:
    frame = pd.DataFrame({"worth": pd.Series([1, bad, -7], dtype=object)})
    assert refused(lambda: weights_of(holder(None), frame, "worth")) == (
        "salience='worth' is neither a variable of the codebook nor a column of numbers above 0: it holds "
        f"{words}. Name a coded variable, such as 'salience', or fill a column of numbers."
    )


def test_unknown_salience_is_refused(make_events: Callable[..., Any]) -> None:
    assert refused(lambda: plots.timeline(make_events(ROWS), salience="saliense")) == (
        "the events have no column 'saliense'. Nearest: 'earliest'. See events.to_pandas().columns for all."
    )
    assert refused(lambda: plots.timeline(make_events(ROWS), salience="title")) == (
        "salience='title' is neither a variable of the codebook nor a column of numbers above 0: it holds "
        "'Charter'. Name a coded variable, such as 'salience', or fill a column of numbers."
    )


def test_table_says_how_much_each_event_matters(make_events: Callable[..., Any]) -> None:
    events = make_events(ROWS)
    assert list(plots.table(plots.timeline(events, salience="category"))["weight"]) == [27, 27, 1, 1, 1]
    assert "weight" not in plots.table(plots.timeline(events))


def test_weighty_event_stands_at_its_date_in_a_crowd(make_events: Callable[..., Any]) -> None:
    rows = [("2001-01-01", "first", ""), ("2021-01-01", "last", "")]
    rows += [(f"2011-06-{day:02d}", f"Event {day}", "") for day in range(1, 13)]
    events = make_events(rows)

    def distance(name: str) -> float:
        events.frame["worth"] = [100 if one == name else 1 for one in events.frame["id"]]
        ax = plots.timeline(events, salience="worth", orientation="vertical")
        (leader,) = [line for line in ax.lines if line.get_gid() == f"leader-{name}"]
        along = ax.transData.transform(leader.get_xydata())[:, 1] * 72 / ax.figure.dpi
        return float(abs(along[-1] - along[0]))

    assert max(distance(name) for name in ("E002", "E007", "E013")) < 0.01
