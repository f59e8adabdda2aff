"""Writing the archive: WARC/1.1, one gzip member a record, crash-safe.

Layout of a spool folder::

    <name>.warc.gz.open   being written; every record in it is whole, but perhaps the last
    <name>.warc.gz        closed, synced, never written again
    .lock                 held by the one process that writes here

A document, or a list page, is a ``response`` record (``resource`` for a local file) followed by its ``request``; an
unchanged one is a
``revisit``; an article in several pages, joined, is a ``conversion``; a failure is a ``metadata`` record of JSON. What the pipeline knows beyond the bytes stands in the record's
``WARC-JSON-Metadata`` header, so captures are rebuilt from WARC alone. ``recover`` cuts what a killed process left
half-written off and closes the file. Two writers in one spool raise FazhiError; a full disk raises OSError.
"""

import fcntl
import gzip
import json
import os
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.errors import FazhiError
from tasks.fetch.model import Listing, Outcome
from tasks.store import faults

OPEN = ".open"
META_HEADER = "WARC-JSON-Metadata"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP exchange as it went over the wire; ``body`` is still content-encoded."""

    url: str
    final_url: str
    status: int
    reason: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    request_headers: Sequence[tuple[str, str]]
    fetched_at: datetime
    method: str = "GET"
    request_body: bytes = b""


@dataclass(frozen=True, slots=True)
class Content:
    """What a record holds that no HTTP exchange brought: a local document, or the JSON of a failure."""

    url: str
    body: bytes
    mime: str
    at: datetime


class ArchiveWriter:
    """Writes WARC files into a spool, one open at a time. Use as a context manager: leaving it cleanly closes them.

    ``limit`` is the size in bytes from which a file is closed and the next begun.
    """

    def __init__(self, spool: Path, kind: str, software: str, limit: int) -> None:
        self._spool = spool
        self._kind = kind
        self._software = software
        self._limit = limit
        self._path: Path | None = None
        self._descriptor = -1
        self.files: list[Path] = []

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        elif self._path is not None:  # left to recover(), as after a crash
            os.close(self._descriptor)

    def write_document(self, exchange: Exchange, meta: Mapping[str, Any]) -> None:
        """Archive a fetched document and its request."""
        record = self._record("response", exchange, meta, exchange.body)
        self._append(record)
        self._append(self._request(exchange, record.rec_headers.get_header("WARC-Record-ID")))

    def write_unchanged(self, exchange: Exchange, meta: Mapping[str, Any]) -> None:
        """Archive that a document still is what it was, without storing it again."""
        record = self._record("revisit", exchange, meta, b"")
        record.rec_headers.add_header("WARC-Profile", _NOT_MODIFIED if exchange.status == 304 else _IDENTICAL)
        self._append(record)

    def write_resource(self, content: Content, meta: Mapping[str, Any]) -> None:
        """Archive a local document."""
        self._append(self._plain("resource", content, meta))

    def write_conversion(self, content: Content, meta: Mapping[str, Any]) -> None:
        """Archive what was made of other records."""
        self._append(self._plain("conversion", content, meta))

    def write_unchanged_resource(self, content: Content, meta: Mapping[str, Any]) -> None:
        """Archive that a local document, or one made of other records, still is what it was."""
        record = self._plain("revisit", replace(content, body=b""), meta)
        record.rec_headers.add_header("WARC-Profile", _IDENTICAL)
        self._append(record)

    def write_failure(self, url: str, at: datetime, meta: Mapping[str, Any]) -> None:
        """Archive that a document could not be had, and why (``outcome`` and ``outcome_detail`` of ``meta``)."""
        body = json.dumps(dict(meta), ensure_ascii=False, sort_keys=True).encode("utf-8")
        self._append(self._plain("metadata", Content(url, body, "application/json", at), meta))

    def close(self) -> None:
        """Sync and close the open file, so that it counts as archived."""
        if self._path is None:
            return
        os.fsync(self._descriptor)
        os.close(self._descriptor)
        faults.point("fetch.warc.close")
        self.files.append(_finish(self._path))
        self._path = None

    def _append(self, record: ArcWarcRecord) -> None:
        if self._path is None:
            self._open()
        member = _member(record)
        faults.point("fetch.warc.record")
        _write_all(self._descriptor, member)
        faults.point("fetch.warc.written")
        if os.fstat(self._descriptor).st_size >= self._limit and record.rec_type != "response":
            self.close()  # never between a response and its request

    def _open(self) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
        self._path = self._spool / f"{self._kind}-{stamp}-{secrets.token_hex(3)}.warc.gz{OPEN}"
        faults.point("fetch.warc.open")
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND
        self._descriptor = os.open(self._path, flags, 0o644)
        fields = {"software": self._software, "format": "WARC File Format 1.1"}
        name = self._path.name.removesuffix(OPEN)
        _write_all(self._descriptor, _member(_builder().create_warcinfo_record(name, fields)))
        faults.point("fetch.warc.opened")

    def _record(self, kind: str, exchange: Exchange, meta: Mapping[str, Any], body: bytes) -> ArcWarcRecord:
        status = StatusAndHeaders(f"{exchange.status} {exchange.reason}", list(exchange.headers), protocol="HTTP/1.1")
        headers = {"WARC-Date": _warc_date(exchange.fetched_at), META_HEADER: json.dumps(dict(meta), sort_keys=True)}
        return _builder().create_warc_record(
            exchange.final_url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=status,
            warc_headers_dict=headers,
        )

    def _request(self, exchange: Exchange, concurrent_to: str) -> ArcWarcRecord:
        target = exchange.final_url.split("//", 1)[1]
        path = "/" + target.partition("/")[2]
        status = StatusAndHeaders(
            f"{exchange.method} {path} HTTP/1.1", list(exchange.request_headers), is_http_request=True
        )
        return _builder().create_warc_record(
            exchange.final_url,
            "request",
            payload=BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            http_headers=status,
            warc_headers_dict={"WARC-Date": _warc_date(exchange.fetched_at), "WARC-Concurrent-To": concurrent_to},
        )

    def _plain(self, kind: str, content: Content, meta: Mapping[str, Any]) -> ArcWarcRecord:
        headers = {"WARC-Date": _warc_date(content.at), META_HEADER: json.dumps(dict(meta), sort_keys=True)}
        target = quote(content.url, safe=":/?#[]@!$&'()*+,;=%")
        return _builder().create_warc_record(
            target,
            kind,
            payload=BytesIO(content.body),
            length=len(content.body),
            warc_content_type=content.mime,
            warc_headers_dict=headers,
        )


def meta_of(url: str, final_url: str, listing: Listing, outcome: Outcome, **facts: Any) -> dict[str, Any]:
    """What a record says of its capture beyond the bytes; empty facts are left out."""
    plain = asdict(listing)
    if isinstance(plain["listed_date"], date):
        plain["listed_date"] = plain["listed_date"].isoformat()
    meta = {"url": url, "final_url": final_url, "outcome": outcome, **plain, **facts}
    return {key: value for key, value in meta.items() if value is not None}


def make_spool(spool: Path) -> None:
    """Make the spool folder; raises FazhiError where that is not possible."""
    try:
        spool.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FazhiError(f"{spool} cannot be made: {error.strerror}", "check the path and its permissions") from error


@contextmanager
def spool_lock(spool: Path) -> Iterator[None]:
    """Hold the spool against other writers; raises FazhiError where another process has it."""
    descriptor = os.open(spool / ".lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FazhiError(
                f"{spool} is in use by another process", "wait until it ends, or name another store"
            ) from error
        yield
    finally:
        os.close(descriptor)


def recover(spool: Path) -> tuple[Path, ...]:
    """Close what a killed process left open: cut each ``.open`` file after its last whole record.

    Returns the files that are now closed. A file without a single document is removed. Safe to run at any time and
    to be killed in; raises FazhiError where a live process is writing in the spool.
    """
    if not spool.is_dir():
        return ()
    closed = []
    with spool_lock(spool):
        for path in sorted(spool.glob(f"*.warc.gz{OPEN}")):
            length, records = whole_records(path)
            faults.point("fetch.recover.truncate")
            if records < 2:  # the warcinfo record alone
                path.unlink()
                continue
            with path.open("r+b") as file:
                file.truncate(length)
                os.fsync(file.fileno())
            faults.point("fetch.recover.close")
            closed.append(_finish(path))
    return tuple(closed)


def whole_records(path: Path) -> tuple[int, int]:
    """Return the length in bytes of the file's whole gzip members, and how many there are."""
    end = position = count = 0
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            while block:
                try:
                    unpacker.decompress(block)
                except zlib.error:
                    return end, count
                used = len(block) - len(unpacker.unused_data)
                position += used
                block = unpacker.unused_data
                if not unpacker.eof:
                    break
                end, count = position, count + 1
                unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    return end, count


def _finish(path: Path) -> Path:
    closed = path.with_name(path.name.removesuffix(OPEN))
    path.rename(closed)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    faults.point("fetch.warc.closed")
    return closed


def _builder() -> WARCWriter:
    return WARCWriter(BytesIO(), gzip=False, warc_version="WARC/1.1")


def _member(record: ArcWarcRecord) -> bytes:
    """The record with its digests as one gzip member, its time stamp left out."""
    writer = _builder()
    writer.write_record(record)
    return gzip.compress(writer.out.getvalue(), compresslevel=6, mtime=0)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _warc_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
