"""What a link is called, by its own text or by what stands about it."""

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.discover.names import called, names_before, shown_name, stated_name


def first(markup: str, selector: str = "a") -> LexborNode:
    node = LexborHTMLParser(markup).css_first(selector)
    assert node is not None
    return node


def test_a_box_is_called_by_its_heading() -> None:
    assert shown_name(first('<a href="a"><h3>法治政府建设</h3><p>点击进入</p></a>')) == "法治政府建设"


def test_of_boxes_in_a_box_the_one_without_sentences_is_its_name() -> None:
    rows = "<div id=r><div>2023年法治政府建设年度报告</div><div>2024-01-05</div></div>"
    assert shown_name(first(rows, "#r")) == "2023年法治政府建设年度报告"
    card = "<a><div>县2023年法治政府建设情况报告</div><div>根据有关规定，现将全县2023年度有关情况予以公布。</div><div>2024-01-05</div></a>"
    assert shown_name(first(card)) == "县2023年法治政府建设情况报告"


@pytest.mark.parametrize(
    "title",
    [
        "县2023年法治政府建设情况报告",
        "县2023年法治政府建设情况报告\n发布：2024-01-05",
        "标题：县2023年法治政府建设情况报告 作者：县司法局 更新时间：2024-01-05",
    ],
)
def test_a_stated_title_goes_without_origin_and_day(title: str) -> None:
    assert stated_name(first(f'<a title="{title}">县2023年法治…</a>')) == "县2023年法治政府建设情况报告"


def test_a_link_that_says_nothing_is_called_by_its_row() -> None:
    row = "<table><tr><td>3</td><td>县2023年法治政府建设情况报告</td><td>2024-01-05</td><td><a href=d>查看</a></td></tr></table>"
    assert called(first(row)) == "县2023年法治政府建设情况报告"
    assert (
        called(first("<p>县2023年法治政府建设情况报告</p><a href=d>县2022年法治政府建设情况报告</a>"))
        == "县2022年法治政府建设情况报告"
    )


def test_what_stands_before_a_link_ends_at_its_row() -> None:
    box = "<div><h3>政务公开</h3><ul><li><a href=x>甲</a></li></ul><p><a id=more href=m>更多</a></p></div>"
    assert list(names_before(first(box, "#more"))) == ["政务公开"]
    assert list(names_before(first("<div>甲<script>var a = 1;</script><!-- 乙 --><a href=m>更多</a></div>"))) == ["甲"]
    assert list(names_before(first("<ul><li>甲</li><li>乙<a href=m>更多</a></li></ul>"))) == ["乙"]
