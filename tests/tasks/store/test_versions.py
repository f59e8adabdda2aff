"""The three versions: each changes with what decides its rows, and with nothing else."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.store import versions


def imports(file: Path) -> Iterator[str]:
    """The project files that a module imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("tasks", "schemas"):
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                yield name.replace(".", "/") + ".py"


def test_what_assigns_indicators_counts_for_the_catalogue(root: Path) -> None:
    """Its helpers would else count as the parser's, and a change in them would leave old indicators standing."""
    folder = "tasks/extract/indicators/"
    assert folder.rstrip("/") in versions.CATALOGUE_CODE
    for file in sorted((root / folder).glob("*.py")):
        for used in imports(file):
            if used.startswith("tasks/") and (root / used).is_file() and not used.endswith("/__init__.py"):
                assert used.startswith(versions.CATALOGUE_CODE) or file.name == "confusion.py", (
                    f"{file.name} uses {used}"
                )


@pytest.mark.parametrize(
    ("changed", "version"),
    [
        ("indicators/T01.yaml", {"catalogue"}),
        ("obligations/deadlines.yaml", {"audit"}),
        ("lexicon/audit.yaml", {"audit"}),
        ("lexicon/comparison.yaml", {"parse", "audit"}),
        ("lexicon/units.yaml", {"parse"}),
        ("lexicon/measure.yaml", {"parse"}),
        ("sources/crawl.yaml", set()),
        ("sample/portal/portal.yaml", set()),
    ],
)
def test_a_change_in_data_changes_its_own_version(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, version: set[str]
) -> None:
    data = shutil.copytree(root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("reports"))
    monkeypatch.setenv("FAZHI_DATA", str(data))
    before = versions.current()
    (data / changed).write_text((data / changed).read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    versions.with_data.cache_clear()
    after = versions.current()
    assert {name for name in vars(before) if getattr(before, name) != getattr(after, name)} == version


def test_versions_are_those_of_the_data_in_use(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process may read with other data first; what it read by must not stand for the usual data."""
    usual = versions.current()
    data = shutil.copytree(root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("reports"))
    (data / "indicators/T01.yaml").write_text("# emptied\n", encoding="utf-8")
    monkeypatch.setenv("FAZHI_DATA", str(data))
    assert versions.current().catalogue != usual.catalogue
    monkeypatch.undo()
    assert versions.current() == usual
