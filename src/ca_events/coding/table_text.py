"""Tables of agreement as texts: shares in per cent, coefficients to three decimals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from ca_events.coding.verdicts import decimals, per_cent

SHARES = ("missing", "cannot_tell", "percent", "prevalence", "agreement", "agreement_low", "agreement_high")
TIMES = "times"
UNKNOWN = "\N{EN DASH}"


def as_rows(table: pd.DataFrame) -> list[list[str]]:
    """Give a table as texts: shares in per cent, coefficients to three decimals, what is not known as a dash."""
    return [[_text(name, value) for name, value in row.items()] for row in table.to_dict("records")]


def _text(name: Any, value: Any) -> str:
    """Write a cell."""
    if isinstance(value, float | np.floating):
        if math.isnan(value):
            return UNKNOWN
        if name == TIMES:
            return f"{value:g}"
        if name in SHARES:
            return per_cent(float(value))
        return decimals(float(value))
    return str(value)
