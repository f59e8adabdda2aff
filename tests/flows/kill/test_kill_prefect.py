"""Whole nights through Prefect, as `fazhi run` starts them, killed at random moments with all their processes."""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

NIGHTS, SEED = 10, 20261120
WRITES_FROM = 0.3  # of its time a night has gone by when Prefect has started and the first byte is written


@dataclass(frozen=True)
class Command:
    """``fazhi run`` over a night's documents, with a Prefect of its own."""

    root: Path
    home: Path
    folder: Path
    store: Path

    def run(self, kill_after: float | None = None) -> int:
        """Run it, or kill its process group after so many seconds; return its exit code."""
        options = ["--files", str(self.folder), "--store", str(self.store), "--workers", "1"]
        env = os.environ | {"PREFECT_HOME": str(self.home), "PYTHONPATH": str(self.root), "DO_NOT_TRACK": "1"}
        with (self.home / "output").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "flows.cli", "run", *options],
                env=env, cwd=self.home, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
            try:
                return process.wait(timeout=kill_after)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return process.wait()


def test_nights_killed_through_prefect_end_as_undisturbed_ones(root, files, folders, reader, tmp_path) -> None:
    def command(name: str, night: int) -> Command:
        home = tmp_path / name
        home.mkdir()
        if night == 2:
            files.copy_first(home / "store")
        return Command(root, home, folders[night - 1], home / "store")

    began = time.monotonic()
    assert command("undisturbed", 1).run() == 0
    usual = time.monotonic() - began
    dice = random.Random(SEED)
    moments = [(index, usual * dice.uniform(WRITES_FROM, 1)) for index in range(NIGHTS)]

    def attempt(index: int, after: float) -> list[str]:
        night = 1 + index % 2
        run = command(f"try-{index}", night)
        with reader(run.store) as consumer:
            run.run(kill_after=after)
            captured = files.salvage(run.store)
            again = {"exit": run.run()}
            wrong = files.compare(files.look(run.store, captured), again, night)
        return [f"night {night} killed after {after:.1f} s: {line}" for line in [*wrong, *consumer.wrong]]

    with ThreadPoolExecutor(2) as pool:
        wrong = [line for lines in pool.map(lambda moment: attempt(*moment), moments) for line in lines]
    print(
        f"prefect: {NIGHTS} nights killed, an undisturbed one takes {usual:.0f} s, {len(wrong)} failures, seed {SEED}"
    )
    assert not wrong, "\n".join(wrong)
