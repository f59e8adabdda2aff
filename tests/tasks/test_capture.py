"""Closed WARC files into the archive, in a folder and in an object store."""

from pathlib import Path

import pytest

from schemas.multipart import MULTIPART, split
from tasks.capture import adopt, payload_at
from tasks.store.store import Store
from tasks.store.tables import observations
from tests.tasks.fetch.articles import FIRST, archived, page_of, page_url


@pytest.fixture(params=["folder", "object store"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    is_folder = request.param == "folder"
    return Store.create_or_open(str(tmp_path / "store") if is_folder else request.getfixturevalue("bucket"), "sample")


def night(store: Store, spool: Path, pages: dict[str, bytes | str]) -> None:
    spool.mkdir()
    archived(spool, pages)
    adopt(store, spool)


def joined_pages(store: Store) -> list[list[bytes]]:
    """The pages of each version of the article that the archive holds."""
    rows = observations(store).collect().filter(mime=MULTIPART, url=FIRST).drop_nulls("warc_file")
    places = rows.select("warc_file", "warc_offset").iter_rows()
    return [[page.body for page in split(payload_at(store, *place).body)] for place in places]


def test_a_later_page_that_is_put_right_is_a_new_version_of_the_whole(store: Store, tmp_path: Path) -> None:
    """The first page, which is what it was, comes from the archive, wherever that is."""
    night(store, tmp_path / "first", {page_url(n): page_of(n, 2) for n in (1, 2)})
    night(store, tmp_path / "second", {page_url(2): page_of(2, 2, "更正")})
    old, new = [page_of(1, 2), page_of(2, 2)], [page_of(1, 2), page_of(2, 2, "更正")]
    assert sorted(joined_pages(store)) == sorted([old, new])


def test_the_same_pages_again_are_no_new_version(store: Store, tmp_path: Path) -> None:
    for name in ("first", "second"):
        night(store, tmp_path / name, {page_url(n): page_of(n, 2) for n in (1, 2)})
    assert len(joined_pages(store)) == 1
