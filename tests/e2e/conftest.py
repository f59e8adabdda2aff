"""A sample store as `make run` leaves it, made once: two nights of the sample portal, run without Prefect."""

from pathlib import Path

import pytest

from flows.job import Job
from flows.night import Outcome, run_night
from flows.runners import PlainRunner


def run(uri: Path, **request: object) -> Outcome:
    with Job.model_validate({"store": str(uri), **request}).prepared() as (store, night):
        return run_night(store, night, PlainRunner())


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sample store after two nights."""
    folder = tmp_path_factory.mktemp("sample") / "sample-store"
    for _ in range(2):
        assert run(folder, sample=True).exit_code == 0
    return folder
