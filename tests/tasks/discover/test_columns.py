import pytest

from tasks.discover.columns import (
    OWN,
    WAY,
    canonical,
    entrances,
    looks_like_article,
    names_organ,
    navigation,
    nearness,
    sent_on,
    sitemap_pages,
)
from tasks.discover.registry import load_registry

ROOT = "http://www.moxi.gov.example"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("法治政府建设年度报告", OWN),
        ("依法行政", OWN),
        ("政府信息公开", WAY),
        ("县自然资源局", WAY),
        ("鹿砚镇", WAY),
        ("街道办事处", WAY),
        ("办事服务", 0),
        ("新闻中心", 0),
        ("政府信息公开指南", 0),
        ("法治政府建设新闻", 0),
        ("首页", 0),
        ("2023年法治政府建设推进会", 0),
    ],
)
def test_how_near_to_reports_a_name_is(name: str, near: int) -> None:
    assert nearness(name) == near


def test_a_long_text_is_a_title_and_no_column() -> None:
    assert nearness("墨溪县人民政府关于二〇二三年度法治政府建设情况的报告（全文）") == 0


def test_links_towards_columns_are_taken_by_text_or_title() -> None:
    text = """<a href="/zwgk/">政务公开</a><a href="/fz/" title="法治政府建设年度报告"><img></a>
    <a href="/zt/"><img src="b.png" alt="法治建设"></a><a href="/news/">新闻动态</a><a href="/a.pdf">公开年报</a>"""
    assert [(link.url, link.title) for link in navigation(text, f"{ROOT}/")] == [
        (f"{ROOT}/zwgk/", "政务公开"),
        (f"{ROOT}/fz/", "法治政府建设年度报告"),
        (f"{ROOT}/zt/", "法治建设"),
    ]


@pytest.mark.parametrize(
    ("text", "onward"),
    [
        ('<meta http-equiv="refresh" content="0;url=/portal/index.html">', "/portal/index.html"),
        ("<script>window.location.href='portal/'</script>", "/portal/"),
        ('<script>location.replace("/portal/index.html")</script>', "/portal/index.html"),
        ('<meta http-equiv="refresh" content="300; url=/">', None),
        ("<p>nothing of the kind</p>", None),
    ],
)
def test_an_empty_root_sends_the_browser_on(text: str, onward: str | None) -> None:
    assert sent_on(text, f"{ROOT}/") == (ROOT + onward if onward else None)


def test_a_sitemap_shows_columns_by_their_addresses() -> None:
    text = f"<loc>{ROOT}/zwgk/fzzf/</loc><loc>{ROOT}/about/</loc><loc>{ROOT}/zwgk/20230118.html</loc><loc>{ROOT}/sitemap-2.xml</loc>"
    assert sitemap_pages(text) == [f"{ROOT}/zwgk/fzzf/", f"{ROOT}/sitemap-2.xml"]


@pytest.mark.parametrize(
    ("twin", "own"),
    [
        ("/fz/t20230118_11520599_wap.html", "/fz/t20230118_11520599.html"),
        ("/fz/t20230118_11520599_print.html", "/fz/t20230118_11520599.html"),
        ("/fz/content/mpost_9975895.html", "/fz/content/post_9975895.html"),
        ("/print/art/2023/2/21/art_7_41.html", "/art/2023/2/21/art_7_41.html"),
        ("/fz/map.html", "/fz/map.html"),
    ],
)
def test_twins_have_the_address_of_the_article_itself(twin: str, own: str) -> None:
    assert canonical(ROOT + twin) == ROOT + own


@pytest.mark.parametrize(
    "path",
    [
        "/zwgk/fzzfjsndbg/202303/t20230328_1234567.html",
        "/art/2023/2/21/art_1229682928_4183931.html",
        "/art/2025/art_4ac8ce0012345678901234567890abcd.html",
        "/gkmlpt/content/9/9103/post_9103540.html",
        "/zwgk/content/mpost_9975895.html",
        "/zhengce/content/202306/content_6887000.htm",
        "/c100009/202110/e08c1648dabf4ed2b5c3457e6b71f137.shtml",
        "/gtj/30240/30242/content_2239943.html",
        "/info/4647/210093.htm",
        "/public/6595721/1104200385.html",
        "/portal/zwgk/webinfo/2026/03/1772557342275463.htm",
        "/website/mh_xxgk/content/ECAA2AC9-3697-11ED-AF0B-28CF2FBCA3FF.htm",
        "/2025/1/3/e08c1648dabf4ed2b5c3457e6b71f137.shtml",
        "/web/fz/2025011409305012345/index.shtml",
    ],
)
def test_articles_of_every_family_are_known_by_their_addresses(path: str) -> None:
    families = tuple(load_registry().families.values())
    assert looks_like_article(ROOT + path, families)
    assert not looks_like_article(f"{ROOT}/zwgk/fzzfjsndbg/index.html", families)


def test_years_name_parts_of_a_column_of_reports_alone() -> None:
    text = '<a href="/fz/2023/">2023年</a><a href="/fz/2022/">2022</a>'
    column = "法治政府建设年度报告"
    assert [(link.url, link.title) for link in navigation(text, f"{ROOT}/fz/", column)] == [
        (f"{ROOT}/fz/2023/", column),
        (f"{ROOT}/fz/2022/", column),
    ]
    assert list(navigation(text, f"{ROOT}/zwgk/", "政务公开")) == []


def test_more_leads_to_what_the_heading_before_it_names() -> None:
    text = """<div><h3>政务公开</h3><a href="/zwgk/">更多&gt;&gt;</a></div><h3>新闻动态</h3><a href="/news/">更多</a>
    <div><h2>法治政府建设</h2><ul><li><a href="/d/1.html">县召开会议</a></li></ul><p><a href="/fz/">查看全部</a></p></div>"""
    assert [(link.url, link.title) for link in navigation(text, f"{ROOT}/")] == [
        (f"{ROOT}/zwgk/", "政务公开"),
        (f"{ROOT}/fz/", "法治政府建设"),
    ]


def test_parts_of_a_column_of_reports_may_be_called_reports_alone() -> None:
    text = '<a href="/fz/nb/">年度报告</a><a href="/fz/yw/">要闻</a>'
    assert [link.url for link in navigation(text, f"{ROOT}/fz/", "法治政府建设")] == [f"{ROOT}/fz/nb/"]


@pytest.mark.parametrize(
    ("title", "column", "is_organ"),
    [
        ("县公安局", "法治政府建设年度报告", True),
        ("县公安局", "政务公开", False),
        ("局长信箱", "法治政府建设年度报告", False),
    ],
)
def test_in_a_column_of_reports_an_organ_stands_for_its_report(title: str, column: str, is_organ: bool) -> None:
    assert names_organ(title, column) == is_organ


def test_a_page_with_a_picture_to_click_at_leads_on() -> None:
    assert entrances('<a href="/main.aspx"><img src="enter.jpg"></a>', ROOT) == [f"{ROOT}/main.aspx"]
    assert entrances("".join(f'<a href="/{n}">栏目</a>' for n in range(9)), ROOT) == []


def test_columns_may_be_the_nodes_of_a_tree_in_a_script() -> None:
    text = '<script>var nodes = [{id: 1, name: "目录"}, {id: 2, pId: 1, name: "法治政府建设", url: "/fz/", target: "_self"}];</script>'
    assert [(link.title, link.url) for link in navigation(text, ROOT)] == [("法治政府建设", f"{ROOT}/fz/")]
