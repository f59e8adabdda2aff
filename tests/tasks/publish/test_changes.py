"""What a diff tells, and what cause it names."""

import json
from datetime import UTC, datetime

import pytest

from tasks.publish.assemble import Static, assemble
from tasks.publish.changes import Counts, Diff, diff
from tasks.publish.gate import GateResult
from tasks.publish.reader import Release, versions
from tasks.publish.release import publish

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
FIGURES = [("学法", 5), ("复议案件", 101), ("律师", 30), ("培训", 7)]


@pytest.fixture
def step(world, static: Static):
    """Publish what the night brought; returns the diff to the release before."""

    def run() -> Diff | None:
        world.commit()
        result = publish(world.store, assemble(world.store, static), GateResult(True), now=NOW)
        if not result.version:
            return None
        known = versions(world.store)
        return diff(*(Release.open(world.store, version) for version in known[-2:])) if len(known) > 1 else None

    return run


def told(changes: Diff, *tables: str) -> list[tuple[str, ...]]:
    rows = changes.rows.select("table", "change", "label", "before", "after").rows()
    return [row for row in rows if row[0] in tables]


def test_one_figure_changed_in_one_document_names_exactly_that(world, step) -> None:
    world.report(issuer=1, figures=FIGURES)
    world.report(issuer=2, figures=FIGURES)
    step()
    report_id = world.report(issuer=2, figures=[("学法", 5), ("复议案件", 1234), ("律师", 30), ("培训", 7)])
    changes = step()
    assert told(changes, "sentences", "quantities", "indicators", "findings", "sections") == [
        ("sentences", "changed", "", "全年复议案件101件。", "全年复议案件1234件。"),
        ("quantities", "changed", "复议案件", "101件", "1234件"),
        ("indicators", "changed", "review.cases level", "101 件", "1234 件"),
    ]
    assert set(changes.rows["report_id"].drop_nulls()) == {report_id}
    assert changes.indicators == {"review.cases": Counts(changed=1)}
    assert [(r.report_id, r.change, r.cause) for r in changes.reports] == [(report_id, "changed", "source")]
    assert told(changes, "panel") == [
        ("panel", "changed", "X90010002:gov 2023", "review_cases=101.000000000", "review_cases=1234.000000000")
    ]


def test_a_sentence_put_in_front_is_one_addition_though_all_positions_move(world, step) -> None:
    world.report(figures=FIGURES)
    step()
    world.report(figures=[("宣传", 88), *FIGURES])
    changes = step()
    assert told(changes, "sentences", "quantities") == [
        ("sentences", "added", "", None, "全年宣传88件。"),
        ("quantities", "added", "宣传", None, "88件"),
    ]


def test_the_same_figure_twice_is_counted_twice(world, step) -> None:
    world.report(figures=[("学法", 5), ("学法", 5), ("学法", 6)])
    step()
    world.report(figures=[("学法", 5), ("学法", 6)])
    assert told(step(), "quantities") == [("quantities", "removed", "学法", "5件", None)]


def test_a_new_report_is_added_from_the_source(world, step) -> None:
    world.report(issuer=1)
    step()
    report_id = world.report(issuer=2)
    changes = step()
    assert [(r.report_id, r.change, r.cause) for r in changes.reports] == [(report_id, "added", "source")]
    assert changes.tables["quantities"] == Counts(added=3)


@pytest.mark.parametrize(
    ("versions_then", "cause"), [({"version": "p2"}, "parse_version"), ({"audit_version": "a2"}, "audit_version")]
)
def test_a_version_is_told_from_the_source(world, step, versions_then, cause) -> None:
    report_id = world.report(figures=FIGURES)
    step()
    world.report(figures=FIGURES, looked=False, **versions_then)
    world.rows["findings"][0]["verdict"] = "suspect"
    changes = step()
    assert [(r.report_id, r.cause) for r in changes.reports] == [(report_id, cause)]
    assert told(changes, "findings") == [("findings", "changed", "sum", "holds: 相符", "suspect: 相符")]


def test_a_withdrawn_report_is_removed_by_withdrawal(world, step, data) -> None:
    report_id = world.report(issuer=1)
    world.report(issuer=2)
    step()
    data("withdrawals/x.yaml", f"- {{report_id: {report_id}, reason: asked, date: 2026-11-21}}\n")
    assert [(r.report_id, r.change, r.cause) for r in step().reports] == [(report_id, "removed", "withdrawal")]


def test_json_and_changes_md_say_the_same(world, step) -> None:
    world.report(figures=FIGURES)
    step()
    report_id = world.report(figures=[("学法", 6), *FIGURES[1:]])
    changes = step()
    whole = json.loads(changes.to_json())
    assert whole["indicators"] == {"study.exec_meetings": {"added": 0, "removed": 0, "changed": 1}}
    release = Release.open(world.store)
    text = world.store.read_bytes(f"{release.path}/CHANGES.md").decode()
    assert f"- quantities changed: 学法: 5件 → 6件 `{report_id}`" in text
    assert f"- changed (source): 第1县人民政府 2023 `{report_id}`" in text


def test_a_release_does_not_differ_from_itself(world, step) -> None:
    world.report()
    step()
    release = Release.open(world.store)
    same = diff(release, release)
    assert same.rows.is_empty()
    assert same.tables == {}
