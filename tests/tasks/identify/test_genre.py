"""Which documents are such reports, and why the others are not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.documents import CleanDocument, Payload, SourceMap
from schemas.errors import DocumentError, NotAReport
from tasks.identify import is_report

LAW = "推进依法行政，开展普法宣传，规范行政执法，化解矛盾纠纷，落实法律顾问制度。"


def judge(text: str, title: str | None = None) -> None:
    document = CleanDocument(text, SourceMap.identity(), "text/plain", "utf-8", title=title)
    is_report(document, Payload("file:x", b"", "0" * 64, "text/plain", datetime(2024, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        (None, "各位代表：现在，我代表县人民政府向大会报告工作，请予审议。" + LAW, "政府工作报告"),
        ("某局2023年政府信息公开工作年度报告", LAW, "政府信息公开年报"),
        (
            None,
            "根据《政府信息公开条例》编制。一、主动公开政府信息情况。二、收到和处理政府信息公开申请。",
            "政府信息公开年报",
        ),
        ("某县2023年法治政府建设工作要点", LAW, "工作要点"),
        (None, "为推进依法行政，结合实际，制定本方案。" + LAW, "方案或计划"),
        ("《某市2023年度法治政府建设情况报告》政策解读", LAW, "政策解读"),
        (None, "现将本人履行第一责任人职责情况述法报告如下。" + LAW, "述法报告"),
        (None, "一、《某市2023年度法治政府建设情况报告》的起草背景\n为便于公众理解，现解读如下。" + LAW, "政策解读"),
        ("某区五年法治政府建设情况报告", LAW, "五年报告"),
        (None, "现将我局2016-2020年法治政府建设工作情况报告如下。" + LAW, "五年报告"),
        ("某局2023年上半年法治政府建设工作总结", LAW, "半年或季度报告"),
        (None, "现将工作安排印发给你们，请认真贯彻执行。" + LAW, "布置工作的通知"),
    ],
)
def test_neighbouring_documents_are_turned_away_with_the_reason(title: str | None, text: str, reason: str) -> None:
    with pytest.raises(NotAReport, match=reason):
        judge(text, title)


def test_a_summary_that_ends_with_next_year_s_plan_is_a_report() -> None:
    judge(LAW, "某局2022年法治政府建设工作总结及2023年工作计划")


@pytest.mark.parametrize(
    "sentence",
    [
        "全市单独述法人数共计63人，",
        "听取12名负责同志个人述法，",
        "我县组织乡镇主要负责人述法，",
        "规范性文件制定过程公开，同步发布解读。",
        "县长向县人大常委会作报告，接受审议。",
    ],
)
def test_what_a_report_tells_of_others_papers_does_not_make_it_one(sentence: str) -> None:
    judge(f"现将2023年法治政府建设情况报告如下。{sentence}{LAW}", "某县2023年法治政府建设情况报告")


def test_a_law_text_without_any_sign_of_a_report_is_undecided() -> None:
    with pytest.raises(DocumentError, match="undecided_report_type"):
        judge(LAW, "某县人民政府")


def test_a_long_text_about_something_else_is_turned_away() -> None:
    with pytest.raises(NotAReport, match="other_subject"):
        judge("全市经济平稳增长，粮食丰收，项目建设加快，城乡面貌改善。" * 40, "2023年工作情况报告")


def test_real_reports_pass(shared: Path) -> None:
    for path in sorted((shared / "reports").glob("*.txt")):
        judge(path.read_text(encoding="utf-8"))


def test_provincial_work_reports_are_turned_away(shared: Path) -> None:
    texts = sorted((shared / "other").glob("*.txt"))
    assert len(texts) == 16
    for path in texts:
        text = path.read_text(encoding="utf-8")
        with pytest.raises(NotAReport, match="政府工作报告"):
            judge(text)
        with pytest.raises(NotAReport, match="other_subject"):
            judge(text.replace("各位代表", "同志们"))
