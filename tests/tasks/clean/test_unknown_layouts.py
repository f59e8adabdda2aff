"""Article pages of which nothing is known: every selector is taken away, and only where the prose stands tells the text.

trafilatura reads the same pages in the same run. Likeness is twice the characters in common over the characters of both.
"""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from statistics import mean
from urllib.parse import urlsplit

import pytest
import trafilatura

from tasks.clean import decode, html
from tasks.clean.rules import rules
from tasks.clean.textmap import line_text
from tests.portal import Planted, Portals, serve, squeezed

WITHOUT_SELECTORS = replace(rules(), containers=())


def read(source: str) -> str:
    main = html.main_text(html.read_page(source), WITHOUT_SELECTORS, None)
    return "\n".join(map(line_text, main.lines))


def test_an_article_in_boxes_around_a_table_is_whole() -> None:
    paragraphs = [
        f"{sign}、全年围绕重点领域开展专项检查，发现的问题逐条移送主管部门并督促整改到位。" * 4 for sign in "一二三四"
    ]
    boxes = f"<div>{'<br>'.join(paragraphs[:3])}</div><table><tr><td>许可</td><td>36件</td></tr></table><div>{paragraphs[3]}</div>"
    menu = "".join(f"<li><a href='/{n}/'>信息公开栏目第{n}个长长的名字</a></li>" for n in range(40))
    page = f"<html><body><ul>{menu}</ul><div><div><div>{boxes}</div></div></div><div>主办：墨溪县人民政府办公室</div></body></html>"
    assert read(page) == "\n".join([*paragraphs[:3], "许可\t36件", paragraphs[3]])


def test_a_menu_in_rows_and_the_heading_are_not_the_text() -> None:
    prose = "全年围绕重点领域开展专项检查，发现的问题逐条移送主管部门并督促整改到位。" * 4
    menu = "".join(f"<td><a href='/{n}'>栏目{n}</a></td>" for n in range(6))
    heading = "墨溪县2023年法治政府建设年度报告"
    page = (
        f"<html><head><title>{heading} - 墨溪县政府</title></head><body><table><tr>{menu}</tr></table><b>{heading}</b><br>"
        f"{prose}<br>墨溪县人民政府<br>2024年1月5日<p>发布单位：墨溪县人民政府　浏览次数：6</p>墨溪县 33990000</body></html>"
    )
    assert read(page) == "\n".join([prose, "墨溪县人民政府", "2024年1月5日"])


def test_the_name_of_the_site_in_a_signature_is_no_heading() -> None:
    prose = "全年围绕重点领域开展专项检查，发现的问题逐条移送主管部门并督促整改到位。" * 3
    title = "<title>墨溪县2023年法治政府建设年度报告-墨溪县人民政府</title>"
    page = f"<html><head>{title}</head><body><i>{prose}<br>墨溪县人民政府<br>2024年1月5日</i></body></html>"
    assert read(page) == "\n".join([prose, "墨溪县人民政府", "2024年1月5日"])


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<dl><dt>公开日期</dt><dd>2024-01-05</dd><dt>公开机构</dt><dd>墨溪县水务局</dd></dl>", ""),
        ("<p>生效时间：</p><p>废止时间：</p>", "<p>点击量：7</p>"),
        ("<p>2024年01月05日　墨溪县水务局</p>", "<p>附件：情况表.doc</p>"),
        ("<p>1月5日</p>", "<h4>更多信息</h4><p>县领导调研企业</p>"),
        ("<p>温馨提示：本页面支持朗读。</p>", "<p>您是第7位读者</p><p>文章评论</p>"),
    ],
)
def test_fields_and_notices_around_a_text_are_not_the_text(above: str, below: str) -> None:
    prose = "一年来，全县围绕中心、服务大局，各项任务按期完成。现报告如下："
    body = "全年围绕重点领域开展专项检查，发现的问题逐条移送主管部门并督促整改到位。" * 9
    heading = "墨溪县2023年法治政府建设年度报告"
    page = (
        f"<html><head><title>{heading}</title></head><body><div><p>《{heading}》（7次阅读）</p>{above}<p>{prose}</p><p>{body}</p>"
        f"<p>墨溪县人民政府</p><p>２０２４年１月5日</p>{below}</div></body></html>"
    )
    assert read(page) == "\n".join([prose, body, "墨溪县人民政府", "２０２４年１月5日"])


def test_a_welcome_above_the_heading_is_not_the_text() -> None:
    prose = "全年围绕重点领域开展专项检查，发现的问题逐条移送主管部门并督促整改到位。" * 9
    heading = "墨溪县2023年法治政府建设年度报告"
    welcome = "<p>欢迎访问本网站。本网站为公众提供政务公开和办事服务。</p>"
    page = f"<html><head><title>{heading}</title></head><body>{welcome}<p>{heading}</p><p>{prose}</p></body></html>"
    assert read(page) == prose


def test_what_stands_beside_a_short_text_ends_at_its_signature() -> None:
    prose = "全镇围绕重点领域开展专项检查，发现的问题逐条移送主管部门并督促整改到位。" * 5
    heading = "溪桥镇2023年法治政府建设年度报告"
    notice = "<p>本网站将于近期进行系统维护。由此带来的不便敬请谅解。</p>"
    page = (
        f"<html><head><title>{heading}</title></head><body><p>{heading}</p><p>溪桥镇人民政府　2024-01-05 10:00</p>"
        f"<p>{prose}</p><p>溪桥镇人民政府</p><p>2024年1月2日</p>{notice}</body></html>"
    )
    assert read(page) == "\n".join([prose, "溪桥镇人民政府", "2024年1月2日"])


def test_an_annex_behind_the_signature_is_text() -> None:
    prose = "全镇围绕重点领域开展专项检查，发现的问题逐条移送主管部门并督促整改到位。" * 5
    table = "<table><tr><td>行政许可</td><td>36件</td></tr></table>"
    title = "<title>溪桥镇2023年法治政府建设年度报告</title>"  # without one the signature is not looked for
    page = (
        f"<html><head>{title}</head><body><p>{prose}</p><p>溪桥镇人民政府</p><p>2024年1月2日</p>{table}</body></html>"
    )
    assert read(page).endswith("2024年1月2日\n行政许可\t36件")


def test_a_second_copy_for_telephones_is_left_out() -> None:
    paragraphs = [
        f"{sign}、全年围绕重点领域开展专项检查，发现的问题逐条移送主管部门并督促整改到位。" for sign in "一二三四五六七"
    ]
    copy = "".join(f"<p>{each}</p>" for each in paragraphs)
    page = f"<html><body><div class=d>{copy}</div><div class=m><b>墨溪县的报告</b>{copy}</div></body></html>"
    assert read(page) == "\n".join(paragraphs)


@dataclass(frozen=True, slots=True)
class Reading:
    """One article page as the project and as trafilatura read it."""

    planted: Planted
    ours: str
    theirs: str

    def likeness(self, text: str) -> float:
        if self.planted.is_told_by(text):
            return 1.0
        found, true = squeezed(text), squeezed(self.planted.text)
        common = sum(block.size for block in SequenceMatcher(None, found, true, autojunk=False).get_matching_blocks())
        return 2 * common / (len(found) + len(true))


def readings(portals: Portals) -> Iterator[Reading]:
    for planted in portals.reports:
        address = urlsplit(planted.url)
        if planted.form != "page":
            continue
        connection = http.client.HTTPConnection(*portals.addresses[address.netloc])
        connection.request("GET", planted.url.split(address.netloc)[1], headers={"Host": address.netloc})
        decoded = decode(connection.getresponse().read(), "text/html", None)
        connection.close()
        if len(decoded.pages) == 1:  # else the text stands in a script, where no layout leads to it
            source = decoded.pages[0]
            yield Reading(planted, read(source), trafilatura.extract(source, include_comments=False) or "")


@pytest.mark.slow
def test_it_reads_what_trafilatura_reads_and_more() -> None:
    with serve() as portals:
        read_pages = list(readings(portals))
    assert len(read_pages) > 150
    exact = (
        mean(one.planted.is_told_by(one.ours) for one in read_pages),
        mean(one.planted.is_told_by(one.theirs) for one in read_pages),
    )
    alike = mean(one.likeness(one.ours) for one in read_pages), mean(one.likeness(one.theirs) for one in read_pages)
    print(
        f"{len(read_pages)} pages; exact: {exact[0]:.3f}, trafilatura {exact[1]:.3f}; likeness: {alike[0]:.3f}, {alike[1]:.3f}"
    )
    assert [one.planted.url for one in read_pages if one.likeness(one.ours) < one.likeness(one.theirs)] == []
    assert exact[0] >= 0.98
