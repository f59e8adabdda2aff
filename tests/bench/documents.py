"""The documents that benchmarks read: the sample's reports with their truth, and those of ``../shared`` where it is there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from schemas.documents import Payload
from tasks.inspect import payload_of

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
FIGURES = ("reported", "target")


@dataclass(frozen=True)
class Figure:
    """A figure of the truth, or a number that a reader found: its place, its value or bounds, its unit."""

    start: int
    end: int
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Document:
    """A document of one of the truths with its figures; what overlaps ``skipped`` is not judged."""

    truth: str
    name: str
    payload: Payload
    text: str
    figures: tuple[Figure, ...]
    skipped: tuple[tuple[int, int], ...] = ()


def documents() -> list[Document]:
    """Return the sample's reports and, where there, the real ones with hand-made truth."""
    return [*_sample(), *_gold()]


def payloads(folder: Path) -> Iterator[Payload]:
    """Yield the sample's reports under ``folder`` as if their sites had been crawled."""
    hosts = yaml.safe_load((ROOT / "data/sample/portal/portal.yaml").read_text(encoding="utf-8"))["hosts"]
    host_of = {slug: host for host, facts in hosts.items() for column in facts["columns"] for slug in column["issuers"]}
    for path in sorted(folder.glob("[!_]*/????.yaml")):
        true = yaml.safe_load(path.read_text(encoding="utf-8"))
        url = f"http://{host_of[path.parent.name]}/{path.stem}.txt"
        payload = payload_of(path.with_suffix(".txt"), url, true["published_date"])
        yield replace(payload, listed_title=true["title"])


def _sample() -> Iterator[Document]:
    folder = ROOT / "data/sample/reports"
    for path, payload in zip(sorted(folder.glob("[!_]*/????.yaml")), payloads(folder), strict=True):
        text = payload.body.decode()
        true = yaml.safe_load(path.read_text(encoding="utf-8"))
        figures = tuple(_placed(record, text) for record in true["figures"] if record["status"] in FIGURES)
        yield Document("sample", f"{path.parent.name}/{path.stem}", payload, text, figures)


def _placed(record: dict[str, Any], text: str) -> Figure:
    start = text.index(record["in"]) + record["in"].index(record["text"])
    numbers = (_decimal(record.get(name)) for name in ("value", "low", "high"))
    return Figure(start, start + len(record["text"]), *numbers, record["unit"])


def _gold() -> Iterator[Document]:
    for path in sorted((SHARED / "gold").glob("*.quantities.jsonl")):
        name = path.name.split(".")[0]
        source = SHARED / "reports" / f"{name}.txt"
        url = json.loads(path.with_name(f"{name}.identity.json").read_text(encoding="utf-8")).get("url")
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        payload = payload_of(source, url)
        yield Document(
            "gold",
            name,
            payload,
            payload.body.decode(),
            tuple(_gold_figure(record) for record in records if record["status"] in FIGURES),
            tuple((record["start"], record["end"]) for record in records if record["status"] == "skip"),
        )


def _gold_figure(record: dict[str, Any]) -> Figure:
    ranged = record["modifier"] == "range"
    names = (None, "value_low", "value_high") if ranged else ("value", None, None)
    value, low, high = (_decimal(record[name]) if name else None for name in names)
    return Figure(record["start"], record["end"], value, low, high, record["unit"])


def _decimal(number: str | None) -> Decimal | None:
    return None if number is None else Decimal(number)
