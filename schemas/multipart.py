"""An article in several pages as one payload: the pages' bytes as they were fetched, in order, as MIME multipart.

The boundary is made of the pages' digests, so the same pages give the same bytes, and no page holds it. ``join`` and
``split`` undo each other; ``split`` reads nothing but what ``join`` wrote.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

MULTIPART = "multipart/mixed"
_START = re.compile(rb"--([0-9a-f]{32})\r\n")
_HEAD = re.compile(
    rb"Content-Location: (?P<url>[^\r]*)\r\nContent-Type: text/html(?:; charset=(?P<charset>[^\r]*))?\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of an article: its address, its bytes, the charset that its server declared."""

    url: str
    body: bytes
    charset: str | None


def join(pages: Sequence[ArticlePage]) -> bytes:
    """Return the pages as one multipart body."""
    digests = b"".join(hashlib.sha256(page.body).digest() for page in pages)
    boundary = hashlib.sha256(digests).hexdigest()[:32].encode()
    out = []
    for page in pages:
        declared = f"; charset={page.charset}" if page.charset else ""
        head = f"Content-Location: {page.url}\r\nContent-Type: text/html{declared}\r\n\r\n"
        out.append(b"--" + boundary + b"\r\n" + head.encode() + page.body + b"\r\n")
    return b"".join(out) + b"--" + boundary + b"--\r\n"


def split(body: bytes) -> tuple[ArticlePage, ...]:
    """Return the pages of a multipart body; raises ValueError where it is not as ``join`` writes it."""
    start = _START.match(body)
    if start is None:
        raise ValueError("no boundary begins it")
    between = b"\r\n--" + start[1]
    first, *others = body.removesuffix(between + b"--\r\n").split(between + b"\r\n")
    pages = []
    for part in (first[start.end() :], *others):
        head = _HEAD.match(part)
        if head is None:
            raise ValueError("a page has no heading")
        charset = head["charset"].decode() if head["charset"] else None
        pages.append(ArticlePage(head["url"].decode(), part[head.end() :], charset))
    return tuple(pages)
