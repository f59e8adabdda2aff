"""One pandera model a table. ``WORKING`` live in the Delta store, ``PUBLISHED`` go into every release.

The working tables hold a document's rows under its ``document_id`` and ``batch_id``; which revision of which
report a document is, is decided when a release is put together, because only then all documents are known.
"""

import pandera.polars as pa
import polars as pl

from schemas.ids import make_id
from schemas.tables.base import ID_PATTERN, Table, Value
from schemas.tables.captures import CAPTURES, OBSERVATIONS
from schemas.tables.dimensions import CATALOGUE, COVERAGE, ISSUERS, REGIONS, SOURCES
from schemas.tables.ledgers import ASSESSMENTS, PARSES, QUARANTINE
from schemas.tables.panel import panel_table
from schemas.tables.quantities import FINDINGS, INDICATORS, QUANTITIES
from schemas.tables.reports import REPORTS, SECTIONS, SENTENCES

PUBLISHED: tuple[Table, ...] = (
    CAPTURES,
    ISSUERS,
    REGIONS,
    CATALOGUE,
    SOURCES,
    REPORTS,
    SECTIONS,
    SENTENCES,
    QUANTITIES,
    INDICATORS,
    FINDINGS,
    COVERAGE,
    QUARANTINE,
)  # fmt: skip  (and the panel, whose columns the catalogue decides)

# Columns that only a release has, because they need all documents or the assessment.
_DECIDED_LATER = {
    "reports": set(ASSESSMENTS.schema) - {"document_id", "batch_id"} | {"revision", "is_current"},
    "sections": {"revision"},
    "sentences": {"revision"},
    "quantities": {"revision"},
    "indicators": {"revision", "is_current"},
    "findings": {"revision"},
}

__all__ = [
    "ASSESSMENTS", "CAPTURES", "CATALOGUE", "COVERAGE", "FINDINGS", "INDICATORS", "ISSUERS", "OBSERVATIONS", "PARSES", "PUBLISHED",
    "QUANTITIES", "QUARANTINE", "REGIONS", "REPORTS", "SECTIONS", "SENTENCES", "SOURCES", "Table", "Value",
    "make_id", "panel_table", "working_model", "working_schema",
]  # fmt: skip


def working_model(table: Table) -> pa.DataFrameSchema:
    """Return the check for a batch's rows: the published model less what is decided later, plus where they come from.

    Ids are unique only within a document there: a report may lie on two sites, and each page gives the same ids.
    """
    schema = table.model.to_schema()
    dropped = [name for name in schema.columns if name in _DECIDED_LATER.get(table.name, ())]
    unique = [name for name, column in schema.columns.items() if column.unique]
    home = {name: pa.Column(pl.String, pa.Check.str_matches(ID_PATTERN)) for name in ("document_id", "batch_id")}
    working = schema.remove_columns(dropped).add_columns(home)
    working = working.update_columns({name: {"unique": False} for name in unique})
    working.unique = [*unique, "document_id"] if unique else None
    return working


def working_schema(table: Table) -> pl.Schema:
    """Return the columns and types of a table's batch rows."""
    return pl.Schema({name: column.dtype.type for name, column in working_model(table).columns.items()})
