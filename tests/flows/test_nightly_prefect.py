"""The nightly as Prefect runs it: what it publishes, what it leaves for a person to read, what it tries again."""

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

REPORTS = {  # invented reports of the sample, by the names they get as local files
    "lz.txt": "lz-fu/2023",
    "transport.txt": "yunlan-transport/2023",
    "zhenliu.txt": "zhenliu-street/2023",
}

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.xdist_group("prefect")]


@dataclass(frozen=True)
class Done:
    """A finished run: its state, and its artifacts by key."""

    state: Any
    artifacts: dict[str, Any]

    @property
    def counts(self) -> dict[str, int]:
        return self.state.result()


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("reports")
    for name, source in REPORTS.items():
        report = root / "data" / "sample" / "reports" / source
        title = yaml.safe_load(report.with_suffix(".yaml").read_text(encoding="utf-8"))["title"]
        text = report.with_suffix(".txt").read_text(encoding="utf-8")
        (place / name).write_text(f"{title}\n{text}", encoding="utf-8")
    return place


def run_nightly(folder: Path, store: Path) -> Done:
    """Run the flow over a folder, in this process: one worker, so that a test can plant a fault in a stage."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    from flows.job import Job
    from flows.nightly import nightly

    state = nightly(Job(files=[str(folder)], store=str(store), workers=1), return_state=True)
    with get_client(sync_client=True) as client:
        run_id = state.state_details.flow_run_id
        found = client.read_artifacts(
            artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
        )
    return Done(state, {artifact.key: artifact.data for artifact in found})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("night") / "store"


@pytest.fixture(scope="module")
def first(prefect_server: None, folder: Path, store: Path) -> Done:
    return run_nightly(folder, store)


@pytest.fixture(scope="module")
def second(first: Done, folder: Path, store: Path) -> Done:
    return run_nightly(folder, store)


def published(store: Path, table: str) -> pl.DataFrame:
    from tasks.publish.reader import Release
    from tasks.store.store import Store

    return Release.open(Store.open(str(store))).scan(table).collect()


def test_a_first_night_publishes_every_report(first: Done, store: Path) -> None:
    assert first.state.is_completed()
    assert first.counts["exit_code"] == 0
    assert first.counts["documents new"] == len(REPORTS)
    assert sorted(published(store, "reports")["url"]) == sorted(f"file:{name}" for name in REPORTS)


def test_a_second_night_over_the_same_documents_publishes_nothing(first: Done, second: Done, store: Path) -> None:
    from tasks.publish.reader import versions
    from tasks.store.store import Store

    assert second.state.is_completed()
    assert (second.counts["documents new"], second.counts["documents changed"]) == (0, 0)
    assert second.counts["documents unchanged"] == len(REPORTS)
    assert len(versions(Store.open(str(store)))) == 1


def test_a_night_leaves_its_summary_its_changes_and_the_quarantine_as_artifacts(
    first: Done, second: Done, store: Path
) -> None:
    from tasks.publish.reader import latest
    from tasks.store.store import Store

    version = latest(Store.open(str(store)))
    assert version is not None
    assert set(first.artifacts) == {"run-summary", "release-changes", "quarantine"}
    assert version in first.artifacts["run-summary"]
    assert f"| documents new | {len(REPORTS)} |" in first.artifacts["run-summary"]
    assert version in first.artifacts["release-changes"]
    assert second.artifacts["release-changes"] == "Nothing was published."


def test_a_document_that_crashes_the_parser_is_held_and_the_others_are_published(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tasks.read
    from tasks.store.store import Store
    from tasks.store.tables import quarantine

    sound = tasks.read.clean

    def clean_with_a_bug(payload: Any) -> Any:
        if payload.url == "file:lz.txt":
            raise ZeroDivisionError("a bug of the parser")
        return sound(payload)

    monkeypatch.setattr(tasks.read, "clean", clean_with_a_bug)
    done = run_nightly(folder, tmp_path / "store")

    assert done.state.is_completed()
    assert done.counts["exit_code"] == 3
    assert sorted(published(tmp_path / "store", "reports")["url"]) == ["file:transport.txt", "file:zhenliu.txt"]
    held = quarantine(Store.open(str(tmp_path / "store"))).filter(pl.col("table_name") == "documents").collect()
    assert held.select("url", "check_name").rows() == [("file:lz.txt", "crashed")]
    assert "a bug of the parser" in held.item(0, "detail")
    assert "file:lz.txt" in done.artifacts["run-summary"]


class Flaky:
    """A stage that fails with ``error`` as often as told, then works; it notes what it was called with."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.calls = error, times, []

    def __call__(self, batch: str) -> None:
        self.calls.append(batch)
        if len(self.calls) <= self.times:
            raise self.error


def run_stage(function: Flaky) -> list[tuple[Any, BaseException | None]]:
    """Run one batch through the runner, inside a flow."""
    from prefect import flow

    from flows.nightly import PrefectRunner

    @flow
    def stage_alone() -> list[tuple[Any, BaseException | None]]:
        return list(PrefectRunner(workers=1).each("parse", function, [("the batch",)]))

    return stage_alone()


def test_a_batch_that_finds_no_room_is_tried_again() -> None:
    full_for_a_moment = Flaky(OSError(errno.ENOSPC, "No space left on device"), times=1)
    assert run_stage(full_for_a_moment) == [(("the batch",), None)]
    assert full_for_a_moment.calls == ["the batch", "the batch"]


def test_a_batch_with_a_bug_is_not_tried_again_and_hands_back_its_error() -> None:
    broken = Flaky(ValueError("a bug"), times=1)
    ((batch, error),) = run_stage(broken)
    assert (batch, repr(error)) == (("the batch",), "ValueError('a bug')")
    assert broken.calls == ["the batch"]
