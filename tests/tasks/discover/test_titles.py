import json
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from schemas.errors import FazhiError
from tasks.discover.titles import cut_titles, judge_link, stated_year, weigh_link

REPORT_COLUMN = "法治政府建设年度报告"


@pytest.mark.parametrize(
    "title",
    [
        "墨溪县人民政府2023年度法治政府建设情况报告",
        "听松街道2022年度依法行政工作总结",
        "关于印发《墨溪县2023年度法治政府建设情况的报告》的通知",
        "云澜省２０２３年法治政府建设年度报告",
        "雲瀾省2017年法治政府建設年度情況報告",
        "墨溪县 2023 年 法治政府 建设情况",
    ],
)
def test_a_title_that_names_such_a_report_is_taken_in_any_column(title: str) -> None:
    assert (judge_link(title, None) or "").startswith("title:")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("墨溪县2023年政府信息公开工作年度报告", "政府信息公开年报"),
        ("2024年墨溪县人民政府工作报告", "政府工作报告"),
        ("澜州市2024年法治政府建设工作要点", "工作要点"),
        ("澜州市法治政府建设实施方案（2021-2025年）", "方案或计划"),
        ("《2023年法治政府建设年度报告》解读", "政策解读"),
        ("一图读懂澜州市法治政府建设报告", "政策解读"),
        ("澜州市法治政府建设五年工作报告", "五年报告"),
        ("澜州市2023年上半年法治政府建设情况报告", "半年或季度报告"),
        ("墨溪县司法局局长2023年述法报告", "述法报告"),
        ("关于报送2023年度法治政府建设情况报告的通知", "布置工作的通知"),
        ("澜州市政府常务会议听取法治政府建设情况报告", "会议或活动消息"),
    ],
)
def test_another_kind_of_document_is_turned_away_by_name_even_in_the_report_column(title: str, kind: str) -> None:
    judgement = weigh_link(title, REPORT_COLUMN)
    assert not judgement.taken
    assert kind in judgement.reason
    assert judge_link(title, REPORT_COLUMN) is None


def test_the_year_2025_is_not_read_as_five_years() -> None:
    assert judge_link("墨溪县2025年法治政府建设年度报告", None)


def test_the_work_report_on_rule_of_law_government_is_not_the_government_work_report() -> None:
    assert judge_link("澜州市2023年法治政府工作报告", None)


def test_an_undecided_title_is_taken_only_where_its_column_is_for_such_reports() -> None:
    assert "column" in (judge_link("墨溪县2023年度工作报告", REPORT_COLUMN) or "")
    assert judge_link("墨溪县2023年度工作报告", "通知公告") is None
    assert judge_link("墨溪县2023年度工作报告", None) is None


def test_titles_of_reports_seen_on_official_hosts_are_taken(shared: Path) -> None:
    lines = (shared / "domain" / "observed_reports.jsonl").read_text(encoding="utf-8").splitlines()
    seen = [json.loads(line) for line in lines]
    official = [
        item["title"]
        for item in seen
        if item["title"] and (urlsplit(item["url"] or "").hostname or "").endswith(".gov.cn")
    ]
    assert len(official) > 20
    assert [title for title in official if judge_link(title, None) is None] == []


def test_a_broken_lexicon_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "discover_titles.yaml").write_text("subject: [法治政府]\n", encoding="utf-8")
    monkeypatch.setenv("FAZHI_DATA", str(tmp_path))
    with pytest.raises(FazhiError, match=r"discover_titles\.yaml is broken"):
        judge_link("墨溪县2023年法治政府建设年度报告", None)


@pytest.mark.parametrize(
    ("title", "listed", "year"),
    [
        ("墨溪县2022年度法治政府建设情况报告", date(2023, 3, 1), 2022),
        ("墨溪县法治政府建设年度报告", date(2023, 3, 1), 2022),
        ("墨溪县法治政府建设年度报告", None, None),
        ("2021—2025年法治政府建设情况", date(2023, 3, 1), None),
    ],
)
def test_the_year_a_link_states(title: str, listed: date | None, year: int | None) -> None:
    assert stated_year(title, listed) == year


def test_titles_of_one_length_that_do_not_end_are_cut() -> None:
    cut = {"墨溪县水务局关于2023年法治政府", "墨溪县水务局2022年度推进法治政", "墨溪县水务局2021年度推进法治政"}
    assert cut_titles({*cut, "墨溪县水务局2021年工作要点", "通知"}) == cut
    whole = [f"墨溪县水务局{year}年法治政府建设情况报告" for year in (2021, 2022, 2023)]
    assert cut_titles(whole) == set()
    assert cut_titles(["墨溪县水务局关于2023年法治政", "墨溪县水务局2022年工作要点"]) == set()


@pytest.mark.parametrize(
    ("title", "taken"),
    [
        ("墨溪县人民政府关于2023年度法治政府建设…", True),
        ("墨溪县人民政府关于2023年度法治政...", True),
        ("墨溪县人民政府关于2023年度财政...", False),
        ("墨溪县人民政府关于2023年度法治政府建设", False),
        ("关于印发《墨溪县法治政府建设实施…", False),
        ("关于印发《墨溪县法治政府建设实施方案（2021—…", False),
    ],
)
def test_a_title_that_a_list_cuts_short_is_judged_by_its_page(title: str, taken: bool) -> None:
    assert weigh_link(title, None).taken == taken
