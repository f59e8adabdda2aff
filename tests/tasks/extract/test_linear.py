"""Reading takes time linear in the text, whatever the text: four times the length costs about four times as much.

Quadratic reading would cost sixteen times as much; the bound lies between, so that a busy machine does not fail it.
"""

import time

import pytest

from schemas.documents import Section, Segmentation
from tasks.extract.quantities import extract

SHORT, TIMES, BOUND = 5_000, 4, 9
UNITS = (
    "7", "7 ", "7\n", "1,", "123,", "123 ", "1.", "12-", "一", "百千", "十分之", "一点", "一成", "三四", "数百", "2023年", "20212025年",
    "《", "“", '"12件', "（", "（一", "〔2021", "第", "约", "至少", "其中", "同比", "、", "12件、", "12件\n", "12件", "一个", "三个平台", "“三个平台", "零",
    "去年12件", "由12件减到", "2023年12件，", "增长12%、", "未发生一起", "2件以上的", "计划", "1\u200b", "\u202e12件", "😀1", "a1", "١٢٣件",
    "全县办理案件12件审结10件其中调解3件同比上升5%较上年减少两件约2万余元",
)  # fmt: skip


def seconds(text: str) -> float:
    """The least time of three readings: what the machine does besides only ever adds."""
    segmentation = Segmentation((Section(0, None, None, None, 0, "R1", None, 0, len(text)),), ())
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        extract(text, segmentation, 2023)
        least = min(least, time.process_time() - start)
    return least


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS, ids=range(len(UNITS)))
def test_four_times_the_text_costs_about_four_times_as_much(unit: str) -> None:
    text = unit * (SHORT * TIMES // len(unit))
    assert seconds(text) < BOUND * max(seconds(text[:SHORT]), 0.002), repr(unit)
