"""The report year and what says so; disagreement decides nothing."""

from datetime import date

import pytest

from tasks.identify.years import decide_year, title_years


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("石家庄市人民政府关于2016年度法治政府建设情况的报告", [2016]),
        ("2022年法治政府建设工作总结及2023年工作计划", [2022]),
        ("二〇二三年度法治政府建设情况报告", [2023]),
        ("二O二三年度法治政府建设情况报告", [2023]),
        ("关于落实《法治政府建设实施纲要（2021-2025年）》2022年度情况的报告", [2022]),
        ("法治政府建设情况的报告", []),
        ("法治政府建设情况报告（2022年度）", [2022]),
        ("法治政府建设年度报告(2022)", [2022]),
        ("2021年度法治政府建设情况报告（2022年）", [2021]),
        ("落实实施纲要（2021-2025年）情况的报告", []),
        ("2022年、2023年法治政府建设情况报告", [2022, 2023]),
    ],
)
def test_years_of_a_title(title: str, years: list[int]) -> None:
    assert title_years(title) == years


@pytest.mark.parametrize(
    ("text", "year", "basis"),
    [
        ("根据要求，现将我局2022年度法治政府建设情况报告如下。", 2022, "lead"),
        ("2023年，我局推进工作。", 2023, "lead"),
        ("今年以来，我街推进工作。\n一、2021年主要举措和成效\n做。", 2021, "heading"),
        (
            "今年以来，我街推进工作。开展学习。普法宣传。\n一、下一年度安排\n2023年街道将做好六项工作。",
            2022,
            "plan_year",
        ),
        ("今年以来，我街推进工作。以第五个宪法宣传周为契机开展宣传。", 2022, "anniversary: 宪法宣传周"),
        ("根据《关于做好2021年度法治政府建设情况报告工作的通知》，现将有关情况汇报如下。", 2021, "cited_order"),
        ("根据《全面依法治市委员会2021年工作要点》要求，汇报如下。", 2021, "cited_work_plan"),
    ],
)
def test_years_of_a_text(text: str, year: int, basis: str) -> None:
    found = decide_year([], text, None)
    assert (found.year, found.basis) == (year, basis)


def test_an_outline_s_period_and_document_numbers_are_no_evidence() -> None:
    text = "落实《法治政府建设实施纲要（2021-2025年）》（中发〔2021〕33号），推进各项工作。"
    assert decide_year([], text, None).year is None


def test_title_against_headings_is_undecided_with_both_years() -> None:
    found = decide_year(["2025年法治政府建设年度报告"], "一、2024年度主要举措和成效\n做。", None)
    assert found.year is None
    assert "title says 2025" in found.basis
    assert "heading says 2024" in found.basis


def test_publication_alone_counts_only_in_the_first_half_of_a_year() -> None:
    assert decide_year([], "工作情况如下。", date(2023, 3, 1)).year == 2022
    assert decide_year([], "工作情况如下。", date(2023, 12, 8)).year is None


def test_a_report_cannot_precede_its_year() -> None:
    assert decide_year(["2024年度法治政府建设情况报告"], "", date(2023, 3, 1)).year is None
