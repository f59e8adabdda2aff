"""Taking withdrawals out of releases already published: the one exception to their being immutable.

Each file that tells of something withdrawn is replaced whole, so other releases that share its bytes keep theirs
until their own turn. The manifest, with the tombstone, is written last: a process that dies in between leaves a
release without the tombstone, and the next run does it again.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from schemas.release import FileEntry, Manifest
from tasks.publish import package, withdrawals
from tasks.publish.candidate import entry, write_part
from tasks.publish.checksums import format_sums, parse_sums
from tasks.publish.metrics import counts
from tasks.publish.reader import Release
from tasks.publish.withdrawals import Withdrawal, Withdrawn
from tasks.store.store import Store

_TakeOut = Callable[[pl.DataFrame], tuple[pl.DataFrame, int]]
# Every table's clock columns, which content digests leave out.
_CLOCKS = {"captures": ("fetched_at", "warc_file", "warc_offset")}


def retract(store: Store, versions: tuple[str, ...]) -> list[str]:
    """Take out of these releases whatever they have no tombstone of; returns those that were changed."""
    wanted = withdrawals.load_withdrawals()
    changed = []
    for version in versions if wanted else ():
        release = Release.open(store, version)
        done = {stone.withdrawal_id for stone in release.manifest.tombstones}
        fresh = [withdrawal for withdrawal in wanted if withdrawal.withdrawal_id not in done]
        if fresh:
            _retract(store, release, fresh)
            changed.append(version)
    return changed


def _retract(store: Store, release: Release, fresh: list[Withdrawal]) -> None:
    columns = ["report_id", "capture_id", "issuer_id", "issuer", "report_year"]
    reports = release.scan("reports").select(columns).collect()
    gone = withdrawals.resolve(reports, fresh)
    figures = release.scan("quantities").filter(pl.col("report_id").is_in(sorted(gone.report_ids)))
    gone = replace(gone, quantity_ids=frozenset(figures.select("quantity_id").collect().to_series()))
    names = [withdrawal.name for withdrawal in fresh if withdrawal.name]
    tables, masked = {}, 0
    for name, table in release.manifest.tables.items():

        def take_out(frame: pl.DataFrame, table: str = name) -> tuple[pl.DataFrame, int]:
            return withdrawals.mask(table, withdrawals.remove(table, frame, gone), names)

        files = [_rewrite(store, f"{release.path}/{file.path}", file, take_out) for file in table.files]
        masked += sum(count for _, count in files)
        tables[name] = entry(tuple(file for file, _ in files))
    stones = [withdrawal.tombstone(reports, masked) for withdrawal in fresh]
    manifest = replace(
        release.manifest,
        tables=tables,
        counts=counts(replace(release, manifest=replace(release.manifest, tables=tables))),
        tombstones=(*release.manifest.tombstones, *stones),
        corrections=withdrawals.untold(release.manifest.corrections, gone),
    )
    _write_rest(store, release, manifest, gone, names)


def _rewrite(store: Store, rel: str, file: FileEntry, take_out: _TakeOut) -> tuple[FileEntry, int]:
    """Replace one Parquet file where it tells of anything withdrawn; returns its entry and the rows masked."""
    frame = pl.read_parquet(store.url(rel), storage_options=store.storage_options or None, hive_partitioning=False)
    kept, masked = take_out(frame)
    if kept.height == frame.height and not masked:
        return file, 0
    folder = store.spool / "retract"
    shutil.rmtree(folder, ignore_errors=True)
    made = write_part(folder, file.path, kept, _CLOCKS.get(file.path.split("/")[0], ()))
    store.put_file(folder / file.path, rel)
    shutil.rmtree(folder)
    return made, masked


def _write_rest(store: Store, release: Release, manifest: Manifest, gone: Withdrawn, names: list[str]) -> None:
    """Write panel.csv, CHANGES.md, the checksums and, last, the manifest."""
    spool = store.spool / "retract"
    spool.mkdir(exist_ok=True)
    package.write_panel_csv(spool / "panel.csv", release.scan("panel").collect())
    lines = store.read_bytes(f"{release.path}/CHANGES.md").decode().splitlines()
    told = (*gone.report_ids, *names)
    kept = "\n".join(line for line in lines if not any(word in line for word in told)) + "\n"
    sums = parse_sums(store.read_bytes(f"{release.path}/SHA256SUMS").decode())
    rest = {
        "panel.csv": (spool / "panel.csv").read_bytes(),
        "CHANGES.md": kept.encode(),
        "quality/notes.md": package.quality_notes(manifest).encode(),
        "manifest.json": manifest.to_json(),
    }
    sums |= {file.path: file.sha256 for table in manifest.tables.values() for file in table.files}
    sums |= {path: hashlib.sha256(data).hexdigest() for path, data in rest.items()}
    whole = rest.pop("manifest.json")
    for path, data in (*rest.items(), ("SHA256SUMS", format_sums(sums).encode()), ("manifest.json", whole)):
        store.put_bytes(f"{release.path}/{path}", data)
    shutil.rmtree(spool)
