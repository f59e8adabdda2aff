"""One crawl over many hosts, each with its own misbehaviour; every test looks at one of them."""

import gzip
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from types import ModuleType

import pytest

from schemas.errors import FazhiError
from tasks.discover.registry import Column, load_registry
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow, CrawlSummary
from tasks.fetch.read import read_captures, read_payload
from tests.tasks.fetch.hosts import LIMITS, REPORT, TITLE, article, listing, site


def redirect(to: str, cookie: str | None = None) -> object:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if cookie and cookie in handler.headers.get("Cookie", ""):
            handler.send_response(200)
            body = REPORT.encode()
        else:
            handler.send_response(302)
            handler.send_header("Location", to)
            body = b""
        if cookie:
            handler.send_header("Set-Cookie", f"{cookie}; path=/")
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def script_answers(server: ModuleType) -> None:
    """Write down what every host does."""
    answers = "answers.gov.example"
    names = ["ok", "gzip", "gone", "removed", "soft404", "broken", "empty", "bomb", "big", "cut", "silent"]
    moves = ["moved", "abroad", "loop", "cookie", "scheme"]
    attached = f'<li><a href="http://abroad.gov.example/t20240308_1.html">{TITLE}</a></li>'
    server.page(answers, "/fz/", listing(*names, *moves, "docx", extra=attached))
    server.page(answers, article("ok"), REPORT, headers={"ETag": '"v1"', "Content-Type": "text/html; charset=GB2312"})
    server.page(answers, article("gzip"), gzip.compress(REPORT.encode()), headers={"Content-Encoding": "gzip"})
    server.page(answers, article("gone"), "", 404)
    server.page(answers, article("removed"), "", 410)
    server.page(answers, article("soft404"), "<html><title>页面不存在</title></html>")
    server.page(answers, article("broken"), "", 500)
    server.page(answers, article("empty"), "")
    bomb = gzip.compress(b"0" * 50_000_000)
    server.page(answers, article("bomb"), bomb, headers={"Content-Encoding": "gzip"})
    server.page(answers, article("big"), b"0" * 300_000)
    server.page(answers, article("cut"), REPORT, headers={"Content-Length": "100000", "Connection": "close"})
    server.routes[answers, article("cut")] = cut_short
    server.routes[answers, article("silent")] = lambda handler: time.sleep(6)
    server.routes[answers, article("moved")] = redirect("/fz/new.html")
    server.page(answers, "/fz/new.html", REPORT)
    server.routes[answers, article("abroad")] = redirect("http://abroad.gov.example/x.html")
    server.routes[answers, article("scheme")] = redirect("ftp://answers.gov.example/x.html")
    server.routes[answers, article("loop")] = redirect(article("loop"))
    server.routes[answers, article("cookie")] = redirect(article("cookie"), "seen=1")
    link = '<div class="TRS_Editor">见附件</div><div class="fj"><a href="P1.docx">报告.docx</a></div>'
    server.page(answers, article("docx"), link)
    server.page(answers, "/fz/P1.docx", b"PK\x03\x04", headers={"Content-Type": "application/msword"})

    server.page("wall.gov.example", "/fz/", "<script>__jsl_clearance</script>", 521)
    server.page("dance.gov.example", "/fz/", "<html><script>$_ts={}</script></html>", 202)
    server.page("grim.gov.example", "/fz/", listing(*"abcdef"))
    for name in "abcdef":
        server.page("grim.gov.example", article(name), "", 403)

    server.page("busy.gov.example", "/fz/", listing("a", "b"))
    server.page("busy.gov.example", article("b"), REPORT)
    server.routes["busy.gov.example", article("a")] = once_busy(server)
    server.page("shut.gov.example", "/fz/", listing("a", "b"), headers={})
    server.page("shut.gov.example", article("a"), "", 503, {"Retry-After": "3600"})
    server.page("shut.gov.example", article("b"), "", 503, {"Retry-After": "3600"})
    server.page("slow.gov.example", "/fz/", listing("a", "b", "c"))
    for name in "abc":
        server.page("slow.gov.example", article(name), REPORT)

    server.page("soft.gov.example", "/robots.txt", "<html>Disallow: /</html>")
    server.page("soft.gov.example", "/fz/", listing("a"))
    server.page("soft.gov.example", article("a"), REPORT)
    server.page(
        "ruled.gov.example", "/robots.txt", "User-agent: *\nDisallow: /fz/t", 200, {"Content-Type": "text/plain"}
    )
    server.page("ruled.gov.example", "/fz/", listing("a"))
    server.page("ruled.gov.example", article("a"), REPORT)
    server.page(
        "patient.gov.example", "/robots.txt", "User-agent: *\nCrawl-delay: 1\n", 200, {"Content-Type": "text/plain"}
    )
    server.page("patient.gov.example", "/fz/", listing("a", "b"))
    for name in "ab":
        server.page("patient.gov.example", article(name), REPORT)
    server.page("bare.gov.example", "/fz/", "<html><p>本栏目已改版</p></html>")
    server.page("ill.gov.example", "/robots.txt", "", 500)
    server.page("ill.gov.example", "/fz/", listing("a"))


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.close_connection = True


def once_busy(server: ModuleType) -> object:
    times: list[int] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        times.append(1)
        body = REPORT.encode() if len(times) > 1 else b""
        handler.send_response(200 if body else 429)
        if not body:
            handler.send_header("Retry-After", "1")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@dataclass
class Crawled:
    summary: CrawlSummary
    rows: dict[str, CaptureRow]
    server: ModuleType

    def of(self, host: str, name: str) -> CaptureRow:
        return self.rows[f"http://{host}.gov.example{article(name)}"]


HOSTS = ["answers", "wall", "dance", "soft", "ruled", "ill", "patient", "bare"]
# Without a delay the next request leaves before the answer that closes the host has been read.
DELAYS = {"slow": 0.4, "grim": 0.15, "shut": 0.15, "busy": 0.15}


@pytest.fixture(scope="module")
def crawled(server: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    script_answers(server)
    private = f":{server.port}/fz/"
    sites = [
        *map(site, HOSTS),
        *(site(name, delay) for name, delay in DELAYS.items()),
        replace(site("localhost"), columns=(Column(f"http://localhost{private}", None),)),
        replace(site("127.0.0.1"), source_id="literal", columns=(Column(f"http://127.0.0.1{private}", None),)),
        site("nowhere"),
    ]
    spool = tmp_path_factory.mktemp("spool")
    hosts = [f"{name}.gov.example" for name in (*HOSTS, *DELAYS)]
    summary = crawl(
        [replace(item, contact="mailto:atlas@example.org") for item in sites],
        spool,
        {},
        server.resolve(*hosts),
        families=load_registry().families,
        limits=LIMITS,
    )
    rows = [row for path in summary.files for row in read_captures(path)]
    assert len({row.url for row in rows}) == len(rows), "a URL has one capture a night"
    assert sorted(spool.glob("*.warc.gz")) == sorted(summary.files)
    return Crawled(summary, {row.url: row for row in rows}, server)


def test_a_capture_carries_what_the_list_and_the_headers_said(crawled: Crawled) -> None:
    row = crawled.of("answers", "ok")
    assert (row.outcome, row.http_status, row.source_id) == ("ok", 200, "answers")
    assert (row.mime, row.charset, row.etag) == ("text/html", "gb2312", '"v1"')
    assert row.listed_title == f"{TITLE}（ok）"
    assert row.listed_date is not None
    assert row.column == "法治政府建设年度报告"
    payload = read_payload(crawled.summary.files[0], row.warc_offset)
    assert payload.body == REPORT.encode()
    assert (payload.url, payload.sha256, payload.listed_date) == (row.url, row.sha256, row.listed_date)
    assert abs((datetime.now(UTC) - payload.fetched_at).total_seconds()) < 300


def test_compressed_pages_are_archived_as_sent_and_read_unpacked(crawled: Crawled) -> None:
    row = crawled.of("answers", "gzip")
    assert read_payload(crawled.summary.files[0].read_bytes(), row.warc_offset).body == REPORT.encode()
    assert row.sha256 == crawled.of("answers", "ok").sha256


@pytest.mark.parametrize(
    ("name", "outcome", "detail"),
    [
        ("gone", "gone", "HTTP 404"),
        ("removed", "gone", "HTTP 410"),
        ("soft404", "gone", "page says that it does not exist"),
        ("broken", "error", "HTTP 500"),
        ("empty", "error", "empty body"),
        ("bomb", "error", "unpacks to more than 200000 bytes"),
        ("big", "error", "too large"),
        ("cut", "error", "cut short"),
        ("silent", "error", "timeout"),
        ("abroad", "error", "host abroad.gov.example is not in the registry"),
        ("scheme", "error", "HTTP 302"),
        ("loop", "error", "max redirections"),
    ],
)
def test_what_brings_no_document_is_recorded_with_its_reason(
    crawled: Crawled, name: str, outcome: str, detail: str
) -> None:
    row = crawled.of("answers", name)
    assert row.outcome == outcome
    assert detail in (row.outcome_detail or "")
    assert row.sha256 is None
    with pytest.raises(FazhiError, match="no record with a document"):
        read_payload(crawled.summary.files[0], row.warc_offset)


def test_redirects_inside_the_registry_and_plain_cookies_are_followed(crawled: Crawled) -> None:
    moved = crawled.of("answers", "moved")
    assert (moved.outcome, moved.final_url) == ("ok", "http://answers.gov.example/fz/new.html")
    assert crawled.of("answers", "cookie").outcome == "ok"


def test_a_page_without_a_text_has_its_attachment_fetched_under_the_listed_title(crawled: Crawled) -> None:
    row = crawled.rows["http://answers.gov.example/fz/P1.docx"]
    assert (row.outcome, row.listed_title) == ("ok", f"{TITLE}（docx）")


def test_a_listed_link_to_a_foreign_host_is_passed_over_and_never_asked(crawled: Crawled) -> None:
    (passed,) = [item for item in crawled.summary.passed_over if "abroad" in item.url]
    assert "not in the registry" in passed.reason
    assert crawled.server.asked("abroad.gov.example") == []


def test_challenges_are_recorded_as_blocked_and_not_repeated(crawled: Crawled) -> None:
    for name in ("wall", "dance"):
        row = crawled.rows[f"http://{name}.gov.example/fz/"]
        assert (row.outcome, row.column) == ("blocked", "法治政府建设年度报告")
        assert "challenge" in (row.outcome_detail or "")
        assert crawled.server.asked(f"{name}.gov.example") == ["/fz/"]
        assert name in crawled.summary.failed_sources


def test_a_host_that_blocks_three_times_is_left_alone_and_all_its_pages_are_recorded(crawled: Crawled) -> None:
    rows = [crawled.of("grim", name) for name in "abcdef"]
    assert {row.outcome for row in rows} == {"blocked"}
    assert sum("not asked after 3" in (row.outcome_detail or "") for row in rows) == 3
    assert len(crawled.server.asked("grim.gov.example")) == 1 + 3


def test_after_429_the_whole_host_waits_as_long_as_it_asks(crawled: Crawled) -> None:
    assert {crawled.of("busy", name).outcome for name in "ab"} == {"ok"}
    times = [at for at, host, path in crawled.server.requests if host == "busy.gov.example" and path == article("a")]
    assert len(times) == 2
    assert times[1] - times[0] >= 0.95
    rest = [at - times[0] for at, host, _ in crawled.server.requests if host == "busy.gov.example" and at > times[0]]
    assert min(rest) >= 0.95, "the host was asked for another page while it wanted to be left alone"


def test_a_host_that_asks_for_too_long_a_wait_is_left_for_the_night(crawled: Crawled) -> None:
    outcomes = sorted((crawled.of("shut", name).outcome, crawled.of("shut", name).outcome_detail) for name in "ab")
    assert outcomes == [("blocked", "HTTP 503: host asks to wait 3600 s"), ("error", "HTTP 503")]
    assert len(crawled.server.asked("shut.gov.example")) == 2  # the list and one article


def test_requests_to_a_host_keep_its_delay(crawled: Crawled) -> None:
    times = [at for at, host, _ in crawled.server.requests if host == "slow.gov.example"]
    assert len(times) == 5  # robots.txt, the list, three articles
    # The server's clock sees when requests arrive, and on a busy machine the first one may arrive an interval late.
    assert times[-1] - times[0] >= (5 - 2) * 0.4


def test_a_crawl_delay_in_robots_txt_is_kept(crawled: Crawled) -> None:
    times = [at for at, host, _ in crawled.server.requests if host == "patient.gov.example"]
    assert len(times) == 4
    assert times[-1] - times[0] >= (4 - 2) * 1.0  # the first may arrive an interval late, as above


def test_a_list_without_rows_is_a_failure_of_its_source_not_an_empty_column(crawled: Crawled) -> None:
    assert "bare" in crawled.summary.failed_sources
    assert "no rows found" in crawled.summary.sources["bare"].failures[0]


def test_robots_rules_are_obeyed_and_html_in_their_place_is_no_rule(crawled: Crawled) -> None:
    assert crawled.of("soft", "a").outcome == "ok"
    ruled = crawled.of("ruled", "a")
    assert (ruled.outcome, ruled.outcome_detail) == ("blocked", "robots.txt forbids it")
    assert crawled.server.asked("ruled.gov.example") == ["/fz/"]


def test_a_host_whose_robots_txt_cannot_be_had_is_not_crawled(crawled: Crawled) -> None:
    row = crawled.rows["http://ill.gov.example/fz/"]
    assert (row.outcome, row.outcome_detail) == ("error", "robots.txt: HTTP 500")
    assert crawled.server.asked("ill.gov.example") == []


def test_private_addresses_are_refused_without_resolve_named_or_literal(crawled: Crawled) -> None:
    for host in ("localhost", "127.0.0.1"):
        row = crawled.rows[f"http://{host}:{crawled.server.port}/fz/"]
        assert row.outcome == "error"
        assert "not public: refused" in (row.outcome_detail or "")
        assert not [host for _, name, _ in crawled.server.requests if name == host]


def test_a_name_that_does_not_resolve_fails_its_source_only(crawled: Crawled) -> None:
    row = crawled.rows["http://nowhere.gov.example/fz/"]
    assert (row.outcome, row.outcome_detail) == ("error", "robots.txt: host name does not resolve")
    assert "nowhere" in crawled.summary.failed_sources
    assert "answers" not in crawled.summary.failed_sources


def test_a_request_names_the_project_and_the_contact(crawled: Crawled) -> None:
    content = gzip.decompress(crawled.summary.files[0].read_bytes())
    assert b"User-Agent: fazhi-atlas/0.1 (+mailto:atlas@example.org)" in content
