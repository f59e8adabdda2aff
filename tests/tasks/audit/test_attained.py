"""Rates of what was attained of what was due, or of what is left when the failures are taken off."""

from collections.abc import Callable

import pytest

from tests.tasks.audit.conftest import Audited

Audit = Callable[[str], Audited]


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("负责人应出庭46件，实际出庭43件，出庭率93.5%。", "43/46=93.48%，与所述93.5%相符"),
        ("应报备12件，实际报备12件，报备率100%。", "12/12=100%，与所述100%相符"),
        ("抽检餐具800批次，不合格20批次，合格率97.5%。", "(800-20)/800=97.5%，与所述97.5%相符"),
        ("排查隐患120处，未整改6处，按时整改率95%。", "(120-6)/120=95%，与所述95%相符"),
        ("全年计划检查企业420家，实际完成441家，完成率105%。", "441/420=105%，与所述105%相符"),
    ],
)
def test_a_rate_of_two_counts_before_it_holds(audited: Audit, sentence: str, message: str) -> None:
    told = [f for f in audited(sentence).findings if f.type == "ratio"]
    assert [(f.verdict, f.message_zh) for f in told] == [("holds", message)]


@pytest.mark.parametrize(
    "sentence",
    [
        "负责人应出庭46件，实际出庭43件，出庭率96.8%。",
        "抽检餐具800批次，不合格20批次，抽检合格率98.5%。",
        "全年计划检查企业420家，实际检查441家，计划完成率98%。",
    ],
)
def test_another_rate_is_doubted(audited: Audit, sentence: str) -> None:
    assert [f.verdict for f in audited(sentence).findings if f.type == "ratio"] == ["suspect"]


@pytest.mark.parametrize(
    "sentence",
    [
        "排查隐患120处，未整改6处，按时整改率90%。",  # a narrower rate
        "检查企业300家，责令整改20家，办结率98%。",  # of something else
        "应培训干部40人，实际培训38人，培训合格率98%。",  # of something that the counts do not tell
        "计划培训干部40人，实际培训42人，培训合格率98%。",
        "抽检餐具800余批次，不合格20批次，合格率98.5%。",  # a hedged count
    ],
)
def test_no_doubt_where_the_rate_may_be_of_something_else(audited: Audit, sentence: str) -> None:
    assert audited(sentence).raised == []


def test_a_change_whose_clause_gives_its_base_is_of_the_thing_it_names(audited: Audit) -> None:
    sentence = "立案查处案件{}件，办结80件，罚款30万元，案件数量较2022年的80件增长25%。"
    assert ("yoy", "100件", "80件", "25%") in audited(sentence.format(100)).said("holds")
    assert audited(sentence.format(120)).said("suspect") == [("yoy", "120件", "80件", "25%")]
    assert audited("立案查处案件120件，罚款30万元，投诉数量较2022年的80件增长25%。").raised == []
