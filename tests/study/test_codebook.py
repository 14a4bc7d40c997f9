"""The codebook as a value: what it answers, and that nothing is lost between file and memory."""

from __future__ import annotations

import string

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_events.errors import InvalidData, UnknownCode
from ca_events.mapping import FrozenMapping
from ca_events.study import Code, Codebook, Derived, Variable

TEXT = """
[codebook]
id = "rivers"
version = "1.1.0"
title = "Rivers & *treaties*"

[variable.category]
label = "Category"
definition = "What kind of act."
values = "one"
hierarchical = true

[code.category.economic]
label = "Economic"
definition = "About money."

[code.category.political]
definition = "About states."
unit = ["occasion", "status"]

[code.category."economic.finance"]
parent = "economic"
definition = "About banks."

[code.category."economic.finance.loan"]
label = "Loan"
parent = "economic.finance"
definition = "A loan\\nis <made>."
include = ["credit lines"]
exclude = ["equity -> economic"]
examples = ["the loan of 2005"]
crosswalk = { cameo = ["071"], plover = ["AID"] }
since = "1.0.0"

[variable.topic]
values = "many"

[code.topic.water]
definition = "Water."
retired = "1.1.0"
replaced_by = ["river", "lake"]

[code.topic.river]
definition = "Rivers."

[code.topic.lake]
definition = "Lakes."

[code.topic.sea]
definition = "Seas."
retired = "1.1.0"

[variable.region]
values = "many"
derived = { from = "actors", field = "region" }

[variable.role]
values = "one"

[code.role.host]
definition = "Receives."
"""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return Codebook.parse(TEXT)


def test_columns_are_the_coded_variables_in_the_order_of_the_file(book: Codebook) -> None:
    assert book.columns == ("category", "topic")
    assert book.derived == ("region",)
    assert list(book) == ["category", "topic", "region", "role"]


def test_codes_keep_the_order_of_the_file_also_below_a_parent(book: Codebook) -> None:
    category = book["category"]
    assert list(category.codes) == ["economic", "political", "economic.finance", "economic.finance.loan"]
    assert category.roots() == ("economic", "political")
    assert category.descendants("economic") == ("economic", "economic.finance", "economic.finance.loan")


def test_leaves_are_the_codes_with_nothing_below_them(book: Codebook) -> None:
    assert book["category"].leaves() == ("political", "economic.finance.loan")
    assert book["category"].leaves("economic") == ("economic.finance.loan",)
    assert book["category"].leaves("political") == ("political",)


@pytest.mark.parametrize(
    ("code", "depth", "expected"),
    [
        ("economic.finance.loan", 1, "economic"),
        ("economic.finance.loan", 2, "economic.finance"),
        ("economic.finance.loan", 3, "economic.finance.loan"),
        ("economic.finance.loan", 9, "economic.finance.loan"),
        ("political", 2, "political"),
    ],
)
def test_cut_gives_the_ancestor_at_a_depth(book: Codebook, code: str, depth: int, expected: str) -> None:
    assert book["category"].cut(code, depth) == expected


def test_cut_refuses_a_depth_below_one(book: Codebook) -> None:
    with pytest.raises(
        ValueError, match=r"^depth is 0; it is 1 for the roots, 2 for the level below them, and so on\.$"
    ):
        book["category"].cut("economic", 0)


def test_label_is_the_id_when_it_is_left_out(book: Codebook) -> None:
    assert book["category"].codes["political"].label == "political"
    assert book["topic"].label == "topic"


def message(call: object, *args: object) -> str:
    """Give the whole text of an UnknownCode."""
    with pytest.raises(UnknownCode) as caught:
        call(*args)  # type: ignore[operator]
    return str(caught.value)


def test_check_accepts_a_code_in_use(book: Codebook) -> None:
    assert book["topic"].check("river").definition == "Rivers."


def test_check_names_the_nearest_code(book: Codebook) -> None:
    assert message(book["topic"].check, "rivr") == (
        "'rivr' is no code of the variable 'topic'. Nearest: 'river'. Allowed: water, river, lake, sea."
    )


def test_check_refuses_a_retired_code_and_names_what_replaces_it(book: Codebook) -> None:
    assert message(book["topic"].check, "water") == (
        "the code 'water' of the variable 'topic' was retired in version 1.1.0; use 'river' or 'lake' instead."
    )
    assert message(book["topic"].check, "sea") == (
        "the code 'sea' of the variable 'topic' was retired in version 1.1.0; nothing replaces it."
    )


def test_retired_codes_stay_readable(book: Codebook) -> None:
    assert book["topic"].descendants("water") == ("water",)
    assert book["topic"].codes["water"].replaced_by == ("river", "lake")


def test_unknown_code_of_a_variable_without_codes_says_so(book: Codebook) -> None:
    assert message(book["region"].check, "asia") == "'asia' is no code of the variable 'region'. It has none."


def test_unknown_variable_names_the_nearest(book: Codebook) -> None:
    assert message(book.__getitem__, "topics") == (
        "'topics' is no variable of the codebook 'rivers'. "
        "Nearest: 'topic'. Allowed: category, topic, region, role."
    )


def test_long_lists_of_codes_are_cut_in_messages() -> None:
    codes = [Code(id=f"c{number}", variable="v") for number in range(20)]
    shown = ", ".join(f"c{number}" for number in range(12))
    assert message(Variable(id="v", values="one", codes=codes).check, "zz") == (
        f"'zz' is no code of the variable 'v'. Allowed: {shown}, ... (20 in all)."
    )


def test_derived_says_where_values_come_from(book: Codebook) -> None:
    assert book["region"].derived == Derived(taken_from="actors", field="region")


def test_codebook_cannot_be_changed_and_can_be_a_key(book: Codebook) -> None:
    assert {book: 1}[Codebook.parse(TEXT)] == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        book.version = "2"  # type: ignore[misc]
    with pytest.raises(TypeError):
        book.variables["category"] = book["topic"]  # type: ignore[index]


def test_order_counts_when_two_codebooks_are_compared(book: Codebook) -> None:
    turned = attrs.evolve(book, variables=list(book.variables.values())[::-1])
    assert turned != book
    assert FrozenMapping({"a": 1, "b": 2}) != FrozenMapping({"b": 2, "a": 1})
    assert FrozenMapping({"a": 1, "b": 2}) == {"b": 2, "a": 1}


def test_repr_is_one_line(book: Codebook) -> None:
    assert repr(book) == (
        "Codebook('rivers', version '1.1.0': 4 codes of category, 4 codes of topic, 0 codes of region, 1 code of role)"
    )


def test_codebook_made_in_memory_keeps_the_same_rules() -> None:
    with pytest.raises(InvalidData) as caught:
        Codebook(id="x y", version="", variables=[Variable(id="category", values="many")])
    assert str(caught.value) == (
        "4 problems:\n"
        "[codebook]: id is 'x y'; an id has only letters A-Z and a-z, digits, and the signs _ . -\n"
        '[codebook]: version is missing; give one, such as version = "1.0.0".\n'
        "[variable.category]: the variable category is hierarchical: write hierarchical = true.\n"
        '[variable.category]: an event has one category: write values = "one".'
    )


def test_one_text_is_not_taken_for_a_list_of_letters() -> None:
    words = r"^'loans' is one text where a list of texts belongs; write \['loans'\]\.$"
    with pytest.raises(TypeError, match=words):
        Code(id="a", variable="b", include="loans")
    with pytest.raises(TypeError, match=words):
        Code(id="a", variable="b", crosswalk={"cameo": "loans"})


def test_markdown_page_shows_every_part_of_a_code(book: Codebook) -> None:
    page = book.to_markdown()
    assert page.startswith(
        "# Rivers & \\*treaties\\*\n\nVersion 1.1.0.\n\n## Category (`category`)\n\nWhat kind of act.\n\n"
        "*One code an event; a code includes all codes below it.*\n"
    )
    assert (
        "### `economic.finance.loan` Loan\n\nA loan is \\<made>.\n\n- Include: credit lines\n"
        "- Exclude: equity -> economic\n- Examples: the loan of 2005\n- Crosswalk: cameo 071; plover AID\n"
        "- Since: 1.0.0\n"
    ) in page
    assert "- Unit: occasion, status\n" in page
    assert "- Retired: 1.1.0\n- Replaced by: river, lake\n" in page
    assert "*Computed from the column region of the register of actors, never typed.*" in page
    assert "*Words of a fixed column, not a column of its own.*" in page


def test_frame_has_one_row_for_each_code(book: Codebook) -> None:
    frame = book.to_frame().set_index(["variable", "code"])
    assert len(frame) == 9
    loan = frame.loc[("category", "economic.finance.loan")]
    assert loan["depth"] == 3
    assert loan["crosswalk"] == "cameo 071; plover AID"
    assert loan["parent"] == "economic.finance"
    assert frame.loc[("topic", "water"), "replaced_by"] == "river; lake"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(book: Codebook, tmp_path: object) -> None:
    path = tmp_path / "codebook.toml"  # type: ignore[operator]
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert Codebook.read(path) == book


WORDS = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=6)
# Every character that a file can hold: quotes, commas, line breaks, formulas, any script.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=20
) | st.sampled_from(
    ['"', "'''", '"""', "=1+1", "a, b; c", "\n\n", "\\", "中国", "Қазақстан", "# no remark", "[code.x]"]
)
FULL = TEXTS.filter(str.strip)
LISTS = st.lists(TEXTS, max_size=3)
UNIT = st.lists(st.sampled_from(["occasion", "instrument", "status"]), max_size=2)


@st.composite
def code_lists(draw: st.DrawFn, variable: str, hierarchical: bool) -> list[Code]:
    """Codes of one variable, in any order, with parents if it is hierarchical."""
    ids = draw(st.lists(WORDS, unique=True, max_size=4))
    parents = dict.fromkeys(ids, "")
    if hierarchical:
        for _ in range(draw(st.integers(0, 4))):
            if parents:
                parent = draw(st.sampled_from(sorted(parents)))
                parents[f"{parent}.{draw(WORDS)}"] = parent
    codes = []
    for name in draw(st.permutations(sorted(parents))):
        others = [other for other in parents if other != name]
        retired = draw(st.sampled_from(["", "1.0.0"]))
        replaced_by = draw(st.lists(st.sampled_from(others), unique=True)) if retired and others else []
        code = Code(
            id=name,
            variable=variable,
            parent=parents[name],
            label=draw(FULL),
            definition=draw(FULL),
            include=draw(LISTS),
            exclude=draw(LISTS),
            examples=draw(LISTS),
            near_misses=draw(LISTS),
            after=draw(st.lists(st.sampled_from(others), unique=True)) if others else [],
            unit=draw(UNIT),
            crosswalk=draw(st.dictionaries(FULL, LISTS, max_size=2)),
            since=draw(TEXTS),
            retired=retired,
            replaced_by=replaced_by,
        )
        codes.append(code)
    return codes


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """Codebooks with a category, some more variables and a derived one."""
    names = draw(
        st.lists(st.sampled_from(["stage", "Salience", "topic", "role", "_v2"]), unique=True, max_size=3)
    )
    variables = []
    for name in draw(st.permutations([*names, "category"])):
        hierarchical = name == "category" or draw(st.booleans())
        variables.append(
            Variable(
                id=name,
                label=draw(FULL),
                definition=draw(TEXTS),
                values="one" if name == "category" else draw(st.sampled_from(["one", "many"])),
                hierarchical=hierarchical,
                codes=draw(code_lists(name, hierarchical)),
            )
        )
    variables.append(Variable(id="people", values="many", register="actors"))
    rank = Derived(taken_from="people", field="rank", of=draw(WORDS))
    variables.append(Variable(id="rank", values="one", derived=rank))
    category = next(variable for variable in variables if variable.id == "category")
    if category.codes:
        mapped = dict.fromkeys(category.codes, "deed")
        origin = ["category", *(["stage"] if "stage" in names else [])]
        required = {"category": draw(st.lists(st.sampled_from(list(category.codes)), unique=True))}
        codes = [Code(id="deed", variable="act", definition="x", requires=required)]
        variables.append(
            Variable(id="act", values="one", codes=codes, derived=Derived(taken_from=origin, map=mapped))
        )
    return Codebook(id=draw(WORDS), version=draw(FULL), title=draw(TEXTS), variables=variables)


@settings(max_examples=60)
@given(codebooks())
def test_parsing_what_was_written_gives_the_same_codebook(book: Codebook) -> None:
    assert Codebook.parse(book.to_toml()) == book


@settings(max_examples=40)
@given(codebooks(), st.integers(1, 4))
def test_the_tree_answers_agree_with_one_another(book: Codebook, depth: int) -> None:
    category = book["category"]
    for code in category.codes:
        above = category.cut(code, depth)
        assert code in category.descendants(above)
        assert above == ".".join(code.split(".")[:depth])
        assert set(category.leaves(code)) <= set(category.descendants(code))
    assert sorted(below for root in category.roots() for below in category.descendants(root)) == sorted(
        category.codes
    )
