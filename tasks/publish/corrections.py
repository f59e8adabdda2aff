"""Manual fixes from ``data/corrections``: each with its reason, its status and its guard.

A correction names one row of a published table by its key, one column, the value that must stand there (``from``)
and the value to put (``to``). Where another value stands there the source, or the parser, has moved on: the
correction is stale, is not applied, and the release's notes say so. ``status: source_mended`` keeps a correction
on file without applying it. The format is described in ``data/corrections/README.md``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError
from schemas.release import AppliedCorrection
from schemas.tables import PUBLISHED, Table

_FIELDS = {"table", "key", "column", "from", "to", "reason", "status"}
# Tables whose rows are observed or read; the others are made from these or from data that can be edited itself.
_TABLES = {
    table.name: table
    for table in PUBLISHED
    if table.name in {"reports", "sections", "quantities", "indicators", "findings", "issuers"}
}


@dataclass(frozen=True)
class Correction:
    """One entry of a corrections file; ``old`` is its ``from``, ``new`` its ``to``."""

    file: str
    table: str
    key: dict[str, Any]
    column: str
    old: Any
    new: Any
    reason: str
    status: Literal["open", "source_mended"]

    def record(self, outcome: str, detail: str = "") -> AppliedCorrection:
        """Return what the manifest says of it."""
        key = {name: str(value) for name, value in self.key.items()}
        old, new = (None if value is None else str(value) for value in (self.old, self.new))
        return AppliedCorrection(self.file, self.table, key, self.column, old, new, self.reason, outcome, detail)


def load_corrections() -> list[Correction]:
    """Read ``data/corrections/*.yaml``; raises FazhiError naming the file and what is wrong in it."""
    return [
        _read(path, entry)
        for path in sorted((data_dir() / "corrections").glob("*.yaml"))
        for entry in load_yaml(path) or []
    ]


def _read(path: Path, entry: Any) -> Correction:
    remedy = "see data/corrections/README.md"
    if not isinstance(entry, dict) or set(entry) != _FIELDS:
        raise FazhiError(f"{path}: an entry needs exactly {', '.join(sorted(_FIELDS))}", remedy)
    table = _TABLES.get(entry["table"])
    if table is None:
        raise FazhiError(f"{path}: cannot correct table {entry['table']}", f"name one of {', '.join(sorted(_TABLES))}")
    if not isinstance(entry["key"], dict) or set(entry["key"]) != set(table.key):
        raise FazhiError(f"{path}: the key of {table.name} is {', '.join(table.key)}", remedy)
    if entry["column"] not in table.schema or entry["column"] in (*table.key, "is_current"):
        raise FazhiError(f"{path}: cannot correct column {entry['column']} of {table.name}", remedy)
    if entry["status"] not in ("open", "source_mended") or not entry["reason"]:
        raise FazhiError(f"{path}: needs a reason, and status open or source_mended", remedy)
    found = Correction(
        str(path.name), table.name, entry["key"], entry["column"], entry["from"], entry["to"], entry["reason"],
        entry["status"],
    )  # fmt: skip
    for value in (found.old, found.new):
        _literal(table, found.column, value, found.file)
    return found


def apply(table: Table, frame: pl.DataFrame, wanted: list[Correction]) -> tuple[pl.DataFrame, list[AppliedCorrection]]:
    """Return the frame with the table's open corrections applied, and what became of each."""
    outcomes = []
    for correction in wanted:
        if correction.table != table.name or correction.status != "open":
            continue
        is_row = pl.all_horizontal(
            pl.col(name).eq_missing(_literal(table, name, value, correction.file))
            for name, value in correction.key.items()
        )
        rows = frame.filter(is_row)
        old = _literal(table, correction.column, correction.old, correction.file)
        if rows.is_empty():
            outcomes.append(correction.record("stale", "there is no such row any more"))
        elif rows.filter(pl.col(correction.column).eq_missing(old)).is_empty():
            found = rows.get_column(correction.column).item()
            outcomes.append(correction.record("stale", f"the value is now {found}"))
        else:
            new = _literal(table, correction.column, correction.new, correction.file)
            frame = frame.with_columns(pl.when(is_row).then(new).otherwise(correction.column).alias(correction.column))
            outcomes.append(correction.record("applied"))
    return frame, outcomes


def _literal(table: Table, column: str, value: Any, file: str) -> pl.Expr:
    """Return a YAML value as the column's type; raises FazhiError where it is none of that type."""
    dtype = table.schema[column]
    try:
        typed = _typed(value, dtype)
    except (pl.exceptions.PolarsError, TypeError) as error:
        raise FazhiError(
            f"{file}: {value!r} is no value of {table.name}.{column} ({dtype})", "mend the entry"
        ) from error
    return pl.lit(typed.item(), dtype=dtype)


def _typed(value: Any, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Boolean:
        return pl.Series([value], dtype=pl.Boolean)
    series = pl.Series([None if value is None else str(value)], dtype=pl.String)
    return series.str.to_date() if dtype == pl.Date else series.cast(dtype)
