"""The report on agreement in words: notes that a reader must have, and a paragraph for the methods section.

The paragraph says only what the judgements show and what the author told the program: that coders worked independently
is the author's statement, and a note says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ca_events.coding.estimate import FEW, Estimate
from ca_events.coding.intervals import Wanted
from ca_events.coding.judgements import Judgements
from ca_events.coding.sampling import Sample
from ca_events.coding.verdicts import decimals, per_cent, verdict_word

SHOWN_CODES = 5
SKEWED = 0.8


def notes_about(name: str, alpha: Estimate, codes: pd.DataFrame) -> list[str]:
    """Say what must be known of a variable besides its row."""
    notes = [f"{name}: {alpha.note}"] if alpha.note and not math.isnan(alpha.low) else []
    rare = codes[codes["units"] < FEW]
    if len(rare):
        shown = ", ".join(
            f"{code} ({units})" for code, units in zip(rare["code"], rare["units"], strict=True)
        )
        if len(rare) > SHOWN_CODES:
            first = rare.nsmallest(SHOWN_CODES, "units", keep="first")
            shown = ", ".join(
                f"{code} ({units})" for code, units in zip(first["code"], first["units"], strict=True)
            )
            shown += f", ... ({len(rare)} in all)"
        notes.append(
            f"{name}: fewer than {FEW} units have the code {shown}. For codes so rare no interval is honest; "
            "the agreement on them is not known."
        )
    common = codes[(codes["prevalence"] > SKEWED) & (codes["prevalence"] < 1)]
    for code, share in zip(common["code"], common["prevalence"], strict=True):
        notes.append(
            f"{name}: {per_cent(share)} of judgements are {code}. With such skew alpha is low even where coders "
            "nearly always agree, and percent agreement and AC1 are high even where they guess; these data hardly tell "
            "the two apart."
        )
    return notes


def general_notes(
    judgements: Judgements, table: pd.DataFrame, sample: Sample | None, *, independent: bool
) -> list[str]:
    """Say what must be known of the whole report."""
    notes = []
    if independent:
        notes.append(
            "That coders worked independently, and wrote this before they talked about it, is your statement; passes "
            "of one program are measured with independent=False."
        )
    if sample is not None and "equal allocation" in sample.words:
        notes.append(
            "The sample has as many events of each stratum: shares and coefficients are those of the sample, not of "
            "all events."
        )
    if (table["distance"].isin(["masi", "jaccard"])).any():
        notes.append(
            "Where units may have several codes, percent counts sets that are equal as wholes, and AC1 is given code "
            "by code only."
        )
    versions = sorted(set(judgements.frame["codebook_version"]) - {""})
    if len(versions) > 1:
        notes.append(f"Judgements were made under several versions of the codebook ({', '.join(versions)}).")
    if versions and versions != [judgements.codebook.version]:
        notes.append(
            f"The codebook now has version {judgements.codebook.version}; see outdated for judgements that no longer "
            "hold, with the table of codebook_changes for changed definitions."
        )
    return notes


def methods_paragraph(
    judgements: Judgements,
    table: pd.DataFrame,
    wanted: Wanted,
    sample: Sample | None,
    thresholds: tuple[float, float],
    *,
    independent: bool,
) -> str:
    """Write the paragraph for a paper."""
    coders = ", ".join(judgements.coders)
    drawn = f" The sample: {sample.words}" if sample is not None else ""
    versions = sorted(set(judgements.frame["codebook_version"]) - {""}) or [judgements.codebook.version]
    book = f"version {' and '.join(versions)} of the codebook {judgements.codebook.id}"
    number = len(judgements.coders)
    least, most = table["pairable"].min(), table["pairable"].max()
    pairable = f"{least:,}" if least == most else f"{least:,} to {most:,}, by variable,"
    units = f"{len(judgements.units):,} units were given to {number}"
    both = f"{pairable} of them were coded by {'both' if number == 2 else 'two or more'}."
    if independent:
        opening = f"{units} coders ({coders}) working independently, under {book}; {both}"
        what = "Agreement was measured before any adjudication"
    else:
        opening = (
            f"{units} passes ({coders}) that are not independent of one another, under {book}; {both} This is a "
            "check of consistency and says nothing of the reliability between coders."
        )
        what = "Consistency was measured before any adjudication"
    distances = table.groupby("distance", sort=False)["variable"].agg(lambda names: ", ".join(names))
    kinds = "; ".join(f"{distance} distance for {names}" for distance, names in distances.items())
    results = "; ".join(_result(row) for row in table.to_dict("records"))
    low, high = map(decimals, thresholds)
    reached = "; ".join(
        f"{row['variable']}, {verdict_word(row['low'], row['high'], thresholds=thresholds, independent=independent)}"
        for row in table.to_dict("records")
    )
    word = "reliable" if independent else "consistent"
    return (
        f"{opening}{drawn} {what} with Krippendorff's alpha ({kinds}), {wanted.words}; the coders are taken as given. "
        f"Results: {results}. By the customary thresholds ({low} tentative, {high} {word}), which the whole interval "
        f"must reach: {reached}."
    )


def _result(row: Mapping[Any, Any]) -> str:
    """Say the result for a variable."""
    parts = [f"n = {row['pairable']:,}"]
    if not math.isnan(row["percent"]):
        parts.append(f"{per_cent(row['percent'])} agreement")
    for name, words in (("missing", "not coded"), ("cannot_tell", "cannot tell")):
        if row[name] > 0:
            parts.append(f"{per_cent(row[name])} {words}")
    if math.isnan(row["alpha"]):
        alpha = "alpha not defined"
    elif math.isnan(row["low"]):
        alpha = f"alpha = {decimals(row['alpha'])} without an interval"
    else:
        alpha = f"alpha = {decimals(row['alpha'])} [{decimals(row['low'])}, {decimals(row['high'])}]"
    return f"{row['variable']}, {alpha} ({', '.join(parts)})"
