"""What is left to do: captured documents that no ledger row covers yet.

A night does what is new. A new version of the parser does not redo what is old, unless a backfill asks for it or the
night's budget allows some; a new catalogue or audit redoes its own cheap part for every report.
"""

from dataclasses import dataclass

import polars as pl

from schemas.tables import REPORTS
from tasks.store import versions
from tasks.store.store import Store
from tasks.store.tables import assessments, documents, live, observations, quarantine


@dataclass(frozen=True)
class Slice:
    """A part of the store: report years and region codes (a code covers all below it); None means all."""

    years: tuple[int, ...] | None = None
    regions: tuple[str, ...] | None = None

    def of(self, reports: pl.LazyFrame) -> pl.LazyFrame:
        """Return the rows of a frame with ``report_year`` and ``region_code`` that lie in the slice."""
        if self.years is not None:
            reports = reports.filter(pl.col("report_year").is_in(list(self.years)))
        if self.regions is not None:
            below = pl.any_horizontal(pl.col("region_code").str.starts_with(code) for code in self.regions)
            reports = reports.filter(below)
        return reports

    @property
    def is_all(self) -> bool:
        """Whether it leaves nothing out."""
        return self.years is None and self.regions is None


def captured(store: Store) -> pl.LazyFrame:
    """Return one row a captured document: the earliest observation that carries its bytes, with ``last_seen_at``."""
    seen = observations(store).filter(pl.col("document_id").is_not_null())
    last = seen.group_by("document_id").agg(last_seen_at=pl.col("fetched_at").max())
    first = seen.filter(pl.col("warc_offset").is_not_null()).sort("fetched_at", "warc_file", "warc_offset")
    return first.group_by("document_id").first().join(last, on="document_id")


def revisions(store: Store) -> pl.LazyFrame:
    """Return document_id, report_id, text_sha256, revision, is_current, is_first of every live parsed document.

    A revision is a distinct text of a report, numbered in the order first seen; the current one is that of the
    document seen last. ``is_first`` marks the one document that stands for its revision.
    """
    reports = live(store, REPORTS).select("document_id", "report_id", "text_sha256")
    seen = reports.join(captured(store).select("document_id", "fetched_at", "last_seen_at"), on="document_id")
    texts = (
        seen.sort("fetched_at", "document_id")
        .group_by("report_id", "text_sha256")
        .agg(pl.col("fetched_at", "document_id").first(), pl.col("last_seen_at").max())
        .sort("fetched_at", "text_sha256")
    )
    order = texts.select(
        "report_id",
        "text_sha256",
        first_document="document_id",
        revision=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("report_id"),
        is_current=pl.int_range(pl.len()).over("report_id")
        == pl.col("last_seen_at").arg_sort().last().over("report_id"),
    )
    return (
        reports.join(order, on=["report_id", "text_sha256"])
        .with_columns(is_first=pl.col("document_id") == pl.col("first_document"))
        .drop("first_document")
    )


def to_parse(store: Store, part: Slice | None = None, budget: int = 0) -> pl.DataFrame:
    """Return the captured documents to read, oldest first.

    Without ``part`` (a night): those never read, and up to ``budget`` of those read by an older version.
    With it (a backfill): those of the slice that the current version has not read; documents whose report is
    undecided count only where the slice is everything.
    """
    ledger = documents(store).select("document_id", "parse_version", last_batch_id="batch_id")
    rows = captured(store).join(ledger, on="document_id", how="left").sort("fetched_at", "document_id").collect()
    new = rows.filter(pl.col("parse_version").is_null())
    old = rows.filter(pl.col("parse_version") != versions.current().parse)
    if part is None:
        return pl.concat([new, old.head(budget)])
    if part.is_all:
        return pl.concat([new, old])
    inside = part.of(live(store, REPORTS)).select("document_id").collect()
    return old.join(inside, on="document_id", how="semi")


def held_documents(store: Store) -> pl.DataFrame:
    """Return the captured documents that are held as a whole, or some of whose rows are, to be read again."""
    ledger = documents(store).select("document_id", last_batch_id="batch_id")
    held = quarantine(store).select("document_id").unique()
    rows = captured(store).join(held, on="document_id", how="semi").join(ledger, on="document_id", how="left")
    return rows.sort("fetched_at", "document_id").collect()


def to_assess(store: Store, part: Slice | None = None) -> pl.DataFrame:
    """Return document_id, parse_batch_id, prior_document_id of the parsed documents whose assessment is not up to date."""
    reports = live(store, REPORTS).select(
        "document_id", "issuer_id", "report_year", "region_code", parse_batch_id="batch_id"
    )
    current = revisions(store).filter("is_current", "is_first").select("document_id")
    prior = reports.join(current, on="document_id", how="semi").select(
        "issuer_id", report_year=pl.col("report_year") + 1, prior_document_id="document_id"
    )
    wanted = reports.join(prior, on=["issuer_id", "report_year"], how="left")
    if part is not None:
        wanted = part.of(wanted)
    now = versions.current()
    done = assessments(store).filter(catalogue_version=now.catalogue, audit_version=now.audit)
    key = ["document_id", "parse_batch_id", "prior_document_id"]
    return wanted.join(done, on=key, how="anti", nulls_equal=True).select(key).sort("document_id").collect()
