"""Numbers side by side whose unit stands behind the last."""

from decimal import Decimal

import pytest

from tasks.extract.mentions.scan import scan


def figures(text: str) -> list[tuple[str, Decimal | None, str | None]]:
    return [(text[m.start : m.end], m.figure.value, m.figure.unit) for m in scan(text) if m.figure is not None]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("到课率、过关率分别为97和88%。", [("97", "97", "%"), ("88%", "88", "%")]),
        ("两村分别调解纠纷7、5件。", [("7", "7", "件"), ("5件", "5", "件")]),
        ("分别投入1.5、2.4万元。", [("1.5", "15000", "元"), ("2.4万元", "24000", "元")]),
        ("分别投入1.5万、2.4万元。", [("1.5万", "15000", "元"), ("2.4万元", "24000", "元")]),
        ("分别拆除3、4和6处。", [("3", "3", "处"), ("4", "4", "处"), ("6处", "6", "处")]),
        ("较上年提高1.4和0.9个百分点。", [("1.4", "1.4", "个百分点"), ("0.9个百分点", "0.9", "个百分点")]),
    ],
)
def test_each_has_the_unit_and_scale_of_the_last(text: str, read: list[tuple[str, str, str]]) -> None:
    assert figures(text) == [(span, Decimal(value), unit) for span, value, unit in read]


@pytest.mark.parametrize("text", ["分别于2022、2023年完成。", "位于3、4号楼。", "执行12、13条规定。"])
def test_numbers_that_are_not_of_one_kind_share_nothing(text: str) -> None:
    assert len(figures(text)) < 2
