"""The second date: independent of the first, or none."""

from datetime import date

import pytest

from schemas.documents import CleanDocument, SourceMap
from tasks.identify.dates import other_date


def page(basis: str, **meta: str) -> CleanDocument:
    return CleanDocument("正文", SourceMap.identity(), "text/html", "utf-8", date_basis=basis, meta=meta)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (page("meta_pubdate", 发布日期="2024-06-18"), (date(2024, 6, 18), "page")),
        (page("index_table", 发布日期="2024-06-18"), (None, None)),
        (page("visible_line", 发布时间="2024-06-18", list_row_date="2024-06-19"), (date(2024, 6, 19), "list_row")),
        (page("list_row", list_row_date="2024-06-18", 成文日期="2024年3月1日"), (date(2024, 3, 1), "date_of_writing")),
        (page("meta_pubdate", 发布日期="近日"), (None, None)),
    ],
)
def test_other_date(document: CleanDocument, expected: object) -> None:
    assert other_date(document) == expected
