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


@dataclass(frozen=True)
class Failure:
    """One row that may not pass, the first check it failed, and the value that failed it."""

    row: dict[str, Any]
    check: str
    detail: str

    @property
    def row_json(self) -> str:
        """The row as JSON, decimals and dates as strings."""
        return json.dumps(self.row, ensure_ascii=False, default=str)


def split(
    model: type[pa.DataFrameModel] | pa.DataFrameSchema, frame: pl.DataFrame
) -> tuple[pl.DataFrame, list[Failure]]:
    """Return the rows that pass and the failures of those that do not, in row order.

    Raises SchemaErrors where the failure is not of rows but of the frame's columns or types.
    """
    try:
        model.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        if cases.get_column("index").null_count():
            raise
        first = cases.unique("index", keep="first", maintain_order=True).sort("index")
        bad = first.get_column("index").cast(pl.Int64)
        failures = [
            Failure(
                frame.row(case["index"], named=True),
                case["check"],
                f"{case['column']} = {case['failure_case']}"[:500],
            )
            for case in first.iter_rows(named=True)
        ]
        return frame.with_row_index("_row").filter(~pl.col("_row").is_in(bad.implode())).drop("_row"), failures
    return frame, []
