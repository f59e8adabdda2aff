"""The replicas are sound: each serves what its truth says, as its family would."""

import html
import http.client
import io
import json
import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin

import docx
import pypdfium2
import pytest
from docx.table import Table
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from tests.portal import Planted, Portals, serve, squeezed
from tests.portal.family import family_names, load_family
from tests.portal.model import Column
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

    def ask(self, url: str, form: str) -> http.client.HTTPResponse:
        """GET, or POST where there is a form."""
        if not form:
            return self.get(url)
        host, _, path = url.removeprefix("http://").partition("/")
        headers = {"Host": host, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", f"/{path}", body=form, headers=headers)
        self.response = self._connection.getresponse()
        self.body = self.response.read()
        return self.response

    def text(self, url: str) -> str:
        self.get(url)
        return self.body.decode("gb18030" if "weidu" in url else "utf-8")

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
        assert {f"{site.root}{site.article(column, each)}" for each in column.documents} <= found


@pytest.mark.parametrize(("family", "host"), HOSTS)
def test_columns_are_reached_from_the_root(portals: Portals, browser: Browser, family: str, host: str) -> None:
    site = portals.sites[host]
    seen, todo = set(), [f"{site.root}/"]
    while todo:
        url = todo.pop()
        seen.add(url)
        page = html.unescape(browser.get(url.partition("#")[0]) and browser.body.decode(site.facts["encoding"]))
        links = {urljoin(url, link) for link in re.findall(r'href="([^"]+)"', page)}
        todo += [link for link in links - seen - set(todo) if link.removeprefix(site.root) in site.facts["hubs"]]
        seen |= {link for link in links if link.removeprefix(site.root).startswith("/")}
    if family == "05_gkmlpt":  # its tree of columns is in a script
        assert all(f'"id": {column.number}' in page for column in site.columns)
    else:
        first = [site.family.url("list", c=column, n=1, h=site.facts) for column in site.columns]
        assert {f"{site.root}{path}" for path in first} <= seen


class TestQuirks:
    """What a reader that knows only one family would get wrong."""

    def test_index_1_is_the_second_page(self, portals: Portals, browser: Browser) -> None:
        column = "http://www.heshan.gov.example/zwgk/fzzfjsndbg/"
        first, same, second = (browser.text(column + name) for name in ("", "index.html", "index_1.html"))
        assert first == same != second
        assert 'createPageHTML(4, 1, "index", "html")' in second
        assert "页面不存在" in browser.text(f"{column}index_4.html")

    def test_pages_count_down(self, portals: Portals, browser: Browser) -> None:
        column = "http://www.weidu.gov.example/fdzdgknr/fzzf"
        assert 'class="p_next"><a href="/fdzdgknr/fzzf/3.htm"' not in browser.text(f"{column}.htm")
        assert 'class="p_next"><a href="/fdzdgknr/fzzf/2.htm"' in browser.text(f"{column}.htm")
        assert 'class="p_next"' not in browser.text(f"{column}/1.htm")

    def test_a_page_number_in_the_address_changes_nothing_where_the_browser_makes_the_pages(
        self, portals: Portals, browser: Browser
    ) -> None:
        url = "http://www.linzhi.gov.example/col/col1229682928/index.html"
        page = browser.text(url)
        assert page == browser.text(f"{url}?uid=1229682928&pageNum=2")
        column = portals.sites["www.linzhi.gov.example"].columns[0]
        assert page.count("<record><![CDATA[") == len(column.documents) > column.per_page

    def test_the_list_service_answers_get_and_post_alike(self, portals: Portals, browser: Browser) -> None:
        service = "http://www.chengxi-city.gov.example/module/web/jpage/dataproxy.jsp"
        window = "startrecord=1&endrecord=3"
        by_get = browser.text(f"{service}?{window}&columnid=4811")
        browser.ask(f"{service}?{window}", "columnid=4811&unitid=4818")
        assert by_get == browser.body.decode()
        assert by_get.count("<record>") == 3
        assert re.search(r"\[\d{4}-\n\d\d-\d\d\]", by_get)

    def test_only_the_misspelt_parameter_is_understood(self, portals: Portals, browser: Browser) -> None:
        gateway = "http://www.luting.gov.example/api-gateway/jpaas-publish-server/front/page/build/unit?pageId=00204801"
        assert json.loads(browser.text(f"{gateway}&parseType=bulidstatic"))["data"]["count"] > 0
        assert json.loads(browser.text(f"{gateway}&parseType=buildstatic"))["data"]["count"] == 0

    def test_page_0_and_page_1_are_the_same(self, portals: Portals, browser: Browser) -> None:
        api = "http://www.shushi.gov.example/gkmlpt/api/all/8051?sid=766120&page="
        assert browser.text(f"{api}0") == browser.text(f"{api}1") != browser.text(f"{api}2")
        assert len(json.loads(browser.text(f"{api}1"))["articles"]) == 100

    def test_a_page_may_be_in_another_encoding_than_it_says(self, portals: Portals, browser: Browser) -> None:
        said = {"www.weidu.gov.example": "gb2312", "www.jinxi.gov.example": "utf-8"}
        for host, declared in said.items():
            browser.get(portals.sites[host].planted()[-1].url)
            assert f"charset={declared}" in browser.body.decode("latin-1").lower().replace('"', "")
            with pytest.raises(UnicodeDecodeError):
                browser.body.decode(declared)

    def test_a_host_without_validators_never_sends_the_same_article_twice(
        self, portals: Portals, browser: Browser
    ) -> None:
        planted = portals.sites["www.qichuan.gov.example"].planted()[0]
        first, second = browser.text(planted.url), browser.text(planted.url)
        assert first != second
        assert squeezed(planted.text) in words(first)
        assert squeezed(planted.text) in words(second)

    def test_a_third_of_the_hosts_send_no_validators(self, portals: Portals) -> None:
        without = [site for site in portals.sites.values() if not site.validators]
        assert len(without) / len(portals.sites) == pytest.approx(1 / 3, abs=0.1)

    def test_a_copy_on_a_foreign_host_is_no_ones_truth(self, portals: Portals, browser: Browser) -> None:
        planted = portals.sites["www.dipu.gov.example"].planted()[0]
        copy = browser.text(planted.url.replace("www.dipu.gov.example", "www.bidding-news.example"))
        assert "法治政府建設" in copy
        assert all("bidding" not in each.url for each in portals.all_reports)

    def test_the_same_report_stands_in_two_columns(self, portals: Portals) -> None:
        shared = [
            each
            for each in portals.sites["www.yanping-district.gov.example"].planted()
            if "发展和改革局" in each.issuer
        ]
        assert all(
            {url.split("/content/")[0] for url in each.urls}
            >= {
                "http://www.yanping-district.gov.example/zwgk/fzzfjsndbg",
                "http://www.yanping-district.gov.example/bmxxgk/fgj/fzzfndbg",
            }
            for each in shared
        )


class TestForms:
    """A report is a page, several pages, or a file."""

    def test_every_form_is_planted(self, portals: Portals) -> None:
        forms = {planted.form for planted in portals.reports}
        assert forms == {"page", "parts", "both", "docx", "doc", "wps", "pdf", "scan", "zip"}

    def test_the_parts_together_are_the_text(self, portals: Portals, browser: Browser) -> None:
        for planted in (each for each in portals.reports if each.form == "parts"):
            encoding = portals.sites[planted.host].facts["encoding"]
            assert len(planted.urls) == 3
            shown = []
            for url in planted.urls:
                browser.get(url)
                shown.append(words(browser.body.decode(encoding)))
            lines = [squeezed(line) for line in planted.text.splitlines()]
            assert all(any(line in page for page in shown) for line in lines)
            assert not any(all(line in page for line in lines) for page in shown)

    def test_an_attachment_is_linked_from_its_page_and_holds_the_text(self, portals: Portals, browser: Browser) -> None:
        attached = [each for each in portals.reports if each.form in ("docx", "pdf", "scan", "zip", "doc", "wps")]
        for planted in attached:
            browser.get(planted.url)
            page = browser.body.decode(portals.sites[planted.host].facts["encoding"])
            assert squeezed(planted.cover) in words(page)
            assert squeezed(planted.text) not in words(page)
            links = {urljoin(planted.url, html.unescape(link)) for link in re.findall(r'href="([^"]+)"', page)}
            file = next(
                url
                for url in planted.urls
                if url in links
                and url != planted.url
                and "wap" not in url
                and "post_" not in url
                and "print" not in url
            )
            assert browser.get(file).status == 200
            assert planted.is_told_by(READERS[planted.form](browser.body, planted))


def docx_text(payload: bytes, planted: Planted) -> str:
    document = docx.Document(io.BytesIO(payload))
    texts = []
    for child in document.iter_inner_content():
        rows = [cell.text for row in child.rows for cell in row.cells] if isinstance(child, Table) else [child.text]
        texts += rows
    return "\n".join(texts)


def pdf_text(payload: bytes, planted: Planted) -> str:
    document = pypdfium2.PdfDocument(payload)
    pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"— \d+ —", "", "\n".join(pages))


def scan_text(payload: bytes, planted: Planted) -> str:
    """Nothing can be read off a scan; that its pages are images, one each, is what is checked."""
    document = pypdfium2.PdfDocument(payload)
    assert len(document) > 1
    for page in document:
        assert page.get_textpage().get_text_range() == ""
        assert [each.type for each in page.get_objects()] == [FPDF_PAGEOBJ_IMAGE]
    return planted.text


def zip_text(payload: bytes, planted: Planted) -> str:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        (name,) = archive.namelist()
        assert name.encode("cp437").decode("gbk") == f"附件/{planted.title}.docx"
        return docx_text(archive.read(name), planted)


def word_text(payload: bytes, planted: Planted) -> str:
    """Read the file as the format's specification says: the text is where the piece table says."""
    assert payload.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    start, end = struct.unpack_from("<ii", payload, 512 + 0x18)
    return payload[512 + start : 512 + end].decode("utf-16-le").replace("\r", "\n")


READERS = {"docx": docx_text, "pdf": pdf_text, "scan": scan_text, "zip": zip_text, "doc": word_text, "wps": word_text}
