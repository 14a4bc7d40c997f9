"""Events written to files: CSV for people, Parquet for engines.

A CSV holds what was coded, not what is computed from it, and reads back as the same events. Free text that a
spreadsheet would run as a formula is escaped. Parquet holds the computed columns too, as plain types, so that any
engine can scan the file without this library; a bound is a date there, without an hour and so without a time zone.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import pandas as pd

from ca_events import cells, files
from ca_events.dates import DAY_COLUMNS
from ca_events.engines import collect, is_text
from ca_events.errors import MissingExtra
from ca_events.schema import Column, stored_columns
from ca_events.study import Study

ROW_GROUP = 122_880
"""Rows in a group of a Parquet file; as many as DuckDB writes."""


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
    """Give a study with what its registers say of these events alone; of a part also without its coverage.

    Of a part the log of changes, the withdrawn events and the texts read afresh are left out too: they are about the
    whole study.
    """
    ids = set(frame["id"])
    evidence = [row for row in study.evidence if row.event in ids]
    if len(evidence) < len(study.evidence):
        study = attrs.evolve(study, evidence=evidence)
    gone = () if part else study.withdrawn
    rechecks = [row for row in study.rechecks if row.event in ids or row.event in gone]
    if len(rechecks) < len(study.rechecks):
        study = attrs.evolve(study, rechecks=rechecks)
    if part:
        study = attrs.evolve(study, changes=(), withdrawn=(), segments=())
    return attrs.evolve(study, coverage=()) if part and len(study.coverage) else study


def write_csv(frame: pd.DataFrame, path: Path, study: Study | None) -> Path:
    """Write a canonical frame as a CSV file in UTF-8."""
    return files.write_file(path, csv_text(frame, study).encode("utf-8"))


def write_parquet(frame: Any, path: Path) -> Path:
    """Write a canonical frame as a Parquet file with plain types: text, numbers, days, truth values.

    A frame of polars or DuckDB is written piece by piece by its own engine; pandas and PySpark need pyarrow.

    Parameters
    ----------
    frame
        Native frame of any engine in the canonical columns.
    path
        The file.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    MissingExtra
        Without pyarrow, where it is needed.
    InvalidData
        If a folder has that name.
    """
    with files.written_beside(path) as beside:
        if isinstance(frame, pd.DataFrame):
            _require_pyarrow()
            _write_arrow({name: _arrow(series) for name, series in frame.items()}, beside)
            return path
        plan = nw.from_native(frame).lazy()
        plain = plan.select(*(_plain(name, dtype) for name, dtype in plan.collect_schema().items()))
        if plain.implementation.is_pyspark():
            _write_arrow(collect(plain).to_arrow(), beside)
        elif plain.implementation.is_duckdb():
            # narwhals 2.0 writes through the connection that all share, which cannot see a private one.
            plain.to_native().write_parquet(str(beside))
        else:
            plain.sink_parquet(beside)
    return path


def _plain(name: str, dtype: Any) -> nw.Expr:
    """Give a column of a lazy frame in the type that every engine reads alike; a user's own may be of any."""
    column = nw.col(name)
    if is_text(dtype):
        return column.cast(nw.String).fill_null("")
    return column.cast(nw.Date) if name in DAY_COLUMNS and dtype != nw.Date else column


def _arrow(series: pd.Series[Any]) -> Any:
    """Give a column of a pandas frame in that type: an empty or all-missing one must not become null."""
    import pyarrow as pa

    if series.dtype.kind == "M":
        return pa.array(series.to_numpy().astype("datetime64[D]"), type=pa.date32())
    kinds = {"f": pa.float64(), "i": pa.int64(), "b": pa.bool_()}
    plain = series.astype(object) if isinstance(series.dtype, pd.CategoricalDtype) else series
    return pa.Array.from_pandas(plain, type=kinds.get(series.dtype.kind, pa.string()))


def _write_arrow(columns: Any, path: Path) -> None:
    """Write columns of Arrow, in groups of rows that engines can read one by one in little memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    pq.write_table(table, path, row_group_size=ROW_GROUP)


def _require_pyarrow() -> None:
    """Refuse to write without pyarrow."""
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtra("Parquet files need pyarrow: pip install 'ca-events[parquet]'.")
