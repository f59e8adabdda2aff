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
from tasks.extract.numerals import DIGITS, Number, parse, place_of, scale_of

_CN = "零〇○一二三四五六七八九十百千万亿两俩廿卅"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?: [0-9]{3})+(?![0-9 .])|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = re.compile(
    rf"[数几][十百千万亿]{{1,3}}"
    rf"|{_ARABIC}(?:\s?[余多几]?[十百千万亿]{{1,2}}(?:[0-9]{{1,4}}(?:\.[0-9]+)?)?){{0,3}}(?:\s?[余多]|(?<=[0十百千])来)?"
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
_HALF = re.compile(r"一半")
_AROUND_HALF = ("以上", "以下", "左右")
_BEFORE_HALF = ("占", "近", "超", "过", "约", "达", "足", "到")
_SCALES = "百千万亿"
_SCALED = re.compile(r"[十百千万亿]")
_SCALE = re.compile(r"[万亿]+$")
_STATED = re.compile(r"(?:为|达|到|共|计|[数量额率]|[:：])[约近超逾]?\s?$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NO_UNIT = Unit("", None, "count")
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
    chinese: bool  # written in Chinese numerals
    scaled: bool  # 十百千万亿 in the number


@dataclass(frozen=True, slots=True)
class _Reading:
    """A number, its unit, and where both stand."""

    number: Number
    unit: Unit
    start: int
    number_end: int
    end: int


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
    reading = _percent(text, start) or _half(text, start) or _fraction(text, start)
    if reading is not None:
        return _finish(text, pos, reading, hedge)
    match = _DECIMAL.match(text, start) or _NUMBER.match(text, start)
    if not match:
        return None
    number = _decimal(match) if match.re is _DECIMAL else parse(match[0])
    if number is None or (match[0][0] in _SCALES and not number.open_ended):
        return None
    unit, end = read_unit(text, match.end())
    if unit is not None and unit.unit is None and (match[0][0] in _CN or match[0] in lexicon.hotlines()):
        return None
    reading = _Reading(number, unit or _NO_UNIT, start, match.end(), end)
    ranged = _range(text, pos, reading, unit is None)
    if ranged is None and (unit is not None or _stated_bare(text, pos, match, hedge)):
        return _finish(text, pos, reading, hedge)
    return ranged


def _attached(text: str, pos: int) -> tuple[Hedge | None, int]:
    if text[pos] not in "约近逾超大将":
        return None, pos
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
        blocked = lexicon.not_before().get(unit.written)
        if blocked and blocked.match(text, end):
            continue
        added = _ADDED.match(text, end) if unit.kind == "count" and unit.unit else None
        if added:
            whole = unit.written + added[0]
            return Unit(whole, whole, "count"), added.end()
        return unit, end
    return None, pos


def _percent(text: str, pos: int) -> _Reading | None:
    """百分之九十八点五, 百分百."""
    match = _PERCENT.match(text, pos) if text.startswith("百分", pos) else None
    if not match:
        return None
    whole = parse(match[1]) if match[1] else Number(Decimal(100))
    if whole is None or whole.value is None:
        return None
    tail = parse(match[2]) if match[2] else None
    value = whole.value + (_after_point(tail, match[2]) if tail else 0)
    return _Reading(Number(value, open_ended=bool(match[3])), lexicon.units()["%"], pos, match.end(), match.end())


def _after_point(tail: Number, written: str) -> Decimal:
    return (tail.value or Decimal(0)).scaleb(-len(written))


def _half(text: str, pos: int) -> _Reading | None:
    """一半 is 50 %, 八成五 is 85 %."""
    match = _HALF.match(text, pos)
    if match and (text.startswith(_AROUND_HALF, match.end()) or text[max(0, pos - 2) : pos].endswith(_BEFORE_HALF)):
        return _Reading(Number(Decimal(50)), lexicon.units()["%"], pos, match.end(), match.end())
    tenths = _TENTHS.match(text, pos)
    if not tenths:
        return None
    value = Decimal(DIGITS[tenths[1]] * 10 + (DIGITS[tenths[2]] if tenths[2] else 0))
    return _Reading(Number(value), lexicon.units()["%"], pos, tenths.end(), tenths.end())


def _fraction(text: str, pos: int) -> _Reading | None:
    """三分之二: an exact percentage where there is one, else the two nearest hundredths that hold it."""
    match = _FRACTION.match(text, pos)
    below, above = (parse(match[1]), parse(match[2])) if match else (None, None)
    if not match or not below or not above or not below.value or above.value is None:
        return None
    cent = Decimal("0.01")
    low = above.value * 100 // (below.value * cent) * cent
    number = Number(low) if low * below.value == above.value * 100 else Number(None, low, low + cent)
    return _Reading(number, lexicon.units()["%"], pos, match.end(), match.end())


def _decimal(match: re.Match[str]) -> Number | None:
    whole, tail = parse(match[1]), parse(match[2])
    if whole is None or whole.value is None or tail is None:
        return None
    return Number(whole.value + _after_point(tail, match[2]))


def _stated_bare(text: str, pos: int, match: re.Match[str], hedge: Hedge | None) -> bool:
    """Say whether a number without unit is measured by its words: 共计540万, 受理数为120."""
    if not match[0][0].isdigit() and not hedge:
        return False
    if _SCALED.search(match[0]):
        return True
    following = text[match.end() : match.end() + 1]
    closes = not following or following in ",，。;；、\n\r）)"
    stated = _STATED.search(text[max(0, pos - 4) : pos])
    return bool(stated and closes and not _YEAR.fullmatch(match[0]))


def _range(text: str, pos: int, first: _Reading, bare: bool) -> Figure | None:
    """3—5次, 2万至3万元, 1-2天; 由63项减到40项 and 从5天到3天 are two figures."""
    dash = _DASH.match(text, first.end)
    second = _NUMBER.match(text, dash.end()) if dash else None
    number = parse(second[0]) if second else None
    if not dash or not second or number is None or number.value is None or first.number.value is None:
        return None
    other, stop = read_unit(text, second.end())
    if other is None or not (bare or first.unit.unit == other.unit):
        return None
    if dash[0].strip() in "至到" and _FROM.search(text[max(0, pos - _LOOKBACK) : pos]):
        return None
    low, high = first.number.value * other.factor, number.value * other.factor
    shared = _SCALE.search(second[0])
    if shared and bare and not _SCALE.search(text[first.start : first.number_end]):
        low *= scale_of(shared[0]) or 1  # 3至5万元 is 30000 to 50000
    if high < low:
        return None
    chinese = not text[first.start].isdigit()
    return Figure(
        pos, stop, first.start, second.end(), None, low, high, other.unit, other.kind, "range", stop, chinese, False
    )


def _finish(text: str, pos: int, reading: _Reading, hedge: Hedge | None) -> Figure:
    """Settle modifier and bounds: a range, then words behind the unit, then 余, then words before the number."""
    number, unit, end = reading.number, reading.unit, reading.end
    after = lexicon.hedges("after").get(text[end : end + 2])
    open_ended = number.open_ended and after is None
    if after is not None:
        hedge = after
    elif hedge is None and not open_ended:
        before = text[max(0, pos - _LOOKBACK) : pos]
        found = _closely_before().search(before) or _loosely_before().search(before)
        hedge = lexicon.hedges("before")[found[1]] if found else None
    modifier: Modifier = "range"
    if number.value is None:
        value, low, high = None, number.low, number.high
    else:
        value = number.value * unit.factor
        modifier, low, high = bounds(value, hedge, open_ended)
    return Figure(
        pos, end, reading.start, reading.number_end, value, low, high, unit.unit, unit.kind, modifier,
        end + (2 if after else 0), not text[reading.start].isdigit(),
        bool(_SCALED.search(text, reading.start, reading.number_end)),
    )  # fmt: skip


def bounds(value: Decimal, hedge: Hedge | None, open_ended: bool) -> tuple[Modifier, Decimal | None, Decimal | None]:
    """Return (modifier, value_low, value_high) by the contract."""
    if open_ended:
        return "at_least", value, value + place_of(value)
    if hedge is None:
        return "exact", value, value
    if hedge.bound == "floor":
        return hedge.modifier, value, None
    if hedge.bound == "ceiling":
        return hedge.modifier, None, value
    if hedge.bound == "nearly":
        return hedge.modifier, value - place_of(value), value
    return hedge.modifier, value - place_of(value) / 2, value + place_of(value) / 2
