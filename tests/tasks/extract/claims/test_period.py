"""How far words of time reach: the sentence they open, their clause, the level they are the base of."""

from decimal import Decimal

import pytest

from tasks.extract.quantities import extract
from tasks.segment import segment


def periods(text: str) -> dict[str, str | None]:
    """Return each reported figure's period, read for a report of 2023."""
    return {q.text: q.period for q in extract(text, segment(text, 2023), 2023) if q.status == "reported"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "受理行政复议71宗，上年58宗，上升22.4%；审结68宗。",
            {"71宗": "2023", "58宗": "2022", "22.4%": "2023", "68宗": "2023"},
        ),
        ("收到申请618件（2021年512件，同比增长7.0%），审结521件。", {"512件": "2021", "7.0%": "2023", "521件": "2023"}),
        ("检查企业962家次，比2022年180家次减少10.0%；处罚22件。", {"180家次": "2022", "10.0%": "2023", "22件": "2023"}),
        ("全程网办率由2022年的93.6%提高到96.1%。", {"93.6%": "2022", "96.1%": "2023"}),
        ("2021年，全市调解纠纷300件，成功290件。", {"300件": "2021", "290件": "2021"}),
        ("2018年以来，累计开展督察12次。", {"12次": "2018/2023"}),
        ("全部部门提交2022年度报告，公开率100%。", {"100%": "2023"}),
        ("许可事项由612项精简到548项。", {"612项": None, "548项": "2023"}),
        ("窗口、岗位分别从71个、48个压减到30个、21个。", {"71个": None, "48个": None, "30个": "2023", "21个": "2023"}),
        ("补助从2021年的465元和169元提高到587元和231元。", {"465元": "2021", "169元": "2021", "587元": "2023"}),
        ("上年结转23件，新收212件，审结225件。", {"23件": "2022", "212件": "2023", "225件": "2023"}),
        ("去年同期103件，今年91件，下降11.7%。", {"103件": "2022", "91件": "2023", "11.7%": "2023"}),
        ("收到申请85件，结转至2024年继续办理2件。", {"85件": "2023", "2件": "2023"}),
        ("与2022年持平，办结率均为100%。", {"100%": "2023"}),
        ("五年来，累计办案2300件，年均460件。", {"2300件": "2019/2023", "460件": "2019/2023"}),
        ("近三年累计培训900人。", {"900人": "2021/2023"}),
        ("近年来化解积案31件。", {"31件": None}),
        ("一年来，办结积案31件。", {"31件": "2023"}),
        ("党的十九大以来，清理文件130件。", {"130件": "2017/2023"}),
        ("“十四五”以来建成站点56个。", {"56个": "2021/2023"}),
        ("办结2022件，受理2100件。", {"2022件": "2023", "2100件": "2023"}),
        ("去年，全局办案80件，今年办案95件。", {"80件": "2022", "95件": "2023"}),
    ],
)
def test_a_figure_takes_the_time_that_reaches_it(text: str, expected: dict[str, str]) -> None:
    assert periods(text).items() >= expected.items()


def test_without_a_report_year_only_stated_years_are_periods() -> None:
    text = "2021年调解300件。办案80件。"
    found = {q.value: q.period for q in extract(text, segment(text, None), None) if q.status == "reported"}
    assert found == {Decimal(300): "2021", Decimal(80): None}
