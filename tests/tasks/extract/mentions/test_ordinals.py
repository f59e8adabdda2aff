"""Lists of ordinals: the ones behind the first have no 第 of their own."""

import pytest

from tasks.extract.mentions.scan import scan


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.kind) for m in scan(text)]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("列第3、4名，", [("第3", "ordinal"), ("4名", "rank")]),
        ("第一、二季度培训。", [("第一", "ordinal"), ("二季度", "date")]),
        ("公布第一、二批清单。", [("第一", "ordinal"), ("二批", "ordinal")]),
        ("第十一和十二次会议", [("第十一", "ordinal"), ("十二次", "ordinal")]),
        ("第三方、2次培训", [("2次", "count")]),
    ],
)
def test_a_list_of_ordinals_goes_on(text: str, mentions: list[tuple[str, str]]) -> None:
    assert kinds(text) == mentions
