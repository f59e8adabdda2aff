"""What was read of a document as columns of the working tables; ids are made from the report and its text alone.

Columns, and not a dictionary a row: a report has some three hundred rows and a batch some sixty thousand, and half of
the time that rows take is spent on dictionaries.
"""

from collections.abc import Sequence
from hashlib import sha256
from operator import attrgetter
from typing import Any

from schemas.documents import Identity, Quantity
from schemas.ids import make_id, numbered_ids
from tasks.capture import Source
from tasks.identify.dates import other_date
from tasks.read import Parsed
from tasks.store import versions
from tasks.store.tables import SCHEMAS

Columns = dict[str, list[Any]]
_IDENTITY = tuple(name for name in SCHEMAS["reports"] if name in Identity.__dataclass_fields__)
_QUANTITY = tuple(name for name in SCHEMAS["quantities"] if name in Quantity.__dataclass_fields__)
_SECTION = ("number", "heading", "level", "part", "theme", "start", "end")


def columns_of(parsed: Parsed, source: Source, batch_id: str) -> dict[str, Columns]:
    """Return a document's columns by table: its report, sections, sentences and quantities."""
    quantities = parsed.quantities
    sections, sentences = parsed.segmentation.sections, parsed.segmentation.sentences
    report = _report(parsed, source)
    text_ids = report["report_id"], report["text_sha256"]
    section_ids = numbered_ids(*text_ids, "section", count=len(sections))
    sentence_ids = numbered_ids(*text_ids, "sentence", count=len(sentences))
    places = [parsed.document.source_map.locate(q.start, q.end) for q in quantities]
    tables: dict[str, Columns] = {
        "reports": {name: [value] for name, value in report.items()},
        "sections": _fields(_SECTION, sections)
        | {"section_id": section_ids}
        | {"parent_id": [None if s.parent is None else section_ids[s.parent] for s in sections]},
        "sentences": _fields(("start", "end"), sentences)
        | {"sentence_id": sentence_ids, "section_id": [section_ids[s.section] for s in sentences]}
        | {"tokens": [s.tokens for s in sentences]},
        "quantities": _fields(_QUANTITY, quantities)
        | {"quantity_id": numbered_ids(*text_ids, "quantity", count=len(quantities))}
        | {"sentence_id": [sentence_ids[q.sentence] for q in quantities]}
        | {"section_id": [section_ids[q.section] for q in quantities]}
        | {name: [place[at] for place in places] for at, name in enumerate(("src_start", "src_end", "src_page"))},
    }
    home = {"report_id": report["report_id"], "document_id": source.document_id, "batch_id": batch_id}
    for columns in tables.values():
        rows = len(columns["start"]) if "start" in columns else 1
        columns.update({name: [value] * rows for name, value in home.items()})
    return tables


def _fields(names: Sequence[str], records: Sequence[object]) -> Columns:
    return {name: list(map(attrgetter(name), records)) for name in names}


def _report(parsed: Parsed, source: Source) -> dict[str, Any]:
    identity, text = parsed.identity, parsed.masked.text
    second_date, second_basis = other_date(parsed.document)
    return {name: getattr(identity, name) for name in _IDENTITY} | {
        "report_id": make_id(identity.issuer_id, identity.report_year),
        "capture_id": source.capture_id,
        "url": source.payload.url,
        "other_date": second_date,
        "other_date_basis": second_basis,
        "text": text,
        "text_sha256": sha256(text.encode()).hexdigest(),
        "char_count": len(text),
        "is_ocr": parsed.document.is_ocr,
        "masked_count": parsed.masked.count,
        "parse_version": versions.current().parse,
    }
