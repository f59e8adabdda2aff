"""How many of a thing all the county has, told in two sections."""

from collections.abc import Callable
from typing import Any

import pytest

Audit = Callable[..., Any]


def told(one: str, other: str) -> str:
    return f"一、主要做法\n（一）队伍建设。{one}。\n二、存在不足\n（一）力量仍然不足。{other}，有的乡镇尚无律师。"


def test_two_numbers_of_one_stock_are_doubted(audited: Audit) -> None:
    result = audited(told("全县执业律师96名", "全县执业律师仅有81名"))
    assert [(f.basis, f.verdict) for f in result.raised] == [("cross-section", "suspect")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("全县执业律师96名", "全县执业律师仅有96名"),
        ("全县执业律师90余名", "全县执业律师仅有96名"),
        ("全县立案查处案件120件", "全县立案查处案件30件"),  # of another field each
        ("城关镇执业律师96名", "全县执业律师仅有110名"),
        ("2022年全县执业律师96名", "全县执业律师仅有110名"),
    ],
)
def test_what_may_both_be_so_is_not(audited: Audit, one: str, other: str) -> None:
    assert audited(told(one, other)).raised == []
