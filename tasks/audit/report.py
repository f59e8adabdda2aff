"""The audit of one report: every relation its text states between its own figures, and whether it holds.

``violated`` only where the text itself states the relation and no reading of the bounds fits; anything softer is
``suspect``; in doubt nothing is said. Pure; linear in the figures but for the items of one list.
"""

from collections.abc import Sequence
from dataclasses import replace

from schemas.catalogue import load_catalogue
from schemas.documents import Assignment, Finding, Quantity, Segmentation
from tasks.audit.added import added
from tasks.audit.attained import attained
from tasks.audit.averages import averages
from tasks.audit.changes import changes
from tasks.audit.flows import flows
from tasks.audit.lists import lists
from tasks.audit.parts import related
from tasks.audit.passage import passages
from tasks.audit.rates import rates
from tasks.audit.repeats import repeats, stocks
from tasks.audit.sums import sums
from tasks.audit.tables import tables
from tasks.audit.totals import totals


def audit(
    quantities: Sequence[Quantity], assignments: Sequence[Assignment], text: str, segmentation: Segmentation
) -> list[Finding]:
    """Return the findings of one report; ``members`` are ``Quantity.index`` values."""
    catalogue = load_catalogue()
    indicators: dict[int, tuple[str, ...]] = {}
    for assignment in assignments:
        indicators[assignment.quantity] = (*indicators.get(assignment.quantity, ()), assignment.indicator_id)
    found = list(passages(quantities, indicators, text, segmentation))
    findings: list[Finding] = []
    for passage in found:
        findings += sums(passage, catalogue)
        for levels in passage.counts.values():
            findings += added(passage, levels)
        if len(passage.figures) > 1:
            findings += lists(passage)
            findings += flows(passage)
            findings += rates(passage, catalogue)
            findings += attained(passage)
            findings += averages(passage)
            findings += related(passage, catalogue)
            findings += changes(passage)
    findings += repeats(found, segmentation)
    findings += stocks(found)
    findings += totals(found, catalogue)
    findings += tables(found)
    return _distinct(findings)


def of_scan(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of figures that a machine saw on scanned pages: it may have misread one, so none is certain."""
    return [
        replace(
            finding,
            verdict="suspect",
            message_zh=f"{finding.message_zh}（扫描件，数字由机器识别）",
            message_en=f"{finding.message_en} (a scan: its figures were read by a machine)",
        )
        if finding.verdict == "violated"
        else finding
        for finding in findings
    ]


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Keep the first finding of each relation: a stated one goes before the catalogue's."""
    kept: dict[tuple[str, frozenset[int]], Finding] = {}
    for finding in findings:
        kept.setdefault((finding.type, frozenset(finding.members)), finding)
    return list(kept.values())
