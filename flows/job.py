"""What a run is asked to do, as a command line or a deployment's parameters say it, turned into a store and a night.

Everything wrong with the request is found here, before anything is written.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from flows.night import Night
from flows.sample_portal import SamplePortal
from schemas.catalogue import load_catalogue
from schemas.datadir import data_dir
from schemas.errors import FazhiError
from tasks.discover.registry import Registry, load_registry
from tasks.fetch.files import find_documents
from tasks.fetch.model import Resolve
from tasks.identify.regions import load_regions
from tasks.publish.reader import versions as releases
from tasks.store.store import Store
from tasks.store.work import Slice

FIRST_YEAR = 2004  # the year of the outline that first asked for such reports


class Job(BaseModel):
    """A request to run: plain values, so that a scheduler can store it. Years and regions as text: 2021-2024, 4401,33."""

    model_config = ConfigDict(extra="forbid")  # a misspelt parameter must not quietly mean its default

    store: str | None = None
    sample: bool = False
    sources: str | None = None
    files: list[str] = []
    years: str | None = None
    regions: str | None = None
    resolve: list[str] = []
    accept: str | None = None
    workers: int | None = None
    parse_budget: int = 0

    def check(self) -> Slice:
        """Raise FazhiError for everything wrong with the request; nothing is written. Returns the slice asked for."""
        load_catalogue()
        if sum((self.sample, bool(self.sources), bool(self.files))) > 1:
            raise FazhiError("--sample, --sources and --files exclude each other", "choose one")
        if self.files and (self.years or self.regions):
            raise FazhiError("--years and --regions choose what is crawled", "with --files, name only the files wanted")
        if self.files:
            find_documents([Path(name) for name in self.files])
        elif not self._registry().enabled():
            raise FazhiError("no site of the registry is enabled", "enable one, name --files, or try --sample")
        for text in self.resolve:
            Resolve.parse(text)
        return parse_slice(self.years, self.regions)

    @contextmanager
    def prepared(self) -> Iterator[tuple[Store, Night]]:
        """Check the request and yield its store and its night; serves the sample portal meanwhile, where asked for."""
        part, store = self.check(), self.opened()
        night = Night(
            files=tuple(map(Path, self.files)),
            registry=None if self.files else self._registry(),
            regions=part.regions,
            years=part.years,
            resolve=tuple(Resolve.parse(text) for text in self.resolve),
            accept=self.accept,
            parse_budget=self.parse_budget,
        )
        if not self.sample:
            yield store, night
            return
        with SamplePortal(night=2 if releases(store) else 1) as portal:
            yield store, replace(night, resolve=(*night.resolve, *portal.resolve))

    def opened(self) -> Store:
        """Open the store, or make it; raises FazhiError where its kind is another or it cannot be made."""
        return Store.create_or_open(self.uri, "sample" if self.sample else "real")

    def _registry(self) -> Registry:
        if self.sample:
            return load_registry(data_dir() / "sample" / "sources")
        return load_registry(Path(self.sources) if self.sources else None)

    @property
    def uri(self) -> str:
        """The store's place: as asked for, else FAZHI_STORE, else ./store (./sample-store for the sample)."""
        return self.store or os.environ.get("FAZHI_STORE") or ("./sample-store" if self.sample else "./store")


def parse_slice(years: str | None, regions: str | None) -> Slice:
    """Read ``2021-2024`` or ``2023`` and ``4401,330102``; FazhiError on a year or region there is not."""
    return Slice(_years(years) if years else None, _regions(regions) if regions else None)


def _years(text: str) -> tuple[int, ...]:
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text.strip())
    if not found:
        raise FazhiError(f"--years {text} is not a year or a range of years", "write 2023 or 2021-2024")
    first, last = int(found[1]), int(found[2] or found[1])
    if not FIRST_YEAR <= first <= last <= date.today().year:
        raise FazhiError(f"--years {text} is upside down or outside {FIRST_YEAR}-{date.today().year}", "mend the range")
    return tuple(range(first, last + 1))


def _regions(text: str) -> tuple[str, ...]:
    table = load_regions()
    codes = tuple(code.strip() for code in text.split(",") if code.strip())
    unknown = [code for code in codes if code not in table]
    if unknown or not codes:
        raise FazhiError(f"--regions {text}: no region has the code {', '.join(unknown)!r}", "see data/regions")
    return codes
