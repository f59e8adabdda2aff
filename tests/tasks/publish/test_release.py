"""Publishing, reading, moving the pointer back, pruning, withdrawing from what is published."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from frictionless import Package

from schemas.errors import FazhiError, GateRefused
from schemas.tables import make_id
from tasks.publish import pointer, reader
from tasks.publish.assemble import Static, assemble
from tasks.publish.candidate import content_digest
from tasks.publish.gate import GateResult
from tasks.publish.pointer import LostRace
from tasks.publish.reader import Release, versions
from tasks.publish.release import PublishResult, prune, publish, publish_tables, rollback
from tasks.publish.retract import retract
from tasks.store.store import Store

NOW = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)  # already the 20th in Shanghai
PASSED = GateResult(True)


@pytest.fixture
def release_it(world, static: Static) -> Callable[[], PublishResult]:
    """End the night and publish, the gate aside."""

    def run() -> PublishResult:
        world.commit()
        candidate = assemble(world.store, static)
        try:
            return publish(world.store, candidate, PASSED, now=NOW)
        finally:
            candidate.close()

    return run


def folder(store: Store, version: str | None) -> Path:
    return store.local_path(f"releases/{version}")


def digests(root: Path) -> dict[str, str]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_release_holds_what_the_contract_lists(world, release_it) -> None:
    world.report(year=2022)
    world.report(year=2023)
    result = release_it()
    assert (result.version, result.previous) == ("2026.11.20", None)
    root = folder(world.store, "2026.11.20")
    there = digests(root)
    sums = dict(reversed(line.split("  ")) for line in (root / "SHA256SUMS").read_text().splitlines())
    assert sums == {name: digest for name, digest in there.items() if name != "SHA256SUMS"}
    assert {
        "panel.csv",
        "dictionary.csv",
        "dictionary.md",
        "datapackage.json",
        "CHANGES.md",
        "quality/notes.md",
    } <= set(there)
    assert {"indicators/report_year=2022/part-0.parquet", "captures/part-0.parquet"} <= set(there)
    latest = json.loads((root.parent / "latest.json").read_text())
    assert latest["version"] == "2026.11.20"


def test_the_manifest_says_what_is_in_the_files(world, release_it) -> None:
    world.report()
    release_it()
    release = Release.open(world.store)
    assert release.manifest.kind == "sample"
    assert release.manifest.counts["figures"] == 3
    for name, table in release.manifest.tables.items():
        frame = release.scan(name).collect()
        assert frame.height == table.rows, name
    captures = pl.read_parquet(release.files("captures")).drop("fetched_at", "warc_file", "warc_offset")
    assert release.manifest.tables["captures"].files[0].digest == content_digest(captures)


def test_polars_pandas_and_duckdb_read_the_folders(world, release_it) -> None:
    world.report(year=2022)
    world.report(year=2023)
    release_it()
    root = folder(world.store, "2026.11.20")
    assert pl.read_parquet(root / "indicators").get_column("report_year").to_list() == [2022] * 3 + [2023] * 3
    assert pd.read_parquet(root / "indicators").report_year.tolist() == [2022] * 3 + [2023] * 3
    found = duckdb.sql(f"SELECT report_year, count(*) FROM '{root}/indicators/*/*.parquet' GROUP BY ALL ORDER BY ALL")
    assert found.fetchall() == [(2022, 3), (2023, 3)]


def test_panel_csv_opens_with_its_chinese_and_plain_numbers(world, release_it) -> None:
    world.report()
    release_it()
    path = folder(world.store, "2026.11.20") / "panel.csv"
    assert path.read_bytes().startswith("\ufeff".encode())
    assert pd.read_csv(path).to_dict("records") == [
        {
            "issuer_id": "X90010001:gov", "issuer": "第1县人民政府", "issuer_type": "government", "level": "county",
            "region_code": "X9001", "report_year": 2023, "review_cases": 101, "study_exec_meetings": 5,
        }
    ]  # fmt: skip
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].endswith(",101,5")


def test_the_data_package_is_valid(world, release_it) -> None:
    world.report(year=2022)
    world.report(year=2023)
    release_it()
    package = Package(str(folder(world.store, "2026.11.20") / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["title", "note"])
    assert {"panel-csv", "dictionary", "indicators", "reports"} <= set(package.resource_names)


def test_nothing_new_publishes_nothing(world, release_it) -> None:
    world.report()
    release_it()
    world.look(
        "https://site.example/1/2023.html", "<p>全年学法5件。全年复议案件101件。全年律师30件。</p>", outcome="unchanged"
    )
    again = release_it()
    assert (again.version, again.previous) == (None, "2026.11.20")
    assert versions(world.store) == ["2026.11.20"]


def test_a_second_release_shares_what_did_not_change(world, release_it) -> None:
    world.report(year=2022)
    release_it()
    world.report(year=2023)
    result = release_it()
    assert result.version == "2026.11.20.1"
    old, new = (folder(world.store, version) for version in ("2026.11.20", "2026.11.20.1"))
    part = "quantities/report_year=2022/part-0.parquet"
    assert (old / part).stat().st_ino == (new / part).stat().st_ino
    assert (old / "manifest.json").stat().st_ino != (new / "manifest.json").stat().st_ino


def test_the_same_rows_give_the_same_bytes(make_world, static: Static, tmp_path: Path) -> None:
    trees = []
    for name in ("a", "b"):
        world = make_world(Store.create_or_open(str(tmp_path / name), "sample"))
        for issuer in (3, 1, 2) if name == "a" else (2, 3, 1):
            world.report(issuer=issuer)
        world.commit()
        publish(world.store, assemble(world.store, static), PASSED, now=NOW)
        trees.append(digests(folder(world.store, "2026.11.20")))
    assert trees[0] == trees[1]


def test_an_unknown_version_is_told_with_those_there_are(world, release_it) -> None:
    with pytest.raises(FazhiError, match="has no release yet"):
        Release.open(world.store)
    world.report()
    release_it()
    with pytest.raises(FazhiError, match=r"no release 2020\.01\.01.*name one of: 2026\.11\.20"):
        Release.open(world.store, "2020.01.01")
    with pytest.raises(FazhiError, match=r"no table figures.*captures"):
        Release.open(world.store).scan("figures")


def test_who_assembled_before_another_published_loses(world, static: Static) -> None:
    world.report()
    world.commit()
    early, late = assemble(world.store, static), assemble(world.store, static)
    publish(world.store, late, PASSED, now=NOW)
    with pytest.raises(LostRace):
        publish(world.store, early, PASSED, now=NOW)
    assert versions(world.store) == ["2026.11.20"]


def test_a_death_between_pointer_and_latest_is_rolled_forward(world, release_it) -> None:
    world.report()
    release_it()
    before = world.store.read_bytes(reader.LATEST)
    world.report(issuer=2)
    release_it()
    after = world.store.read_bytes(reader.LATEST)
    world.store.put_bytes(reader.LATEST, before)  # as if it had died before the last step
    assert Release.open(world.store).version == "2026.11.20"
    world.report(issuer=3)
    release_it()
    assert versions(world.store) == ["2026.11.20", "2026.11.20.1", "2026.11.20.2"]
    assert after != before


def test_what_a_dead_publisher_left_is_removed(world, release_it) -> None:
    store = world.store
    world.report()
    release_it()
    store.put_bytes("releases/.staging/half.parquet", b"half")
    store.put_bytes("releases/.pending/2026.11.20.1", b"claimed")
    store.put_bytes("releases/2026.11.20.1/manifest.json", b"{}")
    store.put_bytes("releases/2026.11.20/keep.txt", b"")  # a listed release is never touched
    dead = store.spool / "candidate-dead"
    dead.mkdir()
    (dead / ".lock").touch()
    world.report(issuer=2)
    assert release_it().version == "2026.11.20.1"
    assert not dead.exists()
    assert not store.exists("releases/.staging")
    assert store.names("releases/.pending") == []
    assert store.exists("releases/2026.11.20/keep.txt")
    assert list(store.spool.glob("candidate-*")) == []


def test_folders_that_nobody_claimed_are_left_alone(world, release_it) -> None:
    world.store.put_bytes("releases/2020.01.01/manifest.json", b"{}")
    world.report()
    release_it()
    assert world.store.exists("releases/2020.01.01/manifest.json")
    assert versions(world.store) == ["2026.11.20"]


def test_rollback_moves_latest_and_keeps_everything(world, release_it) -> None:
    world.report()
    release_it()
    world.report(issuer=2)
    release_it()
    assert rollback(world.store, "2026.11.20").version == "2026.11.20"
    assert Release.open(world.store).version == "2026.11.20"
    assert Release.open(world.store, "2026.11.20.1").manifest.tables["reports"].rows == 2
    world.report(issuer=3)
    result = release_it()
    assert (result.version, result.previous) == ("2026.11.20.2", "2026.11.20")
    with pytest.raises(FazhiError, match="no release 1999"):
        rollback(world.store, "1999")


def test_prune_keeps_the_newest_and_the_latest(world, release_it) -> None:
    for issuer in range(4):
        world.report(issuer=issuer)
        release_it()
    rollback(world.store, "2026.11.20.1")
    assert prune(world.store, keep=1) == ["2026.11.20", "2026.11.20.2"]
    assert versions(world.store) == ["2026.11.20.1", "2026.11.20.3"]
    assert not folder(world.store, "2026.11.20").exists()
    for version in versions(world.store):  # files they shared with the removed ones are still whole
        root = folder(world.store, version)
        sums = dict(reversed(line.split("  ")) for line in (root / "SHA256SUMS").read_text().splitlines())
        assert sums == {name: digest for name, digest in digests(root).items() if name != "SHA256SUMS"}
    with pytest.raises(FazhiError, match="keep at least 1"):
        prune(world.store, keep=0)


def test_a_withdrawal_reaches_the_releases_already_published(world, release_it, data) -> None:
    world.report(issuer=1)
    world.report(issuer=2)
    release_it()
    world.report(issuer=1, figures=[("学法", 9)])
    release_it()
    gone = make_id("X90010001:gov", 2023)
    data("withdrawals/x.yaml", f"- {{report_id: {gone}, reason: asked, date: 2026-11-21}}\n")
    assert release_it().version == "2026.11.20.2"
    assert retract(world.store, pointer.current(world.store).versions) == ["2026.11.20", "2026.11.20.1"]
    for version in versions(world.store):
        release, root = Release.open(world.store, version), folder(world.store, version)
        for name, table in release.manifest.tables.items():
            frame = release.scan(name).collect()
            assert gone not in frame.write_ndjson(), (version, name)
            assert "X90010001" not in frame.write_ndjson(), (version, name)
            assert frame.height == table.rows
        told = {
            path.name: path.read_text(errors="replace") for path in root.glob("*.*") if path.suffix in (".md", ".csv")
        }
        assert not [name for name, text in told.items() if "第1县" in text and version != "2026.11.20.2"]
        assert [stone.report_ids for stone in release.manifest.tombstones] == [(gone,)]
        assert (release.manifest.counts["reports"], release.manifest.counts["figures"]) == (1, 3)
        sums = dict(reversed(line.split("  ")) for line in (root / "SHA256SUMS").read_text().splitlines())
        assert sums == {name: digest for name, digest in digests(root).items() if name != "SHA256SUMS"}
    assert retract(world.store, pointer.current(world.store).versions) == []


def test_a_withdrawn_name_is_masked_in_old_releases(world, release_it, data) -> None:
    world.report(extra="柳三川参加。")
    release_it()
    data("withdrawals/x.yaml", "- {name: 柳三川, reason: asked, date: 2026-11-21}\n")
    retract(world.store, ("2026.11.20",))
    report = Release.open(world.store).scan("reports").collect()
    assert report["text"].item().endswith("某某某参加。")
    assert report["text_sha256"].item() == hashlib.sha256(report["text"].item().encode()).hexdigest()


def test_versions_count_up_within_a_day_and_start_again_the_next(world, static: Static) -> None:
    made = []
    for issuer, day in enumerate((0, 0, 1)):
        world.report(issuer=issuer)
        world.commit()
        made.append(publish(world.store, assemble(world.store, static), PASSED, now=NOW + timedelta(days=day)).version)
    assert made == ["2026.11.20", "2026.11.20.1", "2026.11.21"]


def test_publish_tables_does_it_all_and_says_nothing_is_new_the_second_time(world, static: Static) -> None:
    world.report()
    world.commit()
    first = publish_tables(world.store, static, now=NOW, resolve=["site.example:80:127.0.0.1"])
    assert (first.version, first.changes) == ("2026.11.20", None)
    release = Release.open(world.store)
    assert release.manifest.resolve == ("site.example:80:127.0.0.1",)
    assert release.manifest.gate.passed
    assert (folder(world.store, "2026.11.20") / "quality" / "index.html").exists()
    assert publish_tables(world.store, static, now=NOW).version is None


def test_a_refusal_leaves_the_release_and_the_gates_documents_and_still_withdraws(world, static: Static, data) -> None:
    for issuer in range(30):
        world.report(issuer=issuer)
    world.commit()
    publish_tables(world.store, static, now=NOW)
    gone = make_id("X90010003:gov", 2023)
    withdrawals = "".join(
        f"- {{report_id: {make_id(f'X9001{issuer:04d}:gov', 2023)}, reason: asked, date: 2026-11-21}}\n"
        for issuer in range(3, 9)
    )
    data("withdrawals/x.yaml", withdrawals)  # a fifth of the release: the gate objects
    with pytest.raises(GateRefused, match="reports: 24 rows, the last release had 30"):
        publish_tables(world.store, static, now=NOW)
    assert versions(world.store) == ["2026.11.20"]
    assert (world.store.spool / "refused" / "index.html").exists()
    assert gone not in Release.open(world.store).scan("reports").collect().write_ndjson()
    assert list(world.store.spool.glob("candidate-*")) == []
