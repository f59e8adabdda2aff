"""Replicas over more than one night: what a second night costs, when a revision is found, and a crawl killed again and again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
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
from tests.portal import Portals, serve

pytestmark = pytest.mark.slow


def sites(portals: Portals) -> Iterator[Site]:
    """The hosts with their columns."""
    for number, (host, site) in enumerate(portals.sites.items()):
        first = [(site.family.url("list", c=column, n=1, h=site.facts), column.name) for column in site.columns]
        columns = tuple(Column(site.root + path, name) for path, name in first)
        name = host.partition(":")[0]
        yield Site(f"replica-{number}", name, name, "generic", "X9", columns, True, 0.0, contact="mailto:a@example.org")


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


def test_a_second_night_over_unchanged_portals_costs_next_to_nothing(tmp_path: Path) -> None:
    with serve() as portals:
        entries = list(sites(portals))
        _, first = night(portals, entries, tmp_path)
        before = sent(portals, True), sent(portals, False)
        portals.requests.clear()
        summary, _ = night(portals, entries, tmp_path, known_after(first, days=1))
        assert sent(portals, True) < 0.05 * before[0]
        assert set(summary.outcomes) <= {"unchanged", "gone"}
        without = {host for host, site in portals.sites.items() if not site.validators}
        articles = {each.url for each in portals.all_reports}
        asked = {request.url for request in portals.requests if request.host in without}
        dated = {url for url, (_, row) in first.items() if row.outcome == "ok" and row.listed_date}
        assert not asked & articles & dated, "without validators a document is asked for by its schedule only"


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
