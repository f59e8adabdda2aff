"""What a killed run leaves behind must end by itself: an orphan that writes would spoil the next run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

RUN = """
import os, sys, time
from pathlib import Path
from flows.runners import PlainRunner

def work(index):
    Path(f"worker-{index}").write_text(str(os.getpid()))
    time.sleep(60)

if __name__ == "__main__":
    list(PlainRunner(workers=2).each("parse", work, [(0,), (1,)]))
"""


def test_workers_end_with_the_run_they_work_for(root: Path, tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN)
    run = subprocess.Popen([sys.executable, str(script)], env=os.environ | {"PYTHONPATH": str(root)}, cwd=tmp_path)
    deadline = time.monotonic() + 60
    while len(workers := [path.read_text() for path in tmp_path.glob("worker-*")]) < 2 or "" in workers:
        assert time.monotonic() < deadline, "the workers did not start"
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 10
    while left := [pid for pid in workers if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < deadline, f"{left} outlive their run"
        time.sleep(0.05)
