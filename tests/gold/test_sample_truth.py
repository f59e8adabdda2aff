"""The pipeline against the sample's hand-made truth, pooled over its reports.

The truth (``data/sample/reports/<issuer>/<year>.yaml``) was written before the texts and without the extractor.
A figure is right when it shares half of its characters with a true one and value (or bounds), unit and modifier are
equal; a relation is told when a finding has its type, its verdict, two of its members and at most one besides. With ``-s``
the scores are shown.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.inspect import inspect, payload_of, to_dict

FLOORS = yaml.safe_load(Path(__file__).with_name("sample_floors.yaml").read_text(encoding="utf-8"))
IDENTITY = ("issuer", "issuer_type", "level", "region_code", "region_path", "report_year", "published_date")
Record = dict[str, Any]


class Score:
    """Hits and tries by name, and the misses in words."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.tries: Counter[str] = Counter()
        self.misses: list[tuple[str, str, str]] = []
        self.document = ""

    def note(self, name: str, hit: bool, words: str = "") -> None:
        self.hits[name] += hit
        self.tries[name] += 1
        if not hit:
            self.misses.append((name, self.document, words))

    def percent(self, name: str) -> float:
        return 100 * self.hits[name] / self.tries[name]


def overlap(a: Record, b: Record) -> int:
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def link(true: list[Record], found: list[Record]) -> Iterator[tuple[Record | None, Record | None]]:
    """Pair each true record with the found one most alike (half of their characters in common), one to one."""

    def likeness(a: Record, b: Record) -> float:
        return overlap(a, b) / (max(a["end"], b["end"]) - min(a["start"], b["start"]))

    ranked = [(likeness(t, f), i, j) for i, t in enumerate(true) for j, f in enumerate(found) if overlap(t, f)]
    paired: dict[int, int] = {}
    for alike, i, j in sorted(ranked, reverse=True):
        if alike >= 0.5 and i not in paired and j not in paired.values():
            paired[i] = j
    for i, t in enumerate(true):
        yield t, found[paired[i]] if i in paired else None
    for j, f in enumerate(found):
        if j not in paired.values():
            yield None, f


def decimal(number: str | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def same_figure(true: Record, found: Record) -> bool:
    names = {"value": "value"} if true["value"] is not None else {"low": "value_low", "high": "value_high"}
    numbers = all(decimal(true[ours]) == decimal(found[theirs]) for ours, theirs in names.items())
    return numbers and true["unit"] == found["unit"] and true["modifier"] == found["modifier"]


def alike(phrase: str, other: str | None) -> bool:
    """Say whether two phrases share half of their character pairs (F1)."""
    a, b = ({w[i : i + 2] for i in range(len(w) - 1)} for w in (phrase, other or ""))
    return bool(a and b) and 2 * len(a & b) / (len(a) + len(b)) >= 0.5


def placed(record: Record, text: str) -> Record:
    """Return a record of the truth with its place in the text."""
    start = text.index(record["in"]) + record["in"].index(record["text"])
    return record | {"start": start, "end": start + len(record["text"])}


def score_figures(score: Score, status: str, true: list[Record], found: list[Record]) -> None:
    pairs = link([t for t in true if t["status"] == status], [f for f in found if f["status"] == status])
    for t, f in pairs:
        right = bool(t and f and same_figure(t, f))
        said = f"{f['text']} = {f['value']} {f['unit']} {f['modifier']}, {f['measure']}" if f else "nothing"
        if t:
            score.note(f"{status} recall", right, f"{t['in']} [{t['text']}], said: {said}")
        if f:
            score.note(f"{status} precision", right, f"{said}; true: {t and t['text']}")
        if t and f and right:
            score_meaning(score, t, f)


def score_meaning(score: Score, true: Record, found: Record) -> None:
    what = f"{true['in']} [{true['text']}] "
    statistic = true.get("statistic", "level")
    score.note("statistic", found["statistic"] == statistic, f"{what}{statistic}, said {found['statistic']}")
    score.note("measure", alike(true["measure"], found["measure"]), f"{what}{true['measure']}, said {found['measure']}")
    if true["status"] == "reported":
        score.note("period", found["period"] == true["period"], f"{what}{true['period']}, said {found['period']}")
    said, ids = set(found["indicators"]), set(true["indicators"])
    for name in sorted(ids):
        score.note("id recall", name in said, f"{what}{name}, said {sorted(said)}, {found['measure']}")
    for name in sorted(said):
        score.note("id precision", name in ids, f"{what}{name}, true {sorted(ids)}, {found['measure']}")


def touches(relation: Record, finding: Record) -> bool:
    """Say whether a finding speaks of a relation."""
    own, theirs = relation["members"], finding["members"]
    shared = sum(any(overlap(m, n) for n in theirs) for m in own)
    besides = sum(not any(overlap(m, n) for m in own) for n in theirs)
    return bool(finding["type"] == relation["type"] and shared >= 2 and besides <= 1)


def score_relations(score: Score, true: list[Record], findings: list[Record]) -> None:
    for relation in true:
        verdicts = {f["verdict"] for f in findings if touches(relation, f)}
        doubtful = relation["verdict"] != "holds"
        name = "doubts told" if doubtful else "relations that hold told"
        words = f"{relation['type']} {relation['verdict']}: {relation['note']}, said {verdicts or 'nothing'}"
        score.note(name, relation["verdict"] in verdicts, words)
    doubts = [r for r in true if r["verdict"] != "holds"]
    for finding in findings:
        if finding["verdict"] != "holds":
            known = any(touches(r, finding) for r in doubts)
            score.note("alarms", known, f"{finding['verdict']}: {finding['message']}")


def score_sections(score: Score, true: list[Record], found: list[Record], text: str) -> None:
    at = 0
    for section in true:
        at = text.index(section["heading"], at)
        number = len(section["number"] or "") + 3  # 一、 or (一) before the heading
        near = [s for s in found if at - number <= s["start"] <= at]
        right = any(s["part"] == section["part"] and alike(section["heading"], s["heading"]) for s in near)
        said = [(s["number"], s["heading"], s["part"]) for s in near]
        score.note("sections", right, f"{section['number']} {section['heading']} {section['part']}, said {said}")


def score_masks(score: Score, true: Record, text: str, masked: str, spans: tuple[tuple[int, int, str], ...]) -> None:
    persons = [text.index(p) for p in true["private_persons"]]
    for person in true["private_persons"]:
        score.note("persons masked", person not in masked, person)
    for start, end, what in spans:
        own = any(p <= start and end <= p + 4 for p in persons) or text[start:end] in true["private_persons"]
        score.note("masks", own, f"{what} {text[max(0, start - 8) : start]}[{text[start:end]}]{text[end : end + 4]}")


def read_report(score: Score, path: Path, host: str) -> None:
    true = yaml.safe_load(path.read_text(encoding="utf-8"))
    payload = payload_of(path.with_suffix(".txt"), f"http://{host}/{path.stem}.txt", true["published_date"])
    inspection = inspect(replace(payload, listed_title=true["title"]))
    found = to_dict(inspection)
    text = found["text"]
    figures = [placed(t, text) | {"period": str(t.get("period", true["report_year"]))} for t in true["figures"]]
    relations = [r | {"members": [placed(m, text) for m in r["members"]]} for r in true["relations"]]
    for status in ("reported", "target"):
        score_figures(score, status, figures, found["quantities"])
    score_relations(score, relations, found["findings"])
    score_sections(score, true["sections"], found["sections"], text)
    score_masks(score, true, text, inspection.parsed.masked.text, inspection.parsed.masked.spans)
    for name in IDENTITY:
        said = found["identity"][name]
        score.note("identity", str(said) == str(true[name]), f"{name}: {true[name]}, said {said}")


def hosts_by_issuer(root: Path) -> dict[str, str]:
    hosts = yaml.safe_load((root / "data/sample/portal/portal.yaml").read_text(encoding="utf-8"))["hosts"]
    return {slug: host for host, facts in hosts.items() for column in facts["columns"] for slug in column["issuers"]}


@pytest.fixture(scope="module")
def score(root: Path) -> Score:
    score, hosts = Score(), hosts_by_issuer(root)
    for path in sorted((root / "data/sample/reports").glob("[!_]*/????.yaml")):
        score.document = f"{path.parent.name}/{path.stem}"
        read_report(score, path, hosts[path.parent.name])
    print(
        *(f"{name:26}{score.percent(name):7.2f} {score.hits[name]}/{score.tries[name]}" for name in score.tries),
        sep="\n",
    )
    return score


@pytest.mark.parametrize("name", FLOORS["least"])
def test_no_score_falls_below_its_floor(score: Score, name: str) -> None:
    misses = [f"{document}: {words}" for what, document, words in score.misses if what == name]
    assert score.percent(name) >= FLOORS["least"][name], "\n".join(misses)


@pytest.mark.parametrize("name", FLOORS["most"])
def test_no_error_becomes_more_frequent(score: Score, name: str) -> None:
    misses = [f"{document}: {words}" for what, document, words in score.misses if what == name]
    assert len(misses) <= FLOORS["most"][name], "\n".join(misses)
