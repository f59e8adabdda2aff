"""What the crawler does not do to a host: leave the registry, ignore robots.txt, or hurry one that asks for patience.

Three Scrapy downloader middlewares. robots.txt that is HTML, not text, or 4xx means no rules; one that cannot be had
(5xx, no answer) means that the host is not crawled (RFC 9309, 2.3.1). 429 and 503 pause the whole host, as long as
Retry-After says; a host that asks for more than the limit, that blocks or gives no answer three times in a row, or that
takes too long in all, is left alone for the night.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.utils.response import response_status_message
from twisted.python.failure import Failure

from tasks.fetch.decode import BadEncoding, TooLarge, decode_content
from tasks.fetch.model import Outcome
from tasks.fetch.outcome import Refused, failed_answer, failed_request, header

_ROBOTS_BYTES = 512 * 1024  # RFC 9309, 2.5: more need not be read
_BAD_IN_A_ROW = 3
_MAX_CRAWL_DELAY = 60.0
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|meta|\?xml)", re.IGNORECASE | re.DOTALL)


class HostGuard:
    """Lets only http(s) to registered hosts through, redirects and robots.txt included, and none to a closed host."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._allowed = frozenset(crawler.settings.getlist("FAZHI_HOSTS"))
        self._closed: dict[str, Refused] = {}
        self._bad: dict[str, int] = {}
        self._began: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "HostGuard":
        """Build from Scrapy's settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what may not be asked."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            raise Refused("error", f"scheme {parts.scheme} is not followed")
        if host not in self._allowed:
            raise Refused("error", f"host {host} is not in the registry: not followed")
        if host in self._closed:
            raise self._closed[host]
        limits = self._crawler.spider.limits
        if monotonic() - self._began.setdefault(host, monotonic()) > limits.max_host_seconds:
            self.close(host, f"not asked: the host has had its {limits.max_host_seconds:.0f} s", "error")
            raise self._closed[host]

    def close(self, host: str, reason: str, outcome: Outcome = "blocked") -> None:
        """Ask a host nothing more in this crawl; what already waits for its turn is refused too."""
        self._closed.setdefault(host, Refused(outcome, reason))
        slot = _slot(self._crawler, host)
        while slot and slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(Failure(self._closed[host]))  # type: ignore[no-untyped-call]

    def count(self, host: str, detail: str | None, outcome: Outcome = "blocked") -> None:
        """Take note of an answer; ``detail`` says how it blocked or failed to come, None that it did neither."""
        self._bad[host] = self._bad.get(host, 0) + 1 if detail else 0
        if self._bad[host] >= _BAD_IN_A_ROW:
            kind = "blocked" if outcome == "blocked" else "missing"
            self.close(host, f"not asked after {_BAD_IN_A_ROW} {kind} answers: {detail}", outcome)


class RobotsPolicy(RobotsTxtMiddleware):
    """robots.txt as RFC 9309 says, and as portals need: an HTML page in its place is no rule."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, Refused] = {}

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        spider: Any = self.crawler.spider
        if response.status >= 500:
            outcome, detail = failed_answer(response.status, response.body, spider.rules) or ("error", "")
            self._unreachable[netloc] = Refused(outcome, f"robots.txt: {detail}")
        rules = robots_rules(response)
        await super()._parse_robots(response.replace(body=rules), netloc, request)
        parser: Any = self._parsers[netloc]
        delay = parser.rp.crawl_delay(self._robotstxt_useragent)
        slot = _slot(self.crawler, urlsplit(request.url).hostname)
        if delay and slot:
            slot.delay = max(slot.delay, min(float(delay), _MAX_CRAWL_DELAY))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        outcome, detail = failed_request(exc, netloc.rpartition("@")[2].partition(":")[0])
        self._unreachable[netloc] = Refused(outcome, f"robots.txt: {detail}")
        super()._robots_error(exc, netloc)

    def process_request_2(self, rp: Any, request: Request) -> None:
        """Refuse what robots.txt forbids; called by the base class with the host's rules."""
        refused = self._unreachable.get(urlsplit(request.url).netloc)
        if refused:
            raise refused
        if rp is not None and not rp.allowed(request.url, self._robotstxt_useragent):
            raise Refused("blocked", "robots.txt forbids it")


class PatientRetry(RetryMiddleware):
    """Retries as Scrapy does; on 429 and 503 the whole host first waits."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Any:
        """Pause the host and repeat the request, or let the answer through when patience ends."""
        if response.status not in (429, 503):
            return super().process_response(request, response)
        night: Any = self.crawler.spider
        limits = night.limits
        host = urlsplit(request.url).hostname or ""
        wait = retry_after(header(response, "Retry-After") or "", datetime.now(UTC))
        if wait is None:
            wait = limits.backoff_seconds * 2 ** request.meta.get("retry_times", 0)
        if wait > limits.max_backoff_seconds:
            guard: Any = self.crawler.get_downloader_middleware(HostGuard)
            guard.close(host, f"HTTP {response.status}: host asks to wait {wait:.0f} s")
            return response
        if slot := _slot(self.crawler, host):
            slot.delay = max(slot.delay, 0.1)  # Scrapy looks at a slot's clock only where it has a delay
            slot.lastseen = max(slot.lastseen, monotonic() + wait - slot.delay)
        return self._retry(request, response_status_message(response.status)) or response


def robots_rules(response: Response) -> bytes:
    """Return the rules that a robots.txt answer states, empty where it states none."""
    if response.status != 200:
        return b""
    try:
        body = decode_content(response.body, header(response, "Content-Encoding"), _ROBOTS_BYTES)
    except (BadEncoding, TooLarge):
        return b""
    declared = (header(response, "Content-Type") or "").lower()
    is_text = not declared or declared.startswith(("text/plain", "application/octet-stream"))
    return body if is_text and not _MARKUP.match(body) else b""


def retry_after(header: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header (a number or an HTTP date) asks for, None where it says nothing."""
    header = header.strip()
    if header.isdigit():
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())


def _slot(crawler: Any, host: str | None) -> Any:
    return crawler.engine.downloader.slots.get(host)
