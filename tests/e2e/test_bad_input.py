"""Bad input: one line that names the thing and the remedy, exit code 2, nothing half-written."""

import subprocess
import sys
from pathlib import Path

import pytest

REPORT = "data/sample/reports/zhenliu-street/2022.txt"


def fazhi(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    command = [sys.executable, "-m", "flows.cli", *map(str, words)]
    root = Path(__file__).parents[2]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def assert_one_line(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for part in parts:
        assert part in done.stderr


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["run", "--files", "no-such-folder"], ["no-such-folder", "does not exist"]),
        (["run"], ["no site of the registry is enabled", "--sample"]),
        (["run", "--sample", "--files", REPORT], ["exclude each other"]),
        (["run", "--sample", "--years", "2024-2021"], ["2024-2021", "upside down"]),
        (["run", "--sample", "--years", "lately"], ["lately", "2021-2024"]),
        (["run", "--sample", "--regions", "999999"], ["999999"]),
        (["run", "--sample", "--resolve", "nonsense"], ["nonsense", "HOST:PORT:ADDRESS"]),
        (["inspect", "no-such-file.txt"], ["no-such-file.txt"]),
        (["inspect", "pyproject.toml"], ["no known kind"]),
        (["inspect", REPORT, "--published", "soon"], ["soon", "2024-03-12"]),
    ],
)
def test_a_wrong_request_is_named_and_nothing_is_written(tmp_path: Path, words: list[str], parts: list[str]) -> None:
    store = tmp_path / "store"
    done = fazhi(*words, FAZHI_STORE=str(store))
    assert_one_line(done, *parts)
    assert not store.exists()


@pytest.mark.parametrize("command", ["releases", "show", "verify", "quarantine list", "prune --keep 1", "publish"])
def test_a_folder_that_is_not_a_store_is_named(tmp_path: Path, command: str) -> None:
    assert_one_line(fazhi(*command.split(), "--store", tmp_path), str(tmp_path), "is not a store")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["show", "1999.01.01"], ["1999.01.01", "name one of"]),
        (["diff", "1999.01.01", "1999.01.02"], ["1999.01.01"]),
        (["rollback", "1999.01.01"], ["1999.01.01"]),
        (["sql", "SELEC nothing"], ["SQL"]),
        (["sql", "SELECT nothing FROM reports"], ["nothing"]),
        (["sql", "COPY reports TO 'out.csv'"], ["not one SELECT"]),
        (["sql", "SELECT * FROM read_text('/etc/hostname')"], ["SQL"]),
        (["quarantine", "show", "feed"], ["feed", "not in quarantine"]),
        (["export", "1999.01.01", "out"], ["1999.01.01"]),
        (["backfill", "--years", "2023", "--stages", "paint", "--dry-run"], ["paint"]),
        (["run", "--files", REPORT], ["sample store", "real"]),
    ],
)
def test_a_wrong_question_to_a_store_is_named(sample_store: Path, words: list[str], parts: list[str]) -> None:
    before = sorted(str(path) for path in sample_store.rglob("*"))
    assert_one_line(fazhi(*words, "--store", sample_store), *parts)
    assert sorted(str(path) for path in sample_store.rglob("*")) == before


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert_one_line(fazhi("run", "--files", empty, "--store", tmp_path / "s"), "empty.txt")
    assert not (tmp_path / "s" / "releases").exists()


def test_a_broken_catalogue_entry_is_named_with_its_file(tmp_path: Path, root: Path) -> None:
    import shutil

    data = shutil.copytree(root / "data", tmp_path / "data")
    theme = data / "indicators" / "T01.yaml"
    theme.write_text(theme.read_text(encoding="utf-8").replace("unit:", "untt:", 1), encoding="utf-8")
    done = fazhi("run", "--files", REPORT, "--store", tmp_path / "s", FAZHI_DATA=str(data))
    assert_one_line(done, "T01.yaml")
    assert not (tmp_path / "s").exists()


def test_a_place_without_permission_or_space_is_named() -> None:
    assert_one_line(fazhi("run", "--files", REPORT, "--store", "/proc/store"), "/proc/store")
