"""The deployments for real: a Prefect server and a process worker of their own, runs asked for through the API.

The worker starts in an empty folder, as on another machine that has the project installed. One sample store goes
through the whole module: a nightly publishes it, a backfill changes one year of it, a bad backfill is refused.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import yaml

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]

T = TypeVar("T")
PREFECT = Path(sys.executable).with_name("prefect")
CHANGED = "outreach.activities"  # an indicator with figures in every year of the sample


@dataclass(frozen=True)
class Server:
    """A Prefect server: the environment that leads to it, and a few questions to its API."""

    env: dict[str, str]

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self.env['PREFECT_API_URL']}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )

        def answered() -> Any:
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code != 503:  # its SQLite is busy; Prefect's own client asks again as well
                    raise
                return None

        return until(answered, 60, path)

    def deployment(self, name: str) -> dict[str, Any]:
        return self.ask(f"/deployments/name/{name}/{name}")

    def run(self, name: str, parameters: dict[str, Any], env: dict[str, str] | None = None) -> "Run":
        """Ask for a run of a deployment, and wait until it has ended."""
        asked = {"parameters": parameters, "job_variables": {"env": env or {}}}
        run_id = self.ask(f"/deployments/{self.deployment(name)['id']}/create_flow_run", asked)["id"]

        def ended() -> dict[str, Any] | None:
            state = self.ask(f"/flow_runs/{run_id}")["state"]
            return state if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

        state = until(ended, 600, f"the end of {name}")
        mine = {"flow_runs": {"id": {"any_": [run_id]}}}
        artifacts = {row["key"]: row["data"] for row in self.ask("/artifacts/filter", mine)}
        return Run(run_id, state, artifacts)

    def logs(self, run: "Run") -> list[str]:
        """A run's log lines so far; the last ones come a little after its end."""
        asked = {"logs": {"flow_run_id": {"any_": [run.run_id]}}, "sort": "TIMESTAMP_ASC"}
        return [row["message"] for row in self.ask("/logs/filter", asked)]


@dataclass(frozen=True)
class Run:
    """What the API tells of a run that has ended."""

    run_id: str
    state: dict[str, Any]
    artifacts: dict[str, Any]


def until(found: Callable[[], T | None], seconds: float, what: str) -> T:
    """Ask until there is an answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = found()
        if answer is not None:
            return answer
        time.sleep(1)
    raise AssertionError(f"{what} did not come in {seconds} s")


def is_healthy(url: str) -> bool | None:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def process(command: list[str], how_to_end: signal.Signals, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program while the context lasts, and end it, by its own id."""
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **options)
    try:
        yield program
    finally:
        if program.poll() is None:
            program.send_signal(how_to_end)
        try:
            program.wait(60)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            raise


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A home and a port of its own; no store by default."""
    port = free_port()
    told = {
        "PREFECT_HOME": str(tmp_path_factory.mktemp("prefect")),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "FAZHI_"))}
    return kept | told


@pytest.fixture(scope="module")
def server(environment: dict[str, str], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the work pool and both deployments, and a worker that starts in an empty folder."""
    elsewhere = tmp_path_factory.mktemp("worker")
    start = [str(PREFECT), "server", "start", "--host", "127.0.0.1", "--port", environment["PREFECT_SERVER_API_PORT"]]
    work = [str(PREFECT), "--no-prompt", "worker", "start", "--pool", "fazhi", "--type", "process", "--limit", "1"]
    commands = (
        ["work-pool", "create", "fazhi", "--type", "process"],
        ["deploy", "--all", "--prefect-file", "deployments/prefect.yaml"],
    )
    with process(start, signal.SIGTERM, env=environment, cwd=elsewhere):
        until(lambda: is_healthy(environment["PREFECT_API_URL"]), 180, "the server")
        for command in commands:
            subprocess.run([str(PREFECT), "--no-prompt", *command], env=environment, cwd=root, check=True)
        with process(work, signal.SIGINT, env=environment, cwd=elsewhere):
            yield Server(environment)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample") / "store"


@pytest.fixture(scope="module")
def night(server: Server, store: Path) -> Run:
    return server.run("nightly", {"job": {"sample": True, "store": str(store)}})


@pytest.fixture(scope="module")
def changed(server: Server, night: Run, store: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One indicator's triggers no longer fit anything; 2023 is redone under that catalogue."""
    data = blinded(root, tmp_path_factory.mktemp("changed"), lambda indicator_id: indicator_id == CHANGED)
    asked = {"years": "2023", "store": str(store)}
    return server.run("backfill", {"request": asked}, env={"FAZHI_DATA": str(data)})


@pytest.fixture(scope="module")
def refused(server: Server, changed: Run, store: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """No trigger fits anything any more, and every year is redone: a release that lost its indicators."""
    data = blinded(root, tmp_path_factory.mktemp("blind"), lambda _: True)
    asked = {"years": "2022-2024", "store": str(store)}
    return server.run("backfill", {"request": asked}, env={"FAZHI_DATA": str(data)})


def blinded(root: Path, place: Path, is_blind: Callable[[str], bool]) -> Path:
    """Copy the data folder with the triggers of some indicators replaced by a word that stands in no report."""
    data = place / "data"
    shutil.copytree(root / "data", data)
    for path in (data / "indicators").glob("T*.yaml"):
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in entries:
            if is_blind(entry["id"]):
                entry["triggers"] = ["此词不在任何报告中"]
                entry.pop("topic_triggers", None)
        path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return data


def published(store: Path, table: str, version: str | None = None) -> pl.DataFrame:
    from tasks.publish.reader import Release
    from tasks.store.store import Store

    return Release.open(Store.open(str(store)), version).scan(table).collect()


def releases(store: Path) -> list[str]:
    from tasks.publish.reader import versions
    from tasks.store.store import Store

    return versions(Store.open(str(store)))


def test_the_server_holds_what_the_file_says_and_no_folder_of_this_machine(server: Server, root: Path) -> None:
    declared = yaml.safe_load((root / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))
    for entry in declared["deployments"]:
        held = server.deployment(entry["name"])
        assert held["entrypoint"] == entry["entrypoint"]
        assert held["parameters"] == entry["parameters"]
        assert held["pull_steps"] == declared["pull"]
        assert held["enforce_parameter_schema"]
        assert str(root) not in json.dumps(held)


def test_the_next_nights_are_planned_for_three_in_the_morning_in_china(server: Server) -> None:
    planned = {
        "deployments": {"name": {"any_": ["nightly"]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    runs = until(lambda: server.ask("/flow_runs/filter", planned) or None, 120, "a planned run")
    starts = {as_china(run["expected_start_time"]) for run in runs}
    assert len(starts) == len(runs)
    assert {f"{start:%H:%M}" for start in starts} == {"03:00"}


def as_china(moment: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Shanghai"))


def test_a_run_with_misspelt_parameters_is_refused_before_it_starts(server: Server) -> None:
    nightly = server.deployment("nightly")["id"]
    with pytest.raises(urllib.error.HTTPError) as refusal:
        server.ask(f"/deployments/{nightly}/create_flow_run", {"parameters": {"job": {"sampel": True}}})
    assert 400 <= refusal.value.code < 500


def test_a_store_in_the_workers_temporary_folder_is_refused(server: Server) -> None:
    lost = server.run("nightly", {"job": {"sample": True, "store": "./sample-store"}})
    assert lost.state["type"] == "FAILED"
    assert "cannot keep the store ./sample-store" in lost.state["message"]


def test_a_nightly_asked_for_through_the_api_publishes(night: Run, store: Path) -> None:
    assert night.state["type"] == "COMPLETED", night.state["message"]
    reports = published(store, "reports")
    assert reports["issuer_id"].n_unique() >= 10
    assert set(reports["report_year"].unique()) == {2022, 2023, 2024}
    assert published(store, "indicators").filter(indicator_id=CHANGED)["report_year"].unique().len() == 3


def test_a_runs_artifacts_and_logs_can_be_read_through_the_api(server: Server, night: Run, store: Path) -> None:
    (version,) = releases(store)
    reports = published(store, "reports").height
    assert set(night.artifacts) == {"run-summary", "release-changes", "quarantine"}
    assert f"| version | {version} |" in night.artifacts["run-summary"]
    assert version in night.artifacts["release-changes"]

    def whole() -> list[str] | None:
        lines = server.logs(night)
        return lines if f"reports: {reports}" in lines else None

    logs = until(whole, 60, "the summary in the log")
    stages = [line.partition(":")[0] for line in logs if line.endswith((": started", " batches"))]
    assert stages == ["recover", "capture", "parse", "assess", "publish"]


def test_a_backfill_redoes_the_years_it_names_and_no_other(changed: Run, store: Path) -> None:
    assert changed.state["type"] == "COMPLETED", changed.state["message"]
    before, after = releases(store)
    old, new = (published(store, "indicators", version).filter(indicator_id=CHANGED) for version in (before, after))
    assert set(old["report_year"]) == {2022, 2023, 2024}
    assert set(new["report_year"]) == {2022, 2024}
    assert new.height == old.filter(pl.col("report_year") != 2023).height


def test_a_refusal_of_the_gate_fails_the_run_and_leaves_the_last_release(refused: Run, store: Path) -> None:
    assert (refused.state["type"], refused.state["name"]) == ("FAILED", "GateRefused")
    assert "indicators" in refused.state["message"]
    assert refused.state["message"] in refused.artifacts["run-summary"]
    assert len(releases(store)) == 2
    assert published(store, "indicators").height > 0


def test_serve_runs_all_of_it_on_one_machine_and_ends_it_on_an_interrupt(root: Path, tmp_path: Path) -> None:
    """``make serve`` without the set-up: Prefect's page, the deployments, the worker, and an end to everything."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    told = {"PREFECT_HOME": str(tmp_path), "PREFECT_SERVER_API_PORT": str(port), "FAZHI_STORE": str(tmp_path / "store")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "FAZHI_"))}
    log = tmp_path / "log"
    with (
        log.open("wb") as out,
        process([str(root / "deployments" / "serve")], signal.SIGINT, env=kept | told, stdout=out, stderr=out) as serve,
    ):
        until(lambda: "serve: running" in log.read_text() or serve.poll() is not None or None, 300, "make serve")
        assert serve.poll() is None, log.read_text()
        assert url in log.read_text()
        server = Server({"PREFECT_API_URL": f"{url}/api"})
        assert server.deployment("nightly")["schedules"][0]["active"]
        workers = until(lambda: server.ask("/work_pools/fazhi/workers/filter", {}) or None, 60, "the worker")
        assert [worker["status"] for worker in workers] == ["ONLINE"]
        children = [
            int(line)
            for line in (Path("/proc") / str(serve.pid) / "task" / str(serve.pid) / "children").read_text().split()
        ]
        assert len(children) == 2
    assert serve.returncode == 0, log.read_text()
    assert is_healthy(f"{url}/api") is None
    assert [child for child in children if (Path("/proc") / str(child)).exists()] == []
