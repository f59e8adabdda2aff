"""The whole sample portal, crawled for real: two nights, and a night that dies in the middle."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows.sample_pages import Page, build_pages
from flows.sample_portal import SamplePortal
from schemas.datadir import data_dir
from schemas.errors import FazhiError
from tasks.discover.lists import decode_page, read_list
from tasks.discover.registry import Registry, load_registry
from tasks.fetch.archive import recover
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow, CrawlSummary, KnownCapture
from tasks.fetch.read import read_captures, read_payload

REVISED = "枕流街道办事处2024年法治政府建设年度报告"


@dataclass
class Night:
    summary: CrawlSummary
    rows: dict[str, tuple[Path, CaptureRow]]
    requests: list[tuple[str, int]]

    def of(self, outcome: str) -> dict[str, CaptureRow]:
        return {url: row for url, (_, row) in self.rows.items() if row.outcome == outcome}

    def known(self) -> dict[str, KnownCapture]:
        return {
            url: KnownCapture(row.sha256, row.etag, row.last_modified, record=(str(path), row.warc_offset))
            for url, (path, row) in self.rows.items()
            if row.sha256
        }


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(data_dir() / "sample" / "sources")


def run_night(registry: Registry, spool: Path, night: int, known: dict[str, KnownCapture]) -> Night:
    with SamplePortal(night) as portal:
        summary = crawl(registry.enabled(), spool, known, portal.resolve, families=registry.families)
        rows = [(path, row) for path in summary.files for row in read_captures(path)]
    assert len({row.url for _, row in rows}) == len(rows)
    return Night(summary, {row.url: (path, row) for path, row in rows}, portal.requests)


@pytest.fixture(scope="module")
def first(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Night:
    return run_night(registry, tmp_path_factory.mktemp("first"), 1, {})


@pytest.fixture(scope="module")
def second(registry: Registry, first: Night, tmp_path_factory: pytest.TempPathFactory) -> Night:
    return run_night(registry, tmp_path_factory.mktemp("second"), 2, first.known())


def planted() -> list[tuple[str, str]]:
    """(file, longest line) of every report, from the files that state the truth."""
    folder = data_dir() / "sample" / "reports"
    texts = sorted(path for path in folder.glob("[!_]*/*.txt") if not path.stem.endswith(".revised"))
    lines = [max(text.read_text(encoding="utf-8").splitlines(), key=len).strip() for text in texts]
    return [(str(text), line) for text, line in zip(texts, lines, strict=True)]


def test_every_report_is_captured_once_and_byte_for_byte(first: Night) -> None:
    pages = build_pages(1)
    found: Counter[str] = Counter()
    for url, row in first.of("ok").items():
        path = first.rows[url][0]
        assert read_payload(path, row.warc_offset).body == pages[url].body
        text = decode_page(pages[url].body).replace('<span lang="EN-US">', "").replace("</span>", "")
        found.update(name for name, line in planted() if line in text)
    assert len(planted()) >= 30
    assert found == Counter(name for name, _ in planted())


def test_the_listed_titles_and_dates_come_with_the_captures(first: Night) -> None:
    rows = first.of("ok").values()
    assert all(row.listed_title and row.listed_date and row.column and row.source_id for row in rows)
    assert REVISED in {row.listed_title for row in rows}


def test_what_is_no_report_by_its_title_is_passed_over_with_the_reason(first: Night) -> None:
    reasons = {item.title: item.reason for item in first.summary.passed_over}
    assert "工作要点" in reasons["澜州市2024年法治政府建设工作要点"]
    assert "政府信息公开年报" in reasons["砚湖市2023年政府信息公开工作年度报告"]
    asked = {url for url, _ in first.requests}
    assert not asked & {item.url for item in first.summary.passed_over}


def test_a_document_listed_without_saying_what_it_is_is_fetched_and_left_to_its_text(first: Night) -> None:
    (row,) = [row for row in first.of("ok").values() if row.listed_title == "墨溪县2024年度工作报告"]
    assert "人民政府工作报告" in decode_page(read_payload(first.rows[row.url][0], row.warc_offset).body)


def test_the_dead_link_is_gone_and_the_closed_path_is_not_asked(first: Night) -> None:
    (gone,) = first.of("gone").values()
    assert (gone.http_status, gone.source_id) == (404, "sample-yanhu")
    (blocked,) = first.of("blocked").values()
    assert blocked.outcome_detail == "robots.txt forbids it"
    assert blocked.url not in {url for url, _ in first.requests}
    assert set(first.summary.outcomes) == {"ok", "gone", "blocked"}
    assert first.summary.failed_sources == ()


def test_the_portal_has_at_least_three_families_and_a_misdeclared_gb_host(first: Night, registry: Registry) -> None:
    assert len({site.family for site in registry.enabled()}) >= 3
    url = next(url for url in first.of("ok") if "moxi" in url)
    body = build_pages(1)[url].body
    assert b"charset=gb2312" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "墨溪县" in decode_page(body)


def test_lists_of_two_pages_are_read_to_the_end(first: Night) -> None:
    for source_id in ("sample-lz", "sample-moxi", "sample-qingxiu", "sample-yanhu"):
        assert first.summary.sources[source_id].lists_read == 2


def test_the_second_night_stores_the_revised_page_only(first: Night, second: Night) -> None:
    assert set(second.rows) == set(first.rows)
    (revised,) = second.of("ok").values()
    assert revised.listed_title == REVISED
    assert revised.sha256 != first.rows[revised.url][1].sha256
    assert second.of("unchanged").keys() == first.of("ok").keys() - {revised.url}
    before = {url: row.sha256 for url, row in first.of("ok").items()}
    assert all(row.sha256 == before[url] for url, row in second.of("unchanged").items())


def test_hosts_with_validators_answer_304_and_others_are_told_by_their_bytes(second: Night) -> None:
    statuses = {url: row.http_status for url, row in second.of("unchanged").items()}
    assert {urlsplit(url).hostname for url, status in statuses.items() if status == 304} >= {"www.yunlan.gov.example"}
    assert {urlsplit(url).hostname for url, status in statuses.items() if status == 200} >= {"www.moxi.gov.example"}
    size = sum(path.stat().st_size for path in second.summary.files)
    assert size < 60_000, "unchanged pages are not stored again"


@pytest.mark.parametrize("fault", ["fetch.warc.record:15", "fetch.warc.close"])
def test_a_crawl_killed_in_the_middle_loses_nothing_and_fetches_nothing_twice(
    registry: Registry, first: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with SamplePortal(1) as portal:
        monkeypatch.setenv("FAZHI_FAULT", fault)
        with pytest.raises(FazhiError, match="ended early"):
            crawl(registry.enabled(), tmp_path, {}, portal.resolve, families=registry.families)
        monkeypatch.delenv("FAZHI_FAULT")
        (torn,) = tmp_path.glob("*.open")
        half = torn.read_bytes()[-40:]
        with torn.open("ab") as file:  # and the last write was cut short by the machine
            file.write(b"\x1f\x8b\x08\x00" + half)
        (closed,) = recover(tmp_path)
        saved = read_captures(closed)
        assert saved
        seen = {row.url for row in saved}
        portal.requests.clear()
        summary = crawl(registry.enabled(), tmp_path, {}, portal.resolve, families=registry.families)
        assert not seen & {url for url, _ in portal.requests}
        assert summary.failed_sources == ()
        assert summary.outcomes == first.summary.outcomes
    rest = [row for path in summary.files for row in read_captures(path)]
    assert sorted(row.url for row in [*saved, *rest]) == sorted(first.rows)
    assert {row.sha256 for row in [*saved, *rest]} == {row.sha256 for _, row in first.rows.values()}


def test_a_host_that_answers_every_request_with_a_challenge_is_blocked(registry: Registry, tmp_path: Path) -> None:
    (bixi,) = [site for site in registry.sites if site.source_id == "sample-bixi"]
    with SamplePortal() as portal:
        summary = crawl([bixi], tmp_path, {}, portal.resolve, families=registry.families)
    (row,) = read_captures(summary.files[0])
    assert (row.outcome, row.outcome_detail) == ("blocked", "robots.txt: script challenge (521)")
    assert summary.failed_sources == ("sample-bixi",)


def test_without_resolve_nothing_of_the_sample_is_reached(registry: Registry, tmp_path: Path) -> None:
    with SamplePortal() as portal:
        summary = crawl(registry.enabled()[:1], tmp_path, {}, (), families=registry.families)
    assert summary.outcomes == {"error": 1}
    assert portal.requests == []


def test_pages_are_the_same_each_time_and_differ_by_night_in_the_revised_report_only() -> None:
    assert build_pages(1) == build_pages(1)
    one, two = build_pages(1), build_pages(2)
    assert one.keys() == two.keys()
    (changed,) = [url for url in one if one[url].body != two[url].body]
    assert "zhenliu" not in changed  # a URL says nothing of our file names
    assert build_pages(3) == two


def test_every_sample_list_is_read_by_the_rules_of_its_family(registry: Registry) -> None:
    pages: dict[str, Page] = build_pages(1)
    for site in registry.enabled():
        for column in site.columns:
            page = read_list(decode_page(pages[column.url].body), column.url, registry.family_of(site))
            assert page.links
            assert all(link.date for link in page.links)


def test_an_incomplete_sample_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = tmp_path / "data" / "sample"
    sample.mkdir(parents=True)
    (sample / "portal").symlink_to(data_dir() / "sample" / "portal")
    monkeypatch.setenv("FAZHI_DATA", str(tmp_path / "data"))
    with pytest.raises(FazhiError, match="holds no reports"):
        build_pages(1)
