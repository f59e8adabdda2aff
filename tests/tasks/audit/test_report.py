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
        ("受理来信40件，2022年为50件，下降20%，其中网上25件、上门15件。", ("sum", "25件", "15件", "40件")),
        ("检查企业1260户，较上年减少540户，下降30%。", ("yoy", "1260户", "540户", "30%")),
        ("网上可办率由82.4%升至96.9%，提高14.5个百分点。", ("yoy", "96.9%", "82.4%", "14.5个百分点")),
        ("评查案卷214卷，其中许可案卷17卷、处罚档案31份、其他166卷。", ("sum", "17卷", "31份", "166卷", "214卷")),
        ("审结来信案件90件。审结案件中，答复50件、退回40件。", ("sum", "50件", "40件", "90件")),
        ("全年接待来访64批。其中，集体来访4批。", ("subset", "4批", "64批")),
        ("公布许可事项312项。许可事项中，即办187项，占许可事项的59.9%。", ("ratio", "187项", "312项", "59.9%")),
        ("收到申请620件，其中受理496件，占80%；退回124件，占20%。", ("ratio", "124件", "620件", "20%")),
        ("上年结转12件，新收88件，审结95件，未结5件。", ("flow", "12件", "88件", "95件", "5件")),
        (
            "年初在册176人，新接收143人，期满解除128人，收监2人，年末在册189人。",
            ("flow", "176人", "143人", "128人", "2人", "189人"),
        ),
        ("排查隐患96处，已整改94处，其余列入计划。", ("subset", "94处", "96处")),
        ("反馈问题57条，已整改57条。", ("equal", "57条", "57条")),
        ("318人参考，297人过关。", ("subset", "297人", "318人")),
        ("负责人应出庭58次，实际出庭55次。", ("subset", "55次", "58次")),
        ("26项许可事项中15项实现即办。", ("subset", "15项", "26项")),
        ("对154件文件开展清理，废止21件、失效13件、保留120件。", ("sum", "21件", "13件", "120件", "154件")),
        ("收到申请23件，受理20件，不予受理3件。", ("sum", "20件", "3件", "23件")),
        ("检查市场1.9万户次，其中联合检查6840户次，占36%。", ("ratio", "6840户次", "1.9万户次", "36%")),
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
        ("发现问题126条，其中已整改到位131条。", ("subset", "131条", "126条"), ">126"),
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
        "抽检量每千人6.6批次，其中抽检食品5万批次。",
        "人均收入由2.57万元增加到3.52万元，年均增长6.5%。",
        "审结行政复议申请135件，其中纠错29件，纠错率19.2%。",  # of those accepted, as some issuers reckon it
        "受理来信286件，办结284件，按期办结率100%。",
        "审结96件，维持50件、驳回30件、撤销15件。",  # one more way to end a case, not told
        "立案50件、移送45件，结案93件。",
        "完成造林40万亩以上、其中示范工程20万亩，修复草原220万亩。",
        "接待来访3.2万人次，其中来电1.2万人次，来访1.8万人次。",
        "全年办结100件；全系统累计办结140件。",
        "收案120件，其中上年结转20件，同比增长25%。",
        "案件由2020年的120件降至100件，同比下降5%。",
        "受理申请30件，来信、来电分别为120件、150件。",
        "审结90件，其中维持50件、调解20件、终止35件。",  # a case mediated may be one terminated
        "检查商场20家。检查学校10家、医院5家，共35家。",
        "上年结转12件，新收88件，审结80件，移送15件，未结5件。",
        "受理来信320件，按期办结315件，按期办结率99.1%。",  # of those due
    ],
)
def test_what_need_not_be_a_contradiction_is_left_alone(audited: Audit, text: str) -> None:
    assert audited(text).raised == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("受理诉求28640件，按时办结28411件，按时办结率97.8%。", ("ratio", "28411件", "28640件", "97.8%")),
        ("上年结转12件，新收88件，审结95件，未结8件。", ("flow", "12件", "88件", "95件", "8件")),
        ("收到142件；维持61件、驳回9件、终止49件，合计审结121件。", ("sum", "61件", "9件", "49件", "121件")),
        ("检查企业1260户，较上年减少540户，下降40%。", ("yoy", "1260户", "540户", "40%")),
        ("检查场所1287处（商场412处、学校385处、医院480处）。", ("sum", "412处", "385处", "480处", "1287处")),
    ],
)
def test_what_the_text_leaves_open_is_suspect_at_most(audited: Audit, text: str, finding: tuple[str, ...]) -> None:
    result = audited(text)
    assert result.said("suspect") == [finding]
    assert result.said("violated") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("新增高新企业超6000家、科技型企业1.76万家，占比超过80%。", "ratio"),
        ("新设企业673家，新增出口企业1357家、总数突破1万家。", "sum"),
        ("新建10家省级中心、30家孵化器和10家省级平台。", "equal"),
        ("现行文件继续执行6件、废止2件。", "subset"),
        ("审结96件，其中维持50件，驳回30件，撤销6件，综合纠错率12%。", "ratio"),
        ("帮扶232所县中，强化12所师范院校对县域教育的引领。", "subset"),
    ],
)
def test_what_only_chance_would_bear_out_is_not_called_so(audited: Audit, text: str, kind: str) -> None:
    assert [
        f.message_zh
        for f in audited(text).findings
        if f.type == kind and f.basis == "stated" and "96" not in f.message_zh
    ] == []


def test_a_countys_total_that_a_section_passes_is_suspect(audited: Audit) -> None:
    text = "一、主要举措\n（一）普法\n开展普法活动640余场次。\n（二）组织领导\n全县开展普法活动580场次。\n"
    result = audited(text)
    assert result.said("suspect") == [("equal", "640余场次", "580场次")]
    assert result.raised[0].basis == "cross-section"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "权责清单共87项，其中许可1项、处罚2项、检查9项、其他75项。",
            "1+2+9+75=87，与所述87项相符",
            "1+2+9+75=87, as the stated total of 87",
        ),
        (
            "权责清单共87项，其中许可1项、处罚2项、其他80项。",
            "1+2+80=83，与所述87项不符，相差4",
            "1+2+80=83, not the stated total of 87",
        ),
        (
            "培训干部2000余人次，其中城区1100人次、乡镇970人次。",
            "1100+970=2070，与所述2000余人次（可为2000至3000）相符",
            "1100+970=2070, within the stated total of 2000+ (2000 to 3000)",
        ),
        (
            "办件4.1万件，其中线上2.05万件、窗口2.05万件。",
            "2.05万+2.05万=4.1万，与所述4.1万件相符",
            "20500+20500=41000, as the stated total of 41000",
        ),
        (
            "受理来信40件，上年为50件，同比下降30%。",
            "(40-50)/50=-20%，与所述“同比下降30%”不符",
            "(40-50)/50=-20%, not the stated -30%",
        ),
        (
            "受理事项317项，其中即办98项，占比30.9%。",
            "98/317=30.91%，与所述30.9%相符",
            "98/317=30.91%, as the stated 30.9%",
        ),
        (
            "劝导群众6000余人次，其中未戴头盔6500人次。",
            "部分大于整体：6500人次>6000余人次，口径可能不同，请核对",
            "the part is larger than its whole: 6500>6000+; the two may not count the same things",
        ),
    ],
)
def test_a_message_shows_the_sum_as_a_reader_would_check_it(audited: Audit, text: str, zh: str, en: str) -> None:
    assert (zh, en) in [(f.message_zh, f.message_en) for f in audited(text).findings]


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
