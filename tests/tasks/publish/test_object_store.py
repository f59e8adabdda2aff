"""The same in an object store: publishing by If-Match, reading, losing a race."""

from datetime import UTC, datetime

import pytest

from tasks.publish import pointer
from tasks.publish.assemble import Static, assemble
from tasks.publish.gate import GateResult
from tasks.publish.pointer import LostRace
from tasks.publish.reader import Release, versions
from tasks.publish.release import publish, rollback
from tasks.store.store import Store

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_releases_in_an_object_store(bucket: str, make_world, static: Static) -> None:
    world = make_world(Store.create_or_open(bucket, "sample"))
    store = world.store
    world.report(issuer=1)
    world.commit()
    first, late = assemble(store, static), assemble(store, static)
    assert publish(store, first, GateResult(True), now=NOW).version == "2026.11.20"
    with pytest.raises(LostRace):
        publish(store, late, GateResult(True), now=NOW)
    seen = pointer.current(store)
    world.report(issuer=2)
    world.commit()
    assert publish(store, assemble(store, static), GateResult(True), now=NOW).version == "2026.11.20.1"
    with pytest.raises(LostRace):  # the tag it saw is no longer the object's
        pointer.swap(store, seen, "2026.11.20", seen.versions)
    assert versions(store) == ["2026.11.20", "2026.11.20.1"]
    release = Release.open(store)
    assert release.scan("indicators").collect().height == 6
    assert store.exists(f"{release.path}/SHA256SUMS")
    assert store.names("releases/.pending") == []
    assert rollback(store, "2026.11.20").version == "2026.11.20"
