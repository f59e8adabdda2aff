"""A candidate from a small working store."""

import json
from collections.abc import Callable

import polars as pl

from schemas.tables import make_id
from tasks.publish.assemble import Static, assemble
from tasks.publish.keys import key_violations


def rows(frame: pl.LazyFrame, *columns: str) -> list[tuple[object, ...]]:
    return frame.select(columns).collect().rows()


def test_a_report_comes_with_all_that_hangs_on_it(world, static: Static) -> None:
    report_id = world.report(issuer=1, year=2023)
    world.commit()
    candidate = assemble(world.store, static)
    assert rows(candidate.scan("reports"), "report_id", "revision", "is_current", "timeliness", "report_year") == [
        (report_id, 1, True, "on_time", 2023)
    ]
    counts = {name: table.rows for name, table in candidate.tables.items()}
    assert counts == {
        "captures": 1, "issuers": 1, "regions": 2, "catalogue": 3, "sources": 1, "reports": 1, "sections": 1, "sentences": 3,
        "quantities": 3, "indicators": 3, "findings": 1, "coverage": 1, "quarantine": 0, "panel": 1,
    }  # fmt: skip
    assert rows(candidate.scan("regions"), "region_code") == [("X90",), ("X9001",)]
    assert candidate.code_versions == {"parse": ["p1"], "catalogue": ["c1"], "audit": ["a1"]}


def test_a_new_text_is_a_second_revision_and_the_one_shown_last_is_current(world, static: Static) -> None:
    world.report(figures=[("学法", 5)])
    world.commit()
    world.report(figures=[("学法", 6)])
    world.commit()
    shown = rows(assemble(world.store, static).scan("reports"), "revision", "is_current", "text")
    assert shown == [(1, False, "全年学法5件。"), (2, True, "全年学法6件。")]

    url, old_body = "https://site.example/1/2023.html", "<p>全年学法5件。</p>"
    world.look(url, old_body, outcome="unchanged")  # the site puts the first text back
    world.commit()
    candidate = assemble(world.store, static)
    assert rows(candidate.scan("reports"), "revision", "is_current") == [(1, True), (2, False)]
    assert rows(candidate.scan("indicators"), "revision", "is_current") == [(1, True), (2, False)]
    assert candidate.tables["captures"].rows == 2


def test_a_mirror_is_no_revision_and_keeps_its_capture(world, static: Static) -> None:
    world.report()
    world.commit()
    world.report(url="https://mirror.example/a.html")
    world.commit()
    candidate = assemble(world.store, static)
    assert rows(candidate.scan("reports"), "revision", "url") == [(1, "https://site.example/1/2023.html")]
    assert candidate.tables["captures"].rows == 2
    assert candidate.tables["quantities"].rows == 3


def test_what_was_no_report_says_so_in_captures(world, static: Static) -> None:
    document_id = world.look("https://site.example/plan.html", "工作计划")
    world.parse("https://site.example/plan.html", document_id, "工作计划", "not_report", detail="a plan")
    world.look("https://site.example/down.html", None, outcome="error", outcome_detail="timed out")
    world.report()
    world.commit()
    shown = rows(assemble(world.store, static).scan("captures").sort("url"), "url", "outcome", "outcome_detail")
    assert shown == [
        ("https://site.example/1/2023.html", "ok", None),
        ("https://site.example/down.html", "error", "timed out"),
        ("https://site.example/plan.html", "not_report", "a plan"),
    ]


def test_the_panel_holds_core_levels_of_current_revisions(world, static: Static) -> None:
    world.report(issuer=1, year=2022, figures=[("学法", 5)])
    world.report(issuer=1, year=2023, figures=[("学法", 6), ("复议案件", 90), ("律师", 7)])
    world.commit()
    world.report(issuer=1, year=2023, figures=[("学法", 8)])
    world.commit()
    panel = assemble(world.store, static).scan("panel").collect()
    assert panel.columns[-2:] == ["review_cases", "study_exec_meetings"]  # lawyers is not a core indicator
    assert panel.select("report_year", pl.col("review_cases", "study_exec_meetings").cast(pl.Int64)).rows() == [
        (2022, None, 5),
        (2023, None, 8),
    ]


def test_a_value_of_another_year_stays_out_of_the_panel(world, static: Static) -> None:
    world.report(figures=[("学法", 5), ("复议案件", 9)])
    world.rows["indicators"][0]["period"] = "2021年"
    world.rows["indicators"][1]["period"] = "2023年"
    world.commit()
    panel = (
        assemble(world.store, static).scan("panel").select(pl.col("study_exec_meetings", "review_cases").cast(pl.Int64))
    )
    assert panel.collect().rows() == [(None, 9)]


def test_a_bad_row_is_held_with_what_refers_to_it(world, static: Static) -> None:
    world.report()
    bad = world.rows["quantities"][0]
    bad["text"] = "not as long as its span"
    world.commit()
    candidate = assemble(world.store, static)
    held = candidate.scan("quarantine").collect()
    assert sorted(held.select("table_name", "check_name").rows()) == [
        ("findings", "refers_to_quantities"),
        ("indicators", "refers_to_quantities"),
        ("quantities", "span_has_text_length"),
    ]
    row = held.filter(pl.col("table_name") == "quantities").get_column("row_json").item()
    assert json.loads(row)["quantity_id"] == bad["quantity_id"]
    assert candidate.tables["quantities"].rows == candidate.tables["indicators"].rows == 2


def test_a_held_report_takes_its_parts_along(world, static: Static) -> None:
    world.report(issuer=1)
    world.report(issuer=2)
    world.rows["reports"][0]["char_count"] = 1
    world.commit()
    candidate = assemble(world.store, static)
    assert candidate.tables["reports"].rows == 1
    assert candidate.tables["quantities"].rows == 3
    held = candidate.scan("quarantine").collect()
    assert held.filter(pl.col("table_name") == "reports").get_column("check_name").to_list() == [
        "char_count_is_text_length"
    ]
    assert held.height == 1 + 1 + 3 + 3 + 3 + 1
    assert candidate.tables["coverage"].rows == 1  # an issuer of whom nothing is published is not in the release


def test_a_held_current_revision_leaves_no_older_one_in_its_place(world, static: Static) -> None:
    world.report(issuer=1, figures=[("学法", 5)])
    world.commit()
    world.report(issuer=1, figures=[("学法", 6)])
    world.rows["reports"][0]["char_count"] = 1
    world.commit()
    candidate = assemble(world.store, static)
    assert rows(candidate.scan("reports"), "revision", "is_current") == [(1, False)]
    assert rows(candidate.scan("coverage"), "state") == [("unparsed",)]
    assert candidate.tables["panel"].rows == 0
    assert [violation for violation in key_violations(candidate.scan) if violation[1]] == []


def test_a_report_that_is_not_assessed_yet_waits(world, static: Static) -> None:
    world.report(issuer=1)
    world.report(issuer=2, assessed=False)
    world.commit()
    candidate = assemble(world.store, static)
    assert candidate.tables["reports"].rows == 1
    assert "1 documents are read but not assessed" in candidate.notes[0]


def test_the_same_tables_give_the_same_digests(world, static: Static) -> None:
    for issuer in range(5):
        world.report(issuer=issuer)
    world.commit()
    first, second = assemble(world.store, static), assemble(world.store, static)
    assert first.tables == second.tables
    first.close()
    assert not first.folder.exists()


def test_another_look_at_the_same_page_changes_no_digest(world, static: Static) -> None:
    world.report()
    world.commit()
    before = assemble(world.store, static)
    world.look(
        "https://site.example/1/2023.html", "<p>全年学法5件。全年复议案件101件。全年律师30件。</p>", outcome="unchanged"
    )
    world.commit()
    after = assemble(world.store, static)
    assert {n: t.digest for n, t in before.tables.items()} == {n: t.digest for n, t in after.tables.items()}


def test_a_correction_is_applied_and_a_stale_one_is_not(
    world, static: Static, data: Callable[[str, str], None]
) -> None:
    report_id = world.report()
    world.commit()
    entry = "- {{table: reports, key: {{report_id: {id}, revision: 1}}, column: {column}, from: {old}, to: {new}, reason: seen, status: open}}\n"
    data(
        "corrections/x.yaml",
        entry.format(id=report_id, column="published_date", old="2024-03-01", new="2024-03-02")
        + entry.format(id=report_id, column="title", old="另一标题", new="新标题"),
    )
    candidate = assemble(world.store, static)
    shown = rows(
        candidate.scan("reports").with_columns(pl.col("published_date").cast(pl.String)), "published_date", "title"
    )
    assert shown == [("2024-03-02", "2023年度报告")]
    assert [(c.column, c.outcome, c.detail) for c in candidate.corrections] == [
        ("published_date", "applied", ""),
        ("title", "stale", "the value is now 2023年度报告"),
    ]


def test_a_withdrawn_report_leaves_nothing_but_a_tombstone(
    world, static: Static, data: Callable[[str, str], None]
) -> None:
    for year in (2021, 2022, 2023):
        world.report(issuer=1, year=year)
    world.report(issuer=2, year=2022, url="https://site.example/2/2022.html")
    gone = make_id("X90010001:gov", 2022)
    cited = next(row["quantity_id"] for row in world.rows["quantities"] if row["report_id"] == gone)
    world.rows["findings"][2]["members"] = [cited]  # 2023 compares itself with 2022
    world.commit()
    data("withdrawals/x.yaml", "- {issuer: 第1县人民政府, year: 2022, reason: asked, date: 2026-11-20}\n")
    data(
        "corrections/x.yaml",
        f"- {{table: reports, key: {{report_id: {gone}, revision: 1}}, column: title, from: a, to: b, reason: c, status: open}}",
    )
    candidate = assemble(world.store, static)
    for name, table in candidate.tables.items():
        frame = candidate.scan(name).collect()
        text = frame.write_ndjson()
        assert gone not in text, name
        assert "site.example/1/2022" not in text, name
        assert cited not in text, name
        assert table.rows == frame.height
    years = (
        candidate.scan("coverage").filter(pl.col("issuer_id") == "X90010001:gov").collect().get_column("report_year")
    )
    assert years.to_list() == [2021, 2023]
    assert candidate.corrections == ()
    assert [(t.what, t.reason) for t in candidate.tombstones] == [("report of 第1县人民政府 for 2022", "asked")]


def test_a_withdrawn_name_is_masked_where_words_split_it_too(
    world, static: Static, data: Callable[[str, str], None]
) -> None:
    world.report(figures=[("学法", 5)], extra="柳三川参加。")
    world.rows["sentences"][0] |= {
        "start": 0,
        "end": 14,
        "tokens": ["全年", "学法", "5", "件", "。", "柳", "三川", "参加", "。"],
    }
    world.commit()
    data("withdrawals/x.yaml", "- {name: 柳三川, reason: asked, date: 2026-11-20}\n")
    candidate = assemble(world.store, static)
    report = candidate.scan("reports").collect()
    assert report["text"].item() == "全年学法5件。某某某参加。"
    assert report["masked_count"].item() == 1
    assert candidate.scan("sentences").collect()["tokens"].to_list()[0][5:7] == ["某", "某某"]
    assert "柳" not in str(candidate.tombstones)
