"""The gate: each suite refuses a bad candidate that the others let pass; small and first releases pass."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from schemas.errors import GateRefused
from schemas.tables import PUBLISHED
from tasks.publish.assemble import Static, assemble
from tasks.publish.candidate import Candidate
from tasks.publish.gate import GateResult, judge
from tasks.publish.reader import Release, latest
from tasks.publish.release import publish
from tasks.store.store import Store

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TABLES = {table.name: table for table in PUBLISHED}


def edit(candidate: Candidate, table: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Write one of the candidate's tables again."""
    candidate.add(TABLES[table], change(candidate.scan(table).collect()))


@pytest.fixture(scope="module")
def pair(make_world, static: Static, tmp_path_factory) -> tuple[Candidate, Release]:
    """A candidate that equals the release before it: 40 issuers of two levels, two years."""
    world = make_world(Store.create_or_open(str(tmp_path_factory.mktemp("gate") / "store"), "sample"))
    for issuer in range(40):
        for year in (2022, 2023):
            world.report(issuer=issuer, year=year, level="county" if issuer < 28 else "city")
    world.commit()
    publish(world.store, assemble(world.store, static), GateResult(True), now=NOW)
    return assemble(world.store, static), Release.open(world.store)


@pytest.fixture
def base(pair, tmp_path: Path) -> tuple[Candidate, Release]:
    """The pair, with a copy of the candidate that may be spoilt."""
    candidate, previous = pair
    folder = shutil.copytree(candidate.folder, tmp_path / "candidate")
    return replace(candidate, folder=folder, tables=dict(candidate.tables), _lock=None), previous


def lose_a_fifth_of_the_issuers(candidate: Candidate) -> None:
    lost = [f"X9001{issuer:04d}:gov" for issuer in range(0, 40, 5)]
    reports = candidate.scan("reports").filter(~pl.col("issuer_id").is_in(lost)).select("report_id").collect()
    for table in ("sections", "sentences", "quantities", "findings", "indicators", "reports"):
        edit(candidate, table, lambda frame: frame.join(reports, on="report_id", how="semi"))
    for table in ("issuers", "coverage"):
        edit(candidate, table, lambda frame: frame.filter(~pl.col("issuer_id").is_in(lost)))
    panel = candidate.scan("panel").filter(~pl.col("issuer_id").is_in(lost)).collect()
    panel.write_parquet(candidate.folder / "panel/part-0.parquet")


def read_twice_the_figures(candidate: Candidate) -> None:
    edit(candidate, "findings", lambda f: pl.concat([f, f.with_columns(finding_id=pl.col("finding_id").str.reverse())]))


def forget_titles(candidate: Candidate) -> None:
    edit(candidate, "reports", lambda f: f.with_columns(title=pl.when(pl.int_range(pl.len()) % 3 > 0).then("title")))


def lose_the_ten_thousands(candidate: Candidate) -> None:
    shrunk = pl.when(indicator_id="review.cases").then(pl.col("value") / Decimal(20)).otherwise("value")
    edit(candidate, "indicators", lambda f: f.with_columns(value=shrunk.cast(pl.Decimal(38, 9))))


def accuse_everyone(candidate: Candidate) -> None:
    edit(candidate, "findings", lambda f: f.with_columns(verdict=pl.lit("violated")))


def point_at_nothing(candidate: Candidate) -> None:
    gone = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("0" * 20)).otherwise("quantity_id")
    edit(candidate, "indicators", lambda f: f.with_columns(quantity_id=gone))


def shift_the_spans(candidate: Candidate) -> None:
    edit(candidate, "quantities", lambda f: f.with_columns(pl.col("start", "end") - 1))


def call_a_level_missing(candidate: Candidate) -> None:
    cities = candidate.scan("issuers").filter(level="city").collect().get_column("issuer_id").implode()
    hit = pl.col("issuer_id").is_in(cities) & (pl.col("report_year") == 2022)
    state = pl.when(hit).then(pl.lit("missing")).otherwise("state")
    edit(candidate, "coverage", lambda f: f.with_columns(state=state))


def call_everyone_late(candidate: Candidate) -> None:
    edit(candidate, "coverage", lambda f: f.with_columns(state=pl.lit("late")))


@pytest.mark.parametrize(
    ("suite", "spoil", "told"),
    [
        ("sizes", lose_a_fifth_of_the_issuers, "reports: 64 rows, the last release had 80; at least 95"),
        ("sizes", read_twice_the_figures, "findings: 2.0 rows a report, the last release had 1.0"),
        ("fill", forget_titles, "reports.title: 66 % filled"),
        ("values", lose_the_ten_thousands, "review.cases at level county: the median is"),
        ("values", accuse_everyone, "findings: 100 % are violated"),
        ("keys", point_at_nothing, "indicators.quantity_id, revision without its row in quantities: 1 rows"),
        ("spans", shift_the_spans, "the text has"),
        ("coverage", call_a_level_missing, "city reports for 2022"),
        ("coverage", call_everyone_late, "county reports for 2022: 100 % are called late, the last release had 0 %"),
    ],
)
def test_each_suite_refuses_what_only_it_can_see(base, suite: str, spoil, told: str) -> None:
    candidate, previous = base
    spoil(candidate)
    verdict = judge(candidate, previous)
    assert not verdict.passed
    assert {failure.suite for failure in verdict.failures} == {suite}
    assert told in " | ".join(map(str, verdict.failures))


def test_an_unchanged_candidate_passes_and_brings_the_data_docs(base) -> None:
    candidate, previous = base
    assert judge(candidate, previous) == GateResult(True)
    assert (candidate.folder / "quality" / "index.html").exists()


def test_a_first_release_of_one_report_passes(world, static: Static) -> None:
    world.report()
    world.commit()
    assert judge(assemble(world.store, static), None) == GateResult(True)


def test_a_release_of_a_few_reports_may_change_a_lot(world, static: Static) -> None:
    world.report(issuer=1)
    world.commit()
    publish(world.store, assemble(world.store, static), GateResult(True), now=NOW)
    world.report(issuer=2, figures=[("学法", 90)])
    world.commit()
    assert judge(assemble(world.store, static), Release.open(world.store)).passed


def test_a_release_without_any_report_is_refused(world, static: Static) -> None:
    world.look("https://site.example/down.html", None, outcome="error")
    world.commit()
    verdict = judge(assemble(world.store, static), None)
    assert [str(failure) for failure in verdict.failures] == ["sizes: reports would hold no row"]


def test_a_refused_candidate_is_not_published_unless_somebody_accepts_it(base) -> None:
    candidate, previous = base
    store = previous.store
    forget_titles(candidate)
    verdict = judge(candidate, previous)
    with pytest.raises(GateRefused, match=r"reports\.title: 66 % filled") as refused:
        publish(store, candidate, verdict, now=NOW)
    assert refused.value.exit_code == 1
    assert latest(store) == previous.version
    result = publish(store, candidate, verdict, now=NOW, accept="the portal dropped its titles")
    gate = Release.open(store, result.version).manifest.gate
    assert (gate.passed, gate.accepted) == (False, "the portal dropped its titles")
    assert "reports.title" in gate.failures[0]
