import gzip
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from scrapy.http import Response

from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.config import load_config
from tasks.fetch.crawl import crawl
from tasks.fetch.polite import retry_after, robots_rules
from tasks.fetch.read import read_captures

RULES = b"User-agent: *\nDisallow: /x/\n"


def robots(body: bytes, status: int = 200, **headers: str) -> Response:
    stated = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("http://a.example/robots.txt", status=status, headers=stated, body=body)


@pytest.mark.parametrize(
    "response",
    [
        robots(RULES, Content_Type="text/plain; charset=utf-8"),
        robots(RULES),
        robots(gzip.compress(RULES), Content_Type="text/plain", Content_Encoding="gzip"),
    ],
)
def test_text_is_rules(response: Response) -> None:
    assert robots_rules(response) == RULES


@pytest.mark.parametrize(
    "response",
    [
        robots(RULES, 404),
        robots(RULES, 403),
        robots(RULES, Content_Type="text/html"),
        robots(b"\n <!DOCTYPE html><p>Disallow: /", Content_Type="text/plain"),
        robots(b"<!-- x --><html>Disallow: /</html>"),
        robots(b"\x1f\x8bbroken", Content_Encoding="gzip"),
        robots(gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip"),
    ],
)
def test_what_is_not_text_is_no_rules(response: Response) -> None:
    assert robots_rules(response) == b""


NOW = datetime(2025, 3, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Wed, 12 Mar 2025 00:01:30 GMT", 90.0),
        ("Tue, 11 Mar 2025 00:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_host_that_has_had_its_time_is_left_and_every_document_says_so(server: ModuleType, tmp_path: Path) -> None:
    host = "slow.gov.example"
    rows = [f'<li><a href="/fz/t20240308_{n}.html">墨溪县2023年法治政府建设年度报告</a></li>' for n in range(1, 9)]
    server.page(host, "/fz/", "".join(rows))
    site = Site("slow", "x", host, "trs", "X9", (Column(f"http://{host}/fz/", None),), True, delay_seconds=0.3)
    limits = replace(load_config().limits, max_host_seconds=1)
    summary = crawl([site], tmp_path, {}, server.resolve(host), families=load_registry().families, limits=limits)
    captures = [row for path in summary.files for row in read_captures(path) if row.outcome != "not_report"]
    said = Counter(row.outcome_detail for row in captures)
    left = said["not asked: the host has had its 1 s"]
    assert 0 < left == 8 - len(server.asked(host)[1:])
    assert said.total() == 8
