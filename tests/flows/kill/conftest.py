"""The kill harness: two nights over a small input, killed where asked, run again, and compared with undisturbed ones.

``zygote.py`` runs the nights in processes of their own, ``checks.py`` looks at what is left; here are the inputs,
what is tried, and a reader that opens the release all the while, as a consumer does.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import LifoQueue
from typing import Any

import pytest
import yaml

from flows.sample_portal import SamplePortal

KILLED = -9
AT_ONCE = 2  # tries at a time: one a core

# Invented reports of the sample as local files: a page that is no report among them; then one text is revised
# and two are new.
FIRST = ["qingxiu-district/2022", "qingxiu-district/2023", "moxi-county/2022", "zhenliu-street/2024"]
OTHER = "_other/interpretation"
FILES = (
    [*FIRST, OTHER],
    [*FIRST[:3], "zhenliu-street/2024.revised", OTHER, "lz-fu/2023", "lz-market/2023"],
)
REGION = "X900101"  # the site of the sample portal whose report is revised on the second night


@dataclass(frozen=True)
class Death:
    """Where a night dies: at a fault point (``name:nth``) or after so many seconds.

    ``again``: where the run after it dies too; ``onward``: whether the next night is tried as well.
    """

    night: int
    point: str | None = None
    after: float | None = None
    again: str | None = None
    onward: bool = False

    def __str__(self) -> str:
        where = self.point or f"{self.after:.3f} s"
        return f"night {self.night} at {where}" + (f", then at {self.again}" if self.again else "")


@dataclass
class Undisturbed:
    """What two nights are when nothing happens: points passed, seconds, exit codes, rows, and the store after the first."""

    points: list[list[str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    exits: list[int] = field(default_factory=list)
    tables: list[dict[str, str]] = field(default_factory=list)
    after_first: Path = Path()


@dataclass
class Tried:
    """What came of some tries."""

    deaths: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def told(self, what: str) -> str:
        mean = sum(self.seconds) / max(len(self.seconds), 1)
        return f"{what}: {len(self.seconds)} tries, {self.deaths} died, {mean:.1f} s a try, {len(self.wrong)} failures"


class Zygote:
    """A process that forks a child a night, started when first asked; see zygote.py."""

    def __init__(self, root: Path, scratch: Path) -> None:
        self._root, self._scratch = root, scratch
        self._process: subprocess.Popen[str] | None = None

    def _start(self) -> None:
        settings = {"OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1", "PYTHONPATH": str(self._root)}
        settings["TMPDIR"] = str(self._scratch)  # the killed cannot clean it up
        command = [sys.executable, str(Path(__file__).parent / "zygote.py")]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self._scratch / "errors").open("w"),
            text=True,
            cwd=self._root,
            env=os.environ | settings,
        )
        assert json.loads(self._process.stdout.readline())["ready"]

    def ask(self, do: str, store: Path, **order: Any) -> Any:
        if self._process is None:
            self._start()
        self._process.stdin.write(json.dumps({"do": do, "store": str(store), **order}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate(timeout=30)


class Reader(threading.Thread):
    """Opens the latest release again and again; what it is served must be whole each time."""

    def __init__(self, store: Path) -> None:
        super().__init__(daemon=True)
        self.releases = store / "releases"
        self.wrong: list[str] = []
        self.seen: set[tuple[str, str]] = set()
        self.stop = threading.Event()

    def __enter__(self) -> "Reader":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.join()

    def run(self) -> None:
        while not self.stop.wait(0.01) and not self.wrong:
            try:
                self.wrong += self.read()
            except (OSError, ValueError, KeyError) as error:
                self.wrong.append(f"a reader was served {error!r}")

    def read(self) -> Iterator[str]:
        if not (self.releases / "latest.json").exists():
            return
        version = json.loads((self.releases / "latest.json").read_bytes())["version"]
        folder = self.releases / version
        manifest = json.loads((folder / "manifest.json").read_bytes())
        if manifest["version"] != version:
            yield f"latest is {version}, its manifest says {manifest['version']}"
        for line in (folder / "SHA256SUMS").read_text().splitlines():
            digest, _, name = line.partition("  ")
            if (version, name) in self.seen:
                (folder / name).stat()
            elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                yield f"a reader was served a torn {version}/{name}"
            self.seen.add((version, name))


class Harness:
    """Two nights, as ``orders`` for a zygote; what they are undisturbed is found out once."""

    def __init__(self, name: str, orders: Sequence[dict[str, Any]], zygotes: "LifoQueue[Zygote]", tmp: Path) -> None:
        self.name, self.orders, self.tmp = name, orders, tmp / name
        self.tmp.mkdir()
        self._zygotes = zygotes
        self.undisturbed = Undisturbed()
        self._learn()

    def _learn(self) -> None:
        known, store = self.undisturbed, self.tmp / "undisturbed"
        with self.zygote() as zygote:
            for night, order in enumerate(self.orders, 1):
                log = self.tmp / f"points-{night}"
                done = zygote.ask("night", store, **with_env(order, FAZHI_FAULT_LOG=str(log)))
                assert done["exit"] in (0, 3), done
                assert done["said"]["version"], done
                known.points.append(nth_passings(log.read_text().split()))
                known.seconds.append(done["seconds"])
                known.exits.append(done["exit"])
                seen = zygote.ask("look", store, captured=zygote.ask("salvage", store)["said"])["said"]
                assert (seen["wrong"], seen["releases"]) == ([], night)
                known.tables.append(seen["tables"])
                if night == 1:
                    known.after_first = self.tmp / "after-first"
                    copy_store(store, known.after_first)

    @contextmanager
    def zygote(self) -> Iterator[Zygote]:
        zygote = self._zygotes.get()
        try:
            yield zygote
        finally:
            self._zygotes.put(zygote)

    def try_all(self, deaths: Sequence[Death], at_once: int = AT_ONCE) -> Tried:
        """Try every death, and print the figures."""
        tried = Tried()
        with ThreadPoolExecutor(at_once) as pool:
            for seconds, died, wrong in pool.map(self.attempt, deaths):
                tried.seconds.append(seconds)
                tried.deaths += died
                tried.wrong += wrong
        print(tried.told(self.name))
        return tried

    def attempt(self, death: Death) -> tuple[float, bool, list[str]]:
        """Die once, run again, and look; return the seconds taken, whether it died, and what is wrong."""
        began, order, store = time.monotonic(), self.orders[death.night - 1], self.tmp / f"try-{threading.get_ident()}"
        shutil.rmtree(store, ignore_errors=True)
        if death.night == 2:
            copy_store(self.undisturbed.after_first, store)
        with self.zygote() as zygote, Reader(store) as reader:
            ran = [zygote.ask("night", store, **with_env(order, FAZHI_FAULT=death.point or ""), kill_after=death.after)]
            died = has_died(ran[0])
            wrong = [] if died or not death.point else [f"it did not die: {ran}"]
            if death.again:
                ran.append(zygote.ask("night", store, **with_env(order, FAZHI_FAULT=death.again)))
                wrong += [] if has_died(ran[1]) else [f"it did not die again: {ran}"]
            captured = zygote.ask("salvage", store)["said"]
            ran.append(zygote.ask("night", store, **order))
            wrong += self.compare(zygote.ask("look", store, captured=captured), ran[-1], death.night)
            if death.onward:
                ran.append(zygote.ask("night", store, **self.orders[1]))
                wrong += self.compare(zygote.ask("look", store, captured=captured), ran[-1], 2)
        wrong += [f"{process} outlived its night" for answer in ran for process in answer["orphans"]]
        return time.monotonic() - began, died, [f"{death}: {line}" for line in [*wrong, *reader.wrong]]

    def copy_first(self, store: Path) -> None:
        """Make ``store`` what it is after an undisturbed first night."""
        copy_store(self.undisturbed.after_first, store)

    def salvage(self, store: Path) -> list[list[str]]:
        """Return what has been captured into a store; see checks.py."""
        with self.zygote() as zygote:
            return zygote.ask("salvage", store)["said"]

    def look(self, store: Path, captured: list[list[str]]) -> dict[str, Any]:
        """Look at a store; see checks.py."""
        with self.zygote() as zygote:
            return zygote.ask("look", store, captured=captured)

    def compare(self, found: dict[str, Any], again: dict[str, Any], night: int) -> list[str]:
        """Say how a store differs from the undisturbed one after ``night``."""
        if again["exit"] != self.undisturbed.exits[night - 1]:
            return [f"run again, it ended with {again}"]
        seen, wanted = found["said"], self.undisturbed.tables[night - 1]
        if seen is None:
            return [f"the store cannot be looked at: {found}"]
        wrong = [f"table {name} differs" for name in wanted if seen["tables"].get(name) != wanted[name]]
        if seen["releases"] != night:
            wrong.append(f"{seen['releases']} releases after {night} nights")
        return wrong + seen["wrong"]


def nth_passings(names: Sequence[str]) -> list[str]:
    """Number every passing of a point: ``a a b`` are ``a:1 a:2 b:1``."""
    counts: Counter[str] = Counter()
    passings = []
    for name in names:
        counts[name] += 1
        passings.append(f"{name}:{counts[name]}")
    return passings


def has_died(answer: dict[str, Any]) -> bool:
    """Whether the night was killed, or its crawl was and it said so."""
    return answer["exit"] == KILLED or "ended early" in ((answer["said"] or {}).get("error") or "")


def with_env(order: dict[str, Any], **env: str) -> dict[str, Any]:
    return order | {"env": order.get("env", {}) | env}


def copy_store(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)  # keeps hard links, which shutil does not


@pytest.fixture(scope="session")
def zygotes(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["LifoQueue[Zygote]"]:
    queue: LifoQueue[Zygote] = LifoQueue()
    made = [Zygote(root, tmp_path_factory.mktemp("scratch")) for _ in range(AT_ONCE)]
    for zygote in made:
        queue.put(zygote)
    yield queue
    for zygote in made:
        zygote.close()


@pytest.fixture(scope="session")
def folders(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two nights' local documents: each its title and its text."""
    nights = []
    reports = root / "data" / "sample" / "reports"
    for names in FILES:
        folder = tmp_path_factory.mktemp("documents")
        for name in names:
            title = yaml.safe_load((reports / f"{name}.yaml").read_text())["title"]
            target = folder / f"{name.replace('/', '-').removesuffix('.revised')}.txt"
            target.write_text(f"{title}\n{(reports / f'{name}.txt').read_text()}")
        nights.append(folder)
    return nights


@pytest.fixture(scope="session")
def files(folders: list[Path], zygotes: "LifoQueue[Zygote]", tmp_path_factory: pytest.TempPathFactory) -> Harness:
    """Two nights over local documents."""
    orders = [{"kind": "real", "files": [str(folder)]} for folder in folders]
    return Harness("files", orders, zygotes, tmp_path_factory.mktemp("kill"))


@pytest.fixture(scope="session")
def withdrawal(
    root: Path, folders: list[Path], zygotes: "LifoQueue[Zygote]", tmp_path_factory: pytest.TempPathFactory
) -> Harness:
    """Two nights over the same documents; before the second, one report is withdrawn from every release."""
    data = tmp_path_factory.mktemp("data")
    for part in (root / "data").iterdir():
        (data / part.name).symlink_to(part)
    (data / "withdrawals").unlink()
    (data / "withdrawals").mkdir()
    entry = {"issuer": "墨溪县人民政府", "year": 2022, "reason": "试验", "date": "2026-11-20"}
    (data / "withdrawals" / "test.yaml").write_text(yaml.safe_dump([entry], allow_unicode=True))
    order = {"kind": "real", "files": [str(folders[0])], "accept": "one report of four is withdrawn"}
    orders = [order, with_env(order, FAZHI_DATA=str(data))]
    return Harness("withdrawal", orders, zygotes, tmp_path_factory.mktemp("kill"))


@pytest.fixture(scope="session")
def crawl(zygotes: "LifoQueue[Zygote]", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    """Two nights over one site of the sample portal."""
    with ExitStack() as stack:
        portals = [stack.enter_context(SamplePortal(night)) for night in (1, 2)]
        orders = [
            {"kind": "sample", "regions": [REGION], "resolve": [str(entry) for entry in portal.resolve]}
            for portal in portals
        ]
        yield Harness("crawl", orders, zygotes, tmp_path_factory.mktemp("kill"))


@pytest.fixture(scope="session")
def death() -> type[Death]:
    return Death


@pytest.fixture(scope="session")
def reader() -> type[Reader]:
    return Reader
