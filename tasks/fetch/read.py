"""Reading the archive: all captures of a WARC file, or the payload of one record.

Any WARC reader could do this; nothing here depends on who wrote the file beyond the ``WARC-JSON-Metadata`` header,
without which a capture has no source, listing or outcome detail. A damaged file raises FazhiError naming it.
"""

import hashlib
import io
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from schemas.documents import Payload
from schemas.errors import FazhiError
from tasks.fetch.archive import META_HEADER, whole_records
from tasks.fetch.decode import BadEncoding, TooLarge, decode_content
from tasks.fetch.model import CaptureRow

MAX_PAYLOAD = 1 << 28  # bytes; the crawler's own limit is far below
_PAYLOADS = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion)
_CAPTURES = (
    WarcRecordType.response
    | WarcRecordType.resource
    | WarcRecordType.conversion
    | WarcRecordType.revisit
    | WarcRecordType.metadata
)


def read_captures(warc: Path) -> list[CaptureRow]:
    """Return every capture of a closed WARC file, in the order it was made; ``sha256`` is computed from the bytes.

    Raises FazhiError where the file is not a readable WARC or a payload does not match what was recorded of it.
    """
    try:
        if whole_records(warc)[0] != warc.stat().st_size:  # fastwarc ends without a word at a cut or broken record
            raise _damaged(warc, "a record is cut short or broken")
        with warc.open("rb") as file:
            return [
                _row(record, warc)
                for record in ArchiveIterator(file, record_types=_CAPTURES, parse_http=True)
                if META_HEADER in record.headers
            ]
    except OSError as error:
        raise _damaged(warc, error) from error


def read_payload(warc: bytes | Path, offset: int) -> Payload:
    """Return the document whose record begins at ``offset`` bytes of a WARC file, or of its content.

    Raises FazhiError where no record with a payload begins there.
    """
    if isinstance(warc, Path):
        with warc.open("rb") as file:
            file.seek(offset)
            return _payload_at(file, f"{warc} at {offset}")
    return _payload_at(io.BytesIO(memoryview(warc)[offset:]), f"WARC content at {offset}")


def record_body(record: WarcRecord, where: object) -> bytes:
    """Return the decoded payload of a response, resource or conversion record."""
    raw = record.reader.read()
    encoding = record.http_headers.get("Content-Encoding") if record.is_http and record.http_headers else None
    try:
        return decode_content(raw, encoding, MAX_PAYLOAD)
    except (BadEncoding, TooLarge) as error:
        raise _damaged(where, error) from error


def url_of(record: WarcRecord) -> str:
    """Return the URL under which a record's document was asked for."""
    return str(_meta(record).get("url") or record.headers.get("WARC-Target-URI") or "")


def media_type(header: str | None) -> tuple[str | None, str | None]:
    """Split a Content-Type header into media type and charset, both lower-case, None where not given."""
    if not header:
        return None, None
    mime = header.split(";", 1)[0].strip().lower()
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", header, re.IGNORECASE)
    return mime or None, charset.group(1).lower() if charset else None


def payload_of(record: WarcRecord, where: object) -> Payload:
    """Return the document that a response, resource or conversion record holds."""
    meta = _meta(record)
    body = record_body(record, where)
    mime, charset = _content_type(record, meta)
    return Payload(
        url=url_of(record),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        mime=mime or "application/octet-stream",
        fetched_at=_at(record),
        charset=charset,
        source_id=meta.get("source_id"),
        listed_title=meta.get("listed_title"),
        listed_date=_date(meta),
        column=meta.get("column"),
    )


def _payload_at(file: io.BufferedIOBase | io.BytesIO, where: str) -> Payload:
    try:
        for record in ArchiveIterator(file, parse_http=True):
            if record.record_type not in _PAYLOADS:
                break
            return payload_of(record, where)
    except OSError as error:
        raise _damaged(where, error) from error
    raise FazhiError(f"{where}: no record with a document begins there", "rebuild captures from the archive")


def _row(record: WarcRecord, where: Path) -> CaptureRow:
    meta = _meta(record)
    mime, charset = _content_type(record, meta)
    is_http = record.record_type in (WarcRecordType.response, WarcRecordType.revisit) and record.http_headers
    headers = record.http_headers if is_http else None
    sha256 = meta.get("sha256")
    if record.record_type in _PAYLOADS:
        computed = hashlib.sha256(record_body(record, where)).hexdigest()
        if sha256 is not None and sha256 != computed:
            raise _damaged(where, f"the payload of {meta['url']} is not what was captured")
        sha256 = computed
    return CaptureRow(
        url=meta["url"],
        final_url=meta["final_url"],
        source_id=meta.get("source_id"),
        fetched_at=_at(record),
        http_status=meta.get("http_status") or (headers.status_code if headers else None),
        mime=mime,
        charset=charset,
        sha256=sha256,
        outcome=meta["outcome"],
        outcome_detail=meta.get("outcome_detail"),
        warc_offset=record.stream_pos,
        has_payload=record.record_type in _PAYLOADS,
        etag=meta.get("etag"),
        last_modified=meta.get("last_modified"),
        listed_title=meta.get("listed_title"),
        listed_date=_date(meta),
        column=meta.get("column"),
        part_of=meta.get("part_of"),
    )


def _meta(record: WarcRecord) -> dict[str, Any]:
    text = record.headers.get(META_HEADER)
    return dict(json.loads(text)) if text else {}


def _content_type(record: WarcRecord, meta: dict[str, Any]) -> tuple[str | None, str | None]:
    if "mime" in meta:
        return meta["mime"], meta.get("charset")
    if record.record_type == WarcRecordType.response:
        return media_type(record.http_headers.get("Content-Type") if record.http_headers else None)
    if record.record_type in (WarcRecordType.resource, WarcRecordType.conversion):
        return media_type(record.headers.get("Content-Type"))
    return None, None


def _at(record: WarcRecord) -> datetime:
    return record.record_date


def _date(meta: dict[str, Any]) -> date | None:
    return date.fromisoformat(meta["listed_date"]) if meta.get("listed_date") else None


def _damaged(where: object, why: object) -> FazhiError:
    return FazhiError(f"{where} is damaged: {why}", "restore the archive file from a copy")
