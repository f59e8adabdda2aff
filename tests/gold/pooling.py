"""Scores pooled over documents: counts are summed, then divided, so that a long report weighs as much as it says."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from tasks.inspect import inspect, payload_of, to_dict

_SHARES = {
    "recall": ("right", "true"), "precision": ("right", "found"), "targets": ("targets_right", "targets"),
    "mentions": ("mentions_found", "mentions"), "kinds": ("kinds_right", "mentions_found"),
    "statistic": ("statistic_right", "right"), "period": ("period_right", "periods"),
    "measure": ("measure_right", "right"), "id_recall": ("ids_right", "ids"), "id_precision": ("ids_right", "ids_given"),
    "stated": ("stated_found", "stated"), "doubts": ("doubts_found", "doubts"), "sections": ("sections", "documents"),
}  # fmt: skip
ALARMS = ("false_alarms", "overclaims")


def pooled(score: ModuleType, reports: Path, gold: Path, names: Iterable[str]) -> tuple[dict[str, float], Counter[str]]:
    """Return the shares by name, and how many alarms were false or too loud."""
    total: Counter[str] = Counter()
    for name in names:
        truth = json.loads((gold / f"{name}.identity.json").read_text(encoding="utf-8"))
        found = to_dict(inspect(payload_of(reports / f"{name}.txt", truth.get("url"))))
        result = score.score(gold, name, found)
        total.update(result["counts"])
        total.update({alarm: result[alarm] for alarm in ALARMS})
        for key, told in (("stated", "stated_relations"), ("doubts", "doubts_flagged")):
            right, all_ = map(int, result[told].split("/"))
            total.update({f"{key}_found": right, key: all_})
        if result["sections"] is not None:
            total.update({"sections": result["sections"], "documents": 1})
    shares = {key: total[a] / total[b] for key, (a, b) in _SHARES.items() if total[b]}
    return shares, Counter({alarm: total[alarm] for alarm in ALARMS})
