"""Who is who, who belongs to whom, and for whom an actor stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.errors import InvalidData, UnknownCode
from ca_events.study import Actor, Actors

HEADER = "id,name,aliases,kind,parent,members,country,region,rank,track,from,to,iso3,cow,fips,cameo"
LINES = (
    "CHN,China,PRC; 中国; Китай,state,,,,,,,,,CHN,710,CH,",
    "KAZ,Kazakhstan,Қазақстан,state,,,,central_asia,,,,,,,,",
    "KGZ,Kyrgyzstan,,state,,,,central_asia,,,,,,,,",
    "C5,The five,,group,,KAZ; KGZ,,,,,,,,,,",
    "ALL,Everybody,,group,,C5; CHN,,,,,,,,,,",
    "SCO,Shanghai Cooperation Organisation,,organisation,,CHN; KAZ,,,,,,,,,,",
    "RATS,Counter-terrorism structure,,organisation,SCO,,,,,,,,,,,",
    "EXIM,Export-Import Bank,,bank,CHN,,CHN,,,,,,,,,",
    "XJ,Xinjiang,,province,CHN,,CHN,,,,,,,,,",
    "XJB,Bureau of Xinjiang,,ministry,XJ,,,,,,,,,,,",
    "KMG,KazMunayGas,,company,,,KAZ,,,,,,,,,",
    "KMGS,KMG subsidiary,,company,KMG,,,,,,,,,,,",
    "MFA1,Wang Yi,,person,CHN,,CHN,,4,government,2013-03-16,2022-12-30,,,,",
    "MFA2,Wang Yi,,person,CHN,,CHN,,3,party,2023-01-01,,,,,",
)


@pytest.fixture(scope="module")
def actors() -> Actors:
    return Actors.parse("\n".join((HEADER, *LINES)) + "\n")


def problems(*lines: str) -> list[str]:
    """Give the problems of actors.csv, one line each."""
    with pytest.raises(InvalidData) as caught:
        Actors.parse("\n".join((HEADER, *lines)) + "\n")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", ["CHN", "chn", "China", "CHINA", "prc", "中国", "китай", " china "])
def test_resolve_finds_ids_names_and_aliases_in_any_letters(actors: Actors, name: str) -> None:
    assert actors.resolve(name) == "CHN"


def test_resolve_reads_composed_and_decomposed_letters_as_one() -> None:
    actors = Actors([Actor(id="X", name="Cafe\u0301", kind="company")])
    assert actors.resolve("caf\u00e9") == "X"


def test_unknown_actor_names_the_nearest(actors: Actors) -> None:
    with pytest.raises(UnknownCode) as caught:
        actors.resolve("Kazakstan")
    assert str(caught.value) == (
        "'Kazakstan' is no actor of the study. Nearest: 'Kazakhstan'. "
        "Allowed are the ids, names and aliases of actors.csv."
    )


def test_name_of_a_person_with_two_offices_asks_for_the_id(actors: Actors) -> None:
    with pytest.raises(UnknownCode) as caught:
        actors.resolve("wang yi")
    assert str(caught.value) == "'wang yi' is the name of 2 actors: MFA1, MFA2. Give one of these ids."


def test_below_holds_an_actor_and_all_below_it_by_parent(actors: Actors) -> None:
    assert actors.below("China") == ("CHN", "EXIM", "XJ", "XJB", "MFA1", "MFA2")
    assert actors.below("XJB") == ("XJB",)
    assert actors.below("C5") == ("C5",)


def test_reach_of_a_group_holds_members_and_all_below_them(actors: Actors) -> None:
    assert actors.reach("C5") == ("KAZ", "KGZ", "C5")
    assert actors.reach("ALL") == ("CHN", "KAZ", "KGZ", "C5", "ALL", "EXIM", "XJ", "XJB", "MFA1", "MFA2")


def test_organisation_stands_for_itself_and_its_bodies_only(actors: Actors) -> None:
    assert actors.reach("SCO") == ("SCO", "RATS")


def test_children_and_ancestors_are_one_step_and_all_steps(actors: Actors) -> None:
    assert actors.children("CHN") == ("EXIM", "XJ", "MFA1", "MFA2")
    assert actors.ancestors("XJB") == ("XJ", "CHN")
    assert actors.ancestors("CHN") == ()


@pytest.mark.parametrize(
    ("actor", "region"),
    [("KAZ", "central_asia"), ("KMG", "central_asia"), ("KMGS", "central_asia"), ("XJB", "")],
)
def test_region_is_ones_own_or_that_of_parent_or_state(actors: Actors, actor: str, region: str) -> None:
    assert actors.region(actor) == region


@pytest.mark.parametrize(
    ("actor", "states"),
    [
        ("CHN", ("CHN",)),
        ("Bureau of Xinjiang", ("CHN",)),
        ("KMGS", ("KAZ",)),
        ("MFA1", ("CHN",)),
        ("C5", ("KAZ", "KGZ")),
        ("ALL", ("KAZ", "KGZ", "CHN")),
        ("SCO", ()),
        ("RATS", ()),
    ],
)
def test_states_are_those_of_the_line_and_of_the_members_of_a_group(
    actors: Actors, actor: str, states: tuple[str, ...]
) -> None:
    assert actors.states(actor) == states


def test_joint_company_has_the_state_of_its_seat_and_of_its_owner() -> None:
    register = Actors(
        [
            Actor(id="CHN", name="China", kind="state"),
            Actor(id="KGZ", name="Kyrgyzstan", kind="state"),
            Actor(id="ZIJIN", name="Zijin", kind="company", parent="CHN"),
            Actor(id="ALTYNKEN", name="Altynken", kind="company", parent="ZIJIN", country="KGZ"),
        ]
    )
    assert register.states("Altynken") == ("KGZ", "CHN")
    with pytest.raises(UnknownCode):
        register.states("Altinken Mining")


def test_groups_that_hold_each_other_end() -> None:
    register = Actors(
        [
            Actor(id="KAZ", name="Kazakhstan", kind="state"),
            Actor(id="A", name="One", kind="group", members="B; KAZ"),
            Actor(id="B", name="Other", kind="group", members="A"),
        ]
    )
    assert register.states("A") == ("KAZ",)


def test_own_region_comes_before_that_of_the_state() -> None:
    made = [
        Actor(id="CHN", name="China", kind="state", region="asia"),
        Actor(id="XJ", name="Xinjiang", kind="province", parent="CHN", country="CHN", region="west"),
    ]
    assert Actors(made).region("XJ") == "west"


def test_unknown_parent_member_and_state_name_the_nearest() -> None:
    assert problems(
        LINES[0], "EXIM,Bank,,bank,CHM,,CHNN,,,,,,,,,", "G,Group,,group,,CHN; KAZ; UZB,,,,,,,,,,"
    ) == [
        "actors.csv, line 3, column parent: 'CHM': there is no actor with this id in the register. "
        "Nearest valid value: 'CHN'.",
        "actors.csv, line 3, column country: 'CHNN': there is no actor with this id in the register. "
        "Nearest valid value: 'CHN'.",
        "actors.csv, line 4, column members: 'KAZ': there is no actor with this id in the register.",
        "actors.csv, line 4, column members: 'UZB': there is no actor with this id in the register.",
    ]


def test_country_must_be_a_state() -> None:
    assert problems(LINES[0], LINES[7], "XJ,Xinjiang,,province,CHN,,EXIM,,,,,,,,,") == [
        "actors.csv, line 4, column country: 'EXIM': country names a state; this actor is of the kind bank."
    ]


def test_circle_of_parents_is_told_once() -> None:
    assert problems(
        "A,Aa,,company,B,,,,,,,,,,,", "B,Bb,,company,C,,,,,,,,,,,", "C,Cc,,company,A,,,,,,,,,,,"
    ) == [
        "actors.csv, line 2, column parent: 'B': the parents go round in a circle: A -> B -> C -> A. End it."
    ]
    assert problems("A,Aa,,company,A,,,,,,,,,,,") == [
        "actors.csv, line 2, column parent: 'A': the parents go round in a circle: A -> A. End it."
    ]


def test_alias_that_means_two_actors() -> None:
    lines = (
        "CHN,China,PRC,state,,,,,,,,,,,,",
        "TWN,Taiwan,china,state,,,,,,,,,,,,",
        "X,prc,,company,,,,,,,,,,,,",
    )
    assert problems(*lines) == [
        "actors.csv, line 3, column aliases: 'china': the name means CHN already; a name or alias means one actor.",
        "actors.csv, line 4, column name: 'prc': the name means CHN already; a name or alias means one actor.",
    ]


def test_person_may_not_share_a_name_with_a_body() -> None:
    assert problems("A,Wang Yi,,person,,,,,,,,,,,,", "B,Wang Yi,,company,,,,,,,,,,,,") == [
        "actors.csv, line 3, column name: 'Wang Yi': the name means A already; a name or alias means one actor."
    ]


def test_actor_in_a_line_that_cannot_be_read_is_not_called_unknown_as_well() -> None:
    assert problems("CHN,China,,stat,,,,,,,,,,,,", "EXIM,Bank,,bank,CHN,,CHN,,,,,,,,,") == [
        "actors.csv, line 2, column kind: 'stat': is not allowed. Nearest: 'state'. Allowed: state, organisation, "
        "ministry, province, bank, company, person, group."
    ]


@st.composite
def registers(draw: st.DrawFn) -> Actors:
    """Registers in which some actors are groups and some stand below others."""
    number = draw(st.integers(1, 8))
    made = []
    for place in range(number):
        above = st.sampled_from([f"a{other}" for other in range(place)]) if place else st.nothing()
        members = draw(
            st.lists(st.sampled_from([f"a{other}" for other in range(number)]), unique=True, max_size=3)
        )
        kind = draw(st.sampled_from(["group", "organisation"]))
        parent = draw(above | st.just(""))
        made.append(Actor(id=f"a{place}", name=f"Name {place}", kind=kind, members=members, parent=parent))
    return Actors(draw(st.permutations(made)))


@settings(max_examples=60)
@given(registers())
def test_below_is_all_whose_ancestors_hold_the_actor_and_reach_holds_below(actors: Actors) -> None:
    for actor in actors.ids:
        below = actors.below(actor)
        assert set(below) == {actor} | {other for other in actors.ids if actor in actors.ancestors(other)}
        assert set(below) <= set(actors.reach(actor))
        assert list(below) == [other for other in actors.ids if other in below]
        if actors[actor].kind == "group":
            assert all(
                set(actors.reach(member)) <= set(actors.reach(actor)) for member in actors[actor].members
            )
