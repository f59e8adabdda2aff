"""Where the links of a page lead."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tasks.discover.links import page_links

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
        ('<a href="mailto:a@moxi.gov.example">甲</a>', None),
        ('<a href="http://[bad/">甲</a>', None),
    ],
)
def test_a_link_leads_where_a_browser_would_go(markup: str, target: str | None) -> None:
    found = [address for _, address in page_links(LexborHTMLParser(markup), URL)]
    assert found == ([target] if target else [])
