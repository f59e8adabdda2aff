"""The commands over a release, on the store that two nights of the sample left."""

import json
import subprocess
import sys
from pathlib import Path

import frictionless
import polars as pl
import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from tasks.publish.reader import versions
from tasks.store.store import Store


@pytest.fixture(scope="module")
def both(sample_store: Path) -> list[str]:
    return versions(Store.open(str(sample_store)))


def fazhi(*words: object) -> Result:
    done = CliRunner().invoke(cli, list(map(str, words)), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def test_releases_lists_the_versions_and_marks_the_one_served(sample_store: Path, both: list[str]) -> None:
    lines = fazhi("releases", "--store", sample_store).output.splitlines()
    assert [line.split()[0] for line in lines] == both
    assert [line.endswith("latest") for line in lines] == [False, True]


def test_show_prints_the_manifest(sample_store: Path, both: list[str]) -> None:
    manifest = json.loads(fazhi("show", both[0], "--store", sample_store).output)
    assert manifest["version"] == both[0]
    assert manifest["counts"]["reports"] == 35


def test_diff_tells_figures_and_their_cause(sample_store: Path, both: list[str]) -> None:
    changes = json.loads(fazhi("diff", *both, "--json", "--store", sample_store).output)
    assert [report["cause"] for report in changes["reports"]] == ["source"]
    assert "5160家次 → 5106家次" in fazhi("diff", *both, "--store", sample_store).output


def test_verify_counts_the_spans_it_found_again(sample_store: Path) -> None:
    assert "spans stand in the archived bytes" in fazhi("verify", "--store", sample_store).output


def test_verify_names_a_figure_that_was_tampered_with(sample_store: Path, both: list[str], tmp_path: Path) -> None:
    import shutil

    store = shutil.copytree(sample_store, tmp_path / "store")
    file = next((store / "releases" / both[1] / "quantities").rglob("*.parquet"))
    frame = pl.read_parquet(file)
    file.unlink()  # a hard link: the release before must not be touched
    changed = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("987654件")).otherwise(pl.col("text"))
    frame.with_columns(text=changed).write_parquet(file)
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "verify", "--store", store], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "the checksum differs" in done.stderr
    assert "987654件" in done.stderr


def test_sql_sees_every_table_by_name(sample_store: Path, both: list[str]) -> None:
    asked = "SELECT i.indicator_id, r.issuer FROM indicators i JOIN reports r USING (report_id, revision) LIMIT 1"
    assert "." in fazhi("sql", asked, "--csv", "--store", sample_store).output.splitlines()[1]
    listed = fazhi("sql", "SELECT members FROM findings LIMIT 1", "--csv", "--store", sample_store).output
    assert "|" in listed.splitlines()[1]


def test_an_export_is_a_valid_data_package_on_its_own(sample_store: Path, both: list[str], tmp_path: Path) -> None:
    fazhi("export", both[1], tmp_path / "out", "--format", "parquet,csv", "--store", sample_store)
    package = frictionless.Package(str(tmp_path / "out" / "datapackage.json"))  # refuses a descriptor that is not valid
    assert len(package.resources) > 20
    assert all((tmp_path / "out" / str(resource.path)).exists() for resource in package.resources if resource.path)
    reports = pl.read_csv(tmp_path / "out" / "csv" / "reports.csv")
    assert reports.filter(pl.col("is_current")).height == 35


def test_rollback_serves_the_older_one_and_back(sample_store: Path, both: list[str]) -> None:
    for version in (both[0], both[1]):
        fazhi("rollback", version, "--store", sample_store)
        served = json.loads((sample_store / "releases" / "latest.json").read_text())
        assert served["version"] == version


def test_prune_keeps_the_latest(sample_store: Path, both: list[str], tmp_path: Path) -> None:
    import shutil

    store = shutil.copytree(sample_store, tmp_path / "store")
    fazhi("prune", "--keep", 1, "--store", store)
    assert versions(Store.open(str(store))) == [both[1]]
    assert "spans stand" in fazhi("verify", "--store", store).output


def test_the_quarantine_tells_what_is_held_and_why(sample_store: Path) -> None:
    (line,) = [row for row in fazhi("quarantine", "list", "--store", sample_store).stdout.splitlines() if "http" in row]
    entry = json.loads(fazhi("quarantine", "show", line.split()[0], "--store", sample_store).output)
    assert entry["check_name"] == "image_only"
    assert "run OCR" in entry["detail"]


def test_a_backfill_of_what_is_up_to_date_has_nothing_to_do(sample_store: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "backfill", "--years", "2022-2024", "--dry-run", "--store", sample_store],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["documents", "to", "read:", "0", "reports", "to", "audit:", "0"]


def test_doctor_finds_this_machine_fit() -> None:
    assert "NO " not in fazhi("doctor").output
