"""What is counted, as a person would name it; the examples are of invented places."""

import pytest

from tasks.extract.quantities import extract
from tasks.segment import segment


def measures(text: str) -> list[str | None]:
    return [q.measure for q in extract(text, segment(text, 2023), 2023) if q.status == "reported"]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("市司法局审查合同42份。", "审查合同份数"),  # not who acts
        ("对23家单位开展安全检查。", "安全检查的单位数"),  # an object before its act
        ("通过宣传车向群众发放手册500份。", "发放手册份数"),  # not how, not to whom
        ("10名工作人员成功申领行政执法证。", "成功申领行政执法证的工作人员人数"),  # whole words
        ("召开听证会5次。", "听证会次数"),  # a light verb says nothing
        ("全年查处5起涉农案件。", "查处涉农案件起数"),  # the noun behind the unit
        ("7个村完成厕所改造。", "厕所改造的村数"),  # what is said of it
        ("下发9家部门的权责清单。", "下发权责清单的部门数"),  # bodies by what is theirs
        ("公布16个部门84项服务清单。", "公布服务清单的部门数"),  # the noun behind the next figure
        ("矛盾纠纷312件，均已办结。", "矛盾纠纷件数"),  # a noun before its number
        ("乡镇党委会6次研究法治建设。", "乡镇党委会研究法治建设次数"),  # what is done so many times
        ("以调解方式结案19件。", "调解结案件数"),  # the manner tells cases apart
        ("办事大厅平均用时由3天缩短到1天。", "办事大厅平均用时"),
        ("将土地档案移交档案馆30卷。", "移交档案馆的土地档案卷数"),
        ("合同审核11次且通过率达标。", "合同审核次数"),  # not what goes on behind it
        ("巡查河道52公里。", "巡查河道长度"),
        ("占道经营类举报件数82件。", "占道经营类举报件数"),
        ("撤销、确认违法、责令履行4件。", "撤销确认违法责令履行件数"),  # acts in a list, whatever they are done to
        ("行政裁决2项、行政奖励1项。", "行政裁决数"),
        ("另2件尚未作出判决。", "尚未判决件数"),  # what was not done
        ("维持率：86.7%。", "维持率"),  # a label before a colon
        ("召开河长制工作推进会3次。", "河长制工作推进会次数"),
        ("配套出台案卷评查、学法方案等具体措施15项。", "出台具体措施数"),  # a list gives way to what sums it up
        ("公开行政许可信息40条。", "公开行政许可信息条数"),
        ("6个村开展法治夜校。", "开展法治夜校的村数"),  # a light verb, but the only one
        ("9个渡口大队共有巡护人员66名。", "渡口大队数"),  # what they have is the next figure's
        ("渔政案件100%按期办结。", "渔政案件按期办结率"),  # what all of them are
        ("人员精简两成。", "人员精简"),  # a general noun that an act changes
    ],
)  # fmt: skip
def test_the_first_figure_is_named_by_its_clause(text: str, measure: str) -> None:
    assert measures(text)[0] == measure


def test_from_one_value_to_the_next_is_one_measure() -> None:
    assert measures("审批事项由63项减到40项。") == ["审批事项数", "审批事项数"]


def test_an_act_alone_takes_the_object_before_it() -> None:
    assert measures("颁布渔业条例4件，修改3件，废止2件。") == [
        "颁布渔业条例件数",
        "修改渔业条例件数",
        "废止渔业条例件数",
    ]


def test_what_is_said_behind_the_second_of_two_is_said_of_both() -> None:
    found = measures("乡镇党委会2次、镇长办公会5次研究部署防汛工作。")
    assert found == ["乡镇党委会研究部署防汛工作次数", "镇长办公会研究部署防汛工作次数"]


def test_members_of_a_list_have_one_topic() -> None:
    found = measures("审结行政复议案件31件，其中撤销7件、确认违法3件。")
    assert found[1:] == ["行政复议案件撤销件数", "行政复议确认违法件数"]


def test_what_goes_on_names_the_acts_after_it() -> None:
    assert measures("开展河道清障行动12次，出动80人次，处罚5起。") == [
        "河道清障行动次数", "河道清障行动出动人次", "河道清障行动处罚起数",
    ]  # fmt: skip


def test_a_heading_names_bare_acts() -> None:
    assert measures("（三）做实社区矫正\n训诫11人次。") == ["社区矫正训诫人次"]


def test_an_announced_aspect_names_the_figures_of_its_sentence() -> None:
    found = measures("全年开展多项检查。渡口码头方面，检查船只40艘，排查隐患9处；农机方面，检查农机70台。")
    assert found == ["渡口码头检查船只数", "渡口码头排查隐患处数", "检查农机台数"]  # said already


def test_the_clause_before_tells_more_than_a_subject() -> None:
    assert measures("公布行政许可实施清单，收录317项。") == ["行政许可实施清单收录数"]


def test_a_share_is_named_by_part_and_whole() -> None:
    assert measures("持证人员7名，占在编人员的13%。")[1] == "持证人员占在编人员比例"
    assert measures("电子证照占八成。") == ["电子证照占比"]


def test_a_rate_is_not_named_by_what_it_is_measured_against() -> None:
    assert measures("村民对法律服务的知晓率达到常住人口的92%。") == ["法律服务知晓率"]


def test_what_was_done_by_so_much_is_said() -> None:
    assert measures("申报材料减少120份，承诺时限比法定时限压减七成。") == ["申报材料减少份数", "承诺时限压减"]
    assert measures("审批事项精简为46项。") == ["审批事项数"]  # to so much


def test_an_activity_that_people_take_part_in_names_their_figures() -> None:
    found = measures("组织执法人员参加全县统一考试，报名56人，合格51人。")
    assert found == ["统一考试报名人数", "统一考试合格人数"]


def test_a_second_unit_counts_the_same() -> None:
    assert measures("接访群众28批60人次。") == ["接访群众批次", "接访群众人次"]


def test_action_and_scope_are_told() -> None:
    figure = extract("全县审核合同42份。", segment("全县审核合同42份。", 2023), 2023)[0]
    assert (figure.measure, figure.action, figure.scope) == ("审核合同份数", "审核", "全县")


def test_phrases_of_endless_clauses_stay_short() -> None:
    assert all(len(m or "") < 40 for m in measures("甲乙丙丁" * 200 + "合同42份。"))


def test_what_was_done_before_is_no_part_of_it() -> None:
    assert measures("办理复议案件，审理终结后纠错11件。") == ["行政复议纠错件数"]


def test_some_of_those_before_are_named_after_them() -> None:
    assert measures("40家社会组织中的12家完成换届。")[1] == "换届的社会组织数"
    assert measures("520项渔业审批事项中，七成实现“一次办结”。")[1] == "一次办结的渔业审批事项占比"


def test_a_total_is_named_by_the_subject_of_its_list() -> None:
    assert measures("承办代表建议12件、政协提案8件，共20件。")[2] == "承办建议提案件数"


def test_acts_told_by_times_one_after_another_are_their_own() -> None:
    assert measures("举办民法典讲座2次，上门普法6次。") == ["民法典讲座次数", "上门普法次数"]


def test_a_change_in_brackets_is_of_the_noun_before_them() -> None:
    found = measures("案件类警情（同比下降21%）、刑事立案数（同比下降13%）和抓获人数（同比上升4%）均好于上年。")
    assert found == ["案件类警情同比下降", "刑事立案数同比下降", "抓获人数同比上升"]


def test_what_was_done_so_many_times_ends_where_another_object_is_named() -> None:
    found = measures("开展河道清障行动12次，查处水事违法行为65件、结案55件。")
    assert found == ["河道清障行动次数", "查处水事违法行为件数", "结案水事违法行为件数"]


def test_a_list_number_within_a_paragraph_heads_that_paragraph_alone() -> None:
    found = measures(
        "全年学习10次。二是打牢渔政根基，组织干部参加轮训。\n全年出动80人次。\n（三）做实社区矫正\n训诫11人次。\n走访9人次。"
    )
    assert found == ["学习次数", "出动人次", "社区矫正训诫人次", "社区矫正走访人次"]


def test_a_broad_subject_yields_to_the_longer_name_that_holds_it() -> None:
    found = measures("组织执法人员资格考试2批次，486人参加考试，452人合格。")
    assert found[1:] == ["执法人员资格考试参加考试人数", "合格执法人员资格考试人数"]


def test_what_was_not_done_stays_undone() -> None:
    assert measures("另有9件案件未进入诉讼程序。") == ["未进入行政诉讼程序的案件数"]


def test_states_of_a_file_are_told_of_what_was_gone_through() -> None:
    found = measures("集中清理规范性文件154件，废止21件、宣布失效13件、继续有效120件。")
    assert found[1:] == ["规范性文件废止件数", "规范性文件宣布失效件数", "规范性文件继续有效件数"]


def test_items_are_those_of_the_list_named_just_before() -> None:
    assert measures("召开推进会2次，印发年度工作要点，明确任务28项。")[1] == "年度工作要点明确任务数"


def test_a_rate_is_of_the_clause_before_it() -> None:
    assert measures("举办讲座2场，职工全员参与法治考试，合格率达100%。")[1] == "法治考试合格率"


def test_a_part_is_named_by_what_was_counted_before_it() -> None:
    assert measures("追讨工资待遇459万元，其中农民工400万元。")[1] == "农民工工资待遇金额"


def test_bodies_within_bodies_are_counted_themselves() -> None:
    assert measures("建成41个区县公共法律服务中心。") == ["建成区县公共法律服务中心数"]
    assert measures("15个乡镇只有9名法制员。") == ["乡镇数", "法制员人数"]


def test_the_next_figures_rate_is_no_part_of_what_is_counted() -> None:
    assert measures("17个国控断面水质优良比例94.1%。") == ["国控断面数", "水质优良比例"]


def test_a_noun_before_from_names_both_values() -> None:
    assert measures("执法人员从120名增加到150名。") == ["执法人员人数", "执法人员人数"]
    assert measures("执法队员从2022年的120名增加到150名。") == ["执法队员人数", "执法队员人数"]
    assert measures("从5个部门抽调人员12名。") == ["抽调人员的部门数", "抽调人员人数"]


def test_what_is_told_by_times_ends_in_its_act() -> None:
    assert measures("开展42批次“双随机”抽查。") == ["双随机抽查批次"]


def test_after_an_aside_the_figure_before_it_runs_on() -> None:
    found = measures("全年罚款236万元（其中没收违法所得12万元），较上年的200万元增长18%。")
    assert found[2:] == ["罚款金额", "罚款金额同比增长"]
    assert measures("立案120件（其中食品类30件、药品类20件），办结110件。")[3] == "办结件数"


def test_the_same_act_is_done_to_the_same() -> None:
    assert measures("去年办理案件100件，今年办理120件。") == ["办理案件数", "办理案件数"]


def test_a_span_of_years_names_nothing() -> None:
    assert measures("全年培训执法人员300人次，近三年累计900人次。")[1] == "培训执法人员人次"


def test_a_level_alone_is_of_the_same_thing() -> None:
    found = measures("创建市级示范村3个，省级2个，国家级1个。")
    assert found == ["创建市级示范村数", "创建省级示范村数", "创建国家级示范村数"]
    assert measures("现有民主示范村12个，其中省级3个、市级9个。")[1:] == ["省级民主示范村数", "市级民主示范村数"]


def test_what_is_done_of_a_task_is_its_rate() -> None:
    assert measures("拆除违建12处，完成年度任务的120%。")[1] == "年度任务完成率"
