"""A list that a sentence about next year opens is the plan; the lists around it are not."""

import pytest

from tasks.extract.quantities import extract
from tasks.segment import segment


def statuses(text: str) -> list[tuple[str, str]]:
    return [(q.text, q.status) for q in extract(text, segment(text, 2023), 2023) if q.status != "none"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年学法12次。下一步，我局将：一是组织培训6次；二是评查案卷30卷。",
            [("12次", "reported"), ("6次", "target"), ("30卷", "target")],
        ),
        (
            "全年学法12次。\n下一步，我局将做好以下工作：\n一是组织培训6次。\n二是评查案卷30卷。\n",
            [("12次", "reported"), ("6次", "target"), ("30卷", "target")],
        ),
        (
            "一、主要工作\n（一）执法\n办案20件。下一步，将加大力度：一是检查渡口30处；二是培训20人次。\n（二）普法\n讲座6场。",
            [("20件", "reported"), ("30处", "target"), ("20人次", "target"), ("6场", "reported")],
        ),
        (
            "存在的问题：一是力量不足，仅有执法人员3名。下一步打算：一是培训80人次；二是评查案卷30卷。",
            [("3名", "reported"), ("80人次", "target"), ("30卷", "target")],
        ),
        (
            "一、主要工作\n学法12次。2024年，我街道将重点做好：1.培训60人次。2.巡查河道30次。",
            [("12次", "reported"), ("60人次", "target"), ("30次", "target")],
        ),
        (
            "一、存在的问题及下一步打算\n力量不足。下一步，将从以下方面改进：一是招录2名。二是培训60人次。",
            [("2名", "target"), ("60人次", "target")],
        ),
    ],
)
def test_a_list_that_a_plan_opens_is_the_plan(text: str, expected: list[tuple[str, str]]) -> None:
    assert statuses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一、主要工作\n提出下一步措施。一是培训60人次。二是巡查30次。",
        "一、主要工作\n2023年，我局将普法纳入考核：一是讲座6场。二是巡讲3次。",
        "一、主要工作\n下一步，将继续推进。\n（一）执法\n办案20件。\n（二）普法\n讲座6场。",
    ],
)
def test_other_lists_tell_what_was_done(text: str) -> None:
    assert {status for _, status in statuses(text)} == {"reported"}


def test_a_lower_heading_that_says_no_more_than_a_part_has_it_for_itself() -> None:
    text = (
        "一、2023年工作情况\n（一）学法\n学法12次。\n（二）存在的问题\n人员仅3名。\n（三）下一步工作打算\n培训60人次。\n"
        "1.巡查河道30次。\n二、聚焦问题整改\n整改9个。\n"
    )
    sections = segment(text, 2023, tokens=False).sections
    assert [s.part for s in sections] == ["R1", "R1", "R2", "R4", "R4", "R1"]
    assert statuses(text) == [
        ("12次", "reported"), ("3名", "reported"), ("60人次", "target"), ("30次", "target"), ("9个", "reported"),
    ]  # fmt: skip
