"""Samples for double coding: drawn by chance, within strata, and sheets that give nothing away."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ca_events as ca
from ca_events import coding
from ca_events.coding.sampling import allocated
from ca_events.study import Study

sizes_of_strata = st.lists(st.integers(1, 40), min_size=1, max_size=7)


@st.composite
def tasks(draw: st.DrawFn) -> tuple[list[int], int]:
    """Draw sizes of strata and a size of the sample that fits."""
    sizes = draw(sizes_of_strata)
    return sizes, draw(st.integers(len(sizes), sum(sizes)))


def highest_quotients(sizes: list[int], n: int, *, equal: bool) -> list[int]:
    """Share out in one go: one seat each, then the highest quotients of all, the first stratum where they are even."""
    quotients = [
        (-(1.0 if equal else size) / (seat + 0.5), place)
        for place, size in enumerate(sizes)
        for seat in range(1, size)
    ]
    taken = Counter(place for _, place in sorted(quotients)[: n - len(sizes)])
    return [1 + taken[place] for place in range(len(sizes))]


@given(tasks(), st.booleans())
@settings(max_examples=300)
def test_a_sample_is_shared_out_by_the_highest_quotient(task: tuple[list[int], int], equal: bool) -> None:
    sizes, n = task
    drawn = allocated(np.array(sizes), n, equal=equal)
    assert drawn == highest_quotients(sizes, n, equal=equal)
    assert sum(drawn) == n
    assert all(1 <= number <= size for number, size in zip(drawn, sizes, strict=True))


@given(tasks())
@settings(max_examples=300)
def test_no_stratum_could_give_a_unit_to_one_that_is_further_below_its_share(
    task: tuple[list[int], int],
) -> None:
    sizes, n = task
    drawn = allocated(sizes, n)
    for size, number in zip(sizes, drawn, strict=True):
        for other, others in zip(sizes, drawn, strict=True):
            if number < size and others > 1:
                assert size / (number + 0.5) <= other / (others - 0.5) * (1 + 1e-12)
    level = allocated(sizes, n, equal=True)
    open_ones = [number for size, number in zip(sizes, level, strict=True) if number < size]
    assert not open_ones or max(level) - min(open_ones) <= 1


def test_shares_that_come_out_even_are_met_exactly() -> None:
    assert allocated([60, 30, 10], 10) == [6, 3, 1]
    assert allocated([60, 30, 10], 100) == [60, 30, 10]
    assert allocated([60, 30, 10], 9, equal=True) == [3, 3, 3]
    assert allocated([1, 1, 98], 50, equal=True) == [1, 1, 48]
    assert allocated([1000, 1], 10) == [9, 1]


def test_fewer_units_than_strata_are_refused() -> None:
    with pytest.raises(coding.CodingError) as error:
        allocated([5, 5, 5], 2)
    assert str(error.value) == "n is 2, and there are 3 strata; draw more, or stratify by less."


@pytest.fixture(scope="session")
def many(rivers: Study) -> ca.Events:
    """Give 60 events in strata of 36, 18 and 6, their ids in the order of the strata."""
    codes = ["economic.loan"] * 36 + ["political.visit"] * 18 + [""] * 6
    return ca.Events(
        [
            ca.Event(
                id=f"E{place:02}",
                date=str(2000 + place % 3),
                title=f"Title {place}",
                codes={"category": code, "stage": "signed" if place % 2 else ""},
            )
            for place, code in enumerate(codes)
        ],
        rivers,
    )


def drawn_by_stratum(sample: coding.Sample, events: ca.Events) -> dict[str, int]:
    """Count the units of a sample by the root of their category."""
    codes = events.to_pandas().set_index("id")["category"].astype(object)
    return dict(Counter(codes[unit].partition(".")[0] or "(not coded)" for unit in sample.units))


@given(st.integers(3, 60), st.integers(0, 2**32), st.sampled_from(["proportional", "equal"]))
@settings(max_examples=50)
def test_a_sample_has_what_its_strata_say(many: ca.Events, n: int, seed: int, allocation: str) -> None:
    sample = coding.double_coding_sample(many, n, rng=seed, allocation=allocation)
    assert len(sample) == n == len(set(sample.units))
    assert set(sample.units) <= set(many.to_pandas()["id"])
    assert sample.strata["stratum"].tolist() == ["(not coded)", "economic", "political"]
    assert sample.strata["events"].tolist() == [6, 36, 18]
    assert dict(zip(sample.strata["stratum"], sample.strata["drawn"], strict=True)) == drawn_by_stratum(
        sample, many
    )
    assert sample.strata["drawn"].tolist() == highest_quotients([6, 36, 18], n, equal=allocation == "equal")


def test_the_same_seed_draws_the_same_sample_in_whatever_order_the_rows_stand(
    many: ca.Events, rivers: Study
) -> None:
    frame = many.to_pandas()
    wanted = coding.double_coding_sample(many, 12, rng=5)
    for seed in range(5):
        shuffled = ca.Events(frame.sample(frac=1, random_state=seed, ignore_index=True), rivers)
        sample = coding.double_coding_sample(shuffled, 12, rng=5)
        assert sample.units == wanted.units
        assert sample.words == wanted.words
        pd.testing.assert_frame_equal(sample.sheet("anna"), wanted.sheet("anna"))
    assert len({coding.double_coding_sample(many, 12, rng=seed).units for seed in range(20)}) == 20


def test_lazy_frames_and_other_engines_draw_the_same_sample(
    many: ca.Events, rivers: Study, quick_kinds: dict[str, Callable[[pd.DataFrame], Any]]
) -> None:
    wanted = coding.double_coding_sample(many, 12, rng=5, by=["category", "year"])
    for make in quick_kinds.values():
        other = ca.Events(make(many.to_pandas()), rivers)
        sample = coding.double_coding_sample(other, 12, rng=5, by=["category", "year"])
        assert sample.units == wanted.units
        pd.testing.assert_frame_equal(sample.strata, wanted.strata)
        assert sample.sheet("anna").to_numpy().tolist() == wanted.sheet("anna").to_numpy().tolist()
        judgements = coding.judgements_of(other, coder="anna")
        assert judgements.frame.sort_values(["unit", "variable"]).to_numpy().tolist() == (
            coding.judgements_of(many, coder="anna")
            .frame.sort_values(["unit", "variable"])
            .to_numpy()
            .tolist()
        )


def test_every_event_of_a_stratum_is_drawn_as_often_and_stands_anywhere_in_the_sheet(
    many: ca.Events,
) -> None:
    samples = [coding.double_coding_sample(many, 10, rng=seed).units for seed in range(200)]
    times = Counter(unit for sample in samples for unit in sample)
    for identifiers, number in ((range(36), 6), (range(36, 54), 3), (range(54, 60), 1)):
        share = number / len(identifiers)
        tolerance = 4.5 * math.sqrt(share * (1 - share) * 200)
        for place in identifiers:
            assert abs(times[f"E{place:02}"] - 200 * share) < tolerance
    # Ids are in the order of the strata: were units listed by stratum or by id, their ranks would tell.
    ranks = np.zeros(3)
    for sample in samples:
        for rank, unit in enumerate(sample):
            stratum = int(unit[1:]) >= 36 and 1 + (int(unit[1:]) >= 54)
            ranks[int(stratum)] += rank
    assert ranks / (200 * np.array([6, 3, 1])) == pytest.approx([4.5] * 3, abs=0.5)
    assert not any(list(sample) in (sorted(sample), sorted(sample, reverse=True)) for sample in samples)


def test_strata_are_made_by_year_by_several_and_by_depth(river_events: ca.Events) -> None:
    def strata(**options: Any) -> dict[str, tuple[int, int]]:
        table = coding.double_coding_sample(river_events, 9, rng=1, **options).strata
        return {row["stratum"]: (row["events"], row["drawn"]) for row in table.to_dict("records")}

    assert strata(by="year") == {
        "2001": (2, 2), "2002": (2, 2), "2003": (3, 3), "2004": (1, 1), "undated": (1, 1),
    }  # fmt: skip
    assert strata(by="category", depth=2) == {
        "(not coded)": (2, 2), "economic": (1, 1), "economic.loan": (3, 3), "political": (1, 1),
        "political.visit": (2, 2),
    }  # fmt: skip
    assert strata(by=["stage", "category"]) == {
        "(not coded) / (not coded)": (1, 1), "(not coded) / economic": (1, 1), "(not coded) / political": (2, 2),
        "announced / economic": (1, 1), "announced / political": (1, 1),
        "signed / (not coded)": (1, 1), "signed / economic": (2, 2),
    }  # fmt: skip
    assert strata(by=None) == strata(by=[]) == {"": (9, 9)}
    assert strata() == strata(by="category") == strata(by=("category",))


def test_a_sample_says_how_it_was_drawn(many: ca.Events) -> None:
    def words(**options: Any) -> str:
        return coding.double_coding_sample(many, 12, **options).words

    assert words(rng=3) == (
        "12 of 60 events, drawn at random, stratified by category (proportional allocation), seed 3."
    )
    assert words(rng=3, by=None, blind=("title", "note")) == (
        "12 of 60 events, drawn at random, seed 3; left out of the coders' sheets: title, note."
    )
    generator = np.random.default_rng(3)
    assert words(rng=generator, by=["stage", "year"], allocation="equal") == (
        "12 of 60 events, drawn at random, stratified by stage and year (equal allocation)."
    )
    same = coding.double_coding_sample(many, 12, rng=np.random.default_rng(3))
    assert same.units == coding.double_coding_sample(many, 12, rng=3).units
    assert repr(same) == f"Sample: {same.words}"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"n": 0}, "n is 0; it is a whole number, and there are 9 events to draw from."),
    ({"n": -1}, "n is -1; it is a whole number, and there are 9 events to draw from."),
    ({"n": 10}, "n is 10; it is a whole number, and there are 9 events to draw from."),
    ({"n": True}, "n is True; it is a whole number, and there are 9 events to draw from."),
    ({"n": 2.5}, "n is 2.5; it is a whole number, and there are 9 events to draw from."),
    ({"n": "5"}, "n is '5'; it is a whole number, and there are 9 events to draw from."),
    ({"n": 2}, "n is 2, and there are 3 strata; draw more, or stratify by less."),
    ({"by": "issues"}, "by names 'issues', which makes no strata. Allowed: category, stage, year."),
    ({"by": "region"}, "by names 'region', which makes no strata. Allowed: category, stage, year."),
    ({"by": ["stage", "yaer"]}, "by names 'yaer', which makes no strata. Nearest: 'year'. Allowed: "
        "category, stage, year."),
    ({"rng": None}, "a sample needs rng, such as rng=1, so that it can be drawn again."),
    ({"allocation": "even"}, "allocation='even' is not allowed; use one of 'proportional', 'equal'."),
    ({"blind": ("titel",)}, "blind names 'titel', which no sheet shows. Nearest: 'title'. Allowed: date, "
        "title, actors, place, amount, currency, quantity, quantity_unit, sources, note."),
    ({"variables": ["region"]}, "'region' is no coded variable. Allowed: category, issues, stage."),
    ({"variables": ["stagge"]}, "'stagge' is no coded variable. Nearest: 'stage'. Allowed: category, issues, stage."),
]  # fmt: skip


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_what_cannot_be_drawn_is_refused(
    river_events: ca.Events, options: dict[str, Any], message: str
) -> None:
    asked: dict[str, Any] = {"n": 5, "rng": 1} | options
    with pytest.raises(coding.CodingError) as error:
        coding.double_coding_sample(river_events, asked.pop("n"), **asked)
    assert str(error.value) == message


def test_nothing_is_drawn_from_nothing_or_without_a_codebook(river_events: ca.Events) -> None:
    with pytest.raises(coding.CodingError) as error:
        coding.double_coding_sample(river_events.where(id="E1").where(id="E2"), 1, rng=1)
    assert str(error.value) == "n is 1; it is a whole number, and there are 0 events to draw from."
    with pytest.raises(coding.CodingError) as error:
        coding.double_coding_sample(river_events.with_study(None), 1, rng=1)
    assert str(error.value) == "the events have no study, so there is no codebook; see Events.with_study."


SHOWN = [
    "x_date", "x_title", "x_actors", "x_place", "x_amount", "x_currency", "x_quantity", "x_quantity_unit", "x_sources",
    "x_note",
]  # fmt: skip


def test_a_sheet_shows_the_event_and_no_code(river_events: ca.Events, tmp_path: Path) -> None:
    sample = coding.double_coding_sample(river_events, 9, rng=2)
    sheet = sample.sheet("anna")
    assert list(sheet.columns) == [
        "unit", "coder", "codebook_version", *SHOWN, "category", "issues", "stage", "note",
    ]  # fmt: skip
    assert tuple(sheet["unit"]) == sample.units
    assert set(sheet["coder"]) == {"anna"}
    assert set(sheet["codebook_version"]) == {"1.2.0"}
    assert (sheet[["category", "issues", "stage", "note"]] == "").all(axis=None)
    for unit, line in sheet.set_index("unit").iterrows():
        assert line["x_title"] == f"=Title {unit}"
        assert line["x_note"] == f"Note {unit}"
        assert line["x_sources"] == "A page (https://example.org/a) | B"
        assert line["x_actors"] == "CHN; KAZ"
    assert sheet.set_index("unit").loc["E7", "x_date"] == "2003-01-01/2005-02-03"
    text = sample.to_csv(tmp_path / "sheet.csv", coder="anna").read_text(encoding="utf-8")
    codes = [code for name in ("category", "issues") for code in river_events.study.codebook[name].codes]  # type: ignore[union-attr]
    assert not any(code in text for code in (*codes, "signed", "announced"))
    assert text.count(",'=Title E") == 9


def test_hidden_columns_are_not_in_the_sheet(river_events: ca.Events, tmp_path: Path) -> None:
    hidden = ("title", "note", "sources", "date")
    sample = coding.double_coding_sample(river_events, 9, rng=2, blind=hidden, variables=("stage", "issues"))
    path = sample.to_csv(tmp_path / "sheet.csv", coder="anna")
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    shown = [name for name in SHOWN if name[2:] not in hidden]
    assert header.split(",") == ["unit", "coder", "codebook_version", *shown, "stage", "issues", "note"]
    assert not any(word in line for line in lines for word in ("Title", "Note", "A page", "2003"))
    assert "Title" not in sample.context.to_csv()


def test_sums_are_shown_with_all_their_digits(study: Study) -> None:
    event = ca.Event(
        id="E1", date="2001", title="T", amount=ca.Amount(5_300_000_000.0, "USD"), quantity=60.3, quantity_unit="km",
        actors="CHN:lender", codes={"amount_basis": "loan_face"},
    )  # fmt: skip
    context = coding.double_coding_sample(ca.Events([event], study), 1, rng=1).context.iloc[0]
    assert context[["x_amount", "x_currency", "x_quantity", "x_quantity_unit"]].tolist() == [
        "5300000000", "USD", "60.3", "km",
    ]  # fmt: skip


def test_a_sheet_that_was_filled_in_is_read_with_its_codes(river_events: ca.Events, tmp_path: Path) -> None:
    path = coding.double_coding_sample(river_events, 9, rng=4).to_csv(
        tmp_path / "a" / "anna.csv", coder="anna"
    )
    empty = coding.read_judgements(path, river_events)
    assert repr(empty) == "Judgements: 27 of 1 coder about 9 units and 3 variables"
    assert empty.table("stage").isna().all(axis=None)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    given_codes = river_events.to_pandas().set_index("id").astype(object)
    for name in ("category", "issues", "stage"):
        frame[name] = [given_codes.loc[unit, name] or coding.NONE_APPLIES for unit in frame["unit"]]
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    found = coding.read_judgements(path, river_events)
    wanted = coding.judgements_of(river_events, coder="anna", empty="none applies")
    for name in ("category", "issues", "stage"):
        assert found.table(name)["anna"].to_dict() == wanted.table(name)["anna"].to_dict()


def test_an_id_that_a_spreadsheet_would_run_is_read_back(rivers: Study, tmp_path: Path) -> None:
    events = ca.Events([ca.Event(id=name, date="2001", title="T") for name in ("-5", "E1", "-x")], rivers)
    path = coding.double_coding_sample(events, 3, rng=1).to_csv(tmp_path / "s.csv", coder="anna")
    assert set(coding.read_judgements(path, events).units) == {"-5", "E1", "-x"}


def test_a_sheet_never_replaces_a_file(river_events: ca.Events, tmp_path: Path) -> None:
    sample = coding.double_coding_sample(river_events, 3, rng=4)
    path = tmp_path / "anna.csv"
    path.write_bytes(b"hours of work")
    with pytest.raises(coding.CodingError) as error:
        sample.to_csv(path, coder="anna")
    assert str(error.value) == (
        f"{path} is there already, and a coder may have filled it in; name another file."
    )
    assert path.read_bytes() == b"hours of work"
    assert [place.name for place in tmp_path.iterdir()] == ["anna.csv"]


@pytest.mark.parametrize(
    ("coder", "trouble"),
    [
        ("", "must not be empty."),
        ("Anna Müller", "'Anna Müller' is no id; an id holds only letters A-Z and a-z, digits, _ . and -."),
        ("anna ", "'anna ' has a blank before or after it; remove it."),
    ],
)
def test_a_name_that_would_be_refused_later_is_refused_before_the_work(
    river_events: ca.Events, tmp_path: Path, coder: str, trouble: str
) -> None:
    sample = coding.double_coding_sample(river_events, 3, rng=4)
    for make in (
        lambda: sample.sheet(coder),
        lambda: sample.to_csv(tmp_path / "s.csv", coder=coder),
    ):
        with pytest.raises(coding.CodingError) as error:
            make()
        assert str(error.value) == f"coder={coder!r}: {trouble}"
    assert not list(tmp_path.iterdir())


def test_the_share_that_was_coded_twice_counts_the_events_at_hand_alone(
    rivers: Study, river_events: ca.Events
) -> None:
    rows = [
        {"unit": unit, "variable": "stage", "coder": coder, "value": value}
        for unit, coder, value in [
            ("E1", "a", "signed"), ("E1", "b", coding.CANNOT_TELL), ("E2", "a", "signed"), ("E2", "b", ""),
            ("E3", "a", coding.NONE_APPLIES), ("E3", "b", "signed"), ("E3", "c", "signed"), ("X1", "a", "signed"),
            ("X1", "b", "signed"), ("X2", "a", "signed"), ("X2", "b", "signed"),
        ]
    ]  # fmt: skip
    rows += [rows[2] | {"round": "2"}]
    judgements = coding.Judgements.of(rows, rivers)
    assert coding.share_double_coded(judgements, river_events) == 2 / 9
    assert coding.share_double_coded(judgements, river_events.where(id="E1")) == 1.0
    assert coding.share_double_coded(judgements, river_events.where(id="E2")) == 0.0
    assert math.isnan(coding.share_double_coded(judgements, river_events.where(id="E2").where(id="E1")))
