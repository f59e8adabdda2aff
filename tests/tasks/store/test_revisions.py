"""Which text of a report is which revision."""

from datetime import UTC, datetime

import polars as pl

from tasks.store.revisions import revisions


def documents(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    """Documents of one report: document, text, day first seen, day last seen."""
    day = [[datetime(2026, 1, n, tzinfo=UTC) for n in row[2:]] for row in rows]
    return pl.DataFrame(
        {
            "document_id": [row[0] for row in rows],
            "report_id": "r",
            "report_year": 2023,
            "text_sha256": [row[1] for row in rows],
            "first_seen": [first for first, _ in day],
            "last_seen": [last for _, last in day],
        }
    )


def told(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return revisions(frame).sort("revision").select("document_id", "revision", "is_current").rows()


def test_revisions_are_counted_in_the_order_first_seen_and_the_last_seen_is_current() -> None:
    assert told(documents(("b", "new", 2, 2), ("a", "old", 1, 1))) == [("a", 1, False), ("b", 2, True)]


def test_a_text_that_comes_back_is_its_old_revision_again() -> None:
    assert told(documents(("a", "old", 1, 3), ("b", "new", 2, 2))) == [("a", 1, True), ("b", 2, False)]


def test_the_same_text_on_two_sites_is_one_revision_told_by_the_document_seen_first() -> None:
    assert told(documents(("mirror", "text", 2, 2), ("a", "text", 1, 1))) == [("a", 1, True)]
