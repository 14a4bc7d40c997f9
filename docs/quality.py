"""The report on the quality of the bundled study: the general page, with what was read twice and ten questions.

The answer to each question was counted by hand from the evidence of the events that it lists; a test asks the data the
same, so that a change of the data which changes an answer is noticed.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pandas as pd

import ca_events as ca
from ca_events import bundled, coding, quality
from ca_events.markdown import table as markdown_table
from ca_events.quality import quality_page

CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
BALKANS = ("ALB", "BIH", "MKD", "MNE", "SRB", "XKX", "BGR", "GRC", "HRV", "ROU")
# Families that speak for one government or its party: ministries, state agencies, state broadcasters and papers.
GOVERNMENTS = {
    "China": "xinhua; mfa_cn; gov_cn; mofcom_cn; China News Service; PLA Daily; NPC Standing Committee; "
    "Shanghai Daily; Xinjiang Daily; cidca_cn; aqsiq_cn; Hanban; CPAFFC; Export-Import Bank of China; "
    "Chinese International Education Foundation; World Affairs magazine",
    "Kazakhstan": "kazinform; Government of Kazakhstan; Akorda; mfa_kz; Khabar; Baiterek Holding; KazMunayGas",
    "Kyrgyzstan": "Kabar; gov_kg; MIA",
    "Russia": "Sputnik; TASS; kremlin; gov_ru; mid_ru",
    "Serbia": "Tanjug; Government of Serbia; Official Herald of Serbia",
    "Tajikistan": "khovar; president_tj",
    "Turkmenistan": "tkm_state; Turkmenistan.ru",
    "Uzbekistan": "uza; president_uz; mfa_uz; gov_uz; Dunyo; SNG.today",
}
MEASURES = ["variable", "units", "percent", "alpha", "low", "high", "ac1"]


@attrs.frozen
class Question:
    """A question, how it is put to the data, and its answer."""

    words: str
    ask: Callable[[ca.Events], ca.Events]
    answer: int
    remark: str = ""


QUESTIONS = (
    Question(
        "How many visits to the five states did Xi Jinping make as President of China, 2013 to 2025?",
        lambda events: (
            events.where(category="political.visit", people="xi-jinping.president", region="central_asia")
            .involving("CHN", role="visitor")
            .between("2013", "2025")
        ),
        14,
        "Kazakhstan 5, Uzbekistan 3, Tajikistan 3, Kyrgyzstan 2, Turkmenistan 1. Journeys to a multilateral meeting "
        "only do not count. Visits to Kazakhstan and Tajikistan are claimed to July 2024, to Kyrgyzstan to October "
        "2023; later ones are as found.",
    ),
    Question(
        "How many visits to China did Islam Karimov make as President of Uzbekistan?",
        lambda events: events.where(category="political.visit", people="karimov.president").involving(
            "UZB", role="visitor"
        ),
        7,
        "The years are those that a Chinese vice foreign minister listed in 2015; of 1994 and 1999 the days are "
        "unknown.",
    ),
    Question(
        "How many regular summits of the SCO heads of state were held while Hu Jintao was General Secretary?",
        lambda events: (
            events.where(category="political.summit")
            .filter(ca.col("series") == "sco-heads-of-state")
            .during("administration:hu")
        ),
        10,
    ),
    Question(
        "How many agreements and protocols on their border did China and Tajikistan sign between 1999 and 2010?",
        lambda events: (
            events.where(category="political.border", stage="signed", format="bilateral")
            .involving("CHN", "TJK")
            .between("1999", "2010")
        ),
        3,
        "With the three-state agreements on junction points it would be more.",
    ),
    Question(
        "How many times did China and Uzbekistan name a new level of partnership?",
        lambda events: events.where(category="political.partnership").involving("CHN", "UZB"),
        5,
        "2004, 2012, 2016, 2022 and 2024; the leaf is a census.",
    ),
    Question(
        "How many attacks with Chinese dead took place in Tajikistan under Emomali Rahmon, to the end of 2025?",
        lambda events: (
            events.where(category="security.attack")
            .involving("TJK")
            .during("host_tjk:rahmon")
            .between("1992", "2025")
        ),
        3,
        "One dead in November 2024, three and two in November 2025.",
    ),
    Question(
        "How many exercises Peace Mission with Kazakhstan's part were held between 2007 and 2021?",
        lambda events: (
            events.where(category="security.exercise")
            .filter(ca.col("series") == "peace-mission")
            .involving("KAZ")
        ),
        7,
        "2007, 2010, 2012, 2014, 2016, 2018, 2021. The exercises of other names are not among them.",
    ),
    Question(
        "How many Confucius Institutes opened in Kyrgyzstan from 2002 to 2025, under Hu Jintao and Xi Jinping?",
        lambda events: (
            events.where(category="social.education", stage="in_force")
            .involving("KGZ")
            .search("Confucius Institute")
        ),
        4,
        "Two while Hu was General Secretary, one of them known within two years only, and two under Xi.",
    ),
    Question(
        "How many currency swaps did Central Asian central banks sign with the People's Bank of China to 2015?",
        lambda events: (
            events.where(category="economic.finance.monetary", stage="signed", region="central_asia")
            .search("swap")
            .between("1992", "2015")
        ),
        4,
        "Uzbekistan 2011, Kazakhstan 2011 and 2014, Tajikistan 2015.",
    ),
    Question(
        "How many protests against the Land Code of Kazakhstan in April and May 2016 have a day in the data?",
        lambda events: (
            events.where(category="social.protest").involving("KAZ").between("2016-04-01", "2016-05-31")
        ),
        4,
        "Reports speak of rallies in more towns, for which no day was found.",
    ),
)


def page(events: ca.Events) -> str:
    """Write the page."""
    judgements = coding.read_judgements([bundled.folder() / "double_coding.csv"], events)
    return quality_page(
        events,
        places=(*CENTRAL_ASIA, *BALKANS),
        judgements=judgements,
        independent=False,
        more=[_governments(events), _reading(judgements), _questions(events)],
    )


def _governments(events: ca.Events) -> str:
    """Say on how many voices events rest if ministries, agencies and papers of one government are one."""
    voices = {
        family: f"government of {state}"
        for state, families in GOVERNMENTS.items()
        for family in families.split("; ")
    }
    study = events.study
    assert study is not None
    sources = [
        attrs.evolve(source, family=voices.get(source.family, source.family)) for source in study.sources
    ]
    table = quality.sourcing(events.with_study(attrs.evolve(study, sources=sources)))
    strict = table.set_index("began")["two_families_share"]
    usual = quality.sourcing(events).set_index("began")["two_families_share"]
    rows = [[str(name), f"{usual[name]:.0%}", f"{strict[name]:.0%}"] for name in strict.index]
    return "\n\n".join(
        [
            "## If a government is one voice",
            "A ministry, a state agency and a party paper are different publishers, and one government's word. If all "
            "that speak for one government count as one family, so many events rest on two:",
            markdown_table(["began", "two families", "two families, one a government"], rows),
        ]
    )


def _reading(judgements: coding.Judgements) -> str:
    """Say how the second pass was made, and how far it agrees where it took the same event."""
    rows = pd.read_csv(bundled.folder() / "double_coding.csv", dtype=str, keep_default_na=False)
    first = rows[rows["coder"] == rows["coder"].iloc[0]]
    how_often = first["x_reading"].value_counts()
    same = first.loc[first["x_reading"] == "same event", "unit"].tolist()
    blind = first.loc[
        (first["x_reading"] == "same event") & (first["x_codebook_example"] == "no"), "unit"
    ].tolist()
    tables = []
    for words, units in (
        (f"On the {len(same)} events that both passes took", same),
        (f"On the {len(blind)} of these that are no example of the codebook", blind),
    ):
        table = coding.report(judgements.only(units=units), independent=False).table[MEASURES]
        rows = [
            [str(name), str(number), *map(_decimals, values)] for name, number, *values in table.to_numpy()
        ]
        tables.append(f"{words}:\n\n{markdown_table(MEASURES, rows)}")
    return "\n\n".join(
        [
            "## How the second pass was made",
            f"{len(first)} of the 1,780 events of that day were drawn at random, in proportion to the four roots of "
            "the category tree (`double_coding.csv`). The second pass got the addresses and titles of their sources, "
            "the year, the states and the country, and the codebook; titles, days, actors and codes of the first pass "
            "were hidden. "
            "It opened the sources again and recorded day, actors, codes and amounts from them; the same reading "
            "served for the agreement and for the cells that were started again. Both passes were made by one "
            "automated coder: what agrees is consistent, and whether two people would agree is not known. Pages "
            "could be opened as far as their beginnings.",
            f"Of the {len(first)}, {how_often['same event']} led to the same event, {how_often['other event']} to "
            "another event of the same page (a signature beside a ratification, a visit beside its treaty), and "
            f"{how_often['not opened']} could not be opened again. In the table above another event counts as a "
            "disagreement, so that it is the cautious one.",
            *tables,
            "Every disagreement was settled, with the rule (`adjudications.csv`); where the codebook had caused it, "
            "the codebook was made clearer (version 1.2.0) and all events that the rule concerns were coded again.",
        ]
    )


def _decimals(value: float) -> str:
    """Write a coefficient with two decimals; one that is not known as a dash."""
    return "\N{EN DASH}" if pd.isna(value) else f"{value:.2f}"


def _questions(events: ca.Events) -> str:
    """Write the ten questions with their answers."""
    lines = [
        "## Ten questions, answered from the data and checked by hand",
        "Each answer was counted by hand from the evidence of the events, which are listed so that anybody can count "
        "again. `docs/quality.py` asks them of the data.",
    ]
    for number, question in enumerate(QUESTIONS, start=1):
        found = question.ask(events)
        ids = ", ".join(event.id for event in found.sort())
        remark = f" {question.remark}" if question.remark else ""
        lines.append(f"{number}. **{question.words}** {len(found)}.{remark} ({ids})")
    return "\n\n".join(lines)
