"""PDF and docx to lines, with their places in the decoded pages."""

import io
from datetime import UTC, datetime

import docx
import pytest

from schemas.documents import Payload
from schemas.errors import DocumentError
from tasks.clean import clean, decode, ocr, source_slice, squeeze


def payload(body: bytes) -> Payload:
    return Payload("file:a", body, "0" * 64, "application/octet-stream", datetime.now(UTC))


def docx_bytes(document: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_bytes(pages: list[list[str]]) -> bytes:
    """A PDF written by hand: one line of glyphs each, two-byte codes that a ToUnicode map reads as UTF-16."""
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[<</Type/Font"
        "/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000"
        "/FontDescriptor<</Type/FontDescriptor/FontName/F/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 900"
        "/Descent 0/CapHeight 900/StemV 80>>>>]>>"
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def 1 begincodespacerange <0000> <FFFF>\n"
        "endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
    )
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        font,
        f"<</Length {len(to_unicode)}>>stream\n{to_unicode}\nendstream",
    ]
    for number, lines in enumerate(pages):
        shown = "".join(
            f"BT /F 12 Tf 40 {780 - 20 * n} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for n, line in enumerate(lines)
        )
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {6 + 2 * number} 0 R/Resources<</Font<</F 3 0 R>>>>>>",
            f"<</Length {len(shown)}>>stream\n{shown}endstream",
        ]
    out, offsets = "%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{item}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    return (
        f"{out}xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    ).encode("latin-1")


FIRST = [
    "某镇2022年度法治政府建设情况报告",
    "一、主要举措",
    "全年召开常务会议12次，专题研究法治建设议题5个，审查合同八",
    "十份。受理投诉举报案件一百二十六件，办结率达到百分之百，群",
]
SECOND = ["众满意度稳步提升。", "二、存在问题", "- 2 -"]


def test_pdf_lines_become_paragraphs_and_page_numbers_go() -> None:
    source = payload(pdf_bytes([[*FIRST, "- 1 -"], SECOND]))
    document = clean(source)
    assert document.mime == "application/pdf"
    body = f"{FIRST[2]}{FIRST[3]}{SECOND[0]}"
    assert document.text == f"{FIRST[0]}\n{FIRST[1]}\n{body}\n{SECOND[1]}"
    pages = decode(source.body, source.mime, None).pages
    for span in ("12次", "议题5个", "八十份", "二、存在问题"):
        start = document.text.index(span)
        src_start, src_end, page = document.source_map.locate(start, start + len(span))
        assert source_slice(pages[page], src_start, src_end, document.mime) == span
    assert page == 1


def test_a_number_that_a_line_end_breaks_is_whole() -> None:
    lines = [
        "全年开展随机抽查两百余户次，发现问题线索均已逐条移送，抽查结果公示率达到10",
        "0%，各执法单位普遍建立抽查事项清单和检查人员名录，抽查频次比上一年度提高3.",
        "5个百分点。",
    ]
    document = clean(payload(pdf_bytes([["某镇2022年度法治政府建设情况报告", *lines]])))
    assert document.text.split("\n")[1] == "".join(lines)


def test_a_scan_without_the_extra_that_reads_it_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(DocumentError) as error:
        clean(payload(pdf_bytes([[], []])))
    assert error.value.check == "no_text_layer"
    assert "install the extra `ocr`" in error.value.detail


def test_docx_paragraphs_runs_breaks_and_tables() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("受理")
    paragraph.add_run("12").bold = True
    paragraph.add_run("件，<5件>撤销 & 变更").add_break()
    paragraph.add_run("办结率100%")
    document.add_paragraph("")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("事项", "数量", "许可", "36件"), strict=True
    ):
        cell.text = text
    document.add_paragraph("二、存在问题")
    source = payload(docx_bytes(document))
    read = clean(source)
    assert read.text == "受理12件，<5件>撤销 & 变更\n办结率100%\n事项\t数量\n许可\t36件\n二、存在问题"
    page = decode(source.body, source.mime, None).pages[0]
    for line in read.text.split("\n"):
        start = read.text.index(line)
        src_start, src_end, _ = read.source_map.locate(start, start + len(line))
        assert source_slice(page, src_start, src_end, read.mime) == squeeze(line)
