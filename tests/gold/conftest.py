"""The score of the shared truth's own program; tests that need it skip where it is absent."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def score(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", shared / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
