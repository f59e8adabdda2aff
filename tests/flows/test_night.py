"""What a night does with what it finds: nothing for nothing new, one document's rows for one document's change."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

import tasks.read
from flows.night import Night, Outcome, run_backfill, run_night, run_replay
from flows.runners import PlainRunner
from schemas.documents import Payload
from schemas.errors import FazhiError
from schemas.tables import PARSES
from tasks.publish.changes import Diff, diff
from tasks.publish.reader import Release
from tasks.publish.reader import versions as published
from tasks.store import versions
from tasks.store.store import Store
from tasks.store.tables import documents, quarantine, scan
from tasks.store.work import Slice

REPORTS = ("qingxiu-district/2022", "qingxiu-district/2023", "moxi-county/2022", "zhenliu-street/2023")
MOXI = "moxi-county-2022.txt"


def copy(source: Path, target: Path) -> Path:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    return target


def run(store: Store, folder: Path) -> Outcome:
    return run_night(store, Night(files=(folder,)), PlainRunner())


def counts(outcome: Outcome, store: Store) -> tuple[int, int, int]:
    told = outcome.summary(store).counts
    return told["documents new"], told["documents changed"], told["documents unchanged"]


def changes(store: Store) -> Diff:
    old, new = published(store)
    return diff(Release.open(store, old), Release.open(store, new))


def edit(folder: Path, name: str, pattern: str, by: str) -> None:
    """Replace the one place of a document that ``pattern`` matches."""
    text = (folder / name).read_text()
    edited, count = re.subn(pattern, by, text)
    assert count == 1
    (folder / name).write_text(edited)


@pytest.fixture(scope="module")
def template(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four invented reports in ``in``, and a store in ``store`` that holds their first release."""
    home = tmp_path_factory.mktemp("night")
    (home / "in").mkdir()
    for name in REPORTS:
        source = root / "data" / "sample" / "reports" / name
        title = yaml.safe_load(source.with_suffix(".yaml").read_text())["title"]
        text = f"{title}\n{source.with_suffix('.txt').read_text()}"
        (home / "in" / f"{name.replace('/', '-')}.txt").write_text(text)
    outcome = run(Store.create_or_open(str(home / "store"), "real"), home / "in")
    assert (outcome.exit_code, outcome.failures) == (0, [])
    return home


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return copy(template / "in", tmp_path / "in")


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Store:
    return Store.open(str(copy(template / "store", tmp_path / "store")))


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store.create_or_open(str(tmp_path / "empty"), "real")


def test_a_second_night_over_the_same_documents_publishes_nothing(store: Store, folder: Path) -> None:
    outcome = run(store, folder)
    assert outcome.exit_code == 0
    assert outcome.publish is not None
    assert outcome.publish.version is None
    assert counts(outcome, store) == (0, 0, 4)
    assert len(published(store)) == 1


def test_a_mere_touch_publishes_nothing(store: Store, folder: Path) -> None:
    for file in folder.iterdir():
        os.utime(file, (1, 1))
    outcome = run(store, folder)
    assert counts(outcome, store) == (0, 0, 4)
    assert len(published(store)) == 1


def test_one_figure_changed_is_a_new_version_that_differs_in_that_document_alone(store: Store, folder: Path) -> None:
    edit(folder, MOXI, "调解纠纷2684件", "调解纠纷2685件")
    outcome = run(store, folder)
    assert counts(outcome, store) == (0, 1, 3)
    found = changes(store)
    (report,) = found.reports
    assert (report.issuer, report.report_year, report.change, report.cause) == (
        "墨溪县人民政府",
        2022,
        "changed",
        "source",
    )
    assert found.rows.get_column("report_id").drop_nulls().unique().to_list() == [report.report_id]
    figures = found.rows.filter(table="quantities")
    assert figures.get_column("before").str.contains("2684").all()
    assert figures.get_column("after").str.contains("2685").all()
    revisions = Release.open(store).scan("reports").filter(report_id=report.report_id).sort("revision")
    assert revisions.select("revision", "is_current").collect().rows() == [(1, False), (2, True)]


def test_a_document_that_crashes_is_found_by_halving_and_held_and_the_others_are_published(
    empty: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, read = tasks.read.clean, []

    def clean_with_a_bug(payload: Payload) -> Any:
        read.append(payload.url)
        if payload.url == f"file:{MOXI}":
            raise ValueError("a bug of the parser")
        return sound(payload)

    monkeypatch.setattr(tasks.read, "clean", clean_with_a_bug)
    outcome = run(empty, folder)

    assert outcome.exit_code == 3
    assert outcome.failures == [f"document file:{MOXI}: ValueError: a bug of the parser"]
    assert read.count(f"file:{MOXI}") == 3, "with the four, with the two, alone"
    held = quarantine(empty).select("url", "table_name", "check_name", "detail").collect()
    assert held.rows() == [(f"file:{MOXI}", "documents", "crashed", "ValueError: a bug of the parser")]
    assert sorted(Release.open(empty).scan("reports").collect()["url"]) == sorted(
        f"file:{name.replace('/', '-')}.txt" for name in REPORTS if name != "moxi-county/2022"
    )


def test_what_crashed_is_read_again_by_a_replay(empty: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as bug:
        bug.setattr(tasks.read, "mask", lambda text: 1 // 0)
        for file in folder.iterdir():
            if file.name != MOXI:
                file.unlink()
        assert run(empty, folder).exit_code == 1, "a release without a report is refused"
    assert run_replay(empty, PlainRunner()).exit_code == 0
    assert quarantine(empty).collect().is_empty()
    assert Release.open(empty).scan("reports").collect()["url"].to_list() == [f"file:{MOXI}"]
    assert run_replay(empty, PlainRunner()).publish.version is None, "nothing is held any more"


def test_a_refusal_leaves_the_last_release_and_says_why(store: Store, folder: Path) -> None:
    last = published(store)
    with (folder / MOXI).open("a") as file:  # ranges have no value: most figures would have none
        file.writelines(f"{month}月调解纠纷{month}至{month + 3}件。\n" for month in [*range(1, 13)] * 20)
    outcome = run(store, folder)
    assert outcome.exit_code == 1
    assert "quantities.value" in (outcome.refusal or "")
    assert published(store) == last
    accepted = run_night(store, Night(files=(folder,), accept="ranges all year round"), PlainRunner())
    assert accepted.exit_code == 0
    assert Release.open(store).manifest.gate.accepted == "ranges all year round"


def test_a_new_parser_reads_old_captures_again_in_a_backfill_only(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = versions.current()
    monkeypatch.setattr(versions, "current", lambda: replace(old, parse="0" * 12))
    run(store, folder)
    assert scan(store, PARSES).collect().height == 4, "a night reads what is new"
    run_backfill(store, Slice(years=(2023,)), ("parse", "audit", "publish"), PlainRunner())
    ledger = documents(store).select("url", "parse_version").sort("url").collect()
    again = {url for url, version in ledger.rows() if version == "0" * 12}
    assert again == {"file:qingxiu-district-2023.txt", "file:zhenliu-street-2023.txt"}
    assert scan(store, PARSES).collect().height == 6
    run_backfill(store, Slice(years=(2023,)), ("parse", "audit", "publish"), PlainRunner())
    assert scan(store, PARSES).collect().height == 6, "done is done"


def test_two_runs_on_one_store_at_once_are_refused(store: Store, folder: Path) -> None:
    before = scan(store, PARSES).collect()
    with store.writing(), pytest.raises(FazhiError, match=f"{store.uri} is being written by another run"):
        run(Store.open(store.uri), folder)
    assert scan(store, PARSES).collect().equals(before)
    assert run(store, folder).exit_code == 0, "the lock ends with its run"


def test_a_dead_runs_captures_are_read_though_nothing_new_is_captured(empty: Store, folder: Path) -> None:
    from tasks.fetch.files import import_files

    import_files([folder], empty.spool / "warc")  # closed in the spool, and the run dies
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "other.txt").write_text("关于举办法治讲座的通知\n定于周三下午在二楼会议室举办讲座。\n")
    assert run(empty, folder).exit_code == 0
    assert Release.open(empty).scan("reports").select(pl.len()).collect().item() == 4
