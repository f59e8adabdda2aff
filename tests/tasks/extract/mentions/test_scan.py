"""Every sort of numeral mention is kept as what it is."""

import pytest

from tasks.extract.mentions.scan import scan


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.kind) for m in scan(text)]


@pytest.mark.parametrize(
    ("text", "span", "kind"),
    [
        ("自2023年1月起", "2023年1月", "date"), ("2024-03-05 09:30:00发布", "2024-03-05 09:30:00", "date"),
        ("截至9月底", "9月底", "date"), ("1—10月,", "1—10月", "date"), ("第三季度", "第三季度", "date"),
        ("每周五下午", "每周五", "date"), ("“6.26”禁毒宣传", "6.26", "date"), ("4·15全民国家安全教育日", "4·15", "date"),
        ("二〇二三年,", "二〇二三年", "period"), ("2023年度报告", "2023年度", "period"),
        ("纲要(2021—2025年)", "2021—2025年", "period"), ("纲要(20212025年)", "20212025年", "period"),
        ("自20236月起", "20236月", "date"), ("2023518日印发", "2023518日", "date"), ("上半年", "上半年", "period"),
        ("某政发〔2021〕33号", "〔2021〕33号", "document_number"), ("某办〔20214号", "〔20214号", "document_number"),
        ("第18期简报", "第18期", "document_number"), ("党的二十大精神", "二十大", "ordinal"),
        ("十九届六中全会", "十九届六中", "ordinal"), ("“八五”普法", "八五", "ordinal"), ("十四五规划", "十四五", "ordinal"),
        ("第一责任人", "第一", "ordinal"), ("首批试点", "首批", "ordinal"), ("名列全省第3名", "第3名", "rank"),
        ("一是强化领导", "一是", "list_number"), ("(二)依法决策", "(二)", "list_number"), ("三、不足", "三、", "list_number"),
        ("2.清理文件", "2.", "list_number"), ("①培训", "①", "list_number"), ("一、2023年工作", "一、", "list_number"),
        ("落实三重一大制度", "三重", "name_part"), ("推行双随机抽查", "双随机", "name_part"), ("“3+X”模式", "3+X", "name_part"),
        ("“1+9+N”体系", "1+9+N", "name_part"), ("拨打12345热线", "12345", "name_part"), ("清理P2P平台", "P2P", "name_part"),
        ("12345企业专席", "12345", "name_part"), ("坚持两查三改", "两查", "name_part"), ("电话0571-88888888", "0571-88888888", "other"),
        ("对排名后3位的单位", "3位", "rank"), ("排名末5名", "5名", "rank"), ("会后3天内", "3天", "duration"),
        ("居全省前三。", "三", "rank"), ("目前3名干部", "3名", "count"), ("邮编：310000", "310000", "name_part"), ("警民比1:820，", "820", "name_part"), ("浏览次数：12\n", "12", "name_part"), ("编号为0017。", "0017", "name_part"),
        ("发布日期：20230302", "20230302", "date"), ("受理数：118。", "118", "count"), ("列全国前10名", "10名", "rank"), ("市人大一次会议", "一次", "ordinal"), ("第一时间处置", "第一", "ordinal"),
        ("“第一议题”学习", "第一议题", "name_part"), ("实现1村1顾问", "1", "name_part"), ("召开三次常委会会议", "三次", "count"),
        ("修路三公里", "三公里", "count"), ("控制三公经费", "三公", "name_part"), ("十分钟到场", "十分钟", "duration"),
    ],
)  # fmt: skip
def test_what_is_no_figure_has_its_own_kind(text: str, span: str, kind: str) -> None:
    assert (span, kind) in kinds(text)


@pytest.mark.parametrize(
    "text", ["统一部署", "进一步完善", "万一", "百姓满意", "三门县司法局", "逐一核对", "四川省", "零距离服务"]
)
def test_ordinary_words_and_places_are_no_numerals(text: str) -> None:
    assert kinds(text) == []


def test_29_days_from_a_date_and_for_a_time() -> None:
    assert kinds("29日召开") == [("29日", "date")]
    assert kinds("公示不少于30日") == [("30日", "duration")]
