"""deployments/prefect.yaml says what runs when, and runs on any machine that has the project installed."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.server.schemas.schedules import CronSchedule
from prefect.utilities.callables import parameter_schema
from prefect.utilities.importtools import import_object
from prefect.utilities.schema_tools.validation import validate


@pytest.fixture(scope="module")
def declared(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def deployments(declared: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in declared["deployments"]}


@pytest.fixture(scope="module")
def flows(deployments: dict[str, dict[str, Any]]) -> dict[str, Flow[..., Any]]:
    """Every deployment's flow, loaded for real: a placeholder would hide a module that cannot be imported."""
    return {
        name: load_flow_from_entrypoint(entry["entrypoint"], use_placeholder_flow=False)
        for name, entry in deployments.items()
    }


def test_there_is_a_nightly_and_a_backfill(flows: dict[str, Flow[..., Any]]) -> None:
    assert {name: flow.name for name, flow in flows.items()} == {"nightly": "nightly", "backfill": "backfill"}


@pytest.mark.parametrize("where", ["the root", "another folder"])
def test_every_entrypoint_loads_in_a_fresh_process(
    deployments: dict[str, dict[str, Any]], root: Path, tmp_path: Path, where: str
) -> None:
    entrypoints = [entry["entrypoint"] for entry in deployments.values()]
    code = (
        "import sys; from prefect.flows import load_flow_from_entrypoint as load\n"
        "print(*(load(e, use_placeholder_flow=False).name for e in sys.argv[1:]))"
    )
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code, *entrypoints],
        cwd=root if where == "the root" else tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["nightly", "backfill"]


def test_nightly_runs_at_three_in_the_morning_in_china(deployments: dict[str, dict[str, Any]]) -> None:
    (entry,) = deployments["nightly"]["schedules"]
    schedule = CronSchedule(cron=entry["cron"], timezone=entry["timezone"])
    china = ZoneInfo("Asia/Shanghai")
    dates = asyncio.run(schedule.get_dates(n=3, start=datetime(2026, 11, 19, 20, 0, tzinfo=UTC)))
    assert [f"{moment.astimezone(china):%m-%d %H:%M}" for moment in dates] == [
        "11-21 03:00",
        "11-22 03:00",
        "11-23 03:00",
    ]
    assert deployments["backfill"]["schedules"] == []


def test_default_parameters_fit_the_flows(
    deployments: dict[str, dict[str, Any]], flows: dict[str, Flow[..., Any]]
) -> None:
    for name, entry in deployments.items():
        schema = parameter_schema(flows[name]).model_dump_for_openapi()
        assert validate(entry["parameters"], schema) == []  # what the server does when a run is asked for
        flows[name].validate_parameters(entry["parameters"])  # what the run itself does


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("nightly", {"job": {"workers": "many"}}),
        ("nightly", {"job": {"storre": "s3://bucket/store"}}),
        ("backfill", {"request": {"regions": "3301"}}),
        ("backfill", {"request": {"years": "2023", "stage": ["parse"]}}),
    ],
    ids=["wrong type", "misspelt name", "no years", "misspelt stages"],
)
def test_wrong_parameters_are_refused_by_the_server(
    flows: dict[str, Flow[..., Any]], name: str, parameters: dict[str, Any]
) -> None:
    assert validate(parameters, parameter_schema(flows[name]).model_dump_for_openapi())


def test_the_pull_step_works_in_whatever_folder_the_worker_has(
    declared: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (step,) = declared["pull"]  # without one, Prefect writes down the folder of whoever deploys
    ((function, inputs),) = step.items()
    monkeypatch.chdir(tmp_path)
    assert Path(import_object(function)(**inputs)["directory"]) == tmp_path


def test_no_machine_is_named(root: Path) -> None:
    text = (root / "deployments" / "prefect.yaml").read_text(encoding="utf-8")
    assert str(root) not in text
    assert str(Path.home()) not in text
    strings = [value for value in _strings(yaml.safe_load(text)) if value.startswith(("/", "~"))]
    assert strings == []


def _strings(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in _strings(value)]
    if isinstance(node, list):
        return [text for value in node for text in _strings(value)]
    return [node] if isinstance(node, str) else []
