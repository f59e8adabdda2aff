"""Replicas over more than one night: the whole pipeline before and after a correction; what a second crawl costs, when it
finds a revision, and a crawl killed again and again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from schemas.errors import FazhiError
from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.archive import recover
from tasks.fetch.asks import NAME
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow, CrawlSummary, KnownCapture
from tasks.fetch.read import read_captures
from tests.portal import Planted, Portals, serve
from tests.portal.night import Crawl, Night
from tests.portal.scoring import Found, score

pytestmark = pytest.mark.slow

# What data/sources calls the families that are crawled here.
FAMILIES = {"01_trs_date": "trs", "02_hanweb_static": "hanweb", "08_ucap_hex": "ucap", "10_vsb": "vsb"}


@dataclass(frozen=True, slots=True)
class Nights:
    """A first night, a correction, a second night."""

    portals: Portals
    first: Night
    corrected: Planted
    second: Night
    first_requests: int


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with serve(*FAMILIES) as portals:
        crawl = Crawl(portals, tmp_path_factory.mktemp("replicas"), FAMILIES)
        first = crawl.night()
        asked = len(portals.requests)
        report = next(each for each in portals.reports if each.form == "page")
        portals.revise(report.url)
        corrected = next(each for each in portals.reports if each.url == report.url)
        yield Nights(portals, first, corrected, crawl.night(), asked)


def test_every_report_is_found_with_its_title_date_and_issuer(nights: Nights) -> None:
    result = score(nights.portals, nights.first.reports)
    assert result.recall == 1.0
    assert [wrong for wrong in result.wrong if wrong[1] != "text"] == []


def test_texts_of_single_pages_are_exact(nights: Nights) -> None:
    result = score(nights.portals, nights.second.reports)
    single = {url for each in nights.portals.reports if each.form == "page" for url in each.urls}
    assert [wrong[0] for wrong in result.wrong if wrong[1] == "text" and wrong[0] in single] == []


def test_a_correction_takes_the_old_texts_place(nights: Nights) -> None:
    def told(night: Night) -> list[Found]:
        return [each for each in night.reports if each.url == nights.corrected.url]

    assert [nights.corrected.is_told_by(each.text or "") for each in told(nights.first)] == [False]
    assert [nights.corrected.is_told_by(each.text or "") for each in told(nights.second)] == [True]


def test_nobody_else_is_asked(nights: Nights) -> None:
    assert {request.host for request in nights.portals.requests} == set(nights.portals.sites)


def test_nothing_is_asked_for_twice_in_a_night(nights: Nights) -> None:
    for night in (nights.portals.requests[: nights.first_requests], nights.portals.requests[nights.first_requests :]):
        urls = [request.url for request in night]
        assert len(urls) == len(set(urls))


def sites(portals: Portals, has_columns: bool = True) -> Iterator[Site]:
    """The hosts with their columns, or with their root alone."""
    for number, (host, site) in enumerate(portals.sites.items()):
        first = [(site.family.url("list", c=column, n=1, h=site.facts), column.name) for column in site.columns]
        yield Site(
            source_id=f"replica-{number}",
            name=site.facts["site"],
            host=host.partition(":")[0],
            family="generic",
            region_code="X9",
            columns=tuple(Column(site.root + path, name) for path, name in first) if has_columns else (),
            enabled=True,
            delay_seconds=0.0,
            root=f"{site.root}/",
            contact="mailto:a@example.org",
        )


def night(
    portals: Portals, entries: Sequence[Site], spool: Path, known: dict[str, KnownCapture] | None = None
) -> tuple[CrawlSummary, dict[str, tuple[Path, CaptureRow]]]:
    summary = crawl(entries, spool, known or {}, portals.resolve, families=load_registry().families)
    return summary, {row.url: (path, row) for path in summary.files for row in read_captures(path)}


def known_after(rows: dict[str, tuple[Path, CaptureRow]], days: float) -> dict[str, KnownCapture]:
    """What a store would know of these captures so many days later."""
    return {
        url: KnownCapture(
            row.sha256,
            row.etag,
            row.last_modified,
            seen_days=days,
            age_days=(date(2026, 11, 25) - row.listed_date).days if row.listed_date else None,
            record=(str(path), row.warc_offset) if row.has_payload else None,
        )
        for url, (path, row) in rows.items()
        if row.sha256
    }


def sent(portals: Portals, has_validators: bool) -> int:
    hosts = {host for host, site in portals.sites.items() if bool(site.validators) == has_validators}
    return sum(request.sent for request in portals.requests if request.host in hosts)


def further_pages(portals: Portals) -> set[str]:
    """The addresses of the columns' pages but for each one's first."""
    lists = [(site.root, site.addresses.pages(column)) for site in portals.sites.values() for column in site.columns]
    first = {root + path for root, pages in lists for path in pages[0]}
    return {root + path for root, pages in lists for page in pages for path in page} - first


@pytest.mark.parametrize("has_columns", [True, False], ids=["columns", "root"])
def test_a_second_crawl_of_unchanged_portals_costs_next_to_nothing(tmp_path: Path, has_columns: bool) -> None:
    with serve() as portals:
        entries = list(sites(portals, has_columns))
        _, first = night(portals, entries, tmp_path)
        before, asked_before = sent(portals, True), {request.url for request in portals.requests}
        unstamped = sent(portals, False)
        portals.requests.clear()
        summary, _ = night(portals, entries, tmp_path, known_after(first, days=1))
        shares = {"with validators": sent(portals, True) / before, "without": sent(portals, False) / unstamped}
        print("second night's bytes of the first's:", {hosts: f"{share:.2%}" for hosts, share in shares.items()})
        assert shares["with validators"] < 0.05
        assert set(summary.outcomes) <= {"unchanged", "gone"}
        without = {host for host, site in portals.sites.items() if not site.validators}
        assert len(without) >= len(portals.sites) // 3
        asked = {request.url for request in portals.requests if request.host in without}
        assert asked <= asked_before
        articles = {each.url for each in portals.all_reports}
        dated = {url for url, (_, row) in first.items() if row.outcome == "ok" and row.listed_date}
        assert not asked & articles & dated, "a document is asked for by its schedule"
        leading_on = {f"{portals.sites[host].root}/" for host in without} | further_pages(portals)
        assert not asked & leading_on, "of lists that show nothing new the first page alone"


def test_a_revision_is_found_within_its_schedule_and_not_a_day_before_where_nothing_tells(tmp_path: Path) -> None:
    with serve("07_ucap") as portals:  # sends no validators
        entries = list(sites(portals))
        _, first = night(portals, entries, tmp_path)
        report = max((each for each in portals.reports if each.form == "page"), key=lambda each: each.published)
        portals.revise(report.url)
        early, _ = night(portals, entries, tmp_path, known_after(first, days=3))
        assert early.outcomes.get("ok", 0) == 0
        _, later = night(portals, entries, tmp_path, known_after(first, days=31))
        assert later[report.url][1].outcome == "ok"
        assert later[report.url][1].sha256 != first[report.url][1].sha256
        at_once, _ = night(
            portals, [replace(site, revisit_days=0) for site in entries], tmp_path, known_after(first, 0)
        )
        assert at_once.outcomes["ok"] >= 1


def test_a_crawl_killed_twenty_times_repeats_only_what_was_in_flight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve("01_trs_date", "04_hanweb_jpaas", "11_longxun_xxgk") as portals:
        entries = list(sites(portals))
        whole, expected = night(portals, entries, tmp_path / "whole")
        portals.requests.clear()
        spool, kills = tmp_path / "killed", 0
        captured: Counter[str] = Counter()
        while True:
            points = [
                f"fetch.warc.record:{5 + kills % 3}",
                f"fetch.warc.written:{4 + kills % 4}",
                f"fetch.journal:{12 + kills % 5}",
            ]
            monkeypatch.setenv("FAZHI_FAULT", points[kills % 3])
            if kills == 20:
                monkeypatch.delenv("FAZHI_FAULT")
            try:
                summary, rows = night(portals, entries, spool)
                break
            except FazhiError:
                kills += 1
                captured.update(row.url for path in recover(spool) for row in read_captures(path))
        captured.update(rows.keys())
        assert kills == 20
        assert set(captured) == set(expected), "nothing is missed"
        assert summary.outcomes == whole.outcomes
        asked = Counter(
            f"{request.url} {request.body}" for request in portals.requests if "robots.txt" not in request.url
        )
        repeated = asked.total() - len(asked)
        assert repeated <= kills * len(portals.sites), "one request of a host is in flight"
        assert captured.total() - len(captured) <= kills * len(portals.sites)
        assert not (spool / NAME).exists()
        assert {urlsplit(url).hostname for url in captured} == {host.partition(":")[0] for host in portals.sites}
