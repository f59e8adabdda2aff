"""A publisher that dies anywhere leaves the old release or the new one, whole; the next run ends where it would have."""

import hashlib
import os
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.publish.assemble import Static, assemble
from tasks.publish.gate import GateResult
from tasks.publish.reader import Release, versions
from tasks.publish.release import publish
from tasks.store.store import Store

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PUBLISH = """
import pickle, sys
from datetime import datetime, UTC
from tasks.publish.assemble import assemble
from tasks.publish.gate import GateResult
from tasks.publish.release import publish
from tasks.store.store import Store
store, static = Store.open(sys.argv[1]), pickle.load(open(sys.argv[2], "rb"))
publish(store, assemble(store, static), GateResult(True), now=datetime(2026, 11, 20, 1, tzinfo=UTC))
"""
POINTS = (
    "release-claimed",
    "release-install",
    "release-installed",
    "release-swap",
    "release-swapped",
    "release-pointed",
)


def whole(store: Store) -> bool:
    """Whether the release readers are served is what its checksums say."""
    root = store.local_path(Release.open(store).path)
    sums = dict(reversed(line.split("  ")) for line in (root / "SHA256SUMS").read_text().splitlines())
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    return sums == {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def run(root: Path, store: Store, static: Path, **env: str) -> int:
    command = [sys.executable, "-c", PUBLISH, store.uri, str(static)]
    return subprocess.run(command, env=os.environ | {"PYTHONPATH": str(root)} | env, check=False).returncode


@pytest.fixture
def ready(world, static: Static, tmp_path: Path) -> Path:
    """One release published, one night more in the tables; returns the pickled static tables."""
    world.report(issuer=1)
    world.commit()
    publish(world.store, assemble(world.store, static), GateResult(True), now=NOW)
    world.report(issuer=2)
    world.commit()
    path = tmp_path / "static.pickle"
    path.write_bytes(pickle.dumps(static))
    return path


@pytest.mark.parametrize(
    "point", [pytest.param(p, marks=[] if p == "release-swapped" else [pytest.mark.slow]) for p in POINTS]
)
def test_death_at_a_point_is_made_good_by_the_next_run(root: Path, world, ready: Path, point: str) -> None:
    assert run(root, world.store, ready, FAZHI_FAULT=point) == -9
    assert whole(world.store)
    assert Release.open(world.store).manifest.tables["reports"].rows in (1, 2)
    assert run(root, world.store, ready) == 0
    assert whole(world.store)
    assert versions(world.store) == ["2026.11.20", "2026.11.20.1"]
    assert Release.open(world.store).manifest.tables["reports"].rows == 2
    assert world.store.names("releases/.pending") in ([], ["2026.11.20.1"])
    assert not world.store.exists("releases/.staging")


@pytest.mark.slow
def test_no_point_is_forgotten(root: Path, world, ready: Path, tmp_path: Path) -> None:
    log = tmp_path / "points"
    assert run(root, world.store, ready, FAZHI_FAULT_LOG=str(log)) == 0
    ours = {name for name in log.read_text().split() if name.startswith("release-")}
    assert ours == set(POINTS)
