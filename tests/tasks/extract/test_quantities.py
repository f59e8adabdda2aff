"""What a text's figures are taken to say. The sentences are invented."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.documents import Quantity, Segmentation
from tasks.extract.quantities import extract
from tasks.segment import segment

YEAR = 2023


def read(text: str) -> list[Quantity]:
    return extract(text, segment(text, YEAR), YEAR)


def one(text: str, span: str) -> Quantity:
    found = [q for q in read(text) if q.text == span]
    assert len(found) == 1, [q.text for q in read(text)]
    return found[0]


@pytest.mark.parametrize(
    ("text", "span", "status"),
    [
        ("全年审结复议案件42件。", "42件", "reported"), ("收到感谢信一封。", "一封", "reported"), ("每个村各配备一名辅导员。", "一名", "reported"),
        ("全年召开一次专题会。", "一次", "reported"), ("工单按时办结率100%。", "100%", "reported"), ("三家单位现场述法。", "三家", "reported"),
        ("应完成拆违12万平方米。", "12万平方米", "target"), ("力争满意率达到95%以上。", "95%", "target"), ("上级下达拆除任务4万平方米。", "4万平方米", "target"),
        ("每年培训不少于40学时。", "40学时", "target"), ("确保抽检合格率98%。", "98%", "target"), ("2024年将新建3个站点。", "3个", "target"),
        ("下一步计划检查20次，培训200人次。", "200人次", "target"), ("2024年，检查增至20次，培训200人次。", "200人次", "target"),
        ("按照年度检查计划开展检查20次。", "20次", "reported"), ("计划新建5个站点，已建成3个。", "3个", "reported"), ("争取上级资金300万元。", "300万元", "reported"),
        ("90%以上的纠纷就地化解。", "90%", "reported"), ("未办结1件。", "1件", "reported"), ("每村培养3名以上骨干。", "3名", "reported"),
        ("未发生1起事故。", "1起", "none"), ("每10万人有律师21名。", "10万人", "none"), ("每10万人有律师21名。", "21名", "reported"), ("浏览次数：123次", "123次", "none"), ("平均88分（满分100分）。", "100分", "none"), ("共3页", "3页", "none"), ("两家因排水沟争执。", "两家", "none"), ("对三次以上投诉的商户约谈。", "三次", "none"),
        ("3人以上群体性案件5件。", "3人", "none"), ("合格率90%以上的企业免检。", "90%", "none"), ("打造15分钟法律服务圈。", "15分钟", "none"),
        ("案件在法定60日审理期限内办结。", "60日", "none"), ("为18周岁以下少年立案。", "18周岁", "none"),
        ("公开征求意见不少于30日。", "30日", "target"), ("每季度至少举行一场宣讲。", "一场", "target"),
        ("培养一支过硬队伍。", "一支", "none"), ("街道和社区两级均建站点。", "两级", "none"), ("开通24小时热线。", "24小时", "none"),
        ("存在三个方面的差距。", "三个", "none"), ("没有发生一起事故。", "一起", "none"), ("推行“三个一”工作法。", "三个", "none"),
        ("办理标的50万元以上的案件9件。", "50万元", "none"), ("对连续两次未整改的单位通报。", "两次", "none"), ("近五年来平稳。", "近五年", "none"),
    ],
)  # fmt: skip
def test_fact_target_or_neither(text: str, span: str, status: str) -> None:
    assert one(text, span).status == status


def test_next_years_plan_holds_targets_only() -> None:
    text = "一、主要举措和成效\n开展检查12次。\n二、下一年度工作安排\n开展检查15次。\n"
    assert [(q.text, q.status) for q in read(text) if q.kind == "count"] == [("12次", "reported"), ("15次", "target")]


def test_a_part_of_a_target_is_a_target() -> None:
    text = "全镇应完成整治20万平方米,其中8万平方米为存量。"
    assert [q.status for q in read(text)] == ["target", "target"]


def test_a_name_that_the_text_itself_uses_is_no_figure() -> None:
    assert one("基层治理四平台建设提速。四个平台协同运转。", "四个").kind == "name_part"


@pytest.mark.parametrize(
    ("text", "span", "statistic", "comparison"),
    [
        ("收案120件,同比上升18.4%。", "18.4%", "yoy_pct", "同比上升"), ("较上年减少35件。", "35件", "yoy_abs", "较上年减少"),
        ("合格率同比提高2个百分点。", "2个百分点", "yoy_points", "同比提高"), ("与去年相比,信访量下降12%。", "12%", "yoy_pct", "与去年相比下降"),
        ("去年同期90件,增加10%。", "10%", "yoy_pct", "去年同期增加"), ("比2022年减少5.5%。", "5.5%", "yoy_pct", "比2022年减少"),
        ("受理、审结同比分别上升18%、5.7%。", "5.7%", "yoy_pct", "同比上升"), ("与2021年相比，受理下降3%，审结增加15件。", "15件", "yoy_abs", "与2021年相比增加"),
        ("与2022 年同期相比增加3件。", "3件", "yoy_abs", "与2022 年同期相比增加"), ("比年初增加2家。", "2家", "yoy_abs", "比年初增加"), ("受理88件（同比+12%）。", "12%", "yoy_pct", "同比+"),
        ("申报材料减少80%。", "80%", "level", None), ("考核权重提高到15%。", "15%", "level", None), ("发案率下降至3%。", "3%", "level", None),
    ],
)  # fmt: skip
def test_a_change_is_told_from_a_level(text: str, span: str, statistic: str, comparison: str | None) -> None:
    figure = one(text, span)
    assert (figure.statistic, figure.comparison) == (statistic, comparison)
    assert (figure.kind == "change") == (statistic != "level")


def test_a_second_change_shares_the_base_of_the_first() -> None:
    changes = [q for q in read("受理投诉较上年减少35件、下降12%。") if q.kind == "change"]
    assert [(q.statistic, q.comparison) for q in changes] == [("yoy_abs", "较上年减少"), ("yoy_pct", "较上年下降")]


@pytest.mark.parametrize(
    ("text", "span", "measure"),
    [
        ("全年共检查企业场所3260家次。", "3260家次", "检查企业场所家次"), ("成功劝阻5名群众。", "5名", "成功劝阻群众人数"),
        ("全镇公职人员参加学法考试,参考率达100%。", "100%", "学法考试参考率"),
        ("参加学法考试,参考率、合格率均为100%。", "100%", "学法考试参考率合格率"),
        ("开展消防检查42次,出动执法人员310人次。", "310人次", "消防检查出动执法人员人次"),
        ("三是加强环境整治工作。出动队员80人次。", "80人次", "环境整治出动队员人次"),
        ("29个部门参加模拟测试。", "29个", "参加模拟测试的部门数"), ("接访群众28批60人次。", "60人次", "接访群众人次"),
    ],
)  # fmt: skip
def test_the_measure_is_what_is_counted(text: str, span: str, measure: str) -> None:
    assert one(text, span).measure == measure


def test_parts_take_the_noun_of_their_whole() -> None:
    text = "公布权责事项87项,其中行政许可1项、行政处罚2项、行政检查9项。"
    assert [q.measure for q in read(text)] == [
        "公布权责事项数",
        "行政许可权责事项数",
        "行政处罚权责事项数",
        "行政检查权责事项数",
    ]


def test_a_bare_number_is_money_where_the_words_say_money() -> None:
    figure = one("挽回经济损失540万,赠旗3面。", "540万")
    assert (figure.value, figure.unit, figure.kind) == (Decimal(5400000), "元", "money")


def test_the_period_is_the_reports_year_unless_another_is_named() -> None:
    assert one("审结案件42件。", "42件").period == "2023"
    assert one("2021年审结案件40件。", "40件").period == "2021"
    assert one("2020年以来审结案件160件。", "160件").period == "2020/2023"
    assert one("上年审结案件39件。", "39件").period == "2022"
    assert extract("审结案件42件。", segment("审结案件42件。", None), None)[0].period is None


PIECES = st.sampled_from(
    ["检查", "42", "件", "三", "个", "同比", "上升", "%", "12", ".", ",", "。", "\n", "一是", "〔2021〕", "号", "第", "约", "余", "万",
     "元", "“", "”", "《", "》", "其中", "年", "2023", "至", "—", "(", ")", "百分之", "半", "每周", "双", "+", "X", "a", "\u200b", "\u202e", "３", "％"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60)))
def test_spans_slice_to_their_text_and_never_overlap(text: str) -> None:
    end = 0
    for index, quantity in enumerate(read(text)):
        assert quantity.index == index
        assert end <= quantity.start < quantity.end
        assert text[quantity.start : quantity.end] == quantity.text
        end = quantity.end
        if quantity.value is not None and quantity.value_low is not None:
            assert quantity.value_low <= quantity.value


def test_invisible_and_full_width_characters_change_nothing_but_the_spans() -> None:
    plain, odd = "出动8542人次,合格率98.5%。", "出动\u200b８５\u200e４２人\ufeff次,合格率９８．５％。"
    for a, b in zip(read(plain), read(odd), strict=True):
        assert (a.value, a.unit, a.kind, a.status, a.measure) == (b.value, b.unit, b.kind, b.status, b.measure)
        assert odd[b.start : b.end] == b.text


@pytest.mark.parametrize(
    "text", ["", "1" * 1_000_000, "一" * 50_000, "12件" * 5_000, "“一" * 5_000, "1-" * 10_000, "同比" * 50_000]
)
def test_hostile_texts_are_answered(text: str) -> None:
    found = extract(text, Segmentation((), ()), YEAR)
    assert all(text[q.start : q.end] == q.text for q in found[:100])
    assert all(q.value is None or q.value < 10**18 for q in found)


@pytest.mark.parametrize(
    "name",
    [
        "三轮车",
        "两轮电动车",
        "二十四节气",
        "三次产业",
        "五个一工程",
        "三个一批",
        "两所一庭",
        "四道防线",
        "八小时外",
        "三个100%",
    ],
)
def test_names_with_numerals_count_nothing(name: str) -> None:
    said = [q.text for q in read(f"大力推进{name}管理。") if q.status != "none" and not q.text.startswith("100")]
    assert said == []
