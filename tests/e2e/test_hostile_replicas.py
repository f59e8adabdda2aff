"""A night over hosts that go wrong, each in its own way: what is recorded of each, and that none is followed elsewhere."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.portal import Portals, serve
from tests.portal.hostile import rules
from tests.portal.night import Crawl, Night

pytestmark = pytest.mark.slow

# Hosts that only a time limit ends: minutes each, and tried with the crawler's own, shorter limits elsewhere.
PATIENT = {"dribble", "dribbled_head", "silent", "silent_everywhere", "robots_silent"}
NAMES = sorted(set(rules()) - PATIENT - {"slider", "sessions", "huge_head", "too_short_length"})


@dataclass(frozen=True, slots=True)
class Done:
    """The night, and how many reports it has of each host."""

    portals: Portals
    night: Night
    reports: Counter[str]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    with serve(hostile=NAMES) as portals:
        night = Crawl(portals, tmp_path_factory.mktemp("hostile"), {"01_trs_date": "trs"}).night()
        yield Done(portals, night, Counter(each.url.split("/")[2] for each in night.reports))


@pytest.mark.parametrize("name", NAMES)
def test_each_host_ends_as_it_should(done: Done, name: str) -> None:
    host = done.portals.hostile[name]
    outcomes = set(done.night.outcomes.get(host.host, ()))
    if host.outcome == "ok":
        assert outcomes == {"ok"}
        assert done.reports[host.host] == 3
    elif host.outcome == "none":
        articles = {url for each in host.reports for url in each.urls}
        assert articles.isdisjoint(request.url for request in done.portals.requests)
    elif host.outcome != "any":
        assert outcomes == {host.outcome}
        assert done.reports[host.host] == 0


def test_nobody_is_led_to_another_host(done: Done) -> None:
    ours = {host.host for host in done.portals.hostile.values()}
    assert {request.host for request in done.portals.requests} <= ours


def test_a_host_is_not_asked_without_end(done: Done) -> None:
    asked = Counter(request.host for request in done.portals.requests)
    assert max(asked.values()) <= 20


def test_what_a_host_pours_out_is_not_taken(done: Done) -> None:
    poured = Counter[str]()
    for request in done.portals.requests:
        poured[request.host] += request.sent
    assert max(poured.values()) < 200 << 20
