"""What a crawl looks for on an article's page."""

from datetime import date

import pytest

from tasks.discover.articles import attachment_links, body_length, page_date
from tasks.discover.registry import Family, load_registry

ROOT = "http://www.moxi.gov.example"


@pytest.fixture(scope="module")
def families() -> dict[str, Family]:
    return dict(load_registry().families)


def test_a_document_may_be_told_by_the_name_it_shows(families: dict[str, Family]) -> None:
    text = '<p>附件【<a href="/system/_content/download.jsp?wbfileid=9A">甲县2022年法治政府建设报告.docx</a>】</p>'
    (link,) = attachment_links(text, f"{ROOT}/info/1047/210093.htm", families["vsb"]).links
    assert link.url == f"{ROOT}/system/_content/download.jsp?wbfileid=9A"


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ('<meta content="2024-03-05 09:00" name="PubDate">', date(2024, 3, 5)),
        ('<script>{"@type":"NewsArticle","datePublished":"2024-03-05T09:00:00+08:00"}</script>', date(2024, 3, 5)),
        ("<p>今天是2026年1月9日</p><p>发布时间：2024年3月5日</p>", date(2024, 3, 5)),
        ("<p>现在时间：2026年1月9日</p><p>2024-03-05 09:12 | 县财政局</p>", date(2024, 3, 5)),
        ("<i>今天是2026年1月9日</i><span>县财政局</span><span>2024/03/05</span>", date(2024, 3, 5)),
        ("<li>成文日期：2024-02-20</li><li>发布日期：2024-03-05</li>", date(2024, 3, 5)),
        ("<p>2024年3月5日召开会议。</p>", None),
    ],
)
def test_a_page_says_when_it_was_published(page: str, day: date | None) -> None:
    assert page_date(f"<html><body>{page}</body></html>") == day


@pytest.mark.parametrize(
    ("markup", "target"),
    [
        ('<iframe src="/pdfjs/web/viewer.html?file=/upload/7.pdf"></iframe>', "/upload/7.pdf"),
        ('<embed src="/upload/7.pdf">', "/upload/7.pdf"),
        ('<p>附件：<a href="/api/download/7">墨溪县2023年法治政府建设年度报告</a></p>', "/api/download/7"),
    ],
)
def test_a_document_may_be_shown_in_the_page_or_be_a_download_without_an_ending(
    families: dict[str, Family], markup: str, target: str
) -> None:
    (link,) = attachment_links(markup, f"{ROOT}/a/7.html", families["generic"]).links
    assert link.url == ROOT + target


def test_attachments_are_found_by_ending_and_named_by_their_text(families: dict[str, Family]) -> None:
    text = """<div class="TRS_Editor"><p>见附件</p></div>
    <div class="fj">附件：<a href="./P0202.docx">墨溪县2023年法治政府建设报告.docx</a><a href="/x.html">别的</a></div>"""
    (link,) = attachment_links(text, f"{ROOT}/fz/202403/t20240308_1.html", families["trs"]).links
    assert link.url == f"{ROOT}/fz/202403/P0202.docx"
    assert link.title == "墨溪县2023年法治政府建设报告.docx"
    assert body_length(text, families["trs"]) == 3
    assert body_length("<p>no container</p>", families["trs"]) is None
