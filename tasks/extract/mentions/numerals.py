"""The grammar of Chinese numerals: what a number as written is worth.

``parse`` reads one number without unit: ``12,345``, ``3.5万``, ``一百二十``, ``3万4000``, ``三十几万``, ``二〇二二``,
``三四十``, ``数百``. A number that is itself a span of values (数百, 三四十) has no value but ``low`` and ``high``. What is
no number returns None: the caller then keeps the characters without a value. ``place_of`` gives one unit of a
value's last non-zero place, from which the contract's bounds follow.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}
DIGITS |= {"○": 0, "两": 2, "俩": 2, "廿": 20, "卅": 30}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHINESE = "零〇○一二三四五六七八九两俩廿卅壹贰叁肆伍陆柒捌玖十百千拾佰仟万萬亿億"
INSIDE = "余多几来"
# Eighteen digits are more than any figure of a government; a longer run is an identifier or noise.
MAX_DIGITS = 18

_DIGIT = re.compile("[0-9]")
_INSIDE = re.compile("[余多几来\t\u3000\u00a0]")
_ARABIC = re.compile(r"[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_MIXED = re.compile(r"([0-9][0-9,. ]*)([十百千万亿]*)")
_NEIGHBOURS = re.compile(r"([一二三四五六七八九十百千万零]*?)(一两|两三|[一二三四五六七八九]{2})([十百千]*)([万亿]*)$")


class Number(NamedTuple):
    """A number as stated. ``value`` is None where the words name a span of values, ``low`` to ``high``."""

    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    open_ended: bool = False  # 余, 多, 几, 来 stood inside


def place_of(value: Decimal) -> Decimal:
    """Return one unit of the last non-zero place: 6000 → 1000, 23.65 → 0.01, 0 → 1."""
    if not value:
        return Decimal(1)
    digits, exponent = value.as_tuple().digits, int(value.as_tuple().exponent)
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return Decimal(1).scaleb(exponent + zeros)


def parse(text: str) -> Number | None:
    """Read a number without unit and without hedge words outside it; None when it is not one."""
    return _parse(text) if len(text) <= 3 * MAX_DIGITS else None


@lru_cache(maxsize=8192)
def _parse(text: str) -> Number | None:
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return Number(Decimal(text))
    if len(_DIGIT.findall(text)) > MAX_DIGITS:
        return None
    core = _INSIDE.sub("", text).strip()
    open_ended = any(c in text for c in INSIDE)
    if core[:1] == "数" or text[:1] == "几":
        return _vague(core.lstrip("数"))
    span = None if open_ended or core[:1].isascii() else _neighbours(core)
    if span:
        return span
    value = _arabic(core) if core[:1].isascii() else _chinese(core)
    return None if value is None else Number(value, open_ended=open_ended)


def _vague(scale: str) -> Number | None:
    one = scale_of(scale)
    return None if one is None else Number(None, one * 2, one * 10)


def scale_of(text: str) -> Decimal | None:
    """Return the product of scale characters (十万 → 100000), 1 for none, None for anything else."""
    out = 1
    for c in text:
        if c not in SMALL and c not in LARGE:
            return None
        out *= SMALL.get(c) or LARGE[c]
    return Decimal(out)


def _neighbours(core: str) -> Number | None:
    """三四十 → 30 to 40, 十五六 → 15 to 16, 两三万 → 20000 to 30000; 二〇二三 and 二十三 are plain numbers."""
    match = _NEIGHBOURS.match(core)
    if not match or (match[1] and match[1][-1] not in "十百千万"):
        return None
    first, second = match[2][0], match[2][1]
    if DIGITS[second] != DIGITS[first] + 1:
        return None
    tail = match[3] + match[4]
    low, high = _chinese(match[1] + first + tail), _chinese(match[1] + second + tail)
    if low is None or high is None:
        return None
    return Number(None, low, high)


def _arabic(core: str) -> Decimal | None:
    """Read Arabic digits with separators and with 十百千万亿 between or after them: 3万4000, 1亿2000万, 1.2亿."""
    total, at, scale = Decimal(0), 0, Decimal(1)
    while at < len(core):
        match = _MIXED.match(core, at)
        if not match:
            tail = _chinese(core[at:])
            return None if tail is None or tail >= scale else total + tail
        digits = match[1].rstrip(" ")
        if not _ARABIC.fullmatch(digits):
            return None
        number, unit = Decimal(digits.replace(",", "").replace(" ", "")), scale_of(match[2]) or Decimal(1)
        if not match[2] and at and len(digits) == 1:
            unit = scale / 10  # 2万5 is 25000
        total, scale, at = total + number * unit, unit, match.end()
    return total


def _chinese(core: str) -> Decimal | None:
    """Read Chinese numerals, positional (二〇二二) or with units (一千零五十)."""
    if not core or any(c not in CHINESE for c in core):
        return None
    if all(c in DIGITS and c not in "廿卅" for c in core):
        return Decimal("".join(str(DIGITS[c]) for c in core))
    total = section = digit = 0
    last, zero = 1, False
    for c in core:
        if c in DIGITS:
            digit, zero = DIGITS[c], zero or DIGITS[c] == 0
            if c in "廿卅":
                section, digit, last = section + digit, 0, 10
        elif c in SMALL:
            section, digit, last, zero = section + (digit or 1) * SMALL[c], 0, SMALL[c], False
        else:
            total = (
                (total + section + digit or 1) * LARGE[c]
                if LARGE[c] > 10**4
                else total + (section + digit or 1) * LARGE[c]
            )
            section, digit, last, zero = 0, 0, LARGE[c], False
    if digit and last >= 100 and not zero:
        digit *= last // 10  # 三万五 is 35000
    return Decimal(total + section + digit)
