"""Which document is which revision of which report.

A revision is a distinct text of a report, numbered in the order first seen; the current one is the one seen last,
be it only as "unchanged". Several documents with the same text of the same report (mirrors, a new page frame) are
one revision, represented by the document seen first.
A report is ready only when it is assessed: one whose indicators and findings are not made yet waits, counted.
"""

from dataclasses import dataclass

import polars as pl

from schemas.tables import REPORTS
from tasks.store import tables
from tasks.store.store import Store


@dataclass(frozen=True)
class Documents:
    """``ready``: one row a parsed, assessed document of a report; ``waiting``: how many are not assessed yet."""

    ready: pl.DataFrame
    waiting: int


def read_documents(store: Store) -> Documents:
    """Return the identity, text digest, timeliness, first_seen and last_seen of every ready document."""
    seen = (
        tables.observations(store)
        .filter(pl.col("document_id").is_not_null())
        .group_by("document_id")
        .agg(first_seen=pl.col("fetched_at").min(), last_seen=pl.col("fetched_at").max())
    )
    columns = [
        "document_id", "capture_id", "url", "report_id", "issuer_id", "issuer", "issuer_type", "report_year", "text_sha256",
    ]  # fmt: skip
    reports = tables.live(store, REPORTS).select(columns).join(seen, on="document_id", how="left").collect()
    assessed = tables.assessments(store).select("document_id", "timeliness").collect()
    ready = reports.join(assessed, on="document_id")
    return Documents(ready.sort("document_id"), reports.height - ready.height)


def revisions(documents: pl.DataFrame) -> pl.DataFrame:
    """Return one row a revision: document_id (its representative), report_id, report_year, revision, is_current."""
    texts = (
        documents.sort("first_seen", "document_id", nulls_last=True)
        .group_by("report_id", "text_sha256", maintain_order=True)
        .agg(
            pl.col("document_id", "report_year", "first_seen").first(),
            pl.col("last_seen").max(),
        )
        .sort("report_id", "first_seen", "text_sha256", nulls_last=True)
    )
    numbered = texts.with_columns(revision=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("report_id"))
    newest = pl.col("revision").sort_by("last_seen", "revision", nulls_last=False).last().over("report_id")
    return numbered.with_columns(is_current=pl.col("revision") == newest).select(
        "document_id", "report_id", "report_year", "revision", "is_current"
    )
