"""What an answer, or the lack of one, means for a capture. The rules are data: ``data/sources/crawl.yaml``."""

from collections.abc import Iterator, Sequence

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from service_identity import VerificationError
from twisted.web.client import ResponseFailed

from tasks.discover.lists import decode_page
from tasks.fetch.config import AnswerRule
from tasks.fetch.model import Outcome
from tasks.fetch.network import refusal_of

PAGES = ("text/html", "application/xhtml+xml")
_LOOK_AT = 65536  # bytes of a body in which a rule's pattern is searched


def header(response: Response, name: str) -> str | None:
    """Return a response header as text, None where there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def note_on(body: bytes, mime: str | None) -> str | None:
    """Return what is to be noted of a page that came whole as far as anyone promised: it may have been cut before that."""
    plain = body.lower()
    return "page ends before its </html>" if mime in PAGES and b"<html" in plain and b"</html" not in plain else None


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
    if isinstance(error, DownloadFailedError) and isinstance(error.__cause__, ResponseFailed):
        return "error", "; ".join(_reasons(error.__cause__))[:300]
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


def _reasons(failed: ResponseFailed) -> Iterator[str]:
    """What broke a connection or an answer, without the names of what caught it."""
    for value in (reason.value for reason in failed.reasons):
        if isinstance(value, VerificationError):
            yield "certificate is of another host"
        elif isinstance(value, SSL.Error):
            yield f"TLS: {', '.join(message for _, _, message in value.args[0]) or 'handshake failed'}"
        else:
            yield f"{type(value).__name__}: {' '.join(str(value).split())}"
