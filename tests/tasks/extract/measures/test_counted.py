"""What the unit adds to a phrase, once."""

from decimal import Decimal

import pytest

from schemas.documents import Kind
from tasks.extract.measures.counted import uncounted, with_unit
from tasks.extract.mentions.figures import Figure


def figure(unit: str | None, kind: Kind = "count") -> Figure:
    one = Decimal(1)
    return Figure(0, 2, 0, 1, one, one, one, unit, kind, "exact", 2, False, False)


@pytest.mark.parametrize(
    ("words", "unit", "measure"),
    [
        ("审核合同", "份", "审核合同份数"), ("权责事项", "项", "权责事项数"), ("行政复议案件", "件", "行政复议案件数"),
        ("考试参考人数", "人", "考试参考人数"), ("受理业务总量", "件", "受理业务总量"), ("罚没", "元", "罚没金额"),
    ],
)  # fmt: skip
def test_a_count_ends_in_its_unit(words: str, unit: str, measure: str) -> None:
    assert with_unit(words, figure(unit)) == measure


def test_a_rate_ends_as_it_is() -> None:
    assert with_unit("按时办结率", figure("%", "rate")) == "按时办结率"


def test_what_lasts_is_time_used_unless_it_says_so() -> None:
    assert with_unit("窗口办理", figure("分钟", "duration")) == "窗口办理用时"
    assert with_unit("办理时限", figure("天", "duration")) == "办理时限"


def test_a_topic_is_not_counted() -> None:
    assert uncounted("考试参考人数") == "考试参考"


def test_only_a_count_shares_its_first_character() -> None:
    assert with_unit("兑付资金", figure("元", "money")) == "兑付资金金额"
    assert with_unit("违规载人", figure("人次")) == "违规载人人次"
