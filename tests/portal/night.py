"""A night of the whole pipeline over the replicas, and what came of it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from flows.job import Job
from flows.night import run_night
from flows.runners import PlainRunner
from tasks.publish.reader import Release
from tasks.publish.verify import verify
from tests.portal.places import data_folder, registry
from tests.portal.portals import Portals
from tests.portal.scoring import Found


@dataclass(frozen=True, slots=True)
class Night:
    """What a run left: its exit code, what is amiss in its release, the reports and captures (rows) of it."""

    exit_code: int
    unverified: list[str]  # what verification finds amiss in the release
    reports: list[Found]
    captures: list[dict[str, Any]]


class Crawl:
    """A store in a folder of its own, filled by nights over running replicas; ``limits`` replace those of crawl.yaml."""

    def __init__(
        self,
        portals: Portals,
        folder: Path,
        families: Mapping[str, str],
        with_columns: bool = True,
        limits: Mapping[str, float] | None = None,
    ) -> None:
        self._portals, self._folder = portals, folder
        self._data = data_folder(folder / "data", limits)
        self._sources = folder / "sources.yaml"
        sites = registry(portals, families, with_columns)
        self._sources.write_text(yaml.safe_dump(sites, allow_unicode=True), encoding="utf-8")

    def night(self) -> Night:
        """Run the nightly job once, as ``fazhi run --sources … --resolve …`` does."""
        resolve = [
            f"{host if ':' in host else f'{host}:80'}:{address}:{port}"
            for host, (address, port) in self._portals.addresses.items()
        ]
        job = Job(sources=str(self._sources), store=str(self._folder / "store"), resolve=resolve)
        with (
            _set({"FAZHI_DATA": str(self._data), "FAZHI_CONTACT": "portal@tests.example"}),
            job.prepared() as (store, night),
        ):
            outcome = run_night(store, night, PlainRunner())
            unverified = list(verify(Release.open(store)))
        return Night(outcome.exit_code, unverified, list(self._reports()), self._table("captures").to_dicts())

    def _reports(self) -> Iterator[Found]:
        for row in self._table("reports").filter(pl.col("is_current")).iter_rows(named=True):
            yield Found(row["url"], row["text"], row["title"], row["published_date"], row["issuer"])

    def _table(self, name: str) -> pl.DataFrame:
        releases = sorted((self._folder / "store" / "releases").glob("2*"), key=lambda each: each.stat().st_mtime)
        return pl.read_parquet(str(releases[-1] / name / "**" / "*.parquet"))


@contextmanager
def _set(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
