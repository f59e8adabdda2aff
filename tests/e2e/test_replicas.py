"""Two nights of the whole pipeline over replicas of portals: what was planted is found, a correction too, nobody else is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.portal import Planted, Portals, serve
from tests.portal.night import Crawl, Night
from tests.portal.scoring import Found, score

pytestmark = pytest.mark.slow

# What data/sources calls the families that are crawled here.
FAMILIES = {"01_trs_date": "trs", "02_hanweb_static": "hanweb", "10_vsb": "vsb"}


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
