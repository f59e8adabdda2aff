"""Strict validation of a whole frame, split into rows that may pass and rows to be held, with the check each failed.

``drop_invalid_rows`` fails open in pandera (a missing column or a wrong type comes back unchanged and silent), so
the frame is validated strictly and split on the row numbers of the failures. A failure that names no row (a column
missing, a wrong type) is a bug in the code that made the frame, and is raised.
"""

import json
from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from schemas.tables.base import Table


@dataclass(frozen=True)
class Failure:
    """One row that may not pass, the first check it failed, and the value that failed it."""

    table: str
    row: dict[str, Any]
    check: str
    detail: str

    @property
    def row_json(self) -> str:
        """The row as JSON, decimals and dates as strings."""
        return json.dumps(self.row, ensure_ascii=False, default=str)


def split(
    table: Table, frame: pl.DataFrame, schema: pa.DataFrameSchema | None = None
) -> tuple[pl.DataFrame, list[Failure]]:
    """Return the rows that pass and the failures of those that do not, in row order.

    ``schema`` is the published table's model unless given (a batch's rows have ``working_model(table)``).

    Raises SchemaErrors where the failure is not of rows but of the frame's columns or types.
    """
    try:
        (schema or table.model.to_schema()).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        if cases.get_column("index").null_count():
            raise
        first = cases.unique("index", keep="first", maintain_order=True).sort("index")
        bad = first.get_column("index").cast(pl.Int64)
        failures = [
            Failure(
                table.name,
                frame.row(case["index"], named=True),
                case["check"],
                f"{case['column']} = {case['failure_case']}"[:500],
            )
            for case in first.iter_rows(named=True)
        ]
        return frame.with_row_index("_row").filter(~pl.col("_row").is_in(bad.implode())).drop("_row"), failures
    return frame, []


def split_spans(frame: pl.DataFrame, texts: pl.DataFrame) -> tuple[pl.DataFrame, list[Failure]]:
    """Split rows with ``document_id, start, end, text`` on whether ``text`` stands at that span of the document's text.

    ``texts`` has one row a document: document_id, text.
    """
    joined = frame.with_row_index("_row").join(texts.rename({"text": "_whole"}), on="document_id", how="left")
    there = pl.col("_whole").str.slice(pl.col("start"), pl.col("end") - pl.col("start")) == pl.col("text")
    marked = joined.sort("_row").with_columns(_there=there.fill_null(False))
    bad = marked.filter(~pl.col("_there")).select(frame.columns)
    failures = [
        Failure("quantities", row, "span_is_text", f"text[{row['start']}:{row['end']}] is not {row['text']!r}")
        for row in bad.iter_rows(named=True)
    ]
    return marked.filter("_there").select(frame.columns), failures
