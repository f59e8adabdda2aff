"""What the pipeline makes of one document, nothing stored: the same stages, called one after the other.

``inspect`` raises DocumentError where the document cannot be read or is no report. Where only its issuer or year is
undecided, the rest is shown all the same, with the candidates.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemas.catalogue import load_catalogue
from schemas.documents import Assignment, Finding, Payload, Quantity, Section, Unassigned
from schemas.errors import FazhiError
from tasks.audit import audit, of_scan
from tasks.discover.registry import site_regions
from tasks.extract.indicators.assign import assign
from tasks.fetch.kinds import MIMES
from tasks.read import Parsed, read


@dataclass(frozen=True)
class Inspection:
    """All that the stages conclude of one document."""

    parsed: Parsed
    assignments: list[Assignment]
    unassigned: list[Unassigned]
    findings: list[Finding]


def payload_of(path: Path, url: str | None = None, published: date | None = None) -> Payload:
    """Return a local file as if it had been fetched from ``url``; FazhiError where it cannot be read or is of no known kind."""
    if not path.is_file():
        raise FazhiError(f"{path} is not a file", "name one document")
    mime = MIMES.get(path.suffix.lower())
    if mime is None:
        raise FazhiError(f"{path} is of no known kind", f"give a file ending in {', '.join(MIMES)}")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise FazhiError(f"cannot read {path}: {error.strerror}", "permit it, or name another") from error
    if not body:
        raise FazhiError(f"{path} is empty", "name a document with text")
    if url is not None and not urlsplit(url).hostname:
        raise FazhiError(f"--url {url} has no host", "write it as https://host/path")
    return Payload(
        url=url or f"file:{path.name}",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        mime=mime,
        fetched_at=datetime.now(UTC),
        listed_date=published,
    )


def inspect(payload: Payload) -> Inspection:
    """Run every stage over one document."""
    parsed = read(payload, site_regions())
    text, segmentation, identity = parsed.masked.text, parsed.segmentation, parsed.identity
    assignments, unassigned = assign(
        parsed.quantities, text, segmentation, identity.level, identity.issuer_type, load_catalogue()
    )
    findings = audit(parsed.quantities, assignments, text, segmentation)
    if parsed.document.is_ocr:
        findings = of_scan(findings)
    return Inspection(parsed, assignments, unassigned, findings)


def to_dict(inspection: Inspection) -> dict[str, Any]:
    """Return the object that ``fazhi inspect --json`` prints; the text and the spans' words are unmasked."""
    parsed = inspection.parsed
    text = parsed.document.text
    sections = parsed.segmentation.sections
    return {
        "identity": _identity(parsed),
        "sections": [
            {name: getattr(s, name) for name in ("number", "heading", "level", "part", "theme", "start", "end")}
            for s in sections
        ],
        "quantities": [_quantity(q, inspection, text, sections) for q in parsed.quantities],
        "findings": [
            {"type": f.type, "basis": f.basis, "verdict": f.verdict}
            | {"members": [_span(parsed.quantities[index], text) for index in f.members]}
            | {"message": f.message_zh, "message_en": f.message_en}
            for f in inspection.findings
        ],
        "text": text,
    }


def _identity(parsed: Parsed) -> dict[str, Any]:
    values = asdict(parsed.identity)
    published = parsed.identity.published_date
    return values | {"published_date": published.isoformat() if published else None}


def _quantity(quantity: Quantity, inspection: Inspection, text: str, sections: tuple[Section, ...]) -> dict[str, Any]:
    own = [a for a in inspection.assignments if a.quantity == quantity.index]
    why = next((u.reason for u in inspection.unassigned if u.quantity == quantity.index), None)
    names = ("unit", "modifier", "kind", "status", "statistic", "period", "measure", "action", "scope", "comparison")
    return {
        **_span(quantity, text),
        **{name: plain(getattr(quantity, name)) for name in ("value", "value_low", "value_high")},
        **{name: getattr(quantity, name) for name in names},
        "dims": own[0].dims if own else {},
        "indicators": [a.indicator_id for a in own],
        "rules": [{"rule": a.rule, "confidence": a.confidence, "flags": list(a.flags)} for a in own],
        "unassigned": why,
        "section": _section_path(quantity.section, sections),
    }


def plain(value: Decimal | None) -> str | None:
    """Write a decimal out in digits, without an exponent and without trailing zeros."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _span(quantity: Quantity, text: str) -> dict[str, Any]:
    return {"start": quantity.start, "end": quantity.end, "text": text[quantity.start : quantity.end]}


def _section_path(index: int | None, sections: tuple[Section, ...]) -> str:
    """Return the printed numbers from the outermost section down: 一/(三)."""
    numbers: list[str] = []
    while index is not None and index < len(sections):
        section = sections[index]
        numbers.insert(0, section.number or "")
        index = section.parent
    return "/".join(number for number in numbers if number)
