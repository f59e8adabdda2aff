"""One inspected document as its two views tell it: who wrote it, its figures with what each was taken for, what was found.

Personal data stay masked here, and characters that steer a terminal or turn the direction of writing are shown
as what they are; only ``--json`` shows a document as it is.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.catalogue import load_catalogue
from schemas.documents import Finding, Quantity, Section
from tasks.inspect import Inspection, plain

KINDS = {
    "count": "数量", "rate": "比率", "change": "变化", "money": "金额", "area": "面积", "duration": "时长", "rank": "名次",
    "date": "日期", "period": "时期", "ordinal": "序数", "document_number": "文号", "name_part": "名称", "list_number": "序号",
    "other": "其他",
}  # fmt: skip
STATUSES = {"reported": "已报告", "target": "目标", "none": "不是数据"}
VERDICTS = {"violated": ("✗", "不符"), "suspect": ("?", "存疑"), "holds": ("✓", "相符")}
_STEERING = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}
_STEERING |= dict.fromkeys(
    (0x7F, *range(0x80, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "·"
)


@dataclass(frozen=True)
class Note:
    """A reported or targeted figure, numbered in the order of the text, in words for people."""

    number: int
    quantity: Quantity
    value: str  # its number or bounds, empty where the words say the same
    about: str  # status, statistic and period where they are not the usual ones
    indicators: tuple[tuple[str, str], ...]  # (id, Chinese name)
    why_none: str

    @property
    def measure(self) -> str:
        """What is counted."""
        return self.quantity.measure or "—"


def visible(text: str) -> str:
    """Return the text with control characters made visible, one for one."""
    return text.translate(_STEERING)


def facts(inspection: Inspection) -> list[tuple[str, str, str]]:
    """Return (name, value, evidence) of whose document it is."""
    who = inspection.parsed.identity
    level = who.issuer and f"{who.issuer_type}, {who.level}"
    region = who.region_code and f"{who.region_code} {who.region_path}"
    rows = [
        ("title", who.title, None),
        ("issuer", who.issuer, level),
        ("region", region, who.region_basis),
        *(("candidate", f"{c.region_code} {c.region_path}", c.basis) for c in who.region_candidates),
        ("year", who.report_year and str(who.report_year), who.year_basis),
        ("published", who.published_date and who.published_date.isoformat(), who.date_basis),
        ("masked", f"{inspection.parsed.masked.count} personal data", None),
    ]
    return [(name, visible(str(value or "undecided")), visible(evidence or "")) for name, value, evidence in rows]


def notes(inspection: Inspection) -> dict[int, Note]:
    """Return the notes on reported and targeted figures by the quantity's index."""
    names = load_catalogue().by_id
    why = {u.quantity: u.reason for u in inspection.unassigned}
    ids: dict[int, list[tuple[str, str]]] = {}
    for assignment in inspection.assignments:
        ids.setdefault(assignment.quantity, []).append((assignment.indicator_id, names[assignment.indicator_id].zh))
    figures = [q for q in inspection.parsed.quantities if q.status != "none"]
    year = str(inspection.parsed.identity.report_year)
    return {
        q.index: Note(number, q, _value(q), _about(q, year), tuple(ids.get(q.index, ())), why.get(q.index, ""))
        for number, q in enumerate(figures, 1)
    }


def _value(quantity: Quantity) -> str:
    low, value, high = (plain(n) for n in (quantity.value_low, quantity.value, quantity.value_high))
    if quantity.modifier == "exact":
        number = value or ""
    elif low is None or high is None:
        number = f"≥ {low}" if high is None else f"≤ {high}"
    else:
        number = f"{low} – {high}"
    said = f"{number} {quantity.unit or ''}".strip()
    return "" if said.replace(" ", "") == re.sub(r"[,，\s]", "", quantity.text) else said


def _about(quantity: Quantity, year: str) -> str:
    parts = [
        "target 目标" if quantity.status == "target" else "",
        "" if quantity.statistic == "level" else f"{quantity.statistic} {quantity.comparison or ''}".strip(),
        "" if quantity.period in (year, None) else quantity.period,
    ]
    return " · ".join(part for part in parts if part)


def pieces(inspection: Inspection, start: int, end: int) -> Iterator[tuple[str, Quantity | None]]:
    """Yield a stretch of the text in order, cut at every mention."""
    text, at = visible(inspection.parsed.masked.text), start
    for quantity in inspection.parsed.quantities:
        if start <= quantity.start and quantity.end <= end:
            yield text[at : quantity.start], None
            yield text[quantity.start : quantity.end], quantity
            at = quantity.end
    yield text[at:end], None


@dataclass(frozen=True)
class Paragraph:
    """A line of the text, and the section that begins with it; ``is_heading`` where the line is nothing but its heading."""

    start: int
    end: int
    section: Section | None
    is_heading: bool


def paragraphs(inspection: Inspection) -> Iterator[Paragraph]:
    """Yield the text's lines that are not blank; a break inside a mention ends none."""
    text, first = inspection.parsed.masked.text, {s.start: s for s in inspection.parsed.segmentation.sections}
    inside = {at for q in inspection.parsed.quantities for at in range(q.start, q.end)}
    start = 0
    for end in [*(at for at, c in enumerate(text) if c == "\n" and at not in inside), len(text)]:
        line = text[start:end]
        if line.strip():
            begin = start + len(line) - len(line.lstrip())
            section = first.get(begin) or first.get(start)
            words = f"{section.number or ''}{section.heading or ''}" if section else ""
            yield Paragraph(
                begin, start + len(line.rstrip()), section, bool(words) and len(line.strip()) <= len(words) + 3
            )
        start = end + 1


def findings(inspection: Inspection) -> list[Finding]:
    """Return what the arithmetic says, doubts first."""
    return sorted(inspection.findings, key=lambda f: list(VERDICTS).index(f.verdict))


def summary(inspection: Inspection) -> str:
    """Say in a line how much there is."""
    told = notes(inspection).values()
    status = Counter(note.quantity.status for note in told)
    verdict = Counter(finding.verdict for finding in inspection.findings)
    return (
        f"{status['reported']} figures reported, {status['target']} targets, "
        f"{sum(bool(note.indicators) for note in told)} with an indicator; "
        f"relations: {verdict['holds']} hold, {verdict['suspect']} suspect, {verdict['violated']} violated"
    )
