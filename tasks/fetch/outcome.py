"""What an answer, or the lack of one, means for a capture. The rules are data: ``data/sources/crawl.yaml``."""

from collections.abc import Sequence

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from tasks.discover.lists import decode_page
from tasks.fetch.config import AnswerRule
from tasks.fetch.model import Outcome
from tasks.fetch.network import refusal_of

_LOOK_AT = 65536  # bytes of a body in which a rule's pattern is searched


def header(response: Response, name: str) -> str | None:
    """Return a response header as text, None where there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


class Refused(IgnoreRequest):
    """A request that this crawler does not make, and what its capture says instead."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome: Outcome = outcome
        self.detail = detail


def failed_answer(status: int, body: bytes, rules: Sequence[AnswerRule]) -> tuple[Outcome, str] | None:
    """Return outcome and detail of an answer that brings no document, None for one that does (200 or 304)."""
    text: str | None = None
    for rule in rules:
        if rule.status != status or (rule.max_bytes is not None and len(body) > rule.max_bytes):
            continue
        if rule.pattern is None:
            return rule.outcome, rule.detail
        text = decode_page(body[:_LOOK_AT]) if text is None else text
        if rule.pattern.search(text):
            return rule.outcome, rule.detail
    return None if status in (200, 304) else ("error", f"HTTP {status}")


def failed_request(error: BaseException, host: str) -> tuple[Outcome, str]:
    """Return outcome and detail of a request that got no whole answer."""
    if isinstance(error, Refused):
        return error.outcome, error.detail
    if isinstance(error, CannotResolveHostError):
        return "error", refusal_of(host) or "host name does not resolve"
    known = {
        DownloadTimeoutError: "timeout",
        DownloadConnectionRefusedError: "connection refused",
        DownloadCancelledError: "too large",
        ResponseDataLossError: "answer is cut short",
        IgnoreRequest: "not followed",
    }
    words = " ".join(str(error).split())
    for kind, name in known.items():
        if isinstance(error, kind):
            return "error", f"{name}: {words}" if words else name
    return "error", f"{type(error).__name__}: {words}"[:300]
