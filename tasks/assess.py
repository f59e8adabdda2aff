"""A parsed report from its stored rows to indicators and findings: assign → audit → deadlines, nothing parsed again.

Assigning and auditing depend on the catalogue and the audit rules, which change oftener than the parser, and on the
report of the year before. So they work on the tables, under a ledger of their own: ``assess_batch`` rebuilds each
document's sections and quantities from rows and stages what it concludes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import accumulate, count, pairwise
from typing import Any

import polars as pl

from schemas.catalogue import Catalogue, load_catalogue
from schemas.documents import Assignment, Finding, Quantity, Section, Segmentation, Sentence
from schemas.tables import (
    ASSESSMENTS,
    FINDINGS,
    INDICATORS,
    QUANTITIES,
    REPORTS,
    SECTIONS,
    SENTENCES,
    make_id,
    working_model,
)
from schemas.validation import split
from tasks.audit import audit, audit_across_years, of_scan
from tasks.audit.changes import sign
from tasks.audit.checklist import checklist
from tasks.collector import seldom
from tasks.extract.indicators.assign import assign
from tasks.identify.deadlines import deadline, timeliness
from tasks.store import versions
from tasks.store.store import Store
from tasks.store.tables import SCHEMAS, frame_of, live, stage

Row = Mapping[str, Any]
Columns = list[list[Any]]
_PARSED = (REPORTS, SECTIONS, SENTENCES, QUANTITIES)
# Of sections, sentences and quantities: by what a document's rows are ordered, and their ids, then the record's fields.
_COLUMNS = (
    (("start", "level", "end"), ("section_id", "parent_id", *list(Section.__dataclass_fields__)[2:])),
    (("start", "end"), ("sentence_id", "section_id", "start", "end")),
    (("start", "end"), ("quantity_id", "sentence_id", "section_id", *list(Quantity.__dataclass_fields__)[3:])),
)


@dataclass(frozen=True)
class Work:
    """A document to assess, and the document of the same issuer's report for the year before, where there is one."""

    document_id: str
    parse_batch_id: str
    prior_document_id: str | None


@dataclass(frozen=True)
class Stored:
    """A parsed document as its rows say it: the report row, its structure, its quantities and their ids by index."""

    report: Row
    segmentation: Segmentation
    quantities: Sequence[Quantity]
    quantity_ids: Sequence[str]


def assess_batch(store_uri: str, batch_id: str, work: Sequence[Work]) -> None:
    """Assign indicators to, and audit, a batch of parsed documents; validate and stage what comes of it."""
    store = Store.open(store_uri)
    wanted = {w.document_id for w in work} | {w.prior_document_id for w in work if w.prior_document_id}
    stage(store, batch_id, assess_documents(work, load(store, sorted(wanted)), batch_id))


@seldom()
def assess_documents(work: Sequence[Work], documents: Mapping[str, Stored], batch_id: str) -> dict[str, pl.DataFrame]:
    """Assess parsed documents and return the validated frames of what comes of it.

    Each is assigned once, though it may be work and the year before of other work.
    """
    catalogue = load_catalogue()
    given = {document_id: assign_stored(document, catalogue) for document_id, document in documents.items()}
    rows: dict[str, list[dict[str, Any]]] = {"indicators": [], "findings": [], "assessments": []}
    for item in work:
        document = documents[item.document_id]
        home = {"report_id": document.report["report_id"], "document_id": item.document_id, "batch_id": batch_id}
        assignments, prior = given[item.document_id], item.prior_document_id
        found = [(document.quantity_ids, finding) for finding in audit_stored(document, assignments)]
        if prior is not None and prior in documents:
            found += _across_years(document, assignments, documents[prior], given[prior])
        rows["indicators"] += [home | _indicator_row(a, document, catalogue) for a in assignments]
        rows["findings"] += [home | _finding_row(finding, ids, document) for ids, finding in found]
        rows["assessments"].append(_assessment_row(item, document, batch_id))
    return _validated(rows)


def load(store: Store, document_ids: Sequence[str]) -> dict[str, Stored]:
    """Rebuild parsed documents from the working tables."""
    chosen = pl.col("document_id").is_in(list(document_ids))
    return rebuilt(pl.collect_all([live(store, table).filter(chosen) for table in _PARSED]))


@seldom()
def rebuilt(frames: Sequence[pl.DataFrame]) -> dict[str, Stored]:
    """Rebuild documents from the rows of their reports, sections, sentences and quantities."""
    reports, *parts = frames
    columns = [_by_document(part, *of) for part, of in zip(parts, _COLUMNS, strict=True)]
    return {
        report["document_id"]: _rebuild(report, *(of.get(report["document_id"]) for of in columns))
        for report in reports.iter_rows(named=True)
    }


def _by_document(frame: pl.DataFrame, order: Sequence[str], names: Sequence[str]) -> dict[str, Columns]:
    """Return the named columns of each document's rows."""
    ordered = frame.sort("document_id", *order)
    runs = ordered.get_column("document_id").rle().struct.unnest()
    columns = [ordered.get_column(name).to_list() for name in names]
    ends = list(accumulate(runs.get_column("len").to_list(), initial=0))
    return {
        document_id: [column[start:end] for column in columns]
        for document_id, (start, end) in zip(runs.get_column("value").to_list(), pairwise(ends), strict=True)
    }


def assign_stored(document: Stored, catalogue: Catalogue) -> list[Assignment]:
    """Assign indicators to a stored document's quantities."""
    report = document.report
    assignments, _ = assign(
        document.quantities, report["text"], document.segmentation, report["level"], report["issuer_type"], catalogue
    )
    return assignments


def audit_stored(document: Stored, assignments: list[Assignment]) -> list[Finding]:
    """Audit a stored document on its own."""
    findings = audit(document.quantities, assignments, document.report["text"], document.segmentation)
    return of_scan(findings) if document.report["is_ocr"] else findings


def _across_years(
    document: Stored, assignments: list[Assignment], prior: Stored, prior_assignments: list[Assignment]
) -> list[tuple[Sequence[str], Finding]]:
    """Compare with the year before. The members of such a finding are this document's quantities."""

    def paired(stored: Stored, given: list[Assignment]) -> list[tuple[Quantity, Assignment]]:
        return [(stored.quantities[a.quantity], a) for a in given]

    findings = audit_across_years(paired(document, assignments), paired(prior, prior_assignments))
    if document.report["is_ocr"] or prior.report["is_ocr"]:
        findings = of_scan(findings)
    return [(document.quantity_ids, finding) for finding in findings]


def _rebuild(report: Row, sections: Columns | None, sentences: Columns | None, quantities: Columns | None) -> Stored:
    """Make a document's records of their columns; None where it has none of them."""
    (section_ids, parent_ids, *section), (sentence_ids, homes, *spans), (quantity_ids, within, under, *fields) = (
        columns or [[] for _ in names]
        for columns, (_, names) in zip((sections, sentences, quantities), _COLUMNS, strict=True)
    )
    section_at = {section_id: index for index, section_id in enumerate(section_ids)}
    sentence_at = {sentence_id: index for index, sentence_id in enumerate(sentence_ids)}
    return Stored(
        report=report,
        segmentation=Segmentation(
            tuple(map(Section, count(), map(section_at.get, parent_ids), *section)),
            tuple(map(Sentence, count(), map(section_at.__getitem__, homes), *spans)),
        ),
        quantities=list(
            map(Quantity, count(), map(sentence_at.__getitem__, within), map(section_at.__getitem__, under), *fields)
        ),
        quantity_ids=quantity_ids,
    )


def _indicator_row(assignment: Assignment, document: Stored, catalogue: Catalogue) -> dict[str, Any]:
    report, quantity = document.report, document.quantities[assignment.quantity]
    low, value, high = signed(quantity)
    return {
        "region_code": report["region_code"],
        "level": report["level"],
        "issuer_id": report["issuer_id"],
        "issuer_type": report["issuer_type"],
        "report_year": report["report_year"],
        "value": value,
        "value_low": low,
        "value_high": high,
        "statistic": quantity.statistic,
        "status": quantity.status,
        "period": quantity.period,
        "indicator_id": assignment.indicator_id,
        "dims": json.dumps(assignment.dims, ensure_ascii=False, sort_keys=True) if assignment.dims else None,
        "unit": catalogue.by_id[assignment.indicator_id].unit if quantity.statistic == "level" else quantity.unit,
        "quantity_id": document.quantity_ids[assignment.quantity],
        "rule": assignment.rule,
        "confidence": assignment.confidence,
        "is_primary": assignment.is_primary,
        "flags": (*assignment.flags, "ocr") if report["is_ocr"] else assignment.flags,
    }


def signed(quantity: Quantity) -> tuple[Any, Any, Any]:
    """Return (low, value, high) of a quantity, negative where it states a decrease (下降 34.9 % → −34.9)."""
    bounds = (quantity.value_low, quantity.value, quantity.value_high)
    if quantity.statistic == "level" or sign(quantity) > 0:
        return bounds
    low, value, high = (None if bound is None else -bound for bound in bounds)
    return high, value, low


def _finding_row(finding: Finding, quantity_ids: Sequence[str], document: Stored) -> dict[str, Any]:
    members = [quantity_ids[index] for index in finding.members]
    report_id = document.report["report_id"]
    return {name: getattr(finding, name) for name in Finding.__dataclass_fields__} | {
        "members": members,
        "finding_id": make_id(report_id, finding.type, finding.basis, *members, finding.message_en),
    }


def _assessment_row(work: Work, document: Stored, batch_id: str) -> dict[str, Any]:
    report = document.report
    due = deadline(report["issuer_type"], report["level"], report["report_year"])
    current = versions.current()
    return {
        **asdict(work),
        "batch_id": batch_id,
        "catalogue_version": current.catalogue,
        "audit_version": current.audit,
        "assessed_at": datetime.now(UTC),
        "deadline_date": due.date if due else None,
        "timeliness": timeliness(due, report["published_date"], report["date_basis"], report["other_date"]),
        **asdict(
            checklist(
                report["text"], document.segmentation, report["title"], report["published_date"],
                report["report_year"], document.quantities,
            )
        ),
    }  # fmt: skip


def _validated(rows: dict[str, list[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
    """Validate each table once; a failing row is held in quarantine."""
    held: list[dict[str, Any]] = []
    frames = {"assessments": ASSESSMENTS.frame(rows["assessments"])}
    ASSESSMENTS.model.validate(frames["assessments"], lazy=True)
    for table in (INDICATORS, FINDINGS):
        names = SCHEMAS[table.name]
        frame = frame_of(table.name, {name: [row[name] for row in rows[table.name]] for name in names})
        frames[table.name], failures = split(table, frame, working_model(table))
        held += [
            {
                "quarantine_id": make_id(failure.row["document_id"], table.name, failure.check, failure.row_json),
                "capture_id": None, "url": None, "stage": "assess", "table_name": table.name,
                "check_name": failure.check, "detail": failure.detail, "row_json": failure.row_json,
                "document_id": failure.row["document_id"], "batch_id": failure.row["batch_id"],
            }
            for failure in failures
        ]  # fmt: skip
    frames["quarantine"] = pl.DataFrame(held, schema=SCHEMAS["quarantine"])
    return frames
