"""A number with what measures it: hedge words, unit, range, percentage, fraction.

``read_figure`` reads the longest figure that begins at a place, span as the contract wants it: attached
余/多/近/约/逾/超 and unit inside, 达/共/不少于/以上 outside though they set the modifier. It says how large the
figure is and what it is measured in, not whether it is a fact. Units are read in ``measured_in.py``.
"""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from schemas.documents import Kind, Modifier
from tasks.extract import lexicon
from tasks.extract.lexicon import Hedge, Unit
from tasks.extract.mentions.measured_in import read_more, read_unit, unknown_classifier
from tasks.extract.mentions.numerals import Number, parse, place_of, scale_of
from tasks.extract.mentions.shared_units import shared_unit
from tasks.extract.mentions.shares import after_point, read_share

_CN = "零〇○一二三四五六七八九十百千万亿两俩廿卅"
# Thousands parted by commas or blanks (12,345; 12 345), digits set apart one by one (1 2), or plain; a line may break
# behind a comma or a point. The repeats are bounded, so that a long run of them costs no more than its length.
_ARABIC = (
    r"(?:[0-9]{1,3}(?:,\n?[0-9]{3}){1,5}(?![0-9])|[0-9]{1,3}(?: [0-9]{3}){1,5}(?![0-9.]| [0-9])"
    r"|[0-9](?: [0-9]){1,8}(?![0-9.]| [0-9])|[0-9]+)(?:\.\n?[0-9]+)?"
)
_NUMBER = re.compile(
    rf"[数几][十百千万亿]{{1,3}}"
    rf"|{_ARABIC}(?:\s?[余多几]?(?:\s?[万亿]|[十百千万亿]){{1,2}}(?:[0-9]{{1,4}}(?:\.[0-9]+)?)?){{0,3}}(?:\s?[余多]|(?<=[0十百千])来)?"
    rf"|[{_CN}]{{1,16}}(?:(?:[余多几]|(?<=[十百千])来)[十百千万亿]{{0,2}})?"
)
_PLAIN = re.compile(r"[0-9]+(?![0-9,.\s十百千万亿余多几来])")
_DECIMAL = re.compile(r"([零一二三四五六七八九十百]{1,4})点([零一二三四五六七八九]{1,3})(?=[万亿倍个])")
_BROKEN = re.compile(r"[0-9]+\n[0-9]+(?![0-9])")
_WRAPPED = 15  # characters of a line that ends inside a number: a shorter one is a cell of a table
_DASH = re.compile(r"\s?(?:[-—–―－~～〜]{1,2}|至|到)\s?")
_DASHES = frozenset(" \u00a0\u3000\n-—–―－~～〜至到")
_FROM = re.compile(r"[由从自](?:[^,，。;；、]{0,12})$")
_SCALES = "百千万亿"
_ARABIC_DIGITS = frozenset("0123456789")
_SCALED = re.compile(r"[十百千万亿]")
_SCALE = re.compile(r"[万亿]+$")
_STATED = re.compile(r"(?:为|达|到|共|计|[数量额率]|(?<![0-9])[:：])[约近超逾]?\s?$")
# 行政处罚2100，占总数的33.9%; 治安案件1326，同比上升48.6%
_SHARED = tuple(mark + word for mark in "，,、" for word in ("占", "同比", "较上年", "比上年", "较去年", "比去年"))
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BLANKS = re.compile(r"\s")
_LEAST = re.compile(r"(至少|最少|不少于)[^,，。;；、0-9]{1,4}$")
_AFTER_HEDGE = "了有为到达"
_PERCENT_SIGN = "%"
_NO_UNIT = Unit("", None, "count")
_LOOKBACK = 12


class Figure(NamedTuple):
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


class _Reading(NamedTuple):
    """A number, its unit, and where both stand."""

    number: Number
    unit: Unit
    start: int
    number_end: int
    end: int


@cache
def _hedges_before() -> tuple[tuple[str, ...], dict[str, Hedge], re.Pattern[str]]:
    hedges = lexicon.hedges("before")
    words = tuple(sorted(hedges, key=len, reverse=True))
    return words, hedges, re.compile(rf"(?:{lexicon.read_key('modifiers', 'before_scale')})$")


@cache
def _not_attached() -> dict[str, re.Pattern[str]]:
    """Return, by attached word, what ends right before it where it is the end of a longer word."""
    words = lexicon.read_key("modifiers", "not_attached")
    return {str(word): re.compile(f"(?:{before})$") for word, before in words.items()}


def read_figure(text: str, pos: int) -> Figure | None:
    """Return the figure that begins at ``pos``, or None when nothing there is measured."""
    hedge, start = _attached(text, pos)
    share = read_share(text, start)
    if share is not None:
        reading = _Reading(share.number, lexicon.units()[_PERCENT_SIGN], start, share.end, share.end)
        return _share_range(text, pos, reading) or _finish(text, pos, reading, hedge)
    read = _number(text, start)
    if read is None:
        return None
    number, end = read
    above = text[start] in _SCALES and not number.open_ended
    if above:  # 超亿元, 上百家: a scale alone is a number only where it is said to be passed
        hedge = hedge or _passed(text, pos)
        if hedge is None:
            return None
    unit, stop = read_unit(text, end)
    if unit is None and (shared := shared_unit(text, start, end)):
        (unit, scale), stop = shared, end
        if number.value is not None and not _SCALED.search(text, start, end):
            number = number._replace(value=number.value * scale)
    if unit is not None and unit.unit is None and _names(text, start, end, stop):
        return None
    reading = _Reading(number, unit or _NO_UNIT, start, end, stop)
    ranged = _range(text, pos, reading, unit is None)
    if ranged is not None or unit is not None:
        return ranged or _finish(text, pos, reading, hedge)
    return _without_unit(text, pos, reading, hedge)


def _attached(text: str, pos: int) -> tuple[Hedge | None, int]:
    if text[pos] not in "约近逾超大将":
        return None, pos
    longer = _not_attached().get(text[pos])
    if longer is not None and longer.search(text, max(0, pos - 2), pos):
        return None, pos
    for word, hedge in lexicon.hedges("attached").items():
        if text.startswith(word, pos):
            after = pos + len(word)
            return hedge, after + (text[after : after + 1] == " ")
    return None, pos


def _number(text: str, start: int) -> tuple[Number, int] | None:
    """Return the number that begins at ``start`` and where its words end."""
    plain = _PLAIN.match(text, start)
    if plain:
        number = parse(plain[0])
        return None if number is None else (number, plain.end())
    decimal = _DECIMAL.match(text, start) if "点" in text[start : start + 5] else None
    if decimal:
        whole = parse(decimal[1])
        if whole is not None and whole.value is not None:
            return Number(whole.value + after_point(decimal[2])), decimal.end()
    match = _wrapped(text, start) or _NUMBER.match(text, start)
    if match is None:
        return None
    written, end = match[0], match.end()
    if written[-1] == "千" and len(written) > 1 and text[end : end + 1] in ("瓦", "米", "克", "伏"):
        written, end = written[:-1], end - 1  # 5千瓦 is 5 千瓦
    number = parse(_BLANKS.sub("", written))
    return None if number is None else (number, end)


def _wrapped(text: str, start: int) -> re.Match[str] | None:
    """Match digits that a full line broke in two, where a unit follows them: …培训干部20⏎0人次."""
    match = _BROKEN.match(text, start) if text.find("\n", start, start + 8) > 0 else None
    if match is None or "\n" in text[max(0, start - _WRAPPED) : start] or start < _WRAPPED:
        return None
    return match if read_unit(text, match.end())[0] is not None else None


def _passed(text: str, pos: int) -> Hedge | None:
    """Return the hedge of a scale that stands alone: 上百家, 突破千万元."""
    if _hedges_before()[2].search(text, max(0, pos - 2), pos):
        return lexicon.hedges("attached")["超"]
    hedge = _before(text, pos)
    return hedge if hedge is not None and hedge.bound == "floor" else None


def _names(text: str, start: int, end: int, stop: int) -> bool:
    """Say whether a number before a noun names: 四平台, 12345企业专席, 1村1顾问."""
    if text[start] in _CN or text[start:end] in lexicon.hotlines():
        return True
    return text[start:end] == "1" and text.startswith("1", stop)


def _without_unit(text: str, pos: int, reading: _Reading, hedge: Hedge | None) -> Figure | None:
    """A number that no known unit measures: by its own words (受理数为120, 共540万) or a classifier we do not know."""
    start, end = reading.start, reading.number_end
    arabic, following = text[start] in _ARABIC_DIGITS, text[end : end + 1]
    closes = not following or following in ",，。;；、\n\r）)"
    if not arabic and not hedge and not (closes and text[end - 1] in "万亿" and end - start > 1):
        return None
    scaled = _SCALED.search(text, start, end) is not None
    if arabic and (unit := unknown_classifier(text, end)) and text[start:end] not in lexicon.hotlines():
        known = reading._replace(unit=unit, end=end + len(unit.written))
        return _finish(text, pos, known, hedge)
    if scaled or reading.number.open_ended:
        return _finish(text, pos, reading, hedge)
    stated = text.startswith(_SHARED, end) or _STATED.search(text, max(0, pos - 4), pos)
    if stated and closes and not _is_mark(text, start, end):
        return _finish(text, pos, reading, hedge)
    return None


def _is_mark(text: str, start: int, end: int) -> bool:
    """Say whether a bare number is a year or a mark: 邮编：310000, 编号为0017."""
    zero = text[start] == "0" and end - start > 1 and text[start + 1] in _ARABIC_DIGITS
    return zero or bool(_YEAR.fullmatch(text, start, end) or lexicon.labels().search(text, max(0, start - 12), start))


def _range(text: str, pos: int, first: _Reading, bare: bool) -> Figure | None:
    """3—5次, 2万至3万元, 1-2天; 由63项减到40项 and 从5天到3天 are two figures."""
    dash = _DASH.match(text, first.end) if text[first.end : first.end + 1] in _DASHES else None
    second = _number(text, dash.end()) if dash and text[dash.end() : dash.end() + 1] not in _DASHES else None
    if dash is None or second is None or second[0].value is None or first.number.value is None:
        return None
    other, stop = read_unit(text, second[1])
    if other is None or not (bare or first.unit.unit == other.unit):
        return None
    if dash[0].strip() in "至到" and _FROM.search(text, max(0, pos - _LOOKBACK), pos):
        return None
    low, high = first.number.value * other.factor, second[0].value * other.factor
    shared = _SCALE.search(text, dash.end(), second[1])
    if shared and bare and not _SCALE.search(text, first.start, first.number_end):
        low *= scale_of(shared[0]) or 1  # 3至5万元 is 30000 to 50000
    if high < low:
        return None
    return Figure(
        pos, stop, first.start, second[1], None, low, high, other.unit, other.kind, "range", stop,
        text[first.start] not in _ARABIC_DIGITS, False,
    )  # fmt: skip


def _share_range(text: str, pos: int, first: _Reading) -> Figure | None:
    """百分之五至百分之十."""
    dash = _DASH.match(text, first.end) if text[first.end : first.end + 1] in _DASHES else None
    second = read_share(text, dash.end()) if dash else None
    low, high = first.number.value, second.number.value if second else None
    if second is None or low is None or high is None or high < low or _FROM.search(text, max(0, pos - 12), pos):
        return None
    return Figure(
        pos,
        second.end,
        first.start,
        second.end,
        None,
        low,
        high,
        _PERCENT_SIGN,
        "rate",
        "range",
        second.end,
        True,
        False,
    )


def _before(text: str, pos: int) -> Hedge | None:
    """Return the hedge that stands right before ``pos``, or a few characters before it: 至少举行一期."""
    words, hedges, _ = _hedges_before()
    end = pos - 1 if text[pos - 1 : pos] == " " else pos
    ends = (end, end - 1) if text[end - 1 : end] in _AFTER_HEDGE else (end,)
    for at in ends:
        if at > 0 and text.endswith(words, 0, at):
            return next(hedges[word] for word in words if text.endswith(word, 0, at))
    near = text[max(0, pos - 8) : pos]
    least = _LEAST.search(near) if "少" in near else None
    return hedges[least[1]] if least else None


def _finish(text: str, pos: int, reading: _Reading, hedge: Hedge | None) -> Figure:
    """Settle modifier and bounds: a range, then words behind the unit, then 余, then words before the number."""
    number, unit = reading.number, reading.unit
    end, open_ended = read_more(text, reading.end, unit)
    after = lexicon.hedges("after").get(text[end : end + 2])
    open_ended = (open_ended or number.open_ended) and after is None
    if after is not None:
        hedge = after
    elif hedge is None and not open_ended:
        hedge = _before(text, pos)
    modifier: Modifier = "range"
    value, low, high = None, number.low, number.high
    if number.value is not None:
        value = number.value * unit.factor
        modifier, low, high = bounds(value, hedge, open_ended)
    elif hedge is not None and hedge.bound == "floor":
        modifier, high = "at_least", None  # 三分之二以上
    return Figure(
        pos, end, reading.start, reading.number_end, value, low, high, unit.unit, unit.kind, modifier,
        end + (2 if after else 0), text[reading.start] not in _ARABIC_DIGITS,
        _SCALED.search(text, reading.start, reading.number_end) is not None,
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
