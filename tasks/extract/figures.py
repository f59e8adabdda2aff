"""A number with what measures it: hedge words, unit, range, percentage, fraction.

``read_figure`` reads the longest figure that begins at a place, span as the contract wants it: attached
余/多/近/约/逾/超 and unit inside, 达/共/不少于/以上 outside though they set the modifier. It says how large the
figure is and what it is measured in, not whether it is a fact.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from schemas.documents import Kind, Modifier
from tasks.extract import lexicon
from tasks.extract.lexicon import Hedge, Unit
from tasks.extract.numerals import Number, parse, place_of, scale_of

_CN = "零〇○一二三四五六七八九十百千万亿两俩廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?: [0-9]{3})+(?![0-9 .])|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = re.compile(
    rf"[数几][十百千万亿]{{1,3}}"
    rf"|{_ARABIC}(?:\s?[余多几]?[十百千万亿]{{1,2}}(?:[0-9]{{1,4}}(?:\.[0-9]+)?)?){{0,3}}(?:[余多]|(?<=[0十百千])来)?"
    rf"|[{_CN}]{{1,16}}(?:(?:[余多几]|(?<=[十百千])来)[十百千万亿]{{0,2}})?"
)
_PERCENT = re.compile(
    rf"百分之([{_CN}]{{1,8}}|[0-9]+(?:\.[0-9]+)?)(?:点([零一二三四五六七八九]{{1,4}}))?([余多])?|百分百"
)
_FRACTION = re.compile(rf"([{_CN}]{{1,3}}|[0-9]{{1,2}})分之([{_CN}]{{1,3}}|[0-9]{{1,2}})")
_DECIMAL = re.compile(r"([零一二三四五六七八九十百]{1,4})点([零一二三四五六七八九]{1,3})(?=[万亿倍个])")
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九])?(?![立员功果效为绩本长都熟交年型就分人因语品材])")
_DASH = re.compile(r"\s?(?:[-—–―－~～〜]{1,2}|至|到)\s?")
_FROM = re.compile(r"[由从自](?:[^,，。;；、]{0,12})$")
_ADDED = re.compile(r"[（(](?:次|套|件|起|宗|个|处|份|户|间|家)[）)]")
_BLANK = " \u00a0\u3000\t\n\r"
_HALF = re.compile(r"一半|半数")
_SCALED = re.compile(r"[十百千万亿]")
_SCALE = re.compile(r"[万亿]+$")
_LOOKBACK = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as stated; ``low`` and ``high`` are its bounds by the contract, None for unbounded."""

    start: int
    end: int
    number_start: int
    number_end: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    kind: Kind
    modifier: Modifier
    after: int  # past the hedge words behind the unit
    chinese: bool
    scaled: bool


@cache
def _loosely_before() -> re.Pattern[str]:
    """至少举行一期, 不少于每年6次: a least number may stand a verb away from its word."""
    return re.compile(r"(至少|最少|不少于)[^,，。;；、0-9]{1,4}$")


@cache
def _closely_before() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, lexicon.hedges("before")), key=len, reverse=True))
    return re.compile(rf"({words})(?:了|有|为|到|达)?\s?$")


def read_figure(text: str, pos: int) -> Figure | None:
    """Return the figure that begins at ``pos``, or None when nothing there is measured."""
    hedge, start = _attached(text, pos)
    special = _percent(text, start) or _half(text, start) or _fraction(text, start)
    if special is not None:
        return _finish(text, pos, start, special[0], special[1], special[2], hedge)
    match = _DECIMAL.match(text, start) or _NUMBER.match(text, start)
    if not match:
        return None
    number = _decimal(match) if match.re is _DECIMAL else parse(match[0])
    if number is None:
        return None
    unit, end = read_unit(text, match.end())
    ranged = _range(text, pos, match, number, unit, end)
    if ranged is not None:
        return ranged
    if unit is None:
        return _unmeasured(text, pos, start, match, number, hedge)
    return _finish(text, pos, start, number, unit, end, hedge, match.end())


def _attached(text: str, pos: int) -> tuple[Hedge | None, int]:
    for word, hedge in lexicon.hedges("attached").items():
        if text.startswith(word, pos):
            after = pos + len(word)
            return hedge, after + (text[after : after + 1] == " ")
    return None, pos


def read_unit(text: str, pos: int) -> tuple[Unit | None, int]:
    """Return the unit that stands at ``pos``, a blank or line break allowed before it, and where it ends."""
    at = pos
    while at < pos + 2 and text[at : at + 1] and text[at] in _BLANK:
        at += 1
    for unit in lexicon.units_by_first().get(text[at : at + 1], ()):
        if not text.startswith(unit.written, at):
            continue
        end = at + len(unit.written)
        blocked = lexicon.not_before().get(unit.written, "")
        if text[end : end + 1] and text[end] in blocked:
            continue
        added = _ADDED.match(text, end) if unit.kind == "count" and unit.unit else None
        if added:
            whole = unit.written + added[0]
            return Unit(whole, whole, "count"), added.end()
        return unit, end
    return None, pos


def _percent(text: str, pos: int) -> tuple[Number, Unit, int] | None:
    match = _PERCENT.match(text, pos) if text[pos : pos + 1] == "百" else None
    if not match:
        return None
    if match[0] == "百分百":
        value: Decimal | None = Decimal(100)
    else:
        whole = parse(match[1])
        value = whole.value if whole else None
    if value is None:
        return None
    if match[2]:
        tail = parse(match[2])
        value += Decimal(f"0.{int(tail.value or 0) if tail else 0:0{len(match[2])}d}")
    number = Number(value, place_of(value), open_ended=bool(match[3]))
    points = text.startswith("个百分点", match.end())
    unit = lexicon.units()["个百分点" if points else "%"]
    return number, unit, match.end() + (4 if points else 0)


def _half(text: str, pos: int) -> tuple[Number, Unit, int] | None:
    match = _HALF.match(text, pos)
    tenths = None if match else _TENTHS.match(text, pos)
    if match:
        return Number(Decimal(50), Decimal(10)), lexicon.units()["%"], match.end()
    if not tenths:
        return None
    whole, part = parse(tenths[1]), parse(tenths[2]) if tenths[2] else None
    value = (whole.value or 0) * 10 + (part.value or 0 if part else 0) if whole else None
    if value is None:
        return None
    return Number(Decimal(value), place_of(Decimal(value))), lexicon.units()["%"], tenths.end()


def _fraction(text: str, pos: int) -> tuple[Number, Unit, int] | None:
    """三分之二: an exact percentage where there is one, else the two nearest hundredths that hold it."""
    match = _FRACTION.match(text, pos)
    below, above = (parse(match[1]), parse(match[2])) if match else (None, None)
    if not match or not below or not above or not below.value or above.value is None:
        return None
    percent = lexicon.units()["%"]
    exact = above.value * 100 / below.value
    cent = Decimal("0.01")
    low = exact // cent * cent
    if low == exact:
        return Number(low, place_of(low)), percent, match.end()
    return Number(None, cent, low, low + cent), percent, match.end()


def _decimal(match: re.Match[str]) -> Number | None:
    whole, tail = parse(match[1]), parse(match[2])
    if whole is None or whole.value is None or tail is None or tail.value is None:
        return None
    value = whole.value + Decimal(f"0.{int(tail.value):0{len(match[2])}d}")
    return Number(value, place_of(value))


def _unmeasured(
    text: str, pos: int, start: int, match: re.Match[str], number: Number, hedge: Hedge | None
) -> Figure | None:
    """Take a number without unit as a figure only where its words measure it: 共计540万, 受理数为120."""
    if not match[0][0].isdigit() and not hedge:
        return None
    scaled = bool(_SCALED.search(match[0]))
    following = text[match.end() : match.end() + 1]
    closes = not following or following in ",，。;；、\n\r）)"
    stated = re.search(r"(?:为|达|到|共|计|[数量额率]|[:：])[约近超逾]?\s?$", text[max(0, pos - 4) : pos])
    if not (scaled or (stated and closes and not re.fullmatch(r"(?:19|20)[0-9]{2}", match[0]))):
        return None
    unit = Unit("", None, "count")
    return _finish(text, pos, start, number, unit, match.end(), hedge, match.end())


def _range(text: str, pos: int, match: re.Match[str], first: Number, unit: Unit | None, end: int) -> Figure | None:
    """3—5次, 2万至3万元, 1-2天; 由63项减到40项 and 从5天到3天 are two figures."""
    dash = _DASH.match(text, end)
    second = _NUMBER.match(text, dash.end()) if dash else None
    if not dash or not second or first.value is None:
        return None
    number = parse(second[0])
    other, stop = read_unit(text, second.end())
    if number is None or number.value is None or other is None:
        return None
    if unit is not None and unit.unit != other.unit:
        return None
    if dash[0].strip() in "至到" and _FROM.search(text[max(0, pos - _LOOKBACK) : pos]):
        return None
    low, high = first.value * other.factor, number.value * other.factor
    if high < low:
        return None
    shared = _SCALE.search(second[0])
    if shared and unit is None and not _SCALE.search(match[0]):
        low *= scale_of(shared[0]) or 1  # 3至5万元 is 30000 to 50000
    chinese = not match[0][0].isdigit()
    return Figure(
        pos, stop, match.start(), second.end(), None, low, high, other.unit, other.kind, "range", stop, chinese, False
    )


def _finish(
    text: str, pos: int, start: int, number: Number, unit: Unit, end: int,
    hedge: Hedge | None, number_end: int | None = None,
) -> Figure:  # fmt: skip
    """Settle modifier and bounds: range, then words behind the unit, then 余, then words before the number."""
    after_word = next((w for w in lexicon.hedges("after") if text.startswith(w, end)), None)
    if after_word:
        hedge = lexicon.hedges("after")[after_word]
    elif not number.open_ended and hedge is None:
        before = text[max(0, pos - _LOOKBACK) : pos]
        found = _closely_before().search(before) or _loosely_before().search(before)
        hedge = lexicon.hedges("before")[found[1]] if found else None
    scale = unit.factor
    place = number.place * scale
    chinese = not text[start].isdigit()
    scaled = bool(_SCALED.search(text[start : number_end or end]))
    stop = end + len(after_word or "")
    common = (pos, end, start, number_end or end)
    if number.value is None:
        low, high = (number.low or Decimal(0)) * scale, (number.high or Decimal(0)) * scale
        return Figure(*common, None, low, high, unit.unit, unit.kind, "range", stop, chinese, scaled)
    value = number.value * scale
    modifier, low_bound, high_bound = bounds(value, place, hedge, number.open_ended and not after_word)
    return Figure(*common, value, low_bound, high_bound, unit.unit, unit.kind, modifier, stop, chinese, scaled)


def bounds(
    value: Decimal, place: Decimal, hedge: Hedge | None, open_ended: bool
) -> tuple[Modifier, Decimal | None, Decimal | None]:
    """Return (modifier, value_low, value_high) by the contract; ``place`` is one unit of the last non-zero place."""
    if open_ended:
        return "at_least", value, value + place
    if hedge is None:
        return "exact", value, value
    if hedge.bound == "floor":
        return hedge.modifier, value, None
    if hedge.bound == "ceiling":
        return hedge.modifier, None, value
    if hedge.bound == "nearly":
        return hedge.modifier, value - place, value
    return hedge.modifier, value - place / 2, value + place / 2
