"""Variables that are computed: from office-holders of one side, and from several variables together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import ca_events as ca
from ca_events.errors import InvalidData
from ca_events.study import Actor, Codebook, Study

MAP = '{ "political.declaration" = "words", signed = "papers", operating = "deeds" }'
BOOK = """
[codebook]
id = "derived"
version = "1.0.0"

[variable.category]
values = "one"
hierarchical = true
[code.category.political]
definition = "Politics."
[code.category."political.declaration"]
parent = "political"
definition = "A declaration."
[code.category.economic]
definition = "Money."

[variable.stage]
values = "one"
[code.stage.signed]
definition = "Signed."
[code.stage.operating]
definition = "Runs."

[variable.people]
values = "many"
register = "actors"

[variable.rank_here]
values = "one"
derived = { from = "people", field = "rank", of = "CHN" }
[code.rank_here.2]
definition = "A minister."
[code.rank_here.10]
definition = "An agency."

[variable.rank_there]
values = "many"
derived = { from = "people", field = "rank", not_of = "CHN" }
[code.rank_there.2]
definition = "A minister."
[code.rank_there.10]
definition = "An agency."

[variable.act]
values = "one"
derived = { from = ["category", "stage"], map = MAP }
[code.act.words]
definition = "Words."
[code.act.papers]
definition = "Papers."
[code.act.deeds]
definition = "Deeds."

[variable.root]
values = "one"
derived = { from = "category", map = { political = "p", economic = "e" } }
[code.root.p]
definition = "Politics."
[code.root.e]
definition = "Money."

[variable.bloc]
values = "many"
derived = { from = "actors", field = "x_bloc" }
""".replace("MAP", MAP)


@pytest.fixture(scope="module")
def derived() -> Study:
    return Study(
        name="derived",
        codebook=Codebook.parse(BOOK),
        actors=[
            Actor(id="CHN", name="China", kind="state"),
            Actor(id="MFA", name="Foreign ministry", kind="ministry", parent="CHN"),
            Actor(id="KAZ", name="Kazakhstan", kind="state", own={"x_bloc": "east"}),
            Actor(id="wang", name="Wang", kind="person", parent="MFA", rank="2"),
            Actor(id="clerk", name="Clerk", kind="person", parent="MFA", rank="10"),
            Actor(id="tileu", name="Tileu", kind="person", parent="KAZ", rank="2"),
        ],
    )


def made(study: Study) -> ca.Events:
    def event(name: str, actors: str = "", **codes: str) -> ca.Event:
        return ca.Event(id=name, date="2001", title=name, actors=actors, codes=codes)

    return ca.Events(
        [
            event("E1", "CHN; KAZ", people="wang; clerk; tileu"),
            event("E2", people="clerk", category="political.declaration", stage="signed"),
            event("E3", people="tileu", category="political", stage="signed"),
            event("E4", category="economic", stage="operating"),
            event("E5", category="economic"),
        ],
        study,
    )


def column(events: ca.Events, name: str) -> list[str]:
    return [str(cell) for cell in events.to_pandas()[name]]


def test_the_rank_of_one_side_is_that_of_its_highest_office_holder(derived: Study) -> None:
    events = made(derived)
    assert column(events, "rank_here") == ["2", "10", "", "", ""]
    assert column(events, "rank_there") == ["2", "", "2", "", ""]


def test_the_first_variable_of_which_the_map_knows_a_code_decides(derived: Study) -> None:
    assert column(made(derived), "act") == ["", "words", "papers", "deeds", ""]


def test_a_code_of_the_map_stands_for_all_below_it(derived: Study) -> None:
    assert column(made(derived), "root") == ["", "p", "p", "e", "e"]


def test_a_column_of_the_users_own_can_be_derived(derived: Study) -> None:
    assert column(made(derived), "bloc") == ["east", "", "", "", ""]


def test_every_engine_derives_the_same_and_finds_cells_that_are_stale(
    derived: Study, engine: Callable[..., Any]
) -> None:
    events = made(derived)
    other = ca.Events(engine(events.to_pandas()), derived)
    assert [event.id for event in other.where(act="papers", rank_there="2")] == ["E3"]
    assert other.problems().empty


def test_a_stale_cell_names_all_it_was_computed_from(derived: Study) -> None:
    polars = pytest.importorskip("polars")
    frame = made(derived).to_pandas()
    frame["act"] = ["", "papers", "papers", "deeds", ""]
    lazy = ca.Events(polars.from_pandas(frame.astype({"actors": str})).lazy(), derived)
    assert list(lazy.problems()["message"]) == [
        "holds 'papers', and category 'political.declaration' and stage 'signed' give 'words'; compute it anew."
    ]


def test_office_holders_must_be_in_the_register(derived: Study) -> None:
    with pytest.raises(InvalidData) as refused:
        ca.Events([ca.Event(id="E1", date="2001", title="A", codes={"people": "wong"})], derived)
    assert [str(problem) for problem in refused.value.problems] == [
        "column people: 'wong': is no actor of actors.csv. Nearest valid value: 'wang'."
    ]


def test_a_question_about_office_holders_takes_names_and_whoever_is_below(derived: Study) -> None:
    events = made(derived)
    assert [event.id for event in events.where(people="Wang")] == ["E1"]
    assert [event.id for event in events.where(people="MFA")] == ["E1", "E2"]
    assert [event.id for event in events.without(people=["CHN", ""])] == ["E3"]
    with pytest.raises(ca.errors.UnknownCode) as refused:
        events.where(people="Wong")
    assert str(refused.value) == (
        "'Wong' is no actor of the study. Nearest: 'wang'. Allowed are the ids, names and aliases of actors.csv."
    )


def only(text: str) -> list[str]:
    with pytest.raises(InvalidData) as refused:
        Codebook.parse(text)
    return [str(problem).partition(": ")[2] for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'derived = { from = "people", field = "rank", of = "CHN" }',
            'derived = { from = "people", field = "rank", of = "CHN", not_of = "KAZ" }',
            "[variable.rank_here]: derived has of and not_of; give one of them.",
        ),
        (
            'derived = { from = "people", field = "rank", of = "CHN" }',
            'derived = { from = ["people", "actors"], field = "rank" }',
            "[variable.rank_here]: derived takes a field of actors from one column.",
        ),
        (
            'from = ["category", "stage"]',
            'from = ["category", "stagge"]',
            "[variable.act]: derived is from 'stagge'; allowed is from = \"actors\" or a variable that is coded. "
            "Nearest valid value: 'stage'.",
        ),
        (
            "signed = ",
            "sined = ",
            "[variable.act]: the map of derived names 'sined', which is no code of the variable 'category' or 'stage'. "
            "Nearest valid value: 'signed'.",
        ),
        (
            'register = "actors"',
            'register = "sources"',
            "[variable.people]: register is 'sources'; the one register whose ids a variable may hold is 'actors'.",
        ),
        (
            'definition = "Signed."',
            'definition = "Signed."\nafter = ["signed", "oprating"]',
            "[code.stage.signed]: after 'signed' is no other code of the variable 'stage'.",
        ),
        (
            'definition = "Signed."',
            'definition = "Signed."\nrequires = { category = ["economical"] }',
            "[code.stage.signed]: requires 'economical', which is no code of the variable 'category'. "
            "Nearest valid value: 'economic'.",
        ),
        (
            'definition = "Signed."',
            'definition = "Signed."\nrequires = { root = ["p"] }',
            "[code.stage.signed]: requires 'root', which is no other variable that is coded.",
        ),
        (
            'definition = "Signed."',
            'definition = "Signed."\nrequires = ["p"]',
            "[code.stage.signed]: requires must name variables with their codes, such as "
            '{ category = ["economic.loan"] }.',
        ),
    ],
)
def test_a_codebook_that_derives_or_requires_the_impossible_is_refused(
    old: str, new: str, message: str
) -> None:
    assert old in BOOK
    assert message in only(BOOK.replace(old, new, 1))


def test_a_register_variable_with_codes_of_its_own_is_refused() -> None:
    text = BOOK + '[code.people.x]\ndefinition = "X."\n'
    assert only(text) == [
        "[variable.people]: register says that the words are ids; such a variable has no codes and is not derived."
    ]


def test_the_actor_of_one_side_must_be_in_the_register(derived: Study) -> None:
    with pytest.raises(InvalidData) as refused:
        Study(name="x", codebook=derived.codebook, actors=[Actor(id="CHM", name="C", kind="state")])
    message = (
        "the variable 'rank_here' is derived for actors below 'CHN'; there is no such actor in actors.csv."
    )
    assert f"codebook.toml: {message} Nearest valid value: 'CHM'." in [str(p) for p in refused.value.problems]
