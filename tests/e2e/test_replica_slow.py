"""The slowest hosts of a crawl hold up nobody: they answer only when all others are done, so who waited would wait for ever.

Nothing here is timed. A host that has not been answered within the crawler's own time limit ends as an error.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.config import load_config
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow
from tasks.fetch.read import read_captures
from tests.portal import Portals, Request, serve
from tests.portal.farm import COLUMN, LastHost, farm

pytestmark = pytest.mark.slow
ORDINARY, REPORTS = 30, 4
# Where each of the slow ones keeps its client waiting, and after how many bytes.
SLOW = {
    "robots": ("/robots.txt", None),
    "list": (COLUMN, None),
    "article": (f"{COLUMN}2", None),
    "head": (f"{COLUMN}2", 0),
    "body": (f"{COLUMN}2", 700),
}
# They pour out all they can meanwhile, or lead on without end.
WILD = ["endless", "two_gigabytes", "bomb", "double_bomb", "calendar", "endless_list", "reset", "loop", "busy_for_ever"]


@dataclass(frozen=True, slots=True)
class Crawled:
    """What the crawl asked, and what it made of the answers."""

    portals: Portals
    ordinary: frozenset[str]
    slow: dict[str, str]
    rows: list[CaptureRow]

    def requests(self, host: str) -> list[Request]:
        return [request for request in self.portals.requests if request.host == host]

    def outcomes(self, host: str) -> Counter[str]:
        return Counter(row.outcome for row in self.rows if row.url.split("/")[2] == host)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    hosts = farm(ORDINARY + len(SLOW), REPORTS)
    slow = dict(zip(SLOW, list(hosts)[ORDINARY:], strict=True))
    ordinary = frozenset(hosts) - set(slow.values())
    running: list[Portals] = []

    def others_are_done() -> bool:
        done = Counter(request.host for request in running[0].requests if request.is_done)
        return all(done[host] >= 2 + REPORTS for host in ordinary)  # robots.txt, the list, its reports

    last = {
        host: LastHost(hosts[host], target, others_are_done, after)
        for host, (target, after) in zip(slow.values(), SLOW.values(), strict=True)
    }
    with serve(farm=hosts | last, hostile=WILD) as portals:
        running.append(portals)
        sites = [_site(host, f"http://{host}{COLUMN}") for host in hosts]
        sites += [_site(one.host, one.column) for one in portals.hostile.values()]
        limits = replace(load_config().limits, max_bytes=4_000_000, max_list_pages=8, backoff_seconds=0.2)
        spool = tmp_path_factory.mktemp("spool")
        summary = crawl(sites, spool, {}, portals.resolve, families=load_registry().families, limits=limits)
        rows = [row for path in summary.files for row in read_captures(path)]
        yield Crawled(portals, ordinary, slow, rows)


def _site(host: str, column: str) -> Site:
    return Site(host.partition(".")[0], host, host, "trs", "X9", (Column(column, "法治政府建设年度报告"),), True, 0.0)


def test_ordinary_hosts_are_done_while_the_slow_ones_still_keep_their_client_waiting(crawled: Crawled) -> None:
    assert {host: crawled.outcomes(host) for host in crawled.ordinary} == {
        host: Counter(ok=REPORTS, not_report=1) for host in crawled.ordinary
    }
    done = max(request.ended for host in crawled.ordinary for request in crawled.requests(host))
    for name, host in crawled.slow.items():
        awaited = next(one for one in crawled.requests(host) if one.target.startswith(SLOW[name][0]))
        assert awaited.ended > done, name


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_host_is_had_all_the_same(crawled: Crawled, name: str) -> None:
    assert crawled.outcomes(crawled.slow[name]) == Counter(ok=REPORTS, not_report=1)


@pytest.mark.parametrize("name", WILD)
def test_of_the_wild_ones_it_is_recorded_how_they_ended(crawled: Crawled, name: str) -> None:
    host = crawled.portals.hostile[name]
    articles = {each.url for each in host.reports}
    assert Counter(row.outcome for row in crawled.rows if row.url in articles) == host.outcomes
