"""Stated changes against the two values they compare: 受理58件，上年50件，同比增长16%.

Only a change whose value and base the sentence names, both in one unit and one of them marked as the earlier, is
judged. The base's mark is 上年, 去年 … or an earlier period.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from schemas.documents import Assignment, Finding, Quantity, Verdict
from tasks.audit.bounds import Range, bounds, close_rate, difference, growth, is_exact, signed_bounds, stated_rate
from tasks.audit.findings import by_difference, restated, yoy
from tasks.audit.passage import Passage, pattern, words
from tasks.extract import lexicon

_YEAR = re.compile(r"(?:19|20)\d\d")
_LED = re.compile(r"[，,（(][由从](?:上年度?|去年|(?:19|20)\d\d年)?(?:同期)?的?")  # a value that went to another
_REACHING = ("达", "达到", "为", "至", "增至", "降至", "升至")
_BLANKS = " \t　|"
_SIGNS = {"": 1, "+": 1, "＋": 1, "↑": 1, "-": -1, "－": -1, "−": -1, "↓": -1}
_NAMED = re.compile(
    r"([^，,。；;：:、]{2})(?:总?数量?|总量|总数)?[较比]([^，,。；;：:、]*)$"
)  # the thing counted, and the time of the base
_TELLING = 3  # points within which hedged or rounded values must place a change to bear it out


def changes(passage: Passage) -> Iterator[Finding]:
    """Yield the year-on-year statements whose both values the sentence names."""
    for place, change in enumerate(passage.figures):
        if change.statistic == "level" or change.value is None:
            if change.unit == "%" and place > 1 and not passage.gaps[place - 1].strip(_BLANKS):
                yield from _of_row(change, passage.gaps[place], *passage.figures[place - 2 : place])
            continue
        is_second = place > 1 and passage.figures[place - 1].statistic == "yoy_abs"
        if is_second and _says_nothing_else(passage.gaps[place], change):
            yield from _by_difference(passage, change, *passage.figures[place - 2 : place])
        if pattern("not_yearly").search(f"{change.comparison}{passage.gaps[place]}"):
            continue
        pair = _before(passage, place, change) or _after(passage, place, change)
        if pair is not None:
            yield from _judge(change, *pair, _others(passage, change, pair))
        elif place > 1:
            yield from _since_base(passage, change, passage.figures[place - 1])


def _of_row(rate: Quantity, gap: str, now: Quantity, before: Quantity) -> Iterator[Finding]:
    """Yield the change in percent of a table's row, where it is that of the two counts: 受理 312件 268件 16.4%."""
    sign_ = gap.strip(_BLANKS)
    if sign_ not in _SIGNS or not _are_alike(now, before) or rate.value is None or rate.modifier != "exact":
        return
    change = replace(rate, statistic="yoy_pct", comparison="下降" if _SIGNS[sign_] < 0 else "增长")
    if now.value != before.value and _as_stated(change, now, before, close_rate(change, _SIGNS[sign_])):
        yield yoy(change, now, before, _SIGNS[sign_], "stated", "holds")


def _before(passage: Passage, place: int, change: Quantity) -> tuple[Quantity, Quantity] | None:
    """Return (now, before) told right before the change, a change in number aside: 88件,增加8件（上年80件）,增幅10%."""
    near = [q for q in passage.figures[max(0, place - 3) : place] if q.statistic != "yoy_abs"][-2:]
    is_pair = len(near) == 2 and _are_alike(*near) and near[1] is passage.figures[place - 1]
    return _in_time(passage, change, near) if is_pair and _says_nothing_else(passage.gaps[place], change) else None


def _after(passage: Passage, place: int, change: Quantity) -> tuple[Quantity, Quantity] | None:
    """Return (now, before) where the base follows the change: 88件,同比增加8件（上年80件）; 增长50%,由20万元增至30万元."""
    after = passage.figures[place + 1 : place + 3]
    if len(after) == 2 and _are_alike(*after) and _LED.fullmatch(passage.before(after[0])):
        return (after[1], after[0]) if pattern("to").search(passage.before(after[1])) else None
    if not place or not after or not _says_nothing_else(passage.gaps[place], change):
        return None
    now, said = passage.figures[place - 1], passage.before(after[0])
    if not _are_alike(now, after[0]) or pattern("parts").search(said):
        return None
    if said.lstrip("，,") in _REACHING and _is_year_before(passage.clause(now), after[0]):
        return after[0], now  # 较上年的120件上升15%,达138件
    is_base = said.startswith(("（", "(")) or said.strip("，,为是有 ") in words("earlier")
    return (now, after[0]) if is_base and _is_year_before(said, now) else None


def _since_base(passage: Passage, change: Quantity, base: Quantity) -> Iterator[Finding]:
    """Judge a change whose clause gives its base and names what an earlier clause counts: …案件91件,罚款…,案件数较2020年的85件增长7%."""
    named = _NAMED.search(passage.before(base))
    if named is None or base.statistic != "level" or not _says_nothing_else(passage.before(change), change):
        return
    told = (q for q in passage.counts.get(base.unit or "", ()) if q.end < base.start and named[1] in passage.clause(q))
    counts = [q for q in told if _is_year_before(named[2], q) and is_exact(q, base, change)]
    if len(counts) == 1:
        computed = _computed(change, counts[0], base)
        said = _said(change, counts[0], sign(change), stated_rate)
        if computed is not None:
            verdict: Verdict = "holds" if computed.meets(said) else "suspect"
            yield yoy(change, counts[0], base, sign(change), "stated", verdict)


def _is_year_before(said: str, now: Quantity) -> bool:
    """Whether the words name last year: 上年, 去年同期, 2022年 beside a figure of 2023."""
    if pattern("parts").search(said) or pattern("carried").search(said):
        return False  # 增长10%（其中上年结转8件）
    year = _YEAR.search(said)
    return pattern("earlier").search(said) is not None or (year is not None and _is_last(year[0], now))


def _is_last(year: str, now: Quantity) -> bool:
    return (now.period or "").isdecimal() and int(year) == int(now.period or 0) - 1


def _are_alike(one: Quantity, other: Quantity) -> bool:
    return one.statistic == other.statistic == "level" and one.unit is not None and one.unit == other.unit


def _by_difference(passage: Passage, change: Quantity, now: Quantity, off: Quantity) -> Iterator[Finding]:
    """Judge 1260户,较上年减少540户,降幅30%: the base is the value less its change, or last year's, where that is told.

    较上年697次增加427次,增长61.3%.
    """
    is_one = now.statistic == "level" and now.unit == off.unit and change.statistic == "yoy_pct"
    if not is_one or now.value is None or off.value is None:
        return
    if not is_exact(change, now, off) or sign(change) != sign(off):
        return
    is_base = now.period != off.period or _is_year_before(passage.before(now), off)
    base = now.value if is_base else now.value - off.value if sign(off) > 0 else now.value + off.value
    if base > 0:
        computed = off.value / base * 100
        exact = Range(computed, computed)
        if exact.meets(close_rate(change)):
            yield by_difference(change, now, off, base, "holds")
        elif not exact.meets(stated_rate(change)):
            yield by_difference(change, now, off, base, "suspect")


def _says_nothing_else(gap: str, change: Quantity) -> bool:
    """Whether the words before the change are its comparison alone: 办结率同比… is another measure's change."""
    for part in (change.comparison or "", trend(change) or ""):
        gap = gap.replace(part, "") if part else gap
    return not pattern("change_aside").sub("", gap).strip("，,、；;（(）) ")


def _others(passage: Passage, change: Quantity, pair: tuple[Quantity, Quantity]) -> list[Quantity]:
    """Return the other figures before the change that it might speak of as well."""
    before = (q for q in passage.counts.get(pair[0].unit or "", ()) if q.end <= change.start)
    return [q for q in before if q is not pair[0] and q is not pair[1]]


def _in_time(passage: Passage, change: Quantity, near: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """Return (now, before), or None where nothing says which is the earlier."""
    first, second = near
    between = passage.between(first, second)
    if pattern("parts").search(between) or pattern("carried").search(between):
        return None  # 受理120件,其中上年结转20件: no base of a comparison
    if pattern("to").search(between) and pattern("from").search(passage.clause(first)):
        may_be = _is_since(passage, change, first, second) or _is_given(change, second, first)
        return (second, first) if may_be else None
    if _is_year_before(between, first):
        return first, second
    if pattern("earlier").search(passage.clause(first)) and not pattern("earlier").search(passage.clause(second)):
        return second, first
    if first.period and second.period and first.period != second.period:
        return (first, second) if first.period > second.period else (second, first)
    return None


def _is_since(passage: Passage, change: Quantity, first: Quantity, second: Quantity) -> bool:
    """Whether the change is from the first value, and not 同比 beside a value of years ago (由2020年的…降至…,同比下降)."""
    said = change.comparison or ""
    year = _YEAR.search(passage.clause(first)) or _YEAR.search(said)
    is_last = _is_last(year[0], second) if year else pattern("earlier").search(passage.clause(first)) is not None
    return is_last or said == trend(change)


def _is_given(change: Quantity, now: Quantity, before: Quantity) -> bool:
    computed = _computed(change, now, before)
    return computed is not None and computed.meets(_said(change, now, sign(change), close_rate))


@cache
def _trends() -> dict[str, int]:
    """Return the words of a direction, longest first, each with +1 or -1."""
    signs: dict[str, int] = {}
    for key in ("trends", "steps"):
        for name, sign_ in (("up", 1), ("down", -1)):
            signs.update(dict.fromkeys(str(lexicon.read_key("comparison", key)[name]).split(), sign_))
    return dict(sorted(signs.items(), key=lambda item: -len(item[0])))


def trend(change: Quantity) -> str | None:
    """Return the word of direction at the end of the change's comparison (同比|下降)."""
    said = change.comparison or ""
    return next((word for word in _trends() if said.endswith(word)), None)


def sign(change: Quantity) -> int:
    """Return -1 for a fall, +1 for a rise, by the words of the comparison."""
    word = trend(change)
    return 1 if word is None else _trends()[word]


def _judge(change: Quantity, now: Quantity, before: Quantity, others: list[Quantity]) -> Iterator[Finding]:
    direction = sign(change)
    for candidate in (now, *reversed(others)):
        computed = _computed(change, candidate, before)
        said = _said(change, now, direction, close_rate)
        if computed is not None and (
            (computed.tells(_TELLING) and computed.meets(said)) or _as_stated(change, candidate, before, said)
        ):
            yield yoy(change, candidate, before, direction, "stated", "holds")
            return
    computed = _computed(change, now, before)
    if computed is not None and not others and not computed.meets(_said(change, now, direction, stated_rate)):
        is_firm = is_exact(change, now, before) and bool(change.comparison)
        yield yoy(change, now, before, direction, "stated", "violated" if is_firm else "suspect")


def _as_stated(change: Quantity, now: Quantity, before: Quantity, said: Range) -> bool:
    """Whether the numbers give the change as they stand, however they were rounded: from 20万 to 30万, 50%."""
    if change.statistic != "yoy_pct" or not is_exact(now, before) or now.value is None or not before.value:
        return False
    nominal = (now.value - before.value) / before.value * 100
    return Range(nominal, nominal).meets(said)


def _said(change: Quantity, now: Quantity, direction: int, rate: Callable[[Quantity, int], Range]) -> Range:
    """Return what the stated change allows: a rounded percentage, or a difference as it stands."""
    is_rate = change.unit != now.unit or now.unit == "%"
    return rate(change, direction) if is_rate else signed_bounds(change, direction)


def _computed(change: Quantity, now: Quantity, before: Quantity) -> Range | None:
    """Return what the two values give in the change's own terms; None where they give nothing comparable."""
    if change.statistic == "yoy_pct":
        return growth(now, before)
    is_difference = change.statistic == "yoy_abs" and change.unit == now.unit
    is_points = change.statistic == "yoy_points" and now.unit == "%"
    return difference(now, before) if is_difference or is_points else None


def audit_across_years(
    current: Sequence[tuple[Quantity, Assignment]], previous: Sequence[tuple[Quantity, Assignment]]
) -> list[Finding]:
    """Compare a report's stated changes and earlier values with last year's report of the same issuer.

    Basis is cross-year and a verdict at most suspect: scopes change between years. A change against another year than
    the last is left alone. ``members`` are indexes of the
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
    if quantity.status != "reported" or before.value is None or now is None:
        return None
    if quantity.statistic != "level":
        return _change_since(quantity, now, before)
    is_earlier = quantity.period == before.period and quantity.unit == before.unit and quantity is not now
    if quantity.period is None or not is_earlier:
        return None
    holds = bounds(quantity).meets(bounds(before))
    return restated(quantity, before, "holds" if holds else "suspect")


def _change_since(change: Quantity, now: Quantity, before: Quantity) -> Finding | None:
    """Judge a stated change by this year's value and the one that last year's own report gives."""
    said = change.comparison or ""
    other_year = _YEAR.search(said)
    if pattern("not_yearly").search(said) or (other_year and other_year[0] != before.period):
        return None
    computed, direction = _computed(change, now, before), sign(change)
    if computed is None or computed.low is None or computed.high is None:
        return None
    holds = computed.meets(_said(change, now, direction, stated_rate))
    finding = yoy(change, now, before, direction, "cross-year", "holds" if holds else "suspect")
    return replace(finding, members=(now.index, change.index))
