"""Taking withdrawals out of releases already published: the one exception to their being immutable.

All new files of a release are made aside (``releases/.retracting/<version>``) and marked ready; only then are they put
in place, each replaced whole, the manifest with its tombstone last. So a process that dies before the mark has changed
nothing, and what one that dies after it left is put in place by the next: the report, once gone from one table, could
not be found again for the others. Other releases that share a file's bytes keep theirs until their own turn.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from schemas.release import FileEntry
from tasks.publish import package, withdrawals
from tasks.publish.candidate import entry, write_part
from tasks.publish.checksums import format_sums, parse_sums
from tasks.publish.metrics import counts
from tasks.publish.reader import Release
from tasks.publish.withdrawals import Withdrawal, Withdrawn
from tasks.store.store import Store

RETRACTING = "releases/.retracting"
_READY = "READY"
_MANIFEST = "manifest.json"
_TakeOut = Callable[[pl.DataFrame], tuple[pl.DataFrame, int]]
# Every table's clock columns, which content digests leave out.
_CLOCKS = {"captures": ("fetched_at", "warc_file", "warc_offset")}


def retract(store: Store, versions: tuple[str, ...]) -> list[str]:
    """Take out of these releases whatever they have no tombstone of; returns those that were changed."""
    for version in store.names(RETRACTING):
        _install(store, version, versions)
    wanted = withdrawals.load_withdrawals()
    changed = []
    for version in versions if wanted else ():
        release = Release.open(store, version)
        done = {stone.withdrawal_id for stone in release.manifest.tombstones}
        fresh = [withdrawal for withdrawal in wanted if withdrawal.withdrawal_id not in done]
        if fresh:
            _prepare(store, release, fresh)
            _install(store, version, versions)
            changed.append(version)
    return changed


@dataclass(frozen=True)
class _Rewritten(Release):
    """A release with those of its files that are made anew aside."""

    def files(self, table: str) -> list[str]:
        aside = f"{RETRACTING}/{self.version}"
        paths = [file.path for file in self.manifest.tables[table].files]
        made = {path for path in paths if self.store.exists(f"{aside}/{path}")}
        return [self.store.url(f"{aside if path in made else self.path}/{path}") for path in paths]


def _install(store: Store, version: str, versions: tuple[str, ...]) -> None:
    """Put the files made for a release in place, if they are all there, and remove them; safe to be done again."""
    aside = f"{RETRACTING}/{version}"
    if version in versions and store.exists(f"{aside}/{_READY}"):
        names = [name.removeprefix(f"{aside}/") for name in store.files(aside)]
        for name in sorted(set(names) - {_READY}, key=lambda name: (name == _MANIFEST, name)):
            store.put_bytes(f"releases/{version}/{name}", store.read_bytes(f"{aside}/{name}"))
    store.remove_tree(aside)


def _prepare(store: Store, release: Release, fresh: list[Withdrawal]) -> None:
    """Make a release's new files aside, and mark them ready."""
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

        files = [_rewrite(release, file, take_out) for file in table.files]
        masked += sum(count for _, count in files)
        tables[name] = entry(tuple(file for file, _ in files))
    stones = [withdrawal.tombstone(reports, masked) for withdrawal in fresh]
    new = _Rewritten(store, release.version, replace(release.manifest, tables=tables))
    manifest = replace(
        new.manifest,
        counts=counts(new),
        tombstones=(*release.manifest.tombstones, *stones),
        corrections=withdrawals.untold(release.manifest.corrections, gone),
    )
    _write_rest(replace(new, manifest=manifest), gone, names)
    store.put_bytes(f"{RETRACTING}/{release.version}/{_READY}", b"")


def _rewrite(release: Release, file: FileEntry, take_out: _TakeOut) -> tuple[FileEntry, int]:
    """Make one Parquet file anew where it tells of anything withdrawn; returns its entry and the rows masked."""
    store = release.store
    url = store.url(f"{release.path}/{file.path}")
    frame = pl.read_parquet(url, storage_options=store.storage_options or None, hive_partitioning=False)
    kept, masked = take_out(frame)
    if kept.height == frame.height and not masked:
        return file, 0
    folder = store.spool / "retract"
    shutil.rmtree(folder, ignore_errors=True)
    made = write_part(folder, file.path, kept, _CLOCKS.get(file.path.split("/")[0], ()))
    store.put_file(folder / file.path, f"{RETRACTING}/{release.version}/{file.path}")
    shutil.rmtree(folder)
    return made, masked


def _write_rest(release: _Rewritten, gone: Withdrawn, names: list[str]) -> None:
    """Write panel.csv, CHANGES.md, the quality notes, the manifest and the checksums."""
    store, manifest = release.store, release.manifest
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
        _MANIFEST: manifest.to_json(),
    }
    sums |= {file.path: file.sha256 for table in manifest.tables.values() for file in table.files}
    sums |= {path: hashlib.sha256(data).hexdigest() for path, data in rest.items()}
    for path, data in (*rest.items(), ("SHA256SUMS", format_sums(sums).encode())):
        store.put_bytes(f"{RETRACTING}/{release.version}/{path}", data)
    shutil.rmtree(spool)
