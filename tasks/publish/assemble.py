"""From the working tables to a candidate release: every published table, corrected, withdrawn from, validated.

Tables come in the order in which they refer to each other, one in memory at a time. A row that fails its model is
held in ``quarantine`` with the check it failed; a row that refers to a held row is held with it, so that nothing in
a release points at nothing. What withdrawn reports held is removed without a trace but the tombstone.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import polars as pl

from schemas.release import AppliedCorrection
from schemas.tables import (
    CAPTURES,
    CATALOGUE,
    COVERAGE,
    FINDINGS,
    INDICATORS,
    ISSUERS,
    QUANTITIES,
    QUARANTINE,
    REGIONS,
    REPORTS,
    SECTIONS,
    SENTENCES,
    SOURCES,
    Table,
    make_id,
)
from schemas.validation import Failure, split
from tasks.publish import corrections, withdrawals
from tasks.publish.candidate import Candidate, new_candidate
from tasks.publish.coverage import coverage
from tasks.publish.documents import read_documents
from tasks.publish.panel import core_columns, panel, panel_model
from tasks.publish.pointer import current, publisher
from tasks.store import tables
from tasks.store.revisions import revisions
from tasks.store.store import Store

# child table → (column, parent table, parent column): what must be there for a row to stand.
_REFERENCES: dict[str, list[tuple[str, str, str]]] = {
    "sentences": [("section_id", "sections", "section_id")],
    "quantities": [("section_id", "sections", "section_id"), ("sentence_id", "sentences", "sentence_id")],
    "indicators": [("indicator_id", "catalogue", "indicator_id"), ("quantity_id", "quantities", "quantity_id")],
    "findings": [("members", "quantities", "quantity_id")],
}
_IDS = {"sections": "section_id", "sentences": "sentence_id", "quantities": "quantity_id", "catalogue": "indicator_id"}


@dataclass(frozen=True)
class Static:
    """The tables that come from data files, as their loaders return them."""

    regions: pl.DataFrame
    catalogue: pl.DataFrame
    sources: pl.DataFrame


@dataclass
class _Work:
    """What assembling one candidate carries along."""

    candidate: Candidate
    corrections: list[corrections.Correction]
    gone: withdrawals.Withdrawn
    names: list[str]
    years: list[int] = field(default_factory=list)
    outcomes: list[AppliedCorrection] = field(default_factory=list)
    held: list[pl.DataFrame] = field(default_factory=list)
    ids: dict[str, pl.Series] = field(default_factory=dict)
    reports: pl.DataFrame = field(default_factory=pl.DataFrame)
    masked: int = 0

    def put(self, table: Table, frame: pl.DataFrame) -> pl.DataFrame:
        """Correct, mask, validate and write a table; hold its bad rows; return what was written, with its years."""
        frame, outcomes = corrections.apply(table, frame, self.corrections)
        self.outcomes += outcomes
        frame, masked = withdrawals.mask(table.name, frame, self.names)
        self.masked += masked
        good, failures = split(table, frame.select(table.schema.names()))
        self.hold(table, failures)
        good = self._drop_dangling(table, good)
        if table.name in _IDS:
            self.ids[table.name] = good.get_column(_IDS[table.name])
        if table is REPORTS:
            self.reports = good
            self.years = good.get_column("report_year").unique().sort().to_list()
        elif table.by_year and "report_year" not in good.columns:
            good = good.join(self.reports.select("report_id", "revision", "report_year"), on=["report_id", "revision"])
        self.candidate.add(table, good, self.years)
        return good

    def _drop_dangling(self, table: Table, frame: pl.DataFrame) -> pl.DataFrame:
        """Hold the rows that refer to what is not in the release."""
        if "revision" in table.schema and table is not REPORTS:
            parents = self.reports.select("report_id", "revision")
            orphans = frame.join(parents, on=["report_id", "revision"], how="anti")
            self._hold_orphans(table, orphans, "reports")
            frame = frame.join(parents, on=["report_id", "revision"], how="semi", maintain_order="left")
        for column, parent, _ in _REFERENCES.get(table.name, []):
            known = self.ids[parent].implode()
            if table.schema[column] == pl.List(pl.String):
                there = pl.col(column).list.eval(pl.element().is_in(known)).list.all()
            else:
                there = pl.col(column).is_in(known)
            self._hold_orphans(table, frame.filter(~there), parent)
            frame = frame.filter(there)
        return frame

    def _hold_orphans(self, table: Table, rows: pl.DataFrame, parent: str) -> None:
        detail = f"it refers to a row of {parent} that is held or not there"
        self.hold(
            table, [Failure(table.name, row, f"refers_to_{parent}", detail) for row in rows.iter_rows(named=True)]
        )

    def hold(self, table: Table, failures: Iterable[Failure]) -> None:
        """Put failed rows into quarantine."""
        rows = [
            {
                "quarantine_id": make_id("publish", table.name, failure.check, failure.row_json),
                "capture_id": failure.row.get("capture_id"),
                "url": failure.row.get("url"),
                "stage": "publish",
                "table_name": table.name,
                "check_name": failure.check,
                "detail": failure.detail,
                "row_json": failure.row_json,
            }
            for failure in failures
        ]
        if rows:
            self.held.append(QUARANTINE.frame(rows))


def assemble(store: Store, static: Static) -> Candidate:
    """Return the candidate release of everything the ledgers vouch for.

    Raises FazhiError when an entry of ``data/corrections`` or ``data/withdrawals`` is broken.
    """
    with publisher(store):
        base = current(store)
    withdrawn, corrected = withdrawals.load_withdrawals(), corrections.load_corrections()
    documents = read_documents(store)
    gone = withdrawals.resolve(documents.ready, withdrawn)
    gone = replace(gone, quantity_ids=_quantity_ids(store, gone))
    with ExitStack() as undo:
        candidate = new_candidate(store, base)
        undo.callback(candidate.close)
        work = _Work(candidate, corrected, gone, [entry.name for entry in withdrawn if entry.name])
        revised = revisions(documents.ready.filter(~pl.col("report_id").is_in(gone.report_ids)))
        indicators = _put_rows(store, work, static, revised)
        _put_dimensions(store, work, static, documents.ready)
        _put_panel(work, static, indicators)
        _put_quarantine(store, work, documents.ready)
        candidate.corrections = withdrawals.untold(work.outcomes, gone)
        candidate.code_versions = _code_versions(store, revised, work.reports)
        candidate.tombstones = tuple(entry.tombstone(documents.ready, work.masked) for entry in withdrawn)
        if documents.waiting:
            candidate.notes = (
                f"{documents.waiting} documents are read but not assessed yet and are not in this release",
            )
        undo.pop_all()
    return candidate


def _put_rows(store: Store, work: _Work, static: Static, revised: pl.DataFrame) -> pl.DataFrame:
    """Write reports and all that hangs on them; return the indicators written."""
    decided = revised.lazy().select("document_id", "revision", "is_current", "report_year")
    assessed = tables.assessments(store).drop("batch_id")
    rows = (
        tables.live(store, REPORTS).join(decided.drop("report_year"), on="document_id").join(assessed, on="document_id")
    )
    work.put(REPORTS, rows.collect())
    work.put(CATALOGUE, static.catalogue)
    for table in (SECTIONS, SENTENCES, QUANTITIES):
        frame = tables.live(store, table).join(decided.select("document_id", "revision"), on="document_id")
        work.put(table, frame.collect())
    rows = tables.live_assessed(store, INDICATORS).join(decided.drop("report_year"), on="document_id")
    indicators = work.put(INDICATORS, rows.collect())
    rows = tables.live_assessed(store, FINDINGS).join(decided.select("document_id", "revision"), on="document_id")
    work.put(FINDINGS, withdrawals.remove("findings", rows.collect(), work.gone))
    return indicators


def _put_dimensions(store: Store, work: _Work, static: Static, documents: pl.DataFrame) -> None:
    """Write captures, coverage, issuers, regions and sources."""
    work.put(CAPTURES, withdrawals.remove("captures", _captures(store), work.gone))
    current = work.reports.filter("is_current").get_column("report_id").implode()
    withdrawn = pl.col("report_id").is_in(work.gone.report_ids)
    states = coverage(store, documents.with_columns(is_held=~pl.col("report_id").is_in(current) & ~withdrawn))
    states = withdrawals.remove("coverage", states, work.gone)
    latest = work.reports.sort("report_year", "is_current", "revision").unique("issuer_id", keep="last")
    issuers = latest.select("issuer_id", "issuer_type", "level", "region_code", name="issuer")
    work.put(ISSUERS, issuers)
    work.put(COVERAGE, states.join(issuers, on="issuer_id", how="semi"))
    work.put(REGIONS, _with_ancestors(static.regions, work.reports.get_column("region_code")))
    work.put(SOURCES, static.sources)


def _captures(store: Store) -> pl.DataFrame:
    """One row a captured content, as it was first seen and decoded; what turned out to be no report says so."""
    parses = tables.documents(store)
    not_report = parses.filter(pl.col("outcome") == "not_report")
    first = (
        tables.observations(store)
        .sort(pl.col("outcome") == "unchanged", "fetched_at", "batch_id")
        .unique("capture_id", keep="first", maintain_order=True)
        .drop("encoding")
        .join(parses.select("document_id", "encoding"), on="document_id", how="left")
        .join(not_report.select("document_id", _reason="detail", _other=pl.lit(True)), on="document_id", how="left")
    )
    other = pl.col("_other").is_not_null()
    return first.with_columns(
        outcome=pl.when(other).then(pl.lit("not_report")).otherwise("outcome"),
        outcome_detail=pl.when(other).then("_reason").otherwise("outcome_detail"),
    ).select(CAPTURES.schema.names()).collect()  # fmt: skip


def _with_ancestors(regions: pl.DataFrame, codes: pl.Series) -> pl.DataFrame:
    """The regions of ``codes`` and all they lie in."""
    wanted = set(codes)
    parents = dict(regions.select("region_code", "parent").iter_rows())
    for code in codes.unique():
        parent = parents.get(code)
        while parent is not None and parent not in wanted:
            wanted.add(parent)
            parent = parents.get(parent)
    return regions.filter(pl.col("region_code").is_in(sorted(wanted)))


def _put_panel(work: _Work, static: Static, indicators: pl.DataFrame) -> None:
    core = core_columns(static.catalogue)
    rows = withdrawals.remove("panel", panel(work.reports, indicators, core), work.gone)
    work.put(panel_model(core), rows)
    work.candidate.panel_columns = {column: (zh, en) for _, column, zh, en in core.iter_rows()}


def _put_quarantine(store: Store, work: _Work, documents: pl.DataFrame) -> None:
    """Write what the earlier stages held and what this one did."""
    withdrawn = documents.filter(pl.col("report_id").is_in(work.gone.report_ids)).get_column("document_id")
    earlier = tables.quarantine(store).filter(~pl.col("document_id").is_in(withdrawn.implode()))
    held = pl.concat([earlier.select(QUARANTINE.schema.names()).collect(), *work.held])
    work.put(QUARANTINE, withdrawals.remove("quarantine", held.unique("quarantine_id", maintain_order=True), work.gone))


def _quantity_ids(store: Store, gone: withdrawals.Withdrawn) -> frozenset[str]:
    if not gone.report_ids:
        return frozenset()
    rows = tables.live(store, QUANTITIES).filter(pl.col("report_id").is_in(gone.report_ids)).select("quantity_id")
    return frozenset(rows.collect().to_series())


def _code_versions(store: Store, revised: pl.DataFrame, reports: pl.DataFrame) -> dict[str, list[str]]:
    """Every version that made rows of the candidate."""
    assessed = tables.assessments(store).select("document_id", "catalogue_version", "audit_version")
    made_by = revised.lazy().select("document_id").join(assessed, on="document_id").collect()
    found = {
        "parse": reports.get_column("parse_version"),
        "catalogue": made_by.get_column("catalogue_version"),
        "audit": made_by.get_column("audit_version"),
    }
    return {name: sorted(set(values)) for name, values in found.items()}
