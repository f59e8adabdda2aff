"""Runs nights that may be killed: a process that has everything imported, and forks one child a night.

Great Expectations alone takes seconds to import, so a fresh interpreter a try would make a thousand tries an hour's
work. A fork of this one runs the real night, real gate and all, at once. Orders come as JSON lines on standard input,
one answer a line goes to standard output::

    {"do": "night", "store": "…", "kind": "real", "files": ["…"], "regions": ["…"], "resolve": ["…"],
     "env": {"FAZHI_FAULT": "stage:2"}, "kill_after": 0.7}
    {"exit": -9, "seconds": 0.71, "cpu_seconds": 0.64, "said": null, "orphans": [], "orphan_seconds": 0.01}

``salvage`` and ``look`` of ``checks.py`` are asked for in the same way.

Only the night's own process is killed. What it leaves behind is handed to this one (it is a subreaper) and must end
by itself; what does not within ``PATIENCE`` seconds is listed in ``orphans`` and ended.
"""

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"
import checks
import great_expectations  # noqa: F401

import flows.night
from flows.runners import PlainRunner
from schemas.catalogue import load_catalogue
from schemas.datadir import data_dir
from schemas.errors import FazhiError
from tasks.discover.registry import load_registry
from tasks.fetch.model import Resolve
from tasks.identify.regions import load_regions
from tasks.store import versions
from tasks.store.store import Store

PATIENCE = 10.0
PR_SET_CHILD_SUBREAPER = 36
REFUSED_REQUEST = 2


def main() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    preload()
    assert threading.active_count() == 1, "a child could find a lock held for ever"
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(serve(json.loads(line))), flush=True)


def preload() -> None:
    """Read the data files that are read once a process, and cut the work small."""
    flows.night.BATCH_DOCUMENTS = 2  # so that a few documents make several batches, and these several commits
    flows.night.COMMIT_BATCHES = 2
    load_catalogue()
    load_regions()
    versions.current()


def serve(order: dict[str, Any]) -> dict[str, Any]:
    """Fork a child that runs the night, kill it where asked, and say how it ended."""
    gc.freeze()  # a child need not look through what it has from here
    receiving, sending = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        do_and_exit(order, sending)
    os.close(sending)
    handle = os.pidfd_open(child)
    wait_for(handle, order.get("kill_after"))
    with os.fdopen(receiving, "rb") as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(child, 0)
    died = time.monotonic()
    os.close(handle)
    orphans = await_orphans()
    told = json.loads(said) if said else {"said": None, "imported": []}
    for module in told["imported"]:  # so that the next child need not
        importlib.import_module(module)
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "seconds": round(died - began, 3),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "said": told["said"],
        "orphans": orphans,
        "orphan_seconds": round(time.monotonic() - died, 3),
    }


def wait_for(handle: int, kill_after: float | None) -> None:
    """Wait until the child ends, or kill it when its time is up."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    if kill_after is not None and not poll.poll(kill_after * 1000):
        signal.pidfd_send_signal(handle, signal.SIGKILL)


def await_orphans() -> list[str]:
    """Wait for the dead night's own children to end; return the command lines of those that do not, and end them."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return []
        if pid == 0:
            time.sleep(0.005)
    left = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode() for pid in left]
    for pid in left:
        os.kill(int(pid), signal.SIGKILL)
        os.waitpid(int(pid), 0)
    return lines


def do_and_exit(order: dict[str, Any], sending: int) -> None:
    """Do what is asked, here in the child, and leave without cleaning up for the parent; an exception is its end."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    before = set(sys.modules)
    code, said = DEEDS[order["do"]](order)
    with os.fdopen(sending, "wb") as pipe:
        pipe.write(json.dumps({"said": said, "imported": sorted(set(sys.modules) - before)}).encode())
    sys.stderr.flush()
    os._exit(code)


def night(order: dict[str, Any]) -> tuple[int, Any]:
    """Run a whole night; return the exit code of the command, and what came of it."""
    os.environ.update(order.get("env", {}))
    try:
        store = Store.create_or_open(order["store"], order["kind"])
        asked = flows.night.Night(
            files=tuple(map(Path, order.get("files", ()))),
            registry=None if order.get("files") else load_registry(data_dir() / "sample" / "sources"),
            regions=tuple(order["regions"]) if order.get("regions") else None,
            resolve=tuple(map(Resolve.parse, order.get("resolve", ()))),
            accept=order.get("accept"),
        )
        outcome = flows.night.run_night(store, asked, PlainRunner())
    except FazhiError as error:
        return REFUSED_REQUEST, {"error": str(error)}
    version = outcome.publish.version if outcome.publish else None
    return outcome.exit_code, {"version": version, "refusal": outcome.refusal, "failures": outcome.failures}


def salvage(order: dict[str, Any]) -> tuple[int, Any]:
    return 0, checks.salvage(order["store"])


def look(order: dict[str, Any]) -> tuple[int, Any]:
    return 0, checks.look(order["store"], order["captured"])


DEEDS = {"night": night, "salvage": salvage, "look": look}


if __name__ == "__main__":
    main()
