"""How everything that serves readers opens a release: explorer, SQL, export, diff.

A release is a folder of plain Parquet. ``releases/latest.json`` names the one to read and lists all that are
published; a folder that is not listed is the remains of a dead run and is never shown. Tables split by year carry
``report_year`` in the folder's name (``indicators/report_year=2023/part-0.parquet``), not in the file.
This module imports neither the table models nor anything of the gate, so that commands start fast.
"""

import json
from dataclasses import dataclass
from typing import Any

import polars as pl

from schemas.errors import FazhiError
from schemas.release import Manifest, TableEntry
from tasks.store.store import Store

LATEST = "releases/latest.json"


def versions(store: Store) -> list[str]:
    """Return the published versions, oldest first."""
    listed: list[str] = _latest(store).get("versions", [])
    return listed


def latest(store: Store) -> str | None:
    """Return the version readers are served, or None before the first release."""
    version: str | None = _latest(store).get("version")
    return version


def _latest(store: Store) -> dict[str, Any]:
    try:
        return dict(json.loads(store.read_bytes(LATEST)))
    except FileNotFoundError:
        return {}


def scan_files(urls: list[str], table: str, storage_options: dict[str, str] | None = None) -> pl.LazyFrame:
    """Scan a table's Parquet files; ``report_year`` of the folder names becomes the last column, Int32."""
    if not urls:
        from schemas.tables import PUBLISHED  # noqa: PLC0415 - pandera is needed for an empty table only

        return pl.LazyFrame(schema=next(t for t in PUBLISHED if t.name == table).schema)
    split_by_year = "/report_year=" in urls[0]
    return pl.scan_parquet(
        urls,
        hive_partitioning=split_by_year,
        hive_schema={"report_year": pl.Int32} if split_by_year else None,
        storage_options=storage_options or None,
    )


@dataclass(frozen=True)
class Release:
    """One published version."""

    store: Store
    version: str
    manifest: Manifest

    @classmethod
    def open(cls, store: Store, version: str | None = None) -> "Release":
        """Open a version, or the latest; FazhiError listing what there is when it is not published."""
        known = versions(store)
        wanted = version or latest(store)
        if wanted is None:
            raise FazhiError(f"{store.uri} has no release yet", "make one with `fazhi run` or `fazhi publish`")
        if wanted not in known:
            shown = ", ".join(known[-10:])
            raise FazhiError(f"there is no release {wanted} in {store.uri}", f"name one of: {shown}")
        return cls(store, wanted, Manifest.from_json(store.read_bytes(f"releases/{wanted}/manifest.json")))

    @property
    def path(self) -> str:
        """The release's folder, relative to the store."""
        return f"releases/{self.version}"

    @property
    def entries(self) -> dict[str, TableEntry]:
        """The tables by name."""
        return self.manifest.tables

    def files(self, table: str) -> list[str]:
        """Return the full names of a table's Parquet files; FazhiError when there is no such table."""
        if table not in self.manifest.tables:
            raise FazhiError(f"there is no table {table}", f"name one of: {', '.join(sorted(self.manifest.tables))}")
        return [self.store.url(f"{self.path}/{file.path}") for file in self.manifest.tables[table].files]

    def scan(self, table: str) -> pl.LazyFrame:
        """Return a table's rows; those of tables split by year with ``report_year``."""
        return scan_files(self.files(table), table, self.store.storage_options)
