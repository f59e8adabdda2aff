"""Passages of report prose with true and planted relations: what is found, what is doubted, and nothing besides.

`python -m pytest -s` prints the score; a relation counts as in the shared truth's program: same type, two members, at
most one besides.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Audit = Callable[..., Any]
_TRUTH: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "passages.yaml").read_text(encoding="utf-8")
)
# A balance of what came in and went out may be told as a sum; a part above its whole as either.
_ALSO = {"flow": {"flow", "sum"}, "sum": {"sum", "flow"}, "subset": {"subset", "sum"}, "yoy": {"yoy", "ratio"}}


def touches(kind: str, members: list[str], found: tuple[str, list[str]]) -> bool:
    shared = sum((Counter(members) & Counter(found[1])).values())
    return found[0] in _ALSO.get(kind, {kind}) and shared >= 2 and len(found[1]) - shared <= 1


def judged(audited: Audit, passage: dict[str, Any]) -> tuple[Counter[str], list[str]]:
    """Return the counts of one passage, and what is wrong with it in words."""
    result = audited(passage["text"])
    text_of = {q.index: q.text for q in result.quantities}
    found = [(f.type, [text_of[m] for m in f.members], f.verdict) for f in result.findings]
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for kind, verdict, *members in passage["relations"]:
        said = {v for t, m, v in found if touches(kind, members, (t, m))}
        told = "relation" if verdict == "holds" else "doubt"
        right = "holds" in said if verdict == "holds" else bool(said - {"holds"})
        count[told] += 1
        count[f"{told} found"] += right
        if not right:
            wrong.append(f"{kind} {verdict} {members}: {sorted(said)}")
    for kind, members, verdict in found:
        if verdict == "holds":
            continue
        met = [v for k, v, *m in passage["relations"] if v != "holds" and touches(k, m, (kind, members))]
        if not met:
            wrong.append(f"false alarm {kind} {verdict} {members}")
        count["false alarm"] += not met
        count["overclaim"] += verdict == "violated" and met == ["suspect"]
    return count, wrong


def score(audited: Audit, part: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for passage in _TRUTH[part]:
        total += judged(audited, passage)[0]
    print(f"\n{part}: {dict(total)}")
    return total


@pytest.mark.parametrize("part", ["read", "unread"])
def test_nothing_is_raised_that_is_in_order(audited: Audit, part: str) -> None:
    total = score(audited, part)
    assert (total["false alarm"], total["overclaim"]) == (0, 0)
