"""Articles in several pages: their pages, each archived by itself, become one document.

``join_pages`` looks at the closed WARC files of a spool. For every article of which they hold a page it gathers all pages,
those that were unchanged or could not be had tonight from the archive, and writes one ``conversion`` record with the
bytes of all (`schemas.multipart`): so any page that changes changes the document, and a document's bytes still stand
in one record. A page that is nowhere to be had is left out, and the capture's ``outcome_detail`` says so. An article
some of whose pages the crawl has not come to yet waits until it has.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.documents import Payload
from schemas.multipart import MULTIPART, ArticlePage, join
from tasks.discover.lists import decode_page
from tasks.discover.paging import page_number, part_links
from tasks.fetch.archive import ArchiveWriter, Content, meta_of, spool_lock
from tasks.fetch.config import load_config
from tasks.fetch.model import CaptureRow, Listing, Outcome
from tasks.fetch.outcome import note_on
from tasks.fetch.read import read_payload

_FAILED = ("blocked", "gone", "error")
Archived = Callable[[str], Payload | None]  # of a page's address: the page as the archive last had it
_Rows = Mapping[str, tuple[Path, CaptureRow]]


@dataclass(frozen=True, slots=True)
class _Article:
    """The pages of an article that could be had, in order, and what is missing or to be noted of it."""

    pages: tuple[ArticlePage, ...]
    notes: tuple[str, ...]


def join_pages(
    spool: Path, captures: Mapping[Path, Sequence[CaptureRow]], joined: Mapping[str, str], archived: Archived
) -> tuple[Path, ...]:
    """Join the articles of which ``captures`` (the closed WARC files of ``spool``) hold a page; return the files written.

    ``joined`` are the sha256 of articles joined before, by address, which may turn out unchanged.
    """
    groups: defaultdict[str, dict[str, tuple[Path, CaptureRow]]] = defaultdict(dict)
    done = {(row.url, row.sha256) for rows in captures.values() for row in rows if row.mime == MULTIPART}
    for path, rows in captures.items():
        for row in rows:
            if row.part_of is not None:
                groups[row.part_of][row.url] = (path, row)
    config = load_config()
    software = f"{config.project}/{config.version}"
    with spool_lock(spool), ArchiveWriter(spool, "joined", software, config.limits.warc_bytes) as writer:
        for url, rows_of in sorted(groups.items()):
            article = _gathered(url, rows_of, archived)
            if article is not None:
                _write(writer, url, article, rows_of, joined.get(url), done)
    return tuple(writer.files)


def _gathered(url: str, rows: _Rows, archived: Archived) -> _Article | None:
    """Follow the links between an article's pages; None while its first page, or one not asked for yet, is missing."""
    first = _payload(url, rows, archived)
    if first is None:
        return None
    found, gaps, waiting = {url: first}, list[str](), _parts(first)
    while waiting:
        part = waiting.pop(0)
        if part in found or any(gap.startswith(f"{part} ") for gap in gaps):
            continue
        payload = _payload(part, rows, archived)
        if payload is not None:
            found[part] = payload
            waiting += _parts(payload)
        elif part in rows and rows[part][1].outcome in _FAILED:
            row = rows[part][1]
            gaps.append(f"{part} is missing: {row.outcome}: {row.outcome_detail}")
        else:
            return None
    others = sorted((part for part in found if part != url), key=lambda part: (page_number(part), part))
    pages = [ArticlePage(page, found[page].body, found[page].charset) for page in (url, *others)]
    notes = [f"{page.url}: {note}" for page in pages if (note := note_on(page.body, "text/html"))]
    return _Article(tuple(pages), (*sorted(gaps), *notes))


def _payload(url: str, rows: _Rows, archived: Archived) -> Payload | None:
    """Return a page as fetched tonight, else as it stands in the archive, unless it is gone."""
    if url in rows:
        path, row = rows[url]
        if row.has_payload:
            return read_payload(path, row.warc_offset)
        if row.outcome == "gone":
            return None
    return archived(url)


def _parts(page: Payload) -> list[str]:
    return part_links(decode_page(page.body, page.charset), page.url)


def _write(
    writer: ArchiveWriter,
    url: str,
    article: _Article,
    rows: _Rows,
    before: str | None,
    done: set[tuple[str, str | None]],
) -> None:
    body = join(article.pages)
    sha256 = hashlib.sha256(body).hexdigest()
    if (url, sha256) in done:  # by a run that was killed before it took the file in
        return
    row = max((row for _, row in rows.values()), key=lambda row: row.fetched_at)
    listing = Listing(row.source_id, row.listed_title, row.listed_date, row.column)
    outcome: Outcome = "unchanged" if before == sha256 else "ok"
    detail = "; ".join(article.notes) or None
    meta = meta_of(url, url, listing, outcome, outcome_detail=detail, sha256=sha256, mime=MULTIPART)
    content = Content(url, body, MULTIPART, row.fetched_at)
    write = writer.write_unchanged_resource if outcome == "unchanged" else writer.write_conversion
    write(content, meta)
