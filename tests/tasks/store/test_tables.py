"""The working tables: a batch is visible whole or not at all, and a retry writes nothing twice."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from schemas.tables import PARSES, make_id
from tasks.store import tables
from tasks.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create_or_open(str(tmp_path / "s"), "sample")


def ledger(document: str, batch: str, hour: int, outcome: str = "parsed") -> dict[str, object]:
    return {
        "document_id": make_id(document), "sha256": "0" * 64, "url": f"http://a.example/{document}",
        "parse_version": "v1", "outcome": outcome, "detail": None, "encoding": "utf-8", "batch_id": make_id(batch),
        "parsed_at": datetime(2026, 1, 1, hour, tzinfo=UTC),
    }  # fmt: skip


def sections(document: str, batch: str) -> pl.DataFrame:
    row = {
        "report_id": make_id("r"), "section_id": make_id(document, batch), "parent_id": None, "number": "一",
        "heading": batch, "level": 1, "part": "R1", "theme": None, "start": 0, "end": 9,
        "document_id": make_id(document), "batch_id": make_id(batch),
    }  # fmt: skip
    return pl.DataFrame([row], schema=tables.SCHEMAS["sections"])


def put(store: Store, document: str, batch: str, hour: int) -> None:
    tables.stage(
        store,
        make_id(batch),
        {"sections": sections(document, batch), "parses": PARSES.frame([ledger(document, batch, hour)])},
    )


def test_a_new_store_has_empty_tables(store: Store) -> None:
    assert tables.documents(store).collect().is_empty()
    assert tables.live(store, tables.SECTIONS).collect().is_empty()


def test_a_staged_batch_is_invisible_until_committed(store: Store) -> None:
    put(store, "d", "b1", 1)
    assert tables.documents(store).collect().is_empty()
    tables.commit(store, tables.staged(store))
    assert tables.live(store, tables.SECTIONS).collect().get_column("heading").to_list() == ["b1"]
    assert tables.staged(store) == []


def test_the_latest_parse_of_a_document_is_the_one_seen(store: Store) -> None:
    for hour, batch in ((1, "old"), (3, "new"), (2, "between")):
        put(store, "d", batch, hour)
        tables.commit(store, tables.staged(store))
    assert tables.live(store, tables.SECTIONS).collect().get_column("heading").to_list() == ["new"]


def test_a_batch_committed_twice_is_written_once(store: Store) -> None:
    for _ in range(2):
        put(store, "d", "b1", 1)
        tables.commit(store, tables.staged(store))
    assert tables.scan(store, tables.SECTIONS).collect().height == 1
    assert tables.scan(store, PARSES).collect().height == 1


def test_rows_whose_ledger_never_came_are_not_seen(store: Store) -> None:
    tables.stage(store, make_id("dead"), {"sections": sections("d", "dead")})
    tables.commit(store, tables.staged(store))
    assert tables.scan(store, tables.SECTIONS).collect().height == 1
    assert tables.live(store, tables.SECTIONS).collect().is_empty()


def test_half_a_staged_batch_is_removed(store: Store) -> None:
    (store.spool / "batches" / "abc.part").mkdir(parents=True)
    assert tables.staged(store) == []
    assert list((store.spool / "batches").iterdir()) == []


def test_a_frame_of_another_shape_is_refused(store: Store) -> None:
    with pytest.raises(pl.exceptions.SchemaError):
        tables.stage(store, make_id("b"), {"parses": PARSES.frame([]).drop("url")})
