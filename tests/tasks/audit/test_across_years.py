"""This year's stated change and earlier value against last year's own report."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from schemas.catalogue import load_catalogue
from schemas.documents import Assignment, Quantity
from tasks.audit import audit_across_years
from tasks.extract.indicators.assign import assign
from tasks.extract.quantities import extract
from tasks.inspect import inspect, payload_of
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


@pytest.mark.parametrize(
    ("now", "last", "arithmetic"),
    [
        (
            "审结行政复议案件132件，比上年增加12件。",
            "审结行政复议案件120件。",
            "132-120=12件，与所述“比上年增加12件”相符",
        ),
        ("负责人出庭应诉率97.1%，同比提高1.3个百分点。", "负责人出庭应诉率95.8%。", "97.1-95.8=1.3个百分点"),
    ],
)
def test_a_change_in_number_or_in_points_is_compared_too(
    paired: Callable[[str, int], Pairs], now: str, last: str, arithmetic: str
) -> None:
    (finding,) = audit_across_years(paired(now, 2023), paired(last, 2022))
    assert finding.verdict == "holds"
    assert arithmetic in finding.message_zh


@pytest.mark.parametrize("change", ["比2019年增长25%", "年均增长25%"])
def test_a_change_against_another_year_is_left_alone(paired: Callable[[str, int], Pairs], change: str) -> None:
    now = paired(f"审结行政复议案件132件，{change}。", 2023)
    assert [f for f in audit_across_years(now, paired(LAST, 2022)) if f.type == "yoy"] == []


def test_the_samples_reports_bear_one_another_out_but_for_the_planted_contradiction(root: Path) -> None:
    """Whole reports of consecutive years, read as the pipeline reads them."""
    doubts, held = [], 0
    for slug in ("moxi-county", "tingsong-street", "yunlan-transport"):
        read = {path.stem: whole(path) for path in sorted((root / "data/sample/reports" / slug).glob("????.txt"))}
        for year, now in read.items():
            last = read.get(str(int(year) - 1))
            found = audit_across_years(now, last) if last else []
            held += sum(f.verdict == "holds" for f in found)
            doubts += [(slug, year, f.verdict, f.observed) for f in found if f.verdict != "holds"]
    assert doubts == [("yunlan-transport", "2023", "suspect", "-15.6%")]
    assert held > 10


def whole(path: Path) -> Pairs:
    """Read and assign a report of the sample, whose title its list page tells."""
    title = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))["title"]
    read = inspect(replace(payload_of(path), listed_title=title))
    by_index = {q.index: q for q in read.parsed.quantities}
    return [(by_index[a.quantity], a) for a in read.assignments]
