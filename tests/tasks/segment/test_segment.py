"""Sections, sentences and words of reports: written examples, and what must hold for any text."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.segment import segment


def outline(text: str, year: int | None = 2023) -> list[tuple[int, str | None, str | None, str]]:
    return [(s.level, s.number, s.heading, s.part) for s in segment(text, year, tokens=False).sections]


def test_numbered_headings_form_a_tree_and_open_the_parts() -> None:
    text = (
        "2023年，我县推进法治政府建设，现将有关情况报告如下。\n"
        "一、主要举措和成效\n(一)优化营商环境\n办理许可312件。\n(二)规范行政执法\n处罚12件。\n"
        "二、存在的不足和原因\n执法力量不足。\n"
        "三、党政主要负责人履行推进法治建设第一责任人职责情况\n县长带头学法。\n"
        "四、2024年工作打算\n继续努力。"
    )
    assert outline(text) == [
        (0, None, None, "R0"),
        (1, "一", "主要举措和成效", "R1"),
        (2, "(一)", "优化营商环境", "R1"),
        (2, "(二)", "规范行政执法", "R1"),
        (1, "二", "存在的不足和原因", "R2"),
        (1, "三", "党政主要负责人履行推进法治建设第一责任人职责情况", "R3"),
        (1, "四", "2024年工作打算", "R4"),
    ]
    sections = segment(text, 2023, tokens=False).sections
    assert sections[2].parent == 1
    assert sections[2].theme == "T02"
    assert sections[3].theme == "T05"


def test_heading_and_body_in_one_paragraph() -> None:
    sections = segment("一、主要做法\n(一)强化学习教育。全年学法6次。\n(二)加强普法宣传。发放资料。", 2022).sections
    assert [s.heading for s in sections] == ["主要做法", "强化学习教育", "加强普法宣传"]


def test_numbers_inside_paragraphs_nest_and_the_outer_series_goes_on() -> None:
    text = "(一)夯实基础。\n一是优化环境。开展行动。一是服务企业。走访。二是完善网络。建站。\n二是审查合法。审查合同。"
    assert [(s.number, s.heading, s.level) for s in segment(text, None).sections] == [
        ("(一)", "夯实基础", 1),
        ("一是", "优化环境", 2),
        ("一是", "服务企业", 3),
        ("二是", "完善网络", 3),
        ("二是", "审查合法", 2),
    ]


def test_a_series_may_go_on_inside_its_paragraph() -> None:
    text = "二、存在的问题\n（一）力量弱；（二）意识弱；（三）机制弱。\n（四）经费少。"
    assert [s.number for s in segment(text, None).sections] == ["二", "（一）", "（二）", "（三）", "（四）"]


def test_a_series_that_begins_again_keeps_its_level() -> None:
    text = "主要举措\n(一)学习\n学。\n(二)执法\n做。\n存在的问题\n(一)力量弱\n弱。\n下一步打算\n干。"
    assert [(level, number, part) for level, number, _, part in outline(text)] == [
        (1, None, "R1"),
        (2, "(一)", "R1"),
        (2, "(二)", "R1"),
        (1, None, "R2"),
        (2, "(一)", "R2"),
        (1, None, "R4"),
    ]


def test_title_lines_stand_at_level_zero() -> None:
    found = outline("某县人民政府\n2022年度法治政府建设情况报告\n根据要求，报告如下：\n一、主要举措\n做。", 2022)
    assert found[0] == (0, None, "2022年度法治政府建设情况报告", "R0")
    assert found[1][3] == "R0"


def test_a_shortcomings_and_plan_heading_is_split_by_its_children() -> None:
    text = "一、主要举措\n做。\n二、存在的问题及下一步打算\n(一)存在的问题\n少。\n(二)下一步打算\n多。"
    assert [part for *_, part in outline(text)] == ["R1", "R2", "R2", "R4"]


@pytest.mark.parametrize("line", ["12.4国家宪法日活动开展", "一、二季度完成了任务", "2.5万件案件办结"])
def test_decimals_and_lists_are_no_headings(line: str) -> None:
    assert [s.number for s in segment(f"一、主要举措\n{line}，效果好。", 2022).sections] == ["一"]


def test_one_character_numbers_open_sections() -> None:
    text = "一、成效\n㈠学习\n⒈会前学法\n⑴计划\n①分工\n㈡执法\n做。"
    assert [(s.level, s.number) for s in segment(text, None).sections] == [
        (1, "一"), (2, "㈠"), (3, "⒈"), (4, "⑴"), (5, "①"), (2, "㈡"),
    ]  # fmt: skip


def test_decimal_numbers_open_no_section_of_the_first_rank() -> None:
    text = "1.主要工作\n1.1 规范执法\n办案3件。\n1.2 普法宣传\n讲座5场。\n2.存在问题\n少。\n3.下一步打算\n多。"
    assert outline(text) == [(1, "1", "主要工作", "R1"), (1, "2", "存在问题", "R2"), (1, "3", "下一步打算", "R4")]


def test_a_number_alone_on_its_line_has_its_words_on_the_next() -> None:
    text = "一、\n主要举措\n（一）\n规范执法\n办案3件。\n二、\n存在的不足\n少。\n三、\n下一步打算\n多。"
    assert outline(text) == [
        (1, "一", "主要举措", "R1"),
        (2, "（一）", "规范执法", "R1"),
        (1, "二", "存在的不足", "R2"),
        (1, "三", "下一步打算", "R4"),
    ]


@pytest.mark.parametrize("leader", ["", "………3", "......... 12"])
def test_a_table_of_contents_opens_no_sections(leader: str) -> None:
    contents = "".join(f"{line}{leader}\n" for line in ("一、主要举措", "二、存在的不足", "三、下一步打算"))
    text = f"某县法治政府建设情况报告\n目　录\n{contents}一、主要举措\n做。\n二、存在的不足\n少。\n三、下一步打算\n多。"
    assert [row[3] for row in outline(text)] == ["R0", "R0", "R1", "R2", "R4"]


def test_headings_are_found_where_line_breaks_are_lost() -> None:
    text = (
        "现将情况报告如下：一、主要举措和成效(一)强化学习教育。全年学法6次。(二)规范行政执法。办案12件。"
        "二、存在的不足执法力量弱。三、2024年工作打算1.加强培训。培训4期。2.加强普法。"
    )
    assert [(level, number, part) for level, number, _, part in outline(text)[1:]] == [
        (1, "一", "R1"), (2, "(一)", "R1"), (2, "(二)", "R1"), (1, "二", "R2"), (1, "三", "R4"), (3, "1", "R4"), (3, "2", "R4"),
    ]  # fmt: skip
    assert outline(text)[1][2] == "主要举措和成效"


def test_numbers_of_laws_and_words_with_one_are_no_glued_headings() -> None:
    text = "一、依照条例第三条第(一)项办理\n做。\n二、统一是前提\n做。\n三、达到1.2亿元\n做。"
    assert [s.number for s in segment(text, 2022, tokens=False).sections] == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("headings", "parts"),
    [
        (["提高认识，统筹安排", "聚焦突出问题，规范执法", "存在问题及整改措施", "2024年工作谋划"], "R1 R1 R2 R4"),
        (["主要工作", "问题与不足", "下步措施"], "R1 R2 R4"),
        (["明确工作思路，落实责任", "科学制定普法计划", "薄弱环节", "改进措施"], "R1 R1 R2 R4"),
        (["2023年重点工作", "存在短板", "重点工作"], "R1 R2 R4"),
        (["扎实做好各项重点工作", "化解信访突出问题", "工作中存在的不足", "努力方向", "其他需要报告的情况"], "R1 R1 R2 R4 R5"),
        (["主要做法", "不足", "深入推进依法行政", "健全保障机制"], "R1 R2 R4 R4"),
        (["第一责任人履职情况", "2023年工作开展情况", "展望2024年"], "R3 R1 R4"),
        (["年度工作安排及落实情况", "贯彻落实上级工作安排", "存在问题", "打算和建议"], "R1 R1 R2 R4"),
        (["2023年法治建设工作安排落实情况", "下一年度推进法治政府建设的主要安排"], "R1 R4"),
    ],
)  # fmt: skip
def test_headings_say_their_part(headings: list[str], parts: str) -> None:
    text = "".join(f"{number}、{heading}\n做。\n" for number, heading in zip("一二三四五", headings, strict=False))
    assert " ".join(row[3] for row in outline(text)) == parts


def test_unnumbered_parts_stand_above_numbers_that_only_count_measures() -> None:
    text = "主要做法\n一、规范执法\n办案3件。\n二、化解纠纷\n调解5件。\n存在的不足\n一、力量弱\n弱。\n2024年工作打算\n一、加强培训\n培训6期。\n二、普法\n多。"
    assert [(level, number, part) for level, number, _, part in outline(text)] == [
        (1, None, "R1"), (2, "一", "R1"), (2, "二", "R1"), (1, None, "R2"), (2, "一", "R2"), (1, None, "R4"), (2, "一", "R4"),
        (2, "二", "R4"),
    ]  # fmt: skip


def test_an_unnumbered_plan_may_follow_the_last_number() -> None:
    text = "一、主要做法\n办案3件。\n二、存在的不足\n力量弱。\n下一步打算\n一是培训6期。\n二是普法。"
    assert [(level, number, part) for level, number, _, part in outline(text)] == [
        (1, "一", "R1"), (1, "二", "R2"), (1, None, "R4"), (2, "一是", "R4"), (2, "二是", "R4"),
    ]  # fmt: skip


def test_a_plan_without_a_heading_is_a_section_of_its_own() -> None:
    text = "一、主要举措\n做。\n二、存在的不足\n力量弱。下一步，我局将加强培训。全年培训6期。\n特此报告。"
    sections = segment(text, 2023, tokens=False).sections
    assert [(s.level, s.part) for s in sections] == [(1, "R1"), (1, "R2"), (2, "R4")]
    assert text[sections[2].start :].startswith("下一步")
    text = "一、主要举措\n(一)执法\n办案3件。\n(二)普法\n讲座5场。\n2024年，我局将培训6期。"
    assert [part for *_, part in outline(text)] == ["R1", "R1", "R1", "R4"]
    text = "一、主要举措\n做。\n二、存在的不足\n力量弱。下一步改革中的主要困难是编制。"
    assert [part for *_, part in outline(text)] == ["R1", "R2"]
    text = "一、主要举措\n(一)执法\n提出下一步措施。2024年，我局办案。\n(二)普法\n讲座5场。"
    assert {part for *_, part in outline(text)} == {"R1"}


def test_a_year_may_follow_the_number() -> None:
    found = outline("1.2022年主要工作\n做。\n2.存在的问题\n少。\n3.2023年工作设想\n干。", 2022)
    assert [(number, part) for _, number, _, part in found] == [("1", "R1"), ("2", "R2"), ("3", "R4")]


def test_a_heading_s_theme_outranks_its_words_of_leadership_and_its_body() -> None:
    text = "一、主要举措\n(一)加强组织领导，规范行政执法\n领导小组开会，听取普法汇报。\n(二)纠纷化解\n举办法治宣传活动，发放宣传资料。"
    assert [s.theme for s in segment(text, 2022).sections] == [None, "T05", "T07"]


def test_a_section_that_says_too_little_takes_a_theme_from_below_or_above() -> None:
    text = (
        "一、主要举措\n(一)三个到位\n1.调解到位\n人民调解有序，矛盾纠纷减少。\n2.应诉到位\n行政应诉、行政复议依法办理。\n3.其他\n如上。"
        "\n(二)规范执法\n1.程序\n如上。"
    )
    assert [s.theme for s in segment(text, 2022).sections] == [None, "T07", "T07", "T07", "T07", "T05", "T05"]


def test_a_whole_part_treats_what_its_heading_says_only() -> None:
    text = (
        "一、第一责任人履职情况\n办理行政处罚，开展普法。\n二、2023年工作安排\n加强行政执法，办理行政处罚，持证上岗。"
    )
    assert [s.theme for s in segment(text, 2022).sections] == ["T10", None]


def test_report_years_of_the_2015_outline_use_its_chapters() -> None:
    text = "一、主要举措\n(一)加快数字政府建设，推进信息化\n建成信息化平台，数据共享。"
    assert segment(text, 2022).sections[1].theme == "T09"
    assert segment(text, 2018).sections[1].theme == "T02"


def test_sentences_keep_decimals_titles_and_closing_quotes_whole() -> None:
    text = "依据《条例（2021.3版）》办理3.5万件。他说：“依法办事！”全部办结。"
    found = segment(text, 2022)
    assert [text[s.start : s.end] for s in found.sentences] == [
        "依据《条例（2021.3版）》办理3.5万件。",
        "他说：“依法办事！”",
        "全部办结。",
    ]


def test_words_stand_in_their_order_without_blanks() -> None:
    assert [s.tokens for s in segment("参考率达100%。\n　　合格 114人。", 2022).sentences] == [
        ("参考", "率达", "100%", "。"),
        ("合格", "114", "人", "。"),
    ]


_REPORT_TEXT = st.lists(
    st.sampled_from(
        ["一、", "(一)", "（二）", "1.", "①", "一是", "二是", "主要举措", "存在的问题", "办件3.5万件", "《条例》", "。", "；", "\n",
         "\r\n", "　", " ", "：", "”", "2023年", "\u200b", "下一步打算", "法治政府建设情况报告", "a", "!", "(1)", "目录", "第一部分",
         "下一步，我局将", "2024年，我局要继续", "……3", "1.1", "行政执法"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(_REPORT_TEXT | st.text(max_size=80))
def test_sections_and_sentences_cover_any_text(text: str) -> None:
    found = segment(text, 2023)
    ends = [0, *(s.end for s in found.sections)]
    assert [s.start for s in found.sections] == ends[:-1]
    assert ends[-1] == len(text)
    assert [s.index for s in found.sections] == list(range(len(found.sections)))
    assert all(
        s.parent is None or (s.parent < s.index and found.sections[s.parent].level < s.level) for s in found.sections
    )
    covered = 0
    for sentence in found.sentences:
        section = found.sections[sentence.section]
        assert section.start <= sentence.start < sentence.end <= section.end
        assert not text[covered : sentence.start].strip()
        own = text[sentence.start : sentence.end]
        assert own == own.strip() != ""
        assert "".join(sentence.tokens) == "".join(own.split())
        covered = sentence.end
    assert not text[covered:].strip()


_HEADED = st.lists(
    st.tuples(
        st.sampled_from([("主要举措和成效", "R1"), ("存在的不足和原因", "R2"), ("2024年工作安排", "R4")]),
        st.lists(st.sampled_from(["强化学习教育", "规范行政执法", "化解矛盾纠纷", "开展普法宣传"]), max_size=4),
    ),
    min_size=2,
    max_size=5,
)


@settings(deadline=None, max_examples=100)
@given(_HEADED, st.sampled_from(["\n", "", " "]))
def test_numbered_headings_are_found_with_and_without_line_breaks(
    outline_of: list[tuple[tuple[str, str], list[str]]], separator: str
) -> None:
    lines: list[str] = []
    expected: list[tuple[str | None, str]] = []
    for number, ((heading, part), below) in zip("一二三四五", outline_of, strict=False):
        lines.append(f"{number}、{heading}")
        expected.append((number, part))
        for inner, words in zip("一二三四", below, strict=False):
            lines += [f"（{inner}）{words}。", "全年办件12件，办结率100%。"]
            expected.append((f"（{inner}）", part))
        lines += [] if below else ["工作有序。"]
    text = separator.join(["现将2023年有关情况报告如下：", *lines])
    found = [(s.number, s.part) for s in segment(text, 2023, tokens=False).sections if s.number]
    assert found == expected


@pytest.mark.parametrize(
    "unit",
    [
        "(一)开展行动3.5万次;二是推进工作,一是落实责任。" * 400,
        "一、\n" * 1500,
        "（一）一是" * 3000,
        "目录\n一、主要举措\n" * 1000,
        "。下一步，我局将做。\n" * 1000,
        "二、问题\n下一步打算\n" * 800,
    ],
    ids=["paragraph", "bare numbers", "glued", "contents", "plans", "parts"],
)
def test_time_grows_with_the_text(unit: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        segment(unit * times, 2023, tokens=False)
        return time.process_time() - start

    seconds(1)
    assert min(seconds(8) for _ in range(2)) < 24 * max(min(seconds(1) for _ in range(3)), 0.001)


@pytest.mark.parametrize("name", ["000", "002", "003"])
def test_sections_of_real_reports_are_where_people_see_them(shared: Path, name: str) -> None:
    truth = json.loads((shared / "gold" / f"{name}.identity.json").read_text(encoding="utf-8"))
    text = (shared / "reports" / f"{name}.txt").read_text(encoding="utf-8")
    found = segment(text, truth["report_year"], tokens=False).sections
    starts = {(s.start, s.part) for s in found}
    missed = [
        s["heading"]
        for s in truth["sections"]
        if s["level"] <= 2 and not any((s["start"] + shift, s["part"]) in starts for shift in range(-2, 3))
    ]
    assert missed == []


def test_a_colon_ends_a_heading_only_before_a_body() -> None:
    text = "一、主要做法\n（一）抓统筹：法治与产业同频\n全年学法9次。\n（二）抓环境：全年办件80件，好评率99%。\n"
    assert [s.heading for s in segment(text, 2023).sections if s.level == 2] == ["抓统筹：法治与产业同频", "抓环境"]
