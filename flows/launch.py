"""Starting a flow from the command line: the request is checked first, so that a wrong one costs no start of Prefect."""

from typing import Any

from pydantic import ValidationError

from flows.job import Job
from schemas.errors import FazhiError


def launch_nightly(job: Job) -> int:
    """Run the nightly flow here and return the exit code."""
    job.check()
    job.opened()
    from flows.nightly import nightly  # noqa: PLC0415 - Prefect takes seconds to import

    return _exit_code(nightly(job, return_state=True))


def launch_backfill(request: dict[str, Any], dry_run: bool) -> int:
    """Run the backfill flow here, or only say what it would do, and return the exit code."""
    from flows.backfill import Backfill, backfill, plan  # noqa: PLC0415

    try:
        asked = Backfill.model_validate(request)
    except ValidationError as error:
        raise FazhiError(f"backfill: {error.errors()[0]['msg']}", "see fazhi backfill --help") from error
    counts = plan(asked)
    if dry_run:
        for what, count in counts.items():
            print(f"{what}: {count}")
        return 0
    return _exit_code(backfill(asked, return_state=True))


def _exit_code(state: Any) -> int:
    """Translate a finished flow's state; an exception of the flow is raised here as it was there."""
    from flows.nightly import GATE_REFUSED  # noqa: PLC0415

    if state.name == GATE_REFUSED:
        return 1
    result: dict[str, Any] = state.result()
    return int(result["exit_code"])
