"""Publishing: a candidate becomes an immutable release, and ``latest.json`` points at it, in one step or not at all.

The release is built aside (``releases/.staging`` in a folder, the spool for an object store), where files equal to
the last release's become second names of the same bytes. Then its name is claimed (``releases/.pending/<version>``,
created exclusively), the folder put in place, and the pointer swapped. What dies before the swap is invisible, and
its claim tells the next publisher what to remove; what dies after it is published.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from schemas.errors import FazhiError, GateRefused
from schemas.release import SCHEMA_VERSION, GateRecord, Manifest
from tasks.publish import package, pointer
from tasks.publish.assemble import Static, assemble
from tasks.publish.candidate import Candidate
from tasks.publish.changes import Diff, Snapshot, compare
from tasks.publish.checksums import parse_sums, sums_of
from tasks.publish.gate import GateResult, judge
from tasks.publish.metrics import counts
from tasks.publish.pointer import LostRace, Pointer
from tasks.publish.reader import Release
from tasks.publish.retract import retract
from tasks.store import faults
from tasks.store.store import Store

SUMS = "SHA256SUMS"
PENDING = "releases/.pending"
_ABANDONED = timedelta(days=1)  # an upload to an object store that is older was given up


@dataclass(frozen=True)
class PublishResult:
    """What came of it: ``version`` is None where nothing differed from ``previous``."""

    version: str | None
    previous: str | None
    path: str | None = None
    changes: Diff | None = None
    gate: GateResult | None = None


def publish_tables(
    store: Store, static: Static, *, now: datetime, accept: str | None = None, resolve: Sequence[str] = ()
) -> PublishResult:
    """Assemble, judge and publish what is in the working tables, once more where someone else was faster.

    Withdrawals are also taken out of the releases already published, whatever the gate says. Raises GateRefused.
    """
    try:
        for last_try in (False, True):
            candidate = assemble(store, static)
            try:
                candidate.resolve = tuple(resolve)
                return _judge_and_publish(store, candidate, now, accept)
            except LostRace as race:
                if last_try:
                    raise FazhiError(str(race), "run `fazhi publish` again") from race
            finally:
                candidate.close()
        raise AssertionError("both tries end above")
    finally:
        with pointer.publisher(store):
            retract(store, pointer.current(store).versions)


def _judge_and_publish(store: Store, candidate: Candidate, now: datetime, accept: str | None) -> PublishResult:
    previous = Release.open(store, candidate.base.version) if candidate.base.version else None
    if previous and not differs(candidate, previous):
        return PublishResult(None, previous.version)
    verdict = judge(candidate, previous)
    try:
        return publish(store, candidate, verdict, now=now, accept=accept)
    except GateRefused:
        refused = store.spool / "refused"  # the gate's documents outlive a refusal, the data does not
        shutil.rmtree(refused, ignore_errors=True)
        shutil.move(candidate.folder / "quality", refused)
        raise


def differs(candidate: Candidate, release: Release) -> bool:
    """Say whether any published row differs, clock columns aside."""
    mine = {name: table.digest for name, table in candidate.tables.items()}
    return mine != {name: table.digest for name, table in release.manifest.tables.items()}


def publish(
    store: Store, candidate: Candidate, gate: GateResult, *, now: datetime, accept: str | None = None
) -> PublishResult:
    """Publish the candidate, whose files are used up, unless nothing differs.

    ``accept`` is the reason for overruling a gate that refused.
    Raises GateRefused where the gate refused and nobody accepts, LostRace where another release was published since
    the candidate was assembled.
    """
    with pointer.publisher(store):
        seen = pointer.current(store)
        if seen.serial != candidate.base.serial:
            raise LostRace(f"release {seen.version} was published meanwhile")
        _remove_leftovers(store, seen, now)
        previous = Release.open(store, seen.version) if seen.version else None
        if previous and not differs(candidate, previous):
            return PublishResult(None, previous.version, gate=gate)
        if not gate.passed and not accept:
            raise _refusal(gate)
        version = _claim(store, now)
        try:
            record = GateRecord(gate.passed, tuple(map(str, gate.failures)), None if gate.passed else accept)
            manifest = _manifest(store, candidate, previous, record, (version, now))
            staging, changes = _build(store, candidate, previous, manifest)
            shared = _share(store, staging, previous)
            _install(store, staging, version, previous, shared)
            pointer.swap(store, seen, version, (*seen.versions, version))
        except LostRace:
            store.remove_tree(f"releases/{version}")
            store.remove_tree(f"{PENDING}/{version}")
            raise
        store.remove_tree(f"{PENDING}/{version}")
    return PublishResult(version, seen.version, store.url(f"releases/{version}"), changes, gate)


def rollback(store: Store, version: str) -> Pointer:
    """Point ``latest`` at an earlier (or later) version; FazhiError when it is not published."""
    with pointer.publisher(store):
        seen = pointer.current(store)
        Release.open(store, version)
        if version != seen.version:
            pointer.swap(store, seen, version, seen.versions)
        return pointer.current(store)


def prune(store: Store, keep: int) -> list[str]:
    """Remove all but the ``keep`` newest releases, never the latest; returns what was removed."""
    if keep < 1:
        raise FazhiError(f"cannot keep {keep} releases", "keep at least 1")
    with pointer.publisher(store):
        seen = pointer.current(store)
        kept = tuple(version for version in seen.versions if version in (*seen.versions[-keep:], seen.version))
        removed = [version for version in seen.versions if version not in kept]
        if not removed or seen.version is None:
            return []
        for version in removed:
            store.put_bytes(f"{PENDING}/{version}", b"pruned")
        pointer.swap(store, seen, seen.version, kept)
        for version in removed:
            store.remove_tree(f"releases/{version}")
            faults.point("release-pruned")
            store.remove_tree(f"{PENDING}/{version}")
        return removed


def _refusal(gate: GateResult) -> GateRefused:
    reasons = "; ".join(map(str, gate.failures))
    return GateRefused(
        f"the gate refused the release: {reasons}",
        'mend the cause, or overrule it with `fazhi publish --accept "reason"`',
    )


def _remove_leftovers(store: Store, seen: Pointer, now: datetime) -> None:
    """Remove what dead publishers left: nobody else is publishing to this folder now, as we hold its lock."""
    shutil.rmtree(_staging(store), ignore_errors=True)
    for version in store.names(PENDING):
        if not store.is_local:
            claimed = store.fs.modified(f"{store.root}/{PENDING}/{version}")
            if version not in seen.versions and now - claimed < _ABANDONED:
                continue
        if version not in seen.versions:
            store.remove_tree(f"releases/{version}")
        store.remove_tree(f"{PENDING}/{version}")


def _staging(store: Store) -> Path:
    return store.local_path("releases/.staging") if store.is_local else store.spool / "staging"


def _claim(store: Store, now: datetime) -> str:
    """Take the day's next free version; the claim is what a next publisher cleans up by."""
    day = now.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y.%m.%d")
    taken = {*store.names("releases"), *store.names(PENDING)}
    number = 0
    while True:
        version = f"{day}.{number}" if number else day
        number += 1
        if version in taken:
            continue
        try:
            store.put_new(f"{PENDING}/{version}", b"claimed")
        except FileExistsError:
            continue
        faults.point("release-claimed")
        return version


def _manifest(
    store: Store, candidate: Candidate, previous: Release | None, record: GateRecord, named: tuple[str, datetime]
) -> Manifest:
    """Return the manifest of the release to be; ``named`` is its version and the time."""
    version, now = named
    return Manifest(
        version=version,
        previous=previous.version if previous else None,
        created_at=now.isoformat(timespec="seconds"),
        kind=store.kind,
        schema_version=SCHEMA_VERSION,
        code_versions=candidate.code_versions,
        tables=candidate.tables,
        counts=counts(candidate),
        gate=record,
        resolve=candidate.resolve,
        corrections=candidate.corrections,
        tombstones=candidate.tombstones,
        notes=candidate.notes,
    )


def _build(
    store: Store, candidate: Candidate, previous: Release | None, manifest: Manifest
) -> tuple[Path, Diff | None]:
    """Write the whole release into the staging folder; returns the folder and what changed."""
    new = Snapshot(
        manifest.version,
        manifest.tables,
        candidate.scan,
        manifest.code_versions,
        manifest.corrections,
        manifest.tombstones,
    )
    changes = compare(Snapshot.of(previous), new) if previous else None
    staging = _staging(store)
    staging.mkdir(parents=True)
    rows = package.dictionary(candidate.panel_columns)
    package.write_dictionary(staging, rows)
    package.write_panel_csv(staging / "panel.csv", candidate.scan("panel").collect())
    package.write_json(staging / "datapackage.json", package.data_package(manifest, rows))
    (staging / "CHANGES.md").write_text(package.changes_markdown(manifest.version, changes), encoding="utf-8")
    for child in sorted(candidate.folder.iterdir()):
        if child.is_dir():
            child.rename(staging / child.name)
    (staging / "quality").mkdir(exist_ok=True)
    (staging / "quality" / "notes.md").write_text(package.quality_notes(manifest), encoding="utf-8")
    (staging / "manifest.json").write_bytes(manifest.to_json())
    known = {file.path: file.sha256 for table in candidate.tables.values() for file in table.files}
    (staging / SUMS).write_text(sums_of(staging, known), encoding="utf-8")
    return staging, changes


def _share(store: Store, staging: Path, previous: Release | None) -> set[str]:
    """Return the files that are the last release's byte for byte; in a folder they become hard links of it."""
    if previous is None:
        return set()
    old = parse_sums(store.read_bytes(f"{previous.path}/{SUMS}").decode())
    shared = {path for path, sha in parse_sums((staging / SUMS).read_text()).items() if old.get(path) == sha}
    if store.is_local:
        for path in sorted(shared):
            (staging / path).unlink()
            os.link(store.local_path(f"{previous.path}/{path}"), staging / path)
    return shared


def _install(store: Store, staging: Path, version: str, previous: Release | None, shared: set[str]) -> None:
    """Put the folder in its place; not yet visible to readers."""
    faults.point("release-install")
    files = sorted(path.relative_to(staging).as_posix() for path in staging.rglob("*") if path.is_file())
    if store.is_local:
        for path in files:
            if path not in shared:
                _sync(staging / path)
        for folder in {staging, *(path for path in staging.rglob("*") if path.is_dir())}:
            _sync(folder)
        staging.rename(store.local_path(f"releases/{version}"))
        _sync(store.local_path("releases"))
    else:
        for path in files:
            if path in shared and previous is not None:
                store.share(f"{previous.path}/{path}", f"releases/{version}/{path}")
            else:
                store.put_file(staging / path, f"releases/{version}/{path}")
    faults.point("release-installed")


def _sync(path: Path) -> None:
    """Have the disk hold the file or folder before anything points at it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
