"""What changed between two codebooks, what is carried over, and what must be coded anew."""

from __future__ import annotations

from itertools import zip_longest

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from ca_events.coding.choices import CodingError
from ca_events.coding.versions import carry_over, codebook_changes, outdated, version_key
from ca_events.study import Code, Codebook, Variable

CATEGORY = """
[variable.category]
values = "one"
hierarchical = true
[code.category.act]
definition = "Any act."
"""


def book(text: str, version: str = "1.0", book_id: str = "rivers") -> Codebook:
    """Make a codebook; the variable that every codebook has comes first."""
    return Codebook.parse(f'[codebook]\nid = "{book_id}"\nversion = "{version}"\n{CATEGORY}\n{text}')


def topic(codes: str, version: str = "1.0", values: str = "many") -> Codebook:
    """Make a codebook with the variable topic from lines such as ``sea 1.1 > lake river`` (retired, replacements)."""
    text = f'[variable.topic]\nvalues = "{values}"\n'
    for line in codes.strip().splitlines():
        before, _, after = line.partition(">")
        name, *retired = before.split()
        text += f'[code.topic."{name}"]\ndefinition = "It is about this."\n'
        text += f'retired = "{retired[0]}"\n' if retired else ""
        text += f"replaced_by = {after.split()}\n" if after else ""
    return book(text, version)


def rows(changes: pd.DataFrame) -> list[list[str]]:
    """Give changes of the variable topic without the variable."""
    assert set(changes["variable"]) <= {"topic"}
    return changes[["code", "change", "into", "words"]].values.tolist()


def cells(*values: object, variable: str = "topic", version: str | None = None) -> pd.DataFrame:
    """Make a table of coded units, one a value."""
    units = [f"u{number}" for number in range(1, len(values) + 1)]
    frame = pd.DataFrame({"unit": units, "variable": variable, "value": list(values)})
    return frame if version is None else frame.assign(codebook_version=version)


def why(frame: pd.DataFrame) -> dict[str, str]:
    """Give the reason of every unit."""
    return dict(zip(frame["unit"], frame["why"], strict=True))


def refusal(call: object, *args: object) -> str:
    """Give the whole text of a CodingError."""
    with pytest.raises(CodingError) as caught:
        call(*args)  # type: ignore[operator]
    return str(caught.value)


# --- versions -------------------------------------------------------------------------------------------------------

numbers = st.lists(st.integers(0, 12), min_size=1, max_size=4)


@given(numbers, numbers)
def test_versions_compare_number_by_number_as_if_both_were_filled_up_with_zeros(
    first: list[int], second: list[int]
) -> None:
    expected = 0
    for left, right in zip_longest(first, second, fillvalue=0):
        if left != right:
            expected = -1 if left < right else 1
            break
    keys = [version_key(".".join(map(str, parts))) for parts in (first, second)]
    assert (keys[0] > keys[1]) - (keys[0] < keys[1]) == expected


def test_zeros_before_a_number_do_not_count() -> None:
    assert version_key("1.02") == version_key("1.2.0")


@pytest.mark.parametrize(
    "version", ["", "1.", ".1", "v1", "1.0-beta", "1..2", " 1.0", "1.0\n", "-1", "\uff11.0", "draft"]
)
def test_a_version_that_is_no_row_of_numbers_is_refused_by_name(version: str) -> None:
    assert refusal(version_key, version) == (
        f"the version {version!r} cannot be compared with others; a version is whole numbers joined by dots, "
        "such as 1.10.0."
    )


def test_a_version_that_a_spreadsheet_made_a_number_is_refused() -> None:
    assert refusal(version_key, 1.1) == (
        "the version 1.1 is no text; as a number, 1.10 would be 1.1. Write it as text, and read tables with every "
        "cell as text, such as pandas.read_csv(file, dtype=str)."
    )


# --- changes --------------------------------------------------------------------------------------------------------


def test_the_table_names_its_columns_and_versions_also_when_it_is_empty() -> None:
    changes = codebook_changes(topic("sea"), topic("sea", "1.1"))
    assert list(changes.columns) == ["variable", "code", "change", "into", "words"]
    assert len(changes) == 0
    assert changes.attrs == {"from": "1.0", "to": "1.1"}


def test_a_new_code_is_added() -> None:
    assert rows(codebook_changes(topic("sea"), topic("sea\nlake", "1.1"))) == [
        ["lake", "added", "", "The code 'lake' is new."]
    ]


def test_a_retired_code_that_is_in_use_again_is_added() -> None:
    assert rows(codebook_changes(topic("sea 1.0"), topic("sea", "1.1"))) == [
        ["sea", "added", "", "The code 'sea', retired in version 1.0, is in use again."]
    ]


def test_a_code_that_came_and_went_between_the_versions_is_not_listed() -> None:
    assert rows(codebook_changes(topic("sea"), topic("sea\nlake 1.2", "1.3"))) == []


def test_a_code_without_successor_is_retired() -> None:
    assert rows(codebook_changes(topic("sea\nlake"), topic("sea 1.1\nlake", "1.1"))) == [
        ["sea", "retired", "", "The code 'sea' was retired in version 1.1; nothing replaces it."]
    ]


def test_a_code_that_goes_over_to_a_new_one_is_renamed_and_the_new_one_is_not_added() -> None:
    assert rows(codebook_changes(topic("sea"), topic("sea 1.1 > ocean\nocean", "1.1"))) == [
        ["sea", "renamed", "ocean", "The code 'sea' is called 'ocean' now."]
    ]


def test_two_codes_that_go_over_to_one_are_merged() -> None:
    new = topic("sea 1.1 > water\nlake 1.1 > water\nwater", "1.1")
    assert rows(codebook_changes(topic("sea\nlake"), new)) == [
        ["sea", "merged", "water", "The code 'sea' was merged into 'water', together with 'lake'."],
        ["lake", "merged", "water", "The code 'lake' was merged into 'water', together with 'sea'."],
    ]


def test_a_code_that_goes_over_to_one_that_existed_is_merged() -> None:
    assert rows(codebook_changes(topic("sea\nlake"), topic("sea 1.1 > lake\nlake", "1.1"))) == [
        ["sea", "merged", "lake", "The code 'sea' was merged into 'lake', which existed before."]
    ]


def test_a_code_that_takes_in_a_part_of_another_is_no_mere_renaming() -> None:
    new = topic("sea 1.1 > ocean\nlake 1.1 > ocean pond\nocean\npond", "1.1")
    assert rows(codebook_changes(topic("sea\nlake"), new)) == [
        ["sea", "merged", "ocean", "The code 'sea' was merged into 'ocean', together with 'lake'."],
        [
            "lake",
            "split",
            "ocean; pond",
            "The code 'lake' was retired in version 1.1 and split into 'ocean' and 'pond'.",
        ],
    ]


def test_a_code_with_several_successors_is_split_and_these_are_not_added() -> None:
    new = topic("river\nsea 1.1 > ocean river bay\nocean\nbay", "1.1")
    words = "The code 'sea' was retired in version 1.1 and split into 'ocean', 'river' and 'bay'."
    assert rows(codebook_changes(topic("river\nsea"), new)) == [["sea", "split", "ocean; river; bay", words]]


def test_a_deleted_code_is_removed_and_the_sentence_says_that_this_breaks_the_rule() -> None:
    assert rows(codebook_changes(topic("sea\nlake\ngulf 0.9"), topic("lake", "1.1"))) == [
        [
            "sea",
            "removed",
            "",
            "The code 'sea' is gone without having been retired; this breaks the rule that codes are never deleted.",
        ],
        [
            "gulf",
            "removed",
            "",
            "The code 'gulf', retired in version 0.9, is gone; this breaks the rule that codes are never deleted.",
        ],
    ]


def with_rules(version: str, name: str = "sea", rest: str = "", more: str = "") -> Codebook:
    """Make a codebook with one code whose rules are given as lines."""
    return book(f'[variable.topic]\nvalues = "many"\n[code.topic.{name}]\n{rest}\n{more}', version)


BEFORE = 'definition = "Salt water."\ninclude = ["bays", "straits"]\nexclude = ["lakes -> lake"]'


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (BEFORE.replace("Salt", "Salty"), "definition differs"),
        (BEFORE.replace("bays", "gulfs"), "include differs"),
        (BEFORE.replace("-> lake", "-> pond"), "exclude differs"),
        (BEFORE.replace("Salt", "Salty").replace('"bays", ', ""), "definition and include differ"),
        ('definition = "Water."', "definition, include and exclude differ"),
    ],
)
def test_a_code_whose_rules_differ_is_redefined(after: str, words: str) -> None:
    assert rows(codebook_changes(with_rules("1.0", rest=BEFORE), with_rules("1.1", rest=after))) == [
        ["sea", "redefined", "", f"The code 'sea' was redefined: its {words}."]
    ]


@pytest.mark.parametrize(
    "after",
    [
        BEFORE
        + '\nlabel = "Seas"\nexamples = ["the Caspian"]\ncrosswalk = { cameo = ["071"] }\nsince = "0.9"',
        BEFORE.replace("Salt water", "Salt \\n  water"),
        BEFORE.replace('"bays", "straits"', '"straits", "bays"'),
    ],
)
def test_labels_examples_spaces_and_the_order_of_cases_are_no_redefinition(after: str) -> None:
    assert rows(codebook_changes(with_rules("1.0", rest=BEFORE), with_rules("1.1", rest=after))) == []


@pytest.mark.parametrize("pointer", ["lake", "pond"])
def test_a_pointer_may_follow_a_renamed_code_or_stay_behind_and_is_no_redefinition(pointer: str) -> None:
    lake = '[code.topic.lake]\ndefinition = "Fresh."\n'
    renamed = f'{lake}retired = "1.1"\nreplaced_by = ["pond"]\n[code.topic.pond]\ndefinition = "Fresh."'
    old = with_rules("1.0", rest=BEFORE, more=lake)
    new = with_rules("1.1", rest=BEFORE.replace("-> lake", f"-> {pointer}"), more=renamed)
    assert rows(codebook_changes(old, new)) == [
        ["lake", "renamed", "pond", "The code 'lake' is called 'pond' now."]
    ]


def test_a_pointer_to_another_variable_follows_only_the_codes_of_that_variable() -> None:
    words = '[variable.kind]\nvalues = "one"\n[code.kind.lake]\ndefinition = "Fresh."\n'
    renamed = words + 'retired = "1.1"\nreplaced_by = ["pond"]\n[code.kind.pond]\ndefinition = "Fresh."'
    rest = 'definition = "Salt."\nexclude = ["still -> {}"]'
    for pointers, expected in ((("kind:lake", "kind:pond"), 1), (("lake", "pond"), 2)):
        old = with_rules("1.0", rest=rest.format(pointers[0]), more=words)
        new = with_rules("1.1", rest=rest.format(pointers[1]), more=renamed)
        assert len(codebook_changes(old, new)) == expected


def test_a_code_renamed_with_other_rules_is_also_redefined_and_coded_anew() -> None:
    rest = BEFORE + '\nretired = "1.1"\nreplaced_by = ["ocean"]'
    more = f"[code.topic.ocean]\n{BEFORE.replace('Salt', 'Salty')}"
    changes = codebook_changes(with_rules("1.0", rest=BEFORE), with_rules("1.1", rest=rest, more=more))
    words = "The code 'sea' was redefined when it became 'ocean': its definition differs."
    assert rows(changes) == [
        ["sea", "renamed", "ocean", "The code 'sea' is called 'ocean' now."],
        ["sea", "redefined", "ocean", words],
    ]
    carried, anew = carry_over(cells("sea"), changes)
    assert carried["value"].tolist() == ["ocean"]
    assert anew["value"].tolist() == ["sea"]
    assert why(anew) == {"u1": words}


def test_a_code_with_dots_moves_when_its_variable_becomes_hierarchical() -> None:
    codes = '[code.topic.sea]\ndefinition = "Salt."\n[code.topic."sea.bay"]\ndefinition = "A bay."\n'
    flat = '[variable.topic]\nvalues = "many"\n' + codes
    tree = '[variable.topic]\nvalues = "many"\nhierarchical = true\n' + codes + 'parent = "sea"'
    changes = codebook_changes(book(flat), book(tree, "1.1"))
    assert rows(changes) == [
        ["sea.bay", "moved", "", "The code 'sea.bay' stands below 'sea' now; it stood at the top."]
    ]
    assert rows(codebook_changes(book(tree), book(flat, "1.1"))) == [
        ["sea.bay", "moved", "", "The code 'sea.bay' stands at the top now; it stood below 'sea'."]
    ]
    assert carry_over(cells("sea.bay"), changes)[1].empty


def test_variables_are_added_and_removed_without_their_codes() -> None:
    old, new = topic("sea"), book('[variable.kind]\nvalues = "one"\n[code.kind.a]\ndefinition = "A."', "1.1")
    assert codebook_changes(old, new).values.tolist() == [
        ["topic", "", "variable removed", "", "The variable 'topic' is gone."],
        ["kind", "", "variable added", "", "The variable 'kind' is new, with 1 code."],
    ]


def test_the_number_of_values_and_the_question_of_a_variable_may_change() -> None:
    old = book('[variable.topic]\nvalues = "many"\ndefinition = "What is it about?"')
    new = book('[variable.topic]\nvalues = "one"\ndefinition = "What is it mainly about?"', "1.1")
    redefined = ["", "redefined", "", "The variable 'topic' was redefined: its definition differs."]
    words = "The variable 'topic' takes one code a unit now; it took several."
    assert rows(codebook_changes(old, new)) == [["", "values changed", "one", words], redefined]
    back = book('[variable.topic]\nvalues = "many"\ndefinition = "What is it about?"', "1.2")
    words = "The variable 'topic' takes several codes a unit now; it took one."
    assert rows(codebook_changes(new, back)) == [["", "values changed", "many", words], redefined]


def test_changes_stand_in_the_order_of_the_old_codebook_and_then_of_the_new_one() -> None:
    old = book('[variable.b]\nvalues = "one"\n[code.b.y]\ndefinition = "Y."\n[code.b.x]\ndefinition = "X."')
    new = book(
        '[variable.a]\nvalues = "one"\n[variable.b]\nvalues = "one"\n[code.b.new]\ndefinition = "N."\n'
        '[code.b.x]\ndefinition = "XX."\n[code.b.y]\ndefinition = "YY."',
        "2.0",
    )
    assert codebook_changes(old, new)[["variable", "code"]].values.tolist() == [
        ["b", "y"],
        ["b", "x"],
        ["b", "new"],
        ["a", ""],
    ]


# --- chains ---------------------------------------------------------------------------------------------------------


def test_a_code_renamed_twice_is_followed_to_the_name_in_use() -> None:
    new = topic("sea 1.1 > ocean\nocean 1.2 > salt\nsalt", "1.2")
    changes = codebook_changes(topic("sea"), new)
    assert rows(changes) == [["sea", "renamed", "salt", "The code 'sea' is called 'salt' now."]]
    assert carry_over(cells("sea"), changes)[0]["value"].tolist() == ["salt"]


def test_two_codes_in_use_that_end_in_one_by_way_of_one_another_are_merged() -> None:
    changes = codebook_changes(topic("sea\nlake"), topic("sea 1.1 > lake\nlake 1.2 > water\nwater", "1.2"))
    assert rows(changes) == [
        ["sea", "merged", "water", "The code 'sea' was merged into 'water', together with 'lake'."],
        ["lake", "merged", "water", "The code 'lake' was merged into 'water', together with 'sea'."],
    ]


def test_a_split_whose_parts_came_together_again_is_certain() -> None:
    new = topic("sea 1.1 > a b\na 1.2 > water\nb 1.2 > water\nwater", "1.2")
    assert rows(codebook_changes(topic("sea"), new)) == [
        ["sea", "renamed", "water", "The code 'sea' is called 'water' now."]
    ]


def test_a_split_of_which_one_part_leads_nowhere_is_not_carried_over_to_the_other() -> None:
    changes = codebook_changes(topic("sea"), topic("sea 1.1 > a b\na 1.2\nb", "1.2"))
    words = (
        "The code 'sea' was retired in version 1.1 and split: use 'b' where it fits; "
        "'a' is retired and nothing in use takes the rest."
    )
    assert rows(changes) == [["sea", "split", "b", words]]
    carried, anew = carry_over(cells("sea"), changes)
    assert carried["value"].tolist() == ["sea"]
    assert why(anew) == {"u1": words}


def test_a_chain_that_leads_nowhere_is_retired() -> None:
    assert rows(codebook_changes(topic("sea"), topic("sea 1.1 > a b\na 1.2\nb 1.2", "1.2"))) == [
        [
            "sea",
            "retired",
            "",
            "The code 'sea' was retired in version 1.1; what was to replace it is retired as well: 'a' and 'b'.",
        ]
    ]


@pytest.mark.parametrize("circle", ["sea 1.1 > a\na 1.1 > sea", "sea 1.1 > a\na 1.1 > b\nb 1.1 > a"])
def test_replacements_that_go_round_in_a_circle_end(circle: str) -> None:
    changes = codebook_changes(topic("sea"), topic(circle, "1.2"))
    assert changes["change"].tolist() == ["retired"]


def test_a_circle_with_a_way_out_is_not_certain() -> None:
    changes = codebook_changes(topic("sea"), topic("sea 1.1 > a out\na 1.1 > sea\nout", "1.2"))
    assert changes[["change", "into"]].values.tolist() == [["split", "out"]]


# --- refusals of pairs ----------------------------------------------------------------------------------------------


def test_two_codebooks_are_no_versions_of_one() -> None:
    assert refusal(codebook_changes, book(""), book("", book_id="lakes")) == (
        "the codebooks are 'rivers' and 'lakes'; give two versions of one codebook, with the same id."
    )


def test_the_newer_codebook_first_is_refused() -> None:
    assert refusal(codebook_changes, book("", "1.10"), book("", "1.9")) == (
        "the old codebook is version 1.10 and the new one 1.9; give the older version first."
    )


def test_codebooks_of_one_version_that_differ_are_refused() -> None:
    assert refusal(codebook_changes, topic("a"), topic("a\nb\nc\nd\ne", "1.0.0")) == (
        "both codebooks 'rivers' are version 1.0.0, but they differ, so that the version of a row would not say under "
        "which of them it was coded. Raise the version of the newer one. Differences: topic: The code 'b' is new. "
        "topic: The code 'c' is new. topic: The code 'd' is new. And 1 more."
    )
    assert refusal(codebook_changes, topic("a"), topic("a\nb")).endswith("topic: The code 'b' is new.")


def test_a_corrected_example_needs_no_new_version() -> None:
    first, second = (with_rules("1.0", rest=BEFORE + end) for end in ("", '\nexamples = ["the Caspian"]'))
    assert codebook_changes(first, second).empty


# --- carrying over --------------------------------------------------------------------------------------------------

OLD = topic("sea\nlake\nriver\nwide\ngas\nlost\nstay")
NEW = topic(
    "sea 1.1 > water\nlake 1.1 > water\nriver 1.1 > stream\nwide 1.1 > stay far\ngas 1.1\n"
    "stay\nwater\nstream\nfar\nfresh",
    "1.1",
)


def test_only_what_is_certain_is_carried_over() -> None:
    codes = cells("river", "sea; lake", "stay; river", "wide", "gas; sea", "lost", "stay")
    carried, anew = carry_over(codes, codebook_changes(OLD, NEW))
    assert carried["value"].tolist() == [
        "stream",
        "water",
        "stay; stream",
        "wide",
        "gas; water",
        "lost",
        "stay",
    ]
    assert why(anew) == {
        "u4": "The code 'wide' was retired in version 1.1 and split into 'stay' and 'far'.",
        "u5": "The code 'gas' was retired in version 1.1; nothing replaces it.",
        "u6": "The code 'lost' is gone without having been retired; this breaks the rule that codes are never deleted.",
    }
    assert anew["value"].tolist() == ["wide", "gas; sea", "lost"]


def test_answers_that_are_no_codes_pass_as_they_are() -> None:
    removed = codebook_changes(OLD, book("", "1.1"))
    redefined = codebook_changes(
        book('[variable.topic]\nvalues = "one"\ndefinition = "A?"'),
        book('[variable.topic]\nvalues = "many"\ndefinition = "B?"', "1.1"),
    )
    codes = cells("(none applies)", "(cannot tell)", "", None, float("nan"))
    for changes in (codebook_changes(OLD, NEW), removed, redefined):
        carried, anew = carry_over(codes, changes)
        assert_frame_equal(carried, codes)
        assert anew.empty


def test_all_codes_of_a_removed_variable_are_listed_and_others_are_not_touched() -> None:
    codes = pd.concat([cells("sea", "stay"), cells("act", variable="category")], ignore_index=True)
    carried, anew = carry_over(codes, codebook_changes(OLD, book("", "1.1")))
    assert_frame_equal(carried, codes)
    assert anew["why"].tolist() == ["The variable 'topic' is gone."] * 2


def test_a_code_of_the_same_name_in_another_variable_is_not_carried_over() -> None:
    carried, anew = carry_over(cells("river", "gas", variable="other"), codebook_changes(OLD, NEW))
    assert carried["value"].tolist() == ["river", "gas"]
    assert anew.empty


def test_several_codes_where_one_is_now_allowed_are_listed_unless_they_become_one() -> None:
    changes = codebook_changes(
        OLD, topic("\n".join(["sea 1.1 > lake", "lake", "river"]), "1.1", values="one")
    )
    carried, anew = carry_over(cells("sea; lake", "sea; river", "river"), changes)
    assert carried["value"].tolist() == ["lake", "lake; river", "river"]
    assert why(anew) == {"u2": "The variable 'topic' takes one code a unit now; it took several."}


def test_one_code_where_several_are_now_allowed_may_be_half_the_answer() -> None:
    changes = codebook_changes(topic("sea\nlake", values="one"), topic("sea\nlake", "1.1"))
    anew = carry_over(cells("sea", "(none applies)"), changes)[1]
    assert why(anew) == {"u1": "The variable 'topic' takes several codes a unit now; it took one."}


def test_index_order_other_columns_and_the_input_are_kept() -> None:
    codes = cells("river", "gas", "sea", "stay; lake ").assign(coder=["x", "y", "x", None], n=[1, 2, 3, 4])
    codes.index = pd.Index([7, 7, 2, 5], name="row")
    before = codes.copy(deep=True)
    carried, anew = carry_over(codes, codebook_changes(OLD, NEW))
    assert_frame_equal(codes, before)
    assert_frame_equal(carried.drop(columns="value"), codes.drop(columns="value"))
    assert carried["value"].tolist() == ["stream", "gas", "water", "stay; water"]
    assert_frame_equal(anew.drop(columns="why"), codes.iloc[[1]])


def test_columns_of_categories_and_of_objects_are_carried_over_too() -> None:
    changes = codebook_changes(OLD, NEW)
    for kind in ("category", "object", "string"):
        carried = carry_over(cells("river", None, "stay").astype({"value": kind}), changes)[0]
        assert carried["value"].fillna("none").tolist() == ["stream", "none", "stay"]


def test_a_table_without_rows_gives_two_of_its_kind() -> None:
    codes = cells("sea")[:0]
    carried, anew = carry_over(codes, codebook_changes(OLD, NEW))
    assert list(carried.columns) == ["unit", "variable", "value"]
    assert list(anew.columns) == ["unit", "variable", "value", "why"]
    assert outdated(codes.assign(codebook_version=""), NEW).columns.tolist() == [
        "unit",
        "variable",
        "value",
        "codebook_version",
        "why",
    ]


def test_changes_that_were_stored_as_a_file_do_the_same(tmp_path: object) -> None:
    path = f"{tmp_path}/changes.csv"
    changes = codebook_changes(OLD, NEW)
    changes.to_csv(path, index=False)
    codes = cells("sea", "wide", "gas", "stay")
    for expected, got in zip(carry_over(codes, changes), carry_over(codes, pd.read_csv(path)), strict=True):
        assert_frame_equal(expected, got)


def test_a_change_that_somebody_left_without_words_still_has_its_row_coded_anew() -> None:
    changes = codebook_changes(OLD, NEW).assign(words="")
    assert why(carry_over(cells("wide", "gas", "river"), changes)[1]) == {"u1": "split", "u2": "retired"}


def test_changes_and_codes_that_cannot_be_read_are_refused() -> None:
    changes, codes = codebook_changes(OLD, NEW), cells("sea", "lake")
    assert refusal(carry_over, codes.drop(columns="value"), changes) == (
        "the table codes has no column 'value'; it has 'unit', 'variable'."
    )
    assert refusal(carry_over, codes.drop(columns="unit"), changes) == (
        "the table codes has no column 'unit'; it has 'variable', 'value'."
    )
    assert refusal(carry_over, codes, changes.drop(columns="into")) == (
        "the table changes has no column 'into'; it has 'variable', 'code', 'change', 'words'."
    )
    assert refusal(carry_over, codes, changes.assign(change="splitted")) == (
        "change='splitted' is not allowed; use one of 'renamed', 'merged', 'split', 'retired', 'removed', 'redefined', "
        "'variable removed', 'values changed', 'added', 'moved', 'variable added'. Nearest: 'split'."
    )
    for into in ("", "a; b"):
        assert refusal(carry_over, codes, changes.assign(change="renamed", into=into)[:1]) == (
            f"the table changes says that the code 'sea' of the variable 'topic' was renamed, into {into!r}; "
            "name exactly one code there, or make the row anew with codebook_changes."
        )
    assert refusal(carry_over, cells("sea", 14), changes) == (
        "the column 'value' of the table codes has 14 in row 2, which is no text; "
        "read the table with every cell as text, such as pandas.read_csv(file, dtype=str)."
    )
    assert refusal(carry_over, codes.assign(why="mine"), changes) == (
        "the table codes has a column 'why' already, which would be overwritten; rename it or drop it."
    )


# --- any two codebooks ----------------------------------------------------------------------------------------------

NAMES = ("a", "b", "c", "d", "e", "f")


def made(version: str, codes: dict[str, tuple[bool, list[str]]]) -> Codebook:
    """Make a codebook of codes, each in use or retired with replacements."""
    variable = Variable(
        id="topic",
        values="many",
        codes=[
            Code(
                id=name,
                variable="topic",
                definition="It is about this.",
                retired="" if living else "1.1",
                replaced_by=() if living else [other for other in into if other != name and other in codes],
            )
            for name, (living, into) in codes.items()
        ],
    )
    return Codebook(id="rivers", version=version, variables=[book("")["category"], variable])


states = st.tuples(st.booleans(), st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
books = st.dictionaries(st.sampled_from(NAMES), states, min_size=1)


def walks(code: str, codes: dict[str, Code], walked: tuple[str, ...] = ()) -> set[str]:
    """Walk every way from a code on its own, a peer of the way it is done; ``"?"`` is where a way is lost."""
    if code in walked:
        return {"?"}
    if not codes[code].retired:
        return {code}
    found = [walks(other, codes, (*walked, code)) for other in codes[code].replaced_by]
    return set().union(*found) if found else {"?"}


@given(books)
def test_a_codebook_does_not_differ_from_itself(codes: dict[str, tuple[bool, list[str]]]) -> None:
    assert codebook_changes(made("1.0", codes), made("1.0", codes)).empty
    assert codebook_changes(made("1.0", codes), made("1.1", codes)).empty


@given(books, books, st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3), max_size=5))
def test_every_code_is_carried_over_where_all_ways_meet_and_else_coded_anew(
    before: dict[str, tuple[bool, list[str]]],
    after: dict[str, tuple[bool, list[str]]],
    values: list[list[str]],
) -> None:
    old, new = made("1.0", before), made("1.1", after)
    living_before = {name for name, code in old["topic"].codes.items() if not code.retired}
    now = dict(new["topic"].codes.items())
    values = [kept for value in values if (kept := [code for code in value if code in living_before])]
    codes = cells(*("; ".join(value) for value in values))
    carried, anew = carry_over(codes, codebook_changes(old, new))
    assert carried["unit"].tolist() == codes["unit"].tolist()
    listed = set(anew["unit"])
    for unit, value, got in zip(codes["unit"], values, carried["value"], strict=True):
        ends = {code: walks(code, now) if code in now else {"?"} for code in value}
        certain = {code: len(found) == 1 and found != {"?"} for code, found in ends.items()}
        expected = {next(iter(ends[code])) if certain[code] else code for code in value}
        assert set(got.split("; ")) == expected
        assert (unit in listed) == (not all(certain.values()))
        # Nothing is invented, and what nobody looks at again has codes in use only.
        assert expected <= set(now) | set(value)
        assert unit in listed or all(not now[code].retired for code in expected)


@given(books, books)
def test_every_code_is_either_the_same_or_in_the_changes_once(
    before: dict[str, tuple[bool, list[str]]], after: dict[str, tuple[bool, list[str]]]
) -> None:
    old, new = made("1.0", before), made("1.1", after)
    changes = codebook_changes(old, new)
    assert not changes["code"].duplicated().any()
    was, now = ({n for n, c in some["topic"].codes.items() if not c.retired} for some in (old, new))
    targets = {code for into in changes["into"] for code in into.split("; ") if code}
    assert targets <= now
    assert was - now <= set(changes["code"])
    assert now - was <= set(changes["code"]) | targets
    assert set(changes.loc[changes["change"] == "added", "code"]) == now - was - targets
    renamed = changes.loc[changes["change"] == "renamed", "into"].tolist()
    assert len(renamed) == len(set(renamed))
    assert not set(renamed) & set(before)


# --- outdated -------------------------------------------------------------------------------------------------------


def dated(version: str = "1.10", more: str = "") -> Codebook:
    """Make a codebook whose codes came and went in several versions."""
    text = '[variable.topic]\nvalues = "many"\n'
    for name, keys in {
        "always": "",
        "first": 'since = "1.0"',
        "wide": 'since = "1.0"\nretired = "1.9"\nreplaced_by = ["narrow", "other"]',
        "old": 'retired = "1.2"\nreplaced_by = ["middle"]',
        "middle": 'since = "1.2"\nretired = "1.9"\nreplaced_by = ["narrow"]',
        "dead": 'retired = "1.2"',
        "half": 'retired = "1.2"\nreplaced_by = ["dead", "first"]',
        "narrow": 'since = "1.9"',
        "other": 'since = "1.9"',
        "fresh": 'since = "1.10"',
    }.items():
        text += f'[code.topic.{name}]\ndefinition = "It is about this."\n{keys}\n'
    return book(text + more, version)


FRESH = "the variable 'topic' gained 'fresh'."


def test_rows_under_the_version_of_the_codebook_are_never_listed() -> None:
    codes = cells("wide", "dead", "nonsense").assign(codebook_version=["1.10", "", "1.10.0"])
    assert outdated(codes, dated()).empty
    assert outdated(codes.assign(codebook_version=None), dated()).empty


def test_a_code_retired_after_the_version_of_the_row_names_what_to_use() -> None:
    codes = cells("wide", "old", "dead", "half", version="1.1")
    reasons = why(outdated(codes, dated()))
    assert reasons == {
        "u1": f"The code 'wide' was retired in version 1.9; use 'narrow' or 'other' instead. After version 1.1 {FRESH}",
        "u2": f"The code 'old' was retired in version 1.2; use 'narrow' instead. After version 1.1 {FRESH}",
        "u3": f"The code 'dead' was retired in version 1.2; nothing replaces it. After version 1.1 {FRESH}",
        "u4": f"The code 'half' was retired in version 1.2; use 'first' where it fits. After version 1.1 {FRESH}",
    }


def test_a_code_retired_in_or_before_the_version_of_the_row_is_not_listed_for_it() -> None:
    without_fresh = dated("1.9")
    assert why(outdated(cells("dead", version="1.2"), dated())) == {"u1": f"After version 1.2 {FRESH}"}
    assert why(outdated(cells("wide", version="1.9"), dated())) == {"u1": f"After version 1.9 {FRESH}"}
    assert outdated(cells("wide", version="1.9.0"), without_fresh).empty


def test_a_code_that_only_replaces_what_was_in_use_is_no_new_answer() -> None:
    # Under 1.1, narrow and other divide what was wide; only fresh opens new ground.
    assert why(outdated(cells("always", "(none applies)", "", version="1.1"), dated())) == {
        "u1": f"After version 1.1 {FRESH}",
        "u2": f"After version 1.1 {FRESH}",
        "u3": f"After version 1.1 {FRESH}",
    }
    # Under 0.9 there was no code first (which later took in a part of half) and no code wide, which narrow and
    # other divide; that narrow also takes the place of old does not make wide an old answer.
    assert why(outdated(cells("always", version="0.9"), dated())) == {
        "u1": "After version 0.9 the variable 'topic' gained 'first', 'narrow', 'other' and 1 more."
    }


@pytest.mark.parametrize(
    ("old", "new", "is_gained"),
    [
        ('retired = "1.5"', 'since = "1.5"', False),
        ('retired = "1.4"', 'since = "1.5"', False),
        ('retired = "1.5"', 'since = "1.4"', True),  # for a while there were both
        (
            'since = "1.3"\nretired = "1.5"',
            'since = "1.5"',
            True,
        ),  # the old one was itself an answer too late
        ('retired = "1.1"', 'since = "1.5"', True),  # the old one had gone, and nothing stood in its place
        ('retired = "1.5"', "", False),
    ],
)
def test_a_replacement_is_new_where_its_predecessor_was_not_in_use(
    old: str, new: str, is_gained: bool
) -> None:
    text = '[variable.topic]\nvalues = "one"\n[code.topic.always]\ndefinition = "A."\n'
    text += f'[code.topic.old]\ndefinition = "O."\n{old}\nreplaced_by = ["new"]\n'
    text += f'[code.topic.new]\ndefinition = "N."\n{new}\n'
    expected = {"u1": "After version 1.2 the variable 'topic' gained 'new'."} if is_gained else {}
    assert why(outdated(cells("always", version="1.2"), book(text, "2.0"))) == expected


def test_replacements_in_a_circle_do_not_hang_and_are_listed() -> None:
    text = '[variable.topic]\nvalues = "one"\n[code.topic.always]\ndefinition = "A."\n'
    for name, into in (("a", '"b", "out"'), ("b", '"a"')):
        text += f'[code.topic.{name}]\ndefinition = "D."\nsince = "1.5"\nretired = "1.5"\nreplaced_by = [{into}]\n'
    text += '[code.topic.out]\ndefinition = "O."\nsince = "1.5"\n'
    assert why(outdated(cells("always", "a", version="1.0"), book(text, "2.0"))) == {
        "u1": "After version 1.0 the variable 'topic' gained 'out'.",
        "u2": "The code 'a' was retired in version 1.5; use 'out' where it fits. "
        "After version 1.0 the variable 'topic' gained 'out'.",
    }


def test_gained_codes_are_named_up_to_three_and_those_in_the_cell_are_not() -> None:
    more = "".join(f'[code.topic.n{n}]\ndefinition = "N."\nsince = "1.5"\n' for n in range(4))
    assert why(outdated(cells("n0", "always", version="1.4"), dated(more=more))) == {
        "u1": "After version 1.4 the variable 'topic' gained 'fresh', 'n1', 'n2' and 1 more.",
        "u2": "After version 1.4 the variable 'topic' gained 'fresh', 'n0', 'n1' and 2 more.",
    }
    assert outdated(cells("fresh", version="1.9"), dated()).empty


def test_a_gained_code_that_is_retired_already_is_no_answer() -> None:
    more = '[variable.kind]\nvalues = "one"\n[code.kind.a]\ndefinition = "A."\n'
    more += '[code.kind.b]\ndefinition = "B."\nsince = "1.5"\nretired = "1.6"\n'
    assert outdated(cells("a", variable="kind", version="1.4"), dated(more=more)).empty


def test_codes_and_variables_that_the_codebook_does_not_have_are_listed_under_older_versions() -> None:
    codes = pd.concat([cells("gone", version="1.9"), cells("x", variable="lost", version="1.9")])
    assert outdated(codes, dated())["why"].tolist() == [
        f"The code 'gone' is not in version 1.10 of the codebook 'rivers'. After version 1.9 {FRESH}",
        "The variable 'lost' is not in version 1.10 of the codebook 'rivers'.",
    ]


def test_index_and_order_of_the_outdated_rows_are_those_of_the_table() -> None:
    codes = cells("always", "always", "wide").assign(codebook_version=["1.9", "1.10", "1.1"], n=[1, 2, 3])
    codes.index = pd.Index([4, 4, 1])
    before = codes.copy(deep=True)
    found = outdated(codes, dated())
    assert_frame_equal(found.drop(columns="why"), before.iloc[[0, 2]])
    assert_frame_equal(codes, before)


def test_versions_newer_than_the_codebook_are_refused_all_by_name() -> None:
    codes = cells("always", "always", "always", "always").assign(
        codebook_version=["1.11", "1.9", "2.0", "1.11"]
    )
    assert refusal(outdated, codes, dated()) == (
        "the column codebook_version has 1.11 and 2.0, but the codebook 'rivers' is version 1.10; "
        "read the newer codebook, or correct the column."
    )


def test_what_outdated_cannot_read_is_refused() -> None:
    assert refusal(outdated, cells("always"), dated()) == (
        "the table codes has no column 'codebook_version'; it has 'unit', 'variable', 'value'."
    )
    assert refusal(outdated, cells("always").assign(codebook_version=1.1), dated()) == (
        "the column 'codebook_version' of the table codes has 1.1 in row 1, which is no text; "
        "read the table with every cell as text, such as pandas.read_csv(file, dtype=str)."
    )
    assert refusal(outdated, cells("always", version="one"), dated()) == (
        "the version 'one' cannot be compared with others; a version is whole numbers joined by dots, "
        "such as 1.10.0."
    )
    more = '[code.topic.bad]\ndefinition = "Bad."\nsince = "soon"'
    assert refusal(outdated, cells("always", version="1.0"), dated(more=more)) == (
        "since of the code 'bad' of the variable 'topic': the version 'soon' cannot be compared with others; "
        "a version is whole numbers joined by dots, such as 1.10.0."
    )
    assert refusal(outdated, cells("always", version="1.0").assign(why=""), dated()) == (
        "the table codes has a column 'why' already, which would be overwritten; rename it or drop it."
    )


def test_a_table_carried_over_and_marked_with_the_new_version_is_not_outdated() -> None:
    carried, anew = carry_over(cells("river", "stay"), codebook_changes(OLD, NEW))
    assert anew.empty
    assert outdated(carried.assign(codebook_version=NEW.version), NEW).empty
