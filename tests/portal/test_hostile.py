"""Hostile hosts really do what they are named for, as seen by plain sockets."""

import gzip
import http.client
import re
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime

import pytest

from tests.portal import Portals, serve
from tests.portal.hostile import HostileHost, rules

Ask = Callable[..., bytes]


@pytest.fixture(scope="module")
def portals() -> Iterator[Portals]:
    with serve(hostile=rules()) as running:
        yield running


@pytest.fixture(scope="module")
def ask(portals: Portals) -> Ask:
    """Send one request and return what comes back until the end, the limit, or so many seconds."""

    def _ask(host: HostileHost, target: str, headers: str = "", seconds: float = 5, limit: int = 1 << 20) -> bytes:
        request = f"GET {target} HTTP/1.1\r\nHost: {host.host}\r\n{headers}Connection: close\r\n\r\n"
        got, deadline = bytearray(), time.monotonic() + seconds
        with socket.create_connection(("127.0.0.1", host.port)) as link:
            link.sendall(request.encode())
            while len(got) < limit and time.monotonic() < deadline:
                link.settimeout(max(0.01, deadline - time.monotonic()))
                try:
                    piece = link.recv(1 << 16)
                except TimeoutError:
                    break
                if not piece:
                    break
                got += piece
        return bytes(got)

    return _ask


def article(host: HostileHost, number: int = 0) -> str:
    return host.reports[number].url.removeprefix(host.site.root)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def header(answer: bytes, name: str) -> str:
    found = re.search(rf"^{name}: (.*?)\r$", answer.decode("latin-1"), re.MULTILINE | re.IGNORECASE)
    assert found, f"no {name}"
    return found[1]


def body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("name", rules())
def test_a_host_is_a_small_portal_but_for_its_rule(portals: Portals, ask: Ask, name: str) -> None:
    host = portals.hostile[name]
    assert len(host.reports) == 3
    assert host.outcomes.total() == (3 if host.list_outcome == "not_report" else 0)
    assert set(host.outcomes) | {host.list_outcome} <= {"ok", "blocked", "gone", "error", "not_report"}
    if host.rule["for"] not in ("all", "lists"):
        listed = ask(host, "/zwgk/fzzfjsndbg/").decode()
        assert all(each.title[:10] in listed for each in host.reports)
    if host.rule["for"] in ("lists", "robots"):
        assert host.reports[0].text[:20] in ask(host, article(host)).decode()


@pytest.mark.parametrize(
    ("name", "code"),
    [("forbidden", 403), ("precondition", 412), ("accepted", 202), ("jsl", 521), ("shell", 200), ("slider", 200),
     ("busy_for_ever", 429), ("down", 503), ("broken", 500), ("gone", 410), ("empty", 200)],
)  # fmt: skip
def test_a_refusal_stays_one(portals: Portals, ask: Ask, name: str, code: int) -> None:
    host = portals.hostile[name]
    for _ in range(2):
        answer = ask(host, article(host))
        assert status(answer) == code
        assert len(body(answer)) < 400


@pytest.mark.parametrize("name", ["busy_then_fine", "down_then_fine", "down_until_a_date", "gateway_once"])
def test_what_passes_passes_after_one_refusal_of_each_address(portals: Portals, ask: Ask, name: str) -> None:
    host = portals.hostile[name]
    for number in range(3):
        first, second = (ask(host, article(host, number)) for _ in range(2))
        assert (status(first), status(second)) == (host.rule["status"], 200)
        assert host.reports[number].text[:20] in second.decode()
        if "retry_after" in host.rule:
            assert header(first, "Retry-After") == str(host.rule["retry_after"])
        if "retry_date" in host.rule:
            assert parsedate_to_datetime(header(first, "Retry-After")).timestamp() == pytest.approx(time.time(), abs=5)


def test_a_cookie_is_set_by_a_redirect_to_the_same_address(portals: Portals, ask: Ask) -> None:
    host = portals.hostile["cookie_redirect"]
    first = ask(host, article(host))
    assert (status(first), header(first, "Location")) == (302, article(host))
    assert header(first, "Set-Cookie").startswith("visited=1")
    assert status(ask(host, article(host), "Cookie: visited=1\r\n")) == 200


@pytest.mark.parametrize("name", ["loop", "two_step_loop", "long_chain"])
def test_redirects_never_end(portals: Portals, ask: Ask, name: str) -> None:
    host, target, seen = portals.hostile[name], article(portals.hostile[name]), []
    for _ in range(25):
        answer = ask(host, target)
        assert status(answer) == 302
        target = header(answer, "Location")
        seen.append(target)
    assert len(set(seen)) == {"loop": 1, "two_step_loop": 2, "long_chain": 25}[name]


@pytest.mark.parametrize("name", [name for name, rule in rules().items() if name.startswith("to_")])
def test_redirects_lead_where_no_one_must_follow(portals: Portals, ask: Ask, name: str) -> None:
    host = portals.hostile[name]
    location = header(ask(host, article(host)), "Location")
    assert location == host.rule["to"].format(port=host.port)


def test_bodies_are_not_as_long_as_promised(portals: Portals, ask: Ask) -> None:
    longer, shorter = portals.hostile["truncated"], portals.hostile["too_short_length"]
    answer = ask(longer, article(longer))
    assert int(header(answer, "Content-Length")) == 2 * len(body(answer))
    answer = ask(shorter, article(shorter))
    assert int(header(answer, "Content-Length")) == len(body(answer)) // 2
    cut = portals.hostile["cut_chunks"]
    connection = http.client.HTTPConnection("127.0.0.1", cut.port)
    connection.request("GET", article(cut), headers={"Host": cut.host})
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()
    connection.close()


def test_some_hosts_take_their_time(portals: Portals, ask: Ask) -> None:
    said = {
        name: ask(portals.hostile[name], article(portals.hostile[name]), seconds=1.3)
        for name in ("dribble", "dribbled_head", "silent")
    }
    assert 1 <= len(body(said["dribble"])) <= 4
    assert 1 <= len(said["dribbled_head"]) <= 4
    assert said["silent"] == b""


def test_a_slow_host_does_not_hold_up_another(portals: Portals, ask: Ask) -> None:
    slow, quick = portals.hostile["silent"], portals.hostile["robots_html"]
    with socket.create_connection(("127.0.0.1", slow.port)) as link:
        link.sendall(f"GET {article(slow)} HTTP/1.1\r\nHost: {slow.host}\r\n\r\n".encode())
        assert status(ask(quick, article(quick))) == 200


def test_a_page_that_is_gone_says_so_in_words_only(portals: Portals, ask: Ask) -> None:
    host = portals.hostile["soft_404"]
    answer = ask(host, article(host))
    assert status(answer) == 200
    assert "页面不存在" in body(answer).decode()


def test_dates_in_headers_and_at_the_top_of_pages_are_not_those_of_the_report(portals: Portals, ask: Ask) -> None:
    host = portals.hostile["stale_stamp"]
    answer = ask(host, article(host))
    assert header(answer, "Last-Modified").endswith("2009 08:00:00 GMT")
    assert "今天是：2019年12月3日" in body(answer).decode()


def test_connections_are_reset(portals: Portals, ask: Ask) -> None:
    host = portals.hostile["reset"]
    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            ask(host, article(host))
    host = portals.hostile["reset_once"]
    with pytest.raises(ConnectionResetError):
        ask(host, article(host))
    assert status(ask(host, article(host))) == 200


def test_answers_are_no_http_or_all_head(portals: Portals, ask: Ask) -> None:
    host = portals.hostile["no_http"]
    assert not ask(host, article(host)).startswith(b"HTTP")
    host = portals.hostile["huge_head"]
    assert b"\r\n\r\n" not in ask(host, article(host), limit=2 << 20)


@pytest.mark.parametrize(("name", "layers"), [("bomb", 1), ("double_bomb", 2)])
def test_bombs_are_small_on_the_wire_and_two_gigabytes_unpacked(
    portals: Portals, ask: Ask, name: str, layers: int
) -> None:
    host = portals.hostile[name]
    answer = ask(host, article(host), limit=8 << 20)
    assert header(answer, "Content-Encoding") == ", ".join(["gzip"] * layers)
    payload = body(answer)
    if layers == 2:
        assert len(payload) < 100_000
        payload = gzip.decompress(payload)
    assert len(payload) < 3 << 20
    assert len(zlib.decompressobj(31).decompress(payload, 100 << 20)) == 100 << 20


@pytest.mark.parametrize("name", ["endless", "two_gigabytes", "robots_endless"])
def test_some_answers_do_not_end_and_are_made_as_they_are_taken(portals: Portals, ask: Ask, name: str) -> None:
    host = portals.hostile[name]
    target = "/robots.txt" if host.rule["for"] == "robots" else article(host)
    answer = ask(host, target, limit=30 << 20, seconds=30)
    assert len(answer) >= 30 << 20
    if name == "two_gigabytes":
        assert header(answer, "Content-Length") == str(2 << 30)
    time.sleep(0.2)
    assert portals.requests[-1].sent < 60 << 20


def test_compression_is_forced(portals: Portals, ask: Ask) -> None:
    host = portals.hostile["forced_gzip"]
    answer = ask(host, article(host))
    assert header(answer, "Content-Encoding") == "gzip"
    assert host.reports[0].text[:20] in gzip.decompress(body(answer)).decode()


class TestTraps:
    def test_a_calendar_leads_on_for_ever(self, portals: Portals, ask: Ask) -> None:
        host, target, seen = portals.hostile["calendar"], "/zwgk/fzzfjsndbg/", set()
        for _ in range(10):
            page = ask(host, target).decode()
            links = re.findall(r'href="(\?ym=\d+)"', page)
            assert len(links) == 30
            target = f"/zwgk/fzzfjsndbg/{links[1]}"
            assert target not in seen
            seen.add(target)

    def test_a_list_has_always_one_more_page(self, portals: Portals, ask: Ask) -> None:
        host = portals.hostile["endless_list"]
        for number in (1, 2, 700):
            page = ask(host, f"/zwgk/fzzfjsndbg/?page={number}").decode()
            assert f'href="?page={number + 1}"' in page
            assert host.reports[0].title[:10] in page

    def test_sessions_stand_in_links_and_lead_to_the_same_articles(self, portals: Portals, ask: Ask) -> None:
        host = portals.hostile["sessions"]
        links = re.findall(r'href="\./(\S+\.html;jsessionid=\w+)"', ask(host, "/zwgk/fzzfjsndbg/").decode())
        assert len(links) == 3
        assert host.reports[0].text[:20] in ask(host, f"/zwgk/fzzfjsndbg/{links[0]}").decode()

    def test_links_lead_to_private_addresses(self, portals: Portals, ask: Ask) -> None:
        host = portals.hostile["private_links"]
        page = ask(host, "/zwgk/fzzfjsndbg/").decode()
        for place in (
            f"http://127.0.0.1:{host.port}/",
            "http://10.0.0.1/",
            "file:///etc/passwd",
            f"http://[::1]:{host.port}/",
        ):
            assert f'href="{place}' in page


class TestRobots:
    @pytest.mark.parametrize(
        ("name", "code"),
        [("robots_forbidden", 403), ("robots_broken", 500), ("robots_redirect", 302), ("robots_html", 200)],
    )
    def test_the_file_may_be_no_file(self, portals: Portals, ask: Ask, name: str, code: int) -> None:
        assert status(ask(portals.hostile[name], "/robots.txt")) == code

    def test_it_is_absent_where_nothing_is_said_of_it(self, portals: Portals, ask: Ask) -> None:
        assert status(ask(portals.hostile["forbidden"], "/robots.txt")) == 404

    def test_it_may_close_or_slow_the_host(self, portals: Portals, ask: Ask) -> None:
        for name, line in (
            ("robots_closed", "Disallow: /\n"),
            ("robots_partly", "fzzfjsndbg/2023"),
            ("robots_delay", "Crawl-delay: 2"),
        ):
            assert line in body(ask(portals.hostile[name], "/robots.txt")).decode()
        partly = portals.hostile["robots_partly"]
        assert sum("fzzfjsndbg/2023" in each.url for each in partly.reports) == 1

    def test_it_may_never_come_or_come_late_or_on_the_second_try(self, portals: Portals, ask: Ask) -> None:
        assert ask(portals.hostile["robots_silent"], "/robots.txt", seconds=1) == b""
        started = time.monotonic()
        assert status(ask(portals.hostile["robots_slow"], "/robots.txt")) == 404
        assert time.monotonic() - started > 1
        host = portals.hostile["robots_down_once"]
        assert [status(ask(host, "/robots.txt")) for _ in range(2)] == [503, 404]
