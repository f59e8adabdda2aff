"""Each family has the quirk that it is kept for: what a reader that knows only one family would get wrong."""

import json
import re

import pytest

from tests.portal import Portals, squeezed
from tests.portal.browser import Browser, words


class TestQuirks:
    """What a reader that knows only one family would get wrong."""

    def test_index_1_is_the_second_page(self, portals: Portals, browser: Browser) -> None:
        column = "http://www.heshan.gov.example/zwgk/fzzfjsndbg/"
        first, same, second = (browser.text(column + name) for name in ("", "index.html", "index_1.html"))
        assert first == same != second
        total = portals.sites["www.heshan.gov.example"].columns[0].total
        assert f'createPageHTML({total}, 1, "index", "html")' in second
        assert "页面不存在" in browser.text(f"{column}index_{total}.html")

    def test_pages_count_down(self, portals: Portals, browser: Browser) -> None:
        column = "http://www.weidu.gov.example/fdzdgknr/fzzf"
        total = portals.sites["www.weidu.gov.example"].columns[0].total
        assert total > 2
        assert f'class="p_next"><a href="/fdzdgknr/fzzf/{total - 1}.htm"' in browser.text(f"{column}.htm")
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

    def test_some_links_of_a_list_lead_nowhere(self, portals: Portals, browser: Browser) -> None:
        dead = [other for other in portals.others if other.what == "dead"]
        answers = {"soft": 200, "404": 404}
        assert {answers[portals.sites[other.host].facts["missing"]] for other in dead} == {200, 404}
        for other in dead:
            assert "法治政府建设" in other.title
            assert "页面不存在" in browser.text(other.url)

    def test_a_list_may_give_another_date_than_the_page(self, portals: Portals, browser: Browser) -> None:
        site = portals.sites["zwgk.tingzhi.gov.example"]
        planted, listed = site.planted()[0], site.columns[0].documents[0].listed
        assert listed != planted.published
        assert f"<td>{listed}</td>" in browser.text("http://zwgk.tingzhi.gov.example/fzzfjsqkndbg/")
        assert f'content="{planted.published} 13:00"' in browser.text(planted.url)

    def test_texts_are_messy_on_some_hosts(self, portals: Portals) -> None:
        text = {site.host: "".join(each.text for each in site.planted()) for site in portals.sites.values()}
        assert re.search("[０-９]", text["www.linzhi.gov.example"])
        assert "（" in text["www.linzhi.gov.example"]
        assert ")" in text["www.linzhi.gov.example"]
        assert re.search(r"\d \d", text["192.0.2.82:10082"])
        assert re.search(r"\d,\d{3}", text["192.0.2.82:10082"])
        assert "\u200b" in text["www.qichuan.gov.example"]

    def test_a_root_may_send_the_browser_on(self, browser: Browser) -> None:
        assert 'http-equiv="refresh" content="0; url=/portal/index.html"' in browser.text("http://192.0.2.82:10082/")

    def test_a_files_name_may_be_in_chinese_and_its_type_unsaid(self, portals: Portals, browser: Browser) -> None:
        scan = next(each for each in portals.sites["192.0.2.82:10082"].planted() if each.form == "scan")
        assert browser.get(next(url for url in scan.urls if "%E9%99%84%E4%BB%B6" in url)).status == 200
        assert browser.body.startswith(b"%PDF")
        document = next(each for each in portals.sites["www.weidu.gov.example"].planted() if each.form == "wps")
        answer = browser.get(next(url for url in document.urls if "download.jsp" in url))
        assert answer.headers["content-type"] == "application/octet-stream"
        name = answer.headers["content-disposition"].encode("latin-1").decode("gb18030")
        assert name == f'attachment; filename="{document.title}.wps"'

    def test_a_sitemap_names_columns_or_all(self, portals: Portals, browser: Browser) -> None:
        for host, is_all in {"www.luting.gov.example": True, "www.heshan.gov.example": False}.items():
            page = browser.text(f"http://{host}/sitemap.xml")
            site = portals.sites[host]
            assert f"<loc>{site.root}{site.addresses.column(site.columns[0])}</loc>" in page
            assert (f"<loc>{site.planted()[0].url}</loc>" in page) == is_all
