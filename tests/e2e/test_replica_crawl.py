"""Every replica crawled with its columns given, and from its root alone: every report is found, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow, CrawlSummary
from tasks.fetch.read import read_captures
from tests.portal import Planted, Portals, serve

pytestmark = pytest.mark.slow


@dataclass
class Crawled:
    """What a crawl of all replicas brought."""

    portals: Portals
    summary: CrawlSummary
    rows: dict[str, CaptureRow]

    @property
    def taken(self) -> set[str]:
        return {url for url, row in self.rows.items() if row.outcome == "ok"}


def sites(portals: Portals, has_columns: bool) -> Iterator[Site]:
    """The hosts as entries of a registry whose family nobody has stated."""
    for number, (host, site) in enumerate(portals.sites.items()):
        first = [(site.family.url("list", c=column, n=1, h=site.facts), column.name) for column in site.columns]
        yield Site(
            source_id=f"replica-{number}",
            name=site.facts["site"],
            host=host.partition(":")[0],
            family="generic",
            region_code="X900121",
            columns=tuple(Column(site.root + path, name) for path, name in first) if has_columns else (),
            enabled=True,
            delay_seconds=0.0,
            root=f"{site.root}/",
            contact="mailto:atlas@example.org",
        )


@pytest.fixture(scope="module", params=["columns", "root"])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with serve() as portals:
        entries = list(sites(portals, request.param == "columns"))
        spool = tmp_path_factory.mktemp("spool")
        summary = crawl(entries, spool, {}, portals.resolve, families=load_registry().families)
        rows = [row for path in summary.files for row in read_captures(path)]
        assert len({row.url for row in rows}) == len(rows)
        yield Crawled(portals, summary, {row.url: row for row in rows})


def is_dead(planted: Planted) -> bool:
    return planted.form == "dead"


def test_every_report_is_found(crawled: Crawled) -> None:
    reports = [each for each in crawled.portals.reports if not is_dead(each)]
    assert len(reports) > 150
    assert [each.url for each in reports if not crawled.taken & set(each.urls)] == []


def test_nothing_else_is_taken(crawled: Crawled) -> None:
    known = {url for each in crawled.portals.all_reports for url in each.urls}
    assert sorted(crawled.taken - known) == []


def test_a_report_that_is_an_attachment_has_its_file_fetched(crawled: Crawled) -> None:
    attached = [each for each in crawled.portals.reports if each.form in ("docx", "doc", "wps", "pdf", "scan", "zip")]
    assert attached
    assert [each.url for each in attached if not crawled.taken & (set(each.urls) - {each.url})] == []


def test_every_part_of_a_long_report_is_archived(crawled: Crawled) -> None:
    parts = [url for each in crawled.portals.reports if each.form == "parts" for url in each.urls]
    assert parts
    assert [url for url in parts if url not in crawled.rows] == []
    further = [row for row in crawled.rows.values() if (row.outcome_detail or "").startswith("further page of")]
    assert all(row.outcome == "not_report" for row in further)


def test_no_foreign_host_is_asked(crawled: Crawled) -> None:
    asked = {request.host for request in crawled.portals.requests}
    assert asked <= set(crawled.portals.sites)


# Families whose lists are pages; where rows come by script only, its rules must be known.
STATIC = [
    "01_trs_date",
    "06_nfcms",
    "07_ucap",
    "08_ucap_hex",
    "09_hunan_content",
    "10_vsb",
    "12_ip_host",
    "13_shanghai_guid",
    "14_uuid_columns",
    "15_twins",
]


def test_portals_of_no_known_family_are_carried_by_the_general_rules(tmp_path: Path) -> None:
    families = {"generic": load_registry().families["generic"]}
    with serve(*STATIC) as portals:
        summary = crawl(list(sites(portals, False)), tmp_path, {}, portals.resolve, families=families)
        taken = {row.url for path in summary.files for row in read_captures(path) if row.outcome == "ok"}
        known = {url for each in portals.all_reports for url in each.urls}
        assert [each.url for each in portals.reports if not is_dead(each) and not taken & set(each.urls)] == []
        assert taken <= known
