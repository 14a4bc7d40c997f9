"""How good the data of a study are, counted from the study itself: what a referee asks before believing a number.

A heap of well-dated rows proves nothing if nobody knows what was looked for, what each row rests on, and how often a
second look finds it wrong. The tables of this room answer that: what was searched (`coverage_map`), on how many
publishers and languages the events rest (`sourcing`, `languages`), how exactly they are dated (`precision`), where
sources conflict and which were set aside (`conflicts`), how often cells that were started again from the source proved
wrong (`recheck_table`), and which events a second reader found in the same texts (`segmentation`). They belong into a
paper's appendix.
"""

from ca_events.quality.conflicts import conflicts, contested
from ca_events.quality.page import quality_page
from ca_events.quality.rereading import exact_interval, recheck_table, segmentation
from ca_events.quality.searches import coverage_map
from ca_events.quality.sourcing import languages, precision, single_family, sourcing

__all__ = [
    "conflicts",
    "contested",
    "coverage_map",
    "exact_interval",
    "languages",
    "precision",
    "quality_page",
    "recheck_table",
    "segmentation",
    "single_family",
    "sourcing",
]


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
