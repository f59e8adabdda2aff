"""The gold score of the real pipeline: floors in floors.yaml, which only go up."""

from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from tasks.extract.quantities import extract
from tasks.segment import segment
from tests.gold.pooling import ALARMS, pooled

FLOORS = yaml.safe_load((Path(__file__).parent / "floors.yaml").read_text(encoding="utf-8"))
# score.py leaves the truth files to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def documents(folder: Path, first: str) -> list[str]:
    """Name the documents of a truth folder whose names begin with one of the characters in ``first``."""
    return sorted(path.name.split(".")[0] for path in folder.glob("*.identity.json") if path.name[0] in first)


def quantities(path: Path, report_year: int | None) -> list[Any]:
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    return extract(text, segment(text, report_year), report_year)


@pytest.mark.parametrize(("group", "first"), [("whole", "0"), ("retold", "p")])
def test_the_score_does_not_drop(score: ModuleType, shared: Path, group: str, first: str) -> None:
    names = documents(shared / "gold", first)
    assert names
    scores, alarms = pooled(score, shared / "reports", shared / "gold", names)
    print(group, {key: round(value, 4) for key, value in scores.items()}, dict(alarms))
    below = {key: (round(scores[key], 4), floor) for key, floor in FLOORS[group].items() if scores[key] < floor}
    assert not below
    assert alarms == dict.fromkeys(ALARMS, 0)


@pytest.mark.parametrize("half", ["read", "unread"])
@pytest.mark.parametrize(("kind", "first"), [("whole", "bw"), ("short", "qp")])
def test_the_score_on_the_independent_truth_does_not_drop(score: ModuleType, half: str, kind: str, first: str) -> None:
    folder = Path(__file__).parent / "independent" / half
    names = documents(folder / "gold", first)
    assert names
    scores, alarms = pooled(score, folder / "reports", folder / "gold", names)
    print(half, kind, {key: round(value, 4) for key, value in scores.items()}, dict(alarms))
    floors = FLOORS[f"{half}_{kind}"]
    assert not {key: (round(scores[key], 4), floor) for key, floor in floors.items() if scores[key] < floor}
    assert alarms == dict.fromkeys(ALARMS, 0)


def test_a_report_of_duties_reports_no_figure(shared: Path) -> None:
    found = quantities(shared / "reports" / "003.txt", 2021)
    assert [row.text for row in found if row.status == "reported"] == []
    assert [row.text for row in found if row.status == "target"] == ["6次", "60学时", "100%", "一期"]


def test_neighbouring_texts_are_read_without_overlap(shared: Path) -> None:
    texts = sorted((shared / "other").glob("*.txt"))
    assert texts
    for path in texts:
        rows = quantities(path, None)
        assert rows
        assert all(a.end <= b.start for a, b in pairwise(rows))
