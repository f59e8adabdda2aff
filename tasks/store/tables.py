"""The working tables: Delta Lake, appended to by batch, read only as far as the ledgers vouch for them.

A batch of documents is staged as Parquet files in the spool, one a table; the committer then appends many batches
at once, ledgers last, with each batch's id as a Delta application transaction. So

* a batch is visible when its ledger rows are (readers join on ``batch_id``), never in part;
* a retry finds the transaction and appends nothing twice;
* a process killed in between leaves staged files, which the next run commits, or half a folder, which it removes.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import TableNotFoundError

from schemas.tables import (
    ASSESSMENTS,
    FINDINGS,
    INDICATORS,
    OBSERVATIONS,
    PARSES,
    QUANTITIES,
    QUARANTINE,
    REPORTS,
    SECTIONS,
    SENTENCES,
    Table,
    working_schema,
)  # fmt: skip
from tasks.store import faults
from tasks.store.store import Store

# In the order they are appended; what makes a batch visible comes last.
LEDGERS = (OBSERVATIONS, PARSES, ASSESSMENTS)
ROWS = (REPORTS, SECTIONS, SENTENCES, QUANTITIES, INDICATORS, FINDINGS, QUARANTINE)
SCHEMAS: dict[str, pl.Schema] = {t.name: t.schema for t in LEDGERS} | {t.name: working_schema(t) for t in ROWS}
_STAGED = "batches"
_PART = ".part"  # of a batch that is still being written


def frame_of(table: str, columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    """Return a working table's frame of its columns; every one must be there."""
    return pl.DataFrame([_series(name, dtype, columns[name]) for name, dtype in SCHEMAS[table].items()])


def _series(name: str, dtype: pl.DataType, values: Sequence[Any]) -> pl.Series:
    """Build a column; decimals and lists, which polars takes one by one, go through forms that it takes at once."""
    if isinstance(dtype, pl.Decimal):
        return pl.Series(name, [None if v is None else str(v) for v in values], dtype=pl.String).cast(dtype)
    if isinstance(dtype, pl.List):
        ends = pa.array(accumulate(map(len, values), initial=0), pa.int64())
        words = pa.array(list(chain.from_iterable(values)), pa.large_string())
        lists = pl.from_arrow(pa.LargeListArray.from_arrays(ends, words))
        assert isinstance(lists, pl.Series)  # noqa: S101 - an array becomes a series
        return lists.alias(name).cast(dtype)
    return pl.Series(name, values, dtype=dtype, strict=True)


def stage(store: Store, batch_id: str, frames: dict[str, pl.DataFrame]) -> None:
    """Put a finished batch into the spool, whole or not at all; the same batch again replaces nothing."""
    done = store.spool / _STAGED / batch_id
    if done.exists():
        return
    done.parent.mkdir(exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{batch_id}.", suffix=_PART, dir=done.parent))
    for name, frame in frames.items():
        frame.match_to_schema(SCHEMAS[name]).write_parquet(part / f"{name}.parquet")
    faults.point("stage")
    part.rename(done)
    faults.point("stage-done")


def staged(store: Store) -> list[str]:
    """Return the ids of batches that are finished and not yet committed, sorted; removes what a dead run left half done."""
    folder = store.spool / _STAGED
    if not folder.exists():
        return []
    for part in folder.glob(f"*{_PART}"):
        shutil.rmtree(part)
    return sorted(child.name for child in folder.iterdir())


def commit(store: Store, batch_ids: Sequence[str]) -> None:
    """Append staged batches to the working tables, one Delta commit a table, and take them out of the spool."""
    folders = [store.spool / _STAGED / batch_id for batch_id in batch_ids]
    for table in (*ROWS, *LEDGERS):
        files = [folder / f"{table.name}.parquet" for folder in folders]
        _append(store, table.name, [file for file in files if file.exists()])
    for folder in folders:
        faults.point("commit-clear")
        shutil.rmtree(folder)


def _append(store: Store, name: str, files: list[Path]) -> None:
    url = store.url(f"tables/{name}")
    done = _delta(store, name)
    fresh = [file for file in files if done is None or done.transaction_version(file.parent.name) is None]
    if not fresh:
        return
    faults.point(f"delta-{name}")
    write_deltalake(
        url,
        pl.concat([pl.read_parquet(file) for file in fresh]),
        mode="append",
        storage_options=store.storage_options or None,
        commit_properties=CommitProperties(app_transactions=[Transaction(file.parent.name, 1) for file in fresh]),
        # A batch is retried within days, so its transaction need not be remembered for ever.
        configuration={"delta.setTransactionRetentionDuration": "interval 30 days"},
    )
    faults.point(f"delta-done-{name}")


def _delta(store: Store, name: str) -> DeltaTable | None:
    try:
        return DeltaTable(store.url(f"tables/{name}"), storage_options=store.storage_options or None)
    except TableNotFoundError:
        return None


def scan(store: Store, table: Table) -> pl.LazyFrame:
    """Return all committed rows of a working table, of dead batches too; empty where the table is not there yet."""
    delta = _delta(store, table.name)
    if delta is None:
        return pl.LazyFrame(schema=SCHEMAS[table.name])
    return pl.scan_delta(delta, storage_options=store.storage_options or None).select(SCHEMAS[table.name].names())


def observations(store: Store) -> pl.LazyFrame:
    """Return every look at a page."""
    return scan(store, OBSERVATIONS)


def documents(store: Store) -> pl.LazyFrame:
    """Return the ledger of parses, the latest for each document."""
    return scan(store, PARSES).sort("parsed_at", "batch_id").group_by("document_id").last()


def assessments(store: Store) -> pl.LazyFrame:
    """Return the latest assessment of each document's latest parse."""
    live = documents(store).select("document_id", parse_batch_id="batch_id")
    rows = scan(store, ASSESSMENTS).join(live, on=["document_id", "parse_batch_id"], how="semi")
    return rows.sort("assessed_at", "batch_id").group_by("document_id").last()


def live(store: Store, table: Table) -> pl.LazyFrame:
    """Return the rows of each document's latest parse: reports, sections, sentences, quantities."""
    return scan(store, table).join(documents(store), on=["document_id", "batch_id"], how="semi")


def live_assessed(store: Store, table: Table) -> pl.LazyFrame:
    """Return the rows of each live document's latest assessment: indicators, findings."""
    return scan(store, table).join(assessments(store), on=["document_id", "batch_id"], how="semi")


def quarantine(store: Store) -> pl.LazyFrame:
    """Return what is held now: the quarantine rows of each document's latest parse and assessment."""
    batches = pl.concat([frame.select("document_id", "batch_id") for frame in (documents(store), assessments(store))])
    return scan(store, QUARANTINE).join(batches, on=["document_id", "batch_id"], how="semi")
