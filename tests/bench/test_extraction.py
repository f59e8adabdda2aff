"""The comparison's own arithmetic and its table, without the other readers."""

from decimal import Decimal
from pathlib import Path

import pytest

from schemas.documents import Payload
from tasks.inspect import payload_of
from tests.bench.documents import Document, Figure, documents
from tests.bench.scoring import Score, score
from tests.bench.table import rows, write_between


@pytest.fixture
def payload(tmp_path: Path) -> Payload:
    path = tmp_path / "a.txt"
    path.write_text("办结二十余件，培训3—5次，2024年", encoding="utf-8")
    return payload_of(path)


@pytest.fixture
def document(payload: Payload) -> Document:
    figures = (
        Figure(2, 6, Decimal(20), Decimal(20), Decimal(30), "件"),
        Figure(9, 13, None, Decimal(3), Decimal(5), "次"),
    )
    return Document("sample", "a", payload, payload.body.decode(), figures)


def test_a_number_without_its_unit_is_right_by_value_only(document: Document) -> None:
    assert score(document, [Figure(2, 4, Decimal(20))]) == Score(true=2, found=1, placed=1, right=1, with_unit=0)


def test_a_range_needs_both_bounds(document: Document) -> None:
    halves = [Figure(9, 10, Decimal(3), unit="次"), Figure(11, 12, Decimal(5), unit="次")]
    assert score(document, halves) == Score(true=2, found=2, placed=1)
    whole = Figure(9, 13, None, Decimal(3), Decimal(5), "次")
    assert score(document, [whole]) == Score(true=2, found=1, placed=1, right=1, with_unit=1)


def test_a_year_taken_for_a_figure_costs_precision(document: Document) -> None:
    assert score(document, [Figure(14, 18, Decimal(2024))]) == Score(true=2, found=1)


def test_every_figure_of_the_truths_stands_where_it_is_said_to() -> None:
    given = documents()
    assert {document.truth for document in given} >= {"sample"}
    for document in given:
        assert document.figures or document.truth == "gold", document.name
        assert all(0 <= f.start < f.end <= len(document.text) for f in document.figures)


def test_the_table_takes_the_place_between_its_markers(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("before\n<!-- b -->\nold\n<!-- /b -->\nafter\n", encoding="utf-8")
    lines = rows(
        {"ours": Score(4, 4, 4, 3, 2), "theirs": Score(4, 2, 0, 0, 0)}, {"ours": 12.3, "theirs": 4}, ["theirs"]
    )
    for _ in range(2):
        write_between(path, "b", lines)
    assert path.read_text(encoding="utf-8").splitlines() == [
        "before",
        "<!-- b -->",
        "| reader | recall | precision | of those on a figure | recall with unit | precision with unit | KB/s |",
        "|---|---|---|---|---|---|---|",
        "| ours | 75.0 | 75.0 | 75.0 | 50.0 | 50.0 | 12 |",
        "| theirs | 0.0 | 0.0 | – | – | – | 4 |",
        "<!-- /b -->",
        "after",
    ]


def test_a_page_without_the_markers_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("no place for a table\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md needs <!-- b -->"):
        write_between(path, "b", ["| x |"])
    assert path.read_text(encoding="utf-8") == "no place for a table\n"
