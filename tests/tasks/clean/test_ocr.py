"""Scanned pages, read by the optional extra: two pages of an invented report, drawn in a serif face at 200 dots to the inch,
turned a quarter of a degree, with grain and specks (``scan.pdf``)."""

from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from schemas.documents import CleanDocument, Payload
from tasks.clean import clean, decode, ocr, source_slice, squeeze
from tasks.extract.quantities import extract
from tasks.segment import segment

pytestmark = pytest.mark.skipif(not ocr.is_installed(), reason="the optional extra `ocr` is not installed")

TEXT = """枫渡县应急管理局2024年度法治政府建设情况报告
2024年，县应急管理局坚持依法行政，扎实推进法治政府建设各项任务落实。现将有关情况报告如下：
一、主要举措和成效
（一）规范执法行为。全年检查企业1286家次，发现隐患3047处，整改3012处，整改率98.85%；立案查处违法行为57起，罚款163.4万元，同比下降12.6%。
（二）落实行政复议应诉。全年收到行政复议申请9件，受理8件，审结8件，其中维持6件、撤销1件、终止1件；行政诉讼案件3件，负责人出庭应诉率100%。
（三）加强普法宣传。开展宣讲活动42场，发放宣传资料2.6万份，受教育群众18500余人次，组织执法人员培训4期，参训312人次。
二、存在的不足
一是基层执法力量仍显薄弱，全县15个乡镇专职安全监管人员仅有23名；二是部分企业主体责任落实不到位，隐患反复出现。
三、下一步工作安排
2025年，力争全年监督检查覆盖率达到95%以上，组织专题培训不少于6期，推动重大事故隐患按期整改率达到100%。
枫渡县应急管理局
2025年1月21日"""


@pytest.fixture(scope="module")
def source() -> Payload:
    body = Path(__file__).with_name("scan.pdf").read_bytes()
    return Payload("file:scan.pdf", body, "0" * 64, "application/pdf", datetime.now(UTC))


@pytest.fixture(scope="module")
def document(source: Payload) -> CleanDocument:
    return clean(source)


def test_its_characters_are_read_and_it_says_that_a_machine_read_them(document: CleanDocument) -> None:
    alike = SequenceMatcher(None, squeeze(document.text), squeeze(TEXT), autojunk=False).ratio()
    print(f"{alike:.4f} of the characters")
    assert alike > 0.99
    assert document.is_ocr


def test_its_paragraphs_are_those_that_were_printed(document: CleanDocument) -> None:
    assert [line[:6] for line in document.text.split("\n")] == [line[:6] for line in TEXT.split("\n")]


def test_every_figure_is_right(document: CleanDocument) -> None:
    def figures(text: str) -> list[tuple[object, ...]]:
        found = extract(text, segment(text, 2024), 2024)
        return [(q.value, q.unit, q.modifier, q.status, q.measure) for q in found if q.status != "none"]

    assert figures(document.text) == figures(TEXT)


def test_a_span_is_found_again_on_its_page(source: Payload, document: CleanDocument) -> None:
    decoded = decode(source.body, source.mime, None)
    for span in ("1286家次", "不少于6期"):
        start = document.text.index(span)
        src_start, src_end, page = document.source_map.locate(start, start + len(span))
        assert source_slice(decoded.pages[page], src_start, src_end, decoded.mime) == span
