"""Articles in several pages: one document of all pages, whatever the night brought of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.multipart import MULTIPART, split
from tasks.fetch.archive import ArchiveWriter, Exchange, meta_of
from tasks.fetch.model import CaptureRow, KnownCapture, Listing
from tasks.fetch.pages import join_pages
from tasks.fetch.read import read_captures, read_payload

FIRST = "http://www.moxi.gov.example/fzbg/t20250312_88001.html"
AT = datetime(2025, 3, 12, 1, 2, 3, tzinfo=UTC)
LISTING = Listing("moxi", "墨溪县2024年法治政府建设年度报告", None, "法治政府建设年度报告")


def page_url(number: int) -> str:
    return FIRST if number == 1 else FIRST.replace(".html", f"_{number}.html")


def page_of(number: int, count: int, words: str = "") -> bytes:
    links = "".join(f'<a href="{page_url(n)}">{n}</a>' for n in range(1, count + 1))
    return f"<html><p>第{number}部分{words}</p>{links}</html>".encode()


def archived(spool: Path, pages: Mapping[str, bytes | str]) -> dict[Path, list[CaptureRow]]:
    """A night's archive of pages of the article: bytes for what came, an outcome for what did not."""
    with ArchiveWriter(spool, "crawl", "fazhi-atlas/test", 1 << 30) as writer:
        for number, (url, body) in enumerate(pages.items()):
            at, facts = AT + timedelta(seconds=number), {"part_of": FIRST}
            if isinstance(body, str):
                meta = meta_of(url, url, LISTING, body, outcome_detail="HTTP 404", http_status=404, **facts)  # type: ignore[arg-type]
                writer.write_failure(url, at, meta)
                continue
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
            item = Exchange(url, url, 200, "OK", headers, body, [("Host", "www.moxi.gov.example")], at)
            outcome = "ok" if url == FIRST else "not_report"
            facts |= {"mime": "text/html", "charset": "utf-8"}
            writer.write_document(item, meta_of(url, url, LISTING, outcome, **facts))  # type: ignore[arg-type]
    return {path: read_captures(path) for path in writer.files}


def joined(
    spool: Path, captures: Mapping[Path, list[CaptureRow]], known: Mapping[str, KnownCapture] | None = None
) -> tuple[CaptureRow, tuple[bytes, ...]] | None:
    """The one document that was made, and its pages' bytes (none where it is unchanged)."""
    files = join_pages(spool, captures, known or {})
    rows = [(path, row) for path in files for row in read_captures(path)]
    if not rows:
        return None
    ((path, row),) = rows
    pages = split(read_payload(path, row.warc_offset).body) if row.has_payload else ()
    return row, tuple(page.body for page in pages)


def known_of(captures: Mapping[Path, list[CaptureRow]]) -> dict[str, KnownCapture]:
    return {
        row.url: KnownCapture(row.sha256 or "", record=(str(path), row.warc_offset))
        for path, rows in captures.items()
        for row in rows
    }


def test_pages_are_joined_in_their_order_under_the_first_ones_address(tmp_path: Path) -> None:
    pages = {page_url(n): page_of(n, 11) for n in (1, 10, 11, *range(2, 10))}
    made = joined(tmp_path, archived(tmp_path, pages))
    assert made is not None
    row, bodies = made
    assert (row.url, row.outcome, row.mime, row.outcome_detail) == (FIRST, "ok", MULTIPART, None)
    assert (row.source_id, row.listed_title) == ("moxi", LISTING.listed_title)
    assert list(bodies) == [page_of(n, 11) for n in range(1, 12)]


def test_a_page_that_cannot_be_had_is_left_out_and_named(tmp_path: Path) -> None:
    made = joined(tmp_path, archived(tmp_path, {FIRST: page_of(1, 3), page_url(2): "gone", page_url(3): page_of(3, 3)}))
    assert made is not None
    row, bodies = made
    assert list(bodies) == [page_of(1, 3), page_of(3, 3)]
    assert row.outcome_detail == f"{page_url(2)} is missing: gone: HTTP 404"


def test_an_article_waits_for_a_page_that_was_not_asked_for_yet(tmp_path: Path) -> None:
    assert joined(tmp_path, archived(tmp_path, {FIRST: page_of(1, 3), page_url(2): page_of(2, 3)})) is None


def test_pages_that_tonight_did_not_bring_come_from_the_archive(tmp_path: Path) -> None:
    (first := tmp_path / "first").mkdir()
    (second := tmp_path / "second").mkdir()
    known = known_of(archived(first, {page_url(n): page_of(n, 3) for n in (1, 2, 3)}))
    made = joined(second, archived(second, {page_url(2): "blocked", page_url(3): page_of(3, 3, "更正")}), known)
    assert made is not None
    row, bodies = made
    assert list(bodies) == [page_of(1, 3), page_of(2, 3), page_of(3, 3, "更正")]
    assert row.outcome == "ok"


def test_the_same_pages_again_are_unchanged(tmp_path: Path) -> None:
    captures = archived(tmp_path, {page_url(n): page_of(n, 2) for n in (1, 2)})
    made = joined(tmp_path, captures)
    assert made is not None
    known = known_of(captures)
    known[FIRST] = replace(known[FIRST], joined=made[0].sha256)
    again = joined(tmp_path, captures, known)
    assert again is not None
    assert (again[0].outcome, again[0].sha256, again[0].has_payload) == ("unchanged", made[0].sha256, False)


def test_what_a_killed_run_joined_already_is_not_joined_again(tmp_path: Path) -> None:
    captures = archived(tmp_path, {page_url(n): page_of(n, 2) for n in (1, 2)})
    (file,) = join_pages(tmp_path, captures, {})
    assert join_pages(tmp_path, captures | {file: read_captures(file)}, {}) == ()
