"""Which document is which revision of which report.

A revision is a distinct text of a report, numbered in the order first seen; the current one is the one seen last,
be it only as "unchanged". Several documents with the same text of the same report (mirrors, a new page frame) are
one revision, represented by the document seen first.
"""

import polars as pl


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
