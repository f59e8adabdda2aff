"""The checklist says what the text shows, and None where it leaves the matter open."""

import pytest

from tasks.audit.checklist import Checklist, checklist
from tasks.extract.quantities import extract
from tasks.segment.segment import segment

WHOLE = """一、2023年推进法治政府建设的主要举措和成效
(一)健全依法行政制度体系
全年受理来信58件，同比增长16%。
二、存在的不足和原因
基层执法力量仍然薄弱，主要原因是编制紧张、专业人员流失较多。
三、党政主要负责人履行推进法治建设第一责任人职责情况
镇长主持召开专题会议，带头学法用法。
四、2024年度推进法治政府建设的主要安排
持续加强执法队伍建设。
"""


def check(text: str, title: str | None = "某镇2023年法治政府建设年度报告", year: int | None = 2023) -> Checklist:
    segmentation = segment(text, year, tokens=False)
    return checklist(text, segmentation, title, None, year, extract(text, segmentation, year))


def test_a_whole_report_has_everything() -> None:
    result = check(WHOLE)
    assert result.has_all_mandatory_parts is True
    assert result.has_causes is True
    assert result.has_comparison is True
    assert result.names_year_in_title is True
    assert result.theme_count is not None
    assert result.theme_count >= 1


def without(number: str) -> str:
    """The report less one of its top sections."""
    sections = WHOLE.replace("二、", "|二、").replace("三、", "|三、").replace("四、", "|四、").split("|")
    return "".join(section for section in sections if not section.startswith(number))


def test_a_missing_plan_is_missing() -> None:
    result = check(without("四、"))
    assert (result.has_plan_part, result.has_all_mandatory_parts) == (False, False)


def test_heads_who_are_never_named_have_no_part() -> None:
    assert check(without("三、")).has_principal_heads_part is False


def test_heads_named_in_passing_leave_it_open() -> None:
    text = without("三、").replace("全年受理", "镇长认真履行第一责任人职责，全年受理")
    result = check(text)
    assert result.has_principal_heads_part is None
    assert result.has_all_mandatory_parts is None


def test_shortcomings_without_a_heading_count() -> None:
    text = without("二、").replace("带头学法用法。", "带头学法用法。同时，我镇工作还存在不足，执法力量薄弱。")
    result = check(text)
    assert (result.has_shortcomings, result.has_causes) == (True, None)


def test_one_line_of_shortcomings_has_no_causes() -> None:
    text = WHOLE.replace("和原因", "").replace("，主要原因是编制紧张、专业人员流失较多", "")
    result = check(text)
    assert (result.has_shortcomings, result.has_causes) == (True, False)


def test_a_text_without_headings_leaves_its_parts_open() -> None:
    result = check("我镇全年受理来信58件。")
    assert result.has_plan_part is None
    assert result.has_results_part is None
    assert result.theme_count is None
    assert result.has_comparison is False


@pytest.mark.parametrize(
    ("title", "year", "names"),
    [
        ("某县2023年度法治政府建设情况报告", 2023, True),
        ("某县２０２３年法治政府建设情况报告", 2023, True),
        ("某县二〇二三年法治政府建设情况报告", 2023, True),
        ("某县法治政府建设情况报告", 2023, False),
        ("某县2022年法治政府建设情况报告", 2023, False),
        (None, 2023, None),
    ],
)
def test_the_year_in_the_title(title: str | None, year: int, names: bool | None) -> None:
    assert check(WHOLE, title, year).names_year_in_title is names
