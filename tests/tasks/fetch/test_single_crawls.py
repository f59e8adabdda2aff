"""Single crawls: when one is refused, what ends it, and how the next goes on."""

import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import ModuleType

import pytest

from schemas.errors import FazhiError
from tasks.discover.registry import load_registry
from tasks.fetch.archive import recover, spool_lock
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CrawlSummary, KnownCapture
from tasks.fetch.read import read_captures
from tests.tasks.fetch.hosts import LIMITS, REPORT, article, listing, site


def test_a_real_host_is_not_crawled_without_a_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAZHI_CONTACT", raising=False)
    real = replace(site("x"), host="www.moxi.gov.cn")
    with pytest.raises(FazhiError, match="without a contact"):
        crawl([real], tmp_path, {}, families=load_registry().families)


def test_a_spool_has_one_writer(tmp_path: Path) -> None:
    with spool_lock(tmp_path), pytest.raises(FazhiError, match="in use by another process"):
        crawl([site("soft")], tmp_path, {}, families=load_registry().families, limits=LIMITS)


@pytest.mark.parametrize("at_hand", [True, False])
def test_known_pages_are_asked_conditionally_where_the_archive_has_them(
    server: ModuleType, tmp_path: Path, at_hand: bool
) -> None:
    """What hangs on an unchanged page is read from its record; a page whose record is not on this disk is asked for whole."""
    host, stamps = "again.gov.example", ('"v1"', "Fri, 08 Mar 2024 01:30:00 GMT")
    url = f"http://{host}{article('known')}"
    asked: list[tuple[str | None, str | None]] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append((handler.headers.get("If-None-Match"), handler.headers.get("If-Modified-Since")))
        is_known = asked[-1] == stamps
        handler.send_response(304 if is_known else 200)
        for name, value in zip(("ETag", "Last-Modified"), stamps, strict=True):
            handler.send_header(name, value)
        body = b"" if is_known else REPORT.encode()
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def night(known: dict[str, KnownCapture]) -> CrawlSummary:
        families = load_registry().families
        return crawl([site("again")], tmp_path, known, server.resolve(host), families=families, limits=LIMITS)

    server.page(host, "/fz/", listing("known"))
    server.routes[host, article("known")] = answer
    (file,) = night({}).files
    (first,) = (row for row in read_captures(file) if row.url == url)
    assert first.sha256 is not None
    record = (str(file), first.warc_offset) if at_hand else None
    (again,) = night({url: KnownCapture(first.sha256, *stamps, record=record)}).files
    (row,) = (row for row in read_captures(again) if row.url == url)
    assert (row.outcome, row.sha256, row.http_status) == ("unchanged", first.sha256, 304 if at_hand else 200)
    assert (row.etag, row.last_modified) == stamps
    assert asked == [(None, None), stamps if at_hand else (None, None)]


def test_an_endless_calendar_and_a_flood_of_links_end_at_the_limits(server: ModuleType, tmp_path: Path) -> None:
    host = "endless.gov.example"
    for number in range(10):
        name = "" if number == 0 else f"index_{number}.html"
        following = f"<script>createPageHTML(9999, {number}, 'index', 'html')</script>"
        server.page(host, f"/fz/{name}", listing(f"a{number}", f"b{number}", extra=following))
    limits = replace(LIMITS, max_list_pages=3, max_documents=4)
    summary = crawl(
        [site("endless")], tmp_path, {}, server.resolve(host), families=load_registry().families, limits=limits
    )
    asked = server.asked(host)
    assert [path for path in asked if "/t2" not in path] == ["/fz/", "/fz/index_1.html", "/fz/index_2.html"]
    assert len(asked) == 3 + 4
    assert summary.stopped == "max_documents 4 reached"
    assert summary.sources["endless"].links_taken == 6
    assert "more than 3 list pages" in summary.sources["endless"].failures[0]


def test_a_full_disk_is_named_and_what_was_whole_is_kept(server: ModuleType, tmp_path: Path) -> None:
    host = "heavy.gov.example"
    server.page(host, "/fz/", listing("a", "b", "c"))
    for name in "abc":
        server.page(host, article(name), os.urandom(60_000))
    entries = server.resolve(host)
    families = load_registry().families
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))  # the kernel lets no file grow larger
    try:
        with pytest.raises(FazhiError, match=f"{tmp_path}: File too large"):
            crawl([site("heavy")], tmp_path, {}, entries, families=families, limits=LIMITS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    (path,) = recover(tmp_path)
    saved = {row.url for row in read_captures(path)}
    assert len(saved) == 2  # the list and one document
    rest = crawl([site("heavy")], tmp_path, {}, entries, families=families, limits=LIMITS)
    assert rest.outcomes == {"ok": 3}
    assert [row.outcome for row in read_captures(rest.files[0])] == ["ok", "ok"]
    asked = server.asked(host)
    assert asked.count("/fz/") == asked.count(article("a")) == 1  # what had found room is not asked for again


ORPHAN = """
import sys
from pathlib import Path
from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.crawl import crawl
from tasks.fetch.model import Resolve
host = "orphan.gov.example"
site = Site("orphan", "x", host, "trs", "X9", (Column(f"http://{host}/fz/", None),), True, 0.0)
print("begun", flush=True)
crawl([site], Path(sys.argv[1]), {}, [Resolve.parse(sys.argv[2])], families=load_registry().families)
"""


def test_the_crawling_process_dies_with_its_parent(server: ModuleType, tmp_path: Path, root: Path) -> None:
    host = "orphan.gov.example"
    server.routes[host, "/fz/"] = lambda handler: time.sleep(30)
    (entry,) = server.resolve(host)
    command = [sys.executable, "-c", ORPHAN, str(tmp_path), str(entry)]
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(root)}, cwd=root) as parent:
        wait_for(lambda: bool(server.asked(host)))
        parent.send_signal(signal.SIGKILL)
    wait_for(lambda: is_free(tmp_path))
    assert recover(tmp_path) == ()


def is_free(spool: Path) -> bool:
    try:
        with spool_lock(spool):
            return True
    except FazhiError:
        return False


def wait_for(condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize("passing", [2, 3])
def test_a_crawl_killed_before_all_its_columns_were_noted_asks_for_the_rest_when_it_goes_on(
    server: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passing: int
) -> None:
    sites = [site(f"noted{number}") for number in (1, 2)]
    for one in sites:
        server.page(one.host, "/fz/", listing(one.name))
        server.page(one.host, article(one.name), REPORT)
    resolve = server.resolve(*(one.host for one in sites))
    families = load_registry().families
    monkeypatch.setenv("FAZHI_FAULT", f"fetch.journal:{passing}")
    with pytest.raises(FazhiError, match="ended early"):
        crawl(sites, tmp_path, {}, resolve, families=families, limits=LIMITS)
    monkeypatch.delenv("FAZHI_FAULT")
    recover(tmp_path)
    summary = crawl(sites, tmp_path, {}, resolve, families=families, limits=LIMITS)
    assert not summary.failed_sources
    assert summary.outcomes["ok"] == 2
