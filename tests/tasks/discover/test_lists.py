from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.discover.lists import (
    decode_page,
    read_list,
    script_columns,
    service_query,
)
from tasks.discover.registry import Family, load_registry, recognise

ROOT = "http://www.moxi.gov.example"


@pytest.fixture(scope="module")
def families() -> dict[str, Family]:
    return dict(load_registry().families)


def test_trs_rows_carry_full_title_and_date_and_the_menu_is_left_out(families: dict[str, Family]) -> None:
    page = read_list(
        """<ul><li><a href="/zwgk/">政务公开</a></li></ul>
        <ul><li><a href="./202403/t20240308_4567.html" title="墨溪县2023年度法治政府建设情况报告">墨溪县2023年度法治…</a>
        <span>2024-03-08</span></li></ul><script>createPageHTML(3, 0, "index", "html");</script>""",
        f"{ROOT}/zwgk/fz/",
        families["trs"],
    )
    (link,) = page.links
    assert link.url == f"{ROOT}/zwgk/fz/202403/t20240308_4567.html"
    assert link.title == "墨溪县2023年度法治政府建设情况报告"
    assert link.date == date(2024, 3, 8)
    assert page.next_urls == (f"{ROOT}/zwgk/fz/index_1.html",)


@pytest.mark.parametrize(
    ("family", "call", "url", "following"),
    [
        ("trs", 'createPageHTML(3, 1, "index", "html")', "/fz/index_1.html", "/fz/index_2.html"),
        ("trs", 'createPageHTML(3, 2, "index", "html")', "/fz/index_2.html", None),
        ("trs", "createPageHTML(1,0,'index','shtml')", "/fz/", None),
        ("ucap", "createPageHTML('p', 2, 1, 'common_list', 'shtml', 20)", "/fz/", "/fz/common_list_2.shtml"),
        ("ucap", "createPageHTML('p', 2, 2, 'common_list', 'shtml', 20)", "/fz/common_list_2.shtml", None),
        ("vsb", '<a href="fzzf/4.htm">下页</a>', "/fz/fzzf.htm", "/fz/fzzf/4.htm"),
        ("vsb", '<a href="3.htm">下页</a>', "/fz/fzzf/4.htm", "/fz/fzzf/3.htm"),
        ("vsb", "<span>下页</span>", "/fz/fzzf/1.htm", None),
        ("generic", '<a href="?page=2">下一页</a>', "/fz/", "/fz/?page=2"),
        ("generic", '<a href="/fz/">下一页</a>', "/fz/", None),
    ],
)
def test_each_family_leads_to_its_next_page(
    families: dict[str, Family], family: str, call: str, url: str, following: str | None
) -> None:
    page = read_list(f"<script>{call}</script>" if "(" in call else call, ROOT + url, families[family])
    assert page.next_urls == ((ROOT + following,) if following else ())


def test_hanweb_rows_stand_in_cdata_records_and_the_next_group_is_xml(families: dict[str, Family]) -> None:
    first = """<div><a href="/art/2020/1/2/art_1_2.html">头条</a></div><script type="text/xml"><datastore>
    <nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=2&amp;columnid=7">x</a>]]></nextgroup>
    <recordset><record><![CDATA[<li><a href="/art/2023/2/21/art_7_41.html" title="甲街道2022年法治政府建设报告">甲</a>
    <span>[2023-02-21]</span></li>]]></record></recordset></datastore></script>"""
    page = read_list(first, f"{ROOT}/col/col7/index.html", families["hanweb"])
    assert [(link.title, link.date) for link in page.links] == [("甲街道2022年法治政府建设报告", date(2023, 2, 21))]
    (following,) = page.next_urls
    assert following == f"{ROOT}/module/web/jpage/dataproxy.jsp?page=2&columnid=7"
    group = """<datastore><nextgroup><![CDATA[]]></nextgroup><recordset><record><![CDATA[
    <li><a href="/art/2022/2/1/art_7_40.html">甲街道2021年法治政府建设报告</a><b>2022-02-01</b></li>]]></record></recordset></datastore>"""
    second = read_list(group, following, families["hanweb"])
    assert [link.url for link in second.links] == [f"{ROOT}/art/2022/2/1/art_7_40.html"]
    assert second.next_urls == ()  # an empty group leads nowhere, not to the first record


def test_a_row_that_links_a_document_directly_is_a_row(families: dict[str, Family]) -> None:
    page = read_list(
        '<li><a href="P020240308.pdf">墨溪县2023年法治政府建设报告</a> 2024年3月8日</li>',
        f"{ROOT}/fz/",
        families["trs"],
    )
    assert [(link.url, link.date) for link in page.links] == [(f"{ROOT}/fz/P020240308.pdf", date(2024, 3, 8))]


def test_a_date_shared_by_several_links_is_nobodys_and_an_impossible_one_is_none(families: dict[str, Family]) -> None:
    page = read_list(
        """<li><a href="t20240308_1.html">甲</a><a href="t20240308_2.html">乙</a> 2024-03-08</li>
        <li><a href="t20240308_3.html">丙</a> 2023-02-31</li>""",
        f"{ROOT}/fz/",
        families["trs"],
    )
    assert [link.date for link in page.links] == [None, None, None]


def test_links_that_are_none_are_left_out(families: dict[str, Family]) -> None:
    page = read_list(
        """<li><a href="javascript:void(0)">不是链接的链接</a></li><li><a href="#top">回到页首回到页首</a></li>
        <li><a href="http://[broken/">地址写坏了的一行</a></li><li><a href="mailto:a@b.example">写信给我们的地址</a></li>
        <li><a href="/a">更多</a></li>""",
        f"{ROOT}/fz/",
        families["generic"],
    )
    assert page.links == ()


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8"])
def test_gb_pages_are_read_whatever_they_declare(declared: str) -> None:
    html = f'<meta charset="{declared}"><p>鹿砚镇法治政府建设，岫、㛃</p>'
    assert decode_page(html.encode("gb18030")) == html


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_utf8_is_read_as_such_whatever_the_server_says(text: str) -> None:
    assert decode_page(text.encode("utf-8"), "gb2312") == text.removeprefix("\ufeff")


def test_an_unknown_charset_name_is_no_reason_to_fail() -> None:
    assert "法治" in decode_page("法治".encode("gb18030"), "x-unknown")


def test_rows_of_a_service_come_as_json_objects_or_as_a_fragment_in_them(families: dict[str, Family]) -> None:
    rows = '{"total": 120, "articles": [{"id": 1, "title": "甲县2022年法治政府建设报告", "url": "/gkmlpt/content/9/9103/post_9103540.html", "display_publish_time": 1677600000}]}'
    page = read_list(rows, f"{ROOT}/gkmlpt/api/all/7?page=1", families["gkmlpt"])
    (link,) = page.links
    assert (link.url, link.date) == (f"{ROOT}/gkmlpt/content/9/9103/post_9103540.html", date(2023, 3, 1))
    assert page.total == 120
    fragment = '{"data": {"html": "<li><a href=\\"/art/2025/art_4ac8ce0012345678901234567890abcd.html\\">乙县2024年法治政府建设报告</a><b>2025-03-01</b></li>"}}'
    (link,) = read_list(fragment, f"{ROOT}/api-gateway/x", families["jpaas"]).links
    assert (link.title, link.date) == ("乙县2024年法治政府建设报告", date(2025, 3, 1))
    assert read_list('{"broken": ', ROOT, families["jpaas"]).links == ()


def test_a_shell_says_what_its_service_is_asked_page_by_page(families: dict[str, Family]) -> None:
    shell = """<script>$("#u").jpage({dataUrl:"/module/web/jpage/dataproxy.jsp",ajaxParam:{col:1,appid:1,webid:96,
    columnid:'4811',unitid:"4818",webname:'甲市'}})</script>"""
    query = service_query(shell, f"{ROOT}/col/col4811/index.html", families["hanweb"])
    assert query is not None
    url, form = query.page(2)
    assert url == f"{ROOT}/module/web/jpage/dataproxy.jsp?startrecord=61&endrecord=120&perpage=20"
    assert "columnid=4811" in (form or "")
    assert "webname=%E7%94%B2%E5%B8%82" in (form or "")
    assert service_query("<p>nothing said</p>", ROOT, families["hanweb"]) is None
    config = '<script>window._CONFIG = {"SID": 766120, "TREE": [{"id": 8042, "name": "法治政府"}]}</script>'
    index = service_query(config, f"{ROOT}/gkmlpt/index#8042", families["gkmlpt"])
    assert index is not None
    assert index.page(1) == (f"{ROOT}/gkmlpt/api/all/8042?page=1&sid=766120", None)
    (column,) = script_columns(config, f"{ROOT}/gkmlpt/index", families["gkmlpt"])
    assert (column.url, column.title) == (f"{ROOT}/gkmlpt/index#8042", "法治政府")


def test_a_page_is_read_by_the_family_whose_sign_it_bears(families: dict[str, Family]) -> None:
    assert recognise("<datastore><recordset>", families["generic"], families).family_id == "hanweb"
    assert recognise("<p>no sign</p>", families["vsb"], families).family_id == "vsb"


@pytest.mark.parametrize(
    ("path", "own", "is_page"),
    [
        ("/fz/index_1.html", "/fz/", True),
        ("/fz/index_3.html", "/fz/index_2.html", True),
        ("/c/common_list_2.shtml", "/c/common_list.shtml", True),
        ("/fz/fzzf/3.htm", "/fz/fzzf.htm", True),
        ("/fz/fzzf/2.htm", "/fz/fzzf/3.htm", True),
        ("/fz/fzzf/page-2", "/fz/fzzf", True),
        ("/fz/content_2239943.html", "/fz/", False),
        ("/30241/index.html", "/30242/index.html", False),
        ("/other/index_2.html", "/fz/", False),
    ],
)
def test_other_pages_of_a_list_bear_its_name_and_a_number(
    families: dict[str, Family], path: str, own: str, is_page: bool
) -> None:
    page = read_list(f'<a href="{path}">2</a>', ROOT + own, families["generic"])
    assert (page.next_urls == (ROOT + path,)) == is_page


def test_an_address_is_written_in_ascii_and_without_the_session(families: dict[str, Family]) -> None:
    text = '<li><a href="/附件/2023 年.pdf;jsessionid=1A2B">甲县2023年法治政府建设报告</a></li>'
    (link,) = read_list(text, f"{ROOT}/fz/", families["generic"]).links
    assert link.url == f"{ROOT}/%E9%99%84%E4%BB%B6/2023%20%E5%B9%B4.pdf"


def test_a_row_that_links_its_organ_and_its_title_is_called_by_its_title(families: dict[str, Family]) -> None:
    row = '<li><a href="d/7">墨溪县水务局办公室</a><a href="d/7">2023年法治政府建设情况报告</a><i>2024-03-08</i></li>'
    (link,) = read_list(row, f"{ROOT}/", families["generic"]).links
    assert (link.title, link.date) == ("2023年法治政府建设情况报告", date(2024, 3, 8))


def test_rows_may_be_data_in_a_script(families: dict[str, Family]) -> None:
    text = """<script>var rows = [{"title":"墨溪县2023年法治政府建设年度报告","url":"/a/7.html","publishTime":"2024-03-05 09:00"}];
    var other = [{ name: 'no JSON' }];</script>"""
    (link,) = read_list(text, f"{ROOT}/fz/", families["generic"]).links
    assert (link.url, link.title, link.date) == (
        f"{ROOT}/a/7.html",
        "墨溪县2023年法治政府建设年度报告",
        date(2024, 3, 5),
    )
