"""A night's work as a sequence of stages, whoever runs them: Prefect, a plain loop, a harness that kills it.

``run_night`` first finishes what a dead run left, then captures, parses, assesses and publishes. Each stage works off
what no ledger covers yet, so the same call after a crash, or twice, does only what is left.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from schemas.errors import FazhiError, GateRefused
from schemas.tables import make_id
from tasks.assess import Work, assess_batch
from tasks.capture import adopt, known_captures
from tasks.discover.registry import Registry, Site
from tasks.fetch.archive import recover
from tasks.fetch.crawl import crawl
from tasks.fetch.files import import_files
from tasks.fetch.model import Resolve
from tasks.parse import hold_crashed, parse_batch
from tasks.publish.release import PublishResult
from tasks.publish.summary import Summary, summarise
from tasks.publish.tables import publish_store
from tasks.store import versions
from tasks.store.store import Store
from tasks.store.tables import commit, staged
from tasks.store.work import Slice, held_documents, to_assess, to_parse

BATCH_DOCUMENTS = 200  # one Prefect task, one retry: some seconds of work
COMMIT_BATCHES = 8  # batches to one Delta commit a table

Batch = tuple[Any, ...]


class Runner(Protocol):
    """How stages are run. ``call`` runs a stage once; ``each`` runs one function over batches, perhaps in parallel,
    and yields each batch with the exception it ended in, or None.
    """

    def call(self, stage: str, function: Callable[..., Any], *args: Any) -> Any:
        """Run ``function(*args)`` as the stage ``stage``."""

    def each(
        self, stage: str, function: Callable[..., None], batches: Sequence[Batch]
    ) -> Iterator[tuple[Batch, BaseException | None]]:
        """Run ``function(*batch)`` for every batch."""


@dataclass(frozen=True)
class Night:
    """What to capture: local files, or the enabled sites of a registry, narrowed to regions and report years."""

    files: tuple[Path, ...] = ()
    registry: Registry | None = None
    regions: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None
    resolve: tuple[Resolve, ...] = ()
    accept: str | None = None
    parse_budget: int = 0


@dataclass
class Outcome:
    """What a run did, for its last table, its artifacts and its exit code."""

    failures: list[str] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)  # capture batches of this run
    publish: PublishResult | None = None
    refusal: str | None = None  # the gate's reasons

    @property
    def exit_code(self) -> int:
        """0 done, 1 the gate refused, 3 something failed and the rest was published."""
        if self.refusal:
            return 1
        return 3 if self.failures else 0

    def summary(self, store: Store) -> Summary:
        """Sum the run up."""
        return summarise(store, self.batches, self.publish, self.failures, self.refusal)


def run_night(store: Store, night: Night, runner: Runner) -> Outcome:
    """Run one night over ``store``. Raises FazhiError where the arguments or the store are wrong."""
    outcome = Outcome()
    with store.writing():
        runner.call("recover", finish_dead_run, store)
        outcome.batches, failures = runner.call("capture", capture, store, night)
        outcome.failures += failures
        work = to_parse(store, budget=night.parse_budget)
        parse(store, work, runner, outcome)
        assess(store, None, runner, outcome)
        publish(store, runner, outcome, night.accept, night.resolve)
    return outcome


def run_backfill(
    store: Store, part: Slice, stages: Sequence[str], runner: Runner, accept: str | None = None
) -> Outcome:
    """Redo stages over a slice of the store, from the archive."""
    outcome = Outcome()
    with store.writing():
        runner.call("recover", finish_dead_run, store)
        if "parse" in stages:
            parse(store, to_parse(store, part), runner, outcome)
        if "audit" in stages:
            assess(store, part, runner, outcome)
        if "publish" in stages:
            publish(store, runner, outcome, accept)
    return outcome


def run_replay(store: Store, runner: Runner) -> Outcome:
    """Read every document that is held back again, as after a correction of the rules, and publish."""
    outcome = Outcome()
    with store.writing():
        runner.call("recover", finish_dead_run, store)
        parse(store, held_documents(store), runner, outcome)
        assess(store, None, runner, outcome)
        publish(store, runner, outcome)
    return outcome


def finish_dead_run(store: Store) -> None:
    """Take in what a killed run had finished: whole WARC records, staged batches."""
    folder = _warc_spool(store)
    recover(folder)
    adopt(store, folder)
    left = staged(store)
    if left:
        commit(store, left)


def capture(store: Store, night: Night) -> tuple[list[str], list[str]]:
    """Crawl, or import files, into the archive; return the capture batches and the sources that failed."""
    folder = _warc_spool(store)
    known = known_captures(store)
    failures: list[str] = []
    if night.files:
        import_files(night.files, folder, known)
    else:
        assert night.registry is not None  # noqa: S101
        summary = crawl(
            _sites(night), folder, known, night.resolve, families=night.registry.families, years=night.years
        )
        failures = [
            f"source {source_id}: {'; '.join(summary.sources[source_id].failures) or 'no list page could be read'}"
            for source_id in summary.failed_sources
        ]
    return adopt(store, folder), failures


def parse(store: Store, work: pl.DataFrame, runner: Runner, outcome: Outcome) -> None:
    """Read captured documents in batches. A batch that crashes is halved until the document at fault stands alone."""
    todo = [work.slice(start, BATCH_DOCUMENTS) for start in range(0, work.height, BATCH_DOCUMENTS)]
    while todo:
        batches = [(store.uri, _batch_id("parse", part), part) for part in todo]
        todo = []
        for (_, batch_id, part), error in _committed(store, runner.each("parse", parse_batch, batches)):
            if error is None:
                continue
            if part.height > 1:
                half = part.height // 2
                todo += [part.slice(0, half), part.slice(half)]
                continue
            reason = f"{type(error).__name__}: {error}"
            outcome.failures.append(f"document {part.item(0, 'url')}: {reason}")
            hold_crashed(store.uri, batch_id, part, reason)
            commit(store, [batch_id])


def assess(store: Store, part: Slice | None, runner: Runner, outcome: Outcome) -> None:
    """Assign indicators and audit what the ledger does not cover. A batch that fails stays undone and is named."""
    work = to_assess(store, part)
    batches = []
    for start in range(0, work.height, BATCH_DOCUMENTS):
        rows = work.slice(start, BATCH_DOCUMENTS)
        items = tuple(Work(**row) for row in rows.iter_rows(named=True))
        batches.append((store.uri, _batch_id("assess", rows), items))
    for (_, _, items), error in _committed(store, runner.each("assess", assess_batch, batches)):
        if error is not None:
            outcome.failures.append(f"audit of {len(items)} reports: {type(error).__name__}: {error}")


def publish(
    store: Store, runner: Runner, outcome: Outcome, accept: str | None = None, resolve: tuple[Resolve, ...] = ()
) -> None:
    """Publish what is in the tables, or note why the gate refused it."""
    try:
        outcome.publish = runner.call("publish", publish_store, store, accept, resolve)
    except GateRefused as refusal:
        outcome.refusal = str(refusal)


def _committed(
    store: Store, done: Iterator[tuple[Batch, BaseException | None]]
) -> Iterator[tuple[Batch, BaseException | None]]:
    """Pass finished batches on, committing those that succeeded some at a time."""
    waiting: list[str] = []
    for batch, error in done:
        if error is None:
            waiting.append(batch[1])
        if len(waiting) == COMMIT_BATCHES:
            commit(store, waiting)
            waiting = []
        yield batch, error
    if waiting:
        commit(store, waiting)


def _batch_id(stage: str, work: pl.DataFrame) -> str:
    """Name a batch by its documents, by what was last done to them, and by the versions that do it now.

    So a retry of a dead attempt is the same batch and writes nothing twice, and a document read again on purpose is
    another one.
    """
    current = versions.current()
    names = [name for name in ("document_id", "last_batch_id", "parse_batch_id", "prior_document_id") if name in work]
    return make_id(stage, current.parse, current.catalogue, current.audit, *work.select(names).rows())


def _warc_spool(store: Store) -> Path:
    folder = store.spool / "warc"
    folder.mkdir(exist_ok=True)
    return folder


def _sites(night: Night) -> tuple[Site, ...]:
    """Return the sites to crawl; raises FazhiError where none is enabled or none lies in the regions asked for."""
    enabled = night.registry.enabled() if night.registry else ()
    if not enabled:
        raise FazhiError("no site of the registry is enabled", "enable one, name --files, or try --sample")
    regions = night.regions
    chosen = tuple(s for s in enabled if regions is None or s.region_code.startswith(regions))
    if not chosen:
        raise FazhiError(f"no enabled site lies in {','.join(regions or ())}", "see data/sources/sites")
    return chosen
