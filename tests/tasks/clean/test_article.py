"""Articles in several pages: one text, each character at home in its page."""

from datetime import UTC, datetime

import pytest

from schemas.documents import CleanDocument, Payload
from schemas.errors import DocumentError
from schemas.multipart import MULTIPART, ArticlePage, join
from tasks.clean import clean, decode, source_slice, squeeze

TITLE = "墨溪县2024年法治政府建设年度报告"
OPENING = "2024年，全县坚持以制度管权、管事、管人，法治政府建设各项任务按计划推进，现将有关情况报告如下。"


def payload(*pages: str) -> Payload:
    url = "http://www.moxi.gov.example/t1_{}.html"
    body = join([ArticlePage(url.format(n), page.encode(), "utf-8") for n, page in enumerate(pages, start=1)])
    return Payload("http://www.moxi.gov.example/t1.html", body, "0" * 64, MULTIPART, datetime.now(UTC))


def html(*paragraphs: str, tail: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><meta name='PubDate' content='2025-03-01'></head><body><div class='TRS_Editor'>{text}{tail}</div></body></html>"


def cleaned(*pages: str) -> CleanDocument:
    return clean(payload(*pages))


def test_the_pages_text_follows_page_by_page() -> None:
    document = cleaned(html(OPENING, "一、主要成效"), html("全年审查合同42份。"), html("二、存在的不足"))
    assert document.text == f"{OPENING}\n一、主要成效\n全年审查合同42份。\n二、存在的不足"
    assert document.mime == MULTIPART
    assert document.published_date is not None


def test_a_sentence_that_goes_on_overleaf_is_one() -> None:
    cut = "全县各级行政机关认真落实重大行政决策程序规定，全年公布决策事项目录并逐项开展合法性审查和"
    document = cleaned(html(OPENING, cut), html("风险评估，听取公众意见。", "全年审查合同42份。"))
    assert document.text.split("\n") == [OPENING, f"{cut}风险评估，听取公众意见。", "全年审查合同42份。"]


def test_a_head_that_every_page_repeats_is_told_once() -> None:
    document = cleaned(html(TITLE, OPENING), html(TITLE, "全年审查合同42份。"))
    assert document.text == f"{TITLE}\n{OPENING}\n全年审查合同42份。"


def test_a_first_page_that_is_linked_under_a_number_too_is_told_once() -> None:
    paragraphs = [f"全年开展第{number}批案卷评查，评查案卷{number}0件。" for number in range(1, 13)]
    document = cleaned(html(OPENING, *paragraphs), html(OPENING, *paragraphs), html("全年审查合同42份。"))
    assert document.text.split("\n") == [OPENING, *paragraphs, "全年审查合同42份。"]


def test_a_short_clause_that_goes_on_overleaf_is_one_sentence() -> None:
    document = cleaned(html(OPENING, "一年来，全县共审查各类"), html("合同42份。"))
    assert document.text == f"{OPENING}\n一年来，全县共审查各类合同42份。"


def test_the_links_between_the_pages_are_no_text() -> None:
    links = "<div><a href='t1.html'>1</a> <a href='t1_2.html'>2</a></div>"
    document = cleaned(html(OPENING, tail=links), html("全年审查合同42份。", tail=links))
    assert document.text == f"{OPENING}\n全年审查合同42份。"


def test_a_span_is_found_again_in_the_page_it_came_from() -> None:
    source = payload(html(OPENING), html("全年审查<b>合同</b>42份。"))
    document = clean(source)
    start = document.text.index("审查合同42份")
    src_start, src_end, page = document.source_map.locate(start, start + 7)
    decoded = decode(source.body, source.mime, source.charset)
    assert page == 1
    assert source_slice(decoded.pages[page], src_start, src_end, decoded.mime) == squeeze("审查合同42份")


def test_a_body_that_is_no_article_is_held() -> None:
    broken = Payload("http://www.moxi.gov.example/t1.html", b"--x", "0" * 64, MULTIPART, datetime.now(UTC))
    with pytest.raises(DocumentError, match="damaged_file"):
        clean(broken)
