"""Does a release still say what was published, and does every span still stand in the archived bytes?

Checksums first, then every quantity's span is cut out of its archived payload again. No stage of the parser runs:
bytes are decoded, sliced, and compared with the published words, markup and white space aside. Masked characters
match anything, one for one.
"""

import hashlib
from collections.abc import Iterator

import polars as pl

from schemas.errors import DocumentError
from tasks.capture import warc_content
from tasks.clean import Decoded, decode, source_slice, squeeze
from tasks.fetch.read import read_payload
from tasks.publish.reader import Release

MASKS = frozenset("某＊")
SUMS = "SHA256SUMS"


def verify(release: Release) -> Iterator[str]:
    """Yield a line for everything that is not as it was published; nothing where all is well."""
    yield from _checksums(release)
    yield from _spans(release)


def _checksums(release: Release) -> Iterator[str]:
    store, path = release.store, release.path
    listed: set[str] = set()
    for line in store.read_bytes(f"{path}/{SUMS}").decode().splitlines():
        digest, _, name = line.partition("  ")
        listed.add(name)
        if not store.exists(f"{path}/{name}"):
            yield f"{name}: missing"
        elif hashlib.sha256(store.read_bytes(f"{path}/{name}")).hexdigest() != digest:
            yield f"{name}: the checksum differs"
    for name in store.files(path):
        relative = name.removeprefix(f"{path}/")
        if relative not in listed and relative != SUMS:
            yield f"{relative}: not listed in {SUMS}"


def _spans(release: Release) -> Iterator[str]:
    """Check span by span, report by report, each report's payload read and decoded once."""
    captures = release.scan("captures").select("capture_id", "warc_file", "warc_offset", "sha256")
    reports = release.scan("reports").select("report_id", "revision", "capture_id", "url")
    where = reports.join(captures, on="capture_id", how="left").sort("warc_file", "warc_offset").collect()
    columns = ["report_id", "revision", "quantity_id", "text", "src_start", "src_end", "src_page"]
    spans = release.scan("quantities").select(columns).collect().partition_by("report_id", "revision", as_dict=True)
    opened: tuple[str | None, object] = (None, None)
    for row in where.iter_rows(named=True):
        if row["warc_file"] is None:
            yield f"{row['url']}: its capture is not in the release"
            continue
        if opened[0] != row["warc_file"]:
            opened = (row["warc_file"], warc_content(release.store, row["warc_file"]))
        payload = read_payload(opened[1], row["warc_offset"])  # type: ignore[arg-type]
        if payload.sha256 != row["sha256"]:
            yield f"{row['url']}: the archived bytes differ from what was captured"
            continue
        try:
            decoded = decode(payload.body, payload.mime, payload.charset)
        except DocumentError as error:
            yield f"{row['url']}: {error}"
            continue
        yield from _report_spans(row["url"], decoded, spans.get((row["report_id"], row["revision"])))


def _report_spans(url: str, decoded: Decoded, spans: pl.DataFrame | None) -> Iterator[str]:
    for span in spans.iter_rows(named=True) if spans is not None else ():
        page = decoded.pages[span["src_page"]] if span["src_page"] < len(decoded.pages) else ""
        found = squeeze(source_slice(page, span["src_start"], span["src_end"], decoded.mime))
        wanted = squeeze(span["text"])
        if not _same(found, wanted):
            yield f"{url}: {span['quantity_id']} says {span['text']!r}, the archive says {found!r}"


def _same(found: str, wanted: str) -> bool:
    return len(found) == len(wanted) and all(a == b or b in MASKS for a, b in zip(found, wanted, strict=True))
