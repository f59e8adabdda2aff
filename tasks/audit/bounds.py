"""What a stated number can be: intervals, their sums and ratios, and how they are written in a message.

``None`` is unbounded. A number stated in 万 or 亿 is rounded or cut to its last place, so it can lie one such
place to either side; an integer count stated in full cannot. 6000余 is [6000, 7000) and is treated as closed:
the audit leans towards letting a statement stand.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple
from unicodedata import normalize

from schemas.documents import Quantity

_SCALED = re.compile(r"(\d+(?:\.(\d+))?)\s*(万|亿|千万|百万)")
_PLACES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千万": Decimal(10_000_000), "百万": Decimal(1_000_000)}


class Range(NamedTuple):
    """A closed interval; None is unbounded."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: "Range") -> bool:
        """Whether the two have a number in common."""
        return not (self.above(other) or other.above(self))

    def above(self, other: "Range") -> bool:
        """Whether every number of this lies above every number of the other."""
        return self.low is not None and other.high is not None and self.low > other.high


def slack(quantity: Quantity) -> Decimal:
    """Return how far a rounded statement may lie from the truth: one last place of a number in 万 or 亿."""
    match = _SCALED.search(normalize("NFKC", quantity.text))
    if match is None:
        return Decimal(0)
    return _PLACES[match[3]] * Decimal(10) ** -len(match[2] or "")


def bounds(quantity: Quantity) -> Range:
    """Return every value the statement allows, rounding included."""
    low, high, give = quantity.value_low, quantity.value_high, slack(quantity)
    return Range(None if low is None else low - give, None if high is None else high + give)


def total(quantities: Iterable[Quantity]) -> Range:
    """Return the bounds of a sum."""
    low: Decimal | None = Decimal(0)
    high: Decimal | None = Decimal(0)
    for quantity in quantities:
        one = bounds(quantity)
        low = None if low is None or one.low is None else low + one.low
        high = None if high is None or one.high is None else high + one.high
    return Range(low, high)


def percent(part: Quantity, whole: Quantity) -> Range | None:
    """Return the bounds of part / whole in percent; None where the whole may be zero or is unbounded."""
    one, other = bounds(part), bounds(whole)
    if other.low is None or other.low <= 0 or one.low is None:
        return None
    low = Decimal(0) if other.high is None else one.low / other.high * 100
    return Range(low, None if one.high is None else one.high / other.low * 100)


def growth(now: Quantity, before: Quantity) -> Range | None:
    """Return the bounds of (now - before) / before in percent, signed; None where the base may be zero."""
    ratio = percent(now, before)
    if ratio is None or ratio.low is None:
        return None
    return Range(ratio.low - 100, None if ratio.high is None else ratio.high - 100)


def stated_rate(quantity: Quantity, sign: int = 1) -> Range:
    """Return what a stated percentage may have been before it was rounded or cut to its digits."""
    digits = re.search(r"\.(\d+)", normalize("NFKC", quantity.text))
    give = Decimal(10) ** -len(digits[1] if digits else "")
    low, high = quantity.value_low, quantity.value_high
    if sign < 0:
        low, high = (None if high is None else -high), (None if low is None else -low)
    return Range(None if low is None else low - give, None if high is None else high + give)


def is_exact(*quantities: Quantity) -> bool:
    """Whether none of the statements is hedged (余, 约, 以上 …)."""
    return all(q.modifier == "exact" and q.value is not None for q in quantities)


def strains(part: Quantity, whole: Quantity) -> bool:
    """Whether the part's stated number goes well into what a hedged whole leaves open (6500 of 6000余)."""
    if part.value is None or whole.value is None or whole.value_high is None or whole.modifier == "exact":
        return False
    return part.value - whole.value >= (whole.value_high - whole.value) / 4 > 0


def number(value: Decimal | None) -> str:
    """Write a number in full, without an exponent or trailing zeros."""
    if value is None:
        return "?"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(quantity: Quantity) -> str:
    """Write a figure's number with its hedge: 6000余, 约30."""
    value = number(quantity.value if quantity.value is not None else quantity.value_low)
    if quantity.modifier == "exact":
        return value
    mark = {"at_least": "余", "approx": "约", "at_most": "≤", "range": "…"}[quantity.modifier]
    return value + mark if mark in "余…" else mark + value
