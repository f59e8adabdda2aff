"""A portal without validators, night after night: what is new is found at once, and what only leads on is left in peace."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tasks.discover.registry import Site, load_registry
from tasks.fetch.config import load_config
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow, CrawlSummary, KnownCapture
from tasks.fetch.read import read_captures

HOST = "www.zhiwu.gov.example"
SITE = Site("zhiwu", "枝坞县人民政府", HOST, "trs", "X9", (), True, 0.0)
LIMITS = replace(load_config().limits, retry_times=0, timeout_seconds=10)
ARTICLE = f"<div class=TRS_Editor>{'枝坞县推进法治政府建设。' * 60}</div>"

Night = Callable[[float], tuple[CrawlSummary, list[str]]]


def row(year: int) -> str:
    return f'<li><a href="/tzgg/t{year}0308_{year}1.html">枝坞县{year - 1}年法治政府建设年度报告</a> {year}-03-08</li>'


def column(years: range, further: str = "", banner: str = "") -> str:
    return f"<body>{banner}<ul>{''.join(map(row, years))}</ul>{further}</body>"


@pytest.fixture
def portal(server: ModuleType) -> ModuleType:
    server.routes.clear()
    server.page(HOST, "/", '<a href="/zwgk/">政务公开</a>')
    server.page(HOST, "/zwgk/", '<a href="/tzgg/">工作总结</a>')
    server.page(HOST, "/tzgg/", column(range(2022, 2024), '<script>createPageHTML(2, 0, "index", "html")</script>'))
    server.page(HOST, "/tzgg/index_1.html", column(range(2020, 2022)))
    for year in range(2020, 2025):
        server.page(HOST, f"/tzgg/t{year}0308_{year}1.html", ARTICLE + str(year))
    return server


@pytest.fixture
def night(portal: ModuleType, tmp_path: Path) -> Night:
    """Crawl after so many days; returns the summary and what was asked for."""
    seen: dict[str, tuple[Path, CaptureRow]] = {}

    def _night(days: float) -> tuple[CrawlSummary, list[str]]:
        known = {
            url: KnownCapture(one.sha256, seen_days=days, age_days=4000, record=(str(path), one.warc_offset))
            for url, (path, one) in seen.items()
            if one.sha256
        }
        portal.requests.clear()
        summary = crawl([SITE], tmp_path, known, portal.resolve(HOST), families=load_registry().families, limits=LIMITS)
        fresh = {one.url: (path, one) for path in summary.files for one in read_captures(path) if one.has_payload}
        seen.update(fresh)
        return summary, [path for path in portal.asked(HOST) if path != "/sitemap.xml"]

    return _night


def test_a_quiet_night_asks_for_the_first_page_of_the_column_alone(night: Night) -> None:
    first, asked = night(0)
    assert first.outcomes == {"ok": 4}
    assert {"/", "/zwgk/", "/tzgg/", "/tzgg/index_1.html"} < set(asked)
    second, asked = night(1)
    assert asked == ["/tzgg/"]
    assert second.sources["zhiwu"].links_taken == 4


def test_what_is_new_is_found_the_night_it_stands_there(portal: ModuleType, night: Night) -> None:
    night(0)
    portal.page(HOST, "/tzgg/", column(range(2022, 2025), '<script>createPageHTML(2, 0, "index", "html")</script>'))
    summary, asked = night(1)
    assert asked == ["/tzgg/", "/tzgg/index_1.html", "/tzgg/t20240308_20241.html"]
    assert summary.outcomes == {"ok": 1}


def test_a_list_whose_page_changes_around_its_rows_counts_as_unchanged(portal: ModuleType, night: Night) -> None:
    night(0)
    further = '<script>createPageHTML(2, 0, "index", "html")</script>'
    portal.page(HOST, "/tzgg/", column(range(2022, 2024), further, "今天是：2026年2月3日"))
    assert night(1)[1] == ["/tzgg/"]


def test_after_some_days_all_of_them_are_looked_at_again(night: Night) -> None:
    night(0)
    assert set(night(7)[1]) == {"/", "/zwgk/", "/tzgg/", "/tzgg/index_1.html"}
