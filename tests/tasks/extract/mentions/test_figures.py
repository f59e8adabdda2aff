"""Figures: span, value, unit, modifier and bounds as the contract sets them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extract.mentions.figures import read_figure

INF = None


@pytest.mark.parametrize(
    ("text", "span", "value", "unit", "modifier", "low", "high"),
    [
        ("巡查6000余人次", "6000余人次", "6000", "人次", "at_least", "6000", "7000"),
        ("面积23.65万平方米", "23.65万平方米", "236500", "平方米", "exact", "236500", "236500"),
        ("惠及约20万人", "约20万人", "200000", "人", "approx", "150000", "250000"),
        ("费用逾20万元", "逾20万元", "200000", "元", "at_least", "200000", INF),
        ("近300家", "近300家", "300", "家", "approx", "200", "300"),
        ("举办两期", "两期", "2", "期", "exact", "2", "2"),
        ("不少于6次", "6次", "6", "次", "at_least", "6", INF),
        ("比例98%以上", "98%", "98", "%", "at_least", "98", INF),
        ("用时0.5小时左右", "0.5小时", "0.5", "小时", "approx", "0.45", "0.55"),
        ("不超过5个工作日", "5个工作日", "5", "个工作日", "at_most", INF, "5"),
        ("约5万余份", "约5万余份", "50000", "份", "at_least", "50000", "60000"),
        ("占百分之九十八点五", "百分之九十八点五", "98.5", "%", "exact", "98.5", "98.5"),
        ("超八成五", "超八成五", "85", "%", "at_least", "85", INF),
        ("提高2.3个百分点", "2.3个百分点", "2.3", "个百分点", "exact", "2.3", "2.3"),
        ("接待120人(次)", "120人(次)", "120", "人(次)", "exact", "120", "120"),
        ("辖12村", "12村", "12", None, "exact", "12", "12"),
        ("出动8542 人次", "8542 人次", "8542", "人次", "exact", "8542", "8542"),
        ("处置640 余人", "640 余人", "640", "人", "at_least", "640", "650"),
        ("耗时十余天", "十余天", "10", "天", "at_least", "10", "20"),
        ("装机1800万千瓦", "1800万千瓦", "18000000", "千瓦", "exact", "18000000", "18000000"),
        ("共1 356 处", "1 356 处", "1356", "处", "exact", "1356", "1356"),
        ("培训2 0人", "2 0人", "20", "人", "exact", "20", "20"),
        ("罚款850余 万元", "850余 万元", "8500000", "元", "at_least", "8500000", "8600000"),
        ("约谈20人/次", "20人/次", "20", "人/次", "exact", "20", "20"),
        ("处罚超亿元", "超亿元", "100000000", "元", "at_least", "100000000", INF),
        ("服务上百家", "百家", "100", "家", "at_least", "100", INF),
        ("压缩六成多", "六成多", "60", "%", "at_least", "60", "70"),
        ("占总数的1/4左右", "1/4", "25", "%", "approx", "24.5", "25.5"),
        ("三分之二以上", "三分之二", None, "%", "at_least", "66.66", INF),
        ("签约20家", "20家", "20", "家", "exact", "20", "20"),
        ("修订村规民约18份", "18份", "18", "份", "exact", "18", "18"),
        ("市民约20万人", "约20万人", "200000", "人", "approx", "150000", "250000"),
        ("接近20家", "20家", "20", "家", "approx", "10", "20"),
        ("收到举报35筐，", "35筐", "35", "筐", "exact", "35", "35"),
        ("行政处罚2100，占三成", "2100", "2100", None, "exact", "2100", "2100"),
    ],
)  # fmt: skip
def test_a_figure_is_read_with_its_hedges(
    text: str, span: str, value: str | None, unit: str | None, modifier: str, low: str | None, high: str | None
) -> None:
    figure = read_figure(text, text.index(span))
    assert figure is not None
    assert text[figure.start : figure.end] == span
    assert (figure.value, figure.unit, figure.modifier) == (value if value is None else Decimal(value), unit, modifier)
    assert figure.low == (low if low is None else Decimal(low))
    assert figure.high == (high if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3—5次", "3", "5", "次"), ("2万至3万元", "20000", "30000", "元"), ("3至5万元", "30000", "50000", "元"),
        ("1-2天", "1", "2", "天"), ("三四十人", "30", "40", "人"), ("数百件", "200", "1000", "件"),
        ("三分之一", "33.33", "33.34", "%"),
    ],
)  # fmt: skip
def test_a_range_has_bounds_and_no_value(text: str, low: str, high: str, unit: str) -> None:
    figure = read_figure(text, 0)
    assert figure is not None
    assert figure.end == len(text)
    assert (figure.value, figure.low, figure.high) == (None, Decimal(low), Decimal(high))
    assert (figure.unit, figure.modifier) == (unit, "range")


def test_from_one_number_to_another_is_two_figures() -> None:
    figure = read_figure("办理时限从5天到3天", 5)
    assert figure is not None
    assert (figure.value, figure.end) == (5, 7)


@given(
    st.integers(1, 10**7),
    st.sampled_from(["", "余", "多"]),
    st.sampled_from(["", "约", "近", "逾", "超"]),
    st.sampled_from(["件", "人次", "%", "万元", "平方米", "家次", "个百分点"]),
    st.sampled_from(["", "以上", "以内", "左右"]),
)
def test_the_value_lies_in_its_bounds(number: int, inside: str, before: str, unit: str, after: str) -> None:
    text = f"{before}{number}{inside}{unit}{after}"
    figure = read_figure(text, 0)
    assert figure is not None
    assert figure.value is not None
    assert figure.end == len(text) - len(after)
    assert figure.low is None or figure.low <= figure.value
    assert figure.high is None or figure.value <= figure.high


def test_points_may_be_named_once_for_all() -> None:
    figure = read_figure("提升0.2个、1.5个百分点", 2)
    assert figure is not None
    assert (figure.end, figure.unit) == (6, "个百分点")
    other = read_figure("新建站点2个、公园3个", 4)
    assert other is not None
    assert other.unit == "个"
