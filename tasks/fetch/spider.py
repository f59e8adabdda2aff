"""The spider: list pages → links → documents → archive. It runs in the crawling process only.

Every document that a list showed and that was asked for ends as exactly one capture. A list page that fails is a
capture of its own, so that a blocked host can be told from an empty one. An exception in a callback ends the crawl
with an error: Scrapy would log it and go on.
"""

import hashlib
import json
import logging
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from tasks.discover.lists import ListedLink, attachment_links, body_length, decode_page, read_list
from tasks.discover.registry import Column, Site
from tasks.discover.titles import stated_year, weigh_link
from tasks.fetch.archive import ArchiveWriter, Exchange, meta_of
from tasks.fetch.config import CrawlConfig
from tasks.fetch.decode import BadEncoding, TooLarge, decode_content
from tasks.fetch.job import CrawlJob, hosts_of
from tasks.fetch.model import Listing, Outcome, PassedOver, SourceSummary
from tasks.fetch.outcome import failed_answer, failed_request, header
from tasks.fetch.polite import HostGuard
from tasks.fetch.read import media_type

logger = logging.getLogger(__name__)
_LIST_PRIORITY = 10  # lists first: they say how much there is to do
_ATTACHED = re.compile(rb"\.(?:pdf|docx?|wps|ofd|zip)[\"'\s>?#]", re.IGNORECASE)


class ReportSpider(Spider):
    """Crawls the columns of the job's sites and archives the report candidates they list."""

    name = "reports"

    def __init__(self, job: CrawlJob, config: CrawlConfig, writer: ArchiveWriter) -> None:
        super().__init__()
        self.limits = job.limits
        self.rules = config.answers
        self.sources = {site.source_id: SourceSummary() for site in job.sites}
        self.passed_over: list[PassedOver] = []
        self.outcomes: Counter[Outcome] = Counter()
        self.bytes_received = 0
        self.stopped: str | None = None
        self._job = job
        self._config = config
        self._writer = writer
        self._hosts = frozenset(hosts_of(job.sites))
        self._years = job.years
        self._asked: set[str] = set(job.seen)
        self._documents = 0

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the first list page of every column."""
        for site in self._job.sites:
            for column in site.columns:
                if request := self._list_request(site, column, column.url, 1):
                    yield request

    def on_list(self, response: Response) -> Iterator[Request]:
        """Take the candidates of one list page, and go on to the next."""
        meta = response.meta
        site, column = meta["site"], meta["column"]
        body, problem = self._body_of(response)
        if problem:
            self._fail(response, problem, response.status)
            return
        family = self._job.families[site.family]
        page = read_list(decode_page(body, _charset(response)), response.url, family)
        source = self.sources[site.source_id]
        source.lists_read += 1
        source.links_seen += len(page.links)
        if not page.links:
            source.failures.append(f"{response.url}: no rows found by the rules of family {site.family}")
        for link in page.links:
            yield from self._consider(link, site, column)
        if page.next_url and meta["page"] >= self.limits.max_list_pages:
            source.failures.append(f"{column.url}: more than {self.limits.max_list_pages} list pages")
        elif page.next_url and (request := self._list_request(site, column, page.next_url, meta["page"] + 1)):
            yield request

    def on_document(self, response: Response) -> Iterator[Request]:
        """Archive one document, or what came in its place."""
        meta = response.meta
        url, listing = meta["listed_url"], meta["listing"]
        known = self._job.known.get(url)
        exchange = _exchange(response, url)
        facts: dict[str, Any] = {"etag": header(response, "ETag"), "last_modified": header(response, "Last-Modified")}
        if response.status == 304 and known:
            stamps = {"etag": known.etag, "last_modified": known.last_modified} | {k: v for k, v in facts.items() if v}
            record = meta_of(url, response.url, listing, "unchanged", sha256=known.sha256, **stamps)
            self._writer.write_unchanged(exchange, record)
            self._count(listing, "unchanged")
            return
        body, problem = self._body_of(response)
        if problem:
            self._fail(response, problem, response.status)
            return
        facts["sha256"] = hashlib.sha256(body).hexdigest()
        facts["mime"], facts["charset"] = media_type(header(response, "Content-Type"))
        if known and known.sha256 == facts["sha256"]:
            self._writer.write_unchanged(exchange, meta_of(url, response.url, listing, "unchanged", **facts))
            self._count(listing, "unchanged")
        else:
            self._writer.write_document(exchange, meta_of(url, response.url, listing, "ok", **facts))
            self._count(listing, "ok")
        yield from self._attachments(response, body, facts["mime"] or "")

    def on_failure(self, failure: Any) -> None:
        """Record a request that got no answer."""
        request = failure.request
        host = urlsplit(request.url).hostname or ""
        self._fail(request, failed_request(failure.value, host), None)

    def closed(self, reason: str) -> None:
        """Keep why the crawl ended, where it did not end by itself."""
        if reason != "finished":
            self.stopped = self.stopped or reason

    def _consider(self, link: ListedLink, site: Site, column: Column) -> Iterator[Request]:
        judgement = weigh_link(link.title, column.name)
        host = urlsplit(link.url).hostname
        reason = judgement.reason if not judgement.taken else None
        if judgement.taken and host not in self._hosts:
            reason = f"host {host} is not in the registry"
        year = stated_year(link.title, link.date)
        if reason is None and self._years is not None and year is not None and year not in self._years:
            reason = f"it is of {year}, which was not asked for"
        if reason:
            self.passed_over.append(PassedOver(link.url, link.title, site.source_id, column.name, reason))
            return
        self.sources[site.source_id].links_taken += 1
        listing = Listing(site.source_id, link.title, link.date, column.name)
        if request := self._document_request(site, link.url, listing):
            yield request

    def _attachments(self, response: Response, body: bytes, mime: str) -> Iterator[Request]:
        """Where a page has hardly a text of its own, the report is in its attachments."""
        site, listing = response.meta["site"], response.meta["listing"]
        if mime not in ("text/html", "application/xhtml+xml") or not _ATTACHED.search(body):
            return  # most pages end here, unparsed
        family = self._job.families[site.family]
        text = decode_page(body, _charset(response))
        length = body_length(text, family)
        if length is None or length >= self.limits.attachments_below:
            return
        for link in attachment_links(text, response.url, family).links:
            if urlsplit(link.url).hostname in self._hosts:
                of_page = Listing(site.source_id, listing.listed_title, listing.listed_date, listing.column)
                if request := self._document_request(site, link.url, of_page):
                    yield request

    def _list_request(self, site: Site, column: Column, url: str, page: int) -> Request | None:
        key = f"list {url}"
        if key in self._asked:  # lists that lead back to themselves
            return None
        self._asked.add(key)
        meta = {
            "site": site,
            "column": column,
            "page": page,
            "listed_url": url,
            "listing": Listing(site.source_id, None, None, column.name),
        }
        return self._request(url, self.on_list, meta, {})

    def _document_request(self, site: Site, url: str, listing: Listing) -> Request | None:
        if url in self._asked:
            return None
        if self._documents >= self.limits.max_documents:
            self.stopped = f"max_documents {self.limits.max_documents} reached"
            return None
        self._asked.add(url)
        self._documents += 1
        headers = {}
        if known := self._job.known.get(url):
            headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        meta = {"site": site, "listed_url": url, "listing": listing}
        return self._request(url, self.on_document, meta, headers)

    def _request(self, url: str, callback: Any, meta: dict[str, Any], headers: dict[str, str | None]) -> Request:
        stated = {name: value for name, value in headers.items() if value}
        return Request(
            url,
            callback=callback,
            errback=self.on_failure,
            meta=meta,
            priority=_LIST_PRIORITY if callback == self.on_list else 0,
            headers={"User-Agent": self._config.user_agent(meta["site"]), **stated},
            dont_filter=True,  # asked once by our own set; a redirect to itself that sets a cookie is ordinary
        )

    def _body_of(self, response: Response) -> tuple[bytes, tuple[Outcome, str] | None]:
        """Return the decoded body, and what is wrong with the answer where something is."""
        self.bytes_received += len(response.body)
        try:
            body = decode_content(response.body, header(response, "Content-Encoding"), self.limits.max_bytes)
        except (BadEncoding, TooLarge) as error:
            return b"", ("error", str(error))
        problem = failed_answer(response.status, body, self.rules)
        guard: Any = self.crawler.get_downloader_middleware(HostGuard)
        guard.count(urlsplit(response.url).hostname or "", problem[1] if problem and problem[0] == "blocked" else None)
        if problem is None and (response.status == 304 or not body):
            problem = (
                "error",
                "304 without a known capture" if body == b"" and response.status == 304 else "empty body",
            )
        return body, problem

    def _fail(self, asked: Request | Response, problem: tuple[Outcome, str], status: int | None) -> None:
        outcome, detail = problem
        url, listing = asked.meta["listed_url"], asked.meta["listing"]
        meta = meta_of(url, asked.url, listing, outcome, outcome_detail=detail, http_status=status)
        self._writer.write_failure(url, datetime.now(UTC), meta)
        self._count(listing, outcome)
        logger.info("%s %s: %s", outcome, url, detail)
        if "page" in asked.meta:
            self.sources[listing.source_id].failures.append(f"{url}: {outcome}: {detail}")

    def _count(self, listing: Listing, outcome: Outcome) -> None:
        self.outcomes[outcome] += 1
        if listing.source_id is not None:
            counts = self.sources[listing.source_id].outcomes
            counts[outcome] = counts.get(outcome, 0) + 1
        done = sum(self.outcomes.values())
        sys.stdout.write(json.dumps({"done": done, "asked": max(self._documents, done)}) + "\n")
        sys.stdout.flush()


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
    )


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]


def _charset(response: Response) -> str | None:
    return media_type(header(response, "Content-Type"))[1]
