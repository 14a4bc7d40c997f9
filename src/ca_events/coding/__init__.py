"""Event coding: several coders, honest agreement, an audit trail.

Events become data when somebody decides that this was a loan and that a visit. The decision is only worth something if
another coder with the same rules decides alike. This room holds what coders wrote (`read_judgements`), measures how far
they agree (`report`, and the coefficients in `agreement`), says where they do not (`by_category`, `confusion`,
`disagreements`), and keeps a log of how disagreements were settled (`adjudicate`). Whether two people find the *same
events* in the same sources is another question, and is measured apart (`match_events`).

Two things are never done. Agreement is not measured on codes that coders settled between them, and two passes of one
automated coder are not called independent.
"""

from ca_events.coding import agreement
from ca_events.coding.adjudication import (
    AdjudicationLog,
    adjudicate,
    read_log,
    write_decision_sheet,
)
from ca_events.coding.answers import CANNOT_TELL, NONE_APPLIES
from ca_events.coding.breakdown import by_batch, by_category, by_depth
from ca_events.coding.choices import CodingError
from ca_events.coding.coders import by_coder, by_pair, by_round
from ca_events.coding.confusion import confusion
from ca_events.coding.decisions import Decision, read_decisions
from ca_events.coding.disagreements import disagreements
from ca_events.coding.estimate import Estimate
from ca_events.coding.final_codes import final_changes, with_final_codes, write_final_codes
from ca_events.coding.judgement_files import read_judgements
from ca_events.coding.judgements import Judgements, judgements_of
from ca_events.coding.matched import Matching
from ca_events.coding.matching import match_events
from ca_events.coding.planning import units_for_width
from ca_events.coding.report import Report, report
from ca_events.coding.sampling import Sample, double_coding_sample, share_double_coded
from ca_events.coding.versions import carry_over, codebook_changes, outdated

__all__ = [
    "CANNOT_TELL",
    "NONE_APPLIES",
    "AdjudicationLog",
    "CodingError",
    "Decision",
    "Estimate",
    "Judgements",
    "Matching",
    "Report",
    "Sample",
    "adjudicate",
    "agreement",
    "by_batch",
    "by_category",
    "by_coder",
    "by_depth",
    "by_pair",
    "by_round",
    "carry_over",
    "codebook_changes",
    "confusion",
    "disagreements",
    "double_coding_sample",
    "final_changes",
    "judgements_of",
    "match_events",
    "outdated",
    "read_decisions",
    "read_judgements",
    "read_log",
    "report",
    "share_double_coded",
    "units_for_width",
    "with_final_codes",
    "write_decision_sheet",
    "write_final_codes",
]


def __dir__() -> list[str]:
    """List the public names and not the modules behind them."""
    return __all__
