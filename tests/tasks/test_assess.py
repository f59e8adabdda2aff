"""From stored rows to indicator rows: the sign of a change, and the prior year's report."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest

from schemas.documents import OCR, Payload, Quantity
from schemas.ids import make_id
from tasks.assess import Work, assess_documents, rebuilt, signed
from tasks.capture import Source
from tasks.read import read
from tasks.rows import columns_of
from tasks.store.tables import frame_of

BATCH = "0" * 20
RATE = Quantity(
    index=0, sentence=0, section=0, start=0, end=4, text="34.9%", value=Decimal("34.9"), value_low=Decimal("34.85"),
    value_high=Decimal("34.95"), unit="%", modifier="exact", kind="change", status="reported", statistic="yoy_pct",
)  # fmt: skip


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ("同比下降", ("-34.95", "-34.9", "-34.85")),
        ("较上年减少", ("-34.95", "-34.9", "-34.85")),
        ("同比增长", ("34.85", "34.9", "34.95")),
    ],
)
def test_a_decrease_is_negative_and_its_bounds_change_places(comparison: str, expected: tuple[str, ...]) -> None:
    assert signed(replace(RATE, comparison=comparison)) == tuple(map(Decimal, expected))


def source_of(text: str) -> Source:
    body = text.encode()
    sha256 = hashlib.sha256(body).hexdigest()
    payload = Payload("file:a.txt", body, sha256, "text/plain", datetime(2024, 2, 1, tzinfo=UTC))
    return Source(make_id(payload.url, sha256), make_id("capture", sha256), payload)


@pytest.mark.parametrize(("is_ocr", "verdict", "flags"), [(False, "violated", []), (True, "suspect", ["ocr"])])
def test_a_scans_figures_are_flagged_and_contradict_nothing_for_certain(
    is_ocr: bool, verdict: str, flags: list[str]
) -> None:
    text = "杭州市西湖区2023年度法治政府建设情况报告\n全年审结行政复议案件62件，其中维持31件，占比70%。"
    source = source_of(text)
    parsed = read(source.payload, {})
    parsed = replace(parsed, document=replace(parsed.document, encoding=OCR if is_ocr else "utf-8"))
    columns = columns_of(parsed, source, BATCH)
    stored = rebuilt([frame_of(name, columns[name]) for name in ("reports", "sections", "sentences", "quantities")])
    made = assess_documents([Work(source.document_id, BATCH, None)], stored, BATCH)
    contradiction = made["findings"].filter(pl.col("verdict") != "holds").row(0, named=True)
    assert contradiction["verdict"] == verdict
    assert ("read by a machine" in contradiction["message_en"]) is is_ocr
    assert made["indicators"].get_column("flags").to_list()[0] == flags


def test_a_level_is_never_signed() -> None:
    level = replace(RATE, statistic="level", comparison=None)
    assert signed(level) == (level.value_low, level.value, level.value_high)
