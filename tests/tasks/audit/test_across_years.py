"""This year's stated change and earlier value against last year's own report."""

from collections.abc import Callable

import pytest

from schemas.catalogue import load_catalogue
from schemas.documents import Assignment, Quantity
from tasks.audit import audit_across_years
from tasks.extract.indicators import assign
from tasks.extract.quantities import extract
from tasks.segment.segment import segment

Pairs = list[tuple[Quantity, Assignment]]


@pytest.fixture
def paired() -> Callable[[str, int], Pairs]:
    def read(text: str, year: int) -> Pairs:
        segmentation = segment(text, year, tokens=False)
        quantities = extract(text, segmentation, year)
        given, _ = assign(quantities, text, segmentation, "county", "government", load_catalogue())
        by_index = {q.index: q for q in quantities}
        return [(by_index[a.quantity], a) for a in given]

    return read


LAST = "审结行政复议案件120件。"


def test_a_change_that_last_years_report_bears_out(paired: Callable[[str, int], Pairs]) -> None:
    now = paired("审结行政复议案件132件，同比增长10%。", 2023)
    (finding,) = audit_across_years(now, paired(LAST, 2022))
    assert (finding.type, finding.basis, finding.verdict) == ("yoy", "cross-year", "holds")
    assert "(132-120)/120=10" in finding.message_zh


def test_a_change_that_it_does_not_is_suspect_and_never_violated(paired: Callable[[str, int], Pairs]) -> None:
    now = paired("审结行政复议案件132件，同比增长25%。", 2023)
    (finding,) = audit_across_years(now, paired(LAST, 2022))
    assert finding.verdict == "suspect"
    texts = {q.index: q.text for q, _ in now}
    assert [texts[member] for member in finding.members] == ["132件", "25%"]


def test_an_earlier_value_quoted_otherwise_than_it_was_reported_is_suspect(
    paired: Callable[[str, int], Pairs],
) -> None:
    now = paired("审结行政复议案件132件，上年为110件。", 2023)
    (finding,) = audit_across_years(now, paired(LAST, 2022))
    assert (finding.type, finding.verdict, finding.expected, finding.observed) == ("equal", "suspect", "120", "110")


@pytest.mark.parametrize("last", ["", "受理行政复议案件120件。"])
def test_without_last_years_value_nothing_is_said(paired: Callable[[str, int], Pairs], last: str) -> None:
    now = paired("审结行政复议案件132件，同比增长25%。", 2023)
    assert audit_across_years(now, paired(last, 2022)) == []
