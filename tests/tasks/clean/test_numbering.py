"""Word's automatic numbers, as the reader sees them."""

import re

import docx
import pytest

from schemas.documents import Payload
from tasks.clean import clean, decode, source_slice
from tasks.clean.numbering import written_out
from tests.tasks.clean.test_paged import docx_bytes, payload

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(depth: int, form: str, words: str, start: int = 1, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{words}"/></w:lvl>'


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> bytes:
    return f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}</w:numbering>'.encode()


def paragraph(text: str, depth: int = 0, list_id: int = 1) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def lines(document: str, numbers: bytes, styles: str | None = None) -> list[str]:
    written = written_out(document, numbers, styles.encode() if styles else None)
    return [re.sub("<[^>]*>", "", one) for one in written.split("</w:p>") if one]


REPORT = numbering(
    level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3.")
)


def test_headings_get_their_numbers_and_lower_ones_begin_anew() -> None:
    places = [("成效", 0), ("学习", 1), ("执法", 1), ("检查", 2), ("处罚", 2), ("不足", 0), ("队伍", 1)]
    document = "".join(paragraph(text, depth) for text, depth in places)
    assert lines(document, REPORT) == [
        "一、成效",
        "（一）学习",
        "（二）执法",
        "1.检查",
        "2.处罚",
        "二、不足",
        "（一）队伍",
    ]


@pytest.mark.parametrize(
    ("form", "start", "shown"),
    [
        ("chineseCountingThousand", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("ideographDigital", 3, "三"),
        ("decimalEnclosedCircleChinese", 4, "④"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("ideographTraditional", 2, "乙"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 3, "c"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("hebrew1", 5, "5"),  # a form that no report uses
    ],
)
def test_the_forms_that_reports_use(form: str, start: int, shown: str) -> None:
    assert lines(paragraph("甲"), numbering(level(0, form, "%1、", start))) == [f"{shown}、甲"]


def test_numbers_of_several_levels_stand_together() -> None:
    numbers = numbering(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
    assert lines(paragraph("甲") + paragraph("乙", 1) + paragraph("丙", 1), numbers) == ["一、甲", "1.1 乙", "1.2 丙"]


def test_bullets_and_lists_that_are_not_there_show_nothing() -> None:
    assert lines(
        paragraph("甲") + paragraph("乙", 0, 0) + paragraph("丙", 0, 7), numbering(level(0, "bullet", "•"))
    ) == [
        "甲",
        "乙",
        "丙",
    ]


def test_a_list_that_begins_anew_begins_anew_once() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    numbers = numbering(level(0, "decimal", "%1."), nums=nums)
    document = paragraph("甲") + paragraph("乙") + paragraph("丙", 0, 2) + paragraph("丁", 0, 2)
    assert lines(document, numbers) == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_a_style_numbers_its_paragraphs_and_those_of_styles_based_on_it() -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="a"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    document = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for name, text in ("a甲", "b乙", "c丙")
    )
    assert lines(document, REPORT, styles) == ["（一）甲", "（二）乙", "丙"]


def test_an_empty_paragraph_counts_and_shows_nothing() -> None:
    empty = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    assert lines(paragraph("甲") + empty + paragraph("乙"), REPORT) == ["一、甲", "", "三、乙"]


def test_what_a_tracked_change_replaced_does_not_count() -> None:
    old = (
        '<w:pPrChange w:id="1"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'
    )
    document = f"<w:p><w:pPr>{old}</w:pPr><w:r><w:t>甲</w:t></w:r></w:p>" + paragraph("乙")
    assert lines(document, REPORT) == ["甲", "一、乙"]


@pytest.mark.parametrize("broken", [b"", b"not xml", b"<w:numbering", numbering('<w:lvl w:ilvl="x"/>')])
def test_a_broken_list_of_numbers_leaves_the_text_as_it_is(broken: bytes) -> None:
    assert lines(paragraph("甲"), broken) == ["甲"]


@pytest.fixture(scope="module")
def document() -> Payload:
    written = docx.Document()
    written.add_paragraph("全年检查企业40家次。", style="List Number")
    written.add_paragraph("审查合同12件。", style="List Number")
    return payload(docx_bytes(written))


def test_a_file_that_word_numbered_is_read_with_its_numbers(document: Payload) -> None:
    assert clean(document).text == "1.全年检查企业40家次。\n2.审查合同12件。"


def test_a_number_is_found_again_where_it_was_written_out(document: Payload) -> None:
    read = clean(document)
    page = decode(document.body, document.mime, None).pages[0]
    start = read.text.index("2.审查")
    src_start, src_end, _ = read.source_map.locate(start, start + 2)
    assert source_slice(page, src_start, src_end, read.mime) == "2."
