"""The nightly job as a Prefect flow: discover → fetch → parse → audit → publish, over what changed.

Runs on Prefect's embedded server unless ``PREFECT_API_URL`` names one. A Prefect task is a stage, or a batch of some
hundred documents. A transient failure (a full disk, an object store that does not answer) is tried again; what the
caller must mend is not. A batch whose worker died is tried once more alone.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from pathlib import Path
from typing import Any

from prefect import State, flow, get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.futures import as_completed
from prefect.states import Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task

from flows.console import show
from flows.job import Job
from flows.night import Batch, Outcome, run_night
from flows.runners import default_workers, progress, run_alone, worker_pool
from schemas.errors import FazhiError
from tasks.store.store import Store

GATE_REFUSED = "GateRefused"
_THREADS: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=default_workers())


def _is_transient(_: Task[..., Any], __: TaskRun, state: State[Any]) -> bool:
    """Say whether trying again can help: the machine's failures, not the caller's and not a bug's."""
    return isinstance(state.result(raise_on_failure=False), OSError)


class PrefectRunner:
    """Runs every stage, and every batch of documents, as a Prefect task of the flow it is called in."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.bars = progress()

    def call(self, stage: str, function: Callable[..., Any], *args: Any) -> Any:
        """Run ``function(*args)`` as the task ``stage``."""
        get_run_logger().info("%s: started", stage)
        bar = self.bars.add_task(stage, total=1)
        result = self._task(stage, lambda: function(*args))()
        self.bars.update(bar, completed=1)
        return result

    def each(
        self, stage: str, function: Callable[..., None], batches: Sequence[Batch]
    ) -> Iterator[tuple[Batch, BaseException | None]]:
        """Run ``function(*batch)`` as one task a batch, in worker processes; yield each as it ends."""
        get_run_logger().info("%s: %d batches", stage, len(batches))
        bar = self.bars.add_task(stage, total=len(batches))
        with worker_pool(self.workers) as pool:
            work = self._task(stage, lambda index: _in_pool(pool, function, batches[index]))
            futures = {work.submit(index): index for index in range(len(batches))}
            for future in as_completed(list(futures)):
                self.bars.advance(bar)
                batch, error = batches[futures[future]], future.result(raise_on_failure=False)
                if isinstance(error, BrokenExecutor):
                    error = run_alone(function, batch)
                yield batch, error

    def _task(self, stage: str, body: Callable[..., Any]) -> Task[..., Any]:
        decorate = task(
            name=stage,
            task_run_name=stage,
            retries=2,
            retry_delay_seconds=[2, 20],
            retry_condition_fn=_is_transient,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
        return decorate(body)


def _in_pool(pool: Executor, function: Callable[..., None], batch: Batch) -> None:
    pool.submit(function, *batch).result()


@flow(name="nightly", task_runner=_THREADS, persist_result=False)
def nightly(job: Job | None = None) -> dict[str, Any] | State[Any]:
    """Run one night and return its summary; ends as failed where the gate refused, so that a scheduler raises the alarm."""
    job = job or Job()
    require_lasting(job.uri)
    runner = PrefectRunner(job.workers or default_workers())
    with runner.bars, job.prepared() as (store, night):
        outcome = run_night(store, night, runner)
    return report(store, outcome)


def require_lasting(uri: str) -> None:
    """Refuse a relative store in a deployed run: its folder is a temporary one, and all would be gone with it."""
    if runtime.deployment.id and "://" not in uri and not Path(uri).is_absolute():
        raise FazhiError(
            f"a deployed run cannot keep the store {uri}", "name it in full, in the parameters or in FAZHI_STORE"
        )


def report(store: Store, outcome: Outcome) -> dict[str, Any] | State[Any]:
    """Write the run's log lines and artifacts, print its table, return its summary or the gate's refusal."""
    summary = outcome.summary(store)
    logger = get_run_logger()
    for line in summary.lines():
        logger.info(line)
    create_markdown_artifact(key="run-summary", markdown=summary.markdown(), description="What the run did")
    create_markdown_artifact(key="release-changes", markdown=summary.changes, description="What the release changed")
    create_table_artifact(key="quarantine", table=summary.held, description="What is held back, and why")
    show(summary)
    if summary.refusal:
        return Failed(name=GATE_REFUSED, message=summary.refusal)
    return {"exit_code": outcome.exit_code, **summary.counts}
