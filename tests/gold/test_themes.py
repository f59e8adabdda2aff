"""The themes of sections, beside a truth written by hand (themes.yaml)."""

from pathlib import Path

import pytest
import yaml

from tasks.segment import segment

TRUTH = yaml.safe_load((Path(__file__).parent / "themes.yaml").read_text(encoding="utf-8"))
REPORT_YEAR = {"000": 2022, "002": 2022}


def agreement(name: str, text: str, report_year: int) -> tuple[int, int]:
    """Return how many of the document's sections have the theme that people gave them, and how many there are."""
    found = {section.start: section.theme for section in segment(text, report_year, tokens=False).sections}
    right = 0
    for start, theme in TRUTH[name].items():
        at = next((start + shift for shift in (0, -1, 1, -2, 2) if start + shift in found), None)
        right += at is not None and found[at] == theme
    return right, len(TRUTH[name])


def share(counts: list[tuple[int, int]]) -> float:
    """Return the share of sections that agree, over all documents."""
    return float(sum(right for right, _ in counts) / sum(total for _, total in counts))


def test_themes_of_real_reports(shared: Path) -> None:
    texts = {name: (shared / "reports" / f"{name}.txt").read_text(encoding="utf-8") for name in REPORT_YEAR}
    assert share([agreement(name, text, REPORT_YEAR[name]) for name, text in texts.items()]) >= 0.95


@pytest.mark.parametrize("name", [name for name in TRUTH if "/" in name])
def test_themes_of_invented_reports(root: Path, name: str) -> None:
    text = (root / "data/sample/reports" / f"{name}.txt").read_text(encoding="utf-8")
    assert share([agreement(name, text, int(name[-4:]))]) >= 0.9
