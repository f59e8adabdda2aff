"""The two ways to run a night's stages: in a plain loop here, or as Prefect tasks.

Batches run in worker processes; a batch's exception is handed back as a value, so one bad batch never stops the
others. With one worker the plain runner works in this very process, which is what a harness that kills it needs.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from flows.night import Batch


def progress() -> Progress:
    """Return a progress display with one bar a stage; it draws on standard error, and only on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


def worker_pool(workers: int) -> Executor:
    """Return a pool of fresh processes, or of one thread in this process where ``workers`` is 1."""
    if workers == 1:
        return ThreadPoolExecutor(1)
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Have this worker end when its parent does, however that ends: an orphan must not write into the spool."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        assert parent is not None  # noqa: S101 - a worker has one
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def run_alone(function: Callable[..., None], batch: Batch) -> BaseException | None:
    """Run one batch in a process of its own and return what it ended in.

    A worker that dies takes the whole pool along, and every batch in it seems to fail; alone, only the one at fault does.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *batch).exception()


def default_workers() -> int:
    """As many workers as this process may use cores."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class PlainRunner:
    """Runs stages one after the other, batches in a pool, without any scheduler."""

    def __init__(self, workers: int = 1, bars: Progress | None = None) -> None:
        self.workers = workers
        self.bars = bars or progress()

    def call(self, stage: str, function: Callable[..., Any], *args: Any) -> Any:
        """Run ``function(*args)`` as the stage ``stage``."""
        bar = self.bars.add_task(stage, total=1)
        result = function(*args)
        self.bars.update(bar, completed=1)
        return result

    def each(
        self, stage: str, function: Callable[..., None], batches: Sequence[Batch]
    ) -> Iterator[tuple[Batch, BaseException | None]]:
        """Run ``function(*batch)`` for every batch and yield each as it ends, with its exception or None."""
        bar = self.bars.add_task(stage, total=len(batches))
        with worker_pool(self.workers) as pool:
            futures = {pool.submit(function, *batch): batch for batch in batches}
            for future in as_completed(futures):
                error = future.exception()
                if isinstance(error, BrokenExecutor):
                    error = run_alone(function, futures[future])
                self.bars.advance(bar)
                yield futures[future], error
