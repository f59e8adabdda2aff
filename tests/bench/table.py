"""A benchmark's table, and the place between two markers of a document where it is written."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.scoring import Score

COLUMNS = ("recall", "precision", "of those on a figure", "recall with unit", "precision with unit", "KB/s")


def rows(scores: Mapping[str, Score], speeds: Mapping[str, float], unitless: Sequence[str]) -> list[str]:
    """Return a Markdown table with one line a reader."""
    lines = [" | ".join(("| reader", *COLUMNS)) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, score in scores.items():
        units = ["–", "–"] if name in unitless else [_percent(score.with_unit, n) for n in (score.true, score.found)]
        shares = [_percent(score.right, n) for n in (score.true, score.found, score.placed)]
        lines.append(" | ".join((f"| {name}", *shares, *units, f"{speeds[name]:.0f}")) + " |")
    return lines


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "–"


def write_between(path: Path, name: str, lines: Sequence[str]) -> None:
    """Replace what stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``; ValueError where the markers are not there once."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed) or begin in after:
        raise ValueError(f"{path} needs {begin.strip()} and {end} once")
    path.write_text("".join((before, begin, *(f"{line}\n" for line in lines), end, after)), encoding="utf-8")
