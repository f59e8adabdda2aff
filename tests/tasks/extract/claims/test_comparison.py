"""A base that names what it compares with (与上年度同类案件相比) holds like one that does not."""

import pytest

from tasks.extract.quantities import extract
from tasks.segment import segment


@pytest.mark.parametrize(
    ("text", "comparison"),
    [
        ("与上年度同期案件相比，行政诉讼案件减少10%。", "与上年度同期案件相比减少"),
        ("一审案件85件，与去年一审案件数相比减少10%。", "与去年一审案件数相比减少"),
        ("一审案件85件，同2022年的案件数量比较，减少10%。", "同2022年的案件数量比较减少"),
        ("办件材料减少10%。", None),
        ("与上年度计划衔接，办件材料减少10%，与群众期待相比仍有差距。", None),
    ],
)
def test_the_base_may_name_what_it_counts(text: str, comparison: str | None) -> None:
    figure = next(q for q in extract(text, segment(text, 2023), 2023) if q.text == "10%")
    assert (figure.statistic, figure.comparison) == ("yoy_pct" if comparison else "level", comparison)


@pytest.mark.parametrize(
    ("text", "statistic"),
    [
        ("去年办案100件，今年办案120件，增加20件。", "yoy_abs"),  # the year before is told
        ("上年建成司法所5所，增加人员20件。", "level"),  # another thing
        ("今年办案120件，增加20件。", "level"),
        ("上访60批，比去年减少5批20件。", "yoy_abs"),  # the second of a pair
    ],
)
def test_a_bare_step_is_a_change_where_the_year_before_is_told(text: str, statistic: str) -> None:
    figure = next(q for q in extract(text, segment(text, 2023), 2023) if q.text == "20件")
    assert figure.statistic == statistic
