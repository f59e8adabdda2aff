"""Shares of a whole: 百分之九十八点五, 百分百, 三分之二, 1/4, 六成多, 八成五, 一半.

``read_share`` returns the number in percent and where it ends; nothing here fails on a text.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from tasks.extract.mentions.numerals import DIGITS, Number, parse

_CN = "零〇○一二三四五六七八九十百千万亿两俩廿卅"
_PERCENT = re.compile(
    rf"百分之([{_CN}]{{1,8}}|[0-9]+(?:\.[0-9]+)?)(?:点([零一二三四五六七八九]{{1,4}}))?([余多])?|百分百"
)
_FRACTION = re.compile(rf"([{_CN}]{{1,3}}|[0-9]{{1,2}})分之([{_CN}]{{1,3}}|[0-9]{{1,2}})")
_SLASHED = re.compile(r"([1-9][0-9]?)/([1-9][0-9]?)(?![0-9/])")
_TENTHS = re.compile(
    r"([一二三四五六七八九])成([一二三四五六七八九])?([余多])?(?![立员功果效为绩本长都熟交年型就分人因语品材])"
)
_AROUND_HALF = ("以上", "以下", "左右")
_BEFORE_HALF = ("占", "近", "超", "过", "约", "达", "足", "到")
_HUNDREDTH = Decimal("0.01")
_STARTS = frozenset(_CN + "0123456789")


class Share(NamedTuple):
    """A share in percent and where its words end."""

    number: Number
    end: int


def read_share(text: str, pos: int) -> Share | None:
    """Return the share that begins at ``pos``, or None."""
    if text[pos : pos + 1] not in _STARTS:
        return None
    near = text[pos : pos + 4]
    if near.startswith("百分"):
        return _percent(text, pos)
    if near.startswith("一半"):
        return _half(text, pos)
    if "成" in near:
        return _tenths(text, pos)
    if "分" in near:
        return _fraction(text, pos)
    return _slashed(text, pos) if "/" in near else None


def after_point(digits: str) -> Decimal:
    """Return what the digits behind 点 are worth: 二五 → 0.25."""
    tail = parse(digits)
    return tail.value.scaleb(-len(digits)) if tail and tail.value is not None else Decimal(0)


def _percent(text: str, pos: int) -> Share | None:
    match = _PERCENT.match(text, pos)
    whole = (parse(match[1]) if match[1] else Number(Decimal(100))) if match else None
    if match is None or whole is None or whole.value is None:
        return None
    value = whole.value + (after_point(match[2]) if match[2] else 0)
    return Share(Number(value, open_ended=bool(match[3])), match.end())


def _half(text: str, pos: int) -> Share | None:
    """一半 is 50 % where something is compared with it: 占一半, 一半以上."""
    end = pos + 2
    measured = text.startswith(_AROUND_HALF, end) or text.endswith(_BEFORE_HALF, max(0, pos - 1), pos)
    return Share(Number(Decimal(50)), end) if measured else None


def _tenths(text: str, pos: int) -> Share | None:
    match = _TENTHS.match(text, pos)
    if match is None:
        return None
    value = Decimal(DIGITS[match[1]] * 10 + (DIGITS[match[2]] if match[2] else 0))
    return Share(Number(value, open_ended=bool(match[3])), match.end())


def _slashed(text: str, pos: int) -> Share | None:
    """1/4 is a share only where the words say so: 占总数的1/4, 1/4左右."""
    match = _SLASHED.match(text, pos)
    if match is None or text[pos - 1 : pos].isdigit():
        return None
    said = text.startswith(_AROUND_HALF, match.end()) or text.endswith((*_BEFORE_HALF, "的"), max(0, pos - 1), pos)
    return _share_of(parse(match[2]), parse(match[1]), match.end()) if said else None


def _fraction(text: str, pos: int) -> Share | None:
    """三分之二."""
    match = _FRACTION.match(text, pos)
    return _share_of(parse(match[1]), parse(match[2]), match.end()) if match else None


def _share_of(below: Number | None, above: Number | None, end: int) -> Share | None:
    """An exact percentage where there is one, else the two nearest hundredths that hold it."""
    if not below or not above or not below.value or above.value is None:
        return None
    low = above.value * 100 // (below.value * _HUNDREDTH) * _HUNDREDTH
    exact = low * below.value == above.value * 100
    return Share(Number(low) if exact else Number(None, low, low + _HUNDREDTH), end)
