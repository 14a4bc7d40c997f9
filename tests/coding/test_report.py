"""The report on agreement: its numbers, its words, its notes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ca_events import coding
from ca_events.coding.agreement import gwet_ac, krippendorff_alpha, percent_agreement
from ca_events.coding.verdicts import decimals, per_cent, verdict_word
from ca_events.study import Codebook

BOOK = Codebook.parse("""
[codebook]
id = "rivers"
version = "1.2.0"
[variable.category]
values = "one"
hierarchical = true
[code.category.political]
definition = "Of states."
[code.category."political.visit"]
parent = "political"
definition = "A visit."
[code.category.economic]
definition = "Of money."
[code.category."economic.loan"]
parent = "economic"
definition = "A loan."
[code.category."economic.grant"]
parent = "economic"
definition = "A grant."
[variable.issues]
values = "many"
[code.issues.water]
definition = "Water."
[code.issues.energy]
definition = "Energy."
[variable.size]
values = "one"
[code.size.small]
definition = "Small."
[code.size.middle]
definition = "Middle."
[code.size.large]
definition = "Large."
""")

LEAVES = ("political.visit", "economic.loan", "economic.grant")


def made_up(
    seed: int = 0, units: int = 40, coders: tuple[str, ...] = ("anna", "ben"), slip: float = 0.2
) -> Any:
    """Make judgements of coders who sometimes slip."""
    rng = np.random.default_rng(seed)
    rows: list[Mapping[str, str]] = []
    for number in range(units):
        category, size = str(rng.choice(LEAVES)), str(rng.choice(["small", "middle", "large"]))
        issues = {issue for issue in ("water", "energy") if rng.random() < 0.5}
        for coder in coders:
            own = str(rng.choice(LEAVES)) if rng.random() < slip else category
            mine = issues ^ ({"water"} if rng.random() < slip else set())
            large = str(rng.choice(["small", "middle", "large"])) if rng.random() < slip else size
            values = {
                "category": own,
                "issues": "; ".join(sorted(mine)) or coding.NONE_APPLIES,
                "size": large,
            }
            rows += [
                {"unit": f"E{number}", "variable": name, "coder": coder, "value": value}
                for name, value in values.items()
            ]
    return coding.Judgements.of(rows, BOOK)


def test_the_numbers_of_a_row_are_those_of_the_coefficients() -> None:
    judgements = made_up()
    table = coding.report(judgements).table.set_index("variable")
    ratings = judgements.table("category")
    alpha = krippendorff_alpha(ratings)
    row = table.loc["category"]
    assert [row["alpha"], row["low"], row["high"]] == [alpha.value, alpha.low, alpha.high]
    assert row["percent"] == percent_agreement(ratings, interval=None).value
    assert row["ac1"] == gwet_ac(ratings, interval=None).value
    assert row["P(alpha >= .667)"] == alpha.probability(0.667)
    assert row["P(alpha >= .800)"] == alpha.probability(0.8)
    issues = krippendorff_alpha(judgements.table("issues"), distance="masi")
    assert [table.loc["issues", "alpha"], table.loc["issues", "distance"]] == [issues.value, "masi"]
    assert math.isnan(table.loc["issues", "ac1"])


def test_ranks_are_in_the_order_of_the_codebook() -> None:
    judgements = made_up()
    found = coding.report(judgements, distances={"size": "ordinal"}).table.set_index("variable").loc["size"]
    place = {"small": 0, "middle": 1, "large": 2}
    numbers = judgements.table("size").map(place.get).astype(float)
    assert found["alpha"] == pytest.approx(
        krippendorff_alpha(numbers, distance="ordinal", interval=None).value
    )
    assert found["distance"] == "ordinal"


def test_not_coded_cannot_tell_and_none_applies_are_counted_apart() -> None:
    rows = [
        ("E1", "anna", "political.visit"), ("E1", "ben", "political.visit"),
        ("E2", "anna", coding.CANNOT_TELL), ("E2", "ben", "economic.loan"),
        ("E3", "anna", coding.NONE_APPLIES), ("E3", "ben", coding.NONE_APPLIES),
        ("E4", "anna", "economic.loan"), ("E4", "ben", ""),
    ]  # fmt: skip
    judgements = coding.Judgements.of(
        [
            {"unit": unit, "coder": coder, "variable": "category", "value": value}
            for unit, coder, value in rows
        ],
        BOOK,
    )
    row = coding.report(judgements).table.iloc[0]
    assert (row["units"], row["pairable"], row["coders"]) == (4, 2, 2)
    assert (row["missing"], row["cannot_tell"]) == (1 / 8, 1 / 8)
    assert row["percent"] == 1.0
    strict = coding.report(judgements, cannot_tell="code").table.iloc[0]
    assert (strict["pairable"], strict["percent"]) == (3, pytest.approx(2 / 3))


def test_rare_codes_are_named_with_their_units() -> None:
    rows = []
    for number in range(30):
        value = "economic.grant" if number < 3 else "political.visit" if number < 15 else "economic.loan"
        rows += [
            {"unit": f"E{number}", "variable": "category", "coder": c, "value": value}
            for c in ("anna", "ben")
        ]
    rows[-1]["value"] = "political.visit"
    notes = coding.report(coding.Judgements.of(rows, BOOK)).notes
    assert notes == (
        "category: fewer than 10 units have the code economic.grant (3). For codes so rare no interval is honest; the "
        "agreement on them is not known.",
        "That coders worked independently, and wrote this before they talked about it, is your statement; passes of "
        "one program are measured with independent=False.",
    )
    table = coding.by_category(coding.Judgements.of(rows, BOOK)).set_index("code")
    assert math.isnan(table.loc["economic.grant", "low"])
    assert table.loc["political.visit", "low"] > 0


def test_skewed_codes_are_explained() -> None:
    rows = []
    for number in range(60):
        for coder in ("anna", "ben"):
            rare = (number < 4 and coder == "anna") or (2 <= number < 6 and coder == "ben")
            value = "economic.loan" if rare else "political.visit"
            rows.append({"unit": f"E{number}", "variable": "category", "coder": coder, "value": value})
    report = coding.report(coding.Judgements.of(rows, BOOK))
    row = report.table.iloc[0]
    assert row["percent"] > 0.9
    assert row["alpha"] < 0.5
    assert row["ac1"] > 0.9
    assert (
        "category: 93 % of judgements are political.visit. With such skew alpha is low even where coders nearly "
        "always agree, and percent agreement and AC1 are high even "
        "where they guess; these data hardly tell the two apart." in report.notes
    )
    assert any(
        note.endswith(
            "Only 6 units have the code 'economic.loan'; with fewer than 10, an interval is not to be relied on."
        )
        for note in report.notes
    )


def test_perfect_agreement_has_no_interval_and_says_what_it_may_hide() -> None:
    report = coding.report(made_up(slip=0.0))
    row = report.table.iloc[0]
    assert row["alpha"] == 1.0
    assert math.isnan(row["low"])
    assert row["verdict"] == (
        "not settled: estimate 1.000, without an interval: no disagreement in 40 units: resampling cannot show what "
        "did not occur, so there is no interval. Up to 7.2 % of all units may be disagreed about (95 % bound)."
    )
    assert "category, alpha = 1.000 without an interval (n = 40, 100 % agreement)" in report.paragraph
    assert "must reach: category, not settled;" in report.paragraph


def test_one_code_alone_has_no_alpha() -> None:
    rows = [
        {"unit": f"E{number}", "variable": "category", "coder": coder, "value": "economic.loan"}
        for number in range(5)
        for coder in ("anna", "ben")
    ]
    report = coding.report(coding.Judgements.of(rows, BOOK))
    assert report.table.iloc[0]["verdict"] == (
        "not defined: every code is 'economic.loan': without variation, agreement beyond chance is not defined. "
        "Percent agreement is 1."
    )
    assert "category, alpha not defined (n = 5, 100 % agreement)" in report.paragraph
    assert "–" in report.to_markdown()  # noqa: RUF001


def test_the_paragraph_names_coders_version_distances_seed_and_results() -> None:
    judgements = made_up()
    report = coding.report(judgements, rng=7)
    alphas = report.estimates
    shown = {
        name: f"{decimals(e.value)} [{decimals(e.low)}, {decimals(e.high)}]" for name, e in alphas.items()
    }
    percent = {
        name: per_cent(float(percent_agreement(judgements.table(name), interval=None))) for name in alphas
    }
    assert report.paragraph == (
        "40 units were given to 2 coders (anna, ben) working independently, under version 1.2.0 of the codebook "
        "rivers; 40 of them were coded by both. Agreement was measured before any adjudication with Krippendorff's "
        "alpha (nominal distance for category, size; masi distance for issues), 95 % interval by bootstrap of units "
        "(expanded percentiles, bias-corrected outwards, 1,000 draws, seed 7); the coders are taken as given. Results: "
        + "; ".join(f"{name}, alpha = {shown[name]} (n = 40, {percent[name]} agreement)" for name in alphas)
        + ". By the customary thresholds (.667 tentative, .800 reliable), which the whole interval must reach: "
        + "; ".join(f"{name}, {verdict_word(e.low, e.high)}" for name, e in alphas.items())
        + "."
    )


def test_the_paragraph_says_how_much_was_coded() -> None:
    whole = made_up(units=20)
    frame = whole.frame.copy()
    frame.loc[(frame["coder"] == "ben") & (frame["unit"] >= "E15"), "value"] = ""
    frame.loc[(frame["variable"] == "size") & (frame["unit"] == "E1"), "value"] = coding.CANNOT_TELL
    report = coding.report(coding.Judgements.of(frame, BOOK))
    both = report.table.set_index("variable")["pairable"]
    assert both.min() < both.max()
    least, most = both.min(), both.max()
    assert f"; {least} to {most}, by variable, of them were coded by both. " in report.paragraph
    assert f"(n = {both['size']}, " in report.paragraph
    assert " not coded, 5 % cannot tell)" in report.paragraph


def test_a_matrix_of_distances_is_taken_as_it_is() -> None:
    judgements = made_up()
    codes = ["small", "middle", "large"]
    apart = pd.DataFrame([[0, 1, 4], [1, 0, 1], [4, 1, 0]], index=codes, columns=codes)
    row = coding.report(judgements, distances={"size": apart}).table.set_index("variable").loc["size"]
    assert row["distance"] == "own"
    assert row["alpha"] == krippendorff_alpha(judgements.table("size"), distance=apart, interval=None).value


def test_answers_without_a_rank_are_left_out_of_the_whole_row_and_counted() -> None:
    rows = []
    for number in range(40):
        size = ("small", "middle", "large")[number % 3]
        first = coding.NONE_APPLIES if number < 8 else size
        rows += [
            {"unit": f"E{number}", "variable": "size", "coder": "anna", "value": first},
            {
                "unit": f"E{number}",
                "variable": "size",
                "coder": "ben",
                "value": "small" if number % 7 == 0 else size,
            },
        ]
    judgements = coding.Judgements.of(rows, BOOK)
    report = coding.report(judgements, distances={"size": "ordinal"})
    row = report.table.iloc[0]
    kept = judgements.table("size").iloc[8:]
    assert row["pairable"] == 32
    assert row["percent"] == percent_agreement(kept, interval=None).value
    # AC1 takes the shares of codes from all units, those that one coder judged included.
    ranked = judgements.table("size").map(lambda cell: None if cell == coding.NONE_APPLIES else cell)
    assert row["ac1"] == gwet_ac(ranked, interval=None).value
    assert (
        "size: 8 judgements are no code and have no rank; percent, alpha and AC1 leave them out."
        in report.notes
    )


def test_passes_of_one_automated_coder_are_never_called_reliable_or_independent() -> None:
    report = coding.report(made_up(slip=0.05), independent=False)
    assert report.title == "Consistency check (no intercoder reliability)"
    assert "independently" not in report.paragraph
    assert report.paragraph.startswith(
        "40 units were given to 2 passes (anna, ben) that are not independent of one another, under version 1.2.0 of "
        "the codebook rivers; 40 of them were coded by both. This is a check of consistency and says nothing of the "
        "reliability between coders."
    )
    assert not any("reliable" in words for words in report.table["verdict"])
    words = {text.split(":")[0] for text in report.table["verdict"]}
    assert words <= {"consistent", "tentative", "not settled", "not consistent"}
    assert not any("your statement" in note for note in report.notes)


def test_several_rounds_are_not_mixed() -> None:
    first, second = made_up(seed=1), made_up(seed=2)
    frame = pd.concat([first.frame, second.frame.assign(round="2")])
    both = coding.Judgements.of(frame, BOOK)
    report = coding.report(both)
    assert report.table.equals(coding.report(first).table)
    assert report.notes[0] == "Round 1 was measured; there are judgements of round 2 too (see by_round)."
    assert (
        coding.report(both, round=2).table["alpha"].tolist() == coding.report(second).table["alpha"].tolist()
    )
    with pytest.raises(
        coding.CodingError, match=r"^there is no judgement of round 3; there are rounds 1, 2\.$"
    ):
        coding.report(both, round=3)


def test_versions_that_differ_are_said() -> None:
    frame = made_up().frame
    frame["codebook_version"] = ["1.0.0" if unit < "E2" else "1.2.0" for unit in frame["unit"]]
    notes = coding.report(coding.Judgements.of(frame, BOOK)).notes
    assert "Judgements were made under several versions of the codebook (1.0.0, 1.2.0)." in notes


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"distances": {"sizes": "ordinal"}}, "distances names 'sizes', which nobody coded. Nearest: 'size'. "
         "Allowed: category, issues, size."),
        ({"distances": {"size": "ordinl"}}, "there is no distance 'ordinl'. Nearest: 'ordinal'. Allowed: nominal, "
         "ordinal, interval, ratio, masi, jaccard, hierarchical."),
        ({"thresholds": (0.9, 0.8)}, "thresholds are (0.9, 0.8); give the lower first, both at most 1."),
        ({"thresholds": (0.8,)}, "thresholds are (0.8,); give the lower first, both at most 1."),
        ({"thresholds": ("a", "b")}, "thresholds are ('a', 'b'); give the lower first, both at most 1."),
        ({"distances": ["stage"]}, "distances is ['stage']; give variable and distance, such as {'rank': 'ordinal'}."),
        ({"draws": 10}, "draws=10; an interval needs 100 resamples or more, 1,000 are usual."),
        ({"cannot_tell": "drop"}, "cannot_tell='drop' is not allowed; use one of 'missing', 'code'."),
    ],
)  # fmt: skip
def test_what_the_report_cannot_do_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.report(made_up(units=5), **options)
    assert str(error.value) == message


def test_one_coder_agrees_with_nobody() -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.report(made_up(coders=("anna",)))
    assert str(error.value) == "agreement needs two coders, and there is 1: anna."


def test_markdown_latex_and_html_hold_the_same_numbers() -> None:
    report = coding.report(made_up())
    alpha = decimals(report.table.loc[0, "alpha"])
    for text in (report.to_markdown(), report.to_latex(), report._repr_html_(), repr(report)):
        assert alpha in text
    latex = report.to_latex()
    heads = [line for line in latex.splitlines() if line.endswith(r"\\")]
    assert {line.count(" & ") for line in heads} == {13}
    assert r"P($\alpha$ $\geq$ .667)" in latex
    markdown = report.to_markdown()
    rows = [line for line in markdown.splitlines() if line.startswith("| category")]
    assert rows[0].count(" | ") == report.table.shape[1] - 1
    assert "## category: code by code" in markdown
    assert "### category: which codes for which" in markdown
    assert "### issues: which codes for which" not in markdown


def test_odd_names_do_not_break_the_page() -> None:
    rows = [
        {"unit": f"E{number}", "variable": "category", "coder": coder, "value": LEAVES[number % 3]}
        for number in range(6)
        for coder in ("a_b", "c.d")
    ]
    report = coding.report(coding.Judgements.of(rows, BOOK))
    assert "a_b" in report.paragraph
    assert "<script" not in report._repr_html_()
