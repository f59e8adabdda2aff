"""The wheel, installed into an empty environment, carries its data and runs the sample."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest


def run(*words: object, **kwargs: object) -> str:
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False, **kwargs)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


@pytest.mark.slow
def test_the_wheel_runs_the_sample_in_an_empty_environment(root: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, root)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    pip = (
        tmp_path / "env" / "bin" / "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
    )
    run(*pip, "--require-hashes", "-r", root / "requirements.lock")
    run(*pip, wheel)
    (tmp_path / "home").mkdir()
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV", "FAZHI_DATA")}
    shown = run(
        tmp_path / "env" / "bin" / "fazhi", "run", "--sample",
        cwd=tmp_path, env={**environment, "HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert "published" in shown
    assert (tmp_path / "sample-store" / "releases" / "latest.json").exists()
