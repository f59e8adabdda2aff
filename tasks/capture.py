"""From a closed WARC file in the spool to the archive and the observations table.

The rows are staged before the file moves, and committed after, under the file's own name as batch: so a process
killed anywhere in between leaves either a file that is adopted again, or rows that are committed again, and never a
capture that nobody knows of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl

from schemas.documents import Payload
from schemas.multipart import MULTIPART
from schemas.tables import OBSERVATIONS, make_id
from tasks.fetch.model import CaptureRow, KnownCapture
from tasks.fetch.pages import join_pages
from tasks.fetch.read import read_captures, read_payload
from tasks.store.store import Store
from tasks.store.tables import SCHEMAS, commit, observations, stage

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Source:
    """A captured document to read: its ids and its payload."""

    document_id: str
    capture_id: str
    payload: Payload


def adopt(store: Store, folder: Path) -> list[str]:
    """Take every closed WARC file of ``folder`` into the archive; return the batches committed."""
    batches = []
    for warc, rows in _captures(store, folder).items():
        batch_id = make_id("capture", warc.name)
        home = f"{min(row.fetched_at for row in rows).astimezone(CHINA):%Y/%m}/{warc.name}" if rows else warc.name
        frame = OBSERVATIONS.frame([_observation(row, home, batch_id) for row in rows])
        OBSERVATIONS.model.validate(frame, lazy=True)
        stage(store, batch_id, {"observations": frame})
        store.put_file(warc, f"archive/{home}")
        commit(store, [batch_id])
        batches.append(batch_id)
    return batches


def _captures(store: Store, folder: Path) -> dict[Path, list[CaptureRow]]:
    """Return what each closed WARC file holds, the articles in several pages joined."""
    captures = {warc: read_captures(warc) for warc in sorted(folder.glob("*.warc.gz"))}
    if any(row.part_of for rows in captures.values() for row in rows):
        looks = {row["url"]: row for row in _last_looks(store).iter_rows(named=True)}
        joined = {url: row["joined"] for url, row in looks.items() if row["joined"]}

        def archived(url: str) -> Payload | None:
            row = looks.get(url)
            return payload_at(store, row["warc_file"], row["warc_offset"]) if row and row["warc_file"] else None

        captures |= {warc: read_captures(warc) for warc in join_pages(folder, captures, joined, archived)}
    return captures


def _last_looks(store: Store) -> pl.DataFrame:
    """Return the last good look at each URL, where its last record stands, and the digest of the article it begins."""
    had = observations(store).filter(pl.col("document_id").is_not_null() | (pl.col("outcome") == "not_report"))
    is_joined = pl.col("mime").eq_missing(MULTIPART)
    joined = had.filter(is_joined).sort("fetched_at").group_by("url").agg(joined=pl.col("sha256").last())
    seen = had.filter(~is_joined)
    stored = pl.col("warc_offset").drop_nulls().last(), pl.col("warc_file").drop_nulls().last()
    last = seen.sort("fetched_at").group_by("url").agg(pl.exclude("warc_offset", "warc_file").last(), *stored)
    return last.join(joined, on="url", how="left").collect()


def known_captures(store: Store) -> dict[str, KnownCapture]:
    """Return what the last good look at each URL found, for conditional requests and the schedule of revisits.

    A page that the server may call unchanged is read again from its archived record, where that is on this disk.
    """
    now = datetime.now(UTC)
    known = {}
    for row in _last_looks(store).iter_rows(named=True):
        day = row["listed_date"]
        record = None
        if store.is_local and row["warc_file"]:
            record = (str(store.local_path(f"archive/{row['warc_file']}")), row["warc_offset"])
        known[row["url"]] = KnownCapture(
            row["sha256"],
            row["etag"],
            row["last_modified"],
            seen_days=(now - row["fetched_at"]).total_seconds() / 86400,
            age_days=(now.date() - day).days if day else None,
            record=record,
        )
    return known


def sources(store: Store, work: pl.DataFrame) -> Iterator[Source]:
    """Read documents from the archive, in the order they lie there. ``work`` has the columns of observations."""
    opened: tuple[str, bytes | Path] | None = None
    for row in work.sort("warc_file", "warc_offset").iter_rows(named=True):
        if opened is None or opened[0] != row["warc_file"]:
            opened = (row["warc_file"], warc_content(store, row["warc_file"]))
        yield Source(row["document_id"], row["capture_id"], read_payload(opened[1], row["warc_offset"]))


def warc_content(store: Store, warc_file: str) -> bytes | Path:
    """Return an archive file as something to read records from: its path, or its bytes where the store is remote."""
    rel = f"archive/{warc_file}"
    return store.local_path(rel) if store.is_local else store.read_bytes(rel)


def payload_at(store: Store, warc_file: str, warc_offset: int) -> Payload:
    """Read one document from the archive."""
    return read_payload(warc_content(store, warc_file), warc_offset)


def _observation(row: CaptureRow, warc_file: str, batch_id: str) -> dict[str, Any]:
    """Turn a capture into a row. A look that found nothing new names the content it knows, not a record."""
    is_first = row.part_of == row.url and row.outcome in ("ok", "unchanged")
    has_content = row.outcome in ("ok", "unchanged") and not is_first
    outcome = "not_report" if is_first else row.outcome
    has_record = row.outcome != "unchanged" and (row.has_payload or row.outcome != "not_report")
    names = [name for name in SCHEMAS["observations"] if name in CaptureRow.__dataclass_fields__]
    return {name: getattr(row, name) for name in names} | {
        "outcome": outcome,
        "outcome_detail": "first page of an article that is recorded whole" if is_first else row.outcome_detail,
        "capture_id": make_id(row.url, row.sha256) if has_content else make_id(row.url, outcome),
        "document_id": make_id(row.url, row.sha256) if has_content else None,
        "column_name": row.column,
        "encoding": None,
        "warc_file": warc_file if has_record else None,
        "warc_offset": row.warc_offset if has_record else None,
        "batch_id": batch_id,
    }
