"""A night of the whole pipeline over hosts that go wrong, each in its own way: what `captures` says of each of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.portal import Portals, serve
from tests.portal.hostile import HostileHost, rules
from tests.portal.night import Crawl, Night

pytestmark = pytest.mark.slow

# What only a time limit ends shall not take the minutes that a real night allows it.
LIMITS = {
    "timeout_seconds": 4,
    "retry_times": 1,
    "backoff_seconds": 0.2,
    "max_backoff_seconds": 5,
    "max_bytes": 2_000_000,
    "max_list_pages": 8,
}


@dataclass(frozen=True, slots=True)
class Done:
    """The night, the hosts it was spent on, and its captures by address."""

    portals: Portals
    night: Night
    captures: dict[str, dict[str, Any]]

    def host(self, name: str) -> HostileHost:
        return self.portals.hostile[name]

    def asked(self, name: str) -> list[str]:
        host = self.host(name).host
        return [one.target for one in self.portals.requests if one.host == host and one.target != "/robots.txt"]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    with serve(hostile=rules()) as portals:
        crawl = Crawl(portals, tmp_path_factory.mktemp("hostile"), {"01_trs_date": "trs"}, limits=LIMITS)
        night = crawl.night()
        yield Done(portals, night, {row["url"]: row for row in night.captures})


@pytest.mark.parametrize("name", rules())
def test_captures_say_how_each_host_ended(done: Done, name: str) -> None:
    host, captures = done.host(name), done.captures
    articles = [captures[each.url] for each in host.reports if each.url in captures]
    assert captures[host.column]["outcome"] == host.list_outcome
    assert Counter(row["outcome"] for row in articles) == host.outcomes
    failed = [row for row in (captures[host.column], *articles) if row["outcome"] != "ok"]
    assert all(row["outcome_detail"] for row in failed)


@pytest.mark.parametrize("name", rules())
def test_what_was_had_is_published_and_nothing_in_place_of_what_was_not(done: Done, name: str) -> None:
    host = done.host(name)
    planted = {each.url: (each.title, each.published) for each in host.reports}
    found = {one.url: (one.title, one.published) for one in done.night.reports if one.url.split("/")[2] == host.host}
    assert len(found) == host.published
    assert found.items() <= planted.items()


def test_a_page_cut_to_the_length_that_was_promised_is_noted(done: Done) -> None:
    captures = [done.captures[each.url] for each in done.host("too_short_length").reports]
    assert {row["outcome_detail"] for row in captures} == {"page ends before its </html>"}


def test_each_address_has_one_capture(done: Done) -> None:
    assert len(done.captures) == len(done.night.captures)


def test_the_night_is_published_and_its_exit_code_says_that_sources_failed(done: Done) -> None:
    assert done.night.exit_code == 3


def test_nobody_is_led_to_another_host(done: Done) -> None:
    ours = {host.host for host in done.portals.hostile.values()}
    assert {request.host for request in done.portals.requests} <= ours


def test_a_list_that_was_not_had_leads_to_no_article(done: Done) -> None:
    unread = [host for host in done.portals.hostile.values() if host.list_outcome != "not_report"]
    articles = {url for host in unread for each in host.reports for url in each.urls}
    assert articles.isdisjoint(request.url for request in done.portals.requests)


@pytest.mark.parametrize("name", ["jsl", "accepted"])
def test_challenges_are_not_worked_around(done: Done, name: str) -> None:
    assert len(done.asked(name)) == 1


@pytest.mark.parametrize("name", rules())
def test_a_host_is_not_asked_without_end(done: Done, name: str) -> None:
    assert len(done.asked(name)) <= 20


def test_what_a_host_pours_out_is_not_taken(done: Done) -> None:
    poured = Counter[str]()
    for request in done.portals.requests:
        poured[request.host] += request.sent
    assert max(poured.values()) < 200 << 20
