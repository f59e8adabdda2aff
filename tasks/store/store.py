"""The store: one folder (or any fsspec URI) that holds the archive, the working tables and the releases.

::

    STORE.json   kind (sample | real), layout version
    archive/     WARC files, never rewritten
    tables/      Delta working tables
    releases/    immutable Parquet releases and latest.json
    spool/       work in flight; for a remote store it lies in this machine's cache folder instead

A write either happens whole or not at all: on disk by a temporary name, fsync and rename; elsewhere by one PUT.
"""

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import fsspec

from schemas.errors import FazhiError
from schemas.ids import make_id
from tasks.store import faults

Kind = Literal["sample", "real"]
LAYOUT = 1
MARK = "STORE.json"
_ABANDONED_SECONDS = 86_400
_NEW = "new"  # the spool's folder of files that are being written


class Store:
    """A store that exists. All names are relative to it and use forward slashes."""

    def __init__(self, uri: str, kind: Kind) -> None:
        self.uri = uri
        self.kind = kind
        self.fs, self.root = _filesystem(uri)

    @classmethod
    def open(cls, uri: str) -> "Store":
        """Open a store; raises FazhiError when there is none at ``uri`` or its layout is another version's."""
        fs, root = _filesystem(uri)
        mark = f"{root}/{MARK}"
        if not fs.exists(mark):
            raise FazhiError(f"{uri} is not a store (it has no {MARK})", "name a store, or make one with `fazhi run`")
        stamp = json.loads(fs.cat_file(mark))
        if stamp["layout"] != LAYOUT:
            raise FazhiError(
                f"{uri} has layout {stamp['layout']}, this program reads {LAYOUT}",
                "use the version that wrote it",
            )
        return cls(uri, stamp["kind"])

    @classmethod
    def create_or_open(cls, uri: str, kind: Kind) -> "Store":
        """Open the store, or make an empty one stamped ``kind``; raises FazhiError when the kinds would mix."""
        fs, root = _filesystem(uri)
        if fs.exists(f"{root}/{MARK}"):
            store = cls.open(uri)
            if store.kind != kind:
                raise FazhiError(f"{uri} is a {store.kind} store and this run is {kind}", "name another --store")
            return store
        if fs.exists(root) and not (fs.isdir(root) and _is_unborn(fs, root)):
            raise FazhiError(f"{uri} is not a store and not empty", "name a new or empty folder")
        store = cls(uri, kind)
        try:
            store.put_bytes(MARK, json.dumps({"kind": kind, "layout": LAYOUT}).encode())
        except OSError as error:
            raise FazhiError(
                f"cannot make a store at {uri}: {error.strerror or error}", "name a writable folder"
            ) from error
        return store

    @property
    def is_local(self) -> bool:
        """Whether the store is a folder of this machine."""
        return "file" in self.fs.protocol or self.fs.protocol == "file"

    @cached_property
    def spool(self) -> Path:
        """The local folder for work in flight; the same one every time for the same store."""
        if self.is_local:
            folder = Path(self.root) / "spool"
        else:
            cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
            folder = cache / "fazhi" / make_id(self.uri)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the spool for one writing run; raises FazhiError where another run on this machine has it."""
        with (self.spool / ".writing").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise FazhiError(f"{self.uri} is being written by another run", "wait until it ends") from error
            self._remove_abandoned()
            yield

    def _remove_abandoned(self) -> None:
        """Remove half-written files that are a day old: nobody writes that long."""
        for file in (self.spool / _NEW).glob("*"):
            if time.time() - file.stat().st_mtime > _ABANDONED_SECONDS:
                file.unlink(missing_ok=True)

    @property
    def storage_options(self) -> dict[str, str]:
        """Options for polars and deltalake: what the environment says of the object store, nothing for a folder."""
        if self.is_local:
            return {}
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_SESSION_TOKEN")
        options = {name: os.environ[name] for name in names if name in os.environ}
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        if endpoint:
            options |= {"AWS_ENDPOINT_URL": endpoint, "AWS_ALLOW_HTTP": "true"}
        return options

    def local_path(self, rel: str) -> Path:
        """Return the file's path; only where the store is a folder."""
        assert self.is_local, f"{self.uri} is not a folder of this machine"  # noqa: S101
        return Path(self.root) / rel

    def url(self, rel: str) -> str:
        """Return the full name of ``rel``, as polars and deltalake take it."""
        return str(self.local_path(rel)) if self.is_local else f"{self.uri.rstrip('/')}/{rel}"

    def exists(self, rel: str) -> bool:
        """Say whether there is a file or folder of that name."""
        return bool(self.fs.exists(f"{self.root}/{rel}"))

    def read_bytes(self, rel: str) -> bytes:
        """Return a file's bytes; FileNotFoundError where there is none."""
        return bytes(self.fs.cat_file(f"{self.root}/{rel}"))

    def size(self, rel: str) -> int:
        """Return a file's size in bytes."""
        return int(self.fs.size(f"{self.root}/{rel}"))

    def names(self, rel: str) -> list[str]:
        """Return the names of a folder's children, sorted; none where there is no such folder."""
        if not self.exists(rel):
            return []
        return sorted(Path(name).name for name in self.fs.ls(f"{self.root}/{rel}", detail=False))

    def files(self, rel: str) -> list[str]:
        """Return all files below a folder, relative to the store, sorted."""
        return sorted(name[len(self.root) + 1 :] for name in self.fs.find(f"{self.root}/{rel}"))

    def put_bytes(self, rel: str, data: bytes) -> None:
        """Write a file whole, replacing what was there."""
        faults.point("put-" + _kind_of(rel))
        if not self.is_local:
            self.fs.pipe_file(f"{self.root}/{rel}", data)
        else:
            with self._temporary(data) as file:
                file.replace(self._made(rel))
        faults.point("put-done-" + _kind_of(rel))

    def put_new(self, rel: str, data: bytes) -> None:
        """Write a file that must not exist yet; FileExistsError where it does, whoever wrote it."""
        faults.point("new-" + _kind_of(rel))
        if not self.is_local:
            self.fs.pipe_file(f"{self.root}/{rel}", data, mode="create")
        else:
            with self._temporary(data) as file:
                os.link(file, self._made(rel))  # fails where the name is taken; the content is whole from the start
                faults.point("new-linked-" + _kind_of(rel))
        faults.point("new-done-" + _kind_of(rel))

    @contextmanager
    def _temporary(self, data: bytes) -> Iterator[Path]:
        """Write and sync ``data`` under a name of its own in the spool, gone afterwards.

        It lies there and not beside its target, so that a process that dies leaves nothing among the store's files.
        """
        folder = self.spool / _NEW
        folder.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                faults.point("temporary")
                temporary.chmod(0o644)
                yield temporary
            finally:
                temporary.unlink(missing_ok=True)

    def put_file(self, local: Path, rel: str) -> None:
        """Move a local file into the store; on the same disk it is a rename."""
        faults.point("file-" + _kind_of(rel))
        if not self.is_local:
            self.fs.put_file(str(local), f"{self.root}/{rel}")
            local.unlink()
        else:
            shutil.move(local, self._made(rel))
        faults.point("file-done-" + _kind_of(rel))

    def share(self, old: str, new: str) -> None:
        """Give a file a second name: a hard link, or a copy made by the server."""
        if self.is_local:
            os.link(self.local_path(old), self._made(new))
        else:
            self.fs.copy(f"{self.root}/{old}", f"{self.root}/{new}")

    def remove_tree(self, rel: str) -> None:
        """Remove a file or folder; nothing happens where there is none."""
        if self.exists(rel):
            faults.point("remove-" + _kind_of(rel))
            self.fs.rm(f"{self.root}/{rel}", recursive=True)

    def _made(self, rel: str) -> Path:
        """Return a file's path, its folder made."""
        path = self.local_path(rel)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _is_unborn(fs: Any, root: str) -> bool:
    """Say whether a folder is empty, or holds only what a run leaves that dies while it makes a store."""
    spool = f"{root}/spool"
    names = [Path(name).name for name in fs.ls(root, detail=False)]
    return not names or (names == ["spool"] and {Path(name).name for name in fs.ls(spool, detail=False)} <= {_NEW})


def _kind_of(rel: str) -> str:
    """Name a fault point by what is written, not by its changing file name."""
    return rel.split("/", 1)[0]


def _filesystem(uri: str) -> tuple[Any, str]:
    """Return the filesystem and the root inside it; raises FazhiError on an unknown protocol or a missing driver."""
    try:
        fs, root = fsspec.core.url_to_fs(uri)
    except (ValueError, ImportError) as error:
        raise FazhiError(f"cannot open a store at {uri}: {error}", "use a folder, or install the extra `s3`") from error
    return fs, str(root).rstrip("/")
