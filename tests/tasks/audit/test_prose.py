"""Consistent sentences as reports have them, with other numbers every time: none raises a doubt.

Most of the frames once raised one: a kind told aside before what remains, the flows of two subjects in the same words, 其中
reaching back over a rate, a list that a rate breaks off.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

THINGS = (  # what, in which unit, taken in, dealt with, a kind of it
    ("隐患", "个", "排查", "整改", "重大隐患"),
    ("矛盾纠纷", "件", "受理", "化解", "劳资纠纷"),
    ("行政复议申请", "件", "收到", "审结", "网上申请"),
    ("投诉举报", "件", "接收", "办结", "食品类投诉"),
    ("工单", "件", "承接", "办结", "疑难工单"),
    ("建议提案", "件", "承办", "办复", "重点建议"),
)
SUBJECTS = ("行政复议", "行政诉讼", "行政调解", "行政裁决", "仲裁")
HEADINGS = ("（一）依法履行职能", "（二）规范执法行为", "（三）加强执法监督")


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"


def split(w: Random, total: int, count: int) -> list[int]:
    cuts = sorted(w.sample(range(1, total), count - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


def remainder(w: Random) -> str:
    """A whole, a kind of it aside, what was dealt with, what remains."""
    noun, unit, taken, dealt, kind = w.choice(THINGS)
    total = w.randint(60, 3000)
    left = w.randint(1, total // 6)
    some, done = w.randint(1, total // 3), total - left
    aside = w.choice(
        (
            f"（其中{kind}{some}{unit}）",
            f"，其中{kind}{some}{unit}",
            f"，其中，{kind}{some}{unit}、遗留{some}{unit}",
            "",
        )
    )
    rate = w.choice(("", f"，{dealt}率{percent(done, total)}", f"（其中{kind}{min(some, done)}{unit}）"))
    rest = w.choice((f"剩余{left}{unit}正在办理", f"尚有{left}{unit}未办结", f"余下{left}{unit}转入下年"))
    return f"全年{taken}{noun}{total}{unit}{aside}，{dealt}{done}{unit}{rate}，{rest}。"


def flows(w: Random) -> str:
    """What came in and went out of two subjects, in the same words."""
    told = []
    for subject in w.sample(SUBJECTS, 2):
        before, new = w.randint(1, 9), w.randint(8, 90)
        done = w.randint(4, before + new)
        told.append(
            f"{subject}方面，上年结转案件{before}件，新收案件{new}件，全年办结案件{done}件，结转下年{before + new - done}件。"
        )
    return "".join(told)


def accepted(w: Random) -> str:
    """其中 behind a rate, of what was accepted."""
    total = w.randint(60, 900)
    taken = w.randint(total // 2, total - 1)
    some = w.randint(1, taken)
    return (
        f"{total}件复议申请中，受理{taken}件，不予受理{total - taken}件，受理率{percent(taken, total)}，"
        f"其中涉及治安{some}件，占受理总数的{percent(some, taken)}。"
    )


def officers(w: Random) -> str:
    """A list that a rate breaks off, so that what follows is no part of it."""
    total = w.randint(200, 5000)
    holding = w.randint(20, total - 20)
    return (
        f"全区现有行政执法人员{total}人，其中持证{holding}人，持证率{percent(holding, total)}，"
        f"年内新取证{w.randint(1, holding)}人，注销{w.randint(1, 30)}人。"
    )


def inspections(w: Random) -> str:
    """The same act in several fields, each with its own numbers."""
    told = []
    for field in w.sample(("食品安全", "特种设备", "危险化学品", "建筑工地", "校园周边"), 3):
        found = w.randint(20, 300)
        mended = w.randint(10, found)
        told.append(
            f"开展{field}专项检查，出动执法人员{w.randint(50, 900)}人次，检查企业{w.randint(30, 900)}家次，"
            f"发现问题隐患{found}处，整改{mended}处，整改率{percent(mended, found)}。"
        )
    return "".join(told)


def suits(w: Random) -> str:
    """Instances, what was decided of one of them, and heads in court."""
    total = w.randint(50, 500)
    first, second = split(w, total, 2)
    decided = w.randint(1, first)
    lost, due = w.randint(0, decided), w.randint(3, 40)
    return (
        f"行政应诉案件{total}件，其中一审{first}件、二审{second}件；一审案件审结{decided}件，败诉{lost}件，"
        f"败诉率{percent(lost, decided)}；负责人应出庭{due}件，实际出庭{due}件，出庭率100%。"
    )


def years(w: Random) -> str:
    """Three years side by side, their sum, and a change that says both years."""
    each = [w.randint(10, 90) for _ in range(3)]
    before, now = w.randint(100, 900), w.randint(901, 1800)
    return (
        f"2021年、2022年、2023年分别办理行政复议案件{each[0]}件、{each[1]}件、{each[2]}件，三年共办理{sum(each)}件。"
        f"开展检查{now}次，较上年{before}次增加{now - before}次，增长{percent(now - before, before)}。"
    )


def changed(w: Random) -> str:
    """A value, last year's, and the change between them in number and percent."""
    before, now = w.sample(range(50, 9000), 2)
    by, rate = abs(now - before), percent(abs(now - before), before)
    more, rise = ("增加", "增长") if now > before else ("减少", "下降")
    last = w.choice(("上年", "去年同期", "2022年"))
    return w.choice(
        (
            f"开展检查{now}次，较{last}{before}次{more}{by}次，{rise}{rate}。",
            f"开展检查{now}次，较{last}的{before}次{more}{by}次，{rise}{rate}。",
            f"开展检查{now}次（{last}{before}次），同比{more}{by}次、{rise}{rate}。",
            f"开展检查{now}次，同比{more}{by}次，{rise}{rate}（{last}为{before}次）。",
            f"开展检查{now}次，{last}为{before}次，{more}{by}次，{rise}{rate}。",
            f"开展检查{now}次，比{last}{more}{by}次，{rise}{rate}，其中一季度{w.randint(1, now)}次。",
        )
    )


def disclosed(w: Random) -> str:
    """An open list of some kinds, and a closed one of outcomes."""
    asked = w.randint(10, 99)
    given, partly = split(w, asked, 3)[:2]
    return (
        f"主动公开信息{w.randint(300, 3000)}条，其中政策文件{w.randint(10, 99)}条、政策解读{w.randint(10, 99)}条等；"
        f"受理依申请公开{asked}件，其中予以公开{given}件、部分公开{partly}件、不予公开{asked - given - partly}件。"
    )


FRAMES: tuple[Callable[[Random], str], ...] = (
    remainder, flows, accepted, officers, inspections, suits, years, changed, disclosed,
)  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES, ids=[frame.__name__ for frame in FRAMES])
def test_a_consistent_sentence_raises_nothing(audited: Callable[..., Any], frame: Callable[[Random], str]) -> None:
    for seed in range(40):
        text = frame(Random(seed))
        assert (text, [finding.message_zh for finding in audited(text).raised]) == (text, [])


def test_consistent_sentences_together_raise_nothing(audited: Callable[..., Any]) -> None:
    for seed in range(60):
        w = Random(seed)
        told = [frame(w) for frame in w.sample(FRAMES, len(FRAMES))]
        lines = [f"{heading}\n{''.join(told[n::3])}" for n, heading in enumerate(HEADINGS)]
        text = "\n".join(["一、主要举措和成效", *lines])
        assert (text, [finding.message_zh for finding in audited(text).raised]) == (text, [])
