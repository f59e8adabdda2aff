"""What is left to do: captured documents that no ledger row covers yet.

A night does what is new. A new version of the parser does not redo what is old, unless a backfill asks for it or the
night's budget allows some; a new catalogue or audit redoes its own cheap part for every report.
"""

from dataclasses import dataclass

import polars as pl

from schemas.tables import REPORTS
from tasks.store import versions
from tasks.store.revisions import revisions
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


def _current(store: Store) -> pl.LazyFrame:
    """Return document_id, issuer_id and report_year of the document that stands for each report's current revision."""
    names = ("document_id", "report_id", "issuer_id", "report_year", "text_sha256")
    seen = captured(store).select("document_id", first_seen="fetched_at", last_seen="last_seen_at")
    reports = live(store, REPORTS).select(names).join(seen, on="document_id").collect()
    current = revisions(reports).filter("is_current").select("document_id")
    return reports.lazy().join(current.lazy(), on="document_id", how="semi")


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
    prior = _current(store).select("issuer_id", report_year=pl.col("report_year") + 1, prior_document_id="document_id")
    wanted = reports.join(prior, on=["issuer_id", "report_year"], how="left")
    if part is not None:
        wanted = part.of(wanted)
    now = versions.current()
    done = assessments(store).filter(catalogue_version=now.catalogue, audit_version=now.audit)
    key = ["document_id", "parse_batch_id", "prior_document_id"]
    return wanted.join(done, on=key, how="anti", nulls_equal=True).select(key).sort("document_id").collect()
