"""Small working stores, written with the real Delta writer, and data folders to go with them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schemas.tables import (
    ASSESSMENTS,
    CATALOGUE,
    FINDINGS,
    INDICATORS,
    OBSERVATIONS,
    PARSES,
    QUANTITIES,
    QUARANTINE,
    REGIONS,
    REPORTS,
    SECTIONS,
    SENTENCES,
    SOURCES,
    Table,
    make_id,
)
from tasks.publish.assemble import Static
from tasks.store import tables
from tasks.store.store import Store

START = datetime(2026, 11, 1, 18, 0, tzinfo=UTC)
INDICATOR_IDS = ("study.exec_meetings", "review.cases", "service.lawyers")


def _table_rows(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = tables.SCHEMAS[table.name]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


@dataclass
class World:
    """A store and the nights that fill it. A figure is (measure, number); sentences are made of them."""

    store: Store
    night: int = 0
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def _add(self, table: Table, **row: Any) -> None:
        self.rows.setdefault(table.name, []).append(row)

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.night)

    @property
    def batch_id(self) -> str:
        return make_id("batch", self.night)

    def look(self, url: str, body: str | None, outcome: str = "ok", **more: Any) -> str | None:
        """Record a look at a page; returns the document's id."""
        sha256 = hashlib.sha256(body.encode()).hexdigest() if body is not None else None
        document_id = make_id(url, sha256) if sha256 else None
        kind = "content" if sha256 else outcome
        values = {"source_id": "site-1", "listed_title": "年度报告", "column_name": "法治政府建设年度报告"} | more
        self._add(
            OBSERVATIONS, capture_id=make_id(url, sha256, kind), url=url, final_url=url, fetched_at=self.now,
            http_status=200 if sha256 else 503, mime="text/html", encoding="utf-8", sha256=sha256,
            warc_file=f"night-{self.night}.warc.gz", warc_offset=0, outcome=outcome, document_id=document_id,
            batch_id=self.batch_id, **values,
        )  # fmt: skip
        return document_id

    def parse(
        self, url: str, document_id: str, body: str, outcome: str, version: str = "p1", detail: str | None = None
    ) -> None:
        sha256 = hashlib.sha256(body.encode()).hexdigest()
        self._add(
            PARSES, document_id=document_id, sha256=sha256, url=url, parse_version=version, outcome=outcome, detail=detail,
            batch_id=self.batch_id, parsed_at=self.now,
        )  # fmt: skip

    def report(
        self, issuer: int = 1, year: int = 2023, figures: list[tuple[str, int]] | None = None, *, url: str | None = None,
        level: str = "county", issuer_type: str = "government", timeliness: str = "on_time", version: str = "p1",
        audit_version: str = "a1", assessed: bool = True, extra: str = "", looked: bool = True, **look: Any,
    ) -> str:  # fmt: skip
        """Crawl, read and assess one report; returns its report_id."""
        figures = figures if figures is not None else [("学法", 4 + issuer), ("复议案件", 100 + issuer), ("律师", 30)]
        url = url or f"https://site.example/{issuer}/{year}.html"
        text = "".join(f"全年{measure}{number}件。" for measure, number in figures) + extra
        body = f"<p>{text}</p>"
        document_id = make_id(url, hashlib.sha256(body.encode()).hexdigest())
        if looked:
            self.look(url, body, **look)
        self.parse(url, document_id, body, "parsed", version)
        issuer_id, text_sha256 = f"X9001{issuer:04d}:gov", hashlib.sha256(text.encode()).hexdigest()
        report_id = make_id(issuer_id, year)
        common = {
            "report_id": report_id, "document_id": document_id, "batch_id": self.batch_id, "report_year": year,
            "issuer_id": issuer_id, "issuer_type": issuer_type, "level": level, "region_code": "X9001",
        }  # fmt: skip
        self._add(
            REPORTS, **common, capture_id=make_id(url, hashlib.sha256(body.encode()).hexdigest(), "content"), url=url,
            title=f"{year}年度报告", issuer=f"第{issuer}县人民政府", region_path="云澜省/澜州市", region_basis="title",
            year_basis="title", published_date=date(year + 1, 3, 1), date_basis="meta_pubdate", text=text,
            text_sha256=text_sha256, char_count=len(text), is_ocr=False, masked_count=0, parse_version=version,
        )  # fmt: skip
        self._add(
            SECTIONS, **common | {"level": 0}, section_id=make_id(report_id, text_sha256, "section", 0), part="R1", start=0,
            end=len(text),
        )  # fmt: skip
        if assessed:
            self._add(
                ASSESSMENTS, document_id=document_id, parse_batch_id=self.batch_id, catalogue_version="c1",
                audit_version=audit_version, batch_id=self.batch_id, assessed_at=self.now, timeliness=timeliness,
            )  # fmt: skip
        self._figures(common, text, text_sha256, figures, assessed)
        return report_id

    def _figures(
        self, common: dict[str, Any], text: str, sha: str, figures: list[tuple[str, int]], assessed: bool
    ) -> None:
        report_id = common["report_id"]
        section_id = make_id(report_id, sha, "section", 0)
        at, members = 0, []
        for index, (measure, number) in enumerate(figures):
            words, figure = f"全年{measure}{number}件。", f"{number}件"
            sentence_id = make_id(report_id, sha, "sentence", index)
            start = at + 2 + len(measure)
            self._add(
                SENTENCES, **common, sentence_id=sentence_id, section_id=section_id, start=at, end=at + len(words),
                tokens=["全年", measure, str(number), "件", "。"],
            )  # fmt: skip
            quantity_id = make_id(report_id, sha, index)
            members.append(quantity_id)
            value = {
                "value": Decimal(number),
                "value_low": Decimal(number),
                "value_high": Decimal(number),
                "unit": "件",
            }
            self._add(
                QUANTITIES, **common, **value, quantity_id=quantity_id, sentence_id=sentence_id, section_id=section_id,
                start=start, end=start + len(figure), src_start=start + 3, src_end=start + 3 + len(figure), src_page=0,
                text=figure, modifier="exact", kind="count", status="reported", statistic="level", measure=measure,
            )  # fmt: skip
            if assessed:
                self._add(
                    INDICATORS, **common, **value, quantity_id=quantity_id, indicator_id=INDICATOR_IDS[index % 3],
                    statistic="level", status="reported", rule="by measure", confidence=0.9, is_primary=index < 3, flags=[],
                )  # fmt: skip
            at += len(words)
        if assessed and len(members) > 1:
            self._add(
                FINDINGS, **common, finding_id=make_id(report_id, sha, "finding", 0), type="sum", basis="implied",
                verdict="holds", expected="2", observed="2", members=members[:2], message_zh="相符", message_en="agrees",
            )  # fmt: skip

    def quarantined(
        self, url: str, body: str, row_json: str = "{}", check: str = "undecided_year", **look: Any
    ) -> None:
        """A document that could not be read."""
        document_id = self.look(url, body, **look)
        assert document_id
        self.parse(url, document_id, body, "quarantined", detail=check)
        self._add(
            QUARANTINE, quarantine_id=make_id(document_id, check), capture_id=self.rows["observations"][-1]["capture_id"],
            url=url, stage="parse", table_name="documents", check_name=check, detail=check, row_json=row_json,
            document_id=document_id, batch_id=self.batch_id,
        )  # fmt: skip

    def commit(self) -> None:
        """End the night: everything said since the last one is committed."""
        frames = {t.name: _table_rows(t, self.rows.get(t.name, [])) for t in (*tables.ROWS, *tables.LEDGERS)}
        tables.stage(self.store, self.batch_id, frames)
        tables.commit(self.store, [self.batch_id])
        self.rows, self.night = {}, self.night + 1


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create_or_open(str(tmp_path / "store"), "sample")


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


@pytest.fixture(scope="session")
def make_world() -> type[World]:
    """For stores that several tests share."""
    return World


@pytest.fixture(scope="session")
def static() -> Static:
    """A region table of three, a catalogue of three, one source."""
    regions = [
        {"region_code": code, "name_zh": name, "level": level, "parent": parent, "vintage": "2023"}
        for code, name, level, parent in (
            ("X90", "云澜省", "province", None), ("X9001", "澜州市", "city", "X90"), ("X9002", "砚湖市", "city", "X90"),
        )
    ]  # fmt: skip
    catalogue = [
        {
            "indicator_id": name, "panel_column": name.replace(".", "_"), "name_zh": name, "name_en": name, "definition": "d",
            "theme": "T01", "tier": "core" if name != "service.lawyers" else "extended", "unit": "件", "kind": "count",
            "stock_or_flow": "flow", "range_low": 0.0, "range_high": 100000.0, "catalogue_version": "c1",
        }
        for name in INDICATOR_IDS
    ]  # fmt: skip
    sources = [{"source_id": "site-1", "host": "site.example", "region_code": "X9001", "family": "f", "enabled": True}]

    def frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
        return table.frame([{name: row.get(name) for name in table.schema} for row in rows])

    return Static(frame(REGIONS, regions), frame(CATALOGUE, catalogue), frame(SOURCES, sources))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Write a file of the data folder, which holds nothing else."""
    folder = tmp_path / "data"
    for name in ("corrections", "withdrawals"):
        (folder / name).mkdir(parents=True)
    monkeypatch.setenv("FAZHI_DATA", str(folder))

    def write(name: str, text: str) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    return write
