"""What a run did, in numbers and in words: for the terminal, the log and the scheduler's artifacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tasks.publish.held import held
from tasks.publish.reader import Release, latest
from tasks.publish.release import PublishResult
from tasks.store.store import Store
from tasks.store.tables import observations

SHOWN_HELD = 200  # rows of quarantine in an artifact; the rest is in the table


@dataclass(frozen=True)
class Summary:
    """A run's counts, and the lines that say what became of it."""

    counts: dict[str, int]
    version: str | None
    path: str | None
    published: bool
    refusal: str | None
    failures: tuple[str, ...]
    changes: str
    held: list[dict[str, Any]]

    @property
    def troubles(self) -> tuple[str, ...]:
        """What a person must look at: the gate's reasons, what failed."""
        return ((self.refusal,) if self.refusal else ()) + self.failures

    def rows(self) -> list[tuple[str, str]]:
        """The lines of the last table: name and value."""
        if self.refusal:
            state = "refused by the gate; the last release stands"
        else:
            state = "published" if self.published else "nothing changed, nothing published"
        counted = [(f"{name}", f"{count:,}") for name, count in self.counts.items()]
        return [*counted, ("release", state), ("version", self.version or "none"), ("path", self.path or "none")]

    def lines(self) -> list[str]:
        """The same as log lines, with what failed."""
        return [f"{name}: {value}" for name, value in self.rows()] + [f"! {x}" for x in self.troubles]

    def markdown(self) -> str:
        """The same as a page."""
        table = "\n".join(f"| {name} | {value} |" for name, value in self.rows())
        troubles = "\n".join(f"- {line}" for line in self.troubles)
        return f"| | |\n|---|---|\n{table}\n\n{troubles}"


def summarise(
    store: Store,
    batches: Sequence[str] = (),
    result: PublishResult | None = None,
    failures: Sequence[str] = (),
    refusal: str | None = None,
) -> Summary:
    """Sum up a run from the store: what its capture batches saw, what is held, what was published."""
    version = latest(store)
    release = Release.open(store, version) if version else None
    rows = held(store)
    counts = _looks(store, batches) | {"documents held": sum(row["table_name"] == "documents" for row in rows)}
    if release:
        counts |= {name: release.manifest.counts.get(name, 0) for name in ("reports", "figures", "findings")}
    return Summary(
        counts=counts,
        version=version,
        path=store.url(f"releases/{version}") if version else None,
        published=bool(result and result.version),
        refusal=refusal,
        failures=tuple(failures),
        changes=_changes(store, result),
        held=[{name: str(value) for name, value in row.items() if name != "row_json"} for row in rows[:SHOWN_HELD]],
    )


def _looks(store: Store, batches: Sequence[str]) -> dict[str, int]:
    """Count this run's documents: at a new address, with new content at a known one, unchanged, or not to be had."""
    looks = observations(store).select("url", "document_id", "outcome", "batch_id", "fetched_at").collect()
    ours = pl.col("batch_id").is_in(list(batches))
    before, now = looks.filter(~ours), looks.filter(ours)
    good = now.filter(pl.col("document_id").is_not_null()).unique("document_id")
    known = before.filter(pl.col("document_id").is_not_null())
    fresh = good.join(known, on="document_id", how="anti")
    changed = fresh.join(known, on="url", how="semi").height
    # List pages and further parts of an article are archived beside the documents, as not_report.
    missed = now.filter(pl.col("document_id").is_null() & (pl.col("outcome") != "not_report")).height
    return {
        "documents new": fresh.height - changed,
        "documents changed": changed,
        "documents unchanged": good.height - fresh.height,
        "documents not to be had": missed,
    }


def _changes(store: Store, result: PublishResult | None) -> str:
    if not result or not result.version:
        return "Nothing was published."
    return store.read_bytes(f"releases/{result.version}/CHANGES.md").decode()
