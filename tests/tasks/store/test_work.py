"""What is left to do."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from schemas.tables import OBSERVATIONS, PARSES, make_id
from tasks.store import tables, versions
from tasks.store.store import Store
from tasks.store.work import Slice, to_assess, to_parse


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create_or_open(str(tmp_path / "s"), "sample")


def look(store: Store, url: str, content: str, day: int, again: bool = False) -> None:
    """Record one look at a page; ``again`` found the content known already."""
    row = dict.fromkeys(OBSERVATIONS.schema) | {
        "capture_id": make_id(url, content), "document_id": make_id(url, content), "url": url,
        "sha256": make_id(content).ljust(64, "0"), "fetched_at": datetime(2026, 1, day, tzinfo=UTC),
        "outcome": "unchanged" if again else "ok", "batch_id": make_id("look", url, content, day),
        "warc_file": None if again else "a.warc.gz", "warc_offset": None if again else day,
    }  # fmt: skip
    tables.stage(store, row["batch_id"], {"observations": OBSERVATIONS.frame([row])})
    tables.commit(store, tables.staged(store))


def parsed(
    store: Store, url: str, content: str, text: str, year: int = 2023, region: str = "X9001", version: str | None = None
) -> None:
    batch = make_id("parse", url, content, version)
    document = make_id(url, content)
    report = {
        "report_id": make_id("issuer", year), "document_id": document, "batch_id": batch, "issuer_id": "issuer",
        "report_year": year, "region_code": region, "text_sha256": text,
    }  # fmt: skip
    ledger = dict.fromkeys(PARSES.schema) | {
        "document_id": document, "sha256": "0" * 64, "url": url, "outcome": "parsed", "batch_id": batch,
        "parse_version": version or versions.current().parse, "parsed_at": datetime(2026, 2, 1, tzinfo=UTC),
    }  # fmt: skip
    row = dict.fromkeys(tables.SCHEMAS["reports"]) | report
    frames = {"reports": pl.DataFrame([row], schema=tables.SCHEMAS["reports"]), "parses": PARSES.frame([ledger])}
    tables.stage(store, batch, frames)
    tables.commit(store, [batch])


def urls(frame: pl.DataFrame) -> list[str]:
    return frame.get_column("url").to_list()


def test_what_was_captured_and_not_read_is_to_parse(store: Store) -> None:
    look(store, "u1", "a", 1)
    look(store, "u2", "b", 2)
    parsed(store, "u1", "a", "text")
    assert urls(to_parse(store)) == ["u2"]


def test_a_second_look_at_the_same_content_is_no_work(store: Store) -> None:
    look(store, "u1", "a", 1)
    parsed(store, "u1", "a", "text")
    look(store, "u1", "a", 2, again=True)
    assert to_parse(store).is_empty()


def test_an_older_version_is_redone_by_a_backfill_or_within_the_budget_only(store: Store) -> None:
    look(store, "u1", "a", 1)
    parsed(store, "u1", "a", "text", version="old")
    assert to_parse(store).is_empty()
    assert urls(to_parse(store, budget=1)) == ["u1"]
    assert urls(to_parse(store, Slice(years=(2023,), regions=("X90",)))) == ["u1"]
    assert to_parse(store, Slice(years=(2022,))).is_empty()
    assert to_parse(store, Slice(regions=("X9002",))).is_empty()


def test_a_report_is_assessed_with_the_one_of_the_year_before(store: Store) -> None:
    look(store, "u2022", "a", 1)
    look(store, "u2023", "b", 1)
    parsed(store, "u2022", "a", "2022", year=2022)
    parsed(store, "u2023", "b", "2023", year=2023)
    prior = dict(to_assess(store).select("document_id", "prior_document_id").rows())
    assert prior == {make_id("u2022", "a"): None, make_id("u2023", "b"): make_id("u2022", "a")}


def test_it_is_compared_with_the_current_text_of_that_year(store: Store) -> None:
    look(store, "u2022", "a", 1)
    look(store, "u2022", "c", 2)
    look(store, "u2023", "b", 2)
    parsed(store, "u2022", "a", "2022 as first published", year=2022)
    parsed(store, "u2022", "c", "2022 as revised", year=2022)
    parsed(store, "u2023", "b", "2023", year=2023)
    prior = dict(to_assess(store).select("document_id", "prior_document_id").rows())
    assert prior[make_id("u2023", "b")] == make_id("u2022", "c")
