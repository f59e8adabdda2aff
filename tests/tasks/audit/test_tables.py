"""Columns of a table against the row of totals under them."""

from collections.abc import Callable
from typing import Any

import pytest

Audit = Callable[..., Any]

TABLE = """各领域办案情况如下：
领域　　办结数　　罚没款
水利　　{first}件　　50.5万元
农业　　21件　　8.5万元
其他　　7件　　3万元
合计　　58件　　62万元
"""


def test_each_column_is_told(audited: Audit) -> None:
    result = audited(TABLE.format(first=30))
    assert ("sum", "30件", "21件", "7件", "58件") in result.said("holds")
    assert ("sum", "50.5万元", "8.5万元", "3万元", "62万元") in result.said("holds")
    assert result.raised == []


def test_a_column_that_is_off_beside_one_that_is_not_is_doubted(audited: Audit) -> None:
    assert audited(TABLE.format(first=33)).said("suspect") == [("sum", "33件", "21件", "7件", "58件")]


@pytest.mark.parametrize(
    "text",
    [
        "警告36件；\n罚款214件；\n其中：简易程序180件；\n合计250件。",  # a row that is part of another
        "警告36件；\n罚款214件；\n全年工作扎实推进。\n合计900件。",  # rows above the sentence are another table's
        "警告36件；\n罚款214件；\n合计900件。",  # too far off: rows may be missing
        "查处案件36件，有力震慑违法。\n调解纠纷214件。\n合计办理255件。",
    ],
)
def test_rows_that_need_not_make_up_the_total_raise_nothing(audited: Audit, text: str) -> None:
    assert audited(text).raised == []


def test_rows_with_marks_between_them_are_a_column_too(audited: Audit) -> None:
    text = "警告36件；\n罚款214件；\n吊销许可证4件；\n合计{}件。"
    assert audited(text.format(254)).said("holds") == [("sum", "36件", "214件", "4件", "254件")]
    assert audited(text.format(264)).said("suspect") == [("sum", "36件", "214件", "4件", "264件")]
