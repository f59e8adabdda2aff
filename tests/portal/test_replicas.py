"""The replicas are sound: each serves what its truth says, as its family would."""

import html
import re
from collections import Counter
from urllib.parse import urljoin

import pytest

from tests.portal import Portals, squeezed
from tests.portal.browser import Browser, words
from tests.portal.family import family_names, load_family
from tests.portal.model import Column
from tests.portal.site import Site

HOSTS = [(family, host) for family in family_names() for host in load_family(family).hosts]


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


# How each family's own script, or its reader, gets at the rows of a column: addresses to ask, with a form where by POST.
def list_requests(family: str, site: Site, column: Column) -> list[tuple[str, str]]:
    pages, number = range(1, column.total + 1), column.number
    if family == "03_hanweb_dataproxy":
        proxy = f"/module/web/jpage/dataproxy.jsp?columnid={number}&col=1"
        return [
            (f"{proxy}&startrecord={5 * n - 4}&endrecord={5 * n}", "") for n in range(1, len(column.documents) // 5 + 2)
        ]
    if family == "04_hanweb_jpaas":
        gateway = f"/api-gateway/jpaas-publish-server/front/page/build/unit?parseType=bulidstatic&pageId=00{number:06d}"
        return [
            (f"{gateway}&paramJson=%7B%22pageNo%22%3A{n}%2C%22pageSize%22%3A{column.per_page}%7D", "") for n in pages
        ]
    if family == "05_gkmlpt":
        return [(f"/gkmlpt/api/all/{number}?page={n}&sid=1", "") for n in range(1, len(column.documents) // 100 + 2)]
    if family == "07_ucap":
        return [(f"{column.path}LIEBIAO.json", "")]
    if family == "11_longxun_xxgk":
        organ, category = re.findall(r"\d{7}", column.path)
        form = f"organId={organ}&catId={category}&pageSize={column.per_page}"
        return [("/site/label/8888", f"{form}&pageIndex={n}") for n in pages]
    return [(path, "") for n in pages for path in site.family.urls("list", c=column, n=n, h=site.facts)[:1]]


@pytest.mark.parametrize(("family", "host"), HOSTS)
def test_each_list_reaches_all_its_articles(portals: Portals, browser: Browser, family: str, host: str) -> None:
    site = portals.sites[host]
    for column in site.columns:
        found = set()
        for target, form in list_requests(family, site, column):
            assert browser.ask(f"{site.root}{target}", form).status == 200
            page = html.unescape(browser.body.decode(site.facts["encoding"]))
            links = re.findall(r"""(?:href|"URL"|"url")\\?["']?\s*[=:]\s*\\?["']([^"'\\]+)""", page)
            found |= {urljoin(f"{site.root}{target}", link) for link in links}
        assert {f"{site.root}{site.addresses.article(column, each)}" for each in column.documents} <= found


@pytest.mark.parametrize(("family", "host"), HOSTS)
def test_columns_are_reached_from_the_root(portals: Portals, browser: Browser, family: str, host: str) -> None:
    site = portals.sites[host]
    seen, todo = set(), [f"{site.root}/"]
    while todo:
        url = todo.pop()
        seen.add(url)
        page = html.unescape(browser.get(url.partition("#")[0]) and browser.body.decode(site.facts["encoding"]))
        links = {urljoin(url, link) for link in re.findall(r'(?:href="|content="0; url=)([^"]+)"', page)}
        todo += [link for link in links - seen - set(todo) if link.removeprefix(site.root) in site.facts["hubs"]]
        seen |= {link for link in links if link.removeprefix(site.root).startswith("/")}
    if family == "05_gkmlpt":  # its tree of columns is in a script
        assert all(f'"id": {column.number}' in page for column in site.columns)
    else:
        first = [site.family.url("list", c=column, n=1, h=site.facts) for column in site.columns]
        assert {f"{site.root}{path}" for path in first} <= seen
