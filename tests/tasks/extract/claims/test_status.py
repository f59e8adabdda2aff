"""Words of a time to come make a figure a target; what was carried over into that time is a fact."""

import pytest

from tasks.extract.quantities import extract
from tasks.segment import segment


def status(text: str, span: str) -> str:
    return next(q.status for q in extract(text, segment(text, 2023), 2023) if q.text == span)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("全年受理复议申请120件，审结115件，结转下年度5件。", "5件", "reported"),
        ("受理行政诉讼案件60件，结转至下年度办理3件。", "3件", "reported"),
        ("审结案件30件，其余案件转入明年8件。", "8件", "reported"),
        ("收到公开申请85件，除结转2024年办理的2件外均已答复。", "2件", "reported"),
        ("受理申请90件，办理85件，下年度继续办理5件。", "5件", "reported"),
        ("下年度制定规范性文件5件。", "5件", "target"),
        ("全年结转案件较多，下年度审结案件40件。", "40件", "target"),
        ("2024年建成司法所3个。", "3个", "target"),
    ],
)
def test_what_is_carried_over_is_a_fact_and_what_is_to_come_a_target(text: str, span: str, expected: str) -> None:
    assert status(text, span) == expected


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("法治政府建设考核位居全市第2位。", "第2位"),
        ("依法行政考核列全省第三名。", "第三名"),
        ("考评列全省第三。", "第三"),
    ],
)
def test_a_rank_orders_and_measures_nothing(text: str, span: str) -> None:
    assert status(text, span) == "none"


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("全年计划培训执法人员800人，实际培训920人，完成率115%。", "800人", "target"),
        ("全年计划培训执法人员800人，实际培训920人，完成率115%。", "920人", "reported"),
        ("全年计划培训执法人员800人，实际培训920人，完成率115%。", "115%", "reported"),
        ("结合实际开展普法活动12场。", "12场", "reported"),
    ],
)
def test_a_plan_ends_with_what_actually_came_about(text: str, span: str, expected: str) -> None:
    assert status(text, span) == expected


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("印发实施方案，到2025年，持证上岗率达到100%。", "100%", "target"),
        ("印发实施方案，到2023年，持证上岗率达到100%。", "100%", "reported"),
        ("力争做到“三个满分”：备案率96%、公开率98%。", "98%", "target"),
        ("新的一年里，我们要培训船员60人次。", "60人次", "target"),
        ("展望2024年，全镇将开展普法36场，培育法律明白人54名。", "54名", "target"),
        ("接下来，组织执法培训4期。", "4期", "target"),
        ("下半年计划开展检查6次，已完成4次。", "6次", "target"),
        ("根据年度普法计划，将举办讲座12场。", "12场", "target"),
        ("将12项权限赋予乡镇。", "12项", "reported"),
        ("查处违反规划建设案2起。", "2起", "reported"),
        ("有望新增渡口3处。", "3处", "target"),
        ("全年目标受理500件，现受理426件。", "500件", "target"),
        ("全年受理426件，达到目标的85.2%。", "85.2%", "reported"),
        ("力争到2026年底，全镇持证率达到90%。", "90%", "target"),
        ("拟提请审议地方性法规草案2件。", "2件", "target"),
        ("已列入2024年立法计划的项目4件。", "4件", "reported"),
        ("制定计划，原则上每季度学法1次。", "1次", "target"),
        ("要求各部门于6月底前完成整改项目20个。", "20个", "target"),
        ("按照要求各部门自查事项20个。", "20个", "reported"),
    ],
)
def test_a_year_to_come_or_a_duty_makes_a_target(text: str, span: str, expected: str) -> None:
    assert status(text, span) == expected


def test_a_span_of_time_that_bounds_what_is_counted_measures_nothing() -> None:
    assert status("对逾期3个月以上的企业开展约谈12家。", "3个月") == "none"
