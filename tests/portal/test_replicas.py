"""The replicas are sound: each serves what its truth says, as its family would."""

import html
import http.client
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.portal import Portals, serve, squeezed
from tests.portal.family import family_names, load_family
from tests.portal.site import Site

HOSTS = [(family, host) for family in family_names() for host in load_family(family).hosts]


class Browser:
    """Asks the server over one connection."""

    def __init__(self, portals: Portals) -> None:
        port = next(iter(portals.addresses.values()))[1]
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, url: str, **headers: str) -> http.client.HTTPResponse:
        host, _, path = url.removeprefix("http://").partition("/")
        self._connection.request("GET", f"/{path}", headers={"Host": host, **headers})
        self.response = self._connection.getresponse()
        self.body = self.response.read()
        return self.response

    def close(self) -> None:
        self._connection.close()


def words(page: str) -> str:
    """What a page shows, without markup and white; also where the markup stands in a script, escaped."""
    page = page.replace("\\u003c", "<").replace("\\u003e", ">")
    return squeezed(html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", page)))


@pytest.fixture(scope="module")
def portals() -> Iterator[Portals]:
    with serve() as running:
        yield running


@pytest.fixture
def browser(portals: Portals) -> Iterator[Browser]:
    one = Browser(portals)
    yield one
    one.close()


@pytest.mark.parametrize(("family", "host"), HOSTS)
class TestHost:
    def test_every_report_is_served_in_the_hosts_own_encoding(
        self, portals: Portals, browser: Browser, family: str, host: str
    ) -> None:
        site = portals.sites[host]
        planted = [each for each in site.planted() if each.form in ("page", "both")]
        assert planted
        for each in planted:
            assert browser.get(each.url).status == 200
            page = words(browser.body.decode(site.facts["encoding"]))
            assert squeezed(each.title) in page
            assert squeezed(each.text) in page

    def test_no_two_documents_share_an_address(
        self, portals: Portals, browser: Browser, family: str, host: str
    ) -> None:
        urls = Counter(url for each in portals.sites[host].planted() for url in each.urls)
        urls.update(other.url for other in portals.sites[host].others())
        assert urls.most_common(1)[0][1] == 1

    def test_articles_are_as_heavy_as_real_ones(
        self, portals: Portals, browser: Browser, family: str, host: str
    ) -> None:
        for each in portals.sites[host].planted()[:3]:
            browser.get(each.url)
            assert 28_000 < len(browser.body) < 130_000

    def test_unknown_addresses_are_answered_as_the_host_does(
        self, portals: Portals, browser: Browser, family: str, host: str
    ) -> None:
        site: Site = portals.sites[host]
        browser.get(f"{site.root}/nothing/here.html")
        assert browser.response.status == (404 if site.facts["missing"] == "404" else 200)
        assert "页面不存在" in browser.body.decode()

    def test_what_is_unchanged_is_not_sent_again_where_the_host_sends_validators(
        self, portals: Portals, browser: Browser, family: str, host: str
    ) -> None:
        site = portals.sites[host]
        url = site.planted()[0].url
        first = browser.get(url)
        known = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
        assert {name for name in known if first.headers[name]} == set(site.validators)
        for name in site.validators:
            assert browser.get(url, **{known[name]: first.headers[name]}).status == 304
            assert browser.body == b""

    def test_a_revision_stands_under_the_old_address(
        self, portals: Portals, browser: Browser, family: str, host: str
    ) -> None:
        site = portals.sites[host]
        before = next(each for each in site.planted() if each.form == "page")
        first = browser.get(before.url)
        portals.revise(before.url)
        after = next(each for each in site.planted() if each.url == before.url)
        assert after.text != before.text
        assert "（第1次更正）" in after.text
        conditions = {"If-None-Match": first.headers["etag"]} if "etag" in site.validators else {}
        if "last-modified" in site.validators:
            conditions["If-Modified-Since"] = first.headers["last-modified"]
        assert browser.get(before.url, **conditions).status == 200
        assert "（第1次更正）" in words(browser.body.decode(site.facts["encoding"]))


def test_requests_are_kept_with_what_was_sent(portals: Portals, browser: Browser) -> None:
    url = portals.reports[0].url
    browser.get(url, **{"User-Agent": "reader/1"})
    last = portals.requests[-1]
    assert (last.url, last.status, last.sent) == (url, 200, len(browser.body))
    assert last.headers["user-agent"] == "reader/1"
