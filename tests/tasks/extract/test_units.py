"""What a unit with something added counts in."""

import pytest

from tasks.extract.units import plain


@pytest.mark.parametrize(
    ("unit", "counts_in"),
    [
        ("件（次）", "件次"),
        ("批(次)", "批次"),
        ("件（批）次", "件次"),
        ("场次（次）", "场次"),
        ("台（套）", "台"),
        ("件/起", "件"),
        ("人/次", "人次"),
        ("微克/立方米", "微克/立方米"),
        ("宗", "宗"),
        (None, None),
    ],
)
def test_what_is_added_falls_away(unit: str | None, counts_in: str | None) -> None:
    assert plain(unit) == counts_in
