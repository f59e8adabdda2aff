"""A batch of captured documents to rows, validated once a table, and staged.

``tasks.read`` says what a document holds and ``tasks.rows`` makes columns of it. A document that cannot be used becomes a
quarantine row with its reason; a row that fails its model is held alone, unless it is the report's own row, which
holds the whole document.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from schemas.errors import DocumentError, NotAReport
from schemas.tables import PARSES, QUANTITIES, REPORTS, SECTIONS, SENTENCES, make_id, working_model
from schemas.validation import split, split_spans
from tasks.capture import Source, sources
from tasks.collector import seldom
from tasks.discover.registry import site_regions
from tasks.identify import require_decided
from tasks.read import read
from tasks.rows import Columns, columns_of
from tasks.store import versions
from tasks.store.store import Store
from tasks.store.tables import SCHEMAS, frame_of, stage

_TABLES = (REPORTS, SECTIONS, SENTENCES, QUANTITIES)


@dataclass
class Batch:
    """What is gathered so far: the tables' columns, the quarantine's rows, the ledger's."""

    batch_id: str
    columns: dict[str, Columns] = field(
        default_factory=lambda: {table.name: {name: [] for name in SCHEMAS[table.name]} for table in _TABLES}
    )
    held: list[dict[str, Any]] = field(default_factory=list)
    ledger: dict[str, dict[str, Any]] = field(default_factory=dict)

    def note(self, source: Source, outcome: str, detail: str | None = None, encoding: str | None = None) -> None:
        """Write down what came of a document."""
        self.ledger[source.document_id] = {
            "document_id": source.document_id,
            "sha256": source.payload.sha256,
            "url": source.payload.url,
            "parse_version": versions.current().parse,
            "outcome": outcome,
            "detail": detail,
            "encoding": encoding,
            "batch_id": self.batch_id,
            "parsed_at": datetime.now(UTC),
        }

    def hold(self, document_id: str, table: str, check: str, detail: str, row_json: str) -> None:
        """Put a document of the ledger, or one of its rows, into quarantine."""
        url, sha256_hex = (self.ledger[document_id][name] for name in ("url", "sha256"))
        self.held.append(
            {
                "quarantine_id": make_id(document_id, table, check, row_json),
                "capture_id": make_id(url, sha256_hex),
                "url": url,
                "stage": "parse",
                "table_name": table,
                "check_name": check,
                "detail": detail,
                "row_json": row_json,
                "document_id": document_id,
                "batch_id": self.batch_id,
            }
        )

    def hold_document(self, source: Source, check: str, detail: str) -> None:
        """Hold a whole document."""
        self.note(source, "quarantined", f"{check}: {detail}")
        about = {"url": source.payload.url, "listed_title": source.payload.listed_title}
        self.hold(source.document_id, "documents", check, detail, json.dumps(about, ensure_ascii=False))


def parse_batch(store_uri: str, batch_id: str, work: pl.DataFrame) -> None:
    """Read a batch of captured documents (rows of observations), validate the rows, stage them for the committer."""
    store = Store.open(store_uri)
    batch = read_batch(batch_id, sources(store, work))
    _stage(store, batch, validated(batch))


@seldom()
def read_batch(batch_id: str, documents: Iterable[Source]) -> Batch:
    """Read documents into the rows of a batch."""
    hosts = site_regions()
    batch = Batch(batch_id)
    for source in documents:
        _read_into(batch, source, hosts)
    return batch


def hold_crashed(store_uri: str, batch_id: str, work: pl.DataFrame, reason: str) -> None:
    """Stage, for documents whose reading crashed, a quarantine row that says so; the other documents go on."""
    store = Store.open(store_uri)
    batch = Batch(batch_id)
    for source in sources(store, work):
        batch.hold_document(source, "crashed", reason)
    _stage(store, batch, {})


def _stage(store: Store, batch: Batch, frames: dict[str, pl.DataFrame]) -> None:
    held = pl.DataFrame(batch.held, schema=SCHEMAS["quarantine"])
    stage(store, batch.batch_id, {**frames, "quarantine": held, "parses": PARSES.frame(list(batch.ledger.values()))})


def _read_into(batch: Batch, source: Source, hosts: Mapping[str, str]) -> None:
    try:
        parsed = read(source.payload, hosts)
        require_decided(parsed.identity)
    except NotAReport as error:
        batch.note(source, "not_report", str(error))
    except DocumentError as error:
        batch.hold_document(source, error.check, error.detail)
    else:
        batch.note(source, "parsed", encoding=parsed.document.encoding)
        for table, columns in columns_of(parsed, source, batch.batch_id).items():
            for name, values in columns.items():
                batch.columns[table][name] += values


@seldom()
def validated(batch: Batch) -> dict[str, pl.DataFrame]:
    """Validate each table once, the reports first: a report whose own row fails is held with all that hangs on it."""
    frames = {table.name: frame_of(table.name, batch.columns[table.name]) for table in _TABLES}
    frames["reports"], failures = split(REPORTS, frames["reports"], working_model(REPORTS))
    for failure in failures:
        batch.ledger[failure.row["document_id"]] |= {"outcome": "quarantined", "detail": failure.check}
    texts = frames["reports"].select("document_id", "text")
    for table in (SECTIONS, SENTENCES, QUANTITIES):
        rows = frames[table.name].join(texts, on="document_id", how="semi") if failures else frames[table.name]
        frames[table.name], bad = split(table, rows, working_model(table))
        failures += bad
    frames["quantities"], misplaced = split_spans(frames["quantities"], texts)
    for failure in failures + misplaced:
        batch.hold(failure.row["document_id"], failure.table, failure.check, failure.detail, failure.row_json)
    return frames
