"""``releases/latest.json``: which version readers get, and which versions there are; changed by compare-and-swap.

In a folder the swap is the exclusive creation of ``releases/.pointers/<serial>.json``: whoever creates the next
serial has published. ``latest.json`` is then replaced by the highest pointer, whoever's it is. A process that dies
between the two leaves a pointer above ``latest.json``; the next publisher rolls it forward, and until then readers
have the old release, whole. In an object store ``latest.json`` itself is put with If-Match, which is one step.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tasks.publish.reader import LATEST
from tasks.store import faults
from tasks.store.store import Store

POINTERS = "releases/.pointers"


class LostRace(Exception):
    """Someone else published since the candidate was assembled."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """The state of ``latest.json``: ``serial`` counts its changes, ``versions`` are all published, oldest first."""

    serial: int = 0
    version: str | None = None
    versions: tuple[str, ...] = ()
    etag: str | None = None

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return json.dumps({"version": self.version, "serial": self.serial, "versions": list(self.versions)}).encode()


@contextmanager
def publisher(store: Store) -> Iterator[None]:
    """Be the only one on this machine who changes the store's releases; the kernel lets go of it when we die."""
    with (store.spool / "publisher.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def current(store: Store) -> Pointer:
    """Return the pointer, after rolling forward what a dead publisher left half done."""
    seen = _read(store, LATEST)
    pointers = store.names(POINTERS) if store.is_local else []
    if not pointers:
        return seen
    newest = _read(store, f"{POINTERS}/{pointers[-1]}")
    if newest.serial > seen.serial:
        store.put_bytes(LATEST, newest.content)
        return newest
    return seen


def swap(store: Store, seen: Pointer, version: str, versions: tuple[str, ...]) -> None:
    """Point at ``version`` if the pointer is still the one ``seen``; raises LostRace where it is not."""
    new = Pointer(seen.serial + 1, version, versions)
    faults.point("release-swap")
    if store.is_local:
        try:
            store.put_new(f"{POINTERS}/{new.serial:08d}.json", new.content)
        except FileExistsError as error:
            raise LostRace(f"release {new.serial} was published meanwhile") from error
        faults.point("release-swapped")
        current(store)
    else:
        _put_if(store, seen, new)
    faults.point("release-pointed")


def _read(store: Store, rel: str) -> Pointer:
    etag = None
    try:
        if not store.is_local:  # taken before the content: a tag that is too old loses the swap, never wins it
            store.fs.invalidate_cache()
            etag = store.fs.info(f"{store.root}/{rel}")["ETag"]
        raw = json.loads(store.read_bytes(rel))
    except FileNotFoundError:
        return Pointer()
    return Pointer(raw["serial"], raw["version"], tuple(raw["versions"]), etag)


def _put_if(store: Store, seen: Pointer, new: Pointer) -> None:
    condition = {"IfMatch": seen.etag} if seen.etag else {"IfNoneMatch": "*"}
    try:
        store.fs.pipe_file(f"{store.root}/{LATEST}", new.content, **condition)
    except OSError as error:
        answer = getattr(error.__cause__, "response", {}).get("Error", {}).get("Code")
        if answer not in ("PreconditionFailed", "ConditionalRequestConflict"):
            raise
        raise LostRace(f"release {new.serial} was published meanwhile") from error
