"""What the audit's tests share: a text read and audited as the pipeline does it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from schemas.catalogue import load_catalogue
from schemas.documents import Finding, Quantity
from tasks.audit import audit
from tasks.extract.indicators.assign import assign
from tasks.extract.quantities import extract
from tasks.segment.segment import segment


@dataclass(frozen=True)
class Audited:
    """A text's figures by their text, and its findings."""

    quantities: list[Quantity]
    findings: list[Finding]

    def said(self, verdict: str) -> list[tuple[str, ...]]:
        """Return (type, member texts …) of the findings with this verdict, in order."""
        text_of = {q.index: q.text for q in self.quantities}
        return [(f.type, *(text_of[m] for m in f.members)) for f in self.findings if f.verdict == verdict]

    @property
    def raised(self) -> list[Finding]:
        """The findings that are not in order."""
        return [f for f in self.findings if f.verdict != "holds"]


@pytest.fixture(scope="session")
def audited() -> Callable[..., Audited]:
    """Read and audit a text of the report year 2023."""

    def run(text: str, year: int | None = 2023) -> Audited:
        segmentation = segment(text, year, tokens=False)
        quantities = extract(text, segmentation, year)
        given, _ = assign(quantities, text, segmentation, "county", "government", load_catalogue())
        return Audited(quantities, audit(quantities, given, text, segmentation))

    return run
