"""Whole reports with arithmetic in them, made up with known truth: consistent ones raise nothing, planted slips are found.

The words are this file's own, not the lexicon's. Numbers are written as reports write them: with separators, full
width, rounded to 万, as 余 or 约. A list that is not complete leaves at least an eighth of its total out: what falls a
hundredth short a careful reader would doubt as well.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.audit import passage, sums
from tasks.extract import lexicon

Audit = Callable[..., Any]
Found = tuple[str, ...]  # type of the finding, and its members' numbers

TIMES = ["", "全年", "一年来，", "截至12月底，", "2023年，", "报告期内"]
NOUNS = [
    "巡查河道", "办理事项", "走访商户", "点位督导", "回访群众", "维修路灯", "评议窗口", "巡护林地", "抽检样品", "登记摊位",
    "核验证照", "接听来电", "勘查工地", "清点台账", "疏通管网", "复核档案", "劝导骑行", "发放手册", "测评站所", "看望老人",
]  # fmt: skip
KINDS = ["东片区", "西片区", "城南组", "城北组", "河口片", "山前片", "老城", "新城"]
UNITS = ["件", "处", "户", "宗", "次", "份", "人次"]
PLAIN = [
    "县政府持续深化改革，干部作风进一步转变。", "坚持问题导向，压实各方责任。", "印发《青洄县2023年工作要点》（青政发〔2023〕12号）。",
    "第三季度起推行“一窗受理”，12345热线同步接入。", "争取明年新增示范点500处，其中城区不少于120处。",
    "会议每月召开一次，常态长效机制逐步建立。", "受理时限由15个工作日压减到7个工作日。", "群众满意度达98.6%，位居全市第二。",
]  # fmt: skip
HEADINGS = ["一、主要做法和成效", "（一）规范执法行为", "（二）化解矛盾纠纷"]
CLOSING = [
    "二、存在不足",
    "少数干部依法办事能力有待提高。",
    "三、下一步打算",
    "力争2024年新增示范点500处，其中城区不少于120处。",
]
NARROW = {wide: narrow for narrow, wide in str.maketrans("0123456789.%", "０１２３４５６７８９．％").items()}
WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


@dataclass(frozen=True)
class Told:
    """A sentence and the finding that its arithmetic must give, if any."""

    text: str
    finding: Found | None = None


class Writer:
    """What the frames draw from: a random source, and numbers written in one house style a report."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.style = random.choice(["plain", "plain", "comma", "wide"])
        self.nouns = random.sample(NOUNS, len(NOUNS))

    def pick(self, *of: str) -> str:
        return self.random.choice(of)

    def number(self, value: int | Decimal | str) -> str:
        text = f"{value:,}" if self.style == "comma" and isinstance(value, int) else str(value)
        return text.translate(WIDE) if self.style == "wide" else text

    def subject(self) -> tuple[str, str]:
        """Return what is counted, once a report, and its unit."""
        return self.pick(*TIMES) + self.nouns.pop(), self.pick(*UNITS)

    def percent(self, value: Decimal) -> str:
        digits, rounding = self.random.choice([0, 1, 1, 2]), self.random.choice([ROUND_DOWN, ROUND_HALF_UP])
        return self.number(value.quantize(Decimal(10) ** -digits, rounding)) + ("％" if self.style == "wide" else "%")

    def parts(self, least: int = 0, fewest: int = 2) -> list[int]:
        """Return the numbers of a list, of at least ``least`` together."""
        size = self.random.choice([9, 60, 900, 9000])
        parts = [self.random.randint(3, size) for _ in range(self.random.randint(fewest, 6))]
        return parts if sum(parts) >= least else [part + least for part in parts]

    def items(self, parts: list[int], unit: str, joint: str = "、", last: str | None = None) -> str:
        names = self.random.sample(KINDS, len(parts))
        if last:
            names[-1] = last
        named = [f"{name}{self.number(part)}{unit}" for name, part in zip(names, parts, strict=True)]
        if joint == "、" and self.random.random() < 0.2:
            return "、".join(named[:-1]) + self.pick("和", "及", "、") + named[-1]
        return joint.join(named)

    def hedged(self, value: int) -> str:
        """Write a total exactly, or as 余, 约 or 万 where that is true of it."""
        digits = len(str(value))
        place = 10 ** (digits - 1 if digits < 4 else digits - 2)
        over = value % place
        form = self.pick("exact", "余", "万", "约")
        if form == "余" and digits > 2 and 0 < over < place / 4:
            return f"{value - over}余"
        if form == "约" and digits > 2 and 0 < over < place / 4:
            return f"约{value - over}"
        if form == "万" and value >= 20_000:
            digits, rounding = self.random.choice([1, 2]), self.random.choice([ROUND_DOWN, ROUND_HALF_UP])
            return self.number((Decimal(value) / 10_000).quantize(Decimal(10) ** -digits, rounding)) + "万"
        return self.number(value)


def slips(total: int) -> Iterator[int]:
    """Yield the totals that a slip of the pen makes of one: a digit wrong that is not the last, or two swapped."""
    digits = str(total)
    for n in range(len(digits) - 1):
        yield int(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :])
        yield from (int(digits[:n] + digit + digits[n + 1 :]) for digit in "0123456789")


def slips_of(parts: list[int]) -> list[int]:
    """Return wrong totals, a tenth off at most and larger than each part, that no first or last few parts make up; often none."""
    total = sum(parts)
    some = {sum(parts[:n]) for n in range(len(parts))} | {sum(parts[n:]) for n in range(len(parts))}
    near = (s for s in slips(total) if 0 < abs(s - total) <= min(s, total) / 10 and s > max(parts))
    return [s for s in near if s not in some]


def parts_and_total(w: Writer, slip: bool) -> tuple[list[int], int]:
    """Return parts and what is said to be their total."""
    parts = w.parts(100 if slip else 0)
    while slip and not slips_of(parts):
        parts = w.parts(100)
    return parts, w.random.choice(slips_of(parts)) if slip else sum(parts)


def sum_found(parts: list[int], total: int) -> Found:
    return ("sum", *sorted(map(str, (*parts, total))))


def total_then_parts(w: Writer, slip: bool) -> Told:
    """87项,其中…1项、…2项、其他84项, and the same in brackets, after a colon, or with the list alone."""
    noun, unit = w.subject()
    parts, total = parts_and_total(w, slip)
    said = f"{noun}{w.number(total)}{unit}"
    form = w.pick("rest", "bracket", "colon", "bare")
    items = w.items(parts, unit, last=w.pick("其他", "其余", "其他类别") if form == "rest" else None)
    text = {
        "rest": f"{said}，其中{items}。",
        "bracket": f"{said}（{w.pick('', '内有', '' if slip else '含')}{items}）。",  # 含 need not name all
        "colon": f"{said}：{items}。",
        "bare": f"{said}，{w.pick('', '内有')}{items}。",
    }[form]
    is_shown = form != "bare" or len(parts) > 2 or sum(parts) >= 100  # 12件，东片区8件、西片区4件 may be chance
    return Told(text, sum_found(parts, total) if is_shown else None)


def parts_then_total(w: Writer, slip: bool) -> Told:
    """建议94件、提案121件,合计215件."""
    noun, unit = w.subject()
    parts, total = parts_and_total(w, slip)
    end = w.pick(
        "，合计{}", "，总计{}", "，加起来{}", "，几项相加{}", "（合计{}）", "，两类{}" if len(parts) == 2 else "，共{}"
    )
    return Told(f"{noun}{w.items(parts, unit)}{end.format(w.number(total) + unit)}。", sum_found(parts, total))


def open_list(w: Writer) -> Told:
    """Parts that leave at least an eighth of the whole out; the whole exact, 余, 约 or in 万."""
    noun, unit = w.subject()
    parts = [n + 20 for n in w.parts(fewest=1)]
    whole = sum(parts) * 8 // 7 + 1 + w.random.randint(0, sum(parts))
    cue = w.pick("，其中{}", "，包括{}", "（其中{}）", "，其中{}等", "（含{}）")
    return Told(f"{noun}{w.hedged(whole)}{unit}{cue.format(w.items(parts, unit))}。")


def overlapping(w: Writer) -> Told:
    """Kinds that overlap, and so pass the whole together."""
    noun, _ = w.subject()
    whole = w.random.randint(50, 900)
    some, good = whole * w.random.randint(60, 95) // 100, whole - w.random.randint(0, 9)
    return Told(f"{noun}{w.number(whole)}人次，其中党员{w.number(some)}人次、通过测评{w.number(good)}人次。")


def outcome(w: Writer) -> Told:
    """96处,已整改94处: a part without 其中."""
    noun, unit = w.subject()
    whole = w.random.randint(20, 9000)
    part = whole * w.random.randint(50, 100) // 100
    said = w.pick("已整改", "整改", "当年解决", "全部办结" if part == whole else "办结", "现已化解")
    kind = "equal" if part == whole else "subset"
    text = f"{noun}{w.number(whole)}{unit}，{said}{w.number(part)}{unit}。"
    return Told(text, (kind, *sorted((str(part), str(whole)))))


def share(w: Writer, slip: bool) -> Told:
    """A part, its whole and its share."""
    noun, unit = w.subject()
    whole = w.random.randint(20, 9000)
    part = w.random.randint(1, whole * 99 // 100)  # what rounds to 100 % any two equal counts would give
    value = Decimal(part) / whole * 100
    if slip:
        value += w.random.randint(3, 40) * (1 if value < 50 else -1)
    said = w.pick("占比", "占") if slip else w.pick("占比", "占", "占总数的", "达标率", "达标率为")
    rate = w.percent(value)
    text = f"{noun}{w.number(whole)}{unit}，其中达标{w.number(part)}{unit}，{said}{rate}。"
    stated = Decimal(rate.translate(NARROW).rstrip("%")).normalize()
    return Told(text, ("ratio", *sorted((str(part), str(whole), format(stated, "f")))))


def yearly(w: Writer, slip: bool) -> Told:
    """This year, last year, and the change in percent or in number."""
    noun, unit = w.subject()
    now, before = w.random.randint(20, 9000), w.random.randint(20, 9000)
    if now == before:
        now += 1
    change = (Decimal(now) - before) / before * 100
    if slip:
        change += w.random.randint(4, 30) * (1 if change > 0 else -1)
    up = change >= 0
    word = w.pick("增长", "上升") if up else w.pick("下降", "减少")
    rate = w.percent(abs(change))
    number = format(Decimal(rate.translate(NARROW).rstrip("%")).normalize(), "f")
    frames = [
        f"{noun}{w.number(now)}{unit}，上年为{w.number(before)}{unit}，同比{word}{rate}。",
        f"{noun}{w.number(now)}{unit}，2022年{w.number(before)}{unit}，同比{word}{rate}。",
        f"{noun}{w.number(now)}{unit}，比上年的{w.number(before)}{unit}{word}{rate}。",
    ]
    if not slip and w.random.random() < 0.3:
        number, off = str(abs(now - before)), w.number(abs(now - before)) + unit
        frames = [f"{noun}{w.number(now)}{unit}，上年为{w.number(before)}{unit}，同比{'增加' if up else '减少'}{off}。"]
    return Told(w.random.choice(frames), ("yoy", *sorted((str(now), str(before), number))))


def points(w: Writer) -> Told:
    """Two rates and the points between them."""
    noun, _ = w.subject()
    now, before = (Decimal(w.random.randint(300, 999)) / 10 for _ in range(2))
    word = "提高" if now >= before else "下降"
    off = w.number(abs(now - before))
    members = sorted(format(n.normalize(), "f") for n in (now, before, abs(now - before)))
    return Told(f"{noun}完成率{w.number(now)}%，上年为{w.number(before)}%，{word}{off}个百分点。", ("yoy", *members))


def flow(w: Writer, slip: bool) -> Told:
    """What was carried over and came in, what was closed and is left."""
    _, unit = w.subject()
    carried, new = w.random.randint(1, 90), w.random.randint(20, 900)
    left = w.random.randint(0, carried + new - 1)
    closed = carried + new - left
    if slip:
        closed += w.random.randint(1, 30)
    numbers = [carried, new, closed, left]
    a, b, c, d = (f"{w.number(n)}{unit}" for n in numbers)
    text = w.pick(
        f"上年结转{a}，新收{b}，审结{c}，未结{d}。", f"上年结转案件{a}、新受理{b}，全年办结{c}，结转下年{d}。"
    )
    return Told(text, ("flow", *sorted(map(str, numbers))))


def unrelated(w: Writer) -> Told:
    """Counts in one unit that no relation binds."""
    noun, unit = w.subject()
    another = w.nouns.pop()
    parts = [n + 20 for n in w.parts(fewest=3)]
    other = sum(parts) * w.random.choice([2, 3, 5]) + 7
    frames = [
        f"{noun}{w.number(other)}{unit}；{another}{w.items(parts, unit)}。",
        f"{noun}{w.number(parts[0])}{unit}，出动人员{w.number(other)}人，{another}{w.number(parts[1])}{unit}。",
        f"{noun}{w.items(parts, unit)}，惠及群众{w.number(other)}人。",
        f"{noun}覆盖12个镇，其中示范村30个。",
        f"{noun}每千人{w.number('6.6')}{unit}，其中抽样5万{unit}。",
        f"{noun}{w.number(other)}{unit}，同比增长12%，其中{another}{w.number(parts[0])}{unit}，"
        f"占比{w.percent(Decimal(parts[0]) / other * 100)}。",
    ]
    return Told(w.random.choice(frames))


def consistent(w: Writer) -> Iterator[Told]:
    """Yield the sentences of a report that contradicts itself nowhere."""
    frames: list[Callable[[Writer], Told]] = [
        lambda w: total_then_parts(w, False), lambda w: parts_then_total(w, False), lambda w: share(w, False),
        lambda w: yearly(w, False), lambda w: flow(w, False), open_list, overlapping, outcome, points, unrelated,
    ]  # fmt: skip
    for frame in w.random.choices(frames, k=w.random.randint(2, 7)):
        yield frame(w)


def written(w: Writer, told: list[Told]) -> str:
    """Set sentences in paragraphs under headings, among others that count nothing; one may be told twice."""
    lines, rest = [], [t.text for t in told]
    if rest and w.random.random() < 0.2:
        rest.append(rest[0])
    for heading in HEADINGS:
        take = len(rest) if heading == HEADINGS[-1] else w.random.randint(0, 3)
        lines += [heading, *[w.pick(*PLAIN) for _ in range(w.random.randint(0, 1))]]
        lines.append(w.pick("", "一是强化统筹。") + "".join(rest[:take]))
        del rest[:take]
    return "\n".join(line for line in [*lines, *CLOSING] if line)


def numbers(result: Any, finding: Any) -> Found:
    value_of = {q.index: format(q.value.normalize(), "f") for q in result.quantities if q.value is not None}
    return (finding.type, *sorted(value_of[m] for m in finding.members))


def raised(result: Any) -> list[tuple[str, str]]:
    return [(f.verdict, f.message_zh) for f in result.raised]


@pytest.fixture
def without_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, root: Path) -> Iterator[None]:
    """Empty every word list of data/lexicon/audit.yaml, in a copy of data/ that FAZHI_DATA names."""
    shutil.copytree(root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("sample"))
    path = tmp_path / "data/lexicon/audit.yaml"
    lists_ = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({key: [] for key in lists_}), encoding="utf-8")
    monkeypatch.setenv("FAZHI_DATA", str(tmp_path / "data"))
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Have the audit read its word lists again."""
    for cache in (lexicon._content, passage.words, passage.families, passage.pattern, sums.outcome):
        cache.cache_clear()


seeds = st.integers(0, 2**32)
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(seed=seeds)
@relaxed
def test_a_consistent_report_raises_nothing_and_its_relations_hold(audited: Audit, seed: int) -> None:
    w = Writer(Random(seed))
    told = list(consistent(w))
    result = audited(written(w, told))
    assert raised(result) == []
    held = {numbers(result, f) for f in result.findings}
    assert [t.text for t in told if t.finding and t.finding not in held] == []


@given(seed=seeds, frame=st.sampled_from([total_then_parts, parts_then_total, share, yearly, flow]))
@relaxed
def test_a_planted_contradiction_is_found_and_nothing_else_is_said(
    audited: Audit, seed: int, frame: Callable[[Writer, bool], Told]
) -> None:
    w = Writer(Random(seed))
    told = [frame(w, True), *consistent(w)]
    result = audited(written(w, told))
    assert {numbers(result, f) for f in result.raised} == {told[0].finding}


@pytest.mark.usefixtures("without_words")
@pytest.mark.parametrize("block", range(4))
def test_without_its_words_the_audit_still_finds_the_wrong_sums_and_no_others(audited: Audit, block: int) -> None:
    for seed in range(60 * block, 60 * block + 60):
        w = Writer(Random(seed))
        told = [w.random.choice([total_then_parts, parts_then_total])(w, True), *consistent(w)]
        result = audited(written(w, told))
        assert {numbers(result, f) for f in result.raised} == {told[0].finding}, seed


@pytest.mark.usefixtures("without_words")
@pytest.mark.parametrize(
    "text",
    [
        "窗口受理甲类12件、乙类20件、丙类7件，共55件。",
        "巡护河道东片区31处、西片区44处，两类90处。",
        "测评站所85个：达标60个、不达标15个、待复核2个。",
    ],
)
def test_without_its_words_a_list_its_form_shows_complete_is_doubted_by_any_number(audited: Audit, text: str) -> None:
    assert [f.type for f in audited(text).raised] == ["sum"]
    assert raised(audited(text.replace("55", "39").replace("90处", "75处").replace("85个", "77个"))) == []


@pytest.mark.slow
def test_ten_thousand_consistent_reports_raise_nothing(audited: Audit) -> None:
    for seed in range(10_000):
        w = Writer(Random(seed))
        result = audited(written(w, list(consistent(w))))
        assert raised(result) == [], seed


@pytest.mark.slow
@pytest.mark.usefixtures("without_words")
def test_three_thousand_consistent_reports_raise_nothing_without_words(audited: Audit) -> None:
    for seed in range(3_000):
        w = Writer(Random(seed))
        result = audited(written(w, list(consistent(w))))
        assert raised(result) == [], seed
