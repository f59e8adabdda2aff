"""A broken word list is named, never silently empty."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.errors import FazhiError
from tasks.extract import lexicon


@pytest.fixture
def copy(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    shutil.copytree(root / "data" / "lexicon", tmp_path / "lexicon")
    monkeypatch.setenv("FAZHI_DATA", str(tmp_path))
    caches = (lexicon._content, lexicon.units, lexicon.hedges)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path / "lexicon"
    for cached in caches:
        cached.cache_clear()


def test_the_shipped_lists_load(copy: Path) -> None:
    assert lexicon.units()["平方米"].kind == "area"
    assert lexicon.hedges("attached")["近"].bound == "nearly"


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("units", "count: 件\nnouns: 村\namount: {元: {kind: gold, unit: 元}}\n", "amount: 元 is broken"),
        ("units", "count: 件\n", "has no nouns"),
        ("units", "- 件\n", "not a mapping"),
        ("units", "count: [1, 2]\n", "not a list of words"),
    ],
)
def test_a_broken_entry_is_named(copy: Path, name: str, content: str, complaint: str) -> None:
    (copy / f"{name}.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(FazhiError, match=complaint):
        lexicon.units()


def test_an_unknown_modifier_is_named(copy: Path) -> None:
    (copy / "modifiers.yaml").write_text("attached: {近: {modifier: nearish, bound: nearly}}\n", encoding="utf-8")
    with pytest.raises(FazhiError, match="attached: 近"):
        lexicon.hedges("attached")
