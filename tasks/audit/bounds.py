"""What a stated number can be: intervals, their sums and ratios.

``None`` is unbounded. A number stated in 万 or 亿 is rounded or cut to its last place, so it can lie one such
place to either side; an integer count stated in full cannot. 6000余 is [6000, 7000) and is treated as closed:
the audit leans towards letting a statement stand. What it calls borne out (``gives``) it measures more narrowly.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from schemas.documents import Quantity

_SCALED = re.compile(r"(\d+(?:\.(\d+))?)\s*(万|亿|千万|百万)")
_PLACES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千万": Decimal(10_000_000), "百万": Decimal(1_000_000)}
_ZERO = Decimal(0)
_TELLING = 2  # points within which hedged numbers must place a ratio to bear a rate out


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

    def tells(self, most: int) -> bool:
        """Whether the interval is bounded and no wider than ``most``."""
        return self.low is not None and self.high is not None and self.high - self.low <= most


@lru_cache(maxsize=4096)
def _slack(text: str) -> Decimal:
    match = _SCALED.search(normalize("NFKC", text))
    return _PLACES[match[3]] * Decimal(10) ** -len(match[2] or "") if match else _ZERO


def slack(quantity: Quantity) -> Decimal:
    """Return how far a rounded statement may lie from the truth: one last place of a number in 万 or 亿."""
    text = quantity.text
    return _slack(text) if "万" in text or "亿" in text else _ZERO


def bounds(quantity: Quantity) -> Range:
    """Return every value the statement allows, rounding included."""
    low, high, give = quantity.value_low, quantity.value_high, slack(quantity)
    if not give:
        return Range(low, high)
    return Range(None if low is None else low - give, None if high is None else high + give)


def total(quantities: Iterable[Quantity]) -> Range:
    """Return the bounds of a sum."""
    low: Decimal | None = _ZERO
    high: Decimal | None = _ZERO
    for quantity in quantities:
        one = bounds(quantity)
        low = None if low is None or one.low is None else low + one.low
        high = None if high is None or one.high is None else high + one.high
    return Range(low, high)


def difference(now: Quantity, before: Quantity) -> Range:
    """Return the bounds of now - before."""
    one, other = bounds(now), bounds(before)
    return Range(
        None if one.low is None or other.high is None else one.low - other.high,
        None if one.high is None or other.low is None else one.high - other.low,
    )


def percent(part: Quantity, whole: Quantity) -> Range | None:
    """Return the bounds of part / whole in percent; None where the whole may be zero or is unbounded."""
    one, other = bounds(part), bounds(whole)
    if other.low is None or other.low <= 0 or one.low is None:
        return None
    low = _ZERO if other.high is None else one.low / other.high * 100
    return Range(low, None if one.high is None else one.high / other.low * 100)


def growth(now: Quantity, before: Quantity) -> Range | None:
    """Return the bounds of (now - before) / before in percent, signed; None where the base may be zero."""
    ratio = percent(now, before)
    if ratio is None or ratio.low is None:
        return None
    return Range(ratio.low - 100, None if ratio.high is None else ratio.high - 100)


def stated_rate(quantity: Quantity, sign: int = 1) -> Range:
    """Return what a stated percentage may have been before it was rounded up or down, or cut, to its digits."""
    give = _last_digit(quantity)
    return _signed(Range(_less(quantity.value_low, give), _more(quantity.value_high, give)), sign)


def close_rate(quantity: Quantity, sign: int = 1) -> Range:
    """Return what a stated percentage was before it was rounded half up, or cut, to its digits."""
    give = _last_digit(quantity)
    return _signed(Range(_less(quantity.value_low, give / 2), _more(quantity.value_high, give)), sign)


def gives(part: Quantity, whole: Quantity, rate: Quantity) -> bool:
    """Whether part / whole is the stated rate: as the numbers stand, or within bounds narrow enough to say so."""
    computed = percent(part, whole)
    if computed is None or computed.high is None or rate.value is None or rate.value_high is None:
        return False
    close = close_rate(rate)
    if part.value is not None and whole.value:
        nominal = part.value / whole.value * 100
        if Range(nominal, nominal).meets(close):
            return True
    return computed.tells(_TELLING) and computed.meets(close)


def _last_digit(rate: Quantity) -> Decimal:
    digits = re.search(r"[.．](\d+)", rate.text)
    return Decimal(10) ** -len(digits[1] if digits else "")


def _less(value: Decimal | None, give: Decimal) -> Decimal | None:
    return None if value is None else value - give


def _more(value: Decimal | None, give: Decimal) -> Decimal | None:
    return None if value is None else value + give


def _signed(bound: Range, sign: int) -> Range:
    if sign > 0:
        return bound
    return Range(None if bound.high is None else -bound.high, None if bound.low is None else -bound.low)


def signed_bounds(quantity: Quantity, sign: int) -> Range:
    """Return what a stated change allows, negative where it is a fall."""
    return _signed(bounds(quantity), sign)


def is_exact(*quantities: Quantity) -> bool:
    """Whether none of the statements is hedged (余, 约, 以上 …)."""
    return all(q.modifier == "exact" and q.value is not None for q in quantities)


def is_within(part: Quantity, whole: Quantity) -> bool:
    """Whether the part's stated number is no larger than the whole's: what may be called a part that fits."""
    if part.value is None or whole.value is None:
        return False
    return part.value <= whole.value + (
        slack(whole) if whole.modifier == "exact" else (whole.value_high or whole.value) - whole.value
    )


def strains(part: Quantity, whole: Quantity) -> bool:
    """Whether the part's stated number goes well into what a hedged whole leaves open (6500 of 6000余)."""
    if part.value is None or whole.value is None or whole.value_high is None or whole.modifier == "exact":
        return False
    return part.value - whole.value >= (whole.value_high - whole.value) / 4 > 0
