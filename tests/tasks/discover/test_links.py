"""Where the links of a page lead."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tasks.discover.links import Links, frames

URL = "http://www.moxi.gov.example/zwgk/list.jsp"


@pytest.mark.parametrize(
    ("markup", "target"),
    [
        ('<a href="a.html#top">甲</a>', "http://www.moxi.gov.example/zwgk/a.html"),
        ('<base href="/xxgk/"><a href="a.html">甲</a>', "http://www.moxi.gov.example/xxgk/a.html"),
        ("""<a href="#" onclick="window.open('/view?id=7')">甲</a>""", "http://www.moxi.gov.example/view?id=7"),
        ("""<a href="javascript:location.href='b.html'">甲</a>""", "http://www.moxi.gov.example/zwgk/b.html"),
        (
            '<a href="javascript:;" tagname="/ui?pageId=1&currentPage=2" onclick="ask(this)">下一页</a>',
            "http://www.moxi.gov.example/ui?pageId=1&currentPage=2",
        ),
        ('<a href="javascript:void(0)" class="a/b" onclick="share()">甲</a>', None),
        ("""<div onclick="window.open('/d/3.html','_blank')">甲</div>""", "http://www.moxi.gov.example/d/3.html"),
        ('<select><option value="/list.jsp?page=2">2</option></select>', "http://www.moxi.gov.example/list.jsp?page=2"),
        ('<select><option value="2">二</option></select>', None),
        ('<map><area href="main.html"></map>', "http://www.moxi.gov.example/zwgk/main.html"),
        (
            """<script>function show(id) { location.href = "/d/" + id + ".html"; }</script><a href="javascript:show('9')">甲</a>""",
            "http://www.moxi.gov.example/d/9.html",
        ),
        (
            """<script>function go(n) { document.f.page.value = n; document.f.submit(); }</script><form name="f" action="/list.do">
            <input type="hidden" name="cid" value="7"><input type="hidden" name="page" value="1"></form>
            <a href="javascript:go(3)">3</a>""",
            "http://www.moxi.gov.example/list.do?cid=7&page=3",
        ),
        (
            """<script>function go(n) { $("#no").val(n); $("#f").submit(); }</script><form id="f" method="post">
            <input type="hidden" id="no" name="pageNo"></form><a onclick="go('2')">2</a>""",
            "http://www.moxi.gov.example/zwgk/list.jsp?pageNo=2",
        ),
        ("""<a href="javascript:document.f.submit()">搜索</a><form name="f"><input name="q"></form>""", None),
        ('<a href="mailto:a@moxi.gov.example">甲</a>', None),
        ('<a href="http://[bad/">甲</a>', None),
    ],
)
def test_a_link_leads_where_a_browser_would_go(markup: str, target: str | None) -> None:
    found = [address for _, address in Links(LexborHTMLParser(markup), URL)]
    assert found == ([target] if target else [])


def test_a_box_around_a_link_is_none_itself() -> None:
    tree = LexborHTMLParser("""<div onclick="location.href='/more'"><a href="a.html">甲</a></div>""")
    assert [node.tag for node, _ in Links(tree, URL)] == ["a"]


def test_what_a_page_shows_in_frames_is_part_of_it() -> None:
    assert frames('<iframe src="list.html"></iframe><iframe src="about:blank"></iframe>', URL) == [
        "http://www.moxi.gov.example/zwgk/list.html"
    ]
