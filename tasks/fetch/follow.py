"""From a page to what is asked for next: rows to documents, other pages of a list, columns, attachments, further parts.

Nothing here touches the network, and nothing is remembered but how many pages of each column and site were asked for.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from tasks.discover.articles import attachment_links, body_length, page_date
from tasks.discover.columns import (
    OWN,
    canonical,
    entrances,
    looks_like_article,
    names_organ,
    navigation,
    nearness,
    sent_on,
    sitemap_pages,
)
from tasks.discover.links import frames, names_file
from tasks.discover.lists import (
    ListedLink,
    ListPage,
    Query,
    read_list,
    script_columns,
    service_query,
)
from tasks.discover.paging import part_links
from tasks.discover.registry import Family, Site, recognise
from tasks.discover.titles import stated_year, weigh_link
from tasks.fetch.asks import Ask, Kind
from tasks.fetch.job import CrawlJob, hosts_of
from tasks.fetch.model import PassedOver

_DEPTH = 5  # steps from a site's root within which columns are looked for
# Before a page is parsed for them: does it link to a document, or to a numbered page of its own?
_ATTACHED = re.compile(rb"\.(?:pdf|docx?|wps|ofd|zip|rar)\b|/(?:file)?download", re.IGNORECASE)
_SENTENCES = 12  # a page of an unknown layout with fewer is taken for a covering note
_LIST_NAME = re.compile(r"(?i)(?:(?:index|default|(?:common_)?list)(?:_\d+)?\.\w+)?")
_FILES = 3  # attachments of one page that are fetched


@dataclass(slots=True)
class Found:
    """What a list page led to; ``rows`` is a digest of what it shows."""

    rows: str = ""
    asks: list[Ask] = field(default_factory=list)
    links_seen: int = 0
    links_taken: int = 0
    passed: list[PassedOver] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Follower:
    """The rules of one crawl for what follows from a page."""

    def __init__(self, job: CrawlJob) -> None:
        self._sites = {site.source_id: site for site in job.sites}
        self._families = job.families
        self._hosts = frozenset(hosts_of(job.sites))
        self._years = job.years
        self._limits = job.limits
        self._pages: Counter[tuple[str, str]] = Counter()
        self._hubs: Counter[str] = Counter()

    def start(self, site: Site) -> Iterator[Ask]:
        """The first pages of a site's columns; of a site without any, its root and its sitemap."""
        for column in site.columns:
            yield Ask("list", column.url, site.source_id, column.name, column.url)
        if not site.columns:
            root = site.root or f"http://{site.host}/"
            yield Ask("hub", root, site.source_id, None, root)
            yield Ask("sitemap", urljoin(root, "/sitemap.xml"), site.source_id, None, root)

    def count(self, ask: Ask) -> bool:
        """Take note of an ask; False where its column or its site has had all the pages it may have."""
        if ask.kind in ("hub", "sitemap") and ask.url == ask.column_url:
            self._hubs[ask.source_id] += 1
            return self._hubs[ask.source_id] <= self._limits.max_discovery_pages
        if ask.kind in ("list", "hub"):
            column = (ask.source_id, ask.column_url)
            self._pages[column] += 1
            return self._pages[column] <= self._limits.max_list_pages
        return True

    def from_list(self, ask: Ask, text: str, url: str) -> Found:
        """Read a list page, or a page on the way to one."""
        found = Found()
        if ask.kind == "sitemap":
            found.asks += self._sitemap(ask, text)
            return found
        place = ask.url if urlsplit(ask.url).fragment else url  # with its fragment, which may name the category
        family = self._family(ask, text)
        page = self._read(ask, text, url, family)
        self._rows(ask, page, found)
        is_first = ask.url == ask.column_url
        found.rows = rows = _digest(page)
        is_new = bool(page.links) and rows != ask.after  # a server may answer any number with its last page
        if ask.query:
            if is_new and (page.total is None or ask.number * ask.query.size < page.total):
                found.asks.append(self._page(ask, ask.number + 1, ask.query, rows))
        else:
            found.asks += [self._other(ask, address, rows) for address in page.next_urls if is_new or is_first]
            if query := service_query(text, place, family):
                found.asks.append(self._page(ask, 1, query, None))
            if ask.kind == "hub" and ask.depth < _DEPTH:
                found.asks += self._columns(ask, text, url, family)
        if not page.links and not found.asks and ask.kind == "list" and not ask.query:
            found.failures.append(f"{url}: no rows found by the rules of family {family.family_id}")
        return found

    def from_document(self, ask: Ask, body: bytes, text: str, url: str) -> list[Ask]:
        """The further parts of an article, and its attachments where it has hardly a text of its own."""
        family = self._families[self._sites[ask.source_id].family]
        asks = [
            Ask(
                "part",
                part,
                ask.source_id,
                ask.column,
                ask.column_url,
                ask.title,
                ask.listed,
                part_of=ask.part_of or ask.url,
            )
            for part in part_links(text, url)
            if self._is_own(ask, part)
        ]
        if ask.kind == "document" and _ATTACHED.search(body):
            length = body_length(text, family)
            if text.count("。") < _SENTENCES if length is None else length < self._limits.attachments_below:
                files = attachment_links(text, url, family).links[:_FILES]
                stated = page_date(text)
                listed = stated.isoformat() if stated else ask.listed
                asks += [
                    self._document(ask, link.url, ask.title, listed) for link in files if self._is_own(ask, link.url)
                ]
        return asks

    def _family(self, ask: Ask, text: str) -> Family:
        if ask.query:
            return self._families[ask.query.family_id]
        return recognise(text, self._families[self._sites[ask.source_id].family], self._families)

    def _read(self, ask: Ask, text: str, url: str, family: Family) -> ListPage:
        page = read_list(text, url, family)
        is_stated = family.family_id == self._sites[ask.source_id].family
        if page.links or is_stated or family.list.service:
            return page
        other = read_list(text, url, self._families["generic"])  # one product's lists with another's articles
        return ListPage(other.links, page.next_urls or other.next_urls)

    def _rows(self, ask: Ask, page: ListPage, found: Found) -> None:
        found.links_seen = len(page.links)
        for link in page.links:
            if self._is_document(link, ask.column):
                reason = self._refusal(ask, link)
                if reason is None:
                    found.links_taken += 1
                    listed = link.date.isoformat() if link.date else None
                    found.asks.append(self._document(ask, canonical(link.url), link.title, listed))
                elif ask.column is None or nearness(ask.column) or ask.kind == "list":
                    found.passed.append(PassedOver(link.url, link.title, ask.source_id, ask.column, reason))

    def _is_document(self, link: ListedLink, column: str | None) -> bool:
        """Whether a link is a document's and not a column's, which may bear the same words."""
        if names_file(link.url, link.title) or looks_like_article(link.url, tuple(self._families.values())):
            return True
        if link.date is not None:
            return True
        parts = urlsplit(link.url)
        is_titled = re.search(r"20\d\d|２０", link.title) is not None or names_organ(link.title, column)
        return is_titled and not (_names_list(parts.path) and (not parts.query or "list" in link.url.lower()))

    def _refusal(self, ask: Ask, link: ListedLink) -> str | None:
        judgement = weigh_link(link.title, ask.column)
        if not judgement.taken:
            return judgement.reason
        if judgement.reason.startswith("column") and not re.search(r"\d{4}|[0-9a-f]{16}", urlsplit(link.url).path):
            return "only its column speaks of such a report, and its address is not an article's"
        host = urlsplit(link.url).hostname
        if host not in self._hosts:
            return f"host {host} is not in the registry"
        year = stated_year(link.title, link.date)
        if self._years is not None and year is not None and year not in self._years:
            return f"it is of {year}, which was not asked for"
        return None

    def _columns(self, ask: Ask, text: str, url: str, family: Family) -> Iterator[Ask]:
        families = tuple(self._families.values())
        onward = sent_on(text, url)
        if onward and self._is_own(ask, onward):
            yield self._hub(ask, onward, ask.column)
        for address in (*frames(text, url), *(entrances(text, url) if ask.depth == 0 else ())):
            if self._is_own(ask, address):
                yield self._hub(ask, address, ask.column)
        for link in script_columns(text, url, family):
            if nearness(link.title):
                yield self._hub(ask, link.url, link.title)
        for link in navigation(text, url, ask.column):
            if self._is_own(ask, link.url) and not looks_like_article(link.url, families) and not link.date:
                yield self._hub(ask, link.url, link.title)

    def _sitemap(self, ask: Ask, text: str) -> Iterator[Ask]:
        families = tuple(self._families.values())
        for address in sitemap_pages(text):
            if self._is_own(ask, address) and not looks_like_article(address, families):
                kind: Kind = "sitemap" if address.endswith(".xml") else "hub"
                yield Ask(kind, address, ask.source_id, None, address, depth=ask.depth + 1)

    def _is_own(self, ask: Ask, url: str) -> bool:
        site = self._sites[ask.source_id]
        return urlsplit(url).hostname in (site.host, *site.other_hosts)

    def _hub(self, ask: Ask, url: str, name: str | None) -> Ask:
        return Ask("hub", url, ask.source_id, name, url, depth=ask.depth + 1)

    def _other(self, ask: Ask, url: str, after: str) -> Ask:
        return Ask("list", url, ask.source_id, ask.column, ask.column_url, depth=ask.depth, after=after)

    def _page(self, ask: Ask, number: int, query: Query, after: str | None) -> Ask:
        url, form = query.page(number)
        place = (ask.source_id, ask.column, ask.column_url)
        return Ask("list", url, *place, number=number, form=form, query=query, after=after)

    def _document(self, ask: Ask, url: str, title: str | None, listed: str | None) -> Ask:
        return Ask("document", url, ask.source_id, ask.column, ask.column_url, title, listed)


def _digest(page: ListPage) -> str:
    return hashlib.sha256("\n".join(link.url for link in page.links).encode()).hexdigest()[:16]


def _names_list(path: str) -> bool:
    """Whether an address is a folder's or its index's; a folder with a long number is an article's."""
    folder, slash, name = path.rpartition("/")
    return bool(slash) and _LIST_NAME.fullmatch(name) is not None and not re.search(r"\d{5}", folder.rpartition("/")[2])


def urgency(ask: Ask) -> int:
    """Lists before documents, likely columns before others, near before far: they say how much there is to do."""
    if ask.kind in ("document", "part"):
        return 0
    return 20 + (10 if nearness(ask.column or "") == OWN else 0) - ask.depth
