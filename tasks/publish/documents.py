"""Which documents a release can hold.

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
