"""Averages against the two counts they come from: 318名执法人员…办结1590件,人均办案5件; 12个村…87名,平均每村7.25名.

The average names what it is reckoned on, and the total is counted in its own unit. The total may leave out what the
average counts, so what does not fit is suspect at most, and only per head and where the sentence holds one count of each.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from schemas.documents import Finding, Quantity
from tasks.audit.bounds import Range, bounds, close_rate, is_exact, stated_rate
from tasks.audit.findings import average
from tasks.audit.passage import Passage

_PER_HEAD = {"人均": ("人", "名", "位"), "户均": ("户", "家")}
_EACH = re.compile(r"(人均|户均|平均每个?([^，。；：、,;:0-9]{1,3}))([^，。；：、,;:0-9]*)$")


def averages(passage: Passage) -> Iterator[Finding]:
    """Yield the averages that the sentence's counts give, or do not."""
    for figure in passage.figures:
        each = _EACH.search(passage.clause(figure)) if figure.statistic == "level" and figure.unit != "%" else None
        if each is None:
            continue
        wholes = [q for q in passage.counts.get(figure.unit or "", ()) if _is_total(passage, q, figure, each[3])]
        bases = [
            q for levels in passage.counts.values() for q in levels if q not in wholes and _is_base(passage, q, each)
        ]
        pairs = [(whole, base) for whole in wholes for base in bases if base is not figure and bounds(base).low]
        fitting = next((pair for pair in pairs if _computed(*pair).meets(close_rate(figure))), None)
        if fitting:
            yield average(*fitting, figure, "holds")
        elif (
            len(pairs) == 1
            and each[1] in _PER_HEAD
            and len(each[3]) > 1
            and is_exact(figure, *pairs[0])
            and not _computed(*pairs[0]).meets(stated_rate(figure))
        ):
            yield average(*pairs[0], figure, "suspect")


def _is_total(passage: Passage, whole: Quantity, figure: Quantity, noun: str) -> bool:
    """Whether the count may be what the average divides: more of the same, named with the letters of its noun."""
    is_alike = (whole.period, whole.status) == (figure.period, figure.status) and bounds(whole).above(bounds(figure))
    return is_alike and set(noun) <= set(passage.clause(whole)) and not _EACH.search(passage.clause(whole))


def _is_base(passage: Passage, base: Quantity, each: re.Match[str]) -> bool:
    """Whether the count is of what the average is reckoned on: 318名 for 人均, 12个|村 for 平均每村."""
    if each[1] in _PER_HEAD:
        return base.unit in _PER_HEAD[each[1]]
    named = base.unit or "", passage.noun_after(base)
    return any(each[2].startswith(name) or (name and name.startswith(each[2])) for name in named if name)


def _computed(whole: Quantity, base: Quantity) -> Range:
    one, other = bounds(whole), bounds(base)
    low = None if one.low is None or other.high is None else one.low / other.high
    high = None if one.high is None or not other.low else one.high / other.low
    return Range(low, high) if low is not None or high is not None else Range(Decimal(0), None)
