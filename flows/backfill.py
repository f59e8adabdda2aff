"""Any years × regions × stages again, as a Prefect flow: from the archive, or from the web where ``fetch`` is asked for."""

from typing import Any

from prefect import State, flow
from pydantic import BaseModel, ConfigDict

from flows.job import Job, parse_slice
from flows.night import run_backfill, run_night
from flows.nightly import PrefectRunner, report, require_lasting
from flows.runners import default_workers
from schemas.errors import FazhiError
from tasks.store.store import Store
from tasks.store.work import to_assess, to_parse

STAGES = ("fetch", "parse", "audit", "publish")


class Backfill(BaseModel):
    """A request to redo stages over a slice of a store. ``fetch`` crawls the slice's sites first."""

    model_config = ConfigDict(extra="forbid")

    years: str
    regions: str | None = None
    stages: list[str] = list(STAGES[1:])
    store: str | None = None
    accept: str | None = None
    workers: int | None = None

    def checked_stages(self) -> list[str]:
        """Return the stages in their order; FazhiError on an unknown one."""
        unknown = [stage for stage in self.stages if stage not in STAGES]
        if unknown or not self.stages:
            raise FazhiError(f"--stages: there is no stage {', '.join(unknown)!r}", f"choose from {','.join(STAGES)}")
        return [stage for stage in STAGES if stage in self.stages]

    def opened(self) -> Store:
        """Open the store; a backfill never makes one."""
        return Store.open(Job(store=self.store).uri)


@flow(name="backfill", persist_result=False)
def backfill(request: Backfill) -> dict[str, Any] | State[Any]:
    """Redo what the request names and publish. Nothing is read again that the current version has read."""
    require_lasting(Job(store=request.store).uri)
    stages, store = request.checked_stages(), request.opened()
    part = parse_slice(request.years, request.regions)
    runner = PrefectRunner(request.workers or default_workers())
    with runner.bars:
        if "fetch" in stages:
            job = Job(store=request.store, sample=store.kind == "sample", years=request.years, regions=request.regions)
            with job.prepared() as (crawled, night):
                outcome = run_night(crawled, night, runner)
        else:
            outcome = run_backfill(store, part, stages, runner, request.accept)
        return report(store, outcome)


def plan(request: Backfill) -> dict[str, int]:
    """Say what a backfill would do, without doing it: documents to read and reports to audit."""
    stages, store = request.checked_stages(), request.opened()
    part = parse_slice(request.years, request.regions)
    documents = to_parse(store, part).height if "parse" in stages else 0
    reports = to_assess(store, part).height if "audit" in stages else 0
    return {"documents to read": documents, "reports to audit": max(documents, reports) if "audit" in stages else 0}
