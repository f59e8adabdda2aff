"""What the checks look at: a sentence's figures, and the words between them."""

import pytest

from tasks.audit.passage import Passage, passages
from tasks.extract.quantities import extract
from tasks.segment.segment import segment


def told(text: str) -> list[Passage]:
    segmentation = segment(text, 2023, tokens=False)
    return list(passages(extract(text, segmentation, 2023), {}, text, segmentation))


def test_a_sentence_gives_its_figures_and_the_words_before_each() -> None:
    one, other = told("全年检查商户30家，其中餐馆12家。走访企业5家。")
    assert [q.text for q in one.figures] == ["30家", "12家"]
    assert one.gaps == ("全年检查商户", "，其中餐馆")
    assert one.clause(one.figures[1]) == "其中餐馆"
    assert [q.text for q in other.back] == ["30家", "12家"]


def test_a_clause_reaches_back_over_a_figure_to_the_last_mark() -> None:
    (passage,) = told("组织专项行动，对3家工厂罚款20万元。")
    assert passage.clause(passage.figures[1]) == "对3家工厂罚款"


def test_targets_and_facts_of_one_sentence_come_apart() -> None:
    found = told("2023年培训干部300人次，2024年力争培训500人次。")
    assert [[q.text for q in passage.figures] for passage in found] == [["300人次"], ["500人次"]]


@pytest.mark.parametrize("count", [59, 60, 61, 250])
def test_a_sentence_of_very_many_figures_comes_in_stretches(count: int) -> None:
    found = told("、".join(f"河道{n}处" for n in range(1, count + 1)))
    assert max(len(passage.figures) for passage in found) <= 60
    assert [q.value for passage in found for q in passage.figures] == list(range(1, count + 1))
    assert found[-1].gaps[0] in ("河道", "、河道")
