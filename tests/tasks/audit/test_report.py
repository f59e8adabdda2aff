"""The audit of one report, in sentences: what holds, what is violated, and where it keeps silent."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

Audit = Callable[..., object]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "街道权责清单共87项，其中行政许可1项、行政处罚2项、其他职权84项。",
            ("sum", "1项", "2项", "84项", "87项"),
        ),
        ("办理人大代表建议94件、政协提案121件，合计215件。", ("sum", "94件", "121件", "215件")),
        ("整治占道经营6000余宗，其中主干道5200宗。", ("subset", "5200宗", "6000余宗")),
        ("全县204家协会中的180家完成换届。", ("subset", "180家", "204家")),
        ("受理事项317项，其中即办98项，占比30.9%。", ("ratio", "98项", "317项", "30.9%")),
        ("全年受理来信58件，上年为50件，同比增长16%。", ("yoy", "58件", "50件", "16%")),
        ("全年受理来信40件，上年为50件，同比下降20%。", ("yoy", "40件", "50件", "20%")),
    ],
)
def test_a_stated_relation_that_holds_is_told(audited: Audit, text: str, finding: tuple[str, ...]) -> None:
    result = audited(text)
    assert finding in result.said("holds")
    assert result.raised == []


@pytest.mark.parametrize(
    ("text", "finding", "arithmetic"),
    [
        (
            "街道权责清单共87项，其中行政许可1项、行政处罚2项、其他职权80项。",
            ("sum", "1项", "2项", "80项", "87项"),
            "1+2+80=83",
        ),
        (
            "全年审结复议案件90件，其中维持50件、驳回30件、终止16件。",
            ("sum", "50件", "30件", "16件", "90件"),
            "50+30+16=96",
        ),
        ("办理人大代表建议94件、政协提案121件，合计205件。", ("sum", "94件", "121件", "205件"), "94+121=215"),
        ("检查企业30家，其中发现问题企业45家。", ("subset", "45家", "30家"), ">30"),
        ("受理事项317项，其中即办98项，占比38.9%。", ("ratio", "98项", "317项", "38.9%"), "98/317=30.91%"),
        ("全年受理来信58件，上年为50件，同比增长26%。", ("yoy", "58件", "50件", "26%"), "(58-50)/50=16%"),
        ("全年受理来信40件，上年为50件，同比增长20%。", ("yoy", "40件", "50件", "20%"), "(40-50)/50=-20%"),
    ],
)
def test_a_stated_relation_that_no_reading_fits_is_violated(
    audited: Audit, text: str, finding: tuple[str, ...], arithmetic: str
) -> None:
    result = audited(text)
    assert finding in result.said("violated")
    told = next(f for f in result.raised if f.type == finding[0])
    assert arithmetic in told.message_zh
    assert arithmetic in told.message_en
    assert told.basis == "stated"


@pytest.mark.parametrize(
    "text",
    [
        "全街参考114人，其中优秀109人、合格114人。",  # grades overlap
        "受理案件120件，其中涉及征迁35件、涉及社保20件。",  # a list under 其中 need not be complete
        "全年培训2000余人次，其中干部1100人次、村民850人次、学生120人次。",  # 2070 is within 2000余
        "办件4.1万件，其中线上办理20480件、窗口办理20550件。",  # 41030 rounds to 4.1万
        "受理来信58件，同比增长12%，其中网上来信30件，占比51.7%。",
        "全市共有学校120所，其中小学85所、中学30所等。",
        "调解纠纷90多宗，成功率99%。",
        "排查隐患214处，整改209处，整改率97.7%。",
        "全年检查20家次；节前检查35家次。",
        "调解纠纷120件，其中婚姻、邻里纠纷分别为30件、40件。",
        "检查1000家，其中工厂300家、商场200家、其他重点场所150家。",  # one more kind, not the rest
        "培训干部100人，其中党员60人、女性30人、少数民族15人。",  # kinds that overlap
        "创建覆盖12个镇，其中示范村30个。",
        "受理来信100件，办结95件，上年为80件，同比增长25%。",  # of the letters received
        "受理来信58件，上年为50件，办结率同比增长3%。",
        "检查食堂20家；检查学校10家、医院5家，共35家。",
        "完成投资10亿元，其中水厂项目总投资15亿元。",
        "全市5个县中的12个乡镇开展试点。",
    ],
)
def test_what_need_not_be_a_contradiction_is_left_alone(audited: Audit, text: str) -> None:
    assert audited(text).raised == []


def test_a_part_that_strains_a_hedged_whole_is_suspect_at_most(audited: Audit) -> None:
    result = audited("劝导不文明行为6000余人次，其中未戴头盔6500人次。")
    assert result.said("suspect") == [("subset", "6500人次", "6000余人次")]
    assert result.said("violated") == []


def test_a_passage_told_twice_with_other_numbers_is_suspect(audited: Audit) -> None:
    once = "宪法宣传周期间组织志愿者走进集市和校园，向过往群众讲解典型案例，共发放宣传折页{}份，"
    text = f"一、主要举措\n(一)普法\n{once.format(3000)}反响良好。\n(二)依法治理\n{once.format(5000)}反响良好。\n"
    result = audited(text)
    assert result.said("suspect") == [("equal", "3000份", "5000份")]
    assert result.raised[0].basis == "cross-section"


def test_a_plan_that_takes_up_last_years_words_is_no_contradiction(audited: Audit) -> None:
    line = "组织志愿者走进集市和校园，向过往群众讲解典型案例，共发放宣传折页{}份。"
    assert audited(f"一、主要举措\n{line.format(3000)}\n二、下一年度安排\n{line.format(5000)}\n").raised == []


def test_words_alone_raise_nothing(audited: Audit) -> None:
    assert audited("全县深入推进法治政府建设，成效明显。").findings == []
    assert audited("").findings == []


def test_targets_and_results_are_not_added_up(audited: Audit) -> None:
    result = audited("2024年力争培训干部500人次，其中执法人员不少于600人次。")
    assert all(finding.verdict != "violated" for finding in result.findings)


@pytest.mark.parametrize("name", ["000", "002"])
def test_the_shared_reports_doubts_are_found_and_no_others(audited: Audit, shared: Path, name: str) -> None:
    import json

    text = (shared / "reports" / f"{name}.txt").read_text(encoding="utf-8")
    relations = json.loads((shared / "gold" / f"{name}.relations.json").read_text(encoding="utf-8"))
    result = audited(text, 2022)
    at = {q.index: (q.start, q.end) for q in result.quantities}

    def speaks_of(relation: dict, finding: object) -> bool:
        spans = [at[m] for m in finding.members]
        members = [(m["start"], m["end"]) for m in relation["members"]]
        shared_ = sum(any(a < d and c < b for c, d in spans) for a, b in members)
        besides = sum(not any(a < d and c < b for c, d in members) for a, b in spans)
        return finding.type == relation["type"] and shared_ >= 2 and besides <= 1

    doubts = [r for r in relations if r["verdict"] != "holds"]
    assert [f.message_zh for f in result.raised if not any(speaks_of(r, f) for r in doubts)] == []
    assert [f.message_zh for f in result.raised if f.verdict == "violated"] == []
    firm = [r for r in doubts if not r.get("optional")]
    assert [r["computed"] for r in firm if not any(speaks_of(r, f) for f in result.raised)] == []
    stated = [r for r in relations if r["basis"] == "stated"]
    assert [r["computed"] for r in stated if not any(speaks_of(r, f) for f in result.findings)] == []


def test_dense_texts_of_another_genre_raise_no_alarm(audited: Audit, shared: Path) -> None:
    alarms = {
        path.name: [finding.message_zh for finding in audited(path.read_text(encoding="utf-8"), None).raised]
        for path in sorted((shared / "other").glob("*.txt"))
    }
    assert len(alarms) == 16
    assert {name: found for name, found in alarms.items() if found} == {}


def test_numbers_stay_decimal(audited: Audit) -> None:
    figures = audited("罚没款12.5万元，其中罚款10.1万元。").quantities
    assert {type(q.value) for q in figures if q.value is not None} == {Decimal}
