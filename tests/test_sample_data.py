"""The bundled sample is sound: its truth fits its texts, its stated relations are what they are said to be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from schemas.documents import IssuerType, Level
from tasks.identify.regions import load_regions

YEARS = (2022, 2023, 2024)
GAPS = {("luyan-town", 2023)}  # planted: a year that a crawled column does not show
RUN = 12
Record = dict[str, Any]


@dataclass(frozen=True)
class Report:
    name: str
    text: str
    truth: Record

    @property
    def slug(self) -> str:
        return self.name.split("/")[0]

    def figure_at(self, member: Record) -> Record:
        """Return the figure of the truth that a member of a relation points at."""
        at = self.place(member)
        found = [f for f in self.truth["figures"] if self.place(f) == at]
        assert len(found) == 1, f"{self.name}: {member} is no figure, or several"
        return dict(found[0])

    def place(self, record: Record) -> int:
        return self.text.index(record["in"]) + record["in"].index(record["text"])


@pytest.fixture(scope="module")
def reports(root: Path) -> list[Report]:
    folder = root / "data/sample/reports"
    return [
        Report(
            f"{path.parent.name}/{path.stem}",
            path.with_suffix(".txt").read_text(encoding="utf-8"),
            yaml.safe_load(path.read_text(encoding="utf-8")),
        )
        for path in sorted(folder.glob("[!_]*/*.yaml"))
    ]


def test_ten_issuers_of_every_level_and_type_report_every_year_but_one(reports: list[Report]) -> None:
    slugs = {r.slug for r in reports}
    found = {(r.slug, r.truth["report_year"]) for r in reports}
    assert found == {(slug, year) for slug in slugs for year in YEARS} - GAPS
    assert len(slugs) >= 10
    assert {r.truth["level"] for r in reports} == set(get_args(Level))
    assert {r.truth["issuer_type"] for r in reports} == set(get_args(IssuerType))


def test_names_and_years_agree(reports: list[Report]) -> None:
    for report in reports:
        truth = report.truth
        assert report.name.split("/")[1].startswith(str(truth["report_year"]))
        assert truth["published_date"].year == truth["report_year"] + 1, report.name


def test_five_reports_are_long(reports: list[Report]) -> None:
    assert sum(len(r.text) > 5000 for r in reports) == 5


def test_every_passage_of_the_truth_stands_in_its_text_once(reports: list[Report]) -> None:
    wrong = []
    for report in reports:
        truth = report.truth
        members = [member for relation in truth["relations"] for member in relation["members"]]
        for record in [*truth["figures"], *truth["others"], *members]:
            if report.text.count(record["in"]) != 1 or record["in"].count(record["text"]) != 1:
                wrong.append((report.name, record))
    assert not wrong


def test_every_heading_stands_in_its_text_in_order(reports: list[Report]) -> None:
    for report in reports:
        at = 0
        for section in report.truth["sections"]:
            at = report.text.find(section["heading"], at)
            assert at >= 0, f"{report.name}: {section}"
            at += len(section["heading"])


def test_figures_do_not_overlap_and_stand_in_order(reports: list[Report]) -> None:
    for report in reports:
        places = [(report.place(f), f["text"]) for f in report.truth["figures"]]
        for (first, text), (second, _) in pairwise(places):
            assert first + len(text) <= second, f"{report.name}: {text}"


def bounds(figure: Record) -> tuple[Decimal, Decimal]:
    """Return what a stated number may stand for: half its last stated place around it, above it for 余, below for 近."""
    if figure["modifier"] == "range":
        return Decimal(figure["low"]), Decimal(figure["high"])
    value = Decimal(figure["value"])
    digits = re.sub(r"[^\d.]", "", figure["text"].translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,")))
    rounded = figure["kind"] in ("rate", "change") or "万" in figure["text"] or "亿" in figure["text"]
    place = Decimal(1).scaleb(-len(digits.partition(".")[2]))
    for word, scale in (("万", 10**4), ("亿", 10**8)):
        place *= scale if word in figure["text"] else 1
    if figure["modifier"] == "at_least":
        step = Decimal(10) ** (len(digits) - len(digits.rstrip("0"))) * (1 if digits.isdigit() else place)
        return value, value + step
    if figure["modifier"] == "approx":
        return value - place, value + place
    return (value - place / 2, value + place / 2) if rounded else (value, value)


def can_hold(kind: str, figures: list[Record]) -> bool:
    """Say whether some numbers within the bounds make the relation true."""
    low, high = zip(*map(bounds, figures), strict=True)
    if kind == "sum":
        return sum(low[:-1]) <= high[-1] and low[-1] <= sum(high[:-1])
    if kind == "subset":
        return low[0] <= high[1]
    if kind == "equal":
        return max(low) <= min(high)
    if kind == "ratio":
        return low[0] / high[1] * 100 <= high[2] and low[2] <= high[0] / low[1] * 100
    assert kind == "yoy", kind
    return yoy_can_hold(figures, low, high)


def yoy_can_hold(figures: list[Record], low: tuple[Decimal, ...], high: tuple[Decimal, ...]) -> bool:
    stated = figures[2]
    half = (high[2] - low[2]) / 2
    change = Decimal(stated["yoy"])
    if stated["statistic"] == "yoy_pct":
        least, most = (low[0] / high[1] - 1) * 100, (high[0] / low[1] - 1) * 100
    else:
        least, most = low[0] - high[1], high[0] - low[1]
    return least <= change + half and change - half <= most


def relations(reports: list[Report]) -> Iterator[tuple[Report, Record]]:
    for report in reports:
        for relation in report.truth["relations"]:
            yield report, relation


def test_relations_said_to_hold_can_and_violated_ones_cannot(reports: list[Report]) -> None:
    """A relation said to be suspect may fit some reading of the bounds, so it is left out here."""
    wrong = []
    for report, relation in relations(reports):
        holds = can_hold(relation["type"], [report.figure_at(member) for member in relation["members"]])
        if relation["verdict"] != "suspect" and holds != (relation["verdict"] == "holds"):
            wrong.append((report.name, relation["type"], relation["verdict"], relation["note"]))
    assert not wrong


def test_each_kind_of_doubt_is_planted(reports: list[Report]) -> None:
    doubts = {(r["type"], r["verdict"]) for _, r in relations(reports) if r["verdict"] != "holds"}
    assert {("sum", "violated"), ("ratio", "violated"), ("yoy", "violated"), ("equal", "suspect")} <= doubts


def test_issuers_do_not_share_sentences(reports: list[Report]) -> None:
    names = [r.truth["issuer"] for r in reports]
    runs: dict[str, set[str]] = {}
    for report in reports:
        plain = re.sub("《[^》]*》|" + "|".join(map(re.escape, names)), "\n", report.text)
        for line in plain.split("\n"):
            own = {line[i : i + RUN] for i in range(len(line) - RUN + 1)}
            runs.setdefault(report.slug, set()).update(own)
    shared = {(a, b): runs[a] & runs[b] for a, b in combinations(runs, 2) if runs[a] & runs[b]}
    assert not shared


def test_no_real_government_is_named(reports: list[Report]) -> None:
    table = load_regions()
    real = [r.name for r in table if r.level in ("province", "city", "county") and not r.code.startswith("X")]
    names = {name for name in real if name not in table.everyday_words and len(name) > 2}
    assert len(names) > 2500
    for report in reports:
        found = [name for name in names if name in report.text + report.truth["issuer"] + report.truth["title"]]
        assert not found, f"{report.name}: {found}"


def test_private_persons_stand_in_their_text(reports: list[Report]) -> None:
    for report in reports:
        missing = [person for person in report.truth["private_persons"] if person not in report.text]
        assert not missing, f"{report.name}: {missing}"
