"""Articles in several pages: one document of all pages, whatever the night brought of them."""

from collections.abc import Mapping
from pathlib import Path

from schemas.documents import Payload
from schemas.multipart import MULTIPART, split
from tasks.fetch.model import CaptureRow
from tasks.fetch.pages import Archived, join_pages
from tasks.fetch.read import read_captures, read_payload
from tests.tasks.fetch.articles import FIRST, LISTING, archived, page_of, page_url


def nothing(_: str) -> Payload | None:
    return None


def joined(
    spool: Path, captures: Mapping[Path, list[CaptureRow]], archived: Archived = nothing, before: str | None = None
) -> tuple[CaptureRow, tuple[bytes, ...]] | None:
    """The one document that was made, and its pages' bytes (none where it is unchanged)."""
    files = join_pages(spool, captures, {FIRST: before} if before else {}, archived)
    rows = [(path, row) for path in files for row in read_captures(path)]
    if not rows:
        return None
    ((path, row),) = rows
    pages = split(read_payload(path, row.warc_offset).body) if row.has_payload else ()
    return row, tuple(page.body for page in pages)


def archived_in(captures: Mapping[Path, list[CaptureRow]]) -> Archived:
    places = {row.url: (path, row.warc_offset) for path, rows in captures.items() for row in rows}
    return lambda url: read_payload(*places[url]) if url in places else None


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
    before = archived_in(archived(first, {page_url(n): page_of(n, 3) for n in (1, 2, 3)}))
    made = joined(second, archived(second, {page_url(2): "blocked", page_url(3): page_of(3, 3, "更正")}), before)
    assert made is not None
    row, bodies = made
    assert list(bodies) == [page_of(1, 3), page_of(2, 3), page_of(3, 3, "更正")]
    assert row.outcome == "ok"


def test_the_same_pages_again_are_unchanged(tmp_path: Path) -> None:
    captures = archived(tmp_path, {page_url(n): page_of(n, 2) for n in (1, 2)})
    made = joined(tmp_path, captures)
    assert made is not None
    again = joined(tmp_path, captures, before=made[0].sha256)
    assert again is not None
    assert (again[0].outcome, again[0].sha256, again[0].has_payload) == ("unchanged", made[0].sha256, False)


def test_what_a_killed_run_joined_already_is_not_joined_again(tmp_path: Path) -> None:
    captures = archived(tmp_path, {page_url(n): page_of(n, 2) for n in (1, 2)})
    (file,) = join_pages(tmp_path, captures, {}, nothing)
    assert join_pages(tmp_path, captures | {file: read_captures(file)}, {}, nothing) == ()


def test_a_page_that_is_what_it_was_comes_from_the_archive(tmp_path: Path) -> None:
    """A changed page beside one whose record tonight says no more than that it is the same."""
    (first := tmp_path / "first").mkdir()
    (second := tmp_path / "second").mkdir()
    before = archived_in(archived(first, {page_url(n): page_of(n, 2) for n in (1, 2)}))
    captures = archived(second, {page_url(2): page_of(2, 2, "更正")})
    made = joined(second, captures, before)
    assert made is not None
    assert list(made[1]) == [page_of(1, 2), page_of(2, 2, "更正")]
    assert joined(second, captures) is None  # where the archive has not the first page
