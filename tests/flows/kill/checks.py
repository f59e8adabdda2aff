"""What must be so of a store after a night that died was run again. Runs in a child of the zygote.

``salvage`` reads what was captured when the night died; ``look`` reads the finished store: the releases' rows
as digests, and a line for everything that is torn, lost, doubled or left behind.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import polars as pl

from schemas.tables import PUBLISHED
from tasks.fetch.archive import whole_records
from tasks.fetch.model import CaptureRow
from tasks.fetch.read import read_captures
from tasks.publish.reader import Release, versions
from tasks.publish.verify import verify
from tasks.store.store import Store
from tasks.store.tables import LEDGERS, ROWS, observations, scan

CLOCKS = {table.name: table.clocks for table in PUBLISHED}


def salvage(root: str) -> list[list[str]]:
    """Return (URL, time) of every whole capture there is in the store's spool and archive, torn files' too."""
    files = [*Path(root).glob("archive/**/*.warc.gz"), *Path(root).glob("spool/warc/*.warc.gz*")]
    return sorted([row.url, row.fetched_at.isoformat()] for file in files for row in whole_captures(file))


def whole_captures(file: Path) -> list[CaptureRow]:
    length, records = whole_records(file)
    if not records:
        return []
    with NamedTemporaryFile(suffix=".warc.gz") as copy:
        copy.write(file.read_bytes()[:length])
        copy.flush()
        return read_captures(Path(copy.name))


def look(uri: str, captured: list[list[str]]) -> dict[str, Any]:
    """Return the digests of all releases' tables, the number of releases, and all that is wrong."""
    store = Store.open(uri)
    wrong = [*releases(store), *archive(store, captured), *working_tables(store), *leftovers(store)]
    return {"tables": dataset(store), "releases": len(versions(store)), "wrong": wrong}


def dataset(store: Store) -> dict[str, str]:
    """Return, for every table of every release, a digest of its rows, sorted, clock columns aside."""
    opened = [Release.open(store, version) for version in versions(store)]
    return {
        f"{number}/{name}": digest(release.scan(name).drop(CLOCKS.get(name, ())).collect())
        for number, release in enumerate(opened, 1)
        for name in release.manifest.tables
    }


def digest(frame: pl.DataFrame) -> str:
    lines = BytesIO()
    frame.write_ndjson(lines)
    return hashlib.sha256(b"\n".join(sorted(lines.getvalue().splitlines()))).hexdigest()


def releases(store: Store) -> Iterator[str]:
    """What a reader is served must be whole, and nothing else may lie there."""
    listed = versions(store)
    there = [name for name in store.names("releases") if not name.startswith(".") and name != "latest.json"]
    if there != sorted(listed):
        yield f"releases {there} lie there, {listed} are published"
    for version in listed:
        yield from (f"release {version}: {line}" for line in verify(Release.open(store, version)))


def archive(store: Store, captured: list[list[str]]) -> Iterator[str]:
    """Every capture in the archive must have one row, every row its record, and what was captured must be there."""
    rows = observations(store).select("url", "fetched_at", "warc_file", "warc_offset", "outcome").collect()
    looks = Counter((url, at.isoformat()) for url, at in rows.select("url", "fetched_at").iter_rows())
    yield from (f"capture {key} is recorded {count} times" for key, count in looks.items() if count > 1)
    yield from (f"capture {key} is lost" for key in map(tuple, captured) if key not in looks)
    kept: Counter[tuple[str, str]] = Counter()
    places = set()
    for file in store.files("archive"):
        for row in read_captures(store.local_path(file)):
            kept[row.url, row.fetched_at.isoformat()] += 1
            places.add((file.removeprefix("archive/"), row.warc_offset))
    yield from (f"capture {key} is archived and not in the tables" for key in kept - looks)
    yield from (f"capture {key} is in the tables and not archived" for key in looks - kept)
    wanted = set(rows.filter(pl.col("warc_file").is_not_null()).select("warc_file", "warc_offset").iter_rows())
    yield from (f"no record begins at {place}" for place in wanted - places)


def working_tables(store: Store) -> Iterator[str]:
    """No batch may have written a row twice."""
    for table in (*LEDGERS, *ROWS):
        rows = scan(store, table)
        names = rows.collect_schema().names()
        key = [name for name in dict.fromkeys((*table.key, "document_id", "batch_id")) if name in names]
        twice = rows.group_by(key).len().filter(pl.col("len") > 1).collect()
        if not twice.is_empty():
            yield f"{table.name}: {twice.height} rows are written more than once"


def leftovers(store: Store) -> Iterator[str]:
    """Nothing may wait in the spool, and no half-built release lie about."""
    spool = store.spool
    waiting = [*spool.glob("batches/*"), *spool.glob("warc/*.warc.gz*"), *spool.glob("candidate-*")]
    yield from (f"{path.relative_to(spool)} is left in the spool" for path in waiting)
    for name in (".staging", ".retracting"):
        if store.files(f"releases/{name}"):
            yield f"releases/{name} is left"
