"""Stated changes against the two values they compare: 受理58件，上年50件，同比增长16%.

Only a change whose value and base the sentence names, both in one unit and one of them marked as the earlier, is
judged. The base's mark is 上年, 去年 … or an earlier period.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas.documents import Assignment, Finding, Quantity, Verdict
from tasks.audit.bounds import Range, bounds, growth, is_exact, stated_rate
from tasks.audit.findings import restated, yoy
from tasks.audit.passage import Passage, pattern
from tasks.extract.own_words import EMPTY


def changes(passage: Passage) -> Iterator[Finding]:
    """Yield the year-on-year statements whose both values the sentence names."""
    for place, change in enumerate(passage.figures):
        if change.statistic == "level" or change.value is None or place < 2:
            continue
        near = passage.figures[place - 2 : place]
        if any(q.statistic != "level" or q.unit != near[0].unit for q in near):
            continue
        says_more = EMPTY.sub("", passage.before(change)).strip("，,（(")  # 办结率同比… is another measure's change
        pair = None if says_more else _in_time(passage, near)
        if pair is not None and _same_measure(near):
            yield from _judge(change, *pair, _others(passage, change, pair))


def _others(passage: Passage, change: Quantity, pair: tuple[Quantity, Quantity]) -> list[Quantity]:
    """Return the other figures before the change that it might speak of as well."""
    before = (q for q in passage.levels(pair[0].unit) if q.end <= change.start)
    return [q for q in before if q is not pair[0] and q is not pair[1]]


def _in_time(passage: Passage, near: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """Return (now, before), or None where nothing says which is the earlier."""
    first, second = near
    if pattern("earlier").search(passage.between(first, second)):
        return first, second
    if pattern("earlier").search(passage.clause(first)) and not pattern("earlier").search(passage.clause(second)):
        return second, first
    if first.period and second.period and first.period != second.period:
        return (first, second) if first.period > second.period else (second, first)
    return None


def _same_measure(near: Sequence[Quantity]) -> bool:
    return near[0].unit is not None and near[0].status == near[1].status


def sign(change: Quantity, clause: str = "") -> int:
    """Return -1 for a fall, +1 for a rise, by the words of the comparison."""
    return -1 if pattern("down").search(change.comparison or clause) else 1


def _judge(change: Quantity, now: Quantity, before: Quantity, others: list[Quantity]) -> Iterator[Finding]:
    direction = sign(change)
    stated = stated_rate(change, direction) if change.unit != now.unit or now.unit == "%" else None
    for candidate in (now, *reversed(others)):
        computed = _computed(change, candidate, before)
        if computed is not None and computed.meets(stated or _signed(change, direction)):
            yield yoy(change, candidate, before, direction, "stated", "holds")
            return
    if _computed(change, now, before) is not None and not others:
        verdict: Verdict = "violated" if is_exact(change, now, before) and change.comparison else "suspect"
        yield yoy(change, now, before, direction, "stated", verdict)


def _computed(change: Quantity, now: Quantity, before: Quantity) -> Range | None:
    """Return what the two values give in the change's own terms; None where they give nothing comparable."""
    if change.statistic == "yoy_pct":
        return growth(now, before)
    is_difference = change.statistic == "yoy_abs" and change.unit == now.unit
    is_points = change.statistic == "yoy_points" and now.unit == "%"
    return _difference(now, before) if is_difference or is_points else None


def _difference(now: Quantity, before: Quantity) -> Range:
    one, other = bounds(now), bounds(before)
    return Range(
        None if one.low is None or other.high is None else one.low - other.high,
        None if one.high is None or other.low is None else one.high - other.low,
    )


def _signed(change: Quantity, direction: int) -> Range:
    one = bounds(change)
    if direction > 0:
        return one
    return Range(None if one.high is None else -one.high, None if one.low is None else -one.low)


def audit_across_years(
    current: Sequence[tuple[Quantity, Assignment]], previous: Sequence[tuple[Quantity, Assignment]]
) -> list[Finding]:
    """Compare a report's stated changes and earlier values with last year's report of the same issuer.

    Basis is cross-year and a verdict at most suspect: scopes change between years. ``members`` are indexes of the
    *current* report's quantities only; last year's value stands in ``expected`` and the messages.
    """
    last = {
        (a.indicator_id, tuple(sorted(a.dims.items()))): q
        for q, a in previous
        if a.is_primary and q.statistic == "level" and q.status == "reported"
    }
    now = {
        (a.indicator_id, tuple(sorted(a.dims.items()))): q
        for q, a in current
        if a.is_primary and q.statistic == "level" and q.status == "reported"
    }
    findings = []
    for quantity, assignment in current:
        key = (assignment.indicator_id, tuple(sorted(assignment.dims.items())))
        if key not in last:
            continue
        finding = _against_last(quantity, now.get(key), last[key])
        if finding:
            findings.append(finding)
    return findings


def _against_last(quantity: Quantity, now: Quantity | None, before: Quantity) -> Finding | None:
    if quantity.status != "reported" or before.value is None:
        return None
    if quantity.statistic == "yoy_pct" and now is not None:
        computed = growth(now, before)
        if computed is None:
            return None
        holds = computed.meets(stated_rate(quantity, sign(quantity)))
        finding = yoy(quantity, now, before, sign(quantity), "cross-year", "holds" if holds else "suspect")
        return replace(finding, members=(now.index, quantity.index))
    is_earlier = (
        now is not None
        and quantity.statistic == "level"
        and quantity.period is not None
        and quantity.period == before.period
        and quantity.unit == before.unit
        and quantity is not now
    )
    if not is_earlier:
        return None
    holds = bounds(quantity).meets(bounds(before))
    return restated(quantity, before, "holds" if holds else "suspect")
