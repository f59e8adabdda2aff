"""Figures side by side: which of several things named, compared or summed up each counts."""

from tasks.extract.quantities import extract
from tasks.segment import segment


def measures(text: str) -> list[str | None]:
    return [q.measure for q in extract(text, segment(text, 2023), 2023) if q.status == "reported"]


def test_values_of_each_take_their_own_name() -> None:
    assert measures("参考率、合格率分别为98%、95%。") == ["参考率", "合格率"]
    assert measures("满意率、解决率分别为96.5%、95.2%。") == ["满意率", "解决率"]
    assert measures("群众安全感、满意度分别达到98.5%和97.2%。") == ["群众安全感", "满意度"]


def test_who_did_each_stands_before_what_was_done() -> None:
    assert measures("东街司法所、西街司法所分别接访12次、8次。") == ["东街司法所接访次数", "西街司法所接访次数"]


def test_acts_of_one_thing_share_it() -> None:
    assert measures("受理、办结案件分别为12件、10件。") == ["受理案件数", "办结案件数"]


def test_each_without_a_list_names_nothing() -> None:
    assert measures("分别于3月、6月召开会议2次。") == ["召开会议次数"]


def test_two_changes_are_of_the_two_figures_before_them() -> None:
    assert measures("越级上访2批5人次，比去年减少5批13人次。") == [
        "越级上访批次", "越级上访人次", "越级上访批次同比减少", "越级上访人次同比减少",
    ]  # fmt: skip
    assert measures("行政复议12件、行政诉讼8件，同比分别下降8%和12%。")[2:] == [
        "行政复议件数同比下降",
        "行政诉讼件数同比下降",
    ]


def test_one_change_is_of_the_figure_before_it() -> None:
    assert measures("立案120件、办结100件，同比增长5%。")[2] == "办结件数同比增长"


def test_the_second_of_two_changes_is_a_change() -> None:
    text = "信访件20批56人次，同比减少5批、13人次。"
    statistics = [q.statistic for q in extract(text, segment(text, 2023), 2023)]
    assert statistics == ["level", "level", "yoy_abs", "yoy_abs"]


def test_a_rate_is_of_the_whole_that_its_clause_gives() -> None:
    assert measures("拆除违建3.1万平方米，完成年度任务3万平方米的103%。")[2] == "年度任务完成率"
    assert measures("即办事项84项，占服务事项120项的70%。")[2] == "即办事项占服务事项比例"


def test_a_total_of_two_names_both() -> None:
    assert measures("现有公职律师12人、法律顾问30人，共42人。")[2] == "公职律师和法律顾问人数"


def test_things_joined_share_what_stands_before_the_first() -> None:
    assert measures("全镇下辖16个行政村、2个社区。") == ["下辖行政村数", "下辖社区数"]


def test_names_share_what_the_last_one_says() -> None:
    assert measures("城区、县城建成区面积分别为32平方公里、9平方公里。") == ["城区建成区面积", "县城建成区面积"]
    assert measures("养殖业、加工业增加值分别增长5%、8%。") == ["养殖业增加值同比增长", "加工业增加值同比增长"]


def test_each_has_two_values() -> None:
    found = measures("仲裁院、调解中心分别从7家、4家增加到10家、6家。")
    assert found == ["仲裁院数", "调解中心数", "仲裁院数", "调解中心数"]


def test_three_changes_are_each_named() -> None:
    found = measures("刑事立案数、诈骗案件数、交通事故数分别下降13%、8%、2%。")
    assert found == ["刑事立案数同比下降", "诈骗案件数同比下降", "交通事故数同比下降"]


def test_two_changes_told_of_each_go_back_over_a_clause() -> None:
    found = measures("受理诉求1200件，按时办结率99.9%，满意率97%，分别同比提升0.2个、1.5个百分点。")
    assert found[3:] == ["按时办结率同比提升", "满意率同比提升"]


def test_a_change_in_another_unit_is_of_the_figure_that_has_it() -> None:
    assert measures("受理举报12件，出动35人次，比去年增加3件。")[2] == "受理举报件数同比增加"


def test_one_goes_down_and_the_other_up() -> None:
    assert measures("行政复议、行政诉讼案件分别同比下降12%、增长5%。") == [
        "行政复议案件同比下降",
        "行政诉讼案件同比增长",
    ]
