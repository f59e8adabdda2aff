"""What a crawl of a site would take: its first list pages are fetched, and read again from what was archived of them."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tasks.discover.lists import decode_page
from tasks.discover.registry import Family, Site
from tasks.fetch.asks import Ask
from tasks.fetch.config import load_config
from tasks.fetch.crawl import crawl
from tasks.fetch.follow import Follower
from tasks.fetch.job import CrawlJob
from tasks.fetch.model import PassedOver, Resolve
from tasks.fetch.read import read_captures, read_payload

_LIST_PAGES = 2  # of a column: where a script asks for the rows, the first page is a shell
_DISCOVERY_PAGES = 25


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What one site showed: documents that would be asked for, links passed over with the reason, pages that failed."""

    site: Site
    lists_read: int
    rows: int
    taken: tuple[Ask, ...]
    passed: tuple[PassedOver, ...]
    failures: tuple[str, ...]


def check_sites(
    sites: Sequence[Site], families: Mapping[str, Family], resolve: Sequence[Resolve]
) -> Iterator[SiteReport]:
    """Crawl the first list pages of each site and no document; yields what would follow. Nothing is kept."""
    limits = replace(
        load_config().limits, max_list_pages=_LIST_PAGES, max_discovery_pages=_DISCOVERY_PAGES, max_documents=0
    )
    with tempfile.TemporaryDirectory(prefix="fazhi-check-") as folder:
        spool = Path(folder)
        summary = crawl(sites, spool, {}, resolve, families=families, limits=limits)
        job = CrawlJob(tuple(sites), families, spool, {}, (), limits)
        taken: dict[str, dict[str, Ask]] = {site.source_id: {} for site in sites}
        for file in summary.files:
            for row in read_captures(file):
                if row.outcome == "not_report" and row.source_id:
                    payload = read_payload(file, row.warc_offset)
                    ask = Ask("list", row.url, row.source_id, row.column, row.url)
                    found = Follower(job).from_list(ask, decode_page(payload.body, payload.charset), row.final_url)
                    documents = {one.url: one for one in found.asks if one.kind == "document"}
                    taken[row.source_id] |= documents
    for site in sites:
        source = summary.sources[site.source_id]
        passed = {one.url: one for one in summary.passed_over if one.source_id == site.source_id}
        limited = tuple(failure for failure in source.failures if ": more than " not in failure)
        yield SiteReport(
            site,
            source.lists_read,
            source.links_seen,
            tuple(taken[site.source_id].values()),
            tuple(passed.values()),
            limited,
        )
