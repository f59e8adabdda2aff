"""The gold score of the real pipeline: floors in floors.yaml, which only go up."""

import importlib.util
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tasks.extract.quantities import extract
from tasks.segment import segment

FLOORS = yaml.safe_load((Path(__file__).parent / "floors.yaml").read_text(encoding="utf-8"))
# score.py leaves the truth files to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
WHOLE_REPORTS = ("000", "002", "003")


@pytest.fixture(scope="module")
def score(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", shared / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def inspected(path: Path, report_year: int | None) -> dict[str, Any]:
    """What `fazhi inspect --json` says of a file's quantities."""
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    fields = ("start", "end", "text", "unit", "modifier", "kind", "status", "statistic", "period", "measure")
    quantities = []
    for quantity in extract(text, segment(text, report_year), report_year):
        row = {name: getattr(quantity, name) for name in fields}
        for name in ("value", "value_low", "value_high"):
            number = getattr(quantity, name)
            row[name] = None if number is None else str(number)
        quantities.append(row)
    return {"quantities": quantities, "text": text}


def pooled(score: ModuleType, shared: Path, names: list[str]) -> dict[str, float]:
    """Sum the counts over documents, then divide, as the issue's table is read."""
    total: dict[str, int] = {}
    for name in names:
        truth = yaml.safe_load((shared / "gold" / f"{name}.identity.json").read_text(encoding="utf-8"))
        year = truth.get("report_year")
        found = inspected(shared / "reports" / f"{name}.txt", int(year) if year else None)
        counts = score.score(shared / "gold", name, found)["counts"]
        for key, count in counts.items():
            total[key] = total.get(key, 0) + count
    shares = {
        "recall": ("right", "true"), "precision": ("right", "found"), "targets": ("targets_right", "targets"),
        "mentions": ("mentions_found", "mentions"), "kinds": ("kinds_right", "mentions_found"),
        "statistic": ("statistic_right", "right"), "period": ("period_right", "periods"),
        "measure": ("measure_right", "right"),
    }  # fmt: skip
    return {key: total[a] / total[b] for key, (a, b) in shares.items() if total[b]}


@pytest.mark.parametrize("group", ["whole", "retold"])
def test_the_score_does_not_drop(score: ModuleType, shared: Path, group: str) -> None:
    retold = sorted(path.name.split(".")[0] for path in (shared / "gold").glob("p*.identity.json"))
    names = list(WHOLE_REPORTS) if group == "whole" else retold
    assert names
    scores = pooled(score, shared, names)
    below = {key: (round(scores[key], 4), floor) for key, floor in FLOORS[group].items() if scores[key] < floor}
    assert not below


def test_a_report_of_duties_reports_no_figure(shared: Path) -> None:
    found = inspected(shared / "reports" / "003.txt", 2021)["quantities"]
    assert [row["text"] for row in found if row["status"] == "reported"] == []
    assert [row["text"] for row in found if row["status"] == "target"] == ["6次", "60学时", "100%", "一期"]


def test_neighbouring_texts_are_read_without_overlap(shared: Path) -> None:
    texts = sorted((shared / "other").glob("*.txt"))
    assert texts
    for path in texts:
        rows = inspected(path, None)["quantities"]
        assert rows
        assert all(a["end"] <= b["start"] for a, b in pairwise(rows))
