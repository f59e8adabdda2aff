"""Bytes to pages of characters: encodings, file kinds, and spans cut out again."""

import io
import zipfile

import docx
import pytest

from schemas.errors import DocumentError
from tasks.clean import decode, source_slice, squeeze

TEXT = "二、全年共办理行政复议案件12件，办结率100%。\n镇长出庭应诉3次。"
PAGE = f"<html><head><title>报告</title></head><body><p>{TEXT}</p></body></html>"


@pytest.mark.parametrize(
    ("encoded_as", "declared", "read_as"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8", "gbk", "utf-8"),  # a wrong declaration: valid UTF-8 wins
        ("utf-8", None, "utf-8"),
        ("utf-8-sig", None, "utf-8"),
        ("gb18030", "utf-8", "gb18030"),
        ("gbk", "iso-8859-1", "gb18030"),  # a server's default is not heard
        ("gb2312", "gb2312", "gb18030"),
        ("gbk", None, "gb18030"),
        ("utf-16", None, "utf-16-le"),
        ("utf-16-be", None, "utf-16-be"),
    ],
)
def test_the_bytes_decide_and_declarations_only_help(encoded_as: str, declared: str | None, read_as: str) -> None:
    decoded = decode(TEXT.encode(encoded_as), "text/plain", declared)
    assert decoded.pages == (TEXT,)
    assert decoded.encoding == read_as


def test_traditional_big5_is_read_as_declared() -> None:
    text = "本區全年共辦理行政覆議案件十二件，依法行政水準不斷提升。"
    page = f"<html><head><meta charset=big5></head><body>{text}</body></html>"
    assert text in decode(page.encode("big5"), "text/html", None).pages[0]


def test_gb18030_characters_outside_gbk_survive() -> None:
    text = "㑇䶮镇人民政府𠮷年度报告"
    assert decode(text.encode("gb18030"), "text/plain", "gb2312").pages == (text,)


def test_a_footer_in_another_encoding_does_not_lose_the_page() -> None:
    page = PAGE.replace(TEXT, TEXT * 60).encode() + "主办".encode("gbk")
    decoded = decode(page, "text/html", "utf-8")
    assert decoded.encoding == "utf-8"
    assert decoded.pages[0].count(TEXT) == 60


def test_carriage_returns_and_odd_spaces_stay_in_a_text_file() -> None:
    text = "\u3000一、举措\r\n\u200b二、成效\xa0\r\n"
    assert decode(text.encode(), "text/plain", None).pages == (text,)


def test_what_is_declared_text_is_html_only_where_it_begins_so() -> None:
    assert decode(PAGE.encode(), "text/plain", None).mime == "text/html"
    assert decode("按照<br>要求，完成5件。".encode(), "text/plain", None).mime == "text/plain"
    assert decode(TEXT.encode(), "text/html", None).mime == "text/plain"


def test_docx_is_its_document_xml() -> None:
    document = docx.Document()
    document.add_paragraph("受理投诉举报36件")
    stream = io.BytesIO()
    document.save(stream)
    decoded = decode(stream.getvalue(), "application/octet-stream", None)
    assert decoded.mime.endswith("wordprocessingml.document")
    assert decoded.pages[0].startswith("<?xml")
    assert "受理投诉举报36件" in decoded.pages[0]


def word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def packed(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return stream.getvalue()


def archive(name: str) -> bytes:
    return packed(**{name: b"x"})


def test_of_an_archives_files_the_one_with_the_most_text_is_read() -> None:
    name = "附件/年度报告.docx".encode("gbk").decode("cp437")  # the name's bytes are GBK's, and nothing says so
    report = word_file("受理投诉举报36件", "全年未发生行政败诉案件")
    decoded = decode(packed(**{"表格.docx": word_file("事项"), name: report, "照片.jpg": b"\xff\xd8\xff"}), "", None)
    assert decoded == decode(report, "", None)


def test_a_broken_file_in_an_archive_does_not_lose_the_others() -> None:
    report = word_file("受理投诉举报36件")
    assert decode(packed(**{"1.pdf": b"%PDF-1.4 x", "2.docx": report}), "", None) == decode(report, "", None)


def test_an_archive_in_an_archive_is_not_opened() -> None:
    with pytest.raises(DocumentError, match="without a readable document"):
        decode(packed(**{"inner.docx": packed(**{"report.docx": word_file("受理投诉举报36件")})}), "", None)


@pytest.mark.parametrize(
    ("body", "check", "says"),
    [
        (b"", "empty_text", "fetch it again"),
        (b" \n\t ", "empty_text", "fetch it again"),
        (bytes(range(128, 256)) * 40, "undecodable", "data/corrections"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "damaged_file", "fetch it again"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "unsupported_attachment", "picture"),
        (archive("report.xlsx"), "unsupported_attachment", "--files"),
        (archive("OFD.xml"), "unsupported_attachment", "OFD"),
        (archive("word/document.xml")[:60], "damaged_file", "fetch it again"),
        (b"%PDF-1.4\nnothing", "damaged_file", "fetch it again"),
    ],
)
def test_what_gives_no_text_says_why_and_what_to_do(body: bytes, check: str, says: str) -> None:
    with pytest.raises(DocumentError) as error:
        decode(body, "application/octet-stream", None)
    assert error.value.check == check
    assert says in error.value.detail


@pytest.mark.parametrize(
    ("page", "begins", "ends", "span"),
    [
        ("<p>受理<b>12</b>件</p>", "12", "件", "12件"),
        ("<p>同比增长&nbsp;5&#37;&nbsp;以上</p>", "5", "&#37;", "5%"),
        ("<p>同比增长5&#37</p>", "5", "&#37", "5%"),
        ("<p>不足&lt;5件</p>", "&lt;", "件", "<5件"),
        ("<p>印发<益阳市实施方案>3份</p>", "<益", "份", "<益阳市实施方案>3份"),
        ('<p>共<span title="a>b">2</span>\n  3次</p>', "共", "次", "共23次"),
        ("<p>共<!-- 99 -->5<script>var a = '7件';</script>次</p>", "共", "次", "共5次"),
        ("<p>AT&T与&copy;</p>", "AT", "&copy;", "AT&T与©"),
    ],
)
def test_a_span_is_cut_out_of_markup_without_a_parser(page: str, begins: str, ends: str, span: str) -> None:
    start, last = page.index(begins), page.rindex(ends)
    end = last + 1 if ends.startswith("&") else last + len(ends)  # a map counts a reference as its first character
    assert source_slice(page, start, end, "text/html") == squeeze(span)


def test_plain_text_is_cut_as_it_stands() -> None:
    assert source_slice("a <b>5&#37;</b> c", 2, 13, "text/plain") == "<b>5&#37;</"
