"""The table of docs/indicators.md: what it counts, and that it is current."""

from pathlib import Path

import pytest

from schemas.catalogue import load_catalogue
from tasks.extract.indicators.confusion import Row, confusion, read_figure, table


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(confusion(load_catalogue()))


def test_the_table_in_the_docs_is_current(root: Path, rows: list[Row]) -> None:
    """Run ``python -m tasks.extract.indicators.confusion`` after a change of the catalogue or of what reads it."""
    assert (root / "docs" / "indicators.md").read_text(encoding="utf-8") == table(rows)


def test_no_entry_wins_anothers_example(rows: list[Row]) -> None:
    assert {row.entry.id: dict(row.lost) for row in rows if row.lost} == {}


def test_every_counter_example_is_kept_apart(rows: list[Row]) -> None:
    assert [row.entry.id for row in rows if row.apart < len(row.entry.counter_examples)] == []


def test_a_rival_is_weighed_and_does_not_win() -> None:
    ids, weighed = read_figure("办理复议案件，审理终结后纠错11件。", "11件", load_catalogue())
    assert ids == {"reconsideration.corrected"}
    assert "reconsideration.concluded" in weighed
