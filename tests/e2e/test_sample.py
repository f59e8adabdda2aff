"""What a newcomer gets from `make run`: everything planted in the sample is found, nothing else is claimed."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from tasks.publish.changes import diff
from tasks.publish.reader import Release, versions
from tasks.publish.summary import summarise
from tasks.publish.verify import verify
from tasks.store.store import Store
from tasks.store.tables import observations


@pytest.fixture(scope="module")
def nights(sample_store: Path) -> list[Release]:
    store = Store.open(str(sample_store))
    return [Release.open(store, version) for version in versions(store)]


@pytest.fixture(scope="module")
def truth(root: Path) -> list[dict[str, object]]:
    """The truth of every report that is current on the second night."""
    folder = root / "data" / "sample" / "reports"
    files = [file for file in folder.glob("[!_]*/*.yaml") if not (file.with_suffix(".revised.yaml")).exists()]
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(files)]


def test_two_nights_make_two_releases_that_verify(nights: list[Release]) -> None:
    assert len(nights) == 2
    for release in nights:
        assert list(verify(release)) == []


def test_every_report_is_there_with_its_issuer_region_and_year(nights: list[Release], truth: list[dict]) -> None:
    names = ["region_code", "issuer_type", "level", "report_year", "title", "published_date"]
    found = nights[1].scan("reports").filter("is_current").select(names).collect()
    wanted = pl.DataFrame([{name: report[name] for name in names} for report in truth], schema=found.schema)
    assert found.sort(names).equals(wanted.sort(names))


def test_the_second_night_changed_exactly_the_revised_report(nights: list[Release]) -> None:
    changes = diff(*nights)
    assert [(r.issuer, r.report_year, r.change) for r in changes.reports] == [("枕流街道办事处", 2024, "changed")]
    revisions = nights[1].scan("reports").filter(issuer="枕流街道办事处", report_year=2024).sort("revision").collect()
    assert revisions.select("revision", "is_current").rows() == [(1, False), (2, True)]


def test_the_planted_late_report_is_late_and_no_other(nights: list[Release]) -> None:
    late = nights[1].scan("reports").filter(timeliness="late").select("issuer", "report_year").collect()
    assert late.rows() == [("青岫区人民政府", 2023)]


def test_the_planted_gap_is_missing_and_no_other(nights: list[Release]) -> None:
    missing = nights[1].scan("coverage").filter(state="missing").select("issuer_id", "report_year").collect()
    assert missing.rows() == [("X900121101:zf", 2023)]


def test_what_is_no_report_or_cannot_be_read_is_recorded_and_not_published(nights: list[Release]) -> None:
    captures = nights[1].scan("captures").collect()
    assert set(captures.get_column("outcome")) >= {"ok", "not_report", "gone", "blocked"}
    held = nights[1].scan("quarantine").select("table_name", "check_name").collect()
    assert [table for table, _ in held.rows()] == ["documents"]


def test_list_pages_are_archived_and_not_counted_as_documents_missed(sample_store: Path) -> None:
    store = Store.open(str(sample_store))
    looks = observations(store).collect()
    assert "list page" in looks.get_column("outcome_detail").to_list()
    counts = summarise(store, looks.get_column("batch_id").unique().to_list()).counts
    assert counts["documents not to be had"] == looks.filter(pl.col("outcome").is_in(["gone", "blocked"])).height > 0


def test_every_planted_contradiction_is_found_and_no_government_is_accused_of_another(
    nights: list[Release], truth: list[dict]
) -> None:
    planted = sorted(
        (report["issuer"], report["report_year"], relation["type"], relation["verdict"])
        for report in truth
        for relation in report["relations"]
        if relation["verdict"] != "holds"
    )
    raised = (
        nights[1]
        .scan("findings")
        .filter(pl.col("verdict") != "holds", pl.col("basis") != "cross-year")
        .join(nights[1].scan("reports").filter("is_current"), on=["report_id", "revision"])
        .select("issuer", "report_year", "type", "verdict")
        .collect()
    )
    assert sorted(raised.rows()) == planted


def test_a_comparison_with_the_year_before_accuses_nobody_but_the_planted(
    nights: list[Release], truth: list[dict]
) -> None:
    planted = {
        (report["issuer"], report["report_year"])
        for report in truth
        for relation in report["relations"]
        if relation["verdict"] != "holds" and relation["type"] == "yoy"
    }
    reports = nights[1].scan("reports").filter("is_current")
    findings = (
        nights[1].scan("findings").filter(basis="cross-year").join(reports, on=["report_id", "revision"]).collect()
    )
    raised = findings.filter(pl.col("verdict") != "holds").select("issuer", "report_year").rows()
    assert findings.height > len(raised)
    assert set(raised) <= planted


def test_no_private_person_of_the_truth_is_in_the_release(nights: list[Release], truth: list[dict]) -> None:
    texts = "".join(nights[1].scan("reports").select("text").collect().get_column("text"))
    named = [name for report in truth for name in report["private_persons"]]
    assert named
    assert [name for name in named if name in texts] == []
