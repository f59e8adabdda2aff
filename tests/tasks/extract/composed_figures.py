"""Figures composed with their truth: number form × hedge × unit, written after the contract's "Values".

Nothing here reads the product's word lists: forms, units and hedges are lists of their own.
"""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

YEAR = 2023
DIGITS = "零一二三四五六七八九"
FULL_WIDTH = str.maketrans("0123456789.%,", "０１２３４５６７８９．％，")


@dataclass(frozen=True)
class Number:
    """A number as written, with its value or the span of values its words name."""

    text: str
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    open: bool = False  # 余 or 多 inside


@dataclass(frozen=True)
class Unit:
    """A unit as written, what it is stored as, and what one of it is worth there."""

    text: str
    stored: str | None
    kind: str
    factor: int = 1


@dataclass(frozen=True)
class Figure:
    """A figure's span within its own words and what the contract says of it."""

    before: str  # hedge outside the span
    span: str
    after: str  # hedge outside the span
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    modifier: str
    kind: str

    @property
    def words(self) -> str:
        return self.before + self.span + self.after


def chinese(number: int) -> str:
    """Write a number below 10**8 in Chinese as a person would."""
    if number >= 10000:
        high, low = divmod(number, 10000)
        return f"{chinese(high)}万{'零' if 0 < low < 1000 else ''}{chinese(low) if low else ''}"
    out, zero = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + name
        zero = not digit
    return out.removeprefix("一") if out.startswith("一十") else out


def place(value: Decimal) -> Decimal:
    """One unit of the last digit that is not zero."""
    one = Decimal("0.0001")
    while value % (one * 10) == 0:
        one *= 10
    return one


def written(value: int, style: str) -> Number:
    """An integer in one of the ways in which reports write it."""
    text = {
        "plain": str(value), "commas": f"{value:,}", "blanks": f"{value:,}".replace(",", " "),
        "wide": str(value).translate(FULL_WIDTH), "wide commas": f"{value:,}".translate(FULL_WIDTH),
        "broken": f"{value:,}".replace(",", ",\n", 1), "invisible": "\u200b".join(str(value)),
    }[style]  # fmt: skip
    return Number(text, Decimal(value))


STYLES = ("plain", "plain", "plain", "commas", "blanks", "wide", "wide commas", "broken", "invisible")
INTEGERS = st.builds(written, st.one_of(st.integers(3, 99), st.integers(100, 9_999_999)), st.sampled_from(STYLES))
ROUNDED = st.builds(lambda n, zeros: n * 10**zeros, st.integers(3, 99), st.integers(1, 4))
SCALES = {"万": 10**4, "亿": 10**8, "千": 10**3}
SCALED = st.builds(
    lambda n, scale: Number(f"{n}{scale}", n * SCALES[scale]),
    st.decimals("0.01", "999.99", places=2), st.sampled_from(("万", "亿")),
)  # fmt: skip
MIXED = st.builds(lambda a, b: Number(f"{a}万{b}", Decimal(a * 10000 + b)), st.integers(1, 99), st.integers(1000, 9999))
CHINESE = st.builds(lambda n: Number(chinese(n), Decimal(n)), st.integers(11, 9_999_999))
SMALL = st.builds(
    lambda n: Number(chinese(n).replace("二", "两") if n == 2 else chinese(n), Decimal(n)), st.integers(3, 10)
)
OPEN_PLAIN = st.builds(lambda n, w: Number(f"{n}{w}", Decimal(n), open=True), ROUNDED, st.sampled_from("余多"))
OPEN = st.one_of(
    OPEN_PLAIN,
    st.builds(lambda n, w: Number(f"{n}{w}万", Decimal(n * 10**4), open=True), st.integers(1, 9).map(lambda n: n * 10), st.sampled_from("余多")),
    st.builds(lambda n, w: Number(f"{n}万{w}", Decimal(n * 10**4), open=True), st.integers(1, 99), st.sampled_from("余多")),
    st.builds(lambda n, w: Number(f"{chinese(n)}{w}", Decimal(n), open=True), ROUNDED, st.sampled_from("余多")),
    st.builds(lambda n: Number(f"{chinese(n * 10)}几万", Decimal(n * 10**5), open=True), st.integers(1, 9)),
    st.builds(lambda n, w: Number(f"{chinese(n * 100)}{w}万", Decimal(n * 10**6), open=True), st.integers(2, 9), st.sampled_from("余多")),
    st.builds(lambda n: Number(f"{n}来", Decimal(10), open=True), st.just("十")),
)  # fmt: skip
VAGUE = st.one_of(
    st.builds(
        lambda word, scale: Number(f"{word}{scale[0]}", None, Decimal(scale[1] * 2), Decimal(scale[1] * 10)),
        st.sampled_from("数几"), st.sampled_from((("十", 10), ("百", 100), ("千", 1000), ("十万", 10**5))),
    ),
    st.builds(
        lambda n, tail: Number(f"{DIGITS[n]}{DIGITS[n + 1]}{tail[0]}", None, Decimal(n * tail[1]), Decimal((n + 1) * tail[1])),
        st.integers(3, 8), st.sampled_from((("十", 10), ("百", 100), ("千", 1000))),
    ),
)  # fmt: skip
DECIMALS = st.builds(lambda n: Number(str(n), n), st.decimals("0.1", "99.9", places=1))

COUNTS = tuple(
    Unit(text, text, "count")
    for text in (
        "件", "起", "宗", "人", "名", "人次", "家次", "间次", "场次", "篇次", "户", "份", "处", "家", "个", "项", "条", "次", "批", "场", "期", "册",
        "辆", "吨", "公里", "人（次）", "户(次)", "台（套）", "个次", "课时", "块", "面", "封", "人/次", "棵", "大类",
    )
)  # fmt: skip
MONEY = (Unit("元", "元", "money"), Unit("万元", "元", "money", 10**4), Unit("亿元", "元", "money", 10**8))
AREAS = (
    Unit("平方米", "平方米", "area"), Unit("万平方米", "平方米", "area", 10**4), Unit("㎡", "平方米", "area"), Unit("亩", "亩", "area"),
    Unit("公顷", "公顷", "area"), Unit("万亩", "亩", "area", 10**4), Unit("平方公里", "平方公里", "area"),
)  # fmt: skip
TIMES = tuple(Unit(text, text, "duration") for text in ("学时", "小时", "天", "个工作日", "个月", "分钟", "个小时"))
RATES = (
    Unit("%", "%", "rate"),
    Unit("%", "%", "rate"),
    Unit("‰", "‰", "rate"),
    Unit("％", "%", "rate"),
    Unit("成", "%", "rate", 10),
)
BARE = Unit("", "元", "money")  # 挽回损失540万

ATTACHED = {"约": "approx", "近": "approx", "逾": "at_least", "超": "at_least", "大约": "approx"}
OUTSIDE = {"超过": "at_least", "突破": "at_least", "不足": "at_most", "不到": "at_most", "接近": "approx"}
BEHIND = {"以上": "at_least", "左右": "approx", "以内": "at_most"}
DUTY = {"不少于": "at_least", "至少": "at_least", "不低于": "at_least", "不超过": "at_most"}
NEARLY = ("近", "接近")


def bounds(value: Decimal, hedge: str, modifier: str) -> tuple[Decimal | None, Decimal | None]:
    """The contract's bounds of a value with one hedge word."""
    if modifier == "at_least":
        return value, None
    if modifier == "at_most":
        return None, value
    one = place(value)
    return (value - one, value) if hedge in NEARLY else (value - one / 2, value + one / 2)


def figure(number: Number, unit: Unit, hedge: str, gap: str) -> Figure:
    """Put a number, its unit and one hedge word together; 余 inside outweighs a hedge in front (约5万余份)."""
    inside = hedge if hedge in ATTACHED else ""
    before = hedge if hedge in OUTSIDE or hedge in DUTY else ""
    after = hedge if hedge in BEHIND and number.value is not None and not number.open else ""
    if "\n" in number.text:  # lines are long: one that breaks inside the number does not break again behind it
        gap = gap.strip("\n")
    span = f"{inside}{number.text}{gap}{unit.text}"
    if number.value is None:
        low, high = (None if n is None else n * unit.factor for n in (number.low, number.high))
        return Figure("", span.removeprefix(inside), "", None, low, high, unit.stored, "range", unit.kind)
    value = number.value * unit.factor
    if number.open:
        return Figure(before, span, "", value, value, value + place(value), unit.stored, "at_least", unit.kind)
    words = {**ATTACHED, **OUTSIDE, **BEHIND, **DUTY}
    if not (inside or before or after):
        return Figure("", span, "", value, value, value, unit.stored, "exact", unit.kind)
    low, high = bounds(value, hedge, words[hedge])
    return Figure(before, span, after, value, low, high, unit.stored, words[hedge], unit.kind)


def ranged(low: int, more: int, dash: str, unit: Unit, *, twice: bool) -> Figure:
    """3—5次, 2万至3万, 10%-15%."""
    both = unit.text if twice else ""
    ends = (Decimal(low * unit.factor), Decimal((low + more) * unit.factor))
    span = f"{low}{both}{dash}{low + more}{unit.text}"
    return Figure("", span, "", None, *ends, unit.stored, "range", unit.kind)


HEDGES = st.sampled_from(("", "", "", *ATTACHED, *OUTSIDE, *BEHIND))
GAPS = st.sampled_from(("", "", "", "", " ", "\n"))
COUNT_FIGURES = st.one_of(
    st.builds(figure, st.one_of(INTEGERS, SCALED, MIXED, CHINESE, OPEN, SMALL), st.sampled_from(COUNTS[:-1]), HEDGES, GAPS),
    st.builds(figure, VAGUE, st.sampled_from(COUNTS[:12]), st.just(""), st.just("")),
    st.builds(ranged, st.integers(2, 900), st.integers(1, 90), st.sampled_from(("—", "-", "至", "~", "－", "到")),
              st.sampled_from(COUNTS[:12]), twice=st.booleans()),
)  # fmt: skip
MONEY_FIGURES = st.one_of(
    st.builds(figure, st.one_of(INTEGERS, DECIMALS, OPEN_PLAIN), st.sampled_from(MONEY), HEDGES, GAPS),
    st.builds(figure, st.one_of(SCALED, MIXED, OPEN), st.just(MONEY[0]), HEDGES, GAPS),
    st.builds(figure, SCALED, st.just(BARE), st.sampled_from(("", "约", "近", "超过")), st.just("")),
    st.builds(ranged, st.integers(2, 900), st.integers(1, 90), st.sampled_from(("—", "至")), st.sampled_from(MONEY), twice=st.booleans()),
)  # fmt: skip
AREA_FIGURES = st.builds(figure, st.one_of(INTEGERS, DECIMALS, OPEN_PLAIN), st.sampled_from(AREAS), HEDGES, GAPS)
TIME_FIGURES = st.builds(figure, st.one_of(st.builds(written, st.integers(2, 400), st.just("plain")), DECIMALS),
                         st.sampled_from(TIMES), st.sampled_from(("", "约", "近", "超过", "左右")), GAPS)  # fmt: skip
SHARES = st.one_of(
    st.builds(lambda n: Figure("", f"百分之{chinese(n)}", "", *[Decimal(n)] * 3, "%", "exact", "rate"), st.integers(11, 99)),
    st.builds(lambda n, m: Figure("", f"百分之{chinese(n)}点{DIGITS[m]}", "", *[n + Decimal(m) / 10] * 3, "%", "exact", "rate"),
              st.integers(11, 99), st.integers(1, 9)),
    st.builds(lambda n: Figure("", f"{DIGITS[n]}成", "", *[Decimal(n * 10)] * 3, "%", "exact", "rate"), st.integers(2, 9)),
    st.builds(lambda n: Figure("", f"超{DIGITS[n]}成", "", Decimal(n * 10), Decimal(n * 10), None, "%", "at_least", "rate"), st.integers(2, 9)),
    st.just(Figure("", "一半", "以上", Decimal(50), Decimal(50), None, "%", "at_least", "rate")),
)  # fmt: skip
PERCENTS = st.builds(
    figure, st.one_of(st.builds(written, st.integers(3, 99), st.sampled_from(("plain", "wide"))), DECIMALS),
    st.sampled_from(RATES[:-1]), HEDGES, st.just(""),
)  # fmt: skip
RATE_FIGURES = st.one_of(
    PERCENTS, SHARES,
    st.builds(ranged, st.integers(2, 60), st.integers(1, 30), st.sampled_from(("-", "—", "至")), st.just(RATES[0]), twice=st.booleans()),
)  # fmt: skip
