"""What all table models share: one pandera class a table, each column described in Chinese and English.

The descriptions are defined here once; the data dictionary, the Data Package and every reader's tooltip come
from them. A table names its key, the columns that hold a clock's reading (which never make a row
"different"), and whether its published files are split by report year.
"""

from dataclasses import dataclass
from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

Instant = Annotated[pl.Datetime, "us", "UTC"]
Value = Annotated[pl.Decimal, 38, 9]  # exact decimals; 29 digits before the point
ID_PATTERN = r"^[0-9a-f]{20}$"


def col(zh: str, en: str, **checks: Any) -> Any:
    """Declare a column with its two descriptions; ``checks`` are pandera's (nullable, ge, isin …)."""
    return pa.Field(description=en, metadata={"zh": zh}, **checks)


def id_col(zh: str, en: str, **checks: Any) -> Any:
    """Declare a column that holds an id made by ``make_id``."""
    return col(zh, en, str_matches=ID_PATTERN, **checks)


class Model(pa.DataFrameModel):
    """Base of all table models. Strict: an unknown, missing or wrongly typed column is an error."""

    class Config:
        """Pandera's settings."""

        strict = True
        coerce = False


@dataclass(frozen=True)
class Table:
    """A table's model and what the store and the release need to know of it."""

    name: str
    model: type[Model]
    zh: str
    en: str
    key: tuple[str, ...]
    clocks: tuple[str, ...] = ()
    by_year: bool = False

    @property
    def schema(self) -> pl.Schema:
        """The column names and polars types, in order."""
        return pl.Schema({name: column.dtype.type for name, column in self.model.to_schema().columns.items()})

    def frame(self, rows: list[dict[str, Any]]) -> pl.DataFrame:
        """Build a frame of ``rows`` with exactly the model's columns and types; a missing key is a KeyError."""
        return pl.DataFrame(
            {name: [row[name] for row in rows] for name in self.schema}, schema=self.schema, strict=True
        )

    def dictionary(self) -> list[dict[str, str]]:
        """Return one entry a column: table, column, type, nullable, zh, en."""
        return [
            {
                "table": self.name,
                "column": name,
                "type": str(column.dtype.type),
                "nullable": "yes" if column.nullable else "no",
                "zh": (column.metadata or {})["zh"],
                "en": column.description,
            }
            for name, column in self.model.to_schema().columns.items()
        ]
