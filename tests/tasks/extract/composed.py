"""Sentences composed with their truth: figures × frame × distractor.

``sentences()`` is a hypothesis strategy, so that a failure shrinks to its shortest form. The frames and the distractors
are written after the contract; nothing here reads the product's word lists.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.tasks.extract.composed_figures import (
    AREA_FIGURES,
    COUNT_FIGURES,
    COUNTS,
    DECIMALS,
    DUTY,
    INTEGERS,
    MONEY_FIGURES,
    RATE_FIGURES,
    RATES,
    TIME_FIGURES,
    YEAR,
    Figure,
    Unit,
    figure,
)


@dataclass(frozen=True)
class Truth:
    """What must be said of a span of the text."""

    start: int
    end: int
    figure: Figure
    status: str
    statistic: str
    period: str | None


@dataclass(frozen=True)
class Sentence:
    """A sentence with its figures."""

    text: str
    truths: tuple[Truth, ...] = ()


FACT_FRAMES: dict[str, tuple[str, ...]] = {
    "count": (
        "全县共办理{}。",
        "全年累计完成{}，",
        "组织排查{}；",
        "其中上报{}，",
        "截至年底，全市汇总{}。",
        "各镇街登记{}（含补登）。",
        "已整改{}。",
    ),
    "money": ("追缴罚款{}。", "全年挽回损失{}，", "兑付补偿金额共计{}；", "涉及工资{}。"),
    "area": ("拆除违法建筑{}。", "全区复绿{}，", "累计清理占道{}；"),
    "duration": ("每件平均用时{}。", "办理环节平均耗时{}，", "人均参训{}；"),
    "rate": ("按时办结率为{}。", "群众满意率达{}，", "参考率{}；", "线上办件占{}。", "抽检合格率稳定在{}，"),
}
TARGET_FRAMES: dict[str, tuple[str, ...]] = {
    "count": (
        "力争完成{}。",
        f"{YEAR + 1}年，全县将新建{{}}。",
        "下一步，计划培训{}。",
        "上半年应完成{}。",
        "确保新增{}。",
    ),
    "money": ("力争追缴罚款{}。", f"{YEAR + 1}年计划投入{{}}。", "今后每年安排资金{}。"),
    "area": ("应完成拆除{}。", "下一步将复绿{}。"),
    "duration": ("力争压到{}。", f"{YEAR + 2}年平均用时将降到{{}}。"),
    "rate": ("确保办结率达到{}。", f"到{YEAR + 2}年，覆盖率达到{{}}。", "明年满意率要达到{}。"),
}
PERIOD_FRAMES = (
    (f"{YEAR - 2}年，全县办理{{}}。", str(YEAR - 2)), ("上年办理{}。", str(YEAR - 1)), ("去年，全县受理{}。", str(YEAR - 1)),
    (f"{YEAR - 4}年以来，累计办理{{}}。", f"{YEAR - 4}/{YEAR}"), (f"{YEAR - 3}年至{YEAR - 1}年，共办理{{}}。", f"{YEAR - 3}/{YEAR - 1}"),
    ("今年以来，全县受理{}。", str(YEAR)), (f"提交《{YEAR - 1}年度报告》，附表{{}}。", str(YEAR)),
)  # fmt: skip
DISTRACTORS = (
    "自2023年4月18日起施行", "一季度部署、9月底收官", "上半年先行试点", "深入学习党的二十大精神", "传达十九届六中全会精神", "推进“八五”普法",
    "落实“十四五”规划", "执行某政发〔2021〕33号文件", "第一责任人带头", "印发第18期简报", "接通12345热线", "推行双随机抽查", "开展“三查三控两拆”",
    "形成“3+X”模式", "搭建“1+9+N”体系", "修订纲要（20212025年）", "已于2025730日公示", "列全省第3名", "首批试点启动", "实行三重一大集体决策",
    "统一部署、逐一核对", "坚持“四个意识”", "开通24小时热线", "推出5G政务专线", "办理标的50万元以上的案件", "全年未发生一起事故",
    "打造15分钟法律服务圈", "召开“两会”", "每周五下乡", "居全省前三", "联系电话0571-88880000", "对连续两次未整改的通报", "（三）班子建设", "学习十九大精神",
)  # fmt: skip


def placed(
    frame: str, figures: tuple[Figure, ...], status: str, periods: tuple[str | None, ...], statistic: str = "level"
) -> Sentence:
    """Fill a frame's slots with figures."""
    text, truths, pieces = "", [], frame.split("{}")
    for piece, item, period in zip(pieces, figures, periods, strict=False):
        start = len(text) + len(piece) + len(item.before)
        text += piece + item.words
        truths.append(
            Truth(start, start + len(item.span), item, status, statistic, period if status == "reported" else None)
        )
    return Sentence(text + pieces[-1], tuple(truths))


def in_frames(
    kinds: dict[str, st.SearchStrategy[Figure]], frames: dict[str, tuple[str, ...]], status: str
) -> st.SearchStrategy[Sentence]:
    def fill(item: Figure, index: int) -> Sentence:
        choices = frames[item.kind]
        return placed(choices[index % len(choices)], (item,), status, (str(YEAR),))

    return st.builds(fill, st.one_of(*kinds.values()), st.integers(0, 30))


ALL = {
    "count": COUNT_FIGURES,
    "money": MONEY_FIGURES,
    "area": AREA_FIGURES,
    "duration": TIME_FIGURES,
    "rate": RATE_FIGURES,
}
FACTS = in_frames(ALL, FACT_FRAMES, "reported")
TARGETS = in_frames(ALL, TARGET_FRAMES, "target")
DUTIES = st.builds(
    lambda n, unit, hedge: placed("每年应组织{}。", (figure(n, unit, hedge, ""),), "target", (None,)),
    INTEGERS, st.sampled_from(COUNTS[:12]), st.sampled_from(tuple(DUTY)),
)  # fmt: skip
PERIODS = st.builds(
    lambda item, frame: placed(frame[0], (item,), "reported", (frame[1],)),
    COUNT_FIGURES,
    st.sampled_from(PERIOD_FRAMES),
)
EXACT_PERCENT = st.builds(figure, DECIMALS, st.just(RATES[0]), st.just(""), st.just(""))
EXACT_COUNT = st.builds(figure, INTEGERS, st.sampled_from(COUNTS[:6]), st.just(""), st.just(""))
POINTS = st.builds(figure, DECIMALS, st.just(Unit("个百分点", "个百分点", "rate")), st.just(""), st.just(""))
CHANGES = st.one_of(
    st.builds(lambda f, word: placed(f"受理量同比{word}{{}}。", (f,), "reported", (str(YEAR),), "yoy_pct"),
              EXACT_PERCENT, st.sampled_from(("上升", "下降", "增长", "减少了", "提高"))),
    st.builds(lambda f, base: placed(f"{base}减少{{}}。", (f,), "reported", (str(YEAR),), "yoy_abs"),
              EXACT_COUNT, st.sampled_from(("较上年", "比去年", "与上年同期相比", f"较{YEAR - 1}年", f"与{YEAR - 2}年相比，"))),
    st.builds(lambda f: placed("满意率同比提高{}。", (f,), "reported", (str(YEAR),), "yoy_points"), POINTS),
    st.builds(lambda f, g: placed("受理量、审结量分别增长{}、{}。", (f, g), "reported", (str(YEAR),) * 2, "yoy_pct"), EXACT_PERCENT, EXACT_PERCENT),
    st.builds(lambda f, g: placed("投诉较上年下降{}和{}。", (f, g), "reported", (str(YEAR),) * 2, "yoy_pct"), EXACT_PERCENT, EXACT_PERCENT),
)  # fmt: skip
FROM_TO = st.builds(
    lambda f, g, frame: placed(frame, (f, g), "reported", (None, str(YEAR))), EXACT_COUNT, EXACT_COUNT,
    st.sampled_from(("事项由{}减到{}。", "材料从{}精简至{}。", "环节由原来的{}压缩到{}。")),
)  # fmt: skip
NOTHING = st.builds(lambda text, stop: Sentence(text + stop), st.sampled_from(DISTRACTORS), st.sampled_from("。，；"))


def after(words: str, sentence: Sentence) -> Sentence:
    """Put words in front of a sentence."""
    moved = (
        Truth(t.start + len(words), t.end + len(words), t.figure, t.status, t.statistic, t.period)
        for t in sentence.truths
    )
    return Sentence(words + sentence.text, tuple(moved))


BESIDE = st.builds(lambda words, fact: after(f"{words}，", fact), st.sampled_from(DISTRACTORS), FACTS)


def finished(sentence: Sentence) -> Sentence:
    """End a sentence that its frame leaves open, so that nothing reaches into the next."""
    return Sentence(sentence.text[:-1] + "。" if sentence.text[-1] in "，；" else sentence.text, sentence.truths)


def joined(parts: list[Sentence]) -> Sentence:
    """One text of many sentences; its first words keep a line that breaks in a figure from being taken for a heading."""
    text, truths = "现将全县有关情况报告如下。", []
    for part in map(finished, parts):
        moved = after(text, part)
        text, truths = moved.text, [*truths, *moved.truths]
    return Sentence(text, tuple(truths))


def sentences() -> st.SearchStrategy[Sentence]:
    """A sentence of any sort."""
    return st.one_of(FACTS, FACTS, FACTS, TARGETS, DUTIES, PERIODS, CHANGES, FROM_TO, BESIDE, NOTHING)
