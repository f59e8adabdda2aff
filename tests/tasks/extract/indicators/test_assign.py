"""Which indicators a figure states, read as an editor of the catalogue would ask for it."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from schemas.catalogue import Catalogue, load_catalogue
from schemas.documents import Assignment, Quantity, Section, Segmentation, Unassigned
from tasks.extract.indicators.assign import assign
from tasks.extract.quantities import extract
from tasks.segment.segment import segment

Read = Callable[..., "Reading"]


class Reading:
    """One sentence read: what each figure, named by its text, was given."""

    def __init__(self, figures: list[Quantity], given: list[Assignment], without: list[Unassigned]) -> None:
        self.texts = {q.index: q.text for q in figures}
        self.given, self.without = given, without

    @property
    def ids(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for a in self.given:
            out.setdefault(self.texts[a.quantity], []).append(a.indicator_id)
        return out

    @property
    def reasons(self) -> dict[str, str]:
        return {self.texts[u.quantity]: u.reason for u in self.without}

    def of(self, text: str) -> Assignment:
        (found,) = (a for a in self.given if self.texts[a.quantity] == text)
        return found


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def read(catalogue: Catalogue) -> Read:
    def read(text: str, *, level: str = "county", measured: bool = True) -> Reading:
        segmentation = segment(text, 2023)
        figures = extract(text, segmentation, 2023)
        if not measured:
            figures = [replace(q, measure=None) for q in figures]
        given, without = assign(figures, text, segmentation, level, "government", catalogue)  # type: ignore[arg-type]
        return Reading(figures, given, without)

    return read


@pytest.mark.parametrize("measured", [True, False], ids=["with measures", "from the clause alone"])
def test_every_example_goes_to_its_own_entry_and_to_no_other(catalogue: Catalogue, read: Read, measured: bool) -> None:
    wrong = []
    for entry in catalogue.indicators:
        if entry.kind == "rank":  # 第2位 is kept as a rank, an ordinal by the contract, which states no measured fact
            continue
        for example in entry.examples:
            ids = read(example.text, measured=measured).ids.get(example.figure, [])
            if ids != [entry.id]:
                wrong.append((example.text, ids, entry.id))
    assert wrong == []


def test_what_is_easily_taken_for_an_entry_goes_where_it_belongs(catalogue: Catalogue, read: Read) -> None:
    wrong = []
    for entry in catalogue.indicators:
        for counter in entry.counter_examples:
            ids = read(counter.text).ids.get(counter.figure, [])
            if ids != ([counter.instead] if counter.instead else []):
                wrong.append((entry.id, counter.text, ids))
    assert wrong == []


def test_every_example_has_the_value_it_says(catalogue: Catalogue) -> None:
    wrong = []
    for entry in catalogue.indicators:
        for example in entry.examples:
            figures = extract(example.text, segment(example.text, 2023), 2023)
            values = [q.value for q in figures if q.text == example.figure]
            if values != [example.value]:
                wrong.append((example.text, values, example.value))
    assert wrong == []


def test_one_number_states_every_rate_it_is_joined_to(read: Read) -> None:
    reading = read("干部学法考试参考率、合格率均达100%。")
    assert set(reading.ids["100%"]) == {"capacity.exam_participation_rate", "capacity.exam_pass_rate"}


def test_a_target_states_its_indicator_but_is_never_the_primary_row(read: Read) -> None:
    given = read("2024年，力争行政机关负责人出庭应诉率达到95%以上。").of("95%")
    assert (given.indicator_id, given.is_primary) == ("litigation.head_appearance_rate", False)


def test_of_two_levels_the_later_is_primary(read: Read) -> None:
    reading = read("全县信访总量由120件降到95件。")
    assert reading.ids == {"120件": ["petition.total"], "95件": ["petition.total"]}
    assert [reading.of(t).is_primary for t in ("120件", "95件")] == [False, True]


def test_an_unknown_measure_stays_without_an_indicator_and_says_why(read: Read) -> None:
    reading = read("全县新建口袋公园17个。")
    assert reading.ids == {}
    assert "新建口袋公园" in reading.reasons["17个"]
    assert "add an entry or a trigger" in reading.reasons["17个"]


def test_a_unit_no_entry_counts_in_is_named(read: Read) -> None:
    assert "面" in read("群众赠送锦旗6面。").reasons["6面"]


def test_a_single_case_told_is_not_a_count(catalogue: Catalogue) -> None:
    text = "调解员成功调解了一起邻里之间的矛盾纠纷。"
    row = {"start": 8, "end": 10, "text": "一起", "value": 1, "unit": "起", "modifier": "exact", "kind": "count"}
    segmentation = Segmentation((Section(0, None, None, None, 0, "R1", None, 0, len(text)),), ())
    given, without = assign(
        [_quantity(0, {**row, "status": "reported"})], text, segmentation, "town", "government", catalogue
    )
    assert given == []
    assert "single case" in without[0].reason


def test_an_amount_for_each_is_not_a_total(read: Read) -> None:
    assert "each" in read("每个村配备法律顾问1名。").reasons["1名"]


def test_a_change_carries_the_indicator_but_is_no_level(read: Read, catalogue: Catalogue) -> None:
    text = "全县信访总量同比下降12.5%。"
    segmentation = segment(text, 2023)
    figures = extract(text, segmentation, 2023)
    (given,), _ = assign(figures, text, segmentation, "county", "government", catalogue)
    change = next(q for q in figures if q.index == given.quantity)
    assert (given.indicator_id, change.statistic) == ("petition.total", "yoy_pct")


def test_last_years_value_has_the_indicator_and_is_not_primary(read: Read) -> None:
    reading = read("审结行政复议案件132件，上年为120件，同比增长10%。")
    assert reading.ids["132件"] == reading.ids["120件"] == reading.ids["10%"] == ["reconsideration.concluded"]
    assert reading.of("132件").is_primary
    assert not reading.of("120件").is_primary


def test_a_general_word_needs_its_subject(read: Read) -> None:
    under = read("行政复议方面，全年受理58件。")
    assert under.ids["58件"] == ["reconsideration.accepted"]
    assert under.of("58件").confidence < read("全年受理行政复议案件58件。").of("58件").confidence
    assert read("水费报修方面，全年受理58件。").ids == {}


def test_a_general_verb_with_an_object_of_its_own_is_not_about_an_earlier_sentence(read: Read) -> None:
    assert read("县信访局畅通信访渠道。全年受理96件。").ids == {"96件": ["petition.total"]}
    assert read("县信访局畅通信访渠道。全年受理环评报告审批96件。").ids == {}


def test_the_rule_names_the_trigger_and_where_it_stood(read: Read) -> None:
    given = read("司法所出具法律意见书56份。").of("56份")
    assert "意见书” in the" in given.rule
    assert 0 < given.confidence <= 1


def test_parts_by_field_share_the_totals_indicator_and_leave_it_primary(read: Read) -> None:
    reading = read("全年作出行政处罚决定310件，其中食品类120件、消防类190件。")
    assert reading.ids == {text: ["enforcement.penalties"] for text in ("310件", "120件", "190件")}
    assert reading.of("120件").dims == {"domain": "food_drug"}
    assert [reading.of(t).is_primary for t in ("310件", "120件", "190件")] == [True, False, False]


def test_parts_by_field_without_a_total_leave_no_primary_row(read: Read) -> None:
    reading = read("开展市容专项整治行动14次；开展消防专项整治行动9次。")
    assert {reading.of("14次").dims["domain"], reading.of("9次").dims["domain"]} == {"city_order", "fire"}
    assert not reading.of("14次").is_primary
    assert not reading.of("9次").is_primary


def test_parts_may_stand_in_the_clauses_after_their_total(read: Read) -> None:
    reading = read("全年作出行政处罚决定90件，同比减少7.1%；按领域分，市场监管50件，生态环境22件，其他领域18件。")
    assert reading.ids["50件"] == reading.ids["22件"] == reading.ids["18件"] == ["enforcement.penalties"]
    assert [reading.of(t).dims["domain"] for t in ("50件", "22件", "18件")] == ["market", "environment", "other"]


def test_a_total_after_its_parts_takes_their_indicator_from_them(read: Read) -> None:
    reading = read("办理人大代表建议40件、政协提案35件，总数75件。")
    assert reading.ids == {"75件": ["oversight.proposals"]}
    assert "part of the total" in reading.reasons["40件"]


def test_a_share_of_a_whole_is_the_rate_of_the_figure_before_it(read: Read) -> None:
    reading = read("行政复议结案200件，其中调解和解60件，占结案的30%。")
    assert reading.ids["30%"] == ["reconsideration.mediation_rate"]
    assert read("行政复议结案200件，其中调解和解60件，占全省的3%。").ids.get("3%") is None


def test_a_share_of_a_whole_that_is_a_figure_itself_is_the_part_s_rate(read: Read) -> None:
    reading = read("公布“最多跑一次”事项940项，占政务服务事项1000项的94%。")
    assert reading.ids["94%"] == ["service.one_visit_rate"]


def test_verb_and_noun_of_a_trigger_may_stand_apart_within_a_clause(read: Read) -> None:
    assert read("全年审查县政府及各部门重大合同58份。").ids == {"58份": ["review.contracts"]}
    assert read("全年从严审查，合同12份。").ids == {}


def test_parts_of_a_review_are_named_by_what_was_reviewed(read: Read) -> None:
    reading = read("完成合法性审查136件，其中重大行政决策17件、规范性文件31件、合同协议88份。")
    assert reading.ids == {
        "136件": ["review.total"],
        "17件": ["decision.reviews"],
        "31件": ["norm.reviewed"],
        "88份": ["review.contracts"],
    }


def test_who_stands_behind_the_figure_is_not_what_was_done_to_them(read: Read) -> None:
    assert read("随机抽取12个执法单位案卷评查。").ids == {}


def test_a_noun_behind_the_figure_is_not_the_clause_before(read: Read) -> None:
    reading = read("“一件事”重点事项全部上线运行，80个公园改造提升。")
    assert reading.ids == {}


def test_a_general_verb_counts_in_the_units_it_is_specific_in(read: Read) -> None:
    assert read("全年检查860家次。").ids == {"860家次": ["enforcement.inspections"]}
    assert read("检查项目86个。").ids == {}


def test_what_was_not_done_is_not_counted_as_done(read: Read) -> None:
    reading = read("审查规范性文件54件，不予备案2件。")
    assert reading.ids == {"54件": ["norm.reviewed"]}
    assert "not done" in reading.reasons["2件"]


def test_the_same_words_mean_another_thing_at_issuers_of_another_kind(read: Read) -> None:
    assert read("办理行政复议案件3件。").ids == {"3件": ["reconsideration.handled"]}
    assert read("办理行政复议案件3件。", level="town").ids == {"3件": ["reconsideration.as_respondent"]}


def test_an_average_is_no_total(read: Read) -> None:
    assert "each" in read("执法人员平均每县仅13名。").reasons["13名"]


def test_a_reason_names_the_anti_trigger(read: Read) -> None:
    assert "免罚" in read("对轻微免罚案件作出行政处罚建议6件。").reasons["6件"]


def test_a_value_beyond_the_range_is_flagged_and_kept(read: Read) -> None:
    assert read("县政府常务会议学法900次。").of("900次").flags == ("out_of_range",)


def test_an_indicator_of_other_levels_is_flagged(read: Read) -> None:
    assert "unusual_level" in read("出台政府规章3部。", level="town").of("3部").flags


def test_no_figures_no_indicators(read: Read) -> None:
    reading = read("全县深入推进法治政府建设。")
    assert (reading.given, reading.without) == ([], [])


@pytest.mark.parametrize("name", ["000", "002"])
def test_the_shared_reports_figures_go_where_a_reader_put_them(shared: Path, catalogue: Catalogue, name: str) -> None:
    text = (shared / "reports" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (shared / "gold" / f"{name}.quantities.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    segmentation = Segmentation((Section(0, None, None, None, 0, "R0", None, 0, len(text)),), ())
    given, _ = assign(
        [_quantity(i, row) for i, row in enumerate(rows)], text, segmentation, "street", "street_office", catalogue
    )
    found = {(a.quantity, a.indicator_id) for a in given if rows[a.quantity]["status"] == "reported"}
    true = {(i, name) for i, row in enumerate(rows) if row["status"] == "reported" for name in row["indicators"]}
    assert len(found & true) >= 0.95 * len(true)
    assert len(found & true) >= 0.95 * len(found)


def _quantity(index: int, row: dict) -> Quantity:
    def number(key: str) -> Decimal | None:
        try:
            return Decimal(str(row.get(key)))
        except InvalidOperation:
            return None

    is_change = row["kind"] == "change"
    return Quantity(
        index, 0, 0, row["start"], row["end"], row["text"], number("value"), number("value"), number("value"),
        row["unit"], row["modifier"], row["kind"], "none" if row["status"] == "skip" else row["status"],
        "yoy_pct" if is_change else "level", row.get("period"), row.get("measure"),
    )  # fmt: skip


def test_a_part_is_of_the_nearest_whole(read: Read) -> None:
    reading = read("作出行政处罚7件；实施行政许可98件，其中林业许可17件。")
    assert reading.ids.get("17件") is None


def test_parts_of_what_is_divided_by_kinds_alone_state_nothing_else(read: Read) -> None:
    reading = read("主动公开信息125条，其中权责清单1条、行政许可事项40条。")
    assert reading.ids["125条"] == ["disclosure.active"]
    assert (reading.ids.get("1条"), reading.ids.get("40条")) == (None, None)
    assert "a part of what was counted before it" in reading.reasons["40条"]


def test_values_of_each_state_what_each_is_named_after(read: Read) -> None:
    reading = read("组织学法考试，参考率、合格率分别为98%、95%。")
    assert reading.ids == {"98%": ["capacity.exam_participation_rate"], "95%": ["capacity.exam_pass_rate"]}
    reading = read("行政复议受理数、审结数分别为120件、110件，同比分别增长20%、10%。")
    assert reading.ids == {
        "120件": ["reconsideration.accepted"], "110件": ["reconsideration.concluded"],
        "20%": ["reconsideration.accepted"], "10%": ["reconsideration.concluded"],
    }  # fmt: skip


def test_two_values_of_each_state_the_same(read: Read) -> None:
    reading = read("行政复议收案数、应诉案件数分别从120件、80件下降到100件、60件。")
    assert reading.ids["120件"] == reading.ids["100件"] == ["reconsideration.applications"]
    assert reading.ids["80件"] == reading.ids["60件"] == ["litigation.cases"]


def test_what_each_of_several_bodies_did_is_no_total(read: Read) -> None:
    reading = read("东街司法所、西街司法所分别调解纠纷120件、80件。")
    assert reading.ids == {}
    assert "one of several" in reading.reasons["120件"]


def test_how_often_a_thing_is_done_is_no_total(read: Read) -> None:
    reading = read("每季度召开1次法治建设联席会议。")
    assert reading.ids == {}
    assert "每" in reading.reasons["1次"]


def test_what_is_spared_or_added_is_no_total(read: Read) -> None:
    assert read("减少入企检查260次。").ids == {}
    assert read("增加执法人员5名。").ids == {}


def test_a_part_named_by_its_subject_is_not_the_whole(read: Read) -> None:
    reading = read("受理行政复议案件100件，其中行政处罚类60件、行政许可类25件、其他15件。")
    assert reading.ids == {"100件": ["reconsideration.accepted"]}


def test_a_topic_from_before_states_nothing_of_a_noun_behind_the_unit(read: Read) -> None:
    assert read("36个部门公布权力清单126项，其中2批26个案例。").ids.get("26个") is None


def test_a_case_that_is_told_is_no_total(read: Read) -> None:
    reading = read("执法人员发现某渔具店违规经营，罚款5万元。")
    assert reading.ids == {}
    assert "one case" in reading.reasons["5万元"]
    assert read("某些渔具店违规经营，全年罚款5万元。").ids == {"5万元": ["enforcement.fines"]}


def test_what_is_said_of_two_meetings_counts_for_both(read: Read) -> None:
    reading = read("党组会3次、局长办公会4次专题研究法治工作。")
    assert reading.ids == {"3次": ["leadership.special_meetings"], "4次": ["leadership.special_meetings"]}


def test_falls_told_of_each_without_their_names_state_nothing(read: Read) -> None:
    assert read("行政诉讼案件发案量、败诉率“双下降”，降幅分别为23%和5个百分点。").ids == {}
