"""Generated reports: consistent ones raise nothing, a planted wrong total is found and nothing else is said."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Audit = Callable[..., object]
Sentence = tuple[str, str]  # what it counts, and its text

OPENINGS = ["县政府持续深化改革。", "一是强化组织领导。", "坚持问题导向，压实各方责任。", "（二）规范执法行为。"]
NOUNS = ["巡查河道", "办结事项", "走访商户", "整治点位", "回访群众", "维修路灯", "评议窗口"]
KINDS = ["东片区", "西片区", "南片区", "北片区", "中片区"]
UNITS = ["件", "处", "户", "宗", "次"]


@dataclass(frozen=True)
class Wording:
    noun: str
    unit: str


wordings = st.builds(Wording, st.sampled_from(NOUNS), st.sampled_from(UNITS))
counts = st.integers(min_value=3, max_value=9000)


def rounded(value: Decimal, digits: int, *, cut: bool) -> str:
    step = Decimal(10) ** -digits
    return format(value.quantize(step, ROUND_DOWN if cut else ROUND_HALF_UP), "f")


@st.composite
def complete_lists(draw: st.DrawFn) -> Sentence:
    w, parts = draw(wordings), draw(st.lists(counts, min_size=2, max_size=5))
    joint = draw(st.sampled_from(["、", "，"]))
    last = draw(st.sampled_from(["其他", KINDS[len(parts) - 1]]))
    names = [*KINDS[: len(parts) - 1], last]
    items = joint.join(f"{name}{part}{w.unit}" for name, part in zip(names, parts, strict=True))
    if draw(st.booleans()):
        return w.noun, f"全年{w.noun}{sum(parts)}{w.unit}，其中{items}。"
    return w.noun, f"{w.noun}{items}，合计{sum(parts)}{w.unit}。"


@st.composite
def open_lists(draw: st.DrawFn) -> Sentence:
    """Parts that need not make up the whole, of a whole stated in full, as 余, or in 万."""
    w, parts = draw(wordings), draw(st.lists(st.integers(100, 9000), min_size=1, max_size=4))
    whole = sum(parts) + draw(st.integers(0, 5000))
    items = "、".join(f"{name}{part}{w.unit}" for name, part in zip(KINDS, parts, strict=False))
    said = str(whole)
    form = draw(st.sampled_from(["exact", "余", "万"]))
    if form == "余" and whole >= 1000:
        place = 10 ** (len(str(whole)) - 1)
        rest = whole % place
        # The writer of 余 means a little over; more than a quarter of the place is another number.
        said = f"{whole - rest}余" if 0 < rest < place / 4 else said
    elif form == "万" and whole >= 10_000:
        said = f"{rounded(Decimal(whole) / 10_000, draw(st.integers(1, 2)), cut=draw(st.booleans()))}万"
    return w.noun, f"全年{w.noun}{said}{w.unit}，其中{items}。"


@st.composite
def shares(draw: st.DrawFn) -> Sentence:
    w, whole = draw(wordings), draw(st.integers(10, 9000))
    part = draw(st.integers(1, whole))
    digits, cut = draw(st.integers(0, 2)), draw(st.booleans())
    rate = rounded(Decimal(part) / whole * 100, digits, cut=cut)
    said = draw(st.sampled_from(["占比", "占", "占总数的", "达标率"]))
    return w.noun, f"全年{w.noun}{whole}{w.unit}，其中达标{part}{w.unit}，{said}{rate}%。"


@st.composite
def yearly(draw: st.DrawFn) -> Sentence:
    w, now, before = draw(wordings), draw(counts), draw(st.integers(3, 9000))
    change = (Decimal(now) - before) / before * 100
    rate = rounded(abs(change), draw(st.integers(0, 2)), cut=draw(st.booleans()))
    word = draw(st.sampled_from(["增长", "上升"] if change >= 0 else ["下降", "减少"]))
    return w.noun, f"全年{w.noun}{now}{w.unit}，上年为{before}{w.unit}，同比{word}{rate}%。"


plain = st.sampled_from(OPENINGS).map(lambda text: (text, text))
sentences = st.one_of(complete_lists(), open_lists(), shares(), yearly(), plain)
# One sentence a noun: a report that gave two totals of one thing would not be consistent.
reports = st.lists(sentences, min_size=1, max_size=8, unique_by=lambda s: s[0]).map(
    lambda told: "".join(text for _, text in told)
)
relaxed = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(report=reports)
@relaxed
def test_a_consistent_report_raises_nothing(audited: Audit, report: str) -> None:
    assert [(f.verdict, f.message_zh) for f in audited(report).raised] == []


@given(
    before=st.sampled_from(OPENINGS),
    w=wordings,
    parts=st.lists(counts, min_size=3, max_size=5),
    off=st.integers(1, 500),
    more=st.booleans(),
    form=st.sampled_from(["rest", "total"]),
)
@relaxed
def test_a_wrong_total_of_a_complete_list_is_violated(
    audited: Audit, before: str, w: Wording, parts: list[int], off: int, more: bool, form: str
) -> None:
    stated = sum(parts) + (off if more or off >= sum(parts) else -off)
    names = [*KINDS[: len(parts) - 1], "其他"]
    items = "、".join(f"{name}{part}{w.unit}" for name, part in zip(names, parts, strict=True))
    sentence = {
        "rest": f"全年{w.noun}{stated}{w.unit}，其中{items}。",
        "total": f"{w.noun}{items}，合计{stated}{w.unit}。",
    }[form]
    result = audited(before + sentence)
    figures = tuple(f"{n}{w.unit}" for n in (*parts, stated))
    # A few sums of the first or last items alone can happen to meet the total: that reading then stands.
    happens = any(stated == sum(parts[:n]) or stated == sum(parts[-n:]) for n in range(2, len(parts)))
    assert happens or ("sum", *figures) in result.said("violated")
    assert {f.type for f in result.raised} <= {"sum", "subset"}


@given(w=wordings, whole=st.integers(100, 9000), part=st.integers(1, 99), wrong=st.integers(2, 40))
@relaxed
def test_a_wrong_share_is_violated(audited: Audit, w: Wording, whole: int, part: int, wrong: int) -> None:
    rate = rounded(Decimal(part) / whole * 100 + wrong, 1, cut=False)
    result = audited(f"全年{w.noun}{whole}{w.unit}，其中达标{part}{w.unit}，占比{rate}%。")
    assert result.said("violated") == [("ratio", f"{part}{w.unit}", f"{whole}{w.unit}", f"{rate}%")]
