"""The spider: asks → answers → archive → further asks. It runs in the crawling process only.

Every document that a list showed and that was asked for ends as exactly one capture, and so does every list page and
every further part of an article (``not_report``), so that all can be read again without the network. What is to be
asked and what came of it stands in the journal. An exception in a callback ends the crawl with an error: Scrapy would
log it and go on.
"""

import hashlib
import json
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from tasks.discover.lists import decode_page
from tasks.fetch.archive import ArchiveWriter, Exchange, meta_of
from tasks.fetch.asks import Ask, Journal
from tasks.fetch.config import CrawlConfig
from tasks.fetch.decode import BadEncoding, TooLarge, decode_content
from tasks.fetch.due import NOT_DUE, Due
from tasks.fetch.follow import Follower, Found, urgency
from tasks.fetch.job import CrawlJob
from tasks.fetch.model import KnownCapture, Outcome, PassedOver, SourceSummary
from tasks.fetch.outcome import PAGES, failed_answer, failed_request, header, note_on
from tasks.fetch.polite import HostGuard
from tasks.fetch.read import media_type, read_payload
from tasks.fetch.tls import NOTE

logger = logging.getLogger(__name__)
_HEAD_BYTES = 16384  # of an answer; readers of web archives give up at some times this
_EMPTY = "empty body"


class ReportSpider(Spider):
    """Crawls the columns of the job's sites and archives the report candidates they list."""

    name = "reports"

    def __init__(self, job: CrawlJob, config: CrawlConfig, writer: ArchiveWriter, journal: Journal) -> None:
        super().__init__()
        self.limits = job.limits
        self.rules = config.answers
        self.sources = {site.source_id: SourceSummary() for site in job.sites}
        self.passed_over: list[PassedOver] = []
        self.outcomes: Counter[Outcome] = Counter()
        self.bytes_received = 0
        self.stopped: str | None = None
        self._job = job
        self._agents = {site.source_id: config.user_agent(site) for site in job.sites}
        self._unverified = {site.source_id for site in job.sites if not site.verify_tls}
        self._due = Due(job, config.revisit)
        self._writer = writer
        self._journal = journal
        self._follower = Follower(job)
        self._asked: set[str] = set()
        self._documents = 0

    async def start(self) -> AsyncIterator[Request]:
        """Go on where a killed crawl stopped, then begin with the first list page of every column not yet asked for."""
        for ask in self._taken_up():
            yield self._request(ask)
        for site in self._job.sites:
            for request in self._requests(list(self._follower.start(site))):
                yield request

    def on_list(self, response: Response) -> Iterator[Request]:
        """Take the candidates of one list page, and go on to the next."""
        ask: Ask = response.meta["ask"]
        known = self._known_list(ask)
        is_kept, url = NOT_DUE in response.flags, response.url
        if response.status == 304 and known and known.record:
            payload = read_payload(Path(known.record[0]), known.record[1])
            body, charset, problem, url = payload.body, payload.charset, None, payload.url
        else:
            body, problem = self._body_of(response)
            charset = media_type(header(response, "Content-Type"))[1]
        if problem and problem[1] == _EMPTY and ask.number > 1:  # how some services say that there are no more rows
            problem = None
        if problem:
            self._fail(ask, response.url, problem, response.status)
            return
        found = self._follower.from_list(ask, decode_page(body, charset), url)
        if (
            is_kept and found.links_taken and (ask.kind == "hub" or ask.number == 1)
        ):  # it is a column, whatever its name
            yield self._request(ask, is_due=True)
            return
        if not is_kept:
            self._archive(response, ask, body, known, "not_report", "list page")
        is_settled = is_kept or (found.links_taken > 0 and self._shows_the_same(ask, body, known, found))
        requests = self._requests([_after(one, is_kept, is_settled) for one in found.asks])
        self._note(ask, lists_read=1, **_tally(found))
        yield from requests

    def on_document(self, response: Response) -> Iterator[Request]:
        """Archive one document or a further part of one, or what came in its place."""
        ask: Ask = response.meta["ask"]
        known = self._job.known.get(ask.url)
        if response.status == 304 and known and known.has_validator:
            asks = self._below_unchanged(ask, known)
            self._archive_document(response, ask, b"", known, asks)
            requests = self._requests(asks)
            self._note(ask, **({} if ask.kind == "part" else {"outcome": "unchanged"}))
            yield from requests
            return
        body, problem = self._body_of(response)
        if problem:
            self._fail(ask, response.url, problem, response.status)
            return
        mime, charset = media_type(header(response, "Content-Type"))
        asks = self._below(ask, body, mime, charset, response.url)
        self._archive_document(response, ask, body, known, asks)
        requests = self._requests(asks)
        is_same = known is not None and known.sha256 == hashlib.sha256(body).hexdigest()
        self._note(ask, **({} if ask.kind == "part" else {"outcome": "unchanged" if is_same else "ok"}))
        yield from requests

    def _below(self, ask: Ask, body: bytes, mime: str | None, charset: str | None, url: str) -> list[Ask]:
        if mime not in PAGES:
            return []
        return self._follower.from_document(ask, body, decode_page(body, charset), url)

    def _below_unchanged(self, ask: Ask, known: KnownCapture) -> list[Ask]:
        """What hangs on an unchanged page may have changed: the archived page says what that is."""
        assert known.record is not None  # noqa: S101 - else nothing was asked that 304 answers
        page = read_payload(Path(known.record[0]), known.record[1])
        return self._below(ask, page.body, page.mime, page.charset, page.url)

    def on_failure(self, failure: Any) -> None:
        """Record a request that got no answer."""
        request = failure.request
        host = urlsplit(request.url).hostname or ""
        problem = failed_request(failure.value, host)
        if problem[0] == "error":
            self._guard().count(host, problem[1], "error")
        self._fail(request.meta["ask"], request.url, problem, None)

    def closed(self, reason: str) -> None:
        """Keep why the crawl ended, where it did not end by itself."""
        if reason != "finished":
            self.stopped = self.stopped or reason

    def _taken_up(self) -> list[Ask]:
        """Replay the journal of a killed crawl; returns what is still to be asked."""
        open_asks: dict[str, Ask] = {}
        for event in self._journal.events:
            if "ask" in event:
                ask = Ask.from_plain(event["ask"])
                open_asks[ask.key] = ask
                self._asked.add(ask.key)
                self._follower.count(ask)
                self._documents += ask.kind == "document"
            elif "done" in event:
                open_asks.pop(event.pop("done"))
                self._count(**event)
        return list(open_asks.values())

    def _requests(self, asks: list[Ask]) -> list[Request]:
        """Note the asks that are new and due, and make requests of them."""
        return [self._request(ask) for ask in asks if self._is_new(ask)]

    def _is_new(self, ask: Ask) -> bool:
        if ask.key in self._asked:
            return False
        if ask.kind == "document" and not self._due.is_due(ask):
            return False
        if ask.kind == "document" and self._documents >= self.limits.max_documents:
            self.stopped = f"max_documents {self.limits.max_documents} reached"
            return False
        if not self._follower.count(ask):
            what = f"{self.limits.max_list_pages} list pages" if ask.url != ask.column_url else "pages on the way"
            failures = self.sources[ask.source_id].failures
            if (line := f"{ask.column_url}: more than {what}") not in failures:
                failures.append(line)
            return False
        self._asked.add(ask.key)
        self._documents += ask.kind == "document"
        self._journal.ask(ask)
        return True

    def _request(self, ask: Ask, is_due: bool = False) -> Request:
        is_document = ask.kind in ("document", "part")
        known = self._job.known.get(ask.url) if is_document else self._known_list(ask)
        headers = {"User-Agent": self._agents[ask.source_id]}
        if known and known.has_validator:
            stamps = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            headers |= {name: value for name, value in stamps.items() if value}
        if ask.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return Request(
            ask.url,
            method="GET" if ask.form is None else "POST",
            body=ask.form,
            callback=self.on_document if is_document else self.on_list,
            errback=self.on_failure,
            meta={"ask": ask, NOT_DUE: not (is_document or is_due or self._due.is_due(ask))},
            priority=urgency(ask),
            headers=headers,
            dont_filter=True,  # asked once by our own set; a redirect to itself that sets a cookie is ordinary
        )

    def _known_list(self, ask: Ask) -> KnownCapture | None:
        return self._job.known.get(ask.recorded_url)

    def _shows_the_same(self, ask: Ask, body: bytes, known: KnownCapture | None, found: Found) -> bool:
        """Whether a list has the rows it had when it was last seen, whatever else on its page is another."""
        if known is None or known.record is None:  # pages further on are asked for, then
            return False
        if known.sha256 == hashlib.sha256(body).hexdigest():
            return True
        page = read_payload(Path(known.record[0]), known.record[1])
        return self._follower.from_list(ask, decode_page(page.body, page.charset), page.url).rows == found.rows

    def _body_of(self, response: Response) -> tuple[bytes, tuple[Outcome, str] | None]:
        """Return the decoded body, and what is wrong with the answer where something is."""
        self.bytes_received += len(response.body)
        if self.bytes_received > self.limits.max_total_bytes and not self.stopped:
            self.stopped = f"max_total_bytes {self.limits.max_total_bytes} reached"
            engine: Any = self.crawler.engine
            engine.close_spider(self, self.stopped)
        if sum(len(name) + len(value) for name, value in _pairs(response.headers)) > _HEAD_BYTES:
            return b"", ("error", "headers are too large")
        try:
            body = decode_content(response.body, header(response, "Content-Encoding"), self.limits.max_bytes)
        except (BadEncoding, TooLarge) as error:
            return b"", ("error", str(error))
        problem = failed_answer(response.status, body, self.rules)
        host = urlsplit(response.url).hostname or ""
        self._guard().count(host, problem[1] if problem and problem[0] == "blocked" else None)
        if problem is None and (response.status == 304 or not body):
            problem = ("error", "304 without a known capture" if response.status == 304 else _EMPTY)
        return body, problem

    def _archive_document(
        self, response: Response, ask: Ask, body: bytes, known: KnownCapture | None, below: list[Ask]
    ) -> None:
        """Write a document, or a page of one in several, which ``tasks.fetch.pages`` joins when all are there."""
        if ask.kind == "part":
            detail = f"further page of {ask.part_of}"
            self._archive(response, ask, body, known, "not_report", detail, part_of=ask.part_of)
        else:
            note = note_on(body, media_type(header(response, "Content-Type"))[0])
            is_first = any(one.kind == "part" for one in below)
            self._archive(response, ask, body, known, "ok", note, part_of=ask.url if is_first else None)

    def _archive(
        self,
        response: Response,
        ask: Ask,
        body: bytes,
        known: KnownCapture | None,
        outcome: Outcome,
        detail: str | None,
        part_of: str | None = None,
    ) -> None:
        """Write an answer into the archive: whole where its bytes are new, else only that they are what they were."""
        url = ask.recorded_url
        facts: dict[str, Any] = {"etag": header(response, "ETag"), "last_modified": header(response, "Last-Modified")}
        if response.status == 304 and known:
            facts = {"etag": known.etag, "last_modified": known.last_modified} | {k: v for k, v in facts.items() if v}
            facts["sha256"] = known.sha256
        else:
            facts["sha256"] = hashlib.sha256(body).hexdigest()
            facts["mime"], facts["charset"] = media_type(header(response, "Content-Type"))
        is_same = known is not None and known.sha256 == facts["sha256"]
        stated: Outcome = "unchanged" if is_same and outcome == "ok" else outcome
        if response.url.startswith("https:") and ask.source_id in self._unverified:
            detail = f"{detail}; {NOTE}" if detail else NOTE
        meta = meta_of(url, response.url, ask.listing, stated, outcome_detail=detail, part_of=part_of, **facts)
        write = self._writer.write_unchanged if is_same else self._writer.write_document
        write(_exchange(response, url), meta)

    def _fail(self, ask: Ask, final_url: str, problem: tuple[Outcome, str], status: int | None) -> None:
        outcome, detail = problem
        url = ask.recorded_url
        logger.info("%s %s: %s", outcome, url, detail)
        if ask.kind == "sitemap":  # most sites have none
            self._note(ask)
            return
        facts = {"http_status": status, "part_of": ask.part_of}
        meta = meta_of(url, final_url, ask.listing, outcome, outcome_detail=detail, **facts)
        self._writer.write_failure(url, datetime.now(UTC), meta)
        is_list = ask.kind in ("list", "hub")
        self._note(ask, outcome=outcome, failures=[f"{url}: {outcome}: {detail}"] if is_list else [])

    def _note(self, ask: Ask, **tally: Any) -> None:
        """Count what came of an ask, once its record stands in the archive, and say how far the crawl is."""
        self._journal.done(ask, **tally)
        self._count(ask.source_id, **tally)
        done = sum(self.outcomes.values())
        sys.stdout.write(json.dumps({"done": done, "asked": max(self._documents, done)}) + "\n")
        sys.stdout.flush()

    def _count(
        self,
        source: str,
        outcome: Outcome | None = None,
        failures: tuple[str, ...] = (),
        passed: tuple[dict[str, Any], ...] = (),
        **counts: int,
    ) -> None:
        summary = self.sources[source]
        for name, number in counts.items():
            setattr(summary, name, getattr(summary, name) + number)
        summary.failures += failures
        self.passed_over += [PassedOver(**item) for item in passed]
        if outcome is not None:
            self.outcomes[outcome] += 1
            summary.outcomes[outcome] = summary.outcomes.get(outcome, 0) + 1

    def _guard(self) -> HostGuard:
        guard: Any = self.crawler.get_downloader_middleware(HostGuard)
        return guard  # type: ignore[no-any-return]


def _tally(found: Found) -> dict[str, Any]:
    passed = [
        {"url": one.url, "title": one.title, "source_id": one.source_id, "column": one.column, "reason": one.reason}
        for one in found.passed
    ]
    counts = {"links_seen": found.links_seen, "links_taken": found.links_taken}
    return counts | {"failures": found.failures, "passed": passed}


def _after(ask: Ask, is_kept: bool, is_settled: bool) -> Ask:
    """The ask for a list's further page, knowing whether the page before still shows the same.

    The first page that a list's script asks for is a column's first page, whose rows the page itself does not show.
    """
    return replace(ask, is_settled=is_settled and (is_kept or ask.number != 1)) if ask.kind == "list" else ask


def _exchange(response: Response, url: str) -> Exchange:
    """The exchange for the archive: framing headers, which the transport has undone, made to fit the body."""
    dropped = {"transfer-encoding", "content-length", "connection"}
    headers = [(name, value) for name, value in _pairs(response.headers) if name.lower() not in dropped]
    if response.status != 304:
        headers.append(("Content-Length", str(len(response.body))))
    asked: Any = response.request
    return Exchange(
        url=url,
        final_url=response.url,
        status=response.status,
        reason="Not Modified" if response.status == 304 else "OK",
        headers=headers,
        body=response.body,
        request_headers=[("Host", urlsplit(response.url).netloc), *_pairs(asked.headers)],
        fetched_at=datetime.now(UTC),
        method=asked.method,
        request_body=asked.body,
    )


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]
