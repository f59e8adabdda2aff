"""Figures are named after what their passage is about, changes after what they compare."""

import pytest

from tasks.extract.measures.subjects import Subjects, named_in
from tasks.extract.quantities import extract
from tasks.segment import segment


def measures(text: str) -> list[str | None]:
    return [q.measure for q in extract(text, segment(text, 2023), 2023) if q.status == "reported"]


def test_a_bare_act_takes_the_subject_of_its_paragraph() -> None:
    assert measures("行政复议方面，收到申请79宗，审结68宗。")[1] == "行政复议审结宗数"


def test_an_act_with_its_own_object_keeps_it() -> None:
    assert measures("做好行政复议工作，张贴宣传海报30张。") == ["张贴宣传海报张数"]


def test_a_change_is_named_after_the_figure_it_changes() -> None:
    assert measures("受理信访71件，上年83件，下降14.5%。") == ["受理信访件数", "受理信访件数", "受理信访件数同比下降"]


@pytest.mark.parametrize(
    "text",
    [
        "学习法律援助法，",
        "宣传防诈骗、反恐知识，",
        "行政复议。\n另一段",
        "中小学法治副校长到岗，",
        "二十个单位办复议案2件、",
    ],
)
def test_laws_list_members_other_paragraphs_and_split_words_are_no_subject(text: str) -> None:
    assert Subjects(text).before(len(text)) is None


def test_a_subject_is_told_with_its_standard_name_and_its_words() -> None:
    assert Subjects("办理复议，").before(5) == ("行政复议", 2, "复议")


def test_the_last_subject_of_a_heading_is_its_subject() -> None:
    assert named_in("抓实普法与社区矫正") == "社区矫正"
    assert named_in("总体情况") == ""
