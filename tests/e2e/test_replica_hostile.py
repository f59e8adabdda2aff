"""Hosts that go wrong, all in one crawl: each outcome is as it should be, and nobody waits for anybody."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.config import load_config
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow, CrawlSummary
from tasks.fetch.read import read_captures
from tests.portal import Portals, serve
from tests.portal.hostile import rules

pytestmark = pytest.mark.slow
LIMITS = replace(
    load_config().limits,
    timeout_seconds=4,
    retry_times=1,
    backoff_seconds=0.2,
    max_backoff_seconds=5,
    max_bytes=2_000_000,
    max_list_pages=8,
)


@dataclass
class Crawled:
    """What a crawl of all hostile hosts brought."""

    portals: Portals
    summary: CrawlSummary
    rows: dict[str, CaptureRow]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with serve(hostile=list(rules())) as portals:
        sites = [
            Site(
                source_id=name.replace("_", "-"),
                name=name,
                host=one.host,
                family="generic",
                region_code="X9",
                columns=(Column(one.column, "法治政府建设年度报告"),),
                enabled=True,
                delay_seconds=0.15,
            )
            for name, one in portals.hostile.items()
        ]
        spool = tmp_path_factory.mktemp("spool")
        summary = crawl(sites, spool, {}, portals.resolve, families=load_registry().families, limits=LIMITS)
        rows = [row for path in summary.files for row in read_captures(path)]
        assert len({row.url for row in rows}) == len(rows)
        yield Crawled(portals, summary, {row.url: row for row in rows})


@pytest.mark.parametrize("name", rules())
def test_the_outcome_of_each_misbehaviour(crawled: Crawled, name: str) -> None:
    host = crawled.portals.hostile[name]
    column, articles = crawled.rows[host.column], [crawled.rows.get(each.url) for each in host.reports]
    if column.outcome != "not_report":  # the list itself was not to be had, so nothing of it was
        assert column.outcome_detail
        assert articles == [None] * len(articles)
        assert host.outcome in (column.outcome, "none", "any")
        return
    outcomes = {row.outcome if row else "none" for row in articles}
    assert host.outcome == "any" or outcomes == {host.outcome}
    assert all(row.outcome_detail for row in articles if row and row.outcome != "ok")


def test_nothing_but_the_registrys_hosts_is_asked(crawled: Crawled) -> None:
    assert {one.host for one in crawled.portals.requests} <= {one.host for one in crawled.portals.hostile.values()}


def test_challenges_are_not_worked_around(crawled: Crawled) -> None:
    for name in ("jsl", "accepted"):
        host = crawled.portals.hostile[name].host
        paths = [one.target for one in crawled.portals.requests if one.host == host and one.target != "/robots.txt"]
        assert len(paths) == 1


def test_nobody_waits_for_a_slow_host(crawled: Crawled) -> None:
    ended = {
        name: max(one.ended or one.at for one in crawled.portals.requests if one.host == host.host)
        for name, host in crawled.portals.hostile.items()
    }
    assert ended["chunked"] < ended["silent"]
    assert ended["forced_gzip"] < ended["dribble"]


def test_what_is_too_large_is_not_received_to_the_end(crawled: Crawled) -> None:
    assert crawled.summary.bytes_received < 60_000_000
