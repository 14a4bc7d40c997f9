"""Every mistake that people make in a codebook has words of its own, and its line."""

from __future__ import annotations

import pytest

from ca_events.errors import InvalidData
from ca_events.study import Code, Codebook, Variable

HEAD = """[codebook]
id = "rivers"
version = "1.0.0"

[variable.category]
values = "one"
hierarchical = true
"""
ECONOMIC = """
[code.category.economic]
definition = "About money."
"""
STAGE = """
[variable.stage]
values = "one"

[code.stage.signed]
definition = "Signed."
"""


def problems(text: str) -> list[str]:
    """Give the problems of a codebook, one line each."""
    with pytest.raises(InvalidData) as caught:
        Codebook.parse(text)
    return [str(problem) for problem in caught.value.problems]


def only(text: str) -> str:
    """Give the one problem of a codebook."""
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def test_sound_codebook_has_no_problem() -> None:
    assert Codebook.parse(HEAD + ECONOMIC + STAGE).columns == ("category", "stage")


def test_invalid_toml_keeps_the_message_of_the_reader_and_the_line() -> None:
    assert only(HEAD + "\n[code.category.economic]\ndefinition = About money.\n") == (
        "codebook.toml, line 10: this is not valid TOML: Invalid value. Texts stand in quotes and lists in [ ]."
    )


def test_duplicate_ids_are_all_named_with_both_lines() -> None:
    assert problems(HEAD + ECONOMIC + STAGE + ECONOMIC + STAGE) == [
        "codebook.toml, line 18: [code.category.economic] already begins on line 9; an id is used once.",
        "codebook.toml, line 21: [variable.stage] already begins on line 12; an id is used once.",
        "codebook.toml, line 24: [code.stage.signed] already begins on line 15; an id is used once.",
    ]


def test_key_given_twice_keeps_the_message_of_the_reader() -> None:
    assert only(HEAD + ECONOMIC + 'definition = "Again."\n') == (
        "codebook.toml, line 11: this is not valid TOML: Cannot overwrite a value. "
        "Texts stand in quotes and lists in [ ]."
    )


def test_unknown_key_names_the_nearest() -> None:
    assert only(HEAD + ECONOMIC + 'exlude = ["x"]\n') == (
        "codebook.toml, line 11: [code.category.economic]: 'exlude' is no key of this table. Allowed: label, parent, "
        "definition, include, exclude, examples, near_misses, unit, after, requires, crosswalk, since, retired, "
        "replaced_by. "
        "Nearest valid value: 'exclude'."
    )
    assert only(HEAD.replace("hierarchical", 'lable = "x"\nhierarchical') + ECONOMIC) == (
        "codebook.toml, line 7: [variable.category]: 'lable' is no key of this table. "
        "Allowed: label, definition, values, hierarchical, register, derived. Nearest valid value: 'label'."
    )
    assert only(HEAD.replace("version", 'versoin = "1"\nversion') + ECONOMIC) == (
        "codebook.toml, line 3: [codebook]: 'versoin' is no key of this table. Allowed: id, version, title. "
        "Nearest valid value: 'version'."
    )


def test_misspelt_table_inside_a_code_is_an_unknown_key() -> None:
    assert only(HEAD + ECONOMIC + '\n[code.category.economic.crosswak]\ncameo = ["071"]\n') == (
        "codebook.toml, line 9: [code.category.economic]: 'crosswak' is no key of this table. Allowed: label, parent, "
        "definition, include, exclude, examples, near_misses, unit, after, requires, crosswalk, since, retired, "
        "replaced_by. "
        "Nearest valid value: 'crosswalk'."
    )


def test_unknown_top_table_names_the_nearest() -> None:
    assert only(HEAD + ECONOMIC + '[codes.stage.signed]\ndefinition = "x"\n') == (
        "codebook.toml, line 11: [codes]: a codebook has only the tables [codebook], [variable.NAME] and "
        "[code.NAME.\"id\"]. Nearest valid value: 'code'."
    )


def test_missing_definition() -> None:
    assert only(HEAD + '\n[code.category.economic]\nlabel = "Economic"\n') == (
        "codebook.toml, line 9: [code.category.economic]: definition is missing; say when the code is to be used."
    )


def test_missing_id_and_version() -> None:
    assert problems(HEAD.replace('id = "rivers"\nversion = "1.0.0"\n', "") + ECONOMIC) == [
        'codebook.toml, line 1: [codebook]: id is missing; give one, such as id = "my-study".',
        'codebook.toml, line 1: [codebook]: version is missing; give one, such as version = "1.0.0".',
    ]


def test_unquoted_id_with_dots_is_told_to_stand_in_quotes() -> None:
    text = HEAD + ECONOMIC + '\n[code.category.economic.loan]\nparent = "economic"\ndefinition = "A loan."\n'
    assert only(text) == (
        "codebook.toml, line 12: [code.category.economic.loan]: an id with dots stands in quotes: "
        'write [code.category."economic.loan"].'
    )


def test_unquoted_id_of_three_parts_without_tables_above_it_is_told_once() -> None:
    text = HEAD + '\n[code.category.economic.finance.loan]\ndefinition = "A loan."\n'
    assert problems(text) == [
        "codebook.toml, line 9: [code.category.economic.finance.loan]: an id with dots stands in quotes: "
        'write [code.category."economic.finance.loan"].',
        'codebook.toml: [code.category."economic.finance.loan"]: the id has dots, so it stands below '
        "'economic.finance', which is no code of the variable 'category'.",
    ]


def test_parent_that_does_not_fit_the_id_is_to_be_changed_and_never_the_id() -> None:
    text = HEAD + ECONOMIC + '\n[code.category.political]\ndefinition = "P."\n'
    text += '\n[code.category."economic.loan"]\nparent = "political"\ndefinition = "A loan."\n'
    assert only(text) == (
        "codebook.toml, line 16: [code.category.\"economic.loan\"]: the parent 'political' does not fit the id "
        "'economic.loan'; write parent = \"economic\"."
    )


def test_parent_of_an_id_without_dots() -> None:
    text = HEAD + ECONOMIC + '\n[code.category.loan]\nparent = "economic"\ndefinition = "A loan."\n'
    assert only(text) == (
        "codebook.toml, line 13: [code.category.loan]: the parent 'economic' does not fit the id 'loan', "
        "which has no dot and so stands below nothing; delete the parent, or name a new code 'economic.loan'."
    )


def test_unknown_parent_names_the_nearest() -> None:
    text = HEAD + ECONOMIC + '\n[code.category."economic.loan"]\nparent = "econmic"\ndefinition = "A loan."\n'
    assert only(text) == (
        "codebook.toml, line 13: [code.category.\"economic.loan\"]: parent 'econmic' is no code of the variable "
        "'category'. Nearest valid value: 'economic'."
    )


def test_dotted_id_without_its_parent_in_the_book() -> None:
    assert only(HEAD + '\n[code.category."economic.loan"]\ndefinition = "A loan."\n') == (
        "codebook.toml, line 9: [code.category.\"economic.loan\"]: the id has dots, so it stands below 'economic', "
        "which is no code of the variable 'category'."
    )


def test_dotted_id_that_does_not_name_its_parent() -> None:
    assert only(HEAD + ECONOMIC + '\n[code.category."economic.loan"]\ndefinition = "A loan."\n') == (
        "codebook.toml, line 12: [code.category.\"economic.loan\"]: the id says that it stands below 'economic': "
        'write parent = "economic".'
    )


def test_circle_of_parents_is_told_once() -> None:
    text = HEAD + (
        '\n[code.category.a]\nparent = "b"\ndefinition = "A."\n\n[code.category.b]\nparent = "a"\ndefinition = "B."\n'
    )
    assert only(text) == (
        "codebook.toml, line 10: [code.category.a]: the parents go round in a circle: a -> b -> a. End it."
    )


def test_parent_in_a_variable_that_is_not_hierarchical() -> None:
    assert only(HEAD + ECONOMIC + STAGE + 'parent = "signed"\n') == (
        "codebook.toml, line 17: [code.stage.signed]: parent is given, "
        "but [variable.stage] does not say hierarchical = true."
    )


def test_dots_mean_nothing_in_a_variable_that_is_not_hierarchical() -> None:
    book = Codebook.parse(HEAD + ECONOMIC + STAGE + '\n[code.stage."v1.2"]\ndefinition = "x"\n')
    assert "v1.2" in book["stage"].codes


def test_values_must_be_one_or_many() -> None:
    assert only(HEAD + ECONOMIC + STAGE.replace('"one"', '"mny"')) == (
        'codebook.toml, line 13: [variable.stage]: values is \'mny\'; it is "one" (one code an event) or "many" '
        "(several). Nearest valid value: 'many'."
    )
    assert only(HEAD + ECONOMIC + STAGE.replace('values = "one"\n', "")) == (
        'codebook.toml, line 12: [variable.stage]: values is missing; say values = "one" or values = "many".'
    )


def test_missing_category_names_the_nearest_variable() -> None:
    assert only(HEAD.replace(".category", ".categroy")) == (
        "codebook.toml: [variable.category]: is missing; every codebook defines the variable category, "
        "with one code an event. Nearest valid value: 'categroy'."
    )


def test_category_must_be_hierarchical_single_and_coded() -> None:
    text = HEAD.replace("hierarchical = true\n", 'derived = { from = "actors", field = "kind" }\n').replace(
        "one", "many"
    )
    assert problems(text) == [
        "codebook.toml, line 5: [variable.category]: the variable category is hierarchical: write hierarchical = true.",
        'codebook.toml, line 6: [variable.category]: an event has one category: write values = "one".',
        "codebook.toml, line 7: [variable.category]: the variable category is coded and cannot be derived.",
    ]


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("title", "a fixed column of events.csv"),
        ("Title", "a fixed column of events.csv"),
        ("earliest", "a column computed from the date"),
        ("date_kind", "a column computed from the date"),
        ("actor", "a column of the tables of counts"),
        ("x_mine", "a column of the user's own, which is never checked"),
        ("Role", "the variable 'role' in other letters"),
    ],
)
def test_reserved_names_of_variables(name: str, meaning: str) -> None:
    assert only(HEAD + ECONOMIC + f'\n[variable.{name}]\nvalues = "one"\n') == (
        f"codebook.toml, line 12: [variable.{name}]: the name is taken: it is {meaning}. Choose another name."
    )


def test_names_of_variables_that_no_column_can_have() -> None:
    assert problems(
        HEAD + ECONOMIC + '\n[variable."my stage"]\nvalues = "one"\n[variable.Category]\nvalues = "one"\n'
    ) == [
        'codebook.toml, line 12: [variable."my stage"]: the name of a variable has only letters A-Z and a-z, digits '
        "and _, and no digit first.",
        "codebook.toml, line 14: [variable.Category]: the name differs from 'category' in upper and lower case only. "
        "Choose another name.",
    ]


def test_id_with_other_characters() -> None:
    assert only(HEAD + '\n[code.category."eco nomic"]\ndefinition = "x"\n') == (
        "codebook.toml, line 9: [code.category.\"eco nomic\"]: the id is 'eco nomic'; an id has only letters A-Z and "
        "a-z, digits, and the signs _ . -"
    )


def test_replaced_by_that_points_nowhere() -> None:
    assert problems(HEAD + ECONOMIC + 'retired = "1.0.0"\nreplaced_by = ["economics", "economic"]\n') == [
        "codebook.toml, line 12: [code.category.economic]: replaced_by 'economics' is no other code of the variable "
        "'category'.",
        "codebook.toml, line 12: [code.category.economic]: replaced_by 'economic' is no other code of the variable "
        "'category'.",
    ]


def test_replaced_by_without_retired() -> None:
    assert only(
        HEAD + ECONOMIC + STAGE + 'replaced_by = ["done"]\n\n[code.stage.done]\ndefinition = "x"\n'
    ) == (
        "codebook.toml, line 17: [code.stage.signed]: replaced_by stands only with "
        'retired = "the version in which the code went".'
    )


def test_unknown_unit_names_the_nearest() -> None:
    assert only(HEAD + ECONOMIC + 'unit = ["ocasion"]\n') == (
        "codebook.toml, line 11: [code.category.economic]: unit 'ocasion' is none of occasion, instrument, milestone, "
        "incident, status. Nearest valid value: 'occasion'."
    )


def test_codes_of_a_variable_that_is_not_defined() -> None:
    assert only(HEAD + ECONOMIC + '\n[code.categry.loan]\ndefinition = "x"\n') == (
        "codebook.toml, line 12: [code.categry]: there is no [variable.categry] to which these codes belong. "
        "Nearest valid value: 'category'."
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("definition = 3", 'definition must be a text in quotes, such as "signed".'),
        ('include = "loans"', 'include must be a list of texts, such as ["one", "two"].'),
        ("examples = [1]", 'examples must be a list of texts, such as ["one", "two"].'),
        ('crosswalk = ["071"]', 'crosswalk must name schemes with their codes, such as { cameo = ["071"] }.'),
        (
            'crosswalk = { cameo = "071" }',
            'crosswalk must give every scheme a list of texts, such as { cameo = ["071"] }.',
        ),
    ],
)
def test_values_of_the_wrong_kind(line: str, message: str) -> None:
    text = ECONOMIC if not line.startswith("definition") else "\n\n[code.category.economic]\n"
    assert only(HEAD + text + line + "\n") == f"codebook.toml, line 11: [code.category.economic]: {message}"


def test_flag_in_quotes() -> None:
    assert only(HEAD + ECONOMIC + STAGE.replace("values", 'hierarchical = "yes"\nvalues')) == (
        "codebook.toml, line 13: [variable.stage]: hierarchical must be true or false, without quotes."
    )


def test_value_where_a_table_belongs() -> None:
    assert problems('code = "x"\n' + HEAD) == [
        "codebook.toml: [code]: must be a table: write the header [code] on a line of its own."
    ]


@pytest.mark.parametrize(
    ("derived", "message"),
    [
        (
            '{ from = "actors", field = "regoin" }',
            "derived takes the field 'regoin' from actors; allowed are kind, country, region, rank, track and the x_ "
            "columns of actors.csv. Nearest valid value: 'region'.",
        ),
        (
            '{ from = "catgory", map = { economic = "x" } }',
            "derived is from 'catgory'; allowed is from = \"actors\" or a variable that is coded. "
            "Nearest valid value: 'category'.",
        ),
        ('{ from = "category" }', "derived from a variable needs a map from its codes to the codes here."),
        (
            '{ from = "category", map = { econmic = "signed" } }',
            "the map of derived names 'econmic', which is no code of the variable 'category'. "
            "Nearest valid value: 'economic'.",
        ),
        (
            '{ from = "category", map = { economic = "sined" } }',
            "the map of derived names 'sined', which is no code of the variable 'stage'. "
            "Nearest valid value: 'signed'.",
        ),
        (
            '{ from = "actors", field = "region", map = { a = "b" } }',
            "derived has a map; only values taken from a variable are mapped.",
        ),
        (
            '{ form = "actors" }',
            'derived must be { from = "actors", field = "region" } or '
            '{ from = "a variable", map = { "its code" = "code" } }.',
        ),
    ],
)
def test_derived_variables_that_cannot_be_computed(derived: str, message: str) -> None:
    text = HEAD + ECONOMIC + STAGE.replace("\n[code", f"derived = {derived}\n\n[code")
    assert only(text) == f"codebook.toml, line 14: [variable.stage]: {message}"


def test_vocabulary_cannot_be_derived() -> None:
    text = '\n[variable.role]\nvalues = "one"\nderived = { from = "actors", field = "kind" }\n'
    assert only(HEAD + ECONOMIC + text) == (
        "codebook.toml, line 14: [variable.role]: holds the words of a fixed column and cannot be derived."
    )


def test_all_problems_come_at_once_in_the_order_of_the_lines() -> None:
    text = HEAD + '\n[code.category.a]\nlabel = "A"\n' + STAGE.replace('"one"', '"two"') + 'unit = ["x"]\n'
    with pytest.raises(InvalidData) as caught:
        Codebook.parse(text, file="mine.toml")
    assert [problem.line for problem in caught.value.problems] == [9, 13, 17]
    assert {problem.file for problem in caught.value.problems} == {"mine.toml"}


def test_code_in_the_wrong_variable_when_made_in_memory() -> None:
    category = Variable(
        id="category",
        values="one",
        hierarchical=True,
        codes=[Code(id="a", variable="stage", definition="A.")],
    )
    with pytest.raises(InvalidData) as caught:
        Codebook(id="x", version="1", variables=[category])
    assert str(caught.value) == (
        "1 problem:\n[variable.category]: the code 'a' says that it belongs to the variable 'stage'."
    )
