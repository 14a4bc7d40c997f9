"""Events written to files: CSV for people, Parquet for engines.

A CSV holds what was coded, not what is computed from it, and reads back as the same events. Free text that a
spreadsheet would run as a formula is escaped. Parquet holds the computed columns too, as plain types, so that any
engine can scan the file without this library.
"""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path
from typing import Any

import attrs
import pandas as pd

from ca_events import cells, files
from ca_events.errors import MissingExtra
from ca_events.schema import Column, stored_columns
from ca_events.study import Study


def csv_text(frame: pd.DataFrame, study: Study | None) -> str:
    """Write the stored columns of a canonical frame as CSV text.

    Parameters
    ----------
    frame
        The canonical pandas frame.
    study
        Its study, which says which columns are derived and so not stored.

    Returns
    -------
    str
        Commas, LF, quotes only where needed; the header first.
    """
    derived = set() if study is None else set(study.codebook.derived)
    columns = stored_columns([name for name in frame.columns if name not in derived], study)
    cells_of = [_texts(frame[column.name], column) for column in columns]
    return files.format_csv([column.name for column in columns], zip(*cells_of, strict=True))


def _texts(series: pd.Series[Any], column: Column) -> list[str]:
    """Give the text of each cell of a column, each distinct value written once."""
    if column.kind in ("number", "edition"):
        codes, distinct = pd.factorize(series, use_na_sentinel=False)
        write = cells.write_number if column.kind == "number" else cells.write_edition
        texts = ["" if pd.isna(value) else write(value) for value in distinct.tolist()]
        return [texts[code] for code in codes.tolist()]
    if column.free:
        return [cells.escape_text(text) for text in series.tolist()]
    return series.astype(object).tolist()


def study_of(frame: pd.DataFrame, study: Study, *, part: bool) -> Study:
    """Give a study with the evidence about these events alone; of a part also without its coverage."""
    ids = set(frame["id"])
    kept = [row for row in study.evidence if row.event in ids]
    if len(kept) < len(study.evidence):
        study = attrs.evolve(study, evidence=kept)
    return attrs.evolve(study, coverage=()) if part and len(study.coverage) else study


def write_csv(frame: pd.DataFrame, path: Path, study: Study | None) -> Path:
    """Write a canonical frame as a CSV file in UTF-8."""
    return files.write_file(path, csv_text(frame, study).encode("utf-8"))


def write_parquet(frame: pd.DataFrame, path: Path) -> Path:
    """Write a canonical frame as a Parquet file with plain types: text, numbers, days, truth values.

    Raises
    ------
    MissingExtra
        Without pyarrow.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtra("Parquet files need pyarrow: pip install 'ca-events[parquet]'.")
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = {
        name: series.astype(object) if isinstance(series.dtype, pd.CategoricalDtype) else series
        for name, series in frame.items()
    }
    arrays = {name: pa.Array.from_pandas(series, type=_arrow_type(series)) for name, series in plain.items()}
    out = io.BytesIO()
    pq.write_table(pa.table(arrays), out)
    return files.write_file(path, out.getvalue())


def _arrow_type(series: pd.Series[Any]) -> Any:
    """Name the Arrow type of a column: an empty or all-missing one must not become null."""
    import pyarrow as pa

    if series.dtype.kind == "M":
        return pa.timestamp("ms")
    kinds = {"f": pa.float64(), "i": pa.int64(), "b": pa.bool_()}
    return kinds.get(series.dtype.kind, pa.string())
