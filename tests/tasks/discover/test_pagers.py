"""The pages of lists that scripts turn."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tasks.discover.pagers import scripted_pages

BASE = "http://www.moxi.gov.example/fz/"


@pytest.mark.parametrize(
    ("script", "pages"),
    [
        (
            "laypage.render({elem: 'p', count: 13, limit: 5, curr: 1, jump: function (obj, first) {"
            " if (!first) location.href = '/fz/list?cid=7&page=' + obj.curr; }})",
            ["/fz/list?cid=7&page=2", "/fz/list?cid=7&page=3"],
        ),
        (
            '$("#p").pagination({pageCount: 3, callback: function (api) { var p = api.getCurrent();'
            ' location.href = p == 1 ? "/fz/" : "/fz/more_" + p + ".html"; }})',
            ["/fz/more_2.html", "/fz/more_3.html"],
        ),
        (
            'var cid = "7", totalPage = 2; function go(n) { location = "list-" + cid + "-" + n + ".html"; }',
            ["/fz/list-7-2.html"],
        ),
        ("var pages = 3; go = n => location.href = `index_${n}.html`", ["/fz/index_2.html", "/fz/index_3.html"]),
        ('var total_pages = 3; location.href = "index_" + (n - 1) + ".html"', ["/fz/index_1.html", "/fz/index_2.html"]),
        ('createPageDiv(3, 0, "list", "shtml");', ["/fz/list_1.shtml", "/fz/list_2.shtml"]),
        ("showPages('3', '1', 'index', '.html')", ["/fz/index_2.html", "/fz/index_3.html"]),
        ('createPageDiv(3, 2, "list", "shtml");', []),  # the last of three
        ('var pages = 1; location.href = "index_" + n + ".html"', []),
        ('location.href = "index_" + n + ".html"', []),  # of how many pages is not said
        ('var pages = 3; location.href = "list-" + cid + "-" + n + ".html"', []),  # of which column is not said
        ('var pages = 3; document.write("<b>" + n + "</b>"); name = "第" + n + "页"', []),
    ],
)
def test_a_script_that_tells_number_and_address_has_pages(script: str, pages: list[str]) -> None:
    tree = LexborHTMLParser(f"<script>{script}</script>")
    assert scripted_pages(tree, BASE, BASE) == [f"http://www.moxi.gov.example{page}" for page in pages]


def test_the_second_page_of_a_pager_that_counts_from_nought_has_none_behind_it() -> None:
    tree = LexborHTMLParser('<script>createPageDiv(2, 1, "list", "shtml");</script>')
    assert scripted_pages(tree, f"{BASE}list_1.shtml", BASE) == []
