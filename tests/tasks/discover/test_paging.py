"""Further pages of an article, and of a list whose numbers stand in its query."""

import pytest

from tasks.discover.lists import read_list
from tasks.discover.paging import page_number, part_links
from tasks.discover.registry import load_registry

ROOT = "http://www.zhiwu.gov.example"


def test_further_pages_of_a_long_article_bear_its_name_and_a_number() -> None:
    own = f"{ROOT}/fz/202303/t20230328_1234567.html"
    text = '<a href="t20230328_1234567_1.html">2</a><a href="t20230328_1234567_2.html">3</a><a href="t20230328_7654321.html">x</a>'
    parts = [f"{ROOT}/fz/202303/t20230328_1234567_{n}.html" for n in (1, 2)]
    assert part_links(text, own) == parts
    assert part_links(f'<a href="{own}">1</a>{text}', parts[0]) == parts[1:]
    assert part_links("<p>one page</p>", own) == []


@pytest.mark.parametrize(
    ("own", "links", "parts"),
    [
        ("/show.php?id=41207", '<a href="?id=41207&page=2">2</a>', ["/show.php?id=41207&page=2"]),
        ("/show.php?id=41207&page=2", '<a href="?id=41207&page=3">[3]</a>', ["/show.php?id=41207&page=3"]),
        ("/show.php?id=41207", '<a href="?page=2&id=41207">2</a>', ["/show.php?page=2&id=41207"]),
        ("/2024/03/05/nianbao/", '<a href="/2024/03/05/nianbao/2/">下一页 »</a>', ["/2024/03/05/nianbao/2/"]),
        ("/show.php?id=41207", '<a href="?id=41208">下一篇：渔政检查</a>', []),
        ("/show.php?id=41207", '<a href="?id=41207&day=2">2</a>', []),  # a calendar
        ("/show.php?id=41207", '<a href="?id=41207&page=2&from=wx">2</a>', []),
    ],
)
def test_a_number_in_the_address_is_a_page_where_the_link_shows_one(own: str, links: str, parts: list[str]) -> None:
    assert part_links(links, ROOT + own) == [ROOT + part for part in parts]


def test_a_text_in_a_frame_is_part_of_its_page() -> None:
    frame = '<h1>报告</h1><iframe src="/common/head.html"></iframe><iframe src="/text/7.html"></iframe><iframe src="/a/7.pdf"></iframe>'
    assert part_links(frame, f"{ROOT}/info/7.html") == [f"{ROOT}/text/7.html"]
    assert part_links(frame + "<p>甲。</p>" * 9, f"{ROOT}/info/7.html") == []


@pytest.mark.parametrize(
    ("url", "number"),
    [("/t1_2.html", 2), ("/show.php?id=7&page=11", 11), ("/2024/03/05/nianbao/3/", 3), ("/2024/03/05/nianbao/", 0)],
)
def test_a_page_has_the_number_that_its_address_says(url: str, number: int) -> None:
    assert page_number(ROOT + url) == number


@pytest.mark.parametrize(
    ("link", "is_page"),
    [
        ('<a href="/list.php?cid=45&page=2">2</a>', True),
        ('<a href="/list.php?cid=45&page=2">渔业</a>', False),
        ('<a href="/list.php?cid=45&TotalResult=40&PageNo=2">2</a>', True),
        ('<select><option value="/list.php?cid=45&page=2">2</option></select>', True),
        ('<a href="/list.php?cid=45&offset=20" rel="next">加载更多</a>', True),
        ('<a href="/list.php?cid=45&day=2">2</a>', False),  # a calendar has no end
        ('<a href="/list.php?cid=46">46</a>', True),  # taken for a page: its rows are judged by their own words
        ('<a href="/list/older">下一页 »</a>', True),
        ('<a href="/list/older">下 页</a>', True),
        ('<a href="/list/older" class="btn next"><i class="icon"></i></a>', True),
        ('<a href="/list/older"><img src="r.gif" alt="下一页"></a>', True),
        ("""<input type="button" value="下一页" onclick="location.href='/list/older'">""", True),
        ('<a href="/第2页.html">第2页</a>', True),
        ('<a href="/第2页.html">第3页</a>', False),
    ],
)
def test_a_list_goes_on_where_its_query_counts(link: str, is_page: bool) -> None:
    generic = load_registry().families["generic"]
    assert bool(read_list(link, f"{ROOT}/list.php?cid=45", generic).next_urls) == is_page


def test_a_script_may_turn_the_pages() -> None:
    text = """<script>function go(n) { location.href = "/list.php?cid=45&page=" + n; }</script>
    <a href="javascript:go(2)">下一页</a><a href="javascript:zoom(16)">大</a>"""
    generic = load_registry().families["generic"]
    assert read_list(text, f"{ROOT}/list.php?cid=45", generic).next_urls == (f"{ROOT}/list.php?cid=45&page=2",)
