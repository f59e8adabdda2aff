"""Words of a clause are acts, nouns and prepositions; what no list knows is a noun that names something."""

from tasks.extract.measures.chunks import chunked
from tasks.extract.measures.words import cut


def shape(text: str) -> list[tuple[str, str]]:
    return [(chunk.kind, chunk.text) for chunk in chunked(cut(text))]


def test_an_act_and_its_object_are_two_chunks() -> None:
    assert shape("审查合同") == [("V", "审查"), ("N", "合同")]


def test_acts_in_a_row_are_one_and_a_light_one_falls_away() -> None:
    assert shape("组织开展排查整治") == [("V", "排查整治")]


def test_an_act_that_describes_a_noun_is_part_of_it() -> None:
    assert shape("审核人员") == [("N", "审核人员")]


def test_a_preposition_stands_alone() -> None:
    assert shape("向群众发放资料") == [("P", "向"), ("N", "群众"), ("V", "发放"), ("N", "资料")]


def test_adverbs_scopes_years_and_asides_name_nothing() -> None:
    assert shape("2023年全市共（含乡镇）受理申请") == [("V", "受理"), ("N", "申请")]


def test_a_quoted_name_is_one_noun() -> None:
    assert shape("推行“综合查一次”") == [("V", "推行"), ("N", "综合查一次")]


def test_names_of_the_trade_are_whole_and_short_ones_are_completed() -> None:
    assert shape("调解纠纷") == [("V", "调解"), ("N", "矛盾纠纷")]
    assert shape("社区矫正对象") == [("N", "社区矫正对象")]


def test_a_list_counts_by_what_sums_it_up() -> None:
    assert shape("医疗、教育等项目") == [("N", "项目")]


def test_generic_nouns_have_no_weight() -> None:
    assert [chunk.weight for chunk in chunked(cut("检查企业"))] == [0, 0]
    assert [chunk.weight for chunk in chunked(cut("签订责任书"))] == [0, 3]


def test_what_was_done_before_names_nothing() -> None:
    assert shape("审理终结后纠错") == [("V", "纠错")]
