"""A candidate: all tables of the release to be, validated and sorted, as Parquet files in the spool.

Layout is the release's own, so publishing moves the files and writes no row again. One table is in memory at a
time. A candidate's folder is held by a file lock for as long as its process lives; what a dead process left behind
is removed by the next.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polars as pl

from schemas.release import AppliedCorrection, FileEntry, TableEntry, Tombstone
from schemas.tables import Table
from tasks.publish.pointer import Pointer
from tasks.publish.reader import scan_files
from tasks.store.store import Store

_PREFIX = "candidate-"
_SLICE = 50_000  # rows digested at once


@dataclass
class Candidate:
    """What would be published: files below ``folder``, and what the manifest will say of them."""

    folder: Path
    base: Pointer
    tables: dict[str, TableEntry] = field(default_factory=dict)
    panel_columns: dict[str, tuple[str, str]] = field(default_factory=dict)  # column → (Chinese, English name)
    code_versions: dict[str, list[str]] = field(default_factory=dict)
    corrections: tuple[AppliedCorrection, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    notes: tuple[str, ...] = ()
    resolve: tuple[str, ...] = ()  # the run's --resolve entries, for the manifest
    _lock: int | None = None  # file descriptor

    def add(self, table: Table, frame: pl.DataFrame, years: list[int] | None = None) -> None:
        """Write a table. ``frame`` has the model's columns, and ``report_year`` too where the table is split by year.

        ``years`` are those that get a file even where the table has no row for them.
        """
        frame = frame.sort(table.key)
        if not table.by_year:
            parts = {f"{table.name}/part-0.parquet": frame}
        else:
            by_year = {int(key[0]): part for key, part in frame.partition_by("report_year", as_dict=True).items()}
            parts = {
                f"{table.name}/report_year={year}/part-0.parquet": by_year.get(year, frame.clear()).drop("report_year")
                for year in sorted({*by_year, *(years or [])})
            }
        files = tuple(write_part(self.folder, path, part, table.clocks) for path, part in parts.items())
        self.tables[table.name] = entry(files)

    @property
    def entries(self) -> dict[str, TableEntry]:
        """The tables by name, as a release's manifest has them."""
        return self.tables

    def scan(self, table: str) -> pl.LazyFrame:
        """Return a table's rows, as :meth:`tasks.publish.reader.Release.scan` will."""
        return scan_files([str(self.folder / file.path) for file in self.tables[table].files], table)

    def close(self) -> None:
        """Remove the candidate's files."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def write_part(folder: Path, path: str, frame: pl.DataFrame, clocks: tuple[str, ...] = ()) -> FileEntry:
    """Write one Parquet file below ``folder`` and say what is in it."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(target, compression="zstd", row_group_size=100_000)
    with target.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileEntry(path, frame.height, content_digest(frame.drop(clocks)), sha256)


def content_digest(frame: pl.DataFrame) -> str:
    """Return the SHA-256 of the frame's rows as newline-delimited JSON; equal rows in equal order give equal digests."""
    digest = hashlib.sha256(",".join(frame.columns).encode())
    for part in frame.iter_slices(_SLICE):
        buffer = BytesIO()
        part.write_ndjson(buffer)
        digest.update(buffer.getbuffer())
    return digest.hexdigest()


def entry(files: tuple[FileEntry, ...]) -> TableEntry:
    """Sum up a table's files; a file without rows does not count in the digest."""
    filled = "\n".join(f"{file.path} {file.digest}" for file in sorted(files, key=lambda f: f.path) if file.rows)
    return TableEntry(sum(file.rows for file in files), hashlib.sha256(filled.encode()).hexdigest(), files)


def new_candidate(store: Store, base: Pointer) -> Candidate:
    """Return an empty candidate in the store's spool, and remove those that dead processes left there."""
    _remove_dead(store.spool)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=store.spool))
    lock = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return Candidate(folder, base, _lock=lock)


def _remove_dead(spool: Path) -> None:
    for folder in spool.glob(f"{_PREFIX}*"):
        try:
            descriptor = os.open(folder / ".lock", os.O_RDWR)
        except FileNotFoundError:
            continue  # another process is just making it, or just removed it
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue  # its process lives
        finally:
            os.close(descriptor)
