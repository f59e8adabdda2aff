"""Pages of an article joined into one body, and told apart again."""

import email
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.multipart import MULTIPART, ArticlePage, join, split

URLS = st.integers(1, 99).map(lambda number: f"http://www.moxi.gov.example/t2024_{number}.html")
PAGES = st.lists(
    st.builds(ArticlePage, URLS, st.binary(max_size=200), st.sampled_from((None, "utf-8", "gb2312"))),
    min_size=1,
    max_size=5,
)


@given(PAGES)
def test_pages_come_back_as_they_went_in(pages: list[ArticlePage]) -> None:
    assert split(join(pages)) == tuple(pages)


@given(PAGES)
def test_the_same_pages_give_the_same_bytes(pages: list[ArticlePage]) -> None:
    assert join(pages) == join(list(pages))


def test_any_reader_of_mime_finds_the_pages() -> None:
    pages = [ArticlePage(f"http://www.moxi.gov.example/{n}.html", f"<p>第{n}页</p>".encode(), "utf-8") for n in (1, 2)]
    body = join(pages)
    boundary = body[2:34].decode()
    message = email.message_from_bytes(
        f'Content-Type: {MULTIPART}; boundary="{boundary}"\r\n\r\n'.encode() + body, policy=policy.default
    )
    parts = list(message.iter_parts())
    assert [part["Content-Location"] for part in parts] == [page.url for page in pages]
    assert [part.get_payload(decode=True) for part in parts] == [page.body for page in pages]


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"--" + b"0" * 32 + b"\r\nno heading"])
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"no boundary|no heading"):
        split(body)
